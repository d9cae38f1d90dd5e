#include "tally.h"

static unsigned int bucket_of(uint64_t us)
{
	unsigned int power, index;

	if (us < 16)
		return (unsigned int)us;
	power = 63 - (unsigned int)__builtin_clzll(us);
	index = (power - 3) * 16 + (unsigned int)((us >> (power - 4)) & 15);
	return index < TALLY_BUCKETS ? index : TALLY_BUCKETS - 1;
}

static double value_of(unsigned int bucket)
{
	unsigned int power = bucket / 16 + 3;

	if (bucket < 16)
		return bucket;
	return (double)(16 + bucket % 16) * (double)(1u << (power - 4));
}

void tally_add(struct tally *tally, uint64_t us)
{
	tally->buckets[bucket_of(us)]++;
	tally->n++;
	if (us > tally->worst_us)
		tally->worst_us = us;
}

void tally_join(struct tally *ret, const struct tally *other)
{
	for (unsigned int b = 0; b < TALLY_BUCKETS; b++)
		ret->buckets[b] += other->buckets[b];
	ret->n += other->n;
	if (other->worst_us > ret->worst_us)
		ret->worst_us = other->worst_us;
}

double tally_percentile(const struct tally *tally, double share)
{
	uint64_t seen = 0;

	for (unsigned int b = 0; b < TALLY_BUCKETS; b++) {
		seen += tally->buckets[b];
		if ((double)seen >= (double)tally->n * share)
			return value_of(b);
	}
	return 0;
}
