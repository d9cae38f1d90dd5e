#include "wlansvc/msm/msm.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wdi/wdi.h"

static const struct dot11_mac ap = { { 2, 0, 0, 0, 0, 1 } };
static const struct dot11_mac other_ap = { { 2, 0, 0, 0, 0, 2 } };

/* What the machine does and tells, as words in the order of its doing. */
struct record {
	char text[512];
	int submit_result;
	struct msm *msm;
};

static void note(struct record *record, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void note(struct record *record, const char *format, ...)
{
	size_t at = strlen(record->text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(record->text + at, sizeof(record->text) - at, format, arguments);
	va_end(arguments);
}

static int submit_connect(const struct msm_target *target, const struct msm_offer *offer, void *port)
{
	struct record *record = port;

	if (record->submit_result == 0)
		note(record, "CONNECT ");
	return record->submit_result;
}

static void abort_connect(void *port)
{
	note(port, "ABORT ");
}

static int submit_disconnect(const struct dot11_mac *peer, uint16_t reason, void *port)
{
	struct record *record = port;

	if (record->submit_result == 0)
		note(record, "DISCONNECT(%u,%u) ", peer->b[5], reason);
	return record->submit_result;
}

static int submit_reset(void *port)
{
	struct record *record = port;

	if (record->submit_result == 0)
		note(record, "RESET ");
	return record->submit_result;
}

/* Open networks need none of these; what is done with them, security_test.c plays. */
static int submit_keys(const struct dot11_mac *peer, const struct dot11_key *keys, size_t n_keys, void *port)
{
	fail();
	return 0;
}

static int submit_sae(const struct msm_sae_answer *answer, void *port)
{
	fail();
	return 0;
}

static int submit_owe(const uint8_t *element, size_t size, void *port)
{
	fail();
	return 0;
}

static int send_eapol(const struct dot11_mac *peer, const uint8_t *pdu, size_t size, void *port)
{
	fail();
	return 0;
}

static void set_timer(uint64_t delay_us, void *port)
{
}

static const struct msm_ops ops = {
	submit_connect, abort_connect, submit_disconnect, submit_reset, submit_keys, submit_sae, submit_owe, send_eapol, set_timer,
};

static void on_associated(const struct msm_association *association, void *userdata)
{
	note(userdata, "associated ");
}

static void on_connected(void *userdata)
{
	note(userdata, "connected ");
}

static void on_failed(uint32_t reason, void *userdata)
{
	struct record *record = userdata;

	assert_int_equal(msm_state(record->msm), MSM_STATE_IDLE);
	note(record, "failed(%x) ", reason);
}

static void on_disconnected(uint32_t reason, void *userdata)
{
	struct record *record = userdata;

	assert_int_equal(msm_state(record->msm), MSM_STATE_IDLE);
	note(record, "disconnected(%x) ", reason);
}

static const struct msm_listener listener = { on_associated, on_connected, on_failed, on_disconnected };

/* RSN element: CCMP-128, one pairwise cipher, one AKM: PSK (IEEE 802.11-2020, 9.4.2.24). */
#define RSNE 48, 20, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 2, 0, 0

static int secure(struct msm *msm)
{
	static const uint8_t beacon[] = { 0, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0x11, 0, RSNE };
	static const uint8_t request[] = { 0x11, 0, 10, 0, RSNE };
	const struct msm_candidate candidate = { .bssid = ap, .beacon = beacon, .beacon_size = sizeof(beacon) };
	const struct msm_target target = {
		.ssid = { 4, "home" },
		.n_candidates = 1,
		.candidates = &candidate,
		.security = { 1, { DOT11_AKM_PSK }, 1, { DOT11_CIPHER_CCMP_128 }, 1, { DOT11_CIPHER_CCMP_128 }, .psk = { 32, { 7 } } },
	};
	int r = msm_connect(msm, &target);

	if (r != 0)
		return r;
	msm_association_result(msm, &(struct msm_association){ .bssid = ap, .request = request, .request_size = sizeof(request) });
	return msm_task_done(msm, NDIS_STATUS_SUCCESS);
}

/* One letter per event, so that a conversation is a string. */
static int play_event(struct record *record, char event)
{
	static const struct msm_candidate candidate = { .bssid = { { 2, 0, 0, 0, 0, 1 } } };
	const struct msm_target target = { .n_candidates = 1, .candidates = &candidate };
	struct msm *msm = record->msm;

	switch (event) {
	case 'c':
		return msm_connect(msm, &target);
	case 'S': /* up to the handshake, which an access point would begin now */
		return secure(msm);
	case 's':
		return msm_sae(msm, &(struct msm_sae_event){ .bssid = ap });
	case 'e':
		return msm_eapol(msm, &ap, (const uint8_t[]){ 2, 3, 0, 0 }, 4);
	case 'k':
		return msm_keys_done(msm, NDIS_STATUS_SUCCESS);
	case 't':
		return msm_timeout(msm);
	case 'd':
		return msm_disconnect(msm, WLAN_REASON_CODE_USER_CANCELLED);
	case 'q': /* disconnect, told as success */
		return msm_disconnect(msm, WLAN_REASON_CODE_SUCCESS);
	case '4':
		return msm_task_done(msm, NDIS_STATUS_SUCCESS);
	case 'f':
		return msm_task_done(msm, NDIS_STATUS_FAILURE);
	case 'a':
		return msm_task_done(msm, NDIS_STATUS_REQUEST_ABORTED);
	case 'r':
		return msm_task_done(msm, NDIS_STATUS_ADAPTER_REMOVED);
	case '+':
		return msm_association_result(msm, &(struct msm_association){ .bssid = ap });
	case '-':
		return msm_association_result(msm, &(struct msm_association){ .bssid = ap, .status = WDI_ASSOC_STATUS_NO_AUTH_RESPONSE });
	case 'p':
		return msm_peer_lost(msm, &ap, WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED, 0);
	case '7':
		return msm_peer_lost(msm, &ap, WDI_ASSOC_STATUS_DISASSOCIATED_BY_HOST, 0);
	case 'o':
		return msm_peer_lost(msm, &other_ap, WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED, 0);
	case 'w':
		return msm_peer_lost(msm, &DOT11_MAC_BROADCAST, WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE, 0);
	case 'x':
		return msm_adapter_lost(msm);
	case '!': /* from now on no task is accepted */
		record->submit_result = -ENODEV;
		return 0;
	}
	fail_msg("no event %c", event);
	return 0;
}

static int play(struct record *record, const char *events)
{
	int r = 0;

	while (*events)
		r = play_event(record, *events++);
	return r;
}

static void begin(struct record *record)
{
	*record = (struct record){ 0 };
	assert_int_equal(msm_new(&record->msm, &ops, record, &listener, record), 0);
}

static void conversations_end_as_the_rules_say(void **state)
{
	static const struct {
		const char *name, *events, *expected;
		enum msm_state end;
	} cases[] = {
		{ "connect", "c+4", "CONNECT associated connected ", MSM_STATE_CONNECTED },
		{ "second candidate works", "c-+4", "CONNECT associated connected ", MSM_STATE_CONNECTED },
		{ "refused, true cause", "c-f", "CONNECT failed(38003) ", MSM_STATE_IDLE },
		{ "failed without a result", "cf", "CONNECT failed(38002) ", MSM_STATE_IDLE },
		{ "complete without a peer", "c44", "CONNECT RESET failed(3800c) ", MSM_STATE_IDLE },
		{ "failed with a peer", "c+f44", "CONNECT associated DISCONNECT(1,3) RESET failed(38002) ", MSM_STATE_IDLE },
		{ "lost before complete", "c+p4", "CONNECT associated RESET ", MSM_STATE_RESETTING },
		{ "driver dies while connecting", "cr", "CONNECT failed(3800c) ", MSM_STATE_IDLE },
		{ "adapter lost while connecting", "cx", "CONNECT failed(3800c) ", MSM_STATE_IDLE },
		{ "again after a failure", "cfc+4", "CONNECT failed(38002) CONNECT associated connected ", MSM_STATE_CONNECTED },

		{ "secure network", "S", "CONNECT associated ", MSM_STATE_SECURING },
		{ "disconnect while securing", "Sd4", "CONNECT associated DISCONNECT(1,3) failed(38001) ", MSM_STATE_IDLE },
		{ "refused: reset first", "Sdf4", "CONNECT associated DISCONNECT(1,3) RESET failed(38001) ", MSM_STATE_IDLE },
		{ "securing, never answered", "Sdr", "CONNECT associated DISCONNECT(1,3) failed(38001) ", MSM_STATE_IDLE },
		{ "kicked while securing", "Sp", "CONNECT associated failed(3800b) ", MSM_STATE_IDLE },
		{ "another peer while securing", "So", "CONNECT associated ", MSM_STATE_SECURING },
		{ "adapter lost while securing", "Sx", "CONNECT associated failed(3800c) ", MSM_STATE_IDLE },
		{ "no message 1", "St4", "CONNECT associated DISCONNECT(1,15) failed(48004) ", MSM_STATE_IDLE },
		{ "open after secure", "Sd4c+4", "CONNECT associated DISCONNECT(1,3) failed(38001) CONNECT associated connected ",
		  MSM_STATE_CONNECTED },

		{ "disconnect", "c+4q74", "CONNECT associated connected DISCONNECT(1,3) disconnected(0) ", MSM_STATE_IDLE },
		{ "told after completion only", "c+4q7", "CONNECT associated connected DISCONNECT(1,3) ", MSM_STATE_DISCONNECTING },
		{ "without indication", "c+4q4", "CONNECT associated connected DISCONNECT(1,3) disconnected(0) ", MSM_STATE_IDLE },
		{ "peer is faster", "c+4qp4", "CONNECT associated connected DISCONNECT(1,3) disconnected(0) ", MSM_STATE_IDLE },
		{ "twice is once", "c+4qq4", "CONNECT associated connected DISCONNECT(1,3) disconnected(0) ", MSM_STATE_IDLE },
		{ "refused: reset first", "c+4qf4", "CONNECT associated connected DISCONNECT(1,3) RESET disconnected(3800c) ",
		  MSM_STATE_IDLE },
		{ "never answered", "c+4qr", "CONNECT associated connected DISCONNECT(1,3) disconnected(3800f) ", MSM_STATE_IDLE },
		{ "adapter lost meanwhile", "c+4qx", "CONNECT associated connected DISCONNECT(1,3) disconnected(3800f) ", MSM_STATE_IDLE },

		{ "kicked", "c+4p", "CONNECT associated connected disconnected(3800b) ", MSM_STATE_IDLE },
		{ "kicked twice is told once", "c+4pp", "CONNECT associated connected disconnected(3800b) ", MSM_STATE_IDLE },
		{ "out of range, peer unnamed", "c+4w", "CONNECT associated connected disconnected(3800b) ", MSM_STATE_IDLE },
		{ "another peer is of no concern", "c+4o", "CONNECT associated connected ", MSM_STATE_CONNECTED },
		{ "adapter lost", "c+4x", "CONNECT associated connected disconnected(3800b) ", MSM_STATE_IDLE },

		{ "cancel", "cda4", "CONNECT ABORT RESET failed(38001) ", MSM_STATE_IDLE },
		{ "cancel awaits the end", "cd", "CONNECT ABORT ", MSM_STATE_ABORTING },
		{ "cancel loses the race", "cd+444", "CONNECT ABORT DISCONNECT(1,3) RESET failed(38001) ", MSM_STATE_IDLE },
		{ "cancel after association", "c+da744", "CONNECT associated ABORT DISCONNECT(1,3) RESET failed(38001) ", MSM_STATE_IDLE },
		{ "cancel, peer leaves by itself", "c+dpa4", "CONNECT associated ABORT RESET failed(38001) ", MSM_STATE_IDLE },
		{ "cancel twice", "cdda4", "CONNECT ABORT RESET failed(38001) ", MSM_STATE_IDLE },
		{ "cancel, failing reset", "cdaf", "CONNECT ABORT RESET failed(38001) ", MSM_STATE_IDLE },
		{ "cancel, driver dies", "cdr", "CONNECT ABORT failed(38001) ", MSM_STATE_IDLE },
		{ "cancel, no adapter for the reset", "cd!a", "CONNECT ABORT failed(38001) ", MSM_STATE_IDLE },
		{ "drop, driver dies", "cd+4r", "CONNECT ABORT DISCONNECT(1,3) failed(38001) ", MSM_STATE_IDLE },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		struct record record;

		begin(&record);
		play(&record, cases[i].events);
		if (strcmp(record.text, cases[i].expected) != 0 || msm_state(record.msm) != cases[i].end)
			fail_msg("%s: did \"%s\" and is %s, expected \"%s\"", cases[i].name, record.text,
				 msm_state_to_text(msm_state(record.msm)), cases[i].expected);
		msm_free(record.msm);
	}
}

/* Every cell: how to get into the state, and what each event does there: state afterwards and return value. */
static void every_cell_of_the_table_is_visited(void **state)
{
	static const char events[MSM_N_EVENTS] = { 'c', 'd', '4', '+', 'p', 's', 'e', 'k', 't', 'x' };
	static const struct {
		const char *way;
		enum msm_state after[MSM_N_EVENTS];
		int result[MSM_N_EVENTS];
	} rows[MSM_N_STATES] = {
#define I MSM_STATE_IDLE
#define A MSM_STATE_ASSOCIATING
#define S MSM_STATE_SECURING
#define B MSM_STATE_ABORTING
#define D MSM_STATE_DROPPING
#define R MSM_STATE_RESETTING
#define C MSM_STATE_CONNECTED
#define X MSM_STATE_DISCONNECTING
#define NO MSM_E_NOT_EXPECTED
#define BUSY MSM_E_BUSY
		[I] = { "", { A, I, I, I, I, I, I, I, I, I }, { 0, MSM_E_NOT_CONNECTED, NO, NO, NO, NO, NO, NO, NO, 0 } },
		[A] = { "c", { A, B, R, A, A, A, A, A, A, I }, { BUSY, 0, 0, 0, NO, NO, NO, NO, NO, 0 } },
		[S] = { "S", { S, X, S, S, I, S, S, S, X, I }, { BUSY, 0, NO, NO, 0, NO, NO, NO, 0, 0 } },
		[B] = { "cd", { B, B, R, B, B, B, B, B, B, I }, { BUSY, 0, 0, 0, NO, NO, NO, NO, NO, 0 } },
		[D] = { "cd+4", { D, D, R, D, D, D, D, D, D, I }, { BUSY, 0, 0, NO, 0, NO, NO, NO, NO, 0 } },
		[R] = { "cda", { R, R, I, R, R, R, R, R, R, I }, { BUSY, 0, 0, NO, 0, NO, NO, NO, NO, 0 } },
		[C] = { "c+4", { C, X, C, C, I, C, C, C, C, I }, { BUSY, 0, NO, NO, 0, NO, NO, NO, NO, 0 } },
		[X] = { "c+4d", { X, X, I, X, X, X, X, X, X, I }, { BUSY, 0, 0, NO, 0, NO, NO, NO, NO, 0 } },
#undef I
	};

	for (size_t row = 0; row < MSM_N_STATES; row++) {
		for (size_t event = 0; event < MSM_N_EVENTS; event++) {
			struct record record;
			int r;

			begin(&record);
			play(&record, rows[row].way);
			assert_int_equal(msm_state(record.msm), row);
			r = play_event(&record, events[event]);
			if (r != rows[row].result[event] || msm_state(record.msm) != rows[row].after[event])
				fail_msg("%s while %s: returned %d and is %s", msm_event_to_text((enum msm_event)event),
					 msm_state_to_text((enum msm_state)row), r, msm_state_to_text(msm_state(record.msm)));
			msm_free(record.msm);
		}
	}
}

static void a_submission_that_fails_changes_nothing(void **state)
{
	struct record record;

	begin(&record);
	assert_int_equal(play(&record, "!c"), -ENODEV);
	assert_int_equal(msm_state(record.msm), MSM_STATE_IDLE);
	record.submit_result = 0;
	assert_int_equal(play(&record, "c+4!q"), -ENODEV);
	assert_int_equal(msm_state(record.msm), MSM_STATE_CONNECTED);
	assert_string_equal(record.text, "CONNECT associated connected ");
	msm_free(record.msm);

	begin(&record);
	assert_int_equal(play(&record, "!S"), -ENODEV);
	assert_int_equal(msm_state(record.msm), MSM_STATE_IDLE);
	record.submit_result = 0;
	assert_int_equal(play(&record, "S!d"), -ENODEV);
	assert_int_equal(msm_state(record.msm), MSM_STATE_SECURING);
	msm_free(record.msm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversations_end_as_the_rules_say),
		cmocka_unit_test(every_cell_of_the_table_is_visited),
		cmocka_unit_test(a_submission_that_fails_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
