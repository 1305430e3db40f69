#include "http_private.h"

#include "clock.h"
#include "date.h"
#include "map.h"

#include <inttypes.h>
#include <stdlib.h>

/* upper bounds of the histogram, in microseconds */
static const int64_t bounds[] = {1000,   2500,   5000,    10000,   25000,   50000,   100000,
                                 250000, 500000, 1000000, 2500000, 5000000, 10000000};
#define BOUNDS (sizeof bounds / sizeof *bounds)

struct http_counters {
    pthread_mutex_t lock;
    struct map *requests; /* the labels of a line to a number */
    uint64_t refused[HTTP_REFUSALS], buckets[BOUNDS + 1], microseconds;
    uint64_t connections, received, sent;
};

struct http_counters *http_counters_new(void)
{
    struct http_counters *m = calloc(1, sizeof *m);
    if (!m)
        return NULL;
    pthread_mutex_init(&m->lock, NULL);
    m->requests = map_new();
    if (!m->requests) {
        http_counters_free(m);
        return NULL;
    }
    return m;
}

void http_counters_free(struct http_counters *m)
{
    if (!m)
        return;
    pthread_mutex_destroy(&m->lock);
    map_free(m->requests);
    free(m);
}

/* Anybody may send any method; those that aren't read don't count by name. */
static struct str method_of(const struct http_exchange *x)
{
    return x->request.method.len ? x->request.method : STR("none");
}

/* Nothing in it comes from the client but the method, which is one that llhttp knows. */
static void write_log(struct http_log *l, const struct http_exchange *x, uint64_t bytes,
                      int64_t taken)
{
    char line[512], at[40], peer[HTTP_IP_TEXT];
    size_t n = instant_format(clock_now(), at);
    http_ip_format_coarse(x->peer, peer);
    int len = snprintf(
        line, sizeof line,
        "{\"time\":\"%.*s\",\"request\":%" PRIu64 ",\"route\":\"%.100s\",\"method\":\"" STR_FMT
        "\",\"status\":%d,\"bytes\":%" PRIu64 ",\"ms\":%" PRId64 ".%03d,\"peer\":\"%s\"}\n",
        (int)n, at, x->id, x->route, STR_ARG(method_of(x)), x->status, bytes, taken / 1000,
        (int)(taken % 1000), peer);
    http_log_put(l, (struct str){line, (size_t)len});
}

void http_count_request(struct http_server *s, const struct http_exchange *x, uint64_t bytes,
                        int64_t now)
{
    struct http_counters *m = s->counters;
    int64_t taken = now - x->began;
    char labels[256];
    uint64_t count = 0;
    size_t bucket = 0;
    int n =
        snprintf(labels, sizeof labels, "{route=\"%.100s\",method=\"" STR_FMT "\",status=\"%dxx\"}",
                 x->route, STR_ARG(method_of(x)), x->status / 100);
    struct str key = {labels, (size_t)n};
    while (bucket < BOUNDS && taken > bounds[bucket])
        bucket++;
    pthread_mutex_lock(&m->lock);
    map_get(m->requests, key, &count);
    map_put(m->requests, key, count + 1);
    m->sent += bytes;
    if (x->kind != HTTP_EVENTS) { /* those last as long as somebody looks */
        m->buckets[bucket]++;
        m->microseconds += (uint64_t)taken;
    }
    pthread_mutex_unlock(&m->lock);
    if (s->log)
        write_log(s->log, x, bytes, taken);
}

static void add(struct http_server *s, uint64_t *counter, uint64_t n)
{
    pthread_mutex_lock(&s->counters->lock);
    *counter += n;
    pthread_mutex_unlock(&s->counters->lock);
}

void http_count_refusal(struct http_server *s, enum http_refusal why)
{
    add(s, &s->counters->refused[why], 1);
}

void http_count_connection(struct http_server *s)
{
    add(s, &s->counters->connections, 1);
}

void http_count_received(struct http_server *s, uint64_t bytes)
{
    add(s, &s->counters->received, bytes);
}

static void head(struct strbuf *out, const char *name, const char *type, const char *help)
{
    strbuf_printf(out, "# HELP heyi_http_%s %s\n# TYPE heyi_http_%s %s\n", name, help, name, type);
}

static void histogram(const struct http_counters *m, struct strbuf *out)
{
    uint64_t sum = 0;
    head(out, "request_seconds", "histogram", "From the first byte in to the last byte out.");
    for (size_t i = 0; i < BOUNDS; i++) {
        sum += m->buckets[i];
        strbuf_printf(out, "heyi_http_request_seconds_bucket{le=\"%d.%04d\"} %" PRIu64 "\n",
                      (int)(bounds[i] / 1000000), (int)(bounds[i] % 1000000 / 100), sum);
    }
    sum += m->buckets[BOUNDS];
    strbuf_printf(out,
                  "heyi_http_request_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n"
                  "heyi_http_request_seconds_sum %" PRIu64 ".%06d\n"
                  "heyi_http_request_seconds_count %" PRIu64 "\n",
                  sum, m->microseconds / 1000000, (int)(m->microseconds % 1000000), sum);
}

void http_metrics(struct http_server *s, struct strbuf *out)
{
    struct http_counters *m = s->counters;
    pthread_mutex_lock(&m->lock);
    head(out, "requests_total", "counter", "Requests answered.");
    for (size_t i = 0; i < map_size(m->requests); i++)
        strbuf_printf(out, "heyi_http_requests_total" STR_FMT " %" PRIu64 "\n",
                      STR_ARG(map_key_at(m->requests, i)), map_value_at(m->requests, i));
    histogram(m, out);
    head(out, "refused_total", "counter", "Requests and connections refused by the server.");
    for (int i = HTTP_ACCEPTED + 1; i < HTTP_REFUSALS; i++)
        strbuf_printf(out, "heyi_http_refused_total{reason=\"%s\"} %" PRIu64 "\n",
                      http_refusal_code((enum http_refusal)i), m->refused[i]);
    head(out, "connections_total", "counter", "Connections accepted.");
    strbuf_printf(out, "heyi_http_connections_total %" PRIu64 "\n", m->connections);
    head(out, "connections", "gauge", "Connections open.");
    strbuf_printf(out, "heyi_http_connections %zu\n", atomic_load(&s->n_connections));
    head(out, "event_streams", "gauge", "Event streams open.");
    strbuf_printf(out, "heyi_http_event_streams %zu\n", atomic_load(&s->n_streams));
    head(out, "bytes_total", "counter", "Bytes received and sent.");
    strbuf_printf(out,
                  "heyi_http_bytes_total{direction=\"in\"} %" PRIu64 "\n"
                  "heyi_http_bytes_total{direction=\"out\"} %" PRIu64 "\n",
                  m->received, m->sent);
    pthread_mutex_unlock(&m->lock);
    head(out, "log_lost_total", "counter", "Lines that the access log could not take.");
    strbuf_printf(out, "heyi_http_log_lost_total %" PRIu64 "\n",
                  s->log ? http_log_lost(s->log) : 0);
}
