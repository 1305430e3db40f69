#include "cases.h"

#include "cleanup.h"
#include "feel.h"

#include <errno.h>
#include <inttypes.h>

#define LINE_MAX_BYTES (1u << 20)
#define VARIABLES_MAX 200

struct facts {
    uint32_t at[64];
    size_t n;
};

struct session {
    const char *path;
    int line;
    FILE *out;
    struct arena *lasting, *arena; /* of the file, of the line */
    struct feel_scope *scope;
    const struct feel_value *values[VARIABLES_MAX];
    size_t n_values;
    struct facts reads;
};

static void complain(struct session *s, struct str what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void complain(struct session *s, struct str what, const char *format, ...)
{
    fprintf(s->out, "%s:%d: " STR_FMT "\n    ", s->path, s->line, STR_ARG(what));
    va_list args;
    va_start(args, format);
    vfprintf(s->out, format, args);
    va_end(args);
    fputc('\n', s->out);
}

static void on_read(void *arg, uint32_t fact)
{
    struct facts *f = arg;
    if (f->n < 64)
        f->at[f->n++] = fact;
}

static bool define(struct session *s, struct str name, const struct feel_type *type,
                   const struct feel_value *v)
{
    if (s->n_values == VARIABLES_MAX || feel_scope_add(s->scope, name, type, NULL) < 0)
        return false;
    s->values[s->n_values++] = v;
    return true;
}

static void define_presets(struct session *s)
{
    struct arena *a = s->lasting;
    for (uint32_t i = 1; i <= 9; i++)
        define(s, str_of(arena_printf(a, "u%u", i)), &feel_t_any, feel_unknown(a, &i, 1));
    static const struct str names[] = {{"甲", 3}, {"乙", 3}, {"丙", 3}, {"丁", 3}};
    static const struct feel_shape shape = {4, names};
    static const uint32_t facts[] = {11, 12, 13, 14};
    const struct feel_value **values = arena_array_of(a, 4, const struct feel_value *);
    uint32_t three = 3;
    values[0] = feel_int(a, 1);
    values[1] = feel_int(a, 2);
    values[2] = feel_unknown(a, &three, 1);
    values[3] = &feel_null;
    struct feel_type *t = arena_new_of(a, struct feel_type);
    const struct feel_type **fields = arena_array_of(a, 4, const struct feel_type *);
    for (int i = 0; i < 4; i++)
        fields[i] = &feel_t_number;
    t->kind = FEEL_T_CONTEXT;
    t->n_fields = 4;
    t->field_names = names;
    t->field_types = fields;
    define(s, str_of("事实"), t, feel_context_value(a, &shape, values, facts));
}

static void start_run(struct session *s, struct feel_run *run, struct arena *a)
{
    feel_run_init(run, a);
    run->on_read = on_read;
    run->on_read_arg = &s->reads;
}

static struct str unbreak(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len;) {
        if (s.len - i >= 3 && memcmp(s.data + i, "⏎", 3) == 0) {
            out[n++] = '\n';
            i += 3;
        } else {
            out[n++] = s.data[i++];
        }
    }
    out[n] = '\0';
    return str_trim((struct str){out, n});
}

static bool let(struct session *s, struct str rest)
{
    ptrdiff_t eq = str_find(rest, STR(" = "));
    if (eq < 0) {
        complain(s, rest, "let without =");
        return false;
    }
    struct str name = str_trim((struct str){rest.data, (size_t)eq});
    struct str text =
        unbreak(s->lasting, (struct str){rest.data + eq + 3, rest.len - (size_t)eq - 3});
    bool any = str_ends(name, STR(" : any"));
    if (any)
        name.len -= 6;
    struct feel_expr *x;
    struct err e = {0};
    if (feel_compile(s->scope, FEEL_EXPRESSION, text, NULL, s->lasting, &x, &e) < 0) {
        complain(s, text, "%s", e.en);
        return false;
    }
    struct feel_run run;
    start_run(s, &run, s->lasting);
    struct feel_frame *frame = arena_new_of(s->lasting, struct feel_frame);
    frame->slots = s->values;
    const struct feel_value *v = feel_eval(&run, x, frame);
    return define(s, str_dup(s->lasting, name), any ? NULL : feel_expr_type(x), v);
}

/* "1 2)…" → facts; the rest behind the parenthesis. */
static struct str read_facts(struct str s, struct facts *f)
{
    f->n = 0;
    uint32_t v = 0;
    bool digits = false;
    size_t i = 0;
    for (; i <= s.len; i++) {
        char c = i < s.len ? s.data[i] : ')';
        if (c >= '0' && c <= '9') {
            v = v * 10 + (uint32_t)(c - '0');
            digits = true;
            continue;
        }
        if (digits && f->n < 64)
            f->at[f->n++] = v;
        v = 0;
        digits = false;
        if (c == ')')
            break;
    }
    return i < s.len ? (struct str){s.data + i + 1, s.len - i - 1} : STR("");
}

static bool check_unknown(struct session *s, struct str line, struct str expected,
                          const struct feel_value *v)
{
    struct facts f;
    struct str bounds = str_trim(read_facts((struct str){expected.data + 8, expected.len - 8}, &f));
    _cleanup_(strbuf_done) struct strbuf got = {0};
    if (!feel_is_unknown(v)) {
        feel_print(v, true, &got);
        complain(s, line, "got %s, unknown wanted", strbuf_z(&got));
        return false;
    }
    for (uint32_t i = 0; i < v->unknown.n; i++)
        strbuf_printf(&got, " %" PRIu32, v->unknown.facts[i]);
    if (v->unknown.n != f.n || (f.n > 0 && memcmp(v->unknown.facts, f.at, f.n * sizeof *f.at))) {
        complain(s, line, "got unknown with the facts%s", strbuf_z(&got));
        return false;
    }
    strbuf_clear(&got);
    if (v->unknown.bounded) {
        char buf[128];
        strbuf_addz(&got, "in [");
        strbuf_add(&got, buf, dec_format(v->unknown.bounds[0], buf));
        strbuf_addz(&got, "..");
        strbuf_add(&got, buf, dec_format(v->unknown.bounds[1], buf));
        strbuf_addz(&got, "]");
    }
    if (!str_eq(strbuf_str(&got), bounds)) {
        complain(s, line, "got bounds: %s", strbuf_z(&got));
        return false;
    }
    return true;
}

static bool check_reads(struct session *s, struct str line, struct str wanted)
{
    struct facts f;
    read_facts(wanted, &f);
    if (f.n == s->reads.n && (f.n == 0 || memcmp(f.at, s->reads.at, f.n * sizeof *f.at) == 0))
        return true;
    _cleanup_(strbuf_done) struct strbuf got = {0};
    for (size_t i = 0; i < s->reads.n; i++)
        strbuf_printf(&got, " %" PRIu32, s->reads.at[i]);
    complain(s, line, "read the facts%s", strbuf_z(&got));
    return false;
}

static const struct feel_value *expected_value(struct session *s, struct str text)
{
    struct feel_expr *x;
    struct err e = {0};
    if (feel_compile(NULL, FEEL_EXPRESSION, text, NULL, s->arena, &x, &e) < 0) {
        complain(s, text, "expected value: %s", e.en);
        return NULL;
    }
    struct feel_run run;
    feel_run_init(&run, s->arena);
    return feel_eval(&run, x, NULL);
}

static bool check_value(struct session *s, struct str line, struct str expected,
                        const struct feel_value *v, const struct feel_run *run)
{
    if (str_starts(expected, STR("unknown(")))
        return check_unknown(s, line, expected, v);
    if (str_eqz(expected, "stopped")) {
        if (!run->stopped)
            complain(s, line, "no limit was reached");
        return run->stopped;
    }
    bool error = str_eqz(expected, "error"), plain = str_eqz(expected, "plain");
    const struct feel_value *want = error || plain ? &feel_null : expected_value(s, expected);
    if (!want)
        return false;
    bool same = feel_same(v, want) && (!error || v->is_error) && (!plain || !v->is_error) &&
                (!error || run->n_diagnostics > 0);
    if (!same) {
        _cleanup_(strbuf_done) struct strbuf got = {0};
        feel_print(v, true, &got);
        complain(s, line, "got %s%s%s%s", strbuf_z(&got), v->is_error ? " (error)" : "",
                 run->n_diagnostics > 0 ? " " : "",
                 run->n_diagnostics > 0 ? run->diagnostics[0].message.en : "");
    }
    return same;
}

static const char *const problem_names[] = {"UNKNOWN_NAME", "FULL_WIDTH", "SHADOWED", "TYPE",
                                            "ARGUMENTS"};

static void on_problem(void *arg, const struct feel_problem *p)
{
    struct strbuf *b = arg;
    strbuf_printf(b, "%s%s " STR_FMT, b->len > 0 ? "; " : "", problem_names[p->kind],
                  STR_ARG(p->text));
}

static bool check_problems(struct session *s, struct str line, struct str expected,
                           const struct feel_expr *x)
{
    _cleanup_(strbuf_done) struct strbuf got = {0};
    feel_check(x, on_problem, &got);
    if (got.len == 0)
        strbuf_addz(&got, "none");
    if (str_eq(strbuf_str(&got), expected))
        return true;
    complain(s, line, "found: %s", strbuf_z(&got));
    return false;
}

static bool check_type(struct session *s, struct str line, struct str expected,
                       const struct feel_expr *x)
{
    _cleanup_(strbuf_done) struct strbuf got = {0};
    feel_type_print(feel_expr_type(x), &got);
    if (str_eq(strbuf_str(&got), expected))
        return true;
    complain(s, line, "type: %s", strbuf_z(&got));
    return false;
}

static struct str behind(struct str s, size_t n)
{
    return str_trim((struct str){s.data + n, s.len - n});
}

/* Compiles; false when that settles the line, *ret_ok telling how. */
static bool compile(struct session *s, struct str line, struct str text, struct str expected,
                    enum feel_start start, const struct feel_type *input, struct feel_expr **ret,
                    bool *ret_ok)
{
    struct err e = {0};
    int r = feel_compile(s->scope, start, text, input, s->arena, ret, &e);
    const char *word = r == E_SYNTAX    ? "syntax"
                       : r == E_LIMIT   ? "limit"
                       : r == E_INVALID ? "full-width"
                                        : "";
    if (r == 0 && !str_eqz(expected, "syntax") && !str_eqz(expected, "limit") &&
        !str_eqz(expected, "full-width"))
        return true;
    *ret_ok = r < 0 && str_eqz(expected, word) && e.zh[0] && e.en[0];
    if (!*ret_ok)
        complain(s, line, "%s", r < 0 ? e.en : "it compiles");
    return false;
}

static bool run_line(struct session *s, struct str line)
{
    if (str_starts(line, STR("let ")))
        return let(s, behind(line, 4));
    ptrdiff_t arrow = str_find(line, STR(" => "));
    if (arrow < 0) {
        complain(s, line, "no =>");
        return false;
    }
    struct str text = unbreak(s->arena, (struct str){line.data, (size_t)arrow});
    struct str expected = unbreak(s->arena, behind(line, (size_t)arrow + 4));
    struct str reads = {NULL, 0};
    ptrdiff_t at = str_find(expected, STR(" reads"));
    if (at >= 0) {
        reads = behind(expected, (size_t)at + 6);
        expected = str_trim((struct str){expected.data, (size_t)at});
        if (!reads.data || reads.len == 0)
            reads = STR(" ");
    }
    struct feel_frame frame = {.slots = s->values};
    struct feel_run run;
    start_run(s, &run, s->arena);
    struct feel_expr *x;
    bool ok;
    const struct feel_value *input = NULL;
    const struct feel_type *input_type = NULL;
    ptrdiff_t cell = str_find(text, STR(" :: "));
    if (cell >= 0) {
        struct str input_text = str_trim((struct str){text.data, (size_t)cell});
        text = behind(text, (size_t)cell + 4);
        if (!compile(s, line, input_text, STR(""), FEEL_EXPRESSION, NULL, &x, &ok))
            return ok;
        input_type = feel_expr_type(x);
        input = feel_eval(&run, x, &frame);
    }
    if (!compile(s, line, text, expected, input ? FEEL_UNARY_TESTS : FEEL_EXPRESSION, input_type,
                 &x, &ok))
        return ok;
    if (str_starts(expected, STR("check ")))
        return check_problems(s, line, behind(expected, 6), x);
    if (str_starts(expected, STR("type ")))
        return check_type(s, line, behind(expected, 5), x);
    s->reads.n = 0;
    const struct feel_value *v =
        input ? feel_eval_test(&run, x, input, &frame) : feel_eval(&run, x, &frame);
    ok = check_value(s, line, expected, v, &run);
    return ok && (!reads.data || check_reads(s, line, reads));
}

int cases_run(const char *path, FILE *out, int *ret_n)
{
    *ret_n = 0;
    _cleanup_fclose_ FILE *f = fopen(path, "re");
    if (!f) {
        fprintf(out, "%s: %s\n", path, strerror(errno));
        return 1;
    }
    _cleanup_(arena_freep) struct arena *lasting = arena_new(0);
    _cleanup_(arena_freep) struct arena *arena = arena_new(512u << 20);
    struct session s = {.path = path, .out = out, .lasting = lasting, .arena = arena};
    s.scope = feel_scope_new(lasting, NULL);
    define_presets(&s);
    _cleanup_free_ char *buf = malloc(LINE_MAX_BYTES);
    int failed = 0;
    while (buf && fgets(buf, LINE_MAX_BYTES, f)) {
        s.line++;
        struct str line = str_trim(str_of(buf));
        if (line.len == 0 || *line.data == '#')
            continue;
        ++*ret_n;
        if (!run_line(&s, line))
            failed++;
        arena_reset(arena);
    }
    return failed;
}
