#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "wdi/trace.h"

struct fixture {
	char directory[32];
	char path[64];
};

static int make_directory(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	strcpy(fixture->directory, "/tmp/wdi-trace-XXXXXX");
	if (!mkdtemp(fixture->directory))
		return -1;
	snprintf(fixture->path, sizeof(fixture->path), "%s/trace", fixture->directory);
	*state = fixture;
	return 0;
}

static int remove_directory(void **state)
{
	struct fixture *fixture = *state;

	unlink(fixture->path);
	rmdir(fixture->directory);
	free(fixture);
	return 0;
}

static const uint8_t header_only[16] = { 1, 0, 0, 0, 0, 0, 0, 0, 5 };
static const uint8_t unsolicited[16] = { 1 };
static const uint8_t key[] = {
	1, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0x52, 0, 25, 0, 0x4E, 0, 13, 0, 4, 0, 0, 0, 3, 0, 0, 0, 0, 1, 0, 0, 0, 0x50, 0, 4,
	0, 0xAA, 0xAB, 0xAC, 0xAD,
};

static void record_four(const char *path)
{
	struct wdi_trace *trace;

	assert_int_equal(wdi_trace_open(&trace, path), 0);
	wdi_trace_record(trace, "sim0", WDI_FROM_HOST, OID_WDI_SET_ADD_CIPHER_KEYS, 0, key, sizeof(key));
	wdi_trace_record(trace, "sim0", WDI_FROM_DRIVER, OID_WDI_SET_ADD_CIPHER_KEYS, 0xC0000001, header_only, sizeof(header_only));
	wdi_trace_record(trace, "sim0", WDI_FROM_DRIVER, NDIS_STATUS_WDI_INDICATION_SCAN_COMPLETE, 0, header_only, sizeof(header_only));
	wdi_trace_record(trace, "sim0", WDI_FROM_DRIVER, NDIS_STATUS_WDI_INDICATION_FIRMWARE_STALLED, 0, unsolicited,
			 sizeof(unsolicited));
	assert_null(wdi_trace_close(trace));
}

static void what_was_recorded_is_read_back_without_keys(void **state)
{
	static const enum wdi_trace_kind kinds[] = { WDI_TRACE_M1, WDI_TRACE_M3, WDI_TRACE_M4, WDI_TRACE_M0 };
	struct fixture *fixture = *state;
	struct wdi_trace_reader *reader;
	struct wdi_trace_entry entry;
	uint64_t before = 0;
	struct stat st;
	FILE *file;

	/* Twice: the second opening appends. */
	record_four(fixture->path);
	record_four(fixture->path);
	assert_int_equal(stat(fixture->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	file = fopen(fixture->path, "re");
	assert_int_equal(wdi_trace_reader_new(&reader, file), 0);
	for (size_t i = 0; i < 8; i++) {
		assert_int_equal(wdi_trace_reader_next(reader, &entry), WDI_TRACE_STEP_ENTRY);
		assert_int_equal(entry.kind, kinds[i % 4]);
		assert_string_equal(entry.adapter, "sim0");
		assert_true(entry.time_us >= before);
		before = entry.time_us;
		if (i % 4 != 0)
			continue;
		assert_int_equal(entry.size, sizeof(key));
		assert_memory_equal(entry.message, key, sizeof(key) - 4);
		assert_null(memchr(entry.message, 0xAA, entry.size));
	}
	assert_int_equal(entry.id, NDIS_STATUS_WDI_INDICATION_FIRMWARE_STALLED);
	assert_int_equal(wdi_trace_reader_next(reader, &entry), WDI_TRACE_STEP_END);
	assert_null(wdi_trace_reader_free(reader));
	fclose(file);
}

/* Reads all of @size bytes. Return: what ended the reading. */
static int read_all(uint8_t *bytes, size_t size, size_t *ret_n)
{
	FILE *file = fmemopen(bytes, size, "r");
	struct wdi_trace_reader *reader = NULL;
	struct wdi_trace_entry entry;
	int r;

	*ret_n = 0;
	r = wdi_trace_reader_new(&reader, file);
	while (r == 0 && (r = wdi_trace_reader_next(reader, &entry)) == WDI_TRACE_STEP_ENTRY) {
		(*ret_n)++;
		r = 0;
	}
	wdi_trace_reader_free(reader);
	fclose(file);
	return r;
}

static void a_cut_off_recording_gives_what_is_whole_and_an_error(void **state)
{
	struct fixture *fixture = *state;
	uint8_t bytes[1024];
	size_t size, n, whole = 0, previous = 0;
	FILE *file;

	record_four(fixture->path);
	file = fopen(fixture->path, "re");
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	for (size_t cut = 1; cut <= size; cut++) {
		int r = read_all(bytes, cut, &n);

		assert_true(r == WDI_TRACE_STEP_END || r == -EBADMSG);
		assert_true(n >= previous);
		previous = n;
		if (r == WDI_TRACE_STEP_END)
			whole++;
	}
	/* Whole after the head and after each of the four records. */
	assert_int_equal(whole, 5);
	assert_int_equal(previous, 4);
	for (size_t bit = 0; bit < 8 * size; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
		int r = read_all(bytes, size, &n);

		assert_true(r == WDI_TRACE_STEP_END || r == -EBADMSG);
		bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
	}
}

static void another_file_is_not_overwritten(void **state)
{
	struct fixture *fixture = *state;
	struct wdi_trace *trace;
	FILE *file = fopen(fixture->path, "we");

	fputs("something dear", file);
	fclose(file);
	assert_int_equal(wdi_trace_open(&trace, fixture->path), -EBADMSG);
}

static void entries_print_as_time_arrow_and_message(void **state)
{
	const struct wdi_trace_entry entry = {
		.time_us = 1700000000000042, .from = WDI_FROM_DRIVER, .kind = WDI_TRACE_M4, .adapter = "a\"\x1b" "b",
		.id = NDIS_STATUS_WDI_INDICATION_SCAN_COMPLETE, .message = header_only, .size = sizeof(header_only),
	};
	struct wdi_trace_entry broken = entry;
	_auto_free_ char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	broken.size = 3;
	assert_int_equal(wdi_trace_print(file, &entry, WDI_PEER_CURRENT, false), 0);
	assert_int_equal(wdi_trace_print(file, &broken, WDI_PEER_CURRENT, false), 0);
	assert_int_equal(wdi_trace_print(file, &entry, WDI_PEER_CURRENT, true), 0);
	assert_int_equal(wdi_trace_print(file, &broken, WDI_PEER_CURRENT, true), 0);
	fclose(file);
	assert_memory_equal(text, "1700000000.000042 <-- a??b M4 NDIS_STATUS_WDI_INDICATION_SCAN_COMPLETE (0x4005003C)", 82);
	assert_non_null(strstr(text, "3 bytes: INVALID_DATA\n"));
	assert_non_null(strstr(text, "\"adapter\":\"a??b\",\"from\":\"driver\",\"kind\":\"M4\""));
	assert_non_null(strstr(text, "\"error\":\"INVALID_DATA\"}\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_recorded_is_read_back_without_keys, make_directory, remove_directory),
		cmocka_unit_test_setup_teardown(a_cut_off_recording_gives_what_is_whole_and_an_error, make_directory, remove_directory),
		cmocka_unit_test_setup_teardown(another_file_is_not_overwritten, make_directory, remove_directory),
		cmocka_unit_test(entries_print_as_time_arrow_and_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
