#include "wlansvc/msm/security_private.h"

#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/log.h"
#include "dot11/codes.h"
#include "dot11/frame.h"
#include "wdi/wdi.h"
#include "wlansvc/msm/reason.h"

#define KEY_START_US 5000000 /* association to message 1 */
#define KEY_SUCCESS_US 5000000 /* from then to message 4 */

void security_end_handshake(struct security *security)
{
	struct handshake *handshake = &security->handshake;

	handshake->supplicant = supplicant_free(handshake->supplicant);
	secret_wipe(&handshake->pmk);
	memset(handshake, 0, sizeof(*handshake));
	security->n_late_keys += security->n_keys;
	security->n_keys = 0;
}

static void on_send(const uint8_t *pdu, size_t size, void *userdata)
{
	struct security *security = userdata;
	int r = security->ops->send_eapol(&security->handshake.peer, pdu, size, security->port);

	if (r < 0)
		log_debug("msm: a frame of the handshake is lost (%d)", r); /* as on the air: the peer will ask again */
}

static void on_install(const struct dot11_key *keys, size_t n_keys, void *userdata)
{
	struct security *security = userdata;

	if (security->ops->submit_keys(&security->handshake.peer, keys, n_keys, security->port) == 0) {
		security->n_keys++;
		return;
	}
	security->handshake.has_failed = true;
	security_fail(security, WLAN_REASON_CODE_MSMSEC_NIC_FAILURE, DOT11_REASON_UNSPECIFIED);
}

static void on_completed(void *userdata)
{
	struct security *security = userdata;

	security->handshake.is_complete = true;
	security->ops->set_timer(0, security->port);
}

static void on_handshake_failed(enum supplicant_failure failure, void *userdata)
{
	struct security *security = userdata;

	security->handshake.has_failed = true;
	security_fail(security, msm_reason_from_handshake(failure), msm_air_reason_from_handshake(failure));
}

static const struct supplicant_listener supplicant_listener = {
	.send = on_send,
	.install = on_install,
	.completed = on_completed,
	.failed = on_handshake_failed,
};

static const uint8_t *bytes_of(const struct agreement_element *element)
{
	return element->size > 0 ? element->bytes : NULL;
}

int security_start_handshake(struct security *security, const struct agreement_bss *bss)
{
	struct handshake *handshake = &security->handshake;
	const struct agreement *agreement = &handshake->agreement;
	const struct supplicant_config config = {
		.own = security->own,
		.authenticator = handshake->peer,
		.akm = agreement->suites.akm,
		.pairwise_cipher = agreement->suites.pairwise_cipher,
		.group_cipher = agreement->suites.group_cipher,
		.group_management_cipher = agreement->suites.group_management_cipher,
		.pmk = &handshake->pmk,
		.own_rsne = agreement->own_rsne.bytes,
		.own_rsne_size = agreement->own_rsne.size,
		.own_rsnxe = bytes_of(&agreement->own_rsnxe),
		.own_rsnxe_size = agreement->own_rsnxe.size,
		.bss_rsne = bss->rsne.bytes,
		.bss_rsne_size = bss->rsne.size,
		.bss_rsnxe = bytes_of(&bss->rsnxe),
		.bss_rsnxe_size = bss->rsnxe.size,
	};
	int r = supplicant_new(&handshake->supplicant, &config, &supplicant_listener, security);

	if (r < 0)
		return r;
	log_debug("msm: handshake with " DOT11_MAC_FORMAT " begins: %s, %s", DOT11_MAC_ARGS(&handshake->peer),
		  dot11_akm_name(agreement->suites.akm), dot11_cipher_name(agreement->suites.pairwise_cipher));
	security->ops->set_timer(KEY_START_US, security->port);
	return 0;
}

/* A handshake that fails with a PMK of the cache would fail with it again. */
static int note_failure(struct security *security)
{
	if (security->handshake.is_pmk_cached && !security->handshake.is_complete)
		pmksa_forget(security->pmksa, &security->handshake.peer);
	return SECURITY_E_FAILED;
}

int security_eapol(struct security *security, const uint8_t *pdu, size_t size)
{
	struct handshake *handshake = &security->handshake;
	int r;

	if (!handshake->supplicant || handshake->has_failed)
		return SECURITY_E_IGNORED;
	r = supplicant_receive(handshake->supplicant, pdu, size);
	if (handshake->has_failed)
		return note_failure(security);
	return r == 0 ? 0 : SECURITY_E_IGNORED;
}

int security_keys_done(struct security *security, uint32_t status)
{
	/* The host serves them in their order. */
	if (security->n_late_keys > 0) {
		security->n_late_keys--;
		return SECURITY_E_IGNORED;
	}
	if (security->n_keys == 0)
		return SECURITY_E_IGNORED;
	security->n_keys--;
	if (status == NDIS_STATUS_SUCCESS)
		return 0;
	log_debug("msm: the driver has refused keys (0x%08x)", status);
	security->handshake.has_failed = true;
	return security_fail(security, WLAN_REASON_CODE_MSMSEC_NIC_FAILURE, DOT11_REASON_UNSPECIFIED);
}

static bool is_psk(uint32_t akm)
{
	return akm == DOT11_AKM_PSK || akm == DOT11_AKM_PSK_SHA256;
}

static bool suspects_psk(const struct handshake *handshake)
{
	return is_psk(handshake->agreement.suites.akm) && supplicant_suspects_pmk(handshake->supplicant);
}

int security_timeout(struct security *security)
{
	struct handshake *handshake = &security->handshake;
	uint32_t reason;

	if (!handshake->supplicant || handshake->has_failed || handshake->is_complete)
		return SECURITY_E_IGNORED;
	if (!supplicant_has_started(handshake->supplicant)) {
		security_fail(security, WLAN_REASON_CODE_MSMSEC_KEY_START_TIMEOUT, DOT11_REASON_4WAY_HANDSHAKE_TIMEOUT);
		return note_failure(security);
	}
	if (!handshake->is_in_time) {
		handshake->is_in_time = true;
		security->ops->set_timer(KEY_SUCCESS_US, security->port);
		return 0;
	}
	reason = suspects_psk(handshake) ? WLAN_REASON_CODE_MSMSEC_PSK_MISMATCH_SUSPECTED :
					   WLAN_REASON_CODE_MSMSEC_KEY_SUCCESS_TIMEOUT;
	security_fail(security, reason, DOT11_REASON_4WAY_HANDSHAKE_TIMEOUT);
	return note_failure(security);
}

bool security_is_complete(const struct security *security)
{
	const struct handshake *handshake = &security->handshake;

	return !security->is_wanted || (handshake->is_complete && security->n_keys == 0 && !handshake->has_failed);
}

uint32_t security_failure(const struct security *security, uint16_t *ret_air)
{
	*ret_air = security->failure_air;
	return security->failure;
}

/* Reasons that access points give when message 2 is not what it should be. */
static bool blames_key(uint16_t peer_reason)
{
	return peer_reason == DOT11_REASON_INVALID_AUTHENTICATION || peer_reason == DOT11_REASON_MIC_FAILURE ||
	       peer_reason == DOT11_REASON_4WAY_HANDSHAKE_TIMEOUT || peer_reason == DOT11_REASON_8021X_FAILED;
}

uint32_t security_reason_of_loss(const struct security *security, uint32_t status, uint16_t peer_reason)
{
	const struct handshake *handshake = &security->handshake;

	if (handshake->supplicant && !handshake->is_complete && is_psk(handshake->agreement.suites.akm) &&
	    (supplicant_suspects_pmk(handshake->supplicant) ||
	     (supplicant_has_started(handshake->supplicant) && blames_key(peer_reason))))
		return WLAN_REASON_CODE_MSMSEC_PSK_MISMATCH_SUSPECTED;
	return msm_reason_from_loss(status);
}

void security_lose_peer(struct security *security)
{
	if (!security->handshake.supplicant)
		return;
	note_failure(security);
	security_end_handshake(security);
	security->ops->set_timer(0, security->port);
}
