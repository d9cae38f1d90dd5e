#include "wlansvc/acm/mac_address.h"

#include <errno.h>
#include <string.h>

#include "base/bytes.h"
#include "base/log.h"
#include "crypto/crypto.h"
#include "driver/mac.h"

#define SECRET_NAME "mac_randomization_secret"

/* First byte of an address. */
#define GROUP_BIT 0x01
#define LOCAL_BIT 0x02

int mac_address_derive(const struct secret *secret, const struct mac_address_source *source, struct dot11_mac *ret)
{
	static const char label[] = "MAC address of a station";
	uint8_t numbers[8], digest[CRYPTO_HASH_MAX];
	struct writer writer = writer_over(numbers, sizeof(numbers));
	const struct crypto_part parts[] = {
		{ label, sizeof(label) },
		{ source->interface.b, sizeof(source->interface.b) },
		{ numbers, sizeof(numbers) },
		{ source->ssid.bytes, source->ssid.size }, /* last, for its size is not hashed */
	};
	struct dot11_mac mac;
	int r;

	writer_le32(&writer, source->seed);
	writer_le32(&writer, source->day);
	r = crypto_hmac(CRYPTO_SHA256, secret->bytes, secret->size, parts, array_size(parts), digest);
	if (r < 0)
		return r;
	digest[0] = (uint8_t)((digest[0] & ~GROUP_BIT) | LOCAL_BIT);
	for (size_t i = 0; i < sizeof(mac.b); i++)
		mac.b[i] = (uint8_t)((digest[i] & ~source->fixed.b[i]) | (source->permanent.b[i] & source->fixed.b[i]));
	*ret = mac;
	return 0;
}

uint32_t mac_address_day(time_t now)
{
	struct tm local;

	if (!localtime_r(&now, &local))
		return (uint32_t)(now / 86400);
	return (uint32_t)((now + local.tm_gmtoff) / 86400);
}

struct dot11_mac mac_address_permanent(const struct wdi_get_adapter_capabilities_result *capabilities)
{
	if (!capabilities)
		return (struct dot11_mac){ 0 };
	return dot11_mac_from_wdi(&capabilities->interface_attributes.interface_capabilities.address);
}

/* The machine's, made when it is first needed. */
static int get_secret(struct store *store, struct secret *ret)
{
	int r = store_get_secret(store, SECRET_NAME, ret);

	if (r == 0 && ret->size == MAC_ADDRESS_SECRET_SIZE)
		return 0;
	if (r < 0)
		log_warning("The secret of randomized addresses cannot be read, so they change: %s", strerror(-r));
	r = crypto_random(ret->bytes, MAC_ADDRESS_SECRET_SIZE);
	if (r < 0)
		return r;
	ret->size = MAC_ADDRESS_SECRET_SIZE;
	r = store_set_secret(store, SECRET_NAME, ret);
	if (r < 0) /* an address that will change is still better than the permanent one, which the profile does not want shown */
		log_warning("The secret of randomized addresses cannot be kept, so they will change: %s", strerror(-r));
	return 0;
}

struct dot11_mac mac_address_choose(struct store *store, const char *name, const struct guid *interface,
				    const struct wdi_get_adapter_capabilities_result *capabilities, const struct profile *profile,
				    const struct dot11_ssid *ssid, time_t now)
{
	struct mac_address_source source = {
		.interface = *interface,
		.ssid = *ssid,
		.seed = profile->mac_seed,
		.day = profile->randomizes_mac_daily ? mac_address_day(now) : 0,
		.permanent = mac_address_permanent(capabilities),
	};
	_cleanup_secret_ struct secret secret = { 0 };
	struct dot11_mac mac;
	int r;

	if (!profile->randomizes_mac)
		return source.permanent;
	if (!capabilities || !capabilities->interface_attributes.interface_capabilities.mac_address_randomization) {
		log_info("%s: the driver cannot change the adapter's address: \"%s\" sees the permanent one", name, profile->name);
		return source.permanent;
	}
	source.fixed = dot11_mac_from_wdi(&capabilities->interface_attributes.interface_capabilities.mac_address_randomization_mask);
	r = get_secret(store, &secret);
	if (r == 0)
		r = mac_address_derive(&secret, &source, &mac);
	if (r < 0) {
		log_warning("%s: no randomized address, \"%s\" sees the permanent one: %s", name, profile->name, strerror(-r));
		return source.permanent;
	}
	log_debug("%s: address " DOT11_MAC_FORMAT " for \"%s\"", name, DOT11_MAC_ARGS(&mac), profile->name);
	return mac;
}

int mac_address_complete_profile(struct profile *profile)
{
	uint32_t seed;
	int r;

	if (!profile->randomizes_mac || profile->has_mac_seed)
		return 0;
	r = crypto_random(&seed, sizeof(seed));
	return r < 0 ? r : profile_set_mac_seed(profile, seed);
}
