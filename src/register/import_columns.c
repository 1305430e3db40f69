/* A column that the catalogue doesn't have: most often a slip, and what it states would be lost. */
#include "cleanup.h"
#include "idno.h"
#include "import_private.h"
#include "lang.h"
#include "text.h"

#define COMPARED 48 /* characters; longer headers are no slip of a known one */
#define SHOWN 30    /* characters of a header in the message */
#define MESSAGE_BYTES 640
#define SLIPS_MAX 2

/* The first characters, letters small; 0 if there are more than COMPARED. */
static size_t characters(struct str s, uint32_t ret[COMPARED])
{
    size_t n = 0;
    while (s.len) {
        uint32_t c;
        int step = utf8_next(s, &c);
        if (step == 0 || n == COMPARED)
            return 0;
        ret[n++] = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
        s.data += step;
        s.len -= (size_t)step;
    }
    return n;
}

/* How many characters have to be changed, put in or left out. */
static size_t slips(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
    size_t row[COMPARED + 1];
    for (size_t k = 0; k <= nb; k++)
        row[k] = k;
    for (size_t i = 1; i <= na; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= nb; k++) {
            size_t best = diagonal + (a[i - 1] != b[k - 1]);
            diagonal = row[k];
            if (row[k] + 1 < best)
                best = row[k] + 1;
            if (row[k - 1] + 1 < best)
                best = row[k - 1] + 1;
            row[k] = best;
        }
    }
    return row[nb];
}

/* The nearest label or id that the file doesn't have yet. Half of a word may be wrong at most, or
 * every word of two characters would be like every other. */
static struct str nearest(const struct import *m, struct str header)
{
    uint32_t a[COMPARED], b[COMPARED];
    size_t na = characters(header, a), best = SLIPS_MAX + 1;
    struct str ret = {0};
    for (size_t i = 0; na && i < m->r->catalogue->n[m->o->entity]; i++) {
        const struct attribute *t = import_attribute(m, (int)i);
        const struct str names[] = {t->label, t->id};
        for (size_t k = 0; k < ARRAY_LEN(names) && !import_has_column(m, t->index); k++) {
            size_t nb = characters(names[k], b);
            size_t d = nb ? slips(a, na, b, nb) : best;
            if (d < best && 2 * d <= na) {
                best = d;
                ret = names[k];
            }
        }
    }
    return ret;
}

static void show(struct str header, struct strbuf *out)
{
    size_t keep = utf8_offset(header, SHOWN);
    idno_scrub((struct str){header.data, keep < header.len ? keep : header.len}, out);
    if (keep < header.len)
        strbuf_addz(out, "…");
}

int import_columns_refuse(struct import *m, const struct unknown_columns *unknown, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf zh = {0}, en = {0};
    size_t told = 0;
    bool all_meant = true;
    for (; told < unknown->n && zh.len < MESSAGE_BYTES && en.len < MESSAGE_BYTES; told++) {
        _cleanup_(strbuf_done) struct strbuf header = {0};
        struct str meant = nearest(m, unknown->at[told]);
        show(unknown->at[told], &header);
        strbuf_printf(&zh, "%s“%s”", told ? "、" : "", strbuf_z(&header));
        strbuf_printf(&en, "%s\"%s\"", told ? ", " : "", strbuf_z(&header));
        if (meant.len) {
            strbuf_printf(&zh, "（是不是“" STR_FMT "”？）", STR_ARG(meant));
            strbuf_printf(&en, " (\"" STR_FMT "\"?)", STR_ARG(meant));
        }
        all_meant &= meant.len > 0;
    }
    if (told < unknown->n) {
        strbuf_printf(&zh, "等 %zu 列", unknown->n);
        strbuf_printf(&en, " and %zu more", unknown->n - told);
        all_meant = false;
    }
    if (zh.failed || en.failed)
        return err_nomem(e);
    /* each language skips the other's arguments */
    return err_set(e, E_INVALID, "%s：目录中没有%s%.0s，文件未导入；%s%.0s",
                   "%s: the catalogue has no %.0s%s; nothing was imported; %.0s%s",
                   m->o->files[m->file], strbuf_z(&zh), strbuf_z(&en),
                   all_meant ? "请改正列名" : "请改正列名或删去该列；可用的列见 heyi catalogue",
                   all_meant ? "mend the header"
                             : "mend the header or remove the column; heyi catalogue lists them");
}
