/* Policy packs: the versions that were in force, and what stands in them. What is asked of a
 * version and of a proposal alike is answered here for both. */
#include "api.h"

#include "api_policies.h"
#include "cleanup.h"
#include "columns.h"
#include "date.h"
#include "lang.h"
#include "policy_job.h"
#include "policy_json.h"
#include "proposal.h"

#include <stdlib.h>

/* A pack of files that somebody gave is read within bounds (bounds.h), and never kept in memory. */
int api_pack(struct api_call *c, struct pack **ret, struct err *e)
{
    struct reg *r = api_register(c);
    struct pack_file *files;
    size_t n;
    if (api_given(c, "version"))
        return pack_of_version(r, api_actor(c), api_int(c, "version"), ret, e);
    int rc = proposal_files(r, api_actor(c), api_int(c, "proposal"), api_arena(c), &files, &n, e);
    if (rc < 0 || (rc = pack_from_files(files, n, reg_catalogue(r), ret, e)) >= 0)
        return rc;
    if (rc != E_NOMEM)
        api_refuse(c, 422, "pack-unreadable");
    return rc;
}

/* The files' hash, without reading them. */
static int files_hash(struct api_call *c, char ret[65], struct err *e)
{
    struct pack_file *files;
    size_t n;
    int rc = policy_files(api_register(c), api_actor(c), api_int(c, "version"),
                          api_int(c, "proposal"), api_arena(c), &files, &n, e);
    return rc < 0 ? rc : pack_files_hash(files, n, ret, e);
}

/*
 * Versions.
 */

struct page {
    struct api_call *c;
    struct json_writer *w;
    size_t n, limit;
    int64_t last, in_force;
};

static void put_version(struct json_writer *w, const struct pack_version *v, int64_t in_force)
{
    policy_int(w, "version", v->version);
    policy_text(w, "hash", v->hash);
    policy_text(w, "name", v->name);
    json_name(w, "in_force");
    json_put_bool(w, v->version == in_force);
    policy_instant(w, "since", v->at);
    policy_int(w, "seq", v->seq);
    policy_text(w, "by", v->actor);
    policy_text(w, "what", v->what);
    policy_text(w, "why", v->why);
    json_name(w, "proposal");
    if (v->proposal)
        json_put_int(w, v->proposal);
    else
        json_put_null(w);
}

static int put_item(void *arg, const struct pack_version *v, struct err *e)
{
    struct page *p = arg;
    if (p->n++ == p->limit)
        return 0;
    p->last = v->version;
    json_object(p->w);
    put_version(p->w, v, p->in_force);
    json_object_end(p->w);
    return 0;
}

int api_number_page(struct api_call *c, int64_t *ret_before, struct err *e)
{
    struct str key;
    int rc = api_cursor(c, &key, e);
    *ret_before = rc >= 0 && key.len ? strtoll(key.data, NULL, 10) : 0;
    return rc;
}

int api_number_next(struct api_call *c, bool more, int64_t last, struct err *e)
{
    char key[24];
    snprintf(key, sizeof key, "%lld", (long long)last);
    return api_next(c, more ? str_of(key) : STR(""), e);
}

API_HANDLER(policy_list)
{
    struct page p = {.c = c, .w = api_json(c), .limit = api_limit(c)};
    int64_t before, seq;
    int rc;
    if ((rc = api_number_page(c, &before, e)) < 0 || (rc = api_known_seq(c, &seq, e)) < 0 ||
        (rc = pack_version_at(api_register(c), seq, &p.in_force, e)) < 0)
        return rc;
    json_object(p.w);
    json_name(p.w, "items");
    json_array(p.w);
    rc = pack_versions(api_register(c), api_actor(c), before, p.limit + 1, put_item, &p, e);
    json_array_end(p.w);
    if (rc >= 0)
        rc = api_number_next(c, p.n > p.limit, p.last, e);
    json_object_end(p.w);
    return rc;
}

void put_pack_files(struct json_writer *w, const struct pack_file *files, size_t n)
{
    json_name(w, "files");
    json_array(w);
    for (size_t i = 0; i < n; i++) {
        json_object(w);
        policy_text(w, "name", files[i].name);
        policy_int(w, "bytes", (int64_t)files[i].content.len);
        json_object_end(w);
    }
    json_array_end(w);
}

int put_check_summary(struct api_call *c, struct str hash, struct err *e)
{
    struct json_writer *w = api_json(c);
    struct pack_result x;
    bool found;
    int rc = pack_result_get(api_register(c), hash, api_arena(c), &x, &found, e);
    if (rc < 0)
        return rc;
    json_name(w, "checks");
    if (!found) {
        json_put_null(w);
        return 0;
    }
    json_object(w);
    policy_instant(w, "checked_at", x.checked_at);
    policy_int(w, "errors", x.errors);
    policy_int(w, "warnings", x.warnings);
    policy_int(w, "passed", x.passed);
    policy_int(w, "failed", x.failed);
    json_object_end(w);
    return 0;
}

static void put_decisions(struct json_writer *w, const struct pack *p)
{
    const struct dmn_model *m = pack_model(p);
    json_name(w, "decisions");
    json_array(w);
    for (size_t i = 0; i < dmn_node_count(m); i++) {
        enum dmn_node_kind kind = dmn_node(m, (int)i)->kind;
        if (kind == DMN_DECISION || kind == DMN_BKM)
            decision_json(p, (int)i, w);
    }
    json_array_end(w);
}

struct one {
    struct json_writer *w;
    int64_t in_force;
};

static int put_one(void *arg, const struct pack_version *v, struct err *e)
{
    struct one *x = arg;
    put_version(x->w, v, x->in_force);
    return 0;
}

API_HANDLER(policy_get)
{
    _cleanup_(pack_freep) struct pack *p = NULL;
    struct reg *r = api_register(c);
    struct one x = {.w = api_json(c)};
    const struct pack_file *files;
    int64_t version = api_int(c, "version");
    int rc;
    if ((rc = api_pack(c, &p, e)) < 0 || (rc = pack_version_at(r, INT64_MAX, &x.in_force, e)) < 0)
        return rc;
    json_object(x.w);
    if ((rc = pack_versions(r, api_actor(c), version + 1, 1, put_one, &x, e)) < 0)
        return rc;
    size_t n = pack_files(p, &files);
    put_pack_files(x.w, files, n);
    if ((rc = put_check_summary(c, str_of(pack_hash(p)), e)) < 0)
        return rc;
    put_decisions(x.w, p);
    json_object_end(x.w);
    return 0;
}

/*
 * What stands in a pack.
 */

static int tables(struct api_call *c, struct err *e)
{
    _cleanup_(pack_freep) struct pack *p = NULL;
    struct json_writer *w = api_json(c);
    int rc = api_pack(c, &p, e);
    if (rc < 0)
        return rc;
    json_object(w);
    json_name(w, "items");
    json_array(w);
    for (size_t i = 0; i < dmn_table_count(pack_model(p)); i++)
        table_summary_json(p, i, w);
    json_array_end(w);
    json_object_end(w);
    return 0;
}

API_HANDLER(policy_tables)
{
    return tables(c, e);
}

API_HANDLER(proposal_tables)
{
    return tables(c, e);
}

static int table(struct api_call *c, struct err *e)
{
    _cleanup_(pack_freep) struct pack *p = NULL;
    struct str id = api_text(c, "table");
    int node, rc = api_pack(c, &p, e);
    if (rc < 0)
        return rc;
    const struct dmn_table *t = pack_table(p, id, &node);
    if (!t)
        return err_set(e, E_NOT_FOUND, "没有名为“" STR_FMT "”的表",
                       "there is no table \"" STR_FMT "\"", STR_ARG(id));
    table_json(p, id, t, node, api_json(c));
    return 0;
}

API_HANDLER(policy_table)
{
    return table(c, e);
}

API_HANDLER(proposal_table)
{
    return table(c, e);
}

static bool wanted(struct api_call *c, const struct pack *p, const struct parameter *r)
{
    struct str name = api_text(c, "name"), division = division_unpadded(api_text(c, "division"));
    int32_t on = api_date(c, "in_force_on");
    return (!name.len || str_eq(name, r->name) || str_eq(name, parameter_label(p, r->name))) &&
           str_starts(division.len ? division : r->division, r->division) &&
           (!api_given(c, "residence") || !r->residence.len ||
            str_eq(r->residence, api_text(c, "residence"))) &&
           (!api_given(c, "sample") || api_bool(c, "sample") == str_eqz(r->source, "sample")) &&
           (on == DATE_NONE ||
            (r->valid_from <= on && (r->valid_to == DATE_NONE || on < r->valid_to)));
}

static int parameters(struct api_call *c, struct err *e)
{
    _cleanup_(pack_freep) struct pack *p = NULL;
    struct json_writer *w = api_json(c);
    const struct parameter *rows;
    int rc = api_pack(c, &p, e);
    if (rc < 0)
        return rc;
    size_t n = pack_parameters(p, &rows);
    json_object(w);
    json_name(w, "items");
    json_array(w);
    for (size_t i = 0; i < n; i++)
        if (wanted(c, p, &rows[i]))
            parameter_json(p, &rows[i], w);
    json_array_end(w);
    json_object_end(w);
    return 0;
}

API_HANDLER(policy_parameters)
{
    return parameters(c, e);
}

API_HANDLER(proposal_parameters)
{
    return parameters(c, e);
}

static int file(struct api_call *c, struct err *e)
{
    struct pack_file *files;
    struct str name = api_text(c, "name");
    size_t n;
    int rc = policy_files(api_register(c), api_actor(c), api_int(c, "version"),
                          api_int(c, "proposal"), api_arena(c), &files, &n, e);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(files[i].name, name))
            continue;
        bool model = str_ends(name, STR(".dmn"));
        struct http_exchange *x = api_exchange(c);
        strbuf_adds(http_content(x, model ? "application/xml" : "text/csv; charset=utf-8"),
                    files[i].content);
        http_set(x, "Content-Disposition", "attachment");
        http_etag(x);
        return 0;
    }
    return err_set(e, E_NOT_FOUND, "政策包里没有文件 " STR_FMT, "the pack has no file " STR_FMT,
                   STR_ARG(name));
}

API_HANDLER(policy_file)
{
    return file(c, e);
}

API_HANDLER(proposal_file)
{
    return file(c, e);
}

static int differences(struct api_call *c, struct err *e)
{
    _cleanup_(pack_freep) struct pack *after = NULL, *before = NULL;
    struct pack_difference d;
    int64_t with = api_int(c, "with");
    int rc = api_pack(c, &after, e);
    if (rc >= 0 && !api_given(c, "with"))
        rc = pack_version_at(api_register(c), INT64_MAX, &with, e);
    if (rc < 0 || (rc = pack_of_version(api_register(c), api_actor(c), with, &before, e)) < 0 ||
        (rc = pack_compare(before, after, api_arena(c), &d, e)) < 0)
        return rc;
    difference_json(before, after, &d, api_json(c));
    return 0;
}

API_HANDLER(policy_differences)
{
    return differences(c, e);
}

API_HANDLER(proposal_differences)
{
    return differences(c, e);
}

static int words(struct api_call *c, struct err *e)
{
    _cleanup_(pack_freep) struct pack *p = NULL;
    _cleanup_free_ char *text = NULL;
    size_t len = 0;
    int rc = api_pack(c, &p, e);
    if (rc < 0)
        return rc;
    FILE *f = open_memstream(&text, &len);
    if (!f)
        return err_nomem(e);
    enum lang before = lang_set(str_eqz(api_text(c, "language"), "en") ? LANG_EN : LANG_ZH);
    rc = pack_show(p, api_text(c, "decision"), f, e);
    lang_set(before);
    if (fclose(f) != 0 || rc < 0)
        return rc < 0 ? rc : err_nomem(e);
    struct http_exchange *x = api_exchange(c);
    strbuf_add(http_content(x, "text/plain; charset=utf-8"), text, len);
    http_etag(x);
    return 0;
}

API_HANDLER(policy_words)
{
    return words(c, e);
}

API_HANDLER(proposal_words)
{
    return words(c, e);
}

API_HANDLER(policy_plan)
{
    _cleanup_(pack_freep) struct pack *p = NULL;
    _cleanup_(pack_plan_freep) const struct pack_plan *plan = NULL;
    _cleanup_free_ char *text = NULL;
    struct json_writer *w = api_json(c);
    const struct plan_refusal *refusals;
    size_t len = 0;
    int rc = api_pack(c, &p, e);
    if (rc < 0 || (rc = pack_plan_new(p, &plan, e)) < 0)
        return rc;
    FILE *f = open_memstream(&text, &len);
    if (!f)
        return err_nomem(e);
    plan_print(plan->plan, f);
    if (fclose(f) != 0)
        return err_nomem(e);
    size_t n = plan_refusals(plan->plan, &refusals);
    json_object(w);
    policy_text(w, "text", (struct str){text, len});
    json_name(w, "interpreted");
    json_array(w);
    for (size_t i = 0; i < n; i++) {
        json_object(w);
        policy_text(w, "decision", dmn_node(pack_model(p), refusals[i].node)->id);
        policy_text(w, "message", str_of(refusals[i].message.zh));
        policy_text(w, "message_en", str_of(refusals[i].message.en));
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
    return 0;
}

/*
 * What checking and testing found.
 */

static int result(struct api_call *c, struct pack_result *ret, struct err *e)
{
    char hash[65];
    bool found;
    int rc = files_hash(c, hash, e);
    if (rc < 0 ||
        (rc = pack_result_get(api_register(c), str_of(hash), api_arena(c), ret, &found, e)) < 0)
        return rc;
    if (!found)
        return err_set(e, E_NOT_FOUND, "这些文件还没有检查和测试过，请先检查（POST …/checks）",
                       "these files haven't been checked and tested yet: do so first "
                       "(POST …/checks)");
    return 0;
}

static int checks(struct api_call *c, struct err *e)
{
    struct json_writer *w = api_json(c);
    struct pack_result x;
    int rc = result(c, &x, e);
    if (rc < 0)
        return rc;
    json_object(w);
    policy_instant(w, "checked_at", x.checked_at);
    policy_int(w, "errors", x.errors);
    policy_int(w, "warnings", x.warnings);
    json_name(w, "findings");
    rc = json_put_value(w, x.findings, e);
    json_object_end(w);
    return rc;
}

API_HANDLER(policy_checks)
{
    return checks(c, e);
}

API_HANDLER(proposal_checks)
{
    return checks(c, e);
}

static int tests(struct api_call *c, struct err *e)
{
    struct json_writer *w = api_json(c);
    struct pack_result x;
    int rc = result(c, &x, e);
    if (rc < 0)
        return rc;
    json_object(w);
    policy_instant(w, "checked_at", x.checked_at);
    policy_int(w, "passed", x.passed);
    policy_int(w, "failed", x.failed);
    json_name(w, "cases");
    rc = json_put_value(w, x.cases, e);
    json_object_end(w);
    return rc;
}

API_HANDLER(policy_tests)
{
    return tests(c, e);
}

API_HANDLER(proposal_tests)
{
    return tests(c, e);
}

static int check(struct api_call *c, struct err *e)
{
    char input[64], hash[65];
    bool version = api_given(c, "version");
    int64_t id = api_int(c, version ? "version" : "proposal");
    int rc = files_hash(c, hash, e); /* is it there? */
    if (rc < 0)
        return rc;
    snprintf(input, sizeof input, "{\"%s\":%lld}", version ? "version" : "proposal", (long long)id);
    return api_job(c, policy_check_kind.name, str_of(input), e);
}

API_HANDLER(policy_check)
{
    api_audit_policy(c, "version");
    return check(c, e);
}

API_HANDLER(proposal_check)
{
    api_audit_policy(c, "proposal");
    return check(c, e);
}
