/* Runs that were kept: finding them, their figures, their rows. */
#include "runs_private.h"

#include "cleanup.h"
#include "clock.h"
#include "date.h"

#include <stdlib.h>
#include <unistd.h>

/* From RUN_COLUMNS at `at`. */
static struct run_info info_of(struct stmt *s, int at)
{
    return (struct run_info){
        .run_id = stmt_int(s, at),
        .as_of = (int32_t)stmt_int(s, at + 1),
        .known_seq = stmt_int(s, at + 2),
        .recorded_seq = stmt_int(s, at + 3),
        .division = stmt_text(s, at + 4),
        .pack_hash = stmt_text(s, at + 5),
        .engine = stmt_text(s, at + 6),
        .has_digest = !stmt_is_null(s, at + 7),
        .digest = (uint64_t)stmt_int(s, at + 7),
    };
}

struct run_info run_info_committed(struct stmt *s, int at)
{
    struct run_info i = info_of(s, at);
    i.recorded_at = stmt_int(s, at + 8);
    i.by = stmt_text(s, at + 9);
    return i;
}

int run_looks(struct reg *r, const struct actor *actor, uint32_t rights,
              struct scan_range *ret_scope, struct err *e)
{
    int rc = actor_require(actor, RIGHT_VIEW | rights, e);
    if (rc < 0 || (rc = db_schema_check(reg_db(r), &determine_schema, e)) < 0)
        return rc;
    return scan_range(actor, (struct str){0}, ret_scope, e);
}

int runs_list(struct reg *r, const struct actor *actor, int64_t before, size_t most, run_fn *fn,
              void *arg, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct scan_range scope;
    int rc = run_looks(r, actor, 0, &scope, e);
    if (rc < 0 || (rc = db_prepare(reg_db(r),
                                   "SELECT " RUN_COLUMNS ", c.at, c.actor FROM run r JOIN change c "
                                   "ON c.seq = r.recorded_seq WHERE r.run_id < $1 AND " RUN_IN_SCOPE
                                   " ORDER BY r.run_id DESC LIMIT $4",
                                   &s, e)) < 0)
        return rc;
    stmt_bind_int(s, 1, before ? before : INT64_MAX);
    stmt_bind_text(s, 2, str_of(scope.low));
    stmt_bind_text(s, 3, str_of(scope.high));
    stmt_bind_int(s, 4, (int64_t)most);
    while ((rc = stmt_step(s, e)) > 0) {
        struct run_info info = run_info_committed(s, 0);
        if ((rc = fn(arg, &info, e)) < 0)
            return rc;
    }
    return rc;
}

void run_view_close(struct run_view *v)
{
    if (!v)
        return;
    db_close(v->own);
    arena_free(v->arena);
    free(v);
}

void run_view_closep(struct run_view **v)
{
    run_view_close(*v);
}

const struct run_info *run_view_info(const struct run_view *v)
{
    return &v->info;
}

static int no_run(const struct run_view *v, int64_t run_id, struct err *e)
{
    if (v->own)
        return err_set(e, E_NOT_FOUND, "没有这次试算，或其中没有您辖区的户",
                       "there is no such trial, or none of its households is yours");
    return err_set(e, E_NOT_FOUND, "没有第 %lld 次认定，或其中没有您辖区的户",
                   "there is no run %lld, or none of its households is yours", (long long)run_id);
}

static int new_view(struct reg *r, const struct actor *actor, uint32_t rights,
                    struct run_view **ret, struct err *e)
{
    _cleanup_(run_view_closep) struct run_view *v = calloc(1, sizeof *v);
    if (!v || !(v->arena = arena_new(0)))
        return err_nomem(e);
    v->r = r;
    v->db = reg_db(r);
    v->actor = *actor;
    int rc = run_looks(r, actor, rights, &v->scope, e);
    if (rc >= 0)
        *ret = take(v);
    return rc;
}

static int read_info(struct run_view *v, int64_t run_id, const char *sql, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(v->db, sql, &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, run_id);
    stmt_bind_text(s, 2, str_of(v->scope.low));
    stmt_bind_text(s, 3, str_of(v->scope.high));
    if ((rc = stmt_step(s, e)) <= 0)
        return rc < 0 ? rc : no_run(v, run_id, e);
    v->info = v->own ? info_of(s, 0) : run_info_committed(s, 0);
    struct str *texts[] = {&v->info.by, &v->info.division, &v->info.pack_hash, &v->info.engine};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *texts[i] = str_dup(v->arena, *texts[i]);
    v->info.trial = v->own != NULL;
    return arena_failed(v->arena) ? err_nomem(e) : 0;
}

int run_view_open(struct reg *r, const struct actor *actor, int64_t run_id, struct run_view **ret,
                  struct err *e)
{
    _cleanup_(run_view_closep) struct run_view *v = NULL;
    int rc = new_view(r, actor, 0, &v, e);
    if (rc < 0 || (rc = read_info(v, run_id,
                                  "SELECT " RUN_COLUMNS ", c.at, c.actor FROM run r JOIN change c "
                                  "ON c.seq = r.recorded_seq WHERE r.run_id = $1 AND " RUN_IN_SCOPE,
                                  e)) < 0)
        return rc;
    *ret = take(v);
    return 0;
}

static int trial_url(const char *path, struct strbuf *ret, struct err *e)
{
    strbuf_printf(ret, "sqlite:%s", path);
    return ret->failed ? err_nomem(e) : 0;
}

int run_view_open_trial(struct reg *r, const struct actor *actor, const char *path,
                        struct run_view **ret, struct err *e)
{
    _cleanup_(run_view_closep) struct run_view *v = NULL;
    _cleanup_(strbuf_done) struct strbuf url = {0};
    int rc = new_view(r, actor, RIGHT_DETERMINE, &v, e);
    if (rc < 0 || (rc = trial_url(path, &url, e)) < 0 ||
        (rc = db_open(strbuf_z(&url), DB_READ, &v->own, e)) < 0)
        return rc;
    v->db = v->own;
    rc = read_info(v, TRIAL_RUN,
                   "SELECT " RUN_COLUMNS " FROM run r WHERE r.run_id = $1 AND " RUN_IN_SCOPE, e);
    if (rc < 0)
        return rc;
    *ret = take(v);
    return 0;
}

int trial_create(const char *path, struct db **ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf url = {0};
    _cleanup_(db_closep) struct db *db = NULL;
    static const char *const parts[] = {"", "-wal", "-shm"};
    int rc = trial_url(path, &url, e);
    /* of an attempt that was broken off */
    for (size_t i = 0; rc >= 0 && i < ARRAY_LEN(parts); i++) {
        _cleanup_(strbuf_done) struct strbuf file = {0};
        strbuf_printf(&file, "%s%s", path, parts[i]);
        if (file.failed)
            rc = err_nomem(e);
        else
            unlink(strbuf_z(&file));
    }
    if (rc < 0 || (rc = db_open(strbuf_z(&url), DB_CREATE, &db, e)) < 0 ||
        (rc = db_migrate(db, &determine_schema, NULL, e)) < 0)
        return rc;
    *ret = take(db);
    return 0;
}

int run_view_range(const struct run_view *v, struct str division, struct scan_range *ret,
                   struct err *e)
{
    return scan_range(&v->actor, division, ret, e);
}

int run_figure_read(struct figures *f, struct stmt *s, bool money)
{
    struct str division = stmt_text(s, 0), counted = stmt_text(s, 2);
    const struct tally t = {stmt_int(s, 3), stmt_int(s, 4), money ? stmt_int(s, 5) : 0};
    if (str_eqz(counted, FIGURE_GONE)) {
        f->gone = t.households;
        return 0;
    }
    if (str_starts(counted, STR(FIGURE_MISSING))) {
        struct figure_missing m = {.households = t.households, .people = t.people};
        size_t skip = sizeof FIGURE_MISSING - 1;
        snprintf(m.division, sizeof m.division, STR_FMT, STR_ARG(division));
        snprintf(m.fact, sizeof m.fact, "%.*s", (int)(counted.len - skip), counted.data + skip);
        return figures_put_missing(f, &m);
    }
    for (int c = 0; c < N_COUNTS; c++)
        if (str_eqz(counted, figure_count_word((enum figure_count)c)))
            return figures_put(f, division, stmt_text(s, 1), (enum figure_count)c, &t);
    return 0; /* of a later version */
}

int run_no_figures(const struct run_view *v, struct err *e)
{
    return err_set(e, E_NOT_FOUND, "第 %lld 次认定出自较早的版本，没有保存统计",
                   "run %lld is of an earlier version, which kept no figures",
                   (long long)v->info.run_id);
}

int run_view_figures(struct run_view *v, struct str division, struct figures **ret, struct err *e)
{
    _cleanup_(figures_freep) struct figures *f = figures_new();
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct scan_range range;
    int rc = actor_require_fields(&v->actor, FIELD_MONEY, e);
    if (rc < 0 || (rc = run_view_range(v, division, &range, e)) < 0)
        return rc;
    if (!v->info.has_digest)
        return run_no_figures(v, e);
    if (!f)
        return err_nomem(e);
    if ((rc = db_prepare(v->db,
                         "SELECT division, residence, counted, households, people, amount "
                         "FROM run_figure WHERE run_id = $1 AND division >= $2 AND division < $3",
                         &s, e)) < 0)
        return rc;
    stmt_bind_int(s, 1, v->info.run_id);
    /* what is of no division is told to whoever sees all */
    stmt_bind_text(s, 2, str_of(v->actor.scope[0] || division.len ? range.low : ""));
    stmt_bind_text(s, 3, str_of(range.high));
    while ((rc = stmt_step(s, e)) > 0)
        if (run_figure_read(f, s, true) < 0)
            return err_nomem(e);
    if (rc < 0)
        return rc;
    f->expected = f->households;
    figures_sort(f);
    *ret = take(f);
    return 0;
}

/*
 * Rows.
 */
static struct maybe maybe_of(struct stmt *s, int col, bool seen)
{
    return (struct maybe){seen && !stmt_is_null(s, col), seen ? stmt_int(s, col) : 0};
}

#define ROW_COLUMNS                                                                                \
    "d.register_id, d.household_id, d.division, d.people, d.monthly_income, d.category, "          \
    "d.standing, d.monthly_amount, d.points, d.development_target, d.key_target, d.measures, "     \
    "d.grace_until, d.undecided_because, d.also_missing, d.rules, d.failed_because, "              \
    "d.superseded_seq, d.residence"
#define N_ROW_COLUMNS 19

static struct run_row row_of(struct stmt *s, const struct actor *actor, struct arena *a)
{
    bool money = actor_sees(actor, FIELD_MONEY);
    return (struct run_row){
        .decision =
            {
                .register_id = stmt_int(s, 0),
                .household_id = stmt_int(s, 1),
                .division = str_dup(a, stmt_text(s, 2)),
                .people = (size_t)stmt_int(s, 3),
                .monthly_income = maybe_of(s, 4, money),
                .category = str_dup(a, stmt_text(s, 5)),
                .standing = standing_parse(stmt_text(s, 6)),
                .monthly_amount = maybe_of(s, 7, money),
                .points = maybe_of(s, 8, true),
                .development_target = maybe_of(s, 9, true),
                .key_target = maybe_of(s, 10, true),
                .measures = str_dup(a, stmt_text(s, 11)),
                .grace_until = stmt_is_null(s, 12) ? DATE_NONE : (int32_t)stmt_int(s, 12),
                .undecided_because = str_dup(a, stmt_text(s, 13)),
                .also_missing = str_dup(a, stmt_text(s, 14)),
                .rules = str_dup(a, stmt_text(s, 15)),
                .failed_because = str_dup(a, stmt_text(s, 16)),
                .residence = str_dup(a, stmt_text(s, 18)),
            },
        .superseded = !stmt_is_null(s, 17),
    };
}

enum category run_category(struct str code)
{
    int c = 0;
    while (c < N_CATEGORIES && !str_eqz(code, category_code((enum category)c)))
        c++;
    return (enum category)c;
}

/* What a sort goes by; the order of keys follows. */
static const struct {
    const char *by;
    bool text;
} sorts[] = {
    [RUN_BY_DIVISION] = {"d.division", true},
    /* what isn't known comes before everything that is */
    [RUN_BY_AMOUNT] = {"coalesce(d.monthly_amount, -9223372036854775807)", false},
    [RUN_BY_INCOME] = {"coalesce(d.monthly_income, -9223372036854775807)", false},
    [RUN_BY_PEOPLE] = {"d.people", false},
};

/* Held and undecided are those that wait for a fact. */
#define WAITING "d.standing IN ('held', 'undecided')"

static void add_category(struct strbuf *q, enum category c)
{
    if (c == CATEGORY_FAILED)
        strbuf_addz(q, " AND d.standing = 'failed'");
    else if (c == CATEGORY_UNDECIDED)
        strbuf_addz(q, " AND " WAITING);
    else if (c < CATEGORY_UNDECIDED)
        strbuf_printf(q, " AND d.category = '%s' AND d.standing <> 'failed' AND NOT " WAITING,
                      category_code(c));
}

/* $1 run, $2 low, $3 high, $4 most; then the fact in two ways, then the key, where they are asked
 * for. The page is found in the index, and only its rows are read. */
static void rows_sql(const struct run_filter *f, bool from_key, struct strbuf *q)
{
    const char *by = sorts[f->sort].by, *way = f->descending ? " DESC" : "";
    int next = 5;
    strbuf_printf(q,
                  "SELECT " ROW_COLUMNS ", p.place FROM (SELECT %s AS place, d.register_id, "
                  "d.household_id FROM determination d WHERE d.run_id = $1 AND d.division >= $2 "
                  "AND d.division < $3",
                  by);
    add_category(q, f->category);
    if (f->standing != STANDING_NONE)
        strbuf_printf(q, " AND d.standing = '%s'", standing_code(f->standing));
#define WAITS "';' || d.undecided_because || ';'"
    if (f->missing.len) {
        strbuf_printf(q,
                      " AND " WAITING " AND (replace(" WAITS ", $%d, '') <> " WAITS
                      " OR replace(" WAITS ", $%d, '') <> " WAITS ")",
                      next, next + 1);
        next += 2;
    }
    if (from_key)
        strbuf_printf(q, " AND (%s, d.register_id, d.household_id) %c ($%d, $%d, $%d)", by,
                      f->descending ? '<' : '>', next, next + 1, next + 2);
    strbuf_printf(q,
                  " ORDER BY %s%s, d.register_id%s, d.household_id%s LIMIT $4) p "
                  "JOIN determination d ON d.register_id = p.register_id "
                  "AND d.household_id = p.household_id AND d.run_id = $1 "
                  "ORDER BY p.place%s, d.register_id%s, d.household_id%s",
                  by, way, way, way, way, way, way);
}

int run_key_parse(const struct run_key *k, struct str *ret_text, int64_t *ret, size_t n,
                  struct err *e)
{
    struct str rest = str_of(k->text), part;
    bool good = str_split(&rest, ' ', ret_text);
    for (size_t i = 0; i < n; i++) {
        char *end;
        good = good && str_split(&rest, ' ', &part) && part.len;
        if (good) {
            ret[i] = strtoll(part.data, &end, 10);
            good = end == part.data + part.len;
        }
    }
    if (!good || rest.data)
        return err_set(e, E_INVALID, "翻页位置不正确，请从第一页开始",
                       "the place in the list is not right: begin with the first page");
    return 0;
}

struct page {
    struct arena *arena;
    struct page_row {
        struct run_row row;
        struct run_key key;
    } * rows;
    size_t n;
};

static void bind_number(struct stmt *s, size_t i, void *arg)
{
    const struct decision *d = &((struct page *)arg)->rows[i].row.decision;
    stmt_bind_int(s, 1, d->register_id);
    stmt_bind_int(s, 2, d->household_id);
}

static int take_number(struct stmt *s, size_t i, void *arg, struct err *e)
{
    struct page *p = arg;
    p->rows[i].row.decision.household_no = str_dup(p->arena, stmt_text(s, 0));
    return arena_failed(p->arena) ? err_nomem(e) : 0;
}

/* A trial's file has no households. */
static int find_numbers(struct reg *r, struct page *p, struct err *e)
{
    const struct db_each x = {p->n, bind_number, take_number, p};
    return db_each(
        reg_db(r),
        "SELECT household_no FROM household WHERE register_id = $1 AND household_id = $2", &x, e);
}

static void print_key(struct stmt *s, const struct run_filter *f, const struct decision *d,
                      struct run_key *ret)
{
    struct str place = stmt_text(s, N_ROW_COLUMNS);
    if (sorts[f->sort].text)
        snprintf(ret->text, sizeof ret->text, STR_FMT " %lld %lld", STR_ARG(place),
                 (long long)d->register_id, (long long)d->household_id);
    else
        snprintf(ret->text, sizeof ret->text, "%lld %lld %lld",
                 (long long)stmt_int(s, N_ROW_COLUMNS), (long long)d->register_id,
                 (long long)d->household_id);
}

/* Nothing before the key's place is looked at. */
static void begin_at(struct str place, bool descending, struct scan_range *range)
{
    char code[SCAN_CODE_BYTES];
    /* a blank is what comes right behind a code */
    snprintf(code, sizeof code, "%.*s%s", (int)(place.len < 12 ? place.len : 12), place.data,
             descending ? " " : "");
    if (!descending && strcmp(code, range->low) > 0)
        memcpy(range->low, code, sizeof code);
    if (descending && strcmp(code, range->high) < 0)
        memcpy(range->high, code, sizeof code);
}

static int read_page(struct run_view *v, const struct run_filter *f, const struct run_key *after,
                     size_t most, struct page *p, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf q = {0}, whole = {0}, of_member = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct scan_range range;
    struct str head;
    int64_t key[2];
    int next = 5;
    rows_sql(f, after->text[0], &q);
    strbuf_printf(&whole, ";" STR_FMT ";", STR_ARG(f->missing));
    strbuf_printf(&of_member, ";" STR_FMT "@", STR_ARG(f->missing));
    if (q.failed || whole.failed || of_member.failed)
        return err_nomem(e);
    int rc = run_view_range(v, f->division, &range, e);
    if (rc < 0 || (after->text[0] && (rc = run_key_parse(after, &head, key, 2, e)) < 0) ||
        (rc = db_prepare(v->db, strbuf_z(&q), &s, e)) < 0)
        return rc;
    if (after->text[0] && sorts[f->sort].text)
        begin_at(head, f->descending, &range);
    stmt_bind_int(s, 1, v->info.run_id);
    stmt_bind_text(s, 2, str_of(range.low));
    stmt_bind_text(s, 3, str_of(range.high));
    stmt_bind_int(s, 4, (int64_t)most);
    if (f->missing.len) {
        stmt_bind_text(s, next++, strbuf_str(&whole));
        stmt_bind_text(s, next++, strbuf_str(&of_member));
    }
    if (after->text[0]) {
        if (sorts[f->sort].text)
            stmt_bind_text(s, next, head);
        else
            stmt_bind_int(s, next, strtoll(head.data, NULL, 10));
        stmt_bind_int(s, next + 1, key[0]);
        stmt_bind_int(s, next + 2, key[1]);
    }
    while ((rc = stmt_step(s, e)) > 0) {
        struct page_row *x = &p->rows[p->n++];
        x->row = row_of(s, &v->actor, p->arena);
        print_key(s, f, &x->row.decision, &x->key);
    }
    return rc;
}

int run_view_rows(struct run_view *v, const struct run_filter *f, const struct run_key *after,
                  size_t most, run_row_fn *fn, void *arg, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct page p = {.arena = a};
    /* an order tells what lies between two rows */
    bool by_money = f->sort == RUN_BY_AMOUNT || f->sort == RUN_BY_INCOME;
    int rc = by_money ? actor_require_fields(&v->actor, FIELD_MONEY, e) : 0;
    if (rc < 0)
        return rc;
    if (!a || !(p.rows = arena_array_of(a, most, struct page_row)))
        return err_nomem(e);
    if ((rc = read_page(v, f, after, most, &p, e)) < 0 || (rc = find_numbers(v->r, &p, e)) < 0)
        return rc;
    if (arena_failed(a))
        return err_nomem(e);
    for (size_t i = 0; i < p.n && rc >= 0; i++)
        rc = fn(arg, &p.rows[i].row, &p.rows[i].key, e);
    return rc < 0 ? rc : 0;
}

/*
 * One household.
 */
static int household_row(struct stmt *s, const struct actor *actor, struct arena *a,
                         struct household_run *ret, struct run_key *ret_key)
{
    ret->row = row_of(s, actor, a);
    ret->row.decision.household_no = str_dup(a, stmt_text(s, N_ROW_COLUMNS));
    ret->run = run_info_committed(s, N_ROW_COLUMNS + 1);
    snprintf(ret_key->text, sizeof ret_key->text, "at %lld %lld", (long long)ret->run.as_of,
             (long long)ret->run.run_id);
    return arena_failed(a) ? E_NOMEM : 0;
}

int household_runs(struct reg *r, const struct actor *actor, struct str household_no,
                   const struct run_key *after, size_t most, household_run_fn *fn, void *arg,
                   struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    _cleanup_(scan_closep) struct scan *scan = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct scan_range scope;
    struct str head;
    int64_t key[2] = {INT64_MAX, INT64_MAX};
    if (!a)
        return err_nomem(e);
    int rc = run_looks(r, actor, 0, &scope, e);
    if (rc < 0 || (after->text[0] && (rc = run_key_parse(after, &head, key, 2, e)) < 0) ||
        (rc = db_prepare(reg_db(r),
                         "SELECT " ROW_COLUMNS ", h.household_no, " RUN_COLUMNS ", c.at, c.actor "
                         "FROM household h JOIN determination d ON d.register_id = h.register_id "
                         "AND d.household_id = h.household_id JOIN run r ON r.run_id = d.run_id "
                         "JOIN change c ON c.seq = r.recorded_seq WHERE h.household_no = $1 "
                         "AND d.division >= $2 AND d.division < $3 "
                         "AND (d.as_of, d.run_id) < ($4, $5) "
                         "ORDER BY d.as_of DESC, d.run_id DESC LIMIT $6",
                         &s, e)) < 0)
        return rc;
    stmt_bind_text(s, 1, household_no);
    stmt_bind_text(s, 2, str_of(scope.low));
    stmt_bind_text(s, 3, str_of(scope.high));
    stmt_bind_int(s, 4, key[0]);
    stmt_bind_int(s, 5, key[1]);
    stmt_bind_int(s, 6, (int64_t)most);
    bool any = after->text[0];
    while ((rc = stmt_step(s, e)) > 0) {
        struct household_run x;
        struct run_key at;
        any = true;
        arena_reset(a);
        if (household_row(s, actor, a, &x, &at) < 0)
            return err_nomem(e);
        if ((rc = fn(arg, &x, &at, e)) < 0)
            return rc;
    }
    /* one that wasn't decided yet is there all the same */
    return rc < 0 || any
               ? rc
               : scan_open_one(r, actor, household_no, clock_today(), INT64_MAX, &scan, e);
}
