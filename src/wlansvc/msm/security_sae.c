#include "wlansvc/msm/security_private.h"

#include <errno.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/bytes.h"
#include "base/log.h"
#include "dot11/codes.h"
#include "wdi/wdi.h"
#include "wlansvc/msm/reason.h"

/* The driver moves frames and repeats them; their contents are made and judged here (rule 180). */

static int sae_answer(struct security *security, const struct msm_sae_answer *answer)
{
	int r = security->ops->submit_sae(answer, security->port);

	/* The driver waits for the answer no longer than it thinks fit, and ends the attempt. */
	if (r < 0)
		log_debug("msm: an answer of SAE cannot be submitted (%d)", r);
	return 0;
}

static int sae_fail(struct security *security, int outcome, bool of_confirm)
{
	const struct msm_sae_answer answer = {
		.bssid = security->sae_peer,
		.type = WDI_SAE_REQUEST_TYPE_FAILURE,
		.status = msm_sae_status(outcome, of_confirm),
	};

	log_debug("msm: SAE has failed in its %s (%d)", of_confirm ? "confirm" : "commit", outcome);
	sae_answer(security, &answer);
	security_end_sae(security);
	return security_fail(security, msm_reason_from_sae(outcome), DOT11_REASON_INVALID_AUTHENTICATION);
}

static uint32_t choose_cipher(const struct security *security, const struct agreement_bss *bss)
{
	for (size_t i = 0; i < security->wishes.n_ciphers && bss; i++)
		if (agreement_bss_has_cipher(bss, security->wishes.ciphers[i]))
			return security->wishes.ciphers[i];
	return security->wishes.ciphers[0];
}

static int sae_begin(struct security *security, const struct dot11_mac *bssid)
{
	const struct agreement_bss *bss = security_find_bss(security, bssid);
	const struct sae_config config = {
		.own = security->own,
		.peer = *bssid,
		.ssid = security->ssid,
		.password = security->wishes.passphrase.bytes,
		.password_size = security->wishes.passphrase.size,
		.method = bss && agreement_bss_has_h2e(bss) ? SAE_HASH_TO_ELEMENT : SAE_HUNTING_AND_PECKING,
		.n_groups = 3,
		.groups = { 19, 20, 21 },
	};

	security_end_sae(security);
	security->sae_peer = *bssid;
	return sae_new(&security->sae, &config);
}

static int sae_send_commit(struct security *security)
{
	struct dot11_sae_commit commit;
	int r = sae_make_commit(security->sae, &commit);

	if (r < 0)
		return sae_fail(security, r, false);

	const struct msm_sae_answer answer = {
		.bssid = security->sae_peer,
		.type = commit.status == DOT11_SAE_STATUS_HASH_TO_ELEMENT ? WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS_H2E :
									   WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS,
		.commit = &commit,
		.akm = DOT11_AKM_SAE,
		.cipher = choose_cipher(security, security_find_bss(security, &security->sae_peer)),
	};

	return sae_answer(security, &answer);
}

static int sae_send_confirm(struct security *security)
{
	struct dot11_sae_confirm confirm;
	int r = sae_make_confirm(security->sae, &confirm);

	if (r == SAE_E_STATE)
		return SECURITY_E_IGNORED;
	if (r != 0)
		return sae_fail(security, r, true);
	security->has_confirmed = true;

	const struct msm_sae_answer answer = {
		.bssid = security->sae_peer,
		.type = WDI_SAE_REQUEST_TYPE_CONFIRM_PARAMS,
		.confirm = &confirm,
	};

	return sae_answer(security, &answer);
}

/* A repetition before anything was received gets the same commit again (rule 184); everything else begins anew. */
static int sae_take_commit_wish(struct security *security, const struct msm_sae_event *event)
{
	int r = 0;

	if (!security->sae || security->has_confirmed || !dot11_mac_equal(&security->sae_peer, &event->bssid))
		r = sae_begin(security, &event->bssid);
	return r < 0 ? sae_fail(security, r, false) : sae_send_commit(security);
}

/* Algorithm, transaction and status of the frame. Return: a reader over what follows. */
static struct reader read_sae_header(const struct msm_sae_event *event, uint16_t transaction, uint16_t *ret_status)
{
	struct reader reader = reader_over(event->frame, event->frame_size);

	if (reader_le16(&reader) != 3 || reader_le16(&reader) != transaction)
		reader.failed = true;
	*ret_status = reader_le16(&reader);
	return reader;
}

static int sae_take_commit_frame(struct security *security, const struct msm_sae_event *event)
{
	struct dot11_sae_commit commit;
	uint16_t status;
	struct reader reader = read_sae_header(event, DOT11_SAE_COMMIT, &status);
	int r = reader.failed ? -EBADMSG : dot11_sae_commit_parse(status, reader.at, reader.left, &commit);

	if (r == -EOPNOTSUPP)
		return sae_fail(security, SAE_E_UNSUPPORTED_GROUP, false);
	if (r < 0)
		return sae_fail(security, SAE_E_INVALID, false);
	r = sae_take_commit(security->sae, &commit);
	switch (r) {
	case 0:
		return sae_send_confirm(security);
	case SAE_E_COMMIT_AGAIN:
		return sae_send_commit(security);
	case SAE_E_STATE:
		return SECURITY_E_IGNORED;
	default:
		return sae_fail(security, r, false);
	}
}

bool security_says_mismatch(uint32_t status)
{
	return status == DOT11_STATUS_FAILURE || status == DOT11_STATUS_CHALLENGE_FAILURE;
}

static int sae_take_confirm_frame(struct security *security, const struct msm_sae_event *event)
{
	struct dot11_sae_confirm confirm = { 0 };
	uint16_t status;
	struct reader reader = read_sae_header(event, DOT11_SAE_CONFIRM, &status);
	int r = reader.failed ? -EBADMSG : 0;

	/* One that refuses need not carry anything. */
	if (r == 0 && status == DOT11_STATUS_SUCCESS)
		r = dot11_sae_confirm_parse(reader.at, reader.left, &confirm);
	if (r < 0)
		return sae_fail(security, SAE_E_INVALID, true);
	r = sae_take_confirm(security->sae, status, &confirm);
	if (r == SAE_E_STATE)
		return SECURITY_E_IGNORED;
	if (r == SAE_E_REFUSED && security_says_mismatch(status)) {
		sae_fail(security, r, true);
		return security_fail(security, WLAN_REASON_CODE_MSMSEC_PSK_MISMATCH_SUSPECTED,
				     DOT11_REASON_INVALID_AUTHENTICATION);
	}
	if (r != 0)
		return sae_fail(security, r, true);

	const struct msm_sae_answer answer = {
		.bssid = security->sae_peer,
		.type = WDI_SAE_REQUEST_TYPE_SUCCESS,
		.status = WDI_SAE_STATUS_SUCCESS,
	};

	return sae_answer(security, &answer);
}

/* Not answered: the driver ends the attempt by itself. */
static int sae_take_error(struct security *security, const struct msm_sae_event *event)
{
	bool was_confirmed = security->has_confirmed;

	security_end_sae(security);
	if (event->status == WDI_SAE_STATUS_CONFIRM_MESSAGE_VERIFICATION_FAILED ||
	    (event->status == WDI_SAE_STATUS_CONFIRM_MESSAGE_FAILURE_FROM_PEER && was_confirmed))
		return security_fail(security, WLAN_REASON_CODE_MSMSEC_PSK_MISMATCH_SUSPECTED,
				     DOT11_REASON_INVALID_AUTHENTICATION);
	return 0;
}

int security_sae(struct security *security, const struct msm_sae_event *event)
{
	if (!security_wishes_akm(security, DOT11_AKM_SAE) || !security->is_wanted)
		return SECURITY_E_IGNORED;
	if (event->type == WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED)
		return sae_take_commit_wish(security, event);
	if (!security->sae || !dot11_mac_equal(&security->sae_peer, &event->bssid))
		return SECURITY_E_IGNORED;
	switch (event->type) {
	case WDI_SAE_INDICATION_TYPE_COMMIT_FRAME:
		return sae_take_commit_frame(security, event);
	case WDI_SAE_INDICATION_TYPE_CONFIRM_FRAME:
		return sae_take_confirm_frame(security, event);
	case WDI_SAE_INDICATION_TYPE_CONFIRM_REQUEST_RESEND_REQUEST:
		return sae_send_confirm(security);
	case WDI_SAE_INDICATION_TYPE_ERROR:
		return sae_take_error(security, event);
	default:
		return SECURITY_E_IGNORED;
	}
}
