/*
 * One worksheet. The events of its XML fill the cells of a row; the end of a row pauses them. The
 * text of cells gathers in `text`, but for shared strings, which stay where they are.
 */
#include "bounds.h"
#include "cleanup.h"
#include "text.h"
#include "xlsx-internal.h"

#include <inttypes.h>
#include <stdlib.h>

#define FORMULA_SHOWN 100 /* characters */

struct cell {
    const char *shared; /* NULL: the text is in `text`, from `at` on */
    size_t at, len;
    enum cell_fault fault;
};

enum cell_type { TYPE_NUMBER, TYPE_SHARED, TYPE_TEXT, TYPE_BOOLEAN, TYPE_ERROR, TYPE_DATE };

struct sheet_reader {
    struct xml_stream *xml;
    const struct xlsx_book *book;
    const struct xlsx_strings *strings;
    struct sheet_place place;

    unsigned skip;      /* elements open inside one that means nothing here */
    enum xlsx_tag open; /* the innermost element that means something */
    bool in_run;
    bool had_data;

    uint32_t row, column; /* the last ones that began, from 1; 0 = none */
    enum cell_type type;
    struct number_format format;
    bool has_value, has_formula;
    size_t value_at; /* where the cell's text begins */
    struct strbuf text, formula, scratch;

    struct cell *cells;
    struct str *fields; /* LIMIT_RECORD_FIELDS of each */
    size_t n;
    struct err failed;
};

/* File, sheet and cell in front of the message. */
static int at_cell(const struct sheet_reader *s, struct err *e)
{
    char letters[8];
    int n = sizeof letters - 1;

    if (!s->row)
        return err_at(e, "%s 工作表“%s”", "%s, sheet \"%s\"", s->place.file, s->place.sheet);
    if (!s->column)
        return err_at(e, "%s 工作表“%s”第 %" PRIu32 " 行", "%s, sheet \"%s\", row %" PRIu32,
                      s->place.file, s->place.sheet, s->row);
    letters[n] = '\0';
    for (uint32_t c = s->column; c; c = (c - 1) / 26)
        letters[--n] = (char)('A' + (c - 1) % 26);
    return err_at(e, "%s 工作表“%s”单元格 %s%" PRIu32, "%s, sheet \"%s\", cell %s%" PRIu32,
                  s->place.file, s->place.sheet, letters + n, s->row);
}

#define FAIL(s, e, code, ...) (err_set((e), (code), __VA_ARGS__), at_cell((s), (e)), (code))

static const char *attribute(const char **atts, const char *name)
{
    for (; atts[0]; atts += 2) {
        if (strcmp(atts[0], name) == 0)
            return atts[1];
    }
    return NULL;
}

/* Decimal digits, all of the text; false beyond max. */
static bool parse_number(const char *z, size_t n, uint32_t max, uint32_t *ret)
{
    uint64_t v = 0;

    for (size_t i = 0; i < n; i++) {
        if (z[i] < '0' || z[i] > '9')
            return false;
        v = v * 10 + (uint64_t)(z[i] - '0');
        if (v > max)
            return false;
    }
    *ret = (uint32_t)v;
    return n > 0;
}

static int begin_row(struct sheet_reader *s, const char **atts, struct err *e)
{
    const char *r = attribute(atts, "r");
    uint32_t row = s->row + 1;

    s->column = 0;
    if (r && !parse_number(r, strlen(r), XLSX_ROWS, &row))
        row = 0;
    if (row <= s->row || row > XLSX_ROWS)
        return FAIL(s, e, E_SYNTAX, "其后一行的行号“%.20s”没有递增，或超过 %u",
                    "the next row's number \"%.20s\" doesn't go up, or is above %u", r ? r : "",
                    XLSX_ROWS);
    s->row = row;
    s->n = 0;
    strbuf_clear(&s->text);
    return 0;
}

/* "AB12" of this row */
static bool parse_reference(const struct sheet_reader *s, const char *z, uint32_t *ret_column)
{
    uint32_t column = 0, row;

    for (; *z >= 'A' && *z <= 'Z'; z++) {
        column = column * 26 + (uint32_t)(*z - 'A' + 1);
        if (column > XLSX_COLUMNS)
            return false;
    }
    *ret_column = column;
    return column && parse_number(z, strlen(z), XLSX_ROWS, &row) && row == s->row;
}

static int cell_type(const char *t, enum cell_type *ret)
{
    static const struct {
        const char *name;
        enum cell_type type;
    } types[] = {{"n", TYPE_NUMBER},       {"s", TYPE_SHARED},  {"str", TYPE_TEXT},
                 {"inlineStr", TYPE_TEXT}, {"b", TYPE_BOOLEAN}, {"e", TYPE_ERROR},
                 {"d", TYPE_DATE}};

    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (strcmp(t, types[i].name) == 0) {
            *ret = types[i].type;
            return 0;
        }
    }
    return -1;
}

static int begin_cell(struct sheet_reader *s, const char **atts, struct err *e)
{
    const char *r = attribute(atts, "r"), *t = attribute(atts, "t"), *style = attribute(atts, "s");
    uint32_t column = s->column + 1, format = 0;

    if (r && !parse_reference(s, r, &column))
        return FAIL(s, e, E_SYNTAX, "其后的单元格位置“%.20s”不对",
                    "the cell behind it has a wrong place, \"%.20s\"", r);
    if (column <= s->column || column > XLSX_COLUMNS)
        return FAIL(s, e, E_SYNTAX, "其后的单元格没有递增，或超过 XFD 列",
                    "the cell behind it doesn't go up, or is beyond column XFD");
    s->column = column;
    s->type = TYPE_NUMBER;
    if (t && cell_type(t, &s->type) < 0)
        return FAIL(s, e, E_SYNTAX, "不认识的单元格类型“%.20s”", "unknown type of cell \"%.20s\"",
                    t);
    s->format = (struct number_format){0};
    if (style && (!parse_number(style, strlen(style), UINT32_MAX, &format) ||
                  (format >= s->book->n_formats && format > 0)))
        return FAIL(s, e, E_SYNTAX, "没有编号为“%.20s”的格式", "there is no style \"%.20s\"",
                    style);
    if (format < s->book->n_formats)
        s->format = s->book->formats[format];
    s->has_value = s->has_formula = false;
    s->value_at = s->text.len;
    strbuf_clear(&s->formula);
    return 0;
}

static int on_start(void *user, const char *name, const char **atts, struct err *e)
{
    struct sheet_reader *s = user;
    enum xlsx_tag tag = xlsx_tag(name);

    if (s->skip) {
        s->skip++;
        return 0;
    }
    switch (s->open) {
    case TAG_OTHER:
        if (tag != TAG_WORKSHEET)
            return FAIL(s, e, E_INVALID, "不是工作表", "this is no worksheet");
        break;
    case TAG_WORKSHEET:
        if (tag != TAG_SHEET_DATA)
            tag = TAG_OTHER;
        else if (s->had_data)
            return FAIL(s, e, E_SYNTAX, "有两份数据", "there are two sets of data");
        s->had_data |= tag == TAG_SHEET_DATA;
        break;
    case TAG_SHEET_DATA:
        if (tag != TAG_ROW)
            tag = TAG_OTHER;
        else if (begin_row(s, atts, e) < 0)
            return e->code;
        break;
    case TAG_ROW:
        if (tag != TAG_C)
            tag = TAG_OTHER;
        else if (begin_cell(s, atts, e) < 0)
            return e->code;
        break;
    case TAG_C:
        if (tag != TAG_V && tag != TAG_IS && tag != TAG_F)
            tag = TAG_OTHER;
        s->has_value |= tag == TAG_V || tag == TAG_IS;
        s->has_formula |= tag == TAG_F;
        break;
    case TAG_IS:
        if (tag == TAG_R && !s->in_run) {
            s->in_run = true;
            return 0;
        }
        if (tag != TAG_T)
            tag = TAG_OTHER;
        break;
    default:
        tag = TAG_OTHER;
    }
    if (tag == TAG_OTHER)
        s->skip = 1;
    else
        s->open = tag;
    return 0;
}

static int on_text(void *user, const char *data, size_t n, struct err *e)
{
    struct sheet_reader *s = user;

    if (s->skip || (s->open != TAG_V && s->open != TAG_T && s->open != TAG_F))
        return 0;
    struct strbuf *b = s->open == TAG_F ? &s->formula : &s->text;
    size_t from = s->open == TAG_F ? 0 : s->value_at;
    if (b->len - from + n > LIMIT_FIELD_BYTES)
        return FAIL(s, e, E_LIMIT, "内容超过 %u 字节；请缩短", "longer than %u bytes; shorten it",
                    LIMIT_FIELD_BYTES);
    if (b->len + n > LIMIT_RECORD_BYTES)
        return FAIL(s, e, E_LIMIT, "到此为止这一行已超过 %u 字节；请缩短",
                    "the row up to here is longer than %u bytes; shorten it", LIMIT_RECORD_BYTES);
    strbuf_add(b, data, n);
    return b->failed ? err_nomem(e) : 0;
}

/* What a number, boolean or date is becomes what a person sees. */
static enum cell_fault render(struct sheet_reader *s)
{
    struct str stored =
        str_trim((struct str){s->text.data + s->value_at, s->text.len - s->value_at});
    enum cell_fault fault = CELL_OK;

    strbuf_clear(&s->scratch);
    strbuf_adds(&s->scratch, stored);
    stored = strbuf_str(&s->scratch);
    s->text.len = s->value_at;
    if (s->type == TYPE_NUMBER)
        fault = xlsx_number(stored, s->format, s->book->from_1904, &s->text);
    else if (s->type == TYPE_DATE)
        xlsx_iso_date(stored, &s->text);
    else
        strbuf_adds(&s->text, str_eqz(stored, "0")   ? STR("false")
                              : str_eqz(stored, "1") ? STR("true")
                                                     : stored);
    s->text.failed |= s->scratch.failed;
    return fault;
}

static int shared_string(struct sheet_reader *s, struct cell *c, struct err *e)
{
    struct str index =
        str_trim((struct str){s->text.data + s->value_at, s->text.len - s->value_at});
    uint32_t i;

    if (!parse_number(index.data, index.len, UINT32_MAX, &i) || i >= s->strings->n)
        /* not all of it: it may be an identity number in the wrong place */
        return FAIL(
            s, e, E_SYNTAX, "没有第“%.*s”个共享字符串；请在表格程序中打开后另存",
            "there is no shared string \"%.*s\"; open the file in a spreadsheet program and "
            "save it anew",
            (int)(index.len < 10 ? index.len : 10), index.data);
    struct str text = xlsx_strings_get(s->strings, i);
    s->text.len = s->value_at;
    c->shared = text.data;
    c->len = text.len;
    return 0;
}

static int end_cell(struct sheet_reader *s, struct err *e)
{
    struct cell c = {.at = s->value_at};
    bool empty = s->text.len == s->value_at;

    if (empty && s->has_formula && !(s->has_value && s->type == TYPE_TEXT)) {
        struct str f = strbuf_str(&s->formula);
        f.len = utf8_offset(f, FORMULA_SHOWN);
        strbuf_addc(&s->text, '=');
        strbuf_adds(&s->text, f);
        c.fault = CELL_NO_RESULT;
    } else if (empty) {
        return 0;
    } else if (s->type == TYPE_SHARED) {
        int rc = shared_string(s, &c, e);
        if (rc < 0)
            return rc;
    } else if (s->type == TYPE_TEXT) {
        xlsx_unescape(&s->text, s->value_at);
    } else if (s->type == TYPE_ERROR) {
        c.fault = CELL_ERROR;
    } else {
        c.fault = render(s);
    }
    if (s->text.failed)
        return err_nomem(e);
    if (!c.shared)
        c.len = s->text.len - c.at;
    if (!c.len)
        return 0;
    if (s->column > LIMIT_RECORD_FIELDS)
        return FAIL(s, e, E_LIMIT, "超过 %u 列；请检查表格右侧是否有多余的内容",
                    "more than %u columns; is there something far to the right of the list?",
                    LIMIT_RECORD_FIELDS);
    while (s->n < s->column - 1)
        s->cells[s->n++] = (struct cell){0};
    s->cells[s->n++] = c;
    return 0;
}

static int on_end(void *user, const char *name, struct err *e)
{
    struct sheet_reader *s = user;

    if (s->skip) {
        s->skip--;
        return 0;
    }
    switch (s->open) {
    case TAG_T:
        s->open = TAG_IS;
        return 0;
    case TAG_IS:
        if (s->in_run)
            s->in_run = false;
        else
            s->open = TAG_C;
        return 0;
    case TAG_V:
    case TAG_F:
        s->open = TAG_C;
        return 0;
    case TAG_C:
        s->open = TAG_ROW;
        return end_cell(s, e);
    case TAG_ROW:
        s->open = TAG_SHEET_DATA;
        return s->n ? XML_PAUSE : 0;
    case TAG_SHEET_DATA:
        s->open = TAG_WORKSHEET;
        return 0;
    default:
        return 0;
    }
}

int sheet_reader_new(xml_source source, void *arg, const struct xlsx_book *book,
                     const struct xlsx_strings *strings, struct sheet_place place,
                     struct sheet_reader **ret, struct err *e)
{
    static const struct xml_events events = {on_start, on_end, on_text};
    _cleanup_(sheet_reader_freep) struct sheet_reader *s = calloc(1, sizeof *s);

    if (!s)
        return err_nomem(e);
    s->book = book;
    s->strings = strings;
    s->place = place;
    s->cells = calloc(LIMIT_RECORD_FIELDS, sizeof *s->cells);
    s->fields = calloc(LIMIT_RECORD_FIELDS, sizeof *s->fields);
    if (!s->cells || !s->fields)
        return err_nomem(e);
    int rc = xml_stream_new(source, arg, place.part, &events, s, &s->xml, e);
    if (rc < 0)
        return rc;
    *ret = take(s);
    return 0;
}

int sheet_reader_next(struct sheet_reader *s, const struct str **ret_fields, size_t *ret_n,
                      uint64_t *ret_row, struct err *e)
{
    int rc = s->failed.code ? s->failed.code : xml_stream_run(s->xml, &s->failed);

    if (rc < 0) {
        if (e)
            *e = s->failed;
        return rc;
    }
    if (rc == 0)
        return 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct cell *c = &s->cells[i];
        s->fields[i] = (struct str){!c->len     ? ""
                                    : c->shared ? c->shared
                                                : s->text.data + c->at,
                                    c->len};
    }
    *ret_fields = s->fields;
    *ret_n = s->n;
    *ret_row = s->row;
    return 1;
}

enum cell_fault sheet_reader_fault(const struct sheet_reader *s, size_t field)
{
    return field < s->n ? s->cells[field].fault : CELL_OK;
}

void sheet_reader_free(struct sheet_reader *s)
{
    if (!s)
        return;
    xml_stream_free(s->xml);
    strbuf_done(&s->text);
    strbuf_done(&s->formula);
    strbuf_done(&s->scratch);
    free(s->cells);
    free(s->fields);
    free(s);
}

void sheet_reader_freep(struct sheet_reader **s)
{
    sheet_reader_free(*s);
}
