/*
 * Out of memory at every allocation of what looks back and compares: past determinations with what
 * is known now, two lists, coverage. Each call says so, leaks nothing and can be made again.
 */
#include "nomem.h"

#include "cleanup.h"
#include "coverage.h"
#include "date.h"
#include "import.h"
#include "retroactive.h"
#include "verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these before it */
#include <cmocka.h>
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

static struct {
    char folder[64], url[96], households[256], people[256], dibao[96], poverty[96];
    const char *village, *pack;
    struct actor actor;
    struct reg *reg;
    int64_t rows; /* told by the call under test */
} t;

static int32_t day(int month, int d)
{
    return date_from_civil((struct civil){2018, month, d});
}

static void write_text(char *path, const char *name, const char *text)
{
    snprintf(path, 96, "%s/%s", t.folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void import(enum entity entity, const char *file)
{
    struct import_options o = {
        .entity = entity, .files = &file, .n_files = 1, .valid_from = day(1, 1)};
    struct import_result result;
    struct err e = {0};
    if (import_run(t.reg, &t.actor, &o, &result, &e) < 0)
        fail_msg("%s", e.en);
    assert_int_equal(result.rejected, 0);
}

static void commit(int32_t as_of)
{
    struct determine_options o = {.as_of = as_of, .known_seq = INT64_MAX, .commit = true};
    struct determine_result result;
    struct err e = {0};
    if (determine_run(t.reg, &t.actor, &o, NULL, NULL, &result, &e) < 0)
        fail_msg("%s", e.en);
    determine_result_done(&result);
}

static void unharmed(void *arg)
{
    assert_false(db_in_transaction(reg_db(t.reg)));
    t.rows = 0;
}

static void sweep(const char *what, int (*f)(void *arg), int64_t rows)
{
    t.rows = 0;
    long n = nomem_sweep(f, unharmed, NULL);
    print_message("%s: %ld allocations\n", what, n);
    assert_true(n > 20);
    assert_int_equal(t.rows, rows);
}

static int count_past(void *arg, const struct retroactive_row *row, struct err *e)
{
    t.rows++;
    return 0;
}

static int look_back(void *arg)
{
    const struct retroactive_options o = {
        .since = DATE_NONE, .until = DATE_NONE, .months_until = day(6, 30), .known_seq = INT64_MAX};
    struct retroactive_result result;
    struct err e = {0};
    return retroactive_run(t.reg, &t.actor, &o, count_past, NULL, &result, &e);
}

static int count_pair(void *arg, const struct ledger_row *row, struct err *e)
{
    t.rows++;
    return 0;
}

static int compare(void *arg)
{
    const char *dibao = t.dibao, *poverty = t.poverty;
    const struct ledger_options o = {.left = {STR("dibao_list"), &dibao, 1},
                                     .right = {STR("poverty_list"), &poverty, 1},
                                     .as_of = day(6, 30)};
    struct ledger_result result;
    struct err e = {0};
    struct arena *a = arena_new(0);
    int rc = a ? ledger_compare(t.reg, &t.actor, &o, count_pair, NULL, a, &result, &e) : E_NOMEM;
    arena_free(a);
    return rc;
}

static int count_household(void *arg, const struct coverage_row *row, struct err *e)
{
    t.rows++;
    return 0;
}

static int cover(void *arg)
{
    const char *dibao = t.dibao;
    const struct ledger_list list = {STR("dibao_list"), &dibao, 1};
    const struct coverage_options o = {
        .as_of = day(6, 30), .known_seq = INT64_MAX, .lists = &list, .n_lists = 1};
    struct coverage_result result;
    struct err e = {0};
    struct arena *a = arena_new(0);
    int rc = a ? coverage_run(t.reg, &t.actor, &o, count_household, NULL, a, &result, &e) : E_NOMEM;
    arena_free(a);
    return rc;
}

static void test_retroactive(void **state)
{
    sweep("retroactive", look_back, 4);
}

static void test_compare(void **state)
{
    sweep("compare", compare, 6);
}

static void test_coverage(void **state)
{
    sweep("coverage", cover, 7);
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
    if (reg_init(t.url, &t.actor, t.pack, NULL, &e) < 0 ||
        reg_open(t.url, DB_WRITE, &t.reg, &e) < 0 ||
        db_migrate(reg_db(t.reg), &determine_schema, NULL, &e) < 0 ||
        db_migrate(reg_db(t.reg), &verify_schema, NULL, &e) < 0 ||
        verify_init(t.reg, &t.actor, NULL, NULL, &e) < 0)
        fail_msg("%s", e.en);
    snprintf(t.households, sizeof t.households, "%s/households.csv", t.village);
    snprintf(t.people, sizeof t.people, "%s/people.csv", t.village);
    import(ENTITY_HOUSEHOLD, t.households);
    import(ENTITY_PERSON, t.people);
    commit(day(1, 31));
    commit(day(3, 31));
    /* B2 has less, and of B3 nobody knows */
    write_text(t.people, "p.csv",
               "户号,公民身份号码,姓名,与户主关系,工资性收入\n"
               "B2,440799197004040055,乙一,本人,0\nB3,440799196005050074,丙一,本人,-\n");
    import(ENTITY_PERSON, t.people);
    write_text(t.dibao, "a.csv",
               "身份证号,姓名,出生日期,月补差\n440799198001010015,甲,,300\n"
               "440799198202020025,乙,,300\n440799199903030036,丙,,\n,戊,1970-01-01,\n"
               "440799198001010015,甲,,300\n440799196005050074,己,,\n");
    write_text(t.poverty, "b.csv",
               "身份证号,姓名,出生日期,月补差\n440799198001010015,甲,,300\n"
               "440799198202020025,已,,300\n440799197001010029,戊,1970-01-01,\n");
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
        cmocka_unit_test(test_retroactive),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_coverage),
    };
    if (argc != 3)
        return 1;
    t.village = argv[1];
    t.pack = argv[2];
    return cmocka_run_group_tests(tests, make, done);
}
