#include "namebook.h"

#include "cleanup.h"
#include "csv.h"

#include <stdio.h>
#include <stdlib.h>

/* Made by script/embed. */
extern const unsigned char synthetic_names_csv[];
extern const size_t synthetic_names_csv_size;

enum { SURNAME, GIVEN_MALE, GIVEN_FEMALE, N_KINDS };

struct list {
    struct str *at;
    uint32_t *up_to; /* sum of the weights so far */
    size_t n, cap, cap_up_to;
};

struct namebook {
    struct arena *arena;
    struct list lists[N_KINDS];
};

static int add(struct namebook *b, const struct str *fields, struct err *e)
{
    static const char *const kinds[N_KINDS] = {"surname", "given_male", "given_female"};

    for (int k = 0; k < N_KINDS; k++) {
        struct list *l = &b->lists[k];
        uint32_t weight = 0;
        if (!str_eqz(fields[0], kinds[k]))
            continue;
        for (size_t i = 0; i < fields[2].len && i < 6; i++)
            weight = weight * 10 + (uint32_t)(fields[2].data[i] - '0');
        struct str name = str_dup(b->arena, fields[1]);
        if (!name.data ||
            !arena_grow(b->arena, (void **)&l->up_to, l->n, &l->cap_up_to, sizeof *l->up_to))
            return err_nomem(e);
        l->up_to[l->n] = weight + (l->n ? l->up_to[l->n - 1] : 0);
        if (!vec_push(b->arena, l, name))
            return err_nomem(e);
    }
    return 0;
}

int namebook_open(struct namebook **ret, struct err *e)
{
    _cleanup_(namebook_freep) struct namebook *b = calloc(1, sizeof *b);
    _cleanup_(csv_closep) struct csv_reader *csv = NULL;
    const struct str *fields;
    uint64_t line;
    size_t n;
    int r;

    if (!b || !(b->arena = arena_new(0)))
        return err_nomem(e);
    r = csv_open_text((struct str){(const char *)synthetic_names_csv, synthetic_names_csv_size},
                      "synthetic-names.csv", &csv, e);
    if (r < 0)
        return r;
    while ((r = csv_next(csv, &fields, &n, &line, e)) == 1)
        if (n == 3 && (r = add(b, fields, e)) < 0)
            return r;
    if (r < 0)
        return r;
    for (int k = 0; k < N_KINDS; k++)
        if (b->lists[k].n == 0)
            return err_set(e, E_CORRUPT, "内置的姓名表不完整",
                           "the built-in list of names is not complete");
    *ret = take(b);
    return 0;
}

void namebook_free(struct namebook *b)
{
    if (!b)
        return;
    arena_free(b->arena);
    free(b);
}

void namebook_freep(struct namebook **b)
{
    namebook_free(*b);
}

static struct str draw(const struct list *l, struct rng *r)
{
    uint32_t x = rng_below(r, l->up_to[l->n - 1]);
    size_t low = 0, high = l->n - 1;

    while (low < high) {
        size_t mid = (low + high) / 2;
        if (x < l->up_to[mid])
            high = mid;
        else
            low = mid + 1;
    }
    return l->at[low];
}

struct str namebook_given(const struct namebook *b, struct rng *r, enum sex sex)
{
    return draw(&b->lists[sex == MALE ? GIVEN_MALE : GIVEN_FEMALE], r);
}

/* Whether p bears the family's name: by descent from the head's father. */
static bool of_the_family(const struct household *h, const struct person *p)
{
    switch (p->v[P_RELATION]) {
    case HEAD:
    case SIBLING:
    case GRANDCHILD:
        return true;
    case PARENT:
        return p->v[P_SEX] == MALE;
    case SON:
    case DAUGHTER:
        return h->p[0].v[P_SEX] == MALE;
    default:
        return false;
    }
}

void namebook_name(const struct namebook *b, struct rng *r, struct household *h)
{
    struct str family = draw(&b->lists[SURNAME], r), fathers = draw(&b->lists[SURNAME], r);

    for (size_t i = 0; i < h->n; i++) {
        struct person *p = &h->p[i];
        bool child = person_child_of_head(p);
        struct str surname = of_the_family(h, p) ? family
                             : child             ? fathers
                                                 : draw(&b->lists[SURNAME], r);
        const struct list *given = &b->lists[p->v[P_SEX] == MALE ? GIVEN_MALE : GIVEN_FEMALE];
        bool again = true;

        /* the husband of a woman at the head gives his name to their children */
        if (p->v[P_RELATION] == SPOUSE && p->v[P_SEX] == MALE)
            surname = fathers;
        for (int tries = 0; again && tries < 20; tries++) {
            struct str g = draw(given, r);
            snprintf(p->name, sizeof p->name, STR_FMT STR_FMT, STR_ARG(surname), STR_ARG(g));
            again = false;
            for (size_t k = 0; k < i; k++)
                again |= strstr(h->p[k].name, g.data) != NULL;
        }
    }
}
