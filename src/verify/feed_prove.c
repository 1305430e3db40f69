/* Definitions tried out before they count: every combination of the words that a rule looks at. */
#include "cleanup.h"
#include "feed_private.h"

#define COMBINATIONS_MAX 5000u

struct trial {
    const struct feed *feed;
    struct feed_evaluator *evaluator;
    bool reads[FEED_COLUMNS_MAX]; /* columns of words */
    struct fact cells[FEED_COLUMNS_MAX];
    size_t word[FEED_COLUMNS_MAX];
};

static void note_column(void *arg, int level, int slot, struct str path)
{
    struct trial *t = arg;
    t->reads[slot] |= t->feed->columns[slot].type == FEED_CODE;
}

/* The first combination; false if there are too many. A column that isn't read stays unknown. */
static bool begin(struct trial *t, const struct feed_expr *condition, const struct feed_expr *value)
{
    size_t combinations = 1;
    memset(t->reads, 0, sizeof t->reads);
    memset(t->cells, 0, sizeof t->cells);
    memset(t->word, 0, sizeof t->word);
    if (condition)
        feel_references(condition->feel, note_column, t);
    if (value)
        feel_references(value->feel, note_column, t);
    for (size_t i = 0; i < t->feed->n_columns; i++) {
        const struct feed_column *c = &t->feed->columns[i];
        if (!t->reads[i])
            continue;
        t->cells[i] = (struct fact){.known = true, .s = c->words[0]};
        combinations *= c->n_words;
        if (combinations > COMBINATIONS_MAX)
            return false;
    }
    return true;
}

static bool next(struct trial *t)
{
    for (size_t i = 0; i < t->feed->n_columns; i++) {
        const struct feed_column *c = &t->feed->columns[i];
        if (!t->reads[i])
            continue;
        t->word[i] = t->word[i] + 1 < c->n_words ? t->word[i] + 1 : 0;
        t->cells[i].s = c->words[t->word[i]];
        if (t->word[i])
            return true;
    }
    return false;
}

/* fact may be NULL. */
static int prove(struct trial *t, const struct feed_expr *condition, const struct feed_fact *fact,
                 struct err *e)
{
    const struct feed_expr *value = fact ? fact->value : NULL;
    bool reached = false;
    if (!begin(t, condition, value))
        return 0;
    do {
        bool holds, unknown;
        struct fact v;
        int rc = feed_condition(t->evaluator, condition, t->cells, &holds, &unknown, e);
        if (rc >= 0 && (holds || unknown) && value)
            rc = feed_value(t->evaluator, fact, t->cells, &v, e);
        if (rc < 0)
            return rc;
        reached |= holds || unknown;
    } while (next(t));
    if (reached)
        return 0;
    return err_set(e, E_INVALID,
                   STR_FMT " 第 %llu 行，condition 列：没有哪一行能符合这个条件：" STR_FMT,
                   STR_FMT " line %llu, column condition: no row can fulfil this: " STR_FMT,
                   STR_ARG(condition->file), (unsigned long long)condition->line,
                   STR_ARG(feel_expr_text(condition->feel)));
}

int feed_prove(const struct feed *f, struct err *e)
{
    _cleanup_(feed_evaluator_freep) struct feed_evaluator *x = NULL;
    struct trial t = {.feed = f};
    int rc = feed_evaluator_new(f, &x, e);
    t.evaluator = x;
    for (size_t i = 0; rc >= 0 && i < f->n_facts; i++)
        rc = prove(&t, f->facts[i].condition, &f->facts[i], e);
    for (size_t i = 0; rc >= 0 && i < f->n_events; i++)
        rc = prove(&t, f->events[i].condition, NULL, e);
    for (size_t i = 0; rc >= 0 && i < f->n_leads; i++)
        rc = prove(&t, f->leads[i].condition, NULL, e);
    return rc;
}
