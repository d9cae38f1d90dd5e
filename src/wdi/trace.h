/*
 * A recorded link: every message of one or more adapters with the time it passed, key material zeroed. Little endian.
 *
 * The file is 8 bytes "WDITRACE", u32 format (1), then records: u32 size of what follows, u64 realtime in microseconds, u8 direction
 * (enum wdi_direction), u8 kind (enum wdi_trace_kind), u8 size of the adapter's name, name, u32 message id, u32 request status,
 * message until the end of the record.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "wdi/message.h"

/* Largest record that a reader takes; more than any link carries. */
#define WDI_TRACE_MAX_RECORD (1024u * 1024u)

/* Which of the protocol's messages a record is. */
enum wdi_trace_kind {
	WDI_TRACE_M0, /* unsolicited indication */
	WDI_TRACE_M1, /* request */
	WDI_TRACE_M3, /* result of the request */
	WDI_TRACE_M4, /* completion of a task */
};

struct wdi_trace;

/**
 * wdi_trace_open() - append to a recording, made (mode 0600) if it does not exist
 *
 * Return: 0; -ENOMEM; -EBADMSG if @path is a file but no recording; negative errno of open().
 */
int wdi_trace_open(struct wdi_trace **ret, const char *path);

/* Records one message, redacted; the caller's bytes stay as they are. A recording that cannot be written ends silently, for nothing
 * else must suffer from it. */
void wdi_trace_record(struct wdi_trace *trace, const char *adapter, enum wdi_direction from, uint32_t id, uint32_t request_status,
		      const void *message, size_t size);

/* Return: NULL. @trace may be NULL. */
struct wdi_trace *wdi_trace_close(struct wdi_trace *trace);

/* One record; the pointers live until the next one is read. */
struct wdi_trace_entry {
	uint64_t time_us;
	enum wdi_direction from;
	enum wdi_trace_kind kind;
	char adapter[256];
	uint32_t id;
	uint32_t request_status;
	const uint8_t *message;
	size_t size;
};

struct wdi_trace_reader;

enum wdi_trace_step {
	WDI_TRACE_STEP_END,
	WDI_TRACE_STEP_ENTRY,
};

/**
 * wdi_trace_reader_new() - read a recording
 * @file: stays the caller's and must outlive the reader
 *
 * Return: 0; -ENOMEM; -EBADMSG if it is no recording.
 */
int wdi_trace_reader_new(struct wdi_trace_reader **ret, FILE *file);

/* Return: enum wdi_trace_step; -EBADMSG for a damaged or cut off record, after which nothing more can be read; -ENOMEM; -EIO. */
int wdi_trace_reader_next(struct wdi_trace_reader *reader, struct wdi_trace_entry *ret);

/* Return: NULL. @reader may be NULL. */
struct wdi_trace_reader *wdi_trace_reader_free(struct wdi_trace_reader *reader);

/* "M1" and so on. */
const char *wdi_trace_kind_name(enum wdi_trace_kind kind);

/**
 * wdi_trace_print() - an entry for people (time and direction, then the message) or as one line of JSON
 *
 * A message that does not parse is printed as the name of the error.
 *
 * Return: 0; -ENOMEM; -EIO.
 */
int wdi_trace_print(FILE *to, const struct wdi_trace_entry *entry, const struct wdi_peer *peer, bool json);
