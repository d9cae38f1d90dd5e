/* Disconnects that do not go as asked, or that meet something else under way. */
#include "wlansvc/acm/acm_fixture.h"

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
	expect("msm10:3800f@4 acm21@4 ");
	world.adapter.is_down = false;
	acm_host_listener.adapter_up(&world.adapter, world.acm);
	expect("SCAN "); /* the interface reconnects: the mark is lifted (D11) */
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
		with_world(every_unsolicited_loss_is_told_alike),
		with_world(a_connection_of_discovery_ends_like_any_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
