#include "verify_json.h"

#include "change.h"
#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "household_read.h"

void put_text(struct json_writer *w, const char *name, struct str v)
{
    json_name(w, name);
    json_put_str(w, v);
}

void put_maybe(struct json_writer *w, const char *name, struct maybe v)
{
    json_name(w, name);
    if (v.known)
        json_put_int(w, v.value);
    else
        json_put_null(w);
}

void put_number(struct json_writer *w, const char *name, int64_t v)
{
    put_maybe(w, name, (struct maybe){v != 0, v});
}

void put_words(struct json_writer *w, const char *name, const struct str *at, size_t n)
{
    json_name(w, name);
    json_array(w);
    for (size_t i = 0; i < n; i++)
        json_put_str(w, at[i]);
    json_array_end(w);
}

enum sight sight_of(const struct lens *x, uint32_t fields, bool minor)
{
    const struct attribute like = {.entity = ENTITY_HOUSEHOLD, .fields = fields};
    struct shown s = {0};
    return mask_fact(x, &like, (struct fact){0}, minor, NULL, &s, NULL) < 0 ? SIGHT_WITHHELD
                                                                            : s.sight;
}

void put_hidden(struct json_writer *w, const char *name, struct str text, enum sight sight)
{
    json_name(w, name);
    json_object(w);
    put_text(w, "state",
             sight == SIGHT_CLEAR    ? STR("known")
             : sight == SIGHT_MASKED ? STR("masked")
                                     : STR("withheld"));
    put_str(w, "value", sight == SIGHT_CLEAR ? text : STR(""));
    json_object_end(w);
}

struct str name_told(const struct lens *x, struct str name, bool minor, struct arena *a,
                     bool *ret_masked)
{
    /* a minor's name tells who it is: masked until opened */
    if (ret_masked)
        *ret_masked = sight_of(x, minor ? FIELD_MINOR : 0, minor) != SIGHT_CLEAR;
    return mask_name(x, name, minor, a);
}

int put_place_name(struct api_call *c, struct json_writer *w, struct str code, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf name = {0};
    char padded[13];
    int rc = code.len && division_pad(code, padded)
                 ? reg_division_name(api_register(c), str_of(padded), &name, e)
                 : 0;
    put_str(w, "place", strbuf_str(&name));
    return rc;
}

void put_member(struct json_writer *w, const struct lens *x, struct str name, bool minor,
                int64_t register_id, int64_t person_id, struct arena *a)
{
    char no[PERSON_NO_BYTES] = "";
    bool masked;
    if (person_id)
        person_no(register_id, person_id, no);
    put_str(w, "person_no", str_of(no));
    put_str(w, "name", name_told(x, name, minor, a, &masked));
    put_bool(w, "name_masked", masked);
}

void put_figures(struct json_writer *w, const struct item_figures *f)
{
    json_array(w);
    for (int k = 0; k < N_ITEM_KINDS; k++)
        for (int s = 0; s < N_ITEM_STATES; s++) {
            if (!f->items[k][s])
                continue;
            json_object(w);
            put_text(w, "kind", str_of(item_kind_word((enum item_kind)k)));
            put_text(w, "state", str_of(item_state_word((enum item_state)s)));
            put_int(w, "items", f->items[k][s]);
            put_int(w, "amount_fen", f->amount[k][s]);
            json_object_end(w);
        }
    json_array_end(w);
}

int job_input_read(struct str json, struct arena *a, struct job_input *ret, struct err *e)
{
    ret->a = a;
    return api_value_read(json, a, &ret->value, e);
}

struct str input_text(const struct job_input *x, const char *path)
{
    const struct api_value *v = api_value_at(&x->value, path);
    return v && v->text.data ? v->text : STR("");
}

int64_t input_int(const struct job_input *x, const char *path)
{
    int64_t n;
    return api_int_parse(input_text(x, path), &n) ? n : 0;
}

bool input_bool(const struct job_input *x, const char *path)
{
    return str_eqz(input_text(x, path), "true");
}

int32_t input_date(const struct job_input *x, const char *path)
{
    int32_t day;
    return date_parse(input_text(x, path), &day) ? day : DATE_NONE;
}

size_t input_length(const struct job_input *x, const char *path)
{
    const struct api_value *v = api_value_at(&x->value, path);
    return v ? v->n : 0;
}

int input_opened(const struct job_input *x, const struct actor *actor, uint32_t *ret, struct err *e)
{
    uint32_t opened = 0;
    for (size_t i = 0; i < input_length(x, "opened"); i++) {
        char path[32];
        uint32_t one = 0;
        snprintf(path, sizeof path, "opened.%zu", i);
        fields_parse(input_text(x, path), &one);
        opened |= one;
    }
    int rc = actor_require_fields(actor, opened, e);
    if (rc >= 0)
        *ret = opened;
    return rc;
}

int input_known(const struct job_input *x, struct reg *r, int64_t *ret, struct err *e)
{
    struct str text = input_text(x, "known_at");
    int64_t instant;
    if (!text.len) {
        *ret = INT64_MAX;
        return 0;
    }
    if (!instant_parse(text, &instant))
        return err_set(e, E_INVALID, "known_at 不是时刻：" STR_FMT,
                       "known_at is no instant: " STR_FMT, STR_ARG(text));
    return change_seq_at(reg_db(r), instant, ret, e);
}
