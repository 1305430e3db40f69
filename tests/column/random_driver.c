/* random_driver SEED MODELS HOUSEHOLDS: random models, plan beside interpreter. Prints the first
 * model on which they differ. */
#include "random_model.h"
#include "world.h"

#include "cleanup.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    size_t models = argc > 2 ? strtoul(argv[2], NULL, 10) : 100;
    size_t households = argc > 3 ? strtoul(argv[3], NULL, 10) : 100;
    struct world_count count = {0};
    size_t wanted_all = 0, computed = 0, tables = 0;

    for (size_t i = 0; i < models; i++, seed++) {
        _cleanup_(strbuf_done) struct strbuf text = {0};
        _cleanup_(plan_freep) struct plan *p = NULL;
        const struct column_input *inputs;
        const struct plan_wanted *wanted;
        struct err e = {0};

        random_model(seed, &text);
        struct world *w = world_new(strbuf_str(&text), "random.dmn", RANDOM_MODEL_UNIFORM, &e);
        if (!w) {
            printf("%s%s\n", strbuf_z(&text), e.en);
            return 2;
        }
        size_t n_inputs = world_inputs(w, &inputs), n_wanted = world_wanted(w, &wanted);
        if (plan_compile(world_model(w), inputs, n_inputs, wanted, n_wanted, &p, &e) < 0)
            return 2;
        for (size_t k = 0; k < n_wanted; k++)
            computed += plan_has(p, k, NULL);
        wanted_all += n_wanted;
        const int *nodes;
        tables += plan_tables(p, &nodes);
        if (!world_compare(w, p, seed * 1000, households, stdout, &count)) {
            printf("%s", strbuf_z(&text));
            plan_print(p, stdout);
            printf("model %llu\n", (unsigned long long)seed);
            world_free(w);
            return 1;
        }
        if (getenv("REFUSALS")) {
            const struct plan_refusal *r;
            size_t n = plan_refusals(p, &r);

            for (size_t k = 0; k < n; k++)
                printf("%s (" STR_FMT ")\n", r[k].message.en, STR_ARG(r[k].where));
        }
        world_free(w);
    }
    printf("%zu models, %zu decisions, %zu computed, %zu tables; %zu households, %zu slow; "
           "%zu values known, %zu not\n",
           models, wanted_all, computed, tables, count.households, count.slow, count.known,
           count.unknown);
    return 0;
}
