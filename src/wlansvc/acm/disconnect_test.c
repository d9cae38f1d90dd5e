/* Disconnects that do not go as asked, or that meet something else under way. */
#include "wlansvc/acm/acm_fixture.h"

#include "base/log_fixture.h"
#include "wlansvc/store/policy.h"

static void bring_up_automatically(void)
{
	set_profile("lab", "auto");
	show(1, "lab", NULL, 0);
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_SUCCESS);
	tell_association(1, WDI_ASSOC_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
	expect("acm15@4 SCAN acm26@4 CONNECT(lab,1) acm9@5 msm1@5 msm2@5 msm4@1 acm10@1 ");
}

static void a_disconnect_that_cannot_be_submitted_changes_nothing(void **state)
{
	uint32_t shown = 99;

	bring_up_automatically();
	world.adapter.is_down = true;
	assert_int_equal(disconnect(), -ENODEV);
	expect("");
	assert_int_equal(acm_interface_state(world.acm, &world.adapter.guid, &shown), 0);
	assert_int_equal(shown, wlan_interface_state_connected);
	world.adapter.is_down = false;
	/* Nobody has disconnected: a link that is lost then is looked for again. */
	tell_disassociation(1, WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE);
	expect("msm10:3800b@4 acm21@4 SCAN ");
	end_all_tasks(NDIS_STATUS_ADAPTER_REMOVED);
}

static void a_disconnect_of_an_interface_at_rest_stops_automatic_connection_too(void **state)
{
	set_profile("lab", "auto");
	expect("acm15@4 SCAN ");
	assert_int_equal(disconnect(), 0);
	expect("");
	show(1, "lab", NULL, 0);
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_SUCCESS);
	expect("acm26@4 "); /* the network is told as available, and not connected */
}

static void a_driver_that_never_answers_is_told_once(void **state)
{
	bring_up_automatically();
	assert_int_equal(disconnect(), 0);
	expect("DISCONNECT(1,3) acm20@3 msm9@3 ");
	assert_int_equal(disconnect(), 0);
	assert_int_equal(disconnect(), 0);
	expect("");
	world.adapter.is_down = true;
	end_all_tasks(NDIS_STATUS_ADAPTER_REMOVED);
	acm_host_listener.adapter_down(&world.adapter, false, world.acm);
	expect("msm10:3800f@4 acm21@4 acm14@99 ");
	world.adapter.is_down = false;
	acm_host_listener.adapter_up(&world.adapter, world.acm);
	expect("acm13@4 SCAN "); /* the interface reconnects: the mark is lifted (D11) */
	end_all_tasks(NDIS_STATUS_ADAPTER_REMOVED);
}

static void a_radio_that_goes_off_meanwhile_changes_nothing_of_the_order(void **state)
{
	bring_up_automatically();
	assert_int_equal(disconnect(), 0);
	indicate(NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, &(struct wdi_indication_radio_status){ { true, false } });
	expect("DISCONNECT(1,3) acm20@3 msm9@3 msm7@3 ");
	tell_disassociation(1, WDI_ASSOC_STATUS_RADIO_OFF);
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	expect("msm10@4 acm21@4 ");
	assert_int_equal(disconnect(), 0);
	expect("");
}

static void leave_on_purpose(void)
{
	bring_up_automatically();
	assert_int_equal(disconnect(), 0);
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	expect("DISCONNECT(1,3) acm20@3 msm9@3 msm10@4 acm21@4 ");
}

/* A radio that was off is as good as an interface that was gone (D11). */
static void a_radio_that_comes_back_lifts_the_mark(void **state)
{
	leave_on_purpose();
	indicate(NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, &(struct wdi_indication_radio_status){ { true, false } });
	expect("msm7@4 ");
	indicate(NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, &(struct wdi_indication_radio_status){ { true, true } });
	expect("msm7@4 SCAN ");
	end_all_tasks(NDIS_STATUS_ADAPTER_REMOVED);
}

/* D10: it is not written anywhere, and the profile is as it was. */
static void the_mark_does_not_outlive_the_service(void **state)
{
	leave_on_purpose();
	acm_free(world.acm);
	assert_int_equal(acm_new(&world.acm, world.event, world.store, &listener, NULL), 0);
	world.adapter.userdata = NULL;
	acm_host_listener.adapter_up(&world.adapter, world.acm);
	expect("acm13@4 SCAN ");
	end_all_tasks(NDIS_STATUS_ADAPTER_REMOVED);
}

static void note_result(int result, const void *data, void *userdata)
{
	note("done:%d ", result);
}

/* Rule 124: the radio's task is not even submitted before the disconnect has ended. */
static void the_radio_goes_off_after_the_disconnect(void **state)
{
	const struct acm_caller root = { .uid = 0, .version = 2 };

	bring_up_automatically();
	assert_int_equal(acm_set_radio(world.acm, &root, &world.adapter.guid, 0, false, note_result, NULL), 0);
	expect("DISCONNECT(1,3) acm20@3 msm9@3 ");
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	expect("msm10@4 acm21@4 RADIO ");
	end_task(OID_WDI_TASK_SET_RADIO_STATE, NDIS_STATUS_SUCCESS);
	expect("msm7@4 done:0 ");
	assert_int_equal(acm_set_radio(world.acm, &root, &world.adapter.guid, 0, true, note_result, NULL), 0);
	end_task(OID_WDI_TASK_SET_RADIO_STATE, NDIS_STATUS_SUCCESS);
	expect("RADIO msm7@4 SCAN done:0 ");
	end_all_tasks(NDIS_STATUS_ADAPTER_REMOVED);
}

/* The administrator's profile is not a client's to change, and lets its network be connected again. */
static void version_1_does_not_change_a_profile_of_group_policy(void **state)
{
	const struct acm_caller old = { .uid = 1000, .version = 1 };
	struct store_profile entry = { 0 };
	struct profile *profile;

	assert_int_equal(profile_for_network(&(struct dot11_ssid){ 3, "lab" }, "lab", &profile), 0);
	assert_int_equal(profile_set_mode(profile, true), 0);
	assert_int_equal(store_set_policy(world.store, &profile, 1, NULL, NULL), 0);
	profile_free(profile);
	acm_policy_profile_changed(world.acm, "lab", false);
	expect("acm15@4 SCAN ");
	show(1, "lab", NULL, 0);
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_SUCCESS);
	tell_association(1, WDI_ASSOC_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
	world.text[0] = '\0';
	log_fixture_begin();
	assert_int_equal(acm_disconnect(world.acm, &old, &world.adapter.guid), 0);
	assert_null(strstr(log_fixture_end(), "manual")); /* not even tried */
	expect("DISCONNECT(1,3) acm20@3 msm9@3 "); /* and no change of a profile */
	assert_int_equal(store_get_profile(world.store, &world.adapter.guid, 1000, "lab", &entry), 0);
	assert_true(entry.is_group_policy && entry.profile->connects_automatically);
	store_profile_clear(&entry);
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	expect("msm10@4 acm21@4 SCAN ");
	end_all_tasks(NDIS_STATUS_ADAPTER_REMOVED);
}

static void connect_to_lab(uint8_t bss)
{
	show(bss, bss == 1 ? "lab" : "b\"\n", NULL, 0);
	assert_int_equal(connect_open(bss == 1 ? "lab" : "b\"\n"), 0);
	if (world.text[0] == 'C') { /* not when it waits for an end */
		tell_association(bss, WDI_ASSOC_STATUS_SUCCESS);
		end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
	}
}

static void expect_logged(const char *cause, const char *ssid)
{
	const char *text = log_fixture_end();
	char guid[GUID_TEXT_SIZE];

	guid_to_text(&world.adapter.guid, guid);
	assert_non_null(strstr(text, "event 8003"));
	assert_null(strstr(strstr(text, "event 8003") + 1, "event 8003")); /* once */
	assert_non_null(strstr(text, cause));
	assert_non_null(strstr(text, guid));
	assert_non_null(strstr(text, "manual, without a profile"));
	assert_non_null(strstr(text, ssid));
	assert_non_null(strstr(text, "BSS type infrastructure"));
	assert_non_null(strstr(text, "fake adapter"));
	world.text[0] = '\0';
}

static void the_log_tells_three_causes_apart(void **state)
{
	connect_to_lab(1);
	log_fixture_begin();
	assert_int_equal(disconnect(), 0);
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	expect_logged("it was asked for", "SSID \"lab\"");

	connect_to_lab(1);
	log_fixture_begin();
	tell_disassociation(1, WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED);
	expect_logged("the driver has lost it", "SSID \"lab\"");

	connect_to_lab(1);
	world.text[0] = '\0';
	log_fixture_begin();
	connect_to_lab(2);
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	expect_logged("another connection is wanted", "SSID \"lab\"");
	tell_association(2, WDI_ASSOC_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);

	/* A connect that was taken back is no cause any more; and no stranger writes our log. */
	world.text[0] = '\0';
	log_fixture_begin();
	connect_to_lab(1);
	assert_int_equal(disconnect(), 0);
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	expect_logged("it was asked for", "SSID \"b\\x22\\x0a\"");
}

static void every_unsolicited_loss_is_told_alike(void **state)
{
	static const uint32_t statuses[] = {
		WDI_ASSOC_STATUS_RADIO_OFF,
		WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED,
		WDI_ASSOC_STATUS_PEER_DISASSOCIATED,
		WDI_ASSOC_STATUS_DISASSOCIATE_BY_DEVICE_RESET,
		WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE,
	};

	for (size_t i = 0; i < array_size(statuses); i++) {
		show(1, "lab", NULL, 0);
		assert_int_equal(connect_open("lab"), 0);
		tell_association(1, WDI_ASSOC_STATUS_SUCCESS);
		end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
		world.text[0] = '\0';
		tell_disassociation(1, statuses[i]);
		expect("msm10:3800b@4 acm21@4 ");
	}
}

static void a_connection_of_discovery_ends_like_any_other(void **state)
{
	show(1, "lab", NULL, 0);
	assert_int_equal(connect_open("lab"), 0);
	tell_association(1, WDI_ASSOC_STATUS_SUCCESS);
	assert_int_equal(disconnect(), 0); /* associated, and the task is not complete */
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_REQUEST_ABORTED);
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_DOT11_RESET, NDIS_STATUS_SUCCESS);
	expect("CONNECT(lab,1) acm9@5 msm1@5 msm2@5 ABORT-CONNECT DISCONNECT(1,3) RESET msm10:38001@4 acm10:38001@4 ");
}

#define with_world(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_world(a_disconnect_that_cannot_be_submitted_changes_nothing),
		with_world(a_disconnect_of_an_interface_at_rest_stops_automatic_connection_too),
		with_world(a_driver_that_never_answers_is_told_once),
		with_world(a_radio_that_goes_off_meanwhile_changes_nothing_of_the_order),
		with_world(a_radio_that_comes_back_lifts_the_mark),
		with_world(the_mark_does_not_outlive_the_service),
		with_world(the_radio_goes_off_after_the_disconnect),
		with_world(version_1_does_not_change_a_profile_of_group_policy),
		with_world(the_log_tells_three_causes_apart),
		with_world(every_unsolicited_loss_is_told_alike),
		with_world(a_connection_of_discovery_ends_like_any_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
