/* What the functions of several families have in common. */
#pragma once

#include <windows.h>
#include <wlanapi.h>

#include "marshal/list.h"
#include "wlanapi/session.h"

/* Appends the interface, the second argument of most methods. Return: Win32 error. */
DWORD family_append_interface(struct api_call *call, const GUID *interface);

/* "bay"; NULL: none. Return: Win32 error; ERROR_INVALID_PARAMETER if it is longer than an SSID can be. */
DWORD family_append_ssid(struct api_call *call, const DOT11_SSID *ssid);

/* api_call_begin() and the interface. */
DWORD family_begin(struct api_call *call, HANDLE handle, const char *method, enum api_since since, const GUID *interface);

/* Looks up a handle without asking the service. Return: ERROR_SUCCESS, ERROR_INVALID_PARAMETER, ERROR_INVALID_HANDLE, or
 * ERROR_NOT_SUPPORTED if its version does not know the function; RPC_S_SERVER_UNAVAILABLE if its service is gone. */
DWORD family_check_handle(HANDLE handle, enum api_since since);

/* Units of a descriptor's text, its zero counted: more than the service keeps. */
#define FAMILY_MAX_SDDL 4097

/* UTF-8 of a profile's name, free() it. No more than the units that a name can have are read: a text without end is refused.
 * Return: Win32 error: ERROR_INVALID_PARAMETER for NULL, for more than 255 units and for lone surrogates. */
DWORD family_name_in(LPCWSTR name, char **ret);

/* family_begin() and the name of a profile. */
DWORD family_begin_profile(struct api_call *call, HANDLE handle, const char *method, enum api_since since, const GUID *interface,
			   LPCWSTR name);

/*
 * UTF-8 of a profile's XML, free() it. What is longer than any profile is cut behind that length: the service then says what is
 * wrong with it, and a text without end is not read through the program's memory. Return: Win32 error.
 */
DWORD family_xml_in(LPCWSTR xml, char **ret);

/* For texts that may hold a key: wiped, then freed. */
void family_wipe_text(char **text);

/* Takes a list out of the reply; @ret is untouched unless it is one. */
DWORD family_take_list(struct api_call *call, const struct marshal_item *item, void **ret);

/* Whether a program finds in @data what it expects. Return: negative errno if not. */
typedef int family_check_fn(const void *data, size_t size);

/* Sends the call and takes out of the reply what @check has nothing against; @ret is untouched otherwise. Return: Win32 error. */
DWORD family_fetch(struct api_call *call, family_check_fn *check, void **ret);

typedef int family_check_value_fn(uint32_t opcode, const void *data, size_t size);

/* The value of an opcode, who has set it (@ret_type may be NULL), and nothing unless @check has nothing against it. Return: Win32
 * error. */
DWORD family_query(struct api_call *call, uint32_t opcode, family_check_value_fn *check, DWORD *ret_size, void **ret,
		   WLAN_OPCODE_VALUE_TYPE *ret_type);

/* Appends a number and the bytes of its value. Return: Win32 error. */
DWORD family_append_value(struct api_call *call, uint32_t opcode, const void *data, size_t size);
