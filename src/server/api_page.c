/* Lists page by page. */
#include "api_private.h"

size_t api_limit(struct api_call *c)
{
    return (size_t)api_int(c, "limit");
}

int api_cursor(struct api_call *c, struct str *ret_key, struct err *e)
{
    *ret_key = api_text(c, "cursor");
    return 0;
}

int api_next(struct api_call *c, struct str key, struct err *e)
{
    json_name(api_json(c), "next");
    if (key.len)
        json_put_str(api_json(c), key);
    else
        json_put_null(api_json(c));
    return 0;
}
