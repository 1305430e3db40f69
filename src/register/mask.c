#include "mask.h"

#include "cleanup.h"
#include "date.h"
#include "identity.h"
#include "register_private.h"
#include "text.h"

/* Masked until opened, for everybody. */
#define BY_DEFAULT (FIELD_IDENTITY_NUMBER | FIELD_HEALTH | FIELD_ADDRESS | FIELD_MINOR)

void name_mask(struct str name, struct strbuf *out)
{
    size_t first = utf8_offset(name, 1);
    strbuf_add(out, name.data, first);
    size_t rest = utf8_count(name) - (first ? 1 : 0);
    for (size_t i = 0; i < rest; i++)
        strbuf_addc(out, '*');
}

bool mask_is_minor(struct fact birth, int32_t today)
{
    return !birth.known || birth.none || date_age((int32_t)birth.i, today) < MINOR_AGE;
}

/* minor: of somebody under 14; named: the field tells who it is. */
static struct shown look(const struct lens *x, uint32_t fields, bool minor, bool named)
{
    uint32_t lacking = (fields | (minor ? FIELD_MINOR : 0)) & ~x->actor->fields;
    uint32_t closed = (fields | (minor && named ? FIELD_MINOR : 0)) & BY_DEFAULT & ~x->opened;
    if (lacking)
        return (struct shown){.sight = SIGHT_WITHHELD, .fields = lacking};
    return (struct shown){.sight = closed ? SIGHT_MASKED : SIGHT_CLEAR, .fields = closed};
}

int mask_fact(const struct lens *x, const struct attribute *t, struct fact value, bool minor,
              struct arena *a, struct shown *ret, struct err *e)
{
    bool is_name = t->entity == ENTITY_PERSON && str_eqz(t->id, "name");
    struct shown s = look(x, t->fields, minor, is_name);
    if (s.sight == SIGHT_CLEAR)
        s.value = value;
    if (s.sight == SIGHT_MASKED && is_name && value.known && !value.none) {
        _cleanup_(strbuf_done) struct strbuf masked = {0};
        name_mask(value.s, &masked);
        s.text = str_dup(a, strbuf_str(&masked));
        if (masked.failed || arena_failed(a))
            return err_nomem(e);
    }
    *ret = s;
    return 0;
}

static struct str masked_name(struct str name, struct arena *a)
{
    _cleanup_(strbuf_done) struct strbuf masked = {0};
    name_mask(name, &masked);
    if (masked.failed)
        arena_fail(a);
    return str_dup(a, strbuf_str(&masked));
}

struct str mask_name(const struct lens *x, struct str name, bool minor, struct arena *a)
{
    struct shown s = look(x, 0, minor, true);
    return s.sight == SIGHT_CLEAR    ? str_dup(a, name)
           : s.sight == SIGHT_MASKED ? masked_name(name, a)
                                     : STR("");
}

struct str mask_listed_name(const struct lens *x, struct str name, int32_t birth, struct arena *a)
{
    struct fact born = {.known = birth != DATE_NONE, .i = birth};
    struct str told = mask_name(x, name, mask_is_minor(born, x->today), a);
    return actor_sees(x->actor, FIELD_IDENTITY_NUMBER) ? told : masked_name(told, a);
}

int mask_number(struct reg *r, const struct lens *x, int64_t register_id, int64_t person_id,
                bool minor, struct arena *a, struct shown *ret, struct err *e)
{
    struct shown s = look(x, FIELD_IDENTITY_NUMBER, minor, true);
    char number[IDNO_TEXT] = "";
    struct err why = {0};
    int rc = 0;
    if (s.sight != SIGHT_WITHHELD && (rc = reg_keys(r, &why)) >= 0)
        rc = s.sight == SIGHT_CLEAR
                 ? identity_get(r->db, r->keys, x->actor, register_id, person_id, number, &why)
                 : identity_masked(r->db, r->keys, register_id, person_id, number, &why);
    if (rc < 0 && rc != E_NOT_FOUND) {
        if (e)
            *e = why;
        return rc;
    }
    if (rc >= 0 && s.sight != SIGHT_WITHHELD) {
        struct str text = str_dup(a, str_of(number));
        explicit_bzero(number, sizeof number);
        if (!text.data)
            return err_nomem(e);
        if (s.sight == SIGHT_CLEAR)
            s.value = (struct fact){.known = true, .s = text};
        else
            s.text = text;
    }
    *ret = s;
    return 0;
}
