#include "file.h"

#include "cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int file_read(const char *path, size_t limit, struct strbuf *b, struct err *e)
{
    _cleanup_fclose_ FILE *opened = NULL;
    FILE *f = stdin;
    if (strcmp(path, "-") != 0) {
        f = opened = fopen(path, "re");
        if (!f)
            return err_io(e, errno, path);
    }
    char chunk[65536];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0) {
        if (b->len + n > limit)
            return err_set(e, E_LIMIT, "%s：文件超过 %zu 字节的上限",
                           "%s: file exceeds the limit of %zu bytes", path, limit);
        strbuf_add(b, chunk, n);
        if (b->failed)
            return err_nomem(e);
    }
    if (ferror(f))
        return err_io(e, errno, path);
    return 0;
}

struct file_out {
    FILE *f;
    char *path;      /* where it will stand, links followed; NULL for standard output */
    char *temporary; /* NULL: written in place (a device, a pipe) */
};

int file_out_open(const char *path, struct file_out **ret, struct err *e)
{
    _cleanup_(file_out_freep) struct file_out *o = calloc(1, sizeof *o);
    if (!o)
        return err_nomem(e);
    if (strcmp(path, "-") == 0) {
        o->f = stdout;
        *ret = take(o);
        return 0;
    }
    struct stat st;
    bool exists = stat(path, &st) == 0;
    o->path = exists ? realpath(path, NULL) : strdup(path);
    if (!o->path)
        return err_io(e, errno, path);
    int fd;
    if (exists && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
        fd = open(o->path, O_WRONLY | O_CLOEXEC);
    } else {
        char *temporary = NULL;
        if (asprintf(&temporary, "%s.XXXXXX.tmp", o->path) < 0)
            return err_nomem(e);
        fd =
            S_ISDIR(exists ? st.st_mode : 0)
                ? (errno = EISDIR, -1)
                : mkostemps(temporary, 4, O_CLOEXEC); /* 0600; never in the way of an earlier one */
        if (fd < 0)
            free(temporary);
        else
            o->temporary = temporary;
    }
    if (fd < 0 && errno == ENOENT)
        return err_set(e, E_NOT_FOUND, "%s：所在的文件夹不存在，请先建立",
                       "%s: its folder does not exist, make it first", path);
    if (fd < 0)
        return err_io(e, errno, path);
    o->f = fdopen(fd, "w");
    if (!o->f) {
        close(fd);
        return err_nomem(e);
    }
    *ret = take(o);
    return 0;
}

bool file_same(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

FILE *file_out_stream(struct file_out *f)
{
    return f->f;
}

void file_flush_folder(const char *path)
{
    char copy[PATH_MAX];
    if (strlen(path) >= sizeof copy)
        return;
    memcpy(copy, path, strlen(path) + 1);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

int file_out_commit(struct file_out *o, struct err *e)
{
    const char *name = o->path ? o->path : "stdout";
    if (fflush(o->f) != 0 || ferror(o->f))
        return err_io(e, errno ? errno : EIO, name);
    if (!o->path)
        return 0;
    if (!o->temporary) {
        int closed = fclose(o->f);
        o->f = NULL;
        return closed == 0 ? 0 : err_io(e, errno, name);
    }
    if (fsync(fileno(o->f)) != 0)
        return err_io(e, errno, name);
    int closed = fclose(o->f);
    o->f = NULL;
    if (closed != 0 || rename(o->temporary, o->path) != 0)
        return err_io(e, errno, name);
    file_flush_folder(o->path);
    free(o->temporary);
    o->temporary = NULL;
    return 0;
}

void file_out_free(struct file_out *o)
{
    if (!o)
        return;
    if (o->f && o->path)
        fclose(o->f);
    if (o->temporary)
        unlink(o->temporary);
    free(o->temporary);
    free(o->path);
    free(o);
}

void file_out_freep(struct file_out **o)
{
    file_out_free(*o);
}

int file_nameless(int *ret_fd, struct err *e)
{
    const char *folder = getenv("TMPDIR");
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/heyi-XXXXXX", folder && *folder ? folder : "/var/tmp");
    if (n >= (int)sizeof path)
        return err_io(e, ENAMETOOLONG, "TMPDIR");
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return err_io(e, errno, path);
    unlink(path);
    *ret_fd = fd;
    return 0;
}
