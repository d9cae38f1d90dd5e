#include "wlansvc/rpc/notify_out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/utf16.h"
#include "marshal/text.h"

static void put_ssid(DOT11_SSID *ret, const struct dot11_ssid *ssid)
{
	ret->uSSIDLength = ssid->size;
	memcpy(ret->ucSSID, ssid->bytes, sizeof(ret->ucSSID));
}

static int encode_connection(const struct acm_notification *n, void **ret, size_t *ret_size)
{
	const size_t fixed = offsetof(WLAN_CONNECTION_NOTIFICATION_DATA, strProfileXml);
	_auto_free_ WLAN_CONNECTION_NOTIFICATION_DATA *data = NULL;
	_auto_free_ uint16_t *xml = NULL;
	size_t n_units, size;

	if (utf16_dup_from_utf8(n->profile_xml ? n->profile_xml : "", &xml) < 0)
		return -ENOMEM;
	n_units = utf16_length(xml, SIZE_MAX / 2) + 1;
	size = fixed + n_units * sizeof(*xml);
	if (size < sizeof(*data)) /* the struct declares one unit and is padded behind it */
		size = sizeof(*data);
	data = calloc(1, size);
	if (!data)
		return -ENOMEM;
	data->wlanConnectionMode = n->connection_mode;
	marshal_put_text(data->strProfileName, WLAN_MAX_NAME_LENGTH, n->profile_name ? n->profile_name : "");
	put_ssid(&data->dot11Ssid, &n->ssid);
	data->dot11BssType = n->bss_type;
	data->bSecurityEnabled = n->is_secure;
	data->wlanReasonCode = n->reason;
	data->dwFlags = n->flags;
	memcpy((uint8_t *)data + fixed, xml, n_units * sizeof(*xml));
	*ret = take_ptr(data);
	*ret_size = size;
	return 0;
}

static int encode_msm(const struct acm_notification *n, void **ret, size_t *ret_size)
{
	WLAN_MSM_NOTIFICATION_DATA *data = calloc(1, sizeof(*data));

	if (!data)
		return -ENOMEM;
	data->wlanConnectionMode = n->connection_mode;
	marshal_put_text(data->strProfileName, WLAN_MAX_NAME_LENGTH, n->profile_name ? n->profile_name : "");
	put_ssid(&data->dot11Ssid, &n->ssid);
	data->dot11BssType = n->bss_type;
	memcpy(data->dot11MacAddr, n->peer.b, sizeof(n->peer.b));
	data->bSecurityEnabled = n->is_secure;
	data->bFirstPeer = n->first_peer != 0;
	data->bLastPeer = n->last_peer != 0;
	data->wlanReasonCode = n->reason;
	*ret = data;
	*ret_size = sizeof(*data);
	return 0;
}

static int encode_word(uint32_t word, void **ret, size_t *ret_size)
{
	uint8_t *data = malloc(sizeof(word));
	struct writer w;

	if (!data)
		return -ENOMEM;
	w = writer_over(data, sizeof(word));
	writer_le32(&w, word);
	*ret = data;
	*ret_size = sizeof(word);
	return 0;
}

static int encode_radio(const struct acm_notification *n, void **ret, size_t *ret_size)
{
	WLAN_PHY_RADIO_STATE *data = calloc(1, sizeof(*data));

	if (!data)
		return -ENOMEM;
	data->dwPhyIndex = n->radio.phy_index;
	data->dot11SoftwareRadioState = n->radio.software_on ? dot11_radio_state_on : dot11_radio_state_off;
	data->dot11HardwareRadioState = n->radio.hardware_on ? dot11_radio_state_on : dot11_radio_state_off;
	*ret = data;
	*ret_size = sizeof(*data);
	return 0;
}

/* Old name, new name, each with its zero. */
static int encode_names(const struct acm_notification *n, void **ret, size_t *ret_size)
{
	_auto_free_ uint16_t *old_name = NULL, *new_name = NULL;
	size_t n_old, n_new;
	uint16_t *data;

	if (utf16_dup_from_utf8(n->profile_name ? n->profile_name : "", &old_name) < 0 ||
	    utf16_dup_from_utf8(n->new_name ? n->new_name : "", &new_name) < 0)
		return -ENOMEM;
	n_old = utf16_length(old_name, SIZE_MAX / 4) + 1;
	n_new = utf16_length(new_name, SIZE_MAX / 4) + 1;
	data = calloc(n_old + n_new, sizeof(*data));
	if (!data)
		return -ENOMEM;
	memcpy(data, old_name, n_old * sizeof(*data));
	memcpy(data + n_old, new_name, n_new * sizeof(*data));
	*ret = data;
	*ret_size = (n_old + n_new) * sizeof(*data);
	return 0;
}

static int encode_hosted_state(const struct acm_notification *n, void **ret, size_t *ret_size)
{
	WLAN_HOSTED_NETWORK_STATE_CHANGE *data = calloc(1, sizeof(*data));

	if (!data)
		return -ENOMEM;
	data->OldState = n->hosted.old_state;
	data->NewState = n->hosted.new_state;
	data->StateChangeReason = n->hosted.reason;
	*ret = data;
	*ret_size = sizeof(*data);
	return 0;
}

static int encode_hosted_peer(const struct acm_notification *n, void **ret, size_t *ret_size)
{
	WLAN_HOSTED_NETWORK_DATA_PEER_STATE_CHANGE *data = calloc(1, sizeof(*data));

	if (!data)
		return -ENOMEM;
	memcpy(data->OldState.PeerMacAddress, n->peer.b, sizeof(n->peer.b));
	memcpy(data->NewState.PeerMacAddress, n->peer.b, sizeof(n->peer.b));
	data->OldState.PeerAuthState = n->hosted.old_state;
	data->NewState.PeerAuthState = n->hosted.new_state;
	data->PeerStateChangeReason = n->hosted.reason;
	*ret = data;
	*ret_size = sizeof(*data);
	return 0;
}

int notify_out_encode(const struct acm_notification *notification, void **ret, size_t *ret_size)
{
	switch (notification->kind) {
	case ACM_DATA_CONNECTION:
		return encode_connection(notification, ret, ret_size);
	case ACM_DATA_MSM:
		return encode_msm(notification, ret, ret_size);
	case ACM_DATA_REASON:
		return encode_word(notification->reason, ret, ret_size);
	case ACM_DATA_RADIO:
		return encode_radio(notification, ret, ret_size);
	case ACM_DATA_NAMES:
		return encode_names(notification, ret, ret_size);
	case ACM_DATA_WORD:
		return encode_word(notification->word, ret, ret_size);
	case ACM_DATA_HOSTED_STATE:
		return encode_hosted_state(notification, ret, ret_size);
	case ACM_DATA_HOSTED_PEER:
		return encode_hosted_peer(notification, ret, ret_size);
	case ACM_DATA_NONE:
		break;
	}
	*ret = NULL;
	*ret_size = 0;
	return 0;
}

/* FNV-1a: it compares what the service itself wrote, nobody gains by a collision. */
static uint64_t digest_add(uint64_t digest, const void *data, size_t size)
{
	const uint8_t *at = data;

	for (size_t i = 0; i < size; i++)
		digest = (digest ^ at[i]) * 0x100000001b3;
	return digest;
}

uint64_t notify_out_digest(const struct acm_notification *notification, const void *data, size_t size)
{
	uint64_t digest = 0xcbf29ce484222325;

	digest = digest_add(digest, &notification->source, sizeof(notification->source));
	digest = digest_add(digest, &notification->code, sizeof(notification->code));
	digest = digest_add(digest, &notification->interface, sizeof(notification->interface));
	digest = digest_add(digest, data, size);
	return digest != 0 ? digest : 1; /* 0 stands for nothing told yet */
}

bool notify_out_wants(struct handle *handle, uint32_t source, uint32_t code, uint64_t digest)
{
	struct handle_registration *registration = &handle->registration;

	if ((registration->sources & source) == 0)
		return false;
	if (handle->version < 2 && (source != WLAN_NOTIFICATION_SOURCE_ACM ||
				    (code != wlan_notification_acm_connection_complete &&
				     code != wlan_notification_acm_disconnected)))
		return false;
	if (registration->ignores_duplicates && registration->last == digest)
		return false;
	registration->last = digest;
	return true;
}
