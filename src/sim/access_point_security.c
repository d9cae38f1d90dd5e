/* Who may associate with a secured BSS, with which PMK, and the keys of the BSS itself. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/crypto.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "rsn/owe.h"
#include "sim/access_point_internal.h"

#define MAX_PMKS 255
#define PMK_LIFETIME_US (UINT64_C(43200) * 1000000) /* dot11RSNAConfigPMKLifetime: IEEE 802.11-2020, annex C */
#define PASSPHRASE_ROUNDS 4096

/* Numbers of the keys of one slot are those plus the slot: IEEE 802.11-2020, 12.7.1.4 to 12.7.1.6. */
enum first_key_index {
	FIRST_GTK = 1,
	FIRST_IGTK = 4,
	FIRST_BIGTK = 6,
};

static int make_key(struct mpdu_key *key, enum dot11_key_kind kind, uint32_t cipher, uint8_t index)
{
	struct dot11_key fresh = { .kind = kind, .cipher = cipher, .index = index };
	int r;

	fresh.key.size = dot11_cipher_key_size(cipher);
	r = crypto_random(fresh.key.bytes, fresh.key.size);
	if (r == 0) {
		mpdu_key_wipe(key);
		mpdu_key_init(key, &fresh);
	}
	secret_wipe(&fresh.key);
	return r;
}

int access_point_make_group_keys(struct access_point *ap, unsigned int slot)
{
	const struct scenario_security *security = &ap->config.security;
	struct access_point_group_keys *keys = &ap->rsn->group_keys[slot];
	int r = make_key(&keys->gtk, DOT11_KEY_GROUP, security->group, (uint8_t)(FIRST_GTK + slot));

	if (r == 0 && security->group_management)
		r = make_key(&keys->igtk, DOT11_KEY_IGTK, security->group_management, (uint8_t)(FIRST_IGTK + slot));
	if (r == 0 && security->protects_beacons)
		r = make_key(&keys->bigtk, DOT11_KEY_BIGTK, security->group_management, (uint8_t)(FIRST_BIGTK + slot));
	return r;
}

struct access_point_group_keys *access_point_active_keys(struct access_point *ap)
{
	return &ap->rsn->group_keys[ap->rsn->active];
}

struct access_point_group_keys *access_point_newest_keys(struct access_point *ap)
{
	return &ap->rsn->group_keys[ap->rsn->is_switching ? !ap->rsn->active : ap->rsn->active];
}

static void wipe_group_keys(struct access_point_group_keys *keys)
{
	mpdu_key_wipe(&keys->gtk);
	mpdu_key_wipe(&keys->igtk);
	mpdu_key_wipe(&keys->bigtk);
}

int access_point_rsn_new(struct access_point *ap)
{
	int r;

	if (ap->config.security.kind == SCENARIO_SECURITY_OPEN)
		return 0;
	ap->rsn = calloc(1, sizeof(*ap->rsn));
	if (!ap->rsn)
		return -ENOMEM;
	r = pmksa_new(&ap->rsn->pmksa, MAX_PMKS);
	if (r == 0)
		r = crypto_random(ap->rsn->token_key, sizeof(ap->rsn->token_key));
	return r < 0 ? r : access_point_make_group_keys(ap, 0);
}

void access_point_rsn_free(struct access_point *ap)
{
	if (!ap->rsn)
		return;
	secret_wipe(&ap->rsn->psk);
	pmksa_free(ap->rsn->pmksa);
	wipe_group_keys(&ap->rsn->group_keys[0]);
	wipe_group_keys(&ap->rsn->group_keys[1]);
	secret_wipe_bytes(ap->rsn->token_key, sizeof(ap->rsn->token_key));
	free(ap->rsn);
	ap->rsn = NULL;
}

static bool is_anyone_awaited(const struct access_point *ap)
{
	for (size_t i = 0; i < ap->n_stations; i++) {
		if (ap->stations[i]->awaits_group_keys)
			return true;
	}
	return false;
}

/* Until all have the new keys the old ones send; afterwards nobody needs the old ones. */
static void switch_when_all_have_them(struct access_point *ap)
{
	if (!ap->rsn || !ap->rsn->is_switching || is_anyone_awaited(ap))
		return;
	wipe_group_keys(access_point_active_keys(ap));
	ap->rsn->active = !ap->rsn->active;
	ap->rsn->is_switching = false;
}

void access_point_group_keys_arrived(struct access_point_station *station)
{
	if (!station->awaits_group_keys)
		return;
	station->awaits_group_keys = false;
	switch_when_all_have_them(station->ap);
}

int access_point_rekey_group(struct access_point *ap)
{
	int r;

	if (!ap->rsn)
		return -EOPNOTSUPP;
	if (ap->rsn->is_switching)
		return -EBUSY;
	r = access_point_make_group_keys(ap, !ap->rsn->active);
	if (r < 0)
		return r;
	ap->rsn->is_switching = true;
	/* Who is in the middle of a handshake may have been told the old keys, and hears of the new ones after it. */
	for (size_t i = 0; i < ap->n_stations; i++) {
		struct access_point_station *station = ap->stations[i];

		if (!station->authenticator)
			continue;
		station->awaits_group_keys = true;
		if (authenticator_start_group(station->authenticator) < 0)
			station->wants_group_keys = true;
	}
	switch_when_all_have_them(ap);
	return 0;
}

static size_t list_akms(enum scenario_security_kind kind, uint32_t *ret)
{
	switch (kind) {
	case SCENARIO_SECURITY_WPA2_PSK:
		ret[0] = DOT11_AKM_PSK;
		return 1;
	case SCENARIO_SECURITY_WPA2_PSK_SHA256:
		ret[0] = DOT11_AKM_PSK_SHA256;
		return 1;
	case SCENARIO_SECURITY_SAE:
		ret[0] = DOT11_AKM_SAE;
		return 1;
	case SCENARIO_SECURITY_SAE_TRANSITION:
		ret[0] = DOT11_AKM_PSK;
		ret[1] = DOT11_AKM_SAE;
		return 2;
	case SCENARIO_SECURITY_OWE:
		ret[0] = DOT11_AKM_OWE;
		return 1;
	default:
		return 0;
	}
}

static void fill_rsne(const struct access_point *ap, struct dot11_rsne *rsne)
{
	const struct scenario_security *security = &ap->config.security;

	*rsne = (struct dot11_rsne){
		.group_cipher = security->group,
		.n_pairwise = security->n_pairwise,
		.group_management_cipher = security->group_management,
	};
	memcpy(rsne->pairwise, security->pairwise, sizeof(security->pairwise));
	rsne->n_akms = list_akms(security->kind, rsne->akms);
	if (security->pmf != SCENARIO_PMF_OFF)
		rsne->capabilities |= DOT11_RSN_MFP_CAPABLE;
	if (security->pmf == SCENARIO_PMF_REQUIRED)
		rsne->capabilities |= DOT11_RSN_MFP_REQUIRED;
}

void access_point_write_rsne(const struct access_point *ap, struct writer *writer)
{
	struct dot11_rsne rsne;

	if (!ap->rsn)
		return;
	fill_rsne(ap, &rsne);
	dot11_rsne_write(writer, &rsne);
}

static bool takes_hash_to_element(const struct scenario_security *security)
{
	return scenario_security_has_sae(security) && security->sae_pwe != SCENARIO_SAE_PWE_HUNTING_AND_PECKING;
}

void access_point_write_rsnxe(const struct access_point *ap, struct writer *writer)
{
	if (ap->rsn && takes_hash_to_element(&ap->config.security))
		dot11_rsnx_write(writer, DOT11_RSNX_SAE_H2E);
}

void access_point_request_end(struct access_point_request *request)
{
	secret_wipe(&request->pmk);
	request->owe = owe_free(request->owe);
}

/* An element with its id and length. */
static const uint8_t *find_whole(const struct dot11_elements *elements, uint8_t id, size_t *ret_size)
{
	struct dot11_element element;

	if (!dot11_element_find(elements->bytes, elements->size, id, &element))
		return NULL;
	*ret_size = (size_t)element.size + 2;
	return element.body - 2;
}

static uint16_t read_elements(const struct dot11_elements *elements, struct access_point_request *request)
{
	int r;

	request->rsnxe_bytes = find_whole(elements, DOT11_ELEMENT_RSNX, &request->rsnxe_size);
	request->rsne_bytes = find_whole(elements, DOT11_ELEMENT_RSN, &request->rsne_size);
	if (!request->rsne_bytes)
		return DOT11_STATUS_INVALID_ELEMENT;
	r = dot11_rsne_parse(request->rsne_bytes + 2, request->rsne_size - 2, &request->rsne);
	if (r == -EOPNOTSUPP)
		return DOT11_STATUS_UNSUPPORTED_RSNE_VERSION;
	return r < 0 ? DOT11_STATUS_INVALID_ELEMENT : DOT11_STATUS_SUCCESS;
}

/* A request names exactly one suite of each kind (9.4.2.24.1), and one of ours. */
static uint16_t judge_suites(const struct access_point *ap, const struct dot11_rsne *wanted)
{
	struct dot11_rsne own;

	fill_rsne(ap, &own);
	if (wanted->group_cipher != own.group_cipher)
		return DOT11_STATUS_INVALID_GROUP_CIPHER;
	if (wanted->n_pairwise != 1 || !dot11_rsne_has_pairwise(&own, wanted->pairwise[0]))
		return DOT11_STATUS_INVALID_PAIRWISE_CIPHER;
	if (wanted->n_akms != 1 || !dot11_rsne_has_akm(&own, wanted->akms[0]))
		return DOT11_STATUS_INVALID_AKMP;
	return DOT11_STATUS_SUCCESS;
}

static uint16_t judge_pmf(const struct scenario_security *security, const struct dot11_rsne *wanted)
{
	bool is_capable = wanted->capabilities & DOT11_RSN_MFP_CAPABLE;

	if (security->pmf == SCENARIO_PMF_OFF)
		return wanted->capabilities & DOT11_RSN_MFP_REQUIRED ? DOT11_STATUS_MANAGEMENT_POLICY : DOT11_STATUS_SUCCESS;
	/* Wi-Fi Alliance, WPA3 Specification, 2.3: in transition mode SAE is only for those that protect management frames. */
	if (!is_capable && (security->pmf == SCENARIO_PMF_REQUIRED || wanted->akms[0] == DOT11_AKM_SAE))
		return DOT11_STATUS_MANAGEMENT_POLICY;
	if (is_capable && wanted->group_management_cipher != security->group_management)
		return DOT11_STATUS_CIPHER_OUT_OF_POLICY;
	return DOT11_STATUS_SUCCESS;
}

static uint64_t now_us(const struct access_point *ap)
{
	return access_point_schedule(ap)->now_us;
}

/* The PMK of an earlier association, if the request names it. */
static bool find_named_pmk(const struct access_point_station *station, struct access_point_request *request)
{
	const struct access_point *ap = station->ap;
	const struct pmksa_entry *entry =
		pmksa_find(ap->rsn->pmksa, &station->mac, &ap->config.ssid, request->rsne.akms[0], now_us(ap));

	for (size_t i = 0; entry && i < request->rsne.n_pmkids; i++) {
		if (memcmp(request->rsne.pmkids[i], entry->pmkid, sizeof(entry->pmkid)) != 0)
			continue;
		request->pmk = entry->pmk;
		memcpy(request->pmkid, entry->pmkid, sizeof(request->pmkid));
		request->has_pmkid = request->is_cached = true;
		return true;
	}
	return false;
}

static uint16_t find_psk(struct access_point *ap, struct access_point_request *request)
{
	const struct scenario_security *security = &ap->config.security;
	struct secret *psk = &ap->rsn->psk;

	if (security->psk.size)
		*psk = security->psk;
	if (!psk->size && crypto_pbkdf2_sha1(security->passphrase.bytes, security->passphrase.size, ap->config.ssid.bytes,
					     ap->config.ssid.size, PASSPHRASE_ROUNDS, psk->bytes, 32) == 0)
		psk->size = 32;
	request->pmk = *psk;
	return psk->size ? DOT11_STATUS_SUCCESS : DOT11_STATUS_FAILURE;
}

/* Hash to element said and not used: somebody in between may have changed our beacon (IEEE 802.11-2020, 12.4.8.3). */
static bool is_downgraded(const struct access_point_station *station, const struct access_point_request *request)
{
	return takes_hash_to_element(&station->ap->config.security) && station->sae_status != DOT11_SAE_STATUS_HASH_TO_ELEMENT &&
	       request->rsnxe_bytes && dot11_rsnx_parse(request->rsnxe_bytes + 2, request->rsnxe_size - 2) & DOT11_RSNX_SAE_H2E;
}

static uint16_t find_sae_pmk(const struct access_point_station *station, struct access_point_request *request)
{
	if (station->algorithm != ALGORITHM_SAE)
		return find_named_pmk(station, request) ? DOT11_STATUS_SUCCESS : DOT11_STATUS_INVALID_PMKID;
	if (!station->is_sae_done || !sae_pmk(station->sae))
		return DOT11_STATUS_INVALID_PMKID;
	if (is_downgraded(station, request))
		return DOT11_STATUS_FAILURE;
	request->pmk = *sae_pmk(station->sae);
	memcpy(request->pmkid, sae_pmkid(station->sae), sizeof(request->pmkid));
	request->has_pmkid = true;
	return DOT11_STATUS_SUCCESS;
}

static bool takes_owe_group(const struct scenario_security *security, uint16_t group)
{
	for (size_t i = 0; i < security->n_owe_groups; i++) {
		if (security->owe_groups[i] == group)
			return true;
	}
	return false;
}

static void remember_pmk(const struct access_point_station *station, const struct access_point_request *request)
{
	struct pmksa_entry entry = {
		.bssid = station->mac,
		.ssid = station->ap->config.ssid,
		.akm = request->rsne.akms[0],
		.pmk = request->pmk,
		.expires_us = now_us(station->ap) + PMK_LIFETIME_US,
	};

	memcpy(entry.pmkid, request->pmkid, sizeof(entry.pmkid));
	/* Without memory the station has to do the whole exchange again, that is all. */
	(void)pmksa_add(station->ap->rsn->pmksa, &entry);
	secret_wipe(&entry.pmk);
}

static uint16_t make_owe_pmk(const struct access_point_station *station, const struct dot11_elements *elements,
			     struct access_point_request *request)
{
	struct dot11_owe_dh dh;
	int r;

	/* RFC 8110, 4.5: a PMK that is known makes the exchange needless. */
	if (find_named_pmk(station, request))
		return DOT11_STATUS_SUCCESS;
	if (dot11_owe_dh_find(elements->bytes, elements->size, &dh) < 0)
		return DOT11_STATUS_INVALID_ELEMENT;
	if (!takes_owe_group(&station->ap->config.security, dh.group))
		return DOT11_STATUS_UNSUPPORTED_GROUP;
	r = owe_new(&request->owe, dh.group);
	if (r < 0)
		return r == -EOPNOTSUPP ? DOT11_STATUS_UNSUPPORTED_GROUP : DOT11_STATUS_FAILURE;
	if (owe_finish(request->owe, false, &dh, &request->pmk, request->pmkid) != 0)
		return DOT11_STATUS_FAILURE;
	request->has_pmkid = true;
	return DOT11_STATUS_SUCCESS;
}

static uint16_t find_pmk(struct access_point_station *station, const struct dot11_elements *elements,
			 struct access_point_request *request)
{
	switch (request->rsne.akms[0]) {
	case DOT11_AKM_SAE:
		return find_sae_pmk(station, request);
	case DOT11_AKM_OWE:
		return make_owe_pmk(station, elements, request);
	default:
		return find_psk(station->ap, request);
	}
}

void access_point_judge_security(struct access_point_station *station, const struct dot11_elements *elements,
				 struct access_point_request *request)
{
	request->status = read_elements(elements, request);
	if (request->status == DOT11_STATUS_SUCCESS)
		request->status = judge_suites(station->ap, &request->rsne);
	if (request->status == DOT11_STATUS_SUCCESS)
		request->status = judge_pmf(&station->ap->config.security, &request->rsne);
	if (request->status == DOT11_STATUS_SUCCESS)
		request->status = find_pmk(station, elements, request);
	if (request->status == DOT11_STATUS_SUCCESS && request->has_pmkid && !request->is_cached)
		remember_pmk(station, request);
}

void access_point_write_security_response(const struct access_point *ap, const struct access_point_request *request,
					  struct writer *writer)
{
	struct dot11_owe_dh dh;
	struct dot11_rsne rsne;

	if (request->status != DOT11_STATUS_SUCCESS || request->rsne.akms[0] != DOT11_AKM_OWE)
		return;
	if (request->owe) {
		owe_own(request->owe, &dh);
		dot11_owe_dh_write(writer, &dh);
		return;
	}
	fill_rsne(ap, &rsne);
	rsne.n_pmkids = 1;
	memcpy(rsne.pmkids[0], request->pmkid, sizeof(request->pmkid));
	dot11_rsne_write(writer, &rsne);
}

int access_point_set_passphrase(struct access_point *ap, const struct secret *passphrase)
{
	if (!scenario_security_has_password(&ap->config.security))
		return -EOPNOTSUPP;
	ap->config.security.passphrase = *passphrase;
	secret_wipe(&ap->config.security.psk);
	secret_wipe(&ap->rsn->psk);
	pmksa_flush(ap->rsn->pmksa);
	/* Forgetting moves the last entry into the gap, so the walk goes backwards. */
	for (size_t i = ap->n_stations; i > 0; i--) {
		if (ap->stations[i - 1]->sae)
			access_point_abandon_sae(ap->stations[i - 1]);
	}
	return 0;
}
