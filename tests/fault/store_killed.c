/*
 * store_killed [ROUNDS [SEED]]: the store of profiles and settings, killed at any moment of a change.
 *
 * Each round a child opens key and database, makes changes through the store's own functions and acknowledges each of
 * them over a pipe. It dies by SIGKILL: in one round of two at a random moment, in the other exactly before, within
 * or after a random system call that changes a file, with half of the bytes written. Then both are opened again, and
 * what is there must be, to the last key and the order of the list, what the acknowledged changes make, or that and
 * the one change that was under way: nothing less and nothing between.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/cleanup.h"
#include "base/secret.h"
#include "wlansvc/store/store.h"
#include "wlansvc/store/vault.h"

#define DEFAULT_ROUNDS 500
#define ROUNDS_OF_ONE_FILE 8 /* then a new key and a new database, so that making them is interrupted too */
#define CHANGES 60	     /* of one child at most */
#define N_NAMES 10
#define N_FILTERS 6
#define LONGEST_US 12000 /* of a child's life, in the rounds of random moments */
#define MOST_CALLS 120	 /* system calls until the end, in the other rounds */

static const struct guid interface = { { 1, 2, 3 } };

/* What the store must hold. Every value is told by the number of the change that wrote it; 0: there is none. */
struct model {
	size_t n;
	struct entry {
		unsigned int name;
		uint32_t key, security, custom, eap;
	} entries[N_NAMES]; /* in the order of the list */
	uint32_t setting, own_setting, secret, filters;
};

enum kind { SET, DELETE, REVERSE, RENAME, CUSTOM, EAP, SETTING, OWN_SETTING, SECRET, FILTERS, N_KINDS };

struct change {
	enum kind kind;
	unsigned int a, b; /* names */
	uint32_t number;
	bool has_security;
};

static char folder[64], database[96], key_file[96];
static char wrong[512];

static bool complain(const char *format, ...) __attribute__((__format__(__printf__, 1, 2)));

static bool complain(const char *format, ...)
{
	va_list arguments;

	if (wrong[0])
		return false;
	va_start(arguments, format);
	vsnprintf(wrong, sizeof(wrong), format, arguments);
	va_end(arguments);
	return false;
}

static char *text_of(char *buffer, const char *what, uint32_t number)
{
	sprintf(buffer, "%s %u", what, (unsigned int)number);
	return buffer;
}

/* A length of its own for each, so that pages fill and are freed. */
static size_t data_of(uint8_t *buffer, uint32_t number)
{
	size_t size = 1 + number * 37 % 3000;

	for (size_t i = 0; i < size; i++)
		buffer[i] = (uint8_t)(number + i);
	return size;
}

static struct secret secret_of(const char *what, uint32_t number)
{
	struct secret secret = { 0 };
	char text[64];

	text_of(text, what, number);
	secret_set(&secret, text, strlen(text));
	return secret;
}

static struct entry *find(struct model *model, unsigned int name)
{
	for (size_t i = 0; i < model->n; i++)
		if (model->entries[i].name == name)
			return &model->entries[i];
	return NULL;
}

static struct change choose(unsigned int *seed, uint32_t number)
{
	struct change change = { .number = number };
	unsigned int dice = (unsigned int)rand_r(seed) % 16;

	change.kind = dice < N_KINDS ? (enum kind)dice : SET;
	change.a = (unsigned int)rand_r(seed) % N_NAMES;
	change.b = (unsigned int)rand_r(seed) % N_NAMES;
	change.has_security = rand_r(seed) & 1;
	return change;
}

static void set_in_model(struct model *model, const struct change *change)
{
	struct entry *entry = find(model, change->a);

	if (!entry) {
		memmove(model->entries + 1, model->entries, model->n * sizeof(model->entries[0]));
		model->n++;
		entry = model->entries;
		*entry = (struct entry){ .name = change->a };
	}
	entry->key = change->number;
	entry->custom = 0;
	if (change->has_security)
		entry->security = change->number;
}

static void delete_in_model(struct model *model, struct entry *entry)
{
	size_t at = (size_t)(entry - model->entries);

	model->n--;
	memmove(entry, entry + 1, (model->n - at) * sizeof(*entry));
}

static void reverse_in_model(struct model *model)
{
	for (size_t i = 0; i < model->n / 2; i++) {
		struct entry other = model->entries[i];

		model->entries[i] = model->entries[model->n - 1 - i];
		model->entries[model->n - 1 - i] = other;
	}
}

static void change_model(struct model *model, const struct change *change)
{
	struct entry *entry = find(model, change->a);

	switch (change->kind) {
	case SET:
		set_in_model(model, change);
		break;
	case DELETE:
		if (entry)
			delete_in_model(model, entry);
		break;
	case REVERSE:
		reverse_in_model(model);
		break;
	case RENAME:
		if (entry && !find(model, change->b))
			entry->name = change->b;
		break;
	case CUSTOM:
		if (entry)
			entry->custom = change->number;
		break;
	case EAP:
		if (entry)
			entry->eap = change->number;
		break;
	case SETTING:
		model->setting = change->number;
		break;
	case OWN_SETTING:
		model->own_setting = change->number;
		break;
	case SECRET:
		model->secret = change->number;
		break;
	default:
		model->filters = change->number;
		break;
	}
}

static int set_in_store(struct store *store, const struct change *change, const char *name)
{
	struct profile *profile = NULL;
	struct profile_defect defect;
	char xml[1024], security[64];
	int r;

	snprintf(
		xml, sizeof(xml),
		"<WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><name>%s</name><SSIDConfig><SSID><name>n</name>"
		"</SSID></SSIDConfig><connectionType>ESS</connectionType><MSM><security><authEncryption><authentication>WPA2PSK"
		"</authentication><encryption>AES</encryption></authEncryption><sharedKey><keyType>passPhrase</keyType><protected>false"
		"</protected><keyMaterial>passphrase %u</keyMaterial></sharedKey></security></MSM></WLANProfile>",
		name, (unsigned int)change->number);
	if (profile_read(xml, strlen(xml), &profile, &defect) != 0)
		return -EINVAL;
	text_of(security, "security", change->number);
	r = store_set_profile(store, &interface, STORE_ALL_USERS, true, change->has_security ? security : NULL, profile);
	profile_free(profile);
	return r;
}

static int reverse_in_store(struct store *store, const struct model *before)
{
	const char *names[N_NAMES];
	char texts[N_NAMES][16];

	for (size_t i = 0; i < before->n; i++)
		names[i] = text_of(texts[i], "p", before->entries[before->n - 1 - i].name);
	return before->n ? store_order_profiles(store, &interface, names, before->n) : 0;
}

static int set_eap_data(struct store *store, const char *name, uint32_t number)
{
	uint8_t data[3001];
	struct store_eap_data eap = { .user = 1000, .is_xml = true, .data = data };

	eap.size = data_of(data, number);
	return store_set_eap_data(store, &interface, name, &eap);
}

static int set_filters(struct store *store, uint32_t number)
{
	struct store_filter filters[N_FILTERS] = { 0 };

	for (size_t i = 0; i < N_FILTERS; i++) {
		filters[i].ssid.size = sizeof(number);
		memcpy(filters[i].ssid.bytes, &number, sizeof(number));
		filters[i].bss_type = 1 + (uint32_t)i;
	}
	return store_set_filters(store, 1, filters, N_FILTERS);
}

/* Return: 0; an outcome of the store where the model says that nothing is changed; negative errno. */
static int change_store(struct store *store, const struct change *change, const struct model *before)
{
	char a[16], b[16], text[64];
	uint8_t data[3001];
	struct secret secret;

	text_of(a, "p", change->a);
	text_of(b, "p", change->b);
	switch (change->kind) {
	case SET:
		return set_in_store(store, change, a);
	case DELETE:
		return store_delete_profile(store, &interface, 0, a);
	case REVERSE:
		return reverse_in_store(store, before);
	case RENAME:
		return store_rename_profile(store, &interface, 0, a, b);
	case CUSTOM:
		return store_set_custom_data(store, &interface, a, data, data_of(data, change->number));
	case EAP:
		return set_eap_data(store, a, change->number);
	case SETTING:
		return store_set_setting(store, NULL, "setting", text_of(text, "value", change->number));
	case OWN_SETTING:
		return store_set_setting(store, &interface, "setting", text_of(text, "value", change->number));
	case SECRET:
		secret = secret_of("secret", change->number);
		return store_set_secret(store, "secret", &secret);
	default:
		return set_filters(store, change->number);
	}
}

/* --- the child --- */

/* Counts down with every system call that changes a file; 0: never dies of them. */
static unsigned int calls_left;
static unsigned int manner; /* 0: before the call, 1: in its middle, 2: after it */

static sqlite3_vfs *vfs;
static sqlite3_syscall_ptr real_pwrite, real_pwrite64, real_write, real_ftruncate, real_unlink;

static void die(void)
{
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

static bool is_the_one(void)
{
	if (calls_left == 0 || --calls_left > 0)
		return false;
	if (manner == 0)
		die();
	return true;
}

static ssize_t dying_pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	ssize_t (*call)(int, const void *, size_t, off_t) = (ssize_t(*)(int, const void *, size_t, off_t))real_pwrite;
	bool is_last = is_the_one();
	ssize_t n = call(fd, bytes, is_last && manner == 1 ? size / 2 : size, at);

	if (is_last)
		die();
	return n;
}

static ssize_t dying_pwrite64(int fd, const void *bytes, size_t size, off_t at)
{
	ssize_t (*call)(int, const void *, size_t, off_t) = (ssize_t(*)(int, const void *, size_t, off_t))real_pwrite64;
	bool is_last = is_the_one();
	ssize_t n = call(fd, bytes, is_last && manner == 1 ? size / 2 : size, at);

	if (is_last)
		die();
	return n;
}

static ssize_t dying_write(int fd, const void *bytes, size_t size)
{
	ssize_t (*call)(int, const void *, size_t) = (ssize_t(*)(int, const void *, size_t))real_write;
	bool is_last = is_the_one();
	ssize_t n = call(fd, bytes, is_last && manner == 1 ? size / 2 : size);

	if (is_last)
		die();
	return n;
}

static int dying_ftruncate(int fd, off_t size)
{
	bool is_last = is_the_one();
	int r = ((int (*)(int, off_t))real_ftruncate)(fd, size);

	if (is_last)
		die();
	return r;
}

static int dying_unlink(const char *path)
{
	bool is_last = is_the_one();
	int r = ((int (*)(const char *))real_unlink)(path);

	if (is_last)
		die();
	return r;
}

static void replace_call(const char *name, sqlite3_syscall_ptr ours, sqlite3_syscall_ptr *ret_real)
{
	*ret_real = vfs->xGetSystemCall(vfs, name);
	if (*ret_real)
		vfs->xSetSystemCall(vfs, name, ours);
}

/* SQLite lets its system calls be replaced, for tests like this one. */
static void die_in_a_call(void)
{
	vfs = sqlite3_vfs_find(NULL);
	replace_call("pwrite", (sqlite3_syscall_ptr)dying_pwrite, &real_pwrite);
	replace_call("pwrite64", (sqlite3_syscall_ptr)dying_pwrite64, &real_pwrite64);
	replace_call("write", (sqlite3_syscall_ptr)dying_write, &real_write);
	replace_call("ftruncate", (sqlite3_syscall_ptr)dying_ftruncate, &real_ftruncate);
	replace_call("unlink", (sqlite3_syscall_ptr)dying_unlink, &real_unlink);
}

/* One byte for the key file and one for the database when they are open, then one for each change. */
static _Noreturn void work(int acknowledge, struct model model, unsigned int seed, uint32_t first)
{
	struct vault *vault = NULL;
	struct store *store = NULL;

	if (calls_left)
		die_in_a_call();
	if (vault_open(&vault, key_file) != 0 || write(acknowledge, "k", 1) != 1)
		_exit(2);
	if (store_open(&store, database, vault) != 0 || write(acknowledge, "d", 1) != 1)
		_exit(3);
	for (uint32_t i = 0; i < CHANGES; i++) {
		struct change change = choose(&seed, first + i);

		if (change_store(store, &change, &model) < 0)
			_exit(4);
		change_model(&model, &change);
		if (write(acknowledge, "c", 1) != 1)
			_exit(5);
	}
	die();
	_exit(6);
}

/* --- what is there afterwards --- */

static bool same_text(const char *text, const char *what, uint32_t number)
{
	char wanted[64];

	if (!number)
		return !text;
	return text && strcmp(text, text_of(wanted, what, number)) == 0;
}

static bool same_secret(const struct secret *secret, const char *what, uint32_t number)
{
	struct secret wanted = secret_of(what, number);

	return secret_equal(secret, &wanted);
}

static bool same_custom(struct store *store, const char *name, uint32_t number)
{
	_auto_free_ uint8_t *data = NULL;
	uint8_t wanted[3001];
	size_t size = 0, wanted_size = data_of(wanted, number);
	int r = store_get_custom_data(store, &interface, name, &data, &size);

	if (!number)
		return r == STORE_E_NOT_FOUND;
	return r == 0 && size == wanted_size && memcmp(data, wanted, size) == 0;
}

static bool same_eap(struct store *store, const char *name, uint32_t number)
{
	struct store_eap_data eap = { 0 };
	uint8_t wanted[3001];
	size_t wanted_size = data_of(wanted, number);
	int r = store_get_eap_data(store, &interface, name, 1000, &eap);
	bool is_same = r == 0 && eap.size == wanted_size && memcmp(eap.data, wanted, wanted_size) == 0;

	if (r == 0)
		store_eap_data_clear(&eap);
	return number ? is_same : r == STORE_E_NOT_FOUND;
}

static bool same_profiles(struct store *store, const struct model *model)
{
	struct store_profile *there = NULL;
	bool is_same = true;
	size_t n = 0;

	if (store_list_profiles(store, &interface, 0, &there, &n) != 0)
		return complain("the profiles cannot be listed");
	is_same = n == model->n;
	for (size_t i = 0; is_same && i < n; i++) {
		const struct entry *entry = &model->entries[i];
		char name[16];

		text_of(name, "p", entry->name);
		is_same = strcmp(there[i].profile->name, name) == 0 &&
			  same_secret(&there[i].profile->clear_key, "passphrase", entry->key) &&
			  same_text(there[i].security, "security", entry->security) && same_custom(store, name, entry->custom) &&
			  same_eap(store, name, entry->eap);
	}
	store_profiles_free(there, n);
	return is_same;
}

static bool same_setting(struct store *store, const struct guid *of, uint32_t number)
{
	_auto_free_ char *value = NULL;
	int r = store_get_setting(store, of, "setting", &value);

	return r == (number ? 0 : STORE_E_NOT_FOUND) && same_text(value, "value", number);
}

static bool same_filters(struct store *store, uint32_t number)
{
	_auto_free_ struct store_filter *filters = NULL;
	size_t n = 0;

	if (store_get_filters(store, 1, &filters, &n) != 0 || n != (number ? N_FILTERS : 0))
		return false;
	for (size_t i = 0; i < n; i++)
		if (filters[i].bss_type != 1 + i || memcmp(filters[i].ssid.bytes, &number, sizeof(number)) != 0)
			return false;
	return true;
}

static bool is_as(struct store *store, const struct model *model)
{
	struct secret secret = { 0 };
	int r = store_get_secret(store, "secret", &secret);

	return same_profiles(store, model) && same_setting(store, NULL, model->setting) &&
	       same_setting(store, &interface, model->own_setting) && r == (model->secret ? 0 : STORE_E_NOT_FOUND) &&
	       (r != 0 || same_secret(&secret, "secret", model->secret)) && same_filters(store, model->filters);
}

/* The whole file, not only what the store reads; credentials of no profile are damage too. */
static bool is_sound(void)
{
	static const char sql[] =
		"SELECT (SELECT count(*) FROM eap_user_data e LEFT JOIN profiles p ON p.interface = e.interface AND "
		"p.name = e.name WHERE p.name IS NULL), (SELECT group_concat(integrity_check) FROM pragma_integrity_check)";
	sqlite3_stmt *statement = NULL;
	sqlite3 *db = NULL;
	bool is_good = sqlite3_open_v2(database, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
		       sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW;

	if (is_good)
		is_good = sqlite3_column_int(statement, 0) == 0 &&
			  strcmp((const char *)sqlite3_column_text(statement, 1), "ok") == 0;
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return is_good || complain("integrity_check finds damage");
}

/* The key: what was there when it was acknowledged is there for good. */
static bool is_key_sound(bool was_acknowledged, uint8_t *kept, bool *is_kept)
{
	_auto_fd_ int fd = open(key_file, O_RDONLY | O_CLOEXEC);
	uint8_t bytes[64];
	struct stat info;
	ssize_t n;

	if (fd < 0)
		return !(was_acknowledged || *is_kept) || complain("the key is gone");
	n = read(fd, bytes, sizeof(bytes));
	if (n != 32 || fstat(fd, &info) < 0 || (info.st_mode & 0777) != 0600)
		return complain("the key has %zd bytes, or a mode that it may not have", n);
	if (*is_kept && memcmp(kept, bytes, 32) != 0)
		return complain("the key is another one");
	memcpy(kept, bytes, 32);
	*is_kept = true;
	return true;
}

/* --- rounds --- */

static void empty_folder(void)
{
	DIR *directory = opendir(folder);
	struct dirent *entry;

	while (directory && (entry = readdir(directory)))
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(directory), entry->d_name, 0);
	if (directory)
		closedir(directory);
}

struct tally {
	unsigned int in_key, in_database, in_change, done_unheard, journals;
	unsigned long changes;
};

/* What lasts from round to round, until a new file begins. */
struct life {
	struct model model;
	uint8_t key[32];
	bool has_key;
	uint32_t next; /* number of the next change */
};

/* Runs a child until it is dead. Return: the bytes it has acknowledged; -1 if it did not die as it should. */
static int run_child(const struct life *life, unsigned int *seed, bool is_in_a_call)
{
	unsigned int child_seed = (unsigned int)rand_r(seed), life_us = (unsigned int)rand_r(seed) % LONGEST_US;
	const struct timespec moment = { .tv_nsec = life_us * 1000L };
	int ends[2], status, n = 0;
	char byte;
	pid_t pid;

	calls_left = is_in_a_call ? 1 + (unsigned int)rand_r(seed) % MOST_CALLS : 0;
	manner = (unsigned int)rand_r(seed) % 3;
	if (pipe(ends) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		work(ends[1], life->model, child_seed, life->next);
	}
	close(ends[1]);
	if (!is_in_a_call) {
		clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, NULL); /* the random moment of the kill, not a wait for anything */
		kill(pid, SIGKILL);
	}
	while (read(ends[0], &byte, 1) == 1)
		n++;
	close(ends[0]);
	waitpid(pid, &status, 0);
	*seed = child_seed; /* the parent makes the same changes */
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return n;
	complain("a child could not work: status %d of step %d", WIFEXITED(status) ? WEXITSTATUS(status) : -1, n);
	return -1;
}

static bool check_store(struct life *life, struct store *store, unsigned int *seed, int acknowledged, struct tally *tally)
{
	struct change change;

	for (int i = 2; i < acknowledged; i++) {
		change = choose(seed, life->next++);
		change_model(&life->model, &change);
		tally->changes++;
	}
	if (is_as(store, &life->model))
		return true;
	if (acknowledged < 2)
		return complain("opening it has changed something");
	/* What was under way, and was not acknowledged any more. */
	change = choose(seed, life->next++);
	change_model(&life->model, &change);
	tally->done_unheard++;
	return is_as(store, &life->model) ||
	       complain("after %d changes it is neither as they left it nor as the next one would (kind %d)", acknowledged - 2,
			change.kind);
}

static bool check(struct life *life, unsigned int *seed, int acknowledged, struct tally *tally)
{
	struct vault *vault = NULL;
	struct store *store = NULL;
	char journal[112];
	struct stat info;
	bool is_good;

	*(acknowledged == 0 ? &tally->in_key : acknowledged == 1 ? &tally->in_database : &tally->in_change) += 1;
	snprintf(journal, sizeof(journal), "%s-journal", database);
	tally->journals += stat(journal, &info) == 0 && info.st_size > 0;
	if (!is_key_sound(acknowledged > 0, life->key, &life->has_key))
		return false;
	if (vault_open(&vault, key_file) != 0)
		return complain("the key cannot be opened any more");
	is_good = is_key_sound(true, life->key, &life->has_key);
	if (is_good && store_open(&store, database, vault) != 0)
		is_good = complain("the store cannot be opened any more");
	is_good = is_good && check_store(life, store, seed, acknowledged, tally);
	store_close(store);
	vault_close(vault);
	return is_good && is_sound();
}

static void begin_anew(struct life *life)
{
	empty_folder();
	*life = (struct life){ .next = 1 };
}

int main(int argc, char **argv)
{
	unsigned int rounds = argc > 1 ? (unsigned int)strtoul(argv[1], NULL, 0) : DEFAULT_ROUNDS, round;
	unsigned int seed = argc > 2 ? (unsigned int)strtoul(argv[2], NULL, 0) : (unsigned int)time(NULL);
	const char *base = getenv("TMPDIR");
	struct tally tally = { 0 };
	struct life life;
	bool is_good = true;

	printf("1..1\n# seed %u\n", seed);
	fflush(stdout);
	unsetenv("CREDENTIALS_DIRECTORY");
	snprintf(folder, sizeof(folder), "%.30s/store-killed.XXXXXX", base && *base ? base : "/tmp");
	if (!mkdtemp(folder)) {
		printf("Bail out! no folder: %s\n", strerror(errno));
		return 1;
	}
	snprintf(database, sizeof(database), "%s/store", folder);
	snprintf(key_file, sizeof(key_file), "%s/key", folder);
	for (round = 0; is_good && round < rounds; round++) {
		int acknowledged;

		if (round % ROUNDS_OF_ONE_FILE == 0)
			begin_anew(&life);
		acknowledged = run_child(&life, &seed, round & 1);
		is_good = acknowledged >= 0 && check(&life, &seed, acknowledged, &tally);
	}
	if (!is_good)
		printf("# round %u: %s\n", round - 1, wrong);
	printf("# %u kills: %u before the key was open, %u before the database was, %u later; %u left a journal; %lu changes were acknowledged, "
	       "%u more were done\n",
	       round, tally.in_key, tally.in_database, tally.in_change, tally.journals, tally.changes, tally.done_unheard);
	printf("%s 1 - every acknowledged change is there after kill -9, and nothing else is\n", is_good ? "ok" : "not ok");
	empty_folder();
	rmdir(folder);
	return !is_good;
}
