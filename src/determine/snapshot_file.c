/* Reading a snapshot's file. Who reads the rows afterwards relies on what is proved here. */
#include "snapshot_private.h"

#include "bounds.h"
#include "cleanup.h"

#include <xxhash.h>

void snapshot_digest(struct str bytes, uint8_t ret[SNAPSHOT_DIGEST])
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data, bytes.len));
    memcpy(ret, canonical.digest, SNAPSHOT_DIGEST);
}

static void describe(const struct fact_columns *c, enum column_space space, size_t i,
                     struct strbuf *out)
{
    const struct column_type *t = &c->t[space][i];
    enum entity entity = space == SPACE_MEMBER ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
    if (i < c->catalogue->n[entity])
        strbuf_adds(out, c->catalogue->attributes[entity][i].id);
    strbuf_printf(out, " %d %d %d %d %lld %lld", c->given[space][i], t->kind, t->width, t->scale,
                  (long long)t->min, (long long)t->max);
    for (size_t k = 0; k < t->n_codes; k++) {
        strbuf_addc(out, ' ');
        strbuf_adds(out, t->codes[k]);
    }
    strbuf_addc(out, '\n');
}

int snapshot_digest_columns(const struct fact_columns *c, uint8_t ret[SNAPSHOT_DIGEST])
{
    struct strbuf b = {0};
    for (enum column_space s = SPACE_HOUSEHOLD; s <= SPACE_MEMBER; s++)
        for (size_t i = 0; i < c->n[s]; i++)
            describe(c, s, i, &b);
    int rc = b.failed ? E_NOMEM : 0;
    if (rc == 0)
        snapshot_digest(strbuf_str(&b), ret);
    strbuf_done(&b);
    return rc;
}

struct snapshot_layout snapshot_layout(const struct fact_columns *c, size_t n)
{
    struct snapshot_layout l = {.offsets = snapshot_aligned(snapshot_all_columns(c))};
    l.register_ids = l.offsets + snapshot_aligned((n + 1) * sizeof(uint32_t));
    l.household_ids = l.register_ids + snapshot_aligned(n * sizeof(int64_t));
    l.divisions = l.household_ids + snapshot_aligned(n * sizeof(int64_t));
    l.columns = l.divisions + snapshot_aligned(n * sizeof(uint32_t));
    return l;
}

/* The columns of a block from row `first` of each space on (by enum column_space), in the order in
 * which they lie there; where they end. */
static size_t block_columns(const struct fact_columns *c, const uint8_t *block,
                            const size_t rows[3], size_t n_households, const size_t first[3],
                            struct column *columns)
{
    size_t at = snapshot_layout(c, n_households).columns, column = 0;
    for (enum column_space s = SPACE_HOUSEHOLD; s <= SPACE_MEMBER; s++) {
        for (size_t i = 0; i < c->n[s]; i++, column++) {
            struct column *x = &columns[column];
            *x = (struct column){.width = c->t[s][i].width};
            if (!c->given[s][i])
                continue;
            size_t width = column_width_bytes(x->width);
            x->values = block + at + first[s] * width;
            at += snapshot_aligned(rows[s] * width);
            if (!block[column])
                continue;
            x->states = block + at + first[s];
            at += snapshot_aligned(rows[s]);
        }
    }
    return at;
}

void snapshot_file_rows(const struct snapshot_file *f, size_t block, size_t first, size_t n,
                        struct column *columns, struct snapshot_batch *ret)
{
    const struct snapshot_block *b = &f->blocks[block];
    const uint8_t *bytes = f->bytes + b->at;
    struct snapshot_layout l = snapshot_layout(f->columns, b->households);
    const uint32_t *offsets = (const uint32_t *)(bytes + l.offsets);
    block_columns(f->columns, bytes,
                  (size_t[]){[SPACE_HOUSEHOLD] = b->households, [SPACE_MEMBER] = b->members},
                  b->households,
                  (size_t[]){[SPACE_HOUSEHOLD] = first, [SPACE_MEMBER] = offsets[first]}, columns);
    *ret = (struct snapshot_batch){
        .columns = {.n = n,
                    .offsets = offsets + first,
                    .household = columns,
                    .member = columns + f->columns->n[SPACE_HOUSEHOLD]},
        .register_ids = (const int64_t *)(bytes + l.register_ids) + first,
        .household_ids = (const int64_t *)(bytes + l.household_ids) + first,
        .divisions = (const uint32_t *)(bytes + l.divisions) + first,
    };
}

/* Of each row: is the value outside of [min, max], or not 0 though it has a state? Without
 * branches, since every value of a register passes here. */
#define PROVE(name, type)                                                                          \
    static bool name(const void *values, const uint8_t *states, size_t n, type min, type max)      \
    {                                                                                              \
        const type *v = values;                                                                    \
        unsigned bad = 0;                                                                          \
        for (size_t i = 0; i < n; i++)                                                             \
            bad |= (v[i] < min) | (v[i] > max);                                                    \
        for (size_t i = 0; states && i < n; i++)                                                   \
            bad |= (states[i] != 0) & (v[i] != 0);                                                 \
        return !bad;                                                                               \
    }
PROVE(prove_u8, uint8_t)
PROVE(prove_i32, int32_t)
PROVE(prove_i64, int64_t)
PROVE(prove_u64, uint64_t)

/* Each is one of those that the column can have. */
static bool prove_states(const struct column_type *t, const uint8_t *states, size_t n)
{
    const uint8_t not_allowed =
        (uint8_t) ~((t->unknown ? COLUMN_UNKNOWN : 0) | (t->null ? COLUMN_NULL : 0) | COLUMN_SLOW);
    unsigned bad = 0;
    for (size_t i = 0; i < n; i++)
        bad |= (states[i] & not_allowed) | (states[i] & (states[i] - 1u));
    return !bad;
}

static bool prove_column(const struct column_type *t, const struct column *c, size_t n)
{
    int64_t min = 0, max = 1;
    if (c->states && !prove_states(t, c->states, n))
        return false;
    if (t->kind == COLUMN_CODES)
        return prove_u64(c->values, c->states, n, 0,
                         t->n_codes >= 64 ? UINT64_MAX : (UINT64_C(1) << t->n_codes) - 1);
    if (t->kind == COLUMN_CODE) {
        max = t->n_codes ? (int64_t)t->n_codes - 1 : 0;
    } else if (t->kind != COLUMN_BOOLEAN) {
        /* 0 stands where there is no value */
        min = t->min < 0 ? t->min : 0;
        max = t->max > 0 ? t->max : 0;
    }
    switch (t->width) {
    case COLUMN_U8:
        return prove_u8(c->values, c->states, n, (uint8_t)min, (uint8_t)max);
    case COLUMN_I32:
        return prove_i32(c->values, c->states, n, (int32_t)min, (int32_t)max);
    case COLUMN_I64:
        return prove_i64(c->values, c->states, n, min, max);
    case COLUMN_U64:
        break;
    }
    return false;
}

static bool prove_offsets(const uint32_t *offsets, size_t n, size_t members)
{
    unsigned bad = offsets[0] != 0 || offsets[n] != members;
    for (size_t i = 0; i < n; i++)
        bad |=
            (offsets[i + 1] < offsets[i]) | (offsets[i + 1] - offsets[i] > LIMIT_HOUSEHOLD_MEMBERS);
    return !bad;
}

static bool prove_households(const struct snapshot_file *f, const struct snapshot_batch *b,
                             struct household_key *before)
{
    for (size_t i = 0; i < b->columns.n; i++) {
        struct household_key k = {b->register_ids[i], b->household_ids[i]};
        if (household_key_order(*before, k) >= 0 || b->divisions[i] >= f->header->divisions)
            return false;
        *before = k;
    }
    return true;
}

static bool prove_block(const struct snapshot_file *f, size_t block, struct household_key *before,
                        struct column *columns)
{
    const struct fact_columns *c = f->columns;
    const struct snapshot_block *b = &f->blocks[block];
    const size_t n = snapshot_all_columns(c);
    /* blocks that the index leaves no room for are none */
    size_t end = block + 1 < f->header->blocks ? f->blocks[block + 1].at : f->header->index_at;
    if (!b->households || b->households > COLUMN_BATCH || b->members > COLUMN_BATCH_MEMBERS ||
        b->at % SNAPSHOT_ALIGN || end > f->header->index_at || b->at > end || end - b->at < n)
        return false;
    const uint8_t *bytes = f->bytes + b->at;
    const size_t rows[] = {[SPACE_HOUSEHOLD] = b->households, [SPACE_MEMBER] = b->members};
    for (size_t i = 0; i < n; i++)
        if (bytes[i] > 1)
            return false;
    if (block_columns(c, bytes, rows, b->households, (size_t[3]){0}, columns) != end - b->at ||
        XXH3_64bits(bytes, end - b->at) != b->sum)
        return false;
    struct snapshot_layout l = snapshot_layout(c, b->households);
    struct snapshot_batch all;
    if (!prove_offsets((const uint32_t *)(bytes + l.offsets), b->households, b->members))
        return false;
    snapshot_file_rows(f, block, 0, b->households, columns, &all);
    if (!prove_households(f, &all, before))
        return false;
    for (enum column_space s = SPACE_HOUSEHOLD; s <= SPACE_MEMBER; s++) {
        const struct column *x = s == SPACE_MEMBER ? all.columns.member : all.columns.household;
        for (size_t i = 0; i < c->n[s]; i++)
            if (c->given[s][i] && !prove_column(&c->t[s][i], &x[i], rows[s]))
                return false;
    }
    return true;
}

static bool prove_divisions(const struct snapshot_file *f)
{
    static const char zero[sizeof f->divisions->zero];
    for (size_t i = 0; i < f->header->divisions; i++) {
        for (size_t k = 0; k < sizeof f->divisions->digits; k++)
            if (f->divisions[i].digits[k] < '0' || f->divisions[i].digits[k] > '9')
                return false;
        if (memcmp(f->divisions[i].zero, zero, sizeof zero) != 0)
            return false;
    }
    return true;
}

static int damaged(struct err *e)
{
    return err_set(e, E_CORRUPT, "快照文件已损坏", "the snapshot file is damaged");
}

static int prove_all(const struct snapshot_file *f, struct err *e)
{
    const struct snapshot_header *h = f->header;
    struct household_key before = {INT64_MIN, INT64_MIN};
    uint64_t households = 0, members = 0;
    _cleanup_free_ struct column *columns =
        calloc(snapshot_all_columns(f->columns), sizeof *columns);
    if (!columns)
        return err_nomem(e);
    if (!prove_divisions(f) || (h->blocks ? f->blocks[0].at : h->index_at) != SNAPSHOT_HEADER_BYTES)
        return damaged(e);
    for (size_t i = 0; i < h->blocks; i++) {
        if (!prove_block(f, i, &before, columns))
            return damaged(e);
        households += f->blocks[i].households;
        members += f->blocks[i].members;
    }
    return households == h->households && members == h->members ? 0 : damaged(e);
}

int snapshot_file_read(const void *bytes, size_t size, const struct fact_columns *c,
                       struct snapshot_file *ret, struct err *e)
{
    struct snapshot_file f = {.columns = c, .bytes = bytes, .size = size, .header = bytes};
    const struct snapshot_header *h = f.header;
    uint8_t columns[SNAPSHOT_DIGEST];
    if (size < SNAPSHOT_HEADER_BYTES || memcmp(h->magic, SNAPSHOT_MAGIC, sizeof h->magic) != 0)
        return damaged(e);
    if (h->format != SNAPSHOT_FORMAT)
        return err_set(e, E_UNSUPPORTED, "快照文件的格式是另一版本（%u）的",
                       "the snapshot file has the format of another version (%u)", h->format);
    if (XXH3_64bits(h, offsetof(struct snapshot_header, sum)) != h->sum)
        return damaged(e);
    if (snapshot_digest_columns(c, columns) < 0)
        return err_nomem(e);
    if (memcmp(columns, h->binding.columns, sizeof columns) != 0)
        return err_set(e, E_UNSUPPORTED, "快照文件所依的事实目录不同",
                       "the snapshot file was made with another catalogue of facts");
    if (h->blocks > size / sizeof *f.blocks || h->divisions > LIMIT_SNAPSHOT_DIVISIONS ||
        h->index_at < SNAPSHOT_HEADER_BYTES || h->index_at > size || h->index_at % SNAPSHOT_ALIGN ||
        size - h->index_at != h->blocks * sizeof *f.blocks + h->divisions * sizeof *f.divisions ||
        XXH3_64bits(f.bytes + h->index_at, size - h->index_at) != h->index_sum)
        return damaged(e);
    f.blocks = (const struct snapshot_block *)(f.bytes + h->index_at);
    f.divisions = (const struct snapshot_code *)(f.blocks + h->blocks);
    int rc = prove_all(&f, e);
    if (rc < 0)
        return rc;
    *ret = f;
    return 0;
}
