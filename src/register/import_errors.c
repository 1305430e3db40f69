/* The errors file: one line a fault. */
#include "cleanup.h"
#include "idno.h"
#include "import_private.h"
#include "lang.h"
#include "text.h"

#define VALUE_CHARACTERS 100
#define TOLD_ROWS 20

int import_errors_open(struct import *m, struct err *e)
{
    if (!m->o->errors)
        return 0;
    static const struct rows_column columns[] = {
        {STR("file"), ROWS_TEXT},  {STR("line"), ROWS_INTEGER}, {STR("column"), ROWS_TEXT},
        {STR("value"), ROWS_TEXT}, {STR("problem"), ROWS_TEXT}, {STR("remedy"), ROWS_TEXT},
    };
    return rows_create(m->o->errors, columns, ARRAY_LEN(columns), &m->errors, e);
}

int import_errors_close(struct import *m, struct err *e)
{
    return m->errors ? rows_commit(m->errors, e) : 0;
}

void import_errors_rest(const struct import *m)
{
    if (m->errors || !m->o->report || m->told_rejected <= TOLD_ROWS)
        return;
    fprintf(m->o->report, tr("…另有 %llu 行被拒绝\n", "… and %llu more rows rejected\n"),
            (unsigned long long)(m->told_rejected - TOLD_ROWS));
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

static void tell_fault(struct import *m, struct strbuf *header, struct strbuf *value,
                       const char *problem)
{
    plain(header);
    plain(value);
    fprintf(m->o->report, tr("拒绝：%s:%llu", "rejected: %s:%llu"), import_file_name(m, m->file),
            (unsigned long long)m->line);
    if (header->len)
        fprintf(m->o->report, " %s", strbuf_z(header));
    if (value->len)
        fprintf(m->o->report, " %s", strbuf_z(value));
    fprintf(m->o->report, " %s\n", problem);
}

void import_fault(struct import *m, int column, struct str value, const char *problem,
                  const char *remedy)
{
    m->told_rejected += !m->faulty;
    m->faulty = true;
    if (!m->errors && (!m->o->report || m->told_rejected > TOLD_ROWS))
        return;
    _cleanup_(strbuf_done) struct strbuf masked = {0}, header = {0};
    bool id = column >= 0 && m->columns.at[column] >= 0 &&
              import_attribute(m, m->columns.at[column])->type == ATTR_ID_NO;
    if (id)
        idno_mask_text(value, &masked);
    else
        idno_scrub(value, &masked);
    cut(&masked);
    if (column >= 0)
        strbuf_adds(&header, m->headers[column]);
    if (masked.failed || header.failed) {
        m->failed = true;
        return;
    }
    if (!m->errors) {
        tell_fault(m, &header, &masked, problem);
        return;
    }
    rows_textz(m->errors, import_file_name(m, m->file));
    rows_int(m->errors, (int64_t)m->line);
    rows_text(m->errors, strbuf_str(&header));
    rows_text(m->errors, strbuf_str(&masked));
    rows_textz(m->errors, problem);
    rows_textz(m->errors, remedy);
    rows_end(m->errors, NULL); /* an error sticks until the file is closed */
}

void import_fault_at(struct import *m, int attribute, const char *problem, const char *remedy)
{
    int column = -1;
    for (size_t i = 0; i < m->columns.n; i++)
        if (m->columns.at[i] == attribute)
            column = (int)i;
    import_fault(m, column, m->cells[attribute].raw, problem, remedy);
}
