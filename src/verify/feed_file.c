/* A delivery: its files one after the other, their rows, and what is wrong with them. */
#include "cleanup.h"
#include "date.h"
#include "feed_file_private.h"
#include "file.h"
#include "progress.h"

#include <stdlib.h>
#include <sys/stat.h>

#define TICK_ROWS 4096u

/* --- Files --- */

static bool is_pipe(const char *path)
{
    struct stat st;
    return strcmp(path, "-") == 0 || (stat(path, &st) == 0 && !S_ISREG(st.st_mode));
}

static void close_file(struct feed_file *x)
{
    rows_close(x->in);
    x->in = NULL;
    progress_free(x->progress);
    x->progress = NULL;
}

/* Opens file x->file and reads its header. */
static int open_file(struct feed_file *x, struct err *e)
{
    arena_reset(x->fa);
    x->look = (struct look){.done = !x->quiet && !is_pipe(x->o.files[x->file])};
    int rc = rows_open(x->o.files[x->file], x->o.sheet, &x->in, e);
    return rc < 0 ? rc : feed_file_header(x, e);
}

/* 1 = a row that holds anything, 0 = end of the file. */
static int read_row(struct feed_file *x, struct feed_record *ret, struct err *e)
{
    int rc;
    for (;;) {
        rc = rows_next(x->in, &x->fields, &x->n, &x->line, e);
        if (rc <= 0)
            return rc < 0 ? rc : feed_file_look(x, NULL, true, e);
        arena_reset(x->ra);
        x->rejected = false;
        /* what has a number isn't blank: the usual row isn't looked through */
        bool blank = !feed_field(x, x->feed->at.id_no).len && (rc = feed_row_blank(x)) != 0;
        if (rc < 0)
            return err_nomem(e);
        if (!blank)
            break;
    }
    x->row++;
    rc = feed_row_identity(x, ret, e);
    if (rc >= 0)
        rc = feed_file_look(x, ret, false, e);
    return rc < 0 ? rc : 1;
}

/* The header and the first rows of each file, before anything is done with any of them. */
static int look_at_files(struct feed_file *x, struct err *e)
{
    struct feed_record r;
    int rc = 0;
    x->quiet = true;
    for (x->file = 0; rc >= 0 && x->file < x->o.n_files; x->file++) {
        if (is_pipe(x->o.files[x->file]))
            continue;
        rc = open_file(x, e);
        while (rc >= 0 && !x->look.done)
            rc = read_row(x, &r, e);
        close_file(x);
    }
    x->quiet = false;
    x->file = 0;
    x->row = 0;
    return rc;
}

static bool has_pipe(const struct feed_file *x)
{
    for (size_t i = 0; i < x->o.n_files; i++)
        if (is_pipe(x->o.files[i]))
            return true;
    return false;
}

/* A file that is named twice would count twice. */
static int refuse_doubled(const struct feed_file *x, struct err *e)
{
    for (size_t i = 0; i < x->o.n_files; i++)
        for (size_t k = 0; k < i; k++)
            if (file_same(x->o.files[i], x->o.files[k]))
                return err_set(e, E_USAGE, "%s 和 %s 是同一个文件，请只写一次",
                               "%s and %s are one file; name it once", x->o.files[k],
                               x->o.files[i]);
    return 0;
}

/* Behind the name of a workbook the sheet that was asked for. */
static int name_files(struct feed_file *x, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf all = {0};
    int rc = list_names(x->o.files, x->o.names, x->o.n_files, x->a, &x->names, e);
    for (size_t i = 0; rc >= 0 && i < x->o.n_files; i++) {
        if (x->o.sheet)
            x->names[i] = arena_printf(x->a, "%s:%s", x->names[i], x->o.sheet);
        strbuf_printf(&all, "%s%s", i ? "; " : "", x->names[i] ? x->names[i] : "");
    }
    x->all_names = arena_strdup(x->a, strbuf_z(&all));
    return rc < 0 ? rc : all.failed || arena_failed(x->a) ? err_nomem(e) : 0;
}

int feed_file_open(const struct feed *f, const struct feed_file_options *o, struct feed_file **ret,
                   struct err *e)
{
    _cleanup_(feed_file_freep) struct feed_file *x = calloc(1, sizeof *x);
    if (!x || !(x->a = arena_new(0)) || !(x->fa = arena_new(0)) || !(x->ra = arena_new(0)))
        return err_nomem(e);
    x->feed = f;
    x->o = *o;
    x->latest = DATE_NONE;
    x->o.files = arena_dup(x->a, o->files, o->n_files * sizeof *o->files);
    if (!x->o.files)
        return err_nomem(e);
    int rc;
    if ((rc = name_files(x, e)) < 0 || (rc = refuse_doubled(x, e)) < 0 ||
        (rc = look_at_files(x, e)) < 0 ||
        (rc = faults_open(o->errors, o->report, &x->faults, e)) < 0 ||
        (!has_pipe(x) && (rc = feed_digest_start(x->o.files, x->o.n_files, &x->digest, e)) < 0))
        return rc;
    *ret = take(x);
    return 0;
}

/* --- Rows --- */

int feed_file_next(struct feed_file *x, struct feed_record *ret, struct err *e)
{
    int rc;
    for (;;) {
        if (!x->in && x->file == x->o.n_files)
            return 0;
        if (!x->in) {
            rc = open_file(x, e);
            if (rc < 0)
                return rc;
            x->progress = progress_new(x->names[x->file], x->names[x->file], rows_total(x->in));
        }
        rc = read_row(x, ret, e);
        if (rc != 0)
            break;
        if (x->o.report && !x->o.sheet && !x->told_sheets)
            rc = list_tell_sheets(x->in, x->names[x->file], x->o.report, e);
        close_file(x);
        x->file++;
        if (rc < 0)
            return rc;
    }
    if (rc < 0)
        return rc;
    if (x->row > x->rows)
        x->rows = x->row;
    rc = x->row % TICK_ROWS ? 0 : progress_tick(x->progress, rows_bytes(x->in), e);
    if (rc >= 0)
        rc = feed_row_latest(x, e);
    return rc < 0 ? rc : 1;
}

int feed_file_cells(struct feed_file *x, struct feed_record *record, struct err *e)
{
    return feed_row_cells(x, record, e);
}

int feed_file_rewind(struct feed_file *x, struct err *e)
{
    if (!x->digest)
        return err_set(e, E_USAGE, "%s：要读两遍，不能从管道读；请先存成文件",
                       "%s: it is read twice and can't come from a pipe; save it as a file first",
                       x->all_names);
    close_file(x);
    x->file = 0;
    x->row = 0;
    x->told_sheets = true;
    return 0;
}

/* --- Faults --- */

/* Was this row told in an earlier pass? It is now. */
static int mark_told(struct feed_file *x, bool *ret_before)
{
    size_t at = x->row / 8;
    uint8_t bit = (uint8_t)(1u << x->row % 8);
    if (at >= x->told_bytes) {
        size_t bytes = at + 1 < 4096 ? 4096 : (at + 1) * 3 / 2;
        uint8_t *told = realloc(x->told, bytes);
        if (!told)
            return E_NOMEM;
        memset(told + x->told_bytes, 0, bytes - x->told_bytes);
        x->told = told;
        x->told_bytes = bytes;
    }
    *ret_before = x->told[at] & bit;
    x->told[at] |= bit;
    return 0;
}

int feed_row_fault(struct feed_file *x, int field, struct str value, const char *problem,
                   const char *remedy)
{
    bool first = !x->rejected;
    x->rejected = true;
    if (x->quiet)
        return 0;
    if (first) {
        int rc = mark_told(x, &x->silent);
        if (rc < 0)
            return rc;
        x->n_rejected += !x->silent;
    }
    if (x->silent)
        return 0;
    struct fault_place at = {.file = x->names[x->file], .line = x->line, .value = value};
    if (field >= 0) {
        at.header = x->headers[field];
        at.id_no = x->columns[field] >= 0 && x->columns[field] == x->feed->at.id_no;
    }
    return faults_tell(x->faults, &at, first, problem, remedy);
}

void feed_file_fault(struct feed_file *x, int column, const char *problem, const char *remedy)
{
    x->failed |= feed_row_fault(x, column >= 0 ? x->at[column] : -1, feed_field(x, column), problem,
                                remedy) < 0;
}

/* --- What it was --- */

int feed_file_sm3(struct feed_file *x, const char **ret, struct err *e)
{
    if (x->digest)
        return feed_digest_end(x->digest, ret, e);
    *ret = "";
    return 0;
}

const char *feed_file_names(const struct feed_file *x)
{
    return x->all_names;
}

int32_t feed_file_latest(const struct feed_file *x)
{
    return x->latest;
}

uint64_t feed_file_rows(const struct feed_file *x)
{
    return x->rows;
}

uint64_t feed_file_rejected(const struct feed_file *x)
{
    return x->n_rejected;
}

int feed_file_close(struct feed_file *x, struct err *e)
{
    close_file(x);
    return x->failed ? err_nomem(e) : faults_commit(x->faults, e);
}

void feed_file_free(struct feed_file *x)
{
    if (!x)
        return;
    close_file(x);
    feed_digest_free(x->digest);
    faults_free(x->faults);
    arena_free(x->a);
    arena_free(x->fa);
    arena_free(x->ra);
    free(x->told);
    free(x);
}

void feed_file_freep(struct feed_file **x)
{
    feed_file_free(*x);
}
