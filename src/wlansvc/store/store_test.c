#include "wlansvc/store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "base/cleanup.h"
#include "wlansvc/store/vault.h"

#define KILLS 50
#define CHANGES 200

static const struct guid wifi = { { 1, 2, 3 } }, other = { { 9 } };

struct place {
	char folder[32], path[64];
	struct vault *vault;
	struct store *store;
};

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	strcpy(place->folder, "/tmp/store_test.XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	snprintf(place->path, sizeof(place->path), "%s/store", place->folder);
	assert_int_equal(vault_open(&place->vault, NULL), 0);
	assert_int_equal(store_open(&place->store, place->path, place->vault), 0);
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;
	char journal[80];

	store_close(place->store);
	vault_close(place->vault);
	snprintf(journal, sizeof(journal), "%s-journal", place->path);
	unlink(journal);
	unlink(place->path);
	rmdir(place->folder);
	free(place);
	return 0;
}

static void reopen(struct place *place)
{
	store_close(place->store);
	place->store = NULL;
	assert_int_equal(store_open(&place->store, place->path, place->vault), 0);
}

static struct profile *make(const char *name, uint8_t ssid)
{
	struct dot11_ssid bytes = { 1, { ssid } };
	struct profile *profile = NULL;

	assert_int_equal(profile_for_network(&bytes, name, &profile), 0);
	return profile;
}

static int set(struct store *store, const char *name, uint8_t ssid, uid_t owner, bool overwrite)
{
	struct profile *profile = make(name, ssid);
	int r = store_set_profile(store, &wifi, owner, overwrite, NULL, profile);

	profile_free(profile);
	return r;
}

/* The names of a list, joined by spaces. */
static void assert_list(struct store *store, uid_t viewer, const char *wanted)
{
	struct store_profile *entries = NULL;
	char names[256] = "";
	size_t n = 0;

	assert_int_equal(store_list_profiles(store, &wifi, viewer, &entries, &n), 0);
	for (size_t i = 0; i < n; i++) {
		strcat(names, i ? " " : "");
		strcat(names, entries[i].profile->name);
	}
	store_profiles_free(entries, n);
	assert_string_equal(names, wanted);
}

static void profiles_and_settings_survive_a_restart(void **state)
{
	struct place *place = *state;
	struct store_profile entry = { 0 };
	char *value = NULL;

	assert_int_equal(set(place->store, "a", 'a', STORE_ALL_USERS, false), 0);
	assert_int_equal(set(place->store, "b", 'b', 1000, false), 0);
	assert_int_equal(store_set_setting(place->store, &wifi, "autoconf", "off"), 0);
	assert_int_equal(store_set_setting(place->store, NULL, "autoconf", "on"), 0);
	reopen(place);
	assert_list(place->store, 1000, "b a");
	assert_int_equal(store_get_profile(place->store, &wifi, 1000, "b", &entry), 0);
	assert_int_equal(entry.owner, 1000);
	assert_false(entry.is_group_policy);
	assert_int_equal(entry.profile->ssids[0].bytes[0], 'b');
	store_profile_clear(&entry);
	assert_int_equal(store_get_setting(place->store, &wifi, "autoconf", &value), 0);
	assert_string_equal(value, "off");
	free(value);
	assert_int_equal(store_get_setting(place->store, NULL, "autoconf", &value), 0);
	assert_string_equal(value, "on");
	free(value);
	assert_int_equal(store_get_setting(place->store, &other, "autoconf", &value), STORE_E_NOT_FOUND);
}

static void new_profiles_come_first_and_replaced_ones_keep_their_place(void **state)
{
	struct place *place = *state;
	struct store_profile entry;

	assert_int_equal(set(place->store, "a", 'a', STORE_ALL_USERS, false), 0);
	assert_int_equal(set(place->store, "b", 'b', STORE_ALL_USERS, true), 0);
	assert_int_equal(set(place->store, "c", 'c', STORE_ALL_USERS, true), 0);
	assert_list(place->store, 0, "c b a");
	assert_int_equal(set(place->store, "b", 'x', STORE_ALL_USERS, true), 0);
	assert_list(place->store, 0, "c b a");
	assert_int_equal(store_get_profile(place->store, &wifi, 0, "b", &entry), 0);
	assert_int_equal(entry.profile->ssids[0].bytes[0], 'x');
	store_profile_clear(&entry);
	assert_int_equal(store_delete_profile(place->store, &wifi, 0, "c"), 0);
	assert_int_equal(set(place->store, "d", 'd', STORE_ALL_USERS, true), 0);
	assert_list(place->store, 0, "d b a");
}

static void the_list_of_all_has_those_of_every_user_in_the_one_order(void **state)
{
	static const char *const wanted[] = { "c", "b", "a" };
	static const uid_t owners[] = { 1001, STORE_ALL_USERS, 1000 };
	struct place *place = *state;
	struct store_profile *entries;
	size_t n;

	assert_int_equal(set(place->store, "a", 'a', 1000, false), 0);
	assert_int_equal(set(place->store, "b", 'b', STORE_ALL_USERS, false), 0);
	assert_int_equal(set(place->store, "c", 'c', 1001, false), 0);
	assert_list(place->store, 1000, "b a");
	assert_int_equal(store_list_all_profiles(place->store, &wifi, &entries, &n), 0);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(entries[i].profile->name, wanted[i]);
		assert_int_equal(entries[i].owner, owners[i]);
	}
	store_profiles_free(entries, n);
}

static void names_are_case_sensitive_and_unique_across_owners(void **state)
{
	struct place *place = *state;
	struct store_profile entry = { .owner = 7 };

	assert_int_equal(set(place->store, "a", 'a', STORE_ALL_USERS, false), 0);
	assert_int_equal(set(place->store, "A", 'A', STORE_ALL_USERS, false), 0);
	assert_int_equal(set(place->store, "a", 'b', STORE_ALL_USERS, false), STORE_E_EXISTS);
	assert_int_equal(set(place->store, "a", 'b', 1000, true), STORE_E_EXISTS);
	assert_int_equal(set(place->store, "mine", 'm', 1000, true), 0);
	assert_int_equal(set(place->store, "mine", 'm', 1001, true), STORE_E_EXISTS);
	assert_int_equal(set(place->store, "mine", 'm', STORE_ALL_USERS, true), STORE_E_EXISTS);
	assert_int_equal(store_get_profile(place->store, &other, 0, "a", &entry), STORE_E_NOT_FOUND);
	assert_int_equal(entry.owner, 7);
}

static void nobody_sees_or_deletes_the_profiles_of_another_user(void **state)
{
	struct place *place = *state;
	struct store_profile entry;

	assert_int_equal(set(place->store, "mine", 'm', 1000, true), 0);
	assert_int_equal(set(place->store, "ours", 'o', STORE_ALL_USERS, true), 0);
	assert_list(place->store, 1000, "ours mine");
	assert_list(place->store, 0, "ours");
	assert_list(place->store, STORE_ALL_USERS, "ours");
	assert_int_equal(store_get_profile(place->store, &wifi, 0, "mine", &entry), STORE_E_NOT_FOUND);
	assert_int_equal(store_delete_profile(place->store, &wifi, 0, "mine"), STORE_E_NOT_FOUND);
	assert_int_equal(store_delete_profile(place->store, &wifi, 1000, "mine"), 0);
	assert_int_equal(store_delete_profile(place->store, &wifi, 1000, "ours"), 0);
	assert_list(place->store, 1000, "");
}

static void sqlite(const char *path, const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void group_policy_stands_above_all_and_cannot_be_changed(void **state)
{
	struct place *place = *state;

	assert_int_equal(set(place->store, "gp", 'g', STORE_ALL_USERS, false), 0);
	sqlite(place->path, "UPDATE profiles SET is_group_policy = 1");
	assert_int_equal(set(place->store, "new", 'n', STORE_ALL_USERS, false), 0);
	assert_list(place->store, 0, "gp new");
	assert_int_equal(set(place->store, "gp", 'x', STORE_ALL_USERS, true), STORE_E_EXISTS);
	assert_int_equal(store_delete_profile(place->store, &wifi, 0, "gp"), -EACCES);
}

#define PASSPHRASE "correct horse battery"

static struct profile *make_secure(const char *name, const char *is_protected, const char *key)
{
	struct profile_defect defect = { 0 };
	struct profile *profile = NULL;
	char xml[2048];

	snprintf(xml, sizeof(xml),
		 "<WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><name>%s</name><SSIDConfig><SSID><name>n"
		 "</name></SSID></SSIDConfig><connectionType>ESS</connectionType><MSM><security><authEncryption><authentication>"
		 "WPA2PSK</authentication><encryption>AES</encryption></authEncryption><sharedKey><keyType>passPhrase</keyType>"
		 "<protected>%s</protected><keyMaterial>%s</keyMaterial></sharedKey></security></MSM></WLANProfile>",
		 name, is_protected, key);
	if (profile_read(xml, strlen(xml), &profile, &defect) != 0)
		fail_msg("%s", defect.sentence);
	return profile;
}

static int set_made(struct store *store, struct profile *profile)
{
	int r = store_set_profile(store, &wifi, STORE_ALL_USERS, true, NULL, profile);

	profile_free(profile);
	return r;
}

static void assert_key(struct store *store, const char *name, const char *wanted)
{
	struct store_profile entry;

	assert_int_equal(store_get_profile(store, &wifi, 0, name, &entry), 0);
	assert_int_equal(entry.profile->clear_key.size, strlen(wanted));
	assert_memory_equal(entry.profile->clear_key.bytes, wanted, strlen(wanted));
	assert_null(strstr(entry.profile->xml, PASSPHRASE));
	assert_non_null(entry.profile->protected_key);
	store_profile_clear(&entry);
}

/* All files of the folder, with whatever SQLite has beside the database. Return: how many bytes were searched. */
static size_t assert_not_on_disk(const char *folder, const void *needle, size_t size)
{
	static char bytes[1 << 20];
	DIR *dir = opendir(folder);
	struct dirent *entry;
	size_t n_all = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		_auto_fd_ int fd = openat(dirfd(dir), entry->d_name, O_RDONLY);
		ssize_t n = read(fd, bytes, sizeof(bytes));

		assert_true(n < (ssize_t)sizeof(bytes));
		if (n <= 0)
			continue;
		n_all += n;
		if (memmem(bytes, n, needle, size))
			fail_msg("%s holds the key", entry->d_name);
	}
	closedir(dir);
	return n_all;
}

static void keys_are_on_the_disk_only_as_the_vault_has_sealed_them(void **state)
{
	char upper[2 * sizeof(PASSPHRASE)] = "", lower[2 * sizeof(PASSPHRASE)] = "";
	struct place *place = *state;

	for (size_t i = 0; i < strlen(PASSPHRASE); i++) {
		sprintf(upper + 2 * i, "%02X", PASSPHRASE[i]);
		sprintf(lower + 2 * i, "%02x", PASSPHRASE[i]);
	}
	assert_int_equal(set_made(place->store, make_secure("p", "false", PASSPHRASE)), 0);
	assert_int_equal(set_made(place->store, make_secure("p", "false", PASSPHRASE)), 0);
	assert_key(place->store, "p", PASSPHRASE);
	/* In the middle of a change, when there is a journal too. */
	sqlite(place->path, "PRAGMA journal_mode = PERSIST; BEGIN; UPDATE profiles SET position = 9; COMMIT");
	assert_true(assert_not_on_disk(place->folder, PASSPHRASE, strlen(PASSPHRASE)) > 4096);
	assert_not_on_disk(place->folder, upper, strlen(upper));
	assert_not_on_disk(place->folder, lower, strlen(lower));
	reopen(place);
	assert_key(place->store, "p", PASSPHRASE);
}

static void a_document_sealed_here_can_be_set_again_under_another_name(void **state)
{
	struct place *place = *state;
	struct store_profile entry;
	char hex[256] = "";

	assert_int_equal(set_made(place->store, make_secure("p", "false", PASSPHRASE)), 0);
	assert_int_equal(store_get_profile(place->store, &wifi, 0, "p", &entry), 0);
	for (size_t i = 0; i < entry.profile->protected_key_size; i++)
		sprintf(hex + 2 * i, "%02x", entry.profile->protected_key[i]);
	store_profile_clear(&entry);
	assert_int_equal(set_made(place->store, make_secure("copy", "true", hex)), 0);
	assert_key(place->store, "copy", PASSPHRASE);
	hex[20] = hex[20] == '0' ? '1' : '0';
	assert_int_equal(set_made(place->store, make_secure("changed", "true", hex)), STORE_E_FOREIGN_KEY);
}

static void secret_settings_survive_a_restart_and_are_sealed_too(void **state)
{
	static const char text[] = "a passphrase of the hosted network";
	_cleanup_secret_ struct secret secret = { 0 }, read = { 0 };
	_auto_free_ char *value = NULL;
	struct place *place = *state;

	assert_int_equal(store_get_secret(place->store, "key", &read), STORE_E_NOT_FOUND);
	assert_int_equal(secret_set(&secret, text, strlen(text)), 0);
	assert_int_equal(store_set_secret(place->store, "key", &secret), 0);
	assert_int_equal(store_get_setting(place->store, NULL, "key", &value), 0);
	assert_null(strstr(value, text));
	place->store = store_close(place->store);
	assert_int_equal(store_open(&place->store, place->path, place->vault), 0);
	assert_int_equal(store_get_secret(place->store, "key", &read), 0);
	assert_true(secret_equal(&secret, &read));
	/* What somebody has changed is no secret of ours. */
	value[strlen(value) - 1] ^= 1;
	assert_int_equal(store_set_setting(place->store, NULL, "key", value), 0);
	assert_int_equal(store_get_secret(place->store, "key", &read), -EBADMSG);
	assert_int_equal(store_set_setting(place->store, NULL, "key", "abc"), 0);
	assert_int_equal(store_get_secret(place->store, "key", &read), -EBADMSG);
	secret_wipe(&secret);
	assert_int_equal(store_set_secret(place->store, "key", &secret), 0);
	assert_int_equal(store_get_secret(place->store, "key", &read), STORE_E_NOT_FOUND);
}

static void a_key_protected_elsewhere_is_refused(void **state)
{
	struct place *place = *state;
	struct store_profile entry;

	assert_int_equal(set_made(place->store, make_secure("p", "true", "01000000D08C9DDF")), STORE_E_FOREIGN_KEY);
	assert_int_equal(store_get_profile(place->store, &wifi, 0, "p", &entry), STORE_E_NOT_FOUND);
}

static void a_profile_outlives_the_loss_of_the_key(void **state)
{
	struct place *place = *state;
	struct store_profile entry, *entries = NULL;
	size_t n = 0;

	assert_int_equal(set_made(place->store, make_secure("p", "false", PASSPHRASE)), 0);
	store_close(place->store);
	vault_close(place->vault);
	assert_int_equal(vault_open(&place->vault, NULL), 0);
	assert_int_equal(store_open(&place->store, place->path, place->vault), 0);
	assert_int_equal(store_get_profile(place->store, &wifi, 0, "p", &entry), 0);
	assert_int_equal(entry.profile->clear_key.size, 0);
	assert_int_equal(entry.profile->key_type, PROFILE_KEY_PASSPHRASE);
	store_profile_clear(&entry);
	assert_int_equal(store_list_profiles(place->store, &wifi, 0, &entries, &n), 0);
	assert_int_equal(n, 1);
	store_profiles_free(entries, n);
	assert_int_equal(set_made(place->store, make_secure("p", "false", "a new passphrase")), 0);
	assert_key(place->store, "p", "a new passphrase");
}

static void a_list_has_the_keys_too_and_a_profile_may_have_none(void **state)
{
	struct place *place = *state;
	struct store_profile *entries = NULL;
	size_t n = 0;

	assert_int_equal(set(place->store, "open", 'o', STORE_ALL_USERS, false), 0);
	assert_int_equal(set_made(place->store, make_secure("p", "false", PASSPHRASE)), 0);
	assert_int_equal(store_list_profiles(place->store, &wifi, 0, &entries, &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(entries[0].profile->clear_key.size, strlen(PASSPHRASE));
	assert_int_equal(entries[1].profile->clear_key.size, 0);
	store_profiles_free(entries, n);
}

static void there_is_a_limit_to_what_a_client_can_store(void **state)
{
	struct place *place = *state;
	struct store *store = NULL;
	char name[16];
	char big[STORE_MAX_SETTING + 2];

	assert_int_equal(store_open(&store, ":memory:", place->vault), 0);
	for (int i = 0; i < STORE_MAX_PROFILES; i++) {
		snprintf(name, sizeof(name), "%d", i);
		assert_int_equal(set(store, name, 'x', 0, false), 0);
	}
	assert_int_equal(set(store, "one more", 'x', 0, false), -EDQUOT);
	assert_int_equal(set(store, "0", 'y', 0, true), 0);
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = 0;
	assert_int_equal(store_set_setting(store, NULL, "big", big), -E2BIG);
	store_close(store);
}

static void damaged_newer_and_foreign_files_are_refused(void **state)
{
	struct place *place = *state;
	struct store *store = NULL;
	int fd;

	assert_int_equal(set(place->store, "a", 'a', STORE_ALL_USERS, false), 0);
	sqlite(place->path, "PRAGMA user_version = 1000");
	assert_int_equal(store_open(&store, place->path, place->vault), -EUCLEAN);
	fd = open(place->path, O_RDWR);
	assert_int_equal(pwrite(fd, "certainly no database of ours", 29, 0), 29);
	assert_int_equal(store_open(&store, place->path, place->vault), -EUCLEAN);
	assert_int_equal(ftruncate(fd, 0), 0);
	close(fd);
	assert_null(store);
	assert_int_equal(store_open(&store, "/nonexistent/folder/store", place->vault), -ENOENT);
}

static void assert_security(struct store *store, const char *name, const char *wanted)
{
	struct store_profile entry = { 0 };

	assert_int_equal(store_get_profile(store, &wifi, 1000, name, &entry), 0);
	if (wanted)
		assert_string_equal(entry.security, wanted);
	else
		assert_null(entry.security);
	store_profile_clear(&entry);
	assert_null(entry.security);
}

static void a_profile_keeps_its_descriptor_until_it_gets_another(void **state)
{
	static const char first[] = "D:(A;;0x20021;;;BA)", second[] = "D:(A;;0x70023;;;BA)";
	struct place *place = *state;
	struct profile *profile = make("a", 'a');
	char big[STORE_MAX_SETTING + 2];

	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = 0;
	assert_int_equal(store_set_profile(place->store, &wifi, STORE_ALL_USERS, false, big, profile), -E2BIG);
	assert_int_equal(store_set_profile(place->store, &wifi, STORE_ALL_USERS, false, first, profile), 0);
	assert_int_equal(set(place->store, "b", 'b', STORE_ALL_USERS, false), 0);
	reopen(place);
	assert_security(place->store, "a", first);
	assert_security(place->store, "b", NULL);
	assert_int_equal(store_set_profile(place->store, &wifi, STORE_ALL_USERS, false, second, profile), STORE_E_EXISTS);
	assert_security(place->store, "a", first);
	assert_int_equal(store_set_profile(place->store, &wifi, STORE_ALL_USERS, true, NULL, profile), 0);
	assert_security(place->store, "a", first);
	assert_int_equal(store_set_profile(place->store, &wifi, STORE_ALL_USERS, true, second, profile), 0);
	assert_security(place->store, "a", second);
	/* Another profile of the name is another profile. */
	assert_int_equal(store_delete_profile(place->store, &wifi, 1000, "a"), 0);
	assert_int_equal(store_set_profile(place->store, &wifi, STORE_ALL_USERS, false, NULL, profile), 0);
	assert_security(place->store, "a", NULL);
	profile_free(profile);
}

/* The first version of the file, as it was. */
static const char version_1[] =
	"CREATE TABLE profiles (interface BLOB NOT NULL, name TEXT NOT NULL, owner INTEGER NOT NULL, "
	"is_group_policy INTEGER NOT NULL DEFAULT 0, position INTEGER NOT NULL, xml TEXT NOT NULL, "
	"PRIMARY KEY (interface, name)) WITHOUT ROWID;"
	"CREATE TABLE settings (interface BLOB NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, "
	"PRIMARY KEY (interface, name)) WITHOUT ROWID;"
	"INSERT INTO settings VALUES (x'', 'autoconf', 'on');"
	"PRAGMA user_version = 1;";

static void a_file_of_the_first_version_is_brought_up_to_date(void **state)
{
	struct place *place = *state;
	struct profile *profile = make("old", 'o');
	char path[64], sql[4096];
	struct store *store = NULL;
	char *value = NULL;

	snprintf(path, sizeof(path), "%s/old", place->folder);
	sqlite(path, version_1);
	snprintf(sql, sizeof(sql), "INSERT INTO profiles VALUES (x'01020300000000000000000000000000', 'old', -1, 0, 0, '%s')",
		 profile->xml);
	sqlite(path, sql);
	profile_free(profile);
	assert_int_equal(store_open(&store, path, place->vault), 0);
	assert_list(store, 1000, "old");
	assert_security(store, "old", NULL);
	assert_int_equal(store_get_setting(store, NULL, "autoconf", &value), 0);
	assert_string_equal(value, "on");
	free(value);
	store_close(store);
	unlink(path);
}

static void the_file_belongs_to_the_service_alone(void **state)
{
	struct place *place = *state;
	struct stat info;

	assert_int_equal(stat(place->path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
}

/* Change i adds profile i, and every third one deletes the one before. */
static void write_until_killed(const char *path, int acknowledge)
{
	struct store *store = NULL;
	char name[16];

	if (store_open(&store, path, NULL) != 0)
		_exit(1);
	for (uint32_t i = 0; i < CHANGES; i++) {
		snprintf(name, sizeof(name), "p%u", i);
		if (set(store, name, 'p', STORE_ALL_USERS, false) != 0)
			_exit(2);
		if (i % 3 == 2) {
			snprintf(name, sizeof(name), "p%u", i - 1);
			if (store_delete_profile(store, &wifi, 0, name) != 0)
				_exit(3);
		}
		if (write(acknowledge, &i, sizeof(i)) != sizeof(i))
			_exit(4);
	}
	_exit(0);
}

static bool is_there(struct store *store, uint32_t i)
{
	struct store_profile entry;
	char name[16];
	int r;

	snprintf(name, sizeof(name), "p%u", i);
	r = store_get_profile(store, &wifi, 0, name, &entry);
	if (r == 0)
		store_profile_clear(&entry);
	else
		assert_int_equal(r, STORE_E_NOT_FOUND);
	return r == 0;
}

/* Lets some changes be acknowledged, then kills at a random moment. Return: how many were. */
static uint32_t kill_while_writing(const char *path, unsigned *seed)
{
	uint32_t wanted = rand_r(seed) % 20, last = 0, n = 0;
	int pipes[2], status;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	if (child == 0) {
		close(pipes[0]);
		write_until_killed(path, pipes[1]);
	}
	close(pipes[1]);
	while (n < wanted && read(pipes[0], &last, sizeof(last)) == sizeof(last))
		n++;
	/* Not a wait for anything: it only makes the moment a different one each time. */
	poll(NULL, 0, rand_r(seed) % 4);
	kill(child, SIGKILL);
	while (read(pipes[0], &last, sizeof(last)) == sizeof(last))
		n++;
	close(pipes[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
	return n;
}

static void every_acknowledged_change_is_there_after_kill_9(void **state)
{
	struct place *place = *state;
	unsigned seed = 20260101;

	for (unsigned round = 0; round < KILLS; round++) {
		uint32_t n;

		unlink(place->path);
		n = kill_while_writing(place->path, &seed);
		reopen(place);
		for (uint32_t i = 0; i < n; i++)
			/* The change after the last acknowledged one may have happened: it deletes at most number n - 1. */
			if (i + 1 < n || n % 3 != 2)
				assert_int_equal(is_there(place->store, i), !(i % 3 == 1 && i + 1 < n));
		assert_false(is_there(place->store, n + 1));
	}
}

/* 0: done; 77: not allowed to mount here. */
static int fill_a_small_disk(const char *folder)
{
	struct store *store = NULL;
	char path[64], name[16];
	unsigned n = 0;
	int r = 0;

	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return 77;
	if (mount("tmpfs", folder, "tmpfs", 0, "size=128k") < 0)
		return 77;
	snprintf(path, sizeof(path), "%s/store", folder);
	if (store_open(&store, path, NULL) != 0)
		return 1;
	for (; r == 0 && n < STORE_MAX_PROFILES; n++) {
		snprintf(name, sizeof(name), "p%u", n);
		r = set(store, name, 'p', STORE_ALL_USERS, false);
	}
	if (r != -ENOSPC)
		return 2;
	n--; /* this one did not get in */
	store_close(store);
	if (store_open(&store, path, NULL) != 0)
		return 3;
	for (unsigned i = 0; i < n; i++)
		if (!is_there(store, i))
			return 4;
	if (is_there(store, n))
		return 5;
	store_close(store);
	return 0;
}

static void a_full_disk_is_reported_and_loses_nothing(void **state)
{
	struct place *place = *state;
	char folder[48];
	int status;
	pid_t child;

	snprintf(folder, sizeof(folder), "%s/disk", place->folder);
	assert_int_equal(mkdir(folder, 0700), 0);
	child = fork();
	if (child == 0)
		_exit(fill_a_small_disk(folder));
	assert_int_equal(waitpid(child, &status, 0), child);
	rmdir(folder);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

#define case_of(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		case_of(profiles_and_settings_survive_a_restart),
		case_of(new_profiles_come_first_and_replaced_ones_keep_their_place),
		case_of(the_list_of_all_has_those_of_every_user_in_the_one_order),
		case_of(names_are_case_sensitive_and_unique_across_owners),
		case_of(nobody_sees_or_deletes_the_profiles_of_another_user),
		case_of(group_policy_stands_above_all_and_cannot_be_changed),
		case_of(keys_are_on_the_disk_only_as_the_vault_has_sealed_them),
		case_of(a_document_sealed_here_can_be_set_again_under_another_name),
		case_of(secret_settings_survive_a_restart_and_are_sealed_too),
		case_of(a_key_protected_elsewhere_is_refused),
		case_of(a_profile_outlives_the_loss_of_the_key),
		case_of(a_list_has_the_keys_too_and_a_profile_may_have_none),
		case_of(there_is_a_limit_to_what_a_client_can_store),
		case_of(damaged_newer_and_foreign_files_are_refused),
		case_of(a_profile_keeps_its_descriptor_until_it_gets_another),
		case_of(a_file_of_the_first_version_is_brought_up_to_date),
		case_of(the_file_belongs_to_the_service_alone),
		case_of(every_acknowledged_change_is_there_after_kill_9),
		case_of(a_full_disk_is_reported_and_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
