/* The facts of one household on one date: what the register gives and the policy takes. */
#pragma once

#include "catalogue.h"

/* Where the household stood before: its last committed determination, or what was imported. */
enum standing {
    STANDING_NONE, /* no earlier decision, none imported */
    STANDING_IN_FORCE,
    STANDING_GRACE,
    STANDING_OUT,
    STANDING_HELD, /* only as an outcome; a held household is carried as what it was */
    STANDING_UNDECIDED,
    STANDING_FAILED, /* only as an outcome */
};
const char *standing_code(enum standing s);    /* "in_force"; "" for NONE */
const char *standing_label(enum standing s);   /* for people */
enum standing standing_parse(struct str code); /* NONE if it is no code */
/* A code or a label, in whatever language people wrote it. NONE if it is neither. */
enum standing standing_read(struct str code_or_label);

struct previous {
    enum standing standing; /* NONE, IN_FORCE, GRACE, OUT, UNDECIDED */
    struct str category;    /* "" if none */
    int64_t amount;         /* fen a month */
    bool amount_unknown;    /* imported without prior_amount: that fact is behind it */
    int32_t grace_until;    /* DATE_NONE */
    struct str measures;    /* codes, sorted, separated by ; */
};

struct member_facts {
    int64_t person_id;
    const struct fact *facts; /* catalogue->n[ENTITY_PERSON], id_no never set */
};

struct household_facts {
    int64_t register_id, household_id;
    struct str household_no;
    const struct fact *facts; /* catalogue->n[ENTITY_HOUSEHOLD] */
    size_t n_members;         /* in force at the date, in file order */
    const struct member_facts *members;
    struct previous previous;
};
