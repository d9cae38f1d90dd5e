/* Text and JSON of the answers: columns, quoting, and the words for Windows' values. Hostile names cannot forge lines here. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <wlanapi.h>

/**
 * layout_text() - foreign bytes for people
 * Control characters, marks that change the direction of text, and what is not UTF-8 come as \xNN.
 */
void layout_text(FILE *out, const void *bytes, size_t size);

/* indent, label padded to @width, " : ". */
void layout_label(FILE *out, unsigned indent, unsigned width, const char *label);

/* The row with a formatted value of at most 127 bytes; foreign text goes through layout_text(). */
void layout_row(FILE *out, unsigned indent, unsigned width, const char *label, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* "key":"value" of an object, with a comma before it unless it follows an opening bracket. */
void layout_json_text(FILE *out, bool is_first, const char *key, const void *bytes, size_t size);
void layout_json_number(FILE *out, bool is_first, const char *key, long value);
/* "ssid" as text with U+FFFD for what is none, and "ssid_hex", which loses nothing. */
void layout_json_ssid(FILE *out, bool is_first, const DOT11_SSID *ssid);

/* Writes @text to @out; a line feed becomes CRLF if @is_crlf. Return: 0; negative errno. */
int layout_emit(FILE *out, const char *text, size_t size, bool is_crlf);

size_t layout_ssid_size(const DOT11_SSID *ssid); /* never above 32 */
const char *layout_state(WLAN_INTERFACE_STATE state);
const char *layout_bss_type(DOT11_BSS_TYPE type);
const char *layout_phy(DOT11_PHY_TYPE phy);
const char *layout_auth(DOT11_AUTH_ALGORITHM auth);
const char *layout_cipher(DOT11_CIPHER_ALGORITHM cipher);
const char *layout_connection_mode(WLAN_CONNECTION_MODE mode);
unsigned layout_channel(unsigned long center_khz); /* 0: not a channel we know */
/* System text of an error code; "Unknown error." for those that Wi-Fi functions do not return. */
const char *layout_error(DWORD error);

#define LAYOUT_GUID_SIZE 37
void layout_guid(const GUID *guid, char ret_text[LAYOUT_GUID_SIZE]);
