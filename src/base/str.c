#include "str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

int str_cmp(struct str a, struct str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.data, b.data, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

int str_cmp_qsort(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.data, prefix.data, prefix.len) == 0);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len &&
           (suffix.len == 0 || memcmp(s.data + s.len - suffix.len, suffix.data, suffix.len) == 0);
}

static bool ascii_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Bytes of white space that s starts with (or 0). */
static size_t space_at(struct str s)
{
    if (!s.len || (unsigned char)s.data[0] < 0x80)
        return s.len && ascii_space(s.data[0]);
    if (str_starts(s, STR("\xc2\xa0")))
        return 2;
    if (str_starts(s, STR("\xe3\x80\x80")) || str_starts(s, STR("\xef\xbb\xbf")))
        return 3;
    return 0;
}

static size_t space_before_end(struct str s)
{
    if (!s.len || (unsigned char)s.data[s.len - 1] < 0x80)
        return s.len && ascii_space(s.data[s.len - 1]);
    if (str_ends(s, STR("\xc2\xa0")))
        return 2;
    if (str_ends(s, STR("\xe3\x80\x80")) || str_ends(s, STR("\xef\xbb\xbf")))
        return 3;
    return 0;
}

struct str str_trim(struct str s)
{
    size_t n;
    while ((n = space_at(s)) > 0) {
        s.data += n;
        s.len -= n;
    }
    while ((n = space_before_end(s)) > 0)
        s.len -= n;
    return s;
}

ptrdiff_t str_find(struct str s, struct str needle)
{
    if (needle.len == 0)
        return 0;
    const char *p = s.len ? memmem(s.data, s.len, needle.data, needle.len) : NULL;
    return p ? p - s.data : -1;
}

bool str_split(struct str *rest, char sep, struct str *ret_part)
{
    if (!rest->data)
        return false;
    const char *p = rest->len ? memchr(rest->data, sep, rest->len) : NULL;
    if (p) {
        *ret_part = (struct str){rest->data, (size_t)(p - rest->data)};
        rest->len -= ret_part->len + 1;
        rest->data = p + 1;
    } else {
        *ret_part = *rest;
        *rest = (struct str){NULL, 0};
    }
    return true;
}

uint64_t str_hash(struct str s)
{
    return XXH3_64bits(s.len ? s.data : "", s.len);
}

struct str str_dup(struct arena *a, struct str s)
{
    char *p = arena_strndup(a, s.data, s.len);
    return p ? (struct str){p, s.len} : (struct str){NULL, 0};
}

void strbuf_done(struct strbuf *b)
{
    free(b->data);
    *b = (struct strbuf){0};
}

void strbuf_clear(struct strbuf *b)
{
    b->len = 0;
    b->failed = false;
    if (b->data)
        b->data[0] = '\0';
}

static bool reserve(struct strbuf *b, size_t more)
{
    if (b->failed)
        return false;
    if (more < b->cap - b->len && b->data)
        return true;
    size_t need;
    if (__builtin_add_overflow(b->len, more, &need) || need > SIZE_MAX / 4) {
        b->failed = true;
        return false;
    }
    size_t cap = b->cap ? b->cap : 64;
    while (cap <= need)
        cap *= 2;
    char *data = realloc(b->data, cap);
    if (!data) {
        b->failed = true;
        return false;
    }
    b->data = data;
    b->cap = cap;
    return true;
}

void strbuf_add(struct strbuf *b, const void *data, size_t len)
{
    if (!reserve(b, len))
        return;
    if (len)
        memcpy(b->data + b->len, data, len);
    b->len += len;
    b->data[b->len] = '\0';
}

void strbuf_addc(struct strbuf *b, char c)
{
    strbuf_add(b, &c, 1);
}

void strbuf_addz(struct strbuf *b, const char *z)
{
    strbuf_add(b, z, strlen(z));
}

void strbuf_adds(struct strbuf *b, struct str s)
{
    strbuf_add(b, s.data, s.len);
}

size_t uint_format(uint64_t n, char ret[UINT_TEXT])
{
    char text[UINT_TEXT];
    size_t i = sizeof text;
    do
        text[--i] = (char)('0' + n % 10);
    while (n /= 10);
    memcpy(ret, text + i, sizeof text - i);
    return sizeof text - i;
}

void strbuf_addu(struct strbuf *b, uint64_t n)
{
    char text[UINT_TEXT];
    strbuf_add(b, text, uint_format(n, text));
}

void strbuf_printf(struct strbuf *b, const char *fmt, ...)
{
    va_list ap;
    if (!reserve(b, 0))
        return;
    /* most often it fits */
    size_t room = b->cap - b->len;
    va_start(ap, fmt);
    int n = vsnprintf(b->data + b->len, room, fmt, ap);
    va_end(ap);
    if (n >= 0 && (size_t)n < room) {
        b->len += (size_t)n;
        return;
    }
    b->data[b->len] = '\0';
    if (n < 0 || !reserve(b, (size_t)n))
        return;
    va_start(ap, fmt);
    vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->len += (size_t)n;
}

struct str strbuf_str(const struct strbuf *b)
{
    return (struct str){b->data, b->len};
}

const char *strbuf_z(const struct strbuf *b)
{
    return b->data ? b->data : "";
}
