/* Beacons for tests. */
#pragma once

#include "base/bytes.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/frame.h"
#include "dot11/owe_element.h"
#include "wdi/wdi.h"

struct bss_fixture {
	uint8_t body[256];
	struct wdi_tlv_bss_entry entry;
};

/*
 * @security: NULL, or a whole element; then the privacy bit is set too, unless it makes the open half of an OWE pair. On channel 6.
 */
static inline void bss_fixture_make(struct bss_fixture *ret, uint8_t last_byte, const char *ssid, int32_t rssi_dbm,
				    const uint8_t *security, size_t security_size)
{
	static const uint8_t rates[] = { 0x82, 0x84, 0x8b, 0x96, 12, 24, 48, 72, 96, 108 };
	struct dot11_owe_transition open_half;
	uint8_t elements[128];
	struct writer writer = writer_over(elements, sizeof(elements));
	struct dot11_management beacon = { .timestamp_us = 1, .beacon_interval_tu = 100, .capability = DOT11_CAPABILITY_ESS };

	dot11_element_write(&writer, DOT11_ELEMENT_SSID, ssid, strlen(ssid));
	dot11_element_write_rates(&writer, rates, sizeof(rates));
	if (security) {
		writer_bytes(&writer, security, security_size);
		if (dot11_owe_transition_find(security, security_size, &open_half) < 0)
			beacon.capability |= DOT11_CAPABILITY_PRIVACY;
	}
	beacon.elements.bytes = elements;
	beacon.elements.size = writer.size;
	writer = writer_over(ret->body, sizeof(ret->body));
	dot11_frame_write_management(&writer, DOT11_FRAME_BEACON, &beacon);
	ret->entry = (struct wdi_tlv_bss_entry){
		.bssid.address = { { 2, 0, 0, 0, 0, last_byte } },
		.has_beacon_frame = true,
		.beacon_frame = { ret->body, writer.size },
		.signal_info = { .rssi = rssi_dbm, .link_quality = 70 },
		.channel_info = { .channel_number = 6, .band_id = WDI_BAND_ID_2400 },
	};
}

/* RSN: CCMP, pre-shared key. */
static const uint8_t bss_fixture_rsn_psk[] = { 48, 20, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 2, 0, 0 };
