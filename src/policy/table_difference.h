/* Tables compared row by row. Internal to this folder. */
#pragma once

#include "pack_difference.h"

struct table_differences {
    struct table_difference *at;
    size_t n, cap;
};
int tables_compare(const struct pack *before, const struct pack *after, struct arena *a,
                   struct table_differences *ret, struct err *e);
