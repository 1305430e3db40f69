/* The run: one transaction over all files; what is written is undone unless everything succeeds. */
#include "actor.h"
#include "change.h"
#include "cleanup.h"
#include "clock.h"
#include "crypto.h"
#include "date.h"
#include "import_private.h"
#include "lang.h"
#include "progress.h"
#include "source.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void import_done(struct import *m)
{
    bulk_free(m->subjects);
    bulk_free(m->members);
    sink_free(m->evidence);
    for (size_t i = 0; i < m->registers.n; i++) {
        identity_writer_free(m->registers.at[i].writer);
        identity_index_free(m->registers.at[i].index);
    }
    rows_close(m->in);
    faults_free(m->faults);
    map_free(m->household_seen);
    seen_done(&m->person_seen);
    seen_done(&m->touched_at);
    arena_free(m->row);
    arena_free(m->ahead);
    arena_free(m->a);
}

static int id_attribute(const struct import *m)
{
    for (size_t i = 0; i < m->r->catalogue->n[ENTITY_PERSON]; i++)
        if (m->r->catalogue->attributes[ENTITY_PERSON][i].type == ATTR_ID_NO)
            return (int)i;
    return -1;
}

int import_begin(struct import *m, struct err *e)
{
    m->at.id_no = id_attribute(m);
    m->at.sex = reg_attribute(m->r, ENTITY_PERSON, "sex");
    m->at.birth = reg_attribute(m->r, ENTITY_PERSON, "birth_date");
    m->at.pension = reg_attribute(m->r, ENTITY_PERSON, "basic_pension");
    m->at.transfer = reg_attribute(m->r, ENTITY_PERSON, "transfer_income");
    m->a = arena_new(0);
    m->row = arena_new(0);
    m->household_seen = map_new();
    m->ahead = arena_new(0);
    if (!m->a || !m->row || !m->ahead || !m->household_seen)
        return err_nomem(e);
    m->rows = arena_array_of(m->a, AHEAD_ROWS, struct import_row);
    return m->rows ? list_names(m->o->files, m->o->names, m->o->n_files, m->a, &m->names, e)
                   : err_nomem(e);
}

/* SM3 of a file's bytes in hexadecimal; empty for what isn't a file. */
static int file_sm3(const char *path, char ret[2 * SM3_BYTES + 1], struct err *e)
{
    uint8_t digest[SM3_BYTES];
    struct stat st;
    ret[0] = '\0';
    int fd = strcmp(path, "-") == 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size == 0) {
        close(fd);
        return 0;
    }
    void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED)
        return 0;
    int rc = crypto_init(e);
    if (rc >= 0)
        rc = crypto_sm3(bytes, (size_t)st.st_size, digest, e);
    munmap(bytes, (size_t)st.st_size);
    if (rc >= 0)
        crypto_hex(digest, sizeof digest, ret);
    return rc;
}

static int record_delivery(struct import *m, struct err *e)
{
    char sm3[2 * SM3_BYTES + 1];
    int rc = file_sm3(m->o->files[m->file], sm3, e);
    return rc < 0 ? rc
                  : delivery_add(m->r, m->o->entity == ENTITY_PERSON ? "people" : "households",
                                 import_file_name(m, m->file), sm3[0] ? sm3 : NULL,
                                 SOURCE_DECLARATION, clock_today(), m->seq, &m->delivery_id, e);
}

int import_row(struct import *m, struct import_row *row, struct err *e)
{
    arena_reset(m->row);
    m->current = row;
    m->line = row->line;
    m->cells = row->cells;
    m->faulty = false;
    for (size_t i = 0; i < row->faults.n; i++) {
        const struct cell_fault_told *f = &row->faults.at[i];
        import_fault(m, f->column, f->value, f->problem, f->remedy);
    }
    m->result.rows++;
    int rc = m->o->entity == ENTITY_PERSON ? import_person_row(m, e) : import_household_row(m, e);
    m->result.rejected += m->faulty;
    return m->failed && rc >= 0 ? err_nomem(e) : rc;
}

static int import_rows(struct import *m, struct err *e)
{
    int rc = m->n_rows ? import_ahead_look_up(m, e) : 0;
    for (size_t i = 0; rc >= 0 && i < m->n_rows; i++)
        if ((rc = import_row(m, &m->rows[i], e)) < 0)
            err_at(e, "%s 第 %llu 行", "%s line %llu", import_file_name(m, m->file),
                   (unsigned long long)m->line);
    return rc;
}

static int import_file(struct import *m, struct err *e)
{
    bool more = false;
    int rc = import_open(m, e);
    if (rc < 0 || (rc = record_delivery(m, e)) < 0)
        return rc;
    _cleanup_(progress_freep) struct progress *p =
        progress_new(import_file_name(m, m->file), import_file_name(m, m->file), rows_total(m->in));
    do {
        struct err why;
        int reading = import_ahead_read(m, p, &more, &why);
        if ((rc = import_rows(m, e)) < 0)
            return rc;
        if (reading < 0) {
            if (e)
                *e = why;
            return reading;
        }
    } while (more);
    if (m->o->report && !m->o->sheet)
        rc = list_tell_sheets(m->in, import_file_name(m, m->file), m->o->report, e);
    rows_close(m->in);
    m->in = NULL;
    return rc;
}

static int load_indexes(struct import *m, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; rc >= 0 && m->o->entity == ENTITY_PERSON && i < m->registers.n; i++)
        rc = identity_index_load(m->r->db, m->r->keys, m->registers.at[i].id,
                                 &m->registers.at[i].index, e);
    return rc;
}

static int begin_change(struct import *m, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf why = {0};
    char day[DATE_TEXT];
    date_format(m->o->valid_from, day);
    for (size_t i = 0; i < m->o->n_files; i++) {
        const char *name = import_file_name(m, i);
        if (why.len + strlen(name) > CHANGE_WHY_BYTES - 100) {
            strbuf_printf(&why, " (+%zu)", m->o->n_files - i);
            break;
        }
        strbuf_printf(&why, i ? ", %s" : "%s", name);
    }
    strbuf_printf(&why, ", valid from %s", day);
    if (why.failed)
        return err_nomem(e);
    return change_begin(m->r->db, m->actor,
                        m->o->entity == ENTITY_PERSON ? "import people" : "import households",
                        strbuf_z(&why), &m->seq, e);
}

static int import_all(struct import *m, struct err *e)
{
    int rc;
    if ((rc = begin_change(m, e)) < 0 || (rc = import_registers_load(m, e)) < 0 ||
        (rc = load_indexes(m, e)) < 0 || (rc = import_bulk_begin(m, e)) < 0 ||
        (rc = faults_open(m->o->errors, m->o->report, &m->faults, e)) < 0)
        return rc;
    for (m->file = 0; m->file < m->o->n_files; m->file++)
        if ((rc = import_file(m, e)) < 0)
            return rc;
    if ((rc = import_bulk_end(m, e)) < 0)
        return rc;
    if (m->o->complete && m->o->entity == ENTITY_PERSON && (rc = import_complete(m, e)) < 0)
        return rc;
    if ((rc = import_check(m, e)) < 0)
        return rc;
    /* The file of errors first: where it can't be written, nothing is imported. */
    return faults_commit(m->faults, e);
}

int import_run(struct reg *r, const struct actor *actor, const struct import_options *o,
               struct import_result *ret, struct err *e)
{
    _cleanup_(import_done) struct import m = {.r = r, .actor = actor, .o = o};
    int rc = actor_require(actor, RIGHT_IMPORT, e);
    if (rc < 0)
        return rc;
    if ((rc = reg_keys(r, e)) < 0 || (rc = import_begin(&m, e)) < 0 ||
        (rc = db_begin(r->db, true, e)) < 0)
        return rc;
    rc = import_all(&m, e);
    if (rc >= 0 && !o->dry_run)
        rc = db_commit(r->db, e);
    if (rc < 0 || o->dry_run)
        db_rollback(r->db);
    if (rc < 0)
        return rc;
    *ret = m.result;
    return 0;
}
