#include "xml.h"

#include "bounds.h"
#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* {ns}name(attr='value'…)@line[text]<children> */
static void dump(const struct xml_node *n, struct strbuf *out)
{
    if (n->ns.len)
        strbuf_printf(out, "{" STR_FMT "}", STR_ARG(n->ns));
    strbuf_printf(out, STR_FMT "@%u", STR_ARG(n->name), n->line);
    for (const struct xml_attr *a = n->attrs; a; a = a->next) {
        strbuf_addc(out, ' ');
        if (a->ns.len)
            strbuf_printf(out, "{" STR_FMT "}", STR_ARG(a->ns));
        strbuf_printf(out, STR_FMT "='" STR_FMT "'", STR_ARG(a->name), STR_ARG(a->value));
    }
    strbuf_printf(out, "[" STR_FMT "]", STR_ARG(n->text));
    for (const struct xml_node *c = n->first; c; c = c->next) {
        assert_ptr_equal(c->parent, n);
        strbuf_addc(out, '<');
        dump(c, out);
        strbuf_addc(out, '>');
    }
}

static void parse_and_dump(struct str in, struct strbuf *out)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct xml_node *root = NULL;
    struct err e = {0};
    int rc = xml_parse(in, "t.xml", a, &root, &e);

    if (rc < 0) {
        assert_null(root);
        assert_int_equal(rc, e.code);
        strbuf_printf(out, "!%s", e.en);
        assert_true(str_starts(str_of(e.zh), STR("t.xml 第 ")));
    } else {
        assert_null(root->parent);
        assert_null(root->next);
        dump(root, out);
    }
}

struct sample {
    struct str in;
    const char *want;
};
#define SAMPLE(in, want)                                                                           \
    {                                                                                              \
        {in, sizeof(in) - 1}, want                                                                 \
    }

static const struct sample samples[] = {
    SAMPLE("<a/>", "a@1[]"),
    SAMPLE("\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x -->\n<a/>", "a@3[]"),
    SAMPLE("<决策 名='张三'>户</决策>", "决策@1 名='张三'[户]"),
    SAMPLE("<a>\n<b>1</b>\n<b>2<c/></b>\n</a>", "a@1[\n\n\n]<b@2[1]><b@3[2]<c@3[]>>"),
    SAMPLE("<a>x<b>y</b>z<!-- c --><![CDATA[<&]]>&lt;&#x5f20;</a>", "a@1[xz<&<张]<b@1[y]>"),
    SAMPLE("<a x='1' y='' z='a&quot;&#10;b'/>", "a@1 x='1' y='' z='a\"\nb'[]"),
    SAMPLE("<a>\r\n</a>", "a@1[\n]"),
    /* namespaces */
    SAMPLE("<a xmlns='urn:x'><b/><p:c xmlns:p='urn:p' p:i='1' i='2'/><d xmlns=''/></a>",
           "{urn:x}a@1[]<{urn:x}b@1[]><{urn:p}c@1 {urn:p}i='1' i='2'[]><d@1[]>"),
    SAMPLE("<p:a xmlns:p='urn:1'><p:b xmlns:p='urn:2'/><p:c/></p:a>",
           "{urn:1}a@1[]<{urn:2}b@1[]><{urn:1}c@1[]>"),
    SAMPLE("<a xml:lang='zh'/>", "a@1 {http://www.w3.org/XML/1998/namespace}lang='zh'[]"),
    /* the encoding is declared or told by the byte order mark */
    SAMPLE("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>", "a@1[é]"),
    SAMPLE("\xff\xfe<\0a\0>\0\x20\x5f<\0/\0a\0>\0", "a@1[张]"),
    SAMPLE("<?xml version='1.0' encoding='GB18030'?><a/>",
           "!t.xml, line 1, column 31: this encoding is not supported; save the file as UTF-8"),
    /* DOCTYPE, with all that hangs on it; expat tells it where `[` or `>` stands */
    SAMPLE("<!DOCTYPE a><a/>",
           "!t.xml, line 1, column 12: DOCTYPE is not accepted; remove <!DOCTYPE …>"),
    SAMPLE(
        "<?xml version='1.0'?>\n <!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        "!t.xml, line 2, column 14: DOCTYPE is not accepted; remove <!DOCTYPE …>"),
    SAMPLE("<!DOCTYPE a [<!ENTITY a 'xxxx'><!ENTITY b '&a;&a;&a;'>]><a>&b;</a>",
           "!t.xml, line 1, column 13: DOCTYPE is not accepted; remove <!DOCTYPE …>"),
    SAMPLE("<!DOCTYPE a SYSTEM 'http://example.org/a.dtd'><a/>",
           "!t.xml, line 1, column 46: DOCTYPE is not accepted; remove <!DOCTYPE …>"),
    SAMPLE("<a>&x;</a>",
           "!t.xml, line 1, column 4: an entity is not defined; write the character itself"),
    /* what is not XML */
    SAMPLE("", "!t.xml, line 1, column 1: the document has no root element"),
    SAMPLE(" \n ", "!t.xml, line 2, column 2: the document has no root element"),
    SAMPLE("hello",
           "!t.xml, line 1, column 1: not well-formed here, or not in the declared encoding"),
    SAMPLE("<a>\n</b>", "!t.xml, line 2, column 3: the end tag does not match the start tag"),
    SAMPLE("<a>\n <b>", "!t.xml, line 2, column 5: the document has no root element"),
    SAMPLE("<a/>\n<b/>", "!t.xml, line 2, column 1: there is content behind the root element"),
    SAMPLE("<a x='1' x='2'/>", "!t.xml, line 1, column 10: an attribute occurs twice"),
    SAMPLE("<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>",
           "!t.xml, line 1, column 1: an attribute occurs twice"),
    SAMPLE("<p:a/>", "!t.xml, line 1, column 1: a namespace prefix is not declared"),
    SAMPLE("<a>\0</a>",
           "!t.xml, line 1, column 4: not well-formed here, or not in the declared encoding"),
    SAMPLE("<a>\xff</a>",
           "!t.xml, line 1, column 4: not well-formed here, or not in the declared encoding"),
    SAMPLE("<a>&#0;</a>", "!t.xml, line 1, column 4: XML is not well-formed (reference to invalid "
                          "character number)"),
    SAMPLE("<a", "!t.xml, line 1, column 1: the tag that begins here is not finished"),
    SAMPLE("<a>\xe5\xbc", "!t.xml, line 1, column 4: a character is cut off"),
};

static void test_samples(void **state)
{
    int wrong = 0;

    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        _cleanup_(strbuf_done) struct strbuf got = {0};

        parse_and_dump(samples[i].in, &got);
        if (strcmp(strbuf_z(&got), samples[i].want) == 0)
            continue;
        print_message("sample %zu\n  got  %s\n  want %s\n", i, strbuf_z(&got), samples[i].want);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void test_find(void **state)
{
    static const char in[] = "<a xmlns='urn:d' xmlns:p='urn:p' x='1' p:x='2' e=''>\n"
                             "<b>one</b><p:c> \n two　</p:c><b>three</b>\n<d><b>no</b></d></a>";
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct xml_node *root, *n;

    assert_int_equal(xml_parse(STR(in), "t", a, &root, NULL), 0);
    assert_true(str_eqz(xml_attr(root, "x"), "1"));
    assert_true(str_eqz(xml_attr_ns(root, "urn:p", "x"), "2"));
    assert_non_null(xml_attr(root, "e").data);
    assert_int_equal(xml_attr(root, "e").len, 0);
    assert_null(xml_attr(root, "none").data);
    assert_null(xml_attr_ns(root, "urn:q", "x").data);

    n = xml_child(root, "b");
    assert_true(str_eqz(n->text, "one"));
    n = xml_next(n, "b");
    assert_true(str_eqz(n->text, "three"));
    assert_null(xml_next(n, "b"));
    assert_true(str_eqz(xml_next(n, NULL)->name, "d"));
    assert_true(str_eqz(xml_child(root, NULL)->text, "one"));
    assert_null(xml_child(root, "x"));
    assert_true(str_eqz(xml_child_text(root, "c"), "two"));
    assert_int_equal(xml_child_text(root, "none").len, 0);
    assert_non_null(xml_child_text(root, "none").data);
}

static void nest(struct strbuf *b, unsigned depth)
{
    for (unsigned i = 0; i < depth; i++)
        strbuf_printf(b, "<e%u>t", i);
    for (unsigned i = depth; i-- > 0;)
        strbuf_printf(b, "u</e%u>", i);
}

static void test_depth(void **state)
{
    _cleanup_(strbuf_done) struct strbuf in = {0}, got = {0};

    nest(&in, LIMIT_XML_DEPTH);
    parse_and_dump(strbuf_str(&in), &got);
    assert_true(str_starts(strbuf_str(&got), STR("e0@1[tu]<e1@1[tu]<e2@1[tu]")));
    strbuf_clear(&in);
    strbuf_clear(&got);
    nest(&in, LIMIT_XML_DEPTH + 1);
    parse_and_dump(strbuf_str(&in), &got);
    assert_non_null(strstr(strbuf_z(&got), "elements nested more than 256 deep"));
}

static void test_text_limit(void **state)
{
    for (int attr = 0; attr < 2; attr++) {
        for (size_t extra = 0; extra < 2; extra++) {
            _cleanup_(strbuf_done) struct strbuf in = {0};
            _cleanup_(arena_freep) struct arena *a = arena_new(0);
            struct xml_node *root = NULL;
            struct err e = {0};

            strbuf_addz(&in, attr ? "<a x='" : "<a>");
            for (size_t i = 0; i < LIMIT_XML_TEXT_BYTES / 2 + extra; i++)
                strbuf_addz(&in, i % 64 == 63 && !attr ? "y\n" : "xx");
            strbuf_addz(&in, attr ? "'/>" : "</a>");
            int rc = xml_parse(strbuf_str(&in), "t", a, &root, &e);
            if (extra) {
                assert_int_equal(rc, E_LIMIT);
                assert_null(root);
            } else {
                assert_int_equal(rc, 0);
                assert_int_equal((attr ? root->attrs->value : root->text).len,
                                 LIMIT_XML_TEXT_BYTES);
            }
        }
    }
}

static void test_node_limit(void **state)
{
    _cleanup_(strbuf_done) struct strbuf in = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct xml_node *root = NULL;
    struct err e = {0};

    strbuf_addz(&in, "<a>");
    for (int i = 0; i < 1000000; i++)
        strbuf_addz(&in, "<b c=''/>");
    strbuf_addz(&in, "</a>");
    assert_int_equal(xml_parse(strbuf_str(&in), "t", a, &root, &e), E_LIMIT);
    assert_non_null(strstr(e.en, "t, line 1, column "));
}

static void test_document_limit(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct xml_node *root = NULL;
    struct err e = {0};

    /* the length alone decides */
    assert_int_equal(xml_parse((struct str){"<a/>", LIMIT_FILE_BYTES + 1}, "t", a, &root, &e),
                     E_LIMIT);
}

/* Every size of the arena up to what is needed ends in "out of memory". */
static void test_arena_limit(void **state)
{
    static const char in[] = "<a xmlns='urn:d' x='1'><b>one</b><c y='2' z='3'>two</c></a>";
    struct xml_node *root = NULL;
    struct err e;
    size_t limit = 1;
    int rc;

    for (;; limit += 16) {
        _cleanup_(arena_freep) struct arena *a = arena_new(limit);

        rc = xml_parse(STR(in), "t", a, &root, &e);
        if (rc == 0)
            break;
        assert_int_equal(rc, E_NOMEM);
        assert_null(root);
        assert_true(limit < 1 << 20);
    }
    assert_true(limit > 100);
}

static void test_escape(void **state)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};

    xml_escape(&b, STR("a<b>&\"'张\r\n\t\x01"));
    assert_string_equal(strbuf_z(&b), "a&lt;b&gt;&amp;&quot;'张&#13;\n\t\xef\xbf\xbd");
    strbuf_clear(&b);
    xml_escape(&b, STR("plain"));
    xml_escape(&b, (struct str){NULL, 0});
    assert_string_equal(strbuf_z(&b), "plain");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),     cmocka_unit_test(test_find),
        cmocka_unit_test(test_depth),       cmocka_unit_test(test_text_limit),
        cmocka_unit_test(test_node_limit),  cmocka_unit_test(test_document_limit),
        cmocka_unit_test(test_arena_limit), cmocka_unit_test(test_escape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
