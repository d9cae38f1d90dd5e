/* Notifications of connections, filled as their pages say. The order is that of the calls; acm_listener gets them at once. */
#pragma once

#include "wlansvc/acm/acm.h"
#include "wlansvc/acm/request.h"

struct notifier {
	const struct acm_listener *listener;
	void *userdata;
	struct guid interface;
};

/* Without data. @code: enum of WLAN_NOTIFICATION_ACM. */
void notify_acm(const struct notifier *notifier, uint32_t code);

void notify_scan_fail(const struct notifier *notifier, uint32_t reason);

/* @code: connection_start to disconnected. @reason: by D15 SUCCESS but for connection_complete and connection_attempt_fail. */
void notify_connection(const struct notifier *notifier, uint32_t code, const struct attempt *attempt, uint32_t reason);

/* @code: of WLAN_NOTIFICATION_MSM. @phy_type: DOT11_PHY_TYPE. */
void notify_msm(const struct notifier *notifier, uint32_t code, const struct attempt *attempt, const struct dot11_mac *peer,
		uint32_t phy_type, uint32_t reason);

void notify_radio(const struct notifier *notifier, const struct acm_phy_radio *radio);

/* profile_name_change. */
void notify_names(const struct notifier *notifier, const char *old_name, const char *new_name);

/* Of ACM, with one number: bss_type_change, power_setting_change. */
void notify_word(const struct notifier *notifier, uint32_t code, uint32_t word);

/* MSM signal_quality_change. @quality: 0 to 100 */
void notify_quality(const struct notifier *notifier, uint32_t quality);
