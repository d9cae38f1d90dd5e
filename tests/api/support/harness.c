#include "harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include "run_unix_program.h"

#define run_program(line) run_unix_program(line)

typedef CRITICAL_SECTION lock_type;
typedef CONDITION_VARIABLE condition_type;
#define lock_init(l) InitializeCriticalSection(l)
#define lock_take(l) EnterCriticalSection(l)
#define lock_give(l) LeaveCriticalSection(l)
#define condition_init(c) InitializeConditionVariable(c)
#define condition_wake(c) WakeAllConditionVariable(c)

static ULONGLONG now_ms(void)
{
	return GetTickCount64();
}

static void condition_wait(condition_type *condition, lock_type *lock, ULONGLONG deadline)
{
	ULONGLONG now = now_ms();

	SleepConditionVariableCS(condition, lock, deadline > now ? (DWORD)(deadline - now) : 0);
}
#else
#include <pthread.h>
#include <time.h>

#define run_program(line) system(line)

typedef pthread_mutex_t lock_type;
typedef pthread_cond_t condition_type;
#define lock_init(l) pthread_mutex_init(l, NULL)
#define lock_take(l) pthread_mutex_lock(l)
#define lock_give(l) pthread_mutex_unlock(l)
#define condition_wake(c) pthread_cond_broadcast(c)

static void condition_init(condition_type *condition)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
}

static ULONGLONG now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (ULONGLONG)now.tv_sec * 1000 + (ULONGLONG)now.tv_nsec / 1000000;
}

static void condition_wait(condition_type *condition, lock_type *lock, ULONGLONG deadline)
{
	struct timespec until = { .tv_sec = (time_t)(deadline / 1000), .tv_nsec = (long)(deadline % 1000) * 1000000 };

	pthread_cond_timedwait(condition, lock, &until);
}
#endif

#define MAX_SEEN 4096

struct watcher {
	HANDLE handle;
	BOOL hears_everything;
	lock_type lock;
	condition_type changed;
	unsigned int n_seen, n_taken;
	struct seen seen[MAX_SEEN];
};

static jmp_buf test_end;
static char failure[2048];

void harness_fail(const char *file, int line, const char *format, ...)
{
	int used = snprintf(failure, sizeof(failure), "%s:%d: ", file, line);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(failure + used, sizeof(failure) - (size_t)used, format, arguments);
	va_end(arguments);
	longjmp(test_end, 1);
}

void harness_record(const char *call, const char *error)
{
	const char *name = strstr(call, "Wlan"), *end;

	if (!name)
		name = strstr(call, "WFD");
	end = name ? strchr(name, '(') : NULL;
	if (end && (strncmp(error, "ERROR_", 6) == 0 || strncmp(error, "RPC_S_", 6) == 0))
		printf("# api %.*s %s\n", (int)(end - name), name, error);
}

void harness_expect(const char *file, int line, const char *call, const char *error, DWORD actual, DWORD expected)
{
	if (actual != expected)
		harness_fail(file, line, "%lu (0x%lx), expected %s: %s", (unsigned long)actual, (unsigned long)actual, error, call);
	harness_record(call, error);
}

int harness_main(int argc, char **argv, const struct test *tests, unsigned int n_tests)
{
	static unsigned int i, n_failed, n_run; /* they survive longjmp() */

	printf("1..%u\n", n_tests);
	for (i = 0; i < n_tests; i++) {
		if (argc > 1 && !strstr(tests[i].name, argv[1])) {
			printf("ok %u - %s # SKIP not asked for\n", i + 1, tests[i].name);
			continue;
		}
		n_run++;
		if (setjmp(test_end) == 0) {
			tests[i].run();
			printf("ok %u - %s\n", i + 1, tests[i].name);
		} else {
			n_failed++;
			printf("not ok %u - %s\n# %s\n", i + 1, tests[i].name, failure);
		}
		fflush(stdout);
	}
	return n_failed > 0 || n_run == 0;
}

LPCWSTR wide_text(const char *text)
{
	static WCHAR texts[4][4096];
	static unsigned int next;
	WCHAR *wide = texts[next++ % 4];
	unsigned int i;

	for (i = 0; text[i] && i < 4095; i++)
		wide[i] = (unsigned char)text[i];
	wide[i] = 0;
	return wide;
}

DOT11_SSID test_ssid(void)
{
	const char *text = getenv("WIFI_TEST_SSID");
	DOT11_SSID ssid = { 0 };

	if (!text)
		text = "lab";
	ssid.uSSIDLength = (ULONG)strlen(text);
	memcpy(ssid.ucSSID, text, ssid.uSSIDLength);
	return ssid;
}

const char *test_setting(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

static int is_network_key(const char *key)
{
	return strlen(key) == 64;
}

/* @text: room for 512 characters */
static void write_shared_key(char *text, const char *key)
{
	text[0] = '\0';
	if (key && *key)
		snprintf(text, 512,
			 "\t\t\t<sharedKey>\n\t\t\t\t<keyType>%s</keyType>\n\t\t\t\t<protected>false</protected>\n"
			 "\t\t\t\t<keyMaterial>%s</keyMaterial>\n\t\t\t</sharedKey>\n",
			 is_network_key(key) ? "networkKey" : "passPhrase", key);
}

LPCWSTR test_profile_with_key(const char *name, const char *connection_mode, const char *key)
{
	static WCHAR profile[4096];
	const char *authentication = test_setting("WIFI_TEST_AUTHENTICATION"), *encryption = test_setting("WIFI_TEST_ENCRYPTION");
	int is_transition = strcmp(test_setting("WIFI_TEST_TRANSITION"), "true") == 0;
	char text[2560], shared_key[512];
	DOT11_SSID ssid = test_ssid();

	write_shared_key(shared_key, key);
	snprintf(text, sizeof(text),
		 "<?xml version=\"1.0\"?>\n"
		 "<WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\">\n"
		 "\t<name>%s</name>\n\t<SSIDConfig>\n\t\t<SSID>\n\t\t\t<name>%.*s</name>\n\t\t</SSID>\n\t</SSIDConfig>\n"
		 "\t<connectionType>ESS</connectionType>\n\t<connectionMode>%s</connectionMode>\n\t<MSM>\n\t\t<security>\n"
		 "\t\t\t<authEncryption>\n\t\t\t\t<authentication>%s</authentication>\n"
		 "\t\t\t\t<encryption>%s</encryption>\n\t\t\t\t<useOneX>false</useOneX>\n%s"
		 "\t\t\t</authEncryption>\n%s\t\t</security>\n\t</MSM>\n</WLANProfile>\n",
		 name, (int)ssid.uSSIDLength, (const char *)ssid.ucSSID, connection_mode, *authentication ? authentication : "open",
		 *encryption ? encryption : "none",
		 is_transition ? "\t\t\t\t<transitionMode xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v4\">true"
				 "</transitionMode>\n" :
				 "",
		 shared_key);
	memcpy(profile, wide_text(text), (strlen(text) + 1) * sizeof(WCHAR));
	return profile;
}

LPCWSTR test_profile(const char *name, const char *connection_mode)
{
	return test_profile_with_key(name, connection_mode, test_setting("WIFI_TEST_KEY"));
}

HANDLE open_handle(void)
{
	HANDLE handle = NULL;
	DWORD version = 0;

	CHECK_EQUAL(WlanOpenHandle(2, NULL, &version, &handle), ERROR_SUCCESS);
	CHECK_EQUAL(version, 2);
	return handle;
}

GUID first_interface(HANDLE handle)
{
	PWLAN_INTERFACE_INFO_LIST list = NULL;
	GUID guid;

	CHECK_EQUAL(WlanEnumInterfaces(handle, NULL, &list), ERROR_SUCCESS);
	CHECK(list->dwNumberOfItems >= 1);
	guid = list->InterfaceInfo[0].InterfaceGuid;
	WlanFreeMemory(list);
	return guid;
}

void tell_access_point(const char *command)
{
	const char *program = getenv("WIFI_TEST_AP");
	char line[1024];

	CHECK(program != NULL);
	snprintf(line, sizeof(line), "%s %s", program, command);
	if (run_program(line) != 0)
		harness_fail(__FILE__, __LINE__, "the access point did not take '%s'", command);
}

static BOOL comes_at_any_time(const WLAN_NOTIFICATION_DATA *data)
{
	if (data->NotificationSource == WLAN_NOTIFICATION_SOURCE_MSM)
		return data->NotificationCode == wlan_notification_msm_signal_quality_change;
	return data->NotificationSource == WLAN_NOTIFICATION_SOURCE_ACM &&
	       (data->NotificationCode == wlan_notification_acm_scan_list_refresh ||
		data->NotificationCode == wlan_notification_acm_network_available ||
		data->NotificationCode == wlan_notification_acm_network_not_available);
}

static VOID WINAPI remember(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	struct watcher *watcher = context;
	struct seen *seen;

	if (!watcher->hears_everything && comes_at_any_time(data))
		return;
	lock_take(&watcher->lock);
	if (watcher->n_seen < MAX_SEEN) {
		seen = &watcher->seen[watcher->n_seen++];
		seen->source = data->NotificationSource;
		seen->code = data->NotificationCode;
		seen->size = data->dwDataSize;
		if (seen->size > 0)
			memcpy(seen->data, data->pData, seen->size < sizeof(seen->data) ? seen->size : sizeof(seen->data));
	}
	condition_wake(&watcher->changed);
	lock_give(&watcher->lock);
}

static struct watcher *start_watching(HANDLE handle, DWORD sources, BOOL hears_everything)
{
	struct watcher *watcher = calloc(1, sizeof(*watcher));

	CHECK(watcher != NULL);
	watcher->handle = handle;
	watcher->hears_everything = hears_everything;
	lock_init(&watcher->lock);
	condition_init(&watcher->changed);
	CHECK_EQUAL(WlanRegisterNotification(handle, sources, FALSE, remember, watcher, NULL, NULL), ERROR_SUCCESS);
	return watcher;
}

struct watcher *watch(HANDLE handle, DWORD sources)
{
	return start_watching(handle, sources, FALSE);
}

struct watcher *watch_everything(HANDLE handle, DWORD sources)
{
	return start_watching(handle, sources, TRUE);
}

void unwatch(struct watcher *watcher)
{
	CHECK_EQUAL(WlanRegisterNotification(watcher->handle, WLAN_NOTIFICATION_SOURCE_NONE, FALSE, NULL, NULL, NULL, NULL),
		    ERROR_SUCCESS);
	free(watcher);
}

/* Waits until one more has come; FALSE at the deadline. */
static BOOL wait_until(struct watcher *watcher, ULONGLONG deadline, struct seen *ret)
{
	BOOL has_come;

	lock_take(&watcher->lock);
	while (watcher->n_taken == watcher->n_seen && now_ms() < deadline)
		condition_wait(&watcher->changed, &watcher->lock, deadline);
	has_come = watcher->n_taken < watcher->n_seen;
	if (has_come)
		*ret = watcher->seen[watcher->n_taken++];
	lock_give(&watcher->lock);
	return has_come;
}

struct seen wait_next(struct watcher *watcher)
{
	struct seen seen;

	if (!wait_until(watcher, now_ms() + DEADLINE_MS, &seen))
		harness_fail(__FILE__, __LINE__, "no notification came");
	return seen;
}

struct seen wait_for(struct watcher *watcher, DWORD source, DWORD code)
{
	ULONGLONG deadline = now_ms() + DEADLINE_MS;
	char skipped[512] = "";
	struct seen seen;

	while (wait_until(watcher, deadline, &seen)) {
		size_t used = strlen(skipped);

		if (seen.source == source && seen.code == code)
			return seen;
		snprintf(skipped + used, sizeof(skipped) - used, " %s %u", seen.source == WLAN_NOTIFICATION_SOURCE_ACM ? "ACM" : "MSM",
			 (unsigned int)seen.code);
	}
	harness_fail(__FILE__, __LINE__, "notification %u of source %u did not come; came:%s", (unsigned int)code,
		     (unsigned int)source, skipped);
}

struct seen expect_next(struct watcher *watcher, DWORD source, DWORD code)
{
	struct seen seen = wait_next(watcher);

	if (seen.source != source || seen.code != code)
		harness_fail(__FILE__, __LINE__, "source %u code %u came, expected source %u code %u", (unsigned int)seen.source,
			     (unsigned int)seen.code, (unsigned int)source, (unsigned int)code);
	return seen;
}

WLAN_INTERFACE_STATE interface_state(HANDLE handle, const GUID *interface_guid)
{
	WLAN_INTERFACE_STATE state, *data = NULL;
	DWORD size = 0;

	CHECK_EQUAL(WlanQueryInterface(handle, interface_guid, wlan_intf_opcode_interface_state, NULL, &size, (PVOID *)&data, NULL),
		    ERROR_SUCCESS);
	CHECK_EQUAL(size, sizeof(state));
	state = *data;
	WlanFreeMemory(data);
	return state;
}

void scan_and_wait(HANDLE handle, const GUID *interface_guid, struct watcher *watcher)
{
	CHECK_EQUAL(WlanScan(handle, interface_guid, NULL, NULL, NULL), ERROR_SUCCESS);
	wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_scan_complete);
}

void connect_and_wait(HANDLE handle, const GUID *interface_guid, struct watcher *watcher)
{
	WLAN_CONNECTION_PARAMETERS parameters = {
		.wlanConnectionMode = wlan_connection_mode_temporary_profile,
		.strProfile = test_profile("temporary", "manual"),
		.dot11BssType = dot11_BSS_type_infrastructure,
	};
	const WLAN_CONNECTION_NOTIFICATION_DATA *data;
	struct seen seen;

	CHECK_EQUAL(WlanConnect(handle, interface_guid, &parameters, NULL), ERROR_SUCCESS);
	seen = wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_connection_complete);
	data = (const WLAN_CONNECTION_NOTIFICATION_DATA *)seen.data;
	CHECK_EQUAL(data->wlanReasonCode, WLAN_REASON_CODE_SUCCESS);
	CHECK_EQUAL(interface_state(handle, interface_guid), wlan_interface_state_connected);
}

void disconnect_and_wait(HANDLE handle, const GUID *interface_guid, struct watcher *watcher)
{
	if (interface_state(handle, interface_guid) == wlan_interface_state_connected) {
		CHECK_EQUAL(WlanDisconnect(handle, interface_guid, NULL), ERROR_SUCCESS);
		wait_for(watcher, WLAN_NOTIFICATION_SOURCE_ACM, wlan_notification_acm_disconnected);
	}
	CHECK_EQUAL(interface_state(handle, interface_guid), wlan_interface_state_disconnected);
}
