/* Identifiers as text; objbase.h and rpc.h. */
#include <objbase.h>
#include <rpc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <windows.h>

#include "base/cleanup.h"
#include "base/guid.h"
#include "base/utf16.h"

_Static_assert(sizeof(GUID) == sizeof(struct guid), "the same bytes");

static void write_text(const GUID *guid, char ret[GUID_TEXT_SIZE])
{
	struct guid bytes;

	memcpy(&bytes, guid, sizeof(bytes));
	guid_to_text(&bytes, ret);
}

int WINAPI StringFromGUID2(REFGUID rguid, LPOLESTR lpsz, int cchMax)
{
	char text[GUID_TEXT_SIZE];

	if (!rguid || !lpsz || cchMax < GUID_TEXT_SIZE)
		return 0;
	write_text(rguid, text);
	for (size_t i = 0; i < GUID_TEXT_SIZE; i++)
		lpsz[i] = (OLECHAR)(text[i] >= 'a' && text[i] <= 'f' ? text[i] - 'a' + 'A' : text[i]);
	return GUID_TEXT_SIZE;
}

HRESULT WINAPI StringFromCLSID(REFCLSID rclsid, LPOLESTR *lplpsz)
{
	LPOLESTR text;

	if (!rclsid || !lplpsz)
		return E_INVALIDARG;
	text = CoTaskMemAlloc(GUID_TEXT_SIZE * sizeof(*text));
	if (!text)
		return E_OUTOFMEMORY;
	StringFromGUID2(rclsid, text, GUID_TEXT_SIZE);
	*lplpsz = text;
	return S_OK;
}

/* @length: of the only form that is accepted. */
static bool read_text(const char *text, size_t length, GUID *ret)
{
	struct guid bytes;

	if (strlen(text) != length || guid_from_text(text, &bytes) < 0)
		return false;
	memcpy(ret, &bytes, sizeof(*ret));
	return true;
}

static bool read_wide(const WCHAR *text, size_t length, GUID *ret)
{
	_auto_free_ char *narrow = NULL;

	return utf16_dup_to_utf8((const uint16_t *)text, GUID_TEXT_SIZE, &narrow) == 0 && read_text(narrow, length, ret);
}

HRESULT WINAPI IIDFromString(LPCOLESTR lpsz, GUID *lpiid)
{
	if (!lpiid)
		return E_INVALIDARG;
	memset(lpiid, 0, sizeof(*lpiid));
	if (!lpsz) /* documented: the identifier of zeros */
		return S_OK;
	return read_wide(lpsz, GUID_TEXT_SIZE - 1, lpiid) ? S_OK : CO_E_CLASSSTRING;
}

HRESULT WINAPI CoCreateGuid(GUID *pguid)
{
	if (!pguid)
		return E_INVALIDARG;
	if (getrandom(pguid, sizeof(*pguid), 0) != sizeof(*pguid))
		return E_FAIL;
	pguid->Data3 = (pguid->Data3 & 0x0fff) | 0x4000;
	pguid->Data4[0] = (pguid->Data4[0] & 0x3f) | 0x80;
	return S_OK;
}

#define UUID_TEXT_SIZE (GUID_TEXT_SIZE - 2) /* without braces */

static void write_uuid(const UUID *uuid, char ret[UUID_TEXT_SIZE])
{
	char text[GUID_TEXT_SIZE];

	write_text(uuid, text);
	memcpy(ret, text + 1, UUID_TEXT_SIZE - 1);
	ret[UUID_TEXT_SIZE - 1] = '\0';
}

RPC_STATUS WINAPI UuidToStringA(const UUID *Uuid, RPC_CSTR *StringUuid)
{
	char *text = malloc(UUID_TEXT_SIZE);

	if (!text)
		return RPC_S_OUT_OF_MEMORY;
	write_uuid(Uuid, text);
	*StringUuid = (RPC_CSTR)text;
	return RPC_S_OK;
}

RPC_STATUS WINAPI UuidToStringW(const UUID *Uuid, RPC_WSTR *StringUuid)
{
	char text[UUID_TEXT_SIZE];
	uint16_t *wide;

	write_uuid(Uuid, text);
	if (utf16_dup_from_utf8(text, &wide) < 0)
		return RPC_S_OUT_OF_MEMORY;
	*StringUuid = wide;
	return RPC_S_OK;
}

RPC_STATUS WINAPI UuidFromStringA(RPC_CSTR StringUuid, UUID *Uuid)
{
	if (!StringUuid)
		memset(Uuid, 0, sizeof(*Uuid));
	else if (!read_text((const char *)StringUuid, UUID_TEXT_SIZE - 1, Uuid))
		return RPC_S_INVALID_STRING_UUID;
	return RPC_S_OK;
}

RPC_STATUS WINAPI UuidFromStringW(RPC_WSTR StringUuid, UUID *Uuid)
{
	if (!StringUuid)
		memset(Uuid, 0, sizeof(*Uuid));
	else if (!read_wide((const WCHAR *)StringUuid, UUID_TEXT_SIZE - 1, Uuid))
		return RPC_S_INVALID_STRING_UUID;
	return RPC_S_OK;
}

RPC_STATUS WINAPI UuidCreate(UUID *Uuid)
{
	return CoCreateGuid(Uuid) == S_OK ? RPC_S_OK : RPC_S_OUT_OF_MEMORY;
}

RPC_STATUS WINAPI RpcStringFreeA(RPC_CSTR *String)
{
	free(*String);
	*String = NULL;
	return RPC_S_OK;
}

RPC_STATUS WINAPI RpcStringFreeW(RPC_WSTR *String)
{
	free(*String);
	*String = NULL;
	return RPC_S_OK;
}
