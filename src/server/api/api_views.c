/* Views: one's own filters of a screen, by name. */
#include "api_tell.h"

#include "clock.h"
#include "view.h"

static int put_item(void *arg, const struct view *v, struct err *e)
{
    struct json_writer *w = arg;
    json_object(w);
    put_str(w, "screen", v->screen);
    put_str(w, "name", v->name);
    json_name(w, "query");
    json_put_str(w, v->query);
    put_instant(w, "changed_at", v->changed_at);
    json_object_end(w);
    return 0;
}

API_HANDLER(view_list)
{
    struct json_writer *w = api_json(c);
    json_object(w);
    json_name(w, "items");
    json_array(w);
    int rc = view_list(api_office(c), api_actor(c), api_text(c, "screen"), put_item, w, e);
    json_array_end(w);
    json_object_end(w);
    return rc;
}

API_HANDLER(view_put)
{
    const struct view v = {api_body_text(c, "screen"), api_body_text(c, "name"),
                           api_body_text(c, "query"), clock_now()};
    int rc = view_put(api_office(c), api_actor(c), &v, e);
    if (rc >= 0)
        api_status(c, 204);
    return rc;
}

API_HANDLER(view_remove)
{
    int rc =
        view_remove(api_office(c), api_actor(c), api_text(c, "screen"), api_text(c, "name"), e);
    if (rc >= 0)
        api_status(c, 204);
    return rc;
}
