/* DMN 1.5, 10.3.4.4: list functions. */
#include "bounds.h"
#include "builtin.h"
#include "ops.h"

struct items {
    const struct feel_value **at;
    size_t n, cap;
};

static bool add_all(struct call *c, struct items *to, const struct feel_value *list)
{
    for (size_t i = 0; i < list->list.n; i++)
        if (!vec_push(c->run->arena, to, list->list.items[i]))
            return false;
    return ops_step(c->run, list->list.n);
}

static const struct feel_value *finish(struct call *c, const struct items *v)
{
    return feel_list(c->run->arena, v->at, v->n);
}

static const struct feel_value *bad_position(struct call *c)
{
    return feel_error(c->run, c->where, "位置不在列表内", "the position lies outside the list");
}

const struct feel_value *builtin_count(struct call *c, const struct feel_value *const *args,
                                       size_t n)
{
    return feel_int(c->run->arena, (int64_t)args[0]->list.n);
}

const struct feel_value *builtin_list_contains(struct call *c, const struct feel_value *const *args,
                                               size_t n)
{
    const struct feel_value *unknown = NULL;
    for (size_t i = 0; i < args[0]->list.n; i++) {
        const struct feel_value *item = args[0]->list.items[i];
        if (item->kind != args[1]->kind && item->kind != FEEL_UNKNOWN &&
            (item->kind == FEEL_NULL || args[1]->kind == FEEL_NULL))
            continue;
        size_t diagnostics = c->run->n_diagnostics;
        const struct feel_value *r = feel_equal(c->run, item, args[1]);
        if (feel_is_true(r))
            return r;
        if (feel_is_unknown(r))
            unknown = feel_unknown_join(c->run->arena, unknown, r);
        /* Items of other types are no error here. */
        else if (r->kind == FEEL_NULL && !c->run->stopped)
            c->run->n_diagnostics = diagnostics;
    }
    return unknown ? unknown : &feel_false;
}

/* --- min, max --- */

static const struct feel_value *extreme_error(struct call *c, const struct feel_value *a,
                                              const struct feel_value *b)
{
    return feel_error(c->run, c->where, "%s 与 %s 不能比较", "%s and %s can't be compared",
                      feel_kind_name(a->kind), feel_kind_name(b->kind));
}

static bool better(struct decimal a, struct decimal b, int sign)
{
    return dec_cmp(a, b) * sign > 0;
}

/* The bound on the side that counts (the high one for max), and the opposite one. */
static struct decimal best_case(const struct feel_value *u, int sign)
{
    return u->unknown.bounds[sign > 0 ? 1 : 0];
}

static struct decimal worst_case(const struct feel_value *u, int sign)
{
    return u->unknown.bounds[sign > 0 ? 0 : 1];
}

/*
 * With unknown items: `floor` is what the result certainly reaches (the best known number, the
 * worst case of bounded items). Items that can't surpass it don't matter; if none can, the result
 * is known. Otherwise the facts are those of the items that can.
 */
static const struct feel_value *extreme_unknown(struct call *c, const struct feel_value *list,
                                                const struct feel_value *known, int sign)
{
    struct arena *a = c->run->arena;
    bool have_floor = known && known->kind == FEEL_NUMBER;
    struct decimal floor = have_floor ? known->number : dec_from_int(0);
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *u = list->list.items[i];
        if (!feel_is_unknown(u) || !u->unknown.bounded)
            continue;
        if (!have_floor || better(worst_case(u, sign), floor, sign))
            floor = worst_case(u, sign);
        have_floor = true;
    }
    const struct feel_value *open = NULL;
    struct decimal ceiling = floor;
    bool bounded = have_floor;
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *u = list->list.items[i];
        if (!feel_is_unknown(u))
            continue;
        bool may = !have_floor || !u->unknown.bounded || better(best_case(u, sign), floor, sign);
        if (!may)
            continue;
        open = feel_unknown_join(a, open, u);
        if (!u->unknown.bounded)
            bounded = false;
        else if (better(best_case(u, sign), ceiling, sign))
            ceiling = best_case(u, sign);
    }
    if (!open)
        return known && known->kind == FEEL_NUMBER && dec_cmp(known->number, floor) == 0
                   ? known
                   : feel_number(a, floor);
    if (!bounded)
        return open;
    return feel_unknown_bounded(a, open->unknown.facts, open->unknown.n, sign > 0 ? floor : ceiling,
                                sign > 0 ? ceiling : floor);
}

static const struct feel_value *extreme(struct call *c, const struct feel_value *list, int sign)
{
    if (feel_is_unknown(list))
        return feel_unknown_join(c->run->arena, list, NULL);
    const struct feel_value *best = NULL;
    bool unknown = false;
    ops_step(c->run, list->list.n / 2);
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *v = list->list.items[i];
        if (feel_is_unknown(v)) {
            unknown = true;
            continue;
        }
        if (v->kind == FEEL_NULL)
            return ops_null_operand(c->run, c->where, v, NULL);
        int order;
        if (!feel_compare(v, best ? best : v, &order))
            return extreme_error(c, v, best ? best : v);
        if (!best || order * sign > 0)
            best = v;
    }
    if (unknown)
        return extreme_unknown(c, list, best, sign);
    if (!best)
        return feel_error(c->run, c->where, "列表为空", "the list is empty");
    return best;
}

const struct feel_value *builtin_min(struct call *c, const struct feel_value *const *args, size_t n)
{
    return extreme(c, args[0], -1);
}

const struct feel_value *builtin_max(struct call *c, const struct feel_value *const *args, size_t n)
{
    return extreme(c, args[0], 1);
}

static const struct feel_value *fold_logic(struct call *c, const struct feel_value *list, bool any)
{
    const struct feel_value *r = feel_bool(!any);
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *v = list->list.items[i];
        r = any ? ops_or(c->run, c->where, r, v) : ops_and(c->run, c->where, r, v);
        if (r->kind == FEEL_BOOLEAN && r->boolean == any)
            break;
    }
    return r;
}

const struct feel_value *builtin_all(struct call *c, const struct feel_value *const *args, size_t n)
{
    return fold_logic(c, args[0], false);
}

const struct feel_value *builtin_any(struct call *c, const struct feel_value *const *args, size_t n)
{
    return fold_logic(c, args[0], true);
}

/* --- Parts and wholes --- */

const struct feel_value *builtin_sublist(struct call *c, const struct feel_value *const *args,
                                         size_t n)
{
    size_t start, total = args[0]->list.n;
    int64_t length;
    struct decimal whole;
    if (!ops_index(args[1]->number, total, &start))
        return bad_position(c);
    length = (int64_t)(total - start);
    if (args[2]) {
        int64_t wanted;
        if (!dec_round(args[2]->number, 0, DEC_DOWN, &whole) || !dec_to_int(whole, &wanted) ||
            wanted < 1 || wanted > length)
            return feel_error(c->run, c->where, "长度超出列表", "the length goes beyond the list");
        length = wanted;
    }
    return feel_list(c->run->arena, args[0]->list.items + start, (size_t)length);
}

const struct feel_value *builtin_append(struct call *c, const struct feel_value *const *args,
                                        size_t n)
{
    struct items v = {0};
    if (!add_all(c, &v, args[0]))
        return &feel_null;
    for (size_t i = 1; i < n; i++)
        if (!vec_push(c->run->arena, &v, args[i]))
            return &feel_null;
    return finish(c, &v);
}

const struct feel_value *builtin_concatenate(struct call *c, const struct feel_value *const *args,
                                             size_t n)
{
    struct items v = {0};
    for (size_t i = 0; i < n; i++)
        if (!add_all(c, &v, args[i]))
            return &feel_null;
    return finish(c, &v);
}

const struct feel_value *builtin_insert_before(struct call *c, const struct feel_value *const *args,
                                               size_t n)
{
    size_t at;
    struct items v = {0};
    if (!ops_index(args[1]->number, args[0]->list.n, &at))
        return bad_position(c);
    for (size_t i = 0; i < args[0]->list.n; i++) {
        if (i == at && !vec_push(c->run->arena, &v, args[2]))
            return &feel_null;
        if (!vec_push(c->run->arena, &v, args[0]->list.items[i]))
            return &feel_null;
    }
    return finish(c, &v);
}

const struct feel_value *builtin_remove(struct call *c, const struct feel_value *const *args,
                                        size_t n)
{
    size_t at;
    struct items v = {0};
    if (!ops_index(args[1]->number, args[0]->list.n, &at))
        return bad_position(c);
    for (size_t i = 0; i < args[0]->list.n; i++)
        if (i != at && !vec_push(c->run->arena, &v, args[0]->list.items[i]))
            return &feel_null;
    return finish(c, &v);
}

/* By a function (item, newItem) → boolean. */
static const struct feel_value *replace_matching(struct call *c, const struct feel_value *list,
                                                 const struct feel_value *match,
                                                 const struct feel_value *item)
{
    if (match->function->n_params != 2)
        return feel_error(c->run, c->where, "比较函数应有两个参数",
                          "the match function must have two parameters");
    struct items v = {0};
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *pair[] = {list->list.items[i], item};
        const struct feel_value *r = feel_call(c->run, match, pair, 2);
        if (feel_is_unknown(r))
            return feel_unknown_join(c->run->arena, r, NULL);
        if (r->kind != FEEL_BOOLEAN)
            return feel_error(c->run, c->where, "比较函数应返回 boolean，得到 %s",
                              "the match function must give boolean, got %s",
                              feel_kind_name(r->kind));
        if (!vec_push(c->run->arena, &v, r->boolean ? item : list->list.items[i]))
            return &feel_null;
    }
    return finish(c, &v);
}

const struct feel_value *builtin_list_replace(struct call *c, const struct feel_value *const *args,
                                              size_t n)
{
    if (args[1]->kind == FEEL_FUNCTION)
        return replace_matching(c, args[0], args[1], args[2]);
    size_t at;
    if (args[1]->kind != FEEL_NUMBER || !ops_index(args[1]->number, args[0]->list.n, &at))
        return bad_position(c);
    struct items v = {0};
    if (!add_all(c, &v, args[0]))
        return &feel_null;
    v.at[at] = args[2];
    return finish(c, &v);
}

const struct feel_value *builtin_reverse(struct call *c, const struct feel_value *const *args,
                                         size_t n)
{
    struct items v = {0};
    for (size_t i = args[0]->list.n; i > 0; i--)
        if (!vec_push(c->run->arena, &v, args[0]->list.items[i - 1]))
            return &feel_null;
    return finish(c, &v);
}

bool builtin_equal(struct call *c, const struct feel_value *a, const struct feel_value *b)
{
    size_t diagnostics = c->run->n_diagnostics;
    const struct feel_value *r = feel_equal(c->run, a, b);
    if (r->kind == FEEL_NULL && !c->run->stopped)
        c->run->n_diagnostics = diagnostics;
    return feel_is_true(r);
}

const struct feel_value *builtin_index_of(struct call *c, const struct feel_value *const *args,
                                          size_t n)
{
    struct items v = {0};
    for (size_t i = 0; i < args[0]->list.n; i++)
        if (builtin_equal(c, args[0]->list.items[i], args[1]) &&
            !vec_push(c->run->arena, &v, feel_int(c->run->arena, (int64_t)i + 1)))
            return &feel_null;
    return finish(c, &v);
}

static bool flatten(struct call *c, const struct feel_value *list, struct items *v, unsigned depth)
{
    if (depth > LIMIT_FEEL_DEPTH || !ops_step(c->run, list->list.n))
        return false;
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *item = list->list.items[i];
        bool ok = item->kind == FEEL_LIST ? flatten(c, item, v, depth + 1)
                                          : vec_push(c->run->arena, v, item);
        if (!ok)
            return false;
    }
    return true;
}

const struct feel_value *builtin_flatten(struct call *c, const struct feel_value *const *args,
                                         size_t n)
{
    struct items v = {0};
    if (!flatten(c, args[0], &v, 0))
        return feel_error(c->run, c->where, "列表嵌套过深", "the list is nested too deeply");
    return finish(c, &v);
}

/* --- sort: a stable merge sort; the order comes from a function of the model --- */

struct sorting {
    struct call *c;
    const struct feel_value *precedes;
    const struct feel_value *failed; /* the result instead of a list */
};

/* Does b come before a? */
static bool swapped(struct sorting *s, const struct feel_value *a, const struct feel_value *b)
{
    const struct feel_value *pair[] = {b, a};
    const struct feel_value *r = feel_call(s->c->run, s->precedes, pair, 2);
    if (r->kind == FEEL_BOOLEAN)
        return r->boolean;
    if (feel_is_unknown(r))
        s->failed = feel_unknown_join(s->c->run->arena, r, NULL);
    else
        s->failed =
            feel_error(s->c->run, s->c->where, "排序函数应返回 boolean，得到 %s",
                       "the sort function must give boolean, got %s", feel_kind_name(r->kind));
    return false;
}

static void merge(struct sorting *s, const struct feel_value **from, const struct feel_value **to,
                  size_t low, size_t mid, size_t high)
{
    size_t i = low, k = mid;
    for (size_t at = low; at < high; at++) {
        bool right = i == mid || (k < high && !s->failed && swapped(s, from[i], from[k]));
        to[at] = right ? from[k++] : from[i++];
    }
}

const struct feel_value *builtin_sort(struct call *c, const struct feel_value *const *args,
                                      size_t n)
{
    struct arena *a = c->run->arena;
    size_t count = args[0]->list.n;
    struct sorting s = {c, args[1], NULL};
    if (args[1]->function->n_params != 2 && !args[1]->function->open)
        return feel_error(c->run, c->where, "排序函数应有两个参数",
                          "the sort function must have two parameters");
    const struct feel_value **from = arena_dup(a, args[0]->list.items, count * sizeof *from);
    const struct feel_value **to = arena_array_of(a, count, const struct feel_value *);
    if (!from || !to)
        return &feel_null;
    for (size_t width = 1; width < count && !s.failed; width *= 2) {
        for (size_t low = 0; low < count && !s.failed; low += 2 * width) {
            size_t mid = low + width < count ? low + width : count;
            size_t high = mid + width < count ? mid + width : count;
            merge(&s, from, to, low, mid, high);
        }
        const struct feel_value **swap = from;
        from = to;
        to = swap;
    }
    return s.failed ? s.failed : feel_list(a, from, count);
}
