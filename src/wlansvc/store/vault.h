/*
 * Secrets at rest: sealed with a key of this machine, so that the database alone, a backup of it or an exported profile tell nothing.
 *
 * The machine's key is a systemd credential ("wlansvc.key", in $CREDENTIALS_DIRECTORY) if there is one, else a file of mode 0600
 * that is made at the first start: 32 random bytes either way. A sealed secret is AES-256-GCM under a random nonce; bytes, not text.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/secret.h"

struct vault;

#define VAULT_OVERHEAD 32 /* bytes that a sealed secret is longer than the secret, at most */

/**
 * vault_open() - get the machine's key ready
 * @path: file of the key; made if it does not exist (whole or not at all, durable when this returns). NULL: a key that ends
 *        with the process, for tests and for stores in memory; then no credential is looked for either.
 *
 * Return: 0; -EPERM if the file can be read or written by others, belongs to somebody else or is a link (nothing is trusted to it;
 * the caller says how to mend it: chmod 600, chown); -EBADMSG if it is no key; other negative errno.
 */
int vault_open(struct vault **ret, const char *path);
/* Wipes the key. */
struct vault *vault_close(struct vault *vault);
define_cleanup(struct vault, vault, vault_close);

/* @ret: room for secret->size + VAULT_OVERHEAD. Return: 0; -EIO. */
int vault_seal(const struct vault *vault, const struct secret *secret, uint8_t *ret, size_t *ret_size);
/* Return: 0; -EBADMSG if it was not sealed by this vault, or was changed. */
int vault_unseal(const struct vault *vault, const void *sealed, size_t size, struct secret *ret);
