/*
 * The scans of one interface: a queue of which one runs as a task.
 *
 * A request joins one that waits with the same parameters, never one that runs already: what it finds must be newer than the
 * request. A scan that is aborted to let something more urgent pass is started again, three times at most.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "dot11/types.h"
#include "wlansvc/host/host.h"

#define SCAN_MAX_WAITING 16
#define SCAN_MAX_IE 257 /* one whole element */

struct scanner;

enum scan_purpose {
	SCAN_FOR_CLIENT, /* told to clients when it ends */
	SCAN_FOR_SERVICE, /* connecting */
	SCAN_IN_BACKGROUND, /* to know what is there */
};

struct scan_result {
	uint64_t ticket; /* as scanner_request() gave it */
	uint32_t reason; /* WLAN_REASON_CODE; SUCCESS if it is complete */
	bool is_full;	 /* looked for every network */
	unsigned n_clients; /* requests of clients that this one answers */
};

struct scan_listener {
	/* Once per scan, in the order of tickets. May call scanner_request(). */
	void (*finished)(const struct scan_result *result, void *userdata);
};

int scanner_new(struct scanner **ret, const struct scan_listener *listener, void *userdata);
/* No command of it may be under way. */
struct scanner *scanner_free(struct scanner *scanner);

/* NULL: the adapter is gone; what waits fails. */
void scanner_set_adapter(struct scanner *scanner, struct host_adapter *adapter);

/**
 * scanner_request() - queue a scan
 * @ssid: NULL or empty: every network
 * @ret_ticket: NULL, or names the scan that answers this request
 *
 * Return: 0, and listener.finished follows, never from inside; -ENOBUFS if too many wait; -ENODEV without adapter; -EMSGSIZE for a too
 * long @ie; other errors of the host.
 */
int scanner_request(struct scanner *scanner, enum scan_purpose purpose, const struct dot11_ssid *ssid, const uint8_t *ie,
		    size_t ie_size, uint64_t *ret_ticket);

/*
 * While held, nothing is started, and what runs is aborted and started again afterwards: connecting and disconnecting do not wait
 * for a scan.
 */
void scanner_hold(struct scanner *scanner, bool is_held);
