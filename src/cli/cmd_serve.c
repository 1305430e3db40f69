/* `heyi serve`: the register over HTTP. */
#include "verbs.h"

#include "cleanup.h"
#include "lang.h"
#include "serve.h"
#include "str.h"

#include <signal.h>
#include <stdio.h>

static struct http_server *running;

static void stop(int number)
{
    http_stop(running);
}

static void complain(void *arg, uint64_t request, const char *operation, const struct err *e)
{
    fprintf(stderr, tr("heyi: 请求 %llu（%s）：%s\n", "heyi: request %llu (%s): %s\n"),
            (unsigned long long)request, operation, err_text(e));
}

static int greet(struct serve *s, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf link = {0};
    int rc = serve_setup_link(s, &link, e);
    if (rc < 0)
        return rc;
    printf("%s\n", http_url(serve_http(s)));
    if (link.len)
        printf(tr("还没有账号：请在一小时内打开以下链接，建立系统管理员\n%s\n",
                  "there are no accounts yet: open this within an hour to make the first "
                  "administrator\n%s\n"),
               strbuf_z(&link));
    fflush(stdout);
    return 0;
}

int cmd_serve(int argc, char **argv)
{
    struct common common = COMMON_DEFAULTS;
    const char *listen = "127.0.0.1:8080";
    const struct option_spec specs[] = {
        {"listen", OPTION_TEXT, &listen, "ADDR:PORT", "监听地址（默认 127.0.0.1:8080）",
         "where to listen (default 127.0.0.1:8080)"},
        COMMON_OPTIONS(common),
    };
    _cleanup_(serve_closep) struct serve *s = NULL;
    struct serve_options o = {.complain = complain};
    struct err e = {0};
    char **rest;
    int n_rest;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n_rest, &e) < 0)
        return fail(&e);
    if (n_rest)
        return usage("参数过多", "too many words");
    if (option_text_only(common.format, &e) < 0)
        return fail(&e);
    o.url = common.db;
    o.http.listen = listen;
    if (serve_open(&o, &s, &e) < 0)
        return fail(&e);
    running = serve_http(s);
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    if (greet(s, &e) < 0 || serve_run(s, &e) < 0)
        return fail(&e);
    return EXIT_DONE;
}
