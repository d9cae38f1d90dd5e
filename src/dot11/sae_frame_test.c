#include "dot11/sae_frame.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"

#define HASH_TO_ELEMENT DOT11_SAE_STATUS_HASH_TO_ELEMENT

/* Group 19: the commit of IEEE 802.11-2020, J.10 (hunting and pecking). */
static const uint8_t published[] = {
	0x13, 0x00, /* group */
	0x2e, 0x2c, 0x0f, 0x0d, 0xb5, 0x24, 0x40, 0xad, 0x14, 0x6d, 0x96, 0x71, 0x14, 0xce, 0x00, 0x5c, /* scalar */
	0xe1, 0xea, 0xb0, 0xaa, 0x2c, 0x2e, 0x5c, 0x28, 0x71, 0xb7, 0x74, 0xf6, 0xc2, 0x57, 0x5c, 0x65,
	0xd5, 0xad, 0x9e, 0x00, 0x82, 0x97, 0x07, 0xaa, 0x36, 0xba, 0x8b, 0x85, 0x97, 0x38, 0xfc, 0x96, /* x */
	0x1d, 0x08, 0x24, 0x35, 0x05, 0xf4, 0x7c, 0x03, 0x53, 0x76, 0xd7, 0xac, 0x4b, 0xc8, 0xd7, 0xb9,
	0x50, 0x83, 0xbf, 0x43, 0x82, 0x7d, 0x0f, 0xc3, 0x1e, 0xd7, 0x78, 0xdd, 0x36, 0x71, 0xfd, 0x21, /* y */
	0xa4, 0x6d, 0x10, 0x91, 0xd6, 0x4b, 0x6f, 0x9a, 0x1e, 0x12, 0x72, 0x62, 0x13, 0x25, 0xdb, 0xe1,
};

static void assert_writes_as(const struct dot11_sae_commit *commit, const void *bytes, size_t size)
{
	uint8_t buffer[1024];
	struct writer writer = writer_over(buffer, sizeof(buffer));

	dot11_sae_commit_write(&writer, commit);
	assert_int_equal(writer_end(&writer), 0);
	assert_int_equal(writer.size, size);
	assert_memory_equal(buffer, bytes, size);
}

static void published_commit_is_taken_apart(void **state)
{
	struct dot11_sae_commit commit;

	assert_int_equal(dot11_sae_commit_parse(0, published, sizeof(published), &commit), 0);
	assert_int_equal(commit.group, 19);
	assert_ptr_equal(commit.scalar, published + 2);
	assert_int_equal(commit.scalar_size, 32);
	assert_ptr_equal(commit.element, published + 34);
	assert_int_equal(commit.element_size, 64);
	assert_null(commit.token);
	assert_false(commit.has_password_identifier);
	assert_writes_as(&commit, published, sizeof(published));
}

static void commit_one_byte_short_is_refused(void **state)
{
	struct dot11_sae_commit commit = { .group = 7 };

	for (size_t size = 0; size < sizeof(published); size++) {
		assert_int_equal(dot11_sae_commit_parse(0, published, size, &commit), -EBADMSG);
		assert_int_equal(dot11_sae_commit_parse(HASH_TO_ELEMENT, published, size, &commit), -EBADMSG);
	}
	assert_int_equal(commit.group, 7);
}

static void every_group_has_its_sizes(void **state)
{
	static const struct {
		uint16_t group;
		size_t size;
	} cases[] = { { 19, 32 }, { 20, 48 }, { 21, 66 } };
	uint8_t bytes[2 + 3 * DOT11_SAE_MAX_SCALAR] = { 0 };

	for (size_t i = 0; i < array_size(cases); i++) {
		struct dot11_sae_commit commit;

		bytes[0] = (uint8_t)cases[i].group;
		assert_int_equal(dot11_sae_prime_size(cases[i].group), cases[i].size);
		assert_int_equal(dot11_sae_commit_parse(HASH_TO_ELEMENT, bytes, 2 + 3 * cases[i].size, &commit), 0);
		assert_int_equal(commit.scalar_size, cases[i].size);
		assert_int_equal(commit.element_size, 2 * cases[i].size);
		assert_int_equal(dot11_sae_commit_parse(0, bytes, 1 + 3 * cases[i].size, &commit), -EBADMSG);
	}
	assert_int_equal(dot11_sae_prime_size(0), 0);
	assert_int_equal(dot11_sae_prime_size(25), 0);
}

static void unknown_group_can_be_refused_by_number(void **state)
{
	static const uint8_t bytes[] = { 0x19, 0x00, 1, 2, 3 };
	struct dot11_sae_commit commit = { 0 };

	assert_int_equal(dot11_sae_commit_parse(0, bytes, sizeof(bytes), &commit), -EOPNOTSUPP);
	assert_int_equal(commit.group, 25);
	assert_null(commit.scalar);
	commit.status = DOT11_SAE_STATUS_UNSUPPORTED_GROUP;
	assert_writes_as(&commit, "\x19\x00", 2);
}

static void plain_token_stands_between_group_and_scalar(void **state)
{
	uint8_t bytes[sizeof(published) + 5];
	struct dot11_sae_commit commit;

	memcpy(bytes, published, 2);
	memcpy(bytes + 2, "TOKEN", 5);
	memcpy(bytes + 7, published + 2, sizeof(published) - 2);
	assert_int_equal(dot11_sae_commit_parse(0, bytes, sizeof(bytes), &commit), 0);
	assert_ptr_equal(commit.token, bytes + 2);
	assert_int_equal(commit.token_size, 5);
	assert_ptr_equal(commit.scalar, bytes + 7);
	assert_ptr_equal(commit.element, bytes + 39);
	assert_writes_as(&commit, bytes, sizeof(bytes));
}

static void plain_token_over_255_bytes_is_refused(void **state)
{
	static uint8_t bytes[sizeof(published) + 256] = { 0x13 };
	struct dot11_sae_commit commit;

	assert_int_equal(dot11_sae_commit_parse(0, bytes, sizeof(bytes), &commit), -EBADMSG);
	assert_int_equal(dot11_sae_commit_parse(0, bytes, sizeof(bytes) - 1, &commit), 0);
	assert_int_equal(commit.token_size, 255);
}

/* As in the commit of IEEE P802.11-REVmd/D2.1, J.10: the identifier "psk4internet" behind the element. */
static void password_identifier_is_no_token(void **state)
{
	uint8_t bytes[sizeof(published) + 15];
	struct dot11_sae_commit commit;

	memcpy(bytes, published, sizeof(published));
	memcpy(bytes + sizeof(published), "\xff\x0d\x21psk4internet", 15);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(dot11_sae_commit_parse(i ? HASH_TO_ELEMENT : 0, bytes, sizeof(bytes), &commit), 0);
		assert_true(commit.has_password_identifier);
		assert_null(commit.token);
		assert_ptr_equal(commit.element, bytes + 34);
	}
}

static void containers_follow_the_element(void **state)
{
	static const uint8_t elements[] = { 255, 5, 92, 0x14, 0x00, 0x15, 0x00, 255, 6, 93, 'T', 'O', 'K', 'E', 'N' };
	uint8_t bytes[sizeof(published) + sizeof(elements)];
	struct dot11_sae_commit commit;

	memcpy(bytes, published, sizeof(published));
	memcpy(bytes + sizeof(published), elements, sizeof(elements));
	assert_int_equal(dot11_sae_commit_parse(HASH_TO_ELEMENT, bytes, sizeof(bytes), &commit), 0);
	assert_int_equal(commit.n_rejected, 2);
	assert_int_equal(commit.rejected[0], 20);
	assert_int_equal(commit.rejected[1], 21);
	assert_int_equal(commit.token_size, 5);
	assert_memory_equal(commit.token, "TOKEN", 5);
	assert_writes_as(&commit, bytes, sizeof(bytes));
}

struct tail_case {
	const char *name;
	const char *tail;
	size_t size;
	int r;
};

static void assert_tail_gives(const struct tail_case *tail)
{
	uint8_t bytes[sizeof(published) + 64];
	struct dot11_sae_commit commit;

	print_message("%s\n", tail->name);
	memcpy(bytes, published, sizeof(published));
	memcpy(bytes + sizeof(published), tail->tail, tail->size);
	assert_int_equal(dot11_sae_commit_parse(HASH_TO_ELEMENT, bytes, sizeof(published) + tail->size, &commit), tail->r);
}

static void broken_containers_are_refused_and_others_skipped(void **state)
{
	static const struct tail_case cases[] = {
		{ "an element cut short", "\xff\x05\x5c\x14\x00", 5, -EBADMSG },
		{ "half a group", "\xff\x04\x5c\x14\x00\x15", 6, -EBADMSG },
		{ "no group", "\xff\x01\x5c", 3, -EBADMSG },
		{ "17 groups", "\xff\x23\x5c\1\0\2\0\3\0\4\0\5\0\6\0\7\0\10\0\11\0\12\0\13\0\14\0\15\0\16\0\17\0\20\0\21\0", 37,
		  -EBADMSG },
		{ "16 groups", "\xff\x21\x5c\1\0\2\0\3\0\4\0\5\0\6\0\7\0\10\0\11\0\12\0\13\0\14\0\15\0\16\0\17\0\20\0", 35, 0 },
		{ "two lists of groups", "\xff\x03\x5c\x14\x00\xff\x03\x5c\x15\x00", 10, -EBADMSG },
		{ "an empty token", "\xff\x01\x5d", 3, -EBADMSG },
		{ "two tokens", "\xff\x02\x5dT\xff\x02\x5dU", 8, -EBADMSG },
		{ "one byte", "\xff", 1, -EBADMSG },
		{ "an extension without number", "\xff\x00", 2, 0 },
		{ "an extension not known here", "\xff\x03\x70\x01\x02", 5, 0 },
		{ "a vendor's element", "\xdd\x04\x00\x50\xf2\x04", 6, 0 },
	};

	for (size_t i = 0; i < array_size(cases); i++)
		assert_tail_gives(&cases[i]);
}

static void token_request_is_bare_or_contained(void **state)
{
	static const uint8_t bare[] = { 0x13, 0x00, 'T', 'O', 'K', 'E', 'N' };
	static const uint8_t contained[] = { 0x13, 0x00, 255, 6, 93, 'T', 'O', 'K', 'E', 'N' };
	struct dot11_sae_commit commit;

	assert_int_equal(dot11_sae_commit_parse(DOT11_SAE_STATUS_TOKEN_REQUIRED, bare, sizeof(bare), &commit), 0);
	assert_false(commit.token_in_container);
	assert_int_equal(commit.token_size, 5);
	assert_null(commit.scalar);
	assert_writes_as(&commit, bare, sizeof(bare));
	assert_int_equal(dot11_sae_commit_parse(DOT11_SAE_STATUS_TOKEN_REQUIRED, contained, sizeof(contained), &commit), 0);
	assert_true(commit.token_in_container);
	assert_int_equal(commit.token_size, 5);
	assert_memory_equal(commit.token, "TOKEN", 5);
	assert_writes_as(&commit, contained, sizeof(contained));
	assert_int_equal(dot11_sae_commit_parse(DOT11_SAE_STATUS_TOKEN_REQUIRED, bare, 2, &commit), -EBADMSG);
	assert_int_equal(dot11_sae_commit_parse(DOT11_SAE_STATUS_TOKEN_REQUIRED, bare, 1, &commit), -EBADMSG);
}

static void refusal_has_a_group_or_nothing(void **state)
{
	struct dot11_sae_commit commit;

	assert_int_equal(dot11_sae_commit_parse(DOT11_SAE_STATUS_UNSUPPORTED_GROUP, "\x15\x00", 2, &commit), 0);
	assert_int_equal(commit.group, 21);
	assert_int_equal(commit.status, DOT11_SAE_STATUS_UNSUPPORTED_GROUP);
	assert_int_equal(dot11_sae_commit_parse(DOT11_SAE_STATUS_UNSUPPORTED_GROUP, NULL, 0, &commit), 0);
	assert_int_equal(commit.group, 0);
	assert_int_equal(dot11_sae_commit_parse(1, NULL, 0, &commit), 0);
	assert_int_equal(commit.status, 1);
}

static void token_that_no_container_holds_fails_the_writer(void **state)
{
	static const uint8_t token[DOT11_SAE_MAX_TOKEN];
	uint8_t buffer[1024];
	struct writer writer = writer_over(buffer, sizeof(buffer));
	struct dot11_sae_commit commit = { .status = HASH_TO_ELEMENT, .group = 19, .token = token, .token_size = sizeof(token) };

	dot11_sae_commit_write(&writer, &commit);
	assert_int_equal(writer_end(&writer), -ENOBUFS);
}

static void confirm_is_a_counter_and_a_hash(void **state)
{
	static const size_t sizes[] = { 32, 48, 64 };
	uint8_t bytes[2 + 66] = { 0x34, 0x12, 0xaa }, buffer[2 + 64];
	struct dot11_sae_confirm confirm;

	for (size_t i = 0; i < array_size(sizes); i++) {
		struct writer writer = writer_over(buffer, sizeof(buffer));

		assert_int_equal(dot11_sae_confirm_parse(bytes, 2 + sizes[i], &confirm), 0);
		assert_int_equal(confirm.send_confirm, 0x1234);
		assert_ptr_equal(confirm.confirm, bytes + 2);
		assert_int_equal(confirm.confirm_size, sizes[i]);
		dot11_sae_confirm_write(&writer, &confirm);
		assert_int_equal(writer_end(&writer), 0);
		assert_memory_equal(buffer, bytes, 2 + sizes[i]);
	}
}

static void confirm_of_another_size_is_refused(void **state)
{
	static const size_t sizes[] = { 0, 1, 2, 33, 35, 49, 65, 68 };
	uint8_t bytes[68] = { 0 };
	struct dot11_sae_confirm confirm;

	for (size_t i = 0; i < array_size(sizes); i++)
		assert_int_equal(dot11_sae_confirm_parse(bytes, sizes[i], &confirm), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_commit_is_taken_apart),
		cmocka_unit_test(commit_one_byte_short_is_refused),
		cmocka_unit_test(every_group_has_its_sizes),
		cmocka_unit_test(unknown_group_can_be_refused_by_number),
		cmocka_unit_test(plain_token_stands_between_group_and_scalar),
		cmocka_unit_test(plain_token_over_255_bytes_is_refused),
		cmocka_unit_test(password_identifier_is_no_token),
		cmocka_unit_test(containers_follow_the_element),
		cmocka_unit_test(broken_containers_are_refused_and_others_skipped),
		cmocka_unit_test(token_request_is_bare_or_contained),
		cmocka_unit_test(refusal_has_a_group_or_nothing),
		cmocka_unit_test(token_that_no_container_holds_fails_the_writer),
		cmocka_unit_test(confirm_is_a_counter_and_a_hash),
		cmocka_unit_test(confirm_of_another_size_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
