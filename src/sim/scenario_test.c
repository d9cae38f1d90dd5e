#include "sim/scenario.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int parse(const char *text, struct scenario **ret, struct scenario_error *error)
{
	return scenario_parse(text, strlen(text), ret, error);
}

static void built_in_scenario_is_valid(void **state)
{
	struct scenario *scenario = NULL;
	struct scenario_error error;

	assert_int_equal(parse(scenario_default_text, &scenario, &error), 0);
	assert_int_equal(scenario->n_adapters, 1);
	assert_int_equal(scenario->n_access_points, 5);
	scenario_free(scenario);
}

static void every_key_arrives(void **state)
{
	struct scenario *scenario = NULL;
	struct scenario_error error;

	assert_int_equal(parse("# comment\n[air]\nseed=9\nloss = 5\ndelay_us = 200\npath = 2.5\n"
			       "[adapter sim0]\nmac = 02:00:00:00:00:01\nposition = 1.5, -2\n"
			       "[ap a]\nssid = x y\nbssid = 02:00:00:00:01:ff\nband = 5\nchannel = 36\nbeacon_interval = 50\n"
			       "signal = -44\nhidden = yes\nsecurity = open\ncount = 3\n"
			       "[script]\nat 1500 silence a-1\n", &scenario, &error), 0);
	assert_int_equal(scenario->seed, 9);
	assert_int_equal(scenario->loss_percent, 5);
	assert_int_equal(scenario->delay_us, 200);
	assert_true(scenario->path_exponent == 2.5);
	assert_true(scenario->adapters[0].position.x == 1.5 && scenario->adapters[0].position.y == -2);
	assert_int_equal(scenario->n_access_points, 3);
	assert_string_equal(scenario->access_points[2].name, "a-2");
	assert_int_equal(scenario->access_points[2].ssid.size, 5);
	assert_memory_equal(scenario->access_points[2].ssid.bytes, "x y-2", 5);
	assert_int_equal(scenario->access_points[1].bssid.b[4], 2); /* 01:ff and one */
	assert_int_equal(scenario->access_points[1].bssid.b[5], 0);
	assert_int_equal(scenario->access_points[0].beacon_interval_tu, 50);
	assert_int_equal(scenario->access_points[0].signal_dbm, -44);
	assert_true(scenario->access_points[0].is_hidden);
	assert_int_equal(scenario->n_events, 1);
	assert_int_equal(scenario->events[0].at_us, 1500000);
	assert_string_equal(scenario->events[0].command.name, "a-1");
	scenario_free(scenario);
}

#define ADAPTER "[adapter s]\nmac=02:00:00:00:00:01\n"

static void mistakes_name_their_line(void **state)
{
	static const struct {
		const char *text;
		unsigned int line;
	} cases[] = {
		{ "", 0 },
		{ "seed = 1\n", 1 },
		{ "[air]\nseed\n", 2 },
		{ "[air]\nloss = 101\n", 2 },
		{ "[air]\ncolour = red\n", 2 },
		{ "[air\n", 1 },
		{ "[house]\n", 1 },
		{ "[adapter]\n", 1 },
		{ "[adapter a b]\n", 1 },
		{ "[adapter s]\n", 1 },
		{ "[adapter s]\nmac = 03:00:00:00:00:01\n", 2 },
		{ "[adapter s]\nmac = 00:00:00:00:00:00\n", 2 },
		{ "[adapter s]\nposition = 1\n", 2 },
		{ "[adapter s]\nposition = nan, 1\n", 2 },
		{ ADAPTER "[adapter s]\n", 3 },
		{ ADAPTER "[ap a]\nssid = a\n", 3 },
		{ ADAPTER "[ap a]\nssid = 123456789012345678901234567890123\n", 4 },
		{ ADAPTER "[ap a]\nsecurity = wpa2\n", 4 },
		{ ADAPTER "[ap a]\nssid=a\nbssid=02:00:00:00:01:00\nchannel=36\n", 3 },
		{ ADAPTER "[ap a]\nssid=a\nbssid=02:00:00:00:01:00\nband=6\nchannel=1\n", 3 },
		{ ADAPTER "[ap a]\nssid=a\nbssid=02:00:00:00:00:01\nchannel=1\n", 0 },
		{ ADAPTER "[ap a]\nssid=a\nbssid=02:00:00:00:01:00\nchannel=1\ncount=8192\n[ap b]\nssid=b\nbssid=02:01:00:00:00:00\nchannel=1\n", 8 },
		{ ADAPTER "[script]\nat noon status\n", 4 },
		{ ADAPTER "[script]\nat 5 dance\n", 4 },
		{ ADAPTER "[script]\nsilence a\n", 4 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scenario *scenario = NULL;
		struct scenario_error error = { .line = 999 };

		if (parse(cases[i].text, &scenario, &error) != -EINVAL)
			fail_msg("accepted: %s", cases[i].text);
		assert_null(scenario);
		assert_int_equal(error.line, cases[i].line);
		assert_true(strlen(error.message) > 0);
	}
}

#define AP ADAPTER "[ap a]\nssid=a\nbssid=02:00:00:00:01:00\nchannel=1\n"
#define PASS "passphrase = correct horse\n"

static void elements_of_an_access_point_are_hexadecimal_and_whole(void **state)
{
	static const char *const wrong[] = { "6b", "6b01", "6b 02 13", "6b 01 1x", "x", "6b01131" };
	struct scenario *scenario = NULL;
	struct scenario_error error = { 0 };
	char text[400];

	if (parse(AP "elements = 6b 03 13 07 03 6c027f00\n", &scenario, &error) < 0)
		fail_msg("%s", error.message);
	assert_int_equal(scenario->access_points[0].elements_size, 9);
	assert_memory_equal(scenario->access_points[0].elements, "\x6b\x03\x13\x07\x03\x6c\x02\x7f\x00", 9);
	scenario_free(scenario);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(text, sizeof(text), AP "elements = %s\n", wrong[i]);
		assert_int_equal(parse(text, &scenario, &error), -EINVAL);
		assert_non_null(strstr(error.message, "elements"));
	}
}

static void every_key_of_security_arrives(void **state)
{
	struct scenario *scenario = NULL;
	struct scenario_error error = { 0 };
	const struct scenario_security *security;

	if (parse(AP PASS "security = sae-transition\npairwise = gcmp-256, ccmp\ngroup = ccmp-256\npmf = optional\n"
			  "group_management = bip-gmac-256\nsae-pwe = hash-to-element\nsae-groups = 20 19\nsae-anti-clogging = 5\n"
			  "beacon-protection = yes\n", &scenario, &error) < 0)
		fail_msg("%s", error.message);
	security = &scenario->access_points[0].security;
	assert_int_equal(security->kind, SCENARIO_SECURITY_SAE_TRANSITION);
	assert_int_equal(security->passphrase.size, 13);
	assert_memory_equal(security->passphrase.bytes, "correct horse", 13);
	assert_int_equal(security->n_pairwise, 2);
	assert_int_equal(security->pairwise[0], DOT11_CIPHER_GCMP_256);
	assert_int_equal(security->pairwise[1], DOT11_CIPHER_CCMP_128);
	assert_int_equal(security->group, DOT11_CIPHER_CCMP_256);
	assert_int_equal(security->pmf, SCENARIO_PMF_OPTIONAL);
	assert_int_equal(security->group_management, DOT11_CIPHER_BIP_GMAC_256);
	assert_int_equal(security->sae_pwe, SCENARIO_SAE_PWE_HASH_TO_ELEMENT);
	assert_int_equal(security->n_sae_groups, 2);
	assert_int_equal(security->sae_groups[0], 20);
	assert_int_equal(security->anti_clogging, 5);
	assert_true(security->protects_beacons);
	scenario_free(scenario);
}

static void security_has_its_defaults(void **state)
{
	static const struct {
		const char *text;
		enum scenario_pmf pmf;
		uint32_t group_management;
	} cases[] = {
		{ AP, SCENARIO_PMF_OFF, DOT11_CIPHER_NONE },
		{ AP PASS "security = wpa2-psk\n", SCENARIO_PMF_OFF, DOT11_CIPHER_NONE },
		{ AP PASS "security = wpa2-psk\nbeacon-protection = yes\n", SCENARIO_PMF_OPTIONAL, DOT11_CIPHER_BIP_CMAC_128 },
		{ AP PASS "security = wpa2-psk-sha256\npmf = required\n", SCENARIO_PMF_REQUIRED, DOT11_CIPHER_BIP_CMAC_128 },
		{ AP PASS "security = sae\n", SCENARIO_PMF_REQUIRED, DOT11_CIPHER_BIP_CMAC_128 },
		{ AP PASS "security = sae-transition\n", SCENARIO_PMF_OPTIONAL, DOT11_CIPHER_BIP_CMAC_128 },
		{ AP "security = owe\n", SCENARIO_PMF_REQUIRED, DOT11_CIPHER_BIP_CMAC_128 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scenario *scenario = NULL;
		struct scenario_error error = { 0 };

		if (parse(cases[i].text, &scenario, &error) < 0)
			fail_msg("%s", error.message);
		assert_int_equal(scenario->access_points[0].security.pmf, cases[i].pmf);
		assert_int_equal(scenario->access_points[0].security.group_management, cases[i].group_management);
		assert_int_equal(scenario->access_points[0].security.anti_clogging, SCENARIO_NO_ANTI_CLOGGING);
		scenario_free(scenario);
	}
}

static void security_that_does_not_fit_together_is_refused(void **state)
{
	static const struct {
		const char *text;
		const char *word; /* of the sentence */
	} cases[] = {
		{ AP "security = wep\n", "security must be" },
		{ AP "security = wpa2-psk\n", "needs passphrase" },
		{ AP "passphrase = 1234567\n", "8 to 63" },
		{ AP "psk = 12\n", "64" },
		{ AP PASS, "belong to" },
		{ AP PASS "security = owe\n", "belong to" },
		{ AP PASS "security = wpa2-psk\npsk = 1111111111111111111111111111111111111111111111111111111111111111\n", "either" },
		{ AP "security = sae\npsk = 1111111111111111111111111111111111111111111111111111111111111111\n", "passphrase itself" },
		{ AP PASS "security = wpa2-psk\ngroup = tkip\n", "not simulated" },
		{ AP PASS "security = wpa2-psk\npairwise = ccmp tkip\n", "not simulated" },
		{ AP PASS "security = wpa2-psk\npairwise = ccmp ccmp\n", "list" },
		{ AP PASS "security = wpa2-psk\npairwise = ,\n", "list" },
		{ AP PASS "security = sae\npmf = off\n", "SAE needs" },
		{ AP "security = owe\npmf = off\n", "OWE needs" },
		{ AP PASS "security = sae-transition\npmf = required\n", "shut out" },
		{ AP PASS "security = wpa2-psk\npmf = off\ngroup-management = bip-cmac-128\n", "need pmf" },
		{ AP PASS "security = wpa2-psk\ngroup-management = ccmp\n", "group-management must" },
		{ AP "pmf = required\n", "open network" },
		{ AP "pairwise = ccmp\n", "open network" },
		{ AP PASS "security = wpa2-psk\nsae-groups = 19\n", "belong to sae" },
		{ AP PASS "security = sae\nsae-groups = 1\n", "19, 20 and 21" },
		{ AP PASS "security = sae\nsae-pwe = guessing\n", "hunting-and-pecking" },
		{ AP PASS "security = sae\nsae-anti-clogging = -1\n", "0 (always" },
		{ AP PASS "security = sae\nowe-groups = 19\n", "belongs to owe" },
		{ AP PASS "security = sae\nowe-transition = b\n", "joins an open" },
		{ AP "owe-transition = b\n", "no access point b" },
		{ AP "owe-transition = a\n", "one must be open" },
		{ AP "owe-transition = b\n[ap b]\nssid=b\nbssid=02:00:00:00:02:00\nchannel=1\nsecurity = owe\n", "add owe-transition = a" },
		{ AP "owe-transition = b\n[ap b]\nssid=b\nbssid=02:00:00:00:02:00\nchannel=1\nsecurity = owe\nowe-transition = a\n", "hidden" },
		{ AP "owe-transition = b\ncount = 2\n", "count" },
		{ AP "band = 6\nchannel = 5\nsecurity = sae-transition\n" PASS, "6 GHz" },
		{ AP "band = 6\nchannel = 5\nsecurity = sae\nsae-pwe = hunting-and-pecking\n" PASS, "6 GHz" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scenario *scenario = NULL;
		struct scenario_error error = { 0 };

		if (parse(cases[i].text, &scenario, &error) != -EINVAL)
			fail_msg("accepted: %s", cases[i].text);
		if (!strstr(error.message, cases[i].word))
			fail_msg("%s: %s", cases[i].text, error.message);
	}
}


static void stations_arrive(void **state)
{
	struct scenario *scenario = NULL;
	struct scenario_error error = { 0 };

	assert_int_equal(parse(ADAPTER "[station phone]\nmac = 02:00:00:00:00:02\nssid = my net\npassphrase = correct horse\n"
				       "position = 1, 2\n[station other]\nmac = 02:00:00:00:00:03\nssid = x\n",
			       &scenario, &error),
			 0);
	assert_int_equal(scenario->n_stations, 2);
	assert_string_equal(scenario->stations[0].name, "phone");
	assert_int_equal(scenario->stations[0].mac.b[5], 2);
	assert_int_equal(scenario->stations[0].ssid.size, 6);
	assert_int_equal(scenario->stations[0].passphrase.size, 13);
	assert_true(scenario->stations[0].position.y == 2);
	assert_int_equal(scenario->stations[1].passphrase.size, 0);
	scenario_free(scenario);
}

static void stations_that_cannot_be_are_refused(void **state)
{
	static const struct {
		const char *text, *word;
	} cases[] = {
		{ ADAPTER "[station a]\nssid = x\n", "lacks mac" },
		{ ADAPTER "[station a]\nmac = 02:00:00:00:00:02\n", "lacks ssid" },
		{ ADAPTER "[station a]\nmac = 02:00:00:00:00:01\nssid = x\n", "used twice" },
		{ ADAPTER "[station s]\nmac = 02:00:00:00:00:02\nssid = x\n", "taken" },
		{ ADAPTER "[station a]\nmac = 02:00:00:00:00:02\nssid = x\npassphrase = short\n", "8 to 63" },
		{ ADAPTER "[station a]\nchannel = 1\n", "[station] has no channel" },
		{ ADAPTER "[station]\n", "needs a name" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scenario *scenario = NULL;
		struct scenario_error error = { 0 };

		if (parse(cases[i].text, &scenario, &error) != -EINVAL)
			fail_msg("accepted: %s", cases[i].text);
		if (!strstr(error.message, cases[i].word))
			fail_msg("%s: %s", cases[i].text, error.message);
	}
}

static void zero_bytes_are_refused(void **state)
{
	struct scenario *scenario = NULL;
	struct scenario_error error;

	assert_int_equal(scenario_parse("[air]\nse\0ed\n", 12, &scenario, &error), -EINVAL);
	assert_int_equal(error.line, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(built_in_scenario_is_valid),
		cmocka_unit_test(every_key_arrives),
		cmocka_unit_test(mistakes_name_their_line),
		cmocka_unit_test(elements_of_an_access_point_are_hexadecimal_and_whole),
		cmocka_unit_test(every_key_of_security_arrives),
		cmocka_unit_test(security_has_its_defaults),
		cmocka_unit_test(security_that_does_not_fit_together_is_refused),
		cmocka_unit_test(stations_arrive),
		cmocka_unit_test(stations_that_cannot_be_are_refused),
		cmocka_unit_test(zero_bytes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
