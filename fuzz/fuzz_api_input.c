/*
 * What comes in: a whole request, as sent, through routing and the checks of parameters and body.
 * What is accepted fits its description however handlers ask for it; what is refused is told in
 * JSON.
 */
#include "api_private.h"
#include "date.h"
#include "http_private.h"
#include "text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct http_server server;
static struct http_connection connection;
static struct api api;
static struct api_worker worker = {.api = &api};

static void check(bool ok)
{
    if (!ok)
        abort();
}

static bool read_request(struct http_request *r, struct str in)
{
    enum http_fed fed;
    while ((fed = http_request_feed(r, &in)) == HTTP_FED_HEAD)
        if (!http_request_limit(r, HTTP_BODY_MEMORY))
            return false;
    return fed == HTTP_FED_WHOLE;
}

static bool is_json(struct str text)
{
    struct json_reader *in;
    int token = json_open(text, &in, NULL);
    while (token >= 0 && (token = json_next(in, NULL)) > JSON_END)
        ;
    json_close(in);
    return token == JSON_END;
}

static bool among(struct str text, const char *const *words)
{
    while (*words && !str_eqz(text, *words))
        words++;
    return *words != NULL;
}

static void check_parameter(struct api_call *c, const struct api_parameter *p)
{
    const struct api_schema *s = p->schema->types & API_ARRAY ? p->schema->items : p->schema;
    const struct str *values;
    size_t n = api_list(c, p->name, &values);
    check(n <= p->schema->max_items && (n || !p->required));
    for (size_t i = 0; i < n; i++) {
        int64_t number;
        check(utf8_valid(values[i]));
        if (s->words)
            check(among(values[i], s->words));
        else if (s->types & API_STRING)
            check(utf8_count(values[i]) <= s->max_length);
        else if (s->types & API_INTEGER)
            check(api_int_parse(values[i], &number) && number >= s->min && number <= s->max);
    }
    if (n && s->format == API_DATE)
        check(api_date(c, p->name) != DATE_NONE);
}

static void check_value(const struct api_value *v, const struct api_schema *s)
{
    if (v->type == API_NULL)
        return;
    check(s->types & (v->type == API_NUMBER ? API_NUMBER | API_INTEGER : v->type));
    for (size_t i = 0; i < v->n; i++) {
        const struct api_schema *of = v->type == API_ARRAY ? s->items : s->others;
        for (size_t k = 0; v->type == API_OBJECT && k < s->n_properties; k++)
            if (str_eqz(v->at[i].name, s->properties[k].name))
                of = s->properties[k].schema;
        check(of != NULL);
        check_value(&v->at[i], of);
    }
}

static void call(struct api_call *c)
{
    if (!api_route(c) || !api_input(c)) {
        check(c->status >= 400 && is_json(strbuf_str(&c->x->content)));
        return;
    }
    for (size_t i = 0; i < c->operation->n_parameters; i++)
        check_parameter(c, &c->operation->parameters[i]);
    if (c->operation->body && c->has_body)
        check_value(&c->body, c->operation->body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    if (!ready) {
        check(api_check_init(NULL) >= 0);
        worker.arena = arena_new(32u << 20);
        ready = true;
    }
    struct http_exchange *x = http_exchange_new(&server, &connection);
    if (!x || !worker.arena)
        return 0;
    struct api_call c = {.worker = &worker, .x = x, .faults = {.arena = worker.arena}};
    if (read_request(&x->request, (struct str){(const char *)data, size}))
        call(&c);
    api_answer_reset(&c);
    http_exchange_free(x);
    arena_reset(worker.arena);
    return 0;
}
