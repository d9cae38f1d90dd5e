/*
 * Whether somebody may do something: token x descriptor x wanted, as Windows' AccessCheck decides it.
 */
#pragma once

#include <stdint.h>

#include "access/identity.h"
#include "access/sddl.h"

#define ACCESS_READ_CONTROL 0x00020000 /* see the descriptor */
#define ACCESS_WRITE_DAC 0x00040000    /* change it */

/**
 * access_granted() - all that a token may do
 *
 * Entries count in the order of the list, and the first one that names a right decides about it: that is why a list in the usual
 * order has its refusals first. Generic rights mean WLAN_READ_ACCESS, WLAN_EXECUTE_ACCESS and WLAN_WRITE_ACCESS; GENERIC_ALL is
 * the last of them, which holds the others. The owner may always see and change the list, unless an entry for OW (owner rights)
 * says what the owner may.
 *
 * Return: mask of specific and standard rights; those that no entry names are not granted.
 * Source: How AccessCheck Works; Order of ACEs in a DACL; Native Wifi API Permissions.
 */
uint32_t access_granted(const struct access_token *token, const struct access_groups *groups,
			const struct access_descriptor *descriptor);

/* Generic rights of a mask turned into what they mean for Native Wifi; other bits stay. */
uint32_t access_map_generic(uint32_t mask);
