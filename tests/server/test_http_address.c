#include "http_address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct http_ip ip(const char *text)
{
    struct http_ip got;
    assert_true(http_ip_parse(str_of(text), &got));
    return got;
}

static void written(void **state)
{
    static const char *const cases[][3] = {
        {"10.1.2.3", "10.1.2.3", "10.1.2.0/24"},
        {"::ffff:10.1.2.3", "10.1.2.3", "10.1.2.0/24"},
        {"2001:db8:1:2:3::4", "2001:db8:1:2:3::4", "2001:db8:1::/48"},
        {"::1", "::1", ""},
        {"::", "", ""},
    };
    char text[HTTP_IP_TEXT];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        http_ip_format(ip(cases[i][0]), text);
        assert_string_equal(text, cases[i][1]);
        http_ip_format_coarse(ip(cases[i][0]), text);
        assert_string_equal(text, cases[i][2]);
    }
}

static void refused(void **state)
{
    static const char *const cases[] = {
        "",          "1.2.3",   "1.2.3.256", "1.2.3.4:80", "[::1]",   "01.2.3.4",
        "localhost", "unknown", "1.2.3.4 ",  "::1%eth0",   "_hidden", "1::2::3",
    };
    struct http_ip got;
    struct http_net net;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_false(http_ip_parse(str_of(cases[i]), &got));
    assert_false(http_ip_parse(STR("1.2.3.4\0x"), &got));
    assert_false(http_net_parse(STR("10.0.0.0/33"), &net));
    assert_false(http_net_parse(STR("10.0.0.0/"), &net));
    assert_false(http_net_parse(STR("10.0.0.0/+8"), &net));
    assert_false(http_net_parse(STR("10.0.0.0/8/8"), &net));
    assert_false(http_net_parse(STR("::/129"), &net));
}

static bool within(const char *net, const char *address)
{
    struct http_net n;
    assert_true(http_net_parse(str_of(net), &n));
    return http_net_has(&n, ip(address));
}

static void networks(void **state)
{
    assert_true(within("10.0.0.0/8", "10.255.1.2"));
    assert_false(within("10.0.0.0/8", "11.0.0.0"));
    assert_true(within("10.1.2.3", "10.1.2.3"));
    assert_false(within("10.1.2.3", "10.1.2.2"));
    assert_true(within("10.1.2.128/25", "10.1.2.200"));
    assert_false(within("10.1.2.128/25", "10.1.2.100"));
    assert_true(within("0.0.0.0/0", "8.8.8.8"));
    assert_false(within("0.0.0.0/0", "::1"));
    assert_true(within("fd00::/8", "fd12::1"));
    assert_true(within("::/0", "8.8.8.8"));
    assert_true(http_ip_is_loopback(ip("127.3.4.5")));
    assert_true(http_ip_is_loopback(ip("::1")));
    assert_false(http_ip_is_loopback(ip("128.0.0.1")));
    assert_false(http_ip_is_loopback(ip("::")));
}

static void forwarded(void **state)
{
    static const char *const cases[][2] = {
        {"", "10.0.0.1"},
        {"6.6.6.6", "6.6.6.6"},
        {"5.5.5.5, 6.6.6.6", "6.6.6.6"}, /* what the client made up comes first */
        {"6.6.6.6,10.0.0.2 , 10.0.0.3", "6.6.6.6"},
        {"10.0.0.2", "10.0.0.2"},
        {"6.6.6.6, unknown", "10.0.0.1"},
        {"6.6.6.6, unknown, 10.0.0.2", "10.0.0.2"},
        {"6.6.6.6,", "10.0.0.1"},
        {"2001:db8::1", "2001:db8::1"},
    };
    struct http_net trusted[1];
    assert_true(http_net_parse(STR("10.0.0.0/8"), trusted));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[HTTP_IP_TEXT];
        http_ip_format(http_ip_forwarded(ip("10.0.0.1"), str_of(cases[i][0]), trusted, 1), text);
        assert_string_equal(text, cases[i][1]);
    }
}

static void counted(void **state)
{
    struct http_census *c = http_census_new();
    struct http_resident *a = http_census_enter(c, ip("1.2.3.4"), 2),
                         *b = http_census_enter(c, ip("1.2.3.4"), 2),
                         *v6 = http_census_enter(c, ip("2001:db8:0:1::1"), 1);
    assert_non_null(a);
    assert_ptr_equal(a, b);
    assert_null(http_census_enter(c, ip("1.2.3.4"), 2));
    assert_null(http_census_enter(c, ip("2001:db8:0:1:ffff::1"), 1)); /* the same /64 */
    assert_non_null(http_census_enter(c, ip("2001:db8:0:2::1"), 1));
    http_census_leave(c, a);
    assert_non_null(http_census_enter(c, ip("1.2.3.4"), 2));
    assert_null(http_census_enter(c, ip("1.2.3.4"), 2));
    http_census_leave(c, v6);
    assert_non_null(http_census_enter(c, ip("2001:db8:0:1::1"), 1));
    /* every bucket has several */
    struct http_resident *many[20000];
    for (unsigned i = 0; i < 20000; i++) {
        struct http_ip x = ip("10.0.0.0");
        x.b[14] = (unsigned char)(i >> 8);
        x.b[15] = (unsigned char)i;
        assert_non_null(many[i] = http_census_enter(c, x, 1));
        assert_null(http_census_enter(c, x, 1));
    }
    for (unsigned i = 0; i < 20000; i += 2)
        http_census_leave(c, many[i]);
    assert_null(http_census_enter(c, ip("10.0.0.1"), 1));
    assert_non_null(http_census_enter(c, ip("10.0.0.2"), 1));
    http_census_free(c);
    http_census_free(NULL);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(written),   cmocka_unit_test(refused), cmocka_unit_test(networks),
        cmocka_unit_test(forwarded), cmocka_unit_test(counted),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
