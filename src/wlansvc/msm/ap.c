#include "wlansvc/msm/ap_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "crypto/crypto.h"
#include "dot11/codes.h"
#include "wdi/wdi.h"

#define GTK_INDEX 1

static const char *const state_names[AP_N_STATES] = {
	[AP_STATE_DOWN] = "down",     [AP_STATE_CREATING] = "creating",	  [AP_STATE_STARTING] = "starting",
	[AP_STATE_KEYING] = "keying", [AP_STATE_UP] = "up",		  [AP_STATE_STOPPING] = "stopping",
	[AP_STATE_RESETTING] = "resetting", [AP_STATE_DELETING] = "deleting",
};

static const char *const event_names[AP_N_EVENTS] = {
	[AP_EVENT_START] = "start",	    [AP_EVENT_STOP] = "stop",	    [AP_EVENT_TASK_DONE] = "task done",
	[AP_EVENT_KEYS_DONE] = "keys done", [AP_EVENT_STOPPED] = "stopped", [AP_EVENT_ADAPTER_LOST] = "adapter lost",
};

static void ap_enter(struct ap *ap, enum ap_state state, const char *why)
{
	log_debug("ap: %s -> %s: %s", state_names[ap->state], state_names[state], why);
	ap->state = state;
}

/* The port is there, and the driver may speak on it, or will. */
static bool has_voice(const struct ap *ap)
{
	return ap->state == AP_STATE_STARTING || ap->state == AP_STATE_KEYING || ap->state == AP_STATE_UP;
}

static void advertise(struct ap *ap)
{
	int r;

	if (ap->is_advertising) {
		ap->is_stale = true;
		return;
	}
	r = ap->ops->submit_advertisement(ap->elements, ap->elements_size, ap->port);
	if (r < 0)
		log_warning("ap: the driver cannot be told what beacons say besides: %s", strerror(-r));
	ap->is_advertising = r == 0;
}

/* The port is gone: forget everything, then tell. */
static int ap_end(struct ap *ap, const char *why)
{
	enum ap_ending ending = ap->ending;
	uint32_t status = ending == AP_ENDING_FAILED ? ap->status : NDIS_STATUS_SUCCESS;

	ap_forget_clients(ap, ending == AP_ENDING_ADAPTER_LOST ? AP_DEPARTURE_LOST : AP_DEPARTURE_SENT, why);
	ap->n_rejections = 0;
	ap->is_advertising = ap->is_stale = false;
	secret_wipe(&ap->gtk.key);
	secret_wipe(&ap->settings.pmk);
	secret_wipe(&ap->settings.other_pmk);
	ap_enter(ap, AP_STATE_DOWN, why);
	ap->listener->down(ending, status, ap->userdata);
	return 0;
}

static int ap_delete(struct ap *ap, const char *why)
{
	if (ap->ops->submit_delete(ap->port) < 0)
		return ap_end(ap, "the port could not be deleted");
	ap_enter(ap, AP_STATE_DELETING, why);
	return 0;
}

static int ap_reset(struct ap *ap, const char *why)
{
	if (ap->ops->submit_reset(ap->port) < 0)
		return ap_delete(ap, "the reset was not accepted");
	ap_enter(ap, AP_STATE_RESETTING, why);
	return 0;
}

static int ap_take_down(struct ap *ap, const char *why)
{
	if (ap->ops->submit_stop(ap->port) < 0)
		return ap_reset(ap, "the stop was not accepted");
	ap_enter(ap, AP_STATE_STOPPING, why);
	return 0;
}

static int make_group_key(struct ap *ap)
{
	ap->gtk = (struct dot11_key){ .kind = DOT11_KEY_GROUP, .cipher = DOT11_CIPHER_CCMP_128, .index = GTK_INDEX };
	ap->gtk.key.size = dot11_cipher_key_size(ap->gtk.cipher);
	return crypto_random(ap->gtk.key.bytes, ap->gtk.key.size);
}

struct ap_input {
	enum ap_event event;
	const struct ap_settings *settings; /* START */
	uint32_t status;		    /* TASK_DONE, KEYS_DONE: NDIS_STATUS */
};

static int on_start(struct ap *ap, const struct ap_input *input)
{
	int r;

	ap->settings = *input->settings;
	ap->is_stop_wanted = ap->is_aborted = false;
	ap->ending = AP_ENDING_ASKED;
	ap->status = NDIS_STATUS_SUCCESS;
	r = ap->settings.is_secure ? make_group_key(ap) : 0;
	if (r == 0)
		r = ap->ops->submit_create(ap->port);
	if (r < 0) {
		secret_wipe(&ap->gtk.key);
		secret_wipe(&ap->settings.pmk);
		secret_wipe(&ap->settings.other_pmk);
		return r;
	}
	ap_enter(ap, AP_STATE_CREATING, "asked to start");
	return 0;
}

static int refuse_start(struct ap *ap, const struct ap_input *input)
{
	return AP_E_BUSY;
}

static void ap_fail(struct ap *ap, uint32_t status)
{
	if (ap->ending == AP_ENDING_ASKED && !ap->is_stop_wanted) {
		ap->ending = AP_ENDING_FAILED;
		ap->status = status;
	}
}

static int on_created(struct ap *ap, const struct ap_input *input)
{
	if (input->status != NDIS_STATUS_SUCCESS) {
		ap_fail(ap, input->status);
		return ap_end(ap, "there is no port");
	}
	if (ap->is_stop_wanted)
		return ap_delete(ap, "it is not wanted any more");
	if (ap->elements_size > 0) /* a new port says nothing of its own */
		advertise(ap);
	if (ap->ops->submit_start(&ap->settings, ap->port) < 0) {
		ap_fail(ap, NDIS_STATUS_FAILURE);
		return ap_delete(ap, "the start was not accepted");
	}
	ap_enter(ap, AP_STATE_STARTING, "there is a port");
	return 0;
}

static int on_started(struct ap *ap, const struct ap_input *input)
{
	if (input->status != NDIS_STATUS_SUCCESS) {
		ap_fail(ap, input->status);
		return ap->is_aborted ? ap_reset(ap, "the start was aborted") : ap_delete(ap, "the driver could not start it");
	}
	if (ap->is_stop_wanted)
		return ap_take_down(ap, "it is not wanted any more");
	if (!ap->settings.is_secure) {
		ap_enter(ap, AP_STATE_UP, "the driver has started it");
		ap->listener->up(ap->userdata);
		return 0;
	}
	if (ap->ops->submit_keys(0, NULL, &ap->gtk, ap->port) < 0) {
		ap_fail(ap, NDIS_STATUS_FAILURE);
		return ap_take_down(ap, "the group key was not accepted");
	}
	ap_enter(ap, AP_STATE_KEYING, "the driver has started it");
	return 0;
}

static int on_keyed(struct ap *ap, const struct ap_input *input)
{
	if (input->status != NDIS_STATUS_SUCCESS) {
		ap_fail(ap, input->status);
		return ap_take_down(ap, "the group key was refused");
	}
	ap_enter(ap, AP_STATE_UP, "the group key is in");
	ap->listener->up(ap->userdata);
	return 0;
}

static int note_stop(struct ap *ap, const struct ap_input *input)
{
	ap->is_stop_wanted = true;
	return 0;
}

static int abort_start(struct ap *ap, const struct ap_input *input)
{
	if (!ap->is_stop_wanted) {
		ap->is_stop_wanted = ap->is_aborted = true;
		ap->ops->abort_start(ap->port);
	}
	return 0;
}

static int on_stop(struct ap *ap, const struct ap_input *input)
{
	return ap_take_down(ap, "asked to stop");
}

static int join_stop(struct ap *ap, const struct ap_input *input)
{
	return 0;
}

static int refuse_stop(struct ap *ap, const struct ap_input *input)
{
	return AP_E_NOT_UP;
}

static int on_stop_done(struct ap *ap, const struct ap_input *input)
{
	/* Who was not told as lost is lost all the same: the port does not answer any more. */
	ap_forget_clients(ap, AP_DEPARTURE_SENT, "the access point has stopped");
	return ap_reset(ap, "the access point has stopped");
}

static int on_reset_done(struct ap *ap, const struct ap_input *input)
{
	return ap_delete(ap, "the port is reset");
}

static int on_deleted(struct ap *ap, const struct ap_input *input)
{
	return ap_end(ap, "the port is deleted");
}

static int on_stopped(struct ap *ap, const struct ap_input *input)
{
	ap->ending = AP_ENDING_DRIVER;
	ap_forget_clients(ap, AP_DEPARTURE_LOST, "the driver has stopped the access point");
	return ap_reset(ap, "the driver has stopped it");
}

static int on_adapter_lost(struct ap *ap, const struct ap_input *input)
{
	ap->ending = AP_ENDING_ADAPTER_LOST;
	return ap_end(ap, "the adapter is gone");
}

static int ignore(struct ap *ap, const struct ap_input *input)
{
	log_debug("ap: %s is ignored while %s", event_names[input->event], state_names[ap->state]);
	return AP_E_NOT_EXPECTED;
}

typedef int ap_handler(struct ap *ap, const struct ap_input *input);

/* Empty cells: ignore(). */
static ap_handler *const handlers[AP_N_STATES][AP_N_EVENTS] = {
	[AP_STATE_DOWN] = {
		[AP_EVENT_START] = on_start, [AP_EVENT_STOP] = refuse_stop,
	},
	[AP_STATE_CREATING] = {
		[AP_EVENT_START] = refuse_start, [AP_EVENT_STOP] = note_stop, [AP_EVENT_TASK_DONE] = on_created,
		[AP_EVENT_ADAPTER_LOST] = on_adapter_lost,
	},
	[AP_STATE_STARTING] = {
		[AP_EVENT_START] = refuse_start, [AP_EVENT_STOP] = abort_start, [AP_EVENT_TASK_DONE] = on_started,
		[AP_EVENT_ADAPTER_LOST] = on_adapter_lost,
	},
	[AP_STATE_KEYING] = {
		[AP_EVENT_START] = refuse_start, [AP_EVENT_STOP] = on_stop, [AP_EVENT_KEYS_DONE] = on_keyed,
		[AP_EVENT_STOPPED] = on_stopped, [AP_EVENT_ADAPTER_LOST] = on_adapter_lost,
	},
	[AP_STATE_UP] = {
		[AP_EVENT_START] = refuse_start, [AP_EVENT_STOP] = on_stop, [AP_EVENT_STOPPED] = on_stopped,
		[AP_EVENT_ADAPTER_LOST] = on_adapter_lost,
	},
	[AP_STATE_STOPPING] = {
		[AP_EVENT_START] = refuse_start, [AP_EVENT_STOP] = join_stop, [AP_EVENT_TASK_DONE] = on_stop_done,
		[AP_EVENT_ADAPTER_LOST] = on_adapter_lost,
	},
	[AP_STATE_RESETTING] = {
		[AP_EVENT_START] = refuse_start, [AP_EVENT_STOP] = join_stop, [AP_EVENT_TASK_DONE] = on_reset_done,
		[AP_EVENT_ADAPTER_LOST] = on_adapter_lost,
	},
	[AP_STATE_DELETING] = {
		[AP_EVENT_START] = refuse_start, [AP_EVENT_STOP] = join_stop, [AP_EVENT_TASK_DONE] = on_deleted,
		[AP_EVENT_ADAPTER_LOST] = on_adapter_lost,
	},
};

static int ap_handle(struct ap *ap, const struct ap_input *input)
{
	ap_handler *handler = handlers[ap->state][input->event];

	return handler ? handler(ap, input) : ignore(ap, input);
}

int ap_new(struct ap **ret, const struct ap_ops *ops, void *port, const struct ap_listener *listener, void *userdata)
{
	struct ap *ap = calloc(1, sizeof(*ap));

	if (!ap)
		return -ENOMEM;
	ap->ops = ops;
	ap->port = port;
	ap->listener = listener;
	ap->userdata = userdata;
	*ret = ap;
	return 0;
}

struct ap *ap_free(struct ap *ap)
{
	if (!ap)
		return NULL;
	ap_free_clients(ap);
	secret_wipe_bytes(ap, sizeof(*ap));
	free(ap);
	return NULL;
}

enum ap_state ap_state(const struct ap *ap)
{
	return ap->state;
}

int ap_start(struct ap *ap, const struct ap_settings *settings)
{
	if (settings->ssid.size == 0 || settings->ssid.size > 32 || settings->max_clients == 0 ||
	    settings->max_clients > AP_MAX_CLIENTS || (settings->is_secure && settings->pmk.size != 32) ||
	    (settings->other_pmk.size != 0 && settings->other_pmk.size != 32))
		return -EINVAL;
	return ap_handle(ap, &(struct ap_input){ .event = AP_EVENT_START, .settings = settings });
}

int ap_stop(struct ap *ap)
{
	return ap_handle(ap, &(struct ap_input){ .event = AP_EVENT_STOP });
}

void ap_set_elements(struct ap *ap, const uint8_t *elements, size_t size)
{
	if (size > sizeof(ap->elements) ||
	    (size == ap->elements_size && (size == 0 || memcmp(elements, ap->elements, size) == 0)))
		return;
	if (size > 0)
		memcpy(ap->elements, elements, size);
	ap->elements_size = size;
	if (has_voice(ap))
		advertise(ap);
}

void ap_set_other_pmk(struct ap *ap, const struct secret *pmk)
{
	ap->settings.other_pmk = *pmk;
}

int ap_created(struct ap *ap, uint32_t status, const struct dot11_mac *own)
{
	if (ap->state != AP_STATE_CREATING)
		return AP_E_NOT_EXPECTED;
	ap->own = *own;
	return ap_handle(ap, &(struct ap_input){ .event = AP_EVENT_TASK_DONE, .status = status });
}

int ap_task_done(struct ap *ap, uint32_t status)
{
	return ap_handle(ap, &(struct ap_input){ .event = AP_EVENT_TASK_DONE, .status = status });
}

int ap_keys_done(struct ap *ap, uint32_t id, uint32_t status)
{
	return id ? ap_client_keys_done(ap, id, status) :
		    ap_handle(ap, &(struct ap_input){ .event = AP_EVENT_KEYS_DONE, .status = status });
}

int ap_advertisement_done(struct ap *ap, uint32_t status)
{
	bool is_stale = ap->is_stale;

	if (!ap->is_advertising) /* of a port that is gone */
		return AP_E_NOT_EXPECTED;
	ap->is_advertising = ap->is_stale = false;
	if (status != NDIS_STATUS_SUCCESS && status != NDIS_STATUS_ADAPTER_REMOVED)
		log_warning("ap: the driver does not take %zu bytes of elements for its beacons (0x%08x)", ap->elements_size, status);
	if (is_stale && has_voice(ap))
		advertise(ap);
	return 0;
}

int ap_stopped(struct ap *ap)
{
	return ap_handle(ap, &(struct ap_input){ .event = AP_EVENT_STOPPED });
}

int ap_adapter_lost(struct ap *ap)
{
	return ap_handle(ap, &(struct ap_input){ .event = AP_EVENT_ADAPTER_LOST });
}

const char *ap_state_to_text(enum ap_state state)
{
	return state_names[state];
}

const char *ap_event_to_text(enum ap_event event)
{
	return event_names[event];
}
