#include "nomem.h"

#include "err.h"

#include <errno.h>
#include <execinfo.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka wants these before it */
#include <cmocka.h>

static long left = -1; /* allocations until one fails; -1 = none does */
static void *where[24];
static int where_n; /* of the allocation that failed */

static int fails(void)
{
    if (left < 0 || left-- > 0)
        return 0;
    where_n = backtrace(where, sizeof where / sizeof *where);
    errno = ENOMEM;
    return 1;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_reallocarray(void *p, size_t n, size_t size);
char *__real_strdup(const char *s);
char *__real_strndup(const char *s, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_reallocarray(void *p, size_t n, size_t size);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t n);

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
    return fails() ? NULL : __real_realloc(p, n);
}

void *__wrap_reallocarray(void *p, size_t n, size_t size)
{
    return fails() ? NULL : __real_reallocarray(p, n, size);
}

char *__wrap_strdup(const char *s)
{
    return fails() ? NULL : __real_strdup(s);
}

char *__wrap_strndup(const char *s, size_t n)
{
    return fails() ? NULL : __real_strndup(s, n);
}

void nomem_fail_at(long n)
{
    left = n;
}

int nomem_end(void)
{
    int reached = left < 0;

    left = -1;
    return reached;
}

long nomem_sweep(int (*f)(void *arg), void (*unharmed)(void *arg), void *arg)
{
    long wrong = 0;

    for (long i = 0;; i++) {
        nomem_fail_at(i);
        int rc = f(arg);
        if (!nomem_end()) {
            assert_int_equal(rc, 0);
            assert_int_equal(wrong, 0);
            return i;
        }
        if (rc != E_NOMEM) {
            print_error("allocation %ld failed, but the result is %d; it was asked for by\n", i,
                        rc);
            backtrace_symbols_fd(where, where_n, STDERR_FILENO);
            wrong++;
        }
        if (unharmed)
            unharmed(arg);
    }
}
