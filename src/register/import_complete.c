/* --complete: who of the households in the files is missing from them leaves. */
#include "cleanup.h"
#include "date.h"
#include "import_private.h"
#include "lang.h"
#include "scan_private.h"

static int tell_leaving(struct import *m, const struct membership *in, struct err *e)
{
    if (!m->o->report)
        return 0;
    _cleanup_(strbuf_done) struct strbuf number = {0}, name = {0};
    struct subject_key k = {ENTITY_PERSON, in->register_id, in->person_id};
    struct subject_now now;
    bool found;
    char day[DATE_TEXT];
    date_format(m->o->valid_from, day);
    int rc = import_household_no(m, in->register_id, in->household_id, &number, e);
    if (rc < 0 || (rc = now_read(m->r, k, m->row, &now, &found, e)) < 0)
        return rc;
    if (found && m->r->at.name >= 0)
        name_mask(now.facts[m->r->at.name].s, &name);
    fprintf(m->o->report,
            tr("完整名单：户 %s 的 %s 不在文件中，自 %s 起不再是该户成员\n",
               "complete: household %s: %s is not in the files and leaves it on %s\n"),
            strbuf_z(&number), strbuf_z(&name), day);
    return 0;
}

int import_tell_move(struct import *m, const struct membership *in, int32_t on, struct err *e)
{
    if (!m->o->report)
        return 0;
    _cleanup_(strbuf_done) struct strbuf number = {0}, name = {0};
    const struct cell *who = m->r->at.name >= 0 ? &m->cells[m->r->at.name] : NULL;
    struct str to = m->cells[m->r->at.member_household_no].value.s;
    char day[DATE_TEXT];
    date_format(on, day);
    int rc = import_household_no(m, in->register_id, in->household_id, &number, e);
    if (rc < 0)
        return rc;
    if (who && who->state == VALUE_STATED)
        name_mask(who->value.s, &name);
    fprintf(m->o->report,
            tr("完整名单：户 %s 的 %s 转到户 " STR_FMT "，自 %s 起\n",
               "complete: household %s: %s moves to household " STR_FMT " on %s\n"),
            strbuf_z(&number), strbuf_z(&name), STR_ARG(to), day);
    return 0;
}

static int tell_doubtful(struct import *m, const struct touched *t, struct err *e)
{
    if (!m->o->report)
        return 0;
    _cleanup_(strbuf_done) struct strbuf number = {0};
    int rc = import_household_no(m, t->register_id, t->household_id, &number, e);
    if (rc < 0)
        return rc;
    fprintf(m->o->report,
            tr("完整名单：户 %s 有号码无法识别的行，不知是谁，因此该户不移出任何成员\n",
               "complete: household %s has a row whose identity number can't be read, so nobody "
               "leaves it\n"),
            strbuf_z(&number));
    return 0;
}

/* Adds the members of one household that no row mentions. */
static int find_missing(struct import *m, const struct touched *t, struct memberships *leaving,
                        struct err *e)
{
    struct memberships there = {0};
    size_t before = leaving->n;
    arena_reset(m->row);
    int rc = membership_of_household(m->r, t->register_id, t->household_id, m->o->valid_from,
                                     m->row, &there, e);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < there.n; i++) {
        uint64_t place;
        if (!seen_get(&m->person_seen, seen_key(t->register_id, there.at[i].person_id), &place) &&
            !vec_push(m->a, leaving, there.at[i]))
            return err_nomem(e);
    }
    if (leaving->n == before || !t->doubtful)
        return 0;
    leaving->n = before;
    return tell_doubtful(m, t, e);
}

int import_complete(struct import *m, struct err *e)
{
    struct memberships leaving = {0};
    int rc = 0;
    for (size_t i = 0; i < m->touched.n; i++)
        if ((rc = find_missing(m, &m->touched.at[i], &leaving, e)) < 0)
            return rc;
    for (size_t i = 0; i < leaving.n; i++) {
        arena_reset(m->row);
        if ((rc = tell_leaving(m, &leaving.at[i], e)) < 0)
            return rc;
    }
    for (size_t i = 0; i < leaving.n; i++) {
        arena_reset(m->row);
        if ((rc = import_leave(m, &leaving.at[i], e)) < 0)
            return rc;
    }
    return 0;
}
