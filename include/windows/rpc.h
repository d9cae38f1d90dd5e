/* The identifiers of RPC, as far as Wi-Fi programs need them. Source: public documentation of rpcdce.h. */
#pragma once

#include <windows.h>

typedef LONG RPC_STATUS;
typedef unsigned short *RPC_WSTR;
typedef unsigned char *RPC_CSTR;

#define RPC_S_OK 0L
#define RPC_S_INVALID_STRING_UUID 1705L
#define RPC_S_OUT_OF_MEMORY 14L

#ifdef __cplusplus
extern "C" {
#endif

/* "8-4-4-4-12" in lower case, released by RpcStringFree. Return: RPC_S_OK; RPC_S_OUT_OF_MEMORY. */
RPC_STATUS WINAPI UuidToStringW(const UUID *Uuid, RPC_WSTR *StringUuid);
RPC_STATUS WINAPI UuidToStringA(const UUID *Uuid, RPC_CSTR *StringUuid);
/* NULL is the identifier of zeros. Return: RPC_S_OK; RPC_S_INVALID_STRING_UUID. */
RPC_STATUS WINAPI UuidFromStringW(RPC_WSTR StringUuid, UUID *Uuid);
RPC_STATUS WINAPI UuidFromStringA(RPC_CSTR StringUuid, UUID *Uuid);
RPC_STATUS WINAPI UuidCreate(UUID *Uuid);
RPC_STATUS WINAPI RpcStringFreeW(RPC_WSTR *String);
RPC_STATUS WINAPI RpcStringFreeA(RPC_CSTR *String);

#ifdef UNICODE
#define UuidToString UuidToStringW
#define UuidFromString UuidFromStringW
#define RpcStringFree RpcStringFreeW
#else
#define UuidToString UuidToStringA
#define UuidFromString UuidFromStringA
#define RpcStringFree RpcStringFreeA
#endif

#ifdef __cplusplus
}
#endif
