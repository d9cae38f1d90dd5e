#include "wlansvc/acm/hosted_settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/hex.h"
#include "crypto/crypto.h"

#define PRIMARY_KEY_SIZE 63
#define PASSPHRASE_ROUNDS 4096

int hosted_settings_set(struct hosted_settings *settings, const struct dot11_ssid *ssid, uint32_t max_peers)
{
	char text[2 * sizeof(ssid->bytes) + 1] = "", number[16];
	int r;

	for (size_t i = 0; i < ssid->size; i++)
		snprintf(text + 2 * i, 3, "%02x", ssid->bytes[i]);
	snprintf(number, sizeof(number), "%u", max_peers);
	r = store_set_setting(settings->store, NULL, "hosted_network_max_peers", number);
	if (r == 0)
		r = store_set_setting(settings->store, NULL, "hosted_network_ssid", text);
	if (r < 0)
		return r;
	settings->ssid = *ssid;
	settings->max_peers = max_peers;
	settings->are_made = true;
	return 0;
}

static bool read_ssid(const char *text, struct dot11_ssid *ret)
{
	size_t size = strlen(text) / 2;

	if (size == 0 || size > sizeof(ret->bytes) || text[2 * size] || hex_read(text, ret->bytes, size) < 0)
		return false;
	ret->size = (uint8_t)size;
	return true;
}

int hosted_settings_load(struct hosted_settings *settings, struct store *store)
{
	_auto_free_ char *ssid = NULL, *max_peers = NULL, *disallowed = NULL, *kind = NULL;
	int r;

	settings->store = store;
	r = store_get_setting(store, NULL, "hosted_network_ssid", &ssid);
	if (r >= 0)
		r = store_get_setting(store, NULL, "hosted_network_max_peers", &max_peers);
	if (r >= 0)
		r = store_get_setting(store, NULL, "hosted_network_disallowed", &disallowed);
	if (r >= 0)
		r = store_get_setting(store, NULL, "hosted_network_secondary_kind", &kind);
	if (r < 0)
		return r;
	settings->is_disallowed = disallowed && strcmp(disallowed, "1") == 0;
	settings->max_peers = max_peers ? (uint32_t)strtoul(max_peers, NULL, 10) : HOSTED_DEFAULT_PEERS;
	if (settings->max_peers == 0)
		settings->max_peers = HOSTED_DEFAULT_PEERS;
	settings->are_made = ssid && read_ssid(ssid, &settings->ssid) &&
			       store_get_secret(store, "hosted_network_primary_key", &settings->primary) == 0;
	if (store_get_secret(store, "hosted_network_secondary_key", &settings->secondary) == 0) {
		settings->is_passphrase = kind && strcmp(kind, "passphrase") == 0;
		settings->is_persistent = true;
	}
	return 0;
}

int hosted_settings_make_key(struct hosted_settings *settings)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	_cleanup_secret_ struct secret key = { .size = PRIMARY_KEY_SIZE };
	int r = crypto_random(key.bytes, key.size);

	_Static_assert(sizeof(letters) == 64 + 1, "each as likely as the other");
	for (size_t i = 0; i < key.size; i++)
		key.bytes[i] = (uint8_t)letters[key.bytes[i] & 63];
	if (r == 0)
		r = store_set_secret(settings->store, "hosted_network_primary_key", &key);
	if (r == 0)
		settings->primary = key;
	return r;
}

int hosted_settings_make(struct hosted_settings *settings)
{
	char name[64] = "";
	struct dot11_ssid ssid;
	int r;

	if (settings->are_made)
		return 0;
	if (gethostname(name, sizeof(name) - 1) < 0 || !name[0])
		strcpy(name, "hosted-network");
	ssid.size = (uint8_t)(strlen(name) > 32 ? 32 : strlen(name));
	memcpy(ssid.bytes, name, ssid.size);
	r = hosted_settings_make_key(settings);
	return r < 0 ? r : hosted_settings_set(settings, &ssid, HOSTED_DEFAULT_PEERS);
}

int hosted_settings_disallow(struct hosted_settings *settings, bool is_disallowed)
{
	int r = store_set_setting(settings->store, NULL, "hosted_network_disallowed", is_disallowed ? "1" : "0");

	if (r == 0)
		settings->is_disallowed = is_disallowed;
	return r;
}

bool hosted_key_is_good(const struct secret *key, bool is_passphrase)
{
	if (key->size == 0)
		return true;
	if (!is_passphrase)
		return key->size == 32;
	for (size_t i = 0; i < key->size; i++)
		if (key->bytes[i] < ' ' || key->bytes[i] > '~')
			return false;
	return key->size >= 8 && key->size <= 63;
}

int hosted_settings_set_secondary(struct hosted_settings *settings, const struct secret *key, bool is_passphrase, bool is_persistent)
{
	/* One that is not to last takes the place of one that was. */
	int r = store_set_secret(settings->store, "hosted_network_secondary_key", is_persistent ? key : &(struct secret){ 0 });

	if (r == 0)
		r = store_set_setting(settings->store, NULL, "hosted_network_secondary_kind", is_passphrase ? "passphrase" : "binary");
	if (r < 0)
		return r;
	settings->secondary = *key;
	settings->is_passphrase = is_passphrase;
	settings->is_persistent = is_persistent;
	return 0;
}

void hosted_settings_forget_temporary_key(struct hosted_settings *settings)
{
	if (!settings->is_persistent)
		secret_wipe(&settings->secondary);
}

int hosted_settings_pmk(const struct hosted_settings *settings, const struct secret *key, bool is_passphrase, struct secret *ret)
{
	if (!is_passphrase) {
		*ret = *key;
		return 0;
	}
	ret->size = 32;
	return crypto_pbkdf2_sha1(key->bytes, key->size, settings->ssid.bytes, settings->ssid.size, PASSPHRASE_ROUNDS, ret->bytes, 32);
}

/* Of text between two tags. */
static void put_escaped(FILE *to, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		switch (bytes[i]) {
		case '&':
			fputs("&amp;", to);
			break;
		case '<':
			fputs("&lt;", to);
			break;
		case '>':
			fputs("&gt;", to);
			break;
		default:
			/* The hexadecimal form is exact; the name is for people. */
			fputc(bytes[i] >= ' ' && bytes[i] <= '~' ? bytes[i] : '?', to);
		}
	}
}

static void put_profile(FILE *to, const struct dot11_ssid *ssid, const char *key)
{
	fputs("<?xml version=\"1.0\"?>\r\n<WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\">\r\n\t<name>", to);
	put_escaped(to, ssid->bytes, ssid->size);
	fputs("</name>\r\n\t<SSIDConfig>\r\n\t\t<SSID>\r\n\t\t\t<hex>", to);
	for (size_t i = 0; i < ssid->size; i++)
		fprintf(to, "%02X", ssid->bytes[i]);
	fputs("</hex>\r\n\t\t\t<name>", to);
	put_escaped(to, ssid->bytes, ssid->size);
	fprintf(to, "</name>\r\n\t\t</SSID>\r\n\t</SSIDConfig>\r\n\t<connectionType>ESS</connectionType>\r\n"
		    "\t<connectionMode>auto</connectionMode>\r\n\t<MSM>\r\n\t\t<security>\r\n\t\t\t<authEncryption>\r\n"
		    "\t\t\t\t<authentication>WPA2PSK</authentication>\r\n\t\t\t\t<encryption>AES</encryption>\r\n"
		    "\t\t\t\t<useOneX>false</useOneX>\r\n\t\t\t</authEncryption>\r\n\t\t\t<sharedKey>\r\n"
		    "\t\t\t\t<keyType>passPhrase</keyType>\r\n\t\t\t\t<protected>true</protected>\r\n"
		    "\t\t\t\t<keyMaterial>%s</keyMaterial>\r\n\t\t\t</sharedKey>\r\n\t\t</security>\r\n\t</MSM>\r\n</WLANProfile>\r\n",
		key);
}

int hosted_settings_to_profile(const struct hosted_settings *settings, char **ret)
{
	_auto_free_ char *key = NULL, *text = NULL;
	size_t size;
	FILE *to;
	int r;

	r = store_protect_key(settings->store, &settings->primary, &key);
	if (r < 0)
		return r;
	to = open_memstream(&text, &size);
	if (!to)
		return -ENOMEM;
	put_profile(to, &settings->ssid, key);
	if (fclose(to) != 0)
		return -ENOMEM;
	*ret = take_ptr(text);
	return 0;
}
