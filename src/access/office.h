/*
 * The office: the database of those who work here: accounts, sessions, the audit trail, jobs. On
 * SQLite it is a file of its own beside the register's (heyi.db.office), since there one writer at
 * a time may write to a file: an import of a minute must not keep anybody from signing in, from
 * looking at a household (which is recorded), or from cancelling it. On PostgreSQL it is the same
 * database, and its writers don't wait for the register's.
 */
#pragma once

#include "checkup.h"
#include "db.h"

/* What it is made of; ends with NULL. Tables have other names than the register's, so that both may
 * be one database, or one archive. */
extern const struct schema_part *const office_parts[];

#define OFFICE_NAME "office"

/* url: the register's. DB_CREATE makes the file where it is missing, and brings its tables to the
 * newest version; DB_READ and DB_WRITE refuse any other (E_NOT_FOUND, E_UNSUPPORTED). */
int office_open(const char *url, enum db_mode mode, struct db **ret, struct err *e);

/* For reading, as it is, of any version; NULL where there is none. */
int office_look(const char *url, struct db **ret, struct err *e);

/* heyi check: of what office_look gave. */
int office_check(struct db *office, struct checkup *c, struct err *e);
