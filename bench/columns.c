/*
 * What the policy costs: the interpreter, a loop written by hand, and the compiled plan over
 * columns, on the same generated households; and how far memory bandwidth would let them go.
 * bench/README.md tells how to read it.
 */
#include "rowloop.h"

#include "cleanup.h"
#include "columns.h"
#include "compose.h"
#include "date.h"
#include "evaluate.h"
#include "snapshot.h"
#include "stream.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_ROUNDS 99
#define AS_OF "2018-06-30"
#define DIVISION "440783"

struct bench {
    struct arena *arena;
    struct catalogue *catalogue;
    struct pack *pack;
    const struct pack_plan *plan;
    struct parameter_sets *sets;
    struct snapshot *facts;
    int32_t as_of;
    size_t n, people, n_batches;
    struct row_policy policy;
    struct row_household *rows;
    struct row_person *row_people;
    struct row_result *results;
};

/* A batch of the snapshot, with the room for its columns. */
struct room {
    struct column *columns;
    struct snapshot_batch batch;
};

static void stop(const struct err *e)
{
    fprintf(stderr, "bench: %s\n", e->en);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *allocate(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p) {
        fprintf(stderr, "bench: out of memory\n");
        exit(1);
    }
    return p;
}

/* Whole fen, or hundredths of a ratio, or months. */
static int64_t parameter(const struct bench *b, const char *name, uint8_t scale)
{
    const struct parameter *p =
        parameter_find(b->pack, name, STR("440783000000"), STR("rural"), b->as_of);
    int64_t v;
    if (!p || !dec_to_scaled(p->value, scale, &v)) {
        fprintf(stderr, "bench: the pack has no plain parameter %s\n", name);
        exit(1);
    }
    return v;
}

static void read_uplift(const struct bench *b, struct row_policy *q)
{
    static const char *const names[] = {"uplift_disability", "uplift_illness", "uplift_child",
                                        "uplift_elderly"};
    for (int i = 0; i < 16; i++)
        for (int k = 0; k < 4; k++) {
            int64_t fen = (q->line * parameter(b, names[k], 2) + 50) / 100;
            if (i >> k & 1 && fen > q->uplift_of[i])
                q->uplift_of[i] = fen;
        }
}

static void read_policy(struct bench *b)
{
    b->policy = (struct row_policy){
        .as_of = b->as_of,
        .born = {date_add_months(b->as_of, -16 * 12), date_add_months(b->as_of, -18 * 12),
                 date_add_months(b->as_of, -60 * 12), date_add_months(b->as_of, -70 * 12)},
        .line = parameter(b, "line", 2),
        .asset_months = parameter(b, "asset_months", 0),
        .max_dwellings = parameter(b, "max_dwellings", 0),
        .max_vehicles = parameter(b, "max_vehicles", 0),
        .low_income = parameter(b, "low_income_ratio", 2),
        .destitute = parameter(b, "destitute_ratio", 2),
        .points = {parameter(b, "points_low_ratio", 2), parameter(b, "points_line_ratio", 2),
                   parameter(b, "points_high_ratio", 2)},
        .medical = parameter(b, "points_medical_ratio", 2),
        .grace_until = date_add_months(b->as_of, (int)parameter(b, "grace_months", 0)),
    };
    read_uplift(b, &b->policy);
}

/* The columns of a batch as a hand-written program would read them. */
struct reader {
    const struct column *of;
    const struct catalogue *c;
    enum entity entity;
};

static size_t column_number(const struct reader *r, const char *id)
{
    const struct attribute *t = catalogue_find(r->c, r->entity, str_of(id));
    if (!t) {
        fprintf(stderr, "bench: the catalogue has no %s\n", id);
        exit(1);
    }
    return (size_t)t->index;
}

static int64_t value_at(const struct column *c, size_t i)
{
    switch (c->width) {
    case COLUMN_U8:
        return ((const uint8_t *)c->values)[i];
    case COLUMN_I32:
        return ((const int32_t *)c->values)[i];
    case COLUMN_I64:
    case COLUMN_U64:
        return ((const int64_t *)c->values)[i];
    }
    return 0;
}

/* Sets the bit in *unknown if nothing is known. */
static int64_t take_value(const struct reader *r, const char *id, size_t i, uint16_t bit,
                          uint16_t *unknown)
{
    const struct column *c = &r->of[column_number(r, id)];
    if (!c->values || (c->states && c->states[i] == COLUMN_UNKNOWN))
        *unknown |= bit;
    return c->values ? value_at(c, i) : 0;
}

static void read_person(const struct reader *r, size_t i, struct row_person *p)
{
    uint16_t *u = &p->unknown;
    p->wage = take_value(r, "wage_income", i, ROW_U_INCOME, u);
    p->business = take_value(r, "business_income", i, ROW_U_INCOME, u);
    p->property = take_value(r, "property_income", i, ROW_U_INCOME, u);
    p->transfer = take_value(r, "transfer_income", i, ROW_U_INCOME, u);
    p->pension = take_value(r, "basic_pension", i, ROW_U_INCOME, u);
    p->birth = (int32_t)take_value(r, "birth_date", i, ROW_U_BIRTH, u);
    p->disability = (uint8_t)take_value(r, "disability_type", i, ROW_U_DISABILITY, u);
    p->degree = (uint8_t)take_value(r, "disability_grade", i, ROW_U_DEGREE, u);
    p->health = (uint8_t)take_value(r, "health", i, ROW_U_HEALTH, u);
    p->schooling = (uint8_t)take_value(r, "schooling", i, ROW_U_SCHOOLING, u);
    p->labour = (uint8_t)take_value(r, "labour_capacity", i, ROW_U_LABOUR, u);
    p->employed = take_value(r, "employed", i, ROW_U_EMPLOYED, u);
    p->willing = take_value(r, "work_willing", i, ROW_U_WILLING, u);
    p->supporter = take_value(r, "has_supporter", i, ROW_U_SUPPORTER, u);
    p->insured = take_value(r, "insured", i, ROW_U_INSURED, u);
    p->applicant = take_value(r, "single_applicant", i, ROW_U_APPLICANT, u);
}

static void read_household(const struct reader *r, size_t i, struct row_household *h)
{
    uint16_t *u = &h->unknown;
    const struct column *previous = &r->of[COLUMN_PREVIOUS(r->c, 0)];
    size_t disaster = column_number(r, "poverty_cause");
    h->assets = take_value(r, "financial_assets", i, ROW_U_ASSETS, u);
    h->dwellings = (int32_t)take_value(r, "dwelling_count", i, ROW_U_DWELLINGS, u);
    h->vehicles = (int32_t)take_value(r, "vehicle_count", i, ROW_U_VEHICLES, u);
    h->business = take_value(r, "business_registered", i, ROW_U_BUSINESS, u);
    h->grade = (uint8_t)take_value(r, "dwelling_grade", i, ROW_U_GRADE, u);
    h->medical = take_value(r, "medical_expense", i, ROW_U_MEDICAL, u);
    h->will = take_value(r, "willing", i, ROW_U_WILL, u);
    int64_t causes = take_value(r, "poverty_cause", i, ROW_U_CAUSE, u);
    const struct attribute *t = &r->c->attributes[ENTITY_HOUSEHOLD][disaster];
    for (size_t k = 0; k < t->n_codes; k++)
        h->disaster |= str_eqz(t->codes[k].code, "disaster") && causes >> k & 1;
    h->before_standing = (uint8_t)value_at(&previous[PREVIOUS_STANDING], i);
    h->before_category = (uint8_t)value_at(&previous[PREVIOUS_CATEGORY], i);
    if (previous[PREVIOUS_CATEGORY].states && previous[PREVIOUS_CATEGORY].states[i])
        h->before_category = ROW_CATEGORY_UNKNOWN;
    h->before_amount = value_at(&previous[PREVIOUS_AMOUNT], i);
    if (previous[PREVIOUS_AMOUNT].states && previous[PREVIOUS_AMOUNT].states[i])
        *u |= ROW_U_AMOUNT;
    h->before_until = (int32_t)value_at(&previous[PREVIOUS_GRACE_UNTIL], i);
}

static const struct column_batch *read_batch(const struct bench *b, struct room *r, size_t i)
{
    if (!r->columns)
        r->columns = allocate(snapshot_width(b->facts), sizeof *r->columns);
    snapshot_batch(b->facts, i, r->columns, &r->batch);
    return &r->batch.columns;
}

static void build_rows(struct bench *b)
{
    size_t h = 0, p = 0;
    struct room room = {0};
    b->rows = allocate(b->n, sizeof *b->rows);
    b->row_people = allocate(b->people, sizeof *b->row_people);
    b->results = allocate(b->n, sizeof *b->results);
    for (size_t k = 0; k < b->n_batches; k++) {
        const struct column_batch *x = read_batch(b, &room, k);
        struct reader households = {x->household, b->catalogue, ENTITY_HOUSEHOLD};
        struct reader people = {x->member, b->catalogue, ENTITY_PERSON};
        for (size_t i = 0; i < x->n; i++, h++) {
            b->rows[h].first = (uint32_t)p;
            b->rows[h].n = x->offsets[i + 1] - x->offsets[i];
            read_household(&households, i, &b->rows[h]);
            for (uint32_t m = 0; m < b->rows[h].n; m++, p++)
                read_person(&people, x->offsets[i] - x->offsets[0] + m, &b->row_people[p]);
        }
    }
    free(room.columns);
}

/* Households of the generator as a snapshot in a file, without a register. */
static void generate(struct bench *b)
{
    char path[] = "/var/tmp/heyi-bench-XXXXXX";
    struct err e;
    _cleanup_(snapshot_writer_freep) struct snapshot_writer *w = NULL;
    _cleanup_(stream_freep) struct stream *s = NULL;
    struct household_facts h;
    int r, fd = mkstemp(path);
    if (fd < 0) {
        perror(path);
        exit(1);
    }
    close(fd);
    if (snapshot_writer_open(path, b->catalogue, b->as_of, &w, &e) < 0 ||
        stream_open(b->catalogue, STR(DIVISION), 1, b->n, true, &s, &e) < 0)
        stop(&e);
    while ((r = stream_next(s, &h, &e)) == 1) {
        h.previous = imported_previous(b->catalogue, &h);
        if (snapshot_writer_add(w, &h, &e) < 0)
            stop(&e);
    }
    if (r < 0 || snapshot_writer_commit(w, &e) < 0 ||
        snapshot_open_file(path, b->catalogue, &b->facts, &e) < 0)
        stop(&e);
    unlink(path); /* it stays as long as it is mapped */
    const struct snapshot_info *i = snapshot_info(b->facts);
    b->n_batches = i->batches;
    b->people = i->members;
    build_rows(b);
}

/* One household, as any of the three tells it; -1 = unknown. */
struct told {
    int64_t income, amount, payable, points, target, key, uplift, grace;
    int category, standing;
    uint64_t measures, rules;
    bool failed;
};

static const char *const category_words[] = {"destitute", "dibao", "low_income", "none"};
static const char *const standing_words[] = {"in_force", "grace", "out"};
static const char *const measure_words[] = {"industry",  "employment", "schooling",
                                            "insurance", "medical",    "housing",
                                            "disaster",  "safety_net", "single_case"};
static const char *const table_words[] = {
    "category",       "monthly_amount", "points_income", "points_labour", "points_schooling",
    "points_medical", "points_housing", "standing",      "grace_until",   "payable_amount"};

static int word_index(const char *const *words, size_t n, struct str s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eqz(s, words[i]))
            return (int)i;
    return -1;
}

static struct told told_by_loop(const struct row_result *r)
{
    bool u = r->category == ROW_CATEGORY_UNKNOWN, lost = r->standing == ROW_STANDING_UNKNOWN;
    return (struct told){
        .failed = r->failed,
        .income = r->unknown & 1 ? -1 : r->monthly_income,
        .amount = r->unknown & 2 ? -1 : r->amount,
        .payable = r->unknown & 4 ? -1 : r->payable,
        .points = r->unknown & 8 ? -1 : r->points,
        .target = r->unknown & 16 ? -1 : r->target,
        .key = r->unknown & 32 ? -1 : r->key_target,
        .uplift = r->unknown & 64 ? -1 : r->uplift,
        .grace = lost ? -1 : r->grace_until,
        .category = u ? -1 : r->category,
        .standing = lost ? -1 : r->standing,
        .measures = r->measures,
        .rules = r->rules,
    };
}

static int64_t told_value(const struct output *o)
{
    return o->state == OUTPUT_KNOWN ? o->i : o->state == OUTPUT_NONE ? INT32_MIN : -1;
}

static struct told told_by_outcome(const struct outcome *o)
{
    const struct output *x = o->out;
    struct str rest = o->rules, part;
    struct told t = {
        .failed = o->failed,
        .income = told_value(&x[OUTPUT_MONTHLY_INCOME]),
        .amount = told_value(&x[OUTPUT_MONTHLY_AMOUNT]),
        .payable = told_value(&x[OUTPUT_PAYABLE_AMOUNT]),
        .points = told_value(&x[OUTPUT_POINTS]),
        .target = told_value(&x[OUTPUT_DEVELOPMENT_TARGET]),
        .key = told_value(&x[OUTPUT_KEY_TARGET]),
        .uplift = told_value(&x[OUTPUT_UPLIFT]),
        .grace = told_value(&x[OUTPUT_GRACE_UNTIL]),
        .category = word_index(category_words, ARRAY_LEN(category_words), x[OUTPUT_CATEGORY].s),
        .standing = word_index(standing_words, ARRAY_LEN(standing_words), x[OUTPUT_STANDING].s),
    };
    if (t.failed)
        return (struct told){.failed = true};
    while (str_split(&rest, ';', &part)) {
        struct str name;
        str_split(&part, ':', &name);
        int table = word_index(table_words, ARRAY_LEN(table_words), name);
        for (size_t i = 0, row = 0; table >= 0 && i <= part.len; i++) {
            if (i < part.len && part.data[i] >= '0' && part.data[i] <= '9')
                row = row * 10 + (size_t)(part.data[i] - '0');
            else
                t.rules |= (uint64_t)row << (4 * table), row = 0;
        }
    }
    rest = x[OUTPUT_MEASURES].s;
    while (str_split(&rest, ';', &part)) {
        int m = word_index(measure_words, ARRAY_LEN(measure_words), part);
        t.measures |= m >= 0 ? UINT64_C(1) << m : 0;
    }
    return t;
}

static void must_agree(const struct bench *b, size_t i, struct told x, const char *who,
                       struct told y)
{
    const int64_t *p = &x.income, *q = &y.income;
    static const char *const names[] = {"income", "amount", "payable", "points",
                                        "target", "key",    "uplift",  "grace"};
    bool same = x.failed == y.failed &&
                (x.failed || (x.category == y.category && x.standing == y.standing &&
                              x.measures == y.measures && x.rules == y.rules));
    for (size_t k = 0; k < ARRAY_LEN(names) && !x.failed; k++)
        same = same && p[k] == q[k];
    if (same)
        return;
    fprintf(stderr, "bench: household %zu: the loop by hand and %s differ\n", i + 1, who);
    for (size_t k = 0; k < ARRAY_LEN(names); k++)
        fprintf(stderr, "  %s %lld %lld\n", names[k], (long long)p[k], (long long)q[k]);
    fprintf(stderr,
            "  category %d %d, standing %d %d, measures %llx %llx, rules %llx %llx, failed %d %d\n",
            x.category, y.category, x.standing, y.standing, (unsigned long long)x.measures,
            (unsigned long long)y.measures, (unsigned long long)x.rules,
            (unsigned long long)y.rules, x.failed, y.failed);
    exit(1);
}

/* Every step-th household by the interpreter, which must say what the loop says: seconds each. */
static double run_interpreter(struct bench *b, size_t step)
{
    struct err e;
    _cleanup_(evaluator_freep) struct evaluator *v = NULL;
    _cleanup_(stream_freep) struct stream *s = NULL;
    struct household_facts h;
    double spent = 0;
    size_t n = 0;
    if (evaluator_new(b->pack, b->as_of, &v, &e) < 0 ||
        stream_open(b->catalogue, STR(DIVISION), 1, b->n, true, &s, &e) < 0)
        stop(&e);
    for (size_t i = 0; i < b->n && stream_next(s, &h, &e) == 1; i++) {
        if (i % step)
            continue;
        const struct outcome *o;
        h.previous = imported_previous(b->catalogue, &h);
        double t = now();
        if (evaluate(v, &h, &o, &e) < 0)
            stop(&e);
        spent += now() - t;
        n++;
        must_agree(b, i, told_by_loop(&b->results[i]), "the interpreter", told_by_outcome(o));
    }
    return spent / (double)n;
}

static void open_policy(struct bench *b)
{
    struct err e;
    if (!(b->arena = arena_new(0)))
        exit(1);
    if (catalogue_read(catalogue_builtin(), "catalogue.csv", b->arena, &b->catalogue, &e) < 0 ||
        pack_open("policies/jiangmen", b->catalogue, &b->pack, &e) < 0 ||
        pack_plan_new(b->pack, &b->plan, &e) < 0 ||
        parameter_sets_new(b->plan, b->as_of, &b->sets, &e) < 0)
        stop(&e);
    read_policy(b);
}

/* What a run keeps of each household: the outputs and the rows that fired, column by column. */
struct kept {
    size_t n_outputs, n_tables;
    int index[N_OUTPUTS];
    void *values[N_OUTPUTS];
    uint8_t *states[N_OUTPUTS];
    enum column_width width[N_OUTPUTS];
    void *fired[64];
    enum column_width fired_width[64];
    uint8_t *slow;
    size_t bytes; /* written a household */
};

static void keep_open(const struct bench *b, const struct plan_run *r, struct kept *k)
{
    const int *tables;
    k->n_tables = plan_tables(b->plan->plan, &tables);
    k->slow = allocate(b->n, 1);
    for (int i = 0; i < N_OUTPUTS; i++) {
        struct column_type t;
        if (!plan_has(b->plan->plan, (size_t)i, &t)) {
            fprintf(stderr, "bench: the plan leaves %s to the interpreter\n", output_name(i));
            exit(1);
        }
        k->width[i] = t.width;
        k->values[i] = allocate(b->n, column_width_bytes(t.width));
        k->states[i] = allocate(b->n, 1);
        k->bytes += column_width_bytes(t.width) + 1;
    }
    for (size_t t = 0; t < k->n_tables; t++) {
        k->fired_width[t] = plan_run_fired(r, t).width;
        k->fired[t] = allocate(b->n, column_width_bytes(k->fired_width[t]));
        k->bytes += column_width_bytes(k->fired_width[t]);
    }
}

static void copy_column(void *to, struct column c, size_t first, size_t n)
{
    size_t w = column_width_bytes(c.width);
    memcpy((char *)to + first * w, c.values, n * w);
}

static void keep(struct kept *k, const struct plan_run *r, size_t first, size_t n)
{
    for (int i = 0; i < N_OUTPUTS; i++) {
        struct column c = plan_run_output(r, (size_t)i);
        copy_column(k->values[i], c, first, n);
        if (c.states)
            memcpy(k->states[i] + first, c.states, n);
    }
    for (size_t t = 0; t < k->n_tables; t++)
        copy_column(k->fired[t], plan_run_fired(r, t), first, n);
    memcpy(k->slow + first, plan_run_slow(r), n);
}

static void run_plan(const struct bench *b, struct plan_run *r, struct kept *k)
{
    struct room room = {0};
    for (size_t i = 0, first = 0; i < b->n_batches; i++) {
        const struct column_batch *x = read_batch(b, &room, i);
        plan_run_batch(r, x);
        keep(k, r, first, x->n);
        first += x->n;
    }
    free(room.columns);
}

static uint64_t read_bytes(const void *p, size_t bytes)
{
    const uint64_t *w = p;
    uint64_t sum = 0;
    for (size_t i = 0; i < bytes / 8; i++)
        sum += w[i];
    return sum;
}

/* The columns that the pack reads. */
static uint64_t read_columns(const struct bench *b, enum column_space space, const struct column *c,
                             size_t rows)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < b->plan->columns->n[space]; i++) {
        if (!b->plan->wanted[space][i] || !c[i].values)
            continue;
        sum += read_bytes(c[i].values, rows * column_width_bytes(c[i].width));
        if (c[i].states)
            sum += read_bytes(c[i].states, rows);
    }
    return sum;
}

static void fill_column(void *to, enum column_width width, int v, size_t first, size_t n)
{
    memset((char *)to + first * column_width_bytes(width), v, n * column_width_bytes(width));
}

/* The bound: all columns read once, all that a run keeps written once. */
static uint64_t run_memory(const struct bench *b, struct kept *k)
{
    struct room room = {0};
    uint64_t sum = 0;
    for (size_t i = 0, first = 0; i < b->n_batches; i++) {
        const struct column_batch *x = read_batch(b, &room, i);
        sum += read_columns(b, SPACE_HOUSEHOLD, x->household, x->n);
        sum += read_columns(b, SPACE_MEMBER, x->member, x->offsets[x->n] - x->offsets[0]);
        sum += read_bytes(x->offsets, x->n * sizeof *x->offsets);
        for (int o = 0; o < N_OUTPUTS; o++) {
            fill_column(k->values[o], k->width[o], (int)sum & 1, first, x->n);
            fill_column(k->states[o], COLUMN_U8, (int)sum & 1, first, x->n);
        }
        for (size_t t = 0; t < k->n_tables; t++)
            fill_column(k->fired[t], k->fired_width[t], (int)sum & 1, first, x->n);
        first += x->n;
    }
    free(room.columns);
    return sum;
}

static struct told told_by_plan(const struct kept *k, const int tables[10], size_t i)
{
    struct told t = {0};
    int64_t *at[N_OUTPUTS] = {[OUTPUT_MONTHLY_INCOME] = &t.income,
                              [OUTPUT_MONTHLY_AMOUNT] = &t.amount,
                              [OUTPUT_PAYABLE_AMOUNT] = &t.payable,
                              [OUTPUT_POINTS] = &t.points,
                              [OUTPUT_DEVELOPMENT_TARGET] = &t.target,
                              [OUTPUT_KEY_TARGET] = &t.key,
                              [OUTPUT_UPLIFT] = &t.uplift,
                              [OUTPUT_GRACE_UNTIL] = &t.grace};
    for (int o = 0; o < N_OUTPUTS; o++) {
        struct column c = {k->width[o], k->values[o], k->states[o]};
        int64_t v = c.states[i] == COLUMN_UNKNOWN ? -1 : c.states[i] ? INT32_MIN : value_at(&c, i);
        if (at[o])
            *at[o] = v;
        else if (o == OUTPUT_CATEGORY)
            t.category = (int)v;
        else if (o == OUTPUT_STANDING)
            t.standing = (int)v;
        else if (o == OUTPUT_MEASURES)
            t.measures = (uint64_t)value_at(&c, i);
    }
    for (int r = 0; r < 10; r++) {
        struct column c = {k->fired_width[tables[r]], k->fired[tables[r]], NULL};
        uint64_t fired = (uint64_t)value_at(&c, i);
        t.rules |= fired ? (uint64_t)(__builtin_ctzll(fired) + 1) << (4 * r) : 0;
    }
    return t;
}

/* The plan's codes are numbered as its types say; the loop's as the words above. */
static void same_codes(const struct bench *b)
{
    static const struct {
        enum output_id o;
        const char *const *words;
        size_t n;
    } lists[] = {{OUTPUT_CATEGORY, category_words, ARRAY_LEN(category_words)},
                 {OUTPUT_STANDING, standing_words, ARRAY_LEN(standing_words)},
                 {OUTPUT_MEASURES, measure_words, ARRAY_LEN(measure_words)}};
    for (size_t l = 0; l < ARRAY_LEN(lists); l++) {
        struct column_type t;
        plan_has(b->plan->plan, lists[l].o, &t);
        for (size_t i = 0; i < lists[l].n; i++)
            if (i >= t.n_codes || !str_eqz(t.codes[i], lists[l].words[i])) {
                fprintf(stderr, "bench: the codes of %s come in another order\n",
                        output_name(lists[l].o));
                exit(1);
            }
    }
}

static void verify_plan(const struct bench *b, const struct kept *k)
{
    const int *nodes;
    int tables[10];
    size_t n = plan_tables(b->plan->plan, &nodes);
    same_codes(b);
    for (size_t i = 0; i < n; i++) {
        int t = word_index(table_words, ARRAY_LEN(table_words),
                           dmn_node(pack_model(b->pack), nodes[i])->id);
        if (t >= 0)
            tables[t] = (int)i;
    }
    for (size_t i = 0; i < b->n; i++)
        if (!k->slow[i])
            must_agree(b, i, told_by_loop(&b->results[i]), "the plan", told_by_plan(k, tables, i));
}

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return a < b ? -1 : a > b;
}

static double median(double *x, int n)
{
    qsort(x, (size_t)n, sizeof *x, by_value);
    return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

static struct plan_run *start_run(const struct bench *b)
{
    struct err e;
    struct plan_run *r;
    struct room room = {0};
    uint16_t set;
    if (plan_run_new(b->plan->plan, &r, &e) < 0)
        stop(&e);
    if (parameter_sets_find(b->sets, STR(DIVISION "000000"), STR("rural"), &set, &e) < 0 ||
        plan_run_set(r, set, parameter_sets_values(b->sets, set), &e) < 0)
        stop(&e);
    plan_run_batch(r, read_batch(b, &room, 0)); /* which tells the widths */
    free(room.columns);
    return r;
}

static void run_size(size_t n, int rounds)
{
    struct bench b = {.n = n};
    struct kept k = {0};
    double loop[MAX_ROUNDS], plan[MAX_ROUNDS], memory[MAX_ROUNDS], a[MAX_ROUNDS], m[MAX_ROUNDS];
    date_parse(STR(AS_OF), &b.as_of);
    open_policy(&b);
    generate(&b);
    struct plan_run *r = start_run(&b);
    keep_open(&b, r, &k);
    row_loop(&b.policy, b.rows, b.n, b.row_people, b.results);
    run_plan(&b, r, &k);
    verify_plan(&b, &k);
    for (int i = 0; i < rounds; i++) {
        double t = now();
        row_loop(&b.policy, b.rows, b.n, b.row_people, b.results);
        loop[i] = now() - t;
        t = now();
        run_plan(&b, r, &k);
        plan[i] = now() - t;
        t = now();
        volatile uint64_t sum = run_memory(&b, &k);
        (void)sum;
        memory[i] = now() - t;
        a[i] = loop[i] / plan[i];
        m[i] = memory[i] / plan[i];
    }
    double interpreter = run_interpreter(&b, n / 20000 + 1), million = 1e-6 * (double)n;
    double one = median(plan, rounds);
    printf("%10zu %10zu %8.3f %8.1f %8.1f %8.1f %8.2f %9.2f %9.0f %8.1f\n", n, b.people,
           1e-6 / interpreter, million / median(loop, rounds), million / one,
           million / median(memory, rounds), median(a, rounds), median(m, rounds),
           interpreter * (double)n / one, 1e9 * one / (double)n);
    fflush(stdout);
    plan_run_free(r);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"households", required_argument, NULL, 'n'},
                                            {"rounds", required_argument, NULL, 'r'},
                                            {"curve", no_argument, NULL, 'c'},
                                            {0}};
    size_t n = 1000000;
    int rounds = 7, o;
    bool curve = false;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o == 'n')
            n = strtoull(optarg, NULL, 10);
        else if (o == 'r')
            rounds = atoi(optarg);
        else if (o == 'c')
            curve = true;
        else
            return 2;
    }
    if (n < 1 || n > 10000000 || rounds < 1 || rounds > MAX_ROUNDS) {
        fprintf(stderr, "bench: --households 1 to 10000000, --rounds 1 to %d\n", MAX_ROUNDS);
        return 2;
    }
    printf("kernels: %s; million households a second of processor time, one thread\n"
           "households     people  interp.     loop     plan   memory  pl/loop pl/memory pl/interp "
           " ns each\n",
           plan_kernels());
    fflush(stdout);
    if (!curve)
        run_size(n, rounds);
    for (size_t x = 10000; curve && x <= 10000000; x *= 10) {
        /* in a process of its own: what one size used doesn't weigh on the next */
        pid_t child = fork();
        if (child == 0) {
            run_size(x, rounds);
            return 0;
        }
        int status;
        if (child < 0 || waitpid(child, &status, 0) < 0 || status)
            return 1;
    }
}
