/*
 * Writes a zip in one pass, so that nothing has to lie in temporary files: sizes stand behind each
 * entry's data. Deterministic: the same entries give the same bytes. Up to 4 GiB.
 */
#pragma once

#include "err.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct zip_out;
/* name stands in messages; it and f must outlive the writer. */
int zip_out_new(FILE *f, const char *name, struct zip_out **ret, struct err *e);
/* Entries one after the other; names are literals in ASCII or stay valid until the end. */
int zip_out_begin(struct zip_out *z, const char *entry, struct err *e);
int zip_out_add(struct zip_out *z, const void *data, size_t n, struct err *e);
int zip_out_end(struct zip_out *z, struct err *e);
/* The directory: the zip is complete. Writing errors are seen at the FILE's end too. */
int zip_out_finish(struct zip_out *z, struct err *e);
void zip_out_free(struct zip_out *z);
void zip_out_freep(struct zip_out **z);
