/* Divisions: a public list, so without scope. */
#include "api.h"

#include "cleanup.h"
#include "clock.h"

static struct str padded(struct api_call *c, struct str code)
{
    char *text = arena_alloc(api_arena(c), 13);
    if (!text || code.len == 0)
        return STR("");
    memset(text, '0', 12);
    memcpy(text, code.data, code.len);
    text[12] = '\0';
    return (struct str){text, 12};
}

static int32_t day(struct api_call *c)
{
    return api_given(c, "on") ? api_date(c, "on") : clock_today();
}

static void put_members(struct json_writer *w, const struct division *d)
{
    json_name(w, "code");
    json_put_str(w, d->code);
    json_name(w, "name");
    json_put_str(w, d->name);
    json_name(w, "level");
    json_put_int(w, d->level);
    json_name(w, "parent");
    if (d->parent.len)
        json_put_str(w, d->parent);
    else
        json_put_null(w);
    json_name(w, "has_children");
    json_put_bool(w, d->has_children);
}

static void put(struct json_writer *w, const struct division *d)
{
    json_object(w);
    put_members(w, d);
    json_object_end(w);
}

struct page {
    struct json_writer *w;
    size_t n, limit;
    struct str last;
    bool more;
};

static int put_item(void *arg, const struct division *d, struct err *e)
{
    struct page *p = arg;
    p->more = p->n == p->limit;
    if (p->more)
        return 1;
    p->n++;
    p->last = d->code;
    put(p->w, d);
    return 0;
}

API_HANDLER(division_list)
{
    struct page p = {.w = api_json(c), .limit = api_limit(c)};
    struct str parent =
        api_given(c, "parent") ? api_text(c, "parent") : str_of(api_actor(c)->scope);
    struct str after;
    int rc = api_cursor(c, &after, e);
    if (rc < 0)
        return rc;
    json_object(p.w);
    json_name(p.w, "items");
    json_array(p.w);
    rc = reg_division_list(api_register(c), padded(c, parent), api_text(c, "q"), day(c), after,
                           put_item, &p, e);
    json_array_end(p.w);
    if (rc >= 0)
        rc = api_next(c, p.more ? p.last : STR(""), e);
    json_object_end(p.w);
    return rc;
}

API_HANDLER(division_get)
{
    _cleanup_(strbuf_done) struct strbuf name = {0};
    struct json_writer *w = api_json(c);
    struct division d, above[5];
    size_t n = 0;
    int32_t on = day(c);
    int rc = reg_division(api_register(c), padded(c, api_text(c, "code")), on, &d, e);
    if (rc < 0 || (rc = reg_division_name(api_register(c), d.code, &name, e)) < 0)
        return rc;
    for (struct str up = d.parent; up.len && n < ARRAY_LEN(above); up = above[n++].parent)
        if ((rc = reg_division(api_register(c), up, on, &above[n], e)) < 0)
            return rc;
    json_object(w);
    put_members(w, &d);
    json_name(w, "full_name");
    json_put_str(w, strbuf_str(&name));
    json_name(w, "path");
    json_array(w);
    while (n)
        put(w, &above[--n]);
    json_array_end(w);
    json_object_end(w);
    return 0;
}
