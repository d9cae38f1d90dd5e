/* Must reach: vault_unseal, vault_seal. Nothing foreign opens; what was sealed does, unless a bit of it has changed. */
#include <stdlib.h>
#include <string.h>

#include "wlansvc/store/vault.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* First two bytes: which bit changes; the rest is the secret. */
static void check_changed(const struct vault *vault, const uint8_t *data, size_t size)
{
	uint8_t sealed[SECRET_MAX + VAULT_OVERHEAD];
	struct secret secret = {0}, opened = {0};
	size_t sealed_size = 0, bit;

	if (size < 2 || secret_set(&secret, data + 2, size - 2) < 0)
		return;
	if (vault_seal(vault, &secret, sealed, &sealed_size) < 0 || sealed_size > secret.size + VAULT_OVERHEAD)
		abort();
	if (vault_unseal(vault, sealed, sealed_size, &opened) < 0 || !secret_equal(&opened, &secret))
		abort();
	bit = (data[0] << 8 | data[1]) % (8 * sealed_size);
	sealed[bit / 8] ^= 1 << bit % 8;
	if (vault_unseal(vault, sealed, sealed_size, &opened) == 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct vault *vault;
	struct secret opened;

	if (!vault && vault_open(&vault, NULL) < 0)
		abort();
	if (vault_unseal(vault, data, size, &opened) == 0)
		abort();
	check_changed(vault, data, size);
	return 0;
}
