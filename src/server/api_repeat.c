/* Calls that may be sent again: what was answered the first time is kept with what was written. */
#include "api_private.h"

#include "cleanup.h"
#include "crypto.h"

#include <pthread.h>
#include <stdlib.h>

struct api_repeats {
    pthread_mutex_t lock;
    struct api_call *first;
};

struct api_repeats *api_repeats_new(void)
{
    struct api_repeats *r = calloc(1, sizeof *r);
    if (r)
        pthread_mutex_init(&r->lock, NULL);
    return r;
}

void api_repeats_free(struct api_repeats *r)
{
    if (r)
        pthread_mutex_destroy(&r->lock);
    free(r);
}

/* False: another call with this key is under way. */
static bool enter(struct api_call *c)
{
    struct api_repeats *r = c->worker->api->repeats;
    bool there = false;
    pthread_mutex_lock(&r->lock);
    for (struct api_call *x = r->first; x && !there; x = x->next)
        there = str_eq(x->repeat_key, c->repeat_key);
    if (!there) {
        c->next = r->first;
        r->first = c;
    }
    pthread_mutex_unlock(&r->lock);
    return !there;
}

void api_repeat_end(struct api_call *c)
{
    struct api_repeats *r = c->worker->api->repeats;
    if (c->repeat_key.len == 0)
        return;
    pthread_mutex_lock(&r->lock);
    struct api_call **at = &r->first;
    while (*at != c)
        at = &(*at)->next;
    *at = c->next;
    pthread_mutex_unlock(&r->lock);
}

static bool is_key(struct str key)
{
    for (size_t i = 0; i < key.len; i++)
        if (key.data[i] < '!' || key.data[i] > '~')
            return false;
    return key.len <= IDEMPOTENCY_KEY_BYTES;
}

/* Of what is asked for: the same call has the same. */
static int digest(struct api_call *c, struct str *ret, struct err *e)
{
    _cleanup_(sm3_freep) struct sm3 *h = NULL;
    const struct str parts[] = {http_method(c->x), http_path(c->x), http_query(c->x),
                                http_body(c->x)};
    uint8_t sum[SM3_BYTES];
    char hex[2 * SM3_BYTES + 1];
    int rc = sm3_new(&h, e);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        sm3_add(h, &parts[i].len, sizeof parts[i].len);
        sm3_add(h, parts[i].data, parts[i].len);
    }
    sm3_end(h, sum);
    crypto_hex(sum, sizeof sum, hex);
    *ret = str_dup(c->worker->arena, str_of(hex));
    return ret->data ? 0 : err_nomem(e);
}

static int refuse(struct api_call *c, int status, const char *code, const char *zh, const char *en)
{
    api_problem(c, status, code, zh, en);
    return 1;
}

/* Says what was said then: "VERSION LOCATION\n" and the content. */
static int repeat(struct api_call *c, const struct idempotent *was)
{
    struct str rest = was->result, line, version;
    if (!str_eq(was->digest, c->repeat_digest))
        return refuse(c, 422, "idempotency-key-used", "这个 Idempotency-Key 已用于另一个请求",
                      "this Idempotency-Key was used for another request");
    if (c->operation->secret)
        return refuse(
            c, 409, "done-already", "这个请求已经执行过；其结果含有秘密，不再给出",
            "the request was carried out; its answer held a secret and isn't given again");
    str_split(&rest, '\n', &line);
    str_split(&line, ' ', &version);
    c->status = was->status;
    if (!api_int_parse(version, &c->version))
        c->version = -1;
    c->location = line;
    http_set(c->x, "Idempotent-Replayed", "true");
    if (rest.len) {
        fwrite(rest.data, 1, rest.len, api_json(c)->f);
        fclose(c->f);
        c->f = NULL;
    }
    api_answer_send(c);
    return 1;
}

int api_repeat_begin(struct api_call *c, struct db *db, struct err *e)
{
    struct str key = http_header(c->x, "Idempotency-Key");
    struct idempotent was;
    bool found = false;
    int rc;
    if (key.len == 0 || str_eqz(http_method(c->x), "GET") || str_eqz(http_method(c->x), "HEAD"))
        return 0;
    if (c->operation->writes == API_WRITES_NONE)
        return refuse(c, 400, "idempotency-key-useless", "这个操作不支持 Idempotency-Key",
                      "this operation doesn't take an Idempotency-Key");
    if (!is_key(key))
        return refuse(c, 400, "idempotency-key", "Idempotency-Key 应为至多 200 个可见的 ASCII 字符",
                      "an Idempotency-Key has at most 200 visible ASCII characters");
    c->repeat_key = str_of(arena_printf(c->worker->arena, "call %lld " STR_FMT,
                                        (long long)c->session.account, STR_ARG(key)));
    if ((rc = digest(c, &c->repeat_digest, e)) < 0)
        return rc;
    if (!enter(c)) {
        c->repeat_key = (struct str){0};
        return refuse(c, 409, "under-way", "同一请求正在执行，请稍候",
                      "the same request is under way; wait a little");
    }
    rc = idempotency_find(db, c->repeat_key, c->worker->arena, &was, &found, e);
    if (rc >= 0 && found)
        rc = repeat(c, &was);
    if (rc != 0)
        api_repeat_end(c);
    return rc;
}

int api_repeat_keep(struct api_call *c, struct db *db, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf result = {0};
    struct idempotent row = {.key = c->repeat_key, .digest = c->repeat_digest, .status = c->status};
    int rc;
    if (c->repeat_key.len == 0)
        return 0;
    if (!c->operation->secret) {
        strbuf_printf(&result, "%lld " STR_FMT "\n", (long long)c->version, STR_ARG(c->location));
        strbuf_adds(&result, strbuf_str(&c->text));
    }
    if (result.failed)
        return err_nomem(e);
    row.result = strbuf_str(&result);
    rc = idempotency_put(db, &row, e);
    if (rc == E_EXISTS)
        api_refuse(c, 409, "under-way");
    return rc;
}
