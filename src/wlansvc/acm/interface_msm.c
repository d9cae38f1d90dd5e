#include "wlansvc/acm/interface_msm.h"

#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/log.h"
#include "wlansvc/acm/event.h"
#include "wlansvc/acm/interface_attempt.h"
#include "wlansvc/acm/interface_configure.h"

static void on_associated(const struct msm_association *association, void *userdata)
{
	struct interface *interface = userdata;

	interface->link.peer = association->bssid;
	if (association->phy_type != WDI_PHY_TYPE_UNKNOWN)
		interface->link.phy_type = association->phy_type;
	if (!profile_is_open(interface->current->profile))
		interface_enter(interface, INTERFACE_STATE_AUTHENTICATING, "associated, not secured yet");
	interface_tell_msm(interface, wlan_notification_msm_associated, WLAN_REASON_CODE_SUCCESS);
}

static void on_connected(void *userdata)
{
	struct interface *interface = userdata;

	interface->current->is_associating = false;
	interface_enter(interface, INTERFACE_STATE_CONNECTED, "the driver is connected");
	interface_tell_msm(interface, wlan_notification_msm_connected, WLAN_REASON_CODE_SUCCESS);
	log_info("%s: connected to \"%s\" (" DOT11_MAC_FORMAT ")", interface->description, interface->current->profile->name,
		 DOT11_MAC_ARGS(&interface->link.peer));
	interface_tell_connection(interface, wlan_notification_acm_connection_complete, WLAN_REASON_CODE_SUCCESS);
	automatic_succeeded(interface->automatic, interface->current->profile->name);
	if (interface->policy.prefers_manual && interface->current->mode == wlan_connection_mode_profile &&
	    automatic_prefer(interface->automatic, interface->current->profile->name))
		interface_tell_profile_change(interface);
	scanner_hold(interface->scanner, false);
}

static void on_failed(uint32_t reason, void *userdata)
{
	struct interface *interface = userdata;

	if (interface->state == INTERFACE_STATE_CANCELLING) {
		interface_end_attempt(interface, reason);
		return;
	}
	interface_enter(interface, INTERFACE_STATE_DISCOVERING, "the driver could not connect");
	interface_give_up_ssid(interface, reason);
	interface_go_on(interface);
}

/* Who waits when a connection ends on purpose is why (D19). */
static enum event_cause cause_of_end(const struct interface *interface, bool was_asked)
{
	if (!was_asked)
		return EVENT_CAUSE_DRIVER;
	for (const struct attempt *attempt = interface->pending; attempt; attempt = attempt->next)
		if (!attempt->is_cancelled)
			return EVENT_CAUSE_ANOTHER;
	return EVENT_CAUSE_ASKED;
}

static void on_disconnected(uint32_t reason, void *userdata)
{
	struct interface *interface = userdata;
	bool was_asked = interface->state == INTERFACE_STATE_DISCONNECTING;
	struct interface_link link = interface->link;

	interface_rest(interface, was_asked ? "asked to disconnect" : "the link is lost");
	interface->link.peer = link.peer; /* named once more, below */
	interface->link.phy_type = link.phy_type;
	interface_tell_msm(interface, wlan_notification_msm_disconnected, reason);
	if (was_asked && reason != WLAN_REASON_CODE_SUCCESS)
		log_warning("%s: the driver has not disconnected from \"%s\" as asked (reason 0x%05x); the link is taken as gone",
			    interface->description, interface->current->profile->name, reason);
	event_disconnected(interface->description, &interface->guid, interface->current, cause_of_end(interface, was_asked));
	interface_tell_connection(interface, wlan_notification_acm_disconnected, WLAN_REASON_CODE_SUCCESS);
	interface_end_votes(interface);
	memset(&interface->link, 0, sizeof(interface->link));
	interface->current = attempt_free(interface->current);
	interface_continue(interface);
	automatic_look(interface->automatic);
}

const struct msm_listener interface_msm_listener = {
	.associated = on_associated,
	.connected = on_connected,
	.failed = on_failed,
	.disconnected = on_disconnected,
};
