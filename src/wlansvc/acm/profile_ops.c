/* What is done with stored profiles beside setting, getting and deleting them: order, names, data of programs, saving a temporary one. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/secret.h"
#include "wlansvc/acm/permission.h"
#include "wlansvc/acm/private.h"

struct profile_list {
	struct store_profile *entries;
	size_t n;
};

static void cleanup_profile_list(struct profile_list *list)
{
	if (list->entries)
		store_profiles_free(list->entries, list->n);
}

define_cleanup(struct profile, profile, profile_free);

static int from_store(int r)
{
	switch (r) {
	case STORE_E_NOT_FOUND:
		return ACM_E_NO_PROFILE;
	case STORE_E_EXISTS:
		return ACM_E_EXISTS;
	default:
		return r;
	}
}

/* Return: 0; ACM_E_NO_INTERFACE, _NO_PROFILE, _ACCESS_DENIED; negative errno. */
static int check_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name,
			 enum acm_access wanted, struct interface **ret)
{
	cleanup(store_profile_clear) struct store_profile entry = { 0 };
	int r;

	*ret = acm_find(acm, interface);
	if (!*ret)
		return ACM_E_NO_INTERFACE;
	r = store_get_profile(acm->store, interface, caller->uid, name, &entry);
	if (r != 0)
		return from_store(r);
	return acm_check_access(acm, caller, &entry, wanted) ? 0 : ACM_E_ACCESS_DENIED;
}

/* --- order --- */

static size_t place_of(const struct profile_list *list, const char *name)
{
	size_t i = 0;

	while (i < list->n && strcmp(list->entries[i].profile->name, name) != 0)
		i++;
	return i;
}

static bool is_permutation(const struct profile_list *list, const char *const *names, size_t n)
{
	if (n != list->n)
		return false;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(names[i], names[k]) == 0)
				return false;
	return true;
}

/* R10: all-user profiles change their order among themselves, or one of them moves down. */
static bool concerns_all_users(const struct profile_list *list, const char *const *names)
{
	size_t before = 0;

	for (size_t i = 0; i < list->n; i++) {
		size_t old = place_of(list, names[i]);

		if (list->entries[old].owner != STORE_ALL_USERS)
			continue;
		if (i > old || old < before)
			return true;
		before = old;
	}
	return false;
}

static int order(struct acm *acm, const struct acm_caller *caller, struct interface *interface, const struct profile_list *list,
		 const char *const *names)
{
	bool is_same = true;
	int r;

	for (size_t i = 0; i < list->n; i++) {
		bool moves = strcmp(names[i], list->entries[i].profile->name) != 0;

		if (moves && list->entries[i].is_group_policy)
			return ACM_E_ACCESS_DENIED; /* they stand on top, in their order */
		is_same &= !moves;
	}
	if (is_same)
		return 0;
	if (concerns_all_users(list, names)) {
		r = acm_check_object(acm, caller, wlan_secure_all_user_profiles_order, WLAN_WRITE_ACCESS);
		if (r != 0)
			return r;
	}
	r = store_order_profiles(acm->store, interface_guid(interface), names, list->n);
	if (r == 0)
		interface_tell_profile_change(interface);
	return from_store(r);
}

int acm_order_profiles(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *const *names,
		       size_t n)
{
	cleanup(cleanup_profile_list) struct profile_list list = { 0 };
	struct interface *found = acm_find(acm, interface);
	int r;

	if (!found)
		return ACM_E_NO_INTERFACE;
	r = store_list_profiles(acm->store, interface, caller->uid, &list.entries, &list.n);
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++)
		if (place_of(&list, names[i]) == list.n)
			return ACM_E_NO_PROFILE;
	if (n == 0 || !is_permutation(&list, names, n))
		return ACM_E_INVALID;
	return order(acm, caller, found, &list, names);
}

int acm_move_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name, uint32_t position)
{
	cleanup(cleanup_profile_list) struct profile_list list = { 0 };
	struct interface *found = acm_find(acm, interface);
	_auto_free_ const char **names = NULL;
	size_t from, n = 0;
	int r;

	if (!found)
		return ACM_E_NO_INTERFACE;
	r = store_list_profiles(acm->store, interface, caller->uid, &list.entries, &list.n);
	if (r < 0)
		return r;
	from = place_of(&list, name);
	if (from == list.n)
		return ACM_E_NO_PROFILE;
	if (position >= list.n)
		return ACM_E_INVALID;
	names = calloc(list.n, sizeof(*names));
	if (!names)
		return -ENOMEM;
	for (size_t i = 0; n < list.n; i++) {
		if (n == position)
			names[n++] = list.entries[from].profile->name;
		if (n < list.n && i < list.n && i != from)
			names[n++] = list.entries[i].profile->name;
	}
	return order(acm, caller, found, &list, names);
}

/* --- names --- */

int acm_rename_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *old_name,
		       const char *new_name)
{
	struct interface *found;
	int r = check_profile(acm, caller, interface, old_name, ACM_ACCESS_WRITE, &found);

	if (r != 0)
		return r;
	if (strcmp(old_name, new_name) == 0)
		return 0;
	r = store_rename_profile(acm->store, interface, caller->uid, old_name, new_name);
	if (r == 0) {
		log_info("%s: profile \"%s\" is called \"%s\" now", interface_description(found), old_name, new_name);
		interface_rename_profile(found, old_name, new_name);
	}
	return from_store(r);
}

/* --- data of programs --- */

int acm_set_custom_data(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name,
			const void *data, size_t size)
{
	struct interface *found;
	int r;

	if (size > STORE_MAX_USER_DATA)
		return ACM_E_INVALID;
	r = check_profile(acm, caller, interface, name, ACM_ACCESS_WRITE, &found);
	return r != 0 ? r : from_store(store_set_custom_data(acm->store, interface, name, data, size));
}

int acm_get_custom_data(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name, uint8_t **ret,
			size_t *ret_size)
{
	struct interface *found;
	int r = check_profile(acm, caller, interface, name, ACM_ACCESS_READ, &found);

	if (r != 0)
		return r;
	r = store_get_custom_data(acm->store, interface, name, ret, ret_size);
	return r == STORE_E_NOT_FOUND ? ACM_E_NO_DATA : r;
}

/* R16 */
static bool may_keep_credentials(const struct store_profile *entry)
{
	return entry->profile->uses_onex;
}

int acm_set_eap_data(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name, bool is_for_all,
		     const struct store_eap_data *eap)
{
	cleanup(store_profile_clear) struct store_profile entry = { 0 };
	struct store_eap_data owned = *eap;
	int r;

	if (!acm_find(acm, interface))
		return ACM_E_NO_INTERFACE;
	r = store_get_profile(acm->store, interface, caller->uid, name, &entry);
	if (r != 0)
		return from_store(r);
	if (!acm_check_access(acm, caller, &entry, ACM_ACCESS_WRITE))
		return ACM_E_ACCESS_DENIED;
	if (eap->is_xml && !profile_is_eap_credentials((const char *)eap->data, eap->size))
		return ACM_E_BAD_PROFILE;
	if (!may_keep_credentials(&entry)) {
		log_info("Credentials for profile \"%s\" refused: it does not use 802.1X", name);
		return ACM_E_NOT_SUPPORTED;
	}
	owned.user = is_for_all ? STORE_ALL_USERS : caller->uid;
	if (owned.size == 0)
		return store_delete_eap_data(acm->store, interface, name, owned.user);
	r = store_set_eap_data(acm->store, interface, name, &owned);
	return r == -E2BIG ? ACM_E_INVALID : from_store(r);
}

/* --- a temporary profile becomes a stored one --- */

int acm_save_temporary_profile(struct acm *acm, const struct acm_caller *caller, const struct guid *interface, const char *name,
			       uid_t owner, bool becomes_automatic, const char *security, bool overwrite)
{
	struct interface *found = acm_find(acm, interface);
	cleanup(cleanup_profile) struct profile *profile = NULL;
	_auto_free_ char *xml = NULL;
	const struct profile *temporary;
	uint32_t reason;
	int r;

	if (!found)
		return ACM_E_NO_INTERFACE;
	temporary = interface_temporary_profile(found);
	if (!temporary)
		return ACM_E_INVALID_STATE;
	r = profile_copy(temporary, &profile);
	if (r == 0 && name)
		r = profile_rename(profile, name);
	if (r == 0 && becomes_automatic)
		r = profile_set_mode(profile, true);
	if (r < 0)
		return r == -EINVAL ? ACM_E_INVALID : r;
	/* As if it had been set: the same rights, the same place, the same notification. */
	r = profile_clear_xml(profile, &xml);
	if (r == -ENOENT)
		r = acm_set_profile(acm, caller, interface, owner, profile->xml, security, overwrite, &reason);
	else if (r == 0)
		r = acm_set_profile(acm, caller, interface, owner, xml, security, overwrite, &reason);
	if (xml)
		secret_wipe_bytes(xml, strlen(xml));
	return r;
}
