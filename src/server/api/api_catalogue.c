/* What can be known of households and people, and what codes mean. */
#include "api_table.h"
#include "api_tell.h"

#include "catalogue.h"
#include "cleanup.h"
#include "facts.h"
#include "figures.h"
#include "jobs.h"
#include "labels.h"
#include "lang.h"
#include "simulate.h"
#include "verify.h"

static void put(struct json_writer *w, const char *name, struct str text)
{
    json_name(w, name);
    json_put_str(w, text);
}

/* Ids and codes are English words. */
static void put_words(struct json_writer *w, const char *name, struct str id)
{
    _cleanup_(strbuf_done) struct strbuf words = {0};
    for (size_t i = 0; i < id.len; i++)
        strbuf_addc(&words, id.data[i] == '_' ? ' ' : id.data[i]);
    put(w, name, strbuf_str(&words));
}

/* ---- facts ---- */

static void put_codes(struct json_writer *w, const struct attribute *t)
{
    json_name(w, "codes");
    json_array(w);
    for (size_t i = 0; i < t->n_codes; i++) {
        json_object(w);
        put(w, "code", t->codes[i].code);
        put(w, "label", t->codes[i].label);
        put_words(w, "label_en", t->codes[i].code);
        json_object_end(w);
    }
    json_array_end(w);
}

/* The classes that somebody must see for it. */
static void put_fields(struct json_writer *w, const struct attribute *t)
{
    _cleanup_(strbuf_done) struct strbuf words = {0};
    struct str rest, word;
    fields_print(t->fields, &words);
    rest = strbuf_str(&words);
    json_name(w, "fields");
    json_array(w);
    while (str_split(&rest, ' ', &word))
        if (word.len)
            json_put_str(w, word);
    json_array_end(w);
}

static void put_fact(struct json_writer *w, const char *name, const struct attribute *t,
                     struct fact v)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    fact_print(t, v, &text);
    json_name(w, name);
    if (v.known)
        json_put_str(w, strbuf_str(&text));
    else
        json_put_null(w);
}

static void put_bound(struct json_writer *w, const char *name, const struct attribute *t,
                      int64_t bound)
{
    bool is = (t->type == ATTR_INTEGER || t->type == ATTR_MONEY) && bound != INT64_MAX;
    put_fact(w, name, t, (struct fact){.known = is, .i = bound});
}

static void put_absent(struct json_writer *w, const struct attribute *t)
{
    if (t->absent == ABSENT_EMPTY)
        put(w, "absent", STR(""));
    else
        put_fact(w, "absent", t, t->absent_value);
}

void tell_attribute(struct json_writer *w, const struct catalogue *c, enum entity entity,
                    const struct attribute *t)
{
    static const char *const types[] = {"text",    "division", "code", "codes", "integer",
                                        "boolean", "money",    "date", "id_no"};
    put(w, "entity", entity == ENTITY_HOUSEHOLD ? STR("household") : STR("person"));
    put(w, "id", t->id);
    put(w, "label", t->label);
    put_words(w, "label_en", t->id);
    json_name(w, "group");
    if (attribute_is_evidence(t))
        json_put_str(w, c->groups[entity][t->group].name);
    else
        json_put_null(w);
    put(w, "type", str_of(types[t->type]));
    put(w, "unit", t->unit);
    enum lang was = lang_set(LANG_EN);
    put(w, "unit_en", unit_text(t->unit));
    lang_set(was);
    put_absent(w, t);
    put_bound(w, "min", t, t->min);
    put_bound(w, "max", t, t->max);
    put_codes(w, t);
    put_fields(w, t);
    put(w, "note", t->note);
}

/* ---- codes of what is decided and found ---- */

/* The i-th code, and its label in the thread's language appended; NULL behind the last. */
typedef const char *code_fn(size_t i, struct strbuf *label);

static const char *category(size_t i, struct strbuf *label)
{
    if (i == N_CATEGORIES)
        return NULL;
    strbuf_addz(label, category_label((enum category)i));
    return category_code((enum category)i);
}

static const char *standing(size_t i, struct strbuf *label)
{
    /* 0 is none */
    if (i == STANDING_FAILED)
        return NULL;
    strbuf_addz(label, standing_label((enum standing)(i + 1)));
    return standing_code((enum standing)(i + 1));
}

static const char *measure(size_t i, struct strbuf *label)
{
    const char *code = measure_code(i);
    if (code)
        label_measures(str_of(code), label);
    return code;
}

static const char *item_kind(size_t i, struct strbuf *label)
{
    if (i == N_ITEM_KINDS)
        return NULL;
    strbuf_addz(label, item_kind_label((enum item_kind)i));
    return item_kind_word((enum item_kind)i);
}

static const char *item_state(size_t i, struct strbuf *label)
{
    if (i == N_ITEM_STATES)
        return NULL;
    strbuf_addz(label, item_state_label((enum item_state)i));
    return item_state_word((enum item_state)i);
}

static const char *job_kind(size_t i, struct strbuf *label)
{
    if (!job_kinds[i])
        return NULL;
    strbuf_addz(label, job_kind_label(i));
    return job_kinds[i]->name;
}

/* The i-th operation whose action no operation before it has: its summary is the action's. */
static const char *audit_action(size_t i, struct strbuf *label)
{
    const bool zh = lang_get() == LANG_ZH;
    for (size_t k = 0; k < api_operations_n; k++) {
        const struct api_operation *o = &api_operations[k];
        bool known = !o->audit;
        for (size_t n = 0; n < k && !known; n++)
            known = api_operations[n].audit && strcmp(api_operations[n].audit, o->audit) == 0;
        if (known || i--)
            continue;
        const char *between = strstr(o->summary, " · ");
        if (between)
            strbuf_adds(label, zh ? (struct str){o->summary, (size_t)(between - o->summary)}
                                  : str_of(between + strlen(" · ")));
        return o->audit;
    }
    return NULL;
}

static void put_list(struct json_writer *w, const char *name, code_fn *fn)
{
    enum lang was = lang_get();
    json_name(w, name);
    json_array(w);
    for (size_t i = 0;; i++) {
        _cleanup_(strbuf_done) struct strbuf zh = {0}, en = {0};
        lang_set(LANG_EN);
        fn(i, &en);
        lang_set(LANG_ZH);
        const char *code = fn(i, &zh);
        if (!code)
            break;
        json_object(w);
        put(w, "code", str_of(code));
        put(w, "label", strbuf_str(&zh));
        put(w, "label_en", strbuf_str(&en));
        json_object_end(w);
    }
    json_array_end(w);
    lang_set(was);
}

API_HANDLER(catalogue_get)
{
    const struct catalogue *cat = reg_catalogue(api_register(c));
    struct json_writer *w = api_json(c);
    json_object(w);
    json_name(w, "facts");
    json_array(w);
    for (int entity = 0; entity < N_ENTITIES; entity++)
        for (size_t i = 0; i < cat->n[entity]; i++) {
            json_object(w);
            tell_attribute(w, cat, entity, &cat->attributes[entity][i]);
            json_object_end(w);
        }
    json_array_end(w);
    json_name(w, "codes");
    json_object(w);
    put_list(w, "category", category);
    put_list(w, "standing", standing);
    put_list(w, "measure", measure);
    put_list(w, "item_kind", item_kind);
    put_list(w, "item_state", item_state);
    put_list(w, "job_kind", job_kind);
    put_list(w, "audit_action", audit_action);
    json_object_end(w);
    json_object_end(w);
    return 0;
}
