#include "nl80211/ap_port.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "driver/mac.h"
#include "driver/security.h"
#include "nl80211/ap_channel.h"
#include "nl80211/capabilities.h"
#include "nl80211/keys.h"
#include "nl80211/radio.h"
#include "nl80211/station.h"

#define MAX_WISHES 64
#define DEFAULT_BEACON_INTERVAL_TU 100
#define DEFAULT_DTIM_PERIOD 2
/* IEEE 802.11-2020, table E-4: "any country". */
#define GLOBAL_OPERATING_CLASSES 0x04

struct ap_port {
	struct nl *nl;
	const struct wiphy *wiphy;
	const struct ap_port_listener *listener;
	void *userdata;
	struct wiphy_interface interface;
	struct ap_kernel kernel;
	struct ap *ap;
	struct wdi_request *response_request;
	struct wdi_request *leave_request; /* disconnect or stop: waits for frames */
	size_t beacon_extra_size, probe_extra_size;
	uint8_t beacon_extra[AP_FRAME_MAX_EXTRA], probe_extra[AP_FRAME_MAX_EXTRA];
};

bool ap_port_is_possible(const struct wiphy *wiphy)
{
	return wiphy->can_be_ap && !wiphy->has_ap_sme && wiphy->can_send_as_ap && wiphy->has_ap_beside_station;
}

uint32_t ap_port_ifindex(const struct ap_port *port)
{
	return port->interface.ifindex;
}

const struct dot11_mac *ap_port_mac(const struct ap_port *port)
{
	return &port->interface.mac;
}

const struct ap *ap_port_ap(const struct ap_port *port)
{
	return port->ap;
}

/* What the access point tells */

static void on_asked(const struct dot11_mac *client, bool is_reassociation, const uint8_t *body, size_t size, void *userdata)
{
	struct ap_port *port = userdata;
	const struct wdi_indication_ap_association_request_received indication = {
		.incoming_request_info = {
			.assoc_request_params = {
				.peer_mac_address = wdi_mac_from_dot11(client),
				.is_reassociation_request = is_reassociation,
			},
			.assoc_request_frame = { body, size },
		},
	};

	port->listener->indicate(NDIS_STATUS_WDI_INDICATION_AP_ASSOCIATION_REQUEST_RECEIVED, &indication, port->userdata);
}

static uint32_t response_status(int error)
{
	switch (error) {
	case -ECANCELED:
		return NDIS_STATUS_REQUEST_ABORTED;
	case -ENOTCONN:
		return NDIS_STATUS_INVALID_STATE;
	case -ENOMEM:
	case -ENOBUFS:
		return NDIS_STATUS_RESOURCES;
	default:
		return NDIS_STATUS_FAILURE;
	}
}

static void on_responded(const struct ap_response *response, void *userdata)
{
	struct ap_port *port = userdata;
	const struct ap_bss *bss = ap_bss(port->ap);
	struct wdi_request *request = take_ptr(port->response_request);
	uint8_t elements[2048];
	int made = ap_frame_beacon_elements(bss, elements, sizeof(elements));
	size_t size = made > 0 ? (size_t)made : 0;
	const uint32_t phy_type = capabilities_phy_type(port->wiphy, bss->channel.band, elements, size);
	const struct wdi_indication_send_ap_association_response_complete complete = {
		.assoc_response_result = {
			.peer_mac_address = wdi_mac_from_dot11(&response->client),
			.is_reassociation_request = response->is_reassociation,
			.is_re_association_response = response->is_reassociation,
			.auth_algorithm = driver_akm_to_wdi(bss->akm),
			.unicast_cipher_algorithm = driver_cipher_to_wdi(bss->pairwise_cipher),
			.multicast_cipher_algorithm = driver_cipher_to_wdi(bss->group_cipher),
		},
		.assoc_response_frame = { response->body, response->size },
		.beacon_i_es = { elements, size },
		.n_active_phy_list = 1,
		.active_phy_list = &phy_type,
	};

	if (!request)
		return;
	if (response->error)
		port->listener->finish(request, response_status(response->error), NULL, port->userdata);
	else
		port->listener->finish(request, NDIS_STATUS_SUCCESS, &complete, port->userdata);
}

static uint32_t loss_status(const struct ap_port *port, enum ap_cause cause)
{
	switch (cause) {
	case AP_CAUSE_HOST:
		return WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST;
	case AP_CAUSE_RESET:
		return WDI_ASSOC_STATUS_DISASSOCIATE_BY_DEVICE_RESET;
	case AP_CAUSE_RADIO_OFF:
		return WDI_ASSOC_STATUS_RADIO_OFF;
	case AP_CAUSE_CLIENT_DEAUTHENTICATED:
		return WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED;
	case AP_CAUSE_CLIENT_DISASSOCIATED:
		return WDI_ASSOC_STATUS_PEER_DISASSOCIATED;
	case AP_CAUSE_NOT_HEARD:
		return WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE;
	case AP_CAUSE_LOCAL:
		break;
	}
	return port->listener->is_radio_on(port->userdata) ? WDI_ASSOC_STATUS_DISASSOCIATE_UNABLE_TO_MAINTAIN
							   : WDI_ASSOC_STATUS_RADIO_OFF;
}

static void on_lost(enum ap_cause cause, const struct dot11_mac *client, const uint8_t *body, size_t size, void *userdata)
{
	struct ap_port *port = userdata;
	const struct wdi_indication_disassociation indication = {
		.disconnect_indication_parameters = {
			.mac_address = wdi_mac_from_dot11(client),
			.disassociation_wabi_reason = loss_status(port, cause),
		},
		.has_deauth_frame = cause == AP_CAUSE_CLIENT_DEAUTHENTICATED,
		.has_disassociation_frame = cause == AP_CAUSE_CLIENT_DISASSOCIATED,
		.deauth_frame = { body, size },
		.disassociation_frame = { body, size },
	};

	port->listener->indicate(NDIS_STATUS_WDI_INDICATION_DISASSOCIATION, &indication, port->userdata);
}

static void on_left(void *userdata)
{
	struct ap_port *port = userdata;
	struct wdi_request *request = take_ptr(port->leave_request);

	if (request)
		port->listener->finish(request, NDIS_STATUS_SUCCESS, NULL, port->userdata);
}

static void on_stopped(void *userdata)
{
	struct ap_port *port = userdata;
	const struct wdi_indication_stop_ap indication = {
		.reason.value = WDI_STOP_AP_REASON_FREQUENCY_NOT_AVAILABLE,
	};

	port->listener->indicate(NDIS_STATUS_WDI_INDICATION_STOP_AP, &indication, port->userdata);
}

static void on_eapol(const struct dot11_mac *client, const uint8_t *pdu, size_t size, void *userdata)
{
	struct ap_port *port = userdata;

	port->listener->eapol(client, pdu, size, port->userdata);
}

static const struct ap_listener ap_listener = {
	.asked = on_asked,
	.responded = on_responded,
	.lost = on_lost,
	.left = on_left,
	.stopped = on_stopped,
	.eapol = on_eapol,
};

/* The interface */

static int on_interface(const struct nlmsghdr *message, void *userdata)
{
	/* An answer that describes it not is none of ours: then its name is not known, and that is an error below. */
	wiphy_interface_parse(message, userdata);
	return 0;
}

/* Some radios give every interface the same address; an access point must have one of its own. */
static int give_address(struct ap_port *port, const struct wiphy_interface *station, const struct dot11_mac *wanted)
{
	struct dot11_mac mac = wanted ? *wanted : port->interface.mac;
	int error;

	if (dot11_mac_equal(&mac, &station->mac))
		mac.b[0] ^= 0x02; /* locally administered */
	if (dot11_mac_equal(&mac, &port->interface.mac))
		return 0;
	error = radio_set_interface_mac(port->interface.name, &mac);
	if (error == 0)
		port->interface.mac = mac;
	return error;
}

int ap_port_new(struct ap_port **ret, struct nl *nl, sd_event *loop, const struct wiphy *wiphy,
		const struct wiphy_interface *station, const struct dot11_mac *mac, const struct ap_port_listener *listener,
		void *userdata)
{
	cleanup(cleanup_ap_port) struct ap_port *port = NULL;
	char name[16];
	int error;

	if (!ap_port_is_possible(wiphy))
		return -EOPNOTSUPP;
	port = calloc(1, sizeof(*port));
	if (!port)
		return -ENOMEM;
	port->nl = nl;
	port->wiphy = wiphy;
	port->listener = listener;
	port->userdata = userdata;
	snprintf(name, sizeof(name), "%.12s-ap", station->name);
	error = nl_call(nl, build_new_ap_interface(nl_family(nl), wiphy->index, name), on_interface, &port->interface);
	if (error < 0)
		return error;
	if (!port->interface.ifindex)
		return -EBADMSG;
	error = give_address(port, station, mac);
	if (error < 0)
		return error;
	error = radio_set_interface_up(port->interface.name, true);
	if (error < 0)
		return error;
	port->kernel = (struct ap_kernel){ .nl = nl, .ifindex = port->interface.ifindex, .own = port->interface.mac };
	error = ap_kernel_register(&port->kernel);
	if (error < 0)
		return error;
	error = ap_new(&port->ap, loop, &ap_kernel_ops, &port->kernel, &ap_listener, port);
	if (error < 0)
		return error;
	*ret = take_ptr(port);
	return 0;
}

struct ap_port *ap_port_free(struct ap_port *port)
{
	int error;

	if (!port)
		return NULL;
	ap_free(port->ap);
	if (port->interface.ifindex) {
		error = nl_call(port->nl, build_delete_interface(nl_family(port->nl), port->interface.ifindex), NULL, NULL);
		if (error < 0)
			log_debug("%s: cannot be removed: %s", port->interface.name, strerror(-error));
	}
	free(port);
	return NULL;
}

/* Start */

static enum dot11_band band_of_class(uint8_t operating_class, uint32_t number)
{
	/* IEEE 802.11-2020, table E-4. */
	if (operating_class >= 81 && operating_class <= 84)
		return DOT11_BAND_2GHZ;
	if (operating_class >= 115 && operating_class <= 130)
		return DOT11_BAND_5GHZ;
	if (operating_class >= 131 && operating_class <= 137)
		return DOT11_BAND_6GHZ;
	return number <= 14 ? DOT11_BAND_2GHZ : DOT11_BAND_5GHZ;
}

static uint8_t class_of(const struct dot11_channel *channel)
{
	if (channel->band == DOT11_BAND_2GHZ)
		return channel->number == 14 ? 82 : 81;
	if (channel->band == DOT11_BAND_6GHZ)
		return 131;
	if (channel->number <= 48)
		return 115;
	if (channel->number <= 64)
		return 118;
	return channel->number <= 144 ? 121 : 125;
}

static void add_wish(struct ap_wish *wishes, size_t *n, enum dot11_band band, uint32_t number)
{
	if (*n < MAX_WISHES)
		wishes[(*n)++] = (struct ap_wish){ band, number <= UINT16_MAX ? (uint16_t)number : UINT16_MAX };
}

/* First the advertised channel, then the list (rule 220). */
static size_t list_wishes(const struct wdi_task_start_ap *params, struct ap_wish *wishes)
{
	const struct wdi_tlv_p2p_channel_number *advertised = &params->advertised_operating_channel;
	size_t n = 0;

	if (params->has_advertised_operating_channel && advertised->channel_number)
		add_wish(wishes, &n, band_of_class(advertised->operating_class, advertised->channel_number),
			 advertised->channel_number);
	for (size_t i = 0; i < params->n_ap_band_channel_list; i++) {
		const struct wdi_tlv_ap_band_channel *entry = &params->ap_band_channel_list[i];
		enum dot11_band band = capabilities_band(entry->band_id.band_id);

		if (!entry->n_channel_list)
			add_wish(wishes, &n, band, 0);
		for (size_t c = 0; c < entry->n_channel_list; c++)
			add_wish(wishes, &n, band, entry->channel_list[c]);
	}
	return n;
}

static uint32_t channel_status(int outcome)
{
	switch (outcome) {
	case AP_CHANNEL_E_BUSY:
		return NDIS_STATUS_DOT11_AP_CHANNEL_CURRENTLY_NOT_AVAILABLE;
	case AP_CHANNEL_E_BAND_BUSY:
		return NDIS_STATUS_DOT11_AP_BAND_CURRENTLY_NOT_AVAILABLE;
	case AP_CHANNEL_E_NOT_ALLOWED:
		return NDIS_STATUS_DOT11_AP_CHANNEL_NOT_ALLOWED;
	case AP_CHANNEL_E_BAND_NOT_ALLOWED:
		return NDIS_STATUS_DOT11_AP_BAND_NOT_ALLOWED;
	default:
		return NDIS_STATUS_NOT_SUPPORTED;
	}
}

static bool contains(const uint32_t *list, size_t n, uint32_t value)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == value)
			return true;
	return false;
}

/* The first cipher of a list that the radio has, 0 without one. */
static uint32_t choose_cipher(const struct wiphy *wiphy, const uint32_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t cipher = driver_cipher_from_wdi(list[i]);

		if (cipher != DOT11_CIPHER_NONE && cipher != DOT11_CIPHER_TKIP && dot11_cipher_is_pairwise(cipher) &&
		    wiphy_has_cipher(wiphy, cipher))
			return cipher;
	}
	return DOT11_CIPHER_NONE;
}

/* Return: 0; -EOPNOTSUPP for wishes that are not served. */
static int choose_security(const struct ap_port *port, const struct wdi_task_start_ap *params, struct ap_bss *bss)
{
	const uint32_t *auths = params->authentication_algorithms;
	size_t n = params->n_authentication_algorithms;

	/* Leaving it out of a list that has it would let nobody in who insists on it. */
	if (contains(auths, n, WDI_AUTH_ALGO_WPA3_SAE))
		return -EOPNOTSUPP;
	if (contains(auths, n, WDI_AUTH_ALGO_RSNA_PSK)) {
		bss->akm = DOT11_AKM_PSK;
		bss->pairwise_cipher =
			choose_cipher(port->wiphy, params->unicast_cipher_algorithms, params->n_unicast_cipher_algorithms);
		bss->group_cipher =
			choose_cipher(port->wiphy, params->multicast_cipher_algorithms, params->n_multicast_cipher_algorithms);
		return bss->pairwise_cipher && bss->group_cipher && port->wiphy->has_control_port ? 0 : -EOPNOTSUPP;
	}
	return contains(auths, n, WDI_AUTH_ALGO_80211_OPEN) && contains(params->unicast_cipher_algorithms,
									params->n_unicast_cipher_algorithms, WDI_CIPHER_ALGO_NONE)
		       ? 0
		       : -EOPNOTSUPP;
}

/* Return: NDIS status. */
static uint32_t fill_bss(const struct ap_port *port, const struct wdi_task_start_ap *params, uint32_t only_mhz,
			 struct ap_bss *bss)
{
	const struct wdi_tlv_start_ap_parameters *fixed = &params->static_parameters;
	struct ap_wish wishes[MAX_WISHES];
	size_t n_wishes = list_wishes(params, wishes);
	int outcome;

	if (!params->desired_ssid.size || params->desired_ssid.size > sizeof(bss->ssid.bytes) ||
	    fixed->beacon_period > UINT16_MAX || fixed->dtim_period > UINT8_MAX)
		return NDIS_STATUS_INVALID_DATA;
	bss->bssid = port->interface.mac;
	bss->ssid.size = (uint8_t)params->desired_ssid.size;
	memcpy(bss->ssid.bytes, params->desired_ssid.data, params->desired_ssid.size);
	bss->beacon_interval_tu = fixed->beacon_period ? (uint16_t)fixed->beacon_period : DEFAULT_BEACON_INTERVAL_TU;
	bss->dtim_period = fixed->dtim_period ? (uint8_t)fixed->dtim_period : DEFAULT_DTIM_PERIOD;
	if (choose_security(port, params, bss) < 0)
		return NDIS_STATUS_NOT_SUPPORTED;
	outcome = ap_channel_choose(port->wiphy, wishes, n_wishes, fixed->must_use_specified_channels, only_mhz, &bss->channel);
	if (outcome != 0)
		return channel_status(outcome);
	ap_bss_set_rates(bss, &port->wiphy->bands[bss->channel.band - 1], fixed->data_rate_support802_11b);
	ap_bss_set_ht(bss, &port->wiphy->bands[bss->channel.band - 1]);
	bss->beacon_extra_size = port->beacon_extra_size;
	memcpy(bss->beacon_extra, port->beacon_extra, sizeof(bss->beacon_extra));
	bss->probe_extra_size = port->probe_extra_size;
	memcpy(bss->probe_extra, port->probe_extra, sizeof(bss->probe_extra));
	return bss->n_rates ? NDIS_STATUS_SUCCESS : NDIS_STATUS_NOT_SUPPORTED;
}

static uint32_t start_status(int error)
{
	switch (error) {
	case 0:
		return NDIS_STATUS_SUCCESS;
	case -EALREADY:
		return NDIS_STATUS_INVALID_STATE;
	case -EBUSY: /* something else holds the radio on another channel */
		return NDIS_STATUS_DOT11_AP_CHANNEL_CURRENTLY_NOT_AVAILABLE;
	case -ERFKILL:
	case -ENETDOWN:
		return NDIS_STATUS_DOT11_POWER_STATE_INVALID;
	default:
		return keys_status(error);
	}
}

static void tell_channel(const struct ap_port *port, const struct dot11_channel *channel)
{
	const struct wdi_indication_p2p_group_operating_channel indication = {
		.channel = {
			.country_or_region_string = { 'X', 'X', GLOBAL_OPERATING_CLASSES },
			.operating_class = class_of(channel),
			.channel_number = channel->number,
		},
		.indicate_reason.reason = WDI_P2P_CHANNEL_INDICATE_REASON_NEW_CONNECTION,
		.ap_band_information.band_id.band_id = capabilities_band_id(channel->band),
	};

	port->listener->indicate(NDIS_STATUS_WDI_INDICATION_P2P_GROUP_OPERATING_CHANNEL, &indication, port->userdata);
}

void ap_port_start(struct ap_port *port, struct wdi_request *request, const struct wdi_task_start_ap *params, uint32_t only_mhz)
{
	struct ap_bss bss = { .akm = DOT11_AKM_NONE };
	struct build_security security;
	uint32_t status;

	wdi_request_start(request);
	status = ap_is_started(port->ap) ? NDIS_STATUS_INVALID_STATE : fill_bss(port, params, only_mhz, &bss);
	if (status == NDIS_STATUS_SUCCESS) {
		security = (struct build_security){
			.akm = bss.akm,
			.pairwise_cipher = bss.pairwise_cipher,
			.group_cipher = bss.group_cipher,
			.has_control_port = port->wiphy->has_control_port,
		};
		/* After a radio was off the interface is down. */
		radio_set_interface_up(port->interface.name, true);
		status = start_status(
			ap_start(port->ap, &bss, &security, dot11_channel_to_mhz(bss.channel.band, bss.channel.number)));
	}
	if (status == NDIS_STATUS_SUCCESS)
		tell_channel(port, &bss.channel);
	else
		log_debug("%s: cannot start: 0x%08x", port->interface.name, status);
	port->listener->finish(request, status, NULL, port->userdata);
}

/* Clients */

void ap_port_respond(struct ap_port *port, struct wdi_request *request,
		     const struct wdi_task_send_ap_association_response *params)
{
	const struct wdi_tlv_incoming_association_request_info *info = &params->incoming_request_info;
	const struct wdi_tlv_association_response_parameters *answer = &params->assoc_response_parameters;
	struct dot11_mac client = dot11_mac_from_wdi(&info->assoc_request_params.peer_mac_address);
	const struct wdi_blob *extra = &params->vendor_i_es;
	uint8_t kind = info->assoc_request_params.is_reassociation_request ? DOT11_FRAME_REASSOCIATION_REQUEST
									   : DOT11_FRAME_ASSOCIATION_REQUEST;
	uint16_t status = DOT11_STATUS_SUCCESS;
	struct dot11_management management = { 0 };
	int error;

	if (!answer->accept_request)
		status = answer->reason_code ? answer->reason_code : DOT11_STATUS_FAILURE;
	if ((params->has_vendor_i_es && dot11_elements_check(extra->data, extra->size) < 0) ||
	    dot11_management_parse(kind, info->assoc_request_frame.data, info->assoc_request_frame.size, &management) < 0) {
		wdi_request_fail(request, NDIS_STATUS_INVALID_DATA);
		return;
	}
	wdi_request_start(request);
	error = ap_respond(port->ap, &client, status, params->has_vendor_i_es ? extra->data : NULL,
			   params->has_vendor_i_es ? extra->size : 0);
	if (error < 0)
		port->listener->finish(request, response_status(error), NULL, port->userdata);
	else
		port->response_request = request;
}

void ap_port_abort_response(struct ap_port *port)
{
	ap_abort_response(port->ap);
}

void ap_port_disconnect(struct ap_port *port, struct wdi_request *request, const struct wdi_task_disconnect *params)
{
	const struct wdi_tlv_disconnect_parameters *disconnect = &params->disconnect_parameters;
	const struct dot11_mac everybody = DOT11_MAC_BROADCAST;
	struct dot11_mac client = dot11_mac_from_wdi(&disconnect->mac_address);
	/* The frames first: everything else has time. */
	int outcome =
		ap_leave(port->ap, dot11_mac_equal(&client, &everybody) ? NULL : &client, disconnect->disassociation80211_reason);

	wdi_request_start(request);
	if (outcome == AP_E_DONE)
		port->listener->finish(request, NDIS_STATUS_SUCCESS, NULL, port->userdata);
	else
		port->leave_request = request;
}

void ap_port_stop(struct ap_port *port, struct wdi_request *request)
{
	int outcome = ap_stop(port->ap, DOT11_REASON_LEAVING_NETWORK_DEAUTH);

	wdi_request_start(request);
	if (outcome == AP_E_DONE)
		port->listener->finish(request, NDIS_STATUS_SUCCESS, NULL, port->userdata);
	else
		port->leave_request = request;
}

void ap_port_reset(struct ap_port *port, struct wdi_request *request)
{
	wdi_request_start(request);
	ap_halt(port->ap, AP_CAUSE_RESET);
	port->beacon_extra_size = 0;
	port->probe_extra_size = 0;
	port->listener->finish(request, NDIS_STATUS_SUCCESS, NULL, port->userdata);
}

void ap_port_halt(struct ap_port *port, enum ap_cause cause)
{
	if (!ap_is_started(port->ap))
		return;
	ap_halt(port->ap, cause);
	on_stopped(port);
}

/* Keys, frames, elements */

static void wipe_key(struct dot11_key *key)
{
	secret_wipe(&key->key);
}

/* Return: 0; negative errno. */
static int add_one(struct ap_port *port, const struct wdi_tlv_set_cipher_key_info *info)
{
	cleanup(wipe_key) struct dot11_key key = { 0 };
	struct dot11_mac client = dot11_mac_from_wdi(&info->peer_mac_address.address);
	int error = driver_key_from_wdi(info, &key);

	if (error < 0)
		return error;
	if (!wiphy_has_cipher(port->wiphy, key.cipher))
		return -EOPNOTSUPP;
	error = ap_add_key(port->ap, info->has_peer_mac_address ? &client : NULL, &key);
	if (error < 0)
		log_debug("key %u of %s: %s", key.index, dot11_cipher_name(key.cipher), strerror(-error));
	return error;
}

uint32_t ap_port_add_keys(struct ap_port *port, const struct wdi_set_add_cipher_keys *add)
{
	for (size_t i = 0; i < add->n_set_cipher_key; i++) {
		int error = add_one(port, &add->set_cipher_key[i]);

		if (error < 0)
			return keys_status(error);
	}
	return NDIS_STATUS_SUCCESS;
}

uint32_t ap_port_delete_keys(struct ap_port *port, const struct wdi_set_delete_cipher_keys *delete)
{
	for (size_t i = 0; i < delete->n_cipher_key_info; i++) {
		const struct wdi_tlv_delete_cipher_key_info *info = &delete->cipher_key_info[i];
		uint32_t index = info->has_cipher_key_id ? info->cipher_key_id.cipher_key_id : 0;
		struct dot11_mac client = dot11_mac_from_wdi(&info->peer_mac_address.address);
		bool is_pairwise = info->cipher_key_type_info.key_type == WDI_CIPHER_KEY_TYPE_PAIRWISE_KEY;
		int error;

		if (index > 7 || (is_pairwise && !info->has_peer_mac_address))
			return NDIS_STATUS_INVALID_DATA;
		error = ap_delete_key(port->ap, is_pairwise ? &client : NULL, (uint8_t)index);
		if (error < 0)
			return keys_status(error);
	}
	return NDIS_STATUS_SUCCESS;
}

uint32_t ap_port_advertise(struct ap_port *port, const struct wdi_set_advertisement_information *params)
{
	static const struct wdi_blob nothing;
	const struct wdi_tlv_additional_ies *extra = &params->additional_i_es;
	const struct wdi_blob *beacon =
		params->has_additional_i_es && extra->has_additional_beacon_i_es ? &extra->additional_beacon_i_es : &nothing;
	const struct wdi_blob *probe = params->has_additional_i_es && extra->has_additional_probe_response_i_es
					       ? &extra->additional_probe_response_i_es
					       : &nothing;

	if (beacon->size > sizeof(port->beacon_extra) || probe->size > sizeof(port->probe_extra) ||
	    dot11_elements_check(beacon->data, beacon->size) < 0 || dot11_elements_check(probe->data, probe->size) < 0)
		return NDIS_STATUS_INVALID_DATA;
	port->beacon_extra_size = beacon->size;
	if (beacon->size)
		memcpy(port->beacon_extra, beacon->data, beacon->size);
	port->probe_extra_size = probe->size;
	if (probe->size)
		memcpy(port->probe_extra, probe->data, probe->size);
	return NDIS_STATUS_SUCCESS;
}

static int on_station(const struct nlmsghdr *message, void *userdata)
{
	return station_parse(message, userdata);
}

void ap_port_tell_statistics(struct ap_port *port, struct wdi_request *request)
{
	struct dot11_mac clients[AP_MAX_CLIENTS];
	struct wdi_tlv_mac_statistics macs[AP_MAX_CLIENTS + 1] = { 0 };
	struct wdi_tlv_phy_statistics phy = { .phy_type = WDI_PHY_TYPE_UNKNOWN };
	const struct dot11_mac everybody = DOT11_MAC_BROADCAST;
	size_t n = ap_clients(port->ap, clients);
	const struct wdi_get_statistics_result result = {
		.n_peer_mac_statistics = n ? n : 1,
		.peer_mac_statistics = macs,
		.n_phy_statistics = 1,
		.phy_statistics = &phy,
	};

	macs[0].mac_address = wdi_mac_from_dot11(&everybody);
	for (size_t i = 0; i < n; i++) {
		struct station station = { 0 };

		macs[i].mac_address = wdi_mac_from_dot11(&clients[i]);
		if (nl_call(port->nl, build_get_station(nl_family(port->nl), port->interface.ifindex, &clients[i]), on_station,
			    &station) < 0)
			continue;
		macs[i].transmitted_frame_count = station.tx_packets;
		macs[i].received_frame_count = station.rx_packets;
		phy.transmitted_frame_count += station.tx_packets;
		phy.received_frame_count += station.rx_packets;
		phy.failed_count += station.tx_failed;
		phy.retry_count += station.tx_retries;
	}
	wdi_request_complete(request, NDIS_STATUS_SUCCESS, &result);
}

int ap_port_send_eapol(struct ap_port *port, const struct dot11_mac *client, const void *pdu, size_t size)
{
	return ap_send_eapol(port->ap, client, pdu, size);
}

void ap_port_on_event(struct ap_port *port, const struct event *event)
{
	ap_on_event(port->ap, event);
}

void ap_port_resync(struct ap_port *port)
{
	ap_resync(port->ap);
}
