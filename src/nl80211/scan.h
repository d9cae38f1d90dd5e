/*
 * Scans of one interface: split into what the radio takes at once, run, and read out as a list of what was heard.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <netlink/msg.h>
#include <systemd/sd-event.h>

#include "dot11/types.h"
#include "nl80211/event.h"
#include "nl80211/nl.h"
#include "nl80211/wiphy.h"

/* One BSS of a dump; pointers borrow from the message. */
struct scan_bss {
	struct dot11_mac bssid;
	uint32_t mhz;
	int32_t rssi_dbm;
	uint32_t quality; /* 0 to 100 */
	uint32_t seen_ms_ago;
	bool is_associated; /* with us */
	uint16_t beacon_interval_tu;
	uint16_t capability;
	/* The newest frame of each kind; elements NULL where none was heard. */
	uint64_t probe_response_timestamp_us;
	const uint8_t *probe_response_elements;
	size_t probe_response_elements_size;
	uint64_t beacon_timestamp_us;
	const uint8_t *beacon_elements;
	size_t beacon_elements_size;
};

/* Return: 0; -EBADMSG if it describes no BSS. */
int scan_bss_parse(const struct nlmsghdr *message, struct scan_bss *ret_bss);

/* A BSS with its frames put together again: bodies behind the MAC header, as WDI carries them. */
struct scan_entry {
	struct dot11_mac bssid;
	uint32_t mhz;
	int32_t rssi_dbm;
	uint32_t quality;
	uint8_t *beacon; /* NULL if none was heard */
	size_t beacon_size;
	uint8_t *probe_response;
	size_t probe_response_size;
};

/* Return: 0; -ENOMEM. */
int scan_entry_from_bss(const struct scan_bss *bss, struct scan_entry *ret_entry);
/* Frees the frames, not the entry. */
void scan_entry_clear(struct scan_entry *entry);

/* 0 at -100 dBm, 100 at -50 dBm and above. */
uint32_t scan_quality(int32_t rssi_dbm);

#define SCAN_MAX_SSIDS 64
#define SCAN_MAX_CHANNELS 256

struct scan_request {
	size_t n_ssids; /* 0: all */
	struct dot11_ssid ssids[SCAN_MAX_SSIDS];
	size_t n_mhz; /* 0: all */
	uint32_t mhz[SCAN_MAX_CHANNELS];
	bool has_bssid;
	struct dot11_mac bssid;
	bool is_passive;
	const uint8_t *elements; /* must live as long as the scan */
	size_t elements_size;
	uint32_t n_repeats; /* 0: until stopped */
	uint32_t limit_ms;  /* of all together; 0: none */
	uint32_t dwell_ms;  /* 0: the radio's choice */
	/* One channel after the other, each of them named, with time for the radio's access point between (rule 205): the kernel thinks of
	 * its stations' air time only. */
	bool is_in_portions;
	uint32_t pause_ms; /* between portions; 0: as long as clients of an access point need */
};

enum scan_result {
	SCAN_DONE,    /* also when the limit was reached */
	SCAN_STOPPED, /* by scan_stop() */
	SCAN_FAILED,  /* the kernel refused it; see the error */
};

struct scan_listener {
	/* What was heard in one pass; entries are freed after the call. */
	void (*heard)(const struct scan_entry *entries, size_t n_entries, void *userdata);
	/* The end, once for every scan_start() that returned 0. @error: negative errno with SCAN_FAILED, else 0. */
	void (*ended)(enum scan_result result, int error, void *userdata);
};

struct scan;

/* Return: 0; -ENOMEM. @nl, @event, @wiphy and @listener must outlive the scan. */
int scan_new(struct scan **ret, struct nl *nl, sd_event *loop, uint32_t ifindex, const struct wiphy *wiphy,
	     const struct scan_listener *listener, void *userdata);
struct scan *scan_free(struct scan *scan);
define_cleanup(struct scan, scan, scan_free);

/**
 * scan_start() - begin; one scan at a time
 *
 * A foreign scan on this radio is waited for.
 * Return: 0, then ended() comes; -EBUSY if ours is still running; the kernel's error as negative errno.
 */
int scan_start(struct scan *scan, const struct scan_request *request);

/* Ends a running scan at once: ended() is called with SCAN_STOPPED from within. Nothing happens if none runs. */
void scan_stop(struct scan *scan);

bool scan_is_running(const struct scan *scan);

/* Every event of the interface is to be shown to the scan. */
void scan_on_event(struct scan *scan, const struct event *event);
