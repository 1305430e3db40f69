#include "columns.h"

#include "bounds.h"
#include "cleanup.h"
#include "date.h"

#include <stdlib.h>

/* Years 1 to 9999. */
#define FIRST_DATE (-719162)
#define LAST_DATE 2932896

static const enum standing standings[] = {STANDING_IN_FORCE, STANDING_GRACE, STANDING_OUT,
                                          STANDING_UNDECIDED, STANDING_NONE};

static const enum column_space entity_spaces[N_ENTITIES] = {
    [ENTITY_HOUSEHOLD] = SPACE_HOUSEHOLD, [ENTITY_PERSON] = SPACE_MEMBER};

size_t column_width_bytes(enum column_width w)
{
    static const size_t bytes[] = {
        [COLUMN_U8] = 1, [COLUMN_I32] = 4, [COLUMN_I64] = 8, [COLUMN_U64] = 8};
    return bytes[w];
}

/* What of the catalogue's bounds an int32 holds. */
static bool number_type(const struct attribute *a, struct column_type *t)
{
    t->kind = COLUMN_NUMBER;
    t->scale = a->type == ATTR_MONEY ? 2 : 0;
    t->min = a->min < -INT32_MAX ? -INT32_MAX : a->min;
    t->max = a->max > INT32_MAX ? INT32_MAX : a->max;
    t->width =
        a->type == ATTR_INTEGER && t->min >= 0 && t->max <= UINT8_MAX ? COLUMN_U8 : COLUMN_I32;
    return t->min <= t->max;
}

struct column_type column_date_type(bool null)
{
    return (struct column_type){.kind = COLUMN_DATE,
                                .width = COLUMN_I32,
                                .min = FIRST_DATE,
                                .max = LAST_DATE,
                                .null = null};
}

static const struct str *codes_of(const struct attribute *a, struct arena *arena)
{
    struct str *codes = arena_array_of(arena, a->n_codes, struct str);
    for (size_t i = 0; codes && i < a->n_codes; i++)
        codes[i] = a->codes[i].code;
    return codes;
}

/* false: has no column. */
static bool attribute_type(const struct attribute *a, struct arena *arena, struct column_type *ret)
{
    struct column_type t = {.width = COLUMN_U8};
    bool given = true;
    switch (a->type) {
    case ATTR_BOOLEAN:
        t.kind = COLUMN_BOOLEAN;
        t.max = 1;
        break;
    case ATTR_CODE:
    case ATTR_CODES:
        t.kind = a->type == ATTR_CODE ? COLUMN_CODE : COLUMN_CODES;
        t.width = a->type == ATTR_CODE ? COLUMN_U8 : COLUMN_U64;
        t.n_codes = a->n_codes;
        t.codes = codes_of(a, arena);
        given = a->n_codes <= (a->type == ATTR_CODE ? 255 : 64);
        break;
    case ATTR_INTEGER:
    case ATTR_MONEY:
        given = number_type(a, &t);
        break;
    case ATTR_DATE:
        t = column_date_type(a->absent == ABSENT_EMPTY);
        break;
    case ATTR_TEXT:
    case ATTR_DIVISION:
    case ATTR_ID_NO:
        return false;
    }
    t.unknown = true;
    *ret = t;
    return given;
}

static void previous_types(const struct catalogue *c, struct arena *a, struct column_type *types,
                           bool *given)
{
    struct str *codes = arena_array_of(a, ARRAY_LEN(standings), struct str);
    for (size_t i = 0; codes && i < ARRAY_LEN(standings); i++)
        codes[i] =
            standings[i] == STANDING_NONE ? STR("none") : str_of(standing_code(standings[i]));
    types[PREVIOUS_STANDING] = (struct column_type){
        .kind = COLUMN_CODE, .width = COLUMN_U8, .n_codes = ARRAY_LEN(standings), .codes = codes};
    const struct attribute *category =
        c->known.prior_category >= 0 ? &c->attributes[ENTITY_HOUSEHOLD][c->known.prior_category]
                                     : NULL;
    given[PREVIOUS_STANDING] = given[PREVIOUS_AMOUNT] = given[PREVIOUS_GRACE_UNTIL] = true;
    if (category && category->type == ATTR_CODE)
        given[PREVIOUS_CATEGORY] = attribute_type(category, a, &types[PREVIOUS_CATEGORY]);
    types[PREVIOUS_CATEGORY].unknown = false;
    types[PREVIOUS_CATEGORY].null = true;
    types[PREVIOUS_AMOUNT] = (struct column_type){.kind = COLUMN_NUMBER,
                                                  .width = COLUMN_I32,
                                                  .scale = 2,
                                                  .min = -INT32_MAX,
                                                  .max = INT32_MAX,
                                                  .unknown = c->known.prior_amount >= 0};
    types[PREVIOUS_GRACE_UNTIL] = column_date_type(true);
}

int fact_columns_new(const struct catalogue *c, struct arena *a, const struct fact_columns **ret,
                     struct err *e)
{
    struct fact_columns *f = arena_new_of(a, struct fact_columns);
    if (!f)
        return err_nomem(e);
    f->catalogue = c;
    for (int k = 0; k < N_ENTITIES; k++) {
        size_t n = c->n[k] + (k == ENTITY_HOUSEHOLD ? N_PREVIOUS : 0);
        struct column_type *types = arena_zalloc(a, n * sizeof *types);
        bool *given = arena_zalloc(a, n);
        if (!types || !given)
            return err_nomem(e);
        for (size_t i = 0; i < c->n[k]; i++)
            given[i] = attribute_type(&c->attributes[k][i], a, &types[i]);
        if (k == ENTITY_HOUSEHOLD)
            previous_types(c, a, types + c->n[k], given + c->n[k]);
        f->n[entity_spaces[k]] = n;
        f->t[entity_spaces[k]] = types;
        f->given[entity_spaces[k]] = given;
    }
    if (arena_failed(a))
        return err_nomem(e);
    *ret = f;
    return E_OK;
}

/* A column being filled. */
struct filling {
    const struct column_type *t;
    size_t column;
    void *values;
    uint8_t *states;
    uint8_t seen; /* states that occur */
};

struct column_filler {
    struct arena *arena;
    const struct fact_columns *facts;
    bool amount_known; /* the catalogue has no prior_amount that could be unknown */
    size_t n_filling[3], n_attributes[3]; /* of the latter, those of the catalogue (first) */
    struct filling *filling[3];
    struct column *columns[3];
    uint32_t offsets[COLUMN_BATCH + 1];
    uint16_t sets[COLUMN_BATCH];
    bool odd[COLUMN_BATCH];
    struct column_batch batch;
};

static int prepare_space(struct column_filler *f, enum column_space space, const bool *wanted,
                         size_t n_catalogue, size_t rows)
{
    size_t n = f->facts->n[space];
    f->filling[space] = arena_zalloc(f->arena, n * sizeof *f->filling[space]);
    f->columns[space] = arena_zalloc(f->arena, n * sizeof *f->columns[space]);
    if (!f->filling[space] || !f->columns[space])
        return E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const struct column_type *t = &f->facts->t[space][i];
        if (!f->facts->given[space][i] || (wanted && !wanted[i]))
            continue;
        struct filling *c = &f->filling[space][f->n_filling[space]++];
        f->n_attributes[space] += i < n_catalogue;
        *c = (struct filling){.t = t,
                              .column = i,
                              .values = arena_alloc(f->arena, rows * column_width_bytes(t->width)),
                              .states = arena_alloc(f->arena, rows)};
        f->columns[space][i] = (struct column){t->width, c->values, NULL};
    }
    return arena_failed(f->arena) ? E_NOMEM : 0;
}

int column_filler_new(const struct fact_columns *facts, const bool *const wanted[3],
                      struct column_filler **ret, struct err *e)
{
    _cleanup_(column_filler_freep) struct column_filler *f = calloc(1, sizeof *f);
    const struct catalogue *c = facts->catalogue;
    if (!f || !(f->arena = arena_new(0)))
        return err_nomem(e);
    f->facts = facts;
    f->amount_known = !facts->t[SPACE_HOUSEHOLD][COLUMN_PREVIOUS(c, PREVIOUS_AMOUNT)].unknown;
    for (int k = 0; k < N_ENTITIES; k++)
        if (prepare_space(f, entity_spaces[k], wanted[entity_spaces[k]], c->n[k],
                          k == ENTITY_HOUSEHOLD ? COLUMN_BATCH : COLUMN_BATCH_MEMBERS) < 0)
            return err_nomem(e);
    column_filler_clear(f);
    *ret = take(f);
    return E_OK;
}

void column_filler_free(struct column_filler *f)
{
    if (!f)
        return;
    arena_free(f->arena);
    free(f);
}

void column_filler_freep(struct column_filler **f)
{
    column_filler_free(*f);
}

void column_filler_clear(struct column_filler *f)
{
    f->batch.n = 0;
    f->offsets[0] = 0;
    for (int s = 0; s < 3; s++)
        for (size_t i = 0; i < f->n_filling[s]; i++)
            f->filling[s][i].seen = 0;
}

#define KNOWN(v) ((struct column_value){(v), COLUMN_KNOWN})
#define OTHER(s) ((struct column_value){0, (s)})

static struct column_value code_of(const struct column_type *t, struct str s)
{
    for (size_t i = 0; i < t->n_codes; i++)
        if (str_eq(t->codes[i], s))
            return KNOWN((int64_t)i);
    return OTHER(COLUMN_SLOW);
}

/* "a;b" as bits; SLOW also for a code that stands there twice. */
static struct column_value codes_bits(const struct column_type *t, struct str text)
{
    uint64_t bits = 0;
    struct str part;
    if (!text.len)
        return KNOWN(0);
    while (str_split(&text, ';', &part)) {
        struct column_value c = code_of(t, part);
        if (c.state || (bits >> c.value & 1))
            return OTHER(COLUMN_SLOW);
        bits |= UINT64_C(1) << c.value;
    }
    return KNOWN((int64_t)bits);
}

static struct column_value in_range(const struct column_type *t, int64_t v)
{
    return v >= t->min && v <= t->max ? KNOWN(v) : OTHER(COLUMN_SLOW);
}

static struct column_value fact_cell(const struct column_type *t, const struct fact *f)
{
    if (!f->known)
        return OTHER(COLUMN_UNKNOWN);
    if (f->none)
        return OTHER(t->null ? COLUMN_NULL : COLUMN_SLOW);
    switch (t->kind) {
    case COLUMN_BOOLEAN:
        return KNOWN(f->i != 0);
    case COLUMN_CODE:
        return code_of(t, f->s);
    case COLUMN_CODES:
        return codes_bits(t, f->s);
    case COLUMN_NUMBER:
    case COLUMN_DATE:
        return in_range(t, f->i);
    }
    return OTHER(COLUMN_SLOW);
}

static struct column_value previous_cell(const struct column_filler *f, const struct column_type *t,
                                         enum previous_part part, const struct previous *p)
{
    switch (part) {
    case PREVIOUS_STANDING:
        for (size_t i = 0; i < ARRAY_LEN(standings); i++)
            if (standings[i] == p->standing)
                return KNOWN((int64_t)i);
        break;
    case PREVIOUS_CATEGORY:
        return p->category.len ? code_of(t, p->category) : OTHER(COLUMN_NULL);
    case PREVIOUS_AMOUNT:
        return p->amount_unknown && !f->amount_known ? OTHER(COLUMN_UNKNOWN)
                                                     : in_range(t, p->amount);
    case PREVIOUS_GRACE_UNTIL:
        return p->grace_until == DATE_NONE || p->standing != STANDING_GRACE
                   ? OTHER(COLUMN_NULL)
                   : in_range(t, p->grace_until);
    case PREVIOUS_MEASURES:
    case N_PREVIOUS:
        break;
    }
    return OTHER(COLUMN_SLOW);
}

/* Returns the state, for those that gather them. */
static uint8_t put(struct filling *c, size_t row, struct column_value v)
{
    switch (c->t->width) {
    case COLUMN_U8:
        ((uint8_t *)c->values)[row] = (uint8_t)v.value;
        break;
    case COLUMN_I32:
        ((int32_t *)c->values)[row] = (int32_t)v.value;
        break;
    case COLUMN_I64:
    case COLUMN_U64:
        ((int64_t *)c->values)[row] = v.value;
        break;
    }
    c->states[row] = v.state;
    c->seen |= v.state;
    return v.state;
}

static uint8_t put_facts(struct column_filler *f, enum column_space space, size_t row,
                         const struct fact *facts)
{
    struct filling *c = f->filling[space];
    uint8_t states = 0;
    for (size_t i = 0; i < f->n_attributes[space]; i++)
        states |= put(&c[i], row, fact_cell(c[i].t, &facts[c[i].column]));
    return states;
}

bool column_filler_add(struct column_filler *f, const struct household_facts *h, uint16_t set)
{
    size_t row = f->batch.n, members = f->offsets[row];
    if (row >= COLUMN_BATCH || h->n_members > COLUMN_BATCH_MEMBERS - members)
        return false;
    uint8_t states = put_facts(f, SPACE_HOUSEHOLD, row, h->facts);
    for (size_t i = f->n_attributes[SPACE_HOUSEHOLD]; i < f->n_filling[SPACE_HOUSEHOLD]; i++) {
        struct filling *c = &f->filling[SPACE_HOUSEHOLD][i];
        size_t part = c->column - COLUMN_PREVIOUS(f->facts->catalogue, 0);
        states |= put(c, row, previous_cell(f, c->t, (enum previous_part)part, &h->previous));
    }
    for (size_t m = 0; m < h->n_members; m++)
        states |= put_facts(f, SPACE_MEMBER, members + m, h->members[m].facts);
    f->odd[row] = (states & COLUMN_SLOW) != 0;
    f->sets[row] = set;
    f->offsets[row + 1] = (uint32_t)(members + h->n_members);
    f->batch.n++;
    return true;
}

const struct column_batch *column_filler_batch(struct column_filler *f)
{
    struct column_batch *b = &f->batch;
    bool several = false;
    for (int s = 0; s < 3; s++)
        for (size_t i = 0; i < f->n_filling[s]; i++) {
            const struct filling *c = &f->filling[s][i];
            f->columns[s][c->column].states = c->seen ? c->states : NULL;
        }
    for (size_t i = 1; i < b->n; i++)
        several |= f->sets[i] != f->sets[0];
    b->offsets = f->offsets;
    b->household = f->columns[SPACE_HOUSEHOLD];
    b->member = f->columns[SPACE_MEMBER];
    b->sets = several ? f->sets : NULL;
    b->set = b->n ? f->sets[0] : 0;
    return b;
}

bool column_filler_odd(const struct column_filler *f, size_t i)
{
    return f->odd[i];
}

/* The value of a row; SLOW where there is no column. */
static struct column_value cell_at(const struct column *c, size_t row)
{
    if (!c->values)
        return OTHER(COLUMN_SLOW);
    struct column_value v = {.state = c->states ? c->states[row] : COLUMN_KNOWN};
    switch (c->width) {
    case COLUMN_U8:
        v.value = ((const uint8_t *)c->values)[row];
        break;
    case COLUMN_I32:
        v.value = ((const int32_t *)c->values)[row];
        break;
    case COLUMN_I64:
    case COLUMN_U64:
        v.value = ((const int64_t *)c->values)[row];
        break;
    }
    return v;
}

struct str column_codes_text(const struct column_type *t, uint64_t bits, struct arena *a)
{
    struct str codes[64];
    size_t n = 0, bytes = 0;
    for (; bits; bits &= bits - 1) {
        codes[n] = t->codes[__builtin_ctzll(bits)];
        bytes += codes[n++].len + 1;
    }
    qsort(codes, n, sizeof *codes, str_cmp_qsort);
    char *text = arena_alloc(a, bytes + 1), *p = text;
    if (!text)
        return (struct str){0};
    for (size_t i = 0; i < n; i++) {
        if (i)
            *p++ = ';';
        p = mempcpy(p, codes[i].data, codes[i].len);
    }
    return (struct str){text, (size_t)(p - text)};
}

static bool fact_of(const struct column_type *t, struct column_value v, struct arena *a,
                    struct fact *ret)
{
    struct fact f = {.known = v.state != COLUMN_UNKNOWN, .none = v.state == COLUMN_NULL};
    if (v.state == COLUMN_KNOWN && t->kind == COLUMN_CODE)
        f.s = t->codes[v.value];
    else if (v.state == COLUMN_KNOWN && t->kind == COLUMN_CODES)
        f.s = column_codes_text(t, (uint64_t)v.value, a);
    else
        f.i = v.value;
    *ret = f;
    return v.state != COLUMN_SLOW;
}

static const struct fact *facts_at(const struct fact_columns *f, enum entity entity,
                                   const struct column *columns, size_t row, struct arena *a)
{
    enum column_space space = entity_spaces[entity];
    size_t n = f->catalogue->n[entity];
    struct fact *facts = arena_zalloc(a, n * sizeof *facts);
    for (size_t i = 0; facts && i < n; i++)
        if (f->given[space][i] &&
            !fact_of(&f->t[space][i], cell_at(&columns[i], row), a, &facts[i]))
            return NULL;
    return facts;
}

static bool previous_at(const struct fact_columns *f, const struct column *columns, size_t row,
                        struct previous *ret)
{
    struct column_value v[N_PREVIOUS] = {0};
    size_t first = COLUMN_PREVIOUS(f->catalogue, 0);
    for (size_t i = 0; i < N_PREVIOUS; i++) {
        if (f->given[SPACE_HOUSEHOLD][first + i])
            v[i] = cell_at(&columns[first + i], row);
        if (v[i].state == COLUMN_SLOW)
            return false;
    }
    struct previous p = {.standing = standings[v[PREVIOUS_STANDING].value],
                         .amount = v[PREVIOUS_AMOUNT].value,
                         .amount_unknown = v[PREVIOUS_AMOUNT].state == COLUMN_UNKNOWN,
                         .grace_until = DATE_NONE};
    if (v[PREVIOUS_CATEGORY].state == COLUMN_KNOWN &&
        f->given[SPACE_HOUSEHOLD][first + PREVIOUS_CATEGORY])
        p.category =
            f->t[SPACE_HOUSEHOLD][first + PREVIOUS_CATEGORY].codes[v[PREVIOUS_CATEGORY].value];
    if (v[PREVIOUS_GRACE_UNTIL].state == COLUMN_KNOWN)
        p.grace_until = (int32_t)v[PREVIOUS_GRACE_UNTIL].value;
    *ret = p;
    return true;
}

bool column_facts(const struct fact_columns *f, const struct column_batch *b, size_t i,
                  struct str division, struct arena *a, struct household_facts *ret)
{
    struct household_facts h = {.n_members = b->offsets[i + 1] - b->offsets[i]};
    struct fact *facts = (struct fact *)facts_at(f, ENTITY_HOUSEHOLD, b->household, i, a);
    struct member_facts *members = arena_zalloc(a, h.n_members * sizeof *members);
    int known = f->catalogue->known.division;
    if (!facts || !members || !previous_at(f, b->household, i, &h.previous))
        return false;
    if (known >= 0 && division.len)
        facts[known] = (struct fact){.known = true, .s = division};
    for (size_t m = 0; m < h.n_members; m++) {
        members[m].facts =
            facts_at(f, ENTITY_PERSON, b->member, b->offsets[i] - b->offsets[0] + m, a);
        if (!members[m].facts)
            return false;
    }
    h.facts = facts;
    h.members = members;
    *ret = h;
    return true;
}
