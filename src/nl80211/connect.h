/*
 * The connect task of one adapter: candidates one after the other, what is agreed on with each, SAE and OWE between host
 * and radio, and an association result for every attempt.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <systemd/sd-event.h>

#include "base/cleanup.h"
#include "dot11/channel.h"
#include "nl80211/mlme.h"
#include "nl80211/wiphy.h"
#include "wdi/wdi.h"

struct connect;

struct connect_listener {
	/* @id: an indication of the station port. */
	void (*indicate)(uint32_t id, const void *payload, void *userdata);
	/* The task has ended with NDIS status @status; success: there is an association. After the last indication. Once. */
	void (*ended)(uint32_t status, void *userdata);
};

/* Return: 0; -ENOMEM. All that is handed over must outlive it. */
int connect_new(struct connect **ret, sd_event *loop, struct mlme *mlme, const struct wiphy *wiphy,
		const struct connect_listener *listener, void *userdata);
struct connect *connect_free(struct connect *connect);
define_cleanup(struct connect, connect, connect_free);

/* Is any of what is wished possible with this radio at all? Return: 0; -EOPNOTSUPP. */
int connect_check(const struct connect *connect, const struct wdi_task_connect *task);

/* @task: borrowed until ended(), which may come from within. */
void connect_start(struct connect *connect, const struct wdi_task_connect *task);
/* ended() comes from within with NDIS_STATUS_REQUEST_ABORTED. Nothing happens if no task is under way. */
void connect_abort(struct connect *connect);
bool connect_is_running(const struct connect *connect);

/* OID_WDI_SET_SAE_AUTH_PARAMS, OID_WDI_SET_OWE_DH_IE. The property is to be answered first: the task may end from within. */
uint32_t connect_check_sae(const struct connect *connect, const struct wdi_set_sae_auth_params *params);
void connect_set_sae(struct connect *connect, const struct wdi_set_sae_auth_params *params);
uint32_t connect_check_owe(const struct connect *connect, const struct wdi_set_owe_dh_ie *params);
void connect_set_owe(struct connect *connect, const struct wdi_set_owe_dh_ie *params);

/* Of the last candidate that was tried. */
uint32_t connect_phy_type(const struct connect *connect); /* enum wdi_phy_type */
const struct dot11_channel *connect_channel(const struct connect *connect);

/* To be called from the listener of @mlme. */
void connect_on_attempt_ended(struct connect *connect, const struct mlme_result *result);
void connect_on_sae(struct connect *connect, enum mlme_sae what, const struct dot11_mac *bssid, const uint8_t *frame,
		    size_t size);
