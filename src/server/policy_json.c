#include "policy_json.h"

#include "date.h"
#include "text.h"

#define SHOWN 300 /* bytes of a value that a case expected or got */

void policy_text(struct json_writer *w, const char *name, struct str text)
{
    json_name(w, name);
    json_put_str(w, text);
}

void policy_text_or_null(struct json_writer *w, const char *name, struct str text)
{
    json_name(w, name);
    if (text.len)
        json_put_str(w, text);
    else
        json_put_null(w);
}

void policy_int(struct json_writer *w, const char *name, int64_t v)
{
    json_name(w, name);
    json_put_int(w, v);
}

void policy_day(struct json_writer *w, const char *name, int32_t day)
{
    char text[DATE_TEXT];
    policy_text_or_null(w, name, (struct str){text, date_format(day, text)});
}

void policy_instant(struct json_writer *w, const char *name, int64_t utc_us)
{
    char text[40];
    policy_text_or_null(w, name, (struct str){text, utc_us ? instant_format(utc_us, text) : 0});
}

static void put_clauses(struct json_writer *w, struct str text)
{
    struct str clause;
    json_name(w, "clauses");
    json_array(w);
    while (pack_source_next(&text, &clause))
        json_put_str(w, clause);
    json_array_end(w);
}

static void put_words(struct json_writer *w, struct rule_words words)
{
    put_clauses(w, words.clauses);
    policy_text_or_null(w, "words", words.zh);
    policy_text_or_null(w, "words_en", words.en);
}

static const char *hit_policy(const struct dmn_table *t)
{
    switch (t->hit) {
    case 'U':
        return "UNIQUE";
    case 'A':
        return "ANY";
    case 'P':
        return "PRIORITY";
    case 'F':
        return "FIRST";
    case 'R':
        return "RULE ORDER";
    case 'O':
        return "OUTPUT ORDER";
    default:
        return "COLLECT";
    }
}

static const char *aggregation(const struct dmn_table *t)
{
    switch (t->aggregation) {
    case '+':
        return "SUM";
    case '<':
        return "MIN";
    case '>':
        return "MAX";
    case '#':
        return "COUNT";
    default:
        return NULL;
    }
}

static void put_hit_policy(struct json_writer *w, const struct dmn_table *t)
{
    json_name(w, "hit_policy");
    json_put_z(w, hit_policy(t));
    json_name(w, "aggregation");
    json_put_z(w, aggregation(t));
}

static void put_head(const struct pack *p, struct str id, const struct dmn_table *t, int node,
                     struct json_writer *w)
{
    const struct dmn_node *d = dmn_node(pack_model(p), node);
    policy_text(w, "id", id);
    policy_text(w, "decision", d->id);
    policy_text(w, "name", d->name);
    put_hit_policy(w, t);
}

void table_summary_json(const struct pack *p, size_t i, struct json_writer *w)
{
    int node;
    const struct dmn_table *t = dmn_table_at(pack_model(p), i, &node);
    json_object(w);
    put_head(p, pack_table_id(p, i), t, node, w);
    policy_int(w, "inputs", (int64_t)t->n_inputs);
    policy_int(w, "outputs", (int64_t)t->n_outputs);
    policy_int(w, "rules", (int64_t)t->n_rules);
    json_object_end(w);
}

static void put_columns(const struct dmn_table *t, struct json_writer *w)
{
    json_name(w, "inputs");
    json_array(w);
    for (size_t i = 0; i < t->n_inputs; i++) {
        json_object(w);
        policy_text(w, "expression", t->input_texts[i]);
        policy_text(w, "label", t->input_labels[i].len ? t->input_labels[i] : t->input_texts[i]);
        json_object_end(w);
    }
    json_array_end(w);
    json_name(w, "outputs");
    json_array(w);
    for (size_t i = 0; i < t->n_outputs; i++) {
        json_object(w);
        policy_text(w, "name", t->output_names[i]);
        policy_text_or_null(w, "default", t->output_defaults[i]);
        json_object_end(w);
    }
    json_array_end(w);
}

static void put_texts(struct json_writer *w, const char *name, const struct str *texts, size_t n)
{
    json_name(w, name);
    json_array(w);
    for (size_t i = 0; i < n; i++)
        json_put_str(w, texts[i]);
    json_array_end(w);
}

static void put_rule(const struct pack *p, int node, const struct dmn_table *t, size_t row,
                     struct json_writer *w)
{
    const struct dmn_rule *r = &t->rules[row];
    json_object(w);
    policy_int(w, "row", (int64_t)row + 1);
    put_texts(w, "inputs", r->inputs, t->n_inputs);
    put_texts(w, "outputs", r->outputs, t->n_outputs);
    put_words(w, pack_rule_words(p, node, t, (int)row));
    json_name(w, "annotations");
    json_array(w);
    for (size_t i = 0; i < r->n_annotations; i++) {
        json_object(w);
        policy_text(w, "column", r->annotations[i].column);
        policy_text(w, "text", r->annotations[i].text);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

void table_json(const struct pack *p, struct str id, const struct dmn_table *t, int node,
                struct json_writer *w)
{
    json_object(w);
    put_head(p, id, t, node, w);
    put_columns(t, w);
    json_name(w, "rules");
    json_array(w);
    for (size_t row = 0; row < t->n_rules; row++)
        put_rule(p, node, t, row, w);
    json_array_end(w);
    json_object_end(w);
}

void parameter_json(const struct pack *p, const struct parameter *r, struct json_writer *w)
{
    struct str label = parameter_label(p, r->name);
    bool sample = str_eqz(r->source, "sample");
    json_object(w);
    policy_text(w, "name", r->name);
    policy_text_or_null(w, "label", str_eq(label, r->name) ? (struct str){0} : label);
    policy_text(w, "division", r->division);
    policy_text_or_null(w, "residence", r->residence);
    policy_day(w, "valid_from", r->valid_from);
    policy_day(w, "valid_to", r->valid_to);
    policy_text(w, "value", r->value_text);
    policy_text(w, "unit", r->unit);
    policy_text(w, "source", r->source);
    policy_text_or_null(w, "clause", sample ? (struct str){0} : r->source);
    json_name(w, "sample");
    json_put_bool(w, sample);
    json_object_end(w);
}

void decision_json(const struct pack *p, int node, struct json_writer *w)
{
    const struct dmn_model *m = pack_model(p);
    const struct dmn_node *d = dmn_node(m, node);
    json_object(w);
    policy_text(w, "id", d->id);
    policy_text(w, "name", d->name);
    policy_text(w, "kind", d->kind == DMN_BKM ? STR("knowledge") : STR("decision"));
    put_words(w, pack_rule_words(p, node, NULL, -1));
    policy_text_or_null(w, "expression", d->text);
    json_name(w, "requires");
    json_array(w);
    for (size_t i = 0; i < d->n_requires; i++)
        json_put_str(w, dmn_node(m, d->requires_[i])->id);
    json_array_end(w);
    json_object_end(w);
}

/*
 * Differences.
 */

static void put_change(struct json_writer *w, enum pack_change change)
{
    json_name(w, "change");
    json_put_z(w, pack_change_code(change));
}

static void put_row_number(struct json_writer *w, const char *name, int row)
{
    json_name(w, name);
    if (row >= 0)
        json_put_int(w, row + 1);
    else
        json_put_null(w);
}

static const char *part_code(enum table_part part)
{
    static const char *const codes[] = {
        [TABLE_INPUT] = "input", [TABLE_OUTPUT] = "output", [TABLE_ANNOTATION] = "annotation"};
    return codes[part];
}

static void put_side(struct json_writer *w, const char *name, const struct dmn_table *t)
{
    json_name(w, name);
    if (!t) {
        json_put_null(w);
        return;
    }
    json_object(w);
    put_hit_policy(w, t);
    policy_int(w, "rules", (int64_t)t->n_rules);
    put_texts(w, "defaults", t->output_defaults, t->n_outputs);
    json_object_end(w);
}

static void put_table_columns(const struct table_difference *t, struct json_writer *w)
{
    json_name(w, "columns");
    json_array(w);
    for (size_t i = 0; i < t->n_columns; i++) {
        const struct column_difference *c = &t->columns[i];
        json_object(w);
        policy_text(w, "part", str_of(part_code(c->part)));
        policy_text(w, "name", c->name);
        json_name(w, "change");
        json_put_z(w, c->before < 0 ? "added" : c->after < 0 ? "removed" : NULL);
        json_object_end(w);
    }
    json_array_end(w);
}

static void put_row(const struct table_difference *t, const struct row_difference *r,
                    struct json_writer *w)
{
    json_object(w);
    put_change(w, r->change);
    put_row_number(w, "row_before", r->before);
    put_row_number(w, "row_after", r->after);
    json_name(w, "cells");
    json_array(w);
    for (size_t i = 0; i < r->n_cells; i++) {
        const struct cell_difference *c = &r->cells[i];
        json_object(w);
        policy_int(w, "column", c->column - t->columns);
        policy_text(w, "before", c->before);
        policy_text(w, "after", c->after);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

static void put_table(const struct table_difference *t, struct json_writer *w)
{
    json_object(w);
    put_change(w, t->change);
    policy_text(w, "id", t->id);
    policy_text(w, "name", t->name);
    put_side(w, "before", t->before);
    put_side(w, "after", t->after);
    put_table_columns(t, w);
    json_name(w, "rows");
    json_array(w);
    for (size_t i = 0; i < t->n_rows; i++)
        put_row(t, &t->rows[i], w);
    json_array_end(w);
    json_object_end(w);
}

static void put_element(const struct element_difference *x, struct json_writer *w)
{
    json_object(w);
    put_change(w, x->change);
    policy_text(w, "kind", x->kind);
    policy_text(w, "id", x->id);
    policy_text(w, "name", x->name);
    policy_text_or_null(w, "before", x->before);
    policy_text_or_null(w, "after", x->after);
    json_object_end(w);
}

static void put_parameter(struct json_writer *w, const char *name, const struct pack *p,
                          const struct parameter *r)
{
    json_name(w, name);
    if (r)
        parameter_json(p, r, w);
    else
        json_put_null(w);
}

void difference_json(const struct pack *before, const struct pack *after,
                     const struct pack_difference *d, struct json_writer *w)
{
    json_object(w);
    policy_text(w, "hash_before", str_of(pack_hash(before)));
    policy_text(w, "hash_after", str_of(pack_hash(after)));
    json_name(w, "files");
    json_array(w);
    for (size_t i = 0; i < d->n_files; i++) {
        json_object(w);
        put_change(w, d->files[i].change);
        policy_text(w, "name", d->files[i].name);
        policy_int(w, "bytes_before", (int64_t)d->files[i].before);
        policy_int(w, "bytes_after", (int64_t)d->files[i].after);
        json_object_end(w);
    }
    json_array_end(w);
    json_name(w, "tables");
    json_array(w);
    for (size_t i = 0; i < d->n_tables; i++)
        put_table(&d->tables[i], w);
    json_array_end(w);
    json_name(w, "elements");
    json_array(w);
    for (size_t i = 0; i < d->n_elements; i++)
        put_element(&d->elements[i], w);
    json_array_end(w);
    json_name(w, "parameters");
    json_array(w);
    for (size_t i = 0; i < d->n_parameters; i++) {
        json_object(w);
        put_change(w, d->parameters[i].change);
        put_parameter(w, "before", before, d->parameters[i].before);
        put_parameter(w, "after", after, d->parameters[i].after);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

/*
 * Checks and tests.
 */

static void put_message(struct json_writer *w, const struct err *e)
{
    policy_text(w, "message", str_of(e->zh));
    policy_text(w, "message_en", str_of(e->en));
}

void finding_json(const struct pack_finding *f, struct json_writer *w)
{
    json_object(w);
    policy_text(w, "severity", f->error ? STR("error") : STR("warning"));
    policy_text(w, "code", str_of(f->code));
    policy_text(w, "file", f->file);
    json_name(w, "line");
    if (f->line)
        json_put_int(w, f->line);
    else
        json_put_null(w);
    policy_text(w, "place", f->place);
    put_message(w, &f->message);
    json_object_end(w);
}

static struct str shown(struct str s)
{
    return (struct str){s.data, s.len > SHOWN ? utf8_offset(s, SHOWN / 3) : s.len};
}

void case_json(const struct case_result *c, struct json_writer *w)
{
    json_object(w);
    policy_text(w, "case", shown(c->name));
    policy_int(w, "line", c->line);
    json_name(w, "passed");
    json_put_bool(w, c->passed);
    json_name(w, "missed");
    json_array(w);
    for (size_t i = 0; i < c->n_missed; i++) {
        json_object(w);
        policy_text(w, "column", c->missed[i].column);
        policy_text(w, "expected", shown(c->missed[i].expected));
        policy_text(w, "got", shown(c->missed[i].got));
        json_object_end(w);
    }
    json_array_end(w);
    json_name(w, "failure");
    if (c->failure) {
        json_object(w);
        put_message(w, c->failure);
        json_object_end(w);
    } else {
        json_put_null(w);
    }
    json_object_end(w);
}
