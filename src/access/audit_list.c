/*
 * Looking into the trail. With millions of entries the way matters, and databases guess it badly:
 * a condition that few entries meet is followed by its own index and the rest sorted; where all are
 * common, entries are looked at from the newest on.
 */
#include "audit_private.h"

#include "cleanup.h"

#define FEW 2000 /* entries that are sorted */
#define PARAMS_MAX 24

/* A text column between two bounds: all that begins with a prefix, or one value (until empty). */
struct range {
    const char *column;
    struct str from, until;
};

struct query {
    struct strbuf sql;
    struct {
        bool text;
        int64_t i;
        struct str t;
    } params[PARAMS_MAX];
    int n;
    struct strbuf bounds[5];
    struct range ranges[5];
    size_t n_ranges;
};

static void query_done(struct query *q)
{
    strbuf_done(&q->sql);
    for (size_t i = 0; i < ARRAY_LEN(q->bounds); i++)
        strbuf_done(&q->bounds[i]);
}

static int param_int(struct query *q, int64_t v)
{
    q->params[q->n].i = v;
    return ++q->n;
}

static int param_text(struct query *q, struct str v)
{
    q->params[q->n].text = true;
    q->params[q->n].t = v;
    return ++q->n;
}

/* Above every text that begins with the prefix: bytes of UTF-8 are below 0xf8, and U+10FFFF is no
 * character. */
static int add_range(struct query *q, const char *column, struct str value, bool prefix,
                     struct err *e)
{
    struct range *r = &q->ranges[q->n_ranges];
    struct strbuf *b = &q->bounds[q->n_ranges];

    *r = (struct range){.column = column, .from = value};
    if (prefix) {
        strbuf_adds(b, value);
        strbuf_addz(b, "\xf4\x8f\xbf\xbf");
        if (b->failed)
            return err_nomem(e);
        r->until = strbuf_str(b);
    }
    q->n_ranges++;
    return 0;
}

static int add_filter(struct query *q, const char *column, struct str value, struct err *e)
{
    bool prefix = str_ends(value, STR("*"));

    if (value.len == 0)
        return 0;
    value.len -= prefix;
    return add_range(q, column, value, prefix, e);
}

/* by_index false: in a form that no index serves. */
static void put_range(struct query *q, const struct range *r, bool by_index)
{
    const char *hidden = by_index ? "" : " || ''";

    if (r->until.len == 0) {
        strbuf_printf(&q->sql, "(%s%s) = $%d", r->column, hidden, param_text(q, r->from));
        return;
    }
    strbuf_printf(&q->sql, "(%s%s) >= $%d", r->column, hidden, param_text(q, r->from));
    strbuf_printf(&q->sql, " and (%s%s) < $%d", r->column, hidden, param_text(q, r->until));
}

static int run(struct query *q, struct db *db, struct stmt **ret, struct err *e)
{
    int r = q->sql.failed ? err_nomem(e) : db_prepare(db, strbuf_z(&q->sql), ret, e);

    for (int i = 0; i < q->n && r >= 0; i++) {
        if (q->params[i].text)
            stmt_bind_text(*ret, i + 1, q->params[i].t);
        else
            stmt_bind_int(*ret, i + 1, q->params[i].i);
    }
    return r;
}

static void start_over(struct query *q)
{
    strbuf_clear(&q->sql);
    memset(q->params, 0, sizeof q->params);
    q->n = 0;
}

static int is_rare(struct query *q, const struct range *r, struct db *db, bool *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc;

    start_over(q);
    strbuf_addz(&q->sql, "select count(*) from (select 1 from audit_entry where ");
    put_range(q, r, true);
    strbuf_printf(&q->sql, " limit %d) c", FEW + 1);
    rc = run(q, db, &s, e);
    if (rc >= 0)
        rc = stmt_step(s, e);
    if (rc >= 0)
        *ret = stmt_int(s, 0) <= FEW;
    return rc;
}

/* The range to begin with: n_ranges for none. */
static int choose(struct query *q, struct db *db, size_t *ret, bool *ret_rare, struct err *e)
{
    size_t best = q->n_ranges;

    *ret_rare = false;
    for (size_t i = 0; i < q->n_ranges && !*ret_rare; i++) {
        int r = is_rare(q, &q->ranges[i], db, ret_rare, e);

        if (r < 0)
            return r;
        /* the index of one value has them in the order wanted */
        if (*ret_rare || (best == q->n_ranges && q->ranges[i].until.len == 0))
            best = i;
    }
    *ret = best;
    return 0;
}

#define ENTRY "e.at, e.register_id, e.seq"
#define NEWEST_FIRST " order by e.at desc, e.register_id desc, e.seq desc"

static void put_columns(struct query *q)
{
    struct str rest = STR(AUDIT_COLUMNS), name;

    for (const char *between = "select e."; str_split(&rest, ',', &name); between = ", e.") {
        strbuf_addz(&q->sql, between);
        strbuf_adds(&q->sql, str_trim(name));
    }
}

static const struct {
    const char *word, *condition;
} outcomes[] = {
    [AUDIT_ANY] = {"", ""},
    [AUDIT_DONE] = {"done", " and e.outcome < 400"},
    [AUDIT_REFUSED] = {"refused", " and e.outcome in (401, 403)"},
    [AUDIT_NOT_DONE] = {"failed", " and e.outcome >= 400 and e.outcome not in (401, 403)"},
};

enum audit_outcome audit_outcome_parse(struct str word)
{
    for (int i = AUDIT_DONE; i <= AUDIT_NOT_DONE; i++)
        if (str_eqz(word, outcomes[i].word))
            return (enum audit_outcome)i;
    return AUDIT_ANY;
}

static void build(struct query *q, const struct audit_filter *f, int64_t cursor_at, size_t first,
                  bool rare, size_t most)
{
    start_over(q);
    if (rare) {
        strbuf_addz(&q->sql, "with m as materialized (select register_id, seq from audit_entry"
                             " where ");
        put_range(q, &q->ranges[first], true);
        strbuf_addz(&q->sql, ") ");
    }
    put_columns(q);
    strbuf_addz(&q->sql, rare ? " from m cross join audit_entry e"
                                " where e.register_id = m.register_id and e.seq = m.seq"
                              : " from audit_entry e where 1 = 1");
    for (size_t i = 0; i < q->n_ranges; i++) {
        if (rare && i == first)
            continue;
        strbuf_addz(&q->sql, " and ");
        put_range(q, &q->ranges[i], i == first);
    }
    if (f->register_id >= 0)
        strbuf_printf(&q->sql, " and e.register_id = $%d", param_int(q, f->register_id));
    strbuf_addz(&q->sql, outcomes[f->outcome].condition);
    if (f->from_us)
        strbuf_printf(&q->sql, " and e.at >= $%d", param_int(q, f->from_us));
    if (f->until_us)
        strbuf_printf(&q->sql, " and e.at < $%d", param_int(q, f->until_us));
    if (f->after_seq) {
        int at = param_int(q, cursor_at), reg = param_int(q, f->after_register),
            seq = param_int(q, f->after_seq);

        strbuf_printf(&q->sql, " and (" ENTRY ") < ($%d, $%d, $%d)", at, reg, seq);
    }
    strbuf_printf(&q->sql, NEWEST_FIRST " limit $%d", param_int(q, (int64_t)most));
}

void audit_row_read(struct stmt *s, struct audit_row *ret)
{
    struct str t[N_AUDIT_TEXTS], hash = stmt_blob(s, AUDIT_C_HASH);

    for (int i = 0; i < N_AUDIT_TEXTS; i++)
        t[i] = stmt_text(s, AUDIT_C_TEXTS + i);
    *ret = (struct audit_row){
        .entry = {.register_id = stmt_int(s, AUDIT_C_REGISTER),
                  .actor_id = stmt_int(s, AUDIT_C_ACTOR_ID),
                  .actor = t[AUDIT_ACTOR],
                  .session = t[AUDIT_SESSION],
                  .address = t[AUDIT_ADDRESS],
                  .action = t[AUDIT_ACTION],
                  .object = t[AUDIT_OBJECT],
                  .division = t[AUDIT_DIVISION],
                  .why = t[AUDIT_WHY],
                  .before = t[AUDIT_BEFORE],
                  .after = t[AUDIT_AFTER],
                  .outcome = (int)stmt_int(s, AUDIT_C_OUTCOME)},
        .seq = stmt_int(s, AUDIT_C_SEQ),
        .at = stmt_int(s, AUDIT_C_AT),
    };
    if (hash.len == SM3_BYTES)
        crypto_hex(hash.data, hash.len, ret->hash);
}

static int add_ranges(struct query *q, struct str scope, const struct audit_filter *f,
                      struct err *e)
{
    int r;

    if ((r = add_filter(q, "object", f->object, e)) < 0 ||
        (r = add_filter(q, "actor", f->actor, e)) < 0 ||
        (r = add_filter(q, "action", f->action, e)) < 0 ||
        (f->division.len &&
         (r = add_range(q, "division", division_unpadded(f->division), true, e)) < 0))
        return r;
    return scope.len ? add_range(q, "division", scope, true, e) : 0;
}

/* Behind an entry that isn't there stands nothing. */
static int cursor_place(struct db *db, const struct audit_filter *f, int64_t *ret_at, struct err *e)
{
    bool found = true;
    int r = 0;

    *ret_at = 0;
    if (f->after_seq)
        r = db_query_int(db, ret_at, &found, e,
                         "select at from audit_entry where register_id = $1 and seq = $2", "ii",
                         f->after_register, f->after_seq);
    if (r >= 0 && !found)
        *ret_at = INT64_MIN;
    return r;
}

static int list(struct db *db, struct str scope, const struct audit_filter *f, size_t most,
                audit_fn *fn, void *arg, struct err *e)
{
    _cleanup_(query_done) struct query q = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int64_t at;
    size_t first;
    bool rare;
    int r;

    if ((r = cursor_place(db, f, &at, e)) < 0 || (r = add_ranges(&q, scope, f, e)) < 0 ||
        (r = choose(&q, db, &first, &rare, e)) < 0)
        return r;
    build(&q, f, at, first, rare, most);
    r = run(&q, db, &s, e);
    while (r >= 0 && (r = stmt_step(s, e)) > 0) {
        struct audit_row row;

        audit_row_read(s, &row);
        r = fn(arg, &row, e);
    }
    return r;
}

int audit_list(struct db *db, const struct actor *by, const struct audit_filter *f, size_t most,
               audit_fn *fn, void *arg, struct err *e)
{
    int r = actor_require(by, RIGHT_AUDIT, e);

    return r < 0 ? r : list(db, division_unpadded(str_of(by->scope)), f, most, fn, arg, e);
}

int audit_about(struct db *db, const struct audit_filter *f, size_t most, audit_fn *fn, void *arg,
                struct err *e)
{
    return list(db, STR(""), f, most, fn, arg, e);
}

int audit_get(struct db *db, const struct actor *by, int64_t register_id, int64_t seq, audit_fn *fn,
              void *arg, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct audit_row row;
    int r;

    if ((r = actor_require(by, RIGHT_AUDIT, e)) < 0 ||
        (r = db_prepare(db,
                        "select " AUDIT_COLUMNS " from audit_entry"
                        " where register_id = $1 and seq = $2",
                        &s, e)) < 0)
        return r;
    stmt_bind_int(s, 1, register_id);
    stmt_bind_int(s, 2, seq);
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    if (r > 0)
        audit_row_read(s, &row);
    if (r == 0 || !actor_scope_covers(by, row.entry.division))
        return err_set(e, E_NOT_FOUND, "没有第 %lld-%lld 号审计记录",
                       "there is no audit entry %lld-%lld", (long long)register_id, (long long)seq);
    return fn(arg, &row, e);
}

int audit_heads(struct db *db, const struct actor *by, audit_head_fn *fn, void *arg, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = actor_require(by, RIGHT_AUDIT, e);

    if (r >= 0)
        r = db_prepare(db, "select register_id, seq, hash from audit_head order by register_id", &s,
                       e);
    while (r >= 0 && (r = stmt_step(s, e)) > 0) {
        struct audit_head h = {.register_id = stmt_int(s, 0), .seq = stmt_int(s, 1)};
        struct str hash = stmt_blob(s, 2);

        if (hash.len == SM3_BYTES)
            crypto_hex(hash.data, hash.len, h.hash);
        r = fn(arg, &h, e);
    }
    return r;
}
