/* What acm.c shares with the files that the functions of acm.h are spread over. Private to this folder. */
#pragma once

#include "wlansvc/acm/acm.h"
#include "wlansvc/acm/filters.h"
#include "wlansvc/acm/hosted.h"
#include "wlansvc/acm/interface.h"
#include "wlansvc/acm/permission.h"
#include "wlansvc/acm/psd.h"
#include "wlansvc/acm/settings.h"
#include "wlansvc/acm/users.h"

#define ACM_MAX_INTERFACES 64

struct acm {
	sd_event *event;
	struct store *store;
	struct settings *settings;
	struct filters *filters;
	struct permissions *permissions;
	struct psd *psd;
	struct hosted *hosted;
	struct users *users;
	uid_t session_user; /* whose session is in front of the machine; STORE_ALL_USERS: nobody's */
	struct acm_policy policy;
	bool denies_autoconf; /* group policy: enableAutoConfig is false */
	const struct acm_listener *listener;
	void *userdata;
	struct interface *interfaces[ACM_MAX_INTERFACES];
	size_t n_interfaces;
	bool is_ending;
	struct guid removed[ACM_MAX_INTERFACES]; /* the last ones */
	size_t n_removed;			 /* ever */
};

/* Return: NULL if there is no such interface. */
struct interface *acm_find(struct acm *acm, const struct guid *guid);
