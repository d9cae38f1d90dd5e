/*
 * Plays the service for one driver process: starts it, brings its first adapter up, scans, connects to an open network, and
 * disconnects with a reason, checking the order of what the driver says.
 *
 *   nl80211_client SSID REASON DRIVER [ARGUMENT...]
 *
 * Prints one line per step; exit status 0 if everything was as documented.
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "driver/announce.h"
#include "wdi/link.h"
#include "wdi/wdi.h"

#define DEADLINE_US 20000000u

static struct wdi_link *wifi;
static uint32_t transaction;
static const char *wanted;

/* What was heard of the wanted network; the frame is a copy. */
static struct wdi_tlv_bss_entry found;
static bool has_found;
static struct wdi_mac peer;
static int n_disassociations;
static uint32_t association_status = 0xffffffff, disassociation_status = 0xffffffff;
static bool has_link_state;

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

static void on_indication(uint32_t id, const void *payload)
{
	if (id == NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST) {
		keep_bss(payload);
	} else if (id == NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT) {
		const struct wdi_indication_association_result *result = payload;

		association_status = result->association_results[0].association_result_parameters.association_status;
		printf("association status %u\n", association_status);
	} else if (id == NDIS_STATUS_WDI_INDICATION_LINK_STATE_CHANGE) {
		has_link_state = true;
		puts("link state");
	} else if (id == NDIS_STATUS_WDI_INDICATION_DISASSOCIATION) {
		const struct wdi_indication_disassociation *lost = payload;

		n_disassociations++;
		disassociation_status = lost->disconnect_indication_parameters.disassociation_wabi_reason;
		printf("disassociation status %u\n", disassociation_status);
	}
}

/* Sends a request and takes what comes until M3, and with @completion until M4. Return: the last payload, to be freed. */
static void *ask(const char *what, uint32_t oid, uint16_t port, const void *params, uint32_t completion, uint32_t *ret_status)
{
	struct wdi_header header = { .port_id = port, .transaction_id = ++transaction };
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

static void *must(const char *what, uint32_t oid, uint16_t port, const void *params, uint32_t completion)
{
	uint32_t status;
	void *payload = ask(what, oid, port, params, completion, &status);

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

static void connect_to_found(uint16_t port)
{
	static const uint32_t open_system[] = { WDI_AUTH_ALGO_80211_OPEN }, none[] = { WDI_CIPHER_ALGO_NONE };
	const struct wdi_blob ssid = { (const uint8_t *)wanted, strlen(wanted) };
	const struct wdi_tlv_connect_bss_entry candidate = {
		.bssid = found.bssid,
		.has_probe_response_frame = found.has_probe_response_frame,
		.probe_response_frame = found.probe_response_frame,
		.has_beacon_frame = found.has_beacon_frame,
		.beacon_frame = found.beacon_frame,
		.signal_info = found.signal_info,
		.channel_info = found.channel_info,
	};
	const struct wdi_task_connect connect = {
		.connect_parameters = {
			.n_ssid_list = 1,
			.ssid_list = &ssid,
			.n_authentication_algorithms = 1,
			.authentication_algorithms = open_system,
			.n_multicast_cipher_algorithms = 1,
			.multicast_cipher_algorithms = none,
			.n_unicast_cipher_algorithms = 1,
			.unicast_cipher_algorithms = none,
		},
		.n_preferred_bss_entry_list = 1,
		.preferred_bss_entry_list = &candidate,
	};

	free(must("connect", OID_WDI_TASK_CONNECT, port, &connect, NDIS_STATUS_WDI_INDICATION_CONNECT_COMPLETE));
}

int main(int argc, char **argv)
{
	struct wdi_announcement announcement;
	struct wdi_indication_create_port_complete *created;
	struct wdi_task_scan scan = { 0 };
	struct wdi_task_disconnect disconnect = { 0 };
	struct wdi_task_create_port create = { .create_port_parameters = { .op_mode_mask = WDI_OPERATION_MODE_STA } };
	int control, fd, status;
	uint16_t port;

	if (argc < 4)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	wanted = argv[1];
	control = start_driver(argv + 3);
	if (poll(&(struct pollfd){ .fd = control, .events = POLLIN }, 1, DEADLINE_US / 1000) != 1)
		fail("no announcement in time");
	if (wdi_announcement_receive(control, &announcement, &fd) != 0 || wdi_link_new(&wifi, fd) < 0)
		fail("no announcement");
	printf("adapter %s\n", announcement.name);
	free(must("open", OID_WDI_TASK_OPEN, WDI_PORT_ADAPTER, NULL, NDIS_STATUS_WDI_INDICATION_OPEN_COMPLETE));
	free(must("capabilities", OID_WDI_GET_ADAPTER_CAPABILITIES, WDI_PORT_ADAPTER, NULL, 0));
	created = must("create port", OID_WDI_TASK_CREATE_PORT, WDI_PORT_ADAPTER, &create,
		       NDIS_STATUS_WDI_INDICATION_CREATE_PORT_COMPLETE);
	port = created->port_attributes.port_number;
	free(created);

	scan.scan_mode_parameters.scan_repeat_count = 1;
	scan.scan_mode_parameters.allowed_scan_type = WDI_SCAN_TYPE_AUTO;
	scan.scan_mode_parameters.scan_trigger = WDI_SCAN_TRIGGER_MANUAL;
	free(must("scan", OID_WDI_TASK_SCAN, port, &scan, NDIS_STATUS_WDI_INDICATION_SCAN_COMPLETE));
	if (!has_found)
		fail("the network was not found");
	/* A reset sends nothing: the peer's log and the capture must show only the disconnect's frames. */
	connect_to_found(port);
	free(must("reset", OID_WDI_TASK_DOT11_RESET, port, &(struct wdi_task_dot11_reset){ 0 },
		  NDIS_STATUS_WDI_INDICATION_DOT11_RESET_COMPLETE));
	if (n_disassociations != 1 || disassociation_status != WDI_ASSOC_STATUS_DISASSOCIATE_BY_DEVICE_RESET)
		fail("a reset while connected must tell status 60 once");
	n_disassociations = 0;
	has_link_state = false;
	connect_to_found(port);
	if (association_status != WDI_ASSOC_STATUS_SUCCESS || !has_link_state)
		fail("no association result or link state before the completion");
	free(must("statistics", OID_WDI_GET_STATISTICS, port, NULL, 0));

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
