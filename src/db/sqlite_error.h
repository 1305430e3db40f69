/* SQLite's result codes as errors of ours (private to src/db). */
#pragma once

#include "err.h"

#include <sqlite3.h>

/* Code and message for the failure rc of connection h (may be NULL) on the file path. Never shows
 * a value that was bound. */
int sqlite_error(struct err *e, sqlite3 *h, int rc, const char *path);
