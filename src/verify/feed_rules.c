/* What follows from a source's rows: facts, events and leads, their FEEL compiled over the columns.
 */
#include "cleanup.h"
#include "db.h"
#include "feed_private.h"

static const char *const how_names[] = {
    [FEED_SUM] = "sum",       [FEED_COUNT] = "count", [FEED_ANY] = "any",
    [FEED_LATEST] = "latest", [FEED_MAX] = "max",     [FEED_FIRST] = "first",
};
static const char *const event_names[] = {
    [FEED_DEAD] = "dead",
    [FEED_MOVED_OUT] = "moved_out",
    [FEED_MEMBER_MISSING] = "member_missing",
};

const char *feed_how_name(enum feed_how h)
{
    return how_names[h];
}

const char *feed_event_name(enum feed_event_kind k)
{
    return event_names[k];
}

/* --- Expressions --- */

/* A string whose words are enumerated, so that the checker finds those that never occur. */
static const struct feel_type *words_type(struct define *d, const struct feed_column *c,
                                          struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct feel_type *t = arena_new_of(d->a, struct feel_type);
    struct feel_expr *allowed = NULL;
    struct feel_scope *none = feel_scope_new(d->a, NULL);
    for (size_t i = 0; i < c->n_words; i++) {
        struct feel_value word = {.kind = FEEL_STRING, .string = c->words[i]};
        strbuf_addz(&text, i ? ", " : "");
        feel_print(&word, true, &text);
    }
    struct str tests = str_dup(d->a, strbuf_str(&text));
    if (!t || !none || text.failed || arena_failed(d->a)) {
        err_nomem(e);
        return NULL;
    }
    if (feel_compile(none, FEEL_UNARY_TESTS, tests, &feel_t_string, d->a, &allowed, e) < 0)
        return NULL;
    *t = feel_t_string;
    t->allowed = allowed;
    return t;
}

static const struct feel_type *column_type(struct define *d, const struct feed_column *c,
                                           struct err *e)
{
    switch (c->type) {
    case FEED_MONEY:
    case FEED_NUMBER:
    case FEED_INTEGER:
        return &feel_t_number;
    case FEED_BOOLEAN:
        return &feel_t_boolean;
    case FEED_CODE:
        return words_type(d, c, e);
    default:
        return feed_type_is_date(c->type) ? &feel_t_date : &feel_t_string;
    }
}

static int make_scope(struct define *d, struct err *e)
{
    struct feel_scope *s = feel_scope_new(d->a, NULL);
    if (!s)
        return err_nomem(e);
    for (size_t i = 0; i < d->columns.n; i++) {
        const struct feel_type *t = column_type(d, &d->columns.at[i], e);
        int slot = t ? feel_scope_add(s, d->columns.at[i].name, t, e) : e ? e->code : E_INVALID;
        if (slot < 0)
            return slot;
    }
    d->scope = s;
    return 0;
}

struct problems {
    struct feel_problem first;
    bool any;
};

static void keep_first(void *arg, const struct feel_problem *p)
{
    struct problems *k = arg;
    if (!k->any)
        k->first = *p;
    k->any = true;
}

struct identities {
    const struct define *d;
    int found; /* -1 = none */
};

static void find_identity(void *arg, int level, int slot, struct str path)
{
    struct identities *x = arg;
    enum feed_type t = x->d->columns.at[slot].type;
    if (t == FEED_ID_NO || t == FEED_NAME)
        x->found = slot;
}

/* wanted NULL: any type. */
static int compile(struct define *d, const struct define_row *row, enum define_column c,
                   const char *column, const struct feel_type *wanted, const struct feed_expr **ret,
                   struct err *e)
{
    struct feel_expr *feel = NULL;
    struct problems problems = {0};
    struct identities x = {d, -1};
    int rc = feel_compile(d->scope, FEEL_EXPRESSION, row->cell[c], NULL, d->a, &feel, e);
    if (rc == E_NOMEM)
        return rc;
    if (rc < 0)
        return define_place(d, row, c, e);
    feel_check(feel, keep_first, &problems);
    if (problems.any)
        return define_bad(d, row, c, e, "第 %d 个字符：%s%.0s", "character %d: %.0s%s",
                          problems.first.column, problems.first.message.zh,
                          problems.first.message.en);
    const struct feel_type *type = feel_expr_type(feel);
    if (wanted && type->kind != FEEL_T_ANY && !feel_type_conforms(type, wanted)) {
        _cleanup_(strbuf_done) struct strbuf is = {0}, want = {0};
        feel_type_print(type, &is);
        feel_type_print(wanted, &want);
        return define_bad(d, row, c, e, "结果是 %s，这里应为 %s",
                          "this gives a %s where a %s is wanted", strbuf_z(&is), strbuf_z(&want));
    }
    feel_references(feel, find_identity, &x);
    if (x.found >= 0)
        return define_bad(d, row, c, e, "“" STR_FMT "”只用来认人，不保存，不能写进表达式",
                          "\"" STR_FMT "\" tells whom a row is about and isn't kept: expressions "
                          "can't use it",
                          STR_ARG(d->columns.at[x.found].name));
    struct feed_expr *ret_expr = arena_new_of(d->a, struct feed_expr);
    if (!ret_expr)
        return err_nomem(e);
    *ret_expr = (struct feed_expr){feel, d->file, row->line, column};
    *ret = ret_expr;
    return 0;
}

static int compile_condition(struct define *d, const struct define_row *row,
                             const struct feed_expr **ret, struct err *e)
{
    return row->cell[D_CONDITION].len
               ? compile(d, row, D_CONDITION, "condition", &feel_t_boolean, ret, e)
               : 0;
}

/* --- Facts --- */

static bool is_number(const struct attribute *t)
{
    return t->type == ATTR_MONEY || t->type == ATTR_INTEGER;
}

static const struct feel_type *value_type(const struct attribute *t)
{
    switch (t->type) {
    case ATTR_MONEY:
    case ATTR_INTEGER:
        return &feel_t_number;
    case ATTR_BOOLEAN:
        return &feel_t_boolean;
    case ATTR_DATE:
        return &feel_t_date;
    default:
        return &feel_t_string;
    }
}

static int fact_attribute(struct define *d, const struct define_row *row, struct feed_fact *f,
                          struct err *e)
{
    f->attribute = feed_attribute(d->catalogue, row->cell[D_NAME]);
    if (!f->attribute)
        return define_bad(d, row, D_NAME, e, "目录中没有事实“" STR_FMT "”；可用的见 heyi catalogue",
                          "the catalogue has no fact \"" STR_FMT "\"; heyi catalogue lists them",
                          STR_ARG(row->cell[D_NAME]));
    if (f->attribute->type == ATTR_CODES || f->attribute->type == ATTR_DIVISION)
        return define_bad(d, row, D_NAME, e, "部门数据不能给出“" STR_FMT "”（类型 %s）",
                          "department data can't give " STR_FMT " (type %s)",
                          STR_ARG(row->cell[D_NAME]),
                          f->attribute->type == ATTR_CODES ? "codes" : "division");
    for (size_t i = 0; i < d->feed->n_facts; i++)
        if (d->feed->facts[i].attribute == f->attribute)
            return define_bad(d, row, D_NAME, e, "“" STR_FMT "” 在本来源中写了两次",
                              "\"" STR_FMT "\" stands here twice", STR_ARG(row->cell[D_NAME]));
    return 0;
}

/* "sum least part" */
static int fact_rule(struct define *d, const struct define_row *row, struct feed_fact *f,
                     struct err *e)
{
    struct str rest = row->cell[D_RULE], word = {0};
    size_t how = 0;
    str_split(&rest, ' ', &word);
    while (how < ARRAY_LEN(how_names) && !str_eqz(word, how_names[how]))
        how++;
    if (how == ARRAY_LEN(how_names))
        return define_bad(
            d, row, D_RULE, e, "“" STR_FMT "” 应为 sum、count、any、latest、max 或 first",
            "\"" STR_FMT "\" must be sum, count, any, latest, max or first", STR_ARG(word));
    f->how = (enum feed_how)how;
    while (str_split(&rest, ' ', &word)) {
        bool *mark = str_eqz(word, "least") ? &f->least : str_eqz(word, "part") ? &f->part : NULL;
        if (!mark || *mark)
            return define_bad(d, row, D_RULE, e,
                              "“" STR_FMT "”：后面只能加 least、part，各一次，用一个空格隔开",
                              "\"" STR_FMT "\": least and part may follow, each once, a single "
                              "blank between",
                              STR_ARG(word));
        *mark = true;
    }
    bool number = is_number(f->attribute);
    if (how == FEED_ANY && f->attribute->type != ATTR_BOOLEAN)
        return define_bad(d, row, D_RULE, e, "any 只用于是否类事实", "any is for boolean facts");
    if (how == FEED_COUNT && f->attribute->type != ATTR_INTEGER)
        return define_bad(d, row, D_RULE, e, "count 只用于整数事实", "count is for integer facts");
    if ((how == FEED_SUM || how == FEED_MAX || f->least || f->part) && !number)
        return define_bad(d, row, D_RULE, e, "sum、max、least、part 只用于金额和整数",
                          "sum, max, least and part are for money and integers");
    if (f->part && how != FEED_SUM && how != FEED_COUNT)
        return define_bad(d, row, D_RULE, e, "part 只与 sum 或 count 同用",
                          "part goes with sum or count");
    return 0;
}

static int fact_absent(struct define *d, const struct define_row *row, struct feed_fact *f,
                       struct err *e)
{
    struct str absent = row->cell[D_ABSENT];
    struct value_fault fault;
    if (!absent.len)
        return 0;
    if (f->least)
        return define_bad(d, row, D_ABSENT, e, "least 的事实没有记录时不作任何陈述，请留空",
                          "without a row a lower bound says nothing; leave this empty");
    int rc = value_read(f->attribute, absent, d->a, &f->absent, &fault);
    if (rc < 0)
        return err_nomem(e);
    if (rc != VALUE_STATED)
        return define_bad(d, row, D_ABSENT, e, "“" STR_FMT "” 不是“" STR_FMT "”的值",
                          "\"" STR_FMT "\" is no value of " STR_FMT, STR_ARG(absent),
                          STR_ARG(row->cell[D_NAME]));
    return 0;
}

static int read_fact(struct define *d, const struct define_row *row, struct feed_fact *ret,
                     struct err *e)
{
    struct feed_fact f = {0};
    int rc = fact_attribute(d, row, &f, e);
    if (rc < 0 || (rc = fact_rule(d, row, &f, e)) < 0 || (rc = fact_absent(d, row, &f, e)) < 0)
        return rc;
    bool counts = f.how == FEED_COUNT || f.how == FEED_ANY;
    if (counts && row->cell[D_VALUE].len)
        return define_bad(
            d, row, D_VALUE, e, "%s 不需要值，请留空；要限定哪些记录，写在 condition 列",
            "%s needs no value; which rows count stands under condition", how_names[f.how]);
    if (!counts && !row->cell[D_VALUE].len)
        return define_bad(d, row, D_VALUE, e, "%s 需要一个表达式，例如一列的名称",
                          "%s needs an expression, such as a column's name", how_names[f.how]);
    if (!counts &&
        (rc = compile(d, row, D_VALUE, "value", value_type(f.attribute), &f.value, e)) < 0)
        return rc;
    if ((rc = compile_condition(d, row, &f.condition, e)) < 0)
        return rc;
    *ret = f;
    return 0;
}

/* --- Events and leads --- */

static int read_event(struct define *d, const struct define_row *row, struct feed_event *ret,
                      struct err *e)
{
    struct feed_event v = {.column = -1};
    size_t kind = 0;
    while (kind < ARRAY_LEN(event_names) && !str_eqz(row->cell[D_NAME], event_names[kind]))
        kind++;
    if (kind == ARRAY_LEN(event_names))
        return define_bad(d, row, D_NAME, e, "“" STR_FMT "” 应为 dead、moved_out 或 member_missing",
                          "\"" STR_FMT "\" must be dead, moved_out or member_missing",
                          STR_ARG(row->cell[D_NAME]));
    v.kind = (enum feed_event_kind)kind;
    bool missing = v.kind == FEED_MEMBER_MISSING;
    for (size_t i = 0; i < d->feed->n_events; i++)
        if (d->feed->events[i].kind == v.kind)
            return define_bad(d, row, D_NAME, e, "%s 写了两次", "%s stands here twice",
                              event_names[kind]);
    if (missing && d->feed->at.group < 0)
        return define_bad(d, row, D_NAME, e, "member_missing 需要一个 group 列",
                          "member_missing needs a column of type group");
    struct str name = value_plain(row->cell[D_VALUE], d->a);
    for (size_t i = 0; name.len && i < d->columns.n && v.column < 0; i++)
        if (str_eq(d->columns.at[i].name, name))
            v.column = (int)i;
    if (name.len && v.column < 0)
        return define_bad(d, row, D_VALUE, e, "没有“" STR_FMT "”这一列",
                          "no column \"" STR_FMT "\"", STR_ARG(name));
    enum feed_type t = v.column >= 0 ? d->columns.at[v.column].type : FEED_TEXT;
    bool fits = missing ? t == FEED_TEXT || t == FEED_CODE : feed_type_is_date(t);
    if (v.column >= 0 && !fits)
        return define_bad(d, row, D_VALUE, e,
                          "应写日期列（何日发生）；member_missing 写关系所在的 text 或 code 列",
                          "this names a date column (when), or for member_missing the text or code "
                          "column that tells how one is related");
    int rc = define_unused(d, row, D_RULE, e);
    if (rc < 0 || (rc = define_unused(d, row, D_ABSENT, e)) < 0 ||
        (rc = compile_condition(d, row, &v.condition, e)) < 0)
        return rc;
    *ret = v;
    return 0;
}

static int read_lead(struct define *d, const struct define_row *row, struct feed_lead *ret,
                     struct err *e)
{
    struct feed_lead l = {.name = row->cell[D_NAME], .note = row->cell[D_NOTE]};
    if (!db_is_name(l.name))
        return define_bad(d, row, D_NAME, e, "“" STR_FMT "” 应为小写字母、数字和 _",
                          "\"" STR_FMT "\" must be small letters, digits and _", STR_ARG(l.name));
    for (size_t i = 0; i < d->feed->n_leads; i++)
        if (str_eq(d->feed->leads[i].name, l.name))
            return define_bad(d, row, D_NAME, e, "“" STR_FMT "” 写了两次",
                              "\"" STR_FMT "\" stands here twice", STR_ARG(l.name));
    if (!l.note.len)
        return define_bad(d, row, D_NOTE, e, "请写给工作人员看的说明，例如 名下有商铺",
                          "write what people are told, such as 名下有商铺");
    int rc = define_unused(d, row, D_RULE, e);
    if (rc < 0 || (rc = define_unused(d, row, D_VALUE, e)) < 0 ||
        (rc = define_unused(d, row, D_ABSENT, e)) < 0 ||
        (rc = compile_condition(d, row, &l.condition, e)) < 0)
        return rc;
    *ret = l;
    return 0;
}

int feed_define_rules(struct define *d, struct err *e)
{
    size_t n = d->rows.n;
    struct feed_fact *facts = arena_array_of(d->a, FEED_FACTS_MAX, struct feed_fact);
    struct feed_event *events = arena_array_of(d->a, ARRAY_LEN(event_names), struct feed_event);
    struct feed_lead *leads = arena_array_of(d->a, FEED_FACTS_MAX, struct feed_lead);
    int rc = facts && events && leads ? make_scope(d, e) : err_nomem(e);
    d->feed->facts = facts;
    d->feed->events = events;
    d->feed->leads = leads;
    for (size_t i = 0; rc >= 0 && i < n; i++) {
        const struct define_row *row = &d->rows.at[i];
        bool fact = str_eqz(row->cell[D_ITEM], "fact"), lead = str_eqz(row->cell[D_ITEM], "lead");
        if ((fact && d->feed->n_facts == FEED_FACTS_MAX) ||
            (lead && d->feed->n_leads == FEED_FACTS_MAX))
            return define_bad(d, row, D_ITEM, e, "超过 %d 条", "more than %d of them",
                              FEED_FACTS_MAX);
        if (fact) {
            rc = read_fact(d, row, &facts[d->feed->n_facts], e);
            d->feed->n_facts++;
        } else if (lead) {
            rc = read_lead(d, row, &leads[d->feed->n_leads], e);
            d->feed->n_leads++;
        } else if (str_eqz(row->cell[D_ITEM], "event")) {
            rc = read_event(d, row, &events[d->feed->n_events], e);
            d->feed->n_events++;
        }
    }
    return rc;
}
