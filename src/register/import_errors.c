/* What is wrong with the current row. */
#include "import_private.h"

/* By hand: without the value. */
static void tell(struct import *m, int attribute, const char *problem, const char *remedy)
{
    struct row_fault f = {attribute, arena_printf(m->by_hand->a, "%s，%s", problem, remedy),
                          fault_english(problem)};
    m->failed |= !f.zh || !vec_push(m->by_hand->a, &m->by_hand->faults, f);
    m->faulty = true;
}

void import_fault(struct import *m, int column, struct str value, const char *problem,
                  const char *remedy)
{
    if (m->by_hand) {
        tell(m, m->columns.at[column], problem, remedy);
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
    if (m->by_hand) {
        tell(m, attribute, problem, remedy);
        return;
    }
    for (size_t i = 0; i < m->columns.n; i++)
        if (m->columns.at[i] == attribute)
            column = (int)i;
    import_fault(m, column, m->cells[attribute].raw, problem, remedy);
}
