/* From method and path to the operation. */
#include "api_private.h"

#include "cleanup.h"

#define PREFIX "/api/v1"
#define SEGMENTS_MAX 12u

struct segments {
    size_t n;
    struct str at[SEGMENTS_MAX];
};

/* The path behind the prefix, cut at its slashes; not decoded. False: it isn't the API's. */
static bool cut(struct str path, struct segments *ret)
{
    struct str rest, part;
    if (!str_starts(path, STR(PREFIX "/")))
        return false;
    rest = (struct str){path.data + sizeof PREFIX, path.len - sizeof PREFIX};
    for (ret->n = 0; str_split(&rest, '/', &part); ret->at[ret->n++] = part)
        if (ret->n == SEGMENTS_MAX)
            return false;
    return true;
}

static bool is_parameter(struct str word)
{
    return word.len && word.data[0] == '{';
}

/* Does an operation's path fit? Words must be the same, parameters not empty. */
static bool fits(const char *path, const struct segments *s)
{
    struct str rest = str_of(path + 1), word;
    size_t i = 0;
    for (; str_split(&rest, '/', &word); i++)
        if (i == s->n || (is_parameter(word) ? s->at[i].len == 0 : !str_eq(word, s->at[i])))
            return false;
    return i == s->n;
}

/* HEAD is GET whose content isn't sent. */
static struct str method_of(struct str method)
{
    return str_eqz(method, "HEAD") ? STR("GET") : method;
}

/* Words stand before parameters in the table, so the first that fits is it; the others with that
 * path are its other methods. */
static const struct api_operation *find(struct str method, const struct segments *s,
                                        const char **ret_path)
{
    const char *path = NULL;
    for (size_t i = 0; i < api_operations_n; i++) {
        const struct api_operation *o = &api_operations[i];
        if (path ? strcmp(o->path, path) != 0 : !fits(o->path, s))
            continue;
        path = o->path;
        if (str_eqz(method_of(method), o->method))
            return o;
    }
    *ret_path = path;
    return NULL;
}

static void allow(struct api_call *c, const char *path)
{
    _cleanup_(strbuf_done) struct strbuf all = {0};
    for (size_t i = 0; i < api_operations_n; i++)
        if (strcmp(api_operations[i].path, path) == 0)
            strbuf_printf(&all, "%s%s", all.len ? ", " : "", api_operations[i].method);
    http_set(c->x, "Allow", "%s", strbuf_z(&all));
    api_problem(c, 405, "method", "此地址不支持这种请求方法", "this method is not supported here");
}

bool api_route(struct api_call *c)
{
    struct segments s;
    const char *path = NULL;
    if (cut(http_path(c->x), &s))
        c->operation = find(http_method(c->x), &s, &path);
    if (!c->operation) {
        if (path)
            allow(c, path);
        else
            api_problem(c, 404, "not-found", "没有这个接口", "there is no such operation");
        return false;
    }
    struct str rest = str_of(c->operation->path + 1), word;
    for (size_t i = 0; str_split(&rest, '/', &word); i++)
        if (is_parameter(word))
            c->segments[c->n_segments++] = s.at[i];
    return true;
}

size_t api_body_limit(void *arg, struct str method, struct str path)
{
    struct segments s;
    const char *other;
    const struct api_operation *o = cut(path, &s) ? find(method, &s, &other) : NULL;
    return o && o->body_limit ? o->body_limit : HTTP_BODY_DEFAULT;
}
