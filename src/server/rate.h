/* How often an address may ask what anybody may ask: a bucket of tokens each, in memory only. */
#pragma once

#include "str.h"

#include <stdbool.h>

#define RATE_BURST 90      /* tokens of an address (IPv6: of a /64) that hasn't asked for a while */
#define RATE_SECOND 1      /* new ones a second */
#define RATE_ALL_BURST 600 /* of all addresses together */
#define RATE_ALL_SECOND 60

/* Takes n tokens of the address and of all together; false: one of them has too few, none is
 * taken. Any thread. */
bool rate_take(struct str address, int n);
