#include "json.h"

#include "arena.h"
#include "bounds.h"
#include "cleanup.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

enum expect {
    VALUE,
    FIRST_ITEM, /* a value or ] */
    FIRST_NAME, /* a name or } */
    NAME,       /* behind a comma in an object */
    COLON,
    AFTER, /* a comma, the end of the container, or of the text */
};

struct name {
    struct str text;
    uint64_t hash;  /* of the text and the depth */
    unsigned depth; /* tells the open objects apart */
};

struct json_reader {
    struct str in;
    size_t at;       /* the next byte */
    size_t token_at; /* the last token's first byte */
    int token;
    enum expect expect;
    struct str text;
    struct strbuf decoded; /* a string with escapes */

    unsigned depth;
    bool in_object[LIMIT_JSON_DEPTH];
    struct arena_mark mark[LIMIT_JSON_DEPTH]; /* of `arena` when the container was opened */

    /*
     * The names of all open objects, innermost last, and a hash table of (depth, name) with linear
     * probing that refers to them (index + 1; 0 = free). Names leave in the reverse order of their
     * coming, so that freeing a slot breaks no probe sequence.
     */
    struct arena *arena; /* names with escapes */
    struct name *names;
    size_t n_names, cap_names;
    uint32_t *slots;
    size_t n_slots; /* 4 * cap_names, a power of two */

    struct err failed;
};

int json_open(struct str text, struct json_reader **ret, struct err *e)
{
    _cleanup_(json_closep) struct json_reader *r = calloc(1, sizeof *r);

    if (!r)
        return err_nomem(e);
    r->arena = arena_new(0);
    if (!r->arena)
        return err_nomem(e);
    if (text.len >= UINT32_MAX)
        return err_set(e, E_LIMIT, "JSON 文本太长", "the JSON text is too long");
    r->in = text.data ? text : STR("");
    r->at = str_starts(text, STR("\xef\xbb\xbf")) ? 3 : 0;
    *ret = take(r);
    return 0;
}

void json_close(struct json_reader *r)
{
    if (!r)
        return;
    arena_free(r->arena);
    strbuf_done(&r->decoded);
    free(r->names);
    free(r->slots);
    free(r);
}

void json_closep(struct json_reader **r)
{
    json_close(*r);
}

static void place(const struct json_reader *r, size_t at, size_t *ret_line, size_t *ret_column)
{
    size_t line = 1, column = 1;

    for (size_t i = 0; i < at; i++) {
        unsigned char c = (unsigned char)r->in.data[i];

        if (c == '\n' || (c == '\r' && !(i + 1 < r->in.len && r->in.data[i + 1] == '\n'))) {
            line++;
            column = 1;
        } else {
            column += (c & 0xc0) != 0x80 && c != '\r';
        }
    }
    /* The byte order mark is no column. */
    if (line == 1 && at >= 3 && str_starts(r->in, STR("\xef\xbb\xbf")))
        column--;
    *ret_line = line;
    *ret_column = column;
}

void json_where(const struct json_reader *r, size_t *ret_line, size_t *ret_column)
{
    place(r, r->token_at, ret_line, ret_column);
}

static int at_place(const struct json_reader *r, size_t at, struct err *e)
{
    size_t line, column;

    place(r, at, &line, &column);
    return err_at(e, "第 %zu 行第 %zu 列", "line %zu, column %zu", line, column);
}

int json_err_at(const struct json_reader *r, struct err *e)
{
    return at_place(r, r->token_at, e);
}

/* Sets the error with the place of byte `pos` in front. */
#define FAIL(r, pos, code, ...)                                                                    \
    (err_set(&(r)->failed, (code), __VA_ARGS__), at_place((r), (pos), &(r)->failed))

/* The character that stands where it doesn't belong, quoted, or its byte. */
struct found {
    char z[8];
};

static struct found found(const struct json_reader *r)
{
    struct str rest = {r->in.data + r->at, r->in.len - r->at};
    struct found f = {0};
    uint32_t cp;
    int n = utf8_next(rest, &cp);

    if (n == 0 || cp < 0x20 || cp == 0x7f)
        snprintf(f.z, sizeof f.z, "0x%02x", (unsigned)(unsigned char)rest.data[0]);
    else
        snprintf(f.z, sizeof f.z, "\"%.*s\"", n, rest.data);
    return f;
}

#define UNEXPECTED(r, zh, en)                                                                      \
    ((r)->at == (r)->in.len ? FAIL(r, (r)->at, E_SYNTAX, "文本到此中断，缺少" zh,                  \
                                   "the text ends where " en " belongs")                           \
                            : FAIL(r, (r)->at, E_SYNTAX, "此处应为" zh "，却是 %s",                \
                                   en " belongs here, not %s", found(r).z))

static int hex4(struct json_reader *r, unsigned *ret)
{
    unsigned v = 0;

    for (int i = 0; i < 4; i++, r->at++) {
        char c = r->at < r->in.len ? r->in.data[r->at] : '\0';
        char low = (char)(c | 0x20);

        if (c >= '0' && c <= '9')
            v = v << 4 | (unsigned)(c - '0');
        else if (low >= 'a' && low <= 'f')
            v = v << 4 | (unsigned)(low - 'a' + 10);
        else
            return UNEXPECTED(r, "十六进制数字", "a hexadecimal digit");
    }
    *ret = v;
    return 0;
}

/* r->at is behind `\u`. */
static int unicode_escape(struct json_reader *r)
{
    size_t from = r->at - 2;
    unsigned high, low;
    uint32_t cp;
    char utf8[4];
    int rc = hex4(r, &high);

    if (rc < 0)
        return rc;
    cp = high;
    if (high >= 0xd800 && high <= 0xdbff) {
        struct str rest = {r->in.data + r->at, r->in.len - r->at};

        if (!str_starts(rest, STR("\\u")))
            return FAIL(r, from, E_SYNTAX, "代理对缺少后一半",
                        "half of a surrogate pair is missing");
        r->at += 2;
        rc = hex4(r, &low);
        if (rc < 0)
            return rc;
        if (low < 0xdc00 || low > 0xdfff)
            return FAIL(r, from, E_SYNTAX, "代理对缺少后一半",
                        "half of a surrogate pair is missing");
        cp = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    }
    if (cp == 0)
        return FAIL(r, from, E_SYNTAX, "文本不能含有 NUL 字符",
                    "a text can't hold a NUL character");
    rc = utf8_put(cp, utf8);
    if (rc == 0)
        return FAIL(r, from, E_SYNTAX, "代理对缺少前一半", "half of a surrogate pair is missing");
    strbuf_add(&r->decoded, utf8, (size_t)rc);
    return 0;
}

/* r->at is at a backslash. */
static int escape(struct json_reader *r)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *p;

    r->at++;
    char c = r->at < r->in.len ? r->in.data[r->at] : '\0';
    if (c == 'u') {
        r->at++;
        return unicode_escape(r);
    }
    p = c ? strchr(from, c) : NULL;
    if (!p)
        return UNEXPECTED(r, "转义字符（\" \\ / b f n r t u）", "an escape (\" \\ / b f n r t u)");
    strbuf_addc(&r->decoded, to[p - from]);
    r->at++;
    return 0;
}

/* A string; r->at is at its opening quote. Sets r->text, which points into the input unless the
 * string has escapes (*ret_escaped). */
static int string(struct json_reader *r, bool *ret_escaped)
{
    const size_t begin = ++r->at;
    bool escaped = false;
    int rc;

    strbuf_clear(&r->decoded);
    for (size_t from = begin;;) {
        while (r->at < r->in.len) {
            unsigned char c = (unsigned char)r->in.data[r->at];

            if (c == '"' || c == '\\' || c < 0x20)
                break;
            r->at++;
        }
        struct str run = {r->in.data + from, r->at - from};
        if (r->at - begin > LIMIT_JSON_TOKEN_BYTES)
            return FAIL(r, begin - 1, E_LIMIT, "字符串超过 %u 字节", "string longer than %u bytes",
                        LIMIT_JSON_TOKEN_BYTES);
        for (size_t i = 0; i < run.len;) {
            uint32_t cp;
            int n = 1;

            if (run.data[i] & 0x80)
                n = utf8_next((struct str){run.data + i, run.len - i}, &cp);
            if (n == 0)
                return FAIL(r, from + i, E_SYNTAX, "此处不是 UTF-8 编码；请另存为 UTF-8",
                            "this is not UTF-8; save the file as UTF-8");
            i += (size_t)n;
        }
        if (r->at == r->in.len)
            return FAIL(r, begin - 1, E_SYNTAX, "这里开始的字符串没有结束",
                        "the string that begins here is not closed");
        char c = r->in.data[r->at];
        if (c == '"' && !escaped) {
            r->text = run;
            break;
        }
        strbuf_adds(&r->decoded, run);
        if (c == '"') {
            r->text = strbuf_str(&r->decoded);
            break;
        }
        if (c != '\\')
            return UNEXPECTED(r, "文字（控制字符须写成转义）",
                              "text (control characters must be escaped)");
        escaped = true;
        rc = escape(r);
        if (rc < 0)
            return rc;
        from = r->at;
    }
    if (r->decoded.failed)
        return err_nomem(&r->failed);
    r->at++;
    *ret_escaped = escaped;
    return 0;
}

static bool digits(struct json_reader *r)
{
    size_t from = r->at;

    while (r->at < r->in.len && r->in.data[r->at] >= '0' && r->in.data[r->at] <= '9')
        r->at++;
    return r->at > from;
}

static int number(struct json_reader *r)
{
    const size_t begin = r->at;
    const char *p = r->in.data;
    const size_t end = r->in.len;

    if (p[r->at] == '-')
        r->at++;
    if (r->at < end && p[r->at] == '0')
        r->at++;
    else if (!digits(r))
        return UNEXPECTED(r, "数字", "a digit");
    if (r->at < end && p[r->at] == '.') {
        r->at++;
        if (!digits(r))
            return UNEXPECTED(r, "数字", "a digit");
    }
    if (r->at < end && (p[r->at] | 0x20) == 'e') {
        r->at++;
        if (r->at < end && (p[r->at] == '+' || p[r->at] == '-'))
            r->at++;
        if (!digits(r))
            return UNEXPECTED(r, "数字", "a digit");
    }
    if (r->at - begin > LIMIT_JSON_TOKEN_BYTES)
        return FAIL(r, begin, E_LIMIT, "数字超过 %u 字节", "number longer than %u bytes",
                    LIMIT_JSON_TOKEN_BYTES);
    r->text = (struct str){p + begin, r->at - begin};
    return JSON_NUMBER;
}

/* The slot that holds this name, or the free one where it belongs. */
static uint32_t *find_slot(const struct json_reader *r, const struct name *name)
{
    size_t i = (size_t)name->hash & (r->n_slots - 1);

    for (;; i = (i + 1) & (r->n_slots - 1)) {
        if (!r->slots[i])
            return &r->slots[i];
        const struct name *other = &r->names[r->slots[i] - 1];
        if (other->hash == name->hash && other->depth == name->depth &&
            str_eq(other->text, name->text))
            return &r->slots[i];
    }
}

static int grow_names(struct json_reader *r)
{
    size_t cap = r->cap_names ? 2 * r->cap_names : 64;
    struct name *names = reallocarray(r->names, cap, sizeof *names);

    if (!names)
        return err_nomem(&r->failed);
    r->names = names;
    uint32_t *slots = calloc(4 * cap, sizeof *slots);
    if (!slots)
        return err_nomem(&r->failed);
    free(r->slots);
    r->slots = slots;
    r->n_slots = 4 * cap;
    r->cap_names = cap;
    for (size_t i = 0; i < r->n_names; i++)
        *find_slot(r, &names[i]) = (uint32_t)(i + 1);
    return 0;
}

/* Bytes of a text that a message shows. */
static size_t shown(struct str s)
{
    size_t n = 0;
    uint32_t cp;

    while (n < s.len && n < 200)
        n += (size_t)utf8_next((struct str){s.data + n, s.len - n}, &cp);
    return n;
}

/* Enters r->text, which begins at byte `at`, as a name of the innermost object. */
static int enter_name(struct json_reader *r, bool escaped, size_t at)
{
    struct name name = {.text = r->text, .depth = r->depth};
    uint32_t *slot;

    if (r->n_names == r->cap_names && grow_names(r) < 0)
        return r->failed.code;
    name.hash = str_hash(name.text) + r->depth * 0x9e3779b97f4a7c15u;
    slot = find_slot(r, &name);
    if (*slot)
        return FAIL(r, at, E_SYNTAX, "名称 \"%.*s\" 在同一对象中出现了两次",
                    "the name \"%.*s\" occurs twice in its object", (int)shown(name.text),
                    name.text.data);
    if (escaped) {
        name.text = str_dup(r->arena, name.text);
        if (!name.text.data)
            return err_nomem(&r->failed);
    }
    r->names[r->n_names++] = name;
    *slot = (uint32_t)r->n_names;
    return 0;
}

static int open_container(struct json_reader *r, bool object)
{
    if (r->depth == LIMIT_JSON_DEPTH)
        return FAIL(r, r->at, E_LIMIT, "嵌套超过 %u 层", "nested more than %u deep",
                    LIMIT_JSON_DEPTH);
    r->in_object[r->depth] = object;
    r->mark[r->depth] = arena_mark(r->arena);
    r->depth++;
    r->at++;
    r->expect = object ? FIRST_NAME : FIRST_ITEM;
    return object ? JSON_OBJECT : JSON_ARRAY;
}

static int close_container(struct json_reader *r)
{
    bool object = r->in_object[r->depth - 1];

    while (r->n_names && r->names[r->n_names - 1].depth == r->depth) {
        *find_slot(r, &r->names[r->n_names - 1]) = 0;
        r->n_names--;
    }
    r->depth--;
    arena_release(r->arena, r->mark[r->depth]);
    r->at++;
    r->expect = AFTER;
    return object ? JSON_OBJECT_END : JSON_ARRAY_END;
}

static int value(struct json_reader *r)
{
    static const struct {
        struct str word;
        int token;
    } words[] = {{{"true", 4}, JSON_TRUE}, {{"false", 5}, JSON_FALSE}, {{"null", 4}, JSON_NULL}};
    struct str rest = {r->in.data + r->at, r->in.len - r->at};
    char c = rest.len ? rest.data[0] : '\0';
    bool escaped;
    int rc;

    if (c == '{' || c == '[')
        return open_container(r, c == '{');
    r->expect = AFTER;
    if (c == '"') {
        rc = string(r, &escaped);
        return rc < 0 ? rc : JSON_STRING;
    }
    if (c == '-' || (c >= '0' && c <= '9'))
        return number(r);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_starts(rest, words[i].word)) {
            r->at += words[i].word.len;
            return words[i].token;
        }
    }
    return UNEXPECTED(r, "一个值", "a value");
}

static int name(struct json_reader *r)
{
    size_t at = r->at;
    bool escaped;
    int rc = string(r, &escaped);

    if (rc == 0)
        rc = enter_name(r, escaped, at);
    if (rc < 0)
        return rc;
    r->expect = COLON;
    return JSON_NAME;
}

static void skip_space(struct json_reader *r)
{
    while (r->at < r->in.len) {
        char c = r->in.data[r->at];

        if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
            break;
        r->at++;
    }
}

static int next(struct json_reader *r)
{
    bool object;
    char c;

    for (;;) {
        skip_space(r);
        c = r->at < r->in.len ? r->in.data[r->at] : '\0';
        r->token_at = r->at;
        switch (r->expect) {
        case FIRST_ITEM:
            if (c == ']')
                return close_container(r);
            return value(r);
        case VALUE:
            return value(r);
        case FIRST_NAME:
        case NAME:
            if (c == '}' && r->expect == FIRST_NAME)
                return close_container(r);
            if (c != '"')
                return UNEXPECTED(r, "带双引号的名称", "a name in double quotes");
            return name(r);
        case COLON:
            if (c != ':')
                return UNEXPECTED(r, "冒号", "a colon");
            r->at++;
            r->expect = VALUE;
            break;
        case AFTER:
            if (r->depth == 0) {
                if (r->at < r->in.len)
                    return UNEXPECTED(r, "文本结尾", "the end of the text");
                return JSON_END;
            }
            object = r->in_object[r->depth - 1];
            if (c == (object ? '}' : ']'))
                return close_container(r);
            if (c != ',')
                return object ? UNEXPECTED(r, "逗号或 }", "a comma or }")
                              : UNEXPECTED(r, "逗号或 ]", "a comma or ]");
            r->at++;
            r->expect = object ? NAME : VALUE;
            break;
        }
    }
}

int json_next(struct json_reader *r, struct err *e)
{
    if (!r->failed.code) {
        int token;

        r->text = (struct str){0};
        token = next(r);
        if (token >= 0)
            return r->token = token;
    }
    if (e)
        *e = r->failed;
    return r->failed.code;
}

struct str json_text(const struct json_reader *r)
{
    return r->text;
}

int json_skip(struct json_reader *r, struct err *e)
{
    unsigned depth = r->depth;
    int token = r->token;

    if (token == JSON_NAME)
        token = json_next(r, e);
    else if (token == JSON_OBJECT || token == JSON_ARRAY)
        depth--;
    while (token >= 0 && r->depth > depth)
        token = json_next(r, e);
    return token < 0 ? token : 0;
}
