#include "date.h"
#include "feed.h"
#include "lang.h"
#include "money.h"

void feed_cell_print(const struct feed_column *c, struct fact v, struct strbuf *out)
{
    char text[MONEY_TEXT > DATE_TEXT ? MONEY_TEXT : DATE_TEXT];
    switch (c->type) {
    case FEED_MONEY:
        strbuf_add(out, text, money_format(v.i, text));
        return;
    case FEED_INTEGER:
        strbuf_printf(out, "%lld", (long long)v.i);
        return;
    case FEED_BOOLEAN:
        strbuf_addz(out, v.i ? tr("是", "yes") : tr("否", "no"));
        return;
    case FEED_BIRTH:
    case FEED_DATE:
    case FEED_DAY:
    case FEED_FROM:
    case FEED_TO:
        strbuf_add(out, text, date_format((int32_t)v.i, text));
        return;
    case FEED_MONTH:
        date_format((int32_t)v.i, text);
        strbuf_add(out, text, strlen("2018-05"));
        return;
    case FEED_YEAR:
        strbuf_printf(out, "%d", (int)date_to_civil((int32_t)v.i).year);
        return;
    default:
        strbuf_adds(out, v.s);
    }
}

void feed_cells_print(const struct feed *f, const struct fact *cells, struct strbuf *out)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n_columns; i++) {
        if (!cells[i].known)
            continue;
        strbuf_printf(out, "%s" STR_FMT " ", n++ ? tr("；", "; ") : "",
                      STR_ARG(f->columns[i].name));
        feed_cell_print(&f->columns[i], cells[i], out);
    }
}
