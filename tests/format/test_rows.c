/* Lists written as CSV and as XLSX read back the same; what can't be written leaves nothing. */
#include "rows.h"

#include "cleanup.h"
#include "date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/heyi-rows-XXXXXX";

static char *in_folder(const char *name, char buf[100])
{
    snprintf(buf, 100, "%s/%s", folder, name);
    return buf;
}

static const struct rows_column columns[] = {
    {STR("户号"), ROWS_TEXT},    {STR("count"), ROWS_INTEGER}, {STR("money"), ROWS_MONEY},
    {STR("date"), ROWS_DATE},    {STR("yes"), ROWS_BOOLEAN},   {STR("<&> \"text\""), ROWS_TEXT},
    {STR("more"), ROWS_INTEGER},
};

/* Every kind of cell, with what is hard about it. */
static const struct {
    const char *text;
    int64_t number, fen;
    const char *date;
} cases[] = {
    {"", 0, 0, "2018-06-30"},
    {"00123", 1, 1, "1970-01-01"},
    {"440799198001010015", -1, -1, "1900-03-01"},
    {"12345678901234567890", 999999999999999, 999999999999999, "1900-02-28"},
    {"a,b \"c\"", -999999999999999, -999999999999999, "9999-12-31"},
    {"两行\n文字", 1000000000000000, 1000000000000000, "0001-01-01"},
    {" 前后有空格 ", INT64_MAX, INT64_MAX, "1899-12-31"},
    {"<a>&amp;</a>]]>", INT64_MIN, INT64_MIN, ""},
    {"_x0041_ _x_ _x00", 5, 10, "2000-02-29"},
    {"\x01\x1f\x7f \tx", 5, 10, "2000-02-29"},
    {"a\r\nb\r", 5, 10, "2000-02-29"},
    {"𠮷野家", 5, 123456, "2000-02-29"},
    {"1e5", 5, 5, "2000-02-29"},
    {"TRUE", 5, 50, "2000-02-29"},
    {"2018-06-30", 5, 100, "2000-02-29"},
    {"-", 5, 110, "2000-02-29"},
};

static void write_cases(const char *path)
{
    _cleanup_(rows_freep) struct rows_writer *w = NULL;
    struct err e = {0};

    assert_int_equal(rows_create(path, columns, ARRAY_LEN(columns), &w, &e), 0);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int32_t days = DATE_NONE;
        date_parse(str_of(cases[i].date), &days);
        rows_textz(w, cases[i].text);
        rows_int(w, cases[i].number);
        rows_money(w, cases[i].fen);
        rows_date(w, days);
        rows_bool(w, i % 2);
        rows_textz(w, cases[i].text);
        rows_textz(w, "");
        assert_int_equal(rows_end(w, &e), 0);
    }
    assert_int_equal(access(path, F_OK), -1); /* not before the commit */
    assert_int_equal(rows_commit(w, &e), 0);
}

static void read_all(const char *path, const char *sheet, struct strbuf *out, uint64_t *ret_rows)
{
    _cleanup_(rows_closep) struct rows_reader *r = NULL;
    const struct str *fields;
    struct err e = {0};
    uint64_t row, count = 0;
    size_t n;
    int rc = rows_open(path, sheet, &r, &e);

    while (rc >= 0 && (rc = rows_next(r, &fields, &n, &row, &e)) == 1) {
        assert_true(row > count++);
        while (n && !fields[n - 1].len)
            n--;
        for (size_t i = 0; out && i < n; i++) {
            assert_int_equal(rows_fault(r, i), CELL_OK);
            strbuf_printf(out, "%zu %zu " STR_FMT "\n", i, fields[i].len, STR_ARG(fields[i]));
        }
    }
    if (rc < 0)
        fail_msg("%s", e.en);
    assert_true(rows_bytes(r) > 0 && rows_bytes(r) == rows_total(r));
    *ret_rows = count;
}

static void test_round_trip(void **state)
{
    _cleanup_(strbuf_done) struct strbuf csv = {0}, xlsx = {0};
    char a[100], b[100];
    uint64_t rows_csv, rows_xlsx;
    struct stat st;

    write_cases(in_folder("a.csv", a));
    write_cases(in_folder("a.XlSx", b));
    assert_int_equal(stat(b, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    read_all(a, NULL, &csv, &rows_csv);
    read_all(b, NULL, &xlsx, &rows_xlsx);
    assert_int_equal(rows_csv, ARRAY_LEN(cases) + 1);
    assert_int_equal(rows_xlsx, rows_csv);
    assert_string_equal(strbuf_z(&csv), strbuf_z(&xlsx));
}

/* CSV needs a ' before a text that begins like a formula; here it is a text. */
static void test_formula(void **state)
{
    _cleanup_(rows_freep) struct rows_writer *w = NULL;
    _cleanup_(rows_closep) struct rows_reader *r = NULL;
    const struct str *fields;
    struct err e = {0};
    char path[100];
    uint64_t row;
    size_t n;

    assert_int_equal(rows_create(in_folder("f.xlsx", path), columns, 2, &w, &e), 0);
    rows_textz(w, "=HYPERLINK(\"http://x\")");
    rows_textz(w, "@SUM(1)");
    rows_end(w, &e);
    assert_int_equal(rows_commit(w, &e), 0);
    assert_int_equal(rows_open(path, NULL, &r, &e), 0);
    assert_int_equal(rows_next(r, &fields, &n, &row, &e), 1);
    assert_int_equal(rows_next(r, &fields, &n, &row, &e), 1);
    assert_true(str_eqz(fields[0], "=HYPERLINK(\"http://x\")") && str_eqz(fields[1], "@SUM(1)"));
    assert_int_equal(rows_fault(r, 0), CELL_OK);
}

/* Characters that no XML can hold don't make the file unreadable. */
static void test_bad_text(void **state)
{
    _cleanup_(rows_freep) struct rows_writer *w = NULL;
    _cleanup_(strbuf_done) struct strbuf out = {0};
    struct err e = {0};
    char path[100];
    uint64_t n;

    assert_int_equal(rows_create(in_folder("b.xlsx", path), columns, 3, &w, &e), 0);
    rows_textz(w, "a\xff\xe4\xb8");
    rows_textz(w, "\xef\xbf\xbe");
    rows_text(w, STR("a\0b"));
    rows_end(w, &e);
    assert_int_equal(rows_commit(w, &e), 0);
    read_all(path, NULL, &out, &n);
    assert_non_null(strstr(strbuf_z(&out), "0 10 a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n"));
    assert_non_null(strstr(strbuf_z(&out), "1 3 \xef\xbf\xbd\n"));
    assert_non_null(strstr(strbuf_z(&out), "2 9 a_x0000_b\n"));
}

static void test_no_rows(void **state)
{
    _cleanup_(rows_freep) struct rows_writer *w = NULL;
    _cleanup_(strbuf_done) struct strbuf out = {0};
    struct err e = {0};
    char path[100];
    uint64_t n;

    assert_int_equal(rows_create(in_folder("n.xlsx", path), columns, 1, &w, &e), 0);
    assert_int_equal(rows_commit(w, &e), 0);
    read_all(path, NULL, &out, &n);
    assert_string_equal(strbuf_z(&out), "0 6 户号\n");
}

/* Several lists in one file, each under its own name and header. */
static void test_book(void **state)
{
    static const struct rows_column two[] = {{STR("x"), ROWS_INTEGER}, {STR("y"), ROWS_DATE}};
    _cleanup_(rows_freep) struct rows_writer *w = NULL;
    _cleanup_(strbuf_done) struct strbuf first = {0}, second = {0};
    struct err e = {0};
    char path[100];
    uint64_t n;

    assert_int_equal(rows_book(in_folder("book.xlsx", path), &w, &e), 0);
    assert_int_equal(rows_add_sheet(w, "概况", columns, 1, &e), 0);
    rows_textz(w, "甲");
    assert_int_equal(rows_end(w, &e), 0);
    assert_int_equal(rows_add_sheet(w, "a <b> & c", two, 2, &e), 0);
    rows_int(w, 7);
    rows_date(w, 0);
    assert_int_equal(rows_end(w, &e), 0);
    assert_int_equal(rows_commit(w, &e), 0);
    read_all(path, "概况", &first, &n);
    assert_string_equal(strbuf_z(&first), "0 6 户号\n0 3 甲\n");
    read_all(path, "a <b> & c", &second, &n);
    assert_string_equal(strbuf_z(&second), "0 1 x\n1 1 y\n0 1 7\n1 10 1970-01-01\n");
}

/* One row more than a sheet holds goes to the next sheet, under its own header. */
/* A marked list says in every row who made it. */
static void test_mark(void **state)
{
    static const char *const names[] = {"mark.csv", "mark.xlsx"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        _cleanup_(rows_freep) struct rows_writer *w = NULL;
        _cleanup_(strbuf_done) struct strbuf got = {0};
        struct err e = {0};
        uint64_t rows;
        char path[100];
        rows_mark("李四 R&D 2018-07-02");
        assert_int_equal(rows_create(in_folder(names[i], path), columns, 2, &w, &e), 0);
        rows_mark(NULL);
        rows_textz(w, "a");
        rows_int(w, 1);
        assert_int_equal(rows_end(w, &e), 0);
        rows_textz(w, "b"); /* a row that ends early */
        assert_int_equal(rows_end(w, &e), 0);
        assert_int_equal(rows_commit(w, &e), 0);
        read_all(path, NULL, &got, &rows);
        assert_int_equal(rows, 3);
        assert_non_null(strstr(strbuf_z(&got), ROWS_MARK_HEADER));
        const char *first = strstr(strbuf_z(&got), "李四 R&D 2018-07-02");
        assert_non_null(first);
        assert_non_null(strstr(first + 1, "李四 R&D 2018-07-02"));
    }
}

static void test_many_rows(void **state)
{
    _cleanup_(rows_freep) struct rows_writer *w = NULL;
    _cleanup_(rows_closep) struct rows_reader *r = NULL;
    _cleanup_(strbuf_done) struct strbuf out = {0}, names = {0};
    struct err e = {0};
    char path[100];
    uint64_t n;

    assert_int_equal(rows_create(in_folder("m.xlsx", path), columns, 1, &w, &e), 0);
    for (int i = 0; i < 1048576; i++) {
        rows_int(w, i);
        assert_int_equal(rows_end(w, &e), 0);
    }
    assert_int_equal(rows_commit(w, &e), 0);
    read_all(path, NULL, NULL, &n);
    assert_int_equal(n, 1048576);
    read_all(path, "2", &out, &n);
    assert_string_equal(strbuf_z(&out), "0 6 户号\n0 7 1048575\n");
    assert_int_equal(rows_open(path, NULL, &r, &e), 0);
    assert_string_equal(rows_sheet(r), "1");
    assert_int_equal(rows_others(r, &names, &e), 0);
    assert_string_equal(strbuf_z(&names), "“2”");
}

static void test_long_text(void **state)
{
    _cleanup_(rows_freep) struct rows_writer *w = NULL;
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct err e = {0};
    char path[100];

    for (int i = 0; i < 16383; i++)
        strbuf_addz(&text, "𠮷"); /* two units each */
    strbuf_addz(&text, "x");
    assert_int_equal(rows_create(in_folder("l.xlsx", path), columns, 1, &w, &e), 0);
    rows_text(w, strbuf_str(&text));
    assert_int_equal(rows_end(w, &e), 0);
    strbuf_addz(&text, "y");
    rows_text(w, strbuf_str(&text));
    assert_int_equal(rows_end(w, &e), E_LIMIT);
    assert_non_null(strstr(e.en, "cell A3"));
    assert_int_equal(rows_end(w, &e), E_LIMIT);
    assert_int_equal(rows_commit(w, &e), E_LIMIT);
    rows_free(take(w));
    assert_int_equal(access(path, F_OK), -1);
}

static int count_files(void)
{
    DIR *d = opendir(folder);
    int n = 0;

    assert_non_null(d);
    for (struct dirent *f = readdir(d); f; f = readdir(d))
        n += f->d_name[0] != '.';
    closedir(d);
    return n;
}

/* A disk that is full at whatever point: an error, and no file. */
static void test_full_disk(void **state)
{
    struct rlimit before, small;
    int files = count_files();
    char path[100];

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    for (const char *const *name = (const char *const[]){"d.xlsx", "d.csv", NULL}; *name; name++) {
        bool csv = str_ends(str_of(*name), STR("csv"));

        /* 60,000 rows: 1.2 MB of CSV, 400 KB of XLSX */
        for (small.rlim_cur = 0; small.rlim_cur < 300000; small.rlim_cur += 100000) {
            _cleanup_(rows_freep) struct rows_writer *w = NULL;
            struct err e = {0};

            setrlimit(RLIMIT_FSIZE, &small);
            assert_int_equal(rows_create(in_folder(*name, path), columns, 2, &w, &e), 0);
            for (int i = 0; i < 60000; i++) {
                rows_textz(w, "赤水镇和安村");
                rows_int(w, (int64_t)i * 7919 % 100003);
                rows_end(w, NULL);
            }
            int rc = rows_commit(w, &e);
            setrlimit(RLIMIT_FSIZE, &before);
            assert_true(rc < 0 && e.zh[0] && (csv || e.code == E_IO));
            rows_free(take(w));
            assert_int_equal(count_files(), files);
        }
    }
}

static int setup(void **state)
{
    return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
    _cleanup_free_ char *command = NULL;

    return asprintf(&command, "rm -r '%s'", folder) < 0 ? -1 : system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_formula),
        cmocka_unit_test(test_bad_text),   cmocka_unit_test(test_no_rows),
        cmocka_unit_test(test_many_rows),  cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_mark),       cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_book),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
