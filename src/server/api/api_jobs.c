/* Jobs, their events and files. */
#include "jobs.h"

#include "api.h"
#include "cleanup.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int find(struct api_call *c, struct job *ret, struct err *e)
{
    return job_get(api_office(c), api_actor(c), api_int(c, "job"), api_arena(c), ret, e);
}

/* Files, input and result are for who asked. */
static int find_own(struct api_call *c, struct job *ret, struct err *e)
{
    struct job j;
    int rc = find(c, &j, e);
    if (rc < 0)
        return rc;
    if (!j.own)
        return err_set(e, E_DENIED, "任务的文件只有要求它的账号可以取",
                       "a job's files are for the account that asked for it");
    *ret = j;
    return 0;
}

static void on_record(struct api_call *c, const struct job *j, const char *behind)
{
    char *object = arena_printf(api_arena(c), "job %lld " STR_FMT "%s%s", (long long)j->id,
                                STR_ARG(j->kind), *behind ? " " : "", behind);
    api_audit(c, 0, j->division, str_of(object));
}

int api_job(struct api_call *c, const char *kind, struct str input, struct err *e)
{
    char place[64];
    struct job j;
    int64_t id;
    int rc = job_add(api_office(c), api_actor(c), kind, input, &id, e);
    if (rc < 0 || (rc = job_get(api_office(c), api_actor(c), id, api_arena(c), &j, e)) < 0)
        return rc;
    on_record(c, &j, "");
    snprintf(place, sizeof place, "/api/v1/jobs/%lld", (long long)id);
    api_location(c, str_of(place));
    api_status(c, 202);
    job_print(&j, api_json(c));
    return 0;
}

/* ---- looking ---- */

struct page {
    struct json_writer *w;
    size_t n, limit;
    int64_t last;
    bool more;
};

static int put_item(void *arg, const struct job *j, struct err *e)
{
    struct page *p = arg;
    p->more = p->n == p->limit;
    if (p->more)
        return 0;
    p->n++;
    p->last = j->id;
    job_print(j, p->w);
    return 0;
}

static int state_of(struct str name)
{
    for (int i = 0; i < JOB_STATES; i++)
        if (str_eqz(name, job_state_name(i)))
            return i;
    return -1;
}

API_HANDLER(job_list)
{
    struct page p = {.w = api_json(c), .limit = api_limit(c)};
    struct job_filter f = {.state = state_of(api_text(c, "state")),
                           .kind = api_text(c, "kind"),
                           .others = api_bool(c, "others")};
    struct str after;
    char key[24] = "";
    int rc = api_cursor(c, &after, e);
    if (rc < 0)
        return rc;
    if (after.len)
        f.before = strtoll(after.data, NULL, 10);
    json_object(p.w);
    json_name(p.w, "items");
    json_array(p.w);
    rc = job_list(api_office(c), api_actor(c), &f, p.limit + 1, put_item, &p, e);
    json_array_end(p.w);
    if (p.more)
        snprintf(key, sizeof key, "%lld", (long long)p.last);
    if (rc >= 0)
        rc = api_next(c, str_of(key), e);
    json_object_end(p.w);
    return rc;
}

API_HANDLER(job_get)
{
    struct job j;
    int rc = find(c, &j, e);
    if (rc >= 0)
        job_print(&j, api_json(c));
    return rc;
}

API_HANDLER(job_cancel)
{
    struct job j;
    int rc = find(c, &j, e);
    if (rc < 0)
        return rc;
    on_record(c, &j, "");
    if ((rc = job_cancel(api_office(c), api_actor(c), j.id, e)) < 0 || (rc = find(c, &j, e)) < 0)
        return rc;
    job_print(&j, api_json(c));
    return 0;
}

/* Clients come again on their own when a stream ends, until they are told that there is no more. */
API_HANDLER(job_events)
{
    struct http_exchange *x = api_exchange(c);
    struct http_stream *s;
    struct str seen = http_header(x, "Last-Event-ID");
    int64_t revision = seen.len ? strtoll(seen.data, NULL, 10) : -1;
    struct job j;
    int rc = find(c, &j, e);
    if (rc < 0)
        return rc;
    if (j.state > JOB_RUNNING && revision == j.revision) {
        api_status(c, 204);
        return 0;
    }
    rc = http_stream_open(x, &s, e);
    if (rc == E_LIMIT)
        api_refuse(c, 503, "streams");
    if (rc < 0)
        return rc;
    rc = jobs_watch(api_jobs(c), s, api_actor(c), j.id, revision, e);
    if (rc == E_LIMIT)
        api_refuse(c, 429, "streams");
    if (rc < 0)
        http_stream_close(s);
    return rc;
}

/* ---- files ---- */

static int put_file(void *arg, struct str name, int64_t bytes, struct err *e)
{
    struct json_writer *w = arg;
    json_object(w);
    json_name(w, "name");
    json_put_str(w, name);
    json_name(w, "type");
    json_put_z(w, job_file_type(name));
    json_name(w, "bytes");
    json_put_int(w, bytes);
    json_object_end(w);
    return 0;
}

API_HANDLER(job_file_list)
{
    struct json_writer *w = api_json(c);
    struct job j;
    int rc = find_own(c, &j, e);
    if (rc < 0)
        return rc;
    json_object(w);
    json_name(w, "items");
    json_array(w);
    rc = job_files(api_office(c), j.id, put_file, w, e);
    json_array_end(w);
    json_object_end(w);
    return rc;
}

API_HANDLER(job_file_get)
{
    struct http_exchange *x = api_exchange(c);
    struct str name = api_text(c, "name");
    struct job j;
    int fd, rc = find_own(c, &j, e);
    if (rc < 0)
        return rc;
    on_record(c, &j, arena_strndup(api_arena(c), name.data, name.len));
    if ((rc = jobs_file_open(api_jobs(c), api_office(c), j.id, name, &fd, e)) < 0)
        return rc;
    http_set(x, "Content-Disposition",
             "attachment; filename=\"job-%lld-" STR_FMT
             "\"; filename*=UTF-8''%%E4%%BB%%BB%%E5%%8A%%A1-%lld-" STR_FMT,
             (long long)j.id, STR_ARG(name), (long long)j.id, STR_ARG(name));
    http_content_file(x, job_file_type(name), fd);
    return 0;
}
