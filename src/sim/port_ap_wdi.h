/*
 * A radio's port in access point mode in the words of WDI: creates and deletes it, starts and stops it, answers association requests,
 * sends clients away. radio.c hands over what concerns it; the station port knows nothing of it, and stays as it is (rule 126).
 */
#pragma once

#include <stdbool.h>

#include "sim/radio.h"
#include "wdi/driver.h"

#define RADIO_AP_PORT 1

/* Is the command for it? radio.c asks before it looks at its own port. */
bool radio_ap_is_for(const struct wdi_request *request);

/* Is that its address? Its own station does not hear it. */
bool radio_ap_is_own(const struct radio *radio, const struct dot11_mac *mac);

/* Is it an access point of that network? Then also where, and the elements of its beacon, PORT_AP_MAX_ELEMENTS at most. */
bool radio_ap_find(const struct radio *radio, const struct dot11_ssid *ssid, struct dot11_mac *ret_bssid,
		   struct dot11_channel *ret_channel, uint16_t *ret_beacon_interval_tu, struct writer *elements);

void radio_ap_create(struct radio *radio, struct wdi_request *request);
void radio_ap_delete(struct radio *radio, struct wdi_request *request);
void radio_ap_handle_start(struct wdi_request *request, const void *params, void *userdata);
void radio_ap_handle_stop(struct wdi_request *request, const void *params, void *userdata);
void radio_ap_handle_response(struct wdi_request *request, const void *params, void *userdata);
void radio_ap_abort_response(struct wdi_request *request, void *userdata);
void radio_ap_disconnect(struct radio *radio, struct wdi_request *request, const struct wdi_task_disconnect *params);
void radio_ap_reset(struct radio *radio, struct wdi_request *request);
void radio_ap_add_cipher_keys(struct radio *radio, struct wdi_request *request, const struct wdi_set_add_cipher_keys *params);
void radio_ap_handle_advertisement(struct wdi_request *request, const void *params, void *userdata);
void radio_ap_send(struct radio *radio, const struct wdi_data_frame *frame);

/* The radio is switched off: clients and access point are gone, and the host hears of it. */
void radio_ap_lose_radio(struct radio *radio);

/* The adapter is closed: forgets the port without a word. */
void radio_ap_clear(struct radio *radio);

/* What the adapter says of it. @has_data: without, open networks only. */
void radio_ap_set_capabilities(bool has_data, struct wdi_get_adapter_capabilities_result *result);
