#include "wlansvc/acm/radio.h"

#include <errno.h>

#include "base/log.h"
#include "wdi/wdi.h"

int radio_wish(struct radio *radio, bool is_on, acm_done_fn done, void *userdata)
{
	int r;

	if (radio->step != RADIO_STEP_NONE && radio->is_wanted_on != is_on)
		return ACM_E_BUSY;
	r = done ? wait_list_add(&radio->waiters, done, userdata) : 0;
	if (r < 0)
		return r;
	if (radio->step == RADIO_STEP_NONE)
		radio->step = RADIO_STEP_WAITING;
	radio->is_wanted_on = is_on;
	return 0;
}

static void finish(struct radio *radio, int result)
{
	radio->step = RADIO_STEP_NONE;
	if (result == 0) {
		radio->is_kept_off = !radio->is_wanted_on;
		radio->changed(radio->is_wanted_on, radio->userdata);
	}
	wait_list_tell(&radio->waiters, result, NULL);
}

static void on_done(uint32_t status, const void *result, void *userdata)
{
	struct radio *radio = userdata;

	if (status != NDIS_STATUS_SUCCESS)
		log_warning("The driver has not switched the radio %s (status 0x%08x)", radio->is_wanted_on ? "on" : "off", status);
	finish(radio, status == NDIS_STATUS_SUCCESS	      ? 0 :
		      status == NDIS_STATUS_ADAPTER_REMOVED ? ACM_E_INVALID_STATE :
							      ACM_E_FAILED);
}

void radio_proceed(struct radio *radio, struct host_adapter *adapter)
{
	const struct wdi_task_set_radio_state params = { .software_radio_state.value = radio->is_wanted_on };

	if (radio->step != RADIO_STEP_WAITING)
		return;
	radio->step = RADIO_STEP_RUNNING;
	if (!adapter ||
	    host_adapter_submit(adapter, OID_WDI_TASK_SET_RADIO_STATE, WDI_PORT_ADAPTER, &params, on_done, radio, NULL) < 0)
		finish(radio, ACM_E_INVALID_STATE);
}

bool radio_is_going_off(const struct radio *radio)
{
	return radio->step != RADIO_STEP_NONE && !radio->is_wanted_on;
}

void radio_cancel(struct radio *radio)
{
	wait_list_tell(&radio->waiters, -ECANCELED, NULL);
}
