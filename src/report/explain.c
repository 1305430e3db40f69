/* The letter that tells a household's decision. */

#include "explain.h"

#include "clock.h"
#include "cleanup.h"
#include "date.h"
#include "labels.h"
#include "lang.h"
#include "money.h"
#include "whatif.h"

#include <stdlib.h>

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
    struct arena *arena;
    struct err *e;
};

static void say(struct letter *l, const char *zh, const char *en, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));

static void say(struct letter *l, const char *zh, const char *en, ...)
{
    va_list ap;
    va_start(ap, en);
    vfprintf(l->out, tr(zh, en), ap);
    va_end(ap);
}

/* A text that stays until the letter is done. */
static const char *keep(struct letter *l, struct strbuf *b)
{
    const char *s = arena_strdup(l->arena, strbuf_z(b));
    strbuf_done(b);
    return s ? s : "";
}

static const char *date_text(struct letter *l, int32_t date)
{
    char buf[DATE_TEXT];
    date_format(date, buf);
    const char *s = arena_strdup(l->arena, buf);
    return s ? s : "";
}

static const char *money_text(struct letter *l, int64_t fen)
{
    char buf[MONEY_TEXT];
    money_format(fen, buf);
    const char *s = arena_strdup(l->arena, buf);
    return s ? s : "";
}

/* 张三（本人）; member from 1. */
static const char *member_text(struct letter *l, size_t member)
{
    struct strbuf b = {0};
    struct str name = {0};
    if (scan_member_name(replay_scan(l->replay), member, &name, NULL) < 0 || name.len == 0)
        strbuf_printf(&b, tr("第 %zu 人", "member %zu"), member);
    else
        strbuf_adds(&b, name);
    const struct attribute *relation = catalogue_find(l->catalogue, ENTITY_PERSON, STR("relation"));
    const struct household_facts *h = replay_facts(l->replay);
    if (relation && member <= h->n_members && h->members[member - 1].facts[relation->index].known) {
        strbuf_addz(&b, tr("（", " ("));
        fact_print_people(relation, h->members[member - 1].facts[relation->index], &b);
        strbuf_addz(&b, tr("）", ")"));
    }
    return keep(l, &b);
}

static size_t fact_member(uint32_t fact)
{
    return fact & FACT_PARAMETER_BIT ? 0 : fact >> 16;
}

static const struct attribute *fact_attribute(const struct letter *l, uint32_t fact)
{
    enum entity entity = fact_member(fact) ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
    size_t i = fact & 0xffff;
    return i < l->catalogue->n[entity] ? &l->catalogue->attributes[entity][i] : NULL;
}

static struct fact fact_value(const struct letter *l, uint32_t fact)
{
    const struct household_facts *h = replay_facts(l->replay);
    size_t member = fact_member(fact), i = fact & 0xffff;
    if (member == 0)
        return h->facts[i];
    return member <= h->n_members ? h->members[member - 1].facts[i] : (struct fact){0};
}

/* A word a reader knows: the label in Chinese; in English the id without its underscores. */
static struct str words_of(struct letter *l, struct str zh, struct str id)
{
    if (lang_get() == LANG_ZH)
        return zh;
    struct str copy = str_dup(l->arena, id);
    for (size_t i = 0; i < copy.len; i++) {
        if (copy.data[i] == '_')
            ((char *)copy.data)[i] = ' ';
    }
    return copy;
}

static struct str fact_label(struct letter *l, const struct attribute *t)
{
    return words_of(l, t->label, t->id);
}

static void head(struct letter *l, const struct committed *c, bool is_committed)
{
    _cleanup_(strbuf_done) struct strbuf place = {0};
    (void)reg_division_name(l->reg, l->d->division, &place, NULL);
    say(l, "认定说明\n", "How this was decided\n");
    say(l, "户号 " STR_FMT "　%s　%zu 人\n", "household " STR_FMT ", %s, %zu people\n",
        STR_ARG(l->d->household_no), strbuf_z(&place), l->d->people);
    if (is_committed)
        say(l, "认定日 %s（%s 提交，第 %lld 次认定）　政策 " STR_FMT "\n",
            "decided as of %s (committed on %s, run %lld) under " STR_FMT "\n",
            date_text(l, l->as_of), date_text(l, date_of_instant(c->recorded_at)),
            (long long)c->run_id, STR_ARG(pack_name(l->pack)));
    else
        say(l, "认定日 %s（试算，尚未提交）　政策 " STR_FMT "\n",
            "as of %s (a trial, not committed) under " STR_FMT "\n", date_text(l, l->as_of),
            STR_ARG(pack_name(l->pack)));
    if (is_committed && c->digest != l->d->digest)
        say(l,
            "注意：今天重算所用的事实与提交时不一致（登记库可能受损），请报告管理员，不要据此答复\n",
            "Warning: the facts read today differ from those of the committed decision; the register "
            "may be damaged: report this, don't rely on this letter\n");
}

static void conclude_in_force(struct letter *l)
{
    const char *amount = money_text(l, l->d->monthly_amount.value);
    if (str_eqz(l->d->category, "destitute"))
        say(l, "您家属于特困供养对象，每月发放 %s 元。\n",
            "Your household receives destitute support: %s yuan a month.\n", amount);
    else
        say(l, "您家符合低保条件，每月发放低保金 %s 元。\n",
            "Your household is entitled to dibao: %s yuan a month.\n", amount);
    if (l->d->previous.standing == STANDING_GRACE)
        say(l, "渐退期内重新符合条件，恢复在保。\n",
            "It meets the conditions again during the grace, and is in force.\n");
}

static void conclude_grace(struct letter *l)
{
    say(l,
        "您家收入已经超过低保条件（现为：" STR_FMT "）。按渐退规定，原来的待遇不变，每月仍发 %s 元，"
        "保留到 %s，从那一天起重新认定。\n",
        "Your household's income has risen above the line (now: " STR_FMT "). By the rule of "
        "graduated exit the former %s yuan a month go on until %s, when it is decided anew.\n",
        STR_ARG(label_category(l->d->category)), money_text(l, l->d->monthly_amount.value),
        date_text(l, l->d->grace_until));
}

static void rules(struct letter *l, const struct dmn_step *s, const char *indent);
static bool find_step(const struct letter *l, const char *id, size_t *ret);

/* A pack may have a decision "refusal", asked for here only: a table that collects the reasons why
 * a household is not eligible. For other categories the row that gave the category tells. */
static void refusal(struct letter *l)
{
    size_t step;
    if (find_step(l, str_eqz(l->d->category, "none") ? "refusal" : "category", &step))
        rules(l, &l->steps[step], tr("原因：", "Reason: "));
}

static void conclude_out(struct letter *l)
{
    enum standing before = l->d->previous.standing;
    say(l, "您家不享受低保和特困待遇（认定为：" STR_FMT "）。\n",
        "Your household is not entitled to dibao or destitute support (found: " STR_FMT ").\n",
        STR_ARG(label_category(l->d->category)));
    refusal(l);
    if (before == STANDING_GRACE && l->as_of >= l->d->previous.grace_until)
        say(l, "渐退期已于 %s 届满，原待遇停止。\n", "The grace ended on %s.\n",
            date_text(l, l->d->previous.grace_until));
    else if (before == STANDING_IN_FORCE || before == STANDING_GRACE)
        say(l, "原来的待遇从此停止。\n", "The former support ends.\n");
}

static void conclusion(struct letter *l)
{
    say(l, "\n【结论】\n", "\nConclusion\n");
    switch (l->d->standing) {
    case STANDING_IN_FORCE:
        conclude_in_force(l);
        break;
    case STANDING_GRACE:
        conclude_grace(l);
        break;
    case STANDING_HELD:
        say(l,
            "有事实还没有查清，暂时不能重新认定。查清之前原来的待遇照发，每月 %s 元；请协助补齐下面所缺的材料。\n",
            "Some facts are not known, so nothing can be decided yet. Until they are, the former "
            "%s yuan a month are paid on; please help to complete what is missing below.\n",
            l->d->monthly_amount.known ? money_text(l, l->d->monthly_amount.value)
                                       : tr("（金额待查）", "(unknown)"));
        break;
    case STANDING_UNDECIDED:
        say(l, "有事实还没有查清，现在既不能批准也不能拒绝；请协助补齐下面所缺的材料。\n",
            "Some facts are not known, so this can be neither granted nor refused yet; please help "
            "to complete what is missing below.\n");
        break;
    case STANDING_FAILED:
        say(l, "无法计算：" STR_FMT "。请联系经办人更正登记。\n",
            "It can't be computed: " STR_FMT ". Please ask the office to correct the register.\n",
            STR_ARG(l->d->failed_because));
        break;
    default:
        conclude_out(l);
    }
}

/* One decision's value in words; NULL where it has none to show. */
static const char *value_text(struct letter *l, enum output_id id)
{
    const struct output *o = &l->o->out[id];
    struct strbuf b = {0};
    if (o->state == OUTPUT_UNKNOWN)
        return tr("还不清楚", "not known yet");
    if (o->state != OUTPUT_KNOWN)
        return NULL;
    switch (id) {
    case OUTPUT_CATEGORY:
        strbuf_adds(&b, label_category(o->s));
        break;
    case OUTPUT_STANDING:
        strbuf_addz(&b, standing_label(standing_parse(o->s)));
        break;
    case OUTPUT_MEASURES:
        label_measures(o->s, &b);
        if (b.len == 0)
            strbuf_addz(&b, tr("无", "none"));
        break;
    case OUTPUT_ASSETS_OK:
    case OUTPUT_DEVELOPMENT_TARGET:
    case OUTPUT_KEY_TARGET:
        strbuf_addz(&b, o->i ? tr("是", "yes") : tr("否", "no"));
        break;
    case OUTPUT_POINTS:
        strbuf_printf(&b, tr("%lld 分", "%lld"), (long long)o->i);
        break;
    case OUTPUT_GRACE_UNTIL:
        strbuf_addz(&b, date_text(l, (int32_t)o->i));
        break;
    case OUTPUT_ANNUAL_INCOME:
        strbuf_printf(&b, tr("%s 元", "%s yuan"), money_text(l, o->i));
        break;
    default:
        strbuf_printf(&b, tr("%s 元/月", "%s yuan a month"), money_text(l, o->i));
    }
    return keep(l, &b);
}

/* "JM18-1.3a sample": the documents' clauses, and whether a value of ours stands in for them. */
static void clauses(struct letter *l, struct str text, bool first)
{
    bool sample = str_eqz(text, "sample") || str_ends(text, STR(" sample"));
    if (sample)
        text.len -= text.len > 6 ? 7 : 6;
    if (!first)
        fputs(tr("（", " ("), l->out);
    if (text.len)
        say(l, "依据 " STR_FMT "%s", "clause " STR_FMT "%s", STR_ARG(text), sample ? tr("，", ", ") : "");
    if (sample)
        fputs(tr("参数为样例值", "with sample values"), l->out);
    if (!first)
        fputs(tr("）", ")"), l->out);
}

static void rule_line(struct letter *l, struct rule_words w, const char *indent)
{
    struct str words = lang_get() == LANG_ZH ? w.zh : w.en;
    if (words.len == 0 && w.clauses.len == 0)
        return;
    fprintf(l->out, "%s", indent);
    fprintf(l->out, STR_FMT, STR_ARG(words));
    if (w.clauses.len)
        clauses(l, w.clauses, words.len == 0);
    fprintf(l->out, "\n");
}

/* A row for "everybody else", beside rows that fired for a reason. */
static bool is_catch_all(const struct dmn_step *s, int row)
{
    if (!s->table->aggregation || (s->fired & (s->fired - 1)) == 0)
        return false;
    for (size_t c = 0; c < s->table->n_inputs; c++) {
        if (!str_eqz(s->table->rules[row].inputs[c], "-"))
            return false;
    }
    return true;
}

/* The rule behind a step: the rows that decided, the row that stayed open, or the description. */
static void rules(struct letter *l, const struct dmn_step *s, const char *indent)
{
    bool collecting = s->table && s->table->hit == 'C';
    if (!s->table) {
        rule_line(l, pack_rule_words(l->pack, s->node, NULL, 0), indent);
        return;
    }
    for (int row = 0; row < 64 && row < (int)s->table->n_rules; row++) {
        if ((s->fired >> row & 1) && !is_catch_all(s, row))
            rule_line(l, pack_rule_words(l->pack, s->node, s->table, row), indent);
        if ((s->unknown >> row & 1) && !collecting) {
            fprintf(l->out, "%s%s", indent, tr("尚不清楚是否成立：", "not known whether: "));
            rule_line(l, pack_rule_words(l->pack, s->node, s->table, row), "");
        }
    }
}

/* The decision step that a step works for. */
static size_t decision_of(const struct letter *l, size_t i)
{
    while (dmn_node(l->model, l->steps[i].node)->kind != DMN_DECISION && l->steps[i].parent >= 0)
        i = (size_t)l->steps[i].parent;
    return i;
}

struct fact_list {
    uint32_t *at;
    size_t n, cap;
};

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The facts a decision read itself or through the models it called, each once, sorted. */
static void collect_facts(struct letter *l, size_t step, struct fact_list *f)
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
    x->subject = "";
    strbuf_clear(&x->values);
    strbuf_clear(&x->zeros);
    x->n_zeros = 0;
}

static void line_add(struct letter *l, struct fact_line *x, const struct attribute *t, struct fact v)
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
    strbuf_addz(&b, fact_member(fact) ? member_text(l, fact_member(fact)) : tr("全家", "household"));
    if (scan_origin(replay_scan(l->replay), fact, &origin, &found, NULL) == 0 && found)
        strbuf_printf(&b, tr("（" STR_FMT "，自 %s）", " (" STR_FMT ", since %s)"),
                      STR_ARG(lang_get() == LANG_ZH ? origin.source_label : origin.source),
                      date_text(l, origin.valid_from));
    return keep(l, &b);
}

/* One line a subject and source, in the order in which they first occur; parameters last. */
static void fact_lines(struct letter *l, const struct fact_list *f, const char *indent)
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

static const char *helper_value(struct letter *l, const struct feel_value *v)
{
    if (feel_is_unknown(v))
        return tr("还不清楚", "not known yet");
    if (v->kind == FEEL_BOOLEAN)
        return v->boolean ? tr("是", "yes") : tr("否", "no");
    struct strbuf b = {0};
    feel_print(v, false, &b);
    return keep(l, &b);
}

/* What a table said of each member (uplift rates). The model calls it once a member, in order;
 * members for whom only the row without conditions fired are left out. */
static void member_rules(struct letter *l, size_t step)
{
    size_t calls = 0, member = 0;
    for (size_t i = 0; i < l->n_steps; i++)
        calls += l->steps[i].parent == (int)step && l->steps[i].table &&
                 dmn_node(l->model, l->steps[i].node)->kind == DMN_BKM;
    if (calls != replay_facts(l->replay)->n_members)
        return;
    for (size_t i = 0; i < l->n_steps; i++) {
        const struct dmn_step *s = &l->steps[i];
        if (s->parent != (int)step || !s->table || dmn_node(l->model, s->node)->kind != DMN_BKM)
            continue;
        member++;
        if (s->value->kind == FEEL_NUMBER && dec_is_zero(s->value->number))
            continue;
        fprintf(l->out, "   · %s%s%s\n", member_text(l, member), tr("：", ": "),
                helper_value(l, s->value));
        rules(l, s, "     ");
    }
}

static bool find_step(const struct letter *l, const char *id, size_t *ret)
{
    int node = dmn_find(l->model, str_of(id));
    for (size_t i = 0; node >= 0 && i < l->n_steps; i++) {
        if (l->steps[i].node == node) {
            *ret = i;
            return true;
        }
    }
    return false;
}

static struct str node_label(struct letter *l, int node)
{
    const struct dmn_node *n = dmn_node(l->model, node);
    return words_of(l, n->name, n->id);
}

static bool is_output(const struct letter *l, int node)
{
    for (int id = 0; id < N_OUTPUTS; id++) {
        if (dmn_find(l->model, str_of(output_name((enum output_id)id))) == node)
            return true;
    }
    return false;
}

/* The helping decisions of a step (the five point tables, the top-up, who is destitute). */
static void helpers(struct letter *l, size_t step)
{
    for (size_t i = 0; i < l->n_steps; i++) {
        const struct dmn_step *s = &l->steps[i];
        if (s->parent != (int)step || dmn_node(l->model, s->node)->kind != DMN_DECISION ||
            s->value->kind == FEEL_CONTEXT || is_output(l, s->node))
            continue;
        fprintf(l->out, "   · " STR_FMT " %s%s", STR_ARG(node_label(l, s->node)),
                helper_value(l, s->value), tr("：", ": "));
        rules(l, s, "");
        struct fact_list facts = {0};
        collect_facts(l, i, &facts);
        fact_lines(l, &facts, "     · ");
    }
}

static bool worth_telling(const struct letter *l, enum output_id id)
{
    bool dibao = str_eqz(l->d->category, "dibao");
    switch (id) {
    case OUTPUT_UPLIFT:
        return dibao;
    case OUTPUT_MONTHLY_AMOUNT:
        return dibao || str_eqz(l->d->category, "destitute");
    case OUTPUT_STANDING:
    case OUTPUT_GRACE_UNTIL:
        return l->o->out[id].state == OUTPUT_KNOWN &&
               (l->d->previous.standing == STANDING_IN_FORCE ||
                l->d->previous.standing == STANDING_GRACE);
    case OUTPUT_PAYABLE_AMOUNT:
        return false;
    case OUTPUT_DEVELOPMENT_TARGET:
    case OUTPUT_KEY_TARGET:
        return dibao;
    default:
        return true;
    }
}

static void reasons(struct letter *l)
{
    static const enum output_id order[] = {
        OUTPUT_ANNUAL_INCOME, OUTPUT_MONTHLY_INCOME,      OUTPUT_LINE,       OUTPUT_ASSETS_OK,
        OUTPUT_CATEGORY,      OUTPUT_UPLIFT,              OUTPUT_MONTHLY_AMOUNT, OUTPUT_STANDING,
        OUTPUT_GRACE_UNTIL,   OUTPUT_DEVELOPMENT_TARGET,  OUTPUT_KEY_TARGET, OUTPUT_POINTS,
        OUTPUT_MEASURES,
    };
    say(l, "\n【理由】\n", "\nReasons\n");
    int n = 0;
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        size_t step;
        const char *value = value_text(l, order[i]);
        if (!value || !worth_telling(l, order[i]) || !find_step(l, output_name(order[i]), &step))
            continue;
        const struct dmn_step *s = &l->steps[step];
        fprintf(l->out, "%2d. " STR_FMT "%s%s\n", ++n, STR_ARG(node_label(l, s->node)),
                tr("：", ": "), value);
        size_t because;
        if (order[i] == OUTPUT_CATEGORY && str_eqz(l->d->category, "none") &&
            find_step(l, "refusal", &because))
            rules(l, &l->steps[because], "   ");
        else
            rules(l, s, "   ");
        helpers(l, step);
        if (order[i] == OUTPUT_UPLIFT)
            member_rules(l, step);
        struct fact_list facts = {0};
        collect_facts(l, step, &facts);
        fact_lines(l, &facts, "   · ");
    }
}

static void whatif_value(struct letter *l, const struct attribute *t, const struct whatif *w,
                         bool first)
{
    struct strbuf low = {0}, high = {0};
    fact_print_people(t, w->low, &low);
    fact_print_people(t, w->high, &high);
    const char *a = keep(l, &low), *b = keep(l, &high);
    bool ordered = t->type == ATTR_MONEY || t->type == ATTR_INTEGER;
    if (!ordered)
        say(l, "为%s", "%s", a);
    else if (w->open)
        say(l, "为 %s及以上", "%s or more", a);
    else if (first)
        say(l, "不超过 %s", "up to %s", b);
    else if (strcmp(a, b) == 0)
        fprintf(l->out, "%s", a);
    else
        say(l, "为 %s 至 %s", "%s to %s", a, b);
}

static void whatif_lines(struct letter *l, uint32_t fact, const struct attribute *t)
{
    struct whatif w[8];
    size_t n;
    if (whatif_try(l->replay, fact, l->as_of, l->arena, w, ARRAY_LEN(w), &n, NULL) < 0)
        return;
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any = any || w[i].decided;
    if (!any)
        return;
    for (size_t i = 0; i < n; i++) {
        say(l, "     若", "     if ");
        whatif_value(l, t, &w[i], i == 0);
        if (w[i].decided)
            say(l, " → " STR_FMT "，%s\n", ": " STR_FMT ", %s\n",
                STR_ARG(label_category(w[i].category)), standing_label(w[i].standing));
        else
            say(l, " → 还要查清其他缺项\n", ": other facts are needed too\n");
    }
}

static void add_unknown(struct letter *l, struct fact_list *f, const struct output *o)
{
    for (size_t i = 0; o->state == OUTPUT_UNKNOWN && i < o->n_facts; i++) {
        bool has = false;
        for (size_t k = 0; k < f->n; k++)
            has = has || f->at[k] == o->facts[i];
        if (!has)
            (void)vec_push(l->arena, f, o->facts[i]);
    }
}

static void missing(struct letter *l)
{
    struct fact_list f = {0};
    add_unknown(l, &f, &l->o->out[OUTPUT_CATEGORY]);
    add_unknown(l, &f, &l->o->out[OUTPUT_PAYABLE_AMOUNT]);
    if (f.n == 0)
        add_unknown(l, &f, &l->o->out[OUTPUT_STANDING]);
    if (l->d->undecided_because.len && f.n) {
        say(l, "\n【要查清的事实】\n", "\nFacts to fetch\n");
        for (size_t i = 0; i < f.n; i++) {
            const struct attribute *t = fact_attribute(l, f.at[i]);
            if (!t)
                continue;
            fprintf(l->out, "%2zu. %s%s" STR_FMT "\n", i + 1,
                    fact_member(f.at[i]) ? member_text(l, fact_member(f.at[i])) : tr("全家", "household"),
                    tr("：", ": "), STR_ARG(fact_label(l, t)));
            whatif_lines(l, f.at[i], t);
        }
    }
    if (l->d->also_missing.len) {
        say(l, "\n【另缺】（不影响类别和金额，只影响积分、对象或措施）\n",
            "\nAlso missing (needed for points, targets or measures only)\n");
        struct str rest = l->d->also_missing, name;
        while (str_split(&rest, ';', &name)) {
            struct str id = name, part;
            str_split(&id, '@', &part);
            const struct attribute *t =
                catalogue_find(l->catalogue, id.data ? ENTITY_PERSON : ENTITY_HOUSEHOLD, part);
            size_t member = id.data && id.len > 1 ? strtoul(id.data + 1, NULL, 10) : 0;
            fprintf(l->out, "   · %s%s" STR_FMT "\n",
                    member ? member_text(l, member) : tr("全家", "household"), tr("：", ": "),
                    STR_ARG(t ? fact_label(l, t) : part));
        }
    }
}

static void closing(struct letter *l)
{
    if (l->d->standing == STANDING_GRACE && l->d->measures.len) {
        struct strbuf b = {0};
        label_measures(l->d->measures, &b);
        say(l, "\n渐退期内原有帮扶措施继续：%s\n", "\nMeasures that continue during the grace: %s\n",
            keep(l, &b));
    }
    say(l,
        "\n依据所指文件：JM18 江府〔2018〕6号，JM23 江府办〔2017〕23号，CS51 赤委〔2016〕51号。",
        "\nDocuments cited: JM18 江府〔2018〕6号, JM23 江府办〔2017〕23号, CS51 赤委〔2016〕51号.");
    say(l, "\n对本说明有疑问，可向村（居）委会或镇（街）民政办提出。\n",
        "\nQuestions: ask the village committee or the town's civil-affairs office.\n");
}

static int tell(struct letter *l, const struct committed *c, bool is_committed)
{
    l->catalogue = pack_catalogue(replay_pack(l->replay));
    l->pack = replay_pack(l->replay);
    l->model = pack_model(l->pack);
    l->d = replay_decision(l->replay);
    l->o = replay_outcome(l->replay);
    int reasons_node = dmn_find(l->model, STR("refusal"));
    if (reasons_node >= 0)
        dmn_run_decide(replay_run(l->replay), reasons_node);
    l->n_steps = dmn_run_steps(replay_run(l->replay), &l->steps);
    head(l, c, is_committed);
    conclusion(l);
    missing(l);
    if (l->d->standing != STANDING_FAILED)
        reasons(l);
    closing(l);
    if (arena_failed(l->arena))
        return err_nomem(l->e);
    return ferror(l->out) ? err_set(l->e, E_IO, "说明无法写出", "the text can't be written") : 0;
}

int explain(struct reg *r, const struct actor *actor, struct str household_no,
            const struct explain_options *o, FILE *out, struct err *e)
{
    /* a letter without some of a household's facts would be no explanation */
    int rc = actor_require_fields(actor, FIELD_HEALTH | FIELD_MONEY | FIELD_MINOR, e);
    if (rc < 0)
        return rc;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    if (!a)
        return err_nomem(e);
    struct letter l = {.out = out, .reg = r, .arena = a, .e = e};
    struct committed c = {0};
    bool is_committed = false;
    rc = db_begin(reg_db(r), false, e);
    if (rc < 0)
        return rc;
    rc = determine_committed(r, household_no, o->as_of, o->known_seq, a, &c, &is_committed, e);
    l.as_of = is_committed ? c.as_of : o->as_of == DATE_NONE ? clock_today() : o->as_of;
    if (rc == 0)
        rc = replay_open(r, actor, household_no, l.as_of,
                         is_committed ? c.known_seq : o->known_seq, &l.replay, e);
    if (rc == 0)
        rc = tell(&l, &c, is_committed);
    replay_free(l.replay);
    db_rollback(reg_db(r));
    return rc;
}
