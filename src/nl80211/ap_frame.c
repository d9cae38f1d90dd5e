#include "nl80211/ap_frame.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/rsne.h"
#include "dot11/suite.h"

#define BASIC 0x80
#define MAX_FIRST_RATES 8 /* the others are in the extended rates element */
/* Supported channel width, short guard interval at 40 MHz, DSSS and CCK at 40 MHz, 40 MHz intolerant: 9.4.2.55.2. */
#define HT_ONLY_40MHZ (1 << 1 | 1 << 6 | 1 << 12 | 1 << 14)
/* 9.4.2.56, HT Protection: frames are protected, whoever is there. */
#define HT_NON_HT_MIXED 3
/* IEEE 802.11-2020, table 9-94: a selector, not a rate. */
#define FIRST_SELECTOR 122

static bool is_11b(uint16_t rate)
{
	return rate == 2 || rate == 4 || rate == 11 || rate == 22;
}

void ap_bss_set_rates(struct ap_bss *bss, const struct wiphy_band *band, bool has_11b)
{
	static const uint8_t mandatory[] = { 12, 24, 48 }; /* of OFDM: 17.3.2.4 */
	bool is_2ghz = bss->channel.band == DOT11_BAND_2GHZ;

	bss->n_rates = 0;
	for (size_t i = 0; i < band->n_rates && bss->n_rates < AP_FRAME_MAX_RATES; i++) {
		uint16_t rate = band->rates[i];
		bool is_basic = is_2ghz && has_11b ? is_11b(rate) : memchr(mandatory, rate, sizeof(mandatory)) != NULL;

		if (!rate || rate >= FIRST_SELECTOR || (is_11b(rate) && !(is_2ghz && has_11b)))
			continue;
		bss->rates[bss->n_rates++] = (uint8_t)(rate | (is_basic ? BASIC : 0));
	}
}

void ap_bss_set_ht(struct ap_bss *bss, const struct wiphy_band *band)
{
	struct writer writer = writer_over(bss->ht_capabilities, sizeof(bss->ht_capabilities));

	bss->has_ht = band->has_ht;
	/* IEEE 802.11-2020, 9.4.2.55: information, A-MPDU parameters, MCS set; extended, beamforming and antenna capabilities:
	 * none. */
	writer_le16(&writer, band->ht_information & (uint16_t)~HT_ONLY_40MHZ);
	writer_u8(&writer, band->ht_ampdu);
	writer_bytes(&writer, band->ht_mcs, sizeof(band->ht_mcs));
	writer_zero(&writer, sizeof(bss->ht_capabilities) - writer.size);
}

void ap_bss_set_extra(struct ap_bss *bss, const void *beacon, size_t beacon_size, const void *probe, size_t probe_size)
{
	bss->beacon_extra_size = beacon_size;
	if (beacon_size)
		memcpy(bss->beacon_extra, beacon, beacon_size);
	bss->probe_extra_size = probe_size;
	if (probe_size)
		memcpy(bss->probe_extra, probe, probe_size);
}

static struct dot11_header header_to(const struct ap_bss *bss, const struct dot11_mac *to, uint8_t kind)
{
	return (struct dot11_header){ .kind = kind, .receiver = *to, .transmitter = bss->bssid, .address3 = bss->bssid };
}

static uint16_t capability_of(const struct ap_bss *bss)
{
	uint16_t capability = DOT11_CAPABILITY_ESS;

	if (bss->akm != DOT11_AKM_NONE)
		capability |= DOT11_CAPABILITY_PRIVACY;
	if (bss->channel.band == DOT11_BAND_2GHZ)
		capability |= DOT11_CAPABILITY_SHORT_PREAMBLE | DOT11_CAPABILITY_SHORT_SLOT;
	return capability;
}

static void write_first(const struct ap_bss *bss, struct writer *writer)
{
	uint8_t number = (uint8_t)bss->channel.number;

	dot11_element_write_ssid(writer, &bss->ssid);
	dot11_element_write(writer, DOT11_ELEMENT_RATES, bss->rates,
			    bss->n_rates < MAX_FIRST_RATES ? bss->n_rates : MAX_FIRST_RATES);
	if (bss->channel.band == DOT11_BAND_2GHZ)
		dot11_element_write(writer, DOT11_ELEMENT_DS_PARAMETER, &number, 1);
}

static void write_other_rates(const struct ap_bss *bss, struct writer *writer)
{
	if (bss->n_rates > MAX_FIRST_RATES)
		dot11_element_write(writer, DOT11_ELEMENT_EXTENDED_RATES, bss->rates + MAX_FIRST_RATES,
				    bss->n_rates - MAX_FIRST_RATES);
}

/* Wi-Fi Alliance's form of quality of service, with the parameters of IEEE 802.11-2020, table 9-155. */
static const uint8_t wmm_parameters[] = {
	0x00, 0x50, 0xf2, 0x02, 0x01, 0x01, /* type, subtype: parameters, version */
	0x00, 0x00,			    /* no power save by it */
	0x03, 0xa4, 0x00, 0x00,		    /* best effort */
	0x27, 0xa4, 0x00, 0x00,		    /* background */
	0x42, 0x43, 0x5e, 0x00,		    /* video */
	0x62, 0x32, 0x2f, 0x00,		    /* voice */
};

static void write_ht(const struct ap_bss *bss, struct writer *writer)
{
	const uint8_t operation[22] = { (uint8_t)bss->channel.number, 0, HT_NON_HT_MIXED };

	if (!bss->has_ht)
		return;
	dot11_element_write(writer, DOT11_ELEMENT_HT_CAPABILITIES, bss->ht_capabilities, sizeof(bss->ht_capabilities));
	dot11_element_write(writer, DOT11_ELEMENT_HT_OPERATION, operation, sizeof(operation));
	dot11_element_write(writer, DOT11_ELEMENT_VENDOR, wmm_parameters, sizeof(wmm_parameters));
}

static void write_rest(const struct ap_bss *bss, struct writer *writer)
{
	const struct dot11_rsne rsne = {
		.group_cipher = bss->group_cipher,
		.n_pairwise = 1,
		.pairwise = { bss->pairwise_cipher },
		.n_akms = 1,
		.akms = { bss->akm },
	};

	if (bss->channel.band == DOT11_BAND_2GHZ)
		dot11_element_write(writer, DOT11_ELEMENT_ERP, (const uint8_t[]){ 0 }, 1);
	if (bss->akm != DOT11_AKM_NONE)
		dot11_rsne_write(writer, &rsne);
	write_other_rates(bss, writer);
	write_ht(bss, writer);
}

static int size_of(const struct writer *writer)
{
	int error = writer_end(writer);

	return error < 0 ? error : (int)writer->size;
}

/* Header and fixed fields of a beacon or a probe response. The kernel, or the radio, fills in the timestamp. */
static void write_head(const struct ap_bss *bss, const struct dot11_mac *to, uint8_t kind, struct writer *writer)
{
	const struct dot11_header header = header_to(bss, to, kind);
	const struct dot11_management management = {
		.beacon_interval_tu = bss->beacon_interval_tu,
		.capability = capability_of(bss),
	};

	dot11_frame_write_header(writer, &header);
	dot11_frame_write_management(writer, kind, &management);
}

int ap_frame_beacon(const struct ap_bss *bss, void *buffer, size_t capacity, size_t *ret_tail_offset)
{
	const struct dot11_mac everybody = DOT11_MAC_BROADCAST;
	struct writer writer = writer_over(buffer, capacity);
	size_t offset;

	write_head(bss, &everybody, DOT11_FRAME_BEACON, &writer);
	write_first(bss, &writer);
	offset = writer.size;
	write_rest(bss, &writer);
	writer_bytes(&writer, bss->beacon_extra, bss->beacon_extra_size);
	if (writer_end(&writer) < 0)
		return -ENOBUFS;
	*ret_tail_offset = offset;
	return (int)writer.size;
}

int ap_frame_beacon_elements(const struct ap_bss *bss, void *buffer, size_t capacity)
{
	struct writer writer = writer_over(buffer, capacity);

	write_first(bss, &writer);
	write_rest(bss, &writer);
	writer_bytes(&writer, bss->beacon_extra, bss->beacon_extra_size);
	return size_of(&writer);
}

int ap_frame_probe_response(const struct ap_bss *bss, const struct dot11_mac *to, void *buffer, size_t capacity)
{
	struct writer writer = writer_over(buffer, capacity);

	write_head(bss, to, DOT11_FRAME_PROBE_RESPONSE, &writer);
	write_first(bss, &writer);
	write_rest(bss, &writer);
	writer_bytes(&writer, bss->probe_extra, bss->probe_extra_size);
	return size_of(&writer);
}

int ap_frame_authentication(const struct ap_bss *bss, const struct dot11_mac *to, uint16_t algorithm, uint16_t transaction,
			    uint16_t status, void *buffer, size_t capacity)
{
	const struct dot11_header header = header_to(bss, to, DOT11_FRAME_AUTHENTICATION);
	const struct dot11_management management = { .algorithm = algorithm, .transaction = transaction, .status = status };

	return dot11_frame_build(buffer, capacity, &header, &management);
}

int ap_frame_association_response(const struct ap_bss *bss, const struct dot11_mac *to, bool is_reassociation, uint16_t status,
				  uint16_t aid, const void *extra, size_t extra_size, void *buffer, size_t capacity)
{
	uint8_t kind = is_reassociation ? DOT11_FRAME_REASSOCIATION_RESPONSE : DOT11_FRAME_ASSOCIATION_RESPONSE;
	const struct dot11_header header = header_to(bss, to, kind);
	const struct dot11_management management = { .capability = capability_of(bss), .status = status, .aid = aid };
	struct writer writer = writer_over(buffer, capacity);

	dot11_frame_write_header(&writer, &header);
	dot11_frame_write_management(&writer, kind, &management);
	dot11_element_write(&writer, DOT11_ELEMENT_RATES, bss->rates,
			    bss->n_rates < MAX_FIRST_RATES ? bss->n_rates : MAX_FIRST_RATES);
	write_other_rates(bss, &writer);
	write_ht(bss, &writer);
	writer_bytes(&writer, extra, extra_size);
	return size_of(&writer);
}

int ap_frame_end(const struct ap_bss *bss, const struct dot11_mac *to, uint8_t kind, uint16_t reason, void *buffer,
		 size_t capacity)
{
	const struct dot11_header header = header_to(bss, to, kind);
	const struct dot11_management management = { .reason = reason };

	return dot11_frame_build(buffer, capacity, &header, &management);
}

bool ap_frame_is_probed(const struct ap_bss *bss, const struct dot11_elements *elements)
{
	struct dot11_ssid ssid;

	if (dot11_elements_ssid(elements->bytes, elements->size, &ssid) < 0)
		return false;
	return ssid.size == 0 || dot11_ssid_equal(&ssid, &bss->ssid);
}

static void add_rates(const struct dot11_elements *elements, uint8_t id, struct ap_request *request)
{
	struct dot11_element element;

	if (!dot11_element_find(elements->bytes, elements->size, id, &element))
		return;
	for (size_t i = 0; i < element.size && request->n_rates < sizeof(request->rates); i++)
		request->rates[request->n_rates++] = element.body[i];
}

static bool has_basic_rates(const struct ap_bss *bss, const struct ap_request *request)
{
	for (size_t i = 0; i < bss->n_rates; i++) {
		bool is_there = false;

		if (!(bss->rates[i] & BASIC))
			continue;
		for (size_t r = 0; r < request->n_rates; r++)
			is_there |= (request->rates[r] | BASIC) == bss->rates[i];
		if (!is_there)
			return false;
	}
	return request->n_rates != 0;
}

/* Does it say that it can quality of service? */
static bool has_wmm(const struct dot11_elements *elements)
{
	static const uint8_t information[] = { 0x00, 0x50, 0xf2, 0x02, 0x00 };
	struct reader reader = reader_over(elements->bytes, elements->size);
	struct dot11_element element;

	while (dot11_element_next(&reader, &element))
		if (element.id == DOT11_ELEMENT_VENDOR && element.size >= sizeof(information) &&
		    memcmp(element.body, information, sizeof(information)) == 0)
			return true;
	return false;
}

static void read_ht(const struct ap_bss *bss, const struct dot11_elements *elements, struct ap_request *request)
{
	struct dot11_element element;

	request->has_qos = bss->has_ht && has_wmm(elements);
	if (!request->has_qos || !dot11_element_find(elements->bytes, elements->size, DOT11_ELEMENT_HT_CAPABILITIES, &element) ||
	    element.size < sizeof(request->ht_capabilities))
		return;
	request->has_ht = true;
	memcpy(request->ht_capabilities, element.body, sizeof(request->ht_capabilities));
}

int ap_request_read(const struct ap_bss *bss, const struct dot11_management *management, struct ap_request *ret_request)
{
	struct ap_request request = { .capability = management->capability, .listen_interval = management->listen_interval };
	struct dot11_ssid ssid;

	if (dot11_elements_ssid(management->elements.bytes, management->elements.size, &ssid) < 0 ||
	    !dot11_ssid_equal(&ssid, &bss->ssid))
		return AP_REQUEST_E_OTHER_SSID;
	add_rates(&management->elements, DOT11_ELEMENT_RATES, &request);
	add_rates(&management->elements, DOT11_ELEMENT_EXTENDED_RATES, &request);
	if (!has_basic_rates(bss, &request))
		return AP_REQUEST_E_NO_RATES;
	read_ht(bss, &management->elements, &request);
	*ret_request = request;
	return 0;
}
