/*
 * Arithmetic on the elliptic curves of groups 19, 20 and 21 (P-256, P-384, P-521; IANA's numbers for IKE): what SAE and OWE need,
 * over OpenSSL's EC_GROUP, EC_POINT and BIGNUM. Nothing here is an own primitive, but for the two maps onto a curve that
 * libcrypto lacks.
 *
 * All numbers are big endian and exactly ecc_group_size() bytes long. Every scalar and point is taken for a secret: computed on
 * in constant time as far as libcrypto has the means, and cleared when freed. A scalar or a point belongs to the group that it
 * was made with; a group and what was made with it stay in one thread, for they share a scratch pad.
 *
 * Every int function returns 0; -ENOMEM; -EIO if libcrypto refuses or has no memory; and the positive outcomes that it names.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

#define ECC_MAX_SIZE 66 /* of a coordinate or scalar: group 21 */

enum ecc_outcome {
	ECC_E_RANGE = 1, /* a scalar that is not above 1 and below the order, or a coordinate that is not below the prime */
	ECC_E_NOT_ON_CURVE,
	ECC_E_INFINITY, /* the neutral element, which has no coordinates */
};

struct ecc_group;
struct ecc_scalar; /* an integer modulo the order of the group */
struct ecc_point;

/* Return: also -EOPNOTSUPP for another group than 19, 20, 21. */
int ecc_group_new(struct ecc_group **ret, uint16_t number);
struct ecc_group *ecc_group_free(struct ecc_group *group);
define_cleanup(struct ecc_group, ecc_group, ecc_group_free);

uint16_t ecc_group_number(const struct ecc_group *group);
/* Bytes of a coordinate, and of a scalar: 32, 48, 66. */
size_t ecc_group_size(const struct ecc_group *group);
/* Bits of the prime: 256, 384, 521. */
size_t ecc_group_prime_bits(const struct ecc_group *group);
/* @ret: ecc_group_size() bytes */
void ecc_group_prime(const struct ecc_group *group, uint8_t *ret);

/* Return: also ECC_E_RANGE unless 1 < value < order. */
int ecc_scalar_from_bytes(struct ecc_scalar **ret, struct ecc_group *group, const uint8_t *bytes);
/* (bytes mod (order - 1)) + 1, so never 0 (IEEE 802.11-2020, 12.4.4.2.3). @size: any */
int ecc_scalar_from_hash(struct ecc_scalar **ret, struct ecc_group *group, const uint8_t *bytes, size_t size);
/* Above 1 and below the order; nobody can foresee it. */
int ecc_scalar_random(struct ecc_scalar **ret, struct ecc_group *group);
/* (a + b) mod order. Return: also ECC_E_RANGE if that is 0 or 1. */
int ecc_scalar_add(struct ecc_scalar **ret, struct ecc_group *group, const struct ecc_scalar *a, const struct ecc_scalar *b);
int ecc_scalar_bytes(const struct ecc_group *group, const struct ecc_scalar *scalar, uint8_t *ret);
struct ecc_scalar *ecc_scalar_free(struct ecc_scalar *scalar);
define_cleanup(struct ecc_scalar, ecc_scalar, ecc_scalar_free);

/* @xy: both coordinates. Return: also ECC_E_RANGE, ECC_E_NOT_ON_CURVE. The cofactor is 1: a point on the curve is of the group. */
int ecc_point_from_bytes(struct ecc_point **ret, struct ecc_group *group, const uint8_t *xy);
/* The point with this x whose y is odd, or even. Return: also ECC_E_RANGE, ECC_E_NOT_ON_CURVE. */
int ecc_point_from_x(struct ecc_point **ret, struct ecc_group *group, const uint8_t *x, bool y_is_odd);
/**
 * ecc_point_from_hash() - simplified SWU map of (bytes mod prime)
 * @size: of @bytes: half as long again as the prime, so that the remainder is even (IEEE 802.11-2020, 12.4.4.2.3)
 *
 * Takes the same time for all bytes. The result is a point of the curve for any input.
 * Source: IEEE 802.11-2020, 12.4.4.2.3; the same map as RFC 9380, 6.6.2, with its z of 8.2 to 8.4.
 */
int ecc_point_from_hash(struct ecc_point **ret, struct ecc_group *group, const uint8_t *bytes, size_t size);
/* @point: NULL for the generator. The result may be infinity only if @point is. */
int ecc_point_multiply(struct ecc_point **ret, struct ecc_group *group, const struct ecc_scalar *scalar,
		       const struct ecc_point *point);
/* The result may be infinity: ecc_point_bytes() and ecc_point_x() tell. */
int ecc_point_add(struct ecc_point **ret, struct ecc_group *group, const struct ecc_point *a, const struct ecc_point *b);
int ecc_point_negate(struct ecc_point *point, struct ecc_group *group);
/* @ret: 2 * ecc_group_size() bytes, x and y. Return: also ECC_E_INFINITY. */
int ecc_point_bytes(struct ecc_group *group, const struct ecc_point *point, uint8_t *ret);
/* @ret: ecc_group_size() bytes. Return: also ECC_E_INFINITY. */
int ecc_point_x(struct ecc_group *group, const struct ecc_point *point, uint8_t *ret);
struct ecc_point *ecc_point_free(struct ecc_point *point);
define_cleanup(struct ecc_point, ecc_point, ecc_point_free);

/**
 * ecc_test_x() - is there a point with this x?
 * @x:        ecc_group_size() bytes, of any value
 * @ret_mask: 0xff if there is, 0 if not (also for an x that is not below the prime)
 *
 * Neither time nor memory accesses depend on the answer: the residue test is blinded and answers by mask.
 * Source: IEEE 802.11-2020, 12.4.4.2.2 (the quadratic residue test of hunting and pecking).
 */
int ecc_test_x(struct ecc_group *group, const uint8_t *x, uint8_t *ret_mask);
