/* The service's conversations, with a host that does what the test tells it to. */
#include "wlansvc/acm/acm.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlansvc/acm/bss_fixture.h"
#include "wlansvc/store/vault.h"

/* --- the fake host --- */

struct host_command {
	uint32_t oid; /* 0: free */
	host_done_fn done;
	void *userdata;
};

struct host_adapter {
	struct guid guid;
	void *userdata;
	struct host_command commands[16];
	bool is_down;
	struct wdi_get_adapter_capabilities_result capabilities;
};

struct world {
	struct vault *vault;
	struct store *store;
	struct acm *acm;
	sd_event *event;
	struct host_adapter adapter;
	char text[2048]; /* what was submitted and told, in order */
};

static struct world world;

static void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void note(const char *format, ...)
{
	size_t at = strlen(world.text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(world.text + at, sizeof(world.text) - at, format, arguments);
	va_end(arguments);
}

static const char *name_of(uint32_t oid)
{
	switch (oid) {
	case OID_WDI_TASK_SCAN:
		return "SCAN";
	case OID_WDI_TASK_CONNECT:
		return "CONNECT";
	case OID_WDI_TASK_DISCONNECT:
		return "DISCONNECT";
	case OID_WDI_TASK_DOT11_RESET:
		return "RESET";
	}
	return "?";
}

const struct guid *host_adapter_guid(const struct host_adapter *adapter)
{
	return &adapter->guid;
}

const char *host_adapter_description(const struct host_adapter *adapter)
{
	return "fake adapter";
}

uint16_t host_adapter_port(const struct host_adapter *adapter)
{
	return 1;
}

const struct wdi_get_adapter_capabilities_result *host_adapter_capabilities(const struct host_adapter *adapter)
{
	return &adapter->capabilities;
}

void *host_adapter_userdata(const struct host_adapter *adapter)
{
	return adapter->userdata;
}

void host_adapter_set_userdata(struct host_adapter *adapter, void *userdata)
{
	adapter->userdata = userdata;
}

int host_adapter_submit(struct host_adapter *adapter, uint32_t oid, uint16_t port, const void *params, host_done_fn done,
			void *userdata, struct host_command **ret)
{
	const struct wdi_header header = { .port_id = port, .transaction_id = 1 };
	_auto_free_ uint8_t *message = NULL;
	size_t size, i = 0;

	if (adapter->is_down)
		return -ENODEV;
	/* As the real one: what does not encode is refused. */
	assert_int_equal(wdi_message_encode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, params, &message, &size), 0);
	while (adapter->commands[i].oid)
		i++;
	adapter->commands[i] = (struct host_command){ oid, done, userdata };
	note("%s", name_of(oid));
	if (oid == OID_WDI_TASK_DISCONNECT) {
		const struct wdi_task_disconnect *task = params;

		note("(%u,%u)", task->disconnect_parameters.mac_address.b[5], task->disconnect_parameters.disassociation80211_reason);
	} else if (oid == OID_WDI_TASK_CONNECT) {
		const struct wdi_task_connect *task = params;

		note("(%.*s,%u)", (int)task->connect_parameters.ssid_list[0].size,
		     (const char *)task->connect_parameters.ssid_list[0].data,
		     task->preferred_bss_entry_list[0].bssid.address.b[5]);
	} else if (oid == OID_WDI_TASK_SCAN) {
		const struct wdi_task_scan *task = params;

		if (task->n_ssid_list > 0)
			note("(%.*s)", (int)task->ssid_list[0].size, (const char *)task->ssid_list[0].data);
	}
	note(" ");
	if (ret)
		*ret = &adapter->commands[i];
	return 0;
}

int host_adapter_send_data(struct host_adapter *adapter, const struct wdi_data_frame *frame)
{
	return -EOPNOTSUPP;
}

int host_command_abort(struct host_command *command)
{
	note("ABORT-%s ", name_of(command->oid));
	return 0;
}

static void end_task(uint32_t oid, uint32_t status)
{
	for (size_t i = 0; i < array_size(world.adapter.commands); i++) {
		struct host_command command = world.adapter.commands[i];

		if (command.oid != oid)
			continue;
		world.adapter.commands[i].oid = 0;
		command.done(status, NULL, command.userdata);
		return;
	}
	fail_msg("no %s is under way; so far: %s", name_of(oid), world.text);
}

static void end_all_tasks(uint32_t status)
{
	for (size_t i = 0; i < array_size(world.adapter.commands); i++) {
		struct host_command command = world.adapter.commands[i];

		world.adapter.commands[i].oid = 0;
		if (command.oid)
			command.done(status, NULL, command.userdata);
	}
}

static void indicate(uint32_t id, const void *payload)
{
	acm_host_listener.indication(&world.adapter, 1, id, payload, world.acm);
}

static void show(uint8_t last_byte, const char *ssid, const uint8_t *security, size_t security_size)
{
	struct bss_fixture bss;

	bss_fixture_make(&bss, last_byte, ssid, -50, security, security_size);
	indicate(NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST,
		 &(struct wdi_indication_bss_entry_list){ .n_device_descriptor = 1, .device_descriptor = &bss.entry });
}

static void tell_association(uint8_t last_byte, uint32_t status)
{
	const struct wdi_tlv_association_result result = {
		.bssid.address = { { 2, 0, 0, 0, 0, last_byte } },
		.association_result_parameters = { .association_status = status },
	};

	indicate(NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT,
		 &(struct wdi_indication_association_result){ .n_association_results = 1, .association_results = &result });
}

static void tell_disassociation(uint8_t last_byte, uint32_t status)
{
	indicate(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION,
		 &(struct wdi_indication_disassociation){
			 .disconnect_indication_parameters = { { { 2, 0, 0, 0, 0, last_byte } }, status } });
}

/* --- the client --- */

static void on_notify(const struct acm_notification *notification, void *userdata)
{
	uint32_t state = 99;

	acm_interface_state(world.acm, &notification->interface, &state);
	note("%s%u", notification->source == WLAN_NOTIFICATION_SOURCE_ACM ? "acm" : "msm", notification->code);
	if (notification->reason != 0)
		note(":%x", notification->reason);
	note("@%u ", state);
}

static const struct acm_listener listener = { on_notify };
static const struct acm_caller caller = { .uid = 1000, .version = 2 };

static int connect_open(const char *ssid)
{
	struct dot11_ssid wanted = { .size = (uint8_t)strlen(ssid) };

	memcpy(wanted.bytes, ssid, wanted.size);
	return acm_connect(world.acm, &caller, &world.adapter.guid,
			   &(struct acm_connect){ .mode = wlan_connection_mode_discovery_unsecure,
						  .ssid = &wanted,
						  .bss_type = dot11_BSS_type_infrastructure });
}

static int connect_profile(const char *name)
{
	return acm_connect(world.acm, &caller, &world.adapter.guid,
			   &(struct acm_connect){ .mode = wlan_connection_mode_profile,
						  .profile = name,
						  .bss_type = dot11_BSS_type_any });
}

static int disconnect(void)
{
	return acm_disconnect(world.acm, &caller, &world.adapter.guid);
}

static void set_profile(const char *name, const char *mode)
{
	char xml[1024];
	uint32_t reason;

	snprintf(xml, sizeof(xml),
		 "<?xml version=\"1.0\"?><WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><name>%s</name>"
		 "<SSIDConfig><SSID><name>%s</name></SSID></SSIDConfig><connectionType>ESS</connectionType>"
		 "<connectionMode>%s</connectionMode><MSM><security><authEncryption><authentication>open</authentication>"
		 "<encryption>none</encryption><useOneX>false</useOneX></authEncryption></security></MSM></WLANProfile>",
		 name, name, mode);
	assert_int_equal(acm_set_profile(world.acm, &caller, &world.adapter.guid, STORE_ALL_USERS, xml, false, &reason), 0);
}

static void expect(const char *expected)
{
	assert_string_equal(world.text, expected);
	world.text[0] = '\0';
}

static void bring_up_connection(void)
{
	show(1, "lab", NULL, 0);
	assert_int_equal(connect_open("lab"), 0);
	tell_association(1, WDI_ASSOC_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
	expect("CONNECT(lab,1) acm9@5 msm1@5 msm2@5 msm4@1 acm10@1 ");
}

static int set_up(void **state)
{
	memset(&world, 0, sizeof(world));
	world.adapter.guid = guid_from_name("fake");
	world.adapter.capabilities.interface_attributes.interface_capabilities.hardware_radio_state = true;
	world.adapter.capabilities.interface_attributes.interface_capabilities.software_radio_state = true;
	if (sd_event_new(&world.event) < 0 || vault_open(&world.vault, NULL) < 0 ||
	    store_open(&world.store, ":memory:", world.vault) < 0 ||
	    acm_new(&world.acm, world.event, world.store, &listener, NULL) < 0)
		return -1;
	acm_host_listener.adapter_up(&world.adapter, world.acm);
	expect("acm13@4 ");
	return 0;
}

static int tear_down(void **state)
{
	acm_free(world.acm);
	store_close(world.store);
	vault_close(world.vault);
	sd_event_unref(world.event);
	return 0;
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
	expect("acm7@4 SCAN "); /* the two that came later share one */
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
	expect("acm7@4 ");
}

static void an_adapter_that_goes_takes_connection_and_scans_with_it(void **state)
{
	uint32_t shown;

	bring_up_connection();
	assert_int_equal(acm_scan(world.acm, &world.adapter.guid, NULL, NULL, 0), 0);
	world.adapter.is_down = true;
	end_all_tasks(NDIS_STATUS_ADAPTER_REMOVED);
	acm_host_listener.adapter_down(&world.adapter, true, world.acm);
	expect("SCAN acm8:3800c@1 msm10:3800b@0 acm21@0 acm14@99 ");
	assert_int_equal(acm_interface_state(world.acm, &world.adapter.guid, &shown), ACM_E_NO_INTERFACE);
}

static void an_adapter_that_comes_back_is_the_same_interface(void **state)
{
	bring_up_connection();
	acm_host_listener.adapter_down(&world.adapter, false, world.acm);
	expect("msm10:3800b@0 acm21@0 ");
	assert_int_equal(connect_open("lab"), ACM_E_INVALID_STATE);
	acm_host_listener.adapter_up(&world.adapter, world.acm);
	expect("");
}

static void an_automatic_profile_connects_but_not_after_a_user_has_disconnected(void **state)
{
	set_profile("lab", "auto");
	expect("acm15@4 SCAN "); /* a new profile is a reason to look */
	show(1, "lab", NULL, 0);
	end_task(OID_WDI_TASK_SCAN, NDIS_STATUS_SUCCESS);
	tell_association(1, WDI_ASSOC_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
	expect("CONNECT(lab,1) acm9@5 msm1@5 msm2@5 msm4@1 acm10@1 ");
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
	expect("SCAN acm7@4 ");
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
		with_world(an_automatic_profile_connects_but_not_after_a_user_has_disconnected),
		with_world(deleting_the_profile_in_use_ends_its_connection),
		with_world(a_request_that_cannot_be_met_is_refused_at_once),
		with_world(a_secured_network_of_that_name_is_no_candidate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
