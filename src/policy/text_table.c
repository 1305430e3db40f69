#include "text_table.h"

#include "text.h"

#define MIN_COLUMN 6

/* Signs that may not begin a line. */
static bool closes(uint32_t cp)
{
    switch (cp) {
    case 0x3001: /* 、 */
    case 0x3002: /* 。 */
    case 0xff0c: /* ， */
    case 0xff1b: /* ； */
    case 0xff1a: /* ： */
    case 0xff09: /* ） */
    case 0x201d: /* ” */
        return true;
    default:
        return false;
    }
}

/* Cuts one line of at most width columns off *rest: at a line end, else behind a space, else
 * between two characters. */
static struct str next_line(struct str *rest, size_t width)
{
    size_t used = 0, at = 0, before = 0, space = 0, skip = 0;
    while (at < rest->len) {
        struct str left = {rest->data + at, rest->len - at};
        uint32_t cp;
        int n = utf8_next(left, &cp);
        if (n == 0)
            n = 1;
        if (cp == '\n') {
            skip = 1;
            break;
        }
        size_t w = utf8_width((struct str){left.data, (size_t)n});
        if (used + w > width && at > 0) {
            if (cp != ' ' && (unsigned char)left.data[0] < 0x80 && space)
                at = space;
            else if (closes(cp) && before)
                at = before;
            break;
        }
        used += w;
        before = at;
        at += (size_t)n;
        if (cp == ' ' || cp >= 0x2e80)
            space = at;
    }
    struct str line = {rest->data, at};
    *rest = (struct str){rest->data + at + skip, rest->len - at - skip};
    while (line.len && line.data[line.len - 1] == ' ')
        line.len--;
    while (!skip && rest->len && rest->data[0] == ' ')
        *rest = (struct str){rest->data + 1, rest->len - 1};
    return line;
}

void text_wrap(struct str text, const char *indent, size_t width, FILE *out)
{
    while (text.len) {
        struct str line = next_line(&text, width);
        fprintf(out, "%s" STR_FMT "\n", indent, STR_ARG(line));
    }
}

static size_t natural_width(struct str s)
{
    size_t widest = 0;
    struct str line;
    while (str_split(&s, '\n', &line)) {
        size_t w = utf8_width(line);
        if (w > widest)
            widest = w;
    }
    return widest;
}

static void fit(const struct text_table *t, size_t width, size_t *ret_widths)
{
    size_t total = t->n_columns * 3 + 1;
    for (size_t c = 0; c < t->n_columns; c++) {
        ret_widths[c] = 1;
        for (size_t r = 0; r < t->n_rows; r++) {
            size_t w = natural_width(t->cells[r * t->n_columns + c]);
            if (w > ret_widths[c])
                ret_widths[c] = w;
        }
        total += ret_widths[c];
    }
    while (total > width) {
        size_t widest = 0;
        for (size_t c = 1; c < t->n_columns; c++)
            if (ret_widths[c] > ret_widths[widest])
                widest = c;
        if (ret_widths[widest] <= MIN_COLUMN)
            return;
        ret_widths[widest]--;
        total--;
    }
}

static void rule(const struct text_table *t, const size_t *widths, const char *left,
                 const char *cross, const char *right, FILE *out)
{
    for (size_t c = 0; c < t->n_columns; c++) {
        fputs(c ? cross : left, out);
        for (size_t i = 0; i < widths[c] + 2; i++)
            fputs("─", out);
    }
    fprintf(out, "%s\n", right);
}

static void row(const struct text_table *t, const struct str *cells, const size_t *widths,
                FILE *out)
{
    struct str rest[TEXT_TABLE_COLUMNS];
    bool more = true;
    memcpy(rest, cells, t->n_columns * sizeof *cells);
    for (bool first = true; more; first = false) {
        more = false;
        for (size_t c = 0; c < t->n_columns; c++)
            more |= rest[c].len > 0;
        if (!more && !first)
            break;
        for (size_t c = 0; c < t->n_columns; c++) {
            struct str line = next_line(&rest[c], widths[c]);
            size_t used = utf8_width(line);
            fprintf(out, "│ " STR_FMT "%*s ", STR_ARG(line),
                    (int)(used < widths[c] ? widths[c] - used : 0), "");
        }
        fputs("│\n", out);
    }
}

void text_table_draw(const struct text_table *t, size_t width, FILE *out)
{
    size_t widths[TEXT_TABLE_COLUMNS];
    if (!t->n_rows || !t->n_columns || t->n_columns > TEXT_TABLE_COLUMNS)
        return;
    fit(t, width, widths);
    rule(t, widths, "┌", "┬", "┐", out);
    for (size_t r = 0; r < t->n_rows; r++) {
        if (r == 1)
            rule(t, widths, "├", "┼", "┤", out);
        row(t, t->cells + r * t->n_columns, widths, out);
    }
    rule(t, widths, "└", "┴", "┘", out);
}
