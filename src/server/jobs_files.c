/*
 * The folder of files: jobs/JOB-ATTEMPT/NAME, kept with the job; uploads/NUMBER. Only the office
 * knows whose they are. Names are made here, never by a client.
 */
#include "jobs_private.h"

#include "cleanup.h"
#include "clock.h"
#include "uploads.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SWEPT_AT_ONCE 100
#define DAY INT64_C(86400000000)

static int make_folder(const char *path, struct err *e)
{
    struct stat st;
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return err_io(e, errno, path);
    if (stat(path, &st) < 0)
        return err_io(e, errno, path);
    if (!S_ISDIR(st.st_mode))
        return err_io(e, ENOTDIR, path);
    if (st.st_uid != geteuid() || st.st_mode & (S_IRWXG | S_IRWXO))
        return err_set(e, E_DENIED, "文件夹 %s 应只有本用户可以进入：chmod 700",
                       "the folder %s must be this user's alone: chmod 700", path);
    return 0;
}

int files_open(const char *given, char **ret, struct err *e)
{
    static const char *const parts[] = {"", "/jobs", "/uploads"};
    _cleanup_(strbuf_done) struct strbuf b = {0};
    int rc = 0;
    if (!given || !*given) {
        *ret = NULL;
        return 0;
    }
    strbuf_addz(&b, given);
    size_t len = b.len;
    for (size_t i = 0; i < ARRAY_LEN(parts) && rc >= 0; i++) {
        b.len = len;
        strbuf_addz(&b, parts[i]);
        rc = b.failed ? err_nomem(e) : make_folder(b.data, e);
    }
    if (rc < 0)
        return rc;
    b.data[len] = '\0';
    *ret = take(b.data);
    return 0;
}

static int no_folder(struct err *e)
{
    return err_set(e, E_UNSUPPORTED,
                   "没有存放文件的文件夹：用 PostgreSQL 时请以 --files 或 HEYI_FILES 指定",
                   "there is no folder of files: with PostgreSQL name one by --files or "
                   "HEYI_FILES");
}

int files_folder(const struct jobs *jobs, int64_t job, int attempt, struct strbuf *ret,
                 struct err *e)
{
    if (!jobs->files)
        return no_folder(e);
    strbuf_printf(ret, "%s/jobs/%lld-%d", jobs->files, (long long)job, attempt);
    return ret->failed ? err_nomem(e) : 0;
}

int upload_path(const struct jobs *jobs, int64_t upload, struct strbuf *ret, struct err *e)
{
    if (!jobs->files)
        return no_folder(e);
    strbuf_printf(ret, "%s/uploads/%lld", jobs->files, (long long)upload);
    return ret->failed ? err_nomem(e) : 0;
}

static bool is_name(struct str name)
{
    if (!name.len || name.len >= JOB_NAME_BYTES || name.data[0] == '.')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !strchr("._-", c))
            return false;
    }
    /* what was not finished: base/file.h */
    return !str_ends(name, STR(".tmp"));
}

int job_file(struct job_run *j, const char *name, struct strbuf *ret_path, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    if (!is_name(str_of(name)))
        return err_set(e, E_INVALID, "内部错误：文件名 %s", "internal error: file name %s", name);
    int rc = files_folder(j->jobs, j->id, j->attempts, &b, e);
    if (rc < 0 || (rc = make_folder(b.data, e)) < 0)
        return rc;
    strbuf_printf(ret_path, "%s/%s", b.data, name);
    return ret_path->failed ? err_nomem(e) : 0;
}

const char *job_file_type(struct str name)
{
    static const struct {
        struct str end;
        const char *type;
    } types[] = {
        {STR(".csv"), "text/csv; charset=utf-8"},
        {STR(".txt"), "text/plain; charset=utf-8"},
        {STR(".html"), "text/html; charset=utf-8"},
        {STR(".json"), "application/json"},
        {STR(".xlsx"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    };
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (str_ends(name, types[i].end))
            return types[i].type;
    return "application/octet-stream";
}

int files_each(const struct jobs *jobs, int64_t job, int attempt, files_fn *fn, void *arg,
               struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    struct dirent *entry;
    int rc = 0;
    if (!jobs->files)
        return 0;
    if ((rc = files_folder(jobs, job, attempt, &b, e)) < 0)
        return rc;
    DIR *d = opendir(b.data);
    if (!d)
        return errno == ENOENT ? 0 : err_io(e, errno, b.data);
    while (rc >= 0 && (entry = readdir(d))) {
        struct str name = str_of(entry->d_name);
        struct stat st;
        if (is_name(name) && fstatat(dirfd(d), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(st.st_mode))
            rc = fn(arg, name, (int64_t)st.st_size, e);
    }
    closedir(d);
    return rc;
}

static void remove_folder(const char *path)
{
    struct dirent *entry;
    DIR *d = opendir(path);
    if (!d)
        return;
    while ((entry = readdir(d)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(d), entry->d_name, 0);
    closedir(d);
    rmdir(path);
}

void files_remove(const struct jobs *jobs, int64_t job, int attempt, bool others)
{
    for (int i = 1; i <= JOB_ATTEMPTS + 1; i++) {
        _cleanup_(strbuf_done) struct strbuf b = {0};
        if ((i == attempt) != others && files_folder(jobs, job, i, &b, NULL) >= 0)
            remove_folder(b.data);
    }
}

/* ---- kept files ---- */

bool job_file_served(struct str name)
{
    return !str_ends(name, STR(".db"));
}

static int no_file(int64_t job, struct str name, struct err *e)
{
    return err_set(e, E_NOT_FOUND, "任务 %lld 没有文件“" STR_FMT "”",
                   "job %lld has no file \"" STR_FMT "\"", (long long)job, STR_ARG(name));
}

int jobs_file_path(struct jobs *jobs, struct db *office, int64_t job, struct str name,
                   struct strbuf *ret, struct err *e)
{
    int64_t kept;
    bool found;
    int rc = db_query_int(office, &kept, &found, e,
                          "select kept from job j join job_file f on f.job_id = j.id"
                          " where j.id = $1 and f.name = $2",
                          "it", job, name);
    if (rc < 0)
        return rc;
    if (!found)
        return no_file(job, name, e);
    if ((rc = files_folder(jobs, job, (int)kept, ret, e)) < 0)
        return rc;
    strbuf_addc(ret, '/');
    strbuf_adds(ret, name);
    return ret->failed ? err_nomem(e) : 0;
}

int jobs_file_open(struct jobs *jobs, struct db *office, int64_t job, struct str name, int *ret_fd,
                   struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    int rc = job_file_served(name) ? jobs_file_path(jobs, office, job, name, &b, e)
                                   : no_file(job, name, e);
    if (rc < 0)
        return rc;
    int fd = open(b.data, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return err_io(e, errno, b.data);
    *ret_fd = fd;
    return 0;
}

/* ---- sweeping ---- */

struct sweep {
    int64_t ids[SWEPT_AT_ONCE];
    size_t n;
};

static int collect(struct db *office, struct sweep *x, const char *sql, int64_t before,
                   struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(office, sql, &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, before);
    x->n = 0;
    while (x->n < SWEPT_AT_ONCE && (rc = stmt_step(s, e)) > 0)
        x->ids[x->n++] = stmt_int(s, 0);
    return rc;
}

static int forget_jobs(struct db *office, void *arg, struct err *e)
{
    const struct sweep *x = arg;
    int rc = 0;
    for (size_t i = 0; i < x->n && rc >= 0; i++) {
        rc = db_run(office, e, "delete from job_file where job_id = $1", "i", x->ids[i]);
        if (rc >= 0)
            rc = db_run(office, e, "delete from job where id = $1", "i", x->ids[i]);
    }
    return rc < 0 ? rc : 0;
}

/* Files without a row: the process ended between the two, or their job never began. Rows come first
 * and go first. */
static int sweep_folder(const struct jobs *jobs, const char *folder, struct db *office,
                        const char *sql, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    struct dirent *entry;
    int rc = 0;
    strbuf_printf(&b, "%s/%s", jobs->files, folder);
    DIR *d = b.failed ? NULL : opendir(b.data);
    if (!d)
        return b.failed ? err_nomem(e) : err_io(e, errno, b.data);
    while (rc >= 0 && (entry = readdir(d))) {
        char *end;
        int64_t id = strtoll(entry->d_name, &end, 10);
        bool found = true;
        if (id > 0 && (*end == '\0' || *end == '-'))
            rc = db_query_int(office, NULL, &found, e, sql, "i", id);
        if (rc < 0 || found)
            continue;
        if (*end == '\0')
            unlinkat(dirfd(d), entry->d_name, 0);
        else
            files_remove(jobs, id, 0, true);
    }
    closedir(d);
    return rc;
}

int files_sweep(const struct jobs *jobs, struct db *office, struct err *e)
{
    struct sweep x;
    int64_t now = clock_now();
    int rc = collect(office, &x, "select id from job where state > 1 and ended_at < $1 order by id",
                     now - JOB_DAYS * DAY, e);
    if (rc >= 0 && x.n)
        rc = db_transact(office, true, forget_jobs, &x, e);
    for (size_t i = 0; rc >= 0 && i < x.n; i++)
        files_remove(jobs, x.ids[i], 0, true);
    /* those whose job has ended, or is gone; and those that nobody used within their day */
    if (rc >= 0)
        rc = collect(office, &x,
                     "select u.id from upload u left join job j on j.id = u.job_id"
                     " where (u.created_at < $1 and u.job_id is null) or j.state > 1"
                     " or (u.job_id is not null and j.id is null) order by u.id",
                     now - UPLOAD_HOURS * (DAY / 24), e);
    for (size_t i = 0; rc >= 0 && i < x.n; i++)
        rc = upload_remove(jobs, office, x.ids[i], e);
    if (rc < 0 || !jobs->files)
        return rc < 0 ? rc : 0;
    return sweep_folder(jobs, "uploads", office, "select id from upload where id = $1", e);
}

int files_sweep_orphans(const struct jobs *jobs, struct db *office, struct err *e)
{
    if (!jobs->files)
        return 0;
    return sweep_folder(jobs, "jobs", office, "select id from job where id = $1", e);
}
