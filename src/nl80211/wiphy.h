/* What a radio can do, gathered from the many messages of a split NL80211_CMD_GET_WIPHY dump; and which interfaces there are. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <netlink/msg.h>

#include "dot11/types.h"
#include "nl80211/nl.h"

#define WIPHY_MAX_BANDS 3
#define WIPHY_MAX_CHANNELS 96
#define WIPHY_MAX_RATES 32
#define WIPHY_MAX_CIPHERS 16

struct wiphy_channel {
	uint32_t mhz;
	bool is_disabled; /* by the regulatory domain */
	bool is_passive;  /* nothing may be sent before something was heard */
	bool is_radar;	  /* nothing may be sent before radar was listened for */
};

struct wiphy_band {
	bool is_present;
	size_t n_channels;
	struct wiphy_channel channels[WIPHY_MAX_CHANNELS];
	size_t n_rates;
	uint16_t rates[WIPHY_MAX_RATES]; /* in units of 500 kbit/s */
	bool has_ht, has_vht, has_he;
	bool is_40mhz_capable; /* HT capabilities, bit 1 */
	uint8_t n_rx_streams;  /* of the HT MCS set; 1 without HT */
	/* Fields of the HT capabilities element. */
	uint16_t ht_information;
	uint8_t ht_ampdu;
	uint8_t ht_mcs[16];
};

struct wiphy {
	uint32_t index;
	char name[32];
	struct wiphy_band bands[WIPHY_MAX_BANDS]; /* 2.4, 5, 6 GHz: enum dot11_band - 1 */
	uint8_t max_scan_ssids;
	uint16_t max_scan_elements_size;
	bool can_authenticate; /* NL80211_CMD_AUTHENTICATE: the SME is ours */
	bool can_connect;      /* NL80211_CMD_CONNECT */
	bool can_send_disassociation; /* by NL80211_CMD_FRAME, as a station */
	bool can_send_deauthentication;
	bool can_set_scan_dwell;
	bool can_send_action;
	bool can_do_sae;	  /* SAE frames of ours in NL80211_CMD_AUTHENTICATE */
	bool has_control_port;	  /* 802.1X frames over nl80211 */
	bool can_protect_beacons; /* check them, as a station */
	bool can_be_ap;
	bool has_ap_sme;	  /* the access point's SME is the radio's: authentication and association are not shown to us */
	bool can_send_as_ap;	  /* management frames, by NL80211_CMD_FRAME */
	/* An access point beside a station, on an interface of its own. */
	bool has_ap_beside_station;
	bool is_ap_on_same_channel; /* then both must be on one */
	bool can_probe_client;
	struct dot11_mac address_bits; /* those of an address in which its interfaces may differ; all zeros: every one */
	size_t n_ciphers;
	uint32_t ciphers[WIPHY_MAX_CIPHERS]; /* enum dot11_cipher; those not known to us as they are */
};

bool wiphy_has_cipher(const struct wiphy *wiphy, uint32_t cipher);

/* Adds what one message of the dump tells. Return: 0; -EBADMSG. */
int wiphy_parse(const struct nlmsghdr *message, struct wiphy *wiphy);

/* Asks the kernel. Return: 0; negative errno of nl_call(). */
int wiphy_get(struct nl *nl, uint32_t index, struct wiphy *ret_wiphy);

struct wiphy_interface {
	uint32_t ifindex;
	uint32_t wiphy;
	uint32_t type; /* NL80211_IFTYPE_... */
	char name[16];
	struct dot11_mac mac;
	uint32_t bandwidth_mhz; /* of the channel in use; 0 if none */
};

/* Return: 0; -EBADMSG if it is no whole description of a network interface. */
int wiphy_interface_parse(const struct nlmsghdr *message, struct wiphy_interface *ret_interface);

/* All interfaces of all radios, in memory that the caller frees. Return: 0; negative errno. */
int wiphy_get_interfaces(struct nl *nl, struct wiphy_interface **ret_interfaces, size_t *ret_n_interfaces);

/* Return: 0; -ENODEV and other negative errno of nl_call(). */
int wiphy_get_interface(struct nl *nl, uint32_t ifindex, struct wiphy_interface *ret_interface);
