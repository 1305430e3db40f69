/* Determinations: asking for runs, and looking at them. */
#include "api_runs.h"

#include "cleanup.h"
#include "date.h"
#include "results.h"
#include "scan.h"

static struct str asked_run(struct api_call *c)
{
    return api_text(c, "run");
}

void audit_run(struct api_call *c, struct str name)
{
    struct str division = api_text(c, "division");
    if (!division.len)
        division = str_of(api_actor(c)->scope);
    api_audit(c, 0, division, str_of(object_of(c, "determination", name)));
}

int asked_key(struct api_call *c, struct run_key *ret, struct err *e)
{
    struct str key;
    int rc = api_cursor(c, &key, e);
    *ret = (struct run_key){0};
    if (rc >= 0 && key.len < sizeof ret->text)
        memcpy(ret->text, key.data, key.len);
    return rc;
}

static int no_trial(struct str name, struct err *e)
{
    return err_set(e, E_NOT_FOUND, "没有“" STR_FMT "”这次认定，或其中没有您辖区的户",
                   "there is no run \"" STR_FMT "\", or none of its households is yours",
                   STR_ARG(name));
}

int run_named(struct api_call *c, struct str name, struct run_view **ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf path = {0};
    struct str prefix = STR(TRIAL_PREFIX), number = name;
    bool trial = str_starts(name, prefix);
    int64_t id = 0;
    int rc;
    if (trial)
        number = (struct str){name.data + prefix.len, name.len - prefix.len};
    for (size_t i = 0; i < number.len && i < 18; i++)
        id = id * 10 + (number.data[i] - '0');
    if (!trial) {
        rc = run_view_open(api_register(c), api_actor(c), id, ret, e);
    } else if ((rc = actor_require(api_actor(c), RIGHT_DETERMINE, e)) >= 0 &&
               (rc = jobs_file_path(api_jobs(c), api_office(c), id, STR(TRIAL_FILE), &path, e)) >=
                   0) {
        rc = run_view_open_trial(api_register(c), api_actor(c), strbuf_z(&path), ret, e);
    }
    return rc == E_NOT_FOUND ? no_trial(name, e) : rc;
}

void put_run(struct json_writer *w, const struct run_info *i, struct str name)
{
    char number[24], digest[DIGEST_TEXT];
    snprintf(number, sizeof number, "%lld", (long long)i->run_id);
    put_str(w, "run", name.len ? name : str_of(number));
    put_bool(w, "trial", i->trial);
    put_date(w, "as_of", i->as_of);
    put_instant(w, "committed_at", i->recorded_at);
    put_str(w, "by", i->by);
    put_str(w, "division", i->division);
    put_str(w, "pack", i->pack_hash);
    put_str(w, "engine", i->engine);
    digest_print(i->digest, digest);
    put_str(w, "digest", i->has_digest ? str_of(digest) : STR(""));
}

struct run_page {
    struct json_writer *w;
    size_t n, limit;
    int64_t last;
    bool more;
};

static int put_item(void *arg, const struct run_info *i, struct err *e)
{
    struct run_page *p = arg;
    p->more = p->n++ == p->limit;
    if (p->more)
        return 0;
    p->last = i->run_id;
    json_object(p->w);
    put_run(p->w, i, STR(""));
    json_object_end(p->w);
    return 0;
}

API_HANDLER(determination_list)
{
    struct run_page p = {.w = api_json(c), .limit = api_limit(c)};
    char next[24] = "";
    struct run_key key;
    api_audit(c, 0, str_of(api_actor(c)->scope), STR("determinations"));
    int rc = asked_key(c, &key, e);
    if (rc < 0)
        return rc;
    json_object(p.w);
    json_name(p.w, "items");
    json_array(p.w);
    rc = runs_list(api_register(c), api_actor(c), strtoll(key.text, NULL, 10), p.limit + 1,
                   put_item, &p, e);
    json_array_end(p.w);
    if (p.more)
        snprintf(next, sizeof next, "%lld", (long long)p.last);
    if (rc >= 0)
        rc = api_next(c, str_of(next), e);
    json_object_end(p.w);
    return rc;
}

/*
 * Asking for a run.
 */
static int queue(struct api_call *c, const struct determine_options *o, struct str known_at,
                 const char *why, struct err *e)
{
    _cleanup_free_ char *text = NULL;
    size_t len;
    char digest[DIGEST_TEXT], as_of[DATE_TEXT];
    FILE *f = open_memstream(&text, &len);
    if (!f)
        return err_nomem(e);
    struct json_writer w = {.f = f};
    json_object(&w);
    put_date(&w, "as_of", o->as_of);
    put_str(&w, "known_at", known_at);
    put_str(&w, "division", o->division);
    put_bool(&w, "changed", o->changed);
    put_bool(&w, "supersede", o->supersede);
    digest_print(o->reviewed, digest);
    put_str(&w, "reviewed", o->reviewed ? str_of(digest) : STR(""));
    json_object_end(&w);
    if (fclose(f) != 0)
        return err_nomem(e);
    date_format(o->as_of, as_of);
    api_audit(c, 0, o->division,
              str_of(arena_printf(api_arena(c), "determination as of %s%s", as_of, why)));
    return api_job(c, o->commit ? "determine.commit" : "determine", (struct str){text, len}, e);
}

API_HANDLER(determination_run)
{
    struct determine_options o = {
        .as_of = api_body_date(c, "as_of"),
        .division = api_body_text(c, "division"),
        .commit = api_body_bool(c, "commit"),
        .supersede = api_body_bool(c, "supersede"),
        .changed = api_body_bool(c, "changed"),
    };
    char prefix[13];
    int rc = o.commit ? actor_require(api_actor(c), RIGHT_COMMIT, e) : 0;
    if (rc < 0)
        return rc;
    if (o.commit && api_body_has(c, "known_at"))
        return err_set(e, E_INVALID, "known_at 是回放，不能提交",
                       "known_at replays the past and can't be committed");
    if (o.supersede && !o.commit)
        return err_set(e, E_INVALID, "supersede 要与 commit 同用", "supersede goes with commit");
    /* told now, not when it is begun */
    struct scan_range range;
    if ((rc = determine_division(api_register(c), o.division, o.as_of, prefix, e)) < 0 ||
        (rc = scan_range(api_actor(c), o.division, &range, e)) < 0)
        return rc;
    return queue(c, &o, api_body_text(c, "known_at"), o.commit ? ", to commit" : "", e);
}

API_HANDLER(determination_commit)
{
    _cleanup_(run_view_closep) struct run_view *v = NULL;
    struct str name = asked_run(c);
    audit_run(c, name);
    if (!str_starts(name, STR(TRIAL_PREFIX)))
        return err_set(e, E_CONFLICT, "第 " STR_FMT " 次认定已经提交",
                       "run " STR_FMT " is committed already", STR_ARG(name));
    int rc = run_named(c, name, &v, e);
    if (rc < 0)
        return rc;
    const struct run_info *i = run_view_info(v);
    const struct determine_options o = {.as_of = i->as_of,
                                        .division = i->division,
                                        .commit = true,
                                        .supersede = api_body_bool(c, "supersede"),
                                        .changed = api_body_bool(c, "changed"),
                                        .reviewed = i->digest};
    return queue(c, &o, STR(""), arena_printf(api_arena(c), ", of " STR_FMT, STR_ARG(name)), e);
}

/*
 * One run.
 */
static int put_missing(struct json_writer *w, const struct figures *f, struct err *e)
{
    _cleanup_free_ struct figure_missing *m = NULL;
    size_t n;
    if (figures_missing(f, &m, &n) < 0)
        return err_nomem(e);
    json_name(w, "missing");
    json_array(w);
    for (size_t i = 0; i < n; i++) {
        json_object(w);
        put_str(w, "fact", str_of(m[i].fact));
        put_int(w, "households", m[i].households);
        put_int(w, "people", m[i].people);
        json_object_end(w);
    }
    json_array_end(w);
    return 0;
}

/* "figures" and "missing"; null of runs that kept none. */
static int put_figures(struct api_call *c, struct run_view *v, struct json_writer *w, struct err *e)
{
    _cleanup_(figures_freep) struct figures *f = NULL;
    const struct run_info *i = run_view_info(v);
    struct str division = api_text(c, "division");
    const struct pack *pack;
    int rc = run_view_figures(v, division, &f, e);
    json_name(w, "figures");
    if (rc == E_NOT_FOUND) {
        json_put_null(w);
        json_name(w, "missing");
        json_put_null(w);
        return 0;
    }
    if (rc < 0 || (rc = reg_pack(api_register(c), i->known_seq, &pack, e)) < 0)
        return rc;
    struct figures_context x = {.reg = api_register(c),
                                .pack = pack,
                                .as_of = i->as_of,
                                .division = division.len ? division_prefix(division)
                                                         : str_of(api_actor(c)->scope)};
    if (!x.division.len)
        x.division = i->division;
    rc = figures_json(f, &x, w, e);
    return rc < 0 ? rc : put_missing(w, f, e);
}

API_HANDLER(determination_get)
{
    _cleanup_(run_view_closep) struct run_view *v = NULL;
    struct json_writer *w = api_json(c);
    audit_run(c, asked_run(c));
    int rc = run_named(c, asked_run(c), &v, e);
    if (rc < 0)
        return rc;
    json_object(w);
    put_run(w, run_view_info(v), asked_run(c));
    rc = put_figures(c, v, w, e);
    json_object_end(w);
    return rc;
}

static void put_codes(struct json_writer *w, const char *name, struct str codes)
{
    struct str rest = codes, code;
    json_name(w, name);
    json_array(w);
    while (codes.len && str_split(&rest, ';', &code))
        json_put_str(w, code);
    json_array_end(w);
}

static void put_maybe(struct json_writer *w, const char *name, struct maybe m, bool boolean)
{
    json_name(w, name);
    if (!m.known)
        json_put_null(w);
    else if (boolean)
        json_put_bool(w, m.value);
    else
        json_put_int(w, m.value);
}

int put_run_row(struct api_call *c, struct json_writer *w, const struct run_row *row, struct err *e)
{
    const struct decision *d = &row->decision;
    put_str(w, "household_no", d->household_no);
    int rc = tell_division(c, w, d->division, e);
    put_int(w, "people", (int64_t)d->people);
    put_str(w, "category", d->category);
    put_str(w, "standing", str_of(standing_code(d->standing)));
    if (actor_sees(api_actor(c), FIELD_MONEY)) {
        put_maybe(w, "monthly_income_fen", d->monthly_income, false);
        put_maybe(w, "monthly_amount_fen", d->monthly_amount, false);
    }
    put_maybe(w, "points", d->points, false);
    put_maybe(w, "development_target", d->development_target, true);
    put_maybe(w, "key_target", d->key_target, true);
    put_codes(w, "measures", d->measures);
    json_name(w, "grace_until");
    if (d->grace_until == DATE_NONE) {
        json_put_null(w);
    } else {
        char day[DATE_TEXT];
        date_format(d->grace_until, day);
        json_put_z(w, day);
    }
    put_codes(w, "undecided_because", d->undecided_because);
    put_codes(w, "also_missing", d->also_missing);
    put_codes(w, "rules", d->rules);
    put_str(w, "failed_because", d->failed_because);
    put_bool(w, "superseded", row->superseded);
    return rc;
}

struct row_page {
    struct api_call *c;
    size_t n, limit;
    struct run_key last;
    bool more;
};

static int put_row(void *arg, const struct run_row *row, const struct run_key *key, struct err *e)
{
    struct row_page *p = arg;
    struct json_writer *w = api_json(p->c);
    p->more = p->n++ == p->limit;
    if (p->more)
        return 0;
    p->last = *key;
    json_object(w);
    int rc = put_run_row(p->c, w, row, e);
    json_object_end(w);
    return rc;
}

static void read_sort(struct str sort, struct run_filter *f)
{
    static const char *const words[] = {[RUN_BY_DIVISION] = "division",
                                        [RUN_BY_AMOUNT] = "monthly_amount",
                                        [RUN_BY_INCOME] = "monthly_income",
                                        [RUN_BY_PEOPLE] = "people"};
    f->descending = sort.len && sort.data[0] == '-';
    if (f->descending)
        sort = (struct str){sort.data + 1, sort.len - 1};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eqz(sort, words[i]))
            f->sort = (enum run_sort)i;
}

API_HANDLER(determination_results)
{
    _cleanup_(run_view_closep) struct run_view *v = NULL;
    struct json_writer *w = api_json(c);
    struct row_page p = {.c = c, .limit = api_limit(c)};
    struct run_filter f = {
        .division = api_text(c, "division"),
        .category = run_category(api_text(c, "category")),
        .standing = standing_parse(api_text(c, "standing")),
        .missing = api_text(c, "missing"),
    };
    struct run_key key;
    read_sort(api_text(c, "sort"), &f);
    audit_run(c, asked_run(c));
    int rc = asked_key(c, &key, e);
    if (rc < 0 || (rc = run_named(c, asked_run(c), &v, e)) < 0)
        return rc;
    json_object(w);
    json_name(w, "items");
    json_array(w);
    rc = run_view_rows(v, &f, &key, p.limit + 1, put_row, &p, e);
    json_array_end(w);
    if (rc >= 0)
        rc = api_next(c, str_of(p.more ? p.last.text : ""), e);
    json_object_end(w);
    return rc;
}

struct household_page {
    struct api_call *c;
    size_t n, limit;
    struct run_key last;
    bool more;
};

static int put_household_run(void *arg, const struct household_run *x, const struct run_key *key,
                             struct err *e)
{
    struct household_page *p = arg;
    struct json_writer *w = api_json(p->c);
    p->more = p->n++ == p->limit;
    if (p->more)
        return 0;
    p->last = *key;
    json_object(w);
    json_name(w, "run");
    json_object(w);
    put_run(w, &x->run, STR(""));
    json_object_end(w);
    json_name(w, "result");
    json_object(w);
    int rc = put_run_row(p->c, w, &x->row, e);
    json_object_end(w);
    json_object_end(w);
    return rc;
}

API_HANDLER(household_determinations)
{
    struct json_writer *w = api_json(c);
    struct household_page p = {.c = c, .limit = api_limit(c)};
    struct str no = api_text(c, "household_no");
    struct run_key key;
    api_audit(c, 0, str_of(api_actor(c)->scope), str_of(object_of(c, "household", no)));
    int rc = asked_key(c, &key, e);
    if (rc < 0)
        return rc;
    json_object(w);
    json_name(w, "items");
    json_array(w);
    rc = household_runs(api_register(c), api_actor(c), no, &key, p.limit + 1, put_household_run, &p,
                        e);
    json_array_end(w);
    if (rc >= 0)
        rc = api_next(c, str_of(p.more ? p.last.text : ""), e);
    json_object_end(w);
    return rc;
}
