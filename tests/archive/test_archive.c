/* Backup, restore and copy of a register; archives that are damaged, foreign or newer. */
#include "fixture.h"
#include "testdb.h"

#include "actor_of.h"
#include "archive_private.h"
#include "cleanup.h"
#include "determine.h"
#include "file.h"
#include "keys.h"
#include "register_private.h"
#include "schema_parts.h"
#include "verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>
/* cmocka wants these before it */
#include <cmocka.h>

static void need(int r, const struct err *e)
{
    if (r < 0)
        fail_msg("%s", e->en);
}

/* A register with some history: facts that were corrected, people who left. */
static void make(struct fixture *f)
{
    char a[19], b[19], c[19];
    fixture_make(f);
    number_of("19800101001", a);
    number_of("19810101002", b);
    number_of("20100101003", c);
    char people[400];
    need(fixture_import_text(f, ENTITY_HOUSEHOLD,
                             "household_no,division,residence,water_safe\n"
                             "A1,440783116002,rural,是\nA2,440783116002,urban,\n",
                             "2018-01-01", 0),
         &f->err);
    snprintf(people, sizeof people,
             "household_no,name,id_no,relation,wage_income\n"
             "A1,甲,%s,head,1000\nA1,乙,%s,spouse,\nA2,丙,%s,head,0\n",
             a, b, c);
    need(fixture_import_text(f, ENTITY_PERSON, people, "2018-01-01", 0), &f->err);
    snprintf(people, sizeof people,
             "household_no,name,id_no,relation,wage_income\n"
             "A1,甲,%s,head,2000.50\nA2,丙,%s,head,-\n",
             a, c);
    need(fixture_import_text(f, ENTITY_PERSON, people, "2018-03-01", IMPORT_COMPLETE), &f->err);
    need(schema_parts_migrate(reg_db(f->reg), register_parts, NULL, &f->err), &f->err);
    _cleanup_(db_closep) struct db *office = NULL;
    need(office_open(f->url, DB_CREATE, &office, &f->err), &f->err);
    need(db_run(office, &f->err, "insert into account_serial(what, last) values ('token', 7)", ""),
         &f->err);
    need(db_run(office, &f->err, "insert into account_setup(hash, until) values ($1, 7)", "b",
                STR("\1\2")),
         &f->err);
}

/* To be closed; NULL where there is none. */
static struct db *office_of(const char *url)
{
    struct db *office = NULL;
    struct err e = {0};
    need(office_look(url, &office, &e), &e);
    return office;
}

static const char *path_of(const struct fixture *f, const char *name)
{
    static char paths[4][160];
    static unsigned next;
    return fixture_path(f, name, paths[next++ % 4]);
}

/* Of a database: of the product under test. */
static const char *place_of(const struct fixture *f, const char *name)
{
    static char url[TESTDB_URL_BYTES];
    return testdb_url(path_of(f, name), url);
}

static struct manifest *backup(struct fixture *f, const char *name, struct arena *a)
{
    struct err e = {0};
    struct manifest *m = NULL;
    _cleanup_(db_closep) struct db *office = office_of(f->url);
    need(archive_backup(reg_db(f->reg), office, &f->actor, path_of(f, name), a, &m, &e), &e);
    return m;
}

static int restore(struct fixture *f, const char *name, const char *to, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct restored x = {0};
    *e = (struct err){0};
    int r = archive_restore(path_of(f, name), &f->actor, place_of(f, to), a, &x, e);
    assert_int_equal(r, e->code);
    assert_true((r == 0) == (x.db != NULL));
    db_close(x.db);
    return r;
}

static bool exists(const struct fixture *f, const char *name)
{
    return access(path_of(f, name), F_OK) == 0;
}

static void remove_db(const struct fixture *f, const char *name)
{
    char office[40];
    snprintf(office, sizeof office, "%s.office", name);
    if (testdb_is_postgres()) {
        testdb_drop_all();
        return;
    }
    unlink(path_of(f, name));
    unlink(path_of(f, office));
}

static void nothing_at(const struct fixture *f, const char *name)
{
    struct db *db = NULL;
    assert_int_equal(db_open(place_of(f, name), DB_READ, &db, NULL), E_NOT_FOUND);
    static const char *const suffixes[] = {"",        "-wal",        "-shm",       ".key",
                                           ".office", ".office-wal", ".office-shm"};
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        char file[40];
        snprintf(file, sizeof file, "%s%s", name, suffixes[i]);
        if (exists(f, file))
            fail_msg("%s was left behind", file);
    }
}

/* Everything in another database of the folder, as text. To be freed. */
static char *dump_of(const struct fixture *f, const char *name)
{
    struct fixture other = *f;
    struct err e = {0};
    char key[160];
    setenv("HEYI_KEY_FILE", fixture_path(f, "heyi.db.key", key), 1);
    need(reg_open(place_of(f, name), DB_READ, &other.reg, &e), &e);
    if (!testdb_is_postgres())
        unsetenv("HEYI_KEY_FILE");
    char *text = fixture_dump(&other, true);
    reg_close(other.reg);
    return text;
}

/* A setup link doesn't outlive a restore; where register and office are one, it would show. */
static void forget_link(const struct fixture *f)
{
    _cleanup_(db_closep) struct db *office = NULL;
    struct err e = {0};
    need(office_open(f->url, DB_WRITE, &office, &e), &e);
    need(db_run(office, &e, "delete from account_setup", ""), &e);
}

static void same_as(struct fixture *f, const char *name)
{
    forget_link(f);
    _cleanup_free_ char *was = fixture_dump(f, true), *is = dump_of(f, name);
    assert_string_equal(was, is);
}

/* Its rows are there, but for what doesn't outlive a restore. */
static void same_office(const struct fixture *f, const char *name)
{
    _cleanup_(db_closep) struct db *office = office_of(place_of(f, name));
    struct err e = {0};
    int64_t last = 0, links = 1, marks = 1;
    assert_non_null(office);
    need(db_query_int(office, &last, NULL, &e, "select last from account_serial", ""), &e);
    need(db_query_int(office, &links, NULL, &e, "select count(*) from account_setup", ""), &e);
    need(db_query_int(office, &marks, NULL, &e,
                      "select count(*) from schema_version where part = 'restoring'", ""),
         &e);
    assert_int_equal(last, 7);
    assert_int_equal(links, 0);
    assert_int_equal(marks, 0);
}

static void test_round_trip(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct fixture f;
    struct err e = {0};
    struct restored x = {0};
    make(&f);
    struct manifest *m = backup(&f, "a.heyi", a);
    assert_true(m->n_tables > 30 && m->bytes > 1000 && m->seq > 3 && strlen(m->key) == 32);

    need(archive_restore(path_of(&f, "a.heyi"), &f.actor, place_of(&f, "b.db"), a, &x, &e), &e);
    assert_int_equal(x.steps, 0);
    need(reg_check(x.db, &e), &e);
    assert_int_equal(x.manifest->seq, m->seq);
    assert_string_equal(x.manifest->key, m->key);
    for (size_t i = 0; i < m->n_tables; i++) {
        assert_int_equal(x.manifest->tables[i].rows, m->tables[i].rows);
        assert_memory_equal(x.manifest->tables[i].digest, m->tables[i].digest, SM3_BYTES);
    }
    db_close(x.db);
    assert_false(exists(&f, "b.db.key"));
    same_office(&f, "b.db");
    same_as(&f, "b.db");

    /* which is as good a register as the first */
    char key[160];
    setenv("HEYI_KEY_FILE", fixture_path(&f, "heyi.db.key", key), 1);
    struct fixture g = f;
    need(reg_open(place_of(&f, "b.db"), DB_WRITE, &g.reg, &e), &e);
    g.report_text = NULL;
    need(fixture_import_text(&g, ENTITY_HOUSEHOLD, "household_no,division\nA9,440783116002\n",
                             "2018-05-01", 0),
         &g.err);
    assert_int_equal(g.result.added, 1);
    reg_close(g.reg);
    free(g.report_text);
    unsetenv("HEYI_KEY_FILE");
    fixture_free(&f);
}

/* A register of before there were determinations: the archive keeps its version, restoring brings
 * it to this program's. */
static void test_older_schema(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct fixture f;
    struct err e = {0};
    struct restored x = {0};
    fixture_make(&f);
    struct manifest *m = backup(&f, "a.heyi", a);
    assert_int_equal(m->n_parts, 1);
    need(archive_restore(path_of(&f, "a.heyi"), &f.actor, place_of(&f, "b.db"), a, &x, &e), &e);
    int steps = -register_schema.n_steps;
    for (size_t i = 0; register_parts[i]; i++)
        steps += register_parts[i]->n_steps;
    for (size_t i = 0; office_parts[i]; i++)
        steps += office_parts[i]->n_steps;
    assert_int_equal(x.steps, steps);
    assert_true(has_table(x.db, "determination"));
    db_close(x.db);
    fixture_free(&f);
}

/* Attributes that the program's own catalogue doesn't have, met in two steps. */
static void test_grown_catalogue(void **state)
{
    static const char *const lines[] = {
        "rooms,房间数,household,dwelling,integer,间,,unknown,\n",
        "solar,光伏,household,energy,boolean,,,false,,\n",
        "hobby,爱好,person,leisure,text,,,,\n",
    };
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf csv = {0};
    struct fixture f;
    struct err e = {0};
    make(&f);
    strbuf_adds(&csv, catalogue_builtin());
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        strbuf_addz(&csv, lines[i]);
        need(reg_init_catalogue(f.url, &f.actor, NULL, strbuf_str(&csv), NULL, &e), &e);
    }
    reg_close(f.reg);
    need(reg_open_catalogue(f.url, DB_WRITE, strbuf_str(&csv), &f.reg, &e), &e);
    need(fixture_import_text(&f, ENTITY_HOUSEHOLD,
                             "household_no,division,solar,rooms\nA1,440783116002,是,4\n",
                             "2018-07-01", 0),
         &f.err);
    backup(&f, "a.heyi", a);
    need(restore(&f, "a.heyi", "b.db", &e), &e);

    struct fixture g = f;
    char key[160];
    setenv("HEYI_KEY_FILE", fixture_path(&f, "heyi.db.key", key), 1);
    need(reg_open_catalogue(place_of(&f, "b.db"), DB_READ, strbuf_str(&csv), &g.reg, &e), &e);
    unsetenv("HEYI_KEY_FILE");
    forget_link(&f);
    _cleanup_free_ char *was = fixture_dump(&f, true), *is = fixture_dump(&g, true);
    assert_string_equal(was, is);
    assert_int_equal(reg_check(reg_db(g.reg), &e), E_CONFLICT);
    assert_non_null(strstr(e.en, "newer program"));
    reg_close(g.reg);
    fixture_free(&f);
}

/* The archive's bytes before they were packed. */
static void unpack(const struct fixture *f, const char *name, struct strbuf *out)
{
    _cleanup_(strbuf_done) struct strbuf packed = {0};
    struct err e = {0};
    need(file_read(path_of(f, name), 64u << 20, &packed, &e), &e);
    size_t size = 64u << 20;
    _cleanup_free_ char *text = malloc(size);
    assert_non_null(text);
    /* the library skips the trailer, as any tool does */
    size_t n = ZSTD_decompress(text, size, packed.data, packed.len);
    assert_false(ZSTD_isError(n));
    strbuf_add(out, text, n);
}

static void test_no_keys_inside(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf bytes = {0};
    struct fixture f;
    make(&f);
    struct manifest *m = backup(&f, "a.heyi", a);
    unpack(&f, "a.heyi", &bytes);
    _cleanup_free_ char *file = fixture_read(&f, "heyi.db.key");
    struct str rest = str_of(file), line;
    int keys = 0;
    while (str_split(&rest, '\n', &line)) {
        bool sm4 = str_starts(line, STR("sm4 "));
        if (!sm4 && !str_starts(line, STR("hmac ")))
            continue;
        struct str hex = {line.data + (sm4 ? 4 : 5), line.len - (sm4 ? 4 : 5)};
        uint8_t raw[64];
        assert_true(crypto_unhex(hex.data, hex.len, raw, hex.len / 2));
        /* not even a part of them */
        assert_null(memmem(bytes.data, bytes.len, raw, 8));
        assert_null(memmem(bytes.data, bytes.len, raw + hex.len / 2 - 8, 8));
        assert_null(memmem(bytes.data, bytes.len, hex.data, 8));
        keys++;
    }
    assert_int_equal(keys, 2);
    /* nor a name in clear? names are: it is no secret from who holds the archive, but the number is
     */
    assert_non_null(memmem(bytes.data, bytes.len, m->key, 32));
    assert_non_null(memmem(bytes.data, bytes.len, "甲", 3));
    assert_null(memmem(bytes.data, bytes.len, "44079919800101001", 17));
    fixture_free(&f);
}

/* Restores a changed copy of the archive: E_CORRUPT, and nothing is left. */
static void is_corrupt(struct fixture *f, const struct strbuf *bytes, const char *what, size_t at)
{
    fixture_write(f, "bad.heyi", bytes->data, bytes->len);
    int r = restore(f, "bad.heyi", "bad.db", &f->err);
    if (r != E_CORRUPT)
        fail_msg("%s at %zu of %zu: %d %s", what, at, bytes->len, r, f->err.en);
    assert_non_null(strstr(f->err.en, "bad.heyi"));
    nothing_at(f, "bad.db");
}

static void test_damaged(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf b = {0}, doubled = {0};
    struct fixture f;
    struct err e = {0};
    make(&f);
    backup(&f, "a.heyi", a);
    need(file_read(path_of(&f, "a.heyi"), 64u << 20, &b, &e), &e);
    const char *places = getenv("HEYI_TEST_DAMAGES"); /* how many, besides both ends */
    size_t len = b.len, step = len / (places ? strtoul(places, NULL, 10) : 60);

    for (size_t i = 0; i < len; i += i < 40 || i > len - 60 ? 1 : step) {
        b.data[i] ^= (char)(1 << i % 8);
        is_corrupt(&f, &b, "a bit changed", i);
        b.data[i] ^= (char)(1 << i % 8);
    }
    /* behind the header, which has a block of its own, the table is known */
    for (size_t i = 4096; i < len - 60; i += 10 * step) {
        b.data[i] ^= 1;
        is_corrupt(&f, &b, "a bit changed", i);
        b.data[i] ^= 1;
        if (!strstr(f.err.en, ": table "))
            fail_msg("changed at %zu of %zu: %s", i, len, f.err.en);
    }
    for (b.len = 0; b.len < len; b.len += b.len < 40 || b.len > len - 60 ? 1 : 3 * step)
        is_corrupt(&f, &b, "cut", b.len);
    b.len = len;
    strbuf_adds(&doubled, strbuf_str(&b));
    strbuf_adds(&doubled, strbuf_str(&b));
    is_corrupt(&f, &doubled, "doubled", 0);
    doubled.len = len + 1;
    is_corrupt(&f, &doubled, "a byte more", 0);

    fixture_write(&f, "bad.heyi", b.data, b.len);
    need(restore(&f, "bad.heyi", "bad.db", &e), &e);
    assert_int_equal(restore(&f, "bad.heyi", "bad.db", &e), E_EXISTS);
    assert_int_equal(restore(&f, "missing.heyi", "none.db", &e), E_NOT_FOUND);
    nothing_at(&f, "none.db");
    fixture_free(&f);
}

/*
 * Archives that are whole, but tell something else. `header` may change the manifest; `row` is
 * called with each row, may change it, and says how often it shall be written.
 */
struct edit {
    const char *what;
    int format;
    void (*header)(struct manifest *m);
    int (*row)(const char *table, uint64_t row, struct value *values);
    int expected;
    const char *message;
};

static void pack_row(struct packer *p, struct archive_rows *rows)
{
    struct err e = {0};
    need(archive_rows_encode(rows, &e), &e);
    need(packer_add(p, rows->bytes.data, rows->bytes.len, &e), &e);
}

static void pack_header(struct packer *p, const struct manifest *m, int format)
{
    _cleanup_(strbuf_done) struct strbuf json = {0}, b = {0};
    uint8_t digest[SM3_BYTES], number[NUMBER_BYTES];
    struct err e = {0};
    need(manifest_write(m, &json, &e), &e);
    strbuf_printf(&b, "heyi archive %d\n", format);
    strbuf_add(&b, number, number_write(json.len, number));
    strbuf_adds(&b, strbuf_str(&json));
    need(crypto_sm3(b.data, b.len, digest, &e), &e);
    need(packer_add(p, b.data, b.len, &e), &e);
    need(packer_add(p, digest, sizeof digest, &e), &e);
}

static void edit_tables(struct packer *p, struct archive_source *s, const struct edit *x)
{
    _cleanup_(archive_rows_done) struct archive_rows out = {0};
    struct err e = {0};
    for (size_t i = 0; i < s->manifest->n_tables; i++) {
        struct archive_table end;
        const char *name = s->manifest->tables[i].shape.name;
        int r;
        need(source_table(s, i, &e), &e);
        need(archive_rows_begin(&out, &s->manifest->tables[i].shape, &e), &e);
        for (uint64_t row = 0; (r = source_next(s, &e)) > 0; row++) {
            memcpy(out.values, s->rows.values, s->rows.n * sizeof *out.values);
            for (int n = x->row ? x->row(name, row, out.values) : 1; n > 0; n--)
                pack_row(p, &out);
        }
        need(r, &e);
        archive_rows_end(&out, &end);
        need(packer_add(p, "", 1, &e), &e);
        need(packer_add(p, end.digest, SM3_BYTES, &e), &e);
    }
}

static struct db_table *table_of(struct manifest *m, const char *name)
{
    size_t i = 0;
    while (strcmp(m->tables[i].shape.name, name) != 0)
        i++;
    return &m->tables[i].shape;
}

static void edit(struct fixture *f, const struct edit *x)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(source_freep) struct archive_source *s = NULL;
    _cleanup_(packer_freep) struct packer *p = NULL;
    _cleanup_fclose_ FILE *out = fopen(path_of(f, "bad.heyi"), "w");
    struct err e = {0};
    uint64_t bytes;
    assert_non_null(out);
    need(source_file_open(path_of(f, "a.heyi"), a, &s, &e), &e);
    need(packer_open(out, &p, &e), &e);
    struct manifest m = *s->manifest;
    m.tables = arena_dup(a, m.tables, m.n_tables * sizeof *m.tables);
    m.parts = arena_dup(a, m.parts, m.n_parts * sizeof *m.parts);
    /* the source goes on with its own */
    struct db_table *t = table_of(&m, "change");
    t->columns = arena_dup(a, t->columns, t->n_columns * sizeof *t->columns);
    t->keys = arena_dup(a, t->keys, sizeof *t->keys);
    t->keys->columns = arena_dup(a, t->keys->columns, t->keys->n * sizeof *t->keys->columns);
    if (x->header)
        x->header(&m);
    pack_header(p, &m, x->format ? x->format : 1);
    edit_tables(p, s, x);
    need(packer_finish(p, &bytes, &e), &e);
}

static void newer_register(struct manifest *m)
{
    for (size_t i = 0; i < m->n_parts; i++)
        m->parts[i].version += strcmp(m->parts[i].name, "register") == 0;
}

static void unknown_part(struct manifest *m)
{
    m->parts[0].name = "pensions";
}

static void column_of_other_kind(struct manifest *m)
{
    table_of(m, "change")->columns[0].type = 't';
}

static void table_unknown(struct manifest *m)
{
    m->tables[m->n_tables - 1].shape.name = "pets";
}

static void table_missing(struct manifest *m)
{
    m->n_tables--;
}

static void other_key(struct manifest *m)
{
    struct db_table *change = table_of(m, "change");
    change->keys[0].columns[0] = change->columns[1].name;
}

static int first_twice(const char *table, uint64_t row, struct value *v)
{
    return strcmp(table, "division") == 0 && row == 0 ? 2 : 1;
}

static int without_register(const char *table, uint64_t row, struct value *v)
{
    return strcmp(table, "register") != 0;
}

static int without_an_attribute(const char *table, uint64_t row, struct value *v)
{
    return strcmp(table, "catalogue_attribute") != 0 || !str_eqz(v[1].s, "dwelling_grade");
}

static int clever_attribute(const char *table, uint64_t row, struct value *v)
{
    if (strcmp(table, "catalogue_attribute") == 0 && str_eqz(v[1].s, "dwelling_grade"))
        v[1].s = STR("x integer; drop table change; --");
    return 1;
}

static int first_last(const char *table, uint64_t row, struct value *v)
{
    if (strcmp(table, "division") == 0 && row == 0)
        v[0].s = STR("zzz");
    return 1;
}

static int without_county(const char *table, uint64_t row, struct value *v)
{
    if (strcmp(table, "register") == 0)
        v[1].null = true;
    return 1;
}

static void test_edited(void **state)
{
    static const struct edit cases[] = {
        {"nothing", 1, NULL, NULL, 0, ""},
        {"a later format", 2, NULL, NULL, E_UNSUPPORTED, "version 2"},
        {"no format", 0x7fffffff, NULL, NULL, E_CORRUPT, "no backup"},
        {"a newer schema", 1, newer_register, NULL, E_UNSUPPORTED, "(register, version 8)"},
        {"a layer to come", 1, unknown_part, NULL, E_UNSUPPORTED, "(pensions, version 1)"},
        {"another kind", 1, column_of_other_kind, NULL, E_UNSUPPORTED, "change"},
        {"another primary key", 1, other_key, NULL, E_UNSUPPORTED, "change"},
        {"a table more", 1, table_unknown, NULL, E_UNSUPPORTED, "pets"},
        {"a table less", 1, table_missing, NULL, E_UNSUPPORTED, "verification_place"},
        {"a row twice", 1, NULL, first_twice, E_CONFLICT, "division"},
        {"a row that others refer to", 1, NULL, without_register, E_CONFLICT, "household"},
        {"a null where none may be", 1, NULL, without_county, E_CONFLICT, "register"},
        {"an attribute less", 1, NULL, without_an_attribute, E_UNSUPPORTED,
         "evidence_household_dwelling"},
        {"an attribute that is a statement", 1, NULL, clever_attribute, E_CORRUPT, "drop table"},
        {"rows out of order", 1, NULL, first_last, E_CORRUPT, "read again, table division"},
    };
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct fixture f;
    make(&f);
    backup(&f, "a.heyi", a);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct err e;
        edit(&f, &cases[i]);
        int r = restore(&f, "bad.heyi", "bad.db", &e);
        if (r != cases[i].expected || !strstr(e.en, cases[i].message))
            fail_msg("%s: %d %s", cases[i].what, r, e.en);
        if (r == 0)
            remove_db(&f, "bad.db");
        nothing_at(&f, "bad.db");
    }
    /* both: a row twice, and the file damaged behind it. The damage is what is told. */
    edit(&f, &(struct edit){.row = first_twice});
    _cleanup_(strbuf_done) struct strbuf b = {0};
    struct err e = {0};
    need(file_read(path_of(&f, "bad.heyi"), 64u << 20, &b, &e), &e);
    b.data[b.len - 1] ^= 1;
    is_corrupt(&f, &b, "digest", b.len - 1);
    fixture_free(&f);
}

/* What a restore couldn't make is refused when there is still time. */
static void test_not_restorable(void **state)
{
    static const char *const cases[][2] = {
        {"create table notes(id {int} primary key, t {text}) {table}", "table notes"},
        {"drop table notes; alter table finding add column mood {text}", "table finding"},
        {"alter table finding drop column mood; create table n(id {int}) {rowtable}",
         "no primary key"},
        {"drop table n; insert into schema_version(part, version) values ('pensions', 4)",
         "(pensions, version 4)"},
        {"drop table schema_version", "not a register"},
    };
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct fixture f;
    make(&f);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct err e = {0};
        struct manifest *m;
        need(db_ddl(reg_db(f.reg), cases[i][0], &e), &e);
        int r = archive_backup(reg_db(f.reg), NULL, &f.actor, path_of(&f, "a.heyi"), a, &m, &e);
        if (r >= 0 || !strstr(e.en, cases[i][1]))
            fail_msg("%s: %d %s", cases[i][0], r, e.en);
        assert_false(exists(&f, "a.heyi"));
    }
    fixture_free(&f);
}

static void test_rights(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct fixture f;
    struct actor officer;
    struct manifest *m;
    struct restored x;
    struct err e = {0};
    fixture_make(&f);
    need(actor_of(&officer, 2, "o", "town", "", &e), &e);
    backup(&f, "a.heyi", a);
    assert_int_equal(
        archive_backup(reg_db(f.reg), NULL, &officer, path_of(&f, "b.heyi"), a, &m, &e), E_DENIED);
    assert_int_equal(
        archive_restore(path_of(&f, "a.heyi"), &officer, place_of(&f, "b.db"), a, &x, &e),
        E_DENIED);
    assert_int_equal(archive_copy(reg_db(f.reg), NULL, &officer, place_of(&f, "b.db"), a, &x, &e),
                     E_DENIED);
    assert_false(exists(&f, "b.heyi"));
    nothing_at(&f, "b.db");
    fixture_free(&f);
}

static void test_copy(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct fixture f;
    struct err e = {0};
    struct restored x = {0};
    bool copied = false;
    make(&f);
    _cleanup_(db_closep) struct db *office = office_of(f.url);
    need(archive_copy(reg_db(f.reg), office, &f.actor, place_of(&f, "b.db"), a, &x, &e), &e);
    db_close(take(office));
    assert_false(db_in_transaction(reg_db(f.reg)));
    need(keys_copy(reg_db(f.reg), x.db, &copied, &e), &e);
    /* on a server HEYI_KEY_FILE names it for both */
    assert_int_equal(copied, !testdb_is_postgres());
    need(keys_copy(reg_db(f.reg), x.db, &copied, &e), &e);
    assert_false(copied);
    db_close(x.db);
    same_office(&f, "b.db");
    same_as(&f, "b.db");
    if (!testdb_is_postgres()) {
        _cleanup_free_ char *one = fixture_read(&f, "heyi.db.key"),
                            *other = fixture_read(&f, "b.db.key");
        assert_string_equal(one, other);
    }

    /* into itself, or into another register */
    assert_int_equal(archive_copy(reg_db(f.reg), NULL, &f.actor, f.url, a, &x, &e), E_EXISTS);
    assert_int_equal(archive_copy(reg_db(f.reg), NULL, &f.actor, place_of(&f, "b.db"), a, &x, &e),
                     E_EXISTS);
    if (testdb_is_postgres()) {
        fixture_free(&f);
        return;
    }
    /* into a database that is there and empty, with a key file of somebody else beside it */
    struct db *db = NULL;
    need(db_open(place_of(&f, "c.db"), DB_CREATE, &db, &e), &e);
    db_close(db);
    struct fixture g;
    fixture_make(&g);
    _cleanup_free_ char *foreign = fixture_read(&g, "heyi.db.key");
    fixture_write(&f, "c.db.key", foreign, strlen(foreign));
    assert_int_equal(chmod(path_of(&f, "c.db.key"), 0600), 0);
    need(archive_copy(reg_db(f.reg), NULL, &f.actor, place_of(&f, "c.db"), a, &x, &e), &e);
    assert_int_equal(keys_copy(reg_db(f.reg), x.db, &copied, &e), E_CONFLICT);
    db_close(x.db);
    fixture_free(&g);
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_older_schema),
        cmocka_unit_test(test_grown_catalogue),
        cmocka_unit_test(test_no_keys_inside),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_edited),
        cmocka_unit_test(test_not_restorable),
        cmocka_unit_test(test_rights),
        cmocka_unit_test(test_copy),
    };
    int bad = cmocka_run_group_tests(tests, NULL, NULL);
    testdb_drop_all();
    return bad;
}
