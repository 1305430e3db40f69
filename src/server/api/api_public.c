/*
 * For anybody, without signing in: the policy in plain words, and a check of one's own
 * circumstances. Nothing is kept of who asks or of what was typed: no row, no line in a log beyond
 * that of every request, no entry in the trail.
 */
#include "api_private.h"
#include "api_tell.h"

#include "bounds.h"
#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "explain.h"
#include "import_value.h"
#include "labels.h"
#include "lang.h"
#include "rate.h"

#define CHECK_TOKENS 3 /* what a check costs, other questions cost one */
#define CHECK_IFS 3

static int within_rate(struct api_call *c, int tokens, struct err *e)
{
    if (rate_take(api_caller_address(c), tokens))
        return 0;
    api_refuse(c, 429, "too-many");
    http_set(api_exchange(c), "Retry-After", "10");
    return err_set(e, E_BUSY, "请求过于频繁，请稍等片刻再试",
                   "too many requests; wait a moment and try again");
}

static enum lang asked_lang(struct str word)
{
    return str_eqz(word, "en") ? LANG_EN : LANG_ZH;
}

/*
 * Places: names only.
 */
struct places {
    struct json_writer *w;
    int32_t on;
};

static int put_place(void *arg, const struct division *d, struct err *e)
{
    struct json_writer *w = ((struct places *)arg)->w;
    json_object(w);
    put_str(w, "code", d->code);
    put_str(w, "name", d->name);
    put_bool(w, "has_children", d->has_children);
    json_object_end(w);
    return 0;
}

/* Below the one asked for; without one the counties that the register is of. */
API_HANDLER(public_divisions)
{
    struct json_writer *w = api_json(c);
    struct places p = {w, clock_today()};
    char padded[13];
    struct str parent = api_text(c, "parent");
    int rc = within_rate(c, 1, e);
    if (rc < 0)
        return rc;
    if (parent.len && !division_pad(parent, padded))
        return err_set(e, E_INVALID, "“" STR_FMT "” 不是县级以下的区划代码",
                       "\"" STR_FMT "\" is no code from county down", STR_ARG(parent));
    json_object(w);
    json_name(w, "items");
    json_array(w);
    rc = parent.len ? reg_division_list(api_register(c), str_of(padded), STR(""), p.on, STR(""),
                                        put_place, &p, e)
                    : reg_counties(api_register(c), p.on, put_place, &p, e);
    json_array_end(w);
    json_object_end(w);
    return rc;
}

/*
 * The policy in words.
 */
static void put_rule_words(struct json_writer *w, struct rule_words words)
{
    struct str rest = words.clauses, clause;
    bool sample = false;
    put_str(w, "words", words.zh);
    put_str(w, "words_en", words.en);
    json_name(w, "clauses");
    json_array(w);
    while (pack_source_next(&rest, &clause)) {
        sample |= str_eqz(clause, "sample");
        if (!str_eqz(clause, "sample"))
            json_put_str(w, clause);
    }
    json_array_end(w);
    put_bool(w, "sample", sample);
}

/* "dibao" of the output entry `"dibao"`; anything else is no code. */
static struct str code_of(struct str text)
{
    text = str_trim(text);
    bool quoted = text.len > 2 && text.data[0] == '"' && text.data[text.len - 1] == '"';
    return quoted ? (struct str){text.data + 1, text.len - 2} : (struct str){0};
}

static void put_rules(struct json_writer *w, const struct pack *p, int node)
{
    json_name(w, "rules");
    json_array(w);
    for (size_t i = 0; i < dmn_table_count(pack_model(p)); i++) {
        int owner;
        const struct dmn_table *t = dmn_table_at(pack_model(p), i, &owner);
        for (size_t r = 0; owner == node && r < t->n_rules; r++) {
            struct rule_words words = pack_rule_words(p, node, t, (int)r);
            if (!words.zh.len)
                continue;
            json_object(w);
            put_str(w, "gives", t->n_outputs == 1 ? code_of(t->rules[r].outputs[0]) : STR(""));
            put_rule_words(w, words);
            json_object_end(w);
        }
    }
    json_array_end(w);
}

static void put_english(struct json_writer *w, const char *name, struct str id)
{
    _cleanup_(strbuf_done) struct strbuf words = {0};
    for (size_t i = 0; i < id.len; i++)
        strbuf_addc(&words, id.data[i] == '_' ? ' ' : id.data[i]);
    put_str(w, name, strbuf_str(&words));
}

/* What it is called, what it says, and its rules; helpers without words are left out. */
static void put_decision(struct json_writer *w, const struct pack *p, int node)
{
    const struct dmn_node *d = dmn_node(pack_model(p), node);
    json_object(w);
    put_str(w, "id", d->id);
    put_str(w, "label", d->name);
    put_english(w, "label_en", d->id);
    put_rule_words(w, pack_rule_words(p, node, NULL, -1));
    put_rules(w, p, node);
    json_object_end(w);
}

/* Those that the model reads and that hold today; in a division, if it is asked for. */
static void put_parameters(struct json_writer *w, const struct pack *p, struct str division,
                           int32_t on)
{
    const struct parameter *rows;
    size_t n = pack_parameters(p, &rows);
    division = division_unpadded(division);
    json_name(w, "parameters");
    json_array(w);
    for (size_t i = 0; i < n; i++) {
        const struct parameter *r = &rows[i];
        struct str label = parameter_label(p, r->name);
        if (str_eq(label, r->name) || on < r->valid_from ||
            (r->valid_to != DATE_NONE && on >= r->valid_to) ||
            (division.len && !str_starts(division, r->division)))
            continue;
        json_object(w);
        put_str(w, "id", r->name);
        put_str(w, "label", label);
        put_english(w, "label_en", r->name);
        put_str(w, "value", r->value_text);
        put_str(w, "unit", r->unit);
        enum lang was = lang_set(LANG_EN);
        put_str(w, "unit_en", unit_text(r->unit));
        lang_set(was);
        put_str(w, "division", r->division);
        put_str(w, "residence", r->residence);
        put_date(w, "valid_from", r->valid_from);
        bool sample = str_eqz(r->source, "sample");
        put_str(w, "clause", sample ? STR("") : r->source);
        put_bool(w, "sample", sample);
        json_object_end(w);
    }
    json_array_end(w);
}

/* Code and both labels of what a household may get. */
static void put_label(struct json_writer *w, struct str code,
                      void (*label)(struct str code, struct strbuf *out))
{
    const enum lang langs[] = {LANG_ZH, LANG_EN};
    const char *const names[] = {"label", "label_en"};
    put_str(w, "code", code);
    for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
        _cleanup_(strbuf_done) struct strbuf text = {0};
        enum lang was = lang_set(langs[i]);
        label(code, &text);
        lang_set(was);
        put_str(w, names[i], strbuf_str(&text));
    }
}

static void category_words(struct str code, struct strbuf *out)
{
    strbuf_adds(out, label_category(code));
}

/* The programmes: each row of a table that gives a code, with the words of the row. */
static void put_programmes(struct json_writer *w, const struct pack *p, const char *name,
                           const char *decision, void (*label)(struct str code, struct strbuf *out))
{
    int node = dmn_find(pack_model(p), str_of(decision));
    json_name(w, name);
    json_array(w);
    for (size_t i = 0; node >= 0 && i < dmn_table_count(pack_model(p)); i++) {
        int owner;
        const struct dmn_table *t = dmn_table_at(pack_model(p), i, &owner);
        for (size_t r = 0; owner == node && r < t->n_rules; r++) {
            struct str code = code_of(t->rules[r].outputs[0]);
            if (!code.len || str_eqz(code, "none"))
                continue;
            json_object(w);
            put_label(w, code, label);
            put_rule_words(w, pack_rule_words(p, node, t, (int)r));
            json_object_end(w);
        }
    }
    json_array_end(w);
}

API_HANDLER(public_policies)
{
    struct json_writer *w = api_json(c);
    const struct pack *p;
    int32_t today = clock_today();
    int rc = within_rate(c, 1, e);
    if (rc < 0 || (rc = reg_pack(api_register(c), INT64_MAX, &p, e)) < 0)
        return rc;
    json_object(w);
    put_str(w, "name", pack_name(p));
    put_str(w, "pack", str_of(pack_hash(p)));
    put_date(w, "as_of", today);
    put_programmes(w, p, "programmes", "category", category_words);
    put_programmes(w, p, "measures", "measures", label_measures);
    json_name(w, "decisions");
    json_array(w);
    for (size_t i = 0; i < dmn_node_count(pack_model(p)); i++) {
        enum dmn_node_kind kind = dmn_node(pack_model(p), (int)i)->kind;
        if (kind == DMN_DECISION || kind == DMN_BKM)
            put_decision(w, p, (int)i);
    }
    json_array_end(w);
    put_parameters(w, p, api_text(c, "division"), today);
    json_object_end(w);
    return 0;
}

/*
 * What a check asks: the facts that category and amount hang on, and those that only measures do.
 */
struct asked {
    const struct catalogue *catalogue;
    bool *needed[N_ENTITIES], *also[N_ENTITIES];
};

/* Nobody's name or number, no text, no place, and nothing of what stood before. */
static bool may_ask(const struct attribute *t)
{
    return attribute_is_evidence(t) && t->type != ATTR_TEXT && t->type != ATTR_DIVISION &&
           t->type != ATTR_ID_NO && !str_eqz(t->id, "prior_category") &&
           !str_eqz(t->id, "prior_amount") && !str_eqz(t->id, "prior_grace_until") &&
           !str_eqz(t->id, "exit_confirmed");
}

static int read_asked(struct api_call *c, const struct pack *p, struct asked *ret, struct err *e)
{
    static const enum output_id decided[] = {OUTPUT_CATEGORY, OUTPUT_MONTHLY_AMOUNT},
                                told[] = {OUTPUT_MEASURES};
    const struct catalogue *cat = pack_catalogue(p);
    ret->catalogue = cat;
    for (int k = 0; k < N_ENTITIES; k++) {
        ret->needed[k] = arena_zalloc(api_arena(c), cat->n[k]);
        ret->also[k] = arena_zalloc(api_arena(c), cat->n[k]);
        if (!ret->needed[k] || !ret->also[k])
            return err_nomem(e);
    }
    int rc = pack_reads(p, decided, ARRAY_LEN(decided), ret->needed, e);
    if (rc < 0 || (rc = pack_reads(p, told, ARRAY_LEN(told), ret->also, e)) < 0)
        return rc;
    for (int k = 0; k < N_ENTITIES; k++)
        for (size_t i = 0; i < cat->n[k]; i++) {
            ret->needed[k][i] &= may_ask(&cat->attributes[k][i]);
            ret->also[k][i] &= may_ask(&cat->attributes[k][i]);
        }
    return 0;
}

API_HANDLER(public_questions)
{
    static const char *const names[] = {"household", "members"};
    struct json_writer *w = api_json(c);
    const struct pack *p;
    struct asked a;
    int rc = within_rate(c, 1, e);
    if (rc < 0 || (rc = reg_pack(api_register(c), INT64_MAX, &p, e)) < 0 ||
        (rc = read_asked(c, p, &a, e)) < 0)
        return rc;
    json_object(w);
    put_str(w, "pack", str_of(pack_hash(p)));
    put_int(w, "members_max", SELF_CHECK_MEMBERS);
    for (int k = 0; k < N_ENTITIES; k++) {
        json_name(w, names[k]);
        json_array(w);
        for (int needed = 1; needed >= 0; needed--)
            for (size_t i = 0; i < a.catalogue->n[k]; i++) {
                if (needed ? !a.needed[k][i] : !a.also[k][i] || a.needed[k][i])
                    continue;
                json_object(w);
                tell_attribute(w, a.catalogue, (enum entity)k, &a.catalogue->attributes[k][i]);
                put_bool(w, "needed", needed);
                json_object_end(w);
            }
        json_array_end(w);
    }
    json_object_end(w);
    return 0;
}

/*
 * The check.
 */
static int wrong(const struct attribute *t, size_t member, const struct value_fault *f,
                 struct err *e)
{
    char who[40] = "", who_en[40] = "";
    if (member) {
        snprintf(who, sizeof who, "第 %zu 人的", member);
        snprintf(who_en, sizeof who_en, " of member %zu", member);
    }
    return err_set(e, E_INVALID, "%s“" STR_FMT "”%s%s：%s",
                   "%s\"" STR_FMT "\"%s%s isn't right (%s)", who, STR_ARG(t->label), "", f->problem,
                   f->remedy);
}

/* Answers under a path of the body into facts: what is asked and not answered stays unknown. */
static int read_facts(struct api_call *c, const struct asked *a, enum entity k, const char *path,
                      size_t member, struct fact **ret, struct err *e)
{
    const struct catalogue *cat = a->catalogue;
    struct fact *facts = arena_zalloc(api_arena(c), cat->n[k] * sizeof *facts);
    char at[80];
    if (!facts)
        return err_nomem(e);
    for (size_t i = 0; i < cat->n[k]; i++) {
        const struct attribute *t = &cat->attributes[k][i];
        if (a->needed[k][i] || a->also[k][i] || !attribute_is_evidence(t))
            continue;
        if (t->absent == ABSENT_VALUE)
            facts[i] = t->absent_value;
        else if (t->absent == ABSENT_EMPTY)
            facts[i] = (struct fact){.known = true, .none = true};
    }
    for (size_t n = api_body_length(c, path), i = 0; i < n; i++) {
        struct value_fault fault = {0};
        snprintf(at, sizeof at, "%s.%zu.fact", path, i);
        struct str id = api_body_text(c, at);
        const struct attribute *t = catalogue_find(cat, k, id);
        if (!t || (!a->needed[k][t->index] && !a->also[k][t->index]))
            return err_set(e, E_INVALID, "自查不问“" STR_FMT "”",
                           "the check doesn't ask \"" STR_FMT "\"", STR_ARG(id));
        snprintf(at, sizeof at, "%s.%zu.value", path, i);
        struct fact v = {0};
        int rc = value_read(t, api_body_text(c, at), api_arena(c), &v, &fault);
        if (rc < 0)
            return err_nomem(e);
        if (rc == VALUE_BAD)
            return wrong(t, member, &fault, e);
        facts[t->index] = rc == VALUE_STATED ? v : (struct fact){0};
    }
    *ret = facts;
    return 0;
}

static int read_household(struct api_call *c, const struct asked *a, struct str division,
                          struct household_facts *ret, struct err *e)
{
    struct fact *facts = NULL;
    struct member_facts *members;
    size_t n = api_body_length(c, "members");
    char path[40];
    int rc = read_facts(c, a, ENTITY_HOUSEHOLD, "household", 0, &facts, e);
    if (rc < 0)
        return rc;
    facts[a->catalogue->known.division] = (struct fact){.known = true, .s = division};
    if (!(members = arena_array_of(api_arena(c), n, struct member_facts)))
        return err_nomem(e);
    for (size_t i = 0; i < n; i++) {
        struct fact *own = NULL;
        snprintf(path, sizeof path, "members.%zu.facts", i);
        if ((rc = read_facts(c, a, ENTITY_PERSON, path, i + 1, &own, e)) < 0)
            return rc;
        members[i] = (struct member_facts){(int64_t)i + 1, own};
    }
    *ret = (struct household_facts){.facts = facts, .n_members = n, .members = members};
    return 0;
}

/* Of what is told to whom the office knows: the facts that a check asks, and no points. */
static void keep_asked(const struct asked *a, struct telling *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->also.n; i++) {
        enum entity k = t->also.at[i].member ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
        const struct attribute *x = catalogue_find(a->catalogue, k, t->also.at[i].id);
        if (x && (a->needed[k][x->index] || a->also[k][x->index]))
            t->also.at[n++] = t->also.at[i];
    }
    t->also.n = n;
    n = 0;
    for (size_t i = 0; i < t->steps.n; i++)
        if (!str_eqz(t->steps.at[i].id, output_name(OUTPUT_POINTS)))
            t->steps.at[n++] = t->steps.at[i];
    t->steps.n = n;
}

enum answer { LIKELY, UNLIKELY, NEEDS, UNCLEAR };
static const char *const answer_words[] = {"likely", "unlikely", "needs", "unclear"};

static enum answer answer_of(const struct decision *d)
{
    switch (d->standing) {
    case STANDING_FAILED:
        return UNCLEAR;
    case STANDING_HELD:
    case STANDING_UNDECIDED:
        return NEEDS;
    default:
        return str_eqz(d->category, "none") ? UNLIKELY : LIKELY;
    }
}

static const char *answer_text(enum answer x)
{
    switch (x) {
    case LIKELY:
        return tr("可能符合", "possibly eligible");
    case UNLIKELY:
        return tr("可能不符合", "possibly not eligible");
    case NEEDS:
        return tr("还需要知道", "more needs to be known");
    default:
        return tr("无法计算", "can't be computed");
    }
}

static void put_answer(struct json_writer *w, const struct telling *t)
{
    _cleanup_(strbuf_done) struct strbuf text = {0}, measures = {0};
    const struct decision *d = &t->decision;
    enum answer x = answer_of(d);
    put_str(w, "answer", str_of(answer_words[x]));
    strbuf_addz(&text, answer_text(x));
    if (x == LIKELY)
        strbuf_printf(&text, tr("：" STR_FMT, ": " STR_FMT), STR_ARG(label_category(d->category)));
    put_str(w, "title", strbuf_str(&text));
    put_str(w, "note",
            str_of(tr("这是按您填写的情况和现行政策试算的结果，不是认定；是否符合以向镇街申请、"
                      "核对后的认定为准。您填写的内容没有保存。",
                      "This is computed from what you have typed and the policy in force; it is no "
                      "decision. That is made when you apply, after verification. Nothing that you "
                      "typed was kept.")));
    put_str(w, "category", d->category);
    json_name(w, "monthly_amount_fen");
    if (x == LIKELY && d->monthly_amount.known)
        json_put_int(w, d->monthly_amount.value);
    else
        json_put_null(w);
    json_name(w, "measures");
    json_array(w);
    for (struct str rest = d->measures, code; d->measures.len && str_split(&rest, ';', &code);) {
        json_object(w);
        put_label(w, code, label_measures);
        json_object_end(w);
    }
    json_array_end(w);
}

API_HANDLER(self_check)
{
    struct json_writer *w = api_json(c);
    const struct pack *p;
    const struct telling *t;
    struct telling own;
    struct household_facts h;
    struct division d;
    struct asked a;
    char code[13];
    int32_t today = clock_today();
    struct str division = api_body_text(c, "division");
    int rc = within_rate(c, CHECK_TOKENS, e);
    if (rc < 0 || (rc = reg_pack(api_register(c), INT64_MAX, &p, e)) < 0 ||
        (rc = read_asked(c, p, &a, e)) < 0)
        return rc;
    if (!division_pad(division, code) ||
        reg_division(api_register(c), str_of(code), today, &d, NULL) < 0)
        return err_set(e, E_INVALID, "没有区划“" STR_FMT "”，请从列表中选择",
                       "there is no division \"" STR_FMT "\"; choose one of the list",
                       STR_ARG(division));
    if ((rc = read_household(c, &a, str_of(code), &h, e)) < 0)
        return rc;
    enum lang was = lang_set(asked_lang(api_body_text(c, "lang")));
    rc = explain_facts(api_register(c), p, &h, today, CHECK_IFS, api_arena(c), &t, e);
    if (rc >= 0) {
        json_object(w);
        put_date(w, "as_of", today);
        put_str(w, "place", t->place);
        put_str(w, "pack", t->pack);
        put_int(w, "people", (int64_t)t->people);
        own = *t;
        keep_asked(&a, &own);
        put_answer(w, &own);
        telling_reasons_json(&own, w);
        json_object_end(w);
    }
    lang_set(was);
    return rc;
}
