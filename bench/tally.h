/* Latencies, counted in buckets: 16 for each power of two of microseconds. All zero is an empty one. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define TALLY_BUCKETS (24 * 16)

struct tally {
	uint32_t buckets[TALLY_BUCKETS];
	unsigned long n;
	uint64_t worst_us;
};

void tally_add(struct tally *tally, uint64_t us);

/* @ret: what both have counted */
void tally_join(struct tally *ret, const struct tally *other);

/* The latency, rounded down to its bucket, that so large a @share of all does not exceed; 0 if there is none. */
double tally_percentile(const struct tally *tally, double share);
