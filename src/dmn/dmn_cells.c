#include "dmn_cells.h"
#include "dmn_model.h"

static bool unquote(struct str s, struct str *ret)
{
    if (s.len < 2 || s.data[0] != '"' || s.data[s.len - 1] != '"')
        return false;
    *ret = (struct str){s.data + 1, s.len - 2};
    return !memchr(ret->data, '"', ret->len) && !memchr(ret->data, '\\', ret->len);
}

static const struct feel_value *temporal(struct arena *a, struct str text, const char *constructor)
{
    static const enum feel_kind kinds[] = {FEEL_DATE, FEEL_DATE_TIME, FEEL_TIME, FEEL_DAYS_DURATION,
                                           FEEL_MONTHS_DURATION};
    static const char *const names[] = {"date", "date and time", "time", "duration", "duration"};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct feel_value *v;

        if (constructor && strcmp(constructor, names[i]) != 0)
            continue;
        v = feel_parse_temporal(a, kinds[i], text);
        if (v)
            return v;
    }
    return NULL;
}

const struct feel_value *dmn_literal_read(struct arena *a, struct str text)
{
    static const char *const constructors[] = {"date and time", "date", "time", "duration"};
    struct decimal d;
    struct str s;

    text = str_trim(text);
    if (str_eqz(text, "true"))
        return &feel_true;
    if (str_eqz(text, "false"))
        return &feel_false;
    if (str_eqz(text, "null"))
        return &feel_null;
    if (unquote(text, &s))
        return feel_string(a, s);
    if (text.len && (text.data[0] == '-' || text.data[0] == '.' ||
                     (text.data[0] >= '0' && text.data[0] <= '9')))
        return dec_parse(text, &d) ? feel_number(a, d) : NULL;
    if (text.len && text.data[0] == '@') {
        struct str quoted = {text.data + 1, text.len - 1};

        return unquote(str_trim(quoted), &s) ? temporal(a, s, NULL) : NULL;
    }
    for (size_t i = 0; i < sizeof constructors / sizeof *constructors; i++) {
        struct str name = str_of(constructors[i]), rest = {0};

        if (!str_starts(text, name) || !str_ends(text, STR(")")))
            continue;
        rest = str_trim((struct str){text.data + name.len, text.len - name.len - 1});
        if (rest.len && rest.data[0] == '(' &&
            unquote(str_trim((struct str){rest.data + 1, rest.len - 1}), &s))
            return temporal(a, s, constructors[i]);
    }
    return NULL;
}

static bool is_ordered(const struct feel_value *v)
{
    return v->kind != FEEL_NULL && v->kind != FEEL_BOOLEAN && v->kind != FEEL_STRING;
}

static bool read_range(struct arena *a, struct str s, struct simple_test *ret)
{
    char first = s.data[0], last = s.data[s.len - 1];
    ptrdiff_t dots;

    if (s.len < 6 || !strchr("[(]", first) || !strchr("])[", last))
        return false;
    s = (struct str){s.data + 1, s.len - 2};
    dots = str_find(s, STR(".."));
    if (dots < 0)
        return false;
    *ret = (struct simple_test){
        .op = SIMPLE_RANGE,
        .a = dmn_literal_read(a, (struct str){s.data, (size_t)dots}),
        .b = dmn_literal_read(a, (struct str){s.data + dots + 2, s.len - (size_t)dots - 2}),
        .open_a = first != '[',
        .open_b = last != ']'};
    return ret->a && ret->b && is_ordered(ret->a) && is_ordered(ret->b);
}

static bool read_test(struct arena *a, struct str s, struct simple_test *ret)
{
    static const struct {
        const char *text;
        enum simple_op op;
    } ops[] = {
        {"<=", SIMPLE_LE}, {">=", SIMPLE_GE}, {"<", SIMPLE_LT}, {">", SIMPLE_GT}, {"=", SIMPLE_EQ}};

    s = str_trim(s);
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        size_t len = strlen(ops[i].text);

        if (!str_starts(s, str_of(ops[i].text)))
            continue;
        *ret = (struct simple_test){
            .op = ops[i].op, .a = dmn_literal_read(a, (struct str){s.data + len, s.len - len})};
        return ret->a && (ret->op == SIMPLE_EQ || is_ordered(ret->a));
    }
    *ret = (struct simple_test){.op = SIMPLE_EQ, .a = dmn_literal_read(a, s)};
    return ret->a || read_range(a, s, ret);
}

bool dmn_cell_read(struct arena *a, struct str text, struct simple_cell *ret)
{
    struct str rest, part;
    size_t n = 0;

    *ret = (struct simple_cell){0};
    text = str_trim(text);
    if (text.len == 0 || str_eqz(text, "-")) {
        ret->any = true;
        return true;
    }
    if (str_starts(text, STR("not")) && str_ends(text, STR(")"))) {
        struct str inner = str_trim((struct str){text.data + 3, text.len - 4});

        if (inner.len && inner.data[0] == '(') {
            ret->negated = true;
            text = (struct str){inner.data + 1, inner.len - 1};
        }
    }
    for (rest = text; dmn_split_tests(&rest, &part);)
        n++;
    ret->tests = arena_array_of(a, n, struct simple_test);
    if (!ret->tests)
        return false;
    for (rest = text; dmn_split_tests(&rest, &part);)
        if (!read_test(a, part, &ret->tests[ret->n++]))
            ret->opaque = true;
    return !arena_failed(a);
}
