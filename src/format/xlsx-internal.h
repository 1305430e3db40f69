/*
 * Inside of the XLSX reader, for its files, their tests and fuzz targets:
 *
 *   package.c       the zip and its relations
 *   xlsx-book.c     workbook: sheets, epoch, styles
 *   xlsx-strings.c  the table of shared strings; rich text
 *   xlsx-sheet.c    one worksheet, row by row
 *   xlsx-value.c    numbers, dates and number formats as text
 */
#pragma once

#include "arena.h"
#include "package.h"
#include "xlsx.h"
#include "xml-stream.h"

/* Bounds of the format itself. */
#define XLSX_ROWS 1048576u
#define XLSX_COLUMNS 16384u
#define XLSX_CELL_UNITS 32767u /* of UTF-16, in one cell */

/* xlsx-value.c */
enum number_kind { NUMBER_PLAIN, NUMBER_DATE, NUMBER_TIME };
struct number_format {
    uint8_t kind;            /* enum number_kind */
    uint8_t whole, decimals; /* digits shown at least */
};
struct number_format number_format_builtin(unsigned id);
struct number_format number_format_parse(struct str code);
/* Appends the text of a cell's number. What is no number is appended as it stands. */
enum cell_fault xlsx_number(struct str number, struct number_format f, bool from_1904,
                            struct strbuf *out);
/* Appends an ISO date and time without a time of zero. */
void xlsx_iso_date(struct str s, struct strbuf *out);
/* _xHHHH_ to the character, in place from an offset on. */
void xlsx_unescape(struct strbuf *b, size_t from);

/* Elements of worksheets and string tables, by expat's name; TAG_OTHER also for other namespaces.
 */
enum xlsx_tag {
    TAG_OTHER,
    TAG_WORKSHEET,
    TAG_SHEET_DATA,
    TAG_ROW,
    TAG_C,
    TAG_V,
    TAG_F,
    TAG_IS,
    TAG_SST,
    TAG_SI,
    TAG_R,
    TAG_T,
};
enum xlsx_tag xlsx_tag(const char *name);

/* xlsx-strings.c: shared strings end to end. */
struct xlsx_strings {
    struct strbuf text;
    uint32_t *ends; /* of each string */
    size_t n, cap;
};
int xlsx_strings_read(xml_source source, void *arg, const char *name, struct xlsx_strings *ret,
                      struct err *e);
struct str xlsx_strings_get(const struct xlsx_strings *s, size_t i); /* i < n */
void xlsx_strings_done(struct xlsx_strings *s);

/* xlsx-book.c */
struct xlsx_sheet_entry {
    struct str name, part;
    bool visible;
    struct xlsx_sheet_entry *next;
};
struct xlsx_book {
    struct xlsx_sheet_entry *sheets; /* worksheets only, in order */
    struct str strings, styles;      /* parts; empty if there are none */
    bool from_1904;
    const struct number_format *formats; /* by a cell's style */
    size_t n_formats;
};
int xlsx_book_read(struct package *p, struct arena *a, struct xlsx_book *ret, struct err *e);
int xlsx_styles_read(const struct xml_node *root, struct arena *a, struct xlsx_book *book,
                     struct err *e);

/* xlsx-sheet.c. The place stands in messages. */
struct sheet_place {
    const char *file, *sheet, *part;
};
struct sheet_reader;
int sheet_reader_new(xml_source source, void *arg, const struct xlsx_book *book,
                     const struct xlsx_strings *strings, struct sheet_place place,
                     struct sheet_reader **ret, struct err *e);
int sheet_reader_next(struct sheet_reader *s, const struct str **ret_fields, size_t *ret_n,
                      uint64_t *ret_row, struct err *e);
enum cell_fault sheet_reader_fault(const struct sheet_reader *s, size_t field);
void sheet_reader_free(struct sheet_reader *s);
void sheet_reader_freep(struct sheet_reader **s);
