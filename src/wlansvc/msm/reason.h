/*
 * The one border between what a driver tells (association status, 802.11 status, NDIS status) and WLAN_REASON_CODE.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "rsn/supplicant.h"

/**
 * msm_reason_from_association() - why an attempt failed
 * @status:      enum wdi_assoc_status; WDI_ASSOC_STATUS_SUCCESS gives WLAN_REASON_CODE_SUCCESS, unknown ones _ASSOCIATION_FAILURE
 * @peer_status: 802.11 status code of the peer, used where the peer has refused
 */
uint32_t msm_reason_from_association(uint32_t status, uint32_t peer_status);

/* Why a task failed. @status: NDIS_STATUS; NDIS_STATUS_SUCCESS gives WLAN_REASON_CODE_SUCCESS. */
uint32_t msm_reason_from_task(uint32_t status);

/* Why a connection that nobody asked to end has ended. @status: enum wdi_assoc_status. Never WLAN_REASON_CODE_SUCCESS. */
uint32_t msm_reason_from_loss(uint32_t status);

/* Why the 4-way or group key handshake failed. Never WLAN_REASON_CODE_SUCCESS. */
uint32_t msm_reason_from_handshake(enum supplicant_failure failure);
/* The same for the peer: IEEE 802.11 reason code. */
uint16_t msm_air_reason_from_handshake(enum supplicant_failure failure);

/* Why SAE failed. @outcome: positive enum sae_outcome, or negative errno. Never WLAN_REASON_CODE_SUCCESS. */
uint32_t msm_reason_from_sae(int outcome);
/* The same for the driver: enum wdi_sae_status. @of_confirm: whether the failure was the confirm's or the commit's. */
uint32_t msm_sae_status(int outcome, bool of_confirm);

/* Does the reason tell of security? It says more than those that follow from it. */
bool msm_reason_is_security(uint32_t reason);
