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

#define NAME_START                                                                                 \
    ":A-Z_a-z\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{2FF}\\x{370}-\\x{37D}"                      \
    "\\x{37F}-\\x{1FFF}\\x{200C}-\\x{200D}\\x{2070}-\\x{218F}\\x{2C00}-\\x{2FEF}"                  \
    "\\x{3001}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFFD}\\x{10000}-\\x{EFFFF}"
#define NAME_CHAR NAME_START "\\-.0-9\\x{B7}\\x{300}-\\x{36F}\\x{203F}-\\x{2040}"
#define WORD "\\p{L}\\p{M}\\p{N}\\p{S}"
#define NOT_WORD "\\p{P}\\p{Z}\\p{C}"

/* The members of a multi-character escape as they stand inside […]; negative forms that can't be
 * written as members give NULL. */
static const char *escape_members(char c)
{
    switch (c) {
    case 's':
        return " \\t\\n\\r";
    case 'd':
        return "\\p{Nd}";
    case 'D':
        return "\\P{Nd}";
    case 'w':
        return WORD;
    case 'W':
        return NOT_WORD;
    case 'i':
        return NAME_START;
    case 'c':
        return NAME_CHAR;
    default:
        return NULL;
    }
}

static const struct {
    const char *name, *members;
} blocks[] = {
    {"BasicLatin", "\\x{0}-\\x{7F}"},
    {"Latin-1Supplement", "\\x{80}-\\x{FF}"},
    {"LatinExtended-A", "\\x{100}-\\x{17F}"},
    {"LatinExtended-B", "\\x{180}-\\x{24F}"},
    {"IPAExtensions", "\\x{250}-\\x{2AF}"},
    {"SpacingModifierLetters", "\\x{2B0}-\\x{2FF}"},
    {"CombiningDiacriticalMarks", "\\x{300}-\\x{36F}"},
    {"Greek", "\\x{370}-\\x{3FF}"},
    {"GreekandCoptic", "\\x{370}-\\x{3FF}"},
    {"Cyrillic", "\\x{400}-\\x{4FF}"},
    {"Armenian", "\\x{530}-\\x{58F}"},
    {"Hebrew", "\\x{590}-\\x{5FF}"},
    {"Arabic", "\\x{600}-\\x{6FF}"},
    {"Thai", "\\x{E00}-\\x{E7F}"},
    {"GeneralPunctuation", "\\x{2000}-\\x{206F}"},
    {"CurrencySymbols", "\\x{20A0}-\\x{20CF}"},
    {"LetterlikeSymbols", "\\x{2100}-\\x{214F}"},
    {"NumberForms", "\\x{2150}-\\x{218F}"},
    {"Arrows", "\\x{2190}-\\x{21FF}"},
    {"MathematicalOperators", "\\x{2200}-\\x{22FF}"},
    {"BoxDrawing", "\\x{2500}-\\x{257F}"},
    {"CJKSymbolsandPunctuation", "\\x{3000}-\\x{303F}"},
    {"Hiragana", "\\x{3040}-\\x{309F}"},
    {"Katakana", "\\x{30A0}-\\x{30FF}"},
    {"CJKUnifiedIdeographsExtensionA", "\\x{3400}-\\x{4DBF}"},
    {"CJKUnifiedIdeographs", "\\x{4E00}-\\x{9FFF}"},
    {"HangulSyllables", "\\x{AC00}-\\x{D7AF}"},
    {"PrivateUse", "\\x{E000}-\\x{F8FF}"},
    {"HalfwidthandFullwidthForms", "\\x{FF00}-\\x{FFEF}"},
};

/* \p{…} behind the p; in a class a negated block would need a class of its own. */
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
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        if (!str_eqz(name, blocks[i].name))
            continue;
        if (in_class && negated)
            return refuse(t, "字符类中不支持 \\P{Is…}", "\\P{Is…} inside […] is not supported");
        if (in_class)
            strbuf_addz(t->out, blocks[i].members);
        else
            strbuf_printf(t->out, "[%s%s]", negated ? "^" : "", blocks[i].members);
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
    if (c == 'S' || c == 'I' || c == 'C') {
        strbuf_printf(t->out, "[^%s]", escape_members((char)(c | 32)));
        return true;
    }
    const char *members = escape_members(c);
    if (members) {
        strbuf_printf(t->out, "[%s]", members);
        return true;
    }
    return single_escape(t, c);
}

static bool class_escape(struct translation *t)
{
    char c = peek(t);
    t->at++;
    if (c == 'p' || c == 'P')
        return property(t, c == 'P', true);
    if (c == 'S') {
        /* Everything but four characters, as ranges. */
        strbuf_addz(t->out, "\\x{0}-\\x{8}\\x{B}-\\x{C}\\x{E}-\\x{1F}\\x{21}-\\x{10FFFF}");
        return true;
    }
    const char *members = escape_members(c);
    if (members) {
        strbuf_addz(t->out, members);
        return true;
    }
    return single_escape(t, c);
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
    if (!ok)
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
        struct translation t = {.in = pattern, .out = &out};
        if (!translate(&t))
            return err_set(e, E_SYNTAX, "正则表达式第 %zu 字节：%s", "pattern, byte %zu: %s",
                           t.at + 1, t.zh);
    }
    if (out.failed || stripped.failed)
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
