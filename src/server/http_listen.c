#include "http_private.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 4096 /* the kernel cuts it to net.core.somaxconn */

static int failed(int fd, const char *where, struct err *e)
{
    int number = errno;
    if (fd >= 0)
        close(fd);
    return number == EADDRINUSE
               ? err_set(e, E_BUSY, "%s 已被占用：另一个程序正在监听，请换一个端口",
                         "%s is taken: another program listens there; choose another port", where)
               : err_io(e, number, where);
}

static const char *unix_path(const char *where)
{
    return strncmp(where, "unix:", 5) == 0 ? where + 5 : NULL;
}

static int listen_unix(const char *where, const char *path, int *ret_fd, char ret_url[256],
                       struct err *e)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    struct stat st;
    if (strlen(path) == 0 || strlen(path) >= sizeof at.sun_path)
        return err_set(e, E_USAGE, "%s：套接字的路径须为 1 至 %zu 字节",
                       "%s: a socket's path has 1 to %zu bytes", where, sizeof at.sun_path - 1);
    memcpy(at.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return failed(fd, where, e);
    /* a socket that nobody listens on is left over */
    if (stat(path, &st) == 0 && S_ISSOCK(st.st_mode)) {
        if (connect(fd, (struct sockaddr *)&at, sizeof at) == 0 || errno != ECONNREFUSED) {
            errno = EADDRINUSE;
            return failed(fd, where, e);
        }
        unlink(path);
    }
    if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || chmod(path, 0660) < 0 ||
        listen(fd, BACKLOG) < 0)
        return failed(fd, where, e);
    snprintf(ret_url, 256, "%s", where);
    *ret_fd = fd;
    return 0;
}

/* "host:port" or "[address]:port" in two; false if it is neither. */
static bool split(const char *where, char ret_host[256], char ret_port[8])
{
    const char *colon = strrchr(where, ':');
    if (!colon || colon == where || strlen(colon + 1) > 5 || !colon[1] ||
        strspn(colon + 1, "0123456789") != strlen(colon + 1))
        return false;
    struct str host = {where, (size_t)(colon - where)};
    if (host.data[0] == '[') {
        if (host.len < 3 || host.data[host.len - 1] != ']')
            return false;
        host = (struct str){host.data + 1, host.len - 2};
    } else if (memchr(host.data, ':', host.len)) {
        return false;
    }
    if (host.len >= 256)
        return false;
    snprintf(ret_host, 256, STR_FMT, STR_ARG(host));
    snprintf(ret_port, 8, "%s", colon + 1);
    return true;
}

static int bind_to(const struct addrinfo *at)
{
    int on = 1, unread_ms = 30000;
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    /* accepted sockets have these too: no waiting for a fuller packet; a peer that has vanished
     * without a word is noticed */
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unread_ms, sizeof unread_ms);
    if (bind(fd, at->ai_addr, at->ai_addrlen) < 0 || listen(fd, BACKLOG) < 0) {
        int number = errno;
        close(fd);
        errno = number;
        return -1;
    }
    return fd;
}

static void write_url(int fd, const char *host, char ret_url[256])
{
    struct sockaddr_storage at = {0};
    socklen_t size = sizeof at;
    char port[NI_MAXSERV] = "";
    getsockname(fd, (struct sockaddr *)&at, &size);
    getnameinfo((struct sockaddr *)&at, size, NULL, 0, port, sizeof port, NI_NUMERICSERV);
    snprintf(ret_url, 256, strchr(host, ':') ? "http://[%.200s]:%s" : "http://%.200s:%s", host,
             port);
}

/* A socket that whoever started us has opened and listens on. */
static int listen_given(const char *where, int *ret_fd, char ret_url[256], struct err *e)
{
    struct sockaddr_storage at = {0};
    socklen_t size = sizeof at, size_on = sizeof(int);
    char host[NI_MAXHOST] = "", *end;
    int on = 0, fd = (int)strtol(where + 3, &end, 10);
    if (!where[3] || *end || getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &size_on) < 0 || !on)
        return err_set(e, E_USAGE, "%s 不是正在监听的套接字", "%s is no listening socket", where);
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) < 0 ||
        fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 || getsockname(fd, (struct sockaddr *)&at, &size) < 0)
        return err_io(e, errno, where);
    if (at.ss_family == AF_UNIX) {
        snprintf(ret_url, 256, "unix:%.200s", ((struct sockaddr_un *)&at)->sun_path);
    } else {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        getnameinfo((struct sockaddr *)&at, size, host, sizeof host, NULL, 0, NI_NUMERICHOST);
        write_url(fd, host, ret_url);
    }
    *ret_fd = fd;
    return 0;
}

int http_listen(const char *where, int *ret_fd, char ret_url[256], struct err *e)
{
    char host[256], port[8];
    const char *path = unix_path(where);
    if (strncmp(where, "fd:", 3) == 0)
        return listen_given(where, ret_fd, ret_url, e);
    if (path)
        return listen_unix(where, path, ret_fd, ret_url, e);
    if (!split(where, host, port))
        return err_set(e, E_USAGE,
                       "监听地址 %s 写错了：应如 127.0.0.1:8080、[::1]:8080 或 unix:/run/heyi.sock",
                       "%s is no address to listen on: write it like 127.0.0.1:8080, [::1]:8080 or "
                       "unix:/run/heyi.sock",
                       where);
    struct addrinfo wanted = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found = NULL;
    int rc = getaddrinfo(host, port, &wanted, &found);
    if (rc != 0)
        return err_set(e, E_NOT_FOUND, "监听地址 %s 找不到：%s", "no address to listen on: %s: %s",
                       where, gai_strerror(rc));
    int fd = -1;
    for (const struct addrinfo *at = found; at && fd < 0; at = at->ai_next)
        fd = bind_to(at);
    int number = errno;
    freeaddrinfo(found);
    errno = number;
    if (fd < 0)
        return failed(fd, where, e);
    write_url(fd, host, ret_url);
    *ret_fd = fd;
    return 0;
}

void http_unlisten(const char *where, int fd)
{
    const char *path = unix_path(where);
    close(fd);
    if (path)
        unlink(path);
}
