#include "serve_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

void serve_count_error(struct serve_metrics *m, const struct err *e)
{
    int kind = e->code == E_IO ? 0 : e->code == E_BUSY ? 1 : e->code == E_CORRUPT ? 2 : -1;
    if (kind >= 0)
        atomic_fetch_add(&m->errors[kind], 1);
}

static void head(struct strbuf *out, const char *name, const char *type, const char *help)
{
    strbuf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static uint64_t resident_bytes(int statm)
{
    char text[128] = "";
    if (statm < 0 || pread(statm, text, sizeof text - 1, 0) <= 0)
        return 0;
    const char *second = strchr(text, ' ');
    return second ? strtoull(second, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

/* Under the names that Prometheus knows of any process. */
static void process(const struct serve_metrics *m, struct strbuf *out)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    int64_t us = (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000LL + u.ru_utime.tv_usec +
                 u.ru_stime.tv_usec;
    head(out, "process_cpu_seconds_total", "counter", "Processor time.");
    strbuf_printf(out, "process_cpu_seconds_total %" PRId64 ".%06d\n", us / 1000000,
                  (int)(us % 1000000));
    head(out, "process_resident_memory_bytes", "gauge", "Memory, with mapped files.");
    strbuf_printf(out, "process_resident_memory_bytes %" PRIu64 "\n", resident_bytes(m->statm));
    head(out, "process_start_time_seconds", "gauge", "When it was started.");
    strbuf_printf(out, "process_start_time_seconds %" PRId64 "\n", m->started_at / 1000000);
}

void serve_metrics_write(const struct serve_metrics *m, const struct serve_health *h,
                         size_t audit_waiting, struct strbuf *out)
{
    static const char *const states[] = {"queued", "running", "done", "failed", "cancelled"};
    static const char *const errors[] = {"io", "busy", "corrupt"};
    head(out, "heyi_database_answers", "gauge", "Does it answer?");
    strbuf_printf(out,
                  "heyi_database_answers{database=\"register\"} %d\n"
                  "heyi_database_answers{database=\"office\"} %d\n",
                  h->register_answers, h->office_answers);
    head(out, "heyi_database_errors_total", "counter", "Calls that failed by a database's errors.");
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        strbuf_printf(out, "heyi_database_errors_total{kind=\"%s\"} %llu\n", errors[i],
                      atomic_load(&m->errors[i]));
    head(out, "heyi_audit_waiting", "gauge", "Audit entries not yet on disk.");
    strbuf_printf(out, "heyi_audit_waiting %zu\n", audit_waiting);
    head(out, "heyi_jobs", "gauge", "Jobs by state.");
    for (size_t i = 0; i < SERVE_JOB_STATES; i++)
        strbuf_printf(out, "heyi_jobs{state=\"%s\"} %" PRId64 "\n", states[i], h->jobs[i]);
    head(out, "heyi_sandbox", "gauge", "Does this part of the sandbox hold?");
    strbuf_printf(out, "heyi_sandbox{part=\"files\"} %d\nheyi_sandbox{part=\"calls\"} %d\n",
                  (m->sandbox & SANDBOX_FILES) != 0, (m->sandbox & SANDBOX_CALLS) != 0);
    process(m, out);
}
