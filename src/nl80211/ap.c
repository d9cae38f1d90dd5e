/* The access point as a whole: its start and stop, what the owner asks of a client, and which part an event belongs to. */
#include "nl80211/ap_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/nl80211.h>

#include "base/clock.h"
#include "base/log.h"
#include "dot11/codes.h"
#include "dot11/frame.h"

/* How often silent clients are looked for. */
#define WATCH_INTERVAL_US 30000000u

static int on_watch(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct ap *ap = userdata;

	for (struct ap_client *client = ap->clients, *next; client; client = next) {
		next = client->next;
		ap_client_watch(client);
	}
	sd_event_source_set_time(source, clock_monotonic_us() + WATCH_INTERVAL_US);
	return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

int ap_new(struct ap **ret, sd_event *loop, const struct ap_kernel_ops *ops, void *kernel, const struct ap_listener *listener,
	   void *userdata)
{
	struct ap *ap = calloc(1, sizeof(*ap));

	if (!ap)
		return -ENOMEM;
	ap->loop = sd_event_ref(loop);
	ap->ops = ops;
	ap->kernel = kernel;
	ap->listener = listener;
	ap->userdata = userdata;
	*ret = ap;
	return 0;
}

/* Clients without a word, then the BSS. */
static void end(struct ap *ap)
{
	while (ap->clients)
		ap_client_forget(ap->clients);
	if (ap->state != AP_STATE_IDLE)
		ap->ops->stop(ap->kernel);
	ap->state = AP_STATE_IDLE;
	ap->watch = sd_event_source_disable_unref(ap->watch);
}

struct ap *ap_free(struct ap *ap)
{
	if (!ap)
		return NULL;
	end(ap);
	sd_event_unref(ap->loop);
	free(ap);
	return NULL;
}

int ap_start(struct ap *ap, const struct ap_bss *bss, const struct build_security *security, uint32_t mhz)
{
	const struct dot11_mac everybody = DOT11_MAC_BROADCAST;
	uint8_t beacon[DOT11_FRAME_MAX_SIZE], basic[AP_FRAME_MAX_RATES];
	size_t tail_offset, n_basic = 0;
	int size, error;

	if (ap->state != AP_STATE_IDLE)
		return -EALREADY;
	size = ap_frame_beacon(bss, beacon, sizeof(beacon), &tail_offset);
	if (size < 0)
		return size;
	const struct build_ap build = {
		.ssid = bss->ssid,
		.mhz = mhz,
		.beacon_interval_tu = bss->beacon_interval_tu,
		.dtim_period = bss->dtim_period,
		.head = beacon,
		.head_size = tail_offset,
		.tail = beacon + tail_offset,
		.tail_size = (size_t)size - tail_offset,
		.has_ht = bss->has_ht,
		.security = *security,
	};

	for (size_t i = 0; i < bss->n_rates; i++)
		if (bss->rates[i] & 0x80)
			basic[n_basic++] = bss->rates[i] & 0x7f;
	error = ap->ops->start(&build, basic, n_basic, bss->channel.band == DOT11_BAND_2GHZ, ap->kernel);
	if (error < 0)
		return error;
	ap->bss = *bss;
	ap->state = AP_STATE_STARTED;
	ap->watch = sd_event_source_disable_unref(ap->watch);
	if (sd_event_add_time(ap->loop, &ap->watch, CLOCK_MONOTONIC, clock_monotonic_us() + WATCH_INTERVAL_US, 1000000, on_watch,
			      ap) < 0)
		log_debug("no timer for silent clients");
	/* Clients of an earlier life still think that they are associated. */
	ap_admit_send_end(ap, &everybody, DOT11_FRAME_DEAUTHENTICATION, DOT11_REASON_INVALID_AUTHENTICATION);
	return 0;
}

int ap_set_extra(struct ap *ap, const void *extra, size_t extra_size, const void *probe, size_t probe_size)
{
	uint8_t beacon[DOT11_FRAME_MAX_SIZE];
	struct ap_bss bss = ap->bss;
	size_t tail_offset;
	int size, error;

	if (ap->state != AP_STATE_STARTED)
		return -ENOTCONN;
	if (extra_size > sizeof(bss.beacon_extra) || probe_size > sizeof(bss.probe_extra))
		return -ENOBUFS;
	ap_bss_set_extra(&bss, extra, extra_size, probe, probe_size);
	size = ap_frame_beacon(&bss, beacon, sizeof(beacon), &tail_offset);
	if (size < 0)
		return size;
	error = ap->ops->set_beacon(beacon, tail_offset, beacon + tail_offset, (size_t)size - tail_offset, ap->kernel);
	if (error < 0)
		return error;
	ap->bss = bss; /* probe responses are ours: the next one has it */
	return 0;
}

bool ap_is_started(const struct ap *ap)
{
	return ap->state != AP_STATE_IDLE;
}

const struct ap_bss *ap_bss(const struct ap *ap)
{
	return &ap->bss;
}

int ap_leave(struct ap *ap, const struct dot11_mac *mac, uint16_t reason)
{
	bool is_any = false;

	for (struct ap_client *client = ap->clients; client; client = client->next) {
		if ((mac && !dot11_mac_equal(mac, &client->mac)) || !ap_client_is_associated(client))
			continue;
		is_any = true;
		client->is_leaving = true;
		/* It is ending already, for a cause that came first. */
		if (client->state == AP_CLIENT_STATE_ASSOCIATED)
			ap_client_send_farewell(client, AP_CAUSE_HOST, reason);
	}
	if (!is_any)
		return AP_E_DONE;
	ap->is_left_owed = true;
	return 0;
}

int ap_stop(struct ap *ap, uint16_t reason)
{
	if (ap->state == AP_STATE_IDLE)
		return AP_E_DONE;
	ap->state = AP_STATE_STOPPING;
	for (struct ap_client *client = ap->clients, *next; client; client = next) {
		next = client->next;
		if (!ap_client_is_associated(client))
			ap_client_lose(client, AP_CAUSE_HOST, NULL, 0, "the access point stops");
	}
	if (ap_leave(ap, NULL, reason) == AP_E_DONE) {
		end(ap);
		return AP_E_DONE;
	}
	return 0;
}

void ap_halt(struct ap *ap, enum ap_cause cause)
{
	/* The BSS ends last, so that nobody is told to be gone who could still send. */
	while (ap->clients)
		ap_client_lose(ap->clients, cause, NULL, 0, "the access point is halted");
	end(ap);
}

bool ap_has_client(const struct ap *ap, const struct dot11_mac *mac)
{
	const struct ap_client *client = ap_client_find(ap, mac);

	return client && ap_client_is_associated(client);
}

size_t ap_clients(const struct ap *ap, struct dot11_mac ret_clients[AP_MAX_CLIENTS])
{
	size_t n = 0;

	for (const struct ap_client *client = ap->clients; client && n < AP_MAX_CLIENTS; client = client->next)
		if (ap_client_is_associated(client))
			ret_clients[n++] = client->mac;
	return n;
}

int ap_send_eapol(struct ap *ap, const struct dot11_mac *mac, const void *pdu, size_t size)
{
	const struct ap_client *client = ap_client_find(ap, mac);

	if (!client || client->state != AP_CLIENT_STATE_ASSOCIATED)
		return -ENOTCONN;
	return ap->ops->send_eapol(mac, !client->has_key, pdu, size, ap->kernel);
}

int ap_add_key(struct ap *ap, const struct dot11_mac *mac, const struct dot11_key *key)
{
	struct ap_client *client;
	int error;

	if (ap->state != AP_STATE_STARTED)
		return -ENOTCONN;
	if (key->kind != DOT11_KEY_PAIRWISE)
		return ap->ops->add_key(NULL, key, ap->kernel);
	client = mac ? ap_client_find(ap, mac) : NULL;
	if (!client || client->state != AP_CLIENT_STATE_ASSOCIATED)
		return -ENOTCONN;
	error = ap->ops->add_key(mac, key, ap->kernel);
	if (error < 0)
		return error;
	client->has_key = true;
	return ap->ops->authorize(mac, ap->kernel);
}

int ap_delete_key(struct ap *ap, const struct dot11_mac *mac, uint8_t index)
{
	struct ap_client *client = mac ? ap_client_find(ap, mac) : NULL;
	int error;

	/* They went with the station or the BSS. */
	if (ap->state != AP_STATE_STARTED || (mac && (!client || client->state != AP_CLIENT_STATE_ASSOCIATED)))
		return 0;
	error = ap->ops->delete_key(mac, index, ap->kernel);
	if (client && (error == 0 || error == -ENOENT))
		client->has_key = false;
	return error == -ENOENT ? 0 : error;
}

static void on_tx_status(struct ap *ap, const struct event *event)
{
	if (!event->has_cookie)
		return;
	for (struct ap_client *client = ap->clients; client; client = client->next) {
		if (client->state == AP_CLIENT_STATE_RESPONDING && client->response_cookie == event->cookie) {
			ap_admit_on_status(client, event->is_acknowledged);
			return;
		}
		if (client->state == AP_CLIENT_STATE_FAREWELL && ap_client_take_status(client, event->cookie))
			return;
	}
}

static void on_control_port(struct ap *ap, const struct event *event)
{
	const struct ap_client *client;

	if (!event->frame || !event->has_ethertype || event->ethertype != BUILD_ETHERTYPE_EAPOL || !event->has_mac)
		return;
	client = ap_client_find(ap, &event->mac);
	if (client && client->state == AP_CLIENT_STATE_ASSOCIATED)
		ap->listener->eapol(&event->mac, event->frame, event->frame_size, ap->userdata);
}

static void on_probed(struct ap *ap, const struct event *event)
{
	struct ap_client *client = event->has_mac ? ap_client_find(ap, &event->mac) : NULL;

	if (!client || client->state != AP_CLIENT_STATE_ASSOCIATED || !client->is_probed)
		return;
	client->is_probed = false;
	if (!event->is_acknowledged)
		ap_client_send_farewell(client, AP_CAUSE_NOT_HEARD, DOT11_REASON_INACTIVITY);
}

/* Data of somebody who is not associated, and should know. */
static void on_unexpected(struct ap *ap, const struct event *event)
{
	if (ap->state == AP_STATE_STARTED && event->has_mac && !ap_has_client(ap, &event->mac))
		ap_admit_send_end(ap, &event->mac, DOT11_FRAME_DEAUTHENTICATION, DOT11_REASON_INVALID_CLASS3_FRAME);
}

static void on_station_removed(struct ap *ap, const struct event *event)
{
	struct ap_client *client = event->has_mac ? ap_client_find(ap, &event->mac) : NULL;

	if (client)
		ap_client_check(client);
}

static void check_up(struct ap *ap)
{
	if (ap->state == AP_STATE_IDLE || ap->ops->is_up(ap->kernel) != 0)
		return;
	ap_halt(ap, AP_CAUSE_LOCAL);
	ap->listener->stopped(ap->userdata);
}

void ap_on_event(struct ap *ap, const struct event *event)
{
	switch (event->command) {
	case NL80211_CMD_FRAME:
		ap_admit_on_frame(ap, event);
		break;
	case NL80211_CMD_FRAME_TX_STATUS:
		on_tx_status(ap, event);
		break;
	case NL80211_CMD_CONTROL_PORT_FRAME:
		on_control_port(ap, event);
		break;
	case NL80211_CMD_PROBE_CLIENT:
		on_probed(ap, event);
		break;
	case NL80211_CMD_UNEXPECTED_FRAME:
		on_unexpected(ap, event);
		break;
	case NL80211_CMD_DEL_STATION:
		on_station_removed(ap, event);
		break;
	case NL80211_CMD_STOP_AP:
	case NL80211_CMD_DEL_INTERFACE:
		check_up(ap);
		break;
	default:
		break;
	}
}

void ap_resync(struct ap *ap)
{
	check_up(ap);
	for (struct ap_client *client = ap->clients, *next; client; client = next) {
		next = client->next;
		ap_client_check(client);
	}
}
