#include "nl80211/ap_kernel.h"

#include <errno.h>
#include <string.h>

#include <linux/nl80211.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "dot11/frame.h"
#include "nl80211/event.h"
#include "nl80211/station.h"
#include "nl80211/wiphy.h"

int ap_kernel_register(const struct ap_kernel *kernel)
{
	static const uint8_t kinds[] = {
		DOT11_FRAME_AUTHENTICATION, DOT11_FRAME_ASSOCIATION_REQUEST, DOT11_FRAME_REASSOCIATION_REQUEST,
		DOT11_FRAME_DISASSOCIATION, DOT11_FRAME_DEAUTHENTICATION,    DOT11_FRAME_PROBE_REQUEST,
	};
	int error;

	for (size_t i = 0; i < array_size(kinds); i++) {
		int error =
			nl_call(kernel->nl, build_register_frame(nl_family(kernel->nl), kernel->ifindex, kinds[i]), NULL, NULL);

		if (error < 0 && error != -EALREADY)
			return error;
	}
	/* Without it a client that has missed its end learns of it later. */
	error = nl_call(kernel->nl, build_register_unexpected(nl_family(kernel->nl), kernel->ifindex), NULL, NULL);
	if (error < 0)
		log_debug("interface %u: data of strangers is not told: %s", kernel->ifindex, strerror(-error));
	return 0;
}

static int call(const struct ap_kernel *kernel, struct nl_msg *request)
{
	return nl_call(kernel->nl, request, NULL, NULL);
}

static int start(const struct build_ap *ap, const uint8_t *basic_rates, size_t n_basic_rates, bool has_short_slot, void *userdata)
{
	struct ap_kernel *kernel = userdata;
	uint16_t family = nl_family(kernel->nl);
	int error = call(kernel, build_start_ap(family, kernel->ifindex, ap));

	if (error < 0)
		return error;
	/* Without it frames go at the lowest rate, which is no reason to have no access point. */
	error = call(kernel, build_set_bss(family, kernel->ifindex, basic_rates, n_basic_rates, has_short_slot, ap->has_ht));
	if (error < 0)
		log_debug("interface %u: basic rates: %s", kernel->ifindex, strerror(-error));
	return 0;
}

static int set_beacon(const uint8_t *head, size_t head_size, const uint8_t *tail, size_t tail_size, void *userdata)
{
	struct ap_kernel *kernel = userdata;

	return call(kernel, build_set_beacon(nl_family(kernel->nl), kernel->ifindex, head, head_size, tail, tail_size));
}

static int stop(void *userdata)
{
	struct ap_kernel *kernel = userdata;

	return call(kernel, build_stop_ap(nl_family(kernel->nl), kernel->ifindex));
}

static int is_up(void *userdata)
{
	struct ap_kernel *kernel = userdata;
	struct wiphy_interface interface = { 0 };
	int error = wiphy_get_interface(kernel->nl, kernel->ifindex, &interface);

	if (error == -ENODEV)
		return 0;
	/* An access point has a channel as long as it is up. */
	return error < 0 ? error : interface.bandwidth_mhz != 0;
}

static int on_cookie(const struct nlmsghdr *message, void *userdata)
{
	uint64_t *cookie = userdata;
	struct event event;

	if (event_parse(message, &event) == 0 && event.has_cookie)
		*cookie = event.cookie;
	return 0;
}

static int send_frame(const void *frame, size_t size, uint64_t *ret_cookie, void *userdata)
{
	struct ap_kernel *kernel = userdata;

	return nl_call(kernel->nl, build_frame(nl_family(kernel->nl), kernel->ifindex, frame, size, ret_cookie != NULL),
		       ret_cookie ? on_cookie : NULL, ret_cookie);
}

struct cookies {
	uint64_t *cookies;
	size_t n;
};

static void on_farewell_answer(size_t request, const struct nlmsghdr *message, void *userdata)
{
	struct cookies *cookies = userdata;
	struct event event;

	if (event_parse(message, &event) == 0 && event.has_cookie && cookies->n < 2)
		cookies->cookies[cookies->n++] = event.cookie;
}

static int send_farewell(const struct dot11_mac *client, uint16_t reason, uint64_t ret_cookies[2], size_t *ret_n, void *userdata)
{
	struct ap_kernel *kernel = userdata;
	struct cookies cookies = { .cookies = ret_cookies };
	struct build_farewell farewell;
	int results[2] = { -EOPNOTSUPP, -EOPNOTSUPP };
	int error = build_farewell(nl_family(kernel->nl), kernel->ifindex, &kernel->own, client, &kernel->own, &farewell);

	if (error < 0)
		return error;
	build_farewell_set_reason(&farewell, reason);
	error = nl_call_many(kernel->nl, farewell.bytes, farewell.size, 2, on_farewell_answer, &cookies, results);
	*ret_n = cookies.n;
	if (error < 0)
		return error;
	return results[0] < 0 ? results[0] : results[1];
}

static int add_station(const struct build_station *station, void *userdata)
{
	struct ap_kernel *kernel = userdata;

	return call(kernel, build_new_station(nl_family(kernel->nl), kernel->ifindex, station));
}

static int remove_station(const struct dot11_mac *client, void *userdata)
{
	struct ap_kernel *kernel = userdata;

	return call(kernel, build_delete_station(nl_family(kernel->nl), kernel->ifindex, client));
}

static int on_station(const struct nlmsghdr *message, void *userdata)
{
	return station_parse(message, userdata);
}

static int get_station(const struct ap_kernel *kernel, const struct dot11_mac *client, struct station *ret_station)
{
	return nl_call(kernel->nl, build_get_station(nl_family(kernel->nl), kernel->ifindex, client), on_station, ret_station);
}

static int has_station(const struct dot11_mac *client, void *userdata)
{
	struct station station = { 0 };
	int error = get_station(userdata, client, &station);

	if (error == -ENOENT || error == -ENODEV)
		return 0;
	return error < 0 ? error : 1;
}

static int authorize(const struct dot11_mac *client, void *userdata)
{
	struct ap_kernel *kernel = userdata;

	return call(kernel, build_authorize(nl_family(kernel->nl), kernel->ifindex, client));
}

static int add_key(const struct dot11_mac *client, const struct dot11_key *key, void *userdata)
{
	struct ap_kernel *kernel = userdata;
	uint16_t family = nl_family(kernel->nl);
	int error = call(kernel, build_new_key(family, kernel->ifindex, client, key));

	if (error < 0 || key->kind == DOT11_KEY_PAIRWISE)
		return error;
	return call(kernel, build_default_key(family, kernel->ifindex, key->kind, key->index));
}

static int delete_key(const struct dot11_mac *client, uint8_t index, void *userdata)
{
	struct ap_kernel *kernel = userdata;

	return call(kernel, build_delete_key(nl_family(kernel->nl), kernel->ifindex, client, index));
}

static int send_eapol(const struct dot11_mac *client, bool is_plain, const void *pdu, size_t size, void *userdata)
{
	struct ap_kernel *kernel = userdata;

	return call(kernel, build_control_port_frame(nl_family(kernel->nl), kernel->ifindex, client, is_plain, pdu, size));
}

static int get_inactivity(const struct dot11_mac *client, uint32_t *ret_ms, void *userdata)
{
	struct station station = { 0 };
	int error = get_station(userdata, client, &station);

	if (error == 0)
		*ret_ms = station.inactive_ms;
	return error;
}

static int probe(const struct dot11_mac *client, void *userdata)
{
	struct ap_kernel *kernel = userdata;

	return call(kernel, build_probe_client(nl_family(kernel->nl), kernel->ifindex, client));
}

const struct ap_kernel_ops ap_kernel_ops = {
	.start = start,
	.set_beacon = set_beacon,
	.stop = stop,
	.is_up = is_up,
	.send = send_frame,
	.send_farewell = send_farewell,
	.add_station = add_station,
	.remove_station = remove_station,
	.has_station = has_station,
	.authorize = authorize,
	.add_key = add_key,
	.delete_key = delete_key,
	.send_eapol = send_eapol,
	.get_inactivity = get_inactivity,
	.probe = probe,
};
