#include "schema_parts.h"

#include "determine.h"
#include "idempotency.h"
#include "register.h"
#include "verify.h"

const struct schema_part *const register_parts[] = {
    &register_schema,
    &determine_schema,
    &verify_schema,
    &idempotency_schema,
    NULL,
};

static const struct schema_part *find_in(const struct schema_part *const *parts, struct str name)
{
    for (size_t i = 0; parts[i]; i++)
        if (str_eqz(name, parts[i]->name))
            return parts[i];
    return NULL;
}

const struct schema_part *schema_part_find(struct str name)
{
    const struct schema_part *part = find_in(register_parts, name);

    return part ? part : find_in(office_parts, name);
}

const struct schema_part *schema_part_shaped_by(const char *table)
{
    for (size_t i = 0; register_parts[i]; i++)
        if (register_parts[i]->shaped_by && strcmp(register_parts[i]->shaped_by, table) == 0)
            return register_parts[i];
    return NULL;
}

int schema_parts_migrate(struct db *db, const struct schema_part *const *parts, int *ret_steps,
                         struct err *e)
{
    int steps = 0;

    for (size_t i = 0; parts[i]; i++) {
        int applied;
        int r = db_migrate(db, parts[i], &applied, e);

        if (r < 0)
            return r;
        steps += applied;
    }
    if (ret_steps)
        *ret_steps = steps;
    return 0;
}
