/* Proposals of a new pack: nothing takes effect but what another person approved, as it was
 * checked, tested and simulated. */
#include "fixture.h"
#include "testdb.h"

#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "parameters_edit.h"
#include "proposal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

static const char *folder;

static struct actor person(int64_t id, const char *name, const char *scope, uint32_t rights)
{
    struct actor a = {.id = id, .rights = rights, .fields = FIELD_ALL};
    snprintf(a.name, sizeof a.name, "%s", name);
    snprintf(a.role, sizeof a.role, "county");
    snprintf(a.scope, sizeof a.scope, "%s", scope);
    return a;
}

#define COUNTY_RIGHTS (RIGHT_VIEW | RIGHT_DETERMINE | RIGHT_POLICY)

struct bureau {
    struct fixture f;
    struct arena *a;
    struct actor author, chief;
};

/* A register of one county with the pack in force. */
static void bureau_make(struct bureau *b)
{
    struct err e = {0};
    fixture_make(&b->f);
    if (reg_init(b->f.url, &b->f.actor, folder, NULL, &e) < 0)
        fail_msg("%s", e.en);
    fixture_reopen(&b->f);
    assert_int_equal(db_run(reg_db(b->f.reg), &e,
                            "insert into register(register_id, county)"
                            " values (1, '440783000000')",
                            ""),
                     0);
    b->a = arena_new(0);
    b->author = person(7, "li", "440783", COUNTY_RIGHTS);
    b->chief = person(8, "chen", "440783", COUNTY_RIGHTS);
}

static void bureau_free(struct bureau *b)
{
    arena_free(b->a);
    fixture_free(&b->f);
}

static int64_t add(struct bureau *b)
{
    struct err e = {0};
    int64_t id = 0;
    if (proposal_add(b->f.reg, &b->author, STR("提高低保标准"), STR("省里新标准"), &id, &e) < 0)
        fail_msg("%s", e.en);
    return id;
}

static struct proposal get(struct bureau *b, int64_t id)
{
    struct err e = {0};
    struct proposal p;
    if (proposal_get(b->f.reg, &b->chief, id, b->a, &p, &e) < 0)
        fail_msg("%s", e.en);
    return p;
}

/* The line becomes another. */
static int set_line(struct bureau *b, const struct actor *who, int64_t id, const char *value,
                    struct err *e)
{
    struct pack_file *files;
    size_t n, at = 0;
    _cleanup_(strbuf_done) struct strbuf csv = {0};
    assert_int_equal(proposal_files(b->f.reg, &b->author, id, b->a, &files, &n, e), 0);
    while (!str_eqz(files[at].name, "parameters.csv"))
        at++;
    const struct parameter_edit x = {.name = STR("line"),
                                     .division = STR("4407"),
                                     .valid_from = STR("2018-01-01"),
                                     .value = str_of(value),
                                     .unit = STR("元/人月"),
                                     .source = STR("JM18-1.2c")};
    assert_int_equal(parameters_edit(files[at].content, reg_catalogue(b->f.reg), &x, 1, &csv, e),
                     0);
    const struct pack_file file = {STR("parameters.csv"), strbuf_str(&csv)};
    return proposal_edit(b->f.reg, who, id, &(struct proposal_edit){.n_files = 1, .files = &file},
                         e);
}

static void checked(struct bureau *b, int64_t id, int64_t errors, int64_t failed)
{
    struct err e = {0};
    struct proposal p = get(b, id);
    const struct pack_result x = {.errors = errors,
                                  .failed = failed,
                                  .passed = 60,
                                  .findings = STR("[]"),
                                  .cases = STR("[]")};
    if (pack_result_put(b->f.reg, &b->author, str_of(p.hash), &x, &e) < 0)
        fail_msg("%s", e.en);
}

static int simulated(struct bureau *b, int64_t id, struct err *e)
{
    struct proposal p = get(b, id);
    const struct proposal_simulation x = {.as_of = day("2018-06-30"), .figures = STR("{}")};
    return proposal_simulated(b->f.reg, &b->author, id, str_of(p.hash), &x, e);
}

static void submitted(struct bureau *b, int64_t id, const char *line)
{
    struct err e = {0};
    if (set_line(b, &b->author, id, line, &e) < 0)
        fail_msg("%s", e.en);
    checked(b, id, 0, 0);
    if (proposal_submit(b->f.reg, &b->author, id, &e) < 0)
        fail_msg("%s", e.en);
}

static int collect_step(void *arg, const struct proposal_step *s, struct err *e)
{
    strbuf_printf(arg, STR_FMT "/" STR_FMT " ", STR_ARG(s->action), STR_ARG(s->actor));
    return 0;
}

static void assert_steps(struct bureau *b, int64_t id, const char *steps)
{
    _cleanup_(strbuf_done) struct strbuf got = {0};
    struct err e = {0};
    assert_int_equal(proposal_steps(b->f.reg, &b->chief, id, collect_step, &got, &e), 0);
    assert_string_equal(strbuf_z(&got), steps);
}

static const char *line_now(struct reg *r)
{
    const struct pack *p;
    const struct parameter *row;
    struct err e = {0};
    bool ambiguous;
    if (reg_pack(r, INT64_MAX, &p, &e) < 0 ||
        parameter_resolve(p, STR("line"), STR("440783116002"), STR("rural"), day("2018-06-30"),
                          &row, &ambiguous, &e) < 0)
        fail_msg("%s", e.en);
    return row->value_text.data;
}

static int last_version(void *arg, const struct pack_version *v, struct err *e)
{
    struct pack_version *to = arg;
    static char why[1000], actor[64];
    *to = *v;
    snprintf(why, sizeof why, STR_FMT, STR_ARG(v->why));
    snprintf(actor, sizeof actor, STR_FMT, STR_ARG(v->actor));
    to->why = str_of(why);
    to->actor = str_of(actor);
    return 0;
}

static void test_approved(void **state)
{
    struct bureau b;
    struct err e = {0};
    int64_t version = 0;
    bureau_make(&b);
    _cleanup_(reg_closep) struct reg *other = NULL; /* another worker's */
    assert_int_equal(reg_open(b.f.url, DB_READ, &other, &e), 0);
    assert_string_equal(line_now(other), "800.00");

    int64_t id = add(&b);
    assert_int_equal(get(&b, id).state, PROPOSAL_DRAFT);
    assert_int_equal(get(&b, id).base_version, 1);
    assert_int_equal(set_line(&b, &b.author, id, "850.00", &e), 0);
    int64_t before = get(&b, id).version;

    /* not as long as it isn't sound, for exactly these files */
    assert_int_equal(proposal_submit(b.f.reg, &b.author, id, &e), E_CONFLICT);
    checked(&b, id, 1, 0);
    assert_int_equal(proposal_submit(b.f.reg, &b.author, id, &e), E_CONFLICT);
    checked(&b, id, 0, 1);
    assert_int_equal(proposal_submit(b.f.reg, &b.author, id, &e), E_CONFLICT);
    checked(&b, id, 0, 0);
    assert_int_equal(set_line(&b, &b.author, id, "860.00", &e), 0);
    assert_int_equal(proposal_submit(b.f.reg, &b.author, id, &e), E_CONFLICT);
    checked(&b, id, 0, 0);
    assert_int_equal(simulated(&b, id, &e), E_CONFLICT);
    assert_int_equal(proposal_submit(b.f.reg, &b.chief, id, &e), E_DENIED);
    assert_int_equal(proposal_submit(b.f.reg, &b.author, id, &e), 0);
    assert_true(get(&b, id).version > before);

    /* not without a simulation; not by the author, whatever the account's name or number is */
    assert_int_equal(proposal_approve(b.f.reg, &b.chief, id, STR(""), &version, &e), E_CONFLICT);
    assert_int_equal(set_line(&b, &b.author, id, "870.00", &e), E_CONFLICT);
    assert_int_equal(simulated(&b, id, &e), 0);
    assert_int_equal(proposal_approve(b.f.reg, &b.author, id, STR(""), &version, &e), E_DENIED);
    struct actor again = b.author;
    again.id = 99;
    assert_int_equal(proposal_approve(b.f.reg, &again, id, STR(""), &version, &e), E_DENIED);
    struct actor renamed = person(7, "li2", "440783", COUNTY_RIGHTS);
    assert_int_equal(proposal_approve(b.f.reg, &renamed, id, STR(""), &version, &e), E_DENIED);
    struct actor auditor = person(9, "he", "440783", RIGHT_VIEW | RIGHT_DETERMINE);
    assert_int_equal(proposal_approve(b.f.reg, &auditor, id, STR(""), &version, &e), E_DENIED);
    assert_string_equal(line_now(other), "800.00");
    int64_t seq;
    assert_int_equal(change_last(reg_db(b.f.reg), &seq, &e), 0);

    assert_int_equal(proposal_approve(b.f.reg, &b.chief, id, STR("同意"), &version, &e), 0);
    assert_int_equal(version, 2);
    assert_int_equal(get(&b, id).state, PROPOSAL_APPROVED);
    assert_int_equal(get(&b, id).pack_version, 2);
    assert_string_equal(line_now(other), "860.00");
    assert_string_equal(line_now(b.f.reg), "860.00");
    const struct pack *then;
    assert_int_equal(reg_pack(other, seq, &then, &e), 0);
    assert_string_not_equal(pack_hash(then), get(&b, id).hash);

    struct pack_version v = {0};
    assert_int_equal(pack_versions(b.f.reg, &auditor, 0, 1, last_version, &v, &e), 0);
    assert_int_equal(v.version, 2);
    assert_int_equal(v.proposal, id);
    assert_string_equal(v.actor.data, "chen");
    assert_string_equal(v.why.data, "第 1 号提案“提高低保标准”，提出人 li，批准人 chen：同意");
    assert_steps(&b, id, "add/li edit/li edit/li submit/li simulate/li approve/chen ");
    assert_int_equal(proposal_approve(b.f.reg, &b.chief, id, STR(""), &version, &e), E_CONFLICT);
    assert_int_equal(proposal_delete(b.f.reg, &b.author, id, &e), E_CONFLICT);
    fixture_check(&b.f);
    bureau_free(&b);
}

static void test_returned(void **state)
{
    struct bureau b;
    struct err e = {0};
    int64_t version;
    bureau_make(&b);
    int64_t id = add(&b);
    submitted(&b, id, "850.00");
    assert_int_equal(proposal_return(b.f.reg, &b.chief, id, STR(" "), &e), E_INVALID);
    assert_int_equal(proposal_return(b.f.reg, &b.author, id, STR("错了"), &e), E_DENIED);
    assert_int_equal(proposal_return(b.f.reg, &b.chief, id, STR("请附依据"), &e), 0);
    assert_int_equal(get(&b, id).state, PROPOSAL_RETURNED);
    assert_int_equal(simulated(&b, id, &e), E_CONFLICT);
    /* the same files again, with a reason that says more */
    struct str reason = STR("省民政厅 2018 年 1 号文，440799198001011234");
    assert_int_equal(
        proposal_edit(b.f.reg, &b.author, id, &(struct proposal_edit){.reason = &reason}, &e), 0);
    assert_int_equal(get(&b, id).state, PROPOSAL_DRAFT);
    assert_true(str_find(get(&b, id).reason, STR("19800101")) < 0);
    assert_int_equal(proposal_submit(b.f.reg, &b.author, id, &e), 0);
    assert_int_equal(simulated(&b, id, &e), 0);
    assert_int_equal(proposal_withdraw(b.f.reg, &b.chief, id, STR(""), &e), E_DENIED);
    assert_int_equal(proposal_withdraw(b.f.reg, &b.author, id, STR(""), &e), 0);
    assert_int_equal(proposal_approve(b.f.reg, &b.chief, id, STR(""), &version, &e), E_CONFLICT);
    /* files that were edited have no simulation; the old ones have theirs again */
    struct proposal_simulation sim;
    bool found;
    assert_int_equal(set_line(&b, &b.author, id, "860.00", &e), 0);
    assert_int_equal(proposal_simulation(b.f.reg, &b.chief, id, b.a, &sim, &found, &e), 0);
    assert_false(found);
    assert_int_equal(proposal_delete(b.f.reg, &b.chief, id, &e), E_DENIED);
    assert_int_equal(proposal_delete(b.f.reg, &b.author, id, &e), 0);
    struct proposal p;
    assert_int_equal(proposal_get(b.f.reg, &b.author, id, b.a, &p, &e), E_NOT_FOUND);
    assert_string_equal(line_now(b.f.reg), "800.00");
    bureau_free(&b);
}

/* Another version in force sends back what is under way. */
static void test_base(void **state)
{
    struct bureau b;
    struct err e = {0};
    int64_t version;
    bureau_make(&b);
    int64_t first = add(&b), second = add(&b), draft = add(&b);
    submitted(&b, first, "850.00");
    submitted(&b, second, "900.00");
    assert_int_equal(simulated(&b, first, &e), 0);
    assert_int_equal(simulated(&b, second, &e), 0);
    assert_int_equal(proposal_approve(b.f.reg, &b.chief, first, STR(""), &version, &e), 0);
    assert_int_equal(get(&b, second).state, PROPOSAL_DRAFT);
    assert_steps(&b, second, "add/li edit/li submit/li simulate/li base_changed/chen ");
    assert_steps(&b, draft, "add/li ");
    assert_int_equal(proposal_submit(b.f.reg, &b.author, second, &e), E_CONFLICT);
    struct proposal_edit rebase = {.base_version = 1};
    assert_int_equal(proposal_edit(b.f.reg, &b.author, second, &rebase, &e), E_CONFLICT);
    rebase.base_version = 2;
    assert_int_equal(proposal_edit(b.f.reg, &b.author, second, &rebase, &e), 0);
    assert_int_equal(proposal_submit(b.f.reg, &b.author, second, &e), 0);
    /* the simulation was one against another base */
    assert_int_equal(proposal_approve(b.f.reg, &b.chief, second, STR(""), &version, &e),
                     E_CONFLICT);
    /* the operator's way sends back too */
    assert_int_equal(reg_init(b.f.url, &b.f.actor, folder, NULL, &e), 0);
    assert_int_equal(get(&b, second).state, PROPOSAL_DRAFT);
    /* what is in force can't be proposed */
    rebase.base_version = 3;
    assert_int_equal(proposal_edit(b.f.reg, &b.author, draft, &rebase, &e), 0);
    checked(&b, draft, 0, 0);
    assert_int_equal(proposal_submit(b.f.reg, &b.author, draft, &e), E_CONFLICT);
    bureau_free(&b);
}

static int count_one(void *arg, const struct proposal *p, struct err *e)
{
    ++*(int *)arg;
    return 0;
}

static void test_scope(void **state)
{
    struct bureau b;
    struct err e = {0};
    bureau_make(&b);
    int64_t id = add(&b), none;
    static const char *const scopes[] = {"440783116", "440784", "440783116002", "4408"};
    for (size_t i = 0; i < ARRAY_LEN(scopes); i++) {
        struct actor other = person(20, "wu", scopes[i], COUNTY_RIGHTS);
        struct proposal p;
        struct err unknown = {0};
        int n = 0;
        assert_int_equal(proposal_get(b.f.reg, &other, id, b.a, &p, &e), E_NOT_FOUND);
        assert_int_equal(proposal_get(b.f.reg, &b.author, id + 1, b.a, &p, &unknown), E_NOT_FOUND);
        e.zh[str_find(str_of(e.zh), STR("1"))] = '2'; /* but for the number the same words */
        assert_string_equal(e.zh, unknown.zh);
        assert_int_equal(
            proposal_list(b.f.reg, &other, N_PROPOSAL_STATES, 0, 10, count_one, &n, &e), 0);
        assert_int_equal(n, 0);
        assert_int_equal(proposal_add(b.f.reg, &other, STR("x"), STR("y"), &none, &e), E_DENIED);
        assert_int_equal(proposal_return(b.f.reg, &other, id, STR("y"), &e), E_NOT_FOUND);
    }
    struct actor city = person(21, "zhang", "4407", COUNTY_RIGHTS);
    int n = 0;
    assert_int_equal(proposal_list(b.f.reg, &city, PROPOSAL_DRAFT, 0, 10, count_one, &n, &e), 1);
    assert_int_equal(n, 1);
    assert_int_equal(proposal_list(b.f.reg, &city, PROPOSAL_APPROVED, 0, 10, count_one, &n, &e), 1);
    assert_int_equal(proposal_list(b.f.reg, &city, N_PROPOSAL_STATES, id, 10, count_one, &n, &e),
                     1);
    assert_int_equal(n, 1);
    /* a second county: who has the first alone can't decide for both */
    assert_int_equal(db_run(reg_db(b.f.reg), &e,
                            "insert into register(register_id, county)"
                            " values (2, '440784000000')",
                            ""),
                     0);
    struct proposal p;
    assert_int_equal(proposal_get(b.f.reg, &b.author, id, b.a, &p, &e), E_NOT_FOUND);
    assert_int_equal(proposal_get(b.f.reg, &city, id, b.a, &p, &e), 0);
    bureau_free(&b);
}

static void test_files(void **state)
{
    struct bureau b;
    struct err e = {0};
    bureau_make(&b);
    int64_t id = add(&b);
    static const char *const names[] = {"../x.dmn", "/etc/passwd",  "x/y.dmn",   ".dmn",
                                        ".x.dmn",   "cases.csv/..", "notes.txt", "",
                                        "a\nb.dmn", "a\\b.dmn"};
    char before[65];
    snprintf(before, sizeof before, "%s", get(&b, id).hash);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const struct pack_file f = {str_of(names[i]), STR("x")};
        const struct proposal_edit x = {.n_files = 1, .files = &f};
        assert_int_equal(proposal_edit(b.f.reg, &b.author, id, &x, &e), E_INVALID);
    }
    _cleanup_free_ char *large = malloc(LIMIT_PACK_FILE_BYTES + 1);
    memset(large, 'x', LIMIT_PACK_FILE_BYTES + 1);
    struct pack_file f = {STR("cases.csv"), {large, LIMIT_PACK_FILE_BYTES + 1}};
    struct proposal_edit x = {.n_files = 1, .files = &f};
    assert_int_equal(proposal_edit(b.f.reg, &b.author, id, &x, &e), E_LIMIT);
    f.content = STR("\xff\xfe");
    assert_int_equal(proposal_edit(b.f.reg, &b.author, id, &x, &e), E_INVALID);
    /* all of them, without a model */
    f.content = STR("case,as_of\n");
    x.whole = true;
    assert_int_equal(proposal_edit(b.f.reg, &b.author, id, &x, &e), E_INVALID);
    assert_string_equal(get(&b, id).hash, before);
    /* a model of another name takes the place of the first */
    f = (struct pack_file){STR("new.dmn"), STR("not even XML")};
    x.whole = false;
    assert_int_equal(proposal_edit(b.f.reg, &b.author, id, &x, &e), 0);
    struct pack_file *files;
    size_t n;
    assert_int_equal(proposal_files(b.f.reg, &b.chief, id, b.a, &files, &n, &e), 0);
    assert_int_equal(n, 3);
    assert_string_equal(files[1].name.data, "new.dmn");
    char hash[65];
    assert_int_equal(pack_files_hash(files, n, hash, &e), 0);
    assert_string_equal(hash, get(&b, id).hash);
    bureau_free(&b);
}

/* A version that was rolled back is nobody's, even if the number comes again. */
static void test_rolled_back(void **state)
{
    struct bureau b;
    struct err e = {0};
    int64_t version;
    bureau_make(&b);
    int64_t first = add(&b), second = add(&b);
    submitted(&b, first, "850.00");
    submitted(&b, second, "900.00");
    assert_int_equal(simulated(&b, first, &e), 0);
    assert_int_equal(simulated(&b, second, &e), 0);
    assert_int_equal(db_begin_outer(reg_db(b.f.reg), &e), 0);
    assert_int_equal(proposal_approve(b.f.reg, &b.chief, first, STR(""), &version, &e), 0);
    assert_string_equal(line_now(b.f.reg), "850.00");
    db_rollback_outer(reg_db(b.f.reg));
    assert_string_equal(line_now(b.f.reg), "800.00");
    assert_int_equal(proposal_approve(b.f.reg, &b.chief, second, STR(""), &version, &e), 0);
    assert_int_equal(version, 2);
    assert_string_equal(line_now(b.f.reg), "900.00");
    bureau_free(&b);
}

int main(int argc, char **argv)
{
    folder = argc > 1 ? argv[1] : "../../policies/jiangmen";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_approved), cmocka_unit_test(test_returned),
        cmocka_unit_test(test_base),     cmocka_unit_test(test_scope),
        cmocka_unit_test(test_files),    cmocka_unit_test(test_rolled_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
