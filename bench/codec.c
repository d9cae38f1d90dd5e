/* A list of 200 BSS entries: encoding and decoding beside memcpy() of the same bytes. Medians over many runs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "wdi/wdi.h"

#define N_ENTRIES 200
#define N_RUNS 2001
#define FRAME_SIZE 180 /* a usual beacon body */

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *times)
{
	qsort(times, N_RUNS, sizeof(*times), compare);
	return times[N_RUNS / 2];
}

int main(void)
{
	static struct wdi_tlv_bss_entry entries[N_ENTRIES];
	static uint8_t frame[FRAME_SIZE];
	static double copying[N_RUNS], encoding[N_RUNS], decoding[N_RUNS];
	const struct wdi_indication_bss_entry_list list = { N_ENTRIES, entries };
	const uint32_t id = NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST;
	const struct wdi_header header = { .port_id = 1 };
	_auto_free_ uint8_t *message = NULL;
	size_t size;
	double copy, encode, decode;

	memset(frame, 0x5A, sizeof(frame));
	for (size_t i = 0; i < N_ENTRIES; i++) {
		entries[i] = (struct wdi_tlv_bss_entry){
			.bssid.address.b = { 2, 0, 0, 0, (uint8_t)(i >> 8), (uint8_t)i },
			.has_beacon_frame = true, .beacon_frame = { frame, sizeof(frame) },
			.has_probe_response_frame = true, .probe_response_frame = { frame, sizeof(frame) },
		};
	}
	if (wdi_message_encode(id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, &header, &list, &message, &size) != 0)
		return 1;
	for (size_t run = 0; run < N_RUNS; run++) {
		_auto_free_ uint8_t *copied = NULL, *encoded = NULL;
		_auto_free_ void *decoded = NULL;
		size_t encoded_size;
		double start = now_us();

		copied = malloc(size);
		if (!copied)
			return 1;
		memcpy(copied, message, size);
		__asm__ volatile("" : : "r"(copied) : "memory");
		copying[run] = now_us() - start;
		start = now_us();
		if (wdi_message_encode(id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, &header, &list, &encoded, &encoded_size) != 0)
			return 1;
		encoding[run] = now_us() - start;
		start = now_us();
		if (wdi_message_decode(id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, message, size, NULL, &decoded) != 0)
			return 1;
		decoding[run] = now_us() - start;
	}
	copy = median(copying);
	encode = median(encoding);
	decode = median(decoding);
	printf("BSS list of %d entries, %zu bytes, median of %d runs\n", N_ENTRIES, size, N_RUNS);
	printf("memcpy %8.2f us\n", copy);
	printf("encode %8.2f us  %5.1f x memcpy\n", encode, encode / copy);
	printf("decode %8.2f us  %5.1f x memcpy\n", decode, decode / copy);
	return 0;
}
