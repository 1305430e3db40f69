/* Headers of lists: where they stand, and columns that nobody knows: most often a slip, and what
 * they state would be lost. */
#include "cleanup.h"
#include "idno.h"
#include "import_value.h"
#include "lang.h"
#include "list_file.h"
#include "text.h"

#define TITLE_ROWS 10u
#define HEADER_COLUMNS 2u /* known ones: every list has two that are required */
#define COMPARED 48       /* characters; longer headers are no slip of a known one */
#define SHOWN 30          /* characters of a header in the message */
#define MESSAGE_BYTES 640
#define SLIPS_MAX 2

static const char *without_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

int list_names(const char *const *files, const char *const *given, size_t n, struct arena *a,
               const char ***ret, struct err *e)
{
    const char **names = arena_array_of(a, n, const char *);
    if (!names)
        return err_nomem(e);
    for (size_t i = 0; i < n; i++) {
        const char *name = without_folder(files[i]);
        bool shared = false;
        for (size_t k = 0; k < n && !shared; k++)
            shared = k != i && strcmp(name, without_folder(files[k])) == 0;
        names[i] = given ? given[i] : shared ? files[i] : name;
    }
    *ret = names;
    return 0;
}

/* The row's cells as headers, in the arena; NULL when memory is exhausted. */
static struct str *as_headers(const struct str *fields, size_t n, struct arena *a)
{
    struct str *headers = arena_array_of(a, n, struct str);
    for (size_t i = 0; headers && i < n; i++)
        headers[i] = str_dup(a, value_plain(fields[i], a));
    return arena_failed(a) ? NULL : headers;
}

int list_header(struct rows_reader *in, const char *path, list_column_fn *find, const void *arg,
                struct arena *a, const struct str **ret, size_t *ret_n, uint64_t *ret_line,
                struct err *e)
{
    const struct str *fields;
    struct str *best = NULL;
    size_t n, n_best = 0, known_best = 0;
    uint64_t line, line_best = 0;
    int rc = 0;
    for (unsigned i = 0; i <= TITLE_ROWS && known_best < HEADER_COLUMNS; i++) {
        if ((rc = rows_next(in, &fields, &n, &line, e)) <= 0)
            break;
        struct str *headers = as_headers(fields, n, a);
        size_t known = 0;
        if (!headers)
            return err_nomem(e);
        for (size_t k = 0; k < n; k++)
            known += headers[k].len && find(arg, headers[k]) >= 0;
        if (best && known <= known_best)
            continue;
        best = headers;
        n_best = n;
        known_best = known;
        line_best = line;
    }
    if (rc < 0)
        return rc;
    if (!best)
        return err_set(e, E_INVALID, "%s：文件是空的，连表头也没有", "%s: the file is empty", path);
    *ret = best;
    *ret_n = n_best;
    *ret_line = line_best;
    return 0;
}

void list_hint_at_sheets(struct rows_reader *in, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf names = {0};
    if (!e || rows_others(in, &names, NULL) < 0 || !names.len)
        return;
    struct err first = *e;
    /* each language skips the other's text */
    err_set(e, first.code, "%s%.0s（读的是工作表“%s”；另有 %s，可用 --sheet 指定）",
            "%.0s%s (read from sheet \"%s\"; there are also %s: choose with --sheet)", first.zh,
            first.en, rows_sheet(in), strbuf_z(&names));
}

int list_tell_sheets(struct rows_reader *in, const char *name, FILE *report, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf names = {0};
    int rc = rows_others(in, &names, e);
    if (rc >= 0 && names.len)
        fprintf(report,
                tr("注意：%s 之外还有工作表 %s 没有导入；要导入请加 --sheet 指定\n",
                   "mind: besides %s there are sheets that were not imported: %s; choose them with "
                   "--sheet\n"),
                name, strbuf_z(&names));
    return rc;
}

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

/* Half of a word may be wrong at most, or every word of two characters would be like every other.
 */
static struct str nearest(struct str header, const struct str *names, size_t n)
{
    uint32_t a[COMPARED], b[COMPARED];
    size_t na = characters(header, a), best = SLIPS_MAX + 1;
    struct str ret = {0};
    for (size_t i = 0; na && i < n; i++) {
        size_t nb = characters(names[i], b);
        size_t d = nb ? slips(a, na, b, nb) : best;
        if (d < best && 2 * d <= na) {
            best = d;
            ret = names[i];
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

bool list_unknown(const struct str *headers, size_t n, const struct str *names, size_t n_names,
                  struct strbuf *zh, struct strbuf *en)
{
    size_t told = 0;
    bool all_meant = true;
    for (; told < n && zh->len < MESSAGE_BYTES && en->len < MESSAGE_BYTES; told++) {
        _cleanup_(strbuf_done) struct strbuf header = {0};
        struct str meant = nearest(headers[told], names, n_names);
        show(headers[told], &header);
        strbuf_printf(zh, "%s“%s”", told ? "、" : "", strbuf_z(&header));
        strbuf_printf(en, "%s\"%s\"", told ? ", " : "", strbuf_z(&header));
        if (meant.len) {
            strbuf_printf(zh, "（是不是“" STR_FMT "”？）", STR_ARG(meant));
            strbuf_printf(en, " (\"" STR_FMT "\"?)", STR_ARG(meant));
        }
        all_meant &= meant.len > 0;
    }
    if (told < n) {
        strbuf_printf(zh, "等 %zu 列", n);
        strbuf_printf(en, " and %zu more", n - told);
        all_meant = false;
    }
    return all_meant;
}
