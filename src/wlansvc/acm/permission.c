#include "wlansvc/acm/permission.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-login.h>
#include <unistd.h>

#include <windows.h>
#include <wlanapi.h>

#include "access/check.h"
#include "base/cleanup.h"
#include "base/log.h"
#include "wlansvc/acm/private.h"

struct permissions {
	struct store *store;
	struct access_groups groups;
	char *changed[WLAN_SECURABLE_OBJECT_COUNT]; /* SDDL that a client has set; NULL: the default holds */
	bool keeps_profiles_to_administrators; /* group policy: allowEveryoneToCreateAllUserProfiles is false */
};

/*
 * The parts of the defaults. Everybody may see every list. Operators and users write without changing the list, else any user
 * could take the right from all others.
 */
#define OWNED "O:SYG:SYD:"
#define ADMINISTRATORS_ALL "(A;;0x70023;;;BA)"
#define OPERATORS_WRITE "(A;;0x30023;;;NO)"
#define USERS_WRITE "(A;;0x30023;;;BU)"
#define USERS_READ "(A;;0x20001;;;BU)"
#define USERS_SEE_LIST "(A;;0x20000;;;BU)"

static const struct {
	const char *name;
	const char *sddl;
} objects[] = {
	/* What holds for all networks and everybody. */
	[wlan_secure_permit_list] = { "permit_list", OWNED ADMINISTRATORS_ALL USERS_READ },
	[wlan_secure_deny_list] = { "deny_list", OWNED ADMINISTRATORS_ALL USERS_READ },
	[wlan_secure_show_denied] = { "show_denied", OWNED ADMINISTRATORS_ALL USERS_READ },
	[wlan_secure_all_user_profiles_order] = { "all_user_profiles_order", OWNED ADMINISTRATORS_ALL USERS_READ },
	[wlan_secure_virtual_station_extensibility] = { "virtual_station_extensibility", OWNED ADMINISTRATORS_ALL USERS_READ },
	/* What an interface does: the business of those who operate the network. */
	[wlan_secure_ac_enabled] = { "ac_enabled", OWNED ADMINISTRATORS_ALL OPERATORS_WRITE USERS_READ },
	[wlan_secure_bc_scan_enabled] = { "bc_scan_enabled", OWNED ADMINISTRATORS_ALL OPERATORS_WRITE USERS_READ },
	[wlan_secure_bss_type] = { "bss_type", OWNED ADMINISTRATORS_ALL OPERATORS_WRITE USERS_READ },
	[wlan_secure_interface_properties] = { "interface_properties", OWNED ADMINISTRATORS_ALL OPERATORS_WRITE USERS_READ },
	[wlan_secure_current_operation_mode] = { "current_operation_mode", OWNED ADMINISTRATORS_ALL OPERATORS_WRITE USERS_READ },
	/* A program's own wish, which ends with its handle. */
	[wlan_secure_media_streaming_mode_enabled] = { "media_streaming_mode_enabled", OWNED ADMINISTRATORS_ALL USERS_WRITE },
	/* What every user needs to get a network. */
	[wlan_secure_add_new_all_user_profiles] = { "add_new_all_user_profiles", OWNED ADMINISTRATORS_ALL USERS_WRITE },
	[wlan_secure_add_new_per_user_profiles] = { "add_new_per_user_profiles", OWNED ADMINISTRATORS_ALL USERS_WRITE },
	/* Secrets, and what reaches further than this machine's own connection. */
	[wlan_secure_get_plaintext_key] = { "get_plaintext_key", OWNED ADMINISTRATORS_ALL USERS_SEE_LIST },
	[wlan_secure_hosted_network_elevated_access] = { "hosted_network_elevated_access",
							 OWNED ADMINISTRATORS_ALL USERS_SEE_LIST },
	[wlan_secure_wfd_elevated_access] = { "wfd_elevated_access", OWNED ADMINISTRATORS_ALL USERS_SEE_LIST },
	[wlan_secure_ihv_control] = { "ihv_control", OWNED ADMINISTRATORS_ALL USERS_SEE_LIST },
};

_Static_assert(array_size(objects) == WLAN_SECURABLE_OBJECT_COUNT, "every object has a default");

/* Every user may write a new all-user profile (WlanSaveTemporaryProfile). */
const char permission_profile_default[] = "D:(A;;0x70023;;;BU)";
const char permission_policy_default[] = "D:(A;;0x20021;;;BU)";

/* Of add_new_all_user_profiles, where group policy does not let everyone. */
static const char restricted[] = OWNED ADMINISTRATORS_ALL USERS_READ;

/* Where a text in the store cannot be read any more: somebody has changed the file. */
static const char fallback[] = OWNED ADMINISTRATORS_ALL;

const char *permission_object_name(uint32_t object)
{
	return object < array_size(objects) ? objects[object].name : NULL;
}

const char *permission_object_default(uint32_t object)
{
	return object < array_size(objects) ? objects[object].sddl : NULL;
}

/* --- keeping --- */

#define SETTING_MAX 64

static void setting_name(uint32_t object, char *ret)
{
	snprintf(ret, SETTING_MAX, "security.%s", objects[object].name);
}

define_cleanup(struct permissions, permissions, permissions_free);

int permissions_new(struct permissions **ret, struct store *store)
{
	cleanup(cleanup_permissions) struct permissions *permissions = calloc(1, sizeof(*permissions));

	if (!permissions)
		return -ENOMEM;
	permissions->store = store;
	permissions->groups.has_service_uid = true;
	permissions->groups.service_uid = geteuid();
	for (uint32_t i = 0; i < array_size(objects); i++) {
		char name[SETTING_MAX];
		int r;

		setting_name(i, name);
		r = store_get_setting(store, NULL, name, &permissions->changed[i]);
		if (r < 0)
			return r;
	}
	*ret = take_ptr(permissions);
	return 0;
}

struct permissions *permissions_free(struct permissions *permissions)
{
	if (permissions) {
		for (size_t i = 0; i < array_size(permissions->changed); i++)
			free(permissions->changed[i]);
		free(permissions);
	}
	return NULL;
}

void acm_set_groups(struct acm *acm, const struct access_groups *groups)
{
	struct access_groups *ours = &acm->permissions->groups;
	const uid_t service_uid = groups->has_service_uid ? groups->service_uid : ours->service_uid;

	*ours = *groups;
	ours->has_service_uid = true;
	ours->service_uid = service_uid;
}

/* --- deciding --- */

static bool names_interactive(const struct access_descriptor *descriptor)
{
	static const struct sid interactive = { .authority = 5, .n = 1, .sub = { 4 } };

	for (size_t i = 0; i < descriptor->n_entries; i++)
		if (sid_equal(&descriptor->entries[i].sid, &interactive))
			return true;
	return descriptor->has_owner && sid_equal(&descriptor->owner, &interactive);
}

/* logind's answer is a file to read: only where it counts. */
static struct access_token make_token(const struct acm_caller *caller, const struct access_descriptor *descriptor)
{
	return (struct access_token){
		.uid = caller->uid,
		.gid = caller->gid,
		.groups = caller->groups,
		.n_groups = caller->n_groups,
		.is_interactive = descriptor && names_interactive(descriptor) && sd_uid_get_sessions(caller->uid, 0, NULL) > 0,
	};
}

bool acm_caller_is_at_console(const struct acm_caller *caller)
{
	return sd_uid_get_seats(caller->uid, 1, NULL) > 0;
}

static uint32_t rights_of(const struct permissions *permissions, const struct acm_caller *caller, const char *sddl,
			  const char *what)
{
	static const struct sid system = { .authority = 5, .n = 1, .sub = { 18 } };
	struct access_descriptor descriptor;
	struct access_token token;
	struct sddl_defect defect;
	uint32_t granted;

	if (sddl_read(sddl, &descriptor, &defect) != 0) {
		log_error("The descriptor of %s cannot be read (%s): administrators only", what, defect.sentence);
		if (sddl_read(fallback, &descriptor, &defect) != 0)
			return 0;
	}
	token = make_token(caller, &descriptor);
	granted = access_granted(&token, &permissions->groups, &descriptor);
	if (access_token_holds(&token, &permissions->groups, &system))
		granted |= ACCESS_READ_CONTROL | ACCESS_WRITE_DAC;
	return granted;
}

static bool is_restricted(const struct permissions *permissions, uint32_t object)
{
	return permissions->keeps_profiles_to_administrators && object == wlan_secure_add_new_all_user_profiles &&
	       !permissions->changed[object];
}

static const char *sddl_of_object(const struct permissions *permissions, uint32_t object)
{
	if (is_restricted(permissions, object))
		return restricted;
	return permissions->changed[object] ? permissions->changed[object] : objects[object].sddl;
}

void permissions_restrict(struct permissions *permissions, bool is_restricted)
{
	permissions->keeps_profiles_to_administrators = is_restricted;
}

uint32_t acm_security_type(const struct acm *acm, uint32_t object)
{
	return is_restricted(acm->permissions, object) ? wlan_opcode_value_type_set_by_group_policy : wlan_opcode_value_type_set_by_user;
}

static uint32_t rights_on_object(const struct permissions *permissions, const struct acm_caller *caller, uint32_t object)
{
	return rights_of(permissions, caller, sddl_of_object(permissions, object), objects[object].name);
}

static int refuse(const struct acm_caller *caller, const char *right, const char *kind, const char *name)
{
	log_info("User %u (process %d) may not %s %s \"%s\"", (unsigned int)caller->uid, (int)caller->pid, right, kind, name);
	return ACM_E_ACCESS_DENIED;
}

static const char *name_of_right(uint32_t wanted)
{
	switch (wanted) {
	case WLAN_READ_ACCESS:
		return "read";
	case WLAN_EXECUTE_ACCESS:
		return "execute";
	default:
		return "write";
	}
}

int acm_check_object(struct acm *acm, const struct acm_caller *caller, uint32_t object, uint32_t wanted)
{
	uint32_t needed = wanted == WLAN_WRITE_ACCESS ? PERMISSION_WRITE : wanted;

	if (object >= array_size(objects))
		return ACM_E_INVALID;
	if ((rights_on_object(acm->permissions, caller, object) & needed) == needed)
		return 0;
	return refuse(caller, name_of_right(wanted), "securable object", objects[object].name);
}

int acm_check_administrator(struct acm *acm, const struct acm_caller *caller, const char *what)
{
	static const struct sid administrators = { .authority = 5, .n = 2, .sub = { 32, 544 } };
	const struct access_token token = make_token(caller, NULL);

	if (access_token_holds(&token, &acm->permissions->groups, &administrators))
		return 0;
	return refuse(caller, "use", "the administrators'", what);
}

uint32_t acm_object_of_opcode(uint32_t opcode)
{
	switch (opcode) {
	case wlan_intf_opcode_autoconf_enabled:
		return wlan_secure_ac_enabled;
	case wlan_intf_opcode_background_scan_enabled:
		return wlan_secure_bc_scan_enabled;
	case wlan_intf_opcode_media_streaming_mode:
		return wlan_secure_media_streaming_mode_enabled;
	case wlan_intf_opcode_bss_type:
		return wlan_secure_bss_type;
	case wlan_intf_opcode_current_operation_mode:
		return wlan_secure_current_operation_mode;
	default:
		return wlan_secure_interface_properties;
	}
}

/* --- securable objects --- */

int acm_get_security(struct acm *acm, const struct acm_caller *caller, uint32_t object, char **ret_sddl, uint32_t *ret_granted)
{
	uint32_t granted;
	char *sddl;

	if (object >= array_size(objects))
		return ACM_E_INVALID;
	granted = rights_on_object(acm->permissions, caller, object);
	if (!(granted & ACCESS_READ_CONTROL))
		return refuse(caller, "see the descriptor of", "securable object", objects[object].name);
	sddl = strdup(sddl_of_object(acm->permissions, object));
	if (!sddl)
		return -ENOMEM;
	*ret_sddl = sddl;
	*ret_granted = granted;
	return 0;
}

int permission_read_security(const char *sddl, char **ret)
{
	struct access_descriptor descriptor;
	struct sddl_defect defect;
	char text[SDDL_MAX + 1];
	char *copy;
	int r;

	if (!sddl || !sddl[0]) {
		*ret = NULL;
		return 0;
	}
	r = sddl_read(sddl, &descriptor, &defect);
	if (r != 0) {
		log_info("A security descriptor is refused at byte %zu: %s", defect.at, defect.sentence);
		return r == SDDL_E_UNSUPPORTED ? ACM_E_NOT_SUPPORTED : ACM_E_INVALID;
	}
	if (!descriptor.has_dacl || sddl_write(&descriptor, text) < 0) {
		log_info("A security descriptor is refused: %s", descriptor.has_dacl ? "it is too long" : "it has no list (D:)");
		return ACM_E_INVALID;
	}
	copy = strdup(text);
	if (!copy)
		return -ENOMEM;
	*ret = copy;
	return 0;
}

int acm_set_security(struct acm *acm, const struct acm_caller *caller, uint32_t object, const char *sddl)
{
	_auto_free_ char *text = NULL;
	char name[SETTING_MAX];
	int r;

	if (object >= array_size(objects) || !sddl[0])
		return ACM_E_INVALID;
	r = permission_read_security(sddl, &text);
	if (r != 0)
		return r;
	if (!(rights_on_object(acm->permissions, caller, object) & ACCESS_WRITE_DAC))
		return refuse(caller, "change the descriptor of", "securable object", objects[object].name);
	setting_name(object, name);
	r = store_set_setting(acm->permissions->store, NULL, name, text);
	if (r < 0)
		return r;
	free(acm->permissions->changed[object]);
	acm->permissions->changed[object] = take_ptr(text);
	log_info("User %u has set the descriptor of securable object \"%s\": %s", (unsigned int)caller->uid, objects[object].name,
		 acm->permissions->changed[object]);
	return 0;
}

/* --- profiles --- */

uint32_t acm_profile_rights(struct acm *acm, const struct acm_caller *caller, const struct store_profile *profile)
{
	const char *sddl = profile->security ? profile->security : permission_profile_default;
	uint32_t granted;

	/* Before anything else: what a policy has set is not to be written, whatever its descriptor says. */
	if (profile->is_group_policy) {
		granted = rights_of(acm->permissions, caller, profile->security ? sddl : permission_policy_default,
				    profile->profile->name);
		return granted & WLAN_EXECUTE_ACCESS;
	}
	if (profile->owner != STORE_ALL_USERS)
		return profile->owner == caller->uid ? WLAN_WRITE_ACCESS : 0;
	return rights_of(acm->permissions, caller, sddl, profile->profile->name);
}

bool acm_check_access(struct acm *acm, const struct acm_caller *caller, const struct store_profile *profile,
		      enum acm_access wanted)
{
	static const struct {
		uint32_t needed, instead; /* 0: nothing else */
		const char *name;
	} rights[] = {
		[ACM_ACCESS_READ] = { WLAN_READ_ACCESS, 0, "read" },
		[ACM_ACCESS_EXECUTE] = { WLAN_EXECUTE_ACCESS, 0, "execute" },
		[ACM_ACCESS_WRITE] = { PERMISSION_WRITE, 0, "write" },
		[ACM_ACCESS_REPLACE] = { ACCESS_WRITE_DAC, 0, "replace" },
		[ACM_ACCESS_DELETE] = { PERMISSION_WRITE, ACCESS_WRITE_DAC, "delete" },
	};
	uint32_t granted = acm_profile_rights(acm, caller, profile);

	if ((granted & rights[wanted].needed) == rights[wanted].needed || (granted & rights[wanted].instead))
		return true;
	refuse(caller, rights[wanted].name, "profile", profile->profile->name);
	return false;
}
