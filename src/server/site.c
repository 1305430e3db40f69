#include "site.h"

#include "cleanup.h"

#define FORM "application/x-www-form-urlencoded"

static const struct site_file *file(const char *name)
{
    const struct site_file *f = site_files;
    while (strcmp(f->name, name) != 0)
        f++;
    return f;
}

static bool is(struct http_exchange *x, const char *method)
{
    return str_eqz(http_method(x), method);
}

/* GET and HEAD; false: refused. */
static bool reads(struct http_exchange *x, const char *allowed)
{
    if (is(x, "GET") || is(x, "HEAD"))
        return true;
    http_set(x, "Allow", "%s", allowed);
    http_status(x, 405);
    return false;
}

static void send_file(struct http_exchange *x, const char *name)
{
    const struct site_file *f = file(name);
    http_set(x, "Cache-Control", "no-cache"); /* kept, but asked for again */
    http_content_static(x, f->type, f->content, f->gzip, f->tag);
}

/* ---- the first administrator ---- */

struct form {
    struct strbuf secret, name, password, again;
};

static void form_done(struct form *f)
{
    struct strbuf *all[] = {&f->secret, &f->name, &f->password, &f->again};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (all[i]->data)
            explicit_bzero(all[i]->data, all[i]->cap);
        strbuf_done(all[i]);
    }
}

/* false: something can't be read. */
static bool read_form(struct str rest, struct form *f)
{
    const struct {
        const char *name;
        struct strbuf *value;
    } fields[] = {{"secret", &f->secret},
                  {"name", &f->name},
                  {"password", &f->password},
                  {"again", &f->again}};
    struct str name, value;
    while (http_query_next(&rest, &name, &value)) {
        for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
            if (!str_eqz(name, fields[i].name))
                continue;
            strbuf_clear(fields[i].value);
            if (!http_decode(value, true, fields[i].value))
                return false;
        }
    }
    return true;
}

static void add_escaped(struct strbuf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        switch (s.data[i]) {
        case '&':
            strbuf_addz(out, "&amp;");
            break;
        case '<':
            strbuf_addz(out, "&lt;");
            break;
        case '"':
            strbuf_addz(out, "&quot;");
            break;
        default:
            strbuf_addc(out, s.data[i]);
        }
    }
}

/* The page with its marks, {{secret}}, filled. */
static void send_form(struct http_exchange *x, const struct form *f, const struct err *e)
{
    const struct site_file *page = file("setup.html");
    struct str rest = page->content;
    struct strbuf *out = http_content(x, page->type);
    for (ptrdiff_t at; (at = str_find(rest, STR("{{"))) >= 0;) {
        strbuf_adds(out, (struct str){rest.data, (size_t)at});
        rest = (struct str){rest.data + at + 2, rest.len - (size_t)at - 2};
        ptrdiff_t end = str_find(rest, STR("}}"));
        struct str mark = {rest.data, (size_t)end};
        rest = (struct str){rest.data + end + 2, rest.len - (size_t)end - 2};
        if (str_eqz(mark, "secret"))
            add_escaped(out, strbuf_str(&f->secret));
        if (str_eqz(mark, "name"))
            add_escaped(out, strbuf_str(&f->name));
        if (str_eqz(mark, "message") && e) {
            strbuf_addz(out, "<p class=\"wrong\" role=\"alert\">");
            add_escaped(out, str_of(e->zh));
            strbuf_addz(out, "<br><span class=\"en\" lang=\"en\">");
            add_escaped(out, str_of(e->en));
            strbuf_addz(out, "</span></p>");
        }
    }
    strbuf_adds(out, rest);
}

static void closep(struct db **db)
{
    db_close(*db);
}

static int make(const struct api *api, const struct form *f, struct str address, struct err *e)
{
    _cleanup_(closep) struct db *office = NULL;
    int rc;
    if (!str_eq(strbuf_str(&f->password), strbuf_str(&f->again)))
        return err_set(e, E_INVALID, "两次输入的密码不同", "the passwords differ");
    if ((rc = office_open(api->url, DB_WRITE, &office, e)) < 0)
        return rc;
    return account_setup(office, strbuf_str(&f->secret), strbuf_str(&f->name),
                         strbuf_str(&f->password), address, e);
}

static void setup(const struct api *api, struct http_exchange *x)
{
    _cleanup_(form_done) struct form f = {0};
    struct err e = {0};
    bool posted = is(x, "POST");
    if (!posted && !reads(x, "GET, HEAD, POST"))
        return;
    if (posted && !str_starts(http_header(x, "Content-Type"), STR(FORM))) {
        http_status(x, 415);
        return;
    }
    if (!read_form(posted ? http_body(x) : http_query(x), &f)) {
        http_status(x, 400);
        return;
    }
    if (!posted) {
        send_form(x, &f, NULL);
    } else if (make(api, &f, http_peer(x), &e) < 0) {
        http_status(x, e.code == E_DENIED ? 403 : e.code == E_IO || e.code == E_BUSY ? 503 : 422);
        send_form(x, &f, &e);
    } else {
        send_file(x, "made.html");
        http_set(x, "Cache-Control", "no-store");
    }
}

/* ---- the web application ---- */

/* What its document may do. dmn-js and ECharts write style attributes. */
#define APPLICATION_POLICY                                                                         \
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "    \
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; "                 \
    "form-action 'self'; frame-ancestors 'none'"
#define HASHED "/assets/" /* names in here change with the content */

static const struct site_file *application_file(struct str path)
{
    for (size_t i = 0; i < web_files_n; i++)
        if (str_eqz(path, web_files[i].name))
            return &web_files[i];
    return NULL;
}

/* Its routes are the browser's business: whoever wants a page gets the one there is. */
static bool is_route(struct http_exchange *x, struct str path)
{
    if (str_starts(path, STR(HASHED)) || str_eqz(path, "/metrics"))
        return false;
    return str_eqz(path, "/") || str_find(http_header(x, "Accept"), STR("text/html")) >= 0;
}

/* false: it has nothing under that path. */
static bool application(struct http_exchange *x, struct str path)
{
    const struct site_file *f = application_file(path);
    if (!f && is_route(x, path))
        f = application_file(STR("/index.html"));
    if (!f)
        return false;
    http_route(x, "application");
    if (!reads(x, "GET, HEAD"))
        return true;
    http_set(x, "Content-Security-Policy", "%s", APPLICATION_POLICY);
    http_set(x, "Cache-Control", "%s",
             str_starts(path, STR(HASHED)) ? "public, max-age=31536000, immutable" : "no-cache");
    http_content_static(x, f->type, f->content, f->gzip, f->tag);
    return true;
}

bool site_handle(const struct api *api, struct http_exchange *x)
{
    struct str path = http_path(x);
    const char *name = str_eqz(path, "/api/")        ? "index.html"
                       : str_eqz(path, "/style.css") ? "style.css"
                                                     : NULL;
    if (name) {
        http_route(x, "page");
        if (reads(x, "GET, HEAD"))
            send_file(x, name);
        return true;
    }
    if (str_starts(path, STR("/api/")))
        return false;
    /* browsers get the application's page for it, where there is one */
    if (str_eqz(path, "/setup") && !(web_files_n && is(x, "GET") && is_route(x, path))) {
        http_route(x, "setup");
        setup(api, x);
        return true;
    }
    if (str_eqz(path, "/api") || (web_files_n == 0 && str_eqz(path, "/"))) {
        http_set(x, "Location", "/api/");
        http_status(x, 303);
        return true;
    }
    if (application(x, path))
        return true;
    http_status(x, 404);
    if (str_find(http_header(x, "Accept"), STR("text/html")) >= 0)
        send_file(x, "missing.html");
    return true;
}
