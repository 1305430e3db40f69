#include "verbs.h"

#include "archive_print.h"
#include "cleanup.h"
#include "keys.h"
#include "lang.h"
#include "office.h"

#include <stdio.h>

/* The key goes along where the new database is a file and has none beside it. */
static void bring_key(const struct restored *x, struct db *from, FILE *out)
{
    _cleanup_(strbuf_done) struct strbuf was = {0}, is = {0};
    bool copied = false;

    if (keys_path(from, &was, NULL) >= 0 && keys_path(x->db, &is, NULL) == E_USAGE)
        fprintf(out,
                tr("使用新库时请设置环境变量 HEYI_KEY_FILE=%s\n",
                   "to use the copy, set the environment variable HEYI_KEY_FILE=%s\n"),
                strbuf_z(&was));
    else if (keys_copy(from, x->db, &copied, NULL) >= 0 && copied)
        fprintf(out, tr("密钥文件已复制到 %s\n", "the key file was copied to %s\n"), strbuf_z(&is));
    else
        archive_print_key(x, out);
}

static void tell(const struct restored *x, struct db *from, bool verbose)
{
    printf(tr("复制完成：%s → %s\n", "copied %s to %s\n"), db_url(from), db_url(x->db));
    archive_print(x->manifest, TABLE_PEOPLE, verbose, stdout);
    printf("%s\n", tr("已重读核对，两库逐表一致", "read again: every table is the same in both"));
}

int cmd_copy(int argc, char **argv)
{
    const char *from = NULL, *to = NULL, *format_name = "table", *lang = NULL;
    bool verbose = false;
    const struct option_spec specs[] = {
        {"from", OPTION_TEXT, &from, "URL", "原登记库（必填）", "the register (required)"},
        {"to", OPTION_TEXT, &to, "URL", "空的或还没有的数据库（必填）",
         "an empty database, or none yet (required)"},
        {"verbose", OPTION_FLAG, &verbose, NULL, "逐表列出", "list every table"},
        {"format", OPTION_TEXT, &format_name, "table|csv|json", "结果格式（默认 table）",
         "format of results (default table)"},
        {"lang", OPTION_TEXT, &lang, "zh|en", "语言（默认 zh）", "language (default zh)"},
    };
    struct err e = {0};
    enum table_format format;
    char **rest;
    int n;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("copy 没有参数", "copy takes no words");
    if (!from || !to)
        return usage("请写 --from 和 --to", "write both --from and --to");
    if (!table_format_parse(format_name, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");

    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(db_closep) struct db *db = NULL, *office = NULL;
    struct actor actor = actor_local();
    struct restored x = {0};
    if (!a)
        err_nomem(&e);
    if (!a || db_open(from, DB_READ, &db, &e) < 0 || office_look(from, &office, &e) < 0 ||
        archive_copy(db, office, &actor, to, a, &x, &e) < 0)
        return fail(&e);
    FILE *words = format == TABLE_PEOPLE ? stdout : stderr;
    if (format == TABLE_PEOPLE)
        tell(&x, db, verbose);
    else
        archive_print(x.manifest, format, verbose, stdout);
    archive_print_state(&x, words);
    bring_key(&x, db, words);
    db_close(x.db);
    return EXIT_DONE;
}
