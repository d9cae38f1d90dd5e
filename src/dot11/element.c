#include "dot11/element.h"

#include <errno.h>

bool dot11_element_next(struct reader *reader, struct dot11_element *ret_element)
{
	struct dot11_element element;

	if (reader->failed || reader->left == 0)
		return false;
	element.id = reader_u8(reader);
	element.size = reader_u8(reader);
	element.body = reader_bytes(reader, element.size);
	if (reader->failed)
		return false;
	*ret_element = element;
	return true;
}

bool dot11_element_find(const void *elements, size_t size, uint8_t id, struct dot11_element *ret_element)
{
	struct reader reader = reader_over(elements, size);
	struct dot11_element element;

	while (dot11_element_next(&reader, &element)) {
		if (element.id == id) {
			*ret_element = element;
			return true;
		}
	}
	return false;
}

int dot11_elements_check(const void *elements, size_t size)
{
	struct reader reader = reader_over(elements, size);
	struct dot11_element element;

	while (dot11_element_next(&reader, &element))
		;
	return reader_end(&reader, READER_ALL_MUST_BE_READ);
}

int dot11_elements_ssid(const void *elements, size_t size, struct dot11_ssid *ret_ssid)
{
	struct dot11_element element;
	struct dot11_ssid ssid = { 0 };

	if (!dot11_element_find(elements, size, DOT11_ELEMENT_SSID, &element))
		return -ENOENT;
	if (element.size > sizeof(ssid.bytes))
		return -EBADMSG;
	ssid.size = element.size;
	if (element.size > 0)
		memcpy(ssid.bytes, element.body, element.size);
	*ret_ssid = ssid;
	return 0;
}

void dot11_element_write(struct writer *writer, uint8_t id, const void *body, size_t size)
{
	if (size > UINT8_MAX) {
		/* Size and capacity can no longer meet: the writer's own way to say that it did not fit. */
		writer->size = writer->capacity + 1;
		return;
	}
	writer_u8(writer, id);
	writer_u8(writer, (uint8_t)size);
	writer_bytes(writer, body, size);
}

void dot11_element_write_ssid(struct writer *writer, const struct dot11_ssid *ssid)
{
	dot11_element_write(writer, DOT11_ELEMENT_SSID, ssid->bytes, ssid->size);
}

void dot11_element_write_rates(struct writer *writer, const uint8_t *rates, size_t n_rates)
{
	size_t first = n_rates < 8 ? n_rates : 8;

	dot11_element_write(writer, DOT11_ELEMENT_RATES, rates, first);
	if (n_rates > first)
		dot11_element_write(writer, DOT11_ELEMENT_EXTENDED_RATES, rates + first, n_rates - first);
}
