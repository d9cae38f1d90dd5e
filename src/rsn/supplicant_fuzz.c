/*
 * Reaches supplicant_receive() and through it every handler of every state, dot11_eapol_key_parse(), dot11_key_data_parse(),
 * ptk_unwrap() and the comparison of elements and keys.
 *
 * The first byte chooses the state to begin in and the suites. Then PDUs, one after the other: a byte of flags, a size (16 bits),
 * and that many bytes. A PDU is taken as it is; or it gets a right MIC; or the bytes say what its key data
 * is, which is wrapped and sent in a frame where all else is as it has to be. The machine is compiled into this file, so that
 * runs begin with a copy of a state, and do not depend on chance.
 */
#define crypto_random fuzz_random
#include "rsn/supplicant.c"
#undef crypto_random

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PDU_MAX 2600
#define MAX_PDUS 16

enum flag {
	FLAG_HAS_MIC = 1 << 0,	    /* repair it */
	FLAG_IS_TENTATIVE = 1 << 1, /* under the key that is not confirmed, else under the one in use */
	FLAG_IS_SHAPED = 1 << 2,    /* the bytes are orders for compose_one() */
	FLAG_IS_GROUP = 1 << 3,	    /* shaped: group message 1, else message 3 */
	FLAG_IS_REPEATED = 1 << 4,  /* shaped: the counter of last time */
	FLAG_IS_MESSAGE_1 = 1 << 5, /* shaped */
	FLAG_IS_CLEAR = 1 << 6,	    /* shaped: not wrapped */
	FLAG_HAS_ELEMENTS = 1 << 7, /* shaped: the right ones come first */
};

enum { N_SUITES = 4, N_STARTS = 4 };

/* What the listener has seen in this run. */
static struct {
	bool may_believe; /* this PDU carries a MIC made with a key */
	bool is_clear;	  /* and its key data is not wrapped */
	bool has_failed;
	unsigned n_completed;
	struct secret last_tk;
	struct secret last_group[N_GROUP_INDEXES];
	uint32_t random;
	struct {
		size_t size;
		uint8_t bytes[1024];
	} sent;
} run;

static void check(bool holds)
{
	if (!holds)
		abort();
}

int fuzz_random(void *ret, size_t size)
{
	run.random++;
	memset(ret, 0x3c, size);
	memcpy(ret, &run.random, sizeof(run.random));
	return 0;
}

static void on_send(const uint8_t *pdu, size_t size, void *userdata)
{
	check(!run.has_failed && size <= sizeof(run.sent.bytes));
	memcpy(run.sent.bytes, pdu, size);
	run.sent.size = size;
}

static void check_group_key(const struct dot11_key *key)
{
	static const uint8_t first[] = { [DOT11_KEY_GROUP] = 0, [DOT11_KEY_IGTK] = 4, [DOT11_KEY_BIGTK] = 6 };
	static const uint8_t last[] = { [DOT11_KEY_GROUP] = 3, [DOT11_KEY_IGTK] = 5, [DOT11_KEY_BIGTK] = 7 };

	check(key->kind <= DOT11_KEY_BIGTK && key->index >= first[key->kind] && key->index <= last[key->kind]);
	check(!secret_equal(&key->key, &run.last_group[key->index]));
	run.last_group[key->index] = key->key;
}

static void on_install(const struct dot11_key *keys, size_t n_keys, void *userdata)
{
	check(run.may_believe && !run.is_clear && !run.has_failed && n_keys > 0 && n_keys <= 4);
	for (size_t i = 0; i < n_keys; i++) {
		check(keys[i].key.size == dot11_cipher_key_size(keys[i].cipher));
		if (keys[i].kind != DOT11_KEY_PAIRWISE) {
			check_group_key(&keys[i]);
			continue;
		}
		check(i == 0 && !secret_equal(&keys[i].key, &run.last_tk));
		run.last_tk = keys[i].key;
	}
}

static void on_completed(void *userdata)
{
	check(run.may_believe && run.n_completed++ == 0);
}

static void on_failed(enum supplicant_failure failure, void *userdata)
{
	check(run.may_believe && !run.has_failed);
	check(failure != SUPPLICANT_FAILURE_INTERNAL);
	run.has_failed = true;
}

static const struct supplicant_listener listener = { on_send, on_install, on_completed, on_failed };

static const uint8_t rsne[] = { 48, 20, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 2, 0x80, 0 };
static const uint8_t rsnxe[] = { 244, 1, 0x20 };

static void make_idle(struct supplicant *supplicant, unsigned suites)
{
	static const struct {
		uint32_t akm, pairwise, group, group_management;
		size_t pmk_size;
	} choices[N_SUITES] = {
		{ DOT11_AKM_PSK, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_TKIP, DOT11_CIPHER_NONE, 32 },
		{ DOT11_AKM_PSK_SHA256, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_BIP_CMAC_128, 32 },
		{ DOT11_AKM_SAE, DOT11_CIPHER_GCMP_256, DOT11_CIPHER_GCMP_256, DOT11_CIPHER_BIP_GMAC_256, 32 },
		{ DOT11_AKM_OWE, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_BIP_CMAC_128, 48 },
	};
	const struct secret pmk = { .size = choices[suites].pmk_size, .bytes = { 1 } };
	const struct supplicant_config config = {
		.own = { { 2, 0, 0, 0, 0, 1 } },
		.authenticator = { { 2, 0, 0, 0, 0, 2 } },
		.akm = choices[suites].akm,
		.pairwise_cipher = choices[suites].pairwise,
		.group_cipher = choices[suites].group,
		.group_management_cipher = choices[suites].group_management,
		.pmk = &pmk,
		.own_rsne = rsne,
		.own_rsne_size = sizeof(rsne),
		.bss_rsne = rsne,
		.bss_rsne_size = sizeof(rsne),
		.bss_rsnxe = suites == 2 ? rsnxe : NULL,
		.bss_rsnxe_size = suites == 2 ? sizeof(rsnxe) : 0,
		.takes_bigtk = true,
	};

	supplicant->listener = &listener;
	check(init(supplicant, &config) == 0);
}

static const struct supplicant_pairwise *chosen(const struct supplicant *supplicant, uint8_t flags)
{
	return flags & FLAG_IS_TENTATIVE ? &supplicant->tentative : &supplicant->current;
}

static uint16_t shaped_info(uint8_t flags)
{
	if (flags & FLAG_IS_MESSAGE_1)
		return PAIRWISE | ACK;
	if (flags & FLAG_IS_GROUP)
		return ACK | MIC | SECURE | ENCRYPTED;
	return PAIRWISE | INSTALL | ACK | MIC | SECURE | ENCRYPTED;
}

/* The first byte of message 1 makes its nonce. */
static void shape_nonce(const struct supplicant *supplicant, uint8_t flags, struct reader *reader, struct dot11_eapol_key *frame)
{
	if (flags & FLAG_IS_MESSAGE_1)
		frame->nonce[0] = reader_u8(reader);
	else
		memcpy(frame->nonce, chosen(supplicant, flags)->anonce, sizeof(frame->nonce));
}

/* Elements and KDEs at the bidding of one byte and the next, so that the fuzzer need not find out what an RSNE looks like. */
static void compose_one(const struct supplicant *supplicant, struct reader *reader, struct writer *writer)
{
	uint8_t what = reader_u8(reader), index = what >> 3 & 7, value = reader_u8(reader);
	size_t management_size = dot11_cipher_key_size(supplicant->group_management_cipher);
	uint8_t key[32];

	memset(key, value, sizeof(key));
	switch (what & 7) {
	case 0:
		if (reader->left >= value)
			writer_bytes(writer, reader_bytes(reader, value), value);
		break;
	case 1:
		writer_bytes(writer, supplicant->bss_rsne.bytes, supplicant->bss_rsne.size);
		break;
	case 2:
		writer_bytes(writer, supplicant->bss_rsnxe.bytes, supplicant->bss_rsnxe.size);
		break;
	case 3:
		dot11_kde_write_gtk(writer, index, key, dot11_cipher_key_size(supplicant->group_cipher));
		break;
	case 4:
		dot11_kde_write_igtk(writer, index, key, key, management_size);
		break;
	case 5:
		dot11_kde_write_bigtk(writer, index, key, key, management_size);
		break;
	case 6:
		dot11_kde_write_gtk(writer, index, key, value % 33);
		break;
	case 7:
		dot11_kde_write_igtk(writer, index, key, key, value % 33);
		break;
	}
}

static size_t compose(const struct supplicant *supplicant, uint8_t flags, struct reader *reader, uint8_t *bytes, size_t capacity)
{
	struct writer writer = writer_over(bytes, capacity);

	if (flags & FLAG_HAS_ELEMENTS) {
		writer_bytes(&writer, supplicant->bss_rsne.bytes, supplicant->bss_rsne.size);
		writer_bytes(&writer, supplicant->bss_rsnxe.bytes, supplicant->bss_rsnxe.size);
	}
	for (int i = 0; i < 16 && reader->left > 0; i++)
		compose_one(supplicant, reader, &writer);
	return writer_end(&writer) == 0 ? writer.size : 0;
}

/* Return: size of the PDU. */
static size_t shape(const struct supplicant *supplicant, uint8_t flags, struct reader *reader, uint8_t *pdu)
{
	struct dot11_eapol_key frame = {
		.info = shaped_info(flags) | supplicant->suite.descriptor_version,
		.key_length = (uint16_t)dot11_cipher_key_size(supplicant->pairwise_cipher),
		.replay_counter = supplicant->counter + !(flags & FLAG_IS_REPEATED),
	};
	static struct ptk_key_data clear;
	static uint8_t wrapped[PTK_KEY_DATA_MAX + 8], plain[2000];
	struct writer writer = writer_over(clear.bytes, sizeof(clear.bytes));
	int size;

	shape_nonce(supplicant, flags, reader, &frame);
	frame.data_size = compose(supplicant, flags, reader, plain, sizeof(plain));
	frame.data = plain;
	if (flags & FLAG_IS_CLEAR)
		frame.info &= (uint16_t)~ENCRYPTED;
	if ((frame.info & ENCRYPTED) && frame.data_size > 0 && chosen(supplicant, flags)->ptk.kek.size > 0) {
		writer_bytes(&writer, frame.data, frame.data_size);
		dot11_key_data_pad(&writer);
		clear.size = writer.size;
		check(ptk_wrap(&chosen(supplicant, flags)->ptk, &clear, wrapped) == 0);
		frame.data = wrapped;
		frame.data_size = clear.size + 8;
	}
	size = dot11_eapol_key_build(pdu, PDU_MAX, &frame, supplicant->suite.mic_size);
	check(size > 0);
	return (size_t)size;
}

static size_t copy(struct reader *reader, uint8_t *pdu)
{
	size_t size = reader->left < PDU_MAX ? reader->left : PDU_MAX;

	reader_copy(reader, pdu, size);
	return size;
}

/* Return: does it say that it has a MIC, and has a right one now? */
static bool repair_mic(const struct supplicant *supplicant, uint8_t flags, uint8_t *pdu, size_t size)
{
	const struct ptk *ptk = &chosen(supplicant, flags)->ptk;
	struct dot11_eapol_key frame;

	if (ptk->kck.size == 0 || dot11_eapol_key_parse(pdu, size, supplicant->suite.mic_size, &frame) < 0)
		return false;
	check(ptk_mic(&supplicant->suite, ptk, pdu, frame.size, pdu + DOT11_EAPOL_KEY_MIC_OFFSET) == 0);
	run.is_clear = !(frame.info & ENCRYPTED);
	return frame.info & MIC;
}

static void receive_one(struct supplicant *supplicant, uint8_t flags, struct reader *reader)
{
	static uint8_t pdu[PDU_MAX];
	size_t size = flags & FLAG_IS_SHAPED ? shape(supplicant, flags, reader, pdu) : copy(reader, pdu);
	uint64_t counter = supplicant->counter;
	bool was_failed = run.has_failed, had_counter = supplicant->has_counter;
	struct dot11_eapol_key sent;
	int r;

	run.may_believe = flags & FLAG_HAS_MIC && repair_mic(supplicant, flags, pdu, size);
	run.sent.size = 0;
	r = supplicant_receive(supplicant, pdu, size);
	check(r == 0 || r == SUPPLICANT_E_IGNORED);
	check(!was_failed || r == SUPPLICANT_E_IGNORED);
	check(r != 0 || !run.may_believe || !had_counter || supplicant->counter > counter);
	check(supplicant->counter >= counter && (run.may_believe || supplicant->counter == counter));
	check(run.sent.size == 0 || dot11_eapol_key_parse(run.sent.bytes, run.sent.size, supplicant->suite.mic_size, &sent) == 0);
}

/* Brings a fresh machine into the state by honest messages. */
static void go_on(struct supplicant *supplicant, unsigned start)
{
	/* GTK 1, IGTK 4: see compose_one() */
	static const uint8_t group_keys[] = { 1 << 3 | 3, 0x61, 4 << 3 | 4, 0x62 };
	struct reader reader = reader_over("n", 1);

	if (start == 0)
		return;
	receive_one(supplicant, FLAG_IS_SHAPED | FLAG_IS_MESSAGE_1, &reader);
	if (start == 1)
		return;
	reader = reader_over(group_keys, sizeof(group_keys));
	receive_one(supplicant, FLAG_IS_SHAPED | FLAG_HAS_MIC | FLAG_IS_TENTATIVE | FLAG_HAS_ELEMENTS, &reader);
	check(supplicant->state == SUPPLICANT_STATE_COMPLETE && run.n_completed == 1);
	if (start == 2)
		return;
	reader = reader_over("m", 1);
	receive_one(supplicant, FLAG_IS_SHAPED | FLAG_IS_MESSAGE_1, &reader);
	check(supplicant->state == SUPPLICANT_STATE_REKEYING);
}

static const struct supplicant *starting_point(unsigned suites, unsigned start)
{
	static struct supplicant starts[N_SUITES][N_STARTS];
	struct supplicant *supplicant = &starts[suites][start];

	if (!supplicant->listener) {
		make_idle(supplicant, suites);
		go_on(supplicant, start);
	}
	return supplicant;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader reader = reader_over(data, size);
	uint8_t choice = reader_u8(&reader);
	static struct supplicant supplicant;

	memset(&run, 0, sizeof(run));
	supplicant = *starting_point(choice & 3, choice >> 2 & 3);
	memset(&run, 0, sizeof(run));
	run.random = 1000;
	run.n_completed = supplicant.current.ptk.tk.size > 0;
	run.last_tk = supplicant.current.ptk.tk;
	memcpy(run.last_group, supplicant.group, sizeof(run.last_group));
	for (unsigned i = 0; i < MAX_PDUS && reader.left > 3; i++) {
		uint8_t flags = reader_u8(&reader);
		size_t wanted = reader_le16(&reader);
		struct reader pdu = reader_sub(&reader, wanted < reader.left ? wanted : reader.left);

		receive_one(&supplicant, flags, &pdu);
	}
	return 0;
}
