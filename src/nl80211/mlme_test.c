#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>
#include <linux/nl80211.h>

#include "base/clock.h"
#include "dot11/frame.h"
#include "dot11/suite.h"
#include "nl80211/mlme_internal.h"
#include "nl80211/nl_fake.h"

#define OPEN_REQUEST "authenticate peer type 0;"
#define ASSOCIATE_OPEN "associate peer on 2437 'net' owned;"
#define ASSOCIATE_PSK \
	"associate peer on 2437 'net' privacy akm fac02 pairwise fac04 group fac04 mfp 0 port over-nl80211 owned elements 300101;"
#define ASSOCIATE_SAE \
	"associate peer on 2437 'net' privacy akm fac08 pairwise fac04 group fac04 mfp 1 port over-nl80211 owned elements 300101;"
#define FAREWELL "[frame a0 3;frame c0 3;]"
#define REAL_END "deauthenticate peer reason 3;"
#define LOCAL_END "deauthenticate peer reason 3 local;"

struct world {
	sd_event *loop;
	struct nl_fake *kernel;
	struct wiphy wiphy;
	struct mlme *mlme;
	struct mlme_result last;
};

static void on_attempt_ended(const struct mlme_result *result, void *userdata)
{
	struct world *world = userdata;

	world->last = *result;
	nl_fake_note("ENDED %d %u;", (int)result->attempt, result->status);
}

static void on_lost(enum mlme_cause cause, const struct dot11_mac *bssid, const uint8_t *body, size_t size, void *userdata)
{
	struct world *world = userdata;

	assert_memory_equal(bssid, &nl_fake_peer, 6);
	/* Nothing of it is left when this is told. */
	assert_null(mlme_peer(world->mlme));
	nl_fake_note("LOST %d", (int)cause);
	if (body)
		nl_fake_note(" reason %u", body[0] | body[1] << 8);
	nl_fake_note(";");
}

static void on_left(void *userdata)
{
	nl_fake_note("LEFT;");
}

static void on_sae(enum mlme_sae what, const struct dot11_mac *bssid, const uint8_t *frame, size_t size, void *userdata)
{
	nl_fake_note("SAE %d %zu;", (int)what, size);
}

static void on_eapol(const struct dot11_mac *bssid, const uint8_t *pdu, size_t size, void *userdata)
{
	nl_fake_note("EAPOL %.*s;", (int)size, (const char *)pdu);
}

static const struct mlme_listener listener = {
	.attempt_ended = on_attempt_ended,
	.lost = on_lost,
	.left = on_left,
	.sae = on_sae,
	.eapol = on_eapol,
};

static int set_up(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	if (!world || sd_event_new(&world->loop) < 0)
		return -1;
	world->kernel = nl_fake_reset();
	world->wiphy = nl_fake_wiphy();
	*state = world;
	if (mlme_new(&world->mlme, nl_fake_nl(), world->loop, NL_FAKE_IFINDEX, &nl_fake_own, &world->wiphy, &listener, world) < 0)
		return -1;
	nl_fake_expect("register;");
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;

	mlme_free(world->mlme);
	sd_event_unref(world->loop);
	free(world);
	return 0;
}

static void give(struct world *world, struct event event)
{
	mlme_on_event(world->mlme, &event);
}

/* A limit that has been set to at most @limit_us from now has passed. */
static void run_timer(struct world *world, sd_event_source *timer, uint64_t limit_us)
{
	uint64_t due_us;
	int is_enabled;

	assert_non_null(timer);
	assert_int_equal(sd_event_source_get_enabled(timer, &is_enabled), 1);
	assert_int_equal(is_enabled, SD_EVENT_ONESHOT);
	assert_int_equal(sd_event_source_get_time(timer, &due_us), 0);
	assert_true(due_us <= clock_monotonic_us() + limit_us);
	sd_event_source_set_time(timer, 0);
	assert_true(sd_event_run(world->loop, 2000000) > 0);
}

static void pass_limit(struct world *world, uint64_t limit_us)
{
	run_timer(world, world->mlme->timer, limit_us);
}

static struct build_peer peer_of(const struct world *world, uint32_t akm)
{
	static const uint8_t elements[] = { 0x30, 1, 1 };
	struct build_peer peer = { .bssid = nl_fake_peer, .ssid = { 3, "net" }, .mhz = 2437 };

	if (akm == DOT11_AKM_NONE)
		return peer;
	peer.elements = elements;
	peer.elements_size = sizeof(elements);
	peer.security = (struct build_security){
		.akm = akm,
		.pairwise_cipher = DOT11_CIPHER_CCMP_128,
		.group_cipher = DOT11_CIPHER_CCMP_128,
		.uses_mfp = akm != DOT11_AKM_PSK,
		.has_control_port = world->wiphy.has_control_port,
	};
	return peer;
}

static int connect_to(struct world *world, uint32_t akm, bool does_sae)
{
	struct build_peer peer = peer_of(world, akm);

	return mlme_connect(world->mlme, &peer, does_sae);
}

static void associate(struct world *world, uint32_t akm)
{
	assert_int_equal(connect_to(world, akm, false), 0);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	give(world, nl_fake_association(0));
	assert_non_null(strstr(world->kernel->book, "ENDED 0 0;"));
	assert_memory_equal(mlme_peer(world->mlme), &nl_fake_peer, 6);
	world->kernel->book[0] = 0;
}

static struct dot11_key key_of(enum dot11_key_kind kind, uint8_t index)
{
	struct dot11_key key = {
		.kind = kind,
		.cipher = kind == DOT11_KEY_IGTK ? DOT11_CIPHER_BIP_CMAC_128 : DOT11_CIPHER_CCMP_128,
		.index = index,
		.receive_counter = { 1, 2 },
	};

	key.key.size = 16;
	memset(key.key.bytes, 0xaa, 16);
	return key;
}

/* An association under protection, with its keys. */
static void protect(struct world *world)
{
	struct dot11_key key = key_of(DOT11_KEY_PAIRWISE, 0);

	associate(world, DOT11_AKM_SAE);
	assert_int_equal(mlme_add_key(world->mlme, &key), 0);
	assert_int_equal(mlme_authorize(world->mlme), 0);
	nl_fake_expect("key 0 pairwise peer fac04 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa seq 010200000000;authorize peer;");
}

/* Connect */

static void an_open_network_is_authenticated_with_and_associated_with(void **state)
{
	struct world *world = *state;

	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	nl_fake_expect(OPEN_REQUEST);
	assert_null(mlme_peer(world->mlme));
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	nl_fake_expect(ASSOCIATE_OPEN);
	give(world, nl_fake_association(0));
	nl_fake_expect("ENDED 0 0;");
	assert_memory_equal(mlme_peer(world->mlme), &nl_fake_peer, 6);
	assert_int_equal(world->last.association_response_size, 6);
	/* An association is there: no second one. */
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), -EISCONN);
	nl_fake_expect("");
}

static void wpa2_and_owe_say_what_was_agreed_on_and_own_the_association(void **state)
{
	struct world *world = *state;

	assert_int_equal(connect_to(world, DOT11_AKM_PSK, false), 0);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	nl_fake_expect(OPEN_REQUEST ASSOCIATE_PSK);
	mlme_abort(world->mlme);
	nl_fake_expect(REAL_END "ENDED 1 0;");
	assert_int_equal(connect_to(world, DOT11_AKM_OWE, false), 0);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	nl_fake_expect(OPEN_REQUEST "associate peer on 2437 'net' privacy akm fac12 pairwise fac04 group fac04 mfp 1 port "
				    "over-nl80211 owned elements 300101;");
	give(world, nl_fake_association(0));
	nl_fake_expect("ENDED 0 0;");
}

static void sae_frames_are_the_hosts_and_the_association_waits_for_its_verdict(void **state)
{
	struct world *world = *state;

	assert_int_equal(connect_to(world, DOT11_AKM_SAE, true), 0);
	nl_fake_expect("SAE 0 0;");
	assert_int_equal(mlme_sae_confirm(world->mlme, "x", 1), -EPROTO);
	assert_int_equal(mlme_sae_finish(world->mlme, true), -EPROTO);
	assert_int_equal(mlme_sae_commit(world->mlme, 126, "\x13\0", 2), 0);
	nl_fake_expect("authenticate peer type 4 transaction 1 status 126 1300;");
	assert_int_equal(mlme_sae_commit(world->mlme, 126, "\x13\0", 2), -EPROTO);
	/* An open system's answer is none of this exchange. */
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	nl_fake_expect("");
	give(world, nl_fake_authentication(3, 1, 126, "\x13\0", 2));
	nl_fake_expect("SAE 1 8;");
	assert_int_equal(mlme_sae_confirm(world->mlme, "\1\0", 2), 0);
	nl_fake_expect("authenticate peer type 4 transaction 2 status 0 0100;");
	give(world, nl_fake_authentication(3, 2, 0, "\1\0", 2));
	nl_fake_expect("SAE 2 8;");
	assert_int_equal(mlme_sae_finish(world->mlme, true), 0);
	nl_fake_expect(ASSOCIATE_SAE);
	give(world, nl_fake_association(0));
	nl_fake_expect("ENDED 0 0;");
}

static void a_confirm_of_the_peer_that_comes_first_waits_for_ours(void **state)
{
	struct world *world = *state;

	assert_int_equal(connect_to(world, DOT11_AKM_SAE, true), 0);
	assert_int_equal(mlme_sae_commit(world->mlme, 0, "c", 1), 0);
	give(world, nl_fake_authentication(3, 2, 0, "early", 5));
	give(world, nl_fake_authentication(3, 1, 0, "c", 1));
	world->kernel->book[0] = 0;
	assert_int_equal(mlme_sae_confirm(world->mlme, "z", 1), 0);
	nl_fake_expect("authenticate peer type 4 transaction 2 status 0 7a;SAE 2 11;");
}

static void a_verdict_of_the_host_against_the_peer_ends_the_attempt_with_what_the_peer_said(void **state)
{
	struct world *world = *state;

	assert_int_equal(connect_to(world, DOT11_AKM_SAE, true), 0);
	assert_int_equal(mlme_sae_commit(world->mlme, 0, "c", 1), 0);
	give(world, nl_fake_authentication(3, 1, 77, NULL, 0));
	world->kernel->book[0] = 0;
	assert_int_equal(mlme_sae_finish(world->mlme, false), 0);
	nl_fake_expect(REAL_END "ENDED 4 77;");
	assert_int_equal(world->last.authentication_response_size, 6);
}

static void the_request_of_an_association_can_change_during_sae_only(void **state)
{
	struct world *world = *state;
	struct build_peer peer = peer_of(world, DOT11_AKM_SAE);
	static const uint8_t huge[MLME_MAX_ELEMENTS_SIZE + 1];

	assert_int_equal(mlme_change_request(world->mlme, &peer.security, NULL, 0), -EPROTO);
	assert_int_equal(connect_to(world, DOT11_AKM_PSK, true), 0);
	assert_int_equal(mlme_change_request(world->mlme, &peer.security, huge, sizeof(huge)), -ENOMEM);
	assert_int_equal(mlme_change_request(world->mlme, &peer.security, peer.elements, peer.elements_size), 0);
	assert_int_equal(mlme_sae_commit(world->mlme, 0, "c", 1), 0);
	give(world, nl_fake_authentication(3, 1, 0, "c", 1));
	assert_int_equal(mlme_sae_confirm(world->mlme, "z", 1), 0);
	give(world, nl_fake_authentication(3, 2, 0, "z", 1));
	world->kernel->book[0] = 0;
	assert_int_equal(mlme_sae_finish(world->mlme, true), 0);
	nl_fake_expect(ASSOCIATE_SAE);
}

static void a_radio_that_cannot_do_sae_is_not_asked_to(void **state)
{
	struct world *world = *state;

	world->wiphy.can_do_sae = false;
	assert_int_equal(connect_to(world, DOT11_AKM_SAE, true), -EOPNOTSUPP);
	world->wiphy.can_do_sae = true;
	world->wiphy.can_authenticate = false;
	assert_int_equal(connect_to(world, DOT11_AKM_SAE, true), -EOPNOTSUPP);
	nl_fake_expect("");
}

static void a_radio_with_an_sme_of_its_own_is_asked_to_connect(void **state)
{
	struct world *world = *state;
	struct event event = nl_fake_plain(NL80211_CMD_CONNECT);

	world->wiphy.can_authenticate = false;
	assert_int_equal(connect_to(world, DOT11_AKM_PSK, false), 0);
	nl_fake_expect("connect peer on 2437 'net' privacy akm fac02 pairwise fac04 group fac04 mfp 0 port over-nl80211 owned "
		       "elements 300101;");
	/* cfg80211's own SME shows these as well; they are not the answer. */
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	give(world, nl_fake_association(0));
	nl_fake_expect("");
	event.has_mac = true;
	event.mac = nl_fake_peer;
	event.response_elements = (const uint8_t *)"\1\1\2";
	event.response_elements_size = 3;
	give(world, event);
	nl_fake_expect("ENDED 0 0;");
	assert_int_equal(world->last.association_response_size, 9);
	assert_memory_equal(world->last.association_response + 6, "\1\1\2", 3);
	/* Capability, listen interval, SSID, then the elements that it was given. */
	assert_int_equal(world->last.association_request_size, 4 + 2 + 3 + 3);
}

static void a_refusal_a_silence_and_another_peer_are_told_apart_without_an_sme_of_ours(void **state)
{
	struct world *world = *state;
	struct event event = {
		.command = NL80211_CMD_CONNECT, .has_mac = true, .mac = nl_fake_other, .has_status = true, .status = 17
	};

	world->wiphy.can_authenticate = false;
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	nl_fake_expect("connect peer on 2437 'net' owned;");
	/* Late, of an attempt that is over. */
	give(world, event);
	event.is_timed_out = true;
	give(world, event);
	nl_fake_expect("");
	event.is_timed_out = false;
	event.mac = nl_fake_peer;
	give(world, event);
	nl_fake_expect("disconnect reason 3;ENDED 8 17;");
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	event.is_timed_out = true;
	event.has_mac = false;
	give(world, event);
	nl_fake_expect("connect peer on 2437 'net' owned;disconnect reason 3;ENDED 6 0;");
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	pass_limit(world, 3000000);
	nl_fake_expect("connect peer on 2437 'net' owned;disconnect reason 3;ENDED 6 0;");
}

/* Attempts that fail */

static void a_peer_that_the_kernel_has_forgotten_is_looked_for_once(void **state)
{
	struct world *world = *state;

	world->kernel->errors[NL80211_CMD_AUTHENTICATE] = -ENOENT;
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	nl_fake_expect(OPEN_REQUEST "scan 'net' on 2437;");
	give(world, nl_fake_plain(NL80211_CMD_NEW_SCAN_RESULTS));
	nl_fake_expect(OPEN_REQUEST);
	mlme_abort(world->mlme);
	nl_fake_expect(REAL_END "ENDED 1 0;");

	world->kernel->errors[NL80211_CMD_AUTHENTICATE] = -ENOENT;
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	world->kernel->errors[NL80211_CMD_AUTHENTICATE] = -ENOENT;
	give(world, nl_fake_plain(NL80211_CMD_SCAN_ABORTED));
	/* Nothing has been begun that the kernel would have to end. */
	nl_fake_expect(OPEN_REQUEST "scan 'net' on 2437;" OPEN_REQUEST "ENDED 2 0;");
}

static void a_scan_of_somebody_else_may_find_the_peer_and_one_that_cannot_be_is_an_error(void **state)
{
	struct world *world = *state;

	world->kernel->errors[NL80211_CMD_AUTHENTICATE] = -ENOENT;
	world->kernel->errors[NL80211_CMD_TRIGGER_SCAN] = -EBUSY;
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	world->kernel->book[0] = 0;
	pass_limit(world, 3000000);
	nl_fake_expect("ENDED 2 0;");
	world->kernel->errors[NL80211_CMD_AUTHENTICATE] = -ENOENT;
	world->kernel->errors[NL80211_CMD_TRIGGER_SCAN] = -ENETDOWN;
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), -ENETDOWN);
	nl_fake_expect(OPEN_REQUEST "scan 'net' on 2437;");
	/* It is not under way: another one can be. */
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
}

static void what_a_dead_program_has_left_is_ended_first(void **state)
{
	struct world *world = *state;

	world->kernel->errors[NL80211_CMD_AUTHENTICATE] = -EALREADY;
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	nl_fake_expect(OPEN_REQUEST REAL_END OPEN_REQUEST);
}

static void errors_of_the_kernel_are_those_of_the_request_that_met_them(void **state)
{
	struct world *world = *state;

	world->kernel->errors[NL80211_CMD_AUTHENTICATE] = -ENETDOWN;
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), -ENETDOWN);
	nl_fake_expect(OPEN_REQUEST);
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	world->kernel->errors[NL80211_CMD_ASSOCIATE] = -EINVAL;
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	nl_fake_expect(OPEN_REQUEST ASSOCIATE_OPEN REAL_END "ENDED 8 0;");
	world->wiphy.can_authenticate = false;
	world->kernel->errors[NL80211_CMD_CONNECT] = -EBUSY;
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), -EBUSY);
}

static void an_sae_frame_that_the_kernel_refuses_leaves_the_attempt_where_it_was(void **state)
{
	struct world *world = *state;

	assert_int_equal(connect_to(world, DOT11_AKM_SAE, true), 0);
	world->kernel->errors[NL80211_CMD_AUTHENTICATE] = -ENOBUFS;
	assert_int_equal(mlme_sae_commit(world->mlme, 0, "c", 1), -ENOBUFS);
	assert_int_equal(mlme_sae_commit(world->mlme, 0, "c", 1), 0);
	assert_int_equal(mlme_sae_commit(world->mlme, 0, "c", 0), -EPROTO);
}

static void refusals_of_the_peer_are_told_with_their_status_and_frame(void **state)
{
	struct world *world = *state;

	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	give(world, nl_fake_authentication(0, 2, 13, NULL, 0));
	nl_fake_expect(OPEN_REQUEST REAL_END "ENDED 4 13;");
	assert_int_equal(world->last.authentication_response_size, 6);
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	give(world, nl_fake_association(17));
	nl_fake_expect(OPEN_REQUEST ASSOCIATE_OPEN REAL_END "ENDED 7 17;");
	assert_int_equal(world->last.association_response_size, 6);
	assert_null(mlme_peer(world->mlme));
}

static void a_silent_peer_is_told_by_the_step_it_was_silent_in(void **state)
{
	struct world *world = *state;
	struct event event = { .command = NL80211_CMD_AUTHENTICATE, .is_timed_out = true, .has_mac = true, .mac = nl_fake_other };

	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	give(world, event); /* of another peer */
	nl_fake_expect(OPEN_REQUEST);
	event.mac = nl_fake_peer;
	give(world, event);
	nl_fake_expect(REAL_END "ENDED 3 0;");
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	event.command = NL80211_CMD_ASSOCIATE;
	give(world, event);
	nl_fake_expect(OPEN_REQUEST ASSOCIATE_OPEN REAL_END "ENDED 6 0;");
}

static void a_kernel_that_says_nothing_has_three_seconds_a_step(void **state)
{
	struct world *world = *state;

	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	pass_limit(world, 3000000);
	nl_fake_expect(OPEN_REQUEST REAL_END "ENDED 3 0;");
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	pass_limit(world, 3000000);
	nl_fake_expect(OPEN_REQUEST ASSOCIATE_OPEN REAL_END "ENDED 6 0;");
}

static void a_host_or_a_peer_that_is_late_in_sae_ends_it_within_five_seconds(void **state)
{
	struct world *world = *state;

	assert_int_equal(connect_to(world, DOT11_AKM_SAE, true), 0);
	pass_limit(world, 5000000);
	nl_fake_expect("SAE 0 0;SAE 3 0;" REAL_END "ENDED 5 0;");
	assert_int_equal(connect_to(world, DOT11_AKM_SAE, true), 0);
	assert_int_equal(mlme_sae_commit(world->mlme, 0, "c", 1), 0);
	world->kernel->book[0] = 0;
	pass_limit(world, 5000000);
	nl_fake_expect(REAL_END "ENDED 3 0;");
	assert_int_equal(connect_to(world, DOT11_AKM_SAE, true), 0);
	assert_int_equal(mlme_sae_commit(world->mlme, 0, "c", 1), 0);
	give(world, nl_fake_authentication(3, 1, 0, "c", 1));
	world->kernel->book[0] = 0;
	pass_limit(world, 5000000);
	nl_fake_expect("SAE 4 0;" REAL_END "ENDED 5 0;");
	assert_int_equal(connect_to(world, DOT11_AKM_SAE, true), 0);
	assert_int_equal(mlme_sae_commit(world->mlme, 0, "c", 1), 0);
	give(world, nl_fake_authentication(3, 1, 0, "c", 1));
	assert_int_equal(mlme_sae_confirm(world->mlme, "z", 1), 0);
	give(world, nl_fake_authentication(3, 2, 0, "z", 1));
	world->kernel->book[0] = 0;
	pass_limit(world, 5000000);
	nl_fake_expect("SAE 5 0;" REAL_END "ENDED 5 0;");
}

static void a_peer_that_ends_an_attempt_ends_it_by_its_step(void **state)
{
	struct world *world = *state;

	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	give(world, nl_fake_end(NL80211_CMD_DEAUTHENTICATE, DOT11_FRAME_DEAUTHENTICATION, &nl_fake_other, 6));
	nl_fake_expect(OPEN_REQUEST);
	give(world, nl_fake_end(NL80211_CMD_DEAUTHENTICATE, DOT11_FRAME_DEAUTHENTICATION, &nl_fake_peer, 6));
	nl_fake_expect(REAL_END "ENDED 5 0;");
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	give(world, nl_fake_end(NL80211_CMD_DEAUTHENTICATE, DOT11_FRAME_DEAUTHENTICATION, &nl_fake_peer, 6));
	nl_fake_expect(OPEN_REQUEST ASSOCIATE_OPEN REAL_END "ENDED 8 0;");
}

static void an_abort_without_an_attempt_is_nothing(void **state)
{
	struct world *world = *state;

	mlme_abort(world->mlme);
	associate(world, DOT11_AKM_NONE);
	mlme_abort(world->mlme);
	nl_fake_expect("");
	assert_non_null(mlme_peer(world->mlme));
}

/* Disconnect */

static void a_disconnect_is_both_frames_then_their_status_then_the_local_state_then_the_word(void **state)
{
	struct world *world = *state;

	associate(world, DOT11_AKM_NONE);
	assert_int_equal(mlme_leave(world->mlme, &nl_fake_peer, MLME_CAUSE_HOST, 3), 0);
	nl_fake_expect(FAREWELL);
	give(world, nl_fake_tx_status(101));
	give(world, nl_fake_tx_status(999));
	give(world, nl_fake_tx_status(101));
	nl_fake_expect("");
	give(world, nl_fake_tx_status(100));
	nl_fake_expect(LOCAL_END);
	give(world, nl_fake_end(NL80211_CMD_DEAUTHENTICATE, DOT11_FRAME_DEAUTHENTICATION, &nl_fake_own, 3));
	nl_fake_expect("");
	assert_non_null(mlme_peer(world->mlme));
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	nl_fake_expect("LOST 0;LEFT;");
	assert_int_equal(mlme_leave(world->mlme, &nl_fake_peer, MLME_CAUSE_HOST, 3), MLME_E_NOT_CONNECTED);
}

static void the_reason_of_a_disconnect_is_the_hosts(void **state)
{
	struct world *world = *state;

	associate(world, DOT11_AKM_NONE);
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_HOST, 8), 0);
	nl_fake_expect("[frame a0 8;frame c0 8;]");
	give(world, nl_fake_tx_status(100));
	give(world, nl_fake_tx_status(101));
	nl_fake_expect("deauthenticate peer reason 8 local;");
}

static void a_disconnect_from_somebody_else_is_none(void **state)
{
	struct world *world = *state;

	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_HOST, 3), MLME_E_NOT_CONNECTED);
	associate(world, DOT11_AKM_NONE);
	assert_int_equal(mlme_leave(world->mlme, &nl_fake_other, MLME_CAUSE_HOST, 3), MLME_E_NOT_CONNECTED);
	nl_fake_expect("");
	assert_non_null(mlme_peer(world->mlme));
}

static void frames_without_status_hold_a_disconnect_for_100_ms(void **state)
{
	struct world *world = *state;

	associate(world, DOT11_AKM_NONE);
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_HOST, 3), 0);
	give(world, nl_fake_tx_status(100));
	pass_limit(world, 100000);
	nl_fake_expect(FAREWELL LOCAL_END);
}

static void a_deauthentication_that_cannot_be_sent_as_a_frame_is_left_to_the_kernel(void **state)
{
	struct world *world = *state;

	associate(world, DOT11_AKM_NONE);
	world->kernel->frame_errors[1] = -EINVAL;
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_HOST, 3), 0);
	give(world, nl_fake_tx_status(100));
	nl_fake_expect(FAREWELL REAL_END);
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	nl_fake_expect("LOST 0;LEFT;");
	/* The same for a radio that says so beforehand. */
	world->wiphy.can_send_deauthentication = false;
	world->kernel->frame_errors[1] = 0;
	associate(world, DOT11_AKM_NONE);
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_HOST, 3), 0);
	give(world, nl_fake_tx_status(101));
	nl_fake_expect("[frame a0 3;]" REAL_END);
}

static void frames_that_are_both_refused_hold_nothing_and_the_end_does_not_come_from_within(void **state)
{
	struct world *world = *state;

	associate(world, DOT11_AKM_NONE);
	world->kernel->frame_errors[0] = world->kernel->frame_errors[1] = -ENETDOWN;
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_HOST, 3), 0);
	nl_fake_expect(FAREWELL);
	assert_true(sd_event_run(world->loop, 50000) > 0);
	nl_fake_expect(REAL_END);
}

static void a_radio_with_an_sme_of_its_own_sends_the_deauthentication_itself(void **state)
{
	struct world *world = *state;
	struct event event = { .command = NL80211_CMD_CONNECT, .has_mac = true, .mac = nl_fake_peer };

	world->wiphy.can_authenticate = false;
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	give(world, event);
	world->kernel->book[0] = 0;
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_HOST, 3), 0);
	give(world, nl_fake_tx_status(100));
	nl_fake_expect("[frame a0 3;]disconnect reason 3;");
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	nl_fake_expect("LOST 0;LEFT;");
}

static void a_kernel_that_does_not_tell_the_end_is_asked_after_half_a_second(void **state)
{
	struct world *world = *state;

	associate(world, DOT11_AKM_NONE);
	world->kernel->errors[NL80211_CMD_DEAUTHENTICATE] = -EIO;
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_RESET, 1), 0);
	nl_fake_expect("deauthenticate peer reason 1 local;");
	/* It is still there: now with everything. */
	pass_limit(world, 500000);
	nl_fake_expect("station?;deauthenticate peer reason 1;");
	world->kernel->is_station_there = false;
	pass_limit(world, 500000);
	nl_fake_expect("station?;LOST 1;LEFT;");
}

static void reset_and_radio_off_send_nothing(void **state)
{
	struct world *world = *state;

	associate(world, DOT11_AKM_NONE);
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_RADIO_OFF, 1), 0);
	nl_fake_expect("deauthenticate peer reason 1 local;");
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	nl_fake_expect("LOST 2;LEFT;");
}

static void the_second_of_two_disconnects_ends_with_the_first(void **state)
{
	struct world *world = *state;

	associate(world, DOT11_AKM_NONE);
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_HOST, 3), 0);
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_RESET, 1), 0);
	nl_fake_expect(FAREWELL);
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	nl_fake_expect("LOST 0;LEFT;");
}

static void a_peer_that_was_faster_than_frames_that_could_not_be_sent_is_the_cause(void **state)
{
	struct world *world = *state;

	associate(world, DOT11_AKM_NONE);
	world->kernel->frame_errors[0] = world->kernel->frame_errors[1] = -ENOTCONN;
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_HOST, 3), 0);
	give(world, nl_fake_end(NL80211_CMD_DEAUTHENTICATE, DOT11_FRAME_DEAUTHENTICATION, &nl_fake_peer, 6));
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	nl_fake_expect(FAREWELL "LOST 3 reason 6;LEFT;");
	/* Frames that have been sent are first. */
	world->kernel->frame_errors[0] = world->kernel->frame_errors[1] = 0;
	associate(world, DOT11_AKM_NONE);
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_HOST, 3), 0);
	give(world, nl_fake_end(NL80211_CMD_DEAUTHENTICATE, DOT11_FRAME_DEAUTHENTICATION, &nl_fake_peer, 6));
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	nl_fake_expect(FAREWELL "LOST 0;LEFT;");
}

static void a_machine_that_goes_ends_what_there_is(void **state)
{
	struct world *world = *state;

	associate(world, DOT11_AKM_NONE);
	world->mlme = mlme_free(world->mlme);
	nl_fake_expect(REAL_END);
}

/* Ends that others make */

static void an_end_by_the_peer_is_told_with_its_frame_when_the_kernel_has_cleared(void **state)
{
	struct world *world = *state;

	associate(world, DOT11_AKM_NONE);
	give(world, nl_fake_end(NL80211_CMD_DEAUTHENTICATE, DOT11_FRAME_DEAUTHENTICATION, &nl_fake_other, 6));
	nl_fake_expect("");
	give(world, nl_fake_end(NL80211_CMD_DEAUTHENTICATE, DOT11_FRAME_DEAUTHENTICATION, &nl_fake_peer, 6));
	nl_fake_expect("");
	assert_int_equal(mlme_add_key(world->mlme, &(struct dot11_key){ 0 }), -ENOTCONN);
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	nl_fake_expect("LOST 3 reason 6;");
	associate(world, DOT11_AKM_NONE);
	give(world, nl_fake_end(NL80211_CMD_DISASSOCIATE, DOT11_FRAME_DISASSOCIATION, &nl_fake_peer, 8));
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	nl_fake_expect("LOST 4 reason 8;");
}

static void a_disconnect_that_meets_the_peers_waits_for_the_same_end(void **state)
{
	struct world *world = *state;

	associate(world, DOT11_AKM_NONE);
	give(world, nl_fake_end(NL80211_CMD_DEAUTHENTICATE, DOT11_FRAME_DEAUTHENTICATION, &nl_fake_peer, 6));
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_HOST, 3), 0);
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	nl_fake_expect("LOST 3 reason 6;LEFT;");
}

static void a_radio_with_an_sme_of_its_own_tells_the_peers_reason_only(void **state)
{
	struct world *world = *state;
	struct event event = { .command = NL80211_CMD_DISCONNECT, .is_by_peer = true, .has_reason = true, .reason = 7 };

	associate(world, DOT11_AKM_NONE);
	give(world, event);
	nl_fake_expect("LOST 3 reason 7;");
}

static void missed_beacons_and_ends_of_this_machine_are_no_ends_by_the_peer(void **state)
{
	struct world *world = *state;
	struct event event = { .command = NL80211_CMD_DISCONNECT, .has_reason = true, .reason = 4 };

	associate(world, DOT11_AKM_NONE);
	give(world, nl_fake_end(NL80211_CMD_DEAUTHENTICATE, DOT11_FRAME_DEAUTHENTICATION, &nl_fake_own, 4));
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	nl_fake_expect("LOST 5;");
	associate(world, DOT11_AKM_NONE);
	give(world, event);
	nl_fake_expect("LOST 5;");
	associate(world, DOT11_AKM_NONE);
	give(world, nl_fake_end(NL80211_CMD_DEAUTHENTICATE, DOT11_FRAME_DEAUTHENTICATION, &nl_fake_own, 3));
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	nl_fake_expect("LOST 6;");
}

static void lost_events_are_made_up_for_by_asking(void **state)
{
	struct world *world = *state;

	mlme_resync(world->mlme);
	nl_fake_expect("");
	associate(world, DOT11_AKM_NONE);
	mlme_resync(world->mlme);
	nl_fake_expect("station?;");
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_HOST, 3), 0);
	world->kernel->is_station_there = false;
	mlme_resync(world->mlme);
	nl_fake_expect(FAREWELL "station?;LOST 0;LEFT;");
	world->kernel->is_station_there = true;
	associate(world, DOT11_AKM_NONE);
	world->kernel->is_station_there = false;
	mlme_resync(world->mlme);
	nl_fake_expect("station?;LOST 5;");
}

/* Protected management frames */

static struct event forged(uint8_t command)
{
	return nl_fake_end(
		command, command == NL80211_CMD_UNPROT_DEAUTHENTICATE ? DOT11_FRAME_DEAUTHENTICATION : DOT11_FRAME_DISASSOCIATION,
		&nl_fake_peer, 6);
}

static void an_unprotected_end_ends_nothing_if_the_peer_answers(void **state)
{
	struct world *world = *state;
	uint8_t answer[4] = { 8, 1 };

	protect(world);
	give(world, forged(NL80211_CMD_UNPROT_DEAUTHENTICATE));
	nl_fake_expect("frame d0 category 8 action 0;");
	give(world, forged(NL80211_CMD_UNPROT_DISASSOCIATE)); /* one query is enough */
	nl_fake_expect("");
	answer[2] = (uint8_t)(world->mlme->query.first + 1); /* a number that has not been asked with */
	answer[3] = (uint8_t)((world->mlme->query.first + 1) >> 8);
	give(world, nl_fake_action(answer, sizeof(answer)));
	assert_true(world->mlme->query.is_running);
	answer[2] = (uint8_t)world->mlme->query.first;
	answer[3] = (uint8_t)(world->mlme->query.first >> 8);
	give(world, nl_fake_action(answer, sizeof(answer)));
	assert_false(world->mlme->query.is_running);
	assert_null(world->mlme->query_timer);
	assert_non_null(mlme_peer(world->mlme));
	nl_fake_expect("");
}

static void a_peer_that_does_not_answer_for_a_second_has_lost_our_keys(void **state)
{
	struct world *world = *state;

	protect(world);
	world->kernel->errors[NL80211_CMD_FRAME] = -ENOBUFS; /* one that cannot be sent is one that is lost */
	give(world, forged(NL80211_CMD_UNPROT_DEAUTHENTICATE));
	nl_fake_expect("frame d0 category 8 action 0;");
	world->mlme->query.begun_us -= 201000;
	run_timer(world, world->mlme->query_timer, 201000);
	nl_fake_expect("frame d0 category 8 action 0;");
	world->mlme->query.begun_us -= 800000;
	run_timer(world, world->mlme->query_timer, 1000000);
	/* For real, and the peer is told. */
	nl_fake_expect("deauthenticate peer reason 2;");
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	nl_fake_expect("LOST 5;");
}

static void no_query_without_protection_keys_or_means(void **state)
{
	struct world *world = *state;

	give(world, forged(NL80211_CMD_UNPROT_DEAUTHENTICATE));
	associate(world, DOT11_AKM_SAE);
	give(world, forged(NL80211_CMD_UNPROT_DEAUTHENTICATE)); /* before the keys */
	nl_fake_expect("");
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_RESET, 1), 0);
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	world->kernel->book[0] = 0;
	protect(world);
	give(world, nl_fake_end(NL80211_CMD_UNPROT_DEAUTHENTICATE, DOT11_FRAME_DEAUTHENTICATION, &nl_fake_other, 6));
	world->wiphy.can_send_action = false;
	give(world, forged(NL80211_CMD_UNPROT_DEAUTHENTICATE));
	nl_fake_expect("");
}

static void a_query_does_not_outlive_its_association(void **state)
{
	struct world *world = *state;

	protect(world);
	give(world, forged(NL80211_CMD_UNPROT_DEAUTHENTICATE));
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_RESET, 1), 0);
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	assert_null(world->mlme->query_timer);
	assert_false(world->mlme->query.is_running);
}

/* The port */

static void frames_of_8021x_are_plain_exactly_without_a_pairwise_key(void **state)
{
	struct world *world = *state;
	struct dot11_key pairwise = key_of(DOT11_KEY_PAIRWISE, 0), group = key_of(DOT11_KEY_GROUP, 1);

	assert_int_equal(mlme_send_eapol(world->mlme, &nl_fake_peer, "a", 1), -ENOTCONN);
	associate(world, DOT11_AKM_PSK);
	assert_int_equal(mlme_send_eapol(world->mlme, &nl_fake_other, "a", 1), -ENOTCONN);
	assert_int_equal(mlme_add_key(world->mlme, &group), 0);
	world->kernel->book[0] = 0;
	assert_int_equal(mlme_send_eapol(world->mlme, &nl_fake_peer, "a", 1), 0);
	nl_fake_expect("eapol peer plain 61;");
	world->kernel->errors[NL80211_CMD_NEW_KEY] = -EINVAL; /* a key that is not in protects nothing */
	assert_int_equal(mlme_add_key(world->mlme, &pairwise), -EINVAL);
	world->kernel->book[0] = 0;
	assert_int_equal(mlme_send_eapol(world->mlme, &nl_fake_peer, "b", 1), 0);
	nl_fake_expect("eapol peer plain 62;");
	assert_int_equal(mlme_add_key(world->mlme, &pairwise), 0);
	world->kernel->book[0] = 0;
	assert_int_equal(mlme_send_eapol(world->mlme, &nl_fake_peer, "c", 1), 0);
	nl_fake_expect("eapol peer 63;");
	assert_int_equal(mlme_delete_key(world->mlme, true, 0), 0);
	nl_fake_expect("unkey 0 pairwise peer;");
	world->kernel->errors[NL80211_CMD_CONTROL_PORT_FRAME] = -ENETDOWN;
	assert_int_equal(mlme_send_eapol(world->mlme, &nl_fake_peer, "d", 1), -ENETDOWN);
	nl_fake_expect("eapol peer plain 64;");
}

static void frames_of_8021x_are_heard_of_the_peer_only_and_after_the_association(void **state)
{
	struct world *world = *state;
	struct event event = nl_fake_eapol(&nl_fake_peer, "late", 4);

	give(world, nl_fake_eapol(&nl_fake_peer, "none", 4));
	assert_int_equal(connect_to(world, DOT11_AKM_PSK, false), 0);
	give(world, nl_fake_eapol(&nl_fake_peer, "soon", 4));
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	for (int i = 0; i < MLME_MAX_EARLY + 1; i++)
		give(world, nl_fake_eapol(&nl_fake_peer, (const char *)"01234" + i, 1));
	nl_fake_expect(OPEN_REQUEST ASSOCIATE_PSK);
	give(world, nl_fake_association(0));
	nl_fake_expect("ENDED 0 0;EAPOL 0;EAPOL 1;EAPOL 2;EAPOL 3;");
	give(world, nl_fake_eapol(&nl_fake_other, "other", 5));
	event.ethertype = 0x88c7;
	give(world, event);
	nl_fake_expect("");
	give(world, nl_fake_eapol(&nl_fake_peer, "late", 4));
	nl_fake_expect("EAPOL late;");
}

static void without_a_control_port_8021x_frames_go_over_the_interface(void **state)
{
	struct world *world = *state;

	world->wiphy.has_control_port = false;
	assert_int_equal(connect_to(world, DOT11_AKM_NONE, false), 0);
	nl_fake_expect(OPEN_REQUEST); /* an open network has none */
	mlme_abort(world->mlme);
	world->kernel->book[0] = 0;
	assert_int_equal(connect_to(world, DOT11_AKM_PSK, false), 0);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	nl_fake_expect(
		"socket;" OPEN_REQUEST
		"associate peer on 2437 'net' privacy akm fac02 pairwise fac04 group fac04 mfp 0 port owned elements 300101;");
	nl_fake_give_packet(&nl_fake_peer, "early", 5);
	assert_true(sd_event_run(world->loop, 2000000) > 0);
	nl_fake_expect("");
	give(world, nl_fake_association(0));
	nl_fake_expect("ENDED 0 0;EAPOL early;");
	nl_fake_give_packet(&nl_fake_other, "other", 5);
	nl_fake_give_packet(&nl_fake_peer, "late", 4);
	assert_true(sd_event_run(world->loop, 2000000) > 0);
	assert_true(sd_event_run(world->loop, 2000000) > 0);
	nl_fake_expect("EAPOL late;");
	assert_int_equal(mlme_send_eapol(world->mlme, &nl_fake_other, "a", 1), -ENOTCONN);
	assert_int_equal(mlme_send_eapol(world->mlme, &nl_fake_peer, "a", 1), 0);
	nl_fake_expect("packet 61;");
	/* It goes with the association. */
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_RESET, 1), 0);
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	assert_int_equal(send(world->kernel->packet_fd, "x", 1, MSG_NOSIGNAL), -1);
}

static void no_way_for_8021x_frames_is_no_attempt(void **state)
{
	struct world *world = *state;

	world->wiphy.has_control_port = false;
	world->kernel->open_error = -EPERM;
	assert_int_equal(connect_to(world, DOT11_AKM_PSK, false), -EPERM);
	nl_fake_expect("socket;");
	world->kernel->open_error = 0;
	world->kernel->errors[NL80211_CMD_AUTHENTICATE] = -ENETDOWN;
	assert_int_equal(connect_to(world, DOT11_AKM_PSK, false), -ENETDOWN);
	/* The socket does not outlive it. */
	assert_int_equal(send(world->kernel->packet_fd, "x", 1, MSG_NOSIGNAL), -1);
}

static void early_frames_of_a_failed_attempt_are_not_the_next_ones(void **state)
{
	struct world *world = *state;

	assert_int_equal(connect_to(world, DOT11_AKM_PSK, false), 0);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	give(world, nl_fake_eapol(&nl_fake_peer, "old", 3));
	give(world, nl_fake_association(17));
	world->kernel->book[0] = 0;
	associate(world, DOT11_AKM_PSK);
	nl_fake_expect("");
}

static void keys_go_with_the_association(void **state)
{
	struct world *world = *state;
	struct dot11_key key = key_of(DOT11_KEY_PAIRWISE, 0);

	assert_int_equal(mlme_add_key(world->mlme, &key), -ENOTCONN);
	assert_int_equal(mlme_authorize(world->mlme), -ENOTCONN);
	assert_int_equal(mlme_delete_key(world->mlme, true, 0), 0);
	protect(world);
	assert_int_equal(mlme_leave(world->mlme, NULL, MLME_CAUSE_HOST, 3), 0);
	assert_int_equal(mlme_delete_key(world->mlme, true, 0), 0);
	assert_int_equal(mlme_send_eapol(world->mlme, &nl_fake_peer, "x", 1), -ENOTCONN);
	give(world, nl_fake_plain(NL80211_CMD_DISCONNECT));
	nl_fake_expect(FAREWELL "LOST 0;LEFT;");
	/* The next association begins without. */
	associate(world, DOT11_AKM_SAE);
	assert_int_equal(mlme_send_eapol(world->mlme, &nl_fake_peer, "x", 1), 0);
	nl_fake_expect("eapol peer plain 78;");
}

static void a_key_that_is_not_there_is_deleted(void **state)
{
	struct world *world = *state;

	protect(world);
	world->kernel->errors[NL80211_CMD_DEL_KEY] = -ENOENT;
	assert_int_equal(mlme_delete_key(world->mlme, false, 4), 0);
	nl_fake_expect("unkey 4 group;");
	world->kernel->errors[NL80211_CMD_DEL_KEY] = -EIO;
	assert_int_equal(mlme_delete_key(world->mlme, true, 0), -EIO);
	world->kernel->book[0] = 0;
	/* It may still be there, and is taken to be. */
	assert_int_equal(mlme_send_eapol(world->mlme, &nl_fake_peer, "x", 1), 0);
	nl_fake_expect("eapol peer 78;");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(an_open_network_is_authenticated_with_and_associated_with),
		TEST(wpa2_and_owe_say_what_was_agreed_on_and_own_the_association),
		TEST(sae_frames_are_the_hosts_and_the_association_waits_for_its_verdict),
		TEST(a_confirm_of_the_peer_that_comes_first_waits_for_ours),
		TEST(a_verdict_of_the_host_against_the_peer_ends_the_attempt_with_what_the_peer_said),
		TEST(the_request_of_an_association_can_change_during_sae_only),
		TEST(a_radio_that_cannot_do_sae_is_not_asked_to),
		TEST(a_radio_with_an_sme_of_its_own_is_asked_to_connect),
		TEST(a_refusal_a_silence_and_another_peer_are_told_apart_without_an_sme_of_ours),
		TEST(a_peer_that_the_kernel_has_forgotten_is_looked_for_once),
		TEST(a_scan_of_somebody_else_may_find_the_peer_and_one_that_cannot_be_is_an_error),
		TEST(what_a_dead_program_has_left_is_ended_first),
		TEST(errors_of_the_kernel_are_those_of_the_request_that_met_them),
		TEST(an_sae_frame_that_the_kernel_refuses_leaves_the_attempt_where_it_was),
		TEST(refusals_of_the_peer_are_told_with_their_status_and_frame),
		TEST(a_silent_peer_is_told_by_the_step_it_was_silent_in),
		TEST(a_kernel_that_says_nothing_has_three_seconds_a_step),
		TEST(a_host_or_a_peer_that_is_late_in_sae_ends_it_within_five_seconds),
		TEST(a_peer_that_ends_an_attempt_ends_it_by_its_step),
		TEST(an_abort_without_an_attempt_is_nothing),
		TEST(a_disconnect_is_both_frames_then_their_status_then_the_local_state_then_the_word),
		TEST(the_reason_of_a_disconnect_is_the_hosts),
		TEST(a_disconnect_from_somebody_else_is_none),
		TEST(frames_without_status_hold_a_disconnect_for_100_ms),
		TEST(a_deauthentication_that_cannot_be_sent_as_a_frame_is_left_to_the_kernel),
		TEST(frames_that_are_both_refused_hold_nothing_and_the_end_does_not_come_from_within),
		TEST(a_radio_with_an_sme_of_its_own_sends_the_deauthentication_itself),
		TEST(a_kernel_that_does_not_tell_the_end_is_asked_after_half_a_second),
		TEST(reset_and_radio_off_send_nothing),
		TEST(the_second_of_two_disconnects_ends_with_the_first),
		TEST(a_peer_that_was_faster_than_frames_that_could_not_be_sent_is_the_cause),
		TEST(a_machine_that_goes_ends_what_there_is),
		TEST(an_end_by_the_peer_is_told_with_its_frame_when_the_kernel_has_cleared),
		TEST(a_disconnect_that_meets_the_peers_waits_for_the_same_end),
		TEST(a_radio_with_an_sme_of_its_own_tells_the_peers_reason_only),
		TEST(missed_beacons_and_ends_of_this_machine_are_no_ends_by_the_peer),
		TEST(lost_events_are_made_up_for_by_asking),
		TEST(an_unprotected_end_ends_nothing_if_the_peer_answers),
		TEST(a_peer_that_does_not_answer_for_a_second_has_lost_our_keys),
		TEST(no_query_without_protection_keys_or_means),
		TEST(a_query_does_not_outlive_its_association),
		TEST(frames_of_8021x_are_plain_exactly_without_a_pairwise_key),
		TEST(frames_of_8021x_are_heard_of_the_peer_only_and_after_the_association),
		TEST(without_a_control_port_8021x_frames_go_over_the_interface),
		TEST(no_way_for_8021x_frames_is_no_attempt),
		TEST(early_frames_of_a_failed_attempt_are_not_the_next_ones),
		TEST(keys_go_with_the_association),
		TEST(a_key_that_is_not_there_is_deleted),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
