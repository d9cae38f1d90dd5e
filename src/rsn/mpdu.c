#include "rsn/mpdu.h"

#include <errno.h>
#include <string.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "crypto/crypto.h"
#include "dot11/element.h"
#include "dot11/types.h"

#define PACKET_NUMBER_MAX ((UINT64_C(1) << 48) - 1)
#define PACKET_NUMBER_SIZE 6
#define PROTECTION_HEADER_SIZE 8
#define EXTENDED_IV 0x20
#define TAG_MAX 16
#define AAD_MAX 30	       /* frame control, three addresses, sequence control, address 4, QoS control */
#define BIP_AAD_SIZE 20	       /* frame control and three addresses */
#define MME_SIZE_BEFORE_MIC 10 /* id, length, key id, IPN */
#define TIMESTAMP_SIZE 8

/* Frame Control: IEEE 802.11-2020, 9.2.4.1. */
#define FC0_VERSION 0x03
#define FC0_TYPE 0x0c
#define FC0_TYPE_MANAGEMENT 0x00
#define FC0_TYPE_DATA 0x08
#define FC0_SUBTYPE 0xf0
#define FC0_SUBTYPE_BEACON 0x80
#define FC0_DATA_SUBTYPE_LOW 0x70 /* what a data subtype says besides QoS */
#define FC0_DATA_QOS 0x80
#define FC1_TO_DS 0x01
#define FC1_FROM_DS 0x02
#define FC1_VOLATILE 0x38 /* retry, power management, more data: they change when a frame is sent again */
#define FC1_PROTECTED 0x40
#define FC1_HT_CONTROL 0x80

#define NONCE_FLAG_MANAGEMENT 0x10

struct cipher {
	uint32_t suite;
	bool is_bip;
	enum crypto_aead aead; /* without BIP */
	bool is_gmac;	       /* of BIP */
	uint8_t tag_size;
};

static const struct cipher ciphers[] = {
	{ DOT11_CIPHER_CCMP_128, .aead = CRYPTO_CCM, .tag_size = 8 },
	{ DOT11_CIPHER_CCMP_256, .aead = CRYPTO_CCM, .tag_size = 16 },
	{ DOT11_CIPHER_GCMP_128, .aead = CRYPTO_GCM, .tag_size = 16 },
	{ DOT11_CIPHER_GCMP_256, .aead = CRYPTO_GCM, .tag_size = 16 },
	{ DOT11_CIPHER_BIP_CMAC_128, .is_bip = true, .tag_size = 8 },
	{ DOT11_CIPHER_BIP_CMAC_256, .is_bip = true, .tag_size = 16 },
	{ DOT11_CIPHER_BIP_GMAC_128, .is_bip = true, .is_gmac = true, .tag_size = 16 },
	{ DOT11_CIPHER_BIP_GMAC_256, .is_bip = true, .is_gmac = true, .tag_size = 16 },
};

/* The cipher of a key that is whole; NULL if it is of the wrong family, unknown, or the key has another length. */
static const struct cipher *cipher_of(const struct mpdu_key *key, bool is_bip)
{
	for (size_t i = 0; i < array_size(ciphers); i++) {
		if (ciphers[i].suite == key->cipher && ciphers[i].is_bip == is_bip &&
		    key->key.size == dot11_cipher_key_size(key->cipher))
			return &ciphers[i];
	}
	return NULL;
}

void mpdu_key_init(struct mpdu_key *ret, const struct dot11_key *key)
{
	*ret = (struct mpdu_key){ .cipher = key->cipher, .index = key->index, .key = key->key };
	for (size_t i = 0; i < PACKET_NUMBER_SIZE; i++)
		ret->received |= (uint64_t)key->receive_counter[i] << (8 * i);
	ret->received_management = ret->received;
}

void mpdu_key_wipe(struct mpdu_key *key)
{
	secret_wipe(&key->key);
	*key = (struct mpdu_key){ 0 };
}

/* A frame with what its protection takes from the MAC header. */
struct view {
	uint8_t control[2];
	bool is_management;
	bool is_group; /* address 1 */
	const uint8_t *addresses; /* 1 to 3 */
	const uint8_t *transmitter;
	const uint8_t *address4; /* NULL: has none */
	bool has_qos;
	uint8_t tid;
	uint8_t fragment;
	size_t header_size;
	const uint8_t *body;
	size_t body_size;
};

/* IEEE 802.11-2020, 9.2.3 and 9.3.2.1. Return: 0; -EBADMSG for anything but a data or management frame with a whole header. */
static int view_parse(const uint8_t *frame, size_t size, struct view *ret)
{
	struct reader reader = reader_over(frame, size);
	struct view view = { 0 };
	bool is_data;

	reader_copy(&reader, view.control, sizeof(view.control));
	view.is_management = (view.control[0] & FC0_TYPE) == FC0_TYPE_MANAGEMENT;
	is_data = (view.control[0] & FC0_TYPE) == FC0_TYPE_DATA;
	if ((view.control[0] & FC0_VERSION) != 0 || (!is_data && !view.is_management))
		return -EBADMSG;
	reader_skip(&reader, 2); /* duration */
	view.addresses = reader_bytes(&reader, 3 * sizeof(struct dot11_mac));
	view.fragment = reader_le16(&reader) & 0xf;
	if (is_data && (view.control[1] & (FC1_TO_DS | FC1_FROM_DS)) == (FC1_TO_DS | FC1_FROM_DS))
		view.address4 = reader_bytes(&reader, sizeof(struct dot11_mac));
	view.has_qos = is_data && (view.control[0] & FC0_DATA_QOS);
	if (view.has_qos)
		view.tid = reader_le16(&reader) & 0xf;
	if ((view.has_qos || view.is_management) && (view.control[1] & FC1_HT_CONTROL))
		reader_skip(&reader, 4);
	if (reader.failed)
		return -EBADMSG;
	view.is_group = view.addresses[0] & 1;
	view.transmitter = view.addresses + sizeof(struct dot11_mac);
	view.header_size = size - reader.left;
	view.body_size = reader.left;
	view.body = reader_bytes(&reader, reader.left);
	*ret = view;
	return 0;
}

/*
 * Additional authenticated data: the header without what changes on the way (12.5.3.3.3, and 12.5.5.3.3 likewise).
 * Return: its size.
 */
static size_t write_aad(const struct view *view, uint8_t *ret)
{
	struct writer writer = writer_over(ret, AAD_MAX);
	uint8_t low = view->control[0];
	uint8_t high = (view->control[1] & ~FC1_VOLATILE) | FC1_PROTECTED;

	if (!view->is_management)
		low &= ~FC0_DATA_SUBTYPE_LOW;
	if (view->has_qos)
		high &= ~FC1_HT_CONTROL;
	writer_u8(&writer, low);
	writer_u8(&writer, high);
	writer_bytes(&writer, view->addresses, 3 * sizeof(struct dot11_mac));
	writer_le16(&writer, view->fragment);
	if (view->address4)
		writer_bytes(&writer, view->address4, sizeof(struct dot11_mac));
	if (view->has_qos)
		writer_le16(&writer, view->tid);
	return writer.size;
}

/* Packet numbers go into nonces most significant byte first. */
static void write_number(struct writer *writer, uint64_t number)
{
	writer_be16(writer, (uint16_t)(number >> 32));
	writer_be32(writer, (uint32_t)number);
}

/* 12.5.3.3.4 and 12.5.5.3.4; @ret: room for the 13 bytes that CCM takes, of which GCM takes 12 */
static void write_nonce(const struct cipher *cipher, const struct view *view, uint64_t number, uint8_t *ret)
{
	struct writer writer = writer_over(ret, 13);

	if (cipher->aead == CRYPTO_CCM)
		writer_u8(&writer, view->is_management ? NONCE_FLAG_MANAGEMENT : view->tid);
	writer_bytes(&writer, view->transmitter, sizeof(struct dot11_mac));
	write_number(&writer, number);
}

/* CCMP and GCMP header: 12.5.3.2. */
static void write_protection_header(uint64_t number, uint8_t key_index, uint8_t *ret)
{
	ret[0] = (uint8_t)number;
	ret[1] = (uint8_t)(number >> 8);
	ret[2] = 0;
	ret[3] = EXTENDED_IV | (uint8_t)(key_index << 6);
	for (size_t i = 2; i < PACKET_NUMBER_SIZE; i++)
		ret[2 + i] = (uint8_t)(number >> (8 * i));
}

/* A number is used up before it is known whether the frame can be sent: never twice with one key. */
static int take_number(struct mpdu_key *key, uint64_t *ret_number)
{
	if (key->transmitted >= PACKET_NUMBER_MAX)
		return -EOVERFLOW;
	*ret_number = ++key->transmitted;
	return 0;
}

int mpdu_protect(struct mpdu_key *key, const uint8_t *frame, size_t size, uint8_t *ret, size_t *ret_size)
{
	const struct cipher *cipher = cipher_of(key, false);
	uint8_t aad[AAD_MAX], nonce[13];
	struct view view;
	uint64_t number;
	uint8_t *body;
	int r;

	if (!cipher || key->index > 3 || view_parse(frame, size, &view) < 0 || view.body_size == 0 ||
	    (view.control[1] & FC1_PROTECTED) || (view.is_management && view.is_group))
		return -EINVAL;
	r = take_number(key, &number);
	if (r < 0)
		return r;
	write_nonce(cipher, &view, number, nonce);
	body = ret + view.header_size + PROTECTION_HEADER_SIZE;
	r = crypto_seal(cipher->aead, key->key.bytes, key->key.size, nonce, aad, write_aad(&view, aad), view.body, view.body_size,
			body, body + view.body_size, cipher->tag_size);
	if (r < 0)
		return r;
	memcpy(ret, frame, view.header_size);
	ret[1] |= FC1_PROTECTED;
	write_protection_header(number, key->index, ret + view.header_size);
	*ret_size = size + PROTECTION_HEADER_SIZE + cipher->tag_size;
	return 0;
}

struct protection {
	bool has_extended_iv;
	uint8_t key_index;
	uint64_t number;
	const uint8_t *text;
	size_t size;
	const uint8_t *tag;
};

/* Takes the body apart. Return: 0; -EBADMSG if it is too short to hold anything that was encrypted. */
static int protection_parse(const struct view *view, size_t tag_size, struct protection *ret)
{
	struct reader reader = reader_over(view->body, view->body_size);
	struct protection protection = { .number = reader_le16(&reader) };
	uint8_t id;

	reader_skip(&reader, 1);
	id = reader_u8(&reader);
	protection.has_extended_iv = id & EXTENDED_IV;
	protection.key_index = id >> 6;
	protection.number |= (uint64_t)reader_le32(&reader) << 16;
	if (reader.failed || reader.left <= tag_size)
		return -EBADMSG;
	protection.size = reader.left - tag_size;
	protection.text = reader_bytes(&reader, protection.size);
	protection.tag = reader_bytes(&reader, tag_size);
	*ret = protection;
	return 0;
}

int mpdu_unprotect(struct mpdu_key *key, const uint8_t *frame, size_t size, uint8_t *ret, size_t *ret_size)
{
	const struct cipher *cipher = cipher_of(key, false);
	uint8_t aad[AAD_MAX], nonce[13];
	struct protection protection;
	struct view view;
	uint64_t *received;
	int r;

	if (!cipher)
		return -EINVAL;
	if (view_parse(frame, size, &view) < 0)
		return MPDU_E_MALFORMED;
	if (!(view.control[1] & FC1_PROTECTED))
		return MPDU_E_PLAIN;
	if ((view.is_management && view.is_group) || protection_parse(&view, cipher->tag_size, &protection) < 0 ||
	    !protection.has_extended_iv)
		return MPDU_E_MALFORMED;
	if (protection.key_index != key->index)
		return MPDU_E_KEY_INDEX;
	received = view.is_management ? &key->received_management : &key->received;
	if (protection.number <= *received)
		return MPDU_E_REPLAY;
	write_nonce(cipher, &view, protection.number, nonce);
	r = crypto_open(cipher->aead, key->key.bytes, key->key.size, nonce, aad, write_aad(&view, aad), protection.text,
			protection.size, protection.tag, cipher->tag_size, ret + view.header_size);
	if (r < 0)
		return r == -EBADMSG ? MPDU_E_INTEGRITY : r;
	/* Only a frame that is genuine moves the window. */
	*received = protection.number;
	memcpy(ret, frame, view.header_size);
	ret[1] &= ~FC1_PROTECTED;
	*ret_size = view.header_size + protection.size;
	return 0;
}

/*
 * The MIC of 12.5.4.5 and 12.5.4.6: over header fields, body, and the element with a MIC of zeros. A beacon's timestamp counts
 * as zeros, because the radio writes it last.
 * @body_size: of the body without the element; @mme: its first bytes; @ret: TAG_MAX bytes
 */
static int compute_mic(const struct cipher *cipher, const struct mpdu_key *key, const struct view *view, size_t body_size,
		       const uint8_t *mme, uint64_t number, uint8_t *ret)
{
	static const uint8_t zeros[TAG_MAX];
	const bool is_beacon = (view->control[0] & FC0_SUBTYPE) == FC0_SUBTYPE_BEACON;
	const size_t masked = !is_beacon ? 0 : body_size < TIMESTAMP_SIZE ? body_size : TIMESTAMP_SIZE;
	uint8_t aad[BIP_AAD_SIZE], nonce[12];
	struct writer writer = writer_over(aad, sizeof(aad));
	const struct crypto_part parts[] = {
		{ aad, sizeof(aad) },
		{ zeros, masked },
		{ view->body + masked, body_size - masked },
		{ mme, MME_SIZE_BEFORE_MIC },
		{ zeros, cipher->tag_size },
	};

	writer_u8(&writer, view->control[0]);
	writer_u8(&writer, view->control[1] & ~FC1_VOLATILE);
	writer_bytes(&writer, view->addresses, 3 * sizeof(struct dot11_mac));
	if (!cipher->is_gmac)
		return crypto_cmac(key->key.bytes, key->key.size, parts, array_size(parts), ret);
	writer = writer_over(nonce, sizeof(nonce));
	writer_bytes(&writer, view->transmitter, sizeof(struct dot11_mac));
	write_number(&writer, number);
	return crypto_gmac(key->key.bytes, key->key.size, nonce, parts, array_size(parts), ret);
}

int mpdu_sign(struct mpdu_key *key, const uint8_t *frame, size_t size, uint8_t *ret, size_t *ret_size)
{
	const struct cipher *cipher = cipher_of(key, true);
	uint8_t mme[MME_SIZE_BEFORE_MIC], mic[TAG_MAX];
	struct writer writer = writer_over(mme, sizeof(mme));
	struct view view;
	uint64_t number;
	int r;

	if (!cipher || view_parse(frame, size, &view) < 0 || view.body_size == 0 || !view.is_management || !view.is_group)
		return -EINVAL;
	r = take_number(key, &number);
	if (r < 0)
		return r;
	writer_u8(&writer, DOT11_ELEMENT_MMIE);
	writer_u8(&writer, MME_SIZE_BEFORE_MIC - 2 + cipher->tag_size);
	writer_le16(&writer, key->index);
	writer_le32(&writer, (uint32_t)number);
	writer_le16(&writer, (uint16_t)(number >> 32));
	r = compute_mic(cipher, key, &view, view.body_size, mme, number, mic);
	if (r < 0)
		return r;
	memcpy(ret, frame, size);
	memcpy(ret + size, mme, sizeof(mme));
	memcpy(ret + size + sizeof(mme), mic, cipher->tag_size);
	*ret_size = size + sizeof(mme) + cipher->tag_size;
	return 0;
}

struct mme {
	size_t body_size; /* of what stands before it */
	const uint8_t *start;
	uint16_t key_index;
	uint64_t number;
	const uint8_t *mic;
};

/* The element is the last one of the frame, so it is found from the end. Return: 0; -ENOENT. */
static int mme_find(const struct view *view, size_t tag_size, struct mme *ret)
{
	const size_t mme_size = MME_SIZE_BEFORE_MIC + tag_size;
	struct reader reader = reader_over(view->body, view->body_size);
	struct mme mme;
	uint8_t id, size;

	if (view->body_size <= mme_size)
		return -ENOENT;
	mme.body_size = view->body_size - mme_size;
	reader_skip(&reader, mme.body_size);
	mme.start = reader.at;
	id = reader_u8(&reader);
	size = reader_u8(&reader);
	mme.key_index = reader_le16(&reader);
	mme.number = reader_le32(&reader);
	mme.number |= (uint64_t)reader_le16(&reader) << 32;
	mme.mic = reader_bytes(&reader, tag_size);
	if (id != DOT11_ELEMENT_MMIE || size != mme_size - 2)
		return -ENOENT;
	*ret = mme;
	return 0;
}

int mpdu_verify(struct mpdu_key *key, const uint8_t *frame, size_t size, size_t *ret_size)
{
	const struct cipher *cipher = cipher_of(key, true);
	uint8_t mic[TAG_MAX];
	struct view view;
	struct mme mme;
	int r;

	if (!cipher)
		return -EINVAL;
	if (view_parse(frame, size, &view) < 0 || !view.is_management || !view.is_group)
		return MPDU_E_MALFORMED;
	if (mme_find(&view, cipher->tag_size, &mme) < 0)
		return MPDU_E_PLAIN;
	if (mme.key_index != key->index)
		return MPDU_E_KEY_INDEX;
	if (mme.number <= key->received)
		return MPDU_E_REPLAY;
	r = compute_mic(cipher, key, &view, mme.body_size, mme.start, mme.number, mic);
	if (r < 0)
		return r;
	if (!secret_equal_bytes(mic, mme.mic, cipher->tag_size))
		return MPDU_E_INTEGRITY;
	key->received = mme.number;
	*ret_size = view.header_size + mme.body_size;
	return 0;
}
