/* What the parts of the connect task share. connect.c and connect_sae.c stand on connect_choose.c, and not on each other. */
#pragma once

#include "driver/security.h"
#include "nl80211/connect.h"

enum connect_state {
	CONNECT_STATE_IDLE,
	CONNECT_STATE_TRYING,	  /* the mlme is at work */
	CONNECT_STATE_OWE_WANTED, /* refused for its group; the host's next element is awaited */
};

enum sae_wish {
	SAE_WISH_NONE,
	SAE_WISH_COMMIT,
	SAE_WISH_ANSWER, /* confirm, or another commit */
	SAE_WISH_VERDICT,
};

struct connect {
	sd_event *loop;
	sd_event_source *timer;
	struct mlme *mlme;
	const struct wiphy *wiphy;
	const struct connect_listener *listener;
	void *userdata;

	enum connect_state state;
	const struct wdi_task_connect *task;
	size_t next_candidate;
	const struct wdi_tlv_connect_bss_entry *candidate;
	bool is_without_pmkid; /* the candidate did not take it */
	unsigned int n_owe_attempts;
	enum sae_wish sae_wish;
	struct driver_security security;
	struct build_peer peer;
	uint32_t phy_type;
	struct dot11_channel channel;
};

/* connect_choose.c */

/* Can the radio do what enum wdi_auth_algorithm @auth is? */
bool connect_can_authenticate(const struct wiphy *wiphy, uint32_t auth);
/* What the candidate was heard as, behind the MAC header; empty if the host does not say. */
struct wdi_blob connect_candidate_frame(const struct wdi_tlv_connect_bss_entry *candidate);
bool connect_is_allowed(const struct connect *connect, const struct wdi_tlv_connect_bss_entry *candidate);
/* Where the current candidate is and what it is called; nothing is agreed on then. Return: 0; -ENOENT. */
int connect_locate(struct connect *connect);
/* What driver_security_choose() says of the current candidate with what this radio can. */
int connect_choose_security(const struct connect *connect, const struct wdi_tlv_connect_parameters *parameters,
			    struct driver_security *ret_security);
/* The same for the kernel. */
struct build_security connect_build_security(const struct connect *connect, const struct driver_security *security);
