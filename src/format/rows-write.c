#include "rows.h"

#include "arena.h"
#include "cleanup.h"
#include "csv.h"
#include "date.h"
#include "file.h"
#include "money.h"
#include "xlsx-write.h"

#include <errno.h>
#include <inttypes.h>

#define BUFFER_BYTES (1u << 20)
#define EXACT 999999999999999 /* 15 digits: what spreadsheets keep of a number */

struct rows_writer {
    char *name; /* in messages */
    struct file_out *file;
    char *buffer;
    struct csv_writer csv;
    struct xlsx_writer *xlsx; /* NULL: CSV */

    char *mark; /* NULL = none */
    struct arena *arena;
    size_t n, column; /* of a marked list: columns without the mark's, cells of this row */
};

static _Thread_local const char *mark;

void rows_mark(const char *text)
{
    mark = text;
}

static bool is_xlsx(const char *path)
{
    size_t n = strlen(path);

    return n >= 5 && strcasecmp(path + n - 5, ".xlsx") == 0;
}

static int open_file(const char *path, struct rows_writer **ret, struct err *e)
{
    _cleanup_(rows_freep) struct rows_writer *w = calloc(1, sizeof *w);
    bool std = strcmp(path, "-") == 0;

    if (!w || !(w->name = strdup(std ? "stdout" : path)) ||
        (mark && (!(w->mark = strdup(mark)) || !(w->arena = arena_new(0)))))
        return err_nomem(e);
    int rc = file_out_open(path, &w->file, e);
    if (rc < 0)
        return rc;
    if (!std) {
        w->buffer = malloc(BUFFER_BYTES);
        if (!w->buffer)
            return err_nomem(e);
        setvbuf(file_out_stream(w->file), w->buffer, _IOFBF, BUFFER_BYTES);
    }
    *ret = take(w);
    return 0;
}

/* The columns, and that of the mark. */
static int add_mark(struct rows_writer *w, const struct rows_column **columns, size_t *n,
                    struct err *e)
{
    w->n = *n;
    if (!w->mark)
        return 0;
    struct rows_column *all = arena_array_of(w->arena, *n + 1, struct rows_column);
    if (!all)
        return err_nomem(e);
    memcpy(all, *columns, *n * sizeof *all);
    all[(*n)++] = (struct rows_column){STR(ROWS_MARK_HEADER), ROWS_TEXT};
    *columns = all;
    return 0;
}

int rows_book(const char *path, struct rows_writer **ret, struct err *e)
{
    _cleanup_(rows_freep) struct rows_writer *w = NULL;
    int rc = open_file(path, &w, e);

    if (rc < 0 ||
        (rc = xlsx_writer_new(file_out_stream(w->file), w->name, w->mark, &w->xlsx, e)) < 0)
        return rc;
    *ret = take(w);
    return 0;
}

int rows_add_sheet(struct rows_writer *w, const char *name, const struct rows_column *columns,
                   size_t n, struct err *e)
{
    int rc = add_mark(w, &columns, &n, e);
    return rc < 0 ? rc : xlsx_add_sheet(w->xlsx, name, columns, n, e);
}

int rows_create(const char *path, const struct rows_column *columns, size_t n,
                struct rows_writer **ret, struct err *e)
{
    _cleanup_(rows_freep) struct rows_writer *w = NULL;
    int rc = open_file(path, &w, e);

    if (rc < 0 || (rc = add_mark(w, &columns, &n, e)) < 0)
        return rc;
    FILE *f = file_out_stream(w->file);
    if (is_xlsx(path)) {
        if ((rc = xlsx_writer_new(f, w->name, w->mark, &w->xlsx, e)) < 0 ||
            (rc = xlsx_add_sheet(w->xlsx, "", columns, n, e)) < 0)
            return rc;
    } else {
        w->csv.f = f;
        fputs(CSV_BOM, f);
        for (size_t i = 0; i < n; i++)
            csv_put(&w->csv, columns[i].header);
        csv_end(&w->csv);
    }
    *ret = take(w);
    return 0;
}

void rows_text(struct rows_writer *w, struct str text)
{
    w->column++;
    if (w->xlsx)
        xlsx_put_text(w->xlsx, text);
    else
        csv_put(&w->csv, text);
}

void rows_textz(struct rows_writer *w, const char *text)
{
    rows_text(w, str_of(text));
}

static void put_number(struct rows_writer *w, struct str text, int64_t v, bool money)
{
    if (w->xlsx && v >= -EXACT && v <= EXACT) {
        w->column++;
        xlsx_put_number(w->xlsx, text, money);
    } else {
        rows_text(w, text);
    }
}

void rows_int(struct rows_writer *w, int64_t v)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%" PRId64, v);

    put_number(w, (struct str){text, (size_t)n}, v, false);
}

void rows_money(struct rows_writer *w, int64_t fen)
{
    char text[MONEY_TEXT];

    put_number(w, (struct str){text, money_format(fen, text)}, fen, true);
}

void rows_date(struct rows_writer *w, int32_t days)
{
    char text[DATE_TEXT];

    w->column++;
    if (w->xlsx)
        xlsx_put_date(w->xlsx, days);
    else
        csv_put(&w->csv, (struct str){text, date_format(days, text)});
}

void rows_bool(struct rows_writer *w, bool v)
{
    rows_textz(w, v ? "true" : "false");
}

int rows_end(struct rows_writer *w, struct err *e)
{
    while (w->mark && w->column < w->n)
        rows_text(w, STR(""));
    if (w->mark)
        rows_textz(w, w->mark);
    w->column = 0;
    if (w->xlsx)
        return xlsx_end_row(w->xlsx, e);
    csv_end(&w->csv);
    return ferror(w->csv.f) ? err_set(e, E_IO, "%s：无法写入（磁盘已满？）",
                                      "%s: can't be written (disk full?)", w->name)
                            : 0;
}

int rows_commit(struct rows_writer *w, struct err *e)
{
    int rc = w->xlsx ? xlsx_finish(w->xlsx, e) : 0;

    return rc < 0 ? rc : file_out_commit(w->file, e);
}

void rows_free(struct rows_writer *w)
{
    if (!w)
        return;
    xlsx_writer_free(w->xlsx);
    file_out_free(w->file);
    arena_free(w->arena);
    free(w->mark);
    free(w->buffer);
    free(w->name);
    free(w);
}

void rows_freep(struct rows_writer **w)
{
    rows_free(*w);
}
