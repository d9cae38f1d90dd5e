/*
 * One call of every function of wlanapi.h, as data: what can be wrong with its arguments, and what it answers when nothing is.
 * Plain Win32 C, like the harness.
 */
#ifndef CALLS_H
#define CALLS_H

#include "harness.h"

enum {
	CALL_SINCE_2 = 1,	    /* clients of version 1 may not */
	CALL_INTERFACE = 2,	    /* takes an interface */
	CALL_RESERVED = 4,	    /* takes a reserved pointer */
	CALL_SIZE = 8,		    /* takes a size or a count, which can lie */
	CALL_SAYS_SERVICE = 16,	    /* documents ERROR_SERVICE_NOT_ACTIVE */
	CALL_SAYS_OUTOFMEMORY = 32, /* documents that name for want of memory */
	CALL_LOCAL = 64,	    /* never asks the service */
};

/* What a call is made with. */
struct arguments {
	HANDLE handle;
	const GUID *interface_guid;
	PVOID reserved;
	unsigned int missing; /* the pointer that is NULL, counted from 1; 0: none */
	BOOL lies;	      /* the size is 0xffffffff */
	LPCWSTR text;	      /* in the place of the text; NULL: its own */
};

struct function {
	const char *name;
	DWORD (*call)(const struct arguments *arguments);
	unsigned int flags;
	unsigned int n_pointers;    /* that must not be NULL, beside handle and interface */
	unsigned int text_units;    /* that it may read of its text, which then has no end; 0: it takes none */
	DWORD text_answer;	    /* to that */
	DWORD answer, other_answer; /* when nothing is wrong */
};

/* Those with a handle: closing handles and freeing memory is left out. */
extern const struct function every_function[];
extern const unsigned int n_every_function;

/* Everything right: @handle, and the profile "every" on @interface_guid, as calls_prepare() has left it. */
struct arguments right_arguments(HANDLE handle, const GUID *interface_guid);

/* Leaves one profile on the interface, "every". */
void calls_prepare(HANDLE handle, const GUID *interface_guid);

/* Makes the call and compares; notes the answer by its name. */
void expect_answer(const struct function *function, const struct arguments *arguments, const char *what, DWORD expected,
		   const char *name);
/* The same of an answer that is there already. */
void expect_was(const char *function, DWORD actual, DWORD expected, const char *name);
#define EXPECT_ANSWER_WAS(function, actual, expected) expect_was(function, actual, expected, #expected)
#define EXPECT_ANSWER(function, arguments, what, expected) expect_answer(function, arguments, what, expected, #expected)

#endif
