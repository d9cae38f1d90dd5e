#include "dot11/frame.h"

#include <errno.h>

#include "dot11/element.h"

static void read_mac(struct reader *reader, struct dot11_mac *mac)
{
	reader_copy(reader, mac->b, sizeof(mac->b));
}

static bool is_management_kind(uint8_t kind)
{
	return (kind & 0x0c) == 0;
}

static bool is_data_kind(uint8_t kind)
{
	return (kind & 0x0c) == 0x08;
}

static bool is_qos_kind(uint8_t kind)
{
	return (kind & 0x8c) == 0x88;
}

/* Behind the three addresses and sequence control: IEEE 802.11-2020, 9.3.2.1. */
static void read_data_header(struct reader *reader, struct dot11_header *header)
{
	const uint8_t both = DOT11_FRAME_TO_DS | DOT11_FRAME_FROM_DS;
	struct dot11_mac address4;

	if ((header->flags & both) == both)
		read_mac(reader, &address4);
	if (is_qos_kind(header->kind))
		header->qos_control = reader_le16(reader);
}

int dot11_management_parse(uint8_t kind, const void *body, size_t size, struct dot11_management *ret_management)
{
	struct reader reader = reader_over(body, size);
	struct dot11_management m = { 0 };
	bool are_elements = true;

	switch (kind) {
	case DOT11_FRAME_BEACON:
	case DOT11_FRAME_PROBE_RESPONSE:
		m.timestamp_us = reader_le64(&reader);
		m.beacon_interval_tu = reader_le16(&reader);
		m.capability = reader_le16(&reader);
		break;
	case DOT11_FRAME_PROBE_REQUEST:
		break;
	case DOT11_FRAME_ASSOCIATION_REQUEST:
	case DOT11_FRAME_REASSOCIATION_REQUEST:
		m.capability = reader_le16(&reader);
		m.listen_interval = reader_le16(&reader);
		if (kind == DOT11_FRAME_REASSOCIATION_REQUEST)
			read_mac(&reader, &m.current_ap);
		break;
	case DOT11_FRAME_ASSOCIATION_RESPONSE:
	case DOT11_FRAME_REASSOCIATION_RESPONSE:
		m.capability = reader_le16(&reader);
		m.status = reader_le16(&reader);
		m.aid = reader_le16(&reader) & 0x3fff;
		break;
	case DOT11_FRAME_AUTHENTICATION:
		m.algorithm = reader_le16(&reader);
		m.transaction = reader_le16(&reader);
		m.status = reader_le16(&reader);
		are_elements = m.algorithm == 0; /* SAE has fields of variable size here (9.3.3.11) */
		break;
	case DOT11_FRAME_DISASSOCIATION:
	case DOT11_FRAME_DEAUTHENTICATION:
		m.reason = reader_le16(&reader);
		/* Under management frame protection a MIC or vendor elements may follow, whole or not: nobody reads them. */
		are_elements = false;
		break;
	default:
		return -EOPNOTSUPP;
	}
	if (reader_end(&reader, READER_MORE_MAY_FOLLOW) < 0)
		return -EBADMSG;
	m.elements.bytes = reader.at;
	m.elements.size = reader.left;
	if (are_elements && dot11_elements_check(m.elements.bytes, m.elements.size) < 0)
		return -EBADMSG;
	*ret_management = m;
	return 0;
}

int dot11_frame_parse(const void *bytes, size_t size, struct dot11_frame *ret_frame)
{
	struct reader reader = reader_over(bytes, size);
	struct dot11_frame frame = { 0 };
	uint16_t sequence_control;
	int r;

	frame.header.kind = reader_u8(&reader);
	frame.header.flags = reader_u8(&reader);
	frame.header.duration_us = reader_le16(&reader);
	read_mac(&reader, &frame.header.receiver);
	if (reader.failed || (frame.header.kind & 0x03) != 0)
		return -EBADMSG;
	/* Of the control frames only the ACK is known here; the length of the others depends on the subtype. */
	if ((frame.header.kind & 0x0c) == 0x04) {
		if (frame.header.kind != DOT11_FRAME_ACK)
			return -EBADMSG;
		*ret_frame = frame;
		return 0;
	}
	read_mac(&reader, &frame.header.transmitter);
	read_mac(&reader, &frame.header.address3);
	sequence_control = reader_le16(&reader);
	frame.header.sequence = sequence_control >> 4;
	frame.header.fragment = sequence_control & 0x0f;
	if (is_data_kind(frame.header.kind))
		read_data_header(&reader, &frame.header);
	if (reader.failed)
		return -EBADMSG;
	frame.body = reader.at;
	frame.body_size = reader.left;
	frame.is_protected = frame.header.flags & DOT11_FRAME_PROTECTED;
	frame.is_data = is_data_kind(frame.header.kind) && !(frame.header.kind & 0x40);
	/* A protected management body is ciphertext: fields of it would be noise. */
	if (is_management_kind(frame.header.kind) && !frame.is_protected) {
		r = dot11_management_parse(frame.header.kind, frame.body, frame.body_size, &frame.management);
		if (r < 0 && r != -EOPNOTSUPP)
			return r;
		frame.is_management = r == 0;
	}
	*ret_frame = frame;
	return 0;
}

void dot11_frame_write_header(struct writer *writer, const struct dot11_header *header)
{
	writer_u8(writer, header->kind);
	writer_u8(writer, header->flags);
	writer_le16(writer, header->duration_us);
	writer_bytes(writer, header->receiver.b, sizeof(header->receiver.b));
	if (header->kind == DOT11_FRAME_ACK)
		return;
	writer_bytes(writer, header->transmitter.b, sizeof(header->transmitter.b));
	writer_bytes(writer, header->address3.b, sizeof(header->address3.b));
	writer_le16(writer, (uint16_t)((header->sequence & 0xfff) << 4 | (header->fragment & 0x0f)));
	if (is_qos_kind(header->kind))
		writer_le16(writer, header->qos_control);
}

void dot11_frame_write_management(struct writer *writer, uint8_t kind, const struct dot11_management *m)
{
	switch (kind) {
	case DOT11_FRAME_BEACON:
	case DOT11_FRAME_PROBE_RESPONSE:
		writer_le64(writer, m->timestamp_us);
		writer_le16(writer, m->beacon_interval_tu);
		writer_le16(writer, m->capability);
		break;
	case DOT11_FRAME_ASSOCIATION_REQUEST:
	case DOT11_FRAME_REASSOCIATION_REQUEST:
		writer_le16(writer, m->capability);
		writer_le16(writer, m->listen_interval);
		if (kind == DOT11_FRAME_REASSOCIATION_REQUEST)
			writer_bytes(writer, m->current_ap.b, sizeof(m->current_ap.b));
		break;
	case DOT11_FRAME_ASSOCIATION_RESPONSE:
	case DOT11_FRAME_REASSOCIATION_RESPONSE:
		writer_le16(writer, m->capability);
		writer_le16(writer, m->status);
		/* 9.4.1.8: the two most significant bits of an AID are set; a refusal has none. */
		writer_le16(writer, m->aid ? m->aid | 0xc000 : 0);
		break;
	case DOT11_FRAME_AUTHENTICATION:
		writer_le16(writer, m->algorithm);
		writer_le16(writer, m->transaction);
		writer_le16(writer, m->status);
		break;
	case DOT11_FRAME_DISASSOCIATION:
	case DOT11_FRAME_DEAUTHENTICATION:
		writer_le16(writer, m->reason);
		break;
	default:
		break;
	}
	writer_bytes(writer, m->elements.bytes, m->elements.size);
}

int dot11_frame_build(void *buffer, size_t capacity, const struct dot11_header *header,
		      const struct dot11_management *management)
{
	struct writer writer = writer_over(buffer, capacity);

	dot11_frame_write_header(&writer, header);
	if (is_management_kind(header->kind) && management)
		dot11_frame_write_management(&writer, header->kind, management);
	if (writer_end(&writer) < 0)
		return -ENOBUFS;
	return (int)writer.size;
}

const char *dot11_frame_name(uint8_t kind)
{
	switch (kind) {
	case DOT11_FRAME_ASSOCIATION_REQUEST:
		return "Association Request";
	case DOT11_FRAME_ASSOCIATION_RESPONSE:
		return "Association Response";
	case DOT11_FRAME_REASSOCIATION_REQUEST:
		return "Reassociation Request";
	case DOT11_FRAME_REASSOCIATION_RESPONSE:
		return "Reassociation Response";
	case DOT11_FRAME_PROBE_REQUEST:
		return "Probe Request";
	case DOT11_FRAME_PROBE_RESPONSE:
		return "Probe Response";
	case DOT11_FRAME_BEACON:
		return "Beacon";
	case DOT11_FRAME_DISASSOCIATION:
		return "Disassociation";
	case DOT11_FRAME_AUTHENTICATION:
		return "Authentication";
	case DOT11_FRAME_DEAUTHENTICATION:
		return "Deauthentication";
	case DOT11_FRAME_ACTION:
		return "Action";
	case DOT11_FRAME_ACK:
		return "Acknowledgement";
	case DOT11_FRAME_DATA:
		return "Data";
	case DOT11_FRAME_NULL:
		return "Null";
	case DOT11_FRAME_QOS_DATA:
		return "QoS Data";
	case DOT11_FRAME_QOS_NULL:
		return "QoS Null";
	default:
		return "Frame";
	}
}
