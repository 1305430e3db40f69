/* DMN: XML text → model → findings → every decision, first with null inputs, then with inputs made
 * up from the text's hash: of their type or not, unknown, nested. */
#include "bounds.h"
#include "cleanup.h"
#include "dmn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int no_import(void *arg, struct str ns, struct str location, struct str *ret_text,
                     struct err *e)
{
    *ret_text = STR("<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" "
                    "name=\"empty\"/>");
    return 0;
}

static void on_finding(void *arg, const struct dmn_finding *f)
{
    *(size_t *)arg += f->message.en[0] != 0;
}

/* xorshift64* */
static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * UINT64_C(2685821657736338717);
}

static const struct feel_value *make(struct arena *a, const struct feel_type *t, uint64_t *seed,
                                     int depth);

static const struct feel_value *make_list(struct arena *a, const struct feel_type *element,
                                          uint64_t *seed, int depth)
{
    const struct feel_value *items[4];
    size_t n = next(seed) % 4;

    for (size_t i = 0; i < n; i++)
        items[i] = make(a, element ? element : &feel_t_any, seed, depth + 1);
    items[3] = &feel_null;
    const struct feel_value **copy = arena_dup(a, items, sizeof items);
    return copy ? feel_list(a, copy, n) : &feel_null;
}

static const struct feel_value *make_context(struct arena *a, const struct feel_type *t,
                                             uint64_t *seed, int depth)
{
    static const struct str names[] = {{"a", 1}, {"b c", 3}, {"收入", 6}};
    size_t n = t->n_fields ? t->n_fields : 3;
    struct feel_shape *shape = arena_new_of(a, struct feel_shape);
    const struct feel_value **values = arena_array_of(a, n, const struct feel_value *);

    if (!shape || !values)
        return &feel_null;
    *shape = (struct feel_shape){n, t->n_fields ? t->field_names : names};
    for (size_t i = 0; i < n; i++)
        values[i] = make(a, t->n_fields ? t->field_types[i] : &feel_t_any, seed, depth + 1);
    return feel_context_value(a, shape, values, NULL);
}

static const struct feel_value *make(struct arena *a, const struct feel_type *t, uint64_t *seed,
                                     int depth)
{
    static const enum feel_type_kind any[] = {
        FEEL_T_BOOLEAN, FEEL_T_NUMBER,    FEEL_T_STRING,        FEEL_T_DATE,
        FEEL_T_TIME,    FEEL_T_DATE_TIME, FEEL_T_DAYS_DURATION, FEEL_T_MONTHS_DURATION,
        FEEL_T_LIST,    FEEL_T_CONTEXT};
    static const char *const texts[] = {"", "a", "low", "低收入", "2018-06-30", "[1..3]"};
    uint64_t r = next(seed);
    int64_t n = (int64_t)(r >> 40) % 200 - 100;
    uint32_t fact = (uint32_t)(r >> 8) % 9;
    enum feel_type_kind kind = t->kind;

    if (depth > 4 || r % 8 == 0)
        return &feel_null;
    if (r % 8 == 1)
        return feel_unknown(a, &fact, 1);
    if (r % 8 == 2 || kind == FEEL_T_ANY)
        kind = any[(r >> 16) % ARRAY_LEN(any)];
    switch (kind) {
    case FEEL_T_BOOLEAN:
        return feel_bool(n > 0);
    case FEEL_T_NUMBER:
        return n % 3 ? feel_int(a, n) : feel_number(a, dec_from_scaled(n * 12345, 3));
    case FEEL_T_STRING:
        return feel_string(a, str_of(texts[(r >> 20) % ARRAY_LEN(texts)]));
    case FEEL_T_DATE:
        return feel_date(a, n * 300);
    case FEEL_T_TIME:
        return feel_time(a, (struct feel_time){.nanos = (n + 100) * 1000000007});
    case FEEL_T_DATE_TIME:
        return feel_date_time(a, n * 300, (struct feel_time){.zone = n > 0});
    case FEEL_T_DAYS_DURATION:
        return feel_days_duration(a, n * 3601, n);
    case FEEL_T_MONTHS_DURATION:
        return feel_months(a, n);
    case FEEL_T_LIST:
        return make_list(a, t->kind == FEEL_T_LIST ? t->element : NULL, seed, depth);
    case FEEL_T_CONTEXT:
        return make_context(a, t->kind == FEEL_T_CONTEXT ? t : &feel_t_context, seed, depth);
    default:
        return &feel_null;
    }
}

#define FUZZ_STEPS_LEFT 100000u

static void decide_all(struct dmn_run *run, const struct dmn_model *m)
{
    dmn_run_feel(run)->steps = LIMIT_FEEL_STEPS - FUZZ_STEPS_LEFT;
    for (size_t i = 0; i < dmn_node_count(m) && i < 64; i++) {
        _cleanup_(strbuf_done) struct strbuf text = {0};

        feel_print(dmn_run_decide(run, (int)i), true, &text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(256u << 20);
    _cleanup_(dmn_run_freep) struct dmn_run *run = NULL;
    struct str text = {(const char *)data, size};
    uint64_t seed = str_hash(text) | 1;
    struct dmn_model *m;
    struct err e;
    size_t n = 0;

    if (!a || dmn_read(text, "fuzz", no_import, NULL, a, &m, &e) < 0)
        return 0;
    dmn_check(m, on_finding, &n);
    if (dmn_run_new(m, &run, &e) < 0)
        return 0;
    decide_all(run, m);
    for (int round = 0; round < 3; round++) {
        dmn_run_reset(run);
        dmn_run_trace(run, round % 2);
        for (size_t i = 0; i < dmn_node_count(m) && i < 64; i++)
            if (dmn_node(m, (int)i)->kind == DMN_INPUT)
                dmn_run_set(run, (int)i,
                            make(dmn_run_arena(run), dmn_node(m, (int)i)->type, &seed, 0),
                            round == 2);
        decide_all(run, m);
        for (size_t i = 0; i < dmn_node_count(m) && i < 64; i++) {
            const struct dmn_node *f = dmn_node(m, (int)i);
            const struct feel_value *arg = make(dmn_run_arena(run), &feel_t_any, &seed, 0);

            if (f->kind == DMN_BKM || f->kind == DMN_SERVICE)
                dmn_run_invoke(run, (int)i, f->params, &arg, f->n_params > 0);
        }
    }
    return 0;
}
