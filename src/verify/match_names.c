#include "match_names.h"

#include "cleanup.h"
#include "date.h"
#include "text.h"

#include <stdlib.h>

struct house {
    int64_t register_id, household_id, division;
};

struct people {
    struct person_entry *at; /* by key */
    size_t n, cap;
    struct house *houses; /* by key */
    size_t n_houses, cap_houses;
    struct strbuf names; /* a byte of length before each */
    const struct person_entry **by_birth;
    int64_t low, high; /* codes inside */
};

void people_free(struct people *p)
{
    if (!p)
        return;
    free(p->at);
    free(p->houses);
    free(p->by_birth);
    strbuf_done(&p->names);
    free(p);
}

void people_freep(struct people **p)
{
    people_free(*p);
}

static bool is_blank(uint32_t cp)
{
    return cp <= ' ' || cp == 0xa0 || cp == 0x3000 || (cp >= 0x2000 && cp <= 0x200f) ||
           (cp >= 0x202a && cp <= 0x202f) || cp == 0x2060 || cp == 0xfeff;
}

/* What stands between the parts of names (艾山·买买提), as people type it. */
static bool is_middle_dot(uint32_t cp)
{
    static const uint32_t dots[] = {'.',    0xb7,   0x2022, 0x2027, 0x2219,
                                    0x22c5, 0x30fb, 0xff65, 0xfe52};
    for (size_t i = 0; i < ARRAY_LEN(dots); i++)
        if (cp == dots[i])
            return true;
    return false;
}

struct str name_plain(struct str name, char buf[NAME_BYTES])
{
    size_t n = 0;
    uint32_t cp;
    int step;
    for (; (step = utf8_next(name, &cp)) > 0; name.data += step, name.len -= (size_t)step) {
        char one[4];
        if (cp >= 0xff01 && cp <= 0xff5e)
            cp -= 0xfee0;
        if (cp >= 'a' && cp <= 'z')
            cp -= 'a' - 'A';
        if (is_blank(cp) || is_middle_dot(cp))
            continue;
        size_t len = (size_t)utf8_put(cp, one);
        if (n + len > NAME_BYTES)
            break;
        memcpy(buf + n, one, len);
        n += len;
    }
    return (struct str){buf, n};
}

bool name_is_variant(struct str a, struct str b)
{
    size_t other = 0, n = 0;
    while (a.len && b.len) {
        uint32_t x, y;
        int i = utf8_next(a, &x), k = utf8_next(b, &y);
        if (i <= 0 || k <= 0)
            return false;
        other += x != y;
        n++;
        a = (struct str){a.data + i, a.len - (size_t)i};
        b = (struct str){b.data + k, b.len - (size_t)k};
    }
    return !a.len && !b.len && n > 1 && other == 1;
}

static int64_t code_number(struct str code)
{
    int64_t v = 0;
    for (size_t i = 0; i < 12; i++)
        v = v * 10 + (i < code.len ? code.data[i] - '0' : 0);
    return v;
}

/* Of an upper bound: ':' stands behind '9', and behind all digits of a village. */
static int64_t bound_number(struct str code)
{
    return code_number(code) + (code.len > 12);
}

static int room(void **at, size_t n, size_t *cap, size_t size, struct err *e)
{
    if (n < *cap)
        return 0;
    size_t bigger = *cap ? *cap * 2 : 1024;
    void *p = reallocarray(*at, bigger, size);
    if (!p)
        return err_nomem(e);
    *at = p;
    *cap = bigger;
    return 0;
}

static int add_person(struct people *p, int64_t register_id, struct stmt *s, struct err *e)
{
    char buf[NAME_BYTES];
    int rc = room((void **)&p->at, p->n, &p->cap, sizeof *p->at, e);
    if (rc < 0)
        return rc;
    if (p->names.len > UINT32_MAX - NAME_BYTES)
        return err_set(e, E_LIMIT, "人员太多", "too many people");
    struct str name = name_plain(stmt_text(s, 1), buf);
    p->at[p->n++] = (struct person_entry){
        .register_id = register_id,
        .person_id = stmt_int(s, 0),
        .household_id = stmt_int(s, 3),
        .birth = stmt_is_null(s, 2) ? DATE_NONE : (int32_t)stmt_int(s, 2),
        .name = (uint32_t)p->names.len,
    };
    strbuf_addc(&p->names, (char)(unsigned char)name.len);
    strbuf_adds(&p->names, name);
    return p->names.failed ? err_nomem(e) : 0;
}

static int add_house(struct people *p, int64_t register_id, struct stmt *s, struct err *e)
{
    int rc = room((void **)&p->houses, p->n_houses, &p->cap_houses, sizeof *p->houses, e);
    if (rc < 0)
        return rc;
    p->houses[p->n_houses++] =
        (struct house){register_id, stmt_int(s, 0), code_number(stmt_text(s, 1))};
    return 0;
}

/* Rows of a register in the order of their key. */
static int load(struct people *p, struct reg *r, int64_t register_id, const char *sql,
                int (*add)(struct people *, int64_t, struct stmt *, struct err *), struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(r), sql, &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, register_id);
    while ((rc = stmt_step(s, e)) > 0)
        if ((rc = add(p, register_id, s, e)) < 0)
            return rc;
    return rc;
}

int people_load(struct reg *r, const int64_t *registers, size_t n, const struct scan_range *range,
                struct people **ret, struct err *e)
{
    _cleanup_(people_freep) struct people *p = calloc(1, sizeof *p);
    int rc = 0;
    if (!p)
        return err_nomem(e);
    p->low = code_number(str_of(range->low));
    p->high = bound_number(str_of(range->high));
    for (size_t i = 0; rc >= 0 && i < n; i++) {
        rc = load(p, r, registers[i],
                  "select person_id, name, birth_date, household_id from person_now"
                  " where register_id = $1 order by person_id",
                  add_person, e);
        if (rc >= 0)
            rc = load(p, r, registers[i],
                      "select household_id, division from household_now where register_id = $1"
                      " order by household_id",
                      add_house, e);
    }
    if (rc < 0)
        return rc;
    *ret = take(p);
    return 0;
}

static int by_key(int64_t register_a, int64_t a, int64_t register_b, int64_t b)
{
    if (register_a != register_b)
        return register_a < register_b ? -1 : 1;
    return (a > b) - (a < b);
}

static int person_cmp(const void *key, const void *entry)
{
    const struct person_entry *a = key, *b = entry;
    return by_key(a->register_id, a->person_id, b->register_id, b->person_id);
}

static int house_cmp(const void *key, const void *entry)
{
    const struct house *a = key, *b = entry;
    return by_key(a->register_id, a->household_id, b->register_id, b->household_id);
}

const struct person_entry *people_find(const struct people *p, int64_t register_id,
                                       int64_t person_id)
{
    struct person_entry key = {.register_id = register_id, .person_id = person_id};
    return p->n ? bsearch(&key, p->at, p->n, sizeof *p->at, person_cmp) : NULL;
}

struct str people_name(const struct people *p, const struct person_entry *x)
{
    const char *at = p->names.data + x->name;
    return (struct str){at + 1, (unsigned char)*at};
}

int64_t people_division(const struct people *p, const struct person_entry *x)
{
    struct house key = {.register_id = x->register_id, .household_id = x->household_id};
    const struct house *found =
        p->n_houses ? bsearch(&key, p->houses, p->n_houses, sizeof *p->houses, house_cmp) : NULL;
    return found ? found->division : 0;
}

bool people_outside(const struct people *p, const struct person_entry *x)
{
    int64_t code = people_division(p, x);
    return code && (code < p->low || code >= p->high);
}

static int birth_cmp(const void *a, const void *b)
{
    const struct person_entry *x = *(const struct person_entry *const *)a;
    const struct person_entry *y = *(const struct person_entry *const *)b;
    if (x->birth != y->birth)
        return x->birth < y->birth ? -1 : 1;
    return person_cmp(x, y);
}

/* The first of those born on a day or later. */
static size_t first_born(const struct people *p, int32_t birth)
{
    size_t low = 0, high = p->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->by_birth[middle]->birth < birth)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int people_born(struct people *p, int32_t birth, const struct person_entry *const **ret,
                size_t *ret_n, struct err *e)
{
    if (!p->by_birth && p->n) {
        p->by_birth = malloc(p->n * sizeof *p->by_birth);
        if (!p->by_birth)
            return err_nomem(e);
        for (size_t i = 0; i < p->n; i++)
            p->by_birth[i] = &p->at[i];
        qsort(p->by_birth, p->n, sizeof *p->by_birth, birth_cmp);
    }
    size_t from = p->n ? first_born(p, birth) : 0, to = from;
    while (to < p->n && p->by_birth[to]->birth == birth)
        to++;
    *ret = p->by_birth + from;
    *ret_n = to - from;
    return 0;
}
