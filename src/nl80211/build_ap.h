/* Requests of an access point, made like those of build.h: an interface of its own, the BSS, its stations and frames. */
#pragma once

#include "nl80211/build.h"

/* An interface of type access point, which the kernel removes when the socket that asked is closed. Answered with its
 * description. */
struct nl_msg *build_new_ap_interface(uint16_t family, uint32_t wiphy, const char *name);
struct nl_msg *build_delete_interface(uint16_t family, uint32_t ifindex);

struct build_ap {
	struct dot11_ssid ssid;
	uint32_t mhz;
	uint16_t beacon_interval_tu;
	uint8_t dtim_period;
	const uint8_t *head; /* of the beacon: what stands before the TIM element, MAC header included */
	size_t head_size;
	const uint8_t *tail; /* what stands behind it */
	size_t tail_size;
	bool has_ht;
	struct build_security security;
};

/* The BSS belongs to the socket that asks for it. */
struct nl_msg *build_start_ap(uint16_t family, uint32_t ifindex, const struct build_ap *ap);
/* From now on its beacons are these; @head and @tail as in struct build_ap. */
struct nl_msg *build_set_beacon(uint16_t family, uint32_t ifindex, const uint8_t *head, size_t head_size, const uint8_t *tail,
				size_t tail_size);
struct nl_msg *build_stop_ap(uint16_t family, uint32_t ifindex);
/* @basic_rates: in units of 500 kbit/s. @has_ht: it protects its frames from stations without. */
struct nl_msg *build_set_bss(uint16_t family, uint32_t ifindex, const uint8_t *basic_rates, size_t n_basic_rates,
			     bool has_short_slot, bool has_ht);

struct build_station {
	struct dot11_mac mac;
	uint16_t aid;
	uint16_t capability;
	uint16_t listen_interval;
	const uint8_t *rates; /* as in the elements of its request */
	size_t n_rates;
	bool has_short_preamble;
	bool has_qos;
	const uint8_t *ht_capabilities; /* 26 bytes; NULL without HT */
	bool is_authorized;		/* for data, at once */
};

/* A station that is associated from now on. */
struct nl_msg *build_new_station(uint16_t family, uint32_t ifindex, const struct build_station *station);
/* Its keys go with it; nothing is sent. */
struct nl_msg *build_delete_station(uint16_t family, uint32_t ifindex, const struct dot11_mac *mac);
/* Asks a station for an answer: answered with a cookie, and an event of the same name tells whether there was one. */
struct nl_msg *build_probe_client(uint16_t family, uint32_t ifindex, const struct dot11_mac *mac);

/* Frames of @kind (enum dot11_frame_kind) come as events to the socket that asks. */
struct nl_msg *build_register_frame(uint16_t family, uint32_t ifindex, uint8_t kind);
/* Data of stations that are not associated is told, as events to the socket that asks. */
struct nl_msg *build_register_unexpected(uint16_t family, uint32_t ifindex);
/* A whole management frame on the channel of the BSS. @wants_status: answered with a cookie, and an event tells its fate. */
struct nl_msg *build_frame(uint16_t family, uint32_t ifindex, const void *frame, size_t size, bool wants_status);

/* The group key @index is the one to send with. @kind: any but pairwise. */
struct nl_msg *build_default_key(uint16_t family, uint32_t ifindex, enum dot11_key_kind kind, uint8_t index);
