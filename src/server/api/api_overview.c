/* Divisions at a glance: what a run decided, by place, and what happened lately. */
#include "api_runs.h"

#include "area.h"
#include "cleanup.h"
#include "clock.h"
#include "feed_import.h"
#include "proposal.h"
#include "source.h"

struct overview {
    struct api_call *c;
    struct json_writer *w;
    const struct pack *pack;
    int32_t on; /* of the run */
    bool money;
};

static void put_households(struct overview *o, const char *name, const struct tally *t, bool amount)
{
    json_name(o->w, name);
    json_object(o->w);
    put_int(o->w, "households", t->households);
    put_int(o->w, "people", t->people);
    if (amount && o->money)
        put_int(o->w, "monthly_amount_fen", t->amount);
    json_object_end(o->w);
}

static void put_percent(struct json_writer *w, const char *name, int64_t part, int64_t whole)
{
    char text[PERCENT_TEXT];
    json_name(w, name);
    if (percent_print(part, whole, text))
        json_put_number(w, str_of(text));
    else
        json_put_null(w);
}

/* "target_percent", "target_source" and "met": part of whole, at least or at most so much. */
static void put_target(struct overview *o, const struct parameter *target, bool at_least,
                       int64_t part, int64_t whole)
{
    struct decimal hundred, goal;
    char text[128];
    json_name(o->w, "target_percent");
    if (target && dec_mul(target->value, dec_from_int(100), &hundred))
        json_put_number(o->w, (struct str){text, dec_format(hundred, text)});
    else
        json_put_null(o->w);
    put_str(o->w, "target_source", target ? target->source : STR(""));
    json_name(o->w, "met");
    if (target && whole > 0 && dec_mul(target->value, dec_from_int(whole), &goal)) {
        int order = dec_cmp(dec_from_int(part), goal);
        json_put_bool(o->w, at_least ? order >= 0 : order <= 0);
    } else {
        json_put_null(o->w);
    }
}

/* One row of the picture: a division, or what stands directly under one (itself). */
struct spot {
    struct str area; /* prefix; "" = everything */
    const char *name;
    int level;
    bool has_children, itself;
};

/* People in low-income categories of all who are registered there (JM18-1.2a). */
static void put_incidence(struct overview *o, const struct spot *p, const struct figure_cell *sum)
{
    int64_t people = cell_category(sum, CATEGORY_DESTITUTE)->people +
                     cell_category(sum, CATEGORY_DIBAO)->people +
                     cell_category(sum, CATEGORY_LOW_INCOME)->people;
    const struct parameter *base = area_parameter(o->pack, "registered_population", p->area, o->on);
    const char *lacks = NULL;
    int64_t n = 0;
    if (p->itself)
        lacks = "itself";
    else if (!str_starts(p->area, str_of(api_actor(o->c)->scope)))
        lacks = "scope";
    else if (!base || !dec_to_int(base->value, &n) || n <= 0)
        lacks = "registered_population";
    json_name(o->w, "incidence");
    json_object(o->w);
    put_int(o->w, "people", people);
    json_name(o->w, "population");
    if (lacks)
        json_put_null(o->w);
    else
        json_put_int(o->w, n);
    put_str(o->w, "population_source", lacks ? STR("") : base->source);
    put_percent(o->w, "percent", people, lacks ? 0 : n);
    put_target(o, parameter_find(o->pack, "incidence_target", p->area, STR(""), o->on), false,
               people, lacks ? 0 : n);
    put_str(o->w, "lacks", str_of(lacks ? lacks : ""));
    json_object_end(o->w);
}

/* What dibao households get towards the line, of the line (JM18-2.1.1b), and by head. */
static void put_topup(struct overview *o, const struct figures *f, const struct spot *p,
                      struct str prefix, const char *residence)
{
    struct figure_cell sum;
    figures_sum(f, prefix, residence, &sum);
    const struct tally *t = &sum.count[COUNT_TOPUP], *line = &sum.count[COUNT_TOPUP_LINE];
    json_name(o->w, residence);
    json_object(o->w);
    put_int(o->w, "people", t->people);
    json_name(o->w, "average_fen");
    if (t->people)
        json_put_int(o->w, (t->amount + t->people / 2) / t->people);
    else
        json_put_null(o->w);
    put_percent(o->w, "percent", t->amount, line->amount);
    put_target(o, parameter_find(o->pack, "topup_level_target", p->area, str_of(residence), o->on),
               true, t->amount, line->amount);
    put_str(o->w, "lacks", line->amount ? STR("") : STR("dibao_households"));
    json_object_end(o->w);
}

static void put_changes(struct json_writer *w, const struct figure_cell *sum)
{
    static const enum figure_count counts[] = {COUNT_ENTERED,    COUNT_LEFT, COUNT_INTO_GRACE,
                                               COUNT_BACK,       COUNT_HELD, COUNT_AMOUNT_UP,
                                               COUNT_AMOUNT_DOWN};
    json_name(w, "changes");
    json_object(w);
    for (size_t i = 0; i < ARRAY_LEN(counts); i++)
        put_int(w, figure_count_word(counts[i]), sum->count[counts[i]].households);
    json_object_end(w);
}

/* Members of a place's figures; prefix: of its cells. */
static void put_figures(struct overview *o, const struct figures *f, const struct spot *p,
                        struct str prefix)
{
    struct figure_cell sum;
    struct tally all = {0};
    int64_t bill = 0;
    figures_sum(f, prefix, NULL, &sum);
    for (int k = 0; k < N_CATEGORIES; k++) {
        all.households += cell_category(&sum, k)->households;
        all.people += cell_category(&sum, k)->people;
    }
    put_int(o->w, "households", all.households);
    put_int(o->w, "people", all.people);
    json_name(o->w, "categories");
    json_object(o->w);
    for (int k = 0; k < N_CATEGORIES; k++)
        put_households(o, category_code((enum category)k), cell_category(&sum, k), true);
    json_object_end(o->w);
    json_name(o->w, "standings");
    json_object(o->w);
    for (int s = STANDING_IN_FORCE; s <= STANDING_FAILED; s++) {
        put_households(o, standing_code((enum standing)s), cell_standing(&sum, s), true);
        if (s == STANDING_IN_FORCE || s == STANDING_GRACE || s == STANDING_HELD)
            bill += cell_standing(&sum, s)->amount;
    }
    json_object_end(o->w);
    put_households(o, "development_target", &sum.count[COUNT_DEVELOPMENT_TARGETS], false);
    put_households(o, "key_target", &sum.count[COUNT_KEY_TARGETS], false);
    put_incidence(o, p, &sum);
    put_changes(o->w, &sum);
    if (!o->money)
        return;
    json_name(o->w, "topup");
    json_object(o->w);
    put_topup(o, f, p, prefix, "urban");
    put_topup(o, f, p, prefix, "rural");
    json_object_end(o->w);
    put_int(o->w, "monthly_bill_fen", bill);
}

static int padded(struct overview *o, struct str area, struct str *ret, struct err *e)
{
    char *code = arena_printf(api_arena(o->c), "%.*s%.*s", STR_ARG(area), (int)(12 - area.len),
                              "000000000000");
    *ret = str_of(code ? code : "");
    return code ? 0 : err_nomem(e);
}

static int put_place(struct overview *o, const struct figures *f, const struct spot *p,
                     struct str prefix, struct err *e)
{
    struct str code;
    int rc = padded(o, p->area, &code, e);
    if (rc < 0)
        return rc;
    json_object(o->w);
    put_str(o->w, "division", p->area.len ? code : STR(""));
    put_str(o->w, "name", str_of(p->name));
    put_int(o->w, "level", p->level);
    put_bool(o->w, "has_children", p->has_children);
    put_bool(o->w, "itself", p->itself);
    put_figures(o, f, p, prefix);
    json_object_end(o->w);
    return 0;
}

/* By its code of 12 digits; one that the list doesn't have goes by the code. */
static int name_place(struct overview *o, struct str code, struct spot *ret, struct err *e)
{
    struct division d;
    char *name;
    int rc = reg_division(api_register(o->c), code, o->on, &d, NULL);
    name = arena_printf(api_arena(o->c), STR_FMT, STR_ARG(rc == 0 ? d.name : code));
    if (!name)
        return err_nomem(e);
    *ret = (struct spot){.area = division_unpadded(code), .name = name};
    if (rc == 0) {
        ret->level = d.level;
        ret->has_children = d.has_children;
    }
    return 0;
}

/*
 * Children: those of the list, and whatever else households were decided under.
 */
struct codes {
    struct overview *o;
    const struct run_info *run;
    size_t digits; /* of the longest */
    struct str *at;
    size_t n, cap;
};

static int add_child(void *arg, const struct division *d, struct err *e)
{
    struct codes *x = arg;
    struct str area = division_unpadded(d->code);
    if (area.len > x->digits)
        x->digits = area.len;
    if (!actor_scope_covers(api_actor(x->o->c), d->code) || !run_covers(x->run, d->code))
        return 0;
    return vec_push(api_arena(x->o->c), x, d->code) ? 0 : err_nomem(e);
}

static int add_found(struct codes *x, const struct figures *f, struct err *e)
{
    for (size_t i = 0; i < f->n_cells; i++) {
        struct str code;
        int rc = padded(x->o, str_of(f->cells[i].division), &code, e);
        if (rc < 0)
            return rc;
        if (!vec_push(api_arena(x->o->c), x, code))
            return err_nomem(e);
    }
    return 0;
}

static int by_code(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static int put_children(struct codes *x, const struct figures *f, struct str area, struct err *e)
{
    int rc = add_found(x, f, e);
    if (x->n)
        qsort(x->at, x->n, sizeof *x->at, by_code);
    for (size_t i = 0; rc >= 0 && i < x->n; i++) {
        struct spot p;
        if ((i && str_eq(x->at[i], x->at[i - 1])) || (rc = name_place(x->o, x->at[i], &p, e)) < 0)
            continue;
        p.itself = str_eq(p.area, area);
        p.has_children = p.has_children && !p.itself;
        rc = put_place(x->o, f, &p, (struct str){x->at[i].data, x->digits}, e);
    }
    return rc;
}

static int put_areas(struct overview *o, struct run_view *v, struct str area, struct err *e)
{
    _cleanup_(figures_freep) struct figures *f = NULL;
    struct codes x = {.o = o, .run = run_view_info(v)};
    struct spot total = {.area = area};
    struct str code = {0};
    int rc = 0;
    if (area.len && (rc = padded(o, area, &code, e)) >= 0)
        rc = name_place(o, code, &total, e);
    if (rc < 0 || (rc = reg_division_list(api_register(o->c), code, STR(""), o->on, STR(""),
                                          add_child, &x, e)) < 0)
        return rc;
    bool leaf = area.len >= 12;
    if (!x.digits)
        x.digits = leaf ? 12 : area_next(area);
    if ((rc = run_view_sums(v, area, x.digits, &f, e)) < 0)
        return rc;
    json_name(o->w, "total");
    if ((rc = put_place(o, f, &total, STR(""), e)) < 0)
        return rc;
    json_name(o->w, "children");
    json_array(o->w);
    if (!leaf)
        rc = put_children(&x, f, area, e);
    json_array_end(o->w);
    return rc;
}

/*
 * Which run: the last one of the whole division, or where there is none the last one of a part.
 */
struct choice {
    struct str division;
    int64_t run, part; /* 0 = none */
    int64_t later;     /* of parts */
};

static int choose(void *arg, const struct run_info *i, struct err *e)
{
    struct choice *x = arg;
    if (run_covers(i, x->division)) {
        x->run = i->run_id;
        return 1;
    }
    x->part = x->part ? x->part : i->run_id;
    x->later++;
    return 0;
}

static int open_run(struct api_call *c, struct choice *x, struct run_view **ret, struct err *e)
{
    struct str name = api_text(c, "run");
    int32_t on = api_given(c, "on") ? api_date(c, "on") : INT32_MAX;
    if (name.len)
        return run_named(c, name, ret, e);
    int rc = runs_of_division(api_register(c), api_actor(c), x->division, on, choose, x, e);
    if (rc < 0)
        return rc;
    if (!x->run && x->part) {
        x->run = x->part;
        x->later--;
    }
    return x->run ? run_view_open(api_register(c), api_actor(c), x->run, ret, e) : 0;
}

static struct str asked_division(struct api_call *c)
{
    struct str division = division_unpadded(api_text(c, "division"));
    return division.len ? division : str_of(api_actor(c)->scope);
}

static int start(struct overview *o, struct api_call *c, const struct run_view *v, struct err *e)
{
    const struct run_info *i = run_view_info(v);
    o->c = c;
    o->w = api_json(c);
    o->on = i->as_of;
    o->money = actor_sees(api_actor(c), FIELD_MONEY);
    return reg_pack(api_register(c), i->known_seq, &o->pack, e);
}

API_HANDLER(overview)
{
    _cleanup_(run_view_closep) struct run_view *v = NULL;
    struct json_writer *w = api_json(c);
    struct overview o;
    struct choice x = {.division = asked_division(c)};
    struct scan_range range;
    int rc = scan_range(api_actor(c), x.division, &range, e);
    if (rc < 0 || (rc = open_run(c, &x, &v, e)) < 0 || (v && (rc = start(&o, c, v, e)) < 0))
        return rc;
    json_object(w);
    json_name(w, "run");
    if (v) {
        json_object(w);
        put_run(w, run_view_info(v), api_text(c, "run"));
        json_object_end(w);
        put_bool(w, "whole", run_covers(run_view_info(v), x.division));
    } else {
        json_put_null(w);
        put_bool(w, "whole", false);
    }
    put_int(w, "later_runs", x.later);
    if (v) {
        struct str area = x.division.len ? x.division : run_view_info(v)->division;
        rc = put_areas(&o, v, area, e);
    } else {
        json_name(w, "total");
        json_put_null(w);
        json_name(w, "children");
        json_array(w);
        json_array_end(w);
    }
    json_object_end(w);
    return rc;
}

/*
 * The same over time.
 */
struct trend {
    struct api_call *c;
    struct str division;
    size_t limit, n;
};

static int put_point(void *arg, const struct run_info *i, struct err *e)
{
    struct trend *x = arg;
    _cleanup_(run_view_closep) struct run_view *v = NULL;
    _cleanup_(figures_freep) struct figures *f = NULL;
    struct overview o;
    if (!run_covers(i, x->division))
        return 0;
    int rc = run_view_open(api_register(x->c), api_actor(x->c), i->run_id, &v, e);
    if (rc < 0 || (rc = start(&o, x->c, v, e)) < 0 ||
        (rc = run_view_sums(v, x->division, 2, &f, e)) < 0)
        return rc;
    const struct spot p = {.area = x->division};
    json_object(o.w);
    json_name(o.w, "run");
    json_object(o.w);
    put_run(o.w, run_view_info(v), STR(""));
    json_object_end(o.w);
    put_figures(&o, f, &p, STR(""));
    json_object_end(o.w);
    return ++x->n == x->limit;
}

API_HANDLER(overview_trend)
{
    struct json_writer *w = api_json(c);
    struct trend x = {c, asked_division(c), (size_t)api_int(c, "limit"), 0};
    int32_t on = api_given(c, "on") ? api_date(c, "on") : INT32_MAX;
    json_object(w);
    json_name(w, "items");
    json_array(w);
    int rc = runs_of_division(api_register(c), api_actor(c), x.division, on, put_point, &x, e);
    json_array_end(w);
    json_object_end(w);
    return rc;
}

/*
 * What happened lately.
 */
static int put_run_item(void *arg, const struct run_info *i, struct err *e)
{
    struct json_writer *w = arg;
    json_object(w);
    put_run(w, i, STR(""));
    json_object_end(w);
    return 0;
}

static int put_import(void *arg, const struct list_import *i, struct err *e)
{
    struct json_writer *w = arg;
    json_object(w);
    put_str(w, "kind", i->kind);
    put_instant(w, "at", i->at);
    put_str(w, "file", i->file);
    put_str(w, "by", i->by);
    json_object_end(w);
    return 0;
}

static int put_deliveries(struct api_call *c, size_t most, struct err *e)
{
    struct json_writer *w = api_json(c);
    struct feed_deliveries list;
    struct feed_delivery_filter f = {.seq = INT64_MAX, .most = most};
    int rc = feed_deliveries(api_register(c), api_actor(c), &f, api_arena(c), &list, e);
    for (size_t i = 0; rc >= 0 && i < list.n; i++) {
        json_object(w);
        put_int(w, "delivery", list.at[i].delivery);
        put_str(w, "source", list.at[i].feed);
        put_str(w, "label", list.at[i].label);
        put_date(w, "received", list.at[i].received);
        put_instant(w, "at", list.at[i].at);
        put_bool(w, "withdrawn", list.at[i].withdrawn_seq != 0);
        json_object_end(w);
    }
    return rc;
}

static int put_pack(void *arg, const struct pack_version *v, struct err *e)
{
    struct json_writer *w = arg;
    json_object(w);
    put_int(w, "version", v->version);
    put_str(w, "name", v->name);
    put_instant(w, "since", v->at);
    json_object_end(w);
    return 0;
}

static void begin_list(struct json_writer *w, const char *name)
{
    json_name(w, name);
    json_array(w);
}

API_HANDLER(overview_changes)
{
    struct json_writer *w = api_json(c);
    struct reg *r = api_register(c);
    const struct actor *actor = api_actor(c);
    size_t most = (size_t)api_int(c, "limit");
    int64_t households;
    bool exact;
    int rc = household_count(r, actor, STR(""), &households, &exact, e);
    if (rc < 0)
        return rc;
    json_object(w);
    put_int(w, "households", households);
    put_bool(w, "exact", exact);
    begin_list(w, "runs");
    rc = runs_list(r, actor, 0, most, put_run_item, w, e);
    json_array_end(w);
    begin_list(w, "imports");
    if (rc >= 0)
        rc = list_imports(r, actor, most, put_import, w, e);
    json_array_end(w);
    begin_list(w, "deliveries");
    if (rc >= 0)
        rc = put_deliveries(c, most, e);
    json_array_end(w);
    begin_list(w, "packs");
    if (rc >= 0)
        rc = pack_versions(r, actor, 0, most, put_pack, w, e);
    json_array_end(w);
    json_object_end(w);
    return rc;
}
