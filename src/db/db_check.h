/* heyi check: what all layers' checks need of a database. */
#pragma once

#include "checkup.h"
#include "db.h"

/* Are the tables of a part those that its migrations make? Under the kind "schema", which all parts
 * share. *ret_usable false: another version, or something is missing, so that the part can't be
 * read. */
int schema_part_check(struct db *db, const struct schema_part *part, struct checkup *c,
                      bool *ret_usable, struct err *e);

/* checkup_end for a check that read from db: after an error of the database the read transaction is
 * begun anew, for nothing more could be read in it. */
int db_check_end(struct db *db, struct checkup_kind *k, int rc, struct err *e);
