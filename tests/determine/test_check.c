/*
 * heyi check on a register with a history, damaged in one place after the other. The cases are data
 * (check.txt):
 *
 *   == SQL                  several statements, separated by `;`; what follows are the findings
 *   == replay: SQL          the same with every determination decided again
 *   KIND PLACE: MESSAGE     $F stands for the folder of the register
 *
 * Lines that begin with ;; are comments. Each case is undone before the next.
 */
#include "fixture.h"

#include "actor_of.h"
#include "change.h"
#include "cleanup.h"
#include "determine.h"
#include "determine_check.h"
#include "file.h"
#include "identity.h"
#include "register_check.h"
#include "register_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

static const char *village, *pack, *cases;

static void need(int rc, const struct err *e)
{
    if (rc < 0)
        fail_msg("%s", e->en);
}

static void import_village(struct fixture *f, enum entity entity, const char *name,
                           const char *date)
{
    _cleanup_(strbuf_done) struct strbuf path = {0}, text = {0};
    struct err e = {0};
    strbuf_printf(&path, "%s/%s", village, name);
    need(file_read(strbuf_z(&path), 1u << 20, &text, &e), &e);
    need(fixture_import_text(f, entity, strbuf_z(&text), date, 0), &f->err);
}

static void import(struct fixture *f, enum entity entity, const char *text, const char *date,
                   int flags)
{
    need(fixture_import_text(f, entity, text, date, flags), &f->err);
    if (f->result.rejected)
        fail_msg("%s", fixture_read(f, "errors.csv"));
}

static void commit(struct fixture *f, const char *date, bool supersede)
{
    struct determine_result result = {0};
    struct err e = {0};
    struct determine_options o = {
        .as_of = day(date), .known_seq = INT64_MAX, .commit = true, .supersede = supersede};
    need(determine_run(f->reg, &f->actor, &o, NULL, NULL, &result, &e), &e);
    determine_result_done(&result);
}

/* A village with all standings, a household in a second county, a person who moved there, one who
 * moved within the village, an implausible one, three runs of which one is superseded. */
static void make(struct fixture *f)
{
    struct err e = {0};
    fixture_make(f);
    reg_close(take(f->reg));
    need(reg_init(f->url, &f->actor, pack, NULL, &e), &e);
    need(reg_open(f->url, DB_WRITE, &f->reg, &e), &e);
    need(db_migrate(reg_db(f->reg), &determine_schema, NULL, &e), &e);
    import_village(f, ENTITY_HOUSEHOLD, "households.csv", "2018-01-01");
    import_village(f, ENTITY_PERSON, "people.csv", "2018-01-01");
    commit(f, "2018-01-01", false);
    import_village(f, ENTITY_HOUSEHOLD, "households-june.csv", "2018-06-15");
    import_village(f, ENTITY_PERSON, "people-june.csv", "2018-06-15");
    commit(f, "2018-06-30", false);
    import(f, ENTITY_HOUSEHOLD, "household_no,division\nC1,440784\n", "2018-01-01", 0);
    import(f, ENTITY_PERSON,
           "household_no,name,id_no,relation\n"
           "C1,甲三,440799199903030036,head\n"
           "B8,甲二,440799198202020025,daughter\n"
           "B8,某,440799199001010036,daughter\n",
           "2018-06-15", IMPORT_COMPLETE);
    commit(f, "2018-06-30", true);
}

static int note(void *arg, const struct checkup_kind *k, const char *place, const struct err *what,
                struct err *e)
{
    struct strbuf *out = arg;
    assert_true(what->zh[0] && what->en[0]);
    strbuf_printf(out, "%s%s%s: %s\n", k->id, *place ? " " : "", place, what->en);
    return 0;
}

static void look(struct fixture *f, int64_t replay, struct checkup *c)
{
    struct err e = {0};
    struct db *db = reg_db(f->reg);
    need(change_check(db, c, &e), &e);
    need(register_check(f->reg, &f->actor, c, &e), &e);
    need(determine_check(f->reg, &f->actor, replay, c, &e), &e);
    need(identity_check(db, c, &e), &e);
}

static void hide(struct strbuf *text, const char *what, const char *name)
{
    struct strbuf out = {0};
    struct str rest = strbuf_str(text);
    ptrdiff_t at;
    while ((at = str_find(rest, str_of(what))) >= 0) {
        strbuf_add(&out, rest.data, (size_t)at);
        strbuf_addz(&out, name);
        rest.data += (size_t)at + strlen(what);
        rest.len -= (size_t)at + strlen(what);
    }
    strbuf_adds(&out, rest);
    strbuf_done(text);
    *text = out;
}

static void examine(struct fixture *f, const char *sql, struct strbuf *ret_found)
{
    static const char replay[] = "replay: ";
    struct err e = {0};
    struct checkup c = {.fn = note, .arg = ret_found};
    struct db *db = reg_db(f->reg);
    bool again = strncmp(sql, replay, strlen(replay)) == 0;
    need(db_begin(db, true, &e), &e);
    need(db_ddl(db, again ? sql + strlen(replay) : sql, &e), &e);
    look(f, again ? 1000 : 0, &c);
    db_rollback(db);
    /* other registers of the test lie elsewhere */
    hide(ret_found, db_url(db), "$F/heyi.db");
    hide(ret_found, f->folder, "$F");
}

static int compare(struct fixture *f, int line, const char *sql, struct str expected)
{
    _cleanup_(strbuf_done) struct strbuf found = {0};
    fixture_reopen(f); /* packs are kept once read */
    examine(f, sql, &found);
    if (str_eq(str_trim(strbuf_str(&found)), str_trim(expected)))
        return 0;
    fprintf(stderr, "%s:%d: %s\nexpected\n" STR_FMT "\nfound\n%s\n", cases, line, sql,
            STR_ARG(str_trim(expected)), strbuf_z(&found));
    return 1;
}

static void test_damage(void **state)
{
    struct fixture f;
    struct err e = {0};
    _cleanup_(strbuf_done) struct strbuf text = {0}, sql = {0}, expected = {0};
    int line = 0, at = 0, bad = 0, n = 0;
    make(&f);
    need(file_read(cases, 1u << 20, &text, &e), &e);
    strbuf_addz(&text, "\n== ");
    struct str rest = strbuf_str(&text), one;
    while (str_split(&rest, '\n', &one)) {
        line++;
        if (str_starts(one, STR(";;")))
            continue;
        if (!str_starts(one, STR("== "))) {
            strbuf_adds(&expected, one);
            strbuf_addc(&expected, '\n');
            continue;
        }
        if (at) {
            bad += compare(&f, at, strbuf_z(&sql), strbuf_str(&expected));
            n++;
        }
        at = line;
        strbuf_clear(&sql);
        strbuf_clear(&expected);
        strbuf_adds(&sql, (struct str){one.data + 3, one.len - 3});
    }
    assert_int_equal(bad, 0);
    assert_true(n > 40);
    fixture_free(&f);
}

static const struct checkup_kind *kind(const struct checkup *c, const char *id)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->kinds[i].id, id) == 0)
            return &c->kinds[i];
    fail_msg("no check %s", id);
    return NULL;
}

/* A sound register has no findings, and every row was looked at. */
static void test_sound(void **state)
{
    struct fixture f;
    _cleanup_(strbuf_done) struct strbuf found = {0};
    struct checkup c = {.fn = note, .arg = &found};
    make(&f);
    look(&f, 5, &c);
    assert_string_equal(strbuf_z(&found), "");
    assert_int_equal(kind(&c, "households")->examined, 10);
    assert_int_equal(kind(&c, "people")->examined, 12);
    assert_int_equal(kind(&c, "identity_numbers")->examined, 12);
    assert_int_equal(kind(&c, "evidence")->examined, fixture_evidence(&f));
    assert_int_equal(kind(&c, "runs")->examined, 3);
    assert_int_equal(kind(&c, "determinations")->examined, 28);
    assert_int_equal(kind(&c, "replay")->examined, 5);
    assert_int_equal(kind(&c, "packs")->examined, 1);
    fixture_free(&f);
}

static void test_scope(void **state)
{
    struct fixture f;
    struct err e = {0};
    struct actor town;
    struct checkup c = {.fn = note};
    make(&f);
    need(actor_of(&town, 1, "town", "town", "440783116", &e), &e);
    assert_int_equal(register_check(f.reg, &town, &c, &e), E_DENIED);
    assert_int_equal(determine_check(f.reg, &town, 0, &c, &e), E_DENIED);
    need(actor_of(&town, 1, "admin", "administrator", "", &e), &e);
    assert_int_equal(register_check(f.reg, &town, &c, &e), E_DENIED);
    fixture_free(&f);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_scope),
    };
    assert_int_equal(argc, 4);
    cases = argv[1];
    village = argv[2];
    pack = argv[3];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
