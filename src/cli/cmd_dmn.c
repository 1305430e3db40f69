#include "verbs.h"

#include "bounds.h"
#include "cleanup.h"
#include "dmn_folder.h"
#include "dmn_json.h"
#include "file.h"
#include "lang.h"
#include "tck.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

static int test(char **folders, int n, struct err *e)
{
    if (n == 0)
        return usage("请给出测试文件夹", "name the test folders");
    struct tck_totals totals = {0};
    bool failed = false;
    for (int i = 0; i < n; i++) {
        if (tck_run(folders[i], stdout, &totals, e) < 0) {
            fail(e);
            failed = true;
        }
    }
    printf("%zu passed, %zu failed\n", totals.passed, totals.failed);
    return failed || totals.failed ? EXIT_FAILED : EXIT_DONE;
}

/* Where findings go: a list of the model's file by line. */
struct report {
    FILE *f;
    const char *path;
};

static void print_finding(void *arg, const struct dmn_finding *x)
{
    const struct report *r = arg;
    fprintf(r->f, "%s:%u: %s [%s]%s" STR_FMT "%s" STR_FMT ": %s\n", r->path, x->line,
            x->severity == DMN_ERROR ? tr("错误", "error") : tr("提示", "warning"), x->code,
            x->node.len ? " " : "", STR_ARG(x->node), x->table_cell.len ? " " : "",
            STR_ARG(x->table_cell), err_text(&x->message));
}

static int check(const char *path, const struct dmn_model *m)
{
    int errors = dmn_check(m, print_finding, &(struct report){stdout, path});
    if (errors > 0)
        return EXIT_FAILED;
    printf("%s\n", tr("模型检查通过", "the model is sound"));
    return EXIT_DONE;
}

/* Long expressions are cut, line ends and rows of blanks become one blank. */
static void print_excerpt(struct str text)
{
    struct str word;
    size_t shown = utf8_offset(text, 60);
    struct str rest = str_trim((struct str){text.data, shown});
    for (bool first = true; rest.len > 0; first = false) {
        size_t n = 0;
        while (n < rest.len && (unsigned char)rest.data[n] > ' ')
            n++;
        word = (struct str){rest.data, n};
        fprintf(stderr, "%s" STR_FMT, first ? "" : " ", STR_ARG(word));
        rest = str_trim((struct str){rest.data + n, rest.len - n});
    }
    fputs(shown < text.len ? "…" : "", stderr);
}

/* A row with its conditions and annotations: why it was taken. */
static void print_row(const struct dmn_table *t, int row, const char *how)
{
    const struct dmn_rule *x = &t->rules[row];
    const char *before = tr("：", ": ");
    fprintf(stderr, tr("  第 %d 行%s", "  row %d%s"), row + 1, how);
    for (size_t i = 0; i < t->n_inputs; i++) {
        if (!x->inputs[i].len || str_eqz(x->inputs[i], "-"))
            continue;
        fputs(before, stderr);
        print_excerpt(t->input_labels[i].len ? t->input_labels[i] : t->input_texts[i]);
        fputc(' ', stderr);
        print_excerpt(x->inputs[i]);
        before = tr("；", "; ");
    }
    fputc('\n', stderr);
    for (size_t i = 0; i < x->n_annotations; i++) {
        if (!x->annotations[i].text.len)
            continue;
        fprintf(stderr, "    " STR_FMT "%s", STR_ARG(x->annotations[i].column),
                x->annotations[i].column.len ? tr("：", ": ") : "");
        print_excerpt(x->annotations[i].text);
        fputc('\n', stderr);
    }
}

static void print_steps(struct dmn_run *r, const struct dmn_model *m)
{
    const struct dmn_step *steps;
    size_t n = dmn_run_steps(r, &steps);
    for (size_t i = 0; i < n; i++) {
        _cleanup_(strbuf_done) struct strbuf value = {0};
        feel_print(steps[i].value, true, &value);
        fprintf(stderr, STR_FMT " = %s\n", STR_ARG(dmn_node(m, steps[i].node)->name),
                strbuf_z(&value));
        for (int row = 0; steps[i].table && row < 64; row++) {
            if (steps[i].fired >> row & 1)
                print_row(steps[i].table, row, "");
            if (steps[i].unknown >> row & 1)
                print_row(steps[i].table, row, tr("未知", " unknown"));
        }
    }
}

/* What went wrong while evaluating; faults of the text were told before. */
static void print_diagnostics(const char *path, const struct feel_run *f)
{
    for (size_t i = 0; i < f->n_diagnostics && i < FEEL_RUN_DIAGNOSTICS; i++) {
        struct str where = f->diagnostics[i].where, name = f->diagnostics[i].name;
        if (f->diagnostics[i].fault)
            continue;
        fprintf(stderr, "%s:%u: ", path, f->diagnostics[i].line);
        if (name.len)
            fprintf(stderr, STR_FMT ": ", STR_ARG(name));
        if (where.len && !str_eq(where, name)) {
            print_excerpt(where);
            fputs(": ", stderr);
        }
        fprintf(stderr, "%s\n", err_text(&f->diagnostics[i].message));
    }
    if (f->n_diagnostics > FEEL_RUN_DIAGNOSTICS)
        fprintf(stderr, tr("另有 %zu 条\n", "and %zu more\n"),
                f->n_diagnostics - FEEL_RUN_DIAGNOSTICS);
}

/* A file, `-`, or JSON text. */
static int read_inputs(struct dmn_run *r, const struct dmn_model *m, const char *input,
                       struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf json = {0};
    if (*input == '{')
        return dmn_json_inputs(r, m, str_of(input), e);
    int n = file_read(input, LIMIT_FILE_BYTES, &json, e);
    if (n < 0)
        return n;
    n = dmn_json_inputs(r, m, strbuf_str(&json), e);
    return n < 0 ? err_at(e, "%s", "%s", input) : n;
}

/* Evaluates every decision of the model and prints them as one JSON object. Failed if a part of
 * the model can't be read, an input is refused, or a value is the null of an error or holds one. */
static int eval(const char *path, const struct dmn_model *m, const char *input, bool trace,
                struct err *e)
{
    _cleanup_(dmn_run_freep) struct dmn_run *r = NULL;
    if (dmn_run_new(m, &r, e) < 0 || (input && read_inputs(r, m, input, e) < 0))
        return fail(e);
    /* An input that its type refuses is null from here on. */
    bool failed = dmn_run_feel(r)->n_diagnostics > 0;
    failed |= dmn_faults(m, print_finding, &(struct report){stderr, path}) > 0;
    dmn_run_trace(r, trace);
    struct json_writer w = {.f = stdout, .indent = 2};
    json_object(&w);
    for (int i = 0; i < (int)dmn_node_count(m); i++) {
        const struct dmn_node *node = dmn_node(m, i);
        if (node->kind != DMN_DECISION || !str_eq(node->ns, dmn_model_namespace(m)))
            continue;
        const struct feel_value *v = dmn_run_decide(r, i);
        json_name_str(&w, node->name);
        failed |= feel_has_error(v);
        if (dmn_json_write(&w, v, e) < 0) {
            json_put_null(&w);
            err_at(e, STR_FMT, STR_FMT, STR_ARG(node->name));
            fprintf(stderr, "%s:%u: %s\n", path, node->line, err_text(e));
            failed = true;
        }
    }
    json_object_end(&w);
    putchar('\n');
    if (trace)
        print_steps(r, m);
    print_diagnostics(path, dmn_run_feel(r));
    return failed ? EXIT_FAILED : EXIT_DONE;
}

int cmd_dmn(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *input = NULL;
    bool trace = false;
    const struct option_spec specs[] = {
        {"input", OPTION_TEXT, &input, "JSON|-", "eval：输入（JSON 文件，或 {…} 本身）",
         "eval: the inputs (a JSON file, or {…} itself)"},
        {"trace", OPTION_FLAG, &trace, NULL, "eval：显示每一步", "eval: show each step"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    char **rest;
    int n;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (option_text_only(c.format, &e) < 0)
        return fail(&e);
    if (n < 1)
        return usage("请写 dmn eval、check 或 test", "write dmn eval, check or test");
    if (strcmp(rest[0], "test") == 0)
        return test(rest + 1, n - 1, &e);
    bool evaluating = strcmp(rest[0], "eval") == 0;
    if (n != 2 || (!evaluating && strcmp(rest[0], "check") != 0))
        return usage("请写 dmn eval 模型、dmn check 模型 或 dmn test 文件夹",
                     "write dmn eval MODEL, dmn check MODEL or dmn test DIR");
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct dmn_model *m;
    if (!a || dmn_read_file(rest[1], a, &m, &e) < 0)
        return fail(&e);
    return evaluating ? eval(rest[1], m, input, trace, &e) : check(rest[1], m);
}
