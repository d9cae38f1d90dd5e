#include "access/sddl.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"

/* --- names --- */

#define NT(...) .authority = 5, .n = sizeof((uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t), .sub = { __VA_ARGS__ }
#define BUILTIN(rid) NT(32, rid)

/* The accounts that every machine has. Source: SID Strings; Well-known SIDs. */
static const struct {
	char letters[3];
	struct sid sid;
} accounts[] = {
	{ "WD", { 1, 1, { 0 } } },     /* everyone */
	{ "CO", { 3, 1, { 0 } } },     /* creator owner */
	{ "CG", { 3, 1, { 1 } } },     /* creator group */
	{ "OW", { 3, 1, { 4 } } },     /* owner rights */
	{ "NU", { NT(2) } },	       /* network logon */
	{ "IU", { NT(4) } },	       /* logged on interactively */
	{ "SU", { NT(6) } },	       /* logged on as a service */
	{ "AN", { NT(7) } },	       /* anonymous */
	{ "ED", { NT(9) } },	       /* enterprise domain controllers */
	{ "PS", { NT(10) } },	       /* principal self */
	{ "AU", { NT(11) } },	       /* authenticated users */
	{ "RC", { NT(12) } },	       /* restricted code */
	{ "SY", { NT(18) } },	       /* the system */
	{ "LS", { NT(19) } },	       /* local service */
	{ "NS", { NT(20) } },	       /* network service */
	{ "WR", { NT(33) } },	       /* write restricted code */
	{ "BA", { BUILTIN(544) } },    /* administrators */
	{ "BU", { BUILTIN(545) } },    /* users */
	{ "BG", { BUILTIN(546) } },    /* guests */
	{ "PU", { BUILTIN(547) } },    /* power users */
	{ "AO", { BUILTIN(548) } },    /* account operators */
	{ "SO", { BUILTIN(549) } },    /* server operators */
	{ "PO", { BUILTIN(550) } },    /* print operators */
	{ "BO", { BUILTIN(551) } },    /* backup operators */
	{ "RE", { BUILTIN(552) } },    /* replicator */
	{ "RU", { BUILTIN(554) } },    /* compatible with older systems */
	{ "RD", { BUILTIN(555) } },    /* remote desktop users */
	{ "NO", { BUILTIN(556) } },    /* network configuration operators */
	{ "MU", { BUILTIN(558) } },    /* performance monitor users */
	{ "LU", { BUILTIN(559) } },    /* performance log users */
	{ "IS", { BUILTIN(568) } },    /* internet users */
	{ "CY", { BUILTIN(569) } },    /* cryptographic operators */
	{ "ER", { BUILTIN(573) } },    /* event log readers */
	{ "CD", { BUILTIN(574) } },    /* certificate service access */
	{ "AC", { 15, 2, { 2, 1 } } }, /* all application packages */
};

/* Of a domain, or of the machine as if it were one: their numbers begin with one that a machine here does not have. */
static const char domain_accounts[][3] = { "AA", "AP", "CA", "CN", "DA", "DC", "DD", "DG", "DU", "EA", "EK", "HA",
					   "KA", "LA", "LG", "MS", "PA", "RA", "RM", "RO", "RS", "SA", "UD" };

static const struct {
	char letters[3];
	uint32_t mask;
} rights[] = {
	{ "GA", 0x10000000 }, { "GR", 0x80000000 }, { "GW", 0x40000000 }, { "GX", 0x20000000 }, /* generic */
	{ "RC", 0x00020000 }, { "SD", 0x00010000 }, { "WD", 0x00040000 }, { "WO", 0x00080000 }, /* standard */
	{ "CC", 0x00000001 }, { "DC", 0x00000002 }, { "LC", 0x00000004 }, { "SW", 0x00000008 }, /* of the object, by bits */
	{ "RP", 0x00000010 }, { "WP", 0x00000020 }, { "DT", 0x00000040 }, { "LO", 0x00000080 },
	{ "CR", 0x00000100 }, { "FA", 0x001f01ff }, { "FR", 0x00120089 }, { "FW", 0x00120116 }, /* of files */
	{ "FX", 0x001200a0 }, { "KA", 0x000f003f }, { "KR", 0x00020019 }, { "KW", 0x00020006 }, /* of registry keys */
	{ "KX", 0x00020019 },
};

static const struct {
	char letters[3];
	uint8_t flag;
} entry_flags[] = {
	{ "OI", 0x01 }, { "CI", 0x02 }, { "NP", 0x04 }, { "IO", ACCESS_INHERIT_ONLY },
	{ "ID", 0x10 }, { "SA", 0x40 }, { "FA", 0x80 },
};

bool sid_equal(const struct sid *a, const struct sid *b)
{
	return a->authority == b->authority && a->n == b->n && memcmp(a->sub, b->sub, a->n * sizeof(a->sub[0])) == 0;
}

/* --- reading --- */

/* A failure sticks: reads after it give nothing, and the first defect is the one that is told. */
struct text {
	const char *start, *at;
	int result;
	struct sddl_defect defect;
};

static void fail(struct text *text, int result, const char *sentence)
{
	if (text->result != 0)
		return;
	text->result = result;
	text->defect = (struct sddl_defect){ .at = (size_t)(text->at - text->start), .sentence = sentence };
}

static void skip_blanks(struct text *text)
{
	while (*text->at == ' ' || *text->at == '\t' || *text->at == '\r' || *text->at == '\n')
		text->at++;
}

static bool take(struct text *text, const char *word)
{
	size_t size = strlen(word);

	if (text->result != 0 || strncasecmp(text->at, word, size) != 0)
		return false;
	text->at += size;
	return true;
}

static void expect(struct text *text, const char *word, const char *sentence)
{
	skip_blanks(text);
	if (!take(text, word))
		fail(text, SDDL_E_MALFORMED, sentence);
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* Digits of @base, at least one. */
static uint64_t take_digits(struct text *text, unsigned base, uint64_t max)
{
	uint64_t value = 0;
	bool is_any = false;

	while (text->result == 0 && (unsigned)digit_value(*text->at) < base) {
		value = value * base + (unsigned)digit_value(*text->at);
		is_any = true;
		if (value > max) {
			fail(text, SDDL_E_MALFORMED, "a number is too big");
			return 0;
		}
		text->at++;
	}
	if (!is_any)
		fail(text, SDDL_E_MALFORMED, "a number is missing");
	return text->result == 0 ? value : 0;
}

/* As in C: 0x is hexadecimal, a leading 0 octal. */
static uint64_t take_number(struct text *text, uint64_t max)
{
	if (take(text, "0x"))
		return take_digits(text, 16, max);
	return take_digits(text, *text->at == '0' ? 8 : 10, max);
}

/* After "S-1-". */
static void take_sid_numbers(struct text *text, struct sid *ret)
{
	*ret = (struct sid){ .authority = take(text, "0x") ? take_digits(text, 16, (UINT64_C(1) << 48) - 1)
							   : take_digits(text, 10, UINT32_MAX) };
	while (text->result == 0 && take(text, "-")) {
		if (ret->n == SID_MAX_SUBAUTHORITIES) {
			fail(text, SDDL_E_MALFORMED, "a SID has more than 15 subauthorities");
			return;
		}
		ret->sub[ret->n++] = (uint32_t)take_digits(text, 10, UINT32_MAX);
	}
	if (ret->n == 0)
		fail(text, SDDL_E_MALFORMED, "a SID has no subauthority");
}

static void take_sid(struct text *text, struct sid *ret)
{
	skip_blanks(text);
	if (take(text, "S-1-")) {
		take_sid_numbers(text, ret);
		return;
	}
	for (size_t i = 0; i < array_size(accounts); i++)
		if (take(text, accounts[i].letters)) {
			*ret = accounts[i].sid;
			return;
		}
	for (size_t i = 0; i < array_size(domain_accounts); i++)
		if (take(text, domain_accounts[i]))
			fail(text, SDDL_E_UNSUPPORTED, "the account is a domain's, and there is no domain");
	fail(text, SDDL_E_MALFORMED, "there is no such account");
}

static uint32_t take_rights(struct text *text)
{
	uint32_t mask = 0;
	bool was_found = true;

	skip_blanks(text);
	if (*text->at >= '0' && *text->at <= '9')
		return (uint32_t)take_number(text, UINT32_MAX);
	while (was_found) {
		was_found = false;
		for (size_t i = 0; i < array_size(rights) && !was_found; i++)
			if (take(text, rights[i].letters)) {
				mask |= rights[i].mask;
				was_found = true;
			}
	}
	return mask;
}

static uint8_t take_entry_flags(struct text *text)
{
	bool was_found = true;
	uint8_t flags = 0;

	while (was_found) {
		was_found = false;
		skip_blanks(text);
		for (size_t i = 0; i < array_size(entry_flags) && !was_found; i++)
			if (take(text, entry_flags[i].letters)) {
				flags |= entry_flags[i].flag;
				was_found = true;
			}
	}
	return flags;
}

static void take_type(struct text *text, enum access_type *ret)
{
	static const char *const unsupported[] = { "OA", "OD", "XA", "XD", "ZA" };

	skip_blanks(text);
	for (size_t i = 0; i < array_size(unsupported); i++)
		if (take(text, unsupported[i]))
			fail(text, SDDL_E_UNSUPPORTED, "entries are A or D: no directory objects, no conditions");
	if (take(text, "A"))
		*ret = ACCESS_ALLOW;
	else if (take(text, "D"))
		*ret = ACCESS_DENY;
	else
		fail(text, SDDL_E_MALFORMED, "an entry is of no known type");
}

/* After the parenthesis. */
static void take_entry(struct text *text, struct access_entry *ret)
{
	take_type(text, &ret->type);
	expect(text, ";", "an entry has a semicolon after its type");
	ret->flags = take_entry_flags(text);
	expect(text, ";", "an entry has a flag that is not known");
	ret->mask = take_rights(text);
	expect(text, ";", "an entry has a right that is not known");
	expect(text, ";", "an entry of type A or D has no object");
	expect(text, ";", "an entry of type A or D has no inherited object");
	take_sid(text, &ret->sid);
	expect(text, ")", "an entry does not end after its account");
}

static void take_dacl(struct text *text, struct access_descriptor *ret)
{
	static const struct {
		const char *word;
		uint8_t flag;
	} flags[] = { { "AR", ACCESS_DACL_AUTO_REQUEST }, { "AI", ACCESS_DACL_AUTO_INHERITED }, { "P", ACCESS_DACL_PROTECTED } };
	bool was_found = true;

	ret->has_dacl = true;
	while (was_found) {
		was_found = take(text, "NO_ACCESS_CONTROL");
		ret->is_null_dacl |= was_found;
		for (size_t i = 0; i < array_size(flags) && !was_found; i++)
			if (take(text, flags[i].word)) {
				ret->dacl_flags |= flags[i].flag;
				was_found = true;
			}
	}
	skip_blanks(text);
	while (take(text, "(")) {
		if (ret->n_entries == ACCESS_MAX_ENTRIES) {
			fail(text, SDDL_E_MALFORMED, "a list has more than 64 entries");
			return;
		}
		take_entry(text, &ret->entries[ret->n_entries++]);
		skip_blanks(text);
	}
	if (ret->is_null_dacl && ret->n_entries > 0)
		fail(text, SDDL_E_MALFORMED, "NO_ACCESS_CONTROL has no entries");
}

/* An empty one says nothing and is dropped. */
static void take_sacl(struct text *text)
{
	while (take(text, "AR") || take(text, "AI") || take(text, "P"))
		;
	skip_blanks(text);
	if (*text->at == '(')
		fail(text, SDDL_E_UNSUPPORTED, "nothing is audited or labelled here");
}

static void once(struct text *text, bool is_there)
{
	if (is_there)
		fail(text, SDDL_E_MALFORMED, "a part is there twice");
}

int sddl_read(const char *string, struct access_descriptor *ret, struct sddl_defect *ret_defect)
{
	struct access_descriptor descriptor = { 0 };
	struct text text = { .start = string, .at = string };
	bool has_sacl = false;

	if (strnlen(string, SDDL_MAX + 1) > SDDL_MAX)
		fail(&text, SDDL_E_MALFORMED, "the text is too long");
	skip_blanks(&text);
	while (text.result == 0 && *text.at) {
		if (take(&text, "O:")) {
			once(&text, descriptor.has_owner);
			take_sid(&text, &descriptor.owner);
			descriptor.has_owner = true;
		} else if (take(&text, "G:")) {
			once(&text, descriptor.has_group);
			take_sid(&text, &descriptor.group);
			descriptor.has_group = true;
		} else if (take(&text, "D:")) {
			once(&text, descriptor.has_dacl);
			take_dacl(&text, &descriptor);
		} else if (take(&text, "S:")) {
			once(&text, has_sacl);
			take_sacl(&text);
			has_sacl = true;
		} else {
			fail(&text, SDDL_E_MALFORMED, "O:, G:, D: or S: is expected");
		}
		skip_blanks(&text);
	}
	if (text.result != 0) {
		*ret_defect = text.defect;
		return text.result;
	}
	*ret = descriptor;
	return 0;
}

int sid_read(const char *string, struct sid *ret)
{
	struct text text = { .start = string, .at = string };
	struct sid sid;

	take_sid(&text, &sid);
	if (*text.at)
		fail(&text, SDDL_E_MALFORMED, "more than a SID");
	if (text.result == 0)
		*ret = sid;
	return text.result;
}

/* --- writing --- */

/* Goes on counting past the room, as base/bytes does. */
struct output {
	char *text;
	size_t size;
};

__attribute__((format(printf, 2, 3))) static void put(struct output *output, const char *format, ...)
{
	size_t room = output->size <= SDDL_MAX ? SDDL_MAX + 1 - output->size : 0;
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vsnprintf(room ? output->text + output->size : NULL, room, format, arguments);
	va_end(arguments);
	output->size += n > 0 ? (size_t)n : 0;
}

static void put_sid(struct output *output, const struct sid *sid)
{
	for (size_t i = 0; i < array_size(accounts); i++)
		if (sid_equal(sid, &accounts[i].sid)) {
			put(output, "%s", accounts[i].letters);
			return;
		}
	put(output, sid->authority > UINT32_MAX ? "S-1-0x%" PRIx64 : "S-1-%" PRIu64, sid->authority);
	for (size_t i = 0; i < sid->n; i++)
		put(output, "-%" PRIu32, sid->sub[i]);
}

static void put_entry(struct output *output, const struct access_entry *entry)
{
	put(output, "(%s;", entry->type == ACCESS_ALLOW ? "A" : "D");
	for (size_t i = 0; i < array_size(entry_flags); i++)
		if (entry->flags & entry_flags[i].flag)
			put(output, "%s", entry_flags[i].letters);
	put(output, ";0x%" PRIx32 ";;;", entry->mask);
	put_sid(output, &entry->sid);
	put(output, ")");
}

int sddl_write(const struct access_descriptor *descriptor, char *ret)
{
	struct output output = { .text = ret };

	ret[0] = 0;
	if (descriptor->has_owner) {
		put(&output, "O:");
		put_sid(&output, &descriptor->owner);
	}
	if (descriptor->has_group) {
		put(&output, "G:");
		put_sid(&output, &descriptor->group);
	}
	if (descriptor->has_dacl)
		put(&output, "D:%s%s%s%s", descriptor->dacl_flags & ACCESS_DACL_PROTECTED ? "P" : "",
		    descriptor->dacl_flags & ACCESS_DACL_AUTO_REQUEST ? "AR" : "",
		    descriptor->dacl_flags & ACCESS_DACL_AUTO_INHERITED ? "AI" : "",
		    descriptor->is_null_dacl ? "NO_ACCESS_CONTROL" : "");
	for (size_t i = 0; i < descriptor->n_entries; i++)
		put_entry(&output, &descriptor->entries[i]);
	return output.size <= SDDL_MAX ? 0 : -ENOBUFS;
}
