#include "verbs.h"

#include "change.h"
#include "cleanup.h"
#include "csv.h"
#include "determine_check.h"
#include "file.h"
#include "identity.h"
#include "lang.h"
#include "office.h"
#include "register_check.h"
#include "snapshot.h"
#include "table.h"
#include "verify_check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOLD 20 /* findings on standard output; all of them in the file of --out */

/* Where findings go as they come: the first ones are kept for the report. */
struct sink {
    struct table *told;
    int64_t n;
    FILE *out; /* NULL = nobody asked for all */
};

static int take_finding(void *arg, const struct checkup_kind *k, const char *place,
                        const struct err *what, struct err *e)
{
    struct sink *s = arg;
    if (s->n++ < TOLD) {
        table_cell(s->told, str_of(k->id), str_of(tr(k->zh, k->en)));
        table_text(s->told, str_of(place));
        table_cell(s->told, str_of(what->en), str_of(err_text(what)));
    }
    if (!s->out)
        return 0;
    struct csv_writer w = {.f = s->out};
    csv_putz(&w, k->id);
    csv_putz(&w, place);
    csv_putz(&w, what->zh);
    csv_putz(&w, what->en);
    csv_end(&w);
    return ferror(s->out) ? err_set(e, E_IO, "问题清单无法写入（磁盘已满？）",
                                    "the list of findings can't be written (disk full?)")
                          : 0;
}

static void header(FILE *out)
{
    struct csv_writer w = {.f = out};
    fputs(CSV_BOM, out);
    csv_putz(&w, "check");
    csv_putz(&w, "place");
    csv_putz(&w, "zh");
    csv_putz(&w, "en");
    csv_end(&w);
}

static int look(struct reg *r, const struct actor *actor, int64_t replay, struct checkup *c,
                struct err *e)
{
    int rc = db_begin(reg_db(r), false, e);
    if (rc < 0)
        return rc;
    if ((rc = change_check(reg_db(r), c, e)) >= 0 && (rc = register_check(r, actor, c, e)) >= 0 &&
        (rc = determine_check(r, actor, replay, c, e)) >= 0 &&
        (rc = snapshot_check(r, actor, c, e)) >= 0 && (rc = verify_check(r, actor, c, e)) >= 0)
        rc = identity_check(reg_db(r), c, e);
    db_rollback(reg_db(r));
    return rc;
}

static const struct table_column columns[] = {
    {"check", "检查", "check", false},
    {"examined", "已查", "examined", true},
    {"findings", "问题", "findings", true},
    {"result", "结果", "result", false},
};

static struct table *results(const struct checkup *c)
{
    struct table *t = table_new("checks", "", "", columns, ARRAY_LEN(columns));
    for (size_t i = 0; t && i < c->n; i++) {
        const struct checkup_kind *k = &c->kinds[i];
        table_cell(t, str_of(k->id), str_of(tr(k->zh, k->en)));
        table_int(t, k->examined);
        table_int(t, k->found);
        if (k->found)
            table_cell(t, STR("wrong"), str_of(tr("有问题", "wrong")));
        else if (k->skipped.code)
            table_cell(t, STR("unchecked"), str_of(tr("未查", "not checked")));
        else
            table_cell(t, STR("ok"), str_of(tr("正常", "good")));
    }
    return t;
}

static int print(const struct checkup *c, const struct sink *s, enum table_format format, FILE *out,
                 struct err *e)
{
    _cleanup_(table_freep) struct table *checks = results(c);
    struct table *tables[] = {checks, s->told};
    /* people need no empty list */
    size_t n = format == TABLE_PEOPLE && !s->n ? 1 : ARRAY_LEN(tables);
    if (tables_print(tables, n, format, out) && fflush(out) == 0)
        return 0;
    return ferror(out) ? err_set(e, E_IO, "结果无法写出", "the result can't be written")
                       : err_nomem(e);
}

/* The exit code: findings are a failure, as those of `policy check`; a key that isn't there leaves
 * the check incomplete. */
static int summary(const struct checkup *c, int64_t findings, bool readable, bool has_out)
{
    bool skipped = false;
    int64_t harmless = 0;
    for (size_t i = 0; i < c->n; i++) {
        harmless += c->kinds[i].derived ? c->kinds[i].found : 0;
        if (!c->kinds[i].skipped.code)
            continue;
        skipped = true;
        fprintf(stderr, tr("%s未查：%s\n", "%s not checked: %s\n"),
                tr(c->kinds[i].zh, c->kinds[i].en), err_text(&c->kinds[i].skipped));
    }
    if (!readable)
        fprintf(stderr, "%s\n",
                tr("登记库无法继续读取，其余各项未查",
                   "nothing more can be read: the rest was not checked"));
    if (findings > TOLD && !has_out)
        fprintf(stderr,
                tr("共 %lld 个问题，以上只列前 %d 个；加 --out FILE 可得全部\n",
                   "%lld findings, of which the first %d are listed; add --out FILE for all\n"),
                (long long)findings, TOLD);
    if (findings && findings == harmless)
        fprintf(stderr, "%s\n", tr("登记库本身没有问题", "the register itself is in order"));
    else if (findings)
        fprintf(stderr, "%s\n",
                tr("登记库有问题：请先停止写入并保留现状，再按各项提示处理",
                   "the register is not in order: stop writing to it and keep it as it is, then "
                   "see to what is listed"));
    return findings ? EXIT_FAILED : skipped ? EXIT_REMARKS : EXIT_DONE;
}

static bool count_parse(const char *text, int64_t *ret)
{
    char *end;
    errno = 0;
    long long v = strtoll(text, &end, 10);
    if (errno || *end || end == text || v < 1)
        return false;
    *ret = v;
    return true;
}

static int cmd_check_all(int argc, char **argv)
{
    static const struct table_column told[] = {
        {"check", "检查", "check", false},
        {"place", "位置", "place", false},
        {"finding", "问题", "finding", false},
    };
    struct common c = COMMON_DEFAULTS;
    const char *out = NULL, *replay_text = NULL;
    const struct option_spec specs[] = {
        {"replay", OPTION_TEXT, &replay_text, "N", "另抽 N 个已提交的认定重算核对",
         "also decide N committed determinations again and compare"},
        {"out", OPTION_TEXT, &out, "FILE", "全部问题（CSV）", "all findings (CSV)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    enum table_format format;
    int64_t replay = 0;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("check 没有参数", "check takes no words");
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    if (replay_text && !count_parse(replay_text, &replay))
        return usage("--replay 应为正整数", "--replay is a whole number from 1");

    _cleanup_(table_freep) struct table *findings =
        table_new("findings", "问题", "findings", told, ARRAY_LEN(told));
    _cleanup_(file_out_freep) struct file_out *file = NULL;
    _cleanup_(db_closep) struct db *db = NULL, *office = NULL;
    struct sink sink = {.told = findings};
    if (db_open(c.db, DB_READ, &db, &e) < 0 || office_look(c.db, &office, &e) < 0 ||
        option_output("out", out, db, NULL, 0, &e) < 0 ||
        (out && file_out_open(out, &file, &e) < 0))
        return fail(&e);
    if (file) {
        sink.out = file_out_stream(file);
        header(sink.out);
    }
    _cleanup_(reg_closep) struct reg *r = NULL;
    struct actor actor = actor_local();
    struct checkup checkup = {.fn = take_finding, .arg = &sink};
    if (register_check_open(take(db), &checkup, &r, &e) < 0 ||
        (r && look(r, &actor, replay, &checkup, &e) < 0) ||
        office_check(office, &checkup, &e) < 0 || (file && file_out_commit(file, &e) < 0))
        return fail(&e);
    FILE *report = out && strcmp(out, "-") == 0 ? stderr : stdout;
    return print(&checkup, &sink, format, report, &e) < 0
               ? fail(&e)
               : summary(&checkup, sink.n, r != NULL, out != NULL);
}

static const struct verb words[] = {
    {"check audit", "[--head REGISTER:N:HASH …]", "核对审计记录的完整性", "prove the audit trail",
     cmd_check_audit,
     "每条审计链从头重算，并列出记录数和末条的校验值。请把它们抄存在别处：以后用 --head\n"
     "可以证明到那时为止的记录没有改动、删除或插入。只凭库内核对，不能发现整条链被重写。",
     "Every chain is computed again from its beginning; the number of entries and the hash of the\n"
     "last are told. Write them down elsewhere: with --head they prove later that nothing up to\n"
     "there was altered, deleted or put in. A chain that was written anew as a whole shows in no\n"
     "other way."},
    {0},
};

int cmd_check(int argc, char **argv)
{
    return argc > 1 && strcmp(argv[1], "audit") == 0 ? run_word("check", words, argc, argv)
                                                     : cmd_check_all(argc, argv);
}
