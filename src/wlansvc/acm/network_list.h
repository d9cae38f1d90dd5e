/* Networks out of BSS entries and profiles (rules N1 to N6 of the behaviour of WlanGetAvailableNetworkList). */
#pragma once

#include "wlansvc/acm/acm.h"
#include "wlansvc/acm/bss_list.h"
#include "wlansvc/acm/filters.h"

/* The connection that exists, as far as the list marks it. */
struct network_connection {
	struct dot11_ssid ssid;
	uint32_t bss_type;
	bool is_secure;
	const char *profile_name; /* "" for none */
};

struct network_wishes {
	const struct store_profile *profiles; /* those the client sees, in order of preference */
	size_t n_profiles;
	/* Those that the client does not see, of the user whose session is in front of the machine: their names are not told. */
	const struct store_profile *console_profiles;
	size_t n_console_profiles;
	uint32_t flags; /* WLAN_AVAILABLE_NETWORK_INCLUDE_... */
	const struct network_connection *connection; /* NULL while not connected */
	const struct filters *filters; /* NULL: nothing is denied */
	bool shows_denied; /* show_denied_networks: denied ones are listed, as not connectable (A8) */
	bool is_of_version_1; /* one BSSID per network at most (N7) */
	/* Whether automatic connection leaves the profile alone because it has failed; NULL: none has. */
	bool (*has_failed)(const char *profile_name, const void *userdata);
	const void *userdata;
};

/**
 * network_list_build() - the list of a client
 * @ret: array of *@ret_n; the caller frees it
 *
 * A network is an SSID, a BSS type and whether it is secured. It has one entry per profile that fits, and one entry without a
 * profile; both are CONNECTED while it is connected, but of the former only the one whose profile is in use. Entries with
 * a profile come first, in order of preference; the rest follows by falling signal. What the filters deny is left out, or, if it is
 * shown, not connectable with the reason; the network that is connected is always there.
 *
 * Return: 0; -ENOMEM.
 */
int network_list_build(const struct bss_list *list, const struct network_wishes *wishes, struct acm_network **ret, size_t *ret_n);

/* Whether @profile is meant for networks of that security. */
bool network_fits_profile(const struct profile *profile, const struct dot11_ssid *ssid, uint32_t bss_type, bool is_secure);

/* @auth, @cipher: DOT11_AUTH_ALGORITHM, DOT11_CIPHER_ALGORITHM. WLAN_REASON_CODE that says why this service cannot connect; WLAN_REASON_CODE_SUCCESS if it can. */
uint32_t network_not_connectable_reason(uint32_t bss_type, uint32_t auth, uint32_t cipher);

/* DOT11_AUTH_ALGORITHM and DOT11_CIPHER_ALGORITHM of a profile. */
uint32_t network_auth_of_profile(const struct profile *profile);
uint32_t network_cipher_of_profile(const struct profile *profile);
