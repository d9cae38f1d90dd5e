#include "netsh/grammar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define WORDS(...) (char *[]){ __VA_ARGS__ }

static const struct netsh_command show_interfaces = { .verb = "show", .object = "interfaces" };
static const struct netsh_command connect_command = {
	.verb = "connect",
	.parameters = { { "name", .is_required = true }, { "ssid" }, { "interface" } },
};
static const struct netsh_command show_networks = {
	.verb = "show",
	.object = "networks",
	.parameters = { { "interface", .needs_tag = true }, { "mode", .choices = "ssid|bssid" } },
};
static const struct netsh_command disconnect_command = { .verb = "disconnect" };
static const struct netsh_command delete_profile = { .verb = "delete", .object = "profile" };
static const struct netsh_command *const commands[] = { &show_interfaces, &connect_command, &show_networks,
							&disconnect_command, &delete_profile };

static void assert_found(const struct netsh_command *wanted, int n, char *const *words)
{
	const struct netsh_command *found = NULL;
	int used = 0;

	assert_int_equal(grammar_find_command(commands, 5, n, words, &found, &used), wanted ? 0 : GRAMMAR_E_NOT_FOUND);
	assert_ptr_equal(found, wanted);
	assert_int_equal(used, wanted ? (wanted->object ? 2 : 1) : 0);
}

static void unique_beginnings_in_either_case_find_the_command(void **state)
{
	assert_found(&show_interfaces, 2, WORDS("sh", "int"));
	assert_found(&show_networks, 3, WORDS("SHOW", "N", "mode=b"));
	assert_found(&disconnect_command, 1, WORDS("di"));
	assert_found(NULL, 1, WORDS("d"));
	assert_found(NULL, 2, WORDS("d", "p"));
	assert_found(&delete_profile, 2, WORDS("de", "p"));
	assert_found(NULL, 1, WORDS("show"));
	assert_found(NULL, 2, WORDS("show", "interfacesx"));
	assert_found(NULL, 2, WORDS("show", ""));
	assert_found(NULL, 0, NULL);
}

static void values_come_with_tags_or_in_order(void **state)
{
	const char *v[NETSH_MAX_PARAMETERS];

	assert_int_equal(grammar_read_parameters(&connect_command, 3, WORDS("home", "i=Wi-Fi", "ssid=a=b"), v), 0);
	assert_string_equal(v[0], "home");
	assert_string_equal(v[1], "a=b");
	assert_string_equal(v[2], "Wi-Fi");
	assert_int_equal(grammar_read_parameters(&connect_command, 2, WORDS("NAME=x", "y"), v), 0);
	assert_string_equal(v[1], "y");
	assert_int_equal(grammar_read_parameters(&connect_command, 1, WORDS("what=x"), v), 0);
	assert_string_equal(v[0], "what=x");
}

static void wrong_parameters_are_refused(void **state)
{
	const char *v[NETSH_MAX_PARAMETERS] = { "untouched" };

	assert_int_equal(grammar_read_parameters(&connect_command, 0, NULL, v), GRAMMAR_E_PARAMETERS);
	assert_int_equal(grammar_read_parameters(&connect_command, 2, WORDS("name=a", "name=b"), v), GRAMMAR_E_PARAMETERS);
	assert_int_equal(grammar_read_parameters(&connect_command, 1, WORDS("name="), v), GRAMMAR_E_PARAMETERS);
	assert_int_equal(grammar_read_parameters(&connect_command, 4, WORDS("a", "b", "c", "d"), v), GRAMMAR_E_PARAMETERS);
	assert_int_equal(grammar_read_parameters(&connect_command, 1, WORDS("?"), v), GRAMMAR_E_HELP);
	assert_string_equal(v[0], "untouched");
}

static void show_networks_refuses_a_bare_interface_and_completes_the_mode(void **state)
{
	const char *v[NETSH_MAX_PARAMETERS];

	assert_int_equal(grammar_read_parameters(&show_networks, 1, WORDS("Wi-Fi"), v), GRAMMAR_E_PARAMETERS);
	assert_int_equal(grammar_read_parameters(&show_networks, 2, WORDS("int=Wi-Fi", "B"), v), 0);
	assert_string_equal(v[1], "bssid");
	assert_int_equal(grammar_read_parameters(&show_networks, 1, WORDS("mode=s"), v), 0);
	assert_string_equal(v[1], "ssid");
	assert_int_equal(grammar_read_parameters(&show_networks, 1, WORDS("mode=x"), v), GRAMMAR_E_PARAMETERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unique_beginnings_in_either_case_find_the_command),
		cmocka_unit_test(values_come_with_tags_or_in_order),
		cmocka_unit_test(wrong_parameters_are_refused),
		cmocka_unit_test(show_networks_refuses_a_bare_interface_and_completes_the_mode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
