#include "fixture.h"

#include "bounds.h"
#include "date.h"
#include "scenario.h"

#define HEADER "name,division,residence,valid_from,valid_to,value,unit,source\n"

static struct arena *arena;
static struct pack *pack;

static const char rows[] = HEADER "line,4407,,2018-01-01,2019-01-01,800.00,元,sample\n"
                                  "line,4407,,2019-01-01,,880.00,元,sample\n"
                                  "line,440783,urban,2018-01-01,,900,元,sample\n"
                                  "grace_months,,,2018-01-01,,6,月,JM18-1.3c\n"
                                  "low_income_ratio,4407,urban,2018-01-01,,1.5,倍,sample\n"
                                  "low_income_ratio,4407,rural,2018-01-01,,1.4,倍,sample\n"
                                  "registered_population,4407,,2019-01-01,,1,人,sample\n";

static int setup(void **state)
{
    struct err e = {0};
    arena = arena_new(0);
    pack = arena ? fixture_pack_with(arena, rows, &e) : NULL;
    return pack ? 0 : -1;
}

static int teardown(void **state)
{
    pack_free(pack);
    arena_freep(&arena);
    return 0;
}

static int32_t day(const char *s)
{
    int32_t d = 0;
    assert_true(date_parse(str_of(s), &d));
    return d;
}

/* "A: line=880|B: line=900|line=1" → wishes */
static int read(const char *text, const struct scenario **ret, size_t *ret_n, struct err *e)
{
    struct scenario_wish wishes[LIMIT_WISHES + 2];
    struct str rest = str_of(text), part;
    size_t n = 0;
    while (n < ARRAY_LEN(wishes) && str_split(&rest, '|', &part)) {
        struct str name = {0};
        if (part.len > 3 && part.data[1] == ':' && part.data[2] == ' ') {
            name = (struct str){part.data, 1};
            part = (struct str){part.data + 3, part.len - 3};
        }
        wishes[n++] = (struct scenario_wish){name, part};
    }
    return scenarios_read(pack, wishes, n, arena, ret, ret_n, e);
}

static const struct {
    const char *wishes, *names;
} good[] = {
    {"line=880", "line=880"},
    {"低保标准=880.00|low_income_ratio=2", "line=880 low_income_ratio=2"},
    {"低保标准＝８８０", "line=880"},
    {" line @ 440783000000 / 农村 = 700", "line@440783/rural=700"},
    {"line@/urban=700", "line@/urban=700"},
    {"line=800:840:20", "line=800,line=820,line=840"},
    {"line=800:850:20", "line=800,line=820,line=840"},
    {"line=0.01:0.03:0.01", "line=0.01,line=0.02,line=0.03"},
    {"line=1:2:1|grace_months=6:7:1", "line=1 grace_months=6,line=1 grace_months=7,"
                                      "line=2 grace_months=6,line=2 grace_months=7"},
    {"A: line=880|B: line=900", "A,B"},
    {"low_income_ratio=2|A: line=880|B: line=900:920:10", "A,B line=900,B line=910,B line=920"},
    {"A: line=1|B: line=2|A: grace_months=3", "A,B"},
    {"line=1|line@440783=2", "line=1 line@440783=2"},
};

static void test_good(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        struct err e = {0};
        const struct scenario *s;
        size_t n;
        _cleanup_(strbuf_done) struct strbuf b = {0};
        if (read(good[i].wishes, &s, &n, &e) < 0)
            fail_msg("%s: %s", good[i].wishes, e.en);
        for (size_t k = 0; k < n; k++) {
            if (k)
                strbuf_addc(&b, ',');
            strbuf_adds(&b, s[k].name);
        }
        if (strcmp(strbuf_z(&b), good[i].names) != 0)
            fail_msg("%s: \"%s\" instead of \"%s\"", good[i].wishes, strbuf_z(&b), good[i].names);
    }
}

static const struct {
    const char *wishes;
    int code;
    const char *says;
} bad[] = {
    {"line", E_USAGE, "PARAMETER=VALUE"},
    {"line=", E_USAGE, "a number"},
    {"line=80x", E_USAGE, "a number"},
    {"line=-1", E_USAGE, "\"-1\" is negative"},
    {"line=800.005", E_USAGE, "whole fen"},
    {"line=800:900", E_USAGE, "FROM:TO:STEP"},
    {"line=1:2:3:4", E_USAGE, "FROM:TO:STEP"},
    {"line=900:800:20", E_USAGE, "can't be above"},
    {"line=800:900:0", E_USAGE, "STEP is above 0"},
    {"line=800:900:0.001", E_USAGE, "whole fen"},
    {"grace_months=6.5", E_USAGE, "whole number of months"},
    {"line@44078=1", E_USAGE, "behind @"},
    {"line@4407/x=1", E_USAGE, "behind /"},
    {"lines=1", E_NOT_FOUND, "do you mean \"line\"?"},
    {"低保=1", E_NOT_FOUND, "do you mean \"低保标准\"?"},
    {"低保标谁=1", E_NOT_FOUND, "do you mean \"低保标准\"?"},
    {"xyzzy=1", E_NOT_FOUND, "policy show"},
    {"=1", E_USAGE, "name is missing"},
    {"line=99999999999999999999", E_USAGE, "too large"},
    {"line=1|低保标准=2", E_USAGE, "twice"},
    {"line=1|A: line=2", E_USAGE, "twice"},
    {"line=1:201:1", E_LIMIT, "more than 200 scenarios"},
    {"line=1:20:1|grace_months=1:11:1", E_LIMIT, "more than 200 scenarios"},
    {"low_income_ratio=0:9e30:0.01", E_LIMIT, "more than 200 scenarios"},
};

static void test_bad(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct err e = {0};
        const struct scenario *s = NULL;
        size_t n = 0;
        int rc = read(bad[i].wishes, &s, &n, &e);
        if (rc != bad[i].code || !strstr(e.en, bad[i].says) || s)
            fail_msg("%s: %d %s", bad[i].wishes, rc, e.en);
    }
}

/* What a household finds: "?" = it hangs on the residence, "" = nothing. */
static const struct {
    const char *wishes, *name, *division, *residence, *date, *expected;
} lookups[] = {
    {"line=1", "line", "440703000000", "rural", "2018-06-30", "1"},
    {"line=1", "line", "440783000000", "urban", "2018-06-30", "1"},
    {"line=1", "line", "440783000000", "rural", "2018-06-30", "1"},
    {"line=1", "line", "440703000000", "rural", "2019-06-30", "880"}, /* not in force on that day */
    {"line@440783=1", "line", "440783001000", "urban", "2018-06-30", "1"},
    {"line@440783=1", "line", "440783001000", "rural", "2018-06-30", "1"},
    {"line@440783=1", "line", "440783001000", "", "2018-06-30", "1"},
    {"line@440783=1", "line", "440703001000", "rural", "2018-06-30", "800"},
    {"line@/rural=1", "line", "440703001000", "rural", "2018-06-30", "1"},
    {"line@/rural=1", "line", "440703001000", "urban", "2018-06-30", "800"},
    {"line@/rural=1", "line", "440783001000", "urban", "2018-06-30", "900"},
    {"line@/rural=1", "line", "440783001000", "rural", "2018-06-30", "1"},
    {"line@440783001/urban=1", "line", "440783001000", "urban", "2018-06-30", "1"},
    {"line@440783001/urban=1", "line", "440783001000", "rural", "2018-06-30", "800"},
    {"line@440783001/urban=1", "line", "440783002000", "urban", "2018-06-30", "900"},
    {"line=1|line@440783=2", "line", "440783002000", "urban", "2018-06-30", "2"},
    {"line@440783=2|line=1", "line", "440783002000", "urban", "2018-06-30", "2"},
    {"low_income_ratio@440783=3", "low_income_ratio", "440783002000", "urban", "2018-06-30", "3"},
    {"low_income_ratio@440783=3", "low_income_ratio", "440783002000", "", "2018-06-30", "3"},
    {"low_income_ratio@440783/rural=3", "low_income_ratio", "440783002000", "urban", "2018-06-30",
     "1.5"},
    {"low_income_ratio@440783/rural=3", "low_income_ratio", "440783002000", "", "2018-06-30", "?"},
    {"grace_months@440783=3", "grace_months", "440783002000", "", "2018-06-30", "3"},
    {"grace_months@440783=3", "grace_months", "440703002000", "", "2018-06-30", "6"},
};

static void test_with(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(lookups); i++) {
        struct err e = {0};
        const struct scenario *s;
        size_t n;
        _cleanup_(pack_freep) struct pack *x = NULL;
        const struct parameter *found = NULL;
        bool ambiguous = false;
        if (read(lookups[i].wishes, &s, &n, &e) < 0 ||
            pack_with(pack, s, day("2018-06-30"), &x, &e) < 0 ||
            parameter_resolve(x, str_of(lookups[i].name), str_of(lookups[i].division),
                              str_of(lookups[i].residence), day(lookups[i].date), &found,
                              &ambiguous, &e) < 0)
            fail_msg("%s: %s", lookups[i].wishes, e.en);
        struct decimal wanted = {0};
        bool found_it = *lookups[i].expected == '?'
                            ? ambiguous
                            : found && dec_parse(str_of(lookups[i].expected), &wanted) &&
                                  dec_cmp(found->value, wanted) == 0;
        if (!found_it)
            fail_msg("%s: at %s/%s %s", lookups[i].wishes, lookups[i].division,
                     lookups[i].residence, found ? found->value_text.data : "nothing");
    }
}

/* The pack itself stays as it is; a parameter that holds nowhere there can't be set. */
static void test_nowhere(void **state)
{
    struct err e = {0};
    const struct scenario *s;
    size_t n;
    struct pack *x = NULL;
    static const char *const wishes[] = {"line@11=1", "registered_population=5",
                                         "low_income_ratio@11/urban=1"};
    for (size_t i = 0; i < ARRAY_LEN(wishes); i++) {
        assert_int_equal(read(wishes[i], &s, &n, &e), 0);
        assert_int_equal(pack_with(pack, s, day("2018-06-30"), &x, &e), E_NOT_FOUND);
        assert_null(x);
        assert_non_null(strstr(e.en, wishes[i]));
    }
    const struct parameter *all;
    assert_int_equal(pack_parameters(pack, &all), 7);
    assert_true(str_eqz(all[0].value_text, "800.00"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_with),
        cmocka_unit_test(test_nowhere),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
