/*
 * Runs a tree of the Technology Compatibility Kit's tests and compares with the list of cases that
 * may fail. Usage: tck_driver EXPECTED-FAILURES DEFAULT-KIT [DIR]; HEYI_TCK overrides the kit.
 * Exit 77 (skipped) if the kit is absent.
 */
#include "arena.h"
#include "bounds.h"
#include "cleanup.h"
#include "file.h"
#include "str.h"
#include "tck.h"

#include <stdlib.h>
#include <sys/stat.h>

#define MAX_ALLOWED 1000

struct allowed {
    struct str folder, name;
    bool used;
};

struct list {
    struct allowed at[MAX_ALLOWED];
    size_t n;
};

static void read_list(struct str text, struct list *l)
{
    struct str line;

    while (str_split(&text, '\n', &line) && l->n < MAX_ALLOWED) {
        struct str folder, name;

        if (!line.len || line.data[0] == '#' || !str_split(&line, '\t', &folder) ||
            !str_split(&line, '\t', &name))
            continue;
        l->at[l->n++] = (struct allowed){folder, name, false};
    }
}

static bool is_allowed(struct list *l, struct str path, struct str name)
{
    for (size_t i = 0; i < l->n; i++) {
        struct allowed *x = &l->at[i];

        if (str_find(path, x->folder) >= 0 && (str_eqz(x->name, "*") || str_eq(x->name, name))) {
            x->used = true;
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    _cleanup_(strbuf_done) struct strbuf list_text = {0};
    _cleanup_free_ char *lines = NULL;
    static struct list list;
    struct tck_totals totals = {0};
    const char *kit = getenv("HEYI_TCK");
    struct err e = {0};
    struct stat st;
    size_t size, unexpected = 0, allowed = 0;
    FILE *f;

    if (argc < 3)
        return 2;
    if (!kit || !*kit)
        kit = argv[2];
    if (stat(kit, &st) < 0) {
        fprintf(stderr, "SKIPPED: no Technology Compatibility Kit at %s (set HEYI_TCK)\n", kit);
        return 77;
    }
    if (file_read(argv[1], LIMIT_FILE_BYTES, &list_text, &e) < 0) {
        fprintf(stderr, "%s\n", e.en);
        return 1;
    }
    read_list(strbuf_str(&list_text), &list);
    f = open_memstream(&lines, &size);
    if (!f)
        return 1;
    int r = tck_run(kit, f, &totals, &e);
    fclose(f);
    if (r < 0) {
        fprintf(stderr, "%s\n", e.en);
        return 1;
    }
    struct str all = {lines, size}, line;
    while (str_split(&all, '\n', &line)) {
        struct str rest = line, path, name, status;

        if (!str_split(&rest, '\t', &path) || !str_split(&rest, '\t', &name) ||
            !str_split(&rest, '\t', &status) || str_eqz(status, "pass"))
            continue;
        if (is_allowed(&list, path, name)) {
            allowed++;
            continue;
        }
        printf("%.*s\n", STR_ARG(line));
        unexpected++;
    }
    printf("%zu passed, %zu failed, of which %zu were expected to\n", totals.passed, totals.failed,
           allowed);
    for (size_t i = 0; i < list.n; i++)
        if (!list.at[i].used)
            printf("passes now, take it off the list: %.*s %.*s\n", STR_ARG(list.at[i].folder),
                   STR_ARG(list.at[i].name));
    return unexpected ? 1 : 0;
}
