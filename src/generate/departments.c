#include "departments.h"

#include "cleanup.h"
#include "desk.h"
#include "lang.h"
#include "verdict.h"

#include <inttypes.h>
#include <stdlib.h>

/* Streams of random numbers beside those of the households, flaws and places: what is hidden, what
 * rows there are, how they are written, and whom the register doesn't know. */
enum { STREAM_HIDDEN = 1, STREAM_ROWS, STREAM_NOISE, STREAM_OTHERS };

struct departments {
    struct departments_options o;
    const struct placebook *places;
    struct verdict *verdict;
    struct desk desk;
    uint64_t hidden[N_HIDDEN];
};

static struct rng stream(const struct departments *d, int which, uint64_t number)
{
    return rng_of(d->o.seed, (uint64_t)which << 58 | number);
}

int departments_open(const char *folder, const struct departments_options *o,
                     const struct catalogue *c, const struct namebook *names,
                     const struct placebook *places, struct serials *serials,
                     struct departments **ret, struct err *e)
{
    _cleanup_(departments_freep) struct departments *d = calloc(1, sizeof *d);

    if (!d)
        return err_nomem(e);
    d->o = *o;
    d->places = places;
    d->desk = (struct desk){.serials = serials, .names = names, .noise_rate = o->noise};
    int r = deptbook_open(folder, o->xlsx, &d->desk.book, e);
    if (r == 0)
        r = verdict_open(folder, c, &d->verdict, e);
    if (r < 0)
        return r;
    *ret = take(d);
    return 0;
}

int departments_put(struct departments *d, const struct household *h, uint64_t number,
                    struct err *e)
{
    struct desk *desk = &d->desk;
    struct rng hidden = stream(d, STREAM_HIDDEN, number);

    desk->e = e;
    desk->number = number;
    desk->hiding = hidden_draw(d->o.hidden, &hidden, h, &desk->truth);
    if (desk->hiding.kind < N_HIDDEN)
        d->hidden[desk->hiding.kind]++;
    desk->rows = stream(d, STREAM_ROWS, number);
    desk->noise = stream(d, STREAM_NOISE, number);
    desk_rows(desk);
    verdict_put(d->verdict, h, &desk->said);
    return desk->error;
}

int departments_commit(struct departments *d, struct err *e)
{
    d->desk.e = e;
    for (uint64_t i = 1; i <= d->o.others && d->desk.error == 0; i++) {
        struct rng r = stream(d, STREAM_OTHERS, i);
        uint32_t at = rng_below(&r, (uint32_t)d->places->n);
        desk_outsider(&d->desk, &r, i, d->places->at[at].code);
    }
    int r = d->desk.error;
    if (r == 0)
        r = deptbook_commit(d->desk.book, e);
    return r < 0 ? r : verdict_commit(d->verdict, e);
}

void departments_summarise(const struct departments *d, FILE *log)
{
    uint64_t rows = 0, hidden = 0;

    for (int k = 0; k < N_DEPTS; k++)
        rows += deptbook_rows(d->desk.book, (enum dept)k);
    for (int k = 0; k < N_HIDDEN; k++)
        hidden += d->hidden[k];
    fprintf(log,
            tr("部门数据 %d 个文件、%" PRIu64 " 行，见文件夹 feeds（收到日期 2018-06-01）\n",
               "%d files of departments with %" PRIu64
               " rows in the folder feeds (received on 2018-06-01)\n"),
            (int)N_DEPTS, rows);
    fprintf(log, tr("%" PRIu64 " 户隐瞒：\n", "%" PRIu64 " households hide something:\n"), hidden);
    for (int k = 0; k < N_HIDDEN; k++)
        fprintf(log, "%10" PRIu64 "  %s\n", d->hidden[k],
                tr(hidden_entries[k].zh, hidden_entries[k].en));
    fprintf(log, "%s",
            tr("部门写法不同的号码和姓名（人次）：\n",
               "numbers and names written otherwise (people in a file):\n"));
    for (int k = 0; k < N_NOISES; k++)
        fprintf(log, "%10" PRIu64 "  %s\n", d->desk.noises[k],
                tr(noise_entries[k].zh, noise_entries[k].en));
    fprintf(log, "%s",
            tr("核对（2018-06-15）应发现，逐条见 truth/findings.csv：\n",
               "a verification as of 2018-06-15 must find (listed in truth/findings.csv):\n"));
    for (size_t k = 0; k < N_VERDICTS; k++) {
        const char *word;
        uint64_t n = verdict_findings(d->verdict, k, &word);
        fprintf(log, "%10" PRIu64 "  %s\n", n, word);
    }
}

void departments_free(struct departments *d)
{
    if (!d)
        return;
    deptbook_free(d->desk.book);
    verdict_free(d->verdict);
    free(d);
}

void departments_freep(struct departments **d)
{
    departments_free(*d);
}
