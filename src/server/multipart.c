#include "multipart.h"

#include "http_text.h"

#define BAD(zh, en) err_set(e, E_SYNTAX, "上传的表单不合格式：" zh, "malformed upload: " en)

static bool cut(struct str *s, struct str prefix)
{
    if (!str_starts(*s, prefix))
        return false;
    s->data += prefix.len;
    s->len -= prefix.len;
    return true;
}

static size_t token_length(struct str s)
{
    size_t n = 0;
    while (n < s.len && http_is_token((struct str){s.data + n, 1}))
        n++;
    return n;
}

/* `; name=value` off the front; 0 = there is no more, -1 = it isn't one. A backslash before a quote
 * is an escape for some and a character for others. */
static int parameter(struct str *rest, struct str *name, struct str *value)
{
    struct str s = http_trim(*rest);
    if (!s.len)
        return 0;
    if (!cut(&s, STR(";")))
        return -1;
    s = http_trim(s);
    *name = (struct str){s.data, token_length(s)};
    s = (struct str){s.data + name->len, s.len - name->len};
    if (!name->len || !cut(&s, STR("=")))
        return -1;
    if (cut(&s, STR("\""))) {
        const char *end = s.len ? memchr(s.data, '"', s.len) : NULL;
        if (!end || (end > s.data && end[-1] == '\\'))
            return -1;
        *value = (struct str){s.data, (size_t)(end - s.data)};
        s = (struct str){end + 1, s.len - value->len - 1};
    } else {
        *value = (struct str){s.data, token_length(s)};
        s = (struct str){s.data + value->len, s.len - value->len};
        if (!value->len)
            return -1;
    }
    *rest = s;
    return 1;
}

static bool is_boundary(struct str s)
{
    if (!s.len || s.len > MULTIPART_BOUNDARY_BYTES || s.data[s.len - 1] == ' ')
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
            !(c && strchr("'()+_,-./:=? ", c)))
            return false;
    }
    return true;
}

static int boundary_of(struct str content_type, struct str *ret, struct err *e)
{
    struct str rest = content_type, type, name, value, boundary = {0};
    int rc;
    str_split(&rest, ';', &type);
    if (!http_same(http_trim(type), "multipart/form-data"))
        return BAD("应为 multipart/form-data", "multipart/form-data is expected");
    rest = (struct str){content_type.data + type.len, content_type.len - type.len};
    while ((rc = parameter(&rest, &name, &value)) > 0)
        if (http_same(name, "boundary")) {
            if (boundary.len)
                return BAD("boundary 给了两次", "boundary is given twice");
            boundary = value;
        }
    if (rc < 0 || !is_boundary(boundary))
        return BAD("没有合格的 boundary", "there is no sound boundary");
    *ret = boundary;
    return 0;
}

/* A line without its CR LF; false: there is none, it is too long or has control characters. */
static bool line(struct str *rest, struct str *ret)
{
    size_t n = 0;
    while (n < rest->len && n <= MULTIPART_HEADER_BYTES && rest->data[n] != '\r') {
        unsigned char c = (unsigned char)rest->data[n];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return false;
        n++;
    }
    *ret = (struct str){rest->data, n};
    if (n > MULTIPART_HEADER_BYTES || n + 1 >= rest->len || rest->data[n + 1] != '\n')
        return false;
    *rest = (struct str){rest->data + n + 2, rest->len - n - 2};
    return true;
}

/* form-data; name="…"; filename="…" */
static int disposition(struct str value, struct str *ret_filename, struct err *e)
{
    struct str rest = value, name, text, field = {0}, filename = {0};
    size_t n = token_length(rest);
    bool form = http_same((struct str){rest.data, n}, "form-data");
    int rc;
    rest = (struct str){rest.data + n, rest.len - n};
    while ((rc = parameter(&rest, &name, &text)) > 0) {
        struct str *at = http_same(name, "name")       ? &field
                         : http_same(name, "filename") ? &filename
                                                       : NULL;
        if (!at || at->data)
            return BAD("Content-Disposition 有多余的参数",
                       "Content-Disposition has a parameter too many");
        *at = text;
    }
    if (rc < 0 || !form || !field.data)
        return BAD("Content-Disposition 写错了", "Content-Disposition is wrong");
    if (!filename.data)
        return err_set(e, E_INVALID, "上传的表单里应只有一个文件，没有其他字段",
                       "an upload's form has one file and no other field");
    *ret_filename = filename;
    return 0;
}

static int headers(struct str *body, struct str *ret_filename, struct err *e)
{
    struct str text;
    bool disposed = false;
    for (size_t n = 0;; n++) {
        if (!line(body, &text))
            return BAD("部分的标头写错了或太长", "a part's header is wrong or too long");
        if (!text.len)
            break;
        size_t len = token_length(text);
        struct str name = {text.data, len}, value = {text.data + len, text.len - len};
        if (n == MULTIPART_HEADERS || !len || !cut(&value, STR(":")))
            return BAD("部分的标头写错了或太多", "a part's headers are wrong or too many");
        if (http_same(name, "Content-Transfer-Encoding"))
            return BAD("不支持 Content-Transfer-Encoding", "Content-Transfer-Encoding isn't taken");
        if (!http_same(name, "Content-Disposition"))
            continue;
        if (disposed)
            return BAD("Content-Disposition 给了两次", "Content-Disposition is given twice");
        int rc = disposition(http_trim(value), ret_filename, e);
        if (rc < 0)
            return rc;
        disposed = true;
    }
    return disposed ? 0 : BAD("缺少 Content-Disposition", "Content-Disposition is missing");
}

int multipart_read(struct str content_type, struct str body, struct multipart_file *ret,
                   struct err *e)
{
    char delimiter[4 + MULTIPART_BOUNDARY_BYTES] = "\r\n--";
    struct multipart_file file;
    struct str boundary = {0}, rest = body;
    int rc = boundary_of(content_type, &boundary, e);
    if (rc < 0)
        return rc;
    memcpy(delimiter + 4, boundary.data, boundary.len);
    struct str first = {delimiter + 2, 2 + boundary.len}, next = {delimiter, 4 + boundary.len};
    if (!cut(&rest, first) || !cut(&rest, STR("\r\n")))
        return BAD("开头不是 boundary", "it doesn't begin with the boundary");
    if ((rc = headers(&rest, &file.filename, e)) < 0)
        return rc;
    ptrdiff_t end = str_find(rest, next);
    if (end < 0)
        return BAD("没有结束", "it has no end");
    file.content = (struct str){rest.data, (size_t)end};
    rest = (struct str){rest.data + end + next.len, rest.len - (size_t)end - next.len};
    if (str_starts(rest, STR("\r\n")))
        return err_set(e, E_INVALID, "一次只能上传一个文件", "one file at a time");
    if (!cut(&rest, STR("--")) || (rest.len && !str_eq(rest, STR("\r\n"))))
        return BAD("结尾之后还有内容，或内容中含有 boundary",
                   "something stands behind the end, or the content holds the boundary");
    *ret = file;
    return 0;
}
