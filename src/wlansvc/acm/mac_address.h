/*
 * The address that a connection is made with: the adapter's permanent one, or, if the profile asks for it and the driver
 * can, one that tells the network nothing about the machine.
 *
 * A randomized address is the same whenever the same profile connects to the same network (or, with randomizeEveryday, on
 * the same day), so that leases and logins of captive portals hold; and no network learns from its own address that of
 * another one: they are keyed hashes, and the key never leaves the machine.
 *
 * Source: MacRandomization element (WLANProfile schema v3); WDI_TLV_INTERFACE_CAPABILITIES; OID_WDI_TASK_DOT11_RESET.
 */
#pragma once

#include <stdint.h>
#include <time.h>

#include "base/secret.h"
#include "dot11/types.h"
#include "wdi/wdi.h"
#include "wlansvc/store/store.h"

#define MAC_ADDRESS_SECRET_SIZE 32

/* What a randomized address depends on. */
struct mac_address_source {
	struct guid interface;
	struct dot11_ssid ssid;
	uint32_t seed; /* randomizationSeed */
	uint32_t day; /* mac_address_day() with randomizeEveryday; 0 without */
	struct dot11_mac permanent;
	struct dot11_mac fixed; /* bits that keep their value of @permanent: MACAddressRandomizationMask */
};

/**
 * mac_address_derive() - a randomized address
 * @secret: MAC_ADDRESS_SECRET_SIZE bytes
 * @ret:    of one station, and locally administered unless @fixed forbids it
 *
 * Return: 0; -EIO.
 */
int mac_address_derive(const struct secret *secret, const struct mac_address_source *source, struct dot11_mac *ret);

/* Days since 1970 where the machine is: the day changes at its midnight. */
uint32_t mac_address_day(time_t now);

/**
 * mac_address_choose() - the address for a connection
 * @name:  of the interface, for the log
 * @capabilities: of the adapter; NULL if it has told none
 * @ssid:  of the network as the profile names it
 *
 * Never fails: what cannot be randomized is said in the log, and the permanent address serves.
 */
struct dot11_mac mac_address_choose(struct store *store, const char *name, const struct guid *interface,
				    const struct wdi_get_adapter_capabilities_result *capabilities, const struct profile *profile,
				    const struct dot11_ssid *ssid, time_t now);

/* The permanent address; all zeros if @capabilities is NULL. */
struct dot11_mac mac_address_permanent(const struct wdi_get_adapter_capabilities_result *capabilities);

/* A profile that is to be stored, whose address is randomized, gets a seed unless it has one. Return: 0; negative errno. */
int mac_address_complete_profile(struct profile *profile);
