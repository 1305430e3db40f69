/*
 * The inside of an import of a delivery:
 *
 *   feed_import.c   the run: transaction, the file as a whole, the order of the steps
 *   feed_intake.c   what becomes of a row
 *   feed_notes.c    what a delivery tells beyond its rows: people who are missing, people in two
 *                   households
 */
#pragma once

#include "feed_import.h"
#include "map.h"
#include "match.h"

/* A household of the source (same value in the group column) with people of the register. */
struct intake_group {
    int64_t register_id, person_id; /* the first of them */
    int64_t household_id;
};

struct intake {
    struct reg *r;
    const struct feed_import_options *o;
    const struct feed *feed;
    struct feed_file *in;
    struct matcher *matcher;
    struct feed_evaluator *evaluator;
    int64_t seq, delivery;
    int32_t received;
    struct feed_import_result result;
    bool inside; /* some row is of a division that the delivery covers, or tells none */
    struct bulk *rows, *candidates, *notes;
    struct map *people; /* with rows: key → group + 1, 0 = without */
    struct map *groups; /* → index */
    struct {
        struct intake_group *at;
        size_t n, cap;
    } group;
    struct map *places; /* divisions → index */
    struct {
        struct intake_place {
            int64_t division, people, rows;
        } * at;
        size_t n, cap;
    } place;
    struct arena *a;
    struct strbuf cells;
};

int intake_begin(struct intake *x, struct err *e);
void intake_done(struct intake *x);
/* The current row of the file. */
int intake_row(struct intake *x, struct feed_record *row, struct err *e);

/* Behind the delivery: how much of it is whose (feed_place). */
int intake_write_places(struct intake *x, struct err *e);

/* feed_notes.c: a row of a person of the register, its cells read. *ret_first: her first. */
int notes_row(struct intake *x, const struct feed_record *row, const struct match *m,
              bool *ret_first, struct err *e);
/* After the rows: goes through the file again, if its definition asks who is missing. */
int notes_missing(struct intake *x, struct err *e);
