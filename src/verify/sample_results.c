/* Results of visits, read back from the filled list. */
#include "sample.h"

#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "idno.h"
#include "lang.h"
#include "map.h"
#include "rows.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>

#define TOLD_ROWS 20

enum column { COLUMN_SAMPLE, COLUMN_HOUSEHOLD, COLUMN_RESULT, COLUMN_NOTE, N_COLUMNS };
static const struct {
    const char *label, *id;
    bool required;
} columns[N_COLUMNS] = {
    {SAMPLE_COLUMN_SAMPLE, "sample", false},
    {SAMPLE_COLUMN_HOUSEHOLD, "household_no", true},
    {SAMPLE_COLUMN_RESULT, "result", true},
    {SAMPLE_COLUMN_NOTE, "note", false},
};

struct enter {
    struct reg *r;
    const struct actor *actor;
    const struct sample *sample;
    const struct sample_file *f;
    struct rows_reader *in;
    struct rows_writer *errors;
    struct map *seen; /* household numbers */
    struct stmt *find, *insert;
    int at[N_COLUMNS]; /* field, -1 = the file doesn't have it */
    const struct str *fields;
    size_t n_fields;
    uint64_t line;
    int64_t seq; /* of the change; 0 = not begun */
    struct sample_entered counts;
};

static struct str field(const struct enter *x, enum column c)
{
    return x->at[c] >= 0 && (size_t)x->at[c] < x->n_fields ? str_trim(x->fields[x->at[c]])
                                                           : (struct str){0};
}

/* To the errors file, or in short to the report. column -1: the row. */
static int reject(struct enter *x, int column, const char *problem, const char *remedy,
                  struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf value = {0};
    const char *header = column >= 0 ? columns[column].label : "";
    if (column >= 0)
        idno_scrub(field(x, (enum column)column), &value);
    if (value.failed)
        return err_nomem(e);
    x->counts.rejected++;
    if (x->errors) {
        rows_textz(x->errors, x->f->path);
        rows_int(x->errors, (int64_t)x->line);
        rows_textz(x->errors, header);
        rows_text(x->errors, strbuf_str(&value));
        rows_textz(x->errors, problem);
        rows_textz(x->errors, remedy);
        return rows_end(x->errors, e);
    }
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.data[i] < 0x20 || value.data[i] == 0x7f)
            value.data[i] = ' ';
    if (x->f->report && x->counts.rejected <= TOLD_ROWS)
        fprintf(x->f->report,
                tr("拒绝：%s:%" PRIu64 "%s%s%s%s %s；%s\n",
                   "rejected: %s:%" PRIu64 "%s%s%s%s %s; %s\n"),
                x->f->path, x->line, *header ? " " : "", header, value.len ? " " : "",
                strbuf_z(&value), problem, remedy);
    return 0;
}

static int read_header(struct enter *x, struct err *e)
{
    int rc = rows_next(x->in, &x->fields, &x->n_fields, &x->line, e);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return err_set(e, E_INVALID, "%s：是空的", "%s: is empty", x->f->path);
    for (int c = 0; c < N_COLUMNS; c++)
        x->at[c] = -1;
    for (size_t i = 0; i < x->n_fields; i++)
        for (int c = 0; c < N_COLUMNS; c++) {
            struct str header = str_trim(x->fields[i]);
            if (!str_eqz(header, columns[c].label) && !str_eqz(header, columns[c].id))
                continue;
            if (x->at[c] >= 0)
                return err_set(e, E_INVALID, "%s：“%s”列有两个，请删去一个",
                               "%s: there are two columns \"%s\": remove one", x->f->path,
                               columns[c].label);
            x->at[c] = (int)i;
        }
    for (int c = 0; c < N_COLUMNS; c++)
        if (columns[c].required && x->at[c] < 0)
            return err_set(e, E_INVALID,
                           "%s：第一行没有“%s”列；请用抽样时写出的名单填写，表头放在第一行",
                           "%s: the first row has no column \"%s\": fill in the list that the draw "
                           "wrote, its header in the first row",
                           x->f->path, columns[c].label);
    return 0;
}

static int read_result(struct str text, int *ret)
{
    char plain[64];
    if (text.len > sizeof plain)
        return -1;
    struct str word = str_trim((struct str){plain, text_narrow(text, plain)});
#define X(name, code, zh, en)                                                                      \
    if (str_eqz(word, code) || str_eqz(word, zh)) {                                                \
        *ret = SAMPLE_##name;                                                                      \
        return 0;                                                                                  \
    }
    SAMPLE_RESULTS(X)
#undef X
    return -1;
}

/* A household of the sample, and what is there. */
struct known {
    int64_t register_id, household_id;
    bool covered;
    bool same; /* the latest result is this one already */
};

/* How many households of that number the sample has: 0, 1, 2. */
static int find(struct enter *x, struct str household_no, const char *result, struct str note,
                struct known *ret, struct err *e)
{
    int rc, n = 0;
    stmt_reset(x->find);
    stmt_bind_int(x->find, 1, x->sample->sample_id);
    stmt_bind_text(x->find, 2, household_no);
    while ((rc = stmt_step(x->find, e)) > 0 && ++n)
        *ret = (struct known){stmt_int(x->find, 0), stmt_int(x->find, 1), stmt_int(x->find, 2) == 1,
                              str_eqz(stmt_text(x->find, 3), result) &&
                                  str_eq(stmt_text(x->find, 4), note)};
    return rc < 0 ? rc : n;
}

static int write_result(struct enter *x, const struct known *k, const char *result, struct str note,
                        struct err *e)
{
    int rc;
    if (!x->seq) {
        char what[CHANGE_WHAT_BYTES];
        snprintf(what, sizeof what, "verify sample results %" PRId64, x->sample->sample_id);
        if ((rc = change_begin(reg_db(x->r), x->actor, what, NULL, &x->seq, e)) < 0)
            return rc;
    }
    stmt_reset(x->insert);
    stmt_bind_int(x->insert, 1, k->register_id);
    stmt_bind_int(x->insert, 2, k->household_id);
    stmt_bind_int(x->insert, 3, x->sample->sample_id);
    stmt_bind_int(x->insert, 4, x->seq);
    stmt_bind_text(x->insert, 5, str_of(result));
    stmt_bind_text(x->insert, 6, note);
    return stmt_step(x->insert, e);
}

/* Why a result isn't taken. */
struct refusal {
    enum column column;
    const char *zh, *en, *remedy; /* remedy: of files, in Chinese */
};

static bool fits(int result, bool covered)
{
    if (result == SAMPLE_WRONG_IN || result == SAMPLE_WRONG_AMOUNT)
        return covered;
    return result != SAMPLE_WRONG_OUT || !covered;
}

/* 1 = *ret_no tells why not. */
static int enter_one(struct enter *x, struct str household_no, int result, struct str note,
                     struct refusal *ret_no, struct err *e)
{
    struct known k;
    const char *word = sample_result_word(result);
    if (note.len > LIMIT_TEXT_BYTES) {
        *ret_no = (struct refusal){COLUMN_NOTE, "备注太长", "the note is too long", "请写短些"};
        return 1;
    }
    int n = find(x, household_no, word, note, &k, e);
    if (n < 0)
        return n;
    if (n != 1) {
        *ret_no = (struct refusal){
            COLUMN_HOUSEHOLD, n ? "样本中有两户是这个户号" : "样本中没有这一户",
            n ? "the sample has two households of that number" : "the sample has no such household",
            "请核对户号和样本号"};
        return 1;
    }
    if (!fits(result, k.covered)) {
        *ret_no = (struct refusal){
            COLUMN_RESULT,
            k.covered ? "这一户已在保，不会是漏保" : "这一户不在保，不会是错保或金额有误",
            k.covered ? "the household is covered: it can't be one that should be"
                      : "the household isn't covered: neither wrongly, nor with a wrong amount",
            "请核对结果"};
        return 1;
    }
    if (k.same) {
        x->counts.same++;
        return 0;
    }
    x->counts.entered++;
    return write_result(x, &k, word, note, e);
}

static int read_row(struct enter *x, struct err *e)
{
    struct str household_no = field(x, COLUMN_HOUSEHOLD), word = field(x, COLUMN_RESULT);
    struct str note = field(x, COLUMN_NOTE), sample = field(x, COLUMN_SAMPLE);
    char number[24];
    int result;
    for (int c = 0; c < N_COLUMNS; c++)
        if (x->at[c] >= 0 && (size_t)x->at[c] < x->n_fields &&
            rows_fault(x->in, (size_t)x->at[c]) != CELL_OK)
            return reject(x, c, "单元格是出错的公式或已丢失末位的数字", "请改为文字后再填", e);
    snprintf(number, sizeof number, "%" PRId64, x->sample->sample_id);
    if (!household_no.len)
        return reject(x, COLUMN_HOUSEHOLD, "没有户号", "请填写名单上的户号", e);
    if (sample.len && !str_eqz(sample, number))
        return reject(x, COLUMN_SAMPLE, "属于另一个样本", "请核对样本号", e);
    if (map_get(x->seen, household_no, NULL))
        return reject(x, COLUMN_HOUSEHOLD, "在此文件中出现两次", "请只留一行", e);
    if (map_put(x->seen, household_no, 0) < 0)
        return err_nomem(e);
    if (!word.len) {
        x->counts.open++;
        return 0;
    }
    if (read_result(word, &result) < 0)
        return reject(x, COLUMN_RESULT, "没有这种结果", "请填无误、错保、金额有误、漏保或未访到",
                      e);
    struct refusal no;
    int rc = enter_one(x, household_no, result, note, &no, e);
    return rc > 0 ? reject(x, no.column, no.zh, no.remedy, e) : rc;
}

static int read_all(struct enter *x, struct err *e)
{
    int rc = read_header(x, e);
    if (rc < 0)
        return rc;
    while ((rc = rows_next(x->in, &x->fields, &x->n_fields, &x->line, e)) > 0) {
        bool empty = true;
        for (size_t i = 0; i < x->n_fields; i++)
            empty = empty && !str_trim(x->fields[i]).len;
        if (empty)
            continue;
        x->counts.rows++;
        if ((rc = read_row(x, e)) < 0)
            return rc;
    }
    return rc;
}

static int open_file(struct enter *x, struct err *e)
{
    static const struct rows_column error_columns[] = {
        {STR("file"), ROWS_TEXT},  {STR("line"), ROWS_INTEGER}, {STR("column"), ROWS_TEXT},
        {STR("value"), ROWS_TEXT}, {STR("problem"), ROWS_TEXT}, {STR("remedy"), ROWS_TEXT},
    };
    int rc = rows_open(x->f->path, x->f->sheet, &x->in, e);
    if (rc < 0 || (x->f->errors && (rc = rows_create(x->f->errors, error_columns,
                                                     ARRAY_LEN(error_columns), &x->errors, e)) < 0))
        return rc;
    x->seen = map_new();
    return x->seen ? 0 : err_nomem(e);
}

static int prepare(struct enter *x, struct err *e)
{
    int rc =
        db_prepare(reg_db(x->r),
                   "select s.register_id, s.household_id, t.covered, r.result, r.note"
                   " from household h join sample_household s"
                   " on s.register_id = h.register_id and s.household_id = h.household_id"
                   " join sample_stratum t on t.sample_id = s.sample_id and t.stratum = s.stratum"
                   " left join sample_result r on r.register_id = s.register_id"
                   " and r.household_id = s.household_id and r.sample_id = s.sample_id"
                   " and r.seq = (select max(y.seq) from sample_result y"
                   "  where y.register_id = s.register_id and y.household_id = s.household_id"
                   "  and y.sample_id = s.sample_id)"
                   " where s.sample_id = $1 and h.household_no = $2",
                   &x->find, e);
    if (rc < 0)
        return rc;
    return db_prepare(reg_db(x->r),
                      "insert into sample_result(register_id, household_id, sample_id, seq, result,"
                      " note) values ($1, $2, $3, $4, $5, $6)",
                      &x->insert, e);
}

static void enter_done(struct enter *x)
{
    stmt_done(x->find);
    stmt_done(x->insert);
    map_free(x->seen);
    rows_free(x->errors);
    rows_close(x->in);
}

/* What both ways of entering begin and end with. */
static int begin(struct enter *x, int64_t sample_id, struct arena *a, struct sample *sample,
                 struct err *e)
{
    int rc = a ? actor_require(x->actor, RIGHT_CORRECT, e) : err_nomem(e);
    if (rc < 0 || (rc = sample_get(x->r, x->actor, sample_id, INT64_MAX, a, sample, e)) < 0)
        return rc;
    x->sample = sample;
    return db_begin(reg_db(x->r), true, e);
}

static int end(struct enter *x, int rc, struct err *e)
{
    if (rc >= 0)
        return db_commit(reg_db(x->r), e);
    db_rollback(reg_db(x->r));
    return rc;
}

int sample_enter(struct reg *r, const struct actor *actor, int64_t sample_id,
                 const struct sample_file *f, struct sample_entered *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(enter_done) struct enter x = {.r = r, .actor = actor, .f = f};
    struct sample sample;
    int rc = begin(&x, sample_id, a, &sample, e);
    if (rc < 0)
        return rc;
    if ((rc = open_file(&x, e)) >= 0 && (rc = prepare(&x, e)) >= 0)
        rc = read_all(&x, e);
    if (rc >= 0 && x.errors)
        rc = rows_commit(x.errors, e);
    if ((rc = end(&x, rc, e)) < 0)
        return rc;
    if (f->report && !f->errors && x.counts.rejected > TOLD_ROWS)
        fprintf(f->report,
                tr("…另有 %" PRIu64 " 行被拒绝\n", "… and %" PRIu64 " more rows rejected\n"),
                x.counts.rejected - TOLD_ROWS);
    *ret = x.counts;
    return 0;
}

static int answer_all(struct enter *x, const struct sample_answer *at, size_t n, struct err *e)
{
    struct refusal no;
    int rc = prepare(x, e);
    for (size_t i = 0; rc >= 0 && i < n; i++) {
        x->counts.rows++;
        rc = enter_one(x, at[i].household_no, at[i].result, at[i].note, &no, e);
        if (rc > 0) {
            err_set(e, E_INVALID, no.zh, no.en);
            return err_at(e, "户 " STR_FMT, "household " STR_FMT, STR_ARG(at[i].household_no));
        }
    }
    return rc;
}

int sample_answer(struct reg *r, const struct actor *actor, int64_t sample_id,
                  const struct sample_answer *at, size_t n, struct sample_entered *ret,
                  struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(enter_done) struct enter x = {.r = r, .actor = actor};
    struct sample sample;
    int rc = begin(&x, sample_id, a, &sample, e);
    if (rc < 0 || (rc = end(&x, answer_all(&x, at, n, e), e)) < 0)
        return rc;
    *ret = x.counts;
    return 0;
}
