/*
 * Reaches dot11_owe_dh_find() and owe_finish() with a peer's elements as they come. Input: a byte, then the elements. The byte
 * chooses our group; only if it is 0xe0 or more is a key of the right group and size multiplied out.
 */
#include <stdlib.h>

#include "rsn/owe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define N_GROUPS 3

static struct owe *machines[N_GROUPS];

static void make_machines(void)
{
	for (uint16_t i = 0; i < N_GROUPS; i++) {
		if (owe_new(&machines[i], 19 + i) != 0)
			abort();
	}
}

static void finish(const struct owe *owe, const struct dot11_owe_dh *peer, uint16_t group)
{
	static const size_t sizes[] = { 32, 48, 64 };
	struct secret pmk _cleanup_secret_ = { 0 };
	uint8_t pmkid[16];
	int r = owe_finish(owe, true, peer, &pmk, pmkid);

	if (r < 0 || (peer->group != group) != (r == OWE_E_GROUP))
		abort();
	if (pmk.size != (r == 0 ? sizes[group - 19] : 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dot11_owe_dh peer, own;
	const struct owe *owe;

	if (!machines[0])
		make_machines();
	if (size < 1 || dot11_owe_dh_find(data + 1, size - 1, &peer) != 0)
		return 0;
	owe = machines[data[0] % N_GROUPS];
	owe_own(owe, &own);
	if (data[0] < 0xe0 && peer.group == own.group && peer.public_key_size == own.public_key_size)
		return 0;
	finish(owe, &peer, own.group);
	return 0;
}
