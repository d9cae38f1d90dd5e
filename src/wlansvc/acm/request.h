/* A wish to connect, checked and turned into what has to be tried. */
#pragma once

#include "wlansvc/acm/permission.h"

struct attempt {
	uint32_t mode; /* WLAN_CONNECTION_MODE */
	struct profile *profile;
	bool is_stored;	 /* the profile is in the store, under its name */
	bool is_of_policy; /* asked for by name, and group policy's */
	bool is_cancelled; /* while it waits for its turn */
	bool ignores_privacy;
	bool is_hidden; /* a directed probe has to find it */
	size_t n_ssids; /* to be tried in turn */
	struct dot11_ssid *ssids;
	size_t n_bssids; /* 0: any */
	struct dot11_mac *bssids;
	uint32_t flags; /* WLAN_CONNECTION_... */
	/* progress */
	size_t at_ssid;
	bool has_scanned; /* for the SSID that is being tried */
	bool has_probed;  /* by name, for the hidden half of a pair of that SSID */
	uint64_t ticket;  /* of the latest scan */
	uint32_t reason;  /* WLAN_REASON_CODE of the latest failure */
	bool has_started; /* connection_start was told */
	bool is_associating; /* MSM associating was told for the SSID that is being tried */
	struct attempt *next;
};

struct attempt *attempt_free(struct attempt *attempt);

/**
 * attempt_from_request() - check a client's request (rules C3 to C6) and build an attempt
 * Return: 0; ACM_E_NO_PROFILE, _BAD_PROFILE, _ACCESS_DENIED, _INVALID, _NOT_SUPPORTED; negative errno.
 */
int attempt_from_request(struct attempt **ret, struct acm *acm, struct store *store, const struct acm_caller *caller, const struct guid *interface,
			 const struct acm_connect *connect);

/* An automatic one (mode auto). @profile: its ownership goes over with success. Return: 0; -ENOMEM. */
int attempt_from_profile(struct attempt **ret, struct profile *profile);

/* The SSID that is tried, or was the last one tried. */
const struct dot11_ssid *attempt_ssid(const struct attempt *attempt);
/* Whether the request named @bssid (the broadcast address names all). */
bool attempt_allows(const struct attempt *attempt, const struct dot11_mac *bssid);

/* "" where clients are not told a name: discovery that is not kept. */
const char *attempt_profile_name(const struct attempt *attempt);
