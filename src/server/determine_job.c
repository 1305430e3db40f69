#include "determine_job.h"

#include "api_check.h"
#include "change.h"
#include "cleanup.h"
#include "date.h"
#include "export.h"

#include <stdlib.h>

void digest_print(uint64_t digest, char ret[DIGEST_TEXT])
{
    snprintf(ret, DIGEST_TEXT, "%016llx", (unsigned long long)digest);
}

uint64_t digest_parse(struct str text)
{
    char buf[DIGEST_TEXT];
    if (text.len != DIGEST_TEXT - 1)
        return 0;
    memcpy(buf, text.data, text.len);
    buf[text.len] = '\0';
    return strtoull(buf, NULL, 16);
}

static struct str text_at(const struct api_value *v, const char *path)
{
    const struct api_value *x = v ? api_value_at(v, path) : NULL;
    return x ? x->text : (struct str){0};
}

static bool flag_at(const struct api_value *v, const char *path)
{
    return str_eqz(text_at(v, path), "true");
}

static int32_t date_at(const struct api_value *v, const char *path)
{
    int32_t day;
    return date_parse(text_at(v, path), &day) ? day : DATE_NONE;
}

static void put_int(struct json_writer *w, const char *name, int64_t v)
{
    json_name(w, name);
    json_put_int(w, v);
}

static void put_text(struct json_writer *w, const char *name, struct str text)
{
    json_name(w, name);
    json_put_str(w, text);
}

/*
 * Determinations.
 */
static int read_options(struct reg *r, struct str input, struct arena *a,
                        struct determine_options *ret, struct err *e)
{
    struct api_value v;
    int64_t at;
    int rc = api_value_read(input, a, &v, e);
    if (rc < 0)
        return rc;
    struct determine_options o = {
        .as_of = date_at(&v, "as_of"),
        .known_seq = INT64_MAX,
        .division = text_at(&v, "division"),
        .changed = flag_at(&v, "changed"),
        .supersede = flag_at(&v, "supersede"),
        .reviewed = digest_parse(text_at(&v, "reviewed")),
    };
    if (o.as_of == DATE_NONE)
        return err_set(e, E_INVALID, "缺少 as_of：认定日",
                       "as_of is missing: the date of the decision");
    if (instant_parse(text_at(&v, "known_at"), &at) &&
        (rc = change_seq_at(reg_db(r), at, &o.known_seq, e)) < 0)
        return rc;
    *ret = o;
    return 0;
}

static const char *const again_words[] = {
#define X(name, zh, en) #name,
    AGAIN_REASONS(X)
#undef X
};

/* With "changed": how many were decided again, and why. */
static void put_again(struct json_writer *w, const struct determine_result *res)
{
    char word[24];
    json_name(w, "decided_again");
    json_object(w);
    for (int i = 0; i < N_AGAIN; i++) {
        size_t n = 0;
        for (const char *p = again_words[i]; *p && n + 1 < sizeof word; p++)
            word[n++] = (char)(*p | 0x20);
        word[n] = '\0';
        if (res->again[i])
            put_int(w, word, res->again[i]);
    }
    json_object_end(w);
}

static void put_result(struct json_writer *w, const struct determine_options *o,
                       const struct determine_result *res, const char *run)
{
    const struct figures *f = res->figures;
    char digest[DIGEST_TEXT], as_of[DATE_TEXT];
    digest_print(res->digest, digest);
    date_format(o->as_of, as_of);
    json_object(w);
    put_text(w, "run", str_of(run));
    put_text(w, "as_of", str_of(as_of));
    put_text(w, "digest", str_of(digest));
    put_int(w, "households", f->households);
    put_int(w, "decided", f->decided);
    put_int(w, "undecided", f->undecided);
    put_int(w, "failed", f->failed);
    json_name(w, "balanced");
    json_put_bool(w, figures_balance(f));
    put_int(w, "monthly_bill_fen", f->bill);
    if (o->changed)
        put_again(w, res);
    json_object_end(w);
}

static int run_trial(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
                     struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf path = {0};
    _cleanup_(db_closep) struct db *file = NULL;
    struct determine_options o;
    struct determine_result res = {0};
    char run[40];
    if (!a)
        return err_nomem(e);
    int rc = read_options(r, input, a, &o, e);
    if (rc < 0 || (rc = job_file(j, TRIAL_FILE, &path, e)) < 0 ||
        (rc = trial_create(strbuf_z(&path), &file, e)) < 0)
        return rc;
    o.keep = file;
    if ((rc = determine_run(r, actor, &o, NULL, NULL, &res, e)) < 0)
        return rc;
    snprintf(run, sizeof run, TRIAL_PREFIX "%lld", (long long)job_run_id(j));
    put_result(w, &o, &res, run);
    determine_result_done(&res);
    return 0;
}

static int run_commit(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
                      struct json_writer *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct determine_options o;
    struct determine_result res = {0};
    char run[40];
    if (!a)
        return err_nomem(e);
    int rc = read_options(r, input, a, &o, e);
    if (rc < 0)
        return rc;
    o.commit = true;
    if ((rc = determine_run(r, actor, &o, NULL, NULL, &res, e)) < 0)
        return rc;
    snprintf(run, sizeof run, "%lld", (long long)res.run_id);
    put_result(w, &o, &res, run);
    determine_result_done(&res);
    return 0;
}

const struct job_kind determine_kind = {
    .name = "determine", .rights = RIGHT_VIEW | RIGHT_DETERMINE, .run = run_trial};
const struct job_kind determine_commit_kind = {.name = "determine.commit",
                                               .rights =
                                                   RIGHT_VIEW | RIGHT_DETERMINE | RIGHT_COMMIT,
                                               .writes = true,
                                               .run = run_commit};
