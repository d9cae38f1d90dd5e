#include "wlansvc/acm/interface_radio.h"

#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/log.h"
#include "wlansvc/acm/interface_attempt.h"

bool interface_radio_is_on(const struct interface *interface)
{
	return interface->hardware_on && interface->software_on && !radio_is_going_off(&interface->radio);
}

size_t interface_radios(const struct interface *interface, struct acm_phy_radio *ret)
{
	for (size_t i = 0; i < interface->n_phys; i++)
		ret[i] = (struct acm_phy_radio){ (uint32_t)i, interface->software_on, interface->hardware_on };
	return interface->n_phys;
}

/* Without a radio there is no peer; a driver that says so itself as well is not heard any more. */
static void lose_connection(struct interface *interface)
{
	if (interface->state == INTERFACE_STATE_CONNECTED || interface->state == INTERFACE_STATE_AUTHENTICATING)
		(void)msm_peer_lost(interface->msm, &DOT11_MAC_BROADCAST, WDI_ASSOC_STATUS_RADIO_OFF, 0);
}

static void set_radio_state(struct interface *interface, bool hardware_on, bool software_on)
{
	bool was_on = interface_radio_is_on(interface);
	struct acm_phy_radio radios[64];
	size_t n;

	if (interface->hardware_on == hardware_on && interface->software_on == software_on)
		return;
	interface->hardware_on = hardware_on;
	interface->software_on = software_on;
	log_info("%s: radio %s", interface->description, interface_radio_is_on(interface) ? "on" : "off");
	n = interface_radios(interface, radios);
	for (size_t i = 0; i < n; i++)
		notify_radio(&interface->notifier, &radios[i]);
	if (!was_on && interface_radio_is_on(interface))
		automatic_lift(interface->automatic); /* as good as an interface that reconnects */
	else if (was_on)
		lose_connection(interface);
	automatic_update(interface->automatic);
	automatic_look(interface->automatic);
}

void interface_radio_changed(bool is_on, void *userdata)
{
	struct interface *interface = userdata;

	set_radio_state(interface, interface->hardware_on, is_on);
}

void interface_take_radio_status(struct interface *interface, const struct wdi_indication_radio_status *indication)
{
	set_radio_state(interface, indication->radio_state.hardware_state, indication->radio_state.software_state);
}

int interface_set_radio(struct interface *interface, bool is_on, acm_done_fn done, void *userdata)
{
	int r;

	if (!interface->adapter)
		return ACM_E_INVALID_STATE;
	if (interface->radio.step == RADIO_STEP_NONE && interface->software_on == is_on) {
		done(0, NULL, userdata);
		return 0;
	}
	r = radio_wish(&interface->radio, is_on, done, userdata);
	if (r != 0)
		return r;
	if (!is_on) {
		interface_cancel_pending(interface);
		r = interface_drop_current(interface, WLAN_REASON_CODE_USER_CANCELLED);
		if (r != 0) /* the task fails, or ends the connection with the radio */
			log_warning("%s: cannot disconnect before the radio goes off: %s", interface->description, strerror(-r));
	}
	if (!interface->current || r != 0)
		radio_proceed(&interface->radio, interface->adapter);
	return 0;
}
