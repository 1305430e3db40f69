/* Whom a row is about: matches.txt against a register; scope, division, and what isn't read. */
#include "fixture.h"

#include "actor_of.h"
#include "cleanup.h"
#include "date.h"
#include "file.h"
#include "lang.h"
#include "match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

static struct fixture f;
static const char *path;

static const char households[] = "户号,区划代码\n"
                                 "H1,440783001020\n"
                                 "H2,440783001021\n"
                                 "H3,440783001020\n"
                                 "H4,440783116001\n"
                                 "K1,440784101001\n";
static const char people[] = "户号,公民身份号码,姓名,与户主关系\n"
                             "H1,440799198001010015,张三,本人\n"
                             "H1,440799198202020025,李四,配偶\n"
                             "H1,440799197507070061,吴八,其他\n"
                             "H2,440799196512120049,Alex Li,本人\n"
                             "H2,440799200505050010,王小明,子\n"
                             "H2,440799200505050029,王小亮,子\n"
                             "H3,440799197003030015,陈志强,本人\n"
                             "H3,440799199009090050,艾山·买买提,其他\n"
                             "H3,440799200101010012,周七,其他\n"
                             "H4,440799197003030031,陈志强,本人\n"
                             "H4,44079919750707007X,赵六,其他\n"
                             "H4,440799196006060012,黄伟,其他\n"
                             "H4,440799196006060020,黄伟,其他\n"
                             "H4,440799196006060039,黄伟,其他\n"
                             "H4,440799196006060047,黄伟,其他\n"
                             "H4,440799196006060055,黄伟,其他\n"
                             "H4,440799196006060063,黄伟,其他\n";
/* 吴八 leaves, 周七 moves to another county. */
static const char later[] = "户号,公民身份号码,姓名,与户主关系\n"
                            "H1,440799198001010015,张三,本人\n"
                            "H1,440799198202020025,李四,配偶\n"
                            "K1,440799200101010012,周七,本人\n";

static void need(int rc, const struct err *e)
{
    if (rc < 0)
        fail_msg("%s", e->en);
}

static void name_of(int64_t register_id, int64_t person_id, struct strbuf *out)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct err e = {0};
    need(db_prepare(reg_db(f.reg),
                    "select name from person_now where register_id = $1 and person_id = $2", &s,
                    &e),
         &e);
    stmt_bind_int(s, 1, register_id);
    stmt_bind_int(s, 2, person_id);
    assert_int_equal(stmt_step(s, &e), 1);
    strbuf_printf(out, "%lld " STR_FMT, (long long)register_id, STR_ARG(stmt_text(s, 0)));
}

static void describe(const struct match *x, struct strbuf *out)
{
    static const char *const kinds[] = {"none", "person", "name", "candidates"};
    strbuf_addz(out, kinds[x->kind]);
    if (x->kind == MATCH_PERSON) {
        strbuf_addc(out, ' ');
        name_of(x->register_id, x->person_id, out);
    }
    for (size_t i = 0; i < x->n; i++) {
        const struct match_candidate *c = &x->candidates[i];
        strbuf_addz(out, i ? "; " : " ");
        name_of(c->register_id, c->person_id, out);
        strbuf_printf(out, " %d (", c->score);
        match_reasons(c->reasons, out);
        strbuf_addc(out, ')');
    }
    strbuf_addz(out, x->more ? "; more" : "");
    strbuf_addz(out, x->outside ? " outside" : "");
}

static void match(struct matcher *m, struct str number, struct str name, struct str birth,
                  struct str division, struct strbuf *out)
{
    struct feed_record row = {
        .number_text = number, .name = name, .birth = DATE_NONE, .division = division};
    struct match x;
    struct err e = {0};
    row.number_is = idno_normalise(number, row.number);
    if (birth.len)
        assert_true(date_parse(birth, &row.birth));
    else if (row.number_is == IDNO_OK)
        row.birth = idno_birth(row.number);
    need(matcher_match(m, &row, &x, &e), &e);
    describe(&x, out);
}

static void test_cases(void **state)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    _cleanup_(matcher_freep) struct matcher *m = NULL;
    struct err e = {0};
    int bad = 0, n = 0;
    need(file_read(path, 1u << 20, &text, &e), &e);
    need(matcher_open(f.reg, &f.actor, STR(""), &m, &e), &e);
    struct str rest = strbuf_str(&text), line;
    for (int at = 1; str_split(&rest, '\n', &line); at++) {
        ptrdiff_t arrow = str_find(line, STR("=> "));
        if (!line.len || line.data[0] == '#')
            continue;
        assert_true(arrow > 0);
        _cleanup_(strbuf_done) struct strbuf got = {0};
        struct str in = {line.data, (size_t)arrow}, cells[4] = {0};
        struct str want = {line.data + arrow + 3, line.len - (size_t)arrow - 3};
        for (size_t i = 0; i < ARRAY_LEN(cells) && str_split(&in, '|', &cells[i]); i++)
            cells[i] = str_trim(cells[i]);
        match(m, cells[0], cells[1], cells[2], cells[3], &got);
        n++;
        if (str_eq(strbuf_str(&got), want))
            continue;
        bad++;
        print_error("%s:%d: " STR_FMT "\n  expected " STR_FMT "\n  got      %s\n", path, at,
                    STR_ARG(line), STR_ARG(want), strbuf_z(&got));
    }
    assert_true(n > 40);
    assert_int_equal(bad, 0);
}

static void expect(struct matcher *m, const char *number, const char *name, const char *birth,
                   const char *want)
{
    _cleanup_(strbuf_done) struct strbuf got = {0};
    match(m, str_of(number), str_of(name), str_of(birth), STR(""), &got);
    assert_string_equal(strbuf_z(&got), want);
}

/* A delivery that covers a town: people of the other towns are known, and said to be outside; as
 * candidates they aren't shown. */
static void test_division(void **state)
{
    _cleanup_(matcher_freep) struct matcher *m = NULL;
    struct err e = {0};
    need(matcher_open(f.reg, &f.actor, STR("440783001"), &m, &e), &e);
    expect(m, "440799198001010015", "张三", "", "person 1 张三");
    expect(m, "44079919750707007X", "赵六", "", "person 1 赵六 outside");
    expect(m, "44079919750707007X", "李四", "", "name outside");
    expect(m, "", "陈志强", "1970-03-03", "candidates 1 陈志强 70 (姓名相同；出生日期相同)");
    /* the other county's register isn't read: there they are who they were here */
    expect(m, "440799200101010012", "周七", "", "person 1 周七");
}

static void test_village(void **state)
{
    _cleanup_(matcher_freep) struct matcher *m = NULL;
    struct err e = {0};
    need(matcher_open(f.reg, &f.actor, STR("440783001020"), &m, &e), &e);
    expect(m, "440799198001010015", "张三", "", "person 1 张三");
    expect(m, "440799200505050010", "王小明", "", "person 1 王小明 outside");
    assert_true(matcher_covers(m, STR("440783001020")));
    assert_false(matcher_covers(m, STR("440783001021")));
}

static void test_scope(void **state)
{
    struct actor town;
    _cleanup_(matcher_freep) struct matcher *m = NULL, *none = NULL;
    struct err e = {0};
    need(actor_of(&town, 1, "镇", "town", "440783116", &e), &e);
    need(matcher_open(f.reg, &town, STR(""), &m, &e), &e);
    expect(m, "440799198001010015", "张三", "", "person 1 张三 outside");
    expect(m, "44079919750707007X", "赵六", "", "person 1 赵六");
    assert_int_equal(matcher_open(f.reg, &town, STR("440784"), &none, &e), E_DENIED);
    assert_null(none);
}

static void test_number(void **state)
{
    _cleanup_(matcher_freep) struct matcher *m = NULL, *empty = NULL;
    struct err e = {0};
    int64_t register_id, person_id;
    need(matcher_open(f.reg, &f.actor, STR("4407"), &m, &e), &e);
    assert_true(matcher_number(m, "440799198001010015", &register_id, &person_id));
    assert_int_equal(register_id, 1);
    assert_int_equal(person_id, 1);
    assert_true(matcher_number(m, "440799200101010012", &register_id, &person_id));
    assert_int_equal(register_id, 2);
    assert_false(matcher_number(m, "440799194906010062", &register_id, &person_id));
    need(matcher_open(f.reg, &f.actor, STR("440785"), &empty, &e), &e);
    assert_false(matcher_number(empty, "440799198001010015", &register_id, &person_id));
    expect(empty, "", "张三", "1980-01-01", "none");
}

static void test_covers(void **state)
{
    _cleanup_(matcher_freep) struct matcher *all = NULL, *town = NULL;
    struct err e = {0};
    need(matcher_open(f.reg, &f.actor, STR(""), &all, &e), &e);
    need(matcher_open(f.reg, &f.actor, STR("440783001"), &town, &e), &e);
    assert_true(matcher_covers(all, STR("440783116248")));
    assert_true(matcher_covers(all, STR("440784")));
    assert_false(matcher_covers(all, STR("440785001001")));
    assert_false(matcher_covers(all, STR("44")));
    assert_true(matcher_covers(town, STR("440783001")));
    assert_false(matcher_covers(town, STR("440783002001")));
}

static void test_names(void **state)
{
    assert_true(match_same_name(STR("张三"), STR(" 张　三 ")));
    assert_true(match_same_name(STR("古丽·阿依"), STR("古丽阿依")));
    assert_false(match_same_name(STR("张三"), STR("张三三")));
    assert_false(match_same_name(STR("张三"), STR("")));
}

static void import(enum entity entity, const char *text, const char *on, int flags)
{
    if (fixture_import_text(&f, entity, text, on, flags) < 0 || f.result.rejected) {
        _cleanup_(strbuf_done) struct strbuf b = {0};
        char errors[160];
        file_read(fixture_path(&f, "errors.csv", errors), 1u << 20, &b, NULL);
        fail_msg("%s %s", f.err.en, strbuf_z(&b));
    }
}

static int make(void **state)
{
    lang_set(LANG_ZH);
    fixture_make(&f);
    import(ENTITY_HOUSEHOLD, households, "2018-01-01", 0);
    import(ENTITY_PERSON, people, "2018-01-01", 0);
    import(ENTITY_PERSON, later, "2018-03-01", IMPORT_COMPLETE);
    return 0;
}

static int unmake(void **state)
{
    fixture_free(&f);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),   cmocka_unit_test(test_division),
        cmocka_unit_test(test_village), cmocka_unit_test(test_scope),
        cmocka_unit_test(test_number),  cmocka_unit_test(test_covers),
        cmocka_unit_test(test_names),
    };
    if (argc != 2)
        return 1;
    path = argv[1];
    return cmocka_run_group_tests(tests, make, unmake);
}
