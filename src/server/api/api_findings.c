/* Findings: what verifications found, with what stands behind it, and settling. */
#include "api.h"

#include "cleanup.h"
#include "household_list.h"
#include "import_value.h"
#include "source.h"
#include "verify_json.h"

struct told {
    struct api_call *c;
    struct json_writer *w;
    struct lens lens;
};

static struct told told_of(struct api_call *c, uint32_t opened)
{
    return (struct told){c, api_json(c), tell_lens(c, opened)};
}

static const struct attribute *attribute_of(const struct told *x, const struct item *i)
{
    enum entity entity = i->person_id ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
    return i->attribute.len
               ? catalogue_find(reg_catalogue(api_register(x->c)), entity, i->attribute)
               : NULL;
}

static void put_effect(struct json_writer *w, const struct item_effect *f)
{
    if (!f->known) {
        put_str(w, "effect", STR(""));
        return;
    }
    json_name(w, "effect");
    json_object(w);
    put_text(w, "category_declared", f->category_declared);
    put_text(w, "category_verified", f->category_verified);
    put_maybe(w, "amount_declared_fen", f->amount_declared);
    put_maybe(w, "amount_verified_fen", f->amount_verified);
    json_object_end(w);
}

/* A value as the schema Fact has it; unknown where the item isn't about a fact. */
static int put_value(const struct told *x, const char *name, const struct item *i, struct fact v,
                     struct err *e)
{
    const struct attribute *t = attribute_of(x, i);
    int rc = 0;
    json_name(x->w, name);
    json_object(x->w);
    if (t)
        rc = tell_value(x->c, x->w, &x->lens, t, v, i->minor, e);
    else {
        put_text(x->w, "state", STR("unknown"));
        put_str(x->w, "value", STR(""));
    }
    json_object_end(x->w);
    return rc;
}

static int put_values(const struct told *x, const struct item *i, struct err *e)
{
    struct fact difference = {.known = i->difference.known, .i = i->difference.value};
    int rc = put_value(x, "declared", i, i->declared, e);
    if (rc >= 0)
        rc = put_value(x, "verified", i, i->verified, e);
    return rc < 0 ? rc : put_value(x, "difference", i, difference, e);
}

/* Of a row that may be hers the name that was sent. */
static struct str detail_of(const struct told *x, const struct item *i)
{
    bool is_name = i->kind == ITEM_CANDIDATE || i->kind == ITEM_NAME_DIFFERS;
    return is_name ? name_told(&x->lens, i->detail, i->minor, api_arena(x->c), NULL) : i->detail;
}

static int put_head(const struct told *x, const struct household_line *line, struct err *e)
{
    char no[PERSON_NO_BYTES];
    json_name(x->w, "head");
    if (!line->head) {
        json_put_null(x->w);
        return 0;
    }
    person_no(line->register_id, line->head, no);
    json_object(x->w);
    put_str(x->w, "person_no", str_of(no));
    int rc = tell_name(x->c, x->w, &x->lens, line->head_name, line->head_birth, e);
    json_object_end(x->w);
    return rc;
}

/* Items keep the label that their source had. */
static void put_source(const struct told *x, struct str label)
{
    const struct reg *r = api_register(x->c);
    const char *name = source_name(r, source_id_labelled(r, label));
    put_str(x->w, "source", name ? str_of(name) : label);
    put_str(x->w, "source_label", label);
}

static int put_finding(const struct told *x, const struct item *i,
                       const struct household_line *household, struct err *e)
{
    struct json_writer *w = x->w;
    bool set = i->state_seq != 0;
    json_object(w);
    put_text(w, "household_no", i->household_no);
    int rc = tell_division(x->c, w, i->division, e);
    if (rc < 0 || (rc = put_head(x, household, e)) < 0)
        return rc;
    put_int(w, "finding", i->item_id);
    put_text(w, "kind", str_of(item_kind_word(i->kind)));
    put_text(w, "state", str_of(item_state_word(i->state)));
    put_member(w, &x->lens, i->name, i->minor, i->register_id, i->person_id, api_arena(x->c));
    put_number(w, "member", (int64_t)i->member);
    put_str(w, "attribute", i->attribute);
    put_source(x, i->source);
    put_number(w, "delivery", i->delivery);
    put_number(w, "row", i->row);
    put_text(w, "detail", detail_of(x, i));
    rc = put_values(x, i, e);
    put_effect(w, &i->effect);
    put_int(w, "weight", i->weight);
    put_date(w, "as_of", i->as_of);
    put_int(w, "verification", i->verification);
    put_bool(w, "gone", i->gone_seq != 0);
    put_str(w, "reason", i->reason);
    put_str(w, "attachment", i->attachment);
    put_str(w, "settled_by", set ? i->actor : STR(""));
    put_instant(w, "settled_at", set ? i->state_at : 0);
    json_object_end(w);
    return rc;
}

/* One of them, with its household. */
static int put_one(const struct told *x, const struct item *i, struct err *e)
{
    struct household_line line = {i->register_id, i->household_id};
    int rc = household_lines_fill(api_register(x->c), &line, 1, api_arena(x->c), e);
    return rc < 0 ? rc : put_finding(x, i, &line, e);
}

/* A filter's members that several lists share. The source's label stands in items. */
static int read_filter(struct api_call *c, struct item_filter *ret, struct err *e)
{
    struct str source = api_text(c, "source");
    struct item_filter f = {.division = api_text(c, "division"),
                            .attribute = api_text(c, "attribute"),
                            .kind = -1,
                            .state = -1};
    int rc = api_known_seq(c, &f.known_seq, e);
    if (rc >= 0 && source.len) {
        const char *label = source_label(api_register(c), source_id(api_register(c), source));
        if (!label)
            return err_set(e, E_NOT_FOUND, "没有来源“" STR_FMT "”",
                           "there is no source \"" STR_FMT "\"", STR_ARG(source));
        f.source = str_dup(api_arena(c), str_of(label));
    }
    *ret = f;
    return rc;
}

struct page {
    struct told told;
    size_t n, limit;
    struct item *items;
    struct {
        struct household_line *at; /* by item */
        size_t n, cap;
    } lines;
    struct item_key last;
    bool more;
};

static int keep_item(void *arg, const struct item *i, struct err *e)
{
    struct page *p = arg;
    p->more = p->n == p->limit;
    if (p->more)
        return 0;
    struct household_line line = {i->register_id, i->household_id};
    if (!vec_push(api_arena(p->told.c), &p->lines, line))
        return err_nomem(e);
    p->last = (struct item_key){i->weight, i->register_id, i->household_id, i->item_id};
    return item_dup(api_arena(p->told.c), i, &p->items[p->n++], e);
}

static int put_page(struct page *p, struct err *e)
{
    int rc =
        household_lines_fill(api_register(p->told.c), p->lines.at, p->n, api_arena(p->told.c), e);
    for (size_t i = 0; rc >= 0 && i < p->n; i++)
        rc = put_finding(&p->told, &p->items[i], &p->lines.at[i], e);
    return rc;
}

static bool read_key(struct str key, struct item_key *ret)
{
    int64_t *const parts[] = {&ret->weight, &ret->register_id, &ret->household_id, &ret->item_id};
    struct str part;
    for (size_t k = 0; k < ARRAY_LEN(parts); k++)
        if (!str_split(&key, '.', &part) || !api_int_parse(part, parts[k]))
            return false;
    return true;
}

API_HANDLER(finding_list)
{
    struct page p = {.told = told_of(c, 0), .limit = api_limit(c)};
    if (!(p.items = arena_array_of(api_arena(c), p.limit, struct item)))
        return err_nomem(e);
    struct item_key after;
    struct item_filter f;
    struct str key;
    int rc = read_filter(c, &f, e);
    if (rc < 0 || (rc = api_cursor(c, &key, e)) < 0)
        return rc;
    f.household_no = api_text(c, "household_no");
    f.kind = api_given(c, "kind") ? item_kind_parse(api_text(c, "kind")) : -1;
    f.state = api_given(c, "state") ? item_state_parse(api_text(c, "state")) : -1;
    f.verification = api_int(c, "verification");
    f.by_weight = str_eqz(api_text(c, "sort"), "weight");
    f.most = p.limit + 1;
    if (key.len && read_key(key, &after))
        f.after = &after;
    api_audit(c, 0, f.division,
              f.household_no.len
                  ? str_of(arena_printf(api_arena(c), "findings of household " STR_FMT,
                                        STR_ARG(f.household_no)))
                  : STR("findings"));
    json_object(p.told.w);
    json_name(p.told.w, "items");
    json_array(p.told.w);
    rc = items_list(api_register(c), api_actor(c), &f, keep_item, &p, e);
    if (rc >= 0)
        rc = put_page(&p, e);
    json_array_end(p.told.w);
    if (rc >= 0)
        rc = api_next(
            c,
            p.more ? str_of(arena_printf(api_arena(c), "%lld.%lld.%lld.%lld",
                                         (long long)p.last.weight, (long long)p.last.register_id,
                                         (long long)p.last.household_id, (long long)p.last.item_id))
                   : STR(""),
            e);
    json_object_end(p.told.w);
    return rc;
}

API_HANDLER(finding_figures)
{
    struct json_writer *w = api_json(c);
    struct item_figures figures;
    struct item_filter f;
    int rc = read_filter(c, &f, e);
    if (rc < 0 || (rc = items_figures(api_register(c), api_actor(c), &f, &figures, e)) < 0)
        return rc;
    json_object(w);
    json_name(w, "items");
    put_figures(w, &figures);
    json_object_end(w);
    return 0;
}

static void audit_of(struct api_call *c, const struct item *i)
{
    api_audit(c, i->register_id, i->division,
              str_of(arena_printf(api_arena(c), "household " STR_FMT " finding %lld",
                                  STR_ARG(i->household_no), (long long)i->item_id)));
}

static int put_statements(const struct told *x, const struct item *i, const struct item_evidence *v,
                          struct err *e)
{
    struct json_writer *w = x->w;
    int rc = 0;
    json_name(w, "statements");
    json_array(w);
    for (size_t k = 0; k < v->n_statements && rc >= 0; k++) {
        const struct item_statement *s = &v->statements[k];
        json_object(w);
        put_text(w, "source", s->source);
        put_text(w, "label", s->label);
        put_text(w, "source_label", s->label);
        rc = put_value(x, "value", i, s->value, e);
        put_bool(w, "least", s->least);
        put_date(w, "valid_from", s->valid_from);
        put_date(w, "valid_to", s->valid_to);
        put_bool(w, "holds", s->holds);
        put_str(w, "file", s->file);
        put_instant(w, "at", s->at);
        json_object_end(w);
    }
    json_array_end(w);
    return rc;
}

static void put_rows(const struct told *x, const struct item_evidence *v)
{
    struct json_writer *w = x->w;
    json_name(w, "rows");
    json_array(w);
    for (size_t k = 0; k < v->n_rows; k++) {
        const struct item_row *r = &v->rows[k];
        json_object(w);
        put_text(w, "source", r->feed);
        put_text(w, "label", r->label);
        put_text(w, "source_label", r->label);
        put_int(w, "delivery", r->delivery);
        put_int(w, "row", r->row);
        put_int(w, "member", (int64_t)r->member);
        put_date(w, "from", r->from);
        put_date(w, "to", r->to);
        put_hidden(w, "text", r->text, sight_of(&x->lens, r->fields, r->minor));
        json_object_end(w);
    }
    json_array_end(w);
}

static void put_history(struct json_writer *w, const struct item_past *past)
{
    json_name(w, "history");
    json_array(w);
    for (size_t k = 0; k < past->n; k++) {
        const struct item *i = &past->at[k];
        json_object(w);
        put_text(w, "state", str_of(item_state_word(i->state)));
        put_str(w, "reason", i->reason);
        put_str(w, "attachment", i->attachment);
        put_text(w, "by", i->actor);
        put_instant(w, "at", i->state_at);
        json_object_end(w);
    }
    json_array_end(w);
}

static int tell(struct api_call *c, const struct item *i, uint32_t opened, struct err *e)
{
    const struct told x = told_of(c, opened);
    struct item_evidence evidence;
    struct item_past past;
    int rc = item_evidence(api_register(c), api_actor(c), i, api_arena(c), &evidence, e);
    if (rc < 0 || (rc = item_past(api_register(c), i, api_arena(c), &past, e)) < 0)
        return rc;
    json_object(x.w);
    json_name(x.w, "finding");
    if ((rc = put_one(&x, i, e)) < 0 || (rc = put_statements(&x, i, &evidence, e)) < 0)
        return rc;
    put_rows(&x, &evidence);
    put_history(x.w, &past);
    json_object_end(x.w);
    return 0;
}

static int get(struct api_call *c, int64_t seq, struct item *ret, struct err *e)
{
    int rc = item_get(api_register(c), api_actor(c), api_text(c, "household_no"),
                      api_int(c, "finding"), seq, api_arena(c), ret, e);
    if (rc >= 0)
        audit_of(c, ret);
    return rc;
}

API_HANDLER(finding_get)
{
    struct item i;
    int64_t seq;
    int rc = api_known_seq(c, &seq, e);
    if (rc < 0 || (rc = get(c, seq, &i, e)) < 0)
        return rc;
    api_version(c, item_version(&i));
    return tell(c, &i, 0, e);
}

API_HANDLER(finding_open)
{
    struct item i;
    uint32_t fields;
    int rc = get(c, INT64_MAX, &i, e);
    return rc < 0 || (rc = asked_opening(c, &fields, e)) < 0 ? rc : tell(c, &i, fields, e);
}

/* The body's value as the item's attribute has it; *ret_given false without one. */
static int read_value(struct api_call *c, const struct item *i, struct fact *ret, bool *ret_given,
                      struct err *e)
{
    const struct told x = told_of(c, 0);
    const struct attribute *t = attribute_of(&x, i);
    struct str text = api_body_text(c, "value");
    struct value_fault fault;
    *ret_given = api_body_has(c, "value");
    if (!*ret_given)
        return 0;
    if (!t)
        return err_set(e, E_INVALID, "这件事项不是关于事实的，没有 value",
                       "this finding isn't about a fact: there is no value");
    int rc = value_read(t, text, api_arena(c), ret, &fault);
    if (rc < 0)
        return err_nomem(e);
    return rc == VALUE_STATED
               ? 0
               : err_set(e, E_INVALID, "value 不能作为" STR_FMT "的值%s%s",
                         "value is no value of " STR_FMT "%s%s", STR_ARG(t->label),
                         rc == VALUE_BAD ? "：" : "", rc == VALUE_BAD ? fault.remedy : "");
}

API_HANDLER(finding_settle)
{
    struct str household_no = api_text(c, "household_no"), state = api_body_text(c, "state");
    struct str reason = api_body_text(c, "reason");
    struct fact value = {0};
    struct item i;
    bool given;
    int rc = get(c, INT64_MAX, &i, e);
    if (rc < 0)
        return rc;
    api_audit_why(c, reason);
    api_audit_change(c, str_of(item_state_word(i.state)), state);
    if ((rc = api_if_match(c, item_version(&i), e)) < 0 ||
        (rc = read_value(c, &i, &value, &given, e)) < 0 ||
        (rc = item_settle(api_register(c), api_actor(c), household_no, i.item_id,
                          (enum item_state)item_state_parse(state), given ? &value : NULL, reason,
                          api_body_text(c, "attachment"), e)) < 0 ||
        (rc = get(c, INT64_MAX, &i, e)) < 0)
        return rc;
    api_version(c, item_version(&i));
    const struct told x = told_of(c, 0);
    return put_one(&x, &i, e);
}
