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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "driver/announce.h"
#include "wdi/link.h"
#include "wdi/wdi.h"

static const char *arg_simulator;

static struct {
	char directory[64], pcap[96], scenario[96], adapter_mac[6];
	pid_t pid;
	int control_fd;
	struct wdi_link *link;
	uint32_t transaction;
	size_t n_bsses, n_lists, n_disassociations, n_results;
	uint32_t disassociation_status, result_status;
	struct wdi_tlv_connect_bss_entry candidate;
	uint8_t candidate_frame[2048];
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
		execl(arg_simulator, "wdi-sim", "--scenario", s.scenario, "--pcap", s.pcap, NULL);
		_exit(127);
	}
	close(fds[1]);
	s.control_fd = fds[0];
	do {
		wait_for(s.control_fd);
		r = wdi_announcement_receive(s.control_fd, &announcement, &link_fd);
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
	close(s.control_fd);
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

static void take_indication(uint32_t id, const void *payload)
{
	if (id == NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST)
		take_list(payload);
	if (id == NDIS_STATUS_WDI_INDICATION_DISASSOCIATION) {
		s.n_disassociations++;
		s.disassociation_status =
			((const struct wdi_indication_disassociation *)payload)->disconnect_indication_parameters.disassociation_wabi_reason;
	}
	if (id == NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT) {
		s.n_results++;
		s.result_status = ((const struct wdi_indication_association_result *)payload)
					  ->association_results[0].association_result_parameters.association_status;
	}
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

static uint32_t connect_to_candidate(void)
{
	static const struct wdi_blob ssid = { (const uint8_t *)"", 0 };
	static const uint32_t open = WDI_AUTH_ALGO_80211_OPEN, none = WDI_CIPHER_ALGO_NONE;
	struct wdi_blob wanted = { s.candidate_frame + 14, s.candidate_frame[13] }; /* SSID is the first element */
	struct wdi_task_connect params = {
		.connect_parameters = {
			.n_ssid_list = 1, .ssid_list = s.candidate_frame[13] ? &wanted : &ssid,
			.n_authentication_algorithms = 1, .authentication_algorithms = &open,
			.n_multicast_cipher_algorithms = 1, .multicast_cipher_algorithms = &none,
			.n_unicast_cipher_algorithms = 1, .unicast_cipher_algorithms = &none,
		},
		.n_preferred_bss_entry_list = 1,
		.preferred_bss_entry_list = &s.candidate,
	};

	assert_true(s.candidate.has_probe_response_frame);
	return command(OID_WDI_TASK_CONNECT, 0, &params);
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

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(disconnect_puts_both_frames_with_the_reason_on_the_air),
		cmocka_unit_test(deauthentication_by_the_access_point_is_indicated),
		cmocka_unit_test(silent_access_point_is_lost),
		cmocka_unit_test(refused_association_is_reported),
		cmocka_unit_test(two_thousand_networks_are_all_reported),
	};

	if (argc < 2)
		return EXIT_FAILURE;
	arg_simulator = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
