/*
 * What all tables keep, so that a database that distributes them by register_id (Citus) could take
 * them: the column heads each primary key and is part of each unique and foreign key, but for small
 * tables, which stand whole on every worker.
 */
#include "fixture.h"
#include "testdb.h"

#include "cleanup.h"
#include "schema_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

/* Of the database as a whole, or growing with imports, runs, verifications and packs rather than
 * with people. */
static const char *const small[] = {
    "account",
    "account_factor",
    "account_password",
    "account_recovery",
    "account_serial",
    "account_session",
    "account_setup",
    "account_token",
    "account_view",
    "catalogue_attribute",
    "change",
    "cursor_key",
    "delivery",
    "division",
    "feed_delivery",
    "feed_file",
    "feed_place",
    "feed_version",
    "idempotency",
    "job",
    "job_file",
    "job_serial",
    "key_check",
    "office_idempotency",
    "pack_file",
    "pack_result",
    "pack_version",
    "proposal",
    "proposal_file",
    "proposal_simulation",
    "proposal_step",
    "register",
    "role",
    "run",
    "run_figure",
    "sample",
    "sample_stratum",
    "schema_version",
    "sign_in_lock",
    "source",
    "source_standing",
    "upload",
    "verification",
    "verification_place",
};

static int bad;

#define complain(...)                                                                              \
    do {                                                                                           \
        print_error(__VA_ARGS__);                                                                  \
        print_error("\n");                                                                         \
        bad++;                                                                                     \
    } while (0)

static bool is_small(const char *table)
{
    for (size_t i = 0; i < ARRAY_LEN(small); i++)
        if (strcmp(small[i], table) == 0)
            return true;
    return false;
}

/* Where the distribution column stands in a key; -1 where it doesn't. */
static int place_in(const char **columns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(columns[i], "register_id") == 0)
            return (int)i;
    return -1;
}

static void lint_key(const struct db_table *t, const struct db_key *k)
{
    int at = place_in(k->columns, k->n);
    if (k->kind == 'f' && is_small(k->to))
        return;
    if (is_small(t->name)) {
        if (k->kind == 'f')
            complain("%s: a small table refers to %s, which is distributed", t->name, k->to);
    } else if (k->kind == 'p' && at != 0) {
        complain("%s: the primary key doesn't begin with register_id", t->name);
    } else if (k->kind == 'u' && at < 0) {
        complain("%s: a unique key without register_id (%s, …)", t->name, k->columns[0]);
    } else if (k->kind == 'f' && (at < 0 || place_in(k->to_columns, k->n) != at)) {
        complain("%s: a foreign key to %s without register_id", t->name, k->to);
    }
}

static void lint(const struct db_table *t)
{
    bool primary = false;
    for (size_t i = 0; i < t->n_keys; i++) {
        primary |= t->keys[i].kind == 'p';
        lint_key(t, &t->keys[i]);
    }
    if (!primary)
        complain("%s: no primary key", t->name);
}

static void need(int rc, const struct err *e)
{
    if (rc < 0)
        fail_msg("%s", e->en);
}

/* Register and office in one, as on a server. */
static int make_all(struct fixture *f, struct err *e)
{
    int rc = schema_parts_migrate(reg_db(f->reg), register_parts, NULL, e);
    return rc < 0 ? rc : schema_parts_migrate(reg_db(f->reg), office_parts, NULL, e);
}

static void test_distribution(void **state)
{
    struct fixture f;
    struct err e = {0};
    struct db_table *tables;
    size_t n, found = 0;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    fixture_make(&f);
    need(make_all(&f, &e), &e);
    need(db_tables(reg_db(f.reg), a, &tables, &n, &e), &e);
    for (size_t i = 0; i < n; i++) {
        found += is_small(tables[i].name);
        lint(&tables[i]);
    }
    assert_int_equal(bad, 0);
    assert_int_equal(found, ARRAY_LEN(small)); /* no name is left over */
    assert_true(n > ARRAY_LEN(small) + 30);
    fixture_free(&f);
}

/* The lint sees what it is there for. */
static void test_lint(void **state)
{
    const char *own[] = {"person_id", "register_id"}, *other[] = {"person_id", "register_id"};
    const char *without[] = {"household_no"};
    struct db_key keys[] = {
        {.kind = 'p', .n = 2, .columns = own},
        {.kind = 'u', .n = 1, .columns = without},
        {.kind = 'f', .n = 1, .columns = without, .to = "household", .to_columns = without},
        {.kind = 'f', .n = 2, .columns = own, .to = "person", .to_columns = other},
        {.kind = 'f', .n = 1, .columns = without, .to = "source", .to_columns = without},
    };
    const int expected[] = {1, 1, 1, 0, 0};
    struct db_table t = {.name = "t", .n_keys = 1};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        bad = 0;
        lint_key(&t, &keys[i]);
        assert_int_equal(bad, expected[i]);
    }
    bad = 0;
    t.n_keys = 0;
    lint(&t);
    assert_int_equal(bad, 1);
    bad = 0;
}

/* SQLite keeps types only where a table says so. */
static void test_strict(void **state)
{
    if (testdb_is_postgres())
        skip();
    struct fixture f;
    struct err e = {0};
    struct stmt *s;
    int rc;
    fixture_make(&f);
    need(make_all(&f, &e), &e);
    need(db_prepare(reg_db(f.reg), "select name, sql from sqlite_schema where type = 'table'", &s,
                    &e),
         &e);
    while ((rc = stmt_step(s, &e)) > 0)
        if (str_find(stmt_text(s, 1), STR("strict")) < 0)
            fail_msg("%.*s is not strict", STR_ARG(stmt_text(s, 0)));
    need(rc, &e);
    stmt_done(s);
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lint),
        cmocka_unit_test(test_distribution),
        cmocka_unit_test(test_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
