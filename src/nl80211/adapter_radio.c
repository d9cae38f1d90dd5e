/* The radio's switches, and what depends on them. */
#include "nl80211/adapter_internal.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "nl80211/radio.h"

bool adapter_is_on(const struct adapter *adapter)
{
	return adapter->radio.is_hardware_on && adapter->radio.is_software_on;
}

static void tell_radio(struct adapter *adapter)
{
	const struct wdi_indication_radio_status indication = {
		.radio_state = { .hardware_state = adapter->radio.is_hardware_on,
				 .software_state = adapter->radio.is_software_on },
	};

	adapter_indicate(adapter, WDI_PORT_ADAPTER, NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, &indication);
}

void adapter_check_ap_sustained(struct adapter *adapter)
{
	const struct wdi_indication_can_sustain_ap indication = { .reason.value = WDI_CAN_SUSTAIN_AP_REASON_IHV_START };

	if (!adapter->is_ap_blocked || adapter->ap || !adapter_is_on(adapter))
		return;
	adapter->is_ap_blocked = false;
	adapter_indicate(adapter, WDI_PORT_ADAPTER, NDIS_STATUS_WDI_INDICATION_CAN_SUSTAIN_AP, &indication);
}

/* An interface may be given another name while it is down. */
static void look_up_name(struct adapter *adapter)
{
	char name[IF_NAMESIZE];

	if (if_indextoname(adapter->interface.ifindex, name))
		snprintf(adapter->interface.name, sizeof(adapter->interface.name), "%s", name);
}

void adapter_check_radio(struct adapter *adapter)
{
	struct radio_state state;

	look_up_name(adapter);
	if (radio_get(adapter->wiphy.name, adapter->interface.name, &state) < 0)
		return;
	if (state.is_hardware_on == adapter->radio.is_hardware_on && state.is_software_on == adapter->radio.is_software_on)
		return;
	adapter->radio = state;
	tell_radio(adapter);
	adapter_check_ap_sustained(adapter);
}

void adapter_on_switch(struct adapter *adapter, uint32_t number)
{
	int error;

	if (!radio_has_switch(adapter->wiphy.name, number))
		return;
	adapter_check_radio(adapter);
	if (!adapter_is_on(adapter))
		return;
	/* The kernel has taken the interface down with the radio, and leaves it there, even if it was off for a moment only. */
	error = radio_set_interface_up(adapter->interface.name, true);
	if (error < 0)
		log_warning("%s: stays down though the radio is on: %s", adapter->interface.name, strerror(-error));
}

/* Return: NDIS status. */
uint32_t adapter_switch_radio(struct adapter *adapter, bool is_wanted)
{
	int error;

	look_up_name(adapter);
	error = radio_set(adapter->wiphy.name, adapter->interface.name, is_wanted);

	if (error < 0 && error != -ERFKILL)
		return adapter_status(error);
	adapter_check_radio(adapter);
	return NDIS_STATUS_SUCCESS;
}
