/*
 * Typed arguments of D-Bus messages: interface names, SSIDs, byte blobs. Both ends are read as if they were hostile.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <systemd/sd-bus.h>

#include "base/guid.h"
#include "dot11/types.h"

/* "ay", exactly 16 bytes as in memory on Windows. Return: 0; -EBADMSG for another size; negative errno of sd-bus. */
int marshal_read_guid(sd_bus_message *message, struct guid *ret);
int marshal_append_guid(sd_bus_message *message, const struct guid *guid);

/* "bay": whether there is one, and its 0 to 32 bytes. Return: as above. */
int marshal_read_optional_ssid(sd_bus_message *message, bool *ret_is_present, struct dot11_ssid *ret);
int marshal_append_optional_ssid(sd_bus_message *message, const struct dot11_ssid *ssid);

/* "ay" of any size. @ret_data: into the message, valid as long as it; NULL when empty. */
int marshal_read_bytes(sd_bus_message *message, const void **ret_data, size_t *ret_size);
int marshal_append_bytes(sd_bus_message *message, const void *data, size_t size);
