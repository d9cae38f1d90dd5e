#include "dot11/sae_frame.h"

#include <errno.h>

#include "dot11/element.h"

/* Element ID Extensions of IEEE 802.11-2020, table 9-92. */
enum sae_extension {
	SAE_EXTENSION_PASSWORD_IDENTIFIER = 33,
	SAE_EXTENSION_REJECTED_GROUPS = 92,
	SAE_EXTENSION_TOKEN_CONTAINER = 93,
};

size_t dot11_sae_prime_size(uint16_t group)
{
	switch (group) {
	case 19:
		return 32;
	case 20:
		return 48;
	case 21:
		return 66;
	default:
		return 0;
	}
}

static int take_token(struct dot11_sae_commit *commit, const uint8_t *token, size_t size)
{
	if (size == 0 || size > DOT11_SAE_MAX_TOKEN || commit->token)
		return -EBADMSG;
	commit->token = token;
	commit->token_size = size;
	return 0;
}

static int take_rejected(struct dot11_sae_commit *commit, struct reader body)
{
	if (commit->n_rejected > 0 || body.left == 0 || body.left % 2 != 0 || body.left / 2 > DOT11_SAE_MAX_REJECTED)
		return -EBADMSG;
	while (body.left > 0)
		commit->rejected[commit->n_rejected++] = reader_le16(&body);
	return 0;
}

static int take_element(struct dot11_sae_commit *commit, const struct dot11_element *element)
{
	struct reader body = reader_over(element->body, element->size);

	if (element->id != DOT11_ELEMENT_EXTENSION || element->size == 0)
		return 0;
	switch (reader_u8(&body)) {
	case SAE_EXTENSION_PASSWORD_IDENTIFIER:
		commit->has_password_identifier = true;
		return 0;
	case SAE_EXTENSION_REJECTED_GROUPS:
		return take_rejected(commit, body);
	case SAE_EXTENSION_TOKEN_CONTAINER:
		return take_token(commit, body.at, body.left);
	default:
		return 0;
	}
}

/* What follows scalar and element with hash to element; elements that are not known are skipped. */
static int parse_elements(struct dot11_sae_commit *commit, struct reader *reader)
{
	struct dot11_element element;

	while (dot11_element_next(reader, &element)) {
		if (take_element(commit, &element) < 0)
			return -EBADMSG;
	}
	return reader_end(reader, READER_ALL_MUST_BE_READ);
}

/* All that is left is one element with this extension. */
static bool is_one_extension(struct reader reader, uint8_t extension)
{
	struct dot11_element element;

	return dot11_element_next(&reader, &element) && reader_end(&reader, READER_ALL_MUST_BE_READ) == 0 &&
	       element.id == DOT11_ELEMENT_EXTENSION && element.size > 1 && element.body[0] == extension;
}

static void parse_scalar_and_element(struct dot11_sae_commit *commit, struct reader *reader, size_t prime_size)
{
	commit->scalar = reader_bytes(reader, prime_size);
	commit->scalar_size = prime_size;
	commit->element = reader_bytes(reader, 2 * prime_size);
	commit->element_size = 2 * prime_size;
}

/*
 * Hunting and pecking: the token has no length of its own, it is what is too much between group and scalar. Older peers put a
 * password identifier behind the element, which looks the same from outside: it is told apart by its head.
 */
static int parse_plain(struct dot11_sae_commit *commit, struct reader *reader, size_t prime_size)
{
	struct reader behind = *reader;

	reader_skip(&behind, 3 * prime_size);
	if (behind.failed)
		return -EBADMSG;
	commit->has_password_identifier = is_one_extension(behind, SAE_EXTENSION_PASSWORD_IDENTIFIER);
	if (behind.left > 0 && !commit->has_password_identifier) {
		const uint8_t *token = reader_bytes(reader, behind.left);

		if (take_token(commit, token, behind.left) < 0)
			return -EBADMSG;
	}
	parse_scalar_and_element(commit, reader, prime_size);
	return reader_end(reader, READER_MORE_MAY_FOLLOW);
}

/* Status 76: the element of its own with hash to element, bare bytes otherwise. */
static int parse_token_request(struct dot11_sae_commit *commit, struct reader *reader)
{
	if (reader->failed)
		return -EBADMSG;
	commit->token_in_container = is_one_extension(*reader, SAE_EXTENSION_TOKEN_CONTAINER);
	return commit->token_in_container ? parse_elements(commit, reader) : take_token(commit, reader->at, reader->left);
}

static int parse_contents(struct dot11_sae_commit *commit, struct reader *reader)
{
	size_t prime_size = dot11_sae_prime_size(commit->group);

	switch (commit->status) {
	case DOT11_SAE_STATUS_TOKEN_REQUIRED:
		return parse_token_request(commit, reader);
	case 0:
	case DOT11_SAE_STATUS_HASH_TO_ELEMENT:
		break;
	default:
		return 0;
	}
	if (reader->failed)
		return -EBADMSG;
	if (prime_size == 0)
		return -EOPNOTSUPP;
	if (commit->status == 0)
		return parse_plain(commit, reader, prime_size);
	parse_scalar_and_element(commit, reader, prime_size);
	return parse_elements(commit, reader);
}

int dot11_sae_commit_parse(uint16_t status, const void *bytes, size_t size, struct dot11_sae_commit *ret_commit)
{
	struct reader reader = reader_over(bytes, size);
	struct dot11_sae_commit commit = { .status = status, .group = reader_le16(&reader) };
	int r = parse_contents(&commit, &reader);

	if (r == 0 || r == -EOPNOTSUPP)
		*ret_commit = commit;
	return r;
}

static void write_extension_head(struct writer *writer, uint8_t extension, size_t size)
{
	writer_u8(writer, DOT11_ELEMENT_EXTENSION);
	writer_u8(writer, (uint8_t)(1 + size));
	writer_u8(writer, extension);
}

static void write_rejected(struct writer *writer, const struct dot11_sae_commit *commit)
{
	if (commit->n_rejected == 0)
		return;
	write_extension_head(writer, SAE_EXTENSION_REJECTED_GROUPS, 2 * commit->n_rejected);
	for (size_t i = 0; i < commit->n_rejected; i++)
		writer_le16(writer, commit->rejected[i]);
}

/* A container holds 254 bytes. A longer token cannot come from one, and makes the writer fail. */
static void write_container(struct writer *writer, const struct dot11_sae_commit *commit)
{
	uint8_t body[DOT11_SAE_MAX_TOKEN + 1];
	struct writer inner = writer_over(body, sizeof(body));

	if (!commit->token)
		return;
	writer_u8(&inner, SAE_EXTENSION_TOKEN_CONTAINER);
	writer_bytes(&inner, commit->token, commit->token_size);
	dot11_element_write(writer, DOT11_ELEMENT_EXTENSION, body, inner.size);
}

void dot11_sae_commit_write(struct writer *writer, const struct dot11_sae_commit *commit)
{
	bool is_contained = commit->status == DOT11_SAE_STATUS_HASH_TO_ELEMENT ||
			    (commit->status == DOT11_SAE_STATUS_TOKEN_REQUIRED && commit->token_in_container);

	writer_le16(writer, commit->group);
	if (commit->token && !is_contained)
		writer_bytes(writer, commit->token, commit->token_size);
	if (commit->scalar)
		writer_bytes(writer, commit->scalar, commit->scalar_size);
	if (commit->element)
		writer_bytes(writer, commit->element, commit->element_size);
	if (!is_contained)
		return;
	write_rejected(writer, commit);
	write_container(writer, commit);
}

int dot11_sae_confirm_parse(const void *bytes, size_t size, struct dot11_sae_confirm *ret_confirm)
{
	struct reader reader = reader_over(bytes, size);
	struct dot11_sae_confirm confirm = { .send_confirm = reader_le16(&reader) };

	confirm.confirm_size = reader.left;
	if (confirm.confirm_size != 32 && confirm.confirm_size != 48 && confirm.confirm_size != 64)
		return -EBADMSG;
	confirm.confirm = reader_bytes(&reader, confirm.confirm_size);
	*ret_confirm = confirm;
	return 0;
}

void dot11_sae_confirm_write(struct writer *writer, const struct dot11_sae_confirm *confirm)
{
	writer_le16(writer, confirm->send_confirm);
	writer_bytes(writer, confirm->confirm, confirm->confirm_size);
}
