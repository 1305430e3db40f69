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

struct check {
    struct import *m;
    const struct touched *t;
    struct {
        struct found *at;
        size_t n, cap;
    } found;
    struct scan_members members;
    const struct scan_member *head;
    int relation, sex, birth, wage, employed, labour, disability_type, disability_grade;
    bool had_findings; /* the register has any findings of before */
};

static int add(struct check *c, enum kind kind, const struct scan_member *p, struct err *e)
{
    struct found f = {.kind = kind};
    if (p) {
        f.person_id = p->person_id;
        if (c->m->r->at.name >= 0)
            f.name = p->now.facts[c->m->r->at.name].s;
    }
    return vec_push(c->m->row, &c->found, f) ? 0 : err_nomem(e);
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

static int check_people(struct check *c, struct err *e)
{
    struct import *m = c->m;
    c->members = (struct scan_members){0};
    c->head = NULL;
    int rc = scan_members_of(m->r, c->t->register_id, c->t->household_id, m->o->valid_from, m->seq,
                             m->row, &c->members, e);
    size_t heads = 0, spouses = 0;
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

static int check_household(struct check *c, struct err *e)
{
    struct reg *r = c->m->r;
    struct subject_key k = {ENTITY_HOUSEHOLD, c->t->register_id, c->t->household_id};
    int grade = reg_attribute(r, ENTITY_HOUSEHOLD, "dwelling_grade");
    int count = reg_attribute(r, ENTITY_HOUSEHOLD, "dwelling_count");
    struct subject_now now;
    bool found;
    if (grade < 0 || count < 0)
        return 0;
    int rc = now_read(r, k, c->m->row, &now, &found, e);
    if (rc < 0 || !found ||
        (rc = now_at(r, k, c->m->o->valid_from, c->m->seq, c->m->row, &now, e)) < 0)
        return rc;
    struct fact g = now.facts[grade], n = now.facts[count];
    bool none = g.known && !g.none && str_eqz(g.s, "none");
    return none && n.known && !n.none && n.i > 0 ? add(c, KIND_NO_DWELLING, NULL, e) : 0;
}

static int tell(struct check *c, struct err *e)
{
    struct import *m = c->m;
    m->result.warnings += c->found.n;
    if (!m->o->report || !c->found.n || m->told_warnings >= TOLD_WARNINGS)
        return 0;
    _cleanup_(strbuf_done) struct strbuf number = {0};
    int rc = import_household_no(m, c->t->register_id, c->t->household_id, &number, e);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < c->found.n && m->told_warnings < TOLD_WARNINGS; i++) {
        const struct found *f = &c->found.at[i];
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

/* Takes what stands already out of *stays; deletes what no longer holds. */
static int drop_old(struct check *c, bool *stands, int64_t *ret_next, struct err *e)
{
    struct db *db = c->m->r->db;
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct {
        int64_t *at;
        size_t n, cap;
    } gone = {0};
    int rc = db_prepare(db,
                        "select finding_id, person_id, kind from finding"
                        " where register_id = $1 and household_id = $2",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, c->t->register_id);
    stmt_bind_int(s, 2, c->t->household_id);
    while ((rc = stmt_step(s, e)) > 0) {
        int64_t id = stmt_int(s, 0), person = stmt_int(s, 1);
        if (id >= *ret_next)
            *ret_next = id + 1;
        int kind = 0;
        while (kind < N_KINDS && !str_eqz(stmt_text(s, 2), kinds[kind].word))
            kind++;
        if (kind == N_KINDS || kinds[kind].entity != c->m->o->entity)
            continue;
        bool still = false;
        for (size_t i = 0; i < c->found.n; i++)
            if ((int)c->found.at[i].kind == kind && c->found.at[i].person_id == person)
                still = stands[i] = true;
        if (!still && !vec_push(c->m->row, &gone, id))
            return err_nomem(e);
    }
    for (size_t i = 0; rc >= 0 && i < gone.n; i++)
        rc = db_run(db, e,
                    "delete from finding where register_id = $1 and household_id = $2"
                    " and finding_id = $3",
                    "iii", c->t->register_id, c->t->household_id, gone.at[i]);
    return rc;
}

static int store(struct check *c, struct err *e)
{
    struct import *m = c->m;
    bool *stands = arena_zalloc(m->row, c->found.n);
    int64_t next = 1;
    int rc = 0;
    if (!stands)
        return err_nomem(e);
    if (!c->had_findings && !c->found.n)
        return 0;
    if ((rc = drop_old(c, stands, &next, e)) < 0)
        return rc;
    for (size_t i = 0; rc >= 0 && i < c->found.n; i++) {
        const struct found *f = &c->found.at[i];
        if (stands[i])
            continue;
        const char *sql = "insert into finding(register_id, household_id, finding_id, person_id,"
                          " kind, detail, recorded_seq) values ($1, $2, $3, $4, $5, $6, $7)";
        struct str kind = str_of(kinds[f->kind].word), detail = str_of(kinds[f->kind].zh);
        if (f->person_id)
            rc = db_run(m->r->db, e, sql, "iiiitti", c->t->register_id, c->t->household_id, next,
                        f->person_id, kind, detail, m->seq);
        else
            rc = db_run(m->r->db, e, sql, "iiintti", c->t->register_id, c->t->household_id, next,
                        kind, detail, m->seq);
        next++;
    }
    return rc;
}

int import_check(struct import *m, struct err *e)
{
    struct check c = {
        .m = m,
        .relation = reg_attribute(m->r, ENTITY_PERSON, "relation"),
        .sex = reg_attribute(m->r, ENTITY_PERSON, "sex"),
        .birth = reg_attribute(m->r, ENTITY_PERSON, "birth_date"),
        .wage = reg_attribute(m->r, ENTITY_PERSON, "wage_income"),
        .employed = reg_attribute(m->r, ENTITY_PERSON, "employed"),
        .labour = reg_attribute(m->r, ENTITY_PERSON, "labour_capacity"),
        .disability_type = reg_attribute(m->r, ENTITY_PERSON, "disability_type"),
        .disability_grade = reg_attribute(m->r, ENTITY_PERSON, "disability_grade"),
    };
    int64_t any = 0;
    int rc = db_query_int(m->r->db, &any, &c.had_findings, e,
                          "select finding_id from finding limit 1", "");
    for (size_t i = 0; rc >= 0 && i < m->touched.n; i++) {
        arena_reset(m->row);
        c.t = &m->touched.at[i];
        c.found.at = NULL;
        c.found.n = c.found.cap = 0;
        rc = m->o->entity == ENTITY_PERSON ? check_people(&c, e) : check_household(&c, e);
        if (rc < 0 || (rc = tell(&c, e)) < 0)
            return rc;
        rc = store(&c, e);
    }
    if (rc >= 0 && m->o->report && m->result.warnings > m->told_warnings)
        fprintf(m->o->report, tr("…另有 %llu 条可疑\n", "… and %llu more implausible\n"),
                (unsigned long long)(m->result.warnings - m->told_warnings));
    return rc;
}
