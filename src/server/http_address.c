#include "http_address.h"

#include "http_text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

static bool is_v4(struct http_ip ip)
{
    return memcmp(ip.b, mapped, sizeof mapped) == 0;
}

bool http_ip_parse(struct str text, struct http_ip *ret)
{
    char z[INET6_ADDRSTRLEN];
    struct http_ip ip;
    if (text.len == 0 || text.len >= sizeof z)
        return false;
    memcpy(z, text.data, text.len);
    z[text.len] = '\0';
    memcpy(ip.b, mapped, sizeof mapped);
    if (strlen(z) != text.len ||
        (inet_pton(AF_INET, z, ip.b + sizeof mapped) != 1 && inet_pton(AF_INET6, z, ip.b) != 1))
        return false;
    *ret = ip;
    return true;
}

bool http_net_parse(struct str text, struct http_net *ret)
{
    struct http_net net = {.bits = 128};
    struct str bits = text, ip;
    if (!str_split(&bits, '/', &ip) || !http_ip_parse(ip, &net.ip))
        return false;
    if (bits.data) {
        unsigned most = is_v4(net.ip) ? 32 : 128, n = 0;
        if (bits.len == 0 || bits.len > 3)
            return false;
        for (size_t i = 0; i < bits.len; i++) {
            if (bits.data[i] < '0' || bits.data[i] > '9')
                return false;
            n = n * 10 + (unsigned)(bits.data[i] - '0');
        }
        if (n > most)
            return false;
        net.bits = 128 - most + n;
    }
    *ret = net;
    return true;
}

bool http_net_has(const struct http_net *net, struct http_ip ip)
{
    unsigned whole = net->bits / 8, rest = net->bits % 8;
    return memcmp(net->ip.b, ip.b, whole) == 0 &&
           (rest == 0 || (net->ip.b[whole] ^ ip.b[whole]) >> (8 - rest) == 0);
}

struct http_ip http_ip_of(const struct sockaddr_storage *from)
{
    struct http_ip ip = {0};
    if (from->ss_family == AF_INET) {
        memcpy(ip.b, mapped, sizeof mapped);
        memcpy(ip.b + sizeof mapped, &((const struct sockaddr_in *)from)->sin_addr, 4);
    } else if (from->ss_family == AF_INET6) {
        memcpy(ip.b, &((const struct sockaddr_in6 *)from)->sin6_addr, sizeof ip.b);
    }
    return ip;
}

bool http_ip_is_loopback(struct http_ip ip)
{
    static const struct http_ip one = {{[15] = 1}};
    return is_v4(ip) ? ip.b[12] == 127 : memcmp(&ip, &one, sizeof ip) == 0;
}

void http_ip_format(struct http_ip ip, char ret[HTTP_IP_TEXT])
{
    static const struct http_ip none;
    ret[0] = '\0';
    if (is_v4(ip))
        inet_ntop(AF_INET, ip.b + sizeof mapped, ret, HTTP_IP_TEXT);
    else if (memcmp(&ip, &none, sizeof ip) != 0)
        inet_ntop(AF_INET6, ip.b, ret, HTTP_IP_TEXT);
}

void http_ip_format_coarse(struct http_ip ip, char ret[HTTP_IP_TEXT])
{
    bool v4 = is_v4(ip);
    size_t keep = v4 ? 15 : 6;
    char text[HTTP_IP_TEXT];
    memset(ip.b + keep, 0, sizeof ip.b - keep);
    http_ip_format(ip, text);
    snprintf(ret, HTTP_IP_TEXT, "%.45s%s", text, !text[0] ? "" : v4 ? "/24" : "/48");
}

struct http_ip http_ip_forwarded(struct http_ip peer, struct str x_forwarded_for,
                                 const struct http_net *proxies, size_t n)
{
    struct str rest = x_forwarded_for;
    while (rest.len > 0) {
        const char *comma = memrchr(rest.data, ',', rest.len);
        size_t before = comma ? (size_t)(comma - rest.data) : 0, at = comma ? before + 1 : 0;
        struct http_ip ip;
        if (!http_ip_parse(http_trim((struct str){rest.data + at, rest.len - at}), &ip))
            break;
        peer = ip;
        bool trusted = false;
        for (size_t i = 0; i < n; i++)
            trusted = trusted || http_net_has(&proxies[i], ip);
        if (!trusted)
            break;
        rest.len = before;
    }
    return peer;
}

#define BUCKETS 4096u

struct http_resident {
    struct http_resident *next;
    struct http_ip ip;
    size_t n;
};

struct http_census {
    struct http_resident *buckets[BUCKETS];
};

struct http_census *http_census_new(void)
{
    return calloc(1, sizeof(struct http_census));
}

void http_census_free(struct http_census *c)
{
    for (size_t i = 0; c && i < BUCKETS; i++) {
        struct http_resident *next;
        for (struct http_resident *r = c->buckets[i]; r; r = next) {
            next = r->next;
            free(r);
        }
    }
    free(c);
}

static struct http_resident **bucket_of(struct http_census *c, const struct http_ip *ip)
{
    return &c->buckets[str_hash((struct str){(const char *)ip->b, sizeof ip->b}) % BUCKETS];
}

struct http_resident *http_census_enter(struct http_census *c, struct http_ip ip, size_t most)
{
    if (!is_v4(ip))
        memset(ip.b + 8, 0, 8);
    struct http_resident **bucket = bucket_of(c, &ip), *r = *bucket;
    while (r && memcmp(&r->ip, &ip, sizeof ip) != 0)
        r = r->next;
    if (r && r->n >= most)
        return NULL;
    if (!r) {
        r = malloc(sizeof *r);
        if (!r)
            return NULL;
        *r = (struct http_resident){*bucket, ip, 0};
        *bucket = r;
    }
    r->n++;
    return r;
}

void http_census_leave(struct http_census *c, struct http_resident *r)
{
    if (--r->n > 0)
        return;
    struct http_resident **at = bucket_of(c, &r->ip);
    while (*at != r)
        at = &(*at)->next;
    *at = r->next;
    free(r);
}
