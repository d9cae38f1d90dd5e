#include "wlansvc/acm/event.h"

#include <stdio.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/log.h"

#define SSID_TEXT_SIZE (4 * sizeof(((struct dot11_ssid *)0)->bytes) + 1)

static const char *const causes[] = {
	[EVENT_CAUSE_ASKED] = "it was asked for",
	[EVENT_CAUSE_DRIVER] = "the driver has lost it",
	[EVENT_CAUSE_ANOTHER] = "another connection is wanted",
};

static const char *name_mode(uint32_t mode)
{
	switch (mode) {
	case wlan_connection_mode_profile:
		return "manual, with a profile";
	case wlan_connection_mode_temporary_profile:
		return "manual, with a temporary profile";
	case wlan_connection_mode_discovery_secure:
	case wlan_connection_mode_discovery_unsecure:
		return "manual, without a profile";
	default:
		return "automatic, with a profile";
	}
}

/* Its bytes are a stranger's. */
static void write_ssid(char text[SSID_TEXT_SIZE], const struct dot11_ssid *ssid)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < ssid->size && i < sizeof(ssid->bytes); i++) {
		bool is_plain = ssid->bytes[i] >= 0x20 && ssid->bytes[i] < 0x7f && ssid->bytes[i] != '"' && ssid->bytes[i] != '\\';

		used += (size_t)snprintf(text + used, SSID_TEXT_SIZE - used, is_plain ? "%c" : "\\x%02x", ssid->bytes[i]);
	}
}

void event_disconnected(const char *description, const struct guid *interface, const struct attempt *attempt, enum event_cause cause)
{
	char guid[GUID_TEXT_SIZE], ssid[SSID_TEXT_SIZE];

	guid_to_text(interface, guid);
	write_ssid(ssid, attempt_ssid(attempt));
	log_info("%s: disconnected from \"%s\": %s (event 8003, interface %s, connection %s, SSID \"%s\", BSS type infrastructure)",
		 description, attempt->profile->name, causes[cause], guid, name_mode(attempt->mode), ssid);
}
