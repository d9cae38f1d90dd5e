#include "dot11/owe_element.h"

#include <errno.h>

#include "dot11/element.h"

static const uint8_t transition_type[4] = { 0x50, 0x6f, 0x9a, 0x1c }; /* Wi-Fi Alliance, type 28 */

/* The next element @id whose body begins with @prefix; *@ret_reader is over what follows that. */
static bool next_with_prefix(struct reader *elements, uint8_t id, const void *prefix, size_t prefix_size,
			     struct reader *ret_reader)
{
	struct dot11_element element;

	while (dot11_element_next(elements, &element)) {
		struct reader body = reader_over(element.body, element.size);
		const uint8_t *start = reader_bytes(&body, prefix_size);

		if (element.id == id && start && memcmp(start, prefix, prefix_size) == 0) {
			*ret_reader = body;
			return true;
		}
	}
	return false;
}

/* Nothing found: is it not there, or is the list cut short where it may have been? */
static int not_found(const struct reader *elements)
{
	return elements->failed ? -EBADMSG : -ENOENT;
}

int dot11_owe_dh_find(const void *elements, size_t size, struct dot11_owe_dh *ret_dh)
{
	static const uint8_t extension = DOT11_EXTENSION_OWE_DH;
	struct reader list = reader_over(elements, size);
	struct reader body;
	struct dot11_owe_dh dh;

	if (!next_with_prefix(&list, DOT11_ELEMENT_EXTENSION, &extension, sizeof(extension), &body))
		return not_found(&list);
	dh.group = reader_le16(&body);
	dh.public_key_size = body.left;
	dh.public_key = reader_bytes(&body, body.left);
	if (reader_end(&body, READER_ALL_MUST_BE_READ) < 0 || dh.public_key_size == 0)
		return -EBADMSG;
	*ret_dh = dh;
	return 0;
}

void dot11_owe_dh_write(struct writer *writer, const struct dot11_owe_dh *dh)
{
	uint8_t body[UINT8_MAX + 1];
	struct writer inner = writer_over(body, sizeof(body));

	writer_u8(&inner, DOT11_EXTENSION_OWE_DH);
	writer_le16(&inner, dh->group);
	writer_bytes(&inner, dh->public_key, dh->public_key_size);
	/* What did not fit is longer than an element, so that this fails without looking at the body. */
	dot11_element_write(writer, DOT11_ELEMENT_EXTENSION, body, inner.size);
}

int dot11_owe_transition_find(const void *elements, size_t size, struct dot11_owe_transition *ret_transition)
{
	struct dot11_owe_transition transition = { 0 };
	struct reader list = reader_over(elements, size);
	struct reader body;

	if (!next_with_prefix(&list, DOT11_ELEMENT_VENDOR, transition_type, sizeof(transition_type), &body))
		return not_found(&list);
	reader_copy(&body, transition.bssid.b, sizeof(transition.bssid.b));
	transition.ssid.size = reader_u8(&body);
	if (transition.ssid.size > sizeof(transition.ssid.bytes))
		return -EBADMSG;
	reader_copy(&body, transition.ssid.bytes, transition.ssid.size);
	if (reader_end(&body, READER_MORE_MAY_FOLLOW) < 0)
		return -EBADMSG;
	*ret_transition = transition;
	return 0;
}

void dot11_owe_transition_write(struct writer *writer, const struct dot11_owe_transition *transition)
{
	uint8_t body[sizeof(transition_type) + sizeof(transition->bssid.b) + 1 + sizeof(transition->ssid.bytes)];
	struct writer inner = writer_over(body, sizeof(body));

	writer_bytes(&inner, transition_type, sizeof(transition_type));
	writer_bytes(&inner, transition->bssid.b, sizeof(transition->bssid.b));
	writer_u8(&inner, transition->ssid.size);
	writer_bytes(&inner, transition->ssid.bytes, transition->ssid.size);
	dot11_element_write(writer, DOT11_ELEMENT_VENDOR, body, inner.size);
}
