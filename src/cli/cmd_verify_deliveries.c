/* heyi verify deliveries, withdraw, candidates, decide: what departments sent. */
#include "verbs.h"

#include "cleanup.h"
#include "date.h"
#include "feed_import.h"
#include "lang.h"
#include "match.h"
#include "table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int print(struct table *t, const char *format, struct err *e)
{
    enum table_format f;
    if (!table_format_parse(format, &f))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    if (!tables_print(&t, 1, f, stdout) || fflush(stdout) != 0) {
        err_set(e, E_IO, "结果无法写出", "the result can't be written");
        return fail(e);
    }
    return EXIT_DONE;
}

/* A number from 1, as deliveries, rows and members have them. */
static bool number_parse(const char *text, int64_t *ret)
{
    char *end;
    errno = 0;
    long long v = strtoll(text, &end, 10);
    if (errno || *end || end == text || v < 1)
        return false;
    *ret = v;
    return true;
}

static void put_date(struct table *t, int32_t day)
{
    char text[DATE_TEXT];
    date_format(day, text);
    table_text(t, str_of(text));
}

static void put_delivery(struct table *t, const struct feed_delivery *d)
{
    table_int(t, d->delivery);
    table_cell(t, d->feed, d->label);
    put_date(t, d->received);
    put_date(t, d->reference);
    table_cell(t, d->division, d->division.len ? d->division : str_of(tr("全部", "all")));
    table_int(t, (int64_t)d->counts.rows);
    table_int(t, (int64_t)d->counts.rejected);
    table_int(t, (int64_t)d->counts.matched);
    table_int(t, (int64_t)d->counts.candidates);
    table_int(t, (int64_t)d->counts.outside);
    table_int(t, (int64_t)d->counts.others);
    if (d->withdrawn_seq)
        table_cell(t, STR("withdrawn"), str_of(tr("已撤回", "withdrawn")));
    else
        table_cell(t, STR("in_force"), str_of(tr("有效", "in force")));
    table_text(t, d->files);
}

int cmd_verify_deliveries(int argc, char **argv)
{
    static const struct table_column columns[] = {
        {"delivery", "批次", "delivery", true},
        {"feed", "来源", "source", false},
        {"received", "收到", "received", false},
        {"reference", "数据截至", "up to", false},
        {"division", "覆盖", "covers", false},
        {"rows", "记录", "rows", true},
        {"rejected", "退回", "rejected", true},
        {"matched", "匹配", "matched", true},
        {"candidates", "待认定", "candidates", true},
        {"outside", "区划外", "outside", true},
        {"others", "其他", "others", true},
        {"state", "状态", "state", false},
        {"files", "文件", "files", false},
    };
    struct common c = COMMON_DEFAULTS;
    const char *division = NULL, *known_at = NULL;
    const struct option_spec specs[] = {
        {"division", OPTION_TEXT, &division, "CODE", "只列涉及该区划的",
         "only those that cover something of it"},
        {"known-at", OPTION_TEXT, &known_at, "TIME", "按当时所知", "as known then"},
        COMMON_OPTIONS(c),
    };
    _cleanup_(table_freep) struct table *t =
        table_new("deliveries", "", "", columns, ARRAY_LEN(columns));
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(reg_closep) struct reg *r = NULL;
    struct actor actor = actor_local();
    struct feed_deliveries list;
    struct err e = {0};
    char **rest;
    int n;
    int64_t seq;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("verify deliveries 没有参数", "verify deliveries takes no words");
    if (!t || !a)
        return err_nomem(&e), fail(&e);
    if (reg_open(c.db, DB_READ, &r, &e) < 0 || option_known_at(reg_db(r), known_at, &seq, &e) < 0 ||
        feed_deliveries(r, &actor,
                        &(struct feed_delivery_filter){.division = str_of(division), .seq = seq}, a,
                        &list, &e) < 0)
        return fail(&e);
    for (size_t i = 0; i < list.n; i++)
        put_delivery(t, &list.at[i]);
    return print(t, c.format, &e);
}

int cmd_verify_withdraw(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *why = NULL;
    const struct option_spec specs[] = {
        {"why", OPTION_TEXT, &why, "TEXT", "理由（必填）", "the reason (required)"},
        COMMON_OPTIONS(c),
    };
    _cleanup_(reg_closep) struct reg *r = NULL;
    struct actor actor = actor_local();
    struct err e = {0};
    char **rest;
    int n;
    int64_t delivery;
    uint64_t changed;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0 ||
        option_text_only(c.format, &e) < 0)
        return fail(&e);
    if (n != 1 || !number_parse(rest[0], &delivery))
        return usage("请给出一批的编号", "name one delivery by its number");
    if (reg_open(c.db, DB_WRITE, &r, &e) < 0 ||
        feed_withdraw(r, &actor, delivery, str_of(why), &changed, &e) < 0)
        return fail(&e);
    printf(tr("已撤回第 %lld 批；%llu 户或人的事实随之改变\n",
              "delivery %lld is withdrawn; facts of %llu households or people changed\n"),
           (long long)delivery, (unsigned long long)changed);
    return EXIT_DONE;
}

/* For programs: "digit;name;birth". */
static void reason_words(uint32_t reasons, struct strbuf *out)
{
    static const struct {
        enum match_reason reason;
        const char *word;
    } words[] = {
        {MATCH_BY_NUMBER, "number"},   {MATCH_BY_DIGIT, "digit"}, {MATCH_BY_NAME, "name"},
        {MATCH_BY_VARIANT, "variant"}, {MATCH_BY_BIRTH, "birth"}, {MATCH_BY_VILLAGE, "village"},
        {MATCH_BY_TOWN, "town"},
    };
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (reasons & words[i].reason)
            strbuf_printf(out, "%s%s", out->len ? ";" : "", words[i].word);
}

static int put_candidate(void *arg, const struct feed_candidate *c, struct err *e)
{
    static const struct {
        const char *word, *zh, *en;
    } states[] = {
        {"open", "待认定", "open"},
        {"accepted", "是此人", "accepted"},
        {"refused", "不是此人", "refused"},
    };
    struct table *t = arg;
    _cleanup_(strbuf_done) struct strbuf reasons = {0}, words = {0};
    struct str state = c->state;
    for (size_t i = 0; i < ARRAY_LEN(states); i++)
        if (str_eqz(c->state, states[i].word))
            state = str_of(tr(states[i].zh, states[i].en));
    match_reasons(c->reasons, &reasons);
    reason_words(c->reasons, &words);
    table_int(t, c->delivery);
    table_int(t, c->row);
    table_cell(t, c->feed, c->label);
    table_text(t, c->household_no);
    table_int(t, (int64_t)c->member);
    table_text(t, c->name);
    table_text(t, c->stated_name);
    table_int(t, c->score);
    table_cell(t, strbuf_str(&words), strbuf_str(&reasons));
    table_cell(t, c->state, state);
    table_text(t, c->text);
    return reasons.failed || words.failed ? err_nomem(e) : 0;
}

int cmd_verify_candidates(int argc, char **argv)
{
    static const struct table_column columns[] = {
        {"delivery", "批次", "delivery", true},
        {"row", "行", "row", true},
        {"feed", "来源", "source", false},
        {"household_no", "户号", "household", false},
        {"member", "成员", "member", true},
        {"name", "登记姓名", "name", false},
        {"stated_name", "部门姓名", "name sent", false},
        {"score", "分数", "score", true},
        {"reasons", "相符之处", "alike", false},
        {"state", "状态", "state", false},
        {"row_text", "记录", "what it says", false},
    };
    struct common c = COMMON_DEFAULTS;
    const char *division = NULL, *known_at = NULL;
    bool all = false;
    const struct option_spec specs[] = {
        {"all", OPTION_FLAG, &all, NULL, "也列已认定的", "also those that are decided"},
        {"division", OPTION_TEXT, &division, "CODE", "只列该区划的", "only this division"},
        {"known-at", OPTION_TEXT, &known_at, "TIME", "按当时所知", "as known then"},
        COMMON_OPTIONS(c),
    };
    _cleanup_(table_freep) struct table *t =
        table_new("candidates", "", "", columns, ARRAY_LEN(columns));
    _cleanup_(reg_closep) struct reg *r = NULL;
    struct actor actor = actor_local();
    struct err e = {0};
    char **rest;
    int n;
    int64_t seq;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("verify candidates 没有参数", "verify candidates takes no words");
    if (!t)
        return err_nomem(&e), fail(&e);
    if (reg_open(c.db, DB_READ, &r, &e) < 0 || option_known_at(reg_db(r), known_at, &seq, &e) < 0 ||
        feed_candidates(r, &actor,
                        &(struct feed_candidate_filter){
                            .division = str_of(division), .decided = all, .seq = seq},
                        put_candidate, t, &e) < 0)
        return fail(&e);
    return print(t, c.format, &e);
}

int cmd_verify_decide(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *member_text = NULL, *why = NULL;
    bool accept = false, refuse = false, alike = false;
    const struct option_spec specs[] = {
        {"member", OPTION_TEXT, &member_text, "N", "户内第几位成员（必填）",
         "which member of the household (required)"},
        {"accept", OPTION_FLAG, &accept, NULL, "是此人的记录", "the row is hers"},
        {"refuse", OPTION_FLAG, &refuse, NULL, "不是此人的记录", "it isn't"},
        {"alike", OPTION_FLAG, &alike, NULL, "同一批中同名、相符之处相同的各行一并认定",
         "also the delivery's other rows of that name that are alike in the same way"},
        {"why", OPTION_TEXT, &why, "TEXT", "理由（必填）", "the reason (required)"},
        COMMON_OPTIONS(c),
    };
    _cleanup_(reg_closep) struct reg *r = NULL;
    struct actor actor = actor_local();
    struct err e = {0};
    char **rest;
    int n;
    int64_t delivery, row, member;
    uint64_t rows;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0 ||
        option_text_only(c.format, &e) < 0)
        return fail(&e);
    if (n != 3 || !number_parse(rest[0], &delivery) || !number_parse(rest[1], &row))
        return usage("请给出批次、行号和户号", "give the delivery's number, the row's, and the "
                                               "household's");
    if (!member_text || !number_parse(member_text, &member))
        return usage("--member 应为户内成员的序号（从 1 起）",
                     "--member is a member's number, from 1");
    if (accept == refuse)
        return usage("--accept 和 --refuse 须用其一", "give either --accept or --refuse");
    const struct feed_answering answer = {.delivery = delivery,
                                          .row = row,
                                          .answer = accept ? FEED_ACCEPT : FEED_REFUSE,
                                          .household_no = str_of(rest[2]),
                                          .member = (size_t)member,
                                          .alike = alike,
                                          .reason = str_of(why)};
    if (reg_open(c.db, DB_WRITE, &r, &e) < 0 || feed_decide(r, &actor, &answer, &rows, &e) < 0)
        return fail(&e);
    printf(accept ? tr("第 %lld 批第 %lld 行已认定为此人的记录\n",
                       "delivery %lld, row %lld is this person's\n")
                  : tr("第 %lld 批第 %lld 行已认定不是此人的记录\n",
                       "delivery %lld, row %lld is not this person's\n"),
           (long long)delivery, (long long)row);
    if (rows > 1)
        printf(tr("同批同名的另 %llu 行一并认定\n", "so are %llu other rows of that name\n"),
               (unsigned long long)rows - 1);
    return EXIT_DONE;
}
