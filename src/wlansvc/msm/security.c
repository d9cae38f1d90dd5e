#include "wlansvc/msm/security_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "crypto/crypto.h"
#include "dot11/codes.h"
#include "dot11/frame.h"
#include "dot11/owe_element.h"
#include "rsn/owe.h"
#include "rsn/pmksa.h"
#include "rsn/sae.h"
#include "rsn/supplicant.h"
#include "wdi/wdi.h"
#include "wlansvc/msm/reason.h"

#define MAX_PMKS 128 /* what Windows keeps by default (PMKCacheSize of a profile) */
#define PASSPHRASE_ROUNDS 4096 /* IEEE 802.11-2020, J.4.1 */
#define PMK_SIZE 32

/* IEEE 802.11-2020, table 9-50. */
#define STATUS_INVALID_PMKID 53

int security_fail(struct security *security, uint32_t reason, uint16_t air)
{
	security->failure = reason;
	security->failure_air = air;
	return SECURITY_E_FAILED;
}

bool security_wishes_akm(const struct security *security, uint32_t akm)
{
	for (size_t i = 0; i < security->wishes.n_akms; i++)
		if (security->wishes.akms[i] == akm)
			return true;
	return false;
}

static bool wishes_psk(const struct security *security)
{
	return security_wishes_akm(security, DOT11_AKM_PSK) || security_wishes_akm(security, DOT11_AKM_PSK_SHA256);
}

static bool is_cached_akm(uint32_t akm)
{
	return akm == DOT11_AKM_SAE || akm == DOT11_AKM_OWE;
}

const struct agreement_bss *security_find_bss(const struct security *security, const struct dot11_mac *bssid)
{
	for (size_t i = 0; i < security->n_bsses; i++)
		if (dot11_mac_equal(&security->bsses[i].bssid, bssid))
			return &security->bsses[i];
	return NULL;
}

/* --- the parts of an attempt end --- */

void security_end_sae(struct security *security)
{
	security->sae = sae_free(security->sae);
	security->has_confirmed = false;
}

static void end_owe(struct security *security)
{
	security->owe = owe_free(security->owe);
	security->owe_element_size = 0;
}

/* What only further associations would need. */
static void wipe_means(struct security *security)
{
	security_end_sae(security);
	end_owe(security);
	secret_wipe(&security->wishes.passphrase);
	secret_wipe(&security->wishes.psk);
	secret_wipe(&security->handshake.pmk);
}

static void forget_bsses(struct security *security)
{
	free(security->bsses);
	free(security->pmkids);
	security->bsses = NULL;
	security->pmkids = NULL;
	security->n_bsses = 0;
	security->n_pmkids = 0;
}

/* --- the beginning of an attempt --- */

static int check_wishes(const struct msm_security *wishes)
{
	if (wishes->n_akms > array_size(wishes->akms) || wishes->n_ciphers > array_size(wishes->ciphers) ||
	    wishes->n_group_ciphers > array_size(wishes->group_ciphers) || wishes->n_ciphers == 0 || wishes->n_group_ciphers == 0)
		return -EINVAL;
	for (size_t i = 0; i < wishes->n_akms; i++) {
		switch (wishes->akms[i]) {
		case DOT11_AKM_OWE:
			break;
		case DOT11_AKM_SAE:
			if (wishes->passphrase.size == 0)
				return -EINVAL;
			break;
		case DOT11_AKM_PSK:
		case DOT11_AKM_PSK_SHA256:
			if (wishes->passphrase.size == 0 && wishes->psk.size != PMK_SIZE)
				return -EINVAL;
			break;
		default:
			return -EINVAL;
		}
	}
	return 0;
}

/* Takes some milliseconds, so it is done before the driver is asked for anything. */
static int derive_psk(struct security *security)
{
	struct msm_security *wishes = &security->wishes;
	int r;

	if (!wishes_psk(security)) {
		secret_wipe(&wishes->psk);
		return 0;
	}
	if (wishes->psk.size == PMK_SIZE)
		return 0;
	r = crypto_pbkdf2_sha1(wishes->passphrase.bytes, wishes->passphrase.size, security->ssid.bytes, security->ssid.size,
			       PASSPHRASE_ROUNDS, wishes->psk.bytes, PMK_SIZE);
	if (r == 0)
		wishes->psk.size = PMK_SIZE;
	return r;
}

/* A cached PMK proves that the passphrase was right once, not that it is the one given now; and it is of the address that it was
 * agreed on with (IEEE 802.11-2020, 12.6.1.1.2). The cache serves one of them at a time. */
static int check_network(struct security *security)
{
	const struct crypto_part parts[] = {
		{ &security->own, sizeof(security->own) },
		{ &security->ssid, sizeof(security->ssid) },
		{ security->wishes.passphrase.bytes, security->wishes.passphrase.size },
	};
	uint8_t network[32];
	int r = crypto_hmac(CRYPTO_SHA256, security->salt, sizeof(security->salt), parts, array_size(parts), network);

	if (r < 0)
		return r;
	if (!secret_equal_bytes(network, security->network, sizeof(network)))
		pmksa_flush(security->pmksa);
	memcpy(security->network, network, sizeof(network));
	return 0;
}

static int note_bsses(struct security *security, const struct msm_target *target)
{
	security->bsses = calloc(target->n_candidates, sizeof(*security->bsses));
	security->pmkids = calloc(target->n_candidates, sizeof(*security->pmkids));
	if ((!security->bsses || !security->pmkids) && target->n_candidates > 0)
		return -ENOMEM;
	for (size_t i = 0; i < target->n_candidates; i++) {
		const struct msm_candidate *candidate = &target->candidates[i];
		struct agreement_bss *bss = &security->bsses[security->n_bsses++];

		bss->bssid = candidate->bssid;
		/* One without them is useless, which is for the driver to find out. */
		if (agreement_read_bss(candidate->beacon, candidate->beacon_size, bss) < 0)
			(void)agreement_read_bss(candidate->probe_response, candidate->probe_response_size, bss);
	}
	return 0;
}

static const struct pmksa_entry *find_pmk(struct security *security, const struct dot11_mac *bssid)
{
	for (size_t i = 0; i < security->wishes.n_akms && security->wishes.caches_pmk; i++) {
		const struct pmksa_entry *entry = NULL;

		if (is_cached_akm(security->wishes.akms[i]))
			entry = pmksa_find(security->pmksa, bssid, &security->ssid, security->wishes.akms[i],
					   clock_monotonic_us());
		if (entry)
			return entry;
	}
	return NULL;
}

static void offer_pmks(struct security *security)
{
	for (size_t i = 0; i < security->n_bsses; i++) {
		const struct pmksa_entry *entry = find_pmk(security, &security->bsses[i].bssid);
		struct msm_pmkid *pmkid = &security->pmkids[security->n_pmkids];

		if (!entry || !agreement_bss_has_akm(&security->bsses[i], entry->akm))
			continue;
		pmkid->bssid = entry->bssid;
		memcpy(pmkid->bytes, entry->pmkid, sizeof(pmkid->bytes));
		security->n_pmkids++;
	}
}

static int make_owe_element(struct security *security, uint16_t group)
{
	struct writer writer = writer_over(security->owe_element, sizeof(security->owe_element));
	struct dot11_owe_dh own;
	int r;

	end_owe(security);
	r = owe_new(&security->owe, group);
	if (r < 0)
		return r;
	owe_own(security->owe, &own);
	dot11_owe_dh_write(&writer, &own);
	r = writer_end(&writer);
	if (r < 0)
		return r;
	security->owe_group = group;
	security->owe_element_size = writer.size;
	return 0;
}

/* The group that is as strong as the cipher (rule 190). */
static uint16_t choose_owe_group(const struct security *security)
{
	for (size_t c = 0; c < security->wishes.n_ciphers; c++) {
		if (security->wishes.ciphers[c] != DOT11_CIPHER_GCMP_256)
			continue;
		for (size_t i = 0; i < security->n_bsses; i++)
			if (agreement_bss_has_cipher(&security->bsses[i], DOT11_CIPHER_GCMP_256))
				return 20;
	}
	return 19;
}

static int prepare_secrets(struct security *security)
{
	int r = derive_psk(security);

	if (r == 0)
		r = check_network(security);
	if (r < 0)
		return r;
	if (!security_wishes_akm(security, DOT11_AKM_SAE))
		secret_wipe(&security->wishes.passphrase);
	offer_pmks(security);
	security->has_other_owe_group = false;
	return security_wishes_akm(security, DOT11_AKM_OWE) ? make_owe_element(security, choose_owe_group(security)) : 0;
}

int security_begin(struct security *security, const struct msm_target *target, struct msm_offer *ret_offer)
{
	int r;

	if (target->security.n_akms > 0) {
		r = check_wishes(&target->security);
		if (r < 0)
			return r;
	}
	forget_bsses(security);
	security->is_wanted = target->security.n_akms > 0;
	security->own = target->own;
	security->ssid = (struct dot11_ssid){ .size = target->ssid.size };
	memcpy(security->ssid.bytes, target->ssid.bytes, target->ssid.size);
	*ret_offer = (struct msm_offer){ 0 };
	if (!security->is_wanted)
		return 0;
	security->wishes = target->security;
	r = note_bsses(security, target);
	if (r == 0)
		r = prepare_secrets(security);
	if (r < 0) {
		security_stop(security);
		return r;
	}
	*ret_offer = (struct msm_offer){
		.n_pmkids = security->n_pmkids,
		.pmkids = security->pmkids,
		.owe_element = security->owe_element_size > 0 ? security->owe_element : NULL,
		.owe_element_size = security->owe_element_size,
	};
	return 0;
}

void security_keep_own(struct security *security, const struct dot11_mac *own)
{
	security->own = *own;
	/* Offered for another address: whoever takes one of them cannot have agreed on it with us. */
	security_forget(security);
}

bool security_is_wanted(const struct security *security)
{
	return security->is_wanted;
}

/* --- the end of an association attempt --- */

/* RFC 8110, 4.4: the other side's list of groups is not known, so the other one of ours is tried, once. */
static bool try_other_owe_group(struct security *security)
{
	if (!security->owe || security->has_other_owe_group)
		return false;
	security->has_other_owe_group = true;
	return make_owe_element(security, security->owe_group == 20 ? 19 : 20) == 0 &&
	       security->ops->submit_owe(security->owe_element, security->owe_element_size, security->port) == 0;
}

static bool is_refusal(const struct msm_association *association)
{
	return association->status == WDI_ASSOC_STATUS_AUTH_FAILED_BY_PEER ||
	       association->status == WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER;
}

uint32_t security_refused(struct security *security, const struct msm_association *association)
{
	uint32_t reason = msm_reason_from_association(association->status, association->peer_status);
	bool is_of_sae = security->sae && dot11_mac_equal(&security->sae_peer, &association->bssid);

	if (!security->is_wanted)
		return reason;
	if (is_refusal(association) && association->peer_status == DOT11_SAE_STATUS_UNSUPPORTED_GROUP &&
	    try_other_owe_group(security))
		log_debug("msm: the peer does not take the OWE group, group %u is tried", security->owe_group);
	if (is_refusal(association) && association->peer_status == STATUS_INVALID_PMKID)
		pmksa_forget(security->pmksa, &association->bssid);
	if (is_of_sae && association->status == WDI_ASSOC_STATUS_AUTH_FAILED_BY_PEER && security->has_confirmed &&
	    !sae_pmk(security->sae) && security_says_mismatch(association->peer_status))
		reason = WLAN_REASON_CODE_MSMSEC_PSK_MISMATCH_SUSPECTED;
	if (is_of_sae)
		security_end_sae(security);
	return reason;
}

static bool names_pmkid(const struct dot11_rsne *rsne, const uint8_t *pmkid)
{
	for (size_t i = 0; i < rsne->n_pmkids; i++)
		if (memcmp(rsne->pmkids[i], pmkid, DOT11_PMKID_SIZE) == 0)
			return true;
	return false;
}

/* Return: whether the cache has it, and the request has named it. */
static bool take_cached_pmk(struct security *security, struct handshake *handshake)
{
	const struct pmksa_entry *entry = find_pmk(security, &handshake->peer);

	if (!entry || entry->akm != handshake->agreement.suites.akm || !names_pmkid(&handshake->agreement.own, entry->pmkid))
		return false;
	handshake->pmk = entry->pmk;
	memcpy(handshake->pmkid, entry->pmkid, sizeof(handshake->pmkid));
	handshake->is_pmk_cached = true;
	return true;
}

static int take_sae_pmk(struct security *security, struct handshake *handshake)
{
	const struct secret *pmk =
		security->sae && dot11_mac_equal(&security->sae_peer, &handshake->peer) ? sae_pmk(security->sae) : NULL;

	if (!pmk)
		return take_cached_pmk(security, handshake) ? 0 : -ENOKEY;
	handshake->pmk = *pmk;
	memcpy(handshake->pmkid, sae_pmkid(security->sae), sizeof(handshake->pmkid));
	/* It did not take the PMKID, if there was one. */
	pmksa_forget(security->pmksa, &handshake->peer);
	return 0;
}

/* The peer answers with a key of its own unless it takes the PMKID (RFC 8110, 4.4 and 4.5). */
static int take_owe_pmk(struct security *security, struct handshake *handshake, const struct msm_association *association)
{
	uint8_t kind = association->is_reassociation ? DOT11_FRAME_REASSOCIATION_RESPONSE : DOT11_FRAME_ASSOCIATION_RESPONSE;
	struct dot11_management response;
	struct dot11_owe_dh peer;
	int r = dot11_management_parse(kind, association->response, association->response_size, &response);

	if (r < 0)
		return r;
	r = dot11_owe_dh_find(response.elements.bytes, response.elements.size, &peer);
	if (r == -ENOENT)
		return take_cached_pmk(security, handshake) ? 0 : -ENOKEY;
	if (r < 0 || !security->owe)
		return -EBADMSG;
	r = owe_finish(security->owe, true, &peer, &handshake->pmk, handshake->pmkid);
	if (r != 0)
		return r < 0 ? r : -EBADMSG;
	pmksa_forget(security->pmksa, &handshake->peer);
	return 0;
}

static int take_pmk(struct security *security, struct handshake *handshake, const struct msm_association *association)
{
	switch (handshake->agreement.suites.akm) {
	case DOT11_AKM_SAE:
		return take_sae_pmk(security, handshake);
	case DOT11_AKM_OWE:
		return take_owe_pmk(security, handshake, association);
	default:
		handshake->pmk = security->wishes.psk;
		return 0;
	}
}

/* What the driver heard last is what it has chosen by; else what it was given. */
static bool read_peer(const struct security *security, const struct msm_association *association, struct agreement_bss *ret)
{
	const struct agreement_bss *known = security_find_bss(security, &association->bssid);

	*ret = (struct agreement_bss){ .bssid = association->bssid };
	if (association->beacon_size > 0 && agreement_read_bss(association->beacon, association->beacon_size, ret) == 0)
		return true;
	if (known)
		*ret = *known;
	return known && known->rsne.size > 0;
}

int security_associate(struct security *security, const struct msm_association *association)
{
	struct handshake *handshake = &security->handshake;
	struct agreement_bss bss;
	uint32_t reason;

	security_end_handshake(security);
	if (!security->is_wanted)
		return 0;
	handshake->peer = association->bssid;
	if (!read_peer(security, association, &bss))
		return security_fail(security, WLAN_REASON_CODE_DRIVER_OPERATION_FAILURE, DOT11_REASON_UNSPECIFIED);
	reason = agreement_judge(&security->wishes, &bss, association, &handshake->agreement);
	if (reason != 0)
		return security_fail(security, reason, DOT11_REASON_UNSPECIFIED);
	if (take_pmk(security, handshake, association) < 0 || security_start_handshake(security, &bss) < 0)
		return security_fail(security, WLAN_REASON_CODE_START_SECURITY_FAILURE, DOT11_REASON_UNSPECIFIED);
	return 0;
}

/* --- the end of an attempt --- */

static void cache_pmk(struct security *security)
{
	const struct handshake *handshake = &security->handshake;
	struct pmksa_entry entry = {
		.bssid = handshake->peer,
		.ssid = security->ssid,
		.akm = handshake->agreement.suites.akm,
		.pmk = handshake->pmk,
		.expires_us = clock_monotonic_us() + security->wishes.pmk_lifetime_us,
	};

	memcpy(entry.pmkid, handshake->pmkid, sizeof(entry.pmkid));
	(void)pmksa_add(security->pmksa, &entry); /* without it the next time takes longer */
	secret_wipe(&entry.pmk);
}

void security_settle(struct security *security)
{
	const struct handshake *handshake = &security->handshake;

	if (!handshake->supplicant)
		return;
	if (security->wishes.caches_pmk && is_cached_akm(handshake->agreement.suites.akm) && !handshake->is_pmk_cached)
		cache_pmk(security);
	wipe_means(security);
}

void security_stop(struct security *security)
{
	wipe_means(security);
	if (security->handshake.supplicant)
		security->ops->set_timer(0, security->port);
	security_end_handshake(security);
	security->is_wanted = false;
}

void security_forget(struct security *security)
{
	pmksa_flush(security->pmksa);
	secret_wipe_bytes(security->network, sizeof(security->network));
	security->wishes.caches_pmk = false;
}

struct msm_suites security_suites(const struct security *security)
{
	return security->handshake.supplicant ? security->handshake.agreement.suites : (struct msm_suites){ 0 };
}

/* --- life --- */

int security_new(struct security **ret, const struct msm_ops *ops, void *port)
{
	struct security *security = calloc(1, sizeof(*security));

	if (!security)
		return -ENOMEM;
	security->ops = ops;
	security->port = port;
	if (pmksa_new(&security->pmksa, MAX_PMKS) < 0 || crypto_random(security->salt, sizeof(security->salt)) < 0) {
		security_free(security);
		return -ENOMEM;
	}
	*ret = security;
	return 0;
}

struct security *security_free(struct security *security)
{
	if (!security)
		return NULL;
	wipe_means(security);
	security_end_handshake(security);
	forget_bsses(security);
	pmksa_free(security->pmksa);
	secret_wipe_bytes(security, sizeof(*security));
	free(security);
	return NULL;
}
