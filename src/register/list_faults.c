/* The errors file: one line a fault. */
#include "cleanup.h"
#include "idno.h"
#include "lang.h"
#include "list_file.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>

#define VALUE_CHARACTERS 100
#define TOLD_ROWS 20

struct faults {
    struct rows_writer *out; /* NULL = to the report */
    FILE *report;
    uint64_t rows;
};

int faults_open(const char *path, FILE *report, struct faults **ret, struct err *e)
{
    static const struct rows_column columns[] = {
        {STR("file"), ROWS_TEXT},  {STR("line"), ROWS_INTEGER}, {STR("column"), ROWS_TEXT},
        {STR("value"), ROWS_TEXT}, {STR("problem"), ROWS_TEXT}, {STR("remedy"), ROWS_TEXT},
    };
    _cleanup_(faults_freep) struct faults *f = calloc(1, sizeof *f);
    if (!f)
        return err_nomem(e);
    f->report = report;
    int rc = path ? rows_create(path, columns, ARRAY_LEN(columns), &f->out, e) : 0;
    if (rc < 0)
        return rc;
    *ret = take(f);
    return 0;
}

static void cut(struct strbuf *b)
{
    struct str s = strbuf_str(b);
    size_t keep = utf8_offset(s, VALUE_CHARACTERS);
    if (keep >= s.len)
        return;
    b->len = keep;
    strbuf_addz(b, "…");
}

/* For a terminal: one line, and nothing that moves its cursor. */
static void plain(struct strbuf *b)
{
    for (size_t i = 0; i < b->len; i++)
        if ((unsigned char)b->data[i] < 0x20 || b->data[i] == 0x7f)
            b->data[i] = ' ';
}

static void report_fault(const struct faults *f, const struct fault_place *at,
                         struct strbuf *header, struct strbuf *value, const char *problem)
{
    plain(header);
    plain(value);
    fprintf(f->report, tr("拒绝：%s:%" PRIu64, "rejected: %s:%" PRIu64), at->file, at->line);
    if (header->len)
        fprintf(f->report, " %s", strbuf_z(header));
    if (value->len)
        fprintf(f->report, " %s", strbuf_z(value));
    fprintf(f->report, " %s\n", problem);
}

int faults_tell(struct faults *f, const struct fault_place *at, bool first, const char *problem,
                const char *remedy)
{
    f->rows += first;
    if (!f->out && (!f->report || f->rows > TOLD_ROWS))
        return 0;
    _cleanup_(strbuf_done) struct strbuf masked = {0}, header = {0};
    if (at->id_no)
        idno_mask_text(at->value, &masked);
    else
        idno_scrub(at->value, &masked);
    cut(&masked);
    strbuf_adds(&header, at->header);
    if (masked.failed || header.failed)
        return E_NOMEM;
    if (!f->out) {
        report_fault(f, at, &header, &masked, problem);
        return 0;
    }
    rows_textz(f->out, at->file);
    rows_int(f->out, (int64_t)at->line);
    rows_text(f->out, strbuf_str(&header));
    rows_text(f->out, strbuf_str(&masked));
    rows_textz(f->out, problem);
    rows_textz(f->out, remedy);
    rows_end(f->out, NULL); /* an error sticks until the file is closed */
    return 0;
}

int faults_commit(struct faults *f, struct err *e)
{
    if (!f->out && f->report && f->rows > TOLD_ROWS)
        fprintf(f->report,
                tr("…另有 %" PRIu64 " 行被拒绝\n", "… and %" PRIu64 " more rows rejected\n"),
                f->rows - TOLD_ROWS);
    return f->out ? rows_commit(f->out, e) : 0;
}

void faults_free(struct faults *f)
{
    if (!f)
        return;
    rows_free(f->out);
    free(f);
}

void faults_freep(struct faults **f)
{
    faults_free(*f);
}
