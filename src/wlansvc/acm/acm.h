/*
 * AutoConfig: interfaces, scanning, networks, which profile is connected, and what clients are told.
 *
 * Values that cross to clients (states, modes, notification and reason codes) are Windows' own numbers, from include/windows;
 * text is UTF-8. Everything runs in the service's event loop.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <systemd/sd-event.h>

#include "base/guid.h"
#include "dot11/interworking.h"
#include "dot11/types.h"
#include "wlansvc/acm/policy.h"
#include "wlansvc/host/host.h"
#include "wlansvc/store/store.h"

struct acm;

enum acm_outcome { /* rpc/win32 maps each to a Win32 error */
	ACM_E_NO_INTERFACE = 1, /* ERROR_NOT_FOUND */
	ACM_E_NO_PROFILE,       /* ERROR_NOT_FOUND */
	ACM_E_EXISTS,           /* ERROR_ALREADY_EXISTS */
	ACM_E_BAD_PROFILE,      /* ERROR_BAD_PROFILE, with a reason code */
	ACM_E_INVALID,          /* ERROR_INVALID_PARAMETER */
	ACM_E_INVALID_STATE,    /* ERROR_INVALID_STATE */
	ACM_E_ACCESS_DENIED,    /* ERROR_ACCESS_DENIED */
	ACM_E_RADIO_OFF,        /* ERROR_NDIS_DOT11_POWER_STATE_INVALID */
	ACM_E_BUSY,             /* ERROR_BUSY */
	ACM_E_NOT_SUPPORTED,    /* ERROR_NOT_SUPPORTED */
	ACM_E_NO_MATCH,         /* ERROR_NO_MATCH */
	ACM_E_FAILED,           /* ERROR_GEN_FAILURE: the driver refused */
	ACM_E_NO_DATA,          /* ERROR_FILE_NOT_FOUND */
};

/* Who asks. */
struct acm_caller {
	uid_t uid;
	gid_t gid;
	pid_t pid;
	uint32_t version; /* negotiated client version: 1 or 2 */
	uint64_t handle;  /* what lasts as long as the handle is known by this */
	const gid_t *groups; /* supplementary ones, as the kernel says */
	size_t n_groups;
};

enum acm_notification_data {
	ACM_DATA_NONE,
	ACM_DATA_CONNECTION, /* WLAN_CONNECTION_NOTIFICATION_DATA */
	ACM_DATA_MSM,        /* WLAN_MSM_NOTIFICATION_DATA */
	ACM_DATA_REASON,     /* WLAN_REASON_CODE */
	ACM_DATA_RADIO,      /* WLAN_PHY_RADIO_STATE */
	ACM_DATA_NAMES,      /* two texts, one behind the other: old and new name of a profile */
	ACM_DATA_WORD,       /* ULONG, or an enum: bss_type_change, power_setting_change */
	ACM_DATA_HOSTED_STATE, /* WLAN_HOSTED_NETWORK_STATE_CHANGE */
	ACM_DATA_HOSTED_PEER,  /* WLAN_HOSTED_NETWORK_DATA_PEER_STATE_CHANGE, of @peer */
};

struct acm_phy_radio {
	uint32_t phy_index;
	bool software_on, hardware_on;
};

/* Of the hosted network, or of one of its peers. */
struct acm_hosted_change {
	uint32_t old_state, new_state; /* WLAN_HOSTED_NETWORK_STATE; WLAN_HOSTED_NETWORK_PEER_AUTH_STATE */
	uint32_t reason;	       /* WLAN_HOSTED_NETWORK_REASON */
};

struct acm_notification {
	uint32_t source; /* WLAN_NOTIFICATION_SOURCE_ACM or _MSM */
	uint32_t code;
	struct guid interface;
	enum acm_notification_data kind;
	uint32_t connection_mode; /* WLAN_CONNECTION_MODE */
	const char *profile_name; /* "" for none */
	struct dot11_ssid ssid;
	uint32_t bss_type; /* DOT11_BSS_TYPE */
	bool is_secure;
	uint32_t reason; /* WLAN_REASON_CODE */
	uint32_t flags;
	const char *profile_xml; /* "" but for the completion of a discovery */
	/* ACM_DATA_MSM only */
	struct dot11_mac peer;
	uint32_t phy_type; /* DOT11_PHY_TYPE */
	uint32_t first_peer, last_peer;
	struct acm_phy_radio radio; /* ACM_DATA_RADIO only */
	const char *new_name;	    /* ACM_DATA_NAMES only; the old one is profile_name */
	uint32_t word;		    /* ACM_DATA_WORD only */
	struct acm_hosted_change hosted; /* ACM_DATA_HOSTED_STATE and _PEER only */
};

struct acm_listener {
	/* In the documented order; @notification is valid during the call. */
	void (*notify)(const struct acm_notification *notification, void *userdata);
};

int acm_new(struct acm **ret, sd_event *event, struct store *store, const struct acm_listener *listener, void *userdata);
/* Tells nobody. The host's drivers are freed before: their commands name interfaces of this. */
/* Tells nobody. The host's drivers are freed before: their commands name interfaces of this. */
struct acm *acm_free(struct acm *acm);

/*
 * The end of what takes time. @result: 0 or an outcome as of the function that was given it; -ECANCELED when the service ends.
 * Called exactly once after the function returned 0, perhaps from inside of it.
 */
typedef void (*acm_done_fn)(int result, const void *data, void *userdata);

/* A handle is closed, or its process is gone: what was bound to it ends (H7). */
void acm_release_handle(struct acm *acm, uint64_t handle);

/* ACM_POLICY_DEFAULT without. Timers that run keep their time. */
void acm_set_policy(struct acm *acm, const struct acm_policy *policy);

/* The session of a user has begun or ended: what was disconnected by hand or has failed may be connected automatically again (D11). */
void acm_session_changed(struct acm *acm);

/*
 * A user has opened a handle, or closed one: as long as one of theirs is open, or their session is in front of the machine, their own
 * automatic profiles take part in automatic connection. A connection stays when they leave.
 */
void acm_user_comes(struct acm *acm, uid_t uid);
void acm_user_leaves(struct acm *acm, uid_t uid);
/* Whose session is in front of the machine now. @uid: STORE_ALL_USERS: nobody's. */
void acm_set_session_user(struct acm *acm, uid_t uid);

struct wlan_policy;
/*
 * What group policy says of settings and networks, instead of what it said before; NULL: nothing. Tells filter_list_change if the lists
 * have or had something. Its profileList is not read here (store/policy.h). Return: 0; negative errno: it is heeded in part.
 */
int acm_set_network_policy(struct acm *acm, const struct wlan_policy *policy);

/* A profile of group policy is new, says something else now, or is gone (store/policy.h); the store has the new list already. */
void acm_policy_profile_changed(struct acm *acm, const char *name, bool is_gone);

/*
 * The machine runs on a battery now, or no longer: the power setting is medium saving, or none, as it is on Windows unless somebody chooses
 * another one. Tells power_setting_change on every interface if that is a change.
 */
void acm_set_on_battery(struct acm *acm, bool is_on_battery);

/* The machine goes to sleep, or the service ends: every connection ends. Either may be as soon as acm_is_at_rest(). */
void acm_suspend(struct acm *acm);
/* acm_suspend() for good: the hosted network, too, is at nobody's disposal any more (acm_is_ending()). */
void acm_end(struct acm *acm);
bool acm_is_ending(const struct acm *acm);
/* Whether no interface is connected, connecting or disconnecting. */
bool acm_is_at_rest(const struct acm *acm);
/* The machine is awake: automatic connection begins anew. */
void acm_resume(struct acm *acm);

/* The listener to construct host drivers with, its userdata is the struct acm. */
extern const struct host_listener acm_host_listener;

struct acm_interface {
	struct guid guid;
	const char *description; /* valid until the loop runs again */
	uint32_t state;          /* WLAN_INTERFACE_STATE */
};

/* @ret: array of *@ret_n; the caller frees it. */
int acm_list_interfaces(struct acm *acm, struct acm_interface **ret, size_t *ret_n);

/* @ssid: NULL or one to probe for. @ie: NULL or one whole element for probe requests. Exactly one scan_complete or scan_fail follows. */
int acm_scan(struct acm *acm, const struct guid *interface, const struct dot11_ssid *ssid, const uint8_t *ie, size_t ie_size);

struct acm_bss {
	struct dot11_ssid ssid;
	uint32_t phy_id;
	struct dot11_mac bssid;
	uint32_t bss_type; /* DOT11_BSS_TYPE */
	uint32_t phy_type; /* DOT11_PHY_TYPE */
	int32_t rssi_dbm;
	uint32_t link_quality; /* 0 to 100 */
	bool in_reg_domain;
	uint16_t beacon_period; /* TU */
	uint64_t timestamp;
	uint64_t host_timestamp; /* FILETIME */
	uint16_t capability;
	uint32_t center_khz;
	size_t n_rates;
	uint16_t rates[126]; /* as DOT11 wants them: low 15 bits times 0.5 Mbit/s, top bit basic */
	const uint8_t *ies;  /* valid until the loop runs again */
	size_t ies_size;
};

/* @ssid NULL: all. @bss_type and @is_secure filter only with @ssid. @ret: array, caller frees; the entries' ies are borrowed. */
int acm_list_bss(struct acm *acm, const struct guid *interface, const struct dot11_ssid *ssid, uint32_t bss_type, bool is_secure,
		 struct acm_bss **ret, size_t *ret_n);

struct acm_network {
	char profile_name[1024]; /* UTF-8; "" for none */
	struct dot11_ssid ssid;
	uint32_t bss_type;
	uint32_t n_bssids;
	bool is_connectable;
	uint32_t not_connectable_reason;
	uint32_t n_phy_types; /* at most 8 */
	uint32_t phy_types[8];
	bool more_phy_types;
	uint32_t signal_quality;
	bool is_secure;
	uint32_t auth;   /* DOT11_AUTH_ALGORITHM */
	uint32_t cipher; /* DOT11_CIPHER_ALGORITHM */
	uint32_t flags;  /* WLAN_AVAILABLE_NETWORK_... */
	struct dot11_interworking interworking; /* of its strongest BSS */
};

int acm_list_networks(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uint32_t flags,
		      struct acm_network **ret, size_t *ret_n);

struct acm_connect {
	uint32_t mode;       /* WLAN_CONNECTION_MODE */
	const char *profile; /* name, XML, or NULL, as the mode says */
	const struct dot11_ssid *ssid; /* NULL: those of the profile */
	size_t n_bssids;     /* 0: any */
	const struct dot11_mac *bssids;
	uint32_t bss_type;
	uint32_t flags; /* WLAN_CONNECTION_... */
};

/* Parameters have been checked for form by the caller of this (rule C2); returns when accepted, the rest is notifications. */
int acm_connect(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const struct acm_connect *connect);

/* Success while idle without any notification; cancels an attempt under way; else ends the connection (rules D1 to D20). */
int acm_disconnect(struct acm *acm, const struct acm_caller *caller, const struct guid *interface);

int acm_interface_state(struct acm *acm, const struct guid *interface, uint32_t *ret_state);

/* An interface that was here and is not now: its adapter is gone, or its driver is being started again. Some pages have another error
 * for it than for one that nobody knows (H11). */
bool acm_was_removed(struct acm *acm, const struct guid *interface);

struct acm_connection {
	uint32_t state; /* WLAN_INTERFACE_STATE */
	uint32_t mode;
	char profile_name[1024];
	struct dot11_ssid ssid;
	uint32_t bss_type;
	struct dot11_mac bssid;
	uint32_t phy_type;
	uint32_t phy_index;
	uint32_t signal_quality;
	uint32_t rx_kbps, tx_kbps;
	bool is_secure;
	bool uses_onex;
	uint32_t auth, cipher;
	int32_t rssi_dbm;
	uint32_t channel;
	uint32_t center_khz; /* 0: not known */
};

/* ACM_E_INVALID_STATE unless connected (rule D21). */
int acm_current_connection(struct acm *acm, const struct guid *interface, struct acm_connection *ret);

/* @ret: room for 64. */
int acm_radio_state(struct acm *acm, const struct guid *interface, struct acm_phy_radio *ret, size_t *ret_n);

/* @owner: STORE_ALL_USERS or the caller's uid. @security: SDDL of an all-user profile; NULL or "": the default, or what it has.
 * @ret_reason: set with 0 (success) and with ACM_E_BAD_PROFILE. */
int acm_set_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uid_t owner, const char *xml,
		    const char *security, bool overwrite, uint32_t *ret_reason);
/* @ret: store_profile_clear() */
int acm_get_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name,
		    struct store_profile *ret);
int acm_list_profiles(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, struct store_profile **ret,
		      size_t *ret_n);
int acm_delete_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name);

/* --- what may be set of an interface (opcode.c) --- */

/* The opcodes of WlanQueryInterface whose value is one number; rights are checked by the caller of this.
 * Return: 0; ACM_E_NO_INTERFACE; ACM_E_NOT_SUPPORTED for every other opcode. */
int acm_query_word(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uint32_t opcode, uint32_t *ret);

/* Whether autoconf_enabled is off because group policy says so. */
bool acm_autoconf_is_denied(struct acm *acm, const struct guid *interface);

/**
 * acm_set_word() - WlanSetInterface, but for radio_state
 * background_scan_enabled and media_streaming_mode are votes of the caller's handle (A13): they end with it, and with the connection.
 *
 * Return: 0; ACM_E_NO_INTERFACE; _ACCESS_DENIED; _INVALID: not a value of it, or nothing that can be set; _INVALID_STATE: a vote while
 * not connected; _FAILED: no driver can; negative errno.
 */
int acm_set_word(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uint32_t opcode, uint32_t value);

/**
 * acm_set_radio() - switch the radio by software
 * @phy_index: must exist; a driver has one switch for all of its PHYs, so all of them change
 * @done:      told when it is on or off; before a radio goes off what is connected is disconnected (rule 124)
 *
 * Return: 0; ACM_E_NO_INTERFACE; _ACCESS_DENIED; _INVALID; _INVALID_STATE; _BUSY; -ENOMEM; done() adds ACM_E_FAILED.
 */
int acm_set_radio(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uint32_t phy_index, bool is_on,
		  acm_done_fn done, void *userdata);

/* @done: its data is a struct wdi_get_statistics_result. Return: as acm_set_radio(). */
int acm_query_statistics(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, acm_done_fn done,
			 void *userdata);

/* NULL if there is no such interface, or it is down. Valid until the loop runs again. */
const struct wdi_get_adapter_capabilities_result *acm_capabilities(struct acm *acm, const struct guid *interface);

/* --- what holds for every interface (autoconfig.c) --- */

/* @opcode: WLAN_AUTOCONF_OPCODE. @ret_type: WLAN_OPCODE_VALUE_TYPE. Return: 0; ACM_E_INVALID; _ACCESS_DENIED. */
int acm_query_autoconfig(struct acm *acm, const struct acm_caller *caller, uint32_t opcode, uint32_t *ret, uint32_t *ret_type);
/* Return: 0; ACM_E_INVALID; _ACCESS_DENIED, also for what group policy has set; negative errno. */
int acm_set_autoconfig(struct acm *acm, const struct acm_caller *caller, uint32_t opcode, uint32_t value);

/* @list: WLAN_FILTER_LIST_TYPE. @ret: valid until it is set; NULL for none. Return: 0; ACM_E_INVALID; _ACCESS_DENIED. */
int acm_get_filters(struct acm *acm, const struct acm_caller *caller, uint32_t list, const struct store_filter **ret, size_t *ret_n);
/* Replaces a list of the user; tells filter_list_change. Return: as above; negative errno. */
int acm_set_filters(struct acm *acm, const struct acm_caller *caller, uint32_t list, const struct store_filter *entries, size_t n);

struct psd_item;
/* Of the caller's handle, see psd_set(); the hosted network's beacons and probe responses say it, now or from its start on. Return: 0;
 * ACM_E_INVALID; -ENOMEM, also if a beacon has no room for it beside what others have set; negative errno. */
int acm_set_psd(struct acm *acm, const struct acm_caller *caller, const char *format, const struct psd_item *items, size_t n);

/* --- stored profiles (profile_ops.c) --- */

/* @names: a permutation of those the caller sees (R10). Return: 0; ACM_E_NO_INTERFACE, _NO_PROFILE, _INVALID, _ACCESS_DENIED. */
int acm_order_profiles(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *const *names,
		       size_t n);
/* @position: 0 is the top. Return: as above. */
int acm_move_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name, uint32_t position);

/* Tells profile_name_change. Return: 0; ACM_E_NO_INTERFACE, _NO_PROFILE, _EXISTS, _ACCESS_DENIED; -EINVAL: no name; negative errno. */
int acm_rename_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *old_name,
		       const char *new_name);

/* @size 0: none. Return: 0; ACM_E_NO_INTERFACE, _NO_PROFILE, _ACCESS_DENIED; _INVALID above STORE_MAX_USER_DATA; negative errno. */
int acm_set_custom_data(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name,
			const void *data, size_t size);
/* @ret: the caller frees. Return: as above; ACM_E_NO_DATA. */
int acm_get_custom_data(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name, uint8_t **ret,
			size_t *ret_size);

/* @eap: its user plays no part; of size 0: deletes. Return: 0; as above; ACM_E_BAD_PROFILE if it is said to be XML and is no credentials;
 * ACM_E_NOT_SUPPORTED if the profile does not use 802.1X. */
int acm_set_eap_data(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name, bool is_for_all,
		     const struct store_eap_data *eap);

/**
 * acm_save_temporary_profile() - keep the profile of the present connection (R11)
 * @name:     NULL: its own
 * @owner:    as acm_set_profile()
 * @security: NULL, or SDDL of an all-user profile
 *
 * Return: 0; ACM_E_NO_INTERFACE; _INVALID_STATE unless connected with a temporary profile or by discovery; as acm_set_profile().
 */
int acm_save_temporary_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name,
			       uid_t owner, bool becomes_automatic, const char *security, bool overwrite);
