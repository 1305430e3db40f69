#include "feed_file.h"

#include "cleanup.h"
#include "date.h"
#include "lang.h"
#include "rows.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *arena;
static struct catalogue *catalogue;
static struct feeds *feeds;
static char folder[64];

static int setup(void **state)
{
    struct err e = {0};
    arena = arena_new(0);
    lang_set(LANG_ZH);
    snprintf(folder, sizeof folder, "/tmp/heyi-feed-XXXXXX");
    if (!arena || !mkdtemp(folder) ||
        catalogue_read(catalogue_builtin(), "catalogue.csv", arena, &catalogue, &e) < 0 ||
        feeds_builtin(catalogue, &feeds, &e) < 0)
        return -1;
    return 0;
}

static int teardown(void **state)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    feeds_free(feeds);
    arena_freep(&arena);
    return system(command);
}

static const char *path_of(const char *name)
{
    return arena_printf(arena, "%s/%s", folder, name);
}

static const char *put(const char *name, const char *text, size_t len)
{
    const char *path = path_of(name);
    _cleanup_fclose_ FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, len, f), len);
    return path;
}

/* Birth date and sequence (11 digits) to a synthetic number. */
static const char *number(const char *digits11)
{
    char *n = arena_printf(arena, "440790%s?", digits11);
    n[17] = idno_check_digit(n);
    return n;
}

static int32_t day(const char *text)
{
    int32_t d = DATE_NONE;
    assert_true(date_parse(str_of(text), &d));
    return d;
}

/* One delivery, read through; what rows say stands in `text`, a line each. */
struct read {
    struct strbuf text;
    struct feed_file *x;
    struct err err;
};

static void read_done(struct read *r)
{
    strbuf_done(&r->text);
    feed_file_free(r->x);
}

static int read_rows(const struct feed *f, struct read *r)
{
    struct feed_record row;
    int rc;
    while ((rc = feed_file_next(r->x, &row, &r->err)) > 0) {
        char birth[DATE_TEXT], from[DATE_TEXT], to[DATE_TEXT];
        if ((rc = feed_file_cells(r->x, &row, &r->err)) < 0)
            return rc;
        date_format(row.birth, birth);
        date_format(row.from, from);
        if (row.to == INT32_MAX)
            snprintf(to, sizeof to, "open");
        else
            date_format(row.to, to);
        strbuf_printf(&r->text, "%llu %s " STR_FMT " %s " STR_FMT " " STR_FMT " %s %s%s ",
                      (unsigned long long)row.row, row.number, STR_ARG(row.name), birth,
                      STR_ARG(row.division), STR_ARG(row.group), from, to,
                      row.rejected ? " rejected" : "");
        if (feed_cells_write(f, row.cells, &r->text) < 0)
            return E_NOMEM;
        strbuf_addc(&r->text, '\n');
    }
    return rc;
}

static int deliver_files(const char *feed, const char *const *files, size_t n, struct read *r)
{
    const struct feed *f = feeds_find(feeds, str_of(feed));
    struct feed_file_options o = {.files = files,
                                  .n_files = n,
                                  .errors = path_of("errors.csv"),
                                  .received = day("2018-06-30")};
    unlink(o.errors);
    int rc = feed_file_open(f, &o, &r->x, &r->err);
    if (rc >= 0)
        rc = read_rows(f, r);
    return rc;
}

static int deliver(const char *feed, const char *text, struct read *r)
{
    const char *file = put("feed.csv", text, strlen(text));
    return deliver_files(feed, &file, 1, r);
}

static void expect(const struct read *r, const char *text)
{
    if (strcmp(strbuf_z(&r->text), text) != 0)
        fail_msg("got\n%s\nexpected\n%s", strbuf_z(&r->text), text);
}

static void expect_errors(struct read *r, const char *text)
{
    char buf[4000] = "";
    if (feed_file_close(r->x, &r->err) < 0)
        fail_msg("%s", r->err.zh);
    _cleanup_fclose_ FILE *f = fopen(path_of("errors.csv"), "r");
    assert_non_null(f);
    buf[fread(buf, 1, sizeof buf - 1, f)] = '\0';
    const char *first = strchr(buf, '\n');
    if (!first || strcmp(first + 1, text) != 0)
        fail_msg("got\n%s\nexpected\n%s", buf, text);
}

#define HUKOU "姓名,身份证号,出生日期,户号,关系,户口性质,户籍状态,变动日期,行政区划\n"

static const char *sm3_of(struct read *r)
{
    const char *sm3 = NULL;
    struct err e = {0};
    if (feed_file_sm3(r->x, &sm3, &e) < 0)
        fail_msg("%s", e.en);
    return sm3;
}

static void test_rows(void **state)
{
    _cleanup_(read_done) struct read r = {0};
    const char *a = number("19500101001"), *b = number("20010228002");
    const char *text = arena_printf(arena,
                                    "开平市户籍数据\n\n" HUKOU
                                    "　李　明 ,%s,1950/1/1,Ａ1,本人,农村,正常,,440783116002\n"
                                    "王芳,%.17sx,,A1,配偶,-,死亡注销,20180115,440783\n"
                                    ",,,,,,,,\n"
                                    "无号,,19700101,A2,子,城镇,正常,,\n",
                                    a, "44079020010228002");
    assert_int_equal(deliver("hukou", text, &r), 0);
    expect(&r,
           arena_printf(arena,
                        "1 %s 李明 1950-01-01 440783116002 A1   "
                        "[null,null,\"1950-01-01\",\"A1\",\"本人\",\"农村\",\"正常\",null,"
                        "\"440783116002\"]\n"
                        "2  王芳  440783000000 A1   "
                        "[null,null,null,\"A1\",\"配偶\",null,\"死亡注销\",\"2018-01-15\","
                        "\"440783000000\"]\n"
                        "3  无号 1970-01-01  A2   "
                        "[null,null,\"1970-01-01\",\"A2\",\"子\",\"城镇\",\"正常\",null,null]\n",
                        a));
    (void)b;
    assert_int_equal(feed_file_rows(r.x), 3);
    assert_int_equal(feed_file_rejected(r.x), 0);
    assert_string_equal(feed_file_names(r.x), "feed.csv");
    assert_int_equal(strlen(sm3_of(&r)), 64);
}

static void test_dates(void **state)
{
    _cleanup_(read_done) struct read tax = {0}, car = {0};
    const char *a = number("19500101001");
    assert_int_equal(deliver("tax",
                             arena_printf(arena,
                                          "公民身份号码,姓名,所得项目,所属月份,收入额\n"
                                          "%s,甲,工资薪金,2018-02,\"3,200.50\"\n"
                                          "%s,甲,工资薪金,2018/6,-5\n"
                                          "%s,甲,工资薪金,201801,0\n"
                                          "%s,甲,工资薪金,2018-02-17,1\n"
                                          "%s,甲,工资薪金,2018-07,1\n"
                                          "%s,甲,工资薪金,2018-13,1\n",
                                          a, a, a, a, a, a),
                             &tax),
                     0);
    const char *lines[] = {"1 %s 甲 1950-01-01   2018-02-28  [null,null,null,null,\"工资薪金\","
                           "\"2018-02-01\",3200.50]\n",
                           "2 %s 甲 1950-01-01   2018-06-30  [null,null,null,null,\"工资薪金\","
                           "\"2018-06-01\",-5.00]\n",
                           "3 %s 甲 1950-01-01   2018-01-31  [null,null,null,null,\"工资薪金\","
                           "\"2018-01-01\",0.00]\n",
                           "4 %s 甲 1950-01-01   2018-02-28  [null,null,null,null,\"工资薪金\","
                           "\"2018-02-01\",1.00]\n"};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        _cleanup_(strbuf_done) struct strbuf line = {0};
        const char *rest = strstr(lines[i], "%s") + 2;
        strbuf_printf(&line, "%zu %s%s", i + 1, a, rest);
        if (!strstr(strbuf_z(&tax.text), strbuf_z(&line)))
            fail_msg("got\n%s\nlacks\n%s", strbuf_z(&tax.text), strbuf_z(&line));
    }
    assert_int_equal(feed_file_rejected(tax.x), 2);
    assert_int_equal(feed_file_latest(tax.x), day("2018-06-30"));
    expect_errors(&tax,
                  "feed.csv,6,所属月份,2018-07,晚于数据收到日,请核对日期，或核对 --received\n"
                  "feed.csv,7,所属月份,2018-13,不是月份，或没有这个月,请按 2018-06 的格式填写\n");

    assert_int_equal(deliver("vehicle",
                             arena_printf(arena,
                                          "公民身份号码,姓名,号牌号码,车辆类型,登记日期,注销日期\n"
                                          "%s,甲,粤A,小型汽车,2010-01-01,\n"
                                          "%s,甲,粤B,小型汽车,2010-01-01,2019-01-01\n"
                                          "%s,甲,粤C,小型汽车,2010-01-01,2009-12-31\n"
                                          "%s,甲,粤D,小型汽车,2018-07-01,\n",
                                          a, a, a, a),
                             &car),
                     0);
    assert_non_null(strstr(strbuf_z(&car.text), "甲 1950-01-01   2010-01-01 open ["));
    assert_non_null(strstr(strbuf_z(&car.text), "甲 1950-01-01   2010-01-01 2019-01-01 ["));
    assert_int_equal(feed_file_latest(car.x), DATE_NONE);
    expect_errors(&car,
                  "feed.csv,4,注销日期,2009-12-31,早于开始日期,请核对两个日期\n"
                  "feed.csv,5,登记日期,2018-07-01,晚于数据收到日,请核对日期，或核对 --received\n");
}

#define CARS "公民身份号码,姓名,号牌号码,车辆类型,登记日期\n"

static void test_row_faults(void **state)
{
    _cleanup_(read_done) struct read r = {0};
    const char *a = number("19500101001");
    const char *text = arena_printf(arena,
                                    CARS "%s,甲,粤A,小型汽车,2010-01-01\n"
                                         "%s,乙,,卡丁车,2010-02-30\n"
                                         "%.17sA,,粤B,小型汽车,2010-01-01\n"
                                         ",,粤B,小型汽车,2010-01-01\n"
                                         "%s,丙,%s,小型汽车,2010-01-01\n"
                                         "%s,丁,6222021234567890123,小型汽车,2010-01-01\n"
                                         "%s,戊,车主%s转来,小型汽车,2010-01-01,多\n"
                                         "%s,己,车主%s转来,小型汽车,2010-01-01\n"
                                         "%s,,粤C,小型汽车,2010-01-01\n",
                                    a, a, a, a, a, a, a, a, a, a, a);
    assert_int_equal(deliver("vehicle", text, &r), 0);
    assert_int_equal(feed_file_rows(r.x), 9);
    assert_int_equal(feed_file_rejected(r.x), 5);
    /* whole accounts stay, identity numbers never do */
    assert_non_null(strstr(strbuf_z(&r.text), "6222021234567890123"));
    const char *bracket = strbuf_z(&r.text);
    while ((bracket = strchr(bracket, '['))) {
        const char *end = strchr(bracket, '\n');
        if (!memmem(bracket, (size_t)(end - bracket), a, 18)) {
            bracket = end;
            continue;
        }
        /* the row that was rejected for it */
        assert_true(memmem(bracket - 12, 12, "rejected", 8) != NULL);
        bracket = end;
    }
    expect_errors(&r, arena_printf(arena,
                                   "feed.csv,3,号牌号码,,此项不能为空,请补填\n"
                                   "feed.csv,3,车辆类型,卡丁车,不在来源定义的取值之中,"
                                   "请核对列是否对应；取值见 heyi verify feeds 来源名称\n"
                                   "feed.csv,3,登记日期,2010-02-30,不是日期，或没有这一天,"
                                   "请按 2018-06-30 的格式填写\n"
                                   "feed.csv,4,公民身份号码,440790********001A,"
                                   "公民身份号码不正确，又没有姓名,请补填，否则认不出是谁\n"
                                   "feed.csv,5,公民身份号码,,既没有公民身份号码，也没有姓名,"
                                   "请补填，否则认不出是谁\n"
                                   "feed.csv,6,号牌号码,440790********%s,这一列里是公民身份号码,"
                                   "号码只能写在公民身份号码列，请核对列是否对应\n"
                                   "feed.csv,8,,多,单元格多于表头的列,"
                                   "请核对该行是否错位，或给该列加上表头\n",
                                   a + 14));
}

static void test_refused(void **state)
{
    const char *a = number("19500101001");
    const struct {
        const char *feed, *text, *told;
        int code;
    } cases[] = {
        {"vehicle", "", "文件是空的", E_INVALID},
        {"vehicle", CARS, "只有表头，没有数据", E_INVALID},
        {"vehicle", CARS ",,,,\n", "只有表头，没有数据", E_INVALID},
        {"vehicle", "公民身份号码,姓名,号牌,车辆类型,登记日期\n",
         "来源“机动车”没有“号牌”，整批未导入；请改正列名或删去该列", E_INVALID},
        {"vehicle", "公民身份号码,姓名,号码号牌,车辆类别,登记日期\n", "（是不是“车辆类型”？）",
         E_INVALID},
        {"vehicle", "公民身份号码,姓名,登记日期\n", "缺少来源“机动车”必需的列：号牌号码、车辆类型",
         E_INVALID},
        {"vehicle", "姓名,号牌号码,车辆类型,登记日期\n", "缺少来源“机动车”必需的列：公民身份号码",
         E_INVALID},
        {"vehicle", "公民身份号码,姓名,身份证号,号牌号码,车辆类型,登记日期\n",
         "列“公民身份号码”出现了两次", E_INVALID},
        {"vehicle",
         arena_printf(arena, CARS "甲,%s,粤A,小型汽车,2010-01-01\n乙,%s,粤B,小型汽车,2010-01-01\n",
                      a, a),
         "前 2 行的“公民身份号码”列里没有一个正确的公民身份号码，“姓名”列里却有", E_INVALID},
        {"vehicle", arena_printf(arena, CARS "%s,甲,粤A,小型汽车,2018-07-01\n", a),
         "前 1 行的日期全部晚于收到日 2018-06-30", E_INVALID},
        {"vehicle", arena_printf(arena, CARS "%s,甲,粤A,小型汽车,2010-01-01\n%s,甲,粤A,小", a, a),
         "文件在这一行中途中断", E_SYNTAX},
        {"vehicle", arena_printf(arena, CARS "%s,甲,\"粤A,小型汽车,2010-01-01\n", a), "引号",
         E_SYNTAX},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(read_done) struct read r = {0};
        int rc = deliver(cases[i].feed, cases[i].text, &r);
        if (rc != cases[i].code || !strstr(r.err.zh, cases[i].told) || strstr(r.err.zh, a))
            fail_msg("%s\n  gives    %d %s\n  expected %s", cases[i].text, rc, r.err.zh,
                     cases[i].told);
        assert_int_equal(access(path_of("errors.csv"), F_OK), -1);
    }
}

/* What is wrong with the last file is told before the first one is read. */
static void test_files(void **state)
{
    _cleanup_(read_done) struct read good = {0}, bad = {0};
    const char *a = number("19500101001");
    const char *one = arena_printf(arena, CARS "%s,甲,粤A,小型汽车,2010-01-01\n", a);
    const char *two = arena_printf(
        arena, "车辆类型,姓名,id_no,登记日期,号牌号码\n小型汽车,乙,%s,2010-01-01,粤B\n", a);
    mkdir(path_of("sub"), 0700);
    const char *files[] = {put("a.csv", one, strlen(one)), put("b.csv", two, strlen(two)),
                           put("sub/a.csv", CARS, strlen(CARS))};
    assert_int_equal(deliver_files("vehicle", files, 2, &good), 0);
    expect(&good, arena_printf(arena,
                               "1 %s 甲 1950-01-01   2010-01-01 open "
                               "[null,null,null,\"粤A\",\"小型汽车\",\"2010-01-01\",null]\n"
                               "2 %s 乙 1950-01-01   2010-01-01 open "
                               "[null,null,null,\"粤B\",\"小型汽车\",\"2010-01-01\",null]\n",
                               a, a));
    assert_string_equal(feed_file_names(good.x), "a.csv; b.csv");
    assert_int_equal(deliver_files("vehicle", files, 3, &bad), E_INVALID);
    assert_non_null(strstr(bad.err.zh, "sub/a.csv：只有表头"));
    assert_int_equal(bad.text.len, 0);
    _cleanup_(read_done) struct read doubled = {0};
    files[1] = path_of("./a.csv");
    assert_int_equal(deliver_files("vehicle", files, 2, &doubled), E_USAGE);
}

/* A second pass gives the same rows, and tells no fault again; a caller's are told once too. */
static void test_rewind(void **state)
{
    _cleanup_(read_done) struct read r = {0};
    const char *a = number("19500101001");
    struct feed_record row;
    const char *text = arena_printf(
        arena, CARS "%s,甲,粤A,卡丁车,2010-01-01\n%s,乙,粤B,小型汽车,2010-01-01\n", a, a);
    assert_int_equal(deliver("vehicle", text, &r), 0);
    _cleanup_free_ char *before = strdup(strbuf_z(&r.text));
    strbuf_clear(&r.text);
    assert_int_equal(feed_file_rewind(r.x, NULL), 0);
    assert_int_equal(read_rows(feeds_find(feeds, STR("vehicle")), &r), 0);
    expect(&r, before);
    for (int pass = 0; pass < 2; pass++) {
        assert_int_equal(feed_file_rewind(r.x, NULL), 0);
        assert_int_equal(feed_file_next(r.x, &row, NULL), 1);
        assert_int_equal(feed_file_next(r.x, &row, NULL), 1);
        feed_file_fault(r.x, feeds_find(feeds, STR("vehicle"))->at.name, "是另一个人", "请核对");
    }
    assert_int_equal(feed_file_rejected(r.x), 2);
    assert_int_equal(feed_file_rows(r.x), 2);
    expect_errors(&r, "feed.csv,2,车辆类型,卡丁车,不在来源定义的取值之中,"
                      "请核对列是否对应；取值见 heyi verify feeds 来源名称\n"
                      "feed.csv,3,姓名,乙,是另一个人,请核对\n");
}

static void test_pipe(void **state)
{
    _cleanup_(read_done) struct read r = {0}, mixed = {0};
    const char *a = number("19500101001"), *files[] = {path_of("pipe")};
    const char *texts[] = {arena_printf(arena, CARS "%s,甲,粤A,小型汽车,2010-01-01\n", a),
                           arena_printf(arena, CARS "甲,%s,粤A,小型汽车,2010-01-01\n", a)};
    struct read *reads[] = {&r, &mixed};
    assert_int_equal(mkfifo(files[0], 0600), 0);
    for (size_t i = 0; i < 2; i++) {
        pid_t child = fork();
        if (child == 0) {
            FILE *f = fopen(files[0], "w");
            if (f)
                fputs(texts[i], f);
            _exit(f && fclose(f) == 0 ? 0 : 1);
        }
        assert_int_equal(deliver_files("vehicle", files, 1, reads[i]), i ? E_INVALID : 0);
    }
    assert_string_equal(sm3_of(&r), "");
    assert_int_equal(feed_file_rows(r.x), 1);
    assert_int_equal(feed_file_rewind(r.x, &r.err), E_USAGE);
    assert_non_null(strstr(mixed.err.zh, "列错位了"));
}

static void test_encoding(void **state)
{
    _cleanup_(read_done) struct read r = {0};
    /* GB18030 of: 公民身份号码,姓名,号牌号码,车辆类型,登记日期 and a row with 李明, 粤A, 小型汽车
     */
    const char *a = number("19500101001");
    const char *head = "\xb9\xab\xc3\xf1\xc9\xed\xb7\xdd\xba\xc5\xc2\xeb,\xd0\xd5\xc3\xfb,"
                       "\xba\xc5\xc5\xc6\xba\xc5\xc2\xeb,\xb3\xb5\xc1\xbe\xc0\xe0\xd0\xcd,"
                       "\xb5\xc7\xbc\xc7\xc8\xd5\xc6\xda\r\n";
    assert_int_equal(deliver("vehicle",
                             arena_printf(arena,
                                          "%s%s,\xc0\xee\xc3\xf7,\xd4\xc1"
                                          "A,\xd0\xa1\xd0\xcd\xc6\xfb\xb3\xb5,20100101\r\n",
                                          head, a),
                             &r),
                     0);
    expect(&r, arena_printf(arena,
                            "1 %s 李明 1950-01-01   2010-01-01 open "
                            "[null,null,null,\"粤A\",\"小型汽车\",\"2010-01-01\",null]\n",
                            a));
}

static void test_spreadsheet(void **state)
{
    _cleanup_(read_done) struct read r = {0};
    const char *a = number("19500101001"), *path = path_of("cars.xlsx");
    static const struct rows_column columns[] = {{STR("公民身份号码"), ROWS_TEXT},
                                                 {STR("姓名"), ROWS_TEXT},
                                                 {STR("号牌号码"), ROWS_TEXT},
                                                 {STR("车辆类型"), ROWS_TEXT},
                                                 {STR("登记日期"), ROWS_DATE}};
    _cleanup_(rows_freep) struct rows_writer *w = NULL;
    assert_int_equal(rows_create(path, columns, ARRAY_LEN(columns), &w, NULL), 0);
    rows_textz(w, a);
    rows_textz(w, "李明");
    rows_textz(w, "粤A");
    rows_textz(w, "小型汽车");
    rows_date(w, day("2010-01-01"));
    assert_int_equal(rows_end(w, NULL), 0);
    assert_int_equal(rows_commit(w, NULL), 0);
    assert_int_equal(deliver_files("vehicle", &path, 1, &r), 0);
    expect(&r, arena_printf(arena,
                            "1 %s 李明 1950-01-01   2010-01-01 open "
                            "[null,null,null,\"粤A\",\"小型汽车\",\"2010-01-01\",null]\n",
                            a));
    /* cut in the middle */
    _cleanup_(read_done) struct read cut = {0};
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, st.st_size / 2), 0);
    assert_true(deliver_files("vehicle", &path, 1, &cut) < 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_row_faults),  cmocka_unit_test(test_refused),
        cmocka_unit_test(test_files),       cmocka_unit_test(test_rewind),
        cmocka_unit_test(test_pipe),        cmocka_unit_test(test_encoding),
        cmocka_unit_test(test_spreadsheet),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
