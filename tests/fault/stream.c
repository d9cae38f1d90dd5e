#include "stream.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define ACM WLAN_NOTIFICATION_SOURCE_ACM
#define MSM WLAN_NOTIFICATION_SOURCE_MSM
#define ANY_REASON 0xffffffffu
#define NO_SUCCESS 0xfffffffeu

static const char *const names[STREAM_N_STATES] = {
	"resting", "started", "associating", "associated", "secured", "connected", "disconnecting", "disassociating", "gone",
	"removed",
};

/* Every step that there is; the documentation's order. */
static const struct step {
	enum stream_state from;
	DWORD source, code, reason; /* one reason, or ANY_REASON, or NO_SUCCESS */
	enum stream_state to;
} steps[] = {
	{ STREAM_RESTING, ACM, wlan_notification_acm_connection_start, 0, STREAM_STARTED },
	/* A request that waited for its turn and was taken back. */
	{ STREAM_RESTING, ACM, wlan_notification_acm_connection_complete, NO_SUCCESS, STREAM_RESTING },
	{ STREAM_STARTED, MSM, wlan_notification_msm_associating, 0, STREAM_ASSOCIATING },
	{ STREAM_STARTED, ACM, wlan_notification_acm_connection_attempt_fail, NO_SUCCESS, STREAM_STARTED },
	{ STREAM_STARTED, ACM, wlan_notification_acm_connection_complete, NO_SUCCESS, STREAM_RESTING },
	{ STREAM_ASSOCIATING, MSM, wlan_notification_msm_associated, 0, STREAM_ASSOCIATED },
	{ STREAM_ASSOCIATING, MSM, wlan_notification_msm_disconnected, NO_SUCCESS, STREAM_STARTED },
	{ STREAM_ASSOCIATED, MSM, wlan_notification_msm_associated, 0, STREAM_ASSOCIATED },
	{ STREAM_ASSOCIATED, MSM, wlan_notification_msm_authenticating, 0, STREAM_ASSOCIATED },
	{ STREAM_ASSOCIATED, MSM, wlan_notification_msm_connected, 0, STREAM_SECURED },
	{ STREAM_ASSOCIATED, MSM, wlan_notification_msm_disconnected, NO_SUCCESS, STREAM_STARTED },
	{ STREAM_SECURED, ACM, wlan_notification_acm_connection_complete, 0, STREAM_CONNECTED },
	/* Asked for once more. */
	{ STREAM_CONNECTED, ACM, wlan_notification_acm_connection_complete, 0, STREAM_CONNECTED },
	{ STREAM_CONNECTED, ACM, wlan_notification_acm_disconnecting, 0, STREAM_DISCONNECTING },
	{ STREAM_CONNECTED, MSM, wlan_notification_msm_disconnected, NO_SUCCESS, STREAM_GONE },
	{ STREAM_DISCONNECTING, MSM, wlan_notification_msm_disassociating, 0, STREAM_DISASSOCIATING },
	{ STREAM_DISASSOCIATING, MSM, wlan_notification_msm_disconnected, ANY_REASON, STREAM_GONE },
	{ STREAM_GONE, ACM, wlan_notification_acm_disconnected, 0, STREAM_RESTING },
	/* The driver is started again: nothing is under way then. */
	{ STREAM_RESTING, ACM, wlan_notification_acm_interface_removal, 0, STREAM_REMOVED },
	{ STREAM_REMOVED, ACM, wlan_notification_acm_interface_arrival, 0, STREAM_RESTING },
	/* Without the other source some steps are not heard. */
	{ STREAM_STARTED, ACM, wlan_notification_acm_connection_complete, 0, STREAM_CONNECTED },
	{ STREAM_DISCONNECTING, ACM, wlan_notification_acm_disconnected, 0, STREAM_RESTING },
	{ STREAM_CONNECTED, ACM, wlan_notification_acm_disconnected, 0, STREAM_RESTING },
	{ STREAM_RESTING, ACM, wlan_notification_acm_connection_complete, 0, STREAM_CONNECTED },
};

#define N_STEPS_OF_BOTH (sizeof(steps) / sizeof(steps[0]) - 4)

static bool concerns_a_connection(DWORD source, DWORD code)
{
	if (source == MSM)
		return code >= wlan_notification_msm_associating && code <= wlan_notification_msm_connected
			       ? true
			       : code == wlan_notification_msm_disassociating || code == wlan_notification_msm_disconnected;
	return source == ACM &&
	       (code == wlan_notification_acm_connection_start || code == wlan_notification_acm_connection_complete ||
		code == wlan_notification_acm_connection_attempt_fail || code == wlan_notification_acm_disconnecting ||
		code == wlan_notification_acm_disconnected || code == wlan_notification_acm_interface_removal ||
		code == wlan_notification_acm_interface_arrival);
}

static bool hears_both(const struct stream *stream)
{
	return stream->version > 1 && (stream->sources & MSM);
}

static const struct step *find_step(const struct stream *stream, const struct stream_told *told)
{
	size_t n = hears_both(stream) ? N_STEPS_OF_BOTH : sizeof(steps) / sizeof(steps[0]);

	for (size_t i = 0; i < n; i++)
		if (steps[i].from == stream->state && steps[i].source == told->source && steps[i].code == told->code &&
		    (steps[i].reason == told->reason || steps[i].reason == ANY_REASON ||
		     (steps[i].reason == NO_SUCCESS && told->reason != WLAN_REASON_CODE_SUCCESS)))
			return &steps[i];
	return NULL;
}

static void take_step(struct stream *stream, const struct stream_told *told)
{
	const struct step *step = find_step(stream, told);

	if (!step) {
		if (!stream->error[0])
			snprintf(stream->error, sizeof(stream->error), "%s%u with reason 0x%x while %s", told->source == ACM ? "acm" : "msm",
				 (unsigned int)told->code, (unsigned int)told->reason, names[stream->state]);
		return;
	}
	stream->state = step->to;
	if (told->source != ACM)
		return;
	if (told->code == wlan_notification_acm_connection_complete)
		++*(told->reason == WLAN_REASON_CODE_SUCCESS ? &stream->n_connections : &stream->n_failures);
	else if (told->code == wlan_notification_acm_disconnected)
		stream->n_disconnections++;
	else if (told->code == wlan_notification_acm_interface_arrival)
		stream->n_arrivals++;
}

static DWORD reason_of(const WLAN_NOTIFICATION_DATA *data)
{
	if (data->NotificationSource == ACM && data->dwDataSize >= sizeof(WLAN_CONNECTION_NOTIFICATION_DATA))
		return ((const WLAN_CONNECTION_NOTIFICATION_DATA *)data->pData)->wlanReasonCode;
	if (data->NotificationSource == MSM && data->dwDataSize == sizeof(WLAN_MSM_NOTIFICATION_DATA))
		return ((const WLAN_MSM_NOTIFICATION_DATA *)data->pData)->wlanReasonCode;
	return 0;
}

static VOID WINAPI hear(PWLAN_NOTIFICATION_DATA data, PVOID context)
{
	struct stream *stream = context;
	struct stream_told told = { data->NotificationSource, data->NotificationCode, 0 };

	if (!concerns_a_connection(told.source, told.code))
		return;
	told.reason = reason_of(data);
	pthread_mutex_lock(&stream->lock);
	stream->told[stream->n_told++ % STREAM_KEPT] = told;
	take_step(stream, &told);
	pthread_cond_broadcast(&stream->more);
	pthread_mutex_unlock(&stream->lock);
}

DWORD stream_open(struct stream *stream, DWORD version, DWORD sources)
{
	pthread_condattr_t monotonic;
	DWORD negotiated, status;

	memset(stream, 0, sizeof(*stream));
	stream->version = version;
	stream->sources = sources;
	pthread_mutex_init(&stream->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&stream->more, &monotonic);
	status = WlanOpenHandle(version, NULL, &negotiated, &stream->handle);
	if (status == ERROR_SUCCESS)
		status = WlanRegisterNotification(stream->handle, sources, FALSE, hear, stream, NULL, NULL);
	return status;
}

void stream_close(struct stream *stream)
{
	WlanCloseHandle(stream->handle, NULL);
	pthread_cond_destroy(&stream->more);
	pthread_mutex_destroy(&stream->lock);
}

static struct timespec deadline(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += STREAM_DEADLINE_MS / 1000;
	return at;
}

size_t stream_mark(struct stream *stream)
{
	size_t n;

	pthread_mutex_lock(&stream->lock);
	n = stream->n_told;
	pthread_mutex_unlock(&stream->lock);
	return n;
}

bool stream_wait(struct stream *stream, size_t from, DWORD source, DWORD code, DWORD *ret_reason)
{
	const struct timespec end = deadline();
	bool is_there = false;
	int r = 0;

	pthread_mutex_lock(&stream->lock);
	for (size_t at = from; !is_there && r == 0;) {
		if (at == stream->n_told) {
			r = pthread_cond_timedwait(&stream->more, &stream->lock, &end);
			continue;
		}
		const struct stream_told *told = &stream->told[at++ % STREAM_KEPT];

		is_there = told->source == source && told->code == code;
		if (is_there && ret_reason)
			*ret_reason = told->reason;
	}
	pthread_mutex_unlock(&stream->lock);
	return is_there;
}

bool stream_wait_state(struct stream *stream, enum stream_state state)
{
	const struct timespec end = deadline();
	bool is_there;
	int r = 0;

	pthread_mutex_lock(&stream->lock);
	while (stream->state != state && r == 0)
		r = pthread_cond_timedwait(&stream->more, &stream->lock, &end);
	is_there = stream->state == state;
	pthread_mutex_unlock(&stream->lock);
	return is_there;
}

bool stream_wait_told(struct stream *stream, size_t n_told)
{
	const struct timespec end = deadline();
	bool is_there;
	int r = 0;

	pthread_mutex_lock(&stream->lock);
	while (stream->n_told < n_told && r == 0)
		r = pthread_cond_timedwait(&stream->more, &stream->lock, &end);
	is_there = stream->n_told >= n_told;
	pthread_mutex_unlock(&stream->lock);
	return is_there;
}

bool stream_wait_arrivals(struct stream *stream, size_t n_arrivals)
{
	const struct timespec end = deadline();
	bool is_there;
	int r = 0;

	pthread_mutex_lock(&stream->lock);
	while (stream->n_arrivals < n_arrivals && r == 0)
		r = pthread_cond_timedwait(&stream->more, &stream->lock, &end);
	is_there = stream->n_arrivals >= n_arrivals;
	pthread_mutex_unlock(&stream->lock);
	return is_there;
}

const char *stream_text(struct stream *stream, size_t from)
{
	static char text[2048];
	size_t used = 0;

	text[0] = '\0';
	pthread_mutex_lock(&stream->lock);
	for (size_t at = from; at < stream->n_told && used + 32 < sizeof(text); at++) {
		const struct stream_told *told = &stream->told[at % STREAM_KEPT];

		used += (size_t)snprintf(text + used, sizeof(text) - used, told->reason ? "%s%s%u:%x" : "%s%s%u", used ? " " : "",
					 told->source == ACM ? "acm" : "msm", (unsigned int)told->code, (unsigned int)told->reason);
	}
	pthread_mutex_unlock(&stream->lock);
	return text;
}
