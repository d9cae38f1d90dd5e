/*
 * What the air has shown: one entry per BSSID, made of what the driver reports and of the beacon or probe response in it.
 *
 * Aging: an entry leaves at the end of a full scan (one for every network) that did not see it, if the full scan before did not
 * either, or if it was seen last more than 30 s ago. The BSS of the connection always stays. When 4,096 entries are
 * reached, the one seen longest ago makes room.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/types.h"
#include "wdi/wdi.h"

#define BSS_LIST_MAX 4096
#define BSS_MAX_RATES 126

/* What an element list says about security, as DOT11_AUTH_ALGORITHM and DOT11_CIPHER_ALGORITHM. */
struct bss_security {
	bool is_secure;
	uint32_t auth;
	uint32_t cipher;
};

struct bss {
	struct dot11_mac bssid;
	struct dot11_ssid ssid; /* of size 0 while hidden */
	int32_t rssi_dbm;
	uint32_t link_quality; /* 0 to 100 */
	uint32_t channel;
	uint32_t band_id; /* enum wdi_band_id */
	uint32_t center_khz; /* 0 if unknown */
	uint32_t phy_type;   /* DOT11_PHY_TYPE */
	uint32_t bss_type;   /* DOT11_BSS_TYPE */
	uint16_t beacon_period_tu;
	uint16_t capability;
	uint64_t timestamp;
	uint64_t host_timestamp; /* FILETIME */
	uint64_t seen_us;        /* CLOCK_MONOTONIC */
	struct bss_security security;
	size_t n_rates;
	uint16_t rates[BSS_MAX_RATES];
	uint8_t *probe_response, *beacon; /* bodies; either may be NULL */
	size_t probe_response_size, beacon_size;
	const uint8_t *ies; /* into the newer one of them */
	size_t ies_size;
	uint8_t *context; /* what the driver wants back on connect */
	size_t context_size;
	/* of the list */
	uint64_t seen_in_scan;
	size_t index;
	struct bss *next_in_bucket;
};

struct bss_list;

/* Return: 0; -ENOMEM. */
int bss_list_new(struct bss_list **ret);
struct bss_list *bss_list_free(struct bss_list *list);

/**
 * bss_list_report() - take in what the driver has seen
 * @now_us: CLOCK_MONOTONIC
 *
 * A later report of the same BSSID replaces the earlier one (rule 206), but an SSID once learned from a probe response is not
 * forgotten because a beacon hides it.
 *
 * Return: 0; -EBADMSG if the entry has no frame or a broken one (nothing changes); -ENOMEM.
 */
int bss_list_report(struct bss_list *list, const struct wdi_tlv_bss_entry *entry, uint64_t now_us, uint64_t now_filetime);

/* A full scan has ended. @keep: BSSID of the connection, or NULL. */
void bss_list_age(struct bss_list *list, const struct dot11_mac *keep, uint64_t now_us);

void bss_list_flush(struct bss_list *list);

size_t bss_list_count(const struct bss_list *list);
/* @index: below bss_list_count(); the order is arbitrary. */
const struct bss *bss_list_at(const struct bss_list *list, size_t index);
/* NULL if there is none. */
const struct bss *bss_list_find(const struct bss_list *list, const struct dot11_mac *bssid);

/* @rssi_dbm to WLAN_SIGNAL_QUALITY: linear from 0 at -100 dBm to 100 at -50 dBm. */
uint32_t bss_signal_quality(int32_t rssi_dbm);
