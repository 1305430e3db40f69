/*
 * The process gives up what a server has no use for, so that whoever takes it over by a flaw gets
 * the register that it serves and nothing else of the machine:
 *
 * - files: only the places named and the system's public ones (Landlock, Linux 5.13 or newer);
 * - calls: a list of those that are needed (seccomp); others don't work (ENOSYS), and those that
 *   only an intruder would make end the process at once: another program, ptrace, mounts, …;
 * - no new privileges, no core files and no look at its memory, files for the owner alone; of
 *   root's powers only those over files, which Landlock bounds.
 */
#pragma once

#include "err.h"

#include <stdbool.h>
#include <stddef.h>

struct sandbox {
    const char *const *read;  /* files and folders with all in them; those that don't exist count */
    size_t n_read;            /* for nothing */
    const char *const *write; /* folders, which exist; names in them may be made and removed too */
    size_t n_write;
    bool connect; /* to a database server, with TLS and names to resolve */
};

/* What of it holds: a kernel may lack one or the other. */
enum { SANDBOX_FILES = 1, SANDBOX_CALLS = 2, SANDBOX_ALL = 3 };

/* For good, for the calling thread and those that it starts: before there are others. */
int sandbox_enter(const struct sandbox *s, unsigned *ret_holds, struct err *e);
