/* Paths, filters, for, some, every. */
#include "eval.h"

#include "bounds.h"
#include "temporal.h"

/* --- Properties of values --- */

static const struct feel_value *duration_of(struct arena *a, const struct feel_time *t)
{
    return t->zone == FEEL_ZONE_NONE ? &feel_null : feel_days_duration(a, t->offset, 0);
}

/* Seconds with their fraction: a decimal in [0..60), DMN 1.5, table 66. */
static const struct feel_value *seconds_of(struct arena *a, int64_t seconds, int64_t nanos)
{
    return feel_number(a, dec_from_scaled(seconds * NANOS_PER_SECOND + nanos, 9));
}

static const struct feel_value *time_property(struct arena *a, const struct feel_time *t,
                                              struct str name)
{
    int64_t sec = t->nanos / NANOS_PER_SECOND;
    if (str_eqz(name, "hour"))
        return feel_int(a, sec / 3600);
    if (str_eqz(name, "minute"))
        return feel_int(a, sec / 60 % 60);
    if (str_eqz(name, "second"))
        return seconds_of(a, sec % 60, t->nanos % NANOS_PER_SECOND);
    if (str_eqz(name, "time offset"))
        return duration_of(a, t);
    if (str_eqz(name, "timezone"))
        return t->zone == FEEL_ZONE_NAMED ? feel_string(a, t->zone_name) : &feel_null;
    return NULL;
}

static const struct feel_value *date_property(struct arena *a, int64_t days, struct str name)
{
    struct calendar c = calendar_of(days);
    if (str_eqz(name, "year"))
        return feel_int(a, c.year);
    if (str_eqz(name, "month"))
        return feel_int(a, c.month);
    if (str_eqz(name, "day"))
        return feel_int(a, c.day);
    if (str_eqz(name, "weekday"))
        return feel_int(a, calendar_weekday(days));
    return NULL;
}

static const struct feel_value *duration_property(struct arena *a, const struct feel_value *v,
                                                  struct str name)
{
    if (v->kind == FEEL_MONTHS_DURATION) {
        if (str_eqz(name, "years"))
            return feel_int(a, v->months / 12);
        if (str_eqz(name, "months"))
            return feel_int(a, v->months % 12);
        return NULL;
    }
    if (str_eqz(name, "days"))
        return feel_int(a, v->seconds / SECONDS_PER_DAY);
    if (str_eqz(name, "hours"))
        return feel_int(a, v->seconds / 3600 % 24);
    if (str_eqz(name, "minutes"))
        return feel_int(a, v->seconds / 60 % 60);
    if (str_eqz(name, "seconds"))
        return seconds_of(a, v->seconds % 60, v->nanos);
    return NULL;
}

static const struct feel_value *range_property(const struct feel_range *r, struct str name)
{
    if (str_eqz(name, "start"))
        return r->low ? r->low : &feel_null;
    if (str_eqz(name, "end"))
        return r->high ? r->high : &feel_null;
    if (str_eqz(name, "start included"))
        return feel_bool(r->low_included);
    if (str_eqz(name, "end included"))
        return feel_bool(r->high_included);
    return NULL;
}

static const struct feel_value *property(struct arena *a, const struct feel_value *v,
                                         struct str name)
{
    switch (v->kind) {
    case FEEL_DATE:
        return date_property(a, v->days, name);
    case FEEL_TIME:
        return time_property(a, &v->time, name);
    case FEEL_DATE_TIME: {
        const struct feel_value *p = date_property(a, v->days, name);
        return p ? p : time_property(a, &v->time, name);
    }
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        return duration_property(a, v, name);
    case FEEL_RANGE:
        return range_property(v->range, name);
    default:
        return NULL;
    }
}

static const struct feel_value *path(struct feel_run *run, const struct node *n,
                                     const struct feel_value *base, unsigned depth)
{
    switch (base->kind) {
    case FEEL_UNKNOWN:
        return feel_unknown_join(run->arena, base, NULL);
    case FEEL_NULL:
        return ops_null_operand(run, n->where, base, NULL);
    case FEEL_CONTEXT: {
        const struct feel_value *v = eval_entry(run, base->context, n->path.name, n->path.hint);
        if (v)
            return v;
        return feel_error(run, n->where, "没有条目“" STR_FMT "”", "no entry \"" STR_FMT "\"",
                          STR_ARG(n->path.name));
    }
    case FEEL_LIST: {
        if (depth > LIMIT_FEEL_DEPTH || !ops_step(run, base->list.n))
            return feel_error(run, n->where, "值嵌套过深", "the value is nested too deeply");
        const struct feel_value **items =
            arena_array_of(run->arena, base->list.n, const struct feel_value *);
        if (!items)
            return &feel_null;
        for (size_t i = 0; i < base->list.n; i++)
            items[i] = path(run, n, base->list.items[i], depth + 1);
        return feel_list(run->arena, items, base->list.n);
    }
    default: {
        const struct feel_value *v = property(run->arena, base, n->path.name);
        if (v)
            return v;
        return feel_error(run, n->where, "%s 没有成员“" STR_FMT "”",
                          "%s has no member \"" STR_FMT "\"", feel_kind_name(base->kind),
                          STR_ARG(n->path.name));
    }
    }
}

const struct feel_value *eval_path(struct feel_run *run, const struct node *n,
                                   const struct feel_value *base)
{
    return path(run, n, base, 0);
}

/* --- Frames that a function may capture live in the arena, others on the stack --- */

#define SLOTS_MAX 34u /* loop variables and partial */

/* NULL when memory is exhausted. */
static const struct feel_frame *keep_frame(struct arena *a, const struct feel_value *const *slots,
                                           size_t n, const struct feel_frame *up)
{
    struct feel_frame *kept = arena_new_of(a, struct feel_frame);
    const struct feel_value **copy = arena_dup(a, slots, n * sizeof *slots);
    if (!kept || !copy)
        return NULL;
    kept->up = up;
    kept->slots = copy;
    return kept;
}

static const struct feel_value *eval_in_frame(struct feel_run *run, const struct node *body,
                                              bool captures, const struct feel_value *const *slots,
                                              size_t n, const struct feel_frame *up)
{
    struct feel_frame local = {.up = up, .slots = slots};
    if (!captures)
        return eval_node(run, body, &local);
    const struct feel_frame *kept = keep_frame(run->arena, slots, n, up);
    return kept ? eval_node(run, body, kept) : &feel_null;
}

/* --- Filters --- */

struct filtered {
    const struct feel_value **at;
    size_t n, cap;
};

static const struct feel_value *item_at(struct feel_run *run, const struct node *n,
                                        const struct feel_value *const *items, size_t count,
                                        struct decimal index)
{
    size_t at;
    if (ops_index(index, count, &at))
        return items[at];
    return feel_error(run, n->where, "序号不在列表内（共 %zu 项）",
                      "the index lies outside the list (of %zu)", count);
}

const struct feel_value *eval_filter(struct feel_run *run, const struct node *n,
                                     const struct feel_frame *f)
{
    const struct feel_value *base = eval_node(run, n->a, f);
    if (base->kind == FEEL_NULL)
        return ops_null_operand(run, n->where, base, NULL);
    if (feel_is_unknown(base))
        return feel_unknown_join(run->arena, base, NULL);
    const struct feel_value *const *items = &base;
    size_t count = 1;
    if (base->kind == FEEL_LIST) {
        items = base->list.items;
        count = base->list.n;
    }
    bool indexed = n->b->type->kind == FEEL_T_NUMBER;
    if (count == 0)
        return indexed ? item_at(run, n, items, 0, dec_from_int(1)) : &feel_empty_list;
    struct filtered kept = {0};
    const struct feel_value *unknown = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct feel_value *slot = indexed ? &feel_null : items[i];
        const struct feel_value *c = eval_in_frame(run, n->b, n->captures, &slot, 1, f);
        if (run->stopped)
            return c;
        if (feel_is_unknown(c)) {
            unknown = feel_unknown_join(run->arena, unknown, c);
            if (indexed)
                break;
        } else if (i == 0 && c->kind == FEEL_NUMBER) {
            return item_at(run, n, items, count, c->number);
        } else if (indexed) {
            return ops_null_operand(run, n->b->where, c, NULL);
        } else if (c->kind != FEEL_BOOLEAN && c->kind != FEEL_NULL) {
            return feel_error(run, n->b->where, "过滤条件要求 boolean 或序号，得到 %s",
                              "a filter wants boolean or an index, got %s",
                              feel_kind_name(c->kind));
        } else if (feel_is_true(c) && !vec_push(run->arena, &kept, items[i])) {
            return &feel_null;
        }
    }
    if (unknown)
        return unknown;
    return feel_list(run->arena, kept.at, kept.n);
}

/* --- Loops --- */

struct domain {
    const struct feel_value *list; /* NULL: whole numbers or days from first to last */
    int64_t first, last;
    bool days;
};

struct loop {
    struct feel_run *run;
    const struct node *n;
    const struct feel_frame *up;
    const struct feel_value *slots[SLOTS_MAX];
    struct filtered results;
    const struct feel_value *verdict; /* some, every */
    const struct feel_value *failed;  /* not NULL: the loop's value, an error or unknown */
};

static const struct feel_value *domain_error(struct loop *l, const struct node *at,
                                             const struct feel_value *v)
{
    return feel_error(l->run, at->where, "不能在 %s 上循环", "no loop over %s",
                      feel_kind_name(v->kind));
}

#define LOOP_END_MAX (1LL << 60)

static bool whole(const struct feel_value *v, int64_t *ret, bool *ret_days)
{
    *ret_days = v->kind == FEEL_DATE;
    if (v->kind == FEEL_DATE) {
        *ret = v->days;
        return true;
    }
    return v->kind == FEEL_NUMBER && dec_to_int(v->number, ret) && *ret > -LOOP_END_MAX &&
           *ret < LOOP_END_MAX;
}

/* NULL, or the value of the whole loop. */
static const struct feel_value *between_ends(struct loop *l, const struct node *at,
                                             const struct feel_value *low,
                                             const struct feel_value *high, struct domain *ret)
{
    if (feel_is_unknown(low) || feel_is_unknown(high))
        return feel_unknown_join(l->run->arena, low, high);
    bool days_low, days_high;
    if (!whole(low, &ret->first, &days_low) || !whole(high, &ret->last, &days_high) ||
        days_low != days_high)
        return low->kind == FEEL_NULL || high->kind == FEEL_NULL
                   ? ops_null_operand(l->run, at->where, low, high)
                   : domain_error(l, at, low->kind == FEEL_NUMBER ? high : low);
    ret->list = NULL;
    ret->days = days_low;
    return NULL;
}

static const struct feel_value *open_domain(struct loop *l, const struct loop_variable *v,
                                            const struct feel_frame *frame, struct domain *ret)
{
    struct feel_run *run = l->run;
    const struct feel_value *d = eval_node(run, v->domain, frame);
    if (v->end)
        return between_ends(l, v->domain, d, eval_node(run, v->end, frame), ret);
    if (feel_is_unknown(d))
        return feel_unknown_join(run->arena, d, NULL);
    if (d->kind == FEEL_NULL)
        return ops_null_operand(run, v->domain->where, d, NULL);
    if (d->kind == FEEL_RANGE) {
        const struct feel_range *r = d->range;
        if (!r->low || !r->high)
            return domain_error(l, v->domain, d);
        const struct feel_value *e = between_ends(l, v->domain, r->low, r->high, ret);
        if (e)
            return e;
        /* An excluded end is the next whole value inside; (5..1) counts down. */
        bool up = ret->first <= ret->last;
        if (!r->low_included)
            ret->first += up ? 1 : -1;
        if (!r->high_included)
            ret->last -= up ? 1 : -1;
        if (up != (ret->first <= ret->last)) {
            ret->list = &feel_empty_list;
        }
        return NULL;
    }
    ret->list = d->kind == FEEL_LIST ? d : ops_singleton(run->arena, d);
    return NULL;
}

static bool take_result(struct loop *l, const struct feel_value *r)
{
    struct feel_run *run = l->run;
    if (run->stopped) {
        l->failed = r;
        return false;
    }
    if (l->n->kind == NODE_FOR) {
        if (vec_push(run->arena, &l->results, r))
            return true;
        l->failed = &feel_null;
        return false;
    }
    bool some = l->n->kind == NODE_SOME;
    l->verdict =
        some ? ops_or(run, l->n->where, l->verdict, r) : ops_and(run, l->n->where, l->verdict, r);
    return !(l->verdict->kind == FEEL_BOOLEAN && l->verdict->boolean == some);
}

/* Variables from the k-th on; false ends the loop. */
static bool iterate(struct loop *l, size_t k)
{
    struct feel_run *run = l->run;
    const struct node *n = l->n;
    if (k == n->loop.n) {
        if (n->op)
            l->slots[k] = feel_list(run->arena, l->results.at, l->results.n);
        return take_result(
            l, eval_in_frame(run, n->loop.body, n->captures, l->slots, n->loop.n + 1, l->up));
    }
    const struct feel_frame local = {.up = l->up, .slots = l->slots}, *frame = &local;
    if (n->captures)
        frame = keep_frame(run->arena, l->slots, n->loop.n + 1, l->up);
    struct domain d = {0};
    const struct feel_value *e = frame ? open_domain(l, &n->loop.vars[k], frame, &d) : &feel_null;
    if (e) {
        l->failed = e;
        return false;
    }
    if (d.list) {
        for (size_t i = 0; i < d.list->list.n; i++) {
            l->slots[k] = d.list->list.items[i];
            if (!iterate(l, k + 1))
                return false;
        }
        return true;
    }
    int64_t step = d.first <= d.last ? 1 : -1;
    for (int64_t i = d.first;; i += step) {
        l->slots[k] = d.days ? feel_date(run->arena, i) : feel_int(run->arena, i);
        if (!iterate(l, k + 1))
            return false;
        if (i == d.last)
            return true;
    }
}

const struct feel_value *eval_loop(struct feel_run *run, const struct node *n,
                                   const struct feel_frame *f)
{
    struct loop l = {
        .run = run,
        .n = n,
        .up = f,
        .verdict = feel_bool(n->kind == NODE_EVERY),
    };
    iterate(&l, 0);
    if (l.failed)
        return l.failed;
    if (n->kind == NODE_FOR)
        return feel_list(run->arena, l.results.at, l.results.n);
    return l.verdict;
}
