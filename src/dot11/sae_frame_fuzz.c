/*
 * Reaches dot11_sae_commit_parse() with every status that changes the layout and dot11_sae_confirm_parse(). What parses is
 * written again and must parse to the same; and be the same bytes, where nothing was skipped. The first two bytes are the status.
 */
#include <stdlib.h>
#include <string.h>

#include "dot11/sae_frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool bytes_equal(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size)
{
	return a_size == b_size && (!a) == (!b) && (!a || memcmp(a, b, a_size) == 0);
}

static void check_bounds(const struct dot11_sae_commit *commit)
{
	if (commit->token_size > DOT11_SAE_MAX_TOKEN || commit->n_rejected > DOT11_SAE_MAX_REJECTED ||
	    commit->scalar_size > DOT11_SAE_MAX_SCALAR || commit->element_size > DOT11_SAE_MAX_ELEMENT)
		abort();
}

static void try_commit(uint16_t status, const uint8_t *data, size_t size)
{
	static uint8_t buffer[4096];
	struct writer writer = writer_over(buffer, sizeof(buffer));
	struct dot11_sae_commit commit, again;

	if (dot11_sae_commit_parse(status, data, size, &commit) != 0)
		return;
	check_bounds(&commit);
	dot11_sae_commit_write(&writer, &commit);
	if (writer_end(&writer) < 0 || dot11_sae_commit_parse(status, buffer, writer.size, &again) != 0)
		abort();
	if (again.group != commit.group || again.n_rejected != commit.n_rejected ||
	    memcmp(again.rejected, commit.rejected, sizeof(again.rejected)) != 0 ||
	    !bytes_equal(again.token, again.token_size, commit.token, commit.token_size) ||
	    !bytes_equal(again.scalar, again.scalar_size, commit.scalar, commit.scalar_size) ||
	    !bytes_equal(again.element, again.element_size, commit.element, commit.element_size))
		abort();
	if (status == 0 && !commit.has_password_identifier && !bytes_equal(buffer, writer.size, data, size))
		abort();
}

static void try_confirm(const uint8_t *data, size_t size)
{
	uint8_t buffer[2 + DOT11_SAE_MAX_CONFIRM];
	struct writer writer = writer_over(buffer, sizeof(buffer));
	struct dot11_sae_confirm confirm;

	if (dot11_sae_confirm_parse(data, size, &confirm) != 0)
		return;
	dot11_sae_confirm_write(&writer, &confirm);
	if (writer_end(&writer) < 0 || !bytes_equal(buffer, writer.size, data, size))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader reader = reader_over(data, size);
	uint16_t status = reader_le16(&reader);

	if (reader.failed)
		return 0;
	try_commit(status, reader.at, reader.left);
	try_confirm(reader.at, reader.left);
	return 0;
}
