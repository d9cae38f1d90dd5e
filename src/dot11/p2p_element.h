/* The P2P element by which Wi-Fi Direct devices and group owners are known: Wi-Fi Alliance, Wi-Fi Peer-to-Peer (P2P) Technical
 * Specification, 4.1.1; as far as beacons, probe and association frames of a group need it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "dot11/types.h"

#define DOT11_P2P_NAME_MAX 32

/* Bits of the P2P Capability attribute (4.1.4). */
enum dot11_p2p_device_capability {
	DOT11_P2P_DEVICE_CONCURRENT = 1 << 2, /* may be a station of another network beside the group */
};
enum dot11_p2p_group_capability {
	DOT11_P2P_GROUP_OWNER = 1 << 0,
	DOT11_P2P_GROUP_LIMIT = 1 << 2, /* takes nobody more */
};

struct dot11_p2p {
	bool has_capability;
	uint8_t device_capability, group_capability;
	bool has_device_id; /* in beacons */
	struct dot11_mac device_id;
	bool has_device; /* P2P Device Info, in probe responses and association requests */
	struct dot11_mac device;
	size_t name_size;
	char name[DOT11_P2P_NAME_MAX]; /* UTF-8, of the sender: hostile; not terminated */
};

/**
 * dot11_p2p_find() - read the P2P attributes of a list of elements
 *
 * Several P2P elements are one list of attributes that was cut in pieces. Attributes that are not known are skipped.
 *
 * Return: 0; -ENOENT if there is no P2P element; -EBADMSG if an attribute is cut short, or the list of elements before one.
 */
int dot11_p2p_find(const void *elements, size_t size, struct dot11_p2p *ret_p2p);

/* Writes the whole element, id and length included: what is marked as there, in the order of the attributes' numbers. The device is
 * told to be a computer that knows no way of Wi-Fi Protected Setup. A name longer than DOT11_P2P_NAME_MAX makes the writer fail. */
void dot11_p2p_write(struct writer *writer, const struct dot11_p2p *p2p);
