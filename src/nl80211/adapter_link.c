/* How good the link is: looked at from time to time, told when it changes, and counted. */
#include "nl80211/adapter_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "driver/mac.h"
#include "nl80211/capabilities.h"
#include "nl80211/station.h"

/* How often speed and quality of a link are looked at (rule 214 asks for changes only). */
#define LINK_POLL_US 5000000u
#define LINK_QUALITY_STEP 5

static int on_station(const struct nlmsghdr *message, void *userdata)
{
	return station_parse(message, userdata);
}

/* Return: 0; negative errno. */
static int get_station(struct adapter *adapter, struct station *ret_station)
{
	const struct dot11_mac *peer = mlme_peer(adapter->mlme);

	if (!peer)
		return -ENOTCONN;
	return nl_call(adapter->nl, build_get_station(nl_family(adapter->nl), adapter->interface.ifindex, peer), on_station,
		       ret_station);
}

static bool is_link_changed(const struct adapter *adapter, const struct wdi_tlv_link_state_change_parameters *now)
{
	const struct wdi_tlv_link_state_change_parameters *then = &adapter->link.link_state_change_parameters;

	return memcmp(&now->peer_mac_address, &then->peer_mac_address, sizeof(struct wdi_mac)) != 0 ||
	       now->tx_link_speed != then->tx_link_speed || now->rx_link_speed != then->rx_link_speed ||
	       abs(now->link_quality - then->link_quality) > LINK_QUALITY_STEP;
}

static void tell_link_state(struct adapter *adapter)
{
	const struct dot11_mac *peer = mlme_peer(adapter->mlme);
	struct wiphy_interface interface = { 0 };
	struct wdi_tlv_link_info info = { 0 };
	struct wdi_indication_link_state_change link = { 0 };
	struct station station = { 0 };

	if (!peer || get_station(adapter, &station) < 0)
		return;
	link.link_state_change_parameters.peer_mac_address = wdi_mac_from_dot11(peer);
	link.link_state_change_parameters.tx_link_speed = station.tx_kbps;
	link.link_state_change_parameters.rx_link_speed = station.rx_kbps;
	link.link_state_change_parameters.link_quality = (uint8_t)(station.signal_dbm ? scan_quality(station.signal_dbm) : 0);
	if (!is_link_changed(adapter, &link.link_state_change_parameters))
		return;
	adapter->link = link;
	wiphy_get_interface(adapter->nl, adapter->interface.ifindex, &interface);
	info.local_link_mac_address = wdi_mac_from_dot11(&adapter->address.current);
	info.peer_link_mac_address = wdi_mac_from_dot11(peer);
	info.channel_number = connect_channel(adapter->connect)->number;
	info.band_id = capabilities_band_id(connect_channel(adapter->connect)->band);
	info.rssi = station.signal_dbm;
	info.bandwidth = interface.bandwidth_mhz;
	info.tx_mcs = station.tx_mcs;
	info.rx_mcs = station.rx_mcs;
	info.mcs = station.tx_mcs;
	link.n_link_info = 1;
	link.link_info = &info;
	link.has_ap_channel = true;
	link.ap_channel.channel_number = info.channel_number;
	link.ap_channel.band_id = info.band_id;
	adapter_indicate(adapter, ADAPTER_STATION_PORT, NDIS_STATUS_WDI_INDICATION_LINK_STATE_CHANGE, &link);
}

static int on_link_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	tell_link_state(userdata);
	sd_event_source_set_time(source, clock_monotonic_us() + LINK_POLL_US);
	return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

void adapter_watch_link(struct adapter *adapter)
{
	memset(&adapter->link, 0, sizeof(adapter->link));
	tell_link_state(adapter);
	adapter->link_timer = sd_event_source_disable_unref(adapter->link_timer);
	/* A second either way lets the machine sleep. */
	sd_event_add_time(adapter->loop, &adapter->link_timer, CLOCK_MONOTONIC, clock_monotonic_us() + LINK_POLL_US, 1000000,
			  on_link_timer, adapter);
}

void adapter_handle_statistics(struct wdi_request *request, const void *params, void *userdata)
{
	struct adapter *adapter = userdata;
	const struct dot11_mac *peer = mlme_peer(adapter->mlme);
	const struct dot11_mac everybody = DOT11_MAC_BROADCAST;
	struct station station = { 0 };
	struct wdi_tlv_mac_statistics mac = { 0 };
	struct wdi_tlv_phy_statistics phy = { 0 };
	const struct wdi_get_statistics_result result = {
		.n_peer_mac_statistics = 1,
		.peer_mac_statistics = &mac,
		.n_phy_statistics = 1,
		.phy_statistics = &phy,
	};

	if (adapter_is_for_ap(adapter, request)) {
		ap_port_tell_statistics(adapter->ap, request);
		return;
	}
	if (!adapter_check_port(adapter, request))
		return;
	/* Counters belong to a peer in the kernel: without one nothing has been counted. */
	if (peer && get_station(adapter, &station) < 0)
		memset(&station, 0, sizeof(station));
	mac.mac_address = wdi_mac_from_dot11(peer ? peer : &everybody);
	mac.transmitted_frame_count = station.tx_packets;
	mac.received_frame_count = station.rx_packets;
	phy.phy_type = connect_phy_type(adapter->connect);
	phy.transmitted_frame_count = station.tx_packets;
	phy.failed_count = station.tx_failed;
	phy.retry_count = station.tx_retries;
	phy.received_frame_count = station.rx_packets;
	wdi_request_complete(request, NDIS_STATUS_SUCCESS, &result);
}
