/* multipart.txt: forms and what becomes of them. */
#include "multipart.h"

#include "cleanup.h"
#include "file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *path;

/* The escapes of the file; *ret_open: it ends with a backslash, which is taken off. */
static void unescape(struct str s, struct strbuf *out, bool *ret_open)
{
    *ret_open = false;
    for (size_t i = 0; i < s.len; i++) {
        const char *star;
        char next = i + 1 < s.len ? s.data[i + 1] : '\n';

        if (s.data[i] == '{' && i + 3 < s.len && s.data[i + 2] == '*' &&
            (star = memchr(s.data + i, '}', s.len - i))) {
            for (long n = strtol(s.data + i + 3, NULL, 10); n > 0; n--)
                strbuf_addc(out, s.data[i + 1]);
            i = (size_t)(star - s.data);
        } else if (s.data[i] != '\\' || !strchr("rn0\n", next) || (next == '\n' && s.len > i + 1)) {
            strbuf_addc(out, s.data[i]);
        } else if (i + 1 == s.len) {
            *ret_open = true;
        } else {
            strbuf_addc(out, next == 'r' ? '\r' : next == 'n' ? '\n' : '\0');
            i++;
        }
    }
}

struct sample {
    char name[200];
    struct strbuf type, body, content;
    struct str expected;
};

static void play(struct sample *c)
{
    struct multipart_file file = {0};
    struct err e = {0};
    int rc;

    if (!c->name[0])
        return;
    if (!c->type.len)
        strbuf_addz(&c->type, "multipart/form-data; boundary=AaB");
    rc = multipart_read(strbuf_str(&c->type), strbuf_str(&c->body), &file, &e);
    if (str_starts(c->expected, STR("file "))) {
        if (rc < 0)
            fail_msg("%s: %s", c->name, e.en);
        if (file.filename.len != c->expected.len - 5 ||
            memcmp(file.filename.data, c->expected.data + 5, file.filename.len) != 0)
            fail_msg("%s: name " STR_FMT, c->name, STR_ARG(file.filename));
        if (!str_eq(file.content, strbuf_str(&c->content)))
            fail_msg("%s: content " STR_FMT, c->name, STR_ARG(file.content));
    } else {
        int code = str_eqz(c->expected, "other") ? E_INVALID : E_SYNTAX;

        if (rc != code)
            fail_msg("%s: %d instead of %d: %s", c->name, rc, code, e.en);
        assert_true(e.zh[0] && e.en[0]);
    }
    strbuf_done(&c->type);
    strbuf_done(&c->body);
    strbuf_done(&c->content);
    *c = (struct sample){0};
}

static void test_forms(void **state)
{
    _cleanup_(strbuf_done) struct strbuf all = {0};
    struct sample c = {0};
    struct err e = {0};
    struct str rest, line;
    size_t n = 0;
    bool open;

    assert_int_equal(file_read(path, 1 << 20, &all, &e), 0);
    rest = strbuf_str(&all);
    while (str_split(&rest, '\n', &line)) {
        char kind = line.len ? line.data[0] : '#';
        struct str text =
            line.len > 2 ? (struct str){line.data + 2, line.len - 2} : (struct str){"", 0};

        if (kind == '=') {
            play(&c);
            snprintf(c.name, sizeof c.name, STR_FMT, STR_ARG(text));
            n++;
        } else if (kind == 't') {
            unescape(text, &c.type, &open);
        } else if (kind == '>') {
            unescape(text, &c.body, &open);
            if (!open)
                strbuf_addz(&c.body, "\r\n");
        } else if (kind == '~') {
            unescape(text, &c.content, &open);
        } else if (kind == '<') {
            c.expected = text;
        } else if (kind != '#') {
            fail_msg("what is " STR_FMT "?", STR_ARG(line));
        }
    }
    play(&c);
    assert_true(n > 40);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_forms)};

    path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
