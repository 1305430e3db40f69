#include "dmn_folder.h"

#include "bounds.h"
#include "cleanup.h"
#include "file.h"
#include "xml.h"

#include <dirent.h>
#include <errno.h>

#define MAX_FOLDER_ENTRIES 100000u

struct folder {
    const char *path;
    struct arena *arena;
};

int dmn_slurp(const char *path, struct arena *a, struct str *ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    int r = file_read(path, LIMIT_FILE_BYTES, &b, e);

    if (r < 0)
        return r;
    *ret = str_dup(a, strbuf_str(&b));
    return arena_failed(a) ? err_nomem(e) : 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int not_hidden(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

int dmn_list_folder(const char *path, struct arena *a, const char ***ret, size_t *ret_n,
                    struct err *e)
{
    struct dirent **all;
    int n = scandir(path, &all, not_hidden, by_name);

    if (n < 0)
        return err_io(e, errno, path);
    const char **names = arena_array_of(a, n, const char *);
    for (int i = 0; i < n; i++) {
        if (names)
            names[i] = arena_strdup(a, all[i]->d_name);
        free(all[i]);
    }
    free(all);
    if (arena_failed(a))
        return err_nomem(e);
    if ((unsigned)n > MAX_FOLDER_ENTRIES)
        return err_set(e, E_LIMIT, "%s：文件太多", "%s: too many files", path);
    *ret = names;
    *ret_n = (size_t)n;
    return 0;
}

/* An imported model is the .dmn file of the folder that has the namespace. */
static int import_model(void *arg, struct str ns, struct str location, struct str *ret_text,
                        struct err *e)
{
    struct folder *f = arg;
    const char **names;
    size_t n;
    int r = dmn_list_folder(f->path, f->arena, &names, &n, e);

    if (r < 0)
        return r;
    for (size_t i = 0; i < n; i++) {
        struct xml_node *root;
        struct str text;
        const char *path;

        if (!str_ends(str_of(names[i]), STR(".dmn")))
            continue;
        path = arena_printf(f->arena, "%s/%s", f->path, names[i]);
        if (!path)
            return err_nomem(e);
        r = dmn_slurp(path, f->arena, &text, e);
        if (r >= 0)
            r = xml_parse(text, path, f->arena, &root, e);
        if (r == E_NOMEM)
            return r;
        if (r < 0)
            continue;
        if (str_eq(str_trim(xml_attr(root, "namespace")), ns)) {
            *ret_text = text;
            return 0;
        }
    }
    return err_set(e, E_NOT_FOUND, "文件夹里没有命名空间为“%.*s”的模型",
                   "no model of the folder has the namespace \"%.*s\"", STR_ARG(ns));
}

int dmn_read_file(const char *path, struct arena *a, struct dmn_model **ret, struct err *e)
{
    const char *slash = strrchr(path, '/');
    struct folder f = {slash ? arena_strndup(a, path, slash - path) : ".", a};
    struct str text;
    if (!f.path)
        return err_nomem(e);
    int r = dmn_slurp(path, a, &text, e);
    return r < 0 ? r : dmn_read(text, path, import_model, &f, a, ret, e);
}
