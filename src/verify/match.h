/*
 * Whom a row is about. A sound identity number decides, if the name doesn't contradict it; else
 * name, birth date, division and the number's resemblance give candidates with a score, for a
 * person to decide. Never a silent guess.
 *
 * The register's numbers are decrypted once into memory (access/identity.h) and probed without
 * cryptography; names and births are read once, when the first row needs them. Memory grows with
 * the register, not with the feed.
 */
#pragma once

#include "feed_file.h"

#define MATCH_CANDIDATES_MAX 5

enum match_kind {
    MATCH_NONE,       /* nobody in the register */
    MATCH_PERSON,     /* by number, and the name agrees */
    MATCH_NAME,       /* the number is somebody's, the name another: a candidate of its own */
    MATCH_CANDIDATES, /* no sound number, but people who resemble */
};

/* Why, and how many points: README.md. What a person who decides is told (match_reasons). */
enum match_reason {
    MATCH_BY_NUMBER = 1 << 0,  /* the same number */
    MATCH_BY_DIGIT = 1 << 1,   /* one digit is another, or two neighbours are exchanged */
    MATCH_BY_NAME = 1 << 2,    /* the same name */
    MATCH_BY_VARIANT = 1 << 3, /* one character of the name is another */
    MATCH_BY_BIRTH = 1 << 4,   /* the same birth date */
    MATCH_BY_VILLAGE = 1 << 5,
    MATCH_BY_TOWN = 1 << 6,
};
struct match_candidate {
    int64_t register_id, person_id;
    int score; /* 0 … 100 */
    uint32_t reasons;
};
struct match {
    enum match_kind kind;
    int64_t register_id, person_id; /* MATCH_PERSON */
    int64_t household_id;           /* theirs for good; 0 = they left */
    int64_t division;               /* its code as a number, 0 = not known */
    bool outside;                   /* their household lies outside the division */
    size_t n;
    struct match_candidate candidates[MATCH_CANDIDATES_MAX]; /* best first, none outside */
    bool more; /* there were others as good as the last */
};

struct matcher;
/* Of the registers that the division ("" = all) and the actor's scope reach into. */
int matcher_open(struct reg *r, const struct actor *actor, struct str division,
                 struct matcher **ret, struct err *e);
void matcher_free(struct matcher *m);
void matcher_freep(struct matcher **m);
/* Does a division (a code of any length) lie in what was asked for, and in one of its registers? */
bool matcher_covers(const struct matcher *m, struct str division);
/* By the number alone: the fast path. */
bool matcher_number(const struct matcher *m, const char number[IDNO_TEXT], int64_t *ret_register_id,
                    int64_t *ret_person_id);
int matcher_match(struct matcher *m, const struct feed_record *row, struct match *ret,
                  struct err *e);
/* Are two names one? Blanks, middle dots, the width of characters and small letters don't count. */
bool match_same_name(struct str a, struct str b);
/* "姓名相同；号码差一位", appended, in the language asked for. */
void match_reasons(uint32_t reasons, struct strbuf *out);
