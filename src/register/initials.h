/*
 * Names by the letters that their syllables begin with: 李小明 is lxm. Characters with several
 * readings give a name several initials (曾 is c and z), so that it is found by the one that its
 * people use, and by the one that somebody took it for. Latin letters are their own; anything else
 * (the point in 买买提·艾力, rare characters of which no reading is known) is passed over.
 *
 * Table person_initials has all of them for each resolved name.
 */
#pragma once

#include "evidence.h"

#define INITIALS_BYTES 17 /* what stands behind the 16th letter is passed over */
#define INITIALS_MAX 16   /* of one name; of more, the first in order of the alphabet */

/* In order of the alphabet; how many. */
size_t initials_of(struct str name, char ret[INITIALS_MAX][INITIALS_BYTES]);
/* Do any of a name's initials begin so? letters: small ones. */
bool initials_fit(struct str name, struct str letters);
/* Can it only be meant as initials? Latin letters, nothing else; ret: small ones. */
bool initials_read(struct str text, char ret[INITIALS_BYTES]);

/* A migration: the table, filled from the names that are there. */
int initials_schema(struct db *db, struct err *e);
/* Rows of a person who is new. b: begun here with the first one, the caller's to end and free. */
int initials_insert(struct db *db, struct bulk **b, struct subject_key k, struct str name,
                    struct err *e);
/* Of one whose name is another now. */
int initials_change(struct db *db, struct subject_key k, struct str was, struct str is,
                    struct err *e);
