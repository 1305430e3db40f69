#include "verbs.h"

#include "cleanup.h"
#include "lang.h"
#include "register.h"
#include "schema_parts.h"
#include "verify.h"

#include <stdio.h>
#include <string.h>

/* The shipped pack is for registers that have none yet; others keep theirs unless told. What can't
 * be read is left to reg_init, which says why. */
static bool has_pack(const char *url)
{
    _cleanup_(db_closep) struct db *db = NULL;
    int64_t n = 0;
    bool found;
    int rc = db_open(url, DB_READ, &db, NULL);
    if (rc < 0)
        return rc != E_NOT_FOUND;
    rc = db_has_table(db, "pack_version", &found, NULL);
    if (rc < 0 || !found)
        return rc < 0;
    rc = db_query_int(db, &n, NULL, NULL, "select count(*) from pack_version", "");
    return rc < 0 || n > 0;
}

/* Before anything is made: definitions that can't be read leave no register behind. */
static int try_feeds(const char *folder, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(feeds_freep) struct feeds *f = NULL;
    struct catalogue *c;
    int rc = a ? catalogue_read(catalogue_builtin(), "catalogue.csv", a, &c, e) : err_nomem(e);
    return rc < 0 ? rc : feeds_open(folder, c, &f, e);
}

static int init_office(const char *url, struct err *e)
{
    _cleanup_(db_closep) struct db *before = NULL, *office = NULL;
    int version = 0, rc = office_look(url, &before, e);
    if (rc >= 0 && before)
        rc = db_schema_version(before, office_parts[0]->name, &version, e);
    if (rc < 0 || (rc = office_open(url, DB_CREATE, &office, e)) < 0)
        return rc;
    if (version == 0)
        puts(tr("办公库：已建立（账号、审计、任务）", "office made (accounts, audit, jobs)"));
    return 0;
}

int cmd_init(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *pack = NULL, *feeds = NULL;
    const struct option_spec specs[] = {
        {"pack", OPTION_TEXT, &pack, "DIR",
         "政策包（登记库还没有政策包时，默认 policies/jiangmen）",
         "policy pack (default for a register without one: policies/jiangmen)"},
        {"feeds", OPTION_TEXT, &feeds, "DIR",
         "部门数据来源的定义（默认用程序自带的；已有自己的定义则保留）",
         "definitions of department data (default: those built in, unless the register has its "
         "own)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("init 没有参数", "init takes no words");
    if (feeds && try_feeds(feeds, &e) < 0)
        return fail(&e);
    if (!pack && !has_pack(c.db)) {
        pack = default_pack();
        if (!pack)
            return usage("找不到 policies/jiangmen，请用 --pack 指明政策包",
                         "policies/jiangmen not found: name the pack with --pack");
    }
    struct actor actor = actor_local();
    if (reg_init(c.db, &actor, pack, stdout, &e) < 0)
        return fail(&e);
    _cleanup_(reg_closep) struct reg *r = NULL;
    if (reg_open(c.db, DB_WRITE, &r, &e) < 0 ||
        schema_parts_migrate(reg_db(r), register_parts, NULL, &e) < 0 ||
        verify_init(r, &actor, feeds, stdout, &e) < 0 || init_office(c.db, &e) < 0)
        return fail(&e);
    return EXIT_DONE;
}
