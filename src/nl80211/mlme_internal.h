/* What the parts of the machine share. Each part stands on those above it here; mlme.c stands on all. */
#pragma once

#include "nl80211/mlme.h"
#include "nl80211/sa_query.h"

#define MLME_MAX_ELEMENTS_SIZE 2048
#define MLME_MAX_BODY_SIZE 2324 /* IEEE 802.11: largest management frame body, rounded up */
#define MLME_MAX_SAE_SIZE 1024
/* 802.1X frames that came before the association response: an access point sends one, and repeats it. */
#define MLME_MAX_EARLY 4

enum mlme_state {
	MLME_STATE_IDLE,
	MLME_STATE_LOOKING,	      /* a scan for a peer that the kernel has forgotten */
	MLME_STATE_SAE_COMMIT_WANTED, /* by the host */
	MLME_STATE_SAE_COMMIT_SENT,
	MLME_STATE_SAE_CONFIRM_WANTED, /* by the host, or another commit */
	MLME_STATE_SAE_CONFIRM_SENT,
	MLME_STATE_SAE_VERDICT_WANTED, /* by the host */
	MLME_STATE_AUTHENTICATING,
	MLME_STATE_ASSOCIATING,
	MLME_STATE_CONNECTING, /* the driver's own SME */
	MLME_STATE_CONNECTED,
	MLME_STATE_FAREWELL, /* frames sent, their status awaited */
	MLME_STATE_CLEARING, /* the kernel is clearing away; its last event is awaited */
};

/* Bytes that wait. */
struct mlme_kept {
	size_t size;
	uint8_t bytes[];
};

struct mlme {
	struct nl *nl;
	sd_event *loop;
	sd_event_source *timer;
	sd_event_time_handler_t on_timer; /* a state has lasted too long */
	sd_event_source *query_timer;
	uint32_t ifindex;
	struct dot11_mac own;
	const struct wiphy *wiphy;
	const struct mlme_listener *listener;
	void *userdata;

	enum mlme_state state;
	struct build_peer peer;
	uint8_t elements[MLME_MAX_ELEMENTS_SIZE];
	bool has_looked;

	bool does_sae;
	uint64_t sae_end_us;
	uint16_t sae_transaction, sae_status; /* of the frame sent last */
	uint8_t sae_contents[MLME_MAX_SAE_SIZE];
	size_t sae_contents_size;
	uint16_t sae_peer_status; /* of the frame received last, whose body is in @body */
	struct mlme_kept *early_confirm;

	bool has_pairwise_key;
	/* 802.1X frames over the network interface, where nl80211 does not carry them. */
	bool has_packet_socket;
	int packet_fd;
	sd_event_source *packet_source;
	size_t n_early;
	struct mlme_kept *early[MLME_MAX_EARLY];
	struct sa_query query;

	/* Of the end of an association. */
	struct build_farewell farewell;
	bool is_leave_wanted; /* left() is owed */
	bool was_frame_sent;
	bool is_peer_told; /* a deauthentication is on its way, or none is wanted */
	size_t n_pending;
	uint64_t pending[2];
	uint16_t reason;
	enum mlme_cause cause;
	uint8_t body[MLME_MAX_BODY_SIZE];
	size_t body_size;
};

/* mlme_state.c */

/* From the commit that the host is asked for to its verdict. */
bool mlme_is_sae(enum mlme_state state);
/* Between mlme_connect() and attempt_ended(). */
bool mlme_is_attempting(const struct mlme *mlme);
/* From attempt_ended() to lost(). */
bool mlme_is_associated(const struct mlme *mlme);
/* Changes the state and sets the timer to its limit. */
void mlme_enter(struct mlme *mlme, enum mlme_state state, const char *why);
/* Return: a copy, to be freed; NULL without memory. */
struct mlme_kept *mlme_keep(const uint8_t *bytes, size_t size);
/* Keeps the body of the peer's frame for later. */
void mlme_keep_body(struct mlme *mlme, const uint8_t *body, size_t size);
/* What belongs to one attempt or association and must not be seen by the next. */
void mlme_forget(struct mlme *mlme);
/* Asks the kernel to end what there is with the peer. @is_local: the peer is not told. Return: 0; the kernel's error. */
int mlme_ask_end(struct mlme *mlme, uint16_t reason, bool is_local);

/* mlme_port.c */

/* The way of 802.1X frames that an association needs; mlme_forget() closes it. Return: 0; negative errno. */
int mlme_open_port(struct mlme *mlme);
/* Hands on the frames that came before attempt_ended(). */
void mlme_tell_early(struct mlme *mlme);
void mlme_on_control_port(struct mlme *mlme, const struct event *event);

/* mlme_associate.c */

/* With whatever is told; attempt_ended() comes from within. */
void mlme_end_attempt(struct mlme *mlme, const struct mlme_result *result, const char *why);
void mlme_fail_attempt(struct mlme *mlme, enum mlme_attempt attempt, const char *why);
/* The peer knows who we are: now the association. */
void mlme_associate(struct mlme *mlme);
void mlme_on_associate(struct mlme *mlme, const struct event *event);
void mlme_on_connect(struct mlme *mlme, const struct event *event);

/* mlme_authenticate.c */

/* The first request to the kernel. With SAE: sends the frame that the host has given, or asks for the first.
 * Return: 0; the kernel's error. */
int mlme_begin(struct mlme *mlme);
/* The host has not said in time @what it was asked for. */
void mlme_sae_late(struct mlme *mlme, enum mlme_sae what);
void mlme_on_scan_results(struct mlme *mlme);
void mlme_on_authenticate(struct mlme *mlme, const struct event *event);

/* mlme_leave.c */

/* The association is over, and the kernel has nothing of it any more: lost() and left() come from within. */
void mlme_finish(struct mlme *mlme, const char *why);
/* The frames have left, or will not: now the kernel clears station, keys and authorization. */
void mlme_clear(struct mlme *mlme, const char *why);
/* Has the kernel no station any more for an association that is over? */
bool mlme_is_station_gone(struct mlme *mlme);
void mlme_on_tx_status(struct mlme *mlme, const struct event *event);
void mlme_on_end(struct mlme *mlme, const struct event *event);

/* mlme_query.c */

void mlme_on_unprotected_end(struct mlme *mlme, const struct event *event);
void mlme_on_frame(struct mlme *mlme, const struct event *event);
