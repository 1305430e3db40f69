/* Proposals of a new pack: drafts, and their way to being in force. */
#include "api.h"

#include "api_policies.h"
#include "bounds.h"
#include "cleanup.h"
#include "parameters_edit.h"
#include "policy_job.h"
#include "policy_json.h"
#include "proposal.h"

#include <stdlib.h>

void api_audit_policy(struct api_call *c, const char *parameter)
{
    char object[64];
    snprintf(object, sizeof object, "policy %s %lld", parameter, (long long)api_int(c, parameter));
    api_audit(c, 0, STR(""), str_of(object));
}

/*
 * As JSON.
 */

static void put_members(struct api_call *c, const struct proposal *p, int64_t in_force,
                        struct json_writer *w)
{
    const struct actor *actor = api_actor(c);
    policy_int(w, "id", p->id);
    policy_text(w, "state", str_of(proposal_state_code(p->state)));
    policy_text(w, "title", p->title);
    policy_text(w, "reason", p->reason);
    policy_text(w, "author", p->author);
    json_name(w, "own");
    json_put_bool(w, p->author_id == actor->id && str_eqz(p->author, actor->name));
    policy_int(w, "base_version", p->base_version);
    json_name(w, "base_in_force");
    json_put_bool(w, p->base_version == in_force);
    policy_text(w, "hash", str_of(p->hash));
    json_name(w, "pack_version");
    if (p->pack_version)
        json_put_int(w, p->pack_version);
    else
        json_put_null(w);
    policy_instant(w, "created_at", p->created_at);
    policy_instant(w, "changed_at", p->changed_at);
}

static int put_step(void *arg, const struct proposal_step *s, struct err *e)
{
    struct json_writer *w = arg;
    json_object(w);
    policy_instant(w, "at", s->at);
    policy_int(w, "seq", s->seq);
    policy_text(w, "action", s->action);
    policy_text(w, "by", s->actor);
    policy_text_or_null(w, "why", s->why);
    policy_text(w, "hash", s->hash);
    json_object_end(w);
    return 0;
}

static void put_simulated(struct json_writer *w, const struct proposal_simulation *x)
{
    policy_instant(w, "simulated_at", x->simulated_at);
    policy_day(w, "as_of", x->as_of);
    policy_int(w, "known_seq", x->known_seq);
    policy_text(w, "by", x->actor);
}

static int put_simulation(struct api_call *c, int64_t id, struct err *e)
{
    struct json_writer *w = api_json(c);
    struct proposal_simulation x;
    bool found;
    int rc = proposal_simulation(api_register(c), api_actor(c), id, api_arena(c), &x, &found, e);
    if (rc < 0)
        return rc;
    json_name(w, "simulation");
    if (!found) {
        json_put_null(w);
        return 0;
    }
    json_object(w);
    put_simulated(w, &x);
    json_object_end(w);
    return 0;
}

/* The answer of every operation on one proposal: the proposal as it is now. */
static int put_proposal(struct api_call *c, int64_t id, struct err *e)
{
    struct reg *r = api_register(c);
    struct json_writer *w = api_json(c);
    struct pack_file *files;
    struct proposal p;
    int64_t in_force;
    size_t n;
    int rc;
    if ((rc = proposal_get(r, api_actor(c), id, api_arena(c), &p, e)) < 0 ||
        (rc = proposal_files(r, api_actor(c), id, api_arena(c), &files, &n, e)) < 0 ||
        (rc = pack_version_at(r, INT64_MAX, &in_force, e)) < 0)
        return rc;
    json_object(w);
    put_members(c, &p, in_force, w);
    put_pack_files(w, files, n);
    if ((rc = put_check_summary(c, str_of(p.hash), e)) < 0 || (rc = put_simulation(c, id, e)) < 0)
        return rc;
    json_name(w, "steps");
    json_array(w);
    rc = proposal_steps(r, api_actor(c), id, put_step, w, e);
    json_array_end(w);
    json_object_end(w);
    api_version(c, p.version);
    return rc;
}

/*
 * Reading.
 */

struct page {
    struct api_call *c;
    size_t n, limit;
    int64_t last, in_force;
};

static int put_item(void *arg, const struct proposal *p, struct err *e)
{
    struct page *x = arg;
    struct json_writer *w = api_json(x->c);
    if (x->n++ == x->limit)
        return 0;
    x->last = p->id;
    json_object(w);
    put_members(x->c, p, x->in_force, w);
    json_object_end(w);
    return 0;
}

API_HANDLER(proposal_list)
{
    struct page p = {.c = c, .limit = api_limit(c)};
    struct json_writer *w = api_json(c);
    enum proposal_state state = N_PROPOSAL_STATES;
    int64_t before;
    int rc;
    proposal_state_parse(api_text(c, "state"), &state);
    if ((rc = api_number_page(c, &before, e)) < 0 ||
        (rc = pack_version_at(api_register(c), INT64_MAX, &p.in_force, e)) < 0)
        return rc;
    json_object(w);
    json_name(w, "items");
    json_array(w);
    rc = proposal_list(api_register(c), api_actor(c), state, before, p.limit + 1, put_item, &p, e);
    json_array_end(w);
    json_name(w, "whole");
    json_put_bool(w, rc > 0);
    if (rc >= 0)
        rc = api_number_next(c, p.n > p.limit, p.last, e);
    json_object_end(w);
    return rc;
}

API_HANDLER(proposal_get)
{
    return put_proposal(c, api_int(c, "proposal"), e);
}

API_HANDLER(proposal_simulation)
{
    struct json_writer *w = api_json(c);
    struct proposal_simulation x;
    bool found;
    int rc = proposal_simulation(api_register(c), api_actor(c), api_int(c, "proposal"),
                                 api_arena(c), &x, &found, e);
    if (rc < 0)
        return rc;
    if (!found)
        return err_set(e, E_NOT_FOUND, "提案现在的文件还没有模拟过",
                       "the proposal's files as they are now haven't been simulated");
    json_object(w);
    put_simulated(w, &x);
    json_name(w, "figures");
    rc = json_put_value(w, x.figures, e);
    json_object_end(w);
    return rc;
}

/*
 * Writing. On record: state, files and base before and after.
 */

API_HANDLER(proposal_add)
{
    char place[64], object[64];
    int64_t id;
    int rc = proposal_add(api_register(c), api_actor(c), api_body_text(c, "title"),
                          api_body_text(c, "reason"), &id, e);
    if (rc < 0)
        return rc;
    snprintf(place, sizeof place, "/api/v1/proposals/%lld", (long long)id);
    snprintf(object, sizeof object, "policy proposal %lld", (long long)id);
    api_audit(c, 0, STR(""), str_of(object));
    api_audit_why(c, api_body_text(c, "reason"));
    api_location(c, str_of(place));
    api_status(c, 201);
    return put_proposal(c, id, e);
}

/* What is on record of a proposal. */
static int record(struct api_call *c, const struct proposal *p, struct str *ret, struct err *e)
{
    _cleanup_free_ char *text = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&text, &len);
    if (!f)
        return err_nomem(e);
    struct json_writer w = {.f = f};
    json_object(&w);
    policy_text(&w, "state", str_of(proposal_state_code(p->state)));
    policy_text(&w, "title", p->title);
    policy_text(&w, "reason", p->reason);
    policy_int(&w, "base_version", p->base_version);
    policy_text(&w, "hash", str_of(p->hash));
    json_name(&w, "pack_version");
    if (p->pack_version)
        json_put_int(&w, p->pack_version);
    else
        json_put_null(&w);
    json_object_end(&w);
    if (fclose(f) != 0)
        return err_nomem(e);
    *ret = str_dup(api_arena(c), (struct str){text, len});
    return ret->data ? 0 : err_nomem(e);
}

/* One write to the proposal of the path, in the version that the client has seen. */
typedef int write_fn(struct api_call *c, int64_t id, struct err *e);

static int write_proposal(struct api_call *c, write_fn *fn, struct err *e)
{
    struct reg *r = api_register(c);
    int64_t id = api_int(c, "proposal");
    struct str before, after;
    struct proposal p;
    int rc;
    api_audit_policy(c, "proposal");
    if ((rc = proposal_get(r, api_actor(c), id, api_arena(c), &p, e)) < 0 ||
        (rc = api_if_match(c, p.version, e)) < 0 || (rc = record(c, &p, &before, e)) < 0 ||
        (rc = fn(c, id, e)) < 0)
        return rc;
    rc = proposal_get(r, api_actor(c), id, api_arena(c), &p, e);
    if (rc == E_NOT_FOUND) {
        api_audit_change(c, before, STR(""));
        return 0; /* deleted: no content */
    }
    if (rc < 0 || (rc = record(c, &p, &after, e)) < 0)
        return rc;
    api_audit_change(c, before, after);
    return put_proposal(c, id, e);
}

static int edit(struct api_call *c, int64_t id, struct err *e)
{
    struct str title = api_body_text(c, "title"), reason = api_body_text(c, "reason");
    const struct proposal_edit x = {
        .title = api_body_has(c, "title") ? &title : NULL,
        .reason = api_body_has(c, "reason") ? &reason : NULL,
        .base_version = api_body_int(c, "base_version"),
    };
    return proposal_edit(api_register(c), api_actor(c), id, &x, e);
}

API_HANDLER(proposal_edit)
{
    return write_proposal(c, edit, e);
}

static int replace_files(struct api_call *c, int64_t id, struct err *e)
{
    struct pack_file files[3];
    struct proposal_edit x = {.files = files, .whole = true};
    char path[32];
    for (size_t i = 0; i < api_body_length(c, "files") && i < ARRAY_LEN(files); i++) {
        snprintf(path, sizeof path, "files.%zu.name", i);
        files[i].name = api_body_text(c, path);
        snprintf(path, sizeof path, "files.%zu.content", i);
        files[i].content = api_body_text(c, path);
        x.n_files++;
    }
    return proposal_edit(api_register(c), api_actor(c), id, &x, e);
}

API_HANDLER(proposal_replace)
{
    return write_proposal(c, replace_files, e);
}

static int put_file(struct api_call *c, int64_t id, struct err *e)
{
    const struct pack_file f = {api_text(c, "name"), api_body_text(c, "content")};
    const struct proposal_edit x = {.n_files = 1, .files = &f};
    return proposal_edit(api_register(c), api_actor(c), id, &x, e);
}

API_HANDLER(proposal_put_file)
{
    return write_proposal(c, put_file, e);
}

static struct str row_text(struct api_call *c, const char *list, size_t i, const char *member)
{
    char path[64];
    snprintf(path, sizeof path, "%s.%zu.%s", list, i, member);
    return api_body_text(c, path);
}

/* As it is written, or as it is read: a clause, or the flag of samples. */
static struct str source_of(struct api_call *c, const char *list, size_t i)
{
    char path[64];
    struct str source = row_text(c, list, i, "source");
    snprintf(path, sizeof path, "%s.%zu.sample", list, i);
    return source.len               ? source
           : api_body_bool(c, path) ? STR("sample")
                                    : row_text(c, list, i, "clause");
}

static struct parameter_edit row_of(struct api_call *c, const char *list, size_t i)
{
    return (struct parameter_edit){
        .name = row_text(c, list, i, "name"),
        .division = row_text(c, list, i, "division"),
        .residence = row_text(c, list, i, "residence"),
        .valid_from = row_text(c, list, i, "valid_from"),
        .valid_to = row_text(c, list, i, "valid_to"),
        .value = row_text(c, list, i, "value"),
        .unit = row_text(c, list, i, "unit"),
        .source = source_of(c, list, i),
    };
}

/* What is removed goes first, so that a row can begin on another day. */
static int edit_parameters(struct api_call *c, int64_t id, struct err *e)
{
    struct reg *r = api_register(c);
    _cleanup_(strbuf_done) struct strbuf csv = {0};
    size_t n_remove = api_body_length(c, "remove"), n_put = api_body_length(c, "put"), n;
    struct pack_file *files, file = {.name = STR("parameters.csv")};
    struct parameter_edit *edits =
        arena_array_of(api_arena(c), n_remove + n_put, struct parameter_edit);
    if (!edits)
        return err_nomem(e);
    for (size_t i = 0; i < n_remove; i++) {
        edits[i] = row_of(c, "remove", i);
        edits[i].remove = true;
    }
    for (size_t i = 0; i < n_put; i++)
        edits[n_remove + i] = row_of(c, "put", i);
    int rc = proposal_files(r, api_actor(c), id, api_arena(c), &files, &n, e);
    for (size_t i = 0; rc >= 0 && i < n; i++)
        if (str_eq(files[i].name, file.name))
            file.content = files[i].content;
    if (rc < 0 || (rc = parameters_edit(file.content, reg_catalogue(r), edits, n_remove + n_put,
                                        &csv, e)) < 0)
        return rc;
    file.content = strbuf_str(&csv);
    return proposal_edit(r, api_actor(c), id, &(struct proposal_edit){.n_files = 1, .files = &file},
                         e);
}

API_HANDLER(proposal_edit_parameters)
{
    return write_proposal(c, edit_parameters, e);
}

static int delete (struct api_call *c, int64_t id, struct err *e)
{
    return proposal_delete(api_register(c), api_actor(c), id, e);
}

API_HANDLER(proposal_delete)
{
    return write_proposal(c, delete, e);
}

static int submit(struct api_call *c, int64_t id, struct err *e)
{
    return proposal_submit(api_register(c), api_actor(c), id, e);
}

API_HANDLER(proposal_submit)
{
    return write_proposal(c, submit, e);
}

static struct str why(struct api_call *c)
{
    struct str text = api_body_text(c, "reason");
    api_audit_why(c, text);
    return text;
}

static int withdraw(struct api_call *c, int64_t id, struct err *e)
{
    return proposal_withdraw(api_register(c), api_actor(c), id, why(c), e);
}

API_HANDLER(proposal_withdraw)
{
    return write_proposal(c, withdraw, e);
}

static int send_back(struct api_call *c, int64_t id, struct err *e)
{
    return proposal_return(api_register(c), api_actor(c), id, why(c), e);
}

API_HANDLER(proposal_return)
{
    return write_proposal(c, send_back, e);
}

static int approve(struct api_call *c, int64_t id, struct err *e)
{
    int64_t version;
    return proposal_approve(api_register(c), api_actor(c), id, why(c), &version, e);
}

API_HANDLER(proposal_approve)
{
    return write_proposal(c, approve, e);
}

API_HANDLER(proposal_simulate)
{
    char input[96];
    struct proposal p;
    int64_t id = api_int(c, "proposal");
    api_audit_policy(c, "proposal");
    int rc = proposal_get(api_register(c), api_actor(c), id, api_arena(c), &p, e);
    if (rc < 0)
        return rc;
    if (p.state != PROPOSAL_SUBMITTED && p.state != PROPOSAL_SIMULATED)
        return err_set(e, E_CONFLICT, "提交之后才能模拟", "it is simulated once it is submitted");
    snprintf(input, sizeof input, "{\"proposal\":%lld,\"as_of\":\"" STR_FMT "\"}", (long long)id,
             STR_ARG(api_body_text(c, "as_of")));
    return api_job(c, policy_simulate_kind.name, str_of(input), e);
}
