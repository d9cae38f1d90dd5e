/*
 * wlanapi.dll: nothing but exports that forward to nwlanapi.dll, where the work is done. Wine has a wlanapi.dll of its own, which
 * it would prefer to a module of that name; so ours is an ordinary Windows file in front of a module with another name.
 */
#include <windows.h>

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved);

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
	(void)instance;
	(void)reason;
	(void)reserved;
	return TRUE;
}
