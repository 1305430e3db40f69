/* A simulation as a screen draws it: whole numbers, so that shares and differences are made there,
 * and the parameters that can be moved. */
#include "determine_job.h"

#include "area.h"
#include "cleanup.h"
#include "date.h"
#include "policy_json.h"
#include "simulate_print.h"

struct area_figures {
    const struct parameter *population; /* NULL: there is none of exactly this area */
    const struct parameter *target;
};

static void put_tally(struct json_writer *w, const char *name, int64_t households, int64_t people,
                      int64_t fen)
{
    json_name(w, name);
    json_object(w);
    policy_int(w, "households", households);
    policy_int(w, "people", people);
    policy_int(w, "amount_fen", fen);
    json_object_end(w);
}

static void put_sides(struct json_writer *w, const struct sim_tally *t)
{
    policy_int(w, "households", t->households);
    policy_int(w, "people", t->people);
    policy_int(w, "amount_before_fen", t->before);
    policy_int(w, "amount_after_fen", t->after);
}

static void add(struct sim_tally *sum, const struct sim_tally *t)
{
    sum->households += t->households;
    sum->people += t->people;
    sum->before += t->before;
    sum->after += t->after;
}

/* Which households: by category, from one to another; below 0 = any. */
static struct sim_tally of_categories(const struct sim_scenario *x, int before, int after)
{
    struct sim_tally sum = {0};
    for (int b = 0; b < N_CATEGORIES; b++)
        for (int a = 0; a < N_CATEGORIES; a++)
            for (int k = 0; k < N_SIM_CHANGES; k++)
                if ((before < 0 || b == before) && (after < 0 || a == after))
                    add(&sum, &x->change[b][a][k]);
    return sum;
}

static struct sim_tally of_change(const struct sim_scenario *x, int change)
{
    struct sim_tally sum = {0};
    for (int b = 0; b < N_CATEGORIES; b++)
        for (int a = 0; a < N_CATEGORIES; a++)
            add(&sum, &x->change[b][a][change]);
    return sum;
}

static void put_categories(struct json_writer *w, const struct sim_scenario *x)
{
    json_name(w, "categories");
    json_array(w);
    for (int c = 0; c < N_CATEGORIES; c++) {
        struct sim_tally before = of_categories(x, c, -1), after = of_categories(x, -1, c);
        json_object(w);
        json_name(w, "category");
        json_put_z(w, category_code((enum category)c));
        put_tally(w, "before", before.households, before.people, before.before);
        put_tally(w, "after", after.households, after.people, after.after);
        json_object_end(w);
    }
    json_array_end(w);
}

static void put_flows(struct json_writer *w, const struct sim_scenario *x)
{
    json_name(w, "flows");
    json_array(w);
    for (int b = 0; b < N_CATEGORIES; b++) {
        for (int a = 0; a < N_CATEGORIES; a++) {
            struct sim_tally t = of_categories(x, b, a);
            if (!t.households)
                continue;
            json_object(w);
            json_name(w, "from");
            json_put_z(w, category_code((enum category)b));
            json_name(w, "to");
            json_put_z(w, category_code((enum category)a));
            put_sides(w, &t);
            json_object_end(w);
        }
    }
    json_array_end(w);
}

static void put_changes(struct json_writer *w, const struct sim_scenario *x)
{
    json_name(w, "changes");
    json_array(w);
    for (int k = 0; k < N_SIM_CHANGES; k++) {
        struct sim_tally t = of_change(x, k);
        json_object(w);
        json_name(w, "change");
        json_put_z(w, sim_change_code((enum sim_change)k));
        put_sides(w, &t);
        json_object_end(w);
    }
    json_array_end(w);
}

static void put_standings(struct json_writer *w, const struct sim_scenario *x)
{
    json_name(w, "standings");
    json_array(w);
    for (int k = 0; k < N_STANDINGS; k++) {
        struct sim_tally before = {0}, after = {0};
        for (int i = 0; i < N_STANDINGS; i++) {
            add(&before, &x->standing[k][i]);
            add(&after, &x->standing[i][k]);
        }
        json_object(w);
        json_name(w, "standing");
        json_put_z(w, standing_code((enum standing)k));
        json_name(w, "covered");
        json_put_bool(w, sim_covered((enum standing)k));
        put_tally(w, "before", before.households, before.people, before.before);
        put_tally(w, "after", after.households, after.people, after.after);
        json_object_end(w);
    }
    json_array_end(w);
}

static void put_value(struct json_writer *w, const char *name, const struct parameter *p)
{
    char text[128];
    json_name(w, name);
    if (p)
        json_put_number(w, (struct str){text, dec_format(p->value, text)});
    else
        json_put_null(w);
}

/* People of low income and of the area: their quotient is the incidence (JM18-1.2a). */
static void put_incidence(struct json_writer *w, const char *name, const struct pack *p,
                          struct str area, bool whole, int32_t on, int64_t low_income)
{
    json_name(w, name);
    json_object(w);
    policy_int(w, "people", low_income);
    put_value(w, "population", whole ? area_parameter(p, "registered_population", area, on) : NULL);
    put_value(w, "target", parameter_find(p, "incidence_target", area, STR(""), on));
    json_object_end(w);
}

static int64_t low_income_people(const struct sim_division *d)
{
    return d->category[CATEGORY_DESTITUTE].people + d->category[CATEGORY_DIBAO].people +
           d->category[CATEGORY_LOW_INCOME].people;
}

static void put_topup(struct json_writer *w, const char *name, const struct sim_scenario *x,
                      enum sim_residence k, const char *residence, struct str area, int32_t on)
{
    json_name(w, name);
    json_object(w);
    policy_int(w, "paid_fen", x->topup[k].paid);
    policy_int(w, "line_fen", x->topup[k].line);
    put_value(w, "target",
              parameter_find(x->pack, "topup_level_target", area, str_of(residence), on));
    json_object_end(w);
}

static void put_topups(struct json_writer *w, const struct simulation *s, struct str area)
{
    static const char *const residences[] = {"urban", "rural"};
    json_name(w, "topup_level");
    json_array(w);
    for (int k = SIM_URBAN; k <= SIM_RURAL; k++) {
        json_object(w);
        json_name(w, "residence");
        json_put_z(w, residences[k]);
        for (int i = 0; i < 2; i++)
            put_topup(w, i ? "after" : "before", &s->scenarios[i], (enum sim_residence)k,
                      residences[k], area, s->as_of);
        json_object_end(w);
    }
    json_array_end(w);
}

/* Six digits, as lists have them. */
static void put_ratio(struct json_writer *w, const char *name, bool known, struct decimal v)
{
    char text[128];
    json_name(w, name);
    if (known && dec_round(v, 6, DEC_HALF_UP, &v))
        json_put_number(w, (struct str){text, dec_format(v, text)});
    else
        json_put_null(w);
}

static void put_measures(struct json_writer *w, const char *name, const struct poverty_measures *m)
{
    static const char *const fgt[] = {"fgt0", "fgt1", "fgt2"};
    json_name(w, name);
    json_object(w);
    policy_int(w, "poor_households", m->poor_households);
    policy_int(w, "poor_people", m->poor_people);
    for (int i = 0; i < 3; i++)
        put_ratio(w, fgt[i], m->known, m->fgt[i]);
    put_ratio(w, "sst", m->known, m->sst);
    put_ratio(w, "gini", m->gini_known, m->gini);
    json_name(w, "curve");
    json_array(w);
    for (size_t i = 0; i < POVERTY_BINS; i++)
        json_put_int(w, m->bins[i]);
    json_array_end(w);
    json_object_end(w);
}

static void put_poverty(struct json_writer *w, const struct simulation *s)
{
    json_name(w, "poverty");
    json_object(w);
    policy_int(w, "curve_width_fen", POVERTY_BIN_WIDTH);
    for (int i = 0; i < 2; i++) {
        const struct sim_scenario *x = &s->scenarios[i];
        json_name(w, i ? "after" : "before");
        json_object(w);
        policy_int(w, "households", x->poverty[0].households);
        policy_int(w, "people", x->poverty[0].people);
        policy_int(w, "households_left_out", x->unmeasured_households);
        policy_int(w, "people_left_out", x->unmeasured_people);
        policy_int(w, "least_line_fen", x->poverty[0].line_least);
        policy_int(w, "highest_line_fen", x->poverty[0].line_most);
        put_measures(w, "without_benefit", &x->poverty[0]);
        put_measures(w, "with_benefit", &x->poverty[1]);
        json_object_end(w);
    }
    json_object_end(w);
}

/*
 * The level below the area.
 */

static void put_division_side(struct json_writer *w, const struct simulation *s, int side,
                              const struct sim_division *d, struct str area, bool whole)
{
    struct sim_tally all = {0};
    json_name(w, side ? "after" : "before");
    json_object(w);
    json_name(w, "categories");
    json_array(w);
    for (int c = 0; c < N_CATEGORIES; c++) {
        const struct sim_tally *t = &d->category[c];
        add(&all, t);
        json_object(w);
        json_name(w, "category");
        json_put_z(w, category_code((enum category)c));
        policy_int(w, "households", t->households);
        policy_int(w, "people", t->people);
        policy_int(w, "amount_fen", t->after);
        json_object_end(w);
    }
    json_array_end(w);
    policy_int(w, "amount_fen", all.after);
    put_incidence(w, "incidence", s->scenarios[side].pack, area, whole, s->as_of,
                  low_income_people(d));
    policy_int(w, "topup_paid_fen", d->topup.paid);
    policy_int(w, "topup_line_fen", d->topup.line);
    policy_int(w, "measured_people", d->measured);
    policy_int(w, "poor_people", d->poor[1]);
    policy_int(w, "poor_people_without_benefit", d->poor[0]);
    json_object_end(w);
}

static int put_division(struct json_writer *w, const struct simulation *s, struct reg *r,
                        struct str prefix, struct str area, struct err *e)
{
    struct sim_division d[2];
    struct sim_tally all = {0};
    struct division named;
    char padded[13] = "000000000000";
    bool whole = area.len == prefix.len;
    for (int i = 0; i < 2; i++)
        simulate_sum(&s->scenarios[i], prefix, &d[i]);
    for (int k = 0; k < N_SIM_CHANGES; k++)
        add(&all, &d[1].change[k]);
    memcpy(padded, area.data, area.len);
    int rc = reg_division(r, str_of(padded), s->as_of, &named, e);
    if (rc < 0 && rc != E_NOT_FOUND)
        return rc;
    json_object(w);
    json_name(w, "code");
    json_put_z(w, padded);
    policy_text_or_null(w, "name", rc < 0 ? (struct str){0} : named.name);
    json_name(w, "itself"); /* households directly under the area */
    json_put_bool(w, !whole);
    policy_int(w, "households", all.households);
    policy_int(w, "people", all.people);
    json_name(w, "changes");
    json_object(w);
    for (int k = 0; k < N_SIM_CHANGES; k++) {
        json_name(w, sim_change_code((enum sim_change)k));
        json_object(w);
        put_sides(w, &d[1].change[k]);
        json_object_end(w);
    }
    json_object_end(w);
    for (int i = 0; i < 2; i++)
        put_division_side(w, s, i, &d[i], area, whole);
    json_object_end(w);
    return 0;
}

static int put_divisions(struct json_writer *w, const struct simulation *s, struct reg *r,
                         struct str area, struct err *e)
{
    const struct sim_scenario *x = &s->scenarios[1];
    size_t next = area_next(area);
    struct str last = {0};
    int rc = 0;
    json_name(w, "divisions");
    json_array(w);
    for (size_t i = 0; i < x->n_divisions && rc >= 0; i++) {
        struct str prefix = {x->divisions[i].division, next};
        if (i && str_eq(prefix, last))
            continue;
        last = prefix;
        rc = put_division(w, s, r, prefix, area_below(str_of(x->divisions[i].division), next), e);
    }
    json_array_end(w);
    return rc < 0 ? rc : 0;
}

int simulate_live_json(const struct simulation *s, struct reg *r, struct json_writer *w,
                       struct err *e)
{
    const struct sim_scenario *x = &s->scenarios[1];
    struct str area = simulate_area(s);
    struct sim_tally all = of_categories(x, -1, -1);
    json_object(w);
    policy_day(w, "as_of", s->as_of);
    policy_int(w, "seq", s->known_seq);
    policy_text(w, "division", area);
    put_sides(w, &all);
    put_categories(w, x);
    put_flows(w, x);
    put_changes(w, x);
    put_standings(w, x);
    json_name(w, "incidence");
    json_object(w);
    for (int i = 0; i < 2; i++) {
        struct sim_division d;
        simulate_sum(&s->scenarios[i], STR(""), &d);
        put_incidence(w, i ? "after" : "before", s->scenarios[i].pack, area, true, s->as_of,
                      low_income_people(&d));
    }
    json_object_end(w);
    put_topups(w, s, area);
    put_poverty(w, s);
    int rc = put_divisions(w, s, r, area, e);
    json_object_end(w);
    return rc;
}

/*
 * Parameters.
 */

/* 1, 2 or 5 times a power of ten, at least v. */
static int64_t round_step(int64_t v)
{
    for (int64_t unit = 1;; unit *= 10)
        for (int i = 0; i < 3; i++)
            if ((int64_t[]){1, 2, 5}[i] * unit >= v)
                return (int64_t[]){1, 2, 5}[i] * unit;
}

#define MICROS 6 /* digits behind the point of what a slider goes through */
#define UNIT INT64_C(1000000)

static void put_micros(struct json_writer *w, const char *name, int64_t v)
{
    char text[128];
    json_name(w, name);
    json_put_number(w, (struct str){text, dec_format(dec_from_scaled(v, MICROS), text)});
}

/*
 * From about half of the value to twice as much, in steps of about a hundredth, or whole ones where
 * the unit has no parts; the value itself is always one of the steps. What a policy may sensibly
 * say nobody has written down, so this is no more than a suggestion.
 */
static void put_slider(struct json_writer *w, const struct parameter *p)
{
    static const char *const whole[] = {"月", "人", "套", "辆", "户", "岁", "年"};
    int64_t v, step, least;
    bool counts = false;
    json_name(w, "suggested");
    if (!dec_to_scaled(p->value, MICROS, &v) || v < 0 || v > INT64_MAX / 8) {
        json_put_null(w);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(whole); i++)
        counts |= str_eqz(p->unit, whole[i]);
    least = counts ? UNIT : str_starts(p->unit, STR("元")) ? UNIT / 100 : 1;
    step = round_step(v / 100 > least ? v / 100 : least);
    if (v == 0 && !counts)
        step = str_starts(p->unit, STR("元")) ? 10 * UNIT : UNIT / 20;
    int64_t below = v / 2 / step, above = (v + step - 1) / step;
    if (counts && v < 10 * UNIT) {
        below = v / step;
        above = below + 4;
    } else if (v == 0) {
        above = 20;
    }
    json_object(w);
    put_micros(w, "min", v - below * step);
    put_micros(w, "max", v + above * step);
    put_micros(w, "step", step);
    json_object_end(w);
}

static void put_set(struct json_writer *w, const struct parameter *p)
{
    char name[256];
    snprintf(name, sizeof name, STR_FMT "@" STR_FMT "%s" STR_FMT, STR_ARG(p->name),
             STR_ARG(p->division), p->residence.len ? "/" : "", STR_ARG(p->residence));
    json_name(w, "set");
    json_put_z(w, name);
}

static bool in_force(const struct parameter *r, int32_t on)
{
    return r->valid_from <= on && (r->valid_to == DATE_NONE || on < r->valid_to);
}

/* Is there a row for less than this one's place that holds in all of the area? */
static bool is_covered(const struct parameter *rows, size_t n, const struct parameter *r,
                       struct str area, int32_t on)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].name, r->name) && str_eq(rows[i].residence, r->residence) &&
            rows[i].division.len > r->division.len && str_starts(area, rows[i].division) &&
            in_force(&rows[i], on))
            return true;
    return false;
}

void simulate_parameters_json(const struct pack *p, struct str area, int32_t on,
                              struct json_writer *w)
{
    const struct parameter *rows;
    size_t n = pack_parameters(p, &rows);
    json_array(w);
    for (size_t i = 0; i < n; i++) {
        const struct parameter *r = &rows[i];
        bool concerns = str_starts(area, r->division) || str_starts(r->division, area);
        if (!concerns || !in_force(r, on) || is_covered(rows, n, r, area, on))
            continue;
        json_object(w);
        put_set(w, r);
        json_name(w, "decides"); /* the model asks for it: others are figures beside it */
        json_put_bool(w, !str_eq(parameter_label(p, r->name), r->name));
        put_slider(w, r);
        json_name(w, "parameter");
        parameter_json(p, r, w);
        json_object_end(w);
    }
    json_array_end(w);
}
