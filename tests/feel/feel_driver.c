/*
 * Evaluates one FEEL expression a line of standard input, without names in scope, and prints the
 * value's literal text, or `error` (an error null), `stopped` (a limit ended it) or `syntax`.
 */
#include "bounds.h"
#include "cleanup.h"
#include "feel.h"

#include <stdio.h>
#include <stdlib.h>

static void print_value(struct str text, struct arena *a)
{
    struct feel_expr *x;
    struct feel_run run;
    struct err e = {0};
    if (feel_compile(NULL, FEEL_EXPRESSION, text, NULL, a, &x, &e) < 0) {
        puts("syntax");
        return;
    }
    feel_run_init(&run, a);
    const struct feel_value *v = feel_eval(&run, x, NULL);
    if (run.stopped || arena_failed(a)) {
        puts("stopped");
        return;
    }
    _cleanup_(strbuf_done) struct strbuf out = {0};
    feel_print(v, true, &out);
    puts(v->kind == FEEL_NULL && v->is_error ? "error" : strbuf_z(&out));
}

int main(void)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(LIMIT_FEEL_BYTES);
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    if (!a)
        return 1;
    while ((n = getline(&line, &cap, stdin)) > 0) {
        struct str text = {line, (size_t)n - (line[n - 1] == '\n')};
        print_value(text, a);
        arena_reset(a);
    }
    free(line);
    return 0;
}
