/* Tables of this layer. Every table that grows with the population begins with register_id. */
#include "verify.h"

#include "cleanup.h"

/* withdrawn_seq is set once. row: the number of the delivery's row, from 1 over all its files.
 * cells: feed_cells_write. A row belongs to its person from recorded_seq on (later than the
 * delivery where a person decided it) until superseded_seq. */
static int create_feeds(struct db *db, struct err *e)
{
    return db_ddl(db,
                  "create table feed_version("
                  " version {int} primary key,"
                  " feeds_hash {text} not null,"
                  " built_in {int} not null,"
                  " recorded_seq {int} not null) {table};"
                  "create table feed_file("
                  " feeds_hash {text} not null,"
                  " name {text} not null,"
                  " content {blob} not null,"
                  " primary key(feeds_hash, name)) {rowtable};"

                  "create table feed_delivery("
                  " delivery_id {int} primary key references delivery(delivery_id),"
                  " feed {text} not null,"
                  " feeds_hash {text} not null,"
                  " division {text} not null,"
                  " reference {int} not null,"
                  " rows {int} not null,"
                  " rejected {int} not null,"
                  " matched {int} not null,"
                  " candidates {int} not null,"
                  " outside {int} not null,"
                  " others {int} not null,"
                  " withdrawn_seq {int}) {table};"

                  "create table feed_row("
                  " register_id {int} not null,"
                  " person_id {int} not null,"
                  " delivery_id {int} not null,"
                  " row {int} not null,"
                  " valid_from {int},"
                  " valid_to {int},"
                  " cells {text} not null,"
                  " recorded_seq {int} not null,"
                  " superseded_seq {int},"
                  " primary key(register_id, person_id, delivery_id, row)) {rowtable};"

                  /* state: null = open; decided_seq: since when it isn't any more. When it was
                   * accepted, feed_row tells. */
                  "create table feed_candidate("
                  " register_id {int} not null,"
                  " person_id {int} not null,"
                  " delivery_id {int} not null,"
                  " row {int} not null,"
                  " score {int} not null,"
                  " reasons {int} not null,"
                  " stated_name {text} not null,"
                  " valid_from {int},"
                  " valid_to {int},"
                  " cells {text} not null,"
                  " recorded_seq {int} not null,"
                  " state {text},"
                  " decided_seq {int},"
                  " primary key(register_id, person_id, delivery_id, row)) {rowtable};"

                  /* what an import noticed of a person of the register: member_missing (detail: who
                   * is missing, without number), two_households */
                  "create table feed_note("
                  " register_id {int} not null,"
                  " person_id {int} not null,"
                  " delivery_id {int} not null,"
                  " row {int} not null,"
                  " kind {text} not null,"
                  " detail {text} not null,"
                  " recorded_seq {int} not null,"
                  " primary key(register_id, person_id, delivery_id, row, kind)) {table};",
                  e);
}

/*
 * A verification, the households it looked at, and what it found. An item never changes but for
 * gone_seq: what comes out otherwise the next time is an item of its own (from_item), which keeps
 * the state. difference: verified - declared, where both are numbers; amounts: fen a month, null =
 * unknown. item_state is its history; without a row an item is open.
 */
static int create_items(struct db *db, struct err *e)
{
    return db_ddl(db,
                  "create table verification("
                  " verification_id {int} primary key,"
                  " as_of {int} not null,"
                  " known_seq {int} not null,"
                  " division {text} not null,"
                  " feeds_hash {text} not null,"
                  " pack_hash {text} not null,"
                  " households {int} not null,"
                  " items {int} not null,"
                  " recorded_seq {int} not null) {table};"

                  "create table verification_household("
                  " register_id {int} not null,"
                  " household_id {int} not null,"
                  " verification_id {int} not null,"
                  " items {int} not null,"
                  " primary key(register_id, household_id, verification_id)) {table};"

                  "create table item("
                  " register_id {int} not null,"
                  " household_id {int} not null,"
                  " item_id {int} not null,"
                  " person_id {int},"
                  " kind {text} not null,"
                  " attribute {text} not null,"
                  " source {text} not null,"
                  " delivery_id {int},"
                  " feed_row {int},"
                  " as_of {int} not null,"
                  " detail {text} not null,"
                  " declared {text},"
                  " verified {text},"
                  " difference {int},"
                  " category_declared {text},"
                  " category_verified {text},"
                  " amount_declared {int},"
                  " amount_verified {int},"
                  " weight {int} not null,"
                  " from_item {int},"
                  " verification_id {int} not null,"
                  " recorded_seq {int} not null,"
                  " gone_seq {int},"
                  " primary key(register_id, household_id, item_id)) {rowtable};"

                  "create table item_state("
                  " register_id {int} not null,"
                  " household_id {int} not null,"
                  " item_id {int} not null,"
                  " seq {int} not null,"
                  " state {text} not null,"
                  " reason {text} not null,"
                  " attachment {text} not null,"
                  " primary key(register_id, household_id, item_id, seq),"
                  " foreign key(register_id, household_id, item_id)"
                  " references item(register_id, household_id, item_id)) {table};",
                  e);
}

/* A sample for a third party's visits, what its strata hold, whom it drew, and what was found: of
 * several results of a household the last counts. everyone: also households that aren't covered,
 * which are strata of their own. division of a stratum: 12 digits; of a sample: a prefix. */
static int create_samples(struct db *db, struct err *e)
{
    return db_ddl(db,
                  "create table sample("
                  " sample_id {int} primary key,"
                  " as_of {int} not null,"
                  " known_seq {int} not null,"
                  " division {text} not null,"
                  " everyone {int} not null,"
                  " seed {int} not null,"
                  " size {int} not null,"
                  " recorded_seq {int} not null) {table};"

                  "create table sample_stratum("
                  " sample_id {int} not null references sample(sample_id),"
                  " stratum {int} not null,"
                  " division {text} not null,"
                  " covered {int} not null,"
                  " category {text} not null,"
                  " population {int} not null,"
                  " drawn {int} not null,"
                  " primary key(sample_id, stratum)) {table};"

                  "create table sample_household("
                  " register_id {int} not null,"
                  " household_id {int} not null,"
                  " sample_id {int} not null,"
                  " stratum {int} not null,"
                  " position {int} not null,"
                  " primary key(register_id, household_id, sample_id)) {table};"

                  "create table sample_result("
                  " register_id {int} not null,"
                  " household_id {int} not null,"
                  " sample_id {int} not null,"
                  " seq {int} not null,"
                  " result {text} not null,"
                  " note {text} not null,"
                  " primary key(register_id, household_id, sample_id, seq)) {table};",
                  e);
}

/* The order in which items are worked on. */
static int create_item_order(struct db *db, struct err *e)
{
    return db_ddl(db,
                  "create index item_weight on item(weight desc, register_id, household_id,"
                  " item_id);",
                  e);
}

/* Rows to be decided are listed delivery by delivery. */
static int create_candidate_order(struct db *db, struct err *e)
{
    return db_ddl(db,
                  "create index feed_candidate_row on feed_candidate(delivery_id, row, score desc, "
                  "register_id, person_id);",
                  e);
}

/* How much of a delivery is whose: rows of people by where their households lay when it came; ""
 * = people without a household. */
static int create_feed_places(struct db *db, struct err *e)
{
    int64_t any = 0;
    int rc = db_ddl(db,
                    "create table feed_place("
                    " delivery_id {int} not null references feed_delivery(delivery_id),"
                    " division {text} not null,"
                    " people {int} not null,"
                    " rows {int} not null,"
                    " primary key(delivery_id, division)) {rowtable};",
                    e);
    if (rc < 0 ||
        (rc = db_query_int(db, &any, NULL, e, "select count(*) from feed_delivery", "")) < 0)
        return rc;
    return !any ? 0
                : db_run(db, e,
                         "insert into feed_place(delivery_id, division, people, rows)"
                         " select x.delivery_id, coalesce(n.division, ''), count(*), sum(x.rows)"
                         " from (select f.register_id, f.person_id, f.delivery_id,"
                         " count(*) as rows from feed_row f join delivery d"
                         " on d.delivery_id = f.delivery_id and d.seq = f.recorded_seq"
                         " group by f.register_id, f.person_id, f.delivery_id) x"
                         " left join person_now p on p.register_id = x.register_id"
                         " and p.person_id = x.person_id left join household_now n"
                         " on n.register_id = p.register_id and n.household_id = p.household_id"
                         " group by 1, 2",
                         "");
}

/* The same of a verification, by where households lay on its day. */
static int create_verification_places(struct db *db, struct err *e)
{
    int64_t any = 0;
    int rc = db_ddl(db,
                    "create table verification_place("
                    " verification_id {int} not null references verification(verification_id),"
                    " division {text} not null,"
                    " households {int} not null,"
                    " items {int} not null,"
                    " primary key(verification_id, division)) {rowtable};",
                    e);
    if (rc < 0 ||
        (rc = db_query_int(db, &any, NULL, e, "select count(*) from verification", "")) < 0)
        return rc;
    return !any ? 0
                : db_run(db, e,
                         "insert into verification_place(verification_id, division, households,"
                         " items) select v.verification_id, coalesce(n.division, ''), count(*),"
                         " sum(v.items) from verification_household v left join household_now n"
                         " on n.register_id = v.register_id and n.household_id = v.household_id"
                         " group by 1, 2",
                         "");
}

/* item.state: the last of item_state. */
static int add_item_state(struct db *db, struct err *e)
{
    int rc = db_ddl(db, "alter table item add column state {text} not null default 'open';", e);
    if (rc < 0 ||
        (rc = db_run(db, e,
                     "update item set state = (select s.state from item_state s"
                     " where s.register_id = item.register_id"
                     " and s.household_id = item.household_id and s.item_id = item.item_id"
                     " order by s.seq desc limit 1) where exists (select 1 from item_state s"
                     " where s.register_id = item.register_id"
                     " and s.household_id = item.household_id and s.item_id = item.item_id)",
                     "")) < 0)
        return rc;
    return db_ddl(db,
                  "create index item_by_state on item(state, weight desc, register_id,"
                  " household_id, item_id);"
                  "create index item_figures on item(kind, state, gone_seq, recorded_seq,"
                  " register_id, household_id, source, attribute, item_id, amount_declared,"
                  " amount_verified);",
                  e);
}

static const struct migration steps[] = {
    {"feeds", create_feeds},
    {"items", create_items},
    {"samples", create_samples},
    {"order of items", create_item_order},
    {"order of candidates", create_candidate_order},
    {"places of deliveries", create_feed_places},
    {"places of verifications", create_verification_places},
    {"states of items", add_item_state},
};

const struct schema_part verify_schema = {"verify", steps, ARRAY_LEN(steps)};
