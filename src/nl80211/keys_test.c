#include "nl80211/keys.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/nl80211.h>

#include "base/cleanup.h"
#include "driver/mac.h"
#include "driver/security.h"
#include "nl80211/nl_fake.h"

#define SIXTEEN "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define PAIRWISE "key 0 pairwise peer fac04 " SIXTEEN " seq 000000000000;"
#define GROUP "key 1 group fac04 " SIXTEEN " seq 010200000000;"
#define IGTK "key 4 group fac06 " SIXTEEN " seq 010200000000;"

struct world {
	sd_event *loop;
	struct nl_fake *kernel;
	struct wiphy wiphy;
	struct mlme *mlme;
	struct dot11_key keys[4];
	struct wdi_tlv_set_cipher_key_info infos[4];
	struct wdi_set_add_cipher_keys add;
};

static void on_attempt_ended(const struct mlme_result *result, void *userdata)
{
}

static const struct mlme_listener listener = { .attempt_ended = on_attempt_ended };

static int set_up(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	if (!world || sd_event_new(&world->loop) < 0)
		return -1;
	world->kernel = nl_fake_reset();
	world->wiphy = nl_fake_wiphy();
	world->add.set_cipher_key = world->infos;
	*state = world;
	return mlme_new(&world->mlme, nl_fake_nl(), world->loop, NL_FAKE_IFINDEX, &nl_fake_own, &world->wiphy, &listener, world);
}

static int tear_down(void **state)
{
	struct world *world = *state;

	mlme_free(world->mlme);
	sd_event_unref(world->loop);
	free(world);
	return 0;
}

static void associate(struct world *world)
{
	const struct build_peer peer = { .bssid = nl_fake_peer, .ssid = { 3, "net" }, .mhz = 2437 };
	struct event event;

	assert_int_equal(mlme_connect(world->mlme, &peer, false), 0);
	event = nl_fake_authentication(0, 2, 0, NULL, 0);
	mlme_on_event(world->mlme, &event);
	event = nl_fake_association(0);
	mlme_on_event(world->mlme, &event);
	assert_non_null(mlme_peer(world->mlme));
	world->kernel->book[0] = 0;
}

/* One more key of the host's request. */
static struct wdi_tlv_set_cipher_key_info *add_key(struct world *world, enum dot11_key_kind kind, uint8_t index)
{
	struct wdi_mac mac = wdi_mac_from_dot11(&nl_fake_peer);
	size_t i = world->add.n_set_cipher_key++;

	world->keys[i] = (struct dot11_key){
		.kind = kind,
		.cipher = kind == DOT11_KEY_IGTK || kind == DOT11_KEY_BIGTK ? DOT11_CIPHER_BIP_CMAC_128 : DOT11_CIPHER_CCMP_128,
		.index = index,
		.receive_counter = { kind == DOT11_KEY_PAIRWISE ? 0 : 1, kind == DOT11_KEY_PAIRWISE ? 0 : 2 },
	};
	world->keys[i].key.size = 16;
	memset(world->keys[i].key.bytes, 0xaa, 16);
	driver_key_to_wdi(&world->keys[i], &mac, &world->infos[i]);
	return &world->infos[i];
}

static uint32_t add(struct world *world)
{
	return keys_add(world->mlme, &world->wiphy, &world->add);
}

static void the_pairwise_key_opens_the_port_after_all_keys_are_in(void **state)
{
	struct world *world = *state;

	associate(world);
	add_key(world, DOT11_KEY_PAIRWISE, 0);
	add_key(world, DOT11_KEY_GROUP, 1);
	add_key(world, DOT11_KEY_IGTK, 4);
	assert_int_equal(add(world), NDIS_STATUS_SUCCESS);
	nl_fake_expect(PAIRWISE GROUP IGTK "authorize peer;");
}

static void group_keys_alone_open_nothing(void **state)
{
	struct world *world = *state;

	associate(world);
	add_key(world, DOT11_KEY_GROUP, 1);
	assert_int_equal(add(world), NDIS_STATUS_SUCCESS);
	nl_fake_expect(GROUP);
}

static void without_an_association_or_for_somebody_else_there_are_no_keys(void **state)
{
	struct world *world = *state;
	struct wdi_tlv_set_cipher_key_info *info = add_key(world, DOT11_KEY_PAIRWISE, 0);

	world->kernel->book[0] = 0;
	assert_int_equal(add(world), NDIS_STATUS_INVALID_STATE);
	associate(world);
	info->peer_mac_address.address = wdi_mac_from_dot11(&nl_fake_other);
	assert_int_equal(add(world), NDIS_STATUS_INVALID_STATE);
	nl_fake_expect("");
}

static void a_key_that_the_kernel_refuses_leaves_the_port_shut(void **state)
{
	static const struct {
		int error;
		uint32_t status;
	} table[] = {
		{ -EINVAL, NDIS_STATUS_INVALID_DATA },	{ -ENOLINK, NDIS_STATUS_INVALID_STATE },
		{ -ENOENT, NDIS_STATUS_INVALID_STATE }, { -EOPNOTSUPP, NDIS_STATUS_NOT_SUPPORTED },
		{ -ENOMEM, NDIS_STATUS_RESOURCES },	{ -ENODEV, NDIS_STATUS_ADAPTER_REMOVED },
		{ -EIO, NDIS_STATUS_FAILURE },
	};
	struct world *world = *state;

	associate(world);
	add_key(world, DOT11_KEY_PAIRWISE, 0);
	add_key(world, DOT11_KEY_GROUP, 1);
	for (size_t i = 0; i < array_size(table); i++) {
		world->kernel->errors[NL80211_CMD_NEW_KEY] = table[i].error;
		assert_int_equal(add(world), table[i].status);
		/* Neither the next key nor the port. */
		nl_fake_expect(PAIRWISE);
	}
}

static void a_port_that_cannot_be_opened_is_a_failure(void **state)
{
	struct world *world = *state;

	associate(world);
	add_key(world, DOT11_KEY_PAIRWISE, 0);
	world->kernel->errors[NL80211_CMD_SET_STATION] = -ENOENT;
	assert_int_equal(add(world), NDIS_STATUS_INVALID_STATE);
	nl_fake_expect(PAIRWISE "authorize peer;");
}

static void keys_that_are_none_or_that_the_radio_has_not_never_reach_the_kernel(void **state)
{
	struct world *world = *state;
	struct wdi_tlv_set_cipher_key_info *info;

	associate(world);
	info = add_key(world, DOT11_KEY_PAIRWISE, 0);
	info->ccmp_key.size = 15;
	assert_int_equal(add(world), NDIS_STATUS_INVALID_DATA);
	info->ccmp_key.size = 16;
	world->wiphy.n_ciphers = 0;
	assert_int_equal(add(world), NDIS_STATUS_NOT_SUPPORTED);
	world->wiphy = nl_fake_wiphy();
	world->wiphy.can_protect_beacons = false;
	world->add.n_set_cipher_key = 0;
	add_key(world, DOT11_KEY_BIGTK, 6);
	assert_int_equal(add(world), NDIS_STATUS_NOT_SUPPORTED);
	nl_fake_expect("");
	world->wiphy.can_protect_beacons = true;
	assert_int_equal(add(world), NDIS_STATUS_SUCCESS);
	nl_fake_expect("key 6 group fac06 " SIXTEEN " seq 010200000000;");
}

static uint32_t delete (struct world *world, uint32_t type, uint32_t index, const struct dot11_mac *peer)
{
	const struct wdi_tlv_delete_cipher_key_info info = {
		.has_peer_mac_address = peer != NULL,
		.peer_mac_address.address = wdi_mac_from_dot11(peer ? peer : &nl_fake_own),
		.has_cipher_key_id = true,
		.cipher_key_id.cipher_key_id = index,
		.cipher_key_type_info.key_type = type,
	};
	const struct wdi_set_delete_cipher_keys delete = { .n_cipher_key_info = 1, .cipher_key_info = &info };

	return keys_delete(world->mlme, &delete);
}

static void keys_are_deleted_by_kind_and_index(void **state)
{
	struct world *world = *state;

	associate(world);
	assert_int_equal(delete (world, WDI_CIPHER_KEY_TYPE_PAIRWISE_KEY, 0, &nl_fake_peer), NDIS_STATUS_SUCCESS);
	assert_int_equal(delete (world, WDI_CIPHER_KEY_TYPE_GROUP_KEY, 2, NULL), NDIS_STATUS_SUCCESS);
	nl_fake_expect("unkey 0 pairwise peer;unkey 2 group;");
	assert_int_equal(delete (world, WDI_CIPHER_KEY_TYPE_GROUP_KEY, 8, NULL), NDIS_STATUS_INVALID_DATA);
	nl_fake_expect("");
	world->kernel->errors[NL80211_CMD_DEL_KEY] = -EIO;
	assert_int_equal(delete (world, WDI_CIPHER_KEY_TYPE_GROUP_KEY, 2, NULL), NDIS_STATUS_FAILURE);
	nl_fake_expect("unkey 2 group;");
}

static void keys_that_are_gone_are_deleted(void **state)
{
	struct world *world = *state;

	world->kernel->book[0] = 0;
	assert_int_equal(delete (world, WDI_CIPHER_KEY_TYPE_PAIRWISE_KEY, 0, &nl_fake_peer), NDIS_STATUS_SUCCESS);
	associate(world);
	assert_int_equal(delete (world, WDI_CIPHER_KEY_TYPE_PAIRWISE_KEY, 0, &nl_fake_other), NDIS_STATUS_SUCCESS);
	nl_fake_expect("");
	world->kernel->errors[NL80211_CMD_DEL_KEY] = -ENOENT;
	assert_int_equal(delete (world, WDI_CIPHER_KEY_TYPE_PAIRWISE_KEY, 0, &nl_fake_peer), NDIS_STATUS_SUCCESS);
	nl_fake_expect("unkey 0 pairwise peer;");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(the_pairwise_key_opens_the_port_after_all_keys_are_in),
		TEST(group_keys_alone_open_nothing),
		TEST(without_an_association_or_for_somebody_else_there_are_no_keys),
		TEST(a_key_that_the_kernel_refuses_leaves_the_port_shut),
		TEST(a_port_that_cannot_be_opened_is_a_failure),
		TEST(keys_that_are_none_or_that_the_radio_has_not_never_reach_the_kernel),
		TEST(keys_are_deleted_by_kind_and_index),
		TEST(keys_that_are_gone_are_deleted),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
