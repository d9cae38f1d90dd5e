/* The hosted network on a host that does what the test tells it to; what is submitted and told is noted in one text, in its order. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlansvc/acm/hosted.h"
#include "wlansvc/acm/private.h"
#include "wlansvc/acm/permission.h"
#include "wlansvc/acm/psd.h"
#include "wlansvc/store/vault.h"

#define AP_PORT 7

struct host_adapter {
	struct guid guid;
	void *userdata;
	bool is_down;
	struct wdi_get_adapter_capabilities_result capabilities;
};

struct host_command {
	uint32_t oid;
	host_done_fn done;
	void *userdata;
};

static struct {
	struct vault *vault;
	struct store *store;
	struct acm *acm;
	sd_event *event;
	struct host_adapter adapter;
	struct host_command commands[16];
	size_t n_commands;
	char text[4096];
	uint32_t reason;
} t;

__attribute__((format(printf, 1, 2))) static void note(const char *format, ...)
{
	size_t at = strlen(t.text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(t.text + at, sizeof(t.text) - at, format, arguments);
	va_end(arguments);
}

static void expect(const char *expected)
{
	assert_string_equal(t.text, expected);
	t.text[0] = '\0';
}

/* --- the host --- */

const struct guid *host_adapter_guid(const struct host_adapter *adapter)
{
	return &adapter->guid;
}

const char *host_adapter_name(const struct host_adapter *adapter)
{
	return "fake";
}

const char *host_adapter_description(const struct host_adapter *adapter)
{
	return "fake adapter";
}

uint16_t host_adapter_port(const struct host_adapter *adapter)
{
	return 0;
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

static const char *name_of(uint32_t oid)
{
	switch (oid) {
	case OID_WDI_TASK_CREATE_PORT:
		return "CREATE";
	case OID_WDI_TASK_START_AP:
		return "START";
	case OID_WDI_SET_ADD_CIPHER_KEYS:
		return "KEY";
	case OID_WDI_SET_ADVERTISEMENT_INFORMATION:
		return "SAY";
	case OID_WDI_TASK_STOP_AP:
		return "STOP";
	case OID_WDI_TASK_DOT11_RESET:
		return "RESET";
	case OID_WDI_TASK_DELETE_PORT:
		return "DELETE";
	default:
		return NULL; /* of the station */
	}
}

/* How many bytes beacons and probe responses say, which is the same. */
static void note_elements(const struct wdi_set_advertisement_information *params)
{
	const struct wdi_tlv_additional_ies *elements = &params->additional_i_es;

	assert_true(params->has_additional_i_es);
	assert_int_equal(elements->has_additional_beacon_i_es, elements->has_additional_probe_response_i_es);
	if (!elements->has_additional_beacon_i_es) {
		note("(nothing)");
		return;
	}
	note("(%zu)", elements->additional_beacon_i_es.size);
	assert_int_equal(elements->additional_beacon_i_es.size, elements->additional_probe_response_i_es.size);
	assert_memory_equal(elements->additional_beacon_i_es.data, elements->additional_probe_response_i_es.data,
			    elements->additional_beacon_i_es.size);
}

int host_adapter_submit(struct host_adapter *adapter, uint32_t oid, uint16_t port, const void *params, host_done_fn done,
			void *userdata, struct host_command **ret)
{
	const struct wdi_header header = { .port_id = port, .transaction_id = 1 };
	_auto_free_ uint8_t *message = NULL;
	size_t size;

	if (adapter->is_down)
		return -ENODEV;
	if (!name_of(oid))
		return -EOPNOTSUPP;
	assert_int_equal(wdi_message_encode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, params, &message, &size), 0);
	assert_int_equal(port, oid == OID_WDI_TASK_CREATE_PORT || oid == OID_WDI_TASK_DELETE_PORT ? WDI_PORT_ADAPTER : AP_PORT);
	t.commands[t.n_commands++] = (struct host_command){ oid, done, userdata };
	note("%s", name_of(oid));
	if (oid == OID_WDI_SET_ADVERTISEMENT_INFORMATION)
		note_elements(params);
	note(" ");
	if (ret)
		*ret = &t.commands[t.n_commands - 1];
	return 0;
}

int host_adapter_send_data(struct host_adapter *adapter, const struct wdi_data_frame *frame)
{
	return -EOPNOTSUPP;
}

int host_command_abort(struct host_command *command)
{
	note("ABORT ");
	return 0;
}

/* Ends the oldest command. */
static void finish(uint32_t status)
{
	static const struct wdi_indication_create_port_complete created = {
		.port_attributes = { .mac_address = { { 2, 0, 0, 0, 9, 9 } }, .port_number = AP_PORT },
	};
	struct host_command command = t.commands[0];

	assert_true(t.n_commands > 0);
	memmove(&t.commands[0], &t.commands[1], --t.n_commands * sizeof(t.commands[0]));
	command.done(status, command.oid == OID_WDI_TASK_CREATE_PORT && status == 0 ? &created : NULL, command.userdata);
}

static void finish_all(void)
{
	while (t.n_commands > 0)
		finish(NDIS_STATUS_SUCCESS);
}

static void indicate(uint32_t id, const void *payload)
{
	acm_host_listener.indication(&t.adapter, AP_PORT, id, payload, t.acm);
}

static void lose_adapter(void)
{
	t.adapter.is_down = true;
	while (t.n_commands > 0)
		finish(NDIS_STATUS_ADAPTER_REMOVED);
	acm_host_listener.adapter_down(&t.adapter, false, t.acm);
}

/* --- the client --- */

static void on_notify(const struct acm_notification *notification, void *userdata)
{
	if (notification->source != WLAN_NOTIFICATION_SOURCE_HNWK)
		return;
	assert_int_equal(notification->kind, ACM_DATA_HOSTED_STATE);
	note("state%u>%u:%u ", notification->hosted.old_state, notification->hosted.new_state, notification->hosted.reason);
}

static const struct acm_listener listener = { on_notify };

static void on_done(int result, const void *data, void *userdata)
{
	note("done%d:%u ", result, *(const uint32_t *)data);
}

static int start(uint64_t handle)
{
	const struct acm_caller caller = { .uid = 1000, .version = 2, .handle = handle };

	return acm_hosted_start(t.acm, &caller, false, on_done, NULL, &t.reason);
}

static int stop(uint64_t handle)
{
	const struct acm_caller caller = { .uid = 1000, .version = 2, .handle = handle };

	return acm_hosted_stop(t.acm, &caller, false, on_done, NULL, &t.reason);
}

static int set_up(void **state)
{
	static const struct wdi_algo_pairs pairs[] = { { WDI_AUTH_ALGO_RSNA_PSK, WDI_CIPHER_ALGO_CCMP } };
	struct wdi_tlv_ap_attributes *attributes = &t.adapter.capabilities.ap_attributes;

	memset(&t, 0, sizeof(t));
	t.adapter.guid = guid_from_name("fake");
	t.adapter.capabilities.interface_attributes.interface_capabilities.hardware_radio_state = true;
	t.adapter.capabilities.interface_attributes.interface_capabilities.software_radio_state = true;
	t.adapter.capabilities.has_ap_attributes = true;
	attributes->ap_capabilities.association_table_size = 8;
	attributes->unicast_algorithms = attributes->multicast_data_algorithms = pairs;
	attributes->n_unicast_algorithms = attributes->n_multicast_data_algorithms = 1;
	if (sd_event_new(&t.event) < 0 || vault_open(&t.vault, NULL) < 0 || store_open(&t.store, ":memory:", t.vault) < 0 ||
	    acm_new(&t.acm, t.event, t.store, &listener, NULL) < 0)
		return -1;
	acm_host_listener.adapter_up(&t.adapter, t.acm);
	expect("state0>1:11 ");
	return 0;
}

static int tear_down(void **state)
{
	acm_free(t.acm);
	store_close(t.store);
	vault_close(t.vault);
	sd_event_unref(t.event);
	return 0;
}

/* --- tests --- */

static void a_start_is_answered_when_it_is_active_and_before_it_is_told(void **state)
{
	assert_int_equal(start(1), 0);
	finish(NDIS_STATUS_SUCCESS);
	finish(NDIS_STATUS_SUCCESS);
	expect("CREATE START KEY ");
	finish(NDIS_STATUS_SUCCESS);
	expect("done0:0 state1>2:17 ");
	assert_int_equal(start(2), 0);
	expect("done0:0 ");
	assert_int_equal(stop(1), 0);
	expect("done0:0 "); /* the other one still uses it */
	assert_int_equal(stop(1), ACM_E_INVALID_STATE);
	assert_int_equal(t.reason, wlan_hosted_network_reason_stop_before_start);
	assert_int_equal(stop(2), 0);
	finish_all();
	expect("STOP RESET DELETE state2>1:17 done0:0 ");
}

static void a_start_that_fails_says_so_and_counts_for_nothing(void **state)
{
	assert_int_equal(start(1), 0);
	assert_int_equal(start(2), 0);
	finish(NDIS_STATUS_SUCCESS);
	finish(NDIS_STATUS_FAILURE);
	finish(NDIS_STATUS_SUCCESS);
	expect("CREATE START DELETE done12:19 done12:19 ");
	assert_int_equal(stop(1), ACM_E_INVALID_STATE);
}

static void a_client_that_goes_while_it_starts_leaves_nothing_active(void **state)
{
	assert_int_equal(start(1), 0);
	finish(NDIS_STATUS_SUCCESS);
	finish(NDIS_STATUS_SUCCESS);
	acm_release_handle(t.acm, 1);
	finish(NDIS_STATUS_SUCCESS);
	finish_all();
	expect("CREATE START KEY done0:0 state1>2:17 STOP RESET DELETE state2>1:18 ");
}

static void wanted_again_while_it_goes_down_it_comes_up_again(void **state)
{
	assert_int_equal(start(1), 0);
	finish_all();
	assert_int_equal(stop(1), 0);
	t.text[0] = '\0';
	assert_int_equal(start(1), 0);
	finish_all();
	expect("RESET DELETE state2>1:17 done0:0 CREATE START KEY done0:0 state1>2:17 ");
}

static void a_driver_that_stops_by_itself_is_left_alone_until_it_can_again(void **state)
{
	assert_int_equal(start(1), 0);
	finish_all();
	t.text[0] = '\0';
	indicate(NDIS_STATUS_WDI_INDICATION_STOP_AP,
		 &(struct wdi_indication_stop_ap){ .reason.value = WDI_STOP_AP_REASON_FREQUENCY_NOT_AVAILABLE });
	finish_all();
	expect("RESET DELETE state2>1:13 ");
	assert_int_equal(start(1), ACM_E_INVALID_STATE);
	assert_int_equal(t.reason, wlan_hosted_network_reason_interface_unavailable);
	indicate(NDIS_STATUS_WDI_INDICATION_CAN_SUSTAIN_AP, &(struct wdi_indication_can_sustain_ap){ 0 });
	assert_int_equal(start(1), 0);
	expect("CREATE ");
}

static void a_lost_adapter_makes_it_unavailable_until_it_is_back(void **state)
{
	assert_int_equal(start(1), 0);
	finish_all();
	t.text[0] = '\0';
	lose_adapter();
	expect("state2>0:25 ");
	assert_int_equal(start(1), ACM_E_INVALID_STATE);
	t.adapter.is_down = false;
	acm_host_listener.adapter_up(&t.adapter, t.acm);
	expect("state0>1:11 "); /* W8: nothing is started again by itself */
	assert_int_equal(start(1), 0);
	finish_all();
	expect("CREATE START KEY done0:0 state1>2:17 ");
}

static void a_lost_adapter_answers_who_waits(void **state)
{
	assert_int_equal(start(1), 0);
	t.text[0] = '\0';
	lose_adapter();
	expect("done12:19 state1>0:12 ");
}

static int say(uint64_t handle, const char *format, const char *text)
{
	const struct acm_caller caller = { .uid = 1000, .version = 2, .handle = handle };
	const struct psd_item item = { (const uint8_t *)text, text ? strlen(text) : 0 };

	return acm_set_psd(t.acm, &caller, format, &item, text ? 1 : 0);
}

/* V3 */
static void what_programs_offer_is_said_from_the_start_on_and_when_it_changes(void **state)
{
	assert_int_equal(say(1, "urn:one", "abc"), 0);
	expect("");
	assert_int_equal(start(1), 0);
	finish_all();
	expect("CREATE SAY(13) START KEY done0:0 state1>2:17 ");
	assert_int_equal(say(2, "urn:one", "de"), 0); /* another program's, of the same format: beside the first */
	finish_all();
	assert_int_equal(say(1, "urn:one", "abcd"), 0);
	finish_all();
	assert_int_equal(say(1, "urn:two", NULL), 0); /* there was none */
	expect("SAY(25) SAY(26) ");
	acm_release_handle(t.acm, 2);
	finish_all();
	assert_int_equal(say(1, NULL, NULL), 0);
	finish_all();
	expect("SAY(14) SAY(nothing) ");
	assert_int_equal(say(1, "urn:one", "abc"), 0);
	finish_all();
	t.text[0] = '\0';
	acm_release_handle(t.acm, 1); /* the last user's end is the network's: nobody is left to hear it */
	finish_all();
	expect("STOP RESET DELETE state2>1:18 ");
	assert_int_equal(start(2), 0);
	finish_all();
	expect("CREATE START KEY done0:0 state1>2:17 ");
}

static void what_no_beacon_holds_is_refused_and_the_rest_stands(void **state)
{
	char big[PSD_MAX_DATA + 1];
	struct psd_item items[PSD_MAX_ITEMS];
	const struct acm_caller caller = { .uid = 1000, .version = 2, .handle = 1 };

	memset(big, 'x', sizeof(big));
	for (size_t i = 0; i < PSD_MAX_ITEMS; i++)
		items[i] = (struct psd_item){ (const uint8_t *)big, PSD_MAX_DATA };
	assert_int_equal(acm_set_psd(t.acm, &caller, "urn:one", items, PSD_MAX_ITEMS), 0); /* the largest list fits */
	assert_int_equal(acm_set_psd(t.acm, &caller, "urn:two", items, PSD_MAX_ITEMS), -ENOMEM);
	assert_int_equal(acm_set_psd(t.acm, &caller, "urn:one", items, PSD_MAX_ITEMS), 0);
	items[0].size++;
	assert_int_equal(acm_set_psd(t.acm, &caller, "urn:one", items, 1), ACM_E_INVALID);
	assert_int_equal(say(1, "\xff", "x"), ACM_E_INVALID);
	assert_int_equal(start(1), 0);
	finish_all();
	expect("CREATE SAY(1250) START KEY done0:0 state1>2:17 ");
}

static void settings_and_keys_outlive_the_service(void **state)
{
	const struct dot11_ssid ssid = { 5, "hello" };
	struct secret key = { 0 }, read;
	bool is_passphrase, is_persistent;
	_auto_free_ char *before = NULL, *after = NULL;
	struct dot11_ssid read_ssid;
	uint32_t peers;

	assert_int_equal(acm_hosted_settings(t.acm, &read_ssid, &peers), ACM_E_NO_DATA);
	assert_int_equal(acm_hosted_profile(t.acm, &before), ACM_E_NO_DATA);
	assert_int_equal(acm_hosted_set_settings(t.acm, &ssid, 3, &t.reason), 0);
	assert_int_equal(secret_set(&key, "correct horse", 13), 0);
	assert_int_equal(acm_hosted_set_key(t.acm, &key, true, true, &t.reason), 0);
	acm_free(t.acm);
	assert_int_equal(acm_new(&t.acm, t.event, t.store, &listener, NULL), 0);
	assert_int_equal(acm_hosted_settings(t.acm, &read_ssid, &peers), 0);
	assert_true(dot11_ssid_equal(&ssid, &read_ssid));
	assert_int_equal(peers, 3);
	acm_hosted_key(t.acm, &read, &is_passphrase, &is_persistent);
	assert_true(secret_equal(&key, &read) && is_passphrase && is_persistent);
	assert_int_equal(acm_hosted_profile(t.acm, &after), 0);
	assert_non_null(strstr(after, "<hex>68656C6C6F</hex>"));
	/* One that is only for now takes the place of the other, for good. */
	assert_int_equal(acm_hosted_set_key(t.acm, &key, true, false, &t.reason), 0);
	acm_free(t.acm);
	assert_int_equal(acm_new(&t.acm, t.event, t.store, &listener, NULL), 0);
	acm_hosted_key(t.acm, &read, &is_passphrase, &is_persistent);
	assert_int_equal(read.size, 0);
}

static void a_temporary_key_ends_with_the_network(void **state)
{
	struct secret key = { 0 }, read;
	bool is_passphrase, is_persistent;

	assert_int_equal(secret_set(&key, "correct horse", 13), 0);
	assert_int_equal(acm_hosted_set_key(t.acm, &key, true, false, &t.reason), 0);
	assert_int_equal(start(1), 0);
	finish_all();
	acm_hosted_key(t.acm, &read, &is_passphrase, &is_persistent);
	assert_int_equal(read.size, 13);
	assert_int_equal(stop(1), 0);
	finish_all();
	acm_hosted_key(t.acm, &read, &is_passphrase, &is_persistent);
	assert_int_equal(read.size, 0);
}

static void only_administrators_may_force_and_disallow(void **state)
{
	const struct acm_caller user = { .uid = 12345, .gid = 12345, .version = 2, .handle = 1 };
	const struct acm_caller system = { .uid = 0, .version = 2, .handle = 2 };

	assert_int_equal(acm_hosted_start(t.acm, &user, true, on_done, NULL, &t.reason), ACM_E_ACCESS_DENIED);
	assert_int_equal(t.reason, wlan_hosted_network_reason_elevation_required);
	assert_int_equal(acm_hosted_enable(t.acm, &user, false, &t.reason), ACM_E_ACCESS_DENIED);
	expect("");
	assert_int_equal(acm_hosted_start(t.acm, &system, true, on_done, NULL, &t.reason), 0);
	finish_all();
	acm_release_handle(t.acm, 2);
	expect("CREATE START KEY done0:0 state1>2:17 ");
	assert_int_equal(acm_hosted_enable(t.acm, &system, false, &t.reason), 0);
	finish_all();
	expect("STOP RESET DELETE state2>0:24 ");
	assert_int_equal(start(1), ACM_E_INVALID_STATE);
}

static void disallowed_while_it_starts_it_does_not_come_up(void **state)
{
	const struct acm_caller system = { .uid = 0, .version = 2, .handle = 2 };

	assert_int_equal(start(1), 0);
	finish(NDIS_STATUS_SUCCESS);
	assert_int_equal(acm_hosted_enable(t.acm, &system, false, &t.reason), 0);
	finish(NDIS_STATUS_REQUEST_ABORTED);
	finish_all();
	expect("CREATE START ABORT RESET DELETE state1>0:24 done6:24 ");
}

static size_t count_own(const struct dot11_ssid *ssid, bool is_secure)
{
	_auto_free_ struct acm_bss *bss = NULL;
	size_t n = 0;

	assert_int_equal(acm_list_bss(t.acm, &t.adapter.guid, ssid, dot11_BSS_type_infrastructure, is_secure, &bss, &n), 0);
	if (n == 1) {
		assert_int_equal(bss->ies[0], 0);
		assert_memory_equal(bss->bssid.b, "\x02\0\0\0\x09\x09", 6);
		assert_int_equal(bss->link_quality, 100);
		assert_true(bss->center_khz > 0);
	}
	return n;
}

static void it_is_in_the_bss_list_of_its_interface_while_it_is_active(void **state)
{
	const struct dot11_ssid ssid = { 5, "hello" };

	assert_int_equal(acm_hosted_set_settings(t.acm, &ssid, 3, &t.reason), 0);
	assert_int_equal(count_own(NULL, false), 0);
	assert_int_equal(start(1), 0);
	finish_all();
	assert_int_equal(count_own(NULL, false), 1);
	assert_int_equal(count_own(&ssid, true), 1);
	assert_int_equal(count_own(&ssid, false), 0);
	assert_int_equal(stop(1), 0);
	finish_all();
	assert_int_equal(count_own(NULL, false), 0);
}

static void what_policy_denies_ends_and_nobody_starts_or_changes_it(void **state)
{
	const struct acm_caller system = { .uid = 0, .version = 2, .handle = 2 };
	const struct dot11_ssid ssid = { 5, "hello" };
	struct secret key = { 0 };

	assert_int_equal(secret_set(&key, "correct horse", 13), 0);
	assert_int_equal(start(1), 0);
	finish_all();
	t.text[0] = '\0';
	hosted_deny(t.acm->hosted, true);
	finish_all();
	expect("STOP RESET DELETE state2>0:23 ");
	assert_false(acm_hosted_is_enabled(t.acm));
	assert_int_equal(start(1), ACM_E_INVALID_STATE);
	assert_int_equal(t.reason, wlan_hosted_network_reason_gp_denied);
	assert_int_equal(acm_hosted_start(t.acm, &system, true, on_done, NULL, &t.reason), ACM_E_INVALID_STATE);
	assert_int_equal(acm_hosted_enable(t.acm, &system, true, &t.reason), ACM_E_INVALID_STATE);
	assert_int_equal(acm_hosted_init(t.acm, &t.reason), ACM_E_INVALID_STATE);
	assert_int_equal(acm_hosted_refresh(t.acm, &t.reason), ACM_E_INVALID_STATE);
	assert_int_equal(acm_hosted_set_settings(t.acm, &ssid, 3, &t.reason), ACM_E_INVALID_STATE);
	t.reason = 0;
	assert_int_equal(acm_hosted_set_key(t.acm, &key, true, true, &t.reason), ACM_E_INVALID_STATE);
	assert_int_equal(t.reason, wlan_hosted_network_reason_gp_denied);
	expect("");
	hosted_deny(t.acm->hosted, false);
	expect("state0>1:11 ");
	assert_true(acm_hosted_is_enabled(t.acm));
	assert_int_equal(start(1), 0);
}

static void keys_that_cannot_be_are_refused(void **state)
{
	struct secret key = { .size = 31 };

	assert_int_equal(acm_hosted_set_key(t.acm, &key, false, true, &t.reason), ACM_E_INVALID);
	assert_int_equal(t.reason, wlan_hosted_network_reason_bad_parameters);
	assert_int_equal(acm_hosted_set_key(t.acm, &key, true, true, &t.reason), ACM_E_INVALID); /* zeros are no text */
	assert_int_equal(secret_set(&key, "1234567", 7), 0);
	assert_int_equal(acm_hosted_set_key(t.acm, &key, true, true, &t.reason), ACM_E_INVALID);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_start_is_answered_when_it_is_active_and_before_it_is_told),
		TEST(a_start_that_fails_says_so_and_counts_for_nothing),
		TEST(a_client_that_goes_while_it_starts_leaves_nothing_active),
		TEST(wanted_again_while_it_goes_down_it_comes_up_again),
		TEST(a_driver_that_stops_by_itself_is_left_alone_until_it_can_again),
		TEST(a_lost_adapter_makes_it_unavailable_until_it_is_back),
		TEST(a_lost_adapter_answers_who_waits),
		TEST(what_programs_offer_is_said_from_the_start_on_and_when_it_changes),
		TEST(what_no_beacon_holds_is_refused_and_the_rest_stands),
		TEST(settings_and_keys_outlive_the_service),
		TEST(a_temporary_key_ends_with_the_network),
		TEST(only_administrators_may_force_and_disallow),
		TEST(disallowed_while_it_starts_it_does_not_come_up),
		TEST(it_is_in_the_bss_list_of_its_interface_while_it_is_active),
		TEST(what_policy_denies_ends_and_nobody_starts_or_changes_it),
		TEST(keys_that_cannot_be_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
