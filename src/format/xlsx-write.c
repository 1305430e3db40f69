/*
 * One pass: rows gather as XML and go into the zip a piece at a time. The first piece of a sheet is
 * held back until it is full, because the widths of columns stand before the rows.
 */
#include "xlsx-write.h"

#include "cleanup.h"
#include "date.h"
#include "text.h"
#include "xlsx-internal.h"
#include "zip-out.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#define PIECE_BYTES (256u << 10)
#define SHEET_BYTES (UINT64_C(3) << 30) /* then the next sheet: a zip entry has 4 GiB at most */
#define WIDTH_MIN 8
#define WIDTH_MAX 50
#define WIDTH_FILTER 3 /* the button in the header */

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006"
#define TYPES "application/vnd.openxmlformats-officedocument.spreadsheetml."
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

/* By default an .xml is a worksheet: how many there will be is not known yet. */
static const char content_types[] =
    XML "<Types xmlns=\"" PACKAGE "/content-types\">"
        "<Default Extension=\"rels\" ContentType=\""
        "application/vnd.openxmlformats-package.relationships+xml\"/>"
        "<Default Extension=\"xml\" ContentType=\"" TYPES "worksheet+xml\"/>"
        "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPES "sheet.main+xml\"/>"
        "<Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPES "styles+xml\"/>"
        "</Types>";

static const char package_relations_xml[] =
    XML "<Relationships xmlns=\"" PACKAGE "/relationships\">"
        "<Relationship Id=\"rId1\" Type=\"" OFFICE
        "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";

/* Places in cellXfs below. */
enum style { STYLE_NUMBER, STYLE_TEXT, STYLE_DATE, STYLE_MONEY, STYLE_HEADER };

static const char styles[] =
    XML "<styleSheet xmlns=\"" MAIN "\">"
        "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>"
        "<fonts count=\"2\">"
        "<font><sz val=\"11\"/><name val=\"宋体\"/><charset val=\"134\"/></font>"
        "<font><b/><sz val=\"11\"/><name val=\"宋体\"/><charset val=\"134\"/></font></fonts>"
        "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
        "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
        "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"
        "</cellStyleXfs><cellXfs count=\"5\">"
        "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
        "<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
        " applyNumberFormat=\"1\"/>"
        "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
        " applyNumberFormat=\"1\"/>"
        "<xf numFmtId=\"2\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
        " applyNumberFormat=\"1\"/>"
        "<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
        " applyNumberFormat=\"1\" applyFont=\"1\"/></cellXfs>"
        "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/>"
        "</cellStyles></styleSheet>";

struct column_state {
    char letters[4];
    size_t width;
};

struct xlsx_writer {
    const char *name, *foot;
    const struct rows_column *columns;
    size_t n;
    struct column_state *states;
    struct arena *arena; /* names of entries */
    struct zip_out *zip;

    unsigned sheet;   /* from 1; 0 = none so far */
    const char *list; /* the name of the list; "" = it has none */
    unsigned part;    /* of the list, from 1 */
    uint32_t row;     /* of the sheet, from 1: the one whose cells come */
    char row_text[12];
    size_t column;  /* the next cell */
    bool begun;     /* the sheet's entry in the zip */
    uint64_t bytes; /* of the sheet */
    struct strbuf xml;
    struct strbuf sheets, filters, relations; /* of workbook.xml and its relations */
    struct err failed;
};

static enum style style_of(enum rows_kind kind)
{
    switch (kind) {
    case ROWS_INTEGER:
        return STYLE_NUMBER;
    case ROWS_MONEY:
        return STYLE_MONEY;
    case ROWS_DATE:
        return STYLE_DATE;
    case ROWS_TEXT:
    case ROWS_BOOLEAN:
        break;
    }
    return STYLE_TEXT;
}

/* How the character at the start of s is written where it can't stand as it is; else NULL. */
static const char *escape(struct str s, uint32_t cp, char buf[8])
{
    switch (cp) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '_':
        /* a text that looks like the escape below */
        return s.len >= 7 && s.data[1] == 'x' && s.data[6] == '_' ? "_x005F_" : NULL;
    case '\t':
    case '\n':
        return NULL;
    case 0xfffe:
    case 0xffff:
        return "\xef\xbf\xbd";
    }
    if (cp >= 0x20)
        return NULL;
    snprintf(buf, 8, "_x%04X_", (unsigned)cp);
    return buf;
}

/* Appends s with all that XML can't hold escaped. False if it is too long for a cell. */
static bool put_escaped(struct strbuf *b, struct str s)
{
    size_t run = 0, units = 0;
    char buf[8];

    for (size_t i = 0; i < s.len;) {
        struct str rest = {s.data + i, s.len - i};
        uint32_t cp = 0;
        int n = utf8_next(rest, &cp);
        const char *z = n ? escape(rest, cp, buf) : "\xef\xbf\xbd";

        if (z) {
            strbuf_add(b, s.data + run, i - run);
            strbuf_addz(b, z);
        }
        i += n ? (size_t)n : 1;
        if (z)
            run = i;
        units += cp > 0xffff ? 2 : 1;
    }
    strbuf_add(b, s.data + run, s.len - run);
    return units <= XLSX_CELL_UNITS;
}

static int add_entry(struct xlsx_writer *w, const char *entry, struct str text, struct err *e)
{
    int rc = zip_out_begin(w->zip, entry, e);

    if (rc < 0 || (rc = zip_out_add(w->zip, text.data, text.len, e)) < 0)
        return rc;
    return zip_out_end(w->zip, e);
}

static void put_head(const struct xlsx_writer *w, struct strbuf *b)
{
    strbuf_printf(b,
                  XML "<worksheet xmlns=\"" MAIN "\"><sheetViews><sheetView%s"
                      " workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\""
                      " activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"
                      "<cols>",
                  w->sheet == 1 ? " tabSelected=\"1\"" : "");
    for (size_t i = 0; i < w->n; i++) {
        size_t width = w->states[i].width + 1;

        width = width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
        strbuf_printf(b,
                      "<col min=\"%zu\" max=\"%zu\" width=\"%zu\" style=\"%d\""
                      " customWidth=\"1\"/>",
                      i + 1, i + 1, width, style_of(w->columns[i].kind));
    }
    strbuf_addz(b, "</cols><sheetData>");
}

/* Moves what has gathered into the zip. */
static int flush_rows(struct xlsx_writer *w, struct err *e)
{
    int rc = 0;

    if (!w->begun) {
        _cleanup_(strbuf_done) struct strbuf head = {0};
        const char *entry = arena_printf(w->arena, "xl/worksheets/sheet%u.xml", w->sheet);

        put_head(w, &head);
        if (!entry || head.failed)
            return err_nomem(e);
        if ((rc = zip_out_begin(w->zip, entry, e)) < 0 ||
            (rc = zip_out_add(w->zip, head.data, head.len, e)) < 0)
            return rc;
        w->begun = true;
    }
    if (w->xml.failed)
        return err_nomem(e);
    rc = zip_out_add(w->zip, w->xml.data, w->xml.len, e);
    w->bytes += w->xml.len;
    strbuf_clear(&w->xml);
    return rc;
}

/* "名单", "名单 2"; without a name "1", "2". */
static const char *sheet_name(struct xlsx_writer *w)
{
    if (!*w->list)
        return arena_printf(w->arena, "%u", w->sheet);
    return w->part == 1 ? w->list : arena_printf(w->arena, "%s %u", w->list, w->part);
}

/* On the left; the page's number on the right. & begins a code, && is one. */
static void put_foot(struct xlsx_writer *w)
{
    struct str rest = str_of(w->foot), part;
    bool first = true;

    if (!w->foot)
        return;
    strbuf_addz(&w->xml, "<headerFooter><oddFooter>&amp;L");
    for (; str_split(&rest, '&', &part); first = false) {
        strbuf_addz(&w->xml, first ? "" : "&amp;&amp;");
        put_escaped(&w->xml, part);
    }
    strbuf_addz(&w->xml, "&amp;R&amp;P / &amp;N</oddFooter></headerFooter>");
}

static int end_sheet(struct xlsx_writer *w, struct err *e)
{
    const char *name = sheet_name(w);
    const char *last = w->states[w->n - 1].letters;
    uint32_t rows = w->row - 1;

    if (!name)
        return err_nomem(e);

    /* Identity numbers and codes are texts on purpose: no offer to make numbers of them. */
    strbuf_printf(&w->xml, "</sheetData><autoFilter ref=\"A1:%s%" PRIu32 "\"/>", last, rows);
    put_foot(w);
    strbuf_printf(&w->xml,
                  "<ignoredErrors><ignoredError sqref=\"A1:%s%" PRIu32
                  "\" numberStoredAsText=\"1\"/>"
                  "</ignoredErrors></worksheet>",
                  last, rows);
    strbuf_addz(&w->sheets, "<sheet name=\"");
    put_escaped(&w->sheets, str_of(name));
    strbuf_printf(&w->sheets, "\" sheetId=\"%u\" r:id=\"rId%u\"/>", w->sheet, w->sheet + 1);
    strbuf_printf(&w->filters,
                  "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"%u\" hidden=\"1\">'",
                  w->sheet - 1);
    put_escaped(&w->filters, str_of(name));
    strbuf_printf(&w->filters, "'!$A$1:$%s$%" PRIu32 "</definedName>", last, rows);
    strbuf_printf(&w->relations,
                  "<Relationship Id=\"rId%u\" Type=\"" OFFICE
                  "/worksheet\" Target=\"worksheets/sheet%u.xml\"/>",
                  w->sheet + 1, w->sheet);
    int rc = flush_rows(w, e);
    return rc < 0 ? rc : zip_out_end(w->zip, e);
}

static void begin_sheet(struct xlsx_writer *w);

static void begin_row(struct xlsx_writer *w)
{
    if (w->row > XLSX_ROWS || w->bytes > SHEET_BYTES) {
        if (!w->failed.code)
            end_sheet(w, &w->failed);
        begin_sheet(w);
    }
    snprintf(w->row_text, sizeof w->row_text, "%" PRIu32, w->row);
    strbuf_addz(&w->xml, "<row r=\"");
    strbuf_addz(&w->xml, w->row_text);
    strbuf_addz(&w->xml, "\">");
}

static void end_row(struct xlsx_writer *w)
{
    strbuf_addz(&w->xml, "</row>");
    w->row++;
    w->column = 0;
}

static void begin_cell(struct xlsx_writer *w, enum style style)
{
    assert(w->column < w->n);
    if (w->column == 0)
        begin_row(w);
    strbuf_addz(&w->xml, "<c r=\"");
    strbuf_addz(&w->xml, w->states[w->column].letters);
    strbuf_addz(&w->xml, w->row_text);
    strbuf_addz(&w->xml, "\" s=\"");
    strbuf_addc(&w->xml, (char)('0' + style));
    strbuf_addz(&w->xml, "\"");
}

static void end_cell(struct xlsx_writer *w, size_t width)
{
    strbuf_addz(&w->xml, "</c>");
    if (width > w->states[w->column].width)
        w->states[w->column].width = width;
    w->column++;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static void put_string(struct xlsx_writer *w, struct str s, enum style style, size_t more)
{
    if (!s.len) {
        if (w->column == 0)
            begin_row(w);
        w->column++;
        return;
    }
    begin_cell(w, style);
    strbuf_addz(&w->xml, " t=\"inlineStr\"><is><t");
    if (is_blank(s.data[0]) || is_blank(s.data[s.len - 1]))
        strbuf_addz(&w->xml, " xml:space=\"preserve\"");
    strbuf_addc(&w->xml, '>');
    if (!put_escaped(&w->xml, s) && !w->failed.code)
        err_set(&w->failed, E_LIMIT,
                "%s：单元格 %s%" PRIu32 " 的文字超过 %u 个字符，电子表格放不下；请改用 CSV",
                "%s: the text of cell %s%" PRIu32
                " is longer than the %u characters that a spreadsheet holds; write CSV",
                w->name, w->states[w->column].letters, w->row, XLSX_CELL_UNITS);
    strbuf_addz(&w->xml, "</t></is>");
    end_cell(w, w->begun ? 0 : utf8_width(s) + more);
}

void xlsx_put_text(struct xlsx_writer *w, struct str text)
{
    put_string(w, text, STYLE_TEXT, 0);
}

static void put_number(struct xlsx_writer *w, struct str digits, enum style style, size_t width)
{
    begin_cell(w, style);
    strbuf_addz(&w->xml, "><v>");
    strbuf_adds(&w->xml, digits);
    strbuf_addz(&w->xml, "</v>");
    end_cell(w, width);
}

void xlsx_put_number(struct xlsx_writer *w, struct str digits, bool money)
{
    put_number(w, digits, money ? STYLE_MONEY : STYLE_NUMBER, digits.len);
}

void xlsx_put_date(struct xlsx_writer *w, int32_t days)
{
    char text[DATE_TEXT];
    size_t n = date_format(days, text);
    int32_t first = date_from_civil((struct civil){1900, 3, 1});

    if (days < first || days > date_from_civil((struct civil){9999, 12, 31})) {
        xlsx_put_text(w, (struct str){text, n});
        return;
    }
    char serial[16];
    int len = snprintf(serial, sizeof serial, "%" PRId32, days - first + 61);
    put_number(w, (struct str){serial, (size_t)len}, STYLE_DATE, n);
}

static void begin_sheet(struct xlsx_writer *w)
{
    w->sheet++;
    w->part++;
    w->row = 1;
    w->bytes = 0;
    w->begun = false;
    for (size_t i = 0; i < w->n; i++)
        put_string(w, w->columns[i].header, STYLE_HEADER, WIDTH_FILTER);
    end_row(w);
}

int xlsx_end_row(struct xlsx_writer *w, struct err *e)
{
    end_row(w);
    if (w->xml.len >= PIECE_BYTES && !w->failed.code)
        flush_rows(w, &w->failed);
    if (w->xml.failed && !w->failed.code)
        err_nomem(&w->failed);
    if (w->failed.code && e)
        *e = w->failed;
    return w->failed.code;
}

static int add_workbook(struct xlsx_writer *w, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf book = {0}, relations = {0};

    strbuf_printf(&book,
                  XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><bookViews>"
                      "<workbookView/></bookViews><sheets>%s</sheets><definedNames>%s"
                      "</definedNames></workbook>",
                  strbuf_z(&w->sheets), strbuf_z(&w->filters));
    strbuf_printf(&relations,
                  XML "<Relationships xmlns=\"" PACKAGE "/relationships\"><Relationship"
                      " Id=\"rId1\" Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/>%s"
                      "</Relationships>",
                  strbuf_z(&w->relations));
    if (book.failed || relations.failed || w->sheets.failed || w->filters.failed ||
        w->relations.failed)
        return err_nomem(e);
    int rc = add_entry(w, "xl/workbook.xml", strbuf_str(&book), e);
    return rc < 0 ? rc : add_entry(w, "xl/_rels/workbook.xml.rels", strbuf_str(&relations), e);
}

static void name_column(size_t column, char letters[4])
{
    char reversed[4];
    size_t n = 0, out = 0;

    for (size_t c = column + 1; c; c = (c - 1) / 26)
        reversed[n++] = (char)('A' + (c - 1) % 26);
    while (n)
        letters[out++] = reversed[--n];
    letters[out] = '\0';
}

int xlsx_add_sheet(struct xlsx_writer *w, const char *name, const struct rows_column *columns,
                   size_t n, struct err *e)
{
    struct err *f = &w->failed;
    struct column_state *states = calloc(n, sizeof *states);

    if (!states && !f->code)
        err_nomem(f);
    if (!f->code && w->sheet)
        end_sheet(w, f);
    if (f->code) {
        free(states);
        if (e)
            *e = *f;
        return f->code;
    }
    free(w->states);
    w->states = states;
    w->columns = columns;
    w->n = n;
    w->list = name;
    w->part = 0;
    for (size_t i = 0; i < n; i++)
        name_column(i, states[i].letters);
    begin_sheet(w);
    return 0;
}

int xlsx_finish(struct xlsx_writer *w, struct err *e)
{
    struct err *f = &w->failed;
    if (!f->code && end_sheet(w, f) == 0 && add_workbook(w, f) == 0)
        zip_out_finish(w->zip, f);
    if (f->code && e)
        *e = *f;
    return f->code;
}

int xlsx_writer_new(FILE *f, const char *name, const char *foot, struct xlsx_writer **ret,
                    struct err *e)
{
    _cleanup_(xlsx_writer_freep) struct xlsx_writer *w = calloc(1, sizeof *w);
    int rc;

    if (!w)
        return err_nomem(e);
    w->name = name;
    w->foot = foot;
    w->arena = arena_new(0);
    if (!w->arena)
        return err_nomem(e);
    if ((rc = zip_out_new(f, name, &w->zip, e)) < 0 ||
        (rc = add_entry(w, "[Content_Types].xml", str_of(content_types), e)) < 0 ||
        (rc = add_entry(w, "_rels/.rels", str_of(package_relations_xml), e)) < 0 ||
        (rc = add_entry(w, "xl/styles.xml", str_of(styles), e)) < 0)
        return rc;
    *ret = take(w);
    return 0;
}

void xlsx_writer_free(struct xlsx_writer *w)
{
    if (!w)
        return;
    zip_out_free(w->zip);
    strbuf_done(&w->xml);
    strbuf_done(&w->sheets);
    strbuf_done(&w->filters);
    strbuf_done(&w->relations);
    free(w->states);
    arena_free(w->arena);
    free(w);
}

void xlsx_writer_freep(struct xlsx_writer **w)
{
    xlsx_writer_free(*w);
}
