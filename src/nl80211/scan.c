#include "nl80211/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/nl80211.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/log.h"
#include "dot11/frame.h"
#include "nl80211/build.h"

/* The kernel counts ages in its ticks, which are as coarse as 10 ms, and a dump takes time as well. */
#define AGE_SLACK_MS 50
/* A pass over all channels of three bands, most of them passive, stays below this; then the driver has lost it. */
#define PASS_LIMIT_US (30 * 1000000ull)
#define MAX_ENTRIES 1024
/* Between two portions: a client of our access point tries three times at intervals of 100 ms. */
#define PAUSE_MS 100u
#define DUMP_ATTEMPTS 3

struct scan {
	struct nl *nl;
	sd_event *loop;
	sd_event_source *timer;
	sd_event_source *pause;
	uint32_t ifindex;
	const struct wiphy *wiphy;
	const struct scan_listener *listener;
	void *userdata;

	bool is_running;
	bool is_waiting_for_foreign;
	/* The kernel tells of the end of an aborted scan later; that end is not the end of the one after it. */
	bool is_abort_pending;
	bool is_start_delayed;
	struct scan_request request;
	size_t next_ssid;    /* of this repeat */
	size_t next_channel; /* of a scan in portions */
	uint32_t n_repeats_done;
	uint64_t deadline_us; /* 0: none */
	uint64_t pass_start_us;

	struct scan_entry *entries;
	size_t n_entries;
};

static const struct nla_policy bss_policy[NL80211_BSS_MAX + 1] = {
	[NL80211_BSS_BSSID] = { .minlen = 6 },
	[NL80211_BSS_FREQUENCY] = { .type = NLA_U32 },
	[NL80211_BSS_TSF] = { .type = NLA_U64 },
	[NL80211_BSS_BEACON_TSF] = { .type = NLA_U64 },
	[NL80211_BSS_BEACON_INTERVAL] = { .type = NLA_U16 },
	[NL80211_BSS_CAPABILITY] = { .type = NLA_U16 },
	[NL80211_BSS_SIGNAL_MBM] = { .type = NLA_U32 },
	[NL80211_BSS_SIGNAL_UNSPEC] = { .type = NLA_U8 },
	[NL80211_BSS_STATUS] = { .type = NLA_U32 },
	[NL80211_BSS_SEEN_MS_AGO] = { .type = NLA_U32 },
};

uint32_t scan_quality(int32_t rssi_dbm)
{
	if (rssi_dbm <= -100)
		return 0;
	if (rssi_dbm >= -50)
		return 100;
	return (uint32_t)(2 * (rssi_dbm + 100));
}

static void parse_signal(struct nlattr *const *table, struct scan_bss *bss)
{
	if (table[NL80211_BSS_SIGNAL_MBM]) {
		bss->rssi_dbm = (int32_t)nla_get_u32(table[NL80211_BSS_SIGNAL_MBM]) / 100;
		bss->quality = scan_quality(bss->rssi_dbm);
	} else if (table[NL80211_BSS_SIGNAL_UNSPEC]) {
		uint8_t percent = nla_get_u8(table[NL80211_BSS_SIGNAL_UNSPEC]);

		bss->quality = percent > 100 ? 100 : percent;
		bss->rssi_dbm = (int32_t)bss->quality / 2 - 100;
	} else {
		bss->rssi_dbm = -100;
	}
}

static void parse_frames(struct nlattr *const *table, struct scan_bss *bss)
{
	const struct nlattr *newest = table[NL80211_BSS_INFORMATION_ELEMENTS];
	const struct nlattr *beacon = table[NL80211_BSS_BEACON_IES];
	uint64_t timestamp = table[NL80211_BSS_TSF] ? nla_get_u64(table[NL80211_BSS_TSF]) : 0;

	if (newest && table[NL80211_BSS_PRESP_DATA]) {
		bss->probe_response_elements = nla_data(newest);
		bss->probe_response_elements_size = (size_t)nla_len(newest);
		bss->probe_response_timestamp_us = timestamp;
	} else if (!beacon) {
		beacon = newest;
	}
	if (!beacon)
		return;
	bss->beacon_elements = nla_data(beacon);
	bss->beacon_elements_size = (size_t)nla_len(beacon);
	bss->beacon_timestamp_us = table[NL80211_BSS_BEACON_TSF] ? nla_get_u64(table[NL80211_BSS_BEACON_TSF]) : timestamp;
}

int scan_bss_parse(const struct nlmsghdr *message, struct scan_bss *ret_bss)
{
	struct nlattr *outer[NL80211_ATTR_MAX + 1], *table[NL80211_BSS_MAX + 1];
	struct scan_bss bss = { 0 };

	if (nl_parse(message, outer, NL80211_ATTR_MAX, NULL) < 0 || !outer[NL80211_ATTR_BSS])
		return -EBADMSG;
	if (nl_parse_nested(outer[NL80211_ATTR_BSS], table, NL80211_BSS_MAX, bss_policy) < 0)
		return -EBADMSG;
	if (!table[NL80211_BSS_BSSID] || !table[NL80211_BSS_FREQUENCY])
		return -EBADMSG;
	memcpy(bss.bssid.b, nla_data(table[NL80211_BSS_BSSID]), sizeof(bss.bssid.b));
	bss.mhz = nla_get_u32(table[NL80211_BSS_FREQUENCY]);
	if (table[NL80211_BSS_BEACON_INTERVAL])
		bss.beacon_interval_tu = nla_get_u16(table[NL80211_BSS_BEACON_INTERVAL]);
	if (table[NL80211_BSS_CAPABILITY])
		bss.capability = nla_get_u16(table[NL80211_BSS_CAPABILITY]);
	if (table[NL80211_BSS_SEEN_MS_AGO])
		bss.seen_ms_ago = nla_get_u32(table[NL80211_BSS_SEEN_MS_AGO]);
	if (table[NL80211_BSS_STATUS])
		bss.is_associated = nla_get_u32(table[NL80211_BSS_STATUS]) == NL80211_BSS_STATUS_ASSOCIATED;
	parse_signal(table, &bss);
	parse_frames(table, &bss);
	*ret_bss = bss;
	return 0;
}

/* Return: the body in memory of its own; NULL if there is none. */
static uint8_t *body_new(uint8_t kind, const struct scan_bss *bss, uint64_t timestamp_us, const uint8_t *elements, size_t size,
			 size_t *ret_size)
{
	const struct dot11_management management = {
		.timestamp_us = timestamp_us,
		.beacon_interval_tu = bss->beacon_interval_tu,
		.capability = bss->capability,
		.elements = { .bytes = elements, .size = size },
	};
	size_t capacity = 12 + size;
	uint8_t *body = malloc(capacity);
	struct writer writer = writer_over(body, capacity);

	if (!body)
		return NULL;
	dot11_frame_write_management(&writer, kind, &management);
	*ret_size = writer.size;
	return body;
}

int scan_entry_from_bss(const struct scan_bss *bss, struct scan_entry *ret_entry)
{
	struct scan_entry entry = {
		.bssid = bss->bssid,
		.mhz = bss->mhz,
		.rssi_dbm = bss->rssi_dbm,
		.quality = bss->quality,
	};

	if (bss->beacon_elements) {
		entry.beacon = body_new(DOT11_FRAME_BEACON, bss, bss->beacon_timestamp_us, bss->beacon_elements,
					bss->beacon_elements_size, &entry.beacon_size);
		if (!entry.beacon)
			return -ENOMEM;
	}
	if (bss->probe_response_elements) {
		entry.probe_response =
			body_new(DOT11_FRAME_PROBE_RESPONSE, bss, bss->probe_response_timestamp_us, bss->probe_response_elements,
				 bss->probe_response_elements_size, &entry.probe_response_size);
		if (!entry.probe_response) {
			scan_entry_clear(&entry);
			return -ENOMEM;
		}
	}
	*ret_entry = entry;
	return 0;
}

void scan_entry_clear(struct scan_entry *entry)
{
	free(entry->beacon);
	free(entry->probe_response);
	entry->beacon = NULL;
	entry->probe_response = NULL;
}

int scan_new(struct scan **ret, struct nl *nl, sd_event *loop, uint32_t ifindex, const struct wiphy *wiphy,
	     const struct scan_listener *listener, void *userdata)
{
	struct scan *scan = calloc(1, sizeof(*scan));

	if (!scan)
		return -ENOMEM;
	scan->nl = nl;
	scan->loop = sd_event_ref(loop);
	scan->ifindex = ifindex;
	scan->wiphy = wiphy;
	scan->listener = listener;
	scan->userdata = userdata;
	*ret = scan;
	return 0;
}

static void entries_clear(struct scan *scan)
{
	for (size_t i = 0; i < scan->n_entries; i++)
		scan_entry_clear(&scan->entries[i]);
	free(scan->entries);
	scan->entries = NULL;
	scan->n_entries = 0;
}

struct scan *scan_free(struct scan *scan)
{
	if (!scan)
		return NULL;
	entries_clear(scan);
	sd_event_source_disable_unref(scan->timer);
	sd_event_source_disable_unref(scan->pause);
	sd_event_unref(scan->loop);
	free(scan);
	return NULL;
}

bool scan_is_running(const struct scan *scan)
{
	return scan->is_running;
}

static void end(struct scan *scan, enum scan_result result, int error)
{
	scan->is_running = false;
	scan->is_waiting_for_foreign = false;
	scan->is_start_delayed = false;
	scan->timer = sd_event_source_disable_unref(scan->timer);
	scan->pause = sd_event_source_disable_unref(scan->pause);
	scan->listener->ended(result, error, scan->userdata);
}

static int on_bss(const struct nlmsghdr *message, void *userdata)
{
	struct scan *scan = userdata;
	uint64_t pass_ms = (clock_monotonic_us() - scan->pass_start_us) / 1000;
	struct scan_entry *grown;
	struct scan_bss bss;

	if (scan_bss_parse(message, &bss) < 0 || scan->n_entries == MAX_ENTRIES)
		return 0;
	/* The kernel keeps older ones, but only what was seen in this scan is reported (rule 204), and the peer always. */
	if (!bss.is_associated && bss.seen_ms_ago > pass_ms + AGE_SLACK_MS)
		return 0;
	if (!bss.beacon_elements && !bss.probe_response_elements)
		return 0;
	grown = reallocarray(scan->entries, scan->n_entries + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	scan->entries = grown;
	if (scan_entry_from_bss(&bss, &grown[scan->n_entries]) < 0)
		return -ENOMEM;
	scan->n_entries++;
	return 0;
}

static void report(struct scan *scan)
{
	int error = -EINTR;

	for (int i = 0; i < DUMP_ATTEMPTS && error == -EINTR; i++) {
		entries_clear(scan);
		error = nl_call(scan->nl, build_get_scan(nl_family(scan->nl), scan->ifindex), on_bss, scan);
	}
	if (error < 0)
		log_debug("interface %u: scan results: %s", scan->ifindex, strerror(-error));
	if (scan->n_entries)
		scan->listener->heard(scan->entries, scan->n_entries, scan->userdata);
	entries_clear(scan);
}

static size_t ssids_per_pass(const struct scan *scan)
{
	return scan->wiphy->max_scan_ssids ? scan->wiphy->max_scan_ssids : 1;
}

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct scan *scan = userdata;

	log_debug("interface %u: scan has reached its time limit", scan->ifindex);
	if (!scan->is_waiting_for_foreign && !scan->is_abort_pending &&
	    nl_call(scan->nl, build_abort_scan(nl_family(scan->nl), scan->ifindex), NULL, NULL) == 0)
		scan->is_abort_pending = true;
	report(scan);
	end(scan, SCAN_DONE, 0);
	return 0;
}

static int arm(struct scan *scan)
{
	uint64_t at = clock_monotonic_us() + PASS_LIMIT_US;

	if (scan->deadline_us && scan->deadline_us < at)
		at = scan->deadline_us;
	scan->timer = sd_event_source_disable_unref(scan->timer);
	return sd_event_add_time(scan->loop, &scan->timer, CLOCK_MONOTONIC, at, 1000, on_timer, scan);
}

/* Begins the next pass. Return: 0; negative errno. */
static int trigger(struct scan *scan)
{
	static const struct dot11_ssid wildcard = { .size = 0 };
	const struct scan_request *request = &scan->request;
	struct build_scan pass = {
		.n_mhz = request->n_mhz,
		.mhz = request->mhz,
		.bssid = request->has_bssid ? &request->bssid : NULL,
	};
	bool is_last_portion = true;
	int error;

	if (request->is_in_portions && request->n_mhz) {
		pass.n_mhz = 1;
		pass.mhz = &request->mhz[scan->next_channel];
		is_last_portion = scan->next_channel + 1 >= request->n_mhz;
	}
	if (!request->is_passive) {
		pass.n_ssids = 1;
		pass.ssids = &wildcard;
		if (request->n_ssids) {
			size_t left = request->n_ssids - scan->next_ssid;

			pass.n_ssids = left < ssids_per_pass(scan) ? left : ssids_per_pass(scan);
			pass.ssids = &request->ssids[scan->next_ssid];
		}
		if (request->elements_size <= scan->wiphy->max_scan_elements_size) {
			pass.elements = request->elements;
			pass.elements_size = request->elements_size;
		}
	}
	if (request->dwell_ms && scan->wiphy->can_set_scan_dwell)
		pass.dwell_tu = (uint16_t)(request->dwell_ms > 60000 ? 60000 : request->dwell_ms);

	scan->pass_start_us = clock_monotonic_us();
	error = nl_call(scan->nl, build_trigger_scan(nl_family(scan->nl), scan->ifindex, &pass), NULL, NULL);
	if (error == -EBUSY) {
		scan->is_waiting_for_foreign = true;
		return arm(scan);
	}
	if (error < 0)
		return error;
	scan->is_waiting_for_foreign = false;
	scan->next_channel = is_last_portion ? 0 : scan->next_channel + 1;
	if (is_last_portion)
		scan->next_ssid += pass.n_ssids;
	return arm(scan);
}

int scan_start(struct scan *scan, const struct scan_request *request)
{
	int error;

	if (scan->is_running)
		return -EBUSY;
	scan->request = *request;
	scan->next_ssid = 0;
	scan->next_channel = 0;
	scan->n_repeats_done = 0;
	scan->deadline_us = request->limit_ms ? clock_monotonic_us() + request->limit_ms * 1000ull : 0;
	if (scan->is_abort_pending) {
		scan->is_start_delayed = true;
		error = arm(scan);
	} else {
		error = trigger(scan);
	}
	if (error < 0) {
		scan->is_waiting_for_foreign = false;
		return error;
	}
	scan->is_running = true;
	return 0;
}

void scan_stop(struct scan *scan)
{
	if (!scan->is_running)
		return;
	if (!scan->is_waiting_for_foreign && !scan->is_start_delayed &&
	    nl_call(scan->nl, build_abort_scan(nl_family(scan->nl), scan->ifindex), NULL, NULL) == 0)
		scan->is_abort_pending = true;
	end(scan, SCAN_STOPPED, 0);
}

static int on_pause_over(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct scan *scan = userdata;
	int error = trigger(scan);

	if (error < 0)
		end(scan, SCAN_FAILED, error);
	return 0;
}

/* A pass is over: another one, or the end. */
static void go_on(struct scan *scan)
{
	const struct scan_request *request = &scan->request;
	int error;

	if (scan->next_channel) {
		uint64_t pause_us = 1000ull * (request->pause_ms ? request->pause_ms : PAUSE_MS);

		scan->pause = sd_event_source_disable_unref(scan->pause);
		error = sd_event_add_time(scan->loop, &scan->pause, CLOCK_MONOTONIC, clock_monotonic_us() + pause_us, 1000,
					  on_pause_over, scan);
		if (error < 0)
			end(scan, SCAN_FAILED, error);
		return;
	}
	if (request->is_passive || scan->next_ssid >= request->n_ssids) {
		scan->next_ssid = 0;
		scan->n_repeats_done++;
		if (request->n_repeats && scan->n_repeats_done >= request->n_repeats) {
			end(scan, SCAN_DONE, 0);
			return;
		}
	}
	error = trigger(scan);
	if (error < 0)
		end(scan, SCAN_FAILED, error);
}

void scan_on_event(struct scan *scan, const struct event *event)
{
	int error;

	if (event->command != NL80211_CMD_NEW_SCAN_RESULTS && event->command != NL80211_CMD_SCAN_ABORTED)
		return;
	if (scan->is_abort_pending) {
		scan->is_abort_pending = false;
		if (!scan->is_start_delayed)
			return;
		scan->is_start_delayed = false;
		error = trigger(scan);
		if (error < 0)
			end(scan, SCAN_FAILED, error);
		return;
	}
	/* Between two portions it is somebody else's. */
	if (!scan->is_running || (scan->pause && sd_event_source_get_enabled(scan->pause, NULL) > 0))
		return;
	if (scan->is_waiting_for_foreign) {
		error = trigger(scan);
		if (error < 0)
			end(scan, SCAN_FAILED, error);
		return;
	}
	report(scan);
	/* Somebody else stopped it: what was heard has been told, and the host may ask again. */
	if (event->command == NL80211_CMD_SCAN_ABORTED) {
		end(scan, SCAN_DONE, 0);
		return;
	}
	go_on(scan);
}
