/*
 * A station of the test's own (src/rsn at work in it) on a real simulated air, in a time of the test's own.
 */
#include "sim/access_point.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dot11/codes.h"
#include "dot11/data.h"
#include "dot11/element.h"
#include "dot11/owe_element.h"
#include "dot11/rsne.h"
#include "rsn/owe.h"
#include "rsn/supplicant.h"

#define SECOND UINT64_C(1000000)
#define PASSWORD "correct horse"

static const struct dot11_mac own_mac = { { 2, 0, 0, 0, 0, 1 } };
static const struct dot11_mac bssid = { { 2, 0, 0, 0, 1, 0 } };

struct element_copy {
	uint8_t bytes[257];
	size_t size;
};

/* What a test wants of the station. */
struct wish {
	uint32_t akm, pairwise, group;
	bool with_pmf;
	uint32_t group_management; /* BIP-CMAC-128 if 0 */
	enum sae_method method;
	uint16_t group_number; /* of SAE and OWE; 19 if 0 */
	const char *password;
	const uint8_t *pmkid; /* instead of an exchange */
	const struct secret *pmk;
	bool is_silent_to_sa_query;
};

static struct {
	struct schedule schedule;
	struct air air;
	struct scenario *scenario;
	struct access_point ap;

	struct air_antenna antenna;
	struct wish wish;
	struct sae *sae;
	struct owe *owe;
	struct supplicant *supplicant;
	struct secret pmk;
	uint8_t pmkid[16];
	struct element_copy bss_rsne, bss_rsnxe, own_rsne, own_rsnxe;
	uint16_t capability;
	bool has_key;
	struct mpdu_key key, gtk[4], igtk[2], bigtk[2];
	bool is_deaf; /* to handshakes */
	unsigned int n_beacons, n_signed_beacons;

	uint16_t auth_status, assoc_status;
	unsigned int n_commits, n_confirms, n_token_demands, n_responses, n_comebacks;
	unsigned int n_completed, n_installed, n_group_installed;
	unsigned int n_echo_unicast, n_echo_group, n_sa_queries, n_sa_responses;
	unsigned int n_deauth_plain, n_deauth_protected, n_deauth_signed;
	uint16_t reason;
	struct dot11_owe_transition transition;
	bool has_transition;
	uint8_t last_protected[DOT11_FRAME_MAX_SIZE];
	size_t last_protected_size;
} s;

static void run(uint64_t us)
{
	schedule_run_until(&s.schedule, s.schedule.now_us + us);
}

static void send_management(uint8_t kind, const struct dot11_management *m)
{
	struct dot11_header header = { .kind = kind, .receiver = bssid, .address3 = bssid };

	assert_int_equal(air_transmit(&s.antenna, &header, m, NULL, NULL, 0), 0);
}

static void send_protected(const uint8_t *plain, size_t size)
{
	assert_int_equal(mpdu_protect(&s.key, plain, size, s.last_protected, &s.last_protected_size), 0);
	assert_int_equal(air_transmit_raw(&s.antenna, s.last_protected, s.last_protected_size, NULL, NULL, 0), 0);
}

static void send_robust(uint8_t kind, const struct dot11_management *m)
{
	struct dot11_header header = { .kind = kind, .receiver = bssid, .transmitter = own_mac, .address3 = bssid };
	uint8_t plain[256];
	int size = dot11_frame_build(plain, sizeof(plain), &header, m);

	assert_true(size > 0);
	send_protected(plain, (size_t)size);
}

static void send_data(uint16_t ethertype, const void *payload, size_t size, bool protect)
{
	const struct dot11_data data = {
		.destination = bssid, .source = own_mac, .ethertype = ethertype, .payload = payload, .size = size
	};
	uint8_t plain[DOT11_FRAME_MAX_SIZE];
	struct writer writer = writer_over(plain, sizeof(plain));

	dot11_data_write(&writer, DOT11_FRAME_TO_DS, &bssid, &data);
	assert_int_equal(writer_end(&writer), 0);
	if (protect)
		send_protected(plain, writer.size);
	else
		assert_int_equal(air_transmit_raw(&s.antenna, plain, writer.size, NULL, NULL, 0), 0);
}

static void supplicant_send(const uint8_t *pdu, size_t size, void *userdata)
{
	send_data(DOT11_ETHERTYPE_EAPOL, pdu, size, s.has_key);
}

static void supplicant_install(const struct dot11_key *keys, size_t n_keys, void *userdata)
{
	for (size_t i = 0; i < n_keys; i++) {
		struct mpdu_key *place = keys[i].kind == DOT11_KEY_PAIRWISE ? &s.key :
					 keys[i].kind == DOT11_KEY_GROUP    ? &s.gtk[keys[i].index] :
					 keys[i].kind == DOT11_KEY_IGTK	    ? &s.igtk[keys[i].index - 4] :
									      &s.bigtk[keys[i].index - 6];

		mpdu_key_init(place, &keys[i]);
		s.has_key |= keys[i].kind == DOT11_KEY_PAIRWISE;
		s.n_installed += keys[i].kind == DOT11_KEY_PAIRWISE;
		s.n_group_installed += keys[i].kind == DOT11_KEY_GROUP;
	}
}

static void supplicant_completed(void *userdata)
{
	s.n_completed++;
}

static void supplicant_failed(enum supplicant_failure failure, void *userdata)
{
	fail_msg("supplicant failed: %d", failure);
}

static const struct supplicant_listener supplicant_listener = {
	.send = supplicant_send,
	.install = supplicant_install,
	.completed = supplicant_completed,
	.failed = supplicant_failed,
};

static void begin_handshake(void)
{
	struct supplicant_config config = {
		.own = own_mac,
		.authenticator = bssid,
		.akm = s.wish.akm,
		.pairwise_cipher = s.wish.pairwise,
		.group_cipher = s.wish.group,
		.group_management_cipher = s.wish.with_pmf ? s.wish.group_management : DOT11_CIPHER_NONE,
		.pmk = &s.pmk,
		.own_rsne = s.own_rsne.bytes,
		.own_rsne_size = s.own_rsne.size,
		.own_rsnxe = s.own_rsnxe.size ? s.own_rsnxe.bytes : NULL,
		.own_rsnxe_size = s.own_rsnxe.size,
		.bss_rsne = s.bss_rsne.bytes,
		.bss_rsne_size = s.bss_rsne.size,
		.bss_rsnxe = s.bss_rsnxe.size ? s.bss_rsnxe.bytes : NULL,
		.bss_rsnxe_size = s.bss_rsnxe.size,
		.takes_bigtk = true,
	};

	s.supplicant = supplicant_free(s.supplicant);
	s.has_key = false;
	mpdu_key_wipe(&s.key);
	assert_int_equal(supplicant_new(&s.supplicant, &config, &supplicant_listener, NULL), 0);
}

static void find_pmk(const struct dot11_elements *elements)
{
	struct dot11_owe_dh dh;

	if (s.wish.pmkid) {
		s.pmk = *s.wish.pmk;
	} else if (s.wish.akm == DOT11_AKM_SAE) {
		s.pmk = *sae_pmk(s.sae);
		memcpy(s.pmkid, sae_pmkid(s.sae), sizeof(s.pmkid));
	} else if (s.wish.akm == DOT11_AKM_OWE) {
		assert_int_equal(dot11_owe_dh_find(elements->bytes, elements->size, &dh), 0);
		assert_int_equal(owe_finish(s.owe, true, &dh, &s.pmk, s.pmkid), 0);
	} else {
		/* the 64 digits of the scenarios below */
		s.pmk.size = 32;
		memset(s.pmk.bytes, s.wish.password ? 0x22 : 0x11, 32);
	}
}

static void copy_element(const struct dot11_elements *elements, uint8_t id, struct element_copy *copy)
{
	struct dot11_element element;

	copy->size = 0;
	if (!dot11_element_find(elements->bytes, elements->size, id, &element))
		return;
	copy->size = (size_t)element.size + 2;
	memcpy(copy->bytes, element.body - 2, copy->size);
}

static void write_own_elements(void)
{
	struct dot11_rsne rsne = {
		.group_cipher = s.wish.group,
		.n_pairwise = 1,
		.pairwise = { s.wish.pairwise },
		.n_akms = 1,
		.akms = { s.wish.akm },
		.capabilities = s.wish.with_pmf ? DOT11_RSN_MFP_CAPABLE : 0,
		.group_management_cipher = s.wish.with_pmf ? s.wish.group_management : DOT11_CIPHER_NONE,
	};
	struct writer writer = writer_over(s.own_rsne.bytes, sizeof(s.own_rsne.bytes));

	if (s.wish.pmkid) {
		rsne.n_pmkids = 1;
		memcpy(rsne.pmkids[0], s.wish.pmkid, 16);
	}
	dot11_rsne_write(&writer, &rsne);
	s.own_rsne.size = writer.size;
	writer = writer_over(s.own_rsnxe.bytes, sizeof(s.own_rsnxe.bytes));
	if (s.wish.akm == DOT11_AKM_SAE && s.wish.method == SAE_HASH_TO_ELEMENT)
		dot11_rsnx_write(&writer, DOT11_RSNX_SAE_H2E);
	s.own_rsnxe.size = writer.size;
}

static void send_association(void)
{
	uint8_t bytes[1024];
	struct writer writer = writer_over(bytes, sizeof(bytes));
	struct dot11_owe_dh dh;

	dot11_element_write_ssid(&writer, &s.ap.config.ssid);
	if (s.wish.akm) {
		write_own_elements();
		writer_bytes(&writer, s.own_rsne.bytes, s.own_rsne.size);
		writer_bytes(&writer, s.own_rsnxe.bytes, s.own_rsnxe.size);
	}
	if (s.wish.akm == DOT11_AKM_OWE) {
		s.owe = owe_free(s.owe);
		assert_int_equal(owe_new(&s.owe, s.wish.group_number ? s.wish.group_number : 19), 0);
		owe_own(s.owe, &dh);
		dot11_owe_dh_write(&writer, &dh);
	}
	s.assoc_status = 999;
	send_management(DOT11_FRAME_ASSOCIATION_REQUEST, &(struct dot11_management){ .elements = { bytes, writer.size } });
}

static void send_sae(uint16_t transaction, uint16_t status, const uint8_t *bytes, size_t size)
{
	send_management(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .algorithm = 3, .transaction = transaction,
										 .status = status, .elements = { bytes, size } });
}

static void send_commit(void)
{
	struct dot11_sae_commit commit;
	uint8_t bytes[1024];
	struct writer writer = writer_over(bytes, sizeof(bytes));

	assert_int_equal(sae_make_commit(s.sae, &commit), 0);
	dot11_sae_commit_write(&writer, &commit);
	send_sae(DOT11_SAE_COMMIT, commit.status, bytes, writer.size);
}

static void send_confirm(void)
{
	struct dot11_sae_confirm confirm;
	uint8_t bytes[256];
	struct writer writer = writer_over(bytes, sizeof(bytes));

	assert_int_equal(sae_make_confirm(s.sae, &confirm), 0);
	dot11_sae_confirm_write(&writer, &confirm);
	send_sae(DOT11_SAE_CONFIRM, 0, bytes, writer.size);
}

static void receive_commit(const struct dot11_management *m)
{
	struct dot11_sae_commit commit;
	int r;

	s.n_commits++;
	s.n_token_demands += m->status == DOT11_SAE_STATUS_TOKEN_REQUIRED;
	s.auth_status = m->status;
	if (dot11_sae_commit_parse(m->status, m->elements.bytes, m->elements.size, &commit) < 0)
		return;
	r = sae_take_commit(s.sae, &commit);
	if (r == SAE_E_COMMIT_AGAIN)
		send_commit();
	else if (r == 0)
		send_confirm();
}

static void receive_confirm(const struct dot11_management *m)
{
	struct dot11_sae_confirm confirm;

	s.n_confirms++;
	s.auth_status = m->status;
	if (m->status == 0 && dot11_sae_confirm_parse(m->elements.bytes, m->elements.size, &confirm) == 0 &&
	    sae_take_confirm(s.sae, 0, &confirm) == 0)
		send_association();
}

static void receive_authentication(const struct dot11_management *m)
{
	if (m->algorithm == 3 && s.sae && m->transaction == DOT11_SAE_COMMIT) {
		receive_commit(m);
	} else if (m->algorithm == 3 && s.sae) {
		receive_confirm(m);
	} else {
		s.auth_status = m->status;
		if (m->status == 0)
			send_association();
	}
}

static void receive_response(const struct dot11_management *m)
{
	struct dot11_element element;

	s.n_responses++;
	s.assoc_status = m->status;
	if (m->status == 0 && s.wish.akm) {
		find_pmk(&m->elements);
		begin_handshake();
	}
	if (dot11_element_find(m->elements.bytes, m->elements.size, 56, &element)) {
		assert_memory_equal(element.body, "\x03\xe8\x03\x00\x00", 5); /* comeback, 1000 TU: 9.4.2.48 */
		s.n_comebacks++;
	}
}

static void receive_probe_response(const struct dot11_management *m)
{
	s.capability = m->capability;
	copy_element(&m->elements, DOT11_ELEMENT_RSN, &s.bss_rsne);
	copy_element(&m->elements, DOT11_ELEMENT_RSNX, &s.bss_rsnxe);
	s.has_transition = dot11_owe_transition_find(m->elements.bytes, m->elements.size, &s.transition) == 0;
}

static void receive_data(const struct dot11_frame *frame)
{
	struct dot11_data data;

	assert_int_equal(dot11_data_parse(frame, &data), 0);
	if (data.ethertype == DOT11_ETHERTYPE_EAPOL && s.is_deaf)
		return;
	if (data.ethertype == DOT11_ETHERTYPE_EAPOL) {
		(void)supplicant_receive(s.supplicant, data.payload, data.size);
		return;
	}
	assert_int_equal(data.ethertype, ACCESS_POINT_ECHO_ETHERTYPE);
	assert_int_equal(data.size, 5);
	assert_memory_equal(data.payload, "hello", 5);
	if (data.destination.b[0] & 1)
		s.n_echo_group++;
	else
		s.n_echo_unicast++;
}

static void receive_action(const struct dot11_frame *frame, bool is_protected)
{
	assert_true(is_protected);
	assert_int_equal(frame->body_size, 4);
	assert_int_equal(frame->body[0], 8);
	if (frame->body[1] == 1) {
		s.n_sa_responses++;
		assert_memory_equal(frame->body + 2, "\x34\x12", 2);
		return;
	}
	s.n_sa_queries++;
	if (!s.wish.is_silent_to_sa_query)
		send_robust(DOT11_FRAME_ACTION, &(struct dot11_management){
							.elements = { (uint8_t[]){ 8, 1, frame->body[2], frame->body[3] }, 4 } });
}

static void receive_farewell(const struct air_reception *reception, const struct dot11_frame *frame, bool is_protected)
{
	size_t size;

	s.reason = frame->management.reason;
	if (is_protected)
		s.n_deauth_protected++;
	else if ((frame->header.receiver.b[0] & 1) && s.has_key && s.wish.with_pmf &&
		 (mpdu_verify(&s.igtk[0], reception->bytes, reception->size, &size) == 0 ||
		  mpdu_verify(&s.igtk[1], reception->bytes, reception->size, &size) == 0))
		s.n_deauth_signed++;
	else
		s.n_deauth_plain++;
}

static void receive_beacon(const struct air_reception *reception)
{
	size_t size;

	s.n_beacons++;
	if (mpdu_verify(&s.bigtk[0], reception->bytes, reception->size, &size) == 0)
		s.n_signed_beacons++;
}

/* Opens a protected frame. */
static bool open_frame(const struct air_reception *reception, uint8_t *buffer, struct dot11_frame *ret)
{
	struct mpdu_key *key = &s.key;
	size_t size;

	*ret = *reception->frame;
	if (!ret->is_protected)
		return true;
	if (ret->header.receiver.b[0] & 1) /* key number: 12.5.3.2 */
		key = &s.gtk[ret->body[3] >> 6];
	if (mpdu_unprotect(key, reception->bytes, reception->size, buffer, &size) != 0)
		return false;
	assert_int_equal(dot11_frame_parse(buffer, size, ret), 0);
	return true;
}

static void receive(void *userdata, const struct air_reception *reception)
{
	bool is_protected = reception->frame->is_protected;
	uint8_t buffer[DOT11_FRAME_MAX_SIZE];
	struct dot11_frame frame;

	if (!open_frame(reception, buffer, &frame))
		return;
	switch (frame.header.kind) {
	case DOT11_FRAME_AUTHENTICATION:
		receive_authentication(&frame.management);
		break;
	case DOT11_FRAME_ASSOCIATION_RESPONSE:
		receive_response(&frame.management);
		break;
	case DOT11_FRAME_PROBE_RESPONSE:
		receive_probe_response(&frame.management);
		break;
	case DOT11_FRAME_BEACON:
		receive_beacon(reception);
		break;
	case DOT11_FRAME_DATA:
		receive_data(&frame);
		break;
	case DOT11_FRAME_ACTION:
		receive_action(&frame, is_protected);
		break;
	case DOT11_FRAME_DEAUTHENTICATION:
	case DOT11_FRAME_DISASSOCIATION:
		receive_farewell(reception, &frame, is_protected);
		break;
	default:
		break;
	}
}

static const struct air_listener listener = { .receive = receive };

static void probe(void)
{
	uint8_t bytes[64];
	struct writer writer = writer_over(bytes, sizeof(bytes));

	dot11_element_write_ssid(&writer, &s.ap.config.ssid);
	send_management(DOT11_FRAME_PROBE_REQUEST, &(struct dot11_management){ .elements = { bytes, writer.size } });
	run(10000);
}

#define AP "[adapter s]\nmac = 02:00:00:00:00:01\n[ap a]\nssid = one\nbssid = 02:00:00:00:01:00\nchannel = 1\nsignal = -40\n"
#define PSK "psk = 1111111111111111111111111111111111111111111111111111111111111111\n"
#define PHRASE "passphrase = " PASSWORD "\n"

static void start(const char *text)
{
	struct scenario_error error;

	memset(&s, 0, sizeof(s));
	air_init(&s.air, &s.schedule, 1);
	if (scenario_parse(text, strlen(text), &s.scenario, &error) < 0)
		fail_msg("line %u: %s", error.line, error.message);
	assert_int_equal(access_point_init(&s.ap, &s.air, &s.scenario->access_points[0], 0), 0);
	s.antenna = (struct air_antenna){ .mac = own_mac, .is_on = true, .listener = &listener };
	air_tune(&s.air, &s.antenna, s.ap.config.channel);
	probe();
}

static void stop(void)
{
	s.sae = sae_free(s.sae);
	s.owe = owe_free(s.owe);
	s.supplicant = supplicant_free(s.supplicant);
	air_detach(&s.antenna);
	access_point_deinit(&s.ap);
	air_deinit(&s.air);
	s.scenario = scenario_free(s.scenario);
}

static void begin_sae(void)
{
	const char *password = s.wish.password ? s.wish.password : PASSWORD;
	struct sae_config config = {
		.own = own_mac,
		.peer = bssid,
		.ssid = s.ap.config.ssid,
		.password = password,
		.password_size = strlen(password),
		.method = s.wish.method,
		.n_groups = 2,
		.groups = { s.wish.group_number ? s.wish.group_number : 19, s.wish.group_number == 19 ? 20 : 19 },
	};

	if (config.groups[0] == config.groups[1])
		config.n_groups = 1;
	s.sae = sae_free(s.sae);
	assert_int_equal(sae_new(&s.sae, &config), 0);
	send_commit();
}

static void take_wish(const struct wish *wish)
{
	s.wish = *wish;
	if (!s.wish.pairwise)
		s.wish.pairwise = DOT11_CIPHER_CCMP_128;
	if (!s.wish.group)
		s.wish.group = s.wish.pairwise;
	if (!s.wish.group_management)
		s.wish.group_management = DOT11_CIPHER_BIP_CMAC_128;
	s.auth_status = s.assoc_status = 999;
}

static void associate(const struct wish *wish)
{
	take_wish(wish);
	if (s.wish.akm == DOT11_AKM_SAE && !s.wish.pmkid)
		begin_sae();
	else
		send_management(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .transaction = 1 });
	run(SECOND / 2);
}

static void expect_authorized(const struct wish *wish)
{
	const struct access_point_station *station;

	associate(wish);
	assert_int_equal(s.assoc_status, 0);
	station = access_point_find(&s.ap, &own_mac);
	assert_non_null(station);
	assert_int_equal(station->state, ACCESS_POINT_STATION_AUTHORIZED);
	assert_int_equal(station->akm, wish->akm);
	assert_int_equal(station->has_pmf, wish->with_pmf);
}

static void expect_echo(void)
{
	unsigned int unicast = s.n_echo_unicast, group = s.n_echo_group;

	send_data(ACCESS_POINT_ECHO_ETHERTYPE, "hello", 5, s.has_key);
	run(10000);
	assert_int_equal(s.n_echo_unicast, unicast + 1);
	assert_int_equal(s.n_echo_group, group + 1);
}

static const struct wish sae_wish = { .akm = DOT11_AKM_SAE, .with_pmf = true, .method = SAE_HASH_TO_ELEMENT };
static const struct wish psk_wish = { .akm = DOT11_AKM_PSK };
static const struct wish owe_wish = { .akm = DOT11_AKM_OWE, .with_pmf = true };

static void every_kind_of_security_carries_data(void **state)
{
	static const struct {
		const char *text;
		struct wish wish;
	} cases[] = {
		{ AP, { 0 } },
		{ AP "security = wpa2-psk\n" PSK, { .akm = DOT11_AKM_PSK } },
		{ AP "security = wpa2-psk\npmf = optional\n" PSK, { .akm = DOT11_AKM_PSK } },
		{ AP "security = wpa2-psk\npmf = required\n" PSK, { .akm = DOT11_AKM_PSK, .with_pmf = true } },
		{ AP "security = wpa2-psk-sha256\npmf = optional\n" PSK, { .akm = DOT11_AKM_PSK_SHA256, .with_pmf = true } },
		{ AP "security = wpa2-psk\npairwise = gcmp-256, ccmp\ngroup = ccmp-256\n" PSK,
		  { .akm = DOT11_AKM_PSK, .pairwise = DOT11_CIPHER_GCMP_256, .group = DOT11_CIPHER_CCMP_256 } },
		{ AP "security = sae\n" PHRASE, { .akm = DOT11_AKM_SAE, .with_pmf = true, .method = SAE_HASH_TO_ELEMENT } },
		{ AP "security = sae\n" PHRASE, { .akm = DOT11_AKM_SAE, .with_pmf = true, .method = SAE_HUNTING_AND_PECKING } },
		{ AP "security = sae\npairwise = gcmp\ngroup-management = bip-gmac-128\nbeacon-protection = yes\n" PHRASE,
		  { .akm = DOT11_AKM_SAE, .with_pmf = true, .pairwise = DOT11_CIPHER_GCMP_128,
		    .group_management = DOT11_CIPHER_BIP_GMAC_128 } },
		{ AP "security = sae-transition\n" PHRASE, { .akm = DOT11_AKM_SAE, .with_pmf = true, .method = SAE_HASH_TO_ELEMENT } },
		{ AP "security = owe\n", { .akm = DOT11_AKM_OWE, .with_pmf = true } },
		{ AP "security = owe\ngroup-management = bip-gmac-256\n",
		  { .akm = DOT11_AKM_OWE, .with_pmf = true, .group_number = 20, .group_management = DOT11_CIPHER_BIP_GMAC_256 } },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		start(cases[i].text);
		expect_authorized(&cases[i].wish);
		assert_int_equal(!!(s.capability & DOT11_CAPABILITY_PRIVACY), cases[i].wish.akm != 0);
		expect_echo();
		assert_int_equal(s.ap.n_refused_data, 0);
		stop();
	}
}

static void wrong_pre_shared_key_ends_with_the_handshake_timeout(void **state)
{
	struct wish wish = { .akm = DOT11_AKM_PSK, .password = "another" };

	start(AP "security = wpa2-psk\n" PSK);
	associate(&wish);
	assert_int_equal(s.assoc_status, 0);
	assert_int_equal(access_point_find(&s.ap, &own_mac)->state, ACCESS_POINT_STATION_ASSOCIATED);
	run(10 * SECOND);
	assert_int_equal(s.n_deauth_plain, 1);
	assert_int_equal(s.reason, DOT11_REASON_4WAY_HANDSHAKE_TIMEOUT);
	assert_null(access_point_find(&s.ap, &own_mac));
	stop();
}

static void wrong_sae_password_is_refused_at_the_confirm(void **state)
{
	struct wish wish = sae_wish;

	wish.password = "wrong horse";
	start(AP "security = sae\n" PHRASE);
	associate(&wish);
	assert_int_equal(s.auth_status, DOT11_STATUS_CHALLENGE_FAILURE);
	assert_int_equal(s.n_responses, 0);
	assert_null(access_point_find(&s.ap, &own_mac));
	stop();
}

static void threshold_zero_demands_a_token_of_everybody(void **state)
{
	static const enum sae_method methods[] = { SAE_HUNTING_AND_PECKING, SAE_HASH_TO_ELEMENT };

	for (size_t i = 0; i < array_size(methods); i++) {
		struct wish wish = sae_wish;

		wish.method = methods[i];
		start(AP "security = sae\nsae-anti-clogging = 0\n" PHRASE);
		expect_authorized(&wish);
		assert_int_equal(s.n_token_demands, 1);
		stop();
	}
}

static void token_must_be_the_one_that_was_given(void **state)
{
	struct dot11_sae_commit commit;
	uint8_t bytes[1024], token[32] = { 1 };
	struct writer writer = writer_over(bytes, sizeof(bytes));

	start(AP "security = sae\nsae-anti-clogging = 0\n" PHRASE);
	take_wish(&sae_wish);
	begin_sae();
	run(150); /* the first commit has arrived, the demand for a token has not */
	assert_int_equal(sae_make_commit(s.sae, &commit), 0);
	commit.token = token;
	commit.token_size = sizeof(token);
	dot11_sae_commit_write(&writer, &commit);
	s.sae = sae_free(s.sae);
	assert_int_equal(s.ap.n_stations, 0); /* nothing is kept for whoever has no token */
	send_sae(DOT11_SAE_COMMIT, DOT11_SAE_STATUS_HASH_TO_ELEMENT, bytes, writer.size);
	run(10000);
	assert_int_equal(s.auth_status, DOT11_SAE_STATUS_TOKEN_REQUIRED);
	assert_int_equal(s.ap.n_stations, 0);
	stop();
}

static void group_that_is_not_taken_is_refused_and_the_next_one_taken(void **state)
{
	struct wish wish = sae_wish;

	wish.group_number = 20;
	start(AP "security = sae\nsae-groups = 19\n" PHRASE);
	expect_authorized(&wish);
	assert_int_equal(s.n_commits, 2);
	assert_int_equal(sae_group(s.sae), 19);
	stop();
	start(AP "security = owe\nowe-groups = 19\n");
	wish = owe_wish;
	wish.group_number = 21;
	associate(&wish);
	assert_int_equal(s.assoc_status, DOT11_STATUS_UNSUPPORTED_GROUP);
	stop();
}

static void method_that_is_not_taken_is_refused(void **state)
{
	struct wish wish = sae_wish;

	start(AP "security = sae\nsae-pwe = hunting-and-pecking\n" PHRASE);
	assert_int_equal(s.bss_rsnxe.size, 0);
	associate(&wish);
	assert_int_equal(s.auth_status, DOT11_STATUS_FAILURE);
	stop();
	start(AP "security = sae\nsae-pwe = hash-to-element\n" PHRASE);
	wish.method = SAE_HUNTING_AND_PECKING;
	associate(&wish);
	assert_int_equal(s.auth_status, DOT11_STATUS_FAILURE);
	stop();
}

static void commit_that_comes_again_gets_the_same_answer(void **state)
{
	start(AP "security = sae\n" PHRASE);
	take_wish(&sae_wish);
	begin_sae();
	send_commit();
	run(250);
	assert_int_equal(s.n_commits, 2);
	assert_int_equal(s.ap.n_stations, 1);
	run(5 * SECOND);
	assert_int_equal(access_point_find(&s.ap, &own_mac)->state, ACCESS_POINT_STATION_AUTHORIZED);
	stop();
}

static void exchange_that_does_not_go_on_is_forgotten(void **state)
{
	start(AP "security = sae\n" PHRASE);
	take_wish(&sae_wish);
	begin_sae();
	s.antenna.is_on = false;
	run(1000);
	s.antenna.is_on = true;
	begin_sae();
	run(150); /* the commit has arrived, its answer has not */
	s.antenna.is_on = false;
	assert_int_equal(access_point_find(&s.ap, &own_mac)->state, ACCESS_POINT_STATION_NEW);
	run(6 * SECOND);
	assert_null(access_point_find(&s.ap, &own_mac));
	stop();
}

static void association_that_does_not_fit_is_refused_with_its_status(void **state)
{
	static const struct {
		const char *text;
		struct wish wish;
		uint16_t status;
	} cases[] = {
		{ AP "security = wpa2-psk\n" PSK, { .akm = DOT11_AKM_PSK_SHA256 }, DOT11_STATUS_INVALID_AKMP },
		{ AP "security = wpa2-psk\n" PSK, { .akm = 0 }, DOT11_STATUS_INVALID_ELEMENT },
		{ AP "security = wpa2-psk\n" PSK, { .akm = DOT11_AKM_PSK, .pairwise = DOT11_CIPHER_GCMP_128, .group = DOT11_CIPHER_CCMP_128 },
		  DOT11_STATUS_INVALID_PAIRWISE_CIPHER },
		{ AP "security = wpa2-psk\n" PSK, { .akm = DOT11_AKM_PSK, .group = DOT11_CIPHER_GCMP_128 },
		  DOT11_STATUS_INVALID_GROUP_CIPHER },
		{ AP "security = wpa2-psk\npmf = required\n" PSK, { .akm = DOT11_AKM_PSK }, DOT11_STATUS_MANAGEMENT_POLICY },
		{ AP "security = sae-transition\n" PHRASE, { .akm = DOT11_AKM_SAE, .method = SAE_HASH_TO_ELEMENT },
		  DOT11_STATUS_MANAGEMENT_POLICY },
		{ AP "security = wpa2-psk\npmf = required\n" PSK,
		  { .akm = DOT11_AKM_PSK, .with_pmf = true, .group_management = DOT11_CIPHER_BIP_GMAC_256 },
		  DOT11_STATUS_CIPHER_OUT_OF_POLICY },
		{ AP "security = sae\n" PHRASE, { .akm = DOT11_AKM_SAE, .with_pmf = true, .pmkid = (const uint8_t *)"0123456789abcdef" },
		  DOT11_STATUS_INVALID_PMKID },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		start(cases[i].text);
		associate(&cases[i].wish);
		assert_int_equal(s.assoc_status, cases[i].status);
		assert_true(access_point_find(&s.ap, &own_mac)->state < ACCESS_POINT_STATION_ASSOCIATED);
		stop();
	}
}

static void station_that_answers_the_query_is_kept(void **state)
{
	start(AP "security = sae\n" PHRASE);
	expect_authorized(&sae_wish);
	send_association();
	run(SECOND / 10);
	assert_int_equal(s.assoc_status, DOT11_STATUS_REFUSED_TEMPORARILY);
	assert_int_equal(s.n_comebacks, 1);
	assert_int_equal(s.n_sa_queries, 1);
	run(3 * SECOND);
	assert_int_equal(s.n_sa_queries, 1);
	expect_echo();
	send_association();
	run(SECOND / 10);
	assert_int_equal(s.assoc_status, DOT11_STATUS_REFUSED_TEMPORARILY);
	stop();
}

static void station_that_does_not_answer_the_query_is_replaced(void **state)
{
	struct wish wish = sae_wish;

	wish.is_silent_to_sa_query = true;
	start(AP "security = sae\n" PHRASE);
	expect_authorized(&wish);
	send_association();
	run(3 * SECOND);
	assert_int_equal(s.n_sa_queries, 5);
	assert_int_equal(access_point_find(&s.ap, &own_mac)->state, ACCESS_POINT_STATION_AUTHORIZED);
	send_association();
	run(SECOND / 10);
	assert_int_equal(s.assoc_status, 0);
	assert_int_equal(s.n_completed, 2);
	expect_echo();
	stop();
}

/* Anybody can begin an authentication in the station's name. */
static void authentication_alone_does_not_end_a_protected_association(void **state)
{
	start(AP "security = sae\n" PHRASE);
	expect_authorized(&sae_wish);
	s.wish.akm = 0;
	s.antenna.is_on = true;
	send_management(DOT11_FRAME_AUTHENTICATION, &(struct dot11_management){ .transaction = 1 });
	run(150);
	assert_int_equal(access_point_find(&s.ap, &own_mac)->state, ACCESS_POINT_STATION_AUTHORIZED);
	s.wish.akm = DOT11_AKM_SAE;
	expect_echo();
	stop();
}

static void only_protected_farewells_of_a_station_count(void **state)
{
	const struct dot11_management leaving = { .reason = DOT11_REASON_LEAVING_NETWORK_DEAUTH };

	start(AP "security = sae\n" PHRASE);
	expect_authorized(&sae_wish);
	send_management(DOT11_FRAME_DEAUTHENTICATION, &leaving);
	send_management(DOT11_FRAME_DISASSOCIATION, &leaving);
	run(10000);
	assert_int_equal(s.ap.n_ignored_management, 2);
	expect_echo();
	send_robust(DOT11_FRAME_DISASSOCIATION, &leaving);
	run(10000);
	assert_int_equal(access_point_find(&s.ap, &own_mac)->state, ACCESS_POINT_STATION_AUTHENTICATED);
	assert_int_equal(access_point_find(&s.ap, &own_mac)->key.key.size, 0);
	assert_null(access_point_find(&s.ap, &own_mac)->authenticator);
	/* The second farewell is still protected, and counts; and nothing is left of the key then. */
	send_robust(DOT11_FRAME_DEAUTHENTICATION, &leaving);
	run(10000);
	assert_null(access_point_find(&s.ap, &own_mac));
	stop();
}

static void unprotected_farewell_of_a_station_without_pmf_counts(void **state)
{
	start(AP "security = wpa2-psk\n" PSK);
	expect_authorized(&psk_wish);
	send_management(DOT11_FRAME_DEAUTHENTICATION, &(struct dot11_management){ .reason = 3 });
	run(10000);
	assert_null(access_point_find(&s.ap, &own_mac));
	stop();
}

static void farewells_of_the_access_point_are_protected(void **state)
{
	start(AP "security = sae\n" PHRASE);
	expect_authorized(&sae_wish);
	assert_int_equal(access_point_drop(&s.ap, &own_mac, DOT11_FRAME_DEAUTHENTICATION, 5), 0);
	assert_null(access_point_find(&s.ap, &own_mac));
	run(10000);
	assert_int_equal(s.n_deauth_protected, 1);
	assert_int_equal(s.reason, 5);
	expect_authorized(&sae_wish);
	assert_int_equal(access_point_forge(&s.ap, &own_mac, DOT11_FRAME_DEAUTHENTICATION, 6), 0);
	run(10000);
	assert_int_equal(s.n_deauth_plain, 1);
	expect_echo();
	assert_int_equal(access_point_drop_by_broadcast(&s.ap, DOT11_FRAME_DEAUTHENTICATION, 3), 0);
	run(10000);
	assert_int_equal(s.n_deauth_signed, 1);
	assert_int_equal(s.n_deauth_plain, 1);
	assert_int_equal(s.ap.n_stations, 0);
	stop();
}

static void query_of_a_station_is_answered(void **state)
{
	start(AP "security = sae\n" PHRASE);
	expect_authorized(&sae_wish);
	send_robust(DOT11_FRAME_ACTION, &(struct dot11_management){ .elements = { (const uint8_t[]){ 8, 0, 0x34, 0x12 }, 4 } });
	run(10000);
	assert_int_equal(s.n_sa_responses, 1);
	send_management(DOT11_FRAME_ACTION, &(struct dot11_management){ .elements = { (const uint8_t[]){ 8, 0, 0x34, 0x12 }, 4 } });
	run(10000);
	assert_int_equal(s.n_sa_responses, 1);
	assert_int_equal(s.ap.n_ignored_management, 1);
	stop();
}

static void keys_are_changed_without_a_gap(void **state)
{
	start(AP "security = sae\n" PHRASE);
	assert_int_equal(access_point_rekey_pairwise(&s.ap, &own_mac), -ENOENT);
	expect_authorized(&sae_wish);
	assert_int_equal(s.n_installed, 1);
	assert_int_equal(s.n_group_installed, 1);
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(access_point_rekey_group(&s.ap), 0);
		assert_int_equal(access_point_rekey_group(&s.ap), -EBUSY);
		run(10000);
		assert_int_equal(s.n_group_installed, 2 + i);
		assert_false(s.ap.rsn->is_switching);
		expect_echo();
	}
	assert_int_equal(access_point_rekey_pairwise(&s.ap, &own_mac), 0);
	run(10000);
	assert_int_equal(s.n_installed, 2);
	expect_echo();
	assert_int_equal(s.ap.n_refused_data, 0);
	stop();
}

static void station_that_leaves_does_not_hold_up_new_group_keys(void **state)
{
	start(AP "security = sae\n" PHRASE);
	expect_authorized(&sae_wish);
	assert_int_equal(access_point_rekey_group(&s.ap), 0);
	assert_true(s.ap.rsn->is_switching);
	assert_int_equal(access_point_drop(&s.ap, &own_mac, DOT11_FRAME_DEAUTHENTICATION, 5), 0);
	assert_false(s.ap.rsn->is_switching);
	stop();
}

static void station_that_does_not_take_new_group_keys_is_sent_away(void **state)
{
	start(AP "security = sae\n" PHRASE);
	expect_authorized(&sae_wish);
	s.is_deaf = true;
	assert_int_equal(access_point_rekey_group(&s.ap), 0);
	run(10 * SECOND);
	assert_int_equal(s.n_deauth_protected, 1);
	assert_int_equal(s.reason, DOT11_REASON_GROUP_KEY_TIMEOUT);
	assert_false(s.ap.rsn->is_switching);
	stop();
}

static void protected_beacons_are_signed(void **state)
{
	start(AP "security = sae\nbeacon-protection = yes\n" PHRASE);
	expect_authorized(&sae_wish);
	air_solicit(&s.antenna);
	run(SECOND / 10);
	air_solicit(&s.antenna);
	run(SECOND / 10);
	assert_int_equal(s.n_beacons, 2);
	assert_int_equal(s.n_signed_beacons, 2);
	stop();
}

static void commit_that_is_late_does_not_end_what_is_done(void **state)
{
	start(AP "security = sae\n" PHRASE);
	expect_authorized(&sae_wish);
	send_commit();
	run(10000);
	assert_int_equal(s.n_commits, 1); /* it has no answer */
	assert_true(access_point_find(&s.ap, &own_mac)->is_sae_done);
	expect_echo();
	stop();
}

static void repeated_and_unprotected_data_are_refused_and_counted(void **state)
{
	start(AP "security = wpa2-psk\n" PSK);
	expect_authorized(&psk_wish);
	expect_echo();
	assert_int_equal(air_transmit_raw(&s.antenna, s.last_protected, s.last_protected_size, NULL, NULL, 0), 0);
	run(10000);
	send_data(ACCESS_POINT_ECHO_ETHERTYPE, "hello", 5, false);
	run(10000);
	assert_int_equal(s.n_echo_unicast, 1);
	assert_int_equal(s.ap.n_refused_data, 2);
	stop();
}

static void data_before_the_handshake_is_done_are_refused(void **state)
{
	struct wish wish = { .akm = DOT11_AKM_PSK, .password = "another" };

	start(AP "security = wpa2-psk\n" PSK);
	associate(&wish);
	send_data(ACCESS_POINT_ECHO_ETHERTYPE, "hello", 5, false);
	run(10000);
	assert_int_equal(s.n_echo_unicast + s.n_echo_group, 0);
	assert_int_equal(s.ap.n_refused_data, 1);
	stop();
}

static void pmk_that_is_known_saves_the_exchange(void **state)
{
	static const struct {
		const char *text;
		const struct wish *wish;
	} cases[] = { { AP "security = sae\n" PHRASE, &sae_wish }, { AP "security = owe\n", &owe_wish } };

	for (size_t i = 0; i < array_size(cases); i++) {
		struct wish wish = *cases[i].wish;
		unsigned int n_commits;

		start(cases[i].text);
		expect_authorized(&wish);
		n_commits = s.n_commits;
		assert_int_equal(access_point_drop(&s.ap, &own_mac, DOT11_FRAME_DEAUTHENTICATION, 5), 0);
		run(10000);
		wish.pmkid = s.pmkid;
		wish.pmk = &s.pmk;
		expect_authorized(&wish);
		assert_int_equal(s.n_commits, n_commits);
		expect_echo();
		stop();
	}
}

static void new_passphrase_is_for_those_who_come(void **state)
{
	struct secret passphrase = { 0 };
	struct wish wish = sae_wish;

	start(AP "security = sae\n" PHRASE);
	expect_authorized(&wish);
	assert_int_equal(secret_set(&passphrase, "battery staple", 14), 0);
	assert_int_equal(access_point_set_passphrase(&s.ap, &passphrase), 0);
	expect_echo();
	assert_int_equal(access_point_drop(&s.ap, &own_mac, DOT11_FRAME_DEAUTHENTICATION, 5), 0);
	run(10000);
	wish.pmkid = s.pmkid;
	wish.pmk = &s.pmk;
	associate(&wish);
	assert_int_equal(s.assoc_status, DOT11_STATUS_INVALID_PMKID);
	wish.pmkid = NULL;
	associate(&wish);
	assert_int_equal(s.auth_status, DOT11_STATUS_CHALLENGE_FAILURE);
	wish.password = "battery staple";
	expect_authorized(&wish);
	stop();
	start(AP "security = owe\n");
	assert_int_equal(access_point_set_passphrase(&s.ap, &passphrase), -EOPNOTSUPP);
	stop();
}

static void access_point_that_restarts_knows_nobody(void **state)
{
	start(AP "security = sae\n" PHRASE);
	expect_authorized(&sae_wish);
	assert_int_equal(access_point_restart(&s.ap), 0);
	assert_int_equal(s.ap.n_stations, 0);
	run(10000);
	assert_int_equal(s.n_deauth_plain + s.n_deauth_protected + s.n_deauth_signed, 0);
	send_data(ACCESS_POINT_ECHO_ETHERTYPE, "hello", 5, true);
	run(10000);
	assert_int_equal(s.n_deauth_plain, 1);
	assert_int_equal(s.reason, DOT11_REASON_INVALID_CLASS3_FRAME);
	expect_authorized(&sae_wish);
	expect_echo();
	stop();
}

static void open_side_of_owe_transition_names_the_encrypted_one(void **state)
{
	start(AP "owe-transition = b\n[ap b]\nssid = hidden one\nbssid = 02:00:00:00:02:00\nchannel = 1\nhidden = yes\nsecurity = owe\n"
		 "owe-transition = a\n");
	assert_true(s.has_transition);
	assert_int_equal(s.transition.bssid.b[4], 2);
	assert_int_equal(s.transition.ssid.size, 10);
	assert_memory_equal(s.transition.ssid.bytes, "hidden one", 10);
	assert_int_equal(s.capability & DOT11_CAPABILITY_PRIVACY, 0);
	stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_security_carries_data),
		cmocka_unit_test(wrong_pre_shared_key_ends_with_the_handshake_timeout),
		cmocka_unit_test(wrong_sae_password_is_refused_at_the_confirm),
		cmocka_unit_test(threshold_zero_demands_a_token_of_everybody),
		cmocka_unit_test(token_must_be_the_one_that_was_given),
		cmocka_unit_test(group_that_is_not_taken_is_refused_and_the_next_one_taken),
		cmocka_unit_test(method_that_is_not_taken_is_refused),
		cmocka_unit_test(commit_that_comes_again_gets_the_same_answer),
		cmocka_unit_test(exchange_that_does_not_go_on_is_forgotten),
		cmocka_unit_test(association_that_does_not_fit_is_refused_with_its_status),
		cmocka_unit_test(station_that_answers_the_query_is_kept),
		cmocka_unit_test(station_that_does_not_answer_the_query_is_replaced),
		cmocka_unit_test(authentication_alone_does_not_end_a_protected_association),
		cmocka_unit_test(only_protected_farewells_of_a_station_count),
		cmocka_unit_test(unprotected_farewell_of_a_station_without_pmf_counts),
		cmocka_unit_test(farewells_of_the_access_point_are_protected),
		cmocka_unit_test(query_of_a_station_is_answered),
		cmocka_unit_test(keys_are_changed_without_a_gap),
		cmocka_unit_test(station_that_leaves_does_not_hold_up_new_group_keys),
		cmocka_unit_test(station_that_does_not_take_new_group_keys_is_sent_away),
		cmocka_unit_test(protected_beacons_are_signed),
		cmocka_unit_test(commit_that_is_late_does_not_end_what_is_done),
		cmocka_unit_test(repeated_and_unprotected_data_are_refused_and_counted),
		cmocka_unit_test(data_before_the_handshake_is_done_are_refused),
		cmocka_unit_test(pmk_that_is_known_saves_the_exchange),
		cmocka_unit_test(new_passphrase_is_for_those_who_come),
		cmocka_unit_test(access_point_that_restarts_knows_nobody),
		cmocka_unit_test(open_side_of_owe_transition_names_the_encrypted_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
