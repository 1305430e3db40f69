/* Runs the cases of a pack's folder; 0 if all pass. */
#include "cleanup.h"
#include "pack.h"

int main(int argc, char **argv)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(pack_freep) struct pack *p = NULL;
    struct catalogue *c = NULL;
    struct err e = {0};
    size_t passed = 0, failed = 0;
    if (argc != 2)
        return 2;
    if (catalogue_read(catalogue_builtin(), "catalogue.csv", a, &c, &e) < 0 ||
        pack_open(argv[1], c, &p, &e) < 0 || pack_test(p, stdout, &passed, &failed, &e) < 0) {
        printf("%s\n", e.en);
        return 2;
    }
    printf("%zu / %zu\n", passed, failed);
    return failed || !passed;
}
