/*
 * The one border between what a driver tells (association status, 802.11 status, NDIS status) and WLAN_REASON_CODE.
 */
#pragma once

#include <stdint.h>

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
