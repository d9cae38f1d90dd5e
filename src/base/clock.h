/* The only place that asks for the time. */
#pragma once

#include <stdint.h>

/* Microseconds of CLOCK_MONOTONIC: deadlines and ages. */
uint64_t clock_monotonic_us(void);

/* Microseconds since 1970-01-01 UTC: timestamps for people and traces. */
uint64_t clock_realtime_us(void);

/* 100 ns ticks since 1601-01-01 UTC, as Windows' FILETIME counts. */
uint64_t clock_filetime(void);
