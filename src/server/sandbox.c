#include "sandbox.h"

#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#define LENGTH(a) (sizeof(a) / sizeof *(a))

/* ---- files ---- */

/* What libraries read when they are first used: names of hosts and users, certificates, character
 * sets, zones. /etc isn't given as a whole: secrets lie there. */
static const char *const of_the_system[] = {
    "/usr",
    "/lib",
    "/lib64",
    "/etc/alternatives",
    "/etc/gai.conf",
    "/etc/gcrypt",
    "/etc/group",
    "/etc/heyi",
    "/etc/host.conf",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/etc/protocols",
    "/etc/resolv.conf",
    "/etc/services",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/run/systemd/resolve",
    "/dev/random",
    "/dev/urandom",
    "/proc/cpuinfo",
    "/proc/sys/crypto",
    "/sys/devices/system/cpu",
#ifdef HEYI_SANITIZERS
    "/proc",
#endif
};

#define READ_ANY (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define REFER (1ull << 13)    /* from Linux 5.19 on: names move between folders */
#define TRUNCATE (1ull << 14) /* from Linux 6.2 on */
#define WRITE_ANY                                                                                  \
    (READ_ANY | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |                      \
     LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |                                \
     LANDLOCK_ACCESS_FS_REMOVE_DIR | REFER | TRUNCATE)
#define OF_FILES                                                                                   \
    (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE |   \
     TRUNCATE)

static int allow(int rules, uint64_t handled, const char *path, uint64_t access)
{
    struct landlock_path_beneath_attr at = {.allowed_access = access & handled};
    struct stat st;
    at.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (at.parent_fd < 0)
        return -errno;
    if (fstat(at.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
        at.allowed_access &= OF_FILES;
    long rc = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &at, 0);
    int number = errno;
    close(at.parent_fd);
    return rc < 0 ? -number : 0;
}

static int allow_all(int rules, uint64_t handled, const struct sandbox *s, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; i < LENGTH(of_the_system); i++)
        allow(rules, handled, of_the_system[i], READ_ANY);
    allow(rules, handled, "/dev/null", WRITE_ANY);
    for (size_t i = 0; i < s->n_read && rc == 0; i++) {
        rc = allow(rules, handled, s->read[i], READ_ANY);
        rc = rc == -ENOENT ? 0 : rc < 0 ? err_io(e, -rc, s->read[i]) : 0;
    }
    for (size_t i = 0; i < s->n_write && rc == 0; i++) {
        rc = allow(rules, handled, s->write[i], WRITE_ANY);
        rc = rc < 0 ? err_io(e, -rc, s->write[i]) : 0;
    }
    return rc;
}

/* 1 = the kernel has it not. */
static int restrict_files(const struct sandbox *s, struct err *e)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return 1;
    struct landlock_ruleset_attr all = {.handled_access_fs = (1ull << 13) - 1};
    if (version >= 2)
        all.handled_access_fs |= REFER;
    if (version >= 3)
        all.handled_access_fs |= TRUNCATE;
    int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (rules < 0)
        return err_io(e, errno, "Landlock");
    fcntl(rules, F_SETFD, FD_CLOEXEC);
    int rc = allow_all(rules, all.handled_access_fs, s, e);
    if (rc == 0 && syscall(SYS_landlock_restrict_self, rules, 0) < 0)
        rc = err_io(e, errno, "Landlock");
    close(rules);
    return rc;
}

/* ---- calls ---- */

/* Names with spaces between. */
static const char needed[] =
    /* files: SQLite, uploads, kept files */
    "read write readv writev pread64 pwrite64 preadv pwritev lseek open openat close fstat stat "
    "lstat newfstatat statx access faccessat faccessat2 readlink readlinkat getcwd fcntl flock "
    "ftruncate fallocate fsync fdatasync fadvise64 getdents64 mkdir mkdirat rmdir unlink unlinkat "
    "rename renameat renameat2 link linkat umask fchmod fchown dup dup2 dup3 statfs fstatfs "
    "sendfile copy_file_range "
    /* memory */
    "brk munmap mremap madvise msync mlock mlock2 munlock membarrier "
    /* threads and signals; clone is below */
    "futex set_robust_list get_robust_list rseq sched_yield sched_getaffinity sched_getparam "
    "sched_getscheduler gettid getpid getppid exit exit_group set_tid_address rt_sigaction "
    "rt_sigprocmask rt_sigreturn rt_sigpending sigaltstack restart_syscall getcpu "
    /* time */
    "clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage "
    /* the loop and its sockets, which are open or accepted */
    "epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd2 poll ppoll select "
    "pselect6 accept accept4 recvfrom recvmsg recvmmsg sendto sendmsg sendmmsg shutdown "
    "getsockname getpeername getsockopt setsockopt "
    /* what libraries ask of the system */
    "getrandom getuid geteuid getgid getegid getresuid getresgid getgroups sysinfo uname "
    "getrlimit prlimit64"
#ifdef HEYI_SANITIZERS
    /* a look for leaks stops all threads from a process beside this one */
    " ptrace clone wait4 prctl pipe pipe2 mmap mprotect kill tgkill personality getdents"
#endif
    ;

/* Nobody but an intruder makes these. */
static const char hostile[] =
    "execve execveat fork vfork process_vm_readv process_vm_writev process_madvise pidfd_open "
    "pidfd_getfd pidfd_send_signal mount umount2 move_mount open_tree fsopen pivot_root chroot "
    "unshare setns mknod mknodat bpf perf_event_open userfaultfd io_uring_setup init_module "
    "finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff add_key "
    "request_key keyctl open_by_handle_at iopl ioperm modify_ldt setuid setgid setreuid setregid "
    "setresuid setresgid setgroups setfsuid setfsgid capset settimeofday clock_settime "
    "clock_adjtime adjtimex sethostname setdomainname acct quotactl syslog"
#ifndef HEYI_SANITIZERS
    " ptrace kill tkill personality"
#endif
    ;

static int add(scmp_filter_ctx f, uint32_t action, const char *names)
{
    struct str rest = str_of(names), name;
    while (str_split(&rest, ' ', &name)) {
        char z[32];
        snprintf(z, sizeof z, STR_FMT, STR_ARG(name));
        int call = seccomp_syscall_resolve_name(z);
        int rc = call == __NR_SCMP_ERROR ? -ENOENT
                 : call < 0              ? 0 /* this architecture has it not */
                                         : seccomp_rule_add(f, action, call, 0);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* Calls of which only some uses are. */
static int add_partly(scmp_filter_ctx f, bool connects)
{
    static const unsigned long terminal[] = {TCGETS, FIONREAD, FIONBIO};
    int rc = 0;
    for (size_t i = 0; i < LENGTH(terminal) && rc == 0; i++)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
                              SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, terminal[i]));
#ifndef HEYI_SANITIZERS
    const uint64_t thread = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, code = PROT_EXEC | PROT_WRITE;
    const uint64_t self = (uint64_t)getpid();
    const struct {
        int call;
        uint32_t action;
        struct scmp_arg_cmp when;
    } rules[] = {
        /* threads, no processes. clone3 can't be looked into: without it libc takes clone */
        {SCMP_SYS(clone), SCMP_ACT_ALLOW, SCMP_A0(SCMP_CMP_MASKED_EQ, thread, thread)},
        {SCMP_SYS(clone), SCMP_ACT_KILL_PROCESS, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)},
        /* memory is written or executed; what is loaded from a file may be executed */
        {SCMP_SYS(mmap), SCMP_ACT_ALLOW, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
        {SCMP_SYS(mmap), SCMP_ACT_ALLOW, SCMP_A2(SCMP_CMP_MASKED_EQ, code, PROT_EXEC)},
        {SCMP_SYS(mmap), SCMP_ACT_KILL_PROCESS, SCMP_A2(SCMP_CMP_MASKED_EQ, code, code)},
        {SCMP_SYS(mprotect), SCMP_ACT_ALLOW, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
        {SCMP_SYS(mprotect), SCMP_ACT_KILL_PROCESS,
         SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC)},
        {SCMP_SYS(prctl), SCMP_ACT_ALLOW, SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME)},
        {SCMP_SYS(tgkill), SCMP_ACT_ALLOW, SCMP_A0(SCMP_CMP_EQ, self)}, /* abort */
    };
    for (size_t i = 0; i < LENGTH(rules) && rc == 0; i++)
        rc = seccomp_rule_add_array(f, rules[i].action, rules[i].call, 1, &rules[i].when);
#endif
    static const int families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
    for (size_t i = 0; connects && i < LENGTH(families) && rc == 0; i++)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
                              SCMP_A0(SCMP_CMP_EQ, families[i]));
    if (connects && rc == 0)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(connect), 0);
    if (connects && rc == 0) /* of the netlink socket by which libc asks for addresses */
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(bind), 0);
    return rc;
}

static int add_rules(scmp_filter_ctx f, bool connects)
{
    int rc = seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    if (rc == 0)
        rc = add(f, SCMP_ACT_ALLOW, needed);
    if (rc == 0)
        rc = add(f, SCMP_ACT_KILL_PROCESS, hostile);
    return rc == 0 ? add_partly(f, connects) : rc;
}

/* 1 = the kernel has it not. */
static int restrict_calls(bool connects, struct err *e)
{
    if (prctl(PR_GET_SECCOMP) < 0)
        return 1;
    /* A call that nobody thought of, of a newer libc, gets the answer of an older kernel. */
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (!f)
        return err_nomem(e);
    seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a tree: the list is long */
    int rc = add_rules(f, connects);
    if (rc == 0)
        rc = seccomp_load(f);
    seccomp_release(f);
    return rc < 0 ? err_io(e, -rc, "seccomp") : 0;
}

/* ---- the process ---- */

/* Root keeps its powers over files, since its data may lie in somebody's folder. */
static int drop_powers(struct err *e)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {0};
    if (syscall(SYS_capget, &head, data) < 0)
        return err_io(e, errno, "capget");
    if ((data[0].permitted | data[1].permitted) == 0)
        return 0;
    data[0].permitted &= 1u << CAP_DAC_OVERRIDE | 1u << CAP_CHOWN;
    data[0].effective = data[0].permitted;
    data[0].inheritable = data[1].permitted = data[1].effective = data[1].inheritable = 0;
    return syscall(SYS_capset, &head, data) < 0 ? err_io(e, errno, "capset") : 0;
}

int sandbox_enter(const struct sandbox *s, unsigned *ret_holds, struct err *e)
{
    const struct rlimit none = {0};
    unsigned holds = 0;
    umask(077);
    if (setrlimit(RLIMIT_CORE, &none) < 0 || prctl(PR_SET_DUMPABLE, 0) < 0 ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return err_io(e, errno, "prctl");
    int rc = drop_powers(e);
    if (rc < 0 || (rc = restrict_files(s, e)) < 0)
        return rc;
    if (rc == 0)
        holds |= SANDBOX_FILES;
    if ((rc = restrict_calls(s->connect, e)) < 0)
        return rc;
    if (rc == 0)
        holds |= SANDBOX_CALLS;
    *ret_holds = holds;
    return 0;
}
