/*
 * The simulated station and the simulated access point against each other: a host made of src/rsn secures the link as the service
 * does, a ping passes the protected data path in both directions, and tshark opens the capture with the passphrase.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "crypto/crypto.h"
#include "dot11/data.h"
#include "dot11/element.h"
#include "dot11/owe_element.h"
#include "dot11/rsne.h"
#include "driver/mac.h"
#include "driver/security.h"
#include "rsn/owe.h"
#include "rsn/sae.h"
#include "rsn/supplicant.h"
#include "sim/pcap.h"
#include "sim/world.h"
#include "wdi/data.h"
#include "wdi/link.h"

#define PASSPHRASE "correct horse"

static const struct dot11_mac station = { { 2, 0, 0, 0, 0, 1 } };
static const struct dot11_mac bss = { { 2, 0, 0, 0, 1, 0 } };
static const struct dot11_ssid ssid = { 4, "test" };

static struct {
	struct scenario *scenario;
	struct world *world;
	struct radio *radio;
	struct wdi_link *link;
	int data_fd;
	uint32_t transaction, akm;
	char pcap_path[64];
	struct pcap *pcap;
	uint8_t beacon[1024];
	size_t beacon_size;
	struct sae *sae;
	struct owe *owe;
	struct supplicant *supplicant;
	struct secret pmk;
	bool is_connected, is_secured, has_left;
	uint32_t left_status, result_status;
	int n_pings;
	bool has_unicast, has_group;
} t;

static void request(uint32_t oid, const void *params)
{
	bool is_adapter = oid == OID_WDI_TASK_OPEN || oid == OID_WDI_TASK_CREATE_PORT;
	struct wdi_header header = { .port_id = is_adapter ? WDI_PORT_ADAPTER : 0, .transaction_id = ++t.transaction };
	_auto_free_ uint8_t *message = NULL;
	size_t size = 0;

	assert_int_equal(wdi_message_encode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, params, &message, &size), 0);
	assert_int_equal(wdi_link_send(t.link, &(struct wdi_frame){ .kind = WDI_FRAME_REQUEST, .id = oid, .message = message, .size = size }),
			 0);
}

/* ---- the service's part ---- */

static void send_eapol(const uint8_t *pdu, size_t size, void *userdata)
{
	struct wdi_data_frame frame = { .ethertype = DOT11_ETHERTYPE_EAPOL, .payload = pdu, .size = size };

	memcpy(frame.destination, bss.b, 6);
	memcpy(frame.source, station.b, 6);
	assert_int_equal(wdi_data_send(t.data_fd, &frame), 0);
}

static void install(const struct dot11_key *keys, size_t n_keys, void *userdata)
{
	struct wdi_mac peer = wdi_mac_from_dot11(&bss);
	struct wdi_tlv_set_cipher_key_info infos[4];
	const struct wdi_set_add_cipher_keys params = { .n_set_cipher_key = n_keys, .set_cipher_key = infos };

	assert_true(n_keys <= array_size(infos));
	for (size_t i = 0; i < n_keys; i++)
		driver_key_to_wdi(&keys[i], &peer, &infos[i]);
	request(OID_WDI_SET_ADD_CIPHER_KEYS, &params);
}

static void completed(void *userdata)
{
	t.is_secured = true;
}

static void failed(enum supplicant_failure failure, void *userdata)
{
	fail_msg("the handshake failed: %d", (int)failure);
}

static const struct supplicant_listener supplicant_listener = { send_eapol, install, completed, failed };

static void whole_element(const uint8_t *elements, size_t size, uint8_t id, const uint8_t **ret, size_t *ret_size)
{
	struct dot11_element element;

	*ret = NULL;
	*ret_size = 0;
	if (!dot11_element_find(elements, size, id, &element))
		return;
	*ret = element.body - 2;
	*ret_size = element.size + 2u;
}

/* Makes the half that the next association request carries. @ret: 64 bytes of room */
static struct wdi_blob begin_owe(uint16_t group, uint8_t *ret)
{
	struct writer writer = writer_over(ret, 64);
	struct dot11_owe_dh own;

	t.owe = owe_free(t.owe);
	assert_int_equal(owe_new(&t.owe, group), 0);
	owe_own(t.owe, &own);
	dot11_owe_dh_write(&writer, &own);
	assert_int_equal(writer_end(&writer), 0);
	return (struct wdi_blob){ ret, writer.size };
}

static void finish_owe(const struct wdi_blob *response)
{
	struct dot11_owe_dh peer;
	uint8_t pmkid[DOT11_PMKID_SIZE];

	assert_int_equal(dot11_owe_dh_find(response->data + 6, response->size - 6, &peer), 0);
	assert_int_equal(owe_finish(t.owe, true, &peer, &t.pmk, pmkid), 0);
}

static void answer_refused_group(void)
{
	uint8_t buffer[64];
	const struct wdi_set_owe_dh_ie params = { .owe_dh_ie = begin_owe(19, buffer) };

	request(OID_WDI_SET_OWE_DH_IE, &params);
}

static void begin_handshake(const struct wdi_tlv_association_result *result)
{
	const struct wdi_tlv_association_result_parameters *parameters = &result->association_result_parameters;
	const struct wdi_blob *association = &result->association_request_frame;
	struct supplicant_config config = {
		.own = station, .authenticator = bss, .akm = t.akm, .pmk = &t.pmk,
		.pairwise_cipher = driver_cipher_from_wdi(parameters->unicast_cipher_algorithm),
		.group_cipher = driver_cipher_from_wdi(parameters->multicast_data_cipher_algorithm),
		.group_management_cipher = driver_cipher_from_wdi(parameters->multicast_mgmt_cipher_algorithm),
	};

	whole_element(association->data + 4, association->size - 4, DOT11_ELEMENT_RSN, &config.own_rsne, &config.own_rsne_size);
	whole_element(association->data + 4, association->size - 4, DOT11_ELEMENT_RSNX, &config.own_rsnxe, &config.own_rsnxe_size);
	whole_element(t.beacon + 12, t.beacon_size - 12, DOT11_ELEMENT_RSN, &config.bss_rsne, &config.bss_rsne_size);
	whole_element(t.beacon + 12, t.beacon_size - 12, DOT11_ELEMENT_RSNX, &config.bss_rsnxe, &config.bss_rsnxe_size);
	assert_int_equal(supplicant_new(&t.supplicant, &config, &supplicant_listener, NULL), 0);
}

static void answer_sae(uint32_t type, const struct dot11_sae_commit *commit, const struct dot11_sae_confirm *confirm)
{
	struct wdi_set_sae_auth_params params = {
		.bss_id = { wdi_mac_from_dot11(&bss) },
		.sae_request_type = { type },
		.has_sae_commit_params = commit != NULL,
		.has_sae_confirm_params = confirm != NULL,
		.has_sae_status = !commit && !confirm,
	};

	if (commit)
		params.sae_commit_params = (struct wdi_tlv_sae_commit_params){
			.finite_cyclic_group = { commit->group },
			.has_scalar = true, .scalar = { commit->scalar, commit->scalar_size },
			.has_element = true, .element = { commit->element, commit->element_size },
			.has_anti_clogging_token = commit->token != NULL,
			.anti_clogging_token = { commit->token, commit->token_size },
		};
	if (confirm)
		params.sae_confirm_params = (struct wdi_tlv_sae_confirm_params){
			.send_confirm = { confirm->send_confirm }, .confirm = { confirm->confirm, confirm->confirm_size },
		};
	request(OID_WDI_SET_SAE_AUTH_PARAMS, &params);
}

static void send_commit(void)
{
	struct dot11_sae_commit commit;

	assert_int_equal(sae_make_commit(t.sae, &commit), 0);
	answer_sae(WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS_H2E, &commit, NULL);
}

static void take_commit(const struct wdi_blob *frame)
{
	struct dot11_management management;
	struct dot11_sae_commit commit;
	struct dot11_sae_confirm confirm;
	int r;

	assert_int_equal(dot11_management_parse(DOT11_FRAME_AUTHENTICATION, frame->data, frame->size, &management), 0);
	assert_int_equal(dot11_sae_commit_parse(management.status, management.elements.bytes, management.elements.size, &commit), 0);
	r = sae_take_commit(t.sae, &commit);
	if (r == SAE_E_COMMIT_AGAIN) {
		send_commit();
		return;
	}
	assert_int_equal(r, 0);
	assert_int_equal(sae_make_confirm(t.sae, &confirm), 0);
	answer_sae(WDI_SAE_REQUEST_TYPE_CONFIRM_PARAMS, NULL, &confirm);
}

static void take_confirm(const struct wdi_blob *frame)
{
	struct dot11_management management;
	struct dot11_sae_confirm confirm;

	assert_int_equal(dot11_management_parse(DOT11_FRAME_AUTHENTICATION, frame->data, frame->size, &management), 0);
	assert_int_equal(dot11_sae_confirm_parse(management.elements.bytes, management.elements.size, &confirm), 0);
	assert_int_equal(sae_take_confirm(t.sae, management.status, &confirm), 0);
	t.pmk = *sae_pmk(t.sae);
	answer_sae(WDI_SAE_REQUEST_TYPE_SUCCESS, NULL, NULL);
}

static void take_sae(const struct wdi_indication_sae_auth_params_needed *needed)
{
	switch (needed->sae_indication_type.indication_type) {
	case WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED:
		send_commit();
		break;
	case WDI_SAE_INDICATION_TYPE_COMMIT_FRAME:
		take_commit(&needed->sae_commit_frame);
		break;
	case WDI_SAE_INDICATION_TYPE_CONFIRM_FRAME:
		take_confirm(&needed->sae_confirm_frame);
		break;
	default:
		break;
	}
}

static void take_result(const struct wdi_tlv_association_result *result)
{
	const struct wdi_tlv_association_result_parameters *parameters = &result->association_result_parameters;

	t.result_status = parameters->association_status;
	if (parameters->association_status == WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER && parameters->status_code == 77 && t.owe)
		answer_refused_group();
	if (t.result_status != WDI_ASSOC_STATUS_SUCCESS)
		return;
	if (t.owe)
		finish_owe(&result->association_response_frame);
	begin_handshake(result);
}

static void take_bss(const struct wdi_indication_bss_entry_list *list)
{
	for (size_t i = 0; i < list->n_device_descriptor; i++) {
		const struct wdi_tlv_bss_entry *entry = &list->device_descriptor[i];

		if (!entry->has_probe_response_frame)
			continue;
		assert_true(entry->probe_response_frame.size <= sizeof(t.beacon));
		memcpy(t.beacon, entry->probe_response_frame.data, entry->probe_response_frame.size);
		t.beacon_size = entry->probe_response_frame.size;
	}
}

static void take_message(const struct wdi_frame *frame)
{
	_auto_free_ void *payload = NULL;
	struct wdi_header header;

	assert_int_equal(wdi_header_decode(frame->message, frame->size, &header), 0);
	if (frame->id == OID_WDI_SET_ADD_CIPHER_KEYS)
		assert_int_equal(header.status, NDIS_STATUS_SUCCESS);
	if (header.status != NDIS_STATUS_SUCCESS)
		return;
	assert_int_equal(wdi_message_decode(frame->id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, frame->message, frame->size, &header, &payload),
			 0);
	if (frame->id == NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST) {
		take_bss(payload);
	} else if (frame->id == NDIS_STATUS_WDI_INDICATION_SAE_AUTH_PARAMS_NEEDED) {
		take_sae(payload);
	} else if (frame->id == NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT) {
		take_result(((const struct wdi_indication_association_result *)payload)->association_results);
	} else if (frame->id == NDIS_STATUS_WDI_INDICATION_CONNECT_COMPLETE) {
		t.is_connected = true;
	} else if (frame->id == NDIS_STATUS_WDI_INDICATION_DISASSOCIATION) {
		t.has_left = true;
		t.left_status = ((const struct wdi_indication_disassociation *)payload)
					->disconnect_indication_parameters.disassociation_wabi_reason;
	}
}

/* Lets the world go on for @ms, a millisecond at a time, and does what a service does meanwhile. */
static void run(unsigned int ms)
{
	for (unsigned int i = 0; i < ms; i++) {
		uint8_t buffer[WDI_DATA_PACKET_MAX];
		struct wdi_data_frame data;
		struct wdi_frame frame;

		assert_int_equal(radio_dispatch(t.radio), 0);
		schedule_run_until(world_schedule(t.world), world_schedule(t.world)->now_us + 1000);
		while (wdi_link_receive(t.link, &frame) == 0)
			take_message(&frame);
		while (wdi_data_receive(t.data_fd, buffer, &data) == 0)
			if (t.supplicant && data.ethertype == DOT11_ETHERTYPE_EAPOL)
				(void)supplicant_receive(t.supplicant, data.payload, data.size);
	}
}

/* ---- scenes ---- */

static void build(const char *security)
{
	const struct wdi_task_create_port port = { .create_port_parameters = { .op_mode_mask = WDI_OPERATION_MODE_STA } };
	const struct wdi_task_scan scan = {
		.scan_mode_parameters = { .scan_repeat_count = 1, .allowed_scan_type = WDI_SCAN_TYPE_AUTO,
					  .scan_trigger = WDI_SCAN_TRIGGER_MANUAL },
	};
	struct scenario_error error;
	char text[512];
	int fds[2], data_fds[2], fd;

	memset(&t, 0, sizeof(t));
	snprintf(text, sizeof(text),
		 "[adapter sim0]\nmac = 02:00:00:00:00:01\n[ap a]\nssid = test\nbssid = 02:00:00:00:01:00\nchannel = 6\nsignal = -40\n%s",
		 security);
	if (scenario_parse(text, strlen(text), &t.scenario, &error) != 0)
		fail_msg("line %u: %s", error.line, error.message);
	assert_int_equal(world_new(&t.world, t.scenario), 0);
	strcpy(t.pcap_path, "/tmp/wdi-sim-air-XXXXXX");
	fd = mkstemp(t.pcap_path);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(pcap_new(&t.pcap, t.pcap_path, 1), 0);
	world_air(t.world)->capture = pcap_write;
	world_air(t.world)->capture_userdata = t.pcap;
	assert_int_equal(wdi_link_socketpair(fds), 0);
	assert_int_equal(world_add_radio(t.world, &t.scenario->adapters[0], fds[0], &t.radio), 0);
	assert_int_equal(wdi_link_new(&t.link, fds[1]), 0);
	assert_int_equal(wdi_data_socketpair(data_fds), 0);
	assert_int_equal(radio_attach_data(t.radio, data_fds[0]), 0);
	t.data_fd = data_fds[1];
	request(OID_WDI_TASK_OPEN, NULL);
	request(OID_WDI_TASK_CREATE_PORT, &port);
	request(OID_WDI_TASK_SCAN, &scan);
	run(500);
	assert_true(t.beacon_size > 0);
}

static int end(void **state)
{
	supplicant_free(t.supplicant);
	sae_free(t.sae);
	owe_free(t.owe);
	secret_wipe(&t.pmk);
	world_free(t.world);
	scenario_free(t.scenario);
	pcap_free(t.pcap);
	wdi_link_free(t.link);
	close(t.data_fd);
	unlink(t.pcap_path);
	return 0;
}

static void connect_with(uint32_t akm, uint32_t auth, uint32_t cipher)
{
	const struct wdi_blob wanted = { ssid.bytes, ssid.size };
	const uint32_t wdi_cipher = driver_cipher_to_wdi(cipher);
	const struct wdi_rsna_akm_cipher_pair pair = { driver_suite_to_wdi(akm), driver_suite_to_wdi(cipher) };
	const struct wdi_tlv_connect_bss_entry candidate = {
		.bssid = { wdi_mac_from_dot11(&bss) },
		.has_probe_response_frame = true, .probe_response_frame = { t.beacon, t.beacon_size },
		.channel_info = { .channel_number = 6, .band_id = WDI_BAND_ID_2400 },
	};
	uint8_t buffer[64];
	const struct wdi_task_connect params = {
		.connect_parameters = {
			.connection_settings = { .mfp_enabled = true },
			.has_owedhie = akm == DOT11_AKM_OWE,
			.owedhie = akm == DOT11_AKM_OWE ? begin_owe(20, buffer) : (struct wdi_blob){ 0 },
			.n_ssid_list = 1, .ssid_list = &wanted,
			.n_authentication_algorithms = 1, .authentication_algorithms = &auth,
			.n_multicast_cipher_algorithms = 1, .multicast_cipher_algorithms = &wdi_cipher,
			.n_unicast_cipher_algorithms = 1, .unicast_cipher_algorithms = &wdi_cipher,
			.n_rsna_akm_cipher_suite = 1, .rsna_akm_cipher_suite = &pair,
		},
		.n_preferred_bss_entry_list = 1, .preferred_bss_entry_list = &candidate,
	};

	t.akm = akm;
	request(OID_WDI_TASK_CONNECT, &params);
	run(300);
	assert_int_equal(t.result_status, WDI_ASSOC_STATUS_SUCCESS);
	assert_true(t.is_connected);
	assert_true(t.is_secured);
}

static void use_psk(void)
{
	t.pmk.size = 32;
	assert_int_equal(crypto_pbkdf2_sha1(PASSPHRASE, strlen(PASSPHRASE), ssid.bytes, ssid.size, 4096, t.pmk.bytes, 32), 0);
}

static void use_sae(void)
{
	const struct sae_config config = {
		.own = station, .peer = bss, .ssid = ssid, .password = PASSPHRASE, .password_size = strlen(PASSPHRASE),
		.method = SAE_HASH_TO_ELEMENT, .n_groups = 1, .groups = { 19 },
	};

	assert_int_equal(sae_new(&t.sae, &config), 0);
}

static void ping_done(void *userdata, bool unicast, bool group)
{
	t.n_pings++;
	t.has_unicast = unicast;
	t.has_group = group;
}

static void expect_ping(void)
{
	int before = t.n_pings;

	assert_int_equal(radio_ping(t.radio, ping_done, NULL), 0);
	run(20);
	assert_int_equal(t.n_pings, before + 1);
	assert_true(t.has_unicast);
	assert_true(t.has_group);
}

static void execute(const char *line)
{
	struct world_reply reply = { 0 };
	struct command command;
	const char *error;
	FILE *answer = fopen("/dev/null", "w");

	assert_non_null(answer);
	assert_int_equal(command_parse(line, &command, &error), 0);
	assert_int_equal(world_execute(t.world, &command, answer, &reply), 0);
	fclose(answer);
}

static void disconnect(void)
{
	const struct wdi_task_disconnect params = {
		.disconnect_parameters = { .mac_address = wdi_mac_from_dot11(&bss), .disassociation80211_reason = 3 },
	};

	request(OID_WDI_TASK_DISCONNECT, &params);
	run(20);
	assert_true(t.has_left);
	assert_int_equal(t.left_status, WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST);
}

/* Number of frames of the capture that match once tshark knows the passphrase; -1 without tshark. */
static int count_frames(const char *filter)
{
	char line[768];
	FILE *pipe;
	int n = 0;

	if (system("command -v tshark >/dev/null 2>&1") != 0)
		return -1;
	assert_int_equal(pcap_flush(t.pcap), 0);
	snprintf(line, sizeof(line),
		 "tshark -r %s -o wlan.enable_decryption:TRUE -o 'uat:80211_keys:\"wpa-pwd\",\"" PASSPHRASE ":test\"' -Y '%s' 2>/dev/null",
		 t.pcap_path, filter);
	pipe = popen(line, "r");
	assert_non_null(pipe);
	while (fgets(line, sizeof(line), pipe))
		n++;
	assert_int_equal(pclose(pipe), 0);
	return n;
}

static void expect_frames(const char *filter, int wanted)
{
	int n = count_frames(filter);

	if (n >= 0 && n != wanted)
		fail_msg("%d frames instead of %d match %s", n, wanted, filter);
}

/* ---- tests ---- */

static void judge_psk_link(const char *security, bool has_pmf)
{
	build(security);
	use_psk();
	connect_with(DOT11_AKM_PSK, WDI_AUTH_ALGO_RSNA_PSK, DOT11_CIPHER_CCMP_128);
	expect_ping();
	disconnect();
	expect_frames("eapol", 4);
	expect_frames("wlan.fc.type == 2 && llc.type == 0x88b5 && wlan.fc.protected == 0", 0);
	expect_frames("wlan.fc.type == 2 && llc.type == 0x88b5", 3); /* the ping and its two answers, decrypted */
	expect_frames("wlan.fc.type_subtype == 10 && wlan.fc.protected == 1", has_pmf);
}

static void a_psk_link_works_and_its_capture_opens_with_the_passphrase(void **state)
{
	judge_psk_link("security = wpa2-psk\npassphrase = " PASSPHRASE "\npmf = off\n", false);
}

static void a_psk_link_with_protected_management_frames_likewise(void **state)
{
	judge_psk_link("security = wpa2-psk\npassphrase = " PASSPHRASE "\npmf = optional\n", true);
}

static void an_sae_link_works(void **state)
{
	build("security = sae\npassphrase = " PASSPHRASE "\n");
	use_sae();
	connect_with(DOT11_AKM_SAE, WDI_AUTH_ALGO_WPA3_SAE, DOT11_CIPHER_CCMP_128);
	expect_ping();
	expect_frames("wlan.fixed.auth.alg == 3", 4);
	expect_frames("wlan.fc.type == 2 && wlan.fc.protected == 1", 3);
	disconnect();
}

static void a_demanded_token_is_brought_back(void **state)
{
	build("security = sae\npassphrase = " PASSPHRASE "\nsae-anti-clogging = 0\n");
	use_sae();
	connect_with(DOT11_AKM_SAE, WDI_AUTH_ALGO_WPA3_SAE, DOT11_CIPHER_CCMP_128);
	expect_frames("wlan.fixed.auth.alg == 3", 6);
}

static void a_forged_goodbye_is_asked_about_and_the_link_lives_on(void **state)
{
	build("security = sae\npassphrase = " PASSPHRASE "\n");
	use_sae();
	connect_with(DOT11_AKM_SAE, WDI_AUTH_ALGO_WPA3_SAE, DOT11_CIPHER_CCMP_128);
	execute("forge a 02:00:00:00:00:01 deauthentication 7");
	run(1500);
	assert_false(t.has_left);
	expect_ping();
	expect_frames("wlan.fc.type_subtype == 13 && wlan.fc.protected == 1", 2); /* a question and its answer */
	execute("deauth a 02:00:00:00:00:01 3");
	run(20);
	assert_true(t.has_left);
	assert_int_equal(t.left_status, WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED);
}

static void an_owe_link_works_with_the_group_that_the_access_point_takes(void **state)
{
	build("security = owe\nowe-groups = 19\n");
	connect_with(DOT11_AKM_OWE, WDI_AUTH_ALGO_OWE, DOT11_CIPHER_CCMP_128);
	expect_ping();
	expect_frames("wlan.fc.type_subtype == 0", 2); /* two association requests */
}

static void judge_cipher(const char *name, const char *management, uint32_t cipher)
{
	char security[256];

	snprintf(security, sizeof(security),
		 "security = wpa2-psk-sha256\npassphrase = " PASSPHRASE "\npairwise = %s\npmf = required\ngroup-management = %s\n", name,
		 management);
	build(security);
	use_psk();
	connect_with(DOT11_AKM_PSK_SHA256, WDI_AUTH_ALGO_RSNA_PSK, cipher);
	expect_ping();
	execute("rekey a");
	run(50);
	expect_ping();
	execute("rekey a pairwise 02:00:00:00:00:01");
	run(50);
	expect_ping();
	execute("deauth a broadcast 3");
	run(5);
	assert_true(t.has_left);
	assert_int_equal(t.left_status, WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED);
}

static void gcmp_lives_through_new_keys_and_believes_a_signed_goodbye(void **state)
{
	judge_cipher("gcmp", "bip-gmac-128", DOT11_CIPHER_GCMP_128);
}

static void gcmp_256_likewise(void **state)
{
	judge_cipher("gcmp-256", "bip-gmac-256", DOT11_CIPHER_GCMP_256);
}

static void ccmp_256_likewise(void **state)
{
	judge_cipher("ccmp-256", "bip-cmac-256", DOT11_CIPHER_CCMP_256);
}

static void an_access_point_that_has_forgotten_us_is_left_after_a_second(void **state)
{
	build("security = sae\npassphrase = " PASSPHRASE "\n");
	use_sae();
	connect_with(DOT11_AKM_SAE, WDI_AUTH_ALGO_WPA3_SAE, DOT11_CIPHER_CCMP_128);
	execute("restart a");
	assert_int_equal(radio_ping(t.radio, ping_done, NULL), 0); /* answered by an unprotected deauthentication with reason 7 */
	run(900);
	assert_false(t.has_left);
	run(150);
	assert_true(t.has_left);
	assert_int_equal(t.left_status, WDI_ASSOC_STATUS_DISASSOCIATE_NEEDED_REASSOC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_psk_link_works_and_its_capture_opens_with_the_passphrase, end),
		cmocka_unit_test_teardown(a_psk_link_with_protected_management_frames_likewise, end),
		cmocka_unit_test_teardown(an_sae_link_works, end),
		cmocka_unit_test_teardown(a_demanded_token_is_brought_back, end),
		cmocka_unit_test_teardown(an_owe_link_works_with_the_group_that_the_access_point_takes, end),
		cmocka_unit_test_teardown(gcmp_lives_through_new_keys_and_believes_a_signed_goodbye, end),
		cmocka_unit_test_teardown(gcmp_256_likewise, end),
		cmocka_unit_test_teardown(ccmp_256_likewise, end),
		cmocka_unit_test_teardown(an_access_point_that_has_forgotten_us_is_left_after_a_second, end),
		cmocka_unit_test_teardown(a_forged_goodbye_is_asked_about_and_the_link_lives_on, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
