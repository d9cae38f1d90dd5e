/* Connects, disconnects and sleep: what clients and the machine ask of an interface, and which of them waits for which. */
#include "wlansvc/acm/interface.h"

#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/log.h"
#include "wlansvc/acm/interface_attempt.h"

#define MAX_PENDING 16

/* C7: nothing to do. */
static bool is_connected_already(const struct interface *interface, const struct attempt *attempt)
{
	const struct attempt *current = interface->current;

	if (interface->state != INTERFACE_STATE_CONNECTED || attempt->is_stored != current->is_stored ||
	    attempt->mode == wlan_connection_mode_temporary_profile ||
	    strcmp(attempt->profile->name, current->profile->name) != 0 ||
	    strcmp(attempt->profile->xml, current->profile->xml) != 0 || !attempt_allows(attempt, &interface->link.peer))
		return false;
	for (size_t i = 0; i < attempt->n_ssids; i++)
		if (dot11_ssid_equal(&attempt->ssids[i], attempt_ssid(current)))
			return true;
	return false;
}

int interface_connect(struct interface *interface, struct attempt *attempt)
{
	struct attempt **last = &interface->pending;
	unsigned n = 0;
	int r;

	if (!interface->adapter || !interface->own.is_autoconf_enabled) /* C13 */
		return ACM_E_INVALID_STATE;
	if (!interface_radio_is_on(interface))
		return ACM_E_RADIO_OFF;
	while (*last) {
		last = &(*last)->next;
		n++;
	}
	if (n >= MAX_PENDING)
		return ACM_E_BUSY;
	if (is_connected_already(interface, attempt) && n == 0) {
		automatic_unmark(interface->automatic);
		notify_connection(&interface->notifier, wlan_notification_acm_connection_complete, attempt,
				  WLAN_REASON_CODE_SUCCESS);
		attempt_free(attempt);
		return 0;
	}
	if (interface->state == INTERFACE_STATE_CONNECTED) {
		r = interface_drop_connection(interface);
		if (r != 0)
			return r;
	}
	/* A manual connect lifts the mark and the blocks (D11); of several that wait, the last one counts. */
	automatic_lift(interface->automatic);
	interface_cancel_pending(interface);
	*last = attempt;
	(void)interface_drop_current(interface, WLAN_REASON_CODE_USER_CANCELLED);
	interface_continue(interface);
	return 0;
}

int interface_disconnect(struct interface *interface, bool is_remembered)
{
	bool was_marked = automatic_is_marked(interface->automatic);
	int r;

	interface_cancel_pending(interface);
	if (is_remembered && interface->policy.disconnect_stays)
		automatic_mark(interface->automatic);
	if (interface->state == INTERFACE_STATE_IDLE) /* nobody goes back to what was lost before: its PMK is forgotten */
		(void)msm_disconnect(interface->msm, WLAN_REASON_CODE_SUCCESS);
	r = interface_drop_current(interface, WLAN_REASON_CODE_USER_CANCELLED);
	if (r != 0 && !was_marked)
		automatic_unmark(interface->automatic);
	return r;
}

void interface_suspend(struct interface *interface)
{
	if (interface->is_suspended)
		return;
	interface->is_suspended = true;
	interface_cancel_pending(interface);
	if (interface_drop_current(interface, WLAN_REASON_CODE_USER_CANCELLED) != 0)
		log_warning("%s: the connection could not be ended before the machine sleeps", interface->description);
	automatic_update(interface->automatic);
}

bool interface_is_at_rest(const struct interface *interface)
{
	return !interface->current && !interface->pending;
}

void interface_resume(struct interface *interface)
{
	if (!interface->is_suspended)
		return;
	interface->is_suspended = false;
	bss_list_flush(interface->bss_list); /* who knows where the machine is now */
	automatic_update(interface->automatic);
	automatic_look(interface->automatic);
}
