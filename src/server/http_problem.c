#include "http_private.h"

#include "cleanup.h"
#include "json.h"

#include <stdlib.h>

struct text {
    int status;
    const char *code, *zh, *en;
};

static const struct text refusals[HTTP_REFUSALS] = {
#define X(name, status, code, zh, en) [HTTP_REFUSED_##name] = {status, code, zh, en},
#include "http_refusals.def"
#undef X
};

/* The first and the last stand for all others below and from 500 on. */
static const struct text statuses[] = {
    {400, "bad-request", "请求写错了", "bad request"},
    {401, "unauthorized", "请先登录", "please sign in"},
    {403, "forbidden", "没有这项权限", "no right to this"},
    {404, "not-found", "没有这个地址或对象", "nothing is found here"},
    {405, "method", "不支持这种请求方法", "this method is not supported"},
    {409, "conflict", "与现有内容冲突", "conflicts with what is there"},
    {412, "precondition", "内容已被改动，请刷新后再试", "it has changed; reload and try again"},
    {415, "media-type", "不支持这种内容格式", "unsupported type of content"},
    {422, "invalid", "内容不合要求", "the content is not valid"},
    {429, "too-many", "请求过于频繁，请稍后再试", "too many requests; try again later"},
    {503, "busy", "现在太忙，请稍后再试", "too busy at the moment, please try again shortly"},
    {500, "internal", "服务器内部错误", "internal error"},
};

const char *http_refusal_code(enum http_refusal why)
{
    return refusals[why].code;
}

void http_problem(struct http_exchange *x, int status, const char *code, const char *zh,
                  const char *en)
{
    _cleanup_free_ char *text = NULL;
    size_t len = 0;
    struct strbuf *out = http_content(x, "application/problem+json");
    http_status(x, status);
    FILE *f = open_memstream(&text, &len);
    if (!f) {
        x->broken = true;
        return;
    }
    struct json_writer w = {.f = f};
    char type[128];
    snprintf(type, sizeof type, "urn:heyi:problem:%s", code);
    json_object(&w);
    json_name(&w, "type");
    json_put_z(&w, type);
    json_name(&w, "title");
    json_put_z(&w, zh);
    json_name(&w, "title_en");
    json_put_z(&w, en);
    json_name(&w, "status");
    json_put_int(&w, status);
    json_name(&w, "code");
    json_put_z(&w, code);
    json_name(&w, "request");
    json_put_int(&w, (int64_t)x->id);
    json_object_end(&w);
    if (fclose(f) != 0) {
        x->broken = true;
        return;
    }
    strbuf_add(out, text, len);
    strbuf_addc(out, '\n');
}

void http_reply_explain(struct http_exchange *x)
{
    const size_t n = sizeof statuses / sizeof *statuses;
    const struct text *t = &statuses[x->status < 500 ? 0 : n - 1];
    for (size_t i = 0; i < n; i++) {
        if (statuses[i].status == x->status)
            t = &statuses[i];
    }
    http_problem(x, x->status, t->code, t->zh, t->en);
}

void http_reply_refuse(struct http_exchange *x, enum http_refusal why)
{
    const struct text *t = &refusals[why];
    if (t->status == 405)
        http_set(x, "Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    if (t->status == 503)
        http_set(x, "Retry-After", "1");
    http_problem(x, t->status, t->code, t->zh, t->en);
    x->close = true;
    http_reply_finish(x, NULL, false);
}
