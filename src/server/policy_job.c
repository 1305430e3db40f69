#include "policy_job.h"

#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "date.h"
#include "policy_json.h"
#include "progress.h"
#include "proposal.h"
#include "simulate_print.h"

#include "api_check.h"

#include <stdlib.h>

int policy_files(struct reg *r, const struct actor *actor, int64_t version, int64_t proposal,
                 struct arena *a, struct pack_file **ret, size_t *ret_n, struct err *e)
{
    _cleanup_(pack_freep) struct pack *p = NULL;
    const struct pack_file *files;
    if (!version)
        return proposal_files(r, actor, proposal, a, ret, ret_n, e);
    int rc = pack_of_version(r, actor, version, &p, e);
    if (rc < 0)
        return rc;
    size_t n = pack_files(p, &files);
    struct pack_file *v = arena_array_of(a, n, struct pack_file);
    for (size_t i = 0; v && i < n; i++)
        v[i] = (struct pack_file){str_dup(a, files[i].name), str_dup(a, files[i].content)};
    if (arena_failed(a))
        return err_nomem(e);
    *ret = v;
    *ret_n = n;
    return 0;
}

/* What was asked for. */
struct input {
    int64_t version, proposal;
    int32_t as_of;
};

static int read_input(struct str json, struct arena *a, struct input *ret, struct err *e)
{
    struct api_value v;
    struct input in = {.as_of = DATE_NONE};
    const struct api_value *version, *proposal, *as_of;
    int rc = api_value_read(json, a, &v, e);
    if (rc < 0)
        return rc;
    if ((version = api_value_at(&v, "version")))
        api_int_parse(version->text, &in.version);
    if ((proposal = api_value_at(&v, "proposal")))
        api_int_parse(proposal->text, &in.proposal);
    if ((as_of = api_value_at(&v, "as_of")))
        date_parse(as_of->text, &in.as_of);
    *ret = in;
    return 0;
}

/*
 * Check and cases, as JSON that is kept. Of each only so many are told; all are counted.
 */

#define TOLD 1000

struct array {
    char *text;
    size_t len, told;
    FILE *f;
    struct json_writer w;
};

static int array_open(struct array *x, struct err *e)
{
    x->f = open_memstream(&x->text, &x->len);
    if (!x->f)
        return err_nomem(e);
    x->w = (struct json_writer){.f = x->f};
    json_array(&x->w);
    return 0;
}

static int array_close(struct array *x, struct err *e)
{
    FILE *f = x->f;
    json_array_end(&x->w);
    x->f = NULL;
    return fclose(f) == 0 ? 0 : err_nomem(e);
}

static void array_done(struct array *x)
{
    if (x->f)
        fclose(x->f);
    free(x->text);
}

struct checking {
    struct pack_result result;
    struct array findings, cases;
    struct progress *progress;
    uint64_t done;
};

static void on_finding(void *arg, const struct pack_finding *f)
{
    struct checking *k = arg;
    *(f->error ? &k->result.errors : &k->result.warnings) += 1;
    if (k->findings.told < TOLD) {
        k->findings.told++;
        finding_json(f, &k->findings.w);
    }
}

static int on_case(void *arg, const struct case_result *c, struct err *e)
{
    struct checking *k = arg;
    *(c->passed ? &k->result.passed : &k->result.failed) += 1;
    if (c->passed || k->cases.told < TOLD) {
        k->cases.told += !c->passed;
        case_json(c, &k->cases.w);
    }
    return progress_tick(k->progress, ++k->done, e);
}

/* Rows that no case fires: warnings, which the check doesn't know of. */
static int on_unfired(void *arg, struct str decision, size_t row, struct err *e)
{
    char place[256];
    struct pack_finding f = {.code = "never-fired", .file = STR("cases.csv")};
    snprintf(place, sizeof place, STR_FMT " #%zu", STR_ARG(decision), row + 1);
    f.place = str_of(place);
    err_set(&f.message, E_NOT_FOUND, "没有案例用到这一行", "no case fires this row");
    on_finding(arg, &f);
    return 0;
}

/* What can't be read at all, or cases that take too much, is a finding too. */
static int as_finding(struct checking *k, int rc, struct str file, const char *code,
                      const struct err *what, struct err *e)
{
    if (rc >= 0)
        return 0;
    if (rc == E_NOMEM || rc == E_CANCELLED || rc == E_IO) {
        *e = *what;
        return rc;
    }
    const struct pack_finding f = {.error = true, .code = code, .file = file, .message = *what};
    on_finding(k, &f);
    return 0;
}

static struct str model_name(const struct pack_file *files, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_ends(files[i].name, STR(".dmn")))
            return files[i].name;
    return STR("");
}

static int check_and_test(struct checking *k, const struct catalogue *c,
                          const struct pack_file *files, size_t n, struct err *e)
{
    static const struct pack_test_fns fns = {on_case, on_unfired};
    _cleanup_(pack_freep) struct pack *p = NULL;
    struct err what = {0};
    int rc = pack_from_files(files, n, c, &p, &what);
    if (rc < 0)
        return as_finding(k, rc, model_name(files, n), "unreadable", &what, e);
    /* a model that is known to be wrong isn't evaluated */
    if (pack_check(p, on_finding, k) > 0)
        return 0;
    if ((rc = progress_tick(k->progress, 0, e)) < 0)
        return rc;
    return as_finding(k, pack_test_each(p, &fns, k, &what), STR("cases.csv"), "cases", &what, e);
}

static void put_counts(struct str hash, const struct pack_result *x, struct json_writer *w)
{
    json_object(w);
    policy_text(w, "hash", hash);
    policy_int(w, "errors", x->errors);
    policy_int(w, "warnings", x->warnings);
    policy_int(w, "passed", x->passed);
    policy_int(w, "failed", x->failed);
    json_object_end(w);
}

static int run_check(struct reg *r, const struct actor *actor, struct checking *k,
                     const struct input *in, struct arena *a, struct json_writer *result,
                     struct err *e)
{
    struct pack_file *files;
    char hash[65];
    size_t n;
    int rc;
    if ((rc = policy_files(r, actor, in->version, in->proposal, a, &files, &n, e)) < 0 ||
        (rc = pack_files_hash(files, n, hash, e)) < 0 || (rc = array_open(&k->findings, e)) < 0 ||
        (rc = array_open(&k->cases, e)) < 0 ||
        (rc = check_and_test(k, reg_catalogue(r), files, n, e)) < 0 ||
        (rc = array_close(&k->findings, e)) < 0 || (rc = array_close(&k->cases, e)) < 0)
        return rc;
    k->result.findings = (struct str){k->findings.text, k->findings.len};
    k->result.cases = (struct str){k->cases.text, k->cases.len};
    rc = pack_result_put(r, actor, str_of(hash), &k->result, e);
    if (rc >= 0)
        put_counts(str_of(hash), &k->result, result);
    return rc;
}

static int check(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
                 struct json_writer *result, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(progress_freep) struct progress *progress =
        progress_new("检查和测试政策包", "checking and testing the pack", 0);
    struct checking k = {.progress = progress};
    struct input in;
    int rc = a ? read_input(input, a, &in, e) : err_nomem(e);
    if (rc >= 0)
        rc = run_check(r, actor, &k, &in, a, result, e);
    array_done(&k.findings);
    array_done(&k.cases);
    return rc;
}

const struct job_kind policy_check_kind = {
    .name = "policy.check", .rights = RIGHT_VIEW | RIGHT_POLICY, .keeps = true, .run = check};

/*
 * Simulation of a proposal beside the pack in force.
 */

static int print_figures(struct reg *r, const struct simulation *s, char **ret, size_t *ret_len,
                         struct err *e)
{
    FILE *f = open_memstream(ret, ret_len);
    if (!f)
        return err_nomem(e);
    int rc = simulate_print(s, r, TABLE_JSON, f, e);
    return fclose(f) != 0 && rc >= 0 ? err_nomem(e) : rc;
}

static int simulate_files(struct reg *r, const struct actor *actor, const struct input *in,
                          const struct pack_file *files, size_t n, struct json_writer *result,
                          struct err *e)
{
    _cleanup_(pack_freep) struct pack *p = NULL;
    _cleanup_free_ char *text = NULL;
    struct simulation s;
    size_t len = 0;
    int rc = pack_from_files(files, n, reg_catalogue(r), &p, e);
    if (rc < 0)
        return rc;
    const struct simulate_options o = {.as_of = in->as_of, .pack = p};
    if ((rc = simulate(r, actor, &o, NULL, NULL, &s, e)) < 0)
        return rc;
    struct proposal_simulation x = {.as_of = in->as_of, .known_seq = s.known_seq};
    rc = print_figures(r, &s, &text, &len, e);
    simulation_done(&s);
    x.figures = str_trim((struct str){text, len});
    if (rc >= 0)
        rc = proposal_simulated(r, actor, in->proposal, str_of(pack_hash(p)), &x, e);
    if (rc < 0)
        return rc;
    json_object(result);
    policy_int(result, "proposal", in->proposal);
    policy_day(result, "as_of", in->as_of);
    json_object_end(result);
    return 0;
}

static int simulate_proposal(struct reg *r, const struct actor *actor, struct str input,
                             struct job_run *j, struct json_writer *result, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct pack_file *files;
    struct input in;
    size_t n;
    int rc = a ? read_input(input, a, &in, e) : err_nomem(e);
    if (rc < 0 || (rc = policy_files(r, actor, 0, in.proposal, a, &files, &n, e)) < 0)
        return rc;
    return simulate_files(r, actor, &in, files, n, result, e);
}

const struct job_kind policy_simulate_kind = {.name = "policy.simulate",
                                              .rights = RIGHT_VIEW | RIGHT_POLICY | RIGHT_DETERMINE,
                                              .keeps = true,
                                              .run = simulate_proposal};
