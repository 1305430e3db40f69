/* The kernels of this processor. */
#include "kernels.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    const struct kernels *kernels;
} all[] = {
#ifdef __x86_64__
    {"avx512", &kernels_avx512},
    {"avx2", &kernels_avx2},
#endif
    {"baseline", &kernels_baseline},
};

static bool runs_here(const char *name)
{
#ifdef __x86_64__
    if (strcmp(name, "avx512") == 0)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl") && runs_here("avx2");
    if (strcmp(name, "avx2") == 0)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
               __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma");
#endif
    return true;
}

const struct kernels *kernels_named(const char *name)
{
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].name, name) == 0)
            return runs_here(name) ? all[i].kernels : NULL;
    return NULL;
}

const struct kernels *kernels_chosen(void)
{
    const char *wanted = getenv("HEYI_KERNELS");
    const struct kernels *k = wanted ? kernels_named(wanted) : NULL;

    for (size_t i = 0; !k; i++)
        k = kernels_named(all[i].name);
    return k;
}

const char *plan_kernels(void)
{
    return kernels_chosen()->name;
}
