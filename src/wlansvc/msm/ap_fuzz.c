/*
 * Reaches ap_association_request() with judge_request() and judge_rsne(), and ap_response_done() with start_handshake() and take_element():
 * association requests and elements of beacons; then ap_eapol() with authenticator_receive(). The first byte chooses kind and security,
 * the second and third where the request ends and the beacon's elements do.
 */
#include <stdlib.h>
#include <string.h>

#include "wdi/wdi.h"
#include "wlansvc/msm/ap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t answered; /* number of the client whose response is under way */
static uint16_t status;

static int submit(void *port)
{
	return 0;
}

static int submit_start(const struct ap_settings *settings, void *port)
{
	return 0;
}

static void abort_start(void *port)
{
}

static int submit_advertisement(const uint8_t *elements, size_t size, void *port)
{
	return 0;
}

static int submit_response(uint32_t client, const struct ap_request *request, uint16_t with, void *port)
{
	answered = client;
	status = with;
	return 0;
}

static int submit_disconnect(uint32_t client, const struct dot11_mac *mac, uint16_t reason, void *port)
{
	return 0;
}

static int submit_keys(uint32_t client, const struct dot11_mac *mac, const struct dot11_key *key, void *port)
{
	if (client != 0)
		abort(); /* nobody here knows the key */
	return 0;
}

static int send_eapol(const struct dot11_mac *client, const uint8_t *pdu, size_t size, void *port)
{
	return 0;
}

static void set_timer(uint64_t delay_us, void *port)
{
}

static uint64_t now_us(void *port)
{
	return 1;
}

static const struct ap_ops ops = { submit,	    submit_start,      abort_start, submit_advertisement, submit,    submit, submit,
				   submit_response, submit_disconnect, submit_keys, send_eapol,		  set_timer, now_us };

static void nothing(void *userdata)
{
}

static void on_down(enum ap_ending ending, uint32_t with, void *userdata)
{
}

static void on_joined(const struct dot11_mac *client, void *userdata)
{
	if (*(const bool *)userdata) /* secured */
		abort();
}

static void on_left(const struct dot11_mac *client, enum ap_departure departure, void *userdata)
{
}

static const struct ap_listener listener = { nothing, on_down, on_joined, on_left };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ap_settings settings = { .ssid = { 1, "x" }, .channel = 1, .band_id = WDI_BAND_ID_2400, .max_clients = 2 };
	const struct dot11_mac own = { { 2, 0, 0, 0, 0, 9 } };
	struct ap_request request = { .client = { { 2, 0, 0, 0, 0, 1 } } };
	size_t elements_size;
	struct ap *ap;

	if (size < 3)
		return 0;
	settings.is_secure = data[0] & 1;
	settings.pmk.size = 32;
	request.is_reassociation = data[0] & 2;
	request.frame = data + 3;
	request.frame_size = data[1] < size - 3 ? data[1] : size - 3;
	elements_size = size - 3 - request.frame_size;
	if (elements_size > data[2])
		elements_size = data[2];
	if (ap_new(&ap, &ops, NULL, &listener, &settings.is_secure) < 0)
		return 0;
	if (ap_start(ap, &settings) != 0 || ap_created(ap, NDIS_STATUS_SUCCESS, &own) != 0 || ap_task_done(ap, NDIS_STATUS_SUCCESS) != 0)
		abort();
	answered = 0;
	(void)ap_association_request(ap, &request);
	if (answered > 0) {
		(void)ap_response_done(ap, answered, NDIS_STATUS_SUCCESS, request.frame + request.frame_size, elements_size);
		(void)ap_eapol(ap, &request.client, request.frame + request.frame_size + elements_size,
			       size - 3 - request.frame_size - elements_size);
	}
	ap_free(ap);
	return 0;
}
