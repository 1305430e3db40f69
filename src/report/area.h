/* What tables by division share: an area is the prefix of a division's code. */
#pragma once

#include "register.h"
#include "table.h"

/* The area of all codes between the two, the first and the last in byte order. */
struct str area_common(const char *first, const char *last);
/* Digits of the level below an area: 2, 4, 6, 9 or 12. */
size_t area_next(struct str area);
/* A code cut to that level; shorter if the code is itself of a level above. */
struct str area_below(struct str code12, size_t next);

/* A cell with an area's code and name, said to be itself where it stands above its level. */
void area_name(struct table *t, struct reg *r, struct str area, size_t next, int32_t on);

/* A figure of the area itself: only a row for exactly this division, not one of a larger area. */
const struct parameter *area_parameter(const struct pack *p, const char *name, struct str area,
                                       int32_t on);
/* A cell with people ÷ registered_population of the area (JM18-1.2a). Households that stand
 * directly under a larger division are not all of its people: empty. */
void area_incidence(struct table *t, const struct pack *p, struct str area, size_t next, int32_t on,
                    int64_t people);
