#include "verbs.h"

#include "archive_print.h"
#include "cleanup.h"
#include "keys.h"
#include "lang.h"
#include "office.h"

#include <stdio.h>
#include <string.h>

static void tell(const struct manifest *m, struct db *db, const char *out, bool verbose, FILE *f)
{
    _cleanup_(strbuf_done) struct strbuf key = {0};

    fprintf(f, tr("备份完成：%s\n", "backed up to %s\n"), out);
    archive_print(m, TABLE_PEOPLE, verbose, f);
    if (keys_path(db, &key, NULL) >= 0)
        fprintf(f,
                tr("密钥不在备份中，请另存一份密钥文件 %s（指纹 %s）\n",
                   "the keys are not in it: keep a copy of %s (fingerprint %s) apart\n"),
                strbuf_z(&key), m->key);
}

int cmd_backup(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *out = NULL;
    bool verbose = false;
    const struct option_spec specs[] = {
        {"out", OPTION_TEXT, &out, "FILE", "备份文件（必填）", "the file to write (required)"},
        {"verbose", OPTION_FLAG, &verbose, NULL, "逐表列出", "list every table"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    enum table_format format;
    char **rest;
    int n;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("backup 没有参数，备份文件请用 --out 指明",
                     "backup takes no words: name the file with --out");
    if (!out)
        return usage("缺少 --out 文件", "--out FILE is required");
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");

    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(db_closep) struct db *db = NULL, *office = NULL;
    struct actor actor = actor_local();
    struct manifest *m;
    if (!a)
        err_nomem(&e);
    if (!a || db_open(c.db, DB_READ, &db, &e) < 0 ||
        option_output("out", out, db, NULL, 0, &e) < 0 || office_look(c.db, &office, &e) < 0 ||
        archive_backup(db, office, &actor, out, a, &m, &e) < 0)
        return fail(&e);
    FILE *f = strcmp(out, "-") == 0 ? stderr : stdout;
    if (format == TABLE_PEOPLE)
        tell(m, db, out, verbose, f);
    else
        archive_print(m, format, verbose, f);
    return EXIT_DONE;
}
