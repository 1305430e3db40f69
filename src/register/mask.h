/*
 * What of a household or a person is told to whom. Every place that shows fields asks here.
 *
 * A field has classes (attribute.fields). What the role lacks is withheld. Of what it has, identity
 * numbers, names of minors, addresses and health are masked until they are opened with a reason;
 * amounts are not. Of people under 14 a role without that class gets nothing beyond their number.
 */
#pragma once

#include "register.h"

#define MINOR_AGE 14

struct lens {
    const struct actor *actor;
    uint32_t opened; /* enum field_class: opened for this answer, on record */
    int32_t today;
};

enum sight {
    SIGHT_CLEAR,
    SIGHT_MASKED,   /* the role may open it */
    SIGHT_WITHHELD, /* the role lacks a class */
};

/* A field as it may be told. */
struct shown {
    enum sight sight;
    uint32_t fields;   /* the classes that it is masked or withheld for */
    struct fact value; /* SIGHT_CLEAR */
    struct str text;   /* SIGHT_MASKED: what may be told instead, 张*; empty = nothing */
};

/* Is somebody of that birth date under 14? Unknown counts as yes. */
bool mask_is_minor(struct fact birth, int32_t today);
/* A fact of a household (minor false) or of a person. Text in the arena. */
int mask_fact(const struct lens *x, const struct attribute *t, struct fact value, bool minor,
              struct arena *a, struct shown *ret, struct err *e);
/* A person's identity number; value.known and text are empty where there is none. */
int mask_number(struct reg *r, const struct lens *x, int64_t register_id, int64_t person_id,
                bool minor, struct arena *a, struct shown *ret, struct err *e);

/* A name by itself, of somebody under 14 or not: clear, 张*, or empty. In the arena. */
struct str mask_name(const struct lens *x, struct str name, bool minor, struct arena *a);
/* In lists that are made of many people's, which nobody opens one by one: that of whoever is under
 * 14 by that birth date (DATE_NONE = unknown), and of everybody for whoever sees no identity
 * numbers. */
struct str mask_listed_name(const struct lens *x, struct str name, int32_t birth, struct arena *a);

/* 张三 → 张*, for lists that people read: the first character stays. */
void name_mask(struct str name, struct strbuf *out);
