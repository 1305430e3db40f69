/*
 * Out of memory at every allocation of the main job: opening a register, importing, deciding with
 * commit, explaining, checking. Each call says so, leaks nothing and leaves the register as it was;
 * a register that stayed open can be used on.
 */
#include "nomem.h"

#include "change.h"
#include "cleanup.h"
#include "date.h"
#include "determine_check.h"
#include "evidence_write.h"
#include "explain.h"
#include "identity.h"
#include "import.h"
#include "register_check.h"
#include "scan.h"
#include "snapshot.h"
#include "source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these before it */
#include <cmocka.h>
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

static struct {
    char folder[64], url[96], households[96], people[96], errors[96];
    const char *pack;
    struct actor actor;
    struct reg *reg; /* open throughout */
    int64_t seq;     /* the last change before the call under test */
    enum entity entity;
    int32_t as_of;
} t;

static void write_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static int64_t last_change(void)
{
    struct err e = {0};
    int64_t seq = 0;
    int rc = db_query_int(reg_db(t.reg), &seq, NULL, &e, "select max(seq) from change", "");
    if (rc < 0)
        fail_msg("%s", e.en);
    return seq;
}

static void unharmed(void *arg)
{
    assert_false(db_in_transaction(reg_db(t.reg)));
    assert_int_equal(last_change(), t.seq);
}

static void sweep(const char *what, int (*f)(void *arg), long at_least)
{
    t.seq = last_change();
    long n = nomem_sweep(f, unharmed, NULL);
    print_message("%s: %ld allocations\n", what, n);
    if (n < at_least)
        fail_msg("%s: only %ld allocations were seen", what, n);
}

static int open_register(void *arg)
{
    _cleanup_(reg_closep) struct reg *r = NULL;
    const struct pack *p;
    struct err e = {0};
    int rc = reg_open(t.url, DB_READ, &r, &e);
    return rc < 0 ? rc : reg_pack(r, INT64_MAX, &p, &e);
}

static int import(void *arg)
{
    const char *file = t.entity == ENTITY_PERSON ? t.people : t.households;
    struct import_options o = {.entity = t.entity,
                               .files = &file,
                               .n_files = 1,
                               .valid_from = date_from_civil((struct civil){2018, 1, 1}),
                               .errors = t.errors};
    struct import_result result;
    struct err e = {0};
    return import_run(t.reg, &t.actor, &o, &result, &e);
}

static int determine(void *arg)
{
    struct determine_options o = {.as_of = t.as_of, .known_seq = INT64_MAX, .commit = true};
    struct determine_result result;
    struct err e = {0};
    int rc = determine_run(t.reg, &t.actor, &o, NULL, NULL, &result, &e);
    if (rc == 0)
        determine_result_done(&result);
    return rc;
}

static int tell(void *arg)
{
    struct explain_options o = {.as_of = DATE_NONE, .known_seq = INT64_MAX};
    struct err e = {0};
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    int rc = explain(t.reg, &t.actor, STR("H1"), &o, out, &e);
    fclose(out);
    return rc;
}

static void test_open(void **state)
{
    sweep("open", open_register, 20);
}

static void test_import(void **state)
{
    t.entity = ENTITY_HOUSEHOLD;
    sweep("import households", import, 10);
    t.entity = ENTITY_PERSON;
    sweep("import people", import, 10);
}

static void test_determine(void **state)
{
    t.as_of = date_from_civil((struct civil){2018, 1, 1});
    sweep("determine", determine, 10);
    t.as_of = date_from_civil((struct civil){2018, 6, 30});
    sweep("determine again", determine, 10);
}

static void test_explain(void **state)
{
    sweep("explain", tell, 10);
}

/* In a transaction that is committed if all of it succeeds. */
static int in_transaction(int (*f)(struct err *e))
{
    struct err e = {0};
    int rc = db_begin(reg_db(t.reg), true, &e);
    if (rc < 0)
        return rc;
    rc = f(&e);
    if (rc >= 0)
        rc = db_commit(reg_db(t.reg), &e);
    if (rc < 0)
        db_rollback(reg_db(t.reg));
    return rc;
}

static int correct(struct err *e)
{
    int wage = catalogue_find(reg_catalogue(t.reg), ENTITY_PERSON, STR("wage_income"))->index;
    const struct correction one = {STR("H1"), 1, wage, {.known = true, .i = 1300}, 17600};
    int64_t seq;
    return evidence_correct(t.reg, &t.actor, &one, 1, STR("why"), STR("file"), &seq, e);
}

static int store_sources(struct err *e)
{
    const struct source_spec sources[] = {{STR("correction"), STR("更正"), 50},
                                          {STR("tax"), STR("税务"), 300}};
    int64_t seq;
    bool changed;
    int rc = change_begin(reg_db(t.reg), &t.actor, "test", NULL, &seq, e);
    return rc < 0 ? rc : sources_store(t.reg, sources, 2, NULL, 0, seq, &changed, e);
}

static int correcting(void *arg)
{
    return in_transaction(correct);
}

static int storing(void *arg)
{
    return in_transaction(store_sources);
}

static int stated(void *arg)
{
    _cleanup_(scan_closep) struct scan *s = NULL;
    struct household_facts h;
    struct stated x;
    struct err e = {0};
    int rc = scan_open(t.reg, &t.actor, (struct str){0}, 17700, INT64_MAX, &s, &e);
    if (rc < 0 || (rc = scan_want_stated(s, 1, &e)) < 0)
        return rc;
    while ((rc = scan_next(s, &h, &e)) > 0)
        if ((rc = scan_stated(s, &x, &e)) < 0)
            return rc;
    return rc;
}

static void test_evidence(void **state)
{
    sweep("correct", correcting, 10);
    sweep("what is stated", stated, 10);
    sweep("store sources", storing, 10);
}

static int ignore(void *arg, const struct checkup_kind *k, const char *place,
                  const struct err *what, struct err *e)
{
    (*(int *)arg)++;
    return 0;
}

static int check(void *arg)
{
    int found = 0;
    struct err e = {0};
    struct checkup c = {.fn = ignore, .arg = &found};
    struct db *db = reg_db(t.reg);
    int rc = db_begin(db, false, &e);
    if (rc < 0)
        return rc;
    if ((rc = change_check(db, &c, &e)) >= 0 &&
        (rc = register_check(t.reg, &t.actor, &c, &e)) >= 0 &&
        (rc = determine_check(t.reg, &t.actor, 2, &c, &e)) >= 0)
        rc = identity_check(db, &c, &e);
    db_rollback(db);
    assert_int_equal(found, 0); /* want of memory is no fault of the register */
    return rc;
}

static void test_check(void **state)
{
    sweep("check", check, 50);
}

static int snapshot(void *arg)
{
    _cleanup_(snapshot_closep) struct snapshot *s = NULL;
    struct err e = {0};
    return snapshot_open(t.reg, &t.actor, STR("440783116"), t.as_of, INT64_MAX, &s, &e);
}

static int new_snapshot(void *arg)
{
    char path[128];
    snprintf(path, sizeof path, "%s.facts", t.url);
    unlink(path);
    return snapshot(arg);
}

static void test_snapshot(void **state)
{
    t.as_of = date_from_civil((struct civil){2018, 6, 30});
    sweep("snapshot built", new_snapshot, 20);
    sweep("snapshot mapped", snapshot, 10);
    t.as_of = date_from_civil((struct civil){2017, 12, 31});
    sweep("snapshot refreshed", snapshot, 20);
    t.as_of = date_from_civil((struct civil){2018, 6, 30});
    sweep("snapshot refreshed again", snapshot, 20);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *w)
{
    return remove(path);
}

static int make(void **state)
{
    struct err e = {0};
    t.actor = actor_local();
    snprintf(t.folder, sizeof t.folder, "%s/heyi-nomem-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(t.folder));
    snprintf(t.url, sizeof t.url, "%s/r.db", t.folder);
    snprintf(t.households, sizeof t.households, "%s/households.csv", t.folder);
    snprintf(t.people, sizeof t.people, "%s/people.csv", t.folder);
    snprintf(t.errors, sizeof t.errors, "%s/errors.csv", t.folder);
    write_text(t.households, "户号,区划代码,户口性质,金融资产,住房套数,机动车数量,商事登记\n"
                             "H1,440783116001,农村,0,1,0,否\n"
                             "H2,440783116001,农村,0,1,0,不知道\n"
                             "H3,440783116002,城镇,,1,0,否\n");
    write_text(t.people,
               "户号,公民身份号码,姓名,与户主关系,工资性收入,经营净收入,财产净收入,转移净收入,"
               "基础养老金,劳动能力,健康状况\n"
               "H1,440799198001010015,甲,本人,1200,0,0,0,0,普通劳动力,健康\n"
               "H1,440799198202020025,乙,配偶,,0,0,0,0,普通劳动力,健康\n"
               "H3,440799199903030036,丙,本人,0,0,0,0,0,无劳动力,大病\n"
               "H3,440799199903030037,丁,子,0,0,0,0,0,无劳动力,大病\n");
    if (reg_init(t.url, &t.actor, t.pack, NULL, &e) < 0 ||
        reg_open(t.url, DB_WRITE, &t.reg, &e) < 0 ||
        db_migrate(reg_db(t.reg), &determine_schema, NULL, &e) < 0)
        fail_msg("%s", e.en);
    return 0;
}

static int done(void **state)
{
    reg_close(t.reg);
    nftw(t.folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open),      cmocka_unit_test(test_import),
        cmocka_unit_test(test_determine), cmocka_unit_test(test_explain),
        cmocka_unit_test(test_evidence),  cmocka_unit_test(test_check),
        cmocka_unit_test(test_snapshot),
    };
    if (argc != 2)
        return 1;
    t.pack = argv[1];
    return cmocka_run_group_tests(tests, make, done);
}
