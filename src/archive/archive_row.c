/* Rows as bytes. README.md describes the encoding. */
#include "archive_private.h"

#include "bounds.h"
#include "cleanup.h"

#include <stdlib.h>

size_t number_write(uint64_t v, uint8_t ret[NUMBER_BYTES])
{
    size_t n = 0;

    for (; v >= 0x80; v >>= 7)
        ret[n++] = (uint8_t)(v | 0x80);
    ret[n++] = (uint8_t)v;
    return n;
}

size_t number_read(const uint8_t *p, size_t len, uint64_t *ret)
{
    uint64_t v = 0;

    for (size_t i = 0; i < len && i < NUMBER_BYTES; i++) {
        /* the tenth byte has room for one bit */
        if (i == NUMBER_BYTES - 1 && p[i] > 1)
            return 0;
        v |= (uint64_t)(p[i] & 0x7f) << 7 * i;
        if (p[i] & 0x80)
            continue;
        if (i > 0 && p[i] == 0)
            return 0;
        *ret = v;
        return i + 1;
    }
    return 0;
}

/* Small numbers of either sign become small numbers: 0, -1, 1, -2, … */
static uint64_t zigzag(int64_t v)
{
    return (uint64_t)v << 1 ^ (uint64_t)(v >> 63);
}

static int64_t unzigzag(uint64_t v)
{
    return (int64_t)(v >> 1 ^ -(v & 1));
}

int archive_rows_begin(struct archive_rows *r, const struct db_table *shape, struct err *e)
{
    struct archive_table unfinished;
    int rc = r->digest ? 0 : sm3_new(&r->digest, e);

    if (rc < 0)
        return rc;
    archive_rows_end(r, &unfinished);
    struct value *values = realloc(r->values, shape->n_columns * sizeof *values);
    if (!values)
        return err_nomem(e);
    r->values = values;
    r->n = shape->n_columns;
    r->columns = shape->columns;
    return 0;
}

void archive_rows_done(struct archive_rows *r)
{
    free(r->values);
    free(r->buffer);
    sm3_free(r->digest);
}

/* Room for `need` bytes. */
static int reserve(struct archive_rows *r, size_t need, struct err *e)
{
    if (need <= r->size)
        return 0;
    uint8_t *buffer = realloc(r->buffer, need + need / 2);
    if (!buffer)
        return err_nomem(e);
    r->buffer = buffer;
    r->size = need + need / 2;
    return 0;
}

static uint8_t *write_values(const struct archive_rows *r, uint8_t *p)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct value *v = &r->values[i];

        if (v->null)
            continue;
        if (r->columns[i].type == 'i') {
            p += number_write(zigzag(v->i), p);
            continue;
        }
        p += number_write(v->s.len, p);
        if (v->s.len)
            memcpy(p, v->s.data, v->s.len);
        p += v->s.len;
    }
    return p;
}

int archive_rows_encode(struct archive_rows *r, struct err *e)
{
    size_t n_nulls = (r->n + 7) / 8, most = n_nulls + NUMBER_BYTES * r->n;
    uint8_t *nulls, *end, length[NUMBER_BYTES];

    for (size_t i = 0; i < r->n; i++)
        if (!r->values[i].null && r->columns[i].type != 'i')
            most += r->values[i].s.len;
    if (most > LIMIT_ARCHIVE_ROW_BYTES)
        return err_set(e, E_LIMIT, "一行超过 %u 字节", "a row is longer than %u bytes",
                       LIMIT_ARCHIVE_ROW_BYTES);
    int rc = reserve(r, NUMBER_BYTES + most, e);
    if (rc < 0)
        return rc;
    nulls = r->buffer + NUMBER_BYTES;
    memset(nulls, 0, n_nulls);
    for (size_t i = 0; i < r->n; i++)
        nulls[i / 8] |= (uint8_t)(r->values[i].null << i % 8);
    end = write_values(r, nulls + n_nulls);
    size_t n = number_write((uint64_t)(end - nulls), length);
    memcpy(nulls - n, length, n);
    r->bytes = (struct str){(const char *)nulls - n, (size_t)(end - nulls) + n};
    sm3_add(r->digest, r->bytes.data, r->bytes.len);
    r->count++;
    return 0;
}

static bool read_value(struct str *rest, char type, struct value *ret)
{
    uint64_t v;
    size_t n = number_read((const uint8_t *)rest->data, rest->len, &v);

    if (!n)
        return false;
    *rest = (struct str){rest->data + n, rest->len - n};
    if (type == 'i') {
        ret->i = unzigzag(v);
        return true;
    }
    if (v > rest->len)
        return false;
    ret->s = (struct str){rest->data, v};
    *rest = (struct str){rest->data + v, rest->len - v};
    return true;
}

bool archive_rows_decode(struct archive_rows *r, struct str body)
{
    size_t n_nulls = (r->n + 7) / 8;
    const uint8_t *nulls = (const uint8_t *)body.data;
    uint8_t length[NUMBER_BYTES];

    if (body.len < n_nulls || (r->n % 8 && nulls[n_nulls - 1] >> r->n % 8))
        return false;
    struct str rest = {body.data + n_nulls, body.len - n_nulls};
    for (size_t i = 0; i < r->n; i++) {
        struct value *v = &r->values[i];

        *v = (struct value){.null = nulls[i / 8] >> i % 8 & 1};
        if (!v->null && !read_value(&rest, r->columns[i].type, v))
            return false;
    }
    if (rest.len)
        return false;
    sm3_add(r->digest, length, number_write(body.len, length));
    sm3_add(r->digest, body.data, body.len);
    r->count++;
    return true;
}

void archive_rows_end(struct archive_rows *r, struct archive_table *ret)
{
    ret->rows = r->count;
    sm3_end(r->digest, ret->digest);
    r->count = 0;
}
