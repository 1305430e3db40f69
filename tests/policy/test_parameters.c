#include "fixture.h"

#include "date.h"

#define HEADER "name,division,residence,valid_from,valid_to,value,unit,source\n"

static struct arena *arena;

static int setup(void **state)
{
    arena = arena_new(0);
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    arena_freep(&arena);
    return 0;
}

static int32_t day(const char *s)
{
    int32_t d = 0;
    assert_true(date_parse(str_of(s), &d));
    return d;
}

static const char rows[] = HEADER "line,4407,,2018-01-01,2019-01-01,800.00,元,sample\n"
                                  "line,4407,,2019-01-01,,880.00,元,sample\n"
                                  "line,440783,rural,2018-01-01,,700,元,sample\n"
                                  "line,440783,城镇,2018-01-01,,900,元,sample\n"
                                  "line,440783116000,,2018-01-01,,750,元,sample\n"
                                  "months,,,2018-01-01,,6,月,JM18-1.3c\n"
                                  "months,4407,urban,2018-01-01,,6.0,月,sample\n"
                                  "late,44,,2018-07-01,,1,,sample\n";

/* expected "?" = ambiguous, "" = no row */
static const struct {
    const char *name, *division, *residence, *date, *expected;
} lookups[] = {
    {"line", "440700000000", "rural", "2018-06-30", "800.00"},
    {"line", "440700000000", "", "2018-06-30", "800.00"},
    {"line", "440700000000", "rural", "2018-12-31", "800.00"},
    {"line", "440700000000", "rural", "2019-01-01", "880.00"},
    {"line", "440700000000", "rural", "2017-12-31", ""},
    {"line", "440783000000", "rural", "2018-06-30", "700"},
    {"line", "440783000000", "urban", "2019-06-30", "900"},
    {"line", "440783201000", "", "2018-06-30", "?"},
    {"line", "440783116201", "urban", "2018-06-30", "750"},
    {"line", "440783116201", "", "2018-06-30", "750"},
    {"line", "450783116201", "urban", "2018-06-30", ""},
    {"months", "110101000000", "", "2018-06-30", "6"},
    {"months", "440783116201", "urban", "2018-06-30", "6.0"},
    {"months", "440783116201", "", "2018-06-30", "6"}, /* differ in text, not in value */
    {"late", "440783116201", "urban", "2018-06-30", ""},
    {"never", "440783116201", "urban", "2018-06-30", ""},
};

static void test_resolve(void **state)
{
    struct err e = {0};
    _cleanup_(pack_freep) struct pack *p = fixture_pack_with(arena, rows, &e);
    if (!p)
        fail_msg("%s", e.en);
    for (size_t i = 0; i < ARRAY_LEN(lookups); i++) {
        const struct parameter *found = NULL;
        bool ambiguous = false;
        int r = parameter_resolve(p, str_of(lookups[i].name), str_of(lookups[i].division),
                                  str_of(lookups[i].residence), day(lookups[i].date), &found,
                                  &ambiguous, &e);
        const char *wanted = lookups[i].expected;
        bool good = !*wanted         ? r == E_NOT_FOUND
                    : *wanted == '?' ? r == 0 && ambiguous && !found
                                     : r == 0 && !ambiguous && found &&
                                           dec_cmp(found->value, ({
                                                       struct decimal d = {0};
                                                       dec_parse(str_of(wanted), &d);
                                                       d;
                                                   })) == 0;
        if (!good)
            fail_msg("lookup %zu: %s %s %s %s", i, lookups[i].name, lookups[i].division,
                     lookups[i].residence, lookups[i].date);
        const struct parameter *same =
            parameter_find(p, lookups[i].name, str_of(lookups[i].division),
                           str_of(lookups[i].residence), day(lookups[i].date));
        assert_ptr_equal(same, found);
    }
}

static void test_message_names_all(void **state)
{
    struct err e = {0};
    _cleanup_(pack_freep) struct pack *p = fixture_pack_with(arena, rows, &e);
    assert_non_null(p);
    const struct parameter *found;
    bool ambiguous;
    assert_int_equal(parameter_resolve(p, STR("line"), STR("450783116201"), STR("urban"),
                                       day("2018-06-30"), &found, &ambiguous, &e),
                     E_NOT_FOUND);
    const char *const parts[] = {"line", "450783116201", "2018-06-30"};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        assert_non_null(strstr(e.zh, parts[i]));
        assert_non_null(strstr(e.en, parts[i]));
    }
}

static const struct {
    const char *csv, *where;
} broken[] = {
    {"name,division\n", "column residence"},
    {HEADER "Line,4407,,2018-01-01,,1,元,sample\n", "line 2, column name"},
    {HEADER "line,江门,,2018-01-01,,1,元,sample\n", "line 2, column division"},
    {HEADER "line,440,,2018-01-01,,1,元,sample\n", "line 2, column division"},
    {HEADER "line,4407,village,2018-01-01,,1,元,sample\n", "line 2, column residence"},
    {HEADER "line,4407,,2018-1-1,,1,元,sample\n", "line 2, column valid_from"},
    {HEADER "line,4407,,,,1,元,sample\n", "line 2, column valid_from"},
    {HEADER "line,4407,,2018-01-01,2018-02-30,1,元,sample\n", "line 2, column valid_to"},
    {HEADER "line,4407,,2018-01-01,2018-01-01,1,元,sample\n", "line 2, column valid_to"},
    {HEADER "line,4407,,2018-01-01,,八百,元,sample\n", "line 2, column value"},
    {HEADER "line,4407,,2018-01-01,,,元,sample\n", "line 2, column value"},
    {HEADER "\nline,4407,,2018-01-01,,1,元,\n", "line 3, column source"},
    {HEADER "line,4407,,2018-01-01,,-1,元,sample\n", "\"-1\" is negative"},
    {HEADER "line,4407,,2018-01-01,,-0.5,倍,sample\n", "\"-0.5\" is negative"},
    {HEADER "line,4407,,2018-01-01,,800.005,元/人月,sample\n", "whole fen"},
    {HEADER "months,4407,,2018-01-01,,6.5,月,sample\n", "whole number of months"},
};

static void test_errors(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        struct err e = {0};
        _cleanup_(pack_freep) struct pack *p = fixture_pack_with(arena, broken[i].csv, &e);
        assert_null(p);
        if (!strstr(e.en, broken[i].where) || !strstr(e.en, "parameters.csv"))
            fail_msg("%zu: \"%s\" does not name %s", i, e.en, broken[i].where);
    }
}

static void on_overlap(void *arg, const struct pack_finding *f)
{
    if (strcmp(f->code, "parameter-overlap") != 0)
        return;
    assert_non_null(strstr(f->message.zh, "一直有效"));
    assert_non_null(strstr(f->message.en, "has no end"));
    ++*(int *)arg;
}

static void test_overlap_with_open_period(void **state)
{
    struct err e = {0};
    int n = 0;
    _cleanup_(pack_freep) struct pack *p =
        fixture_pack_with(arena,
                          HEADER "line,4407,,2018-01-01,,800,元,sample\n"
                                 "line,4407,,2019-01-01,,880,元,sample\n",
                          &e);
    assert_non_null(p);
    pack_check(p, on_overlap, &n);
    assert_int_equal(n, 1);
}

static void test_shipped(void **state)
{
    _cleanup_(pack_freep) struct pack *p = fixture_pack(arena, "policies/jiangmen");
    struct err e = {0};
    const struct parameter *r = NULL;
    bool ambiguous = true;
    assert_int_equal(parameter_resolve(p, STR("line"), STR("440783116201"), (struct str){0},
                                       day("2018-01-01"), &r, &ambiguous, &e),
                     0);
    assert_false(ambiguous);
    assert_true(str_eqz(r->value_text, "800.00"));
    assert_true(str_eqz(r->source, "JM18-1.2c"));
    assert_true(str_eqz(parameter_label(p, STR("line")), "低保标准"));
    assert_true(str_eqz(parameter_label(p, STR("registered_population")), "registered_population"));
    assert_int_equal(parameter_resolve(p, STR("line"), STR("440783116201"), STR("rural"),
                                       day("2017-12-31"), &r, &ambiguous, &e),
                     E_NOT_FOUND);
    r = parameter_find(p, "registered_population", STR("440783116000"), (struct str){0},
                       day("2018-06-30"));
    assert_non_null(r);
    assert_true(str_eqz(r->source, "sample"));
    r = parameter_find(p, "topup_level_target", STR("440783116000"), STR("rural"),
                       day("2018-06-30"));
    assert_true(str_eqz(r->value_text, "0.50"));
    assert_null(parameter_find(p, "local_mean_income", STR("440783116000"), STR("rural"),
                               day("2030-06-30")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resolve), cmocka_unit_test(test_message_names_all),
        cmocka_unit_test(test_errors),  cmocka_unit_test(test_overlap_with_open_period),
        cmocka_unit_test(test_shipped),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
