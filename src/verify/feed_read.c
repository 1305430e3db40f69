/* A set of definitions: the files of a folder, those built in, or those kept in the register. */
#include "bounds.h"
#include "cleanup.h"
#include "crypto.h"
#include "feed_private.h"
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#define ATTRIBUTES_FILE "attributes.csv"

/* Made from feeds/. */
extern const size_t feeds_builtin_n;
extern const char *const feeds_builtin_names[];
extern const unsigned char *const feeds_builtin_data[];
extern const size_t feeds_builtin_sizes[];

struct file_list {
    struct feeds_file *at;
    size_t n, cap;
};

static int by_file_name(const void *x, const void *y)
{
    return str_cmp(((const struct feeds_file *)x)->name, ((const struct feeds_file *)y)->name);
}

static int by_feed_name(const void *x, const void *y)
{
    return str_cmp(((const struct feed *)x)->name, ((const struct feed *)y)->name);
}

static int copy_files(const struct feeds_file *files, size_t n, struct arena *a,
                      struct file_list *ret, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        struct feeds_file f = {str_dup(a, files[i].name), str_dup(a, files[i].content)};
        if (arena_failed(a) || !vec_push(a, ret, f))
            return err_nomem(e);
    }
    if (ret->n)
        qsort(ret->at, ret->n, sizeof *ret->at, by_file_name);
    for (size_t i = 1; i < ret->n; i++)
        if (str_eq(ret->at[i].name, ret->at[i - 1].name))
            return err_set(e, E_INVALID, "文件 " STR_FMT " 重复", "file " STR_FMT " is doubled",
                           STR_ARG(ret->at[i].name));
    return 0;
}

/* The name and the size of every file go in too, so that no two sets feed the same bytes. */
static int hash_files(const struct feeds *f, const char **ret, struct err *e)
{
    _cleanup_(sm3_freep) struct sm3 *h = NULL;
    uint8_t digest[SM3_BYTES];
    char *hex = arena_alloc(f->arena, 2 * SM3_BYTES + 1);
    int rc = hex ? sm3_new(&h, e) : err_nomem(e);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < f->n_files; i++) {
        const struct feeds_file *x = &f->files[i];
        char head[64];
        int n = snprintf(head, sizeof head, "%zu %zu\n", x->name.len, x->content.len);
        sm3_add(h, head, (size_t)n);
        sm3_add(h, x->name.data, x->name.len);
        sm3_add(h, x->content.data, x->content.len);
    }
    sm3_end(h, digest);
    crypto_hex(digest, sizeof digest, hex);
    *ret = hex;
    return 0;
}

static int check_labels(const struct feeds *f, struct err *e)
{
    for (size_t i = 0; i < f->n; i++)
        for (size_t k = 0; k < f->n; k++)
            if (k != i &&
                (str_eq(f->at[i].label, f->at[k].label) || str_eq(f->at[i].label, f->at[k].name)))
                return err_set(
                    e, E_INVALID,
                    STR_FMT ".csv：名称“" STR_FMT "”与 " STR_FMT ".csv 的相同，请另取一个",
                    STR_FMT ".csv: the label \"" STR_FMT "\" is that of " STR_FMT
                            ".csv too; choose another",
                    STR_ARG(f->at[i].name), STR_ARG(f->at[i].label), STR_ARG(f->at[k].name));
    return 0;
}

/* Parts of one attribute add up to one value: all of them are all that there is, or none is. */
static int check_parts(const struct feeds *f, struct err *e)
{
    for (size_t i = 0; i < f->n; i++)
        for (size_t x = 0; x < f->at[i].n_facts; x++) {
            const struct feed_fact *fact = &f->at[i].facts[x];
            for (size_t k = 0; fact->part && k < i; k++)
                for (size_t y = 0; y < f->at[k].n_facts; y++) {
                    const struct feed_fact *other = &f->at[k].facts[y];
                    if (other->attribute == fact->attribute && other->part &&
                        other->least != fact->least)
                        return err_set(e, E_INVALID,
                                       STR_FMT ".csv 和 " STR_FMT ".csv：" STR_FMT
                                               " 的各部分要么都写 least，要么都不写",
                                       STR_FMT ".csv and " STR_FMT ".csv: the parts of " STR_FMT
                                               " are either all least or none of them",
                                       STR_ARG(f->at[k].name), STR_ARG(f->at[i].name),
                                       STR_ARG(fact->attribute->id));
                }
        }
    return 0;
}

static int read_all(struct feeds *f, const struct catalogue *c, struct err *e)
{
    const struct feeds_file *attributes = NULL;
    struct {
        struct feed *at;
        size_t n, cap;
    } feeds = {0};
    struct feeds_standing standing = {0};
    int rc = 0;
    for (size_t i = 0; i < f->n_files; i++) {
        struct feed feed = {0};
        if (str_eqz(f->files[i].name, ATTRIBUTES_FILE)) {
            attributes = &f->files[i];
            continue;
        }
        if (feeds.n == FEEDS_MAX)
            return err_set(e, E_LIMIT, "来源超过 %d 个", "more than %d sources", FEEDS_MAX);
        if ((rc = feed_define(&f->files[i], c, f->arena, &feed, e)) < 0)
            return rc;
        if (!vec_push(f->arena, &feeds, feed))
            return err_nomem(e);
    }
    if (!feeds.n)
        return err_set(e, E_INVALID,
                       "没有来源的定义：每个来源一个 .csv 文件，写法见 feeds/README.md",
                       "there are no definitions: one .csv file a source, see feeds/README.md");
    /* '.' sorts before '_': by file is not by name */
    qsort(feeds.at, feeds.n, sizeof *feeds.at, by_feed_name);
    f->at = feeds.at;
    f->n = feeds.n;
    if (attributes && (rc = feed_standing_read(attributes, f, c, f->arena, &standing, e)) < 0)
        return rc;
    f->tolerances = standing.tolerances.at;
    f->n_tolerances = standing.tolerances.n;
    f->standings = standing.standings.at;
    f->n_standings = standing.standings.n;
    if ((rc = check_labels(f, e)) < 0 || (rc = check_parts(f, e)) < 0)
        return rc;
    for (size_t i = 0; rc >= 0 && i < f->n; i++)
        rc = feed_prove(&f->at[i], e);
    return rc;
}

int feeds_read(const struct feeds_file *files, size_t n, const struct catalogue *c,
               struct feeds **ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct feeds *f = a ? arena_new_of(a, struct feeds) : NULL;
    struct file_list copies = {0};
    if (!f)
        return err_nomem(e);
    f->arena = a;
    int rc = copy_files(files, n, a, &copies, e);
    f->files = copies.at;
    f->n_files = copies.n;
    if (rc < 0 || (rc = hash_files(f, &f->hash, e)) < 0 || (rc = read_all(f, c, e)) < 0)
        return rc;
    if (arena_failed(a))
        return err_nomem(e);
    a = NULL;
    *ret = f;
    return 0;
}

static void dirp_close(DIR **d)
{
    if (*d)
        closedir(*d);
}

int feeds_open(const char *folder, const struct catalogue *c, struct feeds **ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(dirp_close) DIR *d = opendir(folder);
    struct file_list files = {0};
    const struct dirent *entry;
    if (!a)
        return err_nomem(e);
    if (!d)
        return err_io(e, errno, folder);
    while ((entry = readdir(d))) {
        _cleanup_(strbuf_done) struct strbuf content = {0};
        struct str name = str_of(entry->d_name);
        if (name.data[0] == '.' || !str_ends(name, STR(".csv")))
            continue;
        if (files.n > FEEDS_MAX)
            return err_set(e, E_LIMIT, "%s：来源超过 %d 个", "%s: more than %d sources", folder,
                           FEEDS_MAX);
        const char *path = arena_printf(a, "%s/%s", folder, entry->d_name);
        int rc = path ? file_read(path, LIMIT_FEED_DEFINITION_BYTES, &content, e) : err_nomem(e);
        if (rc < 0)
            return rc;
        struct feeds_file f = {str_dup(a, name), str_dup(a, strbuf_str(&content))};
        if (arena_failed(a) || !vec_push(a, &files, f))
            return err_nomem(e);
    }
    int rc = feeds_read(files.at, files.n, c, ret, e);
    if (rc < 0 && rc != E_NOMEM)
        err_at(e, "%s", "%s", folder);
    return rc;
}

int feeds_builtin(const struct catalogue *c, struct feeds **ret, struct err *e)
{
    struct feeds_file files[FEEDS_MAX + 1];
    size_t n = 0;
    for (; n < feeds_builtin_n && n < ARRAY_LEN(files); n++)
        files[n] =
            (struct feeds_file){str_of(feeds_builtin_names[n]),
                                {(const char *)feeds_builtin_data[n], feeds_builtin_sizes[n]}};
    int rc = feeds_read(files, n, c, ret, e);
    if (rc >= 0)
        (*ret)->built_in = true;
    return rc;
}
