#include "uploads.h"

#include "bounds.h"
#include "cleanup.h"
#include "clock.h"
#include "crypto.h"
#include "jobs_private.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define COLUMNS "id, bytes, created_at, name, sm3, job_id"

static void read_row(struct stmt *s, struct upload *ret)
{
    *ret = (struct upload){.id = stmt_int(s, 0),
                           .bytes = stmt_int(s, 1),
                           .created_at = stmt_int(s, 2),
                           .name = stmt_text(s, 3),
                           .sm3 = stmt_text(s, 4),
                           .job = stmt_int(s, 5)};
}

static int unknown(int64_t id, struct err *e)
{
    return err_set(e, E_NOT_FOUND, "没有上传的文件 %lld，可能已过期或已用完，请重新上传",
                   "there is no upload %lld; it may have been used or be too old: send it again",
                   (long long)id);
}

/* The last part of a path, without what could move a terminal's cursor or turn the direction. */
static void clean_name(struct str name, char ret[UPLOAD_NAME_BYTES])
{
    size_t n = 0;
    uint32_t cp;
    for (size_t i = name.len; i-- > 0;)
        if (name.data[i] == '/' || name.data[i] == '\\') {
            name = (struct str){name.data + i + 1, name.len - i - 1};
            break;
        }
    for (int len; name.len && n + 4 < UPLOAD_NAME_BYTES;
         name.data += len, name.len -= (size_t)len) {
        len = utf8_next(name, &cp);
        bool bad = len == 0 || cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
                   (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202e) ||
                   (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff;
        len = len ? len : 1;
        if (bad)
            ret[n++] = '?';
        else
            for (int i = 0; i < len; i++)
                ret[n++] = name.data[i];
    }
    ret[n] = '\0';
}

struct adding {
    const struct actor *actor;
    const char *name;
    int64_t bytes, id;
};

static int reserve(struct db *office, void *arg, struct err *e)
{
    struct adding *x = arg;
    int64_t n, own, all;
    int rc;
    if ((rc = job_number(office, "upload", &x->id, e)) < 0 ||
        (rc = db_query_int(office, &n, NULL, e, "select count(*) from upload where account = $1",
                           "i", x->actor->id)) < 0 ||
        (rc = db_query_int(office, &own, NULL, e,
                           "select cast(sum(bytes) as bigint) from upload where account = $1", "i",
                           x->actor->id)) < 0 ||
        (rc = db_query_int(office, &all, NULL, e, "select cast(sum(bytes) as bigint) from upload",
                           "")) < 0)
        return rc;
    if (n >= LIMIT_UPLOADS || own > LIMIT_UPLOADS_BYTES - x->bytes)
        return err_set(
            e, E_LIMIT, "您上传而未用的文件已达上限（%u 个，共 %lld MB），请先使用或删除一些",
            "you have as many unused uploads as may be (%u files, %lld MB together); use "
            "or delete some first",
            LIMIT_UPLOADS, LIMIT_UPLOADS_BYTES >> 20);
    if (all > LIMIT_UPLOADS_BYTES_ALL - x->bytes)
        return err_set(e, E_LIMIT, "上传的文件合计已达上限 %lld MB，请稍后再试",
                       "all uploads together have reached %lld MB; try again later",
                       LIMIT_UPLOADS_BYTES_ALL >> 20);
    return db_run(office, e,
                  "insert into upload(id, account, name, bytes, sm3, created_at)"
                  " values ($1, $2, $3, $4, '', $5)",
                  "iitii", x->id, x->actor->id, str_of(x->name), x->bytes, clock_now());
}

static int write_file(const char *path, struct str content, struct err *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return err_io(e, errno, path);
    while (content.len) {
        ssize_t n = write(fd, content.data, content.len < 1u << 20 ? content.len : 1u << 20);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        content.data += n;
        content.len -= (size_t)n;
    }
    int number = content.len || fdatasync(fd) < 0 ? errno : 0;
    if (close(fd) < 0 && !number)
        number = errno;
    return number ? err_io(e, number, path) : 0;
}

static int digest(struct str content, char ret[2 * SM3_BYTES + 1], struct err *e)
{
    uint8_t sm3[SM3_BYTES];
    int rc = crypto_init(e);
    if (rc < 0 || (rc = crypto_sm3(content.data, content.len, sm3, e)) < 0)
        return rc;
    crypto_hex(sm3, sizeof sm3, ret);
    return 0;
}

int upload_add(struct jobs *jobs, struct db *office, const struct actor *actor, struct str name,
               struct str content, struct arena *a, struct upload *ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf path = {0};
    char clean[UPLOAD_NAME_BYTES], sm3[2 * SM3_BYTES + 1];
    struct adding x = {.actor = actor, .name = clean, .bytes = (int64_t)content.len};
    clean_name(name, clean);
    int rc = db_transact(office, true, reserve, &x, e);
    if (rc < 0)
        return rc;
    if ((rc = upload_path(jobs, x.id, &path, e)) < 0 ||
        (rc = write_file(path.data, content, e)) < 0 || (rc = digest(content, sm3, e)) < 0 ||
        (rc = db_run(office, e, "update upload set sm3 = $1 where id = $2", "ti", str_of(sm3),
                     x.id)) < 0) {
        upload_remove(jobs, office, x.id, NULL);
        return rc;
    }
    return upload_get(office, actor, x.id, a, ret, e);
}

int upload_get(struct db *office, const struct actor *actor, int64_t id, struct arena *a,
               struct upload *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(office,
                        "select " COLUMNS " from upload where id = $1 and account = $2"
                        " and sm3 <> ''",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, id);
    stmt_bind_int(s, 2, actor->id);
    rc = stmt_step(s, e);
    if (rc <= 0)
        return rc < 0 ? rc : unknown(id, e);
    struct upload u;
    read_row(s, &u);
    u.name = str_dup(a, u.name);
    u.sm3 = str_dup(a, u.sm3);
    if (arena_failed(a))
        return err_nomem(e);
    *ret = u;
    return 0;
}

int upload_list(struct db *office, const struct actor *actor, upload_fn *fn, void *arg,
                struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(
        office, "select " COLUMNS " from upload where account = $1 and sm3 <> '' order by id", &s,
        e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, actor->id);
    while ((rc = stmt_step(s, e)) > 0) {
        struct upload u;
        read_row(s, &u);
        if ((rc = fn(arg, &u, e)) < 0)
            return rc;
    }
    return rc;
}

/* Why it can't be had: unknown, or a job's. */
static int taken(struct db *office, int64_t account, int64_t id, struct err *e)
{
    int64_t user;
    bool found;
    int rc = db_query_int(office, &user, &found, e,
                          "select job_id from upload where id = $1 and account = $2 and sm3 <> ''",
                          "ii", id, account);
    if (rc < 0)
        return rc;
    return found ? err_set(e, E_CONFLICT, "上传的文件 %lld 正由任务 %lld 使用",
                           "the upload %lld is being used by job %lld", (long long)id,
                           (long long)user)
                 : unknown(id, e);
}

int upload_claim(struct db *office, int64_t account, int64_t id, int64_t job, struct err *e)
{
    bool found;
    int rc = db_query_int(office, NULL, &found, e,
                          "update upload set job_id = $1 where id = $2 and account = $3"
                          " and sm3 <> '' and (job_id is null or job_id = $1) returning id",
                          "iii", job, id, account);
    return rc < 0 || found ? rc : taken(office, account, id, e);
}

int upload_remove(const struct jobs *jobs, struct db *office, int64_t id, struct err *e)
{
    int rc = db_run(office, e, "delete from upload where id = $1", "i", id);
    if (rc >= 0)
        upload_unlink(jobs, id);
    return rc;
}

void upload_unlink(const struct jobs *jobs, int64_t id)
{
    _cleanup_(strbuf_done) struct strbuf path = {0};
    if (upload_path(jobs, id, &path, NULL) >= 0)
        unlink(path.data);
}

int upload_delete(struct jobs *jobs, struct db *office, const struct actor *actor, int64_t id,
                  struct err *e)
{
    bool found;
    int rc = db_query_int(office, NULL, &found, e,
                          "delete from upload where id = $1 and account = $2 and job_id is null"
                          " returning id",
                          "ii", id, actor->id);
    if (rc < 0)
        return rc;
    return found ? upload_remove(jobs, office, id, e) : taken(office, actor->id, id, e);
}

/* ---- as jobs see them ---- */

static int digest_file(const char *path, char ret[2 * SM3_BYTES + 1], struct err *e)
{
    _cleanup_(sm3_freep) struct sm3 *h = NULL;
    _cleanup_free_ char *piece = malloc(1u << 20);
    uint8_t sm3[SM3_BYTES];
    ssize_t n;
    int rc = crypto_init(e);
    if (rc < 0 || (rc = sm3_new(&h, e)) < 0)
        return rc;
    int fd = piece ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
    if (fd < 0)
        return piece ? err_io(e, errno, path) : err_nomem(e);
    while ((n = read(fd, piece, 1u << 20)) > 0)
        sm3_add(h, piece, (size_t)n);
    int number = n < 0 ? errno : 0;
    close(fd);
    if (number)
        return err_io(e, number, path);
    sm3_end(h, sm3);
    crypto_hex(sm3, sizeof sm3, ret);
    return 0;
}

int job_upload(struct job_run *j, int64_t upload, struct strbuf *ret_path, struct strbuf *ret_name,
               struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    char sm3[2 * SM3_BYTES + 1];
    size_t from = ret_path->len;
    struct upload u;
    int rc = a ? upload_claim(j->office, j->account, upload, j->id, e) : err_nomem(e);
    if (rc < 0 || (rc = upload_get(j->office, &j->asked, upload, a, &u, e)) < 0 ||
        (rc = upload_path(j->jobs, upload, ret_path, e)) < 0 ||
        (rc = digest_file(ret_path->data + from, sm3, e)) < 0)
        return rc;
    if (!str_eqz(u.sm3, sm3))
        return err_set(e, E_CORRUPT, "上传的文件 %lld 已不是当初的内容，请重新上传",
                       "the upload %lld is no longer what was sent; send it again",
                       (long long)upload);
    if (ret_name)
        strbuf_adds(ret_name, u.name);
    return ret_name && ret_name->failed ? err_nomem(e) : 0;
}
