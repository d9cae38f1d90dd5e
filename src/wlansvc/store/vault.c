#include "wlansvc/store/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/log.h"
#include "crypto/crypto.h"

#define KEY_SIZE 32
#define NONCE_SIZE 12
#define TAG_SIZE 16

/* A sealed secret: version, nonce, text as long as the secret, tag. */
#define VERSION 1
#define TEXT_AT (1 + NONCE_SIZE)
#define OVERHEAD (TEXT_AT + TAG_SIZE)
_Static_assert(OVERHEAD <= VAULT_OVERHEAD, "VAULT_OVERHEAD is a promise");

/* Authenticated with every secret, so that nothing else this key might seal one day passes for one. */
static const char purpose[] = "native-wifi secret 1";

#define CREDENTIAL "wlansvc.key"

struct vault {
	struct secret key;
};

struct vault *vault_close(struct vault *vault)
{
	if (!vault)
		return NULL;
	secret_wipe(&vault->key);
	free(vault);
	return NULL;
}

/* @forbidden: bits of the mode. A credential may be readable for a group: that is how an access list shows in a mode. */
static int check_file(int fd, mode_t forbidden)
{
	struct stat info;

	if (fstat(fd, &info) < 0)
		return -errno;
	if (!S_ISREG(info.st_mode))
		return -EBADMSG;
	if ((info.st_uid != geteuid() && info.st_uid != 0) || (info.st_mode & forbidden) != 0)
		return -EPERM;
	return 0;
}

/* Zeros are what a file system may leave of a file after a crash. */
static bool is_key(const struct secret *bytes)
{
	static const uint8_t zeros[KEY_SIZE];

	return bytes->size == KEY_SIZE && !secret_equal_bytes(bytes->bytes, zeros, KEY_SIZE);
}

static int read_all(int fd, struct secret *ret)
{
	size_t size = 0;
	ssize_t n;

	while ((n = read(fd, ret->bytes + size, sizeof(ret->bytes) - size)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		size += n;
	}
	ret->size = size;
	return 0;
}

/* Return: 0; -ENOENT; -EPERM; -EBADMSG; other negative errno. */
static int read_key(const char *path, mode_t forbidden, struct secret *ret)
{
	_auto_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	_cleanup_secret_ struct secret bytes = {0};
	int r;

	if (fd < 0)
		return errno == ELOOP ? -EPERM : -errno;
	r = check_file(fd, forbidden);
	if (r == 0)
		r = read_all(fd, &bytes);
	if (r == 0 && !is_key(&bytes))
		r = -EBADMSG;
	if (r < 0) {
		log_debug("vault: the key %s is refused: %s", path, strerror(-r));
		return r;
	}
	return secret_set(ret, bytes.bytes, bytes.size);
}

static int write_all(int fd, const uint8_t *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno != EINTR)
			return -errno;
		bytes += n > 0 ? n : 0;
		size -= n > 0 ? n : 0;
	}
	return 0;
}

static int sync_folder_of(const char *path)
{
	_auto_free_ char *folder = strdup(path);
	_auto_fd_ int fd = -1;
	char *slash;

	if (!folder)
		return -ENOMEM;
	slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = 0;
	fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

/* The name appears when the bytes are on the disk, and never in place of another key. */
static int write_and_link(int fd, const char *temporary, const char *path, const struct secret *key)
{
	int r = write_all(fd, key->bytes, key->size);

	if (r < 0)
		return r;
	if (fsync(fd) < 0 || link(temporary, path) < 0)
		return -errno;
	return 0;
}

/* Return: 0; -EEXIST if somebody else was faster; other negative errno. */
static int make_key(const char *path)
{
	_cleanup_secret_ struct secret key = {.size = KEY_SIZE};
	_auto_free_ char *temporary = NULL;
	_auto_fd_ int fd = -1;
	int r;

	r = crypto_random(key.bytes, KEY_SIZE);
	if (r < 0)
		return r;
	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return -ENOMEM;
	fd = mkostemp(temporary, O_CLOEXEC); /* O_EXCL and mode 0600 */
	if (fd < 0)
		return -errno;
	r = write_and_link(fd, temporary, path, &key);
	unlink(temporary);
	return r < 0 ? r : sync_folder_of(path);
}

/* Return: 0; -ENOENT if systemd has given us no key; other negative errno. */
static int read_credential(struct secret *ret)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	_auto_free_ char *path = NULL;

	if (!folder || folder[0] != '/')
		return -ENOENT;
	if (asprintf(&path, "%s/" CREDENTIAL, folder) < 0)
		return -ENOMEM;
	return read_key(path, 0037, ret);
}

static int get_key(const char *path, struct secret *ret)
{
	int r = read_credential(ret);

	if (r != -ENOENT)
		return r;
	r = read_key(path, 0077, ret);
	if (r != -ENOENT)
		return r;
	r = make_key(path);
	if (r < 0 && r != -EEXIST)
		return r;
	return read_key(path, 0077, ret);
}

static int make_passing_key(struct secret *ret)
{
	uint8_t bytes[KEY_SIZE];
	int r = crypto_random(bytes, sizeof(bytes));

	if (r == 0)
		r = secret_set(ret, bytes, sizeof(bytes));
	secret_wipe_bytes(bytes, sizeof(bytes));
	return r;
}

int vault_open(struct vault **ret, const char *path)
{
	cleanup(cleanup_vault) struct vault *vault = calloc(1, sizeof(*vault));
	int r;

	if (!vault)
		return -ENOMEM;
	r = path ? get_key(path, &vault->key) : make_passing_key(&vault->key);
	if (r < 0)
		return r;
	*ret = take_ptr(vault);
	return 0;
}

int vault_seal(const struct vault *vault, const struct secret *secret, uint8_t *ret, size_t *ret_size)
{
	uint8_t sealed[SECRET_MAX + OVERHEAD] = {VERSION};
	int r;

	r = crypto_random(sealed + 1, NONCE_SIZE);
	if (r < 0)
		return r;
	r = crypto_seal(CRYPTO_GCM, vault->key.bytes, KEY_SIZE, sealed + 1, purpose, sizeof(purpose), secret->bytes, secret->size,
			sealed + TEXT_AT, sealed + TEXT_AT + secret->size, TAG_SIZE);
	if (r < 0)
		return r;
	memcpy(ret, sealed, OVERHEAD + secret->size);
	*ret_size = OVERHEAD + secret->size;
	return 0;
}

int vault_unseal(const struct vault *vault, const void *sealed, size_t size, struct secret *ret)
{
	_cleanup_secret_ struct secret secret = {0};
	struct reader reader = reader_over(sealed, size);
	uint8_t version = reader_u8(&reader);
	const uint8_t *nonce = reader_bytes(&reader, NONCE_SIZE);
	size_t text_size = reader.left > TAG_SIZE ? reader.left - TAG_SIZE : 0;
	const uint8_t *text = reader_bytes(&reader, text_size), *tag = reader_bytes(&reader, TAG_SIZE);
	int r = reader_end(&reader, READER_ALL_MUST_BE_READ);

	if (r < 0)
		return r;
	if (version != VERSION || text_size > SECRET_MAX)
		return -EBADMSG;
	r = crypto_open(CRYPTO_GCM, vault->key.bytes, KEY_SIZE, nonce, purpose, sizeof(purpose), text, text_size, tag, TAG_SIZE,
			secret.bytes);
	return r < 0 ? r : secret_set(ret, secret.bytes, text_size);
}
