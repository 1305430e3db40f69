#include "feed_private.h"

void feeds_free(struct feeds *f)
{
    if (f)
        arena_free(f->arena); /* the set itself lies there */
}

void feeds_freep(struct feeds **f)
{
    feeds_free(*f);
}

const struct feed *feeds_find(const struct feeds *f, struct str name_or_label)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->at[i].name, name_or_label) || str_eq(f->at[i].label, name_or_label))
            return &f->at[i];
    return NULL;
}

uint32_t feed_fields(const struct feed *f)
{
    uint32_t fields = 0;
    for (size_t i = 0; i < f->n_facts; i++)
        fields |= f->facts[i].attribute->fields;
    for (size_t i = 0; i < f->n_columns; i++)
        fields |= f->columns[i].type == FEED_MONEY ? FIELD_MONEY : 0;
    return fields;
}

struct feed_tolerance feeds_tolerance(const struct feeds *f, const struct attribute *t)
{
    for (size_t i = 0; i < f->n_tolerances; i++)
        if (f->tolerances[i].attribute == t)
            return f->tolerances[i];
    return (struct feed_tolerance){.attribute = t};
}

struct str feed_expr_text(const struct feed_expr *x)
{
    return x ? feel_expr_text(x->feel) : (struct str){0};
}
