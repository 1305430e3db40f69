/*
 * Whom a row is about. The register's numbers stand in an identity_index whose value is the
 * person's key; people are read when the first row asks for a name.
 */
#include "match.h"

#include "cleanup.h"
#include "date.h"
#include "identity.h"
#include "lang.h"
#include "match_names.h"
#include "register_private.h"

#include <stdlib.h>

/* Points, and what a candidate needs: README.md. */
#define THRESHOLD 60
static const struct {
    uint32_t reason;
    int points;
    const char *zh, *en;
} reasons[] = {
    {MATCH_BY_NUMBER, 70, "号码相同", "same number"},
    {MATCH_BY_DIGIT, 40, "号码差一位或相邻两位对调",
     "number with one digit another or two neighbours exchanged"},
    {MATCH_BY_NAME, 40, "姓名相同", "same name"},
    {MATCH_BY_VARIANT, 20, "姓名差一字", "name with one character another"},
    {MATCH_BY_BIRTH, 30, "出生日期相同", "same birth date"},
    {MATCH_BY_VILLAGE, 10, "同村（居）", "same village"},
    {MATCH_BY_TOWN, 5, "同镇（街）", "same town"},
};

struct matcher {
    struct reg *r;
    struct scan_range range;
    int64_t *registers;
    struct county {
        char low[SCAN_CODE_BYTES], high[SCAN_CODE_BYTES];
    } * counties; /* of the registers: low <= code < high */
    size_t n_registers;
    struct identity_index *numbers; /* value: key_of */
    struct people *people;          /* NULL until asked for */
};

/* A register's people have fewer than 2^44 numbers (import_private.h). */
#define PERSON_BITS 44
static int64_t key_of(int64_t register_id, int64_t person_id)
{
    return register_id << PERSON_BITS | person_id;
}
static int64_t key_register(int64_t key)
{
    return key >> PERSON_BITS;
}
static int64_t key_person(int64_t key)
{
    return key & (((int64_t)1 << PERSON_BITS) - 1);
}

void matcher_free(struct matcher *m)
{
    if (!m)
        return;
    identity_index_free(m->numbers);
    people_free(m->people);
    free(m->registers);
    free(m->counties);
    free(m);
}

void matcher_freep(struct matcher **m)
{
    matcher_free(*m);
}

static int add_register(struct matcher *m, int64_t id, const struct county *c, struct err *e)
{
    size_t n = m->n_registers + 1;
    int64_t *ids = reallocarray(m->registers, n, sizeof *ids);
    if (!ids)
        return err_nomem(e);
    m->registers = ids;
    struct county *counties = reallocarray(m->counties, n, sizeof *counties);
    if (!counties)
        return err_nomem(e);
    m->counties = counties;
    m->registers[m->n_registers] = id;
    m->counties[m->n_registers++] = *c;
    return 0;
}

/* Registers whose county has codes in the range. */
static int find_registers(struct matcher *m, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(m->r), "select register_id, county from register order by 1", &s, e);
    if (rc < 0)
        return rc;
    while ((rc = stmt_step(s, e)) > 0) {
        struct county c;
        struct str code = stmt_text(s, 1), prefix = division_prefix(code);
        snprintf(c.low, sizeof c.low, STR_FMT, STR_ARG(code));
        snprintf(c.high, sizeof c.high, STR_FMT ":", STR_ARG(prefix));
        if (strcmp(c.low, m->range.high) < 0 && strcmp(c.high, m->range.low) > 0 &&
            (rc = add_register(m, stmt_int(s, 0), &c, e)) < 0)
            return rc;
    }
    return rc;
}

bool matcher_covers(const struct matcher *m, struct str division)
{
    char code[13];
    if (!division_pad(division, code) || strcmp(code, m->range.low) < 0 ||
        strcmp(code, m->range.high) >= 0)
        return false;
    for (size_t i = 0; i < m->n_registers; i++)
        if (strcmp(code, m->counties[i].low) >= 0 && strcmp(code, m->counties[i].high) < 0)
            return true;
    return false;
}

/* Is the person in a household for good? */
static int is_member(struct reg *r, int64_t register_id, int64_t person_id, bool *ret,
                     struct err *e)
{
    int64_t household = 0;
    int rc = db_query_int(reg_db(r), &household, NULL, e,
                          "select household_id from person_now"
                          " where register_id = $1 and person_id = $2",
                          "ii", register_id, person_id);
    if (rc >= 0)
        *ret = household != 0;
    return rc;
}

struct adding {
    struct matcher *m;
    int64_t register_id;
};

/* Of a person known in several registers the last one where they are in a household. */
static int add_number(void *arg, int64_t person_id, const char number[IDNO_TEXT], struct err *e)
{
    const struct adding *x = arg;
    bool member = false;
    if (!identity_index_get(x->m->numbers, number, NULL))
        return identity_index_add(x->m->numbers, number, key_of(x->register_id, person_id), e);
    int rc = is_member(x->m->r, x->register_id, person_id, &member, e);
    if (rc >= 0 && member)
        identity_index_replace(x->m->numbers, number, key_of(x->register_id, person_id));
    return rc;
}

int matcher_open(struct reg *r, const struct actor *actor, struct str division,
                 struct matcher **ret, struct err *e)
{
    _cleanup_(matcher_freep) struct matcher *m = calloc(1, sizeof *m);
    if (!m)
        return err_nomem(e);
    m->r = r;
    int rc = reg_keys(r, e);
    if (rc < 0 || (rc = scan_range(actor, division, &m->range, e)) < 0 ||
        (rc = find_registers(m, e)) < 0 || (rc = identity_index_new(&m->numbers, e)) < 0)
        return rc;
    for (size_t i = 0; i < m->n_registers; i++) {
        struct adding x = {m, m->registers[i]};
        rc = identity_each(reg_db(r), r->keys, m->registers[i], add_number, &x, e);
        if (rc < 0)
            return rc;
    }
    *ret = take(m);
    return 0;
}

bool matcher_number(const struct matcher *m, const char number[IDNO_TEXT], int64_t *ret_register_id,
                    int64_t *ret_person_id)
{
    int64_t key;
    if (!identity_index_get(m->numbers, number, &key))
        return false;
    *ret_register_id = key_register(key);
    *ret_person_id = key_person(key);
    return true;
}

static int need_people(struct matcher *m, struct err *e)
{
    return m->people ? 0
                     : people_load(m->r, m->registers, m->n_registers, &m->range, &m->people, e);
}

/* What of a row is compared with each person. */
struct wanted {
    struct str name;  /* plain */
    int32_t birth;    /* DATE_NONE: not compared */
    int64_t division; /* 12 digits, 0 = none */
};

static uint32_t by_division(const struct people *p, const struct person_entry *x, int64_t division)
{
    int64_t theirs = division ? people_division(p, x) : 0;
    if (!theirs || theirs / 1000 != division / 1000 || division / 1000 % 1000 == 0)
        return 0;
    return theirs == division && division % 1000 ? MATCH_BY_VILLAGE : MATCH_BY_TOWN;
}

static int points(uint32_t bits)
{
    int sum = 0;
    for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
        sum += bits & reasons[i].reason ? reasons[i].points : 0;
    return sum < 100 ? sum : 100;
}

/* Keeps the best. Those that are asked first stand before others with as many points. */
static void offer(struct match *ret, struct match_candidate c)
{
    size_t at = ret->n;
    for (size_t i = 0; i < ret->n; i++)
        if (ret->candidates[i].register_id == c.register_id &&
            ret->candidates[i].person_id == c.person_id)
            return;
    while (at > 0 && ret->candidates[at - 1].score < c.score)
        at--;
    if (ret->n == MATCH_CANDIDATES_MAX) {
        const struct match_candidate *last = &ret->candidates[ret->n - 1];
        if (at == ret->n) {
            ret->more |= c.score == last->score;
            return;
        }
        ret->more = at + 1 < ret->n && last->score == ret->candidates[ret->n - 2].score;
        ret->n--;
    }
    memmove(&ret->candidates[at + 1], &ret->candidates[at], (ret->n - at) * sizeof c);
    ret->candidates[at] = c;
    ret->n++;
}

/* by: what is known of the number. */
static void judge(const struct people *p, const struct person_entry *x, const struct wanted *w,
                  uint32_t by, struct match *ret)
{
    struct str name = people_name(p, x);
    if (str_eq(name, w->name))
        by |= MATCH_BY_NAME;
    else if (name_is_variant(name, w->name))
        by |= MATCH_BY_VARIANT;
    else if (!(by & MATCH_BY_NUMBER))
        return;
    if (!(by & MATCH_BY_NUMBER) && !x->household_id) /* left, or moved to another register */
        return;
    /* the number contains the birth date: that is no second ground */
    if (!(by & MATCH_BY_NUMBER) && w->birth != DATE_NONE && x->birth == w->birth)
        by |= MATCH_BY_BIRTH;
    if (!(by & (MATCH_BY_NUMBER | MATCH_BY_DIGIT | MATCH_BY_BIRTH)))
        return;
    by |= by_division(p, x, w->division);
    if (points(by) >= THRESHOLD && !people_outside(p, x))
        offer(ret, (struct match_candidate){x->register_id, x->person_id, points(by), by});
}

/* People whose number resembles the row's, and those born on the day. */
static int resembling(struct matcher *m, const struct feed_record *row, const struct wanted *w,
                      struct match *ret, struct err *e)
{
    char near[IDNO_NEAR_MAX][IDNO_TEXT];
    size_t n = row->number_is == IDNO_OK ? 0 : idno_near(row->number_text, near);
    for (size_t i = 0; i < n; i++) {
        int64_t register_id, person_id;
        const struct person_entry *x = matcher_number(m, near[i], &register_id, &person_id)
                                           ? people_find(m->people, register_id, person_id)
                                           : NULL;
        if (x)
            judge(m->people, x, w, MATCH_BY_DIGIT, ret);
    }
    if (w->birth == DATE_NONE)
        return 0;
    const struct person_entry *const *born;
    int rc = people_born(m->people, w->birth, &born, &n, e);
    for (size_t i = 0; rc >= 0 && i < n; i++)
        judge(m->people, born[i], w, 0, ret);
    return rc;
}

/* The number is somebody's. */
static void by_number(const struct people *p, const struct person_entry *x, const struct wanted *w,
                      struct match *ret)
{
    struct str name = people_name(p, x);
    ret->outside = people_outside(p, x);
    ret->household_id = x->household_id;
    ret->division = people_division(p, x);
    ret->register_id = x->register_id;
    ret->person_id = x->person_id;
    if (!w->name.len || !name.len || str_eq(name, w->name)) {
        ret->kind = MATCH_PERSON;
        return;
    }
    ret->kind = MATCH_NAME;
    judge(p, x, w, MATCH_BY_NUMBER, ret);
}

static struct wanted wanted_of(const struct feed_record *row, char buf[NAME_BYTES])
{
    struct wanted w = {.name = name_plain(row->name, buf), .birth = row->birth};
    char code[13];
    if (row->division.len && division_pad(row->division, code))
        for (const char *c = code; *c; c++)
            w.division = w.division * 10 + (*c - '0');
    return w;
}

int matcher_match(struct matcher *m, const struct feed_record *row, struct match *ret,
                  struct err *e)
{
    int64_t register_id, person_id;
    struct match x = {0};
    bool sound = row->number_is == IDNO_OK;
    bool known = sound && matcher_number(m, row->number, &register_id, &person_id);
    if ((sound && !known) || (!sound && !row->name.len)) {
        *ret = x;
        return 0;
    }
    char buf[NAME_BYTES];
    struct wanted w = wanted_of(row, buf);
    int rc = need_people(m, e);
    if (rc < 0)
        return rc;
    const struct person_entry *p = known ? people_find(m->people, register_id, person_id) : NULL;
    if (p)
        by_number(m->people, p, &w, &x);
    if (x.kind != MATCH_PERSON && w.name.len && (rc = resembling(m, row, &w, &x, e)) < 0)
        return rc;
    if (x.kind == MATCH_NONE && x.n)
        x.kind = MATCH_CANDIDATES;
    *ret = x;
    return 0;
}

bool match_same_name(struct str a, struct str b)
{
    char x[NAME_BYTES], y[NAME_BYTES];
    return str_eq(name_plain(a, x), name_plain(b, y));
}

void match_reasons(uint32_t bits, struct strbuf *out)
{
    bool first = true;
    for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
        if (!(bits & reasons[i].reason))
            continue;
        if (!first)
            strbuf_addz(out, tr("；", "; "));
        first = false;
        strbuf_addz(out, tr(reasons[i].zh, reasons[i].en));
    }
}
