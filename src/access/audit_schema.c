#include "audit.h"

static int make(struct db *db, struct err *e)
{
    int r = db_ddl(db,
                   "create table audit_entry("
                   " register_id {int} not null,"
                   " seq {int} not null,"
                   " at {int} not null,"
                   " actor_id {int} not null,"
                   " outcome {int} not null,"
                   " actor {text} not null,"
                   " session {text} not null,"
                   " address {text} not null,"
                   " action {text} not null,"
                   " object {text} not null,"
                   " division {text} not null," /* without padding, so that scopes are ranges */
                   " why {text} not null,"
                   " before {text} not null,"
                   " after {text} not null,"
                   " hash {blob} not null,"
                   " primary key(register_id, seq)) {rowtable};"
                   /* at, register_id, seq: the order of lists */
                   "create index audit_entry_at on audit_entry(at, register_id, seq);"
                   "create index audit_entry_actor on audit_entry(actor, at, register_id, seq);"
                   "create index audit_entry_action on audit_entry(action, at, register_id, seq);"
                   "create index audit_entry_object on audit_entry(object, at, register_id, seq);"
                   "create index audit_entry_division on audit_entry(division, at);"

                   "create table audit_head("
                   " register_id {int} not null primary key,"
                   " seq {int} not null,"
                   " at {int} not null,"
                   " hash {blob} not null) {table};",
                   e);

    return r < 0 ? r : db_append_only(db, "audit_entry", e);
}

static const struct migration steps[] = {{"audit trail", make}};

const struct schema_part audit_schema = {
    .name = "audit",
    .steps = steps,
    .n_steps = sizeof steps / sizeof *steps,
};
