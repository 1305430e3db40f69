/*
 * A report while it is written: an HTML page (one file, no scripts, to be printed on A4), or an
 * XLSX book with a sheet a section. Chinese; English stands beside the headings where that is the
 * thread's language. Texts from outside are escaped here and nowhere else.
 */
#pragma once

#include "determine.h"
#include "rows.h"

#include <stdio.h>

struct report_out;
/* XLSX if the path ends in .xlsx, HTML if it ends in .html or .htm; E_USAGE otherwise. */
int report_out_open(const char *path, struct report_out **ret, struct err *e);
/* An HTML page into a stream that stays the caller's. */
int report_out_page(FILE *f, struct report_out **ret, struct err *e);
void report_out_free(struct report_out *o);
void report_out_freep(struct report_out **o);
/* The file appears under its name. E_NOMEM, E_IO, also for what went wrong before. */
int report_out_commit(struct report_out *o, struct err *e);
bool report_is_html(const struct report_out *o);

/* The page's title, and a line under it; wide: on A4 across. */
void report_title(struct report_out *o, const char *zh, const char *en, struct str line, bool wide);

/* A section of names and values. zh is the sheet's name too: see rows_add_sheet. */
void report_facts(struct report_out *o, const char *zh, const char *en);
void report_fact(struct report_out *o, const char *zh, const char *en, struct str value);

/* A section with a table; columns must outlive the report. The note stands above it (HTML only) and
 * may be NULL. */
struct report_column {
    const char *zh, *en;
    enum rows_kind kind;
    bool wraps; /* texts of any length; others stay on one line */
};
void report_table(struct report_out *o, const char *zh, const char *en, const char *note_zh,
                  const char *note_en, const struct report_column *columns, size_t n);
/* A row, then its cells from left to right; marked rows stand out. */
void report_row(struct report_out *o, bool marked);
void report_text(struct report_out *o, struct str text);
void report_textz(struct report_out *o, const char *text);
void report_int(struct report_out *o, int64_t v);
void report_money(struct report_out *o, struct maybe fen);
void report_date(struct report_out *o, int32_t day);

/*
 * Pictures, in HTML only. Bars of one or two parts each, on one scale; the text at a bar's end is
 * the caller's.
 */
struct report_bar {
    struct str label, text[2];
    int64_t value[2]; /* what is below 0 has no length */
};
enum report_bars { BARS_BESIDE, BARS_STACKED };
void report_bars(struct report_out *o, const char *zh, const char *en, enum report_bars how,
                 const char *const part_zh[2], const char *const part_en[2],
                 const struct report_bar *bars, size_t n);

/* Where those sign who stand for it: HTML only. */
void report_signatures(struct report_out *o, struct str line);
