/*
 * The tables that don't depend on the catalogue. Those that do are made by attributes.c.
 *
 * Every table that grows with the population has register_id at the head of its primary key and in
 * each unique and foreign key; the others (divisions, sources, deliveries, packs) are small and the
 * same everywhere. tests/archive/test_lint.c keeps the rule.
 */
#include "change.h"
#include "cleanup.h"
#include "initials.h"
#include "proposal_private.h"

static int create_register(struct db *db, struct err *e)
{
    return db_ddl(
        db,
        "create table register("
        " register_id {int} primary key,"
        " county {text} not null unique) {table};"

        /* valid_from -2147483648 = not known when it began; valid_to null = still there */
        "create table division("
        " code {text} not null,"
        " valid_from {int} not null,"
        " valid_to {int},"
        " parent {text} not null,"
        " name {text} not null,"
        " level {int} not null,"
        " primary key(code, valid_from)) {table};"

        "create table source("
        " source_id {int} primary key,"
        " name {text} not null unique,"
        " label {text} not null,"
        " standing {int} not null) {table};"
        "insert into source(source_id, name, label, standing)"
        " values (1, 'declaration', '申报', 100);"

        /* sm3 is null for what was read from a pipe; received: see create_standings */
        "create table delivery("
        " delivery_id {int} primary key,"
        " kind {text} not null,"
        " file_name {text} not null,"
        " sm3 {text},"
        " source_id {int} not null references source(source_id),"
        " received {int} not null,"
        " seq {int} not null) {table};"

        "create table household("
        " register_id {int} not null references register(register_id),"
        " household_id {int} not null,"
        " household_no {text} not null,"
        " recorded_seq {int} not null,"
        " primary key(register_id, household_id),"
        " unique(household_no, register_id)) {table};"

        /* from_…: the same person in the register she moved from */
        "create table person("
        " register_id {int} not null references register(register_id),"
        " person_id {int} not null,"
        " recorded_seq {int} not null,"
        " from_register {int},"
        " from_person {int},"
        " primary key(register_id, person_id)) {table};"

        /* position: place in the household, in the order of files; stays with the person */
        "create table membership("
        " register_id {int} not null,"
        " household_id {int} not null,"
        " position {int} not null,"
        " person_id {int} not null,"
        " valid_from {int} not null,"
        " valid_to {int},"
        " recorded_seq {int} not null,"
        " superseded_seq {int},"
        " primary key(register_id, household_id, position, person_id, valid_from, recorded_seq),"
        " foreign key(register_id, household_id) references household(register_id, household_id),"
        " foreign key(register_id, person_id) references person(register_id, person_id)) {table};"
        "create index membership_person on membership(register_id, person_id);"

        /* person_id null = of the household as a whole */
        "create table finding("
        " register_id {int} not null,"
        " household_id {int} not null,"
        " finding_id {int} not null,"
        " person_id {int},"
        " kind {text} not null,"
        " detail {text} not null,"
        " recorded_seq {int} not null,"
        " primary key(register_id, household_id, finding_id),"
        " foreign key(register_id, household_id) references household(register_id, household_id)"
        ") {table};"

        /* slot and bit: struct place */
        "create table catalogue_attribute("
        " entity {text} not null,"
        " id {text} not null,"
        " type {text} not null,"
        " fact_group {text} not null,"
        " codes {text} not null,"
        " slot {int} not null,"
        " bit {int} not null,"
        " primary key(entity, id)) {table};"

        /* One row whenever another pack comes into force; the files stand once per hash. */
        "create table pack_version("
        " version {int} primary key,"
        " pack_hash {text} not null,"
        " name {text} not null,"
        " recorded_seq {int} not null) {table};"
        "create table pack_file("
        " pack_hash {text} not null,"
        " name {text} not null,"
        " content {blob} not null,"
        " primary key(pack_hash, name)) {rowtable};",
        e);
}

/* entity and attribute "" = of all attributes without a row of their own; standing null = that
 * attribute has none of its own any more; recorded_seq 0 = from the beginning. */
static int create_standings(struct db *db, struct err *e)
{
    int rc = db_ddl(db,
                    "create table source_standing("
                    " source_id {int} not null references source(source_id),"
                    " entity {text} not null,"
                    " attribute {text} not null,"
                    " standing {int},"
                    " recorded_seq {int} not null,"
                    " primary key(source_id, entity, attribute, recorded_seq)) {table};"
                    "insert into source(source_id, name, label, standing)"
                    " values (2, 'correction', '更正', 900);"
                    "insert into source_standing(source_id, entity, attribute, standing,"
                    " recorded_seq) select source_id, '', '', standing, 0 from source;"
                    "alter table source drop column standing;"
                    /* it was the instant, which the change tells; now the day, in Shanghai */
                    "update delivery set received = (received / 1000000 + 28800) / 86400;",
                    e);
    return rc < 0 ? rc : attributes_complete(db, e);
}

/* Indexes that hold all that a line of a list tells take the place of those before. */
static int widen_indexes(struct db *db, struct err *e)
{
    int rc = db_ddl(db,
                    /* few: who left, and lists look for who will */
                    "create index membership_ended on membership(valid_to, register_id,"
                    " household_id, superseded_seq) where valid_to is not null;"
                    "drop index if exists household_now_place;"
                    "drop index if exists person_now_place;",
                    e);
    return rc < 0 ? rc : attributes_complete(db, e);
}

static const struct migration steps[] = {
    {"access", access_schema},
    {"register", create_register},
    {"standings", create_standings},
    {"lists and searches", attributes_complete}, /* their indexes */
    {"proposals", proposals_schema},
    {"lists from indexes alone", widen_indexes},
    {"initials of names", initials_schema},
};

const struct schema_part register_schema = {
    "register", steps, ARRAY_LEN(steps), "catalogue_attribute", attributes_tables,
};
