/*
 * What an interface is made of, which state it is in, and what clients are told of its connection. Private to the files interface*.c,
 * which all stand on this one; interface.h is what others see.
 */
#pragma once

#include "wlansvc/acm/automatic.h"
#include "wlansvc/acm/interface.h"
#include "wlansvc/acm/notify.h"
#include "wlansvc/acm/quality.h"
#include "wlansvc/acm/radio.h"
#include "wlansvc/acm/scan.h"
#include "wlansvc/acm/settings.h"
#include "wlansvc/msm/msm.h"
#include "wlansvc/msm/port.h"

enum interface_state {
	INTERFACE_STATE_NOT_READY,
	INTERFACE_STATE_IDLE,
	INTERFACE_STATE_DISCOVERING,	/* an attempt waits for a scan */
	INTERFACE_STATE_CONNECTING,	/* the msm makes the connection */
	INTERFACE_STATE_AUTHENTICATING, /* associated; the msm secures the connection */
	INTERFACE_STATE_CONNECTED,
	INTERFACE_STATE_CANCELLING,    /* the msm ends an attempt */
	INTERFACE_STATE_DISCONNECTING, /* the msm ends the connection */
};

struct interface_link {
	struct dot11_mac peer;
	uint32_t phy_type; /* DOT11_PHY_TYPE, which counts as WDI's does */
	bool has_quality;  /* the driver has told the link's state */
	uint32_t quality;
	uint32_t rx_kbps, tx_kbps;
};

struct interface {
	enum interface_state state;
	struct guid guid;
	char *description;
	sd_event *event;
	struct store *store;
	struct host_adapter *adapter; /* NULL while down */
	struct notifier notifier;
	struct msm_port port;
	struct msm *msm;
	struct scanner *scanner;
	struct bss_list *bss_list;
	struct automatic *automatic;
	struct acm_policy policy;
	bool is_suspended;
	struct attempt *current; /* tried, connected or being ended */
	struct attempt *pending; /* begin when the current one has ended */
	struct interface_link link;
	bool software_on, hardware_on;
	struct radio radio;
	struct quality quality;
	struct wait_list statistics;
	struct settings *settings; /* of all */
	struct filters *filters;
	const struct users *users;
	struct interface_settings own;
	size_t n_phys;
};

/* @why: for the log. The state is the new one before anybody is told of it. */
void interface_enter(struct interface *interface, enum interface_state state, const char *why);
/* Nothing is connected or tried any more. */
void interface_rest(struct interface *interface, const char *why);

/* Whether interface->link names a peer that counts as in range. */
bool interface_has_peer(const struct interface *interface);

/* Of the current attempt. @code, @reason: as notify_connection() and notify_msm(). */
void interface_tell_connection(struct interface *interface, uint32_t code, uint32_t reason);
void interface_tell_msm(struct interface *interface, uint32_t code, uint32_t reason);
/* connection_start, once an attempt. */
void interface_tell_start(struct interface *interface);
