/* The port over a host made of functions: what is submitted must encode, and the driver's side must read it as it was meant. */
#include "wlansvc/msm/port.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "dot11/element.h"
#include "dot11/rsne.h"
#include "driver/security.h"
#include "wdi/wdi.h"

static const struct dot11_mac own = { { 2, 0, 0, 0, 1, 0 } };
static const struct dot11_mac ap = { { 2, 0, 0, 0, 0, 1 } };

/* What the host was given, as the driver would get it. */
static struct {
	uint32_t oid;
	void *message; /* decoded */
	uint8_t *bytes; /* of the message: what is decoded borrows from them */
	host_done_fn done;
	void *userdata;
	/* The reset that went before it, if it carried an address. */
	struct wdi_mac address;
	bool has_address;
	host_done_fn address_done;
	struct wdi_data_frame frame;
	uint8_t payload[256];
} got;

/* But for the address, which goes before a connect task that follows at once. */
static void forget(void)
{
	free(got.message);
	free(got.bytes);
	got.message = got.bytes = NULL;
	got.oid = 0;
	memset(&got.frame, 0, sizeof(got.frame));
}

uint16_t host_adapter_port(const struct host_adapter *adapter)
{
	return 7;
}

int host_command_abort(struct host_command *command)
{
	return 0;
}

int host_adapter_submit(struct host_adapter *adapter, uint32_t oid, uint16_t port, const void *params, host_done_fn done,
			void *userdata, struct host_command **ret)
{
	const struct wdi_header header = { .port_id = port, .transaction_id = 1 };
	struct wdi_header decoded;
	size_t size;

	forget();
	assert_int_equal(port, 7);
	if (oid == OID_WDI_TASK_DOT11_RESET && ((const struct wdi_task_dot11_reset *)params)->has_reset_mac_address) {
		got.has_address = true;
		got.address = ((const struct wdi_task_dot11_reset *)params)->reset_mac_address.address;
		got.address_done = done;
		return 0;
	}
	got.oid = oid;
	got.done = done;
	got.userdata = userdata;
	assert_int_equal(wdi_message_encode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, params, &got.bytes, &size), 0);
	assert_int_equal(wdi_message_decode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, got.bytes, size, &decoded, &got.message), 0);
	return 0;
}

int host_adapter_send_data(struct host_adapter *adapter, const struct wdi_data_frame *frame)
{
	got.frame = *frame;
	assert_true(frame->size <= sizeof(got.payload));
	memcpy(got.payload, frame->payload, frame->size);
	return 0;
}

static struct msm_port port;
static sd_event *event;

static int set_up(void **state)
{
	assert_return_code(sd_event_new(&event), 0);
	msm_port_init(&port, event);
	port.address = own;
	port.adapter = (struct host_adapter *)&port; /* something that is not NULL; the host's functions are ours */
	return 0;
}

static int tear_down(void **state)
{
	forget();
	memset(&got, 0, sizeof(got));
	msm_port_deinit(&port);
	event = sd_event_unref(event);
	return 0;
}

/* A BSS of a transition network: SAE and PSK, CCMP-128, protected management frames, hash to element. */
static size_t make_beacon(uint8_t ret[128])
{
	const struct dot11_rsne rsne = {
		.group_cipher = DOT11_CIPHER_CCMP_128,
		.n_pairwise = 1,
		.pairwise = { DOT11_CIPHER_CCMP_128 },
		.n_akms = 2,
		.akms = { DOT11_AKM_PSK, DOT11_AKM_SAE },
		.capabilities = DOT11_RSN_MFP_CAPABLE,
		.group_management_cipher = DOT11_CIPHER_BIP_CMAC_128,
	};
	struct writer writer = writer_over(ret, 128);

	writer_zero(&writer, 12);
	dot11_rsne_write(&writer, &rsne);
	dot11_rsnx_write(&writer, DOT11_RSNX_SAE_H2E);
	assert_int_equal(writer_end(&writer), 0);
	return writer.size;
}

static void a_driver_reads_the_wishes_as_they_were_meant(void **state)
{
	static const uint32_t radio[] = { WDI_CIPHER_ALGO_CCMP, WDI_CIPHER_ALGO_BIP };
	static const uint8_t element[] = { 255, 35, 32, 19, 0, 1, 2, 3 };
	struct msm_pmkid pmkid = { .bssid = ap };
	uint8_t beacon[128];
	const struct msm_candidate candidate = { .bssid = ap, .beacon = beacon, .beacon_size = make_beacon(beacon) };
	const struct msm_target target = {
		.own = own,
		.ssid = { 4, "home" },
		.n_candidates = 1,
		.candidates = &candidate,
		.security = { 2, { DOT11_AKM_SAE, DOT11_AKM_PSK }, 1, { DOT11_CIPHER_CCMP_128 }, 1, { DOT11_CIPHER_CCMP_128 },
			      .uses_mfp = true },
	};
	struct msm_offer offer = { .owe_element = element, .owe_element_size = sizeof(element) };
	const struct wdi_task_connect *connect;
	const struct wdi_tlv_connect_parameters *parameters;
	struct driver_security chosen;

	assert_int_equal(msm_port_ops.submit_connect(&target, &offer, &port), 0);
	assert_int_equal(got.oid, OID_WDI_TASK_CONNECT);
	connect = got.message;
	parameters = &connect->connect_parameters;
	assert_true(parameters->connection_settings.exclude_unencrypted);
	assert_true(parameters->connection_settings.mfp_enabled);
	assert_int_equal(parameters->n_authentication_algorithms, 2);
	assert_int_equal(parameters->authentication_algorithms[0], WDI_AUTH_ALGO_WPA3_SAE);
	assert_int_equal(parameters->authentication_algorithms[1], WDI_AUTH_ALGO_RSNA_PSK);
	assert_int_equal(parameters->n_unicast_cipher_algorithms, 1);
	assert_int_equal(parameters->unicast_cipher_algorithms[0], WDI_CIPHER_ALGO_CCMP);
	assert_int_equal(parameters->n_rsna_akm_cipher_suite, 2);
	assert_int_equal(parameters->rsna_akm_cipher_suite[0].akm, rsna_akm_sae_pmk256);
	assert_int_equal(parameters->rsna_akm_cipher_suite[0].cipher, rsna_cipher_ccmp_128);
	assert_true(parameters->has_owedhie);
	assert_memory_equal(parameters->owedhie.data, element, sizeof(element));
	assert_false(connect->preferred_bss_entry_list[0].has_pmkid);
	assert_int_equal(driver_security_choose(parameters, &connect->preferred_bss_entry_list[0], radio, array_size(radio), &chosen), 0);
	assert_int_equal(chosen.akm, DOT11_AKM_SAE);
	assert_true(chosen.does_sae);
	assert_true(chosen.uses_mfp);

	memset(pmkid.bytes, 0x5a, sizeof(pmkid.bytes));
	offer.pmkids = &pmkid;
	offer.n_pmkids = 1;
	assert_int_equal(msm_port_ops.submit_connect(&target, &offer, &port), 0);
	connect = got.message;
	assert_true(connect->preferred_bss_entry_list[0].has_pmkid);
	assert_memory_equal(connect->preferred_bss_entry_list[0].pmkid.data, pmkid.bytes, 16);
	assert_int_equal(driver_security_choose(&connect->connect_parameters, &connect->preferred_bss_entry_list[0], radio,
						array_size(radio), &chosen),
			 0);
	assert_int_equal(chosen.akm, DOT11_AKM_SAE);
	assert_false(chosen.does_sae);
}

static void an_open_network_is_asked_for_as_ever(void **state)
{
	const struct msm_candidate candidate = { .bssid = ap };
	const struct msm_target target = { .ssid = { 4, "open" }, .n_candidates = 1, .candidates = &candidate };
	const struct wdi_tlv_connect_parameters *parameters;

	assert_int_equal(msm_port_ops.submit_connect(&target, &(struct msm_offer){ 0 }, &port), 0);
	parameters = &((const struct wdi_task_connect *)got.message)->connect_parameters;
	assert_false(parameters->connection_settings.exclude_unencrypted);
	assert_false(parameters->connection_settings.mfp_enabled);
	assert_int_equal(parameters->n_authentication_algorithms, 1);
	assert_int_equal(parameters->authentication_algorithms[0], WDI_AUTH_ALGO_80211_OPEN);
	assert_int_equal(parameters->unicast_cipher_algorithms[0], WDI_CIPHER_ALGO_NONE);
	assert_int_equal(parameters->multicast_cipher_algorithms[0], WDI_CIPHER_ALGO_NONE);
	assert_int_equal(parameters->n_rsna_akm_cipher_suite, 0);
	assert_false(parameters->has_owedhie);
}

static void a_driver_reads_the_keys_as_they_were_made(void **state)
{
	struct dot11_key keys[] = {
		{ .kind = DOT11_KEY_PAIRWISE, .cipher = DOT11_CIPHER_CCMP_128, .key = { 16, { 1, 2, 3 } } },
		{ .kind = DOT11_KEY_GROUP, .cipher = DOT11_CIPHER_CCMP_128, .index = 2, .receive_counter = { 9, 8 }, .key = { 16, { 4 } } },
		{ .kind = DOT11_KEY_IGTK, .cipher = DOT11_CIPHER_BIP_CMAC_128, .index = 5, .key = { 16, { 7 } } },
	};
	const struct wdi_set_add_cipher_keys *set;

	assert_int_equal(msm_port_ops.submit_keys(&ap, keys, array_size(keys), &port), 0);
	assert_int_equal(got.oid, OID_WDI_SET_ADD_CIPHER_KEYS);
	set = got.message;
	assert_int_equal(set->n_set_cipher_key, array_size(keys));
	for (size_t i = 0; i < array_size(keys); i++) {
		const struct wdi_tlv_set_cipher_key_info *info = &set->set_cipher_key[i];
		struct dot11_key key;

		assert_int_equal(driver_key_from_wdi(info, &key), 0);
		assert_int_equal(key.kind, keys[i].kind);
		assert_int_equal(key.cipher, keys[i].cipher);
		assert_int_equal(key.index, keys[i].index);
		assert_memory_equal(key.receive_counter, keys[i].receive_counter, sizeof(key.receive_counter));
		assert_true(secret_equal(&key.key, &keys[i].key));
		assert_int_equal(info->has_peer_mac_address, i == 0);
		if (i == 0)
			assert_memory_equal(info->peer_mac_address.address.b, ap.b, 6);
	}
	assert_int_equal(msm_port_ops.submit_keys(&ap, keys, 99, &port), -EINVAL);
}

static void answers_of_sae_carry_what_they_should(void **state)
{
	static const uint8_t scalar[32] = { 1 }, element[64] = { 2 }, confirm_bytes[32] = { 3 };
	const struct dot11_sae_commit commit = {
		.status = DOT11_SAE_STATUS_HASH_TO_ELEMENT,
		.group = 20,
		.scalar = scalar,
		.scalar_size = sizeof(scalar),
		.element = element,
		.element_size = sizeof(element),
		.token = (const uint8_t *)"token",
		.token_size = 5,
		.n_rejected = 1,
		.rejected = { 19 },
	};
	const struct dot11_sae_confirm confirm = { 4, confirm_bytes, sizeof(confirm_bytes) };
	const struct wdi_set_sae_auth_params *set;
	const struct wdi_tlv_sae_commit_params *params;

	assert_int_equal(msm_port_ops.submit_sae(&(struct msm_sae_answer){ .bssid = ap,
									  .type = WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS_H2E,
									  .commit = &commit,
									  .akm = DOT11_AKM_SAE,
									  .cipher = DOT11_CIPHER_GCMP_256 },
						 &port),
			 0);
	assert_int_equal(got.oid, OID_WDI_SET_SAE_AUTH_PARAMS);
	set = got.message;
	params = &set->sae_commit_params;
	assert_true(set->has_sae_commit_params && !set->has_sae_confirm_params && !set->has_sae_status);
	assert_int_equal(params->finite_cyclic_group.value, 20);
	assert_memory_equal(params->scalar.data, scalar, sizeof(scalar));
	assert_memory_equal(params->element.data, element, sizeof(element));
	assert_memory_equal(params->anti_clogging_token.data, "token", 5);
	assert_int_equal(params->rejected_groups.size, 2);
	assert_memory_equal(params->rejected_groups.data, ((const uint8_t[]){ 19, 0 }), 2);
	assert_int_equal(params->n_rsna_akm_suite, 1);
	assert_int_equal(params->rsna_akm_suite[0], rsna_akm_sae_pmk256);
	assert_int_equal(params->cipher_algorithm.cipher_algorithm, WDI_CIPHER_ALGO_GCMP_256);
	assert_int_equal(params->sae_status_code.status_code, 126);

	assert_int_equal(msm_port_ops.submit_sae(&(struct msm_sae_answer){
							 .bssid = ap, .type = WDI_SAE_REQUEST_TYPE_CONFIRM_PARAMS, .confirm = &confirm },
						 &port),
			 0);
	set = got.message;
	assert_true(!set->has_sae_commit_params && set->has_sae_confirm_params && !set->has_sae_status);
	assert_int_equal(set->sae_confirm_params.send_confirm.value, 4);
	assert_memory_equal(set->sae_confirm_params.confirm.data, confirm_bytes, sizeof(confirm_bytes));

	assert_int_equal(msm_port_ops.submit_sae(&(struct msm_sae_answer){ .bssid = ap,
									  .type = WDI_SAE_REQUEST_TYPE_FAILURE,
									  .status = WDI_SAE_STATUS_CONFIRM_MESSAGE_VERIFICATION_FAILED },
						 &port),
			 0);
	set = got.message;
	assert_true(!set->has_sae_commit_params && !set->has_sae_confirm_params && set->has_sae_status);
	assert_int_equal(set->sae_status.request_type, 35);
}

/* While the connect task runs: SAE beside everything, the OWE element among the properties that do not wait for tasks. */
static void what_is_said_within_a_connect_does_not_wait_for_its_end(void **state)
{
	assert_true(wdi_message_info(OID_WDI_SET_SAE_AUTH_PARAMS)->is_direct);
	assert_false(wdi_message_info(OID_WDI_SET_OWE_DH_IE)->is_serialized_with_tasks);
	assert_true(wdi_message_info(OID_WDI_SET_ADD_CIPHER_KEYS)->is_serialized_with_tasks);

	assert_int_equal(msm_port_ops.submit_owe((const uint8_t *)"element", 7, &port), 0);
	assert_int_equal(got.oid, OID_WDI_SET_OWE_DH_IE);
	assert_memory_equal(((const struct wdi_set_owe_dh_ie *)got.message)->owe_dh_ie.data, "element", 7);
}

static void eapol_goes_from_us_to_the_peer(void **state)
{
	const struct msm_candidate candidate = { .bssid = ap };
	const struct msm_target target = { .own = own, .n_candidates = 1, .candidates = &candidate };

	assert_int_equal(msm_port_ops.submit_connect(&target, &(struct msm_offer){ 0 }, &port), 0);
	assert_int_equal(msm_port_ops.send_eapol(&ap, (const uint8_t *)"pdu", 3, &port), 0);
	assert_int_equal(got.frame.port, 7);
	assert_int_equal(got.frame.ethertype, 0x888e);
	assert_memory_equal(got.frame.destination, ap.b, 6);
	assert_memory_equal(got.frame.source, own.b, 6);
	assert_int_equal(got.frame.size, 3);
	assert_memory_equal(got.payload, "pdu", 3);
}

static void nothing_is_submitted_without_an_adapter(void **state)
{
	const struct msm_candidate candidate = { .bssid = ap };
	const struct msm_target target = { .n_candidates = 1, .candidates = &candidate };
	const struct dot11_key key = { .cipher = DOT11_CIPHER_CCMP_128, .key.size = 16 };

	port.adapter = NULL;
	assert_int_equal(msm_port_ops.submit_connect(&target, &(struct msm_offer){ 0 }, &port), -ENODEV);
	assert_int_equal(msm_port_ops.submit_disconnect(&ap, 3, &port), -ENODEV);
	assert_int_equal(msm_port_ops.submit_reset(&port), -ENODEV);
	assert_int_equal(msm_port_ops.submit_keys(&ap, &key, 1, &port), -ENODEV);
	assert_int_equal(msm_port_ops.submit_sae(&(struct msm_sae_answer){ 0 }, &port), -ENODEV);
	assert_int_equal(msm_port_ops.submit_owe((const uint8_t *)"", 0, &port), -ENODEV);
	assert_int_equal(msm_port_ops.send_eapol(&ap, (const uint8_t *)"", 0, &port), -ENODEV);
}

/* --- what comes in: the msm behind the port is the real one --- */

static char told[64];

static void on_associated(const struct msm_association *association, void *userdata)
{
	strcat(told, "associated ");
}

static void on_connected(void *userdata)
{
	strcat(told, "connected ");
}

static void on_failed(uint32_t reason, void *userdata)
{
	snprintf(told + strlen(told), sizeof(told) - strlen(told), "failed(%x) ", reason);
}

static const struct msm_listener listener = { on_associated, on_connected, on_failed, on_failed };

static void connect_psk(const uint8_t *beacon, size_t size)
{
	const struct msm_candidate candidate = { .bssid = ap, .beacon = beacon, .beacon_size = size };
	const struct msm_target target = {
		.own = own,
		.ssid = { 4, "home" },
		.n_candidates = 1,
		.candidates = &candidate,
		.security = { 1, { DOT11_AKM_PSK }, 1, { DOT11_CIPHER_CCMP_128 }, 1, { DOT11_CIPHER_CCMP_128 }, .psk = { 32, { 7 } } },
	};

	told[0] = 0;
	assert_int_equal(msm_new(&port.msm, &msm_port_ops, &port, &listener, NULL), 0);
	assert_int_equal(msm_connect(port.msm, &target), 0);
}

/* RSN element: CCMP-128, one pairwise cipher, one AKM: PSK (IEEE 802.11-2020, 9.4.2.24). */
#define RSNE 48, 20, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 2, 0, 0

static const uint8_t psk_beacon[] = { 0, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0x11, 0, RSNE };
static const uint8_t psk_request[] = { 0x11, 0, 10, 0, RSNE };

static void tell_association(void)
{
	const struct wdi_tlv_association_result result = {
		.bssid.address = { { 2, 0, 0, 0, 0, 1 } },
		.has_association_request_frame = true,
		.association_request_frame = { psk_request, sizeof(psk_request) },
		.has_beacon_probe_response = true,
		.beacon_probe_response = { psk_beacon, sizeof(psk_beacon) },
	};

	assert_true(msm_port_indication(&port, NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT,
					&(struct wdi_indication_association_result){
						.n_association_results = 1, .association_results = &result }));
}

static void the_timer_ends_a_handshake_that_does_not_begin(void **state)
{
	uint64_t now, due;

	connect_psk(psk_beacon, sizeof(psk_beacon));
	tell_association();
	got.done(NDIS_STATUS_SUCCESS, NULL, got.userdata);
	assert_int_equal(msm_state(port.msm), MSM_STATE_SECURING);
	assert_return_code(sd_event_now(event, CLOCK_MONOTONIC, &now), 0);
	assert_return_code(sd_event_source_get_time(port.timer, &due), 0);
	assert_in_range(due - now, 4000000, 5000000);
	assert_return_code(sd_event_source_set_time(port.timer, now), 0); /* as if they were over */
	assert_return_code(sd_event_run(event, 5000000), 0);
	assert_int_equal(msm_state(port.msm), MSM_STATE_DISCONNECTING);
	assert_int_equal(got.oid, OID_WDI_TASK_DISCONNECT);
	got.done(NDIS_STATUS_SUCCESS, NULL, got.userdata);
	assert_string_equal(told, "associated failed(48004) ");
	msm_free(port.msm);
}

/* Message 1: EAPOL-Key of 95 bytes, pairwise, ack, version 2, replay counter 1 (IEEE 802.11-2020, 12.7.2). */
static void make_message_1(uint8_t ret[99])
{
	static const uint8_t start[] = { 2, 3, 0, 95, 2, 0, 0x8a, 0, 16, 0, 0, 0, 0, 0, 0, 0, 1 };

	memset(ret, 0, 99);
	memcpy(ret, start, sizeof(start));
	memset(ret + 17, 0x11, 32);
}

static void only_eapol_for_us_is_taken_from_the_air(void **state)
{
	uint8_t message[99];
	struct wdi_data_frame frame = { .ethertype = 0x888e, .payload = message, .size = sizeof(message) };

	make_message_1(message);
	connect_psk(psk_beacon, sizeof(psk_beacon));
	tell_association();
	memcpy(frame.source, ap.b, 6);
	memcpy(frame.destination, own.b, 6);
	frame.destination[5] ^= 1;
	assert_true(msm_port_data(&port, &frame));
	assert_int_equal(got.frame.size, 0); /* for somebody else */
	frame.destination[5] ^= 1;
	frame.source[5] ^= 2;
	assert_true(msm_port_data(&port, &frame));
	assert_int_equal(got.frame.size, 0); /* of somebody else */
	frame.source[5] ^= 2;
	frame.ethertype = 0x0800;
	assert_false(msm_port_data(&port, &frame));
	assert_int_equal(got.frame.size, 0);
	frame.ethertype = 0x888e;
	assert_true(msm_port_data(&port, &frame));
	assert_int_not_equal(got.frame.size, 0); /* message 2 */
	msm_free(port.msm);
}

/* Whose message 2 is it that answers message 1 to @mac? */
static bool answers_as(const struct dot11_mac *mac)
{
	uint8_t message[99];
	struct wdi_data_frame frame = { .ethertype = 0x888e, .payload = message, .size = sizeof(message) };

	make_message_1(message);
	memcpy(frame.source, ap.b, 6);
	memcpy(frame.destination, mac->b, 6);
	assert_true(msm_port_data(&port, &frame));
	return got.frame.size != 0 && memcmp(got.frame.source, mac->b, 6) == 0;
}

static void another_address_is_set_before_the_connect_task_and_only_once(void **state)
{
	static const struct dot11_mac permanent = { { 0, 1, 2, 3, 4, 5 } };

	port.address = permanent;
	connect_psk(psk_beacon, sizeof(psk_beacon));
	assert_true(got.has_address);
	assert_memory_equal(got.address.b, own.b, 6);
	assert_int_equal(got.oid, OID_WDI_TASK_CONNECT);
	got.address_done(NDIS_STATUS_SUCCESS, NULL, &port);
	assert_true(dot11_mac_equal(&port.address, &own));
	tell_association();
	assert_true(answers_as(&own));
	msm_free(port.msm);
	got.has_address = false;
	connect_psk(psk_beacon, sizeof(psk_beacon));
	assert_int_equal(got.oid, OID_WDI_TASK_CONNECT);
	assert_false(got.has_address);
	msm_free(port.msm);
}

static void an_address_that_was_refused_is_in_no_frame(void **state)
{
	static const struct dot11_mac permanent = { { 0, 1, 2, 3, 4, 5 } };

	port.address = permanent;
	connect_psk(psk_beacon, sizeof(psk_beacon));
	got.address_done(NDIS_STATUS_NOT_SUPPORTED, NULL, &port);
	assert_true(dot11_mac_equal(&port.address, &permanent));
	tell_association();
	assert_false(answers_as(&own));
	assert_true(answers_as(&permanent));
	msm_free(port.msm);
}

static void indications_reach_the_msm(void **state)
{
	static const uint8_t deauthentication[] = { 5, 0 };

	connect_psk(psk_beacon, sizeof(psk_beacon));
	assert_true(msm_port_indication(&port, NDIS_STATUS_WDI_INDICATION_SAE_AUTH_PARAMS_NEEDED,
					&(struct wdi_indication_sae_auth_params_needed){ 0 }));
	tell_association();
	got.done(NDIS_STATUS_SUCCESS, NULL, got.userdata);
	assert_true(msm_port_indication(
		&port, NDIS_STATUS_WDI_INDICATION_DISASSOCIATION,
		&(struct wdi_indication_disassociation){
			.disconnect_indication_parameters = { .mac_address = { { 2, 0, 0, 0, 0, 1 } },
							      .disassociation_wabi_reason = WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED },
			.has_deauth_frame = true,
			.deauth_frame = { deauthentication, sizeof(deauthentication) },
		}));
	assert_string_equal(told, "associated failed(3800b) ");
	assert_false(msm_port_indication(&port, NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, NULL));
	msm_free(port.msm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_driver_reads_the_wishes_as_they_were_meant, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_open_network_is_asked_for_as_ever, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_driver_reads_the_keys_as_they_were_made, set_up, tear_down),
		cmocka_unit_test_setup_teardown(answers_of_sae_carry_what_they_should, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_said_within_a_connect_does_not_wait_for_its_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(eapol_goes_from_us_to_the_peer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_is_submitted_without_an_adapter, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_timer_ends_a_handshake_that_does_not_begin, set_up, tear_down),
		cmocka_unit_test_setup_teardown(only_eapol_for_us_is_taken_from_the_air, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_address_is_set_before_the_connect_task_and_only_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_address_that_was_refused_is_in_no_frame, set_up, tear_down),
		cmocka_unit_test_setup_teardown(indications_reach_the_msm, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
