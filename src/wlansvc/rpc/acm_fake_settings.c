/* For tests: the settings, lists and profile operations of an acm without radios. Nothing is kept; who asks is answered. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <wlanapi.h>

#include "wlansvc/acm/permission.h"
#include "wlansvc/acm/psd.h"
#include "wlansvc/rpc/acm_fake.h"

static int check(const struct guid *interface)
{
	return guid_equal(interface, &acm_fake_interface) ? 0 : ACM_E_NO_INTERFACE;
}

void acm_release_handle(struct acm *acm, uint64_t handle)
{
}

void acm_user_comes(struct acm *acm, uid_t uid)
{
}

void acm_user_leaves(struct acm *acm, uid_t uid)
{
}

uint32_t acm_object_of_opcode(uint32_t opcode)
{
	return wlan_secure_interface_properties;
}

int acm_query_word(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uint32_t opcode, uint32_t *ret)
{
	int r = check(interface);

	if (r != 0)
		return r;
	switch (opcode) {
	case wlan_intf_opcode_autoconf_enabled:
		*ret = TRUE;
		return 0;
	case wlan_intf_opcode_bss_type:
		*ret = dot11_BSS_type_any;
		return 0;
	case wlan_intf_opcode_interface_state:
		return acm_interface_state(acm, interface, ret);
	default:
		return ACM_E_NOT_SUPPORTED;
	}
}

bool acm_autoconf_is_denied(struct acm *acm, const struct guid *interface)
{
	return false;
}

int acm_set_word(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uint32_t opcode, uint32_t value)
{
	return check(interface);
}

int acm_set_radio(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, uint32_t phy_index, bool is_on,
		  acm_done_fn done, void *userdata)
{
	int r = check(interface);

	if (r == 0)
		done(0, NULL, userdata);
	return r;
}

int acm_query_statistics(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, acm_done_fn done,
			 void *userdata)
{
	const struct wdi_get_statistics_result statistics = { 0 };
	int r = check(interface);

	if (r == 0)
		done(0, &statistics, userdata);
	return r;
}

const struct wdi_get_adapter_capabilities_result *acm_capabilities(struct acm *acm, const struct guid *interface)
{
	return NULL;
}

int acm_query_autoconfig(struct acm *acm, const struct acm_caller *caller, uint32_t opcode, uint32_t *ret, uint32_t *ret_type)
{
	*ret = 1;
	*ret_type = wlan_opcode_value_type_set_by_user;
	return opcode > wlan_autoconf_opcode_start && opcode < wlan_autoconf_opcode_end ? 0 : ACM_E_INVALID;
}

int acm_set_autoconfig(struct acm *acm, const struct acm_caller *caller, uint32_t opcode, uint32_t value)
{
	return 0;
}

int acm_get_filters(struct acm *acm, const struct acm_caller *caller, uint32_t list, const struct store_filter **ret, size_t *ret_n)
{
	*ret = NULL;
	*ret_n = 0;
	return list < 4 ? 0 : ACM_E_INVALID;
}

int acm_set_filters(struct acm *acm, const struct acm_caller *caller, uint32_t list, const struct store_filter *entries, size_t n)
{
	return 0;
}

int acm_set_psd(struct acm *acm, const struct acm_caller *caller, const char *format, const struct psd_item *items, size_t n)
{
	return 0;
}

int psd_extract(const void *elements, size_t size, const char *format, struct psd_item *ret, size_t capacity)
{
	return 0;
}

int acm_order_profiles(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *const *names,
		       size_t n)
{
	return check(interface);
}

int acm_move_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name, uint32_t position)
{
	return check(interface);
}

int acm_rename_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *old_name,
		       const char *new_name)
{
	return check(interface);
}

int acm_set_custom_data(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name,
			const void *data, size_t size)
{
	return check(interface);
}

int acm_get_custom_data(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name, uint8_t **ret,
			size_t *ret_size)
{
	return check(interface) ?: ACM_E_NO_DATA;
}

int acm_set_eap_data(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name, bool is_for_all,
		     const struct store_eap_data *eap)
{
	return check(interface);
}

int acm_save_temporary_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name,
			       uid_t owner, bool becomes_automatic, const char *security, bool overwrite)
{
	return check(interface) ?: ACM_E_INVALID_STATE;
}
