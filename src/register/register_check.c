#include "register_check_private.h"

#include "change.h"
#include "cleanup.h"
#include "db_check.h"
#include "lang.h"
#include "progress.h"
#include "proposal_private.h"
#include "source.h"

#include <stdlib.h>

static void find_number(const struct register_check *x, struct subject_key k, struct strbuf *out)
{
    static const char *const sql[N_ENTITIES] = {
        [ENTITY_HOUSEHOLD] = "select household_no from household"
                             " where register_id = $1 and household_id = $2",
        [ENTITY_PERSON] = "select h.household_no from membership m join household h"
                          " on h.register_id = m.register_id and h.household_id = m.household_id"
                          " where m.register_id = $1 and m.person_id = $2"
                          " order by m.valid_from desc, m.recorded_seq desc limit 1",
    };
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    if (db_prepare(x->r->db, sql[k.entity], &s, NULL) < 0)
        return;
    stmt_bind_int(s, 1, k.register_id);
    stmt_bind_int(s, 2, k.id);
    if (stmt_step(s, NULL) > 0)
        strbuf_adds(out, stmt_text(s, 0));
}

struct checkup_place check_place(const struct register_check *x, struct str table,
                                 struct subject_key k, int64_t third)
{
    _cleanup_(strbuf_done) struct strbuf number = {0};
    char rest[24] = "";
    find_number(x, k, &number);
    if (third)
        snprintf(rest, sizeof rest, "/%lld", (long long)third);
    return checkup_place(STR_FMT " %lld/%lld%s%s%s%s", STR_ARG(table), (long long)k.register_id,
                         (long long)k.id, rest, number.len ? " (" : "", strbuf_z(&number),
                         number.len ? ")" : "");
}

bool changes_hold(const struct register_check *x, int64_t recorded_seq, int64_t superseded_seq)
{
    return recorded_seq >= 1 && recorded_seq <= x->last_seq &&
           (superseded_seq == SEQ_OPEN ||
            (superseded_seq >= recorded_seq && superseded_seq <= x->last_seq));
}

int find_changes(struct checkup_kind *k, const char *place, int64_t recorded_seq, struct err *e)
{
    return checkup_find(
        k, e, place, "所属的第 %lld 号变更或取代它的变更不在变更日志中，或先后颠倒；请从备份核对",
        "its change, number %lld, or the one that superseded it is not in the log, "
        "or they are out of order; compare with a backup",
        (long long)recorded_seq);
}

static void rows_end(struct check_rows *x)
{
    stmt_done(x->s);
    *x = (struct check_rows){.register_id = INT64_MAX, .id = INT64_MAX};
}

int check_rows_next(struct check_rows *x, struct err *e)
{
    int rc = stmt_step(x->s, e);
    if (rc <= 0) {
        rows_end(x);
        return rc;
    }
    x->register_id = stmt_int(x->s, 0);
    x->id = stmt_int(x->s, 1);
    return 0;
}

int check_rows_open(struct check_rows *x, struct db *db, const char *sql, struct err *e)
{
    int rc = db_prepare(db, sql, &x->s, e);
    return rc < 0 ? rc : check_rows_next(x, e);
}

void check_rows_close(struct check_rows *x)
{
    stmt_done(x->s);
}

/* Bits tell what a row of evidence states, slots which source won: a shared one mixes two facts. */
static bool clash(const struct reg *r, const struct attribute *a, const struct attribute *b)
{
    const struct place *x = &r->places[a->entity][a->index];
    const struct place *y = &r->places[b->entity][b->index];
    return x->slot == y->slot || (attribute_is_evidence(a) && attribute_is_evidence(b) &&
                                  a->group == b->group && x->bit == y->bit);
}

static int check_places(const struct reg *r, struct checkup_kind *k, const struct attribute *t,
                        struct err *e)
{
    int rc = 0;
    for (int i = 0; rc >= 0 && i < t->index; i++) {
        const struct attribute *other = &r->catalogue->attributes[t->entity][i];
        if (clash(r, t, other))
            rc = checkup_find(k, e,
                              checkup_place("catalogue_attribute %s/" STR_FMT,
                                            entity_name[t->entity], STR_ARG(t->id))
                                  .text,
                              "与属性 " STR_FMT " 共用存储位；请从备份恢复",
                              "shares its place with the attribute " STR_FMT "; restore a backup",
                              STR_ARG(other->id));
    }
    return rc;
}

static int check_catalogue(struct reg *r, struct checkup_kind *k, struct err *e)
{
    int rc = reg_load(r, e);
    for (int entity = 0; rc >= 0 && entity < N_ENTITIES; entity++)
        for (size_t i = 0; rc >= 0 && i < r->catalogue->n[entity]; i++) {
            k->examined++;
            rc = check_places(r, k, &r->catalogue->attributes[entity][i], e);
        }
    return rc;
}

/* How far the database has come isn't known; that it is at work is shown. */
static int check_database(struct db *db, struct checkup_kind *k, struct err *e)
{
    _cleanup_(progress_freep) struct progress *progress = progress_new(k->zh, k->en, 0);
    int rc = progress_tick(progress, (uint64_t)k->examined++, e);
    return db_check_end(db, k, rc < 0 ? rc : db_verify(db, e), e);
}

/* What opening refuses is a finding, after which nothing more can be read. */
static int refused(struct checkup_kind *k, int rc, bool *ret_refused, struct err *e)
{
    *ret_refused = rc == E_CORRUPT || rc == E_UNSUPPORTED || rc == E_CONFLICT;
    if (!*ret_refused)
        return rc;
    struct err what = *e;
    return checkup_add(k, "", &what, e);
}

int register_check_open(struct db *db, struct checkup *c, struct reg **ret, struct err *e)
{
    _cleanup_(reg_closep) struct reg *r = NULL;
    bool usable, stop;
    int rc = reg_new(catalogue_builtin(), &r, e);
    if (rc < 0) {
        db_close(db);
        return rc;
    }
    r->db = db;
    *ret = NULL;
    struct checkup_kind *k = checkup_begin(c, "database", "数据库", "database");
    if ((rc = check_database(r->db, k, e)) < 0)
        return rc;
    if ((rc = schema_part_check(r->db, &register_schema, c, &usable, e)) < 0 || !usable)
        return rc;
    k = checkup_begin(c, "catalogue", "事实目录", "catalogue");
    if ((rc = refused(k, check_catalogue(r, k, e), &stop, e)) < 0 || stop)
        return rc;
    *ret = take(r);
    return 0;
}

static int load_counties(struct register_check *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(x->r->db, "select register_id, county from register order by register_id",
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        struct county county = {stmt_int(s, 0), str_dup(x->a, stmt_text(s, 1))};
        if (arena_failed(x->a) || !vec_push(x->a, &x->counties, county))
            return err_nomem(e);
    }
    return rc;
}

static int check_deliveries(struct register_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc =
        db_prepare(x->r->db, "select delivery_id, seq from delivery order by delivery_id", &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        int64_t id = stmt_int(s, 0);
        k->examined++;
        if (!vec_push(x->a, &x->deliveries, id))
            return err_nomem(e);
        if (!changes_hold(x, stmt_int(s, 1), SEQ_OPEN))
            rc = find_changes(k, checkup_place("delivery %lld", (long long)id).text, stmt_int(s, 1),
                              e);
    }
    return rc;
}

/* Sources, each with a standing of its own in general. */
static int check_source_names(struct register_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(x->r->db,
                        "select s.source_id, (select count(*) from source_standing t"
                        " where t.source_id = s.source_id and t.attribute = ''"
                        " and t.standing is not null) from source s order by s.source_id",
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        k->examined++;
        if (!stmt_int(s, 1))
            rc = checkup_find(k, e, checkup_place("source %lld", (long long)stmt_int(s, 0)).text,
                              "没有可信度；请从备份恢复", "has no standing; restore a backup");
    }
    return rc;
}

static bool is_attribute(const struct reg *r, struct str entity, struct str id)
{
    for (int k = 0; k < N_ENTITIES; k++)
        for (size_t i = 0; i < r->catalogue->n[k] && str_eqz(entity, entity_name[k]); i++)
            if (str_eq(r->catalogue->attributes[k][i].id, id))
                return true;
    return entity.len == 0 && id.len == 0;
}

static int check_sources(struct register_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = check_source_names(x, k, e);
    if (rc >= 0)
        rc = db_prepare(x->r->db,
                        "select source_id, recorded_seq, coalesce(standing, 1), entity, attribute"
                        " from source_standing order by source_id, entity, attribute, recorded_seq",
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        int64_t source = stmt_int(s, 0), seq = stmt_int(s, 1), standing = stmt_int(s, 2);
        struct checkup_place place =
            checkup_place("source_standing %lld/" STR_FMT "/" STR_FMT "/%lld", (long long)source,
                          STR_ARG(stmt_text(s, 3)), STR_ARG(stmt_text(s, 4)), (long long)seq);
        k->examined++;
        /* 0: from the beginning */
        if (seq != 0 && !changes_hold(x, seq, SEQ_OPEN))
            rc = find_changes(k, place.text, seq, e);
        if (rc >= 0 &&
            (!reg_source(x->r, source) || !is_attribute(x->r, stmt_text(s, 3), stmt_text(s, 4))))
            rc = checkup_find(k, e, place.text, "所指的来源或属性不存在；请从备份核对",
                              "the source or attribute it speaks of doesn't exist; compare with a "
                              "backup");
        if (rc >= 0 && (standing < 1 || standing > STANDING_MAX))
            rc = checkup_find(k, e, place.text, "可信度 %lld 超出 1–%d；请从备份核对",
                              "the standing %lld is outside 1-%d; compare with a backup",
                              (long long)standing, STANDING_MAX);
    }
    return rc;
}

/* The table finding: implausible combinations that imports have noted. */
static int check_findings(struct register_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(x->r->db,
                        "select f.register_id, f.household_id, f.finding_id, f.recorded_seq,"
                        " case when f.person_id is not null and p.person_id is null then 1 else 0"
                        " end from finding f left join person p"
                        " on p.register_id = f.register_id and p.person_id = f.person_id"
                        " order by f.register_id, f.household_id, f.finding_id",
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        struct checkup_place place =
            checkup_place("finding %lld/%lld/%lld", (long long)stmt_int(s, 0),
                          (long long)stmt_int(s, 1), (long long)stmt_int(s, 2));
        k->examined++;
        if (!changes_hold(x, stmt_int(s, 3), SEQ_OPEN))
            rc = find_changes(k, place.text, stmt_int(s, 3), e);
        if (rc >= 0 && stmt_int(s, 4))
            rc = checkup_find(k, e, place.text, "所指的人员不存在；请从备份核对",
                              "the person it speaks of doesn't exist; compare with a backup");
    }
    return rc;
}

/* Every version that was ever in force has its files, and they are those of its hash. */
static int check_packs(struct register_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int64_t before = 0;
    int rc = db_prepare(x->r->db, "select version, recorded_seq from pack_version order by version",
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        int64_t version = stmt_int(s, 0), seq = stmt_int(s, 1);
        struct checkup_place place = checkup_place("pack_version %lld", (long long)version);
        const struct pack *pack;
        struct err what = {0};
        k->examined++;
        if (!changes_hold(x, seq, SEQ_OPEN))
            rc = find_changes(k, place.text, seq, e);
        if (rc >= 0 && seq < before)
            rc = checkup_find(k, e, place.text, "早于前一版政策包；请从备份核对",
                              "is older than the version before it; compare with a backup");
        before = seq;
        if (rc < 0 || (rc = reg_pack(x->r, seq, &pack, &what)) >= 0)
            continue;
        if (rc == E_NOMEM)
            return err_nomem(e);
        rc = checkup_add(k, place.text, &what, e);
    }
    return rc;
}

static int check_proposal_files(struct register_check *x, struct checkup_kind *k,
                                const struct proposal *p, const char *place, struct err *e)
{
    struct pack_file *files;
    char hash[65];
    size_t n;
    int rc;
    if ((rc = proposal_load_files(x->r, p->id, x->a, &files, &n, e)) < 0 ||
        (rc = pack_files_hash(files, n, hash, e)) < 0)
        return rc;
    return strcmp(hash, p->hash) == 0
               ? 0
               : checkup_find(k, e, place, "文件与其散列值不符；请从备份核对",
                              "its files don't match their hash; compare with a backup");
}

/* Proposals of a new pack: their files are those of their hash; what was approved is a version. */
static int check_proposals(struct register_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(x->r->db,
                        "select p.proposal_id, p.created_seq, p.changed_seq,"
                        " case when p.state = 'approved' and v.version is null then 1 else 0 end"
                        " from proposal p left join pack_version v on v.version = p.pack_version"
                        " and v.pack_hash = p.pack_hash order by p.proposal_id",
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        struct checkup_place place = checkup_place("proposal %lld", (long long)stmt_int(s, 0));
        struct proposal p;
        struct err what = {0};
        k->examined++;
        if (!changes_hold(x, stmt_int(s, 1), stmt_int(s, 2)))
            rc = find_changes(k, place.text, stmt_int(s, 1), e);
        if (rc >= 0 && stmt_int(s, 3))
            rc = checkup_find(k, e, place.text, "已批准，却没有由它而来的政策包版本；请从备份核对",
                              "it is approved, but no version of the pack came from it; compare "
                              "with a backup");
        if (rc < 0)
            continue;
        if ((rc = proposal_load(x->r, stmt_int(s, 0), x->a, &p, &what)) == E_CORRUPT)
            rc = checkup_add(k, place.text, &what, e);
        else if (rc >= 0)
            rc = check_proposal_files(x, k, &p, place.text, e);
    }
    return rc;
}

/* Numbers are unique in the whole database; the schema can say so only within a register. */
static int check_household_numbers(struct register_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    _cleanup_(strbuf_done) struct strbuf before = {0};
    int64_t register_id = 0;
    int rc = db_prepare(x->r->db,
                        "select household_no, register_id from household"
                        " order by household_no, register_id",
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        struct str number = stmt_text(s, 0);
        k->examined++;
        if (register_id && str_eq(strbuf_str(&before), number))
            rc = checkup_find(k, e, checkup_place("household " STR_FMT, STR_ARG(number)).text,
                              "户号在登记册 %lld 和 %lld 中各有一户；请从备份核对两户",
                              "registers %lld and %lld have a household of this number each; "
                              "compare both with a backup",
                              (long long)register_id, (long long)stmt_int(s, 1));
        register_id = stmt_int(s, 1);
        strbuf_clear(&before);
        strbuf_adds(&before, number);
        if (before.failed)
            return err_nomem(e);
    }
    return rc;
}

typedef int check_fn(struct register_check *x, struct checkup_kind *k, struct err *e);

static int check_kind(struct register_check *x, const char *id, const char *zh, const char *en,
                      check_fn *fn, struct err *e)
{
    struct checkup_kind *k = checkup_begin(x->c, id, zh, en);
    return db_check_end(x->r->db, k, fn(x, k, e), e);
}

int register_check(struct reg *r, const struct actor *actor, struct checkup *c, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct register_check x = {.r = r, .c = c, .a = a};
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0)
        return rc;
    if (actor->scope[0])
        return err_set(e, E_DENIED, "%s 只管辖 %s，检查登记库需要全部范围",
                       "the scope of %s is %s; checking a register takes all of it", actor->name,
                       actor->scope);
    if (!a)
        return err_nomem(e);
    if ((rc = change_last(r->db, &x.last_seq, e)) < 0 || (rc = load_counties(&x, e)) < 0 ||
        (rc = check_kind(&x, "packs", "政策包", "policy packs", check_packs, e)) < 0 ||
        (rc = check_kind(&x, "proposals", "政策包提案", "proposals of packs", check_proposals, e)) <
            0 ||
        (rc = check_kind(&x, "sources", "来源", "sources", check_sources, e)) < 0 ||
        (rc = check_kind(&x, "deliveries", "导入文件", "deliveries", check_deliveries, e)) < 0 ||
        (rc = check_kind(&x, "household_numbers", "户号", "household numbers",
                         check_household_numbers, e)) < 0)
        return rc;
    struct checkup_kind *evidence = checkup_begin(c, "evidence", "证据", "evidence");
    for (int entity = 0; rc >= 0 && entity < N_ENTITIES; entity++)
        rc = check_subjects(&x, entity, evidence, e);
    if (rc < 0 || (rc = check_memberships(&x, e)) < 0)
        return rc;
    return check_kind(&x, "findings", "疑点记录", "findings noted", check_findings, e);
}
