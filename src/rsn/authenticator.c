#include "rsn/authenticator.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "crypto/crypto.h"
#include "dot11/eapol_key.h"
#include "rsn/ptk.h"

#define PROTOCOL_VERSION 2 /* IEEE 802.1X-2004 */
#define LATER_TIMEOUT_US 1000000
#define ELEMENT_MAX 257
#define GROUP_KEYS_MAX 3

enum authenticator_state {
	AUTHENTICATOR_STATE_IDLE,
	AUTHENTICATOR_STATE_WAITS_2, /* message 1 is sent */
	AUTHENTICATOR_STATE_WAITS_4, /* message 3 is sent */
	AUTHENTICATOR_STATE_READY,
	AUTHENTICATOR_STATE_WAITS_GROUP_2, /* group message 1 is sent */
	AUTHENTICATOR_STATE_FAILED,
	AUTHENTICATOR_N_STATES,
};

struct authenticator_element {
	size_t size;
	uint8_t bytes[ELEMENT_MAX];
};

struct authenticator {
	const struct authenticator_listener *listener;
	void *userdata;
	enum authenticator_state state;
	struct dot11_mac own, station;
	uint32_t pairwise_cipher, group_management_cipher;
	struct ptk_suite suite;
	struct secret pmk, other_pmk; /* the other one is not set once the station has shown which it has */
	uint8_t pmkid[16];
	bool has_pmkid;
	struct authenticator_element station_rsne, station_rsnxe, own_rsne, own_rsnxe;
	uint64_t counter;	/* of the next frame */
	uint64_t first_counter; /* of the oldest frame of the message that an answer is awaited to */
	unsigned n_tries;	/* of that message */
	uint8_t anonce[DOT11_EAPOL_KEY_NONCE_SIZE];
	struct ptk tentative; /* in WAITS_4 */
	struct ptk current;   /* since the first message 4; its tk is set then */
};

static const char *const state_names[AUTHENTICATOR_N_STATES] = {
	[AUTHENTICATOR_STATE_IDLE] = "idle",
	[AUTHENTICATOR_STATE_WAITS_2] = "waits for 2",
	[AUTHENTICATOR_STATE_WAITS_4] = "waits for 4",
	[AUTHENTICATOR_STATE_READY] = "ready",
	[AUTHENTICATOR_STATE_WAITS_GROUP_2] = "waits for group 2",
	[AUTHENTICATOR_STATE_FAILED] = "failed",
};

/* Does this state repeat a message until it is answered? */
static bool is_waiting(enum authenticator_state state)
{
	return state == AUTHENTICATOR_STATE_WAITS_2 || state == AUTHENTICATOR_STATE_WAITS_4 ||
	       state == AUTHENTICATOR_STATE_WAITS_GROUP_2;
}

static void authenticator_enter(struct authenticator *authenticator, enum authenticator_state state, const char *why)
{
	log_debug("authenticator: %s -> %s: %s", state_names[authenticator->state], state_names[state], why);
	if (is_waiting(authenticator->state))
		authenticator->listener->set_timer(0, authenticator->userdata);
	authenticator->state = state;
	authenticator->first_counter = authenticator->counter;
	authenticator->n_tries = 0;
}

static int ignore(const struct authenticator *authenticator, const char *why)
{
	log_debug("authenticator: ignored while %s: %s", state_names[authenticator->state], why);
	return 1;
}

static void fail(struct authenticator *authenticator, enum authenticator_failure failure, const char *why)
{
	authenticator_enter(authenticator, AUTHENTICATOR_STATE_FAILED, why);
	authenticator->listener->failed(failure, authenticator->userdata);
}

/* One more try of the message of this state. @ptk: NULL for message 1, which has no MIC. */
static int send_frame(struct authenticator *authenticator, struct dot11_eapol_key *frame, const struct ptk *ptk)
{
	uint8_t pdu[DOT11_EAPOL_KEY_SIZE(DOT11_EAPOL_KEY_MIC_MAX) + PTK_KEY_DATA_MAX];
	int size, r = 0;

	frame->protocol_version = PROTOCOL_VERSION;
	frame->info |= DOT11_EAPOL_KEY_ACK | authenticator->suite.descriptor_version;
	frame->replay_counter = authenticator->counter;
	size = dot11_eapol_key_build(pdu, sizeof(pdu), frame, authenticator->suite.mic_size);
	if (size < 0)
		return size;
	if (ptk)
		r = ptk_mic(&authenticator->suite, ptk, pdu, (size_t)size, pdu + DOT11_EAPOL_KEY_MIC_OFFSET);
	if (r < 0)
		return r;
	authenticator->counter++;
	authenticator->listener->set_timer(authenticator->n_tries++ == 0 ? AUTHENTICATOR_TIMEOUT_US : LATER_TIMEOUT_US,
					   authenticator->userdata);
	authenticator->listener->send(pdu, (size_t)size, authenticator->userdata);
	return 0;
}

static uint16_t key_length(const struct authenticator *authenticator)
{
	return (uint16_t)dot11_cipher_key_size(authenticator->pairwise_cipher);
}

static int send_message_1(struct authenticator *authenticator)
{
	struct dot11_eapol_key frame = { .info = DOT11_EAPOL_KEY_PAIRWISE, .key_length = key_length(authenticator) };
	uint8_t data[22];
	struct writer writer = writer_over(data, sizeof(data));

	memcpy(frame.nonce, authenticator->anonce, sizeof(frame.nonce));
	if (authenticator->has_pmkid) {
		dot11_kde_write_pmkid(&writer, authenticator->pmkid);
		frame.data = data;
		frame.data_size = writer.size;
	}
	return send_frame(authenticator, &frame, NULL);
}

static void write_group_key(const struct authenticator *authenticator, struct writer *writer, const struct dot11_key *key)
{
	bool has_pmf = authenticator->group_management_cipher != DOT11_CIPHER_NONE;

	if (key->kind == DOT11_KEY_GROUP)
		dot11_kde_write_gtk(writer, key->index, key->key.bytes, key->key.size);
	else if (key->kind == DOT11_KEY_IGTK && has_pmf)
		dot11_kde_write_igtk(writer, key->index, key->receive_counter, key->key.bytes, key->key.size);
	else if (key->kind == DOT11_KEY_BIGTK && has_pmf)
		dot11_kde_write_bigtk(writer, key->index, key->receive_counter, key->key.bytes, key->key.size);
}

/* KDEs of the BSS's group keys; the counter of the GTK goes into the frame itself. */
static void write_group_keys(struct authenticator *authenticator, struct writer *writer, uint8_t rsc[8])
{
	struct dot11_key keys[GROUP_KEYS_MAX] = { 0 };
	size_t n = authenticator->listener->group_keys(keys, authenticator->userdata);

	for (size_t i = 0; i < n && i < GROUP_KEYS_MAX; i++) {
		write_group_key(authenticator, writer, &keys[i]);
		if (keys[i].kind == DOT11_KEY_GROUP)
			memcpy(rsc, keys[i].receive_counter, sizeof(keys[i].receive_counter));
		secret_wipe(&keys[i].key);
	}
}

/* Pads, wraps and sends what @writer has put into @clear. */
static int send_wrapped(struct authenticator *authenticator, struct dot11_eapol_key *frame, const struct ptk *ptk,
			struct ptk_key_data *clear, struct writer *writer)
{
	uint8_t wrapped[PTK_KEY_DATA_MAX + 8];
	int r;

	dot11_key_data_pad(writer);
	r = writer_end(writer);
	if (r < 0)
		return r;
	clear->size = writer->size;
	r = ptk_wrap(ptk, clear, wrapped);
	if (r < 0)
		return r;
	frame->info |= DOT11_EAPOL_KEY_MIC | DOT11_EAPOL_KEY_SECURE | DOT11_EAPOL_KEY_ENCRYPTED;
	frame->data = wrapped;
	frame->data_size = clear->size + 8;
	return send_frame(authenticator, frame, ptk);
}

static int send_message_3(struct authenticator *authenticator)
{
	struct dot11_eapol_key frame = {
		.info = DOT11_EAPOL_KEY_PAIRWISE | DOT11_EAPOL_KEY_INSTALL,
		.key_length = key_length(authenticator),
	};
	_cleanup_ptk_key_data_ struct ptk_key_data clear = { .size = sizeof(clear.bytes) };
	struct writer writer = writer_over(clear.bytes, sizeof(clear.bytes));

	memcpy(frame.nonce, authenticator->anonce, sizeof(frame.nonce));
	writer_bytes(&writer, authenticator->own_rsne.bytes, authenticator->own_rsne.size);
	writer_bytes(&writer, authenticator->own_rsnxe.bytes, authenticator->own_rsnxe.size);
	write_group_keys(authenticator, &writer, frame.rsc);
	return send_wrapped(authenticator, &frame, &authenticator->tentative, &clear, &writer);
}

static int send_group_message_1(struct authenticator *authenticator)
{
	struct dot11_eapol_key frame = { .info = 0 };
	_cleanup_ptk_key_data_ struct ptk_key_data clear = { .size = sizeof(clear.bytes) };
	struct writer writer = writer_over(clear.bytes, sizeof(clear.bytes));

	write_group_keys(authenticator, &writer, frame.rsc);
	return send_wrapped(authenticator, &frame, &authenticator->current, &clear, &writer);
}

static bool is_same(const struct dot11_key_data_element *element, const struct authenticator_element *expected)
{
	return element->size == expected->size &&
	       (element->size == 0 || memcmp(element->bytes, expected->bytes, element->size) == 0);
}

/* IEEE 802.11-2020, 12.7.6.3: the elements of the association request came in clear, message 2 proves them. */
static bool has_right_elements(const struct authenticator *authenticator, const struct dot11_eapol_key *frame)
{
	struct dot11_key_data data;

	return dot11_key_data_parse(frame->data, frame->data_size, &data) == 0 &&
	       is_same(&data.rsne, &authenticator->station_rsne) && is_same(&data.rsnxe, &authenticator->station_rsnxe);
}

static int derive(struct authenticator *authenticator, const struct secret *pmk, const struct dot11_eapol_key *message_2)
{
	const struct ptk_input input = {
		.pmk = pmk,
		.pairwise_cipher = authenticator->pairwise_cipher,
		.authenticator = &authenticator->own,
		.station = &authenticator->station,
		.anonce = authenticator->anonce,
		.snonce = message_2->nonce,
	};

	return ptk_derive(&authenticator->suite, &input, &authenticator->tentative);
}

static bool has_good_mic(const struct authenticator *authenticator, const struct ptk *ptk, const struct dot11_eapol_key *frame,
			 const uint8_t *pdu)
{
	return ptk_check_mic(&authenticator->suite, ptk, pdu, frame->size) == 0;
}

enum authenticator_pmk_outcome {
	AUTHENTICATOR_E_OTHER_MIC = 1, /* made with another PMK */
};

/* Is the message made with @pmk? Return: 0: the tentative keys are; AUTHENTICATOR_E_OTHER_MIC; -EIO. */
static int try_pmk(struct authenticator *authenticator, const struct secret *pmk, const struct dot11_eapol_key *frame, const uint8_t *pdu)
{
	if (derive(authenticator, pmk, frame) < 0)
		return -EIO;
	return has_good_mic(authenticator, &authenticator->tentative, frame, pdu) ? 0 : AUTHENTICATOR_E_OTHER_MIC;
}

static int on_message_2(struct authenticator *authenticator, const struct dot11_eapol_key *frame, const uint8_t *pdu)
{
	int r = try_pmk(authenticator, &authenticator->pmk, frame, pdu);

	if (r == AUTHENTICATOR_E_OTHER_MIC && authenticator->other_pmk.size > 0) {
		r = try_pmk(authenticator, &authenticator->other_pmk, frame, pdu);
		if (r == 0)
			authenticator->pmk = authenticator->other_pmk;
	}
	if (r < 0) {
		fail(authenticator, AUTHENTICATOR_FAILURE_INTERNAL, "no key could be derived");
		return 0;
	}
	if (r == AUTHENTICATOR_E_OTHER_MIC)
		return ignore(authenticator, "message 2 with another MIC");
	secret_wipe(&authenticator->other_pmk);
	if (!has_right_elements(authenticator, frame)) {
		fail(authenticator, AUTHENTICATOR_FAILURE_ELEMENT_MISMATCH, "other elements than at the association");
		return 0;
	}
	authenticator_enter(authenticator, AUTHENTICATOR_STATE_WAITS_4, "message 2");
	if (send_message_3(authenticator) < 0)
		fail(authenticator, AUTHENTICATOR_FAILURE_INTERNAL, "message 3 could not be made");
	return 0;
}

static void take_pairwise(struct authenticator *authenticator)
{
	struct dot11_key key = { .kind = DOT11_KEY_PAIRWISE, .cipher = authenticator->pairwise_cipher };
	bool is_first = authenticator->current.tk.size == 0;

	authenticator->current = authenticator->tentative;
	ptk_wipe(&authenticator->tentative);
	authenticator_enter(authenticator, AUTHENTICATOR_STATE_READY, "message 4");
	key.key = authenticator->current.tk;
	authenticator->listener->install(&key, authenticator->userdata);
	secret_wipe(&key.key);
	if (is_first)
		authenticator->listener->completed(authenticator->userdata);
}

static int on_message_4(struct authenticator *authenticator, const struct dot11_eapol_key *frame, const uint8_t *pdu)
{
	if (!has_good_mic(authenticator, &authenticator->tentative, frame, pdu))
		return ignore(authenticator, "message 4 with another MIC");
	take_pairwise(authenticator);
	return 0;
}

static int on_group_message_2(struct authenticator *authenticator, const struct dot11_eapol_key *frame, const uint8_t *pdu)
{
	if (!has_good_mic(authenticator, &authenticator->current, frame, pdu))
		return ignore(authenticator, "group message 2 with another MIC");
	authenticator_enter(authenticator, AUTHENTICATOR_STATE_READY, "group message 2");
	authenticator->listener->group_completed(authenticator->userdata);
	return 0;
}

#define ANSWER_2 (DOT11_EAPOL_KEY_PAIRWISE | DOT11_EAPOL_KEY_MIC)
#define ANSWER_4 (DOT11_EAPOL_KEY_PAIRWISE | DOT11_EAPOL_KEY_MIC | DOT11_EAPOL_KEY_SECURE)
#define ANSWER_GROUP_2 (DOT11_EAPOL_KEY_MIC | DOT11_EAPOL_KEY_SECURE)

/* What each waiting state sends, again and again, and what it waits for. */
static const struct {
	int (*send)(struct authenticator *authenticator);
	int (*answer)(struct authenticator *authenticator, const struct dot11_eapol_key *frame, const uint8_t *pdu);
	uint16_t info[2]; /* of the answer; message 2 may say Secure when the key is changed */
	enum authenticator_failure timeout;
} waits[AUTHENTICATOR_N_STATES] = {
	[AUTHENTICATOR_STATE_WAITS_2] = { send_message_1,
					  on_message_2,
					  { ANSWER_2, ANSWER_2 | DOT11_EAPOL_KEY_SECURE },
					  AUTHENTICATOR_FAILURE_TIMEOUT },
	[AUTHENTICATOR_STATE_WAITS_4] = { send_message_3, on_message_4, { ANSWER_4, ANSWER_4 }, AUTHENTICATOR_FAILURE_TIMEOUT },
	[AUTHENTICATOR_STATE_WAITS_GROUP_2] = { send_group_message_1,
						on_group_message_2,
						{ ANSWER_GROUP_2, ANSWER_GROUP_2 },
						AUTHENTICATOR_FAILURE_GROUP_TIMEOUT },
};

static int copy_element(struct authenticator_element *element, const uint8_t *bytes, size_t size)
{
	if (size > sizeof(element->bytes))
		return -EINVAL;
	if (size > 0)
		memcpy(element->bytes, bytes, size);
	element->size = size;
	return 0;
}

static int copy_elements(struct authenticator *authenticator, const struct authenticator_config *config)
{
	if (copy_element(&authenticator->station_rsne, config->station_rsne, config->station_rsne_size) < 0 ||
	    copy_element(&authenticator->station_rsnxe, config->station_rsnxe, config->station_rsnxe_size) < 0 ||
	    copy_element(&authenticator->own_rsne, config->own_rsne, config->own_rsne_size) < 0 ||
	    copy_element(&authenticator->own_rsnxe, config->own_rsnxe, config->own_rsnxe_size) < 0)
		return -EINVAL;
	return 0;
}

static int init(struct authenticator *authenticator, const struct authenticator_config *config)
{
	int r = ptk_suite_find(config->akm, config->pmk->size, &authenticator->suite);

	if (r < 0 || dot11_cipher_key_size(config->pairwise_cipher) == 0 || config->pairwise_cipher == DOT11_CIPHER_TKIP)
		return -EINVAL;
	authenticator->own = config->own;
	authenticator->station = config->station;
	authenticator->pairwise_cipher = config->pairwise_cipher;
	authenticator->group_management_cipher = config->group_management_cipher;
	secret_set(&authenticator->pmk, config->pmk->bytes, config->pmk->size);
	if (config->other_pmk && config->other_pmk->size == config->pmk->size)
		secret_set(&authenticator->other_pmk, config->other_pmk->bytes, config->other_pmk->size);
	authenticator->has_pmkid = config->pmkid;
	if (config->pmkid)
		memcpy(authenticator->pmkid, config->pmkid, sizeof(authenticator->pmkid));
	return copy_elements(authenticator, config);
}

int authenticator_new(struct authenticator **ret, const struct authenticator_config *config,
		      const struct authenticator_listener *listener, void *userdata)
{
	struct authenticator *authenticator cleanup(cleanup_authenticator) = calloc(1, sizeof(*authenticator));
	int r;

	if (!authenticator)
		return -ENOMEM;
	authenticator->listener = listener;
	authenticator->userdata = userdata;
	r = init(authenticator, config);
	if (r < 0)
		return r;
	*ret = take_ptr(authenticator);
	return 0;
}

struct authenticator *authenticator_free(struct authenticator *authenticator)
{
	if (authenticator) {
		secret_wipe_bytes(authenticator, sizeof(*authenticator));
		free(authenticator);
	}
	return NULL;
}

/* When nothing could be sent, nothing has begun. */
static int start_waiting(struct authenticator *authenticator, enum authenticator_state state, const char *why)
{
	enum authenticator_state before = authenticator->state;
	int r;

	authenticator_enter(authenticator, state, why);
	r = waits[state].send(authenticator);
	if (r < 0)
		authenticator_enter(authenticator, before, "nothing could be sent");
	return r < 0 ? -EIO : 0;
}

int authenticator_start(struct authenticator *authenticator)
{
	if (authenticator->state != AUTHENTICATOR_STATE_IDLE && authenticator->state != AUTHENTICATOR_STATE_READY)
		return -EBUSY;
	if (crypto_random(authenticator->anonce, sizeof(authenticator->anonce)) < 0)
		return -EIO;
	return start_waiting(authenticator, AUTHENTICATOR_STATE_WAITS_2, "start of a 4-way handshake");
}

int authenticator_start_group(struct authenticator *authenticator)
{
	if (authenticator->current.tk.size == 0)
		return -ENOTCONN;
	if (authenticator->state != AUTHENTICATOR_STATE_READY)
		return -EBUSY;
	return start_waiting(authenticator, AUTHENTICATOR_STATE_WAITS_GROUP_2, "start of a group handshake");
}

int authenticator_receive(struct authenticator *authenticator, const uint8_t *pdu, size_t size)
{
	struct dot11_eapol_key frame;
	uint16_t info;

	if (dot11_eapol_key_parse(pdu, size, authenticator->suite.mic_size, &frame) < 0)
		return ignore(authenticator, "no EAPOL-Key frame");
	if (!is_waiting(authenticator->state))
		return ignore(authenticator, "an answer that nobody waits for");
	if ((frame.info & DOT11_EAPOL_KEY_VERSION) != authenticator->suite.descriptor_version)
		return ignore(authenticator, "a descriptor version that the AKM does not have");
	if (frame.replay_counter < authenticator->first_counter || frame.replay_counter >= authenticator->counter)
		return ignore(authenticator, "a counter that is not outstanding");
	info = frame.info & DOT11_EAPOL_KEY_PATTERN;
	if (info != waits[authenticator->state].info[0] && info != waits[authenticator->state].info[1])
		return ignore(authenticator, "key information of another message");
	return waits[authenticator->state].answer(authenticator, &frame, pdu);
}

void authenticator_timeout(struct authenticator *authenticator)
{
	if (!is_waiting(authenticator->state))
		return;
	if (authenticator->n_tries >= AUTHENTICATOR_TRIES)
		fail(authenticator, waits[authenticator->state].timeout, "no answer");
	else if (waits[authenticator->state].send(authenticator) < 0)
		fail(authenticator, AUTHENTICATOR_FAILURE_INTERNAL, "a message could not be made again");
}
