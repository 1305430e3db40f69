/* The errors file: one line a fault, UTF-8 with a mark so that spreadsheets open it. */
#include "cleanup.h"
#include "idno.h"
#include "import_private.h"

int import_errors_open(struct import *m, struct err *e)
{
    if (!m->o->errors)
        return 0;
    int rc = file_out_open(m->o->errors, &m->errors_file, e);
    if (rc < 0)
        return rc;
    m->errors = (struct csv_writer){.f = file_out_stream(m->errors_file)};
    fputs(CSV_BOM, m->errors.f);
    static const char *const columns[] = {"file", "line", "column", "value", "problem", "remedy"};
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        csv_putz(&m->errors, columns[i]);
    csv_end(&m->errors);
    return 0;
}

int import_errors_close(struct import *m, struct err *e)
{
    return m->errors_file ? file_out_commit(m->errors_file, e) : 0;
}

void import_fault(struct import *m, int column, struct str value, const char *problem,
                  const char *remedy)
{
    m->faulty = true;
    if (!m->errors_file)
        return;
    _cleanup_(strbuf_done) struct strbuf masked = {0};
    char line[24];
    bool id = column >= 0 && m->columns.at[column] >= 0 &&
              import_attribute(m, m->columns.at[column])->type == ATTR_ID_NO;
    if (id)
        idno_mask_text(value, &masked);
    else
        idno_scrub(value, &masked);
    snprintf(line, sizeof line, "%llu", (unsigned long long)m->line);
    csv_putz(&m->errors, import_file_name(m, m->file));
    csv_putz(&m->errors, line);
    csv_put(&m->errors, column >= 0 ? m->headers[column] : (struct str){0});
    csv_put(&m->errors, strbuf_str(&masked));
    csv_putz(&m->errors, problem);
    csv_putz(&m->errors, remedy);
    csv_end(&m->errors);
}

void import_fault_at(struct import *m, int attribute, const char *problem, const char *remedy)
{
    int column = -1;
    for (size_t i = 0; i < m->columns.n; i++)
        if (m->columns.at[i] == attribute)
            column = (int)i;
    import_fault(m, column, m->cells[attribute].raw, problem, remedy);
}
