/*
 * The register: one database with divisions, households, people, memberships and evidence in two
 * times. Every call takes the actor, adds the actor's scope to its query, and writes go under a
 * change (access/change.h).
 */
#pragma once

#include "actor.h"
#include "db.h"
#include "keys.h"
#include "pack.h"

/* Tables of this layer and of access. */
extern const struct schema_part register_schema;

struct reg; /* an open register: database, catalogue, keys, pack in force */

/* Creates or migrates: schema, catalogue (grows in place), divisions, key file (on creation), and
 * the pack of pack_folder (NULL keeps what is there) as a new version if its hash is new; a pack
 * that pack_check refuses is refused before anything is made. Reports what it did, once it holds,
 * in Chinese/English lines to log (may be NULL). A first init that fails leaves no file. */
int reg_init(const char *url, const struct actor *actor, const char *pack_folder, FILE *log,
             struct err *e);
/* Opens an existing register; E_UNSUPPORTED tells to run `heyi init` when it needs migration. */
int reg_open(const char *url, enum db_mode mode, struct reg **ret, struct err *e);
/* Would reg_open take a database that is open already? Its tables and attributes, not its keys. */
int reg_check(struct db *db, struct err *e);
/* What an open register keeps in memory of what others may have written since (sources and their
 * standings) is read again, if it was. Every transaction begins so; whoever reads without one for
 * longer than a command runs asks for it. */
int reg_refresh(struct reg *r, struct err *e);
void reg_close(struct reg *r);
void reg_closep(struct reg **r);
struct db *reg_db(struct reg *r);
const struct catalogue *reg_catalogue(const struct reg *r);

/* The pack in force as known at seq (INT64_MAX = now). Cached; owned by the register. */
int reg_pack(struct reg *r, int64_t seq, const struct pack **ret, struct err *e);

/* Divisions: a dated tree. */
struct division {
    struct str code, parent, name; /* 12 digits */
    int level;                     /* 1 province, 2 prefecture, 3 county, 4 town, 5 village */
    bool has_children;             /* in the list, at any time */
};
/* E_NOT_FOUND if there is none on that date. Text lives as long as the register is open. */
int reg_division(struct reg *r, struct str code12, int32_t on, struct division *ret, struct err *e);
/* Those in force on that date, by code: below `parent` (12 digits; "" = provinces), or, where text
 * isn't empty, all whose name contains it, below parent at any depth. Behind the code `after`; below
 * 0 fn ends it, 1 too, without an error. Divisions are public: no scope. */
typedef int reg_division_fn(void *arg, const struct division *d, struct err *e);
int reg_division_list(struct reg *r, struct str parent, struct str text, int32_t on,
                      struct str after, reg_division_fn *fn, void *arg, struct err *e);
/* The counties that there are registers of, by code. */
int reg_counties(struct reg *r, int32_t on, reg_division_fn *fn, void *arg, struct err *e);
/* "440783116" → "440783116000", checks digits; false if it can't be a code from county down. */
bool division_pad(struct str code, char ret[13]);
/* The significant prefix of a padded code: 440783116000 → 440783116. */
struct str division_prefix(struct str code12);
/* Full name from the county down ("开平市赤水镇步栏村委会"), appended. */
int reg_division_name(struct reg *r, struct str code12, struct strbuf *out, struct err *e);
