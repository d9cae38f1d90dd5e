// The headers and the library from C++, with wide literals.
#include <Windows.h>
#include <Wlanapi.h>
#include <Objbase.h>
#include <tchar.h>
#include <strsafe.h>
#include <rpc.h>
#include <conio.h>

#include <cstdio>
#include <cwchar>
#include <string>
#include <type_traits>
#include <vector>

static_assert(std::is_same<WCHAR, wchar_t>::value, "compiled with -fshort-wchar");
static_assert(sizeof(WLAN_INTERFACE_INFO) == 532, "as on Windows");

class client {
    public:
	client()
	{
		DWORD version;
		status = WlanOpenHandle(2, nullptr, &version, &handle);
	}
	~client()
	{
		if (status == ERROR_SUCCESS)
			WlanCloseHandle(handle, nullptr);
	}
	client(const client &) = delete;
	client &operator=(const client &) = delete;
	std::vector<std::wstring> interfaces() const
	{
		std::vector<std::wstring> names;
		PWLAN_INTERFACE_INFO_LIST list = nullptr;

		if (WlanEnumInterfaces(handle, nullptr, &list) == ERROR_SUCCESS) {
			for (DWORD i = 0; i < list->dwNumberOfItems; i++) {
				WCHAR text[39];

				StringFromGUID2(list->InterfaceInfo[i].InterfaceGuid, text, 39);
				// std::wstring(text) would ask the system's wcslen() for the length.
				names.emplace_back(text, static_cast<std::size_t>(lstrlenW(text)));
			}
			WlanFreeMemory(list);
		}
		return names;
	}
	HANDLE handle = nullptr;
	DWORD status;
};

int main()
{
	client c;
	std::vector<std::wstring> names = c.interfaces();

	std::printf("%u %zu %zu\n", c.status, names.size(), names.empty() ? 0 : names[0].size());
	return 0;
}
