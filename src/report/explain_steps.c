/* Reasons of the letter: each step with its value, the rule in words, the clause. */

#include "letter.h"

#include "cleanup.h"
#include "labels.h"
#include "lang.h"

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
        say(l, "依据 " STR_FMT "%s", "clause " STR_FMT "%s", STR_ARG(text),
            sample ? tr("，", ", ") : "");
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

void rules(struct letter *l, const struct dmn_step *s, const char *indent)
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
        fprintf(l->out, "   · %s%s" STR_FMT " %s\n", member_text(l, member), tr("：", ": "),
                STR_ARG(node_label(l, s->node)), helper_value(l, s->value));
        rules(l, s, "     ");
    }
}

bool find_step(const struct letter *l, const char *id, size_t *ret)
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
        fprintf(l->out, "   · " STR_FMT "%s%s\n", STR_ARG(node_label(l, s->node)), tr("：", ": "),
                helper_value(l, s->value));
        rules(l, s, s->value->kind == FEEL_BOOLEAN ? tr("     要求：", "     Test: ") : "     ");
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
    case OUTPUT_MEASURES:
        /* in grace the former measures go on; the closing names them */
        return l->d->standing != STANDING_GRACE;
    case OUTPUT_DEVELOPMENT_TARGET:
    case OUTPUT_KEY_TARGET:
        return dibao;
    default:
        return true;
    }
}

/* Where the household stood before: the decision hangs on it. */
static void before(struct letter *l)
{
    const struct previous *p = &l->d->previous;
    if (p->standing != STANDING_IN_FORCE && p->standing != STANDING_GRACE)
        return;
    say(l, "    原来：" STR_FMT "，%s，每月 %s 元", "    Before: " STR_FMT ", %s, %s yuan a month",
        STR_ARG(label_category(p->category)), standing_label(p->standing),
        p->amount_unknown ? tr("（未知）", "(unknown)") : money_text(l, p->amount));
    if (p->standing == STANDING_GRACE)
        say(l, "，渐退期至 %s", ", grace until %s", date_text(l, p->grace_until));
    fputc('\n', l->out);
}

void reasons(struct letter *l)
{
    static const enum output_id order[] = {
        OUTPUT_ANNUAL_INCOME,      OUTPUT_MONTHLY_INCOME, OUTPUT_LINE,
        OUTPUT_ASSETS_OK,          OUTPUT_CATEGORY,       OUTPUT_UPLIFT,
        OUTPUT_MONTHLY_AMOUNT,     OUTPUT_STANDING,       OUTPUT_GRACE_UNTIL,
        OUTPUT_DEVELOPMENT_TARGET, OUTPUT_KEY_TARGET,     OUTPUT_POINTS,
        OUTPUT_MEASURES,
    };
    say(l, "\n【理由】\n", "\nReasons\n");
    before(l);
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
