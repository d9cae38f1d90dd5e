/* The two words for one address: the protocol's and the air's. For drivers and whoever talks to them. */
#pragma once

#include <string.h>

#include "dot11/types.h"
#include "wdi/wdi.h"

static inline struct wdi_mac wdi_mac_from_dot11(const struct dot11_mac *mac)
{
	struct wdi_mac result;

	memcpy(result.b, mac->b, sizeof(result.b));
	return result;
}

static inline struct dot11_mac dot11_mac_from_wdi(const struct wdi_mac *mac)
{
	struct dot11_mac result;

	memcpy(result.b, mac->b, sizeof(result.b));
	return result;
}
