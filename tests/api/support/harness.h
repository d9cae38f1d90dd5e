/*
 * What every API test uses: plain Win32 C, so that the same source builds with gcc against our headers and with mingw-w64 against
 * theirs. A test waits for notifications with a deadline, never for time to pass.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <windows.h>
#include <wlanapi.h>
#ifdef __MINGW32__
#include "mingw_supplement.h"
#endif

#define DEADLINE_MS 10000

struct test {
	const char *name; /* a sentence */
	void (*run)(void);
};

/* Runs each test of the table (or only those whose names contain argv[1]); prints TAP; status 1 if one failed. */
int harness_main(int argc, char **argv, const struct test *tests, unsigned int n_tests);

/* Ends the running test as failed. */
void harness_fail(const char *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4), noreturn));

#define CHECK(condition)                                                          \
	do {                                                                      \
		if (!(condition))                                                 \
			harness_fail(__FILE__, __LINE__, "not true: %s", #condition); \
	} while (0)

#define CHECK_EQUAL(actual, expected)                                                                                      \
	do {                                                                                                               \
		long long actual_ = (long long)(actual), expected_ = (long long)(expected);                                \
		if (actual_ != expected_)                                                                                  \
			harness_fail(__FILE__, __LINE__, "%s is %lld (0x%llx), expected %lld (0x%llx)", #actual, actual_, \
				     (unsigned long long)actual_, expected_, (unsigned long long)expected_);               \
		harness_record(#actual, #expected);                                                                        \
	} while (0)

/* Notes what a function answered, if that is what was compared: a call of the API, and the name of a code. */
void harness_record(const char *call, const char *error);

/*
 * A call of the API and what it must answer, by the name of the code: EXPECT_ERROR(WlanCloseHandle(handle, NULL), ERROR_INVALID_HANDLE).
 * Both names go into the output ("# api WlanCloseHandle ERROR_INVALID_HANDLE"), out of which scripts/api-table makes docs/api.md.
 */
#define EXPECT_ERROR(call, error) harness_expect(__FILE__, __LINE__, #call, #error, (call), (error))
void harness_expect(const char *file, int line, const char *call, const char *error, DWORD actual, DWORD expected);

/* The SSID of the access point of this substrate ($WIFI_TEST_SSID, "lab" without). */
DOT11_SSID test_ssid(void);

/* What the environment says of that network; "" if it says nothing. */
const char *test_setting(const char *name);

/*
 * The profile XML for that network, named @name (ASCII); static memory. Open, unless $WIFI_TEST_AUTHENTICATION and
 * $WIFI_TEST_ENCRYPTION say otherwise in the words of the profile schema; $WIFI_TEST_KEY is its passphrase, or its key if it has 64
 * characters; $WIFI_TEST_TRANSITION is true or false.
 */
LPCWSTR test_profile(const char *name, const char *connection_mode);
/* The same with another key; NULL for none. */
LPCWSTR test_profile_with_key(const char *name, const char *connection_mode, const char *key);

/* Any ASCII text as Windows has it; static memory, four texts at a time. */
LPCWSTR wide_text(const char *text);

/* Opens a version 2 handle, or fails the test. */
HANDLE open_handle(void);

/* The first interface, or fails the test. */
GUID first_interface(HANDLE handle);

/* Tells the access point something: "deauth 5" and the like, by the program $WIFI_TEST_AP. */
void tell_access_point(const char *command);

/* Notifications of one handle, in the order of their arrival. */
struct seen {
	DWORD source, code;
	DWORD size;
	unsigned char data[1024];
};

struct watcher;

/* Leaves out what the service tells at its own pace, which answers nothing and may come between any two others: scan_list_refresh,
 * network_available, network_not_available, signal_quality_change. */
struct watcher *watch(HANDLE handle, DWORD sources);
/* Leaves out nothing. */
struct watcher *watch_everything(HANDLE handle, DWORD sources);
/* Unregisters and frees. */
void unwatch(struct watcher *watcher);

/**
 * wait_for() - the next notification with this source and code, skipping others
 *
 * Fails the test at the deadline, and says what came instead.
 */
struct seen wait_for(struct watcher *watcher, DWORD source, DWORD code);

/* The next notification, whatever it is. */
struct seen wait_next(struct watcher *watcher);

/* The next notification, which must be this one, or the test fails. */
struct seen expect_next(struct watcher *watcher, DWORD source, DWORD code);

/* Connects with a temporary profile and waits for success. */
void connect_and_wait(HANDLE handle, const GUID *interface_guid, struct watcher *watcher);
/* Disconnects if connected and waits; the interface is disconnected afterwards. */
void disconnect_and_wait(HANDLE handle, const GUID *interface_guid, struct watcher *watcher);

WLAN_INTERFACE_STATE interface_state(HANDLE handle, const GUID *interface_guid);

/* Scans, and waits for the end of the scan; every earlier notification of the service has arrived then. */
void scan_and_wait(HANDLE handle, const GUID *interface_guid, struct watcher *watcher);

#endif
