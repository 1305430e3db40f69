#include "households.h"

#include "cleanup.h"
#include "date.h"
#include "story.h"

#include <stdlib.h>

#define MOST_MEMBERS 200

struct fact_name {
    const char *id, *words;
};

#define AS_NAME(name, id, words) {id, words},
static const struct fact_name household_names[] = {HOUSEHOLD_FACTS(AS_NAME)};
static const struct fact_name person_names[] = {PERSON_FACTS(AS_NAME)};

static const char *const places[] = {"440783116000", "440783116201", "440783000000", "440704001000",
                                     "440785101001"};

static struct str pick_word(const char *words, size_t i)
{
    struct str rest = str_of(words), word = {0};
    for (size_t k = 0; k <= i && str_split(&rest, ';', &word); k++)
        ;
    return word;
}

static struct str pick_words(const char *words, uint64_t bits, struct arena *a)
{
    struct str list[16], rest = str_of(words), word;
    size_t n = 0, i = 0;
    for (; str_split(&rest, ';', &word); i++)
        if (bits >> i & 1)
            list[n++] = word;
    qsort(list, n, sizeof *list, str_cmp_qsort);
    char *text = arena_zalloc(a, 256), *p = text;
    for (i = 0; i < n; i++) {
        if (i)
            *p++ = ';';
        p = mempcpy(p, list[i].data, list[i].len);
    }
    return (struct str){text, (size_t)(p - text)};
}

/* A draft's facts as the register gives them. */
static struct fact *facts_of(const struct catalogue *c, enum entity entity,
                             const struct fact_name *names, size_t n, const int64_t *v,
                             uint64_t unknown, struct arena *a)
{
    struct fact *facts = arena_zalloc(a, c->n[entity] * sizeof *facts);
    for (size_t i = 0; i < n; i++) {
        const struct attribute *t = catalogue_find(c, entity, str_of(names[i].id));
        if (!t || (unknown >> i & 1) || t->type == ATTR_ID_NO)
            continue;
        struct fact f = {.known = true, .i = v[i]};
        if (t->type == ATTR_CODE)
            f = (struct fact){.known = true, .s = pick_word(names[i].words, (size_t)v[i])};
        else if (t->type == ATTR_CODES)
            f = (struct fact){.known = true, .s = pick_words(names[i].words, (uint64_t)v[i], a)};
        else if (t->type == ATTR_TEXT || t->type == ATTR_DIVISION)
            f = (struct fact){.known = true, .s = STR("x")};
        else if (t->type == ATTR_DATE && v[i] == DATE_NONE)
            f = t->absent_value;
        facts[t->index] = f;
    }
    return facts;
}

/* Few of them beyond the column: the interpreter's. */
static int64_t odd_number(const struct attribute *t, struct rng *r)
{
    static const int64_t odd[] = {-1, -100000, 2147483648, 99999999999, -2147483648, 256};
    static const int64_t money[] = {0,     1,      99,     100,        79999,  80000,
                                    80001, 160000, 960000, 2147483647, 120000, 1920000};
    if (t->type == ATTR_BOOLEAN)
        return rng_below(r, 2);
    if (rng_chance(r, 20))
        return odd[rng_below(r, ARRAY_LEN(odd))];
    if (t->type == ATTR_INTEGER)
        return rng_below(r, t->max < 6 ? (uint32_t)t->max + 1 : 6);
    if (t->min < 0 && rng_chance(r, 200))
        return -(int64_t)rng_below(r, 3000000);
    return rng_chance(r, 300) ? money[rng_below(r, ARRAY_LEN(money))] : rng_below(r, 5000000);
}

/* Ages on the limit, the 29th of February, dates around the decision and far away. */
static int32_t odd_date(struct rng *r, int32_t as_of)
{
    static const int years[] = {0, 1, 15, 16, 17, 18, 59, 60, 61, 69, 70, 71, 100, 119, 120, 260};
    struct civil day = date_to_civil(as_of);
    switch (rng_below(r, 8)) {
    case 0:
        return as_of + rng_between(r, -40, 40);
    case 1:
        return date_from_civil((struct civil){1936 + 4 * rng_between(r, 0, 20), 2, 29});
    case 2:
        return rng_chance(r, 500) ? -719162 + (int32_t)rng_below(r, 3)
                                  : 2932896 - (int32_t)rng_below(r, 3);
    default:
        day.year -= years[rng_below(r, 16)];
        if (day.month == 2 && day.day == 29 && !date_valid(day.year, 2, 29))
            day.day = 28;
        return day.year < 1 ? as_of : date_from_civil(day) + rng_between(r, -1, 1);
    }
}

/* Any value of the attribute's kind, a few beyond it. */
static struct fact odd_fact(const struct attribute *t, struct rng *r, int32_t as_of,
                            struct arena *a)
{
    struct fact f = {.known = true};
    switch (t->type) {
    case ATTR_CODE:
        f.s = rng_chance(r, 10) ? STR("gone") : t->codes[rng_below(r, (uint32_t)t->n_codes)].code;
        break;
    case ATTR_CODES: {
        struct strbuf words = {0};
        for (size_t i = 0; i < t->n_codes; i++)
            strbuf_printf(&words, "%s" STR_FMT, i ? ";" : "", STR_ARG(t->codes[i].code));
        f.s = pick_words(strbuf_z(&words), rng_next(r) & rng_next(r), a);
        f.s = str_dup(a, f.s);
        strbuf_done(&words);
        if (rng_chance(r, 10))
            f.s = STR("gone");
        break;
    }
    case ATTR_DATE:
        if (t->absent == ABSENT_EMPTY && rng_chance(r, 400))
            return t->absent_value;
        f.i = odd_date(r, as_of);
        break;
    case ATTR_TEXT:
        if (rng_chance(r, 300))
            return (struct fact){.known = true, .none = true};
        f.s = STR("y");
        break;
    case ATTR_DIVISION:
        f.s = str_of(places[rng_below(r, ARRAY_LEN(places))]);
        break;
    case ATTR_ID_NO:
        return (struct fact){0};
    case ATTR_BOOLEAN:
    case ATTR_INTEGER:
    case ATTR_MONEY:
        f.i = odd_number(t, r);
        break;
    }
    return f;
}

static void disturb(const struct catalogue *c, enum entity entity, struct fact *facts,
                    struct rng *r, uint32_t unknown, uint32_t odd, int32_t as_of, struct arena *a)
{
    for (size_t i = 0; i < c->n[entity]; i++) {
        const struct attribute *t = &c->attributes[entity][i];
        if (rng_chance(r, unknown) && t->type != ATTR_DIVISION)
            facts[i] = (struct fact){0};
        else if (rng_chance(r, odd))
            facts[i] = odd_fact(t, r, as_of, a);
    }
}

static struct str any_category(const struct catalogue *c, struct rng *r)
{
    int i = c->known.prior_category;
    const struct attribute *t = i >= 0 ? &c->attributes[ENTITY_HOUSEHOLD][i] : NULL;
    if (!t || rng_chance(r, 200))
        return (struct str){0};
    return rng_chance(r, 10) ? STR("gone") : t->codes[rng_below(r, (uint32_t)t->n_codes)].code;
}

static struct previous any_previous(const struct catalogue *c, struct rng *r, int32_t as_of)
{
    static const enum standing standings[] = {
        STANDING_NONE, STANDING_IN_FORCE,  STANDING_GRACE,   STANDING_GRACE,
        STANDING_OUT,  STANDING_UNDECIDED, STANDING_IN_FORCE};
    struct previous p = {.standing = standings[rng_below(r, 7)],
                         .category = any_category(c, r),
                         .amount = rng_chance(r, 50) ? 99999999999 : rng_below(r, 300000),
                         .amount_unknown = rng_chance(r, 100),
                         .grace_until = DATE_NONE,
                         .measures = rng_chance(r, 500) ? STR("housing;medical") : STR("")};
    if (p.standing == STANDING_GRACE ? !rng_chance(r, 100) : rng_chance(r, 100))
        p.grace_until = as_of + rng_between(r, -2, rng_chance(r, 500) ? 2 : 200);
    return p;
}

/* The last wage such that the income by head is at a multiple of the line, or a fen beside it. */
static void to_the_limit(const struct catalogue *c, struct member_facts *members, size_t n,
                         struct rng *r)
{
    static const int64_t lines[] = {40000, 80000, 120000};
    int64_t sum = 0;
    struct fact *last = NULL;
    for (size_t m = 0; m < n; m++)
        for (int k = 3; k >= 0; k--) {
            struct fact *f = (struct fact *)&members[m].facts[c->known.incomes[k]];
            if (f->known)
                sum += f->i;
            if (k == 0)
                last = f;
        }
    if (!last || !last->known || sum < 0 || sum > 100000000)
        return;
    int64_t wanted =
        lines[rng_below(r, 3)] * 12 * (int64_t)n + rng_between(r, -7 * (int)n, 7 * (int)n);
    last->i += wanted - sum;
}

static size_t any_size(struct rng *r, size_t drawn)
{
    if (rng_chance(r, 960))
        return drawn;
    return rng_chance(r, 300) ? 0 : rng_chance(r, 50) ? MOST_MEMBERS : rng_below(r, 14);
}

void household_draw(const struct catalogue *c, const struct namebook *names, struct rng *r,
                    int32_t as_of, struct arena *a, struct household_facts *h)
{
    static const uint32_t shares[] = {0, 0, 0, 10, 40, 150};
    struct household draft = {0};
    struct story s = story_draw(r, rng_chance(r, 500) ? URBAN : RURAL);
    uint32_t unknown = shares[rng_below(r, 6)], odd = shares[rng_below(r, 6)];
    story_build(&s, r, names, &draft);
    struct fact *facts = facts_of(c, ENTITY_HOUSEHOLD, household_names, N_HOUSEHOLD_FACTS, draft.v,
                                  draft.unknown, a);
    size_t n = any_size(r, draft.n);
    struct member_facts *members = arena_zalloc(a, (n + 1) * sizeof *members);
    for (size_t m = 0; m < n; m++) {
        const struct person *p = &draft.p[m % draft.n];
        struct fact *of =
            facts_of(c, ENTITY_PERSON, person_names, N_PERSON_FACTS, p->v, p->unknown, a);
        disturb(c, ENTITY_PERSON, of, r, unknown, odd, as_of, a);
        members[m] = (struct member_facts){.person_id = (int64_t)m + 1, .facts = of};
    }
    facts[c->known.division] =
        (struct fact){.known = true, .s = str_of(places[rng_below(r, ARRAY_LEN(places))])};
    disturb(c, ENTITY_HOUSEHOLD, facts, r, unknown, odd, as_of, a);
    if (rng_chance(r, 500))
        to_the_limit(c, members, n, r);
    *h = (struct household_facts){.household_no = STR("H"),
                                  .facts = facts,
                                  .n_members = n,
                                  .members = members,
                                  .previous = any_previous(c, r, as_of)};
}

static void print_facts(const struct catalogue *c, enum entity entity, const struct fact *facts,
                        const char *indent, FILE *out)
{
    for (size_t i = 0; i < c->n[entity]; i++) {
        const struct attribute *t = &c->attributes[entity][i];
        struct strbuf text = {0};
        if (facts[i].known && !facts[i].none)
            fact_print(t, facts[i], &text);
        fprintf(out, "%s" STR_FMT " = %s\n", indent, STR_ARG(t->id),
                !facts[i].known ? "unknown"
                : facts[i].none ? "null"
                                : strbuf_z(&text));
        strbuf_done(&text);
    }
}

void household_print(const struct catalogue *c, const struct household_facts *h, FILE *out)
{
    char until[DATE_TEXT] = "";
    date_format(h->previous.grace_until, until);
    print_facts(c, ENTITY_HOUSEHOLD, h->facts, "  ", out);
    fprintf(out, "  previous: standing \"%s\", category \"" STR_FMT "\", amount %lld%s, until %s\n",
            standing_code(h->previous.standing), STR_ARG(h->previous.category),
            (long long)h->previous.amount, h->previous.amount_unknown ? " (unknown)" : "", until);
    for (size_t m = 0; m < h->n_members && m < 8; m++) {
        fprintf(out, "  member %zu of %zu:\n", m + 1, h->n_members);
        print_facts(c, ENTITY_PERSON, h->members[m].facts, "    ", out);
    }
}
