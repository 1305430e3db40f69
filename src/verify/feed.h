/*
 * Definitions of department feeds (feeds/README.md): which columns a source's files have, whom a
 * row is about, when it holds, and what follows from several rows. Data, read once and immutable.
 */
#pragma once

#include "catalogue.h"
#include "feel.h"
#include "source.h"

#define FEEDS_MAX 60
#define FEED_COLUMNS_MAX 60
#define FEED_FACTS_MAX 20

enum feed_type {
    FEED_ID_NO,
    FEED_NAME,
    FEED_BIRTH,
    FEED_DIVISION,
    FEED_GROUP,
    FEED_TEXT,
    FEED_CODE,
    FEED_MONEY,  /* fen */
    FEED_NUMBER, /* decimal, kept as text */
    FEED_INTEGER,
    FEED_BOOLEAN,
    FEED_DATE,
    FEED_DAY,
    FEED_MONTH, /* its first day */
    FEED_YEAR,  /* its first day */
    FEED_FROM,
    FEED_TO,
};

struct feed_column {
    struct str name;
    enum feed_type type;
    size_t n_aliases, n_words;
    const struct str *aliases, *words;
    bool required;          /* absent "refused" */
    struct fact absent;     /* what an empty cell or a missing column means; unknown unless given */
    struct str absent_text; /* as the definition has it */
};

/* What a fact, an event or a lead evaluates over one row's columns; NULL in struct feed_fact = not
 * given. */
struct feed_expr;
struct str feed_expr_text(const struct feed_expr *x); /* "" for NULL */

enum feed_how { FEED_SUM, FEED_COUNT, FEED_ANY, FEED_LATEST, FEED_MAX, FEED_FIRST };
enum feed_dated { FEED_UNDATED, FEED_DAYS, FEED_MONTHS, FEED_YEARS, FEED_SPANS };

struct feed_fact {
    const struct attribute *attribute;
    enum feed_how how;
    bool part, least;
    const struct feed_expr *value, *condition;
    struct fact absent; /* unknown: nothing is stated */
};

enum feed_event_kind { FEED_DEAD, FEED_MOVED_OUT, FEED_MEMBER_MISSING };
struct feed_event {
    enum feed_event_kind kind;
    int column; /* tells when (date), or how one is related; -1 = none */
    const struct feed_expr *condition;
};
struct feed_lead {
    struct str name, note;
    const struct feed_expr *condition;
};

struct feed {
    struct str name, label, department, clause;
    int64_t standing;
    enum feed_dated dated;
    int window; /* months; of FEED_DAYS, FEED_MONTHS, FEED_YEARS */
    size_t n_columns, n_facts, n_events, n_leads;
    const struct feed_column *columns;
    const struct feed_fact *facts;
    const struct feed_event *events;
    const struct feed_lead *leads;
    struct {                                                    /* by column, -1 = none */
        int id_no, name, birth, division, group, day, from, to; /* day: also month and year */
    } at;
};

/* Differences up to the larger of the two are no divergence. */
struct feed_tolerance {
    const struct attribute *attribute;
    int64_t amount;   /* fen, or units of an integer */
    int64_t permille; /* of what was declared */
};

struct feeds {
    const char *hash; /* SM3 of all files, 64 hex digits */
    bool built_in;    /* those of this program, or of an earlier one */
    size_t n, n_tolerances, n_standings;
    const struct feed *at; /* by name */
    const struct feed_tolerance *tolerances;
    const struct standing_spec *standings;
    size_t n_files;
    const struct feeds_file {
        struct str name, content; /* "vehicle.csv" */
    } * files;                    /* by name */
    struct arena *arena;          /* all of it */
};

/* The files of a folder, or those built into the program. Errors name file, line and column, and
 * what to write instead (E_INVALID). c must outlive *ret. */
int feeds_open(const char *folder, const struct catalogue *c, struct feeds **ret, struct err *e);
int feeds_builtin(const struct catalogue *c, struct feeds **ret, struct err *e);
int feeds_read(const struct feeds_file *files, size_t n, const struct catalogue *c,
               struct feeds **ret, struct err *e);
void feeds_free(struct feeds *f);
void feeds_freep(struct feeds **f);
/* By name or label; NULL. */
const struct feed *feeds_find(const struct feeds *f, struct str name_or_label);
/* What its rows tell of: enum field_class of the attributes that follow from them, and money where
 * a column has some. */
uint32_t feed_fields(const struct feed *f);
/* The words of definitions: "id_no", "sum", "month", "dead". */
const char *feed_type_name(enum feed_type t);
const char *feed_how_name(enum feed_how h);
const char *feed_dated_name(enum feed_dated d);
const char *feed_event_name(enum feed_event_kind k);
/* No tolerance: both 0. */
struct feed_tolerance feeds_tolerance(const struct feeds *f, const struct attribute *t);

/* feed_store.c: stores the definitions as the version in force from the change seq on, with their
 * sources (`combined` too) and standings, if they aren't those in force (inside a write
 * transaction). */
int feeds_store(struct reg *r, const struct feeds *f, int64_t seq, bool *ret_changed,
                struct err *e);
/* Those in force as known at seq (INT64_MAX = now); E_NOT_FOUND: run heyi init. By hash: those that
 * a delivery was read by. The caller frees. */
int feeds_in_force(struct reg *r, int64_t seq, struct feeds **ret, struct err *e);
int feeds_by_hash(struct reg *r, struct str hash, struct feeds **ret, struct err *e);

/* Versions of all definitions, the last one first; of one file (its name without .csv: a source, or
 * FEEDS_ATTRIBUTES) those in which it became another. Texts in the arena. */
#define FEEDS_ATTRIBUTES "attributes"
struct feeds_version {
    int64_t version, seq, at; /* at: microseconds */
    struct str hash, actor, why;
    bool built_in;
    struct str content; /* of the file; empty: it isn't there from then on */
};
struct feeds_versions {
    struct feeds_version *at;
    size_t n, cap;
};
int feeds_versions(struct reg *r, struct str file, struct arena *a, struct feeds_versions *ret,
                   struct err *e);
/* The definitions in force with another file in place of, or beside, theirs: checked as a whole
 * (E_INVALID tells file, line and column). feeds_change stores them under a change of its own as
 * the bureau's own; it needs RIGHT_POLICY and a reason. E_CONFLICT where nothing would be another.
 */
int feeds_with(struct reg *r, struct str file, struct str content, struct feeds **ret,
               struct err *e);
int feeds_change(struct reg *r, const struct actor *actor, struct str file, struct str content,
                 struct str reason, int64_t *ret_version, struct err *e);

/*
 * Evaluating over a row: cells[i] belongs to columns[i] (not known = unknown). One evaluator a
 * thread. A condition that isn't given holds, one that is unknown doesn't; one that fails (an error
 * in FEEL) is E_INVALID with the definition's place.
 */
struct feed_evaluator;
int feed_evaluator_new(const struct feed *f, struct feed_evaluator **ret, struct err *e);
void feed_evaluator_free(struct feed_evaluator *x);
void feed_evaluator_freep(struct feed_evaluator **x);
int feed_holds(struct feed_evaluator *x, const struct feed_expr *condition,
               const struct fact *cells, bool *ret, struct err *e);
/* The value as the attribute's type has it (codes by code or label); not known if it is unknown.
 * Text lives until the next call. */
int feed_value(struct feed_evaluator *x, const struct feed_fact *fact, const struct fact *cells,
               struct fact *ret, struct err *e);

/* Cells as they are kept (JSON array in the order of columns; number and name are null): appended.
 * Read back into *ret (n_columns), text in the arena; E_CORRUPT. */
int feed_cells_write(const struct feed *f, const struct fact *cells, struct strbuf *out);
int feed_cells_read(const struct feed *f, struct str text, struct arena *a, struct fact **ret,
                    struct err *e);
/* For people: "所属月份 2018-05；收入额 3200.00", without what isn't known; appended. Always in
 * Chinese, as the columns are: it is stored and stands in CSV. */
void feed_cell_print(const struct feed_column *c, struct fact v, struct strbuf *out);
void feed_cells_print(const struct feed *f, const struct fact *cells, struct strbuf *out);
