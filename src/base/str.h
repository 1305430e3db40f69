/* Strings: borrowed slices (struct str) and a growing buffer (struct strbuf). UTF-8 throughout. */
#pragma once

#include "arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A slice that somebody else owns; not NUL-terminated. data may be NULL when len is 0. */
struct str {
    const char *data;
    size_t len;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).len, (s).data

static inline struct str str_of(const char *z)
{
    return (struct str){z, z ? strlen(z) : 0};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool str_eqz(struct str a, const char *z)
{
    return str_eq(a, str_of(z));
}

int str_cmp(struct str a, struct str b); /* byte order, as strcmp */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
struct str str_trim(struct str s);                   /* ASCII white space and U+3000, U+00A0, BOM */
ptrdiff_t str_find(struct str s, struct str needle); /* byte offset or -1 */
/* Cuts the part before the first sep off *rest into *ret_part; false when *rest is used up
 * (a text that ends with sep has a last, empty part). */
bool str_split(struct str *rest, char sep, struct str *ret_part);
uint64_t str_hash(struct str s); /* xxh3 */
struct str str_dup(struct arena *a,
                   struct str s); /* copy with a NUL behind; {NULL,0} when failed */

/* Decimal digits, without NUL; how many. For places where printf is too slow. */
#define UINT_TEXT 20
size_t uint_format(uint64_t n, char ret[UINT_TEXT]);

/* Growing heap buffer; starts as {0}. After a failed allocation `failed` stays set, appends do
 * nothing, and the caller checks once. data is NUL-terminated once anything was appended. */
struct strbuf {
    char *data;
    size_t len, cap;
    bool failed;
};

void strbuf_done(struct strbuf *b);  /* frees; for _cleanup_ */
void strbuf_clear(struct strbuf *b); /* keeps the memory */
void strbuf_add(struct strbuf *b, const void *data, size_t len);
void strbuf_addc(struct strbuf *b, char c);
void strbuf_addz(struct strbuf *b, const char *z);
void strbuf_adds(struct strbuf *b, struct str s);
void strbuf_addu(struct strbuf *b, uint64_t n); /* decimal digits */
void strbuf_printf(struct strbuf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct str strbuf_str(const struct strbuf *b);
const char *strbuf_z(const struct strbuf *b); /* never NULL */

int str_cmp_qsort(const void *a, const void *b); /* for arrays of struct str */
