/* What verifications found, as tables. */
#pragma once

#include "table.h"
#include "verify.h"

/* A list of items: give items_print_row to items_list or verify_run, then end it. */
struct items_print;
int items_print_new(struct reg *r, enum table_format format, struct items_print **ret,
                    struct err *e);
int items_print_row(void *print, const struct item *i, struct err *e);
int items_print_end(struct items_print *p, FILE *out, struct err *e);
void items_print_free(struct items_print *p);
void items_print_freep(struct items_print **p);

/* What a verification came to: its counts, its items by kind, and those (may be NULL). */
int verification_print(const struct verify_result *v, int32_t as_of, struct items_print *items,
                       enum table_format format, FILE *out, struct err *e);
