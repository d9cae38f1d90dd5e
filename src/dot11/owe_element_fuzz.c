/*
 * Reaches dot11_owe_dh_find(), dot11_owe_dh_write(), dot11_owe_transition_find() and dot11_owe_transition_write().
 *
 * The first byte says whether the rest is a list of elements, or the body of one of the two, which is then put into a list.
 */
#include <stdlib.h>
#include <string.h>

#include "dot11/owe_element.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_dh(const struct dot11_owe_dh *dh)
{
	uint8_t buffer[2 + 255];
	struct writer writer = writer_over(buffer, sizeof(buffer));
	struct dot11_owe_dh again;

	dot11_owe_dh_write(&writer, dh);
	if (writer_end(&writer) < 0 || dot11_owe_dh_find(buffer, writer.size, &again) < 0)
		abort();
	if (again.group != dh->group || again.public_key_size != dh->public_key_size ||
	    memcmp(again.public_key, dh->public_key, dh->public_key_size) != 0)
		abort();
}

static void check_transition(const struct dot11_owe_transition *transition)
{
	uint8_t buffer[2 + 255];
	struct writer writer = writer_over(buffer, sizeof(buffer));
	struct dot11_owe_transition again;

	dot11_owe_transition_write(&writer, transition);
	if (writer_end(&writer) < 0 || dot11_owe_transition_find(buffer, writer.size, &again) < 0)
		abort();
	if (!dot11_mac_equal(&again.bssid, &transition->bssid) || !dot11_ssid_equal(&again.ssid, &transition->ssid))
		abort();
}

static void find_both(const uint8_t *elements, size_t size)
{
	struct dot11_owe_transition transition;
	struct dot11_owe_dh dh;

	if (dot11_owe_dh_find(elements, size, &dh) == 0)
		check_dh(&dh);
	if (dot11_owe_transition_find(elements, size, &transition) == 0)
		check_transition(&transition);
}

/* @body: of an element @id, behind its first bytes @prefix */
static void find_in_element(uint8_t id, const void *prefix, size_t prefix_size, const uint8_t *body, size_t size)
{
	uint8_t element[2 + 255];
	struct writer writer = writer_over(element, sizeof(element));

	writer_u8(&writer, id);
	writer_u8(&writer, (uint8_t)(prefix_size + size));
	writer_bytes(&writer, prefix, prefix_size);
	writer_bytes(&writer, body, size);
	if (writer_end(&writer) == 0)
		find_both(element, writer.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	switch (data[0] % 3) {
	case 0:
		find_both(data + 1, size - 1);
		break;
	case 1:
		find_in_element(255, "\x20", 1, data + 1, size - 1);
		break;
	case 2:
		find_in_element(221, "\x50\x6f\x9a\x1c", 4, data + 1, size - 1);
		break;
	}
	return 0;
}
