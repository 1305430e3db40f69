#include "verbs.h"

#include "archive_print.h"
#include "cleanup.h"
#include "lang.h"

#include <stdio.h>

static int check(const char *path, struct arena *a, enum table_format format, bool verbose)
{
    struct manifest *m;
    struct err e = {0};

    if (archive_check(path, a, &m, &e) < 0)
        return fail(&e);
    if (format == TABLE_PEOPLE)
        printf(tr("备份完好，本程序可以恢复：%s\n",
                  "the archive is whole and this program can restore it: %s\n"),
               path);
    archive_print(m, format, verbose, stdout);
    return EXIT_DONE;
}

static void tell(const struct restored *x, bool verbose)
{
    printf(tr("恢复完成：%s\n", "restored to %s\n"), db_url(x->db));
    archive_print(x->manifest, TABLE_PEOPLE, verbose, stdout);
    printf("%s\n", tr("已重读核对，与备份逐表一致", "read again: every table equals the archive"));
}

int cmd_restore(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    bool dry_run = false, verbose = false;
    const struct option_spec specs[] = {
        {"dry-run", OPTION_FLAG, &dry_run, NULL, "只检查备份是否完好，不写入",
         "only check whether the archive is whole"},
        {"verbose", OPTION_FLAG, &verbose, NULL, "逐表列出", "list every table"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    enum table_format format;
    char **rest;
    int n;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n != 1)
        return usage("请给出一个备份文件", "name one archive");
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");

    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct actor actor = actor_local();
    struct restored x = {0};
    if (!a) {
        err_nomem(&e);
        return fail(&e);
    }
    if (dry_run)
        return check(rest[0], a, format, verbose);
    if (archive_restore(rest[0], &actor, c.db, a, &x, &e) < 0)
        return fail(&e);
    FILE *words = format == TABLE_PEOPLE ? stdout : stderr;
    if (format == TABLE_PEOPLE)
        tell(&x, verbose);
    else
        archive_print(x.manifest, format, verbose, stdout);
    archive_print_state(&x, words);
    archive_print_key(&x, words);
    db_close(x.db);
    return EXIT_DONE;
}
