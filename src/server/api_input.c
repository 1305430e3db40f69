/* What comes in: parameters and body, checked, and as handlers ask for them. */
#include "api_private.h"

#include "cleanup.h"
#include "date.h"
#include "http_text.h"

static struct str decode(struct api_call *c, struct str text, bool plus_is_space, bool *ok)
{
    _cleanup_(strbuf_done) struct strbuf out = {0};
    if (!http_decode(text, plus_is_space, &out) || out.failed)
        *ok = false;
    return str_dup(c->worker->arena, strbuf_str(&out));
}

static size_t parameter_index(const struct api_call *c, struct str name)
{
    size_t i = 0;
    while (i < c->operation->n_parameters && !str_eqz(name, c->operation->parameters[i].name))
        i++;
    return i;
}

static void give(struct api_call *c, size_t i, struct str value)
{
    (void)vec_push(c->worker->arena, &c->given[i], value);
}

static bool is_array(const struct api_parameter *p)
{
    return p->schema->types & API_ARRAY;
}

/* One occurrence of a parameter; of an array with commas, all its values. */
static void take_value(struct api_call *c, size_t i, struct str value)
{
    const struct api_parameter *p = &c->operation->parameters[i];
    struct str rest = value, one;
    if (!is_array(p) && c->given[i].n)
        api_fault(&c->faults, str_of(p->name), "只能给出一次", "is given more than once");
    else if (!is_array(p) || !p->commas)
        give(c, i, value);
    else
        while (str_split(&rest, ',', &one))
            give(c, i, one);
}

static void read_path(struct api_call *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->operation->n_parameters; i++) {
        bool ok = true;
        /* parameters in the path stand first, in its order */
        if (c->operation->parameters[i].in != API_IN_PATH)
            continue;
        struct str value = decode(c, c->segments[n++], false, &ok);
        if (ok)
            give(c, i, value);
        else
            api_fault(&c->faults, str_of(c->operation->parameters[i].name), "百分号编码写错了",
                      "malformed percent-encoding");
    }
}

static void read_query(struct api_call *c)
{
    struct str rest = http_query(c->x), raw_name, raw_value;
    while (c->faults.n < API_FAULTS_MAX && http_query_next(&rest, &raw_name, &raw_value)) {
        bool ok = true;
        struct str name = decode(c, raw_name, true, &ok), value = decode(c, raw_value, true, &ok);
        size_t i = parameter_index(c, name);
        if (!ok)
            api_fault(&c->faults, STR("query"), "百分号编码写错了", "malformed percent-encoding");
        else if (i == c->operation->n_parameters || c->operation->parameters[i].in != API_IN_QUERY)
            api_fault(&c->faults, name.len && name.data[0] != '/' ? name : STR("query"),
                      "没有这个参数", "there is no such parameter");
        else
            take_value(c, i, value);
    }
}

static void check_parameter(struct api_call *c, size_t i)
{
    const struct api_parameter *p = &c->operation->parameters[i];
    struct api_given *given = &c->given[i];
    struct str name = str_of(p->name);
    if (given->n == 0 && p->required)
        api_fault(&c->faults, name, "必须给出", "is required");
    if (given->n > p->schema->max_items)
        api_fault(&c->faults, name, "至多 %u 个", "at most %u values", p->schema->max_items);
    else
        for (size_t k = 0; k < given->n; k++)
            api_text_check(given->at[k], is_array(p) ? p->schema->items : p->schema, name,
                           &c->faults);
    if (given->n == 0 && p->default_value)
        give(c, i, str_of(p->default_value));
}

static bool read_parameters(struct api_call *c)
{
    size_t n = c->operation->n_parameters;
    c->given = arena_zalloc(c->worker->arena, (n + 1) * sizeof *c->given);
    if (!c->given)
        return true; /* the arena has failed, which is told below */
    read_path(c);
    read_query(c);
    for (size_t i = 0; i < n; i++)
        check_parameter(c, i);
    if (c->faults.n)
        api_problem(c, 400, "parameter", "地址中的参数不合要求", "parameters are not valid");
    return c->faults.n == 0;
}

static bool is_media(struct str header, const char *media)
{
    struct str type;
    return str_split(&header, ';', &type) && http_same(http_trim(type), media);
}

static bool read_body(struct api_call *c)
{
    const struct api_operation *o = c->operation;
    struct str body = http_body(c->x);
    struct err e = {0};
    int rc;
    c->has_body = body.len > 0;
    if (body.len == 0 && !o->body_required)
        return true;
    if (!o->media || body.len == 0) {
        api_problem(c, 400, "body", o->media ? "缺少请求体" : "此操作不要请求体",
                    o->media ? "the request needs a body" : "this operation takes no body");
        return false;
    }
    if (!is_media(http_header(c->x, "Content-Type"), o->media)) {
        snprintf(e.zh, sizeof e.zh, "请求体应为 %s", o->media);
        snprintf(e.en, sizeof e.en, "the body should be %s", o->media);
        api_problem(c, 415, "media-type", e.zh, e.en);
        return false;
    }
    if (!o->body)
        return true;
    rc = api_value_read(body, c->worker->arena, &c->body, &e);
    if (rc < 0) {
        api_problem(c, rc == E_LIMIT ? 413 : 400, rc == E_LIMIT ? "limit" : "json", e.zh, e.en);
        return false;
    }
    api_value_check(&c->body, o->body, &c->faults);
    if (c->faults.n)
        api_problem(c, 422, "invalid", "请求体不合要求", "the body is not valid");
    return c->faults.n == 0;
}

bool api_input(struct api_call *c)
{
    if (!read_parameters(c) || !read_body(c))
        return false;
    if (c->operation->if_match && http_header(c->x, "If-Match").len == 0) {
        api_problem(c, 428, "version-needed", "请用 If-Match 说明修改的是哪一版",
                    "say with If-Match which version is changed");
        return false;
    }
    if (arena_failed(c->worker->arena)) {
        api_problem(c, 413, "limit", "请求的内容太多", "the request holds too much");
        return false;
    }
    return true;
}

/* ---- as handlers ask ---- */

static const struct api_given none;

/* A name that the fragment doesn't have is a fault of the handler. */
static const struct api_given *given(struct api_call *c, const char *name)
{
    size_t i = parameter_index(c, str_of(name));
    return i < c->operation->n_parameters ? &c->given[i] : &none;
}

bool api_given(struct api_call *c, const char *name)
{
    return given(c, name)->n > 0;
}

struct str api_text(struct api_call *c, const char *name)
{
    const struct api_given *g = given(c, name);
    return g->n ? g->at[0] : STR("");
}

int64_t api_int(struct api_call *c, const char *name)
{
    int64_t n;
    return api_int_parse(api_text(c, name), &n) ? n : 0;
}

int32_t api_date(struct api_call *c, const char *name)
{
    int32_t day;
    return date_parse(api_text(c, name), &day) ? day : DATE_NONE;
}

int64_t api_instant(struct api_call *c, const char *name)
{
    int64_t at;
    return instant_parse(api_text(c, name), &at) ? at : 0;
}

bool api_bool(struct api_call *c, const char *name)
{
    return str_eqz(api_text(c, name), "true");
}

size_t api_list(struct api_call *c, const char *name, const struct str **ret)
{
    const struct api_given *g = given(c, name);
    *ret = g->at;
    return g->n;
}

bool api_wants(struct api_call *c, const char *field)
{
    const struct api_given *g = given(c, "fields");
    for (size_t i = 0; i < g->n; i++)
        if (str_eqz(g->at[i], field))
            return true;
    return g->n == 0;
}

struct str api_body(struct api_call *c)
{
    return http_body(c->x);
}

bool api_body_has(struct api_call *c, const char *path)
{
    return api_value_at(&c->body, path) != NULL;
}

struct str api_body_text(struct api_call *c, const char *path)
{
    const struct api_value *v = api_value_at(&c->body, path);
    return v && v->text.data ? v->text : STR("");
}

int64_t api_body_int(struct api_call *c, const char *path)
{
    int64_t n;
    return api_int_parse(api_body_text(c, path), &n) ? n : 0;
}

int32_t api_body_date(struct api_call *c, const char *path)
{
    int32_t day;
    return date_parse(api_body_text(c, path), &day) ? day : DATE_NONE;
}

bool api_body_bool(struct api_call *c, const char *path)
{
    return str_eqz(api_body_text(c, path), "true");
}

size_t api_body_length(struct api_call *c, const char *path)
{
    const struct api_value *v = api_value_at(&c->body, path);
    return v ? v->n : 0;
}
