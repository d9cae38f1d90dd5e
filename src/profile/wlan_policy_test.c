#include "profile/wlan_policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NS(v) "http://www.microsoft.com/networking/WLAN/policy/v" v
#define ROOT "<WLANPolicy xmlns=\"" NS("1") "\">"
#define FLAGS_V1                                                                                  \
	"<enableAutoConfig>true</enableAutoConfig><showDeniedNetwork>false</showDeniedNetwork>" \
	"<allowEveryoneToCreateAllUserProfiles>1</allowEveryoneToCreateAllUserProfiles>"
#define HEAD ROOT "<name>p</name><globalFlags>" FLAGS_V1
#define NETWORK(name, type) "<network><networkName>" name "</networkName><networkType>" type "</networkType></network>"

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
		     "</networkFilter><profileList><WLANProfile xmlns=\"urn:p\"/></profileList></WLANPolicy>");

	assert_int_equal(policy->flags[WLAN_POLICY_ONLY_USE_GP_PROFILES_FOR_ALLOWED_NETWORKS], 1);
	assert_int_equal(policy->flags[WLAN_POLICY_ENABLE_SOFT_AP], 0);
	assert_int_equal(policy->flags[WLAN_POLICY_BLOCK_PERIOD], 7);
	assert_int_equal(policy->allowed.n, 2);
	assert_true(!policy->allowed.networks[0].is_ibss && policy->allowed.networks[1].is_ibss);
	assert_int_equal(policy->blocked.n, 1);
	assert_int_equal(policy->blocked.networks[0].ssid.size, 5);
	assert_memory_equal(policy->blocked.networks[0].ssid.bytes, "c & d", 5);
	assert_true(policy->denies_ibss && !policy->denies_ess);
	assert_int_equal(policy->n_profiles, 1);
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
		cmocka_unit_test(what_is_wrong_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
