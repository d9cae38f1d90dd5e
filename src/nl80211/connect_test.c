#include "nl80211/connect.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/nl80211.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/frame.h"
#include "dot11/rsne.h"
#include "driver/mac.h"
#include "driver/security.h"
#include "nl80211/capabilities.h"
#include "nl80211/nl_fake.h"

#define OPEN_REQUEST "authenticate peer type 0;"
#define OTHER_REQUEST "authenticate other type 0;"
#define REAL_END "deauthenticate peer reason 3;"

struct world {
	sd_event *loop;
	struct nl_fake *kernel;
	struct wiphy wiphy;
	struct mlme *mlme;
	struct connect *connect;
	/* The task. */
	struct wdi_task_connect task;
	struct wdi_blob ssid;
	struct wdi_rsna_akm_cipher_pair pair;
	struct wdi_tlv_connect_bss_entry entries[2];
	uint8_t frames[2][256];
};

static void on_indication(uint32_t id, const void *payload, void *userdata)
{
	const struct wdi_indication_association_result *results = payload;
	const struct wdi_indication_sae_auth_params_needed *sae = payload;

	if (id == NDIS_STATUS_WDI_INDICATION_SAE_AUTH_PARAMS_NEEDED) {
		nl_fake_note("SAE %u", sae->sae_indication_type.indication_type);
		if (sae->has_sae_status)
			nl_fake_note(" late %u", sae->sae_status.request_type);
		nl_fake_note(";");
		return;
	}
	assert_int_equal(id, NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT);
	assert_int_equal(results->n_association_results, 1);
	nl_fake_note("RESULT %s %u %u%s;",
		     memcmp(&results->association_results->bssid.address, &nl_fake_peer, 6) == 0 ? "peer" : "other",
		     results->association_results->association_result_parameters.association_status,
		     results->association_results->association_result_parameters.status_code,
		     results->association_results->association_result_parameters.port_authorized ? " authorized" : "");
}

static void on_ended(uint32_t status, void *userdata)
{
	nl_fake_note("DONE %08x;", status);
}

static const struct connect_listener connect_listener = { .indicate = on_indication, .ended = on_ended };

static void on_attempt_ended(const struct mlme_result *result, void *userdata)
{
	struct world *world = userdata;

	connect_on_attempt_ended(world->connect, result);
}

static void on_sae(enum mlme_sae what, const struct dot11_mac *bssid, const uint8_t *frame, size_t size, void *userdata)
{
	struct world *world = userdata;

	connect_on_sae(world->connect, what, bssid, frame, size);
}

static void on_lost(enum mlme_cause cause, const struct dot11_mac *bssid, const uint8_t *body, size_t size, void *userdata)
{
}

static const struct mlme_listener mlme_listener = { .attempt_ended = on_attempt_ended, .sae = on_sae, .lost = on_lost };

/* What candidate @i is heard as. @akm: DOT11_AKM_NONE for an open one. */
static void beacon(struct world *world, size_t i, const char *ssid, uint32_t akm)
{
	const struct dot11_rsne rsne = {
		.group_cipher = DOT11_CIPHER_CCMP_128,
		.n_pairwise = 1,
		.pairwise = { DOT11_CIPHER_CCMP_128 },
		.n_akms = 1,
		.akms = { akm },
		.capabilities = akm == DOT11_AKM_PSK ? 0 : DOT11_RSN_MFP_CAPABLE | DOT11_RSN_MFP_REQUIRED,
		.group_management_cipher = DOT11_CIPHER_BIP_CMAC_128,
	};
	struct dot11_ssid name = { .size = (uint8_t)strlen(ssid) };
	uint8_t elements[128];
	struct writer list = writer_over(elements, sizeof(elements)),
		      writer = writer_over(world->frames[i], sizeof(world->frames[i]));

	memcpy(name.bytes, ssid, name.size);
	dot11_element_write_ssid(&list, &name);
	if (akm != DOT11_AKM_NONE)
		dot11_rsne_write(&list, &rsne);
	assert_int_equal(writer_end(&list), 0);
	dot11_frame_write_management(
		&writer, DOT11_FRAME_BEACON,
		&(struct dot11_management){ .beacon_interval_tu = 100, .elements = { elements, list.size } });
	assert_int_equal(writer_end(&writer), 0);
	world->entries[i].has_beacon_frame = true;
	world->entries[i].beacon_frame = (struct wdi_blob){ world->frames[i], writer.size };
	world->entries[i].channel_info.channel_number = 6;
	world->entries[i].channel_info.band_id = capabilities_band_id(DOT11_BAND_2GHZ);
	world->entries[i].bssid.address = wdi_mac_from_dot11(i == 0 ? &nl_fake_peer : &nl_fake_other);
}

/* The task: @n candidates of a network with @akm. */
static void wish(struct world *world, uint32_t akm, size_t n)
{
	static const uint32_t open_auth = WDI_AUTH_ALGO_80211_OPEN, open_cipher = WDI_CIPHER_ALGO_NONE;
	struct wdi_tlv_connect_parameters *parameters = &world->task.connect_parameters;

	for (size_t i = 0; i < n; i++)
		beacon(world, i, "net", akm);
	world->ssid = (struct wdi_blob){ (const uint8_t *)"net", 3 };
	parameters->n_ssid_list = 1;
	parameters->ssid_list = &world->ssid;
	if (akm == DOT11_AKM_NONE) {
		parameters->n_authentication_algorithms = 1;
		parameters->authentication_algorithms = &open_auth;
		parameters->n_unicast_cipher_algorithms = parameters->n_multicast_cipher_algorithms = 1;
		parameters->unicast_cipher_algorithms = parameters->multicast_cipher_algorithms = &open_cipher;
	} else {
		world->pair =
			(struct wdi_rsna_akm_cipher_pair){ driver_suite_to_wdi(akm), driver_suite_to_wdi(DOT11_CIPHER_CCMP_128) };
		parameters->n_rsna_akm_cipher_suite = 1;
		parameters->rsna_akm_cipher_suite = &world->pair;
		parameters->connection_settings.mfp_enabled = akm != DOT11_AKM_PSK;
	}
	world->task.n_preferred_bss_entry_list = n;
	world->task.preferred_bss_entry_list = world->entries;
}

static int set_up(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	if (!world || sd_event_new(&world->loop) < 0)
		return -1;
	world->kernel = nl_fake_reset();
	world->wiphy = nl_fake_wiphy();
	*state = world;
	if (mlme_new(&world->mlme, nl_fake_nl(), world->loop, NL_FAKE_IFINDEX, &nl_fake_own, &world->wiphy, &mlme_listener,
		     world) < 0)
		return -1;
	nl_fake_expect("register;");
	return connect_new(&world->connect, world->loop, world->mlme, &world->wiphy, &connect_listener, world);
}

static int tear_down(void **state)
{
	struct world *world = *state;

	connect_free(world->connect);
	mlme_free(world->mlme);
	sd_event_unref(world->loop);
	free(world);
	return 0;
}

static void give(struct world *world, struct event event)
{
	mlme_on_event(world->mlme, &event);
}

/* The book says @text somewhere; the rest does not matter. */
static void expect_part(struct world *world, const char *text)
{
	if (!strstr(world->kernel->book, text))
		fail_msg("'%s' is not in '%s'", text, world->kernel->book);
	world->kernel->book[0] = 0;
}

static void number(char *text, size_t size, const char *format, uint32_t status)
{
	snprintf(text, size, format, status);
}

static void expect_results(const char *format, uint32_t first, uint32_t second)
{
	char text[512];

	snprintf(text, sizeof(text), format, first, second);
	nl_fake_expect(text);
}

static void an_open_network_is_authorized_with_its_association(void **state)
{
	struct world *world = *state;

	wish(world, DOT11_AKM_NONE, 1);
	assert_int_equal(connect_check(world->connect, &world->task), 0);
	connect_start(world->connect, &world->task);
	assert_true(connect_is_running(world->connect));
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	nl_fake_expect(OPEN_REQUEST "associate peer on 2437 'net' owned;");
	give(world, nl_fake_association(0));
	expect_results("RESULT peer %u 0 authorized;DONE %08x;", WDI_ASSOC_STATUS_SUCCESS, NDIS_STATUS_SUCCESS);
	assert_false(connect_is_running(world->connect));
	assert_int_equal(connect_channel(world->connect)->number, 6);
}

static void the_port_of_a_secure_network_stays_shut(void **state)
{
	struct world *world = *state;

	wish(world, DOT11_AKM_PSK, 1);
	connect_start(world->connect, &world->task);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	expect_part(world, "privacy akm fac02 pairwise fac04 group fac04 mfp 0 port over-nl80211 owned elements 30");
	give(world, nl_fake_association(0));
	expect_results("RESULT peer %u 0;DONE %08x;", WDI_ASSOC_STATUS_SUCCESS, NDIS_STATUS_SUCCESS);
}

static void candidates_are_tried_one_after_the_other_with_a_result_for_each(void **state)
{
	struct world *world = *state;

	wish(world, DOT11_AKM_NONE, 2);
	connect_start(world->connect, &world->task);
	give(world, nl_fake_authentication(0, 2, 13, NULL, 0));
	expect_results(OPEN_REQUEST REAL_END "RESULT peer %u 13;" OTHER_REQUEST, WDI_ASSOC_STATUS_AUTH_FAILED_BY_PEER, 0);
	mlme_abort(world->mlme);
	expect_results("deauthenticate other reason 3;RESULT other %u 0;DONE %08x;", WDI_ASSOC_STATUS_ABORTED,
		       NDIS_STATUS_REQUEST_ABORTED);
}

static void an_error_of_the_kernel_is_a_result_and_the_next_candidate_is_tried(void **state)
{
	struct world *world = *state;

	wish(world, DOT11_AKM_NONE, 2);
	world->kernel->errors[NL80211_CMD_AUTHENTICATE] = -ENETDOWN;
	connect_start(world->connect, &world->task);
	expect_results(OPEN_REQUEST "RESULT peer %u 0;" OTHER_REQUEST, WDI_ASSOC_STATUS_AUTH_EXCHANGE_FAILURE, 0);
}

static void every_step_that_fails_has_its_status_and_the_last_candidate_ends_the_task(void **state)
{
	struct world *world = *state;
	char text[256];

	wish(world, DOT11_AKM_NONE, 1);
	connect_start(world->connect, &world->task);
	give(world, (struct event){ .command = NL80211_CMD_AUTHENTICATE, .is_timed_out = true });
	number(text, sizeof(text), OPEN_REQUEST REAL_END "RESULT peer %u 0;DONE c0000001;", WDI_ASSOC_STATUS_NO_AUTH_RESPONSE);
	nl_fake_expect(text);
	connect_start(world->connect, &world->task);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	give(world, nl_fake_association(17));
	number(text, sizeof(text), REAL_END "RESULT peer %u 17;DONE c0000001;", WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER);
	expect_part(world, text);
	connect_start(world->connect, &world->task);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	give(world, (struct event){ .command = NL80211_CMD_ASSOCIATE, .is_timed_out = true });
	number(text, sizeof(text), REAL_END "RESULT peer %u 0;DONE c0000001;", WDI_ASSOC_STATUS_NO_ASSOC_RESPONSE);
	expect_part(world, text);
	connect_start(world->connect, &world->task);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	give(world, nl_fake_end(NL80211_CMD_DEAUTHENTICATE, DOT11_FRAME_DEAUTHENTICATION, &nl_fake_peer, 6));
	number(text, sizeof(text), REAL_END "RESULT peer %u 0;DONE c0000001;", WDI_ASSOC_STATUS_ASSOC_EXCHANGE_FAILURE);
	expect_part(world, text);
}

static void candidates_that_are_not_wanted_are_passed_over_in_silence(void **state)
{
	struct world *world = *state;
	struct wdi_mac peer = wdi_mac_from_dot11(&nl_fake_peer), any = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } };
	uint32_t band = capabilities_band_id(DOT11_BAND_2GHZ);
	struct wdi_tlv_connect_parameters *parameters = &world->task.connect_parameters;

	wish(world, DOT11_AKM_NONE, 2);
	parameters->n_disallowed_bssi_ds = 1;
	parameters->disallowed_bssi_ds = &peer;
	connect_start(world->connect, &world->task);
	nl_fake_expect(OTHER_REQUEST);
	connect_abort(world->connect);
	world->kernel->book[0] = 0;
	parameters->n_disallowed_bssi_ds = 0;
	parameters->n_allowed_bssi_ds = 1;
	parameters->allowed_bssi_ds = &any;
	connect_start(world->connect, &world->task);
	nl_fake_expect(OPEN_REQUEST);
	connect_abort(world->connect);
	world->kernel->book[0] = 0;
	parameters->n_unavailable_band_list = 1;
	parameters->unavailable_band_list = &band;
	connect_start(world->connect, &world->task);
	nl_fake_expect("DONE c0000001;");
}

static void a_candidate_that_offers_something_else_is_told_and_not_tried(void **state)
{
	struct world *world = *state;

	wish(world, DOT11_AKM_PSK, 2);
	beacon(world, 0, "net", DOT11_AKM_NONE); /* open */
	beacon(world, 1, "more", DOT11_AKM_PSK); /* another network */
	connect_start(world->connect, &world->task);
	expect_results("RESULT peer %u 0;RESULT other %u 0;DONE c0000001;", WDI_ASSOC_STATUS_FAILURE,
		       WDI_ASSOC_STATUS_NO_BEACON_PROBE_RESPONSE);
}

static void a_hidden_candidate_is_asked_by_the_name_that_is_wanted(void **state)
{
	struct world *world = *state;

	wish(world, DOT11_AKM_NONE, 1);
	beacon(world, 0, "", DOT11_AKM_NONE);
	connect_start(world->connect, &world->task);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	nl_fake_expect(OPEN_REQUEST "associate peer on 2437 'net' owned;");
}

/* The host's answer of @type, with what it needs. */
static struct wdi_set_sae_auth_params sae_of(uint32_t type)
{
	static const uint8_t bytes[64] = { 7 };

	return (struct wdi_set_sae_auth_params){
		.bss_id.address = wdi_mac_from_dot11(&nl_fake_peer),
		.sae_request_type.request_type = type,
		.has_sae_commit_params = true,
		.sae_commit_params = {
			.finite_cyclic_group.value = 19,
			.has_scalar = true,
			.scalar = { bytes, 32 },
			.has_element = true,
			.element = { bytes, 64 },
		},
		.has_sae_confirm_params = true,
		.sae_confirm_params = { .send_confirm.value = 1, .confirm = { bytes, 32 } },
	};
}

static uint32_t answer(struct world *world, uint32_t type)
{
	struct wdi_set_sae_auth_params params = sae_of(type);
	uint32_t status = connect_check_sae(world->connect, &params);

	if (status == NDIS_STATUS_SUCCESS)
		connect_set_sae(world->connect, &params);
	return status;
}

static void sae_goes_from_commit_to_confirm_to_the_verdict(void **state)
{
	struct world *world = *state;
	char text[128];

	wish(world, DOT11_AKM_SAE, 1);
	assert_int_equal(answer(world, WDI_SAE_REQUEST_TYPE_FAILURE), NDIS_STATUS_INVALID_STATE);
	connect_start(world->connect, &world->task);
	number(text, sizeof(text), "SAE %u;", WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED);
	nl_fake_expect(text);
	assert_int_equal(answer(world, WDI_SAE_REQUEST_TYPE_CONFIRM_PARAMS), NDIS_STATUS_INVALID_STATE);
	assert_int_equal(answer(world, WDI_SAE_REQUEST_TYPE_SUCCESS), NDIS_STATUS_INVALID_STATE);
	assert_int_equal(answer(world, WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS_H2E), NDIS_STATUS_SUCCESS);
	expect_part(world, "authenticate peer type 4 transaction 1 status 126 130007");
	assert_int_equal(answer(world, WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS), NDIS_STATUS_INVALID_STATE);
	give(world, nl_fake_authentication(3, 1, 126, "\x13\0", 2));
	number(text, sizeof(text), "SAE %u;", WDI_SAE_INDICATION_TYPE_COMMIT_FRAME);
	nl_fake_expect(text);
	assert_int_equal(answer(world, WDI_SAE_REQUEST_TYPE_CONFIRM_PARAMS), NDIS_STATUS_SUCCESS);
	expect_part(world, "authenticate peer type 4 transaction 2 status 0 010007");
	give(world, nl_fake_authentication(3, 2, 0, "\1\0", 2));
	world->kernel->book[0] = 0;
	assert_int_equal(answer(world, WDI_SAE_REQUEST_TYPE_SUCCESS), NDIS_STATUS_SUCCESS);
	expect_part(world,
		    "associate peer on 2437 'net' privacy akm fac08 pairwise fac04 group fac04 mfp 1 port over-nl80211 owned");
	give(world, nl_fake_association(0));
	expect_results("RESULT peer %u 0;DONE %08x;", WDI_ASSOC_STATUS_SUCCESS, NDIS_STATUS_SUCCESS);
}

static void an_sae_answer_that_is_incomplete_or_of_another_peer_is_refused(void **state)
{
	struct world *world = *state;
	struct wdi_set_sae_auth_params params = sae_of(WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS);

	wish(world, DOT11_AKM_SAE, 1);
	connect_start(world->connect, &world->task);
	params.bss_id.address = wdi_mac_from_dot11(&nl_fake_other);
	assert_int_equal(connect_check_sae(world->connect, &params), NDIS_STATUS_INVALID_STATE);
	params = sae_of(WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS);
	params.sae_commit_params.has_element = false;
	assert_int_equal(connect_check_sae(world->connect, &params), NDIS_STATUS_INVALID_DATA);
	assert_int_equal(answer(world, 99), NDIS_STATUS_INVALID_DATA);
}

static void the_hosts_no_and_a_kernel_that_refuses_end_an_sae_attempt(void **state)
{
	struct world *world = *state;
	char text[128];

	wish(world, DOT11_AKM_SAE, 1);
	connect_start(world->connect, &world->task);
	world->kernel->book[0] = 0;
	assert_int_equal(answer(world, WDI_SAE_REQUEST_TYPE_FAILURE), NDIS_STATUS_SUCCESS);
	number(text, sizeof(text), REAL_END "RESULT peer %u 0;DONE c0000001;", WDI_ASSOC_STATUS_AUTH_EXCHANGE_FAILURE);
	nl_fake_expect(text);
	connect_start(world->connect, &world->task);
	world->kernel->errors[NL80211_CMD_AUTHENTICATE] = -ENETDOWN;
	assert_int_equal(answer(world, WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS), NDIS_STATUS_SUCCESS);
	expect_part(world, text);
}

static void a_cached_key_that_is_refused_is_followed_by_sae_with_the_same_candidate(void **state)
{
	static const uint8_t pmkid[16] = { 1, 2, 3 };
	struct world *world = *state;
	char text[256];

	wish(world, DOT11_AKM_SAE, 1);
	world->entries[0].has_pmkid = true;
	world->entries[0].pmkid = (struct wdi_blob){ pmkid, sizeof(pmkid) };
	connect_start(world->connect, &world->task);
	nl_fake_expect(OPEN_REQUEST);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	expect_part(world, "010203"); /* in the element */
	give(world, nl_fake_association(53));
	snprintf(text, sizeof(text), REAL_END "RESULT peer %u 53;SAE %u;", WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER,
		 WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED);
	nl_fake_expect(text);
}

static void another_group_for_owe_is_waited_for_and_tried_with_the_same_candidate(void **state)
{
	static const uint8_t element[] = { 255, 4, 32, 20, 0, 9 };
	const struct wdi_set_owe_dh_ie other_group = { .owe_dh_ie = { element, sizeof(element) } };
	struct world *world = *state;
	char text[256];

	wish(world, DOT11_AKM_OWE, 1);
	assert_int_equal(connect_check_owe(world->connect, &other_group), NDIS_STATUS_INVALID_STATE);
	connect_start(world->connect, &world->task);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	give(world, nl_fake_association(DOT11_STATUS_UNSUPPORTED_GROUP));
	number(text, sizeof(text), REAL_END "RESULT peer %u 77;", WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER);
	expect_part(world, text);
	assert_true(connect_is_running(world->connect));
	assert_int_equal(connect_check_owe(world->connect, &(struct wdi_set_owe_dh_ie){ .owe_dh_ie.size = 0 }),
			 NDIS_STATUS_INVALID_DATA);
	assert_int_equal(connect_check_owe(world->connect, &other_group), NDIS_STATUS_SUCCESS);
	connect_set_owe(world->connect, &other_group);
	nl_fake_expect(OPEN_REQUEST);
	give(world, nl_fake_authentication(0, 2, 0, NULL, 0));
	expect_part(world, "ff0420140009;");
	/* Abandoned while the next is awaited. */
	give(world, nl_fake_association(DOT11_STATUS_UNSUPPORTED_GROUP));
	world->kernel->book[0] = 0;
	connect_abort(world->connect);
	expect_results("DONE %08x;", NDIS_STATUS_REQUEST_ABORTED, 0);
}

static void an_abort_ends_the_task_with_the_attempt(void **state)
{
	struct world *world = *state;

	wish(world, DOT11_AKM_NONE, 2);
	connect_abort(world->connect); /* nothing to abort */
	connect_start(world->connect, &world->task);
	connect_abort(world->connect);
	expect_results(OPEN_REQUEST REAL_END "RESULT peer %u 0;DONE %08x;", WDI_ASSOC_STATUS_ABORTED,
		       NDIS_STATUS_REQUEST_ABORTED);
}

static void what_the_radio_cannot_do_at_all_is_refused_beforehand(void **state)
{
	struct world *world = *state;

	wish(world, DOT11_AKM_SAE, 1);
	assert_int_equal(connect_check(world->connect, &world->task), 0);
	world->wiphy.can_do_sae = false;
	assert_int_equal(connect_check(world->connect, &world->task), -EOPNOTSUPP);
	/* Nothing of the radio stands in the way of these. */
	world->wiphy.has_control_port = false;
	wish(world, DOT11_AKM_PSK, 1);
	assert_int_equal(connect_check(world->connect, &world->task), 0);
	wish(world, DOT11_AKM_OWE, 1);
	assert_int_equal(connect_check(world->connect, &world->task), 0);
}

static void a_radio_with_an_sme_of_its_own_does_psk_by_one_request(void **state)
{
	struct world *world = *state;
	struct event event = { .command = NL80211_CMD_CONNECT, .has_mac = true, .mac = nl_fake_peer };

	world->wiphy.can_authenticate = false;
	wish(world, DOT11_AKM_SAE, 1);
	assert_int_equal(connect_check(world->connect, &world->task), -EOPNOTSUPP);
	wish(world, DOT11_AKM_PSK, 1);
	connect_start(world->connect, &world->task);
	expect_part(world,
		    "connect peer on 2437 'net' privacy akm fac02 pairwise fac04 group fac04 mfp 0 port over-nl80211 owned");
	give(world, event);
	expect_results("RESULT peer %u 0;DONE %08x;", WDI_ASSOC_STATUS_SUCCESS, NDIS_STATUS_SUCCESS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(an_open_network_is_authorized_with_its_association),
		TEST(the_port_of_a_secure_network_stays_shut),
		TEST(candidates_are_tried_one_after_the_other_with_a_result_for_each),
		TEST(an_error_of_the_kernel_is_a_result_and_the_next_candidate_is_tried),
		TEST(every_step_that_fails_has_its_status_and_the_last_candidate_ends_the_task),
		TEST(candidates_that_are_not_wanted_are_passed_over_in_silence),
		TEST(a_candidate_that_offers_something_else_is_told_and_not_tried),
		TEST(a_hidden_candidate_is_asked_by_the_name_that_is_wanted),
		TEST(sae_goes_from_commit_to_confirm_to_the_verdict),
		TEST(an_sae_answer_that_is_incomplete_or_of_another_peer_is_refused),
		TEST(the_hosts_no_and_a_kernel_that_refuses_end_an_sae_attempt),
		TEST(a_cached_key_that_is_refused_is_followed_by_sae_with_the_same_candidate),
		TEST(another_group_for_owe_is_waited_for_and_tried_with_the_same_candidate),
		TEST(an_abort_ends_the_task_with_the_attempt),
		TEST(what_the_radio_cannot_do_at_all_is_refused_beforehand),
		TEST(a_radio_with_an_sme_of_its_own_does_psk_by_one_request),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
