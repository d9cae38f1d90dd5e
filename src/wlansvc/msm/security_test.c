/*
 * The msm with a driver made of functions and an access point made of the real authenticator, SAE and OWE machines: whole connections
 * to every kind of network, everything that can go wrong in one, and what is left in memory afterwards.
 */
#include "wlansvc/msm/security.h"

#include <errno.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "crypto/crypto.h"
#include "dot11/codes.h"
#include "dot11/element.h"
#include "dot11/frame.h"
#include "dot11/owe_element.h"
#include "dot11/rsne.h"
#include "rsn/authenticator.h"
#include "rsn/owe.h"
#include "rsn/sae.h"
#include "wdi/wdi.h"

/* --- memory: every block of the code under test is known, and searched for secrets when it is freed --- */

#define MAX_BLOCKS 4096
#define MAX_NEEDLES 64

static void *blocks[MAX_BLOCKS];
static struct secret needles[MAX_NEEDLES];
static size_t n_needles, n_unwiped;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *pointer, size_t size);
void __real_free(void *pointer);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *pointer, size_t size);
void __wrap_free(void *pointer);

static void *note_block(void *pointer)
{
	for (size_t i = 0; i < MAX_BLOCKS && pointer; i++) {
		if (!blocks[i]) {
			blocks[i] = pointer;
			return pointer;
		}
	}
	assert_null(pointer); /* more blocks than there is room for */
	return pointer;
}

static size_t search_block(const void *block)
{
	size_t n = 0;

	for (size_t i = 0; i < n_needles; i++)
		if (memmem(block, malloc_usable_size((void *)block), needles[i].bytes, needles[i].size))
			n++;
	return n;
}

static void forget_block(void *pointer)
{
	for (size_t i = 0; i < MAX_BLOCKS && pointer; i++) {
		if (blocks[i] == pointer) {
			n_unwiped += search_block(pointer);
			blocks[i] = NULL;
			return;
		}
	}
}

void *__wrap_malloc(size_t size)
{
	return note_block(__real_malloc(size));
}

void *__wrap_calloc(size_t n, size_t size)
{
	return note_block(__real_calloc(n, size));
}

void *__wrap_realloc(void *pointer, size_t size)
{
	forget_block(pointer);
	return note_block(__real_realloc(pointer, size));
}

void __wrap_free(void *pointer)
{
	forget_block(pointer);
	__real_free(pointer);
}

static void note_secret(const void *bytes, size_t size)
{
	assert_true(n_needles < MAX_NEEDLES);
	assert_int_equal(secret_set(&needles[n_needles++], bytes, size), 0);
}

static size_t count_secrets(void)
{
	size_t n = n_unwiped;

	for (size_t i = 0; i < MAX_BLOCKS; i++)
		if (blocks[i])
			n += search_block(blocks[i]);
	return n;
}

/* --- networks --- */

static struct dot11_mac own = { { 2, 0, 0, 0, 1, 0 } };
static const struct dot11_mac ap_macs[2] = { { { 2, 0, 0, 0, 0, 1 } }, { { 2, 0, 0, 0, 0, 2 } } };
static const struct dot11_ssid ssid = { 4, "home" };

struct network {
	const char *name;
	uint32_t akm; /* that the driver chooses */
	size_t n_akms;
	uint32_t akms[2]; /* wished and offered */
	uint32_t cipher;
	uint32_t group_management_cipher; /* DOT11_CIPHER_NONE: management frames are not protected */
	bool h2e;
	uint16_t owe_group; /* that the access point takes */
};

static const struct network networks[] = {
	{ "PSK", DOT11_AKM_PSK, 1, { DOT11_AKM_PSK }, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_NONE, false, 0 },
	{ "PSK with protected management frames", DOT11_AKM_PSK, 1, { DOT11_AKM_PSK }, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_BIP_CMAC_128,
	  false, 0 },
	{ "PSK-SHA256", DOT11_AKM_PSK_SHA256, 1, { DOT11_AKM_PSK_SHA256 }, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_BIP_CMAC_128, false, 0 },
	{ "SAE, hunting and pecking", DOT11_AKM_SAE, 1, { DOT11_AKM_SAE }, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_BIP_CMAC_128, false, 0 },
	{ "SAE, hash to element", DOT11_AKM_SAE, 1, { DOT11_AKM_SAE }, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_BIP_CMAC_128, true, 0 },
	{ "SAE beside PSK", DOT11_AKM_SAE, 2, { DOT11_AKM_SAE, DOT11_AKM_PSK }, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_BIP_CMAC_128, true, 0 },
	{ "OWE", DOT11_AKM_OWE, 1, { DOT11_AKM_OWE }, DOT11_CIPHER_CCMP_128, DOT11_CIPHER_BIP_CMAC_128, false, 19 },
	{ "OWE with GCMP-256", DOT11_AKM_OWE, 1, { DOT11_AKM_OWE }, DOT11_CIPHER_GCMP_256, DOT11_CIPHER_BIP_GMAC_256, false, 20 },
};

#define PSK (&networks[0])
#define PSK_MFP (&networks[1])
#define SAE (&networks[4])
#define TRANSITION (&networks[5])
#define OWE (&networks[6])
#define OWE_256 (&networks[7])

/* --- the world: driver and access point --- */

struct pdu {
	size_t size;
	uint8_t bytes[1024];
};

struct queue {
	size_t n;
	struct pdu pdus[8];
};

struct world {
	const struct network *network;
	const char *passphrase; /* of the access point */
	size_t at; /* which BSS is used */
	struct msm *msm;
	char text[2048]; /* what the msm does and tells, in the order of its doing */
	int connect_result, keys_result; /* of the submissions */
	int disconnect_result;
	size_t n_keys_open;
	struct dot11_key keys[4]; /* those submitted last */
	size_t n_keys;
	bool has_pmkid[2];
	uint8_t pmkid[2][16];
	struct pdu owe_element;
	uint64_t timer_us;
	uint32_t sae_type, sae_status; /* of the answer given last */
	uint16_t sae_commit_status;
	struct pdu sae_content;
	struct queue to_ap, to_station;

	struct sae *ap_sae;
	struct authenticator *authenticator;
	struct secret ap_pmk;
	uint8_t owe_response[256];
	size_t owe_response_size;
	struct dot11_key ap_key;
	bool ap_completed, ap_group_completed, ap_failed;
	uint8_t gtk_index;
	bool has_group_keys;
	uint32_t rsne_capabilities_of_m3; /* xor on what message 3 says */
	uint32_t rsnxe_of_m3;
};

static struct world world;

static void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void note(const char *format, ...)
{
	size_t at = strlen(world.text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(world.text + at, sizeof(world.text) - at, format, arguments);
	va_end(arguments);
}

static void put(struct queue *queue, const uint8_t *bytes, size_t size)
{
	struct pdu *pdu = &queue->pdus[queue->n++];

	assert_true(queue->n <= array_size(queue->pdus) && size <= sizeof(pdu->bytes));
	memcpy(pdu->bytes, bytes, size);
	pdu->size = size;
}

static struct pdu get(struct queue *queue)
{
	struct pdu pdu = queue->pdus[0];

	memmove(&queue->pdus[0], &queue->pdus[1], --queue->n * sizeof(pdu));
	return pdu;
}

/* --- what the msm asks of the driver --- */

static int submit_connect(const struct msm_target *target, const struct msm_offer *offer, void *port)
{
	if (world.connect_result < 0)
		return world.connect_result;
	note("CONNECT ");
	memset(world.has_pmkid, 0, sizeof(world.has_pmkid));
	for (size_t i = 0; i < offer->n_pmkids; i++) {
		size_t at = dot11_mac_equal(&offer->pmkids[i].bssid, &ap_macs[1]);

		world.has_pmkid[at] = true;
		memcpy(world.pmkid[at], offer->pmkids[i].bytes, 16);
	}
	world.owe_element.size = offer->owe_element_size;
	if (offer->owe_element)
		memcpy(world.owe_element.bytes, offer->owe_element, offer->owe_element_size);
	return 0;
}

static void abort_connect(void *port)
{
	note("ABORT ");
}

static int submit_disconnect(const struct dot11_mac *peer, uint16_t reason, void *port)
{
	if (world.disconnect_result == 0)
		note("DISCONNECT(%u,%u) ", peer->b[5], reason);
	return world.disconnect_result;
}

static int submit_reset(void *port)
{
	note("RESET ");
	return 0;
}

static int submit_keys(const struct dot11_mac *peer, const struct dot11_key *keys, size_t n_keys, void *port)
{
	assert_true(dot11_mac_equal(peer, &ap_macs[world.at]));
	assert_true(n_keys <= array_size(world.keys));
	if (world.keys_result < 0)
		return world.keys_result;
	note("KEYS(%zu) ", n_keys);
	memcpy(world.keys, keys, n_keys * sizeof(*keys));
	world.n_keys = n_keys;
	world.n_keys_open++;
	for (size_t i = 0; i < n_keys; i++)
		note_secret(keys[i].key.bytes, keys[i].key.size);
	return 0;
}

static int submit_sae(const struct msm_sae_answer *answer, void *port)
{
	struct writer writer = writer_over(world.sae_content.bytes, sizeof(world.sae_content.bytes));

	world.sae_type = answer->type;
	world.sae_status = answer->status;
	if (answer->commit) {
		assert_int_equal(answer->akm, DOT11_AKM_SAE);
		assert_int_equal(answer->cipher, world.network->cipher);
		world.sae_commit_status = answer->commit->status;
		dot11_sae_commit_write(&writer, answer->commit);
	}
	if (answer->confirm)
		dot11_sae_confirm_write(&writer, answer->confirm);
	assert_int_equal(writer_end(&writer), 0);
	world.sae_content.size = writer.size;
	note("SAE(%u,%u) ", answer->type, answer->status);
	return 0;
}

static int submit_owe(const uint8_t *element, size_t size, void *port)
{
	note("OWE ");
	memcpy(world.owe_element.bytes, element, size);
	world.owe_element.size = size;
	return 0;
}

static int send_eapol(const struct dot11_mac *peer, const uint8_t *pdu, size_t size, void *port)
{
	assert_true(dot11_mac_equal(peer, &ap_macs[world.at]));
	note("EAPOL ");
	put(&world.to_ap, pdu, size);
	return 0;
}

static void set_timer(uint64_t delay_us, void *port)
{
	world.timer_us = delay_us;
}

static const struct msm_ops ops = {
	submit_connect, abort_connect, submit_disconnect, submit_reset, submit_keys, submit_sae, submit_owe, send_eapol, set_timer,
};

static void on_associated(const struct msm_association *association, void *userdata)
{
	note("associated ");
}

static void on_connected(void *userdata)
{
	note("connected ");
}

static void on_failed(uint32_t reason, void *userdata)
{
	assert_int_equal(msm_state(world.msm), MSM_STATE_IDLE);
	assert_int_equal(world.timer_us, 0);
	note("failed(%x) ", reason);
}

static void on_disconnected(uint32_t reason, void *userdata)
{
	assert_int_equal(msm_state(world.msm), MSM_STATE_IDLE);
	assert_int_equal(world.timer_us, 0);
	note("disconnected(%x) ", reason);
}

static const struct msm_listener listener = { on_associated, on_connected, on_failed, on_disconnected };

/* --- elements --- */

static void write_rsne(struct writer *writer, const struct dot11_rsne *rsne, bool h2e)
{
	dot11_rsne_write(writer, rsne);
	dot11_rsnx_write(writer, h2e ? DOT11_RSNX_SAE_H2E : 0);
}

static struct dot11_rsne make_rsne(bool of_station)
{
	const struct network *network = world.network;
	struct dot11_rsne rsne = {
		.group_cipher = network->cipher,
		.n_pairwise = 1,
		.pairwise = { network->cipher },
		.n_akms = of_station ? 1 : network->n_akms,
		.akms = { network->akm },
		.capabilities = network->group_management_cipher ? DOT11_RSN_MFP_CAPABLE : 0,
		.group_management_cipher = network->group_management_cipher,
	};

	if (!of_station)
		memcpy(rsne.akms, network->akms, sizeof(network->akms));
	else if (world.has_pmkid[world.at])
		memcpy(rsne.pmkids[rsne.n_pmkids++], world.pmkid[world.at], 16);
	return rsne;
}

/* As whole elements, RSNE first; @ret_rsne_size: where the RSNXE begins. */
static size_t make_elements(bool of_station, uint8_t ret[512], size_t *ret_rsne_size)
{
	struct writer writer = writer_over(ret, 512);
	struct dot11_rsne rsne = make_rsne(of_station);

	write_rsne(&writer, &rsne, world.network->h2e);
	assert_int_equal(writer_end(&writer), 0);
	*ret_rsne_size = 2u + ret[1];
	return writer.size;
}

static size_t make_beacon(uint8_t ret[600])
{
	size_t rsne_size;

	memset(ret, 0, 12);
	return 12 + make_elements(false, ret + 12, &rsne_size);
}

/* --- the access point --- */

static void ap_send(const uint8_t *pdu, size_t size, void *userdata)
{
	put(&world.to_station, pdu, size);
}

static size_t ap_group_keys(struct dot11_key ret[3], void *userdata)
{
	size_t n = 0;

	if (!world.has_group_keys)
		return 0;
	ret[n] = (struct dot11_key){ .kind = DOT11_KEY_GROUP, .cipher = world.network->cipher, .index = world.gtk_index };
	ret[n].key.size = dot11_cipher_key_size(world.network->cipher);
	memset(ret[n++].key.bytes, 0xa0 + world.gtk_index, ret[0].key.size);
	if (world.network->group_management_cipher) {
		ret[n] = (struct dot11_key){ .kind = DOT11_KEY_IGTK, .cipher = world.network->group_management_cipher };
		ret[n].index = (uint8_t)(3 + world.gtk_index);
		ret[n].key.size = dot11_cipher_key_size(ret[n].cipher);
		memset(ret[n].key.bytes, 0x70 + world.gtk_index, ret[n].key.size);
		n++;
	}
	return n;
}

static void ap_install(const struct dot11_key *key, void *userdata)
{
	world.ap_key = *key;
}

static void ap_completed(void *userdata)
{
	world.ap_completed = true;
}

static void ap_group_completed(void *userdata)
{
	world.ap_group_completed = true;
}

static void ap_failed(enum authenticator_failure failure, void *userdata)
{
	world.ap_failed = true;
}

static void ap_set_timer(uint64_t delay_us, void *userdata)
{
}

static const struct authenticator_listener ap_listener = {
	ap_send, ap_group_keys, ap_install, ap_completed, ap_group_completed, ap_failed, ap_set_timer,
};

static void ap_start(void)
{
	uint8_t station[512], bss[512];
	size_t station_rsne, bss_rsne, station_size = make_elements(true, station, &station_rsne);
	size_t bss_size = make_elements(false, bss, &bss_rsne);
	struct dot11_rsne rsne = make_rsne(false);
	struct writer writer = writer_over(bss, sizeof(bss));

	rsne.capabilities ^= (uint16_t)world.rsne_capabilities_of_m3;
	dot11_rsne_write(&writer, &rsne);
	dot11_rsnx_write(&writer, (world.network->h2e ? DOT11_RSNX_SAE_H2E : 0) ^ world.rsnxe_of_m3);
	bss_rsne = 2u + bss[1];
	bss_size = writer.size;

	const struct authenticator_config config = {
		.own = ap_macs[world.at],
		.station = own,
		.akm = world.network->akm,
		.pairwise_cipher = world.network->cipher,
		.group_management_cipher = world.network->group_management_cipher,
		.pmk = &world.ap_pmk,
		.station_rsne = station,
		.station_rsne_size = station_rsne,
		.station_rsnxe = station_size > station_rsne ? station + station_rsne : NULL,
		.station_rsnxe_size = station_size - station_rsne,
		.own_rsne = bss,
		.own_rsne_size = bss_rsne,
		.own_rsnxe = bss_size > bss_rsne ? bss + bss_rsne : NULL,
		.own_rsnxe_size = bss_size - bss_rsne,
	};

	world.authenticator = authenticator_free(world.authenticator);
	assert_int_equal(authenticator_new(&world.authenticator, &config, &ap_listener, NULL), 0);
	assert_int_equal(authenticator_start(world.authenticator), 0);
}

/* --- what the driver does --- */

/* Everything that is on its way arrives; keys are put in. */
static void pump_frames(void)
{
	while (world.to_ap.n > 0 || world.to_station.n > 0) {
		if (world.to_ap.n > 0) {
			struct pdu pdu = get(&world.to_ap);

			if (world.authenticator)
				authenticator_receive(world.authenticator, pdu.bytes, pdu.size);
		} else {
			struct pdu pdu = get(&world.to_station);

			msm_eapol(world.msm, &ap_macs[world.at], pdu.bytes, pdu.size);
		}
	}
}

static void answer_keys(uint32_t status)
{
	while (world.n_keys_open > 0) {
		world.n_keys_open--;
		msm_keys_done(world.msm, status);
	}
}

static void pump(void)
{
	pump_frames();
	answer_keys(NDIS_STATUS_SUCCESS);
}

static int connect_with(const char *passphrase)
{
	const struct network *network = world.network;
	uint8_t beacon[600];
	size_t beacon_size = make_beacon(beacon);
	const struct msm_candidate candidates[] = {
		{ .bssid = ap_macs[0], .beacon = beacon, .beacon_size = beacon_size },
		{ .bssid = ap_macs[1], .probe_response = beacon, .probe_response_size = beacon_size },
	};
	struct msm_target target = {
		.own = own,
		.ssid = ssid,
		.n_candidates = 2,
		.candidates = candidates,
		.security = {
			.n_akms = network->n_akms,
			.akms = { network->akms[0], network->akms[1] },
			.n_ciphers = 1,
			.ciphers = { network->cipher },
			.n_group_ciphers = 1,
			.group_ciphers = { network->cipher },
			.uses_mfp = network->group_management_cipher,
			.caches_pmk = true,
			.pmk_lifetime_us = 60000000,
		},
	};

	if (network->akm != DOT11_AKM_OWE)
		assert_int_equal(secret_set(&target.security.passphrase, passphrase, strlen(passphrase)), 0);
	return msm_connect(world.msm, &target);
}

static void sae_frame(uint16_t transaction, uint16_t status, const uint8_t *content, size_t size)
{
	uint8_t frame[1024];
	struct writer writer = writer_over(frame, sizeof(frame));

	writer_le16(&writer, 3);
	writer_le16(&writer, transaction);
	writer_le16(&writer, status);
	writer_bytes(&writer, content, size);
	msm_sae(world.msm, &(struct msm_sae_event){
				   .bssid = ap_macs[world.at],
				   .type = transaction == 1 ? WDI_SAE_INDICATION_TYPE_COMMIT_FRAME : WDI_SAE_INDICATION_TYPE_CONFIRM_FRAME,
				   .frame = frame,
				   .frame_size = writer.size,
			   });
}

static void sae_ask(uint32_t type, uint32_t status)
{
	msm_sae(world.msm, &(struct msm_sae_event){ .bssid = ap_macs[world.at], .type = type, .status = status });
}

static void ap_make_sae(const char *passphrase)
{
	const struct sae_config config = {
		.own = ap_macs[world.at],
		.peer = own,
		.ssid = ssid,
		.password = passphrase,
		.password_size = strlen(passphrase),
		.method = world.network->h2e ? SAE_HASH_TO_ELEMENT : SAE_HUNTING_AND_PECKING,
		.n_groups = 1,
		.groups = { 19 },
	};

	world.ap_sae = sae_free(world.ap_sae);
	assert_int_equal(sae_new(&world.ap_sae, &config), 0);
}

static void ap_take_commit(void)
{
	struct dot11_sae_commit commit;
	uint8_t content[512];
	struct writer writer = writer_over(content, sizeof(content));

	assert_int_equal(dot11_sae_commit_parse(world.sae_commit_status, world.sae_content.bytes, world.sae_content.size, &commit), 0);
	assert_int_equal(sae_take_commit(world.ap_sae, &commit), 0);
	assert_int_equal(sae_make_commit(world.ap_sae, &commit), 0);
	dot11_sae_commit_write(&writer, &commit);
	sae_frame(DOT11_SAE_COMMIT, commit.status, content, writer.size);
}

/* Return: what the access point thinks of our confirm. */
static int ap_judge_confirm(void)
{
	struct dot11_sae_confirm confirm;

	assert_int_equal(world.sae_type, WDI_SAE_REQUEST_TYPE_CONFIRM_PARAMS);
	assert_int_equal(dot11_sae_confirm_parse(world.sae_content.bytes, world.sae_content.size, &confirm), 0);
	return sae_take_confirm(world.ap_sae, 0, &confirm);
}

static void ap_send_confirm(void)
{
	struct dot11_sae_confirm confirm;
	uint8_t content[128];
	struct writer writer = writer_over(content, sizeof(content));

	assert_int_equal(sae_make_confirm(world.ap_sae, &confirm), 0);
	dot11_sae_confirm_write(&writer, &confirm);
	sae_frame(DOT11_SAE_CONFIRM, 0, content, writer.size);
}

/* The exchange before the association, to its end with right passwords. */
static void authenticate(void)
{
	ap_make_sae(world.passphrase);
	sae_ask(WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED, 0);
	assert_int_equal(world.sae_type,
			 world.network->h2e ? WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS_H2E : WDI_SAE_REQUEST_TYPE_COMMIT_PARAMS);
	ap_take_commit();
	assert_int_equal(ap_judge_confirm(), 0);
	ap_send_confirm();
	assert_int_equal(world.sae_type, WDI_SAE_REQUEST_TYPE_SUCCESS);
	world.ap_pmk = *sae_pmk(world.ap_sae);
	world.ap_sae = sae_free(world.ap_sae);
}

static void ap_answer_owe(void)
{
	struct dot11_owe_dh station, dh;
	struct writer writer = writer_over(world.owe_response, sizeof(world.owe_response));
	struct owe *owe;
	uint8_t pmkid[16];

	assert_int_equal(dot11_owe_dh_find(world.owe_element.bytes, world.owe_element.size, &station), 0);
	assert_int_equal(station.group, world.network->owe_group);
	assert_int_equal(owe_new(&owe, station.group), 0);
	assert_int_equal(owe_finish(owe, false, &station, &world.ap_pmk, pmkid), 0);
	owe_own(owe, &dh);
	dot11_owe_dh_write(&writer, &dh);
	world.owe_response_size = writer.size;
	owe_free(owe);
}

static void ap_derive_psk(void)
{
	const char *passphrase = world.passphrase;

	assert_int_equal(crypto_pbkdf2_sha1(passphrase, strlen(passphrase), ssid.bytes, ssid.size, 4096, world.ap_pmk.bytes, 32), 0);
	world.ap_pmk.size = 32;
}

static void tell_association(uint32_t status, uint32_t peer_status)
{
	uint8_t request[600] = { 0 }, response[300] = { 0 };
	size_t rsne_size, size = 4 + make_elements(true, request + 4, &rsne_size);

	memcpy(response + 6, world.owe_response, world.owe_response_size);
	msm_association_result(world.msm, &(struct msm_association){
						 .bssid = ap_macs[world.at],
						 .status = status,
						 .peer_status = peer_status,
						 .request = request,
						 .request_size = size,
						 .response = response,
						 .response_size = 6 + world.owe_response_size,
					 });
}

/* The association with what comes before it, up to the association result. */
static void associate(void)
{
	world.owe_response_size = 0;
	if (world.has_pmkid[world.at])
		; /* the PMK is known to both */
	else if (world.network->akm == DOT11_AKM_SAE)
		authenticate();
	else if (world.network->akm == DOT11_AKM_OWE)
		ap_answer_owe();
	else
		ap_derive_psk();
	note_secret(world.ap_pmk.bytes, world.ap_pmk.size);
	tell_association(WDI_ASSOC_STATUS_SUCCESS, 0);
}

static void begin(const struct network *network)
{
	memset(blocks, 0, sizeof(blocks)); /* of a test that has failed */
	n_needles = 0;
	n_unwiped = 0;
	memset(&world, 0, sizeof(world));
	world.network = network;
	world.passphrase = "correct horse";
	world.has_group_keys = true;
	world.gtk_index = 1;
	note_secret("correct horse", 13);
	note_secret("wrong battery", 13);
	assert_int_equal(msm_new(&world.msm, &ops, NULL, &listener, NULL), 0);
}

static void end_ap(void)
{
	world.authenticator = authenticator_free(world.authenticator);
	world.ap_sae = sae_free(world.ap_sae);
	memset(&world.to_ap, 0, sizeof(world.to_ap));
	memset(&world.to_station, 0, sizeof(world.to_station));
}

static void finish(void)
{
	end_ap();
	world.msm = msm_free(world.msm);
	if (count_secrets() != 0)
		fail_msg("%s: %zu secrets are left in memory", world.network->name, count_secrets());
	for (size_t i = 0; i < MAX_BLOCKS; i++)
		assert_null(blocks[i]);
}

static void connect_wholly(void)
{
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	ap_start();
	pump();
}

static void expect(const char *text)
{
	if (strcmp(world.text, text) != 0)
		fail_msg("%s: did \"%s\", expected \"%s\"", world.network->name, world.text, text);
	world.text[0] = 0;
}

static void expect_end(const char *text)
{
	size_t size = strlen(world.text), tail = strlen(text);

	if (size < tail || strcmp(world.text + size - tail, text) != 0)
		fail_msg("%s: did \"%s\", expected \"%s\" at its end", world.network->name, world.text, text);
	world.text[0] = 0;
}

/* --- tests: it works --- */

static void every_kind_of_network_connects(void **state)
{
	for (size_t i = 0; i < array_size(networks); i++) {
		const struct network *network = &networks[i];
		struct msm_suites suites;

		begin(network);
		connect_wholly();
		/* Message 4 leaves before the keys are put in, and nobody is told before they are in. */
		expect_end(network->group_management_cipher ? "associated EAPOL EAPOL KEYS(3) connected " :
							      "associated EAPOL EAPOL KEYS(2) connected ");
		assert_int_equal(msm_state(world.msm), MSM_STATE_CONNECTED);
		assert_true(world.ap_completed);
		assert_int_equal(world.keys[0].kind, DOT11_KEY_PAIRWISE);
		assert_true(secret_equal(&world.keys[0].key, &world.ap_key.key));
		assert_int_equal(world.timer_us, 0);
		suites = msm_suites(world.msm);
		assert_int_equal(suites.akm, network->akm);
		assert_int_equal(suites.pairwise_cipher, network->cipher);
		assert_int_equal(suites.group_cipher, network->cipher);
		assert_int_equal(suites.group_management_cipher, network->group_management_cipher);

		assert_int_equal(msm_disconnect(world.msm, WLAN_REASON_CODE_SUCCESS), 0);
		expect("DISCONNECT(1,3) ");
		msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
		expect("disconnected(0) ");
		end_ap();
		assert_int_equal(count_secrets(), 0);
		assert_int_equal(msm_suites(world.msm).akm, DOT11_AKM_NONE);
		finish();
	}
}

static void a_psk_that_is_no_passphrase_connects(void **state)
{
	uint8_t beacon[600];
	struct msm_candidate candidate = { .bssid = ap_macs[0], .beacon = beacon };
	struct msm_target target = {
		.own = own,
		.ssid = ssid,
		.n_candidates = 1,
		.candidates = &candidate,
		.security = { 1, { DOT11_AKM_PSK }, 1, { DOT11_CIPHER_CCMP_128 }, 1, { DOT11_CIPHER_CCMP_128 } },
	};

	begin(PSK);
	candidate.beacon_size = make_beacon(beacon);
	ap_derive_psk();
	target.security.psk = world.ap_pmk;
	assert_int_equal(msm_connect(world.msm, &target), 0);
	secret_wipe(&target.security.psk);
	associate();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	ap_start();
	pump();
	expect_end("KEYS(2) connected ");
	finish();
}

static void wishes_that_cannot_be_are_refused(void **state)
{
	static const struct msm_candidate candidate = { .bssid = { { 2, 0, 0, 0, 0, 1 } } };
	static const struct msm_security wishes[] = {
		{ .n_akms = 1, .akms = { DOT11_AKM_PSK }, .n_ciphers = 1, .n_group_ciphers = 1 }, /* no secret */
		{ .n_akms = 1, .akms = { DOT11_AKM_SAE }, .n_ciphers = 1, .n_group_ciphers = 1, .psk = { 32, { 1 } } },
		{ .n_akms = 1, .akms = { DOT11_AKM_PSK }, .n_ciphers = 1, .n_group_ciphers = 1, .psk = { 31, { 1 } } },
		{ .n_akms = 1, .akms = { DOT11_AKM_8021X }, .n_ciphers = 1, .n_group_ciphers = 1 },
		{ .n_akms = 1, .akms = { DOT11_AKM_OWE }, .n_group_ciphers = 1 },
		{ .n_akms = 5, .n_ciphers = 1, .n_group_ciphers = 1 },
	};

	begin(PSK);
	for (size_t i = 0; i < array_size(wishes); i++) {
		const struct msm_target target = { .n_candidates = 1, .candidates = &candidate, .security = wishes[i] };

		assert_int_equal(msm_connect(world.msm, &target), -EINVAL);
		assert_int_equal(msm_state(world.msm), MSM_STATE_IDLE);
	}
	expect("");
	finish();

	begin(SAE);
	world.connect_result = -ENODEV;
	assert_int_equal(connect_with("correct horse"), -ENODEV);
	assert_int_equal(msm_state(world.msm), MSM_STATE_IDLE);
	assert_int_equal(count_secrets(), 0);
	finish();
}

static void a_handshake_may_run_before_the_task_is_complete(void **state)
{
	begin(PSK_MFP);
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	ap_start();
	pump_frames();
	expect("CONNECT associated EAPOL EAPOL KEYS(3) ");
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	assert_int_equal(msm_state(world.msm), MSM_STATE_SECURING); /* the keys are queued behind the task */
	expect("");
	answer_keys(NDIS_STATUS_SUCCESS);
	expect("connected ");
	finish();

	begin(PSK_MFP);
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	ap_start();
	pump();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	expect_end("KEYS(3) connected ");
	finish();
}

static void a_frame_of_somebody_else_is_ignored(void **state)
{
	static const uint8_t pdu[] = { 2, 3, 0, 0 };

	begin(PSK);
	assert_int_equal(connect_with("correct horse"), 0);
	assert_int_equal(msm_eapol(world.msm, &ap_macs[0], pdu, sizeof(pdu)), MSM_E_NOT_EXPECTED); /* nobody is associated */
	associate();
	assert_int_equal(msm_eapol(world.msm, &ap_macs[1], pdu, sizeof(pdu)), MSM_E_NOT_EXPECTED);
	assert_int_equal(msm_eapol(world.msm, &ap_macs[0], pdu, sizeof(pdu)), MSM_E_NOT_EXPECTED); /* no key frame */
	assert_int_equal(msm_state(world.msm), MSM_STATE_ASSOCIATING);
	finish();
}

static void a_second_bss_begins_anew(void **state)
{
	begin(SAE);
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	ap_start();
	pump_frames(); /* its keys are on their way when it is lost */
	msm_peer_lost(world.msm, &ap_macs[0], WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED, DOT11_REASON_NO_MORE_STAS);
	assert_int_equal(world.timer_us, 0);
	assert_int_equal(msm_timeout(world.msm), MSM_E_NOT_EXPECTED);
	world.text[0] = 0;
	world.ap_completed = false;
	world.at = 1;
	associate();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	ap_start();
	pump_frames();
	assert_int_equal(world.n_keys_open, 2);
	world.n_keys_open--;
	msm_keys_done(world.msm, NDIS_STATUS_FAILURE); /* of the first BSS: of no concern */
	assert_int_equal(msm_state(world.msm), MSM_STATE_SECURING);
	answer_keys(NDIS_STATUS_SUCCESS);
	expect("SAE(4,0) SAE(1,0) SAE(3,0) associated EAPOL EAPOL KEYS(3) connected ");
	assert_true(world.ap_completed);
	finish();
}

/* --- rekeying --- */

static void new_group_keys_are_put_in(void **state)
{
	begin(PSK_MFP);
	connect_wholly();
	world.text[0] = 0;
	world.gtk_index = 2;
	assert_int_equal(authenticator_start_group(world.authenticator), 0);
	pump();
	expect("EAPOL KEYS(2) ");
	assert_true(world.ap_group_completed);
	assert_int_equal(msm_state(world.msm), MSM_STATE_CONNECTED);
	finish();
}

static void new_pairwise_keys_are_put_in(void **state)
{
	struct dot11_key first;

	begin(PSK);
	connect_wholly();
	first = world.ap_key;
	world.text[0] = 0;
	world.gtk_index = 2;
	assert_int_equal(authenticator_start(world.authenticator), 0);
	pump();
	expect("EAPOL EAPOL KEYS(2) ");
	assert_false(secret_equal(&first.key, &world.ap_key.key));
	assert_true(secret_equal(&world.keys[0].key, &world.ap_key.key));
	assert_int_equal(msm_state(world.msm), MSM_STATE_CONNECTED);
	finish();
}

static void a_driver_that_refuses_new_keys_is_left(void **state)
{
	begin(PSK_MFP);
	connect_wholly();
	world.text[0] = 0;
	world.gtk_index = 2;
	assert_int_equal(authenticator_start_group(world.authenticator), 0);
	pump_frames();
	answer_keys(NDIS_STATUS_FAILURE);
	expect("EAPOL KEYS(2) DISCONNECT(1,1) ");
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	expect("disconnected(48010) ");
	finish();
}

static void a_driver_that_dies_while_keys_are_put_in_has_not_refused_them(void **state)
{
	begin(PSK);
	connect_wholly();
	world.text[0] = 0;
	world.gtk_index = 2;
	assert_int_equal(authenticator_start(world.authenticator), 0);
	pump_frames();
	answer_keys(NDIS_STATUS_ADAPTER_REMOVED);
	msm_adapter_lost(world.msm);
	expect("EAPOL EAPOL KEYS(2) disconnected(3800b) ");
	finish();

	begin(PSK);
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	ap_start();
	pump_frames();
	answer_keys(NDIS_STATUS_ADAPTER_REMOVED);
	expect_end("KEYS(2) failed(3800c) ");
	finish();

	begin(PSK);
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	ap_start();
	pump_frames();
	answer_keys(NDIS_STATUS_ADAPTER_REMOVED);
	msm_task_done(world.msm, NDIS_STATUS_ADAPTER_REMOVED);
	expect_end("KEYS(2) failed(3800c) ");
	finish();
}

/* --- wrong passwords --- */

/* Up to SECURING, message 2 answered by nothing. */
static void secure_with_wrong_psk(void)
{
	begin(PSK);
	assert_int_equal(connect_with("wrong battery"), 0);
	associate();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	ap_start();
	pump();
	authenticator_timeout(world.authenticator);
	pump();
	assert_int_equal(msm_state(world.msm), MSM_STATE_SECURING);
	world.text[0] = 0;
}

static void a_wrong_psk_is_suspected(void **state)
{
	static const uint16_t reasons[] = { 0, DOT11_REASON_4WAY_HANDSHAKE_TIMEOUT, DOT11_REASON_INVALID_AUTHENTICATION };

	for (size_t i = 0; i < array_size(reasons); i++) {
		secure_with_wrong_psk();
		msm_peer_lost(world.msm, &ap_macs[0], WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED, reasons[i]);
		expect("failed(48014) ");
		end_ap();
		assert_int_equal(count_secrets(), 0);
		finish();
	}

	secure_with_wrong_psk();
	assert_int_equal(world.timer_us, 5000000);
	msm_timeout(world.msm);
	assert_int_equal(world.timer_us, 5000000);
	expect("");
	msm_timeout(world.msm);
	expect("DISCONNECT(1,15) ");
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	expect("failed(48014) ");
	finish();
}

static void a_wrong_psk_is_suspected_by_the_reason_of_the_access_point(void **state)
{
	static const struct {
		uint16_t peer_reason;
		const char *expected;
	} cases[] = {
		{ DOT11_REASON_4WAY_HANDSHAKE_TIMEOUT, "failed(48014) " }, { DOT11_REASON_INVALID_AUTHENTICATION, "failed(48014) " },
		{ DOT11_REASON_MIC_FAILURE, "failed(48014) " },		   { DOT11_REASON_8021X_FAILED, "failed(48014) " },
		{ DOT11_REASON_NO_MORE_STAS, "failed(3800b) " },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		begin(PSK);
		assert_int_equal(connect_with("wrong battery"), 0);
		associate();
		msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
		ap_start();
		pump();
		msm_peer_lost(world.msm, &ap_macs[0], WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED, cases[i].peer_reason);
		expect_end(cases[i].expected);
		finish();
	}
}

static void a_wrong_psk_is_told_though_the_task_still_runs(void **state)
{
	begin(PSK);
	assert_int_equal(connect_with("wrong battery"), 0);
	associate();
	ap_start();
	pump();
	msm_peer_lost(world.msm, &ap_macs[0], WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED, DOT11_REASON_4WAY_HANDSHAKE_TIMEOUT);
	world.at = 1;
	tell_association(WDI_ASSOC_STATUS_NO_AUTH_RESPONSE, 0);
	msm_task_done(world.msm, NDIS_STATUS_FAILURE);
	expect_end("EAPOL failed(48014) ");
	finish();
}

static void a_network_without_psk_has_no_wrong_one(void **state)
{
	begin(SAE);
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	world.ap_pmk.bytes[0] ^= 1;
	ap_start();
	pump();
	msm_peer_lost(world.msm, &ap_macs[0], WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED, DOT11_REASON_4WAY_HANDSHAKE_TIMEOUT);
	expect_end("EAPOL failed(3800b) ");
	finish();
}

static void a_peer_lost_in_the_task_takes_its_handshake_along(void **state)
{
	begin(PSK);
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	assert_int_equal(world.timer_us, 5000000);
	msm_peer_lost(world.msm, &ap_macs[0], WDI_ASSOC_STATUS_PEER_DEAUTHENTICATED, DOT11_REASON_NO_MORE_STAS);
	assert_int_equal(world.timer_us, 0);
	assert_int_equal(msm_timeout(world.msm), MSM_E_NOT_EXPECTED);
	assert_int_equal(msm_state(world.msm), MSM_STATE_ASSOCIATING);
	finish();
}

/* Up to our confirm. */
static void confirm_with_wrong_password(void)
{
	begin(SAE);
	assert_int_equal(connect_with("wrong battery"), 0);
	ap_make_sae(world.passphrase);
	sae_ask(WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED, 0);
	ap_take_commit();
	assert_int_equal(ap_judge_confirm(), SAE_E_MISMATCH);
	expect("CONNECT SAE(4,0) SAE(1,0) ");
}

static void a_wrong_sae_password_is_suspected(void **state)
{
	confirm_with_wrong_password(); /* the access point refuses our confirm, and the driver passes that on */
	sae_frame(DOT11_SAE_CONFIRM, DOT11_STATUS_CHALLENGE_FAILURE, NULL, 0);
	expect("SAE(2,32) ");
	tell_association(WDI_ASSOC_STATUS_AUTH_EXCHANGE_FAILURE, 0);
	msm_task_done(world.msm, NDIS_STATUS_FAILURE);
	expect("failed(48014) ");
	end_ap();
	assert_int_equal(count_secrets(), 0);
	finish();

	confirm_with_wrong_password(); /* or makes a result of it */
	tell_association(WDI_ASSOC_STATUS_AUTH_FAILED_BY_PEER, DOT11_STATUS_FAILURE);
	msm_task_done(world.msm, NDIS_STATUS_FAILURE);
	expect("failed(48014) ");
	finish();

	confirm_with_wrong_password(); /* or an error */
	sae_ask(WDI_SAE_INDICATION_TYPE_ERROR, WDI_SAE_STATUS_CONFIRM_MESSAGE_FAILURE_FROM_PEER);
	msm_task_done(world.msm, NDIS_STATUS_FAILURE);
	expect("failed(48014) ");
	finish();

	confirm_with_wrong_password(); /* or the access point does not mind, but we do */
	ap_send_confirm();
	expect("SAE(2,35) ");
	msm_task_done(world.msm, NDIS_STATUS_FAILURE);
	expect("failed(48014) ");
	finish();
}

/* --- SAE by itself --- */

static void a_commit_that_is_asked_for_again_is_the_same(void **state)
{
	struct pdu first;

	begin(SAE);
	assert_int_equal(connect_with("correct horse"), 0);
	sae_ask(WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED, 0);
	first = world.sae_content;
	sae_ask(WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED, 0);
	assert_int_equal(world.sae_content.size, first.size);
	assert_memory_equal(world.sae_content.bytes, first.bytes, first.size);
	world.at = 1; /* another BSS gets another */
	sae_ask(WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED, 0);
	assert_memory_not_equal(world.sae_content.bytes, first.bytes, first.size);
	finish();
}

static void a_confirm_that_is_asked_for_again_is_a_new_one(void **state)
{
	struct pdu first;

	begin(SAE);
	assert_int_equal(connect_with("correct horse"), 0);
	ap_make_sae(world.passphrase);
	sae_ask(WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED, 0);
	ap_take_commit();
	first = world.sae_content;
	sae_ask(WDI_SAE_INDICATION_TYPE_CONFIRM_REQUEST_RESEND_REQUEST, 0);
	assert_memory_not_equal(world.sae_content.bytes, first.bytes, first.size);
	assert_int_equal(ap_judge_confirm(), 0);
	finish();
}

static void an_anti_clogging_token_is_sent_back(void **state)
{
	static const uint8_t refusal[] = { 19, 0, 255, 5, 93, 't', 'o', 'k', 'n' }; /* hash to element: the token is an element */
	struct dot11_sae_commit commit;

	begin(SAE);
	assert_int_equal(connect_with("correct horse"), 0);
	sae_ask(WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED, 0);
	sae_frame(DOT11_SAE_COMMIT, DOT11_SAE_STATUS_TOKEN_REQUIRED, refusal, sizeof(refusal));
	expect("CONNECT SAE(4,0) SAE(4,0) ");
	assert_int_equal(dot11_sae_commit_parse(world.sae_commit_status, world.sae_content.bytes, world.sae_content.size, &commit), 0);
	assert_int_equal(commit.token_size, 4);
	assert_memory_equal(commit.token, "tokn", 4);
	finish();
}

static void broken_sae_frames_fail_the_attempt(void **state)
{
	static const uint8_t zeros[98] = { 19 }, unknown[98] = { 1 };

	begin(SAE);
	assert_int_equal(connect_with("correct horse"), 0);
	sae_ask(WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED, 0);
	sae_frame(DOT11_SAE_COMMIT, DOT11_SAE_STATUS_HASH_TO_ELEMENT, zeros, 20);
	expect("CONNECT SAE(4,0) SAE(2,16) ");
	sae_frame(DOT11_SAE_COMMIT, DOT11_SAE_STATUS_HASH_TO_ELEMENT, zeros, 20); /* it is over */
	expect("");
	sae_ask(WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED, 0);
	sae_frame(DOT11_SAE_COMMIT, DOT11_SAE_STATUS_HASH_TO_ELEMENT, unknown, sizeof(unknown));
	expect("SAE(4,0) SAE(2,14) ");
	sae_ask(WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED, 0);
	sae_frame(DOT11_SAE_COMMIT, DOT11_SAE_STATUS_HASH_TO_ELEMENT, zeros, sizeof(zeros)); /* scalar and element of zeros */
	expect("SAE(4,0) SAE(2,16) ");
	sae_ask(WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED, 0);
	sae_frame(DOT11_SAE_COMMIT, DOT11_SAE_STATUS_HASH_TO_ELEMENT, world.sae_content.bytes, world.sae_content.size);
	expect("SAE(4,0) SAE(2,17) "); /* our own */
	tell_association(WDI_ASSOC_STATUS_AUTH_EXCHANGE_FAILURE, 0);
	msm_task_done(world.msm, NDIS_STATUS_FAILURE);
	expect("failed(38004) ");
	finish();
}

static void sae_without_a_place_is_ignored(void **state)
{
	const struct msm_sae_event event = { .bssid = ap_macs[0], .type = WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED };

	begin(PSK);
	assert_int_equal(connect_with("correct horse"), 0);
	assert_int_equal(msm_sae(world.msm, &event), MSM_E_NOT_EXPECTED);
	expect("CONNECT ");
	finish();

	begin(SAE);
	assert_int_equal(connect_with("correct horse"), 0);
	sae_frame(DOT11_SAE_COMMIT, 0, NULL, 0);
	sae_frame(DOT11_SAE_CONFIRM, 0, NULL, 0);
	expect("CONNECT ");
	finish();
}

/* --- everything else that fails --- */

static void an_access_point_that_says_nothing_is_left(void **state)
{
	begin(PSK);
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	assert_int_equal(world.timer_us, 5000000);
	msm_timeout(world.msm);
	expect("CONNECT associated DISCONNECT(1,15) ");
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	expect("failed(48004) ");
	finish();
}

static void a_handshake_that_does_not_end_is_left(void **state)
{
	begin(SAE);
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	ap_start();
	world.ap_pmk.bytes[0] ^= 1;
	end_ap();
	ap_start(); /* holds another PMK */
	pump();
	authenticator_timeout(world.authenticator);
	pump();
	world.text[0] = 0;
	msm_timeout(world.msm);
	msm_timeout(world.msm);
	expect("DISCONNECT(1,15) ");
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	expect("failed(48005) ");
	finish();
}

static void a_timeout_while_the_task_runs_aborts_it(void **state)
{
	begin(PSK);
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	msm_timeout(world.msm);
	msm_task_done(world.msm, NDIS_STATUS_REQUEST_ABORTED);
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	expect("CONNECT associated ABORT DISCONNECT(1,15) RESET failed(48004) ");
	finish();
}

static void message_3_is_checked(void **state)
{
	static const struct {
		const char *name;
		bool without_keys;
		uint32_t capabilities, rsnxe;
		const char *expected;
	} cases[] = {
		{ "another RSNE", false, DOT11_RSN_PREAUTHENTICATION, 0, "DISCONNECT(1,17) failed(48009) " },
		{ "another RSNXE", false, 0, DOT11_RSNX_SAE_H2E, "DISCONNECT(1,17) failed(48013) " },
		{ "no group keys", true, 0, 0, "DISCONNECT(1,13) failed(48008) " },
	};

	for (size_t i = 0; i < array_size(cases); i++) {
		begin(PSK_MFP);
		world.has_group_keys = !cases[i].without_keys;
		world.rsne_capabilities_of_m3 = cases[i].capabilities;
		world.rsnxe_of_m3 = cases[i].rsnxe;
		assert_int_equal(connect_with("correct horse"), 0);
		associate();
		msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
		ap_start();
		pump();
		assert_int_equal(msm_state(world.msm), MSM_STATE_DISCONNECTING);
		msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
		expect_end(cases[i].expected);
		end_ap();
		assert_int_equal(count_secrets(), 0);
		finish();
	}
}

static void a_driver_that_refuses_keys_is_left(void **state)
{
	begin(PSK);
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	ap_start();
	pump_frames();
	answer_keys(NDIS_STATUS_FAILURE);
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	expect_end("KEYS(2) DISCONNECT(1,1) failed(48010) ");
	finish();

	begin(PSK); /* at once */
	world.keys_result = -EINVAL;
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	ap_start();
	pump();
	msm_task_done(world.msm, NDIS_STATUS_FAILURE); /* nor does it disconnect */
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	expect_end("EAPOL EAPOL DISCONNECT(1,1) RESET failed(48010) ");
	finish();

	begin(PSK); /* and there is no adapter to leave with */
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	ap_start();
	pump_frames();
	world.disconnect_result = -ENODEV;
	answer_keys(NDIS_STATUS_FAILURE);
	expect_end("KEYS(2) failed(48010) ");
	finish();
}

static void an_association_that_is_weaker_than_offered_is_not_kept(void **state)
{
	static const struct network weak = {
		"PSK although SAE is offered", DOT11_AKM_PSK, 2, { DOT11_AKM_SAE, DOT11_AKM_PSK }, DOT11_CIPHER_CCMP_128,
		DOT11_CIPHER_BIP_CMAC_128, true, 0,
	};

	begin(&weak);
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	msm_task_done(world.msm, NDIS_STATUS_REQUEST_ABORTED);
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	expect("CONNECT ABORT DISCONNECT(1,1) RESET failed(48013) ");
	finish();
}

static void an_association_that_was_not_wished_is_not_kept(void **state)
{
	struct network other = *PSK;

	begin(PSK);
	assert_int_equal(connect_with("correct horse"), 0);
	other.akm = DOT11_AKM_PSK_SHA256;
	world.network = &other;
	associate();
	expect("CONNECT ABORT ");
	msm_task_done(world.msm, NDIS_STATUS_REQUEST_ABORTED);
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	expect("DISCONNECT(1,1) RESET failed(3800c) ");
	finish();

	begin(PSK); /* elements were not told at all */
	assert_int_equal(connect_with("correct horse"), 0);
	msm_association_result(world.msm, &(struct msm_association){ .bssid = ap_macs[0] });
	expect("CONNECT ABORT ");
	finish();
}

static void an_association_without_protected_management_is_not_kept_where_it_must_be(void **state)
{
	uint8_t beacon[600];
	struct msm_candidate candidate = { .bssid = ap_macs[0], .beacon = beacon };
	struct msm_target target = {
		.own = own,
		.ssid = ssid,
		.n_candidates = 1,
		.candidates = &candidate,
		.security = { 1, { DOT11_AKM_PSK }, 1, { DOT11_CIPHER_CCMP_128 }, 1, { DOT11_CIPHER_CCMP_128 }, .uses_mfp = true,
			      .needs_mfp = true, .psk = { 32, { 7 } } },
	};

	for (int i = 0; i < 2; i++) {
		begin(i == 0 ? PSK : PSK_MFP);
		candidate.beacon_size = make_beacon(beacon);
		assert_int_equal(msm_connect(world.msm, &target), 0);
		associate();
		expect(i == 0 ? "CONNECT ABORT " : "CONNECT associated ");
		finish();
	}
}

static void an_association_without_sae_has_no_key(void **state)
{
	begin(SAE);
	assert_int_equal(connect_with("correct horse"), 0);
	tell_association(WDI_ASSOC_STATUS_SUCCESS, 0);
	msm_task_done(world.msm, NDIS_STATUS_REQUEST_ABORTED);
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	expect("CONNECT ABORT DISCONNECT(1,1) RESET failed(38005) ");
	finish();
}

/* --- OWE --- */

static void owe_tries_another_group_when_the_first_is_refused(void **state)
{
	struct network network = *OWE_256;

	network.owe_group = 19;
	begin(&network);
	assert_int_equal(connect_with(""), 0);
	tell_association(WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER, 77);
	expect("CONNECT OWE ");
	associate();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	ap_start();
	pump();
	expect("associated EAPOL EAPOL KEYS(3) connected ");
	finish();
}

static void owe_gives_up_when_every_group_is_refused(void **state)
{
	begin(OWE_256);
	assert_int_equal(connect_with(""), 0);
	tell_association(WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER, 77);
	tell_association(WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER, 77);
	msm_task_done(world.msm, NDIS_STATUS_FAILURE);
	expect("CONNECT OWE failed(30002) ");
	finish();
}

/* --- cached PMKs --- */

static void lose(void)
{
	msm_peer_lost(world.msm, &ap_macs[world.at], WDI_ASSOC_STATUS_DISASSOCIATE_NOT_VISIBLE, 0);
	end_ap();
	world.text[0] = 0;
}

static void a_lost_network_is_joined_again_without_authentication(void **state)
{
	static const struct network *const cached[] = { SAE, OWE };

	for (size_t i = 0; i < array_size(cached); i++) {
		begin(cached[i]);
		connect_wholly();
		lose();
		connect_wholly();
		assert_true(world.has_pmkid[0]);
		assert_false(world.has_pmkid[1]);
		expect("CONNECT associated EAPOL EAPOL KEYS(3) connected ");
		finish();
	}
}

static void nothing_is_cached_of_a_psk_network(void **state)
{
	begin(PSK);
	connect_wholly();
	lose();
	assert_int_equal(count_secrets(), 0);
	connect_wholly();
	assert_false(world.has_pmkid[0]);
	expect_end("connected ");
	finish();
}

static void what_was_left_on_purpose_is_forgotten(void **state)
{
	begin(SAE);
	connect_wholly();
	msm_disconnect(world.msm, WLAN_REASON_CODE_SUCCESS);
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	end_ap();
	assert_int_equal(count_secrets(), 0);
	assert_int_equal(connect_with("correct horse"), 0);
	assert_false(world.has_pmkid[0]);
	finish();

	begin(SAE); /* lost first, then not wanted any more */
	connect_wholly();
	lose();
	assert_int_not_equal(count_secrets(), 0);
	assert_int_equal(msm_disconnect(world.msm, WLAN_REASON_CODE_SUCCESS), MSM_E_NOT_CONNECTED);
	assert_int_equal(count_secrets(), 0);
	finish();

	begin(SAE); /* or not wanted any more while it is joined again */
	connect_wholly();
	lose();
	assert_int_equal(connect_with("correct horse"), 0);
	assert_int_not_equal(count_secrets(), 0);
	assert_int_equal(msm_disconnect(world.msm, WLAN_REASON_CODE_USER_CANCELLED), 0);
	assert_int_equal(count_secrets(), 0);
	finish();

	begin(SAE); /* or lost through us, and meanwhile not wanted any more */
	connect_wholly();
	world.gtk_index = 2;
	assert_int_equal(authenticator_start_group(world.authenticator), 0);
	pump_frames();
	answer_keys(NDIS_STATUS_FAILURE);
	end_ap();
	assert_int_not_equal(count_secrets(), 0);
	assert_int_equal(msm_disconnect(world.msm, WLAN_REASON_CODE_SUCCESS), 0);
	assert_int_equal(count_secrets(), 0);
	finish();

	begin(SAE); /* or the profile has changed while it was used */
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	msm_forget_pmks(world.msm);
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	ap_start();
	pump();
	expect_end("connected ");
	lose();
	assert_int_equal(count_secrets(), 0);
	finish();

	begin(SAE); /* or the profile has changed */
	connect_wholly();
	lose();
	msm_forget_pmks(world.msm);
	assert_int_equal(count_secrets(), 0);
	assert_int_equal(connect_with("correct horse"), 0);
	assert_false(world.has_pmkid[0]);
	finish();
}

static void another_passphrase_does_not_use_what_the_first_has_made(void **state)
{
	begin(SAE);
	connect_wholly();
	lose();
	assert_int_equal(connect_with("wrong battery"), 0);
	assert_false(world.has_pmkid[0]);
	finish();
}

static void another_address_does_not_use_what_the_first_has_made(void **state)
{
	static const struct network *const cached[] = { SAE, OWE };
	const struct dot11_mac first = own;

	for (size_t i = 0; i < array_size(cached); i++) {
		begin(cached[i]);
		connect_wholly();
		lose();
		own = (struct dot11_mac){ { 0xda, 1, 2, 3, 4, 5 } };
		connect_wholly();
		assert_false(world.has_pmkid[0]);
		lose();
		own = first;
		assert_int_equal(connect_with("correct horse"), 0);
		assert_false(world.has_pmkid[0]);
		finish();
	}
}

static void keys_are_made_with_the_address_that_the_port_has_kept(void **state)
{
	static const struct network *const kept[] = { PSK, SAE, OWE };
	const struct dot11_mac wanted = own;

	for (size_t i = 0; i < array_size(kept); i++) {
		begin(kept[i]);
		assert_int_equal(connect_with("correct horse"), 0);
		own = (struct dot11_mac){ { 0x00, 0x1b, 0x2c, 3, 4, 5 } }; /* what the access point sees */
		msm_keep_own(world.msm, &own);
		associate();
		msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
		ap_start();
		pump();
		expect_end(") connected ");
		own = wanted;
		finish();
	}
}

static void a_pmk_that_the_access_point_does_not_know_is_forgotten(void **state)
{
	begin(SAE); /* it says so */
	connect_wholly();
	lose();
	assert_int_equal(connect_with("correct horse"), 0);
	assert_true(world.has_pmkid[0]);
	tell_association(WDI_ASSOC_STATUS_ASSOC_FAILED_BY_PEER, 53);
	msm_task_done(world.msm, NDIS_STATUS_FAILURE);
	expect("CONNECT failed(38002) ");
	assert_int_equal(connect_with("correct horse"), 0);
	assert_false(world.has_pmkid[0]);
	finish();

	begin(SAE); /* the driver authenticates anew by itself */
	connect_wholly();
	lose();
	assert_int_equal(connect_with("correct horse"), 0);
	world.has_pmkid[0] = false;
	associate();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	ap_start();
	pump();
	expect("CONNECT SAE(4,0) SAE(1,0) SAE(3,0) associated EAPOL EAPOL KEYS(3) connected ");
	finish();

	begin(SAE); /* the same, and then that fails too */
	connect_wholly();
	lose();
	assert_int_equal(connect_with("correct horse"), 0);
	world.has_pmkid[0] = false;
	associate();
	msm_task_done(world.msm, NDIS_STATUS_FAILURE);
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	expect_end("RESET failed(38002) ");
	assert_int_equal(connect_with("correct horse"), 0);
	assert_false(world.has_pmkid[0]);
	finish();

	begin(SAE); /* or it takes it, and then the handshake fails */
	connect_wholly();
	lose();
	assert_int_equal(connect_with("correct horse"), 0);
	associate();
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	msm_timeout(world.msm);
	msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
	expect_end("failed(48004) ");
	assert_int_equal(connect_with("correct horse"), 0);
	assert_false(world.has_pmkid[0]);
	finish();
}

/* --- ends at any time --- */

static void a_disconnect_at_any_time_leaves_no_secret(void **state)
{
	enum stage { CONNECTING, COMMITTED, CONFIRMED, ASSOCIATED, HANDSHAKE_DONE, SECURING, STARTED, KEYS_OPEN, CONNECTED, N_STAGES };
	static const char *const expected[N_STAGES] = {
		[CONNECTING] = "ABORT RESET failed(38001) ",
		[COMMITTED] = "ABORT RESET failed(38001) ",
		[CONFIRMED] = "ABORT RESET failed(38001) ",
		[ASSOCIATED] = "ABORT DISCONNECT(1,3) RESET failed(38001) ",
		[HANDSHAKE_DONE] = "ABORT DISCONNECT(1,3) RESET failed(38001) ",
		[SECURING] = "DISCONNECT(1,3) failed(38001) ",
		[STARTED] = "DISCONNECT(1,3) failed(38001) ",
		[KEYS_OPEN] = "DISCONNECT(1,3) failed(38001) ",
		[CONNECTED] = "DISCONNECT(1,3) disconnected(38001) ",
	};

	for (enum stage stage = 0; stage < N_STAGES; stage++) {
		begin(SAE);
		assert_int_equal(connect_with("correct horse"), 0);
		if (stage == COMMITTED)
			sae_ask(WDI_SAE_INDICATION_TYPE_COMMIT_REQUEST_PARAMS_NEEDED, 0);
		if (stage == CONFIRMED)
			authenticate();
		if (stage >= ASSOCIATED)
			associate();
		if (stage == HANDSHAKE_DONE) {
			ap_start();
			pump_frames();
		}
		if (stage >= SECURING)
			msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
		if (stage >= STARTED)
			ap_start();
		if (stage >= KEYS_OPEN)
			pump_frames();
		if (stage == CONNECTED)
			answer_keys(NDIS_STATUS_SUCCESS);
		world.text[0] = 0;
		assert_int_equal(msm_disconnect(world.msm, WLAN_REASON_CODE_USER_CANCELLED), 0);
		end_ap();
		assert_int_equal(count_secrets(), 0); /* at once, whatever the tasks do */
		for (int i = 0; i < 3 && msm_state(world.msm) != MSM_STATE_IDLE; i++)
			msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
		expect(expected[stage]);
		assert_int_equal(count_secrets(), 0);
		answer_keys(NDIS_STATUS_SUCCESS);
		finish();
	}
}

static void a_lost_peer_or_adapter_leaves_no_secret(void **state)
{
	for (int i = 0; i < 2; i++) {
		begin(TRANSITION);
		assert_int_equal(connect_with("correct horse"), 0);
		associate();
		msm_task_done(world.msm, NDIS_STATUS_SUCCESS);
		ap_start();
		pump_frames();
		if (i == 0)
			msm_peer_lost(world.msm, &ap_macs[0], WDI_ASSOC_STATUS_PEER_DISASSOCIATED, 0);
		else
			msm_adapter_lost(world.msm);
		expect_end(i == 0 ? "KEYS(3) failed(3800b) " : "KEYS(3) failed(3800c) ");
		end_ap();
		assert_int_equal(count_secrets(), 0);
		assert_int_equal(msm_keys_done(world.msm, NDIS_STATUS_ADAPTER_REMOVED), MSM_E_NOT_EXPECTED);
		finish();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_network_connects),
		cmocka_unit_test(a_psk_that_is_no_passphrase_connects),
		cmocka_unit_test(wishes_that_cannot_be_are_refused),
		cmocka_unit_test(a_handshake_may_run_before_the_task_is_complete),
		cmocka_unit_test(a_frame_of_somebody_else_is_ignored),
		cmocka_unit_test(a_second_bss_begins_anew),
		cmocka_unit_test(new_group_keys_are_put_in),
		cmocka_unit_test(new_pairwise_keys_are_put_in),
		cmocka_unit_test(a_driver_that_refuses_new_keys_is_left),
		cmocka_unit_test(a_driver_that_dies_while_keys_are_put_in_has_not_refused_them),
		cmocka_unit_test(a_wrong_psk_is_suspected),
		cmocka_unit_test(a_wrong_psk_is_suspected_by_the_reason_of_the_access_point),
		cmocka_unit_test(a_wrong_psk_is_told_though_the_task_still_runs),
		cmocka_unit_test(a_wrong_sae_password_is_suspected),
		cmocka_unit_test(a_commit_that_is_asked_for_again_is_the_same),
		cmocka_unit_test(a_confirm_that_is_asked_for_again_is_a_new_one),
		cmocka_unit_test(an_anti_clogging_token_is_sent_back),
		cmocka_unit_test(broken_sae_frames_fail_the_attempt),
		cmocka_unit_test(sae_without_a_place_is_ignored),
		cmocka_unit_test(an_access_point_that_says_nothing_is_left),
		cmocka_unit_test(a_handshake_that_does_not_end_is_left),
		cmocka_unit_test(a_timeout_while_the_task_runs_aborts_it),
		cmocka_unit_test(message_3_is_checked),
		cmocka_unit_test(a_driver_that_refuses_keys_is_left),
		cmocka_unit_test(an_association_that_is_weaker_than_offered_is_not_kept),
		cmocka_unit_test(an_association_that_was_not_wished_is_not_kept),
		cmocka_unit_test(a_network_without_psk_has_no_wrong_one),
		cmocka_unit_test(a_peer_lost_in_the_task_takes_its_handshake_along),
		cmocka_unit_test(an_association_without_protected_management_is_not_kept_where_it_must_be),
		cmocka_unit_test(an_association_without_sae_has_no_key),
		cmocka_unit_test(owe_tries_another_group_when_the_first_is_refused),
		cmocka_unit_test(owe_gives_up_when_every_group_is_refused),
		cmocka_unit_test(a_lost_network_is_joined_again_without_authentication),
		cmocka_unit_test(nothing_is_cached_of_a_psk_network),
		cmocka_unit_test(what_was_left_on_purpose_is_forgotten),
		cmocka_unit_test(another_passphrase_does_not_use_what_the_first_has_made),
		cmocka_unit_test(another_address_does_not_use_what_the_first_has_made),
		cmocka_unit_test(keys_are_made_with_the_address_that_the_port_has_kept),
		cmocka_unit_test(a_pmk_that_the_access_point_does_not_know_is_forgotten),
		cmocka_unit_test(a_disconnect_at_any_time_leaves_no_secret),
		cmocka_unit_test(a_lost_peer_or_adapter_leaves_no_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
