#include "verbs.h"

#include "cleanup.h"
#include "determine.h"

#include <stdio.h>
#include <string.h>

/* The shipped pack is for registers that don't exist yet; others keep theirs unless told. */
static bool is_new(const char *url)
{
    _cleanup_(db_closep) struct db *db = NULL;
    return db_open(url, DB_READ, &db, NULL) == E_NOT_FOUND;
}

int cmd_init(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *pack = NULL;
    const struct option_spec specs[] = {
        {"pack", OPTION_TEXT, &pack, "DIR", "政策包（新库默认 policies/jiangmen）",
         "policy pack (default for a new register: policies/jiangmen)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("init 没有参数", "init takes no words");
    if (!pack && is_new(c.db)) {
        pack = default_pack();
        if (!pack)
            return usage("找不到 policies/jiangmen，请用 --pack 指明政策包",
                         "policies/jiangmen not found: name the pack with --pack");
    }
    struct actor actor = actor_local();
    if (reg_init(c.db, &actor, pack, stdout, &e) < 0)
        return fail(&e);
    _cleanup_(reg_closep) struct reg *r = NULL;
    if (reg_open(c.db, DB_WRITE, &r, &e) < 0 || determine_init(r, &e) < 0)
        return fail(&e);
    return EXIT_DONE;
}
