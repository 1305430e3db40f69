/* Signing in and out, and the first administrator. */
#include "api_private.h"

#include "cleanup.h"
#include "date.h"
#include "role.h"

static void put_text(struct json_writer *w, const char *name, struct str text)
{
    json_name(w, name);
    json_put_str(w, text);
}

static void put_words(struct json_writer *w, const char *name,
                      void (*print)(uint32_t, struct strbuf *), uint32_t bits)
{
    _cleanup_(strbuf_done) struct strbuf words = {0};
    struct str rest, word;
    print(bits, &words);
    rest = strbuf_str(&words);
    json_name(w, name);
    json_array(w);
    while (str_split(&rest, ' ', &word))
        if (word.len)
            json_put_str(w, word);
    json_array_end(w);
}

static void put_flag(struct json_writer *w, const char *name, bool set)
{
    json_name(w, name);
    json_put_bool(w, set);
}

static int put_session(struct api_call *c, const struct session *s, struct err *e)
{
    struct json_writer *w = api_json(c);
    struct role role;
    char at[40];
    int rc = role_get(api_office(c), str_of(s->actor.role), &role, e);
    if (rc < 0)
        return rc;
    json_object(w);
    json_name(w, "account");
    json_put_int(w, s->account);
    put_text(w, "name", str_of(s->actor.name));
    put_text(w, "label", s->label);
    put_text(w, "role", str_of(s->actor.role));
    put_text(w, "role_label", str_of(role.label_zh));
    put_text(w, "role_label_en", str_of(role.label_en));
    put_text(w, "division", str_of(s->actor.scope));
    put_words(w, "rights", rights_print, s->actor.rights);
    put_words(w, "fields", fields_print, s->actor.fields);
    put_flag(w, "limited", s->limited);
    put_flag(w, "must_change_password", s->must_change);
    put_flag(w, "must_add_factor", s->must_add_factor);
    json_name(w, "csrf");
    json_put_z(w, s->csrf[0] ? s->csrf : NULL);
    instant_format(s->created_at, at);
    put_text(w, "created_at", str_of(at));
    instant_format(s->until, at);
    put_text(w, "until", str_of(at));
    json_object_end(w);
    return 0;
}

API_HANDLER(session_get)
{
    return put_session(c, api_session(c), e);
}

API_HANDLER(session_add)
{
    struct session s;
    char token[SECRET_TEXT];
    int rc = api_keys(c, e) ? session_begin(api_office(c), api_keys(c, e), api_body_text(c, "name"),
                                            api_body_text(c, "password"), api_body_text(c, "code"),
                                            api_caller_address(c), http_header(c->x, "User-Agent"),
                                            api_arena(c), token, &s, e)
                            : e->code;
    api_audit_own(c);
    if (rc == 1) {
        api_refuse(c, 401, "second-factor-needed");
        return err_set(e, E_DENIED, "请给出动态口令", "give the second factor's code");
    }
    if (rc == E_DENIED)
        api_refuse(c, 401, "sign-in-refused");
    if (rc < 0)
        return rc;
    c->session = s;
    c->signed_in = true;
    api_caller_cookie(c, token);
    explicit_bzero(token, sizeof token);
    return put_session(c, &s, e);
}

API_HANDLER(session_end)
{
    const struct actor *actor = api_actor(c);
    const char *object = arena_printf(api_arena(c), "account %s", actor->name);
    api_audit(c, 0, str_of(actor->scope), str_of(object));
    int rc = session_end(api_office(c), api_caller_token(c), e);
    if (rc >= 0)
        api_caller_cookie(c, "");
    return rc;
}

API_HANDLER(setup_add)
{
    int rc = account_setup(api_office(c), api_body_text(c, "secret"), api_body_text(c, "name"),
                           api_body_text(c, "password"), http_peer(c->x), e);
    if (rc >= 0)
        api_audit_own(c);
    return rc;
}

API_HANDLER(document_get)
{
    http_content_static(api_exchange(c), "application/json",
                        (struct str){(const char *)api_document, api_document_size},
                        (struct str){(const char *)api_document_gzip, api_document_gzip_size},
                        NULL);
    return 0;
}
