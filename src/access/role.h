/*
 * Roles: what the accounts that have one may do, and see. They are data: the table `role`, first
 * filled from roles.csv; rights and classes of fields by word.
 */
#pragma once

#include "actor.h"
#include "db.h"

#define ROLE_LABEL_BYTES 64

struct role {
    char name[ROLE_NAME_BYTES];
    char label_zh[ROLE_LABEL_BYTES], label_en[ROLE_LABEL_BYTES];
    uint32_t rights, fields; /* enum actor_right, enum field_class */
    int division_digits;     /* an account's division has at least so many: 12 = a village */
    bool second_factor;      /* required */
};

/* Fills the table, in a migration. */
int roles_store(struct db *db, struct err *e);

/* E_NOT_FOUND, and the names that there are; E_CORRUPT for words that aren't known. */
int role_get(struct db *db, struct str name, struct role *ret, struct err *e);

/* By name. Below 0 fn ends it. */
typedef int role_fn(void *arg, const struct role *r, struct err *e);
int role_list(struct db *db, role_fn *fn, void *arg, struct err *e);

/* One of those built in; what a new database begins with. */
int role_builtin(struct str name, struct role *ret, struct err *e);
