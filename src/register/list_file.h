/*
 * What all readers of lists share (imports, feeds of departments): names of files in messages,
 * where the header is, columns that nobody knows, the errors file.
 */
#pragma once

#include "rows.h"

#include <stdio.h>

/* For messages: the names given, or without these those of the files without folders, unless two
 * share one. In the arena. */
int list_names(const char *const *files, const char *const *given, size_t n, struct arena *a,
               const char ***ret, struct err *e);

/* Which column a header, narrowed and trimmed, names; -1 = none. */
typedef int list_column_fn(const void *arg, struct str header);
/*
 * Reads up to the header: the first of the leading rows that names known columns, for a title and
 * the name of the office may stand above it; where there is no such row, the likeliest one. The
 * headers are narrowed and trimmed, in the arena. E_INVALID for an empty file.
 */
int list_header(struct rows_reader *in, const char *path, list_column_fn *find, const void *arg,
                struct arena *a, const struct str **ret, size_t *ret_n, uint64_t *ret_line,
                struct err *e);
/* To an error about a workbook's header: perhaps another sheet was meant. */
void list_hint_at_sheets(struct rows_reader *in, struct err *e);
/* Tells on the report which sheets of a workbook nobody has asked for. */
int list_tell_sheets(struct rows_reader *in, const char *name, FILE *report, struct err *e);

/* “工资”（是不是“工资性收入”？）、“备注”: headers that nobody knows, each with the nearest name,
 * appended. true: every one of them is near to one. */
bool list_unknown(const struct str *headers, size_t n, const struct str *names, size_t n_names,
                  struct strbuf *zh, struct strbuf *en);

/*
 * Faults of rows: all of them to the errors file, or without one the first rows on the report.
 */
struct faults;
/* What is wrong and what to do, in English, for the Chinese words that tell what is wrong. */
const char *fault_english(const char *problem);
/* Those words without what differs from row to row: what rows can be told apart by. */
const char *fault_cause(const char *problem);
struct fault_place {
    const char *file;
    uint64_t line;
    struct str header, value; /* as they stand in the file; identity numbers are masked here */
    bool id_no;               /* the value is, or should be, an identity number */
};
/* path and report may be NULL. */
int faults_open(const char *path, FILE *report, struct faults **ret, struct err *e);
/* first: of its row. Texts in Chinese. E_NOMEM; what can't be written is told by faults_commit. */
int faults_tell(struct faults *f, const struct fault_place *at, bool first, const char *problem,
                const char *remedy);
/* Ends the errors file, and tells how many rows were not told. */
int faults_commit(struct faults *f, struct err *e);
void faults_free(struct faults *f);
void faults_freep(struct faults **f);
