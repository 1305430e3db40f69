/* The decoder: however the bytes arrive in chunks, the result is the same, and it is UTF-8. The
 * first byte seeds the chunks, the rest is the input. */
#include "text.h"

#include "cleanup.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Chunks of 0 to most bytes; whole input at once for most = 0. */
static int decode(const uint8_t *data, size_t size, size_t most, uint32_t seed, struct strbuf *out,
                  const char **ret_encoding, struct err *e)
{
    _cleanup_(text_decoder_freep) struct text_decoder *d = text_decoder_new();
    size_t at = 0;
    int r;

    if (!d)
        abort();
    do {
        size_t n = size - at;
        if (most) {
            seed = seed * 1664525u + 1013904223u;
            size_t want = (seed >> 8) % (most + 1);
            n = want < n ? want : n;
        }
        r = text_decode(d, data + at, n, at + n == size, out, e);
        at += n;
    } while (r == 0 && at < size);
    *ret_encoding = text_decoder_encoding(d);
    return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t mosts[] = {1, 3, 7, 100, 5000};
    _cleanup_(strbuf_done) struct strbuf whole = {0};
    const char *encoding;
    struct err e = {0};

    if (size == 0)
        return 0;
    uint32_t seed = data[0];
    data++;
    size--;
    int r = decode(data, size, 0, seed, &whole, &encoding, &e);
    if (r == 0 && !utf8_valid(strbuf_str(&whole)))
        abort();
    for (size_t i = 0; i < ARRAY_LEN(mosts); i++) {
        _cleanup_(strbuf_done) struct strbuf part = {0};
        const char *part_encoding;
        struct err part_e = {0};
        if (decode(data, size, mosts[i], seed, &part, &part_encoding, &part_e) != r)
            abort();
        if (r == 0 && (!str_eq(strbuf_str(&part), strbuf_str(&whole)) ||
                       strcmp(part_encoding, encoding) != 0))
            abort();
        if (r < 0 && strcmp(part_e.en, e.en) != 0)
            abort();
    }
    /* text functions stay within what they are given */
    char *narrow = malloc(size ? size : 1);
    if (narrow && text_narrow((struct str){(const char *)data, size}, narrow) > size)
        abort();
    free(narrow);
    utf8_width((struct str){(const char *)data, size});
    str_trim((struct str){(const char *)data, size});
    return 0;
}
