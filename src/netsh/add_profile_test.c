#include "netsh/fake_wlanapi.h"

#include <unistd.h>

#define NEW "<WLANProfile><name>caf\303\251</name></WLANProfile>"
#define MAX_SIZE (256 * 1024)

static struct {
	char path[32], word[64];
} written;

static int make_file(void **state)
{
	int fd;

	strcpy(written.path, "/tmp/netsh_test.XXXXXX");
	fd = mkstemp(written.path);
	assert_true(fd >= 0);
	close(fd);
	snprintf(written.word, sizeof(written.word), "filename=%s", written.path);
	return reset(state);
}

static int remove_file(void **state)
{
	return unlink(written.path);
}

static void write_file(const void *bytes, size_t size)
{
	FILE *file = fopen(written.path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void a_new_profile_is_added_and_one_that_was_there_updated(void **state)
{
	write_file(NEW, strlen(NEW));
	RUN(0, "Profile caf\303\251 is added on interface Wi-Fi.\n", "add", "profile", written.word);
	assert_string_equal(fake.set_text, NEW);
	assert_true(fake.set_overwrites);
	write_file(STORED, strlen(STORED));
	RUN(0, "Profile home is updated on interface Wi-Fi.\n", "add", "profile", written.word);
	assert_string_equal(fake.set_text, STORED);
}

static void it_is_everybodys_unless_it_is_to_be_ones_own(void **state)
{
	write_file(NEW, strlen(NEW));
	RUN_PART(0, "added", "add", "profile", written.word);
	assert_int_equal(fake.set_flags, 0);
	RUN_PART(0, "added", "add", "profile", written.word, "user=current");
	assert_int_equal(fake.set_flags, WLAN_PROFILE_USER);
	RUN_PART(0, "added", "add", "profile", written.word, "user=all");
	assert_int_equal(fake.set_flags, 0);
	RUN_PART(1, "One or more parameters", "add", "profile", written.word, "user=nobody");
	assert_int_equal(fake.n_sets, 3);
}

static void every_interface_gets_it_or_the_one_that_is_named(void **state)
{
	write_file(STORED, strlen(STORED));
	fake.n_interfaces = 2;
	RUN(0, "Profile home is updated on interface Wi-Fi.\nProfile home is updated on interface Wi-Fi 2.\n", "add", "profile",
	    written.word);
	assert_int_equal(fake.n_sets, 2);
	RUN(0, "Profile home is updated on interface Wi-Fi.\n", "add", "profile", written.word, "interface=wi-fi");
	assert_int_equal(fake.interface, 1);
	RUN(1, "There is no such wireless interface on the system.\n", "add", "profile", written.word, "interface=eth0");
	assert_int_equal(fake.n_sets, 3);
}

static void files_of_windows_are_read_in_each_of_their_forms(void **state)
{
	uint16_t units[sizeof(NEW) + 1] = { 0xfeff };
	int n = utf16_from_utf8(NEW, units + 1, sizeof(NEW));

	write_file("\xef\xbb\xbf" NEW, 3 + strlen(NEW));
	RUN_PART(0, "Profile caf\303\251 is added", "add", "profile", written.word);
	assert_string_equal(fake.set_text, NEW);
	assert_true(n > 0);
	memset(fake.set_text, 0, sizeof(fake.set_text));
	write_file(units, (n + 1) * sizeof(units[0]));
	RUN_PART(0, "Profile caf\303\251 is added", "add", "profile", written.word);
	assert_string_equal(fake.set_text, NEW);
}

static void a_file_that_is_too_large_or_no_text_is_refused(void **state)
{
	char *text = malloc(MAX_SIZE + 1);

	memset(text, ' ', MAX_SIZE + 1);
	memcpy(text, NEW, strlen(NEW));
	write_file(text, MAX_SIZE);
	RUN_PART(0, "added", "add", "profile", written.word);
	assert_int_equal(fake.set_size, MAX_SIZE);
	write_file(text, MAX_SIZE + 1);
	RUN_PART(1, "has more than 256 KiB", "add", "profile", written.word);
	write_file("<name>\xff</name>", 14);
	RUN_PART(1, "neither UTF-8 nor UTF-16", "add", "profile", written.word);
	assert_int_equal(fake.n_sets, 1);
	free(text);
}

static void a_profile_without_a_name_is_called_after_its_file(void **state)
{
	char wanted[96];

	write_file("<WLANProfile/>", 14); /* which only a service with other rules would take */
	snprintf(wanted, sizeof(wanted), "Profile %s is added on interface Wi-Fi.\n", written.path);
	RUN(0, wanted, "add", "profile", written.word);
}

static void what_the_service_refuses_is_said_for_each_interface(void **state)
{
	write_file(STORED, strlen(STORED));
	fake.n_interfaces = 2;
	fake.set_error = ERROR_ACCESS_DENIED;
	RUN(1, "Function WlanSetProfile returns error 5:\nAccess is denied.\nFunction WlanSetProfile returns error 5:\nAccess is denied.\n",
	    "add", "profile", written.word);
	assert_int_equal(fake.n_sets, 2);
}

static void without_a_file_nothing_is_set(void **state)
{
	RUN_PART(1, "One or more parameters", "add", "profile");
	RUN_PART(1, "cannot be opened", "add", "profile", "filename=/nonexistent/profile.xml");
	assert_int_equal(fake.n_sets, 0);
}

#undef case_of
#define case_of(name) cmocka_unit_test_setup_teardown(name, make_file, remove_file)

int main(void)
{
	const struct CMUnitTest tests[] = {
		case_of(a_new_profile_is_added_and_one_that_was_there_updated),
		case_of(it_is_everybodys_unless_it_is_to_be_ones_own),
		case_of(every_interface_gets_it_or_the_one_that_is_named),
		case_of(files_of_windows_are_read_in_each_of_their_forms),
		case_of(a_file_that_is_too_large_or_no_text_is_refused),
		case_of(a_profile_without_a_name_is_called_after_its_file),
		case_of(what_the_service_refuses_is_said_for_each_interface),
		case_of(without_a_file_nothing_is_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
