/* Scanning and its results. */
#include <errno.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "marshal/bss.h"
#include "marshal/list.h"
#include "marshal/message.h"
#include "marshal/text.h"
#include "wlansvc/rpc/client.h"

/* One whole element or nothing (WLAN_RAW_DATA of WlanScan). */
static bool is_one_element(const uint8_t *ie, size_t size)
{
	return size == 0 || (size >= 2 && size == (size_t)ie[1] + 2);
}

static int method_scan(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	struct win32_error status;
	struct dot11_ssid ssid;
	const void *ie = NULL;
	size_t ie_size = 0;
	struct rpc_call call;
	struct guid interface;
	bool has_ssid;

	rpc_call_begin(&call, message, userdata, "WlanScan");
	status = rpc_call_read_interface(&call, &interface);
	if (status.v == 0 && (marshal_read_optional_ssid(message, &has_ssid, &ssid) < 0 ||
			      marshal_read_bytes(message, &ie, &ie_size) < 0 || !is_one_element(ie, ie_size)))
		status = WIN32(ERROR_INVALID_PARAMETER);
	if (status.v == 0)
		status = win32_from_acm(acm_scan(call.acm, &interface, has_ssid ? &ssid : NULL, ie, ie_size));
	return rpc_call_reply(&call, status);
}

static void entry_from_bss(const struct acm_bss *bss, WLAN_BSS_ENTRY *ret)
{
	size_t n_rates = bss->n_rates < DOT11_RATE_SET_MAX_LENGTH ? bss->n_rates : DOT11_RATE_SET_MAX_LENGTH;

	memset(ret, 0, sizeof(*ret)); /* the gaps too: they are sent */
	ret->dot11Ssid.uSSIDLength = bss->ssid.size;
	memcpy(ret->dot11Ssid.ucSSID, bss->ssid.bytes, sizeof(ret->dot11Ssid.ucSSID));
	ret->uPhyId = bss->phy_id;
	memcpy(ret->dot11Bssid, bss->bssid.b, sizeof(bss->bssid.b));
	ret->dot11BssType = bss->bss_type;
	ret->dot11BssPhyType = bss->phy_type;
	ret->lRssi = bss->rssi_dbm;
	ret->uLinkQuality = bss->link_quality;
	ret->bInRegDomain = bss->in_reg_domain;
	ret->usBeaconPeriod = bss->beacon_period;
	ret->ullTimestamp = bss->timestamp;
	ret->ullHostTimestamp = bss->host_timestamp;
	ret->usCapabilityInformation = bss->capability;
	ret->ulChCenterFrequency = bss->center_khz;
	ret->wlanRateSet.uRateSetLength = (ULONG)(n_rates * sizeof(USHORT)); /* counts bytes (WLAN_RATE_SET) */
	for (size_t i = 0; i < n_rates; i++)
		ret->wlanRateSet.usRateSet[i] = bss->rates[i];
}

/* Written straight into the message: with thousands of entries, copies are what costs. */
static int append_bss_list(sd_bus_message *reply, const struct acm_bss *bss, size_t n, size_t *ret_size)
{
	struct marshal_bss_writer writer;
	size_t ies_total = 0, size;
	void *list;
	int r;

	for (size_t i = 0; i < n; i++)
		ies_total += marshal_bss_ies_size(bss[i].ies, bss[i].ies_size);
	size = marshal_bss_list_size(n, ies_total);
	r = sd_bus_message_append_array_space(reply, 'y', size, &list);
	if (r < 0)
		return r;
	marshal_bss_list_begin(&writer, list, size, n);
	for (size_t i = 0; i < n; i++) {
		WLAN_BSS_ENTRY entry;

		entry_from_bss(&bss[i], &entry);
		marshal_bss_list_add(&writer, &entry, bss[i].ies, marshal_bss_ies_size(bss[i].ies, bss[i].ies_size));
	}
	*ret_size = size;
	return 0;
}

static struct win32_error list_bss(struct rpc_call *call, struct acm_bss **ret, size_t *ret_n)
{
	struct win32_error status;
	struct dot11_ssid ssid;
	struct guid interface;
	int is_secure;
	bool has_ssid;
	uint32_t type;

	status = rpc_call_read_interface(call, &interface);
	if (status.v != 0)
		return status;
	if (call->caller.version < 2)
		return WIN32(ERROR_NOT_SUPPORTED);
	if (marshal_read_optional_ssid(call->message, &has_ssid, &ssid) < 0 ||
	    sd_bus_message_read(call->message, "ub", &type, &is_secure) < 0)
		return WIN32(ERROR_INVALID_PARAMETER);
	/* Without an SSID, type and security play no part; with one, the type "any" finds nothing. */
	if (has_ssid && (type < dot11_BSS_type_infrastructure || type > dot11_BSS_type_any))
		return WIN32(ERROR_INVALID_PARAMETER);
	return win32_from_acm(acm_list_bss(call->acm, &interface, has_ssid ? &ssid : NULL, type, is_secure, ret, ret_n));
}

static int method_get_network_bss_list(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	_auto_free_ struct acm_bss *bss = NULL;
	struct win32_error status;
	struct rpc_call call;
	size_t n, size = 0;
	int r;

	rpc_call_begin(&call, message, userdata, "WlanGetNetworkBssList");
	status = list_bss(&call, &bss, &n);
	if (status.v != 0)
		return rpc_call_reply_bytes(&call, status, NULL, 0);
	r = rpc_new_reply(message, &reply, "u", status.v);
	if (r < 0)
		return r;
	r = append_bss_list(reply, bss, n, &size);
	if (r < 0)
		return rpc_call_reply_bytes(&call, win32_from_acm(r), NULL, 0);
	return rpc_call_send(&call, reply, size);
}

static void info_from_network(const struct acm_network *network, WLAN_AVAILABLE_NETWORK *ret)
{
	uint32_t n_types = network->n_phy_types < WLAN_MAX_PHY_TYPE_NUMBER ? network->n_phy_types : WLAN_MAX_PHY_TYPE_NUMBER;

	memset(ret, 0, sizeof(*ret));
	marshal_put_text(ret->strProfileName, WLAN_MAX_NAME_LENGTH, network->profile_name);
	ret->dot11Ssid.uSSIDLength = network->ssid.size;
	memcpy(ret->dot11Ssid.ucSSID, network->ssid.bytes, sizeof(ret->dot11Ssid.ucSSID));
	ret->dot11BssType = network->bss_type;
	ret->uNumberOfBssids = network->n_bssids;
	ret->bNetworkConnectable = network->is_connectable;
	ret->wlanNotConnectableReason = network->not_connectable_reason;
	ret->uNumberOfPhyTypes = n_types;
	for (uint32_t i = 0; i < n_types; i++)
		ret->dot11PhyTypes[i] = network->phy_types[i];
	ret->bMorePhyTypes = network->more_phy_types;
	ret->wlanSignalQuality = network->signal_quality;
	ret->bSecurityEnabled = network->is_secure;
	ret->dot11DefaultAuthAlgorithm = network->auth;
	ret->dot11DefaultCipherAlgorithm = network->cipher;
	ret->dwFlags = network->flags;
}

/* What the second structure has behind the members of the first one; @ret holds zeros. */
static void append_interworking(const struct dot11_interworking *interworking, WLAN_AVAILABLE_NETWORK_V2 *ret)
{
	ret->AccessNetworkOptions = (DOT11_ACCESSNETWORKOPTIONS){
		.AccessNetworkType = interworking->network_type,
		.Internet = interworking->has_internet,
		.ASRA = interworking->needs_step,
		.ESR = interworking->reaches_emergency,
		.UESA = interworking->has_unauthenticated_emergency,
	};
	memcpy(ret->dot11HESSID, interworking->hessid.b, sizeof(ret->dot11HESSID));
	ret->VenueInfo.VenueGroup = interworking->venue_group;
	ret->VenueInfo.VenueType = interworking->venue_type;
}

/* @item: marshal_network or marshal_network2 */
static int make_network_list(const struct marshal_item *item, const struct acm_network *networks, size_t n, uint8_t **ret, size_t *ret_size)
{
	const size_t common = offsetof(WLAN_AVAILABLE_NETWORK, dwFlags) + sizeof(DWORD);
	size_t size = marshal_list_size(item, n);
	uint8_t *list = calloc(1, size);

	_Static_assert(offsetof(WLAN_AVAILABLE_NETWORK, dwFlags) == offsetof(WLAN_AVAILABLE_NETWORK_V2, dwFlags), "alike up to dwFlags");
	if (!list)
		return -ENOMEM;
	marshal_list_begin(list, n);
	for (size_t i = 0; i < n; i++) {
		WLAN_AVAILABLE_NETWORK_V2 info2 = { 0 };
		WLAN_AVAILABLE_NETWORK info;

		info_from_network(&networks[i], &info);
		memcpy(&info2, &info, common);
		append_interworking(&networks[i].interworking, &info2);
		memcpy(list + MARSHAL_LIST_HEADER + i * item->size, item == &marshal_network2 ? (void *)&info2 : (void *)&info, item->size);
	}
	*ret = list;
	*ret_size = size;
	return 0;
}

static struct win32_error list_networks(struct rpc_call *call, struct acm_network **ret, size_t *ret_n)
{
	const uint32_t known = WLAN_AVAILABLE_NETWORK_INCLUDE_ALL_ADHOC_PROFILES |
			       WLAN_AVAILABLE_NETWORK_INCLUDE_ALL_MANUAL_HIDDEN_PROFILES;
	struct win32_error status;
	struct guid interface;
	uint32_t flags;

	status = rpc_call_read_interface(call, &interface);
	if (status.v != 0)
		return status;
	if (sd_bus_message_read(call->message, "u", &flags) < 0 || (flags & ~known) != 0)
		return WIN32(ERROR_INVALID_PARAMETER);
	return win32_from_acm(acm_list_networks(call->acm, &call->caller, &interface, flags, ret, ret_n));
}

static int get_networks(sd_bus_message *message, void *userdata, const char *function, const struct marshal_item *item)
{
	_auto_free_ struct acm_network *networks = NULL;
	_auto_free_ uint8_t *list = NULL;
	struct win32_error status;
	struct rpc_call call;
	size_t n, size = 0;

	rpc_call_begin(&call, message, userdata, function);
	status = list_networks(&call, &networks, &n);
	if (status.v == 0)
		status = win32_from_acm(make_network_list(item, networks, n, &list, &size));
	return rpc_call_reply_bytes(&call, status, list, size);
}

static int method_get_available_network_list(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	return get_networks(message, userdata, "WlanGetAvailableNetworkList", &marshal_network);
}

static int method_get_available_network_list2(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	return get_networks(message, userdata, "WlanGetAvailableNetworkList2", &marshal_network2);
}

const sd_bus_vtable bus_scan_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("Scan", SD_BUS_ARGS("t", handle, "ay", interface, "b", has_ssid, "ay", ssid, "ay", ie),
				SD_BUS_RESULT("u", status), method_scan, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("GetNetworkBssList",
				SD_BUS_ARGS("t", handle, "ay", interface, "b", has_ssid, "ay", ssid, "u", bss_type, "b",
					    security_enabled),
				SD_BUS_RESULT("u", status, "ay", bss_list), method_get_network_bss_list,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("GetAvailableNetworkList", SD_BUS_ARGS("t", handle, "ay", interface, "u", flags),
				SD_BUS_RESULT("u", status, "ay", networks), method_get_available_network_list,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD_WITH_ARGS("GetAvailableNetworkList2", SD_BUS_ARGS("t", handle, "ay", interface, "u", flags),
				SD_BUS_RESULT("u", status, "ay", networks), method_get_available_network_list2,
				SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END
};
