/* Keys that the host puts in and takes out: OID_WDI_SET_ADD_CIPHER_KEYS and OID_WDI_SET_DELETE_CIPHER_KEYS, as NDIS statuses. */
#pragma once

#include <stdint.h>

#include "nl80211/mlme.h"
#include "nl80211/wiphy.h"
#include "wdi/wdi.h"

/**
 * keys_add() - put keys in, and open the port when the pairwise key is among them
 *
 * Return: NDIS_STATUS_SUCCESS once the kernel has all of them; NDIS_STATUS_INVALID_DATA for a key that is none;
 * NDIS_STATUS_NOT_SUPPORTED for a cipher that the radio has not; NDIS_STATUS_INVALID_STATE without the association, or for
 * another peer; what keys_status() makes of the kernel's error. Those before the one that failed are in.
 */
uint32_t keys_add(struct mlme *mlme, const struct wiphy *wiphy, const struct wdi_set_add_cipher_keys *add);
/* Return: as keys_add(); a key that is not there is success. */
uint32_t keys_delete(struct mlme *mlme, const struct wdi_set_delete_cipher_keys *delete);

/* NDIS status of a negative errno; NDIS_STATUS_SUCCESS of 0. */
uint32_t keys_status(int error);
