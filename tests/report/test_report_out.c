/* Reports as HTML and as a book: what people typed can't become markup, formulas or a broken file.
 */
#include "report_out.h"

#include "cleanup.h"
#include "date.h"
#include "file.h"
#include "lang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <unistd.h>

static char folder[] = "/tmp/heyi-report-XXXXXX";

static const char *const hostile[] = {
    "<script>alert(1)</script>",
    "</title></style><img src=x onerror=alert(1)>",
    "\"onmouseover='x'",
    "&lt;b&gt; &amp;",
    "]]> <!-- -->",
    "\x01\x1b[2J\x7f\xc2\x85",
    "\xff\xe4\xb8",
    "=HYPERLINK(\"http://x\")",
    "张三\n李四",
    "",
};

static char *in_folder(const char *name, char buf[100])
{
    snprintf(buf, 100, "%s/%s", folder, name);
    return buf;
}

/* Every element, with a hostile text wherever one can come from outside. */
static void write_all(const char *path)
{
    static const struct report_column columns[] = {
        {"文字", "text", ROWS_TEXT}, {"数", "number", ROWS_INTEGER}, {"钱", "money", ROWS_MONEY},
        {"日期", "date", ROWS_DATE}, {"空", "empty", ROWS_MONEY},
    };
    static const char *const zh[] = {"甲", "乙"}, *const en[] = {"a", "b"};
    _cleanup_(report_out_freep) struct report_out *o = NULL;
    struct report_bar bars[ARRAY_LEN(hostile)];
    struct err e = {0};
    assert_int_equal(report_out_open(path, &o, &e), 0);
    report_title(o, "报告", "Report", str_of(hostile[1]), false);
    report_facts(o, "概况", "overview");
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++)
        report_fact(o, "项目", "item", str_of(hostile[i]));
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++)
        bars[i] = (struct report_bar){
            .label = str_of(hostile[i]),
            .text = {str_of(hostile[i]), STR("2")},
            .value = {i % 2 ? INT64_MAX / 2 : -5, (int64_t)i},
        };
    report_bars(o, "图", "picture", BARS_BESIDE, zh, en, bars, ARRAY_LEN(bars));
    report_bars(o, "图", "picture", BARS_STACKED, zh, en, bars, ARRAY_LEN(bars));
    report_bars(o, "没有", "none", BARS_STACKED, zh, en, bars, 0);
    report_table(o, "表", "table", "说明", "note", columns, ARRAY_LEN(columns));
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
        report_row(o, i % 2);
        report_text(o, str_of(hostile[i]));
        report_int(o, INT64_MIN);
        report_money(o, (struct maybe){true, -1});
        report_date(o, i ? 0 : DATE_NONE);
        report_money(o, (struct maybe){false, 7});
    }
    report_table(o, "空表", "empty", NULL, NULL, columns, 1);
    report_signatures(o, str_of(hostile[0]));
    assert_int_equal(access(path, F_OK), -1); /* not before the commit */
    assert_int_equal(report_out_commit(o, &e), 0);
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, what)); at++)
        n++;
    return n;
}

static void test_html(void **state)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct err e = {0};
    char path[100];
    write_all(in_folder("r.html", path));
    assert_int_equal(file_read(path, 1u << 20, &text, &e), 0);
    const char *z = strbuf_z(&text);
    assert_null(strstr(z, "<script"));
    assert_null(strstr(z, "<img"));
    assert_null(strstr(z, "\"onmouse"));
    assert_null(strstr(z, "<!--"));
    for (size_t i = 0; i < text.len; i++)
        assert_true((unsigned char)z[i] >= 0x20 || z[i] == '\n');
    assert_non_null(strstr(z, "<dd>&lt;script&gt;alert(1)&lt;/script&gt;</dd>"));
    assert_non_null(strstr(z, "&amp;lt;b&amp;gt; &amp;amp;"));
    assert_non_null(strstr(z, "<td class=\"n\">-0.01</td><td></td><td class=\"n\"></td>"));
    assert_int_equal(count(z, "<h2>"), 5); /* no picture of nothing */
    static const char *const pairs[] = {"section", "table", "tbody", "tr",  "td",  "dl",
                                        "dt",      "dd",    "svg",   "div", "text"};
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        char open[16], open_more[16], close[16];
        snprintf(open, sizeof open, "<%s>", pairs[i]);
        snprintf(open_more, sizeof open_more, "<%s ", pairs[i]);
        snprintf(close, sizeof close, "</%s>", pairs[i]);
        assert_int_equal(count(z, open) + count(z, open_more), count(z, close));
    }
}

static void test_book(void **state)
{
    _cleanup_(rows_closep) struct rows_reader *r = NULL;
    _cleanup_(strbuf_done) struct strbuf others = {0};
    const struct str *fields;
    struct err e = {0};
    char path[100];
    uint64_t row;
    size_t n;
    write_all(in_folder("r.xlsx", path));
    assert_int_equal(rows_open(path, "表", &r, &e), 0);
    assert_int_equal(rows_next(r, &fields, &n, &row, &e), 1);
    assert_true(str_eqz(fields[0], "文字") && str_eqz(fields[4], "空"));
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(rows_next(r, &fields, &n, &row, &e), 1);
        assert_true(str_eqz(fields[0], hostile[i]));
        assert_true(str_eqz(fields[2], "-0.01"));
    }
    assert_int_equal(rows_others(r, &others, &e), 0);
    assert_non_null(strstr(strbuf_z(&others), "概况"));
}

/* English stands beside the headings, Chinese stays. */
static void test_english(void **state)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct err e = {0};
    char path[100];
    lang_set(LANG_EN);
    write_all(in_folder("e.html", path));
    lang_set(LANG_ZH);
    assert_int_equal(file_read(path, 1u << 20, &text, &e), 0);
    assert_non_null(strstr(strbuf_z(&text), "<h2>概况 <span class=\"en\">overview</span></h2>"));
    assert_non_null(strstr(strbuf_z(&text), "<th>钱 <span class=\"en\">money</span></th>"));
}

static void test_names(void **state)
{
    struct report_out *o = NULL;
    struct err e = {0};
    char path[100];
    assert_int_equal(report_out_open(in_folder("r.pdf", path), &o, &e), E_USAGE);
    assert_true(report_out_open("/nowhere/r.html", &o, &e) < 0);
    assert_null(o);
    assert_int_equal(report_out_open(in_folder("gone.HTM", path), &o, &e), 0);
    report_out_free(o);
    assert_int_equal(access(path, F_OK), -1);
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
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_book),
        cmocka_unit_test(test_english),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
