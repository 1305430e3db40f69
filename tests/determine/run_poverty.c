/* Populations from standard input, one household a line (income of all, people, line), an empty
 * line behind each; their measures, for poverty.py. */

#include "poverty.h"

#include "cleanup.h"

#include <stdio.h>
#include <string.h>

static void put(struct decimal d)
{
    char text[128];
    printf(" %.*s", (int)dec_format(d, text), text);
}

int main(void)
{
    char row[128];
    struct poverty *p = poverty_new();
    while (p && fgets(row, sizeof row, stdin)) {
        long long total, line;
        unsigned people;
        if (sscanf(row, "%lld %u %lld", &total, &people, &line) == 3) {
            if (poverty_add(p, total, people, line) < 0)
                return 1;
            continue;
        }
        struct poverty_measures m;
        if (poverty_measure(p, &m) < 0)
            return 1;
        printf("%lld %lld", (long long)m.poor_households, (long long)m.poor_people);
        for (int i = 0; i < 3; i++)
            put(m.fgt[i]);
        put(m.sst);
        if (m.gini_known)
            put(m.gini);
        putchar('\n');
        poverty_free(p);
        p = poverty_new();
    }
    poverty_free(p);
    return p ? 0 : 1;
}
