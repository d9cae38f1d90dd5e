#include "wlansvc/acm/interface_state.h"

#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/log.h"

static const struct {
	const char *name;
	uint32_t shown; /* WLAN_INTERFACE_STATE */
} states[] = {
	[INTERFACE_STATE_NOT_READY] = { "not ready", wlan_interface_state_not_ready },
	[INTERFACE_STATE_IDLE] = { "disconnected", wlan_interface_state_disconnected },
	[INTERFACE_STATE_DISCOVERING] = { "discovering", wlan_interface_state_discovering },
	[INTERFACE_STATE_CONNECTING] = { "associating", wlan_interface_state_associating },
	[INTERFACE_STATE_AUTHENTICATING] = { "authenticating", wlan_interface_state_authenticating },
	[INTERFACE_STATE_CONNECTED] = { "connected", wlan_interface_state_connected },
	[INTERFACE_STATE_CANCELLING] = { "cancelling", wlan_interface_state_disconnecting },
	[INTERFACE_STATE_DISCONNECTING] = { "disconnecting", wlan_interface_state_disconnecting },
};

void interface_enter(struct interface *interface, enum interface_state state, const char *why)
{
	if (state == interface->state)
		return;
	log_debug("%s: %s -> %s: %s", interface->description, states[interface->state].name, states[state].name, why);
	interface->state = state;
	if (state == INTERFACE_STATE_CONNECTING || state == INTERFACE_STATE_CANCELLING || state == INTERFACE_STATE_DISCONNECTING)
		scanner_hold(interface->scanner, true);
	automatic_update(interface->automatic);
}

void interface_rest(struct interface *interface, const char *why)
{
	memset(&interface->link, 0, sizeof(interface->link));
	interface_enter(interface, interface->adapter ? INTERFACE_STATE_IDLE : INTERFACE_STATE_NOT_READY, why);
}

uint32_t interface_state(const struct interface *interface)
{
	return states[interface->state].shown;
}

bool interface_has_peer(const struct interface *interface)
{
	return interface->state == INTERFACE_STATE_CONNECTED || interface->state == INTERFACE_STATE_DISCONNECTING ||
	       interface->state == INTERFACE_STATE_CONNECTING || interface->state == INTERFACE_STATE_AUTHENTICATING;
}

void interface_tell_connection(struct interface *interface, uint32_t code, uint32_t reason)
{
	notify_connection(&interface->notifier, code, interface->current, reason);
}

void interface_tell_msm(struct interface *interface, uint32_t code, uint32_t reason)
{
	notify_msm(&interface->notifier, code, interface->current, &interface->link.peer, interface->link.phy_type, reason);
}

void interface_tell_start(struct interface *interface)
{
	if (interface->current->has_started)
		return;
	interface->current->has_started = true;
	interface_tell_connection(interface, wlan_notification_acm_connection_start, WLAN_REASON_CODE_SUCCESS);
}
