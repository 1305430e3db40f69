/* The digest of a run's rows. Trials keep it until they are committed. */
#include "compose.h"

#include <xxhash.h>

/* It is the hash's own state. */
struct outcome_digest *outcome_digest_new(void)
{
    XXH3_state_t *state = XXH3_createState();
    if (state)
        XXH3_64bits_reset(state);
    return (struct outcome_digest *)state;
}

void outcome_digest_free(struct outcome_digest *x)
{
    XXH3_freeState((XXH3_state_t *)x);
}

static void add_int(XXH3_state_t *s, int64_t v)
{
    XXH3_64bits_update(s, &v, sizeof v);
}

static void add_maybe(XXH3_state_t *s, struct maybe m)
{
    add_int(s, m.known);
    add_int(s, m.known ? m.value : 0);
}

static void add_text(XXH3_state_t *s, struct str text)
{
    add_int(s, (int64_t)text.len);
    if (text.len)
        XXH3_64bits_update(s, text.data, text.len);
}

void outcome_digest_add(struct outcome_digest *x, const struct decision *d)
{
    XXH3_state_t *s = (XXH3_state_t *)x;
    add_int(s, d->register_id);
    add_int(s, d->household_id);
    add_text(s, d->division);
    add_int(s, (int64_t)d->people);
    add_maybe(s, d->monthly_income);
    add_text(s, d->category);
    add_int(s, d->standing);
    add_maybe(s, d->monthly_amount);
    add_maybe(s, d->points);
    add_maybe(s, d->development_target);
    add_maybe(s, d->key_target);
    add_text(s, d->measures);
    add_int(s, d->grace_until);
    add_text(s, d->undecided_because);
    add_text(s, d->also_missing);
    add_text(s, d->rules);
    add_text(s, d->failed_because);
}

uint64_t outcome_digest_value(const struct outcome_digest *x)
{
    return XXH3_64bits_digest((const XXH3_state_t *)x);
}
