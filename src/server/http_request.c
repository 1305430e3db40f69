#include "http_request.h"

#include "file.h"
#include "http_text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

/* A chunked body may have this much around its content: chunks of a byte are its worst case. */
#define FRAMING_BYTES HTTP_HEADER_BYTES
#define FRAMING_PER_BYTE 8

static enum http_fed refuse(struct http_request *r, enum http_refusal why)
{
    r->refused = why;
    return HTTP_FED_REFUSED;
}

/* llhttp's callbacks: what it finds must lie in the head in one piece. */

static struct http_request *of(llhttp_t *p)
{
    return p->data;
}

static int on_url(llhttp_t *p, const char *at, size_t n)
{
    if (of(p)->target.len)
        return -1;
    of(p)->target = (struct str){at, n};
    return 0;
}

static int on_method(llhttp_t *p, const char *at, size_t n)
{
    of(p)->method = (struct str){at, n};
    return 0;
}

static int on_field(llhttp_t *p, const char *at, size_t n)
{
    struct http_request *r = of(p);
    if (r->head_done) /* a trailer */
        return 0;
    if (r->n_fields == HTTP_HEADERS_MAX) {
        r->refused = HTTP_REFUSED_HEADERS_LARGE;
        return -1;
    }
    r->fields[r->n_fields++].name = (struct str){at, n};
    return 0;
}

static int on_value(llhttp_t *p, const char *at, size_t n)
{
    struct http_request *r = of(p);
    if (r->head_done)
        return 0;
    struct str *value = &r->fields[r->n_fields - 1].value;
    if (value->len && value->data + value->len != at)
        return -1;
    *value = (struct str){value->len ? value->data : at, value->len + n};
    return 0;
}

static int on_head(llhttp_t *p)
{
    of(p)->head_read = true;
    return 0;
}

static int on_whole(llhttp_t *p)
{
    of(p)->done = true;
    return HPE_PAUSED;
}

/* What stands around the content of chunks: lines that end with CR LF, and no control characters.
 */
static bool check_framing(struct http_request *r, const char *end)
{
    if (!r->chunked)
        return true;
    for (const char *p = r->unchecked; p < end; p++) {
        unsigned char c = (unsigned char)*p;
        if ((c == '\n') != (r->before == '\r') ||
            (c < ' ' && c != '\r' && c != '\n' && c != '\t') || c == 0x7f)
            return false;
        r->before = *p;
    }
    r->framing += (size_t)(end - r->unchecked);
    return r->framing <= FRAMING_BYTES + r->body_size * FRAMING_PER_BYTE;
}

static bool write_all(int fd, const char *at, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, at, n);
        if (done <= 0)
            return false;
        at += done;
        n -= (size_t)done;
    }
    return true;
}

static enum http_refusal keep(struct http_request *r, const char *at, size_t n)
{
    if (n > r->limit - r->body_size)
        return HTTP_REFUSED_BODY_LARGE;
    r->body_size += n;
    if (r->file < 0 && r->body_size <= HTTP_BODY_MEMORY) {
        strbuf_add(&r->memory, at, n);
        return r->memory.failed ? HTTP_REFUSED_MEMORY : HTTP_ACCEPTED;
    }
    if (r->file < 0) {
        if (file_nameless(&r->file, NULL) < 0 || !write_all(r->file, r->memory.data, r->memory.len))
            return HTTP_REFUSED_STORAGE;
        strbuf_done(&r->memory);
    }
    return write_all(r->file, at, n) ? HTTP_ACCEPTED : HTTP_REFUSED_STORAGE;
}

static int on_body(llhttp_t *p, const char *at, size_t n)
{
    struct http_request *r = of(p);
    if (!check_framing(r, at))
        return -1;
    r->unchecked = at + n;
    r->before = 0;
    r->refused = keep(r, at, n);
    return r->refused ? -1 : 0;
}

static const llhttp_settings_t settings = {
    .on_url = on_url,
    .on_method = on_method,
    .on_header_field = on_field,
    .on_header_value = on_value,
    .on_headers_complete = on_head,
    .on_body = on_body,
    .on_message_complete = on_whole,
};

void http_request_init(struct http_request *r)
{
    *r = (struct http_request){.file = -1};
    llhttp_init(&r->parser, HTTP_REQUEST, &settings);
    r->parser.data = r;
}

void http_request_done(struct http_request *r)
{
    if (r->map)
        munmap(r->map, r->body_size);
    if (r->file >= 0)
        close(r->file);
    strbuf_done(&r->memory);
    strbuf_done(&r->head);
}

const struct http_field *http_request_field(const struct http_request *r, const char *name,
                                            size_t n)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        if (http_same(r->fields[i].name, name) && n-- == 0)
            return &r->fields[i];
    }
    return NULL;
}

/* METHOD SP target SP HTTP/1.x, of visible ASCII. */
static enum http_refusal check_request_line(struct http_request *r, struct str line)
{
    static const char *const methods[] = {"GET",   "HEAD",   "POST",   "PUT",
                                          "PATCH", "DELETE", "OPTIONS"};
    struct str method, target, version = line;
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] < ' ' || line.data[i] > '~') /* signed or not */
            return HTTP_REFUSED_LINE;
    }
    if (!str_split(&version, ' ', &method) || !http_is_token(method) ||
        !str_split(&version, ' ', &target) || !version.data || target.len == 0)
        return HTTP_REFUSED_LINE;
    if (!str_starts(version, STR("HTTP/")) || version.len != 8 || version.data[6] != '.')
        return HTTP_REFUSED_LINE;
    if (!str_eqz(version, "HTTP/1.1") && !str_eqz(version, "HTTP/1.0"))
        return HTTP_REFUSED_VERSION;
    r->http10 = str_eqz(version, "HTTP/1.0");
    bool known = false;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        known = known || str_eqz(method, methods[i]);
    if (!known)
        return HTTP_REFUSED_METHOD;
    if ((target.data[0] != '/' && !(str_eqz(target, "*") && str_eqz(method, "OPTIONS"))) ||
        memchr(target.data, '#', target.len))
        return HTTP_REFUSED_TARGET;
    return HTTP_ACCEPTED;
}

/* name ":" value, without control characters but tabs; no blank before the colon or the name. */
static enum http_refusal check_header_line(struct str line)
{
    struct str value = line, name;
    if (!str_split(&value, ':', &name) || !value.data || !http_is_token(name))
        return HTTP_REFUSED_HEADER;
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return HTTP_REFUSED_HEADER;
    }
    return HTTP_ACCEPTED;
}

/* What the fields say of the host, the body and the connection. */

static bool is_host(struct str host)
{
    for (size_t i = 0; i < host.len; i++) {
        char c = host.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              memchr("-._~:[]%", c, 8)))
            return false;
    }
    return host.len > 0;
}

static enum http_refusal check_length(struct http_request *r)
{
    const struct http_field *length = http_request_field(r, "Content-Length", 0),
                            *encoding = http_request_field(r, "Transfer-Encoding", 0);
    if (http_request_field(r, "Content-Length", 1))
        return HTTP_REFUSED_LENGTH;
    if (encoding) {
        r->chunked = true;
        return length || r->http10 || http_request_field(r, "Transfer-Encoding", 1) ||
                       !http_same(encoding->value, "chunked")
                   ? HTTP_REFUSED_FRAMING
                   : HTTP_ACCEPTED;
    }
    if (!length)
        return HTTP_ACCEPTED;
    if (length->value.len == 0 || length->value.len > 18)
        return HTTP_REFUSED_LENGTH;
    for (size_t i = 0; i < length->value.len; i++) {
        char c = length->value.data[i];
        if (c < '0' || c > '9')
            return HTTP_REFUSED_LENGTH;
        r->length = r->length * 10 + (uint64_t)(c - '0');
    }
    return HTTP_ACCEPTED;
}

static enum http_refusal check_fields(struct http_request *r)
{
    static const char *const single[] = {"Authorization", "Content-Type", "Origin", "Expect",
                                         "Content-Encoding"};
    const struct http_field *f = http_request_field(r, "Host", 0);
    if (!f || http_request_field(r, "Host", 1) || !is_host(f->value))
        return HTTP_REFUSED_HOST;
    enum http_refusal why = check_length(r);
    if (why)
        return why;
    for (size_t i = 0; i < sizeof single / sizeof *single; i++) {
        if (http_request_field(r, single[i], 1))
            return HTTP_REFUSED_DOUBLED;
    }
    f = http_request_field(r, "Content-Encoding", 0);
    if (f && !http_same(f->value, "identity"))
        return HTTP_REFUSED_ENCODING;
    f = http_request_field(r, "Expect", 0);
    if (f && !http_same(f->value, "100-continue"))
        return HTTP_REFUSED_EXPECT;
    r->expects = f && !r->http10 && (r->chunked || r->length > 0);
    return HTTP_ACCEPTED;
}

/* The head is complete and every line sound: llhttp reads it. */
static enum http_fed read_head(struct http_request *r)
{
    llhttp_errno_t code = llhttp_execute(&r->parser, r->head.data, r->head.len);
    const char *end = r->head.data + r->head.len;
    if (r->refused)
        return HTTP_FED_REFUSED;
    if (code == HPE_INVALID_TRANSFER_ENCODING)
        return refuse(r, HTTP_REFUSED_FRAMING);
    if (code == HPE_INVALID_CONTENT_LENGTH || code == HPE_UNEXPECTED_CONTENT_LENGTH)
        return refuse(r, http_request_field(r, "Transfer-Encoding", 0) ? HTTP_REFUSED_FRAMING
                                                                       : HTTP_REFUSED_LENGTH);
    if (code != HPE_OK && !(r->done && llhttp_get_error_pos(&r->parser) == end))
        return refuse(r, HTTP_REFUSED_HEADER);
    for (size_t i = 0; i < r->n_fields; i++)
        r->fields[i].value = http_trim(r->fields[i].value);
    enum http_refusal why = check_fields(r);
    if (why)
        return refuse(r, why);
    /* both readers must have come to the same */
    if (!r->head_read || r->n_fields != r->n_lines || r->done != (!r->chunked && r->length == 0))
        return refuse(r, HTTP_REFUSED_FRAMING);
    r->keep_alive = !r->http10 && !http_lists(r, "Connection", "close");
    r->query = r->target;
    str_split(&r->query, '?', &r->path);
    r->head_done = true;
    return HTTP_FED_HEAD;
}

static enum http_fed feed_head(struct http_request *r, struct str *in)
{
    while (in->len > 0) {
        const char *end = memchr(in->data, '\n', in->len);
        size_t n = end ? (size_t)(end - in->data) + 1 : in->len;
        bool first = r->line == 0;
        if (n > HTTP_HEADER_BYTES - r->head.len)
            return refuse(r, first ? HTTP_REFUSED_TARGET_LONG : HTTP_REFUSED_HEADERS_LARGE);
        strbuf_add(&r->head, in->data, n);
        if (r->head.failed)
            return refuse(r, HTTP_REFUSED_MEMORY);
        in->data += n;
        in->len -= n;
        if (!end)
            break;
        struct str line = {r->head.data + r->line, r->head.len - r->line - 1};
        if (line.len == 0 || line.data[line.len - 1] != '\r')
            return refuse(r, first ? HTTP_REFUSED_LINE : HTTP_REFUSED_HEADER);
        line.len--;
        r->line = r->head.len;
        if (line.len == 0 && !first)
            return read_head(r);
        r->n_lines += !first;
        enum http_refusal why = first ? check_request_line(r, line) : check_header_line(line);
        if (why)
            return refuse(r, why);
    }
    return HTTP_FED_MORE;
}

static enum http_fed feed_body(struct http_request *r, struct str *in)
{
    const char *end = in->data + in->len;
    r->unchecked = in->data;
    llhttp_errno_t code = llhttp_execute(&r->parser, in->data, in->len);
    if (r->done)
        end = llhttp_get_error_pos(&r->parser);
    if (r->refused)
        return HTTP_FED_REFUSED;
    if ((code != HPE_OK && !r->done) || !check_framing(r, end))
        return refuse(r, HTTP_REFUSED_CHUNK);
    in->len -= (size_t)(end - in->data);
    in->data = end;
    return HTTP_FED_MORE;
}

bool http_request_limit(struct http_request *r, size_t limit)
{
    r->limit = limit < HTTP_BODY_BYTES ? limit : HTTP_BODY_BYTES;
    if (r->length > r->limit)
        r->refused = HTTP_REFUSED_BODY_LARGE;
    return !r->refused;
}

static enum http_fed whole(struct http_request *r)
{
    if (r->file < 0 || r->map)
        return HTTP_FED_WHOLE;
    void *map = mmap(NULL, r->body_size, PROT_READ, MAP_PRIVATE, r->file, 0);
    if (map == MAP_FAILED)
        return refuse(r, HTTP_REFUSED_MEMORY);
    r->map = map;
    return HTTP_FED_WHOLE;
}

enum http_fed http_request_feed(struct http_request *r, struct str *in)
{
    if (!r->head_done)
        return feed_head(r, in);
    enum http_fed fed = r->done || in->len == 0 ? HTTP_FED_MORE : feed_body(r, in);
    return r->done && fed == HTTP_FED_MORE ? whole(r) : fed;
}
