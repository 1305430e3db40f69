/*
 * dmn_bench MODEL DECISION SECONDS < inputs, one JSON object a line. The model is read once and the
 * inputs are values in memory before the clock runs; an evaluation empties the run, sets the inputs
 * (types are checked) and decides. Prints the decision's value for each input, one JSON value a
 * line, then "evaluations seconds".
 */
#include "bounds.h"
#include "cleanup.h"
#include "dmn_folder.h"
#include "dmn_json.h"
#include "file.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct inputs {
    const struct feel_value **at; /* contexts */
    size_t n, cap;
};

static const struct dmn_model *model;
static struct dmn_run *run;
static int decision;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what)
{
    fprintf(stderr, "dmn_bench: %s\n", what);
    exit(3);
}

/* The type of all inputs together, so that a line of JSON is read as the model wants it. */
static const struct feel_type *inputs_type(struct arena *a)
{
    size_t n = dmn_node_count(model);
    struct str *names = arena_array_of(a, n, struct str);
    const struct feel_type **types = arena_array_of(a, n, const struct feel_type *);
    struct feel_type *t = arena_new_of(a, struct feel_type);
    if (!names || !types || !t)
        die("out of memory");
    for (size_t i = 0; i < n; i++) {
        const struct dmn_node *node = dmn_node(model, (int)i);
        names[i] = node->name;
        types[i] = node->type ? node->type : &feel_t_any;
    }
    *t = (struct feel_type){
        .kind = FEEL_T_CONTEXT, .n_fields = n, .field_names = names, .field_types = types};
    return t;
}

static void read_inputs(struct arena *a, struct inputs *ret)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    const struct feel_type *type = inputs_type(a);
    struct err e = {0};
    struct str rest, line;
    if (file_read("-", LIMIT_FILE_BYTES, &text, &e) < 0)
        die(e.en);
    for (rest = strbuf_str(&text); str_split(&rest, '\n', &line) && line.len;) {
        const struct feel_value *v;
        if (dmn_json_value(line, type, a, &v, &e) < 0)
            die(e.en);
        if (v->kind != FEEL_CONTEXT || !vec_push(a, ret, v))
            die("an input is no JSON object");
    }
}

static const struct feel_value *evaluate(const struct feel_value *input, const int *nodes)
{
    const struct feel_context *c = input->context;
    dmn_run_reset(run);
    for (size_t i = 0; i < c->shape->n; i++)
        dmn_run_set(run, nodes[i], c->values[i], false);
    return dmn_run_decide(run, decision);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        die("usage: dmn_bench MODEL DECISION SECONDS < inputs");
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct dmn_model *m;
    struct inputs in = {0};
    struct err e = {0};
    if (!a || dmn_read_file(argv[1], a, &m, &e) < 0 || dmn_run_new(m, &run, &e) < 0)
        die(e.en);
    model = m;
    decision = dmn_find(m, str_of(argv[2]));
    read_inputs(a, &in);
    if (decision < 0 || in.n == 0)
        die("no such decision, or no input");
    const struct feel_shape *shape = in.at[0]->context->shape;
    int *nodes = arena_array_of(a, shape->n, int);
    for (size_t i = 0; i < shape->n; i++)
        if ((nodes[i] = dmn_find(m, shape->names[i])) < 0)
            die("the model has no such input");
    struct json_writer w = {.f = stdout};
    for (size_t i = 0; i < in.n; i++) {
        if (dmn_json_write(&w, evaluate(in.at[i], nodes), &e) < 0)
            die(e.en);
        putchar('\n');
    }
    double seconds = atof(argv[3]), start = now(), end;
    size_t done = 0;
    do {
        for (size_t i = 0; i < in.n; i++)
            evaluate(in.at[i], nodes);
        done += in.n;
        end = now();
    } while (end - start < seconds);
    printf("%zu %.6f\n", done, end - start);
    dmn_run_free(run);
    return 0;
}
