/*
 * Who acts: a role's rights × a part of the country × classes of fields. Every function of the
 * register and above takes one, adds its scope to the query and hides the classes it lacks.
 * An account's role fills it (role.h, account.h); the command line has the local operator.
 */
#pragma once

#include "err.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

#define ACTOR_NAME_BYTES 64
#define ACTOR_SCOPE_BYTES 13 /* a division code has at most 12 digits */
#define ACTOR_ID_LOCAL 0
#define ACTOR_SESSION_BYTES 24
#define ACTOR_ADDRESS_BYTES 64
#define ROLE_NAME_BYTES 32

enum actor_right {
    RIGHT_VIEW = 1 << 0,      /* look at households and results */
    RIGHT_IMPORT = 1 << 1,    /* register, files, department feeds */
    RIGHT_CORRECT = 1 << 2,   /* change facts by hand */
    RIGHT_DETERMINE = 1 << 3, /* run a determination and look at its outcome */
    RIGHT_COMMIT = 1 << 4,    /* let a determination take effect */
    RIGHT_POLICY = 1 << 5,    /* packs and parameters */
    RIGHT_EXPORT = 1 << 6,    /* files that leave the system */
    RIGHT_ERASE = 1 << 7,
    RIGHT_ADMINISTER = 1 << 8, /* accounts, keys, backup, migration */
    RIGHT_AUDIT = 1 << 9,      /* read the audit trail */
};
#define RIGHT_ALL ((1u << 10) - 1)

/* Classes of fields that a role sees in clear; the others are masked or left out. */
enum field_class {
    FIELD_IDENTITY_NUMBER = 1 << 0,
    FIELD_HEALTH = 1 << 1,  /* illness, disability, labour capacity */
    FIELD_ADDRESS = 1 << 2, /* address, telephone */
    FIELD_MONEY = 1 << 3,   /* income, assets, amounts */
    FIELD_MINOR = 1 << 4,   /* anything of a person under 14 beyond being counted */
};
#define FIELD_ALL ((1u << 5) - 1)

struct actor {
    int64_t id;
    char name[ACTOR_NAME_BYTES];   /* stands in the change log */
    char role[ROLE_NAME_BYTES];    /* "local" at the machine itself */
    char scope[ACTOR_SCOPE_BYTES]; /* division prefix, "" = everywhere */
    uint32_t rights;               /* enum actor_right */
    uint32_t fields;               /* enum field_class */
    /* For the audit trail: through which session or token ("s12", "t3"), from where; "" = neither.
     */
    char session[ACTOR_SESSION_BYTES], address[ACTOR_ADDRESS_BYTES];
};

struct role;
/* An actor with what the role brings. scope is a prefix of a division code without its padding
 * zeros ("440783116"), NULL or "" for everywhere; E_INVALID for anything but up to 12 digits, or
 * an empty or overlong name. */
int actor_init(struct actor *ret, int64_t id, const char *name, const struct role *role,
               const char *scope, struct err *e);

/* The operator at this machine: all rights everywhere, under the operating system's user name. */
struct actor actor_local(void);

/* Has all of these rights / sees all of these classes. */
bool actor_may(const struct actor *a, uint32_t rights);
bool actor_sees(const struct actor *a, uint32_t fields);

/* Does the scope cover a division (a code of any level, padded or not)? An actor of a town does
 * not cover its county: 440783 is not inside 440783116, though 440783116002 is. */
bool actor_scope_covers(const struct actor *a, struct str division);

/* The 12-digit codes in scope are those with low <= code < high in byte order: what a query adds.
 * Everything is "000000000000" to ":". */
void actor_scope_range(const struct actor *a, char ret_low[ACTOR_SCOPE_BYTES],
                       char ret_high[ACTOR_SCOPE_BYTES]);

/* The same as errors: E_DENIED, saying what is missing. */
int actor_require(const struct actor *a, uint32_t rights, struct err *e);
int actor_require_fields(const struct actor *a, uint32_t fields, struct err *e);
int actor_require_scope(const struct actor *a, struct str division, struct err *e);

/* Rights and classes by word with spaces between: "view import", "identity_number money". False
 * for a word that isn't one. */
bool rights_parse(struct str words, uint32_t *ret);
bool fields_parse(struct str words, uint32_t *ret);
void rights_print(uint32_t rights, struct strbuf *ret);
void fields_print(uint32_t fields, struct strbuf *ret);

/* A code without its padding: 440783116000 as 440783116. */
struct str division_unpadded(struct str division);
