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
#include "dot11/types.h"
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
};

/* Who asks. */
struct acm_caller {
	uid_t uid;
	gid_t gid;
	pid_t pid;
	uint32_t version; /* negotiated client version: 1 or 2 */
};

enum acm_notification_data {
	ACM_DATA_NONE,
	ACM_DATA_CONNECTION, /* WLAN_CONNECTION_NOTIFICATION_DATA */
	ACM_DATA_MSM,        /* WLAN_MSM_NOTIFICATION_DATA */
	ACM_DATA_REASON,     /* WLAN_REASON_CODE */
	ACM_DATA_RADIO,      /* WLAN_PHY_RADIO_STATE */
};

struct acm_phy_radio {
	uint32_t phy_index;
	bool software_on, hardware_on;
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
};

struct acm_listener {
	/* In the documented order; @notification is valid during the call. */
	void (*notify)(const struct acm_notification *notification, void *userdata);
};

int acm_new(struct acm **ret, sd_event *event, struct store *store, const struct acm_listener *listener, void *userdata);
/* Tells nobody. The host's drivers are freed before: their commands name interfaces of this. */
/* Tells nobody. The host's drivers are freed before: their commands name interfaces of this. */
struct acm *acm_free(struct acm *acm);

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
};

/* ACM_E_INVALID_STATE unless connected (rule D21). */
int acm_current_connection(struct acm *acm, const struct guid *interface, struct acm_connection *ret);

/* @ret: room for 64. */
int acm_radio_state(struct acm *acm, const struct guid *interface, struct acm_phy_radio *ret, size_t *ret_n);

/* @owner: STORE_ALL_USERS or the caller's uid. @ret_reason: set with 0 (success) and with ACM_E_BAD_PROFILE. */
int acm_set_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uid_t owner, const char *xml,
		    bool overwrite, uint32_t *ret_reason);
/* @ret: store_profile_clear() */
int acm_get_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name,
		    struct store_profile *ret);
/* K2: keys of profiles in clear. By default administrators: here root. */
bool acm_may_read_keys(const struct acm_caller *caller);
int acm_list_profiles(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, struct store_profile **ret,
		      size_t *ret_n);
int acm_delete_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name);
