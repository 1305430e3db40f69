/* One file: which column is which attribute, and what the cells of a row say. */
#include "cleanup.h"
#include "import_private.h"
#include "lang.h"

const struct attribute *import_attribute(const struct import *m, int index)
{
    return &m->r->catalogue->attributes[m->o->entity][index];
}

const char *import_file_name(const struct import *m, size_t file)
{
    return m->names[file];
}

static bool has_column(const struct import *m, int attribute)
{
    for (size_t i = 0; i < m->columns.n; i++)
        if (m->columns.at[i] == attribute)
            return true;
    return false;
}

/* Household number and division; household number, identity number and name. */
bool import_requires(const struct import *m, const struct attribute *t)
{
    if (m->o->entity == ENTITY_HOUSEHOLD)
        return t->index == m->r->at.household_no || t->index == m->r->at.division;
    return t->key || t->index == m->r->at.member_household_no || t->index == m->r->at.name;
}

static int check_required(const struct import *m, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf missing = {0};
    for (size_t i = 0; i < m->r->catalogue->n[m->o->entity]; i++) {
        const struct attribute *t = import_attribute(m, (int)i);
        if (import_requires(m, t) && !has_column(m, t->index)) {
            if (missing.len)
                strbuf_addz(&missing, tr("、", ", "));
            strbuf_printf(&missing, STR_FMT "（" STR_FMT "）", STR_ARG(t->label), STR_ARG(t->id));
        }
    }
    if (missing.failed)
        return err_nomem(e);
    if (!missing.len)
        return 0;
    return err_set(e, E_INVALID, "%s：缺少必需的列：%s", "%s: required columns are missing: %s",
                   m->o->files[m->file], strbuf_z(&missing));
}

/* What the file doesn't have yet may have been meant. */
static int refuse_unknown(struct import *m, const struct str *unknown, size_t n, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf zh = {0}, en = {0};
    size_t n_names = 0, n_attributes = m->r->catalogue->n[m->o->entity];
    struct str *names = arena_array_of(m->a, 2 * n_attributes, struct str);
    if (!names)
        return err_nomem(e);
    for (size_t i = 0; i < n_attributes; i++) {
        const struct attribute *t = import_attribute(m, (int)i);
        if (has_column(m, t->index))
            continue;
        names[n_names++] = t->label;
        names[n_names++] = t->id;
    }
    bool all_meant = list_unknown(unknown, n, names, n_names, &zh, &en);
    if (zh.failed || en.failed)
        return err_nomem(e);
    /* each language skips the other's arguments */
    return err_set(e, E_INVALID, "%s：目录中没有%s%.0s，文件未导入；%s%.0s",
                   "%s: the catalogue has no %.0s%s; nothing was imported; %.0s%s",
                   m->o->files[m->file], strbuf_z(&zh), strbuf_z(&en),
                   all_meant ? "请改正列名" : "请改正列名或删去该列；可用的列见 heyi catalogue",
                   all_meant ? "mend the header"
                             : "mend the header or remove the column; heyi catalogue lists them");
}

int import_header(struct import *m, struct err *e)
{
    struct {
        struct str *at;
        size_t n, cap;
    } unknown = {0};
    m->columns.n = 0;
    for (size_t i = 0; i < m->n_headers; i++) {
        const struct attribute *t = catalogue_find(m->r->catalogue, m->o->entity, m->headers[i]);
        if (t && has_column(m, t->index))
            return err_set(e, E_INVALID, "%s：列“" STR_FMT "”出现了两次，请删去一列",
                           "%s: the column \"" STR_FMT "\" is there twice; remove one",
                           m->o->files[m->file], STR_ARG(t->label));
        if (!t && m->headers[i].len && !vec_push(m->a, &unknown, m->headers[i]))
            return err_nomem(e);
        if (!vec_push(m->a, &m->columns, t ? t->index : -1))
            return err_nomem(e);
    }
    if (unknown.n)
        return refuse_unknown(m, unknown.at, unknown.n, e);
    return check_required(m, e);
}

int import_is_blank(struct import *m, const struct str *fields, size_t n, bool *ret, struct err *e)
{
    bool blank = true;
    arena_reset(m->row);
    for (size_t i = 0; i < n && blank; i++)
        blank = !value_plain(fields[i], m->row).len;
    if (arena_failed(m->row))
        return err_nomem(e);
    *ret = blank;
    return 0;
}

static int add_fault(struct import *m, struct import_row *row, int column, struct str value,
                     const char *problem, const char *remedy, struct err *e)
{
    struct cell_fault_told f = {column, value, problem, remedy};
    return vec_push(m->ahead, &row->faults, f) ? 0 : err_nomem(e);
}

/* What an empty cell states. */
static void fill_absent(const struct attribute *t, struct cell *c)
{
    if (c->state != VALUE_EMPTY)
        return;
    c->state = t->absent == ABSENT_UNKNOWN ? VALUE_SILENT : VALUE_STATED;
    if (t->absent != ABSENT_UNKNOWN)
        c->value = t->absent_value;
}

static int check_cell(struct import *m, struct import_row *row, const struct attribute *t,
                      int column, struct err *e)
{
    struct cell *c = &row->cells[t->index];
    if (!import_requires(m, t) || c->state == VALUE_STATED || c->state == VALUE_BAD) {
        fill_absent(t, c);
        return 0;
    }
    bool withdrawn = c->state == VALUE_WITHDRAWN;
    c->state = VALUE_BAD;
    return add_fault(m, row, column, c->raw, withdrawn ? "此项不能撤回" : "此项不能为空", "请补填",
                     e);
}

int import_cell(struct import *m, struct import_row *row, const struct attribute *t, int column,
                struct str raw, enum cell_fault lost, struct err *e)
{
    struct cell *cell = &row->cells[t->index];
    struct value_fault fault;
    cell->raw = raw;
    cell->state = value_lost(t, lost, raw, &fault)
                      ? VALUE_BAD
                      : value_read(t, raw, m->ahead, &cell->value, &fault);
    if (cell->state < 0)
        return err_nomem(e);
    int rc = cell->state == VALUE_BAD
                 ? add_fault(m, row, column, raw, fault.problem, fault.remedy, e)
                 : 0;
    return rc < 0 ? rc : check_cell(m, row, t, column, e);
}

/* A cell under no header may hold nothing. */
static int refuse_cell(struct import *m, struct import_row *row, int column, struct str raw,
                       const char *problem, const char *remedy, bool *ret_refused, struct err *e)
{
    *ret_refused = value_plain(raw, m->ahead).len > 0;
    return *ret_refused ? add_fault(m, row, column, raw, problem, remedy, e) : 0;
}

int import_cells(struct import *m, struct import_row *row, const struct str *fields, size_t n,
                 struct err *e)
{
    bool refused = false;
    int rc = 0;
    for (size_t i = 0; i < m->r->catalogue->n[m->o->entity]; i++)
        row->cells[i] = (struct cell){.state = VALUE_SILENT};
    for (size_t i = m->columns.n; rc >= 0 && i < n && !refused; i++)
        rc = refuse_cell(m, row, -1, fields[i], "单元格多于表头的列",
                         "请核对该行是否错位，或给该列加上表头", &refused, e);
    for (size_t i = 0; rc >= 0 && i < m->columns.n; i++) {
        int at = m->columns.at[i];
        struct str raw = i < n ? fields[i] : (struct str){0};
        rc = at >= 0 ? import_cell(m, row, import_attribute(m, at), (int)i, raw,
                                   rows_fault(m->in, i), e)
                     : refuse_cell(m, row, (int)i, raw, "该列没有表头",
                                   "请给该列加上表头，或清空该列", &refused, e);
    }
    return rc < 0 ? rc : arena_failed(m->ahead) ? err_nomem(e) : 0;
}
