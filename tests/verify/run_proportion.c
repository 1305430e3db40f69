/* Samples on standard input, one a line: population, seen and wrong of each stratum; the rate, its
 * interval and the part not seen on standard output. */
#include "proportion.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STRATA 64

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        struct proportion_stratum s[STRATA];
        struct proportion p;
        struct err e = {0};
        size_t n = 0;
        int used;
        for (const char *at = line;
             n < STRATA && sscanf(at, "%" SCNd64 "%" SCNd64 "%" SCNd64 "%n", &s[n].population,
                                  &s[n].seen, &s[n].wrong, &used) == 3;
             at += used)
            n++;
        if (proportion_stratified(s, n, &p, &e) < 0)
            printf("error %d\n", e.code);
        else
            printf("%.10f %.10f %.10f %.10f\n", p.rate, p.low, p.high, p.unseen);
    }
    free(line);
    return 0;
}
