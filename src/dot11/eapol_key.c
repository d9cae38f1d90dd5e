#include "dot11/eapol_key.h"

#include <errno.h>
#include <string.h>

#include "dot11/element.h"

#define PACKET_TYPE_KEY 3 /* IEEE 802.1X-2020, table 11-3 */
#define DESCRIPTOR_RSN 2  /* IEEE 802.1X-2020, table 11-5 */
#define PMKID_SIZE 16
#define KDE_HEADER_SIZE 4 /* OUI and data type */

/* KDE selectors, OUI and data type: IEEE 802.11-2020, table 12-9. */
enum kde {
	KDE_GTK = 0x000fac01,
	KDE_PMKID = 0x000fac04,
	KDE_IGTK = 0x000fac09,
	KDE_BIGTK = 0x000fac0e,
};

/* The 802.1X header. Return: a reader over the body, failed if this is no EAPOL-Key frame. */
static struct reader read_header(const void *pdu, size_t size, struct dot11_eapol_key *key)
{
	struct reader reader = reader_over(pdu, size);
	uint8_t type;
	uint16_t body_size;

	key->protocol_version = reader_u8(&reader);
	type = reader_u8(&reader);
	body_size = reader_be16(&reader);
	if (type != PACKET_TYPE_KEY)
		return (struct reader){ .failed = true };
	key->size = 4 + (size_t)body_size;
	return reader_sub(&reader, body_size);
}

int dot11_eapol_key_parse(const void *pdu, size_t size, size_t mic_size, struct dot11_eapol_key *ret_key)
{
	struct dot11_eapol_key key = { 0 };
	struct reader reader = read_header(pdu, size, &key);
	int r;

	if (reader_u8(&reader) != DESCRIPTOR_RSN)
		return -EBADMSG;
	key.info = reader_be16(&reader);
	key.key_length = reader_be16(&reader);
	key.replay_counter = reader_be64(&reader);
	reader_copy(&reader, key.nonce, sizeof(key.nonce));
	reader_copy(&reader, key.iv, sizeof(key.iv));
	reader_copy(&reader, key.rsc, sizeof(key.rsc));
	reader_skip(&reader, 8);
	key.mic = reader_bytes(&reader, mic_size);
	key.data_size = reader_be16(&reader);
	key.data = reader_bytes(&reader, key.data_size);
	r = reader_end(&reader, READER_MORE_MAY_FOLLOW);
	if (r < 0)
		return r;
	*ret_key = key;
	return 0;
}

static void write_mic(struct writer *writer, const uint8_t *mic, size_t mic_size)
{
	if (mic)
		writer_bytes(writer, mic, mic_size);
	else
		writer_zero(writer, mic_size);
}

int dot11_eapol_key_build(void *buffer, size_t capacity, const struct dot11_eapol_key *key, size_t mic_size)
{
	struct writer writer = writer_over(buffer, capacity);
	int r;

	if (key->data_size > UINT16_MAX - DOT11_EAPOL_KEY_SIZE(mic_size))
		return -ENOBUFS;
	writer_u8(&writer, key->protocol_version);
	writer_u8(&writer, PACKET_TYPE_KEY);
	writer_be16(&writer, (uint16_t)(DOT11_EAPOL_KEY_SIZE(mic_size) - 4 + key->data_size));
	writer_u8(&writer, DESCRIPTOR_RSN);
	writer_be16(&writer, key->info);
	writer_be16(&writer, key->key_length);
	writer_be64(&writer, key->replay_counter);
	writer_bytes(&writer, key->nonce, sizeof(key->nonce));
	writer_bytes(&writer, key->iv, sizeof(key->iv));
	writer_bytes(&writer, key->rsc, sizeof(key->rsc));
	writer_zero(&writer, 8);
	write_mic(&writer, key->mic, mic_size);
	writer_be16(&writer, (uint16_t)key->data_size);
	writer_bytes(&writer, key->data, key->data_size);
	r = writer_end(&writer);
	return r < 0 ? r : (int)writer.size;
}

static void keep_element(struct dot11_key_data_element *kept, const struct dot11_element *element)
{
	if (kept->bytes)
		return;
	kept->bytes = element->body - 2;
	kept->size = 2 + (size_t)element->size;
}

/* What is left behind the fields is the key. */
static void keep_key(struct dot11_kde_key *kept, struct dot11_kde_key *key, struct reader *reader)
{
	key->size = reader->left;
	key->key = reader_bytes(reader, key->size);
	if (!reader->failed && key->size > 0 && !kept->key)
		*kept = *key;
}

static void keep_gtk(struct dot11_kde_key *kept, struct reader *reader)
{
	struct dot11_kde_key key = { .index = reader_u8(reader) & 3 };

	reader_skip(reader, 1);
	keep_key(kept, &key, reader);
}

static void keep_igtk(struct dot11_kde_key *kept, struct reader *reader)
{
	struct dot11_kde_key key = { .index = reader_le16(reader) };

	reader_copy(reader, key.packet_number, sizeof(key.packet_number));
	keep_key(kept, &key, reader);
}

static void keep_kde(struct dot11_key_data *data, const struct dot11_element *element)
{
	struct reader reader = reader_over(element->body, element->size);

	switch (reader_be32(&reader)) {
	case KDE_GTK:
		keep_gtk(&data->gtk, &reader);
		break;
	case KDE_IGTK:
		keep_igtk(&data->igtk, &reader);
		break;
	case KDE_BIGTK:
		keep_igtk(&data->bigtk, &reader);
		break;
	case KDE_PMKID:
		if (!data->pmkid)
			data->pmkid = reader_bytes(&reader, PMKID_SIZE);
		break;
	}
}

/* 0xdd, then zeros: an element of a vendor that has not even an OUI, or its first byte alone (12.7.2, Key Data field). */
static bool is_padding(const struct reader *reader)
{
	return reader->left > 0 && reader->at[0] == DOT11_ELEMENT_VENDOR && (reader->left == 1 || reader->at[1] == 0);
}

int dot11_key_data_parse(const void *bytes, size_t size, struct dot11_key_data *ret_data)
{
	struct reader reader = reader_over(bytes, size);
	struct dot11_key_data data = { 0 };
	struct dot11_element element;

	while (!is_padding(&reader) && dot11_element_next(&reader, &element)) {
		if (element.id == DOT11_ELEMENT_RSN)
			keep_element(&data.rsne, &element);
		else if (element.id == DOT11_ELEMENT_RSNX)
			keep_element(&data.rsnxe, &element);
		else if (element.id == DOT11_ELEMENT_VENDOR)
			keep_kde(&data, &element);
	}
	if (reader_end(&reader, READER_MORE_MAY_FOLLOW) < 0)
		return -EBADMSG;
	*ret_data = data;
	return 0;
}

static void write_kde_header(struct writer *writer, enum kde kde, size_t size)
{
	writer_u8(writer, DOT11_ELEMENT_VENDOR);
	writer_u8(writer, (uint8_t)(KDE_HEADER_SIZE + size));
	writer_be32(writer, kde);
}

void dot11_kde_write_gtk(struct writer *writer, uint8_t index, const void *key, size_t key_size)
{
	write_kde_header(writer, KDE_GTK, 2 + key_size);
	writer_u8(writer, index);
	writer_u8(writer, 0);
	writer_bytes(writer, key, key_size);
}

static void write_igtk(struct writer *writer, enum kde kde, uint8_t index, const uint8_t packet_number[6], const void *key,
		       size_t key_size)
{
	write_kde_header(writer, kde, 8 + key_size);
	writer_le16(writer, index);
	writer_bytes(writer, packet_number, 6);
	writer_bytes(writer, key, key_size);
}

void dot11_kde_write_igtk(struct writer *writer, uint8_t index, const uint8_t packet_number[6], const void *key, size_t key_size)
{
	write_igtk(writer, KDE_IGTK, index, packet_number, key, key_size);
}

void dot11_kde_write_bigtk(struct writer *writer, uint8_t index, const uint8_t packet_number[6], const void *key, size_t key_size)
{
	write_igtk(writer, KDE_BIGTK, index, packet_number, key, key_size);
}

void dot11_kde_write_pmkid(struct writer *writer, const uint8_t pmkid[16])
{
	write_kde_header(writer, KDE_PMKID, PMKID_SIZE);
	writer_bytes(writer, pmkid, PMKID_SIZE);
}

void dot11_key_data_pad(struct writer *writer)
{
	if (writer->size % 8 == 0 && writer->size >= 16)
		return;
	writer_u8(writer, DOT11_ELEMENT_VENDOR);
	while (writer->size % 8 != 0 || writer->size < 16)
		writer_u8(writer, 0);
}
