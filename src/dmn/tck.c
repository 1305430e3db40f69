/*
 * The runner of the DMN Technology Compatibility Kit. A folder holds one model with its tests
 * (NAME-test-NN.xml) and the models it imports. Each result node is evaluated afresh, so that an
 * expected error is its own.
 */
#include "tck.h"
#include "bounds.h"
#include "cleanup.h"
#include "dmn_folder.h"
#include "xml.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#define XSI "http://www.w3.org/2001/XMLSchema-instance"
#define MAX_FOLDER_DEPTH 16
#define MAX_DETAIL 300

struct suite {
    FILE *out;
    struct tck_totals *totals;
    const char *path; /* of the test file */
    const struct dmn_model *model;
    struct dmn_run *run;
};

static bool is_nil(const struct xml_node *x)
{
    return str_eqz(xml_attr_ns(x, XSI, "nil"), "true");
}

static struct str local_part(struct str name)
{
    const char *colon = name.len ? memchr(name.data, ':', name.len) : NULL;

    return colon ? (struct str){colon + 1, name.data + name.len - colon - 1} : name;
}

static const struct feel_value *temporal(struct arena *a, enum feel_kind kind, struct str text,
                                         enum feel_kind other)
{
    const struct feel_value *v = feel_parse_temporal(a, kind, text);

    return v ? v : feel_parse_temporal(a, other, text);
}

/* NULL if the text is none of that type; what isn't known is text. */
static const struct feel_value *simple_value(struct arena *a, struct str type, struct str raw)
{
    static const char *const numeric[] = {"decimal",
                                          "double",
                                          "float",
                                          "integer",
                                          "int",
                                          "long",
                                          "short",
                                          "byte",
                                          "unsignedInt",
                                          "unsignedLong",
                                          "unsignedShort",
                                          "unsignedByte",
                                          "positiveInteger",
                                          "negativeInteger",
                                          "nonPositiveInteger",
                                          "nonNegativeInteger"};
    struct str text = str_trim(raw);
    struct decimal d;

    if (str_eqz(type, "boolean")) {
        if (str_eqz(text, "true") || str_eqz(text, "1"))
            return &feel_true;
        return str_eqz(text, "false") || str_eqz(text, "0") ? &feel_false : NULL;
    }
    if (str_eqz(type, "date"))
        return feel_parse_temporal(a, FEEL_DATE, text);
    if (str_eqz(type, "time"))
        return feel_parse_temporal(a, FEEL_TIME, text);
    if (str_eqz(type, "dateTime"))
        return temporal(a, FEEL_DATE_TIME, text, FEEL_DATE);
    if (str_eqz(type, "duration") || str_eqz(type, "dayTimeDuration") ||
        str_eqz(type, "yearMonthDuration"))
        return temporal(a, FEEL_DAYS_DURATION, text, FEEL_MONTHS_DURATION);
    for (size_t i = 0; i < ARRAY_LEN(numeric); i++)
        if (str_eqz(type, numeric[i]))
            return dec_parse(text, &d) ? feel_number(a, d) : NULL;
    return feel_string(a, raw);
}

static int read_value(struct arena *a, const struct xml_node *x, const struct feel_value **ret,
                      struct err *e);

static int read_components(struct arena *a, const struct xml_node *x, const struct feel_value **ret,
                           struct err *e)
{
    size_t n = 0, i = 0;

    for (struct xml_node *c = xml_child(x, "component"); c; c = xml_next(c, "component"))
        n++;
    struct str *names = arena_array_of(a, n, struct str);
    const struct feel_value **values = arena_array_of(a, n, const struct feel_value *);
    struct feel_shape *shape = arena_new_of(a, struct feel_shape);
    if (!names || !values || !shape)
        return err_nomem(e);
    for (struct xml_node *c = xml_child(x, "component"); c; c = xml_next(c, "component"), i++) {
        int r = read_value(a, c, &values[i], e);

        if (r < 0)
            return r;
        names[i] = xml_attr(c, "name");
    }
    *shape = (struct feel_shape){n, names};
    *ret = feel_context_value(a, shape, values, NULL);
    return 0;
}

static int read_items(struct arena *a, const struct xml_node *x, const struct feel_value **ret,
                      struct err *e)
{
    size_t n = 0, i = 0;

    for (struct xml_node *c = xml_child(x, "item"); c; c = xml_next(c, "item"))
        n++;
    const struct feel_value **values = arena_array_of(a, n, const struct feel_value *);
    if (!values)
        return err_nomem(e);
    for (struct xml_node *c = xml_child(x, "item"); c; c = xml_next(c, "item"), i++) {
        int r = read_value(a, c, &values[i], e);

        if (r < 0)
            return r;
    }
    *ret = feel_list(a, values, n);
    return 0;
}

/* The value inside an inputNode, component, item or expected element. */
static int read_value(struct arena *a, const struct xml_node *x, const struct feel_value **ret,
                      struct err *e)
{
    const struct xml_node *v = xml_child(x, "value"), *list = xml_child(x, "list");

    *ret = &feel_null;
    if (is_nil(x))
        return 0;
    if (v && !is_nil(v)) {
        struct str type = local_part(xml_attr_ns(v, XSI, "type"));

        *ret = simple_value(a, type, v->text);
        if (!*ret)
            return err_set(e, E_INVALID, "第 %u 行：“%.*s”不是 %.*s",
                           "line %u: \"%.*s\" is no %.*s", v->line, STR_ARG(v->text),
                           STR_ARG(type));
    } else if (list && !is_nil(list)) {
        return read_items(a, list, ret, e);
    } else if (xml_child(x, "component")) {
        return read_components(a, x, ret, e);
    }
    return 0;
}

/* By name before id: the kit names nodes. */
static int find_node(const struct dmn_model *m, struct str ns, struct str name)
{
    if (ns.len) {
        int i = dmn_find_ns(m, ns, name);

        if (i >= 0)
            return i;
    }
    for (size_t i = 0; i < dmn_node_count(m); i++)
        if (str_eq(dmn_node(m, (int)i)->name, name) &&
            str_eq(dmn_node(m, (int)i)->ns, dmn_model_namespace(m)))
            return (int)i;
    return dmn_find(m, name);
}

static int set_inputs(struct suite *s, const struct xml_node *tc, struct err *e)
{
    struct arena *a = dmn_run_arena(s->run);

    for (struct xml_node *x = xml_child(tc, "inputNode"); x; x = xml_next(x, "inputNode")) {
        struct str name = xml_attr(x, "name"), ns = xml_attr(x, "namespace");
        const struct feel_value *v;
        int node, r = read_value(a, x, &v, e);

        if (r < 0)
            return r;
        node = ns.len ? dmn_find_ns(s->model, ns, name) : -1;
        if (node >= 0)
            dmn_run_set(s->run, node, v, false);
        else if (!dmn_run_set_named(s->run, name, v))
            return err_set(e, E_NOT_FOUND, "没有输入“%.*s”", "there is no input \"%.*s\"",
                           STR_ARG(name));
    }
    return 0;
}

static int invoke(struct suite *s, const struct xml_node *tc, int node,
                  const struct feel_value **ret, struct err *e)
{
    struct arena *a = dmn_run_arena(s->run);
    const struct dmn_node *f = dmn_node(s->model, node);
    size_t n = 0, i = 0;

    for (struct xml_node *x = xml_child(tc, "inputNode"); x; x = xml_next(x, "inputNode"))
        n++;
    struct str *names = arena_array_of(a, n, struct str);
    const struct feel_value **values = arena_array_of(a, n, const struct feel_value *);
    if (!names || !values)
        return err_nomem(e);
    for (struct xml_node *x = xml_child(tc, "inputNode"); x; x = xml_next(x, "inputNode")) {
        struct str name = xml_attr(x, "name");
        bool known = false;
        int r = read_value(a, x, &values[i], e);

        if (r < 0)
            return r;
        for (size_t k = 0; k < f->n_params; k++)
            known |= str_eq(f->params[k], name);
        /* Inputs that the service does not list are none of its business. */
        if (known || f->kind == DMN_BKM)
            names[i++] = name;
    }
    *ret = dmn_run_invoke(s->run, node, names, values, i);
    return 0;
}

/* The value that a result node is about. */
static int evaluate(struct suite *s, const struct xml_node *tc, const struct xml_node *result,
                    const struct feel_value **ret, struct err *e)
{
    struct str type = xml_attr(tc, "type"), name = xml_attr(result, "name");
    struct str invocable = xml_attr(tc, "invocableName");
    int node, r;

    dmn_run_reset(s->run);
    if ((str_eqz(type, "bkm") || str_eqz(type, "decisionService")) && invocable.len) {
        const struct feel_value *entry;

        node = find_node(s->model, xml_attr(tc, "namespace"), invocable);
        if (node < 0)
            return err_set(e, E_NOT_FOUND, "没有“%.*s”", "there is no \"%.*s\"",
                           STR_ARG(invocable));
        r = invoke(s, tc, node, ret, e);
        if (r < 0)
            return r;
        if (dmn_node(s->model, node)->n_outputs > 1 && (*ret)->kind == FEEL_CONTEXT &&
            (entry = feel_context_get(*ret, name)))
            *ret = entry;
        return 0;
    }
    node = find_node(s->model, xml_attr(result, "namespace"), name);
    if (node < 0)
        return err_set(e, E_NOT_FOUND, "没有决策“%.*s”", "there is no decision \"%.*s\"",
                       STR_ARG(name));
    r = set_inputs(s, tc, e);
    if (r < 0)
        return r;
    *ret = dmn_run_decide(s->run, node);
    return 0;
}

static void print_value(struct strbuf *b, const struct feel_value *v)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};

    feel_print(v, true, &text);
    strbuf_printf(b, "%.*s%s", text.len > MAX_DETAIL ? MAX_DETAIL : (int)text.len, strbuf_z(&text),
                  text.len > MAX_DETAIL ? "…" : "");
}

/* Compares one result; what is wrong goes into detail. */
static int check_result(struct suite *s, const struct xml_node *tc, const struct xml_node *result,
                        struct strbuf *detail, struct err *e)
{
    const struct feel_value *expected = &feel_null, *got = &feel_null;
    const struct xml_node *x = xml_child(result, "expected");
    bool wants_error = str_eqz(xml_attr(result, "errorResult"), "true");
    int r = evaluate(s, tc, result, &got, e);

    if (r < 0)
        return r;
    if (x) {
        r = read_value(dmn_run_arena(s->run), x, &expected, e);
        if (r < 0)
            return r;
    }
    const struct feel_run *run = dmn_run_feel(s->run);
    bool same = feel_same(expected, got);
    if (same && (!wants_error || run->n_diagnostics > 0))
        return 0;
    strbuf_printf(detail, "%s%.*s: ", detail->len ? "; " : "", STR_ARG(xml_attr(result, "name")));
    if (wants_error && same) {
        strbuf_addz(detail, "no error was reported");
        return 0;
    }
    strbuf_addz(detail, "expected ");
    print_value(detail, expected);
    strbuf_addz(detail, ", got ");
    print_value(detail, got);
    if (run->n_diagnostics)
        strbuf_printf(detail, " (%.200s)", run->diagnostics[0].message.en);
    return 0;
}

/* One line of tab-separated fields: no tabs or line ends inside. */
static void print_line(struct suite *s, struct str name, const char *status, struct str detail)
{
    fprintf(s->out, "%s\t%.*s\t%s\t", s->path, STR_ARG(name), status);
    for (size_t i = 0; i < detail.len; i++)
        putc(detail.data[i] == '\n' || detail.data[i] == '\t' || detail.data[i] == '\r'
                 ? ' '
                 : detail.data[i],
             s->out);
    putc('\n', s->out);
}

static void run_case(struct suite *s, const struct xml_node *tc, const struct err *broken)
{
    _cleanup_(strbuf_done) struct strbuf detail = {0};
    struct str name = xml_attr(tc, "id");
    struct err e = {0};
    int r = 0;

    if (!name.len)
        name = xml_attr(tc, "name");
    for (struct xml_node *x = broken ? NULL : xml_child(tc, "resultNode"); x && r >= 0;
         x = xml_next(x, "resultNode"))
        r = check_result(s, tc, x, &detail, &e);
    if (broken || r < 0)
        print_line(s, name, "error", str_of(broken ? broken->en : e.en));
    else
        print_line(s, name, detail.len ? "fail" : "pass", strbuf_str(&detail));
    if (broken || r < 0 || detail.len)
        s->totals->failed++;
    else
        s->totals->passed++;
}

static int load_model(const char *folder, struct arena *a, const struct xml_node *root,
                      struct dmn_model **ret, struct err *e)
{
    struct str name = xml_child_text(root, "modelName");
    const char *path = arena_printf(a, "%s/%.*s", folder, STR_ARG(name));

    return path ? dmn_read_file(path, a, ret, e) : err_nomem(e);
}

/* Passed over: a file whose root element is not testCases, one that is no XML and not called a
 * test. */
static int run_file(const char *folder, const char *path, FILE *out, struct tck_totals *totals,
                    struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(LIMIT_FEEL_BYTES);
    _cleanup_(dmn_run_freep) struct dmn_run *run = NULL;
    struct suite s = {out, totals, path, NULL, NULL};
    struct err broken = {0};
    struct dmn_model *m;
    struct xml_node *root;
    struct str text;
    int r;

    if (!a)
        return err_nomem(e);
    r = dmn_slurp(path, a, &text, e);
    if (r < 0)
        return r;
    r = xml_parse(text, path, a, &root, &broken);
    if (r < 0 && str_find(str_of(path), STR("-test-")) < 0)
        return 0;
    if (r < 0) {
        totals->failed++;
        print_line(&s, STR("*"), "error", str_of(broken.en));
        return 0;
    }
    if (!str_eqz(root->name, "testCases"))
        return 0;
    r = load_model(folder, a, root, &m, &broken);
    if (r >= 0) {
        r = dmn_run_new(m, &run, &broken);
        s.model = m;
        s.run = run;
    }
    for (struct xml_node *tc = xml_child(root, "testCase"); tc; tc = xml_next(tc, "testCase"))
        run_case(&s, tc, r < 0 ? &broken : NULL);
    return 0;
}

static int run_folder(const char *path, int depth, FILE *out, struct tck_totals *totals,
                      struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    const char **names;
    size_t n;
    int r;

    if (!a)
        return err_nomem(e);
    r = dmn_list_folder(path, a, &names, &n, e);
    for (size_t i = 0; r >= 0 && i < n; i++) {
        const char *child = arena_printf(a, "%s/%s", path, names[i]);
        struct stat st;

        if (!child)
            return err_nomem(e);
        if (stat(child, &st) < 0)
            return err_io(e, errno, child);
        if (S_ISDIR(st.st_mode) && depth < MAX_FOLDER_DEPTH)
            r = run_folder(child, depth + 1, out, totals, e);
        else if (S_ISREG(st.st_mode) && str_ends(str_of(names[i]), STR(".xml")))
            r = run_file(path, child, out, totals, e);
    }
    return r;
}

int tck_run(const char *path, FILE *out, struct tck_totals *totals, struct err *e)
{
    size_t before = totals->passed + totals->failed;
    int r = run_folder(path, 0, out, totals, e);

    if (r < 0)
        return r;
    if (totals->passed + totals->failed == before)
        return err_set(e, E_NOT_FOUND, "%s：没有找到测试（*-test-*.xml），请检查路径",
                       "%s: no tests found (*-test-*.xml); check the path", path);
    return ferror(out) ? err_io(e, errno, "-") : 0;
}
