/*
 * The address of a network interface that the host may change: OID_WDI_TASK_DOT11_RESET.
 *
 * While it is not the permanent one, the permanent one stands in the interface's alias, which lives as long as the interface
 * does: a driver that comes after one that was killed finds it there. The alias of an administrator is left alone, and then
 * nothing is noted.
 */
#pragma once

#include <stdbool.h>

#include "dot11/types.h"
#include "nl80211/wiphy.h"

struct mac_address {
	uint32_t ifindex;
	char name[16];
	struct dot11_mac permanent; /* that the interface had before any driver of ours changed it */
	struct dot11_mac current;
	bool can_change; /* the radio's driver lets the address be set */
	bool may_note; /* the alias is ours or nobody's */
};

/* Room for an alias with its zero. */
#define MAC_ADDRESS_NOTE_SIZE 256

void mac_address_write_note(const struct dot11_mac *permanent, char ret_note[MAC_ADDRESS_NOTE_SIZE]);
/* Return: true if @note is one of ours. */
bool mac_address_read_note(const char *note, struct dot11_mac *ret_permanent);

/**
 * mac_address_begin() - find out what can be changed
 * The interface gets back the address that a driver which was killed has changed.
 *
 * Return: 0; negative errno: its address cannot be told from a changed one.
 */
int mac_address_begin(struct mac_address *ret, const struct wiphy_interface *interface);

/**
 * mac_address_set() - change the address; nothing may be connected
 *
 * Most radios change it only while the interface is down, which it then is for a moment. It is up again whatever happens,
 * unless the radio is switched off.
 *
 * Return: 0, also if it has that address; -EOPNOTSUPP if the radio's driver cannot; -EINVAL if it is no address of a station,
 * or the radio may not have it; other negative errno of the kernel. It has the address it had, unless 0.
 */
int mac_address_set(struct mac_address *address, const struct dot11_mac *mac);

/* The permanent one again. */
void mac_address_end(struct mac_address *address);
