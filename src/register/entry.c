#include "entry.h"

#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "evidence_write.h"
#include "import_private.h"
#include "source.h"

struct running {
    struct reg *r;
    const struct actor *actor;
    const struct entry *x;
    int64_t seq, delivery;
    size_t step; /* under way */
    struct arena *a;
    struct entry_result result;
};

static void tell(void *arg, const struct attribute *t, const char *zh, const char *en)
{
    const struct running *u = arg;
    const struct entry_step *s = &u->x->steps[u->step];
    size_t i = 0;
    if (!u->x->fault)
        return;
    while (i < s->n && catalogue_find(u->r->catalogue, t->entity, s->values[i].attribute) != t)
        i++;
    u->x->fault(u->x->fault_arg, u->step, i, t, zh, en);
}

static int begin(struct running *u, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf why = {0}, name = {0};
    struct str reference = str_trim(u->x->reference);
    strbuf_adds(&why, str_trim(u->x->why));
    if (reference.len)
        strbuf_printf(&why, "; " STR_FMT, STR_ARG(reference));
    strbuf_adds(&name, reference);
    if (why.failed || name.failed)
        return err_nomem(e);
    int rc = change_begin(u->r->db, u->actor, u->x->what, strbuf_z(&why), &u->seq, e);
    return rc < 0 ? rc
                  : delivery_add(u->r, "entry", strbuf_z(&name), NULL, SOURCE_DECLARATION,
                                 clock_today(), u->seq, &u->delivery, e);
}

static int add_value(struct import *m, const struct attribute *t, struct str value, struct err *e)
{
    if (m->cells[t->index].state != VALUE_SILENT)
        return err_set(e, E_INVALID, STR_FMT "（" STR_FMT "）出现了两回",
                       STR_FMT " (" STR_FMT ") is given twice", STR_ARG(t->label), STR_ARG(t->id));
    if (!vec_push(m->a, &m->columns, t->index))
        return err_nomem(e);
    return import_cell(m, m->rows, t, (int)m->columns.n - 1, value, CELL_OK, e);
}

/* Who is named by her number in the register is found by the identity number as everybody. */
static int add_number(struct import *m, struct subject_key k, struct err *e)
{
    struct cell *c = &m->cells[m->at.id_no];
    char *number = arena_alloc(m->ahead, IDNO_TEXT);
    if (!number)
        return err_nomem(e);
    int rc = identity_read(m->r->db, m->r->keys, k.register_id, k.id, number, e);
    c->state = VALUE_STATED;
    c->value = (struct fact){.known = true, .s = {number, IDNO_LENGTH}};
    return rc;
}

/* The only row: the household's number and what is given. */
static int fill_row(struct import *m, struct str household_no, const struct entry_step *s,
                    struct subject_key k, struct err *e)
{
    const struct catalogue *c = m->r->catalogue;
    enum entity entity = m->o->entity;
    struct import_row *row = m->rows;
    int number = entity == ENTITY_PERSON ? m->r->at.member_household_no : m->r->at.household_no;
    *row = (struct import_row){.line = 1};
    row->cells = arena_array_of(m->ahead, c->n[entity], struct cell);
    if (!row->cells)
        return err_nomem(e);
    for (size_t i = 0; i < c->n[entity]; i++)
        row->cells[i] = (struct cell){.state = VALUE_SILENT};
    m->n_rows = 1;
    m->cells = row->cells;
    int rc = add_value(m, import_attribute(m, number), household_no, e);
    if (rc >= 0 && k.id)
        rc = add_number(m, k, e);
    for (size_t i = 0; rc >= 0 && i < s->n; i++) {
        const struct attribute *t = catalogue_find(c, entity, s->values[i].attribute);
        if (!t || t->index == number || (k.id && t->type == ATTR_ID_NO))
            return err_set(e, E_INVALID, "“" STR_FMT "” 不能在这里填写；可填的属性见目录",
                           "\"" STR_FMT "\" can't be given here; see the catalogue",
                           STR_ARG(s->values[i].attribute));
        rc = add_value(m, t, s->values[i].value, e);
    }
    return rc;
}

static int refused(const struct import *m, struct err *e)
{
    /* each language skips the other's argument */
    return err_set(e, E_INVALID, "%s%.0s", "%.0s%s", strbuf_z(&m->told_zh), strbuf_z(&m->told_en));
}

/* What a newcomer's row must state. */
static int check_required(struct import *m, struct err *e)
{
    for (size_t i = 0; i < m->r->catalogue->n[m->o->entity]; i++) {
        struct cell_fault_told f = {(int)m->columns.n, {0}, "此项不能为空", "请补填"};
        if (!import_requires(m, import_attribute(m, (int)i)) || m->cells[i].state != VALUE_SILENT)
            continue;
        m->cells[i].state = VALUE_BAD;
        if (!vec_push(m->a, &m->columns, (int)i) || !vec_push(m->ahead, &m->rows->faults, f))
            return err_nomem(e);
    }
    return 0;
}

static int run_row(struct import *m, const struct entry_step *s, struct err *e)
{
    bool fresh = s->kind == ENTRY_HOUSEHOLD || s->kind == ENTRY_JOIN;
    if (fresh && check_required(m, e) < 0)
        return E_NOMEM;
    int rc = import_ahead_look_up(m, e);
    if (rc < 0)
        return rc;
    if (s->kind == ENTRY_HOUSEHOLD && m->rows->household.found)
        return err_set(e, E_EXISTS, "户号 " STR_FMT " 已有户使用，请另编户号",
                       "the household number " STR_FMT " is taken; choose another one",
                       STR_ARG(s->household_no));
    if ((rc = import_row(m, m->rows, e)) < 0)
        return rc;
    if (m->faulty)
        return refused(m, e);
    if ((rc = import_bulk_end(m, e)) < 0)
        return rc;
    return import_check(m, e);
}

/* Who leaves where she is on the day. */
static int leave(struct import *m, struct subject_key k, struct err *e)
{
    struct memberships own = {0};
    char day[DATE_TEXT];
    int rc = membership_of_person(m->r, k.register_id, k.id, m->a, &own, e);
    for (size_t i = 0; rc >= 0 && i < own.n; i++)
        if (own.at[i].valid_from <= m->o->valid_from && m->o->valid_from < own.at[i].valid_to) {
            m->written = k;
            return import_leave(m, &own.at[i], e);
        }
    date_format(m->o->valid_from, day);
    return rc < 0 ? rc
                  : err_set(e, E_CONFLICT, "此人在 %s 不属于任何一户",
                            "on %s this person belongs to no household", day);
}

/* Where the facts of a person are entered: the household she is in on the day. */
static int household_of(struct running *u, struct str no, struct str *ret, struct err *e)
{
    struct person_told p;
    int rc = person_read(u->r, u->actor, no, u->x->valid_from, INT64_MAX, u->a, &p, e);
    char day[DATE_TEXT];
    if (rc < 0)
        return rc;
    if (p.in && p.in->household_no.len) {
        *ret = p.in->household_no;
        return 0;
    }
    date_format(u->x->valid_from, day);
    return err_set(e, E_CONFLICT, "此人在 %s 不属于任何一户",
                   "on %s this person belongs to no household", day);
}

static int run_step(struct running *u, const struct entry_step *s, struct err *e)
{
    bool of_person = s->kind == ENTRY_JOIN || s->person_no.len;
    struct import_options o = {.entity = of_person ? ENTITY_PERSON : ENTITY_HOUSEHOLD,
                               .valid_from = u->x->valid_from,
                               .complete = s->kind == ENTRY_MOVE};
    _cleanup_(import_done) struct import m = {.r = u->r,
                                              .actor = u->actor,
                                              .o = &o,
                                              .seq = u->seq,
                                              .delivery_id = u->delivery,
                                              .tell = tell,
                                              .tell_arg = u};
    struct subject_key k = {0};
    struct str household_no = s->household_no;
    int rc = 0;
    /* what holds from an earlier day on touches those who are in charge of her now */
    if (s->person_no.len)
        rc = person_find(u->r, u->actor, s->person_no, clock_today(), INT64_MAX, &k, e);
    if (rc >= 0 && s->person_no.len)
        rc = person_find(u->r, u->actor, s->person_no, o.valid_from, INT64_MAX, &k, e);
    if (rc >= 0 && s->person_no.len && s->kind == ENTRY_FACTS)
        rc = household_of(u, s->person_no, &household_no, e);
    if (rc >= 0 && s->kind != ENTRY_HOUSEHOLD && s->kind != ENTRY_LEAVE) {
        struct subject_key there;
        rc = household_find(u->r, u->actor, household_no, o.valid_from, INT64_MAX, &there, e);
    }
    if (rc < 0 || (rc = import_begin(&m, e)) < 0 || (rc = import_registers_load(&m, e)) < 0 ||
        (rc = import_bulk_begin(&m, e)) < 0)
        return rc;
    if (s->kind == ENTRY_LEAVE)
        rc = leave(&m, k, e);
    else if ((rc = fill_row(&m, household_no, s, k, e)) >= 0)
        rc = run_row(&m, s, e);
    u->result.last = m.written;
    u->result.warnings += m.result.warnings;
    return rc;
}

/* Who asks, and why. */
static int check(const struct actor *actor, const struct entry *x, struct err *e)
{
    int rc = actor_require(actor, RIGHT_CORRECT, e);
    if (rc < 0)
        return rc;
    if (!str_trim(x->why).len)
        return err_set(e, E_INVALID, "须写明原因", "a reason is needed");
    if (!x->n)
        return err_set(e, E_CONFLICT, "没有可办理的事项", "there is nothing to do");
    if (x->n > ENTRY_STEPS_MAX)
        return err_set(e, E_LIMIT, "一次至多办理 %u 项", "at most %u steps at once",
                       ENTRY_STEPS_MAX);
    return 0;
}

int entry_run(struct reg *r, const struct actor *actor, const struct entry *x,
              struct entry_result *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct running u = {r, actor, x, .a = a};
    int rc = check(actor, x, e);
    if (rc < 0)
        return rc;
    if (!a)
        return err_nomem(e);
    if ((rc = reg_keys(r, e)) < 0 || (rc = begin(&u, e)) < 0)
        return rc;
    for (; rc >= 0 && u.step < x->n; u.step++)
        if ((rc = run_step(&u, &x->steps[u.step], e)) < 0 && x->n > 1)
            err_at(e, "第 %zu 项", "step %zu", u.step + 1);
    if (rc < 0)
        return rc;
    u.result.seq = u.seq;
    *ret = u.result;
    return 0;
}

/* The member's place in her household, from 1. */
static int member_of(struct running *u, struct str household_no, struct str no, size_t *ret,
                     struct err *e)
{
    struct household_told h;
    int64_t register_id, person_id;
    int rc = household_read(u->r, u->actor, household_no, u->x->valid_from, INT64_MAX, u->a, &h, e);
    if (rc < 0)
        return rc;
    person_no_parse(no, &register_id, &person_id);
    for (size_t i = 0; i < h.n_members; i++)
        if (h.members[i].stay.person_id == person_id) {
            *ret = i + 1;
            return 0;
        }
    return err_set(e, E_CONFLICT, "此人该日不是这一户的成员",
                   "this person is no member of the household on that day");
}

static int read_correction(struct running *u, enum entity entity, const struct entry_value *v,
                           struct correction *c, struct err *e)
{
    const struct attribute *t = catalogue_find(u->r->catalogue, entity, v->attribute);
    struct value_fault fault;
    if (!t)
        return err_set(e, E_INVALID, "“" STR_FMT "” 不能在这里填写；可填的属性见目录",
                       "\"" STR_FMT "\" can't be given here; see the catalogue",
                       STR_ARG(v->attribute));
    c->attribute = t->index;
    c->value = (struct fact){0};
    int state = value_read(t, v->value, u->a, &c->value, &fault);
    if (state < 0)
        return err_nomem(e);
    if (state == VALUE_EMPTY)
        c->value = (struct fact){.known = true, .none = true};
    if (state != VALUE_BAD)
        return 0;
    char zh[512];
    snprintf(zh, sizeof zh, "%s，%s", fault.problem, fault.remedy);
    tell(u, t, zh, fault_english(fault.problem));
    /* each language skips the other's words */
    return err_set(e, E_INVALID, STR_FMT "（" STR_FMT "）：%s，%s%.0s",
                   STR_FMT " (" STR_FMT "): %.0s%.0s%s", STR_ARG(t->label), STR_ARG(t->id),
                   fault.problem, fault.remedy, fault_english(fault.problem));
}

int entry_correct(struct reg *r, const struct actor *actor, const struct entry *x,
                  struct entry_result *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct running u = {r, actor, x, .a = a};
    const struct entry_step *s = x->steps;
    struct correction base = {.household_no = s->household_no, .valid_from = x->valid_from};
    struct correction *at = a ? arena_array_of(a, s->n, struct correction) : NULL;
    int rc = check(actor, x, e);
    if (rc < 0)
        return rc;
    if (!at)
        return err_nomem(e);
    if (s->person_no.len &&
        ((rc = household_of(&u, s->person_no, &base.household_no, e)) < 0 ||
         (rc = member_of(&u, base.household_no, s->person_no, &base.member, e)) < 0))
        return rc;
    for (size_t i = 0; rc >= 0 && i < s->n; i++) {
        at[i] = base;
        rc = read_correction(&u, base.member ? ENTITY_PERSON : ENTITY_HOUSEHOLD, &s->values[i],
                             &at[i], e);
    }
    if (rc < 0)
        return rc;
    return evidence_correct(r, actor, at, s->n, x->why, x->reference, &ret->seq, e);
}
