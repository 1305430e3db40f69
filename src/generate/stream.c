#include "stream.h"

#include "cleanup.h"
#include "date.h"
#include "draw.h"

#include <stdlib.h>

#define MAX_WORDS 16

/* Where an attribute of the catalogue stands in a draft. */
struct source {
    int fact; /* -1 = not drawn */
    size_t n_words;
    const struct str *words; /* of the codes, in the draft's order */
    const int *sorted;       /* their places in the order of their words */
};

struct stream {
    struct arena *arena;
    const struct catalogue *catalogue;
    struct draw draw;
    uint64_t n, next;
    int64_t people;
    bool june;
    struct source *sources[N_ENTITIES];
    struct fact *facts[1 + DRAFT_PEOPLE];
    struct member_facts members[DRAFT_PEOPLE];
    struct household h;
    struct strbuf codes;
};

#define AS_NAME(name, id, words) {id, words},
static const struct {
    const char *id, *words;
} household_facts[] = {HOUSEHOLD_FACTS(AS_NAME)}, person_facts[] = {PERSON_FACTS(AS_NAME)};

static int read_words(struct stream *s, const char *list, struct source *ret, struct err *e)
{
    struct str rest = str_of(list), word, *words = arena_array_of(s->arena, MAX_WORDS, struct str);
    int *sorted = arena_array_of(s->arena, MAX_WORDS, int);
    size_t n = 0;

    if (!words || !sorted)
        return err_nomem(e);
    while (n < MAX_WORDS && str_split(&rest, ';', &word)) {
        size_t at = n;
        for (; at > 0 && str_cmp(words[sorted[at - 1]], word) > 0; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = (int)n;
        words[n++] = word;
    }
    ret->n_words = n;
    ret->words = words;
    ret->sorted = sorted;
    return 0;
}

static int find_sources(struct stream *s, enum entity entity, struct err *e)
{
    const struct catalogue *c = s->catalogue;
    size_t n = entity == ENTITY_HOUSEHOLD ? (size_t)N_HOUSEHOLD_FACTS : N_PERSON_FACTS;
    struct source *sources = arena_array_of(s->arena, c->n[entity], struct source);

    if (!sources)
        return err_nomem(e);
    for (size_t i = 0; i < c->n[entity]; i++) {
        sources[i] = (struct source){.fact = -1};
        for (size_t k = 0; k < n; k++) {
            const char *id =
                entity == ENTITY_HOUSEHOLD ? household_facts[k].id : person_facts[k].id;
            const char *words =
                entity == ENTITY_HOUSEHOLD ? household_facts[k].words : person_facts[k].words;
            if (!str_eqz(c->attributes[entity][i].id, id))
                continue;
            sources[i].fact = (int)k;
            if (words && read_words(s, words, &sources[i], e) < 0)
                return E_NOMEM;
        }
    }
    s->sources[entity] = sources;
    return 0;
}

int stream_open(const struct catalogue *c, struct str division, uint64_t seed, uint64_t households,
                bool june, struct stream **ret, struct err *e)
{
    _cleanup_(stream_freep) struct stream *s = calloc(1, sizeof *s);
    int r;

    if (!s || !(s->arena = arena_new(0)))
        return err_nomem(e);
    s->catalogue = c;
    s->n = households;
    s->june = june;
    if ((r = draw_open(&s->draw, division, seed, draw_digits(households), s->arena, e)) < 0 ||
        (r = find_sources(s, ENTITY_HOUSEHOLD, e)) < 0 ||
        (r = find_sources(s, ENTITY_PERSON, e)) < 0)
        return r;
    for (int i = 0; i <= DRAFT_PEOPLE; i++) {
        s->facts[i] =
            arena_array_of(s->arena, c->n[i ? ENTITY_PERSON : ENTITY_HOUSEHOLD], struct fact);
        if (!s->facts[i])
            return err_nomem(e);
    }
    *ret = take(s);
    return 0;
}

void stream_free(struct stream *s)
{
    if (!s)
        return;
    draw_done(&s->draw);
    strbuf_done(&s->codes);
    arena_free(s->arena);
    free(s);
}

void stream_freep(struct stream **s)
{
    stream_free(*s);
}

/* "illness;labour" */
static struct str code_list(struct stream *s, const struct source *k, int64_t bits)
{
    strbuf_clear(&s->codes);
    for (size_t i = 0; i < k->n_words; i++) {
        if (!(bits >> k->sorted[i] & 1))
            continue;
        if (s->codes.len)
            strbuf_addc(&s->codes, ';');
        strbuf_adds(&s->codes, k->words[k->sorted[i]]);
    }
    return strbuf_str(&s->codes);
}

/* What an import makes of an empty cell. */
static struct fact absent_fact(const struct attribute *t)
{
    if (t->absent == ABSENT_VALUE)
        return t->absent_value;
    return (struct fact){.known = t->absent == ABSENT_EMPTY, .none = t->absent == ABSENT_EMPTY};
}

static struct fact fact_of(struct stream *s, const struct attribute *t, const struct source *k,
                           int64_t v)
{
    struct fact f = {.known = true};
    switch (t->type) {
    case ATTR_MONEY:
    case ATTR_INTEGER:
    case ATTR_BOOLEAN:
        f.i = v;
        return f;
    case ATTR_DATE:
        f.i = v;
        return v == DATE_NONE ? absent_fact(t) : f;
    case ATTR_CODE:
        f.s = k->words[v];
        return f;
    case ATTR_CODES:
        f.s = code_list(s, k, v);
        return f;
    case ATTR_TEXT:
    case ATTR_DIVISION:
    case ATTR_ID_NO:
        break;
    }
    return absent_fact(t);
}

static struct fact household_fact(struct stream *s, size_t i)
{
    const struct household *h = &s->h;
    const struct attribute *t = &s->catalogue->attributes[ENTITY_HOUSEHOLD][i];
    const struct source *k = &s->sources[ENTITY_HOUSEHOLD][i];

    if (k->fact < 0)
        return absent_fact(t);
    if (h->withdrawn >> k->fact & 1)
        return (struct fact){0};
    if (h->unknown >> k->fact & 1)
        return absent_fact(t);
    switch (k->fact) {
    case H_HOUSEHOLD_NO:
        return (struct fact){.known = true, .s = str_of(h->no)};
    case H_DIVISION:
        return (struct fact){.known = true, .s = str_of(h->division)};
    case H_ADDRESS:
        return (struct fact){.known = true, .s = str_of(h->address)};
    case H_PRIOR_CATEGORY:
    case H_PRIOR_AMOUNT:
        if (h->v[H_PRIOR_CATEGORY] == PRIOR_NONE)
            return absent_fact(t);
    }
    return fact_of(s, t, k, h->v[k->fact]);
}

static struct fact person_fact(struct stream *s, const struct person *p, size_t i)
{
    const struct attribute *t = &s->catalogue->attributes[ENTITY_PERSON][i];
    const struct source *k = &s->sources[ENTITY_PERSON][i];

    if (k->fact < 0 || k->fact == P_ID_NO || p->withdrawn >> k->fact & 1)
        return k->fact < 0 ? absent_fact(t) : (struct fact){0};
    if (p->unknown >> k->fact & 1)
        return absent_fact(t);
    if (k->fact == P_HOUSEHOLD_NO)
        return (struct fact){.known = true, .s = str_of(s->h.no)};
    if (k->fact == P_NAME)
        return (struct fact){.known = true, .s = str_of(p->name)};
    return fact_of(s, t, k, p->v[k->fact]);
}

int stream_next(struct stream *s, struct household_facts *ret, struct err *e)
{
    struct rng r;
    const struct place *place;
    enum residence residence;

    if (s->next == s->n)
        return 0;
    struct story story = draw_story(&s->draw, s->next, &r, &place, &residence);
    draw_build(&s->draw, &story, &r, place, residence, s->next + 1, &s->h);
    if (s->june && story.june != JUNE_NOTHING)
        story_june(&story, &r, &s->h);
    for (size_t i = 0; i < s->catalogue->n[ENTITY_HOUSEHOLD]; i++)
        s->facts[0][i] = household_fact(s, i);
    for (size_t m = 0; m < s->h.n; m++) {
        for (size_t i = 0; i < s->catalogue->n[ENTITY_PERSON]; i++)
            s->facts[m + 1][i] = person_fact(s, &s->h.p[m], i);
        s->members[m] = (struct member_facts){++s->people, s->facts[m + 1]};
    }
    if (s->codes.failed)
        return err_nomem(e);
    *ret = (struct household_facts){
        .register_id = 1,
        .household_id = (int64_t)++s->next,
        .household_no = str_of(s->h.no),
        .facts = s->facts[0],
        .n_members = s->h.n,
        .members = s->members,
    };
    return 1;
}
