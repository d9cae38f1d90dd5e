#include "crypto/ecc.h"

#include <errno.h>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

#include "base/secret.h"

struct ecc_curve {
	uint16_t number;
	int nid;
	BN_ULONG minus_z; /* z of the simplified SWU map is this, negated: IEEE 802.11-2020, table 12-2; RFC 9380, 8.2 to 8.4 */
};

#define N_NUMBERS 12

struct ecc_group {
	const struct ecc_curve *curve;
	size_t size;
	EC_GROUP *group;
	BN_CTX *context;
	BN_MONT_CTX *montgomery; /* modulo the prime */
	BIGNUM *prime, *order, *a, *b;
	BIGNUM *z;
	BIGNUM *b_by_za, *minus_b_by_a;				   /* what the map needs of a, b and z */
	BIGNUM *exponent_euler, *exponent_root, *exponent_inverse; /* (p - 1) / 2, (p + 1) / 4, p - 2 */
	BIGNUM *residue, *non_residue;				   /* to blind the residue test with */
};

struct ecc_scalar {
	BIGNUM *value;
};

struct ecc_point {
	EC_POINT *value;
};

static const struct ecc_curve curves[] = {
	{ 19, NID_X9_62_prime256v1, 10 },
	{ 20, NID_secp384r1, 12 },
	{ 21, NID_secp521r1, 4 },
};

/* libcrypto said no: its reasons would otherwise pile up in the queue of the thread. */
static int refused(void)
{
	ERR_clear_error();
	return -EIO;
}

/* Numbers taken from the scratch pad since then go back to it at the end of the scope. */
static void end_frame(BN_CTX **context)
{
	BN_CTX_end(*context);
}

static BN_CTX *begin_frame(const struct ecc_group *group)
{
	BN_CTX_start(group->context);
	return group->context;
}
#define _frame_ cleanup(end_frame)

/* A number for secrets. NULL without memory; when one is NULL, so are all that follow, and checking the last is enough. */
static BIGNUM *scratch(BN_CTX *context)
{
	BIGNUM *number = BN_CTX_get(context);

	if (number)
		BN_set_flags(number, BN_FLG_CONSTTIME);
	return number;
}

/* 0xff for true, 0 for false, without a branch. */
static uint8_t mask_of(int is_true)
{
	return (uint8_t)(0U - (unsigned)is_true);
}

/* --- modulo the prime: true if it could be computed --- */

static bool field_power(const struct ecc_group *group, BIGNUM *ret, const BIGNUM *value, const BIGNUM *exponent)
{
	return BN_mod_exp_mont_consttime(ret, value, exponent, group->prime, group->context, group->montgomery) == 1;
}

static bool field_multiply(const struct ecc_group *group, BIGNUM *ret, const BIGNUM *a, const BIGNUM *b)
{
	return BN_mod_mul(ret, a, b, group->prime, group->context) == 1;
}

/* x^3 + a x + b */
static bool field_curve(const struct ecc_group *group, BIGNUM *ret, const BIGNUM *x)
{
	BN_CTX *context _frame_ = begin_frame(group);
	BIGNUM *sum = scratch(context);

	return sum && field_multiply(group, sum, x, x) && BN_mod_add_quick(sum, sum, group->a, group->prime) == 1 &&
	       field_multiply(group, sum, sum, x) && BN_mod_add_quick(ret, sum, group->b, group->prime) == 1;
}

/* 0xff if they are equal, else 0; both are below the prime. */
static bool field_equal(const struct ecc_group *group, const BIGNUM *a, const BIGNUM *b, uint8_t *ret_mask)
{
	uint8_t left[ECC_MAX_SIZE], right[ECC_MAX_SIZE];
	bool is_done = BN_bn2binpad(a, left, (int)group->size) > 0 && BN_bn2binpad(b, right, (int)group->size) > 0;

	if (is_done)
		*ret_mask = mask_of(secret_equal_bytes(left, right, group->size));
	secret_wipe_bytes(left, sizeof(left));
	secret_wipe_bytes(right, sizeof(right));
	return is_done;
}

/* @a where @mask is 0xff, @b where it is 0. */
static bool field_select(const struct ecc_group *group, BIGNUM *ret, uint8_t mask, const BIGNUM *a, const BIGNUM *b)
{
	uint8_t left[ECC_MAX_SIZE], right[ECC_MAX_SIZE];
	bool is_done = BN_bn2binpad(a, left, (int)group->size) > 0 && BN_bn2binpad(b, right, (int)group->size) > 0;

	for (size_t i = 0; is_done && i < group->size; i++)
		left[i] = (uint8_t)((left[i] & mask) | (right[i] & ~mask));
	is_done = is_done && BN_bin2bn(left, (int)group->size, ret);
	secret_wipe_bytes(left, sizeof(left));
	secret_wipe_bytes(right, sizeof(right));
	return is_done;
}

/* The number is a square: 0xff, else 0. Zero counts as none: its power is not 1. */
static bool field_is_square(const struct ecc_group *group, const BIGNUM *value, uint8_t *ret_mask)
{
	BN_CTX *context _frame_ = begin_frame(group);
	BIGNUM *power = scratch(context);

	return power && field_power(group, power, value, group->exponent_euler) &&
	       field_equal(group, power, BN_value_one(), ret_mask);
}

/*
 * The same, of a number that the one who watches must not learn about: it is multiplied by the square of a random number, then by
 * a residue or by a non-residue as a coin falls, and the answer turned round with the coin. Zero, of which no answer could be
 * turned round, is never asked about: the groups are of prime order, so no point has a y of 0.
 */
static bool field_is_square_blinded(const struct ecc_group *group, const BIGNUM *value, uint8_t *ret_mask)
{
	BN_CTX *context _frame_ = begin_frame(group);
	BIGNUM *random = scratch(context), *factor = scratch(context), *blinded = scratch(context);
	uint8_t coin, answer = 0;

	if (!blinded || BN_priv_rand_range(random, group->prime) != 1)
		return false;
	/* Zero would be an answer for every number; it comes once in 2^256 times. */
	if (BN_is_zero(random) && BN_one(random) != 1)
		return false;
	coin = mask_of(BN_is_odd(random));
	if (!field_select(group, factor, coin, group->residue, group->non_residue) ||
	    !field_multiply(group, blinded, random, random) || !field_multiply(group, blinded, blinded, value) ||
	    !field_multiply(group, blinded, blinded, factor) || !field_is_square(group, blinded, &answer))
		return false;
	*ret_mask = answer ^ coin ^ 0xff;
	return true;
}

/* The prime is 3 modulo 4 in all three groups, so a power is a root, if there is one at all. */
static bool field_root(const struct ecc_group *group, BIGNUM *ret, const BIGNUM *value)
{
	return field_power(group, ret, value, group->exponent_root);
}

/* Gives the root the sign wanted: @odd_mask 0xff for an odd one. */
static bool field_set_parity(const struct ecc_group *group, BIGNUM *y, uint8_t odd_mask)
{
	BN_CTX *context _frame_ = begin_frame(group);
	BIGNUM *other = scratch(context);
	uint8_t is_odd = mask_of(BN_is_odd(y));

	return other && BN_sub(other, group->prime, y) == 1 && field_select(group, y, is_odd ^ odd_mask ^ 0xff, y, other);
}

/* --- groups --- */

/* Each of the numbers that a group owns, to make and to free them all. */
static BIGNUM **number_of(struct ecc_group *group, size_t index)
{
	BIGNUM **const numbers[N_NUMBERS] = {
		&group->prime,
		&group->order,
		&group->a,
		&group->b,
		&group->z,
		&group->b_by_za,
		&group->minus_b_by_a,
		&group->exponent_euler,
		&group->exponent_root,
		&group->exponent_inverse,
		&group->residue,
		&group->non_residue,
	};

	return numbers[index];
}

struct ecc_group *ecc_group_free(struct ecc_group *group)
{
	if (!group)
		return NULL;
	for (size_t i = 0; i < N_NUMBERS; i++)
		BN_clear_free(*number_of(group, i));
	BN_MONT_CTX_free(group->montgomery);
	BN_CTX_free(group->context);
	EC_GROUP_free(group->group);
	free(group);
	return NULL;
}

static bool group_allocate(struct ecc_group *group)
{
	for (size_t i = 0; i < N_NUMBERS; i++) {
		*number_of(group, i) = BN_new();
		if (!*number_of(group, i))
			return false;
	}
	group->context = BN_CTX_new();
	group->montgomery = BN_MONT_CTX_new();
	group->group = EC_GROUP_new_by_curve_name(group->curve->nid);
	return group->context && group->montgomery && group->group;
}

static bool group_set_exponents(struct ecc_group *group)
{
	return BN_rshift1(group->exponent_euler, group->prime) == 1 && BN_rshift(group->exponent_root, group->prime, 2) == 1 &&
	       BN_add_word(group->exponent_root, 1) == 1 && BN_copy(group->exponent_inverse, group->prime) &&
	       BN_sub_word(group->exponent_inverse, 2) == 1;
}

/* z is no square in any of the groups (RFC 9380, 6.6.2 demands it), and 1 is one: both do for blinding, but are too plain. */
static bool group_set_blinding(struct ecc_group *group)
{
	BN_CTX *context _frame_ = begin_frame(group);
	BIGNUM *random = scratch(context);

	return random && BN_rand_range(random, group->prime) == 1 && BN_add_word(random, BN_is_zero(random)) == 1 &&
	       field_multiply(group, group->residue, random, random) &&
	       field_multiply(group, group->non_residue, group->residue, group->z);
}

static bool group_set_map(struct ecc_group *group)
{
	BN_CTX *context _frame_ = begin_frame(group);
	BIGNUM *inverse = scratch(context);

	return inverse && BN_copy(group->z, group->prime) && BN_sub_word(group->z, group->curve->minus_z) == 1 &&
	       field_power(group, inverse, group->a, group->exponent_inverse) &&
	       field_multiply(group, inverse, inverse, group->b) && BN_sub(group->minus_b_by_a, group->prime, inverse) == 1 &&
	       field_multiply(group, inverse, group->z, group->a) &&
	       field_power(group, inverse, inverse, group->exponent_inverse) &&
	       field_multiply(group, group->b_by_za, inverse, group->b);
}

static bool group_fill(struct ecc_group *group)
{
	if (!group_allocate(group) || EC_GROUP_get_curve(group->group, group->prime, group->a, group->b, group->context) != 1 ||
	    EC_GROUP_get_order(group->group, group->order, group->context) != 1 ||
	    BN_MONT_CTX_set(group->montgomery, group->prime, group->context) != 1)
		return false;
	group->size = (size_t)BN_num_bytes(group->prime);
	return group_set_exponents(group) && group_set_map(group) && group_set_blinding(group);
}

int ecc_group_new(struct ecc_group **ret, uint16_t number)
{
	struct ecc_group *group cleanup(cleanup_ecc_group) = calloc(1, sizeof(*group));

	if (!group)
		return -ENOMEM;
	for (size_t i = 0; i < array_size(curves); i++) {
		if (curves[i].number == number)
			group->curve = &curves[i];
	}
	if (!group->curve)
		return -EOPNOTSUPP;
	if (!group_fill(group))
		return refused();
	*ret = take_ptr(group);
	return 0;
}

uint16_t ecc_group_number(const struct ecc_group *group)
{
	return group->curve->number;
}

size_t ecc_group_size(const struct ecc_group *group)
{
	return group->size;
}

size_t ecc_group_prime_bits(const struct ecc_group *group)
{
	return (size_t)BN_num_bits(group->prime);
}

void ecc_group_prime(const struct ecc_group *group, uint8_t *ret)
{
	BN_bn2binpad(group->prime, ret, (int)group->size);
}

/* --- scalars --- */

struct ecc_scalar *ecc_scalar_free(struct ecc_scalar *scalar)
{
	if (!scalar)
		return NULL;
	BN_clear_free(scalar->value);
	free(scalar);
	return NULL;
}

static int scalar_new(struct ecc_scalar **ret)
{
	struct ecc_scalar *scalar cleanup(cleanup_ecc_scalar) = calloc(1, sizeof(*scalar));

	if (!scalar)
		return -ENOMEM;
	scalar->value = BN_new();
	if (!scalar->value)
		return refused();
	BN_set_flags(scalar->value, BN_FLG_CONSTTIME);
	*ret = take_ptr(scalar);
	return 0;
}

static bool scalar_is_in_range(const struct ecc_group *group, const BIGNUM *value)
{
	return !BN_is_zero(value) && !BN_is_one(value) && BN_ucmp(value, group->order) < 0;
}

int ecc_scalar_from_bytes(struct ecc_scalar **ret, struct ecc_group *group, const uint8_t *bytes)
{
	struct ecc_scalar *scalar cleanup(cleanup_ecc_scalar) = NULL;
	int r = scalar_new(&scalar);

	if (r)
		return r;
	if (!BN_bin2bn(bytes, (int)group->size, scalar->value))
		return refused();
	if (!scalar_is_in_range(group, scalar->value))
		return ECC_E_RANGE;
	*ret = take_ptr(scalar);
	return 0;
}

int ecc_scalar_from_hash(struct ecc_scalar **ret, struct ecc_group *group, const uint8_t *bytes, size_t size)
{
	BN_CTX *context _frame_ = begin_frame(group);
	BIGNUM *wide = scratch(context), *modulus = scratch(context);
	struct ecc_scalar *scalar cleanup(cleanup_ecc_scalar) = NULL;
	int r = scalar_new(&scalar);

	if (r)
		return r;
	if (!modulus || !BN_bin2bn(bytes, (int)size, wide) || !BN_sub(modulus, group->order, BN_value_one()) ||
	    BN_nnmod(scalar->value, wide, modulus, context) != 1 || BN_add_word(scalar->value, 1) != 1)
		return refused();
	*ret = take_ptr(scalar);
	return 0;
}

int ecc_scalar_random(struct ecc_scalar **ret, struct ecc_group *group)
{
	struct ecc_scalar *scalar cleanup(cleanup_ecc_scalar) = NULL;
	int r = scalar_new(&scalar);

	if (r)
		return r;
	do {
		if (BN_priv_rand_range(scalar->value, group->order) != 1)
			return refused();
	} while (!scalar_is_in_range(group, scalar->value));
	*ret = take_ptr(scalar);
	return 0;
}

int ecc_scalar_add(struct ecc_scalar **ret, struct ecc_group *group, const struct ecc_scalar *a, const struct ecc_scalar *b)
{
	struct ecc_scalar *sum cleanup(cleanup_ecc_scalar) = NULL;
	int r = scalar_new(&sum);

	if (r)
		return r;
	if (BN_mod_add_quick(sum->value, a->value, b->value, group->order) != 1)
		return refused();
	if (!scalar_is_in_range(group, sum->value))
		return ECC_E_RANGE;
	*ret = take_ptr(sum);
	return 0;
}

int ecc_scalar_bytes(const struct ecc_group *group, const struct ecc_scalar *scalar, uint8_t *ret)
{
	return BN_bn2binpad(scalar->value, ret, (int)group->size) < 0 ? refused() : 0;
}

/* --- points --- */

struct ecc_point *ecc_point_free(struct ecc_point *point)
{
	if (!point)
		return NULL;
	EC_POINT_clear_free(point->value);
	free(point);
	return NULL;
}

static int point_new(struct ecc_point **ret, const struct ecc_group *group)
{
	struct ecc_point *point cleanup(cleanup_ecc_point) = calloc(1, sizeof(*point));

	if (!point)
		return -ENOMEM;
	point->value = EC_POINT_new(group->group);
	if (!point->value)
		return refused();
	*ret = take_ptr(point);
	return 0;
}

/* @x, @y: of a point that is on the curve */
static int point_from_coordinates(struct ecc_point **ret, struct ecc_group *group, const BIGNUM *x, const BIGNUM *y)
{
	struct ecc_point *point cleanup(cleanup_ecc_point) = NULL;
	int r = point_new(&point, group);

	if (r)
		return r;
	if (EC_POINT_set_affine_coordinates(group->group, point->value, x, y, group->context) != 1)
		return refused();
	*ret = take_ptr(point);
	return 0;
}

int ecc_point_from_bytes(struct ecc_point **ret, struct ecc_group *group, const uint8_t *xy)
{
	BN_CTX *context _frame_ = begin_frame(group);
	BIGNUM *x = scratch(context), *y = scratch(context), *left = scratch(context), *right = scratch(context);
	uint8_t is_equal = 0;

	if (!right || !BN_bin2bn(xy, (int)group->size, x) || !BN_bin2bn(xy + group->size, (int)group->size, y))
		return refused();
	/* libcrypto would take coordinates above the prime for their remainders: two encodings of one point. */
	if (BN_ucmp(x, group->prime) >= 0 || BN_ucmp(y, group->prime) >= 0)
		return ECC_E_RANGE;
	if (!field_multiply(group, left, y, y) || !field_curve(group, right, x) || !field_equal(group, left, right, &is_equal))
		return refused();
	if (!is_equal)
		return ECC_E_NOT_ON_CURVE;
	return point_from_coordinates(ret, group, x, y);
}

int ecc_point_from_x(struct ecc_point **ret, struct ecc_group *group, const uint8_t *x_bytes, bool y_is_odd)
{
	BN_CTX *context _frame_ = begin_frame(group);
	BIGNUM *x = scratch(context), *y = scratch(context), *square = scratch(context), *again = scratch(context);
	uint8_t is_equal = 0;

	if (!again || !BN_bin2bn(x_bytes, (int)group->size, x))
		return refused();
	if (BN_ucmp(x, group->prime) >= 0)
		return ECC_E_RANGE;
	if (!field_curve(group, square, x) || !field_root(group, y, square) || !field_multiply(group, again, y, y) ||
	    !field_equal(group, square, again, &is_equal))
		return refused();
	if (!is_equal)
		return ECC_E_NOT_ON_CURVE;
	if (!field_set_parity(group, y, mask_of(y_is_odd)))
		return refused();
	return point_from_coordinates(ret, group, x, y);
}

/* First candidate: (-b/a) (1 + 1/m) with m = z^2 u^4 + z u^2, or b/(z a) if m is 0, whose inverse comes out as 0 here. */
static bool map_first_x(const struct ecc_group *group, BIGNUM *ret, const BIGNUM *zu2)
{
	BN_CTX *context _frame_ = begin_frame(group);
	BIGNUM *m = scratch(context), *x = scratch(context), *zero = scratch(context);
	uint8_t is_zero = 0;

	if (!zero)
		return false;
	BN_zero(zero);
	return field_multiply(group, m, zu2, zu2) && BN_mod_add_quick(m, m, zu2, group->prime) == 1 &&
	       field_equal(group, m, zero, &is_zero) && field_power(group, m, m, group->exponent_inverse) &&
	       BN_mod_add_quick(m, m, BN_value_one(), group->prime) == 1 && field_multiply(group, x, group->minus_b_by_a, m) &&
	       field_select(group, ret, is_zero, group->b_by_za, x);
}

/* Of the two candidates, the one that has a point; one of them always has. @y: its root */
static bool map_choose(const struct ecc_group *group, BIGNUM *x, BIGNUM *y, const BIGNUM *zu2)
{
	BN_CTX *context _frame_ = begin_frame(group);
	BIGNUM *x1 = scratch(context), *x2 = scratch(context), *g1 = scratch(context), *g2 = scratch(context);
	uint8_t is_first = 0;

	return g2 && map_first_x(group, x1, zu2) && field_multiply(group, x2, zu2, x1) && field_curve(group, g1, x1) &&
	       field_curve(group, g2, x2) && field_is_square_blinded(group, g1, &is_first) &&
	       field_select(group, x, is_first, x1, x2) && field_select(group, g1, is_first, g1, g2) && field_root(group, y, g1);
}

int ecc_point_from_hash(struct ecc_point **ret, struct ecc_group *group, const uint8_t *bytes, size_t size)
{
	BN_CTX *context _frame_ = begin_frame(group);
	BIGNUM *wide = scratch(context), *u = scratch(context), *zu2 = scratch(context);
	BIGNUM *x = scratch(context), *y = scratch(context);

	if (!y || !BN_bin2bn(bytes, (int)size, wide) || BN_nnmod(u, wide, group->prime, context) != 1 ||
	    !field_multiply(group, zu2, u, u) || !field_multiply(group, zu2, zu2, group->z) || !map_choose(group, x, y, zu2) ||
	    !field_set_parity(group, y, mask_of(BN_is_odd(u))))
		return refused();
	return point_from_coordinates(ret, group, x, y);
}

int ecc_point_multiply(struct ecc_point **ret, struct ecc_group *group, const struct ecc_scalar *scalar,
		       const struct ecc_point *point)
{
	struct ecc_point *product cleanup(cleanup_ecc_point) = NULL;
	int r = point_new(&product, group);

	if (r)
		return r;
	if (EC_POINT_mul(group->group, product->value, point ? NULL : scalar->value, point ? point->value : NULL,
			 point ? scalar->value : NULL, group->context) != 1)
		return refused();
	*ret = take_ptr(product);
	return 0;
}

int ecc_point_add(struct ecc_point **ret, struct ecc_group *group, const struct ecc_point *a, const struct ecc_point *b)
{
	struct ecc_point *sum cleanup(cleanup_ecc_point) = NULL;
	int r = point_new(&sum, group);

	if (r)
		return r;
	if (EC_POINT_add(group->group, sum->value, a->value, b->value, group->context) != 1)
		return refused();
	*ret = take_ptr(sum);
	return 0;
}

int ecc_point_negate(struct ecc_point *point, struct ecc_group *group)
{
	return EC_POINT_invert(group->group, point->value, group->context) == 1 ? 0 : refused();
}

/* @ret_y: NULL if not wanted */
static int point_coordinates(struct ecc_group *group, const struct ecc_point *point, uint8_t *ret_x, uint8_t *ret_y)
{
	BN_CTX *context _frame_ = begin_frame(group);
	BIGNUM *x = scratch(context), *y = scratch(context);

	if (EC_POINT_is_at_infinity(group->group, point->value))
		return ECC_E_INFINITY;
	if (!y || EC_POINT_get_affine_coordinates(group->group, point->value, x, y, context) != 1 ||
	    BN_bn2binpad(x, ret_x, (int)group->size) < 0 || (ret_y && BN_bn2binpad(y, ret_y, (int)group->size) < 0))
		return refused();
	return 0;
}

int ecc_point_bytes(struct ecc_group *group, const struct ecc_point *point, uint8_t *ret)
{
	return point_coordinates(group, point, ret, ret + group->size);
}

int ecc_point_x(struct ecc_group *group, const struct ecc_point *point, uint8_t *ret)
{
	return point_coordinates(group, point, ret, NULL);
}

/* 0xff if the bytes are a number below the prime: the borrow of a subtraction done byte by byte. */
static uint8_t bytes_below_prime(const struct ecc_group *group, const uint8_t *bytes)
{
	uint8_t prime[ECC_MAX_SIZE];
	unsigned borrow = 0;

	ecc_group_prime(group, prime);
	for (size_t i = group->size; i-- > 0;)
		borrow = ((unsigned)bytes[i] - prime[i] - borrow) >> 31;
	return mask_of((int)borrow);
}

int ecc_test_x(struct ecc_group *group, const uint8_t *x_bytes, uint8_t *ret_mask)
{
	BN_CTX *context _frame_ = begin_frame(group);
	BIGNUM *wide = scratch(context), *x = scratch(context), *square = scratch(context);
	uint8_t is_square = 0;

	if (!square || !BN_bin2bn(x_bytes, (int)group->size, wide) || BN_nnmod(x, wide, group->prime, context) != 1 ||
	    !field_curve(group, square, x) || !field_is_square_blinded(group, square, &is_square))
		return refused();
	*ret_mask = is_square & bytes_below_prime(group, x_bytes);
	return 0;
}
