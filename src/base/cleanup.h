/* Ownership that the compiler follows: a variable that frees what it holds when it leaves its scope. */
#pragma once

#include <stdlib.h>
#include <unistd.h>

#define cleanup(function) __attribute__((__cleanup__(function)))

/* Takes the value out of an owning variable, which then owns nothing. */
#define take_ptr(variable)                          \
	({                                          \
		__typeof__(variable) taken_ = (variable); \
		(variable) = NULL;                  \
		taken_;                             \
	})

#define take_fd(variable)               \
	({                              \
		int taken_ = (variable); \
		(variable) = -1;        \
		taken_;                 \
	})

/* Makes cleanup_NAME() of a destructor that takes a pointer, NULL allowed. */
#define define_cleanup(type, name, destroy)                    \
	static inline void cleanup_##name(type **object)       \
	{                                                      \
		if (*object)                                   \
			destroy(*object);                      \
	}                                                      \
	struct cleanup_##name##_needs_a_semicolon

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

static inline void cleanup_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#define _auto_free_ cleanup(cleanup_free)
#define _auto_fd_ cleanup(cleanup_fd)

#define array_size(array) (sizeof(array) / sizeof((array)[0]))
