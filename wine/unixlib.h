/*
 * The border between Wine's world and libwlanapi's: plain C types only, for each of the two has a windows.h of its own.
 *
 * A function of the library has the platform's calling convention here, an exported one Windows'. Structures pass untouched, as
 * both worlds lay them out alike; a structure passed by value goes in registers here and by address there.
 */
#pragma once

#include <stdint.h>

#define WINDOWS_CALL __attribute__((ms_abi))

/* EAP_METHOD_TYPE of eaptypes.h: passed in the same registers as this. */
struct unix_eap_method {
	uint32_t type, vendor_id, vendor_type, author_id;
};

/* Functions of libwlanapi whose wrappers are not generated. */
uint32_t WlanOpenHandle(uint32_t version, void *reserved, uint32_t *negotiated, void **handle);
void *WlanAllocateMemory(uint32_t size);
void WlanFreeMemory(void *memory);
uint32_t WlanSetProfileEapUserData(void *handle, const void *guid, const void *name, struct unix_eap_method method,
				   uint32_t flags, uint32_t size, void *data, void *reserved);
uint32_t WFDStartOpenSession(void *handle, void *device, void *context, void (*callback)(void), void **session);
