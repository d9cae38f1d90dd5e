/*
 * Data frames of a BSS and the Ethernet frames they carry: addresses by direction (IEEE 802.11-2020, table 9-30) and the
 * ethertype behind an LLC and a SNAP header (RFC 1042).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "dot11/frame.h"
#include "dot11/types.h"

#define DOT11_DATA_LLC_SIZE 8 /* LLC, SNAP and ethertype */
#define DOT11_DATA_MAX_PAYLOAD 2304

#define DOT11_ETHERTYPE_EAPOL 0x888e
#define DOT11_ETHERTYPE_EXPERIMENT 0x88b5 /* IEEE 802, local experimental ethertype 1 */

struct dot11_data {
	struct dot11_mac destination, source;
	uint16_t ethertype;
	const uint8_t *payload; /* behind the ethertype; borrowed */
	size_t size;
};

/**
 * dot11_data_parse() - what a data frame carries
 * @frame: parsed and not protected (any more)
 *
 * Return: 0; -EBADMSG if it is too short, or none with LLC and SNAP; -EOPNOTSUPP for what nobody here sends: other frames than data,
 * protected ones, fragments, several MSDUs in one, four addresses or none of the distribution system's.
 */
int dot11_data_parse(const struct dot11_frame *frame, struct dot11_data *ret_data);

/**
 * dot11_data_write() - a whole data frame without QoS, to be protected or sent as it is
 * @direction: DOT11_FRAME_TO_DS: from the station @data->source, to the access point; DOT11_FRAME_FROM_DS: from the access point to
 *             the station, or group, @data->destination
 *
 * Sequence number and duration are 0.
 */
void dot11_data_write(struct writer *writer, uint8_t direction, const struct dot11_mac *bssid, const struct dot11_data *data);
