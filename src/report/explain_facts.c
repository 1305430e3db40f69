/* Facts of the telling, with their sources and dates. */

#include "letter.h"

#include "date.h"
#include "source.h"

#include <stdlib.h>

/* The decision step that a step works for. */
static size_t decision_of(const struct letter *l, size_t i)
{
    while (dmn_node(l->model, l->steps[i].node)->kind != DMN_DECISION && l->steps[i].parent >= 0)
        i = (size_t)l->steps[i].parent;
    return i;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Each once, sorted. */
static struct fact_list collect(struct letter *l, size_t step)
{
    struct fact_list f = {0};
    for (size_t i = 0; i < l->n_steps; i++) {
        if (decision_of(l, i) != step)
            continue;
        for (size_t k = 0; k < l->steps[i].n_facts; k++)
            (void)vec_push(l->arena, &f, l->steps[i].facts[k]);
    }
    if (f.n)
        qsort(f.at, f.n, sizeof *f.at, by_number);
    size_t n = 0;
    for (size_t i = 0; i < f.n; i++) {
        if (i == 0 || f.at[i] != f.at[i - 1])
            f.at[n++] = f.at[i];
    }
    f.n = n;
    return f;
}

static void add_parameter(struct letter *l, uint32_t fact, struct told_step *to)
{
    const struct parameter *rows;
    size_t n = pack_parameters(l->pack, &rows), i = fact & ~FACT_PARAMETER_BIT;
    if (i >= n)
        return;
    const struct parameter *p = &rows[i];
    struct told_parameter x = {
        .id = p->name,
        .label = words_of(l, parameter_label(l->pack, p->name), p->name),
        .value = p->value_text,
        .unit = unit_text(p->unit),
        .source = p->source,
        .sample = str_eqz(p->source, "sample"),
        .valid_from = p->valid_from,
    };
    (void)vec_push(l->arena, &to->parameters, x);
}

/* Who, and from which source since when. */
static struct told_facts origin_of(struct letter *l, uint32_t fact)
{
    struct fact_origin origin;
    bool found = false;
    struct told_facts f = {.member = fact_member(fact),
                           .subject = subject_of(l, fact_member(fact)),
                           .valid_from = DATE_NONE};
    if (!replay_scan(l->replay))
        return f;
    int rc = scan_origin(replay_scan(l->replay), fact, &origin, &found, l->e);
    if (rc < 0) {
        l->failed = rc;
    } else if (found) {
        f.source = str_dup(l->arena, origin.source);
        f.source_label =
            str_dup(l->arena, lang_get() == LANG_ZH ? origin.source_label : origin.source);
        f.valid_from = origin.valid_from;
        f.least = origin.least;
        l->t->least |= origin.least;
        l->t->combined |= str_eqz(origin.source, SOURCE_NAME_COMBINED);
    }
    return f;
}

static bool same_origin(const struct told_facts *a, const struct told_facts *b)
{
    return a->member == b->member && str_eq(a->source, b->source) &&
           a->valid_from == b->valid_from && a->least == b->least;
}

static void add_fact(struct letter *l, uint32_t fact, struct told_step *to)
{
    const struct attribute *t = fact_attribute(l, fact);
    if (!t)
        return;
    struct told_facts f = origin_of(l, fact);
    size_t i = 0;
    while (i < to->facts.n && !same_origin(&to->facts.at[i], &f))
        i++;
    if (i == to->facts.n && !vec_push(l->arena, &to->facts, f))
        return;
    (void)vec_push(l->arena, &to->facts.at[i].values, value_told(l, t, fact));
}

void letter_facts(struct letter *l, size_t step, struct told_step *ret)
{
    struct fact_list f = collect(l, step);
    for (size_t i = 0; i < f.n; i++) {
        if (f.at[i] & FACT_PARAMETER_BIT)
            add_parameter(l, f.at[i], ret);
        else
            add_fact(l, f.at[i], ret);
    }
}
