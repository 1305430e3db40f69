#include "serials.h"

#include "cleanup.h"
#include "date.h"

#include <stdio.h>
#include <stdlib.h>

#define FIRST_DAY (-21915) /* 1910-01-01 */
#define DAYS 40177         /* … 2019-12-31 */
#define OF_AN_AREA 500     /* sequence numbers of one sex */

struct serials {
    int first_area;
    uint32_t size;                            /* numbers of one day and sex */
    uint16_t used[DAYS][2], outside[DAYS][2]; /* how many of a day and sex are given */
};

int serials_new(int first_area, int last_area, struct serials **ret, struct err *e)
{
    struct serials *s = calloc(1, sizeof *s);

    if (!s)
        return err_nomem(e);
    s->first_area = first_area;
    s->size = (uint32_t)(last_area - first_area + 1) * OF_AN_AREA;
    *ret = s;
    return 0;
}

void serials_free(struct serials *s)
{
    free(s);
}

void serials_freep(struct serials **s)
{
    serials_free(*s);
}

static int next(struct serials *s, bool outside, struct person *p, struct err *e)
{
    int32_t day = (int32_t)p->v[P_BIRTH_DATE];
    bool male = p->v[P_SEX] == MALE;
    char date[DATE_TEXT];

    date_format(day, date);
    if (day < FIRST_DAY || day >= FIRST_DAY + DAYS)
        return err_set(e, E_RANGE, "出生日期 %s 不在范围内", "birth date %s is out of range", date);
    uint16_t *used = &s->used[day - FIRST_DAY][male];
    uint16_t *used_outside = &s->outside[day - FIRST_DAY][male];
    if ((uint32_t)*used + *used_outside >= s->size)
        return err_set(e, E_LIMIT, "出生日期 %s 的公民身份号码已用完：请减少户数",
                       "identity numbers of birth date %s are used up: ask for fewer households",
                       date);
    uint32_t n = outside ? s->size - ++*used_outside : (*used)++;
    /* A permutation of 0 … size - 1, another for each day: 1777 is prime and doesn't divide it. */
    uint32_t x = (n * 1777u + (uint32_t)(day - FIRST_DAY) * 389u) % s->size;
    char first[IDNO_TEXT + 8];
    snprintf(first, sizeof first, "%06d%.4s%.2s%.2s%03u", s->first_area + (int)(x / OF_AN_AREA),
             date, date + 5, date + 8, x % OF_AN_AREA * 2 + male);
    memcpy(p->id_no, first, 17);
    p->id_no[17] = idno_check_digit(first);
    p->id_no[18] = '\0';
    return 0;
}

int serials_next(struct serials *s, struct person *p, struct err *e)
{
    return next(s, false, p, e);
}

int serials_next_outside(struct serials *s, struct person *p, struct err *e)
{
    return next(s, true, p, e);
}
