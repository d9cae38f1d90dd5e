#include "rsn/sae.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "crypto/crypto.h"
#include "crypto/ecc.h"

/* Rounds of hunting that are always done (IEEE 802.11-2020, 12.4.4.2.2: k, at least 40 is recommended), and where it gives up. */
#define HUNT_ROUNDS 40
#define HUNT_MAX 255

#define PMK_SIZE 32
#define PMKID_SIZE 16
#define MAX_PASSWORD 63
#define MAX_GROUPS array_size(((struct sae_config *)NULL)->groups)

enum sae_state {
	SAE_STATE_NOTHING,    /* no commit of ours that anybody has seen */
	SAE_STATE_COMMITTED,  /* ours was made; the peer's is awaited */
	SAE_STATE_CONFIRMING, /* both are there, and keys; the peer's confirm is awaited */
	SAE_STATE_ACCEPTED,
};
#define N_STATES (SAE_STATE_ACCEPTED + 1)

enum sae_event {
	SAE_EVENT_COMMIT,
	SAE_EVENT_REFUSAL,
	SAE_EVENT_CONFIRM,
};
#define N_EVENTS (SAE_EVENT_CONFIRM + 1)

/* Every other frame is late, early or repeated, and changes nothing (IEEE 802.11-2020, 12.4.8.6). */
static const bool is_expected[N_STATES][N_EVENTS] = {
	[SAE_STATE_NOTHING] = { [SAE_EVENT_COMMIT] = true },
	[SAE_STATE_COMMITTED] = { [SAE_EVENT_COMMIT] = true, [SAE_EVENT_REFUSAL] = true },
	[SAE_STATE_CONFIRMING] = { [SAE_EVENT_CONFIRM] = true },
};

/* What one side sends; no secret. */
struct sae_half {
	uint8_t scalar[DOT11_SAE_MAX_SCALAR];
	uint8_t element[DOT11_SAE_MAX_ELEMENT];
	size_t n_rejected;
	uint16_t rejected[DOT11_SAE_MAX_REJECTED];
};

struct sae {
	enum sae_state state;
	struct dot11_mac own_mac, peer_mac;
	struct dot11_ssid ssid;
	struct secret password;
	enum sae_method method;
	size_t n_groups;
	uint16_t numbers[MAX_GROUPS];
	struct ecc_group *groups[MAX_GROUPS]; /* made when first needed */
	size_t present;			      /* which of them is used */

	bool has_own;
	struct ecc_scalar *rand;
	struct ecc_point *pwe;
	struct sae_half own, peer;
	uint8_t token[DOT11_SAE_MAX_TOKEN];
	size_t token_size;

	uint16_t send_confirm;
	uint8_t confirm[DOT11_SAE_MAX_CONFIRM];
	struct secret kck, pmk;
	uint8_t pmkid[PMKID_SIZE];
};

static void sae_enter(struct sae *sae, enum sae_state state, const char *why)
{
	static const char *const names[N_STATES] = { "nothing", "committed", "confirming", "accepted" };

	log_debug("SAE with " DOT11_MAC_FORMAT ": %s -> %s: %s", DOT11_MAC_ARGS(&sae->peer_mac), names[sae->state], names[state],
		  why);
	sae->state = state;
}

/* IEEE 802.11-2020, table 12-1, for hash to element; the older method knows only one (12.4.2). */
static enum crypto_hash hash_of(enum sae_method method, uint16_t group)
{
	if (method == SAE_HUNTING_AND_PECKING || group == 19)
		return CRYPTO_SHA256;
	return group == 20 ? CRYPTO_SHA384 : CRYPTO_SHA512;
}

static enum crypto_hash hash_in_use(const struct sae *sae)
{
	return hash_of(sae->method, sae->numbers[sae->present]);
}

static struct ecc_group *group_in_use(const struct sae *sae)
{
	return sae->groups[sae->present];
}

static int prepare_group(struct sae *sae)
{
	return group_in_use(sae) ? 0 : ecc_group_new(&sae->groups[sae->present], sae->numbers[sae->present]);
}

/* max(a, b) || min(a, b) */
static void sort_macs(const struct dot11_mac *a, const struct dot11_mac *b, uint8_t *ret)
{
	bool a_is_higher = memcmp(a, b, sizeof(*a)) > 0;

	memcpy(ret, a_is_higher ? a : b, sizeof(*a));
	memcpy(ret + sizeof(*a), a_is_higher ? b : a, sizeof(*a));
}

/* --- password element by hunting and pecking: IEEE 802.11-2020, 12.4.4.2.2 --- */

struct hunt {
	uint8_t macs[12];
	uint8_t password[MAX_PASSWORD], dummy[MAX_PASSWORD];
	size_t password_size;
	uint8_t x[ECC_MAX_SIZE];
	uint8_t odd;   /* lowest bit: y is to be odd */
	uint8_t found; /* 0xff: x is the one, go on for the look of it */
};

static void wipe_hunt(struct hunt *hunt)
{
	secret_wipe_bytes(hunt, sizeof(*hunt));
}

static void select_bytes(uint8_t *ret, uint8_t mask, const uint8_t *a, const uint8_t *b, size_t size)
{
	for (size_t i = 0; i < size; i++)
		ret[i] = (uint8_t)((a[i] & mask) | (b[i] & ~mask));
}

/* 12.7.1.6.2 with SHA-256 and a length that need not be whole bytes (group 21 has 521 bits); the number stands right-aligned. */
static int derive_bits(const uint8_t *key, const char *label, const uint8_t *context, size_t context_size, size_t bits,
		       uint8_t *ret)
{
	const uint8_t length[2] = { (uint8_t)bits, (uint8_t)(bits >> 8) };
	size_t size = (bits + 7) / 8;
	unsigned shift = (unsigned)(8 * size - bits);
	uint8_t stream[96];
	int r = 0;

	for (size_t i = 0; r == 0 && 32 * i < size; i++) {
		const uint8_t counter[2] = { (uint8_t)(i + 1), 0 };
		const struct crypto_part parts[] = {
			{ counter, 2 }, { label, strlen(label) }, { context, context_size }, { length, 2 }
		};

		r = crypto_hmac(CRYPTO_SHA256, key, 32, parts, array_size(parts), stream + 32 * i);
	}
	for (size_t i = 0; r == 0 && i < size; i++)
		ret[i] = (uint8_t)((i > 0 ? stream[i - 1] << (8 - shift) : 0) | stream[i] >> shift);
	secret_wipe_bytes(stream, sizeof(stream));
	return r;
}

/* @ret_seed: 32 bytes. @ret_value: as long as the prime */
static int hunt_candidate(const struct hunt *hunt, struct ecc_group *group, uint8_t counter, uint8_t *ret_seed,
			  uint8_t *ret_value)
{
	uint8_t base[MAX_PASSWORD], prime[ECC_MAX_SIZE];
	const struct crypto_part parts[] = { { base, hunt->password_size }, { &counter, 1 } };
	int r;

	select_bytes(base, hunt->found, hunt->dummy, hunt->password, hunt->password_size);
	r = crypto_hmac(CRYPTO_SHA256, hunt->macs, sizeof(hunt->macs), parts, array_size(parts), ret_seed);
	secret_wipe_bytes(base, sizeof(base));
	if (r)
		return r;
	ecc_group_prime(group, prime);
	return derive_bits(ret_seed, "SAE Hunting and Pecking", prime, ecc_group_size(group), ecc_group_prime_bits(group),
			   ret_value);
}

/* Every round costs the same, whether it finds the number, has found it before, or not (CVE-2019-9494). */
static int hunt_round(struct hunt *hunt, struct ecc_group *group, uint8_t counter)
{
	uint8_t seed[32] = { 0 }, value[ECC_MAX_SIZE] = { 0 }, is_good = 0;
	int r = hunt_candidate(hunt, group, counter, seed, value);

	if (r == 0)
		r = ecc_test_x(group, value, &is_good);
	if (r == 0) {
		select_bytes(hunt->x, hunt->found, hunt->x, value, sizeof(value));
		select_bytes(&hunt->odd, hunt->found, &hunt->odd, &seed[31], 1);
		hunt->found |= is_good;
	}
	secret_wipe_bytes(seed, sizeof(seed));
	secret_wipe_bytes(value, sizeof(value));
	return r;
}

static int derive_pwe_by_hunting(const struct sae *sae, struct ecc_point **ret)
{
	struct ecc_group *group = group_in_use(sae);
	struct hunt hunt cleanup(wipe_hunt) = { .password_size = sae->password.size };
	int r = crypto_random(hunt.dummy, sizeof(hunt.dummy));

	memcpy(hunt.password, sae->password.bytes, sae->password.size);
	sort_macs(&sae->own_mac, &sae->peer_mac, hunt.macs);
	for (unsigned counter = 1; r == 0 && counter <= HUNT_MAX && (counter <= HUNT_ROUNDS || !hunt.found); counter++)
		r = hunt_round(&hunt, group, (uint8_t)counter);
	if (r == 0)
		r = ecc_point_from_x(ret, group, hunt.x, hunt.odd & 1);
	/* Nothing found in 255 rounds happens once in 2^255 times. */
	return r > 0 ? -EIO : r;
}

/* --- password element by hash to element: 12.4.4.2.3 --- */

static int derive_p(struct ecc_group *group, enum crypto_hash hash, const uint8_t *seed, const char *label,
		    struct ecc_point **ret)
{
	uint8_t value[2 * ECC_MAX_SIZE];
	size_t size = ecc_group_size(group) + (ecc_group_size(group) + 1) / 2;
	int r = crypto_hkdf_expand(hash, seed, crypto_hash_size(hash), label, strlen(label), value, size);

	if (r == 0)
		r = ecc_point_from_hash(ret, group, value, size);
	secret_wipe_bytes(value, sizeof(value));
	return r;
}

/* @identifier: of the password; NULL and 0 without. It serves networks with many passwords, which profiles do not know. */
static int derive_pt(struct ecc_group *group, const struct dot11_ssid *ssid, const struct secret *password,
		     const void *identifier, size_t identifier_size, struct ecc_point **ret)
{
	enum crypto_hash hash = hash_of(SAE_HASH_TO_ELEMENT, ecc_group_number(group));
	const struct crypto_part parts[] = { { password->bytes, password->size }, { identifier, identifier_size } };
	struct ecc_point *p1 cleanup(cleanup_ecc_point) = NULL, *p2 cleanup(cleanup_ecc_point) = NULL;
	uint8_t seed[CRYPTO_HASH_MAX];
	int r;

	/* HKDF-Extract, whose key material comes in two pieces: RFC 5869, 2.2 defines it as this. */
	r = crypto_hmac(hash, ssid->bytes, ssid->size, parts, identifier_size > 0 ? 2 : 1, seed);
	if (r == 0)
		r = derive_p(group, hash, seed, "SAE Hash to Element u1 P1", &p1);
	if (r == 0)
		r = derive_p(group, hash, seed, "SAE Hash to Element u2 P2", &p2);
	secret_wipe_bytes(seed, sizeof(seed));
	return r ? r : ecc_point_add(ret, group, p1, p2);
}

static int derive_pwe_from_pt(struct ecc_group *group, const struct ecc_point *pt, const struct dot11_mac *a,
			      const struct dot11_mac *b, struct ecc_point **ret)
{
	static const uint8_t zero[CRYPTO_HASH_MAX];
	enum crypto_hash hash = hash_of(SAE_HASH_TO_ELEMENT, ecc_group_number(group));
	size_t size = crypto_hash_size(hash);
	struct ecc_scalar *val cleanup(cleanup_ecc_scalar) = NULL;
	uint8_t macs[12], digest[CRYPTO_HASH_MAX];
	const struct crypto_part part = { macs, sizeof(macs) };
	int r;

	sort_macs(a, b, macs);
	r = crypto_hmac(hash, zero, size, &part, 1, digest);
	if (r == 0)
		r = ecc_scalar_from_hash(&val, group, digest, size);
	return r ? r : ecc_point_multiply(ret, group, val, pt);
}

static int derive_pwe_by_hash(const struct sae *sae, struct ecc_point **ret)
{
	struct ecc_group *group = group_in_use(sae);
	struct ecc_point *pt cleanup(cleanup_ecc_point) = NULL;
	int r = derive_pt(group, &sae->ssid, &sae->password, NULL, 0, &pt);

	return r ? r : derive_pwe_from_pt(group, pt, &sae->own_mac, &sae->peer_mac, ret);
}

/* --- commit --- */

/* scalar = (rand + mask) mod r, element = -(mask * PWE): 12.4.5.3. Return: also ECC_E_RANGE if the two do not go together. */
static int set_own(struct sae *sae, const struct ecc_scalar *rand, const struct ecc_scalar *mask)
{
	struct ecc_group *group = group_in_use(sae);
	struct ecc_scalar *sum cleanup(cleanup_ecc_scalar) = NULL;
	struct ecc_point *element cleanup(cleanup_ecc_point) = NULL;
	int r = ecc_scalar_add(&sum, group, rand, mask);

	if (r == 0)
		r = ecc_scalar_bytes(group, sum, sae->own.scalar);
	if (r == 0)
		r = ecc_point_multiply(&element, group, mask, sae->pwe);
	if (r == 0)
		r = ecc_point_negate(element, group);
	return r ? r : ecc_point_bytes(group, element, sae->own.element);
}

static int choose_own(struct sae *sae)
{
	struct ecc_group *group = group_in_use(sae);
	struct ecc_scalar *rand cleanup(cleanup_ecc_scalar) = NULL, *mask cleanup(cleanup_ecc_scalar) = NULL;
	int r;

	do {
		rand = ecc_scalar_free(rand);
		mask = ecc_scalar_free(mask);
		r = ecc_scalar_random(&rand, group);
		if (r == 0)
			r = ecc_scalar_random(&mask, group);
		if (r == 0)
			r = set_own(sae, rand, mask);
	} while (r == ECC_E_RANGE);
	if (r == 0)
		sae->rand = take_ptr(rand);
	return r > 0 ? -EIO : r;
}

/* Forgets our half, so that the next one is made for the group in use. */
static void forget_own(struct sae *sae)
{
	sae->has_own = false;
	sae->rand = ecc_scalar_free(sae->rand);
	sae->pwe = ecc_point_free(sae->pwe);
	sae->token_size = 0;
}

static int prepare_own(struct sae *sae)
{
	int r;

	if (sae->has_own)
		return 0;
	forget_own(sae);
	r = prepare_group(sae);
	if (r == 0)
		r = sae->method == SAE_HASH_TO_ELEMENT ? derive_pwe_by_hash(sae, &sae->pwe)
						       : derive_pwe_by_hunting(sae, &sae->pwe);
	if (r == 0)
		r = choose_own(sae);
	sae->has_own = r == 0;
	return r;
}

int sae_make_commit(struct sae *sae, struct dot11_sae_commit *ret_commit)
{
	size_t size = dot11_sae_prime_size(sae->numbers[sae->present]);
	int r = prepare_own(sae);

	if (r)
		return r;
	if (sae->state == SAE_STATE_NOTHING)
		sae_enter(sae, SAE_STATE_COMMITTED, "commit made");
	*ret_commit = (struct dot11_sae_commit){
		.status = sae->method == SAE_HASH_TO_ELEMENT ? DOT11_SAE_STATUS_HASH_TO_ELEMENT : 0,
		.group = sae->numbers[sae->present],
		.scalar = sae->own.scalar,
		.scalar_size = size,
		.element = sae->own.element,
		.element_size = 2 * size,
		.token = sae->token_size > 0 ? sae->token : NULL,
		.token_size = sae->token_size,
		.n_rejected = sae->method == SAE_HASH_TO_ELEMENT ? sae->own.n_rejected : 0,
	};
	memcpy(ret_commit->rejected, sae->own.rejected, sizeof(ret_commit->rejected));
	return 0;
}

/* --- keys: 12.4.5.4 --- */

/* x of K = rand * (peer's scalar * PWE + peer's element). Return: also ECC_E_INFINITY. */
static int derive_k(const struct sae *sae, const struct ecc_scalar *scalar, const struct ecc_point *element, uint8_t *ret)
{
	struct ecc_group *group = group_in_use(sae);
	struct ecc_point *product cleanup(cleanup_ecc_point) = NULL, *sum cleanup(cleanup_ecc_point) = NULL;
	struct ecc_point *k cleanup(cleanup_ecc_point) = NULL;
	int r = ecc_point_multiply(&product, group, scalar, sae->pwe);

	if (r == 0)
		r = ecc_point_add(&sum, group, product, element);
	if (r == 0)
		r = ecc_point_multiply(&k, group, sae->rand, sum);
	return r ? r : ecc_point_x(group, k, ret);
}

static void write_rejected(struct writer *writer, const struct sae_half *half)
{
	for (size_t i = 0; i < half->n_rejected; i++)
		writer_le16(writer, half->rejected[i]);
}

/* The groups refused, those of the peer with the higher address first; as many zeros as the hash is long if there are none. */
static size_t write_salt(const struct sae *sae, uint8_t *salt, size_t size)
{
	struct writer writer = writer_over(salt, size);
	bool own_is_first = memcmp(&sae->own_mac, &sae->peer_mac, sizeof(sae->own_mac)) > 0;

	if (sae->method == SAE_HASH_TO_ELEMENT) {
		write_rejected(&writer, own_is_first ? &sae->own : &sae->peer);
		write_rejected(&writer, own_is_first ? &sae->peer : &sae->own);
	}
	if (writer.size == 0)
		writer_zero(&writer, crypto_hash_size(hash_in_use(sae)));
	return writer.size;
}

/* (own scalar + peer's scalar) mod r; in the unlikely case that it is 0 or 1 the exchange is refused, as hostile as it looks. */
static int add_scalars(const struct sae *sae, const struct ecc_scalar *peer, uint8_t *ret)
{
	struct ecc_group *group = group_in_use(sae);
	struct ecc_scalar *own cleanup(cleanup_ecc_scalar) = NULL, *sum cleanup(cleanup_ecc_scalar) = NULL;
	int r = ecc_scalar_from_bytes(&own, group, sae->own.scalar);

	if (r == 0)
		r = ecc_scalar_add(&sum, group, own, peer);
	return r ? r : ecc_scalar_bytes(group, sum, ret);
}

/* @k: x of K. @context: the sum of the scalars; both as long as the prime */
static int split_keys(struct sae *sae, const uint8_t *k, const uint8_t *context)
{
	enum crypto_hash hash = hash_in_use(sae);
	size_t size = ecc_group_size(group_in_use(sae)), hash_size = crypto_hash_size(hash);
	uint8_t salt[4 * DOT11_SAE_MAX_REJECTED + CRYPTO_HASH_MAX];
	uint8_t seed[CRYPTO_HASH_MAX], keys[CRYPTO_HASH_MAX + PMK_SIZE];
	int r = crypto_hkdf_extract(hash, salt, write_salt(sae, salt, sizeof(salt)), k, size, seed);

	if (r == 0)
		r = crypto_kdf(hash, seed, hash_size, "SAE KCK and PMK", context, size, keys, hash_size + PMK_SIZE);
	if (r == 0)
		r = secret_set(&sae->kck, keys, hash_size);
	if (r == 0)
		r = secret_set(&sae->pmk, keys + hash_size, PMK_SIZE);
	if (r == 0)
		memcpy(sae->pmkid, context, PMKID_SIZE);
	secret_wipe_bytes(seed, sizeof(seed));
	secret_wipe_bytes(keys, sizeof(keys));
	return r;
}

static int derive_keys(struct sae *sae, const struct ecc_scalar *scalar, const struct ecc_point *element)
{
	uint8_t k[ECC_MAX_SIZE], context[ECC_MAX_SIZE];
	int r = add_scalars(sae, scalar, context);

	if (r == 0)
		r = derive_k(sae, scalar, element, k);
	if (r == 0)
		r = split_keys(sae, k, context);
	secret_wipe_bytes(k, sizeof(k));
	return r > 0 ? SAE_E_INVALID : r;
}

/* --- the peer's commit --- */

static bool find_group(const struct sae *sae, uint16_t number, size_t *ret_index)
{
	for (size_t i = 0; i < sae->n_groups; i++) {
		if (sae->numbers[i] == number) {
			*ret_index = i;
			return true;
		}
	}
	return false;
}

/* A group that we support cannot have been refused by us: somebody between made the peer believe it (12.4.5.4). */
static bool is_downgraded(const struct sae *sae, const struct dot11_sae_commit *commit)
{
	size_t index;

	if ((commit->status == DOT11_SAE_STATUS_HASH_TO_ELEMENT) != (sae->method == SAE_HASH_TO_ELEMENT))
		return true;
	for (size_t i = 0; i < commit->n_rejected; i++) {
		if (find_group(sae, commit->rejected[i], &index))
			return true;
	}
	return false;
}

static bool is_reflected(const struct sae *sae, const struct dot11_sae_commit *commit)
{
	return sae->has_own && (memcmp(commit->scalar, sae->own.scalar, commit->scalar_size) == 0 ||
				memcmp(commit->element, sae->own.element, commit->element_size) == 0);
}

/* All that costs nothing. */
static int check_peer(struct sae *sae, const struct dot11_sae_commit *commit, size_t *ret_index)
{
	size_t size = dot11_sae_prime_size(commit->group);

	if (!find_group(sae, commit->group, ret_index) || (sae->state == SAE_STATE_COMMITTED && *ret_index != sae->present))
		return SAE_E_UNSUPPORTED_GROUP;
	if (is_downgraded(sae, commit))
		return SAE_E_DOWNGRADE;
	if (!commit->scalar || commit->scalar_size != size || !commit->element || commit->element_size != 2 * size ||
	    commit->n_rejected > DOT11_SAE_MAX_REJECTED)
		return SAE_E_INVALID;
	return is_reflected(sae, commit) ? SAE_E_REFLECTION : 0;
}

static void remember_peer(struct sae *sae, const struct dot11_sae_commit *commit)
{
	memcpy(sae->peer.scalar, commit->scalar, commit->scalar_size);
	memcpy(sae->peer.element, commit->element, commit->element_size);
	sae->peer.n_rejected = commit->n_rejected;
	memcpy(sae->peer.rejected, commit->rejected, commit->n_rejected * sizeof(commit->rejected[0]));
}

/* The numbers are checked before our own half is made, which is the dear part. */
static int take_numbers(struct sae *sae, const struct dot11_sae_commit *commit)
{
	struct ecc_scalar *scalar cleanup(cleanup_ecc_scalar) = NULL;
	struct ecc_point *element cleanup(cleanup_ecc_point) = NULL;
	int r = prepare_group(sae);

	if (r == 0)
		r = ecc_scalar_from_bytes(&scalar, group_in_use(sae), commit->scalar);
	if (r == 0)
		r = ecc_point_from_bytes(&element, group_in_use(sae), commit->element);
	if (r)
		return r > 0 ? SAE_E_INVALID : r;
	r = prepare_own(sae);
	if (r)
		return r;
	remember_peer(sae, commit);
	return derive_keys(sae, scalar, element);
}

static int take_peer(struct sae *sae, const struct dot11_sae_commit *commit)
{
	size_t before = sae->present, index = 0;
	int r = check_peer(sae, commit, &index);

	if (r)
		return r;
	if (index != sae->present)
		forget_own(sae);
	sae->present = index;
	r = take_numbers(sae, commit);
	if (r == 0) {
		sae_enter(sae, SAE_STATE_CONFIRMING, "the peer's commit");
		return 0;
	}
	if (sae->present != before)
		forget_own(sae);
	sae->present = before;
	return r;
}

/* --- refusals --- */

/* The same numbers go out again with the token: 12.4.8.6.4. */
static int take_token(struct sae *sae, const struct dot11_sae_commit *commit)
{
	if (commit->group != sae->numbers[sae->present])
		return SAE_E_STATE;
	if (!commit->token || commit->token_size == 0 || commit->token_size > sizeof(sae->token) ||
	    commit->token_in_container != (sae->method == SAE_HASH_TO_ELEMENT))
		return SAE_E_INVALID;
	memcpy(sae->token, commit->token, commit->token_size);
	sae->token_size = commit->token_size;
	return SAE_E_COMMIT_AGAIN;
}

static bool is_rejected(const struct sae *sae, uint16_t number)
{
	for (size_t i = 0; i < sae->own.n_rejected; i++) {
		if (sae->own.rejected[i] == number)
			return true;
	}
	return false;
}

/* Access points exist that leave the group out of their refusal: then it is the one that they got. */
static int take_group_refusal(struct sae *sae, const struct dot11_sae_commit *commit)
{
	uint16_t number = sae->numbers[sae->present];

	if (commit->group != 0 && commit->group != number)
		return SAE_E_STATE;
	if (!is_rejected(sae, number))
		sae->own.rejected[sae->own.n_rejected++] = number;
	for (size_t i = 0; i < sae->n_groups; i++) {
		if (is_rejected(sae, sae->numbers[i]))
			continue;
		forget_own(sae);
		sae->present = i;
		return SAE_E_COMMIT_AGAIN;
	}
	return SAE_E_NO_COMMON_GROUP;
}

static int take_refusal(struct sae *sae, const struct dot11_sae_commit *commit)
{
	switch (commit->status) {
	case DOT11_SAE_STATUS_TOKEN_REQUIRED:
		return take_token(sae, commit);
	case DOT11_SAE_STATUS_UNSUPPORTED_GROUP:
		return take_group_refusal(sae, commit);
	default:
		return SAE_E_REFUSED;
	}
}

int sae_take_commit(struct sae *sae, const struct dot11_sae_commit *commit)
{
	bool is_commit = commit->status == 0 || commit->status == DOT11_SAE_STATUS_HASH_TO_ELEMENT;

	if (!is_expected[sae->state][is_commit ? SAE_EVENT_COMMIT : SAE_EVENT_REFUSAL])
		return SAE_E_STATE;
	return is_commit ? take_peer(sae, commit) : take_refusal(sae, commit);
}

/* --- confirm: 12.4.5.5 and 12.4.5.6 --- */

static int compute_confirm(const struct sae *sae, uint16_t send_confirm, const struct sae_half *from, const struct sae_half *to,
			   uint8_t *ret)
{
	const uint8_t counter[2] = { (uint8_t)send_confirm, (uint8_t)(send_confirm >> 8) };
	size_t size = ecc_group_size(group_in_use(sae));
	const struct crypto_part parts[] = {
		{ counter, sizeof(counter) },
		{ from->scalar, size },
		{ from->element, 2 * size },
		{ to->scalar, size },
		{ to->element, 2 * size },
	};

	return crypto_hmac(hash_in_use(sae), sae->kck.bytes, sae->kck.size, parts, array_size(parts), ret);
}

int sae_make_confirm(struct sae *sae, struct dot11_sae_confirm *ret_confirm)
{
	uint16_t counter = sae->send_confirm < UINT16_MAX ? sae->send_confirm + 1 : UINT16_MAX;
	int r;

	if (sae->state != SAE_STATE_CONFIRMING && sae->state != SAE_STATE_ACCEPTED)
		return SAE_E_STATE;
	r = compute_confirm(sae, counter, &sae->own, &sae->peer, sae->confirm);
	if (r)
		return r;
	sae->send_confirm = counter;
	*ret_confirm = (struct dot11_sae_confirm){
		.send_confirm = counter,
		.confirm = sae->confirm,
		.confirm_size = crypto_hash_size(hash_in_use(sae)),
	};
	return 0;
}

int sae_take_confirm(struct sae *sae, uint16_t status, const struct dot11_sae_confirm *confirm)
{
	uint8_t expected[CRYPTO_HASH_MAX];
	size_t size = crypto_hash_size(hash_in_use(sae));
	bool is_right;
	int r;

	if (!is_expected[sae->state][SAE_EVENT_CONFIRM])
		return SAE_E_STATE;
	if (status != 0)
		return SAE_E_REFUSED;
	if (confirm->confirm_size != size)
		return SAE_E_MISMATCH;
	r = compute_confirm(sae, confirm->send_confirm, &sae->peer, &sae->own, expected);
	if (r)
		return r;
	is_right = secret_equal_bytes(expected, confirm->confirm, size);
	secret_wipe_bytes(expected, sizeof(expected));
	if (!is_right)
		return SAE_E_MISMATCH;
	sae_enter(sae, SAE_STATE_ACCEPTED, "the peer's confirm");
	return 0;
}

/* --- life --- */

/* All that it owns is freed and all that it knew is zero. */
static void clear(struct sae *sae)
{
	forget_own(sae);
	for (size_t i = 0; i < MAX_GROUPS; i++)
		ecc_group_free(sae->groups[i]);
	secret_wipe_bytes(sae, sizeof(*sae));
}

struct sae *sae_free(struct sae *sae)
{
	if (!sae)
		return NULL;
	clear(sae);
	free(sae);
	return NULL;
}

static bool is_valid(const struct sae_config *config)
{
	if (!config->password || config->password_size < 1 || config->password_size > MAX_PASSWORD)
		return false;
	if (config->n_groups < 1 || config->n_groups > MAX_GROUPS || config->ssid.size > sizeof(config->ssid.bytes))
		return false;
	if (config->method == SAE_HASH_TO_ELEMENT && config->ssid.size == 0)
		return false;
	for (size_t i = 0; i < config->n_groups; i++) {
		if (dot11_sae_prime_size(config->groups[i]) == 0)
			return false;
	}
	return true;
}

int sae_new(struct sae **ret, const struct sae_config *config)
{
	struct sae *sae;

	if (!is_valid(config))
		return -EINVAL;
	sae = calloc(1, sizeof(*sae));
	if (!sae)
		return -ENOMEM;
	sae->own_mac = config->own;
	sae->peer_mac = config->peer;
	sae->ssid = config->ssid;
	sae->method = config->method;
	sae->n_groups = config->n_groups;
	memcpy(sae->numbers, config->groups, config->n_groups * sizeof(config->groups[0]));
	secret_set(&sae->password, config->password, config->password_size);
	*ret = sae;
	return 0;
}

uint16_t sae_group(const struct sae *sae)
{
	return sae->numbers[sae->present];
}

const struct secret *sae_pmk(const struct sae *sae)
{
	return sae->state == SAE_STATE_ACCEPTED ? &sae->pmk : NULL;
}

const uint8_t *sae_pmkid(const struct sae *sae)
{
	return sae->state == SAE_STATE_ACCEPTED ? sae->pmkid : NULL;
}
