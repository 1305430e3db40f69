#include "sheet.h"

#include "cleanup.h"
#include "rows.h"

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

static int make_columns(struct sheet *s, const struct catalogue *c, enum entity entity,
                        struct err *e)
{
    const struct fact_name *facts = entity == ENTITY_HOUSEHOLD ? household_facts : person_facts;
    size_t n_facts = entity == ENTITY_HOUSEHOLD ? (size_t)N_HOUSEHOLD_FACTS : N_PERSON_FACTS;
    struct column *columns = arena_array_of(s->arena, c->n[entity], struct column);

    if (!columns)
        return err_nomem(e);
    for (size_t i = 0; i < c->n[entity]; i++) {
        columns[i] = (struct column){.attribute = &c->attributes[entity][i], .fact = -1};
        for (size_t k = 0; k < n_facts; k++) {
            if (!str_eqz(columns[i].attribute->id, facts[k].id))
                continue;
            columns[i].fact = (int)k;
            int r = find_labels(&columns[i], facts[k].words, e);
            if (r < 0)
                return r;
        }
    }
    s->columns = columns;
    s->n_columns = c->n[entity];
    return 0;
}

int sheet_open(const char *folder, const char *name, const struct catalogue *c, enum entity entity,
               struct sheet **ret, struct err *e)
{
    _cleanup_(sheet_freep) struct sheet *s = calloc(1, sizeof *s);
    _cleanup_free_ char *path = NULL;
    struct rows_column *columns;
    int r;

    if (!s || !(s->arena = arena_new(0)) || asprintf(&path, "%s/%s", folder, name) < 0)
        return err_nomem(e);
    r = make_columns(s, c, entity, e);
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

static void put_codes(struct sheet *s, const struct column *c, int64_t bits)
{
    char text[512];
    size_t n = 0;

    for (int i = 0; i < MAX_CODES; i++) {
        if (!(bits >> i & 1) || n + c->labels[i].len + 1 >= sizeof text)
            continue;
        if (n)
            text[n++] = ';';
        memcpy(text + n, c->labels[i].data, c->labels[i].len);
        n += c->labels[i].len;
    }
    rows_text(s->out, (struct str){text, n});
}

static void put_value(struct sheet *s, const struct column *c, int64_t v)
{
    switch (c->attribute->type) {
    case ATTR_MONEY:
        rows_money(s->out, v);
        break;
    case ATTR_INTEGER:
        rows_int(s->out, v);
        break;
    case ATTR_BOOLEAN:
        rows_textz(s->out, v ? "是" : "否");
        break;
    case ATTR_CODE:
        rows_text(s->out, c->labels[v]);
        break;
    case ATTR_CODES:
        put_codes(s, c, v);
        break;
    case ATTR_DATE:
        rows_date(s->out, (int32_t)v);
        break;
    case ATTR_TEXT:
    case ATTR_DIVISION:
    case ATTR_ID_NO:
        rows_text(s->out, STR(""));
        break;
    }
}

/* unknown: nothing is stated. withdrawn: `-`. */
static bool put_untold(struct sheet *s, int fact, uint64_t unknown, uint64_t withdrawn)
{
    bool dash = fact >= 0 && (withdrawn >> fact & 1);

    if (fact >= 0 && !dash && !(unknown >> fact & 1))
        return false;
    rows_textz(s->out, dash ? "-" : "");
    return true;
}

void sheet_household(struct sheet *s, const struct household *h)
{
    for (size_t i = 0; i < s->n_columns; i++) {
        const struct column *c = &s->columns[i];
        if (put_untold(s, c->fact, h->unknown, h->withdrawn))
            continue;
        switch (c->fact) {
        case H_HOUSEHOLD_NO:
            rows_textz(s->out, h->no);
            break;
        case H_DIVISION:
            rows_textz(s->out, h->division);
            break;
        case H_ADDRESS:
            rows_textz(s->out, h->address);
            break;
        case H_PRIOR_CATEGORY:
        case H_PRIOR_AMOUNT:
            /* no earlier record: the catalogue takes an empty cell for none */
            if (h->v[H_PRIOR_CATEGORY] == PRIOR_NONE)
                rows_text(s->out, STR(""));
            else
                put_value(s, c, h->v[c->fact]);
            break;
        default:
            put_value(s, c, h->v[c->fact]);
        }
    }
    rows_end(s->out, NULL); /* an error sticks until sheet_commit */
    s->rows++;
}

void sheet_person(struct sheet *s, const struct household *h, const struct person *p)
{
    for (size_t i = 0; i < s->n_columns; i++) {
        const struct column *c = &s->columns[i];
        if (put_untold(s, c->fact, p->unknown, p->withdrawn))
            continue;
        switch (c->fact) {
        case P_HOUSEHOLD_NO:
            rows_textz(s->out, h->no);
            break;
        case P_NAME:
            rows_textz(s->out, p->name);
            break;
        case P_ID_NO:
            rows_textz(s->out, p->id_no);
            break;
        default:
            put_value(s, c, p->v[c->fact]);
        }
    }
    rows_end(s->out, NULL); /* an error sticks until sheet_commit */
    s->rows++;
}

uint64_t sheet_rows(const struct sheet *s)
{
    return s->rows;
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
