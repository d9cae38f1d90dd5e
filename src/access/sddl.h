/*
 * Security descriptors and their text, SDDL: "O:SYG:SYD:P(A;;0x20021;;;BU)(D;;0x40;;;S-1-22-1-1000)".
 *
 * A descriptor is a plain structure: who owns the object, and the list (DACL) of who may and may not do what. Text comes from
 * clients, so the reader has limits and no memory of its own.
 *
 * Not supported, and refused as such: entries for objects of a directory (OA, OD), conditional entries (XA, XD, ZA), entries that
 * audit or label (S: with entries), names of a domain's accounts (DA, LA, ...): a machine has no domain here.
 *
 * Source: Security Descriptor Definition Language for Conditional ACEs, Security Descriptor String Format, ACE Strings, SID
 * Strings.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SID_MAX_SUBAUTHORITIES 15

/* A name of somebody or of many: S-1-authority-subauthority-... */
struct sid {
	uint64_t authority; /* 48 bits */
	uint8_t n;	    /* subauthorities */
	uint32_t sub[SID_MAX_SUBAUTHORITIES];
};

bool sid_equal(const struct sid *a, const struct sid *b);

enum access_type {
	ACCESS_ALLOW,
	ACCESS_DENY,
};

/* Flags of an entry, as in an ACE header. */
#define ACCESS_INHERIT_ONLY 0x08 /* not for the object itself */

struct access_entry {
	enum access_type type;
	uint8_t flags;
	uint32_t mask; /* as written: generic rights are not mapped yet */
	struct sid sid;
};

#define ACCESS_MAX_ENTRIES 64
#define SDDL_MAX 4096 /* bytes of a text without its end */

/* Control bits of the list. */
#define ACCESS_DACL_PROTECTED 0x1      /* P */
#define ACCESS_DACL_AUTO_REQUEST 0x2   /* AR */
#define ACCESS_DACL_AUTO_INHERITED 0x4 /* AI */

struct access_descriptor {
	bool has_owner, has_group;
	struct sid owner, group;
	bool has_dacl;	   /* no list at all lets everybody do everything; an empty one lets nobody do anything */
	bool is_null_dacl; /* NO_ACCESS_CONTROL: there is a list in the text, and it is none */
	uint8_t dacl_flags;
	size_t n_entries;
	struct access_entry entries[ACCESS_MAX_ENTRIES]; /* in the order of the text, which is the order of the check */
};

enum sddl_outcome {
	SDDL_E_MALFORMED = 1,
	SDDL_E_UNSUPPORTED, /* understood, but nothing here could enforce it */
};

struct sddl_defect {
	size_t at; /* byte of the text */
	const char *sentence;
};

/**
 * sddl_read() - make a descriptor of its text
 * @text:       ends with NUL; ASCII, anything else is malformed
 * @ret_defect: written with a positive result only
 *
 * Return: 0; SDDL_E_MALFORMED, also for a text or a list that is too long; SDDL_E_UNSUPPORTED.
 */
int sddl_read(const char *text, struct access_descriptor *ret, struct sddl_defect *ret_defect);

/**
 * sddl_write() - the text of a descriptor
 * @ret: room for SDDL_MAX + 1
 *
 * Accounts that have one get their two letters, masks are hexadecimal: sddl_read() makes the same descriptor of it.
 *
 * Return: 0; -ENOBUFS: it would be longer than SDDL_MAX, as masks in digits can be longer than in letters.
 */
int sddl_write(const struct access_descriptor *descriptor, char *ret);

/* "S-1-5-32-544" or two letters; all of @text. Return: 0; SDDL_E_MALFORMED; SDDL_E_UNSUPPORTED. */
int sid_read(const char *text, struct sid *ret);
