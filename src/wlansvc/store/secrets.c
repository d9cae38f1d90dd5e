/* Settings that are secrets: sealed by the vault, then kept as other settings are, in hexadecimal digits. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "wlansvc/store/database.h"
#include "wlansvc/store/vault.h"

static char digit_of(unsigned int value)
{
	return "0123456789abcdef"[value & 15];
}

static int value_of(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

int store_protect_key(struct store *store, const struct secret *key, char **ret)
{
	uint8_t sealed[SECRET_MAX + VAULT_OVERHEAD];
	size_t size;
	char *text;
	int r = vault_seal(store->vault, key, sealed, &size);

	if (r < 0)
		return r;
	text = malloc(2 * size + 1);
	if (!text)
		return -ENOMEM;
	for (size_t i = 0; i < size; i++) {
		text[2 * i] = digit_of(sealed[i] >> 4);
		text[2 * i + 1] = digit_of(sealed[i]);
	}
	text[2 * size] = '\0';
	*ret = text;
	return 0;
}

int store_set_secret(struct store *store, const char *name, const struct secret *secret)
{
	_auto_free_ char *text = NULL;
	int r;

	if (secret->size == 0)
		return store_set_setting(store, NULL, name, "");
	r = store_protect_key(store, secret, &text);
	return r < 0 ? r : store_set_setting(store, NULL, name, text);
}

int store_get_secret(struct store *store, const char *name, struct secret *ret)
{
	uint8_t sealed[SECRET_MAX + VAULT_OVERHEAD];
	_auto_free_ char *text = NULL;
	size_t size = 0;
	int r = store_get_setting(store, NULL, name, &text);

	if (r != 0)
		return r;
	if (!text[0])
		return STORE_E_NOT_FOUND;
	for (const char *at = text; *at; at += 2) {
		int high = value_of(at[0]), low = high < 0 ? -1 : value_of(at[1]);

		if (low < 0 || size == sizeof(sealed))
			return -EBADMSG;
		sealed[size++] = (uint8_t)(high << 4 | low);
	}
	return vault_unseal(store->vault, sealed, size, ret);
}
