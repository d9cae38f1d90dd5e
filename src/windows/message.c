/* Texts of system errors, in our words; FormatMessage() of winbase.h. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "base/cleanup.h"
#include "base/utf16.h"

static const struct {
	DWORD code;
	const char *text;
} messages[] = {
	{ ERROR_SUCCESS, "It is done." },
	{ ERROR_FILE_NOT_FOUND, "There is no such file." },
	{ ERROR_ACCESS_DENIED, "You have no right to do this." },
	{ ERROR_INVALID_HANDLE, "This handle is not open." },
	{ ERROR_NOT_ENOUGH_MEMORY, "There is not enough memory for this." },
	{ ERROR_INVALID_DATA, "The data makes no sense." },
	{ ERROR_OUTOFMEMORY, "There is not enough memory for this." },
	{ ERROR_GEN_FAILURE, "The device does not work as it should." },
	{ ERROR_NOT_SUPPORTED, "This is not offered here." },
	{ ERROR_INVALID_PARAMETER, "A parameter is wrong." },
	{ ERROR_DISK_FULL, "The disk has no room left." },
	{ ERROR_CALL_NOT_IMPLEMENTED, "This function does not exist here." },
	{ ERROR_INSUFFICIENT_BUFFER, "The buffer is too small for the answer." },
	{ ERROR_BUSY, "What was asked for is in use." },
	{ ERROR_ALREADY_EXISTS, "There is one of that name." },
	{ WAIT_TIMEOUT, "It did not happen in time." },
	{ ERROR_NOT_OWNER, "The mutex belongs to another thread." },
	{ ERROR_MR_MID_NOT_FOUND, "There is no text for this code." },
	{ ERROR_INVALID_FLAGS, "A flag is wrong." },
	{ ERROR_SERVICE_NOT_ACTIVE, "The service does not run." },
	{ ERROR_NO_UNICODE_TRANSLATION, "The text has bytes that are no characters." },
	{ ERROR_NOT_FOUND, "There is no such thing." },
	{ ERROR_NO_MATCH, "Nothing fits what was asked for." },
	{ ERROR_BAD_PROFILE, "The network profile is damaged or does not follow the schema." },
	{ ERROR_REMOTE_SESSION_LIMIT_EXCEEDED, "The service has no room for another handle." },
	{ ERROR_CANCELLED, "The operation was given up on request." },
	{ ERROR_TIMEOUT, "It did not happen in time." },
	{ ERROR_BAD_CONFIGURATION, "The settings for this are missing or damaged." },
	{ ERROR_INVALID_STATE, "This cannot be done in the present state." },
	{ ERROR_NDIS_DOT11_AUTO_CONFIG_ENABLED, "Automatic configuration manages this interface." },
	{ ERROR_NDIS_DOT11_MEDIA_IN_USE, "The radio is in use." },
	{ ERROR_NDIS_DOT11_POWER_STATE_INVALID, "The radio is off." },
	{ RPC_S_UNKNOWN_IF, "The service does not know this interface." },
	{ RPC_S_SERVER_UNAVAILABLE, "The service cannot be reached." },
	{ RPC_S_CALL_FAILED, "The call of the service failed." },
};

/* Return: NULL, and the last error says why. */
static const char *find_text(DWORD flags, DWORD code)
{
	if ((flags & (FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_FROM_HMODULE)) || !(flags & FORMAT_MESSAGE_FROM_SYSTEM)) {
		SetLastError(ERROR_NOT_SUPPORTED);
		return NULL;
	}
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		if (messages[i].code == code)
			return messages[i].text;
	SetLastError(ERROR_MR_MID_NOT_FOUND);
	return NULL;
}

/* Where the text goes: the caller's buffer, or memory of its own in the pointer that the buffer then is. */
static void *find_room(DWORD flags, void *buffer, size_t capacity, size_t n, size_t size)
{
	void *room;

	if (!buffer) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	if (!(flags & FORMAT_MESSAGE_ALLOCATE_BUFFER)) {
		if (capacity >= n)
			return buffer;
		SetLastError(ERROR_INSUFFICIENT_BUFFER);
		return NULL;
	}
	room = LocalAlloc(LMEM_FIXED, (capacity > n ? capacity : n) * size);
	memcpy(buffer, &room, sizeof(room));
	return room;
}

/* A message ends with a line break unless the caller breaks lines itself. */
static const char *end_of(DWORD flags)
{
	return (flags & FORMAT_MESSAGE_MAX_WIDTH_MASK) == FORMAT_MESSAGE_MAX_WIDTH_MASK ? " " : "\r\n";
}

DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId, LPSTR lpBuffer, DWORD nSize,
			    va_list *Arguments)
{
	const char *text = find_text(dwFlags, dwMessageId), *end = end_of(dwFlags);
	size_t n;
	char *room;

	if (!text)
		return 0;
	n = strlen(text) + strlen(end);
	room = find_room(dwFlags, lpBuffer, nSize, n + 1, 1);
	if (!room)
		return 0;
	memcpy(room, text, strlen(text));
	memcpy(room + strlen(text), end, strlen(end) + 1);
	return (DWORD)n;
}

DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId, LPWSTR lpBuffer, DWORD nSize,
			    va_list *Arguments)
{
	char text[256];
	DWORD flags = dwFlags & ~(DWORD)FORMAT_MESSAGE_ALLOCATE_BUFFER;
	DWORD n = FormatMessageA(flags, lpSource, dwMessageId, dwLanguageId, text, sizeof(text), Arguments);
	WCHAR *room = n ? find_room(dwFlags, lpBuffer, nSize, n + 1, sizeof(*room)) : NULL;

	if (!room)
		return 0;
	for (DWORD i = 0; i <= n; i++) /* ASCII */
		room[i] = (WCHAR)text[i];
	return n;
}
