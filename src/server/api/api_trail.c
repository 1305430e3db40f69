/* The audit trail, read by auditors; looking is on record itself. */
#include "api_tell.h"

#include "cleanup.h"

static bool is_json(struct str text)
{
    _cleanup_(json_closep) struct json_reader *r = NULL;
    int t = json_open(text, &r, NULL);
    while (t >= 0 && (t = json_next(r, NULL)) > JSON_END)
        ;
    return t == JSON_END;
}

/* Of edits: JSON, as it stands there. */
static void put_change(struct json_writer *w, const char *name, struct str text)
{
    json_name(w, name);
    if (text.len == 0)
        json_put_null(w);
    else if (is_json(text))
        json_put_value(w, text, NULL);
    else
        json_put_str(w, text);
}

static void put_entry(struct api_call *c, struct json_writer *w, const struct audit_row *row)
{
    const struct audit_entry *a = &row->entry;
    bool seen = actor_sees(api_actor(c), AUDIT_CHANGE_FIELDS);
    json_object(w);
    put_int(w, "register_id", a->register_id);
    put_int(w, "seq", row->seq);
    put_instant(w, "at", row->at);
    put_str(w, "actor", a->actor);
    put_str(w, "session", a->session);
    put_str(w, "address", a->address);
    put_str(w, "action", a->action);
    put_str(w, "object", a->object);
    put_str(w, "division", a->division);
    put_str(w, "why", a->why);
    put_change(w, "before", seen ? a->before : STR(""));
    put_change(w, "after", seen ? a->after : STR(""));
    put_bool(w, "changes_withheld", !seen && (a->before.len || a->after.len));
    json_name(w, "outcome");
    if (a->outcome)
        json_put_int(w, a->outcome);
    else
        json_put_null(w);
    put_str(w, "hash", str_of(row->hash));
    json_object_end(w);
}

struct page {
    struct api_call *c;
    struct json_writer *w;
    size_t n;
    int64_t register_id, seq; /* of the last one put */
    bool more;
};

static int put_row(void *arg, const struct audit_row *row, struct err *e)
{
    struct page *p = arg;
    p->more = p->n == api_limit(p->c);
    if (p->more)
        return 0;
    p->n++;
    p->register_id = row->entry.register_id;
    p->seq = row->seq;
    put_entry(p->c, p->w, row);
    return 0;
}

/* What was looked for: "audit object=household A-1 actor=wang". In the system's chain, since the
 * register may be any number. */
static void record_question(struct api_call *c)
{
    static const char *const texts[] = {"register_id", "object",   "actor",
                                        "action",      "division", "outcome"};
    _cleanup_(strbuf_done) struct strbuf b = {0};
    strbuf_addz(&b, "audit");
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (api_given(c, texts[i]))
            strbuf_printf(&b, " %s=" STR_FMT, texts[i], STR_ARG(api_text(c, texts[i])));
    api_audit(c, 0, str_of(api_actor(c)->scope), strbuf_str(&b));
}

static bool cursor_parse(struct str key, struct audit_filter *f)
{
    struct str reg;
    char text[2][UINT_TEXT];
    if (key.len == 0)
        return true;
    if (!str_split(&key, '/', &reg) || reg.len >= UINT_TEXT || key.len >= UINT_TEXT)
        return false;
    snprintf(text[0], UINT_TEXT, STR_FMT, STR_ARG(reg));
    snprintf(text[1], UINT_TEXT, STR_FMT, STR_ARG(key));
    f->after_register = strtoll(text[0], NULL, 10);
    f->after_seq = strtoll(text[1], NULL, 10);
    return true;
}

API_HANDLER(audit_list)
{
    struct audit_filter f = {
        .register_id = api_given(c, "register_id") ? api_int(c, "register_id") : -1,
        .actor = api_text(c, "actor"),
        .action = api_text(c, "action"),
        .object = api_text(c, "object"),
        .division = api_text(c, "division"),
        .outcome = audit_outcome_parse(api_text(c, "outcome")),
        .from_us = api_instant(c, "from"),
        .until_us = api_instant(c, "until"),
    };
    struct page p = {.c = c, .w = api_json(c)};
    struct str key;
    char next[2 * UINT_TEXT] = "";
    int rc = api_cursor(c, &key, e);
    record_question(c);
    if (rc < 0)
        return rc;
    if (!cursor_parse(key, &f))
        return err_set(e, E_INVALID, "cursor 无效", "the cursor is not valid");
    json_object(p.w);
    json_name(p.w, "items");
    json_array(p.w);
    rc = audit_list(api_office(c), api_actor(c), &f, api_limit(c) + 1, put_row, &p, e);
    json_array_end(p.w);
    if (p.more)
        snprintf(next, sizeof next, "%lld/%lld", (long long)p.register_id, (long long)p.seq);
    if (rc >= 0)
        rc = api_next(c, str_of(next), e);
    json_object_end(p.w);
    return rc;
}

static int put_single(void *arg, const struct audit_row *row, struct err *e)
{
    struct api_call *c = arg;
    put_entry(c, api_json(c), row);
    return 0;
}

API_HANDLER(audit_get)
{
    int64_t reg = api_int(c, "register_id"), seq = api_int(c, "seq");
    api_audit(
        c, 0, str_of(api_actor(c)->scope),
        str_of(arena_printf(api_arena(c), "audit %lld/%lld", (long long)reg, (long long)seq)));
    return audit_get(api_office(c), api_actor(c), reg, seq, put_single, c, e);
}

static int put_head(void *arg, const struct audit_head *h, struct err *e)
{
    struct json_writer *w = arg;
    json_object(w);
    put_int(w, "register_id", h->register_id);
    put_int(w, "seq", h->seq);
    put_str(w, "hash", str_of(h->hash));
    json_object_end(w);
    return 0;
}

API_HANDLER(audit_heads)
{
    struct json_writer *w = api_json(c);
    json_object(w);
    json_name(w, "items");
    json_array(w);
    int rc = audit_heads(api_office(c), api_actor(c), put_head, w, e);
    json_array_end(w);
    json_object_end(w);
    return rc;
}

API_HANDLER(audit_export)
{
    api_audit(c, 0, str_of(api_actor(c)->scope), STR("audit"));
    api_audit_why(c, api_body_text(c, "reason"));
    api_audit_change(c, STR(""), api_body(c));
    return api_job(c, "export.audit", api_body(c), e);
}
