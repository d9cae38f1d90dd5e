/* PMKs of earlier associations, so that the next with the same BSS need not authenticate anew (IEEE 802.11-2020, 12.6.10.3). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "dot11/types.h"

struct pmksa;

struct pmksa_entry {
	struct dot11_mac bssid;
	struct dot11_ssid ssid;
	uint32_t akm;
	uint8_t pmkid[16];
	struct secret pmk;
	uint64_t expires_us; /* CLOCK_MONOTONIC */
};

/* @max: entries, 1 to 255 (PMKCacheSize of a profile); when it is full the one that expires first makes room. Return: 0; -ENOMEM. */
int pmksa_new(struct pmksa **ret, size_t max);
struct pmksa *pmksa_free(struct pmksa *pmksa);
define_cleanup(struct pmksa, pmksa, pmksa_free);

/* Replaces what there is of the same BSSID and AKM. @entry: copied. Return: 0; -ENOMEM. */
int pmksa_add(struct pmksa *pmksa, const struct pmksa_entry *entry);
/* NULL if there is none that is still good at @now_us; borrowed until the next change. Expired ones are wiped on the way. */
const struct pmksa_entry *pmksa_find(struct pmksa *pmksa, const struct dot11_mac *bssid, const struct dot11_ssid *ssid, uint32_t akm,
				     uint64_t now_us);
/* Forgets and wipes those of one BSS (it did not know the PMKID), or all. */
void pmksa_forget(struct pmksa *pmksa, const struct dot11_mac *bssid);
void pmksa_flush(struct pmksa *pmksa);
