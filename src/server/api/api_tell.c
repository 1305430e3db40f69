#include "api_tell.h"

#include "cleanup.h"
#include "clock.h"
#include "date.h"

#include <inttypes.h>

void put_str(struct json_writer *w, const char *name, struct str text)
{
    json_name(w, name);
    if (text.len)
        json_put_str(w, text);
    else
        json_put_null(w);
}

void put_int(struct json_writer *w, const char *name, int64_t value)
{
    json_name(w, name);
    json_put_int(w, value);
}

void put_bool(struct json_writer *w, const char *name, bool value)
{
    json_name(w, name);
    json_put_bool(w, value);
}

void put_date(struct json_writer *w, const char *name, int32_t day)
{
    char text[DATE_TEXT];
    json_name(w, name);
    if (day == DAY_OPEN || day == DATE_NONE) {
        json_put_null(w);
        return;
    }
    date_format(day, text);
    json_put_z(w, text);
}

void put_instant(struct json_writer *w, const char *name, int64_t at)
{
    char text[40];
    if (at)
        instant_format(at, text);
    put_str(w, name, at ? str_of(text) : (struct str){0});
}

struct lens tell_lens(struct api_call *c, uint32_t opened)
{
    return (struct lens){api_actor(c), opened, clock_today()};
}

const char *object_of(struct api_call *c, const char *kind, struct str no)
{
    const char *text = arena_printf(api_arena(c), "%s " STR_FMT, kind, STR_ARG(no));
    return text ? text : kind;
}

int asked_moment(struct api_call *c, int32_t *ret_on, int64_t *ret_seq, struct err *e)
{
    *ret_on = api_given(c, "on") ? api_date(c, "on") : clock_today();
    return api_known_seq(c, ret_seq, e);
}

int asked_opening(struct api_call *c, uint32_t *ret, struct err *e)
{
    uint32_t fields = 0;
    api_audit_why(c, api_body_text(c, "reason"));
    for (size_t i = 0; i < api_body_length(c, "fields"); i++) {
        char path[32];
        uint32_t one = 0;
        snprintf(path, sizeof path, "fields.%zu", i);
        fields_parse(api_body_text(c, path), &one);
        fields |= one;
    }
    *ret = fields;
    return actor_require_fields(api_actor(c), fields, e);
}

int tell_division(struct api_call *c, struct json_writer *w, struct str code, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf name = {0};
    int rc = code.len ? reg_division_name(api_register(c), code, &name, e) : 0;
    put_str(w, "division", code);
    put_str(w, "place", strbuf_str(&name));
    return rc;
}

static const struct {
    const char *what, *zh; /* as it begins; the rest stays */
} changes[] = {
    {"import households", "导入户"},
    {"import people", "导入人员"},
    {"import feed", "导入部门数据"},
    {"withdraw feed", "撤回部门数据"},
    {"decide candidate", "认定候选"},
    {"new household", "新立户"},
    {"join household", "加入户"},
    {"leave household", "离开户"},
    {"move to household", "转入户"},
    {"split household", "分户"},
    {"end household", "销户"},
    {"declare", "申报"},
    {"correct", "更正"},
    {"verify run", "核对"},
    {"verify settle", "处理核对事项"},
    {"determine", "认定"},
    {"init", "建库"},
};

void tell_change(struct json_writer *w, struct str what, struct str why)
{
    _cleanup_(strbuf_done) struct strbuf zh = {0}, reason = {0};
    const struct str from = STR(", valid from ");
    for (size_t i = 0; i < ARRAY_LEN(changes) && !zh.len; i++) {
        struct str known = str_of(changes[i].what);
        if (!str_starts(what, known))
            continue;
        strbuf_addz(&zh, changes[i].zh);
        strbuf_adds(&zh, (struct str){what.data + known.len, what.len - known.len});
    }
    /* of imports: files, and the day */
    const char *day = why.len ? memmem(why.data, why.len, from.data, from.len) : NULL;
    if (day) {
        size_t n = (size_t)(day - why.data);
        strbuf_adds(&reason, (struct str){why.data, n});
        strbuf_addz(&reason, "，自 ");
        strbuf_adds(&reason, (struct str){day + from.len, why.len - n - from.len});
        strbuf_addz(&reason, " 起");
    } else {
        strbuf_adds(&reason, why);
    }
    put_str(w, "what", what);
    put_str(w, "what_zh", zh.len ? strbuf_str(&zh) : what);
    put_str(w, "why", why);
    put_str(w, "why_zh", strbuf_str(&reason));
}

static const char *const states[] = {
    [SIGHT_CLEAR] = "known", [SIGHT_MASKED] = "masked", [SIGHT_WITHHELD] = "withheld"};

/* What mask_fact or mask_number has left of a value. */
static int put_shown(struct json_writer *w, const struct attribute *t, const struct shown *s,
                     struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    const char *state = states[s->sight];
    if (s->sight == SIGHT_CLEAR && !s->value.known)
        state = "unknown";
    else if (s->sight == SIGHT_CLEAR && s->value.none)
        state = "none";
    else if (s->sight == SIGHT_CLEAR)
        fact_print(t, s->value, &text);
    json_name(w, "state");
    json_put_z(w, state);
    json_name(w, "value");
    if (strcmp(state, "known") == 0)
        json_put_str(w, strbuf_str(&text));
    else
        json_put_null(w);
    if (s->sight == SIGHT_MASKED)
        put_str(w, "text", s->text);
    return text.failed ? err_nomem(e) : 0;
}

int tell_value(struct api_call *c, struct json_writer *w, const struct lens *x,
               const struct attribute *t, struct fact value, bool minor, struct err *e)
{
    struct shown s;
    int rc = mask_fact(x, t, value, minor, api_arena(c), &s, e);
    return rc < 0 ? rc : put_shown(w, t, &s, e);
}

int tell_name(struct api_call *c, struct json_writer *w, const struct lens *x, struct fact name,
              struct fact birth, struct err *e)
{
    struct shown s;
    const struct attribute *t =
        catalogue_find(reg_catalogue(api_register(c)), ENTITY_PERSON, STR("name"));
    int rc = mask_fact(x, t, name, mask_is_minor(birth, x->today), api_arena(c), &s, e);
    if (rc < 0)
        return rc;
    put_str(w, "name", s.sight == SIGHT_CLEAR ? s.value.s : s.text);
    put_bool(w, "name_masked", s.sight != SIGHT_CLEAR);
    return 0;
}

bool tell_is_minor(struct api_call *c, const struct lens *x, const struct fact_told *facts)
{
    const struct attribute *t =
        catalogue_find(reg_catalogue(api_register(c)), ENTITY_PERSON, STR("birth_date"));
    return mask_is_minor(t ? facts[t->index].value : (struct fact){0}, x->today);
}

static void put_origin(struct json_writer *w, const struct fact_origin *o)
{
    put_str(w, "source", o->source);
    put_str(w, "source_label", o->source_label);
    put_date(w, "valid_from", o->valid_from);
    put_instant(w, "recorded_at", o->recorded_at);
    put_str(w, "delivery", o->delivery);
    put_bool(w, "least", o->least);
}

static void put_names(struct json_writer *w, const char *name, const struct catalogue *c,
                      enum entity k, const enum sight *sights, enum sight wanted)
{
    json_name(w, name);
    json_array(w);
    for (size_t i = 0; i < c->n[k]; i++)
        if (sights[i] == wanted)
            json_put_str(w, c->attributes[k][i].id);
    json_array_end(w);
}

int tell_subject_facts(struct api_call *c, struct json_writer *w, const struct lens *x,
                       struct subject_key k, const struct fact_told *facts, struct err *e)
{
    const struct catalogue *cat = reg_catalogue(api_register(c));
    struct arena *a = api_arena(c);
    enum sight *sights = arena_zalloc(a, cat->n[k.entity] * sizeof *sights);
    bool minor = k.entity == ENTITY_PERSON && tell_is_minor(c, x, facts);
    int rc = 0;
    if (!sights)
        return err_nomem(e);
    json_name(w, "facts");
    json_object(w);
    for (size_t i = 0; rc >= 0 && i < cat->n[k.entity]; i++) {
        const struct attribute *t = &cat->attributes[k.entity][i];
        struct shown s;
        if (t->type != ATTR_ID_NO && !attribute_is_evidence(t))
            continue;
        rc = t->type == ATTR_ID_NO
                 ? mask_number(api_register(c), x, k.register_id, k.id, minor, a, &s, e)
                 : mask_fact(x, t, facts[i].value, minor, a, &s, e);
        if (rc < 0)
            return rc;
        sights[i] = s.sight;
        json_name_str(w, t->id);
        json_object(w);
        rc = put_shown(w, t, &s, e);
        if (facts[i].origin && s.sight != SIGHT_WITHHELD)
            put_origin(w, facts[i].origin);
        json_object_end(w);
    }
    json_object_end(w);
    put_names(w, "masked", cat, k.entity, sights, SIGHT_MASKED);
    put_names(w, "withheld", cat, k.entity, sights, SIGHT_WITHHELD);
    return rc;
}

/* What a row of evidence says of one attribute, if anything. */
static int put_statement(struct api_call *c, struct json_writer *w, const struct lens *x,
                         const struct history_row *row, const struct attribute *t, bool minor,
                         struct err *e)
{
    uint64_t bit = evidence_bit(api_register(c), t);
    if (!((row->x.stated | row->x.withdrawn) & bit))
        return 0;
    json_name_str(w, t->id);
    json_object(w);
    struct fact v = row->x.stated & bit ? row->x.values[t->bit] : (struct fact){0};
    int rc = tell_value(c, w, x, t, v, minor, e);
    put_bool(w, "withdrawn", row->x.withdrawn & bit);
    put_bool(w, "least", row->x.least & bit);
    json_object_end(w);
    return rc;
}

static int put_row(struct api_call *c, struct json_writer *w, const struct lens *x,
                   struct subject_key k, const struct history_row *row, bool minor, struct err *e)
{
    const struct catalogue *cat = reg_catalogue(api_register(c));
    const struct fact_group *g = &cat->groups[k.entity][row->group];
    int rc = 0;
    json_object(w);
    put_str(w, "group", g->name);
    put_str(w, "source", row->source);
    put_str(w, "source_label", row->source_label);
    put_str(w, "delivery", row->delivery);
    put_date(w, "valid_from", row->x.valid_from);
    put_date(w, "valid_to", row->x.valid_to);
    put_instant(w, "recorded_at", row->recorded_at);
    put_instant(w, "superseded_at", row->superseded_at);
    put_str(w, "actor", row->actor);
    tell_change(w, row->what, row->why);
    json_name(w, "facts");
    json_object(w);
    for (size_t i = 0; rc >= 0 && i < g->n; i++)
        rc = put_statement(c, w, x, row, &cat->attributes[k.entity][g->attributes[i]], minor, e);
    json_object_end(w);
    json_object_end(w);
    return rc;
}

int tell_history(struct api_call *c, const struct lens *x, struct subject_key k, bool minor,
                 struct err *e)
{
    struct json_writer *w = api_json(c);
    struct history page;
    struct str after;
    int rc = api_cursor(c, &after, e);
    if (rc < 0 ||
        (rc = subject_history(api_register(c), k, after, api_limit(c), api_arena(c), &page, e)) < 0)
        return rc;
    json_object(w);
    json_name(w, "items");
    json_array(w);
    for (size_t i = 0; rc >= 0 && i < page.n; i++)
        rc = put_row(c, w, x, k, &page.at[i], minor, e);
    json_array_end(w);
    if (rc >= 0)
        rc = api_next(c, page.next, e);
    json_object_end(w);
    return rc;
}

struct looks {
    struct json_writer *w;
    size_t n, most;
    int64_t register_id, seq; /* the last one told */
    bool more;
};

static int put_look(void *arg, const struct audit_row *row, struct err *e)
{
    struct looks *l = arg;
    l->more = l->n == l->most;
    if (l->more)
        return 0;
    l->n++;
    l->register_id = row->entry.register_id;
    l->seq = row->seq;
    json_object(l->w);
    put_instant(l->w, "at", row->at);
    put_str(l->w, "actor", row->entry.actor);
    put_str(l->w, "action", row->entry.action);
    put_str(l->w, "why", row->entry.why);
    put_int(l->w, "outcome", row->entry.outcome);
    json_object_end(l->w);
    return 0;
}

int tell_looks(struct api_call *c, int64_t register_id, const char *object, struct err *e)
{
    struct looks l = {.w = api_json(c), .most = api_limit(c)};
    struct audit_filter f = {.register_id = register_id, .object = str_of(object)};
    struct str after;
    char key[48] = "";
    int rc = api_cursor(c, &after, e);
    if (rc < 0)
        return rc;
    if (after.len && after.len < sizeof key) {
        memcpy(key, after.data, after.len);
        sscanf(key, "%" SCNd64 " %" SCNd64, &f.after_register, &f.after_seq);
    }
    json_object(l.w);
    json_name(l.w, "items");
    json_array(l.w);
    rc = audit_about(api_office(c), &f, l.most + 1, put_look, &l, e);
    json_array_end(l.w);
    snprintf(key, sizeof key, "%" PRId64 " %" PRId64, l.register_id, l.seq);
    if (rc >= 0)
        rc = api_next(c, str_of(l.more ? key : ""), e);
    json_object_end(l.w);
    return rc;
}
