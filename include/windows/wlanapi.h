/*
 * The Native Wifi API: names, layouts and values as programs written for Windows expect them; every list declares one element.
 * Buffers that a function returns are freed with WlanFreeMemory(); pReserved is NULL. Each function, structure and enumeration
 * has its page in the public documentation of wlanapi.h.
 */
#pragma once

#include <windows.h>
#include <l2cmn.h>
#include <windot11.h>
#include <eaptypes.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WLAN_API_VERSION_1_0 0x00000001
#define WLAN_API_VERSION_2_0 0x00000002
#define WLAN_API_VERSION WLAN_API_VERSION_2_0
#define WLAN_API_VERSION_MAJOR(version) ((version) & 0xffff)
#define WLAN_API_VERSION_MINOR(version) ((version) >> 16)
#define WLAN_API_MAKE_VERSION(major, minor) (((DWORD)(minor)) << 16 | (major))
#define WLAN_UI_API_VERSION 1
#define WLAN_UI_API_INITIAL_VERSION 1
#define WFD_API_VERSION_1_0 0x00000001
#define WFD_API_VERSION WFD_API_VERSION_1_0

#define WLAN_MAX_NAME_LENGTH L2_PROFILE_MAX_NAME_LENGTH
#define WLAN_MAX_PHY_TYPE_NUMBER 8
#define WLAN_MAX_PHY_INDEX 64

#define WLAN_PROFILE_GROUP_POLICY 0x00000001
#define WLAN_PROFILE_USER 0x00000002
#define WLAN_PROFILE_GET_PLAINTEXT_KEY 0x00000004
#define WLAN_PROFILE_CONNECTION_MODE_SET_BY_CLIENT 0x00010000
#define WLAN_PROFILE_CONNECTION_MODE_AUTO 0x00020000
#define WLAN_SET_EAPHOST_DATA_ALL_USERS 0x00000001

#define WLAN_AVAILABLE_NETWORK_CONNECTED 0x00000001
#define WLAN_AVAILABLE_NETWORK_HAS_PROFILE 0x00000002
#define WLAN_AVAILABLE_NETWORK_CONSOLE_USER_PROFILE 0x00000004
#define WLAN_AVAILABLE_NETWORK_INTERWORKING_SUPPORTED 0x00000008
#define WLAN_AVAILABLE_NETWORK_HOTSPOT2_ENABLED 0x00000010
#define WLAN_AVAILABLE_NETWORK_ANQP_SUPPORTED 0x00000020
#define WLAN_AVAILABLE_NETWORK_HOTSPOT2_DOMAIN 0x00000040
#define WLAN_AVAILABLE_NETWORK_HOTSPOT2_ROAMING 0x00000080
#define WLAN_AVAILABLE_NETWORK_AUTO_CONNECT_FAILED 0x00000100
#define WLAN_AVAILABLE_NETWORK_INCLUDE_ALL_ADHOC_PROFILES 0x00000001
#define WLAN_AVAILABLE_NETWORK_INCLUDE_ALL_MANUAL_HIDDEN_PROFILES 0x00000002

#define WLAN_CONNECTION_HIDDEN_NETWORK 0x00000001
#define WLAN_CONNECTION_ADHOC_JOIN_ONLY 0x00000002
#define WLAN_CONNECTION_IGNORE_PRIVACY_BIT 0x00000004
#define WLAN_CONNECTION_EAPOL_PASSTHROUGH 0x00000008
#define WLAN_CONNECTION_PERSIST_DISCOVERY_PROFILE 0x00000010
#define WLAN_CONNECTION_PERSIST_DISCOVERY_PROFILE_CONNECTION_MODE_AUTO 0x00000020
#define WLAN_CONNECTION_PERSIST_DISCOVERY_PROFILE_OVERWRITE_EXISTING 0x00000040

#define WLAN_CONNECTION_NOTIFICATION_ADHOC_NETWORK_FORMED 0x00000001
#define WLAN_CONNECTION_NOTIFICATION_CONSOLE_USER_PROFILE 0x00000004

/* Rights on a profile or a securable object. */
#define WLAN_READ_ACCESS 0x00020001
#define WLAN_EXECUTE_ACCESS 0x00020021
#define WLAN_WRITE_ACCESS 0x00070023

#define WLAN_NOTIFICATION_SOURCE_NONE L2_NOTIFICATION_SOURCE_NONE
#define WLAN_NOTIFICATION_SOURCE_ONEX L2_NOTIFICATION_SOURCE_ONEX
#define WLAN_NOTIFICATION_SOURCE_ACM L2_NOTIFICATION_SOURCE_WLAN_ACM
#define WLAN_NOTIFICATION_SOURCE_MSM L2_NOTIFICATION_SOURCE_WLAN_MSM
#define WLAN_NOTIFICATION_SOURCE_SECURITY L2_NOTIFICATION_SOURCE_WLAN_SECURITY
#define WLAN_NOTIFICATION_SOURCE_IHV L2_NOTIFICATION_SOURCE_WLAN_IHV
#define WLAN_NOTIFICATION_SOURCE_HNWK L2_NOTIFICATION_SOURCE_WLAN_HNWK
#define WLAN_NOTIFICATION_SOURCE_DEVICE_SERVICE L2_NOTIFICATION_SOURCE_WLAN_DEVICE_SERVICE
#define WLAN_NOTIFICATION_SOURCE_ALL L2_NOTIFICATION_SOURCE_ALL

typedef DWORD WLAN_REASON_CODE, *PWLAN_REASON_CODE;
typedef ULONG WLAN_SIGNAL_QUALITY, *PWLAN_SIGNAL_QUALITY;

#define WLAN_REASON_CODE_RANGE_SIZE L2_REASON_CODE_GROUP_SIZE
#define WLAN_REASON_CODE_BASE L2_REASON_CODE_DOT11_AC_BASE
#define WLAN_REASON_CODE_AC_BASE L2_REASON_CODE_DOT11_AC_BASE
#define WLAN_REASON_CODE_AC_CONNECT_BASE (WLAN_REASON_CODE_AC_BASE + WLAN_REASON_CODE_RANGE_SIZE / 2)
#define WLAN_REASON_CODE_AC_END (WLAN_REASON_CODE_AC_BASE + WLAN_REASON_CODE_RANGE_SIZE - 1)
#define WLAN_REASON_CODE_PROFILE_BASE L2_REASON_CODE_PROFILE_BASE
#define WLAN_REASON_CODE_PROFILE_CONNECT_BASE (WLAN_REASON_CODE_PROFILE_BASE + WLAN_REASON_CODE_RANGE_SIZE / 2)
#define WLAN_REASON_CODE_PROFILE_END (WLAN_REASON_CODE_PROFILE_BASE + WLAN_REASON_CODE_RANGE_SIZE - 1)
#define WLAN_REASON_CODE_MSM_BASE L2_REASON_CODE_DOT11_MSM_BASE
#define WLAN_REASON_CODE_MSM_CONNECT_BASE (WLAN_REASON_CODE_MSM_BASE + WLAN_REASON_CODE_RANGE_SIZE / 2)
#define WLAN_REASON_CODE_MSM_END (WLAN_REASON_CODE_MSM_BASE + WLAN_REASON_CODE_RANGE_SIZE - 1)
#define WLAN_REASON_CODE_MSMSEC_BASE L2_REASON_CODE_DOT11_SECURITY_BASE
#define WLAN_REASON_CODE_MSMSEC_CONNECT_BASE (WLAN_REASON_CODE_MSMSEC_BASE + WLAN_REASON_CODE_RANGE_SIZE / 2)
#define WLAN_REASON_CODE_MSMSEC_END (WLAN_REASON_CODE_MSMSEC_BASE + WLAN_REASON_CODE_RANGE_SIZE - 1)
#define WLAN_REASON_CODE_RESERVED_BASE L2_REASON_CODE_RESERVED_BASE
#define WLAN_REASON_CODE_RESERVED_END (WLAN_REASON_CODE_RESERVED_BASE + WLAN_REASON_CODE_RANGE_SIZE - 1)

#define WLAN_REASON_CODE_SUCCESS 0x00000000 /* success / no reason */
#define WLAN_REASON_CODE_UNKNOWN 0x00010001 /* cause not known */
#define WLAN_REASON_CODE_NETWORK_NOT_COMPATIBLE 0x00020001 /* network cannot be used with this adapter/OS */
#define WLAN_REASON_CODE_PROFILE_NOT_COMPATIBLE 0x00020002 /* profile cannot be used with this adapter/OS */
#define WLAN_REASON_CODE_NO_AUTO_CONNECTION 0x00028001 /* profile is manual: not tried automatically */
#define WLAN_REASON_CODE_NOT_VISIBLE 0x00028002 /* network not in the scan list */
#define WLAN_REASON_CODE_GP_DENIED 0x00028003 /* denied by a group policy filter */
#define WLAN_REASON_CODE_USER_DENIED 0x00028004 /* denied by a user filter */
#define WLAN_REASON_CODE_BSS_TYPE_NOT_ALLOWED 0x00028005 /* BSS type excluded on this interface */
#define WLAN_REASON_CODE_IN_FAILED_LIST 0x00028006 /* network is in the list of recent failures */
#define WLAN_REASON_CODE_IN_BLOCKED_LIST 0x00028007 /* network is in the temporary block list */
#define WLAN_REASON_CODE_SSID_LIST_TOO_LONG 0x00028008 /* more SSIDs than the adapter supports */
#define WLAN_REASON_CODE_CONNECT_CALL_FAIL 0x00028009 /* connect request to the MSM failed */
#define WLAN_REASON_CODE_SCAN_CALL_FAIL 0x0002800a /* scan request to the MSM failed */
#define WLAN_REASON_CODE_NETWORK_NOT_AVAILABLE 0x0002800b /* network not found, or profile needs what the adapter/network lacks (security, FIPS); final code when every SSID failed */
#define WLAN_REASON_CODE_PROFILE_CHANGED_OR_DELETED 0x0002800c /* profile edited or removed during the attempt */
#define WLAN_REASON_CODE_KEY_MISMATCH 0x0002800d /* profile key differs from network key */
#define WLAN_REASON_CODE_USER_NOT_RESPOND 0x0002800e /* user prompt not answered */
#define WLAN_REASON_CODE_AP_PROFILE_NOT_ALLOWED_FOR_CLIENT 0x0002800f /* hosted-network profile given to a physical adapter */
#define WLAN_REASON_CODE_AP_PROFILE_NOT_ALLOWED 0x00028010 /* hosted-network profile not accepted here */
#define WLAN_REASON_CODE_HOTSPOT2_PROFILE_DENIED 0x00028011 /* Hotspot 2.0 profile refused (own reading; page silent) */
#define WLAN_REASON_CODE_INVALID_PROFILE_SCHEMA 0x00080001 /* XML does not match the schema */
#define WLAN_REASON_CODE_PROFILE_MISSING 0x00080002 /* no WLANProfile element */
#define WLAN_REASON_CODE_INVALID_PROFILE_NAME 0x00080003 /* bad profile name */
#define WLAN_REASON_CODE_INVALID_PROFILE_TYPE 0x00080004 /* bad profile type */
#define WLAN_REASON_CODE_INVALID_PHY_TYPE 0x00080005 /* bad phyType */
#define WLAN_REASON_CODE_MSM_SECURITY_MISSING 0x00080006 /* MSM security part absent */
#define WLAN_REASON_CODE_IHV_SECURITY_NOT_SUPPORTED 0x00080007 /* IHV security settings not usable (page: missing) */
#define WLAN_REASON_CODE_IHV_OUI_MISMATCH 0x00080008 /* IHV OUI differs from that of the adapter */
#define WLAN_REASON_CODE_IHV_OUI_MISSING 0x00080009 /* IHV OUI absent */
#define WLAN_REASON_CODE_IHV_SETTINGS_MISSING 0x0008000a /* IHV settings absent */
#define WLAN_REASON_CODE_CONFLICT_SECURITY 0x0008000b /* security settings contradict each other */
#define WLAN_REASON_CODE_SECURITY_MISSING 0x0008000c /* no security settings */
#define WLAN_REASON_CODE_INVALID_BSS_TYPE 0x0008000d /* bad connectionType */
#define WLAN_REASON_CODE_INVALID_ADHOC_CONNECTION_MODE 0x0008000e /* ad hoc with connectionMode auto */
#define WLAN_REASON_CODE_NON_BROADCAST_SET_FOR_ADHOC 0x0008000f /* ad hoc with nonBroadcast true */
#define WLAN_REASON_CODE_AUTO_SWITCH_SET_FOR_ADHOC 0x00080010 /* ad hoc with autoSwitch true */
#define WLAN_REASON_CODE_AUTO_SWITCH_SET_FOR_MANUAL_CONNECTION 0x00080011 /* manual with autoSwitch true */
#define WLAN_REASON_CODE_IHV_SECURITY_ONEX_MISSING 0x00080012 /* IHV 802.1X settings absent */
#define WLAN_REASON_CODE_PROFILE_SSID_INVALID 0x00080013 /* SSID absent or bad */
#define WLAN_REASON_CODE_TOO_MANY_SSID 0x00080014 /* too many SSIDs */
#define WLAN_REASON_CODE_IHV_CONNECTIVITY_NOT_SUPPORTED 0x00080015 /* adapter has no IHV connectivity support */
#define WLAN_REASON_CODE_BAD_MAX_NUMBER_OF_CLIENTS_FOR_AP 0x00080016 /* hosted-network profile with bad client limit */
#define WLAN_REASON_CODE_INVALID_CHANNEL 0x00080017 /* bad channel */
#define WLAN_REASON_CODE_OPERATION_MODE_NOT_SUPPORTED 0x00080018 /* operation mode not supported (own reading; page empty) */
#define WLAN_REASON_CODE_AUTO_AP_PROFILE_NOT_ALLOWED 0x00080019 /* internal hosted-network error */
#define WLAN_REASON_CODE_AUTO_CONNECTION_NOT_ALLOWED 0x0008001a /* auto connection refused for this profile (own reading; page empty) */
#define WLAN_REASON_CODE_HOTSPOT2_PROFILE_NOT_ALLOWED 0x0008001b /* Hotspot 2.0 profile not accepted (own reading) */
#define WLAN_REASON_CODE_UNSUPPORTED_SECURITY_SET_BY_OS 0x00030001 /* OS does not support the security settings */
#define WLAN_REASON_CODE_UNSUPPORTED_SECURITY_SET 0x00030002 /* adapter/driver does not support the security settings */
#define WLAN_REASON_CODE_BSS_TYPE_UNMATCH 0x00030003 /* BSS type differs */
#define WLAN_REASON_CODE_PHY_TYPE_UNMATCH 0x00030004 /* PHY type differs */
#define WLAN_REASON_CODE_DATARATE_UNMATCH 0x00030005 /* data rates differ */
#define WLAN_REASON_CODE_USER_CANCELLED 0x00038001 /* user cancelled (used when the user disconnects during a connect; own reading) */
#define WLAN_REASON_CODE_ASSOCIATION_FAILURE 0x00038002 /* driver dropped during association */
#define WLAN_REASON_CODE_ASSOCIATION_TIMEOUT 0x00038003 /* association timed out */
#define WLAN_REASON_CODE_PRE_SECURITY_FAILURE 0x00038004 /* security step before association failed */
#define WLAN_REASON_CODE_START_SECURITY_FAILURE 0x00038005 /* security could not start after association */
#define WLAN_REASON_CODE_SECURITY_FAILURE 0x00038006 /* security ended in failure */
#define WLAN_REASON_CODE_SECURITY_TIMEOUT 0x00038007 /* security timed out */
#define WLAN_REASON_CODE_ROAMING_FAILURE 0x00038008 /* driver dropped while roaming */
#define WLAN_REASON_CODE_ROAMING_SECURITY_FAILURE 0x00038009 /* security could not start for the roam */
#define WLAN_REASON_CODE_ADHOC_SECURITY_FAILURE 0x0003800a /* security could not start for an ad hoc peer */
#define WLAN_REASON_CODE_DRIVER_DISCONNECTED 0x0003800b /* driver/AP initiated link loss */
#define WLAN_REASON_CODE_DRIVER_OPERATION_FAILURE 0x0003800c /* driver failed an operation */
#define WLAN_REASON_CODE_IHV_NOT_AVAILABLE 0x0003800d /* IHV service absent */
#define WLAN_REASON_CODE_IHV_NOT_RESPONDING 0x0003800e /* IHV service timed out */
#define WLAN_REASON_CODE_DISCONNECT_TIMEOUT 0x0003800f /* driver did not complete a disconnect in time */
#define WLAN_REASON_CODE_INTERNAL_FAILURE 0x00038010 /* internal error */
#define WLAN_REASON_CODE_UI_REQUEST_TIMEOUT 0x00038011 /* user prompt timed out */
#define WLAN_REASON_CODE_TOO_MANY_SECURITY_ATTEMPTS 0x00038012 /* roams too often; post-association security not done after 5 tries */
#define WLAN_REASON_CODE_AP_STARTING_FAILURE 0x00038013 /* hosted network could not start */
#define WLAN_REASON_CODE_NO_VISIBLE_AP 0x00038014 /* no usable AP seen (own reading; newer header only) */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_KEY_INDEX 0x00040001 /* bad key index */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_PSK_PRESENT 0x00040002 /* a PSK given where a key is needed */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_KEY_LENGTH 0x00040003 /* bad key length */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_PSK_LENGTH 0x00040004 /* bad PSK length */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_NO_AUTH_CIPHER_SPECIFIED 0x00040005 /* no auth/cipher pair */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_TOO_MANY_AUTH_CIPHER_SPECIFIED 0x00040006 /* too many auth/cipher pairs */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_DUPLICATE_AUTH_CIPHER 0x00040007 /* same pair twice */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_RAWDATA_INVALID 0x00040008 /* bad raw data */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_AUTH_CIPHER 0x00040009 /* pair not allowed */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_ONEX_DISABLED 0x0004000a /* 802.1X off though required */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_ONEX_ENABLED 0x0004000b /* 802.1X on though forbidden */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_PMKCACHE_MODE 0x0004000c /* bad PMK cache mode */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_PMKCACHE_SIZE 0x0004000d /* bad PMK cache size */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_PMKCACHE_TTL 0x0004000e /* bad PMK cache TTL */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_PREAUTH_MODE 0x0004000f /* bad preauthentication mode */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_PREAUTH_THROTTLE 0x00040010 /* bad preauthentication throttle */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_PREAUTH_ONLY_ENABLED 0x00040011 /* preauthentication without PMK cache */
#define WLAN_REASON_CODE_MSMSEC_CAPABILITY_NETWORK 0x00040012 /* network capabilities do not match */
#define WLAN_REASON_CODE_MSMSEC_CAPABILITY_NIC 0x00040013 /* adapter capabilities do not match */
#define WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE 0x00040014 /* profile capabilities do not match */
#define WLAN_REASON_CODE_MSMSEC_CAPABILITY_DISCOVERY 0x00040015 /* network lacks the kind asked for in discovery */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_PASSPHRASE_CHAR 0x00040016 /* bad character in passphrase */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_KEYMATERIAL_CHAR 0x00040017 /* bad character in key */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_WRONG_KEYTYPE 0x00040018 /* keyType does not fit the key */
#define WLAN_REASON_CODE_MSMSEC_MIXED_CELL 0x00040019 /* AP privacy bit does not fit a secured profile (mixed cell suspected) */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_AUTH_TIMERS_INVALID 0x0004001a /* bad authentication timers or retry count */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_INVALID_GKEY_INTV 0x0004001b /* bad group key interval */
#define WLAN_REASON_CODE_MSMSEC_TRANSITION_NETWORK 0x0004001c /* transition network suspected; next try uses legacy security */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_KEY_UNMAPPED_CHAR 0x0004001d /* key has non-ASCII characters */
#define WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE_AUTH 0x0004001e /* network lacks the authentication of the profile */
#define WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE_CIPHER 0x0004001f /* network lacks the cipher of the profile */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_SAFE_MODE 0x00040020 /* bad FIPS mode value */
#define WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE_SAFE_MODE_NIC 0x00040021 /* FIPS mode asked, adapter lacks it */
#define WLAN_REASON_CODE_MSMSEC_CAPABILITY_PROFILE_SAFE_MODE_NW 0x00040022 /* FIPS mode asked, network lacks it */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_UNSUPPORTED_AUTH 0x00040023 /* authentication of the profile unsupported */
#define WLAN_REASON_CODE_MSMSEC_PROFILE_UNSUPPORTED_CIPHER 0x00040024 /* cipher of the profile unsupported */
#define WLAN_REASON_CODE_MSMSEC_CAPABILITY_MFP_NW_NIC 0x00040025 /* network requires MFP, adapter lacks it */
#define WLAN_REASON_CODE_MSMSEC_UI_REQUEST_FAILURE 0x00048001 /* user prompt could not be queued */
#define WLAN_REASON_CODE_MSMSEC_AUTH_START_TIMEOUT 0x00048002 /* 802.1X did not start in time */
#define WLAN_REASON_CODE_MSMSEC_AUTH_SUCCESS_TIMEOUT 0x00048003 /* 802.1X did not finish in time */
#define WLAN_REASON_CODE_MSMSEC_KEY_START_TIMEOUT 0x00048004 /* key exchange did not start in time */
#define WLAN_REASON_CODE_MSMSEC_KEY_SUCCESS_TIMEOUT 0x00048005 /* key exchange did not finish in time */
#define WLAN_REASON_CODE_MSMSEC_M3_MISSING_KEY_DATA 0x00048006 /* message 3 without key data */
#define WLAN_REASON_CODE_MSMSEC_M3_MISSING_IE 0x00048007 /* message 3 without IE */
#define WLAN_REASON_CODE_MSMSEC_M3_MISSING_GRP_KEY 0x00048008 /* message 3 without group key */
#define WLAN_REASON_CODE_MSMSEC_PR_IE_MATCHING 0x00048009 /* RSN/WPA IE of message 3 differs from the beacon */
#define WLAN_REASON_CODE_MSMSEC_SEC_IE_MATCHING 0x0004800a /* secondary IE of message 3 differs */
#define WLAN_REASON_CODE_MSMSEC_NO_PAIRWISE_KEY 0x0004800b /* pairwise key needed, AP offers group keys only */
#define WLAN_REASON_CODE_MSMSEC_G1_MISSING_KEY_DATA 0x0004800c /* group message 1 without key data */
#define WLAN_REASON_CODE_MSMSEC_G1_MISSING_GRP_KEY 0x0004800d /* group message 1 without group key */
#define WLAN_REASON_CODE_MSMSEC_PEER_INDICATED_INSECURE 0x0004800e /* AP cleared the secure bit afterwards */
#define WLAN_REASON_CODE_MSMSEC_NO_AUTHENTICATOR 0x0004800f /* profile needs an 802.1X authenticator, none there */
#define WLAN_REASON_CODE_MSMSEC_NIC_FAILURE 0x00048010 /* keys/settings could not be set on the adapter */
#define WLAN_REASON_CODE_MSMSEC_CANCELLED 0x00048011 /* caller cancelled */
#define WLAN_REASON_CODE_MSMSEC_KEY_FORMAT 0x00048012 /* typed key has a bad format */
#define WLAN_REASON_CODE_MSMSEC_DOWNGRADE_DETECTED 0x00048013 /* security downgrade seen */
#define WLAN_REASON_CODE_MSMSEC_PSK_MISMATCH_SUSPECTED 0x00048014 /* PSK probably wrong */
#define WLAN_REASON_CODE_MSMSEC_FORCED_FAILURE 0x00048015 /* forced failure: connection method not secure */
#define WLAN_REASON_CODE_MSMSEC_M3_TOO_MANY_RSNIE 0x00048016 /* message 3 has too many RSN IEs */
#define WLAN_REASON_CODE_MSMSEC_M2_MISSING_KEY_DATA 0x00048017 /* message 2 without key data (RSN ad hoc) */
#define WLAN_REASON_CODE_MSMSEC_M2_MISSING_IE 0x00048018 /* message 2 without IE (RSN ad hoc) */
#define WLAN_REASON_CODE_MSMSEC_AUTH_WCN_COMPLETED 0x00048019 /* WPS/WCN exchange finished (own reading; page empty) */
#define WLAN_REASON_CODE_MSMSEC_M3_MISSING_MGMT_GRP_KEY 0x0004801a /* message 3 without management group key */
#define WLAN_REASON_CODE_MSMSEC_G1_MISSING_MGMT_GRP_KEY 0x0004801b /* group message 1 without management group key */
#define ONEX_UNABLE_TO_IDENTIFY_USER 0x00050001 /* no user available (machine auth off, nobody logged on) */
#define ONEX_IDENTITY_NOT_FOUND 0x00050002 /* 802.1X identity not found */
#define ONEX_UI_DISABLED 0x00050003 /* UI needed but cannot be shown */
#define ONEX_UI_FAILURE 0x00050004 /* UI failed (own reading) */
#define ONEX_EAP_FAILURE_RECEIVED 0x00050005 /* EAP failure */
#define ONEX_AUTHENTICATOR_NO_LONGER_PRESENT 0x00050006 /* authenticator gone */
#define ONEX_NO_RESPONSE_TO_IDENTITY 0x00050007 /* no answer to the identity response (own reading) */
#define ONEX_PROFILE_VERSION_NOT_SUPPORTED 0x00050008 /* OneX profile version unsupported */
#define ONEX_PROFILE_INVALID_LENGTH 0x00050009 /* bad OneX profile length */
#define ONEX_PROFILE_DISALLOWED_EAP_TYPE 0x0005000a /* EAP type not allowed */
#define ONEX_PROFILE_INVALID_EAP_TYPE_OR_FLAG 0x0005000b /* bad EAP type or flag */
#define ONEX_PROFILE_INVALID_ONEX_FLAGS 0x0005000c /* bad supplicant flags */
#define ONEX_PROFILE_INVALID_TIMER_VALUE 0x0005000d /* bad held/auth/start timer */
#define ONEX_PROFILE_INVALID_SUPPLICANT_MODE 0x0005000e /* bad supplicantMode */
#define ONEX_PROFILE_INVALID_AUTH_MODE 0x0005000f /* bad authMode */
#define ONEX_PROFILE_INVALID_EAP_CONNECTION_PROPERTIES 0x00050010 /* bad EAPConfig */
#define ONEX_UI_CANCELLED 0x00050011 /* user cancelled the UI */
#define ONEX_PROFILE_INVALID_EXPLICIT_CREDENTIALS 0x00050012 /* stored credentials invalid */
#define ONEX_PROFILE_EXPIRED_EXPLICIT_CREDENTIALS 0x00050013 /* stored credentials expired */
#define ONEX_UI_NOT_PERMITTED 0x00050014 /* UI not permitted */

typedef enum _WLAN_INTERFACE_STATE {
	wlan_interface_state_not_ready = 0,
	wlan_interface_state_connected = 1,
	wlan_interface_state_ad_hoc_network_formed = 2,
	wlan_interface_state_disconnecting = 3,
	wlan_interface_state_disconnected = 4,
	wlan_interface_state_associating = 5,
	wlan_interface_state_discovering = 6,
	wlan_interface_state_authenticating = 7,
} WLAN_INTERFACE_STATE, *PWLAN_INTERFACE_STATE;

typedef enum _WLAN_CONNECTION_MODE {
	wlan_connection_mode_profile = 0,
	wlan_connection_mode_temporary_profile = 1,
	wlan_connection_mode_discovery_secure = 2,
	wlan_connection_mode_discovery_unsecure = 3,
	wlan_connection_mode_auto = 4,
	wlan_connection_mode_invalid = 5,
} WLAN_CONNECTION_MODE, *PWLAN_CONNECTION_MODE;

typedef enum _WLAN_INTERFACE_TYPE {
	wlan_interface_type_emulated_802_11 = 0,
	wlan_interface_type_native_802_11 = 1,
	wlan_interface_type_invalid = 2,
} WLAN_INTERFACE_TYPE, *PWLAN_INTERFACE_TYPE;

typedef enum _WLAN_NOTIFICATION_ACM {
	wlan_notification_acm_start = 0,
	wlan_notification_acm_autoconf_enabled = 1,
	wlan_notification_acm_autoconf_disabled = 2,
	wlan_notification_acm_background_scan_enabled = 3,
	wlan_notification_acm_background_scan_disabled = 4,
	wlan_notification_acm_bss_type_change = 5,
	wlan_notification_acm_power_setting_change = 6,
	wlan_notification_acm_scan_complete = 7,
	wlan_notification_acm_scan_fail = 8,
	wlan_notification_acm_connection_start = 9,
	wlan_notification_acm_connection_complete = 10,
	wlan_notification_acm_connection_attempt_fail = 11,
	wlan_notification_acm_filter_list_change = 12,
	wlan_notification_acm_interface_arrival = 13,
	wlan_notification_acm_interface_removal = 14,
	wlan_notification_acm_profile_change = 15,
	wlan_notification_acm_profile_name_change = 16,
	wlan_notification_acm_profiles_exhausted = 17,
	wlan_notification_acm_network_not_available = 18,
	wlan_notification_acm_network_available = 19,
	wlan_notification_acm_disconnecting = 20,
	wlan_notification_acm_disconnected = 21,
	wlan_notification_acm_adhoc_network_state_change = 22,
	wlan_notification_acm_profile_unblocked = 23,
	wlan_notification_acm_screen_power_change = 24,
	wlan_notification_acm_profile_blocked = 25,
	wlan_notification_acm_scan_list_refresh = 26,
	wlan_notification_acm_operational_state_change = 27,
	wlan_notification_acm_end = 28,
} WLAN_NOTIFICATION_ACM, *PWLAN_NOTIFICATION_ACM;

typedef enum _WLAN_NOTIFICATION_MSM {
	wlan_notification_msm_start = 0,
	wlan_notification_msm_associating = 1,
	wlan_notification_msm_associated = 2,
	wlan_notification_msm_authenticating = 3,
	wlan_notification_msm_connected = 4,
	wlan_notification_msm_roaming_start = 5,
	wlan_notification_msm_roaming_end = 6,
	wlan_notification_msm_radio_state_change = 7,
	wlan_notification_msm_signal_quality_change = 8,
	wlan_notification_msm_disassociating = 9,
	wlan_notification_msm_disconnected = 10,
	wlan_notification_msm_peer_join = 11,
	wlan_notification_msm_peer_leave = 12,
	wlan_notification_msm_adapter_removal = 13,
	wlan_notification_msm_adapter_operation_mode_change = 14,
	wlan_notification_msm_link_degraded = 15,
	wlan_notification_msm_link_improved = 16,
	wlan_notification_msm_end = 17,
} WLAN_NOTIFICATION_MSM, *PWLAN_NOTIFICATION_MSM;

typedef enum _WLAN_NOTIFICATION_SECURITY {
	wlan_notification_security_start = 0,
	wlan_notification_security_end = 1,
} WLAN_NOTIFICATION_SECURITY, *PWLAN_NOTIFICATION_SECURITY;

typedef enum _WLAN_HOSTED_NETWORK_NOTIFICATION_CODE {
	wlan_hosted_network_state_change = 4096,
	wlan_hosted_network_peer_state_change = 4097,
	wlan_hosted_network_radio_state_change = 4098,
} WLAN_HOSTED_NETWORK_NOTIFICATION_CODE, *PWLAN_HOSTED_NETWORK_NOTIFICATION_CODE;

typedef enum _WLAN_HOSTED_NETWORK_STATE {
	wlan_hosted_network_unavailable = 0,
	wlan_hosted_network_idle = 1,
	wlan_hosted_network_active = 2,
} WLAN_HOSTED_NETWORK_STATE, *PWLAN_HOSTED_NETWORK_STATE;

typedef enum _WLAN_HOSTED_NETWORK_OPCODE {
	wlan_hosted_network_opcode_connection_settings = 0,
	wlan_hosted_network_opcode_security_settings = 1,
	wlan_hosted_network_opcode_station_profile = 2,
	wlan_hosted_network_opcode_enable = 3,
} WLAN_HOSTED_NETWORK_OPCODE, *PWLAN_HOSTED_NETWORK_OPCODE;

typedef enum _WLAN_HOSTED_NETWORK_PEER_AUTH_STATE {
	wlan_hosted_network_peer_state_invalid = 0,
	wlan_hosted_network_peer_state_authenticated = 1,
} WLAN_HOSTED_NETWORK_PEER_AUTH_STATE, *PWLAN_HOSTED_NETWORK_PEER_AUTH_STATE;

typedef enum _WLAN_HOSTED_NETWORK_REASON {
	wlan_hosted_network_reason_success = 0,
	wlan_hosted_network_reason_unspecified = 1,
	wlan_hosted_network_reason_bad_parameters = 2,
	wlan_hosted_network_reason_service_shutting_down = 3,
	wlan_hosted_network_reason_insufficient_resources = 4,
	wlan_hosted_network_reason_elevation_required = 5,
	wlan_hosted_network_reason_read_only = 6,
	wlan_hosted_network_reason_persistence_failed = 7,
	wlan_hosted_network_reason_crypt_error = 8,
	wlan_hosted_network_reason_impersonation = 9,
	wlan_hosted_network_reason_stop_before_start = 10,
	wlan_hosted_network_reason_interface_available = 11,
	wlan_hosted_network_reason_interface_unavailable = 12,
	wlan_hosted_network_reason_miniport_stopped = 13,
	wlan_hosted_network_reason_miniport_started = 14,
	wlan_hosted_network_reason_incompatible_connection_started = 15,
	wlan_hosted_network_reason_incompatible_connection_stopped = 16,
	wlan_hosted_network_reason_user_action = 17,
	wlan_hosted_network_reason_client_abort = 18,
	wlan_hosted_network_reason_ap_start_failed = 19,
	wlan_hosted_network_reason_peer_arrived = 20,
	wlan_hosted_network_reason_peer_departed = 21,
	wlan_hosted_network_reason_peer_timeout = 22,
	wlan_hosted_network_reason_gp_denied = 23,
	wlan_hosted_network_reason_service_unavailable = 24,
	wlan_hosted_network_reason_device_change = 25,
	wlan_hosted_network_reason_properties_change = 26,
	wlan_hosted_network_reason_virtual_station_blocking_use = 27,
	wlan_hosted_network_reason_service_available_on_virtual_station = 28,
} WLAN_HOSTED_NETWORK_REASON, *PWLAN_HOSTED_NETWORK_REASON;

typedef enum _WLAN_IHV_CONTROL_TYPE {
	wlan_ihv_control_type_service = 0,
	wlan_ihv_control_type_driver = 1,
} WLAN_IHV_CONTROL_TYPE, *PWLAN_IHV_CONTROL_TYPE;

typedef enum _WLAN_FILTER_LIST_TYPE {
	wlan_filter_list_type_gp_permit = 0,
	wlan_filter_list_type_gp_deny = 1,
	wlan_filter_list_type_user_permit = 2,
	wlan_filter_list_type_user_deny = 3,
} WLAN_FILTER_LIST_TYPE, *PWLAN_FILTER_LIST_TYPE;

typedef enum _WLAN_OPCODE_VALUE_TYPE {
	wlan_opcode_value_type_query_only = 0,
	wlan_opcode_value_type_set_by_group_policy = 1,
	wlan_opcode_value_type_set_by_user = 2,
	wlan_opcode_value_type_invalid = 3,
} WLAN_OPCODE_VALUE_TYPE, *PWLAN_OPCODE_VALUE_TYPE;

typedef enum _WLAN_POWER_SETTING {
	wlan_power_setting_no_saving = 0,
	wlan_power_setting_low_saving = 1,
	wlan_power_setting_medium_saving = 2,
	wlan_power_setting_maximum_saving = 3,
	wlan_power_setting_invalid = 4,
} WLAN_POWER_SETTING, *PWLAN_POWER_SETTING;

typedef enum _WLAN_ADHOC_NETWORK_STATE {
	wlan_adhoc_network_state_formed = 0,
	wlan_adhoc_network_state_connected = 1,
} WLAN_ADHOC_NETWORK_STATE, *PWLAN_ADHOC_NETWORK_STATE;

typedef enum _WLAN_AUTOCONF_OPCODE {
	wlan_autoconf_opcode_start = 0,
	wlan_autoconf_opcode_show_denied_networks = 1,
	wlan_autoconf_opcode_power_setting = 2,
	wlan_autoconf_opcode_only_use_gp_profiles_for_allowed_networks = 3,
	wlan_autoconf_opcode_allow_explicit_creds = 4,
	wlan_autoconf_opcode_block_period = 5,
	wlan_autoconf_opcode_allow_virtual_station_extensibility = 6,
	wlan_autoconf_opcode_end = 7,
} WLAN_AUTOCONF_OPCODE, *PWLAN_AUTOCONF_OPCODE;

typedef enum _WLAN_OPERATIONAL_STATE {
	wlan_operational_state_unknown = 0,
	wlan_operational_state_off = 1,
	wlan_operational_state_on = 2,
	wlan_operational_state_going_off = 3,
	wlan_operational_state_going_on = 4,
} WLAN_OPERATIONAL_STATE, *PWLAN_OPERATIONAL_STATE;

typedef enum _WL_DISPLAY_PAGES {
	WLConnectionPage = 0,
	WLSecurityPage = 1,
	WLAdvPage = 2,
} WL_DISPLAY_PAGES, *PWL_DISPLAY_PAGES;

typedef enum _WFD_ROLE_TYPE {
	WFD_ROLE_TYPE_NONE = 0,
	WFD_ROLE_TYPE_DEVICE = 1,
	WFD_ROLE_TYPE_GROUP_OWNER = 2,
	WFD_ROLE_TYPE_CLIENT = 4,
	WFD_ROLE_TYPE_MAX = 5,
} WFD_ROLE_TYPE, *PWFD_ROLE_TYPE;

typedef enum _WLAN_INTF_OPCODE {
	wlan_intf_opcode_autoconf_start = 0,
	wlan_intf_opcode_autoconf_enabled = 1,
	wlan_intf_opcode_background_scan_enabled = 2,
	wlan_intf_opcode_media_streaming_mode = 3,
	wlan_intf_opcode_radio_state = 4,
	wlan_intf_opcode_bss_type = 5,
	wlan_intf_opcode_interface_state = 6,
	wlan_intf_opcode_current_connection = 7,
	wlan_intf_opcode_channel_number = 8,
	wlan_intf_opcode_supported_infrastructure_auth_cipher_pairs = 9,
	wlan_intf_opcode_supported_adhoc_auth_cipher_pairs = 10,
	wlan_intf_opcode_supported_country_or_region_string_list = 11,
	wlan_intf_opcode_current_operation_mode = 12,
	wlan_intf_opcode_supported_safe_mode = 13,
	wlan_intf_opcode_certified_safe_mode = 14,
	wlan_intf_opcode_hosted_network_capable = 15,
	wlan_intf_opcode_management_frame_protection_capable = 16,
	wlan_intf_opcode_secondary_sta_interfaces = 17,
	wlan_intf_opcode_secondary_sta_synchronized_connections = 18,
	wlan_intf_opcode_realtime_connection_quality = 19,
	wlan_intf_opcode_qos_info = 20,
	wlan_intf_opcode_autoconf_end = 0x0fffffff,
	wlan_intf_opcode_msm_start = 0x10000100,
	wlan_intf_opcode_statistics = 0x10000101,
	wlan_intf_opcode_rssi = 0x10000102,
	wlan_intf_opcode_msm_end = 0x1fffffff,
	wlan_intf_opcode_security_start = 0x20010000,
	wlan_intf_opcode_security_end = 0x2fffffff,
	wlan_intf_opcode_ihv_start = 0x30000000,
	wlan_intf_opcode_ihv_end = 0x3fffffff,
} WLAN_INTF_OPCODE, *PWLAN_INTF_OPCODE;

typedef enum _WLAN_SECURABLE_OBJECT {
	wlan_secure_permit_list = 0,
	wlan_secure_deny_list = 1,
	wlan_secure_ac_enabled = 2,
	wlan_secure_bc_scan_enabled = 3,
	wlan_secure_bss_type = 4,
	wlan_secure_show_denied = 5,
	wlan_secure_interface_properties = 6,
	wlan_secure_ihv_control = 7,
	wlan_secure_all_user_profiles_order = 8,
	wlan_secure_add_new_all_user_profiles = 9,
	wlan_secure_add_new_per_user_profiles = 10,
	wlan_secure_media_streaming_mode_enabled = 11,
	wlan_secure_current_operation_mode = 12,
	wlan_secure_get_plaintext_key = 13,
	wlan_secure_hosted_network_elevated_access = 14,
	wlan_secure_virtual_station_extensibility = 15,
	wlan_secure_wfd_elevated_access = 16,
	WLAN_SECURABLE_OBJECT_COUNT = 17,
} WLAN_SECURABLE_OBJECT, *PWLAN_SECURABLE_OBJECT;

typedef L2_NOTIFICATION_DATA WLAN_NOTIFICATION_DATA, *PWLAN_NOTIFICATION_DATA;

typedef struct _DOT11_NETWORK {
	DOT11_SSID dot11Ssid;
	DOT11_BSS_TYPE dot11BssType;
} DOT11_NETWORK, *PDOT11_NETWORK;

typedef struct _DOT11_NETWORK_LIST {
	DWORD dwNumberOfItems;
	DWORD dwIndex;
	DOT11_NETWORK Network[1];
} DOT11_NETWORK_LIST, *PDOT11_NETWORK_LIST;

typedef struct _WLAN_RATE_SET {
	ULONG uRateSetLength;
	USHORT usRateSet[126];
} WLAN_RATE_SET, *PWLAN_RATE_SET;

typedef struct _WLAN_CONNECTION_NOTIFICATION_DATA {
	WLAN_CONNECTION_MODE wlanConnectionMode;
	WCHAR strProfileName[256];
	DOT11_SSID dot11Ssid;
	DOT11_BSS_TYPE dot11BssType;
	BOOL bSecurityEnabled;
	WLAN_REASON_CODE wlanReasonCode;
	DWORD dwFlags;
	WCHAR strProfileXml[1];
} WLAN_CONNECTION_NOTIFICATION_DATA, *PWLAN_CONNECTION_NOTIFICATION_DATA;

typedef struct _WLAN_MSM_NOTIFICATION_DATA {
	WLAN_CONNECTION_MODE wlanConnectionMode;
	WCHAR strProfileName[256];
	DOT11_SSID dot11Ssid;
	DOT11_BSS_TYPE dot11BssType;
	DOT11_MAC_ADDRESS dot11MacAddr;
	BOOL bSecurityEnabled;
	BOOL bFirstPeer;
	BOOL bLastPeer;
	WLAN_REASON_CODE wlanReasonCode;
} WLAN_MSM_NOTIFICATION_DATA, *PWLAN_MSM_NOTIFICATION_DATA;

typedef struct _WLAN_ASSOCIATION_ATTRIBUTES {
	DOT11_SSID dot11Ssid;
	DOT11_BSS_TYPE dot11BssType;
	DOT11_MAC_ADDRESS dot11Bssid;
	DOT11_PHY_TYPE dot11PhyType;
	ULONG uDot11PhyIndex;
	WLAN_SIGNAL_QUALITY wlanSignalQuality;
	ULONG ulRxRate;
	ULONG ulTxRate;
} WLAN_ASSOCIATION_ATTRIBUTES, *PWLAN_ASSOCIATION_ATTRIBUTES;

typedef struct _WLAN_SECURITY_ATTRIBUTES {
	BOOL bSecurityEnabled;
	BOOL bOneXEnabled;
	DOT11_AUTH_ALGORITHM dot11AuthAlgorithm;
	DOT11_CIPHER_ALGORITHM dot11CipherAlgorithm;
} WLAN_SECURITY_ATTRIBUTES, *PWLAN_SECURITY_ATTRIBUTES;

typedef struct _WLAN_CONNECTION_ATTRIBUTES {
	WLAN_INTERFACE_STATE isState;
	WLAN_CONNECTION_MODE wlanConnectionMode;
	WCHAR strProfileName[256];
	WLAN_ASSOCIATION_ATTRIBUTES wlanAssociationAttributes;
	WLAN_SECURITY_ATTRIBUTES wlanSecurityAttributes;
} WLAN_CONNECTION_ATTRIBUTES, *PWLAN_CONNECTION_ATTRIBUTES;

typedef struct _WLAN_CONNECTION_PARAMETERS {
	WLAN_CONNECTION_MODE wlanConnectionMode;
	LPCWSTR strProfile;
	PDOT11_SSID pDot11Ssid;
	PDOT11_BSSID_LIST pDesiredBssidList;
	DOT11_BSS_TYPE dot11BssType;
	DWORD dwFlags;
} WLAN_CONNECTION_PARAMETERS, *PWLAN_CONNECTION_PARAMETERS;

typedef struct _WLAN_CONNECTION_PARAMETERS_V2 {
	WLAN_CONNECTION_MODE wlanConnectionMode;
	LPCWSTR strProfile;
	PDOT11_SSID pDot11Ssid;
	PDOT11_HESSID pDot11Hessid;
	PDOT11_BSSID_LIST pDesiredBssidList;
	DOT11_BSS_TYPE dot11BssType;
	DWORD dwFlags;
	PDOT11_ACCESSNETWORKOPTIONS pDot11AccessNetworkOptions;
} WLAN_CONNECTION_PARAMETERS_V2, *PWLAN_CONNECTION_PARAMETERS_V2;

typedef struct _WLAN_AVAILABLE_NETWORK {
	WCHAR strProfileName[256];
	DOT11_SSID dot11Ssid;
	DOT11_BSS_TYPE dot11BssType;
	ULONG uNumberOfBssids;
	BOOL bNetworkConnectable;
	WLAN_REASON_CODE wlanNotConnectableReason;
	ULONG uNumberOfPhyTypes;
	DOT11_PHY_TYPE dot11PhyTypes[8];
	BOOL bMorePhyTypes;
	WLAN_SIGNAL_QUALITY wlanSignalQuality;
	BOOL bSecurityEnabled;
	DOT11_AUTH_ALGORITHM dot11DefaultAuthAlgorithm;
	DOT11_CIPHER_ALGORITHM dot11DefaultCipherAlgorithm;
	DWORD dwFlags;
	DWORD dwReserved;
} WLAN_AVAILABLE_NETWORK, *PWLAN_AVAILABLE_NETWORK;

typedef struct _WLAN_AVAILABLE_NETWORK_LIST {
	DWORD dwNumberOfItems;
	DWORD dwIndex;
	WLAN_AVAILABLE_NETWORK Network[1];
} WLAN_AVAILABLE_NETWORK_LIST, *PWLAN_AVAILABLE_NETWORK_LIST;

typedef struct _WLAN_AVAILABLE_NETWORK_V2 {
	WCHAR strProfileName[256];
	DOT11_SSID dot11Ssid;
	DOT11_BSS_TYPE dot11BssType;
	ULONG uNumberOfBssids;
	BOOL bNetworkConnectable;
	WLAN_REASON_CODE wlanNotConnectableReason;
	ULONG uNumberOfPhyTypes;
	DOT11_PHY_TYPE dot11PhyTypes[8];
	BOOL bMorePhyTypes;
	WLAN_SIGNAL_QUALITY wlanSignalQuality;
	BOOL bSecurityEnabled;
	DOT11_AUTH_ALGORITHM dot11DefaultAuthAlgorithm;
	DOT11_CIPHER_ALGORITHM dot11DefaultCipherAlgorithm;
	DWORD dwFlags;
	DOT11_ACCESSNETWORKOPTIONS AccessNetworkOptions;
	DOT11_MAC_ADDRESS dot11HESSID;
	DOT11_VENUEINFO VenueInfo;
	DWORD dwReserved;
} WLAN_AVAILABLE_NETWORK_V2, *PWLAN_AVAILABLE_NETWORK_V2;

typedef struct _WLAN_AVAILABLE_NETWORK_LIST_V2 {
	DWORD dwNumberOfItems;
	DWORD dwIndex;
	WLAN_AVAILABLE_NETWORK_V2 Network[1];
} WLAN_AVAILABLE_NETWORK_LIST_V2, *PWLAN_AVAILABLE_NETWORK_LIST_V2;

typedef struct _WLAN_BSS_ENTRY {
	DOT11_SSID dot11Ssid;
	ULONG uPhyId;
	DOT11_MAC_ADDRESS dot11Bssid;
	DOT11_BSS_TYPE dot11BssType;
	DOT11_PHY_TYPE dot11BssPhyType;
	LONG lRssi;
	ULONG uLinkQuality;
	BOOLEAN bInRegDomain;
	USHORT usBeaconPeriod;
	ULONGLONG ullTimestamp;
	ULONGLONG ullHostTimestamp;
	USHORT usCapabilityInformation;
	ULONG ulChCenterFrequency;
	WLAN_RATE_SET wlanRateSet;
	ULONG ulIeOffset;
	ULONG ulIeSize;
} WLAN_BSS_ENTRY, *PWLAN_BSS_ENTRY;

typedef struct _WLAN_BSS_LIST {
	DWORD dwTotalSize;
	DWORD dwNumberOfItems;
	WLAN_BSS_ENTRY wlanBssEntries[1];
} WLAN_BSS_LIST, *PWLAN_BSS_LIST;

typedef struct _WLAN_INTERFACE_INFO {
	GUID InterfaceGuid;
	WCHAR strInterfaceDescription[256];
	WLAN_INTERFACE_STATE isState;
} WLAN_INTERFACE_INFO, *PWLAN_INTERFACE_INFO;

typedef struct _WLAN_INTERFACE_INFO_LIST {
	DWORD dwNumberOfItems;
	DWORD dwIndex;
	WLAN_INTERFACE_INFO InterfaceInfo[1];
} WLAN_INTERFACE_INFO_LIST, *PWLAN_INTERFACE_INFO_LIST;

typedef struct _WLAN_INTERFACE_CAPABILITY {
	WLAN_INTERFACE_TYPE interfaceType;
	BOOL bDot11DSupported;
	DWORD dwMaxDesiredSsidListSize;
	DWORD dwMaxDesiredBssidListSize;
	DWORD dwNumberOfSupportedPhys;
	DOT11_PHY_TYPE dot11PhyTypes[64];
} WLAN_INTERFACE_CAPABILITY, *PWLAN_INTERFACE_CAPABILITY;

typedef struct _WLAN_PROFILE_INFO {
	WCHAR strProfileName[256];
	DWORD dwFlags;
} WLAN_PROFILE_INFO, *PWLAN_PROFILE_INFO;

typedef struct _WLAN_PROFILE_INFO_LIST {
	DWORD dwNumberOfItems;
	DWORD dwIndex;
	WLAN_PROFILE_INFO ProfileInfo[1];
} WLAN_PROFILE_INFO_LIST, *PWLAN_PROFILE_INFO_LIST;

typedef struct _WLAN_RAW_DATA {
	DWORD dwDataSize;
	BYTE DataBlob[1];
} WLAN_RAW_DATA, *PWLAN_RAW_DATA;

typedef struct _WLAN_RAW_DATA_LIST_ITEM {
	DWORD dwDataOffset;
	DWORD dwDataSize;
} WLAN_RAW_DATA_LIST_ITEM, *PWLAN_RAW_DATA_LIST_ITEM;

typedef struct _WLAN_RAW_DATA_LIST {
	DWORD dwTotalSize;
	DWORD dwNumberOfItems;
	WLAN_RAW_DATA_LIST_ITEM DataList[1];
} WLAN_RAW_DATA_LIST, *PWLAN_RAW_DATA_LIST;

typedef struct _WLAN_PHY_RADIO_STATE {
	DWORD dwPhyIndex;
	DOT11_RADIO_STATE dot11SoftwareRadioState;
	DOT11_RADIO_STATE dot11HardwareRadioState;
} WLAN_PHY_RADIO_STATE, *PWLAN_PHY_RADIO_STATE;

typedef struct _WLAN_RADIO_STATE {
	DWORD dwNumberOfPhys;
	WLAN_PHY_RADIO_STATE PhyRadioState[64];
} WLAN_RADIO_STATE, *PWLAN_RADIO_STATE;

typedef struct _WLAN_AUTH_CIPHER_PAIR_LIST {
	DWORD dwNumberOfItems;
	DOT11_AUTH_CIPHER_PAIR pAuthCipherPairList[1];
} WLAN_AUTH_CIPHER_PAIR_LIST, *PWLAN_AUTH_CIPHER_PAIR_LIST;

typedef struct _WLAN_COUNTRY_OR_REGION_STRING_LIST {
	DWORD dwNumberOfItems;
	DOT11_COUNTRY_OR_REGION_STRING pCountryOrRegionStringList[1];
} WLAN_COUNTRY_OR_REGION_STRING_LIST, *PWLAN_COUNTRY_OR_REGION_STRING_LIST;

typedef struct _WLAN_MAC_FRAME_STATISTICS {
	ULONGLONG ullTransmittedFrameCount;
	ULONGLONG ullReceivedFrameCount;
	ULONGLONG ullWEPExcludedCount;
	ULONGLONG ullTKIPLocalMICFailures;
	ULONGLONG ullTKIPReplays;
	ULONGLONG ullTKIPICVErrorCount;
	ULONGLONG ullCCMPReplays;
	ULONGLONG ullCCMPDecryptErrors;
	ULONGLONG ullWEPUndecryptableCount;
	ULONGLONG ullWEPICVErrorCount;
	ULONGLONG ullDecryptSuccessCount;
	ULONGLONG ullDecryptFailureCount;
} WLAN_MAC_FRAME_STATISTICS, *PWLAN_MAC_FRAME_STATISTICS;

typedef struct _WLAN_PHY_FRAME_STATISTICS {
	ULONGLONG ullTransmittedFrameCount;
	ULONGLONG ullMulticastTransmittedFrameCount;
	ULONGLONG ullFailedCount;
	ULONGLONG ullRetryCount;
	ULONGLONG ullMultipleRetryCount;
	ULONGLONG ullMaxTXLifetimeExceededCount;
	ULONGLONG ullTransmittedFragmentCount;
	ULONGLONG ullRTSSuccessCount;
	ULONGLONG ullRTSFailureCount;
	ULONGLONG ullACKFailureCount;
	ULONGLONG ullReceivedFrameCount;
	ULONGLONG ullMulticastReceivedFrameCount;
	ULONGLONG ullPromiscuousReceivedFrameCount;
	ULONGLONG ullMaxRXLifetimeExceededCount;
	ULONGLONG ullFrameDuplicateCount;
	ULONGLONG ullReceivedFragmentCount;
	ULONGLONG ullPromiscuousReceivedFragmentCount;
	ULONGLONG ullFCSErrorCount;
} WLAN_PHY_FRAME_STATISTICS, *PWLAN_PHY_FRAME_STATISTICS;

typedef struct _WLAN_STATISTICS {
	ULONGLONG ullFourWayHandshakeFailures;
	ULONGLONG ullTKIPCounterMeasuresInvoked;
	ULONGLONG ullReserved;
	WLAN_MAC_FRAME_STATISTICS MacUcastCounters;
	WLAN_MAC_FRAME_STATISTICS MacMcastCounters;
	DWORD dwNumberOfPhys;
	WLAN_PHY_FRAME_STATISTICS PhyCounters[1];
} WLAN_STATISTICS, *PWLAN_STATISTICS;

typedef struct _WLAN_HOSTED_NETWORK_CONNECTION_SETTINGS {
	DOT11_SSID hostedNetworkSSID;
	DWORD dwMaxNumberOfPeers;
} WLAN_HOSTED_NETWORK_CONNECTION_SETTINGS, *PWLAN_HOSTED_NETWORK_CONNECTION_SETTINGS;

typedef struct _WLAN_HOSTED_NETWORK_SECURITY_SETTINGS {
	DOT11_AUTH_ALGORITHM dot11AuthAlgo;
	DOT11_CIPHER_ALGORITHM dot11CipherAlgo;
} WLAN_HOSTED_NETWORK_SECURITY_SETTINGS, *PWLAN_HOSTED_NETWORK_SECURITY_SETTINGS;

typedef struct _WLAN_HOSTED_NETWORK_PEER_STATE {
	DOT11_MAC_ADDRESS PeerMacAddress;
	WLAN_HOSTED_NETWORK_PEER_AUTH_STATE PeerAuthState;
} WLAN_HOSTED_NETWORK_PEER_STATE, *PWLAN_HOSTED_NETWORK_PEER_STATE;

typedef struct _WLAN_HOSTED_NETWORK_RADIO_STATE {
	DOT11_RADIO_STATE dot11SoftwareRadioState;
	DOT11_RADIO_STATE dot11HardwareRadioState;
} WLAN_HOSTED_NETWORK_RADIO_STATE, *PWLAN_HOSTED_NETWORK_RADIO_STATE;

typedef struct _WLAN_HOSTED_NETWORK_STATE_CHANGE {
	WLAN_HOSTED_NETWORK_STATE OldState;
	WLAN_HOSTED_NETWORK_STATE NewState;
	WLAN_HOSTED_NETWORK_REASON StateChangeReason;
} WLAN_HOSTED_NETWORK_STATE_CHANGE, *PWLAN_HOSTED_NETWORK_STATE_CHANGE;

typedef struct _WLAN_HOSTED_NETWORK_DATA_PEER_STATE_CHANGE {
	WLAN_HOSTED_NETWORK_PEER_STATE OldState;
	WLAN_HOSTED_NETWORK_PEER_STATE NewState;
	WLAN_HOSTED_NETWORK_REASON PeerStateChangeReason;
} WLAN_HOSTED_NETWORK_DATA_PEER_STATE_CHANGE, *PWLAN_HOSTED_NETWORK_DATA_PEER_STATE_CHANGE;

typedef struct _WLAN_HOSTED_NETWORK_STATUS {
	WLAN_HOSTED_NETWORK_STATE HostedNetworkState;
	GUID IPDeviceID;
	DOT11_MAC_ADDRESS wlanHostedNetworkBSSID;
	DOT11_PHY_TYPE dot11PhyType;
	ULONG ulChannelFrequency;
	DWORD dwNumberOfPeers;
	WLAN_HOSTED_NETWORK_PEER_STATE PeerList[1];
} WLAN_HOSTED_NETWORK_STATUS, *PWLAN_HOSTED_NETWORK_STATUS;

typedef struct _WLAN_DEVICE_SERVICE_GUID_LIST {
	DWORD dwNumberOfItems;
	DWORD dwIndex;
	GUID DeviceService[1];
} WLAN_DEVICE_SERVICE_GUID_LIST, *PWLAN_DEVICE_SERVICE_GUID_LIST;

typedef struct _WLAN_DEVICE_SERVICE_NOTIFICATION_DATA {
	GUID DeviceService;
	DWORD dwOpCode;
	DWORD dwDataSize;
	BYTE DataBlob[1];
} WLAN_DEVICE_SERVICE_NOTIFICATION_DATA, *PWLAN_DEVICE_SERVICE_NOTIFICATION_DATA;

typedef struct _WLAN_QOS_CAPABILITIES {
	BOOL bMSCSSupported;
	BOOL bDSCPToUPMappingSupported;
	BOOL bSCSSupported;
	BOOL bDSCPPolicySupported;
} WLAN_QOS_CAPABILITIES, *PWLAN_QOS_CAPABILITIES;

typedef struct _WLAN_CONNECTION_QOS_INFO {
	WLAN_QOS_CAPABILITIES peerCapabilities;
	BOOL bMSCSConfigured;
	BOOL bDSCPToUPMappingConfigured;
	ULONG ulNumConfiguredSCSStreams;
	ULONG ulNumConfiguredDSCPPolicies;
} WLAN_CONNECTION_QOS_INFO, *PWLAN_CONNECTION_QOS_INFO;

typedef struct _WLAN_QOS_INFO {
	WLAN_QOS_CAPABILITIES interfaceCapabilities;
	BOOL bConnected;
	WLAN_CONNECTION_QOS_INFO connectionQoSInfo;
} WLAN_QOS_INFO, *PWLAN_QOS_INFO;

typedef struct _WLAN_REALTIME_CONNECTION_QUALITY_LINK_INFO {
	UCHAR ucLinkID;
	ULONG ulChannelCenterFrequencyMhz;
	ULONG ulBandwidth;
	LONG lRssi;
	WLAN_RATE_SET wlanRateSet;
} WLAN_REALTIME_CONNECTION_QUALITY_LINK_INFO, *PWLAN_REALTIME_CONNECTION_QUALITY_LINK_INFO;

typedef struct _WLAN_REALTIME_CONNECTION_QUALITY {
	DOT11_PHY_TYPE dot11PhyType;
	ULONG ulLinkQuality;
	ULONG ulRxRate;
	ULONG ulTxRate;
	BOOL bIsMLOConnection;
	ULONG ulNumLinks;
	WLAN_REALTIME_CONNECTION_QUALITY_LINK_INFO linksInfo[1];
} WLAN_REALTIME_CONNECTION_QUALITY, *PWLAN_REALTIME_CONNECTION_QUALITY;

typedef struct _WFD_GROUP_ID {
	DOT11_MAC_ADDRESS DeviceAddress;
	DOT11_SSID GroupSSID;
} WFD_GROUP_ID, *PWFD_GROUP_ID;

typedef VOID(WINAPI *WLAN_NOTIFICATION_CALLBACK)(PWLAN_NOTIFICATION_DATA, PVOID);
typedef VOID(CALLBACK *WFD_OPEN_SESSION_COMPLETE_CALLBACK)(HANDLE hSessionHandle, PVOID pvContext, GUID guidSessionInterface,
							   DWORD dwError, DWORD dwReasonCode);

DWORD WINAPI WlanOpenHandle(DWORD dwClientVersion, PVOID pReserved, PDWORD pdwNegotiatedVersion, PHANDLE phClientHandle);
DWORD WINAPI WlanCloseHandle(HANDLE hClientHandle, PVOID pReserved);
PVOID WINAPI WlanAllocateMemory(DWORD dwMemorySize);
VOID WINAPI WlanFreeMemory(PVOID pMemory);
DWORD WINAPI WlanReasonCodeToString(DWORD dwReasonCode, DWORD dwBufferSize, PWCHAR pStringBuffer, PVOID pReserved);
DWORD WINAPI WlanEnumInterfaces(HANDLE hClientHandle, PVOID pReserved, PWLAN_INTERFACE_INFO_LIST *ppInterfaceList);
DWORD WINAPI WlanGetInterfaceCapability(HANDLE hClientHandle, const GUID *pInterfaceGuid, PVOID pReserved, PWLAN_INTERFACE_CAPABILITY *ppCapability);
DWORD WINAPI WlanRegisterNotification(HANDLE hClientHandle, DWORD dwNotifSource, BOOL bIgnoreDuplicate, WLAN_NOTIFICATION_CALLBACK funcCallback, PVOID pCallbackContext, PVOID pReserved, PDWORD pdwPrevNotifSource);
DWORD WINAPI WlanRegisterVirtualStationNotification(HANDLE hClientHandle, BOOL bRegister, PVOID pReserved);
DWORD WINAPI WlanConnect(HANDLE hClientHandle, const GUID *pInterfaceGuid, const PWLAN_CONNECTION_PARAMETERS pConnectionParameters, PVOID pReserved);
DWORD WINAPI WlanConnect2(HANDLE hClientHandle, const GUID *pInterfaceGuid, const WLAN_CONNECTION_PARAMETERS_V2 *pConnectionParameters, PVOID pReserved);
DWORD WINAPI WlanDisconnect(HANDLE hClientHandle, const GUID *pInterfaceGuid, PVOID pReserved);
DWORD WINAPI WlanScan(HANDLE hClientHandle, const GUID *pInterfaceGuid, const PDOT11_SSID pDot11Ssid, const PWLAN_RAW_DATA pIeData, PVOID pReserved);
DWORD WINAPI WlanGetAvailableNetworkList(HANDLE hClientHandle, const GUID *pInterfaceGuid, DWORD dwFlags, PVOID pReserved, PWLAN_AVAILABLE_NETWORK_LIST *ppAvailableNetworkList);
DWORD WINAPI WlanGetAvailableNetworkList2(HANDLE hClientHandle, const GUID *pInterfaceGuid, DWORD dwFlags, PVOID pReserved, PWLAN_AVAILABLE_NETWORK_LIST_V2 *ppAvailableNetworkList);
DWORD WINAPI WlanGetNetworkBssList(HANDLE hClientHandle, const GUID *pInterfaceGuid, const PDOT11_SSID pDot11Ssid, DOT11_BSS_TYPE dot11BssType, BOOL bSecurityEnabled, PVOID pReserved, PWLAN_BSS_LIST *ppWlanBssList);
DWORD WINAPI WlanQueryInterface(HANDLE hClientHandle, const GUID *pInterfaceGuid, WLAN_INTF_OPCODE OpCode, PVOID pReserved, PDWORD pdwDataSize, PVOID *ppData, PWLAN_OPCODE_VALUE_TYPE pWlanOpcodeValueType);
DWORD WINAPI WlanSetInterface(HANDLE hClientHandle, const GUID *pInterfaceGuid, WLAN_INTF_OPCODE OpCode, DWORD dwDataSize, const PVOID pData, PVOID pReserved);
DWORD WINAPI WlanIhvControl(HANDLE hClientHandle, const GUID *pInterfaceGuid, WLAN_IHV_CONTROL_TYPE Type, DWORD dwInBufferSize, PVOID pInBuffer, DWORD dwOutBufferSize, PVOID pOutBuffer, PDWORD pdwBytesReturned);
DWORD WINAPI WlanQueryAutoConfigParameter(HANDLE hClientHandle, WLAN_AUTOCONF_OPCODE OpCode, PVOID pReserved, PDWORD pdwDataSize, PVOID *ppData, PWLAN_OPCODE_VALUE_TYPE pWlanOpcodeValueType);
DWORD WINAPI WlanSetAutoConfigParameter(HANDLE hClientHandle, WLAN_AUTOCONF_OPCODE OpCode, DWORD dwDataSize, const PVOID pData, PVOID pReserved);
DWORD WINAPI WlanGetFilterList(HANDLE hClientHandle, WLAN_FILTER_LIST_TYPE wlanFilterListType, PVOID pReserved, PDOT11_NETWORK_LIST *ppNetworkList);
DWORD WINAPI WlanSetFilterList(HANDLE hClientHandle, WLAN_FILTER_LIST_TYPE wlanFilterListType, const PDOT11_NETWORK_LIST pNetworkList, PVOID pReserved);
DWORD WINAPI WlanGetProfile(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName, PVOID pReserved, LPWSTR *pstrProfileXml, DWORD *pdwFlags, PDWORD pdwGrantedAccess);
DWORD WINAPI WlanGetProfileList(HANDLE hClientHandle, const GUID *pInterfaceGuid, PVOID pReserved, PWLAN_PROFILE_INFO_LIST *ppProfileList);
DWORD WINAPI WlanSetProfile(HANDLE hClientHandle, const GUID *pInterfaceGuid, DWORD dwFlags, LPCWSTR strProfileXml, LPCWSTR strAllUserProfileSecurity, BOOL bOverwrite, PVOID pReserved, DWORD *pdwReasonCode);
DWORD WINAPI WlanDeleteProfile(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName, PVOID pReserved);
DWORD WINAPI WlanRenameProfile(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strOldProfileName, LPCWSTR strNewProfileName, PVOID pReserved);
DWORD WINAPI WlanSaveTemporaryProfile(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName, LPCWSTR strAllUserProfileSecurity, DWORD dwFlags, BOOL bOverWrite, PVOID pReserved);
DWORD WINAPI WlanSetProfileList(HANDLE hClientHandle, const GUID *pInterfaceGuid, DWORD dwItems, LPCWSTR *strProfileNames, PVOID pReserved);
DWORD WINAPI WlanSetProfilePosition(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName, DWORD dwPosition, PVOID pReserved);
DWORD WINAPI WlanGetProfileCustomUserData(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName, PVOID pReserved, DWORD *pdwDataSize, PBYTE *ppData);
DWORD WINAPI WlanSetProfileCustomUserData(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName, DWORD dwDataSize, const PBYTE pData, PVOID pReserved);
DWORD WINAPI WlanSetProfileEapUserData(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName, EAP_METHOD_TYPE eapType, DWORD dwFlags, DWORD dwEapUserDataSize, const LPBYTE pbEapUserData, PVOID pReserved);
DWORD WINAPI WlanSetProfileEapXmlUserData(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPCWSTR strProfileName, DWORD dwFlags, LPCWSTR strEapXmlUserData, PVOID pReserved);
DWORD WINAPI WlanGetSecuritySettings(HANDLE hClientHandle, WLAN_SECURABLE_OBJECT SecurableObject, PWLAN_OPCODE_VALUE_TYPE pValueType, LPWSTR *pstrCurrentSDDL, PDWORD pdwGrantedAccess);
DWORD WINAPI WlanSetSecuritySettings(HANDLE hClientHandle, WLAN_SECURABLE_OBJECT SecurableObject, LPCWSTR strModifiedSDDL);
DWORD WINAPI WlanExtractPsdIEDataList(HANDLE hClientHandle, DWORD dwIeDataSize, const PBYTE pRawIeData, LPCWSTR strFormat, PVOID pReserved, PWLAN_RAW_DATA_LIST *ppPsdIEDataList);
DWORD WINAPI WlanSetPsdIEDataList(HANDLE hClientHandle, LPCWSTR strFormat, const PWLAN_RAW_DATA_LIST pPsdIEDataList, PVOID pReserved);
DWORD WINAPI WlanDeviceServiceCommand(HANDLE hClientHandle, const GUID *pInterfaceGuid, LPGUID pDeviceServiceGuid, DWORD dwOpCode, DWORD dwInBufferSize, PVOID pInBuffer, DWORD dwOutBufferSize, PVOID pOutBuffer, PDWORD pdwBytesReturned);
DWORD WINAPI WlanGetSupportedDeviceServices(HANDLE hClientHandle, const GUID *pInterfaceGuid, PWLAN_DEVICE_SERVICE_GUID_LIST *ppDevSvcGuidList);
DWORD WINAPI WlanRegisterDeviceServiceNotification(HANDLE hClientHandle, const PWLAN_DEVICE_SERVICE_GUID_LIST pDevSvcGuidList);
DWORD WINAPI WlanHostedNetworkInitSettings(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved);
DWORD WINAPI WlanHostedNetworkStartUsing(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved);
DWORD WINAPI WlanHostedNetworkStopUsing(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved);
DWORD WINAPI WlanHostedNetworkForceStart(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved);
DWORD WINAPI WlanHostedNetworkForceStop(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved);
DWORD WINAPI WlanHostedNetworkQueryProperty(HANDLE hClientHandle, WLAN_HOSTED_NETWORK_OPCODE OpCode, PDWORD pdwDataSize, PVOID *ppvData, PWLAN_OPCODE_VALUE_TYPE pWlanOpcodeValueType, PVOID pvReserved);
DWORD WINAPI WlanHostedNetworkSetProperty(HANDLE hClientHandle, WLAN_HOSTED_NETWORK_OPCODE OpCode, DWORD dwDataSize, PVOID pvData, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved);
DWORD WINAPI WlanHostedNetworkQueryStatus(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_STATUS *ppWlanHostedNetworkStatus, PVOID pvReserved);
DWORD WINAPI WlanHostedNetworkSetSecondaryKey(HANDLE hClientHandle, DWORD dwKeyLength, PUCHAR pucKeyData, BOOL bIsPassPhrase, BOOL bPersistent, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved);
DWORD WINAPI WlanHostedNetworkQuerySecondaryKey(HANDLE hClientHandle, PDWORD pdwKeyLength, PUCHAR *ppucKeyData, PBOOL pbIsPassPhrase, PBOOL pbPersistent, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved);
DWORD WINAPI WlanHostedNetworkRefreshSecuritySettings(HANDLE hClientHandle, PWLAN_HOSTED_NETWORK_REASON pFailReason, PVOID pvReserved);
DWORD WINAPI WFDOpenHandle(DWORD dwClientVersion, PDWORD pdwNegotiatedVersion, PHANDLE phClientHandle);
DWORD WINAPI WFDCloseHandle(HANDLE hClientHandle);
DWORD WINAPI WFDStartOpenSession(HANDLE hClientHandle, PDOT11_MAC_ADDRESS pDeviceAddress, PVOID pvContext, WFD_OPEN_SESSION_COMPLETE_CALLBACK pfnCallback, PHANDLE phSessionHandle);
DWORD WINAPI WFDCancelOpenSession(HANDLE hSessionHandle);
DWORD WINAPI WFDOpenLegacySession(HANDLE hClientHandle, PDOT11_MAC_ADDRESS pLegacyMacAddress, HANDLE *phSessionHandle, GUID *pGuidSessionInterface);
DWORD WINAPI WFDCloseSession(HANDLE hSessionHandle);
DWORD WINAPI WFDUpdateDeviceVisibility(PDOT11_MAC_ADDRESS pDeviceAddress);

#ifdef __cplusplus
}
#endif
