/*
 * Notifications on their way out: acm's words to the bytes of WLAN_NOTIFICATION_DATA.pData, and who gets them.
 * Source: WLAN_NOTIFICATION_DATA, WLAN_CONNECTION_NOTIFICATION_DATA, WLAN_MSM_NOTIFICATION_DATA.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wlansvc/acm/acm.h"
#include "wlansvc/rpc/handle_table.h"

/**
 * notify_out_encode() - the pData of a notification
 * @ret: the caller frees; NULL when the notification has no data
 *
 * Return: 0; -ENOMEM.
 */
int notify_out_encode(const struct acm_notification *notification, void **ret, size_t *ret_size);

/* Tells one notification from another; equal for those that bIgnoreDuplicate takes for repeated. */
uint64_t notify_out_digest(const struct acm_notification *notification, const void *data, size_t size);

/*
 * Whether a handle is told. Clients of version 1 know two codes only: ACM connection_complete and disconnected.
 * @digest: remembered in the registration if so.
 */
bool notify_out_wants(struct handle *handle, uint32_t source, uint32_t code, uint64_t digest);
