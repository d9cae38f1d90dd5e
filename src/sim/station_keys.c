#include "sim/station_keys.h"

#include <errno.h>
#include <string.h>

#define FIRST_IGTK 4
#define FIRST_BIGTK 6

static struct mpdu_key *slot_of(struct station_keys *keys, enum dot11_key_kind kind, uint8_t index)
{
	switch (kind) {
	case DOT11_KEY_PAIRWISE:
		return &keys->pairwise;
	case DOT11_KEY_GROUP:
		return index < STATION_KEYS_N_GROUP ? &keys->group[index] : NULL;
	case DOT11_KEY_IGTK:
		return index >= FIRST_IGTK && index < FIRST_IGTK + STATION_KEYS_N_IGTK ? &keys->igtk[index - FIRST_IGTK] : NULL;
	case DOT11_KEY_BIGTK:
		return index >= FIRST_BIGTK && index < FIRST_BIGTK + STATION_KEYS_N_BIGTK ? &keys->bigtk[index - FIRST_BIGTK]
											  : NULL;
	}
	return NULL;
}

static bool fits(const struct dot11_key *key)
{
	switch (key->kind) {
	case DOT11_KEY_PAIRWISE:
		return dot11_cipher_is_pairwise(key->cipher);
	case DOT11_KEY_GROUP:
		return dot11_cipher_is_group(key->cipher);
	case DOT11_KEY_IGTK:
	case DOT11_KEY_BIGTK:
		return dot11_cipher_is_group_management(key->cipher);
	}
	return false;
}

static bool is_set(const struct mpdu_key *key)
{
	return key->key.size > 0;
}

int station_keys_add(struct station_keys *keys, const struct dot11_key *key)
{
	struct mpdu_key *slot = slot_of(keys, key->kind, key->index);

	if (!slot || !fits(key) || key->key.size == 0 || key->key.size != dot11_cipher_key_size(key->cipher))
		return -EINVAL;
	if (slot->cipher == key->cipher && secret_equal(&slot->key, &key->key))
		return 0;
	mpdu_key_wipe(slot);
	mpdu_key_init(slot, key);
	return 0;
}

void station_keys_remove(struct station_keys *keys, enum dot11_key_kind kind, uint8_t index)
{
	struct mpdu_key *slot = slot_of(keys, kind, index);

	if (slot)
		mpdu_key_wipe(slot);
}

void station_keys_clear(struct station_keys *keys)
{
	mpdu_key_wipe(&keys->pairwise);
	for (size_t i = 0; i < STATION_KEYS_N_GROUP; i++)
		mpdu_key_wipe(&keys->group[i]);
	for (size_t i = 0; i < STATION_KEYS_N_IGTK; i++)
		mpdu_key_wipe(&keys->igtk[i]);
	for (size_t i = 0; i < STATION_KEYS_N_BIGTK; i++)
		mpdu_key_wipe(&keys->bigtk[i]);
}

bool station_keys_has_pairwise(const struct station_keys *keys)
{
	return is_set(&keys->pairwise);
}

bool station_keys_has_igtk(const struct station_keys *keys)
{
	return is_set(&keys->igtk[0]) || is_set(&keys->igtk[1]);
}

int station_keys_protect(struct station_keys *keys, const uint8_t *frame, size_t size, uint8_t *ret, size_t *ret_size)
{
	if (!station_keys_has_pairwise(keys))
		return -ENOKEY;
	return mpdu_protect(&keys->pairwise, frame, size, ret, ret_size);
}

/* Return: as station_keys_unprotect(). */
static int verify_group_management(struct station_keys *keys, const uint8_t *bytes, size_t size, uint8_t *ret, size_t *ret_size)
{
	for (size_t i = 0; i < STATION_KEYS_N_IGTK; i++) {
		size_t plain_size;
		int r;

		if (!is_set(&keys->igtk[i]))
			continue;
		r = mpdu_verify(&keys->igtk[i], bytes, size, &plain_size);
		if (r < 0)
			return r;
		if (r == 0) {
			memcpy(ret, bytes, plain_size);
			*ret_size = plain_size;
			return 0;
		}
		if (r == MPDU_E_PLAIN)
			return STATION_KEYS_E_PLAIN;
		if (r != MPDU_E_KEY_INDEX)
			return STATION_KEYS_E_DISCARD;
	}
	return station_keys_has_igtk(keys) ? STATION_KEYS_E_DISCARD : STATION_KEYS_E_PLAIN;
}

/* The key index of CCMP and GCMP stands in the fourth byte of their header: IEEE 802.11-2020, 12.5.3.2 and 12.5.5.2. */
static struct mpdu_key *key_for(struct station_keys *keys, const struct dot11_frame *frame)
{
	if (!(frame->header.receiver.b[0] & 1))
		return &keys->pairwise;
	return frame->body_size > 3 ? &keys->group[frame->body[3] >> 6] : NULL;
}

int station_keys_unprotect(struct station_keys *keys, const uint8_t *bytes, size_t size, const struct dot11_frame *frame,
			   uint8_t *ret, size_t *ret_size)
{
	bool is_group = frame->header.receiver.b[0] & 1;
	struct mpdu_key *key;
	int r;

	if (!frame->is_protected)
		return is_group && !frame->is_data ? verify_group_management(keys, bytes, size, ret, ret_size)
						   : STATION_KEYS_E_PLAIN;
	key = is_group && !frame->is_data ? NULL : key_for(keys, frame);
	if (!key || !is_set(key))
		return STATION_KEYS_E_DISCARD;
	r = mpdu_unprotect(key, bytes, size, ret, ret_size);
	return r > 0 ? STATION_KEYS_E_DISCARD : r;
}
