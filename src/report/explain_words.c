/* Words of the telling: dates, amounts, names, facts. */

#include "letter.h"

#include "date.h"
#include "money.h"

#include <stdlib.h>

struct str words(struct letter *l, const char *zh, const char *en, ...)
{
    struct strbuf b = {0};
    char *text = NULL;
    va_list ap;
    va_start(ap, en);
    if (vasprintf(&text, tr(zh, en), ap) < 0) {
        text = NULL;
        b.failed = true;
    }
    va_end(ap);
    strbuf_addz(&b, text ? text : "");
    free(text);
    return keep(l, &b);
}

struct str keep(struct letter *l, struct strbuf *b)
{
    struct str s = str_dup(l->arena, strbuf_str(b));
    if (b->failed)
        l->failed = err_nomem(l->e);
    strbuf_done(b);
    return s;
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

static const struct fact *facts_of(const struct letter *l, size_t member)
{
    const struct household_facts *h = replay_facts(l->replay);
    return member == 0 ? h->facts : member <= h->n_members ? h->members[member - 1].facts : NULL;
}

/* A fact as it may be told. */
static struct shown show(struct letter *l, const struct attribute *t, size_t member)
{
    const struct fact *facts = facts_of(l, member);
    const struct attribute *birth = catalogue_find(l->catalogue, ENTITY_PERSON, STR("birth_date"));
    struct shown s = {.sight = SIGHT_WITHHELD};
    if (!facts)
        return s;
    bool minor =
        member && mask_is_minor(birth ? facts[birth->index] : (struct fact){0}, l->lens.today);
    int rc = mask_fact(&l->lens, t, facts[t->index], minor, l->arena, &s, l->e);
    if (rc < 0)
        l->failed = rc;
    if (s.sight != SIGHT_CLEAR && facts[t->index].known)
        l->t->masked |= s.fields;
    return s;
}

struct str member_text(struct letter *l, size_t member)
{
    struct strbuf b = {0};
    const struct attribute *name = catalogue_find(l->catalogue, ENTITY_PERSON, STR("name"));
    const struct attribute *relation = catalogue_find(l->catalogue, ENTITY_PERSON, STR("relation"));
    const struct fact *facts = facts_of(l, member);
    struct shown s = name ? show(l, name, member) : (struct shown){0};
    struct str text = s.sight == SIGHT_CLEAR && s.value.known && !s.value.none ? s.value.s : s.text;
    if (text.len == 0)
        strbuf_printf(&b, tr("第 %zu 人", "member %zu"), member);
    else
        strbuf_adds(&b, text);
    if (relation && facts && facts[relation->index].known) {
        strbuf_addz(&b, tr("（", " ("));
        fact_print_people(relation, facts[relation->index], &b);
        strbuf_addz(&b, tr("）", ")"));
    }
    return keep(l, &b);
}

struct str subject_of(struct letter *l, size_t member)
{
    return member ? member_text(l, member) : str_of(tr("全家", "household"));
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

struct told_value value_told(struct letter *l, const struct attribute *t, uint32_t fact)
{
    const struct fact *facts = facts_of(l, fact_member(fact));
    struct fact v = facts ? facts[t->index] : (struct fact){0};
    struct told_value ret = {.id = t->id, .label = fact_label(l, t), .known = v.known};
    if (!v.known)
        return ret;
    struct shown s = show(l, t, fact_member(fact));
    ret.masked = s.sight != SIGHT_CLEAR;
    if (ret.masked)
        return ret;
    struct strbuf value = {0}, text = {0};
    fact_print(t, v, &value);
    fact_print_people(t, v, &text);
    ret.value = keep(l, &value);
    ret.text = keep(l, &text);
    ret.zero_money = t->type == ATTR_MONEY && v.i == 0;
    return ret;
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
