/* The source itself: published vectors fix numbers that the machine draws for itself, and show steps that it keeps inside. */
#include "crypto/ecc.h"

static unsigned n_x_tested;

static int counted_test_x(struct ecc_group *group, const uint8_t *x, uint8_t *ret_mask)
{
	n_x_tested++;
	return ecc_test_x(group, x, ret_mask);
}
#define ecc_test_x counted_test_x
#include "rsn/sae.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define _sae_ cleanup(cleanup_sae)

static size_t from_hex(const char *text, uint8_t *bytes)
{
	size_t size = strlen(text) / 2;

	for (size_t i = 0; i < size; i++) {
		unsigned byte;

		assert_int_equal(sscanf(text + 2 * i, "%2x", &byte), 1);
		bytes[i] = (uint8_t)byte;
	}
	return size;
}

static void assert_hex(const void *bytes, size_t size, const char *expected)
{
	uint8_t wanted[512];

	assert_int_equal(from_hex(expected, wanted), size);
	assert_memory_equal(bytes, wanted, size);
}

static void assert_point(struct ecc_group *group, const struct ecc_point *point, const char *expected)
{
	uint8_t xy[2 * ECC_MAX_SIZE];

	assert_int_equal(ecc_point_bytes(group, point, xy), 0);
	assert_hex(xy, 2 * ecc_group_size(group), expected);
}

static const struct dot11_mac low = { { 0x00, 0x09, 0x5b, 0x66, 0xec, 0x1e } };
static const struct dot11_mac high = { { 0x00, 0x0b, 0x6b, 0xd9, 0x02, 0x46 } };

static struct sae_config config_of(enum sae_method method, uint16_t group)
{
	return (struct sae_config){
		.own = low,
		.peer = high,
		.ssid = { 6, "byteme" },
		.password = "mekmitasdigoat",
		.password_size = 14,
		.method = method,
		.n_groups = 1,
		.groups = { group },
	};
}

static struct sae *new_sae(const struct sae_config *config)
{
	struct sae *sae = NULL;

	assert_int_equal(sae_new(&sae, config), 0);
	return sae;
}

/* The other end of the same network. */
static struct sae *new_peer(const struct sae_config *config)
{
	struct sae_config other = *config;

	other.own = config->peer;
	other.peer = config->own;
	return new_sae(&other);
}

/* --- vectors --- */

/* As if the machine had drawn these. */
static void fix_own(struct sae *sae, const char *rand_hex, const char *mask_hex)
{
	struct ecc_scalar *mask cleanup(cleanup_ecc_scalar) = NULL;
	uint8_t bytes[ECC_MAX_SIZE];

	assert_int_equal(prepare_own(sae), 0);
	sae->rand = ecc_scalar_free(sae->rand);
	from_hex(rand_hex, bytes);
	assert_int_equal(ecc_scalar_from_bytes(&sae->rand, group_in_use(sae), bytes), 0);
	from_hex(mask_hex, bytes);
	assert_int_equal(ecc_scalar_from_bytes(&mask, group_in_use(sae), bytes), 0);
	assert_int_equal(set_own(sae, sae->rand, mask), 0);
}

static void assert_commit_is(struct sae *sae, const char *expected)
{
	struct dot11_sae_commit commit;
	uint8_t bytes[512];
	struct writer writer = writer_over(bytes, sizeof(bytes));

	assert_int_equal(sae_make_commit(sae, &commit), 0);
	dot11_sae_commit_write(&writer, &commit);
	assert_hex(bytes, writer.size, expected);
}

static int take_commit_hex(struct sae *sae, uint16_t status, const char *hex)
{
	struct dot11_sae_commit commit;
	uint8_t bytes[512];
	size_t size = from_hex(hex, bytes);

	assert_int_equal(dot11_sae_commit_parse(status, bytes, size, &commit), 0);
	return sae_take_commit(sae, &commit);
}

/* IEEE 802.11-2020, J.10: group 19, hunting and pecking. */
static void exchange_by_hunting_gives_the_published_keys(void **state)
{
	struct sae_config config = config_of(SAE_HUNTING_AND_PECKING, 19);
	struct sae *sae _sae_ = NULL;

	config.own = (struct dot11_mac){ { 0x4d, 0x3f, 0x2f, 0xff, 0xe3, 0x87 } };
	config.peer = (struct dot11_mac){ { 0xa5, 0xd8, 0xaa, 0x95, 0x8e, 0x3c } };
	sae = new_sae(&config);
	fix_own(sae, "992465fd3daa3c60aa6565b7f62a2a7f2e12dd12f198faf4fbed89d7ff1ace94",
		"9507a90f777a044d6a0830b91ea3d5dd70bece44e1acffb86983b5e1bf9fb322");
	assert_commit_is(sae, "13002e2c0f0db52440ad146d967114ce005ce1eab0aa2c2e5c2871b774f6c2575c65"
			      "d5ad9e00829707aa36ba8b859738fc961d08243505f47c035376d7ac4bc8d7b9"
			      "5083bf43827d0fc31ed778dd3671fd21a46d1091d64b6f9a1e1272621325dbe1");
	assert_int_equal(take_commit_hex(sae, 0,
					 "1300591b96f3397fb945100848e7b550543b6720d88337ee93fc49fd6df7e08b5223"
					 "e71b9bb048d3873f20556953a96c91536fd8ee6ca9b4a68a148b056a909be03e"
					 "83ae208f60f8ef5537858074db06687032399862999b511e0a1552a5fea317c2"),
			 0);
	assert_hex(sae->kck.bytes, sae->kck.size, "1e733f6d9bd53256287304338831b09a39406d121017073a5c30db36f36cb81a");
	assert_hex(sae->pmk.bytes, sae->pmk.size, "4e4dfab1a2dd8ac1a91790f953faaa452ae5c6873ab75b63605ba663f8a7fe59");
	assert_hex(sae->pmkid, sizeof(sae->pmkid), "8747a600eea3f9f22475df58ca1e5498");
}

/*
 * IEEE P802.11-REVmd/D2.1, J.10, the older vector, which shows the confirms too. There the password identifier was still hashed
 * behind the password in hunting and pecking, so it is given as a part of it.
 */
static void confirms_are_the_published_ones(void **state)
{
	struct sae_config config = config_of(SAE_HUNTING_AND_PECKING, 19);
	struct dot11_sae_confirm confirm;
	struct sae *sae _sae_ = NULL;
	uint8_t bytes[64];

	config.own = (struct dot11_mac){ { 0x82, 0x7b, 0x91, 0x9d, 0xd4, 0xb9 } };
	config.peer = (struct dot11_mac){ { 0x1e, 0xec, 0x49, 0xea, 0x64, 0x88 } };
	config.password = "mekmitasdigoatpsk4internet";
	config.password_size = 26;
	sae = new_sae(&config);
	fix_own(sae, "a906f61e4d3a5d4eb2965ff34cf917dd044445c878c17ca5d5b93786da9f83cf",
		"4234b4fb17aa435c52fbfdebe64039b43478200e54ff7b6e07b69cad74153c15");
	assert_commit_is(sae, "1300eb3bab1964e4a0ab05925ddf3339519138bc65d6cdc0f813dd6fd4344eb4bfe4"
			      "4b5c21597658f4e3eddfb4b99f25b4d6540f32ff1fd5c530c60a794448610bc6"
			      "de3d92bdbbd47d935980ca6cf8988ab6630be6764c885ceb9793970f695217ee");
	assert_int_equal(take_commit_hex(sae, 0,
					 "13005564f045b2ea1e566cf1dd741f70d9be35d2df5b9a5502946ee03cf8dae27e1e"
					 "05b8430eb7a99e24877ce69baf3dc580e309633d6b385f83ee1c3ec3591f1a53"
					 "93c06e805ddceb2fde50930dd7cfebb987c6ff9666af164eb5184d8e6662ed6a"
					 "ff0d2170736b34696e7465726e6574"),
			 0);
	assert_hex(sae->kck.bytes, sae->kck.size, "599d6f1e27548be8499dceed2feccf94818ce1c79f1b4eb3d6a53228a09bf3ed");
	assert_int_equal(sae_make_confirm(sae, &confirm), 0);
	assert_int_equal(confirm.send_confirm, 1);
	assert_hex(confirm.confirm, confirm.confirm_size, "12d9d5c78c500526d36c41dbc56aedf2914cedddd7cad4a58c48f83dbde9fc77");
	from_hex("010002871cf906898b8060ec184143be77b8c08a8019b13eb6d0aef0d8383dfac2fd", bytes);
	assert_int_equal(dot11_sae_confirm_parse(bytes, 34, &confirm), 0);
	assert_int_equal(sae_take_confirm(sae, 0, &confirm), 0);
	assert_hex(sae_pmk(sae)->bytes, sae_pmk(sae)->size, "7aead86fba4c3221fc437f5f14d70d854ea5d5aac1690116793081eda4d557c5");
	assert_hex(sae_pmkid(sae), 16, "40a09b6017cebf0072843b5352aa2b4f");
}

struct element_case {
	uint16_t group;
	const char *hunted; /* between 4d:3f:2f:ff:e3:87 and a5:d8:aa:95:8e:3c */
	const char *pt;	    /* with the identifier "psk4internet" */
	const char *hashed; /* between 00:09:5b:66:ec:1e and 00:0b:6b:d9:02:46 */
};

/*
 * Group 19: PT and PWE by hash are IEEE 802.11-2020, J.10. The rest was computed independently, by a model in python3 (hashlib,
 * hmac and integers) that gives the published values for group 19.
 */
static const struct element_case element_cases[] = {
	{ 19,
	  "da6eb7b06a1ac5624974f90afdd6a8e9d5722634cf987c34defc91a9874e5658f4fefd130bd5be08fe68af3e4a290272ec065fd3671f3c25bf8ec419"
	  "ddc9b822",
	  "b6e38c98750c684b5d17c3d8c9a4100b39931279187ca6cced5f37ef46ddfa975687e972e50f73e3898861e7edad21bea7d5f622df88243bb804920a"
	  "e8e647fa",
	  "c93049b9e64000f848201649e999f2b5c22dea69b5632c9df4d633b8aa1f6c1e73634e94b53d82e7383a8d258199d9dc1a5ee8269d060382ccbf33e6"
	  "14ff59a0" },
	{ 20,
	  "8fdf12ec95ba0290fbea732470ece9f83245a82c0afc14a9998744d117d6f0b4398c9133ac5871ccce9c6c091625566fc71b54c2e6537eb78203ca60"
	  "d1ebd58babe0e0621687b486dd44023920311353595f551089b668b8592dd4a04a86786e",
	  "c20f7de2ff2c6a2482c81aeaa525fb969c0897cec0f05f32942c3dcd4f3a3c83ac68a9ad918eb4b0ac068c9fef93f5847e9bc499f475bc3fe4f345bb"
	  "14007dabdc7568f7f74f3e5dbb046475903736a395f3570d2c778dc96641d8d2910c75e8",
	  "aeb85bd3dfe654a7940fb328b39db8e0b20ea289465d8b68d184bd8e98e2c419165a31eac7d9091d196ed9066d12c3fbf0a27ca78906cab38d3be516"
	  "01a08127ccf5b68ac5f3854e7efb521eac433030feb681650dc88980efdf542bd4bfaf00" },
	{ 21,
	  "014d23eaef5b1a7ff7c81d04aa778774acae9e4a96a57b3924c16e1853d3cb2f8a3bb91e762158a537ac5a2bad9e22960462168d37f7790c116c003a"
	  "8be91e9a037d0108b8bfaa12b59f3a43050016dd884118f325c624de9a918561ca2f7e73bbfe397339d2ca9864aaa8c80d66da4689fe6610bf692e30"
	  "2885621d0815e5f1aef2f48a",
	  "0055fa9b73212b56b6c31861fad6d6bd79cf613a14d3e39de7f81f213f31977c3959991a7e54492359b1e0920c67e7698e4ceaf07695c749fb2bf651"
	  "66f7cc5de60c009080882b71f2bd7f5eca80ca6c1e1156b791d7561047783d2c8408070b35a5fc467d13d8813efee38f188429c07f4eb09da9f09d11"
	  "5c1ad86df333b556d0b2199d",
	  "00d8991b493a965a97f163c3b1197715ea9d2191f31c0f5e8828d729769cfb520ecc9719288aefa5d93287f3083fb837a7dff08f19227f5bebe546ea"
	  "23fc175efa88008f400b544c5c755570fbbf7ba77fac7ab647fe2142cfd44197ddfe0bc210a7222dc8d58de93a49c868929d2c28ae608a87f9035f04"
	  "035d1ebcd7b849841bb27d85" },
};

static void password_elements_by_hunting_are_right(void **state)
{
	for (size_t i = 0; i < array_size(element_cases); i++) {
		struct sae_config config = config_of(SAE_HUNTING_AND_PECKING, element_cases[i].group);
		struct ecc_point *pwe cleanup(cleanup_ecc_point) = NULL;
		struct sae *sae _sae_ = NULL;

		config.own = (struct dot11_mac){ { 0x4d, 0x3f, 0x2f, 0xff, 0xe3, 0x87 } };
		config.peer = (struct dot11_mac){ { 0xa5, 0xd8, 0xaa, 0x95, 0x8e, 0x3c } };
		sae = new_sae(&config);
		assert_int_equal(prepare_group(sae), 0);
		assert_int_equal(derive_pwe_by_hunting(sae, &pwe), 0);
		assert_point(group_in_use(sae), pwe, element_cases[i].hunted);
	}
}

static void password_elements_by_hash_are_right(void **state)
{
	static const struct secret password = { 14, "mekmitasdigoat" };
	static const struct dot11_ssid ssid = { 6, "byteme" };

	for (size_t i = 0; i < array_size(element_cases); i++) {
		struct ecc_group *group cleanup(cleanup_ecc_group) = NULL;
		struct ecc_point *pt cleanup(cleanup_ecc_point) = NULL, *pwe cleanup(cleanup_ecc_point) = NULL;

		assert_int_equal(ecc_group_new(&group, element_cases[i].group), 0);
		assert_int_equal(derive_pt(group, &ssid, &password, "psk4internet", 12, &pt), 0);
		assert_point(group, pt, element_cases[i].pt);
		assert_int_equal(derive_pwe_from_pt(group, pt, &high, &low, &pwe), 0);
		assert_point(group, pwe, element_cases[i].hashed);
	}
}

struct exchange_case {
	enum sae_method method;
	uint16_t group;
	bool has_rejected; /* the one with the higher address refused group 28 before, the other group 29 */
	const char *pmk, *pmkid, *confirm;
};

/* Computed independently, by the same model; the numbers drawn are 00, then 11 to the end (mask: 22), for the peer 33 (44). */
static const struct exchange_case exchange_cases[] = {
	{ SAE_HUNTING_AND_PECKING, 19, false, "6a6d21e3fdc261566656d0d210fe5383ce935ca8e40be82fc2928541480a45f2",
	  "00aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "cd9291443d409efb0af5899e55816f2067e6139f2dbdfd852b45f7f9b87fb2a4" },
	{ SAE_HUNTING_AND_PECKING, 20, false, "9bc533f89d763f11dd38d8f39be79c1d2199ff25206111c8328766a33b983c9b",
	  "00aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "07a6c581cdde97a73c8561103628cff7b9323ed4b05ddfe6a7d571fe2e655d12" },
	{ SAE_HUNTING_AND_PECKING, 21, false, "710792dd3a5d609bc6b5b338c5787775490020696c6ca5603233241ede55fba5",
	  "00aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "1db0afc06e0c75ba9d1c21e91d1e7c070e4f0a2475d4b67b39779993bba09c52" },
	{ SAE_HASH_TO_ELEMENT, 19, false, "2e442c4fb09f0c0075160c9aaa61f64bfc1ecd4b259e62c4ee5891dfa01cee8f",
	  "00aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "b707e20b4c16ecde5557753f78ddac34393dfc1b8a7b2147df5f31d43f9c8a68" },
	{ SAE_HASH_TO_ELEMENT, 19, true, "62b2b1bcee94a230229195a8049b96349f2b58e807be6e8a70f4ab938d60dac3",
	  "00aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "b72abdf039ee047999452731adf8c05664b0cb0b7cfd037bd4e88bd7542f4cbe" },
	{ SAE_HASH_TO_ELEMENT, 20, false, "8bd14d409e42f91bb1e51fb8006ed5d68b7f0ecf9bb6e3792bc1d959b89963fc",
	  "00aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	  "93e8393a882f39fcf2bb870743df5a21d375e616ac2170b4b71d100f5fa518fb3d0c1fe55d8ed37a0d2b935a3b8ed4ec" },
	{ SAE_HASH_TO_ELEMENT, 20, true, "cec92b1fc8470b2c4d852a3feb3f56225bce835477ed1d0ff04ac6a0c55b4d7a",
	  "00aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	  "df65208e90e1edeab39074172a97fd22c81747673a25d7b96d677564f7f1b654235ce1553caf98a8f0dd0cd75c084189" },
	{ SAE_HASH_TO_ELEMENT, 21, false, "6e80f310ef5c94289c94bc6ff712de9bb2db8d97d04eeb857d81a79ad94d1e58",
	  "00aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	  "9b5e87f089671e24dc4c254839be92775cd8f5a2215f960a4272554c81fa35a587999f71192b12930ed311563e067b599fb783929a9575a7990c00f6"
	  "477c07d5" },
	{ SAE_HASH_TO_ELEMENT, 21, true, "efb85f1e31fcdbe9d5a5e010b99c5a280191a330f2f59dc69785197155e4747c",
	  "00aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	  "0c09c902bcf44cc27cc521f4c5cf35687245faa93a33869c82573ab6888876400a40150dfb8dd517090de22daa6067f07513b2877d76d3cc5495a81b"
	  "55ac6143" },
};

static void fill_hex(char *text, size_t size, const char *byte)
{
	strcpy(text, "00");
	for (size_t i = 1; i < size; i++)
		strcat(text, byte);
}

static void fix_simple(struct sae *sae, const char *rand_byte, const char *mask_byte)
{
	char rand_hex[2 * ECC_MAX_SIZE + 1], mask_hex[2 * ECC_MAX_SIZE + 1];
	size_t size = dot11_sae_prime_size(sae_group(sae));

	fill_hex(rand_hex, size, rand_byte);
	fill_hex(mask_hex, size, mask_byte);
	fix_own(sae, rand_hex, mask_hex);
}

static void assert_exchange_gives(const struct exchange_case *expected)
{
	struct sae_config config = config_of(expected->method, expected->group);
	struct sae *sae _sae_ = new_sae(&config), *peer _sae_ = new_peer(&config);
	struct dot11_sae_commit commit;
	struct dot11_sae_confirm confirm;

	fix_simple(sae, "11", "22");
	fix_simple(peer, "33", "44");
	if (expected->has_rejected) {
		sae->own.rejected[sae->own.n_rejected++] = 29;
		peer->own.rejected[peer->own.n_rejected++] = 28;
	}
	assert_int_equal(sae_make_commit(sae, &commit), 0);
	assert_int_equal(sae_make_commit(peer, &commit), 0);
	assert_int_equal(sae_take_commit(sae, &commit), 0);
	assert_hex(sae->pmk.bytes, sae->pmk.size, expected->pmk);
	assert_hex(sae->pmkid, sizeof(sae->pmkid), expected->pmkid);
	assert_int_equal(sae_make_confirm(sae, &confirm), 0);
	assert_hex(confirm.confirm, confirm.confirm_size, expected->confirm);
}

static void exchanges_with_fixed_numbers_give_the_computed_keys(void **state)
{
	for (size_t i = 0; i < array_size(exchange_cases); i++)
		assert_exchange_gives(&exchange_cases[i]);
}

/* --- two machines --- */

/* Over the bytes of the frame, as on the air. */
static int carry_commit(struct sae *from, struct sae *to)
{
	struct dot11_sae_commit commit, parsed;
	uint8_t bytes[1024];
	struct writer writer = writer_over(bytes, sizeof(bytes));

	assert_int_equal(sae_make_commit(from, &commit), 0);
	dot11_sae_commit_write(&writer, &commit);
	assert_int_equal(writer_end(&writer), 0);
	assert_int_equal(dot11_sae_commit_parse(commit.status, bytes, writer.size, &parsed), 0);
	return sae_take_commit(to, &parsed);
}

static int carry_confirm(struct sae *from, struct sae *to)
{
	struct dot11_sae_confirm confirm, parsed;
	uint8_t bytes[128];
	struct writer writer = writer_over(bytes, sizeof(bytes));

	assert_int_equal(sae_make_confirm(from, &confirm), 0);
	dot11_sae_confirm_write(&writer, &confirm);
	assert_int_equal(dot11_sae_confirm_parse(bytes, writer.size, &parsed), 0);
	return sae_take_confirm(to, 0, &parsed);
}

static int refuse(struct sae *sae, uint16_t status, uint16_t group)
{
	const struct dot11_sae_commit refusal = { .status = status, .group = group };

	return sae_take_commit(sae, &refusal);
}

static void assert_agree(const struct sae *a, const struct sae *b)
{
	assert_non_null(sae_pmk(a));
	assert_int_equal(sae_pmk(a)->size, 32);
	assert_true(secret_equal(sae_pmk(a), sae_pmk(b)));
	assert_memory_equal(sae_pmkid(a), sae_pmkid(b), 16);
}

/* From where the access point has nothing yet: it answers. */
static void finish(struct sae *station, struct sae *ap)
{
	assert_int_equal(carry_commit(station, ap), 0);
	assert_int_equal(carry_commit(ap, station), 0);
	assert_int_equal(carry_confirm(station, ap), 0);
	assert_null(sae_pmk(station));
	assert_int_equal(carry_confirm(ap, station), 0);
	assert_agree(station, ap);
}

static const enum sae_method methods[] = { SAE_HUNTING_AND_PECKING, SAE_HASH_TO_ELEMENT };
static const uint16_t numbers[] = { 19, 20, 21 };

static void for_each(void (*check)(enum sae_method method, uint16_t group))
{
	for (size_t m = 0; m < array_size(methods); m++) {
		for (size_t g = 0; g < array_size(numbers); g++)
			check(methods[m], numbers[g]);
	}
}

static void check_agreement(enum sae_method method, uint16_t group)
{
	const struct sae_config config = config_of(method, group);
	struct sae *station _sae_ = new_sae(&config), *ap _sae_ = new_peer(&config);

	assert_null(sae_pmk(station));
	assert_null(sae_pmkid(station));
	finish(station, ap);
	assert_int_equal(sae_group(ap), group);
}

static void both_sides_agree_in_every_group_and_method(void **state)
{
	for_each(check_agreement);
}

static void check_simultaneous(enum sae_method method, uint16_t group)
{
	const struct sae_config config = config_of(method, group);
	struct sae *a _sae_ = new_sae(&config), *b _sae_ = new_peer(&config);
	struct dot11_sae_commit commit;

	assert_int_equal(sae_make_commit(a, &commit), 0);
	assert_int_equal(sae_make_commit(b, &commit), 0);
	assert_int_equal(carry_commit(a, b), 0);
	assert_int_equal(carry_commit(b, a), 0);
	assert_int_equal(carry_confirm(b, a), 0);
	assert_int_equal(carry_confirm(a, b), 0);
	assert_agree(a, b);
}

static void equals_may_begin_at_once(void **state)
{
	for_each(check_simultaneous);
}

static void check_wrong_password(enum sae_method method, uint16_t group)
{
	struct sae_config config = config_of(method, group);
	struct sae *station _sae_ = new_sae(&config), *ap _sae_ = NULL;

	config.password = "mekmitasdigoaT";
	ap = new_peer(&config);
	assert_int_equal(carry_commit(station, ap), 0);
	assert_int_equal(carry_commit(ap, station), 0);
	assert_int_equal(carry_confirm(station, ap), SAE_E_MISMATCH);
	assert_int_equal(carry_confirm(ap, station), SAE_E_MISMATCH);
	assert_null(sae_pmk(station));
	assert_null(sae_pmk(ap));
	assert_null(sae_pmkid(ap));
}

static void wrong_password_is_a_mismatch(void **state)
{
	for_each(check_wrong_password);
}

static void ssid_counts_with_hash_to_element_only(void **state)
{
	for (size_t m = 0; m < array_size(methods); m++) {
		struct sae_config config = config_of(methods[m], 19);
		struct sae *station _sae_ = new_sae(&config), *ap _sae_ = NULL;

		config.ssid.bytes[0]++;
		ap = new_peer(&config);
		assert_int_equal(carry_commit(station, ap), 0);
		assert_int_equal(carry_commit(ap, station), 0);
		assert_int_equal(carry_confirm(station, ap), methods[m] == SAE_HASH_TO_ELEMENT ? SAE_E_MISMATCH : 0);
	}
}

static void commit_stays_the_same_until_something_calls_for_another(void **state)
{
	const struct sae_config config = config_of(SAE_HASH_TO_ELEMENT, 19);
	struct sae *sae _sae_ = new_sae(&config), *other _sae_ = new_sae(&config);
	struct dot11_sae_commit commit;
	uint8_t first[32];

	assert_int_equal(sae_make_commit(sae, &commit), 0);
	memcpy(first, commit.scalar, sizeof(first));
	assert_int_equal(sae_make_commit(sae, &commit), 0);
	assert_memory_equal(commit.scalar, first, sizeof(first));
	assert_int_equal(sae_make_commit(other, &commit), 0);
	assert_memory_not_equal(commit.scalar, first, sizeof(first));
}

/* The password of J.10 is found in round 2: nobody is to see that (CVE-2019-9494). */
static void hunting_goes_on_for_40_rounds(void **state)
{
	const struct sae_config config = config_of(SAE_HUNTING_AND_PECKING, 19);
	struct sae *sae _sae_ = new_sae(&config);
	struct dot11_sae_commit commit;

	n_x_tested = 0;
	assert_int_equal(sae_make_commit(sae, &commit), 0);
	assert_int_equal(n_x_tested, 40);
}

/* --- tokens --- */

static void check_token(enum sae_method method, uint16_t group)
{
	const struct sae_config config = config_of(method, group);
	struct sae *station _sae_ = new_sae(&config), *ap _sae_ = new_peer(&config);
	struct dot11_sae_commit commit, request = {
		.status = DOT11_SAE_STATUS_TOKEN_REQUIRED,
		.group = group,
		.token = (const uint8_t *)"TOKEN",
		.token_size = 5,
		.token_in_container = method == SAE_HASH_TO_ELEMENT,
	};
	uint8_t scalar[DOT11_SAE_MAX_SCALAR];

	assert_int_equal(sae_make_commit(station, &commit), 0);
	assert_null(commit.token);
	memcpy(scalar, commit.scalar, commit.scalar_size);
	assert_int_equal(sae_take_commit(station, &request), SAE_E_COMMIT_AGAIN);
	assert_int_equal(sae_make_commit(station, &commit), 0);
	assert_int_equal(commit.token_size, 5);
	assert_memory_equal(commit.token, "TOKEN", 5);
	assert_memory_equal(commit.scalar, scalar, commit.scalar_size);
	finish(station, ap);
}

static void token_goes_out_with_the_same_numbers(void **state)
{
	for_each(check_token);
}

static void token_that_cannot_be_is_refused(void **state)
{
	const struct sae_config config = config_of(SAE_HASH_TO_ELEMENT, 19);
	struct sae *sae _sae_ = new_sae(&config);
	struct dot11_sae_commit commit, request = { .status = DOT11_SAE_STATUS_TOKEN_REQUIRED,
						    .group = 20,
						    .token = (const uint8_t *)"TOKEN",
						    .token_size = 5,
						    .token_in_container = true };

	assert_int_equal(sae_take_commit(sae, &request), SAE_E_STATE);
	assert_int_equal(sae_make_commit(sae, &commit), 0);
	assert_int_equal(sae_take_commit(sae, &request), SAE_E_STATE);
	request.group = 19;
	request.token_in_container = false;
	assert_int_equal(sae_take_commit(sae, &request), SAE_E_INVALID);
	request.token_in_container = true;
	request.token = NULL;
	request.token_size = 0;
	assert_int_equal(sae_take_commit(sae, &request), SAE_E_INVALID);
	assert_int_equal(sae_make_commit(sae, &commit), 0);
	assert_null(commit.token);
}

static void token_of_a_refused_group_is_dropped(void **state)
{
	struct sae_config config = config_of(SAE_HASH_TO_ELEMENT, 19);
	struct sae *sae _sae_ = NULL;
	struct dot11_sae_commit commit, request = {
		.status = DOT11_SAE_STATUS_TOKEN_REQUIRED,
		.group = 19,
		.token = (const uint8_t *)"TOKEN",
		.token_size = 5,
		.token_in_container = true,
	};

	config.n_groups = 2;
	config.groups[1] = 20;
	sae = new_sae(&config);
	assert_int_equal(sae_make_commit(sae, &commit), 0);
	assert_int_equal(sae_take_commit(sae, &request), SAE_E_COMMIT_AGAIN);
	assert_int_equal(refuse(sae, DOT11_SAE_STATUS_UNSUPPORTED_GROUP, 19), SAE_E_COMMIT_AGAIN);
	assert_int_equal(sae_make_commit(sae, &commit), 0);
	assert_int_equal(commit.group, 20);
	assert_null(commit.token);
}

/* --- groups --- */

static struct sae *new_with_groups(enum sae_method method, bool is_peer, size_t n, uint16_t a, uint16_t b, uint16_t c)
{
	struct sae_config config = config_of(method, a);

	config.n_groups = n;
	config.groups[1] = b;
	config.groups[2] = c;
	return is_peer ? new_peer(&config) : new_sae(&config);
}

static void refused_group_gives_way_to_the_next(void **state)
{
	for (size_t m = 0; m < array_size(methods); m++) {
		struct sae *station _sae_ = new_with_groups(methods[m], false, 3, 19, 20, 21);
		struct sae *ap _sae_ = new_with_groups(methods[m], true, 1, 21, 0, 0);
		struct dot11_sae_commit commit;

		assert_int_equal(carry_commit(station, ap), SAE_E_UNSUPPORTED_GROUP);
		assert_int_equal(refuse(station, DOT11_SAE_STATUS_UNSUPPORTED_GROUP, 19), SAE_E_COMMIT_AGAIN);
		assert_int_equal(sae_group(station), 20);
		assert_int_equal(carry_commit(station, ap), SAE_E_UNSUPPORTED_GROUP);
		/* the refusal of the first group, once more, and one without a number */
		assert_int_equal(refuse(station, DOT11_SAE_STATUS_UNSUPPORTED_GROUP, 19), SAE_E_STATE);
		assert_int_equal(refuse(station, DOT11_SAE_STATUS_UNSUPPORTED_GROUP, 0), SAE_E_COMMIT_AGAIN);
		assert_int_equal(sae_make_commit(station, &commit), 0);
		assert_int_equal(commit.group, 21);
		assert_int_equal(commit.n_rejected, methods[m] == SAE_HASH_TO_ELEMENT ? 2 : 0);
		finish(station, ap);
	}
}

static void last_group_refused_leaves_none(void **state)
{
	struct sae *sae _sae_ = new_with_groups(SAE_HASH_TO_ELEMENT, false, 2, 20, 19, 0);
	struct dot11_sae_commit commit;

	assert_int_equal(sae_make_commit(sae, &commit), 0);
	assert_int_equal(refuse(sae, DOT11_SAE_STATUS_UNSUPPORTED_GROUP, 20), SAE_E_COMMIT_AGAIN);
	assert_int_equal(refuse(sae, DOT11_SAE_STATUS_UNSUPPORTED_GROUP, 19), SAE_E_NO_COMMON_GROUP);
	assert_int_equal(refuse(sae, DOT11_SAE_STATUS_UNSUPPORTED_GROUP, 19), SAE_E_NO_COMMON_GROUP);
	assert_int_equal(sae->own.n_rejected, 2);
}

static void who_answers_takes_the_group_of_the_peer(void **state)
{
	for (size_t m = 0; m < array_size(methods); m++) {
		struct sae *station _sae_ = new_with_groups(methods[m], false, 1, 20, 0, 0);
		struct sae *ap _sae_ = new_with_groups(methods[m], true, 3, 19, 20, 21);

		finish(station, ap);
		assert_int_equal(sae_group(ap), 20);
	}
}

static void answer_in_another_group_is_not_taken(void **state)
{
	struct sae *station _sae_ = new_with_groups(SAE_HASH_TO_ELEMENT, false, 2, 19, 20, 0);
	struct sae *ap _sae_ = new_with_groups(SAE_HASH_TO_ELEMENT, true, 1, 20, 0, 0);
	struct dot11_sae_commit commit;

	assert_int_equal(sae_make_commit(station, &commit), 0);
	assert_int_equal(carry_commit(ap, station), SAE_E_UNSUPPORTED_GROUP);
	assert_int_equal(sae_group(station), 19);
}

/* An attacker refuses group 19 in the name of the access point, which would take it. */
static void forged_refusal_is_found_out_by_the_access_point(void **state)
{
	struct sae *station _sae_ = new_with_groups(SAE_HASH_TO_ELEMENT, false, 2, 19, 20, 0);
	struct sae *ap _sae_ = new_with_groups(SAE_HASH_TO_ELEMENT, true, 2, 19, 20, 0);
	struct dot11_sae_commit commit;

	assert_int_equal(sae_make_commit(station, &commit), 0);
	assert_int_equal(refuse(station, DOT11_SAE_STATUS_UNSUPPORTED_GROUP, 19), SAE_E_COMMIT_AGAIN);
	assert_int_equal(carry_commit(station, ap), SAE_E_DOWNGRADE);
	assert_int_equal(sae_group(ap), 19);
}

/* The list goes into the keys: without it on the way, there is a mismatch. */
static void list_of_refused_groups_cannot_be_cut_off(void **state)
{
	struct sae *station _sae_ = new_with_groups(SAE_HASH_TO_ELEMENT, false, 2, 19, 20, 0);
	struct sae *ap _sae_ = new_with_groups(SAE_HASH_TO_ELEMENT, true, 2, 19, 20, 0);
	struct dot11_sae_commit commit;

	assert_int_equal(sae_make_commit(station, &commit), 0);
	assert_int_equal(refuse(station, DOT11_SAE_STATUS_UNSUPPORTED_GROUP, 19), SAE_E_COMMIT_AGAIN);
	assert_int_equal(sae_make_commit(station, &commit), 0);
	assert_int_equal(commit.n_rejected, 1);
	commit.n_rejected = 0;
	assert_int_equal(sae_take_commit(ap, &commit), 0);
	assert_int_equal(carry_commit(ap, station), 0);
	assert_int_equal(carry_confirm(station, ap), SAE_E_MISMATCH);
}

static void other_method_is_a_downgrade(void **state)
{
	for (size_t m = 0; m < array_size(methods); m++) {
		const struct sae_config config = config_of(methods[m], 19), other = config_of(methods[1 - m], 19);
		struct sae *sae _sae_ = new_sae(&config), *peer _sae_ = new_peer(&other);

		assert_int_equal(carry_commit(peer, sae), SAE_E_DOWNGRADE);
	}
}

/* --- hostile peers --- */

static void check_reflection(enum sae_method method, uint16_t group)
{
	const struct sae_config config = config_of(method, group);
	struct sae *sae _sae_ = new_sae(&config), *peer _sae_ = new_peer(&config);
	struct dot11_sae_commit commit, own;

	assert_int_equal(carry_commit(sae, sae), SAE_E_REFLECTION);
	/* half of it is no better */
	assert_int_equal(sae_make_commit(sae, &own), 0);
	assert_int_equal(sae_make_commit(peer, &commit), 0);
	commit.element = own.element;
	assert_int_equal(sae_take_commit(sae, &commit), SAE_E_REFLECTION);
	assert_int_equal(sae_make_commit(peer, &commit), 0);
	commit.scalar = own.scalar;
	assert_int_equal(sae_take_commit(sae, &commit), SAE_E_REFLECTION);
	finish(sae, peer);
}

static void own_commit_that_comes_back_is_told(void **state)
{
	for_each(check_reflection);
}

enum spoil {
	SPOIL_SCALAR_ZERO,
	SPOIL_SCALAR_ONE,
	SPOIL_SCALAR_ORDER,
	SPOIL_SCALAR_FULL,
	SPOIL_ELEMENT_ZERO,
	SPOIL_ELEMENT_OFF_CURVE,
	SPOIL_X_IS_PRIME,
	SPOIL_Y_ABOVE_PRIME,
	SPOIL_SCALAR_SIZE,
	SPOIL_ELEMENT_SIZE,
	SPOIL_NO_ELEMENT,
	N_SPOILS,
};

/* Orders: NIST SP 800-186, 3.2.1. */
#define ORDER_521                                                            \
	"01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" \
	"fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"

static void spoil_commit(enum spoil spoil, struct dot11_sae_commit *commit, uint8_t *scalar, uint8_t *element)
{
	static const char *const orders[] = {
		"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
		"ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
		ORDER_521,
	};
	size_t size = commit->scalar_size;
	struct ecc_group *group cleanup(cleanup_ecc_group) = NULL;

	assert_int_equal(ecc_group_new(&group, commit->group), 0);
	memcpy(scalar, commit->scalar, size);
	memcpy(element, commit->element, 2 * size);
	commit->scalar = scalar;
	commit->element = element;
	switch (spoil) {
	case SPOIL_SCALAR_ZERO:
	case SPOIL_SCALAR_ONE:
		memset(scalar, 0, size);
		scalar[size - 1] = spoil == SPOIL_SCALAR_ONE;
		break;
	case SPOIL_SCALAR_ORDER:
		from_hex(orders[commit->group - 19], scalar);
		break;
	case SPOIL_SCALAR_FULL:
		memset(scalar, 0xff, size);
		break;
	case SPOIL_ELEMENT_ZERO:
		memset(element, 0, 2 * size);
		break;
	case SPOIL_ELEMENT_OFF_CURVE:
		element[2 * size - 1] ^= 1;
		break;
	case SPOIL_X_IS_PRIME:
		ecc_group_prime(group, element);
		break;
	case SPOIL_Y_ABOVE_PRIME:
		memset(element + size, 0xff, size);
		break;
	case SPOIL_SCALAR_SIZE:
		commit->scalar_size--;
		break;
	case SPOIL_ELEMENT_SIZE:
		commit->element_size = size;
		break;
	default:
		commit->element = NULL;
		break;
	}
}

static void check_spoilt(enum sae_method method, uint16_t group)
{
	const struct sae_config config = config_of(method, group);
	struct sae *station _sae_ = new_sae(&config), *ap _sae_ = new_peer(&config);
	uint8_t scalar[DOT11_SAE_MAX_SCALAR], element[DOT11_SAE_MAX_ELEMENT];

	for (int spoil = 0; spoil < N_SPOILS; spoil++) {
		struct dot11_sae_commit commit;

		assert_int_equal(sae_make_commit(station, &commit), 0);
		spoil_commit(spoil, &commit, scalar, element);
		assert_int_equal(sae_take_commit(ap, &commit), SAE_E_INVALID);
		assert_null(sae_pmk(ap));
	}
	finish(station, ap);
}

static void impossible_numbers_are_refused_and_do_no_harm(void **state)
{
	for_each(check_spoilt);
}

/* element = -(scalar * PWE) makes K infinity; one who knows the password could send it. */
static void send_infinite(struct sae *peer, struct sae *sae)
{
	struct ecc_scalar *scalar cleanup(cleanup_ecc_scalar) = NULL;
	struct ecc_point *point cleanup(cleanup_ecc_point) = NULL;
	struct dot11_sae_commit commit;

	assert_int_equal(sae_make_commit(peer, &commit), 0);
	assert_int_equal(ecc_scalar_from_bytes(&scalar, group_in_use(peer), commit.scalar), 0);
	assert_int_equal(ecc_point_multiply(&point, group_in_use(peer), scalar, peer->pwe), 0);
	assert_int_equal(ecc_point_negate(point, group_in_use(peer)), 0);
	assert_int_equal(ecc_point_bytes(group_in_use(peer), point, peer->own.element), 0);
	assert_int_equal(sae_take_commit(sae, &commit), SAE_E_INVALID);
	assert_null(sae_pmk(sae));
}

static void check_infinite(enum sae_method method, uint16_t group)
{
	const struct sae_config config = config_of(method, group);
	struct sae *sae _sae_ = new_sae(&config), *hostile _sae_ = new_peer(&config), *peer _sae_ = new_peer(&config);

	send_infinite(hostile, sae);
	finish(peer, sae);
}

static void infinite_shared_secret_is_refused(void **state)
{
	for_each(check_infinite);
}

/* By then it has a half of its own, for the group of the refused one. */
static void who_answers_follows_into_another_group_after_a_refused_commit(void **state)
{
	struct sae *hostile _sae_ = new_with_groups(SAE_HASH_TO_ELEMENT, false, 1, 19, 0, 0);
	struct sae *station _sae_ = new_with_groups(SAE_HASH_TO_ELEMENT, false, 1, 20, 0, 0);
	struct sae *ap _sae_ = new_with_groups(SAE_HASH_TO_ELEMENT, true, 2, 19, 20, 0);

	send_infinite(hostile, ap);
	finish(station, ap);
	assert_int_equal(sae_group(ap), 20);
}

static void spoilt_commit_does_not_change_the_group_of_who_answers(void **state)
{
	struct sae *station _sae_ = new_with_groups(SAE_HASH_TO_ELEMENT, false, 1, 20, 0, 0);
	struct sae *ap _sae_ = new_with_groups(SAE_HASH_TO_ELEMENT, true, 2, 19, 20, 0);
	struct dot11_sae_commit commit;
	uint8_t scalar[DOT11_SAE_MAX_SCALAR], element[DOT11_SAE_MAX_ELEMENT];

	assert_int_equal(sae_make_commit(station, &commit), 0);
	spoil_commit(SPOIL_ELEMENT_OFF_CURVE, &commit, scalar, element);
	assert_int_equal(sae_take_commit(ap, &commit), SAE_E_INVALID);
	assert_int_equal(sae_group(ap), 19);
	finish(station, ap);
}

static void confirm_is_checked_to_the_last_byte(void **state)
{
	const struct sae_config config = config_of(SAE_HUNTING_AND_PECKING, 19);
	struct sae *station _sae_ = new_sae(&config), *ap _sae_ = new_peer(&config);
	struct dot11_sae_confirm confirm;
	uint8_t bytes[64] = { 0 };

	assert_int_equal(carry_commit(station, ap), 0);
	assert_int_equal(carry_commit(ap, station), 0);
	assert_int_equal(sae_make_confirm(ap, &confirm), 0);
	memcpy(bytes, confirm.confirm, confirm.confirm_size);
	confirm.confirm = bytes;
	bytes[31] ^= 1;
	assert_int_equal(sae_take_confirm(station, 0, &confirm), SAE_E_MISMATCH);
	bytes[31] ^= 1;
	confirm.send_confirm++;
	assert_int_equal(sae_take_confirm(station, 0, &confirm), SAE_E_MISMATCH);
	confirm.send_confirm--;
	confirm.confirm_size = 64;
	assert_int_equal(sae_take_confirm(station, 0, &confirm), SAE_E_MISMATCH);
	confirm.confirm_size = 32;
	assert_int_equal(sae_take_confirm(station, 1, &confirm), SAE_E_REFUSED);
	assert_null(sae_pmk(station));
	assert_int_equal(sae_take_confirm(station, 0, &confirm), 0);
	assert_non_null(sae_pmk(station));
}

/* Its own confirm, sent back to it, is none of the peer's. */
static void own_confirm_is_no_proof(void **state)
{
	const struct sae_config config = config_of(SAE_HASH_TO_ELEMENT, 19);
	struct sae *station _sae_ = new_sae(&config), *ap _sae_ = new_peer(&config);

	assert_int_equal(carry_commit(station, ap), 0);
	assert_int_equal(carry_commit(ap, station), 0);
	assert_int_equal(carry_confirm(station, station), SAE_E_MISMATCH);
}

/* --- every state and event --- */

static struct sae *new_in_state(enum sae_state state, struct sae *peer)
{
	const struct sae_config config = config_of(SAE_HASH_TO_ELEMENT, 19);
	struct sae *sae = new_sae(&config);
	struct dot11_sae_commit commit;

	if (state >= SAE_STATE_COMMITTED)
		assert_int_equal(sae_make_commit(sae, &commit), 0);
	if (state >= SAE_STATE_CONFIRMING) {
		assert_int_equal(carry_commit(sae, peer), 0);
		assert_int_equal(carry_commit(peer, sae), 0);
	}
	if (state >= SAE_STATE_ACCEPTED)
		assert_int_equal(carry_confirm(peer, sae), 0);
	assert_int_equal(sae->state, state);
	return sae;
}

static int send_event(struct sae *sae, enum sae_event event, struct sae *peer)
{
	struct dot11_sae_confirm confirm = { .confirm_size = 32, .confirm = peer->own.scalar };

	switch (event) {
	case SAE_EVENT_COMMIT:
		return carry_commit(peer, sae);
	case SAE_EVENT_REFUSAL:
		return refuse(sae, 1, 19);
	default:
		return sae->state == SAE_STATE_CONFIRMING ? carry_confirm(peer, sae) : sae_take_confirm(sae, 0, &confirm);
	}
}

static void events_out_of_turn_change_nothing(void **state)
{
	static const int expected[N_STATES][N_EVENTS] = {
		[SAE_STATE_NOTHING] = { 0, SAE_E_STATE, SAE_E_STATE },
		[SAE_STATE_COMMITTED] = { 0, SAE_E_REFUSED, SAE_E_STATE },
		[SAE_STATE_CONFIRMING] = { SAE_E_STATE, SAE_E_STATE, 0 },
		[SAE_STATE_ACCEPTED] = { SAE_E_STATE, SAE_E_STATE, SAE_E_STATE },
	};
	const struct sae_config config = config_of(SAE_HASH_TO_ELEMENT, 19);

	for (int s = 0; s < (int)N_STATES; s++) {
		for (int e = 0; e < (int)N_EVENTS; e++) {
			struct sae *peer _sae_ = new_peer(&config), *sae _sae_ = new_in_state(s, peer);

			assert_int_equal(send_event(sae, e, peer), expected[s][e]);
			if (expected[s][e] == SAE_E_STATE)
				assert_int_equal(sae->state, s);
		}
	}
}

static void confirm_before_both_commits_cannot_be_made(void **state)
{
	const struct sae_config config = config_of(SAE_HASH_TO_ELEMENT, 19);
	struct sae *sae _sae_ = new_sae(&config);
	struct dot11_sae_commit commit;
	struct dot11_sae_confirm confirm;

	assert_int_equal(sae_make_confirm(sae, &confirm), SAE_E_STATE);
	assert_int_equal(sae_make_commit(sae, &commit), 0);
	assert_int_equal(sae_make_confirm(sae, &confirm), SAE_E_STATE);
}

static void each_confirm_counts_up(void **state)
{
	const struct sae_config config = config_of(SAE_HASH_TO_ELEMENT, 19);
	struct sae *station _sae_ = new_sae(&config), *ap _sae_ = new_peer(&config);
	struct dot11_sae_confirm confirm;

	assert_int_equal(carry_commit(station, ap), 0);
	assert_int_equal(carry_commit(ap, station), 0);
	for (uint16_t i = 1; i <= 3; i++) {
		assert_int_equal(sae_make_confirm(station, &confirm), 0);
		assert_int_equal(confirm.send_confirm, i);
	}
	assert_int_equal(sae_take_confirm(ap, 0, &confirm), 0);
	station->send_confirm = UINT16_MAX;
	assert_int_equal(sae_make_confirm(station, &confirm), 0);
	assert_int_equal(confirm.send_confirm, UINT16_MAX);
	/* the answer to a peer whose copy was lost */
	assert_int_equal(carry_confirm(ap, station), 0);
	assert_int_equal(sae_make_confirm(station, &confirm), 0);
}

static void nothing_secret_is_left_behind(void **state)
{
	static const struct sae zero;
	const struct sae_config config = config_of(SAE_HASH_TO_ELEMENT, 21);
	struct sae *station _sae_ = new_sae(&config), *ap _sae_ = new_peer(&config);

	finish(station, ap);
	assert_memory_not_equal(station, &zero, sizeof(zero));
	clear(station);
	assert_memory_equal(station, &zero, sizeof(zero));
}

static void config_that_cannot_be_is_refused(void **state)
{
	struct sae_config config = config_of(SAE_HASH_TO_ELEMENT, 19);
	struct sae *sae _sae_ = NULL;

	config.password_size = 0;
	assert_int_equal(sae_new(&sae, &config), -EINVAL);
	config.password_size = 64;
	assert_int_equal(sae_new(&sae, &config), -EINVAL);
	config = config_of(SAE_HASH_TO_ELEMENT, 25);
	assert_int_equal(sae_new(&sae, &config), -EINVAL);
	config = config_of(SAE_HASH_TO_ELEMENT, 19);
	config.n_groups = 0;
	assert_int_equal(sae_new(&sae, &config), -EINVAL);
	config.n_groups = 4;
	assert_int_equal(sae_new(&sae, &config), -EINVAL);
	config.n_groups = 1;
	config.ssid.size = 0;
	assert_int_equal(sae_new(&sae, &config), -EINVAL);
	config.method = SAE_HUNTING_AND_PECKING;
	assert_int_equal(sae_new(&sae, &config), 0);
	assert_null(sae_free(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exchange_by_hunting_gives_the_published_keys),
		cmocka_unit_test(confirms_are_the_published_ones),
		cmocka_unit_test(password_elements_by_hunting_are_right),
		cmocka_unit_test(password_elements_by_hash_are_right),
		cmocka_unit_test(exchanges_with_fixed_numbers_give_the_computed_keys),
		cmocka_unit_test(both_sides_agree_in_every_group_and_method),
		cmocka_unit_test(equals_may_begin_at_once),
		cmocka_unit_test(wrong_password_is_a_mismatch),
		cmocka_unit_test(ssid_counts_with_hash_to_element_only),
		cmocka_unit_test(commit_stays_the_same_until_something_calls_for_another),
		cmocka_unit_test(hunting_goes_on_for_40_rounds),
		cmocka_unit_test(token_of_a_refused_group_is_dropped),
		cmocka_unit_test(who_answers_follows_into_another_group_after_a_refused_commit),
		cmocka_unit_test(token_goes_out_with_the_same_numbers),
		cmocka_unit_test(token_that_cannot_be_is_refused),
		cmocka_unit_test(refused_group_gives_way_to_the_next),
		cmocka_unit_test(last_group_refused_leaves_none),
		cmocka_unit_test(who_answers_takes_the_group_of_the_peer),
		cmocka_unit_test(answer_in_another_group_is_not_taken),
		cmocka_unit_test(forged_refusal_is_found_out_by_the_access_point),
		cmocka_unit_test(list_of_refused_groups_cannot_be_cut_off),
		cmocka_unit_test(other_method_is_a_downgrade),
		cmocka_unit_test(own_commit_that_comes_back_is_told),
		cmocka_unit_test(impossible_numbers_are_refused_and_do_no_harm),
		cmocka_unit_test(infinite_shared_secret_is_refused),
		cmocka_unit_test(spoilt_commit_does_not_change_the_group_of_who_answers),
		cmocka_unit_test(confirm_is_checked_to_the_last_byte),
		cmocka_unit_test(own_confirm_is_no_proof),
		cmocka_unit_test(events_out_of_turn_change_nothing),
		cmocka_unit_test(confirm_before_both_commits_cannot_be_made),
		cmocka_unit_test(each_confirm_counts_up),
		cmocka_unit_test(nothing_secret_is_left_behind),
		cmocka_unit_test(config_that_cannot_be_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
