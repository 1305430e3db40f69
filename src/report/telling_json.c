/* A telling as JSON: words for people as texts, what programs need as codes and numbers. */

#include "telling.h"

#include "date.h"

static void put_text(struct json_writer *w, const char *name, struct str text)
{
    json_name(w, name);
    json_put_str(w, text);
}

static void put_text_or_null(struct json_writer *w, const char *name, struct str text)
{
    json_name(w, name);
    if (text.len)
        json_put_str(w, text);
    else
        json_put_null(w);
}

static void put_int(struct json_writer *w, const char *name, int64_t v)
{
    json_name(w, name);
    json_put_int(w, v);
}

static void put_bool(struct json_writer *w, const char *name, bool v)
{
    json_name(w, name);
    json_put_bool(w, v);
}

static void put_maybe(struct json_writer *w, const char *name, bool known, int64_t v)
{
    json_name(w, name);
    if (known)
        json_put_int(w, v);
    else
        json_put_null(w);
}

static void put_date(struct json_writer *w, const char *name, int32_t date)
{
    char text[DATE_TEXT];
    json_name(w, name);
    date_format(date, text);
    if (date == DATE_NONE)
        json_put_null(w);
    else
        json_put_z(w, text);
}

static void put_standing(struct json_writer *w, const char *name, enum standing s)
{
    put_text_or_null(w, name, str_of(standing_code(s)));
}

static void put_rules(struct json_writer *w, const char *name, const struct told_rules *rules)
{
    json_name(w, name);
    json_array(w);
    for (size_t i = 0; i < rules->n; i++) {
        const struct told_rule *r = &rules->at[i];
        struct str rest = r->clauses, clause;
        json_object(w);
        put_text(w, "words", r->words);
        json_name(w, "clauses");
        json_array(w);
        while (r->clauses.len && str_split(&rest, ' ', &clause))
            json_put_str(w, clause);
        json_array_end(w);
        put_bool(w, "sample", r->sample);
        put_bool(w, "open", r->open);
        json_object_end(w);
    }
    json_array_end(w);
}

static void put_subject(struct json_writer *w, size_t member, struct str subject)
{
    put_maybe(w, "member", member > 0, (int64_t)member);
    put_text(w, "subject", subject);
}

static void put_facts(struct json_writer *w, const struct told_step *s)
{
    json_name(w, "facts");
    json_array(w);
    for (size_t i = 0; i < s->facts.n; i++) {
        const struct told_facts *f = &s->facts.at[i];
        json_object(w);
        put_subject(w, f->member, f->subject);
        put_text_or_null(w, "source", f->source);
        put_text_or_null(w, "source_label", f->source_label);
        put_date(w, "valid_from", f->valid_from);
        put_bool(w, "least", f->least);
        json_name(w, "values");
        json_array(w);
        for (size_t k = 0; k < f->values.n; k++) {
            const struct told_value *v = &f->values.at[k];
            json_object(w);
            put_text(w, "fact", v->id);
            put_text(w, "label", v->label);
            put_bool(w, "known", v->known);
            put_bool(w, "masked", v->masked);
            put_text_or_null(w, "value", v->value);
            put_text_or_null(w, "text", v->text);
            json_object_end(w);
        }
        json_array_end(w);
        json_object_end(w);
    }
    json_array_end(w);
    json_name(w, "parameters");
    json_array(w);
    for (size_t i = 0; i < s->parameters.n; i++) {
        const struct told_parameter *p = &s->parameters.at[i];
        json_object(w);
        put_text(w, "parameter", p->id);
        put_text(w, "label", p->label);
        put_text(w, "value", p->value);
        put_text(w, "unit", p->unit);
        put_text_or_null(w, "source", p->sample ? (struct str){0} : p->source);
        put_bool(w, "sample", p->sample);
        put_date(w, "valid_from", p->valid_from);
        json_object_end(w);
    }
    json_array_end(w);
}

static void put_step(struct json_writer *w, const struct told_step *s);

static void put_steps(struct json_writer *w, const char *name, const struct told_steps *steps)
{
    json_name(w, name);
    json_array(w);
    for (size_t i = 0; i < steps->n; i++)
        put_step(w, &steps->at[i]);
    json_array_end(w);
}

static void put_step(struct json_writer *w, const struct told_step *s)
{
    json_object(w);
    put_text(w, "decision", s->id);
    put_text(w, "label", s->label);
    put_text(w, "value", s->value);
    if (s->member)
        put_subject(w, s->member, s->subject);
    put_rules(w, "rules", &s->rules);
    put_facts(w, s);
    put_steps(w, "parts", &s->parts);
    put_steps(w, "members", &s->members);
    json_object_end(w);
}

static void put_missing(struct json_writer *w, const char *name, const struct told_list *list)
{
    json_name(w, name);
    json_array(w);
    for (size_t i = 0; i < list->n; i++) {
        const struct told_missing *m = &list->at[i];
        json_object(w);
        put_text(w, "fact", m->id);
        put_text(w, "label", m->label);
        put_subject(w, m->member, m->subject);
        json_name(w, "ifs");
        json_array(w);
        for (size_t k = 0; k < m->n_ifs; k++) {
            const struct told_if *x = &m->ifs[k];
            json_object(w);
            put_text(w, "text", x->text);
            put_text(w, "low", x->low);
            put_text_or_null(w, "high", x->open ? (struct str){0} : x->high);
            put_bool(w, "decided", x->decided);
            put_text_or_null(w, "category", x->decided ? x->category : (struct str){0});
            put_standing(w, "standing", x->decided ? x->standing : STANDING_NONE);
            put_maybe(w, "monthly_amount_fen", x->decided, x->amount);
            put_bool(w, "ordered", x->ordered);
            json_object_end(w);
        }
        json_array_end(w);
        json_object_end(w);
    }
    json_array_end(w);
}

static void put_committed(struct json_writer *w, const struct telling *t)
{
    char at[40];
    json_name(w, "committed");
    if (!t->committed) {
        json_put_null(w);
        return;
    }
    json_object(w);
    snprintf(at, sizeof at, "%lld", (long long)t->run_id);
    put_text(w, "run", str_of(at));
    instant_format(t->recorded_at, at);
    put_text(w, "at", str_of(at));
    put_bool(w, "agrees", t->agrees);
    json_object_end(w);
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

static void put_conclusion(struct json_writer *w, const struct telling *t)
{
    const struct decision *d = &t->decision;
    json_name(w, "conclusion");
    json_object(w);
    put_text_or_null(w, "category", d->category);
    put_standing(w, "standing", d->standing);
    put_maybe(w, "monthly_amount_fen", d->monthly_amount.known, d->monthly_amount.value);
    put_date(w, "grace_until", d->grace_until);
    put_codes(w, "measures", d->measures);
    json_name(w, "sentences");
    json_array(w);
    for (size_t i = 0; i < t->conclusion.n; i++)
        json_put_str(w, t->conclusion.at[i]);
    if (t->ending.len)
        json_put_str(w, t->ending);
    json_array_end(w);
    put_rules(w, "because", &t->because);
    json_object_end(w);
}

static void put_before(struct json_writer *w, const struct previous *p)
{
    json_name(w, "before");
    if (p->standing == STANDING_NONE) {
        json_put_null(w);
        return;
    }
    json_object(w);
    put_text_or_null(w, "category", p->category);
    put_standing(w, "standing", p->standing);
    put_maybe(w, "monthly_amount_fen", !p->amount_unknown, p->amount);
    put_date(w, "grace_until", p->grace_until);
    json_object_end(w);
}

void telling_reasons_json(const struct telling *t, struct json_writer *w)
{
    put_rules(w, "because", &t->because);
    put_missing(w, "missing", &t->missing);
    put_missing(w, "also_missing", &t->also);
    put_steps(w, "steps", &t->steps);
}

void telling_json(const struct telling *t, struct json_writer *w)
{
    json_object(w);
    put_text(w, "household_no", t->household_no);
    put_text(w, "division", t->division);
    put_text(w, "place", t->place);
    put_int(w, "people", (int64_t)t->people);
    put_date(w, "as_of", t->as_of);
    put_text(w, "lang", t->lang == LANG_ZH ? STR("zh") : STR("en"));
    put_text(w, "pack", t->pack);
    put_committed(w, t);
    put_bool(w, "at_asked", t->at_asked);
    put_bool(w, "masked", t->masked != 0);
    put_conclusion(w, t);
    put_missing(w, "missing", &t->missing);
    put_missing(w, "also_missing", &t->also);
    put_before(w, &t->decision.previous);
    put_steps(w, "steps", &t->steps);
    json_object_end(w);
}
