#include "wdi/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/clock.h"

#define TRACE_FORMAT 1
#define TRACE_HEAD_SIZE 12
#define RECORD_HEAD_SIZE 19 /* time, direction, kind, size of name, id, request status */

static const uint8_t trace_magic[8] = { 'W', 'D', 'I', 'T', 'R', 'A', 'C', 'E' };

struct wdi_trace {
	int fd; /* -1 once a write has failed */
};

struct wdi_trace_reader {
	FILE *file;
	uint8_t *record;
	size_t capacity;
};

static void head_encode(uint8_t head[static TRACE_HEAD_SIZE])
{
	struct writer writer = writer_over(head, TRACE_HEAD_SIZE);

	writer_bytes(&writer, trace_magic, sizeof(trace_magic));
	writer_le32(&writer, TRACE_FORMAT);
}

static bool head_is_ours(const uint8_t head[static TRACE_HEAD_SIZE])
{
	uint8_t ours[TRACE_HEAD_SIZE];

	head_encode(ours);
	return memcmp(head, ours, sizeof(ours)) == 0;
}

static bool write_all(int fd, const uint8_t *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		size -= (size_t)n;
	}
	return true;
}

int wdi_trace_open(struct wdi_trace **ret, const char *path)
{
	uint8_t head[TRACE_HEAD_SIZE];
	struct wdi_trace *trace;
	_auto_fd_ int fd = -1;
	struct stat st;

	fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_size == 0) {
		head_encode(head);
		if (!write_all(fd, head, sizeof(head)))
			return -errno;
	} else if (pread(fd, head, sizeof(head), 0) != (ssize_t)sizeof(head) || !head_is_ours(head)) {
		return -EBADMSG;
	}
	trace = malloc(sizeof(*trace));
	if (!trace)
		return -ENOMEM;
	trace->fd = take_fd(fd);
	*ret = trace;
	return 0;
}

static enum wdi_trace_kind kind_of(enum wdi_direction from, uint32_t id, const void *message, size_t size)
{
	const struct wdi_message_info *info = wdi_message_info(id);
	struct wdi_header header = { 0 };

	if (from == WDI_FROM_HOST)
		return WDI_TRACE_M1;
	if (!info || info->kind == WDI_MESSAGE_TASK || info->kind == WDI_MESSAGE_PROPERTY)
		return WDI_TRACE_M3;
	/* A completion without transaction is unsolicited: the end of a background discovery looks like that. */
	(void)wdi_header_decode(message, size, &header);
	return info->kind == WDI_MESSAGE_COMPLETION && header.transaction_id != 0 ? WDI_TRACE_M4 : WDI_TRACE_M0;
}

void wdi_trace_record(struct wdi_trace *trace, const char *adapter, enum wdi_direction from, uint32_t id, uint32_t request_status,
		      const void *message, size_t size)
{
	size_t name = strnlen(adapter, UINT8_MAX);
	_auto_free_ uint8_t *record = NULL;
	struct writer writer;
	size_t total;

	if (trace->fd < 0 || size > WDI_TRACE_MAX_RECORD - RECORD_HEAD_SIZE - UINT8_MAX)
		return;
	total = 4 + RECORD_HEAD_SIZE + name + size;
	record = malloc(total);
	if (!record)
		return;
	writer = writer_over(record, total);
	writer_le32(&writer, (uint32_t)(total - 4));
	writer_le64(&writer, clock_realtime_us());
	writer_u8(&writer, (uint8_t)from);
	writer_u8(&writer, (uint8_t)kind_of(from, id, message, size));
	writer_u8(&writer, (uint8_t)name);
	writer_bytes(&writer, adapter, name);
	writer_le32(&writer, id);
	writer_le32(&writer, request_status);
	writer_bytes(&writer, message, size);
	wdi_message_redact(id, from, record + total - size, size);
	if (write_all(trace->fd, record, total))
		return;
	close(trace->fd);
	trace->fd = -1;
}

struct wdi_trace *wdi_trace_close(struct wdi_trace *trace)
{
	if (!trace)
		return NULL;
	if (trace->fd >= 0)
		close(trace->fd);
	free(trace);
	return NULL;
}

int wdi_trace_reader_new(struct wdi_trace_reader **ret, FILE *file)
{
	uint8_t head[TRACE_HEAD_SIZE];
	struct wdi_trace_reader *reader;

	if (fread(head, 1, sizeof(head), file) != sizeof(head) || !head_is_ours(head))
		return -EBADMSG;
	reader = calloc(1, sizeof(*reader));
	if (!reader)
		return -ENOMEM;
	reader->file = file;
	*ret = reader;
	return 0;
}

static int reader_reserve(struct wdi_trace_reader *reader, size_t size)
{
	uint8_t *record;

	if (size <= reader->capacity)
		return 0;
	record = realloc(reader->record, size);
	if (!record)
		return -ENOMEM;
	reader->record = record;
	reader->capacity = size;
	return 0;
}

static int entry_decode(struct reader record, struct wdi_trace_entry *ret)
{
	struct wdi_trace_entry entry = { 0 };
	uint8_t from, kind, name;

	entry.time_us = reader_le64(&record);
	from = reader_u8(&record);
	kind = reader_u8(&record);
	name = reader_u8(&record);
	reader_copy(&record, entry.adapter, name);
	entry.id = reader_le32(&record);
	entry.request_status = reader_le32(&record);
	if (reader_end(&record, READER_MORE_MAY_FOLLOW) < 0 || from > WDI_FROM_DRIVER || kind > WDI_TRACE_M4)
		return -EBADMSG;
	entry.from = from;
	entry.kind = kind;
	entry.size = record.left;
	entry.message = reader_bytes(&record, record.left);
	*ret = entry;
	return WDI_TRACE_STEP_ENTRY;
}

int wdi_trace_reader_next(struct wdi_trace_reader *reader, struct wdi_trace_entry *ret)
{
	struct reader length;
	uint8_t bytes[4];
	uint32_t size;
	size_t n;
	int r;

	n = fread(bytes, 1, sizeof(bytes), reader->file);
	if (ferror(reader->file))
		return -EIO;
	if (n == 0)
		return WDI_TRACE_STEP_END;
	length = reader_over(bytes, n);
	size = reader_le32(&length);
	if (reader_end(&length, READER_ALL_MUST_BE_READ) < 0 || size < RECORD_HEAD_SIZE || size > WDI_TRACE_MAX_RECORD)
		return -EBADMSG;
	r = reader_reserve(reader, size);
	if (r < 0)
		return r;
	if (fread(reader->record, 1, size, reader->file) != size)
		return ferror(reader->file) ? -EIO : -EBADMSG;
	return entry_decode(reader_over(reader->record, size), ret);
}

struct wdi_trace_reader *wdi_trace_reader_free(struct wdi_trace_reader *reader)
{
	if (!reader)
		return NULL;
	free(reader->record);
	free(reader);
	return NULL;
}

const char *wdi_trace_kind_name(enum wdi_trace_kind kind)
{
	static const char *const names[] = {
		[WDI_TRACE_M0] = "M0",
		[WDI_TRACE_M1] = "M1",
		[WDI_TRACE_M3] = "M3",
		[WDI_TRACE_M4] = "M4",
	};

	return (size_t)kind < array_size(names) ? names[kind] : "?";
}

/* Names come from a file: what could move a terminal's cursor or end a JSON string is replaced. */
static void print_name(FILE *to, const char *name)
{
	for (; *name != '\0'; name++) {
		unsigned char c = (unsigned char)*name;

		fputc(c < 0x20 || c >= 0x7F || c == '"' || c == '\\' ? '?' : c, to);
	}
}

static int message_text(const struct wdi_trace_entry *entry, const struct wdi_peer *peer, bool json, char **ret, int *ret_error)
{
	_auto_free_ char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	if (!memory)
		return -ENOMEM;
	*ret_error = wdi_message_print(memory, entry->id, entry->from, peer, entry->message, entry->size, json);
	if (fclose(memory) != 0)
		return -ENOMEM;
	if (json && size > 0 && text[size - 1] == '\n')
		text[size - 1] = '\0';
	*ret = take_ptr(text);
	return 0;
}

int wdi_trace_print(FILE *to, const struct wdi_trace_entry *entry, const struct wdi_peer *peer, bool json)
{
	const struct wdi_message_info *info = wdi_message_info(entry->id);
	const char *kind = wdi_trace_kind_name(entry->kind);
	const char *status = wdi_status_name(entry->request_status);
	_auto_free_ char *text = NULL;
	int r, error;

	r = message_text(entry, peer, json, &text, &error);
	if (r < 0)
		return r;
	if (json) {
		fprintf(to, "{\"time_us\":%" PRIu64 ",\"adapter\":\"", entry->time_us);
		print_name(to, entry->adapter);
		fprintf(to, "\",\"from\":\"%s\",\"kind\":\"%s\",\"id\":%" PRIu32 ",\"request_status\":%" PRIu32 ",",
			entry->from == WDI_FROM_HOST ? "host" : "driver", kind, entry->id, entry->request_status);
		if (error != 0)
			fprintf(to, "\"size\":%zu,\"error\":\"%s\"}\n", entry->size, wdi_parse_error_name(error));
		else
			fprintf(to, "\"message\":%s}\n", text);
		return ferror(to) ? -EIO : 0;
	}
	fprintf(to, "%" PRIu64 ".%06" PRIu64 " %s ", entry->time_us / 1000000u, entry->time_us % 1000000u,
		entry->from == WDI_FROM_HOST ? "-->" : "<--");
	print_name(to, entry->adapter);
	fprintf(to, " %s", kind);
	if (entry->kind == WDI_TRACE_M3 && entry->request_status != 0)
		fprintf(to, " request status 0x%08" PRIX32 "%s%s", entry->request_status, status ? " " : "", status ? status : "");
	fputc(' ', to);
	if (error != 0)
		fprintf(to, "%s (0x%08" PRIX32 "), %zu bytes: %s\n", info ? info->name : "?", entry->id, entry->size,
			wdi_parse_error_name(error));
	else
		fputs(text, to);
	return ferror(to) ? -EIO : 0;
}
