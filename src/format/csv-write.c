#include "csv.h"

static void put(FILE *f, const char *data, size_t n)
{
    if (n)
        fwrite_unlocked(data, 1, n, f);
}

static size_t digits(struct str s, size_t i)
{
    size_t n = 0;

    while (i + n < s.len && s.data[i + n] >= '0' && s.data[i + n] <= '9')
        n++;
    return n;
}

/* [+-]digits[.digits][e[+-]digits] */
static bool plain_number(struct str s)
{
    size_t i = s.len && (s.data[0] == '+' || s.data[0] == '-');
    size_t n = digits(s, i);

    if (!n)
        return false;
    i += n;
    if (i < s.len && s.data[i] == '.') {
        n = digits(s, i + 1);
        if (!n)
            return false;
        i += 1 + n;
    }
    if (i < s.len && (s.data[i] | 0x20) == 'e') {
        i++;
        i += i < s.len && (s.data[i] == '+' || s.data[i] == '-');
        n = digits(s, i);
        if (!n)
            return false;
        i += n;
    }
    return i == s.len;
}

static bool formula(struct str s)
{
    if (!s.len)
        return false;
    switch (s.data[0]) {
    case '=':
    case '@':
    case '\t':
    case '\r':
        return true;
    case '+':
    case '-':
        /* a lone - stands for "not known" in our files */
        return !plain_number(s) && !str_eqz(s, "-");
    default:
        return false;
    }
}

/* A tab is quoted lest a reader that guesses the separator take it for one. */
static const bool quoted[256] = {
    [','] = true, ['"'] = true, ['\n'] = true, ['\r'] = true, ['\t'] = true};

void csv_put(struct csv_writer *w, struct str field)
{
    /* A byte order mark must not come to stand at the start of the file. */
    bool quote = str_starts(field, STR(CSV_BOM));

    if (w->started)
        putc_unlocked(',', w->f);
    w->blank = !w->started && field.len == 0;
    w->started = true;

    for (size_t i = 0; i < field.len && !quote; i++)
        quote = quoted[(unsigned char)field.data[i]];
    if (quote)
        putc_unlocked('"', w->f);
    if (formula(field))
        putc_unlocked('\'', w->f);
    while (quote && field.len) {
        const char *q = memchr(field.data, '"', field.len);
        size_t n = q ? (size_t)(q - field.data) + 1 : field.len;

        put(w->f, field.data, n);
        if (q)
            putc_unlocked('"', w->f);
        field.data += n;
        field.len -= n;
    }
    put(w->f, field.data, field.len);
    if (quote)
        putc_unlocked('"', w->f);
}

void csv_putz(struct csv_writer *w, const char *field)
{
    csv_put(w, str_of(field));
}

void csv_end(struct csv_writer *w)
{
    /* A record of one empty field would be an empty line, which readers skip. */
    if (w->blank)
        put(w->f, "\"\"", 2);
    putc_unlocked('\n', w->f);
    w->started = w->blank = false;
}
