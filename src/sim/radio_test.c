/* The adapter between a host, by link and data socket, and an access point that the test plays by hand; the capture is the judge. */
#include "sim/radio.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "dot11/codes.h"
#include "dot11/data.h"
#include "dot11/element.h"
#include "dot11/owe_element.h"
#include "dot11/rsne.h"
#include "driver/mac.h"
#include "driver/quality.h"
#include "driver/security.h"
#include "rsn/mpdu.h"
#include "wdi/data.h"
#include "wdi/link.h"

static const struct dot11_mac station = { { 2, 0, 0, 0, 0, 1 } };
static const struct dot11_mac bss = { { 2, 0, 0, 0, 1, 0 } };
static const struct dot11_channel channel = { DOT11_BAND_2GHZ, 6 };

struct sent_frame {
	uint8_t bytes[DOT11_FRAME_MAX_SIZE];
	size_t size;
};

struct message {
	uint32_t id, status;
	uint32_t value, peer_status; /* association status, SAE indication type, disassociation status */
	struct wdi_tlv_association_result_parameters result;
	struct wdi_mac address; /* of capabilities */
};

static struct {
	struct schedule schedule;
	struct air air;
	struct air_antenna ap;
	struct radio *radio;
	struct wdi_link *link;
	int data_fd;
	uint32_t transaction;
	struct sent_frame sent[128]; /* by the station, from the capture; acknowledgements left out */
	size_t n_sent;
	struct dot11_mac other; /* whose frame that was sent last, neither the station's nor the access point's, has been */
	struct message messages[64];
	size_t n_messages;
	uint8_t beacon[256];
	size_t beacon_size;
	struct mpdu_key ap_key;
	int n_pings;
	bool has_unicast, has_group;
} t;

static void capture(void *userdata, uint64_t time_us, struct dot11_channel where, uint8_t rate, int signal_dbm, const uint8_t *bytes,
		    size_t size)
{
	if (size >= DOT11_HEADER_SIZE && memcmp(bytes + 10, station.b, 6) != 0 && memcmp(bytes + 10, bss.b, 6) != 0)
		memcpy(t.other.b, bytes + 10, 6);
	if (size < DOT11_HEADER_SIZE || memcmp(bytes + 10, station.b, 6) != 0)
		return;
	assert_true(t.n_sent < array_size(t.sent));
	memcpy(t.sent[t.n_sent].bytes, bytes, size);
	t.sent[t.n_sent++].size = size;
}

static void ap_receive(void *userdata, const struct air_reception *reception)
{
}

static const struct air_listener ap_listener = { .receive = ap_receive };

/* ---- host ---- */

static void take_message(const struct wdi_frame *frame)
{
	_auto_free_ void *payload = NULL;
	struct message *message = &t.messages[t.n_messages++];
	struct wdi_header header;

	assert_true(t.n_messages <= array_size(t.messages));
	assert_int_equal(wdi_header_decode(frame->message, frame->size, &header), 0);
	*message = (struct message){ .id = frame->id, .status = header.status };
	if (header.status != NDIS_STATUS_SUCCESS)
		return;
	assert_int_equal(wdi_message_decode(frame->id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, frame->message, frame->size, &header, &payload),
			 0);
	if (frame->id == NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT) {
		message->result = ((const struct wdi_indication_association_result *)payload)->association_results[0]
					  .association_result_parameters;
		message->value = message->result.association_status;
		message->peer_status = message->result.status_code;
	} else if (frame->id == NDIS_STATUS_WDI_INDICATION_SAE_AUTH_PARAMS_NEEDED) {
		message->value = ((const struct wdi_indication_sae_auth_params_needed *)payload)->sae_indication_type.indication_type;
	} else if (frame->id == NDIS_STATUS_WDI_INDICATION_DISASSOCIATION) {
		message->value = ((const struct wdi_indication_disassociation *)payload)
					 ->disconnect_indication_parameters.disassociation_wabi_reason;
	} else if (frame->id == OID_WDI_GET_ADAPTER_CAPABILITIES) {
		message->value = (uint32_t)((const struct wdi_get_adapter_capabilities_result *)payload)
					 ->station_attributes.n_unicast_algorithms;
		message->address = ((const struct wdi_get_adapter_capabilities_result *)payload)
					   ->interface_attributes.interface_capabilities.address;
	}
}

/* Lets the world go on for @us, and takes what the driver says. */
static void run(uint64_t us)
{
	struct wdi_frame frame;

	assert_int_equal(radio_dispatch(t.radio), 0);
	schedule_run_until(&t.schedule, t.schedule.now_us + us);
	while (wdi_link_receive(t.link, &frame) == 0)
		take_message(&frame);
}

static void request(uint32_t oid, const void *params)
{
	struct wdi_header header = { .port_id = oid == OID_WDI_TASK_OPEN || oid == OID_WDI_GET_ADAPTER_CAPABILITIES ||
				     oid == OID_WDI_TASK_CREATE_PORT ? WDI_PORT_ADAPTER : 0, .transaction_id = ++t.transaction };
	_auto_free_ uint8_t *message = NULL;
	size_t size = 0;

	assert_int_equal(wdi_message_encode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, params, &message, &size), 0);
	assert_int_equal(wdi_link_send(t.link, &(struct wdi_frame){ .kind = WDI_FRAME_REQUEST, .id = oid, .message = message, .size = size }),
			 0);
}

/* The last message @id; fails if there is none. */
static const struct message *find(uint32_t id)
{
	for (size_t i = t.n_messages; i > 0; i--)
		if (t.messages[i - 1].id == id)
			return &t.messages[i - 1];
	fail_msg("no message 0x%08x", id);
	return NULL;
}

static size_t count(uint32_t id)
{
	size_t n = 0;

	for (size_t i = 0; i < t.n_messages; i++)
		n += t.messages[i].id == id;
	return n;
}

static void host_sends(uint16_t ethertype)
{
	struct wdi_data_frame frame = { .ethertype = ethertype, .payload = (const uint8_t *)"hello", .size = 5 };

	memcpy(frame.destination, bss.b, 6);
	memcpy(frame.source, station.b, 6);
	assert_int_equal(wdi_data_send(t.data_fd, &frame), 0);
}

/* Return: ethertype of the next frame for the host; 0 if there is none. */
static uint16_t host_hears(void)
{
	uint8_t buffer[WDI_DATA_PACKET_MAX];
	struct wdi_data_frame frame;

	return wdi_data_receive(t.data_fd, buffer, &frame) == 0 ? frame.ethertype : 0;
}

/* ---- access point ---- */

static void write_beacon(uint32_t akm)
{
	const struct dot11_rsne rsne = {
		.group_cipher = DOT11_CIPHER_CCMP_128,
		.n_pairwise = 1, .pairwise = { DOT11_CIPHER_CCMP_128 },
		.n_akms = 1, .akms = { akm },
		.capabilities = DOT11_RSN_MFP_CAPABLE,
		.group_management_cipher = DOT11_CIPHER_BIP_CMAC_128,
	};
	const struct dot11_ssid ssid = { 4, "test" };
	struct writer writer = writer_over(t.beacon, sizeof(t.beacon));

	dot11_frame_write_management(&writer, DOT11_FRAME_BEACON, &(struct dot11_management){ .beacon_interval_tu = 100, .capability = 0x11 });
	dot11_element_write_ssid(&writer, &ssid);
	if (akm != DOT11_AKM_NONE)
		dot11_rsne_write(&writer, &rsne);
	assert_int_equal(writer_end(&writer), 0);
	t.beacon_size = writer.size;
}

static void ap_sends(uint8_t kind, const struct dot11_management *management)
{
	const struct dot11_header header = { .kind = kind, .receiver = station, .address3 = bss };

	assert_int_equal(air_transmit(&t.ap, &header, management, NULL, NULL, 0), 0);
	run(1000);
}

static void ap_sends_data(uint16_t ethertype, struct dot11_mac destination, const void *payload, size_t size, struct mpdu_key *key)
{
	const struct dot11_data data = { destination, bss, ethertype, payload, size };
	uint8_t plain[256], bytes[256];
	struct writer writer = writer_over(plain, sizeof(plain));
	size_t frame_size;

	dot11_data_write(&writer, DOT11_FRAME_FROM_DS, &bss, &data);
	frame_size = writer.size;
	memcpy(bytes, plain, frame_size);
	if (key)
		assert_int_equal(mpdu_protect(key, plain, writer.size, bytes, &frame_size), 0);
	assert_int_equal(air_transmit_raw(&t.ap, bytes, frame_size, NULL, NULL, 0), 0);
	run(1000);
}

static const struct sent_frame *last_sent(void)
{
	assert_true(t.n_sent > 0);
	return &t.sent[t.n_sent - 1];
}

/* The last frame of the station, which must be protected with the pairwise key. */
static struct dot11_frame open_last(uint8_t *buffer)
{
	struct dot11_frame frame;
	size_t size;

	assert_true(last_sent()->bytes[1] & DOT11_FRAME_PROTECTED);
	assert_int_equal(mpdu_unprotect(&t.ap_key, last_sent()->bytes, last_sent()->size, buffer, &size), 0);
	assert_int_equal(dot11_frame_parse(buffer, size, &frame), 0);
	return frame;
}

/* ---- scenes ---- */

static int begin_with(bool has_data)
{
	const struct scenario_adapter config = { .name = "sim0", .mac = station };
	const struct wdi_task_create_port port = { .create_port_parameters = { .op_mode_mask = WDI_OPERATION_MODE_STA } };
	int fds[2], data_fds[2];

	memset(&t, 0, sizeof(t));
	air_init(&t.air, &t.schedule, 1);
	t.air.capture = capture;
	t.ap = (struct air_antenna){ .mac = bss, .is_on = true, .listener = &ap_listener };
	air_tune(&t.air, &t.ap, channel);
	assert_int_equal(wdi_link_socketpair(fds), 0);
	assert_int_equal(radio_new(&t.radio, &t.air, &config, fds[0]), 0);
	assert_int_equal(wdi_link_new(&t.link, fds[1]), 0);
	assert_int_equal(wdi_data_socketpair(data_fds), 0);
	t.data_fd = data_fds[1];
	if (has_data)
		assert_int_equal(radio_attach_data(t.radio, data_fds[0]), 0);
	else
		close(data_fds[0]);
	request(OID_WDI_TASK_OPEN, NULL);
	request(OID_WDI_TASK_CREATE_PORT, &port);
	request(OID_WDI_GET_ADAPTER_CAPABILITIES, NULL);
	run(1);
	return 0;
}

static int begin(void **state)
{
	return begin_with(true);
}

static int end(void **state)
{
	radio_free(t.radio);
	wdi_link_free(t.link);
	close(t.data_fd);
	air_detach(&t.ap);
	air_deinit(&t.air);
	return 0;
}

static void connect_with(uint32_t akm, uint32_t auth, const uint8_t *pmkid, const struct wdi_blob *owe)
{
	const struct wdi_blob ssid = { (const uint8_t *)"test", 4 };
	const uint32_t cipher = akm == DOT11_AKM_NONE ? WDI_CIPHER_ALGO_NONE : WDI_CIPHER_ALGO_CCMP;
	const struct wdi_rsna_akm_cipher_pair pair = { __builtin_bswap32(akm), __builtin_bswap32(DOT11_CIPHER_CCMP_128) };
	struct wdi_tlv_connect_bss_entry candidate = {
		.bssid = { wdi_mac_from_dot11(&bss) },
		.has_beacon_frame = true,
		.channel_info = { .channel_number = 6, .band_id = WDI_BAND_ID_2400 },
	};
	struct wdi_task_connect params = {
		.connect_parameters = {
			.connection_settings = { .mfp_enabled = true },
			.n_ssid_list = 1, .ssid_list = &ssid,
			.n_authentication_algorithms = 1, .authentication_algorithms = &auth,
			.n_multicast_cipher_algorithms = 1, .multicast_cipher_algorithms = &cipher,
			.n_unicast_cipher_algorithms = 1, .unicast_cipher_algorithms = &cipher,
			.n_rsna_akm_cipher_suite = akm != DOT11_AKM_NONE, .rsna_akm_cipher_suite = &pair,
			.has_owedhie = owe != NULL,
		},
		.n_preferred_bss_entry_list = 1,
		.preferred_bss_entry_list = &candidate,
	};

	write_beacon(akm);
	candidate.beacon_frame = (struct wdi_blob){ t.beacon, t.beacon_size };
	candidate.has_pmkid = pmkid != NULL;
	candidate.pmkid = (struct wdi_blob){ pmkid, DOT11_PMKID_SIZE };
	if (owe)
		params.connect_parameters.owedhie = *owe;
	request(OID_WDI_TASK_CONNECT, &params);
	run(1000);
}

static void associate(void)
{
	ap_sends(DOT11_FRAME_ASSOCIATION_RESPONSE, &(struct dot11_management){ .aid = 1 });
	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT)->value, WDI_ASSOC_STATUS_SUCCESS);
}

static void add_pairwise_key(void)
{
	struct dot11_key key = { .kind = DOT11_KEY_PAIRWISE, .cipher = DOT11_CIPHER_CCMP_128 };
	struct wdi_mac peer = wdi_mac_from_dot11(&bss);
	struct wdi_tlv_set_cipher_key_info info;
	const struct wdi_set_add_cipher_keys params = { .n_set_cipher_key = 1, .set_cipher_key = &info };

	key.key.size = 16;
	memset(key.key.bytes, 0x33, 16);
	mpdu_key_init(&t.ap_key, &key);
	driver_key_to_wdi(&key, &peer, &info);
	request(OID_WDI_SET_ADD_CIPHER_KEYS, &params);
	run(1000);
}

static void reach_psk(void)
{
	connect_with(DOT11_AKM_PSK, WDI_AUTH_ALGO_RSNA_PSK, NULL, NULL);
	ap_sends(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .transaction = 2 });
	associate();
}

static void reach_protection(void)
{
	reach_psk();
	add_pairwise_key();
	assert_int_equal(find(OID_WDI_SET_ADD_CIPHER_KEYS)->status, NDIS_STATUS_SUCCESS);
	t.n_sent = t.n_messages = 0;
}

/* ---- tests ---- */

static void a_secure_association_says_what_was_agreed_on_and_authorizes_nothing(void **state)
{
	const struct wdi_tlv_association_result_parameters *result;
	struct dot11_frame frame;
	struct dot11_element element;
	struct dot11_rsne rsne;

	reach_psk();
	result = &find(NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT)->result;
	assert_int_equal(result->auth_algorithm, WDI_AUTH_ALGO_RSNA_PSK);
	assert_int_equal(result->unicast_cipher_algorithm, WDI_CIPHER_ALGO_CCMP);
	assert_int_equal(result->multicast_data_cipher_algorithm, WDI_CIPHER_ALGO_CCMP);
	assert_int_equal(result->multicast_mgmt_cipher_algorithm, WDI_CIPHER_ALGO_BIP);
	assert_false(result->port_authorized);
	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_CONNECT_COMPLETE)->status, NDIS_STATUS_SUCCESS);
	assert_int_equal(dot11_frame_parse(t.sent[1].bytes, t.sent[1].size, &frame), 0);
	assert_int_equal(frame.header.kind, DOT11_FRAME_ASSOCIATION_REQUEST);
	assert_true(frame.management.capability & DOT11_CAPABILITY_PRIVACY);
	assert_true(dot11_element_find(frame.management.elements.bytes, frame.management.elements.size, DOT11_ELEMENT_RSN, &element));
	assert_int_equal(dot11_rsne_parse(element.body, element.size, &rsne), 0);
	assert_int_equal(rsne.akms[0], DOT11_AKM_PSK);
}

static void an_open_association_is_authorized_at_once(void **state)
{
	connect_with(DOT11_AKM_NONE, WDI_AUTH_ALGO_80211_OPEN, NULL, NULL);
	ap_sends(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .transaction = 2 });
	associate();
	assert_true(find(NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT)->result.port_authorized);
	t.n_sent = 0;
	host_sends(0x0800);
	run(1000);
	assert_int_equal(t.n_sent, 1);
	assert_int_equal(t.sent[0].bytes[0], DOT11_FRAME_DATA);
	assert_int_equal(t.sent[0].bytes[1], DOT11_FRAME_TO_DS);
	ap_sends_data(0x0800, station, "x", 1, NULL);
	assert_int_equal(host_hears(), 0x0800);
}

static void frames_are_in_plain_before_the_key_and_protected_after_it(void **state)
{
	uint8_t buffer[DOT11_FRAME_MAX_SIZE];
	struct dot11_frame frame;
	struct dot11_data data;

	reach_psk();
	t.n_sent = 0;
	ap_sends_data(DOT11_ETHERTYPE_EAPOL, station, "1", 1, NULL);
	assert_int_equal(host_hears(), DOT11_ETHERTYPE_EAPOL);
	host_sends(0x0800); /* the port is not authorized */
	run(1000);
	assert_int_equal(t.n_sent, 0);
	host_sends(DOT11_ETHERTYPE_EAPOL); /* the last of the handshake goes before the key that follows it */
	add_pairwise_key();
	assert_int_equal(t.n_sent, 1);
	assert_int_equal(t.sent[0].bytes[1], DOT11_FRAME_TO_DS);
	assert_memory_equal(t.sent[0].bytes + 32, "hello", 5);

	host_sends(0x0800);
	run(1000);
	assert_int_equal(t.n_sent, 2);
	frame = open_last(buffer);
	assert_int_equal(dot11_data_parse(&frame, &data), 0);
	assert_int_equal(data.ethertype, 0x0800);
	host_sends(DOT11_ETHERTYPE_EAPOL);
	run(1000);
	frame = open_last(buffer);
	for (size_t i = 1; i < t.n_sent; i++)
		assert_null(memmem(t.sent[i].bytes, t.sent[i].size, "hello", 5));

	ap_sends_data(0x0800, station, "x", 1, NULL);
	assert_int_equal(host_hears(), 0);
	ap_sends_data(0x0800, station, "x", 1, &t.ap_key);
	assert_int_equal(host_hears(), 0x0800);
}

static void a_disconnect_says_goodbye_protected_and_leaves_no_key(void **state)
{
	const struct wdi_task_disconnect params = {
		.disconnect_parameters = { .mac_address = wdi_mac_from_dot11(&bss), .disassociation80211_reason = 3 },
	};
	uint8_t buffer[DOT11_FRAME_MAX_SIZE];
	struct dot11_frame frame;

	reach_protection();
	request(OID_WDI_TASK_DISCONNECT, &params);
	run(1);
	frame = open_last(buffer);
	assert_int_equal(frame.header.kind, DOT11_FRAME_DISASSOCIATION);
	assert_int_equal(frame.management.reason, 3);
	run(1000);
	frame = open_last(buffer);
	assert_int_equal(frame.header.kind, DOT11_FRAME_DEAUTHENTICATION);
	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION)->value, WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST);
	t.n_sent = 0;
	host_sends(0x0800);
	host_sends(DOT11_ETHERTYPE_EAPOL);
	run(1000);
	assert_int_equal(t.n_sent, 0);
	add_pairwise_key(); /* a moment too late */
	assert_int_equal(find(OID_WDI_SET_ADD_CIPHER_KEYS)->status, NDIS_STATUS_INVALID_STATE);
	reach_psk();
	t.n_sent = 0;
	host_sends(DOT11_ETHERTYPE_EAPOL);
	run(1000);
	assert_int_equal(last_sent()->bytes[1], DOT11_FRAME_TO_DS);
}

static void a_forged_goodbye_makes_it_ask_and_a_silent_peer_has_forgotten_it(void **state)
{
	uint8_t buffer[DOT11_FRAME_MAX_SIZE];
	struct dot11_frame frame;

	reach_protection();
	ap_sends(DOT11_FRAME_DEAUTHENTICATION, &(struct dot11_management){ .reason = 7 });
	assert_int_equal(count(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION), 0);
	frame = open_last(buffer);
	assert_int_equal(frame.header.kind, DOT11_FRAME_ACTION);
	assert_int_equal(frame.body_size, 4);
	run(990000);
	assert_int_equal(count(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION), 0);
	assert_int_equal(t.n_sent, 5);
	run(20000);
	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION)->value, WDI_ASSOC_STATUS_DISASSOCIATE_NEEDED_REASSOC);
}

static void an_answered_question_keeps_the_link(void **state)
{
	uint8_t opened[DOT11_FRAME_MAX_SIZE], plain[64], bytes[128];
	struct dot11_header header = { .kind = DOT11_FRAME_ACTION, .receiver = station, .transmitter = bss, .address3 = bss };
	struct dot11_frame frame;
	uint8_t answer[4];
	size_t size;
	int r;

	reach_protection();
	ap_sends(DOT11_FRAME_DISASSOCIATION, &(struct dot11_management){ .reason = 7 });
	frame = open_last(opened);
	memcpy(answer, frame.body, 4);
	answer[1] = 1;
	r = dot11_frame_build(plain, sizeof(plain), &header, &(struct dot11_management){ .elements = { answer, 4 } });
	assert_true(r > 0);
	assert_int_equal(mpdu_protect(&t.ap_key, plain, (size_t)r, bytes, &size), 0);
	assert_int_equal(air_transmit_raw(&t.ap, bytes, size, NULL, NULL, 0), 0);
	run(2000000);
	assert_int_equal(t.n_sent, 1);
	assert_int_equal(count(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION), 0);
}

static void sae_answer(uint32_t type)
{
	static const uint8_t bytes[64] = { 9 };
	static const uint32_t akm = rsna_akm_sae_pmk256;
	struct wdi_set_sae_auth_params params = { .bss_id = { wdi_mac_from_dot11(&bss) }, .sae_request_type = { type } };

	if (type == WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS_H2E) {
		params.has_sae_commit_params = true;
		params.sae_commit_params = (struct wdi_tlv_sae_commit_params){
			.finite_cyclic_group = { 19 },
			.has_scalar = true, .scalar = { bytes, 32 },
			.has_element = true, .element = { bytes, 64 },
			.n_rsna_akm_suite = 1, .rsna_akm_suite = &akm,
			.has_cipher_algorithm = true, .cipher_algorithm = { WDI_CIPHER_ALGO_CCMP },
		};
	} else if (type == WDI_SAE_REQUEST_TYPE_CONFIRM_PARAMS) {
		params.has_sae_confirm_params = true;
		params.sae_confirm_params = (struct wdi_tlv_sae_confirm_params){ .send_confirm = { 1 }, .confirm = { bytes, 32 } };
	} else {
		params.has_sae_status = true;
	}
	request(OID_WDI_SET_SAE_AUTH_PARAMS, &params);
	run(1000);
}

static void ap_sends_sae(uint16_t transaction, uint16_t status)
{
	static const uint8_t contents[] = { 19, 0, 1, 2, 3 };

	ap_sends(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){
						     .algorithm = 3, .transaction = transaction, .status = status,
						     .elements = { contents, sizeof(contents) } });
}

static void run_sae(void)
{
	struct dot11_frame frame;

	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_SAE_AUTH_PARAMS_NEEDED)->value,
			 WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED);
	sae_answer(WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS_H2E);
	assert_int_equal(find(OID_WDI_SET_SAE_AUTH_PARAMS)->status, NDIS_STATUS_SUCCESS);
	assert_int_equal(dot11_frame_parse(last_sent()->bytes, last_sent()->size, &frame), 0);
	assert_int_equal(frame.management.algorithm, 3);
	assert_int_equal(frame.management.status, 126);
	assert_int_equal(frame.management.elements.size, 2 + 32 + 64);
	ap_sends_sae(1, 126);
	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_SAE_AUTH_PARAMS_NEEDED)->value, WDI_SAE_INDICATION_TYPE_COMMIT_FRAME);
	sae_answer(WDI_SAE_REQUEST_TYPE_CONFIRM_PARAMS);
	ap_sends_sae(2, 0);
	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_SAE_AUTH_PARAMS_NEEDED)->value, WDI_SAE_INDICATION_TYPE_CONFIRM_FRAME);
}

static void sae_goes_by_the_host_and_ends_in_an_association(void **state)
{
	connect_with(DOT11_AKM_SAE, WDI_AUTH_ALGO_WPA3_SAE, NULL, NULL);
	assert_int_equal(t.n_sent, 0);
	run_sae();
	sae_answer(WDI_SAE_REQUEST_TYPE_SUCCESS);
	assert_int_equal(last_sent()->bytes[0], DOT11_FRAME_ASSOCIATION_REQUEST);
	associate();
	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT)->result.auth_algorithm, WDI_AUTH_ALGO_WPA3_SAE);
	sae_answer(WDI_SAE_REQUEST_TYPE_SUCCESS);
	assert_int_equal(find(OID_WDI_SET_SAE_AUTH_PARAMS)->status, NDIS_STATUS_INVALID_STATE);
}

static void sae_that_the_host_calls_failed_ends_the_connect(void **state)
{
	connect_with(DOT11_AKM_SAE, WDI_AUTH_ALGO_WPA3_SAE, NULL, NULL);
	run_sae();
	sae_answer(WDI_SAE_REQUEST_TYPE_FAILURE);
	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT)->value, WDI_ASSOC_STATUS_BAD_AUTH_RESPONSE);
	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_CONNECT_COMPLETE)->status, NDIS_STATUS_FAILURE);
}

static void a_pmkid_that_the_peer_does_not_know_leads_to_sae_with_it(void **state)
{
	static const uint8_t pmkid[DOT11_PMKID_SIZE] = { 5, 5, 5 };

	connect_with(DOT11_AKM_SAE, WDI_AUTH_ALGO_WPA3_SAE, pmkid, NULL);
	assert_int_equal(count(NDIS_STATUS_WDI_INDICATION_SAE_AUTH_PARAMS_NEEDED), 0);
	ap_sends(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .transaction = 2 });
	assert_non_null(memmem(last_sent()->bytes, last_sent()->size, pmkid, sizeof(pmkid)));
	ap_sends(DOT11_FRAME_ASSOCIATION_RESPONSE, &(struct dot11_management){ .status = 53 });
	assert_int_equal(count(NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT), 0);
	run_sae();
	sae_answer(WDI_SAE_REQUEST_TYPE_SUCCESS);
	assert_null(memmem(last_sent()->bytes, last_sent()->size, pmkid, sizeof(pmkid)));
	associate();
}

static struct wdi_blob owe_element(uint16_t group, uint8_t *buffer)
{
	static const uint8_t key[48] = { 0x42 };
	const struct dot11_owe_dh dh = { .group = group, .public_key = key, .public_key_size = group == 20 ? 48 : 32 };
	struct writer writer = writer_over(buffer, 64);

	dot11_owe_dh_write(&writer, &dh);
	assert_int_equal(writer_end(&writer), 0);
	return (struct wdi_blob){ buffer, writer.size };
}

static void reach_refused_group(void)
{
	uint8_t buffer[64];
	struct wdi_blob first = owe_element(20, buffer);

	connect_with(DOT11_AKM_OWE, WDI_AUTH_ALGO_OWE, NULL, &first);
	ap_sends(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .transaction = 2 });
	assert_non_null(memmem(last_sent()->bytes, last_sent()->size, first.data, first.size));
	ap_sends(DOT11_FRAME_ASSOCIATION_RESPONSE, &(struct dot11_management){ .status = 77 });
	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT)->value, WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER);
	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT)->peer_status, 77);
	assert_int_equal(count(NDIS_STATUS_WDI_INDICATION_CONNECT_COMPLETE), 0);
}

static void a_refused_owe_group_is_tried_again_with_the_hosts_other_one(void **state)
{
	uint8_t buffer[64];
	struct wdi_set_owe_dh_ie params = { .owe_dh_ie = owe_element(19, buffer) };

	reach_refused_group();
	run(1500000);
	request(OID_WDI_SET_OWE_DH_IE, &params);
	run(1000);
	ap_sends(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .transaction = 2 });
	assert_non_null(memmem(last_sent()->bytes, last_sent()->size, params.owe_dh_ie.data, params.owe_dh_ie.size));
	associate();
}

static void a_host_without_another_owe_group_has_failed_after_two_seconds(void **state)
{
	reach_refused_group();
	run(1990000);
	assert_int_equal(count(NDIS_STATUS_WDI_INDICATION_CONNECT_COMPLETE), 0);
	run(20000);
	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_CONNECT_COMPLETE)->status, NDIS_STATUS_FAILURE);
}

static void ping_done(void *userdata, bool unicast, bool group)
{
	t.n_pings++;
	t.has_unicast = unicast;
	t.has_group = group;
}

static void a_ping_passes_the_protected_data_path_and_waits_for_both_answers(void **state)
{
	struct dot11_key group = { .kind = DOT11_KEY_GROUP, .cipher = DOT11_CIPHER_CCMP_128, .index = 1 };
	struct wdi_tlv_set_cipher_key_info info;
	const struct wdi_set_add_cipher_keys params = { .n_set_cipher_key = 1, .set_cipher_key = &info };
	uint8_t buffer[DOT11_FRAME_MAX_SIZE];
	struct mpdu_key group_key;
	struct dot11_frame frame;
	struct dot11_data data;

	reach_psk();
	assert_int_equal(radio_ping(t.radio, ping_done, NULL), -ENOTCONN);
	add_pairwise_key();
	group.key.size = 16;
	mpdu_key_init(&group_key, &group);
	driver_key_to_wdi(&group, NULL, &info);
	request(OID_WDI_SET_ADD_CIPHER_KEYS, &params);
	run(1000);
	assert_int_equal(radio_ping(t.radio, ping_done, NULL), 0);
	assert_int_equal(radio_ping(t.radio, ping_done, NULL), -EBUSY);
	frame = open_last(buffer);
	assert_int_equal(dot11_data_parse(&frame, &data), 0);
	assert_int_equal(data.ethertype, 0x88b5);
	assert_int_equal(data.size, 8);
	ap_sends_data(0x88b5, station, data.payload, 8, &t.ap_key);
	assert_int_equal(t.n_pings, 0);
	ap_sends_data(0x88b5, DOT11_MAC_BROADCAST, data.payload, 8, &group_key);
	assert_int_equal(t.n_pings, 1);
	assert_true(t.has_unicast && t.has_group);
	assert_int_equal(host_hears(), 0);

	assert_int_equal(radio_ping(t.radio, ping_done, NULL), 0);
	frame = open_last(buffer);
	assert_int_equal(dot11_data_parse(&frame, &data), 0);
	ap_sends_data(0x88b5, DOT11_MAC_BROADCAST, data.payload, 8, &group_key);
	run(500000);
	assert_int_equal(t.n_pings, 2);
	assert_false(t.has_unicast);
	assert_true(t.has_group);
}

static size_t count_sent(uint8_t kind)
{
	size_t n = 0;

	for (size_t i = 0; i < t.n_sent; i++)
		n += t.sent[i].bytes[0] == kind;
	return n;
}

static void frames_of_the_host_wait_while_the_radio_is_away(void **state)
{
	static const uint32_t channels[] = { 36, 40 };
	const struct wdi_tlv_band_channel list = {
		.band_id = { WDI_BAND_ID_5000 }, .n_channel_list = array_size(channels), .channel_list = channels,
	};
	const struct wdi_task_scan scan = {
		.scan_mode_parameters = { .scan_repeat_count = 1, .allowed_scan_type = WDI_SCAN_TYPE_AUTO,
					  .scan_trigger = WDI_SCAN_TRIGGER_MANUAL },
		.n_band_channel_list = 1, .band_channel_list = &list,
	};
	uint8_t buffer[DOT11_FRAME_MAX_SIZE];
	struct dot11_frame frame;

	reach_protection();
	request(OID_WDI_TASK_SCAN, &scan);
	run(1);
	for (int i = 0; i < 20; i++)
		host_sends(0x0800);
	run(1);
	assert_int_equal(count_sent(DOT11_FRAME_DATA), 0);
	run(100000);
	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_SCAN_COMPLETE)->status, NDIS_STATUS_SUCCESS);
	assert_int_equal(count_sent(DOT11_FRAME_DATA), 8); /* what is too much is lost */
	frame = open_last(buffer);
	assert_true(frame.is_data);
}

static bool is_at_home(void)
{
	for (const struct air_antenna *a = t.air.channels[channel.band - DOT11_BAND_2GHZ][channel.number]; a; a = a->next)
		if (dot11_mac_equal(&a->mac, &station))
			return true;
	return false;
}

/* How long it is away at a time during a scan of 2.4 GHz, which takes 10 ms on a channel. */
static uint64_t longest_absence_us(uint32_t scan_type)
{
	static const uint32_t channels[] = { 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13 };
	const struct wdi_tlv_band_channel list = {
		.band_id = { WDI_BAND_ID_2400 }, .n_channel_list = array_size(channels), .channel_list = channels,
	};
	const struct wdi_task_scan scan = {
		.scan_mode_parameters = { .scan_repeat_count = 1, .allowed_scan_type = scan_type, .scan_trigger = WDI_SCAN_TRIGGER_MANUAL },
		.dwell_time = { 10, 10, 0 },
		.n_band_channel_list = 1, .band_channel_list = &list,
	};
	uint64_t away_us = 0, longest_us = 0;

	t.air.delay_us = 1000;
	t.n_messages = 0;
	request(OID_WDI_TASK_SCAN, &scan);
	while (count(NDIS_STATUS_WDI_INDICATION_SCAN_COMPLETE) == 0) {
		t.n_sent = 0;
		run(500);
		away_us = is_at_home() ? 0 : away_us + 500;
		longest_us = away_us > longest_us ? away_us : longest_us;
	}
	t.air.delay_us = 0;
	return longest_us;
}

/* Rules 95 and 218. */
static void low_latency_keeps_scans_short_until_it_is_over(void **state)
{
	const struct wdi_set_connection_quality low = {
		.quality.connection_quality_hint = WDI_CONNECTION_QUALITY_LOW_LATENCY,
		.has_low_latency_parameters = true,
		.low_latency_parameters = { .maximum_off_channel_operation_time = 30 },
	};
	const struct wdi_set_connection_quality usual = { .quality.connection_quality_hint = WDI_CONNECTION_QUALITY_AUTO_POWER_SAVE };
	const struct wdi_set_connection_quality none = { .quality.connection_quality_hint = 7 };
	const struct wdi_task_scan background = {
		.scan_mode_parameters = { .scan_repeat_count = 1, .allowed_scan_type = WDI_SCAN_TYPE_AUTO,
					  .scan_trigger = WDI_SCAN_TRIGGER_BACKGROUND },
	};

	connect_with(DOT11_AKM_NONE, WDI_AUTH_ALGO_80211_OPEN, NULL, NULL);
	ap_sends(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .transaction = 2 });
	associate();
	assert_true(longest_absence_us(WDI_SCAN_TYPE_AUTO) > 100000);
	request(OID_WDI_SET_CONNECTION_QUALITY, &low);
	run(1);
	assert_int_equal(find(OID_WDI_SET_CONNECTION_QUALITY)->status, NDIS_STATUS_SUCCESS);
	assert_in_range(longest_absence_us(WDI_SCAN_TYPE_AUTO), 25000, 30000);
	assert_in_range(longest_absence_us(WDI_SCAN_TYPE_PASSIVE_ONLY), 9000, 11000); /* home after each channel */
	request(OID_WDI_TASK_SCAN, &background);
	run(1);
	assert_int_equal(find(OID_WDI_TASK_SCAN)->status, NDIS_STATUS_DOT11_MEDIA_IN_USE);
	request(OID_WDI_SET_CONNECTION_QUALITY, &none);
	run(1);
	assert_int_equal(find(OID_WDI_SET_CONNECTION_QUALITY)->status, NDIS_STATUS_INVALID_DATA);
	assert_true(radio_wished_quality(t.radio)->is_low_latency);
	request(OID_WDI_SET_CONNECTION_QUALITY, &usual);
	run(1);
	assert_true(longest_absence_us(WDI_SCAN_TYPE_AUTO) > 100000);
	request(OID_WDI_TASK_SCAN, &background);
	run(1);
	assert_int_equal(find(OID_WDI_TASK_SCAN)->status, NDIS_STATUS_SUCCESS);
}

static void without_a_data_socket_only_open_networks_are_offered_and_taken(void **state)
{
	assert_true(find(OID_WDI_GET_ADAPTER_CAPABILITIES)->value > 1);
	end(NULL);
	begin_with(false);
	assert_int_equal(find(OID_WDI_GET_ADAPTER_CAPABILITIES)->value, 1);
	connect_with(DOT11_AKM_PSK, WDI_AUTH_ALGO_RSNA_PSK, NULL, NULL);
	assert_int_equal(find(OID_WDI_TASK_CONNECT)->status, NDIS_STATUS_NOT_SUPPORTED);
	connect_with(DOT11_AKM_NONE, WDI_AUTH_ALGO_80211_OPEN, NULL, NULL);
	ap_sends(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .transaction = 2 });
	associate();
}

/* ---- the address of the port ---- */

static const struct dot11_mac randomized = { { 0xda, 1, 2, 3, 4, 5 } };

static void reset_to(const struct dot11_mac *mac)
{
	const struct wdi_task_dot11_reset reset = { .has_reset_mac_address = true,
						    .reset_mac_address.address = wdi_mac_from_dot11(mac) };

	request(OID_WDI_TASK_DOT11_RESET, &reset);
	run(1000);
}

static void frames_have_the_address_that_the_port_was_given(void **state)
{
	reset_to(&randomized);
	assert_int_equal(find(NDIS_STATUS_WDI_INDICATION_DOT11_RESET_COMPLETE)->status, NDIS_STATUS_SUCCESS);
	connect_with(DOT11_AKM_NONE, WDI_AUTH_ALGO_80211_OPEN, NULL, NULL);
	assert_true(dot11_mac_equal(&t.other, &randomized));
	assert_int_equal(t.n_sent, 0);
}

static void the_permanent_address_stays_known_and_comes_back_with_the_next_port(void **state)
{
	const struct wdi_task_create_port port = { .create_port_parameters = { .op_mode_mask = WDI_OPERATION_MODE_STA } };

	reset_to(&randomized);
	request(OID_WDI_GET_ADAPTER_CAPABILITIES, NULL);
	run(1000);
	assert_memory_equal(find(OID_WDI_GET_ADAPTER_CAPABILITIES)->address.b, station.b, 6);
	request(OID_WDI_TASK_DELETE_PORT, &(struct wdi_task_delete_port){ .delete_port_parameters.port_number = 0 });
	request(OID_WDI_TASK_CREATE_PORT, &port);
	run(1000);
	connect_with(DOT11_AKM_NONE, WDI_AUTH_ALGO_80211_OPEN, NULL, NULL);
	assert_true(t.n_sent > 0);
}

static void an_address_of_a_group_is_none_for_a_port(void **state)
{
	static const struct dot11_mac group = { { 0xdb, 1, 2, 3, 4, 5 } };

	reset_to(&group);
	assert_int_equal(count(NDIS_STATUS_WDI_INDICATION_DOT11_RESET_COMPLETE), 0);
	connect_with(DOT11_AKM_NONE, WDI_AUTH_ALGO_80211_OPEN, NULL, NULL);
	assert_true(t.n_sent > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_secure_association_says_what_was_agreed_on_and_authorizes_nothing, begin, end),
		cmocka_unit_test_setup_teardown(an_open_association_is_authorized_at_once, begin, end),
		cmocka_unit_test_setup_teardown(frames_are_in_plain_before_the_key_and_protected_after_it, begin, end),
		cmocka_unit_test_setup_teardown(a_disconnect_says_goodbye_protected_and_leaves_no_key, begin, end),
		cmocka_unit_test_setup_teardown(a_forged_goodbye_makes_it_ask_and_a_silent_peer_has_forgotten_it, begin, end),
		cmocka_unit_test_setup_teardown(an_answered_question_keeps_the_link, begin, end),
		cmocka_unit_test_setup_teardown(sae_goes_by_the_host_and_ends_in_an_association, begin, end),
		cmocka_unit_test_setup_teardown(sae_that_the_host_calls_failed_ends_the_connect, begin, end),
		cmocka_unit_test_setup_teardown(a_pmkid_that_the_peer_does_not_know_leads_to_sae_with_it, begin, end),
		cmocka_unit_test_setup_teardown(a_refused_owe_group_is_tried_again_with_the_hosts_other_one, begin, end),
		cmocka_unit_test_setup_teardown(a_host_without_another_owe_group_has_failed_after_two_seconds, begin, end),
		cmocka_unit_test_setup_teardown(a_ping_passes_the_protected_data_path_and_waits_for_both_answers, begin, end),
		cmocka_unit_test_setup_teardown(frames_of_the_host_wait_while_the_radio_is_away, begin, end),
		cmocka_unit_test_setup_teardown(low_latency_keeps_scans_short_until_it_is_over, begin, end),
		cmocka_unit_test_setup_teardown(without_a_data_socket_only_open_networks_are_offered_and_taken, begin, end),
		cmocka_unit_test_setup_teardown(frames_have_the_address_that_the_port_was_given, begin, end),
		cmocka_unit_test_setup_teardown(the_permanent_address_stays_known_and_comes_back_with_the_next_port, begin, end),
		cmocka_unit_test_setup_teardown(an_address_of_a_group_is_none_for_a_port, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
