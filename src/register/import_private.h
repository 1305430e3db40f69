/*
 * The inside of an import: one run over all files, in one transaction.
 *
 *   import.c           the run: transaction, files, rows, order of the last steps
 *   import_ahead.c     rows read ahead, and what the register has of them
 *   import_open.c      opening a file: CSV or sheet
 *   import_file.c      names of files, headers and cells of one file
 *   import_value.c     one cell
 *   import_household.c, import_person.c   what a row does
 *   import_subject.c   evidence and resolved row of one household or person
 *   import_complete.c  who is missing from complete files
 *   import_check.c     implausible combinations
 *   import_errors.c    what is wrong with a row
 *
 * entry.c runs rows that people enter one by one through the same steps.
 */
#pragma once

#include "evidence_sink.h"
#include "identity.h"
#include "import.h"
#include "import_value.h"
#include "list_file.h"
#include "membership.h"
#include "rows.h"

/* From non-zero 64-bit keys to 64-bit values, for the sets that grow with a file. */
struct seen {
    struct seen_slot {
        uint64_t key, value;
    } * slots;
    size_t n, cap;
};
int seen_put(struct seen *s, uint64_t key, uint64_t value, struct err *e);
bool seen_get(const struct seen *s, uint64_t key, uint64_t *ret);
void seen_done(struct seen *s);
static inline uint64_t seen_key(int64_t register_id, int64_t id)
{
    return (uint64_t)register_id << 44 | (uint64_t)id;
}

/* Where an accepted row stood; accepted is false for people whose rows were all rejected. */
struct row_place {
    size_t file;
    uint64_t line;
    bool accepted;
};
static inline uint64_t place_pack(struct row_place p)
{
    return (uint64_t)p.accepted << 63 | (uint64_t)p.file << 44 | (p.line & 0xfffffffffff);
}
static inline struct row_place place_unpack(uint64_t v)
{
    return (struct row_place){
        .file = v >> 44 & 0x7ffff, .line = v & 0xfffffffffff, .accepted = v >> 63};
}

/* A county's register, with what the import keeps of it. */
struct import_register {
    int64_t id;
    char county[13];
    int64_t next_household, next_person;
    struct identity_index *index;   /* people only */
    struct identity_writer *writer; /* opened when the first newcomer arrives */
};

/* A household that rows of these files belong to. */
struct touched {
    int64_t register_id, household_id;
    int64_t next_position, n_members;
    bool doubtful; /* a row's identity number couldn't be read */
};

struct cell {
    int state; /* enum value_state */
    struct fact value;
    struct str raw;
};

/* One household row's or one person row's subject while it is being written. */
struct subject {
    struct subject_key k;
    bool fresh;                  /* not in the register before this row */
    int32_t start;               /* its facts hold from here */
    struct subject_now now;      /* for good; becomes the resolved row */
    const struct fact *declared; /* what the source of this import states at start */
    const struct fact *in_force; /* what holds at start */
    struct evidence_rows *rows;  /* by group, where loaded */
    bool *loaded;
    bool now_changed; /* membership or evidence has changed */
};

/* The household that a row names. */
struct household_ref {
    bool found;
    int64_t register_id, household_id;
    /* people only */
    bool covered;   /* by the actor's scope */
    size_t touched; /* its number there, where it is found and covered */
};

/* What is wrong with a cell by itself: see import_fault. */
struct cell_fault_told {
    int column;
    struct str value;
    const char *problem, *remedy;
};

#define AHEAD_ROWS 200u
/* A row that was read ahead, and what the register has of it. */
struct import_row {
    uint64_t line;
    struct cell *cells; /* by attribute index */
    struct {
        struct cell_fault_told *at;
        size_t n, cap;
    } faults;
    struct household_ref household;
    struct subject *known; /* the row's subject as it is in the register; NULL = not looked up */
};

/* Where rows are entered by hand, what there is to say of them. Texts lie in the arena. */
struct by_hand {
    struct arena *a;
    struct {
        struct row_fault {
            int attribute;
            const char *zh, *en; /* what is wrong and what to do */
        } * at;
        size_t n, cap;
    } faults;
    struct {
        struct row_warning {
            enum entity entity;                           /* of what was entered */
            int64_t register_id, household_id, person_id; /* 0 = of the household */
            struct str name;                              /* masked */
            const char *zh, *en;
        } * at;
        size_t n, cap;
    } warnings;
};

struct import {
    struct reg *r;
    const struct actor *actor;
    const struct import_options *o;
    struct import_result result;
    int64_t seq, delivery_id;
    struct arena *a;   /* the run */
    struct arena *row; /* the current row */

    /* read ahead */
    struct arena *ahead;
    struct import_row *rows; /* AHEAD_ROWS of them */
    size_t n_rows;

    /* of the files, for messages: without folder where that is enough, and once a spreadsheet is
     * open with the sheet behind, file.xlsx:sheet */
    const char **names;

    /* the current file */
    size_t file;
    struct rows_reader *in;
    uint64_t line;
    struct {
        int *at; /* attribute index of each field, -1 = without header */
        size_t n, cap;
    } columns;
    const struct str *headers; /* as they stand in the file, by field */
    size_t n_headers;

    /* the current row */
    struct import_row *current;
    struct cell *cells; /* its */
    bool faulty;
    bool failed; /* out of memory where a fault was told */

    struct faults *faults;
    struct by_hand *by_hand;    /* instead; NULL = files */
    struct subject_key written; /* the last row's subject */
    uint64_t told_warnings;     /* on the report */

    /* across rows */
    struct {
        struct import_register *at;
        size_t n, cap;
    } registers;
    struct map *household_seen; /* household_no → place_pack */
    struct seen person_seen;    /* register and person → place_pack */
    struct seen touched_at;     /* register and household → index */
    struct {
        struct touched *at;
        size_t n, cap;
    } touched;
    char last_division_text[13]; /* the last division that was good, and its county */
    char last_county[13];

    struct { /* attribute indices of people, -1 = none */
        int id_no, sex, birth, pension, transfer;
    } at;

    struct bulk *subjects, *members;
    struct evidence_sink *evidence;
};

/* import.c: the parts of a run that entry.c has too. */
int import_begin(struct import *m, struct err *e);
void import_done(struct import *m);
int import_row(struct import *m, struct import_row *row, struct err *e);

/* import_errors.c: a fault of the current row; column: a field index or -1. The row is rejected. */
void import_fault(struct import *m, int column, struct str value, const char *problem,
                  const char *remedy);
/* The same for an attribute, with the cell as it stands in the file. */
void import_fault_at(struct import *m, int attribute, const char *problem, const char *remedy);

/* import_ahead.c: reads the next rows; *ret_more: the file may have others. An error of the file
 * leaves the rows before it, which come first. */
struct progress;
int import_ahead_read(struct import *m, struct progress *p, bool *ret_more, struct err *e);
int import_ahead_look_up(struct import *m, struct err *e);
/* A subject's resolved row has changed by another row than its own. */
void import_ahead_forget(struct import *m, struct subject_key k);

/* import_open.c: opens the current file and reads its header. */
int import_open(struct import *m, struct err *e);

/* import_file.c */
/* What its columns are: from the header that was read. */
int import_header(struct import *m, struct err *e);
/* A line without any content? */
int import_is_blank(struct import *m, const struct str *fields, size_t n, bool *ret, struct err *e);
/* Reads the cells of the row that the reader stands on; fields and what becomes of them live as
 * long as m->ahead. */
int import_cells(struct import *m, struct import_row *row, const struct str *fields, size_t n,
                 struct err *e);
/* One of them; lost: what a spreadsheet has made of it. */
int import_cell(struct import *m, struct import_row *row, const struct attribute *t, int column,
                struct str raw, enum cell_fault lost, struct err *e);
/* Must every list of the files' kind state it? */
bool import_requires(const struct import *m, const struct attribute *t);
const struct attribute *import_attribute(const struct import *m, int index);
/* Without folder unless two files share it. What is wrong with a file as a whole names its path. */
const char *import_file_name(const struct import *m, size_t file);

/* import_subject.c */
int subject_new(struct import *m, struct subject_key k, int32_t start, struct subject *ret,
                struct err *e);
/* The current row's subject, from what was read ahead if it is there. */
int subject_open(struct import *m, struct subject_key k, int32_t start, struct subject *ret,
                 struct err *e);
/* For import_ahead.c: a subject by its resolved row, in m->ahead, without what it states; and
 * whether the row will ask for its evidence of a group. */
int subject_known(struct import *m, struct subject_key k, int32_t start,
                  const struct subject_now *now, struct subject *ret, struct err *e);
bool subject_needs(const struct import *m, const struct import_row *row, const struct subject *s,
                   int g);
/* What an attribute is once the row is written: unknown, or its value. */
struct fact subject_after(const struct import *m, const struct subject *s, int attribute);
int subject_write(struct import *m, struct subject *s, bool *ret_changed, struct err *e);
int import_bulk_begin(struct import *m, struct err *e);
int import_bulk_end(struct import *m, struct err *e);

/* import_household.c */
int import_household_row(struct import *m, struct err *e);
int import_registers_load(struct import *m, struct err *e);
/* The county's register, made if it is new. */
int import_register_of(struct import *m, const char *county, struct import_register **ret,
                       struct err *e);
/* Its number among the touched ones; a new one has no members yet. */
int import_touch(struct import *m, int64_t register_id, int64_t household_id, size_t *ret,
                 struct err *e);

/* import_person.c */
int import_person_row(struct import *m, struct err *e);
struct import_register *import_register(struct import *m, int64_t id);
/* Who of a register has the number. */
int import_find_number(struct import *m, const struct import_register *x, const char *number,
                       int64_t *ret_id, bool *ret_found, struct err *e);
/* The row's identity number; false without. */
bool import_number(const struct import *m, const struct import_row *row, char ret[IDNO_TEXT]);
/* The day from which the row's facts hold: for a person not before birth. */
int32_t import_start(const struct import *m, const struct import_row *row);
/* The person is no longer a member from valid_from on. */
int import_leave(struct import *m, const struct membership *in, struct err *e);

/* import_complete.c, import_check.c: after the rows. */
int import_complete(struct import *m, struct err *e);
/* Tells that the person of the current row leaves `in` for the household of that row. */
int import_tell_move(struct import *m, const struct membership *in, int32_t on, struct err *e);
int import_check(struct import *m, struct err *e);
int import_household_no(struct import *m, int64_t register_id, int64_t household_id,
                        struct strbuf *out, struct err *e);
