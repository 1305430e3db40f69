#include "report_out.h"

#include "cleanup.h"
#include "date.h"
#include "file.h"
#include "lang.h"
#include "money.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct report_out {
    struct file_out *file;    /* HTML */
    struct rows_writer *rows; /* XLSX */
    FILE *f;                  /* of the file; NULL for XLSX */
    struct arena *a;
    const struct report_column *columns; /* of the open table; NULL = none */
    size_t n, column;
    bool facts;   /* the open section is one of names and values */
    bool section; /* something is open */
    bool row;     /* a row is open */
    struct err failed;
};

static const char style[] =
    "*{box-sizing:border-box}"
    "body{font:13px/1.5 \"Noto Sans CJK SC\",\"Source Han Sans SC\",\"Microsoft YaHei\",SimSun,"
    "sans-serif;color:#111;background:#fff;margin:0 auto;padding:16px;max-width:900px}"
    "body.wide{max-width:1280px}"
    "h1{font-size:22px;text-align:center;margin:8px 0 0;letter-spacing:2px}"
    "p.line{text-align:center;color:#444;margin:2px 0 14px}"
    "h2{font-size:15px;margin:20px 0 6px;padding-left:8px;border-left:4px solid #a61b1b;"
    "break-after:avoid}"
    ".en{font-weight:normal;color:#555;font-size:.85em}"
    "p.note{margin:4px 0;color:#333}"
    "dl{display:grid;grid-template-columns:auto 1fr auto 1fr;margin:0;border-top:1px solid #999}"
    "dt,dd{margin:0;padding:3px 8px;border-bottom:1px solid #ccc;overflow-wrap:anywhere}"
    "dd:last-child:nth-of-type(odd){grid-column:2/-1}"
    "dt{background:#f4f1ea;color:#333;white-space:nowrap}"
    "div.wide{overflow-x:auto}"
    "table{border-collapse:collapse;width:100%;font-size:12px}"
    "th,td{border:1px solid #999;padding:3px 5px;text-align:left;vertical-align:top;"
    "white-space:nowrap}"
    "td.w{white-space:normal;overflow-wrap:break-word;min-width:6em}"
    "th{white-space:normal}"
    "th{background:#f4f1ea;font-weight:600}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}"
    "tr{break-inside:avoid}thead{display:table-header-group}"
    "tr.m td{background:#fdf0d5}"
    "svg{display:block;width:100%;max-width:760px;height:auto;margin:6px 0;break-inside:avoid}"
    "svg text{font-size:12px;fill:#111}"
    ".sign{display:grid;grid-template-columns:1fr 1fr 1fr;gap:36px 24px;margin:36px 0 8px;"
    "break-inside:avoid}"
    ".sign div{border-bottom:1px solid #111;padding-bottom:2px;white-space:nowrap}"
    "p.end{color:#555;font-size:11px}"
    "@media(max-width:600px){dl{grid-template-columns:auto 1fr}.sign{grid-template-columns:1fr}"
    "body{padding:8px}table{min-width:680px}h1{font-size:18px}"
    "svg{min-width:560px}}"
    "@media print{body{padding:0;max-width:none;font-size:12px}div.wide{overflow:visible}"
    "table{font-size:10.5px;min-width:0}.both td{white-space:normal;word-break:keep-all}"
    ".both td.w{word-break:normal}"
    "*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}";

static bool ends_with(const char *path, const char *end)
{
    size_t n = strlen(path), m = strlen(end);
    return n >= m && strcasecmp(path + n - m, end) == 0;
}

int report_out_open(const char *path, struct report_out **ret, struct err *e)
{
    _cleanup_(report_out_freep) struct report_out *o = calloc(1, sizeof *o);
    bool html = ends_with(path, ".html") || ends_with(path, ".htm");
    if (!o || !(o->a = arena_new(0)))
        return err_nomem(e);
    if (!html && !ends_with(path, ".xlsx"))
        return err_set(e, E_USAGE, "--out %s：请以 .html 或 .xlsx 结尾",
                       "--out %s: let it end in .html or .xlsx", path);
    int rc = html ? file_out_open(path, &o->file, e) : rows_book(path, &o->rows, e);
    if (rc < 0)
        return rc;
    if (html)
        o->f = file_out_stream(o->file);
    *ret = take(o);
    return 0;
}

int report_out_page(FILE *f, struct report_out **ret, struct err *e)
{
    _cleanup_(report_out_freep) struct report_out *o = calloc(1, sizeof *o);
    if (!o || !(o->a = arena_new(0)))
        return err_nomem(e);
    o->f = f;
    *ret = take(o);
    return 0;
}

void report_out_free(struct report_out *o)
{
    if (!o)
        return;
    file_out_free(o->file);
    rows_free(o->rows);
    arena_free(o->a);
    free(o);
}

void report_out_freep(struct report_out **o)
{
    report_out_free(*o);
}

bool report_is_html(const struct report_out *o)
{
    return o->f != NULL;
}

/* What HTML can't hold becomes U+FFFD. */
static void put(struct report_out *o, struct str s)
{
    while (s.len) {
        uint32_t cp = 0;
        int n = utf8_next(s, &cp);
        if (cp == '<')
            fputs("&lt;", o->f);
        else if (cp == '>')
            fputs("&gt;", o->f);
        else if (cp == '&')
            fputs("&amp;", o->f);
        else if (cp == '"')
            fputs("&quot;", o->f);
        else if (cp == '\'')
            fputs("&#39;", o->f);
        else if (!n || (cp < 0x20 && cp != '\n' && cp != '\t') || (cp >= 0x7f && cp < 0xa0))
            fputs("\xef\xbf\xbd", o->f);
        else
            fwrite(s.data, 1, (size_t)n, o->f);
        n = n ? n : 1;
        s = (struct str){s.data + n, s.len - (size_t)n};
    }
}

/* Chinese, and in English mode English beside it. */
static void put_both(struct report_out *o, const char *zh, const char *en)
{
    put(o, str_of(zh));
    if (lang_get() == LANG_EN) {
        fputs(" <span class=\"en\">", o->f);
        put(o, str_of(en));
        fputs("</span>", o->f);
    }
}

static struct str both(struct report_out *o, const char *zh, const char *en)
{
    const char *text = lang_get() == LANG_EN ? arena_printf(o->a, "%s %s", zh, en) : zh;
    return str_of(text);
}

static void end_row(struct report_out *o)
{
    if (o->row && o->f)
        fputs("</tr>\n", o->f);
    else if (o->row)
        rows_end(o->rows, NULL); /* an error sticks until the commit */
    o->row = false;
    o->column = 0;
}

static void end_section(struct report_out *o)
{
    end_row(o);
    if (o->section && o->f)
        fputs(o->facts     ? "</dl></section>\n"
              : o->columns ? "</tbody></table></div></section>\n"
                           : "</section>\n",
              o->f);
    o->section = o->facts = false;
    o->columns = NULL;
}

int report_out_commit(struct report_out *o, struct err *e)
{
    end_section(o);
    if (arena_failed(o->a) && !o->failed.code)
        err_nomem(&o->failed);
    if (o->failed.code) {
        if (e)
            *e = o->failed;
        return o->failed.code;
    }
    if (!o->f)
        return rows_commit(o->rows, e);
    fputs("</main></body></html>\n", o->f);
    return o->file ? file_out_commit(o->file, e) : ferror(o->f) ? err_nomem(e) : 0;
}

void report_title(struct report_out *o, const char *zh, const char *en, struct str line, bool wide)
{
    if (!o->f)
        return;
    fputs("<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>",
          o->f);
    put(o, str_of(zh));
    fputs(" ", o->f);
    put(o, line);
    fprintf(o->f,
            "</title><style>@page{size:A4%s;margin:15mm 12mm}%s</style></head>\n"
            "<body class=\"%s%s\"><main><h1>",
            wide ? " landscape" : "", style, wide ? "wide" : "tall",
            lang_get() == LANG_EN ? " both" : "");
    put_both(o, zh, en);
    fputs("</h1><p class=\"line\">", o->f);
    put(o, line);
    fputs("</p>\n", o->f);
}

static void begin_section(struct report_out *o, const char *zh, const char *en)
{
    end_section(o);
    o->section = true;
    if (!o->f)
        return;
    fputs("<section><h2>", o->f);
    put_both(o, zh, en);
    fputs("</h2>\n", o->f);
}

static void add_sheet(struct report_out *o, const char *zh, const struct report_column *columns,
                      size_t n)
{
    struct rows_column *c = arena_array_of(o->a, n, struct rows_column);
    for (size_t i = 0; c && i < n; i++)
        c[i] = (struct rows_column){both(o, columns[i].zh, columns[i].en), columns[i].kind};
    if (c && !o->failed.code)
        rows_add_sheet(o->rows, zh, c, n, &o->failed);
}

void report_facts(struct report_out *o, const char *zh, const char *en)
{
    static const struct report_column columns[] = {{"项目", "item", ROWS_TEXT},
                                                   {"内容", "value", ROWS_TEXT}};
    begin_section(o, zh, en);
    o->facts = true;
    if (o->f)
        fputs("<dl>\n", o->f);
    else
        add_sheet(o, zh, columns, ARRAY_LEN(columns));
}

void report_fact(struct report_out *o, const char *zh, const char *en, struct str value)
{
    if (o->f) {
        fputs("<dt>", o->f);
        put_both(o, zh, en);
        fputs("</dt><dd>", o->f);
        put(o, value);
        fputs("</dd>\n", o->f);
    } else if (!o->failed.code) {
        rows_text(o->rows, both(o, zh, en));
        rows_text(o->rows, value);
        rows_end(o->rows, NULL);
    }
}

void report_table(struct report_out *o, const char *zh, const char *en, const char *note_zh,
                  const char *note_en, const struct report_column *columns, size_t n)
{
    begin_section(o, zh, en);
    o->columns = columns;
    o->n = n;
    if (!o->f) {
        add_sheet(o, zh, columns, n);
        return;
    }
    if (note_zh) {
        fputs("<p class=\"note\">", o->f);
        put_both(o, note_zh, note_en);
        fputs("</p>\n", o->f);
    }
    fputs("<div class=\"wide\"><table><thead><tr>", o->f);
    for (size_t i = 0; i < n; i++) {
        fputs("<th>", o->f);
        put_both(o, columns[i].zh, columns[i].en);
        fputs("</th>", o->f);
    }
    fputs("</tr></thead><tbody>\n", o->f);
}

void report_row(struct report_out *o, bool marked)
{
    end_row(o);
    o->row = true;
    if (o->f)
        fputs(marked ? "<tr class=\"m\">" : "<tr>", o->f);
}

#define PLAIN "<td>"
#define NUMBER "<td class=\"n\">"
#define WRAPS "<td class=\"w\">"

static void put_cell(struct report_out *o, struct str text, const char *open)
{
    fputs(open, o->f);
    put(o, text);
    fputs("</td>", o->f);
}

static bool skips(const struct report_out *o)
{
    return o->failed.code || (!o->f && arena_failed(o->a));
}

void report_text(struct report_out *o, struct str text)
{
    const struct report_column *c = &o->columns[o->column++];
    bool number = c->kind == ROWS_INTEGER || c->kind == ROWS_MONEY;
    if (o->f)
        put_cell(o, text, number ? NUMBER : c->wraps ? WRAPS : PLAIN);
    else if (!skips(o))
        rows_text(o->rows, text);
}

void report_textz(struct report_out *o, const char *text)
{
    report_text(o, str_of(text));
}

void report_int(struct report_out *o, int64_t v)
{
    char text[24];
    o->column++;
    if (o->f)
        put_cell(o, (struct str){text, (size_t)snprintf(text, sizeof text, "%" PRId64, v)}, NUMBER);
    else if (!skips(o))
        rows_int(o->rows, v);
}

void report_money(struct report_out *o, struct maybe fen)
{
    char text[MONEY_TEXT];
    if (!fen.known) {
        report_text(o, STR(""));
        return;
    }
    o->column++;
    if (o->f)
        put_cell(o, (struct str){text, money_format(fen.value, text)}, NUMBER);
    else if (!skips(o))
        rows_money(o->rows, fen.value);
}

void report_date(struct report_out *o, int32_t day)
{
    char text[DATE_TEXT];
    o->column++;
    if (o->f)
        put_cell(o, (struct str){text, date_format(day, text)}, PLAIN);
    else if (!skips(o))
        rows_date(o->rows, day);
}

/*
 * The first part is white with a rim, the second dark: they differ on a black and white print too.
 */
#define PICTURE_WIDTH 720
#define BAR_LEFT 150
#define BAR_ROOM 420
#define BAR_HIGH 13

static void rect(struct report_out *o, int x, int y, int width, int part)
{
    fprintf(o->f,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" stroke=\"#a61b1b\"/>",
            x, y, width, BAR_HIGH, part ? "#a61b1b" : "#fff");
}

static void caption(struct report_out *o, int x, int y, const char *anchor, struct str text)
{
    fprintf(o->f, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">", x, y, anchor);
    put(o, text);
    fputs("</text>", o->f);
}

static int64_t greatest(enum report_bars how, const struct report_bar *bars, size_t n)
{
    int64_t most = 1;
    for (size_t i = 0; i < n; i++) {
        int64_t a = bars[i].value[0] > 0 ? bars[i].value[0] : 0;
        int64_t b = bars[i].value[1] > 0 ? bars[i].value[1] : 0;
        int64_t all = how == BARS_BESIDE ? (a > b ? a : b) : a + b;
        most = all > most ? all : most;
    }
    return most;
}

static int length(int64_t value, int64_t most)
{
    return value <= 0 ? 0 : (int)((__int128)value * BAR_ROOM / most);
}

void report_bars(struct report_out *o, const char *zh, const char *en, enum report_bars how,
                 const char *const part_zh[2], const char *const part_en[2],
                 const struct report_bar *bars, size_t n)
{
    int step = how == BARS_BESIDE ? 2 * BAR_HIGH + 14 : BAR_HIGH + 12, y = 30;
    int64_t most = greatest(how, bars, n);
    if (!o->f || !n)
        return;
    begin_section(o, zh, en);
    fprintf(o->f,
            "<div class=\"wide\"><svg viewBox=\"0 0 %d %d\" role=\"img\" xmlns=\""
            "http://www.w3.org/2000/svg\"><title>",
            PICTURE_WIDTH, y + step * (int)n);
    put(o, str_of(zh));
    fputs("</title>", o->f);
    for (int p = 0; p < 2; p++) {
        rect(o, BAR_LEFT + 140 * p, 6, 18, p);
        caption(o, BAR_LEFT + 24 + 140 * p, 16, "start", both(o, part_zh[p], part_en[p]));
    }
    for (size_t i = 0; i < n; i++, y += step) {
        const struct report_bar *b = &bars[i];
        int first = length(b->value[0], most), second = length(b->value[1], most);
        bool beside = how == BARS_BESIDE;
        caption(o, BAR_LEFT - 8, y + (beside ? BAR_HIGH + 5 : 10), "end", b->label);
        rect(o, BAR_LEFT, y, first, 0);
        rect(o, beside ? BAR_LEFT : BAR_LEFT + first, beside ? y + BAR_HIGH + 1 : y, second, 1);
        caption(o, BAR_LEFT + 6 + (beside ? first : first + second), y + 10, "start", b->text[0]);
        if (beside)
            caption(o, BAR_LEFT + 6 + second, y + BAR_HIGH + 11, "start", b->text[1]);
    }
    fputs("</svg></div>\n", o->f);
}

void report_signatures(struct report_out *o, struct str line)
{
    static const struct {
        const char *zh, *en;
    } who[] = {{"核对人：", "checked by"},  {"复核人：", "reviewed by"},
               {"负责人：", "approved by"}, {"被核对人签收：", "received by the household"},
               {"单位（盖章）：", "seal"},  {"日期：　　年　　月　　日", "date"}};
    end_section(o);
    if (!o->f)
        return;
    fputs("<div class=\"sign\">", o->f);
    for (size_t i = 0; i < ARRAY_LEN(who); i++) {
        fputs("<div>", o->f);
        put_both(o, who[i].zh, who[i].en);
        fputs("</div>", o->f);
    }
    fputs("</div><p class=\"end\">", o->f);
    put(o, line);
    fputs("</p>\n", o->f);
}
