/* `heyi serve`: the register over HTTP. */
#include "verbs.h"

#include "cleanup.h"
#include "lang.h"
#include "notify.h"
#include "sandbox.h"
#include "serve.h"
#include "str.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define THREADS_MAX 1000
#define JOBS_AT_A_TIME 2

static struct http_server *running;

static void stop(int number)
{
    notify("STOPPING=1");
    http_stop(running);
}

static void reopen(int number)
{
    http_reopen_log(running);
}

static void complain(void *arg, uint64_t request, const char *where, const struct err *e)
{
    if (request)
        fprintf(stderr, tr("heyi: 请求 %llu（%s）：%s\n", "heyi: request %llu (%s): %s\n"),
                (unsigned long long)request, where, err_text(e));
    else
        fprintf(stderr, tr("heyi: %s：%s\n", "heyi: %s: %s\n"), where, err_text(e));
}

static bool is_private(const char *listen)
{
    static const char *const local[] = {"127.", "localhost:", "[::1]:", "unix:", "fd:"};
    for (size_t i = 0; i < ARRAY_LEN(local); i++) {
        if (strncmp(listen, local[i], strlen(local[i])) == 0)
            return true;
    }
    return false;
}

static void remark(const char *zh, const char *en)
{
    printf("  %s\n", tr(zh, en));
}

/* What an operator should know before anybody comes. */
static void remarks(const struct serve_options *o, unsigned holds)
{
    if (geteuid() == 0)
        remark("正以 root 运行：正式使用请用专门的用户（见 deploy/README.md）",
               "running as root: in earnest use a user of its own (deploy/README.md)");
    if (o->open)
        remark("没有沙箱（--no-sandbox）", "no sandbox (--no-sandbox)");
    if (!o->open && !(holds & SANDBOX_FILES))
        remark("内核没有 Landlock：服务可读写的文件不受限制",
               "the kernel has no Landlock: the server's files aren't restricted");
    if (!o->open && !(holds & SANDBOX_CALLS))
        remark("内核没有 seccomp：服务的系统调用不受限制",
               "the kernel has no seccomp: the server's system calls aren't restricted");
    if (!is_private(o->http.listen) && o->http.n_proxies == 0)
        remark("在网络上监听而没有加密：请只经由 TLS 代理开放（见 deploy/README.md）",
               "listening on the network without encryption: open it only behind a TLS proxy "
               "(deploy/README.md)");
}

static int greet(struct serve *s, const struct serve_options *o, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf link = {0};
    int rc = serve_setup_link(s, &link, e);
    if (rc < 0)
        return rc;
    printf("%s\n", serve_url(s));
    if (link.len)
        printf(tr("还没有账号：请在一小时内打开以下链接，建立系统管理员\n%s\n",
                  "there are no accounts yet: open this within an hour to make the first "
                  "administrator\n%s\n"),
               strbuf_z(&link));
    else
        printf("%s\n", tr("登录：用浏览器打开以上地址；账号由 heyi user add 或管理员添加",
                          "signing in: open the address above in a browser; accounts are added by heyi "
                          "user add or an administrator"));
    remarks(o, serve_sandbox(s));
    fflush(stdout);
    return 0;
}

static int run(const struct serve_options *o, struct err *e)
{
    _cleanup_(serve_closep) struct serve *s = NULL;
    int rc;
    notify_open();
    if ((rc = serve_open(o, &s, e)) < 0)
        return rc;
    running = serve_http(s);
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    signal(SIGHUP, reopen);
    if ((rc = greet(s, o, e)) < 0)
        return rc;
    notify("READY=1");
    rc = serve_run(s, e);
    signal(SIGTERM, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    return rc;
}

int cmd_serve(int argc, char **argv)
{
    struct common common = COMMON_DEFAULTS;
    struct option_list proxies = {0};
    const char *handed_over = notify_socket(), *workers = NULL, *jobs = NULL;
    struct serve_options o = {.complain = complain};
    const struct option_spec specs[] = {
        {"listen", OPTION_TEXT, &o.http.listen, "ADDR:PORT|unix:PATH",
         "监听地址（默认 127.0.0.1:8080）", "where to listen (default 127.0.0.1:8080)"},
        {"public-url", OPTION_TEXT, &o.public_url, "URL", "对外的地址（经代理时）",
         "the address that people use (behind a proxy)"},
        {"proxy", OPTION_LIST, &proxies, "ADDR[/BITS]",
         "信任其 X-Forwarded-For 的代理；可重复。unix 套接字一律信任",
         "a proxy whose X-Forwarded-For is believed; may be repeated. On a unix socket all are"},
        {"workers", OPTION_TEXT, &workers, "N", "处理请求的线程数（默认按处理器数）",
         "threads that handle requests (default by processors)"},
        {"jobs", OPTION_TEXT, &jobs, "N", "同时处理的作业数（默认 2；0 为不处理）",
         "jobs worked on at a time (default 2; 0 = none)"},
        {"files", OPTION_TEXT, &o.files, "DIR",
         "上传和结果文件的文件夹（默认在登记库旁，或 HEYI_FILES）",
         "folder of uploads and results (default beside the register, or HEYI_FILES)"},
        {"log", OPTION_TEXT, &o.http.log, "FILE|-",
         "访问日志（JSON 行，不含个人信息）；- 为标准输出",
         "access log (JSON lines, no personal data); - is standard output"},
        {"no-sandbox", OPTION_FLAG, &o.open, NULL, "不用沙箱（内核不支持时）",
         "without the sandbox (odd kernels)"},
        COMMON_OPTIONS(common),
    };
    const char *at[OPTION_LIST_MAX];
    struct err e = {0};
    char **rest;
    int n_rest;
    int64_t n = 0, n_jobs = JOBS_AT_A_TIME;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n_rest, &e) < 0)
        return fail(&e);
    if (n_rest)
        return usage("参数过多", "too many words");
    if (option_text_only(common.format, &e) < 0 ||
        (workers && option_number("--workers", workers, &n, &e) < 0) ||
        (jobs && option_number("--jobs", jobs, &n_jobs, &e) < 0))
        return fail(&e);
    if (n > THREADS_MAX || n_jobs > THREADS_MAX)
        return usage("--workers、--jobs 至多 1000", "--workers and --jobs are at most 1000");
    for (size_t i = 0; i < proxies.n; i++)
        at[i] = proxies.at[i].text;
    o.url = common.db;
    o.jobs = (size_t)n_jobs;
    o.http.workers = (size_t)n;
    o.http.proxies = at;
    o.http.n_proxies = proxies.n;
    if (!o.http.listen)
        o.http.listen = handed_over ? handed_over : "127.0.0.1:8080";
    return run(&o, &e) < 0 ? fail(&e) : EXIT_DONE;
}
