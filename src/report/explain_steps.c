/* Reasons of the telling: each step with its value, the rule in words, the clause. */

#include "letter.h"

#include "cleanup.h"
#include "labels.h"

/* One decision's value in words; false where it has none to show. */
static bool value_text(struct letter *l, enum output_id id, struct str *ret)
{
    const struct output *o = &l->o->out[id];
    struct strbuf b = {0};
    if (o->state == OUTPUT_UNKNOWN) {
        *ret = str_of(tr("还不清楚", "not known yet"));
        return true;
    }
    if (o->state != OUTPUT_KNOWN)
        return false;
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
    *ret = keep(l, &b);
    return true;
}

/* "JM18-1.3a sample": the documents' clauses, and whether a value of ours stands in for them. */
static void add_rule(struct letter *l, struct rule_words w, bool open, struct told_rules *to)
{
    struct told_rule r = {.words = lang_get() == LANG_ZH ? w.zh : w.en, .open = open};
    if (r.words.len == 0 && w.clauses.len == 0)
        return;
    r.clauses = w.clauses;
    r.sample = str_eqz(w.clauses, "sample") || str_ends(w.clauses, STR(" sample"));
    if (r.sample)
        r.clauses.len -= w.clauses.len > 6 ? 7 : 6;
    (void)vec_push(l->arena, to, r);
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

void letter_rules(struct letter *l, const struct dmn_step *s, struct told_rules *ret)
{
    bool collecting = s->table && s->table->hit == 'C';
    if (!s->table) {
        add_rule(l, pack_rule_words(l->pack, s->node, NULL, 0), false, ret);
        return;
    }
    for (int row = 0; row < 64 && row < (int)s->table->n_rules; row++) {
        if ((s->fired >> row & 1) && !is_catch_all(s, row))
            add_rule(l, pack_rule_words(l->pack, s->node, s->table, row), false, ret);
        if ((s->unknown >> row & 1) && !collecting)
            add_rule(l, pack_rule_words(l->pack, s->node, s->table, row), true, ret);
    }
}

static struct str helper_value(struct letter *l, const struct feel_value *v)
{
    if (feel_is_unknown(v))
        return str_of(tr("还不清楚", "not known yet"));
    if (v->kind == FEEL_BOOLEAN)
        return str_of(v->boolean ? tr("是", "yes") : tr("否", "no"));
    struct strbuf b = {0};
    feel_print(v, false, &b);
    return keep(l, &b);
}

static struct str node_id(const struct letter *l, int node)
{
    return dmn_node(l->model, node)->id;
}

/* What a table said of each member (uplift rates). The model calls it once a member, in order;
 * members for whom only the row without conditions fired are left out. */
static void tell_members(struct letter *l, size_t step, struct told_step *to)
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
        struct told_step x = {.id = node_id(l, s->node),
                              .label = node_label(l, s->node),
                              .value = helper_value(l, s->value),
                              .member = member,
                              .subject = member_text(l, member)};
        letter_rules(l, s, &x.rules);
        (void)vec_push(l->arena, &to->members, x);
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
static void tell_parts(struct letter *l, size_t step, struct told_step *to)
{
    for (size_t i = 0; i < l->n_steps; i++) {
        const struct dmn_step *s = &l->steps[i];
        if (s->parent != (int)step || dmn_node(l->model, s->node)->kind != DMN_DECISION ||
            s->value->kind == FEEL_CONTEXT || is_output(l, s->node))
            continue;
        struct told_step x = {.id = node_id(l, s->node),
                              .label = node_label(l, s->node),
                              .value = helper_value(l, s->value),
                              .is_test = s->value->kind == FEEL_BOOLEAN};
        letter_rules(l, s, &x.rules);
        letter_facts(l, i, &x);
        (void)vec_push(l->arena, &to->parts, x);
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

void letter_steps(struct letter *l)
{
    static const enum output_id order[] = {
        OUTPUT_ANNUAL_INCOME,      OUTPUT_MONTHLY_INCOME, OUTPUT_LINE,
        OUTPUT_ASSETS_OK,          OUTPUT_CATEGORY,       OUTPUT_UPLIFT,
        OUTPUT_MONTHLY_AMOUNT,     OUTPUT_STANDING,       OUTPUT_GRACE_UNTIL,
        OUTPUT_DEVELOPMENT_TARGET, OUTPUT_KEY_TARGET,     OUTPUT_POINTS,
        OUTPUT_MEASURES,
    };
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        size_t step, because;
        struct str value;
        if (!value_text(l, order[i], &value) || !worth_telling(l, order[i]) ||
            !find_step(l, output_name(order[i]), &step))
            continue;
        const struct dmn_step *s = &l->steps[step];
        struct told_step x = {
            .id = node_id(l, s->node), .label = node_label(l, s->node), .value = value};
        if (order[i] == OUTPUT_CATEGORY && str_eqz(l->d->category, "none") &&
            find_step(l, "refusal", &because))
            letter_rules(l, &l->steps[because], &x.rules);
        else
            letter_rules(l, s, &x.rules);
        tell_parts(l, step, &x);
        if (order[i] == OUTPUT_UPLIFT)
            tell_members(l, step, &x);
        letter_facts(l, step, &x);
        (void)vec_push(l->arena, &l->t->steps, x);
    }
}
