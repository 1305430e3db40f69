#include "office.h"

#include "account.h"
#include "audit.h"
#include "cursor.h"
#include "idempotency.h"
#include "job_schema.h"
#include "view.h"

const struct schema_part *const office_parts[] = {
    &account_schema,
    &audit_schema,
    &office_idempotency_schema,
    &cursor_schema,
    &job_schema,
    &view_schema,
    NULL,
};

int office_open(const char *url, enum db_mode mode, struct db **ret, struct err *e)
{
    struct db *db;
    int r = db_open_beside(url, OFFICE_NAME, mode, &db, e);

    if (r < 0)
        return r;
    for (size_t i = 0; office_parts[i] && r >= 0; i++)
        r = mode == DB_CREATE ? db_migrate(db, office_parts[i], NULL, e)
                              : db_schema_check(db, office_parts[i], e);
    if (r < 0) {
        db_close(db);
        return r;
    }
    *ret = db;
    return 0;
}

int office_look(const char *url, struct db **ret, struct err *e)
{
    int r = db_open_beside(url, OFFICE_NAME, DB_READ, ret, e);

    if (r != E_NOT_FOUND)
        return r;
    *ret = NULL;
    return 0;
}
