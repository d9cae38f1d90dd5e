#include "netsh/netsh.h"

#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "netsh/layout.h"

enum parameter { INTERFACE, MODE };

/* Windows lists a network once more for its profile; people see networks, so one of each kind is enough. */
static bool is_repeated(const WLAN_AVAILABLE_NETWORK_LIST *list, DWORD at)
{
	const WLAN_AVAILABLE_NETWORK *network = &list->Network[at];

	for (DWORD i = 0; i < at; i++) {
		const WLAN_AVAILABLE_NETWORK *other = &list->Network[i];

		if (other->dot11Ssid.uSSIDLength == network->dot11Ssid.uSSIDLength &&
		    memcmp(other->dot11Ssid.ucSSID, network->dot11Ssid.ucSSID, layout_ssid_size(&network->dot11Ssid)) == 0 &&
		    other->dot11BssType == network->dot11BssType &&
		    other->dot11DefaultAuthAlgorithm == network->dot11DefaultAuthAlgorithm &&
		    other->dot11DefaultCipherAlgorithm == network->dot11DefaultCipherAlgorithm)
			return true;
	}
	return false;
}

static void put_rates(FILE *out, const WLAN_RATE_SET *rates, const char *label, bool is_basic)
{
	size_t n = rates->uRateSetLength / sizeof(rates->usRateSet[0]);

	layout_label(out, 9, 18, label);
	for (size_t i = 0, n_put = 0; i < n && i < array_size(rates->usRateSet); i++)
		if (!(rates->usRateSet[i] & 0x8000) != is_basic)
			fprintf(out, "%s%g", n_put++ ? " " : "", (rates->usRateSet[i] & 0x7fff) * 0.5);
	fputc('\n', out);
}

static void put_bss(FILE *out, DWORD number, const WLAN_BSS_ENTRY *bss)
{
	const UCHAR *mac = bss->dot11Bssid;
	char label[24];

	snprintf(label, sizeof(label), "BSSID %u", number);
	layout_row(out, 4, 23, label, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	layout_row(out, 9, 18, "Signal", "%u%%  ", bss->uLinkQuality);
	layout_row(out, 9, 18, "Radio type", "%s", layout_phy(bss->dot11BssPhyType));
	layout_row(out, 9, 18, "Channel", "%u ", layout_channel(bss->ulChCenterFrequency));
	put_rates(out, &bss->wlanRateSet, "Basic rates (Mbps)", true);
	put_rates(out, &bss->wlanRateSet, "Other rates (Mbps)", false);
}

static void put_bss_json(FILE *out, const WLAN_BSS_ENTRY *bss)
{
	const UCHAR *mac = bss->dot11Bssid;
	char text[18];

	snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	layout_json_text(out, true, "bssid", text, strlen(text));
	layout_json_number(out, false, "signal_percent", bss->uLinkQuality);
	layout_json_number(out, false, "rssi_dbm", bss->lRssi);
	layout_json_text(out, false, "radio_type", layout_phy(bss->dot11BssPhyType), strlen(layout_phy(bss->dot11BssPhyType)));
	layout_json_number(out, false, "center_khz", bss->ulChCenterFrequency);
	layout_json_number(out, false, "channel", layout_channel(bss->ulChCenterFrequency));
}

static int put_bsses(struct netsh *netsh, const GUID *interface, const WLAN_AVAILABLE_NETWORK *network)
{
	DOT11_SSID ssid = network->dot11Ssid;
	WLAN_BSS_LIST *list = NULL;
	DWORD error = WlanGetNetworkBssList(netsh->handle, interface, &ssid, network->dot11BssType,
					    network->bSecurityEnabled, NULL, &list);

	if (error != ERROR_SUCCESS)
		return netsh_fail(netsh, "WlanGetNetworkBssList", error);
	if (netsh->is_json)
		fputs(",\"bss\":[", netsh->out);
	for (DWORD i = 0; i < list->dwNumberOfItems; i++) {
		if (netsh->is_json) {
			fputs(i ? ",{" : "{", netsh->out);
			put_bss_json(netsh->out, &list->wlanBssEntries[i]);
			fputc('}', netsh->out);
		} else {
			put_bss(netsh->out, i + 1, &list->wlanBssEntries[i]);
		}
	}
	if (netsh->is_json)
		fputc(']', netsh->out);
	WlanFreeMemory(list);
	return 0;
}

static int put_network(struct netsh *netsh, const GUID *interface, unsigned number, const WLAN_AVAILABLE_NETWORK *network,
		       bool with_bss)
{
	const char *auth = layout_auth(network->dot11DefaultAuthAlgorithm);
	const char *cipher = layout_cipher(network->dot11DefaultCipherAlgorithm);
	const char *type = layout_bss_type(network->dot11BssType);
	FILE *out = netsh->out;
	int status = 0;

	if (netsh->is_json) {
		fputs(number > 1 ? ",{" : "{", out);
		layout_json_ssid(out, true, &network->dot11Ssid);
		layout_json_text(out, false, "network_type", type, strlen(type));
		layout_json_text(out, false, "authentication", auth, strlen(auth));
		layout_json_text(out, false, "encryption", cipher, strlen(cipher));
		layout_json_number(out, false, "signal_percent", network->wlanSignalQuality);
		if (with_bss)
			status = put_bsses(netsh, interface, network);
		fputc('}', out);
		return status;
	}
	fprintf(out, "SSID %u : ", number);
	layout_text(out, network->dot11Ssid.ucSSID, layout_ssid_size(&network->dot11Ssid));
	fputc('\n', out);
	layout_row(out, 4, 23, "Network type", "%s", type);
	layout_row(out, 4, 23, "Authentication", "%s", auth);
	layout_row(out, 4, 23, "Encryption", "%s ", cipher);
	if (with_bss)
		status = put_bsses(netsh, interface, network);
	fputc('\n', out);
	return status;
}

/* A scan that we wait for: of this interface, ended either way. */
struct first_scan {
	GUID interface;
	sem_t ended;
};

static VOID WINAPI scan_notified(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	struct first_scan *scan = context;

	if (memcmp(&data->InterfaceGuid, &scan->interface, sizeof(GUID)) == 0 &&
	    (data->NotificationCode == wlan_notification_acm_scan_complete ||
	     data->NotificationCode == wlan_notification_acm_scan_fail))
		sem_post(&scan->ended);
}

/* Just after the service has started nothing has been scanned. A driver is given 4 s to end a scan (WlanScan); what it has found
 * by then counts, and without a scan the list stays empty, so no failure of this is one of the command. */
static void scan_first(struct netsh *netsh, const GUID *interface)
{
	struct first_scan scan = { .interface = *interface };
	struct timespec deadline;

	if (sem_init(&scan.ended, 0, 0) < 0)
		return;
	if (WlanRegisterNotification(netsh->handle, WLAN_NOTIFICATION_SOURCE_ACM, FALSE, scan_notified, &scan, NULL, NULL) ==
	    ERROR_SUCCESS) {
		clock_gettime(CLOCK_MONOTONIC, &deadline);
		deadline.tv_sec += 4;
		if (WlanScan(netsh->handle, interface, NULL, NULL, NULL) == ERROR_SUCCESS)
			sem_clockwait(&scan.ended, CLOCK_MONOTONIC, &deadline);
		WlanRegisterNotification(netsh->handle, WLAN_NOTIFICATION_SOURCE_NONE, FALSE, NULL, NULL, NULL, NULL);
	}
	sem_destroy(&scan.ended);
}

static DWORD list_networks(struct netsh *netsh, const GUID *interface, WLAN_AVAILABLE_NETWORK_LIST **ret)
{
	DWORD error = WlanGetAvailableNetworkList(netsh->handle, interface, 0, NULL, ret);

	if (error != ERROR_SUCCESS || (*ret)->dwNumberOfItems > 0)
		return error;
	WlanFreeMemory(*ret);
	scan_first(netsh, interface);
	return WlanGetAvailableNetworkList(netsh->handle, interface, 0, NULL, ret);
}

static int put_interface(struct netsh *netsh, const struct netsh_interface *interface, bool is_first, bool with_bss)
{
	WLAN_AVAILABLE_NETWORK_LIST *list = NULL;
	DWORD error = list_networks(netsh, &interface->guid, &list);
	unsigned n = 0, number = 0;
	int status = 0;

	if (error != ERROR_SUCCESS)
		return netsh_fail(netsh, "WlanGetAvailableNetworkList", error);
	for (DWORD i = 0; i < list->dwNumberOfItems; i++)
		n += !is_repeated(list, i);
	if (netsh->is_json) {
		fputs(is_first ? "{" : ",{", netsh->out);
		layout_json_text(netsh->out, true, "interface", interface->name, strlen(interface->name));
		fputs(",\"networks\":[", netsh->out);
	} else {
		fputs("Interface name : ", netsh->out);
		layout_text(netsh->out, interface->name, strlen(interface->name));
		fprintf(netsh->out, " \nThere are %u networks currently visible. \n\n", n);
	}
	for (DWORD i = 0; i < list->dwNumberOfItems && status == 0; i++)
		if (!is_repeated(list, i))
			status = put_network(netsh, &interface->guid, ++number, &list->Network[i], with_bss);
	if (netsh->is_json)
		fputs("]}", netsh->out);
	WlanFreeMemory(list);
	return status;
}

static int run(struct netsh *netsh)
{
	bool with_bss = netsh->values[MODE] && strcmp(netsh->values[MODE], "bssid") == 0;
	struct netsh_interfaces interfaces = { 0 };
	int status = 0;

	if (netsh_find_interfaces(netsh, netsh->values[INTERFACE], &interfaces) != 0)
		return 1;
	if (netsh->is_json)
		fputs("{\"interfaces\":[", netsh->out);
	for (size_t i = 0; i < interfaces.n && status == 0; i++)
		status = put_interface(netsh, &interfaces.list[i], i == 0, with_bss);
	if (netsh->is_json)
		fputs("]}\n", netsh->out);
	netsh_interfaces_clear(&interfaces);
	return status;
}

const struct netsh_command netsh_show_networks = {
	.verb = "show",
	.object = "networks",
	.help = "Shows the networks that are visible.",
	.parameters = {
		{ "interface", "<string>", .needs_tag = true, .help = "Name of the interface; all of them without it." },
		{ "mode", "ssid|bssid", .choices = "ssid|bssid", .help = "bssid also shows each access point." },
	},
	.needs_service = true,
	.run = run,
	.remarks = "Shows what the last scan found; scans first if there was none.",
	.example = "show networks interface=\"Wi-Fi\" mode=bssid",
};
