/* Errors as problem details (RFC 9457). */
#include "api_private.h"

#include "cleanup.h"
#include "idno.h"

#include <stdio.h>

struct title {
    int status;
    const char *zh, *en;
};

static const struct title titles[] = {
    {400, "请求写错了", "Bad request"},
    {401, "请先登录", "Please sign in"},
    {403, "没有这项权限", "No right to this"},
    {404, "没有找到", "Not found"},
    {405, "不支持这种请求方法", "Method not supported"},
    {409, "与现有内容冲突", "Conflicts with what is there"},
    {412, "内容已被改动", "It has changed"},
    {413, "内容太大", "Too large"},
    {415, "不支持这种内容格式", "Unsupported type of content"},
    {422, "内容不合要求", "Not valid"},
    {428, "须说明修改的是哪一版", "Say which version it changes"},
    {429, "请求过于频繁", "Too many requests"},
    {501, "本服务没有这项功能", "Not supported here"},
    {503, "暂时不能服务", "Not available at the moment"},
    {500, "服务器内部错误", "Internal error"},
};

static const struct title *title_of(int status)
{
    const size_t n = sizeof titles / sizeof *titles;
    for (size_t i = 0; i < n; i++)
        if (titles[i].status == status)
            return &titles[i];
    return &titles[n - 1];
}

static void put(struct json_writer *w, const char *name, const char *text)
{
    json_name(w, name);
    json_put_z(w, text);
}

/* What the client sent may stand in it. */
static void put_scrubbed(struct json_writer *w, const char *name, struct str text)
{
    _cleanup_(strbuf_done) struct strbuf clean = {0};
    idno_scrub(text, &clean);
    json_name(w, name);
    json_put_str(w, strbuf_str(&clean));
}

static void put_faults(struct json_writer *w, const struct api_faults *faults)
{
    json_name(w, "errors");
    json_array(w);
    for (size_t i = 0; i < faults->n; i++) {
        const struct api_fault *f = &faults->at[i];
        bool pointer = f->place.len == 0 || f->place.data[0] == '/';
        json_object(w);
        put_scrubbed(w, pointer ? "pointer" : "parameter", f->place);
        if (f->attribute.len)
            put_scrubbed(w, "attribute", f->attribute);
        put_scrubbed(w, "detail", str_of(f->zh));
        put_scrubbed(w, "detail_en", str_of(f->en));
        json_object_end(w);
    }
    json_array_end(w);
}

void api_wrong(struct api_call *c, struct str pointer, struct str attribute, const char *zh,
               const char *en)
{
    struct api_faults *f = &c->faults;
    size_t n = f->n;
    /* each language skips the other's argument */
    api_fault(f, pointer, "%s%.0s", "%.0s%s", zh, en);
    if (f->n > n)
        f->at[n].attribute = str_dup(f->arena, attribute);
}

void api_problem(struct api_call *c, int status, const char *code, const char *zh, const char *en)
{
    _cleanup_free_ char *text = NULL;
    size_t size = 0;
    const struct title *t = title_of(status);
    char type[128];
    FILE *f = open_memstream(&text, &size);
    struct json_writer w = {.f = f};
    struct strbuf *out = http_content(c->x, "application/problem+json");
    http_status(c->x, status);
    c->status = status;
    if (!f) {
        out->failed = true;
        return;
    }
    snprintf(type, sizeof type, "urn:heyi:problem:%s", code);
    json_object(&w);
    put(&w, "type", type);
    put(&w, "title", t->zh);
    put(&w, "title_en", t->en);
    json_name(&w, "status");
    json_put_int(&w, status);
    put(&w, "code", code);
    put_scrubbed(&w, "detail", str_of(zh));
    put_scrubbed(&w, "detail_en", str_of(en));
    if (c->faults.n)
        put_faults(&w, &c->faults);
    json_name(&w, "request");
    json_put_int(&w, (int64_t)http_id(c->x));
    json_object_end(&w);
    fputc('\n', f);
    if (fclose(f) != 0)
        out->failed = true;
    else
        strbuf_add(out, text, size);
    if (status == 503)
        http_set(c->x, "Retry-After", "5");
}

static const struct {
    int err, status;
    const char *code;
} statuses[] = {
    {E_DENIED, 403, "denied"},   {E_NOT_FOUND, 404, "not-found"},
    {E_EXISTS, 409, "exists"},   {E_CONFLICT, 409, "conflict"},
    {E_INVALID, 422, "invalid"}, {E_USAGE, 422, "invalid"},
    {E_RANGE, 422, "invalid"},   {E_LIMIT, 413, "limit"},
    {E_BUSY, 503, "busy"},       {E_IO, 503, "unavailable"},
    {E_NOMEM, 503, "memory"},    {E_UNSUPPORTED, 501, "unsupported"},
};

void api_problem_err(struct api_call *c, const struct err *e)
{
    int status = 500;
    const char *code = "internal";
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (statuses[i].err == e->code) {
            status = statuses[i].status;
            code = statuses[i].code;
        }
    if (c->code) {
        status = c->status;
        code = c->code;
    }
    if (status >= 500 && e->code != E_BUSY && e->code != E_UNSUPPORTED && c->worker->api->complain)
        c->worker->api->complain(c->worker->api->arg, http_id(c->x),
                                 c->operation ? c->operation->name : "", e);
    /* what went wrong inside may name files and servers: it is for the operator's log */
    if (e->code == E_IO)
        api_problem(c, status, code, "数据库或磁盘暂时不能使用，请稍后再试；持续如此请联系管理员",
                    "the database or disk is not available at the moment; try again shortly, and "
                    "tell the administrator if it lasts");
    else if (e->code == E_BUSY)
        api_problem(c, status, code, "登记库正忙（例如正在导入或认定），请稍后再试",
                    "the register is busy (with an import or a determination, say); try again "
                    "shortly");
    else if (e->code == E_NOMEM)
        api_problem(c, status, code, "内存不足，请稍后再试，或缩小范围",
                    "out of memory; try again shortly, or ask for less");
    else if (status == 500)
        api_problem(c, status, code, "请求没有完成，请把请求编号告诉管理员",
                    "the request was not carried out; tell its number to the administrator");
    else
        api_problem(c, status, code, e->zh, e->en);
}
