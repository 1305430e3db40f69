/* Two runs side by side. */
#include "api_runs.h"

#include "cleanup.h"

/* Of the households that the actor sees of both. */
struct two {
    struct run_view *before, *after;
};

static void two_done(struct two *t)
{
    run_view_close(t->before);
    run_view_close(t->after);
}

static int find_last(void *arg, const struct run_info *i, struct err *e)
{
    *(int64_t *)arg = i->run_id;
    return 0;
}

/* `before`, or the last committed run before this one. */
static int open_two(struct api_call *c, struct two *ret, struct str *ret_before, struct err *e)
{
    struct str before = api_text(c, "before");
    int64_t last = 0;
    audit_run(c, api_text(c, "run"));
    int rc = run_named(c, api_text(c, "run"), &ret->after, e);
    if (rc < 0)
        return rc;
    const struct run_info *i = run_view_info(ret->after);
    if (!before.len) {
        if ((rc = runs_list(api_register(c), api_actor(c), i->trial ? 0 : i->run_id, 1, find_last,
                            &last, e)) < 0)
            return rc;
        if (!last)
            return err_set(e, E_NOT_FOUND, "没有更早的已提交认定可比",
                           "there is no earlier committed run to compare with");
        before = str_of(arena_printf(api_arena(c), "%lld", (long long)last));
    }
    *ret_before = before;
    return run_named(c, before, &ret->before, e);
}

static const char *category_word(int category)
{
    return category == RUN_ABSENT ? "absent" : category_code((enum category)category);
}

static void put_tally(struct json_writer *w, const struct sim_tally *t)
{
    put_int(w, "households", t->households);
    put_int(w, "people", t->people);
    put_int(w, "amount_before_fen", t->before);
    put_int(w, "amount_after_fen", t->after);
    put_int(w, "difference_fen", t->after - t->before);
}

static void put_flows(struct json_writer *w, const struct run_flows *f)
{
    struct sim_tally all = {0};
    json_name(w, "categories");
    json_array(w);
    for (int b = 0; b <= RUN_ABSENT; b++)
        for (int a = 0; a <= RUN_ABSENT; a++) {
            const struct sim_tally *t = &f->category[b][a];
            if (!t->households)
                continue;
            all.households += t->households;
            all.people += t->people;
            all.before += t->before;
            all.after += t->after;
            json_object(w);
            put_str(w, "before", str_of(category_word(b)));
            put_str(w, "after", str_of(category_word(a)));
            put_tally(w, t);
            json_object_end(w);
        }
    json_array_end(w);
    json_name(w, "changes");
    json_array(w);
    for (int k = 0; k < N_SIM_CHANGES + 2; k++) {
        json_object(w);
        put_str(w, "change",
                str_of(k == N_SIM_CHANGES       ? "appeared"
                       : k == N_SIM_CHANGES + 1 ? "gone"
                                                : sim_change_code((enum sim_change)k)));
        put_tally(w, k == N_SIM_CHANGES       ? &f->appeared
                     : k == N_SIM_CHANGES + 1 ? &f->gone
                                              : &f->change[k]);
        json_object_end(w);
    }
    json_array_end(w);
    json_name(w, "all");
    json_object(w);
    put_tally(w, &all);
    json_object_end(w);
    put_int(w, "differ", f->differ);
}

API_HANDLER(determination_compare)
{
    _cleanup_(two_done) struct two t = {0};
    struct json_writer *w = api_json(c);
    struct run_flows f;
    struct str before;
    int rc = open_two(c, &t, &before, e);
    if (rc < 0 || (rc = run_view_compare(t.before, t.after, api_text(c, "division"), &f, e)) < 0)
        return rc;
    json_object(w);
    json_name(w, "before");
    json_object(w);
    put_run(w, run_view_info(t.before), before);
    json_object_end(w);
    json_name(w, "after");
    json_object(w);
    put_run(w, run_view_info(t.after), api_text(c, "run"));
    json_object_end(w);
    put_flows(w, &f);
    json_object_end(w);
    return 0;
}

struct page {
    struct api_call *c;
    size_t n, limit;
    struct run_key last;
    bool more;
};

static void put_result(struct json_writer *w, const char *name, const struct sim_result *r)
{
    json_name(w, name);
    if ((int)r->category == RUN_ABSENT) {
        json_put_null(w);
        return;
    }
    json_object(w);
    put_str(w, "category", str_of(category_word((int)r->category)));
    put_str(w, "standing", str_of(standing_code(r->standing)));
    json_name(w, "monthly_amount_fen");
    if (r->amount.known)
        json_put_int(w, r->amount.value);
    else
        json_put_null(w);
    json_object_end(w);
}

static int put_change(void *arg, const struct run_change *x, const struct run_key *key,
                      struct err *e)
{
    struct page *p = arg;
    struct json_writer *w = api_json(p->c);
    bool both = (int)x->before.category != RUN_ABSENT && (int)x->after.category != RUN_ABSENT;
    p->more = p->n++ == p->limit;
    if (p->more)
        return 0;
    p->last = *key;
    json_object(w);
    put_str(w, "household_no", x->household_no);
    int rc = tell_division(p->c, w, x->division, e);
    put_int(w, "people", (int64_t)x->people);
    put_str(w, "change",
            str_of(both                                    ? sim_change_code(x->change)
                   : (int)x->before.category == RUN_ABSENT ? "appeared"
                                                           : "gone"));
    put_result(w, "before", &x->before);
    put_result(w, "after", &x->after);
    json_object_end(w);
    return rc;
}

static int change_asked(struct str word)
{
    for (int k = 0; k < N_SIM_CHANGES; k++)
        if (str_eqz(word, sim_change_code((enum sim_change)k)))
            return k;
    return -1;
}

API_HANDLER(determination_changes)
{
    _cleanup_(two_done) struct two t = {0};
    struct json_writer *w = api_json(c);
    struct page p = {.c = c, .limit = api_limit(c)};
    struct run_key key;
    struct str before;
    int rc = asked_key(c, &key, e);
    if (rc < 0 || (rc = open_two(c, &t, &before, e)) < 0)
        return rc;
    json_object(w);
    json_name(w, "items");
    json_array(w);
    rc =
        run_view_changes(t.before, t.after, api_text(c, "division"),
                         change_asked(api_text(c, "change")), &key, p.limit + 1, put_change, &p, e);
    json_array_end(w);
    if (rc >= 0)
        rc = api_next(c, str_of(p.more ? p.last.text : ""), e);
    json_object_end(w);
    return rc;
}
