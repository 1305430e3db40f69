/*
 * The catalogue in the database: evidence tables and resolved rows have one column per attribute.
 *
 * catalogue_attribute records what the database has. A catalogue may bring new attributes (columns
 * are added); one that drops or changes an attribute is refused, for what was recorded under the
 * old meaning would be read under the new one.
 */
#include "cleanup.h"
#include "register_private.h"

#include <stdlib.h>

#define SLOTS_MAX 4096
#define BIT_MAX 62

const char *const entity_name[N_ENTITIES] = {"household", "person"};
const char *const entity_key[N_ENTITIES] = {"household_id", "person_id"};
const char *const entity_now[N_ENTITIES] = {"household_now", "person_now"};

/* Columns of the same tables that an attribute's id must not take. */
static const char *const reserved[] = {
    "register_id", "household_id", "person_id", "position",     "settled_from",   "settled_seq",
    "won",         "subject_id",   "source_id", "delivery_id",  "evidence_id",    "stated",
    "withdrawn",   "valid_from",   "valid_to",  "recorded_seq", "superseded_seq", "least",
};

static const char *const type_words[] = {
    [ATTR_TEXT] = "text",   [ATTR_DIVISION] = "division", [ATTR_CODE] = "code",
    [ATTR_CODES] = "codes", [ATTR_INTEGER] = "integer",   [ATTR_BOOLEAN] = "boolean",
    [ATTR_MONEY] = "money", [ATTR_DATE] = "date",         [ATTR_ID_NO] = "id_no",
};

int reg_attribute(const struct reg *r, enum entity entity, const char *id)
{
    const struct catalogue *c = r->catalogue;
    for (size_t i = 0; i < c->n[entity]; i++)
        if (str_eqz(c->attributes[entity][i].id, id))
            return (int)i;
    return -1;
}

static const char *group_name(const struct reg *r, const struct attribute *t)
{
    return t->group < 0 ? ""
                        : arena_printf(r->arena, STR_FMT,
                                       STR_ARG(r->catalogue->groups[t->entity][t->group].name));
}

/* One attribute as the database has recorded it. */
struct recorded {
    enum entity entity;
    struct str id, type, group, codes;
    int slot, bit;
};

struct recorded_list {
    struct recorded *at;
    size_t n, cap;
};

struct sync {
    struct reg *r;
    struct recorded_list old;
    int next_slot[N_ENTITIES];
};

static int load_recorded(struct db *db, struct arena *a, struct recorded_list *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(db,
                        "select entity, id, type, fact_group, codes, slot, bit"
                        " from catalogue_attribute order by entity, slot",
                        &s, e);
    if (rc < 0)
        return rc;
    while ((rc = stmt_step(s, e)) > 0) {
        struct recorded x = {
            .entity = str_eqz(stmt_text(s, 0), "person") ? ENTITY_PERSON : ENTITY_HOUSEHOLD,
            .id = str_dup(a, stmt_text(s, 1)),
            .type = str_dup(a, stmt_text(s, 2)),
            .group = str_dup(a, stmt_text(s, 3)),
            .codes = str_dup(a, stmt_text(s, 4)),
            .slot = (int)stmt_int(s, 5),
            .bit = (int)stmt_int(s, 6),
        };
        if (x.slot < 0 || x.slot >= SLOTS_MAX || x.bit < 0 || x.bit > BIT_MAX)
            return err_set(e, E_CORRUPT, "%s：属性 " STR_FMT " 的存储位不合理，请从备份恢复",
                           "%s: the place of the attribute " STR_FMT
                           " makes no sense; restore a backup",
                           db_url(db), STR_ARG(x.id));
        if (!vec_push(a, ret, x))
            return err_nomem(e);
    }
    return rc < 0 ? rc : arena_failed(a) ? err_nomem(e) : 0;
}

static int next_bit(const struct sync *y, enum entity entity, struct str group)
{
    int bit = 0;
    for (size_t i = 0; i < y->old.n; i++) {
        const struct recorded *x = &y->old.at[i];
        if (x->entity == entity && str_eq(x->group, group) && x->bit >= bit)
            bit = x->bit + 1;
    }
    return bit;
}

static bool has_code(const struct attribute *t, struct str word)
{
    for (size_t i = 0; i < t->n_codes; i++)
        if (str_eq(t->codes[i].code, word))
            return true;
    return false;
}

/* column: of catalogue.csv */
static int refuse_change(const struct attribute *t, const char *column, struct str was,
                         struct err *e)
{
    return err_set(e, E_CONFLICT,
                   "目录中的 " STR_FMT "（" STR_FMT "）与数据库不符：%s 原为“" STR_FMT
                   "”；属性只能新增，不能改变，请另立一个属性",
                   "the catalogue's " STR_FMT " (" STR_FMT
                   ") differs from the database: its %s was \"" STR_FMT
                   "\"; attributes may be added but not changed, make another one",
                   STR_ARG(t->id), STR_ARG(t->label), column, STR_ARG(was));
}

static int compare(const struct recorded *x, const struct attribute *t, struct str group,
                   struct err *e)
{
    if (!str_eqz(x->type, type_words[t->type]))
        return refuse_change(t, "type", x->type, e);
    if (!str_eq(x->group, group))
        return refuse_change(t, "group", x->group, e);
    struct str rest = x->codes, word;
    while (rest.len && str_split(&rest, ';', &word))
        if (!has_code(t, word))
            return refuse_change(t, "codes", word, e);
    return 0;
}

static void codes_text(const struct attribute *t, struct strbuf *out)
{
    for (size_t i = 0; i < t->n_codes; i++) {
        if (i)
            strbuf_addc(out, ';');
        strbuf_adds(out, t->codes[i].code);
    }
}

/* No foreign key: a row is written in the same breath as its subject or after reading it, and a
 * lookup for each of the dozen rows of a newcomer costs a fifth of an import. */
static int create_evidence(struct db *db, struct arena *a, const char *table, struct err *e)
{
    return db_ddl(db,
                  arena_printf(a,
                               "create table %s("
                               " register_id {int} not null,"
                               " subject_id {int} not null,"
                               " evidence_id {int} not null,"
                               " source_id {int} not null,"
                               " delivery_id {int} not null,"
                               " stated {int} not null,"
                               " withdrawn {int} not null,"
                               " valid_from {int} not null,"
                               " valid_to {int},"
                               " recorded_seq {int} not null,"
                               " superseded_seq {int},"
                               " primary key(register_id, subject_id, evidence_id)) {table}",
                               table),
                  e);
}

static int create_now(struct db *db, struct arena *a, enum entity entity, struct err *e)
{
    return db_ddl(
        db,
        arena_printf(a,
                     "create table %s("
                     " register_id {int} not null,"
                     " %s {int} not null,"
                     "%s"
                     " settled_from {int} not null,"
                     " settled_seq {int} not null,"
                     " won {blob} not null,"
                     " primary key(register_id, %s),"
                     " foreign key(register_id, %s) references %s(register_id, %s)"
                     ") {table}",
                     entity_now[entity], entity_key[entity],
                     entity == ENTITY_PERSON ? " household_id {int}, position {int}," : "",
                     entity_key[entity], entity_key[entity], entity_name[entity],
                     entity_key[entity]),
        e);
}

static bool is_number(struct str type)
{
    for (size_t i = 0; i < ARRAY_LEN(type_words); i++)
        if (str_eqz(type, type_words[i]))
            return attribute_storage(&(struct attribute){.type = i}) == 'i';
    return false;
}

static int add_column(struct db *db, struct arena *a, const char *table, const struct recorded *x,
                      struct err *e)
{
    const char *column = arena_printf(a, STR_FMT, STR_ARG(x->id));
    bool found;
    if (!column)
        return err_nomem(e);
    int rc = db_has_column(db, table, column, &found, e);
    if (rc < 0 || found)
        return rc;
    return db_ddl(db,
                  arena_printf(a, "alter table %s add column %s %s", table, column,
                               is_number(x->type) ? "{int}" : "{text}"),
                  e);
}

/* Which of the attributes that a row of evidence states are no less than its values. */
static int add_least(struct db *db, struct arena *a, const char *table, struct err *e)
{
    bool found;
    int rc = db_has_column(db, table, "least", &found, e);
    if (rc < 0 || found)
        return rc;
    return db_ddl(
        db, arena_printf(a, "alter table %s add column least {int} not null default 0", table), e);
}

/* Lists of households go by places, searches by names, and find what they tell beside it: see
 * household_list.h and search.h. id: the attribute among the columns that is recorded last. */
static const struct {
    enum entity entity;
    const char *id, *name, *columns;
} indexes[] = {
    {ENTITY_HOUSEHOLD, "division", "household_now_list",
     "division, register_id, household_id, settled_from"},
    {ENTITY_PERSON, "name", "person_now_name", "register_id, name, person_id, household_id"},
    {ENTITY_PERSON, "birth_date", "person_now_members",
     "register_id, household_id, name, person_id, position, relation, birth_date, settled_from"},
};

static int add_index(struct db *db, struct arena *a, const struct recorded *x, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < ARRAY_LEN(indexes); i++)
        if (indexes[i].entity == x->entity && str_eqz(x->id, indexes[i].id))
            rc = db_ddl(db,
                        arena_printf(a, "create index if not exists %s on %s(%s)", indexes[i].name,
                                     entity_now[x->entity], indexes[i].columns),
                        e);
    return rc;
}

/* What a recorded attribute needs, unless it is there. least: that column too, which older versions
 * of the schema don't have. */
static int make_tables(struct db *db, struct arena *a, const struct recorded *x, bool least,
                       struct err *e)
{
    const char *now = entity_now[x->entity];
    bool found;
    int rc = db_has_table(db, now, &found, e);
    if (rc >= 0 && !found)
        rc = create_now(db, a, x->entity, e);
    if (rc < 0 || x->group.len == 0)
        return rc;
    if (!db_is_name(x->id) || !db_is_name(x->group))
        return err_set(e, E_CORRUPT, "%s：属性 " STR_FMT "（组 " STR_FMT "）的名称不合规则",
                       "%s: attribute " STR_FMT " (group " STR_FMT ") can't have that name",
                       db_url(db), STR_ARG(x->id), STR_ARG(x->group));
    const char *evidence =
        arena_printf(a, "evidence_%s_" STR_FMT, entity_name[x->entity], STR_ARG(x->group));
    if (!evidence)
        return err_nomem(e);
    if ((rc = db_has_table(db, evidence, &found, e)) < 0 ||
        (!found && (rc = create_evidence(db, a, evidence, e)) < 0) ||
        (least && (rc = add_least(db, a, evidence, e)) < 0) ||
        (rc = add_column(db, a, evidence, x, e)) < 0 || (rc = add_column(db, a, now, x, e)) < 0)
        return rc;
    return add_index(db, a, x, e);
}

static int recorded_tables(struct db *db, bool least, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct recorded_list list = {0};
    if (!a)
        return err_nomem(e);
    int rc = load_recorded(db, a, &list, e);
    for (size_t i = 0; i < list.n && rc >= 0; i++)
        rc = make_tables(db, a, &list.at[i], least, e);
    return rc;
}

/* The step that adds `least` makes the table of standings as well. (A restore has taken the rows
 * out of schema_version.) */
int attributes_tables(struct db *db, struct err *e)
{
    bool found;
    int rc = db_has_table(db, "source_standing", &found, e);
    return rc < 0 ? rc : recorded_tables(db, found, e);
}

int attributes_complete(struct db *db, struct err *e)
{
    return recorded_tables(db, true, e);
}

static int add_attribute(struct sync *y, const struct attribute *t, const char *group,
                         struct place *place, struct err *e)
{
    struct reg *r = y->r;
    place->slot = y->next_slot[t->entity]++;
    place->bit = 0;
    if (attribute_is_evidence(t)) {
        for (size_t i = 0; i < ARRAY_LEN(reserved); i++)
            if (str_eqz(t->id, reserved[i]))
                return err_set(e, E_INVALID, "目录中的属性名 %s 被数据库占用，请换一个名称",
                               "the attribute id %s is reserved; choose another one", reserved[i]);
        place->bit = next_bit(y, t->entity, str_of(group));
        if (place->bit > BIT_MAX)
            return err_set(e, E_LIMIT, "组 %s 的属性过多，请另立一组",
                           "group %s has too many attributes; begin another one", group);
    }
    _cleanup_(strbuf_done) struct strbuf codes = {0};
    codes_text(t, &codes);
    if (codes.failed)
        return err_nomem(e);
    struct recorded x = {t->entity,
                         t->id,
                         str_of(type_words[t->type]),
                         str_of(group),
                         str_dup(r->arena, strbuf_str(&codes)),
                         place->slot,
                         place->bit};
    if (!vec_push(r->arena, &y->old, x))
        return err_nomem(e);
    int rc = make_tables(r->db, r->arena, &x, true, e);
    if (rc < 0)
        return rc;
    return db_run(r->db, e,
                  "insert into catalogue_attribute(entity, id, type, fact_group, codes, slot, bit)"
                  " values ($1, $2, $3, $4, $5, $6, $7)",
                  "tttttii", str_of(entity_name[t->entity]), x.id, x.type, x.group, x.codes,
                  (int64_t)x.slot, (int64_t)x.bit);
}

/* New codes of an attribute that is there. */
static int grow_codes(struct sync *y, struct recorded *x, const struct attribute *t, bool grow,
                      int *ret_added, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf codes = {0};
    codes_text(t, &codes);
    if (codes.failed)
        return err_nomem(e);
    if (str_eq(strbuf_str(&codes), x->codes) || !grow)
        return 0;
    (*ret_added)++;
    return db_run(y->r->db, e,
                  "update catalogue_attribute set codes = $1 where entity = $2 and id = $3", "ttt",
                  strbuf_str(&codes), str_of(entity_name[t->entity]), t->id);
}

static int sync_one(struct sync *y, const struct attribute *t, struct place *place, bool grow,
                    int *ret_added, struct err *e)
{
    const char *group = group_name(y->r, t);
    if (!group)
        return err_nomem(e);
    for (size_t i = 0; i < y->old.n; i++) {
        struct recorded *x = &y->old.at[i];
        if (x->entity != t->entity || !str_eq(x->id, t->id))
            continue;
        *place = (struct place){x->slot, x->bit};
        int rc = compare(x, t, str_of(group), e);
        return rc < 0 ? rc : grow_codes(y, x, t, grow, ret_added, e);
    }
    if (!grow)
        return err_set(e, E_UNSUPPORTED,
                       "%s：数据库缺少属性 " STR_FMT "（" STR_FMT "），请先运行 heyi init 升级",
                       "%s: the database lacks the attribute " STR_FMT " (" STR_FMT
                       "); run heyi init to upgrade it",
                       db_url(y->r->db), STR_ARG(t->id), STR_ARG(t->label));
    (*ret_added)++;
    return add_attribute(y, t, group, place, e);
}

static int check_dropped(const struct sync *y, struct err *e)
{
    const struct catalogue *c = y->r->catalogue;
    for (size_t i = 0; i < y->old.n; i++) {
        const struct recorded *x = &y->old.at[i];
        bool there = false;
        for (size_t k = 0; k < c->n[x->entity] && !there; k++)
            there = str_eq(c->attributes[x->entity][k].id, x->id);
        if (!there)
            return err_set(e, E_CONFLICT,
                           "%s：目录缺少数据库已有的属性 %s." STR_FMT
                           "；属性不能删除，请使用更新的程序或恢复该行",
                           "%s: the catalogue lacks the attribute %s." STR_FMT
                           " of the database; attributes can't be dropped, use a newer program or "
                           "restore the line",
                           db_url(y->r->db), entity_name[x->entity], STR_ARG(x->id));
    }
    return 0;
}

int attributes_sync(struct reg *r, bool grow, int *ret_added, struct err *e)
{
    struct sync y = {.r = r};
    int rc = load_recorded(r->db, r->arena, &y.old, e);
    for (size_t i = 0; i < y.old.n; i++) {
        const struct recorded *x = &y.old.at[i];
        if (x->slot >= y.next_slot[x->entity])
            y.next_slot[x->entity] = x->slot + 1;
    }
    if (rc < 0 || (rc = check_dropped(&y, e)) < 0)
        return rc;
    int added = 0;
    for (int k = 0; k < N_ENTITIES; k++) {
        const struct catalogue *c = r->catalogue;
        struct place *places = arena_array_of(r->arena, c->n[k], struct place);
        if (!places)
            return err_nomem(e);
        for (size_t i = 0; i < c->n[k]; i++)
            if ((rc = sync_one(&y, &c->attributes[k][i], &places[i], grow, &added, e)) < 0)
                return rc;
        r->places[k] = places;
        r->n_slots[k] = y.next_slot[k];
    }
    *ret_added = added;
    return 0;
}

/* Comma-separated evidence attributes of an entity, in catalogue order, with a prefix. */
static void now_list(const struct reg *r, enum entity k, const char *prefix, struct strbuf *b)
{
    const char *fixed[] = {"register_id", entity_key[k], "settled_from", "settled_seq", "won"};
    for (size_t i = 0; i < ARRAY_LEN(fixed); i++) {
        strbuf_printf(b, i ? ",%s%s" : "%s%s", prefix, fixed[i]);
        if (i == 1 && k == ENTITY_PERSON)
            strbuf_printf(b, ",%shousehold_id,%sposition", prefix, prefix);
    }
    for (size_t i = 0; i < r->catalogue->n[k]; i++) {
        const struct attribute *t = &r->catalogue->attributes[k][i];
        if (attribute_is_evidence(t))
            strbuf_printf(b, ",%s" STR_FMT, prefix, STR_ARG(t->id));
    }
}

static int make_now_sql(struct reg *r, enum entity k, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf list = {0}, prefixed = {0}, types = {0}, sets = {0};
    now_list(r, k, "", &list);
    now_list(r, k, "n.", &prefixed);
    strbuf_addz(&types, k == ENTITY_PERSON ? "iiiiiib" : "iiiib");
    for (size_t i = 0; i < r->catalogue->n[k]; i++) {
        const struct attribute *t = &r->catalogue->attributes[k][i];
        if (attribute_is_evidence(t))
            strbuf_addc(&types, attribute_storage(t));
    }
    struct str rest = strbuf_str(&list), name;
    for (int i = 1; str_split(&rest, ',', &name); i++)
        if (i > 2)
            strbuf_printf(&sets, i == 3 ? STR_FMT "=$%d" : "," STR_FMT "=$%d", STR_ARG(name), i);
    if (list.failed || prefixed.failed || types.failed || sets.failed)
        return err_nomem(e);
    struct entity_sql *q = &r->sql[k];
    q->now_columns = arena_strdup(r->arena, strbuf_z(&list));
    q->now_prefixed = arena_strdup(r->arena, strbuf_z(&prefixed));
    q->now_types = arena_strdup(r->arena, strbuf_z(&types));
    q->now_select = arena_printf(r->arena, "select %s from %s where register_id = $1 and %s = $2",
                                 strbuf_z(&list), entity_now[k], entity_key[k]);
    q->now_update = arena_printf(r->arena, "update %s set %s where register_id = $1 and %s = $2",
                                 entity_now[k], strbuf_z(&sets), entity_key[k]);
    return arena_failed(r->arena) ? err_nomem(e) : 0;
}

static int make_group_sql(struct reg *r, const struct fact_group *g, struct group_sql *ret,
                          struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf list = {0}, prefixed = {0}, types = {0};
    for (size_t i = 0; i < g->n; i++) {
        const struct attribute *t = &r->catalogue->attributes[g->entity][g->attributes[i]];
        strbuf_printf(&list, "," STR_FMT, STR_ARG(t->id));
        strbuf_addc(&types, attribute_storage(t));
    }
    static const char fixed[] = "evidence_id,source_id,delivery_id,stated,withdrawn,least,"
                                "valid_from,valid_to,recorded_seq,superseded_seq";
    struct str rest = str_of(fixed), name;
    while (rest.len && str_split(&rest, ',', &name))
        strbuf_printf(&prefixed, prefixed.len ? ",x." STR_FMT : "x." STR_FMT, STR_ARG(name));
    rest = strbuf_str(&list);
    for (str_split(&rest, ',', &name); rest.len && str_split(&rest, ',', &name);)
        strbuf_printf(&prefixed, ",x." STR_FMT, STR_ARG(name));
    if (list.failed || prefixed.failed || types.failed)
        return err_nomem(e);
    ret->prefixed = arena_strdup(r->arena, strbuf_z(&prefixed));
    ret->select = arena_printf(r->arena,
                               "select %s%s from " STR_FMT
                               " where register_id = $1 and subject_id = $2 order by evidence_id",
                               fixed, strbuf_z(&list), STR_ARG(g->table));
    ret->all = arena_printf(r->arena,
                            "select register_id,subject_id,%s%s from " STR_FMT
                            " order by register_id, subject_id, evidence_id",
                            fixed, strbuf_z(&list), STR_ARG(g->table));
    ret->columns = arena_printf(r->arena,
                                "register_id,subject_id,evidence_id,source_id,delivery_id,stated,"
                                "withdrawn,least,valid_from,valid_to,recorded_seq%s",
                                strbuf_z(&list));
    ret->types = arena_printf(r->arena, "iiiiiiiiiii%s", strbuf_z(&types));
    ret->table = arena_printf(r->arena, STR_FMT, STR_ARG(g->table));
    ret->supersede = arena_printf(r->arena,
                                  "update " STR_FMT " set superseded_seq = $1"
                                  " where register_id = $2 and subject_id = $3"
                                  " and evidence_id = $4",
                                  STR_ARG(g->table));
    return arena_failed(r->arena) ? err_nomem(e) : 0;
}

int attributes_sql(struct reg *r, struct err *e)
{
    for (int k = 0; k < N_ENTITIES; k++) {
        size_t n = r->catalogue->n_groups[k];
        struct group_sql *groups = arena_array_of(r->arena, n, struct group_sql);
        if (!groups)
            return err_nomem(e);
        int rc = make_now_sql(r, k, e);
        for (size_t g = 0; rc >= 0 && g < n; g++)
            rc = make_group_sql(r, &r->catalogue->groups[k][g], &groups[g], e);
        if (rc < 0)
            return rc;
        r->sql[k].groups = groups;
    }
    return 0;
}
