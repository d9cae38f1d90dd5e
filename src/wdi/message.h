/*
 * WDI messages between bytes and the structs of wdi/wdi_messages.h.
 *
 * A message is a 16-byte header and TLVs; its id travels outside of it (Source: netcx/wificx-message-structure). The id, the
 * direction and the version of the peer choose the grammar; the grammars are tables generated from spec/wdi.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "wdi/types.h"
#include "wdi/wdi_messages.h"

#define WDI_HEADER_SIZE 16
#define WDI_TLV_HEADER_SIZE 4
#define WDI_PORT_ADAPTER 0xFFFFu /* PortId of messages that address the adapter */

/* One id has a grammar per direction: host to driver is M1; driver to host is M0, M3 and M4. */
enum wdi_direction {
	WDI_FROM_HOST,
	WDI_FROM_DRIVER,
};

/* Layouts that differ between the classic WDI headers and those of WiFiCx do so even at the same version. */
enum wdi_model {
	WDI_MODEL_WDI,
	WDI_MODEL_WIFICX,
};

/* Whom we speak to; version is one of WDI_VERSION_..., the lower of the two ends' versions. */
struct wdi_peer {
	enum wdi_model model;
	uint32_t version;
};

/* What our own two ends speak: the newest layouts known. The commands that only classic WDI has (open, close, create port, delete
 * port, get capabilities) are understood with either model. */
extern const struct wdi_peer wdi_peer_current;
#define WDI_PEER_CURRENT (&wdi_peer_current)

struct wdi_header {
	uint16_t port_id;        /* WDI_PORT_ADAPTER for the adapter */
	uint32_t status;         /* NDIS_STATUS_...; meaningful only from the driver */
	uint32_t transaction_id; /* 0 for unsolicited indications */
	uint32_t ihv_specific_id; /* free, without meaning in the protocol */
};

/* Why a message does not decode, or a struct does not encode. Source: network/wdi-tlv-parser-interface-overview. */
enum wdi_parse_error {
	WDI_E_INVALID_DATA = 1,     /* value shorter than its layout, list not of whole elements, empty where one is required */
	WDI_E_BUFFER_OVERFLOW,      /* TLV reaches past its parent; encoding: value does not fit a 16-bit length */
	WDI_E_FILE_NOT_FOUND,       /* required TLV missing */
	WDI_E_UNSUPPORTED_REVISION, /* no peer, or peer below WDI_VERSION_1_0 */
	WDI_E_RESOURCES,            /* peer's allocation failed; ours returns -ENOMEM */
	WDI_E_UNKNOWN_MESSAGE,      /* no grammar for this id in this direction */
};

enum wdi_message_kind {
	WDI_MESSAGE_TASK,
	WDI_MESSAGE_PROPERTY,
	WDI_MESSAGE_INDICATION,
	WDI_MESSAGE_COMPLETION,
};

/* What the host does after a task was aborted. */
enum wdi_after_abort {
	WDI_AFTER_ABORT_UNKNOWN, /* not abortable, or no page says */
	WDI_AFTER_ABORT_PORT_CLEAN,
	WDI_AFTER_ABORT_DOT11_RESET,
	WDI_AFTER_ABORT_DOT11_RESET_IF_DISASSOCIATED,
};

/* What the pages say of a command besides its payload. */
struct wdi_message_info {
	uint32_t id;
	const char *name; /* OID_WDI_TASK_SCAN */
	enum wdi_message_kind kind;
	enum wdi_after_abort after_abort;
	uint32_t completion;  /* of a task: id of its M4; 0 otherwise */
	uint32_t completes;   /* of a completion: id of its task; 0 otherwise */
	uint32_t expected_ms; /* normal execution time; 0: not published */
	uint8_t priority;     /* of a task, 1 is served first; 0: decided by use (scan: 5 by the user, 6 in the background) or unknown */
	bool is_on_adapter;   /* addresses the adapter, not a port */
	bool is_abortable;
	bool is_serialized_with_tasks; /* property that waits until no task is pending */
	bool is_direct;                /* stands outside the serialized stream */
};

/* Return: static description, or NULL for an id that is no message. */
const struct wdi_message_info *wdi_message_info(uint32_t id);

/* The same by name, with or without the prefix OID_WDI_ or NDIS_STATUS_WDI_INDICATION_. */
const struct wdi_message_info *wdi_message_by_name(const char *name);

/* Every message in turn; NULL past the last. */
const struct wdi_message_info *wdi_message_at(size_t index);

/**
 * wdi_message_decode() - bytes to struct
 * @id:          OID_WDI_... or NDIS_STATUS_WDI_INDICATION_...
 * @peer:        sender; layouts of older peers are accepted and what they lack is 0
 * @message:     must outlive the payload, whose blobs point into it
 * @ret_header:  may be NULL
 * @ret_payload: one block to be freed with free(), or NULL for a message without payload (its TLVs are skipped)
 *
 * Unknown TLVs are skipped, as is what follows the known part of a value; TLVs come in any order; of a TLV that may be there once
 * the first counts and further ones are skipped unread.
 *
 * Return: 0; -ENOMEM; enum wdi_parse_error.
 */
int wdi_message_decode(uint32_t id, enum wdi_direction from, const struct wdi_peer *peer, const void *message, size_t size,
		       struct wdi_header *ret_header, void **ret_payload);

/* The header alone. Return: 0; WDI_E_INVALID_DATA if shorter than a header. */
int wdi_header_decode(const void *message, size_t size, struct wdi_header *ret);

/**
 * wdi_message_encode() - struct to bytes
 * @peer:    receiver; items it does not know are left out
 * @payload: struct of this id and direction; NULL for messages without payload
 * @ret:     to be freed with free()
 *
 * Empty optional lists are left out.
 *
 * Return: 0; -ENOMEM; -EINVAL if @payload is missing; enum wdi_parse_error: what the receiver would say, and BUFFER_OVERFLOW for
 * a value that does not fit a TLV.
 */
int wdi_message_encode(uint32_t id, enum wdi_direction from, const struct wdi_peer *peer, const struct wdi_header *header,
		       const void *payload, uint8_t **ret, size_t *ret_size);

/**
 * wdi_message_print() - a message for people, or as one JSON object
 *
 * Values of enumerations carry their names, key material is only its length. Nothing is printed on failure.
 *
 * Return: as wdi_message_decode(); -EIO if @to failed.
 */
int wdi_message_print(FILE *to, uint32_t id, enum wdi_direction from, const struct wdi_peer *peer, const void *message, size_t size,
		      bool json);

/**
 * wdi_message_redact() - zero the key material of a message in place, so that it may be stored
 *
 * Zeroed are the values of key TLVs and of TLVs that are unknown where they stand; of a message that does not parse, everything
 * from the defect to the end of the enclosing value; of a message with unknown id, everything after the header.
 */
void wdi_message_redact(uint32_t id, enum wdi_direction from, void *message, size_t size);

/* "NDIS_STATUS_FAILURE"; NULL for a number without name. */
const char *wdi_status_name(uint32_t ndis_status);

/* "INVALID_DATA" and so on; "?" for a number that is no error. */
const char *wdi_parse_error_name(int error);

/* NDIS_STATUS_... that answers a message which did not decode (also takes -ENOMEM). */
uint32_t wdi_parse_error_status(int error);
