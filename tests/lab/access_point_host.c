/*
 * Plays the service for an access point: starts a driver process, makes an access point port beside the station's, and serves its
 * clients with the authenticator of src/rsn.
 *
 *   access_point_host [--passphrase TEXT] [--channel NUMBER] [--only BAND/CHANNEL] [--commands FIFO]
 *                     [--join BSSID/CHANNEL/SSID] SSID DRIVER [ARGUMENT...]
 *
 * Without a passphrase the network is open. --only: nothing but this channel will do (0: any of the band), and the program ends
 * with the status of the start. Prints a line for each thing that happens. Commands, one a line:
 *
 *   disconnect ADDRESS REASON    one client
 *   rekey                        a new group key for all clients
 *   statistics
 *   radio off|on                 of the adapter
 *   stop                         the access point
 *   restart                      starts it again
 *   quit                         resets and deletes the port, ends the driver
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
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
#include "rsn/authenticator.h"
#include "wdi/data.h"
#include "wdi/link.h"
#include "wdi/wdi.h"

#define DEADLINE_US 20000000u
#define MAX_CLIENTS 8
#define MAX_TASKS 16
#define MAX_JOINS 5

struct client {
	bool is_used;
	struct dot11_mac mac;
	struct authenticator *authenticator;
	uint64_t due_us;
	uint8_t rsne[257];
	size_t rsne_size;
};

/* A task that waits for its turn, or is under way. */
struct task {
	uint32_t oid, completion;
	uint8_t *message;
	size_t size;
};

static struct wdi_link *wifi;
static int data_fd = -1, commands_fd = -1;
static uint32_t transaction;
static uint16_t station_port, ap_port;
static struct dot11_mac bssid;
static struct secret pmk;
static struct dot11_key gtk;
static struct client clients[MAX_CLIENTS];
static struct task tasks[MAX_TASKS];
static size_t n_tasks;
static int n_joins;
static bool is_running, is_started, is_quitting;

static const char *arg_ssid, *arg_passphrase;
static uint32_t arg_channel = 6, arg_only_band, arg_only_channel;
static bool arg_is_only, arg_is_join;
static struct dot11_mac arg_join_bssid;
static uint32_t arg_join_channel;
static char arg_join_ssid[33];

static void fail(const char *what)
{
	fprintf(stderr, "access_point_host: %s\n", what);
	exit(1);
}

static void print_mac(const char *what, const struct dot11_mac *mac)
{
	printf("%s " DOT11_MAC_FORMAT, what, DOT11_MAC_ARGS(mac));
}

static uint8_t *encode(uint32_t oid, uint16_t port, const void *params, size_t *ret_size)
{
	struct wdi_header header = { .port_id = port, .transaction_id = ++transaction };
	uint8_t *message;

	if (wdi_message_encode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, params, &message, ret_size) != 0)
		fail("a request does not encode");
	return message;
}

static void send_request(uint32_t oid, const uint8_t *message, size_t size)
{
	if (wdi_link_send(wifi, &(struct wdi_frame){ .kind = WDI_FRAME_REQUEST, .id = oid, .message = message, .size = size }) <
	    0)
		fail("a request cannot be sent");
}

static void run_next(void)
{
	if (is_running || !n_tasks)
		return;
	is_running = true;
	send_request(tasks[0].oid, tasks[0].message, tasks[0].size);
}

static void queue(uint32_t oid, uint16_t port, const void *params, uint32_t completion)
{
	struct task *task = &tasks[n_tasks];

	if (n_tasks == MAX_TASKS)
		fail("too many tasks");
	*task = (struct task){ .oid = oid, .completion = completion };
	task->message = encode(oid, port, params, &task->size);
	n_tasks++;
	run_next();
}

/* A property that must succeed; what the driver says meanwhile is taken later. */
static void set(uint32_t oid, const void *params)
{
	size_t size;
	uint8_t *message = encode(oid, ap_port, params, &size);

	send_request(oid, message, size);
	free(message);
}

/* Clients */

static struct client *find(const struct dot11_mac *mac)
{
	for (size_t i = 0; i < MAX_CLIENTS; i++)
		if (clients[i].is_used && dot11_mac_equal(&clients[i].mac, mac))
			return &clients[i];
	return NULL;
}

static void forget(struct client *client)
{
	if (client->authenticator)
		authenticator_free(client->authenticator);
	memset(client, 0, sizeof(*client));
}

static void on_send(const uint8_t *pdu, size_t size, void *userdata)
{
	struct client *client = userdata;
	struct wdi_data_frame frame = { .port = ap_port, .ethertype = 0x888e, .payload = pdu, .size = size };

	memcpy(frame.destination, client->mac.b, 6);
	memcpy(frame.source, bssid.b, 6);
	if (wdi_data_send(data_fd, &frame) < 0)
		fail("an EAPOL frame cannot be sent");
}

static size_t on_group_keys(struct dot11_key ret[3], void *userdata)
{
	ret[0] = gtk;
	return 1;
}

static void set_key(const struct dot11_key *key, const struct dot11_mac *mac)
{
	struct wdi_mac peer = mac ? wdi_mac_from_dot11(mac) : (struct wdi_mac){ { 0 } };
	struct wdi_tlv_set_cipher_key_info info;
	const struct wdi_set_add_cipher_keys add = { .n_set_cipher_key = 1, .set_cipher_key = &info };

	driver_key_to_wdi(key, mac ? &peer : NULL, &info);
	set(OID_WDI_SET_ADD_CIPHER_KEYS, &add);
}

static void on_install(const struct dot11_key *key, void *userdata)
{
	struct client *client = userdata;

	set_key(key, &client->mac);
}

static void on_completed(void *userdata)
{
	struct client *client = userdata;

	print_mac("secured", &client->mac);
	puts("");
}

static void on_group_completed(void *userdata)
{
	struct client *client = userdata;

	print_mac("rekeyed", &client->mac);
	puts("");
}

static void disconnect(const struct dot11_mac *mac, uint16_t reason)
{
	const struct wdi_task_disconnect params = {
		.disconnect_parameters = { .mac_address = wdi_mac_from_dot11(mac), .disassociation80211_reason = reason },
	};

	queue(OID_WDI_TASK_DISCONNECT, ap_port, &params, NDIS_STATUS_WDI_INDICATION_DISCONNECT_COMPLETE);
}

static void on_failed(enum authenticator_failure failure, void *userdata)
{
	struct client *client = userdata;

	print_mac("handshake failed", &client->mac);
	printf(" %d\n", failure);
	disconnect(&client->mac, 15);
}

static void on_set_timer(uint64_t delay_us, void *userdata)
{
	struct client *client = userdata;

	client->due_us = delay_us ? clock_monotonic_us() + delay_us : 0;
}

static const struct authenticator_listener authenticator_listener = {
	.send = on_send,
	.group_keys = on_group_keys,
	.install = on_install,
	.completed = on_completed,
	.group_completed = on_group_completed,
	.failed = on_failed,
	.set_timer = on_set_timer,
};

static void on_asked(const struct wdi_tlv_incoming_association_request_info *info)
{
	struct dot11_mac mac = dot11_mac_from_wdi(&info->assoc_request_params.peer_mac_address);
	const struct wdi_task_send_ap_association_response answer = {
		.assoc_response_parameters.accept_request = true,
		.incoming_request_info = *info,
	};
	uint8_t kind = info->assoc_request_params.is_reassociation_request ? DOT11_FRAME_REASSOCIATION_REQUEST
									   : DOT11_FRAME_ASSOCIATION_REQUEST;
	struct client *client = find(&mac);
	struct dot11_management management;
	struct dot11_element rsne;

	print_mac("asked", &mac);
	puts("");
	if (dot11_management_parse(kind, info->assoc_request_frame.data, info->assoc_request_frame.size, &management) < 0)
		fail("a request that is none");
	if (client)
		forget(client);
	for (size_t i = 0; i < MAX_CLIENTS && !client; i++)
		if (!clients[i].is_used)
			client = &clients[i];
	if (!client)
		fail("too many clients");
	client->is_used = true;
	client->mac = mac;
	if (dot11_element_find(management.elements.bytes, management.elements.size, DOT11_ELEMENT_RSN, &rsne)) {
		client->rsne_size = rsne.size + 2u;
		memcpy(client->rsne, rsne.body - 2, client->rsne_size);
	}
	if ((arg_passphrase != NULL) != (client->rsne_size != 0))
		fail("a request that does not fit the network");
	queue(OID_WDI_TASK_SEND_AP_ASSOCIATION_RESPONSE, ap_port, &answer,
	      NDIS_STATUS_WDI_INDICATION_SEND_AP_ASSOCIATION_RESPONSE_COMPLETE);
}

static void on_associated(const struct wdi_indication_send_ap_association_response_complete *complete)
{
	struct dot11_mac mac = dot11_mac_from_wdi(&complete->assoc_response_result.peer_mac_address);
	struct client *client = find(&mac);
	struct authenticator_config config = {
		.own = bssid,
		.station = mac,
		.akm = DOT11_AKM_PSK,
		.pairwise_cipher = DOT11_CIPHER_CCMP_128,
		.pmk = &pmk,
	};
	struct dot11_element rsne;

	print_mac("associated", &mac);
	printf(" auth %u cipher %u aid %u\n", complete->assoc_response_result.auth_algorithm,
	       complete->assoc_response_result.unicast_cipher_algorithm,
	       complete->assoc_response_frame.size >= 6 ? complete->assoc_response_frame.data[4] : 0);
	if (!client)
		fail("an answer to nobody");
	if (!arg_passphrase)
		return;
	if (!dot11_element_find(complete->beacon_i_es.data, complete->beacon_i_es.size, DOT11_ELEMENT_RSN, &rsne))
		fail("beacons without an RSN element");
	config.station_rsne = client->rsne;
	config.station_rsne_size = client->rsne_size;
	config.own_rsne = rsne.body - 2;
	config.own_rsne_size = rsne.size + 2u;
	if (authenticator_new(&client->authenticator, &config, &authenticator_listener, client) != 0 ||
	    authenticator_start(client->authenticator) != 0)
		fail("no authenticator");
}

static void on_lost(uint16_t port, const struct wdi_indication_disassociation *lost)
{
	struct dot11_mac mac = dot11_mac_from_wdi(&lost->disconnect_indication_parameters.mac_address);
	const struct wdi_blob *frame = lost->has_deauth_frame ? &lost->deauth_frame : &lost->disassociation_frame;
	struct client *client = find(&mac);

	print_mac(port == station_port ? "the station has lost" : "lost", &mac);
	printf(" status %u", lost->disconnect_indication_parameters.disassociation_wabi_reason);
	if ((lost->has_deauth_frame || lost->has_disassociation_frame) && frame->size >= 2)
		printf(" reason %u", frame->data[0] | frame->data[1] << 8);
	puts("");
	if (client)
		forget(client);
}

static void on_indication(uint16_t port, uint32_t id, const void *payload)
{
	if (id == NDIS_STATUS_WDI_INDICATION_AP_ASSOCIATION_REQUEST_RECEIVED) {
		on_asked(&((const struct wdi_indication_ap_association_request_received *)payload)->incoming_request_info);
	} else if (id == NDIS_STATUS_WDI_INDICATION_DISASSOCIATION) {
		on_lost(port, payload);
	} else if (id == NDIS_STATUS_WDI_INDICATION_P2P_GROUP_OPERATING_CHANNEL) {
		printf("channel %u\n",
		       ((const struct wdi_indication_p2p_group_operating_channel *)payload)->channel.channel_number);
	} else if (id == NDIS_STATUS_WDI_INDICATION_STOP_AP) {
		puts("the driver has stopped it");
	} else if (id == NDIS_STATUS_WDI_INDICATION_CAN_SUSTAIN_AP) {
		puts("it can start again");
	}
}

/* Commands */

static void make_group_key(uint8_t index)
{
	gtk = (struct dot11_key){ .kind = DOT11_KEY_GROUP, .cipher = DOT11_CIPHER_CCMP_128, .index = index, .key.size = 16 };
	if (getrandom(gtk.key.bytes, 16, 0) != 16)
		fail("no random bytes");
}

static void start_ap(void)
{
	const struct wdi_blob ssid = { (const uint8_t *)arg_ssid, strlen(arg_ssid) };
	const uint32_t auth = arg_passphrase ? WDI_AUTH_ALGO_RSNA_PSK : WDI_AUTH_ALGO_80211_OPEN;
	const uint32_t cipher = arg_passphrase ? WDI_CIPHER_ALGO_CCMP : WDI_CIPHER_ALGO_NONE;
	const struct wdi_tlv_ap_band_channel only = {
		.band_id.band_id = arg_only_band == 5	? WDI_BAND_ID_5000
				   : arg_only_band == 6 ? WDI_BAND_ID_6000
							: WDI_BAND_ID_2400,
		.n_channel_list = arg_only_channel ? 1 : 0,
		.channel_list = &arg_only_channel,
	};
	const struct wdi_task_start_ap start = {
		.desired_ssid = ssid,
		.static_parameters = {
			.beacon_period = 100, .dtim_period = 2, .exclude_unencrypted = arg_passphrase != NULL,
			.data_rate_support802_11b = true, .accept_non_p2_p_clients = true, .must_use_specified_channels = arg_is_only,
		},
		.n_authentication_algorithms = 1, .authentication_algorithms = &auth,
		.n_multicast_cipher_algorithms = 1, .multicast_cipher_algorithms = &cipher,
		.n_unicast_cipher_algorithms = 1, .unicast_cipher_algorithms = &cipher,
		.has_advertised_operating_channel = !arg_is_only,
		.advertised_operating_channel = {
			.country_or_region_string = { 'X', 'X', 4 }, .operating_class = 81, .channel_number = arg_channel,
		},
		.n_ap_band_channel_list = arg_is_only ? 1 : 0,
		.ap_band_channel_list = &only,
	};

	queue(OID_WDI_TASK_START_AP, ap_port, &start, NDIS_STATUS_WDI_INDICATION_START_AP_COMPLETE);
}

/* The station's port, to a network that is known. */
static void join(void)
{
	static const uint32_t auth = WDI_AUTH_ALGO_80211_OPEN, cipher = WDI_CIPHER_ALGO_NONE;
	const struct wdi_blob ssid = { (const uint8_t *)arg_join_ssid, strlen(arg_join_ssid) };
	const struct wdi_tlv_connect_bss_entry candidate = {
		.bssid.address = wdi_mac_from_dot11(&arg_join_bssid),
		.signal_info = { .rssi = -30, .link_quality = 100 },
		.channel_info = { .channel_number = arg_join_channel, .band_id = WDI_BAND_ID_2400 },
	};
	const struct wdi_task_connect connect = {
		.connect_parameters = {
			.n_ssid_list = 1, .ssid_list = &ssid,
			.n_authentication_algorithms = 1, .authentication_algorithms = &auth,
			.n_multicast_cipher_algorithms = 1, .multicast_cipher_algorithms = &cipher,
			.n_unicast_cipher_algorithms = 1, .unicast_cipher_algorithms = &cipher,
		},
		.n_preferred_bss_entry_list = 1, .preferred_bss_entry_list = &candidate,
	};

	queue(OID_WDI_TASK_CONNECT, station_port, &connect, NDIS_STATUS_WDI_INDICATION_CONNECT_COMPLETE);
}

static void run_command(char *line)
{
	struct dot11_mac mac;
	unsigned int reason;

	line[strcspn(line, "\n")] = 0;
	printf("command %s\n", line);
	if (sscanf(line, "disconnect %hhx:%hhx:%hhx:%hhx:%hhx:%hhx %u", &mac.b[0], &mac.b[1], &mac.b[2], &mac.b[3], &mac.b[4],
		   &mac.b[5], &reason) == 7) {
		disconnect(&mac, (uint16_t)reason);
	} else if (strcmp(line, "rekey") == 0) {
		make_group_key(gtk.index == 1 ? 2 : 1);
		for (size_t i = 0; i < MAX_CLIENTS; i++)
			if (clients[i].is_used && clients[i].authenticator)
				authenticator_start_group(clients[i].authenticator);
		set_key(&gtk, NULL);
	} else if (strcmp(line, "statistics") == 0) {
		set(OID_WDI_GET_STATISTICS, NULL);
	} else if (strncmp(line, "radio ", 6) == 0) {
		const struct wdi_task_set_radio_state params = { .software_radio_state.value = strcmp(line + 6, "on") == 0 };

		queue(OID_WDI_TASK_SET_RADIO_STATE, WDI_PORT_ADAPTER, &params,
		      NDIS_STATUS_WDI_INDICATION_SET_RADIO_STATE_COMPLETE);
	} else if (strcmp(line, "stop") == 0) {
		queue(OID_WDI_TASK_STOP_AP, ap_port, NULL, NDIS_STATUS_WDI_INDICATION_STOP_AP_COMPLETE);
	} else if (strcmp(line, "restart") == 0) {
		start_ap();
	} else if (strcmp(line, "quit") == 0) {
		const struct wdi_task_delete_port delete = { .delete_port_parameters.port_number = ap_port };

		queue(OID_WDI_TASK_DOT11_RESET, ap_port, &(struct wdi_task_dot11_reset){ 0 },
		      NDIS_STATUS_WDI_INDICATION_DOT11_RESET_COMPLETE);
		queue(OID_WDI_TASK_DELETE_PORT, WDI_PORT_ADAPTER, &delete, NDIS_STATUS_WDI_INDICATION_DELETE_PORT_COMPLETE);
		queue(OID_WDI_TASK_CLOSE, WDI_PORT_ADAPTER, NULL, NDIS_STATUS_WDI_INDICATION_CLOSE_COMPLETE);
		is_quitting = true;
	} else {
		fail("not a command");
	}
}

static void take_commands(void)
{
	static char text[512];
	static size_t size;
	ssize_t n = read(commands_fd, text + size, sizeof(text) - size - 1);
	char *end;

	if (n <= 0)
		return;
	size += (size_t)n;
	text[size] = 0;
	while ((end = strchr(text, '\n')) != NULL) {
		size_t length = (size_t)(end - text) + 1;
		char line[512];

		memcpy(line, text, length);
		line[length] = 0;
		memmove(text, text + length, size - length + 1);
		size -= length;
		run_command(line);
	}
}

/* What the driver says */

static void on_task_end(uint32_t status, const void *payload)
{
	const struct wdi_task_create_port create = { .create_port_parameters.op_mode_mask = WDI_OPERATION_MODE_P2P_GO };
	struct task task = tasks[0];

	free(task.message);
	memmove(tasks, tasks + 1, --n_tasks * sizeof(tasks[0]));
	is_running = false;
	printf("task %u: 0x%08x\n", task.oid & 0xffff, status);
	if (task.oid == OID_WDI_TASK_CREATE_PORT && status == 0) {
		const struct wdi_indication_create_port_complete *created = payload;

		if (!station_port && !is_started && ap_port == 0xffff) {
			station_port = created->port_attributes.port_number;
			ap_port = 0xfffe;
			if (arg_is_join)
				join();
			else
				queue(OID_WDI_TASK_CREATE_PORT, WDI_PORT_ADAPTER, &create,
				      NDIS_STATUS_WDI_INDICATION_CREATE_PORT_COMPLETE);
		} else {
			ap_port = created->port_attributes.port_number;
			bssid = dot11_mac_from_wdi(&created->port_attributes.mac_address);
			print_mac("port", &bssid);
			puts("");
			start_ap();
		}
	} else if (task.oid == OID_WDI_TASK_CONNECT) {
		/* A slow machine may be too late for its access point. */
		if (status != 0 && ++n_joins < MAX_JOINS)
			join();
		else if (status != 0)
			fail("the station could not connect");
		else
			queue(OID_WDI_TASK_CREATE_PORT, WDI_PORT_ADAPTER, &create,
			      NDIS_STATUS_WDI_INDICATION_CREATE_PORT_COMPLETE);
	} else if (task.oid == OID_WDI_TASK_START_AP) {
		if (status == 0) {
			is_started = true;
			puts("started");
			if (arg_passphrase)
				set_key(&gtk, NULL);
		}
		if (arg_is_only)
			run_command((char[]){ "quit" });
	} else if (task.oid == OID_WDI_TASK_SEND_AP_ASSOCIATION_RESPONSE && status == 0) {
		on_associated(payload);
	} else if (status != 0 && task.oid != OID_WDI_TASK_SEND_AP_ASSOCIATION_RESPONSE) {
		fail("a task has failed");
	}
	run_next();
}

static void take_message(const struct wdi_frame *frame)
{
	struct wdi_header header;
	void *payload = NULL;

	if (frame->kind == WDI_FRAME_RESULT && (frame->status != 0 || wdi_frame_header_status(frame) != 0)) {
		printf("refused %u: 0x%08x 0x%08x\n", frame->id & 0xffff, frame->status, wdi_frame_header_status(frame));
		if (n_tasks && is_running && tasks[0].oid == frame->id)
			on_task_end(frame->status ? frame->status : wdi_frame_header_status(frame), NULL);
		else
			fail("a property was refused");
		return;
	}
	if (wdi_message_decode(frame->id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, frame->message, frame->size, &header, &payload) !=
		    0 &&
	    header.status == 0)
		fail("the driver's message does not decode");
	if (frame->kind == WDI_FRAME_RESULT) {
		if (frame->id == OID_WDI_GET_STATISTICS)
			printf("statistics of %zu\n", ((const struct wdi_get_statistics_result *)payload)->n_peer_mac_statistics);
	} else if (is_running && frame->id == tasks[0].completion) {
		on_task_end(header.status, payload);
	} else {
		on_indication(header.port_id, frame->id, payload);
	}
	free(payload);
}

static void take_data(void)
{
	uint8_t buffer[WDI_DATA_PACKET_MAX];
	struct wdi_data_frame frame;

	while (wdi_data_receive(data_fd, buffer, &frame) == 0) {
		struct dot11_mac source;
		struct client *client;

		memcpy(source.b, frame.source, 6);
		client = find(&source);
		if (frame.port != ap_port || memcmp(frame.destination, bssid.b, 6) != 0 || !client || !client->authenticator)
			fail("an EAPOL frame of nobody");
		if (authenticator_receive(client->authenticator, frame.payload, frame.size) != 0)
			puts("ignored");
	}
}

static int next_timeout_ms(void)
{
	uint64_t now = clock_monotonic_us(), due = now + 1000000;

	for (size_t i = 0; i < MAX_CLIENTS; i++)
		if (clients[i].is_used && clients[i].due_us && clients[i].due_us < due)
			due = clients[i].due_us;
	return due > now ? (int)((due - now) / 1000) + 1 : 0;
}

static void run_timers(void)
{
	uint64_t now = clock_monotonic_us();

	for (size_t i = 0; i < MAX_CLIENTS; i++)
		if (clients[i].is_used && clients[i].due_us && clients[i].due_us <= now) {
			clients[i].due_us = 0;
			authenticator_timeout(clients[i].authenticator);
		}
}

static void loop(void)
{
	while (!is_quitting || n_tasks) {
		struct pollfd waiting[] = {
			{ .fd = wdi_link_fd(wifi), .events = POLLIN },
			{ .fd = data_fd, .events = POLLIN },
			{ .fd = commands_fd, .events = POLLIN },
		};
		struct wdi_frame frame;

		if (poll(waiting, 3, next_timeout_ms()) < 0 && errno != EINTR)
			fail("poll");
		/* What the driver said before a frame comes before it. */
		while (wdi_link_receive(wifi, &frame) == 0)
			take_message(&frame);
		if (waiting[0].revents & POLLHUP)
			fail("the driver is gone");
		take_data();
		if (waiting[2].revents & POLLIN)
			take_commands();
		run_timers();
	}
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

static void parse_arguments(int argc, char **argv)
{
	static const struct option options[] = {
		{ "passphrase", required_argument, NULL, 'p' }, { "channel", required_argument, NULL, 'c' },
		{ "only", required_argument, NULL, 'o' },	{ "commands", required_argument, NULL, 'f' },
		{ "join", required_argument, NULL, 'j' },	{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		switch (option) {
		case 'p':
			arg_passphrase = optarg;
			break;
		case 'c':
			arg_channel = (uint32_t)atoi(optarg);
			break;
		case 'o':
			if (sscanf(optarg, "%u/%u", &arg_only_band, &arg_only_channel) != 2)
				exit(2);
			arg_is_only = true;
			break;
		case 'j':
			if (sscanf(optarg, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx/%u/%32s", &arg_join_bssid.b[0], &arg_join_bssid.b[1],
				   &arg_join_bssid.b[2], &arg_join_bssid.b[3], &arg_join_bssid.b[4], &arg_join_bssid.b[5],
				   &arg_join_channel, arg_join_ssid) != 8)
				exit(2);
			arg_is_join = true;
			break;
		case 'f':
			/* Read and written, so that it never ends. */
			commands_fd = open(optarg, O_RDWR | O_NONBLOCK | O_CLOEXEC);
			if (commands_fd < 0)
				fail("no commands");
			break;
		default:
			exit(2);
		}
	}
	if (argc - optind < 2)
		exit(2);
}

int main(int argc, char **argv)
{
	const struct wdi_task_create_port create = { .create_port_parameters.op_mode_mask = WDI_OPERATION_MODE_STA };
	struct wdi_announcement announcement;
	int control, fd, status;

	setvbuf(stdout, NULL, _IOLBF, 0);
	parse_arguments(argc, argv);
	arg_ssid = argv[optind];
	if (arg_passphrase) {
		pmk.size = 32;
		if (crypto_pbkdf2_sha1(arg_passphrase, strlen(arg_passphrase), arg_ssid, strlen(arg_ssid), 4096, pmk.bytes, 32) <
		    0)
			fail("no PMK");
		make_group_key(1);
	}
	control = start_driver(argv + optind + 1);
	if (poll(&(struct pollfd){ .fd = control, .events = POLLIN }, 1, DEADLINE_US / 1000) != 1)
		fail("no announcement in time");
	if (wdi_announcement_receive(control, &announcement, &fd, &data_fd) != 0 || wdi_link_new(&wifi, fd) < 0)
		fail("no announcement");
	printf("adapter %s\n", announcement.name);
	ap_port = 0xffff;
	queue(OID_WDI_TASK_OPEN, WDI_PORT_ADAPTER, NULL, NDIS_STATUS_WDI_INDICATION_OPEN_COMPLETE);
	queue(OID_WDI_TASK_CREATE_PORT, WDI_PORT_ADAPTER, &create, NDIS_STATUS_WDI_INDICATION_CREATE_PORT_COMPLETE);
	loop();

	wdi_link_free(wifi);
	close(control);
	if (wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail("the driver did not end well");
	puts("done");
	return 0;
}
