/*
 * The letter of one household while it is written: private to explain*.c. Texts made for it live in
 * its arena; writing errors stick to the FILE.
 */
#pragma once

#include "determine.h"

#include <stdio.h>

struct letter {
    FILE *out;
    struct reg *reg;
    struct replay *replay;
    const struct catalogue *catalogue;
    const struct pack *pack;
    const struct dmn_model *model;
    const struct decision *d;
    const struct outcome *o;
    const struct dmn_step *steps;
    size_t n_steps;
    int32_t as_of;
    bool tells_combined, tells_least; /* words that the reader is owed an explanation of */
    struct arena *arena;
    int failed; /* the code of what stands in *e; the letter is not to be sent */
    struct err *e;
};

/* A growing set of fact numbers, in the letter's arena. */
struct fact_list {
    uint32_t *at;
    size_t n, cap;
};

/*
 * Words (explain_words.c). All give "" at worst, never NULL.
 */
void say(struct letter *l, const char *zh, const char *en, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));
/* Takes the buffer's text into the arena and empties it. */
const char *keep(struct letter *l, struct strbuf *b);
const char *date_text(struct letter *l, int32_t date);
const char *money_text(struct letter *l, int64_t fen);
const char *member_text(struct letter *l, size_t member); /* 张三（本人）; from 1 */
size_t fact_member(uint32_t fact);                        /* 0 = the household, a parameter */
const struct attribute *fact_attribute(const struct letter *l, uint32_t fact);
struct fact fact_value(const struct letter *l, uint32_t fact);
/* A word a reader knows: the label in Chinese; in English the id without its underscores. */
struct str words_of(struct letter *l, struct str zh, struct str id);
struct str node_label(struct letter *l, int node);
struct str fact_label(struct letter *l, const struct attribute *t);

/*
 * Facts with source and date (explain_facts.c).
 */
/* What a decision read itself or through the models it called, each once, sorted. */
void collect_facts(struct letter *l, size_t step, struct fact_list *f);
/* One line a subject and source, in the order in which they first occur; parameters last. */
void fact_lines(struct letter *l, const struct fact_list *f, const char *indent);

/*
 * Steps and their rules (explain_steps.c).
 */
/* The rule behind a step: the rows that decided, the row that stayed open, or the description. */
void rules(struct letter *l, const struct dmn_step *s, const char *indent);
bool find_step(const struct letter *l, const char *id, size_t *ret);
void reasons(struct letter *l); /* the chapter 理由 */
