/*
 * Who may do what: the descriptors of the securable objects and of all-user profiles, against the identity of the caller.
 *
 * WLAN_WRITE_ACCESS holds the right to change the descriptor itself (WRITE_DAC). Writing an object or a profile does not need
 * that one, so a descriptor can let somebody write and keep the list to others: 0x30023. The system (root, and the user that the
 * service runs as) may see and change every list, as Windows' administrators may who take ownership: nobody can be locked out for
 * good.
 *
 * docs/permissions.md has the defaults.
 */
#pragma once

#include "access/identity.h"
#include "wlansvc/acm/acm.h"

/* What of a right is needed to write. */
#define PERMISSION_WRITE 0x00030023u

/**
 * acm_check_object() - whether a caller has a right on a securable object
 * @object: WLAN_SECURABLE_OBJECT
 * @wanted: WLAN_READ_ACCESS, WLAN_EXECUTE_ACCESS or WLAN_WRITE_ACCESS
 *
 * A refusal is logged with the object's name.
 *
 * Return: 0; ACM_E_ACCESS_DENIED; ACM_E_INVALID if there is no such object; negative errno.
 * Source: Native Wifi API Permissions.
 */
int acm_check_object(struct acm *acm, const struct acm_caller *caller, uint32_t object, uint32_t wanted);

/* What has no object and is administrators' alone. @what: for the log. Return: 0; ACM_E_ACCESS_DENIED, which is logged. */
int acm_check_administrator(struct acm *acm, const struct acm_caller *caller, const char *what);

/* The object that governs an opcode of WlanQueryInterface (with WLAN_READ_ACCESS) and WlanSetInterface (with WLAN_WRITE_ACCESS).
 */
uint32_t acm_object_of_opcode(uint32_t opcode);

/* Whether the caller sits at this machine, as systemd-logind sees it: has an active session with a seat (G6). */
bool acm_caller_is_at_console(const struct acm_caller *caller);

/**
 * acm_get_security() - the descriptor of a securable object
 * @ret_sddl:    the caller frees
 * @ret_granted: all that the caller may do with the object
 *
 * Return: 0; ACM_E_INVALID: no such object; ACM_E_ACCESS_DENIED without READ_CONTROL; negative errno.
 */
int acm_get_security(struct acm *acm, const struct acm_caller *caller, uint32_t object, char **ret_sddl, uint32_t *ret_granted);

/* Who has decided about the descriptor that holds. @object: a valid one. Return: WLAN_OPCODE_VALUE_TYPE. */
uint32_t acm_security_type(const struct acm *acm, uint32_t object);

/**
 * acm_set_security() - change it, for good
 * @sddl: has to have a list (D:)
 *
 * Return: 0; ACM_E_INVALID: no such object, or the text is malformed or too long; ACM_E_NOT_SUPPORTED: the text asks for what
 * access/sddl.h does not support; ACM_E_ACCESS_DENIED without WRITE_DAC; negative errno: nothing has changed.
 */
int acm_set_security(struct acm *acm, const struct acm_caller *caller, uint32_t object, const char *sddl);

enum acm_access {
	ACM_ACCESS_READ,
	ACM_ACCESS_EXECUTE,
	ACM_ACCESS_WRITE,
	ACM_ACCESS_REPLACE, /* overwrite with a descriptor: WRITE_DAC, as who may change the list could allow himself to write */
	ACM_ACCESS_DELETE, /* WRITE or WRITE_DAC, for the same reason: what nobody may write can still be removed by the system */
};

/**
 * acm_check_access() - whether a caller may do @wanted with a stored profile
 *
 * An all-user profile is under its descriptor, or the default: every user may read, execute and write it. A profile of one user
 * is that user's alone; one of group policy can be read and executed, not written. A refusal is logged with the profile's name.
 */
bool acm_check_access(struct acm *acm, const struct acm_caller *caller, const struct store_profile *profile,
		      enum acm_access wanted);

/* All that the caller may do with it: WLAN_READ_ACCESS and so on (K3). */
uint32_t acm_profile_rights(struct acm *acm, const struct acm_caller *caller, const struct store_profile *profile);

/**
 * permission_read_security() - the descriptor for an all-user profile, as a client gave it
 * @sddl: NULL or "": none
 * @ret:  what to keep, in the one way of writing it; NULL for none. The caller frees.
 *
 * Return: 0; ACM_E_INVALID; ACM_E_NOT_SUPPORTED; negative errno.
 */
int permission_read_security(const char *sddl, char **ret);

/* Which groups are administrators and operators; without this call only root and the service's own user are. @groups: copied. */
void acm_set_groups(struct acm *acm, const struct access_groups *groups);

/* --- for acm.c and the test --- */

struct permissions;

/* Loads what clients have set. Return: 0; negative errno. */
int permissions_new(struct permissions **ret, struct store *store);
struct permissions *permissions_free(struct permissions *permissions);

/* Group policy: only administrators add all-user profiles, unless a client who may has set another descriptor. */
void permissions_restrict(struct permissions *permissions, bool is_restricted);

/* "ac_enabled", or NULL if there is no such object. */
const char *permission_object_name(uint32_t object);
/* SDDL of an object that nobody has changed, of a profile without a descriptor, and of one of group policy. */
const char *permission_object_default(uint32_t object);
extern const char permission_profile_default[];
extern const char permission_policy_default[];
