/*
 * The kernel of unit tests: it takes what nl_call() and nl_call_many() would send, writes it into a book as text, and answers as
 * it was told to. Programs that use it are linked with nl_fake_link_args (meson.build).
 *
 * One entry for each request, "name detail...;"; requests of one sendmsg() stand in brackets. Frames are named by subtype
 * ("frame a0 3": disassociation with reason 3). nl_fake.c has the list.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/types.h"
#include "nl80211/event.h"
#include "nl80211/mlme.h"
#include "nl80211/wiphy.h"

#define NL_FAKE_IFINDEX 7

struct nl_fake {
	char book[8192];
	/* Errors of the requests to come, each used once: negative errno by command. */
	int errors[256];
	bool is_station_there; /* for NL80211_CMD_GET_STATION */
	/* Errors of the two frames of one sendmsg(), used every time. */
	int frame_errors[2];
	uint64_t next_cookie; /* of frames that are sent; 0: none is given */
	int open_error;	      /* of the packet socket */
	int packet_fd;	      /* our end of it; -1 if it has never been open */
};

extern const struct dot11_mac nl_fake_own, nl_fake_peer, nl_fake_other;

/* A frame on the packet socket, if one is open. */
void nl_fake_give_packet(const struct dot11_mac *from, const void *pdu, size_t size);

/* The one kernel there is, in its first state. */
struct nl_fake *nl_fake_reset(void);
struct nl *nl_fake_nl(void);

/* Adds to the book: what listeners hear stands between the requests, in upper case. */
void nl_fake_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What has been written since the last look is @text. */
void nl_fake_expect(const char *text);

/* A radio with CCMP, BIP and everything that is optional, and an SME in this program. */
struct wiphy nl_fake_wiphy(void);

/* Frames of the peer, in static memory; each as the event with which the kernel shows it. */
struct event nl_fake_authentication(uint16_t algorithm, uint16_t transaction, uint16_t status, const void *contents, size_t size);
struct event nl_fake_association(uint16_t status);
/* @kind: DOT11_FRAME_DISASSOCIATION or DOT11_FRAME_DEAUTHENTICATION; @from: the transmitter. */
struct event nl_fake_end(uint8_t command, uint8_t kind, const struct dot11_mac *from, uint16_t reason);
struct event nl_fake_plain(uint8_t command);
struct event nl_fake_tx_status(uint64_t cookie);
struct event nl_fake_eapol(const struct dot11_mac *from, const void *pdu, size_t size);
struct event nl_fake_action(const void *body, size_t size);
