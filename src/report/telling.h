/*
 * One household's decision, told once; the letter's text, its page and its JSON are printed from
 * it. Texts for people are in the language of the thread that told.
 */
#pragma once

#include "determine.h"
#include "json.h"
#include "lang.h"

#include <stdio.h>

/* A rule in words. */
struct told_rule {
    struct str words, clauses; /* "JM18-1.3a JM23-2.2a" */
    bool sample;               /* values of ours stand in where the documents are silent */
    bool open;                 /* it isn't known whether it holds */
};
struct told_rules {
    struct told_rule *at;
    size_t n, cap;
};

/* A fact's value. */
struct told_value {
    struct str id, label;
    bool known, masked;
    bool zero_money;        /* told together with others */
    struct str value, text; /* as files write it; for people. Both "" if not known, or masked */
};
/* Facts of one subject from one source and date. */
struct told_facts {
    size_t member;                   /* 0 = the household */
    struct str subject;              /* 张三（本人） */
    struct str source, source_label; /* "" = nothing states them */
    int32_t valid_from;
    bool least;
    struct {
        struct told_value *at;
        size_t n, cap;
    } values;
};
struct told_parameter {
    struct str id, label, value, unit, source;
    bool sample;
    int32_t valid_from;
};

/* One decision of the model on the way to the result. */
struct told_step {
    struct str id, label, value;
    size_t member; /* of a step by member */
    struct str subject;
    bool is_test; /* a condition and whether it holds */
    struct told_rules rules;
    struct told_steps {
        struct told_step *at;
        size_t n, cap;
    } parts, members; /* decisions that it is put together from; what a table said of each member */
    struct {
        struct told_facts *at;
        size_t n, cap;
    } facts;
    struct {
        struct told_parameter *at;
        size_t n, cap;
    } parameters;
};

/* What follows if a fact that is missing is found to be … */
struct told_if {
    struct str text;      /* "不超过 25949.81 元/年" */
    struct str low, high; /* as files write them */
    bool open;            /* and everything above */
    bool decided;         /* otherwise other facts are needed too */
    bool ordered;         /* values have an order, and the amount changes with them */
    struct str category;  /* code */
    enum standing standing;
    int64_t amount; /* fen a month, at low */
};
struct told_missing {
    size_t member;
    struct str id, label, subject;
    struct told_if *ifs;
    size_t n_ifs;
};
struct told_list {
    struct told_missing *at;
    size_t n, cap;
};

struct telling {
    enum lang lang;
    int64_t register_id;
    struct str household_no, division, place;
    size_t people;
    int32_t as_of;
    bool committed; /* something was committed for that date: */
    int64_t run_id, recorded_at;
    bool agrees;   /* today's facts are still those of the commit */
    bool at_asked; /* told with what was known at the time asked for */
    struct str pack;
    struct decision decision; /* texts live as long as the telling */
    struct {
        struct str *at; /* sentences */
        size_t n, cap;
    } conclusion;
    struct told_rules because;      /* why not, or no longer */
    struct str ending;              /* what becomes of what was paid before; "" = nothing */
    struct told_list missing, also; /* to be found out; needed for points, targets, measures only */
    struct told_steps steps;
    struct str measures;  /* that go on during the grace: their labels */
    bool combined, least; /* words that the reader is owed an explanation of */
    uint32_t masked;      /* classes of fields of which something is masked */
};

/* The letter's lines, one after the other. */
enum line_kind { LINE_TITLE, LINE_HEADING, LINE_TEXT, LINE_NUMBER, LINE_BULLET };
struct line {
    enum line_kind kind;
    int indent; /* of LINE_TEXT and LINE_BULLET: 0, below a number 3 … */
    int number;
    struct str text;
    bool space; /* an empty line in front of it */
};
typedef void line_fn(void *arg, const struct line *l);
/* E_NOMEM. */
int telling_lines(const struct telling *t, line_fn *fn, void *arg, struct err *e);
/* Errors stick to the FILE. */
int telling_text(const struct telling *t, FILE *out, struct err *e);
int telling_html(const struct telling *t, FILE *out, struct err *e);
/* Members of an object that is being written: "because", "missing", "also_missing", "steps". */
void telling_reasons_json(const struct telling *t, struct json_writer *w);
void telling_json(const struct telling *t, struct json_writer *w);
