#include "account_private.h"

static int make(struct db *db, struct err *e)
{
    int r = db_ddl(db,
                   "create table role("
                   " name {text} not null primary key,"
                   " label_zh {text} not null,"
                   " label_en {text} not null,"
                   " rights {text} not null," /* by word, see rights_parse */
                   " fields {text} not null,"
                   " division_digits {int} not null,"
                   " second_factor {int} not null) {table};"

                   "create table account_serial("
                   " what {text} not null primary key,"
                   " last {int} not null) {table};"

                   "create table account("
                   " id {int} not null primary key,"
                   " version {int} not null,"
                   " name {text} not null unique,"
                   " label {text} not null,"
                   " role {text} not null references role(name),"
                   " division {text} not null," /* without padding, '' = everywhere */
                   " disabled {int} not null,"
                   " must_change {int} not null,"
                   " password {text} not null," /* argon2id with its parameters */
                   " password_at {int} not null,"
                   " created_at {int} not null,"
                   " signed_in_at {int} not null) {table};"

                   "create table account_password(" /* earlier ones */
                   " account_id {int} not null references account(id),"
                   " set_at {int} not null,"
                   " password {text} not null,"
                   " primary key(account_id, set_at)) {table};"

                   "create table account_factor("
                   " account_id {int} not null primary key references account(id),"
                   " key_id {int} not null,"
                   " sealed {blob} not null," /* to the account */
                   " confirmed {int} not null,"
                   " step {int} not null) {table};" /* the last one used */

                   "create table account_recovery("
                   " account_id {int} not null references account(id),"
                   " hash {blob} not null,"
                   " primary key(account_id, hash)) {table};"

                   "create table account_session("
                   " id {int} not null primary key,"
                   " hash {blob} not null unique,"
                   " account_id {int} not null references account(id),"
                   " created_at {int} not null,"
                   " used_at {int} not null,"
                   " address {text} not null,"
                   " agent {text} not null) {table};"
                   "create index account_session_account on account_session(account_id);"

                   "create table account_token("
                   " id {int} not null primary key,"
                   " hash {blob} not null unique,"
                   " account_id {int} not null references account(id),"
                   " label {text} not null,"
                   " rights {text} not null,"
                   " division {text} not null,"
                   " created_at {int} not null,"
                   " until {int} not null,"
                   " used_at {int} not null) {table};"
                   "create index account_token_account on account_token(account_id);"

                   "create table sign_in_lock("
                   " subject {text} not null primary key,"
                   " failures {int} not null,"
                   " failed_at {int} not null,"
                   " until {int} not null) {table};"
                   "create index sign_in_lock_failed on sign_in_lock(failed_at);"

                   "create table account_setup("
                   " hash {blob} not null primary key,"
                   " until {int} not null) {table};",
                   e);

    return r < 0 ? r : roles_store(db, e);
}

/* Who was signed in there isn't here: an old backup would let people in again who were shut out. */
static int forget_sessions(struct db *db, struct err *e)
{
    int r = db_run(db, e, "delete from account_session", "");

    return r < 0 ? r : db_run(db, e, "delete from account_setup", "");
}

static const struct migration steps[] = {{"accounts", make}};

const struct schema_part account_schema = {
    .name = "account",
    .steps = steps,
    .n_steps = sizeof steps / sizeof *steps,
    .restored = forget_sessions,
};
