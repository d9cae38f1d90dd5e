#include "profile/wlan_policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NS(v) "http://www.microsoft.com/networking/WLAN/policy/v" v
#define ROOT "<WLANPolicy xmlns=\"" NS("1") "\">"
#define FLAGS_V1                                                                                  \
	"<enableAutoConfig>true</enableAutoConfig><showDeniedNetwork>false</showDeniedNetwork>" \
	"<allowEveryoneToCreateAllUserProfiles>1</allowEveryoneToCreateAllUserProfiles>"
#define HEAD ROOT "<name>p</name><globalFlags>" FLAGS_V1
#define NETWORK(name, type) "<network><networkName>" name "</networkName><networkType>" type "</networkType></network>"

#define PROFILE(name, mode)                                                                                                           \
	"<WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><name>" name                                     \
	"</name><SSIDConfig><SSID><name>s</name></SSID></SSIDConfig><connectionType>ESS</connectionType><connectionMode>" mode       \
	"</connectionMode><MSM><security><authEncryption><authentication>open</authentication><encryption>none</encryption>"         \
	"<useOneX>false</useOneX></authEncryption></security></MSM></WLANProfile>"
#define LIST(profiles) HEAD "</globalFlags><profileList>" profiles "</profileList></WLANPolicy>"

static struct wlan_policy *read_valid(const char *xml)
{
	struct profile_defect defect = { 0 };
	struct wlan_policy *policy = NULL;

	if (wlan_policy_read(xml, strlen(xml), &policy, &defect) != 0)
		fail_msg("%s", defect.sentence);
	return policy;
}

static void a_small_policy_says_three_things(void **state)
{
	struct wlan_policy *policy = read_valid(HEAD "</globalFlags></WLANPolicy>");

	assert_int_equal(policy->flags[WLAN_POLICY_ENABLE_AUTO_CONFIG], 1);
	assert_int_equal(policy->flags[WLAN_POLICY_SHOW_DENIED_NETWORK], 0);
	assert_int_equal(policy->flags[WLAN_POLICY_ALLOW_EVERYONE_TO_CREATE_ALL_USER_PROFILES], 1);
	assert_int_equal(policy->flags[WLAN_POLICY_BLOCK_PERIOD], -1);
	assert_int_equal(policy->allowed.n + policy->blocked.n, 0);
	wlan_policy_free(policy);
}

static void a_large_policy_says_everything(void **state)
{
	struct wlan_policy *policy = read_valid(
		HEAD "<onlyUseGPProfilesForAllowedNetworks xmlns=\"" NS("2") "\">true</onlyUseGPProfilesForAllowedNetworks>"
		     "<enbleSoftAP xmlns=\"" NS("3") "\">false</enbleSoftAP><blockPeriod xmlns=\"" NS("3") "\"> 7 </blockPeriod>"
		     "<other xmlns=\"urn:other\"/></globalFlags><networkFilter><allowList>" NETWORK("a", "ESS") NETWORK("b", "IBSS")
		     "</allowList><blockList>" NETWORK("c &amp; d", "ESS") "</blockList><denyAllIBSS>true</denyAllIBSS>"
		     "</networkFilter><profileList>" PROFILE("first", "auto") "<WLANProfile xmlns=\"urn:p\"/>"
		     PROFILE("second", "manual") "</profileList></WLANPolicy>");

	assert_int_equal(policy->flags[WLAN_POLICY_ONLY_USE_GP_PROFILES_FOR_ALLOWED_NETWORKS], 1);
	assert_int_equal(policy->flags[WLAN_POLICY_ENABLE_SOFT_AP], 0);
	assert_int_equal(policy->flags[WLAN_POLICY_BLOCK_PERIOD], 7);
	assert_int_equal(policy->allowed.n, 2);
	assert_true(!policy->allowed.networks[0].is_ibss && policy->allowed.networks[1].is_ibss);
	assert_int_equal(policy->blocked.n, 1);
	assert_int_equal(policy->blocked.networks[0].ssid.size, 5);
	assert_memory_equal(policy->blocked.networks[0].ssid.bytes, "c & d", 5);
	assert_true(policy->denies_ibss && !policy->denies_ess);
	assert_int_equal(policy->n_profiles, 2);
	assert_string_equal(policy->profiles[0]->name, "first");
	assert_string_equal(policy->profiles[1]->name, "second");
	assert_true(policy->profiles[0]->connects_automatically && !policy->profiles[1]->connects_automatically);
	wlan_policy_free(policy);
}

/* Where the prefix of the namespace is declared outside of the profile, it has to come along. */
static void a_profile_is_whole_without_the_policy_around_it(void **state)
{
	struct wlan_policy *policy = read_valid(
		"<x:WLANPolicy xmlns:x=\"" NS("1") "\" xmlns:w=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><x:name>p</x:name>"
		"<x:globalFlags><x:enableAutoConfig>1</x:enableAutoConfig><x:showDeniedNetwork>0</x:showDeniedNetwork>"
		"<x:allowEveryoneToCreateAllUserProfiles>1</x:allowEveryoneToCreateAllUserProfiles></x:globalFlags><x:profileList>"
		"<w:WLANProfile><w:name>a</w:name><w:SSIDConfig><w:SSID><w:name>s</w:name></w:SSID></w:SSIDConfig>"
		"<w:connectionType>ESS</w:connectionType><w:connectionMode>auto</w:connectionMode><w:MSM><w:security>"
		"<w:authEncryption><w:authentication>WPA2PSK</w:authentication><w:encryption>AES</w:encryption></w:authEncryption>"
		"<w:sharedKey><w:keyType>passPhrase</w:keyType><w:protected>false</w:protected><w:keyMaterial>correct horse"
		"</w:keyMaterial></w:sharedKey></w:security></w:MSM></w:WLANProfile></x:profileList></x:WLANPolicy>");
	struct profile_defect defect = { 0 };
	struct profile *again = NULL;
	char *xml = NULL;

	assert_int_equal(policy->n_profiles, 1);
	assert_int_equal(policy->profiles[0]->clear_key.size, 13);
	assert_null(strstr(policy->profiles[0]->xml, "correct horse"));
	assert_int_equal(profile_clear_xml(policy->profiles[0], &xml), 0);
	assert_int_equal(profile_read(xml, strlen(xml), &again, &defect), 0);
	assert_string_equal(again->name, "a");
	profile_free(again);
	free(xml);
	wlan_policy_free(policy);
}

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *xml, *named;
	} wrong[] = {
		{ "<WLANPolicy/>", "WLANPolicy" },
		{ ROOT "</WLANPolicy>", "name" },
		{ ROOT "<name>p</name></WLANPolicy>", "globalFlags" },
		{ ROOT "<name>p</name><globalFlags/></WLANPolicy>", "enableAutoConfig" },
		{ HEAD "<blockPeriod>61</blockPeriod></globalFlags></WLANPolicy>", "blockPeriod" },
		{ HEAD "<enableWFD>maybe</enableWFD></globalFlags></WLANPolicy>", "enableWFD" },
		{ HEAD "<showDeniedNetwork>true</showDeniedNetwork></globalFlags></WLANPolicy>", "showDeniedNetwork" },
		{ HEAD "<speed>1</speed></globalFlags></WLANPolicy>", "speed" },
		{ HEAD "</globalFlags><networkFilter><allowList>" NETWORK("", "ESS") "</allowList></networkFilter></WLANPolicy>",
		  "networkName" },
		{ HEAD "</globalFlags><networkFilter><blockList>" NETWORK("a", "any") "</blockList></networkFilter></WLANPolicy>",
		  "networkType" },
		{ HEAD "</globalFlags><networkFilter><denyAll>true</denyAll></networkFilter></WLANPolicy>", "denyAll" },
		{ LIST(PROFILE("a", "auto") PROFILE("a", "auto")), "profileList" },
		{ LIST(PROFILE("a", "always")), "connectionMode" },
		{ "<!DOCTYPE x>" HEAD "</globalFlags></WLANPolicy>", "DOCTYPE" },
		{ HEAD, "well-formed" },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct profile_defect defect = { 0 };
		struct wlan_policy *policy = NULL;

		assert_int_equal(wlan_policy_read(wrong[i].xml, strlen(wrong[i].xml), &policy, &defect), 1);
		if (!strstr(defect.sentence, wrong[i].named))
			fail_msg("\"%s\" does not name %s", defect.sentence, wrong[i].named);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_small_policy_says_three_things),
		cmocka_unit_test(a_large_policy_says_everything),
		cmocka_unit_test(a_profile_is_whole_without_the_policy_around_it),
		cmocka_unit_test(what_is_wrong_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
