#include "fixture.h"

#include "catalogue.h"
#include "change.h"
#include "cleanup.h"
#include "date.h"
#include "file.h"
#include "identity.h"
#include "idno.h"
#include "register_check.h"
#include "testdb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

static void need(int rc, const struct err *e)
{
    if (rc < 0)
        fail_msg("%s", e->en);
}

void fixture_make(struct fixture *f)
{
    struct err e = {0};
    char path[160], url[TESTDB_URL_BYTES];
    testdb_need_server();
    *f = (struct fixture){.actor = actor_local()};
    /* in memory where there is such a folder: a commit waits for the disk */
    snprintf(f->folder, sizeof f->folder, "%s/heyi-register-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(f->folder));
    fixture_path(f, "heyi.db.key", path);
    if (testdb_is_postgres())
        setenv("HEYI_KEY_FILE", path, 1);
    path[strlen(path) - strlen(".key")] = '\0';
    snprintf(f->url, sizeof f->url, "%s", testdb_url(path, url));
    need(reg_init(f->url, &f->actor, NULL, NULL, &e), &e);
    need(reg_open(f->url, DB_WRITE, &f->reg, &e), &e);
}

void fixture_reopen(struct fixture *f)
{
    struct err e = {0};
    reg_close(f->reg);
    f->reg = NULL;
    need(reg_open(f->url, DB_WRITE, &f->reg, &e), &e);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *w)
{
    return remove(path);
}

void fixture_free(struct fixture *f)
{
    reg_close(f->reg);
    free(f->report_text);
    testdb_drop_all();
    nftw(f->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

char *fixture_path(const struct fixture *f, const char *name, char buf[160])
{
    snprintf(buf, 160, "%s/%s", f->folder, name);
    return buf;
}

void fixture_write(const struct fixture *f, const char *name, const void *data, size_t len)
{
    char path[160];
    FILE *out = fopen(fixture_path(f, name, path), "w");
    assert_non_null(out);
    assert_int_equal(fwrite(data, 1, len, out), len);
    assert_int_equal(fclose(out), 0);
}

char *fixture_read(const struct fixture *f, const char *name)
{
    char path[160];
    struct strbuf b = {0};
    struct err e = {0};
    need(file_read(fixture_path(f, name, path), 64u << 20, &b, &e), &e);
    return b.data ? b.data : strdup("");
}

int fixture_import(struct fixture *f, enum entity entity, const char *name, int32_t valid_from,
                   int flags)
{
    char path[160], errors[160];
    const char *files[] = {fixture_path(f, name, path)};
    free(f->report_text);
    f->report_text = NULL;
    f->err = (struct err){0};
    f->report = open_memstream(&f->report_text, &f->report_len);
    assert_non_null(f->report);
    struct import_options o = {
        .entity = entity,
        .files = files,
        .n_files = 1,
        .valid_from = valid_from,
        .dry_run = flags & IMPORT_DRY,
        .complete = flags & IMPORT_COMPLETE,
        .errors = fixture_path(f, "errors.csv", errors),
        .report = f->report,
    };
    unlink(errors);
    int rc = import_run(f->reg, &f->actor, &o, &f->result, &f->err);
    fclose(f->report);
    f->report = NULL;
    return rc;
}

int fixture_import_text(struct fixture *f, enum entity entity, const char *text,
                        const char *valid_from, int flags)
{
    fixture_write(f, "in.csv", text, strlen(text));
    return fixture_import(f, entity, "in.csv", day(valid_from), flags);
}

/* Rows in the order of the primary key. */
static void dump_table(struct fixture *f, const struct db_table *t, struct strbuf *out)
{
    struct err e = {0};
    _cleanup_(strbuf_done) struct strbuf sql = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc;
    strbuf_printf(&sql, "select * from %s order by ", t->name);
    for (size_t i = 0; i < t->keys[0].n; i++)
        strbuf_printf(&sql, i ? ", %s" : "%s", t->keys[0].columns[i]);
    need(db_prepare(reg_db(f->reg), strbuf_z(&sql), &s, &e), &e);
    strbuf_printf(out, "== %s\n", t->name);
    while ((rc = stmt_step(s, &e)) > 0) {
        for (size_t i = 0; i < t->n_columns; i++) {
            struct str v = t->columns[i].type == 'i' ? (struct str){0} : stmt_blob(s, (int)i);
            strbuf_addc(out, '|');
            if (stmt_is_null(s, (int)i))
                strbuf_addz(out, "null");
            else if (t->columns[i].type == 'i')
                strbuf_printf(out, "%lld", (long long)stmt_int(s, (int)i));
            for (size_t k = 0; k < v.len; k++)
                strbuf_printf(out, v.data[k] >= ' ' && v.data[k] <= '~' ? "%c" : "\\%02x",
                              (unsigned char)v.data[k]);
        }
        strbuf_addc(out, '\n');
    }
    need(rc, &e);
}

char *fixture_dump(struct fixture *f, bool all)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct strbuf out = {0};
    struct err e = {0};
    struct db_table *tables;
    size_t n;
    need(db_tables(reg_db(f->reg), a, &tables, &n, &e), &e);
    for (size_t i = 0; i < n; i++)
        if (all ||
            (strcmp(tables[i].name, "change") != 0 && strcmp(tables[i].name, "delivery") != 0))
            dump_table(f, &tables[i], &out);
    assert_false(out.failed);
    return out.data;
}

int64_t fixture_evidence(struct fixture *f)
{
    const struct catalogue *c = reg_catalogue(f->reg);
    int64_t n = 0;
    for (int k = 0; k < N_ENTITIES; k++)
        for (size_t g = 0; g < c->n_groups[k]; g++) {
            struct err e = {0};
            char sql[160];
            int64_t one = 0;
            snprintf(sql, sizeof sql, "select count(*) from " STR_FMT,
                     STR_ARG(c->groups[k][g].table));
            need(db_query_int(reg_db(f->reg), &one, NULL, &e, sql, ""), &e);
            n += one;
        }
    return n;
}

static int note(void *arg, const struct checkup_kind *k, const char *place, const struct err *what,
                struct err *e)
{
    strbuf_printf(arg, "%s %s: %s\n", k->id, place, what->en);
    return 0;
}

void fixture_check(struct fixture *f)
{
    _cleanup_(strbuf_done) struct strbuf found = {0};
    struct checkup c = {.fn = note, .arg = &found};
    struct actor all = actor_local();
    struct err e = {0};
    need(change_check(reg_db(f->reg), &c, &e), &e);
    need(register_check(f->reg, &all, &c, &e), &e);
    need(identity_check(reg_db(f->reg), &c, &e), &e);
    if (found.len)
        fail_msg("%s", strbuf_z(&found));
}

static void print_facts(const struct catalogue *c, enum entity k, const struct fact *facts,
                        struct strbuf *out)
{
    for (size_t i = 0; i < c->n[k]; i++) {
        const struct attribute *t = &c->attributes[k][i];
        if (!facts[i].known || str_eqz(t->id, "household_no"))
            continue;
        strbuf_printf(out, " " STR_FMT "=", STR_ARG(t->id));
        fact_print(t, facts[i], out);
    }
    strbuf_addc(out, '\n');
}

void fixture_scan_division(struct fixture *f, const char *division, int32_t as_of, int64_t seq,
                           struct strbuf *out)
{
    struct err e = {0};
    _cleanup_(scan_closep) struct scan *s = NULL;
    struct household_facts h;
    const struct catalogue *c = reg_catalogue(f->reg);
    int64_t count = 0, n = 0;
    int rc;
    need(scan_open(f->reg, &f->actor, str_of(division), as_of, seq, &s, &e), &e);
    need(scan_count(s, &count, &e), &e);
    while ((rc = scan_next(s, &h, &e)) > 0) {
        n++;
        strbuf_printf(out, STR_FMT, STR_ARG(h.household_no));
        print_facts(c, ENTITY_HOUSEHOLD, h.facts, out);
        for (size_t i = 0; i < h.n_members; i++) {
            strbuf_printf(out, "- %lld", (long long)h.members[i].person_id);
            print_facts(c, ENTITY_PERSON, h.members[i].facts, out);
        }
    }
    need(rc, &e);
    assert_int_equal(count, n);
    assert_int_equal(scan_next(s, &h, &e), 0);
    assert_false(out->failed);
}

void fixture_scan(struct fixture *f, int32_t as_of, int64_t seq, struct strbuf *out)
{
    fixture_scan_division(f, "", as_of, seq, out);
}

int32_t day(const char *text)
{
    int32_t d = 0;
    if (!date_parse(str_of(text), &d))
        fail_msg("%s is no date", text);
    return d;
}

void number_of(const char *digits11, char ret[19])
{
    snprintf(ret, 19, "440799%.11s", digits11);
    ret[17] = idno_check_digit(ret);
    ret[18] = '\0';
}
