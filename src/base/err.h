/*
 * Errors: a negative code from one catalogue, and the detail in a struct that the caller passes.
 *
 * Every message is given twice, in Chinese and in English, with the same arguments in the same
 * order; whoever shows it picks one (err_text). Messages end without a full stop and say, where
 * that is known, what to do next. They never contain a whole identity number.
 *
 *     return err_set(e, E_SYNTAX, "第 %zu 行：引号没有结束", "line %zu: quote is not closed",
 * line);
 */
#pragma once

#include <stddef.h>

enum err_code {
    E_OK = 0,
    E_NOMEM = -1,        /* memory exhausted, or an arena's limit reached */
    E_IO = -2,           /* the operating system refused: file, disk, pipe */
    E_SYNTAX = -3,       /* input does not follow its grammar */
    E_LIMIT = -4,        /* a bound on size, depth or count was reached */
    E_NOT_FOUND = -5,    /* something named does not exist */
    E_EXISTS = -6,       /* something to be created exists already */
    E_INVALID = -7,      /* well-formed, but not allowed here */
    E_CONFLICT = -8,     /* contradicts what is there (constraint, later commit) */
    E_BUSY = -9,         /* another process holds it; try again */
    E_DENIED = -10,      /* the actor has no right to this */
    E_CORRUPT = -11,     /* stored data fails its own check */
    E_UNSUPPORTED = -12, /* a version or construct this program doesn't handle */
    E_USAGE = -13,       /* wrong command line */
    E_RANGE = -14,       /* a number or date leaves the range that can be represented */
    E_CANCELLED = -15,   /* whoever asked for it wants it no more (base/progress.h) */
};

struct err {
    int code;      /* 0 while unset */
    char zh[1024]; /* UTF-8, NUL-terminated, cut at a character boundary */
    char en[1024];
};

/* Sets *e (may be NULL) and returns code, so that a function can `return err_set(…)`. */
int err_set(struct err *e, int code, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));

/* Puts the place where it happened in front of a message already set: "place: message". Returns the
 * code that is set, and without e some error (E_INVALID): never 0 on an error. */
int err_at(struct err *e, const char *zh, const char *en, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));

/* Out of memory, in one word. */
int err_nomem(struct err *e);

/* E_IO with strerror(errno_value) for a file. */
int err_io(struct err *e, int errno_value, const char *path);

/* The message in the thread's language (lang.h). Never NULL. */
const char *err_text(const struct err *e);
