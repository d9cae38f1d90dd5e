/*
 * One adapter as clients see it: its state, its connection, its scans.
 *
 * What is told, in order (the state a client can query is that of the notification when it is told):
 *
 * connect     ACM connection_start, MSM associating, MSM associated, MSM connected, ACM connection_complete(SUCCESS)
 * failure     for each SSID tried: [MSM disconnected(cause) if associating was told,] ACM connection_attempt_fail(cause), the latter
 *             not in automatic attempts; in the end ACM connection_complete(cause), NETWORK_NOT_AVAILABLE for NOT_VISIBLE
 * disconnect  ACM disconnecting, MSM disassociating, MSM disconnected(SUCCESS), ACM disconnected(SUCCESS)
 *             A driver that does not do it: MSM disconnected(DISCONNECT_TIMEOUT or DRIVER_OPERATION_FAILURE)
 * cancel      [MSM disconnected(USER_CANCELLED) if associating was told,] ACM connection_complete(USER_CANCELLED), nothing else
 * link loss   MSM disconnected(DRIVER_DISCONNECTED), ACM disconnected(SUCCESS)
 * connect while connected: the disconnect sequence, then the connect sequence. To the same network with the same profile:
 *             the link stays, ACM connection_complete(SUCCESS) alone answers the request.
 *
 * Every accepted connect ends in exactly one connection_complete; one that never got its turn in USER_CANCELLED.
 *
 * Behind it stand the files interface_*.c, each on those left of it: state; configure; attempt; msm, scan, radio, automatic, connect,
 * policy, profile, query; interface.c puts them together.
 */
#pragma once

#include "wlansvc/acm/acm.h"
#include "wlansvc/acm/bss_list.h"
#include "wlansvc/acm/network_list.h"
#include "wlansvc/acm/policy.h"
#include "wlansvc/acm/request.h"

struct interface;
struct filters;
struct settings;
struct interface_settings;
struct users;

/* interface_arrive() follows. Return: 0; -ENOMEM. */
int interface_new(struct interface **ret, sd_event *event, struct store *store, struct host_adapter *adapter,
		  const struct acm_listener *listener, void *userdata);
/* What may be set of it, and of all, and who is there; all outlive it. Called once, before interface_arrive(). */
void interface_use(struct interface *interface, struct settings *settings, struct filters *filters, const struct users *users);
/* No command of its adapter may be under way. Tells nobody. */
struct interface *interface_free(struct interface *interface);

/* The adapter is up, for the first time or again: tells interface_arrival. */
void interface_arrive(struct interface *interface, struct host_adapter *adapter);
/* It is down: ends what is under way. interface_tell_removal() is the caller's, who takes it off the list first. */
void interface_down(struct interface *interface);
void interface_tell_removal(struct interface *interface);
void interface_indication(struct interface *interface, uint32_t id, const void *payload);
/* A frame from the air. */
void interface_data(struct interface *interface, const struct wdi_data_frame *frame);

const struct guid *interface_guid(const struct interface *interface);
const char *interface_description(const struct interface *interface);
uint32_t interface_state(const struct interface *interface); /* WLAN_INTERFACE_STATE */
bool interface_is_ready(const struct interface *interface);
bool interface_radio_is_on(const struct interface *interface);
const struct bss_list *interface_bss_list(const struct interface *interface);
/* Return: true if connected. @ret's name is valid until the loop runs again. */
bool interface_connection(const struct interface *interface, struct network_connection *ret);
/* Name of the stored profile in use or being tried; NULL for none. */
const char *interface_stored_profile(const struct interface *interface);
/* Return: 0; ACM_E_INVALID_STATE. */
int interface_current(const struct interface *interface, struct acm_connection *ret);
size_t interface_radios(const struct interface *interface, struct acm_phy_radio *ret);

/* As acm_scan(). */
int interface_scan(struct interface *interface, const struct dot11_ssid *ssid, const uint8_t *ie, size_t ie_size);

/* @attempt: its ownership goes over with success. Return: 0; ACM_E_INVALID_STATE; ACM_E_RADIO_OFF; ACM_E_BUSY; negative errno. */
int interface_connect(struct interface *interface, struct attempt *attempt);

/*
 * Asked for by a client. @is_remembered: nothing is connected automatically from now on, until a client connects, the adapter or its
 * radio comes back or a session changes, if the policy wants it so (D10 to D13).
 */
int interface_disconnect(struct interface *interface, bool is_remembered);

/* The stored profile of that name is gone: what uses it ends (R8). */
void interface_forget_profile(struct interface *interface, const char *name);

/* The stored profile of that name is new, or says something else now: an attempt with it ends (R8). */
void interface_change_profile(struct interface *interface, const char *name);

/* Whether the radio could connect with it, as far as its security goes. */
bool interface_can_use(const struct interface *interface, const struct profile *profile);

void interface_tell_profile_change(struct interface *interface);

/* Old and new name of a stored profile; what uses it goes on under the new one. */
void interface_rename_profile(struct interface *interface, const char *old_name, const char *new_name);

/* The profile of the connection that exists if it is a temporary one or was made by discovery; NULL otherwise. */
const struct profile *interface_temporary_profile(const struct interface *interface);

/* --- what may be set of it --- */

const struct interface_settings *interface_settings(const struct interface *interface);

/* Tells autoconf_enabled or autoconf_disabled if that is a change. Return: 0; negative errno. */
int interface_set_autoconf(struct interface *interface, bool is_enabled);
/* @bss_type: DOT11_BSS_TYPE. Tells bss_type_change if that is a change. Return: 0; negative errno. */
int interface_set_bss_type(struct interface *interface, uint32_t bss_type);
/* @vote: enum settings_vote. Tells background_scan_... if the sum has changed. Return: 0; ACM_E_INVALID_STATE unless connected; -ENOMEM. */
int interface_vote(struct interface *interface, int vote, uint64_t handle, bool is_cast);
void interface_release_handle(struct interface *interface, uint64_t handle);

/* As acm_set_radio(), without a PHY: one switch for all of an adapter's. */
int interface_set_radio(struct interface *interface, bool is_on, acm_done_fn done, void *userdata);

/* As acm_query_statistics(). */
int interface_query_statistics(struct interface *interface, acm_done_fn done, void *userdata);

/* NULL while down. */
const struct wdi_get_adapter_capabilities_result *interface_capabilities(const struct interface *interface);

/* --- what happens around it --- */

/* ACM_POLICY_DEFAULT without. Timers that run keep their time. */
void interface_set_policy(struct interface *interface, const struct acm_policy *policy);

/* Whether automatic connection leaves that profile alone: WLAN_REASON_CODE_IN_FAILED_LIST, _IN_BLOCKED_LIST or _SUCCESS. */
uint32_t interface_failure_of(const struct interface *interface, const char *profile_name);

/* The permit and deny lists have changed: perhaps something may be connected now. A connection that exists stays. */
void interface_change_filters(struct interface *interface);

/* A user's session has begun or ended (D11). */
void interface_change_session(struct interface *interface);

/* A user is there who was not (users.h). */
void interface_user_comes(struct interface *interface, uid_t uid);

/* The machine goes to sleep: the connection ends as if asked for, but is not remembered; nothing is scanned or connected automatically. */
void interface_suspend(struct interface *interface);
/* Nothing is connected, tried or being ended. */
bool interface_is_at_rest(const struct interface *interface);
/* It is awake again. What was in range is forgotten and looked for anew. */
void interface_resume(struct interface *interface);
