#include "actor_of.h"
#include "change.h"
#include "cleanup.h"
#include "fixture.h"
#include "source.h"
#include "testdb.h"
#include "verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void must(int rc, const struct err *e)
{
    if (rc < 0)
        fail_msg("%s", e->en);
}

static int make(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct err e = {0};
    fixture_make(f);
    must(db_migrate(reg_db(f->reg), &verify_schema, NULL, &e), &e);
    *state = f;
    return 0;
}

static int unmake(void **state)
{
    fixture_free(*state);
    free(*state);
    return 0;
}

/* Those built in, but for the first ones. */
static struct feeds *fewer(struct fixture *f, size_t without)
{
    _cleanup_(feeds_freep) struct feeds *all = NULL;
    struct feeds *ret = NULL;
    struct err e = {0};
    struct feeds_file files[FEEDS_MAX];
    size_t n = 0;
    must(feeds_builtin(reg_catalogue(f->reg), &all, &e), &e);
    for (size_t i = without + 1; i < all->n_files; i++) /* attributes.csv is the first */
        files[n++] = all->files[i];
    must(feeds_read(files, n, reg_catalogue(f->reg), &ret, &e), &e);
    return ret;
}

static bool store(struct fixture *f, const struct feeds *x)
{
    struct err e = {0};
    int64_t seq;
    bool changed;
    struct db *db = reg_db(f->reg);
    must(db_begin(db, true, &e), &e);
    must(change_begin(db, &f->actor, "test", NULL, &seq, &e), &e);
    must(feeds_store(f->reg, x, seq, &changed, &e), &e);
    must(db_commit(db, &e), &e);
    return changed;
}

/* How many sources are in force; whether they are built in. */
static size_t in_force(struct fixture *f, int64_t seq, bool *ret_built_in)
{
    _cleanup_(feeds_freep) struct feeds *x = NULL;
    struct err e = {0};
    must(feeds_in_force(f->reg, seq, &x, &e), &e);
    *ret_built_in = x->built_in;
    return x->n;
}

static int64_t last(struct fixture *f)
{
    int64_t seq;
    assert_int_equal(change_last(reg_db(f->reg), &seq, NULL), 0);
    return seq;
}

static void init(struct fixture *f)
{
    struct err e = {0};
    must(verify_init(f->reg, &f->actor, NULL, NULL, &e), &e);
}

static void test_init(void **state)
{
    struct fixture *f = *state;
    _cleanup_(feeds_freep) struct feeds *x = NULL;
    struct err e = {0};
    bool built_in;
    assert_int_equal(feeds_in_force(f->reg, INT64_MAX, &x, &e), E_NOT_FOUND);
    assert_non_null(strstr(e.en, "heyi init"));
    init(f);
    size_t n = in_force(f, INT64_MAX, &built_in);
    assert_true(n >= 19 && built_in);
    assert_string_equal(source_label(f->reg, source_id(f->reg, STR("tax"))), "纳税");
    assert_string_equal(source_label(f->reg, source_id(f->reg, STR("combined"))), "部门合计");
    /* again: nothing, not even a change */
    int64_t seq = last(f);
    init(f);
    assert_int_equal(last(f), seq);
    fixture_check(f);
}

/* Another program brings its built-in definitions where built-in ones were, and only there. */
static void test_upgrade(void **state)
{
    struct fixture *f = *state;
    _cleanup_(feeds_freep) struct feeds *older = fewer(f, 2), *own = fewer(f, 5);
    bool built_in;
    older->built_in = true;
    assert_true(store(f, older));
    assert_false(store(f, older));
    int64_t before = last(f);
    init(f);
    size_t n = in_force(f, INT64_MAX, &built_in);
    assert_true(built_in && n == older->n + 2);
    assert_int_equal(in_force(f, before, &built_in), older->n);
    assert_true(store(f, own));
    init(f);
    assert_int_equal(in_force(f, INT64_MAX, &built_in), own->n);
    assert_false(built_in);
}

static void test_by_hash(void **state)
{
    struct fixture *f = *state;
    _cleanup_(feeds_freep) struct feeds *older = fewer(f, 2), *x = NULL, *none = NULL;
    struct err e = {0};
    store(f, older);
    init(f);
    must(feeds_by_hash(f->reg, str_of(older->hash), &x, &e), &e);
    assert_int_equal(x->n, older->n);
    assert_int_equal(feeds_by_hash(f->reg, STR("0123"), &none, &e), E_NOT_FOUND);
    /* a file that was changed behind the program's back */
    struct db *db = reg_db(f->reg);
    must(db_begin(db, true, &e), &e);
    must(db_run(db, &e,
                "update feed_file set content = $1 where feeds_hash = $2 and name = 'vehicle.csv'",
                "bt", STR("item,name,rule,value,condition,absent,note\n"), str_of(older->hash)),
         &e);
    must(db_commit(db, &e), &e);
    assert_true(feeds_by_hash(f->reg, str_of(older->hash), &none, &e) < 0);
    assert_non_null(strstr(e.en, "definitions of sources"));
}

static void test_rights(void **state)
{
    struct fixture *f = *state;
    struct actor officer;
    struct err e = {0};
    assert_int_equal(actor_of(&officer, 1, "officer", "town", "", &e), 0);
    assert_int_equal(verify_init(f->reg, &officer, NULL, NULL, &e), E_DENIED);
}

/* A bureau's own definition of one source. */
static void test_change(void **state)
{
    struct fixture *f = *state;
    _cleanup_(feeds_freep) struct feeds *now = NULL, *x = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct err e = {0};
    struct feeds_versions all;
    struct actor officer;
    int64_t version;
    init(f);
    must(feeds_in_force(f->reg, INT64_MAX, &now, &e), &e);
    for (size_t i = 0; i < now->n_files; i++)
        if (str_eqz(now->files[i].name, "vehicle.csv"))
            strbuf_adds(&text, now->files[i].content);
    struct str same = strbuf_str(&text), reason = STR("粤公通〔2018〕1号");
    const struct str vehicle = STR("vehicle");
    assert_int_equal(feeds_change(f->reg, &f->actor, vehicle, same, reason, &version, &e),
                     E_CONFLICT);
    assert_int_equal(feeds_change(f->reg, &f->actor, vehicle, STR("乱写"), reason, &version, &e),
                     E_INVALID);
    assert_int_equal(feeds_change(f->reg, &f->actor, STR("../x"), same, reason, &version, &e),
                     E_INVALID);
    assert_int_equal(feeds_with(f->reg, STR("another"), same, &x, &e), E_INVALID); /* its label */
    strbuf_addz(&text, "\n");
    struct str longer = strbuf_str(&text);
    assert_int_equal(feeds_change(f->reg, &f->actor, vehicle, longer, STR(" "), &version, &e),
                     E_INVALID);
    assert_int_equal(actor_of(&officer, 1, "officer", "town", "", &e), 0);
    assert_int_equal(feeds_change(f->reg, &officer, vehicle, longer, reason, &version, &e),
                     E_DENIED);
    must(feeds_change(f->reg, &f->actor, vehicle, longer, reason, &version, &e), &e);
    assert_int_equal(version, 2);
    must(feeds_versions(f->reg, vehicle, a, &all, &e), &e);
    assert_int_equal(all.n, 2);
    assert_true(str_eq(all.at[0].content, longer) && str_eq(all.at[0].why, reason));
    assert_true(all.at[1].built_in && !all.at[0].built_in);
    must(feeds_versions(f->reg, STR("tax"), a, &all, &e), &e);
    assert_int_equal(all.n, 1);
    must(feeds_versions(f->reg, STR(""), a, &all, &e), &e);
    assert_int_equal(all.n, 2);
    /* an upgrade leaves it */
    init(f);
    must(feeds_versions(f->reg, STR(""), a, &all, &e), &e);
    assert_int_equal(all.n, 2);
    fixture_check(f);
}

static const char *label_of(struct reg *r, struct str name)
{
    const char *label = source_label(r, source_id(r, name));
    return label ? label : "";
}

/* Definitions that come into force elsewhere, or don't after all, are noticed. */
static void test_elsewhere(void **state)
{
    struct fixture *f = *state;
    _cleanup_(reg_closep) struct reg *other = NULL;
    _cleanup_(feeds_freep) struct feeds *x = fewer(f, 2);
    struct err e = {0};
    int64_t seq;
    bool changed;
    must(reg_open(f->url, DB_WRITE, &other, &e), &e);
    store(f, x);
    assert_string_equal(label_of(other, STR("vehicle")), "");
    must(db_begin(reg_db(other), false, &e), &e);
    assert_string_equal(label_of(other, STR("vehicle")), label_of(f->reg, STR("vehicle")));
    db_rollback(reg_db(other));

    must(db_begin(reg_db(f->reg), true, &e), &e);
    must(change_begin(reg_db(f->reg), &f->actor, "test", NULL, &seq, &e), &e);
    const struct source_spec another = {STR("vehicle"), STR("改名"), 500};
    must(sources_store(f->reg, &another, 1, NULL, 0, seq, &changed, &e), &e);
    assert_string_equal(label_of(f->reg, STR("vehicle")), "改名");
    db_rollback(reg_db(f->reg));
    must(reg_refresh(f->reg, &e), &e);
    assert_string_not_equal(label_of(f->reg, STR("vehicle")), "改名");

    /* only another label */
    must(db_begin(reg_db(f->reg), true, &e), &e);
    must(change_begin(reg_db(f->reg), &f->actor, "test", NULL, &seq, &e), &e);
    const struct source_spec renamed = {x->at[0].name, STR("改名"), x->at[0].standing};
    must(sources_store(f->reg, &renamed, 1, NULL, 0, seq, &changed, &e), &e);
    assert_true(changed);
    must(db_commit(reg_db(f->reg), &e), &e);
    must(reg_refresh(other, &e), &e);
    assert_string_equal(label_of(other, x->at[0].name), "改名");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_init, make, unmake),
        cmocka_unit_test_setup_teardown(test_upgrade, make, unmake),
        cmocka_unit_test_setup_teardown(test_by_hash, make, unmake),
        cmocka_unit_test_setup_teardown(test_rights, make, unmake),
        cmocka_unit_test_setup_teardown(test_elsewhere, make, unmake),
        cmocka_unit_test_setup_teardown(test_change, make, unmake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
