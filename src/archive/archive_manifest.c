/* What an archive holds: told by a database, written as the header of an archive, and read. */
#include "archive_private.h"

#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "decimal.h"
#include "json.h"
#include "keys.h"
#include "schema_parts.h"

#include <stdlib.h>

static const struct db_key *primary_key(const struct db_table *t)
{
    return t->n_keys && t->keys[0].kind == 'p' ? &t->keys[0] : NULL;
}

/* Does t refer to one of the others? */
static bool waits(const struct db_table *t, const struct db_table *others, size_t n)
{
    for (size_t k = 0; k < t->n_keys; k++)
        for (size_t i = 0; t->keys[k].kind == 'f' && i < n; i++)
            if (strcmp(t->keys[k].to, others[i].name) == 0)
                return true;
    return false;
}

static bool comes_before(const struct db_table *a, const struct db_table *b)
{
    bool shapes = schema_part_shaped_by(a->name);

    if (shapes != (bool)schema_part_shaped_by(b->name))
        return shapes;
    return strcmp(a->name, b->name) < 0;
}

int tables_sort(struct db_table *t, size_t n, struct err *e)
{
    for (size_t done = 0; done < n; done++) {
        size_t next = n;

        for (size_t i = done; i < n; i++)
            if (!waits(&t[i], t + done, n - done) && (next == n || comes_before(&t[i], &t[next])))
                next = i;
        if (next == n)
            return err_set(e, E_UNSUPPORTED, "表 %s 的外键绕成一圈，无法按序装入",
                           "the foreign keys of table %s go round in a circle: no order to load",
                           t[done].name);
        struct db_table chosen = t[next];
        t[next] = t[done];
        t[done] = chosen;
    }
    return 0;
}

int manifest_check_parts(const struct manifest *m, const char *name, struct err *e)
{
    for (size_t i = 0; i < m->n_parts; i++) {
        const struct archive_part *p = &m->parts[i];
        const struct schema_part *known = schema_part_find(str_of(p->name));

        if (!known || p->version > known->n_steps)
            return err_set(e, E_UNSUPPORTED, "%s 比本程序新（%s 第 %lld 版），请使用更新的程序",
                           "%s is newer than this program (%s, version %lld); use a newer program",
                           name, p->name, (long long)p->version);
    }
    return 0;
}

struct parts {
    struct archive_part *at;
    size_t n, cap;
};

static int take_parts_of(struct db *db, struct arena *a, struct parts *parts, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    bool found;
    int r = db_has_table(db, SCHEMA_VERSION, &found, e);

    if (r < 0)
        return r;
    if (!found)
        return err_set(e, E_INVALID, "%s 不是合一的登记库", "%s is not a register of Heyi",
                       db_url(db));
    r = db_prepare(db,
                   "select part, max(version) from schema_version where part <> $1"
                   " group by part order by part",
                   &s, e);
    if (r >= 0)
        stmt_bind_text(s, 1, STR(RESTORING));
    while (r >= 0 && (r = stmt_step(s, e)) > 0) {
        struct archive_part p = {str_dup(a, stmt_text(s, 0)).data, stmt_int(s, 1)};

        if (!p.name || !vec_push(a, parts, p))
            return err_nomem(e);
    }
    return r;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct archive_part *)a)->name, ((const struct archive_part *)b)->name);
}

static int take_parts(const struct archive_dbs *d, struct arena *a, struct manifest *m,
                      struct err *e)
{
    struct parts parts = {0};
    int r = take_parts_of(d->reg, a, &parts, e);

    if (r >= 0 && d->office != d->reg)
        r = take_parts_of(d->office, a, &parts, e);
    if (r < 0)
        return r;
    qsort(parts.at, parts.n, sizeof *parts.at, by_name);
    m->parts = parts.at;
    m->n_parts = parts.n;
    return manifest_check_parts(m, db_url(d->reg), e);
}

static int take_tables(const struct archive_dbs *d, struct arena *a, struct manifest *m,
                       struct err *e)
{
    struct db_table *t;
    int r = dbs_tables(d, a, &t, &m->n_tables, e);

    if (r < 0)
        return r;
    m->tables = arena_array_of(a, m->n_tables, struct archive_table);
    if (!m->tables)
        return err_nomem(e);
    for (size_t i = 0; i < m->n_tables; i++) {
        m->tables[i] = (struct archive_table){.shape = t[i]};
        m->tables[i].shape.n_keys = 1;
        if (!primary_key(&t[i]))
            return err_set(e, E_UNSUPPORTED, "%s：表 %s 没有主键，不能备份",
                           "%s: the table %s has no primary key and can't be archived",
                           db_url(d->reg), t[i].name);
    }
    return 0;
}

int manifest_of(const struct archive_dbs *d, struct arena *a, struct manifest **ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf key = {0};
    struct manifest *m = arena_new_of(a, struct manifest);
    int r;

    if (!m)
        return err_nomem(e);
    m->program = "heyi " HEYI_VERSION;
    m->created = clock_now();
    if ((r = take_parts(d, a, m, e)) < 0 || (r = take_tables(d, a, m, e)) < 0 ||
        (r = change_last(d->reg, &m->seq, e)) < 0 || (r = keys_fingerprint(d->reg, &key, e)) < 0)
        return r;
    m->key = arena_strdup(a, strbuf_z(&key));
    if (!m->key)
        return err_nomem(e);
    *ret = m;
    return 0;
}

static const struct {
    char type;
    const char *word;
} types[] = {{'i', "int"}, {'t', "text"}, {'b', "blob"}};

static const char *type_word(char type)
{
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (types[i].type == type)
            return types[i].word;
    return NULL;
}

static void write_table(struct json_writer *w, const struct db_table *t)
{
    const struct db_key *key = primary_key(t);

    json_object(w);
    json_name(w, "name");
    json_put_z(w, t->name);
    json_name(w, "columns");
    json_object(w);
    for (size_t i = 0; i < t->n_columns; i++) {
        json_name(w, t->columns[i].name);
        json_put_z(w, type_word(t->columns[i].type));
    }
    json_object_end(w);
    json_name(w, "key");
    json_array(w);
    for (size_t i = 0; i < key->n; i++)
        json_put_z(w, key->columns[i]);
    json_array_end(w);
    json_object_end(w);
}

int manifest_write(const struct manifest *m, struct strbuf *out, struct err *e)
{
    _cleanup_free_ char *text = NULL;
    size_t len;
    char created[40];
    FILE *f = open_memstream(&text, &len);
    struct json_writer w = {.f = f};

    if (!f)
        return err_nomem(e);
    instant_format(m->created, created);
    json_object(&w);
    json_name(&w, "program");
    json_put_z(&w, m->program);
    json_name(&w, "created");
    json_put_z(&w, created);
    json_name(&w, "seq");
    json_put_int(&w, m->seq);
    json_name(&w, "key");
    json_put_z(&w, m->key);
    json_name(&w, "parts");
    json_object(&w);
    for (size_t i = 0; i < m->n_parts; i++) {
        json_name(&w, m->parts[i].name);
        json_put_int(&w, m->parts[i].version);
    }
    json_object_end(&w);
    json_name(&w, "tables");
    json_array(&w);
    for (size_t i = 0; i < m->n_tables; i++)
        write_table(&w, &m->tables[i].shape);
    json_array_end(&w);
    json_object_end(&w);
    bool failed = ferror(f);
    if (fclose(f) != 0 || failed)
        return err_nomem(e);
    strbuf_add(out, text, len);
    return out->failed ? err_nomem(e) : 0;
}

/* What reading needs; the functions below are false for anything that manifest_write doesn't write,
 * or when memory is exhausted. */
struct reading {
    struct json_reader *json;
    struct arena *arena;
    struct manifest *m;
};

static bool next_is(struct reading *r, enum json_token token)
{
    return json_next(r->json, NULL) == (int)token;
}

/* A short text that may be shown. */
static bool read_text(struct reading *r, const char **ret)
{
    if (!next_is(r, JSON_STRING) || json_text(r->json).len > 100)
        return false;
    for (size_t i = 0; i < json_text(r->json).len; i++)
        if (json_text(r->json).data[i] < ' ' || json_text(r->json).data[i] > '~')
            return false;
    *ret = str_dup(r->arena, json_text(r->json)).data;
    return *ret != NULL;
}

static bool read_int(struct reading *r, int64_t *ret)
{
    struct decimal d;

    return next_is(r, JSON_NUMBER) && dec_parse(json_text(r->json), &d) && dec_to_int(d, ret);
}

/* A name that may go into SQL. */
static bool copy_name(struct reading *r, const char **ret)
{
    if (!db_is_name(json_text(r->json)))
        return false;
    *ret = str_dup(r->arena, json_text(r->json)).data;
    return *ret != NULL;
}

static bool read_parts(struct reading *r)
{
    struct {
        struct archive_part *at;
        size_t n, cap;
    } list = {0};
    int t = 0;

    if (!next_is(r, JSON_OBJECT))
        return false;
    while ((t = json_next(r->json, NULL)) == JSON_NAME) {
        struct archive_part p;

        if (list.n == LIMIT_ARCHIVE_PARTS || !copy_name(r, &p.name) || !read_int(r, &p.version) ||
            p.version < 1 || !vec_push(r->arena, &list, p))
            return false;
    }
    r->m->parts = list.at;
    r->m->n_parts = list.n;
    return t == JSON_OBJECT_END;
}

static bool read_columns(struct reading *r, struct db_table *table)
{
    struct {
        struct db_column *at;
        size_t n, cap;
    } list = {0};
    int t = 0;

    if (!next_is(r, JSON_OBJECT))
        return false;
    while ((t = json_next(r->json, NULL)) == JSON_NAME) {
        struct db_column c = {0};

        if (list.n == LIMIT_ARCHIVE_COLUMNS || !copy_name(r, &c.name) || !next_is(r, JSON_STRING))
            return false;
        for (size_t i = 0; i < ARRAY_LEN(types); i++)
            if (str_eqz(json_text(r->json), types[i].word))
                c.type = types[i].type;
        if (!c.type || !vec_push(r->arena, &list, c))
            return false;
    }
    table->columns = list.at;
    table->n_columns = list.n;
    return t == JSON_OBJECT_END && list.n > 0;
}

static bool read_key(struct reading *r, struct db_table *table)
{
    struct db_key *key = arena_new_of(r->arena, struct db_key);
    struct {
        const char **at;
        size_t n, cap;
    } list = {0};
    int t = 0;

    if (!key || !next_is(r, JSON_ARRAY))
        return false;
    while ((t = json_next(r->json, NULL)) == JSON_STRING) {
        const char *name;

        if (list.n == LIMIT_ARCHIVE_COLUMNS || !copy_name(r, &name) ||
            !vec_push(r->arena, &list, name))
            return false;
    }
    *key = (struct db_key){.kind = 'p', .n = list.n, .columns = list.at};
    table->keys = key;
    table->n_keys = 1;
    return t == JSON_ARRAY_END && list.n > 0;
}

/* Members that later programs may add are passed over. */
static bool read_table(struct reading *r, struct db_table *ret)
{
    int t;

    while ((t = json_next(r->json, NULL)) == JSON_NAME) {
        struct str name = json_text(r->json);
        bool good = str_eqz(name, "name")      ? next_is(r, JSON_STRING) && copy_name(r, &ret->name)
                    : str_eqz(name, "columns") ? read_columns(r, ret)
                    : str_eqz(name, "key")     ? read_key(r, ret)
                                               : json_skip(r->json, NULL) >= 0;

        if (!good)
            return false;
    }
    return t == JSON_OBJECT_END && ret->name && ret->columns && ret->keys;
}

static bool read_tables(struct reading *r)
{
    struct {
        struct archive_table *at;
        size_t n, cap;
    } list = {0};
    int t = 0;

    if (!next_is(r, JSON_ARRAY))
        return false;
    while ((t = json_next(r->json, NULL)) == JSON_OBJECT) {
        struct archive_table x = {0};

        if (list.n == LIMIT_ARCHIVE_TABLES || !read_table(r, &x.shape))
            return false;
        for (size_t i = 0; i < list.n; i++)
            if (strcmp(list.at[i].shape.name, x.shape.name) == 0)
                return false;
        if (!vec_push(r->arena, &list, x))
            return false;
    }
    r->m->tables = list.at;
    r->m->n_tables = list.n;
    return t == JSON_ARRAY_END;
}

static bool read_created(struct reading *r)
{
    return next_is(r, JSON_STRING) && instant_parse(json_text(r->json), &r->m->created);
}

static bool read_all(struct reading *r)
{
    struct manifest *m = r->m;
    int t = 0;

    if (!next_is(r, JSON_OBJECT))
        return false;
    while ((t = json_next(r->json, NULL)) == JSON_NAME) {
        struct str name = json_text(r->json);
        bool good = str_eqz(name, "program")   ? read_text(r, &m->program)
                    : str_eqz(name, "created") ? read_created(r)
                    : str_eqz(name, "seq")     ? read_int(r, &m->seq)
                    : str_eqz(name, "key")     ? read_text(r, &m->key)
                    : str_eqz(name, "parts")   ? read_parts(r)
                    : str_eqz(name, "tables")  ? read_tables(r)
                                               : json_skip(r->json, NULL) >= 0;

        if (!good)
            return false;
    }
    return t == JSON_OBJECT_END && next_is(r, JSON_END) && m->program && m->key && m->parts;
}

int manifest_read(struct str json, struct arena *a, struct manifest **ret, struct err *e)
{
    struct reading r = {.arena = a, .m = arena_new_of(a, struct manifest)};
    int rc = json_open(json, &r.json, e);

    if (rc < 0)
        return rc;
    bool good = r.m && read_all(&r);
    json_close(r.json);
    if (arena_failed(a))
        return err_nomem(e);
    if (!good)
        return err_set(e, E_CORRUPT, "清单不合规则", "the manifest follows no rules");
    *ret = r.m;
    return 0;
}
