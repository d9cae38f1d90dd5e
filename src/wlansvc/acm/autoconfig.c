/* Parameters of automatic configuration and filter lists: what holds for every interface. */
#include <errno.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "wlansvc/acm/notify.h"
#include "wlansvc/acm/permission.h"
#include "wlansvc/acm/private.h"

/* Notifications of what belongs to no interface carry a GUID of zeros. */
static struct notifier notifier_of(const struct acm *acm)
{
	return (struct notifier){ .listener = acm->listener, .userdata = acm->userdata };
}

/* Return: WLAN_SECURABLE_OBJECT; WLAN_SECURABLE_OBJECT_COUNT if the parameter has none. */
static uint32_t object_of(uint32_t opcode)
{
	switch (opcode) {
	case wlan_autoconf_opcode_show_denied_networks:
		return wlan_secure_show_denied;
	case wlan_autoconf_opcode_allow_virtual_station_extensibility:
		return wlan_secure_virtual_station_extensibility;
	default:
		return WLAN_SECURABLE_OBJECT_COUNT;
	}
}

static int check(struct acm *acm, const struct acm_caller *caller, uint32_t object, uint32_t wanted)
{
	return object == WLAN_SECURABLE_OBJECT_COUNT ? 0 : acm_check_object(acm, caller, object, wanted);
}

int acm_query_autoconfig(struct acm *acm, const struct acm_caller *caller, uint32_t opcode, uint32_t *ret, uint32_t *ret_type)
{
	uint32_t value, type;
	int r;

	if (settings_get(acm->settings, opcode, &value, &type) != 0)
		return ACM_E_INVALID;
	r = check(acm, caller, object_of(opcode), WLAN_READ_ACCESS);
	if (r != 0)
		return r;
	*ret = value;
	*ret_type = type;
	return 0;
}

int acm_set_autoconfig(struct acm *acm, const struct acm_caller *caller, uint32_t opcode, uint32_t value)
{
	int r = check(acm, caller, object_of(opcode), WLAN_WRITE_ACCESS);

	if (r != 0)
		return r;
	r = settings_set(acm->settings, opcode, value);
	switch (r) {
	case SETTINGS_E_UNKNOWN:
	case SETTINGS_E_RANGE:
		return ACM_E_INVALID;
	case SETTINGS_E_POLICY:
		return ACM_E_ACCESS_DENIED;
	default:
		return r;
	}
}

static uint32_t object_of_list(uint32_t list)
{
	switch (list) {
	case wlan_filter_list_type_user_permit:
		return wlan_secure_permit_list;
	case wlan_filter_list_type_user_deny:
		return wlan_secure_deny_list;
	default:
		return WLAN_SECURABLE_OBJECT_COUNT;
	}
}

int acm_get_filters(struct acm *acm, const struct acm_caller *caller, uint32_t list, const struct store_filter **ret, size_t *ret_n)
{
	int r;

	if (list >= FILTERS_N_LISTS)
		return ACM_E_INVALID;
	r = check(acm, caller, object_of_list(list), WLAN_READ_ACCESS);
	if (r != 0)
		return r;
	*ret = filters_get(acm->filters, list, ret_n);
	return 0;
}

int acm_set_filters(struct acm *acm, const struct acm_caller *caller, uint32_t list, const struct store_filter *entries, size_t n)
{
	const struct notifier notifier = notifier_of(acm);
	int r;

	if (object_of_list(list) == WLAN_SECURABLE_OBJECT_COUNT || n > STORE_MAX_FILTERS)
		return ACM_E_INVALID;
	r = check(acm, caller, object_of_list(list), WLAN_WRITE_ACCESS);
	if (r != 0)
		return r;
	r = filters_set(acm->filters, list, entries, n);
	if (r < 0)
		return r;
	notify_acm(&notifier, wlan_notification_acm_filter_list_change);
	for (size_t i = 0; i < acm->n_interfaces; i++)
		interface_change_filters(acm->interfaces[i]);
	return 0;
}

int acm_set_psd(struct acm *acm, const struct acm_caller *caller, const char *format, const struct psd_item *items, size_t n)
{
	int r = psd_set(acm->psd, caller->handle, format, items, n);

	if (r == 0 && n > 0) {
		/* No port sends them yet, and who offers a service must not believe that it is heard. */
		(void)psd_set(acm->psd, caller->handle, format, NULL, 0);
		return ACM_E_NOT_SUPPORTED;
	}
	return r == -E2BIG || r == -EILSEQ ? ACM_E_INVALID : r;
}

size_t acm_psd_elements(struct acm *acm, uint8_t *ret, size_t capacity)
{
	return psd_elements(acm->psd, ret, capacity);
}
