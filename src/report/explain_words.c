/* Words of the letter: dates, amounts, names, facts. */

#include "letter.h"

#include "date.h"
#include "lang.h"
#include "money.h"

void say(struct letter *l, const char *zh, const char *en, ...)
{
    va_list ap;
    va_start(ap, en);
    vfprintf(l->out, tr(zh, en), ap);
    va_end(ap);
}

const char *keep(struct letter *l, struct strbuf *b)
{
    const char *s = arena_strdup(l->arena, strbuf_z(b));
    if (b->failed)
        l->failed = err_nomem(l->e);
    strbuf_done(b);
    return s ? s : "";
}

const char *date_text(struct letter *l, int32_t date)
{
    char buf[DATE_TEXT];
    date_format(date, buf);
    const char *s = arena_strdup(l->arena, buf);
    return s ? s : "";
}

const char *money_text(struct letter *l, int64_t fen)
{
    char buf[MONEY_TEXT];
    money_format(fen, buf);
    const char *s = arena_strdup(l->arena, buf);
    return s ? s : "";
}

const char *member_text(struct letter *l, size_t member)
{
    struct strbuf b = {0};
    struct str name = {0};
    int rc = scan_member_name(replay_scan(l->replay), member, &name, l->e);
    if (rc < 0)
        l->failed = rc;
    if (name.len == 0)
        strbuf_printf(&b, tr("第 %zu 人", "member %zu"), member);
    else
        strbuf_adds(&b, name);
    const struct attribute *relation = catalogue_find(l->catalogue, ENTITY_PERSON, STR("relation"));
    const struct household_facts *h = replay_facts(l->replay);
    if (relation && member <= h->n_members && h->members[member - 1].facts[relation->index].known) {
        strbuf_addz(&b, tr("（", " ("));
        fact_print_people(relation, h->members[member - 1].facts[relation->index], &b);
        strbuf_addz(&b, tr("）", ")"));
    }
    return keep(l, &b);
}

size_t fact_member(uint32_t fact)
{
    return fact & FACT_PARAMETER_BIT ? 0 : fact >> 16;
}

const struct attribute *fact_attribute(const struct letter *l, uint32_t fact)
{
    enum entity entity = fact_member(fact) ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
    size_t i = fact & 0xffff;
    return i < l->catalogue->n[entity] ? &l->catalogue->attributes[entity][i] : NULL;
}

struct fact fact_value(const struct letter *l, uint32_t fact)
{
    const struct household_facts *h = replay_facts(l->replay);
    size_t member = fact_member(fact), i = fact & 0xffff;
    if (member == 0)
        return h->facts[i];
    return member <= h->n_members ? h->members[member - 1].facts[i] : (struct fact){0};
}

struct str words_of(struct letter *l, struct str zh, struct str id)
{
    if (lang_get() == LANG_ZH)
        return zh;
    struct str copy = str_dup(l->arena, id);
    for (size_t i = 0; i < copy.len; i++) {
        if (copy.data[i] == '_')
            ((char *)copy.data)[i] = ' ';
    }
    return copy;
}

struct str node_label(struct letter *l, int node)
{
    const struct dmn_node *n = dmn_node(l->model, node);
    return words_of(l, n->name, n->id);
}

struct str fact_label(struct letter *l, const struct attribute *t)
{
    return words_of(l, t->label, t->id);
}
