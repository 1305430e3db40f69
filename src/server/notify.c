#include "notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int manager = -1;
static bool watchdog;

/* Is it the number of this process? */
static bool is_for_us(const char *pid)
{
    return pid && strtol(pid, NULL, 10) == (long)getpid();
}

void notify_open(void)
{
    const char *path = getenv("NOTIFY_SOCKET"), *usec = getenv("WATCHDOG_USEC"),
               *pid = getenv("WATCHDOG_PID");
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    if (!path || (*path != '/' && *path != '@') || strlen(path) >= sizeof at.sun_path)
        return;
    size_t len = strlen(path);
    memcpy(at.sun_path, path, len);
    if (*path == '@')
        at.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&at,
                           (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) == 0) {
        manager = fd;
        watchdog = usec && (!pid || is_for_us(pid));
    } else if (fd >= 0) {
        close(fd);
    }
}

void notify(const char *state)
{
    int number = errno;
    if (manager >= 0)
        (void)!send(manager, state, strlen(state), MSG_NOSIGNAL);
    errno = number;
}

bool notify_wants_watchdog(void)
{
    return watchdog;
}

const char *notify_socket(void)
{
    const char *n = getenv("LISTEN_FDS");
    return n && strcmp(n, "1") == 0 && is_for_us(getenv("LISTEN_PID")) ? "fd:3" : NULL;
}
