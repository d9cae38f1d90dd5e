/* What an interface answers when it is asked; nothing changes here. */
#include "wlansvc/acm/interface.h"

#include <stdio.h>

#include <windows.h>
#include <wlanapi.h>

#include "driver/security.h"
#include "wlansvc/acm/interface_state.h"

const struct guid *interface_guid(const struct interface *interface)
{
	return &interface->guid;
}

const char *interface_description(const struct interface *interface)
{
	return interface->description;
}

bool interface_is_ready(const struct interface *interface)
{
	return interface->adapter;
}

const struct wdi_get_adapter_capabilities_result *interface_capabilities(const struct interface *interface)
{
	return interface->adapter ? host_adapter_capabilities(interface->adapter) : NULL;
}

bool interface_connection(const struct interface *interface, struct network_connection *ret)
{
	if (interface->state != INTERFACE_STATE_CONNECTED)
		return false;
	ret->ssid = *attempt_ssid(interface->current);
	ret->bss_type = dot11_BSS_type_infrastructure;
	ret->is_secure = !profile_is_open(interface->current->profile);
	ret->profile_name = attempt_profile_name(interface->current);
	return true;
}

static uint32_t phy_index_of(const struct interface *interface, uint32_t phy_type)
{
	const struct wdi_get_adapter_capabilities_result *capabilities = host_adapter_capabilities(interface->adapter);

	for (size_t i = 0; capabilities && i < capabilities->n_phy_info && i < 64; i++)
		if (capabilities->phy_info[i].phy_capabilities.phy_type == phy_type)
			return (uint32_t)i;
	return 0;
}

int interface_current(const struct interface *interface, struct acm_connection *ret)
{
	const struct msm_suites suites = msm_suites(interface->msm);
	const struct bss *bss;

	if (interface->state != INTERFACE_STATE_CONNECTED)
		return ACM_E_INVALID_STATE;
	bss = bss_list_find(interface->bss_list, &interface->link.peer);
	*ret = (struct acm_connection){
		.state = interface_state(interface),
		.mode = interface->current->mode,
		.ssid = *attempt_ssid(interface->current),
		.bss_type = dot11_BSS_type_infrastructure,
		.bssid = interface->link.peer,
		.phy_type = interface->link.phy_type,
		.phy_index = phy_index_of(interface, interface->link.phy_type),
		.rx_kbps = interface->link.rx_kbps,
		.tx_kbps = interface->link.tx_kbps,
		/* WDI and Windows count algorithms alike. */
		.is_secure = suites.akm != DOT11_AKM_NONE,
		.auth = driver_akm_to_wdi(suites.akm),
		.cipher = driver_cipher_to_wdi(suites.pairwise_cipher),
		.rssi_dbm = bss ? bss->rssi_dbm : -100,
		.channel = bss ? bss->channel : 0,
		.center_khz = bss ? bss->center_khz : 0,
	};
	ret->signal_quality = interface->link.has_quality ? interface->link.quality : bss_signal_quality(ret->rssi_dbm);
	snprintf(ret->profile_name, sizeof(ret->profile_name), "%s", attempt_profile_name(interface->current));
	return 0;
}

static void on_statistics(uint32_t status, const void *result, void *userdata)
{
	struct interface *interface = userdata;

	wait_list_tell(&interface->statistics,
		       status == NDIS_STATUS_SUCCESS && result ? 0 :
		       status == NDIS_STATUS_ADAPTER_REMOVED   ? ACM_E_INVALID_STATE :
								 ACM_E_FAILED,
		       result);
}

int interface_query_statistics(struct interface *interface, acm_done_fn done, void *userdata)
{
	bool is_asked = !wait_list_is_empty(&interface->statistics);
	int r;

	if (!interface->adapter)
		return ACM_E_INVALID_STATE;
	if (!is_asked) {
		r = host_adapter_submit(interface->adapter, OID_WDI_GET_STATISTICS, host_adapter_port(interface->adapter), NULL,
					on_statistics, interface, NULL);
		if (r < 0)
			return r;
	}
	return wait_list_add(&interface->statistics, done, userdata);
}
