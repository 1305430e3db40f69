#include "http_private.h"

#include "clock.h"
#include "http_text.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <time.h>

/* On every response, unless its handler says otherwise. */
static const struct {
    const char *name, *value;
} standing[] = {
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy",
     "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
     "form-action 'self'; frame-ancestors 'none'"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
};

/* Nobody reads them: those that people meet in the browser's tools. */
static const char *reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } reasons[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {303, "See Other"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
        {507, "Insufficient Storage"},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (reasons[i].status == status)
            return reasons[i].text;
    }
    return "";
}

static bool is_set(const struct http_exchange *x, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = strbuf_z(&x->lines); *at; at = strchr(at, '\n') + 1) {
        if (strncasecmp(at, name, n) == 0 && at[n] == ':')
            return true;
    }
    return false;
}

/* Text, more or less: what gzip makes smaller. */
static bool gains(const char *type)
{
    struct str rest = str_of(type), t;
    if (!type || !str_split(&rest, ';', &t))
        return false;
    t = http_trim(t);
    return str_starts(t, STR("text/")) || str_ends(t, STR("json")) || str_ends(t, STR("xml")) ||
           str_ends(t, STR("javascript")) || str_eqz(t, "application/wasm");
}

static bool compress_content(struct http_exchange *x, z_stream *z)
{
    struct strbuf out = {0};
    unsigned char piece[16384];
    int rc;
    deflateReset(z);
    z->next_in = (unsigned char *)x->content.data;
    z->avail_in = (unsigned)x->content.len;
    do {
        z->next_out = piece;
        z->avail_out = sizeof piece;
        rc = deflate(z, Z_FINISH);
        strbuf_add(&out, piece, sizeof piece - z->avail_out);
    } while (rc == Z_OK);
    if (rc != Z_STREAM_END || out.failed) {
        strbuf_done(&out);
        return false;
    }
    strbuf_done(&x->content);
    x->content = out;
    return true;
}

struct reply {
    char tag[128]; /* with its quotes; empty = none */
    bool varies, gzip;
    size_t length;
};

static bool is(const struct http_exchange *x, const char *method)
{
    return str_eqz(x->request.method, method);
}

static bool not_modified(const struct http_exchange *x, const char *tag)
{
    return x->status == 200 && tag[0] && (is(x, "GET") || is(x, "HEAD")) &&
           http_tag_listed(http_header(x, "If-None-Match"), str_of(tag));
}

static bool takes_gzip(const struct http_exchange *x)
{
    return http_takes_gzip(http_header(x, "Accept-Encoding"));
}

static bool prepare_buffer(struct http_exchange *x, z_stream *z, struct reply *r)
{
    if (x->content.failed)
        return false;
    r->varies = z && gains(x->type);
    r->gzip = r->varies && x->content.len >= HTTP_GZIP_BYTES && x->content.len < (1u << 30) &&
              takes_gzip(x);
    if (x->tagged)
        snprintf(r->tag, sizeof r->tag, "\"%016" PRIx64 "%s\"", str_hash(strbuf_str(&x->content)),
                 r->gzip ? "-gz" : "");
    if (r->gzip && !not_modified(x, r->tag) && !compress_content(x, z))
        return false;
    x->body = strbuf_str(&x->content);
    r->length = x->body.len;
    return true;
}

static bool prepare_static(struct http_exchange *x, struct reply *r)
{
    r->varies = x->fixed_gzip.len > 0;
    r->gzip = r->varies && takes_gzip(x);
    x->body = r->gzip ? x->fixed_gzip : x->fixed;
    r->length = x->body.len;
    int n = x->fixed_tag
                ? snprintf(r->tag, sizeof r->tag, "\"%s%s\"", x->fixed_tag, r->gzip ? "-gz" : "")
                : 0;
    return n < (int)sizeof r->tag;
}

static bool prepare_file(struct http_exchange *x, struct reply *r)
{
    struct stat st;
    if (fstat(x->file, &st) < 0 || !S_ISREG(st.st_mode))
        return false;
    r->length = x->size = (size_t)st.st_size;
    return true;
}

static bool prepare(struct http_exchange *x, z_stream *gzip, struct reply *r)
{
    x->body = (struct str){0};
    x->size = 0;
    switch (x->kind) {
    case HTTP_BUFFER:
        return prepare_buffer(x, gzip, r);
    case HTTP_STATIC:
        return prepare_static(x, r);
    case HTTP_FILE:
        return prepare_file(x, r);
    case HTTP_EVENTS:
        x->close = true;
        return true;
    case HTTP_NONE:
        break;
    }
    return true;
}

static void add_date(struct strbuf *out)
{
    char text[64];
    struct tm tm;
    time_t now = (time_t)(clock_now() / 1000000);
    /* the names of days and months are English: nobody calls setlocale */
    strbuf_add(out, text,
               strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&now, &tm)));
}

static void write_head(struct http_exchange *x, const struct reply *r)
{
    struct strbuf *h = &x->head;
    bool empty = x->status == 204 || x->status == 304;
    strbuf_printf(h, "HTTP/1.1 %d %s\r\nDate: ", x->status, reason(x->status));
    add_date(h);
    strbuf_addz(h, "\r\n");
    if (!empty && x->type)
        strbuf_printf(h, "Content-Type: %s\r\n", x->type);
    if (!empty && x->kind != HTTP_EVENTS)
        strbuf_printf(h, "Content-Length: %zu\r\n", r->length);
    if (!empty && r->gzip)
        strbuf_addz(h, "Content-Encoding: gzip\r\n");
    if (r->varies)
        strbuf_addz(h, "Vary: Accept-Encoding\r\n");
    if (r->tag[0])
        strbuf_printf(h, "ETag: %s\r\n", r->tag);
    if (x->kind == HTTP_EVENTS)
        strbuf_addz(h, "X-Accel-Buffering: no\r\n"); /* nginx, don't wait for more */
    if (x->close)
        strbuf_addz(h, "Connection: close\r\n");
    for (size_t i = 0; i < sizeof standing / sizeof *standing; i++) {
        if (!is_set(x, standing[i].name))
            strbuf_printf(h, "%s: %s\r\n", standing[i].name, standing[i].value);
    }
    strbuf_adds(h, strbuf_str(&x->lines));
    strbuf_addz(h, "\r\n");
}

void http_reply_finish(struct http_exchange *x, z_stream *gzip, bool stopping)
{
    struct reply r = {0};
    x->close = x->close || stopping || !x->request.keep_alive;
    if (x->status >= 400 && x->kind == HTTP_NONE)
        http_reply_explain(x);
    if (x->status < 200 || x->status > 599 || x->broken || x->lines.failed ||
        !prepare(x, gzip, &r)) {
        x->broken = false;
        strbuf_clear(&x->lines);
        x->status = 500;
        http_reply_explain(x);
        r = (struct reply){0};
        x->broken = x->broken || !prepare(x, NULL, &r);
    }
    if (not_modified(x, r.tag))
        x->status = 304;
    write_head(x, &r);
    if (x->status == 204 || x->status == 304 || is(x, "HEAD")) {
        x->body.len = 0;
        x->size = 0;
    }
    x->broken = x->broken || x->head.failed;
}
