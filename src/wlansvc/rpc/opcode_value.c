#include "wlansvc/rpc/opcode_value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "marshal/list.h"
#include "marshal/text.h"

static void *allocate(struct opcode_value *ret, size_t size)
{
	ret->data = calloc(1, size);
	ret->size = ret->data ? size : 0;
	return ret->data;
}

int opcode_value_word(struct opcode_value *ret, uint32_t word)
{
	void *data = allocate(ret, sizeof(word));
	struct writer w;

	if (!data)
		return -ENOMEM;
	w = writer_over(data, sizeof(word));
	writer_le32(&w, word);
	return 0;
}

int opcode_value_connection(struct opcode_value *ret, const struct acm_connection *c)
{
	WLAN_CONNECTION_ATTRIBUTES *attributes = allocate(ret, sizeof(*attributes));
	WLAN_ASSOCIATION_ATTRIBUTES *association;
	WLAN_SECURITY_ATTRIBUTES *security;

	if (!attributes)
		return -ENOMEM;
	association = &attributes->wlanAssociationAttributes;
	security = &attributes->wlanSecurityAttributes;
	attributes->isState = c->state;
	attributes->wlanConnectionMode = c->mode;
	marshal_put_text(attributes->strProfileName, WLAN_MAX_NAME_LENGTH, c->profile_name);
	association->dot11Ssid.uSSIDLength = c->ssid.size;
	memcpy(association->dot11Ssid.ucSSID, c->ssid.bytes, sizeof(association->dot11Ssid.ucSSID));
	association->dot11BssType = c->bss_type;
	memcpy(association->dot11Bssid, c->bssid.b, sizeof(c->bssid.b));
	association->dot11PhyType = c->phy_type;
	association->uDot11PhyIndex = c->phy_index;
	association->wlanSignalQuality = c->signal_quality;
	association->ulRxRate = c->rx_kbps;
	association->ulTxRate = c->tx_kbps;
	security->bSecurityEnabled = c->is_secure;
	security->bOneXEnabled = c->uses_onex;
	security->dot11AuthAlgorithm = c->auth;
	security->dot11CipherAlgorithm = c->cipher;
	return 0;
}

/* One link: no driver of ours makes connections over several. What nobody reports stays 0. */
int opcode_value_quality(struct opcode_value *ret, const struct acm_connection *c)
{
	WLAN_REALTIME_CONNECTION_QUALITY *quality = allocate(ret, sizeof(*quality));

	if (!quality)
		return -ENOMEM;
	quality->dot11PhyType = c->phy_type;
	quality->ulLinkQuality = c->signal_quality;
	quality->ulRxRate = c->rx_kbps;
	quality->ulTxRate = c->tx_kbps;
	quality->ulNumLinks = 1;
	quality->linksInfo[0].ulChannelCenterFrequencyMhz = c->center_khz / 1000;
	quality->linksInfo[0].lRssi = c->rssi_dbm;
	return 0;
}

static enum _DOT11_RADIO_STATE radio_state(bool is_on)
{
	return is_on ? dot11_radio_state_on : dot11_radio_state_off;
}

int opcode_value_radio(struct opcode_value *ret, const struct acm_phy_radio *phys, size_t n)
{
	WLAN_RADIO_STATE *radio = allocate(ret, sizeof(*radio));

	if (!radio)
		return -ENOMEM;
	for (size_t i = 0; i < n && i < WLAN_MAX_PHY_INDEX; i++)
		radio->PhyRadioState[radio->dwNumberOfPhys++] = (WLAN_PHY_RADIO_STATE){
			.dwPhyIndex = phys[i].phy_index,
			.dot11SoftwareRadioState = radio_state(phys[i].software_on),
			.dot11HardwareRadioState = radio_state(phys[i].hardware_on),
		};
	return 0;
}

int opcode_value_pairs(struct opcode_value *ret, const struct wdi_get_adapter_capabilities_result *capabilities)
{
	size_t n = capabilities ? capabilities->station_attributes.n_unicast_algorithms : 0;
	size_t size = sizeof(DWORD) + (n > 0 ? n : 1) * sizeof(DOT11_AUTH_CIPHER_PAIR);
	struct writer w;

	if (!allocate(ret, size))
		return -ENOMEM;
	w = writer_over(ret->data, size);
	writer_le32(&w, (uint32_t)n);
	/* WDI and Windows count algorithms alike. */
	for (size_t i = 0; i < n; i++) {
		writer_le32(&w, capabilities->station_attributes.unicast_algorithms[i].auth_algorithm);
		writer_le32(&w, capabilities->station_attributes.unicast_algorithms[i].cipher_algorithm);
	}
	return 0;
}

int opcode_value_countries(struct opcode_value *ret, const struct wdi_get_adapter_capabilities_result *capabilities)
{
	size_t n = capabilities ? capabilities->n_country_region_list : 0;
	size_t size = sizeof(DWORD) + n * sizeof(DOT11_COUNTRY_OR_REGION_STRING);
	struct writer w;

	if (size < sizeof(WLAN_COUNTRY_OR_REGION_STRING_LIST))
		size = sizeof(WLAN_COUNTRY_OR_REGION_STRING_LIST);
	if (!allocate(ret, size))
		return -ENOMEM;
	w = writer_over(ret->data, size);
	writer_le32(&w, (uint32_t)n);
	for (size_t i = 0; i < n; i++)
		writer_bytes(&w, capabilities->country_region_list[i].b, sizeof(capabilities->country_region_list[i].b));
	return 0;
}

static void add_mac(WLAN_MAC_FRAME_STATISTICS *to, const struct wdi_tlv_mac_statistics *from)
{
	to->ullTransmittedFrameCount += from->transmitted_frame_count;
	to->ullReceivedFrameCount += from->received_frame_count;
	to->ullWEPExcludedCount += from->wep_excluded_count;
	to->ullTKIPLocalMICFailures += from->tkip_local_mic_failures;
	to->ullTKIPReplays += from->tkip_replays;
	to->ullTKIPICVErrorCount += from->tkipicv_error_count;
	to->ullCCMPReplays += from->ccmp_replays;
	to->ullCCMPDecryptErrors += from->ccmp_decrypt_errors;
	to->ullWEPUndecryptableCount += from->wep_undecryptable_count;
	to->ullWEPICVErrorCount += from->wepicv_error_count;
	to->ullDecryptSuccessCount += from->decrypt_success_count;
	to->ullDecryptFailureCount += from->decrypt_failure_count;
}

static void put_phy(WLAN_PHY_FRAME_STATISTICS *to, const struct wdi_tlv_phy_statistics *from)
{
	*to = (WLAN_PHY_FRAME_STATISTICS){
		.ullTransmittedFrameCount = from->transmitted_frame_count,
		.ullMulticastTransmittedFrameCount = from->group_transmitted_frame_count,
		.ullFailedCount = from->failed_count,
		.ullRetryCount = from->retry_count,
		.ullMultipleRetryCount = from->multiple_retry_count,
		.ullMaxTXLifetimeExceededCount = from->max_tx_lifetime_exceeded_count,
		.ullTransmittedFragmentCount = from->transmitted_fragment_count,
		.ullRTSSuccessCount = from->rts_success_count,
		.ullRTSFailureCount = from->rts_failure_count,
		.ullACKFailureCount = from->ack_failure_count,
		.ullReceivedFrameCount = from->received_frame_count,
		.ullMulticastReceivedFrameCount = from->group_received_frame_count,
		.ullPromiscuousReceivedFrameCount = from->promiscuous_received_frame_count,
		.ullMaxRXLifetimeExceededCount = from->max_rx_lifetime_exceeded_count,
		.ullFrameDuplicateCount = from->frame_duplicate_count,
		.ullReceivedFragmentCount = from->received_fragment_count,
		.ullPromiscuousReceivedFragmentCount = from->promiscuous_received_fragment_count,
		.ullFCSErrorCount = from->fcs_error_count,
	};
}

int opcode_value_statistics(struct opcode_value *ret, const struct wdi_get_statistics_result *statistics)
{
	size_t n = statistics->n_phy_statistics < WLAN_MAX_PHY_INDEX ? statistics->n_phy_statistics : WLAN_MAX_PHY_INDEX;
	size_t size = offsetof(WLAN_STATISTICS, PhyCounters) + (n > 0 ? n : 1) * sizeof(WLAN_PHY_FRAME_STATISTICS);
	WLAN_STATISTICS *to = allocate(ret, size);

	if (!to)
		return -ENOMEM;
	/* The protocol counts per peer; frames to a group are those of a peer with a group address. */
	for (size_t i = 0; i < statistics->n_peer_mac_statistics; i++) {
		const struct wdi_tlv_mac_statistics *mac = &statistics->peer_mac_statistics[i];

		add_mac(mac->mac_address.b[0] & 1 ? &to->MacMcastCounters : &to->MacUcastCounters, mac);
	}
	to->dwNumberOfPhys = (DWORD)n;
	for (size_t i = 0; i < n; i++)
		put_phy((WLAN_PHY_FRAME_STATISTICS *)((uint8_t *)to + offsetof(WLAN_STATISTICS, PhyCounters)) + i,
			&statistics->phy_statistics[i]);
	return 0;
}

int opcode_value_capability(struct opcode_value *ret, const struct wdi_get_adapter_capabilities_result *capabilities)
{
	WLAN_INTERFACE_CAPABILITY *to = allocate(ret, sizeof(*to));

	if (!to)
		return -ENOMEM;
	to->interfaceType = wlan_interface_type_native_802_11;
	if (!capabilities)
		return 0;
	to->bDot11DSupported = capabilities->n_country_region_list > 0;
	to->dwMaxDesiredSsidListSize = capabilities->station_attributes.station_capabilities.desired_ssid_list_size;
	to->dwMaxDesiredBssidListSize = capabilities->station_attributes.station_capabilities.desired_bssid_list_size;
	for (size_t i = 0; i < capabilities->n_phy_info && i < array_size(to->dot11PhyTypes); i++)
		to->dot11PhyTypes[to->dwNumberOfSupportedPhys++] = capabilities->phy_info[i].phy_capabilities.phy_type;
	return 0;
}

int opcode_value_no_interfaces(struct opcode_value *ret)
{
	return allocate(ret, marshal_list_size(&marshal_interface_info, 0)) ? 0 : -ENOMEM;
}
