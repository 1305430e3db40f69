/* Who lives together: relations, sexes and ages that fit each other. */
#include "date.h"
#include "story.h"

static struct person *add(struct household *h, struct rng *r, enum relation relation, enum sex sex,
                          int age)
{
    struct person *p = &h->p[h->n++];

    *p = (struct person){.age = age < 0 ? 0 : age};
    p->v[P_RELATION] = relation;
    p->v[P_SEX] = sex;
    p->v[P_BIRTH_DATE] = date_add_months(DRAFT_BASE, -12 * p->age) - (int32_t)rng_below(r, 365);
    return p;
}

static enum sex either(struct rng *r, uint32_t male_permille)
{
    return rng_chance(r, male_permille) ? MALE : FEMALE;
}

static enum sex other(enum sex s)
{
    return s == MALE ? FEMALE : MALE;
}

/* Most are nearer to the lower bound. */
static int old_age(struct rng *r, int low)
{
    return low + rng_between(r, 0, 14) + rng_between(r, 0, 14);
}

static void add_child(struct household *h, struct rng *r, int age)
{
    enum sex sex = either(r, 530);

    add(h, r, sex == MALE ? SON : DAUGHTER, sex, age);
}

/* Children of somebody of parent_age. */
static void add_children(const struct story *s, struct household *h, struct rng *r, size_t n,
                         int parent_age)
{
    /* without anybody able there is no grown child but one at school */
    int oldest = s->able == ABLE_NONE ? s->mix->eldest_none : s->mix->eldest_able;
    int youngest = s->mix->eldest_from, spare = parent_age - 19, age;

    if (oldest > spare)
        oldest = spare;
    age = rng_between(r, oldest < youngest ? oldest : youngest, oldest);
    while (n-- > 0) {
        add_child(h, r, age);
        age -= rng_between(r, 1, 4);
        if (age < 0)
            age = 0;
    }
}

static void add_spouse(struct household *h, struct rng *r, int low)
{
    const struct person *head = &h->p[0];
    enum sex sex = other((enum sex)head->v[P_SEX]);
    int age = head->age + (sex == FEMALE ? -rng_between(r, -1, 6) : rng_between(r, -1, 6));

    add(h, r, SPOUSE, sex, age < low ? low : age);
}

static void old_and_child(struct household *h, struct rng *r, size_t n)
{
    /* the register's head is as often the child as the parent */
    if (rng_chance(r, 500)) {
        int age = rng_between(r, 33, 54);
        add(h, r, HEAD, either(r, 780), age);
        int parent = age + rng_between(r, 20, 32);
        parent = parent < 62 ? 62 : parent;
        enum sex sex = either(r, 380);
        add(h, r, PARENT, sex, parent);
        if (n >= 3)
            add(h, r, PARENT, other(sex), parent + (sex == MALE ? -1 : 2));
    } else {
        int age = old_age(r, 61);
        enum sex sex;
        add(h, r, HEAD, either(r, n >= 3 ? 900 : 500), age);
        if (n >= 3)
            add_spouse(h, r, 60);
        age = age - rng_between(r, 24, 38);
        sex = either(r, 750);
        add(h, r, sex == MALE ? SON : DAUGHTER, sex, age > 56 ? 56 : age);
    }
    while (h->n < n) {
        int age = (h->p[0].age < 60 ? h->p[0].age + 28 : h->p[0].age) - rng_between(r, 27, 36);
        enum sex sex = either(r, 600);
        if (h->p[0].age < 60)
            add(h, r, SIBLING, sex, age);
        else
            add(h, r, sex == MALE ? SON : DAUGHTER, sex, age > 56 ? 56 : age);
    }
}

static void skip(struct household *h, struct rng *r, size_t n)
{
    bool couple = n >= 3 && rng_chance(r, 700);
    int age = rng_between(r, 61, 76);

    add(h, r, HEAD, either(r, couple ? 850 : 450), age);
    if (couple)
        add_spouse(h, r, 60);
    age = rng_between(r, 5, 15);
    while (h->n < n) {
        add(h, r, GRANDCHILD, either(r, 520), age);
        age -= rng_between(r, 1, 3);
    }
}

static void one_parent(const struct story *s, struct household *h, struct rng *r)
{
    int age = rng_between(r, s->size >= 4 ? 36 : 32, 53);

    add(h, r, HEAD, either(r, s->mix->male_parent), age);
    add_children(s, h, r, s->size - 1u, age);
}

static void nuclear(const struct story *s, struct household *h, struct rng *r)
{
    int age = rng_between(r, s->size >= 5 ? 36 : 31, 54);

    add(h, r, HEAD, either(r, 850), age);
    if (s->size < 2)
        return;
    add_spouse(h, r, 26);
    int mother = h->p[1].age < age ? h->p[1].age : age;
    add_children(s, h, r, s->size - 2u, mother);
}

static void three(const struct story *s, struct household *h, struct rng *r)
{
    size_t n = s->size;
    int age = rng_between(r, 35, 51), parent = age + rng_between(r, 22, 31);
    size_t parents = n >= 6 || (n == 5 && rng_chance(r, 500)) ? 2 : 1;
    enum sex sex = either(r, 350);

    parent = parent < 62 ? 62 : parent;
    add(h, r, HEAD, either(r, 850), age);
    if (n >= 4)
        add_spouse(h, r, 28);
    int mother = h->p[h->n - 1].age < age ? h->p[h->n - 1].age : age;
    add_children(s, h, r, n - h->n - parents, mother);
    add(h, r, PARENT, sex, parent);
    if (parents == 2)
        add(h, r, PARENT, other(sex), parent + (sex == MALE ? -2 : 2));
}

static enum family choose(const struct story *s, struct rng *r)
{
    uint16_t weights[N_FAMILIES];
    size_t size = s->size > 6 ? 6 : s->size;

    for (size_t i = 0; i < N_FAMILIES; i++)
        weights[i] =
            s->able == ABLE_NONE ? s->mix->family[i].none[size] : s->mix->family[i].able[size];
    return (enum family)rng_pick(r, weights, N_FAMILIES);
}

void family_build(const struct story *s, struct rng *r, struct household *h)
{
    enum family family = s->family != FAMILY_ANY ? s->family : choose(s, r);
    size_t n = s->size;

    h->n = 0;
    switch (family) {
    case FAMILY_ANY:
    case N_FAMILIES:
    case FAMILY_OLD_SINGLE: {
        int age = old_age(r, 60);
        add(h, r, HEAD, either(r, s->mix->male_old), age);
        break;
    }
    case FAMILY_ADULT_SINGLE: {
        int age = rng_between(r, 30, 58);
        add(h, r, HEAD, either(r, s->mix->male_single), age);
        break;
    }
    case FAMILY_OLD_COUPLE:
        add(h, r, HEAD, MALE, old_age(r, 63));
        add_spouse(h, r, 60);
        break;
    case FAMILY_OLD_AND_CHILD:
        old_and_child(h, r, n);
        break;
    case FAMILY_SKIP:
        skip(h, r, n);
        break;
    case FAMILY_ONE_PARENT:
        one_parent(s, h, r);
        break;
    case FAMILY_NUCLEAR:
        nuclear(s, h, r);
        break;
    case FAMILY_THREE:
        three(s, h, r);
        break;
    case FAMILY_SIBLINGS: {
        int age = rng_between(r, 38, 55);
        add(h, r, HEAD, either(r, 700), age);
        while (h->n < n) {
            int younger = rng_between(r, -3, 9);
            add(h, r, SIBLING, either(r, 500), age - younger);
        }
        break;
    }
    case FAMILY_ORPHANS: {
        int age = rng_between(r, 11, 14);
        add(h, r, HEAD, either(r, 500), age);
        while (h->n < n) {
            age -= rng_between(r, 1, 4);
            add(h, r, SIBLING, either(r, 500), age);
        }
        break;
    }
    }
}
