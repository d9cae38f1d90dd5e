/*
 * The frames of an access point as bytes: what it says of itself, its answers, and what a station asks for when it associates.
 * The RSN element is made of the suites here (IEEE 802.11-2020, 9.4.2.24).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/channel.h"
#include "dot11/frame.h"
#include "dot11/types.h"
#include "nl80211/wiphy.h"

#define AP_FRAME_MAX_RATES 16
#define AP_FRAME_MAX_EXTRA 1600 /* beside it a frame has room for what is said here, three times over */
#define AP_FRAME_HT_SIZE 26 /* of the HT capabilities element */

struct ap_bss {
	struct dot11_mac bssid;
	struct dot11_ssid ssid;
	struct dot11_channel channel;
	uint16_t beacon_interval_tu;
	uint8_t dtim_period;
	size_t n_rates;
	uint8_t rates[AP_FRAME_MAX_RATES]; /* in units of 500 kbit/s, 0x80 marks basic ones */
	bool has_ht;			   /* at 20 MHz; it brings quality of service along, without which there is none */
	uint8_t ht_capabilities[AP_FRAME_HT_SIZE];
	uint32_t akm;				/* enum dot11_akm; DOT11_AKM_NONE: open, and the ciphers do not count */
	uint32_t pairwise_cipher, group_cipher; /* enum dot11_cipher */
	/* Further elements, whole ones. */
	size_t beacon_extra_size, probe_extra_size;
	uint8_t beacon_extra[AP_FRAME_MAX_EXTRA], probe_extra[AP_FRAME_MAX_EXTRA];
};

/* Rates that the radio has in @band. @has_11b: those of IEEE 802.11b as well, and they are the basic ones at 2.4 GHz. */
void ap_bss_set_rates(struct ap_bss *bss, const struct wiphy_band *band, bool has_11b);

/* High throughput as far as the radio has it in @band. */
void ap_bss_set_ht(struct ap_bss *bss, const struct wiphy_band *band);

/* Further elements, at most AP_FRAME_MAX_EXTRA bytes of each. */
void ap_bss_set_extra(struct ap_bss *bss, const void *beacon, size_t beacon_size, const void *probe, size_t probe_size);

/* Writes the whole beacon but for the TIM element. @tail_offset: where that belongs. Return: size; -ENOBUFS. */
int ap_frame_beacon(const struct ap_bss *bss, void *buffer, size_t capacity, size_t *ret_tail_offset);

/* The elements of the beacon alone. Return: size; -ENOBUFS. */
int ap_frame_beacon_elements(const struct ap_bss *bss, void *buffer, size_t capacity);

/* Return: size; -ENOBUFS. */
int ap_frame_probe_response(const struct ap_bss *bss, const struct dot11_mac *to, void *buffer, size_t capacity);
int ap_frame_authentication(const struct ap_bss *bss, const struct dot11_mac *to, uint16_t algorithm, uint16_t transaction,
			    uint16_t status, void *buffer, size_t capacity);
/* @aid: 0 in a refusal; @extra: whole elements to be added. */
int ap_frame_association_response(const struct ap_bss *bss, const struct dot11_mac *to, bool is_reassociation, uint16_t status,
				  uint16_t aid, const void *extra, size_t extra_size, void *buffer, size_t capacity);
/* @kind: disassociation or deauthentication. */
int ap_frame_end(const struct ap_bss *bss, const struct dot11_mac *to, uint8_t kind, uint16_t reason, void *buffer,
		 size_t capacity);

/* Is this probe request for us? @elements: hostile. */
bool ap_frame_is_probed(const struct ap_bss *bss, const struct dot11_elements *elements);

/* What a (re)association request says that the kernel must know. */
struct ap_request {
	uint16_t capability;
	uint16_t listen_interval;
	size_t n_rates;
	uint8_t rates[32]; /* as they stand in the elements */
	bool has_qos;
	bool has_ht; /* only with quality of service */
	uint8_t ht_capabilities[AP_FRAME_HT_SIZE];
};

enum ap_request_outcome {
	AP_REQUEST_E_OTHER_SSID = 1,
	AP_REQUEST_E_NO_RATES, /* it lacks basic ones: DOT11_STATUS_BASIC_RATES_MISMATCH */
};

/* @management: of a parsed request. Return: 0; enum ap_request_outcome. */
int ap_request_read(const struct ap_bss *bss, const struct dot11_management *management, struct ap_request *ret_request);
