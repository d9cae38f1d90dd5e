#include "netsh/layout.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

/* Bytes of the UTF-8 character at @text, 0 if there is none; the character in *ret. */
static size_t character(const unsigned char *text, size_t left, unsigned *ret)
{
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t size = text[0] < 0x80 ? 1 : text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : text[0] >= 0xc0 ? 2 : 0;
	unsigned value;

	if (size == 0 || size > left || text[0] > 0xf4)
		return 0;
	value = size == 1 ? text[0] : text[0] & (0x7fu >> size);
	for (size_t i = 1; i < size; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (text[i] & 0x3f);
	}
	if ((size > 1 && value < least[size]) || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return 0;
	*ret = value;
	return size;
}

static bool is_harmless(unsigned c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return false;
	/* Line and paragraph separators, and marks that turn the direction of what follows. */
	return !(c >= 0x2028 && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069) && c != 0x200e && c != 0x200f && c != 0xfeff;
}

void layout_text(FILE *out, const void *bytes, size_t size)
{
	const unsigned char *text = bytes;

	while (size > 0) {
		unsigned c = 0;
		size_t n = character(text, size, &c);

		if (n > 0 && is_harmless(c)) {
			fwrite(text, 1, n, out);
		} else {
			n = n ? n : 1;
			for (size_t i = 0; i < n; i++)
				fprintf(out, "\\x%02x", text[i]);
		}
		text += n;
		size -= n;
	}
}

void layout_label(FILE *out, unsigned indent, unsigned width, const char *label)
{
	fprintf(out, "%*s%-*s : ", (int)indent, "", (int)width, label);
}

void layout_row(FILE *out, unsigned indent, unsigned width, const char *label, const char *format, ...)
{
	char value[128];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(value, sizeof(value), format, arguments);
	va_end(arguments);
	layout_label(out, indent, width, label);
	fputs(value, out);
	fputc('\n', out);
}

static void put_key(FILE *out, bool is_first, const char *key)
{
	fprintf(out, "%s\"%s\":", is_first ? "" : ",", key);
}

void layout_json_text(FILE *out, bool is_first, const char *key, const void *bytes, size_t size)
{
	const unsigned char *text = bytes;

	put_key(out, is_first, key);
	fputc('"', out);
	while (size > 0) {
		unsigned c = 0;
		size_t n = character(text, size, &c);

		if (n == 0)
			fputs("\\ufffd", out);
		else if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (!is_harmless(c))
			fprintf(out, "\\u%04x", c);
		else
			fwrite(text, 1, n, out);
		n = n ? n : 1;
		text += n;
		size -= n;
	}
	fputc('"', out);
}

void layout_json_number(FILE *out, bool is_first, const char *key, long value)
{
	put_key(out, is_first, key);
	fprintf(out, "%ld", value);
}

size_t layout_ssid_size(const DOT11_SSID *ssid)
{
	return ssid->uSSIDLength <= DOT11_SSID_MAX_LENGTH ? ssid->uSSIDLength : DOT11_SSID_MAX_LENGTH;
}

void layout_json_ssid(FILE *out, bool is_first, const DOT11_SSID *ssid)
{
	layout_json_text(out, is_first, "ssid", ssid->ucSSID, layout_ssid_size(ssid));
	put_key(out, false, "ssid_hex");
	fputc('"', out);
	for (size_t i = 0; i < layout_ssid_size(ssid); i++)
		fprintf(out, "%02X", ssid->ucSSID[i]);
	fputc('"', out);
}

int layout_emit(FILE *out, const char *text, size_t size, bool is_crlf)
{
	for (size_t i = 0; i < size; i++) {
		if (is_crlf && text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
			fputc('\r', out);
		fputc(text[i], out);
	}
	return fflush(out) != 0 || ferror(out) ? -EIO : 0;
}

const char *layout_state(WLAN_INTERFACE_STATE state)
{
	switch (state) {
	case wlan_interface_state_connected:
		return "connected";
	case wlan_interface_state_ad_hoc_network_formed:
		return "ad hoc network formed";
	case wlan_interface_state_disconnecting:
		return "disconnecting";
	case wlan_interface_state_disconnected:
		return "disconnected";
	case wlan_interface_state_associating:
		return "associating";
	case wlan_interface_state_discovering:
		return "discovering";
	case wlan_interface_state_authenticating:
		return "authenticating";
	default:
		return "not ready";
	}
}

const char *layout_bss_type(DOT11_BSS_TYPE type)
{
	return type == dot11_BSS_type_independent ? "Adhoc" : "Infrastructure";
}

const char *layout_phy(DOT11_PHY_TYPE phy)
{
	switch (phy) {
	case dot11_phy_type_ofdm:
		return "802.11a";
	case dot11_phy_type_dsss:
	case dot11_phy_type_hrdsss:
		return "802.11b";
	case dot11_phy_type_erp:
		return "802.11g";
	case dot11_phy_type_ht:
		return "802.11n";
	case dot11_phy_type_vht:
		return "802.11ac";
	case dot11_phy_type_dmg:
		return "802.11ad";
	case dot11_phy_type_he:
		return "802.11ax";
	case dot11_phy_type_eht:
		return "802.11be";
	default:
		return "Unknown";
	}
}

const char *layout_auth(DOT11_AUTH_ALGORITHM auth)
{
	switch (auth) {
	case DOT11_AUTH_ALGO_80211_OPEN:
		return "Open";
	case DOT11_AUTH_ALGO_80211_SHARED_KEY:
		return "Shared";
	case DOT11_AUTH_ALGO_WPA:
		return "WPA-Enterprise";
	case DOT11_AUTH_ALGO_WPA_PSK:
		return "WPA-Personal";
	case DOT11_AUTH_ALGO_RSNA:
		return "WPA2-Enterprise";
	case DOT11_AUTH_ALGO_RSNA_PSK:
		return "WPA2-Personal";
	case DOT11_AUTH_ALGO_WPA3_ENT_192:
	case DOT11_AUTH_ALGO_WPA3_ENT:
		return "WPA3-Enterprise";
	case DOT11_AUTH_ALGO_WPA3_SAE:
		return "WPA3-Personal";
	case DOT11_AUTH_ALGO_OWE:
		return "OWE";
	default:
		return "Vendor defined";
	}
}

const char *layout_cipher(DOT11_CIPHER_ALGORITHM cipher)
{
	switch (cipher) {
	case DOT11_CIPHER_ALGO_NONE:
		return "None";
	case DOT11_CIPHER_ALGO_WEP40:
	case DOT11_CIPHER_ALGO_WEP104:
	case DOT11_CIPHER_ALGO_WEP:
		return "WEP";
	case DOT11_CIPHER_ALGO_TKIP:
		return "TKIP";
	case DOT11_CIPHER_ALGO_CCMP:
		return "CCMP";
	case DOT11_CIPHER_ALGO_GCMP:
		return "GCMP";
	case DOT11_CIPHER_ALGO_GCMP_256:
		return "GCMP-256";
	default:
		return "Vendor defined";
	}
}

const char *layout_connection_mode(WLAN_CONNECTION_MODE mode)
{
	switch (mode) {
	case wlan_connection_mode_auto:
		return "Auto Connect";
	case wlan_connection_mode_profile:
		return "Profile";
	case wlan_connection_mode_temporary_profile:
		return "Temporary Profile";
	default:
		return "Manual Connect";
	}
}

unsigned layout_channel(unsigned long center_khz)
{
	unsigned long mhz = center_khz / 1000;

	if (mhz == 2484)
		return 14;
	if (mhz >= 2412 && mhz <= 2472)
		return (mhz - 2407) / 5;
	if (mhz >= 5160 && mhz <= 5885)
		return (mhz - 5000) / 5;
	if (mhz >= 5955 && mhz <= 7115)
		return (mhz - 5950) / 5;
	return 0;
}

const char *layout_error(DWORD error)
{
	static const struct {
		DWORD error;
		const char *text;
	} texts[] = {
		{ ERROR_FILE_NOT_FOUND, "The system cannot find the file specified." },
		{ ERROR_ACCESS_DENIED, "Access is denied." },
		{ ERROR_INVALID_HANDLE, "The handle is invalid." },
		{ ERROR_NOT_ENOUGH_MEMORY, "There is not enough memory." },
		{ ERROR_DISK_FULL, "The disk is full: nothing was stored." },
		{ ERROR_OUTOFMEMORY, "There is not enough memory." },
		{ ERROR_GEN_FAILURE, "The adapter or its driver does not work." },
		{ ERROR_NOT_SUPPORTED, "The request is not supported." },
		{ ERROR_INVALID_PARAMETER, "The parameter is incorrect." },
		{ ERROR_BUSY, "The adapter is busy." },
		{ ERROR_ALREADY_EXISTS, "A profile of this name exists already, for other users." },
		{ ERROR_SERVICE_NOT_ACTIVE, "The service has not been started." },
		{ ERROR_NOT_FOUND, "Element not found." },
		{ ERROR_NO_MATCH, "The interface does not support what the profile asks for." },
		{ ERROR_BAD_PROFILE, "The network connection profile is corrupted." },
		{ ERROR_REMOTE_SESSION_LIMIT_EXCEEDED, "There are too many open handles." },
		{ ERROR_INVALID_STATE, "The interface is not in the state that the operation needs." },
		{ (DWORD)ERROR_NDIS_DOT11_AUTO_CONFIG_ENABLED, "Automatic configuration is enabled on the interface." },
		{ (DWORD)ERROR_NDIS_DOT11_MEDIA_IN_USE, "The interface is in use." },
		{ (DWORD)ERROR_NDIS_DOT11_POWER_STATE_INVALID, "The radio of the interface is off." },
		{ RPC_S_SERVER_UNAVAILABLE, "The service is unavailable." },
		{ RPC_S_CALL_FAILED, "The call to the service failed." },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].error == error)
			return texts[i].text;
	return "Unknown error.";
}

void layout_guid(const GUID *guid, char ret_text[LAYOUT_GUID_SIZE])
{
	const uint8_t *d = guid->Data4;

	snprintf(ret_text, LAYOUT_GUID_SIZE, "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", guid->Data1, guid->Data2,
		 guid->Data3, d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]);
}
