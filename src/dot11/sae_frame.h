/*
 * What an SAE authentication frame carries behind algorithm, transaction and status (IEEE 802.11-2020, 9.3.3.11 and table 9-41).
 *
 * How long scalar and element are depends on the group, and where the token stands on the status: parsing needs both.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#define DOT11_SAE_MAX_SCALAR 66	  /* group 21 */
#define DOT11_SAE_MAX_ELEMENT 132 /* x and y */
#define DOT11_SAE_MAX_TOKEN 255
#define DOT11_SAE_MAX_REJECTED 16
#define DOT11_SAE_MAX_CONFIRM 64

enum dot11_sae_transaction {
	DOT11_SAE_COMMIT = 1,
	DOT11_SAE_CONFIRM = 2,
};

/* Status codes of SAE frames: IEEE 802.11-2020, table 9-50. */
enum dot11_sae_status {
	DOT11_SAE_STATUS_TOKEN_REQUIRED = 76,
	DOT11_SAE_STATUS_UNSUPPORTED_GROUP = 77,
	DOT11_SAE_STATUS_UNKNOWN_PASSWORD_IDENTIFIER = 123,
	DOT11_SAE_STATUS_HASH_TO_ELEMENT = 126,
};

struct dot11_sae_commit {
	uint16_t status; /* 0: hunting and pecking; DOT11_SAE_STATUS_HASH_TO_ELEMENT; or one that refuses (then only group and token count) */
	uint16_t group;	 /* finite cyclic group, IANA number: 19, 20, 21 */
	const uint8_t *scalar, *element; /* borrowed; NULL if it has none */
	size_t scalar_size, element_size;
	const uint8_t *token; /* anti-clogging token; NULL without */
	size_t token_size;
	bool token_in_container; /* with status 76: in an element, as hash to element wants it (otherwise the status tells) */
	size_t n_rejected;
	uint16_t rejected[DOT11_SAE_MAX_REJECTED]; /* groups refused before, hash to element only */
	bool has_password_identifier; /* its content is of no use here */
};

/* Bytes of prime and order of a group: 32, 48, 66 for 19, 20, 21; 0 for a group not known here. */
size_t dot11_sae_prime_size(uint16_t group);

/**
 * dot11_sae_commit_parse() - what follows the status field of a commit
 * @status: of the frame
 *
 * A refusal may lack what the standard wants in it: its group is 0 then.
 * Return: 0; -EBADMSG if it is too short for its group or a container element is broken; -EOPNOTSUPP for a group whose sizes are
 * not known (status and group are set all the same, so that it can be refused by number).
 */
int dot11_sae_commit_parse(uint16_t status, const void *bytes, size_t size, struct dot11_sae_commit *ret_commit);
/* Writes what follows the status field. */
void dot11_sae_commit_write(struct writer *writer, const struct dot11_sae_commit *commit);

struct dot11_sae_confirm {
	uint16_t send_confirm;
	const uint8_t *confirm; /* borrowed */
	size_t confirm_size;	/* 32, 48 or 64 */
};

/* Return: 0; -EBADMSG. */
int dot11_sae_confirm_parse(const void *bytes, size_t size, struct dot11_sae_confirm *ret_confirm);
void dot11_sae_confirm_write(struct writer *writer, const struct dot11_sae_confirm *confirm);
