/*
 * Reaches decoder, printer, redactor and, with what was decoded, the encoder. Input: index of the message (2 bytes), direction and
 * model (1 byte), version (3 bytes), message.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "wdi/tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Deliberately the whole of what the tests of the encoder cannot reach: structs made by hostile bytes. */
static void encode_again(uint32_t id, enum wdi_direction from, const struct wdi_peer *peer, const struct wdi_header *header,
			 const void *payload)
{
	uint8_t *message, *again_message;
	struct wdi_header back;
	void *again;
	size_t size, again_size;

	if (wdi_message_encode(id, from, peer, header, payload, &message, &size) != 0)
		return;
	/* What we send, we must take; and it must be the same message. */
	if (wdi_message_decode(id, from, peer, message, size, &back, &again) != 0 ||
	    wdi_message_encode(id, from, peer, &back, again, &again_message, &again_size) != 0)
		abort();
	if (size != again_size || memcmp(message, again_message, size) != 0)
		abort();
	free(again_message);
	free(again);
	free(message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *null;
	struct reader reader = reader_over(data, size);
	const struct wdi_message_info *info = wdi_message_at(reader_le16(&reader) % wdi_n_messages);
	uint8_t flags = reader_u8(&reader);
	enum wdi_direction from = flags & 1 ? WDI_FROM_DRIVER : WDI_FROM_HOST;
	struct wdi_peer peer = { flags & 2 ? WDI_MODEL_WIFICX : WDI_MODEL_WDI, reader_le24(&reader) };
	struct wdi_header header;
	void *payload;

	if (reader.failed)
		return 0;
	if (!null)
		null = fopen("/dev/null", "w");
	if (flags & 4)
		peer = *WDI_PEER_CURRENT;
	if (wdi_message_decode(info->id, from, &peer, reader.at, reader.left, &header, &payload) == 0) {
		encode_again(info->id, from, &peer, &header, payload);
		free(payload);
		wdi_message_print(null, info->id, from, &peer, reader.at, reader.left, flags & 8);
	}
	uint8_t *copy = malloc(reader.left + 1);

	if (!copy)
		return 0;
	if (reader.left > 0)
		memcpy(copy, reader.at, reader.left);
	wdi_message_redact(info->id, from, copy, reader.left);
	free(copy);
	return 0;
}
