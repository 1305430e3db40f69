/* What handlers say: JSON, status, version, audit. */
#include "api_private.h"

#include "change.h"

#include "http_text.h"
#include "jobs.h"

#include <stdlib.h>

void api_answer_reset(struct api_call *c)
{
    if (c->f)
        fclose(c->f);
    strbuf_done(&c->text);
    c->f = NULL;
    c->status = 0;
    c->code = NULL;
    c->version = -1;
    c->location = (struct str){0};
    c->audit = (struct audit_entry){0};
    c->own_content = false;
    c->faults.n = 0;
}

static ssize_t write_text(void *cookie, const char *data, size_t n)
{
    struct strbuf *text = cookie;
    strbuf_add(text, data, n);
    return text->failed ? 0 : (ssize_t)n;
}

/* Not open_memstream, which takes byte by byte. */
struct json_writer *api_json(struct api_call *c)
{
    if (!c->f) {
        c->f = fopencookie(&c->text, "w", (cookie_io_functions_t){.write = write_text});
        c->json = (struct json_writer){.f = c->f};
    }
    return &c->json;
}

void api_status(struct api_call *c, int status)
{
    c->status = status;
}

void api_refuse(struct api_call *c, int status, const char *code)
{
    c->status = status;
    c->code = code;
}

void api_location(struct api_call *c, struct str place)
{
    c->location = str_dup(c->worker->arena, place);
}

struct http_exchange *api_exchange(struct api_call *c)
{
    c->own_content = true;
    return c->x;
}

int api_answer_close(struct api_call *c, struct err *e)
{
    FILE *f = c->f;
    c->f = NULL;
    if (f && fclose(f) != 0)
        return err_nomem(e);
    if (c->status == 0)
        c->status = f || c->own_content ? 200 : 204;
    return 0;
}

void api_answer_send(struct api_call *c)
{
    http_status(c->x, c->status);
    if (c->location.len)
        http_set(c->x, "Location", STR_FMT, STR_ARG(c->location));
    if (c->version >= 0)
        http_set(c->x, "ETag", "\"v%lld\"", (long long)c->version);
    if (!c->text.len)
        return;
    strbuf_adds(http_content(c->x, "application/json"), strbuf_str(&c->text));
    if (c->version < 0 && c->status == 200)
        http_etag(c->x);
}

/* ---- versions ---- */

void api_version(struct api_call *c, int64_t version)
{
    c->version = version;
}

int api_if_match(struct api_call *c, int64_t version, struct err *e)
{
    char tag[40];
    snprintf(tag, sizeof tag, "\"v%lld\"", (long long)version);
    /* as If-None-Match: a list of tags, or * */
    if (http_tag_listed(http_header(c->x, "If-Match"), str_of(tag)))
        return 0;
    api_refuse(c, 412, "changed");
    return err_set(e, E_CONFLICT, "内容已被别人改动，请重新读取后再改",
                   "somebody has changed it meanwhile; read it again and then change it");
}

/* ---- audit ---- */

static struct str keep(struct api_call *c, struct str s)
{
    return str_dup(c->worker->arena, s);
}

void api_audit(struct api_call *c, int64_t register_id, struct str division, struct str object)
{
    c->audit.register_id = register_id;
    c->audit.division = keep(c, division);
    c->audit.object = keep(c, object);
}

void api_audit_why(struct api_call *c, struct str why)
{
    c->audit.why = keep(c, why);
}

void api_audit_change(struct api_call *c, struct str before, struct str after)
{
    c->audit.before = keep(c, before);
    c->audit.after = keep(c, after);
}

void api_audit_own(struct api_call *c)
{
    c->audit_own = true;
}

/* ---- what a handler works with ---- */

struct arena *api_arena(struct api_call *c)
{
    return c->worker->arena;
}

const struct actor *api_actor(struct api_call *c)
{
    return &c->session.actor;
}

const struct session *api_session(struct api_call *c)
{
    return c->signed_in ? &c->session : NULL;
}

struct reg *api_register(struct api_call *c)
{
    return c->worker->reg;
}

struct db *api_office(struct api_call *c)
{
    return c->worker->office;
}

struct simulate_kept *api_simulate_kept(struct api_call *c)
{
    return c->worker->api->kept;
}

struct jobs *api_jobs(struct api_call *c)
{
    return c->worker->api->jobs;
}

struct keys *api_keys(struct api_call *c, struct err *e)
{
    struct api_worker *w = c->worker;
    return w->keys || keys_load(reg_db(w->reg), &w->keys, e) >= 0 ? w->keys : NULL;
}

int api_known_seq(struct api_call *c, int64_t *ret, struct err *e)
{
    if (api_given(c, "known_at"))
        return change_seq_at(reg_db(c->worker->reg), api_instant(c, "known_at"), ret, e);
    *ret = INT64_MAX;
    return 0;
}
