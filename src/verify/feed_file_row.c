/* One row: whom it is about, what its cells say, when it holds. */
#include "cleanup.h"
#include "date.h"
#include "evidence.h"
#include "feed_file_private.h"
#include "text.h"

/* --- Whom it is about --- */

/* Blanks inside a name go: “李　明”. */
static struct str narrow_name(struct str raw, struct arena *a)
{
    struct str s = value_plain(raw, a);
    if (!memchr(s.data ? s.data : "", ' ', s.len))
        return s;
    char *out = arena_alloc(a, s.len);
    size_t n = 0;
    for (size_t i = 0; out && i < s.len; i++)
        if (s.data[i] != ' ')
            out[n++] = s.data[i];
    return (struct str){out, out ? n : 0};
}

/* A spreadsheet's cell that doesn't hold what was written: a number without its last digits. */
static bool is_lost(const struct feed_file *x, int column)
{
    int field = column >= 0 ? x->at[column] : -1;
    return field >= 0 && rows_fault(x->in, (size_t)field) != CELL_OK;
}

/* The cell of a column, where it says anything that can be read. */
static int soft_read(struct feed_file *x, int column, struct fact *ret)
{
    struct value_fault fault;
    struct fact v = {0};
    int rc = column < 0 ? VALUE_EMPTY
                        : feed_cell_read(&x->feed->columns[column], feed_field(x, column), x->ra,
                                         &v, &fault);
    if (rc < 0)
        return rc;
    *ret = rc == VALUE_STATED ? v : (struct fact){0};
    return 0;
}

static int row_birth(struct feed_file *x, struct feed_record *r)
{
    struct str raw = feed_field(x, x->feed->at.birth);
    struct fact v = {0};
    int rc = raw.len && !date_parse(raw, &r->birth) ? soft_read(x, x->feed->at.birth, &v) : 0;
    if (v.known)
        r->birth = (int32_t)v.i;
    else if (r->birth == DATE_NONE && r->number_is == IDNO_OK)
        r->birth = idno_birth(r->number);
    return rc;
}

static bool is_padded_code(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] < '0' || s.data[i] > '9')
            return false;
    return s.len == 12;
}

static int row_division(struct feed_file *x, struct feed_record *r)
{
    struct str raw = feed_field(x, x->feed->at.division);
    struct fact v = {0};
    if (is_padded_code(raw)) {
        r->division = raw;
        return 0;
    }
    int rc = raw.len ? soft_read(x, x->feed->at.division, &v) : 0;
    r->division = v.s;
    return rc;
}

int feed_row_blank(struct feed_file *x)
{
    for (size_t i = 0; i < x->n; i++)
        if (value_plain(x->fields[i], x->ra).len)
            return 0;
    return arena_failed(x->ra) ? E_NOMEM : 1;
}

int feed_row_identity(struct feed_file *x, struct feed_record *ret, struct err *e)
{
    const struct feed *f = x->feed;
    struct feed_record r = {.row = x->row,
                            .line = x->line,
                            .file = x->file,
                            .birth = DATE_NONE,
                            .from = DATE_NONE,
                            .to = DATE_NONE,
                            .cells = x->cells};
    r.number_text = feed_field(x, f->at.id_no);
    r.number_is = idno_normalise(r.number_text, r.number);
    if (is_lost(x, f->at.id_no)) {
        r.number_is = IDNO_BAD_CHECK;
        r.number[0] = '\0';
    }
    if (!is_lost(x, f->at.name))
        r.name = narrow_name(feed_field(x, f->at.name), x->ra);
    r.group = f->at.group >= 0 ? value_plain(feed_field(x, f->at.group), x->ra) : (struct str){0};
    int rc = row_birth(x, &r);
    if (rc < 0 || (rc = row_division(x, &r)) < 0 || arena_failed(x->ra))
        return err_nomem(e);
    if (r.number_is != IDNO_OK && !r.name.len) {
        int field = f->at.id_no >= 0 ? x->at[f->at.id_no] : -1;
        const char *problem = r.number_is == IDNO_EMPTY ? "既没有公民身份号码，也没有姓名"
                                                        : "公民身份号码不正确，又没有姓名";
        if (feed_row_fault(x, field, r.number_text, problem, "请补填，否则认不出是谁") < 0)
            return err_nomem(e);
    }
    r.rejected = x->rejected;
    *ret = r;
    return 0;
}

/* --- What its cells say --- */

/* Identity numbers stand in one table of the register only: none is kept in a text. */
static int without_numbers(struct feed_file *x, int field, struct fact *v, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf scrubbed = {0};
    char number[IDNO_TEXT];
    size_t digits = 0, longest = 0;
    for (size_t i = 0; i < v->s.len; i++) {
        digits = v->s.data[i] >= '0' && v->s.data[i] <= '9' ? digits + 1 : 0;
        longest = digits > longest ? digits : longest;
    }
    if (longest < 15)
        return 0;
    if (idno_normalise(v->s, number) == IDNO_OK)
        return feed_row_fault(x, field, v->s, "这一列里是公民身份号码",
                              "号码只能写在公民身份号码列，请核对列是否对应") < 0
                   ? err_nomem(e)
                   : 0;
    if (longest == v->s.len) /* an account's number */
        return 0;
    idno_scrub(v->s, &scrubbed);
    v->s = str_dup(x->ra, strbuf_str(&scrubbed));
    return scrubbed.failed || !v->s.data ? err_nomem(e) : 0;
}

static int read_cell(struct feed_file *x, int column, struct err *e)
{
    const struct feed_column *c = &x->feed->columns[column];
    int field = x->at[column];
    struct str raw = feed_field(x, column);
    struct value_fault fault;
    struct fact v = {0};
    x->cells[column] = c->absent;
    if (c->type == FEED_ID_NO || c->type == FEED_NAME || field < 0)
        return 0;
    const struct attribute kind = {.type = feed_type_is_date(c->type) ? ATTR_DATE
                                           : c->type == FEED_MONEY || c->type == FEED_INTEGER
                                               ? ATTR_MONEY
                                               : ATTR_TEXT};
    int rc = value_lost(&kind, rows_fault(x->in, (size_t)field), raw, &fault)
                 ? VALUE_BAD
                 : feed_cell_read(c, raw, x->ra, &v, &fault);
    if (rc == VALUE_EMPTY && c->required) {
        fault = (struct value_fault){"此项不能为空", "请补填"};
        rc = VALUE_BAD;
    }
    if (rc == VALUE_BAD)
        rc = feed_row_fault(x, field, raw, fault.problem, fault.remedy);
    if (rc < 0)
        return err_nomem(e);
    if (!v.known)
        return 0;
    x->cells[column] = v;
    return c->type == FEED_TEXT || c->type == FEED_GROUP
               ? without_numbers(x, field, &x->cells[column], e)
               : 0;
}

/* Cells that belong to no column may hold nothing. */
static int refuse_strays(struct feed_file *x, struct err *e)
{
    for (size_t i = 0; i < x->n; i++) {
        bool beyond = i >= x->n_headers;
        if ((!beyond && x->columns[i] >= 0) || !value_plain(x->fields[i], x->ra).len)
            continue;
        if (feed_row_fault(x, beyond ? -1 : (int)i, x->fields[i],
                           beyond ? "单元格多于表头的列" : "该列没有表头",
                           beyond ? "请核对该行是否错位，或给该列加上表头"
                                  : "请给该列加上表头，或清空该列") < 0)
            return err_nomem(e);
        return 0;
    }
    return 0;
}

/* --- When it holds --- */

/* The last day of the period that the column names by its first. */
static int32_t last_day(enum feed_type t, int32_t first)
{
    struct civil c = date_to_civil(first);
    if (t == FEED_MONTH)
        c.day = date_days_in_month(c.year, c.month);
    else if (t == FEED_YEAR)
        c = (struct civil){c.year, 12, 31};
    return date_from_civil(c);
}

int feed_row_day(struct feed_file *x, int32_t *ret_first, struct err *e)
{
    const struct feed *f = x->feed;
    struct fact v = {0};
    if (soft_read(x, f->at.day >= 0 ? f->at.day : f->at.from, &v) < 0)
        return err_nomem(e);
    *ret_first = v.known ? (int32_t)v.i : DATE_NONE;
    return 0;
}

/* Is a day, written like the latest one (2018-06-30, 2018-06), no later? Then it needn't be read.
 */
static bool is_no_later(struct str day, struct str latest)
{
    size_t i = 0;
    if (day.len != latest.len || (day.len != 10 && day.len != 7))
        return false;
    while (i < day.len && day.data[i] == latest.data[i])
        i++;
    return i == day.len || (day.data[i] >= '0' && day.data[i] < latest.data[i] &&
                            latest.data[i] <= '9' && day.data[4] == '-');
}

int feed_row_latest(struct feed_file *x, struct err *e)
{
    int column = x->feed->at.day;
    struct str raw = feed_field(x, column);
    int32_t first;
    if (!raw.len || x->rejected || is_no_later(raw, (struct str){x->last_day, x->last_day_len}))
        return 0;
    int rc = feed_row_day(x, &first, e);
    if (rc < 0 || first == DATE_NONE || first > x->o.received)
        return rc;
    int32_t last = last_day(x->feed->columns[column].type, first);
    if (last <= x->latest)
        return 0;
    x->latest = last;
    x->last_day_len = raw.len <= DAY_BYTES ? raw.len : 0;
    memcpy(x->last_day, raw.data, x->last_day_len);
    return 0;
}

static int row_dates(struct feed_file *x, struct feed_record *r, struct err *e)
{
    const struct feed *f = x->feed;
    int day = f->at.day >= 0 ? f->at.day : f->at.from;
    int rc = 0;
    if (day < 0 || x->rejected)
        return 0;
    if (x->cells[day].known)
        r->from = (int32_t)x->cells[day].i;
    if (r->from != DATE_NONE && r->from > x->o.received)
        rc = feed_row_fault(x, x->at[day], feed_field(x, day), "晚于数据收到日",
                            "请核对日期，或核对 --received");
    if (f->dated != FEED_SPANS) {
        r->from = last_day(f->columns[day].type, r->from);
    } else {
        r->to =
            f->at.to >= 0 && x->cells[f->at.to].known ? (int32_t)x->cells[f->at.to].i : DAY_OPEN;
        if (r->to < r->from)
            rc = feed_row_fault(x, x->at[f->at.to], feed_field(x, f->at.to), "早于开始日期",
                                "请核对两个日期");
    }
    return rc < 0 ? err_nomem(e) : 0;
}

int feed_row_cells(struct feed_file *x, struct feed_record *r, struct err *e)
{
    int rc = refuse_strays(x, e);
    for (size_t i = 0; rc >= 0 && i < x->feed->n_columns; i++)
        rc = read_cell(x, (int)i, e);
    if (rc >= 0)
        rc = row_dates(x, r, e);
    r->rejected = x->rejected;
    return rc;
}
