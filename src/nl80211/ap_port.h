/*
 * A port that is an access point: commands of the host for it, and what it tells. It lives on a network interface of its own
 * beside the station's, which goes with it.
 *
 * Source: OID_WDI_TASK_START_AP, OID_WDI_TASK_SEND_AP_ASSOCIATION_RESPONSE, OID_WDI_TASK_STOP_AP; rules 220 to 227.
 */
#pragma once

#include <stdint.h>

#include <systemd/sd-event.h>

#include "base/cleanup.h"
#include "dot11/types.h"
#include "nl80211/ap.h"
#include "nl80211/event.h"
#include "nl80211/nl.h"
#include "nl80211/wiphy.h"
#include "wdi/driver.h"

struct ap_port_listener {
	/* M0 of this port. */
	void (*indicate)(uint32_t id, const void *payload, void *userdata);
	/* M4. */
	void (*finish)(struct wdi_request *request, uint32_t status, const void *completion, void *userdata);
	/* An 802.1X frame of a client, for the host. */
	void (*eapol)(const struct dot11_mac *client, const uint8_t *pdu, size_t size, void *userdata);
	bool (*is_radio_on)(void *userdata);
};

struct ap_port;

/* Can this radio have one? */
bool ap_port_is_possible(const struct wiphy *wiphy);

/**
 * ap_port_new() - make the interface and bring it up
 * @station: the interface beside which it is; gives its name and an address that must be another one
 * @mac:     wanted address, or NULL
 *
 * Return: 0; -EOPNOTSUPP if the radio cannot have it; the kernel's error.
 */
int ap_port_new(struct ap_port **ret, struct nl *nl, sd_event *loop, const struct wiphy *wiphy,
		const struct wiphy_interface *station, const struct dot11_mac *mac, const struct ap_port_listener *listener,
		void *userdata);
/* Ends everything, tells nobody and removes the interface. */
struct ap_port *ap_port_free(struct ap_port *port);
define_cleanup(struct ap_port, ap_port, ap_port_free);

uint32_t ap_port_ifindex(const struct ap_port *port);
const struct dot11_mac *ap_port_mac(const struct ap_port *port);
const struct ap *ap_port_ap(const struct ap_port *port);

/* Tasks; each answers its request. @only_mhz: see ap_channel_choose(). */
void ap_port_start(struct ap_port *port, struct wdi_request *request, const struct wdi_task_start_ap *params, uint32_t only_mhz);
void ap_port_respond(struct ap_port *port, struct wdi_request *request,
		     const struct wdi_task_send_ap_association_response *params);
void ap_port_abort_response(struct ap_port *port);
void ap_port_disconnect(struct ap_port *port, struct wdi_request *request, const struct wdi_task_disconnect *params);
void ap_port_stop(struct ap_port *port, struct wdi_request *request);
void ap_port_reset(struct ap_port *port, struct wdi_request *request);

/* Properties. Return: NDIS status. */
uint32_t ap_port_add_keys(struct ap_port *port, const struct wdi_set_add_cipher_keys *add);
uint32_t ap_port_delete_keys(struct ap_port *port, const struct wdi_set_delete_cipher_keys *delete);
/* Elements for beacons and probe responses, now if it is started, and of the next start. */
uint32_t ap_port_advertise(struct ap_port *port, const struct wdi_set_advertisement_information *params);

/* Answers OID_WDI_GET_STATISTICS: one entry for each client. */
void ap_port_tell_statistics(struct ap_port *port, struct wdi_request *request);

/* Ends the access point, tells its clients and then that it was stopped. Nothing if it is not started. */
void ap_port_halt(struct ap_port *port, enum ap_cause cause);

int ap_port_send_eapol(struct ap_port *port, const struct dot11_mac *client, const void *pdu, size_t size);

/* Every event of its interface. */
void ap_port_on_event(struct ap_port *port, const struct event *event);
void ap_port_resync(struct ap_port *port);
