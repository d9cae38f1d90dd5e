/*
 * What a network says of itself to whoever looks for a provider: the Interworking element (IEEE 802.11-2020, 9.4.2.91), whether
 * it answers ANQP (Advertisement Protocol element, 9.4.2.92), and whether it is a Hotspot 2.0 one (Wi-Fi Alliance, Passpoint
 * Specification, HS2.0 Indication element).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/types.h"

struct dot11_interworking {
	bool is_supported;    /* there is an Interworking element */
	uint8_t network_type; /* 0 to 15: private, private with guests, chargeable public, free public, ... */
	bool has_internet;
	bool needs_step;		    /* ASRA: one more step is needed for access */
	bool reaches_emergency;		    /* ESR: emergency services */
	bool has_unauthenticated_emergency; /* UESA */
	bool has_venue;
	uint8_t venue_group, venue_type;
	bool has_hessid;
	struct dot11_mac hessid;
	bool answers_anqp;
	bool is_hotspot2;
};

/**
 * dot11_interworking_find() - read all of that from a list of elements
 * @ret_interworking: always written: what is not there, or is of a size that the standard does not have, counts as not said
 */
void dot11_interworking_find(const void *elements, size_t size, struct dot11_interworking *ret_interworking);
