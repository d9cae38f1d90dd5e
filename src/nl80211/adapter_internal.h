/* What the parts of an adapter share. Each part stands on those above it here; adapter.c stands on all. */
#pragma once

#include "driver/quality.h"
#include "nl80211/adapter.h"
#include "nl80211/ap_port.h"
#include "nl80211/connect.h"
#include "nl80211/mac_address.h"
#include "nl80211/mlme.h"
#include "nl80211/power_save.h"
#include "nl80211/radio.h"
#include "nl80211/scan.h"
#include "nl80211/station.h"
#include "wdi/driver.h"

#define ADAPTER_STATION_PORT 0
#define ADAPTER_AP_PORT 1

struct adapter {
	struct nl *nl;
	sd_event *loop;
	sd_event_source *source;
	sd_event_source *data_source;
	sd_event_source *link_timer;
	struct wiphy_interface interface; /* with its permanent address */
	struct mac_address address;
	struct dot11_mac wanted; /* address, once what leave_request waits for has come */
	struct wiphy wiphy;
	struct wdi_driver *driver;
	struct scan *scan;
	struct mlme *mlme;
	struct connect *connect;
	struct radio_state radio;
	struct driver_quality quality; /* of the station's port */
	struct power_save power_save;
	void (*on_gone)(struct adapter *adapter, void *userdata);
	void *userdata;

	bool has_port;
	struct ap_port *ap; /* NULL: no such port */
	bool is_ap_blocked; /* the host has been told that there can be none */
	struct wdi_request *scan_request;
	struct wdi_request *leave_request; /* disconnect, reset, radio off, delete port or close: waits for mlme */
	struct wdi_request *connect_request;
	struct wdi_indication_link_state_change link; /* last told */
};

/* adapter_report.c */

/* The link is watched for output exactly while something waits for it. */
void adapter_update_output(struct adapter *adapter);
void adapter_indicate(struct adapter *adapter, uint16_t port, uint32_t id, const void *payload);
/* M4 of a task. */
void adapter_finish_task(struct adapter *adapter, struct wdi_request *request, uint32_t status);
/* Answers a property. */
void adapter_answer(struct adapter *adapter, struct wdi_request *request, uint32_t status);
/* NDIS status of a negative errno; NDIS_STATUS_SUCCESS of 0. */
uint32_t adapter_status(int error);
/* Return: true if the request names the station's port and that exists; else it has been refused. */
bool adapter_check_port(struct adapter *adapter, struct wdi_request *request);
/* Is the request for the access point? Then it exists. */
bool adapter_is_for_ap(const struct adapter *adapter, const struct wdi_request *request);
/* Return: true if the request is for the access point; else it has been refused. */
bool adapter_check_ap(const struct adapter *adapter, struct wdi_request *request);

/* adapter_radio.c; see also adapter_on_switch() */

/* The radio's switches may have changed. */
void adapter_check_radio(struct adapter *adapter);
bool adapter_is_on(const struct adapter *adapter);
/* Takes back that there can be no access point, once its port is gone and the radio is on (rule 228). */
void adapter_check_ap_sustained(struct adapter *adapter);
/* Return: NDIS status. */
uint32_t adapter_switch_radio(struct adapter *adapter, bool is_wanted);

/* adapter_quality.c */

void adapter_handle_quality(struct wdi_request *request, const void *params, void *userdata);
/* The port is gone, and what it wished for with it. */
void adapter_end_quality(struct adapter *adapter);
/* Whether the connection goes before that scan. */
bool adapter_quality_refuses_scan(const struct adapter *adapter, const struct wdi_task_scan *params);
/* Takes from the scan what would be too much for the connection; those in portions need a list of channels. */
void adapter_quality_limit_scan(const struct adapter *adapter, struct scan_request *scan);

/* adapter_scan.c */

extern const struct scan_listener adapter_scan_listener;
void adapter_handle_scan(struct wdi_request *request, const void *params, void *userdata);
void adapter_abort_scan(struct wdi_request *request, void *userdata);

/* adapter_link.c */

/* From now on until the association is lost. */
void adapter_watch_link(struct adapter *adapter);
void adapter_handle_statistics(struct wdi_request *request, const void *params, void *userdata);

/* adapter_connect.c */

extern const struct connect_listener adapter_connect_listener;
void adapter_on_attempt_ended(const struct mlme_result *result, void *userdata);
void adapter_on_sae(enum mlme_sae what, const struct dot11_mac *bssid, const uint8_t *frame, size_t size, void *userdata);
void adapter_handle_connect(struct wdi_request *request, const void *params, void *userdata);
void adapter_abort_connect(struct wdi_request *request, void *userdata);
void adapter_handle_set_sae(struct wdi_request *request, const void *params, void *userdata);
void adapter_handle_set_owe(struct wdi_request *request, const void *params, void *userdata);

/* adapter_port.c */

/* An 802.1X frame from @peer to the host. */
void adapter_tell_eapol(struct adapter *adapter, uint16_t port, const struct dot11_mac *own, const struct dot11_mac *peer,
			const uint8_t *pdu, size_t size);
void adapter_on_eapol(const struct dot11_mac *bssid, const uint8_t *pdu, size_t size, void *userdata);
void adapter_on_host_frame(const struct wdi_data_frame *frame, void *userdata);
void adapter_handle_add_keys(struct wdi_request *request, const void *params, void *userdata);
void adapter_handle_delete_keys(struct wdi_request *request, const void *params, void *userdata);

/* adapter_ap.c */

/* @mac: wanted address, or NULL. Both answer the request. */
void adapter_create_ap_port(struct adapter *adapter, struct wdi_request *request, const struct dot11_mac *mac);
void adapter_delete_ap_port(struct adapter *adapter, struct wdi_request *request);
void adapter_handle_start_ap(struct wdi_request *request, const void *params, void *userdata);
void adapter_abort_start_ap(struct wdi_request *request, void *userdata);
void adapter_handle_stop_ap(struct wdi_request *request, const void *params, void *userdata);
void adapter_handle_association_response(struct wdi_request *request, const void *params, void *userdata);
void adapter_abort_association_response(struct wdi_request *request, void *userdata);
void adapter_handle_advertisement(struct wdi_request *request, const void *params, void *userdata);

/* adapter_leave.c */

void adapter_on_lost(enum mlme_cause cause, const struct dot11_mac *bssid, const uint8_t *body, size_t size, void *userdata);
void adapter_on_left(void *userdata);
void adapter_handle_disconnect(struct wdi_request *request, const void *params, void *userdata);
void adapter_handle_reset(struct wdi_request *request, const void *params, void *userdata);
void adapter_handle_set_radio(struct wdi_request *request, const void *params, void *userdata);
void adapter_handle_close(struct wdi_request *request, const void *params, void *userdata);
void adapter_handle_delete_port(struct wdi_request *request, const void *params, void *userdata);
