/*
 * Plays the service for one driver process: starts it, brings its first adapter up, scans, connects to a network, and
 * disconnects with a reason, checking the order of what the driver says. In a secure network it runs the handshakes with
 * the machines of src/rsn.
 *
 *   nl80211_client [--akm psk|psk-sha256|sae|sae-h2e|owe] [--passphrase TEXT] [--group NUMBER] [--pmkid own|wrong]
 *                  [--hook COMMAND] [--until-lost STATUS] SSID REASON DRIVER [ARGUMENT...]
 *
 * The network is on channel 1. --group: of the first SAE or OWE exchange. --pmkid: the second of the two connections names
 * the PMK of the first, or one that nobody has. --hook: a command for the shell while there is a connection. --until-lost:
 * waits until the connection is lost with this status, instead of ending it. Prints one line per step; exit status 0 if
 * everything was as documented.
 */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "crypto/crypto.h"
#include "dot11/element.h"
#include "dot11/frame.h"
#include "driver/announce.h"
#include "driver/mac.h"
#include "driver/security.h"
#include "rsn/owe.h"
#include "rsn/sae.h"
#include "rsn/supplicant.h"
#include "wdi/data.h"
#include "wdi/link.h"
#include "wdi/wdi.h"

#define DEADLINE_US 20000000u

static struct wdi_link *wifi;
static uint32_t transaction, n_posted;
static const char *wanted;

/* What was heard of the wanted network; the frame is a copy. */
static struct wdi_tlv_bss_entry found;
static bool has_found;
static struct wdi_mac peer;
static int n_disassociations;
static uint32_t association_status = 0xffffffff, disassociation_status = 0xffffffff;
static bool has_link_state, is_lost;

static const char *arg_passphrase = "password1", *arg_hook;
static uint16_t arg_group = 19;
static bool arg_is_until_lost, arg_has_pmkid, arg_is_pmkid_wrong;
static uint32_t arg_lost_status;
static uint32_t arg_akm = DOT11_AKM_NONE; /* enum dot11_akm */
static bool arg_is_h2e;

static int data_fd = -1;
static uint16_t port;
static struct dot11_mac own;
static struct secret pmk;
static struct supplicant *supplicant;
static struct sae *sae;
static struct owe *owe;
static bool is_secured;
static uint8_t pmkid[16];
static bool has_pmkid;
static int n_sae;

static void fail(const char *what)
{
	fprintf(stderr, "nl80211_client: %s\n", what);
	exit(1);
}

static struct wdi_blob copy(struct wdi_blob blob)
{
	uint8_t *data = malloc(blob.size);

	if (!data)
		fail("no memory");
	memcpy(data, blob.data, blob.size);
	return (struct wdi_blob){ data, blob.size };
}

static void keep_bss(const struct wdi_indication_bss_entry_list *list)
{
	for (size_t i = 0; i < list->n_device_descriptor; i++) {
		const struct wdi_tlv_bss_entry *entry = &list->device_descriptor[i];
		const struct wdi_blob *frame = entry->has_probe_response_frame ? &entry->probe_response_frame : &entry->beacon_frame;
		size_t size = strlen(wanted);

		printf("bss channel %u rssi %d quality %u\n", entry->channel_info.channel_number, entry->signal_info.rssi,
		       entry->signal_info.link_quality);
		if (has_found || frame->size < 14 + size || frame->data[12] != 0 || frame->data[13] != size ||
		    memcmp(frame->data + 14, wanted, size) != 0)
			continue;
		found = *entry;
		has_found = true;
		peer = entry->bssid.address;
		if (found.has_probe_response_frame)
			found.probe_response_frame = copy(found.probe_response_frame);
		if (found.has_beacon_frame)
			found.beacon_frame = copy(found.beacon_frame);
	}
}

/* Sends a request and does not wait for its answer. */
static void post(uint32_t oid, const void *params)
{
	struct wdi_header header = { .port_id = port, .transaction_id = ++n_posted | 0x80000000u };
	uint8_t *message;
	size_t size;

	if (wdi_message_encode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, params, &message, &size) != 0)
		fail("a request does not encode");
	if (wdi_link_send(wifi, &(struct wdi_frame){ .kind = WDI_FRAME_REQUEST, .id = oid, .message = message, .size = size }) < 0)
		fail("a request cannot be sent");
	free(message);
}

static void sae_post_commit(void)
{
	struct dot11_sae_commit commit;
	uint8_t rejected[2 * DOT11_SAE_MAX_REJECTED];
	struct writer writer = writer_over(rejected, sizeof(rejected));
	struct wdi_set_sae_auth_params params = {
		.bss_id = found.bssid,
		.sae_request_type.request_type = arg_is_h2e ? WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS_H2E :
							      WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS,
		.has_sae_commit_params = true,
	};
	struct wdi_tlv_sae_commit_params *out = &params.sae_commit_params;

	if (sae_make_commit(sae, &commit) != 0)
		fail("no SAE commit");
	for (size_t i = 0; i < commit.n_rejected; i++)
		writer_le16(&writer, commit.rejected[i]);
	out->finite_cyclic_group.value = commit.group;
	out->has_scalar = out->has_element = true;
	out->scalar = (struct wdi_blob){ commit.scalar, commit.scalar_size };
	out->element = (struct wdi_blob){ commit.element, commit.element_size };
	out->has_anti_clogging_token = commit.token != NULL;
	out->anti_clogging_token = (struct wdi_blob){ commit.token, commit.token_size };
	out->has_rejected_groups = commit.n_rejected != 0;
	out->rejected_groups = (struct wdi_blob){ rejected, writer.size };
	out->sae_status_code.status_code = commit.status;
	printf("SAE commit, group %u%s\n", commit.group, commit.token ? ", token" : "");
	post(OID_WDI_SET_SAE_AUTH_PARAMS, &params);
}

static void sae_post_confirm(void)
{
	struct dot11_sae_confirm confirm;
	struct wdi_set_sae_auth_params params = {
		.bss_id = found.bssid,
		.sae_request_type.request_type = WDI_SAE_REQUEST_TYPE_CONFIRM_PARAMS,
		.has_sae_confirm_params = true,
	};

	if (sae_make_confirm(sae, &confirm) != 0)
		fail("no SAE confirm");
	params.sae_confirm_params.send_confirm.value = confirm.send_confirm;
	params.sae_confirm_params.confirm = (struct wdi_blob){ confirm.confirm, confirm.confirm_size };
	post(OID_WDI_SET_SAE_AUTH_PARAMS, &params);
}

static void sae_post_end(bool is_success)
{
	const struct wdi_set_sae_auth_params params = {
		.bss_id = found.bssid,
		.sae_request_type.request_type = is_success ? WDI_SAE_REQUEST_TYPE_SUCCESS : WDI_SAE_REQUEST_TYPE_FAILURE,
		.has_sae_status = true,
		.sae_status.request_type = is_success ? WDI_SAE_STATUS_SUCCESS : WDI_SAE_STATUS_FAILURE,
	};

	printf("SAE %s\n", is_success ? "success" : "failure");
	post(OID_WDI_SET_SAE_AUTH_PARAMS, &params);
}

static void sae_begin(void)
{
	struct sae_config config = {
		.own = own,
		.peer = dot11_mac_from_wdi(&found.bssid.address),
		.ssid.size = (uint8_t)strlen(wanted),
		.password = arg_passphrase,
		.password_size = strlen(arg_passphrase),
		.method = arg_is_h2e ? SAE_HASH_TO_ELEMENT : SAE_HUNTING_AND_PECKING,
		.n_groups = 1,
		.groups = { arg_group },
	};

	memcpy(config.ssid.bytes, wanted, config.ssid.size);
	for (uint16_t group = 19; group <= 21; group++)
		if (group != arg_group)
			config.groups[config.n_groups++] = group;
	if (sae)
		sae = sae_free(sae);
	if (sae_new(&sae, &config) != 0)
		fail("no SAE");
	sae_post_commit();
}

static void on_sae(const struct wdi_indication_sae_auth_params_needed *needed)
{
	const struct wdi_blob *frame = needed->has_sae_commit_frame ? &needed->sae_commit_frame : &needed->sae_confirm_frame;
	struct dot11_management management = { 0 };
	struct dot11_sae_commit commit;
	struct dot11_sae_confirm confirm;
	int outcome;

	printf("SAE indication %u\n", needed->sae_indication_type.indication_type);
	if (needed->sae_indication_type.indication_type == WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED) {
		sae_begin();
		return;
	}
	if (needed->sae_indication_type.indication_type == WDI_SAE_INDICATION_TYPE_ERROR)
		return;
	if (dot11_management_parse(DOT11_FRAME_AUTHENTICATION, frame->data, frame->size, &management) < 0)
		fail("an SAE frame is none");
	printf("SAE frame %u, status %u\n", management.transaction, management.status);
	if (needed->has_sae_commit_frame) {
		if (dot11_sae_commit_parse(management.status, management.elements.bytes, management.elements.size, &commit) != 0)
			fail("a commit is none");
		outcome = sae_take_commit(sae, &commit);
		if (outcome == 0)
			sae_post_confirm();
		else if (outcome == SAE_E_COMMIT_AGAIN)
			sae_post_commit();
		else
			sae_post_end(false);
		return;
	}
	outcome = -EBADMSG;
	if (management.status != 0 ||
	    dot11_sae_confirm_parse(management.elements.bytes, management.elements.size, &confirm) == 0)
		outcome = management.status ? SAE_E_REFUSED : sae_take_confirm(sae, management.status, &confirm);
	if (outcome == 0) {
		pmk = *sae_pmk(sae);
		memcpy(pmkid, sae_pmkid(sae), sizeof(pmkid));
		has_pmkid = arg_has_pmkid;
		n_sae++;
	}
	sae_post_end(outcome == 0);
}

static void on_send(const uint8_t *pdu, size_t size, void *userdata)
{
	struct wdi_data_frame frame = { .port = port, .ethertype = 0x888e, .payload = pdu, .size = size };

	memcpy(frame.destination, found.bssid.address.b, 6);
	memcpy(frame.source, own.b, 6);
	puts("EAPOL out");
	if (wdi_data_send(data_fd, &frame) < 0)
		fail("an EAPOL frame cannot be sent");
}

static void *must(const char *what, uint32_t oid, uint16_t port_id, const void *params, uint32_t completion);

static void on_install(const struct dot11_key *keys, size_t n_keys, void *userdata)
{
	struct wdi_tlv_set_cipher_key_info infos[8];
	const struct wdi_set_add_cipher_keys add = { .n_set_cipher_key = n_keys, .set_cipher_key = infos };

	for (size_t i = 0; i < n_keys; i++) {
		printf("key kind %d index %u %s\n", keys[i].kind, keys[i].index, dot11_cipher_name(keys[i].cipher));
		driver_key_to_wdi(&keys[i], &found.bssid.address, &infos[i]);
	}
	free(must("keys", OID_WDI_SET_ADD_CIPHER_KEYS, port, &add, 0));
}

static void on_completed(void *userdata)
{
	is_secured = true;
}

static void on_failed(enum supplicant_failure failure, void *userdata)
{
	fprintf(stderr, "handshake failure %d\n", failure);
	exit(1);
}

static const struct supplicant_listener supplicant_listener = {
	.send = on_send, .install = on_install, .completed = on_completed, .failed = on_failed,
};

/* Whole element @id of a list; size 0 if it is not there. */
static struct wdi_blob element_of(const uint8_t *elements, size_t size, uint8_t id)
{
	struct dot11_element element;

	if (!dot11_element_find(elements, size, id, &element))
		return (struct wdi_blob){ NULL, 0 };
	return (struct wdi_blob){ element.body - 2, element.size + 2u };
}

static void finish_owe(const struct wdi_tlv_association_result *result)
{
	struct dot11_owe_dh dh;

	if (result->association_response_frame.size < 6 ||
	    dot11_owe_dh_find(result->association_response_frame.data + 6, result->association_response_frame.size - 6, &dh) < 0 ||
	    owe_finish(owe, true, &dh, &pmk, pmkid) != 0)
		fail("no OWE element in the response");
}

static void begin_handshake(const struct wdi_tlv_association_result *result)
{
	const struct wdi_blob *request = &result->association_request_frame;
	const struct wdi_blob *bss = &result->beacon_probe_response;
	const struct wdi_tlv_association_result_parameters *parameters = &result->association_result_parameters;
	struct wdi_blob own_rsne, own_rsnxe, rsne, rsnxe;
	struct supplicant_config config = { .own = own, .authenticator = dot11_mac_from_wdi(&found.bssid.address), .akm = arg_akm };

	if (request->size < 4 || bss->size < 12 || parameters->port_authorized)
		fail("an association result without frames, or authorized");
	if (arg_akm == DOT11_AKM_OWE)
		finish_owe(result);
	own_rsne = element_of(request->data + 4, request->size - 4, DOT11_ELEMENT_RSN);
	own_rsnxe = element_of(request->data + 4, request->size - 4, DOT11_ELEMENT_RSNX);
	rsne = element_of(bss->data + 12, bss->size - 12, DOT11_ELEMENT_RSN);
	rsnxe = element_of(bss->data + 12, bss->size - 12, DOT11_ELEMENT_RSNX);
	config.pairwise_cipher = driver_cipher_from_wdi(parameters->unicast_cipher_algorithm);
	config.group_cipher = driver_cipher_from_wdi(parameters->multicast_data_cipher_algorithm);
	config.group_management_cipher = driver_cipher_from_wdi(parameters->multicast_mgmt_cipher_algorithm);
	config.pmk = &pmk;
	config.takes_bigtk = true; /* as every radio of the lab */
	config.own_rsne = own_rsne.data;
	config.own_rsne_size = own_rsne.size;
	config.own_rsnxe = own_rsnxe.data;
	config.own_rsnxe_size = own_rsnxe.size;
	config.bss_rsne = rsne.data;
	config.bss_rsne_size = rsne.size;
	config.bss_rsnxe = rsnxe.data;
	config.bss_rsnxe_size = rsnxe.size;
	is_secured = false;
	if (supplicant)
		supplicant = supplicant_free(supplicant);
	if (supplicant_new(&supplicant, &config, &supplicant_listener, NULL) != 0)
		fail("no supplicant");
}

/* Another group, as long as there is one. */
static void owe_again(void)
{
	struct wdi_set_owe_dh_ie params;
	uint8_t bytes[256];
	struct writer writer = writer_over(bytes, sizeof(bytes));
	struct dot11_owe_dh dh;

	owe = owe_free(owe);
	if (owe_new(&owe, 19) != 0)
		fail("no OWE");
	owe_own(owe, &dh);
	dot11_owe_dh_write(&writer, &dh);
	params.owe_dh_ie = (struct wdi_blob){ bytes, writer.size };
	puts("OWE again");
	post(OID_WDI_SET_OWE_DH_IE, &params);
}

static void on_indication(uint32_t id, const void *payload)
{
	if (id == NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST) {
		keep_bss(payload);
	} else if (id == NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT) {
		const struct wdi_indication_association_result *result = payload;

		association_status = result->association_results[0].association_result_parameters.association_status;
		printf("association status %u, peer's %u\n", association_status,
		       result->association_results[0].association_result_parameters.status_code);
		if (arg_akm != DOT11_AKM_NONE && association_status == WDI_ASSOC_STATUS_SUCCESS)
			begin_handshake(&result->association_results[0]);
		else if (arg_akm == DOT11_AKM_OWE &&
			 result->association_results[0].association_result_parameters.status_code == 77)
			owe_again();
	} else if (id == NDIS_STATUS_WDI_INDICATION_SAE_AUTH_PARAMS_NEEDED) {
		on_sae(payload);
	} else if (id == NDIS_STATUS_WDI_INDICATION_LINK_STATE_CHANGE) {
		has_link_state = true;
		puts("link state");
	} else if (id == NDIS_STATUS_WDI_INDICATION_DISASSOCIATION) {
		const struct wdi_indication_disassociation *lost = payload;

		n_disassociations++;
		is_lost = true;
		disassociation_status = lost->disconnect_indication_parameters.disassociation_wabi_reason;
		printf("disassociation status %u\n", disassociation_status);
	}
}

/* Sends a request and takes what comes until M3, and with @completion until M4. Return: the last payload, to be freed. */
static void *ask(const char *what, uint32_t oid, uint16_t port_id, const void *params, uint32_t completion, uint32_t *ret_status)
{
	struct wdi_header header = { .port_id = port_id, .transaction_id = ++transaction };
	uint64_t start = clock_monotonic_us();
	bool is_started = false;
	uint8_t *message;
	size_t size;

	if (wdi_message_encode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, params, &message, &size) != 0)
		fail("a request does not encode");
	if (wdi_link_send(wifi, &(struct wdi_frame){ .kind = WDI_FRAME_REQUEST, .id = oid, .message = message, .size = size }) < 0)
		fail("a request cannot be sent");
	free(message);
	for (;;) {
		struct pollfd waiting = { .fd = wdi_link_fd(wifi), .events = POLLIN };
		struct wdi_frame frame;
		void *payload = NULL;
		int error = wdi_link_receive(wifi, &frame);

		if (error == -EAGAIN) {
			if (clock_monotonic_us() - start > DEADLINE_US || poll(&waiting, 1, 1000) < 0) {
				fprintf(stderr, "%s: no answer\n", what);
				exit(1);
			}
			continue;
		}
		if (error)
			fail("the driver is gone");
		if (frame.kind == WDI_FRAME_RESULT && wdi_frame_transaction(&frame) != transaction) {
			if (frame.status != NDIS_STATUS_SUCCESS || wdi_frame_header_status(&frame) != NDIS_STATUS_SUCCESS)
				printf("a posted request: refused 0x%08x 0x%08x\n", frame.status, wdi_frame_header_status(&frame));
			continue;
		}
		if (frame.kind == WDI_FRAME_RESULT && frame.status != NDIS_STATUS_SUCCESS) {
			printf("%s: refused 0x%08x\n", what, frame.status);
			*ret_status = frame.status;
			return NULL;
		}
		if (wdi_message_decode(frame.id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, frame.message, frame.size, &header, &payload) != 0)
			fail("the driver's message does not decode");
		if (frame.kind == WDI_FRAME_RESULT) {
			is_started = true;
			if (!completion) {
				printf("%s: 0x%08x\n", what, header.status);
				*ret_status = header.status;
				return payload;
			}
		} else if (frame.id == completion && header.transaction_id == transaction) {
			if (!is_started)
				fail("M4 before M3");
			printf("%s: 0x%08x\n", what, header.status);
			*ret_status = header.status;
			return payload;
		} else {
			on_indication(frame.id, payload);
		}
		free(payload);
	}
}

static void *must(const char *what, uint32_t oid, uint16_t port_id, const void *params, uint32_t completion)
{
	uint32_t status;
	void *payload = ask(what, oid, port_id, params, completion, &status);

	if (status != NDIS_STATUS_SUCCESS)
		fail("a command has failed");
	return payload;
}

static int start_driver(char **argv)
{
	int control[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) < 0)
		fail("socketpair");
	if (fork() == 0) {
		char text[16];

		snprintf(text, sizeof(text), "%d", dup(control[1]));
		setenv("WDI_CONTROL_FD", text, 1);
		execv(argv[0], argv);
		_exit(127);
	}
	close(control[1]);
	return control[0];
}

/* What the driver says unasked, until @is_reached or the deadline. */
static void pump(const char *what, const bool *is_reached)
{
	uint64_t start = clock_monotonic_us();
	uint8_t buffer[WDI_DATA_PACKET_MAX];
	struct wdi_data_frame data;
	struct wdi_frame frame;

	while (!*is_reached) {
		struct pollfd waiting[] = { { .fd = wdi_link_fd(wifi), .events = POLLIN }, { .fd = data_fd, .events = POLLIN } };
		struct wdi_header header;
		void *payload = NULL;

		if (clock_monotonic_us() - start > DEADLINE_US || poll(waiting, 2, 1000) < 0) {
			fprintf(stderr, "%s: not reached\n", what);
			exit(1);
		}
		/* What the driver said before a frame comes before it. */
		while (wdi_link_receive(wifi, &frame) == 0) {
			if (frame.kind == WDI_FRAME_RESULT)
				continue;
			if (wdi_message_decode(frame.id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, frame.message, frame.size, &header,
					       &payload) != 0)
				fail("the driver's message does not decode");
			on_indication(frame.id, payload);
			free(take_ptr(payload));
		}
		if (is_lost && !*is_reached)
			fail("the peer has ended it");
		if (waiting[0].revents & POLLHUP)
			fail("the driver is gone");
		if (!*is_reached && wdi_data_receive(data_fd, buffer, &data) == 0 && supplicant) {
			printf("EAPOL in, %zu bytes\n", data.size);
			if (supplicant_receive(supplicant, data.payload, data.size) != 0)
				puts("ignored");
		}
	}
}

static void connect_to_found(void)
{
	const uint32_t auth[] = { driver_akm_to_wdi(arg_akm) };
	static const uint32_t open_ciphers[] = { WDI_CIPHER_ALGO_NONE };
	static const uint32_t unicast[] = { WDI_CIPHER_ALGO_CCMP }, multicast[] = { WDI_CIPHER_ALGO_CCMP, WDI_CIPHER_ALGO_TKIP };
	const struct wdi_rsna_akm_cipher_pair pair = {
		driver_suite_to_wdi(arg_akm), driver_suite_to_wdi(DOT11_CIPHER_CCMP_128),
	};
	bool is_secure = arg_akm != DOT11_AKM_NONE;
	uint8_t element[256];
	struct writer writer = writer_over(element, sizeof(element));
	const struct wdi_blob ssid = { (const uint8_t *)wanted, strlen(wanted) };
	struct wdi_tlv_connect_bss_entry candidate = {
		.bssid = found.bssid,
		.has_probe_response_frame = found.has_probe_response_frame,
		.probe_response_frame = found.probe_response_frame,
		.has_beacon_frame = found.has_beacon_frame,
		.beacon_frame = found.beacon_frame,
		.signal_info = found.signal_info,
		.channel_info = found.channel_info,
	};
	struct wdi_task_connect connect = {
		.connect_parameters = {
			.n_ssid_list = 1,
			.ssid_list = &ssid,
			.n_authentication_algorithms = 1,
			.authentication_algorithms = auth,
			.n_multicast_cipher_algorithms = is_secure ? 2 : 1,
			.multicast_cipher_algorithms = is_secure ? multicast : open_ciphers,
			.n_unicast_cipher_algorithms = 1,
			.unicast_cipher_algorithms = is_secure ? unicast : open_ciphers,
			.n_rsna_akm_cipher_suite = is_secure ? 1 : 0,
			.rsna_akm_cipher_suite = &pair,
			.connection_settings.mfp_enabled = is_secure,
			.has_owedhie = arg_akm == DOT11_AKM_OWE,
		},
		.n_preferred_bss_entry_list = 1,
		.preferred_bss_entry_list = &candidate,
	};

	if (arg_akm == DOT11_AKM_OWE) {
		struct dot11_owe_dh dh;

		if (owe)
			owe = owe_free(owe);
		if (owe_new(&owe, arg_group) != 0)
			fail("no OWE");
		owe_own(owe, &dh);
		dot11_owe_dh_write(&writer, &dh);
		connect.connect_parameters.owedhie = (struct wdi_blob){ element, writer.size };
	}
	if (has_pmkid) {
		if (arg_is_pmkid_wrong)
			memset(pmkid, 0xee, sizeof(pmkid));
		candidate.has_pmkid = true;
		candidate.pmkid = (struct wdi_blob){ pmkid, sizeof(pmkid) };
	}
	free(must("connect", OID_WDI_TASK_CONNECT, port, &connect, NDIS_STATUS_WDI_INDICATION_CONNECT_COMPLETE));
	if (is_secure)
		pump("handshake", &is_secured);
}

static void derive_pmk(void)
{
	if (arg_akm != DOT11_AKM_PSK && arg_akm != DOT11_AKM_PSK_SHA256)
		return;
	pmk.size = 32;
	if (crypto_pbkdf2_sha1(arg_passphrase, strlen(arg_passphrase), wanted, strlen(wanted), 4096, pmk.bytes, 32) < 0)
		fail("no PMK");
}

static void parse_akm(const char *text)
{
	static const struct {
		const char *text;
		uint32_t akm;
	} akms[] = {
		{ "psk", DOT11_AKM_PSK }, { "psk-sha256", DOT11_AKM_PSK_SHA256 }, { "sae", DOT11_AKM_SAE },
		{ "sae-h2e", DOT11_AKM_SAE }, { "owe", DOT11_AKM_OWE },
	};

	for (size_t i = 0; i < array_size(akms); i++)
		if (strcmp(akms[i].text, text) == 0)
			arg_akm = akms[i].akm;
	arg_is_h2e = strcmp(text, "sae-h2e") == 0;
	if (arg_akm == DOT11_AKM_NONE)
		fail("--akm: not one");
}

static void parse_arguments(int argc, char **argv)
{
	static const struct option options[] = {
		{ "akm", required_argument, NULL, 'a' },   { "passphrase", required_argument, NULL, 'p' },
		{ "group", required_argument, NULL, 'g' }, { "hook", required_argument, NULL, 'h' },
		{ "until-lost", required_argument, NULL, 'u' }, { "pmkid", required_argument, NULL, 'k' }, { 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		switch (option) {
		case 'a':
			parse_akm(optarg);
			break;
		case 'p':
			arg_passphrase = optarg;
			break;
		case 'g':
			arg_group = (uint16_t)atoi(optarg);
			break;
		case 'h':
			arg_hook = optarg;
			break;
		case 'u':
			arg_is_until_lost = true;
			arg_lost_status = (uint32_t)atoi(optarg);
			break;
		case 'k':
			arg_has_pmkid = true;
			arg_is_pmkid_wrong = strcmp(optarg, "wrong") == 0;
			break;
		default:
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	struct wdi_announcement announcement;
	struct wdi_indication_create_port_complete *created;
	struct wdi_task_scan scan = { 0 };
	struct wdi_task_disconnect disconnect = { 0 };
	struct wdi_task_create_port create = { .create_port_parameters = { .op_mode_mask = WDI_OPERATION_MODE_STA } };
	int control, fd, status;

	parse_arguments(argc, argv);
	argc -= optind - 1;
	argv += optind - 1;
	if (argc < 4)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	wanted = argv[1];
	derive_pmk();
	control = start_driver(argv + 3);
	if (poll(&(struct pollfd){ .fd = control, .events = POLLIN }, 1, DEADLINE_US / 1000) != 1)
		fail("no announcement in time");
	if (wdi_announcement_receive(control, &announcement, &fd, &data_fd) != 0 || wdi_link_new(&wifi, fd) < 0)
		fail("no announcement");
	printf("adapter %s\n", announcement.name);
	free(must("open", OID_WDI_TASK_OPEN, WDI_PORT_ADAPTER, NULL, NDIS_STATUS_WDI_INDICATION_OPEN_COMPLETE));
	free(must("capabilities", OID_WDI_GET_ADAPTER_CAPABILITIES, WDI_PORT_ADAPTER, NULL, 0));
	created = must("create port", OID_WDI_TASK_CREATE_PORT, WDI_PORT_ADAPTER, &create,
		       NDIS_STATUS_WDI_INDICATION_CREATE_PORT_COMPLETE);
	port = created->port_attributes.port_number;
	own = dot11_mac_from_wdi(&created->port_attributes.mac_address);
	free(created);

	scan.n_band_channel_list = 1;
	scan.band_channel_list = &(struct wdi_tlv_band_channel){
		.band_id.band_id = WDI_BAND_ID_2400, .n_channel_list = 1, .channel_list = (const uint32_t[]){ 1 },
	};
	scan.scan_mode_parameters.scan_repeat_count = 1;
	scan.scan_mode_parameters.allowed_scan_type = WDI_SCAN_TYPE_AUTO;
	scan.scan_mode_parameters.scan_trigger = WDI_SCAN_TRIGGER_MANUAL;
	/* A busy access point may miss the moment in which one channel is listened to. */
	for (int i = 0; i < 5 && !has_found; i++)
		free(must("scan", OID_WDI_TASK_SCAN, port, &scan, NDIS_STATUS_WDI_INDICATION_SCAN_COMPLETE));
	if (!has_found)
		fail("the network was not found");
	/* A reset sends nothing: the peer's log and the capture must show only the disconnect's frames. */
	connect_to_found();
	free(must("reset", OID_WDI_TASK_DOT11_RESET, port, &(struct wdi_task_dot11_reset){ 0 },
		  NDIS_STATUS_WDI_INDICATION_DOT11_RESET_COMPLETE));
	if (n_disassociations != 1 || disassociation_status != WDI_ASSOC_STATUS_DISASSOCIATE_BY_DEVICE_RESET)
		fail("a reset while connected must tell status 60 once");
	n_disassociations = 0;
	is_lost = false;
	has_link_state = false;
	connect_to_found();
	if (arg_has_pmkid && n_sae != (arg_is_pmkid_wrong ? 2 : 1))
		fail("SAE was not done as often as it takes");
	if (association_status != WDI_ASSOC_STATUS_SUCCESS || !has_link_state)
		fail("no association result or link state before the completion");
	free(must("statistics", OID_WDI_GET_STATISTICS, port, NULL, 0));
	if (arg_hook && system(arg_hook) != 0)
		fail("the hook has failed");
	if (arg_is_until_lost) {
		pump("loss", &is_lost);
		if (n_disassociations != 1 || disassociation_status != arg_lost_status)
			fail("the loss has another status");
		puts("done");
		return 0;
	}

	disconnect.disconnect_parameters.mac_address = peer;
	disconnect.disconnect_parameters.disassociation80211_reason = (uint16_t)atoi(argv[2]);
	free(must("disconnect", OID_WDI_TASK_DISCONNECT, port, &disconnect, NDIS_STATUS_WDI_INDICATION_DISCONNECT_COMPLETE));
	if (n_disassociations != 1 || disassociation_status != WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST)
		fail("not exactly one disassociation with status 7 before the completion");
	free(must("disconnect again", OID_WDI_TASK_DISCONNECT, port, &disconnect,
		  NDIS_STATUS_WDI_INDICATION_DISCONNECT_COMPLETE));
	if (n_disassociations != 1)
		fail("a peer that is gone was told to be gone again");

	free(must("close", OID_WDI_TASK_CLOSE, WDI_PORT_ADAPTER, NULL, NDIS_STATUS_WDI_INDICATION_CLOSE_COMPLETE));

	wdi_link_free(wifi);
	close(control);
	if (wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail("the driver did not end well");
	puts("done");
	return 0;
}
