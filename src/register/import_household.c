/* A row of a households file, and what both kinds of files need of registers and households. */
#include "cleanup.h"
#include "import_private.h"

int import_registers_load(struct import *m, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(m->r->db,
                        "select r.register_id, r.county,"
                        " (select coalesce(max(h.household_id), 0) + 1 from household h"
                        "  where h.register_id = r.register_id),"
                        " (select coalesce(max(p.person_id), 0) + 1 from person p"
                        "  where p.register_id = r.register_id)"
                        " from register r order by r.register_id",
                        &s, e);
    if (rc < 0)
        return rc;
    while ((rc = stmt_step(s, e)) > 0) {
        struct import_register x = {
            .id = stmt_int(s, 0), .next_household = stmt_int(s, 2), .next_person = stmt_int(s, 3)};
        struct str county = stmt_text(s, 1);
        snprintf(x.county, sizeof x.county, STR_FMT, STR_ARG(county));
        if (!vec_push(m->a, &m->registers, x))
            return err_nomem(e);
    }
    return rc;
}

struct import_register *import_register(struct import *m, int64_t id)
{
    for (size_t i = 0; i < m->registers.n; i++)
        if (m->registers.at[i].id == id)
            return &m->registers.at[i];
    return NULL;
}

static struct import_register *register_by_county(struct import *m, const char *county)
{
    for (size_t i = 0; i < m->registers.n; i++)
        if (strcmp(m->registers.at[i].county, county) == 0)
            return &m->registers.at[i];
    return NULL;
}

int import_register_of(struct import *m, const char *county, struct import_register **ret,
                       struct err *e)
{
    struct import_register *found = register_by_county(m, county);
    if (!found) {
        struct import_register x = {.id = 1, .next_household = 1, .next_person = 1};
        for (size_t i = 0; i < m->registers.n; i++)
            if (m->registers.at[i].id >= x.id)
                x.id = m->registers.at[i].id + 1;
        snprintf(x.county, sizeof x.county, "%s", county);
        int rc = db_run(m->r->db, e, "insert into register(register_id, county) values ($1, $2)",
                        "it", x.id, str_of(x.county));
        if (rc < 0)
            return rc;
        if (!vec_push(m->a, &m->registers, x))
            return err_nomem(e);
        found = &m->registers.at[m->registers.n - 1];
    }
    *ret = found;
    return 0;
}

int import_household_no(struct import *m, int64_t register_id, int64_t household_id,
                        struct strbuf *out, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(m->r->db,
                        "select household_no from household"
                        " where register_id = $1 and household_id = $2",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, register_id);
    stmt_bind_int(s, 2, household_id);
    rc = stmt_step(s, e);
    if (rc > 0)
        strbuf_adds(out, stmt_text(s, 0));
    return rc < 0 ? rc : out->failed ? err_nomem(e) : 0;
}

int import_touch(struct import *m, int64_t register_id, int64_t household_id, size_t *ret,
                 struct err *e)
{
    uint64_t key = seen_key(register_id, household_id), at;
    if (!seen_get(&m->touched_at, key, &at)) {
        struct touched t = {
            .register_id = register_id, .household_id = household_id, .next_position = 1};
        if (!vec_push(m->a, &m->touched, t))
            return err_nomem(e);
        at = m->touched.n - 1;
        int rc = seen_put(&m->touched_at, key, at, e);
        if (rc < 0)
            return rc;
    }
    *ret = at;
    return 0;
}

/* The county of the row's division; empty after a fault. */
static int check_division(struct import *m, char county[13], struct err *e)
{
    struct str code = m->cells[m->r->at.division].value.s;
    county[0] = '\0';
    if (code.len == 12 && memcmp(code.data, m->last_division_text, 12) == 0) {
        memcpy(county, m->last_county, 13);
        return 0;
    }
    struct division d;
    struct err why;
    int rc = reg_division(m->r, code, m->o->valid_from, &d, &why);
    if (rc == 0)
        rc = division_county(m->r, code, m->o->valid_from, county, &why);
    if (rc == E_NOT_FOUND) {
        county[0] = '\0';
        import_fault_at(m, m->r->at.division, "没有这个区划，或高于县级",
                        "请填县、镇或村的统计用区划代码");
        return 0;
    }
    if (rc < 0) {
        *e = why;
        return rc;
    }
    if (!actor_scope_covers(m->actor, code)) {
        county[0] = '\0';
        import_fault_at(m, m->r->at.division, "不在您的管辖范围内", "请由管辖该区划的单位导入");
        return 0;
    }
    memcpy(m->last_division_text, code.data, 12);
    memcpy(m->last_county, county, 13);
    return 0;
}

static void check_doubled(struct import *m, struct str number)
{
    uint64_t packed;
    if (!map_get(m->household_seen, number, &packed))
        return;
    struct row_place first = place_unpack(packed);
    _cleanup_(strbuf_done) struct strbuf text = {0};
    strbuf_addz(&text, "文件中重复，首见于");
    if (first.file != m->file)
        strbuf_printf(&text, " %s ", import_file_name(m, first.file));
    strbuf_printf(&text, "第 %llu 行", (unsigned long long)first.line);
    import_fault_at(m, m->r->at.household_no, strbuf_z(&text), "请只保留一行，或改正户号");
}

/* Existing households stay in their county's register. */
static void check_register(struct import *m, int64_t register_id, const char *county)
{
    const struct import_register *x = import_register(m, register_id);
    if (x && strcmp(x->county, county) != 0)
        import_fault_at(m, m->r->at.division, "该户已登记在另一个县区",
                        "跨县区迁移请在迁入地另立新户号登记");
}

/* The register's scope for a household that is there: its division now. */
static int check_scope(struct import *m, const struct subject *s)
{
    struct fact now = s->now.facts[m->r->at.division];
    if (now.known && !now.none && !actor_scope_covers(m->actor, now.s))
        import_fault_at(m, m->r->at.household_no, "该户不在您的管辖范围内",
                        "请由管辖该户的单位导入");
    return 0;
}

static int insert_household(struct import *m, struct import_register *x, struct str number,
                            int64_t *ret_id, struct err *e)
{
    bulk_int(m->subjects, x->id);
    bulk_int(m->subjects, x->next_household);
    bulk_text(m->subjects, number);
    bulk_int(m->subjects, m->seq);
    *ret_id = x->next_household++;
    return bulk_row(m->subjects, e);
}

int import_household_row(struct import *m, struct err *e)
{
    struct cell *number = &m->cells[m->r->at.household_no];
    const struct household_ref *there = &m->current->household;
    struct subject s = {.k = {ENTITY_HOUSEHOLD, there->register_id, there->household_id}};
    bool found = there->found;
    char county[13] = "";
    int rc = 0;
    if (m->cells[m->r->at.division].state == VALUE_STATED &&
        (rc = check_division(m, county, e)) < 0)
        return rc;
    if (number->state == VALUE_STATED)
        check_doubled(m, number->value.s);
    if (found && !m->faulty) {
        if (county[0])
            check_register(m, s.k.register_id, county);
        if ((rc = subject_open(m, s.k, m->o->valid_from, &s, e)) < 0 ||
            (rc = check_scope(m, &s)) < 0)
            return rc;
    }
    if (m->faulty)
        return 0;
    if (!found) {
        struct import_register *x;
        if ((rc = import_register_of(m, county, &x, e)) < 0)
            return rc;
        s.k.register_id = x->id;
        if ((rc = insert_household(m, x, number->value.s, &s.k.id, e)) < 0 ||
            (rc = subject_new(m, s.k, m->o->valid_from, &s, e)) < 0)
            return rc;
    }
    bool changed;
    size_t touched;
    if ((rc = subject_write(m, &s, &changed, e)) < 0 ||
        (rc = import_touch(m, s.k.register_id, s.k.id, &touched, e)) < 0)
        return rc;
    m->written = s.k;
    m->result.added += !found;
    m->result.changed += found && changed;
    m->result.unchanged += found && !changed;
    struct row_place place = {m->file, m->line, true};
    return map_put(m->household_seen, number->value.s, place_pack(place)) < 0 ? err_nomem(e) : 0;
}
