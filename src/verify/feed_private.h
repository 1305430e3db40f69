/*
 * The inside of definitions:
 *
 *   feed.c          finding, freeing
 *   feed_read.c     all files of a set: which belong to it, their hash, what holds among sources
 *   feed_define.c   one source: its file's rows, source and columns
 *   feed_rules.c    its facts, events and leads
 *   feed_standing.c attributes.csv
 *   feed_prove.c    every word that a column may hold, put through the rules
 *   feed_eval.c     FEEL over a row
 *   feed_cells.c    cells as they are kept
 *   feed_cell.c     one cell of a file
 */
#pragma once

#include "feed.h"
#include "import_value.h"

#define FEED_WORDS_MAX 200
#define FEED_WINDOW_MAX 120
#define FEED_STANDING_MAX 899 /* a correction by hand outranks every source */

/* An expression and where it stands. */
struct feed_expr {
    const struct feel_expr *feel;
    struct str file;
    uint64_t line;
    const char *column;
};

enum define_column { D_ITEM, D_NAME, D_RULE, D_VALUE, D_CONDITION, D_ABSENT, D_NOTE };
#define N_DEFINE_COLUMNS 7

struct define_row {
    uint64_t line;
    struct str cell[N_DEFINE_COLUMNS];
};

/* One file being read. */
struct define {
    struct arena *a;
    const struct catalogue *catalogue;
    struct str file;
    struct feed *feed;
    struct {
        struct define_row *at;
        size_t n, cap;
    } rows;
    struct {
        struct feed_column *at;
        size_t n, cap;
    } columns;
    struct {
        uint64_t *at; /* where each column is defined */
        size_t n, cap;
    } column_lines;
    const struct feel_scope *scope; /* slot i is column i */
};

/* *ret's name is the file's without .csv. */
int feed_define(const struct feeds_file *file, const struct catalogue *c, struct arena *a,
                struct feed *ret, struct err *e);
int feed_define_rules(struct define *d, struct err *e);
/* An error in one cell: file, line and column in front; E_INVALID. */
#define define_bad(d, row, c, e, zh, en, ...)                                                      \
    (err_set((e), E_INVALID, zh, en, ##__VA_ARGS__), define_place(d, row, c, e))
int define_place(const struct define *d, const struct define_row *row, enum define_column c,
                 struct err *e);
/* What an item doesn't use must be empty: whatever stood there would be lost. */
int define_unused(const struct define *d, const struct define_row *row, enum define_column c,
                  struct err *e);
/* An attribute of people or households that is evidence; NULL. */
const struct attribute *feed_attribute(const struct catalogue *c, struct str id_or_label);

/* Rules that can't be right: a fact that a word of a code column makes no value of its attribute, a
 * condition that no words fulfil. */
int feed_prove(const struct feed *f, struct err *e);

struct feeds_standing {
    struct {
        struct feed_tolerance *at;
        size_t n, cap;
    } tolerances;
    struct {
        struct standing_spec *at;
        size_t n, cap;
    } standings;
};
int feed_standing_read(const struct feeds_file *file, const struct feeds *f,
                       const struct catalogue *c, struct arena *a, struct feeds_standing *ret,
                       struct err *e);

/* As feed_holds; *ret_unknown: it hangs on cells that aren't known. */
int feed_condition(struct feed_evaluator *x, const struct feed_expr *condition,
                   const struct fact *cells, bool *ret, bool *ret_unknown, struct err *e);

/*
 * One cell by its column's type, as value_read: VALUE_STATED, VALUE_EMPTY (also - and 未知: files
 * of departments withdraw nothing) or VALUE_BAD. Of month the first day, of year too. Number and
 * name are none of its business.
 */
int feed_cell_read(const struct feed_column *c, struct str raw, struct arena *a, struct fact *ret,
                   struct value_fault *ret_fault);
static inline bool feed_type_is_date(enum feed_type t)
{
    return t == FEED_BIRTH || t >= FEED_DATE;
}
