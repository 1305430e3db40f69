#include "lex.h"

#include "text.h"

bool lex_is_name_start(uint32_t c)
{
    if (c < 0x80)
        return c == '?' || c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return (c >= 0xC0 && c <= 0xD6) || (c >= 0xD8 && c <= 0xF6) || (c >= 0xF8 && c <= 0x2FF) ||
           (c >= 0x370 && c <= 0x37D) ||
           (c >= 0x37F && c <= 0x1FFF && c != 0x1680 && c != 0x180E) ||
           (c >= 0x200C && c <= 0x200D) || (c >= 0x2070 && c <= 0x218F) ||
           (c >= 0x2C00 && c <= 0x2FEF) || (c >= 0x3001 && c <= 0xD7FF) ||
           (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFFD && c != 0xFEFF) ||
           (c >= 0x10000 && c <= 0xEFFFF);
}

bool lex_is_name_part(uint32_t c)
{
    return lex_is_name_start(c) || (c >= '0' && c <= '9') || c == 0xB7 ||
           (c >= 0x300 && c <= 0x36F) || (c >= 0x203F && c <= 0x2040);
}

bool lex_is_full_width(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) {
        /* Full-width letters, digits and the underscore are at least letters. */
        uint32_t plain = c - 0xFEE0;
        return !((plain >= '0' && plain <= '9') || (plain >= 'A' && plain <= 'Z') ||
                 (plain >= 'a' && plain <= 'z') || plain == '_');
    }
    return (c >= 0x3001 && c <= 0x3003) || (c >= 0x3008 && c <= 0x301F) || c == 0x30FB ||
           (c >= 0xFF5F && c <= 0xFF65) || c == 0x2018 || c == 0x2019 || c == 0x201C ||
           c == 0x201D || c == 0x2026 || c == 0x2014 || (c >= 0xFFE0 && c <= 0xFFE6) || c == 0xD7 ||
           c == 0xF7 || (c >= 0x2260 && c <= 0x2265);
}

static bool is_space(uint32_t c)
{
    switch (c) {
    case 0x85:
    case 0xA0:
    case 0x1680:
    case 0x180E:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
    case 0xFEFF:
        return true;
    default:
        return (c >= 0x9 && c <= 0xD) || c == 0x20 || (c >= 0x2000 && c <= 0x200B);
    }
}

static struct str rest_of(const char *p, const char *end)
{
    return (struct str){p, (size_t)(end - p)};
}

static const char *skip_space(const char *p, const char *end)
{
    while (p < end) {
        uint32_t cp = (unsigned char)*p;
        int n = cp < 0x80 ? 1 : utf8_next(rest_of(p, end), &cp);
        if (n == 0 || !is_space(cp))
            break;
        p += n;
    }
    return p;
}

/* An unclosed comment is left standing for lex_token to report. */
const char *lex_skip(struct str text, const char *p)
{
    const char *end = text.data + text.len;
    for (;;) {
        p = skip_space(p, end);
        if (end - p < 2 || p[0] != '/')
            return p;
        if (p[1] == '/') {
            while (p < end && *p != '\n')
                p++;
        } else if (p[1] == '*') {
            ptrdiff_t close = str_find(rest_of(p + 2, end), STR("*/"));
            if (close < 0)
                return p;
            p += 2 + close + 2;
        } else {
            return p;
        }
    }
}

static const char *name_run(const char *p, const char *end)
{
    while (p < end) {
        uint32_t cp;
        int n = utf8_next(rest_of(p, end), &cp);
        if (n == 0 || !lex_is_name_part(cp))
            break;
        p += n;
    }
    return p;
}

static bool digit_at(const char *p, const char *end)
{
    return p < end && *p >= '0' && *p <= '9';
}

static const char *number_run(const char *p, const char *end)
{
    while (digit_at(p, end))
        p++;
    if (p < end && *p == '.' && digit_at(p + 1, end)) {
        p++;
        while (digit_at(p, end))
            p++;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        const char *q = p + 1;
        if (q < end && (*q == '+' || *q == '-'))
            q++;
        if (digit_at(q, end)) {
            while (digit_at(q, end))
                q++;
            p = q;
        }
    }
    return p;
}

static enum token_kind symbol(const char *p, const char *end, size_t *ret_len)
{
    char second = end - p > 1 ? p[1] : '\0';
    *ret_len = 1;
    switch (*p) {
    case '@':
        return TOKEN_AT;
    case '(':
        return TOKEN_LEFT_PAREN;
    case ')':
        return TOKEN_RIGHT_PAREN;
    case '[':
        return TOKEN_LEFT_BRACKET;
    case ']':
        return TOKEN_RIGHT_BRACKET;
    case '{':
        return TOKEN_LEFT_BRACE;
    case '}':
        return TOKEN_RIGHT_BRACE;
    case ',':
        return TOKEN_COMMA;
    case ':':
        return TOKEN_COLON;
    case '+':
        return TOKEN_PLUS;
    case '=':
        return TOKEN_EQ;
    case '.':
        *ret_len = second == '.' ? 2 : 1;
        return second == '.' ? TOKEN_DOT_DOT : TOKEN_DOT;
    case '-':
        *ret_len = second == '>' ? 2 : 1;
        return second == '>' ? TOKEN_ARROW : TOKEN_MINUS;
    case '*':
        *ret_len = second == '*' ? 2 : 1;
        return second == '*' ? TOKEN_POWER : TOKEN_TIMES;
    case '/':
        return second == '*' ? TOKEN_OPEN_COMMENT : TOKEN_DIVIDE;
    case '!':
        *ret_len = 2;
        return second == '=' ? TOKEN_NE : TOKEN_BAD;
    case '<':
        *ret_len = second == '=' ? 2 : 1;
        return second == '=' ? TOKEN_LE : TOKEN_LT;
    case '>':
        *ret_len = second == '=' ? 2 : 1;
        return second == '=' ? TOKEN_GE : TOKEN_GT;
    default:
        return TOKEN_BAD;
    }
}

struct token lex_token(struct str text, const char *p)
{
    const char *end = text.data + text.len;
    p = lex_skip(text, p);
    if (p >= end)
        return (struct token){TOKEN_END, {end, 0}};
    if (digit_at(p, end) || (*p == '.' && digit_at(p + 1, end)))
        return (struct token){TOKEN_NUMBER, rest_of(p, number_run(p, end))};
    if (*p == '"') {
        for (const char *q = p + 1; q < end; q++) {
            if (*q == '"')
                return (struct token){TOKEN_STRING, rest_of(p, q + 1)};
            if (*q == '\\')
                q++;
        }
        return (struct token){TOKEN_OPEN_STRING, rest_of(p, end)};
    }
    uint32_t cp;
    int n = utf8_next(rest_of(p, end), &cp);
    if (n == 0)
        return (struct token){TOKEN_BAD, {p, 1}};
    if (lex_is_name_start(cp))
        return (struct token){TOKEN_NAME, rest_of(p, name_run(p, end))};
    size_t len = 0;
    enum token_kind kind = symbol(p, end, &len);
    if (kind == TOKEN_BAD)
        len = (size_t)n;
    return (struct token){kind, {p, len}};
}

bool lex_is_keyword(struct str s)
{
    static const char *const words[] = {
        "and", "or",  "in",   "between", "then", "else",  "return", "satisfies", "instance",
        "if",  "for", "some", "every",   "true", "false", "null",   "function",  "of",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eqz(s, words[i]))
            return true;
    return false;
}

bool lex_is_name(struct str s)
{
    uint32_t cp;
    if (s.len == 0 || utf8_next(s, &cp) == 0 || !lex_is_name_start(cp))
        return false;
    struct name_part first = lex_name_part(s.data, s.data + s.len);
    if (lex_is_keyword(rest_of(first.start, first.end)))
        return false;
    const char *p = s.data, *end = s.data + s.len;
    while (p < end) {
        int n = utf8_next(rest_of(p, end), &cp);
        if (n == 0 ||
            (!lex_is_name_part(cp) && (cp == 0 || cp > 0x7f || !strchr(" ./-'+*", (int)cp))))
            return false;
        p += n;
    }
    return end[-1] != ' ';
}

struct name_part lex_name_part(const char *p, const char *end)
{
    p = skip_space(p, end);
    if (p >= end)
        return (struct name_part){end, end};
    const char *run = name_run(p, end);
    if (run > p)
        return (struct name_part){p, run};
    return (struct name_part){p, strchr("./-'+*", *p) && *p ? p + 1 : p};
}

const char *lex_match_name(struct str text, const char *p, struct str name)
{
    const char *end = text.data + text.len;
    const char *q = name.data, *name_end = name.data + name.len;
    bool any = false;
    for (;;) {
        struct name_part want = lex_name_part(q, name_end);
        if (want.start == want.end)
            return any && skip_space(q, name_end) == name_end ? p : NULL;
        struct name_part got = lex_name_part(p, end);
        size_t n = (size_t)(want.end - want.start);
        if ((size_t)(got.end - got.start) != n || memcmp(got.start, want.start, n) != 0)
            return NULL;
        p = got.end;
        q = want.end;
        any = true;
    }
}

uint32_t lex_name_hash(uint32_t before, struct name_part part)
{
    uint32_t h = before ? before * 31u : 2166136261u;
    for (const char *p = part.start; p < part.end; p++)
        h = (h ^ (unsigned char)*p) * 16777619u;
    return h;
}

struct str lex_normal_name(struct arena *a, struct str s)
{
    s = str_trim(s);
    char *out = arena_alloc(a, s.len + 1);
    if (!out)
        return (struct str){NULL, 0};
    size_t n = 0;
    const char *p = s.data, *end = s.data + s.len;
    while (p < end) {
        const char *q = skip_space(p, end);
        if (q > p) {
            out[n++] = ' ';
            p = q;
        } else {
            out[n++] = *p++;
        }
    }
    out[n] = '\0';
    return (struct str){out, n};
}

static bool hex(const char *p, const char *end, int digits, uint32_t *ret)
{
    if (end - p < digits)
        return false;
    uint32_t v = 0;
    for (int i = 0; i < digits; i++) {
        char c = p[i];
        int d = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
        if (d < 0)
            return false;
        v = v << 4 | (uint32_t)d;
    }
    *ret = v;
    return true;
}

/* \uXXXX (a pair of surrogates makes one character) and \UXXXXXX; the bytes taken or 0. */
static size_t unescape_unicode(const char *p, const char *end, uint32_t *ret)
{
    uint32_t low;
    if (p[1] == 'U')
        return hex(p + 2, end, 6, ret) ? 8 : 0;
    if (!hex(p + 2, end, 4, ret))
        return 0;
    if (*ret >= 0xD800 && *ret < 0xDC00 && end - p >= 12 && p[6] == '\\' && p[7] == 'u' &&
        hex(p + 8, end, 4, &low) && low >= 0xDC00 && low < 0xE000) {
        *ret = 0x10000 + ((*ret - 0xD800) << 10) + (low - 0xDC00);
        return 12;
    }
    return 6;
}

struct str lex_unescape(struct arena *a, struct str literal)
{
    struct str s = {literal.data + 1, literal.len - 2};
    if (!memchr(s.data, '\\', s.len))
        return str_dup(a, s);
    char *out = arena_alloc(a, s.len + 1);
    if (!out)
        return (struct str){NULL, 0};
    size_t n = 0;
    const char *p = s.data, *end = s.data + s.len;
    while (p < end) {
        if (*p != '\\' || end - p < 2) {
            out[n++] = *p++;
            continue;
        }
        static const char from[] = "ntr\"'\\", to[] = "\n\t\r\"'\\";
        const char *at = strchr(from, p[1]);
        uint32_t cp;
        size_t used;
        char bytes[4];
        int len;
        if (at && *at) {
            out[n++] = to[at - from];
            p += 2;
        } else if ((p[1] == 'u' || p[1] == 'U') && (used = unescape_unicode(p, end, &cp)) > 0 &&
                   (len = utf8_put(cp, bytes)) > 0) {
            memcpy(out + n, bytes, (size_t)len);
            n += (size_t)len;
            p += used;
        } else {
            /* Other escapes (\s, \d) stay as they are: they belong to patterns. */
            out[n++] = *p++;
            out[n++] = *p++;
        }
    }
    out[n] = '\0';
    return (struct str){out, n};
}

void lex_place_from(struct lex_cursor *c, struct str text, const char *p, int *ret_line,
                    int *ret_column)
{
    if (!c->at || p < c->at)
        *c = (struct lex_cursor){text.data, 1, 1};
    for (; c->at < p; c->at++) {
        if (*c->at == '\n') {
            c->line++;
            c->column = 1;
        } else if (((unsigned char)*c->at & 0xC0) != 0x80) {
            c->column++;
        }
    }
    *ret_line = c->line;
    *ret_column = c->column;
}

void lex_place(struct str text, const char *p, int *ret_line, int *ret_column)
{
    struct lex_cursor c = {0};
    lex_place_from(&c, text, p, ret_line, ret_column);
}
