#include "clock.h"

#include "date.h"

#include <stdlib.h>
#include <time.h>

int64_t clock_now(void)
{
    static _Atomic int64_t ticks;
    const char *frozen = getenv("HEYI_CLOCK");
    int64_t at;
    if (frozen && instant_parse(str_of(frozen), &at))
        return at + ticks++;
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}

int32_t clock_today(void)
{
    return date_of_instant(clock_now());
}
