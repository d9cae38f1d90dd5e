/* Between the station's words and WDI's: outcomes and causes, the contents of SAE frames, the algorithms the station can do. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/sae_frame.h"
#include "sim/station_mlme.h"
#include "wdi/wdi.h"

/* enum wdi_assoc_status of the end of an attempt, and of a link. */
uint32_t station_wdi_attempt_status(enum station_mlme_outcome outcome);
uint32_t station_wdi_left_status(enum station_mlme_cause cause);

/* What NDIS_STATUS_WDI_INDICATION_SAE_AUTH_PARAMS_NEEDED says. @frame: borrowed; NULL if there is none. */
struct wdi_indication_sae_auth_params_needed station_wdi_sae_indication(enum station_mlme_sae what, const struct dot11_mac *peer,
									const uint8_t *frame, size_t size);

/* Of OID_WDI_SET_SAE_AUTH_PARAMS; pointers borrow from @params. Return: 0; -EINVAL if what the request type wants is missing, or
 * does not fit. */
int station_wdi_commit(const struct wdi_set_sae_auth_params *params, struct dot11_sae_commit *ret_commit);
int station_wdi_confirm(const struct wdi_set_sae_auth_params *params, struct dot11_sae_confirm *ret_confirm);

/**
 * station_wdi_set_algorithms() - the pairs of authentication and cipher in the capabilities, and what belongs to them
 * @has_data: there is a data socket, so that handshakes are possible; otherwise only open networks are
 */
void station_wdi_set_algorithms(bool has_data, struct wdi_tlv_station_attributes *attributes,
				struct wdi_tlv_interface_capabilities *capabilities);

/* enum wdi_cipher_algorithm, group management ones included; for driver_security_choose(). */
extern const uint32_t station_wdi_ciphers[];
extern const size_t station_wdi_n_ciphers;
