#include "job_schema.h"

static int make(struct db *db, struct err *e)
{
    return db_ddl(db,
                  "create table job_serial("
                  " what {text} not null primary key," /* job, upload */
                  " last {int} not null) {table};"
                  "insert into job_serial(what, last) values ('job', 0), ('upload', 0);"

                  "create table job("
                  " id {int} not null primary key,"
                  " account {int} not null," /* who asked, 0 = the local operator */
                  " account_name {text} not null,"
                  " division {text} not null," /* what the asker could then: scope, */
                  " rights {int} not null,"
                  " fields {int} not null,"
                  " kind {text} not null,"
                  " input {text} not null,"
                  " writes {int} not null,"   /* to the register */
                  " state {int} not null,"    /* enum job_state */
                  " revision {int} not null," /* grows with every change of state */
                  " done {int} not null,"
                  " total {int} not null,"
                  " phase_zh {text} not null,"
                  " phase_en {text} not null,"
                  " result {text} not null,"
                  " problem_zh {text} not null,"
                  " problem_en {text} not null,"
                  " created_at {int} not null,"
                  " started_at {int} not null,"
                  " ended_at {int} not null,"
                  " attempts {int} not null,"
                  " not_before {int} not null,"
                  " cancel {int} not null,"
                  " holder {int} not null," /* of the lease: a random number, 0 = nobody */
                  " lease_until {int} not null,"
                  " kept {int} not null) {rowtable};" /* the attempt whose files are kept */
                  "create index job_of_state on job(state, id);"
                  "create index job_of_account on job(account, id);"

                  "create table job_file("
                  " job_id {int} not null references job(id),"
                  " name {text} not null,"
                  " bytes {int} not null,"
                  " primary key(job_id, name)) {table};"

                  "create table upload("
                  " id {int} not null primary key,"
                  " account {int} not null,"
                  " name {text} not null," /* for people */
                  " bytes {int} not null,"
                  " sm3 {text} not null," /* '' while it is being written */
                  " created_at {int} not null,"
                  " job_id {int}) {table};" /* that uses it */
                  "create index upload_of_account on upload(account);",
                  e);
}

/* What was under way there isn't here, nor are the files. Numbers go on. */
static int forget(struct db *db, struct err *e)
{
    int r = db_run(db, e, "delete from upload", "");

    if (r >= 0)
        r = db_run(db, e, "delete from job_file", "");
    return r < 0 ? r : db_run(db, e, "delete from job", "");
}

static const struct migration steps[] = {{"jobs", make}};

const struct schema_part job_schema = {
    .name = "job",
    .steps = steps,
    .n_steps = sizeof steps / sizeof *steps,
    .restored = forget,
};
