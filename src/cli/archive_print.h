/* What backup, restore and copy tell of an archive. */
#pragma once

#include "archive.h"
#include "table.h"

/* For people a line (verbose: and the tables), for programs everything. */
void archive_print(const struct manifest *m, enum table_format format, bool verbose, FILE *out);

/* What became of a database that was filled: steps of an upgrade, why this program can't use it. */
void archive_print_state(const struct restored *x, FILE *out);

/* Which key file it needs, where that must lie, and whether it lies there. */
void archive_print_key(const struct restored *x, FILE *out);
