/* plan_driver FILE UNIFORM [HOUSEHOLDS]: prints the plan, then compares it with the interpreter. */
#include "world.h"

#include "cleanup.h"
#include "file.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    struct err e = {0};
    _cleanup_(strbuf_done) struct strbuf text = {0};
    const struct column_input *inputs;
    const struct plan_wanted *wanted;
    _cleanup_(plan_freep) struct plan *p = NULL;
    struct world_count count = {0};

    if (argc < 3 || file_read(argv[1], 1u << 24, &text, &e) < 0)
        return 2;
    struct world *w = world_new(strbuf_str(&text), argv[1], argv[2], &e);
    if (!w) {
        fprintf(stderr, "%s\n", e.en);
        return 2;
    }
    size_t n_inputs = world_inputs(w, &inputs), n_wanted = world_wanted(w, &wanted);
    if (plan_compile(world_model(w), inputs, n_inputs, wanted, n_wanted, &p, &e) < 0)
        return 2;
    plan_print(p, stdout);
    bool same = true;
    size_t n = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
    for (uint64_t seed = 1; same && count.households < n; seed++)
        same = world_compare(w, p, seed, 64, stdout, &count);
    printf("%zu households, %zu slow; %zu values known, %zu not\n", count.households, count.slow,
           count.known, count.unknown);
    plan_free(p);
    p = NULL;
    world_free(w);
    return !same;
}
