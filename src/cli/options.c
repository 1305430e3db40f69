#include "options.h"

#include "change.h"
#include "cleanup.h"
#include "date.h"
#include "file.h"
#include "keys.h"
#include "lang.h"
#include "str.h"
#include "text.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_OPTIONS 32

const struct verb *current_verb;

static void print_help(const struct option_spec *specs, size_t n)
{
    const struct verb *v = current_verb;
    printf("heyi %s %s\n\n%s\n\n", v->name, v->usage, tr(v->zh, v->en));
    if (v->details_zh)
        printf("%s\n\n", tr(v->details_zh, v->details_en));
    printf("%s\n", tr("选项：", "Options:"));
    for (size_t i = 0; i < n; i++) {
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", specs[i].name, specs[i].argument ? " " : "",
                 specs[i].argument ? specs[i].argument : "");
        printf("  %-28s %s\n", left, tr(specs[i].zh, specs[i].en));
    }
    printf("  %-28s %s\n", "--help", tr("显示本说明", "this text"));
}

static int set_lang(const char *text, struct err *e)
{
    if (strcmp(text, "zh") == 0)
        lang_set(LANG_ZH);
    else if (strcmp(text, "en") == 0)
        lang_set(LANG_EN);
    else
        return err_set(e, E_USAGE, "--lang 只能是 zh 或 en", "--lang is zh or en");
    return 0;
}

static bool add_to_list(struct option_list *l, const char *name, const char *text)
{
    if (l->n == OPTION_LIST_MAX)
        return false;
    l->at[l->n].name = name;
    l->at[l->n++].text = text;
    return true;
}

int options_parse(int argc, char **argv, const struct option_spec *specs, size_t n,
                  char ***ret_rest, int *ret_n_rest, struct err *e)
{
    struct option table[MAX_OPTIONS + 2] = {0};
    bool help = false;
    if (n > MAX_OPTIONS)
        return err_set(e, E_LIMIT, "选项过多", "too many options");
    for (size_t i = 0; i < n; i++) {
        table[i] = (struct option){
            .name = specs[i].name,
            .has_arg = specs[i].kind == OPTION_FLAG ? no_argument : required_argument,
        };
    }
    table[n] = (struct option){.name = "help", .has_arg = no_argument};
    opterr = 0;
    optind = 0; /* GNU: start over, permuting */
    int at, c;
    while ((c = getopt_long(argc, argv, ":h", table, &at)) != -1) {
        if (c == 'h' || (c == 0 && (size_t)at == n)) {
            help = true;
            continue;
        }
        if (c != 0) {
            const char *word = optind > 0 && argv[optind - 1] ? argv[optind - 1] : "";
            return c == ':'
                       ? err_set(e, E_USAGE, "选项 %s 缺少取值", "option %s needs a value", word)
                       : err_set(e, E_USAGE, "没有选项 %s", "there is no option %s", word);
        }
        if (specs[at].kind == OPTION_FLAG)
            *(bool *)specs[at].value = true;
        else if (specs[at].kind == OPTION_TEXT)
            *(const char **)specs[at].value = optarg;
        else if (!add_to_list(specs[at].value, specs[at].name, optarg))
            return err_set(e, E_USAGE, "选项 --%s 太多，至多 %d 个", "too many --%s, at most %d",
                           specs[at].name, OPTION_LIST_MAX);
        if (strcmp(specs[at].name, "lang") == 0) {
            int r = set_lang(optarg, e);
            if (r < 0)
                return r;
        }
    }
    if (help) {
        print_help(specs, n);
        exit(EXIT_DONE);
    }
    *ret_rest = argv + optind;
    *ret_n_rest = argc - optind;
    return 0;
}

int fail(const struct err *e)
{
    fprintf(stderr, "heyi: %s\n", err_text(e));
    if (e->code == E_USAGE) {
        fprintf(stderr, tr("用法见 heyi %s --help\n", "see heyi %s --help\n"), current_verb->name);
        return EXIT_USAGE;
    }
    return EXIT_FAILED;
}

int usage(const char *zh, const char *en)
{
    struct err e = {0};
    err_set(&e, E_USAGE, "%s", "%s", tr(zh, en));
    return fail(&e);
}

int option_date(const char *name, const char *text, int *ret_days, struct err *e)
{
    if (!text) {
        *ret_days = DATE_NONE;
        return 0;
    }
    int32_t days;
    if (!date_parse(str_of(text), &days))
        return err_set(e, E_USAGE, "--%s 的日期“%s”不正确，应如 2018-06-30",
                       "--%s: \"%s\" is no date, write 2018-06-30", name, text);
    *ret_days = days;
    return 0;
}

int option_number(const char *name, const char *text, int64_t *ret, struct err *e)
{
    int64_t n = 0;
    bool ok = *text && strlen(text) <= 18;
    for (const char *p = text; ok && *p; p++) {
        ok = *p >= '0' && *p <= '9';
        n = n * 10 + (*p - '0');
    }
    if (!ok)
        return err_set(e, E_USAGE, "%s“%s”应为不超过 18 位的整数",
                       "%s \"%s\" is no whole number of at most 18 digits", name, text);
    *ret = n;
    return 0;
}

int option_known_at(struct db *db, const char *text, int64_t *ret_seq, struct err *e)
{
    if (!text) {
        *ret_seq = INT64_MAX;
        return 0;
    }
    int64_t at;
    if (!instant_parse(str_of(text), &at))
        return err_set(e, E_USAGE,
                       "--known-at 的时间“%s”不正确，应如 2018-06-30 或 "
                       "2018-06-30T08:00:00+08:00",
                       "--known-at: \"%s\" is no time, write 2018-06-30 or "
                       "2018-06-30T08:00:00+08:00",
                       text);
    return change_seq_at(db, at, ret_seq, e);
}

static int in_use(const char *name, const char *path, struct err *e)
{
    return err_set(
        e, E_USAGE, "--%s 不能写到 %s：这是登记库、它的密钥或输入文件，请换一个文件名",
        "--%s can't go to %s: that is the register, its key or an input; take another name", name,
        path);
}

int option_output(const char *name, const char *path, struct db *db, const char *const *inputs,
                  size_t n_inputs, struct err *e)
{
    if (!path || strcmp(path, "-") == 0)
        return 0;
    for (size_t i = 0; i < n_inputs; i++) {
        if (file_same(path, inputs[i]))
            return in_use(name, path, e);
    }
    _cleanup_(strbuf_done) struct strbuf key = {0};
    if (keys_path(db, &key, NULL) == 0 && file_same(path, strbuf_z(&key)))
        return in_use(name, path, e);
    static const char *const suffixes[] = {"",       "-wal",    "-shm",        "-journal",
                                           ".facts", ".office", ".office-wal", ".office-shm"};
    for (size_t i = 0; db_path(db) && i < ARRAY_LEN(suffixes); i++) {
        _cleanup_(strbuf_done) struct strbuf own = {0};
        strbuf_printf(&own, "%s%s", db_path(db), suffixes[i]);
        if (strcmp(path, strbuf_z(&own)) == 0 || file_same(path, strbuf_z(&own)))
            return in_use(name, path, e);
    }
    return 0;
}

int option_text_only(const char *format, struct err *e)
{
    if (strcmp(format, "table") == 0)
        return 0;
    return err_set(e, E_USAGE, "此命令的结果是给人看的文字，--format 只能是 table",
                   "this verb's result is text for people: --format is table");
}
