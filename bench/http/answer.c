/* Two constant answers on http.h, for bench/http/run: answer FILE PAGE. Prints its address. */
#include "cleanup.h"
#include "file.h"
#include "http.h"

#include <signal.h>

static struct http_server *server;
static struct strbuf small, page;

static void handle(void *state, struct http_exchange *x)
{
    bool is_page = str_eqz(http_path(x), "/page.html");
    http_route(x, is_page ? "page" : "small");
    http_content_static(x, is_page ? "text/html" : "text/plain",
                        strbuf_str(is_page ? &page : &small), (struct str){0}, "v1");
}

static void stop(int signal)
{
    http_stop(server);
}

int main(int argc, char **argv)
{
    struct http_limits limits = http_limits_default;
    struct http_options o = {.listen = "127.0.0.1:0", .handle = handle, .limits = &limits};
    struct err e = {0};
    limits.per_address = limits.connections;
    if (argc != 3)
        return 2;
    if (file_read(argv[1], 1 << 20, &small, &e) < 0 || file_read(argv[2], 1 << 20, &page, &e) < 0 ||
        http_open(&o, &server, &e) < 0) {
        fprintf(stderr, "%s\n", e.en);
        return 3;
    }
    signal(SIGTERM, stop);
    printf("%s\n", http_url(server));
    fflush(stdout);
    int rc = http_run(server, &e);
    http_close(server);
    strbuf_done(&small);
    strbuf_done(&page);
    return rc < 0 ? 3 : 0;
}
