/*
 * A division or a verification in figures. Two passes over the items (figures, then rows), one over
 * the households for what covers them; memory is that of the divisions.
 */
#include "verify_report_private.h"

#include "area.h"
#include "cleanup.h"
#include "date.h"
#include "lang.h"
#include "map.h"

#include <inttypes.h>
#include <stdlib.h>

/* Items told in HTML: heaviest first. A spreadsheet has all. */
#define HTML_ITEMS 1000
/* Households fewer than this part of a division are asked for one by one. */
#define FEW 20
/* Numbers of verifications that are told. */
#define TOLD 10

struct kind_count {
    int64_t items[N_ITEM_STATES];
    int64_t households; /* with any */
};

struct place_count { /* a village, then an area */
    struct str code;
    int64_t households, with_items, items, open, category;
    int64_t amount; /* fen a month, by items */
};

struct feed_count {
    int64_t covered, found, hits; /* households, households with hits, hits */
    int32_t received[2];          /* first and last */
    struct map *deliveries;
};

struct batch {
    struct vreport *x;
    struct kind_count kinds[N_ITEM_KINDS];
    int64_t households, people, with_items, items, open;
    struct map *places; /* code → index */
    struct {
        struct place_count *at;
        size_t n, cap;
    } at;
    struct feed_count *feeds;          /* by feed of the definitions */
    int64_t register_id, household_id; /* of the last item */
    bool in_household[N_ITEM_KINDS];   /* kinds that it has had */
    int64_t told;
    struct map *verifications; /* that the items are from */
    struct {
        struct str *at;
        size_t n, cap;
    } numbers; /* of a verification's households, where it didn't look at the whole division */
    struct verify_result found; /* by looking again */
};

static struct place_count *place(struct batch *b, struct str code, struct err *e)
{
    uint64_t i;
    if (!map_get(b->places, code, &i)) {
        struct place_count p = {.code = str_dup(b->x->a, code)};
        i = b->at.n;
        if (map_put(b->places, code, i) < 0 || !vec_push(b->x->a, &b->at, p)) {
            err_nomem(e);
            return NULL;
        }
    }
    return &b->at.at[i];
}

static int count_item(void *arg, const struct item *i, struct err *e)
{
    struct batch *b = arg;
    const struct item_effect *f = &i->effect;
    struct place_count *p = place(b, i->division, e);
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, i->verification);
    if (!p || map_put(b->verifications, str_of(number), 0) < 0)
        return err_nomem(e);
    if (b->register_id != i->register_id || b->household_id != i->household_id) {
        memset(b->in_household, 0, sizeof b->in_household);
        b->register_id = i->register_id;
        b->household_id = i->household_id;
        b->with_items++;
        p->with_items++;
    }
    b->kinds[i->kind].households += !b->in_household[i->kind];
    b->in_household[i->kind] = true;
    b->kinds[i->kind].items[i->state]++;
    b->items++;
    b->open += i->state == ITEM_OPEN;
    p->items++;
    p->open += i->state == ITEM_OPEN;
    p->category += f->known && !str_eq(f->category_declared, f->category_verified);
    if (f->known && f->amount_declared.known && f->amount_verified.known)
        p->amount += f->amount_verified.value - f->amount_declared.value;
    return 0;
}

static int write_item(void *arg, const struct item *i, struct err *e)
{
    struct batch *b = arg;
    if (b->told++ < HTML_ITEMS || !report_is_html(b->x->out))
        vreport_item(b->x, i, true);
    return 0;
}

static int list_items(struct batch *b, bool by_weight, item_fn *fn, struct err *e)
{
    struct item_filter f = {.division = b->x->prefix,
                            .kind = -1,
                            .state = -1,
                            .known_seq = b->x->state_seq,
                            .by_weight = by_weight,
                            .verification = b->x->o->verification};
    return items_list(b->x->r, b->x->actor, &f, fn, b, e);
}

static int count_asked(struct batch *b, const struct feed_asked *a, struct err *e)
{
    for (size_t i = 0; i < b->x->feeds->n; i++) {
        struct feed_count *f = &b->feeds[i];
        char number[24];
        if (!str_eq(b->x->feeds->at[i].name, a->feed->name))
            continue;
        if (!f->deliveries && !(f->deliveries = map_new()))
            return err_nomem(e);
        snprintf(number, sizeof number, "%" PRId64, a->delivery);
        if (map_put(f->deliveries, str_of(number), 0) < 0)
            return err_nomem(e);
        if (!f->covered || a->received < f->received[0])
            f->received[0] = a->received;
        if (!f->covered || a->received > f->received[1])
            f->received[1] = a->received;
        f->covered++;
        f->found += a->hits > 0;
        f->hits += (int64_t)a->hits;
    }
    return 0;
}

static int count_household(struct batch *b, struct feed_view *view, const struct household_facts *h,
                           struct err *e)
{
    struct feed_seen seen;
    struct place_count *p = place(b, h->facts[b->x->catalogue->known.division].s, e);
    int rc = p ? feed_view_of(view, h, &seen, e) : E_NOMEM;
    if (rc < 0)
        return rc;
    p->households++;
    b->households++;
    b->people += (int64_t)h->n_members;
    for (size_t i = 0; i < seen.n_asked && rc >= 0; i++)
        rc = count_asked(b, &seen.asked[i], e);
    return rc;
}

/* The households that a verification looked at, in the order of a scan; NULL: all of the division.
 */
static int verified(struct vreport *x, struct stmt **ret, int64_t *ret_n, struct err *e)
{
    int64_t id = x->o->verification;
    int rc = db_query_int(reg_db(x->r), ret_n, NULL, e,
                          "select count(*) from verification_household where verification_id = $1",
                          "i", id);
    if (rc < 0 || (rc = db_prepare(reg_db(x->r),
                                   "select register_id, household_id from verification_household"
                                   " where verification_id = $1 order by register_id, household_id",
                                   ret, e)) < 0)
        return rc;
    stmt_bind_int(*ret, 1, id);
    return 0;
}

static int next(struct scan *scan, struct stmt *keys, bool few, struct arena *a,
                struct household_facts *ret, struct err *e)
{
    int rc;
    if (!keys)
        return scan_next_in(scan, a, ret, e);
    while ((rc = stmt_step(keys, e)) > 0) {
        rc = scan_find(scan, few, stmt_int(keys, 0), stmt_int(keys, 1), a, ret, e);
        if (rc != 0)
            return rc;
    }
    return rc;
}

static int count_households(struct batch *b, struct err *e)
{
    struct vreport *x = b->x;
    _cleanup_(scan_closep) struct scan *scan = NULL;
    _cleanup_(feed_view_closep) struct feed_view *view = NULL;
    _cleanup_(stmt_donep) struct stmt *keys = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct household_facts h;
    int64_t all = 0, n = 0;
    if (!a)
        return err_nomem(e);
    int rc = scan_open(x->r, x->actor, x->prefix, x->as_of, x->seq, &scan, e);
    if (rc < 0 || (x->o->verification &&
                   ((rc = verified(x, &keys, &n, e)) < 0 || (rc = scan_count(scan, &all, e)) < 0)))
        return rc;
    bool few = keys && n < all / FEW, part = keys && n != all;
    rc = feed_view_open(x->r, x->prefix, few, x->as_of, x->seq, &view, e);
    if (rc < 0)
        return rc;
    while ((rc = next(scan, keys, few, a, &h, e)) > 0) {
        if ((rc = count_household(b, view, &h, e)) < 0)
            return rc;
        if (part && !vec_push(x->a, &b->numbers, str_dup(x->a, h.household_no)))
            return err_nomem(e);
        arena_reset(a);
    }
    return rc;
}

static int look_again(struct batch *b, struct err *e)
{
    struct vreport *x = b->x;
    struct verify_options o = {.division = x->prefix,
                               .households = b->numbers.at,
                               .n_households = b->numbers.n,
                               .as_of = x->as_of,
                               .known_seq = x->seq,
                               .dry_run = true};
    return verify_run(x->r, x->actor, &o, NULL, NULL, &b->found, e);
}

static void fact_int(struct vreport *x, const char *zh, const char *en, int64_t v)
{
    struct strbuf b = {0};
    strbuf_printf(&b, "%" PRId64, v);
    report_fact(x->out, zh, en, vreport_take(x, &b));
}

/* Which verifications found what stands here. */
static struct str verifications(struct batch *b)
{
    struct strbuf text = {0};
    size_t n = map_size(b->verifications);
    if (!n)
        strbuf_addz(&text, tr("没有已登记的事项", "no items stand"));
    for (size_t i = n > TOLD ? n - TOLD : 0; i < n; i++)
        strbuf_printf(&text, "%s" STR_FMT, text.len ? tr("、", ", ") : "",
                      STR_ARG(map_key_at(b->verifications, i)));
    if (n > TOLD)
        strbuf_addz(&text, tr("等", " …"));
    return vreport_take(b->x, &text);
}

static int overview(struct batch *b, struct err *e)
{
    struct vreport *x = b->x;
    struct strbuf line = {0};
    char padded[13] = "000000000000";
    memcpy(padded, x->prefix.data, x->prefix.len);
    struct str where =
        x->prefix.len ? vreport_place(x, str_of(padded)) : str_of(tr("全部区划", "everywhere"));
    if (x->o->verification)
        strbuf_printf(&line, tr("第 %" PRId64 " 次核对　", "verification %" PRId64 ", "),
                      x->o->verification);
    strbuf_adds(&line, where);
    report_title(x->out, "家庭经济状况核对汇总报告", "Economic verification: summary",
                 vreport_take(x, &line), true);
    int rc = vreport_head(x, e);
    if (rc < 0)
        return rc;
    report_fact(x->out, "区划", "division", where);
    report_fact(x->out, "事项出自第几次核对", "items found by verification", verifications(b));
    report_facts(x->out, "合计", "totals");
    fact_int(x, "核对户数", "households", b->households);
    fact_int(x, "核对人数", "people", b->people);
    fact_int(x, "有事项的户", "households with items", b->with_items);
    fact_int(x, "没有事项的户", "households without items", b->households - b->with_items);
    fact_int(x, "事项", "items", b->items);
    fact_int(x, "其中待核实", "of them open", b->open);
    struct maybe sum = {true, b->found.amount_sum};
    fact_int(x, "类别会变的户", "households of another category", b->found.category_changes);
    fact_int(x, "金额会变的户", "households of another amount", b->found.amount_changes);
    report_fact(x->out, "月发放差额合计", "difference a month, all households",
                vreport_money(x, sum));
    if (b->found.with_items != b->with_items) {
        struct strbuf text = {0};
        strbuf_printf(&text,
                      tr("按现有数据应有 %" PRId64 " 户有事项，登记的有 %" PRId64
                         " 户；请运行 heyi verify run",
                         "by what is known %" PRId64 " households have items, %" PRId64
                         " stand: run heyi verify run"),
                      b->found.with_items, b->with_items);
        report_fact(x->out, "注意", "mind", vreport_take(x, &text));
    }
    return 0;
}

static void picture(struct batch *b)
{
    static const char *const zh[] = {"已处理", "待核实"}, *const en[] = {"settled", "open"};
    struct report_bar bars[N_ITEM_KINDS];
    size_t n = 0;
    for (int k = 0; k < N_ITEM_KINDS; k++) {
        const struct kind_count *c = &b->kinds[k];
        struct strbuf text = {0};
        int64_t all = 0;
        for (int s = 0; s < N_ITEM_STATES; s++)
            all += c->items[s];
        if (!all)
            continue;
        strbuf_printf(&text, "%" PRId64, all);
        bars[n++] = (struct report_bar){
            .label = str_of(item_kind_label((enum item_kind)k)),
            .text = {vreport_take(b->x, &text)},
            .value = {all - c->items[ITEM_OPEN], c->items[ITEM_OPEN]},
        };
    }
    report_bars(b->x->out, "事项种类", "items by kind", BARS_STACKED, zh, en, bars, n);
}

static void kinds_table(struct batch *b)
{
    static const struct report_column columns[] = {
        {"种类", "kind", ROWS_TEXT},           {"户数", "households", ROWS_INTEGER},
        {"事项", "items", ROWS_INTEGER},       {"待核实", "open", ROWS_INTEGER},
        {"已说明", "explained", ROWS_INTEGER}, {"属实", "confirmed", ROWS_INTEGER},
        {"不属实", "dismissed", ROWS_INTEGER},
    };
    struct report_out *o = b->x->out;
    report_table(o, "按种类", "by kind", NULL, NULL, columns, ARRAY_LEN(columns));
    for (int k = 0; k < N_ITEM_KINDS; k++) {
        const struct kind_count *c = &b->kinds[k];
        int64_t all = 0;
        for (int s = 0; s < N_ITEM_STATES; s++)
            all += c->items[s];
        if (!all)
            continue;
        report_row(o, false);
        report_textz(o, item_kind_label((enum item_kind)k));
        report_int(o, c->households);
        report_int(o, all);
        for (int s = 0; s < N_ITEM_STATES; s++)
            report_int(o, c->items[s]);
    }
}

static int by_code(const void *a, const void *b)
{
    return str_cmp(((const struct place_count *)a)->code, ((const struct place_count *)b)->code);
}

static void place_row(struct batch *b, const struct place_count *p, struct str code)
{
    struct report_out *o = b->x->out;
    char padded[13] = "000000000000";
    struct division d;
    memcpy(padded, code.data, code.len);
    bool found = reg_division(b->x->r, str_of(padded), b->x->as_of, &d, NULL) == 0;
    report_row(o, false);
    report_textz(o, padded);
    report_text(o, found ? d.name : STR(""));
    report_int(o, p->households);
    report_int(o, p->households - p->with_items);
    report_int(o, p->with_items);
    report_int(o, p->items);
    report_int(o, p->open);
    report_int(o, p->category);
    report_money(o, (struct maybe){true, p->amount});
}

static void places_table(struct batch *b)
{
    static const struct report_column columns[] = {
        {"区划代码", "code", ROWS_TEXT},
        {"区划", "division", ROWS_TEXT, true},
        {"户数", "households", ROWS_INTEGER},
        {"没有事项的户", "without items", ROWS_INTEGER},
        {"有事项的户", "with items", ROWS_INTEGER},
        {"事项", "items", ROWS_INTEGER},
        {"待核实", "open", ROWS_INTEGER},
        {"会改类别的事项", "that change the category", ROWS_INTEGER},
        {"逐项月差额之和(元)", "sum of items a month (yuan)", ROWS_MONEY},
    };
    if (!b->at.n)
        return;
    report_table(b->x->out, "按区划", "by division", NULL, NULL, columns, ARRAY_LEN(columns));
    qsort(b->at.at, b->at.n, sizeof *b->at.at, by_code);
    /* lives in the arena, for its text may be what the area points to */
    size_t level = area_next(area_common(b->at.at[0].code.data, b->at.at[b->at.n - 1].code.data));
    struct place_count sum = {0};
    struct str area = {0};
    for (size_t i = 0; i < b->at.n; i++) {
        const struct place_count *p = &b->at.at[i];
        struct str own = area_below(p->code, level);
        if (area.len && !str_eq(own, area)) {
            place_row(b, &sum, area);
            sum = (struct place_count){0};
        }
        area = own;
        sum.households += p->households;
        sum.with_items += p->with_items;
        sum.items += p->items;
        sum.open += p->open;
        sum.category += p->category;
        sum.amount += p->amount;
    }
    place_row(b, &sum, area);
}

static void sources_table(struct batch *b)
{
    static const struct report_column columns[] = {
        {"来源", "source", ROWS_TEXT},
        {"部门", "department", ROWS_TEXT, true},
        {"批次数", "deliveries", ROWS_INTEGER},
        {"最早收到", "first received", ROWS_DATE},
        {"最近收到", "last received", ROWS_DATE},
        {"覆盖户数", "households covered", ROWS_INTEGER},
        {"未覆盖户数", "not covered", ROWS_INTEGER},
        {"命中户数", "households found", ROWS_INTEGER},
        {"命中行", "rows found", ROWS_INTEGER},
    };
    struct report_out *o = b->x->out;
    report_table(o, "来源覆盖", "sources", "未覆盖的户没有查询该来源，本报告对其内容不作任何说明。",
                 "Households that a source doesn't cover were not asked for there.", columns,
                 ARRAY_LEN(columns));
    for (size_t i = 0; i < b->x->feeds->n; i++) {
        const struct feed *f = &b->x->feeds->at[i];
        const struct feed_count *c = &b->feeds[i];
        if (!vreport_verifies(f))
            continue;
        report_row(o, !c->covered);
        report_text(o, f->label);
        report_text(o, f->department);
        report_int(o, c->deliveries ? (int64_t)map_size(c->deliveries) : 0);
        report_date(o, c->covered ? c->received[0] : DATE_NONE);
        report_date(o, c->covered ? c->received[1] : DATE_NONE);
        report_int(o, c->covered);
        report_int(o, b->households - c->covered);
        report_int(o, c->found);
        report_int(o, c->hits);
    }
}

static int items_table(struct batch *b, struct err *e)
{
    struct strbuf zh = {0}, en = {0};
    bool cut = b->items > HTML_ITEMS;
    strbuf_printf(
        &zh, "影响大的在前；这里列出 %d 项，其余 %" PRId64 " 项见电子表格（--out 以 .xlsx 结尾）。",
        HTML_ITEMS, b->items - HTML_ITEMS);
    strbuf_printf(&en,
                  "What matters most comes first: %d of them; the other %" PRId64
                  " are in the spreadsheet.",
                  HTML_ITEMS, b->items - HTML_ITEMS);
    struct str cut_zh = vreport_take(b->x, &zh), cut_en = vreport_take(b->x, &en);
    if (arena_failed(b->x->a))
        return err_nomem(e);
    vreport_items_table(b->x, cut ? cut_zh.data : "影响大的在前。",
                        cut ? cut_en.data : "What matters most comes first.", true);
    return list_items(b, true, write_item, e);
}

static int write_all(struct batch *b, struct err *e)
{
    struct strbuf text = {0};
    int rc = overview(b, e);
    if (rc < 0)
        return rc;
    picture(b);
    kinds_table(b);
    places_table(b);
    sources_table(b);
    if ((rc = items_table(b, e)) < 0)
        return rc;
    strbuf_printf(&text, tr("报告编号 " STR_FMT, "report number " STR_FMT), STR_ARG(b->x->number));
    report_signatures(b->x->out, vreport_take(b->x, &text));
    return arena_failed(b->x->a) ? err_nomem(e) : 0;
}

int vreport_batch(struct vreport *x, struct err *e)
{
    struct batch b = {.x = x, .places = map_new(), .verifications = map_new()};
    int rc = 0;
    b.feeds = arena_zalloc(x->a, (x->feeds->n + 1) * sizeof *b.feeds);
    if (!b.places || !b.verifications || !b.feeds)
        rc = err_nomem(e);
    if (rc >= 0)
        rc = list_items(&b, false, count_item, e);
    if (rc >= 0)
        rc = count_households(&b, e);
    if (rc >= 0)
        rc = look_again(&b, e);
    if (rc >= 0)
        rc = write_all(&b, e);
    for (size_t i = 0; b.feeds && i < x->feeds->n; i++)
        map_free(b.feeds[i].deliveries);
    map_free(b.places);
    map_free(b.verifications);
    return rc;
}
