/*
 * 802.11 frames: the MAC header and the bodies of management frames, validated once into a struct, and their builders.
 *
 * Frames are as on the air without the FCS. Parsed frames borrow from the bytes they were parsed from.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "dot11/types.h"

/* Type and subtype as bits 2 to 7 of Frame Control: IEEE 802.11-2020, table 9-1. */
enum dot11_frame_kind {
	DOT11_FRAME_ASSOCIATION_REQUEST = 0x00,
	DOT11_FRAME_ASSOCIATION_RESPONSE = 0x10,
	DOT11_FRAME_REASSOCIATION_REQUEST = 0x20,
	DOT11_FRAME_REASSOCIATION_RESPONSE = 0x30,
	DOT11_FRAME_PROBE_REQUEST = 0x40,
	DOT11_FRAME_PROBE_RESPONSE = 0x50,
	DOT11_FRAME_BEACON = 0x80,
	DOT11_FRAME_DISASSOCIATION = 0xa0,
	DOT11_FRAME_AUTHENTICATION = 0xb0,
	DOT11_FRAME_DEAUTHENTICATION = 0xc0,
	DOT11_FRAME_ACTION = 0xd0,
	DOT11_FRAME_ACK = 0xd4,
	DOT11_FRAME_DATA = 0x08,
	DOT11_FRAME_NULL = 0x48,
	DOT11_FRAME_QOS_DATA = 0x88,
	DOT11_FRAME_QOS_NULL = 0xc8,
};

/* Second byte of Frame Control. */
#define DOT11_FRAME_TO_DS 0x01
#define DOT11_FRAME_FROM_DS 0x02
#define DOT11_FRAME_RETRY 0x08
#define DOT11_FRAME_POWER_MANAGEMENT 0x10
#define DOT11_FRAME_PROTECTED 0x40

#define DOT11_HEADER_SIZE 24	 /* of a management frame and of a data frame with three addresses */
#define DOT11_FRAME_MAX_SIZE 2400 /* largest MMPDU and MPDU we handle: header, 2304 bytes behind LLC and SNAP, protection */

struct dot11_header {
	uint8_t kind;  /* enum dot11_frame_kind; others possible in parsed frames */
	uint8_t flags; /* DOT11_FRAME_TO_DS... */
	uint16_t duration_us;
	struct dot11_mac receiver;    /* address 1 */
	struct dot11_mac transmitter; /* address 2; zeros in an ACK */
	struct dot11_mac address3;    /* BSSID in management frames; zeros in an ACK */
	uint16_t sequence;	      /* 0 to 4095 */
	uint8_t fragment;	      /* 0 to 15 */
	uint16_t qos_control;	      /* QoS data frames only */
};

struct dot11_elements {
	const uint8_t *bytes;
	size_t size;
};

/* Fixed fields of management bodies; which are set depends on the kind. */
struct dot11_management {
	uint64_t timestamp_us;	     /* beacon, probe response */
	uint16_t beacon_interval_tu; /* beacon, probe response; 1 TU is 1024 us */
	uint16_t capability;	     /* beacon, probe response, (re)association request and response */
	uint16_t listen_interval;    /* (re)association request, in beacon intervals */
	struct dot11_mac current_ap; /* reassociation request */
	uint16_t algorithm;	     /* authentication: 0 open, 1 shared key, 3 SAE */
	uint16_t transaction;	     /* authentication: 1, 2... */
	uint16_t status;	     /* authentication, (re)association response */
	uint16_t aid;		     /* (re)association response: 1 to 2007, the two high bits removed */
	uint16_t reason;	     /* disassociation, deauthentication */
	struct dot11_elements elements;
};

struct dot11_frame {
	struct dot11_header header;
	const uint8_t *body; /* what follows the header; ciphertext and what belongs to it if @is_protected */
	size_t body_size;
	bool is_protected;
	bool is_data;	    /* one that carries something: not a null frame */
	bool is_management; /* then @management is valid; never if @is_protected: first decrypt, then parse what comes out */
	struct dot11_management management;
};

/**
 * dot11_frame_parse() - validate a frame from the air
 * @bytes: MAC header and body without FCS
 *
 * Checks that the header is whole (address 4 and QoS control of data frames included; address 4 is skipped), the protocol version 0, the fixed fields of a known management body are there and its
 * elements are whole. Authentication frames other than open system keep what follows their fixed fields in elements unchecked.
 *
 * Return: 0; -EBADMSG.
 */
int dot11_frame_parse(const void *bytes, size_t size, struct dot11_frame *ret_frame);

/* The same for a management body alone, as WDI carries frames. @kind: enum dot11_frame_kind. Return: 0; -EBADMSG; -EOPNOTSUPP for a
 * kind that has no body we know. */
int dot11_management_parse(uint8_t kind, const void *body, size_t size, struct dot11_management *ret_management);

/* Writes the MAC header: 24 bytes, 26 for QoS data, 10 for an ACK. */
void dot11_frame_write_header(struct writer *writer, const struct dot11_header *header);

/* Writes fixed fields and elements of @kind. The caller has no need to know which fields @kind takes. */
void dot11_frame_write_management(struct writer *writer, uint8_t kind, const struct dot11_management *management);

/**
 * dot11_frame_build() - header and body of a management frame, null data frame or ACK; of a data frame the header
 *
 * Return: size of the frame; -ENOBUFS if @capacity does not suffice.
 */
int dot11_frame_build(void *buffer, size_t capacity, const struct dot11_header *header,
		      const struct dot11_management *management);

/* "Beacon", "Disassociation"...; "Frame" for a kind without a name here. */
const char *dot11_frame_name(uint8_t kind);
