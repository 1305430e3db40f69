/* Characters of text in which identity numbers stand (private to src/access). */
#pragma once

#include "text.h"

/* One character of possibly invalid UTF-8 (then U+FFFD for one byte); 0 only for empty text. */
static inline size_t idno_next_char(struct str s, uint32_t *ret_cp)
{
    int n = utf8_next(s, ret_cp);

    if (n > 0)
        return (size_t)n;
    *ret_cp = 0xfffd;
    return s.len ? 1 : 0;
}

/* The plain form of a digit or X in either width; 0 for every other character. */
static inline char idno_plain(uint32_t cp)
{
    if (cp >= 0xff01 && cp <= 0xff5e)
        cp -= 0xfee0;
    if (cp >= '0' && cp <= '9')
        return (char)cp;
    return cp == 'X' || cp == 'x' ? 'X' : 0;
}

/* Blanks, and the marks that nobody sees and spreadsheets carry along. */
static inline bool idno_is_blank(uint32_t cp)
{
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xa0 || cp == 0x3000 ||
           (cp >= 0x2000 && cp <= 0x200f) || (cp >= 0x202a && cp <= 0x202f) || cp == 0x2060 ||
           cp == 0xfeff;
}
