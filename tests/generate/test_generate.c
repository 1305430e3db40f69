#include "generate.h"

#include "cleanup.h"
#include "csv.h"
#include "date.h"
#include "flaw.h"
#include "namebook.h"
#include "placebook.h"
#include "rng.h"
#include "serials.h"
#include "story.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static void test_random_numbers(void **state)
{
    struct rng a = rng_of(1, 1), b = rng_of(1, 1), c = rng_of(1, 2), d = rng_of(2, 1);
    uint64_t first = rng_next(&a);

    assert_true(first == rng_next(&b));
    assert_true(first != rng_next(&c));
    assert_true(first != rng_next(&d));
    int seen[7] = {0}, picked[3] = {0}, yes = 0;
    for (int i = 0; i < 70000; i++) {
        int x = rng_between(&a, -3, 3);
        assert_in_range(x + 3, 0, 6);
        seen[x + 3]++;
        picked[RNG_PICK(&a, 1, 0, 3)]++;
        yes += rng_chance(&a, 250);
    }
    for (int i = 0; i < 7; i++)
        assert_in_range(seen[i], 9500, 10500);
    assert_in_range(picked[0], 16500, 18500);
    assert_int_equal(picked[1], 0);
    assert_in_range(yes, 16500, 18500);
    assert_int_equal(rng_between(&a, 5, 4), 5);
    assert_int_equal(rng_below(&a, 1), 0);
    assert_false(rng_chance(&a, 0));
    assert_true(rng_chance(&a, 1000));
}

static int compare_numbers(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* All 5,000 numbers of a day and sex, each once, whoever they are given to; then no more. Those of
 * the register are the same without the others. */
static void test_numbers_of_one_day(void **state)
{
    for (int areas = 1; areas <= 10; areas += 9) {
        _cleanup_(serials_freep) struct serials *s = NULL, *alone = NULL;
        struct err e = {0};
        struct person p = {0}, q;
        size_t n = 500u * (size_t)areas;
        _cleanup_free_ char(*all)[IDNO_TEXT] = calloc(n, IDNO_TEXT);

        assert_int_equal(serials_new(440799 - areas + 1, 440799, &s, &e), 0);
        assert_int_equal(serials_new(440799 - areas + 1, 440799, &alone, &e), 0);
        int32_t day;
        assert_true(date_parse(STR("1952-02-29"), &day));
        p.v[P_BIRTH_DATE] = day;
        p.v[P_SEX] = FEMALE;
        for (size_t i = 0; i < n; i++) {
            char normal[IDNO_TEXT];
            bool outside = i % 3 == 0;
            assert_int_equal(outside ? serials_next_outside(s, &p, &e) : serials_next(s, &p, &e),
                             0);
            q = p;
            if (!outside)
                assert_int_equal(serials_next(alone, &q, &e), 0);
            assert_string_equal(p.id_no, q.id_no);
            assert_int_equal(idno_normalise(str_of(p.id_no), normal), IDNO_OK);
            assert_string_equal(normal, p.id_no);
            assert_int_equal(idno_birth(normal), day);
            assert_false(idno_is_male(normal));
            assert_int_equal(memcmp(p.id_no, "44079", 5), 0);
            memcpy(all[i], p.id_no, IDNO_TEXT);
        }
        qsort(all, n, IDNO_TEXT, compare_numbers);
        for (size_t i = 1; i < n; i++)
            assert_true(strcmp(all[i - 1], all[i]) < 0);
        assert_int_equal(serials_next(s, &p, &e), E_LIMIT);
        assert_int_equal(serials_next_outside(s, &p, &e), E_LIMIT);
        /* another sex, another day */
        p.v[P_SEX] = MALE;
        assert_int_equal(serials_next(s, &p, &e), 0);
        p.v[P_BIRTH_DATE] = day + 1;
        assert_int_equal(serials_next(s, &p, &e), 0);
        p.v[P_BIRTH_DATE] = INT32_MAX - 1;
        assert_int_equal(serials_next(s, &p, &e), E_RANGE);
    }
}

static void test_places(void **state)
{
    static const struct {
        const char *division, *prefix, *some; /* some: a place that must be there */
    } rows[] = {
        {"440783116000", "440783116", "440783116248"},
        {"440783116", "440783116", "440783116001"},
        {"440783", "440783", "440783116248"},
        {"440783000000", "440783", "440783001020"},
        {"4407", "4407", "440703101000"},
        {"440700000000", "4407", "440783116248"},
        {"44", "44", "440783116248"},
        {"110101000000", "110101", "110101000000"},
        {"440783116248", "440783116248", "440783116248"},
        {"441900000000", "4419", NULL},
        {"4604", "4604", "460400000000"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        _cleanup_(arena_freep) struct arena *a = arena_new(0);
        struct placebook book;
        struct err e = {0};
        bool found = !rows[i].some;
        if (placebook_open(str_of(rows[i].division), a, &book, &e) != 0)
            fail_msg("%s: %s", rows[i].division, e.en);
        assert_string_equal(book.prefix, rows[i].prefix);
        for (size_t k = 0; k < book.n; k++) {
            assert_int_equal(strlen(book.at[k].code), 12);
            assert_true(str_starts(str_of(book.at[k].code), str_of(book.prefix)));
            assert_true(k == 0 || strcmp(book.at[k - 1].code, book.at[k].code) < 0);
            assert_true(utf8_valid(book.at[k].short_name) && book.at[k].short_name.len > 0);
            found |= rows[i].some && strcmp(book.at[k].code, rows[i].some) == 0;
            /* a town whose villages are known gets none itself, nor does a prison */
            assert_string_not_equal(book.at[k].code, "440783116000");
            assert_string_not_equal(book.at[k].code, "440784401000");
        }
        assert_true(found);
    }
}

static void test_places_refused(void **state)
{
    static const struct {
        const char *division;
        int code;
    } rows[] = {{"", E_USAGE},
                {"abc", E_USAGE},
                {"440783x", E_USAGE},
                {"4407831160001", E_USAGE},
                {"000000", E_USAGE},
                {"99", E_NOT_FOUND},
                {"440783999", E_NOT_FOUND}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        _cleanup_(arena_freep) struct arena *a = arena_new(0);
        struct placebook book;
        struct err e = {0};
        assert_int_equal(placebook_open(str_of(rows[i].division), a, &book, &e), rows[i].code);
        assert_true(e.zh[0] && e.en[0]);
    }
}

static void test_names(void **state)
{
    _cleanup_(namebook_freep) struct namebook *names = NULL;
    struct err e = {0};

    assert_int_equal(namebook_open(&names, &e), 0);
    for (uint64_t i = 0; i < 2000; i++) {
        struct rng r = rng_of(3, i);
        struct story s = story_draw(&r, i % 2 ? URBAN : RURAL);
        struct household h;
        story_build(&s, &r, names, &h);
        assert_int_equal(h.n, s.size);
        for (size_t k = 0; k < h.n; k++) {
            assert_true(utf8_valid(str_of(h.p[k].name)));
            assert_in_range(utf8_count(str_of(h.p[k].name)), 2, 4);
            for (size_t m = 0; m < k; m++)
                assert_string_not_equal(h.p[k].name, h.p[m].name);
        }
    }
}

static void test_rates(void **state)
{
    static const struct {
        const char *errors, *rate;
        uint32_t checksum, two_heads, blanks; /* millionths */
    } rows[] = {
        {"none", NULL, 0, 0, 0},
        {"all", NULL, 2000, 2000, 2000},
        {"all", "0.5%", 5000, 5000, 5000},
        {"id_checksum", "2%", 20000, 0, 0},
        {"id_checksum=1%,blanks", "0.0001%", 10000, 0, 1},
        {"rejected=1.25%,warned=0.3%,two_heads=0%", NULL, 12500, 0, 0},
        {"all,rejected=0%", "01.000%", 0, 10000, 10000},
        {"all,none,blanks=2.0000%", NULL, 0, 0, 20000},
        {"blanks=1%,all=0.2%", NULL, 2000, 2000, 2000},
    };
    struct err e = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct flaw_rates r;
        assert_int_equal(flaw_rates_parse(rows[i].errors, rows[i].rate, &r, &e), 0);
        assert_int_equal(r.of[FLAW_ID_CHECKSUM], rows[i].checksum);
        assert_int_equal(r.of[FLAW_TWO_HEADS], rows[i].two_heads);
        assert_int_equal(r.of[FLAW_BLANKS], rows[i].blanks);
        assert_int_equal(flaw_rates_any(&r), i > 0);
    }
}

static void test_rates_refused(void **state)
{
    static const char *const errors[] = {"",
                                         "all,",
                                         "x",
                                         "ALL",
                                         "all=",
                                         "all=1",
                                         "all=%",
                                         "all=.5%",
                                         "all=1.%",
                                         "all=2.0001%",
                                         "all=100%",
                                         "all=0.00001%",
                                         "all=429497%",
                                         "all=-1%",
                                         "all=1.0.0%",
                                         "all=1 %",
                                         "all=99999999999999999999%",
                                         "all=1%%",
                                         "two_heads,",
                                         "two_heads=1%=1%"};
    struct flaw_rates r, untouched;
    struct err e = {0};

    memset(&r, 7, sizeof r);
    untouched = r;
    for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
        assert_int_equal(flaw_rates_parse(errors[i], NULL, &r, &e), E_USAGE);
        assert_true(e.zh[0] && e.en[0]);
    }
    assert_int_equal(flaw_rates_parse("all", "5", &r, &e), E_USAGE);
    assert_memory_equal(&r, &untouched, sizeof r);
}

static size_t count_records(const char *folder, const char *name)
{
    _cleanup_(csv_closep) struct csv_reader *csv = NULL;
    char path[256];
    struct err e = {0};
    const struct str *fields;
    uint64_t line;
    size_t n, columns = 0, records = 0;
    int r;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(csv_open(path, &csv, &e), 0);
    while ((r = csv_next(csv, &fields, &n, &line, &e)) == 1) {
        columns = columns ? columns : n;
        assert_int_equal(n, columns);
        records++;
    }
    assert_int_equal(r, 0);
    unlink(path);
    return records - 1;
}

static void test_the_files_parse(void **state)
{
    char folder[] = "/tmp/heyi-generate-XXXXXX", inner[64];
    struct err e = {0};

    assert_non_null(mkdtemp(folder));
    snprintf(inner, sizeof inner, "%s/a/b", folder);
    struct generate_options o = {.sample = true, .out = inner};
    assert_int_equal(generate_run(&o, NULL, &e), 0);
    assert_int_equal(count_records(inner, "households.csv"), SAMPLE_HOUSEHOLDS);
    assert_int_equal(count_records(inner, "people.csv"), SAMPLE_PEOPLE);
    assert_true(count_records(inner, "households-2018-06.csv") > 0);
    assert_true(count_records(inner, "people-2018-06.csv") > 0);
    /* nothing else remains, no temporary files either */
    assert_int_equal(rmdir(inner), 0);
    snprintf(inner, sizeof inner, "%s/a", folder);
    assert_int_equal(rmdir(inner), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void test_wrong_options(void **state)
{
    struct err e = {0};
    struct generate_options none = {.division = STR("4407"), .out = "/tmp/heyi-never"};
    struct generate_options many = {.households = GENERATE_MAX_HOUSEHOLDS + 1,
                                    .division = STR("4407"),
                                    .out = "/tmp/heyi-never"};
    struct generate_options nowhere = {
        .households = 1, .division = STR("99"), .out = "/tmp/heyi-never"};
    struct generate_options folder = {.sample = true, .out = "/dev/null/x"};

    assert_int_equal(generate_run(&none, NULL, &e), E_USAGE);
    assert_int_equal(generate_run(&many, NULL, &e), E_USAGE);
    assert_int_equal(generate_run(&nowhere, NULL, &e), E_NOT_FOUND);
    assert_int_equal(access("/tmp/heyi-never", F_OK), -1);
    assert_true(generate_run(&folder, NULL, &e) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_numbers), cmocka_unit_test(test_numbers_of_one_day),
        cmocka_unit_test(test_places),         cmocka_unit_test(test_places_refused),
        cmocka_unit_test(test_names),          cmocka_unit_test(test_rates),
        cmocka_unit_test(test_rates_refused),  cmocka_unit_test(test_the_files_parse),
        cmocka_unit_test(test_wrong_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
