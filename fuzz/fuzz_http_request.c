/*
 * The request guard, fed as a connection does. The first byte says in which pieces: what is read
 * must not hang on how it arrives, nor on what was read before it on the same connection.
 */
#include "http_request.h"
#include "http_text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LIMIT 100000

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void add(struct strbuf *out, struct str s)
{
    strbuf_adds(out, s);
    strbuf_addc(out, '\n');
}

/* What a request says of itself must hold, however it came. */
static void look(const struct http_request *r, struct strbuf *out)
{
    const struct http_field *host = http_request_field(r, "Host", 0);
    check(host && !http_request_field(r, "Host", 1) && host->value.len > 0);
    check(!http_request_field(r, "Content-Length", 1));
    check(!(r->chunked && http_request_field(r, "Content-Length", 0)));
    check(r->path.len > 0 && (r->path.data[0] == '/' || str_eqz(r->path, "*")));
    check(r->body_size <= LIMIT && (r->chunked || r->body_size == r->length));
    add(out, r->method);
    add(out, r->target);
    for (size_t i = 0; i < r->n_fields; i++) {
        check(http_is_token(r->fields[i].name));
        for (size_t k = 0; k < r->fields[i].value.len; k++)
            check(!memchr("\0\r\n", r->fields[i].value.data[k], 3));
        add(out, r->fields[i].name);
        add(out, r->fields[i].value);
    }
    add(out, (struct str){r->map ? r->map : r->memory.data, r->body_size});
}

/* All requests of a connection, one behind the other; out: what they say. */
static void connection(struct str all, size_t piece, struct strbuf *out)
{
    struct http_request r;
    size_t at = 0;
    bool refused = false;
    http_request_init(&r);
    while (at < all.len && !refused) {
        size_t n = piece < all.len - at ? piece : all.len - at;
        char *exact = malloc(n); /* a piece is gone once it is fed */
        if (!exact)
            break;
        memcpy(exact, all.data + at, n);
        struct str in = {exact, n};
        at += n;
        for (bool more = true; more;) {
            switch (http_request_feed(&r, &in)) {
            case HTTP_FED_HEAD:
                refused = !http_request_limit(&r, LIMIT);
                break;
            case HTTP_FED_REFUSED:
                check(r.refused);
                refused = true;
                break;
            case HTTP_FED_WHOLE:
                look(&r, out);
                http_request_done(&r);
                http_request_init(&r);
                more = in.len > 0;
                break;
            case HTTP_FED_MORE:
                check(in.len == 0);
                more = false;
            }
            more = more && !refused;
        }
        free(exact);
    }
    strbuf_addu(out, r.refused);
    http_request_done(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct strbuf whole = {0}, pieces = {0};
    if (size == 0)
        return 0;
    struct str all = {(const char *)data + 1, size - 1};
    connection(all, SIZE_MAX, &whole);
    connection(all, 1 + data[0] % 64, &pieces);
    check(str_eq(strbuf_str(&whole), strbuf_str(&pieces)));
    strbuf_done(&whole);
    strbuf_done(&pieces);
    return 0;
}
