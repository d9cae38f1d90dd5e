/* Reaches dot11_rsne_parse(), dot11_rsne_write(), dot11_rsne_has_pairwise(), dot11_rsne_has_akm(), dot11_rsnx_parse() and
 * dot11_rsnx_write(). */
#include <stdlib.h>
#include <string.h>

#include "dot11/rsne.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_same(const struct dot11_rsne *a, const struct dot11_rsne *b)
{
	return a->group_cipher == b->group_cipher && a->n_pairwise == b->n_pairwise && a->n_akms == b->n_akms &&
	       memcmp(a->pairwise, b->pairwise, sizeof(a->pairwise)) == 0 && memcmp(a->akms, b->akms, sizeof(a->akms)) == 0 &&
	       a->capabilities == b->capabilities && a->n_pmkids == b->n_pmkids &&
	       memcmp(a->pmkids, b->pmkids, sizeof(a->pmkids)) == 0 && a->group_management_cipher == b->group_management_cipher;
}

/* What was understood and fits into an element must survive being written. */
static void check_round_trip(const struct dot11_rsne *rsne)
{
	uint8_t buffer[2 + 255];
	struct writer writer = writer_over(buffer, sizeof(buffer));
	struct dot11_rsne again;

	dot11_rsne_write(&writer, rsne);
	if (writer_end(&writer) < 0)
		return;
	if (buffer[0] != 48 || (size_t)buffer[1] + 2 != writer.size)
		abort();
	if (dot11_rsne_parse(buffer + 2, writer.size - 2, &again) != 0)
		abort();
	if (!is_same(rsne, &again))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dot11_rsne rsne = { 0 };
	uint8_t buffer[3];
	struct writer writer = writer_over(buffer, sizeof(buffer));
	uint32_t capabilities;

	if (dot11_rsne_parse(data, size, &rsne) == 0) {
		if (rsne.n_pairwise > 0 && !dot11_rsne_has_pairwise(&rsne, rsne.pairwise[rsne.n_pairwise - 1]))
			abort();
		if (rsne.n_akms > 0 && !dot11_rsne_has_akm(&rsne, rsne.akms[rsne.n_akms - 1]))
			abort();
		check_round_trip(&rsne);
	}
	capabilities = dot11_rsnx_parse(data, size);
	dot11_rsnx_write(&writer, capabilities);
	if (writer.size > 0 && dot11_rsnx_parse(buffer + 2, writer.size - 2) != (capabilities & 0xf0))
		abort();
	return 0;
}
