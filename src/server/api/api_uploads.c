/* Files that are sent for jobs to read. */
#include "uploads.h"

#include "api.h"
#include "cleanup.h"
#include "date.h"
#include "multipart.h"

#include <stdio.h>

static void put(struct json_writer *w, const struct upload *u)
{
    char at[40], until[40];
    instant_format(u->created_at, at);
    instant_format(u->created_at + UPLOAD_HOURS * INT64_C(3600000000), until);
    json_object(w);
    json_name(w, "upload");
    json_put_int(w, u->id);
    json_name(w, "name");
    json_put_str(w, u->name);
    json_name(w, "bytes");
    json_put_int(w, u->bytes);
    json_name(w, "sm3");
    json_put_str(w, u->sm3);
    json_name(w, "created_at");
    json_put_z(w, at);
    json_name(w, "until");
    json_put_z(w, until);
    json_name(w, "job");
    if (u->job)
        json_put_int(w, u->job);
    else
        json_put_null(w);
    json_object_end(w);
}

static void on_record(struct api_call *c, int64_t id)
{
    api_audit(c, 0, str_of(api_actor(c)->scope),
              str_of(arena_printf(api_arena(c), "upload %lld", (long long)id)));
}

static int add(struct api_call *c, struct str name, struct str content, struct err *e)
{
    struct upload u;
    int rc =
        upload_add(api_jobs(c), api_office(c), api_actor(c), name, content, api_arena(c), &u, e);
    if (rc < 0)
        return rc;
    on_record(c, u.id);
    api_status(c, 201);
    put(api_json(c), &u);
    return 0;
}

API_HANDLER(upload_add)
{
    struct multipart_file file;
    int rc = multipart_read(http_header(api_exchange(c), "Content-Type"), api_body(c), &file, e);
    if (rc < 0) {
        api_refuse(c, 400, "form");
        return rc;
    }
    return add(c, file.filename, file.content, e);
}

API_HANDLER(upload_add_raw)
{
    return add(c, api_text(c, "name"), api_body(c), e);
}

static int put_item(void *arg, const struct upload *u, struct err *e)
{
    put(arg, u);
    return 0;
}

API_HANDLER(upload_list)
{
    struct json_writer *w = api_json(c);
    json_object(w);
    json_name(w, "items");
    json_array(w);
    int rc = upload_list(api_office(c), api_actor(c), put_item, w, e);
    json_array_end(w);
    json_object_end(w);
    return rc;
}

API_HANDLER(upload_delete)
{
    int64_t id = api_int(c, "upload");
    on_record(c, id);
    return upload_delete(api_jobs(c), api_office(c), api_actor(c), id, e);
}
