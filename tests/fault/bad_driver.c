/*
 * A driver that behaves until the disconnect, and then does what its argument says; started anew, it behaves altogether. One
 * adapter, one access point "bad" in range, no air: written on the link itself, as libwdi keeps its users from most of this.
 *
 * What it was like before is a file named after the service's process, which the test removes.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "wdi/driver.h"
#include "wdi/link.h"
#include "wlansvc/acm/bss_fixture.h"

static const struct wdi_mac peer = { { 2, 0, 0, 0, 0, 1 } };
static const struct wdi_mac stranger = { { 2, 9, 9, 9, 9, 9 } };

static struct wdi_link *the_link;
static const char *mode;

static void answer(enum wdi_frame_kind kind, uint32_t id, const struct wdi_frame *request, uint32_t transaction, uint32_t status,
		   const void *payload)
{
	struct wdi_header header = { .port_id = request ? wdi_frame_port(request) : 0, .status = status, .transaction_id = transaction };
	struct wdi_frame frame = { .kind = kind, .id = id };
	_auto_free_ uint8_t *message = NULL;

	if (wdi_message_encode(id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, &header, payload, &message, &frame.size) != 0)
		exit(2);
	frame.message = message;
	if (wdi_link_send(the_link, &frame) < 0)
		exit(3);
}

static void m3(const struct wdi_frame *request, uint32_t status)
{
	answer(WDI_FRAME_RESULT, request->id, request, wdi_frame_transaction(request), status, NULL);
}

static void m4(const struct wdi_frame *request, uint32_t transaction, uint32_t status)
{
	static const struct wdi_indication_create_port_complete port = { .port_attributes = { .port_number = 0 } };

	answer(WDI_FRAME_INDICATION, wdi_message_info(request->id)->completion, request, transaction, status,
	       request->id == OID_WDI_TASK_CREATE_PORT ? &port : NULL);
}

static void indicate_loss(const struct wdi_mac *who, uint32_t status)
{
	static const uint8_t reason[] = { 7, 0 };
	const struct wdi_indication_disassociation indication = {
		.disconnect_indication_parameters = { .mac_address = *who, .disassociation_wabi_reason = status },
		.has_deauth_frame = status == WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED,
		.deauth_frame = { reason, sizeof(reason) },
		.has_disassociation_frame = status == WDI_ASSOC_STATUS_PEER_DISASSOCIATED,
		.disassociation_frame = { reason, sizeof(reason) },
		.has_need_peer_state_cleanup = true, /* of an older scheme; to be ignored (rule 141) */
	};

	answer(WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_DISASSOCIATION, NULL, 0, NDIS_STATUS_SUCCESS, &indication);
}

static void do_task(const struct wdi_frame *request)
{
	m3(request, NDIS_STATUS_SUCCESS);
	m4(request, wdi_frame_transaction(request), NDIS_STATUS_SUCCESS);
}

static void do_scan(const struct wdi_frame *request)
{
	struct bss_fixture bss;
	struct wdi_indication_bss_entry_list list = { .n_device_descriptor = 1, .device_descriptor = &bss.entry };

	bss_fixture_make(&bss, 1, "bad", -50, NULL, 0);
	m3(request, NDIS_STATUS_SUCCESS);
	answer(WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_BSS_ENTRY_LIST, NULL, 0, NDIS_STATUS_SUCCESS, &list);
	m4(request, wdi_frame_transaction(request), NDIS_STATUS_SUCCESS);
}

static void do_connect(const struct wdi_frame *request)
{
	static const uint32_t phys[] = { WDI_PHY_TYPE_HE };
	static const struct wdi_tlv_association_result result = {
		.bssid.address = { { 2, 0, 0, 0, 0, 1 } },
		.association_result_parameters = { .association_status = WDI_ASSOC_STATUS_SUCCESS, .port_authorized = true,
						   .band_id = WDI_BAND_ID_2400 },
		.n_active_phy_type_list = 1,
		.active_phy_type_list = phys,
	};
	const struct wdi_indication_association_result indication = { .n_association_results = 1, .association_results = &result };

	m3(request, NDIS_STATUS_SUCCESS);
	answer(WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT, NULL, 0, NDIS_STATUS_SUCCESS, &indication);
	m4(request, wdi_frame_transaction(request), NDIS_STATUS_SUCCESS);
	if (strncmp(mode, "lost-", 5) == 0) {
		indicate_loss(&stranger, WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED);
		indicate_loss(&peer, (uint32_t)atoi(mode + 5));
		indicate_loss(&peer, (uint32_t)atoi(mode + 5)); /* once more */
	}
}

static void disconnect_properly(const struct wdi_frame *request)
{
	m3(request, NDIS_STATUS_SUCCESS);
	indicate_loss(&peer, WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST);
	m4(request, wdi_frame_transaction(request), NDIS_STATUS_SUCCESS);
}

/* A switch on the machine, not the service. */
static void indicate_radio(bool is_on)
{
	const struct wdi_indication_radio_status indication = { .radio_state = { .hardware_state = is_on, .software_state = true } };

	answer(WDI_FRAME_INDICATION, NDIS_STATUS_WDI_INDICATION_RADIO_STATUS, NULL, 0, NDIS_STATUS_SUCCESS, &indication);
}

static void disconnect_badly(const struct wdi_frame *request)
{
	uint32_t transaction = wdi_frame_transaction(request);

	if (strcmp(mode, "m3-never") == 0)
		return;
	if (strcmp(mode, "dies") == 0)
		_exit(1);
	if (strcmp(mode, "refuses") == 0) {
		m3(request, NDIS_STATUS_INVALID_STATE);
	} else if (strcmp(mode, "garbage") == 0) {
		(void)!send(wdi_link_fd(the_link), "garbage", 7, 0);
	} else if (strcmp(mode, "m4-first") == 0) {
		m4(request, transaction, NDIS_STATUS_SUCCESS);
		m3(request, NDIS_STATUS_SUCCESS);
	} else if (strcmp(mode, "indication-first") == 0) { /* as the public sample driver does */
		indicate_loss(&peer, WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST);
		m3(request, NDIS_STATUS_SUCCESS);
		m4(request, transaction, NDIS_STATUS_SUCCESS);
	} else if (strcmp(mode, "radio-off") == 0) {
		m3(request, NDIS_STATUS_SUCCESS);
		indicate_radio(false);
		indicate_loss(&peer, WDI_ASSOC_STATUS_RADIO_OFF);
		m4(request, transaction, NDIS_STATUS_SUCCESS);
		indicate_radio(true);
	} else {
		m3(request, NDIS_STATUS_SUCCESS);
		if (strcmp(mode, "fails") == 0)
			m4(request, transaction, NDIS_STATUS_FAILURE);
		else if (strcmp(mode, "wrong-transaction") == 0)
			m4(request, transaction + 1, NDIS_STATUS_SUCCESS);
		else if (strcmp(mode, "other-peer") == 0)
			indicate_loss(&stranger, WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST);
		if (strcmp(mode, "m4-twice") == 0 || strcmp(mode, "other-peer") == 0 || strcmp(mode, "no-indication") == 0)
			m4(request, transaction, NDIS_STATUS_SUCCESS);
		if (strcmp(mode, "m4-twice") == 0)
			m4(request, transaction, NDIS_STATUS_FAILURE);
	}
}

static void take(const struct wdi_frame *request)
{
	static const struct wdi_algo_pairs pairs[] = { { WDI_AUTH_ALGO_80211_OPEN, WDI_CIPHER_ALGO_NONE } };
	static const struct wdi_get_adapter_capabilities_result capabilities = {
		.interface_attributes = {
			.interface_capabilities = { .hardware_radio_state = true, .software_radio_state = true },
			.firmware_version = { (const uint8_t *)"bad", 4 },
		},
		.station_attributes = {
			.n_unicast_algorithms = 1, .unicast_algorithms = pairs,
			.n_multicast_data_algorithms = 1, .multicast_data_algorithms = pairs,
			.n_multicast_management_algorithms = 1, .multicast_management_algorithms = pairs,
		},
	};
	const struct wdi_message_info *info = wdi_message_info(request->id);

	if (request->id == OID_WDI_GET_ADAPTER_CAPABILITIES)
		answer(WDI_FRAME_RESULT, request->id, request, wdi_frame_transaction(request), NDIS_STATUS_SUCCESS, &capabilities);
	else if (request->id == OID_WDI_TASK_SCAN)
		do_scan(request);
	else if (request->id == OID_WDI_TASK_CONNECT)
		do_connect(request);
	else if (request->id == OID_WDI_TASK_DISCONNECT && !*mode)
		disconnect_properly(request);
	else if (request->id == OID_WDI_TASK_DISCONNECT)
		disconnect_badly(request);
	else if (info && info->kind == WDI_MESSAGE_TASK)
		do_task(request);
	else
		m3(request, NDIS_STATUS_SUCCESS);
}

/* The second time, and from then on, there is nothing bad about it. */
static void choose_mode(const char *wanted)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/tmp/bad-driver.%d", (int)getppid());
	fd = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);
	mode = fd >= 0 ? wanted : "";
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	const struct wdi_adapter_info info = { .guid = { 0xba, 0xd }, .name = "bad0", .description = "Bad adapter" };
	int control = atoi(getenv("WDI_CONTROL_FD")), fd, r;

	if (argc != 2)
		return 1;
	choose_mode(argv[1]);
	if (wdi_driver_announce(control, &info, &fd, NULL) < 0 || wdi_link_new(&the_link, fd) < 0)
		return 1;
	for (;;) {
		struct pollfd polls[2] = { { .fd = control, .events = POLLIN }, { .fd = wdi_link_fd(the_link), .events = POLLIN } };
		struct wdi_frame frame;

		if (poll(polls, 2, -1) < 0 || polls[0].revents)
			break;
		while ((r = wdi_link_receive(the_link, &frame)) == 0)
			take(&frame);
		if (r != -EAGAIN)
			break;
	}
	wdi_link_free(the_link);
	return 0;
}
