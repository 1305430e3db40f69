#define PCRE2_CODE_UNIT_WIDTH 8
#include "api_check.h"

#include "cleanup.h"
#include "date.h"
#include "text.h"

#include <pcre2.h>
#include <stdarg.h>

/* ---- patterns ---- */

static pcre2_code **patterns;

void api_check_done(void)
{
    for (size_t i = 0; patterns && i < api_patterns_n; i++)
        pcre2_code_free(patterns[i]);
    free(patterns);
    patterns = NULL;
}

int api_check_init(struct err *e)
{
    patterns = calloc(api_patterns_n + 1, sizeof *patterns);
    if (!patterns)
        return err_nomem(e);
    for (size_t i = 0; i < api_patterns_n; i++) {
        int code;
        PCRE2_SIZE at;
        patterns[i] = pcre2_compile((PCRE2_SPTR)api_patterns[i], PCRE2_ZERO_TERMINATED,
                                    PCRE2_UTF | PCRE2_DOLLAR_ENDONLY, &code, &at, NULL);
        if (!patterns[i])
            return err_set(e, E_INVALID, "接口描述中的模式“%s”写错了",
                           "pattern \"%s\" of the API's description is malformed", api_patterns[i]);
    }
    return 0;
}

static bool fits_pattern(int pattern, struct str text)
{
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    int rc = data ? pcre2_match(patterns[pattern], (PCRE2_SPTR)(text.data ? text.data : ""),
                                text.len, 0, 0, data, NULL)
                  : -1;
    pcre2_match_data_free(data);
    return rc >= 0;
}

/* ---- faults ---- */

static char *print(struct arena *a, const char *fmt, va_list ap)
{
    char text[512];
    vsnprintf(text, sizeof text, fmt, ap);
    return arena_strdup(a, text);
}

void api_fault(struct api_faults *faults, struct str place, const char *zh, const char *en, ...)
{
    struct api_fault f = {.place = str_dup(faults->arena, place)};
    va_list ap;
    if (faults->n == API_FAULTS_MAX)
        return;
    va_start(ap, en);
    f.zh = print(faults->arena, zh, ap);
    va_end(ap);
    va_start(ap, en);
    f.en = print(faults->arena, en, ap);
    va_end(ap);
    if (f.zh && f.en)
        (void)vec_push(faults->arena, faults, f);
}

/* ---- texts ---- */

bool api_int_parse(struct str text, int64_t *ret)
{
    bool negative = text.len && text.data[0] == '-';
    int64_t n = 0;
    size_t i = negative;
    if (i == text.len)
        return false;
    for (; i < text.len; i++) {
        char c = text.data[i];
        if (c < '0' || c > '9' || __builtin_mul_overflow(n, 10, &n) ||
            __builtin_sub_overflow(n, c - '0', &n))
            return false;
    }
    if (!negative && n == INT64_MIN)
        return false;
    *ret = negative ? n : -n;
    return true;
}

static void check_integer(struct str text, const struct api_schema *s, struct str place,
                          struct api_faults *faults)
{
    int64_t n;
    if (!api_int_parse(text, &n))
        api_fault(faults, place, "应为整数", "should be an integer");
    else if (n < s->min)
        api_fault(faults, place, "不能小于 %lld", "must be at least %lld", (long long)s->min);
    else if (n > s->max)
        api_fault(faults, place, "不能大于 %lld", "must be at most %lld", (long long)s->max);
}

static void check_words(struct str text, const struct api_schema *s, struct str place,
                        struct api_faults *faults)
{
    _cleanup_(strbuf_done) struct strbuf all = {0};
    for (size_t i = 0; s->words[i]; i++) {
        if (str_eqz(text, s->words[i]))
            return;
        if (all.len < 300) {
            strbuf_addz(&all, all.len ? ", " : "");
            strbuf_addz(&all, s->words[i]);
        }
    }
    api_fault(faults, place, "只能是：%s", "is one of: %s", strbuf_z(&all));
}

static void check_string(struct str text, const struct api_schema *s, struct str place,
                         struct api_faults *faults)
{
    size_t length = utf8_count(text);
    int32_t day;
    int64_t instant;
    if (s->words)
        check_words(text, s, place, faults);
    else if (length == 0 && s->min_length)
        api_fault(faults, place, "不能为空", "must not be empty");
    else if (length < s->min_length)
        api_fault(faults, place, "至少 %u 个字符", "needs at least %u characters", s->min_length);
    else if (length > s->max_length)
        api_fault(faults, place, "至多 %u 个字符", "has at most %u characters", s->max_length);
    else if (s->format == API_DATE && !date_parse(text, &day))
        api_fault(faults, place, "应为日期，如 2018-06-30", "should be a date like 2018-06-30");
    else if (s->format == API_INSTANT && !instant_parse(text, &instant))
        api_fault(faults, place, "应为时间，如 2018-06-30T08:15:00Z",
                  "should be a time like 2018-06-30T08:15:00Z");
    else if (s->pattern >= 0 && !fits_pattern(s->pattern, text))
        api_fault(faults, place, "格式不对，应符合 %s", "should match %s",
                  api_patterns[s->pattern]);
}

void api_text_check(struct str text, const struct api_schema *s, struct str place,
                    struct api_faults *faults)
{
    if (s->types & API_STRING)
        check_string(text, s, place, faults);
    else if (s->types & API_INTEGER)
        check_integer(text, s, place, faults);
    else if (!str_eqz(text, "true") && !str_eqz(text, "false"))
        api_fault(faults, place, "应为 true 或 false", "should be true or false");
}

/* ---- the tree ---- */

struct reading {
    struct json_reader *in;
    struct arena *arena;
    struct err *e;
};

static int read_value(struct reading *r, int token, unsigned depth, struct api_value *v);

static int read_members(struct reading *r, int end, unsigned depth, struct api_value *v)
{
    struct {
        struct api_value *at;
        size_t n, cap;
    } all = {0};
    int token;
    if (depth == API_BODY_DEPTH)
        return err_set(r->e, E_LIMIT, "内容嵌套超过 %u 层", "it nests deeper than %u levels",
                       API_BODY_DEPTH);
    while ((token = json_next(r->in, r->e)) != end) {
        struct api_value x = {0};
        if (token == JSON_NAME) {
            x.name = str_dup(r->arena, json_text(r->in));
            token = json_next(r->in, r->e);
        }
        int rc = token < 0 ? token : read_value(r, token, depth + 1, &x);
        if (rc < 0)
            return rc;
        if (!vec_push(r->arena, &all, x))
            return err_set(r->e, E_LIMIT, "内容的项目太多", "it has too many items");
    }
    v->at = all.at;
    v->n = all.n;
    return 0;
}

static int read_value(struct reading *r, int token, unsigned depth, struct api_value *v)
{
    switch (token) {
    case JSON_OBJECT:
        v->type = API_OBJECT;
        return read_members(r, JSON_OBJECT_END, depth, v);
    case JSON_ARRAY:
        v->type = API_ARRAY;
        return read_members(r, JSON_ARRAY_END, depth, v);
    case JSON_STRING:
        v->type = API_STRING;
        v->text = str_dup(r->arena, json_text(r->in));
        break;
    case JSON_NUMBER:
        v->type = API_NUMBER;
        v->text = str_dup(r->arena, json_text(r->in));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        v->type = API_BOOLEAN;
        v->text = token == JSON_TRUE ? STR("true") : STR("false");
        break;
    default:
        v->type = API_NULL;
    }
    return 0;
}

int api_value_read(struct str json, struct arena *a, struct api_value *ret, struct err *e)
{
    _cleanup_(json_closep) struct json_reader *in = NULL;
    struct reading r = {.arena = a, .e = e};
    struct api_value v = {0};
    int rc = json_open(json, &in, e);
    if (rc < 0)
        return rc;
    r.in = in;
    if ((rc = json_next(in, e)) < 0 || (rc = read_value(&r, rc, 0, &v)) < 0 ||
        (rc = json_next(in, e)) < 0)
        return rc;
    if (arena_failed(a))
        return err_set(e, E_LIMIT, "内容太大", "it is too large");
    *ret = v;
    return 0;
}

/* Where the check stands: from the innermost value outwards. */
struct place {
    const struct place *up;
    struct str name; /* of a member; of an item its index */
};

/* As a JSON pointer (RFC 6901). */
static void add_pointer(const struct place *p, struct strbuf *out)
{
    if (!p)
        return;
    add_pointer(p->up, out);
    strbuf_addc(out, '/');
    for (size_t i = 0; i < p->name.len && out->len < 300; i++) {
        char c = p->name.data[i];
        if (c == '~' || c == '/')
            strbuf_addz(out, c == '~' ? "~0" : "~1");
        else
            strbuf_addc(out, c);
    }
}

static void check(const struct api_value *v, const struct api_schema *s, const struct place *place,
                  struct api_faults *faults);

static const struct api_value *member(const struct api_value *v, struct str name)
{
    for (size_t i = 0; i < v->n; i++)
        if (str_eq(v->at[i].name, name))
            return &v->at[i];
    return NULL;
}

static const struct api_property *property(const struct api_schema *s, struct str name)
{
    for (size_t i = 0; i < s->n_properties; i++)
        if (str_eqz(name, s->properties[i].name))
            return &s->properties[i];
    return NULL;
}

static void check_object(const struct api_value *v, const struct api_schema *s,
                         const struct place *place, struct str pointer, struct api_faults *faults)
{
    for (size_t i = 0; i < v->n; i++) {
        const struct api_property *p = property(s, v->at[i].name);
        struct place at = {place, v->at[i].name};
        /* null is not given, also where only a value is described */
        if (p && v->at[i].type == API_NULL && !p->required)
            continue;
        if (p || s->others)
            check(&v->at[i], p ? p->schema : s->others, &at, faults);
        else
            api_fault(faults, pointer, "没有“" STR_FMT "”这一项",
                      "there is no member \"" STR_FMT "\"",
                      (int)(v->at[i].name.len < 100 ? v->at[i].name.len : 100), v->at[i].name.data);
    }
    for (size_t i = 0; i < s->n_properties; i++)
        if (s->properties[i].required && !member(v, str_of(s->properties[i].name)))
            api_fault(faults, pointer, "缺少“%s”", "\"%s\" is missing", s->properties[i].name);
}

static void check_array(const struct api_value *v, const struct api_schema *s,
                        const struct place *place, struct api_faults *faults)
{
    for (size_t i = 0; i < v->n && faults->n < API_FAULTS_MAX; i++) {
        char index[UINT_TEXT];
        struct place at = {place, {index, uint_format(i, index)}};
        check(&v->at[i], s->items, &at, faults);
    }
}

static void wrong_type(unsigned types, struct str place, struct api_faults *faults)
{
    if (types & API_OBJECT)
        api_fault(faults, place, "应为对象", "should be an object");
    else if (types & API_ARRAY)
        api_fault(faults, place, "应为数组", "should be an array");
    else if (types & API_STRING)
        api_fault(faults, place, "应为文字", "should be a string");
    else if (types & API_NUMBER)
        api_fault(faults, place, "应为数", "should be a number");
    else if (types & API_INTEGER)
        api_fault(faults, place, "应为整数", "should be an integer");
    else
        api_fault(faults, place, "应为 true 或 false", "should be true or false");
}

static void check(const struct api_value *v, const struct api_schema *s, const struct place *place,
                  struct api_faults *faults)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    unsigned types = v->type == API_NUMBER ? API_NUMBER | API_INTEGER : v->type;
    add_pointer(place, &text);
    struct str pointer = strbuf_str(&text);
    if (!(s->types & types))
        wrong_type(s->types, pointer, faults);
    else if (v->type == API_STRING)
        check_string(v->text, s, pointer, faults);
    else if (v->type == API_NUMBER && !(s->types & API_NUMBER))
        check_integer(v->text, s, pointer, faults);
    else if (v->type & (API_OBJECT | API_ARRAY) && v->n < s->min_items)
        api_fault(faults, pointer, "至少 %u 项", "needs at least %u items", s->min_items);
    else if (v->type & (API_OBJECT | API_ARRAY) && v->n > s->max_items)
        api_fault(faults, pointer, "至多 %u 项", "has at most %u items", s->max_items);
    else if (v->type == API_OBJECT)
        check_object(v, s, place, pointer, faults);
    else if (v->type == API_ARRAY)
        check_array(v, s, place, faults);
}

void api_value_check(const struct api_value *v, const struct api_schema *s,
                     struct api_faults *faults)
{
    check(v, s, NULL, faults);
}

const struct api_value *api_value_at(const struct api_value *v, const char *path)
{
    struct str rest = str_of(path), word;
    while (v && str_split(&rest, '.', &word)) {
        int64_t i;
        if (v->type == API_ARRAY)
            v = api_int_parse(word, &i) && i >= 0 && (uint64_t)i < v->n ? &v->at[i] : NULL;
        else
            v = member(v, word);
    }
    return v && v->type != API_NULL ? v : NULL;
}
