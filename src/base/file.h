/* Whole files: reading with a limit, and writing so that a file is there complete or not at all. */
#pragma once

#include "err.h"
#include "str.h"

#include <stdbool.h>
#include <stdio.h>

/* Reads a file (`-` is standard input) into b, at most limit bytes (E_LIMIT). */
int file_read(const char *path, size_t limit, struct strbuf *b, struct err *e);

/* A file that appears under its name only when it is complete: written beside it under a temporary
 * name, flushed to disk, renamed, the folder flushed. Without commit nothing remains. `-` is standard output. A
 * symbolic link is followed; a device or pipe is written as it is. */
struct file_out;
int file_out_open(const char *path, struct file_out **ret, struct err *e);
FILE *file_out_stream(struct file_out *f);
int file_out_commit(struct file_out *f, struct err *e); /* E_IO also for earlier write errors */
void file_out_free(struct file_out *f);
void file_out_freep(struct file_out **f);

/* A new name survives a power cut only when the folder of the file is flushed too. Not every file
 * system can do that: best effort. */
void file_flush_folder(const char *path);

/* Do both paths exist and lead to the same file? */
bool file_same(const char *a, const char *b);

/* A file without a name, for what memory shouldn't hold: in TMPDIR, or /var/tmp. It ends with the
 * descriptor and its mappings. E_IO. */
int file_nameless(int *ret_fd, struct err *e);
