#include "wlansvc/msm/port.h"

#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "driver/mac.h"
#include "wdi/wdi.h"

/* More would only make the message longer; they are sorted, the rest is weaker. */
#define MAX_CANDIDATES 10

static void port_connect_done(uint32_t status, const void *result, void *userdata)
{
	struct msm_port *port = userdata;

	port->connect = NULL;
	msm_task_done(port->msm, status);
}

static void port_task_done(uint32_t status, const void *result, void *userdata)
{
	struct msm_port *port = userdata;

	msm_task_done(port->msm, status);
}

static void fill_entry(struct wdi_tlv_connect_bss_entry *entry, const struct msm_candidate *candidate)
{
	*entry = (struct wdi_tlv_connect_bss_entry){
		.bssid.address = wdi_mac_from_dot11(&candidate->bssid),
		.has_probe_response_frame = candidate->probe_response_size > 0,
		.probe_response_frame = { candidate->probe_response, candidate->probe_response_size },
		.has_beacon_frame = candidate->beacon_size > 0,
		.beacon_frame = { candidate->beacon, candidate->beacon_size },
		.signal_info = { .rssi = candidate->rssi_dbm, .link_quality = candidate->link_quality },
		.channel_info = { .channel_number = candidate->channel, .band_id = candidate->band_id },
		.has_device_specific_context = candidate->context_size > 0,
		.device_specific_context = { candidate->context, candidate->context_size },
	};
}

static int port_submit_connect(const struct msm_target *target, void *userdata)
{
	struct msm_port *port = userdata;
	struct wdi_tlv_connect_bss_entry entries[MAX_CANDIDATES];
	size_t n_entries = target->n_candidates < MAX_CANDIDATES ? target->n_candidates : MAX_CANDIDATES;
	const struct wdi_blob ssid = { target->ssid.bytes, target->ssid.size };
	_auto_free_ struct wdi_mac *allowed = NULL;

	if (!port->adapter)
		return -ENODEV;
	for (size_t i = 0; i < n_entries; i++)
		fill_entry(&entries[i], &target->candidates[i]);
	if (target->n_allowed > 0) {
		allowed = calloc(target->n_allowed, sizeof(*allowed));
		if (!allowed)
			return -ENOMEM;
		for (size_t i = 0; i < target->n_allowed; i++)
			allowed[i] = wdi_mac_from_dot11(&target->allowed[i]);
	}

	const struct wdi_task_connect connect = {
		.connect_parameters = {
			.connection_settings = {
				.hidden_network = target->is_hidden,
				/* Open networks carry plain frames by their nature. */
				.exclude_unencrypted = target->unicast_cipher != WDI_CIPHER_ALGO_NONE,
			},
			.n_ssid_list = 1,
			.ssid_list = &ssid,
			.n_authentication_algorithms = 1,
			.authentication_algorithms = &target->auth,
			.n_multicast_cipher_algorithms = 1,
			.multicast_cipher_algorithms = &target->group_cipher,
			.n_unicast_cipher_algorithms = 1,
			.unicast_cipher_algorithms = &target->unicast_cipher,
			.n_allowed_bssi_ds = target->n_allowed,
			.allowed_bssi_ds = allowed,
		},
		.n_preferred_bss_entry_list = n_entries,
		.preferred_bss_entry_list = entries,
	};

	return host_adapter_submit(port->adapter, OID_WDI_TASK_CONNECT, host_adapter_port(port->adapter), &connect,
				   port_connect_done, port, &port->connect);
}

static void port_abort_connect(void *userdata)
{
	struct msm_port *port = userdata;

	/* -EOPNOTSUPP: it runs on; its end is awaited all the same. */
	if (port->connect)
		(void)host_command_abort(port->connect);
}

static int port_submit_disconnect(const struct dot11_mac *peer, uint16_t reason, void *userdata)
{
	struct msm_port *port = userdata;

	if (!port->adapter)
		return -ENODEV;

	const struct wdi_task_disconnect disconnect = {
		.disconnect_parameters = {
			.mac_address = wdi_mac_from_dot11(peer),
			.disassociation80211_reason = reason,
		},
	};

	return host_adapter_submit(port->adapter, OID_WDI_TASK_DISCONNECT, host_adapter_port(port->adapter), &disconnect,
				   port_task_done, port, NULL);
}

static int port_submit_reset(void *userdata)
{
	struct msm_port *port = userdata;

	if (!port->adapter)
		return -ENODEV;

	/* The MIB stays: what was configured beyond this attempt is not the attempt's (rule 159). */
	const struct wdi_task_dot11_reset reset = { .dot11_reset_parameters.set_default_mib = 0 };

	return host_adapter_submit(port->adapter, OID_WDI_TASK_DOT11_RESET, host_adapter_port(port->adapter), &reset,
				   port_task_done, port, NULL);
}

const struct msm_ops msm_port_ops = {
	.submit_connect = port_submit_connect,
	.abort_connect = port_abort_connect,
	.submit_disconnect = port_submit_disconnect,
	.submit_reset = port_submit_reset,
};

static void pass_association_results(struct msm_port *port, const struct wdi_indication_association_result *indication)
{
	for (size_t i = 0; i < indication->n_association_results; i++) {
		const struct wdi_tlv_association_result *result = &indication->association_results[i];
		const struct msm_association association = {
			.bssid = dot11_mac_from_wdi(&result->bssid.address),
			.status = result->association_result_parameters.association_status,
			.peer_status = result->association_result_parameters.status_code,
			.auth = result->association_result_parameters.auth_algorithm,
			.unicast_cipher = result->association_result_parameters.unicast_cipher_algorithm,
			.phy_type = result->n_active_phy_type_list > 0 ? result->active_phy_type_list[0] : WDI_PHY_TYPE_UNKNOWN,
			.band_id = result->association_result_parameters.band_id,
		};

		msm_association_result(port->msm, &association);
	}
}

bool msm_port_indication(struct msm_port *port, uint32_t id, const void *payload)
{
	switch (id) {
	case NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT:
		pass_association_results(port, payload);
		return true;
	case NDIS_STATUS_WDI_INDICATION_DISASSOCIATION: {
		const struct wdi_indication_disassociation *indication = payload;
		struct dot11_mac peer = dot11_mac_from_wdi(&indication->disconnect_indication_parameters.mac_address);

		msm_peer_lost(port->msm, &peer, indication->disconnect_indication_parameters.disassociation_wabi_reason);
		return true;
	}
	default:
		return false;
	}
}
