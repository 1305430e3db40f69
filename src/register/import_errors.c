/* What is wrong with the current row. */
#include "import_private.h"

/* By hand: onto the message, without the value. */
static void tell(struct import *m, const struct attribute *t, const char *problem,
                 const char *remedy)
{
    strbuf_printf(&m->told_zh, "%s" STR_FMT "：%s，%s", m->told_zh.len ? "；" : "",
                  STR_ARG(t->label), problem, remedy);
    strbuf_printf(&m->told_en, "%s" STR_FMT ": %s", m->told_en.len ? "; " : "", STR_ARG(t->id),
                  fault_english(problem));
    m->failed |= m->told_zh.failed || m->told_en.failed;
    m->faulty = true;
    if (m->tell) {
        char zh[512];
        snprintf(zh, sizeof zh, "%s，%s", problem, remedy);
        m->tell(m->tell_arg, t, zh, fault_english(problem));
    }
}

void import_fault(struct import *m, int column, struct str value, const char *problem,
                  const char *remedy)
{
    if (!m->faults) {
        tell(m, import_attribute(m, m->columns.at[column]), problem, remedy);
        return;
    }
    struct fault_place at = {.file = import_file_name(m, m->file), .line = m->line, .value = value};
    if (column >= 0) {
        int attribute = m->columns.at[column];
        at.header = m->headers[column];
        at.id_no = attribute >= 0 && import_attribute(m, attribute)->type == ATTR_ID_NO;
    }
    m->failed |= faults_tell(m->faults, &at, !m->faulty, problem, remedy) < 0;
    m->faulty = true;
}

void import_fault_at(struct import *m, int attribute, const char *problem, const char *remedy)
{
    int column = -1;
    if (!m->faults) {
        tell(m, import_attribute(m, attribute), problem, remedy);
        return;
    }
    for (size_t i = 0; i < m->columns.n; i++)
        if (m->columns.at[i] == attribute)
            column = (int)i;
    import_fault(m, column, m->cells[attribute].raw, problem, remedy);
}
