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
    struct arena *a;
    struct entry_notes *faults;
    struct {
        struct row_warning *at; /* of households as the last step left them */
        size_t n, cap;
    } warnings;
    struct subject_key *written; /* by step */
    bool taken;                  /* the number of a new household */
    bool no_household;           /* which can't be made, so that nobody comes to it */
    struct entry_result result;
};

static const char not_here_zh[] = "不能在这里填写，可填的属性见目录";
static const char not_here_en[] = "can't be given here; see the catalogue";

/* ---- what isn't right ---- */

static int note(struct entry_notes *to, struct entry_note n, struct err *e)
{
    return vec_push(to->a, to, n) ? 0 : err_nomem(e);
}

/* t NULL: the catalogue doesn't have the attribute. */
static int note_value(struct running *u, const struct entry_step *s, const struct entry_value *v,
                      const struct attribute *t, const char *zh, const char *en, struct err *e)
{
    struct entry_note n = {(size_t)(s - u->x->steps),   v->place, t ? t->id : v->attribute,
                           t ? t->label : v->attribute, zh,       en};
    return note(u->faults, n, e);
}

static bool is_household_no(const struct reg *r, enum entity entity, int attribute)
{
    return attribute == (entity == ENTITY_PERSON ? r->at.member_household_no : r->at.household_no);
}

/* What the row's faults are about. */
static int note_row(struct running *u, const struct entry_step *s, enum entity entity,
                    const struct by_hand *told, struct err *e)
{
    const struct catalogue *c = u->r->catalogue;
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < told->faults.n; i++) {
        const struct row_fault *f = &told->faults.at[i];
        const struct attribute *t = &c->attributes[entity][f->attribute];
        struct entry_value lacking = {t->id, {0}, s->place};
        const struct entry_value *v = &lacking;
        if (is_household_no(u->r, entity, f->attribute))
            lacking.place = s->household_place;
        for (size_t k = 0; k < s->n; k++)
            if (catalogue_find(c, entity, s->values[k].attribute) == t)
                v = &s->values[k];
        rc = note_value(u, s, v, t, f->zh, f->en, e);
    }
    return rc;
}

/* All of them in one message. */
static int refused(const struct running *u, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf zh = {0}, en = {0};
    for (size_t i = 0; i < u->faults->n; i++) {
        const struct entry_note *n = &u->faults->at[i];
        strbuf_addz(&zh, i ? "；" : "");
        strbuf_addz(&en, i ? "; " : "");
        if (u->x->n > 1 && (i == 0 || u->faults->at[i - 1].step != n->step)) {
            strbuf_printf(&zh, "第 %zu 项 ", n->step + 1);
            strbuf_printf(&en, "step %zu ", n->step + 1);
        }
        strbuf_printf(&zh, STR_FMT "：%s", STR_ARG(n->about), n->zh);
        strbuf_printf(&en, STR_FMT ": %s", STR_ARG(n->attribute), n->en);
    }
    if (zh.failed || en.failed)
        return err_nomem(e);
    /* each language skips the other's argument */
    return err_set(e, u->taken ? E_EXISTS : E_INVALID, "%s%.0s", "%.0s%s", strbuf_z(&zh),
                   strbuf_z(&en));
}

/* ---- what is implausible ---- */

/* Households are looked at as they stand after each step: the last word counts. */
static int keep_warnings(struct running *u, const struct import *m, struct err *e)
{
    size_t n = 0;
    for (size_t i = 0; i < u->warnings.n; i++) {
        const struct row_warning *w = &u->warnings.at[i];
        bool again = false;
        for (size_t k = 0; k < m->touched.n; k++)
            again |= w->entity == m->o->entity &&
                     w->household_id == m->touched.at[k].household_id &&
                     w->register_id == m->touched.at[k].register_id;
        if (!again)
            u->warnings.at[n++] = *w;
    }
    u->warnings.n = n;
    for (size_t i = 0; i < m->by_hand->warnings.n; i++)
        if (!vec_push(u->a, &u->warnings, m->by_hand->warnings.at[i]))
            return err_nomem(e);
    return 0;
}

/* With the place of the step that the person came with. */
static int tell_warnings(struct running *u, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < u->warnings.n; i++) {
        const struct row_warning *w = &u->warnings.at[i];
        struct subject_key k = {ENTITY_PERSON, w->register_id, w->person_id};
        struct entry_note n = {.about = w->name, .zh = w->zh, .en = w->en};
        for (size_t s = 0; w->person_id && s < u->x->n; s++)
            if (subject_same(u->written[s], k)) {
                n.step = s;
                n.place = u->x->steps[s].place;
            }
        rc = note(&u->result.warnings, n, e);
    }
    return rc;
}

/* ---- rows ---- */

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

static int add_cell(struct import *m, const struct attribute *t, struct str value, struct err *e)
{
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

static int add_value(struct running *u, struct import *m, const struct entry_step *s,
                     const struct entry_value *v, bool numbered, struct err *e)
{
    enum entity entity = m->o->entity;
    const struct attribute *t = catalogue_find(m->r->catalogue, entity, v->attribute);
    if (!t || is_household_no(m->r, entity, t->index) || (numbered && t->type == ATTR_ID_NO))
        return note_value(u, s, v, t, not_here_zh, not_here_en, e);
    if (m->cells[t->index].state != VALUE_SILENT)
        return note_value(u, s, v, t, "出现了两回，请只填一处", "is given twice; keep one", e);
    return add_cell(m, t, v->value, e);
}

/* The only row: the household's number and what is given. */
static int fill_row(struct running *u, struct import *m, struct str household_no,
                    const struct entry_step *s, struct subject_key k, struct err *e)
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
    int rc = add_cell(m, import_attribute(m, number), household_no, e);
    if (u->no_household)
        m->cells[number].state = VALUE_BAD;
    if (rc >= 0 && k.id)
        rc = add_number(m, k, e);
    for (size_t i = 0; rc >= 0 && i < s->n; i++)
        rc = add_value(u, m, s, &s->values[i], k.id, e);
    return rc;
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

/* A number that another household has. */
static int refuse_number(struct running *u, struct import *m, struct err *e)
{
    struct cell_fault_told f = {0, {0}, "已有户使用", "请另编户号"};
    u->taken = true;
    m->rows->household.found = false;
    return vec_push(m->ahead, &m->rows->faults, f) ? 0 : err_nomem(e);
}

static int run_row(struct running *u, struct import *m, const struct entry_step *s, struct err *e)
{
    bool fresh = s->kind == ENTRY_HOUSEHOLD || s->kind == ENTRY_JOIN;
    if (fresh && check_required(m, e) < 0)
        return E_NOMEM;
    int rc = import_ahead_look_up(m, e);
    if (rc >= 0 && s->kind == ENTRY_HOUSEHOLD && m->rows->household.found)
        rc = refuse_number(u, m, e);
    if (rc < 0 || (rc = import_row(m, m->rows, e)) < 0)
        return rc;
    if (m->faulty) {
        u->no_household |= s->kind == ENTRY_HOUSEHOLD;
        return note_row(u, s, m->o->entity, m->by_hand, e);
    }
    if (u->no_household)
        return 0;
    if ((rc = import_bulk_end(m, e)) < 0 || (rc = import_check(m, e)) < 0)
        return rc;
    return keep_warnings(u, m, e);
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
    struct by_hand told = {.a = u->faults->a};
    _cleanup_(import_done) struct import m = {.r = u->r,
                                              .actor = u->actor,
                                              .o = &o,
                                              .seq = u->seq,
                                              .delivery_id = u->delivery,
                                              .by_hand = &told};
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
    if (rc >= 0 && s->kind != ENTRY_HOUSEHOLD && s->kind != ENTRY_LEAVE && !u->no_household) {
        struct subject_key there;
        rc = household_find(u->r, u->actor, household_no, o.valid_from, INT64_MAX, &there, e);
    }
    if (rc < 0 || (rc = import_begin(&m, e)) < 0 || (rc = import_registers_load(&m, e)) < 0 ||
        (rc = import_bulk_begin(&m, e)) < 0)
        return rc;
    if (s->kind == ENTRY_LEAVE)
        rc = leave(&m, k, e);
    else if ((rc = fill_row(u, &m, household_no, s, k, e)) >= 0)
        rc = run_row(u, &m, s, e);
    u->written[s - u->x->steps] = u->result.last = m.written;
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
              struct entry_notes *faults, struct entry_result *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct running u = {r, actor, x, .a = a, .faults = faults};
    int rc = check(actor, x, e);
    if (rc < 0)
        return rc;
    if (!a || !(u.written = arena_zalloc(a, x->n * sizeof *u.written)))
        return err_nomem(e);
    if ((rc = reg_keys(r, e)) < 0 || (rc = begin(&u, e)) < 0)
        return rc;
    for (size_t i = 0; rc >= 0 && i < x->n; i++)
        if ((rc = run_step(&u, &x->steps[i], e)) < 0 && x->n > 1)
            err_at(e, "第 %zu 项", "step %zu", i + 1);
    u.result.warnings.a = faults->a;
    if (rc >= 0 && faults->n)
        rc = refused(&u, e);
    if (rc < 0 || (rc = tell_warnings(&u, e)) < 0)
        return rc;
    u.result.seq = u.seq;
    *ret = u.result;
    return 0;
}

/* ---- corrections ---- */

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

/* What the value says; what isn't right is noted, and *ret_good is false. */
static int read_correction(struct running *u, enum entity entity, const struct entry_value *v,
                           struct correction *c, bool *ret_good, struct err *e)
{
    const struct attribute *t = catalogue_find(u->r->catalogue, entity, v->attribute);
    struct value_fault fault;
    *ret_good = false;
    if (!t)
        return note_value(u, u->x->steps, v, t, not_here_zh, not_here_en, e);
    c->attribute = t->index;
    c->value = (struct fact){0};
    int state = value_read(t, v->value, u->a, &c->value, &fault);
    if (state < 0)
        return err_nomem(e);
    if (state == VALUE_BAD) {
        const char *zh = arena_printf(u->faults->a, "%s，%s", fault.problem, fault.remedy);
        return zh ? note_value(u, u->x->steps, v, t, zh, fault_english(fault.problem), e)
                  : err_nomem(e);
    }
    if (state == VALUE_EMPTY)
        c->value = (struct fact){.known = true, .none = true};
    *ret_good = true;
    return 0;
}

/* The values as corrections. */
static int read_corrections(struct running *u, const struct correction *base,
                            struct correction *ret, struct err *e)
{
    const struct entry_step *s = u->x->steps;
    enum entity entity = base->member ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
    const struct entry_value **from = arena_array_of(u->a, s->n, const struct entry_value *);
    struct correction_fault *wrong = arena_zalloc(u->a, s->n * sizeof *wrong);
    size_t n = 0;
    int rc = from && wrong ? 0 : err_nomem(e);
    for (size_t i = 0; rc >= 0 && i < s->n; i++) {
        bool good = false;
        ret[n] = *base;
        rc = read_correction(u, entity, &s->values[i], &ret[n], &good, e);
        if (good)
            from[n++] = &s->values[i];
    }
    if (rc < 0 || (rc = evidence_correct_check(u->r, u->actor, ret, n, wrong, e)) < 0)
        return rc;
    for (size_t i = 0; rc >= 0 && i < n; i++)
        if (wrong[i].zh)
            rc = note_value(u, s, from[i], &u->r->catalogue->attributes[entity][ret[i].attribute],
                            wrong[i].zh, wrong[i].en, e);
    return rc < 0 ? rc : u->faults->n ? refused(u, e) : 0;
}

int entry_correct(struct reg *r, const struct actor *actor, const struct entry *x,
                  struct entry_notes *faults, struct entry_result *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct running u = {r, actor, x, .a = a, .faults = faults};
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
    if ((rc = read_corrections(&u, &base, at, e)) < 0)
        return rc;
    return evidence_correct(r, actor, at, s->n, x->why, x->reference, &ret->seq, e);
}
