/* A register in a folder of its own, files to import, and what tests look at. */
#pragma once

#include "actor.h"
#include "import.h"
#include "scan.h"

struct fixture {
    char folder[64];
    char url[256]; /* of the product under test (testdb.h) */
    struct actor actor;
    struct reg *reg;
    FILE *report; /* of the last import */
    char *report_text;
    size_t report_len;
    struct import_result result;
    struct err err;
};

/* Aborts the test on any failure, as everything here that returns nothing. */
void fixture_make(struct fixture *f); /* an empty register, opened for writing */
void fixture_free(struct fixture *f);
void fixture_reopen(struct fixture *f);
/* Path of a file in the folder; the buffer is the caller's. */
char *fixture_path(const struct fixture *f, const char *name, char buf[160]);
void fixture_write(const struct fixture *f, const char *name, const void *data, size_t len);
/* The text of a file in the folder, to be freed. */
char *fixture_read(const struct fixture *f, const char *name);

enum { IMPORT_DRY = 1, IMPORT_COMPLETE = 2 };
/* Imports one file of the folder, with errors.csv as its errors file. */
int fixture_import(struct fixture *f, enum entity entity, const char *name, int32_t valid_from,
                   int flags);
/* The same for a text. */
int fixture_import_text(struct fixture *f, enum entity entity, const char *text,
                        const char *valid_from, int flags);

/* Everything in the database as text, without what only tells that an import took place (change,
 * delivery) unless all is set. To be freed. */
char *fixture_dump(struct fixture *f, bool all);
/* Rows in all evidence tables. */
int64_t fixture_evidence(struct fixture *f);
/* Households with members and known facts on a day. */
void fixture_scan(struct fixture *f, int32_t as_of, int64_t seq, struct strbuf *out);
void fixture_scan_division(struct fixture *f, const char *division, int32_t as_of, int64_t seq,
                           struct strbuf *out);

/* What heyi check finds must be nothing. */
void fixture_check(struct fixture *f);

int32_t day(const char *text);
/* 11 digits (birth date and sequence) to a synthetic number. */
void number_of(const char *digits11, char ret[19]);
