#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "wdi/random_message.h"
#include "wdi/wdi.h"

/* The allocations of the code under test pass here (linker option --wrap), so that they can fail. */
static bool allocation_fails;

void *__real_calloc(size_t n, size_t size);
void *__real_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_malloc(size_t size);

void *__wrap_calloc(size_t n, size_t size)
{
	return allocation_fails ? NULL : __real_calloc(n, size);
}

void *__wrap_malloc(size_t size)
{
	return allocation_fails ? NULL : __real_malloc(size);
}

#define PEER_MAC { { 0x02, 0x00, 0x00, 0x5e, 0x10, 0x01 } }

static const struct wdi_header port1 = { .port_id = 1 };

static void assert_encodes(uint32_t id, enum wdi_direction from, const struct wdi_header *header, const void *payload,
			   const uint8_t *expected, size_t size)
{
	_auto_free_ uint8_t *message = NULL;
	size_t message_size;

	assert_int_equal(wdi_message_encode(id, from, WDI_PEER_CURRENT, header, payload, &message, &message_size), 0);
	assert_int_equal(message_size, size);
	assert_memory_equal(message, expected, size);
}

/* Decodes a copy that ends where the message ends, so that a read past it is seen. */
static int decode_copy(uint32_t id, enum wdi_direction from, const struct wdi_peer *peer, const uint8_t *message, size_t size)
{
	_auto_free_ uint8_t *copy = NULL;
	_auto_free_ void *payload = NULL;

	copy = malloc(size > 0 ? size : 1);
	memcpy(copy, message, size);
	return wdi_message_decode(id, from, peer, copy, size, NULL, &payload);
}

static const uint8_t w1_m1[] = {
	0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x11, 0x11, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* header */
	0x36, 0x00, 0x08, 0x00, 0x02, 0x00, 0x00, 0x5e, 0x10, 0x01, 0x03, 0x00,
};

static void a_disconnect_request_is_28_known_bytes(void **state)
{
	const struct wdi_header header = { .port_id = 1, .transaction_id = 0x1111 };
	const struct wdi_task_disconnect params = {
		.disconnect_parameters = { .mac_address = PEER_MAC, .disassociation80211_reason = 3 },
	};
	_auto_free_ void *payload = NULL;
	struct wdi_task_disconnect *decoded;
	struct wdi_header back;

	assert_encodes(OID_WDI_TASK_DISCONNECT, WDI_FROM_HOST, &header, &params, w1_m1, sizeof(w1_m1));
	assert_int_equal(wdi_message_decode(OID_WDI_TASK_DISCONNECT, WDI_FROM_HOST, WDI_PEER_CURRENT, w1_m1, sizeof(w1_m1), &back,
					    &payload),
			 0);
	decoded = payload;
	assert_int_equal(back.port_id, 1);
	assert_int_equal(back.transaction_id, 0x1111);
	assert_int_equal(decoded->disconnect_parameters.disassociation80211_reason, 3);
	assert_memory_equal(decoded->disconnect_parameters.mac_address.b, params.disconnect_parameters.mac_address.b, 6);
}

static void started_and_completed_are_the_header_alone(void **state)
{
	const struct wdi_header header = { .port_id = 1, .transaction_id = 0x1111 };
	void *payload = &payload;

	assert_encodes(OID_WDI_TASK_DISCONNECT, WDI_FROM_DRIVER, &header, NULL, w1_m1, WDI_HEADER_SIZE);
	assert_encodes(NDIS_STATUS_WDI_INDICATION_DISCONNECT_COMPLETE, WDI_FROM_DRIVER, &header, NULL, w1_m1, WDI_HEADER_SIZE);
	assert_int_equal(wdi_message_decode(NDIS_STATUS_WDI_INDICATION_DISCONNECT_COMPLETE, WDI_FROM_DRIVER, WDI_PEER_CURRENT, w1_m1,
					    WDI_HEADER_SIZE, NULL, &payload),
			 0);
	assert_null(payload);
}

static void a_disassociation_by_the_host_is_30_known_bytes(void **state)
{
	static const uint8_t expected[] = {
		0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* header */
		0xbc, 0x00, 0x0a, 0x00, 0x02, 0x00, 0x00, 0x5e, 0x10, 0x01, 0x07, 0x00, 0x00, 0x00,
	};
	const struct wdi_indication_disassociation indication = {
		.disconnect_indication_parameters = {
			.mac_address = PEER_MAC,
			.disassociation_wabi_reason = WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST,
		},
	};

	assert_encodes(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION, WDI_FROM_DRIVER, &port1, &indication, expected, sizeof(expected));
}

static void a_received_deauthentication_carries_its_frame_body(void **state)
{
	static const uint8_t expected[] = {
		0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* header */
		0xbc, 0x00, 0x0a, 0x00, 0x02, 0x00, 0x00, 0x5e, 0x10, 0x01, 0x0d, 0x00, 0x00, 0x00, 0x37, 0x00, /* reason 2 */
		0x02, 0x00, 0x02, 0x00,
	};
	const uint8_t body[] = { 0x02, 0x00 };
	const struct wdi_indication_disassociation indication = {
		.disconnect_indication_parameters = {
			.mac_address = PEER_MAC,
			.disassociation_wabi_reason = WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED,
		},
		.has_deauth_frame = true,
		.deauth_frame = { body, sizeof(body) },
	};
	struct wdi_indication_disassociation *decoded;
	_auto_free_ void *payload = NULL;

	assert_encodes(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION, WDI_FROM_DRIVER, &port1, &indication, expected, sizeof(expected));
	assert_int_equal(wdi_message_decode(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION, WDI_FROM_DRIVER, WDI_PEER_CURRENT, expected,
					    sizeof(expected), NULL, &payload),
			 0);
	decoded = payload;
	assert_int_equal(decoded->disconnect_indication_parameters.disassociation_wabi_reason, 13);
	assert_true(decoded->has_deauth_frame);
	assert_false(decoded->has_disassociation_frame);
	assert_ptr_equal(decoded->deauth_frame.data, expected + 34);
	assert_int_equal(decoded->deauth_frame.size, 2);
}

static const uint8_t w3_m1[] = {
	0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x22, 0x22, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* header */
	0x52, 0x00, 0x39, 0x00, 0x4c, 0x00, 0x06, 0x00, 0x02, 0x00, 0x00, 0x5e, 0x10, 0x01, 0x4e, 0x00, /* peer */
	0x0d, 0x00, 0x04, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x4f, /* key type */
	0x00, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x50, 0x00, 0x10, 0x00, 0x00, 0x01, 0x02, /* counter, key */
	0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f,
};

static void a_pairwise_key_is_77_known_bytes(void **state)
{
	const struct wdi_header header = { .port_id = 1, .transaction_id = 0x2222 };
	const uint8_t key[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	const struct wdi_tlv_set_cipher_key_info info = {
		.has_peer_mac_address = true,
		.peer_mac_address = { PEER_MAC },
		.cipher_key_type_info = {
			.cipher_algorithm = WDI_CIPHER_ALGO_CCMP,
			.direction = WDI_CIPHER_KEY_DIRECTION_BOTH,
			.key_type = WDI_CIPHER_KEY_TYPE_PAIRWISE_KEY,
		},
		.has_receive_sequence_count = true,
		.has_ccmp_key = true,
		.ccmp_key = { key, sizeof(key) },
	};
	const struct wdi_set_add_cipher_keys params = { 1, &info };
	struct wdi_set_add_cipher_keys *decoded;
	_auto_free_ void *payload = NULL;

	assert_encodes(OID_WDI_SET_ADD_CIPHER_KEYS, WDI_FROM_HOST, &header, &params, w3_m1, sizeof(w3_m1));
	assert_int_equal(wdi_message_decode(OID_WDI_SET_ADD_CIPHER_KEYS, WDI_FROM_HOST, WDI_PEER_CURRENT, w3_m1, sizeof(w3_m1), NULL,
					    &payload),
			 0);
	decoded = payload;
	assert_int_equal(decoded->n_set_cipher_key, 1);
	assert_int_equal(decoded->set_cipher_key[0].ccmp_key.size, 16);
	assert_memory_equal(decoded->set_cipher_key[0].ccmp_key.data, key, 16);
	assert_false(decoded->set_cipher_key[0].has_cipher_key_id);
}

/* Size of a scan request with the required TLVs and one of everything optional up to @version. */
static size_t connection_settings_size(uint32_t version, enum wdi_model model)
{
	const struct wdi_peer peer = { model, version };
	const struct wdi_blob ssid = { (const uint8_t *)"a", 1 };
	const uint32_t one = 1;
	const struct wdi_tlv_connect_bss_entry bss = { 0 };
	const struct wdi_task_connect params = {
		.connect_parameters = {
			.n_ssid_list = 1, .ssid_list = &ssid,
			.n_authentication_algorithms = 1, .authentication_algorithms = &one,
			.n_multicast_cipher_algorithms = 1, .multicast_cipher_algorithms = &one,
			.n_unicast_cipher_algorithms = 1, .unicast_cipher_algorithms = &one,
		},
		.n_preferred_bss_entry_list = 1,
		.preferred_bss_entry_list = &bss,
	};
	_auto_free_ uint8_t *message = NULL;
	size_t size;

	assert_int_equal(wdi_message_encode(OID_WDI_TASK_CONNECT, WDI_FROM_HOST, &peer, &port1, &params, &message, &size), 0);
	assert_int_equal(message[20], 0x3F);
	return message[22];
}

static void connection_settings_grow_with_the_version_of_the_receiver(void **state)
{
	assert_int_equal(connection_settings_size(WDI_VERSION_1_0, WDI_MODEL_WDI), 13);
	assert_int_equal(connection_settings_size(WDI_VERSION_1_0_1, WDI_MODEL_WDI), 14);
	assert_int_equal(connection_settings_size(WDI_VERSION_2_0_3, WDI_MODEL_WIFICX), 14);
	assert_int_equal(connection_settings_size(WDI_VERSION_2_0_7, WDI_MODEL_WIFICX), 15);
	assert_int_equal(connection_settings_size(WDI_VERSION_2_0_8, WDI_MODEL_WIFICX), 16);
	assert_int_equal(connection_settings_size(WDI_VERSION_2_0_12, WDI_MODEL_WIFICX), 18);
}

static size_t association_result_size(uint32_t version, enum wdi_model model)
{
	const struct wdi_peer peer = { model, version };
	const uint32_t phy = 1;
	const struct wdi_tlv_association_result result = { .n_active_phy_type_list = 1, .active_phy_type_list = &phy };
	const struct wdi_indication_association_result indication = { 1, &result };
	_auto_free_ uint8_t *message = NULL;
	size_t size;

	assert_int_equal(wdi_message_encode(NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT, WDI_FROM_DRIVER, &peer, &port1, &indication,
					    &message, &size),
			 0);
	assert_int_equal(message[30], 0x2D);
	return message[32];
}

static void association_result_parameters_depend_on_model_and_version(void **state)
{
	assert_int_equal(association_result_size(WDI_VERSION_1_1_10, WDI_MODEL_WIFICX), 44);
	assert_int_equal(association_result_size(WDI_VERSION_1_1_11, WDI_MODEL_WIFICX), 48);
	assert_int_equal(association_result_size(WDI_VERSION_1_1_12, WDI_MODEL_WDI), 44);
}

/* A scan request: bytes of TLVs behind a header, in a buffer that the tests below change. */
struct scan_bytes {
	uint8_t bytes[256];
	size_t size;
};

static void scan_add(struct scan_bytes *scan, uint16_t id, const void *value, size_t size)
{
	uint8_t head[] = { (uint8_t)id, (uint8_t)(id >> 8), (uint8_t)size, (uint8_t)(size >> 8) };

	memcpy(scan->bytes + scan->size, head, 4);
	if (size > 0)
		memcpy(scan->bytes + scan->size + 4, value, size);
	scan->size += 4 + size;
}

static const uint8_t scan_mode[10] = { 1, 2, 0, 0, 0, 1, 3, 0, 0, 0 };
static const uint8_t scan_dwell[12] = { 50, 0, 0, 0, 100, 0, 0, 0, 0xA0, 0x0F, 0, 0 };

static struct scan_bytes scan_minimal(void)
{
	struct scan_bytes scan = { .size = WDI_HEADER_SIZE };

	scan_add(&scan, WDI_TLV_SCAN_MODE, scan_mode, sizeof(scan_mode));
	scan_add(&scan, WDI_TLV_SCAN_DWELL_TIME, scan_dwell, sizeof(scan_dwell));
	return scan;
}

static int scan_decode(const struct scan_bytes *scan, void **ret)
{
	return wdi_message_decode(OID_WDI_TASK_SCAN, WDI_FROM_HOST, WDI_PEER_CURRENT, scan->bytes, scan->size, NULL, ret);
}

static int scan_error(const struct scan_bytes *scan)
{
	return decode_copy(OID_WDI_TASK_SCAN, WDI_FROM_HOST, WDI_PEER_CURRENT, scan->bytes, scan->size);
}

static void unknown_tlvs_and_unknown_tails_are_skipped_in_any_order(void **state)
{
	struct scan_bytes scan = { .size = WDI_HEADER_SIZE };
	uint8_t dwell[15] = { 50 };
	_auto_free_ void *payload = NULL;
	struct wdi_task_scan *decoded;

	scan_add(&scan, 0x7FFF, "new", 3);
	scan_add(&scan, WDI_TLV_SSID, "b", 1);
	scan_add(&scan, WDI_TLV_SCAN_DWELL_TIME, dwell, sizeof(dwell));
	scan_add(&scan, WDI_TLV_SSID, "", 0);
	scan_add(&scan, 0x7FFF, NULL, 0);
	scan_add(&scan, WDI_TLV_SCAN_MODE, scan_mode, sizeof(scan_mode));
	scan_add(&scan, WDI_TLV_SSID, "c", 1);
	assert_int_equal(scan_decode(&scan, &payload), 0);
	decoded = payload;
	assert_int_equal(decoded->dwell_time.active_channel_dwell_time, 50);
	assert_int_equal(decoded->scan_mode_parameters.scan_trigger, 3);
	assert_true(decoded->scan_mode_parameters.live_updates_needed);
	assert_int_equal(decoded->n_ssid_list, 3);
	assert_memory_equal(decoded->ssid_list[0].data, "b", 1);
	assert_int_equal(decoded->ssid_list[1].size, 0);
	assert_memory_equal(decoded->ssid_list[2].data, "c", 1);
	assert_false(decoded->has_bssid);
}

static void of_a_repeated_single_tlv_the_first_counts(void **state)
{
	struct scan_bytes scan = scan_minimal();
	_auto_free_ void *payload = NULL;
	struct wdi_task_scan *decoded;
	uint8_t other[12] = { 99 };

	scan_add(&scan, WDI_TLV_SCAN_DWELL_TIME, other, sizeof(other));
	scan_add(&scan, WDI_TLV_SCAN_DWELL_TIME, other, 3);
	assert_int_equal(scan_decode(&scan, &payload), 0);
	decoded = payload;
	assert_int_equal(decoded->dwell_time.active_channel_dwell_time, 50);
}

static void a_missing_required_tlv_is_file_not_found(void **state)
{
	struct scan_bytes scan = { .size = WDI_HEADER_SIZE };

	assert_int_equal(scan_error(&scan), WDI_E_FILE_NOT_FOUND);
	scan_add(&scan, WDI_TLV_SCAN_MODE, scan_mode, sizeof(scan_mode));
	assert_int_equal(scan_error(&scan), WDI_E_FILE_NOT_FOUND);
	scan = scan_minimal();
	scan_add(&scan, WDI_TLV_BAND_CHANNEL, "\x39\0\x04\0\x01\0\0\0", 8);
	assert_int_equal(scan_error(&scan), WDI_E_FILE_NOT_FOUND);
}

static void a_value_shorter_than_its_layout_is_invalid_data(void **state)
{
	struct scan_bytes scan = { .size = WDI_HEADER_SIZE };

	scan_add(&scan, WDI_TLV_SCAN_MODE, scan_mode, sizeof(scan_mode) - 1);
	scan_add(&scan, WDI_TLV_SCAN_DWELL_TIME, scan_dwell, sizeof(scan_dwell));
	assert_int_equal(scan_error(&scan), WDI_E_INVALID_DATA);
	assert_int_equal(decode_copy(OID_WDI_TASK_SCAN, WDI_FROM_HOST, WDI_PEER_CURRENT, scan.bytes, WDI_HEADER_SIZE - 1),
			 WDI_E_INVALID_DATA);
}

static void a_length_past_the_parent_is_buffer_overflow(void **state)
{
	struct scan_bytes scan = scan_minimal();

	scan_add(&scan, WDI_TLV_SSID, "abc", 3);
	scan.size--;
	assert_int_equal(scan_error(&scan), WDI_E_BUFFER_OVERFLOW);
	scan = scan_minimal();
	scan_add(&scan, WDI_TLV_BAND_CHANNEL, "\x39\0\x05\0\x01\0\0\0", 8);
	assert_int_equal(scan_error(&scan), WDI_E_BUFFER_OVERFLOW);
	scan = scan_minimal();
	scan.size += 3;
	assert_int_equal(scan_error(&scan), WDI_E_BUFFER_OVERFLOW);
}

static void lists_hold_whole_elements_and_at_least_one(void **state)
{
	struct scan_bytes scan = scan_minimal();

	scan_add(&scan, WDI_TLV_BAND_CHANNEL, "\x39\0\x04\0\x01\0\0\0\x41\0\x04\0\x06\0\0\0", 16);
	assert_int_equal(scan_error(&scan), 0);
	scan = scan_minimal();
	scan_add(&scan, WDI_TLV_BAND_CHANNEL, "\x39\0\x04\0\x01\0\0\0\x41\0\x05\0\x06\0\0\0\0", 17);
	assert_int_equal(scan_error(&scan), WDI_E_INVALID_DATA);
	scan = scan_minimal();
	scan_add(&scan, WDI_TLV_BAND_CHANNEL, "\x39\0\x04\0\x01\0\0\0\x41\0\0\0", 12);
	assert_int_equal(scan_error(&scan), WDI_E_INVALID_DATA);
}

static void a_peer_without_or_below_a_version_is_an_unsupported_revision(void **state)
{
	const struct wdi_peer too_old = { WDI_MODEL_WDI, WDI_VERSION_1_0 - 1 };
	const struct wdi_peer newer = { WDI_MODEL_WIFICX, WDI_VERSION_NEWEST + 1 };
	struct scan_bytes scan = scan_minimal();

	assert_int_equal(decode_copy(OID_WDI_TASK_SCAN, WDI_FROM_HOST, NULL, scan.bytes, scan.size), WDI_E_UNSUPPORTED_REVISION);
	assert_int_equal(decode_copy(OID_WDI_TASK_SCAN, WDI_FROM_HOST, &too_old, scan.bytes, scan.size), WDI_E_UNSUPPORTED_REVISION);
	assert_int_equal(decode_copy(OID_WDI_TASK_SCAN, WDI_FROM_HOST, &newer, scan.bytes, scan.size), 0);
}

static void an_id_or_direction_without_grammar_is_an_unknown_message(void **state)
{
	assert_int_equal(decode_copy(0xE4401234, WDI_FROM_HOST, WDI_PEER_CURRENT, w1_m1, sizeof(w1_m1)), WDI_E_UNKNOWN_MESSAGE);
	assert_int_equal(decode_copy(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION, WDI_FROM_HOST, WDI_PEER_CURRENT, w1_m1, sizeof(w1_m1)),
			 WDI_E_UNKNOWN_MESSAGE);
	assert_null(wdi_message_info(0xE4401234));
}

static void tlvs_in_a_message_without_payload_are_skipped(void **state)
{
	void *payload = &payload;

	assert_int_equal(wdi_message_decode(OID_WDI_TASK_DISCONNECT, WDI_FROM_DRIVER, WDI_PEER_CURRENT, w1_m1, sizeof(w1_m1), NULL,
					    &payload),
			 0);
	assert_null(payload);
}

static void a_failed_allocation_is_enomem_and_changes_nothing(void **state)
{
	struct scan_bytes scan = scan_minimal();
	void *payload = &payload;
	uint8_t *message = scan.bytes;
	size_t size = 7;
	int r;

	allocation_fails = true;
	r = scan_decode(&scan, &payload);
	allocation_fails = false;
	assert_int_equal(r, -ENOMEM);
	assert_ptr_equal(payload, &payload);

	allocation_fails = true;
	r = wdi_message_encode(OID_WDI_TASK_DISCONNECT, WDI_FROM_DRIVER, WDI_PEER_CURRENT, &port1, NULL, &message, &size);
	allocation_fails = false;
	assert_int_equal(r, -ENOMEM);
	assert_ptr_equal(message, scan.bytes);
	assert_int_equal(size, 7);
}

static int encode_scan(const struct wdi_task_scan *params, size_t *ret_size)
{
	_auto_free_ uint8_t *message = NULL;

	return wdi_message_encode(OID_WDI_TASK_SCAN, WDI_FROM_HOST, WDI_PEER_CURRENT, &port1, params, &message, ret_size);
}

static void what_does_not_fit_a_16_bit_length_is_not_encoded(void **state)
{
	static uint8_t bytes[UINT16_MAX + 1];
	struct wdi_blob ie = { bytes, UINT16_MAX };
	struct wdi_task_scan scan = { .has_vendor_i_es = true, .vendor_i_es = ie };
	struct wdi_tlv_bss_entry entry = { .has_beacon_frame = true, .beacon_frame = ie };
	struct wdi_indication_bss_entry_list list = { 1, &entry };
	_auto_free_ uint8_t *message = NULL;
	size_t size;

	assert_int_equal(encode_scan(&scan, &size), 0);
	scan.vendor_i_es.size++;
	assert_int_equal(encode_scan(&scan, &size), WDI_E_BUFFER_OVERFLOW);
	/* The frame fits its TLV, but not together with what else is in the container. */
	assert_int_equal(wdi_message_encode(NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST, WDI_FROM_DRIVER, WDI_PEER_CURRENT, &port1, &list,
					    &message, &size),
			 WDI_E_BUFFER_OVERFLOW);
}

static void empty_optional_lists_are_left_out_and_required_ones_refused(void **state)
{
	const struct wdi_tlv_band_channel band = { 0 };
	struct wdi_task_scan scan = { .has_vendor_i_es = true };
	size_t size;

	assert_int_equal(encode_scan(&scan, &size), 0);
	assert_int_equal(size, WDI_HEADER_SIZE + 4 + 10 + 4 + 12);
	scan.n_band_channel_list = 1;
	scan.band_channel_list = &band;
	assert_int_equal(encode_scan(&scan, &size), WDI_E_INVALID_DATA);
}

static void a_message_without_its_struct_is_refused(void **state)
{
	_auto_free_ uint8_t *message = NULL;
	size_t size;

	assert_int_equal(wdi_message_encode(OID_WDI_TASK_SCAN, WDI_FROM_HOST, WDI_PEER_CURRENT, &port1, NULL, &message, &size), -EINVAL);
}

static void items_the_receiver_does_not_know_are_not_sent(void **state)
{
	const struct wdi_peer old = { WDI_MODEL_WDI, WDI_VERSION_1_1_9 };
	const struct wdi_tlv_6_ghz_band_channel six = { 0 };
	const struct wdi_task_scan scan = { .n_six_g_hz_band_channel_list = 1, .six_g_hz_band_channel_list = &six };
	_auto_free_ uint8_t *message = NULL;
	size_t size, current_size;

	assert_int_equal(wdi_message_encode(OID_WDI_TASK_SCAN, WDI_FROM_HOST, &old, &port1, &scan, &message, &size), 0);
	assert_int_equal(size, WDI_HEADER_SIZE + 4 + 10 + 4 + 12);
	assert_int_equal(encode_scan(&scan, &current_size), 0);
	assert_true(current_size > size);
}

static void keys_are_zeroed_in_place_and_nothing_else_is(void **state)
{
	uint8_t message[sizeof(w3_m1)];

	memcpy(message, w3_m1, sizeof(message));
	wdi_message_redact(OID_WDI_SET_ADD_CIPHER_KEYS, WDI_FROM_HOST, message, sizeof(message));
	assert_memory_equal(message, w3_m1, 61);
	for (size_t i = 61; i < sizeof(message); i++)
		assert_int_equal(message[i], 0);
	/* Cut off in the middle of the key, and under another id: the key must not survive. */
	for (size_t size = 62; size < sizeof(message); size++) {
		memcpy(message, w3_m1, size);
		wdi_message_redact(OID_WDI_SET_ADD_CIPHER_KEYS, WDI_FROM_HOST, message, size);
		for (size_t i = 61; i < size; i++)
			assert_int_equal(message[i], 0);
		memcpy(message, w3_m1, size);
		wdi_message_redact(0xE4401234, WDI_FROM_HOST, message, size);
		for (size_t i = WDI_HEADER_SIZE; i < size; i++)
			assert_int_equal(message[i], 0);
	}
}

static void the_old_rekey_layout_is_redacted_too(void **state)
{
	const struct wdi_peer old = { WDI_MODEL_WDI, WDI_VERSION_1_1_5 };
	struct wdi_set_add_pm_protocol_offload params = { .has_dot11_rsnre_key_offload = true };
	_auto_free_ uint8_t *message = NULL;
	size_t size;

	params.dot11_rsnre_key_offload.legacy.protocol_offload_id = 7;
	memset(params.dot11_rsnre_key_offload.legacy.kck_content, 0xAA, 16);
	memset(params.dot11_rsnre_key_offload.legacy.kek_content, 0xAA, 16);
	assert_int_equal(wdi_message_encode(OID_WDI_SET_ADD_PM_PROTOCOL_OFFLOAD, WDI_FROM_HOST, &old, &port1, &params, &message, &size), 0);
	assert_int_equal(size, WDI_HEADER_SIZE + 4 + 44);
	wdi_message_redact(OID_WDI_SET_ADD_PM_PROTOCOL_OFFLOAD, WDI_FROM_HOST, message, size);
	assert_int_equal(message[20], 7);
	assert_null(memchr(message, 0xAA, size));
}

static char *print(uint32_t id, const uint8_t *message, size_t size, bool json)
{
	char *text = NULL;
	size_t text_size;
	FILE *file = open_memstream(&text, &text_size);

	assert_int_equal(wdi_message_print(file, id, WDI_FROM_HOST, WDI_PEER_CURRENT, message, size, json), 0);
	fclose(file);
	return text;
}

static void printing_shows_names_and_hides_keys(void **state)
{
	_auto_free_ char *text = print(OID_WDI_SET_ADD_CIPHER_KEYS, w3_m1, sizeof(w3_m1), false);
	_auto_free_ char *json = print(OID_WDI_SET_ADD_CIPHER_KEYS, w3_m1, sizeof(w3_m1), true);

	assert_non_null(strstr(text, "WDI_CIPHER_ALGO_CCMP"));
	assert_non_null(strstr(text, "CIPHER_KEY_CCMP_KEY (0x50), 16 bytes, secret"));
	assert_null(strstr(text, "0001020304"));
	assert_non_null(strstr(json, "\"ccmp_key\":{\"secret_bytes\":16}"));
	assert_null(strstr(json, "0001020304"));
}

static void commands_are_described(void **state)
{
	const struct wdi_message_info *disconnect = wdi_message_info(OID_WDI_TASK_DISCONNECT);
	const struct wdi_message_info *connect = wdi_message_by_name("TASK_CONNECT");

	assert_int_equal(disconnect->kind, WDI_MESSAGE_TASK);
	assert_int_equal(disconnect->completion, NDIS_STATUS_WDI_INDICATION_DISCONNECT_COMPLETE);
	assert_int_equal(disconnect->priority, 2);
	assert_false(disconnect->is_abortable);
	assert_true(connect->is_abortable);
	assert_int_equal(connect->after_abort, WDI_AFTER_ABORT_DOT11_RESET);
	assert_int_equal(connect->expected_ms, 10000);
	assert_true(wdi_message_info(OID_WDI_SET_ADD_CIPHER_KEYS)->is_serialized_with_tasks);
	assert_int_equal(wdi_message_info(NDIS_STATUS_WDI_INDICATION_SCAN_COMPLETE)->completes, OID_WDI_TASK_SCAN);
	assert_int_equal(OID_WDI_TASK_DISCONNECT, 0xE4400008);
	assert_int_equal(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION, 0x40050033);
}

/* --- properties of every message -------------------------------------------------------------------------------------------- */

static uint64_t seed(void)
{
	const char *text = getenv("WDI_TEST_SEED");
	uint64_t value = text ? strtoull(text, NULL, 0) : 20261121;

	print_message("WDI_TEST_SEED=%llu\n", (unsigned long long)value);
	return value;
}

typedef void (*grammar_check)(struct random_message *random, const struct wdi_message *message, enum wdi_direction from,
			      const struct wdi_layout *layout, uint32_t c_size);

static size_t for_every_grammar(unsigned int most, grammar_check check)
{
	struct random_message random = { .state = seed(), .most = most };
	size_t n = 0;

	for (size_t i = 0; i < wdi_n_messages; i++) {
		for (enum wdi_direction from = WDI_FROM_HOST; from <= WDI_FROM_DRIVER; from++) {
			uint32_t c_size;
			const struct wdi_layout *layout = wdi_message_layout(&wdi_messages[i], from, &c_size);

			if (!layout)
				continue;
			check(&random, &wdi_messages[i], from, layout, c_size);
			random_message_clear(&random);
			n++;
		}
	}
	return n;
}

static void check_round_trip(struct random_message *random, const struct wdi_message *message, enum wdi_direction from,
			     const struct wdi_layout *layout, uint32_t c_size)
{
	static const uint32_t versions[] = {
		WDI_VERSION_1_0,   WDI_VERSION_1_0_1, WDI_VERSION_1_0_10, WDI_VERSION_1_0_20, WDI_VERSION_1_0_21, WDI_VERSION_1_1_4,
		WDI_VERSION_1_1_5, WDI_VERSION_1_1_6, WDI_VERSION_1_1_8,  WDI_VERSION_1_1_9,  WDI_VERSION_1_1_10, WDI_VERSION_1_1_11,
		WDI_VERSION_2_0_0, WDI_VERSION_2_0_3, WDI_VERSION_2_0_8,  WDI_VERSION_2_0_11, WDI_VERSION_NEWEST,
	};

	for (size_t v = 0; v < 2 * array_size(versions); v++) {
		const struct wdi_peer peer = { v % 2 ? WDI_MODEL_WIFICX : WDI_MODEL_WDI, versions[v / 2] };
		const struct wdi_header header = { .port_id = (uint16_t)random_next(random), .status = (uint32_t)random_next(random),
						   .transaction_id = (uint32_t)random_next(random) };
		void *payload = random_payload(random, layout, c_size, &peer);
		_auto_free_ uint8_t *bytes = NULL, *again = NULL;
		_auto_free_ void *decoded = NULL;
		struct wdi_header back;
		size_t size, again_size;

		if (wdi_message_encode(message->info.id, from, &peer, &header, payload, &bytes, &size) != 0 ||
		    wdi_message_decode(message->info.id, from, &peer, bytes, size, &back, &decoded) != 0)
			fail_msg("%s does not round trip at version %#x", message->info.name, peer.version);
		assert_int_equal(back.port_id, header.port_id);
		assert_int_equal(back.status, header.status);
		assert_int_equal(back.transaction_id, header.transaction_id);
		if (c_size > 0 && !payload_equal(layout, payload, decoded, &peer))
			fail_msg("%s decodes to something else at version %#x", message->info.name, peer.version);
		assert_int_equal(wdi_message_encode(message->info.id, from, &peer, &back, decoded, &again, &again_size), 0);
		assert_int_equal(size, again_size);
		assert_memory_equal(bytes, again, size);
	}
}

static void every_message_of_every_version_round_trips(void **state)
{
	/* 70 commands in two directions and 50 indications in one. */
	assert_int_equal(for_every_grammar(3, check_round_trip), wdi_n_messages + 70);
}

static void assert_decodes_or_is_refused(const struct wdi_message *message, enum wdi_direction from, const uint8_t *bytes, size_t size)
{
	int r = decode_copy(message->info.id, from, WDI_PEER_CURRENT, bytes, size);

	if (r < 0 || r > WDI_E_FILE_NOT_FOUND)
		fail_msg("%s: %d", message->info.name, r);
}

static void check_damage(struct random_message *random, const struct wdi_message *message, enum wdi_direction from,
			 const struct wdi_layout *layout, uint32_t c_size)
{
	void *payload = random_payload(random, layout, c_size, WDI_PEER_CURRENT);
	_auto_free_ uint8_t *bytes = NULL;
	size_t size;

	assert_int_equal(wdi_message_encode(message->info.id, from, WDI_PEER_CURRENT, &port1, payload, &bytes, &size), 0);
	for (size_t cut = 0; cut < size; cut++)
		assert_decodes_or_is_refused(message, from, bytes, cut);
	for (size_t bit = 0; bit < 8 * size; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
		assert_decodes_or_is_refused(message, from, bytes, size);
		bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
	}
}

static void every_truncation_and_bit_flip_decodes_or_is_refused(void **state)
{
	for_every_grammar(2, check_damage);
}

static void check_print(struct random_message *random, const struct wdi_message *message, enum wdi_direction from,
			const struct wdi_layout *layout, uint32_t c_size)
{
	void *payload = random_payload(random, layout, c_size, WDI_PEER_CURRENT);
	_auto_free_ uint8_t *bytes = NULL;
	size_t size, text_size;

	assert_int_equal(wdi_message_encode(message->info.id, from, WDI_PEER_CURRENT, &port1, payload, &bytes, &size), 0);
	for (int json = 0; json < 2; json++) {
		_auto_free_ char *text = NULL;
		FILE *file = open_memstream(&text, &text_size);

		assert_int_equal(wdi_message_print(file, message->info.id, from, WDI_PEER_CURRENT, bytes, size, json), 0);
		fclose(file);
		assert_non_null(strstr(text, message->info.name));
		assert_int_equal(text[text_size - 1], '\n');
	}
}

static void every_message_can_be_printed(void **state)
{
	for_every_grammar(2, check_print);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_disconnect_request_is_28_known_bytes),
		cmocka_unit_test(started_and_completed_are_the_header_alone),
		cmocka_unit_test(a_disassociation_by_the_host_is_30_known_bytes),
		cmocka_unit_test(a_received_deauthentication_carries_its_frame_body),
		cmocka_unit_test(a_pairwise_key_is_77_known_bytes),
		cmocka_unit_test(connection_settings_grow_with_the_version_of_the_receiver),
		cmocka_unit_test(association_result_parameters_depend_on_model_and_version),
		cmocka_unit_test(unknown_tlvs_and_unknown_tails_are_skipped_in_any_order),
		cmocka_unit_test(of_a_repeated_single_tlv_the_first_counts),
		cmocka_unit_test(a_missing_required_tlv_is_file_not_found),
		cmocka_unit_test(a_value_shorter_than_its_layout_is_invalid_data),
		cmocka_unit_test(a_length_past_the_parent_is_buffer_overflow),
		cmocka_unit_test(lists_hold_whole_elements_and_at_least_one),
		cmocka_unit_test(a_peer_without_or_below_a_version_is_an_unsupported_revision),
		cmocka_unit_test(an_id_or_direction_without_grammar_is_an_unknown_message),
		cmocka_unit_test(tlvs_in_a_message_without_payload_are_skipped),
		cmocka_unit_test(a_failed_allocation_is_enomem_and_changes_nothing),
		cmocka_unit_test(what_does_not_fit_a_16_bit_length_is_not_encoded),
		cmocka_unit_test(empty_optional_lists_are_left_out_and_required_ones_refused),
		cmocka_unit_test(a_message_without_its_struct_is_refused),
		cmocka_unit_test(items_the_receiver_does_not_know_are_not_sent),
		cmocka_unit_test(keys_are_zeroed_in_place_and_nothing_else_is),
		cmocka_unit_test(the_old_rekey_layout_is_redacted_too),
		cmocka_unit_test(printing_shows_names_and_hides_keys),
		cmocka_unit_test(commands_are_described),
		cmocka_unit_test(every_message_of_every_version_round_trips),
		cmocka_unit_test(every_truncation_and_bit_flip_decodes_or_is_refused),
		cmocka_unit_test(every_message_can_be_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
