#include "churn.h"

#include "change.h"
#include "cleanup.h"
#include "naive.h"
#include "source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

static uint64_t seed;

void churn_seed(uint64_t to)
{
    seed = to;
}

unsigned pick(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

static const char *one_of(const char *const *v, unsigned n)
{
    return v[pick(n)];
}
#define ONE_OF(...)                                                                                \
    one_of((const char *const[]){__VA_ARGS__},                                                     \
           sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

const char *const churn_days[CHURN_DAYS] = {"2018-01-01", "2018-03-01", "2018-06-01",
                                            "2018-06-15", "2018-09-01", "2019-01-01"};

static const char *household_no(void)
{
    return ONE_OF("A1", "A2", "A3", "B1", "B2");
}

static void import(struct fixture *f, enum entity k, struct strbuf *text)
{
    int flags = k == ENTITY_PERSON && pick(3) == 0 ? IMPORT_COMPLETE : 0;
    assert_false(text->failed);
    if (fixture_import_text(f, k, strbuf_z(text), churn_days[pick(CHURN_DAYS)], flags) < 0)
        fail_msg("%s", f->err.en);
    strbuf_done(text);
}

static void some_households(struct fixture *f)
{
    struct strbuf b = {0};
    bool dwelling = pick(2), prior = pick(2);
    strbuf_printf(&b, "household_no,division%s%s\n",
                  dwelling ? ",dwelling_count,dwelling_grade,poverty_cause" : "",
                  prior ? ",prior_amount,prior_grace_until,address" : "");
    for (unsigned n = 1 + pick(4); n; n--) {
        const char *no = household_no();
        strbuf_printf(&b, "%s,%s", no,
                      no[0] == 'A' ? ONE_OF("440783116", "440783117", "440783")
                                   : ONE_OF("440784", "440784"));
        if (dwelling)
            strbuf_printf(&b, ",%s,%s,%s", ONE_OF("0", "1", "2", "", "-"),
                          ONE_OF("a", "b", "", "-"), ONE_OF("", "因病", "因病;因残", "-"));
        if (prior)
            strbuf_printf(&b, ",%s,%s,%s", ONE_OF("", "100", "200.50", "-"),
                          ONE_OF("", "2018-08-01", "2018-12-30", "-"), ONE_OF("", "某处", "-"));
        strbuf_addc(&b, '\n');
    }
    import(f, ENTITY_HOUSEHOLD, &b);
}

static void some_people(struct fixture *f)
{
    struct strbuf b = {0};
    bool income = pick(2), labour = pick(2), relation = pick(2);
    strbuf_printf(&b, "household_no,name,id_no%s%s%s\n",
                  income ? ",wage_income,transfer_income,basic_pension" : "",
                  labour ? ",labour_capacity,employed,schooling" : "", relation ? ",relation" : "");
    for (unsigned n = 1 + pick(6); n; n--) {
        static const char *const people[] = {"19800102001", "19810102002", "19820102003",
                                             "19830102004", "20180315005", "20180701006",
                                             "20100101007", "19500101008"};
        char id[19];
        number_of(people[pick(8)], id);
        strbuf_printf(&b, "%s,%s,%s", household_no(), ONE_OF("甲", "乙", "丙"), id);
        if (income)
            strbuf_printf(&b, ",%s,%s,%s", ONE_OF("0", "100", "200", "", "-"),
                          ONE_OF("50", "60", "", "-"), ONE_OF("", "0", "50", "-"));
        if (labour)
            strbuf_printf(&b, ",%s,%s,%s", ONE_OF("ordinary", "weak", "", "-"),
                          ONE_OF("是", "否", "", "-"), ONE_OF("", "high", "-"));
        if (relation)
            strbuf_printf(&b, ",%s", ONE_OF("head", "son", "", "-"));
        strbuf_addc(&b, '\n');
    }
    import(f, ENTITY_PERSON, &b);
}

int64_t number(struct fixture *f, const char *sql)
{
    struct err e;
    int64_t v = 0;
    if (db_query_int(reg_db(f->reg), &v, NULL, &e, sql, "") < 0)
        fail_msg("%s: %s", sql, e.en);
    return v;
}

/* Another source speaks of the income of someone, perhaps only for a while. */
static void other_source(struct fixture *f)
{
    struct err e;
    int64_t people = number(f, "select count(*) from person where register_id = 1");
    if (!people)
        return;
    int64_t person = 1 + pick(people < 3 ? (unsigned)people : 3), source = 3 + pick(3), seq;
    int64_t wage = (int64_t)1 << number(f, "select bit from catalogue_attribute where"
                                           " entity = 'person' and id = 'wage_income'");
    int64_t transfer = (int64_t)1 << number(f, "select bit from catalogue_attribute where"
                                               " entity = 'person' and id = 'transfer_income'");
    unsigned what = pick(8);
    int64_t stated = what < 3 ? wage : what < 6 ? wage | transfer : what == 6 ? transfer : 0;
    int64_t withdrawn = what >= 6 ? wage : 0;
    int64_t least = pick(3) ? stated & (pick(2) ? wage : wage | transfer) : 0;
    assert_int_equal(db_begin(reg_db(f->reg), true, &e), 0);
    assert_true(change_begin(reg_db(f->reg), &f->actor, "test", NULL, &seq, &e) >= 0);
    int32_t from = day(churn_days[pick(CHURN_DAYS)]);
    int rc = db_run(
        reg_db(f->reg), &e,
        "insert into evidence_person_income(register_id, subject_id, evidence_id,"
        " source_id, delivery_id, stated, withdrawn, valid_from, valid_to, recorded_seq,"
        " wage_income, transfer_income, least) select 1, $1, 1 + coalesce(max(evidence_id), 0),"
        " $2, 1, $3, $4, $5, case when $6 > $5 then $6 end, $7, $8, $9, $10"
        " from evidence_person_income where register_id = 1 and subject_id = $1",
        "iiiiiiiiii", person, source, stated, withdrawn, (int64_t)from,
        pick(3) ? 0 : (int64_t)from + 1 + pick(200), seq, (int64_t)pick(4) * 9000,
        (int64_t)pick(3) * 6000, least);
    if (rc < 0)
        fail_msg("%s", e.en);
    naive_repair(f, ENTITY_PERSON, 1, person);
    assert_int_equal(db_commit(reg_db(f->reg), &e), 0);
}

/* How much the sources are believed; in the beginning tax more than what was declared, peer as
 * much, rumour less. */
static void store_standings(struct fixture *f, bool first)
{
    static const int64_t ranks[] = {10, 50, 100, 150, 200};
    struct err e;
    int64_t seq;
    bool changed;
    struct source_spec sources[] = {{STR("tax"), STR("税务"), 200},
                                    {STR("peer"), STR("同级"), 100},
                                    {STR("rumour"), STR("传闻"), 10}};
    struct standing_spec own = {
        .attribute = catalogue_find(reg_catalogue(f->reg), ENTITY_PERSON, STR("wage_income"))};
    for (size_t i = 0; i < ARRAY_LEN(sources) && !first; i++) {
        if (pick(2))
            sources[i].standing = ranks[pick(5)];
        if (pick(4) == 0) {
            own.source = sources[i].name;
            own.standing = ranks[pick(5)];
        }
    }
    assert_int_equal(db_begin(reg_db(f->reg), true, &e), 0);
    assert_true(change_begin(reg_db(f->reg), &f->actor, "test", NULL, &seq, &e) >= 0);
    if (sources_store(f->reg, sources, ARRAY_LEN(sources), &own, own.standing ? 1 : 0, seq,
                      &changed, &e) < 0)
        fail_msg("%s", e.en);
    assert_int_equal(db_commit(reg_db(f->reg), &e), 0);
}

void churn_sources(struct fixture *f)
{
    store_standings(f, true);
}

void churn(struct fixture *f, int i, bool sources)
{
    unsigned what = pick(sources ? 12 : 6);
    if (what < 2 || i < 2)
        some_households(f);
    else if (what < 6)
        some_people(f);
    else if (what < 10)
        other_source(f);
    else
        store_standings(f, false);
}
