/*
 * WlanReasonCodeToString: a sentence for every reason code of wlanapi.h.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/utf16.h"
#include "wlanapi/export.h"

static const struct {
	DWORD code;
	const char *sentence;
} reasons[] = {
	{ WLAN_REASON_CODE_SUCCESS, "No error." },
	{ WLAN_REASON_CODE_UNKNOWN, "The cause is not known." },
	{ WLAN_REASON_CODE_NETWORK_NOT_COMPATIBLE, "Network cannot be used with this adapter/OS." },
	{ WLAN_REASON_CODE_PROFILE_NOT_COMPATIBLE, "Profile cannot be used with this adapter/OS." },
	{ WLAN_REASON_CODE_NO_AUTO_CONNECTION, "Profile is manual: not tried automatically." },
	{ WLAN_REASON_CODE_NOT_VISIBLE, "Network not in the scan list." },
	{ WLAN_REASON_CODE_GP_DENIED, "Denied by a group policy filter." },
	{ WLAN_REASON_CODE_USER_DENIED, "Denied by a user filter." },
	{ WLAN_REASON_CODE_BSS_TYPE_NOT_ALLOWED, "BSS type excluded on this interface." },
	{ WLAN_REASON_CODE_IN_FAILED_LIST, "Network is in the list of recent failures." },
	{ WLAN_REASON_CODE_IN_BLOCKED_LIST, "Network is in the temporary block list." },
	{ WLAN_REASON_CODE_SSID_LIST_TOO_LONG, "More SSIDs than the adapter supports." },
	{ WLAN_REASON_CODE_CONNECT_CALL_FAIL, "Connect request to the MSM failed." },
	{ WLAN_REASON_CODE_SCAN_CALL_FAIL, "Scan request to the MSM failed." },
	{ WLAN_REASON_CODE_NETWORK_NOT_AVAILABLE, "The network was not found, or it lacks what the profile needs." },
	{ WLAN_REASON_CODE_PROFILE_CHANGED_OR_DELETED, "The profile was changed or deleted during the attempt." },
	{ WLAN_REASON_CODE_KEY_MISMATCH, "The key of the profile differs from that of the network." },
	{ WLAN_REASON_CODE_USER_NOT_RESPOND, "User prompt not answered." },
	{ WLAN_REASON_CODE_AP_PROFILE_NOT_ALLOWED_FOR_CLIENT, "Hosted-network profile given to a physical adapter." },
	{ WLAN_REASON_CODE_AP_PROFILE_NOT_ALLOWED, "Hosted-network profile not accepted here." },
	{ WLAN_REASON_CODE_HOTSPOT2_PROFILE_DENIED, "Hotspot 2.0 profile refused." },
	{ WLAN_REASON_CODE_UNSUPPORTED_SECURITY_SET_BY_OS, "OS does not support the security settings." },
	{ WLAN_REASON_CODE_UNSUPPORTED_SECURITY_SET, "Adapter/driver does not support the security settings." },
	{ WLAN_REASON_CODE_BSS_TYPE_UNMATCH, "BSS type differs." },
	{ WLAN_REASON_CODE_PHY_TYPE_UNMATCH, "PHY type differs." },
	{ WLAN_REASON_CODE_DATARATE_UNMATCH, "Data rates differ." },
	{ WLAN_REASON_CODE_USER_CANCELLED, "Cancelled by the user." },
	{ WLAN_REASON_CODE_ASSOCIATION_FAILURE, "The driver or the access point ended the association before it was complete." },
	{ WLAN_REASON_CODE_ASSOCIATION_TIMEOUT, "Association timed out." },
	{ WLAN_REASON_CODE_PRE_SECURITY_FAILURE, "Security step before association failed." },
	{ WLAN_REASON_CODE_START_SECURITY_FAILURE, "Security could not start after association." },
	{ WLAN_REASON_CODE_SECURITY_FAILURE, "Security ended in failure." },
	{ WLAN_REASON_CODE_SECURITY_TIMEOUT, "Security timed out." },
	{ WLAN_REASON_CODE_ROAMING_FAILURE, "Driver dropped while roaming." },
	{ WLAN_REASON_CODE_ROAMING_SECURITY_FAILURE, "Security could not start for the roam." },
	{ WLAN_REASON_CODE_ADHOC_SECURITY_FAILURE, "Security could not start for an ad hoc peer." },
	{ WLAN_REASON_CODE_DRIVER_DISCONNECTED, "The driver or the access point ended the connection." },
	{ WLAN_REASON_CODE_DRIVER_OPERATION_FAILURE, "Driver failed an operation." },
	{ WLAN_REASON_CODE_IHV_NOT_AVAILABLE, "IHV service absent." },
	{ WLAN_REASON_CODE_IHV_NOT_RESPONDING, "IHV service timed out." },
	{ WLAN_REASON_CODE_DISCONNECT_TIMEOUT, "Driver did not complete a disconnect in time." },
	{ WLAN_REASON_CODE_INTERNAL_FAILURE, "Internal error." },
	{ WLAN_REASON_CODE_UI_REQUEST_TIMEOUT, "User prompt timed out." },
	{ WLAN_REASON_CODE_TOO_MANY_SECURITY_ATTEMPTS, "Security was not established after several attempts." },
	{ WLAN_REASON_CODE_AP_STARTING_FAILURE, "Hosted network could not start." },
	{ WLAN_REASON_CODE_NO_VISIBLE_AP, "No usable AP seen." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_KEY_INDEX, "Bad key index." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_PSK_PRESENT, "A PSK given where a key is needed." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_KEY_LENGTH, "Bad key length." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_PSK_LENGTH,
	  "The passphrase must have 8 to 63 characters, or the key 64 hexadecimal digits." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_NO_AUTH_CIPHER_SPECIFIED, "No auth/cipher pair." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_TOO_MANY_AUTH_CIPHER_SPECIFIED, "Too many auth/cipher pairs." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_DUPLICATE_AUTH_CIPHER, "Same pair twice." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_RAWDATA_INVALID, "The protected key of the profile was not made by this machine: export the profile with its key in clear where it comes from, or type the key again." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_AUTH_CIPHER, "Pair not allowed." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_ONEX_DISABLED, "802.1X off though required." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_ONEX_ENABLED, "802.1X on though forbidden." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_PMKCACHE_MODE, "Bad PMK cache mode." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_PMKCACHE_SIZE, "Bad PMK cache size." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_PMKCACHE_TTL, "Bad PMK cache TTL." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_PREAUTH_MODE, "Bad preauthentication mode." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_PREAUTH_THROTTLE, "Bad preauthentication throttle." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_PREAUTH_ONLY_ENABLED, "Preauthentication without PMK cache." },
	{ WLAN_REASON_CODE_MSMSEC_CAPABILITY_NETWORK, "Network capabilities do not match." },
	{ WLAN_REASON_CODE_MSMSEC_CAPABILITY_NIC, "Adapter capabilities do not match." },
	{ WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE, "Profile capabilities do not match." },
	{ WLAN_REASON_CODE_MSMSEC_CAPABILITY_DISCOVERY, "Network lacks the kind asked for in discovery." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_PASSPHRASE_CHAR, "Bad character in passphrase." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_KEYMATERIAL_CHAR, "Bad character in key." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_WRONG_KEYTYPE, "The keyType does not fit the key." },
	{ WLAN_REASON_CODE_MSMSEC_MIXED_CELL, "AP privacy bit does not fit a secured profile (mixed cell suspected)." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_AUTH_TIMERS_INVALID, "Bad authentication timers or retry count." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_GKEY_INTV, "Bad group key interval." },
	{ WLAN_REASON_CODE_MSMSEC_TRANSITION_NETWORK, "Transition network suspected; next try uses legacy security." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_KEY_UNMAPPED_CHAR, "Key has non-ASCII characters." },
	{ WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE_AUTH, "Network lacks the authentication of the profile." },
	{ WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE_CIPHER, "Network lacks the cipher of the profile." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_SAFE_MODE, "Bad FIPS mode value." },
	{ WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE_SAFE_MODE_NIC, "FIPS mode asked, adapter lacks it." },
	{ WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE_SAFE_MODE_NW, "FIPS mode asked, network lacks it." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_UNSUPPORTED_AUTH, "Authentication of the profile unsupported." },
	{ WLAN_REASON_CODE_MSMSEC_PROFILE_UNSUPPORTED_CIPHER, "Cipher of the profile unsupported." },
	{ WLAN_REASON_CODE_MSMSEC_CAPABILITY_MFP_NW_NIC, "Network requires MFP, adapter lacks it." },
	{ WLAN_REASON_CODE_MSMSEC_UI_REQUEST_FAILURE, "User prompt could not be queued." },
	{ WLAN_REASON_CODE_MSMSEC_AUTH_START_TIMEOUT, "802.1X did not start in time." },
	{ WLAN_REASON_CODE_MSMSEC_AUTH_SUCCESS_TIMEOUT, "802.1X did not finish in time." },
	{ WLAN_REASON_CODE_MSMSEC_KEY_START_TIMEOUT, "Key exchange did not start in time." },
	{ WLAN_REASON_CODE_MSMSEC_KEY_SUCCESS_TIMEOUT, "Key exchange did not finish in time." },
	{ WLAN_REASON_CODE_MSMSEC_M3_MISSING_KEY_DATA, "Message 3 without key data." },
	{ WLAN_REASON_CODE_MSMSEC_M3_MISSING_IE, "Message 3 without IE." },
	{ WLAN_REASON_CODE_MSMSEC_M3_MISSING_GRP_KEY, "Message 3 without group key." },
	{ WLAN_REASON_CODE_MSMSEC_PR_IE_MATCHING, "RSN/WPA IE of message 3 differs from the beacon." },
	{ WLAN_REASON_CODE_MSMSEC_SEC_IE_MATCHING, "Secondary IE of message 3 differs." },
	{ WLAN_REASON_CODE_MSMSEC_NO_PAIRWISE_KEY, "Pairwise key needed, AP offers group keys only." },
	{ WLAN_REASON_CODE_MSMSEC_G1_MISSING_KEY_DATA, "Group message 1 without key data." },
	{ WLAN_REASON_CODE_MSMSEC_G1_MISSING_GRP_KEY, "Group message 1 without group key." },
	{ WLAN_REASON_CODE_MSMSEC_PEER_INDICATED_INSECURE, "AP cleared the secure bit afterwards." },
	{ WLAN_REASON_CODE_MSMSEC_NO_AUTHENTICATOR, "Profile needs an 802.1X authenticator, none there." },
	{ WLAN_REASON_CODE_MSMSEC_NIC_FAILURE, "Keys/settings could not be set on the adapter." },
	{ WLAN_REASON_CODE_MSMSEC_CANCELLED, "Caller cancelled." },
	{ WLAN_REASON_CODE_MSMSEC_KEY_FORMAT, "Typed key has a bad format." },
	{ WLAN_REASON_CODE_MSMSEC_DOWNGRADE_DETECTED, "Security downgrade seen." },
	{ WLAN_REASON_CODE_MSMSEC_PSK_MISMATCH_SUSPECTED, "The key is probably wrong." },
	{ WLAN_REASON_CODE_MSMSEC_FORCED_FAILURE, "Forced failure: connection method not secure." },
	{ WLAN_REASON_CODE_MSMSEC_M3_TOO_MANY_RSNIE, "Message 3 has too many RSN IEs." },
	{ WLAN_REASON_CODE_MSMSEC_M2_MISSING_KEY_DATA, "Message 2 without key data (RSN ad hoc)." },
	{ WLAN_REASON_CODE_MSMSEC_M2_MISSING_IE, "Message 2 without IE (RSN ad hoc)." },
	{ WLAN_REASON_CODE_MSMSEC_AUTH_WCN_COMPLETED, "WPS/WCN exchange finished." },
	{ WLAN_REASON_CODE_MSMSEC_M3_MISSING_MGMT_GRP_KEY, "Message 3 without management group key." },
	{ WLAN_REASON_CODE_MSMSEC_G1_MISSING_MGMT_GRP_KEY, "Group message 1 without management group key." },
	{ ONEX_UNABLE_TO_IDENTIFY_USER, "No user available (machine auth off, nobody logged on)." },
	{ ONEX_IDENTITY_NOT_FOUND, "802.1X identity not found." },
	{ ONEX_UI_DISABLED, "UI needed but cannot be shown." },
	{ ONEX_UI_FAILURE, "UI failed." },
	{ ONEX_EAP_FAILURE_RECEIVED, "EAP failure." },
	{ ONEX_AUTHENTICATOR_NO_LONGER_PRESENT, "Authenticator gone." },
	{ ONEX_NO_RESPONSE_TO_IDENTITY, "No answer to the identity response." },
	{ ONEX_PROFILE_VERSION_NOT_SUPPORTED, "OneX profile version unsupported." },
	{ ONEX_PROFILE_INVALID_LENGTH, "Bad OneX profile length." },
	{ ONEX_PROFILE_DISALLOWED_EAP_TYPE, "EAP type not allowed." },
	{ ONEX_PROFILE_INVALID_EAP_TYPE_OR_FLAG, "Bad EAP type or flag." },
	{ ONEX_PROFILE_INVALID_ONEX_FLAGS, "Bad supplicant flags." },
	{ ONEX_PROFILE_INVALID_TIMER_VALUE, "Bad held/auth/start timer." },
	{ ONEX_PROFILE_INVALID_SUPPLICANT_MODE, "Bad supplicantMode." },
	{ ONEX_PROFILE_INVALID_AUTH_MODE, "Bad authMode." },
	{ ONEX_PROFILE_INVALID_EAP_CONNECTION_PROPERTIES, "Bad EAPConfig." },
	{ ONEX_UI_CANCELLED, "User cancelled the UI." },
	{ ONEX_PROFILE_INVALID_EXPLICIT_CREDENTIALS, "Stored credentials invalid." },
	{ ONEX_PROFILE_EXPIRED_EXPLICIT_CREDENTIALS, "Stored credentials expired." },
	{ ONEX_UI_NOT_PERMITTED, "UI not permitted." },
	{ WLAN_REASON_CODE_INVALID_PROFILE_SCHEMA, "The profile does not match the schema." },
	{ WLAN_REASON_CODE_PROFILE_MISSING, "The document has no WLANProfile element." },
	{ WLAN_REASON_CODE_INVALID_PROFILE_NAME, "The name of the profile is not valid." },
	{ WLAN_REASON_CODE_INVALID_PROFILE_TYPE, "Bad profile type." },
	{ WLAN_REASON_CODE_INVALID_PHY_TYPE, "Bad phyType." },
	{ WLAN_REASON_CODE_MSM_SECURITY_MISSING, "MSM security part absent." },
	{ WLAN_REASON_CODE_IHV_SECURITY_NOT_SUPPORTED, "The vendor's security settings cannot be used." },
	{ WLAN_REASON_CODE_IHV_OUI_MISMATCH, "IHV OUI differs from that of the adapter." },
	{ WLAN_REASON_CODE_IHV_OUI_MISSING, "IHV OUI absent." },
	{ WLAN_REASON_CODE_IHV_SETTINGS_MISSING, "IHV settings absent." },
	{ WLAN_REASON_CODE_CONFLICT_SECURITY, "Security settings contradict each other." },
	{ WLAN_REASON_CODE_SECURITY_MISSING, "No security settings." },
	{ WLAN_REASON_CODE_INVALID_BSS_TYPE, "Bad connectionType." },
	{ WLAN_REASON_CODE_INVALID_ADHOC_CONNECTION_MODE, "Ad hoc with connectionMode auto." },
	{ WLAN_REASON_CODE_NON_BROADCAST_SET_FOR_ADHOC, "Ad hoc with nonBroadcast true." },
	{ WLAN_REASON_CODE_AUTO_SWITCH_SET_FOR_ADHOC, "Ad hoc with autoSwitch true." },
	{ WLAN_REASON_CODE_AUTO_SWITCH_SET_FOR_MANUAL_CONNECTION, "Manual with autoSwitch true." },
	{ WLAN_REASON_CODE_IHV_SECURITY_ONEX_MISSING, "IHV 802.1X settings absent." },
	{ WLAN_REASON_CODE_PROFILE_SSID_INVALID, "The SSID of the profile is missing or not valid." },
	{ WLAN_REASON_CODE_TOO_MANY_SSID, "Too many SSIDs." },
	{ WLAN_REASON_CODE_IHV_CONNECTIVITY_NOT_SUPPORTED, "Adapter has no IHV connectivity support." },
	{ WLAN_REASON_CODE_BAD_MAX_NUMBER_OF_CLIENTS_FOR_AP, "Hosted-network profile with bad client limit." },
	{ WLAN_REASON_CODE_INVALID_CHANNEL, "Bad channel." },
	{ WLAN_REASON_CODE_OPERATION_MODE_NOT_SUPPORTED, "Operation mode not supported." },
	{ WLAN_REASON_CODE_AUTO_AP_PROFILE_NOT_ALLOWED, "Internal hosted-network error." },
	{ WLAN_REASON_CODE_AUTO_CONNECTION_NOT_ALLOWED, "Auto connection refused for this profile." },
	{ WLAN_REASON_CODE_HOTSPOT2_PROFILE_NOT_ALLOWED, "Hotspot 2.0 profile not accepted." },
};

/* Text longer than the buffer is cut, and terminated. Needs neither handle nor service. */
EXPORT DWORD WINAPI WlanReasonCodeToString(DWORD dwReasonCode, DWORD dwBufferSize, PWCHAR pStringBuffer, PVOID pReserved)
{
	uint16_t units[256];
	char unknown[64];
	const char *sentence = unknown;
	size_t n;
	int r;

	if (dwBufferSize == 0 || !pStringBuffer || pReserved)
		return ERROR_INVALID_PARAMETER;
	snprintf(unknown, sizeof(unknown), "Reason code 0x%08x is not known.", (unsigned int)dwReasonCode);
	for (size_t i = 0; i < array_size(reasons); i++)
		if (reasons[i].code == dwReasonCode)
			sentence = reasons[i].sentence;
	r = utf16_from_utf8(sentence, units, array_size(units));
	if (r < 0)
		return ERROR_GEN_FAILURE;
	n = (size_t)r < dwBufferSize - 1 ? (size_t)r : dwBufferSize - 1;
	memcpy(pStringBuffer, units, n * sizeof(*units));
	pStringBuffer[n] = 0;
	return ERROR_SUCCESS;
}
