/*
 * People of the registers in memory, as matching needs them: some 40 bytes a person and 16 a
 * household. Read once.
 */
#pragma once

#include "scan.h"

#include <stdbool.h>
#include <stdint.h>

struct person_entry {
    int64_t register_id, person_id;
    int64_t household_id; /* for good; 0 = nowhere */
    int32_t birth;        /* DATE_NONE */
    uint32_t name;        /* where it begins in the names */
};

struct people;
/* Of those registers (ascending); households between the codes of the range count as inside. */
int people_load(struct reg *r, const int64_t *registers, size_t n, const struct scan_range *range,
                struct people **ret, struct err *e);
void people_free(struct people *p);
void people_freep(struct people **p);
/* NULL: not there. */
const struct person_entry *people_find(const struct people *p, int64_t register_id,
                                       int64_t person_id);
/* Name as name_plain gives it; "" = not known. */
struct str people_name(const struct people *p, const struct person_entry *x);
/* The division's code of a person's household as a number, 0 = nowhere or not known. */
int64_t people_division(const struct people *p, const struct person_entry *x);
/* Lies the household outside the range? People without a household don't. */
bool people_outside(const struct people *p, const struct person_entry *x);
/* Those born on a day: entries[ret[0]] … entries[ret[n - 1]]. Sorts when first asked. */
int people_born(struct people *p, int32_t birth, const struct person_entry *const **ret,
                size_t *ret_n, struct err *e);

#define NAME_BYTES 120 /* longer names are cut */
/* A name as it is compared: narrow, without blanks and middle dots, capitals. Into buf. */
struct str name_plain(struct str name, char buf[NAME_BYTES]);
/* Plain names of the same length of which one character differs (three or more characters). */
bool name_is_variant(struct str a, struct str b);
