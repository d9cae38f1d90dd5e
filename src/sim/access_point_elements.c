/* What an access point says of itself in beacons and responses. */
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/owe_element.h"
#include "sim/access_point_internal.h"

#define SELECTOR_HASH_TO_ELEMENT_ONLY 0xfb /* 123, basic */

static const uint8_t rates_2ghz[] = { 0x82, 0x84, 0x8b, 0x96, 0x0c, 0x12, 0x18, 0x24, 0x30, 0x48, 0x60, 0x6c };
static const uint8_t rates_ofdm[] = { 0x8c, 0x12, 0x98, 0x24, 0xb0, 0x48, 0x60, 0x6c };

static void write_country(struct writer *writer, enum dot11_band band)
{
	/* First channel, number of channels, dBm; channel numbers step by 4 above 2.4 GHz (9.4.2.8). */
	static const uint8_t at_2ghz[] = { 'D', 'E', ' ', 1, 13, 20 };
	static const uint8_t at_5ghz[] = { 'D', 'E', ' ', 36, 4, 20, 52, 4, 20, 100, 12, 27 };
	static const uint8_t at_6ghz[] = { 'D', 'E', 0x04, 201, 131, 0, 1, 24, 23, 0 };

	switch (band) {
	case DOT11_BAND_2GHZ:
		dot11_element_write(writer, DOT11_ELEMENT_COUNTRY, at_2ghz, sizeof(at_2ghz));
		break;
	case DOT11_BAND_5GHZ:
		dot11_element_write(writer, DOT11_ELEMENT_COUNTRY, at_5ghz, sizeof(at_5ghz));
		break;
	case DOT11_BAND_6GHZ:
		dot11_element_write(writer, DOT11_ELEMENT_COUNTRY, at_6ghz, sizeof(at_6ghz));
		break;
	}
}

/* One spatial stream of 20 MHz, MCS 0 to 7: 9.4.2.55, 9.4.2.56. */
static void write_ht(struct writer *writer, uint8_t channel, bool with_operation)
{
	static const uint8_t capabilities[26] = { 0x2c, 0x00, 0x17, 0xff };
	const uint8_t operation[22] = { channel };

	dot11_element_write(writer, DOT11_ELEMENT_HT_CAPABILITIES, capabilities, sizeof(capabilities));
	if (with_operation)
		dot11_element_write(writer, DOT11_ELEMENT_HT_OPERATION, operation, sizeof(operation));
}

/* MCS 0 to 7 on one stream, the other seven not supported: 9.4.2.157, 9.4.2.158. */
static void write_vht(struct writer *writer)
{
	static const uint8_t capabilities[12] = { 0x00, 0x00, 0x00, 0x00, 0xfc, 0xff, 0x00, 0x00, 0xfc, 0xff, 0x00, 0x00 };
	static const uint8_t operation[5] = { 0, 0, 0, 0xfc, 0xff };

	dot11_element_write(writer, DOT11_ELEMENT_VHT_CAPABILITIES, capabilities, sizeof(capabilities));
	dot11_element_write(writer, DOT11_ELEMENT_VHT_OPERATION, operation, sizeof(operation));
}

/* IEEE 802.11ax, 9.4.2.248 and 9.4.2.249: 6 bytes MAC, 11 bytes PHY capabilities, 4 bytes MCS; at 6 GHz the operation information. */
static void write_he(struct writer *writer, struct dot11_channel channel)
{
	uint8_t capabilities[22] = { DOT11_EXTENSION_HE_CAPABILITIES };
	uint8_t operation[12] = { DOT11_EXTENSION_HE_OPERATION, 0, 0, 0, 1, 0xfc, 0xff };
	size_t size = 7;

	capabilities[18] = capabilities[20] = 0xfc;
	capabilities[19] = capabilities[21] = 0xff;
	if (channel.band == DOT11_BAND_6GHZ) {
		operation[3] = 0x02; /* bit 17: 6 GHz operation information present */
		operation[7] = (uint8_t)channel.number;
		operation[9] = (uint8_t)channel.number;
		operation[11] = 6; /* minimum rate, Mbit/s */
		size = 12;
	}
	dot11_element_write(writer, DOT11_ELEMENT_EXTENSION, capabilities, sizeof(capabilities));
	dot11_element_write(writer, DOT11_ELEMENT_EXTENSION, operation, size);
}

/* With a BSS membership selector no rate goes with it: who does not know hash to element stays away (9.4.2.3, table 9-93). */
static size_t add_selector(const struct access_point *ap, uint8_t *rates, size_t n)
{
	const struct scenario_security *security = &ap->config.security;

	if (scenario_security_has_sae(security) && security->sae_pwe == SCENARIO_SAE_PWE_HASH_TO_ELEMENT)
		rates[n++] = SELECTOR_HASH_TO_ELEMENT_ONLY;
	return n;
}

/* At 2.4 GHz other elements stand between the first eight rates and the others. */
static void write_first_rates(const struct access_point *ap, struct writer *writer)
{
	uint8_t rates[sizeof(rates_ofdm) + 1];

	if (ap->config.channel.band == DOT11_BAND_2GHZ) {
		dot11_element_write(writer, DOT11_ELEMENT_RATES, rates_2ghz, 8);
		return;
	}
	memcpy(rates, rates_ofdm, sizeof(rates_ofdm));
	dot11_element_write_rates(writer, rates, add_selector(ap, rates, sizeof(rates_ofdm)));
}

static void write_other_rates_of_2ghz(const struct access_point *ap, struct writer *writer)
{
	uint8_t rates[sizeof(rates_2ghz) - 8 + 1];

	memcpy(rates, rates_2ghz + 8, sizeof(rates_2ghz) - 8);
	dot11_element_write(writer, DOT11_ELEMENT_EXTENDED_RATES, rates, add_selector(ap, rates, sizeof(rates_2ghz) - 8));
}

/* Extended capabilities, bit 84: IEEE 802.11-2020, 9.4.2.26. */
static void write_beacon_protection(struct writer *writer)
{
	static const uint8_t capabilities[11] = { [10] = 1 << 4 };

	dot11_element_write(writer, DOT11_ELEMENT_EXTENDED_CAPABILITIES, capabilities, sizeof(capabilities));
}

static void write_owe_transition(const struct access_point *ap, struct writer *writer)
{
	struct dot11_owe_transition transition = { ap->config.security.owe_partner_bssid, ap->config.security.owe_partner_ssid };

	if (ap->config.security.owe_partner[0])
		dot11_owe_transition_write(writer, &transition);
}

void access_point_write_bss_elements(const struct access_point *ap, struct writer *writer, bool is_beacon)
{
	static const struct dot11_ssid no_ssid;
	struct dot11_channel channel = ap->config.channel;
	uint8_t number = (uint8_t)channel.number;

	dot11_element_write_ssid(writer, is_beacon && ap->config.is_hidden ? &no_ssid : &ap->config.ssid);
	write_first_rates(ap, writer);
	if (channel.band == DOT11_BAND_2GHZ)
		dot11_element_write(writer, DOT11_ELEMENT_DS_PARAMETER, &number, 1);
	if (is_beacon) /* DTIM count 0, period 1, empty bitmap: nothing is buffered */
		dot11_element_write(writer, DOT11_ELEMENT_TIM, (const uint8_t[]){ 0, 1, 0, 0 }, 4);
	write_country(writer, channel.band);
	if (channel.band == DOT11_BAND_2GHZ) {
		dot11_element_write(writer, DOT11_ELEMENT_ERP, (const uint8_t[]){ 0 }, 1);
		write_other_rates_of_2ghz(ap, writer);
	}
	access_point_write_rsne(ap, writer);
	if (channel.band != DOT11_BAND_6GHZ)
		write_ht(writer, number, true);
	if (ap->config.security.protects_beacons)
		write_beacon_protection(writer);
	if (channel.band == DOT11_BAND_5GHZ)
		write_vht(writer);
	write_he(writer, channel);
	access_point_write_rsnxe(ap, writer);
	write_owe_transition(ap, writer);
	writer_bytes(writer, ap->config.elements, ap->config.elements_size);
}

void access_point_write_association_elements(const struct access_point *ap, struct writer *writer)
{
	if (ap->config.channel.band == DOT11_BAND_2GHZ)
		dot11_element_write_rates(writer, rates_2ghz, sizeof(rates_2ghz));
	else
		dot11_element_write_rates(writer, rates_ofdm, sizeof(rates_ofdm));
	if (ap->config.channel.band != DOT11_BAND_6GHZ)
		write_ht(writer, (uint8_t)ap->config.channel.number, true);
	write_he(writer, ap->config.channel);
}

uint16_t access_point_capability(const struct access_point *ap)
{
	uint16_t capability = DOT11_CAPABILITY_ESS;

	if (ap->config.channel.band == DOT11_BAND_2GHZ)
		capability |= DOT11_CAPABILITY_SHORT_PREAMBLE | DOT11_CAPABILITY_SHORT_SLOT;
	return ap->rsn ? capability | DOT11_CAPABILITY_PRIVACY : capability;
}
