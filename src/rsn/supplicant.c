#include "rsn/supplicant.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "crypto/crypto.h"
#include "dot11/eapol_key.h"
#include "rsn/ptk.h"

/* Of IEEE 802.1X-2001: what the oldest authenticators send is what all of them take. */
#define PROTOCOL_VERSION 1
#define ELEMENT_MAX 257
#define N_GROUP_INDEXES 8 /* GTK 0 to 3, IGTK 4 and 5, BIGTK 6 and 7 */

enum supplicant_state {
	SUPPLICANT_STATE_IDLE,	   /* no message 1 yet */
	SUPPLICANT_STATE_FIRST,	   /* message 2 is sent, there is no pairwise key */
	SUPPLICANT_STATE_COMPLETE, /* there is a pairwise key */
	SUPPLICANT_STATE_REKEYING, /* there is one, and message 2 for the next is sent */
	SUPPLICANT_STATE_FAILED,
	SUPPLICANT_N_STATES,
};

enum supplicant_event {
	SUPPLICANT_EVENT_MESSAGE_1,
	SUPPLICANT_EVENT_MESSAGE_3,
	SUPPLICANT_EVENT_GROUP_1,
	SUPPLICANT_N_EVENTS,
};

struct supplicant_element {
	size_t size;
	uint8_t bytes[ELEMENT_MAX];
};

struct supplicant_pairwise {
	uint8_t anonce[DOT11_EAPOL_KEY_NONCE_SIZE], snonce[DOT11_EAPOL_KEY_NONCE_SIZE];
	struct ptk ptk;
};

struct supplicant {
	const struct supplicant_listener *listener;
	void *userdata;
	enum supplicant_state state;
	struct dot11_mac own, authenticator;
	uint32_t pairwise_cipher, group_cipher, group_management_cipher;
	bool takes_bigtk;
	struct ptk_suite suite;
	struct supplicant_element own_rsne, own_rsnxe, bss_rsne, bss_rsnxe;
	uint8_t pmkid[16];
	bool knows_pmkid;
	struct secret pmk;
	uint8_t next_snonce[DOT11_EAPOL_KEY_NONCE_SIZE];
	bool has_counter;
	uint64_t counter;		      /* of the last message with a good MIC */
	bool is_asked_again;		      /* message 1 came after message 2 */
	struct supplicant_pairwise current;   /* in COMPLETE and REKEYING */
	struct supplicant_pairwise tentative; /* in FIRST and REKEYING: nobody has proved to know it */
	struct secret group[N_GROUP_INDEXES]; /* put in last, by index */
};

/* Everything that one message puts in. */
struct supplicant_keys {
	size_t n;
	struct dot11_key keys[4];
};

static void supplicant_keys_wipe(struct supplicant_keys *keys)
{
	for (size_t i = 0; i < keys->n; i++)
		secret_wipe(&keys->keys[i].key);
}
#define _cleanup_supplicant_keys_ cleanup(supplicant_keys_wipe)

typedef int supplicant_handler(struct supplicant *supplicant, const struct dot11_eapol_key *frame, const uint8_t *pdu);

static const char *const state_names[SUPPLICANT_N_STATES] = {
	[SUPPLICANT_STATE_IDLE] = "idle",	  [SUPPLICANT_STATE_FIRST] = "first",	[SUPPLICANT_STATE_COMPLETE] = "complete",
	[SUPPLICANT_STATE_REKEYING] = "rekeying", [SUPPLICANT_STATE_FAILED] = "failed",
};

static void supplicant_enter(struct supplicant *supplicant, enum supplicant_state state, const char *why)
{
	if (state == supplicant->state)
		return;
	log_debug("supplicant: %s -> %s: %s", state_names[supplicant->state], state_names[state], why);
	supplicant->state = state;
}

static int ignore(const struct supplicant *supplicant, const char *why)
{
	log_debug("supplicant: ignored while %s: %s", state_names[supplicant->state], why);
	return SUPPLICANT_E_IGNORED;
}

static int fail(struct supplicant *supplicant, enum supplicant_failure failure, const char *why)
{
	supplicant_enter(supplicant, SUPPLICANT_STATE_FAILED, why);
	supplicant->listener->failed(failure, supplicant->userdata);
	return 0;
}

/* Answers @request. Return: 0; -EIO, -ENOBUFS. */
static int answer(struct supplicant *supplicant, const struct dot11_eapol_key *request, const struct ptk *ptk, uint16_t info,
		  const uint8_t *snonce, const struct writer *data)
{
	struct dot11_eapol_key frame = {
		.protocol_version = PROTOCOL_VERSION,
		.info = info | DOT11_EAPOL_KEY_MIC | supplicant->suite.descriptor_version,
		.replay_counter = request->replay_counter,
		.data = data ? data->start : NULL,
		.data_size = data ? data->size : 0,
	};
	uint8_t pdu[DOT11_EAPOL_KEY_SIZE(DOT11_EAPOL_KEY_MIC_MAX) + 2 * ELEMENT_MAX];
	int size, r;

	if (snonce)
		memcpy(frame.nonce, snonce, sizeof(frame.nonce));
	size = dot11_eapol_key_build(pdu, sizeof(pdu), &frame, supplicant->suite.mic_size);
	if (size < 0)
		return size;
	r = ptk_mic(&supplicant->suite, ptk, pdu, (size_t)size, pdu + DOT11_EAPOL_KEY_MIC_OFFSET);
	if (r < 0)
		return r;
	supplicant->listener->send(pdu, (size_t)size, supplicant->userdata);
	return 0;
}

/* IEEE 802.11-2020, 12.7.6.3. Secure is what it was in message 1. */
static int send_message_2(struct supplicant *supplicant, const struct dot11_eapol_key *message_1)
{
	uint8_t data[2 * ELEMENT_MAX];
	struct writer writer = writer_over(data, sizeof(data));

	writer_bytes(&writer, supplicant->own_rsne.bytes, supplicant->own_rsne.size);
	writer_bytes(&writer, supplicant->own_rsnxe.bytes, supplicant->own_rsnxe.size);
	return answer(supplicant, message_1, &supplicant->tentative.ptk,
		      DOT11_EAPOL_KEY_PAIRWISE | (message_1->info & DOT11_EAPOL_KEY_SECURE), supplicant->tentative.snonce,
		      &writer);
}

static int derive_tentative(struct supplicant *supplicant, const uint8_t *anonce)
{
	struct supplicant_pairwise *tentative = &supplicant->tentative;
	const struct ptk_input input = {
		.pmk = &supplicant->pmk,
		.pairwise_cipher = supplicant->pairwise_cipher,
		.authenticator = &supplicant->authenticator,
		.station = &supplicant->own,
		.anonce = tentative->anonce,
		.snonce = tentative->snonce,
	};

	memcpy(tentative->anonce, anonce, sizeof(tentative->anonce));
	memcpy(tentative->snonce, supplicant->next_snonce, sizeof(tentative->snonce));
	if (crypto_random(supplicant->next_snonce, sizeof(supplicant->next_snonce)) < 0)
		return -EIO;
	return ptk_derive(&supplicant->suite, &input, &tentative->ptk);
}

static void log_pmkid(const struct supplicant *supplicant, const uint8_t *pmkid)
{
	/* Nothing vouches for message 1, so this is a hint and no more. */
	if (pmkid && supplicant->knows_pmkid && memcmp(pmkid, supplicant->pmkid, sizeof(supplicant->pmkid)) != 0)
		log_debug("supplicant: message 1 names another PMK than ours");
}

/* The nonce of a handshake stays for as long as message 1 repeats its own: both sides must come to one key. */
static int start_handshake(struct supplicant *supplicant, const struct dot11_eapol_key *frame, enum supplicant_state next,
			   bool is_repeated)
{
	struct dot11_key_data data;

	if (dot11_key_data_parse(frame->data, frame->data_size, &data) < 0)
		return ignore(supplicant, "message 1 with broken key data");
	log_pmkid(supplicant, data.pmkid);
	if (!is_repeated && derive_tentative(supplicant, frame->nonce) < 0)
		return fail(supplicant, SUPPLICANT_FAILURE_INTERNAL, "no key could be derived");
	supplicant_enter(supplicant, next, "message 1");
	if (send_message_2(supplicant, frame) < 0)
		return fail(supplicant, SUPPLICANT_FAILURE_INTERNAL, "message 2 could not be made");
	return 0;
}

static int on_first_message_1(struct supplicant *supplicant, const struct dot11_eapol_key *frame, const uint8_t *pdu)
{
	return start_handshake(supplicant, frame, SUPPLICANT_STATE_FIRST, false);
}

static int on_repeated_message_1(struct supplicant *supplicant, const struct dot11_eapol_key *frame, const uint8_t *pdu)
{
	bool is_repeated = memcmp(frame->nonce, supplicant->tentative.anonce, sizeof(frame->nonce)) == 0;

	supplicant->is_asked_again = true;
	return start_handshake(supplicant, frame, supplicant->state, is_repeated);
}

/* Whoever made message 1 up would not be known: the key in use stays until message 3 proves the next one. */
static int on_rekeying_message_1(struct supplicant *supplicant, const struct dot11_eapol_key *frame, const uint8_t *pdu)
{
	return start_handshake(supplicant, frame, SUPPLICANT_STATE_REKEYING, false);
}

static bool has_good_mic(const struct supplicant *supplicant, const struct ptk *ptk, const struct dot11_eapol_key *frame,
			 const uint8_t *pdu)
{
	return ptk_check_mic(&supplicant->suite, ptk, pdu, frame->size) == 0;
}

static void take_counter(struct supplicant *supplicant, const struct dot11_eapol_key *frame)
{
	supplicant->has_counter = true;
	supplicant->counter = frame->replay_counter;
}

static bool proves(const struct supplicant *supplicant, const struct supplicant_pairwise *pairwise,
		   const struct dot11_eapol_key *frame, const uint8_t *pdu)
{
	return memcmp(frame->nonce, pairwise->anonce, sizeof(frame->nonce)) == 0 &&
	       has_good_mic(supplicant, &pairwise->ptk, frame, pdu);
}

/* A group key that is put in already must not be put in again, for that would reset its receive counter (CVE-2017-13078 to
 * 13081); under another index neither, for an index is not protected. */
static bool has_group_key(const struct supplicant *supplicant, uint8_t first, uint8_t last, const struct dot11_kde_key *kde)
{
	for (uint8_t i = first; i <= last; i++) {
		const struct secret *installed = &supplicant->group[i];

		if (installed->size == kde->size && secret_equal_bytes(installed->bytes, kde->key, kde->size))
			return true;
	}
	return false;
}

struct group_kind {
	enum dot11_key_kind kind;
	uint8_t first, last; /* indexes */
};

static const struct group_kind gtk_kind = { DOT11_KEY_GROUP, 0, 3 };
static const struct group_kind igtk_kind = { DOT11_KEY_IGTK, 4, 5 };
static const struct group_kind bigtk_kind = { DOT11_KEY_BIGTK, 6, 7 };

/* Return: is it a key for @cipher? One that is new is added to @keys. */
static bool take_group_key(const struct supplicant *supplicant, const struct group_kind *kind, uint32_t cipher,
			   const struct dot11_kde_key *kde, const uint8_t *packet_number, struct supplicant_keys *keys)
{
	struct dot11_key *key = &keys->keys[keys->n];

	if (!kde->key || kde->size != dot11_cipher_key_size(cipher) || kde->index < kind->first || kde->index > kind->last)
		return false;
	if (has_group_key(supplicant, kind->first, kind->last, kde))
		return true;
	*key = (struct dot11_key){ .kind = kind->kind, .cipher = cipher, .index = (uint8_t)kde->index };
	memcpy(key->receive_counter, packet_number, sizeof(key->receive_counter));
	secret_set(&key->key, kde->key, kde->size);
	keys->n++;
	return true;
}

static bool take_gtk(const struct supplicant *supplicant, const struct dot11_kde_key *kde, const uint8_t *rsc,
		     struct supplicant_keys *keys)
{
	if (supplicant->group_cipher == DOT11_CIPHER_NO_GROUP_TRAFFIC)
		return true;
	return take_group_key(supplicant, &gtk_kind, supplicant->group_cipher, kde, rsc, keys);
}

/* @is_due: a group handshake may leave it as it is. */
static bool take_igtk(const struct supplicant *supplicant, const struct dot11_kde_key *kde, bool is_due,
		      struct supplicant_keys *keys)
{
	if (supplicant->group_management_cipher == DOT11_CIPHER_NONE)
		return true;
	if (!kde->key)
		return !is_due;
	return take_group_key(supplicant, &igtk_kind, supplicant->group_management_cipher, kde, kde->packet_number, keys);
}

/* Beacons may go unchecked, so one that is unusable is as good as none. */
static void take_bigtk(const struct supplicant *supplicant, const struct dot11_kde_key *kde, struct supplicant_keys *keys)
{
	if (supplicant->takes_bigtk && supplicant->group_management_cipher != DOT11_CIPHER_NONE)
		take_group_key(supplicant, &bigtk_kind, supplicant->group_management_cipher, kde, kde->packet_number, keys);
}

static bool take_group_keys(const struct supplicant *supplicant, const struct dot11_eapol_key *frame,
			    const struct dot11_key_data *data, bool igtk_is_due, struct supplicant_keys *keys)
{
	if (!take_gtk(supplicant, &data->gtk, frame->rsc, keys) || !take_igtk(supplicant, &data->igtk, igtk_is_due, keys))
		return false;
	take_bigtk(supplicant, &data->bigtk, keys);
	return true;
}

static void install(struct supplicant *supplicant, const struct supplicant_keys *keys)
{
	for (size_t i = 0; i < keys->n; i++) {
		const struct dot11_key *key = &keys->keys[i];

		if (key->kind != DOT11_KEY_PAIRWISE)
			secret_set(&supplicant->group[key->index], key->key.bytes, key->key.size);
	}
	if (keys->n > 0)
		supplicant->listener->install(keys->keys, keys->n, supplicant->userdata);
}

/* Return: 0; SUPPLICANT_E_IGNORED; -EIO. Only after the MIC. */
static int open_key_data(const struct supplicant *supplicant, const struct ptk *ptk, const struct dot11_eapol_key *frame,
			 struct ptk_key_data *clear, struct dot11_key_data *ret_data)
{
	int r;

	if (!(frame->info & DOT11_EAPOL_KEY_ENCRYPTED))
		return ignore(supplicant, "key data in clear");
	r = ptk_unwrap(ptk, frame->data, frame->data_size, clear);
	if (r == -EBADMSG || (r == 0 && dot11_key_data_parse(clear->bytes, clear->size, ret_data) < 0))
		return ignore(supplicant, "broken key data");
	return r;
}

static bool is_same(const struct dot11_key_data_element *element, const struct supplicant_element *expected)
{
	return element->size == expected->size &&
	       (element->size == 0 || memcmp(element->bytes, expected->bytes, element->size) == 0);
}

/* IEEE 802.11-2020, 12.7.6.4: what the BSS announces is proved here for the first time. Return: 0, or the failure. */
static int check_elements(const struct supplicant *supplicant, const struct dot11_key_data *data)
{
	if (!data->rsne.bytes)
		return SUPPLICANT_FAILURE_MISSING_RSNE;
	if (!is_same(&data->rsne, &supplicant->bss_rsne))
		return SUPPLICANT_FAILURE_RSNE_MISMATCH;
	if (!is_same(&data->rsnxe, &supplicant->bss_rsnxe))
		return SUPPLICANT_FAILURE_RSNXE_MISMATCH;
	return 0;
}

/* A repeated message 3 proves the pairwise key that is put in already, and it stays untouched (CVE-2017-13077). */
static void take_pairwise(const struct supplicant *supplicant, const struct supplicant_pairwise *pairwise,
			  struct supplicant_keys *keys)
{
	if (pairwise == &supplicant->current)
		return;
	keys->keys[keys->n] = (struct dot11_key){ .kind = DOT11_KEY_PAIRWISE, .cipher = supplicant->pairwise_cipher };
	secret_set(&keys->keys[keys->n].key, pairwise->ptk.tk.bytes, pairwise->ptk.tk.size);
	keys->n++;
}

static void finish_handshake(struct supplicant *supplicant, const struct supplicant_pairwise *pairwise,
			     const struct supplicant_keys *keys)
{
	bool is_first = supplicant->state == SUPPLICANT_STATE_FIRST;

	if (pairwise == &supplicant->tentative) {
		supplicant->current = supplicant->tentative;
		ptk_wipe(&supplicant->tentative.ptk);
		supplicant_enter(supplicant, SUPPLICANT_STATE_COMPLETE, "message 3");
	}
	install(supplicant, keys);
	if (is_first)
		supplicant->listener->completed(supplicant->userdata);
}

static int take_message_3(struct supplicant *supplicant, const struct supplicant_pairwise *pairwise,
			  const struct dot11_eapol_key *frame)
{
	_cleanup_ptk_key_data_ struct ptk_key_data clear = { .size = 0 };
	_cleanup_supplicant_keys_ struct supplicant_keys keys = { .n = 0 };
	struct dot11_key_data data;
	int r;

	if (frame->data_size == 0)
		return fail(supplicant, SUPPLICANT_FAILURE_MISSING_KEY_DATA, "message 3 without key data");
	r = open_key_data(supplicant, &pairwise->ptk, frame, &clear, &data);
	if (r < 0)
		return fail(supplicant, SUPPLICANT_FAILURE_INTERNAL, "key data could not be opened");
	if (r != 0)
		return r;
	r = check_elements(supplicant, &data);
	if (r != 0)
		return fail(supplicant, (enum supplicant_failure)r, "message 3 does not say what the beacon does");
	take_pairwise(supplicant, pairwise, &keys);
	if (!take_group_keys(supplicant, frame, &data, true, &keys))
		return fail(supplicant, SUPPLICANT_FAILURE_MISSING_GROUP_KEY, "message 3 without group key");
	if (answer(supplicant, frame, &pairwise->ptk, DOT11_EAPOL_KEY_PAIRWISE | DOT11_EAPOL_KEY_SECURE, NULL, NULL) < 0)
		return fail(supplicant, SUPPLICANT_FAILURE_INTERNAL, "message 4 could not be made");
	finish_handshake(supplicant, pairwise, &keys);
	return 0;
}

static int check_message_3(struct supplicant *supplicant, const struct supplicant_pairwise *pairwise,
			   const struct dot11_eapol_key *frame)
{
	take_counter(supplicant, frame);
	if (frame->key_length != dot11_cipher_key_size(supplicant->pairwise_cipher))
		return ignore(supplicant, "message 3 for a key of another size");
	return take_message_3(supplicant, pairwise, frame);
}

static int on_first_message_3(struct supplicant *supplicant, const struct dot11_eapol_key *frame, const uint8_t *pdu)
{
	if (!proves(supplicant, &supplicant->tentative, frame, pdu))
		return ignore(supplicant, "message 3 with another nonce or MIC");
	return check_message_3(supplicant, &supplicant->tentative, frame);
}

static int on_repeated_message_3(struct supplicant *supplicant, const struct dot11_eapol_key *frame, const uint8_t *pdu)
{
	if (!proves(supplicant, &supplicant->current, frame, pdu))
		return ignore(supplicant, "message 3 with another nonce or MIC");
	return check_message_3(supplicant, &supplicant->current, frame);
}

static int on_rekeying_message_3(struct supplicant *supplicant, const struct dot11_eapol_key *frame, const uint8_t *pdu)
{
	if (proves(supplicant, &supplicant->tentative, frame, pdu))
		return check_message_3(supplicant, &supplicant->tentative, frame);
	return on_repeated_message_3(supplicant, frame, pdu);
}

static int take_group_message_1(struct supplicant *supplicant, const struct dot11_eapol_key *frame)
{
	_cleanup_ptk_key_data_ struct ptk_key_data clear = { .size = 0 };
	_cleanup_supplicant_keys_ struct supplicant_keys keys = { .n = 0 };
	struct dot11_key_data data = { 0 };
	int r = 0;

	if (frame->data_size > 0)
		r = open_key_data(supplicant, &supplicant->current.ptk, frame, &clear, &data);
	if (r < 0)
		return fail(supplicant, SUPPLICANT_FAILURE_INTERNAL, "key data could not be opened");
	if (r != 0)
		return r;
	if (!take_group_keys(supplicant, frame, &data, false, &keys))
		return fail(supplicant, SUPPLICANT_FAILURE_GROUP_MISSING_KEY, "group message 1 without a usable key");
	if (answer(supplicant, frame, &supplicant->current.ptk, DOT11_EAPOL_KEY_SECURE, NULL, NULL) < 0)
		return fail(supplicant, SUPPLICANT_FAILURE_INTERNAL, "group message 2 could not be made");
	install(supplicant, &keys);
	return 0;
}

static int on_group_message_1(struct supplicant *supplicant, const struct dot11_eapol_key *frame, const uint8_t *pdu)
{
	if (!has_good_mic(supplicant, &supplicant->current.ptk, frame, pdu))
		return ignore(supplicant, "group message 1 with another MIC");
	take_counter(supplicant, frame);
	return take_group_message_1(supplicant, frame);
}

static int on_misplaced(struct supplicant *supplicant, const struct dot11_eapol_key *frame, const uint8_t *pdu)
{
	return ignore(supplicant, "a message that has no place here");
}

#define PAIRWISE DOT11_EAPOL_KEY_PAIRWISE
#define INSTALL DOT11_EAPOL_KEY_INSTALL
#define ACK DOT11_EAPOL_KEY_ACK
#define MIC DOT11_EAPOL_KEY_MIC
#define SECURE DOT11_EAPOL_KEY_SECURE
#define ENCRYPTED DOT11_EAPOL_KEY_ENCRYPTED

/*
 * All that is taken: IEEE 802.11-2020, 12.7.6.2, 12.7.6.4 and 12.7.7.2. When a pairwise key is changed, message 1 may say
 * Secure or not. Without Encrypted a message can still tell that its key data is missing.
 */
static const struct {
	uint16_t info;
	enum supplicant_event event;
} patterns[] = {
	{ PAIRWISE | ACK, SUPPLICANT_EVENT_MESSAGE_1 },
	{ PAIRWISE | ACK | SECURE, SUPPLICANT_EVENT_MESSAGE_1 },
	{ PAIRWISE | INSTALL | ACK | MIC | SECURE | ENCRYPTED, SUPPLICANT_EVENT_MESSAGE_3 },
	{ PAIRWISE | INSTALL | ACK | MIC | SECURE, SUPPLICANT_EVENT_MESSAGE_3 },
	{ ACK | MIC | SECURE | ENCRYPTED, SUPPLICANT_EVENT_GROUP_1 },
	{ ACK | MIC | SECURE, SUPPLICANT_EVENT_GROUP_1 },
};

/* Return: 0; SUPPLICANT_E_IGNORED. */
static int classify(const struct supplicant *supplicant, const struct dot11_eapol_key *frame, enum supplicant_event *ret_event)
{
	if ((frame->info & DOT11_EAPOL_KEY_VERSION) != supplicant->suite.descriptor_version)
		return ignore(supplicant, "a descriptor version that the AKM does not have");
	if (supplicant->has_counter && frame->replay_counter <= supplicant->counter)
		return ignore(supplicant, "a replayed message");
	for (size_t i = 0; i < array_size(patterns); i++) {
		if ((frame->info & DOT11_EAPOL_KEY_PATTERN) == patterns[i].info) {
			*ret_event = patterns[i].event;
			return 0;
		}
	}
	return ignore(supplicant, "key information of no message");
}

static supplicant_handler *const handlers[SUPPLICANT_N_STATES][SUPPLICANT_N_EVENTS] = {
	[SUPPLICANT_STATE_IDLE] =
		{
			[SUPPLICANT_EVENT_MESSAGE_1] = on_first_message_1,
			[SUPPLICANT_EVENT_MESSAGE_3] = on_misplaced,
			[SUPPLICANT_EVENT_GROUP_1] = on_misplaced,
		},
	[SUPPLICANT_STATE_FIRST] =
		{
			[SUPPLICANT_EVENT_MESSAGE_1] = on_repeated_message_1,
			[SUPPLICANT_EVENT_MESSAGE_3] = on_first_message_3,
			[SUPPLICANT_EVENT_GROUP_1] = on_misplaced,
		},
	[SUPPLICANT_STATE_COMPLETE] =
		{
			[SUPPLICANT_EVENT_MESSAGE_1] = on_rekeying_message_1,
			[SUPPLICANT_EVENT_MESSAGE_3] = on_repeated_message_3,
			[SUPPLICANT_EVENT_GROUP_1] = on_group_message_1,
		},
	[SUPPLICANT_STATE_REKEYING] =
		{
			[SUPPLICANT_EVENT_MESSAGE_1] = on_repeated_message_1,
			[SUPPLICANT_EVENT_MESSAGE_3] = on_rekeying_message_3,
			[SUPPLICANT_EVENT_GROUP_1] = on_group_message_1,
		},
	[SUPPLICANT_STATE_FAILED] =
		{
			[SUPPLICANT_EVENT_MESSAGE_1] = on_misplaced,
			[SUPPLICANT_EVENT_MESSAGE_3] = on_misplaced,
			[SUPPLICANT_EVENT_GROUP_1] = on_misplaced,
		},
};

static int copy_element(struct supplicant_element *element, const uint8_t *bytes, size_t size)
{
	if (size > sizeof(element->bytes))
		return -EINVAL;
	if (size > 0)
		memcpy(element->bytes, bytes, size);
	element->size = size;
	return 0;
}

static int copy_elements(struct supplicant *supplicant, const struct supplicant_config *config)
{
	if (config->own_rsne_size == 0 || config->bss_rsne_size == 0)
		return -EINVAL;
	if (copy_element(&supplicant->own_rsne, config->own_rsne, config->own_rsne_size) < 0 ||
	    copy_element(&supplicant->own_rsnxe, config->own_rsnxe, config->own_rsnxe_size) < 0 ||
	    copy_element(&supplicant->bss_rsne, config->bss_rsne, config->bss_rsne_size) < 0 ||
	    copy_element(&supplicant->bss_rsnxe, config->bss_rsnxe, config->bss_rsnxe_size) < 0)
		return -EINVAL;
	return 0;
}

/* A pairwise key for TKIP would need RC4 and MD5 (key descriptor version 1); as a group cipher it is a key of 32 bytes. */
static bool are_ciphers_served(const struct supplicant_config *config)
{
	return dot11_cipher_is_pairwise(config->pairwise_cipher) && dot11_cipher_key_size(config->pairwise_cipher) > 0 &&
	       config->pairwise_cipher != DOT11_CIPHER_TKIP && dot11_cipher_is_group(config->group_cipher) &&
	       (config->group_management_cipher == DOT11_CIPHER_NONE ||
		dot11_cipher_is_group_management(config->group_management_cipher));
}

static int init(struct supplicant *supplicant, const struct supplicant_config *config)
{
	int r = ptk_suite_find(config->akm, config->pmk->size, &supplicant->suite);

	if (r < 0 || !are_ciphers_served(config))
		return -EINVAL;
	supplicant->own = config->own;
	supplicant->authenticator = config->authenticator;
	supplicant->pairwise_cipher = config->pairwise_cipher;
	supplicant->group_cipher = config->group_cipher;
	supplicant->group_management_cipher = config->group_management_cipher;
	supplicant->takes_bigtk = config->takes_bigtk;
	secret_set(&supplicant->pmk, config->pmk->bytes, config->pmk->size);
	supplicant->knows_pmkid =
		ptk_pmkid(config->akm, config->pmk, &config->authenticator, &config->own, supplicant->pmkid) == 0;
	if (crypto_random(supplicant->next_snonce, sizeof(supplicant->next_snonce)) < 0)
		return -EIO;
	return copy_elements(supplicant, config);
}

int supplicant_new(struct supplicant **ret, const struct supplicant_config *config, const struct supplicant_listener *listener,
		   void *userdata)
{
	struct supplicant *supplicant cleanup(cleanup_supplicant) = calloc(1, sizeof(*supplicant));
	int r;

	if (!supplicant)
		return -ENOMEM;
	supplicant->listener = listener;
	supplicant->userdata = userdata;
	r = init(supplicant, config);
	if (r < 0)
		return r;
	*ret = take_ptr(supplicant);
	return 0;
}

struct supplicant *supplicant_free(struct supplicant *supplicant)
{
	if (supplicant) {
		secret_wipe_bytes(supplicant, sizeof(*supplicant));
		free(supplicant);
	}
	return NULL;
}

int supplicant_receive(struct supplicant *supplicant, const uint8_t *pdu, size_t size)
{
	struct dot11_eapol_key frame;
	enum supplicant_event event;

	if (dot11_eapol_key_parse(pdu, size, supplicant->suite.mic_size, &frame) < 0)
		return ignore(supplicant, "no EAPOL-Key frame");
	if (classify(supplicant, &frame, &event) != 0)
		return SUPPLICANT_E_IGNORED;
	return handlers[supplicant->state][event](supplicant, &frame, pdu);
}

bool supplicant_has_started(const struct supplicant *supplicant)
{
	return supplicant->state != SUPPLICANT_STATE_IDLE;
}

bool supplicant_suspects_pmk(const struct supplicant *supplicant)
{
	return supplicant->state == SUPPLICANT_STATE_FIRST && supplicant->is_asked_again;
}
