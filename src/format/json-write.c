#include "cleanup.h"
#include "json.h"
#include "text.h"

#include <inttypes.h>

static void put(struct json_writer *w, const char *data, size_t n)
{
    if (n)
        fwrite_unlocked(data, 1, n, w->f);
}

static void new_line(struct json_writer *w)
{
    if (w->indent <= 0)
        return;
    putc_unlocked('\n', w->f);
    for (int i = 0; i < w->depth * w->indent; i++)
        putc_unlocked(' ', w->f);
}

/* What stands between this item and the one before it. */
static void begin_item(struct json_writer *w)
{
    if (w->after_name) {
        w->after_name = false;
        return;
    }
    if (w->depth > 0) {
        if (!w->first)
            putc_unlocked(',', w->f);
        new_line(w);
    }
    w->first = false;
}

static void begin_container(struct json_writer *w, char c)
{
    begin_item(w);
    putc_unlocked(c, w->f);
    w->depth++;
    w->first = true;
}

static void end_container(struct json_writer *w, char c)
{
    w->depth--;
    if (!w->first)
        new_line(w);
    putc_unlocked(c, w->f);
    w->first = false;
}

void json_object(struct json_writer *w)
{
    begin_container(w, '{');
}

void json_object_end(struct json_writer *w)
{
    end_container(w, '}');
}

void json_array(struct json_writer *w)
{
    begin_container(w, '[');
}

void json_array_end(struct json_writer *w)
{
    end_container(w, ']');
}

static void put_escaped(struct json_writer *w, unsigned char c)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *p = c ? strchr(from, c) : NULL;

    putc_unlocked('\\', w->f);
    if (p)
        putc_unlocked(to[p - from], w->f);
    else
        fprintf(w->f, "u%04x", c);
}

static void put_string(struct json_writer *w, struct str s)
{
    size_t run = 0, i = 0;

    putc_unlocked('"', w->f);
    while (i < s.len) {
        unsigned char c = (unsigned char)s.data[i];
        uint32_t cp;
        int n = 1;

        if (c >= 0x80)
            n = utf8_next((struct str){s.data + i, s.len - i}, &cp);
        if (n > 0 && c >= 0x20 && c != '"' && c != '\\') {
            i += (size_t)n;
            continue;
        }
        put(w, s.data + run, i - run);
        if (n == 0)
            put(w, "\xef\xbf\xbd", 3);
        else
            put_escaped(w, c);
        run = ++i;
    }
    if (i > run)
        put(w, s.data + run, i - run);
    putc_unlocked('"', w->f);
}

void json_name(struct json_writer *w, const char *name)
{
    json_name_str(w, str_of(name));
}

void json_name_str(struct json_writer *w, struct str name)
{
    begin_item(w);
    put_string(w, name);
    put(w, ": ", w->indent > 0 ? 2 : 1);
    w->after_name = true;
}

void json_put_str(struct json_writer *w, struct str s)
{
    begin_item(w);
    put_string(w, s);
}

void json_put_z(struct json_writer *w, const char *z)
{
    if (z)
        json_put_str(w, str_of(z));
    else
        json_put_null(w);
}

void json_put_int(struct json_writer *w, int64_t v)
{
    char digits[UINT_TEXT];

    begin_item(w);
    if (v < 0)
        putc_unlocked('-', w->f);
    put(w, digits, uint_format(v < 0 ? -(uint64_t)v : (uint64_t)v, digits));
}

static size_t digits(struct str s, size_t i)
{
    size_t n = 0;

    while (i + n < s.len && s.data[i + n] >= '0' && s.data[i + n] <= '9')
        n++;
    return n;
}

static bool is_number(struct str s)
{
    size_t i = s.len && s.data[0] == '-';
    size_t n = digits(s, i);

    if (n == 0 || (n > 1 && s.data[i] == '0'))
        return false;
    i += n;
    if (i < s.len && s.data[i] == '.') {
        n = digits(s, i + 1);
        if (n == 0)
            return false;
        i += 1 + n;
    }
    if (i < s.len && (s.data[i] | 0x20) == 'e') {
        i++;
        i += i < s.len && (s.data[i] == '+' || s.data[i] == '-');
        n = digits(s, i);
        if (n == 0)
            return false;
        i += n;
    }
    return i == s.len;
}

void json_put_number(struct json_writer *w, struct str text)
{
    if (!is_number(text)) {
        json_put_str(w, text);
        return;
    }
    begin_item(w);
    put(w, text.data, text.len);
}

static void put_word(struct json_writer *w, const char *word, size_t n)
{
    begin_item(w);
    put(w, word, n);
}

void json_put_bool(struct json_writer *w, bool v)
{
    put_word(w, v ? "true" : "false", v ? 4 : 5);
}

void json_put_null(struct json_writer *w)
{
    put_word(w, "null", 4);
}

static void put_token(struct json_writer *w, const struct json_reader *r, int token)
{
    switch ((enum json_token)token) {
    case JSON_OBJECT:
        json_object(w);
        break;
    case JSON_OBJECT_END:
        json_object_end(w);
        break;
    case JSON_ARRAY:
        json_array(w);
        break;
    case JSON_ARRAY_END:
        json_array_end(w);
        break;
    case JSON_NAME:
        json_name_str(w, json_text(r));
        break;
    case JSON_STRING:
        json_put_str(w, json_text(r));
        break;
    case JSON_NUMBER:
        json_put_number(w, json_text(r));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        json_put_bool(w, token == JSON_TRUE);
        break;
    case JSON_NULL:
        json_put_null(w);
        break;
    case JSON_END:
        break;
    }
}

int json_put_value(struct json_writer *w, struct str json, struct err *e)
{
    _cleanup_(json_closep) struct json_reader *r = NULL;
    int token = json_open(json, &r, e);
    while (token >= 0 && (token = json_next(r, e)) > JSON_END)
        put_token(w, r, token);
    return token < 0 ? token : E_OK;
}
