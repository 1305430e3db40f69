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
    for (int i = 0; i < n; i++) {
        if (tck_run(folders[i], stdout, &totals, e) < 0)
            return fail(e);
    }
    printf("%zu passed, %zu failed\n", totals.passed, totals.failed);
    return totals.failed ? EXIT_FAILED : EXIT_DONE;
}

static void print_finding(void *arg, const struct dmn_finding *f)
{
    printf("%s:%u: %s [%s] " STR_FMT " " STR_FMT ": %s\n", (const char *)arg, f->line,
           f->severity == DMN_ERROR ? tr("错误", "error") : tr("提示", "warning"), f->code,
           STR_ARG(f->node), STR_ARG(f->table_cell), err_text(&f->message));
}

static int check(const char *path, const struct dmn_model *m)
{
    int errors = dmn_check(m, print_finding, (void *)path);
    if (errors > 0)
        return EXIT_FAILED;
    printf("%s\n", tr("模型检查通过", "the model is sound"));
    return EXIT_DONE;
}

static void print_steps(struct dmn_run *r, const struct dmn_model *m)
{
    const struct dmn_step *steps;
    size_t n = dmn_run_steps(r, &steps);
    for (size_t i = 0; i < n; i++) {
        _cleanup_(strbuf_done) struct strbuf value = {0};
        feel_print(steps[i].value, true, &value);
        fprintf(stderr, STR_FMT " = %s", STR_ARG(dmn_node(m, steps[i].node)->name),
                strbuf_z(&value));
        for (int row = 0; steps[i].table && row < 64; row++) {
            if (steps[i].fired >> row & 1)
                fprintf(stderr, tr("  第 %d 行", "  row %d"), row + 1);
            if (steps[i].unknown >> row & 1)
                fprintf(stderr, tr("  第 %d 行未知", "  row %d unknown"), row + 1);
        }
        fputc('\n', stderr);
    }
}

/* Evaluates every decision of the model and prints them as one JSON object. */
static int eval(const struct dmn_model *m, const char *input, bool trace, struct err *e)
{
    _cleanup_(dmn_run_freep) struct dmn_run *r = NULL;
    _cleanup_(strbuf_done) struct strbuf json = {0};
    if (dmn_run_new(m, &r, e) < 0)
        return fail(e);
    if (input) {
        if (file_read(input, LIMIT_FILE_BYTES, &json, e) < 0 ||
            dmn_json_inputs(r, m, strbuf_str(&json), e) < 0)
            return fail(e);
    }
    dmn_run_trace(r, trace);
    struct json_writer w = {.f = stdout, .indent = 2};
    json_object(&w);
    for (int i = 0; i < (int)dmn_node_count(m); i++) {
        const struct dmn_node *node = dmn_node(m, i);
        if (node->kind != DMN_DECISION || !str_eq(node->ns, dmn_model_namespace(m)))
            continue;
        const struct feel_value *v = dmn_run_decide(r, i);
        json_name_str(&w, node->name);
        dmn_json_write(&w, v);
    }
    json_object_end(&w);
    putchar('\n');
    if (trace)
        print_steps(r, m);
    const struct feel_run *f = dmn_run_feel(r);
    for (size_t i = 0; i < f->n_diagnostics && i < FEEL_RUN_DIAGNOSTICS; i++) {
        struct str where = f->diagnostics[i].where;
        size_t shown = utf8_offset(where, 60);

        fprintf(stderr, "heyi: %.*s%s: %s\n", (int)shown, where.data, shown < where.len ? "…" : "",
                err_text(&f->diagnostics[i].message));
    }
    return EXIT_DONE;
}

int cmd_dmn(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *input = NULL;
    bool trace = false;
    const struct option_spec specs[] = {
        {"input", OPTION_TEXT, &input, "JSON|-", "eval：输入（JSON 文件）",
         "eval: the inputs (a JSON file)"},
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
    return evaluating ? eval(m, input, trace, &e) : check(rest[1], m);
}
