/* The addresses that profiles ask for: which ones, how long, and how the port gets them. */
#include "wlansvc/acm/acm_fixture.h"

#include "wlansvc/acm/mac_address.h"
#include "wlansvc/acm/private.h"

static const struct wdi_mac permanent = { { 0x00, 0x1b, 0x2c, 3, 4, 5 } };

static struct wdi_tlv_interface_capabilities *radio_capabilities(void)
{
	return &world.adapter.capabilities.interface_attributes.interface_capabilities;
}

/* A radio whose address can be changed, up anew so that its address is known. */
static int set_up_radio(void **state)
{
	if (set_up(state) != 0)
		return -1;
	radio_capabilities()->address = permanent;
	radio_capabilities()->mac_address_randomization = true;
	acm_host_listener.adapter_down(&world.adapter, false, world.acm);
	acm_host_listener.adapter_up(&world.adapter, world.acm);
	world.text[0] = '\0';
	return 0;
}

/* --- derivation --- */

static void make_source(struct mac_address_source *source, struct secret *secret, const char *ssid, uint32_t seed, uint32_t day)
{
	*source = (struct mac_address_source){ .seed = seed, .day = day, .permanent = { { 0x00, 0x1b, 0x2c, 3, 4, 5 } } };
	for (uint8_t i = 0; i < 16; i++)
		source->interface.b[i] = (uint8_t)(0x40 + i);
	source->ssid.size = (uint8_t)strlen(ssid);
	memcpy(source->ssid.bytes, ssid, strlen(ssid));
	secret->size = MAC_ADDRESS_SECRET_SIZE;
	for (uint8_t i = 0; i < MAC_ADDRESS_SECRET_SIZE; i++)
		secret->bytes[i] = i;
}

static void addresses_are_those_of_another_implementation(void **state)
{
	/* HMAC-SHA-256 of Python's hmac module over label, GUID, seed, day and SSID. */
	static const struct {
		const char *ssid;
		uint32_t seed, day;
		uint8_t mac[6];
	} vectors[] = {
		{ "lab", 0, 0, { 0x7a, 0xa8, 0x30, 0x87, 0x47, 0x2d } },
		{ "lab", 305419896, 0, { 0x8a, 0x4d, 0xcc, 0x20, 0x47, 0xda } },
		{ "lab", 305419896, 19000, { 0x56, 0xfb, 0x0d, 0x64, 0xa4, 0x0d } },
		{ "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 0xffffffff, 0, { 0x4a, 0xbc, 0xb0, 0x04, 0x74, 0x2b } },
	};
	struct mac_address_source source;
	struct secret secret;
	struct dot11_mac mac;

	for (size_t i = 0; i < array_size(vectors); i++) {
		make_source(&source, &secret, vectors[i].ssid, vectors[i].seed, vectors[i].day);
		assert_int_equal(mac_address_derive(&secret, &source, &mac), 0);
		assert_memory_equal(mac.b, vectors[i].mac, 6);
	}
}

static void every_part_makes_another_address_of_one_station(void **state)
{
	struct mac_address_source source, other;
	struct dot11_mac mac, changed;
	struct secret secret;

	make_source(&source, &secret, "lab", 1, 0);
	assert_int_equal(mac_address_derive(&secret, &source, &mac), 0);
	for (int part = 0; part < 5; part++) {
		other = source;
		other.seed += part == 0;
		other.day += part == 1;
		other.ssid.bytes[0] ^= part == 2;
		other.interface.b[15] ^= part == 3;
		secret.bytes[31] ^= part == 4;
		assert_int_equal(mac_address_derive(&secret, &other, &changed), 0);
		assert_false(dot11_mac_equal(&mac, &changed));
		assert_int_equal(changed.b[0] & 3, 2); /* not a group's, locally administered */
	}
}

static void bits_that_the_radio_cannot_change_stay(void **state)
{
	static const uint8_t expected[6] = { 0x00, 0x1b, 0x2c, 0x20, 0x47, 0xda };
	struct mac_address_source source;
	struct secret secret;
	struct dot11_mac mac;

	make_source(&source, &secret, "lab", 305419896, 0);
	source.fixed = (struct dot11_mac){ { 0xff, 0xff, 0xff, 0, 0, 0 } };
	assert_int_equal(mac_address_derive(&secret, &source, &mac), 0);
	assert_memory_equal(mac.b, expected, 6);
	memset(source.fixed.b, 0xff, 6);
	assert_int_equal(mac_address_derive(&secret, &source, &mac), 0);
	assert_true(dot11_mac_equal(&mac, &source.permanent));
}

static void the_day_begins_at_midnight_of_the_place(void **state)
{
	const time_t noon = 1700049600; /* 2023-11-15 12:00 UTC */

	setenv("TZ", "XYZ-11", 1); /* eleven hours ahead: 23:00 */
	tzset();
	assert_int_equal(mac_address_day(noon + 3599), 19676);
	assert_int_equal(mac_address_day(noon + 3600), 19677);
	setenv("TZ", "UTC0", 1);
	tzset();
	assert_int_equal(mac_address_day(noon), 19676);
	assert_int_equal(mac_address_day(noon + 12 * 3600), 19677);
	unsetenv("TZ");
	tzset();
}

/* --- choice --- */

static struct profile *make_profile(const char *randomization)
{
	struct profile_defect defect;
	struct profile *profile;
	char xml[2048];

	snprintf(xml, sizeof(xml),
		 "<?xml version=\"1.0\"?><WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><name>lab</name>"
		 "<SSIDConfig><SSID><name>lab</name></SSID></SSIDConfig><connectionType>ESS</connectionType>"
		 "<connectionMode>manual</connectionMode><MSM><security><authEncryption><authentication>open</authentication>"
		 "<encryption>none</encryption><useOneX>false</useOneX></authEncryption></security></MSM>%s%s%s</WLANProfile>",
		 randomization ? "<MacRandomization xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v3\">" : "",
		 randomization ? randomization : "", randomization ? "</MacRandomization>" : "");
	assert_int_equal(profile_read(xml, strlen(xml), &profile, &defect), 0);
	return profile;
}

#define RANDOM "<enableRandomization>true</enableRandomization>"
#define DAILY "<randomizeEveryday>true</randomizeEveryday>"

static struct dot11_mac choose(struct store *store, const char *randomization, time_t now)
{
	static const struct dot11_ssid ssid = { 3, "lab" };
	struct profile *profile = make_profile(randomization);
	struct dot11_mac mac = mac_address_choose(store, "fake", &world.adapter.guid, &world.adapter.capabilities, profile, &ssid, now);

	profile_free(profile);
	return mac;
}

static bool is_permanent(struct dot11_mac mac)
{
	return memcmp(mac.b, permanent.b, 6) == 0;
}

static void only_a_profile_that_says_so_hides_the_permanent_address(void **state)
{
	assert_true(is_permanent(choose(world.store, NULL, 0)));
	assert_true(is_permanent(choose(world.store, "", 0)));
	assert_true(is_permanent(choose(world.store, "<enableRandomization>false</enableRandomization>" DAILY, 0)));
	assert_false(is_permanent(choose(world.store, RANDOM, 0)));
}

static void a_radio_that_cannot_change_it_keeps_the_permanent_address(void **state)
{
	radio_capabilities()->mac_address_randomization = false;
	assert_true(is_permanent(choose(world.store, RANDOM, 0)));
}

static void the_address_is_the_same_again_unless_every_day_has_its_own(void **state)
{
	struct dot11_mac mac = choose(world.store, RANDOM, 1700049600), other;

	other = choose(world.store, RANDOM, 1700049600 + 86400);
	assert_true(dot11_mac_equal(&mac, &other));
	mac = choose(world.store, RANDOM DAILY, 1700049600);
	assert_false(dot11_mac_equal(&mac, &other));
	other = choose(world.store, RANDOM DAILY, 1700049600 + 10);
	assert_true(dot11_mac_equal(&mac, &other));
	other = choose(world.store, RANDOM DAILY, 1700049600 + 86400);
	assert_false(dot11_mac_equal(&mac, &other));
}

static void another_machine_has_other_addresses(void **state)
{
	struct dot11_mac mac = choose(world.store, RANDOM "<randomizationSeed>7</randomizationSeed>", 0), other;
	struct store *store;

	assert_int_equal(store_open(&store, ":memory:", world.vault), 0);
	other = choose(store, RANDOM "<randomizationSeed>7</randomizationSeed>", 0);
	assert_false(dot11_mac_equal(&mac, &other));
	assert_int_equal(other.b[0] & 3, 2);
	store_close(store);
}

/* --- stored profiles --- */

static void set_randomized(const char *randomization)
{
	struct profile *profile = make_profile(randomization);
	uint32_t reason;

	assert_int_equal(acm_set_profile(world.acm, &caller, &world.adapter.guid, STORE_ALL_USERS, profile->xml, NULL, true, &reason),
			 0);
	profile_free(profile);
}

static void get_stored(struct store_profile *ret)
{
	assert_int_equal(acm_get_profile(world.acm, &caller, &world.adapter.guid, "lab", ret), 0);
}

static void the_service_makes_the_seed_that_a_profile_lacks(void **state)
{
	cleanup(store_profile_clear) struct store_profile first = { 0 }, second = { 0 }, given = { 0 };

	set_randomized(RANDOM);
	get_stored(&first);
	assert_true(first.profile->has_mac_seed);
	assert_non_null(strstr(first.profile->xml, "</enableRandomization>\r\n\t\t<randomizationSeed>"));
	set_randomized(RANDOM);
	get_stored(&second);
	assert_true(second.profile->mac_seed != first.profile->mac_seed); /* one in 2^32 */
	set_randomized(RANDOM "<randomizationSeed>7</randomizationSeed>");
	get_stored(&given);
	assert_int_equal(given.profile->mac_seed, 7);
}

static void a_profile_without_randomization_is_stored_as_it_was_given(void **state)
{
	cleanup(store_profile_clear) struct store_profile entry = { 0 }, off = { 0 };

	set_randomized(NULL);
	get_stored(&entry);
	assert_null(strstr(entry.profile->xml, "MacRandomization"));
	set_randomized("<enableRandomization>false</enableRandomization>");
	get_stored(&off);
	assert_null(strstr(off.profile->xml, "randomizationSeed"));
}

/* --- the port --- */

static void connect_and_leave(void)
{
	assert_int_equal(connect_profile("lab"), 0);
	tell_association(1, WDI_ASSOC_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
	assert_int_equal(disconnect(), 0);
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	world.text[0] = '\0';
}

static void the_port_gets_the_address_before_the_connection_and_keeps_it_for_the_next(void **state)
{
	show(1, "lab", NULL, 0);
	set_randomized(RANDOM);
	world.text[0] = '\0';
	assert_int_equal(connect_profile("lab"), 0);
	expect("RESET CONNECT(lab,1) acm9@5 msm1@5 ");
	end_task(OID_WDI_TASK_DOT11_RESET, NDIS_STATUS_SUCCESS);
	tell_association(1, WDI_ASSOC_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
	expect("msm2@5 msm4@1 acm10@1 ");
	assert_int_equal(disconnect(), 0);
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	world.text[0] = '\0';
	assert_int_equal(connect_profile("lab"), 0);
	expect("CONNECT(lab,1) acm9@5 msm1@5 ");
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_FAILURE);
}

static void a_profile_without_randomization_gets_the_permanent_address_back(void **state)
{
	show(1, "lab", NULL, 0);
	set_randomized(RANDOM);
	assert_int_equal(connect_profile("lab"), 0);
	end_task(OID_WDI_TASK_DOT11_RESET, NDIS_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_FAILURE);
	set_randomized(NULL);
	world.text[0] = '\0';
	assert_int_equal(connect_profile("lab"), 0);
	expect("RESET CONNECT(lab,1) acm9@5 msm1@5 ");
	end_task(OID_WDI_TASK_DOT11_RESET, NDIS_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_FAILURE);
	world.text[0] = '\0';
	assert_int_equal(connect_profile("lab"), 0);
	expect("CONNECT(lab,1) acm9@5 msm1@5 ");
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_FAILURE);
}

static void a_driver_that_refuses_the_address_connects_all_the_same(void **state)
{
	show(1, "lab", NULL, 0);
	set_randomized(RANDOM);
	world.text[0] = '\0';
	assert_int_equal(connect_profile("lab"), 0);
	end_task(OID_WDI_TASK_DOT11_RESET, NDIS_STATUS_NOT_SUPPORTED);
	tell_association(1, WDI_ASSOC_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
	expect("RESET CONNECT(lab,1) acm9@5 msm1@5 msm2@5 msm4@1 acm10@1 ");
}

static void a_disconnect_while_the_address_is_being_set_cancels_the_attempt(void **state)
{
	show(1, "lab", NULL, 0);
	set_randomized(RANDOM);
	world.text[0] = '\0';
	assert_int_equal(connect_profile("lab"), 0);
	assert_int_equal(disconnect(), 0);
	end_task(OID_WDI_TASK_DOT11_RESET, NDIS_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_REQUEST_ABORTED);
	end_task(OID_WDI_TASK_DOT11_RESET, NDIS_STATUS_SUCCESS);
	expect("RESET CONNECT(lab,1) acm9@5 msm1@5 ABORT-CONNECT RESET msm10:38001@4 acm10:38001@4 ");
}

static void an_adapter_that_comes_back_has_its_permanent_address(void **state)
{
	show(1, "lab", NULL, 0);
	set_randomized(NULL);
	connect_and_leave();
	set_randomized(RANDOM);
	assert_int_equal(connect_profile("lab"), 0);
	end_task(OID_WDI_TASK_DOT11_RESET, NDIS_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_FAILURE);
	acm_host_listener.adapter_down(&world.adapter, false, world.acm);
	acm_host_listener.adapter_up(&world.adapter, world.acm);
	show(1, "lab", NULL, 0);
	set_randomized(NULL);
	world.text[0] = '\0';
	assert_int_equal(connect_profile("lab"), 0);
	expect("CONNECT(lab,1) acm9@5 msm1@5 ");
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_FAILURE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_those_of_another_implementation),
		cmocka_unit_test(every_part_makes_another_address_of_one_station),
		cmocka_unit_test(bits_that_the_radio_cannot_change_stay),
		cmocka_unit_test(the_day_begins_at_midnight_of_the_place),
		cmocka_unit_test_setup_teardown(only_a_profile_that_says_so_hides_the_permanent_address, set_up_radio, tear_down),
		cmocka_unit_test_setup_teardown(a_radio_that_cannot_change_it_keeps_the_permanent_address, set_up_radio, tear_down),
		cmocka_unit_test_setup_teardown(the_address_is_the_same_again_unless_every_day_has_its_own, set_up_radio, tear_down),
		cmocka_unit_test_setup_teardown(another_machine_has_other_addresses, set_up_radio, tear_down),
		cmocka_unit_test_setup_teardown(the_service_makes_the_seed_that_a_profile_lacks, set_up_radio, tear_down),
		cmocka_unit_test_setup_teardown(a_profile_without_randomization_is_stored_as_it_was_given, set_up_radio, tear_down),
		cmocka_unit_test_setup_teardown(the_port_gets_the_address_before_the_connection_and_keeps_it_for_the_next, set_up_radio,
						tear_down),
		cmocka_unit_test_setup_teardown(a_profile_without_randomization_gets_the_permanent_address_back, set_up_radio, tear_down),
		cmocka_unit_test_setup_teardown(a_driver_that_refuses_the_address_connects_all_the_same, set_up_radio, tear_down),
		cmocka_unit_test_setup_teardown(a_disconnect_while_the_address_is_being_set_cancels_the_attempt, set_up_radio, tear_down),
		cmocka_unit_test_setup_teardown(an_adapter_that_comes_back_has_its_permanent_address, set_up_radio, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
