/*
 * The hosted network: an access point of this machine on one of its adapters, WPA2-PSK with CCMP (rules W1 to W11).
 *
 * It is unavailable without an adapter that can be an access point, or while an administrator has disallowed it; idle; or active, as
 * long as a handle uses it or it was forced. SSID, number of clients and keys outlive the service, the keys sealed by the vault.
 *
 * Functions of clients answer with 0, an enum acm_outcome or a negative errno, and the reason (WLAN_HOSTED_NETWORK_REASON) besides.
 */
#pragma once

#include "wlansvc/acm/acm.h"
#include "wlansvc/acm/hosted_settings.h"

struct hosted;

/* --- for acm.c --- */

/* Reads what is stored. Return: 0; -ENOMEM; negative errno of the store. */
int hosted_new(struct hosted **ret, struct acm *acm);
struct hosted *hosted_free(struct hosted *hosted);
void hosted_adapter_up(struct hosted *hosted, struct host_adapter *adapter);
void hosted_adapter_down(struct hosted *hosted, struct host_adapter *adapter);
/* Return: true if it was of the access point's port, and nobody else's business. */
bool hosted_indication(struct hosted *hosted, struct host_adapter *adapter, uint16_t port, uint32_t id, const void *payload);
bool hosted_data(struct hosted *hosted, struct host_adapter *adapter, const struct wdi_data_frame *frame);
void hosted_release_handle(struct hosted *hosted, uint64_t handle);
/**
 * hosted_bss() - itself, as an entry of that interface's BSS list
 * @ret: its elements are valid until the next call
 * Return: false unless it is active on the adapter of that interface.
 */
bool hosted_bss(struct hosted *hosted, const struct guid *interface, struct acm_bss *ret);
/* Group policy denies it, or does so no longer. What is denied ends, and every call that would begin or change something answers
 * ACM_E_INVALID_STATE with wlan_hosted_network_reason_gp_denied. */
void hosted_deny(struct hosted *hosted, bool is_denied);
/* What programs want in beacons (acm->psd) has changed. */
void hosted_change_elements(struct hosted *hosted);

/* --- for rpc --- */

/* Makes settings if there are none: an SSID from the host's name, a random key. */
int acm_hosted_init(struct acm *acm, uint32_t *ret_reason);

/*
 * Starts it if need be, for the caller's handle or, @is_forced, for nobody's. @done: its data is a uint32_t, the reason; told when the
 * network is active or could not be made so. Not told if the function itself has failed.
 */
int acm_hosted_start(struct acm *acm, const struct acm_caller *caller, bool is_forced, acm_done_fn done, void *userdata,
		     uint32_t *ret_reason);
/* @is_forced: whoever uses it. @done: told when it is idle, or at once if others still use it. */
int acm_hosted_stop(struct acm *acm, const struct acm_caller *caller, bool is_forced, acm_done_fn done, void *userdata,
		    uint32_t *ret_reason);

/* Return: 0; ACM_E_NO_DATA before there are any. */
int acm_hosted_settings(struct acm *acm, struct dot11_ssid *ret_ssid, uint32_t *ret_max_peers);
/* An active network becomes idle. */
int acm_hosted_set_settings(struct acm *acm, const struct dot11_ssid *ssid, uint32_t max_peers, uint32_t *ret_reason);

bool acm_hosted_is_enabled(struct acm *acm);
bool acm_hosted_is_denied(struct acm *acm);
int acm_hosted_enable(struct acm *acm, const struct acm_caller *caller, bool is_enabled, uint32_t *ret_reason);

/* A profile with which a station joins; its key is protected, this machine's service can read it. @ret: the caller frees.
 * Return: 0; ACM_E_NO_DATA before there are settings. */
int acm_hosted_profile(struct acm *acm, char **ret);

/* A new primary key; an active network becomes idle. */
int acm_hosted_refresh(struct acm *acm, uint32_t *ret_reason);

/* @key: the text of a passphrase without its zero, or 32 bytes; not set: there is none any more. */
int acm_hosted_set_key(struct acm *acm, const struct secret *key, bool is_passphrase, bool is_persistent, uint32_t *ret_reason);
void acm_hosted_key(struct acm *acm, struct secret *ret, bool *ret_is_passphrase, bool *ret_is_persistent);

struct acm_hosted_status {
	uint32_t state; /* WLAN_HOSTED_NETWORK_STATE */
	struct guid device;
	struct dot11_mac bssid;
	uint32_t phy_type; /* DOT11_PHY_TYPE */
	uint32_t center_khz;
	size_t n_peers;
	struct dot11_mac peers[HOSTED_DEFAULT_PEERS]; /* authenticated ones */
};

void acm_hosted_status(struct acm *acm, struct acm_hosted_status *ret);
/* Can this interface's adapter be the access point? */
bool acm_hosted_is_capable(struct acm *acm, const struct guid *interface);
