/* DMN 1.5, 10.3.4.3: string functions. Positions and lengths count characters (code points). */
#include "builtin.h"
#include "cleanup.h"
#include "ops.h"
#include "regex.h"
#include "text.h"

static bool whole(const struct feel_value *v, int64_t *ret)
{
    struct decimal d;
    return dec_round(v->number, 0, DEC_DOWN, &d) && dec_to_int(d, ret);
}

static const struct feel_value *text(struct call *c, struct str s)
{
    return feel_string(c->run->arena, s);
}

const struct feel_value *builtin_substring(struct call *c, const struct feel_value *const *args,
                                           size_t n)
{
    struct str s = args[0]->string;
    int64_t start, length = (int64_t)utf8_count(s), total = length;
    if (!whole(args[1], &start) || start == 0 || start > total || start < -total)
        return feel_error(c->run, c->where, "起始位置不在字符串内",
                          "the start position lies outside the string");
    if (start < 0)
        start += total + 1;
    if (args[2] && (!whole(args[2], &length) || length < 1))
        return feel_error(c->run, c->where, "长度应大于 0", "the length must be above 0");
    if (length > total - start + 1)
        length = total - start + 1;
    size_t from = utf8_offset(s, (size_t)start - 1);
    struct str rest = {s.data + from, s.len - from};
    return text(c, (struct str){rest.data, utf8_offset(rest, (size_t)length)});
}

const struct feel_value *builtin_string_length(struct call *c, const struct feel_value *const *args,
                                               size_t n)
{
    return feel_int(c->run->arena, (int64_t)utf8_count(args[0]->string));
}

const struct feel_value *builtin_substring_before(struct call *c,
                                                  const struct feel_value *const *args, size_t n)
{
    ptrdiff_t at = str_find(args[0]->string, args[1]->string);
    return text(c, at <= 0 ? STR("") : (struct str){args[0]->string.data, (size_t)at});
}

const struct feel_value *builtin_substring_after(struct call *c,
                                                 const struct feel_value *const *args, size_t n)
{
    struct str s = args[0]->string, match = args[1]->string;
    ptrdiff_t at = str_find(s, match);
    if (at < 0)
        return text(c, STR(""));
    size_t from = (size_t)at + match.len;
    return text(c, (struct str){s.data + from, s.len - from});
}

const struct feel_value *builtin_contains(struct call *c, const struct feel_value *const *args,
                                          size_t n)
{
    return feel_bool(args[1]->string.len == 0 || str_find(args[0]->string, args[1]->string) >= 0);
}

const struct feel_value *builtin_starts_with(struct call *c, const struct feel_value *const *args,
                                             size_t n)
{
    return feel_bool(str_starts(args[0]->string, args[1]->string));
}

const struct feel_value *builtin_ends_with(struct call *c, const struct feel_value *const *args,
                                           size_t n)
{
    return feel_bool(str_ends(args[0]->string, args[1]->string));
}

/* --- Patterns --- */

static const struct feel_value *pattern_error(struct call *c, const struct err *e)
{
    if (e->code == E_NOMEM)
        return ops_no_memory(c->run);
    return ops_error_text(c->run, c->where, e->zh, e->en);
}

static struct str flags_of(const struct feel_value *v)
{
    return v && v->kind == FEEL_STRING ? v->string : STR("");
}

/* Work that a match may take until it is given up. */
#define MATCH_WORK 5000000u

/* As regex_match. The work counts as steps. */
static int match(struct call *c, struct regex *r, struct str s, size_t from, struct regex_span *ret)
{
    uint64_t work;
    int found = regex_match(r, s, from, MATCH_WORK, ret, &work);
    return ops_step(c->run, work) ? found : E_LIMIT;
}

static const struct feel_value *too_much(struct call *c)
{
    return feel_error(c->run, c->where, "正则匹配超过工作量上限",
                      "the pattern needs too much work");
}

const struct feel_value *builtin_matches(struct call *c, const struct feel_value *const *args,
                                         size_t n)
{
    _cleanup_(regex_freep) struct regex *r = NULL;
    struct err e = {0};
    struct regex_span m;
    if (regex_new(args[1]->string, flags_of(args[2]), &r, &e) < 0)
        return pattern_error(c, &e);
    int found = match(c, r, args[0]->string, 0, &m);
    return found < 0 ? too_much(c) : feel_bool(found);
}

/* $N, $0, \$ and \\ of a replacement; false if it is malformed. */
static bool expand(const struct regex *r, struct str subject, struct str to, bool literal,
                   struct strbuf *out)
{
    size_t groups = regex_groups(r);
    for (size_t i = 0; i < to.len; i++) {
        char ch = to.data[i];
        if (literal || (ch != '$' && ch != '\\')) {
            strbuf_addc(out, ch);
            continue;
        }
        if (++i == to.len)
            return false;
        char next = to.data[i];
        if (ch == '\\') {
            if (next != '$' && next != '\\')
                return false;
            strbuf_addc(out, next);
            continue;
        }
        if (next < '0' || next > '9')
            return false;
        size_t g = (size_t)(next - '0');
        while (i + 1 < to.len && to.data[i + 1] >= '0' && to.data[i + 1] <= '9' &&
               g * 10 + (size_t)(to.data[i + 1] - '0') <= groups)
            g = g * 10 + (size_t)(to.data[++i] - '0');
        struct regex_span s;
        if (regex_group(r, g, &s))
            strbuf_add(out, subject.data + s.start, s.end - s.start);
    }
    return true;
}

#define REPLACED_MAX (64u << 20)

const struct feel_value *builtin_replace(struct call *c, const struct feel_value *const *args,
                                         size_t n)
{
    _cleanup_(regex_freep) struct regex *r = NULL;
    _cleanup_(strbuf_done) struct strbuf out = {0};
    struct err e = {0};
    struct str s = args[0]->string, flags = flags_of(args[3]);
    struct regex_span m = {0};
    if (regex_new(args[1]->string, flags, &r, &e) < 0)
        return pattern_error(c, &e);
    bool literal = memchr(flags.data, 'q', flags.len) != NULL;
    if (match(c, r, STR(""), 0, &m) == 1)
        return feel_error(c->run, c->where, "正则表达式能匹配空文本",
                          "the pattern matches the empty text");
    size_t at = 0;
    int found;
    while ((found = match(c, r, s, at, &m)) == 1) {
        if (m.end == m.start) {
            /* An anchored empty match: stand still no longer. */
            if (m.end >= s.len)
                break;
            size_t step = utf8_offset((struct str){s.data + m.end, s.len - m.end}, 1);
            strbuf_add(&out, s.data + at, m.end + step - at);
            at = m.end + step;
            continue;
        }
        strbuf_add(&out, s.data + at, m.start - at);
        if (!expand(r, s, args[2]->string, literal, &out))
            return feel_error(c->run, c->where, "替换文本中 $ 和 \\ 的用法不对",
                              "the replacement uses $ or \\ wrongly");
        at = m.end;
        if (out.len > REPLACED_MAX || !ops_step(c->run, 1))
            return too_much(c);
    }
    if (found < 0)
        return too_much(c);
    strbuf_add(&out, s.data + at, s.len - at);
    struct str copy = str_dup(c->run->arena, strbuf_str(&out));
    return out.failed || !copy.data ? ops_no_memory(c->run) : text(c, copy);
}

struct parts {
    const struct feel_value **at;
    size_t n, cap;
};

const struct feel_value *builtin_split(struct call *c, const struct feel_value *const *args,
                                       size_t n)
{
    _cleanup_(regex_freep) struct regex *r = NULL;
    struct err e = {0};
    struct str s = args[0]->string;
    struct regex_span m;
    struct parts parts = {0};
    if (regex_new(args[1]->string, STR(""), &r, &e) < 0)
        return pattern_error(c, &e);
    if (match(c, r, STR(""), 0, &m) == 1)
        return feel_error(c->run, c->where, "分隔符能匹配空文本",
                          "the delimiter matches the empty text");
    size_t at = 0, search = 0;
    int found;
    while (search <= s.len && (found = match(c, r, s, search, &m)) != 0) {
        if (found < 0 || !ops_step(c->run, 1))
            return too_much(c);
        if (m.end == m.start) {
            if (m.end >= s.len)
                break;
            search = m.end + utf8_offset((struct str){s.data + m.end, s.len - m.end}, 1);
            continue;
        }
        if (!vec_push(c->run->arena, &parts, text(c, (struct str){s.data + at, m.start - at})))
            return &feel_null;
        at = search = m.end;
    }
    if (!vec_push(c->run->arena, &parts, text(c, (struct str){s.data + at, s.len - at})))
        return &feel_null;
    return feel_list(c->run->arena, parts.at, parts.n);
}

const struct feel_value *builtin_string_join(struct call *c, const struct feel_value *const *args,
                                             size_t n)
{
    _cleanup_(strbuf_done) struct strbuf out = {0};
    struct str delimiter = args[1] && args[1]->kind == FEEL_STRING ? args[1]->string : STR("");
    bool any = false;
    for (size_t i = 0; i < args[0]->list.n; i++) {
        const struct feel_value *item = args[0]->list.items[i];
        if (item->kind == FEEL_NULL)
            continue;
        if (item->kind != FEEL_STRING)
            return feel_error(c->run, c->where, "string join 要求字符串列表，含有 %s",
                              "string join wants a list of strings, it contains %s",
                              feel_kind_name(item->kind));
        if (any)
            strbuf_adds(&out, delimiter);
        strbuf_adds(&out, item->string);
        any = true;
        if (out.len > REPLACED_MAX)
            return too_much(c);
    }
    struct str copy = str_dup(c->run->arena, strbuf_str(&out));
    return out.failed || !copy.data ? ops_no_memory(c->run) : text(c, copy);
}
