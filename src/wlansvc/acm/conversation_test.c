/* Automatic connection as conversations: what happens, and what the driver and the client hear of it. */
#include "wlansvc/acm/acm_fixture.h"

#include "dot11/owe_element.h"
#include "profile/wlan_policy.h"
#include "wlansvc/acm/private.h"
#include "wlansvc/store/policy.h"

#define MAX_STEPS 32
#define DEADLINE_US (10 * UINT64_C(1000000))

/* What happens: a verb and its words, see verbs[]. */
struct step {
	const char *act;
	const char *heard;
};

struct conversation {
	const char *name;
	struct step steps[MAX_STEPS];
};

static const struct acm_caller old_caller = { .uid = 1000, .version = 1 };
static const struct acm_caller root = { .version = 2 };

/* --- the verbs --- */

static void act_set(const char *a, const char *b)
{
	/* What the mode adds to a profile of an open network. */
	bool is_hidden = strstr(b, "hidden") != NULL, switches = strstr(b, "switch") != NULL, is_manual = strstr(b, "manual") != NULL;
	bool is_secure = strstr(b, "secure") != NULL, is_own = strstr(b, "own") != NULL, is_owe = strstr(b, "owe") != NULL;
	uint32_t reason;
	char xml[2048];

	snprintf(xml, sizeof(xml),
		 "<?xml version=\"1.0\"?><WLANProfile xmlns=\"http://www.microsoft.com/networking/WLAN/profile/v1\"><name>%s</name>"
		 "<SSIDConfig><SSID><name>%s</name></SSID>%s</SSIDConfig><connectionType>ESS</connectionType>"
		 "<connectionMode>%s</connectionMode>%s<MSM><security><authEncryption><authentication>%s</authentication>"
		 "<encryption>%s</encryption><useOneX>false</useOneX></authEncryption>%s</security></MSM></WLANProfile>",
		 a, a, is_hidden ? "<nonBroadcast>true</nonBroadcast>" : "", is_manual ? "manual" : "auto",
		 switches ? "<autoSwitch>true</autoSwitch>" : "", is_secure ? "WPA2PSK" : is_owe ? "OWE" : "open",
		 is_secure || is_owe ? "AES" : "none",
		 is_secure ? "<sharedKey><keyType>passPhrase</keyType><protected>false</protected>"
			     "<keyMaterial>correct horse</keyMaterial></sharedKey>" :
			     "");
	assert_int_equal(acm_set_profile(world.acm, &caller, &world.adapter.guid, is_own ? caller.uid : STORE_ALL_USERS, xml, NULL, true,
					 &reason),
			 0);
}

static void act_delete(const char *a, const char *b)
{
	assert_int_equal(acm_delete_profile(world.acm, &caller, &world.adapter.guid, a), 0);
}

/* What was shown once every scan shows again, until it is cleared. */
static struct {
	uint8_t last_byte;
	char ssid[32];
	bool is_secure;
} in_range[8];
static size_t n_in_range;

static void show_in_range(void)
{
	for (size_t i = 0; i < n_in_range; i++)
		show(in_range[i].last_byte, in_range[i].ssid, in_range[i].is_secure ? bss_fixture_rsn_psk : NULL,
		     sizeof(bss_fixture_rsn_psk));
}

static void add_to_range(const char *last_byte, const char *ssid, bool is_secure)
{
	assert_true(n_in_range < array_size(in_range));
	in_range[n_in_range].last_byte = (uint8_t)atoi(last_byte);
	in_range[n_in_range].is_secure = is_secure;
	snprintf(in_range[n_in_range].ssid, sizeof(in_range[0].ssid), "%s", ssid);
	n_in_range++;
	show_in_range();
}

static void act_show(const char *a, const char *b)
{
	add_to_range(a, b, false);
}

static void act_show_secure(const char *a, const char *b)
{
	add_to_range(a, b, true);
}

/* The open half of an OWE transition pair, whose other half has the name given. */
static void act_show_half(const char *a, const char *b)
{
	struct dot11_owe_transition transition = { .bssid = { { 2, 0, 0, 0, 0, 9 } }, .ssid.size = (uint8_t)strlen(b) };
	uint8_t element[64];
	struct writer writer = writer_over(element, sizeof(element));

	memcpy(transition.ssid.bytes, b, strlen(b));
	dot11_owe_transition_write(&writer, &transition);
	show(8, a, element, writer.size);
}

static void act_show_encrypted_half(const char *a, const char *b)
{
	static const uint8_t owe_rsne[] = { 48, 20, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 18, 0xc0, 0 };

	show(9, a, owe_rsne, sizeof(owe_rsne));
}

static void act_scan(const char *a, const char *b)
{
	struct dot11_ssid ssid = { .size = (uint8_t)strlen(a) };

	memcpy(ssid.bytes, a, strlen(a));
	assert_int_equal(acm_scan(world.acm, &world.adapter.guid, a[0] ? &ssid : NULL, NULL, 0), 0);
}

static void act_end(const char *a, const char *b)
{
	static const struct {
		const char *name;
		uint32_t oid;
	} oids[] = {
		{ "scan", OID_WDI_TASK_SCAN },
		{ "connect", OID_WDI_TASK_CONNECT },
		{ "disconnect", OID_WDI_TASK_DISCONNECT },
		{ "reset", OID_WDI_TASK_DOT11_RESET },
	};
	uint32_t status = strcmp(b, "failed") == 0  ? NDIS_STATUS_FAILURE :
			  strcmp(b, "aborted") == 0 ? NDIS_STATUS_REQUEST_ABORTED :
						      NDIS_STATUS_SUCCESS;

	if (strcmp(a, "scan") == 0 && status == NDIS_STATUS_SUCCESS)
		show_in_range();
	for (size_t i = 0; i < array_size(oids); i++)
		if (strcmp(oids[i].name, a) == 0)
			end_task(oids[i].oid, status);
}

/* The connect task has an end: with that BSS, or with none. */
static void act_associate(const char *a, const char *b)
{
	tell_association((uint8_t)atoi(a), WDI_ASSOC_STATUS_SUCCESS);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
}

/* As above, but the network is secured: the handshake begins. */
static void act_associate_secure(const char *a, const char *b)
{
	uint8_t request[4 + sizeof(bss_fixture_rsn_psk)] = { 0x11, 0, 10, 0 };
	const struct wdi_tlv_association_result result = {
		.bssid.address = { { 2, 0, 0, 0, 0, (uint8_t)atoi(a) } },
		.association_result_parameters = { .association_status = WDI_ASSOC_STATUS_SUCCESS },
		.has_association_request_frame = true,
		.association_request_frame = { request, sizeof(request) },
	};

	memcpy(request + 4, bss_fixture_rsn_psk, sizeof(bss_fixture_rsn_psk));
	indicate(NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT,
		 &(struct wdi_indication_association_result){ .n_association_results = 1, .association_results = &result });
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_SUCCESS);
}

static void act_refuse(const char *a, const char *b)
{
	tell_association((uint8_t)atoi(a), WDI_ASSOC_STATUS_NO_AUTH_RESPONSE);
	end_task(OID_WDI_TASK_CONNECT, NDIS_STATUS_FAILURE);
}

static void act_connect(const char *a, const char *b)
{
	assert_int_equal(connect_profile(a), atoi(b));
}

static void act_discover(const char *a, const char *b)
{
	assert_int_equal(connect_open(a), 0);
}

static void act_disconnect(const char *a, const char *b)
{
	assert_int_equal(disconnect(), 0);
}

static void act_disconnect_as_version_1(const char *a, const char *b)
{
	assert_int_equal(acm_disconnect(world.acm, &old_caller, &world.adapter.guid), 0);
}

static void act_lose(const char *a, const char *b)
{
	tell_disassociation((uint8_t)atoi(a), WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE);
}

static void act_radio(const char *a, const char *b)
{
	indicate(NDIS_STATUS_WDI_INDICATION_RADIO_STATUS,
		 &(struct wdi_indication_radio_status){ { true, strcmp(a, "on") == 0 } });
}

static void act_adapter(const char *a, const char *b)
{
	world.adapter.is_down = strcmp(a, "down") == 0;
	if (world.adapter.is_down) {
		end_all_tasks(NDIS_STATUS_ADAPTER_REMOVED);
		acm_host_listener.adapter_down(&world.adapter, false, world.acm);
	} else {
		acm_host_listener.adapter_up(&world.adapter, world.acm);
	}
}

static void act_quality(const char *a, const char *b)
{
	indicate(NDIS_STATUS_WDI_INDICATION_LINK_STATE_CHANGE,
		 &(struct wdi_indication_link_state_change){
			 .link_state_change_parameters = { .peer_mac_address = { { 2, 0, 0, 0, 0, 1 } },
							   .link_quality = (uint32_t)atoi(a) } });
}

static void act_session(const char *a, const char *b)
{
	acm_session_changed(world.acm);
}

/* A handle of that user is opened, or closed. */
static void act_user(const char *a, const char *b)
{
	if (strcmp(b, "comes") == 0)
		acm_user_comes(world.acm, (uid_t)atoi(a));
	else
		acm_user_leaves(world.acm, (uid_t)atoi(a));
}

static void act_seat(const char *a, const char *b)
{
	acm_set_session_user(world.acm, a[0] ? (uid_t)atoi(a) : STORE_ALL_USERS);
}

static void act_runs_on(const char *a, const char *b)
{
	acm_set_on_battery(world.acm, strcmp(a, "battery") == 0);
}

static void act_suspend(const char *a, const char *b)
{
	acm_suspend(world.acm);
}

static void act_resume(const char *a, const char *b)
{
	acm_resume(world.acm);
}

static void act_at_rest(const char *a, const char *b)
{
	assert_int_equal(acm_is_at_rest(world.acm), atoi(a));
}

static struct interface *first(void)
{
	return acm_find(world.acm, &world.adapter.guid);
}

static void act_autoconf(const char *a, const char *b)
{
	assert_int_equal(interface_set_autoconf(first(), strcmp(a, "on") == 0), 0);
}

static void act_bss_type(const char *a, const char *b)
{
	assert_int_equal(interface_set_bss_type(first(), (uint32_t)atoi(a)), 0);
}

static void act_vote(const char *a, const char *b)
{
	enum settings_vote vote = strcmp(a, "streaming") == 0 ? SETTINGS_VOTE_MEDIA_STREAMING : SETTINGS_VOTE_NO_BACKGROUND_SCAN;

	assert_int_equal(interface_vote(first(), vote, 1, strcmp(b, "cast") == 0), 0);
}

static void act_deny(const char *a, const char *b)
{
	struct store_filter filter = { .ssid.size = (uint8_t)strlen(a), .bss_type = dot11_BSS_type_any };

	memcpy(filter.ssid.bytes, a, strlen(a));
	assert_int_equal(acm_set_filters(world.acm, &root, wlan_filter_list_type_user_deny, &filter, a[0] ? 1 : 0), 0);
}

/* What policy.xml says; nothing: there is none. */
static void act_group_policy(const char *a, const char *b)
{
	struct wlan_policy policy = { 0 };

	for (size_t i = 0; i < WLAN_POLICY_N_FLAGS; i++)
		policy.flags[i] = -1;
	if (strstr(a, "no-autoconf"))
		policy.flags[WLAN_POLICY_ENABLE_AUTO_CONFIG] = 0;
	if (strstr(a, "show-denied"))
		policy.flags[WLAN_POLICY_SHOW_DENIED_NETWORK] = 1;
	if (strstr(a, "only-policy"))
		policy.flags[WLAN_POLICY_ONLY_USE_GP_PROFILES_FOR_ALLOWED_NETWORKS] = 1;
	assert_int_equal(acm_set_network_policy(world.acm, a[0] ? &policy : NULL), 0);
}

/* One profile of policy, of that name, for that network. */
static void act_policy_profile(const char *a, const char *b)
{
	struct dot11_ssid ssid = { .size = (uint8_t)strlen(b) };
	struct profile *profile;

	memcpy(ssid.bytes, b, ssid.size);
	assert_int_equal(profile_for_network(&ssid, a, &profile), 0);
	assert_int_equal(store_set_policy(world.store, &profile, 1, NULL, NULL), 0);
	profile_free(profile);
}

/* Which waits end soon, and so will be waited for. Those of failures are longer than a step takes: in it, they must not be over. */
static void act_soon(const char *a, const char *b)
{
	struct acm_policy policy = ACM_POLICY_DEFAULT;

	if (strstr(a, "search"))
		policy.periods.first_scan_ms = policy.periods.scan_ms = 1;
	if (strstr(a, "keep"))
		policy.periods.scan_ms = policy.periods.connected_scan_ms = 1;
	if (strstr(a, "retry"))
		policy.periods.retry_ms = 100;
	if (strstr(a, "unblock"))
		policy.periods.block_ms = 100;
	acm_set_policy(world.acm, &policy);
}

static void act_policy(const char *a, const char *b)
{
	struct acm_policy policy = ACM_POLICY_DEFAULT;

	policy.disconnect_stays = strcmp(a, "passes") != 0;
	policy.prefers_manual = strcmp(a, "manual-first") == 0;
	acm_set_policy(world.acm, &policy);
}

static void act_clear(const char *a, const char *b)
{
	n_in_range = 0;
	bss_list_flush((struct bss_list *)interface_bss_list(first()));
}

/* Until something is heard. */
static void act_wait(const char *a, const char *b)
{
	uint64_t now_us, end_us;

	assert_true(sd_event_now(world.event, CLOCK_MONOTONIC, &now_us) >= 0);
	end_us = now_us + DEADLINE_US;
	while (!world.text[0] && now_us < end_us) {
		assert_true(sd_event_run(world.event, end_us - now_us) >= 0);
		assert_true(sd_event_now(world.event, CLOCK_MONOTONIC, &now_us) >= 0);
	}
}

static int on_marker(sd_event_source *source, uint64_t usec, void *userdata)
{
	*(bool *)userdata = true;
	return 0;
}

/* A marker that comes after everything that is due soon. */
static void act_pass(const char *a, const char *b)
{
	sd_event_source *source = NULL;
	bool has_come = false;

	assert_true(sd_event_add_time_relative(world.event, &source, CLOCK_MONOTONIC, 20000, 1, on_marker, &has_come) >= 0);
	while (!has_come)
		assert_true(sd_event_run(world.event, DEADLINE_US) > 0);
	sd_event_source_unref(source);
}

static void act_state(const char *a, const char *b)
{
	uint32_t state;

	assert_int_equal(acm_interface_state(world.acm, &world.adapter.guid, &state), 0);
	assert_int_equal(state, atoi(a));
}

/* How it is connected. */
static void act_mode(const char *a, const char *b)
{
	struct acm_connection connection;

	assert_int_equal(acm_current_connection(world.acm, &world.adapter.guid, &connection), 0);
	assert_int_equal(connection.mode, atoi(a));
	assert_string_equal(connection.profile_name, b);
}

/* Whether the stored profile of that name is automatic. */
static void act_is_auto(const char *a, const char *b)
{
	struct store_profile entry = { 0 };

	assert_int_equal(store_get_profile(world.store, &world.adapter.guid, STORE_ALL_USERS, a, &entry), 0);
	assert_int_equal(entry.profile->connects_automatically, atoi(b));
	store_profile_clear(&entry);
}

/* The first profiles of the list. */
static void act_first(const char *a, const char *b)
{
	struct store_profile *profiles;
	size_t n;

	assert_int_equal(store_list_profiles(world.store, &world.adapter.guid, STORE_ALL_USERS, &profiles, &n), 0);
	assert_true(n >= 2);
	assert_string_equal(profiles[0].profile->name, a);
	assert_string_equal(profiles[1].profile->name, b);
	store_profiles_free(profiles, n);
}

static const struct {
	const char *name;
	void (*act)(const char *a, const char *b);
} verbs[] = {
	{ "set", act_set },
	{ "delete", act_delete },
	{ "show", act_show },
	{ "show-secure", act_show_secure },
	{ "show-half", act_show_half },
	{ "show-encrypted-half", act_show_encrypted_half },
	{ "scan", act_scan },
	{ "end", act_end },
	{ "associate", act_associate },
	{ "associate-secure", act_associate_secure },
	{ "refuse", act_refuse },
	{ "connect", act_connect },
	{ "discover", act_discover },
	{ "disconnect", act_disconnect },
	{ "disconnect-as-version-1", act_disconnect_as_version_1 },
	{ "lose", act_lose },
	{ "radio", act_radio },
	{ "adapter", act_adapter },
	{ "quality", act_quality },
	{ "session", act_session },
	{ "user", act_user },
	{ "seat", act_seat },
	{ "suspend", act_suspend },
	{ "resume", act_resume },
	{ "at-rest", act_at_rest },
	{ "autoconf", act_autoconf },
	{ "bss-type", act_bss_type },
	{ "vote", act_vote },
	{ "deny", act_deny },
	{ "soon", act_soon },
	{ "policy", act_policy },
	{ "group-policy", act_group_policy },
	{ "policy-profile", act_policy_profile },
	{ "runs-on", act_runs_on },
	{ "clear", act_clear },
	{ "wait", act_wait },
	{ "pass", act_pass },
	{ "state", act_state },
	{ "mode", act_mode },
	{ "is-auto", act_is_auto },
	{ "first", act_first },
};

/* --- the conversations --- */

#define AUTOMATIC(ssid) \
	{ "set " ssid " auto", "acm15@4 SCAN " }, { "show 1 " ssid, "" }
#define CONNECTED(ssid, bss) "CONNECT(" ssid "," bss ") acm9@5 msm1@5 "
#define CONNECTED_BY_HAND(ssid, bss) "CONNECT(" ssid "," bss ") acm9@5 msm1@5 "
#define COMPLETE "msm2@5 msm4@1 acm10@1 "

static const struct conversation conversations[] = {
	{ "an automatic profile is connected when its network is seen",
	  {
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "mode 4 lab", "" },
	  } },
	{ "of several profiles in range the first of the list is connected",
	  {
		  { "set second auto", "acm15@4 SCAN " },
		  { "set first auto", "acm15@4 " }, /* new ones go to the top */
		  { "show 1 second", "" },
		  { "show 2 first", "" },
		  { "end scan", "acm26@4 " CONNECTED("first", "2") },
		  { "associate 2", COMPLETE },
	  } },
	{ "a user's own profile is connected when a handle of theirs is open",
	  {
		  { "set lab auto,own", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "session", "" },
		  { "user 1001 comes", "" },
		  { "user 1000 comes", "SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "mode 4 lab", "" },
	  } },
	{ "a user's own profile is connected while their session is in front of the machine",
	  {
		  { "set lab auto,own", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "seat 1001", "" },
		  { "seat 1000", "SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "a user's own profile has its place among those of all users",
	  {
		  { "user 1000 comes", "" },
		  { "set second auto", "acm15@4 SCAN " },
		  { "set first auto,own", "acm15@4 " },
		  { "show 1 second", "" },
		  { "show 2 first", "" },
		  { "end scan", "acm26@4 " CONNECTED("first", "2") },
		  { "associate 2", COMPLETE },
	  } },
	{ "a user's connection stays when they leave, and is not made again without them",
	  {
		  { "user 1000 comes", "" },
		  { "set lab auto,own", "acm15@4 SCAN " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "seat 1000", "" },
		  { "user 1000 leaves", "" },
		  { "session", "" },
		  { "seat", "" },
		  { "mode 4 lab", "" },
		  { "lose 1", "msm10:3800b@4 acm21@4 " },
		  { "scan", "SCAN " },
		  { "end scan", "acm7@4 acm26@4 acm19@4 " },
		  { "user 1000 comes", "SCAN " },
	  } },
	{ "a user with manual profiles of their own brings nothing about",
	  {
		  { "set lab manual,own", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "user 1000 comes", "" },
	  } },
	{ "a lost link is looked for at once and connected again",
	  {
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "lose 1", "msm10:3800b@4 acm21@4 SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "the next profile is tried when one fails, and the end of the list is told",
	  {
		  { "set second auto", "acm15@4 SCAN " },
		  { "set first auto", "acm15@4 " },
		  { "show 1 first", "" },
		  { "show 2 second", "" },
		  { "end scan", "acm26@4 " CONNECTED("first", "1") },
		  { "refuse 1", "msm10:38003@6 acm10:38003@4 " CONNECTED("second", "2") },
		  { "refuse 2", "msm10:38003@6 acm10:38003@4 acm17@4 " },
		  /* Told once: another scan brings nothing new. */
		  { "scan", "SCAN " },
		  { "end scan", "acm7@4 acm26@4 " },
	  } },
	{ "the failed list empties by itself and a second failure is blocked",
	  {
		  { "soon retry", "" },
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "refuse 1", "msm10:38003@6 acm10:38003@4 acm17@4 " },
		  { "wait", "SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "refuse 1", "msm10:38003@6 acm10:38003@4 acm25@4 acm17@4 " },
		  { "scan", "SCAN " },
		  { "end scan", "acm7@4 acm26@4 " },
	  } },
	{ "a block ends after the block period",
	  {
		  { "soon retry,unblock", "" },
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "refuse 1", "msm10:38003@6 acm10:38003@4 acm17@4 " },
		  { "wait", "SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "refuse 1", "msm10:38003@6 acm10:38003@4 acm25@4 acm17@4 " },
		  { "wait", "acm23@4 SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "a manual connect lifts the blocks of all networks",
	  {
		  { "soon retry", "" },
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "refuse 1", "msm10:38003@6 acm10:38003@4 acm17@4 " },
		  { "wait", "SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "refuse 1", "msm10:38003@6 acm10:38003@4 acm25@4 acm17@4 " },
		  { "connect lab", "acm23@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "mode 0 lab", "" },
	  } },
	{ "a changed profile is tried again at once",
	  {
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "refuse 1", "msm10:38003@6 acm10:38003@4 acm17@4 " },
		  { "set lab auto", "acm15@4 SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "a disconnect stays until a manual connect",
	  {
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "disconnect", "DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "end disconnect", "msm10@4 acm21@4 " },
		  { "scan", "SCAN " },
		  { "end scan", "acm7@4 acm26@4 " },
		  { "set lab auto", "acm15@4 " },
		  { "connect lab", CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "lose 1", "msm10:3800b@4 acm21@4 SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "a disconnect stays until a session changes",
	  {
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "disconnect", "DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "end disconnect", "msm10@4 acm21@4 " },
		  { "session", "SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "a disconnect stays until the adapter comes back",
	  {
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "disconnect", "DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "end disconnect", "msm10@4 acm21@4 " },
		  { "adapter down", "acm14@99 " },
		  { "adapter up", "acm13@4 SCAN " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "a disconnect while nothing is connected stays too",
	  {
		  { "disconnect", "" },
		  { "set lab auto", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "scan", "SCAN " },
		  { "end scan", "acm7@4 acm26@4 " },
	  } },
	{ "a disconnect does not stay if the policy does not want it",
	  {
		  { "policy passes", "" },
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "disconnect", "DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "end disconnect", "msm10@4 acm21@4 SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "a disconnect of version 1 makes the profile manual and lets others be connected",
	  {
		  { "set second auto", "acm15@4 SCAN " },
		  { "set first auto", "acm15@4 " },
		  { "show 1 first", "" },
		  { "show 2 second", "" },
		  { "end scan", "acm26@4 " CONNECTED("first", "1") },
		  { "associate 1", COMPLETE },
		  { "disconnect-as-version-1", "DISCONNECT(1,3) acm20@3 msm9@3 acm15@3 " },
		  { "end disconnect", "msm10@4 acm21@4 SCAN " },
		  { "is-auto first 0", "" },
		  { "is-auto second 1", "" },
		  { "end scan", "acm26@4 " CONNECTED("second", "2") },
		  { "associate 2", COMPLETE },
	  } },
	{ "a disconnect of version 1 makes a profile with autoSwitch manual too",
	  {
		  { "set lab auto,switch", "acm15@4 SCAN " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "disconnect-as-version-1", "DISCONNECT(1,3) acm20@3 msm9@3 acm15@3 " },
		  { "end disconnect", "msm10@4 acm21@4 " },
		  { "is-auto lab 0", "" },
	  } },
	{ "a disconnect of version 1 while idle changes nothing",
	  {
		  AUTOMATIC("lab"),
		  { "disconnect-as-version-1", "" },
		  { "is-auto lab 1", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "a network that does not broadcast is probed for and connected",
	  {
		  { "set den auto,hidden", "acm15@4 SCAN " },
		  { "end scan", "acm26@4 SCAN(den) " },
		  { "show 3 den", "" },
		  { "end scan", CONNECTED("den", "3") },
		  { "associate 3", COMPLETE },
	  } },
	{ "a hidden network of higher preference is probed for before a visible one is taken",
	  {
		  { "set lab auto", "acm15@4 SCAN " },
		  { "set den auto,hidden", "acm15@4 " },
		  { "set attic auto,hidden", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 SCAN(attic) " },
		  { "end scan", "SCAN(den) " },
		  { "end scan", CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "a hidden network of lower preference is not probed for when a better one is there",
	  {
		  { "set den auto,hidden", "acm15@4 SCAN " },
		  { "set lab auto", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "the hidden half of a pair is asked for by its own name, once",
	  {
		  { "set guests manual,owe", "acm15@4 " },
		  { "connect guests", "SCAN(guests) acm9@6 " },
		  { "show-half guests inner", "" },
		  { "end scan", "SCAN(inner) " },
		  { "show-encrypted-half inner", "" },
		  { "end scan", "CONNECT(inner,9) msm1@5 " },
		  { "refuse 9", "msm10:38003@6 acm11:38003@6 acm10:38003@4 " },
	  } },
	{ "a pair whose hidden half does not answer is an open network only",
	  {
		  { "set guests manual,owe", "acm15@4 " },
		  { "show-half guests inner", "" },
		  { "connect guests", "SCAN(inner) acm9@6 " },
		  { "end scan", "acm11:4001e@6 acm10:4001e@4 " },
	  } },
	{ "a manual hidden profile is never probed for",
	  {
		  { "set den manual,hidden", "acm15@4 " },
		  { "scan", "SCAN " },
		  { "end scan", "acm7@4 acm26@4 acm18@4 " },
	  } },
	{ "a scan of a client leads to an automatic connection",
	  {
		  { "set lab auto", "acm15@4 SCAN " },
		  { "end scan", "acm26@4 acm18@4 " },
		  { "scan", "SCAN " },
		  { "show 1 lab", "" },
		  { "end scan", "acm7@4 acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "searches repeat while nothing is connected",
	  {
		  { "soon search", "" },
		  { "set lab auto", "acm15@4 SCAN " },
		  { "end scan", "acm26@4 acm18@4 " },
		  { "wait", "SCAN " },
		  { "end scan failed", "" },
		  { "wait", "SCAN " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "scans go on while connected, until a client wants none",
	  {
		  { "soon keep", "" },
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "wait", "SCAN " },
		  { "vote scans cast", "acm4@1 " },
		  { "end scan", "acm26@1 " },
		  { "pass", "" },
		  { "vote scans withdraw", "acm3@1 " },
		  { "wait", "SCAN " },
		  { "vote streaming cast", "QUALITY(2) " },
		  { "end scan", "acm26@1 " },
		  { "pass", "" },
		  { "vote streaming withdraw", "QUALITY(1) " },
		  { "wait", "SCAN " },
		  { "end scan", "acm26@1 " },
	  } },
	{ "a disconnect turns background scans on and media streaming off",
	  {
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "vote scans cast", "acm4@1 " },
		  { "vote streaming cast", "QUALITY(2) " },
		  { "disconnect", "DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "end disconnect", "msm10@4 acm21@4 acm3@4 QUALITY(1) " },
	  } },
	{ "a lost adapter takes media streaming along, and the one that comes back begins as every one does",
	  {
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "vote streaming cast", "QUALITY(2) " },
		  { "adapter down", "msm10:3800b@99 acm21@99 acm14@99 " },
		  { "adapter up", "acm13@4 SCAN " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "vote streaming withdraw", "" },
		  { "vote streaming cast", "QUALITY(2) " },
	  } },
	{ "autoSwitch leaves for a more preferred network that appears",
	  {
		  { "soon keep", "" },
		  { "set lab auto,switch", "acm15@4 SCAN " },
		  { "set best auto", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "wait", "SCAN " },
		  { "show 2 best", "" },
		  { "end scan", "acm26@1 DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "end disconnect", "msm10@4 acm21@4 " CONNECTED("best", "2") },
		  { "associate 2", COMPLETE },
		  { "mode 4 best", "" },
	  } },
	{ "autoSwitch goes back when the better network does not let it in",
	  {
		  { "soon keep", "" },
		  { "set lab auto,switch", "acm15@4 SCAN " },
		  { "set best auto", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "wait", "SCAN " },
		  { "show 2 best", "" },
		  { "end scan", "acm26@1 DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "end disconnect", "msm10@4 acm21@4 " CONNECTED("best", "2") },
		  { "refuse 2", "msm10:38003@6 acm10:38003@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "wait", "SCAN " },
		  { "end scan", "acm26@1 " }, /* it is in the failed list */
	  } },
	{ "autoSwitch looks for hidden networks of higher preference",
	  {
		  { "soon keep", "" },
		  { "set lab auto,switch", "acm15@4 SCAN " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "set den auto,hidden", "acm15@1 SCAN " },
		  { "end scan", "acm26@1 SCAN(den) " },
		  { "show 2 den", "" },
		  { "end scan", "DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "end disconnect", "msm10@4 acm21@4 " CONNECTED("den", "2") },
		  { "associate 2", COMPLETE },
	  } },
	{ "without autoSwitch a better network changes nothing",
	  {
		  { "soon keep", "" },
		  { "set lab auto", "acm15@4 SCAN " },
		  { "set best auto", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "wait", "SCAN " },
		  { "show 2 best", "" },
		  { "end scan", "acm26@1 " },
	  } },
	{ "a manual connection is not left for a better network",
	  {
		  { "soon keep", "" },
		  { "set lab auto,switch", "acm15@4 SCAN " },
		  { "set best auto", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "connect lab", "CONNECT(lab,1) ABORT-SCAN acm9@5 msm1@5 " },
		  { "end scan aborted", "" },
		  { "associate 1", COMPLETE "SCAN " },
		  { "show 2 best", "" },
		  { "end scan", "acm26@1 " },
		  { "mode 0 lab", "" },
	  } },
	{ "a less preferred network is no reason to leave",
	  {
		  { "soon keep", "" },
		  { "set other auto", "acm15@4 SCAN " },
		  { "set lab auto,switch", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "wait", "SCAN " },
		  { "show 2 other", "" },
		  { "end scan", "acm26@1 " },
	  } },
	{ "a disconnect during a switch ends both",
	  {
		  { "soon keep", "" },
		  { "set lab auto,switch", "acm15@4 SCAN " },
		  { "set best auto", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "wait", "SCAN " },
		  { "show 2 best", "" },
		  { "end scan", "acm26@1 DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "disconnect", "" },
		  { "end disconnect", "msm10@4 acm21@4 acm10:38001@4 " },
	  } },
	{ "networks without a profile are told as available, and their end as not available",
	  {
		  { "show 1 lab", "" },
		  { "scan", "SCAN " },
		  { "end scan", "acm7@4 acm26@4 acm19@4 " },
		  { "scan", "SCAN " },
		  { "end scan", "acm7@4 acm26@4 " },
		  { "clear", "" },
		  { "scan", "SCAN " },
		  { "end scan", "acm7@4 acm26@4 acm18@4 " },
		  { "discover lab", "SCAN(lab) acm9@6 " },
		  { "show 1 lab", "" },
		  { "end scan", "CONNECT(lab,1) msm1@5 " },
		  { "associate 1", COMPLETE },
		  { "disconnect", "DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "end disconnect", "msm10@4 acm21@4 " },
		  /* It is news again after a connection. */
		  { "scan", "SCAN " },
		  { "end scan", "acm7@4 acm26@4 acm19@4 " },
	  } },
	{ "what is denied is neither connected nor told as available",
	  {
		  { "deny lab", "acm12@99 " },
		  { "set lab auto", "acm15@4 SCAN " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 acm18@4 " },
		  { "connect lab", "acm9@6 acm11:28004@6 acm10:28004@4 SCAN " },
		  { "end scan", "acm26@4 " },
		  { "deny", "acm12@99 SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "without automatic configuration nothing is connected or scanned, by anybody's wish",
	  {
		  { "soon search,keep", "" },
		  { "autoconf off", "acm2@4 " },
		  { "set lab auto", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "pass", "" },
		  { "connect lab 6", "" }, /* ACM_E_INVALID_STATE */
		  { "scan", "SCAN " },
		  { "end scan", "acm7@4 acm26@4 " },
		  { "autoconf on", "acm1@4 SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "autoconf off", "acm2@1 " },
		  { "pass", "" },
		  { "lose 1", "msm10:3800b@4 acm21@4 " },
	  } },
	{ "policy that denies automatic configuration leaves the one request to turn it on",
	  {
		  { "soon search,keep", "" },
		  { "group-policy no-autoconf", "acm2@4 " },
		  { "set lab auto", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "pass", "" },
		  { "connect lab 6", "" },
		  { "group-policy no-autoconf", "" }, /* read again */
		  { "adapter down", "acm14@99 " },
		  { "adapter up", "acm13@4 " },
		  { "autoconf on", "acm1@4 SCAN " },
		  { "group-policy no-autoconf,show-denied", "" }, /* something else of it has changed */
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "policy that denies automatic configuration ends with the policy, and a connection stays",
	  {
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "group-policy no-autoconf", "acm2@1 " },
		  { "lose 1", "msm10:3800b@4 acm21@4 " },
		  { "group-policy", "acm1@4 SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
	  } },
	{ "a network of policy is connected with profiles of policy only, by hand too",
	  {
		  { "set lab manual", "acm15@4 " },
		  { "set other manual", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "show 2 other", "" },
		  { "policy-profile office lab", "" },
		  { "connect lab", CONNECTED_BY_HAND("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "disconnect", "DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "end disconnect", "msm10@4 acm21@4 " },
		  { "group-policy only-policy", "" },
		  { "connect lab", "acm9@6 acm11:28003@6 acm10:28003@4 " },
		  { "discover lab", "acm9@6 acm11:28003@6 acm10:28003@4 " },
		  { "connect office", CONNECTED_BY_HAND("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "connect other", "DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "end disconnect", "msm10@4 acm21@4 " CONNECTED_BY_HAND("other", "2") },
		  { "associate 2", COMPLETE },
	  } },
	{ "what the machine runs on is told when it changes",
	  {
		  { "runs-on battery", "acm6@4 " },
		  { "runs-on battery", "" },
		  { "runs-on mains", "acm6@4 " },
	  } },
	{ "an interface for ad hoc networks only connects none of others automatically",
	  {
		  { "bss-type 2", "acm5@4 " },
		  { "set lab auto", "acm15@4 SCAN " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 " },
		  { "bss-type 3", "acm5@4 SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "the radio ends the connection when it goes off and brings it back",
	  {
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "radio off", "msm7@1 msm10:3800b@4 acm21@4 " },
		  { "lose 1", "" },
		  { "radio on", "msm7@4 SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "sleep ends the connection and waking up brings it back",
	  {
		  { "soon search", "" },
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "at-rest 0", "" },
		  { "suspend", "DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "at-rest 0", "" },
		  { "end disconnect", "msm10@4 acm21@4 " },
		  { "at-rest 1", "" },
		  { "set lab auto", "acm15@4 " },
		  { "resume", "SCAN " },
		  { "show 1 lab", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "sleep does not make a disconnect be forgotten",
	  {
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "disconnect", "DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "end disconnect", "msm10@4 acm21@4 " },
		  { "suspend", "" },
		  { "resume", "" },
	  } },
	{ "with the radio off nothing is scanned",
	  {
		  { "soon search", "" },
		  { "radio off", "msm7@4 " },
		  { "set lab auto", "acm15@4 " },
		  { "pass", "" },
		  { "radio on", "msm7@4 SCAN " },
		  { "end scan", "acm26@4 acm18@4 " },
		  { "wait", "SCAN " },
	  } },
	{ "a directed scan of a client that finds a hidden network leads to it",
	  {
		  { "set den auto,hidden", "acm15@4 SCAN " },
		  { "end scan", "acm26@4 SCAN(den) " },
		  { "end scan", "acm18@4 " },
		  { "scan den", "SCAN(den) " },
		  { "show 3 den", "" },
		  { "end scan", "acm7@4 acm26@4 " CONNECTED("den", "3") },
		  { "associate 3", COMPLETE },
	  } },
	{ "every state is shown",
	  {
		  { "set lab manual,secure", "acm15@4 " },
		  { "connect lab", "SCAN(lab) acm9@6 " },
		  { "state 6", "" },
		  { "show-secure 1 lab", "" },
		  { "end scan", "CONNECT(lab,1) msm1@5 " },
		  { "state 5", "" },
		  { "associate-secure 1", "msm2@7 " },
		  { "state 7", "" },
		  { "disconnect", "DISCONNECT(1,3) " },
		  { "state 3", "" }, /* cancelling */
		  { "end disconnect", "msm10:38001@4 acm10:38001@4 " },
		  { "state 4", "" },
		  { "show 2 open", "" },
		  { "discover open", CONNECTED("open", "2") },
		  { "associate 2", COMPLETE },
		  { "state 1", "" },
		  { "disconnect", "DISCONNECT(2,3) acm20@3 msm9@3 " },
		  { "state 3", "" },
		  { "end disconnect", "msm10@4 acm21@4 " },
		  { "adapter down", "acm14@99 " },
		  { "adapter up", "acm13@4 " },
		  { "state 4", "" },
	  } },
	{ "a profile that changes during an attempt ends it, and is tried as it is now",
	  {
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "set lab auto,switch", "acm15@5 ABORT-CONNECT " },
		  { "end connect aborted", "RESET " },
		  { "end reset", "msm10:2800c@4 acm10:2800c@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
	  } },
	{ "a profile that changes while it is connected changes nothing",
	  {
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "set lab auto,switch", "acm15@1 " },
		  { "state 1", "" },
	  } },
	{ "the quality of the link is told when it changes",
	  {
		  { "quality 70", "" },
		  AUTOMATIC("lab"),
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "quality 70", "msm8@1 " },
		  { "quality 70", "" },
		  { "quality 65", "msm8@1 " },
	  } },
	{ "a secured network is authenticated before it is connected",
	  {
		  { "set lab auto,secure", "acm15@4 SCAN " },
		  { "show-secure 1 lab", "" },
		  { "end scan", "acm26@4 " CONNECTED("lab", "1") },
		  { "associate-secure 1", "msm2@7 " },
		  { "lose 1", "msm10:3800b@6 acm10:3800b@4 acm17@4 " },
	  } },
	{ "a manual connect moves its profile above those in range, if the policy wants it",
	  {
		  { "policy manual-first", "" },
		  { "set lab manual", "acm15@4 " },
		  { "set other manual", "acm15@4 " },
		  { "set far manual", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "show 2 other", "" },
		  { "connect lab", CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE "acm15@1 " },
		  { "first far lab", "" }, /* that one is not in range */
	  } },
	{ "without that policy a manual connect changes no order",
	  {
		  { "set lab manual", "acm15@4 " },
		  { "set other manual", "acm15@4 " },
		  { "show 1 lab", "" },
		  { "show 2 other", "" },
		  { "connect lab", CONNECTED("lab", "1") },
		  { "associate 1", COMPLETE },
		  { "first other lab", "" },
	  } },
	{ "a deleted profile ends the automatic connection and the next one follows",
	  {
		  { "set second auto", "acm15@4 SCAN " },
		  { "set first auto", "acm15@4 " },
		  { "show 1 first", "" },
		  { "show 2 second", "" },
		  { "end scan", "acm26@4 " CONNECTED("first", "1") },
		  { "associate 1", COMPLETE },
		  { "delete first", "acm15@1 DISCONNECT(1,3) acm20@3 msm9@3 " },
		  { "end disconnect", "msm10@4 acm21@4 SCAN " },
		  { "end scan", "acm26@4 " CONNECTED("second", "2") },
		  { "associate 2", COMPLETE },
	  } },
};

static void hold_conversation(void **state)
{
	const struct conversation *conversation = *state;

	n_in_range = 0;
	for (const struct step *step = conversation->steps; step->act; step++) {
		char verb[32] = "", a[32] = "", b[32] = "";
		size_t i = 0;

		sscanf(step->act, "%31s %31s %31s", verb, a, b);
		while (i < array_size(verbs) && strcmp(verbs[i].name, verb) != 0)
			i++;
		assert_true(i < array_size(verbs));
		verbs[i].act(a, b);
		if (strcmp(world.text, step->heard) != 0)
			fail_msg("at step %zu, \"%s\": heard \"%s\" instead of \"%s\"", (size_t)(step - conversation->steps) + 1,
				 step->act, world.text, step->heard);
		world.text[0] = '\0';
	}
}

/* --- two interfaces --- */

static void a_disconnect_of_one_interface_does_not_touch_the_other(void **state)
{
	uint32_t reason;

	world.second = world.adapter;
	memset(world.second.commands, 0, sizeof(world.second.commands));
	world.second.guid = guid_from_name("second");
	world.second.userdata = NULL;
	acm_host_listener.adapter_up(&world.second, world.acm);
	expect("2:acm13@4 ");
	assert_int_equal(disconnect(), 0);
	set_profile("lab", "auto");
	expect("acm15@4 ");
	{
		struct store_profile entry = { 0 };

		assert_int_equal(store_get_profile(world.store, &world.adapter.guid, STORE_ALL_USERS, "lab", &entry), 0);
		assert_int_equal(acm_set_profile(world.acm, &caller, &world.second.guid, STORE_ALL_USERS, entry.profile->xml, NULL, false,
						 &reason),
				 0);
		store_profile_clear(&entry);
	}
	expect("2:acm15@4 2:SCAN ");
	end_task_of(&world.second, OID_WDI_TASK_SCAN, NDIS_STATUS_SUCCESS);
	expect("2:acm26@4 2:acm18@4 ");
}

int main(void)
{
	static struct CMUnitTest tests[array_size(conversations) + 1];

	for (size_t i = 0; i < array_size(conversations); i++)
		tests[i] = (struct CMUnitTest){ conversations[i].name, hold_conversation, set_up, tear_down, (void *)&conversations[i] };
	tests[array_size(conversations)] =
		(struct CMUnitTest)cmocka_unit_test_setup_teardown(a_disconnect_of_one_interface_does_not_touch_the_other, set_up, tear_down);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
