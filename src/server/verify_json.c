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

void put_null(struct json_writer *w, const char *name)
{
    json_name(w, name);
    json_put_null(w);
}

void put_some(struct json_writer *w, const char *name, struct str v)
{
    if (v.len)
        put_text(w, name, v);
    else
        put_null(w, name);
}

void put_int(struct json_writer *w, const char *name, int64_t v)
{
    json_name(w, name);
    json_put_int(w, v);
}

void put_maybe(struct json_writer *w, const char *name, struct maybe v)
{
    if (v.known)
        put_int(w, name, v.value);
    else
        put_null(w, name);
}

void put_number(struct json_writer *w, const char *name, int64_t v)
{
    put_maybe(w, name, (struct maybe){v != 0, v});
}

void put_bool(struct json_writer *w, const char *name, bool v)
{
    json_name(w, name);
    json_put_bool(w, v);
}

void put_date(struct json_writer *w, const char *name, int32_t day)
{
    char text[DATE_TEXT];
    if (day == DATE_NONE || day == DAY_OPEN)
        text[0] = '\0';
    else
        date_format(day, text);
    put_some(w, name, str_of(text));
}

void put_instant(struct json_writer *w, const char *name, int64_t us)
{
    char text[40] = "";
    if (us)
        instant_format(us, text);
    put_some(w, name, str_of(text));
}

void put_words(struct json_writer *w, const char *name, const struct str *at, size_t n)
{
    json_name(w, name);
    json_array(w);
    for (size_t i = 0; i < n; i++)
        json_put_str(w, at[i]);
    json_array_end(w);
}

void put_seen(struct json_writer *w, const char *name, struct str value, bool known,
              enum sight sight)
{
    json_name(w, name);
    json_object(w);
    if (known && sight == SIGHT_CLEAR)
        put_text(w, "value", value);
    else
        put_null(w, "value");
    put_some(w, "hidden",
             sight == SIGHT_MASKED     ? STR("masked")
             : sight == SIGHT_WITHHELD ? STR("withheld")
                                       : STR(""));
    json_object_end(w);
}

enum sight sight_of(const struct lens *x, uint32_t fields, bool minor)
{
    const struct attribute like = {.fields = fields};
    struct shown s = {0};
    return mask_fact(x, &like, (struct fact){0}, minor, NULL, &s, NULL) < 0 ? SIGHT_WITHHELD
                                                                            : s.sight;
}

int put_fact(struct json_writer *w, const char *name, const struct lens *x,
             const struct attribute *t, struct fact v, bool minor, struct arena *a, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct shown s = {0};
    int rc = t ? mask_fact(x, t, v, minor, a, &s, e) : 0;
    if (rc < 0)
        return rc;
    if (t && s.value.known)
        fact_print(t, s.value, &text);
    put_seen(w, name, strbuf_str(&text), s.value.known, s.sight);
    return text.failed ? err_nomem(e) : 0;
}

void put_name(struct json_writer *w, const struct lens *x, struct str name, bool minor)
{
    _cleanup_(strbuf_done) struct strbuf masked = {0};
    /* of a minor the name tells who it is: masked until opened */
    enum sight sight = sight_of(x, minor ? FIELD_MINOR : 0, minor);
    if (sight == SIGHT_MASKED)
        name_mask(name, &masked);
    put_some(w, "name",
             sight == SIGHT_CLEAR    ? name
             : sight == SIGHT_MASKED ? strbuf_str(&masked)
                                     : STR(""));
}

void put_person(struct json_writer *w, int64_t register_id, int64_t person_id)
{
    char no[PERSON_NO_BYTES] = "";
    if (person_id)
        person_no(register_id, person_id, no);
    put_some(w, "person_no", str_of(no));
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
