/* Who calls: a session by cookie, or an API token; and may they? */
#include "api_private.h"

#include "http_address.h"
#include "http_text.h"

#define COOKIE "heyi"
#define COOKIE_SECURE "__Host-heyi"
#define TOKEN_PREFIX "heyi_"

static bool is_safe(struct str method)
{
    return str_eqz(method, "GET") || str_eqz(method, "HEAD");
}

/* A page elsewhere that has the browser send a write: its origin isn't where this server is
 * reached. */
static bool foreign_origin(const struct api_call *c)
{
    struct str origin = http_header(c->x, "Origin"), host = http_header(c->x, "Host");
    struct str site = http_header(c->x, "Sec-Fetch-Site");
    if (site.len && !str_eqz(site, "same-origin") && !str_eqz(site, "none"))
        return true;
    if (origin.len == 0)
        return false;
    ptrdiff_t at = str_find(origin, STR("://"));
    struct str authority = {origin.data + at + 3, origin.len - (size_t)at - 3};
    return at < 0 || !str_eq(authority, host);
}

/* As long for a wrong one as for the right one. */
static bool same_secret(struct str a, struct str b)
{
    unsigned char differ = 0;
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        differ |= (unsigned char)(a.data[i] ^ b.data[i]);
    return differ == 0;
}

static const char *cookie_name(const struct api_call *c)
{
    return http_secure(c->x) ? COOKIE_SECURE : COOKIE;
}

struct str api_caller_token(struct api_call *c)
{
    return http_cookie(c->x, cookie_name(c));
}

void api_caller_cookie(struct api_call *c, const char *token)
{
    http_set(c->x, "Set-Cookie", "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", cookie_name(c),
             token, http_secure(c->x) ? "; Secure" : "", token[0] ? "" : "; Max-Age=0");
}

struct str api_caller_address(struct api_call *c)
{
    static const unsigned char v4[12] = {[10] = 0xff, [11] = 0xff};
    struct http_ip ip;
    char text[HTTP_IP_TEXT];
    if (!http_ip_parse(http_peer(c->x), &ip))
        return STR("");
    if (memcmp(ip.b, v4, sizeof v4) == 0)
        return http_peer(c->x);
    memset(ip.b + 8, 0, 8);
    http_ip_format(ip, text);
    return str_of(arena_printf(c->worker->arena, "%s/64", text));
}

/* The token behind Authorization: Bearer; empty where the header says something else. */
static struct str bearer(struct str header)
{
    struct str scheme;
    str_split(&header, ' ', &scheme);
    header = str_trim(header);
    return http_same(scheme, "Bearer") && str_starts(header, STR(TOKEN_PREFIX)) ? header
                                                                                : (struct str){0};
}

static int identify(struct api_call *c, struct err *e)
{
    struct str header = http_header(c->x, "Authorization"), token = api_caller_token(c);
    struct api_worker *w = c->worker;
    int rc;
    c->by_token = header.len > 0;
    if (header.len)
        rc = token_find(w->office, bearer(header), w->arena, &c->session, e);
    else
        rc = session_find(w->office, token, w->arena, &c->session, e);
    c->signed_in = rc >= 0;
    snprintf(c->session.actor.address, sizeof c->session.actor.address, STR_FMT,
             STR_ARG(http_peer(c->x)));
    return rc;
}

static int refuse(struct api_call *c, int status, const char *code, const char *zh, const char *en)
{
    api_problem(c, status, code, zh, en);
    return 1;
}

static int refuse_limited(struct api_call *c)
{
    return c->session.must_change
               ? refuse(c, 403, "password-needed", "请先设置新密码", "set a new password first")
               : refuse(c, 403, "second-factor-setup-needed", "请先启用动态口令",
                        "set up the second factor first");
}

int api_caller(struct api_call *c, struct err *e)
{
    const struct api_operation *o = c->operation;
    bool writes = !is_safe(http_method(c->x));
    struct err why = {0};
    int rc;
    if (writes && foreign_origin(c))
        return refuse(c, 403, "origin", "请求来自别的网站，已拒绝",
                      "the request comes from another site, and is refused");
    rc = identify(c, &why);
    if (rc == E_DENIED && !o->open)
        return refuse(c, 401, "sign-in-needed", why.zh, why.en);
    if (rc < 0 && rc != E_DENIED) {
        *e = why;
        return rc;
    }
    if (o->open)
        return 0;
    if (writes && !c->by_token &&
        !same_secret(http_header(c->x, "X-CSRF-Token"), str_of(c->session.csrf)))
        return refuse(c, 403, "csrf", "缺少 X-CSRF-Token，或与会话不符；请刷新页面",
                      "X-CSRF-Token is missing or isn't the session's; reload the page");
    if (o->session && c->by_token)
        return refuse(c, 403, "session-needed", "此操作须本人登录，不能用令牌",
                      "this is done by whoever signed in, not by an API token");
    if (c->session.limited && !o->limited)
        return refuse_limited(c);
    return o->rights ? actor_require(&c->session.actor, o->rights, e) : 0;
}
