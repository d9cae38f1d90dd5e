/* What the files of the access point share; nobody else includes it but port_ap.c, whose beacons look alike. */
#pragma once

#include "dot11/rsne.h"
#include "sim/access_point.h"

enum access_point_algorithm {
	ALGORITHM_OPEN = 0,
	ALGORITHM_SAE = 3,
};

/* access_point.c */

static inline struct schedule *access_point_schedule(const struct access_point *ap)
{
	return ap->antenna.air->schedule;
}

struct access_point_station *access_point_find_station(const struct access_point *ap, const struct dot11_mac *mac);
/* Finds or makes the entry. Return: NULL if the table is full or memory is short. */
struct access_point_station *access_point_add_station(struct access_point *ap, const struct dot11_mac *mac);
/* Wipes all keys and ends all timers of a station, then forgets it. */
void access_point_forget_station(struct access_point_station *station);
/* Wipes and ends what belongs to its association; it stays authenticated. */
void access_point_end_association(struct access_point_station *station);

/* Unprotected. Frames that cannot be sent are frames lost: the other side repeats or gives up, as on a real air. */
void access_point_send(struct access_point *ap, uint8_t kind, const struct dot11_mac *receiver, const struct dot11_management *m);

/* access_point_elements.c */

uint16_t access_point_capability(const struct access_point *ap);
void access_point_write_bss_elements(const struct access_point *ap, struct writer *writer, bool is_beacon);
/* Of an association response, but for what security adds. */
void access_point_write_association_elements(const struct access_point *ap, struct writer *writer);

/* access_point_security.c */

int access_point_rsn_new(struct access_point *ap);
void access_point_rsn_free(struct access_point *ap);
/* RSNE and RSNXE as beacons, probe responses and message 3 have them. */
void access_point_write_rsne(const struct access_point *ap, struct writer *writer);
void access_point_write_rsnxe(const struct access_point *ap, struct writer *writer);

/* What an association request asks for, and what comes of it. */
struct access_point_request {
	uint16_t status; /* success or why not */
	struct dot11_rsne rsne;
	const uint8_t *rsne_bytes, *rsnxe_bytes; /* whole elements in the request; NULL without */
	size_t rsne_size, rsnxe_size;
	struct secret pmk;
	bool has_pmkid; /* @pmkid names @pmk */
	bool is_cached; /* the PMK is of an earlier association */
	uint8_t pmkid[DOT11_PMKID_SIZE];
	struct owe *owe; /* our half for the response */
};
void access_point_request_end(struct access_point_request *request);
#define _cleanup_request_ cleanup(access_point_request_end)

/* Decides on a request of a secured BSS and finds the PMK. */
void access_point_judge_security(struct access_point_station *station, const struct dot11_elements *elements,
				 struct access_point_request *request);
/* RSNE with PMKID and Diffie-Hellman element where OWE wants them. */
void access_point_write_security_response(const struct access_point *ap, const struct access_point_request *request,
					  struct writer *writer);

/* Keys of the BSS: the ones that protect now, and the ones that a station is to get. */
struct access_point_group_keys *access_point_active_keys(struct access_point *ap);
struct access_point_group_keys *access_point_newest_keys(struct access_point *ap);
int access_point_make_group_keys(struct access_point *ap, unsigned int slot);
/* Called when a station has the new keys or is gone: the last one lets them be used. */
void access_point_group_keys_arrived(struct access_point_station *station);

/* access_point_sae.c */

void access_point_receive_sae(struct access_point *ap, const struct dot11_frame *frame);
void access_point_end_sae(struct access_point_station *station);
/* The same; an entry that was there for this exchange alone goes with it. */
void access_point_abandon_sae(struct access_point_station *station);
/* Exchanges that have begun and are not done. */
size_t access_point_count_open_sae(const struct access_point *ap);

/* access_point_link.c */

/* Makes the authenticator of a new association. Return: 0; -ENOMEM; -EINVAL; -EIO. */
int access_point_prepare_handshake(struct access_point_station *station, const struct access_point_request *request);
/* Sends message 1. */
void access_point_start_handshake(struct access_point_station *station);
void access_point_end_link(struct access_point_station *station);
void access_point_receive_data(struct access_point *ap, const struct air_reception *reception);
/* A protected management frame made plain. Return: 0; negative or positive if it is none; then it was counted. */
int access_point_unprotect(struct access_point_station *station, const struct air_reception *reception, uint8_t *buffer,
			   struct dot11_frame *ret_frame);
/* A management frame to a station, protected if it has to be. */
int access_point_send_robust(struct access_point_station *station, uint8_t kind, const struct dot11_management *m);
/* A group addressed one, signed if it has to be. */
int access_point_send_signed(struct access_point *ap, uint8_t kind, const struct dot11_management *m);
/* One action frame that was protected if it had to be. */
void access_point_receive_action(struct access_point_station *station, const struct dot11_frame *frame);
void access_point_query_station(struct access_point_station *station);
bool access_point_is_protected(const struct access_point_station *station);
