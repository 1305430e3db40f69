/* The tree walk's parts. */
#pragma once

#include "ast.h"

/* Reports the read of an entry that stands for a fact. */
void eval_read(struct feel_run *run, const struct feel_context *c, size_t i);
/* The entry's value or NULL; hint is where the static type has it. */
const struct feel_value *eval_entry(struct feel_run *run, const struct feel_context *c,
                                    struct str name, int hint);

/* eval_list.c */
const struct feel_value *eval_path(struct feel_run *run, const struct node *n,
                                   const struct feel_value *base);
const struct feel_value *eval_filter(struct feel_run *run, const struct node *n,
                                     const struct feel_frame *f);
const struct feel_value *eval_loop(struct feel_run *run, const struct node *n,
                                   const struct feel_frame *f);

/* eval_call.c */
const struct feel_value *eval_call(struct feel_run *run, const struct node *n,
                                   const struct feel_frame *f);
const struct feel_value *eval_builtin(struct feel_run *run, const struct node *n,
                                      const struct feel_frame *f);
const struct feel_value *eval_function(struct feel_run *run, const struct node *n,
                                       const struct feel_frame *f);
