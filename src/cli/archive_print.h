/* What backup, restore and copy tell of an archive. */
#pragma once

#include "archive.h"
#include "table.h"

/* For people a line (verbose: and the tables), for programs everything. */
void archive_print(const struct manifest *m, enum table_format format, bool verbose, FILE *out);

/* Which key file the database needs, where it must lie, and whether it lies there. */
void archive_print_key(const struct manifest *m, struct db *db, FILE *out);
