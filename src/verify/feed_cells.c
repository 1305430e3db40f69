/* Cells of a row as they are kept: ["2018-06",null,"3200.00"]. */
#include "cleanup.h"
#include "date.h"
#include "feed_private.h"
#include "json.h"
#include "money.h"

#include <stdio.h>

static void put_text(struct str s, struct strbuf *out)
{
    size_t from = 0;
    strbuf_addc(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        strbuf_add(out, s.data + from, i - from);
        from = i + 1;
        if (c < 0x20)
            strbuf_printf(out, "\\u%04x", c);
        else
            strbuf_add(out, (char[]){'\\', (char)c}, 2);
    }
    strbuf_add(out, s.data + from, s.len - from);
    strbuf_addc(out, '"');
}

static bool is_kept(const struct feed_column *c)
{
    return c->type != FEED_ID_NO && c->type != FEED_NAME;
}

static void put_cell(const struct feed_column *c, struct fact v, struct strbuf *out)
{
    char text[MONEY_TEXT > DATE_TEXT ? MONEY_TEXT : DATE_TEXT];
    if (!v.known || !is_kept(c)) {
        strbuf_addz(out, "null");
        return;
    }
    switch (c->type) {
    case FEED_MONEY:
        strbuf_add(out, text, money_format(v.i, text));
        return;
    case FEED_INTEGER:
        strbuf_printf(out, "%lld", (long long)v.i);
        return;
    case FEED_BOOLEAN:
        strbuf_addz(out, v.i ? "true" : "false");
        return;
    default:
        if (feed_type_is_date(c->type))
            v.s = (struct str){text, date_format((int32_t)v.i, text)};
        put_text(v.s, out);
        return;
    }
}

int feed_cells_write(const struct feed *f, const struct fact *cells, struct strbuf *out)
{
    strbuf_addc(out, '[');
    for (size_t i = 0; i < f->n_columns; i++) {
        if (i)
            strbuf_addc(out, ',');
        put_cell(&f->columns[i], cells[i], out);
    }
    strbuf_addc(out, ']');
    return out->failed ? E_NOMEM : 0;
}

/* The text of a JSON number as an integer. */
static bool read_integer(struct str s, int64_t *ret)
{
    struct decimal d;
    return dec_parse(s, &d) && dec_to_int(d, ret);
}

/* false: not what put_cell writes for such a column. */
static bool take_cell(const struct feed_column *c, int token, struct str text, struct arena *a,
                      struct fact *ret)
{
    struct fact v = {.known = true};
    struct decimal d;
    int32_t day;
    if (token == JSON_NULL) {
        *ret = (struct fact){0};
        return true;
    }
    if (!is_kept(c))
        return false;
    switch (c->type) {
    case FEED_MONEY:
        if (token != JSON_NUMBER || !money_parse(text, &v.i))
            return false;
        break;
    case FEED_INTEGER:
        if (token != JSON_NUMBER || !read_integer(text, &v.i))
            return false;
        break;
    case FEED_BOOLEAN:
        if (token != JSON_TRUE && token != JSON_FALSE)
            return false;
        v.i = token == JSON_TRUE;
        break;
    default:
        if (token != JSON_STRING)
            return false;
        if (feed_type_is_date(c->type)) {
            if (!date_parse(text, &day))
                return false;
            v.i = day;
            break;
        }
        if (c->type == FEED_NUMBER && !dec_parse(text, &d))
            return false;
        v.s = str_dup(a, text);
        break;
    }
    *ret = v;
    return true;
}

static int damaged(const struct feed *f, struct err *e)
{
    return err_set(e, E_CORRUPT, "来源 " STR_FMT " 的一条记录读不出来，请用 heyi check 检查登记库",
                   "a kept row of " STR_FMT " can't be read; put the register to heyi check",
                   STR_ARG(f->name));
}

int feed_cells_read(const struct feed *f, struct str text, struct arena *a, struct fact **ret,
                    struct err *e)
{
    _cleanup_(json_closep) struct json_reader *in = NULL;
    struct fact *cells = arena_array_of(a, f->n_columns, struct fact);
    int rc = cells ? json_open(text, &in, e) : err_nomem(e);
    if (rc < 0)
        return rc;
    int token = json_next(in, e);
    if (token == E_NOMEM)
        return token;
    if (token != JSON_ARRAY)
        return damaged(f, e);
    for (size_t i = 0; i < f->n_columns; i++) {
        token = json_next(in, e);
        if (token == E_NOMEM)
            return token;
        if (token < 0 || !take_cell(&f->columns[i], token, json_text(in), a, &cells[i]))
            return damaged(f, e);
    }
    if (json_next(in, e) != JSON_ARRAY_END || json_next(in, e) != JSON_END)
        return damaged(f, e);
    if (arena_failed(a))
        return err_nomem(e);
    *ret = cells;
    return 0;
}
