#include "dot11/p2p_element.h"

#include <errno.h>
#include <string.h>

#include "dot11/element.h"

#define ATTRIBUTES_MAX 1024 /* more in one frame is none of a group's */
#define WSC_DEVICE_NAME 0x1011

enum attribute {
	ATTRIBUTE_CAPABILITY = 2,
	ATTRIBUTE_DEVICE_ID = 3,
	ATTRIBUTE_DEVICE_INFO = 13,
};

static const uint8_t p2p_type[4] = { 0x50, 0x6f, 0x9a, 9 }; /* Wi-Fi Alliance, type 9 */
static const uint8_t computer[8] = { 0, 1, 0x00, 0x50, 0xf2, 0x04, 0, 1 }; /* category, the list's owner, PC */

/* Puts the pieces together. Return: 0; -ENOENT; -EBADMSG. */
static int gather(const void *elements, size_t size, struct writer *attributes)
{
	struct reader list = reader_over(elements, size);
	struct dot11_element element;
	bool is_there = false;

	while (dot11_element_next(&list, &element)) {
		struct reader body = reader_over(element.body, element.size);
		const uint8_t *type = reader_bytes(&body, sizeof(p2p_type));

		if (element.id != DOT11_ELEMENT_VENDOR || !type || memcmp(type, p2p_type, sizeof(p2p_type)) != 0)
			continue;
		is_there = true;
		writer_bytes(attributes, body.at, body.left);
	}
	if (list.failed || writer_end(attributes) < 0)
		return -EBADMSG;
	return is_there ? 0 : -ENOENT;
}

/* 4.1.15: address, configuration methods, primary type, secondary types, and the name as an attribute of WSC. */
static int read_device(struct reader *body, struct dot11_p2p *p2p)
{
	reader_copy(body, p2p->device.b, sizeof(p2p->device.b));
	reader_skip(body, 2 + sizeof(computer));
	reader_skip(body, reader_u8(body) * sizeof(computer));
	if (reader_be16(body) != WSC_DEVICE_NAME)
		return -EBADMSG;
	p2p->name_size = reader_be16(body);
	if (p2p->name_size > sizeof(p2p->name))
		return -EBADMSG;
	reader_copy(body, p2p->name, p2p->name_size);
	p2p->has_device = true;
	return reader_end(body, READER_MORE_MAY_FOLLOW);
}

static int read_attribute(uint8_t id, struct reader *body, struct dot11_p2p *p2p)
{
	switch (id) {
	case ATTRIBUTE_CAPABILITY:
		p2p->device_capability = reader_u8(body);
		p2p->group_capability = reader_u8(body);
		p2p->has_capability = true;
		return reader_end(body, READER_MORE_MAY_FOLLOW);
	case ATTRIBUTE_DEVICE_ID:
		reader_copy(body, p2p->device_id.b, sizeof(p2p->device_id.b));
		p2p->has_device_id = true;
		return reader_end(body, READER_MORE_MAY_FOLLOW);
	case ATTRIBUTE_DEVICE_INFO:
		return read_device(body, p2p);
	default:
		return reader_end(body, READER_MORE_MAY_FOLLOW);
	}
}

int dot11_p2p_find(const void *elements, size_t size, struct dot11_p2p *ret_p2p)
{
	uint8_t bytes[ATTRIBUTES_MAX];
	struct writer attributes = writer_over(bytes, sizeof(bytes));
	struct dot11_p2p p2p = { 0 };
	struct reader reader;
	int r;

	r = gather(elements, size, &attributes);
	if (r < 0)
		return r;
	reader = reader_over(bytes, attributes.size);
	while (reader.left > 0) {
		uint8_t id = reader_u8(&reader);
		struct reader body = reader_sub(&reader, reader_le16(&reader));

		if (reader.failed || read_attribute(id, &body, &p2p) < 0)
			return -EBADMSG;
	}
	*ret_p2p = p2p;
	return 0;
}

static void write_device(struct writer *writer, const struct dot11_p2p *p2p)
{
	writer_u8(writer, ATTRIBUTE_DEVICE_INFO);
	writer_le16(writer, (uint16_t)(6 + 2 + sizeof(computer) + 1 + 4 + p2p->name_size));
	writer_bytes(writer, p2p->device.b, sizeof(p2p->device.b));
	writer_be16(writer, 0); /* configuration methods */
	writer_bytes(writer, computer, sizeof(computer));
	writer_u8(writer, 0); /* secondary types */
	writer_be16(writer, WSC_DEVICE_NAME);
	writer_be16(writer, (uint16_t)p2p->name_size);
	writer_bytes(writer, p2p->name, p2p->name_size);
}

void dot11_p2p_write(struct writer *writer, const struct dot11_p2p *p2p)
{
	uint8_t body[UINT8_MAX];
	struct writer inner = writer_over(body, sizeof(body));

	if (p2p->has_device && p2p->name_size > DOT11_P2P_NAME_MAX) {
		writer_zero(writer, writer->capacity + 1);
		return;
	}
	writer_bytes(&inner, p2p_type, sizeof(p2p_type));
	if (p2p->has_capability) {
		writer_u8(&inner, ATTRIBUTE_CAPABILITY);
		writer_le16(&inner, 2);
		writer_u8(&inner, p2p->device_capability);
		writer_u8(&inner, p2p->group_capability);
	}
	if (p2p->has_device_id) {
		writer_u8(&inner, ATTRIBUTE_DEVICE_ID);
		writer_le16(&inner, sizeof(p2p->device_id.b));
		writer_bytes(&inner, p2p->device_id.b, sizeof(p2p->device_id.b));
	}
	if (p2p->has_device)
		write_device(&inner, p2p);
	dot11_element_write(writer, DOT11_ELEMENT_VENDOR, body, inner.size);
}
