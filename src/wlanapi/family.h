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
 * ERROR_NOT_SUPPORTED if its version does not know the function. */
DWORD family_check_handle(HANDLE handle, enum api_since since);

/* UTF-8 of a profile's name, free() it. No more than the units that a name can have are read: a text without end is refused.
 * Return: Win32 error: ERROR_INVALID_PARAMETER for NULL, for more than 255 units and for lone surrogates. */
DWORD family_name_in(LPCWSTR name, char **ret);

/* family_begin() and the name of a profile. */
DWORD family_begin_profile(struct api_call *call, HANDLE handle, const char *method, enum api_since since, const GUID *interface,
			   LPCWSTR name);

/* Takes a list out of the reply; @ret is untouched unless it is one. */
DWORD family_take_list(struct api_call *call, const struct marshal_item *item, void **ret);
