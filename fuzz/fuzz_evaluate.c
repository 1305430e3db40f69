/*
 * Models with random inputs. The first byte chooses a model, the second how its inputs come: as
 * JSON text (the rest of the input), or made to fit their types from the bytes that follow. What
 * must hold:
 * - an evaluation gives the same again,
 * - without unknown inputs nothing is unknown,
 * - what is known in spite of unknown inputs stays when these get values, unless it becomes an
 *   error (unknown is sound: README.md of src/dmn),
 * - results can be written as JSON and read back.
 */
#include "bounds.h"
#include "cleanup.h"
#include "dmn_folder.h"
#include "dmn_json.h"

#include <stdio.h>
#include <stdlib.h>

#define STEPS_LEFT 300000u
#define DEPTH_MAX 4
#define ITEMS_MAX 5

static const char *const paths[] = {
    "fuzz/corpus/dmn/tables.dmn", "fuzz/corpus/dmn/boxed.dmn",      "fuzz/corpus/dmn/services.dmn",
    "fuzz/corpus/dmn/types.dmn",  "fuzz/corpus/dmn/run.dmn",        "fuzz/corpus/dmn/bkm.dmn",
    "bench/dmn/household.dmn",    "policies/jiangmen/jiangmen.dmn",
};

static struct dmn_model *models[ARRAY_LEN(paths)];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define check(ok) check_at(ok, __LINE__)
static void check_at(bool ok, int line)
{
    if (ok)
        return;
    fprintf(stderr, "fuzz_evaluate.c:%d: this must hold\n", line);
    abort();
}

static void read_models(void)
{
    static struct arena *a; /* as long as the process */
    if (a)
        return;
    a = arena_new(0);
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        char path[1024];
        struct err e;
        snprintf(path, sizeof path, "%s/%s", SOURCE_ROOT, paths[i]);
        if (dmn_read_file(path, a, &models[i], &e) < 0) {
            fprintf(stderr, "%s\n", e.en);
            abort();
        }
    }
}

/* --- Values from bytes --- */

struct source {
    const uint8_t *at, *end;
    struct arena *arena;
    bool allow_unknown; /* else what would be unknown has its value */
    uint32_t facts;
};

static unsigned byte(struct source *s)
{
    return s->at < s->end ? *s->at++ : 0;
}

static const struct feel_value *value_of(struct source *s, const struct feel_type *t, int depth);

static const struct feel_value *number_of(struct source *s)
{
    unsigned b = byte(s);
    if (b < 200)
        return feel_int(s->arena, (int64_t)b - 50);
    return feel_number(s->arena, dec_from_scaled((int64_t)(b - 200) * 9999999 + byte(s),
                                                 (int)(byte(s) % 40) - 10));
}

static const struct feel_value *string_of(struct source *s, const struct feel_type *t)
{
    static const char *const words[] = {"",     "a",    "vip",  "x",     "A",        "B",
                                        "high", "low",  "字",   "other", "in_force", "grace",
                                        "none", "lost", "weak", "dibao"};
    struct str text = t->allowed ? feel_expr_text(t->allowed) : STR(""), word;
    unsigned b = byte(s);
    /* one of those that the type allows */
    for (unsigned i = 0; t->allowed && b < 200 && str_split(&text, '"', &word); i++)
        if (i % 2 == 1 && b-- % 8 == 0)
            return feel_string(s->arena, word);
    return feel_string(s->arena, str_of(words[b % ARRAY_LEN(words)]));
}

static const struct feel_value *list_of(struct source *s, const struct feel_type *element,
                                        int depth)
{
    size_t n = byte(s) % ITEMS_MAX;
    const struct feel_value **items = arena_array_of(s->arena, n, const struct feel_value *);
    for (size_t i = 0; items && i < n; i++)
        items[i] = value_of(s, element, depth + 1);
    return feel_list(s->arena, items, n);
}

static const struct feel_value *context_of(struct source *s, const struct feel_type *t, int depth)
{
    size_t n = t->n_fields;
    const struct feel_value **values = arena_array_of(s->arena, n, const struct feel_value *);
    struct feel_shape *shape = arena_new_of(s->arena, struct feel_shape);
    if (!values || !shape)
        return &feel_null;
    *shape = (struct feel_shape){n, t->field_names};
    for (size_t i = 0; i < n; i++)
        values[i] = value_of(s, t->field_types[i], depth + 1);
    return feel_context_value(s->arena, shape, values, NULL);
}

static const struct feel_value *temporal_of(struct source *s, enum feel_type_kind kind)
{
    int64_t days = 15000 + (int64_t)byte(s) * 10;
    switch (kind) {
    case FEEL_T_DATE:
        return feel_date(s->arena, days);
    case FEEL_T_TIME:
        return feel_time(s->arena, (struct feel_time){.nanos = (int64_t)byte(s) * 300000000000});
    case FEEL_T_DATE_TIME:
        return feel_date_time(
            s->arena, days,
            (struct feel_time){.zone = byte(s) % 2 ? FEEL_ZONE_OFFSET : FEEL_ZONE_NONE});
    case FEEL_T_MONTHS_DURATION:
        return feel_months(s->arena, (int64_t)byte(s) - 100);
    default:
        return feel_days_duration(s->arena, ((int64_t)byte(s) - 100) * 5000, 0);
    }
}

static const struct feel_value *known_of(struct source *s, const struct feel_type *t, int depth)
{
    static const struct feel_type *const any[] = {&feel_t_number, &feel_t_string, &feel_t_boolean,
                                                  &feel_t_date, &feel_t_list};
    switch (t->kind) {
    case FEEL_T_BOOLEAN:
        return feel_bool(byte(s) % 2);
    case FEEL_T_NUMBER:
        return number_of(s);
    case FEEL_T_STRING:
        return string_of(s, t);
    case FEEL_T_DATE:
    case FEEL_T_TIME:
    case FEEL_T_DATE_TIME:
    case FEEL_T_DAYS_DURATION:
    case FEEL_T_MONTHS_DURATION:
        return temporal_of(s, t->kind);
    case FEEL_T_LIST:
        return list_of(s, t->element ? t->element : &feel_t_any, depth);
    case FEEL_T_CONTEXT:
        return context_of(s, t, depth);
    case FEEL_T_ANY:
        return known_of(s, any[byte(s) % ARRAY_LEN(any)], depth);
    default:
        return &feel_null;
    }
}

static const struct feel_value *value_of(struct source *s, const struct feel_type *t, int depth)
{
    unsigned b = byte(s);
    if (depth > DEPTH_MAX || b == 255)
        return &feel_null;
    if (b == 254)
        t = &feel_t_any; /* perhaps of another type */
    uint32_t fact = s->facts;
    const struct feel_value *v = known_of(s, t, depth);
    /* Lists and contexts are known, their parts may be unknown: as the policy layer has it. */
    if (b < 200 || b >= 254 || v->kind == FEEL_LIST || v->kind == FEEL_CONTEXT)
        return v;
    s->facts++;
    return s->allow_unknown ? feel_unknown(s->arena, &fact, 1) : v;
}

/* --- Evaluation --- */

/* The inputs; the number of unknown ones. */
static uint32_t set_inputs(struct dmn_run *r, const struct dmn_model *m, const uint8_t *data,
                           size_t size, bool allow_unknown)
{
    struct source s = {data, data + size, dmn_run_arena(r), allow_unknown, 0};
    for (size_t i = 0; i < dmn_node_count(m); i++) {
        const struct dmn_node *n = dmn_node(m, (int)i);
        if (n->kind == DMN_INPUT)
            dmn_run_set(r, (int)i, value_of(&s, n->type ? n->type : &feel_t_any, 0), false);
    }
    return s.facts;
}

static void start(struct dmn_run *r, bool trace)
{
    dmn_run_reset(r);
    dmn_run_feel(r)->now_us = 1529280000000000;
    dmn_run_feel(r)->steps = LIMIT_FEEL_STEPS - STEPS_LEFT;
    dmn_run_trace(r, trace);
}

static bool holds(const struct feel_value *v, enum feel_kind kind)
{
    if (v->kind == kind)
        return true;
    if (v->kind == FEEL_LIST)
        for (size_t i = 0; i < v->list.n; i++)
            if (holds(v->list.items[i], kind))
                return true;
    if (v->kind == FEEL_CONTEXT)
        for (size_t i = 0; i < v->context->shape->n; i++)
            if (holds(v->context->values[i], kind))
                return true;
    return v->kind == FEEL_RANGE && ((v->range->low && holds(v->range->low, kind)) ||
                                     (v->range->high && holds(v->range->high, kind)));
}

static void check_json(const struct feel_value *v, struct arena *a)
{
    char *text = NULL;
    size_t len;
    struct json_writer w = {.f = open_memstream(&text, &len)};
    const struct feel_value *back;
    struct err e;
    check(w.f);
    int r = dmn_json_write(&w, v, &e);
    fclose(w.f);
    if (r == 0)
        r = dmn_json_value((struct str){text, len}, NULL, a, &back, &e);
    check(r == 0 || r == E_NOMEM || r == E_LIMIT);
    if (r == 0 && (v->kind == FEEL_NUMBER || v->kind == FEEL_STRING || v->kind == FEEL_BOOLEAN))
        check(feel_same(v, back));
    free(text);
}

static void from_json(struct dmn_run *r, const struct dmn_model *m, struct str json)
{
    struct err e = {0};
    start(r, false);
    int code = dmn_json_inputs(r, m, json, &e);
    check(code == 0 || (code == e.code && e.zh[0] && e.en[0]));
    for (size_t i = 0; i < dmn_node_count(m); i++)
        if (dmn_node(m, (int)i)->kind == DMN_DECISION) {
            const struct feel_value *v = dmn_run_decide(r, (int)i);
            check(!holds(v, FEEL_UNKNOWN));
            check_json(v, dmn_run_arena(r));
        }
}

static bool stopped(struct dmn_run *r)
{
    return dmn_run_feel(r)->stopped || arena_failed(dmn_run_arena(r));
}

/* Values of functions differ from run to run; others must not. */
static bool comparable(const struct feel_value *v)
{
    return !holds(v, FEEL_FUNCTION) && !holds(v, FEEL_UNKNOWN) && !holds(v, FEEL_NULL);
}

static void differ(const struct dmn_node *n, const struct feel_value *x, const struct feel_value *y)
{
    _cleanup_(strbuf_done) struct strbuf a = {0}, b = {0};
    feel_print(x, true, &a);
    feel_print(y, true, &b);
    fprintf(stderr, STR_FMT ": %s, then %s\n", STR_ARG(n->name), strbuf_z(&a), strbuf_z(&b));
    abort();
}

/* The value for an unknown part may be one that the input's type refuses. */
static bool refused(struct dmn_run *one, struct dmn_run *two, const struct dmn_model *m)
{
    for (size_t i = 0; i < dmn_node_count(m); i++)
        if (dmn_node(m, (int)i)->kind == DMN_INPUT &&
            dmn_run_decide(two, (int)i)->is_error != dmn_run_decide(one, (int)i)->is_error)
            return true;
    return false;
}

static void compare_decision(const struct dmn_node *n, const struct feel_value *x,
                             const struct feel_value *y, bool again)
{
    if (again && (x->kind != y->kind || x->is_error != y->is_error))
        differ(n, x, y);
    if (comparable(x) && (again || !holds(y, FEEL_NULL)) && !feel_same(x, y))
        differ(n, x, y);
}

static void compare(struct dmn_run *one, struct dmn_run *two, const struct dmn_model *m,
                    const uint8_t *data, size_t size, bool trace)
{
    start(one, trace);
    uint32_t unknown = set_inputs(one, m, data, size, true);
    /* The same again, then with values for what is unknown. */
    for (int again = 1; again >= 0; again--) {
        start(two, false);
        set_inputs(two, m, data, size, again);
        for (size_t i = 0; i < dmn_node_count(m) && !refused(one, two, m); i++) {
            if (dmn_node(m, (int)i)->kind != DMN_DECISION)
                continue;
            const struct feel_value *x = dmn_run_decide(one, (int)i);
            const struct feel_value *y = dmn_run_decide(two, (int)i);
            if (stopped(one) || stopped(two))
                return;
            check(unknown || !holds(x, FEEL_UNKNOWN));
            check(again || !holds(y, FEEL_UNKNOWN));
            compare_decision(dmn_node(m, (int)i), x, y, again);
            if (again)
                check_json(x, dmn_run_arena(one));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(dmn_run_freep) struct dmn_run *one = NULL;
    _cleanup_(dmn_run_freep) struct dmn_run *two = NULL;
    struct err e;
    if (size < 2)
        return 0;
    read_models();
    const struct dmn_model *m = models[data[0] % ARRAY_LEN(models)];
    if (dmn_run_new(m, &one, &e) < 0 || dmn_run_new(m, &two, &e) < 0)
        return 0;
    if (data[1] % 4 == 0)
        from_json(one, m, (struct str){(const char *)data + 2, size - 2});
    else
        compare(one, two, m, data + 2, size - 2, data[1] & 4);
    return 0;
}
