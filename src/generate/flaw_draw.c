/* How a flaw comes about in a household: which row, which cell, what stands there instead. */
#include "date.h"
#include "flaw_scene.h"

#include <stdarg.h>
#include <stdio.h>

#define STREAM_FLAWS (UINT64_C(1) << 63) /* beside those of the households */
#define MARRIAGE_AGE 20

void scene_printf(struct scene *s, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(s->f->text, sizeof s->f->text, format, args);
    va_end(args);
}

/* A cell as it would be if the fact were v. */
static void change_to(struct scene *s, const struct person *p, int fact, int64_t v)
{
    char buf[SHEET_CELL];
    struct str text = sheet_value(scene_sheet(s, p), fact, v, buf);

    scene_change(s, p, fact);
    scene_printf(s, STR_FMT, STR_ARG(text));
}

/* ---- one of the members whom it suits ---- */

typedef bool fits_fn(const struct household *h, const struct person *p);

static const struct person *member(struct scene *s, fits_fn *fits)
{
    const struct person *found[DRAFT_PEOPLE];
    size_t n = 0;

    for (size_t i = 0; i < s->h->n; i++)
        if (fits(s->h, &s->h->p[i]))
            found[n++] = &s->h->p[i];
    return n ? found[rng_below(&s->rng, (uint32_t)n)] : NULL;
}

static bool told(const struct person *p, enum person_fact fact)
{
    return !(p->unknown >> fact & 1);
}

static bool anybody(const struct household *h, const struct person *p)
{
    return true;
}

static bool not_head(const struct household *h, const struct person *p)
{
    return p != &h->p[0];
}

static bool son(const struct household *h, const struct person *p)
{
    return p->v[P_RELATION] == SON;
}

static bool daughter(const struct household *h, const struct person *p)
{
    return p->v[P_RELATION] == DAUGHTER;
}

static bool descendant(const struct household *h, const struct person *p)
{
    return person_child_of_head(p) || p->v[P_RELATION] == GRANDCHILD;
}

static bool mother(const struct household *h, const struct person *p)
{
    return p->v[P_RELATION] == PARENT && p->v[P_SEX] == FEMALE;
}

static bool has_spouse(const struct household *h)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->p[i].v[P_RELATION] == SPOUSE)
            return true;
    return false;
}

static bool of_the_heads_sex(const struct household *h, const struct person *p)
{
    return p->v[P_SEX] == h->p[0].v[P_SEX];
}

static bool young_spouse(const struct household *h, const struct person *p)
{
    return !has_spouse(h) && !of_the_heads_sex(h, p) && p->age < MARRIAGE_AGE;
}

static bool second_spouse(const struct household *h, const struct person *p)
{
    return has_spouse(h) && p->v[P_RELATION] != SPOUSE && !of_the_heads_sex(h, p) &&
           p->age >= MARRIAGE_AGE;
}

static bool spouse_of_one_sex(const struct household *h, const struct person *p)
{
    return !has_spouse(h) && not_head(h, p) && of_the_heads_sex(h, p) && p->age >= MARRIAGE_AGE;
}

static bool child(const struct household *h, const struct person *p)
{
    return p->age < 16;
}

static bool without_disability(const struct household *h, const struct person *p)
{
    return p->v[P_DISABILITY_GRADE] == 0;
}

static bool aged(const struct household *h, const struct person *p)
{
    return p->age >= 60 && told(p, P_LABOUR_CAPACITY);
}

static bool idle_destitute(const struct household *h, const struct person *p)
{
    return h->v[H_PRIOR_CATEGORY] == PRIOR_DESTITUTE && p->age >= 16 && !p->v[P_EMPLOYED];
}

static bool pensioner(const struct household *h, const struct person *p)
{
    return p->v[P_BASIC_PENSION] > 0 && told(p, P_TRANSFER_INCOME);
}

static bool has_x(const struct household *h, const struct person *p)
{
    return p->id_no[IDNO_LENGTH - 1] == 'X';
}

static bool born_before_2000(const struct household *h, const struct person *p)
{
    return memcmp(p->id_no + 6, "19", 2) == 0;
}

/* ---- kinds that put down one fact of a member for another ---- */

static const struct change {
    enum flaw_kind kind;
    fits_fn *fits;
    enum person_fact fact;
    int64_t v;
} changes[] = {
    {FLAW_SON_FEMALE, daughter, P_RELATION, SON},
    {FLAW_DAUGHTER_MALE, son, P_RELATION, DAUGHTER},
    {FLAW_PARENT_YOUNGER, descendant, P_RELATION, PARENT},
    {FLAW_CHILD_OLDER, mother, P_RELATION, DAUGHTER},
    {FLAW_SPOUSE_YOUNG, young_spouse, P_RELATION, SPOUSE},
    {FLAW_TWO_HEADS, not_head, P_RELATION, HEAD},
    {FLAW_TWO_SPOUSES, second_spouse, P_RELATION, SPOUSE},
    {FLAW_SPOUSE_SAME_SEX, spouse_of_one_sex, P_RELATION, SPOUSE},
    {FLAW_CHILD_WORKS, child, P_LABOUR_CAPACITY, ORDINARY},
    {FLAW_DISABILITY_GRADE, without_disability, P_DISABILITY_GRADE, 3},
    {FLAW_AGED_LABOUR, aged, P_LABOUR_CAPACITY, ORDINARY},
    {FLAW_DESTITUTE_WORKS, idle_destitute, P_EMPLOYED, true},
};

static bool make_change(struct scene *s, const struct change *c)
{
    const struct person *p = member(s, c->fits);

    if (p)
        change_to(s, p, (int)c->fact, c->v);
    return p != NULL;
}

/* ---- identity numbers: the area, which isn't assigned, stays in all of them ---- */

static bool id_checksum(struct scene *s)
{
    const struct person *p = member(s, anybody);
    int at = rng_between(&s->rng, 6, IDNO_LENGTH - 1);
    char *no = s->f->text;

    scene_change(s, p, P_ID_NO);
    scene_printf(s, "%s", p->id_no);
    while (no[at] == p->id_no[at])
        no[at] = "0123456789X"[rng_below(&s->rng, at == IDNO_LENGTH - 1 ? 11 : 10)];
    return true;
}

static bool id_length(struct scene *s)
{
    const struct person *p = member(s, anybody);
    int at = rng_between(&s->rng, 6, IDNO_LENGTH - 1);
    int type = rng_between(&s->rng, 1, 7), grade = rng_between(&s->rng, 1, 4);

    scene_change(s, p, P_ID_NO);
    switch (rng_below(&s->rng, 4)) {
    case 0: /* a character lost */
        scene_printf(s, "%.*s%s", at, p->id_no, p->id_no + at + 1);
        break;
    case 1: /* a character doubled */
        scene_printf(s, "%.*s%s", at + 1, p->id_no, p->id_no + at);
        break;
    case 2: /* a disability card */
        scene_printf(s, "%s%d%d", p->id_no, type, grade);
        break;
    default: /* … reissued */
        scene_printf(s, "%s%d%dB1", p->id_no, type, grade);
    }
    return true;
}

static bool id_15(struct scene *s)
{
    const struct person *p = member(s, born_before_2000);

    if (!p)
        return false;
    scene_change(s, p, P_ID_NO);
    scene_printf(s, "%.6s%.9s", p->id_no, p->id_no + 8);
    return true;
}

static bool id_lower_x(struct scene *s)
{
    const struct person *p = member(s, has_x);

    if (!p)
        return false;
    scene_change(s, p, P_ID_NO);
    scene_printf(s, "%.17sx", p->id_no);
    return true;
}

/* ---- the others ---- */

static bool key_missing(struct scene *s)
{
    static const enum household_fact of_household[] = {H_HOUSEHOLD_NO, H_DIVISION};
    static const enum person_fact of_person[] = {P_HOUSEHOLD_NO, P_NAME, P_ID_NO};
    uint32_t x = rng_below(&s->rng, 2 + 3 * (uint32_t)s->h->n);

    if (x < 2)
        scene_change(s, NULL, (int)of_household[x]);
    else
        scene_change(s, &s->h->p[(x - 2) / 3], (int)of_person[(x - 2) % 3]);
    return true;
}

static bool bad_date(struct scene *s)
{
    const struct person *p = member(s, anybody);
    struct civil c = date_to_civil((int32_t)p->v[P_BIRTH_DATE]);

    scene_change(s, p, P_BIRTH_DATE);
    switch (rng_below(&s->rng, 3)) {
    case 0:
        scene_printf(s, "%d年%d月%d日", c.year, c.month, c.day);
        break;
    case 1:
        scene_printf(s, "%d.%d.%d", c.year, c.month, c.day);
        break;
    default:
        scene_printf(s, "%04d-02-30", c.year);
    }
    return true;
}

static bool sex_differs(struct scene *s)
{
    const struct person *p = member(s, anybody);

    change_to(s, p, P_SEX, p->v[P_SEX] == MALE ? FEMALE : MALE);
    return true;
}

static bool birth_differs(struct scene *s)
{
    const struct person *p = member(s, anybody);

    change_to(s, p, P_BIRTH_DATE, p->v[P_BIRTH_DATE] - rng_between(&s->rng, 1, 400));
    return true;
}

static bool pension_above_transfer(struct scene *s)
{
    const struct person *p = member(s, pensioner);

    if (p)
        change_to(s, p, P_BASIC_PENSION, p->v[P_TRANSFER_INCOME] + rng_between(&s->rng, 1, 100000));
    return p != NULL;
}

static bool again(struct scene *s, const struct person *p)
{
    s->f->shape = FLAW_ROW_AGAIN;
    s->f->person = p;
    return true;
}

static bool person_twice(struct scene *s)
{
    return again(s, member(s, anybody));
}

static bool household_twice(struct scene *s)
{
    return again(s, NULL);
}

static bool in_two_households(struct scene *s)
{
    const struct person *p = member(s, anybody);

    if (!s->elsewhere[0])
        return false;
    scene_change(s, p, P_HOUSEHOLD_NO);
    scene_printf(s, "%s", s->elsewhere);
    return again(s, p);
}

/* The last digit doubled: all numbers have one length. */
static bool no_such_household(struct scene *s)
{
    const char *no = s->h->no;

    scene_change(s, member(s, anybody), P_HOUSEHOLD_NO);
    scene_printf(s, "%s%c", no, no[strlen(no) - 1]);
    return true;
}

/* No province begins with 9; and a town that isn't there may be one that isn't listed. */
static bool no_such_division(struct scene *s)
{
    scene_change(s, NULL, H_DIVISION);
    scene_printf(s, "9%s", s->h->division + 1);
    return true;
}

static bool no_dwelling(struct scene *s)
{
    const uint64_t both = UINT64_C(1) << H_DWELLING_COUNT | UINT64_C(1) << H_DWELLING_GRADE;

    if (s->h->v[H_DWELLING_COUNT] == 0 || (s->h->unknown & both))
        return false;
    change_to(s, NULL, H_DWELLING_GRADE, GRADE_NONE);
    return true;
}

static bool household_empty(struct scene *s)
{
    s->f->shape = FLAW_NO_PEOPLE;
    return true;
}

/* Beside these there are the changes, and column_missing, which is no household's. */
static flaw_fn *const makers[N_FLAWS] = {
    [FLAW_ID_CHECKSUM] = id_checksum,
    [FLAW_ID_LENGTH] = id_length,
    [FLAW_KEY_MISSING] = key_missing,
    [FLAW_UNKNOWN_CODE] = flaw_unknown_code,
    [FLAW_BAD_AMOUNT] = flaw_bad_amount,
    [FLAW_BAD_DATE] = bad_date,
    [FLAW_SEX_DIFFERS] = sex_differs,
    [FLAW_BIRTH_DIFFERS] = birth_differs,
    [FLAW_PENSION_ABOVE_TRANSFER] = pension_above_transfer,
    [FLAW_PERSON_TWICE] = person_twice,
    [FLAW_HOUSEHOLD_TWICE] = household_twice,
    [FLAW_IN_TWO_HOUSEHOLDS] = in_two_households,
    [FLAW_NO_SUCH_HOUSEHOLD] = no_such_household,
    [FLAW_NO_SUCH_DIVISION] = no_such_division,
    [FLAW_NO_DWELLING] = no_dwelling,
    [FLAW_ID_15] = id_15,
    [FLAW_ID_LOWER_X] = id_lower_x,
    [FLAW_FULL_WIDTH] = flaw_full_width,
    [FLAW_BLANKS] = flaw_blanks,
    [FLAW_SPELLING] = flaw_spelling,
    [FLAW_HOUSEHOLD_EMPTY] = household_empty,
    [FLAW_FACT_MISSING] = flaw_fact_missing,
};

static bool make(struct scene *s, enum flaw_kind kind)
{
    if (makers[kind])
        return makers[kind](s);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        if (changes[i].kind == kind)
            return make_change(s, &changes[i]);
    return false;
}

static enum flaw_kind draw_kind(uint64_t seed, uint64_t number, struct rng *ret)
{
    *ret = rng_of(seed, STREAM_FLAWS | number);
    uint32_t place = rng_below(ret, FLAW_PLACES);
    return place < N_FLAWS ? (enum flaw_kind)place : N_FLAWS;
}

enum flaw_kind flaw_kind_of(uint64_t seed, uint64_t number)
{
    struct rng r;

    return draw_kind(seed, number, &r);
}

bool flaw_draw(const struct flaw_rates *rates, uint64_t seed, uint64_t number,
               const struct household *h, const struct sheet *households,
               const struct sheet *people, const char *elsewhere, struct flaw *ret)
{
    struct scene s = {h, households, people, elsewhere, .f = ret};
    enum flaw_kind kind = draw_kind(seed, number, &s.rng);

    if (kind == N_FLAWS || rng_below(&s.rng, FLAW_RATE_MAX) >= rates->of[kind])
        return false;
    *ret = (struct flaw){.kind = kind, .cell.fact = -1};
    if (!make(&s, kind))
        return false;
    ret->cell.text = str_of(ret->text);
    return true;
}
