/*
 * Who asks, in Windows' names: what SIDs a process on this machine holds.
 *
 *   S-1-22-1-UID   its user                             S-1-22-2-GID   each of its groups (both are Samba's names for them)
 *   WD             everyone: every process              S-1-5-11 AU    authenticated users: every process, the kernel said who
 *   BU             users: every process                 S-1-2-0        local: every process
 *   BA             administrators: root, the user that the service runs as, and members of the groups that are named so
 *   NO             network configuration operators: members of the groups that are named so
 *   SY             the system: root and the user that the service runs as
 *   IU             has a login session (systemd-logind says so)
 *
 * Nobody holds another well-known SID.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "access/sddl.h"

#define SID_AUTHORITY_UNIX 22 /* S-1-22-1-UID, S-1-22-2-GID. Source: Samba, the domains "Unix User" and "Unix Group" */

#define ACCESS_MAX_GROUPS 8

/* Which groups of this machine are Windows' own. */
struct access_groups {
	bool has_service_uid;
	uid_t service_uid; /* holds BA and SY like root: it owns the process and its files anyway */
	size_t n_administrators, n_operators;
	gid_t administrators[ACCESS_MAX_GROUPS], operators[ACCESS_MAX_GROUPS];
};

/* The defaults: those of them that exist. */
#define ACCESS_ADMINISTRATORS "sudo,wheel"
#define ACCESS_OPERATORS "netdev"

/**
 * access_groups_find() - look groups up by name
 * @names: separated by commas; "" for none. Names that do not exist are left out and logged at debug.
 * @ret:   room for ACCESS_MAX_GROUPS
 *
 * Return: 0; -E2BIG: too many; -EINVAL: a name is empty; negative errno.
 */
int access_groups_find(const char *names, gid_t *ret, size_t *ret_n);

/* A process. Borrows its list of groups. */
struct access_token {
	uid_t uid;
	gid_t gid;
	const gid_t *groups; /* supplementary ones */
	size_t n_groups;
	bool is_interactive;
};

/* Whether somebody with @token holds @sid. @groups may be NULL: only root is an administrator then. */
bool access_token_holds(const struct access_token *token, const struct access_groups *groups, const struct sid *sid);
