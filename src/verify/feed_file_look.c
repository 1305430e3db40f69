/* What the first rows tell of a file as a whole: numbers in another column, periods in the future.
 */
#include "date.h"
#include "feed_file_private.h"

static int refuse_columns(struct feed_file *x, int column, struct err *e)
{
    const struct feed *f = x->feed;
    return err_set(e, E_INVALID,
                   "%s：前 %llu 行的“" STR_FMT "”列里没有一个正确的公民身份号码，“" STR_FMT
                   "”列里却有：列错位了；请核对表头，整批未导入",
                   "%s: in its first %llu rows the column \"" STR_FMT
                   "\" holds no sound identity number, but \"" STR_FMT
                   "\" does: the columns are mixed up; check the header. Nothing was imported",
                   x->o.files[x->file], (unsigned long long)x->look.rows,
                   STR_ARG(f->columns[f->at.id_no].name), STR_ARG(f->columns[column].name));
}

static int judge(struct feed_file *x, struct err *e)
{
    const struct look *k = &x->look;
    char received[DATE_TEXT];
    if (!k->rows)
        return err_set(e, E_INVALID, "%s：只有表头，没有数据；整批未导入",
                       "%s: there is a header, but no row; nothing was imported",
                       x->o.files[x->file]);
    for (size_t i = 0; x->feed->at.id_no >= 0 && !k->numbers && i < x->feed->n_columns; i++)
        if (2 * k->elsewhere[i] >= k->rows)
            return refuse_columns(x, (int)i, e);
    date_format(x->o.received, received);
    if (k->future == k->rows)
        return err_set(e, E_INVALID,
                       "%s：前 %llu 行的日期全部晚于收到日 %s；请核对文件或 --received，整批未导入",
                       "%s: its first %llu rows all lie after the day of receipt, %s; check the "
                       "file or --received. Nothing was imported",
                       x->o.files[x->file], (unsigned long long)k->rows, received);
    return 0;
}

int feed_file_look(struct feed_file *x, const struct feed_record *r, bool end, struct err *e)
{
    struct look *k = &x->look;
    char number[IDNO_TEXT];
    int32_t first;
    if (k->done)
        return 0;
    if (!end) {
        k->rows++;
        k->numbers += r->number_is == IDNO_OK;
        for (size_t i = 0; i < x->feed->n_columns; i++)
            k->elsewhere[i] += (int)i != x->feed->at.id_no &&
                               idno_normalise(feed_field(x, (int)i), number) == IDNO_OK;
        int rc = feed_row_day(x, &first, e);
        if (rc < 0)
            return rc;
        k->future += first != DATE_NONE && first > x->o.received;
    }
    if (!end && k->rows < LOOK_ROWS)
        return 0;
    k->done = true;
    return judge(x, e);
}
