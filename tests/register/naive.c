#include "naive.h"

#include "cleanup.h"
#include "date.h"
#include "money.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

#define FOR_GOOD 2000000000

static struct stmt *ask(struct fixture *f, const char *sql)
{
    struct err e;
    struct stmt *s = NULL;
    if (db_prepare(reg_db(f->reg), sql, &s, &e) < 0)
        fail_msg("%s", e.en);
    return s;
}

static bool row(struct stmt *s)
{
    struct err e;
    int rc = stmt_step(s, &e);
    if (rc < 0)
        fail_msg("%s", e.en);
    return rc > 0;
}

static int64_t number(struct fixture *f, const char *sql, int64_t a, int64_t b)
{
    struct err e;
    int64_t v = 0;
    if (db_query_int(reg_db(f->reg), &v, NULL, &e, sql, "ii", a, b) < 0)
        fail_msg("%s", e.en);
    return v;
}

static const char *entity_word(enum entity k)
{
    return k == ENTITY_PERSON ? "person" : "household";
}

static int64_t recorded(struct fixture *f, const struct attribute *t, const char *column)
{
    struct err e;
    char sql[160];
    int64_t v = 0;
    snprintf(sql, sizeof sql, "select %s from catalogue_attribute where entity = $1 and id = $2",
             column);
    if (db_query_int(reg_db(f->reg), &v, NULL, &e, sql, "tt", str_of(entity_word(t->entity)),
                     t->id) < 0)
        fail_msg("%s", e.en);
    return v;
}

static void print_column(const struct attribute *t, struct stmt *s, int col, struct strbuf *out)
{
    struct fact v = {.known = true, .none = stmt_is_null(s, col)};
    if (attribute_storage(t) == 'i')
        v.i = stmt_int(s, col);
    else
        v.s = stmt_text(s, col);
    fact_print(t, v, out);
}

/* A row that holds and mentions an attribute, the one that is believed most first. */
struct spoken {
    int64_t source, standing, value;
    bool states, withdraws, least;
    struct strbuf text;
};
#define SPOKEN_MAX 200

/* The standing of the source of e for an attribute, as known at $4 */
#define STANDING                                                                                   \
    "coalesce((select t.standing from source_standing t where t.source_id = e.source_id"           \
    " and t.entity = '%s' and t.attribute = '" STR_FMT "' and t.recorded_seq <= $4"                \
    " order by t.recorded_seq desc limit 1), (select t.standing from source_standing t"            \
    " where t.source_id = e.source_id and t.attribute = '' and t.recorded_seq <= $4"               \
    " order by t.recorded_seq desc limit 1))"

static size_t read_spoken(struct fixture *f, const struct attribute *t, int64_t register_id,
                          int64_t subject_id, int32_t as_of, int64_t seq, struct spoken *ret)
{
    const struct fact_group *g = &reg_catalogue(f->reg)->groups[t->entity][t->group];
    int64_t bit = (int64_t)1 << recorded(f, t, "bit");
    size_t n = 0;
    char sql[1600];
    snprintf(sql, sizeof sql,
             "select e.source_id, " STANDING " as rank, e.stated, e.withdrawn, e.least, e." STR_FMT
             " from " STR_FMT " e where e.register_id = $1 and e.subject_id = $2"
             " and e.valid_from <= $3 and coalesce(e.valid_to, 4000000000) > $3"
             " and e.recorded_seq <= $4 and coalesce(e.superseded_seq, 4000000000) > $4"
             " order by rank desc, e.valid_from desc, e.evidence_id desc",
             entity_word(t->entity), STR_ARG(t->id), STR_ARG(t->id), STR_ARG(g->table));
    _cleanup_(stmt_donep) struct stmt *s = ask(f, sql);
    stmt_bind_int(s, 1, register_id);
    stmt_bind_int(s, 2, subject_id);
    stmt_bind_int(s, 3, as_of);
    stmt_bind_int(s, 4, seq > 3000000000 ? 3000000000 : seq);
    while (row(s)) {
        struct spoken x = {stmt_int(s, 0),
                           stmt_int(s, 1),
                           attribute_storage(t) == 'i' ? stmt_int(s, 5) : 0,
                           stmt_int(s, 2) & bit,
                           stmt_int(s, 3) & bit,
                           stmt_int(s, 4) & bit};
        if (!x.states && !x.withdraws)
            continue;
        if (x.states)
            print_column(t, s, 5, &x.text);
        assert_true(n < SPOKEN_MAX);
        ret[n++] = x;
    }
    return n;
}

void naive_attribute(struct fixture *f, const struct attribute *t, int64_t register_id,
                     int64_t subject_id, int32_t as_of, int64_t seq, int64_t only,
                     int64_t *ret_source, struct strbuf *ret_text)
{
    struct spoken rows[SPOKEN_MAX];
    const struct spoken *decides = NULL;
    size_t n = read_spoken(f, t, register_id, subject_id, as_of, seq, rows);
    bool silenced[256] = {0}, heard[256] = {0};
    for (size_t i = 0; i < n && !decides; i++) {
        const struct spoken *x = &rows[i];
        if (silenced[x->source] || (only && x->source != only) || x->least)
            continue;
        if (x->withdraws)
            silenced[x->source] = true;
        else
            decides = x;
    }
    const struct spoken *best = decides;
    for (size_t i = 0; decides && !only && i < n && rows[i].standing > decides->standing; i++) {
        const struct spoken *x = &rows[i];
        if (!heard[x->source] && x->least && x->value > best->value)
            best = x;
        heard[x->source] = true;
    }
    *ret_source = best ? best->source : 0;
    if (best)
        strbuf_adds(ret_text, strbuf_str(&best->text));
    for (size_t i = 0; i < n; i++)
        strbuf_done(&rows[i].text);
}

static void print_subject(struct fixture *f, enum entity k, int64_t register_id, int64_t subject_id,
                          int32_t as_of, int64_t seq, struct strbuf *out)
{
    const struct catalogue *c = reg_catalogue(f->reg);
    for (size_t i = 0; i < c->n[k]; i++) {
        const struct attribute *t = &c->attributes[k][i];
        _cleanup_(strbuf_done) struct strbuf text = {0};
        int64_t source;
        if (!attribute_is_evidence(t))
            continue;
        naive_attribute(f, t, register_id, subject_id, as_of, seq, 0, &source, &text);
        if (source)
            strbuf_printf(out, " " STR_FMT "=%s", STR_ARG(t->id), strbuf_z(&text));
    }
    strbuf_addc(out, '\n');
}

static void scan_members(struct fixture *f, int64_t register_id, int64_t household_id,
                         int32_t as_of, int64_t seq, struct strbuf *out)
{
    _cleanup_(stmt_donep) struct stmt *s =
        ask(f, "select person_id from membership where register_id = $1 and household_id = $2"
               " and valid_from <= $3 and coalesce(valid_to, 4000000000) > $3"
               " and recorded_seq <= $4 and coalesce(superseded_seq, 4000000000) > $4"
               " order by position");
    stmt_bind_int(s, 1, register_id);
    stmt_bind_int(s, 2, household_id);
    stmt_bind_int(s, 3, as_of);
    stmt_bind_int(s, 4, seq > 3000000000 ? 3000000000 : seq);
    while (row(s)) {
        strbuf_printf(out, "- %lld", (long long)stmt_int(s, 0));
        print_subject(f, ENTITY_PERSON, register_id, stmt_int(s, 0), as_of, seq, out);
    }
}

void naive_scan(struct fixture *f, int32_t as_of, int64_t seq, struct strbuf *out)
{
    const struct attribute *division =
        catalogue_find(reg_catalogue(f->reg), ENTITY_HOUSEHOLD, STR("division"));
    _cleanup_(stmt_donep) struct stmt *s =
        ask(f, "select register_id, household_id, household_no from household"
               " order by register_id, household_id");
    while (row(s)) {
        _cleanup_(strbuf_done) struct strbuf code = {0};
        int64_t source;
        naive_attribute(f, division, stmt_int(s, 0), stmt_int(s, 1), as_of, seq, 0, &source, &code);
        if (!code.len || !actor_scope_covers(&f->actor, strbuf_str(&code)))
            continue;
        strbuf_printf(out, STR_FMT, STR_ARG(stmt_text(s, 2)));
        print_subject(f, ENTITY_HOUSEHOLD, stmt_int(s, 0), stmt_int(s, 1), as_of, seq, out);
        scan_members(f, stmt_int(s, 0), stmt_int(s, 1), as_of, seq, out);
    }
}

/* The last change by which two sources changed places that had both spoken of the attribute. */
static int64_t last_turn(struct fixture *f, const struct attribute *t, int64_t register_id,
                         int64_t id)
{
    const struct fact_group *g = &reg_catalogue(f->reg)->groups[t->entity][t->group];
    int64_t bit = (int64_t)1 << recorded(f, t, "bit"), last = 0;
    _cleanup_(strbuf_done) struct strbuf sql = {0};
    strbuf_printf(&sql, "with spoke(seq, source, was, is_) as (select distinct c.seq, e.source_id");
    for (int i = 1; i >= 0; i--)
        strbuf_printf(
            &sql,
            ", coalesce((select t.standing from source_standing t where t.source_id = e.source_id"
            " and t.entity = '%s' and t.attribute = '" STR_FMT "' and t.recorded_seq <= c.seq - %d"
            " order by t.recorded_seq desc limit 1), (select t.standing from source_standing t"
            " where t.source_id = e.source_id and t.attribute = '' and t.recorded_seq <= c.seq - %d"
            " order by t.recorded_seq desc limit 1))",
            entity_word(t->entity), STR_ARG(t->id), i, i);
    strbuf_printf(&sql,
                  " from change c join " STR_FMT " e on e.recorded_seq < c.seq"
                  " and (e.superseded_seq is null or e.superseded_seq > c.seq)"
                  " where e.register_id = $1 and e.subject_id = $2"
                  " and ((e.stated | e.withdrawn) & %lld) <> 0)"
                  " select max(a.seq) from spoke a join spoke b on a.seq = b.seq"
                  " where (a.was < b.was) <> (a.is_ < b.is_)",
                  STR_ARG(g->table), (long long)bit);
    struct err e;
    if (db_query_int(reg_db(f->reg), &last, NULL, &e, strbuf_z(&sql), "ii", register_id, id) < 0)
        fail_msg("%s", e.en);
    return last;
}

/* The latest day and the latest change in any row of the subject. */
static void settled(struct fixture *f, enum entity k, int64_t register_id, int64_t id,
                    int64_t *ret_from, int64_t *ret_seq)
{
    const struct catalogue *c = reg_catalogue(f->reg);
    *ret_from = INT64_MIN;
    *ret_seq = 0;
    for (size_t g = 0; g <= c->n_groups[k]; g++) {
        char sql[512], table[80];
        if (g < c->n_groups[k])
            snprintf(table, sizeof table, STR_FMT, STR_ARG(c->groups[k][g].table));
        else if (k == ENTITY_PERSON)
            snprintf(table, sizeof table, "membership");
        else
            break;
        snprintf(sql, sizeof sql,
                 "select max(case when valid_to > valid_from then valid_to else valid_from end),"
                 " max(case when superseded_seq > recorded_seq then superseded_seq"
                 " else recorded_seq end) from %s"
                 " where register_id = $1 and %s = $2",
                 table, g < c->n_groups[k] ? "subject_id" : "person_id");
        _cleanup_(stmt_donep) struct stmt *s = ask(f, sql);
        stmt_bind_int(s, 1, register_id);
        stmt_bind_int(s, 2, id);
        if (!row(s) || stmt_is_null(s, 0))
            continue;
        if (stmt_int(s, 0) > *ret_from)
            *ret_from = stmt_int(s, 0);
        if (stmt_int(s, 1) > *ret_seq)
            *ret_seq = stmt_int(s, 1);
    }
    for (size_t i = 0; i < c->n[k]; i++)
        if (attribute_is_evidence(&c->attributes[k][i])) {
            int64_t turned = last_turn(f, &c->attributes[k][i], register_id, id);
            if (turned > *ret_seq)
                *ret_seq = turned;
        }
}

static void expected_now(struct fixture *f, enum entity k, int64_t register_id, int64_t id,
                         struct strbuf *out)
{
    const struct catalogue *c = reg_catalogue(f->reg);
    int64_t from, seq;
    settled(f, k, register_id, id, &from, &seq);
    if (k == ENTITY_PERSON)
        strbuf_printf(out, " in %lld at %lld",
                      (long long)number(f,
                                        "select household_id from membership where register_id = $1"
                                        " and person_id = $2 and superseded_seq is null"
                                        " and valid_to is null",
                                        register_id, id),
                      (long long)number(f,
                                        "select position from membership where register_id = $1"
                                        " and person_id = $2 and superseded_seq is null"
                                        " and valid_to is null",
                                        register_id, id));
    strbuf_printf(out, " %lld %lld", (long long)from, (long long)seq);
    for (size_t i = 0; i < c->n[k]; i++) {
        const struct attribute *t = &c->attributes[k][i];
        int64_t source;
        if (!attribute_is_evidence(t))
            continue;
        strbuf_printf(out, " " STR_FMT "=", STR_ARG(t->id));
        naive_attribute(f, t, register_id, id, FOR_GOOD, INT64_MAX, 0, &source, out);
        strbuf_printf(out, "/%lld", (long long)source);
    }
    strbuf_addc(out, '\n');
}

static void stored_now(struct fixture *f, enum entity k, struct stmt *s, struct strbuf *out)
{
    const struct catalogue *c = reg_catalogue(f->reg);
    int col = 2;
    if (k == ENTITY_PERSON) {
        strbuf_printf(out, " in %lld at %lld", (long long)stmt_int(s, 2),
                      (long long)stmt_int(s, 3));
        col = 4;
    }
    strbuf_printf(out, " %lld %lld", (long long)stmt_int(s, col), (long long)stmt_int(s, col + 1));
    int won = col + 2;
    for (size_t i = 0; i < c->n[k]; i++) {
        const struct attribute *t = &c->attributes[k][i];
        if (!attribute_is_evidence(t))
            continue;
        char sql[200];
        snprintf(sql, sizeof sql,
                 "select " STR_FMT " from %s_now where register_id = $1 and %s_id = $2",
                 STR_ARG(t->id), entity_word(k), entity_word(k));
        _cleanup_(stmt_donep) struct stmt *q = ask(f, sql);
        stmt_bind_int(q, 1, stmt_int(s, 0));
        stmt_bind_int(q, 2, stmt_int(s, 1));
        assert_true(row(q));
        strbuf_printf(out, " " STR_FMT "=", STR_ARG(t->id));
        print_column(t, q, 0, out);
        struct str blob = stmt_blob(s, won);
        int64_t slot = recorded(f, t, "slot");
        strbuf_printf(out, "/%d", slot < (int64_t)blob.len ? (unsigned char)blob.data[slot] : 0);
    }
    strbuf_addc(out, '\n');
}

void naive_now(struct fixture *f, struct strbuf *ret_stored, struct strbuf *ret_expected)
{
    for (int k = 0; k < N_ENTITIES; k++) {
        char sql[256];
        snprintf(
            sql, sizeof sql,
            "select register_id, %s_id%s, settled_from, settled_seq, won from %s_now order by 1, 2",
            entity_word(k), k == ENTITY_PERSON ? ", household_id, position" : "", entity_word(k));
        _cleanup_(stmt_donep) struct stmt *s = ask(f, sql);
        while (row(s)) {
            strbuf_printf(ret_stored, "%s %lld/%lld", entity_word(k), (long long)stmt_int(s, 0),
                          (long long)stmt_int(s, 1));
            strbuf_printf(ret_expected, "%s %lld/%lld", entity_word(k), (long long)stmt_int(s, 0),
                          (long long)stmt_int(s, 1));
            expected_now(f, k, stmt_int(s, 0), stmt_int(s, 1), ret_expected);
            stored_now(f, k, s, ret_stored);
        }
        /* each subject has its row */
        snprintf(sql, sizeof sql,
                 "select (select count(*) from %s) - (select count(*) from %s_now)", entity_word(k),
                 entity_word(k));
        _cleanup_(stmt_donep) struct stmt *n = ask(f, sql);
        assert_true(row(n));
        assert_int_equal(stmt_int(n, 0), 0);
    }
}

void naive_repair(struct fixture *f, enum entity k, int64_t register_id, int64_t id)
{
    const struct catalogue *c = reg_catalogue(f->reg);
    struct err e;
    char sql[400];
    unsigned char won[256] = {0};
    int64_t from, seq;
    size_t n = 0;
    for (size_t i = 0; i < c->n[k]; i++) {
        const struct attribute *t = &c->attributes[k][i];
        _cleanup_(strbuf_done) struct strbuf text = {0};
        int64_t source, slot = recorded(f, t, "slot");
        if (slot >= (int64_t)n)
            n = (size_t)slot + 1;
        if (!attribute_is_evidence(t))
            continue;
        naive_attribute(f, t, register_id, id, FOR_GOOD, INT64_MAX, 0, &source, &text);
        won[slot] = (unsigned char)source;
        /* the value itself is copied by SQL from the row that has it */
        snprintf(sql, sizeof sql,
                 "update %s_now set " STR_FMT " = $1 where register_id = $2 and %s_id = $3",
                 entity_word(k), STR_ARG(t->id), entity_word(k));
        _cleanup_(stmt_donep) struct stmt *s = ask(f, sql);
        int64_t fen = 0;
        if (source && text.len && attribute_storage(t) == 't')
            stmt_bind_text(s, 1, strbuf_str(&text));
        else if (source && t->type == ATTR_CODES)
            stmt_bind_text(s, 1, STR(""));
        else if (source && t->type == ATTR_MONEY && money_parse(strbuf_str(&text), &fen))
            stmt_bind_int(s, 1, fen);
        else if (source && t->type == ATTR_BOOLEAN && text.len)
            stmt_bind_int(s, 1, text.data[0] == 't');
        else if (source && t->type == ATTR_DATE && text.len)
            stmt_bind_int(s, 1, day(text.data));
        else if (source && t->type == ATTR_INTEGER && text.len)
            stmt_bind_int(s, 1, strtoll(text.data, NULL, 10));
        stmt_bind_int(s, 2, register_id);
        stmt_bind_int(s, 3, id);
        row(s);
    }
    settled(f, k, register_id, id, &from, &seq);
    snprintf(sql, sizeof sql,
             "update %s_now set won = $1, settled_from = $2, settled_seq = $3"
             " where register_id = $4 and %s_id = $5",
             entity_word(k), entity_word(k));
    if (db_run(reg_db(f->reg), &e, sql, "biiii", (struct str){(char *)won, n}, from, seq,
               register_id, id) < 0)
        fail_msg("%s", e.en);
}
