/* The side of dmn: boxed expressions and tables. Internal to this folder. */
#pragma once

#include "compile.h"
#include "dmn_model.h"

struct term compile_boxed(struct compiler *c, const struct boxed *b, const struct frame *f);
/* ret_fired: the register of the rows that decided, of a decision's own table; NULL elsewhere. */
struct term compile_table(struct compiler *c, const struct table *t, const struct frame *f,
                          int *ret_fired);
