/*
 * What systemd is told of the service, by datagrams to NOTIFY_SOCKET (sd_notify(3)), and the socket
 * that it hands over (sd_listen_fds(3)). Without systemd nothing happens.
 */
#pragma once

#include <stdbool.h>

void notify_open(void);           /* before the sandbox */
void notify(const char *state);   /* "READY=1"; safe in signal handlers */
bool notify_wants_watchdog(void); /* "WATCHDOG=1" at least every few seconds */
/* "fd:3" where one socket was handed over, NULL otherwise. */
const char *notify_socket(void);
