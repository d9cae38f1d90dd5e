/*
 * Simultaneous Authentication of Equals (IEEE 802.11-2020, 12.4) with groups 19, 20 and 21, by hunting and pecking or by hash to
 * element: contents of commit and confirm, made and checked. Whoever owns it moves frames, repeats them and keeps time.
 *
 * The same machine serves both sides: "equals".
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "dot11/sae_frame.h"
#include "dot11/types.h"

struct sae;

enum sae_method {
	SAE_HUNTING_AND_PECKING,
	SAE_HASH_TO_ELEMENT,
};

enum sae_outcome {
	SAE_E_COMMIT_AGAIN = 1,	  /* the peer wants a token or another group: sae_make_commit() and send again */
	SAE_E_UNSUPPORTED_GROUP,  /* the peer uses a group that we do not take: answer status 77 */
	SAE_E_NO_COMMON_GROUP,	  /* the peer refuses every group that we have */
	SAE_E_REFUSED,		  /* the peer's status says no, and nothing can be done */
	SAE_E_INVALID,		  /* scalar or element out of range or not on the curve, or sizes that do not fit */
	SAE_E_REFLECTION,	  /* our own commit came back */
	SAE_E_DOWNGRADE,	  /* the peer calls a group refused that we support, or uses the method that we do not */
	SAE_E_MISMATCH,		  /* the confirm is wrong: the passwords differ */
	SAE_E_STATE,		  /* not expected now */
};

/* Everything is copied. */
struct sae_config {
	struct dot11_mac own, peer;
	struct dot11_ssid ssid; /* hash to element needs it */
	const void *password;
	size_t password_size; /* 1 to 63 */
	enum sae_method method;
	size_t n_groups; /* at least 1 */
	uint16_t groups[3]; /* of 19, 20, 21; the first is used for our commit, the others if it is refused, and all are taken from the peer */
};

/* Return: 0; -EINVAL; -ENOMEM; -EIO. */
int sae_new(struct sae **ret, const struct sae_config *config);
struct sae *sae_free(struct sae *sae);
define_cleanup(struct sae, sae, sae_free);

/* The present commit, token and rejected groups included; the same again until something calls for a new one. Borrowed from the
 * machine until it is used again. Return: 0; -EIO; -ENOMEM. */
int sae_make_commit(struct sae *sae, struct dot11_sae_commit *ret_commit);

/**
 * sae_take_commit() - a commit of the peer, or its refusal of ours (status 76, 77 and others)
 * An equal that answers takes the peer's group here, before it makes its own commit.
 * Return: 0: both are there, make the confirm; positive enum sae_outcome; -EIO; -ENOMEM.
 */
int sae_take_commit(struct sae *sae, const struct dot11_sae_commit *commit);

/* Each call counts send-confirm up. Return: 0; SAE_E_STATE before both commits; -EIO. */
int sae_make_confirm(struct sae *sae, struct dot11_sae_confirm *ret_confirm);
/* @status: of the frame. Return: 0: authenticated; SAE_E_MISMATCH, _REFUSED, _STATE; -EIO. */
int sae_take_confirm(struct sae *sae, uint16_t status, const struct dot11_sae_confirm *confirm);

/* The group of the present commit. */
uint16_t sae_group(const struct sae *sae);
/* 32 bytes and 16 bytes; NULL before the peer's confirm was right. */
const struct secret *sae_pmk(const struct sae *sae);
const uint8_t *sae_pmkid(const struct sae *sae);
