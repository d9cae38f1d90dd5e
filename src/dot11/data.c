#include "dot11/data.h"

#include <errno.h>

#define MORE_FRAGMENTS 0x04 /* Frame Control, second byte */
#define QOS_AMSDU_PRESENT 0x80

/* LLC: SNAP's service access points, unnumbered information; SNAP: encapsulated Ethernet. */
static const uint8_t snap[] = { 0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00 };

static bool is_served(const struct dot11_frame *frame)
{
	uint8_t direction = frame->header.flags & (DOT11_FRAME_TO_DS | DOT11_FRAME_FROM_DS);

	if (!frame->is_data || frame->is_protected || frame->header.qos_control & QOS_AMSDU_PRESENT)
		return false;
	if (frame->header.fragment > 0 || frame->header.flags & MORE_FRAGMENTS)
		return false;
	return direction == DOT11_FRAME_TO_DS || direction == DOT11_FRAME_FROM_DS;
}

int dot11_data_parse(const struct dot11_frame *frame, struct dot11_data *ret_data)
{
	struct reader reader = reader_over(frame->body, frame->body_size);
	bool is_to_ds = frame->header.flags & DOT11_FRAME_TO_DS;
	struct dot11_data data = {
		.destination = is_to_ds ? frame->header.address3 : frame->header.receiver,
		.source = is_to_ds ? frame->header.transmitter : frame->header.address3,
	};
	const uint8_t *header;

	if (!is_served(frame))
		return -EOPNOTSUPP;
	header = reader_bytes(&reader, sizeof(snap));
	data.ethertype = reader_be16(&reader);
	if (reader_end(&reader, READER_MORE_MAY_FOLLOW) < 0 || memcmp(header, snap, sizeof(snap)) != 0)
		return -EBADMSG;
	data.payload = reader.at;
	data.size = reader.left;
	*ret_data = data;
	return 0;
}

void dot11_data_write(struct writer *writer, uint8_t direction, const struct dot11_mac *bssid, const struct dot11_data *data)
{
	bool is_to_ds = direction == DOT11_FRAME_TO_DS;
	const struct dot11_header header = {
		.kind = DOT11_FRAME_DATA,
		.flags = direction,
		.receiver = is_to_ds ? *bssid : data->destination,
		.transmitter = is_to_ds ? data->source : *bssid,
		.address3 = is_to_ds ? data->destination : data->source,
	};

	dot11_frame_write_header(writer, &header);
	writer_bytes(writer, snap, sizeof(snap));
	writer_be16(writer, data->ethertype);
	writer_bytes(writer, data->payload, data->size);
}
