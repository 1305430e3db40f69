/*
 * The telling of one household while it is put together: private to explain*.c. Texts made for it
 * live in its arena.
 */
#pragma once

#include "mask.h"
#include "telling.h"

struct letter {
    struct telling *t;
    struct reg *reg;
    struct lens lens;
    struct replay *replay;
    const struct catalogue *catalogue;
    const struct pack *pack;
    const struct dmn_model *model;
    const struct decision *d;
    const struct outcome *o;
    const struct dmn_step *steps;
    size_t n_steps;
    size_t most_ifs; /* missing facts of which it is told what would follow */
    struct arena *arena;
    int failed; /* the code of what stands in *e; there is nothing to tell */
    struct err *e;
};

/* A growing set of fact numbers, in the letter's arena. */
struct fact_list {
    uint32_t *at;
    size_t n, cap;
};

/*
 * Words (explain_words.c). All give "" at worst.
 */
/* A text in the arena, in the thread's language. */
struct str words(struct letter *l, const char *zh, const char *en, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));
/* Takes the buffer's text into the arena and empties it. */
struct str keep(struct letter *l, struct strbuf *b);
const char *date_text(struct letter *l, int32_t date);
const char *money_text(struct letter *l, int64_t fen);
struct str member_text(struct letter *l, size_t member); /* 张三（本人）; from 1 */
struct str subject_of(struct letter *l, size_t member);  /* the same, or 全家 */
size_t fact_member(uint32_t fact);                       /* 0 = the household, a parameter */
const struct attribute *fact_attribute(const struct letter *l, uint32_t fact);
/* As it may be told. */
struct told_value value_told(struct letter *l, const struct attribute *t, uint32_t fact);
/* A word a reader knows: the label in Chinese; in English the id without its underscores. */
struct str words_of(struct letter *l, struct str zh, struct str id);
struct str node_label(struct letter *l, int node);
struct str fact_label(struct letter *l, const struct attribute *t);

/*
 * Facts with source and date (explain_facts.c).
 */
/* What a decision read itself or through the models it called: by subject and source, in the order
 * in which they first occur; parameters apart. */
void letter_facts(struct letter *l, size_t step, struct told_step *ret);

/*
 * Steps and their rules (explain_steps.c).
 */
/* The rules behind a step: the rows that decided, the row that stayed open, or the description. */
void letter_rules(struct letter *l, const struct dmn_step *s, struct told_rules *ret);
bool find_step(const struct letter *l, const char *id, size_t *ret);
void letter_steps(struct letter *l);
