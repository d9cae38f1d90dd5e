/* The service's conversations, with a host that does what the test tells it to. */
#include "wlansvc/acm/acm_fixture.h"

static void bring_up_connection(void)
{
	show(1, "lab", NULL, 0);
	assert_int_equal(connect_open("lab"), 0);
	tell_association(1, WDI_ASSOC_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
	expect("CONNECT(lab,1) acm9@5 msm1@5 msm2@5 msm4@1 acm10@1 ");
}

/* --- tests --- */

static void connect_and_disconnect_tell_the_documented_sequence(void **state)
{
	struct acm_connection connection;

	bring_up_connection();
	assert_int_equal(acm_current_connection(world.acm, &world.adapter.guid, &connection), 0);
	assert_int_equal(connection.bssid.b[5], 1);
	assert_int_equal(connection.channel, 6);
	assert_int_equal(disconnect(), 0);
	assert_int_equal(acm_current_connection(world.acm, &world.adapter.guid, &connection), ACM_E_INVALID_STATE);
	expect("DISCONNECT(1,3) acm20@3 msm9@3 ");
	assert_int_equal(disconnect(), 0); /* a second one joins */
	tell_disassociation(1, WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST);
	expect("");
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	expect("msm10@4 acm21@4 ");
	assert_int_equal(disconnect(), 0);
	expect("");
}

static void a_refused_disconnect_is_never_told_as_success(void **state)
{
	bring_up_connection();
	assert_int_equal(disconnect(), 0);
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_FAILURE);
	expect("DISCONNECT(1,3) acm20@3 msm9@3 RESET ");
	end_task(OID_WDI_TASK_DOT11_RESET, NDIS_STATUS_SUCCESS);
	expect("msm10:3800c@4 acm21@4 ");
}

static void a_lost_link_is_told_once(void **state)
{
	bring_up_connection();
	tell_disassociation(9, WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED);
	expect("");
	tell_disassociation(1, WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED);
	tell_disassociation(1, WDI_ASSOC_STATUS_PEER_DISASSOCIATED);
	expect("msm10:3800b@4 acm21@4 ");
}

static void disconnect_while_connecting_cancels_the_attempt(void **state)
{
	show(1, "lab", NULL, 0);
	assert_int_equal(connect_open("lab"), 0);
	assert_int_equal(disconnect(), 0);
	expect("CONNECT(lab,1) acm9@5 msm1@5 ABORT-CONNECT ");
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_REQUEST_ABORTED);
	end_task(OID_WDI_TASK_DOT11_RESET, NDIS_STATUS_SUCCESS);
	expect("RESET msm10:38001@4 acm10:38001@4 ");
	tell_association(1, WDI_ASSOC_STATUS_SUCCESS);
	tell_disassociation(1, WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST);
	expect("");
}

static void disconnect_that_loses_the_race_still_ends_disconnected(void **state)
{
	show(1, "lab", NULL, 0);
	assert_int_equal(connect_open("lab"), 0);
	assert_int_equal(disconnect(), 0);
	tell_association(1, WDI_ASSOC_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_DOT11_RESET, NDIS_STATUS_SUCCESS);
	expect("CONNECT(lab,1) acm9@5 msm1@5 ABORT-CONNECT DISCONNECT(1,3) RESET msm10:38001@4 acm10:38001@4 ");
}

static void disconnect_while_looking_for_the_network_cancels_at_once(void **state)
{
	assert_int_equal(connect_open("lab"), 0);
	expect("SCAN(lab) acm9@6 ");
	assert_int_equal(disconnect(), 0);
	expect("acm10:38001@4 ");
	show(1, "lab", NULL, 0);
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_SUCCESS);
	expect("");
}

static void a_failure_tells_its_cause(void **state)
{
	show(1, "lab", NULL, 0);
	assert_int_equal(connect_open("lab"), 0);
	tell_association(1, WDI_ASSOC_STATUS_NO_AUTH_RESPONSE);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_FAILURE);
	expect("CONNECT(lab,1) acm9@5 msm1@5 msm10:38003@6 acm11:38003@6 acm10:38003@4 ");
}

static void an_unseen_network_is_looked_for_first(void **state)
{
	assert_int_equal(connect_open("lab"), 0);
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_SUCCESS);
	expect("SCAN(lab) acm9@6 acm11:28002@6 acm10:2800b@4 ");
	assert_int_equal(connect_open("lab"), 0);
	show(1, "lab", NULL, 0);
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_SUCCESS);
	expect("SCAN(lab) acm9@6 CONNECT(lab,1) msm1@5 ");
	end_all_tasks(NDIS_STATUS_ADAPTER_REMOVED);
}

static void connecting_elsewhere_ends_the_old_connection_first(void **state)
{
	bring_up_connection();
	show(2, "other", NULL, 0);
	assert_int_equal(connect_open("other"), 0);
	expect("DISCONNECT(1,3) acm20@3 msm9@3 ");
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	expect("msm10@4 acm21@4 CONNECT(other,2) acm9@5 msm1@5 ");
	end_all_tasks(NDIS_STATUS_ADAPTER_REMOVED);
}

static void connecting_to_the_same_network_changes_nothing(void **state)
{
	bring_up_connection();
	assert_int_equal(connect_open("lab"), 0);
	expect("acm10@1 ");
}

static void a_disconnect_also_cancels_a_connect_that_waits(void **state)
{
	bring_up_connection();
	show(2, "other", NULL, 0);
	assert_int_equal(connect_open("other"), 0);
	assert_int_equal(disconnect(), 0);
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	expect("DISCONNECT(1,3) acm20@3 msm9@3 msm10@4 acm21@4 acm10:38001@4 ");
}

static void every_scan_is_answered_once(void **state)
{
	for (int i = 0; i < 3; i++)
		assert_int_equal(acm_scan(world.acm, &world.adapter.guid, NULL, NULL, 0), 0);
	expect("SCAN ");
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_SUCCESS);
	expect("acm7@4 acm26@4 acm18@4 SCAN "); /* the two that came later share one */
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_FAILURE);
	expect("acm8:3800c@4 acm8:3800c@4 ");
}

static void a_disconnect_does_not_wait_for_a_scan(void **state)
{
	bring_up_connection();
	assert_int_equal(acm_scan(world.acm, &world.adapter.guid, NULL, NULL, 0), 0);
	assert_int_equal(disconnect(), 0);
	expect("SCAN DISCONNECT(1,3) ABORT-SCAN acm20@3 msm9@3 ");
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_REQUEST_ABORTED);
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	expect("msm10@4 acm21@4 SCAN ");
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_SUCCESS);
	expect("acm7@4 acm26@4 acm19@4 ");
}

static void an_adapter_that_goes_takes_connection_and_scans_with_it(void **state)
{
	uint32_t shown;

	bring_up_connection();
	assert_int_equal(acm_scan(world.acm, &world.adapter.guid, NULL, NULL, 0), 0);
	world.adapter.is_down = true;
	end_all_tasks(NDIS_STATUS_ADAPTER_REMOVED);
	acm_host_listener.adapter_down(&world.adapter, true, world.acm);
	expect("SCAN acm8:3800c@1 msm10:3800b@99 acm21@99 acm14@99 ");
	assert_int_equal(acm_interface_state(world.acm, &world.adapter.guid, &shown), ACM_E_NO_INTERFACE);
}

static void an_adapter_that_comes_back_is_the_same_interface(void **state)
{
	struct acm_interface *list;
	size_t n;

	bring_up_connection();
	acm_host_listener.adapter_down(&world.adapter, false, world.acm);
	expect("msm10:3800b@99 acm21@99 acm14@99 ");
	assert_int_equal(connect_open("lab"), ACM_E_NO_INTERFACE);
	assert_int_equal(disconnect(), ACM_E_NO_INTERFACE);
	assert_int_equal(acm_list_interfaces(world.acm, &list, &n), 0);
	assert_int_equal(n, 0);
	free(list);
	acm_host_listener.adapter_up(&world.adapter, world.acm);
	expect("acm13@4 "); /* who listens needs not ask again and again */
	assert_int_equal(acm_list_interfaces(world.acm, &list, &n), 0);
	assert_int_equal(n, 1);
	assert_true(guid_equal(&list[0].guid, &world.adapter.guid));
	free(list);
}

static void an_adapter_that_does_not_come_back_is_not_removed_twice(void **state)
{
	const struct guid unknown = { { 77 } };

	assert_false(acm_was_removed(world.acm, &world.adapter.guid));
	acm_host_listener.adapter_down(&world.adapter, false, world.acm);
	expect("acm14@99 ");
	assert_true(acm_was_removed(world.acm, &world.adapter.guid));
	acm_host_listener.adapter_down(&world.adapter, true, world.acm);
	expect("");
	assert_true(acm_was_removed(world.acm, &world.adapter.guid));
	assert_false(acm_was_removed(world.acm, &unknown));
	acm_host_listener.adapter_up(&world.adapter, world.acm); /* a new one of the same GUID */
	expect("acm13@4 ");
	assert_false(acm_was_removed(world.acm, &world.adapter.guid));
}

static void an_automatic_profile_connects_but_not_after_a_user_has_disconnected(void **state)
{
	set_profile("lab", "auto");
	expect("acm15@4 SCAN "); /* a new profile is a reason to look */
	show(1, "lab", NULL, 0);
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_SUCCESS);
	tell_association(1, WDI_ASSOC_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
	expect("acm26@4 CONNECT(lab,1) acm9@5 msm1@5 msm2@5 msm4@1 acm10@1 ");
	tell_disassociation(1, WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE);
	expect("msm10:3800b@4 acm21@4 SCAN "); /* the service looks again */
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_SUCCESS);
	tell_association(1, WDI_ASSOC_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
	world.text[0] = '\0';
	assert_int_equal(disconnect(), 0);
	end_task(OID_WDI_TASK_DISCONNECT, NDIS_STATUS_SUCCESS);
	expect("DISCONNECT(1,3) acm20@3 msm9@3 msm10@4 acm21@4 ");
	assert_int_equal(acm_scan(world.acm, &world.adapter.guid, NULL, NULL, 0), 0);
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_SUCCESS);
	expect("SCAN acm7@4 acm26@4 acm18@4 "); /* not seen any more */
}

static void deleting_the_profile_in_use_ends_its_connection(void **state)
{
	set_profile("lab", "manual");
	show(1, "lab", NULL, 0);
	assert_int_equal(connect_profile("lab"), 0);
	world.text[0] = '\0';
	assert_int_equal(acm_delete_profile(world.acm, &caller, &world.adapter.guid, "lab"), 0);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_REQUEST_ABORTED);
	end_task(OID_WDI_TASK_DOT11_RESET, NDIS_STATUS_SUCCESS);
	expect("acm15@5 ABORT-CONNECT RESET msm10:2800c@4 acm10:2800c@4 ");
	assert_int_equal(connect_profile("lab"), ACM_E_NO_PROFILE);
}

static void a_request_that_cannot_be_met_is_refused_at_once(void **state)
{
	struct guid stranger = guid_from_name("stranger");

	assert_int_equal(acm_disconnect(world.acm, &caller, &stranger), ACM_E_NO_INTERFACE);
	assert_int_equal(connect_profile("unknown"), ACM_E_NO_PROFILE);
	indicate(NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, &(struct wdi_indication_radio_status){ { true, false } });
	expect("msm7@4 ");
	assert_int_equal(connect_open("lab"), ACM_E_RADIO_OFF);
	assert_int_equal(acm_scan(world.acm, &world.adapter.guid, NULL, NULL, 0), ACM_E_RADIO_OFF);
	assert_int_equal(disconnect(), 0);
	expect("");
}

static void a_secured_network_of_that_name_is_no_candidate(void **state)
{
	show(1, "lab", bss_fixture_rsn_psk, sizeof(bss_fixture_rsn_psk));
	assert_int_equal(connect_open("lab"), 0);
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_SUCCESS);
	expect("SCAN(lab) acm9@6 acm11:40012@6 acm10:40012@4 "); /* it is there, but not as the profile says */
}

#define with_world(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_world(connect_and_disconnect_tell_the_documented_sequence),
		with_world(a_refused_disconnect_is_never_told_as_success),
		with_world(a_lost_link_is_told_once),
		with_world(disconnect_while_connecting_cancels_the_attempt),
		with_world(disconnect_that_loses_the_race_still_ends_disconnected),
		with_world(disconnect_while_looking_for_the_network_cancels_at_once),
		with_world(a_failure_tells_its_cause),
		with_world(an_unseen_network_is_looked_for_first),
		with_world(connecting_elsewhere_ends_the_old_connection_first),
		with_world(connecting_to_the_same_network_changes_nothing),
		with_world(a_disconnect_also_cancels_a_connect_that_waits),
		with_world(every_scan_is_answered_once),
		with_world(a_disconnect_does_not_wait_for_a_scan),
		with_world(an_adapter_that_goes_takes_connection_and_scans_with_it),
		with_world(an_adapter_that_comes_back_is_the_same_interface),
		with_world(an_adapter_that_does_not_come_back_is_not_removed_twice),
		with_world(an_automatic_profile_connects_but_not_after_a_user_has_disconnected),
		with_world(deleting_the_profile_in_use_ends_its_connection),
		with_world(a_request_that_cannot_be_met_is_refused_at_once),
		with_world(a_secured_network_of_that_name_is_no_candidate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
