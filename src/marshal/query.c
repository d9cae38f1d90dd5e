#include "marshal/query.h"

#include <errno.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "marshal/list.h"
#include "marshal/text.h"

_Static_assert(sizeof(WLAN_CONNECTION_ATTRIBUTES) == 604, "wlanapi.h, x86_64");
_Static_assert(sizeof(WLAN_RADIO_STATE) == 772, "wlanapi.h, x86_64");
_Static_assert(sizeof(WLAN_CONNECTION_NOTIFICATION_DATA) == 572, "wlanapi.h, x86_64");
_Static_assert(sizeof(WLAN_MSM_NOTIFICATION_DATA) == 580, "wlanapi.h, x86_64");

static int check_radio_state(const void *data, size_t size)
{
	struct reader r = reader_over(data, size);

	if (size != sizeof(WLAN_RADIO_STATE) || reader_le32(&r) > WLAN_MAX_PHY_INDEX)
		return -EBADMSG;
	return 0;
}

static int check_connection(const void *data, size_t size)
{
	const uint8_t *at = data;
	struct reader r = reader_over(data, size);

	if (size != sizeof(WLAN_CONNECTION_ATTRIBUTES) ||
	    !marshal_is_terminated(at + offsetof(WLAN_CONNECTION_ATTRIBUTES, strProfileName), WLAN_MAX_NAME_LENGTH))
		return -EBADMSG;
	reader_skip(&r, offsetof(WLAN_CONNECTION_ATTRIBUTES, wlanAssociationAttributes));
	return reader_le32(&r) <= DOT11_SSID_MAX_LENGTH ? 0 : -EBADMSG;
}

/* A number of items and room for at least one of @item_size bytes. */
static int check_counted(const void *data, size_t size, size_t item_size, size_t padding)
{
	struct reader r = reader_over(data, size);
	uint32_t n = reader_le32(&r);

	if (r.failed || size < padding)
		return -EBADMSG;
	return r.left / item_size >= (n > 0 ? n : 1) ? 0 : -EBADMSG;
}

static int check_statistics(const void *data, size_t size)
{
	struct reader r = reader_over(data, size);
	uint32_t n;

	reader_skip(&r, offsetof(WLAN_STATISTICS, dwNumberOfPhys));
	n = reader_le32(&r);
	reader_skip(&r, offsetof(WLAN_STATISTICS, PhyCounters) - offsetof(WLAN_STATISTICS, dwNumberOfPhys) - sizeof(n));
	return !r.failed && r.left / sizeof(WLAN_PHY_FRAME_STATISTICS) >= (n > 0 ? n : 1) ? 0 : -EBADMSG;
}

static int check_quality(const void *data, size_t size)
{
	struct reader r = reader_over(data, size);
	uint32_t n;

	reader_skip(&r, offsetof(WLAN_REALTIME_CONNECTION_QUALITY, ulNumLinks));
	n = reader_le32(&r);
	return !r.failed && r.left / sizeof(WLAN_REALTIME_CONNECTION_QUALITY_LINK_INFO) >= (n > 0 ? n : 1) ? 0 : -EBADMSG;
}

int marshal_check_query(uint32_t opcode, const void *data, size_t size)
{
	switch (opcode) {
	case wlan_intf_opcode_autoconf_enabled:
	case wlan_intf_opcode_bss_type:
	case wlan_intf_opcode_interface_state:
	case wlan_intf_opcode_channel_number:
	case wlan_intf_opcode_rssi:
	case wlan_intf_opcode_background_scan_enabled:
	case wlan_intf_opcode_media_streaming_mode:
	case wlan_intf_opcode_current_operation_mode:
	case wlan_intf_opcode_supported_safe_mode:
	case wlan_intf_opcode_certified_safe_mode:
	case wlan_intf_opcode_hosted_network_capable:
	case wlan_intf_opcode_management_frame_protection_capable:
	case wlan_intf_opcode_secondary_sta_synchronized_connections:
		return size == 4 ? 0 : -EBADMSG;
	case wlan_intf_opcode_radio_state:
		return check_radio_state(data, size);
	case wlan_intf_opcode_current_connection:
		return check_connection(data, size);
	case wlan_intf_opcode_supported_infrastructure_auth_cipher_pairs:
	case wlan_intf_opcode_supported_adhoc_auth_cipher_pairs:
		return check_counted(data, size, sizeof(DOT11_AUTH_CIPHER_PAIR), sizeof(WLAN_AUTH_CIPHER_PAIR_LIST));
	case wlan_intf_opcode_supported_country_or_region_string_list:
		return check_counted(data, size, sizeof(DOT11_COUNTRY_OR_REGION_STRING), sizeof(WLAN_COUNTRY_OR_REGION_STRING_LIST));
	case wlan_intf_opcode_secondary_sta_interfaces:
		return marshal_check_list(&marshal_interface_info, data, size);
	case wlan_intf_opcode_realtime_connection_quality:
		return check_quality(data, size);
	case wlan_intf_opcode_statistics:
		return check_statistics(data, size);
	default:
		return -EBADMSG;
	}
}

/* ACM and MSM data begin alike: mode, profile name, SSID. */
static int check_connection_data(const void *data, size_t size)
{
	const uint8_t *at = data;
	struct reader r = reader_over(data, size);

	if (size < offsetof(WLAN_CONNECTION_NOTIFICATION_DATA, dot11Ssid) + sizeof(DOT11_SSID) ||
	    !marshal_is_terminated(at + offsetof(WLAN_CONNECTION_NOTIFICATION_DATA, strProfileName), WLAN_MAX_NAME_LENGTH))
		return -EBADMSG;
	reader_skip(&r, offsetof(WLAN_CONNECTION_NOTIFICATION_DATA, dot11Ssid));
	return reader_le32(&r) <= DOT11_SSID_MAX_LENGTH ? 0 : -EBADMSG;
}

/* Two texts, each with its zero, and nothing behind them. */
static bool is_two_names(const void *data, size_t size)
{
	struct reader r = reader_over(data, size);
	unsigned int n = 0;

	while (r.left > 0 && n < 2)
		n += reader_le16(&r) == 0;
	return !r.failed && n == 2 && r.left == 0;
}

static int check_acm(uint32_t code, const void *data, size_t size)
{
	const size_t xml_at = offsetof(WLAN_CONNECTION_NOTIFICATION_DATA, strProfileXml);
	const uint8_t *at = data;

	switch (code) {
	case wlan_notification_acm_connection_start:
	case wlan_notification_acm_connection_complete:
	case wlan_notification_acm_connection_attempt_fail:
	case wlan_notification_acm_disconnecting:
	case wlan_notification_acm_disconnected:
		if (size < sizeof(WLAN_CONNECTION_NOTIFICATION_DATA) || size % 2 != 0 ||
		    !marshal_is_terminated(at + xml_at, (size - xml_at) / 2))
			return -EBADMSG;
		return check_connection_data(data, size);
	case wlan_notification_acm_profile_name_change:
		return is_two_names(data, size) ? 0 : -EBADMSG;
	case wlan_notification_acm_bss_type_change:
	case wlan_notification_acm_power_setting_change:
		return size == sizeof(ULONG) ? 0 : -EBADMSG;
	case wlan_notification_acm_scan_fail:
		return size == sizeof(WLAN_REASON_CODE) ? 0 : -EBADMSG;
	default:
		return 0;
	}
}

static int check_msm(uint32_t code, const void *data, size_t size)
{
	switch (code) {
	case wlan_notification_msm_radio_state_change:
		return size == sizeof(WLAN_PHY_RADIO_STATE) ? 0 : -EBADMSG;
	case wlan_notification_msm_signal_quality_change:
	case wlan_notification_msm_adapter_operation_mode_change:
		return size == sizeof(ULONG) ? 0 : -EBADMSG;
	case wlan_notification_msm_link_degraded:
	case wlan_notification_msm_link_improved:
		return 0;
	default:
		return size == sizeof(WLAN_MSM_NOTIFICATION_DATA) ? check_connection_data(data, size) : -EBADMSG;
	}
}

static int check_hosted(uint32_t code, const void *data, size_t size)
{
	switch (code) {
	case wlan_hosted_network_state_change:
		return size == sizeof(WLAN_HOSTED_NETWORK_STATE_CHANGE) ? 0 : -EBADMSG;
	case wlan_hosted_network_peer_state_change:
		return size == sizeof(WLAN_HOSTED_NETWORK_DATA_PEER_STATE_CHANGE) ? 0 : -EBADMSG;
	case wlan_hosted_network_radio_state_change:
		return size == sizeof(WLAN_HOSTED_NETWORK_RADIO_STATE) ? 0 : -EBADMSG;
	default:
		return 0;
	}
}

int marshal_check_notification(uint32_t source, uint32_t code, const void *data, size_t size)
{
	switch (source) {
	case WLAN_NOTIFICATION_SOURCE_ACM:
		return check_acm(code, data, size);
	case WLAN_NOTIFICATION_SOURCE_MSM:
		return check_msm(code, data, size);
	case WLAN_NOTIFICATION_SOURCE_HNWK:
		return check_hosted(code, data, size);
	default:
		return 0;
	}
}
