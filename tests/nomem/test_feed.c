/*
 * Out of memory at every allocation of the import of a delivery: each run says so, leaks nothing
 * and leaves the register as it was.
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
    char folder[64], url[96], file[96], errors[96];
    struct actor actor;
    struct reg *reg;
    const char *feed;
    int64_t seq; /* the last change before the call under test */
    struct feed_import_result result;
} t;

static void write_text(const char *name, const char *text)
{
    snprintf(t.file, sizeof t.file, "%s/%s", t.folder, name);
    FILE *f = fopen(t.file, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static int64_t last_change(void)
{
    struct err e = {0};
    int64_t seq = 0;
    if (db_query_int(reg_db(t.reg), &seq, NULL, &e, "select max(seq) from change", "") < 0)
        fail_msg("%s", e.en);
    return seq;
}

static void unharmed(void *arg)
{
    assert_false(db_in_transaction(reg_db(t.reg)));
    assert_int_equal(last_change(), t.seq);
}

static int import_feed(void *arg)
{
    const char *files[] = {t.file};
    struct feed_import_options o = {
        .feed = str_of(t.feed),
        .in = {.files = files,
               .n_files = 1,
               .errors = t.errors,
               .received = date_from_civil((struct civil){2018, 6, 1})},
    };
    struct err e = {0};
    int rc = feed_import(t.reg, &t.actor, &o, &t.result, &e);
    if (rc < 0 && rc != E_NOMEM)
        print_error("%s\n", e.en);
    return rc;
}

static void sweep(const char *feed, const char *text)
{
    write_text("feed.csv", text);
    t.feed = feed;
    t.seq = last_change();
    long n = nomem_sweep(import_feed, unharmed, NULL);
    print_message("%s: %ld allocations\n", feed, n);
    assert_true(n > 100);
}

static void test_rows(void **state)
{
    sweep("insurance", "公民身份号码,姓名,险种,发放月份,基础养老金,其他待遇\n"
                       "440799198001010015,甲,城乡居民养老,2018-05,180,0\n"
                       "440799198202020025,丁,失业,2018-05,,900\n"
                       "440799198001010025,甲,失业,2018-05,,900\n"
                       "440799198001010015,甲,失业,2018-05,,多少\n"
                       "440799199009090050,路人,失业,2018-05,,900\n");
    assert_int_equal(t.result.matched, 1);
    assert_int_equal(t.result.candidates, 2);
    assert_int_equal(t.result.rejected, 1);
    assert_int_equal(t.result.others, 1);
}

static void test_groups(void **state)
{
    sweep("hukou", "公民身份号码,姓名,户籍户号,与户主关系,户口性质,户籍状态,变动日期,区划代码\n"
                   "440799198001010015,甲,K1,户主,农村,正常,,440783116001\n"
                   "440799198001010015,甲,K2,子,农村,正常,,440783116001\n"
                   "440799199009090050,丙,K1,配偶,农村,正常,,440783116001\n");
    assert_int_equal(t.result.notes, 2);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *w)
{
    return remove(path);
}

static void import(enum entity entity, const char *text)
{
    const char *files[] = {t.file};
    struct import_options o = {.entity = entity,
                               .files = files,
                               .n_files = 1,
                               .valid_from = date_from_civil((struct civil){2018, 1, 1})};
    struct import_result result;
    struct err e = {0};
    write_text("in.csv", text);
    if (import_run(t.reg, &t.actor, &o, &result, &e) < 0 || result.rejected)
        fail_msg("%s", e.en);
}

static int make(void **state)
{
    struct err e = {0};
    t.actor = actor_local();
    snprintf(t.folder, sizeof t.folder, "%s/heyi-nomem-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(t.folder));
    snprintf(t.url, sizeof t.url, "%s/r.db", t.folder);
    snprintf(t.errors, sizeof t.errors, "%s/errors.csv", t.folder);
    if (reg_init(t.url, &t.actor, NULL, NULL, &e) < 0 ||
        reg_open(t.url, DB_WRITE, &t.reg, &e) < 0 ||
        db_migrate(reg_db(t.reg), &verify_schema, NULL, &e) < 0 ||
        verify_init(t.reg, &t.actor, NULL, NULL, &e) < 0)
        fail_msg("%s", e.en);
    import(ENTITY_HOUSEHOLD, "户号,区划代码,户口性质\nH1,440783116001,农村\n");
    import(ENTITY_PERSON, "户号,公民身份号码,姓名,与户主关系\n"
                          "H1,440799198001010015,甲,本人\n"
                          "H1,440799198202020025,乙,其他\n");
    return 0;
}

static int done(void **state)
{
    reg_close(t.reg);
    nftw(t.folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_groups),
    };
    return cmocka_run_group_tests(tests, make, done);
}
