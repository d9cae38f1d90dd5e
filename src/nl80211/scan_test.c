#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <linux/nl80211.h>

#include "base/bytes.h"
#include "nl80211/scan.h"

static void put(struct writer *w, uint16_t type, const void *data, uint16_t size)
{
	writer_le16(w, 4 + size);
	writer_le16(w, type);
	writer_bytes(w, data, size);
	writer_zero(w, (4 - size % 4) % 4);
}

/* A BSS as GET_SCAN tells it: -40 dBm on 2412 MHz, beacon timestamp 5, probe response timestamp 6. */
static const struct nlmsghdr *bss_message(uint8_t bytes[512], bool has_bssid)
{
	struct writer w = writer_over(bytes, 512);
	const uint32_t mhz = 2412, signal = (uint32_t)-4000;
	const uint64_t tsf = 6, beacon_tsf = 5;
	const uint16_t interval = 100, capability = 0x0401;
	size_t nest;

	memset(bytes, 0, 512);
	writer_zero(&w, NLMSG_HDRLEN);
	writer_u8(&w, NL80211_CMD_NEW_SCAN_RESULTS);
	writer_zero(&w, 3);
	nest = w.size;
	writer_le16(&w, 0);
	writer_le16(&w, NL80211_ATTR_BSS | NLA_F_NESTED);
	if (has_bssid)
		put(&w, NL80211_BSS_BSSID, "\2\0\0\0\0\0", 6);
	put(&w, NL80211_BSS_FREQUENCY, &mhz, 4);
	put(&w, NL80211_BSS_TSF, &tsf, 8);
	put(&w, NL80211_BSS_BEACON_TSF, &beacon_tsf, 8);
	put(&w, NL80211_BSS_BEACON_INTERVAL, &interval, 2);
	put(&w, NL80211_BSS_CAPABILITY, &capability, 2);
	put(&w, NL80211_BSS_SIGNAL_MBM, &signal, 4);
	put(&w, NL80211_BSS_PRESP_DATA, NULL, 0);
	put(&w, NL80211_BSS_INFORMATION_ELEMENTS, "\0\3net", 5);
	put(&w, NL80211_BSS_BEACON_IES, "\0\0", 2);
	writer_patch_le16(&w, nest, (uint16_t)(w.size - nest));
	((struct nlmsghdr *)bytes)->nlmsg_len = (uint32_t)w.size;
	return (struct nlmsghdr *)bytes;
}

static void frames_begin_with_the_timestamp(void **state)
{
	static const uint8_t probe[] = { 6, 0, 0, 0, 0, 0, 0, 0, 100, 0, 1, 4, 0, 3, 'n', 'e', 't' };
	static const uint8_t beacon[] = { 5, 0, 0, 0, 0, 0, 0, 0, 100, 0, 1, 4, 0, 0 };
	_Alignas(4) uint8_t bytes[512];
	struct scan_entry entry;
	struct scan_bss bss;

	assert_int_equal(scan_bss_parse(bss_message(bytes, true), &bss), 0);
	assert_int_equal(bss.rssi_dbm, -40);
	assert_int_equal(bss.quality, 100);
	assert_int_equal(bss.mhz, 2412);
	assert_int_equal(scan_entry_from_bss(&bss, &entry), 0);
	assert_int_equal(entry.probe_response_size, sizeof(probe));
	assert_memory_equal(entry.probe_response, probe, sizeof(probe));
	assert_int_equal(entry.beacon_size, sizeof(beacon));
	assert_memory_equal(entry.beacon, beacon, sizeof(beacon));
	scan_entry_clear(&entry);
}

static void a_bss_without_bssid_is_refused(void **state)
{
	_Alignas(4) uint8_t bytes[512];
	struct scan_bss bss;

	assert_int_equal(scan_bss_parse(bss_message(bytes, false), &bss), -EBADMSG);
}

static void quality_is_linear_between_its_ends(void **state)
{
	assert_int_equal(scan_quality(-120), 0);
	assert_int_equal(scan_quality(-100), 0);
	assert_int_equal(scan_quality(-75), 50);
	assert_int_equal(scan_quality(-50), 100);
	assert_int_equal(scan_quality(0), 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_begin_with_the_timestamp),
		cmocka_unit_test(a_bss_without_bssid_is_refused),
		cmocka_unit_test(quality_is_linear_between_its_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
