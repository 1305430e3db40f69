#define PCRE2_CODE_UNIT_WIDTH 8
#include "regex.h"

#include "cleanup.h"
#include "text.h"

#include <pcre2.h>

/* Patterns come from users. */
#define DEPTH_LIMIT 20000u
#define HEAP_LIMIT_KB 65536u
#define CLASS_DEPTH_MAX 16
#define GROUPS_MAX 99
#define NESTING_MAX 200

struct regex {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
    uint64_t work, most; /* of the match that runs */
    size_t at;           /* where its last item began */
};

void regex_freep(struct regex **p)
{
    struct regex *r = *p;
    if (!r)
        return;
    pcre2_match_data_free(r->data);
    pcre2_match_context_free(r->context);
    pcre2_code_free(r->code);
    free(r);
}

/* Translation: what pcre2 reads differently is rewritten, what XPath doesn't know is refused. */
struct translation {
    struct str in;
    size_t at;
    struct strbuf *out;
    bool dot_all;
    int groups;
    bool closed[GROUPS_MAX + 1];
    const char *zh, *en; /* why it was refused */
};

static bool refuse(struct translation *t, const char *zh, const char *en)
{
    t->zh = zh;
    t->en = en;
    return false;
}

static char peek(const struct translation *t)
{
    return t->at < t->in.len ? t->in.data[t->at] : '\0';
}

static bool more(const struct translation *t)
{
    return t->at < t->in.len;
}

struct span {
    uint32_t low, high;
};

/* XML's names: what \i and \c stand for. In ascending order, so that the rest can be told. */
static const struct span name_start[] = {
    {':', ':'},       {'A', 'Z'},       {'_', '_'},       {'a', 'z'},
    {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},
    {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
    {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};
static const struct span name_char[] = {
    {'-', '.'},       {'0', ':'},       {'A', 'Z'},         {'_', '_'},       {'a', 'z'},
    {0xB7, 0xB7},     {0xC0, 0xD6},     {0xD8, 0xF6},       {0xF8, 0x37D},    {0x37F, 0x1FFF},
    {0x200C, 0x200D}, {0x203F, 0x2040}, {0x2070, 0x218F},   {0x2C00, 0x2FEF}, {0x3001, 0xD7FF},
    {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};
static const struct span spaces[] = {{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}};

static void add_span(struct strbuf *out, uint32_t low, uint32_t high)
{
    /* Surrogates are no characters: pcre2 refuses them as ends. */
    if (low >= 0xD800 && low <= 0xDFFF)
        low = 0xE000;
    if (high >= 0xD800 && high <= 0xDFFF)
        high = 0xD7FF;
    if (low <= high)
        strbuf_printf(out, "\\x{%X}-\\x{%X}", low, high);
}

/* As members of […]; negated: everything else. */
static void add_spans(struct strbuf *out, const struct span *s, size_t n, bool negated)
{
    uint32_t next = 0;
    for (size_t i = 0; i < n; i++) {
        if (!negated)
            add_span(out, s[i].low, s[i].high);
        else if (s[i].low > next)
            add_span(out, next, s[i].low - 1);
        next = s[i].high + 1;
    }
    if (negated && next <= 0x10FFFF)
        add_span(out, next, 0x10FFFF);
}

/* The members that \s, \W and so on stand for; false if it is no such escape. */
static bool add_members(struct strbuf *out, char c)
{
    switch (c) {
    case 's':
    case 'S':
        add_spans(out, spaces, ARRAY_LEN(spaces), c == 'S');
        return true;
    case 'i':
    case 'I':
        add_spans(out, name_start, ARRAY_LEN(name_start), c == 'I');
        return true;
    case 'c':
    case 'C':
        add_spans(out, name_char, ARRAY_LEN(name_char), c == 'C');
        return true;
    case 'd':
        strbuf_addz(out, "\\p{Nd}");
        return true;
    case 'D':
        strbuf_addz(out, "\\P{Nd}");
        return true;
    case 'w':
        strbuf_addz(out, "\\p{L}\\p{M}\\p{N}\\p{S}");
        return true;
    case 'W':
        strbuf_addz(out, "\\p{P}\\p{Z}\\p{C}");
        return true;
    default:
        return false;
    }
}

static const struct {
    const char *name;
    struct span span;
} blocks[] = {
#define BLOCK(name, low, high) {name, {low, high}},
#include "regex_blocks.def"
#undef BLOCK
};

/* \p{…} behind the p. */
static bool property(struct translation *t, bool negated, bool in_class)
{
    if (peek(t) != '{')
        return refuse(t, "\\p 后应有 {…}", "\\p must be followed by {…}");
    const char *from = t->in.data + t->at + 1;
    const char *end = memchr(from, '}', t->in.len - t->at - 1);
    if (!end)
        return refuse(t, "\\p{ 没有结束", "\\p{ is not closed");
    struct str name = {from, (size_t)(end - from)};
    t->at += name.len + 2;
    if (!str_starts(name, STR("Is"))) {
        if (name.len == 0 || name.len > 2)
            return refuse(t, "没有这种字符类别", "no such category of characters");
        strbuf_printf(t->out, "\\%c{" STR_FMT "}", negated ? 'P' : 'p', STR_ARG(name));
        return true;
    }
    name.data += 2;
    name.len -= 2;
    for (size_t i = 0; i < ARRAY_LEN(blocks); i++) {
        if (!str_eqz(name, blocks[i].name))
            continue;
        strbuf_addz(t->out, in_class ? "" : "[");
        add_spans(t->out, &blocks[i].span, 1, negated);
        strbuf_addz(t->out, in_class ? "" : "]");
        return true;
    }
    return refuse(t, "没有这个 Unicode 区块", "no such block of Unicode");
}

static bool single_escape(struct translation *t, char c)
{
    if (c == '\0' || !strchr("nrt\\|.-^?*+{}()[]$", c))
        return refuse(t, "没有这种转义", "no such escape");
    strbuf_addc(t->out, '\\');
    strbuf_addc(t->out, c);
    return true;
}

/* Behind a backslash outside a class. */
static bool escape(struct translation *t)
{
    char c = peek(t);
    t->at++;
    if (c >= '1' && c <= '9') {
        int n = c - '0';
        while (more(t) && peek(t) >= '0' && peek(t) <= '9' && n * 10 + (peek(t) - '0') <= t->groups)
            n = n * 10 + (t->in.data[t->at++] - '0');
        if (n > t->groups || !t->closed[n])
            return refuse(t, "反向引用指向不存在的组",
                          "back-reference to a group that isn't there");
        strbuf_printf(t->out, "\\g{%d}", n);
        return true;
    }
    if (c == 'p' || c == 'P')
        return property(t, c == 'P', false);
    if (c == '\0' || !strchr("sSiIcCdDwW", c))
        return single_escape(t, c);
    strbuf_addc(t->out, '[');
    add_members(t->out, c);
    strbuf_addc(t->out, ']');
    return true;
}

static bool class_escape(struct translation *t)
{
    char c = peek(t);
    t->at++;
    if (c == 'p' || c == 'P')
        return property(t, c == 'P', true);
    return add_members(t->out, c) || single_escape(t, c);
}

/* […]; a subtracted class at its end becomes a negative look-ahead in front of it. */
static bool class(struct translation *t, int depth)
{
    if (depth > CLASS_DEPTH_MAX)
        return refuse(t, "字符类嵌套过深", "classes are nested too deeply");
    _cleanup_(strbuf_done) struct strbuf members = {0}, minus = {0};
    struct strbuf *out = t->out;
    t->at++;
    t->out = &members;
    bool negated = peek(t) == '^', ok = true, closed = false;
    if (negated)
        t->at++;
    while (ok && more(t) && !closed) {
        char c = peek(t);
        bool last = t->at + 1 < t->in.len;
        if (c == ']') {
            t->at++;
            closed = true;
        } else if (c == '-' && last && t->in.data[t->at + 1] == '[') {
            t->at++;
            t->out = &minus;
            ok = class(t, depth + 1);
            t->out = &members;
            if (ok && peek(t) != ']')
                ok = refuse(t, "减去的字符类之后应为 ]", "] wanted behind the subtracted class");
        } else if (c == '[') {
            ok = refuse(t, "字符类中的 [ 须转义", "[ inside […] must be escaped");
        } else if (c == '\\') {
            t->at++;
            ok = class_escape(t);
        } else {
            if (c == '^')
                strbuf_addc(&members, '\\');
            strbuf_addc(&members, c);
            t->at++;
        }
    }
    t->out = out;
    out->failed |= members.failed || minus.failed;
    if (!ok || out->failed)
        return false;
    if (!closed || members.len == 0)
        return refuse(t, "字符类为空或没有结束", "an empty class, or one that is not closed");
    if (minus.len > 0)
        strbuf_printf(out, "(?:(?!%s)[%s%s])", strbuf_z(&minus), negated ? "^" : "",
                      strbuf_z(&members));
    else
        strbuf_printf(out, "[%s%s]", negated ? "^" : "", strbuf_z(&members));
    return true;
}

/* {n}, {n,}, {n,m} */
static bool braces(struct translation *t)
{
    size_t i = t->at + 1, digits = 0, commas = 0;
    for (; i < t->in.len && t->in.data[i] != '}'; i++) {
        char c = t->in.data[i];
        if (c == ',' && digits > 0 && commas == 0)
            commas++;
        else if (c >= '0' && c <= '9')
            digits++;
        else
            return refuse(t, "{ 须转义或写成 {n,m}", "{ must be escaped or read {n,m}");
    }
    if (i == t->in.len || digits == 0)
        return refuse(t, "{ 须转义或写成 {n,m}", "{ must be escaped or read {n,m}");
    strbuf_add(t->out, t->in.data + t->at, i + 1 - t->at);
    t->at = i + 1;
    return true;
}

static bool quantifier(struct translation *t)
{
    if (peek(t) == '{') {
        if (!braces(t))
            return false;
    } else {
        strbuf_addc(t->out, peek(t));
        t->at++;
    }
    if (peek(t) == '?') {
        strbuf_addc(t->out, '?');
        t->at++;
    }
    if (more(t) && strchr("?*+{", peek(t)))
        return refuse(t, "重复的量词", "a doubled quantifier");
    return true;
}

static bool translate(struct translation *t)
{
    int depth = 0, group[NESTING_MAX];
    bool atom = false;
    while (more(t)) {
        char c = peek(t);
        bool ok = true;
        switch (c) {
        case '\\':
            t->at++;
            ok = escape(t);
            atom = true;
            break;
        case '[':
            ok = class(t, 0);
            atom = true;
            break;
        case '(':
            t->at++;
            atom = false;
            if (depth == NESTING_MAX || t->groups == GROUPS_MAX)
                return refuse(t, "组过多", "too many groups");
            group[depth] = 0;
            strbuf_addc(t->out, '(');
            if (peek(t) == '?') {
                if (t->at + 1 >= t->in.len || t->in.data[t->at + 1] != ':')
                    return refuse(t, "只支持 (?:…)", "only (?:…) is known");
                strbuf_addz(t->out, "?:");
                t->at += 2;
            } else {
                group[depth] = ++t->groups;
            }
            depth++;
            break;
        case ')':
            if (depth == 0)
                return refuse(t, "多余的 )", "a ) too many");
            t->closed[group[--depth]] = true;
            strbuf_addc(t->out, ')');
            t->at++;
            atom = true;
            break;
        case '?':
        case '*':
        case '+':
        case '{':
            if (!atom)
                return refuse(t, "量词之前没有内容", "nothing to repeat");
            ok = quantifier(t);
            break;
        case ']':
        case '}':
            return refuse(t, "] 和 } 须转义", "] and } must be escaped");
        case '|':
            strbuf_addc(t->out, c);
            t->at++;
            atom = false;
            break;
        case '.':
            /* Neither end of line; to pcre2 only the line feed is one. */
            strbuf_addz(t->out, t->dot_all ? "." : "[^\\n\\r]");
            t->at++;
            atom = true;
            break;
        case '#':
            strbuf_addz(t->out, "\\#");
            t->at++;
            atom = true;
            break;
        default:
            strbuf_addc(t->out, c);
            t->at++;
            atom = c != '^' && c != '$';
        }
        if (!ok)
            return false;
    }
    return depth == 0 || refuse(t, "( 没有结束", "( is not closed");
}

/* The x flag: white space goes, even behind a backslash, but not in a class. */
static void strip_space(struct str s, struct strbuf *out)
{
    int classes = 0;
    bool escaped = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (classes == 0 && c != '\0' && strchr(" \t\n\r", c))
            continue;
        if (!escaped && c == '[')
            classes++;
        else if (!escaped && c == ']' && classes > 0)
            classes--;
        escaped = !escaped && c == '\\';
        strbuf_addc(out, c);
    }
}

/*
 * Called in front of each item of the pattern that is tried (PCRE2_AUTO_CALLOUT). pcre2's own limit
 * begins anew at each place of the subject and doesn't count what a repetition walks over.
 */
static int count_work(pcre2_callout_block *b, void *arg)
{
    struct regex *r = arg;
    size_t walked = b->current_position > r->at ? b->current_position - r->at : 0;
    r->at = b->current_position;
    r->work += 1 + walked / 8;
    return r->work > r->most ? PCRE2_ERROR_MATCHLIMIT : 0;
}

int regex_new(struct str pattern, struct str flags, struct regex **ret, struct err *e)
{
    uint32_t options =
        PCRE2_UTF | PCRE2_UCP | PCRE2_DOLLAR_ENDONLY | PCRE2_NO_UTF_CHECK | PCRE2_AUTO_CALLOUT;
    bool quote = false, space = false;
    for (size_t i = 0; i < flags.len; i++) {
        switch (flags.data[i]) {
        case 's':
            options |= PCRE2_DOTALL;
            break;
        case 'm':
            options |= PCRE2_MULTILINE;
            break;
        case 'i':
            options |= PCRE2_CASELESS;
            break;
        case 'x':
            space = true;
            break;
        case 'q':
            quote = true;
            break;
        default:
            return err_set(e, E_SYNTAX, "没有正则标志 %c", "no flag %c", flags.data[i]);
        }
    }
    _cleanup_(strbuf_done) struct strbuf out = {0}, stripped = {0};
    if (quote) {
        options |= PCRE2_LITERAL;
        options &= ~(uint32_t)(PCRE2_DOTALL | PCRE2_MULTILINE | PCRE2_UCP | PCRE2_DOLLAR_ENDONLY);
        strbuf_adds(&out, pattern);
    } else {
        if (space) {
            strip_space(pattern, &stripped);
            pattern = strbuf_str(&stripped);
        }
        struct translation t = {.in = pattern, .out = &out, .dot_all = options & PCRE2_DOTALL};
        bool ok = translate(&t);
        if (out.failed || stripped.failed)
            return err_nomem(e);
        if (!ok)
            return err_set(e, E_SYNTAX, "正则表达式第 %zu 字节：%s", "pattern, byte %zu: %s",
                           t.at + 1, t.zh);
    }
    if (out.failed)
        return err_nomem(e);
    _cleanup_(regex_freep) struct regex *r = calloc(1, sizeof *r);
    if (!r)
        return err_nomem(e);
    int code;
    PCRE2_SIZE offset;
    r->code = pcre2_compile((PCRE2_SPTR)strbuf_z(&out), out.len, options, &code, &offset, NULL);
    if (!r->code) {
        char message[200];
        pcre2_get_error_message(code, (PCRE2_UCHAR *)message, sizeof message);
        return err_set(e, E_SYNTAX, "正则表达式不合语法：%s", "malformed pattern: %s", message);
    }
    r->data = pcre2_match_data_create_from_pattern(r->code, NULL);
    r->context = pcre2_match_context_create(NULL);
    if (!r->data || !r->context)
        return err_nomem(e);
    pcre2_set_callout(r->context, count_work, r);
    pcre2_set_depth_limit(r->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(r->context, HEAP_LIMIT_KB);
    *ret = take(r);
    return 0;
}

int regex_match(struct regex *r, struct str subject, size_t from, uint64_t most,
                struct regex_span *ret, uint64_t *ret_work)
{
    r->work = 0;
    r->most = most;
    r->at = from;
    PCRE2_SPTR text = (PCRE2_SPTR)(subject.data ? subject.data : "");
    int n = pcre2_match(r->code, text, subject.len, from, PCRE2_NO_UTF_CHECK, r->data, r->context);
    *ret_work = r->work;
    if (n == PCRE2_ERROR_NOMATCH)
        return 0;
    if (n < 0)
        return n == PCRE2_ERROR_NOMEMORY ? E_NOMEM : E_LIMIT;
    const PCRE2_SIZE *o = pcre2_get_ovector_pointer(r->data);
    *ret = (struct regex_span){o[0], o[1]};
    return 1;
}

size_t regex_groups(const struct regex *r)
{
    uint32_t n = 0;
    pcre2_pattern_info(r->code, PCRE2_INFO_CAPTURECOUNT, &n);
    return n;
}

bool regex_group(const struct regex *r, size_t n, struct regex_span *ret)
{
    const PCRE2_SIZE *o = pcre2_get_ovector_pointer(r->data);
    if (n >= pcre2_get_ovector_count(r->data) || o[2 * n] == PCRE2_UNSET)
        return false;
    *ret = (struct regex_span){o[2 * n], o[2 * n + 1]};
    return true;
}
