/*
 * The catalogue of facts: what can be known of a household and of a person. catalogue.csv drives
 * evidence tables, import headers, code lists, exports and the inputs of the policy; a new line
 * there is a new fact everywhere.
 */
#pragma once

#include "arena.h"
#include "err.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

enum entity { ENTITY_HOUSEHOLD, ENTITY_PERSON };
#define N_ENTITIES 2

enum attribute_type {
    ATTR_TEXT,
    ATTR_DIVISION, /* 12 digits */
    ATTR_CODE,     /* one of codes, stored as the code's word */
    ATTR_CODES,    /* several, sorted, separated by ; ("" = none of them) */
    ATTR_INTEGER,
    ATTR_BOOLEAN, /* 0, 1 */
    ATTR_MONEY,   /* fen */
    ATTR_DATE,    /* days since 1970-01-01 */
    ATTR_ID_NO,   /* 18 characters; never in an evidence table */
};

enum absent {
    ABSENT_UNKNOWN, /* an empty cell says nothing */
    ABSENT_VALUE,   /* an empty cell means attribute.absent_value */
    ABSENT_EMPTY,   /* an empty cell means "none": no date, no text */
};

struct code {
    struct str code, label;
};

/* A value as registers, imports and the policy exchange it. Text types use s, the others i. */
struct fact {
    bool known;
    bool none; /* known to be absent (ABSENT_EMPTY): a date that isn't there */
    int64_t i;
    struct str s;
};

struct attribute {
    struct str id, label, unit, note;
    enum entity entity;
    enum attribute_type type;
    bool key;       /* household_no, id_no */
    int index;      /* within the entity, in catalogue order */
    int group, bit; /* index of its fact group; bit within the group's masks, 0 … 62, in
                       catalogue order (so new lines belong at the group's end); -1 for
                       what is no evidence */
    size_t n_codes;
    const struct code *codes;
    enum absent absent;
    struct fact absent_value;
    uint32_t fields;  /* enum field_class: who may see it; 0 = whoever may look at the household */
    int64_t min, max; /* INTEGER and MONEY: the values allowed (from 0, unbounded, unless stated) */
};

/* What arrives together and shares a table. */
struct fact_group {
    struct str name, table; /* "income", "evidence_person_income" */
    enum entity entity;
    size_t n;
    const int *attributes; /* indices, in order of bits */
};

struct catalogue {
    size_t n[N_ENTITIES];
    const struct attribute *attributes[N_ENTITIES];
    size_t n_groups[N_ENTITIES];
    const struct fact_group *groups[N_ENTITIES];
    struct str text; /* the CSV it was read from */
    /* Attributes that the program itself knows, by index; -1 = the catalogue has none. */
    struct {
        int division, residence, prior_category, prior_amount, prior_grace_until; /* household */
        int name;       /* person */
        int incomes[4]; /* person: what together is the whole income */
    } known;
};

/* Reads the CSV; errors name line and column. An empty `absent` means "none" for text and date,
 * unknown for every other type. Columns: id,label,entity,group,type,unit,codes,
 * absent,note and optionally min,max,fields. ids are [a-z][a-z0-9_]*, each once per entity, as are
 * labels.
 */
int catalogue_read(struct str csv, const char *name, struct arena *a, struct catalogue **ret,
                   struct err *e);
/* The CSV built into the program. */
struct str catalogue_builtin(void);

/* By id or label; NULL. */
const struct attribute *catalogue_find(const struct catalogue *c, enum entity entity,
                                       struct str id_or_label);
/* Columns of evidence tables and resolved rows for an attribute: false for the keys, which are not
 * evidence (household_no, id_no, and the person's household_no). */
bool attribute_is_evidence(const struct attribute *t);
/* "i" or "t": how the value is stored (see db.h). */
static inline char attribute_storage(const struct attribute *t)
{
    return t->type == ATTR_INTEGER || t->type == ATTR_BOOLEAN || t->type == ATTR_MONEY ||
                   t->type == ATTR_DATE
               ? 'i'
               : 't';
}
const struct code *attribute_code(const struct attribute *t, struct str code_or_label);

/* Canonical text of a value for files: money 12.30, dates 2018-06-30, true/false, codes; empty if
 * not known. people: for people, in the thread's language (是, 农村, 800.00 元). */
void fact_print(const struct attribute *t, struct fact v, struct strbuf *out);
/* A unit in the thread's language; units that have no English word stay as they are. */
struct str unit_text(struct str unit);
void fact_print_people(const struct attribute *t, struct fact v, struct strbuf *out);

/*
 * A fact's number in unknowns and traces: attribute index for the household, and
 * (member << 16 | attribute index) for the member-th person, from 1, in file order.
 */
#define FACT_HOUSEHOLD(attr) ((uint32_t)(attr))
#define FACT_MEMBER(member, attr) ((uint32_t)(member) << 16 | (uint32_t)(attr))
/* "residence", "wage_income@M2". */
void fact_name(const struct catalogue *c, uint32_t fact, struct strbuf *out);
