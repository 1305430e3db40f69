/* Binding one household's facts to the inputs of a model. Internal to this folder. */
#pragma once

#include "columns.h"
#include "facts.h"
#include "pack_private.h"

struct binder;

/* Refuses a model with an input, or a component of an input, that the facts can't give. What it
 * keeps lives in the arena; binder_free gives back the rest. */
int binder_new(const struct pack *p, int32_t as_of, struct arena *a, struct binder **ret,
               struct err *e);
void binder_free(struct binder *b);

/* Sets the inputs of a run that was just reset. E_NOT_FOUND: a parameter has no row in force. */
int binder_bind(struct binder *b, struct dmn_run *run, const struct household_facts *h,
                struct err *e);

/* The row that the last binding gave to a parameter of the model; NULL. */
const struct parameter *binder_parameter(const struct binder *b, struct str name);

/* N_PREVIOUS if the component is none of them. */
enum previous_part previous_part(const struct pack *p, const struct feel_type *t, size_t field);
bool previous_fits(enum previous_part part, const struct feel_type *type);
