/* Numbers and rows as bytes. */
#include "archive_private.h"

#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
/* cmocka wants these before it */
#include <cmocka.h>

static void test_numbers(void **state)
{
    const struct {
        uint64_t v;
        const char *bytes;
        size_t len;
    } cases[] = {
        {0, "\0", 1},
        {1, "\x01", 1},
        {127, "\x7f", 1},
        {128, "\x80\x01", 2},
        {300, "\xac\x02", 2},
        {UINT64_C(1) << 63, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 10},
        {UINT64_MAX, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint8_t b[NUMBER_BYTES];
        uint64_t v;
        assert_int_equal(number_write(cases[i].v, b), cases[i].len);
        assert_memory_equal(b, cases[i].bytes, cases[i].len);
        assert_int_equal(number_read(b, cases[i].len, &v), cases[i].len);
        assert_true(v == cases[i].v);
        assert_int_equal(number_read(b, cases[i].len - 1, &v), 0);
    }
}

static void test_numbers_refused(void **state)
{
    const struct str cases[] = {
        STR(""),
        STR("\x80"),
        STR("\x80\x00"),     /* 0 in two bytes */
        STR("\xff\x80\x00"), /* 127 in three */
        STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"),
        STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\x00"),
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint64_t v;
        assert_int_equal(number_read((const uint8_t *)cases[i].data, cases[i].len, &v), 0);
    }
}

static struct db_column columns[] = {
    {"a", 'i'}, {"b", 't'}, {"c", 'b'}, {"d", 'i'}, {"e", 'i'},
    {"f", 'i'}, {"g", 'i'}, {"h", 'i'}, {"i", 't'},
};
static const struct db_table shape = {"t", ARRAY_LEN(columns), 0, columns, NULL};

static void begin(struct archive_rows *r)
{
    struct err e = {0};
    assert_int_equal(archive_rows_begin(r, &shape, &e), 0);
}

/* The encoding as README.md has it, and back. */
static void test_row(void **state)
{
    _cleanup_(archive_rows_done) struct archive_rows r = {0}, again = {0};
    struct err e = {0};
    struct archive_table x, y;
    begin(&r);
    begin(&again);
    r.values[0] = (struct value){.i = -1};
    r.values[1] = (struct value){.s = STR("村")};
    r.values[2] = (struct value){.s = STR("\0\xff")};
    r.values[3] = (struct value){.i = INT64_MIN};
    r.values[4] = (struct value){.i = INT64_MAX};
    r.values[5] = (struct value){.null = true};
    r.values[6] = (struct value){.i = 64};
    r.values[7] = (struct value){.null = true};
    r.values[8] = (struct value){.s = STR("")};
    assert_int_equal(archive_rows_encode(&r, &e), 0);
    static const char expected[] = "\x21"
                                   "\xa0\x00"
                                   "\x01"
                                   "\x03\xe6\x9d\x91"
                                   "\x02\x00\xff"
                                   "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
                                   "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01"
                                   "\x80\x01"
                                   "\x00";
    assert_int_equal(r.bytes.len, sizeof expected - 1);
    assert_memory_equal(r.bytes.data, expected, sizeof expected - 1);

    struct str body = {r.bytes.data + 1, r.bytes.len - 1};
    assert_true(archive_rows_decode(&again, body));
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        assert_int_equal(again.values[i].null, r.values[i].null);
        assert_true(again.values[i].null || again.values[i].i == r.values[i].i);
        assert_true(again.values[i].null || str_eq(again.values[i].s, r.values[i].s));
    }
    archive_rows_end(&r, &x);
    archive_rows_end(&again, &y);
    assert_int_equal(x.rows, 1);
    assert_memory_equal(x.digest, y.digest, SM3_BYTES);

    /* any other length is not a row */
    for (size_t n = 0; n < body.len; n++)
        assert_false(archive_rows_decode(&again, (struct str){body.data, n}));
    _cleanup_(strbuf_done) struct strbuf longer = {0};
    strbuf_adds(&longer, body);
    strbuf_addc(&longer, 0);
    assert_false(archive_rows_decode(&again, strbuf_str(&longer)));
    /* a null beyond the last column */
    longer.len = body.len;
    longer.data[1] = 2;
    assert_false(archive_rows_decode(&again, strbuf_str(&longer)));
}

/* The digest is of the rows since the table began. */
static void test_digest(void **state)
{
    _cleanup_(archive_rows_done) struct archive_rows r = {0};
    struct err e = {0};
    struct archive_table one, other;
    begin(&r);
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        r.values[i] = (struct value){.null = true};
    assert_int_equal(archive_rows_encode(&r, &e), 0);
    archive_rows_end(&r, &one);
    begin(&r);
    assert_int_equal(archive_rows_encode(&r, &e), 0);
    begin(&r);
    assert_int_equal(archive_rows_encode(&r, &e), 0);
    archive_rows_end(&r, &other);
    assert_int_equal(other.rows, 1);
    assert_memory_equal(one.digest, other.digest, SM3_BYTES);
    uint8_t expected[SM3_BYTES];
    assert_int_equal(crypto_sm3(r.bytes.data, r.bytes.len, expected, &e), 0);
    assert_memory_equal(one.digest, expected, SM3_BYTES);
}

static void test_long_row(void **state)
{
    _cleanup_(archive_rows_done) struct archive_rows r = {0};
    struct err e = {0};
    size_t len = 129u << 20;
    _cleanup_free_ char *text = calloc(1, len);
    assert_non_null(text);
    begin(&r);
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        r.values[i] = (struct value){.null = true};
    r.values[1] = (struct value){.s = {text, len}};
    assert_int_equal(archive_rows_encode(&r, &e), E_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),  cmocka_unit_test(test_numbers_refused),
        cmocka_unit_test(test_row),      cmocka_unit_test(test_digest),
        cmocka_unit_test(test_long_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
