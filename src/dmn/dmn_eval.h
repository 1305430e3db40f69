/* Evaluation: worlds of values, boxed expressions, tables. Internal to this folder. */
#pragma once

#include "dmn_model.h"

/* The values of one evaluation of the graph. An invoked decision service has a world of its own:
 * its decisions see the arguments, not the caller's inputs. */
struct world {
    struct dmn_run *run;
    const struct feel_value **values; /* by node; NULL = not evaluated yet, or input not set */
    bool *open;                       /* being evaluated */
    uint64_t *fired, *unknown;
};

/* A step that has not ended. */
struct open_step {
    struct open_step *up;
    int serial;
    struct {
        uint32_t *at;
        size_t n, cap;
    } facts;
};

struct dmn_run {
    const struct dmn_model *m;
    struct arena *arena;
    struct feel_run feel;
    struct world root;
    bool trace;
    struct open_step *current;
    int serials; /* given so far, from 0 */
    struct {
        struct dmn_step *at;
        size_t n, cap;
    } steps; /* parent: a serial until dmn_run_steps translates it */
    struct {
        int *at;
        size_t n, cap;
    } ended; /* serial → index of its step */
    size_t n_translated;
};

struct world *dmn_world_new(struct dmn_run *r);
/* The value of a node: an input's, a decision's (evaluated now if need be), a BKM's or service's
 * function. Never NULL. */
const struct feel_value *dmn_world_value(struct world *w, int node);

const struct feel_value *dmn_boxed_eval(struct world *w, const struct boxed *b,
                                        const struct feel_frame *f);
const struct feel_value *dmn_table_eval(struct world *w, const struct table *t,
                                        const struct feel_frame *f, uint64_t *ret_fired,
                                        uint64_t *ret_unknown);
/* A level of n empty slots below up, in the run's arena; NULL when memory is exhausted. */
struct feel_frame *dmn_frame_new(struct dmn_run *r, const struct feel_frame *up, size_t n,
                                 const struct feel_value ***ret_slots);
/* Counts a level of nesting; false (and an error noted, the run stopped) at the limit. Pairs with
 * dmn_leave. */
bool dmn_enter(struct dmn_run *r, struct str where);
void dmn_leave(struct dmn_run *r);
/* The part that is evaluated next, for diagnostics. */
static inline void dmn_at(struct dmn_run *r, const struct code *c)
{
    r->feel.place.expr = c->made ? NULL : c->expr;
    r->feel.place.line = c->line;
}
/* Enters a node's logic; what it returns is to be put back into feel.place behind it. */
struct feel_place dmn_at_node(struct dmn_run *r, const struct node *n);
/* The error null of a fault found while reading. */
const struct feel_value *dmn_fault(struct dmn_run *r, struct str where, const struct err *e);
/* Out of memory during an evaluation. */
const struct feel_value *dmn_no_memory(struct dmn_run *r);
