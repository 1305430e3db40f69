/*
 * What departments would send of the generated households (feeds/), and what an import of it and a
 * verification must find (truth/facts.csv, truth/findings.csv).
 */
#pragma once

#include "catalogue.h"
#include "namebook.h"
#include "placebook.h"
#include "serials.h"

#include <stdio.h>

struct departments_options {
    uint64_t seed;
    uint32_t hidden, noise; /* rates in millionths: of households, of people with rows in a file */
    uint64_t others;        /* people outside the register, with a row in each file */
    bool xlsx;
};

struct departments;
/* Everything given must outlive it. */
int departments_open(const char *folder, const struct departments_options *o,
                     const struct catalogue *c, const struct namebook *names,
                     const struct placebook *places, struct serials *serials,
                     struct departments **ret, struct err *e);
/* Household number (from 1) as it was declared. */
int departments_put(struct departments *d, const struct household *h, uint64_t number,
                    struct err *e);
/* After the last household: people outside the register; then the files are there. */
int departments_commit(struct departments *d, struct err *e);
void departments_summarise(const struct departments *d, FILE *log);
void departments_free(struct departments *d);
void departments_freep(struct departments **d);
