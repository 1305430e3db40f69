/* Addresses of clients: read, compared with networks, shortened for the log, counted. */
#pragma once

#include "str.h"

#include <sys/socket.h>

/* IPv4 as ::ffff:a.b.c.d; all zero = none (a unix socket). */
struct http_ip {
    unsigned char b[16];
};
struct http_net {
    struct http_ip ip;
    unsigned bits;
};

#define HTTP_IP_TEXT 64

bool http_ip_parse(struct str text, struct http_ip *ret);
bool http_net_parse(struct str text, struct http_net *ret); /* 10.0.0.0/8, 10.1.2.3, fd00::/8 */
bool http_net_has(const struct http_net *net, struct http_ip ip);
struct http_ip http_ip_of(const struct sockaddr_storage *from);
bool http_ip_is_loopback(struct http_ip ip);
void http_ip_format(struct http_ip ip, char ret[HTTP_IP_TEXT]);
/* Only the /24 or /48: no single household's. */
void http_ip_format_coarse(struct http_ip ip, char ret[HTTP_IP_TEXT]);
/* The client that a trusted proxy speaks for: the last address of X-Forwarded-For that isn't a
 * trusted proxy itself. */
struct http_ip http_ip_forwarded(struct http_ip peer, struct str x_forwarded_for,
                                 const struct http_net *proxies, size_t n);

/* How many connections each address has; IPv6 by /64. */
struct http_census;
struct http_resident;
struct http_census *http_census_new(void);
void http_census_free(struct http_census *c);
/* One more of this address: NULL if it has `most` already, or memory is exhausted. */
struct http_resident *http_census_enter(struct http_census *c, struct http_ip ip, size_t most);
void http_census_leave(struct http_census *c, struct http_resident *r);
