#include "sheet.h"

#include "cleanup.h"
#include "date.h"
#include "money.h"
#include "rows.h"

#include <inttypes.h>

#define MAX_CODES 12

struct column {
    const struct attribute *attribute;
    int fact;                     /* its place in the draft, -1 = not drawn: left empty */
    struct str labels[MAX_CODES]; /* of codes, in the draft's order */
};

struct sheet {
    struct arena *arena;
    struct rows_writer *out;
    const struct column *columns;
    size_t n_columns;
    uint64_t rows;
};

struct fact_name {
    const char *id, *words;
};

#define AS_NAME(name, id, words) {id, words},
static const struct fact_name household_facts[] = {HOUSEHOLD_FACTS(AS_NAME)};
static const struct fact_name person_facts[] = {PERSON_FACTS(AS_NAME)};

static int find_labels(struct column *c, const char *words, struct err *e)
{
    struct str rest = str_of(words), word;

    for (size_t i = 0; words && str_split(&rest, ';', &word) && i < MAX_CODES; i++) {
        const struct code *code = attribute_code(c->attribute, word);
        if (!code)
            return err_set(e, E_INVALID, "目录中“" STR_FMT "”没有代码 " STR_FMT,
                           "attribute “" STR_FMT "” of the catalogue has no code " STR_FMT,
                           STR_ARG(c->attribute->id), STR_ARG(word));
        c->labels[i] = code->label;
    }
    return 0;
}

static enum rows_kind kind_of(const struct attribute *t)
{
    switch (t->type) {
    case ATTR_INTEGER:
        return ROWS_INTEGER;
    case ATTR_MONEY:
        return ROWS_MONEY;
    case ATTR_DATE:
        return ROWS_DATE;
    default:
        return ROWS_TEXT;
    }
}

static int make_columns(struct sheet *s, const struct catalogue *c, enum entity entity, int without,
                        struct err *e)
{
    const struct fact_name *facts = entity == ENTITY_HOUSEHOLD ? household_facts : person_facts;
    size_t n_facts = entity == ENTITY_HOUSEHOLD ? (size_t)N_HOUSEHOLD_FACTS : N_PERSON_FACTS;
    struct column *columns = arena_array_of(s->arena, c->n[entity], struct column);

    if (!columns)
        return err_nomem(e);
    for (size_t i = 0; i < c->n[entity]; i++) {
        struct column *column = &columns[s->n_columns];
        *column = (struct column){.attribute = &c->attributes[entity][i], .fact = -1};
        for (size_t k = 0; k < n_facts; k++) {
            if (!str_eqz(column->attribute->id, facts[k].id))
                continue;
            column->fact = (int)k;
            int r = find_labels(column, facts[k].words, e);
            if (r < 0)
                return r;
        }
        s->n_columns += without < 0 || column->fact != without;
    }
    s->columns = columns;
    return 0;
}

int sheet_open(const char *folder, const char *name, const struct catalogue *c, enum entity entity,
               int without, struct sheet **ret, struct err *e)
{
    _cleanup_(sheet_freep) struct sheet *s = calloc(1, sizeof *s);
    _cleanup_free_ char *path = NULL;
    struct rows_column *columns;
    int r;

    if (!s || !(s->arena = arena_new(0)) || asprintf(&path, "%s/%s", folder, name) < 0)
        return err_nomem(e);
    r = make_columns(s, c, entity, without, e);
    if (r < 0)
        return r;
    columns = arena_array_of(s->arena, s->n_columns, struct rows_column);
    if (!columns)
        return err_nomem(e);
    for (size_t i = 0; i < s->n_columns; i++) {
        const struct attribute *t = s->columns[i].attribute;
        columns[i] = (struct rows_column){t->label, kind_of(t)};
    }
    r = rows_create(path, columns, s->n_columns, &s->out, e);
    if (r < 0)
        return r;
    *ret = take(s);
    return 0;
}

/* What a cell holds: text, or a number of the column's type. */
struct content {
    bool is_number;
    int64_t number;
    struct str text;
};

static struct content text_content(struct str text)
{
    return (struct content){.text = text};
}

static struct str codes_text(const struct column *c, int64_t bits, char buf[SHEET_CELL])
{
    size_t n = 0;

    for (int i = 0; i < MAX_CODES; i++) {
        if (!(bits >> i & 1) || n + c->labels[i].len + 1 >= SHEET_CELL)
            continue;
        if (n)
            buf[n++] = ';';
        memcpy(buf + n, c->labels[i].data, c->labels[i].len);
        n += c->labels[i].len;
    }
    return (struct str){buf, n};
}

static struct content value_content(const struct column *c, int64_t v, char buf[SHEET_CELL])
{
    switch (c->attribute->type) {
    case ATTR_MONEY:
    case ATTR_INTEGER:
    case ATTR_DATE:
        return (struct content){.is_number = true, .number = v};
    case ATTR_BOOLEAN:
        return text_content(v ? STR("是") : STR("否"));
    case ATTR_CODE:
        return text_content(c->labels[v]);
    case ATTR_CODES:
        return text_content(codes_text(c, v, buf));
    case ATTR_TEXT:
    case ATTR_DIVISION:
    case ATTR_ID_NO:
        break;
    }
    return text_content(STR(""));
}

static struct content household_content(const struct column *c, const struct household *h,
                                        char buf[SHEET_CELL])
{
    switch (c->fact) {
    case H_HOUSEHOLD_NO:
        return text_content(str_of(h->no));
    case H_DIVISION:
        return text_content(str_of(h->division));
    case H_ADDRESS:
        return text_content(str_of(h->address));
    case H_PRIOR_CATEGORY:
    case H_PRIOR_AMOUNT:
        /* no earlier record: the catalogue takes an empty cell for none */
        if (h->v[H_PRIOR_CATEGORY] == PRIOR_NONE)
            return text_content(STR(""));
        break;
    }
    return value_content(c, h->v[c->fact], buf);
}

static struct content person_content(const struct column *c, const struct household *h,
                                     const struct person *p, char buf[SHEET_CELL])
{
    switch (c->fact) {
    case P_HOUSEHOLD_NO:
        return text_content(str_of(h->no));
    case P_NAME:
        return text_content(str_of(p->name));
    case P_ID_NO:
        return text_content(str_of(p->id_no));
    }
    return value_content(c, p->v[c->fact], buf);
}

static struct content content_of(const struct column *c, const struct household *h,
                                 const struct person *p, char buf[SHEET_CELL])
{
    if (c->fact < 0)
        return text_content(STR(""));
    if ((p ? p->withdrawn : h->withdrawn) >> c->fact & 1)
        return text_content(STR("-"));
    if ((p ? p->unknown : h->unknown) >> c->fact & 1)
        return text_content(STR(""));
    return p ? person_content(c, h, p, buf) : household_content(c, h, buf);
}

static struct str as_text(const struct column *c, struct content x, char buf[SHEET_CELL])
{
    if (!x.is_number)
        return x.text;
    switch (c->attribute->type) {
    case ATTR_MONEY:
        return (struct str){buf, money_format(x.number, buf)};
    case ATTR_DATE:
        return (struct str){buf, date_format((int32_t)x.number, buf)};
    default:
        return (struct str){buf, (size_t)snprintf(buf, SHEET_CELL, "%" PRId64, x.number)};
    }
}

static void put(struct sheet *s, const struct column *c, struct content x)
{
    if (!x.is_number)
        rows_text(s->out, x.text);
    else if (c->attribute->type == ATTR_MONEY)
        rows_money(s->out, x.number);
    else if (c->attribute->type == ATTR_DATE)
        rows_date(s->out, (int32_t)x.number);
    else
        rows_int(s->out, x.number);
}

void sheet_row(struct sheet *s, const struct household *h, const struct person *p,
               const struct sheet_cell *other)
{
    char buf[SHEET_CELL];

    for (size_t i = 0; i < s->n_columns; i++) {
        const struct column *c = &s->columns[i];
        struct content x =
            other && c->fact == other->fact ? text_content(other->text) : content_of(c, h, p, buf);
        put(s, c, x);
    }
    rows_end(s->out, NULL); /* an error sticks until sheet_commit */
    s->rows++;
}

static const struct column *column_of(const struct sheet *s, int fact)
{
    for (size_t i = 0; i < s->n_columns; i++)
        if (s->columns[i].fact == fact)
            return &s->columns[i];
    return NULL;
}

const struct attribute *sheet_attribute(const struct sheet *s, int fact)
{
    const struct column *c = column_of(s, fact);

    return c ? c->attribute : NULL;
}

struct str sheet_text(const struct sheet *s, const struct household *h, const struct person *p,
                      int fact, char buf[SHEET_CELL])
{
    const struct column *c = column_of(s, fact);

    return c ? as_text(c, content_of(c, h, p, buf), buf) : STR("");
}

struct str sheet_value(const struct sheet *s, int fact, int64_t v, char buf[SHEET_CELL])
{
    const struct column *c = column_of(s, fact);

    return c ? as_text(c, value_content(c, v, buf), buf) : STR("");
}

uint64_t sheet_rows(const struct sheet *s)
{
    return s->rows;
}

uint64_t sheet_line(const struct sheet *s)
{
    return s->rows + 1; /* behind the header; no cell of ours holds a line end */
}

int sheet_commit(struct sheet *s, struct err *e)
{
    return rows_commit(s->out, e);
}

void sheet_free(struct sheet *s)
{
    if (!s)
        return;
    rows_free(s->out);
    arena_free(s->arena);
    free(s);
}

void sheet_freep(struct sheet **s)
{
    sheet_free(*s);
}
