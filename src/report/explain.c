/* Telling a household's decision: the conclusion, what is missing, and the steps behind it. */

#include "explain.h"

#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "labels.h"
#include "letter.h"
#include "whatif.h"

#include <stdlib.h>

static void sentence(struct letter *l, struct str text)
{
    (void)vec_push(l->arena, &l->t->conclusion, text);
}

/* What is paid, with its unit, or that it has to be found out. */
static struct str amount_text(struct letter *l)
{
    if (!l->d->monthly_amount.known)
        return str_of(tr("的金额（待查）", "amount (to be found out)"));
    return words(l, "%s 元", "%s yuan", money_text(l, l->d->monthly_amount.value));
}

static void conclude_in_force(struct letter *l)
{
    struct str amount = amount_text(l);
    if (str_eqz(l->d->category, "destitute"))
        sentence(l, words(l, "您家属于特困供养对象，每月发放 " STR_FMT "。",
                          "Your household receives destitute support: " STR_FMT " a month.",
                          STR_ARG(amount)));
    else
        sentence(l, words(l, "您家符合低保条件，每月发放低保金 " STR_FMT "。",
                          "Your household is entitled to dibao: " STR_FMT " a month.",
                          STR_ARG(amount)));
    if (l->d->previous.standing == STANDING_GRACE)
        sentence(l, words(l, "渐退期内重新符合条件，恢复在保。",
                          "It meets the conditions again during the grace, and is in force."));
}

/* A pack may have a decision "refusal", asked for here only: a table that collects the reasons why
 * a household is not eligible. For other categories the row that gave the category tells. */
static void refusal(struct letter *l)
{
    size_t step;
    if (find_step(l, str_eqz(l->d->category, "none") ? "refusal" : "category", &step))
        letter_rules(l, &l->steps[step], &l->t->because);
}

static void conclude_grace(struct letter *l)
{
    struct str amount = amount_text(l);
    sentence(l, words(l,
                      "您家已不再符合低保条件（现认定为：" STR_FMT
                      "）。按渐退规定，原来的待遇不变，每月仍发 " STR_FMT
                      "，保留到 %s，从那一天起重新认定。",
                      "Your household no longer meets the conditions of dibao (found: " STR_FMT
                      "). By the rule of graduated exit the former " STR_FMT
                      " a month go on until %s, when it is decided anew.",
                      STR_ARG(label_category(l->d->category)), STR_ARG(amount),
                      date_text(l, l->d->grace_until)));
    refusal(l);
}

static void conclude_out(struct letter *l)
{
    enum standing before = l->d->previous.standing;
    sentence(l,
             words(l, "您家不享受低保和特困待遇（认定为：" STR_FMT "）。",
                   "Your household is not entitled to dibao or destitute support (found: " STR_FMT
                   ").",
                   STR_ARG(label_category(l->d->category))));
    refusal(l);
    if (before == STANDING_GRACE && l->t->as_of >= l->d->previous.grace_until)
        l->t->ending = words(l, "渐退期已于 %s 届满，原待遇停止。", "The grace ended on %s.",
                             date_text(l, l->d->previous.grace_until));
    else if (before == STANDING_IN_FORCE || before == STANDING_GRACE)
        l->t->ending = words(l, "原来的待遇从此停止。", "The former support ends.");
}

static void conclude(struct letter *l)
{
    switch (l->d->standing) {
    case STANDING_IN_FORCE:
        conclude_in_force(l);
        break;
    case STANDING_GRACE:
        conclude_grace(l);
        break;
    case STANDING_HELD:
        sentence(l,
                 words(l,
                       "有事实还没有查清，暂时不能重新认定。查清之前原来的待遇照发，每月 " STR_FMT
                       "；请协助补齐下面所缺的材料。",
                       "Some facts are not known, so nothing can be decided yet. Until they are, "
                       "the former " STR_FMT
                       " a month are paid on; please help to complete what is missing below.",
                       STR_ARG(amount_text(l))));
        break;
    case STANDING_UNDECIDED:
        sentence(l,
                 words(l, "有事实还没有查清，现在既不能批准也不能拒绝；请协助补齐下面所缺的材料。",
                       "Some facts are not known, so this can be neither granted nor refused yet; "
                       "please help to complete what is missing below."));
        break;
    case STANDING_FAILED:
        sentence(l, words(l, "无法计算：" STR_FMT "。请联系经办人更正登记。",
                          "It can't be computed: " STR_FMT
                          ". Please ask the office to correct the register.",
                          STR_ARG(l->d->failed_text)));
        break;
    default:
        conclude_out(l);
    }
}

/* Values with an order come as stretches, over which the amount changes. */
static bool is_ordered(const struct attribute *t)
{
    return t->type == ATTR_MONEY || t->type == ATTR_INTEGER;
}

static struct told_if tell_if(struct letter *l, const struct attribute *t, const struct whatif *w,
                              bool first)
{
    struct strbuf low = {0}, high = {0}, low_text = {0}, high_text = {0};
    fact_print(t, w->low, &low);
    fact_print(t, w->high, &high);
    fact_print_people(t, w->low, &low_text);
    fact_print_people(t, w->high, &high_text);
    struct str a = keep(l, &low_text), b = keep(l, &high_text);
    struct told_if x = {.low = keep(l, &low),
                        .high = keep(l, &high),
                        .open = w->open,
                        .decided = w->decided,
                        .ordered = is_ordered(t),
                        .category = w->category,
                        .standing = w->standing,
                        .amount = w->amount};
    if (!x.ordered)
        x.text = words(l, "为" STR_FMT, STR_FMT, STR_ARG(a));
    else if (w->open)
        x.text = words(l, "为 " STR_FMT "及以上", STR_FMT " or more", STR_ARG(a));
    else if (first)
        x.text = words(l, "不超过 " STR_FMT, "up to " STR_FMT, STR_ARG(b));
    else if (str_eq(a, b))
        x.text = a;
    else
        x.text =
            words(l, "为 " STR_FMT " 至 " STR_FMT, STR_FMT " to " STR_FMT, STR_ARG(a), STR_ARG(b));
    return x;
}

/* Nothing where no value of the fact alone decides. */
static void tell_ifs(struct letter *l, uint32_t fact, const struct attribute *t,
                     struct told_missing *to)
{
    struct whatif w[8];
    size_t n;
    int rc = whatif_try(l->replay, fact, l->t->as_of, l->arena, w, ARRAY_LEN(w), &n, l->e);
    if (rc < 0) {
        l->failed = rc;
        return;
    }
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any = any || w[i].decided;
    if (!any || !(to->ifs = arena_array_of(l->arena, n, struct told_if)))
        return;
    to->n_ifs = n;
    for (size_t i = 0; i < n; i++)
        to->ifs[i] = tell_if(l, t, &w[i], i == 0);
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

static void tell_missing(struct letter *l)
{
    struct fact_list f = {0};
    add_unknown(l, &f, &l->o->out[OUTPUT_CATEGORY]);
    add_unknown(l, &f, &l->o->out[OUTPUT_PAYABLE_AMOUNT]);
    if (f.n == 0)
        add_unknown(l, &f, &l->o->out[OUTPUT_STANDING]);
    for (size_t i = 0; l->d->undecided_because.len && i < f.n; i++) {
        const struct attribute *t = fact_attribute(l, f.at[i]);
        if (!t)
            continue;
        struct told_missing x = {.member = fact_member(f.at[i]),
                                 .id = t->id,
                                 .label = fact_label(l, t),
                                 .subject = subject_of(l, fact_member(f.at[i]))};
        if (l->t->missing.n < l->most_ifs)
            tell_ifs(l, f.at[i], t, &x);
        (void)vec_push(l->arena, &l->t->missing, x);
    }
    struct str rest = l->d->also_missing, name;
    while (l->d->also_missing.len && str_split(&rest, ';', &name)) {
        struct str at = name, id;
        str_split(&at, '@', &id);
        const struct attribute *t =
            catalogue_find(l->catalogue, at.data ? ENTITY_PERSON : ENTITY_HOUSEHOLD, id);
        size_t member = at.data && at.len > 1 ? strtoul(at.data + 1, NULL, 10) : 0;
        struct told_missing x = {.member = member,
                                 .id = id,
                                 .label = t ? fact_label(l, t) : id,
                                 .subject = subject_of(l, member)};
        (void)vec_push(l->arena, &l->t->also, x);
    }
}

/* Texts of the replay end with it. */
static void keep_decision(struct letter *l)
{
    struct decision *d = &l->t->decision;
    *d = *l->d;
    struct str *texts[] = {
        &d->household_no,     &d->division,          &d->residence,         &d->category,
        &d->measures,         &d->undecided_because, &d->also_missing,      &d->rules,
        &d->failed_because,   &d->failed_text,       &d->previous.category, &d->previous.measures,
        &d->carried.category, &d->carried.measures};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *texts[i] = str_dup(l->arena, *texts[i]);
}

static int tell(struct letter *l)
{
    struct telling *t = l->t;
    struct strbuf place = {0}, measures = {0};
    l->pack = replay_pack(l->replay);
    l->catalogue = pack_catalogue(l->pack);
    l->model = pack_model(l->pack);
    l->o = replay_outcome(l->replay);
    l->d = replay_decision(l->replay);
    keep_decision(l);
    l->d = &t->decision;
    int reasons_node = dmn_find(l->model, STR("refusal"));
    if (reasons_node >= 0)
        dmn_run_decide(replay_run(l->replay), reasons_node);
    l->n_steps = dmn_run_steps(replay_run(l->replay), &l->steps);
    t->register_id = l->d->register_id;
    t->household_no = l->d->household_no;
    t->division = l->d->division;
    (void)reg_division_name(l->reg, l->d->division, &place, NULL);
    t->place = keep(l, &place);
    t->people = l->d->people;
    t->pack = pack_name(l->pack);
    conclude(l);
    tell_missing(l);
    if (l->d->standing != STANDING_FAILED)
        letter_steps(l);
    label_measures(l->d->measures, &measures);
    t->measures = keep(l, &measures);
    if (l->failed)
        return l->failed;
    return arena_failed(l->arena) ? err_nomem(l->e) : 0;
}

/* Names the day that was asked for: that of a decision would tell that there is one. */
static int not_there(const struct explain_options *o, struct str household_no, struct err *e)
{
    char day[DATE_TEXT];
    date_format(o->as_of == DATE_NONE ? clock_today() : o->as_of, day);
    return err_set(e, E_NOT_FOUND, "没有户 " STR_FMT "（%s，在您的管辖范围内）",
                   "there is no household " STR_FMT " (%s, within your scope)",
                   STR_ARG(household_no), day);
}

/* In a read transaction. */
static int replay_and_tell(struct letter *l, const struct explain_options *o,
                           struct str household_no, struct err *e)
{
    struct telling *t = l->t;
    struct committed c = {0};
    int rc = determine_committed(l->reg, household_no, o->as_of, o->known_seq, l->arena, &c,
                                 &t->committed, e);
    t->as_of = t->committed ? c.as_of : o->as_of == DATE_NONE ? clock_today() : o->as_of;
    t->at_asked = !t->committed || (o->as_of != DATE_NONE && o->known_seq != INT64_MAX);
    if (rc == 0)
        rc = replay_open(l->reg, l->lens.actor, household_no, t->as_of,
                         t->at_asked ? o->known_seq : c.known_seq, &l->replay, e);
    if (rc == E_NOT_FOUND)
        return not_there(o, household_no, e);
    if (rc < 0)
        return rc;
    t->run_id = c.run_id;
    t->recorded_at = c.recorded_at;
    t->agrees = t->committed && replay_agrees(l->replay, c.digest);
    rc = tell(l);
    replay_free(l->replay);
    return rc;
}

int explain_tell(struct reg *r, const struct actor *actor, struct str household_no,
                 const struct explain_options *o, struct arena *a, const struct telling **ret,
                 struct err *e)
{
    int rc = actor_require_fields(actor, FIELD_HEALTH | FIELD_MONEY | FIELD_MINOR, e);
    if (rc < 0)
        return rc;
    struct telling *t = arena_new_of(a, struct telling);
    if (!t)
        return err_nomem(e);
    t->lang = lang_get();
    struct letter l = {.t = t,
                       .reg = r,
                       .lens = {actor, o->opened, clock_today()},
                       .most_ifs = SIZE_MAX,
                       .arena = a,
                       .e = e};
    if ((rc = db_begin(reg_db(r), false, e)) < 0)
        return rc;
    rc = replay_and_tell(&l, o, household_no, e);
    db_rollback(reg_db(r));
    if (rc < 0)
        return rc;
    *ret = t;
    return 0;
}

int explain_facts(struct reg *r, const struct pack *p, const struct household_facts *h,
                  int32_t as_of, size_t most_ifs, struct arena *a, const struct telling **ret,
                  struct err *e)
{
    static const struct actor everything = {.rights = RIGHT_ALL, .fields = FIELD_ALL};
    struct telling *t = arena_new_of(a, struct telling);
    if (!t)
        return err_nomem(e);
    t->lang = lang_get();
    t->as_of = as_of;
    struct letter l = {.t = t,
                       .reg = r,
                       .lens = {&everything, FIELD_ALL, as_of},
                       .most_ifs = most_ifs,
                       .arena = a,
                       .e = e};
    int rc = replay_facts_open(p, h, as_of, &l.replay, e);
    if (rc < 0)
        return rc;
    rc = tell(&l);
    replay_free(l.replay);
    if (rc >= 0)
        *ret = t;
    return rc;
}

int explain(struct reg *r, const struct actor *actor, struct str household_no,
            const struct explain_options *o, FILE *out, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    /* freed after the stream is closed */
    _cleanup_free_ char *text = NULL;
    size_t len = 0;
    _cleanup_fclose_ FILE *memory = open_memstream(&text, &len);
    const struct telling *t;
    if (!a || !memory)
        return err_nomem(e);
    int rc = explain_tell(r, actor, household_no, o, a, &t, e);
    if (rc < 0 || (rc = telling_text(t, memory, e)) < 0)
        return rc;
    if (fflush(memory) != 0 || ferror(memory))
        return err_nomem(e);
    return fwrite(text, 1, len, out) == len && fflush(out) == 0
               ? 0
               : err_set(e, E_IO, "说明无法写出（磁盘已满？）",
                         "the letter can't be written (disk full?)");
}
