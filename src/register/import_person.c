/* A row of a people file. */
#include "bounds.h"
#include "cleanup.h"
#include "date.h"
#include "household_read.h"
#include "idno.h"
#include "import_private.h"

/* What a row has found out before anything is written. */
struct person {
    char number[IDNO_TEXT];
    bool has_number;
    struct import_register *x; /* of the household */
    struct touched *household;
    bool found; /* in that register */
    struct subject s;
    struct memberships own; /* in that register, where they were read */
    bool own_read;
    const struct membership *in; /* the one that holds at start, NULL = none */
    bool in_target;              /* … and it is of the row's household */
    struct memberships leaves;   /* in other registers */
    int32_t elsewhere;           /* the day from which another register has them; DAY_OPEN */
    int64_t from_register, from_person;
};

static void read_household(struct import *m, struct person *p)
{
    const struct household_ref *h = &m->current->household;
    if (m->cells[m->r->at.member_household_no].state != VALUE_STATED)
        return;
    if (!h->found) {
        import_fault_at(m, m->r->at.member_household_no, "没有这个户", "请先导入该户，或改正户号");
    } else if (!h->covered) {
        import_fault_at(m, m->r->at.member_household_no, "该户不在您的管辖范围内",
                        "请由管辖该户的单位导入");
    } else {
        p->x = import_register(m, h->register_id);
        p->household = &m->touched.at[h->touched];
    }
}

bool import_number(const struct import *m, const struct import_row *row, char ret[IDNO_TEXT])
{
    const struct cell *c = m->at.id_no >= 0 ? &row->cells[m->at.id_no] : NULL;
    if (!c || c->state != VALUE_STATED)
        return false;
    memcpy(ret, c->value.s.data, IDNO_LENGTH);
    ret[IDNO_LENGTH] = '\0';
    return true;
}

int import_find_number(struct import *m, const struct import_register *x, const char *number,
                       int64_t *ret_id, bool *ret_found, struct err *e)
{
    if (!x->index)
        return identity_find(m->r->db, m->r->keys, x->id, number, ret_id, ret_found, e);
    *ret_found = identity_index_get(x->index, number, ret_id);
    return 0;
}

int32_t import_start(const struct import *m, const struct import_row *row)
{
    char number[IDNO_TEXT];
    int32_t start = m->o->valid_from;
    if (m->o->entity == ENTITY_PERSON && import_number(m, row, number) &&
        idno_birth(number) > start)
        start = idno_birth(number);
    return start;
}

/* Sex and birth date come from the number; what the file says must agree. */
static void read_number(struct import *m, struct person *p)
{
    p->has_number = import_number(m, m->current, p->number);
    if (!p->has_number)
        return;
    int sex = m->at.sex, birth = m->at.birth;
    struct fact from_number = {.known = true, .s = str_of(idno_sex(p->number))};
    if (sex >= 0) {
        if (m->cells[sex].state == VALUE_STATED && !str_eq(m->cells[sex].value.s, from_number.s))
            import_fault_at(m, sex, "性别与公民身份号码不符", "请核对号码和性别，改正其一");
        m->cells[sex].state = VALUE_STATED;
        m->cells[sex].value = from_number;
    }
    from_number = (struct fact){.known = true, .i = idno_birth(p->number)};
    if (birth >= 0) {
        if (m->cells[birth].state == VALUE_STATED && m->cells[birth].value.i != from_number.i)
            import_fault_at(m, birth, "出生日期与公民身份号码不符",
                            "请核对号码和出生日期，改正其一");
        m->cells[birth].state = VALUE_STATED;
        m->cells[birth].value = from_number;
    }
}

/* The same number in an accepted row before. */
static bool check_doubled(struct import *m, int64_t register_id, int64_t person_id)
{
    uint64_t packed;
    if (!seen_get(&m->person_seen, seen_key(register_id, person_id), &packed))
        return false;
    struct row_place first = place_unpack(packed);
    if (!first.accepted)
        return false;
    _cleanup_(strbuf_done) struct strbuf text = {0};
    strbuf_addz(&text, "文件中重复，首见于");
    if (first.file != m->file)
        strbuf_printf(&text, " %s ", import_file_name(m, first.file));
    strbuf_printf(&text, "第 %llu 行", (unsigned long long)first.line);
    import_fault_at(m, m->at.id_no, strbuf_z(&text), "请只保留一行，或改正公民身份号码");
    return true;
}

/* A person stays mentioned even if her row is rejected, so that --complete won't take her out. */
static int mention(struct import *m, int64_t register_id, int64_t person_id, bool accepted,
                   struct err *e)
{
    uint64_t packed;
    uint64_t key = seen_key(register_id, person_id);
    if (!accepted && seen_get(&m->person_seen, key, &packed))
        return 0;
    struct row_place place = {m->file, m->line, accepted};
    return seen_put(&m->person_seen, key, place_pack(place), e);
}

static int mention_all(struct import *m, const struct person *p, struct err *e)
{
    for (size_t i = 0; i < m->registers.n; i++) {
        const struct import_register *x = &m->registers.at[i];
        int64_t id;
        int rc = x->index && identity_index_get(x->index, p->number, &id)
                     ? mention(m, x->id, id, false, e)
                     : 0;
        if (rc < 0)
            return rc;
    }
    return 0;
}

static const struct membership *holding(const struct memberships *v, int32_t on)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->at[i].valid_from <= on && on < v->at[i].valid_to)
            return &v->at[i];
    return NULL;
}

static int fault_elsewhere(struct import *m, const struct membership *in, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf number = {0};
    bool covered;
    int rc = household_covered(m->r, m->actor, in->register_id, in->household_id, m->o->valid_from,
                               SEQ_NOW, m->row, NULL, &covered, e);
    if (rc >= 0)
        rc = import_household_no(m, in->register_id, in->household_id, &number, e);
    if (rc < 0)
        return rc;
    _cleanup_(strbuf_done) struct strbuf text = {0};
    if (covered)
        strbuf_printf(&text, "已在户 %s 登记", strbuf_z(&number));
    else
        strbuf_addz(&text, "已在您管辖范围以外的一户登记");
    if (text.failed)
        return err_nomem(e);
    import_fault_at(
        m, m->at.id_no, strbuf_z(&text),
        m->by_hand ? "若已迁入本户，请办理转户；否则请改正号码"
                   : "若已迁入本户，请把本户的完整名单作为完整名单（--complete）导入，此人即从原户"
                     "转出（可先试导入，查看谁会离户）；否则请改正号码或户号");
    return 0;
}

static int read_own(struct import *m, struct person *p, struct err *e)
{
    p->own_read = true;
    return membership_of_person(m->r, p->s.k.register_id, p->s.k.id, m->row, &p->own, e);
}

/* Where the person is at start, in the household's register. */
static int place_own(struct import *m, struct person *p, struct err *e)
{
    const struct touched *h = p->household;
    if (p->s.now.settled_from <= p->s.start && p->s.now.household_id == h->household_id) {
        p->in_target = true;
        return 0;
    }
    int rc = read_own(m, p, e);
    if (rc < 0)
        return rc;
    p->in = holding(&p->own, p->s.start);
    p->in_target = p->in && p->in->household_id == h->household_id;
    return p->in && !p->in_target && !m->o->complete ? fault_elsewhere(m, p->in, e) : 0;
}

/* Other counties of the same database. */
static int place_others(struct import *m, struct person *p, struct err *e)
{
    int rc;
    for (size_t i = 0; i < m->registers.n; i++) {
        const struct import_register *x = &m->registers.at[i];
        int64_t id;
        bool found;
        if (x == p->x)
            continue;
        if ((rc = import_find_number(m, x, p->number, &id, &found, e)) < 0)
            return rc;
        if (!found)
            continue;
        if (check_doubled(m, x->id, id))
            continue;
        p->from_register = x->id;
        p->from_person = id;
        struct memberships there = {0};
        if ((rc = membership_of_person(m->r, x->id, id, m->row, &there, e)) < 0)
            return rc;
        const struct membership *in = holding(&there, p->s.start);
        for (size_t k = 0; k < there.n; k++)
            if (there.at[k].valid_from > p->s.start && there.at[k].valid_from < p->elsewhere)
                p->elsewhere = there.at[k].valid_from;
        if (in && !m->o->complete) {
            if ((rc = fault_elsewhere(m, in, e)) < 0)
                return rc;
        } else if (in && !vec_push(m->row, &p->leaves, *in)) {
            return err_nomem(e);
        }
    }
    return 0;
}

/* The old-age basic pension is part of transfer income, so it can't exceed it. */
static void check_pension(struct import *m, const struct person *p)
{
    int pension = m->at.pension, transfer = m->at.transfer;
    if (pension < 0 || transfer < 0)
        return;
    int ps = m->cells[pension].state, ts = m->cells[transfer].state;
    if (ps == VALUE_BAD || ts == VALUE_BAD || (ps == VALUE_SILENT && ts == VALUE_SILENT))
        return;
    bool old = p->found && p->s.in_force;
    struct fact a = old || ps == VALUE_STATED ? subject_after(m, &p->s, pension) : (struct fact){0};
    struct fact b =
        old || ts == VALUE_STATED ? subject_after(m, &p->s, transfer) : (struct fact){0};
    if (!a.known || !b.known || a.none || b.none || a.i <= b.i)
        return;
    import_fault_at(m, ps != VALUE_SILENT ? pension : transfer,
                    "基础养老金高于转移净收入（含已登记的数值）",
                    "转移净收入应包含基础养老金，请核对两项");
}

/* Looks everything up; faults are reported. */
static int examine(struct import *m, struct person *p, struct err *e)
{
    int rc;
    read_household(m, p);
    read_number(m, p);
    if (!p->has_number) {
        if (p->household)
            p->household->doubtful = true;
        check_pension(m, p);
        return 0;
    }
    if ((rc = mention_all(m, p, e)) < 0)
        return rc;
    if (!p->household) {
        check_pension(m, p);
        return 0;
    }
    p->s.start = import_start(m, m->current);
    int64_t id = 0;
    if ((rc = import_find_number(m, p->x, p->number, &id, &p->found, e)) < 0)
        return rc;
    p->s.k = (struct subject_key){ENTITY_PERSON, p->x->id, id};
    if (p->found) {
        if (check_doubled(m, p->x->id, id))
            return 0;
        if ((rc = subject_open(m, p->s.k, p->s.start, &p->s, e)) < 0 ||
            (rc = place_own(m, p, e)) < 0)
            return rc;
    }
    if (m->registers.n > 1 && (rc = place_others(m, p, e)) < 0)
        return rc;
    check_pension(m, p);
    if (!p->in_target && p->household->n_members >= LIMIT_HOUSEHOLD_MEMBERS)
        import_fault_at(m, m->r->at.member_household_no, "该户成员过多（超过 200 人）",
                        "请核对户号");
    return 0;
}

static int insert_person(struct import *m, struct person *p, struct err *e)
{
    struct import_register *x = p->x;
    p->s.k.id = x->next_person++;
    int rc;
    bulk_int(m->subjects, x->id);
    bulk_int(m->subjects, p->s.k.id);
    bulk_int(m->subjects, m->seq);
    if (p->from_register) {
        bulk_int(m->subjects, p->from_register);
        bulk_int(m->subjects, p->from_person);
    } else {
        bulk_null(m->subjects);
        bulk_null(m->subjects);
    }
    if ((rc = bulk_row(m->subjects, e)) < 0)
        return rc;
    if (!x->writer && (rc = identity_writer_begin(m->r->db, m->r->keys, x->id, &x->writer, e)) < 0)
        return rc;
    if ((rc = identity_writer_add(x->writer, p->s.k.id, p->number, e)) < 0 ||
        (x->index && (rc = identity_index_add(x->index, p->number, p->s.k.id, e)) < 0))
        return rc;
    return subject_new(m, p->s.k, p->s.start, &p->s, e);
}

static void settle(struct subject_now *n, int32_t day, int64_t seq)
{
    if (day != DAY_OPEN && day > n->settled_from)
        n->settled_from = day;
    if (seq > n->settled_seq)
        n->settled_seq = seq;
}

static int end_membership(struct import *m, const struct membership *in, int32_t on, struct err *e)
{
    uint64_t at;
    m->result.ended++;
    if (in->valid_to == DAY_OPEN &&
        seen_get(&m->touched_at, seen_key(in->register_id, in->household_id), &at))
        m->touched.at[at].n_members--;
    return membership_end(m->r, in, on, m->seq, e);
}

/* Into the row's household from start until the next membership, if any, in any register. */
static int join(struct import *m, struct person *p, struct err *e)
{
    struct touched *h = p->household;
    struct membership in = {.register_id = p->x->id,
                            .household_id = h->household_id,
                            .person_id = p->s.k.id,
                            .valid_from = p->s.start,
                            .valid_to = p->elsewhere,
                            .recorded_seq = m->seq};
    int rc;
    if (!p->s.fresh && !p->own_read && (rc = read_own(m, p, e)) < 0)
        return rc;
    for (size_t i = 0; i < p->own.n; i++) {
        const struct membership *x = &p->own.at[i];
        if (x->household_id == h->household_id)
            in.position = x->position;
        if (x->valid_from > in.valid_from && x->valid_from < in.valid_to)
            in.valid_to = x->valid_from;
    }
    if (p->in) {
        if ((rc = import_tell_move(m, p->in, in.valid_from, e)) < 0 ||
            (rc = end_membership(m, p->in, in.valid_from, e)) < 0)
            return rc;
        if (p->in->valid_to < in.valid_to)
            in.valid_to = p->in->valid_to;
    }
    if (!in.position)
        in.position = h->next_position++;
    if (in.valid_to == DAY_OPEN) {
        p->s.now.household_id = in.household_id;
        p->s.now.position = in.position;
        h->n_members++;
    }
    settle(&p->s.now, in.valid_from, m->seq);
    settle(&p->s.now, in.valid_to, m->seq);
    p->s.now_changed = true;
    return membership_insert(m->members, &in, e);
}

/* Ends a membership and keeps the person's resolved row in step. */
static int leave(struct import *m, const struct membership *in, int32_t on, struct err *e)
{
    struct subject_key k = {ENTITY_PERSON, in->register_id, in->person_id};
    struct subject_now now;
    bool found;
    int rc = end_membership(m, in, on, e);
    if (rc < 0 || (rc = now_read(m->r, k, m->row, &now, &found, e)) < 0)
        return rc;
    if (!found)
        return 0;
    if (in->valid_to == DAY_OPEN && now.household_id == in->household_id)
        now.household_id = now.position = 0;
    settle(&now, on > in->valid_from ? on : DAY_OPEN, m->seq);
    import_ahead_forget(m, k);
    return now_update(m->r, k, &now, e);
}

int import_leave(struct import *m, const struct membership *in, struct err *e)
{
    return leave(m, in, m->o->valid_from, e);
}

static int write_person(struct import *m, struct person *p, struct err *e)
{
    bool changed;
    int rc = 0;
    if (!p->found)
        rc = insert_person(m, p, e);
    for (size_t i = 0; rc >= 0 && i < p->leaves.n; i++)
        if ((rc = import_tell_move(m, &p->leaves.at[i], p->s.start, e)) >= 0)
            rc = leave(m, &p->leaves.at[i], p->s.start, e);
    if (rc >= 0 && !p->in_target)
        rc = join(m, p, e);
    if (rc < 0 || (rc = subject_write(m, &p->s, &changed, e)) < 0)
        return rc;
    m->written = p->s.k;
    m->result.added += !p->found;
    m->result.changed += p->found && changed;
    m->result.unchanged += p->found && !changed;
    return mention(m, p->s.k.register_id, p->s.k.id, true, e);
}

int import_person_row(struct import *m, struct err *e)
{
    struct person p = {.elsewhere = DAY_OPEN};
    int rc = examine(m, &p, e);
    /* without a household: told already, of this row or (entry.c) of the household's own */
    if (rc < 0 || m->faulty || !p.household)
        return rc;
    return write_person(m, &p, e);
}
