#include "rsn/owe.h"

#include <errno.h>
#include <string.h>

#include "crypto/crypto.h"
#include "crypto/ecc.h"

#define PMKID_SIZE 16

struct owe {
	struct ecc_group *group;
	struct ecc_scalar *private_key;
	uint8_t public_key[ECC_MAX_SIZE]; /* x of the point: RFC 8110, 4.3 leaves y out */
};

/* RFC 8110, 4.4: as long as the prime, or longer. */
static enum crypto_hash hash_of(uint16_t group)
{
	switch (group) {
	case 19:
		return CRYPTO_SHA256;
	case 20:
		return CRYPTO_SHA384;
	default:
		return CRYPTO_SHA512;
	}
}

static int make_public_key(struct owe *owe)
{
	struct ecc_point *point cleanup(cleanup_ecc_point) = NULL;
	int r = ecc_point_multiply(&point, owe->group, owe->private_key, NULL);

	if (r == 0)
		r = ecc_point_x(owe->group, point, owe->public_key);
	return r > 0 ? -EIO : r;
}

struct owe *owe_free(struct owe *owe)
{
	if (!owe)
		return NULL;
	ecc_scalar_free(owe->private_key);
	ecc_group_free(owe->group);
	secret_wipe_bytes(owe, sizeof(*owe));
	free(owe);
	return NULL;
}

int owe_new(struct owe **ret, uint16_t group)
{
	struct owe *owe cleanup(cleanup_owe) = calloc(1, sizeof(*owe));
	int r;

	if (!owe)
		return -ENOMEM;
	r = ecc_group_new(&owe->group, group);
	if (r == 0)
		r = ecc_scalar_random(&owe->private_key, owe->group);
	if (r == 0)
		r = make_public_key(owe);
	if (r)
		return r;
	*ret = take_ptr(owe);
	return 0;
}

void owe_own(const struct owe *owe, struct dot11_owe_dh *ret_dh)
{
	*ret_dh = (struct dot11_owe_dh){
		.group = ecc_group_number(owe->group),
		.public_key = owe->public_key,
		.public_key_size = ecc_group_size(owe->group),
	};
}

/* Either of the two points with the peer's x will do: the products differ in the sign of y only. */
static int derive_z(const struct owe *owe, const uint8_t *peer_key, uint8_t *ret)
{
	struct ecc_point *peer cleanup(cleanup_ecc_point) = NULL, *shared cleanup(cleanup_ecc_point) = NULL;
	int r = ecc_point_from_x(&peer, owe->group, peer_key, false);

	if (r == 0)
		r = ecc_point_multiply(&shared, owe->group, owe->private_key, peer);
	if (r == 0)
		r = ecc_point_x(owe->group, shared, ret);
	return r > 0 ? OWE_E_INVALID : r;
}

/* RFC 8110, 4.4. @keys: of the client, then of the access point. */
static int derive_pmk(uint16_t group, const uint8_t *keys, const uint8_t *z, size_t size, uint8_t *ret)
{
	static const char label[] = "OWE Key Generation";
	enum crypto_hash hash = hash_of(group);
	uint8_t salt[2 * ECC_MAX_SIZE + 2], prk[CRYPTO_HASH_MAX];
	struct writer writer = writer_over(salt, sizeof(salt));
	int r;

	writer_bytes(&writer, keys, 2 * size);
	writer_le16(&writer, group);
	r = crypto_hkdf_extract(hash, salt, writer.size, z, size, prk);
	if (r == 0)
		r = crypto_hkdf_expand(hash, prk, crypto_hash_size(hash), label, sizeof(label) - 1, ret, crypto_hash_size(hash));
	secret_wipe_bytes(prk, sizeof(prk));
	return r;
}

static int derive_pmkid(uint16_t group, const uint8_t *keys, size_t size, uint8_t *ret)
{
	const struct crypto_part part = { keys, 2 * size };
	uint8_t digest[CRYPTO_HASH_MAX];
	int r = crypto_digest(hash_of(group), &part, 1, digest);

	if (r == 0)
		memcpy(ret, digest, PMKID_SIZE);
	return r;
}

int owe_finish(const struct owe *owe, bool is_client, const struct dot11_owe_dh *peer, struct secret *ret_pmk, uint8_t *ret_pmkid)
{
	size_t size = ecc_group_size(owe->group);
	uint8_t keys[2 * ECC_MAX_SIZE], z[ECC_MAX_SIZE], pmk[CRYPTO_HASH_MAX], pmkid[PMKID_SIZE];
	int r;

	if (peer->group != ecc_group_number(owe->group))
		return OWE_E_GROUP;
	if (peer->public_key_size != size)
		return OWE_E_INVALID;
	memcpy(keys, is_client ? owe->public_key : peer->public_key, size);
	memcpy(keys + size, is_client ? peer->public_key : owe->public_key, size);
	r = derive_z(owe, peer->public_key, z);
	if (r == 0)
		r = derive_pmk(peer->group, keys, z, size, pmk);
	if (r == 0)
		r = derive_pmkid(peer->group, keys, size, pmkid);
	if (r == 0)
		r = secret_set(ret_pmk, pmk, crypto_hash_size(hash_of(peer->group)));
	if (r == 0)
		memcpy(ret_pmkid, pmkid, PMKID_SIZE);
	secret_wipe_bytes(z, sizeof(z));
	secret_wipe_bytes(pmk, sizeof(pmk));
	return r;
}
