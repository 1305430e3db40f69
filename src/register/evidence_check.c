/* One row of evidence by itself: what it refers to exists, and what it states can be stated. */
#include "cleanup.h"
#include "register_check_private.h"

#include <stdlib.h>

static struct checkup_place place_of(const struct register_check *x, struct subject_key k,
                                     int group, const struct evidence *row)
{
    return check_place(x, x->r->catalogue->groups[k.entity][group].table, k, row->evidence_id);
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static bool has_delivery(const struct register_check *x, int64_t id)
{
    return x->deliveries.n && bsearch(&id, x->deliveries.at, x->deliveries.n, sizeof id, by_number);
}

static const struct county *county_of(const struct register_check *x, int64_t register_id)
{
    return x->counties.n ? bsearch(&register_id, x->counties.at, x->counties.n,
                                   sizeof *x->counties.at, by_number)
                         : NULL;
}

static bool is_code(const struct attribute *t, struct str word)
{
    for (size_t i = 0; i < t->n_codes; i++)
        if (str_eq(t->codes[i].code, word))
            return true;
    return false;
}

/* Numbers aren't held against the catalogue's bounds: those may have been wider when they came. */
static bool can_be(const struct attribute *t, struct fact f)
{
    struct str rest = f.s, word;
    bool good = true;
    if (f.none)
        return true;
    switch (t->type) {
    case ATTR_CODE:
        return is_code(t, f.s);
    case ATTR_CODES:
        while (good && rest.len && str_split(&rest, ';', &word))
            good = is_code(t, word);
        return good;
    case ATTR_BOOLEAN:
        return f.i == 0 || f.i == 1;
    default:
        return true;
    }
}

/* The division exists on the day from which it holds, and lies in the register's county, for a
 * household never changes its register. */
static int check_division(struct register_check *x, struct checkup_kind *k, struct subject_key s,
                          int group, const struct evidence *row, struct str code, struct err *e)
{
    const struct county *county = county_of(x, s.register_id);
    struct division d;
    char of[13];
    int rc = reg_division(x->r, code, row->valid_from, &d, e);
    if (rc >= 0)
        rc = division_county(x->r, code, row->valid_from, of, e);
    if (rc == E_NOT_FOUND)
        return checkup_find(
            k, e, place_of(x, s, group, row).text, "当时没有区划 " STR_FMT "；请核对该户的区划",
            "there was no division " STR_FMT " then; check the household's division",
            STR_ARG(code));
    if (rc < 0 || (county && str_eqz(county->code, of)))
        return rc;
    return checkup_find(k, e, place_of(x, s, group, row).text,
                        "区划 " STR_FMT " 不在登记册 %lld 的县区内；请核对该户的区划",
                        "division " STR_FMT " is not in the county of register %lld; check the "
                        "household's division",
                        STR_ARG(code), (long long)s.register_id);
}

static int check_values(struct register_check *x, struct checkup_kind *k, struct subject_key s,
                        int group, const struct evidence *row, struct err *e)
{
    const struct fact_group *g = &x->r->catalogue->groups[s.entity][group];
    uint64_t all = 0, can_bound = 0;
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < g->n; i++) {
        const struct attribute *t = &x->r->catalogue->attributes[s.entity][g->attributes[i]];
        uint64_t bit = evidence_bit(x->r, t);
        all |= bit;
        if (t->type == ATTR_MONEY || t->type == ATTR_INTEGER)
            can_bound |= bit;
        if (!(row->stated & bit))
            continue;
        if (!can_be(t, row->values[i]))
            rc = checkup_find(
                k, e, place_of(x, s, group, row).text, STR_FMT " 的值不是目录所列的；请从备份核对",
                "the value of " STR_FMT " is none that the catalogue lists; compare with a backup",
                STR_ARG(t->id));
        else if (t->type == ATTR_DIVISION && !row->values[i].none)
            rc = check_division(x, k, s, group, row, row->values[i].s, e);
    }
    if (rc >= 0 && (((row->stated | row->withdrawn) & ~all) || (row->stated & row->withdrawn)))
        rc = checkup_find(k, e, place_of(x, s, group, row).text,
                          "陈述与撤回的标记超出本组属性，或互相矛盾；请从备份核对",
                          "states or withdraws what is not of its group, or both at once; compare "
                          "with a backup");
    if (rc >= 0 && row->least & (~row->stated | ~can_bound))
        rc = checkup_find(k, e, place_of(x, s, group, row).text,
                          "“不少于”的标记超出所陈述的金额和整数；请从备份核对",
                          "is no less than what it doesn't state, or what is no number; compare "
                          "with a backup");
    return rc;
}

int check_evidence(struct register_check *x, struct checkup_kind *k, struct subject_key s,
                   int group, const struct evidence *row, struct err *e)
{
    int rc = check_values(x, k, s, group, row, e);
    if (rc >= 0 && !changes_hold(x, row->recorded_seq, row->superseded_seq))
        rc = find_changes(k, place_of(x, s, group, row).text, row->recorded_seq, e);
    if (rc >= 0 && row->valid_from >= row->valid_to)
        rc = checkup_find(k, e, place_of(x, s, group, row).text,
                          "有效期的止日不晚于起日；请从备份核对",
                          "ends before it begins; compare with a backup");
    if (rc >= 0 && !reg_source(x->r, row->source_id))
        rc = checkup_find(k, e, place_of(x, s, group, row).text, "来源 %lld 不存在；请从备份核对",
                          "its source, number %lld, doesn't exist; compare with a backup",
                          (long long)row->source_id);
    if (rc >= 0 && !has_delivery(x, row->delivery_id))
        rc = checkup_find(k, e, place_of(x, s, group, row).text,
                          "导入文件 %lld 没有记录；请从备份核对",
                          "its delivery, number %lld, doesn't exist; compare with a backup",
                          (long long)row->delivery_id);
    return rc;
}
