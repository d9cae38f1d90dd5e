/* What WlanQueryInterface reads and WlanSetInterface writes, as far as it is one number; radio and statistics have functions of their own. */
#include <errno.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlansvc/acm/hosted.h"
#include "wlansvc/acm/permission.h"
#include "wlansvc/acm/private.h"

static bool can_protect_management_frames(const struct interface *interface)
{
	const struct wdi_get_adapter_capabilities_result *capabilities = interface_capabilities(interface);

	return capabilities && capabilities->station_attributes.station_capabilities.mfp_capable;
}

int acm_query_word(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uint32_t opcode, uint32_t *ret)
{
	const struct interface *found = acm_find(acm, interface);
	const struct interface_settings *settings;

	if (!found)
		return ACM_E_NO_INTERFACE;
	settings = interface_settings(found);
	switch (opcode) {
	case wlan_intf_opcode_autoconf_enabled:
		*ret = settings->is_autoconf_enabled;
		return 0;
	case wlan_intf_opcode_background_scan_enabled:
		*ret = !interface_settings_has_vote(settings, SETTINGS_VOTE_NO_BACKGROUND_SCAN);
		return 0;
	case wlan_intf_opcode_media_streaming_mode:
		*ret = interface_settings_has_vote(settings, SETTINGS_VOTE_MEDIA_STREAMING);
		return 0;
	case wlan_intf_opcode_bss_type:
		*ret = settings->bss_type;
		return 0;
	case wlan_intf_opcode_interface_state:
		*ret = interface_state(found);
		return 0;
	case wlan_intf_opcode_current_operation_mode:
		*ret = DOT11_OPERATION_MODE_EXTENSIBLE_STATION;
		return 0;
	case wlan_intf_opcode_management_frame_protection_capable:
		*ret = can_protect_management_frames(found);
		return 0;
	case wlan_intf_opcode_hosted_network_capable:
		*ret = acm_hosted_is_capable(acm, interface);
		return 0;
	case wlan_intf_opcode_supported_safe_mode: /* our cryptography has no certificate of FIPS 140 */
	case wlan_intf_opcode_certified_safe_mode:
	case wlan_intf_opcode_secondary_sta_synchronized_connections: /* one station port per adapter */
		*ret = FALSE;
		return 0;
	default:
		return ACM_E_NOT_SUPPORTED;
	}
}

bool acm_autoconf_is_denied(struct acm *acm, const struct guid *interface)
{
	const struct interface *found = acm_find(acm, interface);

	return found && interface_settings(found)->is_autoconf_denied;
}

static int set_operation_mode(uint32_t mode)
{
	switch (mode) {
	case DOT11_OPERATION_MODE_EXTENSIBLE_STATION:
		return 0; /* what it is always */
	case DOT11_OPERATION_MODE_NETWORK_MONITOR:
		return ACM_E_FAILED; /* no driver offers it */
	default:
		return ACM_E_INVALID;
	}
}

int acm_set_word(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uint32_t opcode, uint32_t value)
{
	struct interface *found = acm_find(acm, interface);
	int r;

	if (!found)
		return ACM_E_NO_INTERFACE;
	r = acm_check_object(acm, caller, acm_object_of_opcode(opcode), WLAN_WRITE_ACCESS);
	if (r != 0)
		return r;
	switch (opcode) {
	case wlan_intf_opcode_autoconf_enabled:
		return interface_set_autoconf(found, value != FALSE);
	case wlan_intf_opcode_background_scan_enabled:
		return interface_vote(found, SETTINGS_VOTE_NO_BACKGROUND_SCAN, caller->handle, value == FALSE);
	case wlan_intf_opcode_media_streaming_mode:
		return interface_vote(found, SETTINGS_VOTE_MEDIA_STREAMING, caller->handle, value != FALSE);
	case wlan_intf_opcode_bss_type:
		if (value < dot11_BSS_type_infrastructure || value > dot11_BSS_type_any)
			return ACM_E_INVALID;
		return interface_set_bss_type(found, value);
	case wlan_intf_opcode_current_operation_mode:
		return set_operation_mode(value);
	case wlan_intf_opcode_secondary_sta_synchronized_connections:
		return value == FALSE ? 0 : ACM_E_FAILED;
	default: /* what can only be read, or is no opcode */
		return ACM_E_INVALID;
	}
}

int acm_set_radio(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uint32_t phy_index, bool is_on,
		  acm_done_fn done, void *userdata)
{
	struct interface *found = acm_find(acm, interface);
	struct acm_phy_radio radios[64];
	int r;

	if (!found)
		return ACM_E_NO_INTERFACE;
	if (!acm_caller_is_at_console(caller)) { /* G6 */
		r = acm_check_object(acm, caller, acm_object_of_opcode(wlan_intf_opcode_radio_state), WLAN_WRITE_ACCESS);
		if (r != 0)
			return r;
	}
	if (phy_index >= interface_radios(found, radios))
		return ACM_E_INVALID;
	return interface_set_radio(found, is_on, done, userdata);
}

int acm_query_statistics(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, acm_done_fn done,
			 void *userdata)
{
	struct interface *found = acm_find(acm, interface);

	return found ? interface_query_statistics(found, done, userdata) : ACM_E_NO_INTERFACE;
}

const struct wdi_get_adapter_capabilities_result *acm_capabilities(struct acm *acm, const struct guid *interface)
{
	const struct interface *found = acm_find(acm, interface);

	return found ? interface_capabilities(found) : NULL;
}

void acm_release_handle(struct acm *acm, uint64_t handle)
{
	for (size_t i = 0; i < acm->n_interfaces; i++)
		interface_release_handle(acm->interfaces[i], handle);
	hosted_release_handle(acm->hosted, handle);
	psd_release(acm->psd, handle);
	hosted_change_elements(acm->hosted);
}
