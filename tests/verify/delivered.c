#include "delivered.h"

#include "change.h"
#include "cleanup.h"
#include "date.h"
#include "verify.h"
#include "verify_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>

#define DEFINITION(label, dated, window, rest)                                                     \
    "item,name,rule,value,condition,absent,note\n"                                                 \
    "source,label,," label ",,,\nsource,department,,部门,,,\nsource,clause,,JM23-2.2b,,,\n"      \
    "source,standing,,300,,,\nsource,dated,," dated ",,,\n" window                                 \
    "column,公民身份号码,id_no,,,refused,\ncolumn,姓名,name,,,,\n"                         \
    "column,类,code,,甲;乙;城镇;农村,,\ncolumn,额,money,,,,\n" rest
#define WINDOW(n) "source,window,," n ",,,\n"
#define SPAN "column,起,from,,,refused,\ncolumn,止,to,,,,\n"
#define MONTH "column,月,month,,,refused,\n"
#define DAY "column,日,day,,,refused,\n"

#define FILE_OF(name, text)                                                                        \
    {                                                                                              \
        STR(name ".csv"), STR(text)                                                                \
    }
static const struct feeds_file files[] = {
    FILE_OF("bank1", DEFINITION("银行甲", "day", WINDOW("1"),
                                DAY "fact,financial_assets,sum part,额,,0,\n")),
    FILE_OF("bank2", DEFINITION("银行乙", "day", WINDOW("1"),
                                DAY "fact,financial_assets,sum part,额,,0,\n")),
    FILE_OF("cars", DEFINITION("车辆", "span", "",
                               SPAN "fact,vehicle_count,count,,\"类 = \"\"甲\"\"\",0,\n"
                                    "fact,business_registered,any,,\"类 = \"\"乙\"\"\",false,\n"
                                    "fact,insured,any,,,,\n"
                                    "fact,disability_grade,latest,\"if 类 = \"\"甲\"\" then 1 "
                                    "else 2\",,0,\n"
                                    "fact,dwelling_count,count least,,,,\n"
                                    "lead,second,,,\"类 = \"\"乙\"\"\",,值得一看\n")),
    FILE_OF("grant1", DEFINITION("补助甲", "month", WINDOW("12"),
                                 MONTH "fact,transfer_income,sum least part,额,,,\n")),
    FILE_OF("grant2", DEFINITION("补助乙", "day", WINDOW("12"),
                                 DAY "fact,transfer_income,sum least part,额,,,\n")),
    FILE_OF("pay", DEFINITION("工资", "month", WINDOW("3"),
                              MONTH "fact,wage_income,sum least,额,,,\n"
                                    "fact,basic_pension,sum,额,\"类 = \"\"乙\"\"\",0,\n"
                                    "fact,property_income,max,额,,,\n"
                                    "fact,medical_expense,sum,额,,0,\n")),
    FILE_OF("police", DEFINITION("户籍", "none", "",
                                 "fact,residence,first,类,\"类 in (\"\"城镇\"\""
                                 ", \"\"农村\"\")\",,\n"
                                 "event,dead,,,\"类 = \"\"甲\"\"\",,\n")),
};

static void need(int rc, const struct err *e)
{
    if (rc < 0)
        fail_msg("%s", e->en);
}

static const char households[] = "户号,区划代码\n"
                                 "H1,440783001020\nH2,440783001021\nH3,440783116001\n";

struct feeds *delivered_init(struct fixture *f)
{
    struct err e = {0};
    struct feeds *feeds, *ret;
    bool changed;
    int64_t seq;
    struct db *db = reg_db(f->reg);
    need(db_migrate(db, &verify_schema, NULL, &e), &e);
    need(feeds_read(files, ARRAY_LEN(files), reg_catalogue(f->reg), &feeds, &e), &e);
    need(db_begin(db, true, &e), &e);
    need(change_begin(db, &f->actor, "init", NULL, &seq, &e), &e);
    need(feeds_store(f->reg, feeds, seq, &changed, &e), &e);
    need(db_commit(db, &e), &e);
    fixture_reopen(f);
    need(feeds_by_hash(f->reg, str_of(feeds->hash), &ret, &e), &e);
    feeds_free(feeds);
    need(fixture_import_text(f, ENTITY_HOUSEHOLD, households, "2018-01-01", 0), &f->err);
    return ret;
}

/* Who is in which household (0 = nowhere), as a file for --complete. */
static void people_file(const int in[DELIVERED_PEOPLE], struct strbuf *out)
{
    strbuf_addz(out, "户号,公民身份号码,姓名,与户主关系\n");
    for (int h = 1; h <= 3; h++)
        for (int i = 0; i < DELIVERED_PEOPLE; i++) {
            char digits[16], number[19];
            snprintf(digits, sizeof digits, "198001%02d001", i + 1);
            number_of(digits, number);
            if (in[i] == h)
                strbuf_printf(out, "H%d,%s,张%c,其他\n", h, number, 'A' + i);
        }
}

uint64_t delivered_people(struct fixture *f, const int in[DELIVERED_PEOPLE], const char *from,
                          int flags)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    people_file(in, &text);
    need(fixture_import_text(f, ENTITY_PERSON, strbuf_z(&text), from, flags), &f->err);
    return f->result.rejected;
}

int64_t delivered_seq(struct fixture *f)
{
    struct err e = {0};
    int64_t seq;
    need(change_last(reg_db(f->reg), &seq, &e), &e);
    return seq;
}

static void put_day(struct bulk *b, const char *text)
{
    if (text)
        bulk_int(b, day(text));
    else
        bulk_null(b);
}

static void put_row(struct bulk *b, const struct feed *feed, int64_t delivery, size_t i,
                    const struct sent_row *row, int64_t seq)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    _cleanup_free_ struct fact *cells = calloc(feed->n_columns, sizeof *cells);
    struct err e = {0};
    cells[2] = (struct fact){.known = row->kind, .s = str_of(row->kind)};
    cells[3] = (struct fact){.known = row->amount >= 0, .i = row->amount};
    need(feed_cells_write(feed, cells, &text), &e);
    bulk_int(b, 1);
    bulk_int(b, row->person);
    bulk_int(b, delivery);
    bulk_int(b, (int64_t)i + 1);
    put_day(b, row->from);
    put_day(b, row->to);
    bulk_text(b, strbuf_str(&text));
    bulk_int(b, seq);
    if (row->candidate) {
        bulk_int(b, 80);
        bulk_int(b, 0);
        bulk_text(b, STR("张三"));
    }
    need(bulk_row(b, &e), &e);
}

int64_t deliver(struct fixture *f, const struct feeds *feeds, struct sent x,
                const struct sent_row *rows, size_t n, uint64_t *ret_changed)
{
    struct db *db = reg_db(f->reg);
    struct err e = {0};
    int64_t seq, delivery;
    uint64_t changed;
    const struct feed *feed = feeds_find(feeds, str_of(x.feed));
    const char *const tables[] = {"feed_row", "feed_candidate"};
    need(db_begin(db, true, &e), &e);
    need(change_begin(db, &f->actor, "import feed", NULL, &seq, &e), &e);
    need(delivery_add(f->reg, "feed", "file.csv", NULL, source_id(f->reg, feed->name),
                      day(x.received), seq, &delivery, &e),
         &e);
    need(db_run(db, &e,
                "insert into feed_delivery(delivery_id, feed, feeds_hash, division, reference,"
                " rows, rejected, matched, candidates, outside, others)"
                " values ($1, $2, $3, $4, $5, 0, 0, 0, 0, 0, 0)",
                "ittti", delivery, feed->name, str_of(feeds->hash), str_of(x.division),
                (int64_t)day(x.reference)),
         &e);
    for (int k = 0; k < 2; k++) {
        _cleanup_(bulk_freep) struct bulk *b = NULL;
        need(bulk_begin(db, tables[k],
                        k ? "register_id,person_id,delivery_id,row,valid_from,valid_to,cells,"
                            "recorded_seq,score,reasons,stated_name"
                          : "register_id,person_id,delivery_id,row,valid_from,valid_to,cells,"
                            "recorded_seq",
                        k ? "iiiiiitiiit" : "iiiiiiti", &b, &e),
             &e);
        for (size_t i = 0; i < n; i++)
            if (rows[i].candidate == (k == 1))
                put_row(b, feed, delivery, i, &rows[i], seq);
        need(bulk_end(b, &e), &e);
    }
    need(db_run(db, &e,
                "insert into feed_place(delivery_id, division, people, rows)"
                " select $1, coalesce(h.division, ''), count(distinct r.person_id), count(*)"
                " from feed_row r left join person_now p on p.register_id = r.register_id"
                " and p.person_id = r.person_id left join household_now h"
                " on h.register_id = p.register_id and h.household_id = p.household_id"
                " where r.delivery_id = $1 group by 2",
                "i", delivery),
         &e);
    need(feed_facts_update(f->reg, feeds, feed, str_of(x.division), seq, &changed, &e), &e);
    need(db_commit(db, &e), &e);
    if (ret_changed)
        *ret_changed = changed;
    return delivery;
}

void stated(struct fixture *f, enum entity entity, int64_t id, const char *source, struct arena *a,
            struct statements *ret)
{
    struct err e = {0};
    *ret = (struct statements){0};
    need(evidence_statements(f->reg, (struct subject_key){entity, 1, id},
                             source_id(f->reg, str_of(source)), NULL, 0, a, ret, &e),
         &e);
}

void stated_on(struct fixture *f, const struct statements *list, enum entity entity,
               const char *attribute, int32_t on, struct strbuf *out)
{
    const struct statement *best = NULL;
    const struct attribute *t = catalogue_find(reg_catalogue(f->reg), entity, str_of(attribute));
    for (size_t i = 0; i < list->n; i++) {
        const struct statement *s = &list->at[i];
        if (s->attribute == t->index && s->valid_from <= on && on < s->valid_to &&
            (!best || s->valid_from > best->valid_from))
            best = s;
    }
    if (!best) {
        strbuf_addc(out, '-');
        return;
    }
    if (best->least)
        strbuf_addz(out, ">=");
    fact_print(t, best->value, out);
}

static int note(void *arg, const struct checkup_kind *k, const char *place, const struct err *what,
                struct err *e)
{
    strbuf_printf(arg, "%s %s: %s\n", k->id, place, what->en);
    return 0;
}

void delivered_check(struct fixture *f, struct strbuf *out)
{
    struct checkup c = {.fn = note, .arg = out};
    struct err e = {0};
    need(verify_check(f->reg, &f->actor, &c, &e), &e);
}
