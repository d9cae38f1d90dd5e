#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "wdi/wdi.h"

#include "base/bytes.h"
#include "base/cleanup.h"
#include "wdi/tables.h"
#include "wdi/tlv.h"

static const struct {
	uint32_t status;
	const char *name;
} status_names[] = {
#define STATUS(name) { NDIS_STATUS_##name, "NDIS_STATUS_" #name }
	STATUS(SUCCESS),
	STATUS(PENDING),
	STATUS(BUFFER_OVERFLOW),
	STATUS(FAILURE),
	STATUS(INVALID_PARAMETER),
	STATUS(RESOURCES),
	STATUS(NOT_SUPPORTED),
	STATUS(INVALID_STATE),
	STATUS(NOT_ACCEPTED),
	STATUS(REQUEST_ABORTED),
	STATUS(RESET_IN_PROGRESS),
	STATUS(INVALID_LENGTH),
	STATUS(INVALID_DATA),
	STATUS(BUFFER_TOO_SHORT),
	STATUS(INVALID_OID),
	STATUS(ADAPTER_REMOVED),
	STATUS(FILE_NOT_FOUND),
	STATUS(UNSUPPORTED_REVISION),
	STATUS(DOT11_AUTO_CONFIG_ENABLED),
	STATUS(DOT11_MEDIA_IN_USE),
	STATUS(DOT11_POWER_STATE_INVALID),
#undef STATUS
};

const char *wdi_status_name(uint32_t ndis_status)
{
	for (size_t i = 0; i < array_size(status_names); i++) {
		if (status_names[i].status == ndis_status)
			return status_names[i].name;
	}
	return NULL;
}

const char *wdi_parse_error_name(int error)
{
	switch (error) {
	case WDI_E_INVALID_DATA:
		return "INVALID_DATA";
	case WDI_E_BUFFER_OVERFLOW:
		return "BUFFER_OVERFLOW";
	case WDI_E_FILE_NOT_FOUND:
		return "FILE_NOT_FOUND";
	case WDI_E_UNSUPPORTED_REVISION:
		return "UNSUPPORTED_REVISION";
	case WDI_E_RESOURCES:
	case -ENOMEM:
		return "RESOURCES";
	case WDI_E_UNKNOWN_MESSAGE:
		return "UNKNOWN_MESSAGE";
	default:
		return "?";
	}
}

uint32_t wdi_parse_error_status(int error)
{
	switch (error) {
	case 0:
		return NDIS_STATUS_SUCCESS;
	case WDI_E_INVALID_DATA:
		return NDIS_STATUS_INVALID_DATA;
	case WDI_E_BUFFER_OVERFLOW:
		return NDIS_STATUS_BUFFER_OVERFLOW;
	case WDI_E_FILE_NOT_FOUND:
		return NDIS_STATUS_FILE_NOT_FOUND;
	case WDI_E_UNSUPPORTED_REVISION:
		return NDIS_STATUS_UNSUPPORTED_REVISION;
	case WDI_E_RESOURCES:
	case -ENOMEM:
		return NDIS_STATUS_RESOURCES;
	case WDI_E_UNKNOWN_MESSAGE:
		return NDIS_STATUS_NOT_SUPPORTED;
	default:
		return NDIS_STATUS_FAILURE;
	}
}

struct printer {
	FILE *to;
	const struct wdi_peer *peer;
	bool json;
};

static void print_hex(struct printer *printer, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		fprintf(printer->to, "%02x", bytes[i]);
}

static void indent(struct printer *printer, unsigned int depth)
{
	fprintf(printer->to, "%*s", (int)(2 * depth), "");
}

/* A value with its name, or the names of its bits. */
static void print_enum(struct printer *printer, const struct wdi_enum *enumeration, uint32_t value)
{
	const char *separator = "";
	uint32_t left = value;

	if (printer->json)
		fprintf(printer->to, "{\"value\":%" PRIu32 ",\"name\":\"", value);
	else
		fprintf(printer->to, "%" PRIu32 " ", value);
	for (size_t i = 0; i < enumeration->n_values; i++) {
		if (enumeration->values[i].value == value) {
			fprintf(printer->to, "%s", enumeration->values[i].name);
			left = 0;
			separator = "|";
			break;
		}
	}
	for (size_t i = 0; enumeration->is_flags && left != 0 && i < enumeration->n_values; i++) {
		uint32_t bits = enumeration->values[i].value;

		if (bits == 0 || (left & bits) != bits)
			continue;
		fprintf(printer->to, "%s%s", separator, enumeration->values[i].name);
		separator = "|";
		left &= ~bits;
	}
	if (left != 0 && enumeration->is_flags && separator[0] != '\0')
		fprintf(printer->to, "|0x%" PRIx32, left);
	else if (separator[0] == '\0' && !printer->json)
		fprintf(printer->to, "(no %s)", enumeration->name);
	if (printer->json)
		fprintf(printer->to, "\"}");
}

static void print_mac(struct printer *printer, const uint8_t *b)
{
	const char *quote = printer->json ? "\"" : "";

	fprintf(printer->to, "%s%02x:%02x:%02x:%02x:%02x:%02x%s", quote, b[0], b[1], b[2], b[3], b[4], b[5], quote);
}

static void print_guid(struct printer *printer, const uint8_t *b)
{
	const char *quote = printer->json ? "\"" : "";

	fprintf(printer->to, "%s%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x%s", quote, b[3], b[2], b[1], b[0],
		b[5], b[4], b[7], b[6], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15], quote);
}

static void print_number(struct printer *printer, const struct wdi_field *field, struct reader *reader)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < field->size; i++)
		value |= (uint64_t)reader_u8(reader) << (8 * i);
	if (field->enumeration)
		print_enum(printer, field->enumeration, (uint32_t)value);
	else if (field->type == WDI_FIELD_BOOL)
		fprintf(printer->to, "%s", value ? "true" : "false");
	else if (field->type == WDI_FIELD_INT)
		fprintf(printer->to, "%" PRId32, (int32_t)value);
	else
		fprintf(printer->to, "%" PRIu64, value);
}

static void print_field(struct printer *printer, const struct wdi_field *field, bool secret, struct reader *reader)
{
	if (field->type == WDI_FIELD_UINT || field->type == WDI_FIELD_INT || field->type == WDI_FIELD_BOOL) {
		print_number(printer, field, reader);
		return;
	}
	const uint8_t *bytes = reader_bytes(reader, field->size);

	if (!bytes)
		return;
	if (secret || field->is_secret) {
		fprintf(printer->to, printer->json ? "{\"secret_bytes\":%u}" : "%u bytes, secret", field->size);
	} else if (field->type == WDI_FIELD_MAC) {
		print_mac(printer, bytes);
	} else if (field->type == WDI_FIELD_GUID) {
		print_guid(printer, bytes);
	} else {
		fprintf(printer->to, "%s", printer->json ? "\"" : "");
		print_hex(printer, bytes, field->size);
		fprintf(printer->to, "%s", printer->json ? "\"" : "");
	}
}

/* The fields that @reader has bytes for: on lines of their own, or as members of an object. */
static void print_fields(struct printer *printer, const struct wdi_layout *layout, bool secret, struct reader reader, unsigned int depth)
{
	for (size_t i = 0; i < layout->n_fields && reader.left >= layout->fields[i].size; i++) {
		const struct wdi_field *field = &layout->fields[i];

		if (printer->json) {
			fprintf(printer->to, "%s\"%s\":", i > 0 ? "," : "", field->name);
		} else {
			indent(printer, depth);
			fprintf(printer->to, "%s ", field->name);
		}
		print_field(printer, field, secret, &reader);
		if (!printer->json)
			fputc('\n', printer->to);
	}
}

/* Elements of one field stand on one line; structs one to a line. */
static void print_array_text(struct printer *printer, const struct wdi_layout *layout, bool secret, struct reader reader,
			     unsigned int depth)
{
	while (reader.left >= layout->size) {
		indent(printer, depth);
		for (size_t i = 0; i < layout->n_fields; i++) {
			if (layout->n_fields > 1)
				fprintf(printer->to, "%s%s ", i > 0 ? ", " : "", layout->fields[i].name);
			print_field(printer, &layout->fields[i], secret, &reader);
		}
		fputc('\n', printer->to);
	}
}

static void print_array_json(struct printer *printer, const struct wdi_layout *layout, bool secret, struct reader reader)
{
	fputc('[', printer->to);
	for (bool first = true; reader.left >= layout->size; first = false) {
		struct reader element = reader_sub(&reader, layout->size);

		if (!first)
			fputc(',', printer->to);
		if (layout->n_fields > 1) {
			fputc('{', printer->to);
			print_fields(printer, layout, secret, element, 0);
			fputc('}', printer->to);
		} else {
			print_field(printer, &layout->fields[0], secret, &element);
		}
	}
	fputc(']', printer->to);
}

static bool is_text(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] < 0x20 || bytes[i] > 0x7E || bytes[i] == '"' || bytes[i] == '\\')
			return false;
	}
	return size > 0;
}

static void print_children_text(struct printer *printer, const struct wdi_layout *layout, struct reader reader, unsigned int depth)
{
	bool seen[WDI_MAX_CHILDREN] = { false };
	struct wdi_raw_tlv raw;

	while (wdi_tlv_next(&reader, &raw) == WDI_TLV_STEP_ITEM) {
		const struct wdi_child *child = wdi_child_find(layout, raw.id, printer->peer);
		const struct wdi_layout *value;

		indent(printer, depth);
		if (!child) {
			fprintf(printer->to, "TLV 0x%X, unknown here, %u bytes\n", raw.id, raw.size);
			continue;
		}
		fprintf(printer->to, "%s (0x%X), %u byte%s", child->tlv->name, raw.id, raw.size, raw.size == 1 ? "" : "s");
		if (seen[child - layout->children] && !child->is_multiple) {
			fprintf(printer->to, ", repeated and ignored\n");
			continue;
		}
		seen[child - layout->children] = true;
		value = wdi_tlv_layout(child->tlv, printer->peer);
		if (value->kind == WDI_TLV_KIND_BLOB) {
			if (child->tlv->is_secret) {
				fprintf(printer->to, ", secret");
			} else if (raw.size > 0) {
				fprintf(printer->to, ": ");
				print_hex(printer, raw.value, raw.size);
				if (is_text(raw.value, raw.size))
					fprintf(printer->to, " \"%.*s\"", raw.size, (const char *)raw.value);
			}
		}
		fputc('\n', printer->to);
		if (value->kind == WDI_TLV_KIND_STRUCT)
			print_fields(printer, value, child->tlv->is_secret, reader_over(raw.value, raw.size), depth + 1);
		else if (value->kind == WDI_TLV_KIND_ARRAY)
			print_array_text(printer, value, child->tlv->is_secret, reader_over(raw.value, raw.size), depth + 1);
		else if (value->kind == WDI_TLV_KIND_CONTAINER)
			print_children_text(printer, value, reader_over(raw.value, raw.size), depth + 1);
	}
}

static void print_children_json(struct printer *printer, const struct wdi_layout *layout, struct reader reader);

static void print_value_json(struct printer *printer, const struct wdi_tlv *tlv, const struct wdi_raw_tlv *raw)
{
	const struct wdi_layout *layout = wdi_tlv_layout(tlv, printer->peer);
	struct reader reader = reader_over(raw->value, raw->size);

	switch (layout->kind) {
	case WDI_TLV_KIND_STRUCT:
		fputc('{', printer->to);
		print_fields(printer, layout, tlv->is_secret, reader, 0);
		fputc('}', printer->to);
		break;
	case WDI_TLV_KIND_ARRAY:
		print_array_json(printer, layout, tlv->is_secret, reader);
		break;
	case WDI_TLV_KIND_BLOB:
		if (tlv->is_secret) {
			fprintf(printer->to, "{\"secret_bytes\":%u}", raw->size);
			break;
		}
		fputc('"', printer->to);
		print_hex(printer, raw->value, raw->size);
		fputc('"', printer->to);
		break;
	default:
		print_children_json(printer, layout, reader);
		break;
	}
}

/* An object with a member per child that is there, in the order of the grammar. */
static void print_children_json(struct printer *printer, const struct wdi_layout *layout, struct reader reader)
{
	const char *separator = "";
	bool has_unknown = false;
	struct wdi_raw_tlv raw;
	struct reader walk;

	fputc('{', printer->to);
	for (size_t i = 0; i < layout->n_children; i++) {
		const struct wdi_child *child = &layout->children[i];
		size_t n = 0;

		walk = reader;
		while (wdi_tlv_next(&walk, &raw) == WDI_TLV_STEP_ITEM) {
			if (wdi_child_find(layout, raw.id, printer->peer) != child || (n > 0 && !child->is_multiple))
				continue;
			if (n++ == 0)
				fprintf(printer->to, "%s\"%s\":%s", separator, child->name, child->is_multiple ? "[" : "");
			else
				fputc(',', printer->to);
			print_value_json(printer, child->tlv, &raw);
		}
		if (n > 0 && child->is_multiple)
			fputc(']', printer->to);
		if (n > 0)
			separator = ",";
	}
	walk = reader;
	while (wdi_tlv_next(&walk, &raw) == WDI_TLV_STEP_ITEM) {
		if (wdi_child_find(layout, raw.id, printer->peer))
			continue;
		if (has_unknown)
			fputc(',', printer->to);
		else
			fprintf(printer->to, "%s\"unknown_tlvs\":[", separator);
		has_unknown = true;
		fprintf(printer->to, "{\"type\":%u,\"bytes\":%u}", raw.id, raw.size);
	}
	fprintf(printer->to, "%s}", has_unknown ? "]" : "");
}

int wdi_message_print(FILE *to, uint32_t id, enum wdi_direction from, const struct wdi_peer *peer, const void *message, size_t size,
		      bool json)
{
	const struct wdi_message *entry = wdi_message_find(id);
	struct printer printer = { to, peer, json };
	struct reader reader = reader_over(message, size);
	_auto_free_ void *payload = NULL;
	struct wdi_header header;
	const char *status, *end = from == WDI_FROM_HOST ? "host" : "driver";
	uint32_t c_size;
	int r;

	r = wdi_message_decode(id, from, peer, message, size, &header, &payload);
	if (r != 0)
		return r;
	status = wdi_status_name(header.status);
	reader_skip(&reader, WDI_HEADER_SIZE);
	if (json) {
		fprintf(to, "{\"id\":%" PRIu32 ",\"name\":\"%s\",\"from\":\"%s\",\"size\":%zu,\"port_id\":%u,\"status\":%" PRIu32 ",", id,
			entry->info.name, end, size, header.port_id, header.status);
		if (status)
			fprintf(to, "\"status_name\":\"%s\",", status);
		fprintf(to, "\"transaction_id\":%" PRIu32 ",\"ihv_specific_id\":%" PRIu32 ",\"payload\":", header.transaction_id,
			header.ihv_specific_id);
		print_children_json(&printer, wdi_message_layout(entry, from, &c_size), reader);
		fputs("}\n", to);
	} else {
		fprintf(to, "%s (0x%08" PRIX32 ") from %s, %zu bytes\n", entry->info.name, id, end, size);
		fprintf(to, "  port %u, status 0x%08" PRIX32 "%s%s, transaction 0x%" PRIx32 ", vendor id 0x%" PRIx32 "\n", header.port_id,
			header.status, status ? " " : "", status ? status : "", header.transaction_id, header.ihv_specific_id);
		print_children_text(&printer, wdi_message_layout(entry, from, &c_size), reader, 1);
	}
	return ferror(to) ? -EIO : 0;
}
