/* Where a snapshot lies: beside the database if that is a file, else in a folder of the user. */
#include "snapshot_private.h"

#include "cleanup.h"
#include "file.h"
#include "lang.h"
#include "progress.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool add_folder(struct strbuf *out)
{
    const char *own = getenv("HEYI_SNAPSHOT_DIR"), *cache = getenv("XDG_CACHE_HOME"),
               *home = getenv("HOME");
    if (own && *own)
        strbuf_addz(out, own);
    else if (cache && *cache == '/')
        strbuf_printf(out, "%s/heyi", cache);
    else if (home && *home)
        strbuf_printf(out, "%s/.cache/heyi", home);
    else
        return false;
    return true;
}

int snapshot_place(struct reg *r, const uint8_t place[SNAPSHOT_DIGEST], struct strbuf *ret,
                   struct err *e)
{
    const char *database = db_path(reg_db(r));
    if (database) {
        strbuf_printf(ret, "%s.facts", database);
    } else {
        if (!add_folder(ret))
            return err_set(e, E_NOT_FOUND,
                           "没有可放快照的文件夹，请用环境变量 HEYI_SNAPSHOT_DIR 指定",
                           "there is no folder for snapshots: name one in the environment variable "
                           "HEYI_SNAPSHOT_DIR");
        strbuf_addc(ret, '/');
        for (size_t i = 0; i < SNAPSHOT_DIGEST; i++)
            strbuf_printf(ret, "%02x", place[i]);
        strbuf_addz(ret, ".facts");
    }
    return ret->failed ? err_nomem(e) : 0;
}

void snapshot_unmap(struct snapshot_file *f)
{
    if (f->bytes)
        munmap((void *)f->bytes, f->size);
    *f = (struct snapshot_file){0};
}

/* Nobody else could have written or could read it. */
static bool is_private(const struct stat *st)
{
    return S_ISREG(st->st_mode) && st->st_uid == geteuid() && !(st->st_mode & (S_IRWXG | S_IRWXO));
}

int snapshot_map(int fd, const struct fact_columns *c, struct snapshot_file *ret, struct err *e)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return err_io(e, errno, "snapshot");
    if (!is_private(&st))
        return err_set(e, E_DENIED, "快照文件不是本用户独有的",
                       "the snapshot file is not this user's alone");
    if (st.st_size == 0)
        return err_set(e, E_CORRUPT, "快照文件是空的", "the snapshot file is empty");
    void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (bytes == MAP_FAILED)
        return errno == ENOMEM ? err_nomem(e) : err_io(e, errno, "snapshot");
    int rc = snapshot_file_read(bytes, (size_t)st.st_size, c, ret, e);
    if (rc < 0)
        munmap(bytes, (size_t)st.st_size);
    return rc;
}

int snapshot_load(const char *path, const struct fact_columns *c, struct snapshot_file *ret,
                  struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return err_set(e, E_NOT_FOUND, "%s 不存在", "%s does not exist", path);
    if (fd < 0)
        return err_io(e, errno, path);
    int rc = snapshot_map(fd, c, ret, e);
    close(fd);
    return rc < 0 ? err_at(e, "%s", "%s", path) : 0;
}

/* The folders of a path, for this user only. */
static void make_folders(char *path)
{
    for (char *p = path + 1; (p = strchr(p, '/')); p++) {
        *p = '\0';
        mkdir(path, 0700);
        *p = '/';
    }
}

static int wait_for(int fd)
{
    int rc = flock(fd, LOCK_EX | LOCK_NB);
    if (rc == 0 || errno != EWOULDBLOCK)
        return rc;
    _cleanup_(progress_freep) struct progress *p =
        progress_new("等待另一进程建立快照", "waiting for another process's snapshot", 0);
    (void)!progress_tick(p, 0, NULL);
    while ((rc = flock(fd, LOCK_EX)) < 0 && errno == EINTR)
        ;
    return rc;
}

/* Whoever holds the lock of the file beside it writes; after a kill the next one takes it over. */
static int open_locked(const char *path, int *ret)
{
    for (;;) {
        struct stat ours, there;
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
            return errno;
        int rc = fstat(fd, &ours) < 0 ? errno : 0;
        if (rc == 0 && !is_private(&ours))
            rc = EPERM;
        if (rc == 0 && wait_for(fd) < 0)
            rc = errno;
        if (rc != 0) {
            close(fd);
            return rc;
        }
        /* has it got its name, or been given up, while we waited? */
        if (stat(path, &there) == 0 && there.st_ino == ours.st_ino && there.st_dev == ours.st_dev) {
            *ret = fd;
            return 0;
        }
        close(fd);
    }
}

int snapshot_lock(const char *path, struct snapshot_slot *ret, struct err *e)
{
    struct snapshot_slot s = {.fd = -1, .path = strdup(path)};
    int rc;
    if (!s.path || asprintf(&s.temporary, "%s.new", path) < 0) {
        free(s.path);
        return err_nomem(e);
    }
    make_folders(s.temporary);
    rc = open_locked(s.temporary, &s.fd);
    if (rc == 0 && ftruncate(s.fd, 0) < 0)
        rc = errno;
    if (rc != 0) {
        rc = err_io(e, rc, s.temporary);
        if (s.fd >= 0)
            close(s.fd);
        free(s.path);
        free(s.temporary);
        return rc;
    }
    *ret = s;
    return 0;
}

int snapshot_keep(struct snapshot_slot *s, struct err *e)
{
    if (rename(s->temporary, s->path) < 0)
        return err_io(e, errno, s->path);
    free(take(s->temporary));
    file_flush_folder(s->path);
    return 0;
}

void snapshot_slot_done(struct snapshot_slot *s)
{
    if (s->temporary)
        unlink(s->temporary);
    if (s->fd >= 0) {
        flock(s->fd, LOCK_UN); /* closing alone doesn't, as long as the file is mapped */
        close(s->fd);
    }
    free(s->temporary);
    free(s->path);
    *s = (struct snapshot_slot){.fd = -1};
}
