#include "file.h"

#include "cleanup.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];
static char path[128];

static int make_folder(void **state)
{
    snprintf(folder, sizeof folder, "/tmp/heyi-file-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/out.csv", folder);
    return 0;
}

static int remove_folder(void **state)
{
    unlink(path);
    return rmdir(folder);
}

static size_t entries(void)
{
    DIR *d = opendir(folder);
    size_t n = 0;

    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

static void assert_content(const char *expected)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    struct err e = {0};

    assert_int_equal(file_read(path, 1000000, &b, &e), 0);
    assert_string_equal(strbuf_z(&b), expected);
}

static void write_file(const char *text)
{
    _cleanup_(file_out_freep) struct file_out *f = NULL;
    struct err e = {0};

    assert_int_equal(file_out_open(path, &f, &e), 0);
    fputs(text, file_out_stream(f));
    assert_int_equal(file_out_commit(f, &e), 0);
}

static void test_written_whole(void **state)
{
    write_file("first");
    assert_content("first");
    write_file("second");
    assert_content("second");
    assert_int_equal(entries(), 1);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    /* personal data: nobody else's to read */
    assert_int_equal(st.st_mode & 077, 0);
}

static void test_without_commit_nothing_remains(void **state)
{
    struct file_out *f = NULL;
    struct err e = {0};

    assert_int_equal(file_out_open(path, &f, &e), 0);
    fputs("half", file_out_stream(f));
    fflush(file_out_stream(f));
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(entries(), 1);
    file_out_free(f);
    assert_int_equal(entries(), 0);
}

static void test_the_old_content_stays_until_commit(void **state)
{
    struct file_out *f = NULL;
    struct err e = {0};

    write_file("old");
    assert_int_equal(file_out_open(path, &f, &e), 0);
    fputs("new", file_out_stream(f));
    fflush(file_out_stream(f));
    assert_content("old");
    file_out_free(f);
    assert_content("old");
    assert_int_equal(entries(), 1);
}

static void test_two_at_once(void **state)
{
    struct file_out *a = NULL, *b = NULL;
    struct err e = {0};

    assert_int_equal(file_out_open(path, &a, &e), 0);
    assert_int_equal(file_out_open(path, &b, &e), 0);
    fputs("a", file_out_stream(a));
    fputs("b", file_out_stream(b));
    assert_int_equal(file_out_commit(b, &e), 0);
    assert_content("b");
    assert_int_equal(file_out_commit(a, &e), 0);
    assert_content("a");
    file_out_free(a);
    file_out_free(b);
    assert_int_equal(entries(), 1);
}

static void test_a_full_disk(void **state)
{
    struct err e = {0};
    _cleanup_(file_out_freep) struct file_out *f = NULL;

    assert_int_equal(file_out_open(path, &f, &e), 0);
    /* /dev/full refuses what is flushed to it */
    assert_non_null(freopen("/dev/full", "w", file_out_stream(f)));
    fputs("lost", file_out_stream(f));
    assert_int_equal(file_out_commit(f, &e), E_IO);
    assert_int_equal(e.code, E_IO);
    assert_non_null(strstr(e.en, "out.csv"));
    assert_int_equal(access(path, F_OK), -1);
}

static void test_no_such_folder(void **state)
{
    struct file_out *f = NULL;
    struct err e = {0};

    assert_int_equal(file_out_open("/nonexistent/folder/x", &f, &e), E_NOT_FOUND);
    assert_null(f);
    assert_non_null(strstr(e.zh, "/nonexistent/folder/x"));
    file_out_free(NULL);
    file_out_freep(&f);
}

static void test_read_with_a_limit(void **state)
{
    struct err e = {0};

    write_file("0123456789");
    for (size_t limit = 0; limit < 10; limit++) {
        _cleanup_(strbuf_done) struct strbuf b = {0};
        assert_int_equal(file_read(path, limit, &b, &e), E_LIMIT);
    }
    _cleanup_(strbuf_done) struct strbuf b = {0};
    assert_int_equal(file_read(path, 10, &b, &e), 0);
    assert_int_equal(b.len, 10);
    assert_string_equal(strbuf_z(&b), "0123456789");
}

static void test_read_long(void **state)
{
    _cleanup_(file_out_freep) struct file_out *f = NULL;
    _cleanup_(strbuf_done) struct strbuf b = {0};
    struct err e = {0};

    assert_int_equal(file_out_open(path, &f, &e), 0);
    for (int i = 0; i < 100000; i++)
        fprintf(file_out_stream(f), "%06d\n", i);
    assert_int_equal(file_out_commit(f, &e), 0);
    assert_int_equal(file_read(path, 700000, &b, &e), 0);
    assert_int_equal(b.len, 700000);
    assert_memory_equal(b.data + 7 * 54321, "054321\n", 7);
}

static void test_read_what_is_not_there(void **state)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    struct err e = {0};

    assert_int_equal(file_read(path, 10, &b, &e), E_NOT_FOUND);
    assert_non_null(strstr(e.zh, "out.csv"));
    assert_int_equal(file_read(folder, 10, &b, &e), E_IO);
}

static void test_a_standard_stream_is_left_open(void **state)
{
    struct file_out *f = NULL;
    struct err e = {0};

    assert_int_equal(file_out_open("-", &f, &e), 0);
    assert_ptr_equal(file_out_stream(f), stdout);
    assert_int_equal(file_out_commit(f, &e), 0);
    file_out_free(f);
    assert_int_equal(fflush(stdout), 0);
    assert_true(fcntl(STDOUT_FILENO, F_GETFD) >= 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_written_whole),
        T(test_without_commit_nothing_remains),
        T(test_the_old_content_stays_until_commit),
        T(test_two_at_once),
        T(test_a_full_disk),
        T(test_no_such_folder),
        T(test_read_with_a_limit),
        T(test_read_long),
        T(test_read_what_is_not_there),
        T(test_a_standard_stream_is_left_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
