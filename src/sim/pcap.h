/* A capture of the air for Wireshark: pcapng with radiotap headers (draft-ietf-opsawg-pcapng; radiotap.org). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "dot11/channel.h"

struct pcap;

/**
 * pcap_new() - begin a capture file, replacing what is there
 * @start_us: time of the start of the world, microseconds since 1970
 *
 * Return: 0; negative errno of opening and writing.
 */
int pcap_new(struct pcap **ret, const char *path, uint64_t start_us);
struct pcap *pcap_free(struct pcap *pcap);

/* Adds a frame; fits air_capture_fn with the capture as @userdata. A write that fails ends the capture: see pcap_flush(). */
void pcap_write(void *userdata, uint64_t time_us, struct dot11_channel channel, uint8_t rate_500k, int signal_dbm,
		const uint8_t *bytes, size_t size);

/* Hands everything to the file. Return: 0; negative errno of the first write that failed. */
int pcap_flush(struct pcap *pcap);
