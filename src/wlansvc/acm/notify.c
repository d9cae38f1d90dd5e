#include "wlansvc/acm/notify.h"

#include <windows.h>
#include <wlanapi.h>

static void tell(const struct notifier *notifier, struct acm_notification *notification)
{
	notification->interface = notifier->interface;
	if (!notification->profile_name)
		notification->profile_name = "";
	if (!notification->profile_xml)
		notification->profile_xml = "";
	notifier->listener->notify(notification, notifier->userdata);
}

void notify_acm(const struct notifier *notifier, uint32_t code)
{
	tell(notifier, &(struct acm_notification){
			       .source = WLAN_NOTIFICATION_SOURCE_ACM,
			       .code = code,
			       .kind = ACM_DATA_NONE,
		       });
}

void notify_scan_fail(const struct notifier *notifier, uint32_t reason)
{
	tell(notifier, &(struct acm_notification){
			       .source = WLAN_NOTIFICATION_SOURCE_ACM,
			       .code = wlan_notification_acm_scan_fail,
			       .kind = ACM_DATA_REASON,
			       .reason = reason,
		       });
}

static void fill(struct acm_notification *notification, const struct attempt *attempt)
{
	/* Past the last SSID it is the last one that was tried. */
	size_t at = attempt->at_ssid < attempt->n_ssids ? attempt->at_ssid : attempt->n_ssids - 1;

	notification->connection_mode = attempt->mode;
	notification->profile_name = attempt_profile_name(attempt);
	notification->ssid = attempt->ssids[at];
	notification->bss_type = dot11_BSS_type_infrastructure;
	notification->is_secure = !profile_is_open(attempt->profile);
}

void notify_connection(const struct notifier *notifier, uint32_t code, const struct attempt *attempt, uint32_t reason)
{
	struct acm_notification notification = {
		.source = WLAN_NOTIFICATION_SOURCE_ACM,
		.code = code,
		.kind = ACM_DATA_CONNECTION,
		.reason = reason,
	};

	fill(&notification, attempt);
	if (code == wlan_notification_acm_connection_complete && reason == WLAN_REASON_CODE_SUCCESS &&
	    attempt->mode == wlan_connection_mode_discovery_unsecure)
		notification.profile_xml = attempt->profile->xml;
	tell(notifier, &notification);
}

void notify_msm(const struct notifier *notifier, uint32_t code, const struct attempt *attempt, const struct dot11_mac *peer,
		uint32_t phy_type, uint32_t reason)
{
	struct acm_notification notification = {
		.source = WLAN_NOTIFICATION_SOURCE_MSM,
		.code = code,
		.kind = ACM_DATA_MSM,
		.reason = reason,
		.peer = *peer,
		.phy_type = phy_type,
		.first_peer = true,
		.last_peer = true,
	};

	fill(&notification, attempt);
	tell(notifier, &notification);
}

void notify_radio(const struct notifier *notifier, const struct acm_phy_radio *radio)
{
	tell(notifier, &(struct acm_notification){
			       .source = WLAN_NOTIFICATION_SOURCE_MSM,
			       .code = wlan_notification_msm_radio_state_change,
			       .kind = ACM_DATA_RADIO,
			       .radio = *radio,
		       });
}

void notify_names(const struct notifier *notifier, const char *old_name, const char *new_name)
{
	tell(notifier, &(struct acm_notification){
			       .source = WLAN_NOTIFICATION_SOURCE_ACM,
			       .code = wlan_notification_acm_profile_name_change,
			       .kind = ACM_DATA_NAMES,
			       .profile_name = old_name,
			       .new_name = new_name,
		       });
}

void notify_word(const struct notifier *notifier, uint32_t code, uint32_t word)
{
	tell(notifier, &(struct acm_notification){
			       .source = WLAN_NOTIFICATION_SOURCE_ACM,
			       .code = code,
			       .kind = ACM_DATA_WORD,
			       .word = word,
		       });
}

void notify_quality(const struct notifier *notifier, uint32_t quality)
{
	tell(notifier, &(struct acm_notification){
			       .source = WLAN_NOTIFICATION_SOURCE_MSM,
			       .code = wlan_notification_msm_signal_quality_change,
			       .kind = ACM_DATA_WORD,
			       .word = quality,
		       });
}
