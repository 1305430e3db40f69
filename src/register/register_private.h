/* What the files of src/register share: the open register and its place for each attribute. */
#pragma once

#include "map.h"
#include "register.h"

#define SOURCE_DECLARATION 1
#define SOURCES_MAX 255 /* a resolved row keeps the winner's id in one byte */

/* Open ends in memory (null in tables), and "now" and "for good", which lie before them. */
#define SEQ_OPEN INT64_MAX
#define SEQ_NOW (INT64_MAX - 1)
#define DAY_OPEN INT32_MAX
#define DAY_LAST (INT32_MAX - 1)

/* How much a source is believed from a change on, the higher the more. */
struct standing_since {
    const struct attribute *attribute; /* NULL = what has none of its own */
    int64_t seq, standing;             /* standing 0 = none of its own any more */
};
struct source {
    int64_t id;
    struct str name, label;
    size_t n_standings;
    const struct standing_since *standings; /* the earliest first */
};

/*
 * Where a database keeps an attribute. Both numbers are given when the database first meets it and
 * never change, so that a catalogue may put new lines anywhere.
 */
struct place {
    int slot; /* in the `won` bytes of a resolved row */
    int bit;  /* in the masks of its group's evidence */
};

/* SQL made from the catalogue once, when the register is opened. */
struct group_sql {
    const char *select;                  /* $1 register, $2 subject; columns: see evidence.c */
    const char *all;                     /* register_id, subject_id and those, in this order */
    const char *prefixed;                /* the columns of select with x. in front */
    const char *table, *columns, *types; /* for bulk_begin */
    const char *supersede;               /* $1 seq, $2 register, $3 subject, $4 evidence */
};
struct entity_sql {
    const char *now_columns, *now_types; /* for bulk_begin; also `select` of a resolved row */
    const char *now_select;              /* $1 register, $2 subject */
    const char *now_update;              /* values as now_columns; the first two are the key */
    const char *now_prefixed;            /* now_columns with n. in front, for joins */
    const struct group_sql *groups;
};

/* Changes under which standings became others, ascending. */
struct turns {
    int64_t *at;
    size_t n, cap;
};

struct division_row {
    struct division d;
    int32_t valid_from, valid_to;
};

struct pack_cached {
    struct pack *pack;
    struct pack_cached *next;
};

struct reg {
    struct db *db;
    struct arena *arena; /* lives as long as the register is open */
    struct catalogue *catalogue;
    struct keys *keys; /* see reg_keys */
    const struct place *places[N_ENTITIES];
    int n_slots[N_ENTITIES];
    struct entity_sql sql[N_ENTITIES];
    const char *members_sql, *members_of_sql; /* of all households, of one: see scan.c */
    struct source *sources[SOURCES_MAX + 1];
    struct turns turns;
    struct arena *sources_arena;          /* both lie in it */
    int64_t sources_seq;                  /* their last change; -1 = it may not hold */
    const struct division_row *divisions; /* sorted by code, then valid_from */
    size_t n_divisions;
    struct { /* attribute indices */
        int division, household_no, member_household_no, name;
    } at;
    struct { /* the last division told: lists come in their order */
        char code[13];
        struct strbuf name;
    } named;
    struct map *unlisted; /* codes below the end of the list, as they were met */
    struct pack_cached *packs;
};

extern const char *const entity_name[N_ENTITIES]; /* "household" */
extern const char *const entity_key[N_ENTITIES];  /* "household_id" */
extern const char *const entity_now[N_ENTITIES];  /* "household_now" */

/* For what needs r->keys: E_NOT_FOUND where the key file is missing. */
int reg_keys(struct reg *r, struct err *e);
/* NULL where there is no such source. */
static inline const struct source *reg_source(const struct reg *r, int64_t id)
{
    return id > 0 && id <= SOURCES_MAX ? r->sources[id] : NULL;
}

/* Attribute index by id, -1 where the catalogue has none. */
int reg_attribute(const struct reg *r, enum entity entity, const char *id);

/* reg_init and reg_open with another catalogue than the built-in one (tests, upgrades). */
int reg_init_catalogue(const char *url, const struct actor *actor, const char *pack_folder,
                       struct str catalogue_csv, FILE *log, struct err *e);
int reg_open_catalogue(const char *url, enum db_mode mode, struct str catalogue_csv,
                       struct reg **ret, struct err *e);

/* The steps of opening: a register with its catalogue only; what is read from its database, the
 * keys apart. */
int reg_new(struct str catalogue_csv, struct reg **ret, struct err *e);
int reg_load(struct reg *r, struct err *e);

/* attributes.c: brings the tables to the catalogue (inside a write transaction), or checks that
 * they are (grow false). *ret_added counts new attributes. Sets r->places. */
int attributes_sync(struct reg *r, bool grow, int *ret_added, struct err *e);
int attributes_sql(struct reg *r, struct err *e);
/* Tables, columns and indexes for what catalogue_attribute says, where they are missing; the first
 * before the step of the schema that adds it without the column `least`. */
int attributes_tables(struct db *db, struct err *e);
int attributes_complete(struct db *db, struct err *e);

/* source_load.c: r->sources, as they are in the database; and again, where others (or a transaction
 * that was rolled back) have changed them. */
int sources_load(struct reg *r, struct err *e);
int sources_refresh(struct reg *r, struct err *e);
/* As known at seq; 0 = there was none. */
int64_t source_standing(const struct source *s, const struct attribute *t, int64_t seq);
/* Is an attribute's standing another one from the change seq on, of a source that was there before?
 */
bool source_turns(const struct source *s, const struct attribute *t, int64_t seq);

/* scan.c: r->members_sql, after attributes_sql. */
int scan_sql(struct reg *r, struct err *e);

/* division.c */
int divisions_store(struct db *db, struct str csv, int *ret_changed, struct err *e);
int divisions_load(struct reg *r, struct err *e);
struct str divisions_builtin(void);
/* The county a division belongs to, padded, and its name; a prefecture without counties counts as
 * one. E_NOT_FOUND above county level. */
int division_county(struct reg *r, struct str code12, int32_t on, char ret[13], struct err *e);

/* register_pack.c */
/* Reads and checks a pack; findings go to log (may be NULL). Needs no database yet. */
int register_pack_open(const struct reg *r, const char *folder, FILE *log, struct pack **ret,
                       struct err *e);
/* A new version unless it is the one in force; what was done is appended to *log. */
int register_pack_store(struct reg *r, const struct pack *p, int64_t seq, struct strbuf *log,
                        bool *ret_changed, struct err *e);
void register_pack_free(struct reg *r);
