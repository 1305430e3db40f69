/* The numbers of a register in memory: open addressing, linear probing, packed numbers. */
#include "identity.h"

#include "cleanup.h"
#include "progress.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#define SLOTS_MIN (1u << 12)
#define SLOTS_MAX ((size_t)1 << 33)

struct slot {
    uint64_t key; /* 0 = free */
    int64_t person_id;
};

struct identity_index {
    struct slot *slots;
    size_t n_slots; /* a power of two */
    size_t n;
};

/* 17 digits and the check character (11 values) in 61 bits, plus one; 0 for what is no number. */
static uint64_t pack(const char *number)
{
    uint64_t v = 0;

    for (int i = 0; i < IDNO_LENGTH - 1; i++) {
        unsigned digit = (unsigned)(unsigned char)number[i] - '0';

        if (digit > 9)
            return 0;
        v = v * 10 + digit;
    }
    if (number[17] == 'X')
        return v * 11 + 11;
    if (number[17] < '0' || number[17] > '9')
        return 0;
    return v * 11 + (uint64_t)(number[17] - '0') + 1;
}

/* murmur3's finaliser: numbers of one village differ in few digits only. */
static size_t home(uint64_t key, size_t n_slots)
{
    key ^= key >> 33;
    key *= 0xff51afd7ed558ccdu;
    key ^= key >> 33;
    key *= 0xc4ceb9fe1a85ec53u;
    key ^= key >> 33;
    return key & (n_slots - 1);
}

static struct slot *slots_new(size_t n, struct err *e)
{
    size_t size = n * sizeof(struct slot);
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED) {
        err_nomem(e);
        return NULL;
    }
    madvise(p, size, MADV_DONTDUMP);
    madvise(p, size, MADV_WIPEONFORK);
    madvise(p, size, MADV_HUGEPAGE); /* probes are spread over all of it */
    return p;
}

static void slots_free(struct slot *slots, size_t n)
{
    if (!slots)
        return;
    explicit_bzero(slots, n * sizeof *slots);
    munmap(slots, n * sizeof *slots);
}

/* The slot of a key, or the free one where it belongs. */
static struct slot *find(struct slot *slots, size_t n_slots, uint64_t key)
{
    size_t i = home(key, n_slots);

    while (slots[i].key && slots[i].key != key)
        i = (i + 1) & (n_slots - 1);
    return &slots[i];
}

static int grow(struct identity_index *x, struct err *e)
{
    size_t n = x->n_slots ? x->n_slots * 2 : SLOTS_MIN;
    struct slot *slots;

    if (n > SLOTS_MAX)
        return err_set(e, E_LIMIT, "人员太多", "too many people");
    slots = slots_new(n, e);
    if (!slots)
        return E_NOMEM;
    for (size_t i = 0; i < x->n_slots; i++)
        if (x->slots[i].key)
            *find(slots, n, x->slots[i].key) = x->slots[i];
    slots_free(x->slots, x->n_slots);
    x->slots = slots;
    x->n_slots = n;
    return 0;
}

int identity_index_new(struct identity_index **ret, struct err *e)
{
    struct identity_index *x = calloc(1, sizeof *x);
    int r;

    if (!x)
        return err_nomem(e);
    r = grow(x, e);
    if (r < 0) {
        free(x);
        return r;
    }
    *ret = x;
    return 0;
}

void identity_index_free(struct identity_index *x)
{
    if (!x)
        return;
    slots_free(x->slots, x->n_slots);
    free(x);
}

void identity_index_freep(struct identity_index **x)
{
    identity_index_free(*x);
}

bool identity_index_get(const struct identity_index *x, const char number[IDNO_TEXT],
                        int64_t *ret_person_id)
{
    uint64_t key = pack(number);
    const struct slot *s;

    if (!key)
        return false;
    s = find(x->slots, x->n_slots, key);
    if (!s->key)
        return false;
    if (ret_person_id)
        *ret_person_id = s->person_id;
    return true;
}

int identity_index_add(struct identity_index *x, const char number[IDNO_TEXT], int64_t person_id,
                       struct err *e)
{
    uint64_t key = pack(number);
    struct slot *s;
    int r;

    if (!key)
        return err_set(e, E_INVALID, "内部错误：公民身份号码未经整理",
                       "internal error: identity number is not normalised");
    if (x->n >= x->n_slots / 4 * 3) {
        r = grow(x, e);
        if (r < 0)
            return r;
    }
    s = find(x->slots, x->n_slots, key);
    if (s->key)
        return err_set(e, E_EXISTS, "公民身份号码重复", "identity number occurs twice");
    *s = (struct slot){key, person_id};
    x->n++;
    return 0;
}

void identity_index_replace(struct identity_index *x, const char number[IDNO_TEXT],
                            int64_t person_id)
{
    struct slot *s = find(x->slots, x->n_slots, pack(number));

    if (s->key)
        s->person_id = person_id;
}

size_t identity_index_size(const struct identity_index *x)
{
    return x->n;
}

int identity_each(struct db *db, struct keys *k, int64_t register_id, identity_fn *fn, void *arg,
                  struct err *e)
{
    _cleanup_(progress_freep) struct progress *p =
        progress_new("读取公民身份号码", "reading identity numbers", 0);
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    char number[IDNO_TEXT];
    uint64_t n = 0;
    int r;

    r = db_prepare(db, "select person_id, sealed from identity_number where register_id = $1", &s,
                   e);
    if (r < 0)
        return r;
    stmt_bind_int(s, 1, register_id);
    while ((r = stmt_step(s, e)) > 0) {
        int64_t person_id = stmt_int(s, 0);

        r = identity_open(k, register_id, person_id, stmt_blob(s, 1), number, e);
        if (r >= 0)
            r = fn(arg, person_id, number, e);
        if (r >= 0)
            r = progress_tick(p, ++n, e);
        if (r < 0)
            break;
    }
    explicit_bzero(number, sizeof number);
    return r;
}

static int add_number(void *arg, int64_t person_id, const char number[IDNO_TEXT], struct err *e)
{
    return identity_index_add(arg, number, person_id, e);
}

int identity_index_load(struct db *db, struct keys *k, int64_t register_id,
                        struct identity_index **ret, struct err *e)
{
    _cleanup_(identity_index_freep) struct identity_index *x = NULL;
    int r;

    r = identity_index_new(&x, e);
    if (r < 0)
        return r;
    r = identity_each(db, k, register_id, add_number, x, e);
    if (r < 0)
        return r;
    *ret = take(x);
    return 0;
}
