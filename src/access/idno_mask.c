/* Identity numbers where people read along: masked, alone and in the middle of text. */
#include "cleanup.h"
#include "idno.h"
#include "idno_char.h"

#define KEEP_FRONT 6
#define KEEP_BACK 4
#define RUN_MIN 15 /* digits in a row that could be a number */

void idno_mask(const char number[IDNO_TEXT], char out[IDNO_TEXT])
{
    memcpy(out, number, IDNO_TEXT);
    memset(out + KEEP_FRONT, '*', IDNO_LENGTH - KEEP_FRONT - KEEP_BACK);
}

void idno_mask_text(struct str text, struct strbuf *out)
{
    size_t n = 0, front, back, i = 0;
    uint32_t cp;

    for (struct str s = text; s.len; n++) {
        size_t step = idno_next_char(s, &cp);

        s.data += step;
        s.len -= step;
    }
    front = n >= RUN_MIN ? KEEP_FRONT : n > 4 ? 2 : 0;
    back = n >= RUN_MIN ? KEEP_BACK : 0;
    for (struct str s = text; s.len; i++) {
        size_t step = idno_next_char(s, &cp);

        if (i < front || i >= n - back)
            strbuf_add(out, s.data, step);
        else
            strbuf_addc(out, '*');
        s.data += step;
        s.len -= step;
    }
}

/* '0'…'9', 'X', '-' for a blank or hyphen, 0 for anything else. */
static char kind(uint32_t cp)
{
    char c = idno_plain(cp);

    if (c)
        return c;
    return cp == '-' || idno_is_blank(cp) ? '-' : 0;
}

/* Bytes of the digits in a row at the start of s, with an X behind them; front and back receive
 * the first six and the last four characters. */
static size_t digit_run(struct str s, size_t *ret_n, char front[KEEP_FRONT], char back[KEEP_BACK])
{
    size_t at = 0, n = 0;

    while (at < s.len) {
        uint32_t cp;
        size_t step = idno_next_char((struct str){s.data + at, s.len - at}, &cp);
        char c = kind(cp);

        if (c == 0 || c == '-' || (c == 'X' && n < RUN_MIN))
            break;
        if (n < KEEP_FRONT)
            front[n] = c;
        memmove(back, back + 1, KEEP_BACK - 1);
        back[KEEP_BACK - 1] = c;
        n++;
        at += step;
        if (c == 'X')
            break;
    }
    *ret_n = n;
    return at;
}

static bool digit_follows(struct str s, size_t at)
{
    uint32_t cp;
    char c = idno_next_char((struct str){s.data + at, s.len - at}, &cp) ? idno_plain(cp) : 0;

    return c >= '0' && c <= '9';
}

/* Bytes of a valid number of 18 or 15 characters, gaps in it or not, at the start of s; 0 if there
 * is none, or digits go on behind it. */
static size_t spaced_number(struct str s, char ret[IDNO_TEXT])
{
    char d[IDNO_TEXT] = {0};
    size_t at = 0, n = 0, end15 = 0;

    while (at < s.len && at < IDNO_INPUT_BYTES && n < IDNO_LENGTH) {
        uint32_t cp;
        size_t step = idno_next_char((struct str){s.data + at, s.len - at}, &cp);
        char c = kind(cp);

        if (c == 0 || (c == 'X' && n != IDNO_LENGTH - 1))
            break;
        at += step;
        if (c != '-')
            d[n++] = c;
        if (n == 15 && !end15)
            end15 = at;
    }
    if (n == IDNO_LENGTH && (d[17] == 'X' || !digit_follows(s, at)) &&
        idno_normalise((struct str){d, n}, ret) == IDNO_OK)
        return at;
    if (n >= 15 && !digit_follows(s, end15) && idno_normalise((struct str){d, 15}, ret) == IDNO_OK)
        return end15;
    return 0;
}

static void add_masked(struct strbuf *out, const char *front, size_t n, const char *back)
{
    strbuf_add(out, front, KEEP_FRONT);
    for (size_t i = KEEP_FRONT + KEEP_BACK; i < n; i++)
        strbuf_addc(out, '*');
    strbuf_add(out, back, KEEP_BACK);
}

#define DIGEST 64        /* hex digits of an SM3, the only word that is hashed here */
#define DIGEST_LETTERS 8 /* of them at least: one has fewer once in a hundred thousand times */

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Does a digest begin here, a word of its own? 4 of 100 have 15 digits in a row. */
static bool is_digest(struct str s)
{
    size_t n = 0, letters = 0;

    for (; n < s.len && is_word(s.data[n]) && n <= DIGEST; n++) {
        letters += s.data[n] >= 'a' && s.data[n] <= 'f';
        if (s.data[n] > 'f' || (s.data[n] >= 'A' && s.data[n] <= 'Z'))
            return false;
    }
    return n == DIGEST && letters >= DIGEST_LETTERS;
}

void idno_scrub(struct str text, struct strbuf *out)
{
    bool inside = false; /* behind a digit: no number starts here */
    bool word = false;   /* behind a letter or digit */

    while (text.len) {
        if (!word && is_digest(text)) {
            strbuf_add(out, text.data, DIGEST);
            text.data += DIGEST;
            text.len -= DIGEST;
            inside = word = true;
            continue;
        }
        char front[KEEP_FRONT], back[KEEP_BACK] = {0}, number[IDNO_TEXT];
        uint32_t cp;
        size_t step = idno_next_char(text, &cp), n;
        char c = kind(cp);
        bool digit = c >= '0' && c <= '9', masked = false;

        if (digit && !inside) {
            size_t run = digit_run(text, &n, front, back), spaced = spaced_number(text, number);

            masked = spaced > 0 || n >= RUN_MIN;
            if (spaced > 0) {
                add_masked(out, number, IDNO_LENGTH, number + IDNO_LENGTH - KEEP_BACK);
                step = spaced;
            } else if (masked) {
                add_masked(out, front, n, back);
                step = run;
            }
        }
        if (!masked)
            strbuf_add(out, text.data, step);
        inside = digit && !masked;
        word = is_word(text.data[step - 1]);
        text.data += step;
        text.len -= step;
    }
}
