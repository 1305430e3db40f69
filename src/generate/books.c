#include "books.h"

#include "cleanup.h"
#include "csv.h"
#include "lang.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { HOUSEHOLDS, PEOPLE, N_FILES };

static const struct {
    const char *name;
    enum entity entity;
    int key; /* by which an import knows a row again */
} files[N_FILES] = {
    {"households", ENTITY_HOUSEHOLD, H_HOUSEHOLD_NO},
    {"people", ENTITY_PERSON, P_ID_NO},
};

struct books {
    char names[N_FILES][24];
    struct sheet *files[N_FILES];
    struct flaw_rates rates;
    uint64_t seed;
    struct sheet *truth[N_FILES]; /* NULL if there are no flaws, as is errors_file */
    struct file_out *errors_file;
    struct csv_writer errors;
    char elsewhere[DRAFT_TEXT];   /* the last household whose row will be accepted, or "" */
    uint64_t households[N_FLAWS]; /* that have it */
    uint64_t lines[N_FILES][N_EXPECTATIONS];
};

static void note(struct books *b, int file, uint64_t line, const struct attribute *column,
                 enum flaw_kind kind, const char *household_no)
{
    const struct flaw_entry *entry = &flaw_entries[kind];
    char number[24];

    snprintf(number, sizeof number, "%" PRIu64, line);
    csv_putz(&b->errors, b->names[file]);
    csv_putz(&b->errors, number);
    csv_put(&b->errors, column ? column->label : STR(""));
    csv_putz(&b->errors, entry->word);
    csv_putz(&b->errors, expectation_words[entry->expectation]);
    csv_putz(&b->errors, household_no);
    csv_end(&b->errors);
    b->lines[file][entry->expectation]++;
}

static int open_truth(struct books *b, const char *folder, const struct catalogue *c, struct err *e)
{
    static const char *const columns[] = {"file", "line",        "column",
                                          "kind", "expectation", "household_no"};
    _cleanup_free_ char *truth = NULL, *path = NULL;
    int r = 0;

    if (asprintf(&truth, "%s/truth", folder) < 0 || asprintf(&path, "%s/errors.csv", truth) < 0)
        return err_nomem(e);
    if (mkdir(truth, 0700) < 0 && errno != EEXIST)
        return err_io(e, errno, truth);
    for (int i = 0; i < N_FILES && r == 0; i++)
        r = sheet_open(truth, b->names[i], c, files[i].entity, -1, &b->truth[i], e);
    if (r < 0 || (r = file_out_open(path, &b->errors_file, e)) < 0)
        return r;
    b->errors.f = file_out_stream(b->errors_file);
    fputs(CSV_BOM, b->errors.f);
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        csv_putz(&b->errors, columns[i]);
    csv_end(&b->errors);
    if (b->rates.of[FLAW_COLUMN_MISSING])
        note(b, HOUSEHOLDS, 1, sheet_attribute(b->truth[HOUSEHOLDS], H_ADDRESS),
             FLAW_COLUMN_MISSING, "");
    return 0;
}

int books_open(const char *folder, const struct catalogue *c, const struct flaw_rates *rates,
               uint64_t seed, bool xlsx, struct books **ret, struct err *e)
{
    _cleanup_(books_freep) struct books *b = calloc(1, sizeof *b);
    int r = 0;

    if (!b)
        return err_nomem(e);
    b->rates = *rates;
    b->seed = seed;
    for (int i = 0; i < N_FILES && r == 0; i++) {
        int without = i == HOUSEHOLDS && rates->of[FLAW_COLUMN_MISSING] ? H_ADDRESS : -1;
        snprintf(b->names[i], sizeof b->names[i], "%s.%s", files[i].name, xlsx ? "xlsx" : "csv");
        r = sheet_open(folder, b->names[i], c, files[i].entity, without, &b->files[i], e);
    }
    if (r < 0 || (flaw_rates_any(rates) && (r = open_truth(b, folder, c, e)) < 0))
        return r;
    *ret = take(b);
    return 0;
}

/* A row with its flaw, if it has one. */
static void put_row(struct books *b, int file, const struct household *h, const struct person *p,
                    const struct flaw *f)
{
    if (!f) {
        sheet_row(b->files[file], h, p, NULL);
        return;
    }
    const struct sheet_cell *cell = f->cell.fact >= 0 ? &f->cell : NULL;
    int blamed = f->cell.fact;
    if (f->shape == FLAW_ROW_AGAIN) {
        blamed = files[file].key;
        sheet_row(b->files[file], h, p, NULL);
    }
    sheet_row(b->files[file], h, p, cell);
    note(b, file, sheet_line(b->files[file]), sheet_attribute(b->files[file], blamed), f->kind,
         h->no);
}

/* Is the household's own row rejected, so that its people's are as well? */
static bool rejects_all(const struct flaw *f)
{
    return f && !f->person && f->shape == FLAW_CELL &&
           flaw_entries[f->kind].expectation == EXPECT_REJECTED;
}

static void put_people(struct books *b, const struct household *h, const struct flaw *f)
{
    for (size_t i = 0; i < h->n; i++) {
        const struct person *p = &h->p[i];
        put_row(b, PEOPLE, h, p, f && f->person == p ? f : NULL);
        if (rejects_all(f))
            note(b, PEOPLE, sheet_line(b->files[PEOPLE]),
                 sheet_attribute(b->files[PEOPLE], P_HOUSEHOLD_NO), f->kind, h->no);
    }
}

void books_put(struct books *b, const struct household *h, uint64_t number)
{
    struct flaw flaw, *f = NULL;

    if (b->errors_file) {
        enum flaw_kind kind = flaw_kind_of(b->seed, number);
        if (flaw_draw(&b->rates, b->seed, number, h, b->files[HOUSEHOLDS], b->files[PEOPLE],
                      b->elsewhere, &flaw)) {
            f = &flaw;
            b->households[kind]++;
        }
        /* whatever the rates: otherwise one kind would change what stands in another's cells */
        if (kind == N_FLAWS || flaw_entries[kind].expectation != EXPECT_REJECTED)
            memcpy(b->elsewhere, h->no, sizeof b->elsewhere);
        sheet_row(b->truth[HOUSEHOLDS], h, NULL, NULL);
        for (size_t i = 0; i < h->n; i++)
            sheet_row(b->truth[PEOPLE], h, &h->p[i], NULL);
    }
    put_row(b, HOUSEHOLDS, h, NULL, f && !f->person ? f : NULL);
    if (!f || f->shape != FLAW_NO_PEOPLE)
        put_people(b, h, f);
}

int books_commit(struct books *b, struct err *e)
{
    int r = 0;

    for (int i = 0; i < N_FILES && r == 0; i++)
        r = sheet_commit(b->files[i], e);
    for (int i = 0; i < N_FILES && r == 0 && b->truth[i]; i++)
        r = sheet_commit(b->truth[i], e);
    return r == 0 && b->errors_file ? file_out_commit(b->errors_file, e) : r;
}

void books_summarise(const struct books *b, FILE *log)
{
    if (!b->errors_file)
        return;
    fprintf(log, "%s\n",
            tr("写入的错误（户数），逐条见 truth/errors.csv：",
               "flaws (households), listed in truth/errors.csv:"));
    for (int k = 0; k < N_FLAWS; k++) {
        const struct flaw_entry *entry = &flaw_entries[k];
        if (b->rates.of[k] && k != FLAW_COLUMN_MISSING)
            fprintf(log, "%10" PRIu64 "  %-10s %-22s %s\n", b->households[k],
                    expectation_words[entry->expectation], entry->word, tr(entry->zh, entry->en));
    }
    fprintf(log,
            tr("导入时应拒绝户表 %llu 行、人员表 %llu 行，应有可疑 %llu 条\n",
               "an import must reject %llu rows of households and %llu of people, and warn of "
               "%llu combinations\n"),
            (unsigned long long)b->lines[HOUSEHOLDS][EXPECT_REJECTED],
            (unsigned long long)b->lines[PEOPLE][EXPECT_REJECTED],
            (unsigned long long)(b->lines[HOUSEHOLDS][EXPECT_WARNED] +
                                 b->lines[PEOPLE][EXPECT_WARNED]));
}

void books_free(struct books *b)
{
    if (!b)
        return;
    for (int i = 0; i < N_FILES; i++) {
        sheet_free(b->files[i]);
        sheet_free(b->truth[i]);
    }
    file_out_free(b->errors_file);
    free(b);
}

void books_freep(struct books **b)
{
    books_free(*b);
}
