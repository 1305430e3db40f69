/*
 * Queries, percent-decoding, cookies, weights, tags and addresses; the first byte chooses. What is
 * decoded is clean text, and encoding it again and decoding that gives it back.
 */
#include "http_address.h"
#include "http_request.h"
#include "http_text.h"
#include "text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static bool inside(struct str part, struct str all)
{
    return part.len == 0 || (part.data >= all.data && part.data + part.len <= all.data + all.len);
}

static void decode(struct str s)
{
    struct strbuf once = {0}, encoded = {0}, twice = {0};
    if (http_decode(s, s.len & 1, &once)) {
        check(utf8_valid(strbuf_str(&once)));
        for (size_t i = 0; i < once.len; i++) {
            check((unsigned char)once.data[i] >= ' ');
            strbuf_printf(&encoded, "%%%02X", (unsigned char)once.data[i]);
        }
        check(http_decode(strbuf_str(&encoded), true, &twice));
        check(str_eq(strbuf_str(&once), strbuf_str(&twice)));
    } else {
        check(once.len == 0);
    }
    strbuf_done(&once);
    strbuf_done(&encoded);
    strbuf_done(&twice);
}

static void address(struct str s)
{
    struct http_ip ip, again;
    struct http_net net;
    char text[HTTP_IP_TEXT];
    if (http_ip_parse(s, &ip)) {
        http_ip_format(ip, text);
        check(!text[0] || (http_ip_parse(str_of(text), &again) && memcmp(&ip, &again, 16) == 0));
        http_ip_format_coarse(ip, text);
    }
    if (http_net_parse(s, &net))
        check(net.bits <= 128 && http_net_has(&net, net.ip));
    http_ip_forwarded((struct http_ip){{1}}, s, &(struct http_net){.bits = 96}, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct str s = {(const char *)data + 1, size - 1}, rest = s, name, value;
    switch (data[0] % 5) {
    case 0:
        while (http_query_next(&rest, &name, &value)) {
            check(inside(name, s) && (value.len == 0 || inside(value, s)));
            decode(name);
            decode(value);
        }
        break;
    case 1:
        decode(s);
        break;
    case 2:
        check(inside(http_cookie_in(s, "session"), s));
        break;
    case 3:
        http_takes_gzip(s);
        http_tag_listed(s, STR("\"v1\""));
        break;
    case 4:
        address(s);
    }
    return 0;
}
