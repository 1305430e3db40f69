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
    if (scan_member_name(replay_scan(l->replay), member - 1, &name, NULL) < 0 || name.len == 0)
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

/* A word a reader knows: the label in Chinese, the id in English. */
static struct str fact_label(const struct attribute *t)
{
    return lang_get() == LANG_ZH ? t->label : t->id;
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
        "您家收入已经超过低保条件（现为：" STR_FMT "）。按渐退规定，原来的待遇不变，每月 %s 元，"
        "发到 %s；到期后重新认定。\n",
        "Your household's income has risen above the line (now: " STR_FMT "). By the rule of "
        "graduated exit the former %s yuan a month go on until %s; then it is decided anew.\n",
        STR_ARG(label_category(l->d->category)), money_text(l, l->d->monthly_amount.value),
        date_text(l, l->d->grace_until));
}

static void conclude_out(struct letter *l)
{
    enum standing before = l->d->previous.standing;
    say(l, "您家不享受低保和特困待遇（认定为：" STR_FMT "）。\n",
        "Your household is not entitled to dibao or destitute support (found: " STR_FMT ").\n",
        STR_ARG(label_category(l->d->category)));
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

static void clauses(struct letter *l, struct str text, bool first)
{
    if (text.len)
        say(l, "%s依据 " STR_FMT "%s", "%sclause " STR_FMT "%s", first ? "" : tr("（", " ("),
            STR_ARG(text), first ? "" : tr("）", ")"));
}

static void rule_line(struct letter *l, struct rule_words w, const char *indent)
{
    struct str words = lang_get() == LANG_ZH ? w.zh : w.en;
    if (words.len == 0 && w.clauses.len == 0)
        return;
    fprintf(l->out, "%s", indent);
    fprintf(l->out, STR_FMT, STR_ARG(words));
    clauses(l, w.clauses, words.len == 0);
    fprintf(l->out, "\n");
}

/* The rule behind a step: the rows that decided, the row that stayed open, or the description. */
static void rules(struct letter *l, const struct dmn_step *s, const char *indent)
{
    if (!s->table) {
        rule_line(l, pack_rule_words(l->pack, s->node, NULL, 0), indent);
        return;
    }
    for (int row = 0; row < 64 && row < (int)s->table->n_rules; row++) {
        if (s->fired >> row & 1)
            rule_line(l, pack_rule_words(l->pack, s->node, s->table, row), indent);
        else if (s->unknown >> row & 1) {
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
    struct str label = lang_get() == LANG_ZH ? parameter_label(l->pack, p->name) : p->name;
    say(l, "%s" STR_FMT " " STR_FMT " " STR_FMT "（" STR_FMT "，自 %s 起）\n",
        "%s" STR_FMT " " STR_FMT " " STR_FMT " (" STR_FMT ", since %s)\n", indent, STR_ARG(label),
        STR_ARG(p->value_text), STR_ARG(p->unit),
        STR_ARG(str_eqz(p->source, "sample") ? str_of(tr("样例值", "sample value")) : p->source),
        date_text(l, p->valid_from));
}

/* Facts of one subject from one source and date on one line. */
static void fact_lines(struct letter *l, const struct fact_list *f, const char *indent)
{
    const char *last = "";
    for (size_t i = 0; i < f->n; i++) {
        uint32_t fact = f->at[i];
        if (fact & FACT_PARAMETER_BIT) {
            if (*last)
                fputc('\n', l->out);
            last = "";
            parameter_line(l, fact, indent);
            continue;
        }
        const struct attribute *t = fact_attribute(l, fact);
        if (!t)
            continue;
        struct fact v = fact_value(l, fact);
        struct strbuf b = {0};
        struct fact_origin origin;
        bool found = false;
        strbuf_addz(&b, fact_member(fact) ? member_text(l, fact_member(fact)) : tr("全家", "household"));
        if (scan_origin(replay_scan(l->replay), fact, &origin, &found, NULL) == 0 && found)
            strbuf_printf(&b, tr("（" STR_FMT "，自 %s）", " (" STR_FMT ", since %s)"),
                          STR_ARG(lang_get() == LANG_ZH ? origin.source_label : origin.source),
                          date_text(l, origin.valid_from));
        const char *subject = keep(l, &b);
        if (strcmp(subject, last) != 0) {
            fprintf(l->out, "%s%s%s%s", *last ? "\n" : "", indent, subject, tr("：", ": "));
            last = subject;
        } else {
            fputs(tr("，", ", "), l->out);
        }
        struct strbuf value = {0};
        if (v.known)
            fact_print_people(t, v, &value);
        else
            strbuf_addz(&value, tr("【未知】", "[unknown]"));
        fprintf(l->out, STR_FMT " %s", STR_ARG(fact_label(t)), keep(l, &value));
    }
    if (*last)
        fputc('\n', l->out);
}

/* What the models said of single members (uplift rates): only rows that fired with words. */
static void member_rules(struct letter *l, size_t step)
{
    for (size_t i = 0; i < l->n_steps; i++) {
        const struct dmn_step *s = &l->steps[i];
        if (s->parent != (int)step || !s->table ||
            dmn_node(l->model, s->node)->kind != DMN_BKM || s->n_facts == 0)
            continue;
        size_t member = 0;
        for (size_t k = 0; k < s->n_facts && !member; k++)
            member = fact_member(s->facts[k]);
        if (!member)
            continue;
        fprintf(l->out, "     %s%s\n", member_text(l, member), tr("：", ": "));
        rules(l, s, "       ");
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

static struct str node_label(const struct dmn_node *n)
{
    return lang_get() == LANG_ZH ? n->name : n->id;
}

static void points_parts(struct letter *l, size_t step)
{
    for (size_t i = 0; i < l->n_steps; i++) {
        const struct dmn_step *s = &l->steps[i];
        if (s->parent != (int)step || dmn_node(l->model, s->node)->kind != DMN_DECISION || !s->table)
            continue;
        struct strbuf b = {0};
        feel_print(s->value, false, &b);
        const char *value = feel_is_unknown(s->value) ? tr("还不清楚", "not known yet") : keep(l, &b);
        strbuf_done(&b);
        fprintf(l->out, "   · " STR_FMT " %s%s", STR_ARG(node_label(dmn_node(l->model, s->node))),
                value, tr("：", ": "));
        rules(l, s, "");
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
        return l->d->standing == STANDING_GRACE || l->d->previous.standing != STANDING_NONE;
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
        fprintf(l->out, "%2d. " STR_FMT "%s%s\n", ++n, STR_ARG(node_label(dmn_node(l->model, s->node))),
                tr("：", ": "), value);
        rules(l, s, "   ");
        if (order[i] == OUTPUT_POINTS)
            points_parts(l, step);
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
        fprintf(l->out, "%s", a);
    else if (w->open)
        say(l, "%s 及以上", "%s or more", a);
    else if (first)
        say(l, "不超过 %s", "up to %s", b);
    else if (strcmp(a, b) == 0)
        fprintf(l->out, "%s", a);
    else
        say(l, "%s 至 %s", "%s to %s", a, b);
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
        say(l, "     若为 ", "     if ");
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
    if (l->d->undecided_because.len && f.n) {
        say(l, "\n【要查清的事实】\n", "\nFacts to fetch\n");
        for (size_t i = 0; i < f.n; i++) {
            const struct attribute *t = fact_attribute(l, f.at[i]);
            if (!t)
                continue;
            fprintf(l->out, "%2zu. %s%s" STR_FMT "\n", i + 1,
                    fact_member(f.at[i]) ? member_text(l, fact_member(f.at[i])) : tr("全家", "household"),
                    tr("：", ": "), STR_ARG(fact_label(t)));
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
                    STR_ARG(t ? fact_label(t) : part));
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
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    if (!a)
        return err_nomem(e);
    struct committed c;
    bool is_committed;
    int rc = determine_committed(r, household_no, o->as_of, o->known_seq, a, &c, &is_committed, e);
    if (rc < 0)
        return rc;
    int32_t as_of = is_committed ? c.as_of : o->as_of == DATE_NONE ? clock_today() : o->as_of;
    int64_t seq = is_committed ? c.known_seq : o->known_seq;
    struct letter l = {.out = out, .reg = r, .as_of = as_of, .arena = a, .e = e};
    rc = db_begin(reg_db(r), false, e);
    if (rc == 0)
        rc = replay_open(r, actor, household_no, as_of, seq, &l.replay, e);
    if (rc == 0)
        rc = tell(&l, &c, is_committed);
    replay_free(l.replay);
    db_rollback(reg_db(r));
    return rc;
}
