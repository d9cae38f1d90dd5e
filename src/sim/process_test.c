/*
 * The program as the service sees it: announcement, link, bring-up, scan, connect, disconnect; and its capture as tshark sees it.
 *
 * Arguments: the simulator.
 */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "dot11/element.h"
#include "dot11/frame.h"
#include "driver/announce.h"
#include "driver/security.h"
#include "rsn/supplicant.h"
#include "wdi/data.h"
#include "wdi/link.h"
#include "wdi/wdi.h"

static const char *arg_simulator;

static struct {
	char directory[64], pcap[96], scenario[96], adapter_mac[6], socket[96];
	pid_t pid;
	int control_fd, data_fd;
	struct wdi_link *link;
	uint32_t transaction;
	size_t n_bsses, n_lists, n_disassociations, n_results;
	uint32_t disassociation_status, result_status;
	struct wdi_tlv_connect_bss_entry candidate;
	uint8_t candidate_frame[2048];
	uint8_t association_request[1024];
	size_t association_request_size;
	struct supplicant *supplicant;
	unsigned int n_completed, n_group_keys;
} s;

static void wait_for(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	assert_int_equal(poll(&poll_fd, 1, 10000), 1);
}

static void start(const char *scenario)
{
	int fds[2], link_fd, r;
	struct wdi_announcement announcement;
	char fd_text[16];
	FILE *file;

	memset(&s, 0, sizeof(s));
	strcpy(s.directory, "/tmp/wdi-sim-test-XXXXXX");
	assert_non_null(mkdtemp(s.directory));
	snprintf(s.pcap, sizeof(s.pcap), "%s/air.pcapng", s.directory);
	snprintf(s.scenario, sizeof(s.scenario), "%s/world.conf", s.directory);
	snprintf(s.socket, sizeof(s.socket), "%s/control", s.directory);
	file = fopen(s.scenario, "w");
	assert_non_null(file);
	fputs(scenario, file);
	fclose(file);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	s.pid = fork();
	assert_true(s.pid >= 0);
	if (s.pid == 0) {
		close(fds[0]);
		snprintf(fd_text, sizeof(fd_text), "%d", fds[1]);
		setenv("WDI_CONTROL_FD", fd_text, 1);
		execl(arg_simulator, "wdi-sim", "--scenario", s.scenario, "--pcap", s.pcap, "--control", s.socket, NULL);
		_exit(127);
	}
	close(fds[1]);
	s.control_fd = fds[0];
	do {
		wait_for(s.control_fd);
		r = wdi_announcement_receive(s.control_fd, &announcement, &link_fd, &s.data_fd);
	} while (r == -EAGAIN);
	assert_int_equal(r, 0);
	assert_string_equal(announcement.name, "sim0");
	assert_int_equal(wdi_link_new(&s.link, link_fd), 0);
}

/* Also the proof that it goes when the service goes. */
static void stop(void)
{
	char command[256];
	int status;

	wdi_link_free(s.link);
	close(s.data_fd);
	close(s.control_fd);
	s.supplicant = supplicant_free(s.supplicant);
	assert_int_equal(waitpid(s.pid, &status, 0), s.pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	snprintf(command, sizeof(command), "rm -r %s", s.directory);
	assert_int_equal(system(command), 0);
}

static void take_list(const struct wdi_indication_bss_entry_list *list)
{
	s.n_lists++;
	s.n_bsses += list->n_device_descriptor;
	for (size_t i = 0; i < list->n_device_descriptor; i++) {
		const struct wdi_tlv_bss_entry *bss = &list->device_descriptor[i];

		if (s.candidate.has_probe_response_frame || !bss->has_probe_response_frame)
			continue;
		assert_true(bss->probe_response_frame.size <= sizeof(s.candidate_frame));
		memcpy(s.candidate_frame, bss->probe_response_frame.data, bss->probe_response_frame.size);
		s.candidate.bssid = bss->bssid;
		s.candidate.has_probe_response_frame = true;
		s.candidate.probe_response_frame = (struct wdi_blob){ s.candidate_frame, bss->probe_response_frame.size };
		s.candidate.signal_info = bss->signal_info;
		s.candidate.channel_info = bss->channel_info;
	}
}

static void take_result(const struct wdi_tlv_association_result *result)
{
	s.n_results++;
	s.result_status = result->association_result_parameters.association_status;
	if (!result->has_association_request_frame)
		return;
	assert_true(result->association_request_frame.size <= sizeof(s.association_request));
	s.association_request_size = result->association_request_frame.size;
	memcpy(s.association_request, result->association_request_frame.data, s.association_request_size);
}

static void take_indication(uint32_t id, const void *payload)
{
	if (id == NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST)
		take_list(payload);
	if (id == NDIS_STATUS_WDI_INDICATION_DISASSOCIATION) {
		s.n_disassociations++;
		s.disassociation_status =
			((const struct wdi_indication_disassociation *)payload)->disconnect_indication_parameters.disassociation_wabi_reason;
	}
	if (id == NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT)
		take_result(&((const struct wdi_indication_association_result *)payload)->association_results[0]);
}

/* Takes messages until @id has come. Return: its header status. */
static uint32_t wait_message(uint32_t id)
{
	for (;;) {
		struct wdi_frame frame;
		struct wdi_header header;
		_auto_free_ void *payload = NULL;
		int r = wdi_link_receive(s.link, &frame);

		if (r == -EAGAIN) {
			wait_for(wdi_link_fd(s.link));
			continue;
		}
		assert_int_equal(r, 0);
		assert_true(frame.size <= 64 * 1024);
		assert_int_equal(frame.status, 0);
		r = wdi_header_decode(frame.message, frame.size, &header);
		assert_int_equal(r, 0);
		if (header.status == NDIS_STATUS_SUCCESS)
			assert_int_equal(wdi_message_decode(frame.id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, frame.message, frame.size,
							    &header, &payload), 0);
		if (payload)
			take_indication(frame.id, payload);
		if (frame.id == id)
			return header.status;
	}
}

static uint32_t command(uint32_t oid, uint16_t port, const void *params)
{
	struct wdi_header header = { .port_id = port, .transaction_id = ++s.transaction };
	const struct wdi_message_info *info = wdi_message_info(oid);
	_auto_free_ uint8_t *message = NULL;
	size_t size = 0;
	uint32_t status;

	assert_non_null(info);
	assert_int_equal(wdi_message_encode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, params, &message, &size), 0);
	assert_int_equal(wdi_link_send(s.link, &(struct wdi_frame){ .kind = WDI_FRAME_REQUEST, .id = oid, .message = message, .size = size }),
			 0);
	status = wait_message(oid);
	if (status == NDIS_STATUS_SUCCESS && info->completion)
		status = wait_message(info->completion);
	return status;
}

static void bring_up(void)
{
	struct wdi_task_create_port port = { .create_port_parameters = { .op_mode_mask = WDI_OPERATION_MODE_STA } };

	assert_int_equal(command(OID_WDI_TASK_OPEN, WDI_PORT_ADAPTER, NULL), 0);
	assert_int_equal(command(OID_WDI_GET_ADAPTER_CAPABILITIES, WDI_PORT_ADAPTER, NULL), 0);
	assert_int_equal(command(OID_WDI_TASK_CREATE_PORT, WDI_PORT_ADAPTER, &port), 0);
}

static uint64_t scan(void)
{
	struct wdi_task_scan params = { .scan_mode_parameters = { .scan_repeat_count = 1, .allowed_scan_type = WDI_SCAN_TYPE_AUTO,
								  .scan_trigger = WDI_SCAN_TRIGGER_MANUAL } };
	uint64_t start_us = clock_monotonic_us();

	assert_int_equal(command(OID_WDI_TASK_SCAN, 0, &params), 0);
	return clock_monotonic_us() - start_us;
}

static uint32_t connect_with(uint32_t auth, uint32_t cipher, bool with_pmf)
{
	static const struct wdi_blob ssid = { (const uint8_t *)"", 0 };
	struct wdi_blob wanted = { s.candidate_frame + 14, s.candidate_frame[13] }; /* SSID is the first element */
	struct wdi_task_connect params = {
		.connect_parameters = {
			.connection_settings.mfp_enabled = with_pmf,
			.n_ssid_list = 1, .ssid_list = s.candidate_frame[13] ? &wanted : &ssid,
			.n_authentication_algorithms = 1, .authentication_algorithms = &auth,
			.n_multicast_cipher_algorithms = 1, .multicast_cipher_algorithms = &cipher,
			.n_unicast_cipher_algorithms = 1, .unicast_cipher_algorithms = &cipher,
		},
		.n_preferred_bss_entry_list = 1,
		.preferred_bss_entry_list = &s.candidate,
	};

	assert_true(s.candidate.has_probe_response_frame);
	return command(OID_WDI_TASK_CONNECT, 0, &params);
}

static uint32_t connect_to_candidate(void)
{
	return connect_with(WDI_AUTH_ALGO_80211_OPEN, WDI_CIPHER_ALGO_NONE, false);
}

static uint32_t disconnect_from(struct wdi_mac peer, uint16_t reason)
{
	struct wdi_task_disconnect params = { .disconnect_parameters = { .mac_address = peer, .disassociation80211_reason = reason } };

	return command(OID_WDI_TASK_DISCONNECT, 0, &params);
}

/* Number of frames that match; -1 without tshark. */
static int count_frames(const char *filter)
{
	char command[512], line[256];
	FILE *pipe;
	int n = 0;

	if (system("command -v tshark >/dev/null 2>&1") != 0)
		return -1;
	snprintf(command, sizeof(command), "tshark -r %s -Y '%s' 2>/dev/null", s.pcap, filter);
	pipe = popen(command, "r");
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

#define WORLD                                                                                                         \
	"[adapter sim0]\nmac = 02:00:00:00:00:01\n[ap a]\nssid = one\nbssid = 02:00:00:00:01:00\nchannel = 6\nsignal = -40\n" \
	"[ap b]\nssid = two\nbssid = 02:00:00:00:02:00\nband = 5\nchannel = 36\n[ap c]\nssid = three\n"                       \
	"bssid = 02:00:00:00:03:00\nband = 6\nchannel = 37\n"

static void disconnect_puts_both_frames_with_the_reason_on_the_air(void **state)
{
	struct wdi_mac stranger = { { 2, 9, 9, 9, 9, 9 } };

	start(WORLD);
	bring_up();
	scan();
	assert_int_equal(s.n_bsses, 3);
	assert_int_equal(connect_to_candidate(), 0);
	assert_int_equal(s.n_results, 1);
	assert_int_equal(s.result_status, WDI_ASSOC_STATUS_SUCCESS);
	assert_int_equal(disconnect_from(stranger, 11), 0);
	assert_int_equal(s.n_disassociations, 0);
	assert_int_equal(disconnect_from(s.candidate.bssid.address, 36), 0);
	assert_int_equal(s.n_disassociations, 1);
	assert_int_equal(s.disassociation_status, WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST);
	assert_int_equal(disconnect_from(s.candidate.bssid.address, 36), 0);
	assert_int_equal(s.n_disassociations, 1);
	assert_int_equal(connect_to_candidate(), 0);
	expect_frames("wlan.fc.type_subtype == 0x0a && wlan.fixed.reason_code == 36", 1);
	expect_frames("wlan.fc.type_subtype == 0x0c && wlan.fixed.reason_code == 36", 1);
	expect_frames("wlan.fixed.reason_code == 11", 0);
	expect_frames("_ws.malformed || _ws.expert.severity == error", 0);
	stop();
}

static void deauthentication_by_the_access_point_is_indicated(void **state)
{
	start(WORLD "[script]\nat 1000 deauth a all 7\n");
	bring_up();
	scan();
	assert_int_equal(connect_to_candidate(), 0);
	assert_int_equal(wait_message(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION), 0);
	assert_int_equal(s.disassociation_status, WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED);
	stop();
}

static void silent_access_point_is_lost(void **state)
{
	start(WORLD "[script]\nat 800 silence a\n");
	bring_up();
	scan();
	assert_int_equal(connect_to_candidate(), 0);
	assert_int_equal(wait_message(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION), 0);
	assert_int_equal(s.disassociation_status, WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE);
	stop();
}

static void refused_association_is_reported(void **state)
{
	start(WORLD "[script]\nat 0 reject a 17\n");
	bring_up();
	scan();
	assert_int_equal(connect_to_candidate(), NDIS_STATUS_FAILURE);
	assert_int_equal(s.result_status, WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER);
	stop();
}

static void two_thousand_networks_are_all_reported(void **state)
{
	start("[adapter sim0]\nmac = 02:00:00:00:00:01\n[ap a]\nssid = many\nbssid = 02:10:00:00:00:00\nchannel = 6\ncount = 1000\n"
	      "[ap b]\nssid = more\nbssid = 02:20:00:00:00:00\nband = 5\nchannel = 36\ncount = 1000\n");
	bring_up();
	print_message("scan of 2000 took %u ms\n", (unsigned int)(scan() / 1000));
	assert_int_equal(s.n_bsses, 2000);
	assert_true(s.n_lists > 1);
	stop();
}

static const struct dot11_mac station_mac = { { 2, 0, 0, 0, 0, 1 } }, bssid = { { 2, 0, 0, 0, 1, 0 } };

static void supplicant_send(const uint8_t *pdu, size_t size, void *userdata)
{
	struct wdi_data_frame frame = { .ethertype = 0x888e, .payload = pdu, .size = size };

	memcpy(frame.destination, bssid.b, 6);
	memcpy(frame.source, station_mac.b, 6);
	assert_int_equal(wdi_data_send(s.data_fd, &frame), 0);
}

static void supplicant_install(const struct dot11_key *keys, size_t n_keys, void *userdata)
{
	struct wdi_tlv_set_cipher_key_info infos[4];
	struct wdi_set_add_cipher_keys params = { .n_set_cipher_key = n_keys, .set_cipher_key = infos };
	struct wdi_mac peer;

	assert_true(n_keys <= 4);
	memcpy(peer.b, bssid.b, 6);
	for (size_t i = 0; i < n_keys; i++) {
		driver_key_to_wdi(&keys[i], &peer, &infos[i]);
		s.n_group_keys += keys[i].kind == DOT11_KEY_GROUP;
	}
	assert_int_equal(command(OID_WDI_SET_ADD_CIPHER_KEYS, 0, &params), 0);
}

static void supplicant_completed(void *userdata)
{
	s.n_completed++;
}

static void supplicant_failed(enum supplicant_failure failure, void *userdata)
{
	fail_msg("supplicant failed: %d", failure);
}

static struct dot11_element rsne_of(uint8_t kind, const void *body, size_t size)
{
	struct dot11_management m;
	struct dot11_element element;

	assert_int_equal(dot11_management_parse(kind, body, size, &m), 0);
	assert_true(dot11_element_find(m.elements.bytes, m.elements.size, DOT11_ELEMENT_RSN, &element));
	return element;
}

static void begin_handshake(void)
{
	static const struct supplicant_listener listener = {
		.send = supplicant_send,
		.install = supplicant_install,
		.completed = supplicant_completed,
		.failed = supplicant_failed,
	};
	const struct dot11_element own = rsne_of(DOT11_FRAME_ASSOCIATION_REQUEST, s.association_request, s.association_request_size);
	const struct dot11_element bss = rsne_of(DOT11_FRAME_PROBE_RESPONSE, s.candidate_frame,
						 s.candidate.probe_response_frame.size);
	struct secret pmk = { .size = 32 };
	const struct supplicant_config config = {
		.own = station_mac,
		.authenticator = bssid,
		.akm = DOT11_AKM_PSK,
		.pairwise_cipher = DOT11_CIPHER_CCMP_128,
		.group_cipher = DOT11_CIPHER_CCMP_128,
		.group_management_cipher = DOT11_CIPHER_BIP_CMAC_128,
		.pmk = &pmk,
		.own_rsne = own.body - 2,
		.own_rsne_size = (size_t)own.size + 2,
		.bss_rsne = bss.body - 2,
		.bss_rsne_size = (size_t)bss.size + 2,
	};

	memset(pmk.bytes, 0x11, pmk.size); /* the digits of SECURE_WORLD */
	assert_int_equal(supplicant_new(&s.supplicant, &config, &listener, NULL), 0);
}

/* Serves the handshake until so many group keys have been put in. */
static void wait_group_keys(unsigned int n)
{
	uint8_t buffer[WDI_DATA_PACKET_MAX];

	while (s.n_group_keys < n) {
		struct wdi_data_frame frame;
		int r = wdi_data_receive(s.data_fd, buffer, &frame);

		if (r == -EAGAIN) {
			wait_for(s.data_fd);
			continue;
		}
		assert_int_equal(r, 0);
		if (frame.ethertype == 0x888e)
			(void)supplicant_receive(s.supplicant, frame.payload, frame.size);
	}
}

/* Gives commands, all at once, and takes what @n of them answer. */
static void control(const char *lines, size_t n, char *answer, size_t size)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_auto_fd_ int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	size_t n_read = 0;

	strcpy(address.sun_path, s.socket);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(write(fd, lines, strlen(lines)), (ssize_t)strlen(lines));
	while (n > 0) {
		ssize_t n_new;

		wait_for(fd);
		n_new = read(fd, answer + n_read, 1);
		assert_int_equal(n_new, 1);
		n_read++;
		assert_true(n_read < size);
		answer[n_read] = '\0';
		if (n_read >= 3 && strcmp(answer + n_read - 3, "ok\n") == 0)
			n--;
		else if (answer[n_read - 1] == '\n' && strstr(answer, "error: "))
			n = 0;
	}
}

static void expect_control(const char *lines, size_t n, const char *wanted)
{
	char answer[1024] = "";

	control(lines, n, answer, sizeof(answer));
	assert_string_equal(answer, wanted);
}

#define SECURE_WORLD                                                                                                            \
	"[adapter sim0]\nmac = 02:00:00:00:00:01\n[ap a]\nssid = one\nbssid = 02:00:00:00:01:00\nchannel = 6\nsignal = -40\n"       \
	"security = wpa2-psk\npmf = required\npsk = 1111111111111111111111111111111111111111111111111111111111111111\n"

static void secured_network_carries_data_until_the_keys_are_gone(void **state)
{
	start(SECURE_WORLD);
	bring_up();
	scan();
	expect_control("ping sim0\n", 1, "error: the adapter is not connected, or not authorized yet\n");
	assert_int_equal(connect_with(WDI_AUTH_ALGO_RSNA_PSK, WDI_CIPHER_ALGO_CCMP, true), 0);
	begin_handshake();
	wait_group_keys(1);
	/* a line behind one that takes time waits for its turn */
	expect_control("ping sim0\nstations a\n", 2,
		       "unicast yes group yes\nok\n"
		       "  02:00:00:00:00:01 associated aid 1 authorized akm PSK pairwise CCMP-128 pmf yes\nok\n");
	expect_control("rekey a\n", 1, "ok\n");
	wait_group_keys(2);
	expect_control("forge a 02:00:00:00:00:01 deauthentication 7\nping sim0\n", 2, "ok\nunicast yes group yes\nok\n");
	assert_int_equal(s.n_disassociations, 0);
	assert_int_equal(s.n_completed, 1);
	expect_control("deauth a all 5\n", 1, "ok\n");
	assert_int_equal(wait_message(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION), 0);
	assert_int_equal(s.disassociation_status, WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED);
	expect_control("ping sim0\n", 1, "error: the adapter is not connected, or not authorized yet\n");
	expect_frames("eapol && wlan.fc.type_subtype == 0x20", 4); /* in plain; the group handshake is protected */
	expect_frames("_ws.malformed", 0);
	stop();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(disconnect_puts_both_frames_with_the_reason_on_the_air),
		cmocka_unit_test(deauthentication_by_the_access_point_is_indicated),
		cmocka_unit_test(silent_access_point_is_lost),
		cmocka_unit_test(refused_association_is_reported),
		cmocka_unit_test(secured_network_carries_data_until_the_keys_are_gone),
		cmocka_unit_test(two_thousand_networks_are_all_reported),
	};

	if (argc < 2)
		return EXIT_FAILURE;
	arg_simulator = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
