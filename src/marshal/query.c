#include "marshal/query.h"

#include <errno.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"
#include "base/cleanup.h"
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

int marshal_check_query(uint32_t opcode, const void *data, size_t size)
{
	switch (opcode) {
	case wlan_intf_opcode_autoconf_enabled:
	case wlan_intf_opcode_bss_type:
	case wlan_intf_opcode_interface_state:
	case wlan_intf_opcode_channel_number:
	case wlan_intf_opcode_rssi:
		return size == 4 ? 0 : -EBADMSG;
	case wlan_intf_opcode_radio_state:
		return check_radio_state(data, size);
	case wlan_intf_opcode_current_connection:
		return check_connection(data, size);
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

int marshal_check_notification(uint32_t source, uint32_t code, const void *data, size_t size)
{
	switch (source) {
	case WLAN_NOTIFICATION_SOURCE_ACM:
		return check_acm(code, data, size);
	case WLAN_NOTIFICATION_SOURCE_MSM:
		return check_msm(code, data, size);
	default:
		return 0;
	}
}
