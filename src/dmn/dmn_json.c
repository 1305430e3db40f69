#include "dmn_json.h"
#include "bounds.h"
#include "cleanup.h"

struct place {
    const struct place *up;
    struct str name; /* of a member */
    size_t item;     /* or of an item, from 1 */
};

struct reading {
    struct json_reader *r;
    struct arena *a;
    struct err *e;
};

static void print_place(struct strbuf *b, const struct place *p)
{
    if (!p)
        return;
    print_place(b, p->up);
    if (p->item)
        strbuf_printf(b, "[%zu]", p->item);
    else
        strbuf_printf(b, "%s%.*s", b->len ? "." : "", STR_ARG(p->name));
}

static int mismatch(struct reading *k, const struct place *p, const struct feel_type *t)
{
    static const char *const forms[] = {[FEEL_T_BOOLEAN] = "true",
                                        [FEEL_T_NUMBER] = "123.45",
                                        [FEEL_T_STRING] = "\"…\"",
                                        [FEEL_T_DATE] = "\"2018-06-30\"",
                                        [FEEL_T_TIME] = "\"09:30:00\"",
                                        [FEEL_T_DATE_TIME] = "\"2018-06-30T09:30:00\"",
                                        [FEEL_T_DAYS_DURATION] = "\"P1DT2H\"",
                                        [FEEL_T_MONTHS_DURATION] = "\"P1Y2M\"",
                                        [FEEL_T_LIST] = "[…]",
                                        [FEEL_T_CONTEXT] = "{…}"};
    _cleanup_(strbuf_done) struct strbuf where = {0}, want = {0};
    const char *form = t->kind < ARRAY_LEN(forms) ? forms[t->kind] : NULL;

    print_place(&where, p);
    feel_type_print(t, &want);
    if (!form)
        return err_set(k->e, E_INVALID, "“%.200s”：应为 %.200s，JSON 写不出这种值",
                       "\"%.200s\": expected %.200s, which JSON can't hold", strbuf_z(&where),
                       strbuf_z(&want));
    return err_set(k->e, E_INVALID, "“%.200s”：应为 %.200s，如 %s",
                   "\"%.200s\": expected %.200s, such as %s", strbuf_z(&where), strbuf_z(&want),
                   form);
}

static int read_value(struct reading *k, int token, const struct feel_type *t,
                      const struct place *p, const struct feel_value **ret);

static const struct feel_type *field(const struct feel_type *t, struct str name)
{
    for (size_t i = 0; t->kind == FEEL_T_CONTEXT && i < t->n_fields; i++)
        if (str_eq(t->field_names[i], name))
            return t->field_types[i];
    return &feel_t_any;
}

static int read_object(struct reading *k, const struct feel_type *t, const struct place *p,
                       const struct feel_value **ret)
{
    struct {
        struct str *at;
        size_t n, cap;
    } names = {0};
    struct {
        const struct feel_value **at;
        size_t n, cap;
    } values = {0};
    int token;

    while ((token = json_next(k->r, k->e)) == JSON_NAME) {
        struct place here = {p, str_dup(k->a, json_text(k->r)), 0};
        const struct feel_value *v;
        int r = json_next(k->r, k->e);

        if (r >= 0)
            r = read_value(k, r, field(t, here.name), &here, &v);
        if (r < 0)
            return r;
        if (!vec_push(k->a, &names, here.name) || !vec_push(k->a, &values, v))
            return err_nomem(k->e);
    }
    if (token < 0)
        return token;
    struct feel_shape *shape = arena_new_of(k->a, struct feel_shape);
    if (!shape)
        return err_nomem(k->e);
    *shape = (struct feel_shape){names.n, names.at};
    *ret = feel_context_value(k->a, shape, values.at, NULL);
    return 0;
}

static int read_array(struct reading *k, const struct feel_type *t, const struct place *p,
                      const struct feel_value **ret)
{
    const struct feel_type *element =
        t->kind == FEEL_T_LIST && t->element ? t->element : &feel_t_any;
    struct {
        const struct feel_value **at;
        size_t n, cap;
    } values = {0};
    int token;

    while ((token = json_next(k->r, k->e)) >= 0 && token != JSON_ARRAY_END) {
        struct place here = {p, {0}, values.n + 1};
        const struct feel_value *v;
        int r = read_value(k, token, element, &here, &v);

        if (r < 0)
            return r;
        if (!vec_push(k->a, &values, v))
            return err_nomem(k->e);
    }
    if (token < 0)
        return token;
    *ret = feel_list(k->a, values.at, values.n);
    return 0;
}

static int read_string(struct reading *k, const struct feel_type *t, const struct place *p,
                       const struct feel_value **ret)
{
    static const enum feel_kind kinds[] = {[FEEL_T_DATE] = FEEL_DATE,
                                           [FEEL_T_TIME] = FEEL_TIME,
                                           [FEEL_T_DATE_TIME] = FEEL_DATE_TIME,
                                           [FEEL_T_DAYS_DURATION] = FEEL_DAYS_DURATION,
                                           [FEEL_T_MONTHS_DURATION] = FEEL_MONTHS_DURATION};
    struct str text = str_dup(k->a, json_text(k->r));
    struct decimal d;

    switch (t->kind) {
    case FEEL_T_DATE:
    case FEEL_T_TIME:
    case FEEL_T_DATE_TIME:
    case FEEL_T_DAYS_DURATION:
    case FEEL_T_MONTHS_DURATION:
        *ret = feel_parse_temporal(k->a, kinds[t->kind], text);
        return *ret ? 0 : mismatch(k, p, t);
    case FEEL_T_NUMBER:
        /* Programs that fear for their digits write numbers as strings. */
        if (!dec_parse(text, &d))
            return mismatch(k, p, t);
        *ret = feel_number(k->a, d);
        return 0;
    case FEEL_T_LIST:
        return t->element ? read_string(k, t->element, p, ret) : mismatch(k, p, t);
    case FEEL_T_ANY:
    case FEEL_T_STRING:
        *ret = feel_string(k->a, text);
        return 0;
    default:
        return mismatch(k, p, t);
    }
}

/* A single value where a list is wanted becomes one when it is set. */
static bool takes(const struct feel_type *t, enum feel_type_kind kind)
{
    return t->kind == FEEL_T_ANY || t->kind == kind ||
           (t->kind == FEEL_T_LIST && t->element &&
            (t->element->kind == kind || t->element->kind == FEEL_T_ANY));
}

static int read_value(struct reading *k, int token, const struct feel_type *t,
                      const struct place *p, const struct feel_value **ret)
{
    struct decimal d;

    switch (token) {
    case JSON_OBJECT:
        if (!takes(t, FEEL_T_CONTEXT))
            return mismatch(k, p, t);
        return read_object(k, t->kind == FEEL_T_LIST ? t->element : t, p, ret);
    case JSON_ARRAY:
        return read_array(k, t, p, ret);
    case JSON_STRING:
        return read_string(k, t, p, ret);
    case JSON_NUMBER:
        if (!takes(t, FEEL_T_NUMBER) || !dec_parse(json_text(k->r), &d))
            return mismatch(k, p, t);
        *ret = feel_number(k->a, d);
        return 0;
    case JSON_TRUE:
    case JSON_FALSE:
        if (!takes(t, FEEL_T_BOOLEAN))
            return mismatch(k, p, t);
        *ret = feel_bool(token == JSON_TRUE);
        return 0;
    case JSON_NULL:
        *ret = &feel_null;
        return 0;
    default:
        return token < 0 ? token : err_set(k->e, E_SYNTAX, "JSON 不完整", "incomplete JSON");
    }
}

int dmn_json_value(struct str json, const struct feel_type *type, struct arena *a,
                   const struct feel_value **ret, struct err *e)
{
    _cleanup_(json_closep) struct json_reader *j = NULL;
    int r = json_open(json, &j, e);

    if (r < 0)
        return r;
    struct reading k = {j, a, e};
    const struct feel_value *v;
    r = json_next(j, e);
    if (r >= 0)
        r = read_value(&k, r, type ? type : &feel_t_any, NULL, &v);
    if (r >= 0)
        r = json_next(j, e);
    if (r < 0)
        return r;
    if (arena_failed(a))
        return err_nomem(e);
    *ret = v;
    return 0;
}

static const struct feel_type *type_of_input(const struct dmn_model *m, struct str name)
{
    int node = dmn_find(m, name);

    return node >= 0 ? dmn_node(m, node)->type : &feel_t_any;
}

static int unknown_input(const struct dmn_model *m, struct str name, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};

    for (size_t i = 0; i < dmn_node_count(m) && b.len < 400; i++)
        if (dmn_node(m, (int)i)->kind == DMN_INPUT)
            strbuf_printf(&b, "%s%.*s", b.len ? ", " : "", STR_ARG(dmn_node(m, (int)i)->name));
    return err_set(e, E_NOT_FOUND, "模型没有输入“%.*s”；它的输入是：%s",
                   "the model has no input \"%.*s\"; it has: %s", STR_ARG(name), strbuf_z(&b));
}

int dmn_json_inputs(struct dmn_run *r, const struct dmn_model *m, struct str json, struct err *e)
{
    _cleanup_(json_closep) struct json_reader *j = NULL;
    int t = json_open(json, &j, e);

    if (t < 0)
        return t;
    struct reading k = {j, dmn_run_arena(r), e};
    t = json_next(j, e);
    if (t < 0)
        return t;
    if (t != JSON_OBJECT)
        return err_set(e, E_INVALID, "输入应为 JSON 对象：{\"名称\": 值, …}",
                       "the input must be a JSON object: {\"name\": value, …}");
    while ((t = json_next(j, e)) == JSON_NAME) {
        struct place here = {NULL, str_dup(k.a, json_text(j)), 0};
        const struct feel_value *v;

        t = json_next(j, e);
        if (t >= 0)
            t = read_value(&k, t, type_of_input(m, here.name), &here, &v);
        if (t < 0)
            return t;
        if (arena_failed(k.a))
            return err_nomem(e);
        if (!dmn_run_set_named(r, here.name, v))
            return unknown_input(m, here.name, e);
    }
    if (t >= 0)
        t = json_next(j, e);
    return t < 0 ? t : 0;
}

static bool write_text(struct json_writer *w, const struct feel_value *v)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};

    feel_print(v, false, &b);
    if (!b.failed)
        json_put_str(w, strbuf_str(&b));
    return !b.failed;
}

/* Shared parts are written each time: a small value may have a text without end. */
#define WRITTEN_MAX 20000000u

static bool is_writable(const struct feel_value *v, unsigned depth, unsigned *n)
{
    if (depth > LIMIT_FEEL_DEPTH || ++*n > WRITTEN_MAX)
        return false;
    if (v->kind == FEEL_LIST)
        for (size_t i = 0; i < v->list.n; i++)
            if (!is_writable(v->list.items[i], depth + 1, n))
                return false;
    if (v->kind == FEEL_CONTEXT)
        for (size_t i = 0; i < v->context->shape->n; i++)
            if (!is_writable(v->context->values[i], depth + 1, n))
                return false;
    return true;
}

/* false: out of memory. */
static bool write_value(struct json_writer *w, const struct feel_value *v)
{
    char number[128];
    bool ok = true;

    switch (v->kind) {
    case FEEL_NULL:
    case FEEL_FUNCTION:
    case FEEL_UNKNOWN:
        json_put_null(w);
        break;
    case FEEL_BOOLEAN:
        json_put_bool(w, v->boolean);
        break;
    case FEEL_NUMBER:
        json_put_number(w, (struct str){number, dec_format(v->number, number)});
        break;
    case FEEL_LIST:
        json_array(w);
        for (size_t i = 0; ok && i < v->list.n; i++)
            ok = write_value(w, v->list.items[i]);
        json_array_end(w);
        break;
    case FEEL_CONTEXT:
        json_object(w);
        for (size_t i = 0; ok && i < v->context->shape->n; i++) {
            json_name_str(w, v->context->shape->names[i]);
            ok = write_value(w, v->context->values[i]);
        }
        json_object_end(w);
        break;
    case FEEL_STRING:
        json_put_str(w, v->string);
        break;
    default:
        ok = write_text(w, v);
    }
    return ok;
}

int dmn_json_write(struct json_writer *w, const struct feel_value *v, struct err *e)
{
    unsigned n = 0;

    if (!is_writable(v, 0, &n))
        return err_set(e, E_LIMIT, "值嵌套超过 %u 层或多于 %u 项，不能输出",
                       "the value is nested deeper than %u levels or has more than %u parts: it "
                       "can't be written",
                       LIMIT_FEEL_DEPTH, WRITTEN_MAX);
    return write_value(w, v) ? 0 : err_nomem(e);
}
