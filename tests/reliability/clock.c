/* The clock of a program under test: wrong from the start, or from the n-th look on.
   CLOCK_SHIFT is in seconds; CLOCK_AFTER counts looks. CLOCK_FROZEN stops it at a second, so that
   two runs write the same bytes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *at) {
    static int (*real)(clockid_t, struct timespec *);
    static long looks;
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(clock, at);
    if (code || clock != CLOCK_REALTIME) return code;
    const char *frozen = getenv("CLOCK_FROZEN");
    if (frozen) {
        at->tv_sec = atol(frozen);
        at->tv_nsec = 0;
        return 0;
    }
    const char *shift = getenv("CLOCK_SHIFT"), *after = getenv("CLOCK_AFTER");
    if (__sync_fetch_and_add(&looks, 1) >= (after ? atol(after) : 0) && shift) at->tv_sec += atol(shift);
    return 0;
}
