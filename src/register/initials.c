#include "initials.h"

#include "cleanup.h"
#include "initials_table.h"
#include "register_private.h"
#include "text.h"

#include <stdlib.h>

#define COLUMNS "register_id,initials,person_id"
#define PEOPLE_AT_ONCE 10000

static int by_character(const void *key, const void *at)
{
    uint32_t a = *(const uint32_t *)key, b = ((const struct initials_character *)at)->character;
    return (a > b) - (a < b);
}

/* A bit for each letter; 0 = none known. */
static uint32_t letters_of(uint32_t c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return UINT32_C(1) << ((c | 0x20) - 'a');
    if (c >= initials_first && c <= initials_last)
        return initials_sets[initials_dense[c - initials_first]];
    const struct initials_character *x =
        bsearch(&c, initials_sparse, initials_n_sparse, sizeof *x, by_character);
    return x ? initials_sets[x->set] : 0;
}

/* The letters of a name, one set a syllable. */
static size_t read_name(struct str name, uint32_t ret[INITIALS_BYTES - 1])
{
    size_t n = 0;
    uint32_t c;
    int len;
    while (n < INITIALS_BYTES - 1 && (len = utf8_next(name, &c)) > 0) {
        name = (struct str){name.data + len, name.len - (size_t)len};
        if ((ret[n] = letters_of(c)))
            n++;
    }
    return n;
}

size_t initials_of(struct str name, char ret[INITIALS_MAX][INITIALS_BYTES])
{
    uint32_t sets[INITIALS_BYTES - 1], left[INITIALS_BYTES - 1];
    size_t length = read_name(name, sets), n = 0, at = 0;
    if (!length)
        return 0;
    memcpy(left, sets, sizeof left);
    /* counts through the letters like through digits, the last one fastest */
    while (n < INITIALS_MAX) {
        for (size_t i = 0; i < length; i++)
            ret[n][i] = (char)('a' + __builtin_ctz(left[i]));
        ret[n++][length] = '\0';
        for (at = length; at > 0; at--) {
            left[at - 1] &= left[at - 1] - 1;
            if (left[at - 1])
                break;
            left[at - 1] = sets[at - 1];
        }
        if (at == 0)
            break;
    }
    return n;
}

bool initials_fit(struct str name, struct str letters)
{
    uint32_t sets[INITIALS_BYTES - 1];
    size_t length = read_name(name, sets);
    if (letters.len > length)
        return false;
    for (size_t i = 0; i < letters.len; i++)
        if (!(sets[i] & UINT32_C(1) << (letters.data[i] - 'a')))
            return false;
    return true;
}

bool initials_read(struct str text, char ret[INITIALS_BYTES])
{
    if (!text.len || text.len >= INITIALS_BYTES)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = (char)(text.data[i] | 0x20);
        if (c < 'a' || c > 'z')
            return false;
        ret[i] = c;
    }
    ret[text.len] = '\0';
    return true;
}

int initials_insert(struct db *db, struct bulk **b, struct subject_key k, struct str name,
                    struct err *e)
{
    char all[INITIALS_MAX][INITIALS_BYTES];
    size_t n = initials_of(name, all);
    int rc = *b || !n ? 0 : bulk_begin(db, "person_initials", COLUMNS, "iti", b, e);
    for (size_t i = 0; rc >= 0 && i < n; i++) {
        bulk_int(*b, k.register_id);
        bulk_text(*b, str_of(all[i]));
        bulk_int(*b, k.id);
        rc = bulk_row(*b, e);
    }
    return rc;
}

int initials_change(struct db *db, struct subject_key k, struct str was, struct str is,
                    struct err *e)
{
    static const char out[] = "delete from person_initials where register_id = $1"
                              " and initials = $2 and person_id = $3";
    static const char in[] = "insert into person_initials(" COLUMNS ") values ($1, $2, $3)";
    char all[INITIALS_MAX][INITIALS_BYTES];
    const struct str names[] = {was, is};
    for (size_t which = 0; which < ARRAY_LEN(names); which++) {
        size_t n = initials_of(names[which], all);
        for (size_t i = 0; i < n; i++) {
            int rc = db_run(db, e, which ? in : out, "iti", k.register_id, str_of(all[i]), k.id);
            if (rc < 0)
                return rc;
        }
    }
    return 0;
}

/*
 * The table, and the names that are there.
 */
struct name_row {
    struct subject_key k;
    struct str name;
};
struct name_rows {
    struct name_row *at;
    size_t n, cap;
};

/* The next ones behind *k. */
static int read_names(struct db *db, struct subject_key *k, struct arena *a, struct name_rows *ret,
                      struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(db,
                        "select register_id, person_id, name from person_now"
                        " where (register_id, person_id) > ($1, $2) and name is not null"
                        " order by register_id, person_id limit $3",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, k->register_id);
    stmt_bind_int(s, 2, k->id);
    stmt_bind_int(s, 3, PEOPLE_AT_ONCE);
    while ((rc = stmt_step(s, e)) > 0) {
        *k = (struct subject_key){ENTITY_PERSON, stmt_int(s, 0), stmt_int(s, 1)};
        if (!vec_push(a, ret, ((struct name_row){*k, str_dup(a, stmt_text(s, 2))})) ||
            arena_failed(a))
            return err_nomem(e);
    }
    return rc;
}

static int fill(struct db *db, struct err *e)
{
    struct subject_key k = {ENTITY_PERSON, INT64_MIN, INT64_MIN};
    size_t n;
    do {
        _cleanup_(arena_freep) struct arena *a = arena_new(0);
        _cleanup_(bulk_freep) struct bulk *b = NULL;
        struct name_rows rows = {0};
        int rc = a ? read_names(db, &k, a, &rows, e) : err_nomem(e);
        for (size_t i = 0; rc >= 0 && i < rows.n; i++)
            rc = initials_insert(db, &b, rows.at[i].k, rows.at[i].name, e);
        if (rc < 0 || (b && (rc = bulk_end(b, e)) < 0))
            return rc;
        n = rows.n;
    } while (n == PEOPLE_AT_ONCE);
    return 0;
}

int initials_schema(struct db *db, struct err *e)
{
    bool found;
    int rc = db_ddl(db,
                    "create table person_initials("
                    " register_id {int} not null,"
                    " initials {text} not null,"
                    " person_id {int} not null,"
                    " primary key(register_id, initials, person_id)) {table}",
                    e);
    if (rc < 0 || (rc = db_has_table(db, "person_now", &found, e)) < 0 || !found ||
        (rc = db_has_column(db, "person_now", "name", &found, e)) < 0 || !found)
        return rc;
    return fill(db, e);
}
