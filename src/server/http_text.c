#include "http_text.h"

#include "http_request.h"
#include "text.h"

#include <strings.h>

bool http_same(struct str a, const char *b)
{
    return strlen(b) == a.len && (a.len == 0 || strncasecmp(a.data, b, a.len) == 0);
}

bool http_is_token(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              memchr("!#$%&'*+-.^_`|~", c, 15)))
            return false;
    }
    return s.len > 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct str http_trim(struct str s)
{
    while (s.len && is_blank(s.data[0])) {
        s.data++;
        s.len--;
    }
    while (s.len && is_blank(s.data[s.len - 1]))
        s.len--;
    return s;
}

bool http_next_item(struct str *rest, struct str *ret_item)
{
    struct str item;
    while (str_split(rest, ',', &item)) {
        item = http_trim(item);
        if (item.len) {
            *ret_item = item;
            return true;
        }
    }
    return false;
}

bool http_lists(const struct http_request *r, const char *name, const char *word)
{
    const struct http_field *f;
    for (size_t n = 0; (f = http_request_field(r, name, n)); n++) {
        struct str rest = f->value, item;
        while (http_next_item(&rest, &item)) {
            if (http_same(item, word))
                return true;
        }
    }
    return false;
}

/* A weight in thousandths: 0, 1, or either with up to three decimals; -1 = malformed. */
static int weight(struct str s)
{
    if (s.len == 0 || s.len > 5 || (s.data[0] != '0' && s.data[0] != '1') ||
        (s.len > 1 && s.data[1] != '.'))
        return -1;
    int w = (s.data[0] - '0') * 1000, unit = 100;
    for (size_t i = 2; i < s.len; i++, unit /= 10) {
        if (s.data[i] < '0' || s.data[i] > '9')
            return -1;
        w += (s.data[i] - '0') * unit;
    }
    return w <= 1000 ? w : -1;
}

bool http_takes_gzip(struct str accept_encoding)
{
    int gzip = -1, identity = -1, any = -1;
    struct str rest = accept_encoding, item;
    while (http_next_item(&rest, &item)) {
        struct str parameter = item, coding;
        int w = 1000;
        str_split(&parameter, ';', &coding);
        coding = http_trim(coding);
        if (parameter.data) {
            parameter = http_trim(parameter);
            if (parameter.len < 2 || (parameter.data[0] | 0x20) != 'q' || parameter.data[1] != '=')
                continue;
            w = weight((struct str){parameter.data + 2, parameter.len - 2});
        }
        if (w < 0)
            continue;
        if (http_same(coding, "gzip") || http_same(coding, "x-gzip"))
            gzip = w;
        else if (http_same(coding, "identity"))
            identity = w;
        else if (http_same(coding, "*"))
            any = w;
    }
    if (gzip < 0)
        gzip = any;
    return gzip > 0 && gzip >= identity;
}

bool http_tag_listed(struct str if_none_match, struct str tag)
{
    struct str rest = if_none_match, item;
    while (http_next_item(&rest, &item)) {
        if (str_starts(item, STR("W/"))) {
            item.data += 2;
            item.len -= 2;
        }
        if (str_eq(item, tag) || str_eqz(item, "*"))
            return true;
    }
    return false;
}

struct str http_cookie_in(struct str header, const char *name)
{
    struct str rest = header, value;
    while (str_split(&rest, ';', &value)) {
        struct str key;
        if (!str_split(&value, '=', &key) || !value.data || !str_eqz(http_trim(key), name))
            continue;
        value = http_trim(value);
        if (value.len >= 2 && value.data[0] == '"' && value.data[value.len - 1] == '"')
            value = (struct str){value.data + 1, value.len - 2};
        return value;
    }
    return (struct str){0};
}

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static bool decode(struct str text, bool plus_is_space, struct strbuf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '%') {
            if (text.len - i < 3 || hex(text.data[i + 1]) < 0 || hex(text.data[i + 2]) < 0)
                return false;
            c = (char)(hex(text.data[i + 1]) * 16 + hex(text.data[i + 2]));
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        strbuf_addc(out, c);
    }
    return !out->failed;
}

/* C0, DEL and C1. */
static bool has_control(struct str s)
{
    uint32_t cp;
    for (int n; s.len > 0; s.data += n, s.len -= (size_t)n) {
        n = utf8_next(s, &cp);
        if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
            return true;
    }
    return false;
}

bool http_decode(struct str text, bool plus_is_space, struct strbuf *out)
{
    size_t before = out->len;
    if (decode(text, plus_is_space, out)) {
        struct str added = {out->data + before, out->len - before};
        if (added.len == 0 || (utf8_valid(added) && !has_control(added)))
            return true;
    }
    if (out->data) {
        out->len = before;
        out->data[before] = '\0';
    }
    return false;
}

bool http_query_next(struct str *rest, struct str *ret_name, struct str *ret_value)
{
    struct str pair;
    while (str_split(rest, '&', &pair)) {
        struct str value = pair, name;
        if (pair.len == 0)
            continue;
        str_split(&value, '=', &name);
        *ret_name = name;
        *ret_value = value.data ? value : (struct str){"", 0};
        return true;
    }
    return false;
}
