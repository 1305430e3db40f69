#include "schema_parts.h"

#include "account.h"
#include "cursor.h"
#include "determine.h"
#include "idempotency.h"
#include "register.h"
#include "verify.h"

const struct schema_part *const schema_parts[] = {
    &register_schema,
    &determine_schema,
    &verify_schema,
    &account_schema,
    &idempotency_schema,
    &office_idempotency_schema,
    &cursor_schema,
    NULL,
};

const struct schema_part *schema_part_find(struct str name)
{
    for (size_t i = 0; schema_parts[i]; i++)
        if (str_eqz(name, schema_parts[i]->name))
            return schema_parts[i];
    return NULL;
}

const struct schema_part *schema_part_shaped_by(const char *table)
{
    for (size_t i = 0; schema_parts[i]; i++)
        if (schema_parts[i]->shaped_by && strcmp(schema_parts[i]->shaped_by, table) == 0)
            return schema_parts[i];
    return NULL;
}

int schema_parts_migrate(struct db *db, int *ret_steps, struct err *e)
{
    int steps = 0;

    for (size_t i = 0; schema_parts[i]; i++) {
        int applied;
        int r = db_migrate(db, schema_parts[i], &applied, e);

        if (r < 0)
            return r;
        steps += applied;
    }
    if (ret_steps)
        *ret_steps = steps;
    return 0;
}
