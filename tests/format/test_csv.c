#include "csv.h"

#include "bounds.h"
#include "cleanup.h"
#include "csv-internal.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define WHOLE SIZE_MAX

/* What a reader gives, as text: "LINE:field|field\n" for each record, "!message" for an error. */
static void dump(struct csv_reader *r, struct strbuf *out)
{
    const struct str *fields;
    struct err e = {0};
    uint64_t line;
    size_t n;
    int rc;

    while ((rc = csv_next(r, &fields, &n, &line, &e)) == 1) {
        strbuf_printf(out, "%llu:", (unsigned long long)line);
        for (size_t i = 0; i < n; i++) {
            if (i)
                strbuf_addc(out, '|');
            strbuf_adds(out, fields[i]);
        }
        strbuf_addc(out, '\n');
    }
    if (rc < 0) {
        assert_int_equal(rc, e.code);
        strbuf_printf(out, "!%s", e.en);
        /* the Chinese text names the place as well, and the error stays */
        struct err again = {0};
        assert_int_equal(csv_next(r, &fields, &n, &line, &again), rc);
        assert_string_equal(again.zh, e.zh);
        assert_non_null(strstr(e.zh, "行"));
    } else {
        assert_int_equal(csv_next(r, &fields, &n, &line, &e), 0);
    }
}

static void dump_text(struct str text, size_t chunk, struct strbuf *out)
{
    _cleanup_(csv_closep) struct csv_reader *r = NULL;
    struct err e = {0};

    assert_int_equal(csv_open_text(text, "t.csv", &r, &e), 0);
    csv_set_chunk(r, chunk);
    dump(r, out);
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
    SAMPLE("", ""),
    SAMPLE("a", "1:a\n"),
    SAMPLE("a,b,c\n1,2,3\n", "1:a|b|c\n2:1|2|3\n"),
    SAMPLE("a,b\r\n1,2\r\n3,4", "1:a|b\n2:1|2\n3:3|4\n"),
    SAMPLE("a,b\r1,2\r", "1:a|b\n2:1|2\n"),
    SAMPLE(",\n,,", "1:|\n2:||\n"),
    SAMPLE("a,\n", "1:a|\n"),
    SAMPLE("\n\n\r\n\ra\n\n\nb", "5:a\n8:b\n"),
    SAMPLE("a\r\r\nb\n\rc", "1:a\n3:b\n5:c\n"),
    SAMPLE("\n\n", ""),
    SAMPLE(" a , b ", "1: a | b \n"),
    SAMPLE("\xef\xbb\xbf\xe5\xa7\x93\xe5\x90\x8d,b\nc\n", "1:姓名|b\n2:c\n"),
    SAMPLE("\xef\xbb\xbf\"a\"\n", "1:a\n"),
    SAMPLE("\xef\xbb\xbf", ""),
    /* quotes */
    SAMPLE("\"a\",\"b\"\n\"c\"\n", "1:a|b\n2:c\n"),
    SAMPLE("\"\"", "1:\n"),
    SAMPLE("\"\",\"\"\n", "1:|\n"),
    SAMPLE("\"a,b\",c", "1:a,b|c\n"),
    SAMPLE("\"a\"\"b\"", "1:a\"b\n"),
    SAMPLE("\"\"\"\"", "1:\"\n"),
    SAMPLE("\"\"\"\"\"\",x", "1:\"\"|x\n"),
    SAMPLE("\"a\"\"\"\"b\"\"\",\"\"\"c\"\n\"d\"\"\"\n", "1:a\"\"b\"|\"c\n2:d\"\n"),
    SAMPLE("\"a\nb\",c\nd\n", "1:a\nb|c\n3:d\n"),
    SAMPLE("\"a\r\nb\r\n\"\r\nd", "1:a\r\nb\r\n\n4:d\n"),
    SAMPLE("\"a\rb\r\rc\n\rd\"\re", "1:a\rb\r\rc\n\rd\n7:e\n"),
    SAMPLE("\"\r\"\"\n\"\nx", "1:\r\"\n\n4:x\n"),
    /* a quote inside an unquoted field is a character */
    SAMPLE("a\"b,5\" x,\"\" y", "!t.csv, line 1: field 3: text behind the closing quote; write a "
                                "quote inside a field twice"),
    SAMPLE("a\"b,5\",x", "1:a\"b|5\"|x\n"),
    SAMPLE(" \"a\",b", "1: \"a\"|b\n"),
    /* separators */
    SAMPLE("a\tb\n1\t2", "1:a|b\n2:1|2\n"),
    SAMPLE("a\tb\n1,5\t2", "1:a|b\n2:1,5|2\n"),
    SAMPLE("a\tb,c\n1\t2,3", "1:a\tb|c\n2:1\t2|3\n"),
    SAMPLE("\"x,y\"\tb\n1\t\"2\"\n", "1:x,y|b\n2:1|2\n"),
    SAMPLE("\"x\ty\",b", "1:x\ty|b\n"),
    SAMPLE("\"x\ty\"\n1\t2", "1:x\ty\n2:1\t2\n"),
    SAMPLE("\"\"\"\t\",b", "1:\"\t|b\n"),
    SAMPLE("\"a\"\",\"\tb", "1:a\",|b\n"),
    SAMPLE("\n\na\tb\n\"1\"\t2", "3:a|b\n4:1|2\n"),
    SAMPLE("a\nb\tc,d", "1:a\n2:b\tc|d\n"),
    /* control characters other than NUL are text */
    SAMPLE("a\x01,\x0b\x0c\n", "1:a\x01|\x0b\x0c\n"),
    /* cut off: the last record has no line end and is shorter than another (a title stands above)
     */
    SAMPLE("title\na,b\n1", "1:title\n2:a|b\n!t.csv, line 3: the file breaks off in the middle of "
                            "this line; export or transfer it again"),
    SAMPLE("a,b\n1",
           "1:a|b\n!t.csv, line 2: the file breaks off in the middle of this line; export "
           "or transfer it again"),
    SAMPLE("a,b,c\n\"1\",2", "1:a|b|c\n!t.csv, line 2: the file breaks off in the middle of this "
                             "line; export or transfer it again"),
    SAMPLE("a,b\n1\n", "1:a|b\n2:1\n"),
    SAMPLE("a,b\n1,2,3", "1:a|b\n2:1|2|3\n"),
    /* errors */
    SAMPLE("a\n\"b", "1:a\n!t.csv, line 2: field 1: the quote that opens here is never closed; add "
                     "the closing quote"),
    SAMPLE("\"", "!t.csv, line 1: field 1: the quote that opens here is never closed; add the "
                 "closing quote"),
    SAMPLE("a\nb,\"c\nd\n", "1:a\n!t.csv, line 2: field 2: the quote that opens here is never "
                            "closed; add the closing quote"),
    SAMPLE("\"a\nb\",\"c\nd\"\"", "!t.csv, line 2: field 2: the quote that opens here is never "
                                  "closed; add the closing quote"),
    SAMPLE("\"a\"b\n",
           "!t.csv, line 1: field 1: text behind the closing quote; write a quote inside "
           "a field twice"),
    SAMPLE("x\n\"a\nb\" ,c", "1:x\n!t.csv, line 3: field 1: text behind the closing quote; write a "
                             "quote inside a field twice"),
    SAMPLE("\"a\"\t,b", "!t.csv, line 1: field 1: text behind the closing quote; write a quote "
                        "inside a field twice"),
    SAMPLE("a,b\n1,2\0003\n",
           "1:a|b\n!t.csv, line 2: field 2 holds a NUL byte; make sure that this "
           "is a text file, saved as UTF-8"),
    SAMPLE("a\n\"\n\0\"", "1:a\n!t.csv, line 3: field 1 holds a NUL byte; make sure that this is a "
                          "text file, saved as UTF-8"),
    SAMPLE("a,\"\"\0", "!t.csv, line 1: field 2 holds a NUL byte; make sure that this is a text "
                       "file, saved as UTF-8"),
    SAMPLE("\0", "!t.csv, line 1: field 1 holds a NUL byte; make sure that this is a text file, "
                 "saved as UTF-8"),
};

static const size_t chunks[] = {1, 2, 3, 5, 17, 63, 64, 65, WHOLE};

static void test_samples(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        for (size_t k = 0; k < ARRAY_LEN(chunks); k++) {
            _cleanup_(strbuf_done) struct strbuf got = {0};

            dump_text(samples[i].in, chunks[k], &got);
            if (strcmp(strbuf_z(&got), samples[i].want) != 0)
                print_message("sample %zu, chunk %zu\n", i, chunks[k]);
            assert_string_equal(strbuf_z(&got), samples[i].want);
        }
    }
}

/* The same grammar, a byte at a time over the whole text; errors as "!" and the line. */
static void reference(struct str in, struct strbuf *out)
{
    enum { START, PLAIN, QUOTED, CLOSED } state = START;
    char sep = ',';
    bool tab = false, comma = false, any = false, quoted = false, begin = true;
    unsigned line = 1, first = 1, opened = 1, fields = 1, widest = 0;
    _cleanup_(strbuf_done) struct strbuf record = {0};

    size_t i = 0;
    while (i < in.len && (in.data[i] == '\n' || in.data[i] == '\r'))
        i++;
    for (; i < in.len && (quoted || (in.data[i] != '\n' && in.data[i] != '\r')); i++) {
        char c = in.data[i];
        if (quoted) {
            if (c == '"' && i + 1 < in.len && in.data[i + 1] == '"')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"' && begin) {
            quoted = true;
            begin = false;
        } else {
            tab |= c == '\t';
            comma |= c == ',';
            begin = c == '\t' || c == ',';
        }
    }
    if (tab && !comma)
        sep = '\t';

    for (i = 0; i <= in.len; i++) {
        int c = i < in.len ? (unsigned char)in.data[i] : -1;
        bool end = c < 0 || c == '\n' || c == '\r';

        if (c == 0) {
            strbuf_printf(out, "!%u", line);
            return;
        }
        if (c < 0 && state == QUOTED) {
            strbuf_printf(out, "!%u", opened);
            return;
        }
        if (state == QUOTED) {
            if (c == '"' && i + 1 < in.len && in.data[i + 1] == '"') {
                strbuf_addc(&record, '"');
                i++;
            } else if (c == '"') {
                state = CLOSED;
            } else {
                strbuf_addc(&record, (char)c);
            }
        } else if (end || c == sep) {
            if (!end) {
                strbuf_addc(&record, '|');
                fields++;
            }
            any |= !end || state != START;
            state = START;
            if (c < 0 && any && fields < widest) {
                strbuf_printf(out, "!%u", line);
                return;
            }
            if (end && any) {
                strbuf_printf(out, "%u:%s\n", first, strbuf_z(&record));
                if (fields > widest)
                    widest = fields;
            }
            if (end) {
                strbuf_clear(&record);
                fields = 1;
                any = false;
            }
        } else if (state == CLOSED) {
            strbuf_printf(out, "!%u", line);
            return;
        } else if (c == '"' && state == START) {
            state = QUOTED;
            opened = line;
        } else {
            state = PLAIN;
            strbuf_addc(&record, (char)c);
        }
        if (c == '\r' || (c == '\n' && !(i > 0 && in.data[i - 1] == '\r')))
            line++;
        if (end && state == START)
            first = line;
    }
}

static void test_against_reference(void **state)
{
    static const char letters[] = "aaaaaaaaa,,,,,\"\"\"\"\"\"\n\n\r\t|\x0b";
    uint32_t seed = 2018;

    for (int round = 0; round < 20000; round++) {
        char text[200];
        size_t n = (size_t)(round % 200);

        for (size_t i = 0; i < n; i++) {
            seed = seed * 1664525u + 1013904223u;
            text[i] = letters[(seed >> 8) % (sizeof letters - 1)];
            if ((seed >> 20) % 2 && i > 1 && text[i] != '"')
                text[i] = 'b';
            if ((seed >> 16) % 997 == 0)
                text[i] = '\0';
        }
        _cleanup_(strbuf_done) struct strbuf want = {0}, got = {0};
        struct str in = {text, n};
        reference(in, &want);
        dump_text(in, chunks[(size_t)round % ARRAY_LEN(chunks)], &got);
        /* of an error compare the line only */
        char *bang = got.data ? strstr(got.data, "!t.csv, line ") : NULL;
        if (bang) {
            unsigned long line = strtoul(bang + 13, NULL, 10);
            got.len = (size_t)(bang - got.data);
            strbuf_printf(&got, "!%lu", line);
        }
        if (strcmp(strbuf_z(&got), strbuf_z(&want)) != 0)
            print_message("round %d\n", round);
        assert_string_equal(strbuf_z(&got), strbuf_z(&want));
    }
}

static void test_masks_agree(void **state)
{
    uint32_t seed = 7;

    for (int round = 0; round < 20000; round++) {
        char block[CSV_BLOCK];
        uint64_t want = 0;
        char sep = round % 2 ? ',' : '\t';

        for (size_t i = 0; i < CSV_BLOCK; i++) {
            seed = seed * 1664525u + 1013904223u;
            block[i] = (char)(round % 3 ? seed >> 24
                                        : "\r\x0e\"#,-!+\x8d\xa2\xac\x80\x7f"[(seed >> 24) % 13]);
            unsigned char c = (unsigned char)block[i];
            if (c <= '\r' || c == '"' || block[i] == sep)
                want |= UINT64_C(1) << i;
        }
        assert_true(csv_mask_portable(block, sep) == want);
        assert_true(csv_mask(block, sep) == want);
    }
}

/* Fills a field of n bytes, quoted or not, in the second field of line 2. */
static void long_field(struct strbuf *b, size_t n, bool quote)
{
    strbuf_addz(b, "a,b\nx,");
    if (quote)
        strbuf_addc(b, '"');
    for (size_t i = 0; i < n; i++)
        strbuf_addc(b, 'x');
    if (quote)
        strbuf_addc(b, '"');
    strbuf_addz(b, "\n");
}

static void test_field_limit(void **state)
{
    for (int quote = 0; quote < 2; quote++) {
        _cleanup_(strbuf_done) struct strbuf fits = {0}, too_long = {0}, got = {0};

        long_field(&fits, LIMIT_FIELD_BYTES, quote);
        dump_text(strbuf_str(&fits), WHOLE, &got);
        assert_null(strstr(strbuf_z(&got), "!"));
        assert_int_equal(got.len, 6 + 4 + LIMIT_FIELD_BYTES + 1);

        long_field(&too_long, LIMIT_FIELD_BYTES + 1, quote);
        strbuf_clear(&got);
        dump_text(strbuf_str(&too_long), WHOLE, &got);
        assert_non_null(strstr(strbuf_z(&got), "!t.csv, line 2: field 2 is longer than 1048576"));
    }
}

/* A binary file without line ends is refused before it is in memory. */
static void test_endless_field(void **state)
{
    _cleanup_(strbuf_done) struct strbuf in = {0};
    _cleanup_(csv_closep) struct csv_reader *r = NULL;
    struct err e = {0};
    const struct str *fields;
    size_t n;

    strbuf_addz(&in, "a\n");
    for (int i = 0; i < 1000000; i++)
        strbuf_addz(&in, "xxxxxxxxxx");
    assert_int_equal(csv_open_text(strbuf_str(&in), "t.csv", &r, &e), 0);
    assert_int_equal(csv_next(r, &fields, &n, NULL, &e), 1);
    assert_int_equal(csv_next(r, &fields, &n, NULL, &e), E_LIMIT);
    assert_true(csv_bytes(r) < 2u << 20);
}

static void test_endless_quote(void **state)
{
    _cleanup_(strbuf_done) struct strbuf in = {0}, got = {0};

    strbuf_addz(&in, "a\n\"open");
    for (int i = 0; i < 400000; i++)
        strbuf_addz(&in, "\n1,2,3,4,5,6,7,8,9");
    dump_text(strbuf_str(&in), WHOLE, &got);
    assert_string_equal(
        strbuf_z(&got),
        "1:a\n!t.csv, line 2: field 1 is longer than 1048576 bytes; is the quote that "
        "opens here never closed?");
}

static void test_too_many_fields(void **state)
{
    _cleanup_(strbuf_done) struct strbuf in = {0}, got = {0};

    for (unsigned i = 1; i < LIMIT_RECORD_FIELDS; i++)
        strbuf_addc(&in, ',');
    dump_text(strbuf_str(&in), WHOLE, &got);
    assert_null(strstr(strbuf_z(&got), "!"));
    strbuf_addz(&in, "\n\n");
    for (unsigned i = 0; i < LIMIT_RECORD_FIELDS; i++)
        strbuf_addc(&in, ',');
    strbuf_clear(&got);
    dump_text(strbuf_str(&in), WHOLE, &got);
    assert_non_null(strstr(strbuf_z(&got), "!t.csv, line 3: more than 4096 fields"));
}

static void test_record_limit(void **state)
{
    _cleanup_(strbuf_done) struct strbuf in = {0}, got = {0};

    strbuf_addz(&in, "a\n");
    for (int i = 0; i < 40; i++) {
        for (int k = 0; k < 1000; k++)
            strbuf_addz(&in, "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef");
        strbuf_addc(&in, ',');
    }
    dump_text(strbuf_str(&in), WHOLE, &got);
    assert_non_null(strstr(strbuf_z(&got), "1:a\n!t.csv, line 2: the record that starts here is "
                                           "longer than 16777216 bytes"));
}

/* A file that is longer than the read buffer, read through every means of opening. */
static void test_file(void **state)
{
    char path[] = "/tmp/heyi-csv-XXXXXX";
    int fd = mkstemp(path);
    _cleanup_fclose_ FILE *f = fdopen(fd, "w");
    _cleanup_(csv_closep) struct csv_reader *r = NULL;
    struct err e = {0};
    const struct str *fields;
    size_t n;
    uint64_t line, want = 1;
    unsigned count = 0;

    assert_non_null(f);
    for (int i = 0; i < 60000; i++)
        fprintf(f, "%d,户%d,\"村\"\"%d\"\"\n组\",%s\r\n", i, i, i, i % 7 ? "" : "末");
    fflush(f);
    long size = ftell(f);

    assert_int_equal(csv_open(path, &r, &e), 0);
    assert_int_equal(csv_total(r), size);
    while (csv_next(r, &fields, &n, &line, &e) == 1) {
        char text[64];

        assert_int_equal(line, want);
        want += 2;
        assert_int_equal(n, 4);
        snprintf(text, sizeof text, "%u", count);
        assert_true(str_eqz(fields[0], text));
        snprintf(text, sizeof text, "户%u", count);
        assert_true(str_eqz(fields[1], text));
        snprintf(text, sizeof text, "村\"%u\"\n组", count);
        assert_true(str_eqz(fields[2], text));
        assert_true(str_eqz(fields[3], count % 7 ? "" : "末"));
        count++;
    }
    assert_int_equal(e.code, 0);
    assert_int_equal(count, 60000);
    assert_int_equal(csv_bytes(r), size);
    unlink(path);
}

static void test_open_errors(void **state)
{
    struct csv_reader *r = (struct csv_reader *)state;
    _cleanup_(csv_closep) struct csv_reader *dir = NULL;
    struct err e = {0};
    const struct str *fields;
    size_t n;

    assert_int_equal(csv_open("/nonexistent/file.csv", &r, &e), E_NOT_FOUND);
    assert_ptr_equal(r, state);
    assert_non_null(strstr(e.en, "/nonexistent/file.csv"));
    assert_int_equal(csv_open("/tmp", &dir, &e), 0);
    assert_int_equal(csv_next(dir, &fields, &n, NULL, &e), E_IO);
    assert_non_null(strstr(e.zh, "/tmp"));
    csv_close(NULL);
}

static void test_gb18030(void **state)
{
    /* 姓名,县 / 张三,台山 */
    static const char gb[] = "\xd0\xd5\xc3\xfb,\xcf\xd8\n\xd5\xc5\xc8\xfd,\xcc\xa8\xc9\xbd\n";

    for (size_t k = 0; k < ARRAY_LEN(chunks); k++) {
        _cleanup_(strbuf_done) struct strbuf got = {0};

        dump_text(STR(gb), chunks[k], &got);
        assert_string_equal(strbuf_z(&got), "1:姓名|县\n2:张三|台山\n");
    }
}

/* The records before the bad byte come first, however much is read at a time. */
static void test_bad_encoding(void **state)
{
    static const struct sample bad[] = {
        SAMPLE("a,b\n\xff\xff\xff\n", "1:a|b\n!t.csv, line 2 or below: "),
        SAMPLE("\xef\xbb\xbf\xe5\xbc\xa0\nc\n\"d\ne\xff\"\nf",
               "1:张\n2:c\n!t.csv, line 3 or below: "),
        SAMPLE("\xef\xbb\xbf\xe5\xbc\xa0\n\xe5\xbc", "1:张\n!t.csv, line 2 or below: "),
        SAMPLE("\xff", "!t.csv, line 1 or below: "),
    };

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        for (size_t k = 0; k < ARRAY_LEN(chunks); k++) {
            _cleanup_(strbuf_done) struct strbuf got = {0};

            dump_text(bad[i].in, chunks[k], &got);
            if (!str_starts(strbuf_str(&got), str_of(bad[i].want)))
                fail_msg("sample %zu, chunk %zu: %s", i, chunks[k], strbuf_z(&got));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_against_reference),
        cmocka_unit_test(test_masks_agree),
        cmocka_unit_test(test_field_limit),
        cmocka_unit_test(test_endless_field),
        cmocka_unit_test(test_endless_quote),
        cmocka_unit_test(test_too_many_fields),
        cmocka_unit_test(test_record_limit),
        cmocka_unit_test(test_file),
        cmocka_unit_test(test_open_errors),
        cmocka_unit_test(test_gb18030),
        cmocka_unit_test(test_bad_encoding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
