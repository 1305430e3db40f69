/* Sources of department data: definitions in force, versions, changes. */
#include "api.h"

#include "cleanup.h"
#include "feed.h"
#include "verify_json.h"

#define FILE_EXTENSION ".csv"

static void put_attribute(struct json_writer *w, const struct attribute *t)
{
    put_text(w, "entity", t->entity == ENTITY_PERSON ? STR("person") : STR("household"));
    put_text(w, "attribute", t->id);
}

/* As the catalogue writes it; null where it isn't known. */
static int put_value(struct json_writer *w, const char *name, const struct attribute *t,
                     struct fact v, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    if (v.known)
        fact_print(t, v, &text);
    if (v.known)
        put_text(w, name, strbuf_str(&text));
    else
        put_str(w, name, STR(""));
    return text.failed ? err_nomem(e) : 0;
}

static int put_tolerance(struct json_writer *w, const struct attribute *t, struct feed_tolerance x,
                         struct err *e)
{
    bool any = x.amount || x.permille;
    int rc = put_value(w, "tolerance", t, (struct fact){.known = any, .i = x.amount}, e);
    put_int(w, "tolerance_permille", x.permille);
    return rc;
}

static void put_summary(struct json_writer *w, const struct feed *f)
{
    put_text(w, "name", f->name);
    put_text(w, "label", f->label);
    put_text(w, "department", f->department);
    put_text(w, "clause", f->clause);
    put_int(w, "standing", f->standing);
    put_text(w, "dated", str_of(feed_dated_name(f->dated)));
    put_int(w, "window_months", f->window);
    json_name(w, "attributes");
    json_array(w);
    for (size_t i = 0; i < f->n_facts; i++)
        json_put_str(w, f->facts[i].attribute->id);
    json_array_end(w);
}

static int in_force(struct api_call *c, struct feeds **ret, struct err *e)
{
    int64_t seq;
    int rc = api_known_seq(c, &seq, e);
    return rc < 0 ? rc : feeds_in_force(api_register(c), seq, ret, e);
}

API_HANDLER(source_list)
{
    _cleanup_(feeds_freep) struct feeds *f = NULL;
    struct json_writer *w = api_json(c);
    int rc = in_force(c, &f, e);
    if (rc < 0)
        return rc;
    json_object(w);
    json_name(w, "items");
    json_array(w);
    for (size_t i = 0; i < f->n; i++) {
        json_object(w);
        put_summary(w, &f->at[i]);
        json_object_end(w);
    }
    json_array_end(w);
    json_name(w, "tolerances");
    json_array(w);
    for (size_t i = 0; i < f->n_tolerances && rc >= 0; i++) {
        const struct feed_tolerance *x = &f->tolerances[i];
        json_object(w);
        put_attribute(w, x->attribute);
        rc = put_tolerance(w, x->attribute, *x, e);
        json_object_end(w);
    }
    json_array_end(w);
    json_name(w, "standings");
    json_array(w);
    for (size_t i = 0; i < f->n_standings; i++) {
        json_object(w);
        put_text(w, "source", f->standings[i].source);
        put_attribute(w, f->standings[i].attribute);
        put_int(w, "standing", f->standings[i].standing);
        json_object_end(w);
    }
    json_array_end(w);
    put_text(w, "hash", str_of(f->hash));
    put_bool(w, "built_in", f->built_in);
    json_object_end(w);
    return rc;
}

static void put_columns(struct json_writer *w, const struct feed *f)
{
    json_name(w, "columns");
    json_array(w);
    for (size_t i = 0; i < f->n_columns; i++) {
        const struct feed_column *x = &f->columns[i];
        json_object(w);
        put_text(w, "name", x->name);
        put_text(w, "type", str_of(feed_type_name(x->type)));
        put_bool(w, "required", x->required);
        put_str(w, "absent", x->absent_text);
        put_words(w, "words", x->words, x->n_words);
        put_words(w, "aliases", x->aliases, x->n_aliases);
        json_object_end(w);
    }
    json_array_end(w);
}

static int put_facts(struct json_writer *w, const struct feeds *all, const struct feed *f,
                     struct err *e)
{
    int rc = 0;
    json_name(w, "facts");
    json_array(w);
    for (size_t i = 0; i < f->n_facts && rc >= 0; i++) {
        const struct feed_fact *x = &f->facts[i];
        json_object(w);
        put_attribute(w, x->attribute);
        put_text(w, "how", str_of(feed_how_name(x->how)));
        put_bool(w, "part", x->part);
        put_bool(w, "least", x->least);
        put_str(w, "value", feed_expr_text(x->value));
        put_str(w, "condition", feed_expr_text(x->condition));
        rc = put_value(w, "absent", x->attribute, x->absent, e);
        if (rc >= 0)
            rc = put_tolerance(w, x->attribute, feeds_tolerance(all, x->attribute), e);
        json_object_end(w);
    }
    json_array_end(w);
    return rc;
}

static void put_signs(struct json_writer *w, const struct feed *f)
{
    json_name(w, "events");
    json_array(w);
    for (size_t i = 0; i < f->n_events; i++) {
        const struct feed_event *x = &f->events[i];
        json_object(w);
        put_text(w, "event", str_of(feed_event_name(x->kind)));
        put_str(w, "column", x->column < 0 ? STR("") : f->columns[x->column].name);
        put_str(w, "condition", feed_expr_text(x->condition));
        json_object_end(w);
    }
    json_array_end(w);
    json_name(w, "leads");
    json_array(w);
    for (size_t i = 0; i < f->n_leads; i++) {
        json_object(w);
        put_text(w, "name", f->leads[i].name);
        put_text(w, "note", f->leads[i].note);
        put_str(w, "condition", feed_expr_text(f->leads[i].condition));
        json_object_end(w);
    }
    json_array_end(w);
}

static int unknown(struct str name, struct err *e)
{
    return err_set(e, E_NOT_FOUND, "没有来源“" STR_FMT "”", "there is no source \"" STR_FMT "\"",
                   STR_ARG(name));
}

static struct str content_of(const struct feeds *f, struct str name)
{
    for (size_t i = 0; i < f->n_files; i++) {
        struct str file = f->files[i].name;
        if (str_ends(file, STR(FILE_EXTENSION)) &&
            str_eq((struct str){file.data, file.len - strlen(FILE_EXTENSION)}, name))
            return f->files[i].content;
    }
    return (struct str){0};
}

/* Of one file: the version in which it last became another; 0 = it was never there. */
static int version_of(struct api_call *c, struct str name, int64_t *ret, struct err *e)
{
    struct feeds_versions all;
    int rc = feeds_versions(api_register(c), name, api_arena(c), &all, e);
    if (rc >= 0)
        *ret = all.n ? all.at[0].version : 0;
    return rc;
}

API_HANDLER(source_get)
{
    _cleanup_(feeds_freep) struct feeds *all = NULL;
    struct json_writer *w = api_json(c);
    struct str name = api_text(c, "name");
    int64_t version = 0;
    int rc = in_force(c, &all, e);
    if (rc < 0 || (rc = version_of(c, name, &version, e)) < 0)
        return rc;
    const struct feed *f = feeds_find(all, name);
    if (!f || !str_eq(f->name, name))
        return unknown(name, e);
    api_version(c, version);
    json_object(w);
    put_summary(w, f);
    put_columns(w, f);
    rc = put_facts(w, all, f, e);
    put_signs(w, f);
    put_int(w, "version", version);
    put_text(w, "content", content_of(all, name));
    json_object_end(w);
    return rc;
}

API_HANDLER(source_put)
{
    struct json_writer *w = api_json(c);
    struct str name = api_text(c, "name"), reason = api_body_text(c, "reason");
    int64_t version = 0;
    api_audit(c, 0, STR(""), str_of(arena_printf(api_arena(c), "source " STR_FMT, STR_ARG(name))));
    api_audit_why(c, reason);
    int rc = version_of(c, name, &version, e);
    if (rc < 0 || (rc = api_if_match(c, version, e)) < 0 ||
        (rc = feeds_change(api_register(c), api_actor(c), name, api_body_text(c, "content"), reason,
                           &version, e)) < 0)
        return rc;
    api_version(c, version);
    json_object(w);
    put_int(w, "version", version);
    json_object_end(w);
    return 0;
}

API_HANDLER(source_check)
{
    _cleanup_(feeds_freep) struct feeds *f = NULL;
    struct json_writer *w = api_json(c);
    struct err what = {0};
    int rc =
        feeds_with(api_register(c), api_text(c, "name"), api_body_text(c, "content"), &f, &what);
    if (rc < 0 && rc != E_INVALID && rc != E_SYNTAX && rc != E_LIMIT) {
        *e = what;
        return rc;
    }
    json_object(w);
    put_bool(w, "sound", rc >= 0);
    put_str(w, "problem", str_of(rc < 0 ? what.zh : ""));
    put_str(w, "problem_en", str_of(rc < 0 ? what.en : ""));
    json_object_end(w);
    return 0;
}

API_HANDLER(source_version_list)
{
    struct json_writer *w = api_json(c);
    struct feeds_versions all;
    struct str name = api_text(c, "name");
    int rc = feeds_versions(api_register(c), name, api_arena(c), &all, e);
    if (rc < 0)
        return rc;
    if (!all.n)
        return unknown(name, e);
    json_object(w);
    json_name(w, "items");
    json_array(w);
    for (size_t i = 0; i < all.n; i++) {
        const struct feeds_version *v = &all.at[i];
        json_object(w);
        put_int(w, "version", v->version);
        put_instant(w, "at", v->at);
        put_text(w, "by", v->actor);
        put_text(w, "reason", v->why);
        put_bool(w, "built_in", v->built_in);
        put_str(w, "content", v->content);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
    return 0;
}
