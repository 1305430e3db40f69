/*
 * Snapshots: every cell against a scan; refreshed ones against new ones, byte for byte, over
 * generated changes; files that must not be believed; scopes; where they lie; heyi check.
 */
#include "churn.h"

#include "actor_of.h"
#include "bounds.h"
#include "cleanup.h"
#include "compose.h"
#include "date.h"
#include "determine.h"
#include "file.h"
#include "snapshot_private.h"
#include "store.h"
#include "testdb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *pack;

static void need(int rc, const struct err *e)
{
    if (rc < 0)
        fail_msg("%s", e->en);
}

static void make(struct fixture *f, uint64_t seed)
{
    struct err e = {0};
    churn_seed(seed);
    fixture_make(f);
    setenv("HEYI_SNAPSHOT_DIR", f->folder, 1);
    reg_close(take(f->reg));
    need(reg_init(f->url, &f->actor, pack, NULL, &e), &e);
    need(reg_open(f->url, DB_WRITE, &f->reg, &e), &e);
    need(db_migrate(reg_db(f->reg), &determine_schema, NULL, &e), &e);
}

static void give(struct fixture *f, enum entity k, const char *text, const char *from, int flags)
{
    need(fixture_import_text(f, k, text, from, flags), &f->err);
    if (f->result.rejected)
        fail_msg("rejected:\n%s", f->report_text);
}

/* Two towns, three households, one of them without members. */
static void small(struct fixture *f)
{
    char text[512], a[19], b[19], c[19];
    number_of("19800102001", a);
    number_of("19810102002", b);
    number_of("20150102003", c);
    make(f, 1);
    give(f, ENTITY_HOUSEHOLD,
         "household_no,division,residence,financial_assets,poverty_cause,prior_category,"
         "prior_amount,prior_grace_until\n"
         "A1,440783116001,rural,3000.50,因病;因残,dibao,900,\n"
         "A2,440783116002,,,,dibao,100,2018-03-31\n"
         "B1,440783117001,urban,99999999,,,,\n",
         "2018-01-01", 0);
    snprintf(text, sizeof text,
             "household_no,name,id_no,relation,wage_income,disability_grade\n"
             "A1,张三丰,%s,head,1200,2\nA1,李四光,%s,,,\nB1,王五,%s,son,-,\n",
             a, b, c);
    give(f, ENTITY_PERSON, text, "2018-01-01", 0);
}

static struct snapshot *snap(struct fixture *f, const char *as_of, enum snapshot_origin origin)
{
    struct snapshot *s = NULL;
    struct err e = {0};
    need(snapshot_open(f->reg, &f->actor, (struct str){0}, day(as_of), INT64_MAX, &s, &e), &e);
    if (snapshot_info(s)->origin != origin)
        fail_msg("%s: origin %d instead of %d: %s", as_of, snapshot_info(s)->origin, origin,
                 snapshot_info(s)->notice.en);
    return s;
}

static struct snapshot *shut(struct snapshot *s)
{
    snapshot_close(s);
    return NULL;
}

static char *path_of(struct fixture *f)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct snapshot_binding b;
    const struct fact_columns *c;
    struct strbuf path = {0};
    struct err e = {0};
    need(fact_columns_new(reg_catalogue(f->reg), a, &c, &e), &e);
    need(snapshot_bind(f->reg, c, 0, 1, &b, &e), &e);
    need(snapshot_place(f->reg, b.place, &path, &e), &e);
    return path.data;
}

static struct strbuf bytes_of(const char *path)
{
    struct strbuf b = {0};
    struct err e = {0};
    need(file_read(path, 64u << 20, &b, &e), &e);
    return b;
}

static void write_bytes(const char *path, const void *data, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, data, len), len);
    close(fd);
}

/* Every cell is what the policy layer would make of the scan's household. */
static void compare_cells(const struct fact_columns *c, enum column_space space,
                          const struct column *is, size_t is_row, const struct column *must,
                          size_t must_row)
{
    for (size_t i = 0; i < c->n[space]; i++) {
        size_t width = column_width_bytes(must[i].width);
        assert_int_equal(!is[i].values, !must[i].values);
        if (!must[i].values)
            continue;
        assert_int_equal(is[i].width, must[i].width);
        assert_memory_equal((const char *)is[i].values + is_row * width,
                            (const char *)must[i].values + must_row * width, width);
        assert_int_equal(is[i].states ? is[i].states[is_row] : 0,
                         must[i].states ? must[i].states[must_row] : 0);
    }
}

struct walk {
    const struct snapshot *s;
    struct column *room;
    size_t batch, row;
    struct snapshot_batch b;
    bool ready;
};

static bool walk_next(struct walk *w)
{
    if (w->ready && ++w->row < w->b.columns.n)
        return true;
    if (w->ready)
        w->batch++;
    if (w->batch == snapshot_info(w->s)->batches)
        return false;
    snapshot_batch(w->s, w->batch, w->room, &w->b);
    assert_in_range(w->b.columns.n, 1, COLUMN_BATCH);
    w->row = 0;
    return w->ready = true;
}

static void compare_scan(struct fixture *f, const struct snapshot *s, const char *division)
{
    _cleanup_(scan_closep) struct scan *scan = NULL;
    _cleanup_(history_closep) struct history *history = NULL;
    _cleanup_(column_filler_freep) struct column_filler *filler = NULL;
    const struct snapshot_info *info = snapshot_info(s);
    _cleanup_free_ struct column *room = calloc(snapshot_width(s), sizeof *room);
    struct walk w = {.s = s, .room = room};
    struct household_facts h;
    struct err e = {0};
    int64_t gone = 0;
    uint64_t n = 0, members = 0;
    int rc;
    need(scan_open(f->reg, &f->actor, str_of(division), info->as_of, info->seq, &scan, &e), &e);
    need(history_open(f->reg, info->as_of, info->seq, false, &history, &e), &e);
    need(column_filler_new(info->columns, (const bool *const[3]){0}, &filler, &e), &e);
    while ((rc = scan_next(scan, &h, &e)) > 0) {
        struct past past;
        need(history_find(history, h.register_id, h.household_id, &past, &gone, &e), &e);
        h.previous = previous_of(reg_catalogue(f->reg), &h, past.found ? &past.previous : NULL);
        column_filler_clear(filler);
        assert_true(column_filler_add(filler, &h, 0));
        const struct column_batch *must = column_filler_batch(filler);
        assert_true(walk_next(&w));
        assert_int_equal(w.b.register_ids[w.row], h.register_id);
        assert_int_equal(w.b.household_ids[w.row], h.household_id);
        const struct attribute *t =
            catalogue_find(info->columns->catalogue, ENTITY_HOUSEHOLD, STR("division"));
        assert_true(str_eq(snapshot_division(s, w.b.divisions[w.row]), h.facts[t->index].s));
        const uint32_t *offsets = w.b.columns.offsets;
        assert_int_equal(offsets[w.row + 1] - offsets[w.row], h.n_members);
        compare_cells(info->columns, SPACE_HOUSEHOLD, w.b.columns.household, w.row, must->household,
                      0);
        for (size_t i = 0; i < h.n_members; i++)
            compare_cells(info->columns, SPACE_MEMBER, w.b.columns.member,
                          offsets[w.row] - offsets[0] + i, must->member, i);
        n++;
        members += h.n_members;
    }
    need(rc, &e);
    assert_false(walk_next(&w));
    assert_int_equal(info->households, n);
    assert_int_equal(info->members, members);
}

static void test_life(void **state)
{
    struct fixture f;
    struct stat st;
    small(&f);
    struct snapshot *s = snap(&f, "2018-02-01", SNAPSHOT_BUILT);
    _cleanup_free_ char *path = path_of(&f);
    assert_int_equal(snapshot_info(s)->read, 3);
    assert_int_equal(snapshot_info(s)->households, 3);
    assert_int_equal(snapshot_info(s)->members, 3);
    assert_int_equal(snapshot_info(s)->divisions, 3);
    assert_int_equal(snapshot_info(s)->notice.code, 0);
    compare_scan(&f, s, "");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    /* nobody waits for whoever has it open */
    int fd = open(path, O_RDONLY);
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
    close(fd);

    /* while the one is open, others come and go */
    struct snapshot *t = snap(&f, "2018-02-01", SNAPSHOT_MAPPED);
    assert_int_equal(snapshot_info(t)->read, 0);
    t = shut(t);
    give(&f, ENTITY_HOUSEHOLD, "household_no,division,residence\nA2,440783116002,urban\n",
         "2018-02-01", 0);
    t = snap(&f, "2018-02-01", SNAPSHOT_REFRESHED);
    assert_int_equal(snapshot_info(t)->read, 1);
    compare_scan(&f, t, "");
    compare_scan(&f, s, "");
    t = shut(t);
    s = shut(s);

    /* another day; and back, as it was known then */
    t = snap(&f, "2018-01-31", SNAPSHOT_REFRESHED);
    compare_scan(&f, t, "");
    t = shut(t);
    t = snap(&f, "2017-12-31", SNAPSHOT_REFRESHED);
    assert_int_equal(snapshot_info(t)->households, 0);
    assert_int_equal(snapshot_info(t)->batches, 0);
    t = shut(t);
    t = snap(&f, "2017-12-31", SNAPSHOT_MAPPED);
    t = shut(t);
    assert_int_equal(unlink(path), 0);
    t = snap(&f, "2018-02-01", SNAPSHOT_BUILT);
    compare_scan(&f, t, "");
    shut(t);

    /* nobody is named in it */
    _cleanup_(strbuf_done) struct strbuf b = bytes_of(path);
    static const char *const secrets[] = {"张三丰", "李四光", "A1", "440799", "19800102001"};
    for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
        assert_int_equal(str_find(strbuf_str(&b), str_of(secrets[i])), -1);
    fixture_free(&f);
}

/* What is there, refreshed, is what a new one would be. */
static void compare_new(struct fixture *f, const char *path, const char *as_of, int64_t seq,
                        int *refreshed)
{
    struct snapshot *s = NULL;
    struct err e = {0};
    need(snapshot_open(f->reg, &f->actor, (struct str){0}, day(as_of), seq, &s, &e), &e);
    *refreshed += snapshot_info(s)->origin == SNAPSHOT_REFRESHED;
    compare_scan(f, s, "");
    s = shut(s);
    _cleanup_(strbuf_done) struct strbuf was = bytes_of(path);
    assert_int_equal(unlink(path), 0);
    need(snapshot_open(f->reg, &f->actor, (struct str){0}, day(as_of), seq, &s, &e), &e);
    assert_int_equal(snapshot_info(s)->origin, SNAPSHOT_BUILT);
    s = shut(s);
    _cleanup_(strbuf_done) struct strbuf is = bytes_of(path);
    assert_int_equal(was.len, is.len);
    assert_memory_equal(was.data, is.data, is.len);
}

static void commit(struct fixture *f, const char *date)
{
    struct determine_result result = {0};
    struct err e = {0};
    struct determine_options o = {
        .as_of = day(date), .known_seq = INT64_MAX, .commit = true, .supersede = true};
    int rc = determine_run(f->reg, &f->actor, &o, NULL, NULL, &result, &e);
    if (rc == E_INVALID)
        return; /* nobody could be decided */
    need(rc, &e);
    determine_result_done(&result);
}

static void test_refresh(void **state)
{
    int refreshed = 0;
    for (uint64_t seed = 1; seed <= (testdb_is_postgres() ? 2 : 4); seed++) {
        struct fixture f;
        make(&f, seed);
        churn_sources(&f);
        _cleanup_free_ char *path = path_of(&f);
        for (int i = 0; i < 24; i++) {
            churn(&f, i, seed % 2);
            if (i > 3 && pick(4) == 0)
                commit(&f, churn_days[pick(CHURN_DAYS)]);
            int64_t last = number(&f, "select max(seq) from change");
            for (int k = 0; k < 2; k++)
                compare_new(&f, path, churn_days[pick(CHURN_DAYS)],
                            pick(4) ? INT64_MAX : 1 + pick((unsigned)last), &refreshed);
        }
        fixture_free(&f);
    }
    assert_true(refreshed > 40);
}

static void expect_built(struct fixture *f, int code)
{
    struct snapshot *s = snap(f, "2018-02-01", SNAPSHOT_BUILT);
    assert_int_equal(snapshot_info(s)->notice.code, code);
    if (code)
        assert_true(snapshot_info(s)->notice.zh[0] && snapshot_info(s)->notice.en[0]);
    compare_scan(f, s, "");
    shut(s);
}

static void test_not_believed(void **state)
{
    struct fixture f;
    small(&f);
    _cleanup_free_ char *path = path_of(&f);
    shut(snap(&f, "2018-02-01", SNAPSHOT_BUILT));
    _cleanup_(strbuf_done) struct strbuf good = bytes_of(path);

    /* one byte changed, everywhere in turn */
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    const struct fact_columns *c;
    struct err e = {0};
    need(fact_columns_new(reg_catalogue(f.reg), a, &c, &e), &e);
    for (size_t i = 0; i < good.len; i++) {
        /* the gap between header and first block means nothing */
        if (i >= sizeof(struct snapshot_header) && i < SNAPSHOT_HEADER_BYTES)
            continue;
        struct snapshot_file file = {0};
        good.data[i] ^= 1;
        write_bytes(path, good.data, good.len);
        good.data[i] ^= 1;
        int rc = snapshot_load(path, c, &file, &e);
        if (rc != E_CORRUPT && rc != E_UNSUPPORTED)
            fail_msg("byte %zu of %zu: %d", i, good.len, rc);
    }
    expect_built(&f, E_CORRUPT);
    write_bytes(path, good.data, good.len - 1);
    expect_built(&f, E_CORRUPT);
    write_bytes(path, good.data, 100);
    expect_built(&f, E_CORRUPT);
    write_bytes(path, "", 0);
    expect_built(&f, E_CORRUPT);

    /* a later program's */
    ((struct snapshot_header *)good.data)->format++;
    write_bytes(path, good.data, good.len);
    ((struct snapshot_header *)good.data)->format--;
    expect_built(&f, E_UNSUPPORTED);

    /* one that others could have written, or that lies elsewhere */
    assert_int_equal(chmod(path, 0640), 0);
    expect_built(&f, E_DENIED);
    char other[200];
    snprintf(other, sizeof other, "%s.other", path);
    assert_int_equal(rename(path, other), 0);
    assert_int_equal(symlink(other, path), 0);
    expect_built(&f, E_IO);

    /* what a kill leaves behind */
    snprintf(other, sizeof other, "%s.new", path);
    write_bytes(other, "half", 4);
    unlink(path);
    expect_built(&f, 0);
    assert_int_equal(access(other, F_OK), -1);

    /* what somebody else has put there to read along */
    write_bytes(other, "", 0);
    assert_int_equal(chmod(other, 0644), 0);
    unlink(path);
    expect_built(&f, E_DENIED);
    unlink(other);

    /* no place to keep it: nothing is lost but time */
    unlink(path);
    assert_int_equal(mkdir(other, 0700), 0);
    expect_built(&f, E_IO);
    expect_built(&f, E_IO);
    assert_int_equal(access(path, F_OK), -1);
    rmdir(other);
    assert_int_equal(mkdir(path, 0700), 0);
    expect_built(&f, E_IO);
    rmdir(path);

    /* after a restore from a backup the log goes another way */
    expect_built(&f, 0);
    need(db_begin(reg_db(f.reg), true, &e), &e);
    need(db_run(reg_db(f.reg), &e, "update change set at = at + 1 where seq > 1", ""), &e);
    need(db_commit(reg_db(f.reg), &e), &e);
    expect_built(&f, E_CONFLICT);
    fixture_free(&f);
}

/* The file of one register beside another. */
static void test_foreign(void **state)
{
    struct fixture f, g;
    small(&f);
    shut(snap(&f, "2018-02-01", SNAPSHOT_BUILT));
    _cleanup_free_ char *path = path_of(&f);
    _cleanup_(strbuf_done) struct strbuf bytes = bytes_of(path);
    small(&g);
    _cleanup_free_ char *other = path_of(&g);
    assert_string_not_equal(path, other);
    write_bytes(other, bytes.data, bytes.len);
    expect_built(&g, E_CONFLICT);
    fixture_free(&g);
    fixture_free(&f);
}

static void test_scope(void **state)
{
    static const struct {
        const char *scope, *division;
        int households; /* -1 = denied */
    } cases[] = {
        {"", "440783116", 2},           {"", "440783116002", 1},
        {"", "440783117000", 1},        {"", "440784", 0},
        {"440783116", "", 2},           {"440783116", "440783", 2},
        {"440783117", "", 1},           {"440783117", "440783117001", 1},
        {"440783117", "440783116", -1},
    };
    struct fixture f;
    small(&f);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct snapshot *s = NULL;
        struct err e = {0};
        need(actor_of(&f.actor, 1, "tester", "town", cases[i].scope, &e), &e);
        int rc = snapshot_open(f.reg, &f.actor, str_of(cases[i].division), day("2018-02-01"),
                               INT64_MAX, &s, &e);
        if (cases[i].households < 0) {
            assert_int_equal(rc, E_DENIED);
            continue;
        }
        need(rc, &e);
        assert_int_equal(snapshot_info(s)->households, cases[i].households);
        compare_scan(&f, s, cases[i].division);
        shut(s);
    }
    f.actor.rights = 0;
    struct snapshot *s = NULL;
    assert_int_equal(snapshot_open(f.reg, &f.actor, (struct str){0}, 0, INT64_MAX, &s, NULL),
                     E_DENIED);
    fixture_free(&f);
}

static int note(void *arg, const struct checkup_kind *k, const char *place, const struct err *what,
                struct err *e)
{
    strbuf_printf(arg, "%s: %s\n", k->id, what->en);
    return 0;
}

/* Findings, then what wasn't looked at; examined: -1 = no snapshot lies there. */
static void expect_findings(struct fixture *f, const char *sql, const char *findings,
                            const char *skipped, int examined)
{
    _cleanup_(strbuf_done) struct strbuf found = {0};
    struct checkup c = {.fn = note, .arg = &found};
    struct err e = {0};
    need(db_begin(reg_db(f->reg), true, &e), &e);
    if (sql)
        need(db_run(reg_db(f->reg), &e, sql, ""), &e);
    need(snapshot_check(f->reg, &f->actor, &c, &e), &e);
    db_rollback(reg_db(f->reg));
    assert_string_equal(strbuf_z(&found), findings);
    assert_int_equal(c.n, examined >= 0);
    if (examined >= 0) {
        assert_int_equal(c.kinds[0].examined, examined);
        assert_non_null(strstr(c.kinds[0].skipped.en, skipped));
        assert_int_equal(!*skipped, !c.kinds[0].skipped.code);
    }
}

static void test_check(void **state)
{
    struct fixture f;
    small(&f);
    expect_findings(&f, NULL, "", "", -1);
    shut(snap(&f, "2018-02-01", SNAPSHOT_BUILT));
    _cleanup_free_ char *path = path_of(&f);
    expect_findings(&f, NULL, "", "", 3);
    expect_findings(
        &f, "update household_now set residence = 'urban'",
        "snapshot: the snapshot doesn't agree with the register: delete this file, it is "
        "built again when it is needed\n",
        "", 3);
    expect_findings(
        &f, "delete from person_now where person_id = 1",
        "snapshot: the snapshot doesn't agree with the register: delete this file, it is "
        "built again when it is needed\n",
        "", 3);
    /* older than the register, and right for its time */
    give(&f, ENTITY_HOUSEHOLD, "household_no,division,residence\nA2,440783116002,urban\n",
         "2018-02-01", 0);
    expect_findings(&f, NULL, "", "", 3);
    expect_findings(&f, "update change set at = at + 1 where seq > 1", "",
                    "no snapshot of this register", 0);
    _cleanup_(strbuf_done) struct strbuf bytes = bytes_of(path);
    bytes.data[300] ^= 1;
    write_bytes(path, bytes.data, bytes.len);
    expect_findings(
        &f, NULL,
        "snapshot: the snapshot file is damaged: delete it, it is built again when it is "
        "needed\n",
        "", 0);
    fixture_free(&f);
}

/* A register that no database holds: batches full to the brim, of households and of members. */
static void test_writer(void **state)
{
    enum { N = 5000 };
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct catalogue *c;
    struct err e = {0};
    struct snapshot_writer *w;
    struct snapshot *s;
    char path[64] = "/tmp/heyi-snapshot-XXXXXX";
    close(mkstemp(path));
    need(catalogue_read(catalogue_builtin(), "catalogue.csv", a, &c, &e), &e);
    int division = catalogue_find(c, ENTITY_HOUSEHOLD, STR("division"))->index;
    int wage = catalogue_find(c, ENTITY_PERSON, STR("wage_income"))->index;
    struct fact *household = arena_zalloc(a, c->n[ENTITY_HOUSEHOLD] * sizeof *household);
    struct member_facts members[LIMIT_HOUSEHOLD_MEMBERS];
    need(snapshot_writer_open(path, c, 17532, &w, &e), &e);
    for (size_t i = 0; i < LIMIT_HOUSEHOLD_MEMBERS; i++) {
        struct fact *facts = arena_zalloc(a, c->n[ENTITY_PERSON] * sizeof *facts);
        facts[wage] = (struct fact){.known = i % 3 != 0, .i = i % 3 ? (int64_t)i : 0};
        members[i].facts = facts;
    }
    uint64_t all = 0;
    for (int i = 0; i < N; i++) {
        household[division] =
            (struct fact){.known = true, .s = i % 2 ? STR("440783116001") : STR("440783116002")};
        struct household_facts h = {.register_id = 1 + i / 4000,
                                    .household_id = i + 1,
                                    .facts = household,
                                    .members = members,
                                    .n_members = i < 300 ? LIMIT_HOUSEHOLD_MEMBERS : i % 4};
        all += h.n_members;
        need(snapshot_writer_add(w, &h, &e), &e);
    }
    need(snapshot_writer_commit(w, &e), &e);
    snapshot_writer_free(w);
    need(snapshot_open_file(path, c, &s, &e), &e);
    const struct snapshot_info *info = snapshot_info(s);
    struct column *room = arena_array_of(a, snapshot_width(s), struct column);
    assert_int_equal(info->households, N);
    assert_int_equal(info->members, all);
    int64_t next = 1;
    for (size_t i = 0; i < info->batches; i++) {
        struct snapshot_batch b;
        snapshot_batch(s, i, room, &b);
        size_t rows = b.columns.offsets[b.columns.n] - b.columns.offsets[0];
        const struct column *income = &b.columns.member[wage];
        assert_int_equal((uintptr_t)income->values % SNAPSHOT_ALIGN, 0);
        assert_true(rows <= COLUMN_BATCH_MEMBERS);
        for (size_t k = 0; k < b.columns.n; k++, next++) {
            assert_int_equal(b.household_ids[k], next);
            assert_string_equal(snapshot_division(s, b.divisions[k]).data,
                                next % 2 ? "440783116002" : "440783116001");
            for (size_t m = 0; m < b.columns.offsets[k + 1] - b.columns.offsets[k]; m++) {
                size_t row = b.columns.offsets[k] - b.columns.offsets[0] + m;
                assert_int_equal(((const int32_t *)income->values)[row], m % 3 ? m : 0);
                assert_int_equal(income->states[row], m % 3 ? 0 : COLUMN_UNKNOWN);
            }
        }
        /* no batch could have taken one more */
        if (i + 1 < info->batches)
            assert_true(b.columns.n == COLUMN_BATCH || rows + 200 > COLUMN_BATCH_MEMBERS);
    }
    snapshot_close(s);
    unlink(path);
}

/* Households of two villages in turn: a village's lie together in its part. */
static void test_scattered(void **state)
{
    struct fixture f;
    struct err e = {0};
    struct snapshot *s = NULL;
    _cleanup_(strbuf_done) struct strbuf text = {0};
    make(&f, 1);
    strbuf_addz(&text, "household_no,division,residence,financial_assets\n");
    for (int i = 0; i < 3000; i++)
        strbuf_printf(&text, "H%04d,44078311600%d,rural,%d\n", i, 1 + i % 2, i);
    give(&f, ENTITY_HOUSEHOLD, strbuf_z(&text), "2018-01-01", 0);
    static const char *const parts[] = {"440783116002", "440783116001", ""};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        need(snapshot_open(f.reg, &f.actor, str_of(parts[i]), day("2018-02-01"), INT64_MAX, &s, &e),
             &e);
        assert_int_equal(snapshot_info(s)->households, *parts[i] ? 1500 : 3000);
        assert_int_equal(snapshot_info(s)->batches, *parts[i] ? 2 : 3);
        assert_true((snapshot_own_bytes(s) > 0) == (*parts[i] != '\0'));
        compare_scan(&f, s, parts[i]);
        s = shut(s);
    }
    fixture_free(&f);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_life),         cmocka_unit_test(test_refresh),
        cmocka_unit_test(test_not_believed), cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_scope),        cmocka_unit_test(test_check),
        cmocka_unit_test(test_writer),       cmocka_unit_test(test_scattered),
    };
    if (argc != 2)
        return 1;
    pack = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
