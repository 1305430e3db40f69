/* Every layer that owns tables, from below; `heyi init` and restores make databases of them. */
#pragma once

#include "office.h"

/* The register's; those of the office are office_parts. Ends with NULL. A new layer adds its line
 * in schema_parts.c. */
extern const struct schema_part *const register_parts[];

/* NULL if this program has no such part. */
const struct schema_part *schema_part_find(struct str name);
/* The part whose further tables this one shapes; NULL for most. */
const struct schema_part *schema_part_shaped_by(const char *table);

/* A list's to their newest versions; *ret_steps (may be NULL) counts what was done. */
int schema_parts_migrate(struct db *db, const struct schema_part *const *parts, int *ret_steps,
                         struct err *e);
