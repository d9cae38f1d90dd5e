#include "dot11/codes.h"

#include <stddef.h>

static const char *const reason_names[] = {
	[DOT11_REASON_UNSPECIFIED] = "unspecified",
	[DOT11_REASON_INVALID_AUTHENTICATION] = "authentication no longer valid",
	[DOT11_REASON_LEAVING_NETWORK_DEAUTH] = "deauthenticated: leaving the BSS",
	[DOT11_REASON_INACTIVITY] = "inactive",
	[DOT11_REASON_NO_MORE_STAS] = "access point has too many stations",
	[DOT11_REASON_INVALID_CLASS2_FRAME] = "class 2 frame from a station not authenticated",
	[DOT11_REASON_INVALID_CLASS3_FRAME] = "class 3 frame from a station not associated",
	[DOT11_REASON_LEAVING_NETWORK_DISASSOC] = "disassociated: leaving the BSS",
	[DOT11_REASON_NOT_AUTHENTICATED] = "association without authentication",
	[DOT11_REASON_INVALID_ELEMENT] = "invalid element",
	[DOT11_REASON_MIC_FAILURE] = "message integrity code failure",
	[DOT11_REASON_4WAY_HANDSHAKE_TIMEOUT] = "4-way handshake timeout",
	[DOT11_REASON_GROUP_KEY_TIMEOUT] = "group key handshake timeout",
	[DOT11_REASON_ELEMENT_MISMATCH] = "element in the 4-way handshake differs from the one before",
	[DOT11_REASON_INVALID_GROUP_CIPHER] = "invalid group cipher",
	[DOT11_REASON_INVALID_PAIRWISE_CIPHER] = "invalid pairwise cipher",
	[DOT11_REASON_INVALID_AKMP] = "invalid AKM",
	[DOT11_REASON_UNSUPPORTED_RSNE_VERSION] = "RSN element version not supported",
	[DOT11_REASON_INVALID_RSNE_CAPABILITIES] = "invalid RSN capabilities",
	[DOT11_REASON_8021X_FAILED] = "802.1X authentication failed",
	[DOT11_REASON_CIPHER_OUT_OF_POLICY] = "cipher rejected by policy",
	[DOT11_REASON_LOW_ACK] = "too many frames without acknowledgement",
	[DOT11_REASON_PEER_LEAVING] = "peer is leaving",
	[DOT11_REASON_TIMEOUT] = "timeout",
};

static const char *const status_names[] = {
	[DOT11_STATUS_SUCCESS] = "success",
	[DOT11_STATUS_FAILURE] = "unspecified failure",
	[DOT11_STATUS_UNSUPPORTED_CAPABILITIES] = "capabilities not supported",
	[DOT11_STATUS_NO_ASSOCIATION] = "reassociation without association",
	[DOT11_STATUS_DENIED_OTHER_REASON] = "denied for a reason outside the standard",
	[DOT11_STATUS_UNSUPPORTED_ALGORITHM] = "authentication algorithm not supported",
	[DOT11_STATUS_TRANSACTION_SEQUENCE] = "authentication transaction out of sequence",
	[DOT11_STATUS_CHALLENGE_FAILURE] = "challenge failure",
	[DOT11_STATUS_SEQUENCE_TIMEOUT] = "authentication timeout",
	[DOT11_STATUS_NO_MORE_STAS] = "access point has too many stations",
	[DOT11_STATUS_BASIC_RATES_MISMATCH] = "basic rates not supported",
	[DOT11_STATUS_REFUSED_TEMPORARILY] = "refused temporarily; try again later",
	[DOT11_STATUS_MANAGEMENT_POLICY] = "robust management frame policy violation",
	[DOT11_STATUS_REQUEST_DECLINED] = "request declined",
	[DOT11_STATUS_INVALID_ELEMENT] = "invalid element",
	[DOT11_STATUS_INVALID_GROUP_CIPHER] = "invalid group cipher",
	[DOT11_STATUS_INVALID_PAIRWISE_CIPHER] = "invalid pairwise cipher",
	[DOT11_STATUS_INVALID_AKMP] = "invalid AKM",
	[DOT11_STATUS_UNSUPPORTED_RSNE_VERSION] = "RSN element version not supported",
	[DOT11_STATUS_INVALID_RSNE_CAPABILITIES] = "invalid RSN capabilities",
	[DOT11_STATUS_CIPHER_OUT_OF_POLICY] = "cipher rejected by policy",
	[DOT11_STATUS_INVALID_PMKID] = "invalid PMKID",
	[DOT11_STATUS_ANTI_CLOGGING_TOKEN] = "anti-clogging token required",
	[DOT11_STATUS_UNSUPPORTED_GROUP] = "finite cyclic group not supported",
	[DOT11_STATUS_UNKNOWN_PASSWORD_IDENTIFIER] = "unknown password identifier",
	[DOT11_STATUS_SAE_HASH_TO_ELEMENT] = "SAE hash to element",
};

static const char *name_in(const char *const *names, size_t n_names, uint16_t code)
{
	return code < n_names && names[code] ? names[code] : "reserved";
}

const char *dot11_reason_name(uint16_t reason)
{
	return name_in(reason_names, sizeof(reason_names) / sizeof(reason_names[0]), reason);
}

const char *dot11_status_name(uint16_t status)
{
	return name_in(status_names, sizeof(status_names) / sizeof(status_names[0]), status);
}
