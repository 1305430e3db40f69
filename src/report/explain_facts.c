/* Facts of the letter, with their sources and dates. */

#include "letter.h"

#include "lang.h"
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

void collect_facts(struct letter *l, size_t step, struct fact_list *f)
{
    for (size_t i = 0; i < l->n_steps; i++) {
        if (decision_of(l, i) != step)
            continue;
        for (size_t k = 0; k < l->steps[i].n_facts; k++)
            (void)vec_push(l->arena, f, l->steps[i].facts[k]);
    }
    if (f->n)
        qsort(f->at, f->n, sizeof *f->at, by_number);
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        if (i == 0 || f->at[i] != f->at[i - 1])
            f->at[n++] = f->at[i];
    }
    f->n = n;
}

static void parameter_line(struct letter *l, uint32_t fact, const char *indent)
{
    const struct parameter *rows;
    size_t n = pack_parameters(l->pack, &rows), i = fact & ~FACT_PARAMETER_BIT;
    if (i >= n)
        return;
    const struct parameter *p = &rows[i];
    struct str label = words_of(l, parameter_label(l->pack, p->name), p->name);
    say(l, "%s" STR_FMT " " STR_FMT " " STR_FMT "（" STR_FMT "，自 %s 起）\n",
        "%s" STR_FMT " " STR_FMT " " STR_FMT " (" STR_FMT ", since %s)\n", indent, STR_ARG(label),
        STR_ARG(p->value_text), STR_ARG(unit_text(p->unit)),
        STR_ARG(str_eqz(p->source, "sample") ? str_of(tr("样例值", "sample value")) : p->source),
        date_text(l, p->valid_from));
}

/* The facts of one subject from one source and date: one line, amounts of zero named together. */
struct fact_line {
    const char *subject;
    struct strbuf values, zeros;
    int n_zeros;
};

static void line_flush(struct letter *l, struct fact_line *x, const char *indent)
{
    if (*x->subject) {
        fprintf(l->out, "%s%s%s%s", indent, x->subject, tr("：", ": "), strbuf_z(&x->values));
        if (x->n_zeros)
            fprintf(l->out, "%s%s%s", x->values.len ? tr("，", ", ") : "", strbuf_z(&x->zeros),
                    x->n_zeros > 1 ? tr("均为 0 元", " 0 yuan each") : tr(" 0 元", " 0 yuan"));
        fputc('\n', l->out);
    }
    if (x->values.failed || x->zeros.failed)
        l->failed = err_nomem(l->e);
    x->subject = "";
    strbuf_clear(&x->values);
    strbuf_clear(&x->zeros);
    x->n_zeros = 0;
}

static void line_add(struct letter *l, struct fact_line *x, const struct attribute *t,
                     struct fact v)
{
    if (v.known && t->type == ATTR_MONEY && v.i == 0) {
        strbuf_printf(&x->zeros, "%s" STR_FMT, x->n_zeros++ ? tr("、", ", ") : "",
                      STR_ARG(fact_label(l, t)));
        return;
    }
    strbuf_printf(&x->values, "%s" STR_FMT " ", x->values.len ? tr("，", ", ") : "",
                  STR_ARG(fact_label(l, t)));
    if (v.known)
        fact_print_people(t, v, &x->values);
    else
        strbuf_addz(&x->values, tr("【未知】", "[unknown]"));
}

/* Who, and from which source since when: "曹建军（本人）（申报，自 2018-01-01）". */
static const char *subject_text(struct letter *l, uint32_t fact)
{
    struct strbuf b = {0};
    struct fact_origin origin;
    bool found = false;
    strbuf_addz(&b,
                fact_member(fact) ? member_text(l, fact_member(fact)) : tr("全家", "household"));
    int rc = scan_origin(replay_scan(l->replay), fact, &origin, &found, l->e);
    if (rc < 0)
        l->failed = rc;
    else if (found) {
        strbuf_printf(&b, tr("（" STR_FMT "，自 %s%s）", " (" STR_FMT ", since %s%s)"),
                      STR_ARG(lang_get() == LANG_ZH ? origin.source_label : origin.source),
                      date_text(l, origin.valid_from),
                      origin.least ? tr("，至少", ", at least") : "");
        l->tells_least |= origin.least;
        l->tells_combined |= str_eqz(origin.source, SOURCE_NAME_COMBINED);
    }
    return keep(l, &b);
}

void fact_lines(struct letter *l, const struct fact_list *f, const char *indent)
{
    const char **subjects = arena_array_of(l->arena, f->n, const char *);
    if (!subjects)
        return;
    for (size_t i = 0; i < f->n; i++)
        subjects[i] = f->at[i] & FACT_PARAMETER_BIT || !fact_attribute(l, f->at[i])
                          ? NULL
                          : subject_text(l, f->at[i]);
    struct fact_line x = {.subject = ""};
    for (size_t i = 0; i < f->n; i++) {
        if (!subjects[i])
            continue;
        const char *subject = subjects[i];
        x.subject = subject;
        for (size_t k = i; k < f->n; k++) {
            if (!subjects[k] || strcmp(subjects[k], subject) != 0)
                continue;
            line_add(l, &x, fact_attribute(l, f->at[k]), fact_value(l, f->at[k]));
            subjects[k] = NULL;
        }
        line_flush(l, &x, indent);
    }
    for (size_t i = 0; i < f->n; i++) {
        if (f->at[i] & FACT_PARAMETER_BIT)
            parameter_line(l, f->at[i], indent);
    }
    strbuf_done(&x.values);
    strbuf_done(&x.zeros);
}
