/* The side of feel: parts of the typed tree. Internal to this folder. */
#pragma once

#include "ast.h"
#include "compile.h"

struct term compile_tree(struct compiler *c, const struct node *n, const struct frame *f);
/* Lists, ranges and contexts of constants are opened up. */
struct term constant_term(struct compiler *c, const struct feel_value *v);
struct val boolean_of(struct compiler *c, struct term t);
bool may_be(const struct compiler *c, const struct term *t, bool unknown, bool null);
/* NODE_TESTS on a value */
struct val tests_tree(struct compiler *c, const struct node *n, struct term input,
                      const struct frame *f);
