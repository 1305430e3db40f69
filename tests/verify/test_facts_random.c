/*
 * Random deliveries, withdrawals, decisions and moves; after each the facts that every source
 * states, day by day, against a computation that knows nothing of series and statements.
 */
#include "delivered.h"

#include "cleanup.h"
#include "date.h"
#include "feed_import.h"
#include "testdb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

#define FROM_DAY day("2018-01-01")
#define DAYS 240
#define HOUSEHOLDS 3
#define DELIVERIES_MAX 120
#define ROWS_MAX 12

static struct fixture f;
static struct feeds *feeds;
static uint64_t seed;

static unsigned pick(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

static void need(int rc, const struct err *e)
{
    if (rc < 0)
        fail_msg("%s", e->en);
}

enum how { SUM, COUNT, ANY, LATEST, MAX, FIRST };
enum dated { UNDATED, WINDOWED, SPANS };

static const struct {
    const char *name;
    enum dated dated;
    int window;
    bool months;
} sources[] = {
    {"bank1", WINDOWED, 1, false},  {"bank2", WINDOWED, 1, false},   {"cars", SPANS, 0, false},
    {"grant1", WINDOWED, 12, true}, {"grant2", WINDOWED, 12, false}, {"pay", WINDOWED, 3, true},
    {"police", UNDATED, 0, false},
};

/* What delivered.c defines, told once more. */
static const struct rule {
    const char *attribute;
    enum entity entity;
    enum how how;
    bool least, part;
    const char *only;   /* 类; NULL = all rows */
    const char *absent; /* NULL = nothing */
    int from[2];        /* sources; -1 */
} rules[] = {
    {"vehicle_count", ENTITY_HOUSEHOLD, COUNT, false, false, "甲", "0", {2, -1}},
    {"business_registered", ENTITY_HOUSEHOLD, ANY, false, false, "乙", "false", {2, -1}},
    {"insured", ENTITY_PERSON, ANY, false, false, NULL, NULL, {2, -1}},
    {"disability_grade", ENTITY_PERSON, LATEST, false, false, NULL, "0", {2, -1}},
    {"dwelling_count", ENTITY_HOUSEHOLD, COUNT, true, false, NULL, NULL, {2, -1}},
    {"wage_income", ENTITY_PERSON, SUM, true, false, NULL, NULL, {5, -1}},
    {"basic_pension", ENTITY_PERSON, SUM, false, false, "乙", "0.00", {5, -1}},
    {"property_income", ENTITY_PERSON, MAX, false, false, NULL, NULL, {5, -1}},
    {"medical_expense", ENTITY_HOUSEHOLD, SUM, false, false, NULL, "0.00", {5, -1}},
    {"financial_assets", ENTITY_HOUSEHOLD, SUM, false, true, NULL, "0.00", {0, 1}},
    {"transfer_income", ENTITY_PERSON, SUM, true, true, NULL, NULL, {3, 4}},
    {"residence", ENTITY_HOUSEHOLD, FIRST, false, false, NULL, NULL, {6, -1}},
};

enum row_state { KEPT, OPEN, REFUSED };
struct row {
    int64_t person;
    int32_t from, to;
    const char *kind;
    int64_t amount;
    enum row_state state;
    char from_text[DATE_TEXT], to_text[DATE_TEXT];
};
static struct sent_delivery {
    int64_t id, seq;
    int source;
    const char *division;
    int32_t received, reference;
    bool withdrawn;
    size_t n;
    struct row rows[ROWS_MAX];
} sent[DELIVERIES_MAX];
static size_t n_sent;

static struct belongs {
    int64_t household, person, position;
    int32_t from, to;
    int64_t recorded, superseded, came;
} belongs[2000];
static size_t n_belongs;

static void read_belongs(void)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct err e = {0};
    int rc;
    need(db_prepare(reg_db(f.reg),
                    "select m.household_id, m.person_id, m.position, m.valid_from, m.valid_to,"
                    " m.recorded_seq, m.superseded_seq, p.recorded_seq from membership m"
                    " join person p on p.register_id = m.register_id"
                    " and p.person_id = m.person_id",
                    &s, &e),
         &e);
    n_belongs = 0;
    while ((rc = stmt_step(s, &e)) > 0) {
        assert_true(n_belongs < 2000);
        belongs[n_belongs++] = (struct belongs){
            stmt_int(s, 0),
            stmt_int(s, 1),
            stmt_int(s, 2),
            (int32_t)stmt_int(s, 3),
            stmt_is_null(s, 4) ? DAY_OPEN : (int32_t)stmt_int(s, 4),
            stmt_int(s, 5),
            stmt_is_null(s, 6) ? INT64_MAX : stmt_int(s, 6),
            stmt_int(s, 7),
        };
    }
    need(rc, &e);
}

/* The household a person is in on a day, 0 = none; *ret_position her place there. */
static int64_t house_of(int64_t person, int32_t on, int64_t *ret_position)
{
    for (size_t i = 0; i < n_belongs; i++) {
        const struct belongs *m = &belongs[i];
        if (m->person == person && m->superseded == INT64_MAX && m->from <= on && on < m->to) {
            *ret_position = m->position;
            return m->household;
        }
    }
    return 0;
}

static bool anybody(int64_t household, int32_t on)
{
    int64_t position;
    for (int64_t p = 1; p <= DELIVERED_PEOPLE; p++)
        if (house_of(p, on, &position) == household)
            return true;
    return false;
}

static bool in_division(int64_t household, const char *division)
{
    static const char *const codes[] = {"440783001020", "440783001021", "440783116001"};
    return strncmp(codes[household - 1], division, strlen(division)) == 0;
}

static bool looked_for(const struct sent_delivery *d, int64_t person, int64_t household)
{
    bool known = false;
    for (size_t i = 0; i < n_belongs; i++) {
        const struct belongs *m = &belongs[i];
        if (m->person != person)
            continue;
        if (m->came > d->seq)
            return false;
        if (strlen(d->division) <= 6 ||
            (m->household == household && m->recorded <= d->seq && m->superseded > d->seq))
            known = true;
    }
    return known;
}

static bool there(enum entity entity, int64_t id, int32_t on)
{
    int64_t position;
    return entity == ENTITY_HOUSEHOLD ? anybody(id, on) : house_of(id, on, &position) != 0;
}

/* The day by which a delivery sees a subject: the reference, else the receipt, else the last one
 * before; 0 = none. */
static int32_t seen_on(const struct sent_delivery *d, enum entity entity, int64_t id)
{
    if (there(entity, id, d->reference))
        return d->reference;
    if (there(entity, id, d->received))
        return d->received;
    for (int32_t on = d->reference; on >= FROM_DAY - 1; on--)
        if (there(entity, id, on))
            return on;
    return 0;
}

/* The household as which it does; 0 = it doesn't cover it. */
static int64_t covered(const struct sent_delivery *d, enum entity entity, int64_t id)
{
    int64_t household = id, position;
    int32_t on = d->withdrawn ? 0 : seen_on(d, entity, id);
    if (!on)
        return 0;
    if (entity == ENTITY_PERSON)
        household = house_of(id, on, &position);
    return in_division(household, d->division) ? household : 0;
}

/* Is a the later of two deliveries of one feed? */
static bool later(const struct sent_delivery *a, const struct sent_delivery *b)
{
    if (a->reference != b->reference)
        return a->reference > b->reference;
    return a->received != b->received ? a->received > b->received : a->id > b->id;
}

struct value {
    bool known;
    bool text; /* else a number */
    int64_t i;
    const char *s;
};

static bool row_holds(const struct sent_delivery *d, const struct row *row, int32_t on)
{
    if (sources[d->source].dated == UNDATED)
        return true;
    if (sources[d->source].dated == SPANS)
        return row->from <= on && on < row->to;
    return row->from <= d->reference &&
           row->from >= date_add_months(d->reference + 1, -sources[d->source].window);
}

static bool row_counts(const struct rule *rule, const struct row *row)
{
    if (row->state != KEPT)
        return false;
    if (rule->how == FIRST)
        return row->kind && (strcmp(row->kind, "城镇") == 0 || strcmp(row->kind, "农村") == 0);
    return !rule->only || (row->kind && strcmp(row->kind, rule->only) == 0);
}

/* What a delivery says of the rows that hold on `on`, of those who are there on `seen`. */
static struct value say(const struct rule *rule, const struct sent_delivery *d, int64_t id,
                        int64_t household, int32_t seen, int32_t on)
{
    int64_t n = 0, sum = 0, max = INT64_MIN, position, first = INT64_MAX;
    bool unknown = false, blind = false, some = false;
    const struct row *latest = NULL;
    const char *home = NULL;
    for (int64_t p = 1; p <= DELIVERED_PEOPLE; p++) {
        bool here = rule->entity == ENTITY_PERSON ? p == id : house_of(p, seen, &position) == id;
        if (!here)
            continue;
        blind |= !looked_for(d, p, household);
        for (size_t i = 0; i < d->n; i++) {
            const struct row *row = &d->rows[i];
            if (row->person != p)
                continue;
            blind |= row->state == OPEN;
            if (!row_counts(rule, row) || !row_holds(d, row, on))
                continue;
            n++;
            if (row->amount < 0) {
                unknown = true;
            } else {
                some = true;
                sum += row->amount;
                max = row->amount > max ? row->amount : max;
            }
            if (!latest || row->from >= latest->from)
                latest = row;
            if (rule->how == FIRST && position < first) {
                first = position;
                home = row->kind;
            }
        }
    }
    struct value none = {0};
    if (rule->how == ANY && n)
        return (struct value){.known = true, .i = 1};
    if (blind && !rule->least)
        return none;
    if (!n)
        return rule->absent ? (struct value){.known = true, .i = 0} : none;
    switch (rule->how) {
    case COUNT:
        return (struct value){.known = true, .i = n};
    case LATEST:
        if (!latest->kind)
            return none; /* the expression hangs on it */
        return (struct value){.known = true, .i = strcmp(latest->kind, "甲") == 0 ? 1 : 2};
    case FIRST:
        return (struct value){
            .known = true, .text = true, .s = strcmp(home, "城镇") == 0 ? "urban" : "rural"};
    default:
        if ((unknown && !rule->least) || !some)
            return none;
        return (struct value){.known = true, .i = rule->how == MAX ? max : sum};
    }
}

/* One source's part on a day; *ret_sent: has it sent anything by then? */
static struct value part_on(const struct rule *rule, int source, int64_t id, int32_t on,
                            bool *ret_sent)
{
    const struct sent_delivery *last = NULL;
    int32_t since = DAY_OPEN;
    bool spans = sources[source].dated == SPANS;
    *ret_sent = false;
    for (size_t i = 0; i < n_sent; i++) {
        const struct sent_delivery *d = &sent[i];
        if (d->source != source || !covered(d, rule->entity, id))
            continue;
        since = d->reference < since ? d->reference : since;
        if ((spans || d->reference <= on) && (!last || later(d, last)))
            last = d;
    }
    if (!last)
        return (struct value){0};
    *ret_sent = true;
    int64_t household = covered(last, rule->entity, id);
    if (!spans)
        return say(rule, last, id, household, seen_on(last, rule->entity, id), on);
    int32_t at = on < last->received ? on : last->received;
    bool begun = since <= at;
    for (size_t i = 0; i < last->n && !begun; i++)
        for (int32_t d = FROM_DAY - 25; d <= at && !begun; d++) {
            int64_t position;
            const struct row *row = &last->rows[i];
            bool here = rule->entity == ENTITY_PERSON ? row->person == id
                                                      : house_of(row->person, d, &position) == id;
            begun =
                here && row->from != DATE_NONE && row_counts(rule, row) && row_holds(last, row, d);
        }
    if (!begun || (rule->entity == ENTITY_HOUSEHOLD && !anybody(id, at)))
        return (struct value){0};
    return say(rule, last, id, household, at, at);
}

static void expected_on(const struct rule *rule, int64_t id, int32_t on, struct strbuf *out)
{
    struct value sum = {.known = true};
    bool any = false, all = true, sent_it;
    for (int i = 0; i < 2 && rule->from[i] >= 0; i++) {
        struct value v = part_on(rule, rule->from[i], id, on, &sent_it);
        all &= sent_it && v.known;
        any |= v.known;
        sum.i += v.known ? v.i : 0;
        sum.text = v.text;
        sum.s = v.s;
    }
    const struct attribute *t =
        catalogue_find(reg_catalogue(f.reg), rule->entity, str_of(rule->attribute));
    if (!(rule->part && rule->least ? any : all)) {
        strbuf_addc(out, '-');
        return;
    }
    if (rule->least)
        strbuf_addz(out, ">=");
    if (sum.text)
        strbuf_addz(out, sum.s);
    else
        fact_print(t, (struct fact){.known = true, .i = sum.i}, out);
}

static void compare(int step)
{
    _cleanup_(strbuf_done) struct strbuf found = {0};
    struct err e = {0};
    need(db_begin(reg_db(f.reg), false, &e), &e);
    delivered_check(&f, &found);
    db_rollback(reg_db(f.reg));
    if (found.len)
        fail_msg("step %d: %s", step, strbuf_z(&found));
    read_belongs();
    for (size_t k = 0; k < ARRAY_LEN(rules); k++) {
        const struct rule *rule = &rules[k];
        const char *source = rule->part ? "combined" : sources[rule->from[0]].name;
        int64_t n = rule->entity == ENTITY_PERSON ? DELIVERED_PEOPLE : HOUSEHOLDS;
        for (int64_t id = 1; id <= n; id++) {
            _cleanup_(arena_freep) struct arena *a = arena_new(0);
            struct statements list;
            stated(&f, rule->entity, id, source, a, &list);
            for (int i = 0; i < 24; i++) {
                _cleanup_(strbuf_done) struct strbuf got = {0}, wanted = {0};
                char text[DATE_TEXT];
                int32_t on = FROM_DAY - 5 + (int32_t)pick(DAYS + 10);
                date_format(on, text);
                stated_on(&f, &list, rule->entity, rule->attribute, on, &got);
                expected_on(rule, id, on, &wanted);
                if (!str_eq(strbuf_str(&got), strbuf_str(&wanted)))
                    fail_msg("step %d: %s of %lld by %s on %s: %s, not %s", step, rule->attribute,
                             (long long)id, source, text, strbuf_z(&got), strbuf_z(&wanted));
            }
        }
    }
}

static int32_t month_end(int32_t on)
{
    struct civil c = date_to_civil(on);
    c.day = date_days_in_month(c.year, c.month);
    return date_from_civil(c);
}

/* Of the register, wherever she is. */
static int64_t random_person(void)
{
    return belongs[pick((unsigned)n_belongs)].person;
}

static void random_row(const struct sent_delivery *d, struct row *row)
{
    static const char *const kinds[] = {"甲", "乙", "城镇", "农村", NULL};
    *row = (struct row){.person = random_person(),
                        .from = DATE_NONE,
                        .to = DAY_OPEN,
                        .kind = kinds[pick(9) % 5],
                        .amount = pick(6) ? (int64_t)pick(100000) : -1,
                        .state = pick(15) ? KEPT : OPEN};
    if (sources[d->source].dated == SPANS) {
        int32_t from = FROM_DAY - 20 + (int32_t)pick((unsigned)(d->received - FROM_DAY + 21));
        if (pick(2))
            row->to = from + 1 + (int32_t)pick(90);
        row->from = pick(8) ? from : DATE_NONE;
    } else if (sources[d->source].dated == WINDOWED) {
        row->from = d->reference - (int32_t)pick(sources[d->source].window * 31u + 40);
        if (sources[d->source].months)
            row->from = month_end(row->from);
        if (row->from > d->reference)
            row->from = d->reference;
    }
    if (row->from != DATE_NONE)
        date_format(row->from, row->from_text);
    if (row->to != DAY_OPEN)
        date_format(row->to, row->to_text);
}

static void random_delivery(void)
{
    static const char *const divisions[] = {"", "440783", "440783", "440783001", "440783116"};
    struct sent_delivery *d = &sent[n_sent];
    struct sent_row rows[ROWS_MAX];
    char received[DATE_TEXT], reference[DATE_TEXT];
    *d = (struct sent_delivery){.source = (int)pick(ARRAY_LEN(sources)),
                                .division = divisions[pick(ARRAY_LEN(divisions))],
                                .received = FROM_DAY + 5 + (int32_t)pick(DAYS)};
    d->reference = d->received;
    if (sources[d->source].dated == WINDOWED) {
        d->reference -= (int32_t)pick(60);
        if (sources[d->source].months)
            d->reference = month_end(d->reference);
        if (d->reference > d->received)
            d->received = d->reference;
    }
    d->n = pick(ROWS_MAX + 1);
    read_belongs();
    for (size_t i = 0; i < d->n; i++) {
        struct row *row = &d->rows[i];
        random_row(d, row);
        rows[i] = (struct sent_row){.person = row->person,
                                    .from = *row->from_text ? row->from_text : NULL,
                                    .to = *row->to_text ? row->to_text : NULL,
                                    .kind = row->kind,
                                    .amount = row->amount,
                                    .candidate = row->state == OPEN};
    }
    date_format(d->received, received);
    date_format(d->reference, reference);
    d->id =
        deliver(&f, feeds, (struct sent){sources[d->source].name, d->division, received, reference},
                rows, d->n, NULL);
    d->seq = delivered_seq(&f);
    n_sent++;
}

static void random_withdrawal(void)
{
    struct err e = {0};
    uint64_t changed;
    struct sent_delivery *d = &sent[pick((unsigned)n_sent)];
    if (d->withdrawn)
        return;
    need(feed_withdraw(f.reg, &f.actor, d->id, STR("发错"), &changed, &e), &e);
    d->withdrawn = true;
}

/* Of one that is open, while its person is somewhere. */
static void random_decision(void)
{
    struct err e = {0};
    read_belongs();
    for (size_t i = 0; i < n_sent; i++)
        for (size_t k = 0; k < sent[i].n; k++) {
            struct row *row = &sent[i].rows[k];
            int64_t position, household = house_of(row->person, day("2020-01-01"), &position);
            size_t member = 1;
            char number[16];
            if (row->state != OPEN || sent[i].withdrawn || !household || pick(2))
                continue;
            for (int64_t p = 1; p <= DELIVERED_PEOPLE; p++) {
                int64_t other;
                member += house_of(p, day("2020-01-01"), &other) == household && other < position;
            }
            snprintf(number, sizeof number, "H%lld", (long long)household);
            row->state = pick(2) ? KEPT : REFUSED;
            const struct feed_answering answer = {.delivery = sent[i].id,
                                                  .row = (int64_t)k + 1,
                                                  .answer = row->state == KEPT ? FEED_ACCEPT
                                                                               : FEED_REFUSE,
                                                  .household_no = str_of(number),
                                                  .member = member,
                                                  .reason = STR("核实")};
            need(feed_decide(f.reg, &f.actor, &answer, NULL, &e), &e);
            return;
        }
}

/* Facts follow memberships with the next delivery: all are looked at again. */
static void update_all(void)
{
    struct err e = {0};
    struct db *db = reg_db(f.reg);
    need(db_begin(db, true, &e), &e);
    for (size_t i = 0; i < feeds->n; i++)
        need(feed_facts_update(f.reg, feeds, &feeds->at[i], STR(""), delivered_seq(&f), NULL, &e),
             &e);
    need(db_commit(db, &e), &e);
}

static void random_move(void)
{
    static int32_t last;
    int in[DELIVERED_PEOPLE];
    char text[DATE_TEXT];
    last = last < FROM_DAY || pick(3) ? FROM_DAY + (int32_t)pick(DAYS) : last;
    for (int i = 0; i < DELIVERED_PEOPLE; i++)
        in[i] = (int)pick(7) % 4 ? 1 + (int)pick(3) : 0;
    in[0] = 1;
    in[1] = 2;
    in[2] = 3;
    date_format(last, text);
    delivered_people(&f, in, text, IMPORT_COMPLETE);
    update_all();
}

static void test_random(void **state)
{
    static const int at_first[DELIVERED_PEOPLE] = {1, 2, 3, 1, 2, 3, 1, 0, 0};
    const char *text = getenv("HEYI_TEST_SEED");
    seed = text ? strtoull(text, NULL, 10) : 20180601;
    setenv("HEYI_CLOCK", "2020-01-01T00:00:00Z", 1);
    for (int round = 0; round < (testdb_is_postgres() ? 1 : 3); round++) {
        n_sent = 0;
        fixture_make(&f);
        feeds = delivered_init(&f);
        assert_int_equal(delivered_people(&f, at_first, "2018-01-01", 0), 0);
        for (int step = 0; step < 40; step++) {
            unsigned what = pick(12);
            if (what < 7 || !n_sent)
                random_delivery();
            else if (what < 9)
                random_withdrawal();
            else if (what < 11)
                random_decision();
            else
                random_move();
            compare(round * 100 + step);
        }
        fixture_check(&f);
        feeds_freep(&feeds);
        fixture_free(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
