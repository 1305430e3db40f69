/* Sessions and tokens, one's own and, for administrators, others'; one's password and second
 * factor. */
#include "api_tell.h"

#include "cleanup.h"
#include "date.h"

static void put_text(struct json_writer *w, const char *name, struct str text)
{
    json_name(w, name);
    json_put_str(w, text);
}

/* Whose list is asked for: "" = all in scope. On record if not one's own. */
static struct str whose(struct api_call *c)
{
    struct str name = api_text(c, "account");
    if (api_bool(c, "all"))
        name = STR("");
    else if (name.len == 0)
        name = str_of(api_actor(c)->name);
    api_audit(c, 0, str_of(api_actor(c)->scope),
              name.len ? str_of(object_of(c, "account", name)) : STR("accounts"));
    return name;
}

struct listing {
    struct json_writer *w;
    int64_t own; /* the session in use */
};

static void list_begin(struct json_writer *w)
{
    json_object(w);
    json_name(w, "items");
    json_array(w);
}

static void list_end(struct json_writer *w)
{
    json_array_end(w);
    json_object_end(w);
}

static int put_session(void *arg, struct str account, const struct session *s, struct err *e)
{
    const struct listing *l = arg;
    json_object(l->w);
    put_int(l->w, "id", s->id);
    put_text(l->w, "account", account);
    put_bool(l->w, "this", s->id == l->own);
    put_instant(l->w, "created_at", s->created_at);
    put_instant(l->w, "used_at", s->used_at);
    put_text(l->w, "address", s->address);
    put_text(l->w, "agent", s->agent);
    json_object_end(l->w);
    return 0;
}

API_HANDLER(session_list)
{
    const struct session *s = api_session(c);
    struct listing l = {api_json(c), s->id};
    list_begin(l.w);
    int rc = session_list(api_office(c), api_actor(c), whose(c), put_session, &l, e);
    list_end(l.w);
    return rc;
}

API_HANDLER(session_revoke)
{
    int rc = session_revoke(api_office(c), api_actor(c), api_int(c, "id"), e);
    if (rc < 0)
        return rc;
    api_audit_own(c);
    api_status(c, 204);
    return 0;
}

static int put_token(void *arg, struct str account, const struct token *t, struct err *e)
{
    const struct listing *l = arg;
    _cleanup_(strbuf_done) struct strbuf rights = {0};
    struct str rest, word;
    rights_print(t->rights, &rights);
    rest = strbuf_str(&rights);
    json_object(l->w);
    put_int(l->w, "id", t->id);
    put_text(l->w, "account", account);
    put_text(l->w, "label", t->label);
    json_name(l->w, "rights");
    json_array(l->w);
    while (str_split(&rest, ' ', &word))
        json_put_str(l->w, word);
    json_array_end(l->w);
    put_text(l->w, "division", t->division);
    put_instant(l->w, "created_at", t->created_at);
    put_instant(l->w, "until", t->until);
    put_instant(l->w, "used_at", t->used_at);
    json_object_end(l->w);
    return 0;
}

API_HANDLER(token_list)
{
    struct listing l = {api_json(c), 0};
    list_begin(l.w);
    int rc = token_list(api_office(c), api_actor(c), whose(c), put_token, &l, e);
    list_end(l.w);
    return rc;
}

static int asked_rights(struct api_call *c, uint32_t *ret, struct err *e)
{
    uint32_t all = 0;
    for (size_t i = 0; i < api_body_length(c, "rights"); i++) {
        const char *path = arena_printf(api_arena(c), "rights.%zu", i);
        struct str word = path ? api_body_text(c, path) : STR("");
        uint32_t right;
        if (!rights_parse(word, &right))
            return err_set(e, E_INVALID, "没有权限“" STR_FMT "”",
                           "there is no right \"" STR_FMT "\"", STR_ARG(word));
        all |= right;
    }
    *ret = all;
    return 0;
}

API_HANDLER(token_add)
{
    struct token t = {.account = api_actor(c)->id,
                      .label = api_body_text(c, "label"),
                      .division = api_body_has(c, "division") ? api_body_text(c, "division")
                                                              : str_of(api_actor(c)->scope)};
    char secret[SECRET_TEXT];
    int64_t id;
    int rc = asked_rights(c, &t.rights, e);
    if (rc >= 0 && !instant_parse(api_body_text(c, "until"), &t.until))
        rc = err_set(e, E_INVALID, "until 不是时刻", "until is no instant");
    if (rc < 0 || (rc = token_add(api_office(c), api_actor(c), &t, secret, &id, e)) < 0)
        return rc;
    struct json_writer *w = api_json(c);
    api_audit_own(c);
    api_status(c, 201);
    json_object(w);
    put_int(w, "id", id);
    put_text(w, "token", str_of(secret));
    json_object_end(w);
    explicit_bzero(secret, sizeof secret);
    return 0;
}

API_HANDLER(token_revoke)
{
    int rc = token_revoke(api_office(c), api_actor(c), api_int(c, "id"), e);
    if (rc < 0)
        return rc;
    api_audit_own(c);
    api_status(c, 204);
    return 0;
}

static void about_self(struct api_call *c)
{
    api_audit(c, 0, str_of(api_actor(c)->scope),
              str_of(object_of(c, "account", str_of(api_actor(c)->name))));
}

API_HANDLER(own_password)
{
    const struct session *s = api_session(c);
    about_self(c);
    int rc = account_password(api_office(c), api_actor(c), s->account, api_body_text(c, "old"),
                              api_body_text(c, "new"), s->id, e);
    if (rc < 0)
        return rc;
    api_audit_own(c);
    api_status(c, 204);
    return 0;
}

API_HANDLER(own_factor_begin)
{
    struct keys *k = api_keys(c, e);
    char uri[TOTP_URI_BYTES];
    about_self(c);
    int rc = k ? totp_begin(api_office(c), k, api_actor(c)->id, uri, e) : e->code;
    if (rc < 0)
        return rc;
    struct json_writer *w = api_json(c);
    json_object(w);
    put_text(w, "uri", str_of(uri));
    json_object_end(w);
    explicit_bzero(uri, sizeof uri);
    return 0;
}

API_HANDLER(own_factor_confirm)
{
    struct keys *k = api_keys(c, e);
    char codes[RECOVERY_CODES][RECOVERY_TEXT];
    about_self(c);
    int rc =
        k ? totp_confirm(api_office(c), k, api_actor(c)->id, api_body_text(c, "code"), codes, e)
          : e->code;
    if (rc < 0)
        return rc;
    struct json_writer *w = api_json(c);
    json_object(w);
    json_name(w, "recovery_codes");
    json_array(w);
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        json_put_z(w, codes[i]);
    json_array_end(w);
    json_object_end(w);
    explicit_bzero(codes, sizeof codes);
    return 0;
}
