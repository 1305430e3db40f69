/*
 * The office: the database of those who work here: accounts, sessions, the audit trail, jobs. On
 * SQLite it is a file of its own beside the register's (heyi.db.office), since there one writer at
 * a time may write to a file: an import of a minute must not keep anybody from signing in, from
 * looking at a household (which is recorded), or from cancelling it. On PostgreSQL it is the same
 * database, and its writers don't wait for the register's.
 */
#pragma once

#include "db.h"

/* url: the register's. DB_CREATE makes the file where it is missing, and brings its tables to the
 * newest version. */
int office_open(const char *url, enum db_mode mode, struct db **ret, struct err *e);
