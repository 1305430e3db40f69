/* Items as they are kept: words, rows, lists. */
#include "look.h"

#include "cleanup.h"
#include "clock.h"
#include "lang.h"

#include <stdlib.h>

struct words {
    const char *word, *zh, *en;
};
#define X(name, word, zh, en) {word, zh, en},
static const struct words kinds[N_ITEM_KINDS] = {ITEM_KINDS(X)};
static const struct words states[N_ITEM_STATES] = {ITEM_STATES(X)};
#undef X

static int find_word(const struct words *words, int n, struct str s)
{
    for (int i = 0; i < n; i++)
        if (str_eqz(s, words[i].word) || str_eqz(s, words[i].zh) || str_eqz(s, words[i].en))
            return i;
    return -1;
}

const char *item_kind_word(enum item_kind kind)
{
    return kinds[kind].word;
}

const char *item_kind_label(enum item_kind kind)
{
    return tr(kinds[kind].zh, kinds[kind].en);
}

int item_kind_parse(struct str word_or_label)
{
    return find_word(kinds, N_ITEM_KINDS, word_or_label);
}

const char *item_state_word(enum item_state state)
{
    return states[state].word;
}

const char *item_state_label(enum item_state state)
{
    return tr(states[state].zh, states[state].en);
}

int item_state_parse(struct str word_or_label)
{
    return find_word(states, N_ITEM_STATES, word_or_label);
}

const struct attribute *item_attribute(const struct catalogue *c, const struct item *i)
{
    enum entity entity = i->person_id ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
    return i->attribute.len ? catalogue_find(c, entity, i->attribute) : NULL;
}

static struct fact dup_fact(struct arena *a, struct fact v)
{
    v.s = str_dup(a, v.s);
    return v;
}

int item_dup(struct arena *a, const struct item *i, struct item *ret, struct err *e)
{
    struct item c = *i;
    struct str *texts[] = {&c.household_no,
                           &c.division,
                           &c.name,
                           &c.attribute,
                           &c.source,
                           &c.detail,
                           &c.effect.category_declared,
                           &c.effect.category_verified,
                           &c.reason,
                           &c.attachment,
                           &c.actor};
    for (size_t k = 0; k < ARRAY_LEN(texts); k++)
        *texts[k] = str_dup(a, *texts[k]);
    c.declared = dup_fact(a, c.declared);
    c.verified = dup_fact(a, c.verified);
    if (arena_failed(a))
        return err_nomem(e);
    *ret = c;
    return 0;
}

/* A value as text: null = unknown, empty = known to be absent (of several codes: none of them). */
static struct fact decode_fact(const struct attribute *t, struct stmt *s, int col, struct arena *a)
{
    struct fact v = {0};
    if (!t || stmt_is_null(s, col))
        return v;
    v.known = true;
    v.s = str_dup(a, stmt_text(s, col));
    v.none = v.s.len == 0 && t->type != ATTR_CODES;
    if (attribute_storage(t) == 'i' && !v.none && v.s.data)
        v.i = strtoll(v.s.data, NULL, 10);
    return v;
}

static struct maybe decode_maybe(struct stmt *s, int col)
{
    return (struct maybe){!stmt_is_null(s, col), stmt_int(s, col)};
}

int item_decode(const struct catalogue *c, struct stmt *s, struct arena *a, struct item *ret,
                struct err *e)
{
    struct item i = {
        .register_id = stmt_int(s, 0),
        .household_id = stmt_int(s, 1),
        .item_id = stmt_int(s, 2),
        .person_id = stmt_int(s, 3),
        .attribute = str_dup(a, stmt_text(s, 5)),
        .source = str_dup(a, stmt_text(s, 6)),
        .delivery = stmt_int(s, 7),
        .row = stmt_int(s, 8),
        .as_of = (int32_t)stmt_int(s, 9),
        .detail = str_dup(a, stmt_text(s, 10)),
        .difference = decode_maybe(s, 13),
        .effect = {!stmt_is_null(s, 14), str_dup(a, stmt_text(s, 14)), str_dup(a, stmt_text(s, 15)),
                   decode_maybe(s, 16), decode_maybe(s, 17)},
        .weight = stmt_int(s, 18),
        .verification = stmt_int(s, 19),
        .recorded_seq = stmt_int(s, 20),
    };
    int kind = find_word(kinds, N_ITEM_KINDS, stmt_text(s, 4));
    if (kind < 0)
        return err_set(e, E_CORRUPT, "事项 %lld/%lld/%lld 的种类无法识别",
                       "item %lld/%lld/%lld is of no kind that is known", (long long)i.register_id,
                       (long long)i.household_id, (long long)i.item_id);
    i.kind = (enum item_kind)kind;
    const struct attribute *t = item_attribute(c, &i);
    i.declared = decode_fact(t, s, 11, a);
    i.verified = decode_fact(t, s, 12, a);
    if (arena_failed(a))
        return err_nomem(e);
    *ret = i;
    return 0;
}

int item_decode_state(struct stmt *s, int first, struct arena *a, struct item *ret, struct err *e)
{
    if (stmt_is_null(s, first))
        return 0;
    int state = find_word(states, N_ITEM_STATES, stmt_text(s, first));
    if (state < 0)
        return err_set(e, E_CORRUPT, "事项 %lld/%lld/%lld 的状态无法识别",
                       "the state of item %lld/%lld/%lld is none that is known",
                       (long long)ret->register_id, (long long)ret->household_id,
                       (long long)ret->item_id);
    ret->state = (enum item_state)state;
    ret->reason = str_dup(a, stmt_text(s, first + 1));
    ret->attachment = str_dup(a, stmt_text(s, first + 2));
    return arena_failed(a) ? err_nomem(e) : 0;
}

#define STATES_OF_ITEMS                                                                            \
    " left join item_state s on s.register_id = i.register_id"                                     \
    " and s.household_id = i.household_id and s.item_id = i.item_id and s.seq ="                   \
    " (select max(t.seq) from item_state t where t.register_id = i.register_id"                    \
    " and t.household_id = i.household_id and t.item_id = i.item_id and t.seq <= $1)"
#define ITEMS_ASKED_FOR                                                                            \
    " where n.register_id = i.register_id and n.household_id = i.household_id"                     \
    " and n.division >= $2 and n.division < $3"                                                    \
    " and i.recorded_seq <= $6 and (i.gone_seq is null or i.gone_seq > $6 or $11 > 0)"             \
    " and ($5 = 0 or exists (select 1 from verification_household v"                               \
    " where v.register_id = i.register_id and v.household_id = i.household_id"                     \
    " and v.verification_id = $5)) and (i.kind = $7 or $7 = '')"                                   \
    " and (i.source = $9 or $9 = '')"                                                              \
    " and (i.attribute = $10 or $10 = '') and (i.item_id = $11 or $11 = 0)"

/* Of a state: as known at $1; now, by an index; or whatever it is. */
#define ITEMS_WERE " and coalesce(s.state, 'open') = $8"
#define ITEMS_ARE " and i.state = $8"
#define ITEMS_OF_ANY " and $8 = ''"

/* Of a household, by an index; or of any. */
#define ITEMS_OF_EACH " and $4 = ''"
#define ITEMS_OF_HOUSEHOLD                                                                         \
    " and (i.register_id, i.household_id) in"                                                      \
    " (select o.register_id, o.household_id from household o where o.household_no = $4)"

/* $1 known seq, $2 and $3 divisions from … to, $4 household number or empty, $5 verification or 0,
 * $6 the seq at which items stand, $7 kind, $8 state, $9 source, $10 attribute, each or empty,
 * $11 item or 0. States are those known at $1.
 * cross join: items are gone through in the order of an index, so that a page costs what it shows;
 * those of a village, household by household. */
static const char list_sql[] =
    "select " ITEM_COLUMNS
    ", s.state, s.reason, s.attachment, s.seq, i.gone_seq, c.actor, c.at, h.household_no,"
    " n.division, p.name, p.birth_date,"
    " (select count(*) from membership a join membership b on b.register_id = a.register_id"
    " and b.household_id = a.household_id and b.position >= a.position"
    " where a.register_id = i.register_id and a.household_id = i.household_id"
    " and b.person_id = i.person_id"
    " and a.recorded_seq <= $1 and (a.superseded_seq is null or a.superseded_seq > $1)"
    " and b.recorded_seq <= $1 and (b.superseded_seq is null or b.superseded_seq > $1)"
    " and a.valid_from <= i.as_of and (a.valid_to is null or a.valid_to > i.as_of)"
    " and b.valid_from <= i.as_of and (b.valid_to is null or b.valid_to > i.as_of))"
    " from %s cross join household h" STATES_OF_ITEMS
    " left join person_now p on p.register_id = i.register_id and p.person_id = i.person_id"
    " left join change c on c.seq = s.seq" ITEMS_ASKED_FOR
    " and h.register_id = i.register_id and h.household_id = i.household_id%s%s%s"
    " order by %s i.register_id, i.household_id, i.item_id";

enum {
    AT_STATE = N_ITEM_COLUMNS,
    AT_STATE_SEQ = AT_STATE + 3,
    AT_GONE,
    AT_ACTOR,
    AT_TIME,
    AT_HOUSEHOLD,
    AT_DIVISION,
    AT_NAME,
    AT_BIRTH,
    AT_MEMBER,
};

struct str name_seen(const struct actor *actor, struct str name, struct arena *a)
{
    _cleanup_(strbuf_done) struct strbuf masked = {0};
    if (actor_sees(actor, FIELD_IDENTITY_NUMBER))
        return str_dup(a, name);
    name_mask(name, &masked);
    if (masked.failed)
        arena_fail(a);
    return str_dup(a, strbuf_str(&masked));
}

static int list_row(struct reg *r, const struct actor *actor, struct stmt *s, struct arena *a,
                    struct item *ret, struct err *e)
{
    int rc = item_decode(reg_catalogue(r), s, a, ret, e);
    if (rc < 0 || (rc = item_decode_state(s, AT_STATE, a, ret, e)) < 0)
        return rc;
    ret->state_seq = stmt_int(s, AT_STATE_SEQ);
    ret->gone_seq = stmt_int(s, AT_GONE);
    ret->actor = str_dup(a, stmt_text(s, AT_ACTOR));
    ret->state_at = stmt_int(s, AT_TIME);
    ret->household_no = str_dup(a, stmt_text(s, AT_HOUSEHOLD));
    ret->division = str_dup(a, stmt_text(s, AT_DIVISION));
    ret->member = (size_t)stmt_int(s, AT_MEMBER);
    ret->name = name_seen(actor, stmt_text(s, AT_NAME), a);
    if (ret->kind == ITEM_CANDIDATE || ret->kind == ITEM_NAME_DIFFERS)
        ret->detail = name_seen(actor, ret->detail, a); /* as the row has it */
    ret->minor = ret->person_id && mask_is_minor((struct fact){.known = !stmt_is_null(s, AT_BIRTH),
                                                               .i = stmt_int(s, AT_BIRTH)},
                                                 clock_today());
    return arena_failed(a) ? err_nomem(e) : 0;
}

/* The change under which a verification was written. */
static int verification_seq(struct reg *r, int64_t verification, int64_t *ret, struct err *e)
{
    bool found;
    int rc = db_query_int(reg_db(r), ret, &found, e,
                          "select recorded_seq from verification where verification_id = $1", "i",
                          verification);
    if (rc >= 0 && !found)
        return err_set(e, E_NOT_FOUND, "没有第 %lld 次核对", "there is no verification %lld",
                       (long long)verification);
    return rc;
}

/* E_NOT_FOUND where the household isn't there, or out of scope. */
static int household_there(struct reg *r, const struct scan_range *range, struct str household_no,
                           struct err *e)
{
    bool found;
    int rc = db_query_int(reg_db(r), NULL, &found, e,
                          "select 1 from household h join household_now n"
                          " on n.register_id = h.register_id and n.household_id = h.household_id"
                          " where h.household_no = $1 and n.division >= $2 and n.division < $3",
                          "ttt", household_no, str_of(range->low), str_of(range->high));
    if (rc >= 0 && !found)
        return err_set(e, E_NOT_FOUND, "没有户 " STR_FMT "（在所查区划和您的管辖范围内）",
                       "there is no household " STR_FMT
                       " (within the division asked for and your scope)",
                       STR_ARG(household_no));
    return rc;
}

/* Parameters $1 to $11. */
static int bind_filter(struct reg *r, const struct item_filter *f, struct stmt *s,
                       const struct scan_range *range, struct err *e)
{
    int64_t stands = f->known_seq;
    int rc = f->verification ? verification_seq(r, f->verification, &stands, e) : 0;
    if (rc < 0 || (f->household_no.len && (rc = household_there(r, range, f->household_no, e)) < 0))
        return rc;
    stmt_bind_int(s, 1, f->known_seq);
    stmt_bind_text(s, 2, str_of(range->low));
    stmt_bind_text(s, 3, str_of(range->high));
    stmt_bind_text(s, 4, f->household_no);
    stmt_bind_int(s, 5, f->verification);
    stmt_bind_int(s, 6, stands < f->known_seq ? stands : f->known_seq);
    stmt_bind_text(s, 7, str_of(f->kind < 0 ? "" : kinds[f->kind].word));
    stmt_bind_text(s, 8, str_of(f->state < 0 ? "" : states[f->state].word));
    stmt_bind_text(s, 9, f->source);
    stmt_bind_text(s, 10, f->attribute);
    stmt_bind_int(s, 11, f->item_id);
    return 0;
}

static int may_list(struct reg *r, const struct actor *actor, struct err *e)
{
    int rc = actor_require(actor, RIGHT_VIEW, e);
    return rc < 0 || (rc = actor_require_fields(actor, FIELD_MONEY | FIELD_HEALTH, e)) < 0
               ? rc
               : db_schema_check(reg_db(r), &verify_schema, e);
}

static bool is_now(const struct item_filter *f)
{
    return f->known_seq == INT64_MAX;
}

static const char *of_state(const struct item_filter *f)
{
    return f->state < 0 ? ITEMS_OF_ANY : is_now(f) ? ITEMS_ARE : ITEMS_WERE;
}

static const char *of_household(const struct item_filter *f)
{
    return f->household_no.len ? ITEMS_OF_HOUSEHOLD : ITEMS_OF_EACH;
}

/* What is gone through first: a village's households, or all items. */
static const char *range_order(const struct scan_range *range)
{
    bool village = strlen(range->low) == 12 && strcmp(range->low + 9, "000") != 0;
    return village ? "household_now n cross join item i" : "item i cross join household_now n";
}

int items_list(struct reg *r, const struct actor *actor, const struct item_filter *f, item_fn *fn,
               void *arg, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf sql = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct scan_range range;
    const struct item_key *after = f->after;
    size_t n = 0;
    int rc = may_list(r, actor, e);
    if (rc < 0 || (rc = scan_range(actor, f->division, &range, e)) < 0)
        return rc;
    strbuf_printf(&sql, list_sql, range_order(&range), of_state(f), of_household(f),
                  !after         ? ""
                  : f->by_weight ? " and (i.weight < $15 or (i.weight = $15 and"
                                   " (i.register_id, i.household_id, i.item_id) > ($12, $13, $14)))"
                                 : " and (i.register_id, i.household_id, i.item_id)"
                                   " > ($12, $13, $14)",
                  f->by_weight ? "i.weight desc," : "");
    if (!a || sql.failed)
        return err_nomem(e);
    if ((rc = db_prepare(reg_db(r), strbuf_z(&sql), &s, e)) < 0 ||
        (rc = bind_filter(r, f, s, &range, e)) < 0)
        return rc;
    if (after) {
        stmt_bind_int(s, 12, after->register_id);
        stmt_bind_int(s, 13, after->household_id);
        stmt_bind_int(s, 14, after->item_id);
        if (f->by_weight)
            stmt_bind_int(s, 15, after->weight);
    }
    while ((rc = stmt_step(s, e)) > 0) {
        struct item i;
        arena_reset(a);
        if ((rc = list_row(r, actor, s, a, &i, e)) < 0 || (rc = fn(arg, &i, e)) < 0)
            return rc;
        if (++n == f->most)
            return 0;
    }
    return rc;
}

static int read_count(struct stmt *s, struct item_figures *ret, struct err *e)
{
    int kind = find_word(kinds, N_ITEM_KINDS, stmt_text(s, 0));
    int state = find_word(states, N_ITEM_STATES, stmt_text(s, 1));
    if (kind < 0 || state < 0)
        return err_set(e, E_CORRUPT, "有事项的种类或状态无法识别，请运行 heyi check",
                       "there is an item of no kind or state that is known; run heyi check");
    ret->items[kind][state] = stmt_int(s, 2);
    ret->amount[kind][state] = stmt_int(s, 3);
    return 0;
}

int items_figures(struct reg *r, const struct actor *actor, const struct item_filter *f,
                  struct item_figures *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    _cleanup_(strbuf_done) struct strbuf sql = {0};
    struct scan_range range;
    struct item_figures x = {0};
    bool now = is_now(f);
    int rc = may_list(r, actor, e);
    if (rc < 0 || (rc = scan_range(actor, f->division, &range, e)) < 0)
        return rc;
    strbuf_printf(
        &sql,
        "select i.kind, %s, count(*),"
        " sum(abs(coalesce(i.amount_verified - i.amount_declared, 0))) from %s%s" ITEMS_ASKED_FOR
        " and i.recorded_seq <= $1%s%s group by 1, 2",
        now ? "i.state" : "coalesce(s.state, 'open')", range_order(&range),
        now ? "" : STATES_OF_ITEMS, of_state(f), of_household(f));
    if (sql.failed)
        return err_nomem(e);
    if ((rc = db_prepare(reg_db(r), strbuf_z(&sql), &s, e)) < 0 ||
        (rc = bind_filter(r, f, s, &range, e)) < 0)
        return rc;
    while ((rc = stmt_step(s, e)) > 0)
        if ((rc = read_count(s, &x, e)) < 0)
            return rc;
    if (rc >= 0)
        *ret = x;
    return rc;
}

struct getting {
    struct arena *a;
    struct item *ret;
    bool found;
};

static int take_item(void *arg, const struct item *i, struct err *e)
{
    struct getting *x = arg;
    x->found = true;
    return item_dup(x->a, i, x->ret, e);
}

int item_get(struct reg *r, const struct actor *actor, struct str household_no, int64_t item_id,
             int64_t seq, struct arena *a, struct item *ret, struct err *e)
{
    struct getting x = {.a = a, .ret = ret};
    const struct item_filter f = {.household_no = household_no,
                                  .item_id = item_id,
                                  .kind = -1,
                                  .state = -1,
                                  .known_seq = seq};
    int rc = items_list(r, actor, &f, take_item, &x, e);
    if (rc >= 0 && !x.found)
        return err_set(e, E_NOT_FOUND, "户 " STR_FMT " 没有编号为 %lld 的核对事项",
                       "household " STR_FMT " has no item %lld", STR_ARG(household_no),
                       (long long)item_id);
    return rc;
}

int item_past(struct reg *r, const struct item *i, struct arena *a, struct item_past *ret,
              struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct item_past list = {0};
    int rc = db_prepare(reg_db(r),
                        "select s.state, s.reason, s.attachment, c.actor, c.at from item_state s"
                        " join change c on c.seq = s.seq where s.register_id = $1"
                        " and s.household_id = $2 and s.item_id = $3 order by s.seq",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, i->register_id);
    stmt_bind_int(s, 2, i->household_id);
    stmt_bind_int(s, 3, i->item_id);
    while ((rc = stmt_step(s, e)) > 0) {
        struct item x = *i;
        if ((rc = item_decode_state(s, 0, a, &x, e)) < 0)
            return rc;
        x.actor = str_dup(a, stmt_text(s, 3));
        x.state_at = stmt_int(s, 4);
        if (!x.actor.data || !vec_push(a, &list, x))
            return err_nomem(e);
    }
    if (rc >= 0)
        *ret = list;
    return rc;
}
