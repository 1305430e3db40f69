/* DMN 1.5, 10.3.4.1 and 10.3.4.2: number, string, range, not. */
#include "ast.h"
#include "cleanup.h"
#include "text.h"

const struct feel_value *builtin_not(struct call *c, const struct feel_value *const *args, size_t n)
{
    const struct feel_value *v = args[0];
    if (v->kind == FEEL_LIST && v->list.n == 1)
        v = v->list.items[0];
    if (v->kind == FEEL_BOOLEAN)
        return feel_bool(!v->boolean);
    if (v->kind == FEEL_NULL || feel_is_unknown(v))
        return v;
    return feel_error(c->run, c->where, "not 要求 boolean，得到 %s", "not wants boolean, got %s",
                      feel_kind_name(v->kind));
}

const struct feel_value *builtin_string_from(struct call *c, const struct feel_value *const *args,
                                             size_t n)
{
    if (args[0]->kind == FEEL_STRING)
        return args[0];
    _cleanup_(strbuf_done) struct strbuf out = {0};
    bool whole = feel_print(args[0], false, &out);
    ops_step(c->run, out.len / 2);
    if (!whole)
        return feel_error(c->run, c->where, "值太大，不能变为文本",
                          "the value is too large to become a text");
    struct str s = str_dup(c->run->arena, strbuf_str(&out));
    return out.failed || !s.data ? ops_no_memory(c->run) : feel_string(c->run->arena, s);
}

/* A separator: "." "," or " " (grouping only), or null for none. */
static bool separator(const struct feel_value *v, bool grouping, char *ret)
{
    *ret = '\0';
    if (!v || v->kind == FEEL_NULL)
        return true;
    if (v->string.len != 1 || !strchr(grouping ? "., " : ".,", v->string.data[0]))
        return false;
    *ret = v->string.data[0];
    return true;
}

const struct feel_value *builtin_number_from(struct call *c, const struct feel_value *const *args,
                                             size_t n)
{
    char group, point;
    struct str s = args[0]->string;
    if (!separator(args[1], true, &group) || !separator(args[2], false, &point) ||
        (group && group == point))
        return feel_error(c->run, c->where, "分隔符应为 . , 或空格，且彼此不同",
                          "separators are . , or a space, and different");
    _cleanup_(strbuf_done) struct strbuf digits = {0};
    /* dec_parse wants a digit before the point. */
    if (s.len > 0 && *s.data == (point ? point : '.'))
        strbuf_addc(&digits, '0');
    for (size_t i = 0; i < s.len; i++) {
        char ch = s.data[i];
        if (group && ch == group)
            continue;
        /* With another decimal separator the point has no meaning. */
        strbuf_addc(&digits, point && ch == point ? '.' : point && ch == '.' ? '!' : ch);
    }
    struct decimal d;
    struct str text = strbuf_str(&digits);
    if (digits.failed)
        return ops_no_memory(c->run);
    if (text.len == 0 || !dec_parse(text, &d))
        return feel_error(c->run, c->where, "不是数", "not a number");
    return feel_number(c->run->arena, d);
}

/* --- range("[1..10]") --- */

/* Ends may be literals and calls of built-ins on literals: nothing that reads a name. */
static bool is_literal(const struct node *n, int depth)
{
    if (n->kind == NODE_CONST)
        return n->value->kind != FEEL_FUNCTION && n->value->kind != FEEL_NULL;
    if (n->kind == NODE_NEGATE && depth < 3)
        return is_literal(n->a, depth + 1);
    if (n->kind != NODE_BUILTIN || depth > 2)
        return false;
    for (size_t i = 0; i < n->builtin.n; i++)
        if (n->builtin.args[i] && !is_literal(n->builtin.args[i], depth + 1))
            return false;
    return true;
}

/* NULL if the text is no literal. Empty texts give *ret_open. */
static const struct feel_value *range_end(struct call *c, struct str text, bool *ret_open)
{
    struct feel_expr *x;
    text = str_trim(text);
    *ret_open = text.len == 0;
    if (*ret_open || text.len > 200)
        return NULL;
    if (feel_compile(NULL, FEEL_EXPRESSION, text, NULL, c->run->arena, &x, NULL) < 0 ||
        !is_literal(x->root, 0))
        return NULL;
    const struct feel_value *v = eval_node(c->run, x->root, NULL);
    return v->kind == FEEL_NULL ? NULL : v;
}

static bool split_range(struct str s, struct str *ret_low, struct str *ret_high)
{
    bool quoted = false;
    for (size_t i = 0; i + 1 < s.len; i++) {
        if (s.data[i] == '"')
            quoted = !quoted;
        if (!quoted && s.data[i] == '.' && s.data[i + 1] == '.') {
            *ret_low = (struct str){s.data, i};
            *ret_high = (struct str){s.data + i + 2, s.len - i - 2};
            return true;
        }
    }
    return false;
}

const struct feel_value *builtin_range_from(struct call *c, const struct feel_value *const *args,
                                            size_t n)
{
    struct str s = str_trim(args[0]->string), low, high;
    bool open_low = true, open_high = true;
    struct feel_range r = {.form = FEEL_RANGE_INTERVAL};
    int order = 0;
    if (s.len >= 4 && strchr("[(]", s.data[0]) && strchr("])[", s.data[s.len - 1]) &&
        split_range((struct str){s.data + 1, s.len - 2}, &low, &high)) {
        r.low = range_end(c, low, &open_low);
        r.high = range_end(c, high, &open_high);
        r.low_included = s.data[0] == '[';
        r.high_included = s.data[s.len - 1] == ']';
    }
    bool ok = (r.low || open_low) && (r.high || open_high) && (r.low || r.high) &&
              (r.low || !r.low_included) && (r.high || !r.high_included);
    if (ok && r.low && r.high)
        ok = feel_compare(r.low, r.high, &order) && order <= 0;
    if (ok && (!r.low || !r.high))
        ok = feel_compare(r.low ? r.low : r.high, r.low ? r.low : r.high, &order);
    if (!ok)
        return feel_error(c->run, c->where, "不是区间（如 [1..10]）",
                          "not a range (such as [1..10])");
    /* range("[2..)") is >= 2 (table 73). */
    if (!r.low)
        r.form = r.high_included ? FEEL_RANGE_LE : FEEL_RANGE_LT;
    else if (!r.high)
        r.form = r.low_included ? FEEL_RANGE_GE : FEEL_RANGE_GT;
    return feel_range_value(c->run->arena, &r);
}
