/* What a process in the sandbox can and can't do: each case in a child of its own. */
#include "cleanup.h"
#include "sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char root[64], data[96], read_only[96], secret[96];
static unsigned holds; /* here, of what a kernel may lack */

static struct sandbox sandbox_here(bool connect)
{
    static const char *read[2], *write[1];
    read[0] = read_only;
    read[1] = "/no/such/place";
    write[0] = data;
    return (struct sandbox){
        .read = read, .n_read = 2, .write = write, .n_write = 1, .connect = connect};
}

/* 0, or 1 where something fails; by a signal: minus its number. */
static int in_sandbox(int (*fn)(void), bool connect)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        struct sandbox s = sandbox_here(connect);
        struct err e = {0};
        unsigned got = 0;
        if (sandbox_enter(&s, &got, &e) < 0)
            fprintf(stderr, "%s\n", e.en);
        _exit(e.code || got != holds ? 255 : fn());
    }
    waitpid(pid, &status, 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

#define NEED(x)                                                                                    \
    do {                                                                                           \
        if (!(x)) {                                                                                \
            fprintf(stderr, "line %d: %s: %s\n", __LINE__, #x, strerror(errno));                   \
            return 1;                                                                              \
        }                                                                                          \
    } while (0)

static int open_at(const char *folder, const char *name, int flags)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return open(path, flags | O_CLOEXEC, 0600);
}

static bool refused(int rc)
{
    return rc < 0 && (errno == EACCES || errno == ENOSYS || errno == EPERM || errno == EXDEV);
}

/* ---- what works ---- */

static int uses_files(void)
{
    char from[128], folder[128], to[160];
    snprintf(from, sizeof from, "%s/new", data);
    snprintf(folder, sizeof folder, "%s/folder", data);
    snprintf(to, sizeof to, "%s/renamed", folder);
    int fd = open(from, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    struct stat st;
    NEED(fd >= 0 && fstat(fd, &st) == 0 && (st.st_mode & 0777) == 0600);
    struct flock lock = {.l_type = F_WRLCK};
    NEED(write(fd, "text", 4) == 4 && fcntl(fd, F_SETLK, &lock) == 0 && fsync(fd) == 0);
    NEED(ftruncate(fd, 100) == 0 && fallocate(fd, 0, 0, 200) == 0);
    NEED(mmap(NULL, 100, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) != MAP_FAILED);
    NEED(mkdir(folder, 0700) == 0 && rename(from, to) == 0);
    NEED(unlink(to) == 0 && rmdir(folder) == 0);
    NEED((fd = open(data, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)) >= 0 && write(fd, "x", 1) == 1);
    DIR *d = opendir(data);
    NEED(d && readdir(d));
    NEED(open_at(read_only, "file", O_RDONLY) >= 0);
    NEED(open("/dev/null", O_WRONLY | O_CLOEXEC) >= 0);
    NEED(open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0);
    return 0;
}

static void *add_one(void *arg)
{
    ++*(int *)arg;
    return NULL;
}

static int uses_threads(void)
{
    pthread_t id;
    int n = 0;
    unsigned char random[16];
    NEED(pthread_create(&id, NULL, add_one, &n) == 0 && pthread_join(id, NULL) == 0 && n == 1);
    NEED(getrandom(random, sizeof random, 0) == sizeof random);
    return 0;
}

static int uses_the_network(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    NEED(fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof at) < 0 && errno == ECONNREFUSED);
    return 0;
}

static int aborts(void)
{
    abort();
}

/* ---- what doesn't ---- */

static int opens_others_files(void)
{
    char path[128];
    NEED(refused(open_at(secret, "file", O_RDONLY)));
    NEED(refused(open_at(secret, "file", O_WRONLY | O_TRUNC)));
    NEED(refused(open_at(secret, "new", O_WRONLY | O_CREAT)));
    NEED(refused(open_at(read_only, "file", O_WRONLY)));
    NEED(refused(open_at(read_only, "new", O_WRONLY | O_CREAT)));
    NEED(refused(open("/etc/shadow", O_RDONLY | O_CLOEXEC)));
    NEED(refused(open("/proc/1/environ", O_RDONLY | O_CLOEXEC)));
    NEED(!opendir(secret) && refused(-1));
    snprintf(path, sizeof path, "%s/file", secret);
    NEED(refused(unlink(path)));
    snprintf(path, sizeof path, "%s/link", data);
    NEED(symlink("/etc/shadow", path) < 0);
    return 0;
}

static int connects(void)
{
    NEED(refused(socket(AF_INET, SOCK_STREAM, 0)) && refused(socket(AF_UNIX, SOCK_STREAM, 0)));
    return 0;
}

static int sniffs(void)
{
    NEED(refused(socket(AF_PACKET, SOCK_RAW, 0)));
    return 0;
}

static int leaves_a_core(void)
{
    struct rlimit r = {.rlim_cur = 1, .rlim_max = 1};
    NEED(setrlimit(RLIMIT_CORE, &r) < 0);
    return 0;
}

static int executes(void)
{
    char *argv[] = {"/bin/true", NULL};
    execv(argv[0], argv);
    return 1;
}

static int mounts(void)
{
    syscall(SYS_mount, "none", data, "tmpfs", 0, NULL);
    return 1;
}

static int becomes(void)
{
    return setuid(0), 1;
}

#ifndef HEYI_SANITIZERS
static int forks(void)
{
    pid_t pid = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    return pid == 0 ? 0 : 1;
}

static int traces(void)
{
    ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
    return 1;
}

static int kills(void)
{
    kill(getppid(), 0);
    return 1;
}

static int writes_code(void)
{
    mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return 1;
}

static int makes_code_of_data(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(p, 4096, PROT_READ | PROT_EXEC);
    return 1;
}
#endif

static void needs(unsigned what)
{
    if ((holds & what) == what)
        return;
    print_message("SKIPPED: this kernel lacks %s\n",
                  what == SANDBOX_FILES ? "Landlock" : "seccomp");
    skip();
}

static void test_works(void **state)
{
    assert_int_equal(in_sandbox(uses_files, false), 0);
    assert_int_equal(in_sandbox(uses_threads, false), 0);
    assert_int_equal(in_sandbox(uses_the_network, true), 0);
    assert_int_equal(in_sandbox(aborts, true), -SIGABRT);
    assert_int_equal(in_sandbox(leaves_a_core, true), 0);
}

static void test_files(void **state)
{
    needs(SANDBOX_FILES);
    assert_int_equal(in_sandbox(opens_others_files, false), 0);
}

static void test_calls(void **state)
{
    needs(SANDBOX_CALLS);
    assert_int_equal(in_sandbox(connects, false), 0);
    assert_int_equal(in_sandbox(sniffs, true), 0);
}

static void test_ends(void **state)
{
    needs(SANDBOX_CALLS);
    static int (*const all[])(void) = {
        executes, mounts, becomes,
#ifndef HEYI_SANITIZERS /* which need these */
        forks,    traces, kills,   writes_code, makes_code_of_data,
#endif
    };
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        int rc = in_sandbox(all[i], false);
        if (rc != -SIGSYS)
            fail_msg("case %zu of those that end the process: %d", i, rc);
    }
}

static int make(void **state)
{
    snprintf(root, sizeof root, "/tmp/heyi-sandbox-XXXXXX");
    if (!mkdtemp(root))
        return -1;
    const struct {
        char *path;
        const char *name;
    } folders[] = {{data, "data"}, {read_only, "read"}, {secret, "secret"}};
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        snprintf(folders[i].path, sizeof data, "%s/%s", root, folders[i].name);
        int fd = mkdir(folders[i].path, 0700) < 0
                     ? -1
                     : open_at(folders[i].path, "file", O_WRONLY | O_CREAT);
        if (fd < 0)
            return -1;
        close(fd);
    }
    /* what there is: in a child, since it is for good */
    pid_t pid = fork();
    if (pid == 0) {
        struct sandbox s = sandbox_here(false);
        _exit(sandbox_enter(&s, &holds, NULL) < 0 ? 100 : (int)holds);
    }
    int status;
    waitpid(pid, &status, 0);
    holds = (unsigned)WEXITSTATUS(status);
    return holds > SANDBOX_ALL ? -1 : 0;
}

static int take_away(void **state)
{
    const char *const folders[] = {data, read_only, secret};
    char path[128];
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        snprintf(path, sizeof path, "%s/file", folders[i]);
        unlink(path);
        rmdir(folders[i]);
    }
    return rmdir(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_works),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_ends),
    };
    return cmocka_run_group_tests(tests, make, take_away);
}
