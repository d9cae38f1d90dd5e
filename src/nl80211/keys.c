#include "nl80211/keys.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "driver/mac.h"
#include "driver/security.h"

uint32_t keys_status(int error)
{
	switch (error) {
	case 0:
		return NDIS_STATUS_SUCCESS;
	case -ENOMEM:
	case -ENOBUFS:
		return NDIS_STATUS_RESOURCES;
	case -EBADMSG:
	case -EINVAL: /* the kernel's word for a key that does not fit its cipher */
		return NDIS_STATUS_INVALID_DATA;
	case -EOPNOTSUPP:
		return NDIS_STATUS_NOT_SUPPORTED;
	case -ENODEV:
		return NDIS_STATUS_ADAPTER_REMOVED;
	case -ENOTCONN:
	case -ENOLINK: /* the kernel has no such association any more */
	case -ENOENT:
		return NDIS_STATUS_INVALID_STATE;
	default:
		return NDIS_STATUS_FAILURE;
	}
}

static void wipe_key(struct dot11_key *key)
{
	secret_wipe(&key->key);
}

static bool is_peer(const struct mlme *mlme, const struct wdi_mac *mac)
{
	const struct dot11_mac *peer = mlme_peer(mlme);

	return peer && memcmp(peer->b, mac->b, sizeof(peer->b)) == 0;
}

/* Return: 0; negative errno. */
static int add_one(struct mlme *mlme, const struct wiphy *wiphy, const struct wdi_tlv_set_cipher_key_info *info,
		   bool *ret_is_pairwise)
{
	cleanup(wipe_key) struct dot11_key key = { 0 };
	int error = driver_key_from_wdi(info, &key);

	if (error < 0)
		return error;
	if (!wiphy_has_cipher(wiphy, key.cipher) || (key.kind == DOT11_KEY_BIGTK && !wiphy->can_protect_beacons))
		return -EOPNOTSUPP;
	/* Group keys of a station are its access point's; naming it changes nothing. */
	if (info->has_peer_mac_address && !is_peer(mlme, &info->peer_mac_address.address))
		return -ENOTCONN;
	error = mlme_add_key(mlme, &key);
	if (error < 0) {
		log_debug("key %u of %s: %s", key.index, dot11_cipher_name(key.cipher), strerror(-error));
		return error;
	}
	*ret_is_pairwise = key.kind == DOT11_KEY_PAIRWISE;
	return 0;
}

uint32_t keys_add(struct mlme *mlme, const struct wiphy *wiphy, const struct wdi_set_add_cipher_keys *add)
{
	bool has_pairwise = false;
	int error;

	if (!mlme_peer(mlme))
		return NDIS_STATUS_INVALID_STATE;
	for (size_t i = 0; i < add->n_set_cipher_key; i++) {
		bool is_pairwise = false;

		error = add_one(mlme, wiphy, &add->set_cipher_key[i], &is_pairwise);
		if (error < 0)
			return keys_status(error);
		has_pairwise |= is_pairwise;
	}
	return has_pairwise ? keys_status(mlme_authorize(mlme)) : NDIS_STATUS_SUCCESS;
}

uint32_t keys_delete(struct mlme *mlme, const struct wdi_set_delete_cipher_keys *delete)
{
	for (size_t i = 0; i < delete->n_cipher_key_info; i++) {
		const struct wdi_tlv_delete_cipher_key_info *info = &delete->cipher_key_info[i];
		uint32_t index = info->has_cipher_key_id ? info->cipher_key_id.cipher_key_id : 0;
		int error;

		if (index > 7)
			return NDIS_STATUS_INVALID_DATA;
		/* A peer that is gone took its keys along. */
		if (info->has_peer_mac_address && !is_peer(mlme, &info->peer_mac_address.address))
			continue;
		error = mlme_delete_key(mlme, info->cipher_key_type_info.key_type == WDI_CIPHER_KEY_TYPE_PAIRWISE_KEY,
					(uint8_t)index);
		if (error < 0)
			return keys_status(error);
	}
	return NDIS_STATUS_SUCCESS;
}
