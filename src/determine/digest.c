/* The digests of inputs. Committed runs keep them: what is hashed must never change. */
#include "compose.h"

#include "cleanup.h"

#include <stdlib.h>

/* A text being written where there is room for it. */
struct writing {
    char *p;
};

static void write_text(struct writing *w, struct str s)
{
    if (s.len)
        w->p = mempcpy(w->p, s.data, s.len);
}

static void write_int(struct writing *w, int64_t v)
{
    if (v < 0)
        *w->p++ = '-';
    w->p += uint_format(v < 0 ? -(uint64_t)v : (uint64_t)v, w->p);
}

static void write_fact(struct writing *w, const struct attribute *t, const struct fact *f)
{
    if (!f->known && !f->none)
        return;
    write_text(w, t->id);
    *w->p++ = (char)('0' + f->known + 2 * f->none);
    w->p = mempcpy(w->p, &f->i, sizeof f->i);
    if (f->s.len < 10)
        *w->p++ = (char)('0' + f->s.len);
    else
        w->p += uint_format(f->s.len, w->p);
    *w->p++ = ':';
    write_text(w, f->s);
}

#define INT_TEXT (UINT_TEXT + 2) /* with sign and separator */
#define FACT_TEXT (1 + sizeof(int64_t) + UINT_TEXT + 1)

static size_t facts_room(const struct attribute *attributes, const struct fact *facts, size_t n)
{
    size_t room = 0;
    for (size_t i = 0; i < n; i++)
        room += attributes[i].id.len + FACT_TEXT + facts[i].s.len;
    return room;
}

static void write_facts(struct writing *w, const struct attribute *attributes,
                        const struct fact *facts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        write_fact(w, &attributes[i], &facts[i]);
}

/* Room for what write_household writes. */
static size_t household_room(const struct catalogue *c, const struct household_facts *h)
{
    size_t room =
        INT_TEXT + facts_room(c->attributes[ENTITY_HOUSEHOLD], h->facts, c->n[ENTITY_HOUSEHOLD]);
    for (size_t m = 0; m < h->n_members; m++)
        room += INT_TEXT + 1 +
                facts_room(c->attributes[ENTITY_PERSON], h->members[m].facts, c->n[ENTITY_PERSON]);
    return room;
}

static void write_household(struct writing *w, const struct catalogue *c,
                            const struct household_facts *h)
{
    write_int(w, (int64_t)h->n_members);
    *w->p++ = ' ';
    write_facts(w, c->attributes[ENTITY_HOUSEHOLD], h->facts, c->n[ENTITY_HOUSEHOLD]);
    for (size_t m = 0; m < h->n_members; m++) {
        *w->p++ = '|';
        write_int(w, h->members[m].person_id);
        *w->p++ = ' ';
        write_facts(w, c->attributes[ENTITY_PERSON], h->members[m].facts, c->n[ENTITY_PERSON]);
    }
    *w->p++ = '|';
}

static size_t rest_room(const char *pack_hash, const struct previous *p)
{
    return strlen(pack_hash) + 8 * INT_TEXT + p->category.len + p->measures.len;
}

static void write_head(struct writing *w, int32_t as_of, const char *pack_hash)
{
    write_text(w, str_of(pack_hash));
    *w->p++ = ' ';
    write_int(w, as_of);
    *w->p++ = ' ';
}

static void write_previous(struct writing *w, const struct previous *p)
{
    const int64_t numbers[] = {p->standing, p->amount, p->amount_unknown, p->grace_until};
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        write_int(w, numbers[i]);
        *w->p++ = ' ';
    }
    write_text(w, p->category);
    *w->p++ = ' ';
    write_text(w, p->measures);
}

static uint64_t hash_between(const char *text, const struct writing *w)
{
    return str_hash((struct str){text, (size_t)(w->p - text)});
}

int facts_digest(const struct catalogue *c, const struct household_facts *h, uint64_t *ret)
{
    _cleanup_free_ char *text = malloc(household_room(c, h));
    if (!text)
        return E_NOMEM;
    struct writing w = {text};
    write_household(&w, c, h);
    *ret = hash_between(text, &w);
    return 0;
}

int input_digest(uint64_t facts, const struct previous *p, int32_t as_of, const char *pack_hash,
                 uint64_t *ret)
{
    _cleanup_free_ char *text = malloc(rest_room(pack_hash, p));
    if (!text)
        return E_NOMEM;
    struct writing w = {text};
    write_head(&w, as_of, pack_hash);
    write_int(&w, (int64_t)facts);
    *w.p++ = '|';
    write_previous(&w, p);
    *ret = hash_between(text, &w);
    return 0;
}

int whole_digest(const struct catalogue *c, const struct household_facts *h, int32_t as_of,
                 const char *pack_hash, uint64_t *ret)
{
    _cleanup_free_ char *text = malloc(rest_room(pack_hash, &h->previous) + household_room(c, h));
    if (!text)
        return E_NOMEM;
    struct writing w = {text};
    write_head(&w, as_of, pack_hash);
    write_household(&w, c, h);
    write_previous(&w, &h->previous);
    *ret = hash_between(text, &w);
    return 0;
}
