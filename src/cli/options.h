/* Command-line options: declared once, parsed, and printed by --help. */
#pragma once

#include "db.h"

#include <stdbool.h>
#include <stddef.h>

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_LIST };

/* What was given of options that may be repeated, in its order; several may share a list. */
#define OPTION_LIST_MAX 400
struct option_list {
    size_t n;
    struct {
        const char *name, *text;
    } at[OPTION_LIST_MAX];
};

struct option_spec {
    const char *name; /* without the dashes */
    enum option_kind kind;
    void *value;          /* bool *, const char ** or struct option_list * */
    const char *argument; /* what stands behind the name in the help; NULL for flags */
    const char *zh, *en;
};

struct verb {
    const char *name;
    const char *usage;   /* behind "heyi NAME " */
    const char *zh, *en; /* one line */
    /* argv[0] is the verb. The exit code: EXIT_…, below. */
    int (*run)(int argc, char **argv);
    const char *details_zh, *details_en; /* longer help, may be NULL */
};

enum { EXIT_DONE = 0, EXIT_REMARKS = 1, EXIT_USAGE = 2, EXIT_FAILED = 3 };

/* The verb being run, for --help. */
extern const struct verb *current_verb;

/* Where results and registers are; every verb has these options. */
struct common {
    const char *db, *format, *lang;
};
#define COMMON_OPTIONS(c)                                                                          \
    {"db",                                                                                         \
     OPTION_TEXT,                                                                                  \
     &(c).db,                                                                                      \
     "URL",                                                                                        \
     "登记库（默认 data/heyi.db）",                                                                \
     "the register (default data/heyi.db)"},                                                       \
        {"format",                                                                                 \
         OPTION_TEXT,                                                                              \
         &(c).format,                                                                              \
         "table|csv|json",                                                                         \
         "结果格式（默认 table）",                                                                 \
         "format of results (default table)"},                                                     \
    {                                                                                              \
        "lang", OPTION_TEXT, &(c).lang, "zh|en", "语言（默认 zh）", "language (default zh)"        \
    }
#define COMMON_DEFAULTS                                                                            \
    {                                                                                              \
        .db = "data/heyi.db", .format = "table", .lang = NULL                                      \
    }

/* Parses options anywhere among the words; *ret_rest gets the others (pointers into argv, which is
 * permuted). E_USAGE names the word. --help prints and exits 0. */
int options_parse(int argc, char **argv, const struct option_spec *specs, size_t n,
                  char ***ret_rest, int *ret_n_rest, struct err *e);

/* Prints the error on standard error; the exit code that belongs to it. */
int fail(const struct err *e);
/* A usage error with a hint at --help. */
int usage(const char *zh, const char *en);

/* Dates of options: DATE_NONE if text is NULL. */
int option_date(const char *name, const char *text, int *ret_days, struct err *e);

/* A whole number from 0 on: up to 18 digits. name: as the message has it. */
int option_number(const char *name, const char *text, int64_t *ret, struct err *e);

/* --known-at: the last change at that time; INT64_MAX (now) if text is NULL. */
int option_known_at(struct db *db, const char *text, int64_t *ret_seq, struct err *e);

/* Refuses (E_USAGE) an output file that is the register itself, its journal, its key, or one of the
 * inputs; path NULL is fine. */
int option_output(const char *name, const char *path, struct db *db, const char *const *inputs,
                  size_t n_inputs, struct err *e);

/* For verbs whose result is text for people only: refuses --format csv and json. */
int option_text_only(const char *format, struct err *e);
