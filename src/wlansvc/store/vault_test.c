#include "wlansvc/store/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#define KILLS 50

struct place {
	char folder[32], path[64];
};

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	unsetenv("CREDENTIALS_DIRECTORY");
	strcpy(place->folder, "/tmp/vault_test.XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	snprintf(place->path, sizeof(place->path), "%s/key", place->folder);
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;
	char command[64];

	unsetenv("CREDENTIALS_DIRECTORY");
	snprintf(command, sizeof(command), "rm -rf %s", place->folder);
	assert_int_equal(system(command), 0);
	free(place);
	return 0;
}

static struct vault *must_open(const char *path)
{
	struct vault *vault = NULL;

	assert_int_equal(vault_open(&vault, path), 0);
	return vault;
}

static void write_file(const char *path, const void *bytes, size_t size, mode_t mode)
{
	_auto_fd_ int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), size);
	assert_int_equal(fchmod(fd, mode), 0);
}

static struct secret secret_of(const char *text)
{
	struct secret secret = { 0 };

	assert_int_equal(secret_set(&secret, text, strlen(text)), 0);
	return secret;
}

static const char *const texts[] = { "", "x", "not a key", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" };

static void what_was_sealed_opens_again_also_after_a_restart(void **state)
{
	struct place *place = *state;

	for (size_t i = 0; i < array_size(texts); i++) {
		struct secret secret = secret_of(texts[i]), opened = { 0 };
		uint8_t sealed[SECRET_MAX + VAULT_OVERHEAD], again[SECRET_MAX + VAULT_OVERHEAD];
		struct vault *vault = must_open(place->path);
		size_t size = 0, again_size = 0;

		assert_int_equal(vault_seal(vault, &secret, sealed, &size), 0);
		assert_int_equal(vault_seal(vault, &secret, again, &again_size), 0);
		assert_true(size <= secret.size + VAULT_OVERHEAD);
		assert_memory_not_equal(sealed, again, size);
		if (secret.size > 4)
			assert_null(memmem(sealed, size, texts[i], secret.size));
		vault_close(vault);
		vault = must_open(place->path);
		assert_int_equal(vault_unseal(vault, sealed, size, &opened), 0);
		assert_true(secret_equal(&opened, &secret));
		vault_close(vault);
	}
}

static void the_longest_secret_fits(void **state)
{
	uint8_t sealed[SECRET_MAX + VAULT_OVERHEAD];
	struct secret secret = { .size = SECRET_MAX, .bytes = { 1, 2, 3 } }, opened = { 0 };
	cleanup(cleanup_vault) struct vault *vault = must_open(NULL);
	size_t size = 0;

	assert_int_equal(vault_seal(vault, &secret, sealed, &size), 0);
	assert_int_equal(vault_unseal(vault, sealed, size, &opened), 0);
	assert_true(secret_equal(&opened, &secret));
}

static void no_changed_byte_and_no_other_length_opens(void **state)
{
	cleanup(cleanup_vault) struct vault *vault = must_open(NULL);
	struct secret secret = secret_of("not a key"), opened = secret_of("untouched"), untouched = opened;
	uint8_t sealed[SECRET_MAX + VAULT_OVERHEAD + 1] = { 0 };
	size_t size = 0;

	assert_int_equal(vault_seal(vault, &secret, sealed, &size), 0);
	for (size_t bit = 0; bit < 8 * size; bit++) {
		sealed[bit / 8] ^= 1 << bit % 8;
		assert_int_equal(vault_unseal(vault, sealed, size, &opened), -EBADMSG);
		sealed[bit / 8] ^= 1 << bit % 8;
	}
	for (size_t other = 0; other <= sizeof(sealed); other++)
		if (other != size)
			assert_int_equal(vault_unseal(vault, sealed, other, &opened), -EBADMSG);
	assert_true(secret_equal(&opened, &untouched));
	assert_int_equal(vault_unseal(vault, sealed, size, &opened), 0);
}

static void another_machine_opens_nothing(void **state)
{
	cleanup(cleanup_vault) struct vault *here = must_open(NULL);
	cleanup(cleanup_vault) struct vault *there = must_open(NULL);
	uint8_t sealed[SECRET_MAX + VAULT_OVERHEAD];
	struct secret secret = secret_of("not a key"), opened = { 0 };
	size_t size = 0;

	assert_int_equal(vault_seal(here, &secret, sealed, &size), 0);
	assert_int_equal(vault_unseal(there, sealed, size, &opened), -EBADMSG);
	assert_int_equal(opened.size, 0);
}

static void the_key_file_is_for_the_service_alone(void **state)
{
	static const mode_t bad_modes[] = { 0644, 0640, 0602, 0620, 0601 };
	struct place *place = *state;
	struct vault *vault = must_open(place->path);
	struct stat info;
	char target[80];

	vault_close(vault);
	vault = NULL;
	assert_int_equal(stat(place->path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	assert_int_equal(info.st_nlink, 1);
	for (size_t i = 0; i < array_size(bad_modes); i++) {
		assert_int_equal(chmod(place->path, bad_modes[i]), 0);
		assert_int_equal(vault_open(&vault, place->path), -EPERM);
	}
	assert_int_equal(chmod(place->path, 0400), 0);
	vault_close(must_open(place->path));
	snprintf(target, sizeof(target), "%s/elsewhere", place->folder);
	assert_int_equal(rename(place->path, target), 0);
	assert_int_equal(symlink(target, place->path), 0);
	assert_int_equal(vault_open(&vault, place->path), -EPERM);
	if (geteuid() == 0) {
		unlink(place->path);
		assert_int_equal(rename(target, place->path), 0);
		assert_int_equal(chown(place->path, 12345, -1), 0);
		assert_int_equal(vault_open(&vault, place->path), -EPERM);
	}
	assert_null(vault);
}

static void what_is_no_key_is_refused_and_left_alone(void **state)
{
	static const uint8_t zeros[32] = { 0 }, long_one[33] = { 1 };
	struct place *place = *state;
	struct vault *vault = NULL;
	struct stat info;

	write_file(place->path, zeros, 32, 0600);
	assert_int_equal(vault_open(&vault, place->path), -EBADMSG);
	write_file(place->path, long_one, 31, 0600);
	assert_int_equal(vault_open(&vault, place->path), -EBADMSG);
	write_file(place->path, long_one, 33, 0600);
	assert_int_equal(vault_open(&vault, place->path), -EBADMSG);
	assert_int_equal(stat(place->path, &info), 0);
	assert_int_equal(info.st_size, 33);
	write_file(place->path, "", 0, 0600);
	assert_int_equal(vault_open(&vault, place->path), -EBADMSG);
	unlink(place->path);
	assert_int_equal(mkfifo(place->path, 0600), 0); /* must not hang either */
	assert_int_equal(vault_open(&vault, place->path), -EBADMSG);
	assert_int_equal(vault_open(&vault, "/nonexistent/folder/key"), -ENOENT);
	assert_null(vault);
}

static void a_credential_of_systemd_goes_before_the_file(void **state)
{
	struct place *place = *state;
	uint8_t sealed[SECRET_MAX + VAULT_OVERHEAD], key[32] = { 7 };
	struct secret secret = secret_of("not a key"), opened = { 0 };
	struct vault *vault;
	char path[64];
	size_t size = 0;

	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", place->folder, 1), 0);
	vault = must_open(place->path); /* none there: the file is made */
	vault_close(vault);
	snprintf(path, sizeof(path), "%s/wlansvc.key", place->folder);
	write_file(path, key, sizeof(key), 0440);
	vault = must_open(place->path);
	assert_int_equal(vault_seal(vault, &secret, sealed, &size), 0);
	vault_close(vault);
	assert_int_equal(unlink(place->path), 0);
	vault = must_open(place->path);
	assert_int_equal(vault_unseal(vault, sealed, size, &opened), 0);
	assert_true(secret_equal(&opened, &secret));
	assert_int_not_equal(access(place->path, F_OK), 0);
	vault_close(vault);
	assert_int_equal(chmod(path, 0444), 0);
	vault = NULL;
	assert_int_equal(vault_open(&vault, place->path), -EPERM);
	unsetenv("CREDENTIALS_DIRECTORY");
	vault = must_open(place->path);
	assert_int_equal(vault_unseal(vault, sealed, size, &opened), -EBADMSG);
	vault_close(vault);
}

static void number(const struct place *place, unsigned i, char ret[80])
{
	snprintf(ret, 80, "%s.%u", place->path, i);
}

/* One key file after the other. */
static void make_until_killed(const struct place *place, int started)
{
	char path[80];

	if (write(started, "", 1) != 1)
		_exit(1);
	for (unsigned i = 0;; i++) {
		struct vault *vault = NULL;

		number(place, i, path);
		if (vault_open(&vault, path) != 0)
			_exit(2);
		vault_close(vault);
	}
}

static void kill_while_making(const struct place *place, unsigned *seed)
{
	int pipes[2], status;
	char byte;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	if (child == 0)
		make_until_killed(place, pipes[1]);
	assert_int_equal(read(pipes[0], &byte, 1), 1);
	/* Not a wait for anything: it only makes the moment a different one each time. */
	poll(NULL, 0, rand_r(seed) % 16);
	kill(child, SIGKILL);
	close(pipes[0]);
	close(pipes[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

static void assert_whole_key_that_stays(const char *path)
{
	uint8_t before[64], after[64];
	_auto_fd_ int fd = open(path, O_RDONLY), again = -1;

	assert_int_equal(read(fd, before, sizeof(before)), 32);
	vault_close(must_open(path));
	again = open(path, O_RDONLY);
	assert_int_equal(read(again, after, sizeof(after)), 32);
	assert_memory_equal(before, after, 32);
}

static void a_crash_leaves_a_whole_key_or_none(void **state)
{
	struct place *place = *state;
	unsigned seed = 20260101, n_made = 0;

	vault_close(must_open(NULL)); /* libcrypto is ready in the children */
	for (unsigned round = 0; round < KILLS; round++) {
		char path[80];

		kill_while_making(place, &seed);
		for (unsigned i = 0; number(place, i, path), access(path, F_OK) == 0; i++) {
			assert_whole_key_that_stays(path);
			unlink(path);
			n_made++;
		}
	}
	print_message("%u kills, %u keys\n", KILLS, n_made);
	assert_true(n_made > 0);
}

/* The kernel ends the process in the middle of the key. */
static void half_a_write_leaves_no_key(void **state)
{
	struct place *place = *state;
	int status;
	pid_t child = fork();

	if (child == 0) {
		struct vault *vault = NULL;

		setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 16, 16 });
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
		signal(SIGXFSZ, SIG_DFL);
		_exit(vault_open(&vault, place->path) != 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGXFSZ);
	assert_int_not_equal(access(place->path, F_OK), 0);
	vault_close(must_open(place->path));
}

static void a_full_disk_is_reported_and_leaves_nothing(void **state)
{
	struct place *place = *state;
	int status;
	pid_t child = fork();

	if (child == 0) {
		struct vault *vault = NULL;

		setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 16, 16 });
		signal(SIGXFSZ, SIG_IGN);
		_exit(vault_open(&vault, place->path) != -EFBIG || vault);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_int_equal(rmdir(place->folder), 0);
	assert_int_equal(mkdir(place->folder, 0700), 0);
}

static void two_that_start_at_once_get_the_same_key(void **state)
{
	struct place *place = *state;
	uint8_t sealed[SECRET_MAX + VAULT_OVERHEAD] = { 0 };
	struct secret secret = secret_of("not a key"), opened = { 0 };
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);
	for (int i = 0; i < 8; i++)
		if (fork() == 0) {
			struct vault *vault = NULL;
			size_t size = 0;

			if (vault_open(&vault, place->path) != 0 || vault_seal(vault, &secret, sealed, &size) != 0)
				_exit(1);
			_exit(write(pipes[1], sealed, 64) != 64);
		}
	close(pipes[1]);
	for (int i = 0; i < 8; i++) {
		cleanup(cleanup_vault) struct vault *vault = NULL;

		assert_int_equal(read(pipes[0], sealed, 64), 64);
		vault = must_open(place->path);
		/* version, nonce, tag: 29 bytes */
		assert_int_equal(vault_unseal(vault, sealed, secret.size + 29, &opened), 0);
	}
	close(pipes[0]);
	while (wait(NULL) > 0)
		;
}

#define case_of(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		case_of(what_was_sealed_opens_again_also_after_a_restart),
		case_of(the_longest_secret_fits),
		case_of(no_changed_byte_and_no_other_length_opens),
		case_of(another_machine_opens_nothing),
		case_of(the_key_file_is_for_the_service_alone),
		case_of(what_is_no_key_is_refused_and_left_alone),
		case_of(a_credential_of_systemd_goes_before_the_file),
		case_of(a_crash_leaves_a_whole_key_or_none),
		case_of(half_a_write_leaves_no_key),
		case_of(a_full_disk_is_reported_and_leaves_nothing),
		case_of(two_that_start_at_once_get_the_same_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
