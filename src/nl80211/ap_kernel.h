/*
 * What an access point asks of the kernel, as a table of functions: ap.c knows nothing else of it, so that its tests can play the
 * kernel. Every function returns 0 or a negative errno.
 */
#pragma once

#include "dot11/key.h"
#include "nl80211/build_ap.h"
#include "nl80211/nl.h"

struct ap_kernel_ops {
	/* @basic_rates: see build_set_bss(). */
	int (*start)(const struct build_ap *ap, const uint8_t *basic_rates, size_t n_basic_rates, bool has_short_slot,
		     void *userdata);
	/* What beacons are from now on: see build_set_beacon(). */
	int (*set_beacon)(const uint8_t *head, size_t head_size, const uint8_t *tail, size_t tail_size, void *userdata);
	int (*stop)(void *userdata);
	/* Return: 1 if the BSS is up; 0 if not. */
	int (*is_up)(void *userdata);
	/* A management frame. @ret_cookie: of the event that will tell its fate; NULL if nobody wants to know. */
	int (*send)(const void *frame, size_t size, uint64_t *ret_cookie, void *userdata);
	/* Disassociation and deauthentication, on their way when it returns. @ret_cookies: as many as were sent. */
	int (*send_farewell)(const struct dot11_mac *client, uint16_t reason, uint64_t ret_cookies[2], size_t *ret_n,
			     void *userdata);
	int (*add_station)(const struct build_station *station, void *userdata);
	/* With its keys; nothing is sent. */
	int (*remove_station)(const struct dot11_mac *client, void *userdata);
	/* Return: 1 if the kernel has it; 0 if not. */
	int (*has_station)(const struct dot11_mac *client, void *userdata);
	int (*authorize)(const struct dot11_mac *client, void *userdata);
	/* @client: of pairwise keys. A group key becomes the one to send with. */
	int (*add_key)(const struct dot11_mac *client, const struct dot11_key *key, void *userdata);
	/* @client: NULL for a group key. */
	int (*delete_key)(const struct dot11_mac *client, uint8_t index, void *userdata);
	int (*send_eapol)(const struct dot11_mac *client, bool is_plain, const void *pdu, size_t size, void *userdata);
	/* How long nothing was heard of it. */
	int (*get_inactivity)(const struct dot11_mac *client, uint32_t *ret_ms, void *userdata);
	/* An event NL80211_CMD_PROBE_CLIENT follows. */
	int (*probe)(const struct dot11_mac *client, void *userdata);
};

/* The real one, for @userdata: a struct ap_kernel. */
extern const struct ap_kernel_ops ap_kernel_ops;

struct ap_kernel {
	struct nl *nl;
	uint32_t ifindex;
	struct dot11_mac own;
};

/* The frames that an access point needs come as events from now on. Return: 0; the kernel's error. */
int ap_kernel_register(const struct ap_kernel *kernel);
