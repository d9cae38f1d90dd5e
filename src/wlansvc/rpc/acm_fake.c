#include "wlansvc/rpc/acm_fake.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "wlansvc/acm/permission.h"

const struct guid acm_fake_interface = { { 0xfa, 0xce, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 } };
const struct guid acm_fake_removed = { { 0xde, 0xad, 1 } };
size_t acm_fake_n_bss = 3;
uint32_t acm_fake_state = wlan_interface_state_disconnected;
struct acm_listener acm_fake_listener;
void *acm_fake_userdata;

static const uint8_t bss_ies[] = { 0, 4, 'l', 'a', 'b', '1', 1, 2, 0x82, 0x84 };

static bool is_known(const struct guid *interface)
{
	return guid_equal(interface, &acm_fake_interface);
}

static void tell(uint32_t source, uint32_t code, enum acm_notification_data kind)
{
	const struct acm_notification notification = {
		.source = source,
		.code = code,
		.interface = acm_fake_interface,
		.kind = kind,
		.profile_name = "lab",
		.ssid = { .size = 4, .bytes = "lab1" },
		.bss_type = dot11_BSS_type_infrastructure,
		.profile_xml = "",
	};

	if (acm_fake_listener.notify)
		acm_fake_listener.notify(&notification, acm_fake_userdata);
}

int acm_list_interfaces(struct acm *acm, struct acm_interface **ret, size_t *ret_n)
{
	struct acm_interface *list = calloc(1, sizeof(*list));

	if (!list)
		return -ENOMEM;
	list->guid = acm_fake_interface;
	list->description = "Fake radio";
	list->state = wlan_interface_state_disconnected;
	*ret = list;
	*ret_n = 1;
	return 0;
}

int acm_scan(struct acm *acm, const struct guid *interface, const struct dot11_ssid *ssid, const uint8_t *ie, size_t ie_size)
{
	if (!is_known(interface))
		return ACM_E_NO_INTERFACE;
	tell(WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_scan_complete, ACM_DATA_NONE);
	return 0;
}

int acm_list_bss(struct acm *acm, const struct guid *interface, const struct dot11_ssid *ssid, uint32_t bss_type, bool is_secure,
		 struct acm_bss **ret, size_t *ret_n)
{
	struct acm_bss *list;

	if (!is_known(interface))
		return ACM_E_NO_INTERFACE;
	list = calloc(acm_fake_n_bss + 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < acm_fake_n_bss; i++) {
		list[i].ssid = (struct dot11_ssid){ .size = 4, .bytes = "lab1" };
		list[i].bssid.b[5] = (uint8_t)i;
		list[i].rssi_dbm = -40;
		list[i].center_khz = 2412000;
		list[i].n_rates = 2;
		list[i].ies = bss_ies;
		list[i].ies_size = sizeof(bss_ies);
	}
	*ret = list;
	*ret_n = ssid && bss_type == dot11_BSS_type_any ? 0 : acm_fake_n_bss;
	return 0;
}

int acm_list_networks(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uint32_t flags,
		      struct acm_network **ret, size_t *ret_n)
{
	struct acm_network *list;

	if (!is_known(interface))
		return ACM_E_NO_INTERFACE;
	list = calloc(1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	strcpy(list->profile_name, "lab");
	list->n_phy_types = 1;
	list->phy_types[0] = dot11_phy_type_ht;
	*ret = list;
	*ret_n = 1;
	return 0;
}

int acm_connect(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const struct acm_connect *connect)
{
	if (!is_known(interface))
		return ACM_E_NO_INTERFACE;
	tell(WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_start, ACM_DATA_CONNECTION);
	tell(WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete, ACM_DATA_CONNECTION);
	return 0;
}

int acm_disconnect(struct acm *acm, const struct acm_caller *caller, const struct guid *interface)
{
	if (!is_known(interface))
		return ACM_E_NO_INTERFACE;
	tell(WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnecting, ACM_DATA_CONNECTION);
	tell(WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_disassociating, ACM_DATA_MSM);
	tell(WLAN_NOTIFICATION_SOURCE_MSM, wlan_notification_msm_disconnected, ACM_DATA_MSM);
	tell(WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected, ACM_DATA_CONNECTION);
	return 0;
}

int acm_interface_state(struct acm *acm, const struct guid *interface, uint32_t *ret_state)
{
	if (!is_known(interface))
		return ACM_E_NO_INTERFACE;
	*ret_state = acm_fake_state;
	return 0;
}

int acm_current_connection(struct acm *acm, const struct guid *interface, struct acm_connection *ret)
{
	return is_known(interface) ? ACM_E_INVALID_STATE : ACM_E_NO_INTERFACE;
}

int acm_radio_state(struct acm *acm, const struct guid *interface, struct acm_phy_radio *ret, size_t *ret_n)
{
	if (!is_known(interface))
		return ACM_E_NO_INTERFACE;
	ret[0] = (struct acm_phy_radio){ .phy_index = 0, .software_on = true, .hardware_on = true };
	*ret_n = 1;
	return 0;
}

int acm_set_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uid_t owner, const char *xml,
		    const char *security, bool overwrite, uint32_t *ret_reason)
{
	if (!is_known(interface))
		return ACM_E_NO_INTERFACE;
	if (xml[0] != '<') {
		*ret_reason = WLAN_REASON_CODE_INVALID_PROFILE_SCHEMA;
		return ACM_E_BAD_PROFILE;
	}
	*ret_reason = WLAN_REASON_CODE_SUCCESS;
	return 0;
}

static int fill_profile(struct store_profile *ret)
{
	ret->owner = STORE_ALL_USERS;
	ret->profile = calloc(1, sizeof(*ret->profile));
	if (!ret->profile)
		return -ENOMEM;
	ret->profile->name = strdup("lab");
	ret->profile->xml = strdup("<WLANProfile>\r\n\t<name>lab</name>\r\n</WLANProfile>\r\n");
	return 0;
}

int acm_get_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name,
		    struct store_profile *ret)
{
	if (!is_known(interface))
		return ACM_E_NO_INTERFACE;
	if (strcmp(name, "lab") != 0)
		return ACM_E_NO_PROFILE;
	return fill_profile(ret);
}

/* Every object, to whoever runs the test. */
int acm_check_object(struct acm *acm, const struct acm_caller *caller, uint32_t object, uint32_t wanted)
{
	return object < WLAN_SECURABLE_OBJECT_COUNT ? 0 : ACM_E_INVALID;
}

int acm_check_administrator(struct acm *acm, const struct acm_caller *caller, const char *what)
{
	return 0;
}

bool acm_was_removed(struct acm *acm, const struct guid *interface)
{
	return guid_equal(interface, &acm_fake_removed);
}

bool acm_is_ending(const struct acm *acm)
{
	return false;
}

int acm_get_security(struct acm *acm, const struct acm_caller *caller, uint32_t object, char **ret_sddl, uint32_t *ret_granted)
{
	/* Who asks, and in which groups he is. */
	size_t size = 32 + 32 * caller->n_groups, used;
	char *text = calloc(1, size);

	if (!text)
		return -ENOMEM;
	used = (size_t)snprintf(text, size, "%u:%u", (unsigned int)caller->uid, (unsigned int)caller->gid);
	for (size_t i = 0; i < caller->n_groups; i++)
		used += (size_t)snprintf(text + used, size - used, ",%u", (unsigned int)caller->groups[i]);
	*ret_sddl = text;
	*ret_granted = WLAN_WRITE_ACCESS;
	return 0;
}

uint32_t acm_security_type(const struct acm *acm, uint32_t object)
{
	return wlan_opcode_value_type_set_by_user;
}

int acm_set_security(struct acm *acm, const struct acm_caller *caller, uint32_t object, const char *sddl)
{
	return 0;
}

uint32_t acm_profile_rights(struct acm *acm, const struct acm_caller *caller, const struct store_profile *profile)
{
	return WLAN_WRITE_ACCESS;
}

int acm_list_profiles(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, struct store_profile **ret,
		      size_t *ret_n)
{
	struct store_profile *list;

	if (!is_known(interface))
		return ACM_E_NO_INTERFACE;
	list = calloc(1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	if (fill_profile(list) < 0) {
		free(list);
		return -ENOMEM;
	}
	*ret = list;
	*ret_n = 1;
	return 0;
}

int acm_delete_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name)
{
	if (!is_known(interface))
		return ACM_E_NO_INTERFACE;
	return strcmp(name, "lab") == 0 ? 0 : ACM_E_NO_PROFILE;
}

void store_profile_clear(struct store_profile *entry)
{
	if (entry->profile) {
		free(entry->profile->name);
		free(entry->profile->xml);
		free(entry->profile);
	}
	entry->profile = NULL;
}

void store_profiles_free(struct store_profile *entries, size_t n)
{
	for (size_t i = 0; i < n; i++)
		store_profile_clear(&entries[i]);
	free(entries);
}
