#include "wlansvc/store/policy.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "wlansvc/store/vault.h"

static const struct guid wifi = { { 1 } };
static const struct guid other = { { 2 } };

struct place {
	char folder[32];
	struct vault *vault;
	struct store *store;
	char heard[256];
	struct wlan_policy *policy; /* policy.xml */
};

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	strcpy(place->folder, "/tmp/policy_test.XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	assert_int_equal(vault_open(&place->vault, NULL), 0);
	assert_int_equal(store_open(&place->store, ":memory:", place->vault), 0);
	*state = place;
	return 0;
}

static void remove_file(struct place *place, const char *name)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/%s", place->folder, name);
	unlink(path);
}

static int tear_down(void **state)
{
	static const char *const names[] = { "10.xml", "20.xml", "30.xml", "40.xml", "notes.txt", ".hidden.xml", "policy.xml" };
	struct place *place = *state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		remove_file(place, names[i]);
	assert_int_equal(rmdir(place->folder), 0);
	wlan_policy_free(place->policy);
	store_close(place->store);
	vault_close(place->vault);
	free(place);
	return 0;
}

static void write_text(struct place *place, const char *name, mode_t mode, const char *text)
{
	char path[96];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", place->folder, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

/* @key: NULL: an open network. Return: its length. */
static int put_profile(char *text, size_t size, const char *name, const char *key)
{
	int n = snprintf(text, size,
			 "<WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><name>%s</name>"
			 "<SSIDConfig><SSID><name>%s</name></SSID></SSIDConfig><connectionType>ESS</connectionType>"
			 "<connectionMode>auto</connectionMode><MSM><security><authEncryption><authentication>%s</authentication>"
			 "<encryption>%s</encryption><useOneX>false</useOneX></authEncryption>",
			 name, name, key ? "WPA2PSK" : "open", key ? "AES" : "none");

	if (key)
		n += snprintf(text + n, size - (size_t)n,
			      "<sharedKey><keyType>passPhrase</keyType><protected>false</protected><keyMaterial>%s</keyMaterial></sharedKey>",
			      key);
	return n + snprintf(text + n, size - (size_t)n, "</security></MSM></WLANProfile>");
}

static void write_profile(struct place *place, const char *file, mode_t mode, const char *name, const char *key)
{
	char text[2048];

	put_profile(text, sizeof(text), name, key);
	write_text(place, file, mode, text);
}

#define POLICY_HEAD                                                                                                            \
	"<WLANPolicy xmlns=\"http://www.microsoft.com/networking/WLAN/policy/v1\"><name>p</name><globalFlags>"                  \
	"<enableAutoConfig>true</enableAutoConfig><showDeniedNetwork>true</showDeniedNetwork>"                                  \
	"<allowEveryoneToCreateAllUserProfiles>true</allowEveryoneToCreateAllUserProfiles></globalFlags>"

/* policy.xml with two profiles, of which the second one has that key. */
static int read_network_policy(struct place *place, mode_t mode, const char *key)
{
	char text[8192] = POLICY_HEAD "<profileList>";
	size_t n = strlen(text);

	n += (size_t)put_profile(text + n, sizeof(text) - n, "z", NULL);
	n += (size_t)put_profile(text + n, sizeof(text) - n, "y", key);
	snprintf(text + n, sizeof(text) - n, "</profileList></WLANPolicy>");
	write_text(place, "policy.xml", mode, text);
	place->policy = wlan_policy_free(place->policy);
	return store_read_network_policy(place->folder, &place->policy);
}

static void note(const char *name, bool is_gone, void *userdata)
{
	struct place *place = userdata;
	size_t n = strlen(place->heard);

	snprintf(place->heard + n, sizeof(place->heard) - n, "%s%s ", is_gone ? "-" : "+", name);
}

static int read_policy(struct place *place)
{
	place->heard[0] = 0;
	return store_read_policy(place->store, place->folder, place->policy, note, place);
}

static int set(struct store *store, const char *name, uid_t owner)
{
	struct dot11_ssid ssid = { 1, { 's' } };
	struct profile *profile = NULL;
	int r;

	assert_int_equal(profile_for_network(&ssid, name, &profile), 0);
	r = store_set_profile(store, &wifi, owner, true, NULL, profile);
	profile_free(profile);
	return r;
}

/* Names, those of policy with a star. */
static void assert_list(struct store *store, const struct guid *interface, const char *wanted)
{
	struct store_profile *entries = NULL;
	char names[256] = "";
	size_t n = 0;

	assert_int_equal(store_list_profiles(store, interface, 1000, &entries, &n), 0);
	for (size_t i = 0; i < n; i++) {
		strcat(names, entries[i].profile->name);
		strcat(names, entries[i].is_group_policy ? "* " : " ");
	}
	store_profiles_free(entries, n);
	assert_string_equal(names, wanted);
}

static void profiles_of_policy_are_above_all_others_of_every_interface_in_the_order_of_their_files(void **state)
{
	struct place *place = *state;

	assert_int_equal(set(place->store, "mine", 1000), 0);
	write_profile(place, "20.xml", 0644, "a", NULL);
	write_profile(place, "10.xml", 0644, "b", NULL);
	write_text(place, "notes.txt", 0644, "no profile");
	write_text(place, ".hidden.xml", 0644, "no profile");
	assert_int_equal(read_policy(place), 2);
	assert_list(place->store, &wifi, "b* a* mine ");
	assert_list(place->store, &other, "b* a* ");
}

static void a_folder_that_is_not_there_is_no_policy(void **state)
{
	struct place *place = *state;
	char path[96];

	write_profile(place, "10.xml", 0644, "a", NULL);
	assert_int_equal(read_policy(place), 1);
	snprintf(path, sizeof(path), "%s/none", place->folder);
	assert_int_equal(store_read_policy(place->store, path, NULL, note, place), 0);
	assert_list(place->store, &wifi, "");
}

static void what_is_no_valid_profile_is_left_out_alone(void **state)
{
	struct place *place = *state;
	char *long_text = calloc(1, 70000);

	memset(long_text, ' ', 69999);
	write_profile(place, "10.xml", 0644, "", NULL);
	write_text(place, "20.xml", 0644, "<WLANProfile");
	write_text(place, "30.xml", 0644, long_text);
	write_profile(place, "40.xml", 0644, "a", NULL);
	free(long_text);
	assert_int_equal(read_policy(place), 1);
	assert_list(place->store, &wifi, "a* ");
}

static void of_two_files_with_one_name_the_first_counts(void **state)
{
	struct place *place = *state;
	struct store_profile entry;

	write_profile(place, "10.xml", 0600, "a", "the first key");
	write_profile(place, "20.xml", 0600, "a", "the second key");
	assert_int_equal(read_policy(place), 1);
	assert_int_equal(store_get_profile(place->store, &wifi, 0, "a", &entry), 0);
	assert_memory_equal(entry.profile->clear_key.bytes, "the first key", 13);
	store_profile_clear(&entry);
}

static void a_key_in_clear_is_for_its_owner_alone(void **state)
{
	struct place *place = *state;
	struct store_profile entry;

	write_profile(place, "10.xml", 0640, "a", "correct horse battery");
	write_profile(place, "20.xml", 0604, "b", "correct horse battery");
	write_profile(place, "30.xml", 0600, "c", "correct horse battery");
	write_profile(place, "40.xml", 0644, "d", NULL);
	assert_int_equal(read_policy(place), 2);
	assert_list(place->store, &wifi, "c* d* ");
	assert_int_equal(store_get_profile(place->store, &wifi, 1000, "c", &entry), 0);
	assert_int_equal(entry.owner, STORE_ALL_USERS);
	assert_memory_equal(entry.profile->clear_key.bytes, "correct horse battery", 21);
	assert_null(strstr(entry.profile->xml, "correct horse"));
	assert_non_null(strstr(entry.profile->xml, "<protected>true</protected>"));
	store_profile_clear(&entry);
}

static void what_others_may_write_is_not_trusted(void **state)
{
	struct place *place = *state;

	write_profile(place, "10.xml", 0664, "a", NULL);
	write_profile(place, "20.xml", 0646, "b", NULL);
	write_profile(place, "30.xml", 0644, "c", NULL);
	assert_int_equal(read_policy(place), 1);
	assert_list(place->store, &wifi, "c* ");
	write_profile(place, "40.xml", 0644, "d", NULL);
	assert_int_equal(chmod(place->folder, 0777), 0);
	assert_int_equal(read_policy(place), -EPERM);
	assert_list(place->store, &wifi, "c* ");
}

static void what_is_no_file_is_left_out(void **state)
{
	struct place *place = *state;
	char path[96];

	snprintf(path, sizeof(path), "%s/10.xml", place->folder);
	assert_int_equal(mkfifo(path, 0600), 0); /* nobody writes: who waits for that waits for ever */
	write_profile(place, "20.xml", 0644, "a", NULL);
	assert_int_equal(read_policy(place), 1);
}

static void profiles_of_policy_are_read_only(void **state)
{
	struct place *place = *state;
	struct store_eap_data eap = { .user = 1000 };

	write_profile(place, "10.xml", 0644, "a", NULL);
	assert_int_equal(read_policy(place), 1);
	assert_int_equal(set(place->store, "b", STORE_ALL_USERS), 0);
	assert_int_equal(set(place->store, "a", STORE_ALL_USERS), STORE_E_EXISTS);
	assert_int_equal(set(place->store, "a", 1000), STORE_E_EXISTS);
	assert_int_equal(store_delete_profile(place->store, &wifi, 0, "a"), -EACCES);
	assert_int_equal(store_rename_profile(place->store, &wifi, 0, "a", "c"), -EACCES);
	assert_int_equal(store_rename_profile(place->store, &wifi, 0, "b", "a"), STORE_E_EXISTS);
	assert_int_equal(store_set_custom_data(place->store, &wifi, "a", "x", 1), -EACCES);
	assert_int_equal(store_set_eap_data(place->store, &wifi, "a", &eap), -EACCES);
	assert_int_equal(store_delete_eap_data(place->store, &wifi, "a", 1000), -EACCES);
	assert_list(place->store, &wifi, "a* b ");
}

static void others_are_put_into_order_below_them(void **state)
{
	static const char *const names[] = { "p", "a", "c", "b" };
	struct place *place = *state;

	assert_int_equal(set(place->store, "c", STORE_ALL_USERS), 0);
	assert_int_equal(set(place->store, "b", STORE_ALL_USERS), 0);
	assert_int_equal(set(place->store, "a", STORE_ALL_USERS), 0);
	write_profile(place, "10.xml", 0644, "p", NULL);
	assert_int_equal(read_policy(place), 1);
	assert_int_equal(store_order_profiles(place->store, &wifi, names, 4), 0);
	assert_list(place->store, &wifi, "p* a c b ");
}

static void a_stored_profile_of_the_same_name_is_hidden_with_its_data_until_policy_has_none(void **state)
{
	struct place *place = *state;
	struct store_eap_data eap = { .user = 1000, .is_xml = true, .data = (uint8_t *)"secret", .size = 6 };
	struct store_eap_data got;
	struct store_profile entry;
	uint8_t *data;
	size_t size;

	assert_int_equal(set(place->store, "a", 1000), 0);
	assert_int_equal(store_set_custom_data(place->store, &wifi, "a", "x", 1), 0);
	assert_int_equal(store_set_eap_data(place->store, &wifi, "a", &eap), 0);
	write_profile(place, "10.xml", 0644, "a", NULL);
	assert_int_equal(read_policy(place), 1);
	assert_string_equal(place->heard, "+a ");
	assert_list(place->store, &wifi, "a* ");
	assert_int_equal(store_get_profile(place->store, &wifi, 1000, "a", &entry), 0);
	assert_true(entry.is_group_policy);
	store_profile_clear(&entry);
	/* Credentials for one network are not for another that a policy calls the same. */
	assert_int_equal(store_get_custom_data(place->store, &wifi, "a", &data, &size), STORE_E_NOT_FOUND);
	assert_int_equal(store_get_eap_data(place->store, &wifi, "a", 1000, &got), STORE_E_NOT_FOUND);

	remove_file(place, "10.xml");
	assert_int_equal(read_policy(place), 0);
	assert_string_equal(place->heard, "-a ");
	assert_list(place->store, &wifi, "a ");
	assert_int_equal(store_get_eap_data(place->store, &wifi, "a", 1000, &got), 0);
	store_eap_data_clear(&got);
}

static void only_what_has_changed_is_told(void **state)
{
	struct place *place = *state;

	write_profile(place, "10.xml", 0600, "a", "correct horse battery");
	write_profile(place, "20.xml", 0600, "b", "correct horse battery");
	assert_int_equal(read_policy(place), 2);
	assert_string_equal(place->heard, "+a +b ");
	assert_int_equal(read_policy(place), 2);
	assert_string_equal(place->heard, "");
	write_profile(place, "20.xml", 0600, "b", "another horse battery");
	write_profile(place, "30.xml", 0644, "c", NULL);
	assert_int_equal(read_policy(place), 3);
	assert_string_equal(place->heard, "+b +c ");
	write_profile(place, "10.xml", 0600, "d", NULL);
	assert_int_equal(read_policy(place), 3);
	assert_string_equal(place->heard, "-a +d ");
}

static void what_policy_says_of_networks_is_in_a_file_of_its_own(void **state)
{
	static const char text[] = POLICY_HEAD "</WLANPolicy>";
	struct place *place = *state;
	struct wlan_policy *policy = NULL;

	assert_int_equal(store_read_network_policy("/nowhere", &policy), 0);
	assert_null(policy);
	assert_int_equal(store_read_network_policy(place->folder, &policy), 0);
	assert_null(policy);
	write_text(place, "policy.xml", 0644, text);
	assert_int_equal(read_policy(place), 0); /* it is no profile */
	assert_int_equal(store_read_network_policy(place->folder, &policy), 0);
	assert_int_equal(policy->flags[WLAN_POLICY_SHOW_DENIED_NETWORK], 1);
	policy = wlan_policy_free(policy);
	write_text(place, "policy.xml", 0666, text);
	assert_int_equal(store_read_network_policy(place->folder, &policy), -EPERM);
	write_text(place, "policy.xml", 0644, "<WLANPolicy/>");
	assert_int_equal(store_read_network_policy(place->folder, &policy), -EINVAL);
	assert_null(policy);
}

static void profiles_of_the_policy_itself_are_above_those_of_files(void **state)
{
	struct place *place = *state;

	write_profile(place, "10.xml", 0644, "a", NULL);
	write_profile(place, "20.xml", 0644, "z", NULL); /* hidden by the one in the list */
	assert_int_equal(read_network_policy(place, 0600, "correct horse battery"), 0);
	assert_int_equal(read_policy(place), 3);
	assert_list(place->store, &wifi, "z* y* a* ");
	assert_string_equal(place->heard, "+z +y +a ");
	assert_int_equal(read_network_policy(place, 0600, "another horse battery"), 0);
	assert_int_equal(read_policy(place), 3);
	assert_string_equal(place->heard, "+y ");
	place->policy = wlan_policy_free(place->policy);
	assert_int_equal(read_policy(place), 2);
	assert_string_equal(place->heard, "-y ");
}

static void a_policy_with_a_key_in_clear_is_for_its_owner_alone(void **state)
{
	struct place *place = *state;

	assert_int_equal(read_network_policy(place, 0644, NULL), 0);
	assert_int_equal(read_network_policy(place, 0640, "correct horse battery"), -EPERM);
	assert_null(place->policy);
	assert_int_equal(chmod(place->folder, 0777), 0);
	assert_int_equal(read_network_policy(place, 0600, NULL), -EPERM); /* anybody could have put it there */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(profiles_of_policy_are_above_all_others_of_every_interface_in_the_order_of_their_files),
		TEST(a_folder_that_is_not_there_is_no_policy),
		TEST(what_is_no_valid_profile_is_left_out_alone),
		TEST(of_two_files_with_one_name_the_first_counts),
		TEST(a_key_in_clear_is_for_its_owner_alone),
		TEST(what_others_may_write_is_not_trusted),
		TEST(what_is_no_file_is_left_out),
		TEST(profiles_of_policy_are_read_only),
		TEST(others_are_put_into_order_below_them),
		TEST(a_stored_profile_of_the_same_name_is_hidden_with_its_data_until_policy_has_none),
		TEST(only_what_has_changed_is_told),
		TEST(what_policy_says_of_networks_is_in_a_file_of_its_own),
		TEST(profiles_of_the_policy_itself_are_above_those_of_files),
		TEST(a_policy_with_a_key_in_clear_is_for_its_owner_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
