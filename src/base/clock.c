#include "base/clock.h"

#include <time.h>

#define FILETIME_OF_1970 116444736000000000ULL

static uint64_t microseconds(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

uint64_t clock_monotonic_us(void)
{
	return microseconds(CLOCK_MONOTONIC);
}

uint64_t clock_realtime_us(void)
{
	return microseconds(CLOCK_REALTIME);
}

uint64_t clock_filetime(void)
{
	return clock_realtime_us() * 10 + FILETIME_OF_1970;
}
