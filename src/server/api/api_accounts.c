/* Accounts and roles: what an administrator does, who reads no cases. */
#include "api_tell.h"

#include "cleanup.h"
#include "clock.h"
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

static void put_account(struct json_writer *w, const struct account *a)
{
    json_object(w);
    put_int(w, "account", a->id);
    put_text(w, "name", a->name);
    put_text(w, "label", a->label);
    put_text(w, "role", a->role);
    put_text(w, "division", a->division);
    put_bool(w, "disabled", a->disabled);
    put_bool(w, "second_factor", a->second_factor);
    put_bool(w, "must_change_password", a->must_change);
    put_instant(w, "created_at", a->created_at);
    put_instant(w, "signed_in_at", a->signed_in_at);
    put_instant(w, "password_at", a->password_at);
    put_instant(w, "locked_until", a->locked_until);
    json_object_end(w);
}

/* The account of the path, on record. */
static int find(struct api_call *c, struct account *ret, struct err *e)
{
    struct str name = api_text(c, "name");
    api_audit(c, 0, STR(""), str_of(object_of(c, "account", name)));
    int rc = account_get(api_office(c), api_actor(c), name, api_arena(c), ret, e);
    if (rc >= 0)
        api_audit(c, 0, ret->division, str_of(object_of(c, "account", ret->name)));
    return rc;
}

static int answer(struct api_call *c, struct str name, struct err *e)
{
    struct account a;
    int rc = account_get(api_office(c), api_actor(c), name, api_arena(c), &a, e);
    if (rc < 0)
        return rc;
    api_version(c, a.version);
    put_account(api_json(c), &a);
    return 0;
}

struct page {
    struct api_call *c;
    struct json_writer *w;
    struct str after, q, role, division, state;
    int64_t now;
    size_t n;
    struct str last;
    bool more;
};

static bool in_state(const struct page *p, const struct account *a)
{
    bool locked = a->locked_until > p->now;
    return !p->state.len || (str_eqz(p->state, "disabled") ? a->disabled
                             : str_eqz(p->state, "locked") ? locked && !a->disabled
                                                           : !locked && !a->disabled);
}

static bool wanted(const struct page *p, const struct account *a)
{
    struct str division = division_unpadded(p->division);
    return str_cmp(a->name, p->after) > 0 &&
           (!p->q.len || str_find(a->name, p->q) >= 0 || str_find(a->label, p->q) >= 0) &&
           (!p->role.len || str_eq(a->role, p->role)) &&
           (!p->division.len || str_starts(a->division, division)) && in_state(p, a);
}

static int put_one(void *arg, const struct account *a, struct err *e)
{
    struct page *p = arg;
    if (p->more || !wanted(p, a))
        return 0;
    p->more = p->n == api_limit(p->c);
    if (p->more)
        return 0;
    p->n++;
    p->last = str_dup(api_arena(p->c), a->name);
    put_account(p->w, a);
    return 0;
}

API_HANDLER(account_list)
{
    struct page p = {.c = c,
                     .w = api_json(c),
                     .q = api_text(c, "q"),
                     .role = api_text(c, "role"),
                     .division = api_text(c, "division"),
                     .state = api_text(c, "state"),
                     .now = clock_now()};
    int rc = api_cursor(c, &p.after, e);
    if (rc < 0)
        return rc;
    api_audit(c, 0, str_of(api_actor(c)->scope), STR("accounts"));
    json_object(p.w);
    json_name(p.w, "items");
    json_array(p.w);
    rc = account_list(api_office(c), api_actor(c), put_one, &p, e);
    json_array_end(p.w);
    if (rc >= 0)
        rc = api_next(c, p.more ? p.last : STR(""), e);
    json_object_end(p.w);
    return rc;
}

API_HANDLER(account_get)
{
    struct account a;
    int rc = find(c, &a, e);
    if (rc < 0)
        return rc;
    api_version(c, a.version);
    put_account(api_json(c), &a);
    return 0;
}

/* A division must be one that there is. */
static int check_division(struct api_call *c, struct str code, struct err *e)
{
    struct division found;
    char padded[13];
    if (code.len == 0)
        return 0;
    if (!division_pad(code, padded))
        return err_set(e, E_INVALID, "区划应为 6 至 12 位的代码",
                       "a division is a code of 6 to 12 digits");
    int rc = reg_division(api_register(c), str_of(padded), clock_today(), &found, e);
    /* the account is there; its division isn't */
    return rc == E_NOT_FOUND ? err_set(e, E_INVALID, "没有区划 " STR_FMT,
                                       "there is no division " STR_FMT, STR_ARG(code))
                             : rc;
}

/* A role that isn't there is a fault of the request, too. */
static int check_role(struct api_call *c, struct str name, struct err *e)
{
    struct role found;
    struct err why = {0};
    int rc = role_get(api_office(c), name, &found, &why);
    if (rc == E_NOT_FOUND)
        why.code = E_INVALID;
    if (rc < 0)
        *e = why;
    return why.code;
}

API_HANDLER(account_add)
{
    const struct account a = {.name = api_body_text(c, "name"),
                              .label = api_body_text(c, "label"),
                              .role = api_body_text(c, "role"),
                              .division = api_body_text(c, "division")};
    int64_t id;
    int rc;
    api_audit(c, 0, STR(""), STR("account"));
    if ((rc = check_role(c, a.role, e)) < 0 || (rc = check_division(c, a.division, e)) < 0 ||
        (rc = account_add(api_office(c), api_actor(c), &a, api_body_text(c, "password"), &id, e)) <
            0)
        return rc;
    api_audit_own(c);
    api_status(c, 201);
    if ((rc = answer(c, a.name, e)) >= 0)
        api_location(
            c, str_of(arena_printf(api_arena(c), "/api/v1/accounts/" STR_FMT, STR_ARG(a.name))));
    return rc;
}

API_HANDLER(account_change)
{
    struct account a;
    int rc = find(c, &a, e);
    if (rc < 0 || (rc = api_if_match(c, a.version, e)) < 0)
        return rc;
    if (api_body_has(c, "label"))
        a.label = api_body_text(c, "label");
    if (api_body_has(c, "role"))
        a.role = api_body_text(c, "role");
    if (api_body_has(c, "division"))
        a.division = api_body_text(c, "division");
    if (api_body_has(c, "disabled"))
        a.disabled = api_body_bool(c, "disabled");
    if ((rc = check_role(c, a.role, e)) < 0 ||
        (api_body_has(c, "division") && (rc = check_division(c, a.division, e)) < 0) ||
        (rc = account_change(api_office(c), api_actor(c), &a, e)) < 0)
        return rc;
    api_audit_own(c);
    return answer(c, a.name, e);
}

API_HANDLER(account_password)
{
    struct account a;
    int rc = find(c, &a, e);
    if (rc >= 0 && a.id == api_actor(c)->id)
        return err_set(e, E_INVALID, "本人的密码请用 PUT /session/password 修改",
                       "change your own password with PUT /session/password");
    if (rc >= 0)
        rc = account_password(api_office(c), api_actor(c), a.id, STR(""),
                              api_body_text(c, "password"), 0, e);
    if (rc < 0)
        return rc;
    api_audit_own(c);
    api_status(c, 204);
    return 0;
}

API_HANDLER(account_factor_reset)
{
    struct account a;
    int rc = find(c, &a, e);
    if (rc < 0 || (rc = totp_reset(api_office(c), api_actor(c), a.id, e)) < 0)
        return rc;
    api_audit_own(c);
    api_status(c, 204);
    return 0;
}

static int put_role(void *arg, const struct role *r, struct err *e)
{
    struct json_writer *w = arg;
    json_object(w);
    put_text(w, "name", str_of(r->name));
    put_text(w, "label", str_of(r->label_zh));
    put_text(w, "label_en", str_of(r->label_en));
    put_words(w, "rights", rights_print, r->rights);
    put_words(w, "fields", fields_print, r->fields);
    put_int(w, "division_digits", r->division_digits);
    put_bool(w, "second_factor", r->second_factor);
    json_object_end(w);
    return 0;
}

API_HANDLER(role_list)
{
    struct json_writer *w = api_json(c);
    json_object(w);
    json_name(w, "items");
    json_array(w);
    int rc = role_list(api_office(c), put_role, w, e);
    json_array_end(w);
    json_object_end(w);
    return rc;
}
