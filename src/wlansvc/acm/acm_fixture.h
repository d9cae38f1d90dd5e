/*
 * For the tests of acm: a host that does what the test tells it to, and one client. What is submitted to the host and what the client is
 * told is noted in one text, in its order: tasks in capitals, notifications as source, code, [:reason in hexadecimal] and @ the state
 * that the interface shows at that moment.
 */
#pragma once

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
#include "wlansvc/acm/acm.h"
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
	struct host_adapter second; /* what it is asked and tells is noted behind "2:" */
	char text[4096]; /* what was submitted and told, in order */
};

static struct world world;

static inline void __attribute__((format(printf, 1, 2))) note(const char *format, ...)
{
	size_t at = strlen(world.text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(world.text + at, sizeof(world.text) - at, format, arguments);
	va_end(arguments);
}

static inline const char *name_of(uint32_t oid)
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
	case OID_WDI_TASK_SET_RADIO_STATE:
		return "RADIO";
	case OID_WDI_SET_CONNECTION_QUALITY:
		return "QUALITY";
	}
	return "?";
}

const struct guid *host_adapter_guid(const struct host_adapter *adapter)
{
	return &adapter->guid;
}

const char *host_adapter_name(const struct host_adapter *adapter)
{
	return adapter == &world.second ? "second" : "fake";
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
	note("%s%s", adapter == &world.second ? "2:" : "", name_of(oid));
	if (oid == OID_WDI_TASK_DISCONNECT) {
		const struct wdi_task_disconnect *task = params;

		note("(%u,%u)", task->disconnect_parameters.mac_address.b[5], task->disconnect_parameters.disassociation80211_reason);
	} else if (oid == OID_WDI_TASK_CONNECT) {
		const struct wdi_task_connect *task = params;

		note("(%.*s,%u)", (int)task->connect_parameters.ssid_list[0].size,
		     (const char *)task->connect_parameters.ssid_list[0].data,
		     task->preferred_bss_entry_list[0].bssid.address.b[5]);
	} else if (oid == OID_WDI_SET_CONNECTION_QUALITY) {
		const struct wdi_set_connection_quality *quality = params;

		note("(%u)", quality->quality.connection_quality_hint);
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

static inline void end_task_of(struct host_adapter *adapter, uint32_t oid, uint32_t status)
{
	for (size_t i = 0; i < array_size(adapter->commands); i++) {
		struct host_command command = adapter->commands[i];

		if (command.oid != oid)
			continue;
		adapter->commands[i].oid = 0;
		command.done(status, NULL, command.userdata);
		return;
	}
	fail_msg("no %s is under way; so far: %s", name_of(oid), world.text);
}

static inline void end_task(uint32_t oid, uint32_t status)
{
	end_task_of(&world.adapter, oid, status);
}

static inline void end_all_tasks(uint32_t status)
{
	for (size_t i = 0; i < array_size(world.adapter.commands); i++) {
		struct host_command command = world.adapter.commands[i];

		world.adapter.commands[i].oid = 0;
		if (command.oid)
			command.done(status, NULL, command.userdata);
	}
}

static inline void indicate(uint32_t id, const void *payload)
{
	acm_host_listener.indication(&world.adapter, 1, id, payload, world.acm);
}

static inline void show(uint8_t last_byte, const char *ssid, const uint8_t *security, size_t security_size)
{
	struct bss_fixture bss;

	bss_fixture_make(&bss, last_byte, ssid, -50, security, security_size);
	indicate(NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST,
		 &(struct wdi_indication_bss_entry_list){ .n_device_descriptor = 1, .device_descriptor = &bss.entry });
}

static inline void tell_association(uint8_t last_byte, uint32_t status)
{
	const struct wdi_tlv_association_result result = {
		.bssid.address = { { 2, 0, 0, 0, 0, last_byte } },
		.association_result_parameters = { .association_status = status },
	};

	indicate(NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT,
		 &(struct wdi_indication_association_result){ .n_association_results = 1, .association_results = &result });
}

static inline void tell_disassociation(uint8_t last_byte, uint32_t status)
{
	indicate(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION,
		 &(struct wdi_indication_disassociation){
			 .disconnect_indication_parameters = { { { 2, 0, 0, 0, 0, last_byte } }, status } });
}

/* --- the client --- */

static inline void on_notify(const struct acm_notification *notification, void *userdata)
{
	uint32_t state = 99;

	acm_interface_state(world.acm, &notification->interface, &state);
	note("%s%s%u", guid_equal(&notification->interface, &world.second.guid) ? "2:" : "",
	     notification->source == WLAN_NOTIFICATION_SOURCE_ACM ? "acm" : "msm", notification->code);
	if (notification->reason != 0)
		note(":%x", notification->reason);
	note("@%u ", state);
}

static const struct acm_listener listener = { on_notify };
static const struct acm_caller caller = { .uid = 1000, .version = 2 };

static inline int connect_open(const char *ssid)
{
	struct dot11_ssid wanted = { .size = (uint8_t)strlen(ssid) };

	memcpy(wanted.bytes, ssid, wanted.size);
	return acm_connect(world.acm, &caller, &world.adapter.guid,
			   &(struct acm_connect){ .mode = wlan_connection_mode_discovery_unsecure,
						  .ssid = &wanted,
						  .bss_type = dot11_BSS_type_infrastructure });
}

static inline int connect_profile(const char *name)
{
	return acm_connect(world.acm, &caller, &world.adapter.guid,
			   &(struct acm_connect){ .mode = wlan_connection_mode_profile,
						  .profile = name,
						  .bss_type = dot11_BSS_type_any });
}

static inline int disconnect(void)
{
	return acm_disconnect(world.acm, &caller, &world.adapter.guid);
}

static inline void set_profile(const char *name, const char *mode)
{
	char xml[1024];
	uint32_t reason;

	snprintf(xml, sizeof(xml),
		 "<?xml version=\"1.0\"?><WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><name>%s</name>"
		 "<SSIDConfig><SSID><name>%s</name></SSID></SSIDConfig><connectionType>ESS</connectionType>"
		 "<connectionMode>%s</connectionMode><MSM><security><authEncryption><authentication>open</authentication>"
		 "<encryption>none</encryption><useOneX>false</useOneX></authEncryption></security></MSM></WLANProfile>",
		 name, name, mode);
	assert_int_equal(acm_set_profile(world.acm, &caller, &world.adapter.guid, STORE_ALL_USERS, xml, NULL, false, &reason), 0);
}

static inline void expect(const char *expected)
{
	assert_string_equal(world.text, expected);
	world.text[0] = '\0';
}

static inline int set_up(void **state)
{
	static const struct wdi_algo_pairs pairs[] = { { WDI_AUTH_ALGO_RSNA_PSK, WDI_CIPHER_ALGO_CCMP },
						       { WDI_AUTH_ALGO_OWE, WDI_CIPHER_ALGO_CCMP } };
	struct wdi_tlv_station_attributes *station = &world.adapter.capabilities.station_attributes;

	memset(&world, 0, sizeof(world));
	world.adapter.guid = guid_from_name("fake");
	station->unicast_algorithms = station->multicast_data_algorithms = pairs;
	station->n_unicast_algorithms = station->n_multicast_data_algorithms = array_size(pairs);
	station->station_capabilities.mfp_capable = true;
	world.second.guid = guid_from_name("second");
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

static inline int tear_down(void **state)
{
	acm_free(world.acm);
	store_close(world.store);
	vault_close(world.vault);
	sd_event_unref(world.event);
	return 0;
}
