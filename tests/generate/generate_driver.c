/* generate_driver sample OUT | generate_driver HOUSEHOLDS DIVISION SEED OUT: what the verb does,
 * for the tests. Exit 3 and the message when it fails. */
#include "generate.h"

#include "lang.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    struct generate_options o = {0};
    struct err e = {0};

    lang_set(LANG_EN);
    if (argc == 3 && str_eqz(STR("sample"), argv[1])) {
        o.sample = true;
    } else if (argc == 5) {
        o.households = strtoull(argv[1], NULL, 10);
        o.division = str_of(argv[2]);
        o.seed = strtoull(argv[3], NULL, 10);
    } else {
        return 2;
    }
    o.out = argv[argc - 1];
    if (generate_run(&o, stdout, &e) == 0)
        return 0;
    fprintf(stderr, "%s\n", e.en);
    return 3;
}
