/* What OID_WDI_GET_ADAPTER_CAPABILITIES answers for a radio. */
#pragma once

#include "dot11/channel.h"
#include "dot11/types.h"
#include "nl80211/radio.h"
#include "nl80211/wiphy.h"
#include "wdi/wdi.h"

/* WDI_BAND_ID_... of a band. */
uint32_t capabilities_band_id(enum dot11_band band);
/* Return: 0 for a WDI_BAND_ID_... that is none of ours. */
enum dot11_band capabilities_band(uint32_t band_id);

/* Most capable PHY type that a BSS with @elements offers and @wiphy has: WDI_PHY_TYPE_... */
uint32_t capabilities_phy_type(const struct wiphy *wiphy, enum dot11_band band, const uint8_t *elements, size_t size);

#define CAPABILITIES_MAX_PAIRS 32

/* The answer with the arrays it points to: leave it where it is. */
struct capabilities {
	struct wdi_get_adapter_capabilities_result result;
	struct wdi_tlv_band_info bands[WIPHY_MAX_BANDS];
	uint32_t phy_types[WIPHY_MAX_BANDS][8];
	struct wdi_channel_mapping_entry channels[WIPHY_MAX_BANDS][WIPHY_MAX_CHANNELS];
	uint32_t widths[WIPHY_MAX_BANDS][4];
	struct wdi_tlv_phy_info phys[8];
	struct wdi_phy_data_rate_list_entry rates[8][WIPHY_MAX_RATES];
	struct wdi_algo_pairs ap_unicast[CAPABILITIES_MAX_PAIRS], ap_multicast[CAPABILITIES_MAX_PAIRS];
	struct wdi_algo_pairs unicast[CAPABILITIES_MAX_PAIRS], multicast[CAPABILITIES_MAX_PAIRS], management[CAPABILITIES_MAX_PAIRS];
};

void capabilities_fill(const struct wiphy *wiphy, const struct dot11_mac *mac, const struct radio_state *radio,
		       struct capabilities *ret_capabilities);

/* Says that the station's address can be changed. */
void capabilities_add_randomization(const struct wiphy *wiphy, struct capabilities *capabilities);

/* Says that it can be an access point for @max_clients stations, in addition. */
void capabilities_add_ap(const struct wiphy *wiphy, struct capabilities *capabilities, uint32_t max_clients);
