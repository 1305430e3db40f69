/* Where the facts of a scanned household come from, and who its members are. */
#include "scan_private.h"

#include "cleanup.h"
#include "identity.h"

static int read_source(struct scan *s, const struct evidence *w, struct fact_origin *ret,
                       struct err *e)
{
    const struct source *source = s->r->sources[w->source_id];
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    int rc = db_prepare(s->r->db,
                        "select c.at, d.file_name from change c left join delivery d"
                        " on d.delivery_id = $2 where c.seq = $1",
                        &q, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(q, 1, w->recorded_seq);
    stmt_bind_int(q, 2, w->delivery_id);
    rc = stmt_step(q, e);
    if (rc < 0)
        return rc;
    *ret = (struct fact_origin){
        .source = source ? source->name : (struct str){0},
        .source_label = source ? source->label : (struct str){0},
        .valid_from = w->valid_from,
        .recorded_seq = w->recorded_seq,
        .recorded_at = rc > 0 ? stmt_int(q, 0) : 0,
        .delivery = rc > 0 ? str_dup(s->a, stmt_text(q, 1)) : (struct str){0},
    };
    return arena_failed(s->a) ? err_nomem(e) : 0;
}

int scan_origin(struct scan *s, uint32_t fact, struct fact_origin *ret, bool *ret_found,
                struct err *e)
{
    struct reg *r = s->r;
    size_t member = fact >> 16, at = fact & 0xffff;
    enum entity entity = member ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
    if (at >= r->catalogue->n[entity] || member > s->current.n_members)
        return err_set(e, E_NOT_FOUND, "没有编号为 %u 的事实", "there is no fact number %u", fact);
    const struct attribute *t = &r->catalogue->attributes[entity][at];
    *ret_found = false;
    if (!attribute_is_evidence(t))
        return 0;
    struct subject_key k = {entity, s->current.register_id,
                            member ? s->current.members[member - 1].person_id
                                   : s->current.household_id};
    struct evidence_rows rows = {0};
    struct subject_now now;
    int *winners = arena_array_of(s->a, r->catalogue->n[entity], int);
    int rc = now_alloc(r, entity, s->a, &now, e);
    if (rc < 0)
        return rc;
    if (!winners)
        return err_nomem(e);
    if ((rc = evidence_load(r, k, t->group, s->a, &rows, e)) < 0)
        return rc;
    evidence_resolve(r, entity, t->group, &rows, s->as_of, s->seq, SOURCE_ANY, now.facts, now.won,
                     winners);
    if (winners[at] < 0)
        return 0;
    rc = read_source(s, &rows.at[winners[at]], ret, e);
    if (rc >= 0)
        ret->least = rows.at[winners[at]].least >> t->bit & 1;
    *ret_found = rc >= 0;
    return rc;
}

int scan_member_name(struct scan *s, size_t member, struct str *ret, struct err *e)
{
    int at = s->r->at.name;
    *ret = (struct str){0};
    if (member < 1 || member > s->current.n_members)
        return err_set(e, E_NOT_FOUND, "没有第 %zu 位成员", "there is no member %zu", member);
    if (at < 0)
        return 0;
    const struct member_facts *m = &s->current.members[member - 1];
    struct fact name = m->facts[at];
    if (!name.known || name.none)
        return 0;
    if (actor_sees(&s->actor, FIELD_IDENTITY_NUMBER)) {
        *ret = name.s;
        return 0;
    }
    _cleanup_(strbuf_done) struct strbuf masked = {0};
    name_mask(name.s, &masked);
    *ret = str_dup(s->a, strbuf_str(&masked));
    return masked.failed || arena_failed(s->a) ? err_nomem(e) : 0;
}

int scan_member_number(struct scan *s, size_t member, char ret[IDNO_TEXT], struct err *e)
{
    if (member < 1 || member > s->current.n_members)
        return err_set(e, E_NOT_FOUND, "没有第 %zu 位成员", "there is no member %zu", member);
    struct err none = {0};
    int rc = reg_keys(s->r, &none);
    if (rc == 0)
        rc = identity_masked(s->r->db, s->r->keys, s->current.register_id,
                             s->current.members[member - 1].person_id, ret, &none);
    if (rc < 0)
        ret[0] = '\0';
    if (rc < 0 && rc != E_NOT_FOUND && e)
        *e = none;
    return rc == E_NOT_FOUND ? 0 : rc;
}
