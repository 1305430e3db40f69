#include "compose.h"

#include "cleanup.h"
#include "date.h"
#include "lang.h"

#include <stdlib.h>

static struct fact household_fact(const struct household_facts *h, int attribute)
{
    return attribute >= 0 ? h->facts[attribute] : (struct fact){0};
}

struct previous imported_previous(const struct catalogue *c, const struct household_facts *h)
{
    struct previous p = {.grace_until = DATE_NONE};
    struct fact category = household_fact(h, c->known.prior_category);
    struct fact amount = household_fact(h, c->known.prior_amount);
    struct fact until = household_fact(h, c->known.prior_grace_until);
    if (category.known)
        p.category = category.s;
    p.amount = amount.i;
    p.amount_unknown = !amount.known;
    if (until.known && !until.none) {
        p.grace_until = (int32_t)until.i;
        p.standing = STANDING_GRACE;
    } else if (str_eqz(p.category, "dibao") || str_eqz(p.category, "destitute")) {
        p.standing = STANDING_IN_FORCE;
    }
    return p;
}

struct previous previous_of(const struct catalogue *c, const struct household_facts *h,
                            const struct previous *earlier)
{
    if (!earlier)
        return imported_previous(c, h);
    struct previous p = *earlier;
    struct fact amount = household_fact(h, c->known.prior_amount);
    if (p.amount_unknown && amount.known) {
        p.amount = amount.i;
        p.amount_unknown = false;
    }
    return p;
}

bool previous_same(const struct previous *a, const struct previous *b)
{
    return a->standing == b->standing && a->amount == b->amount &&
           a->amount_unknown == b->amount_unknown && a->grace_until == b->grace_until &&
           str_eq(a->category, b->category) && str_eq(a->measures, b->measures);
}

static struct maybe maybe_of(const struct output *o)
{
    return (struct maybe){o->state == OUTPUT_KNOWN, o->i};
}

/* A growing set of fact numbers; sorted as text at the end. */
struct facts {
    uint32_t *at;
    size_t n, cap;
};

static bool has(const struct facts *f, uint32_t fact)
{
    for (size_t i = 0; i < f->n; i++) {
        if (f->at[i] == fact)
            return true;
    }
    return false;
}

static int add(struct arena *a, struct facts *f, const struct facts *except, const uint32_t *facts,
               size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (has(f, facts[i]) || (except && has(except, facts[i])))
            continue;
        if (!vec_push(a, f, facts[i]))
            return E_NOMEM;
    }
    return 0;
}

static int add_output(struct arena *a, struct facts *f, const struct facts *except,
                      const struct output *o)
{
    return o->state == OUTPUT_UNKNOWN ? add(a, f, except, o->facts, o->n_facts) : 0;
}

/* "residence;wage_income@M2": names, each once, in byte order. */
static int join(const struct catalogue *c, struct arena *a, const struct facts *f, struct str *ret)
{
    *ret = (struct str){0};
    if (!f->n)
        return 0;
    struct str *names = arena_array_of(a, f->n, struct str);
    if (!names)
        return E_NOMEM;
    for (size_t i = 0; i < f->n; i++) {
        _cleanup_(strbuf_done) struct strbuf b = {0};
        fact_name(c, f->at[i], &b);
        if (b.failed)
            return E_NOMEM;
        names[i] = str_dup(a, strbuf_str(&b));
    }
    qsort(names, f->n, sizeof *names, str_cmp_qsort);
    _cleanup_(strbuf_done) struct strbuf b = {0};
    for (size_t i = 0; i < f->n; i++) {
        if (i)
            strbuf_addc(&b, ';');
        strbuf_adds(&b, names[i]);
    }
    if (b.failed)
        return E_NOMEM;
    *ret = str_dup(a, strbuf_str(&b));
    return arena_failed(a) ? E_NOMEM : 0;
}

/* The household's whole yearly income with the basic pension (CS51-3.1d compares disposable
 * income, not the income that counts for dibao). */
static struct maybe income_with_pension(const struct catalogue *c, const struct household_facts *h)
{
    int64_t sum = 0;
    for (size_t p = 0; p < ARRAY_LEN(c->known.incomes); p++) {
        if (c->known.incomes[p] < 0)
            return (struct maybe){0};
        for (size_t m = 0; m < h->n_members; m++) {
            struct fact f = h->members[m].facts[c->known.incomes[p]];
            if (!f.known || __builtin_add_overflow(sum, f.i, &sum))
                return (struct maybe){0};
        }
    }
    return (struct maybe){true, sum};
}

bool standing_covers(enum standing s)
{
    return s == STANDING_IN_FORCE || s == STANDING_GRACE;
}

static void fail(struct decision *d, const char *zh, const char *en)
{
    d->standing = STANDING_FAILED;
    d->failed_because = str_of(en);
    d->failed_text = str_of(tr(zh, en));
    d->carried = d->previous;
}

/* What a policy may give as standing; everything else is this layer's, or a slip in the policy. */
static bool standing_of_policy(enum standing s)
{
    return s == STANDING_IN_FORCE || s == STANDING_GRACE || s == STANDING_OUT;
}

struct verdict verdict_of(bool failed, bool open, bool standing_known, enum standing standing,
                          struct maybe payable, const struct previous *previous)
{
    if (failed || (standing_known && !standing_of_policy(standing)))
        return (struct verdict){.standing = STANDING_FAILED};
    if (!open)
        return (struct verdict){standing, false, payable};
    /* what stood stays */
    if (standing_covers(previous->standing))
        return (struct verdict){STANDING_HELD, true, {!previous->amount_unknown, previous->amount}};
    return (struct verdict){.standing = STANDING_UNDECIDED, .open = true};
}

struct verdict verdict_of_outcome(const struct outcome *o, const struct previous *previous)
{
    const struct output *standing = &o->out[OUTPUT_STANDING];
    bool open = standing->state == OUTPUT_UNKNOWN ||
                o->out[OUTPUT_CATEGORY].state == OUTPUT_UNKNOWN ||
                o->out[OUTPUT_PAYABLE_AMOUNT].state == OUTPUT_UNKNOWN;
    return verdict_of(o->failed, open, standing->state == OUTPUT_KNOWN, standing_parse(standing->s),
                      maybe_of(&o->out[OUTPUT_PAYABLE_AMOUNT]), previous);
}

/* What the next run finds of a household that stays open. */
static void carry(struct decision *d)
{
    if (d->standing == STANDING_HELD) {
        d->grace_until = d->previous.grace_until;
        d->carried = d->previous;
        d->carried.measures = d->measures;
    } else {
        d->carried = (struct previous){.standing = STANDING_UNDECIDED, .grace_until = DATE_NONE};
    }
}

/* What a decision says in texts of the outcome. */
static int keep_texts(struct arena *a, struct decision *d)
{
    struct str *texts[] = {&d->category,        &d->measures,    &d->rules,
                           &d->failed_because,  &d->failed_text, &d->carried.category,
                           &d->carried.measures};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (texts[i]->len)
            *texts[i] = str_dup(a, *texts[i]);
    return arena_failed(a) ? E_NOMEM : 0;
}

static int compose(const struct catalogue *c, const struct household_facts *h,
                   const struct outcome *o, struct arena *a, struct decision *ret)
{
    const struct output *out = o->out;
    struct decision d = {
        .register_id = h->register_id,
        .household_id = h->household_id,
        .household_no = h->household_no,
        .division = household_fact(h, c->known.division).s,
        .residence = household_fact(h, c->known.residence).s,
        .people = h->n_members,
        .grace_until = DATE_NONE,
        .rules = o->rules,
        .previous = h->previous,
        .income_with_pension = income_with_pension(c, h),
    };
    struct verdict v = verdict_of_outcome(o, &h->previous);
    if (o->failed) {
        /* without members the income by head divides by zero; said in words that help */
        if (d.people)
            fail(&d, o->failure.zh, o->failure.en);
        else
            fail(&d, "该日没有家庭成员在册，无法计算人均收入",
                 "no member is registered on that date, so there is no income by head");
        *ret = d;
        return 0;
    }
    if (v.standing == STANDING_FAILED) {
        fail(&d, "政策给出的去向不是 in_force、grace 或 out",
             "the standing that the policy gives is none of in_force, grace, out");
        *ret = d;
        return 0;
    }
    d.monthly_income = maybe_of(&out[OUTPUT_MONTHLY_INCOME]);
    d.points = maybe_of(&out[OUTPUT_POINTS]);
    d.development_target = maybe_of(&out[OUTPUT_DEVELOPMENT_TARGET]);
    d.key_target = maybe_of(&out[OUTPUT_KEY_TARGET]);
    d.measures = out[OUTPUT_MEASURES].s;
    if (out[OUTPUT_CATEGORY].state == OUTPUT_KNOWN)
        d.category = out[OUTPUT_CATEGORY].s;
    d.line = maybe_of(&out[OUTPUT_LINE]);
    d.uplift = maybe_of(&out[OUTPUT_UPLIFT]);
    d.standing = v.standing;
    d.monthly_amount = v.amount;
    struct maybe computed = maybe_of(&out[OUTPUT_MONTHLY_AMOUNT]);
    if (computed.known && d.uplift.known)
        d.topup.known = !__builtin_sub_overflow(computed.value, d.uplift.value, &d.topup.value);

    struct facts because = {0}, also = {0};
    if (v.open) {
        carry(&d);
        int rc = add_output(a, &because, NULL, &out[OUTPUT_CATEGORY]);
        if (rc == 0)
            rc = add_output(a, &because, NULL, &out[OUTPUT_PAYABLE_AMOUNT]);
        /* with the other two known the standing alone stays open */
        if (rc == 0 && because.n == 0)
            rc = add_output(a, &because, NULL, &out[OUTPUT_STANDING]);
        if (rc < 0)
            return rc;
    } else {
        if (out[OUTPUT_GRACE_UNTIL].state == OUTPUT_KNOWN)
            d.grace_until = (int32_t)out[OUTPUT_GRACE_UNTIL].i;
        if (d.standing == STANDING_GRACE)
            d.measures = h->previous.measures;
        d.carried = (struct previous){
            .standing = d.standing,
            .category = d.category,
            .amount = d.monthly_amount.value,
            .grace_until = d.grace_until,
            .measures = d.measures,
        };
    }
    int r = add_output(a, &also, &because, &out[OUTPUT_POINTS]);
    if (r == 0)
        r = add_output(a, &also, &because, &out[OUTPUT_DEVELOPMENT_TARGET]);
    if (r == 0)
        r = add_output(a, &also, &because, &out[OUTPUT_KEY_TARGET]);
    if (r == 0 && d.standing != STANDING_GRACE)
        r = add(a, &also, &because, o->measures_missing, o->n_measures_missing);
    if (r == 0)
        r = join(c, a, &because, &d.undecided_because);
    if (r == 0)
        r = join(c, a, &also, &d.also_missing);
    *ret = d;
    return r;
}

int compose_decision(const struct catalogue *c, const struct household_facts *h,
                     const struct outcome *o, struct arena *a, struct decision *ret, struct err *e)
{
    struct decision d;
    if (compose(c, h, o, a, &d) < 0 || keep_texts(a, &d) < 0)
        return err_nomem(e);
    *ret = d;
    return 0;
}
