#include "crypto/ecc.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/crypto.h>

/* Returns how many bytes @text spells. */
static size_t from_hex(const char *text, uint8_t *bytes)
{
	size_t size = strlen(text) / 2;

	for (size_t i = 0; i < size; i++) {
		unsigned byte;

		assert_int_equal(sscanf(text + 2 * i, "%2x", &byte), 1);
		bytes[i] = (uint8_t)byte;
	}
	return size;
}

static void assert_point_is(struct ecc_group *group, const struct ecc_point *point, const char *x, const char *y)
{
	uint8_t xy[2 * ECC_MAX_SIZE], expected[2 * ECC_MAX_SIZE];
	size_t size = ecc_group_size(group);

	assert_int_equal(from_hex(x, expected), size);
	assert_int_equal(from_hex(y, expected + size), size);
	assert_int_equal(ecc_point_bytes(group, point, xy), 0);
	assert_memory_equal(xy, expected, 2 * size);
	assert_int_equal(ecc_point_x(group, point, xy), 0);
	assert_memory_equal(xy, expected, size);
}

static const uint16_t numbers[] = { 19, 20, 21 };

static struct ecc_group *new_group(uint16_t number)
{
	struct ecc_group *group = NULL;

	assert_int_equal(ecc_group_new(&group, number), 0);
	return group;
}
#define _group_ cleanup(cleanup_ecc_group)
#define _scalar_ cleanup(cleanup_ecc_scalar)
#define _point_ cleanup(cleanup_ecc_point)

static void groups_have_the_sizes_of_their_primes(void **state)
{
	static const size_t sizes[] = { 32, 48, 66 }, bits[] = { 256, 384, 521 };
	struct ecc_group *none = NULL;

	for (size_t i = 0; i < array_size(numbers); i++) {
		struct ecc_group *group _group_ = new_group(numbers[i]);
		uint8_t prime[ECC_MAX_SIZE];

		assert_int_equal(ecc_group_number(group), numbers[i]);
		assert_int_equal(ecc_group_size(group), sizes[i]);
		assert_int_equal(ecc_group_prime_bits(group), bits[i]);
		ecc_group_prime(group, prime);
		assert_int_equal(prime[0], i == 2 ? 0x01 : 0xff);
		assert_int_equal(prime[sizes[i] - 1], 0xff);
	}
	assert_int_equal(ecc_group_new(&none, 18), -EOPNOTSUPP);
	assert_int_equal(ecc_group_new(&none, 26), -EOPNOTSUPP);
	assert_null(none);
}

struct map_case {
	const char *name;
	uint16_t number;
	const char *u, *x, *y;
};

static const struct map_case map_cases[] = {
	{ "RFC 9380, J.2.1, msg empty, u[0] and Q0", 20,
	  "25c8d7dc1acd4ee617766693f7f8829396065d1b447eedb155871feffd9c6653279ac7e5c46edb7010a0e4ff64c9f3b4",
	  "e4717e29eef38d862bee4902a7d21b44efb58c464e3e1f0d03894d94de310f8ffc6de86786dd3e15a1541b18d4eb2846",
	  "6b95a6e639822312298a47526bb77d9cd7bcf76244c991c8cd70075e2ee6e8b9a135c4a37e3c0768c7ca871c0ceb53d4" },
	{ "RFC 9380, J.2.1, msg empty, u[1] and Q1", 20,
	  "59428be4ed69131df59a0c6a8e188d2d4ece3f1b2a3a02602962b47efa4d7905945b1e2cc80b36aa35c99451073521ac",
	  "509527cfc0750eedc53147e6d5f78596c8a3b7360e0608e2fab0563a1670d58d8ae107c9f04bcf90e89489ace5650efd",
	  "33337b13cb35e173fdea4cb9e8cce915d836ff57803dbbeb7998aa49d17df2ff09b67031773039d09fbd9305a1566bc4" },
	{ "IEEE 802.11-2020, J.10, u1 and P1", 19, "dc941bc3c6a2b4948b6c61d55590ecb1f0c51c4b1bebaff677e593698d5a53c6",
	  "a07c260764a13445ff8cd97c5acc644e7119bde51bad42583eed6f4109639e6b",
	  "3bdc8df0d32337936c74df604933a454142251c53c576c0351b28deaf9428d7e" },
	{ "IEEE 802.11-2020, J.10, u2 and P2", 19, "1b8375a518bc21396ad6a65e5597e0bf80d793b6d66e2534a6e7dfe3ee22616f",
	  "72cd2a967a837fea5051f0133db46227775ba09f7b6dfb99ae7a8ef22c7d34a0",
	  "864390d797d352b368d311af515bde116fe54459fec867ee18a8a1619ca3ff59" },
	{ "IEEE 802.11-2020, J.10, pwd-value of u1, longer than the prime", 19,
	  "a5044469ab16f25b6abf1e0e37a36b56f50be73369053df8db87989a6b66fd1a491f1cdacbd07931620f83008ffc0ecc",
	  "a07c260764a13445ff8cd97c5acc644e7119bde51bad42583eed6f4109639e6b",
	  "3bdc8df0d32337936c74df604933a454142251c53c576c0351b28deaf9428d7e" },
	{ "RFC 9380, J.3.1, msg empty, u[0] and Q0", 21,
	  "01e5f09974e5724f25286763f00ce76238c7a6e03dc396600350ee2c4135fb17dc555be99a4a4bae0fd303d4f66d984ed7b6a3ba386093752a855d26"
	  "d559d69e7e9e",
	  "00b70ae99b6339fffac19cb9bfde2098b84f75e50ac1e80d6acb954e4534af5f0e9c4a5b8a9c10317b8e6421574bae2b133b4f2b8c6ce4b3063da1d9"
	  "1d34fa2b3a3c",
	  "007f368d98a4ddbf381fb354de40e44b19e43bb11a1278759f4ea7b485e1b6db33e750507c071250e3e443c1aaed61f2c28541bb54b1b456843eda1e"
	  "b15ec2a9b36e" },
	{ "RFC 9380, J.3.1, msg empty, u[1] and Q1", 21,
	  "00ae593b42ca2ef93ac488e9e09a5fe5a2f6fb330d18913734ff602f2a761fcaaf5f596e790bcc572c9140ec03f6cccc38f767f1c1975a0b4d70b392"
	  "d95a0c7278aa",
	  "01143d0e9cddcdacd6a9aafe1bcf8d218c0afc45d4451239e821f5d2a56df92be942660b532b2aa59a9c635ae6b30e803c45a6ac871432452e685d66"
	  "1cd41cf67214",
	  "00ff75515df265e996d702a5380defffab1a6d2bc232234c7bcffa433cd8aa791fbc8dcf667f08818bffa739ae25773b32073213cae9a0f2a917a0b1"
	  "301a242dda0c" },
};

static void hashes_map_to_the_published_points(void **state)
{
	for (size_t i = 0; i < array_size(map_cases); i++) {
		const struct map_case *map = &map_cases[i];
		struct ecc_group *group _group_ = new_group(map->number);
		struct ecc_point *point _point_ = NULL;
		uint8_t u[128];

		print_message("%s\n", map->name);
		assert_int_equal(ecc_point_from_hash(&point, group, u, from_hex(map->u, u)), 0);
		assert_point_is(group, point, map->x, map->y);
	}
}

/*
 * u = 0 makes the denominator of the map 0 (RFC 9380, 6.6.2: the exceptional case). Computed independently, by a model in python3
 * that gives the published points above too.
 */
static void map_of_zero_is_a_point_too(void **state)
{
	static const struct map_case cases[] = {
		{ "zero", 19, "00", "a528bd8696bdaf996c65b982d94959d3146fe6a020693090bdba13132375f224",
		  "0e5fb73d16791ce358fb5adb2d33668a3b24099fd8d401f6685e0e994fb4d756" },
		{ "zero", 20, "00",
		  "533324e11b9e311baee780268d718f799600d2914e2e41ceb8f97203fb1cfca5c58265272e814cef084ad3ce05e30131",
		  "0bf600b6070ed397168c364b85c7a53e32644c636590b388ec8a685253a9e72d4f41d9290e65f865553840f71c95ab9c" },
		{ "zero", 21, "00",
		  "00b1771a8f72cbd7b782a18cd822b9e07013e2e78987a22441d44f6460cc213ec0d2c72cc4c6d3b536f4ec86e5651a4ecfeb447452a0af"
		  "c3af142945c2a708f15a95",
		  "00c793b0554b4648c130cf01db3bc589d99fc15653cc1095dba9ccdafe1882ef0a760f70757d6a60bf4d226ecd4d0dbfb9edef6a4714e4"
		  "8e4268b642a512c1f5eb0a" },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		struct ecc_group *group _group_ = new_group(cases[i].number);
		struct ecc_point *point _point_ = NULL;
		uint8_t u[1];

		assert_int_equal(ecc_point_from_hash(&point, group, u, from_hex(cases[i].u, u)), 0);
		assert_point_is(group, point, cases[i].x, cases[i].y);
	}
}

/* IEEE 802.11-2020, J.10: PT is the sum of P1 and P2; PWE is PT times val. */
static void sum_and_product_are_the_published_ones(void **state)
{
	struct ecc_group *group _group_ = new_group(19);
	struct ecc_point *p1 _point_ = NULL, *p2 _point_ = NULL, *pt _point_ = NULL, *pwe _point_ = NULL;
	struct ecc_scalar *val _scalar_ = NULL;
	uint8_t bytes[ECC_MAX_SIZE];

	assert_int_equal(ecc_point_from_hash(&p1, group, bytes, from_hex(map_cases[2].u, bytes)), 0);
	assert_int_equal(ecc_point_from_hash(&p2, group, bytes, from_hex(map_cases[3].u, bytes)), 0);
	assert_int_equal(ecc_point_add(&pt, group, p1, p2), 0);
	assert_point_is(group, pt, "b6e38c98750c684b5d17c3d8c9a4100b39931279187ca6cced5f37ef46ddfa97",
			"5687e972e50f73e3898861e7edad21bea7d5f622df88243bb804920ae8e647fa");
	from_hex("bb7f9cac5aa8b72c02b5daacc2771abe74e72604612295eca2ce18363ae9a927", bytes);
	assert_int_equal(ecc_scalar_from_bytes(&val, group, bytes), 0);
	assert_int_equal(ecc_point_multiply(&pwe, group, val, pt), 0);
	assert_point_is(group, pwe, "c93049b9e64000f848201649e999f2b5c22dea69b5632c9df4d633b8aa1f6c1e",
			"73634e94b53d82e7383a8d258199d9dc1a5ee8269d060382ccbf33e614ff59a0");
}

static void random_multiples_of_the_generator_lie_on_the_curve(void **state)
{
	for (size_t i = 0; i < array_size(numbers); i++) {
		struct ecc_group *group _group_ = new_group(numbers[i]);
		struct ecc_scalar *scalar _scalar_ = NULL;
		struct ecc_point *point _point_ = NULL, *again _point_ = NULL, *by_x _point_ = NULL;
		size_t size = ecc_group_size(group);
		uint8_t xy[2 * ECC_MAX_SIZE], other[2 * ECC_MAX_SIZE];

		assert_int_equal(ecc_scalar_random(&scalar, group), 0);
		assert_int_equal(ecc_point_multiply(&point, group, scalar, NULL), 0);
		assert_int_equal(ecc_point_bytes(group, point, xy), 0);
		assert_int_equal(ecc_point_from_bytes(&again, group, xy), 0);
		assert_int_equal(ecc_point_from_x(&by_x, group, xy, xy[2 * size - 1] & 1), 0);
		assert_int_equal(ecc_point_bytes(group, by_x, other), 0);
		assert_memory_equal(xy, other, 2 * size);
		assert_int_equal(ecc_point_negate(by_x, group), 0);
		assert_int_equal(ecc_point_bytes(group, by_x, other), 0);
		assert_memory_equal(xy, other, size);
		assert_memory_not_equal(xy + size, other + size, size);
	}
}

static void point_and_its_negative_add_up_to_infinity(void **state)
{
	struct ecc_group *group _group_ = new_group(20);
	struct ecc_scalar *scalar _scalar_ = NULL;
	struct ecc_point *a _point_ = NULL, *b _point_ = NULL, *sum _point_ = NULL;
	uint8_t xy[2 * ECC_MAX_SIZE];

	assert_int_equal(ecc_scalar_random(&scalar, group), 0);
	assert_int_equal(ecc_point_multiply(&a, group, scalar, NULL), 0);
	assert_int_equal(ecc_point_multiply(&b, group, scalar, NULL), 0);
	assert_int_equal(ecc_point_negate(b, group), 0);
	assert_int_equal(ecc_point_add(&sum, group, a, b), 0);
	assert_int_equal(ecc_point_bytes(group, sum, xy), ECC_E_INFINITY);
	assert_int_equal(ecc_point_x(group, sum, xy), ECC_E_INFINITY);
}

static void points_off_the_curve_are_refused(void **state)
{
	for (size_t i = 0; i < array_size(numbers); i++) {
		struct ecc_group *group _group_ = new_group(numbers[i]);
		struct ecc_scalar *scalar _scalar_ = NULL;
		struct ecc_point *point _point_ = NULL, *none _point_ = NULL;
		size_t size = ecc_group_size(group);
		uint8_t xy[2 * ECC_MAX_SIZE] = { 0 };

		assert_int_equal(ecc_point_from_bytes(&none, group, xy), ECC_E_NOT_ON_CURVE);
		assert_int_equal(ecc_scalar_random(&scalar, group), 0);
		assert_int_equal(ecc_point_multiply(&point, group, scalar, NULL), 0);
		assert_int_equal(ecc_point_bytes(group, point, xy), 0);
		xy[2 * size - 1] ^= 1;
		assert_int_equal(ecc_point_from_bytes(&none, group, xy), ECC_E_NOT_ON_CURVE);
		ecc_group_prime(group, xy + size);
		assert_int_equal(ecc_point_from_bytes(&none, group, xy), ECC_E_RANGE);
		ecc_group_prime(group, xy);
		assert_int_equal(ecc_point_from_x(&none, group, xy, false), ECC_E_RANGE);
		assert_null(none);
	}
}

/* Orders: NIST SP 800-186, 3.2.1. */
#define ORDER_521                                                            \
	"01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" \
	"fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"
static const char *const orders[] = {
	"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
	"ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
	ORDER_521,
};

static void scalars_are_above_1_and_below_the_order(void **state)
{
	for (size_t i = 0; i < array_size(numbers); i++) {
		struct ecc_group *group _group_ = new_group(numbers[i]);
		struct ecc_scalar *two _scalar_ = NULL, *last _scalar_ = NULL, *none _scalar_ = NULL;
		size_t size = ecc_group_size(group);
		uint8_t bytes[ECC_MAX_SIZE] = { 0 };

		assert_int_equal(ecc_scalar_from_bytes(&none, group, bytes), ECC_E_RANGE);
		bytes[size - 1] = 1;
		assert_int_equal(ecc_scalar_from_bytes(&none, group, bytes), ECC_E_RANGE);
		bytes[size - 1] = 2;
		assert_int_equal(ecc_scalar_from_bytes(&two, group, bytes), 0);
		assert_int_equal(from_hex(orders[i], bytes), size);
		assert_int_equal(ecc_scalar_from_bytes(&none, group, bytes), ECC_E_RANGE);
		bytes[size - 1]--;
		assert_int_equal(ecc_scalar_from_bytes(&last, group, bytes), 0);
		/* (r - 1) + 2 is 1 modulo r */
		assert_int_equal(ecc_scalar_add(&none, group, last, two), ECC_E_RANGE);
		memset(bytes, 0xff, sizeof(bytes));
		assert_int_equal(ecc_scalar_from_bytes(&none, group, bytes), ECC_E_RANGE);
		assert_null(none);
	}
}

static void hash_becomes_a_scalar_from_1_on(void **state)
{
	struct ecc_group *group _group_ = new_group(19);
	struct ecc_scalar *scalar _scalar_ = NULL, *wrapped _scalar_ = NULL;
	uint8_t bytes[32] = { 0 }, back[32], one[32] = { [31] = 1 };

	assert_int_equal(ecc_scalar_from_hash(&scalar, group, bytes, sizeof(bytes)), 0);
	assert_int_equal(ecc_scalar_bytes(group, scalar, back), 0);
	assert_memory_equal(back, one, sizeof(one));
	/* order - 1 is 0 modulo (order - 1) */
	from_hex(orders[0], bytes);
	bytes[31]--;
	assert_int_equal(ecc_scalar_from_hash(&wrapped, group, bytes, sizeof(bytes)), 0);
	assert_int_equal(ecc_scalar_bytes(group, wrapped, back), 0);
	assert_memory_equal(back, one, sizeof(one));
}

/* ecc_point_from_x() decides by the root, which is another way. */
static void test_of_x_agrees_with_the_root(void **state)
{
	for (size_t i = 0; i < array_size(numbers); i++) {
		struct ecc_group *group _group_ = new_group(numbers[i]);
		unsigned n_points = 0;

		for (unsigned value = 0; value < 64; value++) {
			uint8_t x[ECC_MAX_SIZE] = { 0 }, mask = 0x55;
			struct ecc_point *point _point_ = NULL;
			int r;

			x[ecc_group_size(group) - 1] = (uint8_t)value;
			assert_int_equal(ecc_test_x(group, x, &mask), 0);
			r = ecc_point_from_x(&point, group, x, false);
			assert_int_equal(mask, r == 0 ? 0xff : 0x00);
			assert_int_equal(r, r ? ECC_E_NOT_ON_CURVE : 0);
			n_points += r == 0;
		}
		assert_in_range(n_points, 16, 48);
	}
}

static void x_above_the_prime_has_no_point(void **state)
{
	struct ecc_group *group _group_ = new_group(19);
	struct ecc_point *point _point_ = NULL;
	uint8_t x[ECC_MAX_SIZE], small[ECC_MAX_SIZE] = { 0 }, mask = 0;

	/* 5 has a point; prime + 5 is the same to arithmetic modulo the prime, and still refused. */
	small[31] = 5;
	assert_int_equal(ecc_point_from_x(&point, group, small, false), 0);
	ecc_group_prime(group, x);
	memset(x + 20, 0, 12);
	x[19]++;
	for (size_t i = 19; x[i] == 0; i--)
		x[i - 1]++;
	x[31] = 4;
	assert_int_equal(ecc_test_x(group, small, &mask), 0);
	assert_int_equal(mask, 0xff);
	assert_int_equal(ecc_test_x(group, x, &mask), 0);
	assert_int_equal(mask, 0);
	ecc_group_prime(group, x);
	assert_int_equal(ecc_test_x(group, x, &mask), 0);
	assert_int_equal(mask, 0);
}

/* --- without memory --- */

/* Allocations of libcrypto that still succeed; SIZE_MAX: all. */
static size_t n_allowed = SIZE_MAX;

static bool is_allowed(void)
{
	if (n_allowed == SIZE_MAX)
		return true;
	if (n_allowed > 0)
		n_allowed--;
	return n_allowed > 0;
}

static void *limited_malloc(size_t size, const char *file, int line)
{
	return is_allowed() ? malloc(size) : NULL;
}

static void *limited_realloc(void *pointer, size_t size, const char *file, int line)
{
	return is_allowed() ? realloc(pointer, size) : NULL;
}

static void limited_free(void *pointer, const char *file, int line)
{
	free(pointer);
}

/* One of everything. */
static int use_group(uint16_t number)
{
	static const uint8_t bytes[ECC_MAX_SIZE] = { 7, 7, 7 };
	struct ecc_group *group _group_ = NULL;
	struct ecc_scalar *scalar _scalar_ = NULL, *hash _scalar_ = NULL, *sum _scalar_ = NULL;
	struct ecc_point *point _point_ = NULL, *mapped _point_ = NULL, *added _point_ = NULL, *by_x _point_ = NULL;
	uint8_t xy[2 * ECC_MAX_SIZE], mask;
	int r = ecc_group_new(&group, number);

	r = r ? r : ecc_scalar_random(&scalar, group);
	r = r ? r : ecc_scalar_from_hash(&hash, group, bytes, sizeof(bytes));
	r = r ? r : ecc_scalar_add(&sum, group, scalar, hash);
	r = r ? r : ecc_point_multiply(&point, group, sum, NULL);
	r = r ? r : ecc_point_from_hash(&mapped, group, bytes, sizeof(bytes));
	r = r ? r : ecc_point_add(&added, group, point, mapped);
	r = r ? r : ecc_point_negate(added, group);
	r = r ? r : ecc_point_bytes(group, added, xy);
	r = r ? r : ecc_test_x(group, xy, &mask);
	if (r == 0)
		assert_int_equal(mask, 0xff);
	return r ? r : ecc_point_from_x(&by_x, group, xy, true);
}

static void running_out_of_memory_is_an_error_and_never_an_answer(void **state)
{
	for (size_t i = 0; i < array_size(numbers); i++) {
		size_t n_failed = 0;
		int r = -EIO;

		assert_int_equal(use_group(numbers[i]), 0);
		for (size_t n = 1; r != 0; n++) {
			n_allowed = n;
			r = use_group(numbers[i]);
			n_failed += n_allowed == 0 && r != 0;
			n_allowed = SIZE_MAX;
			assert_true(r == 0 || r == -EIO || r == -ENOMEM);
		}
		/* libcrypto hides a failure now and then, where it can do without; but not often */
		assert_true(n_failed > 50);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_have_the_sizes_of_their_primes),
		cmocka_unit_test(hashes_map_to_the_published_points),
		cmocka_unit_test(map_of_zero_is_a_point_too),
		cmocka_unit_test(sum_and_product_are_the_published_ones),
		cmocka_unit_test(random_multiples_of_the_generator_lie_on_the_curve),
		cmocka_unit_test(point_and_its_negative_add_up_to_infinity),
		cmocka_unit_test(points_off_the_curve_are_refused),
		cmocka_unit_test(scalars_are_above_1_and_below_the_order),
		cmocka_unit_test(hash_becomes_a_scalar_from_1_on),
		cmocka_unit_test(test_of_x_agrees_with_the_root),
		cmocka_unit_test(x_above_the_prime_has_no_point),
		cmocka_unit_test(running_out_of_memory_is_an_error_and_never_an_answer),
	};

	/* before libcrypto takes any */
	if (CRYPTO_set_mem_functions(limited_malloc, limited_realloc, limited_free) != 1)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
