#include "base/bytes.h"

#include <errno.h>
#include <string.h>

struct reader reader_over(const void *data, size_t size)
{
	return (struct reader){ .at = data, .left = size };
}

const uint8_t *reader_bytes(struct reader *reader, size_t size)
{
	const uint8_t *bytes = reader->at;

	if (reader->failed || size > reader->left) {
		reader->failed = true;
		reader->left = 0;
		return NULL;
	}
	if (size > 0)
		reader->at += size;
	reader->left -= size;
	return bytes;
}

static uint64_t read_le(struct reader *reader, size_t size)
{
	const uint8_t *bytes = reader_bytes(reader, size);
	uint64_t value = 0;

	for (size_t i = 0; bytes && i < size; i++)
		value |= (uint64_t)bytes[i] << (8 * i);
	return value;
}

static uint64_t read_be(struct reader *reader, size_t size)
{
	const uint8_t *bytes = reader_bytes(reader, size);
	uint64_t value = 0;

	for (size_t i = 0; bytes && i < size; i++)
		value = value << 8 | bytes[i];
	return value;
}

uint8_t reader_u8(struct reader *reader)
{
	return (uint8_t)read_le(reader, 1);
}

uint16_t reader_le16(struct reader *reader)
{
	return (uint16_t)read_le(reader, 2);
}

uint32_t reader_le24(struct reader *reader)
{
	return (uint32_t)read_le(reader, 3);
}

uint32_t reader_le32(struct reader *reader)
{
	return (uint32_t)read_le(reader, 4);
}

uint64_t reader_le64(struct reader *reader)
{
	return read_le(reader, 8);
}

uint16_t reader_be16(struct reader *reader)
{
	return (uint16_t)read_be(reader, 2);
}

uint32_t reader_be32(struct reader *reader)
{
	return (uint32_t)read_be(reader, 4);
}

uint64_t reader_be64(struct reader *reader)
{
	return read_be(reader, 8);
}

void reader_copy(struct reader *reader, void *destination, size_t size)
{
	const uint8_t *bytes = reader_bytes(reader, size);

	if (size == 0)
		return;
	if (bytes)
		memcpy(destination, bytes, size);
	else
		memset(destination, 0, size);
}

struct reader reader_sub(struct reader *reader, size_t size)
{
	const uint8_t *bytes = reader_bytes(reader, size);

	if (!bytes && size > 0)
		return (struct reader){ .failed = true };
	return reader_over(bytes, size);
}

void reader_skip(struct reader *reader, size_t size)
{
	reader_bytes(reader, size);
}

int reader_end(const struct reader *reader, enum reader_end end)
{
	if (reader->failed || (end == READER_ALL_MUST_BE_READ && reader->left > 0))
		return -EBADMSG;
	return 0;
}

struct writer writer_over(void *buffer, size_t capacity)
{
	return (struct writer){ .start = buffer, .capacity = buffer ? capacity : 0 };
}

/* Room for @size more bytes, or NULL when they do not fit; they count either way. */
static uint8_t *writer_room(struct writer *writer, size_t size)
{
	size_t at = writer->size;

	if (__builtin_add_overflow(writer->size, size, &writer->size))
		writer->size = SIZE_MAX;
	if (writer->size > writer->capacity)
		return NULL;
	return writer->start + at;
}

void writer_bytes(struct writer *writer, const void *data, size_t size)
{
	uint8_t *room = writer_room(writer, size);

	if (room && size > 0)
		memcpy(room, data, size);
}

void writer_zero(struct writer *writer, size_t size)
{
	uint8_t *room = writer_room(writer, size);

	if (room && size > 0)
		memset(room, 0, size);
}

static void write_le(struct writer *writer, uint64_t value, size_t size)
{
	uint8_t *room = writer_room(writer, size);

	for (size_t i = 0; room && i < size; i++)
		room[i] = (uint8_t)(value >> (8 * i));
}

static void write_be(struct writer *writer, uint64_t value, size_t size)
{
	uint8_t *room = writer_room(writer, size);

	for (size_t i = 0; room && i < size; i++)
		room[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
}

void writer_u8(struct writer *writer, uint8_t value)
{
	write_le(writer, value, 1);
}

void writer_le16(struct writer *writer, uint16_t value)
{
	write_le(writer, value, 2);
}

void writer_le32(struct writer *writer, uint32_t value)
{
	write_le(writer, value, 4);
}

void writer_le64(struct writer *writer, uint64_t value)
{
	write_le(writer, value, 8);
}

void writer_be16(struct writer *writer, uint16_t value)
{
	write_be(writer, value, 2);
}

void writer_be32(struct writer *writer, uint32_t value)
{
	write_be(writer, value, 4);
}

void writer_be64(struct writer *writer, uint64_t value)
{
	write_be(writer, value, 8);
}

void writer_patch_le16(struct writer *writer, size_t offset, uint16_t value)
{
	if (offset > writer->capacity || writer->capacity - offset < 2)
		return;
	writer->start[offset] = (uint8_t)value;
	writer->start[offset + 1] = (uint8_t)(value >> 8);
}

void writer_patch_u8(struct writer *writer, size_t offset, uint8_t value)
{
	if (offset < writer->capacity)
		writer->start[offset] = value;
}

int writer_end(const struct writer *writer)
{
	return writer->size > writer->capacity ? -ENOBUFS : 0;
}
