#include "type.h"

#include "bounds.h"
#include "builtin.h"
#include "cleanup.h"
#include "feel.h"
#include "ops.h"
#include "text.h"

const struct feel_type feel_t_any = {.kind = FEEL_T_ANY};
const struct feel_type feel_t_null = {.kind = FEEL_T_NULL};
const struct feel_type feel_t_boolean = {.kind = FEEL_T_BOOLEAN};
const struct feel_type feel_t_number = {.kind = FEEL_T_NUMBER};
const struct feel_type feel_t_string = {.kind = FEEL_T_STRING};
const struct feel_type feel_t_date = {.kind = FEEL_T_DATE};
const struct feel_type feel_t_time = {.kind = FEEL_T_TIME};
const struct feel_type feel_t_date_time = {.kind = FEEL_T_DATE_TIME};
const struct feel_type feel_t_days_duration = {.kind = FEEL_T_DAYS_DURATION};
const struct feel_type feel_t_months_duration = {.kind = FEEL_T_MONTHS_DURATION};
const struct feel_type feel_t_list = {.kind = FEEL_T_LIST, .element = &feel_t_any};
const struct feel_type feel_t_context = {.kind = FEEL_T_CONTEXT, .open = true};
const struct feel_type feel_t_function = {
    .kind = FEEL_T_FUNCTION, .open = true, .element = &feel_t_any};
const struct feel_type feel_t_range = {.kind = FEEL_T_RANGE, .element = &feel_t_any};

const struct feel_type *feel_type_builtin(struct str name)
{
    static const struct {
        const char *name;
        const struct feel_type *type;
    } names[] = {
        {"Any", &feel_t_any},
        {"any", &feel_t_any},
        {"Null", &feel_t_null},
        {"null", &feel_t_null},
        {"boolean", &feel_t_boolean},
        {"number", &feel_t_number},
        {"string", &feel_t_string},
        {"date", &feel_t_date},
        {"time", &feel_t_time},
        {"date and time", &feel_t_date_time},
        {"dateTime", &feel_t_date_time},
        {"days and time duration", &feel_t_days_duration},
        {"dayTimeDuration", &feel_t_days_duration},
        {"years and months duration", &feel_t_months_duration},
        {"yearMonthDuration", &feel_t_months_duration},
        {"list", &feel_t_list},
        {"context", &feel_t_context},
        {"function", &feel_t_function},
        {"range", &feel_t_range},
    };
    name = str_trim(name);
    if (str_starts(name, STR("feel:"))) {
        name.data += 5;
        name.len -= 5;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eqz(name, names[i].name))
            return names[i].type;
    return NULL;
}

static const struct feel_type *element_of(const struct feel_type *t)
{
    return t->element ? t->element : &feel_t_any;
}

static void print(const struct feel_type *t, struct strbuf *out, unsigned depth)
{
    static const char *const names[] = {
        [FEEL_T_ANY] = "Any",
        [FEEL_T_NULL] = "Null",
        [FEEL_T_BOOLEAN] = "boolean",
        [FEEL_T_NUMBER] = "number",
        [FEEL_T_STRING] = "string",
        [FEEL_T_DATE] = "date",
        [FEEL_T_TIME] = "time",
        [FEEL_T_DATE_TIME] = "date and time",
        [FEEL_T_DAYS_DURATION] = "days and time duration",
        [FEEL_T_MONTHS_DURATION] = "years and months duration",
        [FEEL_T_RANGE] = "range",
        [FEEL_T_LIST] = "list",
        [FEEL_T_CONTEXT] = "context",
        [FEEL_T_FUNCTION] = "function",
    };
    if (t->name.len > 0) {
        strbuf_adds(out, t->name);
        return;
    }
    strbuf_addz(out, names[t->kind]);
    bool generic = t->kind == FEEL_T_LIST || t->kind == FEEL_T_RANGE ||
                   ((t->kind == FEEL_T_CONTEXT || t->kind == FEEL_T_FUNCTION) && !t->open);
    if (!generic)
        return;
    if (depth > 8) {
        strbuf_addz(out, "<...>");
        return;
    }
    strbuf_addc(out, '<');
    if (t->kind == FEEL_T_LIST || t->kind == FEEL_T_RANGE) {
        print(element_of(t), out, depth + 1);
    } else {
        for (size_t i = 0; i < t->n_fields; i++) {
            if (i > 0)
                strbuf_addz(out, ", ");
            if (t->kind == FEEL_T_CONTEXT) {
                strbuf_adds(out, t->field_names[i]);
                strbuf_addz(out, ": ");
            }
            print(t->field_types[i], out, depth + 1);
        }
    }
    strbuf_addc(out, '>');
    if (t->kind == FEEL_T_FUNCTION) {
        strbuf_addz(out, " -> ");
        print(element_of(t), out, depth + 1);
    }
}

void feel_type_print(const struct feel_type *t, struct strbuf *out)
{
    print(t, out, 0);
}

static const struct feel_type *field_type(const struct feel_type *t, struct str name)
{
    for (size_t i = 0; i < t->n_fields; i++)
        if (str_eq(t->field_names[i], name))
            return t->field_types[i];
    return NULL;
}

/* Item definitions may contain themselves. After so many steps what has not differed is taken to
 * conform. */
#define CONFORM_STEPS_MAX 20000u

static bool conforms(const struct feel_type *from, const struct feel_type *to, unsigned *steps)
{
    if (from == to || to->kind == FEEL_T_ANY || from->kind == FEEL_T_NULL)
        return true;
    if (from->kind != to->kind)
        return false;
    if (++*steps > CONFORM_STEPS_MAX)
        return true;
    switch (to->kind) {
    case FEEL_T_LIST:
    case FEEL_T_RANGE:
        return conforms(element_of(from), element_of(to), steps);
    case FEEL_T_CONTEXT:
        for (size_t i = 0; i < to->n_fields; i++) {
            const struct feel_type *f = field_type(from, to->field_names[i]);
            if (!f || !conforms(f, to->field_types[i], steps))
                return false;
        }
        return true;
    case FEEL_T_FUNCTION:
        if (to->open)
            return true;
        if (from->open || from->n_fields != to->n_fields)
            return false;
        for (size_t i = 0; i < to->n_fields; i++)
            if (!conforms(to->field_types[i], from->field_types[i], steps))
                return false;
        return conforms(element_of(from), element_of(to), steps);
    default:
        return true;
    }
}

bool feel_type_conforms(const struct feel_type *from, const struct feel_type *to)
{
    unsigned steps = 0;
    return conforms(from, to, &steps);
}

static bool kind_fits(enum feel_kind kind, enum feel_type_kind t)
{
    switch (t) {
    case FEEL_T_ANY:
        return true;
    case FEEL_T_NULL:
        return kind == FEEL_NULL;
    case FEEL_T_BOOLEAN:
        return kind == FEEL_BOOLEAN;
    case FEEL_T_NUMBER:
        return kind == FEEL_NUMBER;
    case FEEL_T_STRING:
        return kind == FEEL_STRING;
    case FEEL_T_DATE:
        return kind == FEEL_DATE;
    case FEEL_T_TIME:
        return kind == FEEL_TIME;
    case FEEL_T_DATE_TIME:
        return kind == FEEL_DATE_TIME;
    case FEEL_T_DAYS_DURATION:
        return kind == FEEL_DAYS_DURATION;
    case FEEL_T_MONTHS_DURATION:
        return kind == FEEL_MONTHS_DURATION;
    case FEEL_T_RANGE:
        return kind == FEEL_RANGE;
    case FEEL_T_LIST:
        return kind == FEEL_LIST;
    case FEEL_T_CONTEXT:
        return kind == FEEL_CONTEXT;
    case FEEL_T_FUNCTION:
        return kind == FEEL_FUNCTION;
    }
    return false;
}

static bool passes(struct feel_run *run, const struct feel_expr *tests, const struct feel_value *v)
{
    if (!tests)
        return true;
    const struct feel_value *r = feel_eval_test(run, tests, v, NULL);
    return feel_is_true(r) || feel_is_unknown(r);
}

static bool constraints_hold(struct feel_run *run, const struct feel_value *v,
                             const struct feel_type *t)
{
    if (t->allowed && v->kind == FEEL_LIST && t->kind == FEEL_T_LIST) {
        for (size_t i = 0; i < v->list.n; i++)
            if (!feel_is_unknown(v->list.items[i]) && !passes(run, t->allowed, v->list.items[i]))
                return false;
    } else if (!passes(run, t->allowed, v)) {
        return false;
    }
    return passes(run, t->constraint, v);
}

static bool function_fits(const struct feel_function *f, const struct feel_type *t)
{
    if (t->open)
        return true;
    if (f->open)
        return builtin_conforms(f->arg, t);
    if (f->n_params != t->n_fields)
        return false;
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct feel_type *p = f->param_types ? f->param_types[i] : NULL;
        if (p && !feel_type_conforms(t->field_types[i], p))
            return false;
    }
    const struct feel_type *result = f->result ? f->result : f->inferred;
    return feel_type_conforms(result ? result : &feel_t_any, element_of(t));
}

/* What `instance of` asks is stricter than what a boundary lets pass: there null has every type,
 * and entries that a context lacks are null. */
struct question {
    struct feel_run *run;
    bool boundary;
};

static bool instance(const struct question *q, const struct feel_value *v,
                     const struct feel_type *t, unsigned depth)
{
    if (v->kind == FEEL_UNKNOWN)
        return true;
    if (v->kind == FEEL_NULL)
        return q->boundary || depth > 0 || t->kind == FEEL_T_NULL;
    if (depth > LIMIT_FEEL_DEPTH || !ops_step(q->run, 1) || !kind_fits(v->kind, t->kind))
        return false;
    switch (t->kind) {
    case FEEL_T_LIST:
        for (size_t i = 0; i < v->list.n; i++)
            if (!instance(q, v->list.items[i], element_of(t), depth + 1))
                return false;
        break;
    case FEEL_T_RANGE:
        if ((v->range->low && !instance(q, v->range->low, element_of(t), depth + 1)) ||
            (v->range->high && !instance(q, v->range->high, element_of(t), depth + 1)))
            return false;
        break;
    case FEEL_T_CONTEXT:
        for (size_t i = 0; i < t->n_fields; i++) {
            const struct feel_context *c = v->context;
            bool in_order = i < c->shape->n && str_eq(c->shape->names[i], t->field_names[i]);
            const struct feel_value *f =
                in_order ? c->values[i] : feel_context_get(v, t->field_names[i]);
            if (f ? !instance(q, f, t->field_types[i], depth + 1) : !q->boundary)
                return false;
        }
        break;
    case FEEL_T_FUNCTION:
        return function_fits(v->function, t);
    default:
        break;
    }
    return constraints_hold(q->run, v, t);
}

bool feel_type_instance(struct feel_run *run, const struct feel_value *v, const struct feel_type *t)
{
    return instance(&(struct question){run, false}, v, t, 0);
}

/* NULL if v doesn't fit. One conversion, of the value as a whole: DMN 1.5, 10.3.2.9.4. */
static const struct feel_value *coerce(struct feel_run *run, const struct feel_value *v,
                                       const struct feel_type *t)
{
    const struct question q = {run, true};
    if (instance(&q, v, t, 0))
        return v;
    if (t->kind == FEEL_T_LIST && instance(&q, v, element_of(t), 0)) {
        const struct feel_value *list = ops_singleton(run->arena, v);
        return constraints_hold(run, list, t) ? list : NULL;
    }
    if (v->kind == FEEL_LIST && v->list.n == 1 && instance(&q, v->list.items[0], t, 0))
        return v->list.items[0];
    if (v->kind == FEEL_DATE && t->kind == FEEL_T_DATE_TIME) {
        /* Midnight UTC. */
        v = feel_date_time(run->arena, v->days, (struct feel_time){.zone = FEEL_ZONE_OFFSET});
        return constraints_hold(run, v, t) ? v : NULL;
    }
    return NULL;
}

const struct feel_value *feel_type_coerce(struct feel_run *run, const struct feel_value *v,
                                          const struct feel_type *t, struct str what)
{
    if (!t || (t->kind == FEEL_T_ANY && !t->allowed && !t->constraint))
        return v;
    const struct feel_value *r = coerce(run, v, t);
    if (r)
        return r;
    _cleanup_(strbuf_done) struct strbuf type = {0}, value = {0};
    feel_type_print(t, &type);
    feel_print(v, true, &value);
    if (type.failed || value.failed)
        return ops_no_memory(run);
    int shown = (int)utf8_offset(strbuf_str(&value), 40);
    return feel_error(run, what, "%.*s 不是类型 %s 允许的值", "%.*s is not a value of type %s",
                      shown, strbuf_z(&value), strbuf_z(&type));
}
