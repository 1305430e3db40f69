/*
 * Implausible combinations: imported all the same, told, and kept as findings for verification.
 *
 * Households are looked at as they stand when all rows are in. The findings of a household that an
 * import of the same kind left behind are replaced, so that a second import doubles nothing.
 */
#include "cleanup.h"
#include "date.h"
#include "import_private.h"
#include "lang.h"
#include "progress.h"
#include "scan_private.h"

#define WORKING_AGE 16
#define MARRIAGE_AGE 20
#define TOLD_WARNINGS 50 /* on the report; all of them stand in the table finding */

/* kind, of which entity's files it is a finding, Chinese, English */
#define KINDS(X)                                                                                   \
    X(SON_FEMALE, "son_female", PERSON, "与户主关系为子，性别为女", "a son who is female")         \
    X(DAUGHTER_MALE, "daughter_male", PERSON, "与户主关系为女，性别为男",                          \
      "a daughter who is male")                                                                    \
    X(PARENT_YOUNGER, "parent_younger", PERSON, "父母或祖辈比户主年轻",                            \
      "a parent or grandparent younger than the head")                                             \
    X(CHILD_OLDER, "child_older", PERSON, "子女或孙辈比户主年长",                                  \
      "a child or grandchild older than the head")                                                 \
    X(SPOUSE_YOUNG, "spouse_young", PERSON, "配偶不满 20 岁", "a spouse under 20")                 \
    X(TWO_HEADS, "two_heads", PERSON, "一户有两个户主", "two heads in one household")              \
    X(TWO_SPOUSES, "two_spouses", PERSON, "一户有两个配偶", "two spouses in one household")        \
    X(SPOUSE_SAME_SEX, "spouse_same_sex", PERSON, "配偶与户主性别相同",                            \
      "a spouse of the head's sex")                                                                \
    X(CHILD_WORKS, "child_works", PERSON, "不满 16 岁却有工作、工资或劳动能力",                    \
      "a child under 16 who works or counts as labour")                                            \
    X(DISABILITY_GRADE, "disability_grade", PERSON, "残疾类别与残疾等级不一致",                    \
      "disability type and grade don't agree")                                                     \
    X(NO_DWELLING, "no_dwelling", HOUSEHOLD, "登记为无房，住房套数却大于零",                       \
      "no dwelling, yet a number of dwellings")

enum kind {
#define X(name, word, entity, zh, en) KIND_##name,
    KINDS(X)
#undef X
        N_KINDS
};

static const struct {
    const char *word;
    enum entity entity;
    const char *zh, *en;
} kinds[N_KINDS] = {
#define X(name, word, entity, zh, en) {word, ENTITY_##entity, zh, en},
    KINDS(X)
#undef X
};

struct found {
    enum kind kind;
    int64_t person_id; /* 0 = the household */
    struct str name;
};

struct found_list {
    struct found *at;
    size_t n, cap;
};

/* A finding that the register has. */
struct old {
    int64_t finding_id, person_id;
    enum kind kind;
    bool stands;
};

/* Households are looked at AHEAD_ROWS at a time. */
struct check {
    struct import *m;
    size_t first, n; /* of m->touched */
    struct of_household {
        struct found_list found;
        struct {
            struct old *at; /* of the files' entity */
            size_t n, cap;
        } old;
        int64_t next; /* finding_id */
    } of[AHEAD_ROWS];

    /* the current household */
    struct found_list *found;
    struct scan_members members;
    const struct scan_member *head;
    int grade, count;
    int relation, sex, birth, wage, employed, labour, disability_type, disability_grade;
    bool had_findings; /* the register has any findings of before */
};

static const struct touched *touched_at(const struct check *c, size_t i)
{
    return &c->m->touched.at[c->first + i];
}

static int add(struct check *c, enum kind kind, const struct scan_member *p, struct err *e)
{
    struct found f = {.kind = kind};
    if (p) {
        f.person_id = p->person_id;
        if (c->m->r->at.name >= 0)
            f.name = str_dup(c->m->ahead, p->now.facts[c->m->r->at.name].s);
    }
    return vec_push(c->m->ahead, c->found, f) ? 0 : err_nomem(e);
}

static struct fact fact_of(const struct scan_member *p, int attribute)
{
    struct fact f = attribute >= 0 && p ? p->now.facts[attribute] : (struct fact){0};
    return f.none ? (struct fact){0} : f;
}

static bool is(const struct scan_member *p, int attribute, const char *word)
{
    struct fact f = fact_of(p, attribute);
    return f.known && str_eqz(f.s, word);
}

static bool is_true(const struct scan_member *p, int attribute)
{
    struct fact f = fact_of(p, attribute);
    return f.known && f.i;
}

static int years(const struct check *c, const struct scan_member *p)
{
    struct fact birth = fact_of(p, c->birth);
    return birth.known ? date_age((int32_t)birth.i, c->m->o->valid_from) : -1;
}

/* Is p born later (or earlier) than the head? */
static bool born_later(const struct check *c, const struct scan_member *p)
{
    struct fact a = fact_of(p, c->birth), b = fact_of(c->head, c->birth);
    return a.known && b.known && a.i > b.i;
}

static bool born_earlier(const struct check *c, const struct scan_member *p)
{
    struct fact a = fact_of(p, c->birth), b = fact_of(c->head, c->birth);
    return a.known && b.known && a.i < b.i;
}

static bool works(const struct check *c, const struct scan_member *p)
{
    return is_true(p, c->employed) || is_true(p, c->wage) || is(p, c->labour, "skilled") ||
           is(p, c->labour, "ordinary");
}

static bool grade_differs(const struct check *c, const struct scan_member *p)
{
    struct fact type = fact_of(p, c->disability_type), grade = fact_of(p, c->disability_grade);
    return type.known && grade.known && str_eqz(type.s, "none") != (grade.i == 0);
}

static int check_person(struct check *c, const struct scan_member *p, struct err *e)
{
    int age = years(c, p), relation = c->relation;
    bool child =
        is(p, relation, "son") || is(p, relation, "daughter") || is(p, relation, "grandchild");
    bool elder = is(p, relation, "parent") || is(p, relation, "grandparent");
    bool spouse = is(p, relation, "spouse");
    struct fact sex = fact_of(p, c->sex), head_sex = fact_of(c->head, c->sex);
    const bool holds[N_KINDS] = {
        [KIND_SON_FEMALE] = is(p, relation, "son") && is(p, c->sex, "female"),
        [KIND_DAUGHTER_MALE] = is(p, relation, "daughter") && is(p, c->sex, "male"),
        [KIND_PARENT_YOUNGER] = elder && born_later(c, p),
        [KIND_CHILD_OLDER] = child && born_earlier(c, p),
        [KIND_SPOUSE_YOUNG] = spouse && age >= 0 && age < MARRIAGE_AGE,
        [KIND_SPOUSE_SAME_SEX] = spouse && sex.known && head_sex.known && str_eq(sex.s, head_sex.s),
        [KIND_CHILD_WORKS] = age >= 0 && age < WORKING_AGE && works(c, p),
        [KIND_DISABILITY_GRADE] = grade_differs(c, p),
    };
    int rc = 0;
    for (int k = 0; rc >= 0 && k < N_KINDS; k++)
        if (holds[k])
            rc = add(c, k, p, e);
    return rc;
}

static int check_members(struct check *c, struct err *e)
{
    size_t heads = 0, spouses = 0;
    int rc = 0;
    c->head = NULL;
    for (size_t i = 0; i < c->members.n; i++) {
        const struct scan_member *p = &c->members.at[i];
        if (is(p, c->relation, "head") && heads++ == 0)
            c->head = p;
        spouses += is(p, c->relation, "spouse");
    }
    for (size_t i = 0; rc >= 0 && i < c->members.n; i++)
        rc = check_person(c, &c->members.at[i], e);
    if (rc >= 0 && heads > 1)
        rc = add(c, KIND_TWO_HEADS, NULL, e);
    if (rc >= 0 && spouses > 1)
        rc = add(c, KIND_TWO_SPOUSES, NULL, e);
    return rc;
}

static void bind_members(struct stmt *s, size_t i, void *arg)
{
    const struct check *c = arg;
    const struct touched *t = touched_at(c, i);
    scan_members_bind(s, c->m->o->valid_from, c->m->seq, t->register_id, t->household_id);
}

/* The members of the household before are complete when another's come. */
static int check_before(struct check *c, size_t i, struct err *e)
{
    int rc = c->found ? check_members(c, e) : 0;
    c->found = i < c->n ? &c->of[i].found : NULL;
    c->members = (struct scan_members){0};
    arena_reset(c->m->row);
    return rc;
}

static int read_member(struct stmt *s, size_t i, void *arg, struct err *e)
{
    struct check *c = arg;
    struct import *m = c->m;
    int rc = c->found != &c->of[i].found ? check_before(c, i, e) : 0;
    return rc < 0 ? rc
                  : scan_member_read(m->r, s, m->o->valid_from, m->seq, m->row, &c->members, e);
}

static int check_people(struct check *c, struct err *e)
{
    struct db_each each = {c->n, bind_members, read_member, c};
    int rc = db_each(c->m->r->db, c->m->r->members_of_sql, &each, e);
    return rc < 0 ? rc : check_before(c, c->n, e);
}

static void bind_household(struct stmt *s, size_t i, void *arg)
{
    const struct touched *t = touched_at(arg, i);
    subject_bind(s, (struct subject_key){ENTITY_HOUSEHOLD, t->register_id, t->household_id});
}

static int check_household(struct stmt *s, size_t i, void *arg, struct err *e)
{
    struct check *c = arg;
    struct import *m = c->m;
    struct subject_key k = {ENTITY_HOUSEHOLD, stmt_int(s, 0), stmt_int(s, 1)};
    struct subject_now now;
    arena_reset(m->row);
    int rc = now_decode(m->r, ENTITY_HOUSEHOLD, s, m->row, &now, e);
    if (rc < 0 || (rc = now_at(m->r, k, m->o->valid_from, m->seq, m->row, &now, e)) < 0)
        return rc;
    struct fact g = now.facts[c->grade], n = now.facts[c->count];
    bool none = g.known && !g.none && str_eqz(g.s, "none");
    c->found = &c->of[i].found;
    return none && n.known && !n.none && n.i > 0 ? add(c, KIND_NO_DWELLING, NULL, e) : 0;
}

static int check_households(struct check *c, struct err *e)
{
    struct db_each each = {c->n, bind_household, check_household, c};
    if (c->grade < 0 || c->count < 0)
        return 0;
    return db_each(c->m->r->db, c->m->r->sql[ENTITY_HOUSEHOLD].now_select, &each, e);
}

static int read_old(struct stmt *s, size_t i, void *arg, struct err *e)
{
    struct check *c = arg;
    struct of_household *h = &c->of[i];
    struct old x = {.finding_id = stmt_int(s, 0), .person_id = stmt_int(s, 1)};
    if (x.finding_id >= h->next)
        h->next = x.finding_id + 1;
    while (x.kind < N_KINDS && !str_eqz(stmt_text(s, 2), kinds[x.kind].word))
        x.kind++;
    if (x.kind == N_KINDS || kinds[x.kind].entity != c->m->o->entity)
        return 0;
    return vec_push(c->m->ahead, &h->old, x) ? 0 : err_nomem(e);
}

static int read_findings(struct check *c, struct err *e)
{
    struct db_each each = {c->n, bind_household, read_old, c};
    return db_each(c->m->r->db,
                   "select finding_id, person_id, kind from finding"
                   " where register_id = $1 and household_id = $2",
                   &each, e);
}

/* By hand. */
static int keep(struct import *m, const struct touched *t, const struct found *f, struct err *e)
{
    struct by_hand *to = m->by_hand;
    _cleanup_(strbuf_done) struct strbuf name = {0};
    struct row_warning w = {m->o->entity, t->register_id,    t->household_id,  f->person_id,
                            {0},          kinds[f->kind].zh, kinds[f->kind].en};
    if (f->name.len)
        name_mask(f->name, &name);
    w.name = str_dup(to->a, strbuf_str(&name));
    return name.failed || !vec_push(to->a, &to->warnings, w) || arena_failed(to->a) ? err_nomem(e)
                                                                                    : 0;
}

static int tell(const struct check *c, const struct touched *t, const struct found_list *found,
                struct err *e)
{
    struct import *m = c->m;
    int rc = 0;
    m->result.warnings += found->n;
    for (size_t i = 0; m->by_hand && rc >= 0 && i < found->n; i++)
        rc = keep(m, t, &found->at[i], e);
    if (rc < 0)
        return rc;
    if (!m->o->report || !found->n || m->told_warnings >= TOLD_WARNINGS)
        return 0;
    _cleanup_(strbuf_done) struct strbuf number = {0};
    if ((rc = import_household_no(m, t->register_id, t->household_id, &number, e)) < 0)
        return rc;
    for (size_t i = 0; i < found->n && m->told_warnings < TOLD_WARNINGS; i++) {
        const struct found *f = &found->at[i];
        m->told_warnings++;
        _cleanup_(strbuf_done) struct strbuf name = {0};
        if (f->name.len) {
            strbuf_addc(&name, ' ');
            name_mask(f->name, &name);
        }
        fprintf(m->o->report, tr("可疑：户 %s%s：%s\n", "implausible: household %s%s: %s\n"),
                strbuf_z(&number), strbuf_z(&name), tr(kinds[f->kind].zh, kinds[f->kind].en));
    }
    return 0;
}

/* What holds already stays as it is; what no longer holds is deleted. */
static int store(const struct check *c, const struct touched *t, struct of_household *h,
                 struct err *e)
{
    struct db *db = c->m->r->db;
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < h->found.n; i++) {
        const struct found *f = &h->found.at[i];
        bool stands = false;
        for (size_t k = 0; k < h->old.n; k++)
            if (h->old.at[k].kind == f->kind && h->old.at[k].person_id == f->person_id)
                stands = h->old.at[k].stands = true;
        if (stands)
            continue;
        const char *sql = "insert into finding(register_id, household_id, finding_id, person_id,"
                          " kind, detail, recorded_seq) values ($1, $2, $3, $4, $5, $6, $7)";
        struct str kind = str_of(kinds[f->kind].word), detail = str_of(kinds[f->kind].zh);
        if (f->person_id)
            rc = db_run(db, e, sql, "iiiitti", t->register_id, t->household_id, h->next,
                        f->person_id, kind, detail, c->m->seq);
        else
            rc = db_run(db, e, sql, "iiintti", t->register_id, t->household_id, h->next, kind,
                        detail, c->m->seq);
        h->next++;
    }
    for (size_t i = 0; rc >= 0 && i < h->old.n; i++)
        if (!h->old.at[i].stands)
            rc = db_run(db, e,
                        "delete from finding where register_id = $1 and household_id = $2"
                        " and finding_id = $3",
                        "iii", t->register_id, t->household_id, h->old.at[i].finding_id);
    return rc;
}

static int check_some(struct check *c, struct err *e)
{
    arena_reset(c->m->ahead);
    c->found = NULL;
    for (size_t i = 0; i < c->n; i++)
        c->of[i] = (struct of_household){.next = 1};
    int rc = c->m->o->entity == ENTITY_PERSON ? check_people(c, e) : check_households(c, e);
    if (rc >= 0 && c->had_findings)
        rc = read_findings(c, e);
    for (size_t i = 0; rc >= 0 && i < c->n; i++) {
        rc = tell(c, touched_at(c, i), &c->of[i].found, e);
        if (rc >= 0)
            rc = store(c, touched_at(c, i), &c->of[i], e);
    }
    return rc < 0 ? rc : arena_failed(c->m->ahead) ? err_nomem(e) : 0;
}

int import_check(struct import *m, struct err *e)
{
    struct check *c = arena_new_of(m->a, struct check);
    int64_t any = 0;
    if (!c)
        return err_nomem(e);
    c->m = m;
    c->grade = reg_attribute(m->r, ENTITY_HOUSEHOLD, "dwelling_grade");
    c->count = reg_attribute(m->r, ENTITY_HOUSEHOLD, "dwelling_count");
    c->relation = reg_attribute(m->r, ENTITY_PERSON, "relation");
    c->sex = reg_attribute(m->r, ENTITY_PERSON, "sex");
    c->birth = reg_attribute(m->r, ENTITY_PERSON, "birth_date");
    c->wage = reg_attribute(m->r, ENTITY_PERSON, "wage_income");
    c->employed = reg_attribute(m->r, ENTITY_PERSON, "employed");
    c->labour = reg_attribute(m->r, ENTITY_PERSON, "labour_capacity");
    c->disability_type = reg_attribute(m->r, ENTITY_PERSON, "disability_type");
    c->disability_grade = reg_attribute(m->r, ENTITY_PERSON, "disability_grade");
    _cleanup_(progress_freep) struct progress *p =
        progress_new("检查可疑之处", "looking for what is implausible", m->touched.n);
    int rc = db_query_int(m->r->db, &any, &c->had_findings, e,
                          "select finding_id from finding limit 1", "");
    for (; rc >= 0 && c->first < m->touched.n; c->first += c->n) {
        c->n = m->touched.n - c->first < AHEAD_ROWS ? m->touched.n - c->first : AHEAD_ROWS;
        rc = check_some(c, e);
        if (rc >= 0)
            rc = progress_tick(p, c->first + c->n, e);
    }
    if (rc >= 0 && m->o->report && m->result.warnings > m->told_warnings)
        fprintf(m->o->report, tr("…另有 %llu 条可疑\n", "… and %llu more implausible\n"),
                (unsigned long long)(m->result.warnings - m->told_warnings));
    return rc;
}
