/* Lists page by page. */
#include "api_private.h"

#include "cleanup.h"

size_t api_limit(struct api_call *c)
{
    return (size_t)api_int(c, "limit");
}

/* What a cursor is bound to: the operation, who asks, and what else was asked. */
static void print_list(struct api_call *c, struct strbuf *out)
{
    const struct api_operation *o = c->operation;
    strbuf_printf(out, "%s %lld", o->name, (long long)c->session.account);
    for (size_t i = 0; i < o->n_parameters; i++) {
        const char *name = o->parameters[i].name;
        if (strcmp(name, "cursor") == 0 || strcmp(name, "limit") == 0)
            continue;
        for (size_t k = 0; k < c->given[i].n; k++)
            strbuf_printf(out, " %s=%zu:" STR_FMT, name, c->given[i].at[k].len,
                          STR_ARG(c->given[i].at[k]));
    }
}

static int load_key(struct api_worker *w, struct err *e)
{
    int rc = w->has_cursor_key ? 0 : cursor_key(w->office, w->cursor_key, e);
    w->has_cursor_key = rc >= 0;
    return rc;
}

int api_cursor(struct api_call *c, struct str *ret_key, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf list = {0};
    struct str text = api_text(c, "cursor");
    int rc;
    if (text.len == 0) {
        *ret_key = STR("");
        return 0;
    }
    print_list(c, &list);
    if ((rc = load_key(c->worker, e)) < 0)
        return rc;
    rc = cursor_open(c->worker->cursor_key, strbuf_str(&list), text, c->worker->arena, ret_key, e);
    if (rc == E_INVALID)
        api_refuse(c, 400, "cursor");
    return rc;
}

int api_next(struct api_call *c, struct str key, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf list = {0}, text = {0};
    struct json_writer *w = api_json(c);
    int rc;
    json_name(w, "next");
    if (key.len == 0) {
        json_put_null(w);
        return 0;
    }
    print_list(c, &list);
    if ((rc = load_key(c->worker, e)) < 0 ||
        (rc = cursor_seal(c->worker->cursor_key, strbuf_str(&list), key, &text, e)) < 0)
        return rc;
    json_put_str(w, strbuf_str(&text));
    return 0;
}
