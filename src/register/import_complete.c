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

struct missing {
    struct import *m;
    struct memberships leaving;
    const struct touched *told; /* the last doubtful household */
};

static void bind_household(struct stmt *s, size_t i, void *arg)
{
    const struct import *m = ((const struct missing *)arg)->m;
    const struct touched *t = &m->touched.at[i];
    subject_bind(s, (struct subject_key){ENTITY_HOUSEHOLD, t->register_id, t->household_id});
    stmt_bind_int(s, 3, m->o->valid_from);
}

/* A member of a household leaves it if no row mentions him. */
static int judge_member(struct stmt *s, size_t i, void *arg, struct err *e)
{
    struct missing *x = arg;
    struct import *m = x->m;
    const struct touched *t = &m->touched.at[i];
    struct membership in = membership_read(s);
    uint64_t place;
    if (seen_get(&m->person_seen, seen_key(t->register_id, in.person_id), &place))
        return 0;
    if (!t->doubtful)
        return vec_push(m->a, &x->leaving, in) ? 0 : err_nomem(e);
    if (t == x->told)
        return 0;
    x->told = t;
    return tell_doubtful(m, t, e);
}

int import_complete(struct import *m, struct err *e)
{
    struct missing x = {.m = m};
    struct db_each each = {m->touched.n, bind_household, judge_member, &x};
    int rc = db_each(m->r->db, membership_of_household_sql, &each, e);
    for (size_t i = 0; rc >= 0 && i < x.leaving.n; i++) {
        arena_reset(m->row);
        rc = tell_leaving(m, &x.leaving.at[i], e);
    }
    for (size_t i = 0; rc >= 0 && i < x.leaving.n; i++) {
        arena_reset(m->row);
        rc = import_leave(m, &x.leaving.at[i], e);
    }
    return rc;
}
