/*
 * Out of memory at every allocation of a verification, of lists of its items and of settling one.
 * Each call says so, leaves nothing behind, leaks nothing and can be made again.
 */
#include "nomem.h"

#include "cleanup.h"
#include "date.h"
#include "feed_import.h"
#include "import.h"
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
    char folder[64], url[96], households[256], people[256], file[96];
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

static void deliver(const char *feed)
{
    const char *file = t.file;
    const struct feed_import_options o = {
        .feed = str_of(feed), .in = {.files = &file, .n_files = 1, .received = day(6, 1)}};
    struct feed_import_result result;
    struct err e = {0};
    if (feed_import(t.reg, &t.actor, &o, &result, &e) < 0)
        fail_msg("%s", e.en);
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
    assert_true(n > 0);
    assert_int_equal(t.rows, rows);
}

static int count_item(void *arg, const struct item *i, struct err *e)
{
    t.rows++;
    return 0;
}

static int run(void *arg)
{
    const struct verify_options o = {.as_of = day(6, 15), .known_seq = INT64_MAX};
    struct verify_result result;
    struct err e = {0};
    return verify_run(t.reg, &t.actor, &o, count_item, NULL, &result, &e);
}

static int list(void *arg)
{
    const struct item_filter f = {
        .kind = -1, .state = -1, .known_seq = INT64_MAX, .by_weight = true};
    struct err e = {0};
    return items_list(t.reg, &t.actor, &f, count_item, NULL, &e);
}

static int dismiss(void *arg)
{
    struct err e = {0};
    return item_settle(t.reg, &t.actor, STR("B2"), 1, ITEM_DISMISSED, NULL, STR("车已转卖"),
                       STR("合同 17"), &e);
}

static void test_run(void **state)
{
    sweep("run", run, 3);
    /* what was found stands */
    sweep("run again", run, 3);
}

static void test_list(void **state)
{
    sweep("list", list, 3);
}

static void test_settle(void **state)
{
    sweep("settle", dismiss, 0);
    sweep("run after it", run, 2);
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
    /* B2 has a car, B4 is dead, and somebody else has B1's number */
    write_text(t.file, "v.csv",
               "公民身份号码,姓名,号牌号码,车辆类型,登记日期\n"
               "440799197004040055,乙一,粤J00001,小型汽车,2015-03-01\n"
               "440799198001010015,张三,粤J00002,小型汽车,2015-03-01\n");
    deliver("vehicle");
    write_text(t.file, "h.csv",
               "公民身份号码,姓名,户籍户号,与户主关系,户籍状态,变动日期\n"
               "440799194206060093,丁一,H4,户主,死亡注销,2018-03-02\n");
    deliver("hukou");
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
        cmocka_unit_test(test_run),
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_settle),
    };
    if (argc != 3)
        return 1;
    t.village = argv[1];
    t.pack = argv[2];
    return cmocka_run_group_tests(tests, make, done);
}
