#include "wlansvc/acm/bss_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "dot11/channel.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/frame.h"

#define N_BUCKETS 1024
#define STALE_US (30 * UINT64_C(1000000))

struct bss_list {
	struct bss *buckets[N_BUCKETS];
	struct bss *entries[BSS_LIST_MAX];
	size_t n_entries;
	uint64_t scan; /* number of the full scan under way or to come */
};

static size_t bucket_of(const struct dot11_mac *bssid)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < sizeof(bssid->b); i++)
		hash = (hash ^ bssid->b[i]) * 16777619u;
	return hash % N_BUCKETS;
}

static struct bss *bss_free(struct bss *bss)
{
	if (bss) {
		free(bss->probe_response);
		free(bss->beacon);
		free(bss->context);
		free(bss);
	}
	return NULL;
}

define_cleanup(struct bss, bss, bss_free);

static struct bss *find(const struct bss_list *list, const struct dot11_mac *bssid)
{
	struct bss *bss = list->buckets[bucket_of(bssid)];

	while (bss && !dot11_mac_equal(&bss->bssid, bssid))
		bss = bss->next_in_bucket;
	return bss;
}

static void detach(struct bss_list *list, struct bss *bss)
{
	struct bss **at = &list->buckets[bucket_of(&bss->bssid)];

	while (*at != bss)
		at = &(*at)->next_in_bucket;
	*at = bss->next_in_bucket;
	list->n_entries--;
	list->entries[bss->index] = list->entries[list->n_entries];
	list->entries[bss->index]->index = bss->index;
}

static void attach(struct bss_list *list, struct bss *bss)
{
	struct bss **bucket = &list->buckets[bucket_of(&bss->bssid)];

	bss->next_in_bucket = *bucket;
	*bucket = bss;
	bss->index = list->n_entries;
	list->entries[list->n_entries++] = bss;
}

static void make_room(struct bss_list *list)
{
	struct bss *oldest = list->entries[0];

	for (size_t i = 1; i < list->n_entries; i++)
		if (list->entries[i]->seen_us < oldest->seen_us)
			oldest = list->entries[i];
	detach(list, oldest);
	bss_free(oldest);
}

/* --- elements --- */

/* Suite selectors count up from OUI 00-0F-AC (RSN) or 00-50-F2 (WPA): IEEE 802.11-2020, tables 9-149 and 9-151. */
#define SUITE_OUI_RSN 0x000fac00u
#define SUITE_OUI_WPA 0x0050f200u

static uint32_t cipher_of_suite(uint32_t suite)
{
	switch (suite & 0xff) {
	case 1:
		return DOT11_CIPHER_ALGO_WEP40;
	case 2:
		return DOT11_CIPHER_ALGO_TKIP;
	case 4:
		return DOT11_CIPHER_ALGO_CCMP;
	case 5:
		return DOT11_CIPHER_ALGO_WEP104;
	case 8:
		return DOT11_CIPHER_ALGO_GCMP;
	case 9:
		return DOT11_CIPHER_ALGO_GCMP_256;
	case 10:
		return DOT11_CIPHER_ALGO_CCMP_256;
	default:
		return DOT11_CIPHER_ALGO_NONE;
	}
}

/* The service would use the strongest suite; larger is stronger. */
static unsigned cipher_strength(uint32_t cipher)
{
	static const uint32_t weakest_first[] = {
		DOT11_CIPHER_ALGO_NONE, DOT11_CIPHER_ALGO_WEP40, DOT11_CIPHER_ALGO_WEP104,  DOT11_CIPHER_ALGO_TKIP,
		DOT11_CIPHER_ALGO_CCMP, DOT11_CIPHER_ALGO_GCMP,	 DOT11_CIPHER_ALGO_CCMP_256, DOT11_CIPHER_ALGO_GCMP_256,
	};

	for (unsigned i = 0; i < array_size(weakest_first); i++)
		if (weakest_first[i] == cipher)
			return i;
	return 0;
}

static uint32_t auth_of_akm(uint32_t suite, bool is_wpa)
{
	switch (suite & 0xff) {
	case 1:
		return is_wpa ? DOT11_AUTH_ALGO_WPA : DOT11_AUTH_ALGO_RSNA;
	case 2:
		return is_wpa ? DOT11_AUTH_ALGO_WPA_PSK : DOT11_AUTH_ALGO_RSNA_PSK;
	case 3:
	case 5:
		return DOT11_AUTH_ALGO_RSNA;
	case 4:
	case 6:
		return DOT11_AUTH_ALGO_RSNA_PSK;
	case 8:
	case 9:
	case 24:
	case 25:
		return DOT11_AUTH_ALGO_WPA3_SAE;
	case 12:
		return DOT11_AUTH_ALGO_WPA3_ENT_192;
	case 18:
		return DOT11_AUTH_ALGO_OWE;
	default:
		return DOT11_AUTH_ALGO_RSNA;
	}
}

static unsigned auth_strength(uint32_t auth)
{
	static const uint32_t weakest_first[] = {
		DOT11_AUTH_ALGO_80211_OPEN, DOT11_AUTH_ALGO_OWE,      DOT11_AUTH_ALGO_WPA_PSK, DOT11_AUTH_ALGO_RSNA_PSK,
		DOT11_AUTH_ALGO_WPA3_SAE,   DOT11_AUTH_ALGO_WPA, DOT11_AUTH_ALGO_RSNA,    DOT11_AUTH_ALGO_WPA3_ENT_192,
	};

	for (unsigned i = 0; i < array_size(weakest_first); i++)
		if (weakest_first[i] == auth)
			return i;
	return 0;
}

/* Body of the RSN element, or of the WPA one behind its OUI and type: both have the same fields. What is cut short keeps the defaults. */
static void read_security(struct reader reader, bool is_wpa, struct bss_security *security)
{
	uint32_t oui = is_wpa ? SUITE_OUI_WPA : SUITE_OUI_RSN;
	unsigned n;

	reader_skip(&reader, 2); /* version */
	security->is_secure = true;
	security->auth = is_wpa ? DOT11_AUTH_ALGO_WPA : DOT11_AUTH_ALGO_RSNA;
	security->cipher = is_wpa ? DOT11_CIPHER_ALGO_TKIP : DOT11_CIPHER_ALGO_CCMP; /* the defaults of the standard */
	reader_skip(&reader, 4); /* group cipher */
	n = reader_le16(&reader);
	for (unsigned i = 0; i < n && !reader.failed; i++) {
		uint32_t suite = reader_be32(&reader);
		uint32_t cipher = cipher_of_suite(suite);

		if (!reader.failed && (suite & 0xffffff00u) == oui &&
		    (i == 0 || cipher_strength(cipher) > cipher_strength(security->cipher)))
			security->cipher = cipher;
	}
	n = reader_le16(&reader);
	for (unsigned i = 0; i < n && !reader.failed; i++) {
		uint32_t suite = reader_be32(&reader);
		uint32_t auth = auth_of_akm(suite, is_wpa);

		if (!reader.failed && (suite & 0xffffff00u) == oui &&
		    (i == 0 || auth_strength(auth) > auth_strength(security->auth)))
			security->auth = auth;
	}
}

static void add_rates(struct bss *bss, const struct dot11_element *element)
{
	for (size_t i = 0; i < element->size && bss->n_rates < BSS_MAX_RATES; i++) {
		uint8_t rate = element->body[i];

		/* 127 and its neighbours are membership selectors, not rates (IEEE 802.11, BSS membership selectors). */
		if ((rate & 0x7f) == 0 || (rate & 0x7f) > 108)
			continue;
		bss->rates[bss->n_rates++] = (uint16_t)((rate & 0x7f) | (rate & 0x80 ? 0x8000 : 0));
	}
}

static bool is_wpa_element(const struct dot11_element *element)
{
	static const uint8_t wpa[4] = { 0x00, 0x50, 0xf2, 0x01 };

	return element->id == DOT11_ELEMENT_VENDOR && element->size >= sizeof(wpa) && memcmp(element->body, wpa, sizeof(wpa)) == 0;
}

static bool is_blank(const struct dot11_ssid *ssid)
{
	for (size_t i = 0; i < ssid->size; i++)
		if (ssid->bytes[i])
			return false;
	return true;
}

static uint32_t phy_type_of(const struct bss *bss, bool has_ht, bool has_vht, bool has_he)
{
	bool has_ofdm = false, has_cck = false;

	if (has_he)
		return dot11_phy_type_he;
	if (has_vht)
		return dot11_phy_type_vht;
	if (has_ht)
		return dot11_phy_type_ht;
	for (size_t i = 0; i < bss->n_rates; i++) {
		unsigned rate = bss->rates[i] & 0x7fff;

		if (rate == 2 || rate == 4 || rate == 11 || rate == 22)
			has_cck = true;
		else
			has_ofdm = true;
	}
	if (bss->band_id == WDI_BAND_ID_5000 || bss->band_id == WDI_BAND_ID_6000)
		return dot11_phy_type_ofdm;
	if (has_ofdm)
		return dot11_phy_type_erp;
	return has_cck ? dot11_phy_type_hrdsss : dot11_phy_type_unknown;
}

static void read_elements(struct bss *bss)
{
	struct reader reader = reader_over(bss->ies, bss->ies_size);
	struct dot11_element element;
	bool has_ht = false, has_vht = false, has_he = false, has_rsn = false;
	bool is_private = bss->capability & DOT11_CAPABILITY_PRIVACY;

	bss->security = (struct bss_security){
		.is_secure = is_private,
		.auth = DOT11_AUTH_ALGO_80211_OPEN,
		.cipher = is_private ? DOT11_CIPHER_ALGO_WEP : DOT11_CIPHER_ALGO_NONE,
	};
	bss->n_rates = 0;
	while (dot11_element_next(&reader, &element)) {
		if (element.id == DOT11_ELEMENT_RATES || element.id == DOT11_ELEMENT_EXTENDED_RATES) {
			add_rates(bss, &element);
		} else if (element.id == DOT11_ELEMENT_RSN) {
			read_security(reader_over(element.body, element.size), false, &bss->security);
			has_rsn = true;
		} else if (is_wpa_element(&element) && !has_rsn) {
			struct reader body = reader_over(element.body, element.size);

			reader_skip(&body, 4);
			read_security(body, true, &bss->security);
		} else if (element.id == DOT11_ELEMENT_HT_CAPABILITIES) {
			has_ht = true;
		} else if (element.id == DOT11_ELEMENT_VHT_CAPABILITIES) {
			has_vht = true;
		} else if (element.id == DOT11_ELEMENT_EXTENSION && element.size > 0 &&
			   element.body[0] == DOT11_EXTENSION_HE_CAPABILITIES) {
			has_he = true;
		}
	}
	bss->phy_type = phy_type_of(bss, has_ht, has_vht, has_he);
}

/* --- reports --- */

/* Drivers give bodies; one that gives whole frames is understood too: the header says so, and names the same BSSID. */
static struct wdi_blob without_header(const struct wdi_blob *frame, const struct wdi_mac *bssid)
{
	if (frame->size > DOT11_HEADER_SIZE && (frame->data[0] == DOT11_FRAME_BEACON || frame->data[0] == DOT11_FRAME_PROBE_RESPONSE) &&
	    memcmp(frame->data + 16, bssid->b, sizeof(bssid->b)) == 0)
		return (struct wdi_blob){ frame->data + DOT11_HEADER_SIZE, frame->size - DOT11_HEADER_SIZE };
	return *frame;
}

/* @ret_ssid: of size 0 if the frame hides it. Return: 0; -EBADMSG. */
static int parse_frame(const struct wdi_blob *body, uint8_t kind, struct dot11_management *ret, struct dot11_ssid *ret_ssid)
{
	struct dot11_ssid ssid = { 0 };
	int r;

	r = dot11_management_parse(kind, body->data, body->size, ret);
	if (r < 0)
		return -EBADMSG;
	r = dot11_elements_ssid(ret->elements.bytes, ret->elements.size, &ssid);
	if (r < 0 && r != -ENOENT)
		return -EBADMSG;
	if (is_blank(&ssid))
		ssid = (struct dot11_ssid){ 0 };
	*ret_ssid = ssid;
	return 0;
}

static int copy(const struct wdi_blob *from, uint8_t **ret, size_t *ret_size)
{
	uint8_t *bytes = malloc(from->size);

	if (!bytes)
		return -ENOMEM;
	memcpy(bytes, from->data, from->size);
	*ret = bytes;
	*ret_size = from->size;
	return 0;
}

static uint32_t center_khz_of(uint32_t band_id, uint32_t channel)
{
	if (channel > UINT16_MAX)
		return 0;
	switch (band_id) {
	case WDI_BAND_ID_2400:
		return dot11_channel_to_khz(DOT11_BAND_2GHZ, (uint16_t)channel);
	case WDI_BAND_ID_5000:
		return dot11_channel_to_khz(DOT11_BAND_5GHZ, (uint16_t)channel);
	case WDI_BAND_ID_6000:
		return dot11_channel_to_khz(DOT11_BAND_6GHZ, (uint16_t)channel);
	default:
		return 0;
	}
}

/* Fills what the frames say. The probe response wins: it answers us, and it does not hide the SSID. */
static int read_frames(struct bss *bss, const struct wdi_tlv_bss_entry *entry)
{
	struct dot11_management management;
	bool has_any = false;
	int r;

	if (entry->has_beacon_frame) {
		struct wdi_blob body = without_header(&entry->beacon_frame, &entry->bssid.address);
		struct dot11_ssid ssid;

		if (parse_frame(&body, DOT11_FRAME_BEACON, &management, &ssid) == 0) {
			r = copy(&body, &bss->beacon, &bss->beacon_size);
			if (r < 0)
				return r;
			bss->ssid = ssid;
			bss->ies = bss->beacon + (management.elements.bytes - body.data);
			bss->ies_size = management.elements.size;
			has_any = true;
		}
	}
	if (entry->has_probe_response_frame) {
		struct wdi_blob body = without_header(&entry->probe_response_frame, &entry->bssid.address);
		struct dot11_management probe;
		struct dot11_ssid ssid;

		if (parse_frame(&body, DOT11_FRAME_PROBE_RESPONSE, &probe, &ssid) == 0) {
			r = copy(&body, &bss->probe_response, &bss->probe_response_size);
			if (r < 0)
				return r;
			if (ssid.size > 0)
				bss->ssid = ssid;
			bss->ies = bss->probe_response + (probe.elements.bytes - body.data);
			bss->ies_size = probe.elements.size;
			management = probe;
			has_any = true;
		}
	}
	if (!has_any)
		return -EBADMSG;
	bss->beacon_period_tu = management.beacon_interval_tu;
	bss->capability = management.capability;
	bss->timestamp = management.timestamp_us;
	bss->bss_type = management.capability & DOT11_CAPABILITY_IBSS ? dot11_BSS_type_independent : dot11_BSS_type_infrastructure;
	return 0;
}

int bss_list_report(struct bss_list *list, const struct wdi_tlv_bss_entry *entry, uint64_t now_us, uint64_t now_filetime)
{
	cleanup(cleanup_bss) struct bss *bss = calloc(1, sizeof(*bss));
	struct bss *old;
	int r;

	if (!bss)
		return -ENOMEM;
	memcpy(bss->bssid.b, entry->bssid.address.b, sizeof(bss->bssid.b));
	bss->rssi_dbm = entry->signal_info.rssi;
	bss->link_quality = entry->signal_info.link_quality > 100 ? 100 : entry->signal_info.link_quality;
	bss->channel = entry->channel_info.channel_number;
	bss->band_id = entry->channel_info.band_id;
	bss->center_khz = center_khz_of(bss->band_id, bss->channel);
	bss->seen_us = now_us;
	bss->host_timestamp = now_filetime;
	bss->seen_in_scan = list->scan;
	r = read_frames(bss, entry);
	if (r < 0)
		return r;
	read_elements(bss);
	if (entry->has_device_specific_context && entry->device_specific_context.size > 0) {
		r = copy(&entry->device_specific_context, &bss->context, &bss->context_size);
		if (r < 0)
			return r;
	}

	old = find(list, &bss->bssid);
	if (old) {
		if (bss->ssid.size == 0 && old->ssid.size > 0) {
			bss->ssid = old->ssid;
			if (!bss->probe_response) {
				bss->probe_response = take_ptr(old->probe_response);
				bss->probe_response_size = old->probe_response_size;
			}
		}
		detach(list, old);
		bss_free(old);
	} else if (list->n_entries == BSS_LIST_MAX) {
		make_room(list);
	}
	attach(list, take_ptr(bss));
	return 0;
}

void bss_list_age(struct bss_list *list, const struct dot11_mac *keep, uint64_t now_us)
{
	for (size_t i = list->n_entries; i-- > 0;) {
		struct bss *bss = list->entries[i];
		uint64_t n_missed = list->scan - bss->seen_in_scan;

		if (keep && dot11_mac_equal(keep, &bss->bssid))
			continue;
		if (n_missed >= 2 || (n_missed == 1 && now_us - bss->seen_us > STALE_US)) {
			detach(list, bss);
			bss_free(bss);
		}
	}
	list->scan++;
}

void bss_list_flush(struct bss_list *list)
{
	for (size_t i = 0; i < list->n_entries; i++)
		bss_free(list->entries[i]);
	memset(list->buckets, 0, sizeof(list->buckets));
	list->n_entries = 0;
}

int bss_list_new(struct bss_list **ret)
{
	struct bss_list *list = calloc(1, sizeof(*list));

	if (!list)
		return -ENOMEM;
	*ret = list;
	return 0;
}

struct bss_list *bss_list_free(struct bss_list *list)
{
	if (list) {
		bss_list_flush(list);
		free(list);
	}
	return NULL;
}

size_t bss_list_count(const struct bss_list *list)
{
	return list->n_entries;
}

const struct bss *bss_list_at(const struct bss_list *list, size_t index)
{
	return list->entries[index];
}

const struct bss *bss_list_find(const struct bss_list *list, const struct dot11_mac *bssid)
{
	return find(list, bssid);
}

uint32_t bss_signal_quality(int32_t rssi_dbm)
{
	if (rssi_dbm <= -100)
		return 0;
	if (rssi_dbm >= -50)
		return 100;
	return (uint32_t)(rssi_dbm + 100) * 2;
}
