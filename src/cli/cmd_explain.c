#include "verbs.h"

#include "cleanup.h"
#include "explain.h"

#include <stdio.h>
#include <string.h>

int cmd_explain(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *as_of = NULL, *known_at = NULL;
    const struct option_spec specs[] = {
        {"as-of", OPTION_TEXT, &as_of, "DATE", "认定日", "the date of the decision"},
        {"known-at", OPTION_TEXT, &known_at, "TIME", "按当时所知回放",
         "replay what was known then"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    struct explain_options o = {.opened = FIELD_ALL};
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (option_text_only(c.format, &e) < 0)
        return fail(&e);
    if (n != 1)
        return usage("请给出一个户号", "name one household number");
    if (option_date("as-of", as_of, &o.as_of, &e) < 0)
        return fail(&e);
    _cleanup_(reg_closep) struct reg *r = NULL;
    struct actor actor = actor_local();
    if (reg_open(c.db, DB_READ, &r, &e) < 0 ||
        option_known_at(reg_db(r), known_at, &o.known_seq, &e) < 0 ||
        explain(r, &actor, str_of(rest[0]), &o, stdout, &e) < 0)
        return fail(&e);
    return EXIT_DONE;
}
