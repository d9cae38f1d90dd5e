#include "dot11/eapol_key.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Message 3 of a 4-way handshake recorded on the air: iwd, unit/test-eapol.c, eapol_key_data_5. */
static const uint8_t message_3[] = {
	0x02, 0x03, 0x00, 0x97, 0x02, 0x13, 0xca, 0x00, 0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0xc2, 0xbb, 0x57,
	0xab, 0x58, 0x8f, 0x92, 0xeb, 0xbd, 0x44, 0xe8, 0x11, 0x09, 0x4f, 0x60, 0x1c, 0x08, 0x79, 0x86, 0x03, 0x0c, 0x3a, 0xc7,
	0x49, 0xcc, 0x61, 0xd6, 0x3e, 0x33, 0x83, 0x2e, 0x50, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0xf5, 0x35, 0xd9, 0x18, 0x09, 0x73, 0x1a, 0x1d, 0x29, 0x08, 0x94, 0x70, 0x5e, 0x91, 0x9c, 0x8e, 0x00, 0x38, 0x19,
	0x18, 0xdf, 0x1e, 0xf0, 0xe7, 0x69, 0x66, 0x52, 0xe2, 0x57, 0x93, 0x80, 0x34, 0xe1, 0x70, 0x38, 0xb9, 0x8b, 0x4c, 0x45,
	0xa9, 0x23, 0xb7, 0xb6, 0xfa, 0x8c, 0x33, 0xe3, 0x7b, 0xdc, 0xd4, 0x7f, 0xea, 0xb1, 0x1c, 0x22, 0x6a, 0x2c, 0x5e, 0x38,
	0xd5, 0xad, 0x79, 0x94, 0x05, 0xd6, 0x10, 0xa6, 0x95, 0x51, 0xd6, 0x0b, 0xe6, 0x0a, 0x5b,
};

/* Message 1 with a PMKID KDE: the same file, eapol_key_data_2. */
static const uint8_t message_1[] = {
	0x02, 0x03, 0x00, 0x75, 0x02, 0x00, 0x8a, 0x00, 0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x12,
	0x6a, 0xce, 0x64, 0xc1, 0xa6, 0x44, 0xd2, 0x7b, 0x84, 0xe0, 0x39, 0x26, 0x3b, 0x63, 0x3b, 0xc3, 0x74, 0xe3,
	0x29, 0x9d, 0x7d, 0x45, 0xe1, 0xc4, 0x25, 0x44, 0x05, 0x48, 0x05, 0xbf, 0xe5, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x16, 0xdd, 0x14, 0x00, 0x0f, 0xac, 0x04, 0x05, 0xb1, 0xb6,
	0x8b, 0x5a, 0x91, 0xfc, 0x04, 0x06, 0x83, 0x84, 0x06, 0xe8, 0xd1, 0x5f, 0xdb,
};

static void every_field_of_a_recorded_message_3_is_read(void **state)
{
	static const uint8_t nonce[] = {
		0xc2, 0xbb, 0x57, 0xab, 0x58, 0x8f, 0x92, 0xeb, 0xbd, 0x44, 0xe8, 0x11, 0x09, 0x4f, 0x60, 0x1c,
		0x08, 0x79, 0x86, 0x03, 0x0c, 0x3a, 0xc7, 0x49, 0xcc, 0x61, 0xd6, 0x3e, 0x33, 0x83, 0x2e, 0x50,
	};
	struct dot11_eapol_key key;

	assert_int_equal(dot11_eapol_key_parse(message_3, sizeof(message_3), 16, &key), 0);
	assert_int_equal(key.protocol_version, 2);
	assert_int_equal(key.info, DOT11_EAPOL_KEY_PAIRWISE | DOT11_EAPOL_KEY_INSTALL | DOT11_EAPOL_KEY_ACK |
					   DOT11_EAPOL_KEY_MIC | DOT11_EAPOL_KEY_SECURE | DOT11_EAPOL_KEY_ENCRYPTED | 2);
	assert_int_equal(key.key_length, 16);
	assert_int_equal(key.replay_counter, 1);
	assert_memory_equal(key.nonce, nonce, sizeof(nonce));
	assert_ptr_equal(key.mic, message_3 + DOT11_EAPOL_KEY_MIC_OFFSET);
	assert_int_equal(key.mic[0], 0xf5);
	assert_int_equal(key.data_size, 56);
	assert_ptr_equal(key.data, message_3 + DOT11_EAPOL_KEY_SIZE(16));
	assert_int_equal(key.size, sizeof(message_3));
}

static void pmkid_of_a_recorded_message_1_is_found(void **state)
{
	struct dot11_eapol_key key;
	struct dot11_key_data data;

	assert_int_equal(dot11_eapol_key_parse(message_1, sizeof(message_1), 16, &key), 0);
	assert_int_equal(key.info, DOT11_EAPOL_KEY_PAIRWISE | DOT11_EAPOL_KEY_ACK | 2);
	assert_int_equal(dot11_key_data_parse(key.data, key.data_size, &data), 0);
	assert_ptr_equal(data.pmkid, key.data + 6);
	assert_null(data.rsne.bytes);
	assert_null(data.gtk.key);
}

static void recorded_frames_are_built_byte_for_byte(void **state)
{
	uint8_t built[sizeof(message_3)];
	struct dot11_eapol_key key;

	assert_int_equal(dot11_eapol_key_parse(message_3, sizeof(message_3), 16, &key), 0);
	assert_int_equal(dot11_eapol_key_build(built, sizeof(built), &key, 16), sizeof(message_3));
	assert_memory_equal(built, message_3, sizeof(message_3));
	assert_int_equal(dot11_eapol_key_build(built, sizeof(built) - 1, &key, 16), -ENOBUFS);
}

static void size_of_the_mic_moves_what_follows_it(void **state)
{
	static const size_t mic_sizes[] = { 0, 16, 24, 32 };
	static const uint8_t data[] = { 1, 2, 3 };
	struct dot11_eapol_key key = { .protocol_version = 3, .data = data, .data_size = sizeof(data) }, again;
	uint8_t pdu[200];

	for (size_t i = 0; i < sizeof(mic_sizes) / sizeof(mic_sizes[0]); i++) {
		size_t size = DOT11_EAPOL_KEY_SIZE(mic_sizes[i]) + sizeof(data);

		assert_int_equal(dot11_eapol_key_build(pdu, sizeof(pdu), &key, mic_sizes[i]), size);
		assert_int_equal(dot11_eapol_key_parse(pdu, size, mic_sizes[i], &again), 0);
		assert_int_equal(again.data_size, sizeof(data));
		assert_memory_equal(again.data, data, sizeof(data));
		assert_ptr_equal(again.data, pdu + size - sizeof(data));
	}
}

static void every_truncation_is_refused(void **state)
{
	struct dot11_eapol_key key;

	for (size_t size = 0; size < sizeof(message_3); size++)
		assert_int_equal(dot11_eapol_key_parse(message_3, size, 16, &key), -EBADMSG);
}

static void length_of_the_header_counts_and_padding_behind_it_does_not(void **state)
{
	uint8_t padded[sizeof(message_1) + 20] = { 0 };
	struct dot11_eapol_key key;

	memcpy(padded, message_1, sizeof(message_1));
	assert_int_equal(dot11_eapol_key_parse(padded, sizeof(padded), 16, &key), 0);
	assert_int_equal(key.size, sizeof(message_1));
	/* Key data of 22 bytes does not fit into a body that is one byte shorter, whatever follows. */
	padded[3]--;
	assert_int_equal(dot11_eapol_key_parse(padded, sizeof(padded), 16, &key), -EBADMSG);
}

static void other_packets_and_descriptors_are_refused(void **state)
{
	uint8_t pdu[sizeof(message_1)];
	struct dot11_eapol_key key;

	memcpy(pdu, message_1, sizeof(pdu));
	pdu[1] = 0; /* an EAP packet */
	assert_int_equal(dot11_eapol_key_parse(pdu, sizeof(pdu), 16, &key), -EBADMSG);
	pdu[1] = 3;
	pdu[4] = 254; /* WPA 1 */
	assert_int_equal(dot11_eapol_key_parse(pdu, sizeof(pdu), 16, &key), -EBADMSG);
}

static const uint8_t packet_number[6] = { 1, 2, 3, 4, 5, 6 };
static const uint8_t key_bytes[32] = { 0xaa, 0xbb, 0xcc };

static size_t write_everything(uint8_t *buffer, size_t capacity)
{
	static const uint8_t rsne[] = { 48, 2, 1, 0 }, rsnxe[] = { 244, 1, 0x20 }, unknown[] = { 0xdd, 5, 0, 0x0f, 0xac, 99, 7 };
	struct writer writer = writer_over(buffer, capacity);

	writer_bytes(&writer, unknown, sizeof(unknown));
	writer_bytes(&writer, rsne, sizeof(rsne));
	writer_bytes(&writer, rsnxe, sizeof(rsnxe));
	dot11_kde_write_gtk(&writer, 2, key_bytes, 16);
	dot11_kde_write_igtk(&writer, 5, packet_number, key_bytes, 16);
	dot11_kde_write_bigtk(&writer, 6, packet_number, key_bytes, 32);
	dot11_kde_write_pmkid(&writer, key_bytes);
	dot11_key_data_pad(&writer);
	assert_int_equal(writer_end(&writer), 0);
	assert_int_equal(writer.size % 8, 0);
	return writer.size;
}

static void what_is_written_is_found_and_unknown_kdes_are_skipped(void **state)
{
	uint8_t bytes[256];
	size_t size = write_everything(bytes, sizeof(bytes));
	struct dot11_key_data data;

	assert_int_equal(dot11_key_data_parse(bytes, size, &data), 0);
	assert_int_equal(data.rsne.size, 4);
	assert_int_equal(data.rsne.bytes[0], 48);
	assert_int_equal(data.rsnxe.size, 3);
	assert_int_equal(data.gtk.index, 2);
	assert_int_equal(data.gtk.size, 16);
	assert_int_equal(data.igtk.index, 5);
	assert_int_equal(data.igtk.size, 16);
	assert_memory_equal(data.igtk.packet_number, packet_number, 6);
	assert_int_equal(data.bigtk.index, 6);
	assert_int_equal(data.bigtk.size, 32);
	assert_memory_equal(data.bigtk.key, key_bytes, 32);
	assert_memory_equal(data.pmkid, key_bytes, 16);
}

/* IEEE 802.11-2020, 12.7.2 and table 12-9. */
static void kdes_have_the_standards_layout(void **state)
{
	static const uint8_t gtk[] = { 0xdd, 7, 0x00, 0x0f, 0xac, 1, 3, 0, 0xaa };
	static const uint8_t igtk[] = { 0xdd, 13, 0x00, 0x0f, 0xac, 9, 4, 0, 1, 2, 3, 4, 5, 6, 0xaa };
	uint8_t bytes[64];
	struct writer writer = writer_over(bytes, sizeof(bytes));

	dot11_kde_write_gtk(&writer, 3, key_bytes, 1);
	assert_int_equal(writer.size, sizeof(gtk));
	assert_memory_equal(bytes, gtk, sizeof(gtk));
	writer = writer_over(bytes, sizeof(bytes));
	dot11_kde_write_igtk(&writer, 4, packet_number, key_bytes, 1);
	assert_int_equal(writer.size, sizeof(igtk));
	assert_memory_equal(bytes, igtk, sizeof(igtk));
}

static void of_two_gtks_the_first_counts(void **state)
{
	uint8_t bytes[64];
	struct writer writer = writer_over(bytes, sizeof(bytes));
	struct dot11_key_data data;

	dot11_kde_write_gtk(&writer, 1, key_bytes, 16);
	dot11_kde_write_gtk(&writer, 2, key_bytes, 16);
	assert_int_equal(dot11_key_data_parse(bytes, writer.size, &data), 0);
	assert_int_equal(data.gtk.index, 1);
}

static void kde_too_short_for_its_fields_counts_as_none(void **state)
{
	static const uint8_t bytes[] = { 0xdd, 6, 0,	0x0f, 0xac, 1, 1,    0,	   /* no key */ 0xdd,
					 11,   0, 0x0f, 0xac, 9,    4, 0,    1,	   2,
					 3,    4, 5,	0xdd, 3,    0, 0x0f, 0xac, 0xdd,
					 6,    0, 0x0f, 0xac, 4,    1, 2 };
	struct dot11_key_data data;

	assert_int_equal(dot11_key_data_parse(bytes, sizeof(bytes), &data), 0);
	assert_null(data.gtk.key);
	assert_null(data.igtk.key);
	assert_null(data.pmkid);
}

static void padding_ends_the_walk(void **state)
{
	static const uint8_t one[] = { 48, 1, 1, 0xdd }, many[] = { 48, 1, 1, 0xdd, 0, 0, 0, 0 },
			     cut[] = { 48, 1, 1, 0xdd, 4, 0 };
	struct dot11_key_data data;

	assert_int_equal(dot11_key_data_parse(one, sizeof(one), &data), 0);
	assert_int_equal(data.rsne.size, 3);
	assert_int_equal(dot11_key_data_parse(many, sizeof(many), &data), 0);
	assert_int_equal(dot11_key_data_parse(cut, sizeof(cut), &data), -EBADMSG);
	assert_int_equal(dot11_key_data_parse(NULL, 0, &data), 0);
	assert_null(data.rsne.bytes);
}

static void padding_fills_up_to_what_the_key_wrap_takes(void **state)
{
	static const struct {
		size_t size, padded;
	} cases[] = { { 0, 16 }, { 15, 16 }, { 16, 16 }, { 17, 24 }, { 8, 16 }, { 24, 24 } };
	uint8_t bytes[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct writer writer = writer_over(bytes, sizeof(bytes));

		writer_zero(&writer, cases[i].size);
		dot11_key_data_pad(&writer);
		assert_int_equal(writer.size, cases[i].padded);
		if (cases[i].padded > cases[i].size)
			assert_int_equal(bytes[cases[i].size], 0xdd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_of_a_recorded_message_3_is_read),
		cmocka_unit_test(pmkid_of_a_recorded_message_1_is_found),
		cmocka_unit_test(recorded_frames_are_built_byte_for_byte),
		cmocka_unit_test(size_of_the_mic_moves_what_follows_it),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(length_of_the_header_counts_and_padding_behind_it_does_not),
		cmocka_unit_test(other_packets_and_descriptors_are_refused),
		cmocka_unit_test(what_is_written_is_found_and_unknown_kdes_are_skipped),
		cmocka_unit_test(kdes_have_the_standards_layout),
		cmocka_unit_test(of_two_gtks_the_first_counts),
		cmocka_unit_test(kde_too_short_for_its_fields_counts_as_none),
		cmocka_unit_test(padding_ends_the_walk),
		cmocka_unit_test(padding_fills_up_to_what_the_key_wrap_takes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
