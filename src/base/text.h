/* Text encodings: UTF-8 checks, code points, GB18030 input, full-width forms. */
#pragma once

#include "err.h"
#include "str.h"

#include <stdint.h>

/* Length of the first code point in bytes (1..4) and the code point; 0 if invalid or empty. */
int utf8_next(struct str s, uint32_t *ret_cp);
int utf8_put(uint32_t cp, char buf[4]); /* bytes written, 0 for an invalid code point */
bool utf8_valid(struct str s);
size_t utf8_count(struct str s); /* code points of valid UTF-8 */
/* Byte length of the first n code points (or of all). */
size_t utf8_offset(struct str s, size_t n);
/* Terminal columns: wide East Asian characters count two. */
size_t utf8_width(struct str s);

/* Full-width ASCII (U+FF01..FF5E) and the ideographic space to their plain forms. dst needs
 * s.len bytes; returns the length written. */
size_t text_narrow(struct str s, char *dst);

/*
 * Streaming decoder: feeds raw bytes, gives valid UTF-8. A BOM means UTF-8; otherwise the 64 KiB
 * from the first non-ASCII byte on decide (less if the input ends before): UTF-8 if they are valid,
 * or begin as Chinese UTF-8 and are damaged further down, else GB18030. They are held back until
 * then, so that the result does not depend on how the bytes arrive in chunks. UTF-16 is refused.
 */
struct text_decoder;
struct text_decoder *text_decoder_new(void);
void text_decoder_free(struct text_decoder *d);
void text_decoder_freep(struct text_decoder **d);
/* Appends decoded text to out. last = no more input. E_SYNTAX with the byte offset when the bytes
 * are neither. */
int text_decode(struct text_decoder *d, const void *data, size_t len, bool last, struct strbuf *out,
                struct err *e);
const char *text_decoder_encoding(const struct text_decoder *d); /* "UTF-8", "GB18030" */
