/*
 * Bounded reader and writer: the only place where lengths of foreign bytes are computed.
 *
 * Reads past the end give zero and the error sticks, so a parser is a column of reads and one check at the end. Writes past
 * the end are counted, not done, and the error sticks likewise. Everything is little endian unless the name says otherwise.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reader {
	const uint8_t *at;
	size_t left;
	bool failed;
};

enum reader_end {
	READER_ALL_MUST_BE_READ,
	READER_MORE_MAY_FOLLOW,
};

/* Makes a reader over @size bytes at @data (NULL only with size 0); nothing is copied. */
struct reader reader_over(const void *data, size_t size);

uint8_t reader_u8(struct reader *reader);
uint16_t reader_le16(struct reader *reader);
uint32_t reader_le24(struct reader *reader);
uint32_t reader_le32(struct reader *reader);
uint64_t reader_le64(struct reader *reader);
uint16_t reader_be16(struct reader *reader);
uint32_t reader_be32(struct reader *reader);
uint64_t reader_be64(struct reader *reader);

/**
 * reader_bytes() - take @size bytes without copying them
 *
 * Return: pointer into the input, or NULL when fewer are left (then the reader has failed).
 */
const uint8_t *reader_bytes(struct reader *reader, size_t size);

/* Copies @size bytes to @destination; zeros when fewer are left. */
void reader_copy(struct reader *reader, void *destination, size_t size);

/* A reader over the next @size bytes, which this one skips; an empty failed one when fewer are left. */
struct reader reader_sub(struct reader *reader, size_t size);

void reader_skip(struct reader *reader, size_t size);

/* Return: 0; -EBADMSG if a read went past the end, or bytes are left and @end does not allow that. */
int reader_end(const struct reader *reader, enum reader_end end);

struct writer {
	uint8_t *start;
	size_t size; /* bytes written, or wanted: goes on counting past the capacity */
	size_t capacity;
};

/* Makes a writer into @capacity bytes at @buffer; NULL and 0 only measure. */
struct writer writer_over(void *buffer, size_t capacity);

void writer_u8(struct writer *writer, uint8_t value);
void writer_le16(struct writer *writer, uint16_t value);
void writer_le32(struct writer *writer, uint32_t value);
void writer_le64(struct writer *writer, uint64_t value);
void writer_be16(struct writer *writer, uint16_t value);
void writer_be32(struct writer *writer, uint32_t value);
void writer_be64(struct writer *writer, uint64_t value);
void writer_bytes(struct writer *writer, const void *data, size_t size);
void writer_zero(struct writer *writer, size_t size);

/* Overwrites two bytes written before, at @offset from the start: a length that is known only now. */
void writer_patch_le16(struct writer *writer, size_t offset, uint16_t value);
void writer_patch_u8(struct writer *writer, size_t offset, uint8_t value);

/* Return: 0; -ENOBUFS if the capacity did not suffice (then size says what would have). */
int writer_end(const struct writer *writer);
