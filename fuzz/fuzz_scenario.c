/* Wishes of a simulation, one a line, SCENARIO|WISH or WISH: reading, and the packs they make, in
 * which the last value of a place holds there. */
#include "bounds.h"
#include "cleanup.h"
#include "scenario.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define DAY 17712 /* 2018-06-30 */

static void check(bool ok)
{
    if (!ok)
        abort();
}

static const char model[] =
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" id=\"m\" name=\"m\""
    " namespace=\"m\"><decision id=\"d\" name=\"d\"><variable name=\"d\"/>"
    "<literalExpression><text>1</text></literalExpression></decision></definitions>";

static const char parameters[] = "name,division,residence,valid_from,valid_to,value,unit,source\n"
                                 "line,4407,,2018-01-01,,800,元,sample\n"
                                 "line,440783,urban,2018-01-01,,900,元,sample\n"
                                 "ratio,,,2018-01-01,2019-01-01,1.5,倍,sample\n"
                                 "months,44,rural,2018-01-01,,6,月,sample\n";

static void make(const struct pack *p, const struct scenario *s)
{
    _cleanup_(pack_freep) struct pack *x = NULL;
    struct err e = {0};
    check(s->n > 0 && s->name.len > 0 && s->label.len > 0);
    int r = pack_with(p, s, DAY, &x, &e);
    check(r == 0 || (r == E_NOT_FOUND && e.zh[0] && e.en[0]));
    if (r < 0)
        return;
    const struct override *o = &s->overrides[s->n - 1];
    struct str residence = o->residence.len ? o->residence : STR("urban");
    const struct parameter *found = NULL;
    bool ambiguous;
    if (o->division.len &&
        parameter_resolve(x, o->name, o->division, residence, DAY, &found, &ambiguous, &e) == 0)
        check(found && dec_cmp(found->value, o->value) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(pack_freep) struct pack *p = NULL;
    struct catalogue *c = NULL;
    struct err e = {0};
    check(catalogue_read(catalogue_builtin(), "catalogue.csv", a, &c, &e) == 0);
    const struct pack_file files[] = {{STR("m.dmn"), STR(model)},
                                      {STR("parameters.csv"), STR(parameters)}};
    check(pack_from_files(files, ARRAY_LEN(files), c, &p, &e) == 0);
    struct scenario_wish wishes[LIMIT_WISHES + 1];
    struct str rest = {(const char *)data, size}, line;
    size_t n = 0, n_scenarios = 0;
    while (n < ARRAY_LEN(wishes) && str_split(&rest, '\n', &line)) {
        struct str name = line;
        bool named = str_find(line, STR("|")) >= 0 && str_split(&line, '|', &name);
        wishes[n++] = (struct scenario_wish){named ? name : (struct str){0}, line};
    }
    const struct scenario *s;
    int r = scenarios_read(p, wishes, n, a, &s, &n_scenarios, &e);
    check(r == 0 || (r == e.code && e.zh[0] && e.en[0]));
    check(n_scenarios <= LIMIT_SCENARIOS);
    for (size_t i = 0; r == 0 && i < n_scenarios && i < 20; i++)
        make(p, &s[i]);
    return 0;
}
