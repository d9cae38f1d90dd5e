#include "dot11/interworking.h"

#include <string.h>

#include "base/bytes.h"
#include "dot11/element.h"

#define ADVERTISEMENT_ANQP 0 /* IEEE 802.11-2020, table 9-236 */
#define ADVERTISEMENT_VENDOR 221

static const uint8_t hotspot2_type[4] = { 0x50, 0x6f, 0x9a, 0x10 }; /* Wi-Fi Alliance, type 16 */

/* Options, [venue,] [HESSID]: its size alone tells what is there. */
static void read_interworking(struct reader body, struct dot11_interworking *ret)
{
	bool has_venue = body.left == 3 || body.left == 9, has_hessid = body.left == 7 || body.left == 9;
	uint8_t options = reader_u8(&body);

	if (body.failed || (body.left > 0 && !has_venue && !has_hessid))
		return;
	ret->is_supported = true;
	ret->network_type = options & 0x0f;
	ret->has_internet = options & 0x10;
	ret->needs_step = options & 0x20;
	ret->reaches_emergency = options & 0x40;
	ret->has_unauthenticated_emergency = options & 0x80;
	ret->has_venue = has_venue;
	if (has_venue) {
		ret->venue_group = reader_u8(&body);
		ret->venue_type = reader_u8(&body);
	}
	ret->has_hessid = has_hessid;
	if (has_hessid)
		reader_copy(&body, ret->hessid.b, sizeof(ret->hessid.b));
}

/* Tuples of a byte that says how long answers are, and the protocol; one of a vendor has its length and its identifier behind it.
 */
static bool names_anqp(struct reader body)
{
	while (body.left > 0) {
		uint8_t protocol;

		reader_skip(&body, 1);
		protocol = reader_u8(&body);
		if (body.failed)
			return false;
		if (protocol == ADVERTISEMENT_ANQP)
			return true;
		if (protocol == ADVERTISEMENT_VENDOR)
			reader_skip(&body, reader_u8(&body));
	}
	return false;
}

void dot11_interworking_find(const void *elements, size_t size, struct dot11_interworking *ret_interworking)
{
	struct reader list = reader_over(elements, size);
	struct dot11_element element;

	*ret_interworking = (struct dot11_interworking){ 0 };
	while (dot11_element_next(&list, &element)) {
		struct reader body = reader_over(element.body, element.size);

		if (element.id == DOT11_ELEMENT_INTERWORKING && !ret_interworking->is_supported)
			read_interworking(body, ret_interworking);
		else if (element.id == DOT11_ELEMENT_ADVERTISEMENT_PROTOCOL)
			ret_interworking->answers_anqp |= names_anqp(body);
		else if (element.id == DOT11_ELEMENT_VENDOR && element.size > sizeof(hotspot2_type))
			ret_interworking->is_hotspot2 |= memcmp(element.body, hotspot2_type, sizeof(hotspot2_type)) == 0;
	}
}
