#include "bind.h"

#include "bounds.h"
#include "cleanup.h"
#include "date.h"
#include "evaluate.h"

#include <stdlib.h>

/* One component of 户 or 成员. */
struct slot {
    const struct attribute *attr;
    const struct feel_value *codes; /* ready values of attr->codes, in their order */
};

struct entity_binding {
    struct feel_shape shape;
    struct slot *slots; /* by field */
};

/* What depends on a member's number only. */
struct position {
    const uint32_t *facts;                    /* by field */
    const struct feel_value *const *unknowns; /* by field */
};

struct bound_parameters {
    const struct feel_value *value; /* the context 参数 */
    const struct parameter **rows;  /* by slot; NULL = ambiguous or not used */
};

struct binder {
    const struct pack *pack;
    struct arena *arena;
    int32_t as_of;
    const struct feel_value *as_of_value;
    int nodes[N_INPUTS];
    struct entity_binding entities[N_ENTITIES];
    struct position household;
    struct {
        struct position *at;
        size_t n, cap;
    } members; /* by position in the household, from 0 */
    struct feel_shape previous_shape, parameter_shape;
    enum previous_part *previous_parts;
    const struct feel_value *prior_amount; /* unknown */
    int residence, division;               /* indices of these attributes, -1 */
    struct map *parameters;                /* division \n residence → index of bound */
    struct {
        struct bound_parameters **at;
        size_t n, cap;
    } bound;
    const struct bound_parameters *last;
    struct strbuf last_key, key;
};

static int bind_entity(struct binder *b, enum entity entity, enum pack_input input, struct err *e)
{
    const struct feel_type *t = pack_input_type(b->pack, input);
    struct entity_binding *k = &b->entities[entity];
    if (b->nodes[input] < 0)
        return E_OK;
    if (!t)
        return err_set(e, E_INVALID, "输入 %s 没有结构类型", "the input %s has no structured type",
                       pack_input_ids[input]);
    k->shape = (struct feel_shape){t->n_fields, t->field_names};
    k->slots = arena_zalloc(b->arena, (t->n_fields + 1) * sizeof *k->slots);
    if (!k->slots)
        return err_nomem(e);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct attribute *attr =
            catalogue_find(pack_catalogue(b->pack), entity, t->field_names[i]);
        if (!attr || attr->type == ATTR_ID_NO)
            return err_set(e, E_INVALID, "输入 %s 的“" STR_FMT "”不在事实目录中",
                           "input %s: \"" STR_FMT "\" is not in the catalogue",
                           pack_input_ids[input], STR_ARG(t->field_names[i]));
        if (!attribute_fits(attr, t->field_types[i]))
            return err_set(e, E_INVALID, "“" STR_FMT "”的类型与事实目录不符",
                           "the type of \"" STR_FMT "\" does not fit the catalogue",
                           STR_ARG(t->field_names[i]));
        struct feel_value *codes = arena_zalloc(b->arena, (attr->n_codes + 1) * sizeof *codes);
        if (!codes)
            return err_nomem(e);
        for (size_t c = 0; c < attr->n_codes; c++) {
            codes[c].kind = FEEL_STRING;
            codes[c].string = attr->codes[c].code;
        }
        k->slots[i] = (struct slot){attr, codes};
    }
    return E_OK;
}

static int make_position(struct binder *b, enum entity entity, size_t member, struct position *ret,
                         struct err *e)
{
    const struct entity_binding *k = &b->entities[entity];
    uint32_t *facts = arena_array_of(b->arena, k->shape.n + 1, uint32_t);
    const struct feel_value **unknowns =
        arena_array_of(b->arena, k->shape.n + 1, const struct feel_value *);
    if (!facts || !unknowns)
        return err_nomem(e);
    for (size_t i = 0; i < k->shape.n; i++) {
        int attr = k->slots[i].attr->index;
        facts[i] = member ? FACT_MEMBER(member, attr) : FACT_HOUSEHOLD(attr);
        unknowns[i] = feel_unknown(b->arena, &facts[i], 1);
    }
    *ret = (struct position){facts, unknowns};
    return arena_failed(b->arena) ? err_nomem(e) : E_OK;
}

enum previous_part previous_part(const struct pack *p, const struct feel_type *t, size_t field)
{
    static const char *const ids[N_PREVIOUS] = {"previous.standing", "previous.category",
                                                "previous.amount", "previous.grace_until",
                                                "previous.measures"};
    struct str id = dmn_component_id(pack_model(p), t->name, t->field_names[field]);
    int i = 0;
    while (i < N_PREVIOUS && !str_eqz(id, ids[i]))
        i++;
    return (enum previous_part)i;
}

bool previous_fits(enum previous_part part, const struct feel_type *type)
{
    static const enum feel_type_kind kinds[N_PREVIOUS] = {FEEL_T_STRING, FEEL_T_STRING,
                                                          FEEL_T_NUMBER, FEEL_T_DATE, FEEL_T_LIST};
    return !type || type->kind == FEEL_T_ANY || type->kind == kinds[part];
}

static int bind_previous_shape(struct binder *b, struct err *e)
{
    const struct feel_type *t = pack_input_type(b->pack, INPUT_PREVIOUS);
    if (!t)
        return E_OK;
    b->previous_shape = (struct feel_shape){t->n_fields, t->field_names};
    b->previous_parts = arena_array_of(b->arena, t->n_fields + 1, enum previous_part);
    if (!b->previous_parts)
        return err_nomem(e);
    for (size_t i = 0; i < t->n_fields; i++) {
        b->previous_parts[i] = previous_part(b->pack, t, i);
        if (b->previous_parts[i] == N_PREVIOUS ||
            !previous_fits(b->previous_parts[i], t->field_types[i]))
            return err_set(e, E_INVALID, "输入 previous 的“" STR_FMT "”无法提供",
                           "\"" STR_FMT "\" of the input previous can't be given",
                           STR_ARG(t->field_names[i]));
    }
    return E_OK;
}

static int prepare(struct binder *b, struct err *e)
{
    const struct dmn_model *m = pack_model(b->pack);
    for (int i = 0; i < N_INPUTS; i++)
        b->nodes[i] = pack_input(b->pack, (enum pack_input)i);
    for (size_t i = 0; i < dmn_node_count(m); i++) {
        const struct dmn_node *n = dmn_node(m, (int)i);
        bool ours = n->kind != DMN_INPUT;
        for (int k = 0; k < N_INPUTS; k++)
            ours |= b->nodes[k] == (int)i;
        if (!ours)
            return err_set(e, E_INVALID,
                           "输入“" STR_FMT "”（" STR_FMT "）无法提供：只有 household、members、"
                           "as_of、previous、parameters",
                           "the input \"" STR_FMT "\" (" STR_FMT ") can't be given: there are "
                           "household, members, as_of, previous and parameters",
                           STR_ARG(n->name), STR_ARG(n->id));
    }
    int r;
    if ((r = bind_entity(b, ENTITY_HOUSEHOLD, INPUT_HOUSEHOLD, e)) < 0 ||
        (r = bind_entity(b, ENTITY_PERSON, INPUT_MEMBERS, e)) < 0 ||
        (r = make_position(b, ENTITY_HOUSEHOLD, 0, &b->household, e)) < 0 ||
        (r = bind_previous_shape(b, e)) < 0)
        return r;
    const struct feel_type *t = pack_input_type(b->pack, INPUT_PARAMETERS);
    if (t)
        b->parameter_shape = (struct feel_shape){t->n_fields, t->field_names};
    b->residence = pack_catalogue(b->pack)->known.residence;
    b->division = pack_catalogue(b->pack)->known.division;
    int amount = pack_catalogue(b->pack)->known.prior_amount;
    if (amount >= 0)
        b->prior_amount = feel_unknown(b->arena, (const uint32_t[]){FACT_HOUSEHOLD(amount)}, 1);
    b->as_of_value = feel_date(b->arena, b->as_of);
    return arena_failed(b->arena) ? err_nomem(e) : E_OK;
}

int binder_new(const struct pack *p, int32_t as_of, struct arena *a, struct binder **ret,
               struct err *e)
{
    struct binder *b = arena_new_of(a, struct binder);
    if (!b || !(b->parameters = map_new()))
        return err_nomem(e);
    b->pack = p;
    b->arena = a;
    b->as_of = as_of;
    int r = prepare(b, e);
    if (r < 0) {
        binder_free(b);
        return r;
    }
    *ret = b;
    return E_OK;
}

void binder_free(struct binder *b)
{
    if (!b)
        return;
    map_free(b->parameters);
    strbuf_done(&b->last_key);
    strbuf_done(&b->key);
}

/* "a;b" as a list of strings; "" = the empty list. */
static const struct feel_value *string_list(struct arena *a, struct str text)
{
    struct str rest = text, part;
    size_t n = 1, i = 0;
    if (!text.len)
        return &feel_empty_list;
    for (size_t k = 0; k < text.len; k++)
        n += text.data[k] == ';';
    const struct feel_value **items = arena_array_of(a, n, const struct feel_value *);
    if (!items)
        return &feel_null;
    while (str_split(&rest, ';', &part))
        items[i++] = feel_string(a, part);
    return feel_list(a, items, i);
}

static const struct feel_value *code_value(struct arena *a, const struct slot *s, struct str code)
{
    for (size_t i = 0; i < s->attr->n_codes; i++)
        if (str_eq(s->attr->codes[i].code, code))
            return &s->codes[i];
    return feel_string(a, code);
}

static const struct feel_value *fact_value(struct arena *a, const struct slot *s, struct fact f)
{
    if (f.none)
        return &feel_null;
    switch (s->attr->type) {
    case ATTR_MONEY:
        return feel_number(a, dec_from_scaled(f.i, 2));
    case ATTR_INTEGER:
        return feel_int(a, f.i);
    case ATTR_BOOLEAN:
        return feel_bool(f.i != 0);
    case ATTR_DATE:
        return feel_date(a, f.i);
    case ATTR_CODE:
        return code_value(a, s, f.s);
    case ATTR_CODES:
        return string_list(a, f.s);
    case ATTR_TEXT:
    case ATTR_DIVISION:
    case ATTR_ID_NO:
        return feel_string(a, f.s);
    }
    return &feel_null;
}

static const struct feel_value *entity_value(const struct entity_binding *k,
                                             const struct position *p, const struct fact *facts,
                                             struct arena *a)
{
    const struct feel_value **values = arena_array_of(a, k->shape.n + 1, const struct feel_value *);
    if (!values)
        return &feel_null;
    for (size_t i = 0; i < k->shape.n; i++) {
        struct fact f = facts[k->slots[i].attr->index];
        values[i] = f.known ? fact_value(a, &k->slots[i], f) : p->unknowns[i];
    }
    return feel_context_value(a, &k->shape, values, p->facts);
}

static int members_value(struct binder *b, const struct household_facts *h, struct arena *a,
                         const struct feel_value **ret, struct err *e)
{
    while (b->members.n < h->n_members) {
        struct position p;
        int r = make_position(b, ENTITY_PERSON, b->members.n + 1, &p, e);
        if (r < 0)
            return r;
        if (!vec_push(b->arena, &b->members, p))
            return err_nomem(e);
    }
    const struct feel_value **items =
        arena_array_of(a, h->n_members + 1, const struct feel_value *);
    if (!items)
        return err_nomem(e);
    for (size_t i = 0; i < h->n_members; i++)
        items[i] =
            entity_value(&b->entities[ENTITY_PERSON], &b->members.at[i], h->members[i].facts, a);
    *ret = feel_list(a, items, h->n_members);
    return E_OK;
}

static const struct feel_value *previous_value(const struct binder *b, const struct previous *p,
                                               struct arena *a)
{
    const struct feel_value **values =
        arena_array_of(a, b->previous_shape.n + 1, const struct feel_value *);
    if (!values)
        return &feel_null;
    for (size_t i = 0; i < b->previous_shape.n; i++) {
        switch (b->previous_parts[i]) {
        case PREVIOUS_STANDING:
            values[i] = feel_string(
                a, p->standing == STANDING_NONE ? STR("none") : str_of(standing_code(p->standing)));
            break;
        case PREVIOUS_CATEGORY:
            values[i] = p->category.len ? feel_string(a, p->category) : &feel_null;
            break;
        case PREVIOUS_AMOUNT:
            values[i] = p->amount_unknown && b->prior_amount
                            ? b->prior_amount
                            : feel_number(a, dec_from_scaled(p->amount, 2));
            break;
        case PREVIOUS_GRACE_UNTIL:
            values[i] = p->grace_until == DATE_NONE || p->standing != STANDING_GRACE
                            ? &feel_null
                            : feel_date(a, p->grace_until);
            break;
        case PREVIOUS_MEASURES:
            values[i] = string_list(a, p->measures);
            break;
        case N_PREVIOUS:
            values[i] = &feel_null;
            break;
        }
    }
    return feel_context_value(a, &b->previous_shape, values, NULL);
}

/* Resolves every parameter of the model for one division and residence ("" = unknown). */
static int resolve_parameters(struct binder *b, struct str division, struct str residence,
                              struct bound_parameters *ret, struct err *e)
{
    size_t n = b->parameter_shape.n;
    const struct feel_value **values = arena_array_of(b->arena, n + 1, const struct feel_value *);
    uint32_t *facts = arena_array_of(b->arena, n + 1, uint32_t);
    const struct parameter *all;
    ret->rows = arena_zalloc(b->arena, (n + 1) * sizeof *ret->rows);
    if (!values || !facts || !ret->rows)
        return err_nomem(e);
    pack_parameters(b->pack, &all);
    for (size_t i = 0; i < n; i++) {
        const struct parameter *row;
        bool ambiguous;
        values[i] = &feel_null;
        facts[i] = UINT32_MAX;
        if (!b->pack->slots[i].name.len)
            continue;
        int r = parameter_resolve(b->pack, b->pack->slots[i].name, division, residence, b->as_of,
                                  &row, &ambiguous, e);
        if (r < 0)
            return r;
        if (ambiguous) {
            facts[i] = FACT_HOUSEHOLD(b->residence);
            values[i] = feel_unknown(b->arena, &facts[i], 1);
            continue;
        }
        ret->rows[i] = row;
        facts[i] = FACT_PARAMETER(row - all);
        values[i] = feel_number(b->arena, row->value);
    }
    ret->value = feel_context_value(b->arena, &b->parameter_shape, values, facts);
    return arena_failed(b->arena) ? err_nomem(e) : E_OK;
}

static struct str text_fact(const struct household_facts *h, int attr)
{
    return attr >= 0 && h->facts[attr].known && !h->facts[attr].none ? h->facts[attr].s
                                                                     : (struct str){0};
}

static int parameters_for(struct binder *b, const struct household_facts *h,
                          const struct bound_parameters **ret, struct err *e)
{
    struct str division = text_fact(h, b->division), residence = text_fact(h, b->residence);
    strbuf_clear(&b->key);
    strbuf_adds(&b->key, division);
    strbuf_addc(&b->key, '\n');
    strbuf_adds(&b->key, residence);
    struct str key = strbuf_str(&b->key);
    if (b->last && str_eq(key, strbuf_str(&b->last_key))) {
        *ret = b->last;
        return E_OK;
    }
    uint64_t at;
    if (!map_get(b->parameters, key, &at)) {
        struct bound_parameters *bound = arena_new_of(b->arena, struct bound_parameters);
        int r = bound ? resolve_parameters(b, division, residence, bound, e) : err_nomem(e);
        if (r < 0)
            return r;
        at = b->bound.n;
        if (!vec_push(b->arena, &b->bound, bound) || map_put(b->parameters, key, at) < 0)
            return err_nomem(e);
    }
    b->last = b->bound.at[at];
    strbuf_clear(&b->last_key);
    strbuf_adds(&b->last_key, key);
    if (b->key.failed || b->last_key.failed)
        return err_nomem(e);
    *ret = b->last;
    return E_OK;
}

int binder_bind(struct binder *b, struct dmn_run *run, const struct household_facts *h,
                struct err *e)
{
    struct arena *a = dmn_run_arena(run);
    const struct feel_value *values[N_INPUTS];
    const struct bound_parameters *parameters = NULL;
    if (h->n_members > LIMIT_HOUSEHOLD_MEMBERS)
        return err_set(e, E_LIMIT, "户 " STR_FMT " 的成员超过 %u 人",
                       "household " STR_FMT " has more than %u members", STR_ARG(h->household_no),
                       LIMIT_HOUSEHOLD_MEMBERS);
    int r;
    if ((r = parameters_for(b, h, &parameters, e)) < 0 ||
        (r = members_value(b, h, a, &values[INPUT_MEMBERS], e)) < 0)
        return r;
    values[INPUT_HOUSEHOLD] =
        entity_value(&b->entities[ENTITY_HOUSEHOLD], &b->household, h->facts, a);
    values[INPUT_AS_OF] = b->as_of_value;
    values[INPUT_PREVIOUS] = previous_value(b, &h->previous, a);
    values[INPUT_PARAMETERS] = parameters->value;
    if (arena_failed(a))
        return err_nomem(e);
    /* Midnight in Shanghai: what a policy calls today is the date it decides for. */
    dmn_run_feel(run)->now_us = ((int64_t)b->as_of * 24 - 8) * 3600 * 1000000;
    for (int i = 0; i < N_INPUTS; i++)
        if (b->nodes[i] >= 0)
            dmn_run_set(run, b->nodes[i], values[i], true);
    return E_OK;
}

const struct parameter *binder_parameter(const struct binder *b, struct str name)
{
    if (b->last)
        for (size_t i = 0; i < b->pack->n_slots; i++)
            if (str_eq(b->pack->slots[i].name, name))
                return b->last->rows[i];
    return NULL;
}
