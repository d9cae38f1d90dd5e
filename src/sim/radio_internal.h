/* What the files of the radio share; nobody else includes it. */
#pragma once

#include "driver/quality.h"
#include "driver/security.h"
#include "sim/radio.h"
#include "sim/station_mlme.h"
#include "sim/station_port.h"
#include "sim/station_scan.h"
#include "wdi/driver.h"

#define RADIO_PORT 0
#define RADIO_MAX_SCAN_SSIDS 16
#define RADIO_OWE_ELEMENT_MAX 140 /* extension, group, and a key of 132 bytes */
#define RADIO_MAX_HELD 8	  /* frames for the air while off-channel; further ones are lost, as when a queue is full */
#define RADIO_PING_SIZE 8

/* A frame for the peer that waits for the end of a visit to another channel. */
struct radio_held_frame {
	size_t size;
	uint8_t bytes[DOT11_FRAME_MAX_SIZE];
};

struct radio_ping {
	void (*done)(void *userdata, bool unicast, bool group); /* NULL: none is under way */
	void *userdata;
	uint8_t payload[RADIO_PING_SIZE];
	bool has_unicast, has_group;
	struct schedule_timer timer;
};

struct radio {
	struct scenario_adapter config;
	struct wdi_driver *driver;
	struct air *air;
	struct air_antenna antenna;
	struct dot11_channel home; /* where to be when not scanning */
	bool has_port, is_hung, is_radio_off;
	uint8_t quality; /* last reported of the link */
	struct driver_quality wished; /* by the host, for the connection */
	uint64_t sent_before, received_before; /* counters when the link began */

	struct station_mlme mlme;
	struct schedule_timer mlme_timers[STATION_MLME_N_TIMERS];

	struct wdi_request *connect;
	const struct wdi_task_connect *connect_params;
	size_t candidate; /* of the attempt under way */
	struct driver_security security; /* of that, and of the link then */
	bool is_pmkid_refused; /* this candidate is tried once more, with SAE */
	uint8_t owe_element[RADIO_OWE_ELEMENT_MAX]; /* instead of the connect's */
	size_t owe_element_size;
	struct schedule_timer owe_timer; /* set: waiting for another element */

	struct station_port port;
	struct radio_held_frame held[RADIO_MAX_HELD];
	size_t n_held;
	struct radio_ping ping;

	struct wdi_request *scan_request;
	const struct wdi_task_scan *scan_params;
	struct station_scan scan;
	struct schedule_timer scan_timer;
	uint64_t scan_end_us; /* 0: no limit */
	unsigned int scan_rounds; /* done */
	bool is_pausing; /* at home: between two rounds, or for the sake of a connection of low latency */
	uint64_t left_home_us;
	size_t n_reported;

	struct wdi_request *leave; /* disconnect or radio off that waits for the end of the link */
	struct radio_ap *ap; /* port_ap_wdi.c; NULL: there is no such port */
};

/* radio.c */

void radio_indicate(struct radio *radio, uint16_t port, uint32_t id, const void *payload);
void radio_finish(struct radio *radio, struct wdi_request *request, uint32_t status, const void *completion);
bool radio_needs_port(struct radio *radio, struct wdi_request *request);
bool radio_needs_radio(struct radio *radio, struct wdi_request *request);
uint32_t radio_band_to_wdi(enum dot11_band band);
/* Return: 0; -EINVAL for a band no radio of ours has or a number that is no channel of it. */
int radio_channel_from_wdi(uint32_t band, uint32_t number, struct dot11_channel *ret);
bool radio_blob_to_ssid(const struct wdi_blob *blob, struct dot11_ssid *ret);
/* 0 at -100 dBm, 100 at -50 dBm and above: the scale of the Native Wifi interface. */
uint8_t radio_quality(int signal_dbm);
const uint8_t *radio_rates(enum dot11_band band, size_t *ret_n);
/* A station's capabilities are the same as our access points'; elements of one stream and 20 MHz. */
void radio_write_station_elements(struct writer *writer, enum dot11_band band);
void radio_indicate_link_state(struct radio *radio);
/* Ends keys, authorization and what waits to be sent. */
void radio_end_link(struct radio *radio);

/* radio_connect.c: the connect task, SAE and OWE */

void radio_handle_connect(struct wdi_request *request, const void *params, void *userdata);
void radio_abort_connect(struct wdi_request *request, void *userdata);
void radio_handle_set_sae_auth_params(struct wdi_request *request, const void *p, void *userdata);
void radio_handle_set_owe_dh_ie(struct wdi_request *request, const void *p, void *userdata);
/* Of the station's ops. */
void radio_attempted(void *userdata, const struct station_mlme_attempt *attempt);
void radio_ask_host(void *userdata, enum station_mlme_sae what, const uint8_t *frame, size_t size);
/* The host had another group for OWE, but did not say so in time. */
void radio_owe_timeout(void *userdata);

/* radio_scan.c */

void radio_handle_scan(struct wdi_request *request, const void *params, void *userdata);
void radio_abort_scan(struct wdi_request *request, void *userdata);
/* The dwell time is over, or the pause between two rounds. */
void radio_scan_step(void *userdata);

/* radio_data.c: keys, data and ping */

void radio_handle_add_cipher_keys(struct wdi_request *request, const void *p, void *userdata);
void radio_handle_delete_cipher_keys(struct wdi_request *request, const void *p, void *userdata);
void radio_receive_from_host(const struct wdi_data_frame *frame, void *userdata);
void radio_receive_data(struct radio *radio, const struct air_reception *reception);
void radio_ping_timeout(void *userdata);
