#include "sim/pcap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/cleanup.h"

#define LINKTYPE_IEEE802_11_RADIOTAP 127
#define RADIOTAP_SIZE 23

struct pcap {
	FILE *file;
	uint64_t start_us;
	int error;
};

static void put(struct pcap *pcap, const struct writer *writer)
{
	if (pcap->error < 0)
		return;
	if (fwrite(writer->start, 1, writer->size, pcap->file) != writer->size)
		pcap->error = errno ? -errno : -EIO;
}

struct pcap *pcap_free(struct pcap *pcap)
{
	if (!pcap)
		return NULL;
	if (pcap->file)
		fclose(pcap->file);
	free(pcap);
	return NULL;
}
define_cleanup(struct pcap, pcap, pcap_free);

int pcap_new(struct pcap **ret, const char *path, uint64_t start_us)
{
	struct pcap *pcap cleanup(cleanup_pcap) = calloc(1, sizeof(*pcap));
	uint8_t buffer[128];
	struct writer writer = writer_over(buffer, sizeof(buffer));
	int r;

	if (!pcap)
		return -ENOMEM;
	pcap->start_us = start_us;
	pcap->file = fopen(path, "we");
	if (!pcap->file)
		return -errno;
	/* Section header block, without a section length. */
	writer_le32(&writer, 0x0a0d0d0a);
	writer_le32(&writer, 28);
	writer_le32(&writer, 0x1a2b3c4d);
	writer_le16(&writer, 1);
	writer_le16(&writer, 0);
	writer_le64(&writer, UINT64_MAX);
	writer_le32(&writer, 28);
	/* Interface description block; the default resolution is the microsecond. */
	writer_le32(&writer, 1);
	writer_le32(&writer, 20);
	writer_le16(&writer, LINKTYPE_IEEE802_11_RADIOTAP);
	writer_le16(&writer, 0);
	writer_le32(&writer, 0);
	writer_le32(&writer, 20);
	put(pcap, &writer);
	r = pcap_flush(pcap);
	if (r < 0)
		return r;
	*ret = take_ptr(pcap);
	return 0;
}

static void write_radiotap(struct writer *writer, uint64_t time_us, struct dot11_channel channel, uint8_t rate_500k, int signal_dbm)
{
	static const uint16_t flags[] = {
		[DOT11_BAND_2GHZ] = 0x00a0, /* 2 GHz, CCK */
		[DOT11_BAND_5GHZ] = 0x0140, /* 5 GHz, OFDM */
		[DOT11_BAND_6GHZ] = 0x0040, /* OFDM; there is no bit for 6 GHz */
	};

	writer_u8(writer, 0);
	writer_u8(writer, 0);
	writer_le16(writer, RADIOTAP_SIZE);
	writer_le32(writer, 1 << 0 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 5); /* TSFT, flags, rate, channel, signal */
	writer_le64(writer, time_us);
	writer_u8(writer, 0);
	writer_u8(writer, rate_500k);
	writer_le16(writer, (uint16_t)dot11_channel_to_mhz(channel.band, channel.number));
	writer_le16(writer, flags[channel.band]);
	writer_u8(writer, (uint8_t)(int8_t)signal_dbm);
}

void pcap_write(void *userdata, uint64_t time_us, struct dot11_channel channel, uint8_t rate_500k, int signal_dbm,
		const uint8_t *bytes, size_t size)
{
	struct pcap *pcap = userdata;
	uint8_t buffer[4096];
	struct writer writer = writer_over(buffer, sizeof(buffer));
	size_t padding = (4 - (RADIOTAP_SIZE + size) % 4) % 4;
	uint32_t block_size = (uint32_t)(32 + RADIOTAP_SIZE + size + padding);
	uint64_t stamp_us = pcap->start_us + time_us;

	writer_le32(&writer, 6); /* enhanced packet block */
	writer_le32(&writer, block_size);
	writer_le32(&writer, 0);
	writer_le32(&writer, (uint32_t)(stamp_us >> 32));
	writer_le32(&writer, (uint32_t)stamp_us);
	writer_le32(&writer, (uint32_t)(RADIOTAP_SIZE + size));
	writer_le32(&writer, (uint32_t)(RADIOTAP_SIZE + size));
	write_radiotap(&writer, time_us, channel, rate_500k, signal_dbm);
	writer_bytes(&writer, bytes, size);
	writer_zero(&writer, padding);
	writer_le32(&writer, block_size);
	if (writer_end(&writer) == 0)
		put(pcap, &writer);
}

int pcap_flush(struct pcap *pcap)
{
	if (pcap->error == 0 && fflush(pcap->file) != 0)
		pcap->error = -errno;
	return pcap->error;
}
