#include "dot11/rsne.h"

#include <errno.h>

#include "dot11/element.h"
#include "dot11/suite.h"

#define RSNE_VERSION 1
#define SUITE_SIZE 4

/*
 * Keeps the first DOT11_RSNE_MAX_SUITES of a counted list. A selector of zeros, which no organization has, is not kept: here it
 * is the word for "no suite", and nobody shall name an open network inside an RSN element.
 * Return: how many are kept.
 */
static size_t read_suites(struct reader *reader, uint32_t *ret_suites)
{
	struct reader suites = reader_sub(reader, (size_t)reader_le16(reader) * SUITE_SIZE);
	size_t n_suites = 0;

	ret_suites[0] = 0;
	while (!suites.failed && suites.left > 0 && n_suites < DOT11_RSNE_MAX_SUITES) {
		uint32_t suite = reader_be32(&suites);

		if (suite != 0)
			ret_suites[n_suites++] = suite;
	}
	return n_suites;
}

/* One cipher; of zeros it is as broken as one that is cut short. */
static uint32_t read_cipher(struct reader *reader)
{
	uint32_t cipher = reader_be32(reader);

	if (cipher == DOT11_CIPHER_NONE)
		reader->failed = true;
	return cipher;
}

static size_t read_pmkids(struct reader *reader, uint8_t (*ret_pmkids)[DOT11_PMKID_SIZE])
{
	struct reader pmkids = reader_sub(reader, (size_t)reader_le16(reader) * DOT11_PMKID_SIZE);
	size_t n_pmkids = 0;

	while (!pmkids.failed && pmkids.left > 0 && n_pmkids < DOT11_RSNE_MAX_SUITES)
		reader_copy(&pmkids, ret_pmkids[n_pmkids++], DOT11_PMKID_SIZE);
	return n_pmkids;
}

/* An element may end behind each field; what is missing then has its default (9.4.2.24.1). */
static bool has_more(const struct reader *reader)
{
	return !reader->failed && reader->left > 0;
}

int dot11_rsne_parse(const void *body, size_t size, struct dot11_rsne *ret_rsne)
{
	struct reader reader = reader_over(body, size);
	struct dot11_rsne rsne = {
		.group_cipher = DOT11_CIPHER_CCMP_128,
		.n_pairwise = 1,
		.pairwise = { DOT11_CIPHER_CCMP_128 },
		.n_akms = 1,
		.akms = { DOT11_AKM_8021X },
	};
	uint16_t version = reader_le16(&reader);

	if (reader.failed)
		return -EBADMSG;
	if (version != RSNE_VERSION)
		return -EOPNOTSUPP;
	if (has_more(&reader))
		rsne.group_cipher = read_cipher(&reader);
	if (has_more(&reader))
		rsne.n_pairwise = read_suites(&reader, rsne.pairwise);
	if (has_more(&reader))
		rsne.n_akms = read_suites(&reader, rsne.akms);
	if (has_more(&reader))
		rsne.capabilities = reader_le16(&reader);
	if (has_more(&reader))
		rsne.n_pmkids = read_pmkids(&reader, rsne.pmkids);
	rsne.group_management_cipher = has_more(&reader) ? read_cipher(&reader) : DOT11_CIPHER_BIP_CMAC_128;
	if (!(rsne.capabilities & DOT11_RSN_MFP_CAPABLE))
		rsne.group_management_cipher = DOT11_CIPHER_NONE;
	if (reader_end(&reader, READER_MORE_MAY_FOLLOW) < 0)
		return -EBADMSG;
	*ret_rsne = rsne;
	return 0;
}

static void write_suites(struct writer *writer, const uint32_t *suites, size_t n_suites)
{
	writer_le16(writer, (uint16_t)n_suites);
	for (size_t i = 0; i < n_suites; i++)
		writer_be32(writer, suites[i]);
}

static void write_body(struct writer *writer, const struct dot11_rsne *rsne)
{
	writer_le16(writer, RSNE_VERSION);
	writer_be32(writer, rsne->group_cipher);
	write_suites(writer, rsne->pairwise, rsne->n_pairwise);
	write_suites(writer, rsne->akms, rsne->n_akms);
	writer_le16(writer, rsne->capabilities);
	/* The count stands before the cipher even when there is nothing to count. */
	if (rsne->n_pmkids > 0 || rsne->group_management_cipher != DOT11_CIPHER_NONE)
		writer_le16(writer, (uint16_t)rsne->n_pmkids);
	for (size_t i = 0; i < rsne->n_pmkids; i++)
		writer_bytes(writer, rsne->pmkids[i], DOT11_PMKID_SIZE);
	if (rsne->group_management_cipher != DOT11_CIPHER_NONE)
		writer_be32(writer, rsne->group_management_cipher);
}

void dot11_rsne_write(struct writer *writer, const struct dot11_rsne *rsne)
{
	uint8_t body[512];
	struct writer inner = writer_over(body, sizeof(body));

	write_body(&inner, rsne);
	dot11_element_write(writer, DOT11_ELEMENT_RSN, body, inner.size);
}

static bool has_suite(const uint32_t *suites, size_t n_suites, uint32_t suite)
{
	for (size_t i = 0; i < n_suites; i++) {
		if (suites[i] == suite)
			return true;
	}
	return false;
}

bool dot11_rsne_has_pairwise(const struct dot11_rsne *rsne, uint32_t cipher)
{
	return has_suite(rsne->pairwise, rsne->n_pairwise, cipher);
}

bool dot11_rsne_has_akm(const struct dot11_rsne *rsne, uint32_t akm)
{
	return has_suite(rsne->akms, rsne->n_akms, akm);
}

/* The low four bits of the first byte say how many bytes there are, less one. */
uint32_t dot11_rsnx_parse(const void *body, size_t size)
{
	struct reader reader = reader_over(body, size);
	uint8_t first = reader_u8(&reader);
	size_t n_more = first & 0xf;
	uint32_t capabilities = first & 0xf0;

	for (size_t i = 0; i < n_more; i++) {
		uint32_t byte = reader_u8(&reader);

		if (i < 3)
			capabilities |= byte << (8 * (i + 1));
	}
	return reader.failed ? 0 : capabilities;
}

void dot11_rsnx_write(struct writer *writer, uint32_t capabilities)
{
	const uint8_t body = capabilities & 0xf0;

	if (body != 0)
		dot11_element_write(writer, DOT11_ELEMENT_RSNX, &body, sizeof(body));
}
