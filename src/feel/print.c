/* FEEL literal text of values. */
#include "bounds.h"
#include "lex.h"
#include "temporal.h"

static void print_string(struct str s, struct strbuf *out)
{
    strbuf_addc(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c == '"' || c == '\\') {
            strbuf_addc(out, '\\');
            strbuf_addc(out, (char)c);
        } else if (c == '\n') {
            strbuf_addz(out, "\\n");
        } else if (c == '\r') {
            strbuf_addz(out, "\\r");
        } else if (c == '\t') {
            strbuf_addz(out, "\\t");
        } else if (c < 0x20) {
            strbuf_printf(out, "\\u%04x", c);
        } else {
            strbuf_addc(out, (char)c);
        }
    }
    strbuf_addc(out, '"');
}

/* Shared parts are printed each time: a small value may have a text without end. */
#define PRINTED_MAX (16u << 20)

/* false: a part is left out. */
static bool print(const struct feel_value *v, bool quote, struct strbuf *out, unsigned depth);

static bool print_range(const struct feel_range *r, struct strbuf *out, unsigned depth)
{
    bool whole = true;
    static const char *const op[] = {"", "<", "<=", ">", ">=", "=", "!="};
    if (r->form != FEEL_RANGE_INTERVAL) {
        const struct feel_value *end = r->low ? r->low : r->high;
        strbuf_printf(out, "(%s ", op[r->form]);
        if (end)
            whole = print(end, true, out, depth + 1);
        strbuf_addc(out, ')');
        return whole;
    }
    strbuf_addc(out, r->low_included ? '[' : '(');
    if (r->low)
        whole = print(r->low, true, out, depth + 1);
    strbuf_addz(out, "..");
    if (r->high)
        whole &= print(r->high, true, out, depth + 1);
    strbuf_addc(out, r->high_included ? ']' : ')');
    return whole;
}

static bool print(const struct feel_value *v, bool quote, struct strbuf *out, unsigned depth)
{
    if (depth > LIMIT_FEEL_DEPTH || out->len > PRINTED_MAX) {
        strbuf_addz(out, "...");
        return false;
    }
    bool whole = true;
    switch (v->kind) {
    case FEEL_NULL:
        strbuf_addz(out, "null");
        break;
    case FEEL_BOOLEAN:
        strbuf_addz(out, v->boolean ? "true" : "false");
        break;
    case FEEL_NUMBER: {
        char buf[128];
        strbuf_add(out, buf, dec_format(v->number, buf));
        break;
    }
    case FEEL_STRING:
        if (quote)
            print_string(v->string, out);
        else
            strbuf_adds(out, v->string);
        break;
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        if (quote)
            strbuf_addz(out, "@\"");
        temporal_print(v, out);
        if (quote)
            strbuf_addc(out, '"');
        break;
    case FEEL_RANGE:
        whole = print_range(v->range, out, depth);
        break;
    case FEEL_LIST:
        strbuf_addc(out, '[');
        for (size_t i = 0; i < v->list.n && whole; i++) {
            if (i > 0)
                strbuf_addz(out, ", ");
            whole = print(v->list.items[i], true, out, depth + 1);
        }
        strbuf_addc(out, ']');
        break;
    case FEEL_CONTEXT:
        strbuf_addc(out, '{');
        for (size_t i = 0; i < v->context->shape->n && whole; i++) {
            struct str key = v->context->shape->names[i];
            if (i > 0)
                strbuf_addz(out, ", ");
            if (lex_is_name(key))
                strbuf_adds(out, key);
            else
                print_string(key, out);
            strbuf_addz(out, ": ");
            whole = print(v->context->values[i], true, out, depth + 1);
        }
        strbuf_addc(out, '}');
        break;
    case FEEL_FUNCTION:
        strbuf_addz(out, "function");
        break;
    case FEEL_UNKNOWN:
        strbuf_addz(out, "unknown");
        break;
    }
    return whole;
}

bool feel_print(const struct feel_value *v, bool quote, struct strbuf *out)
{
    return print(v, quote, out, 0);
}
