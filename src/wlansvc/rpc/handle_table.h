/*
 * Handles of clients: random numbers that are looked up and never dereferenced. Each belongs to one owner (a connection) and is
 * unknown to every other.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct handle_table;

enum handle_table_outcome {
	HANDLE_TABLE_E_FULL = 1, /* the owner or the table has reached its limit */
};

/* What a handle has asked to be told, and what it was told last. */
struct handle_registration {
	uint32_t sources; /* mask of WLAN_NOTIFICATION_SOURCE_...; 0: nothing */
	bool ignores_duplicates;
	uint64_t last; /* digest of the last notification that the mask let through */
};

struct handle {
	uint64_t value;
	void *owner;
	uint32_t version; /* negotiated: 1 or 2 */
	struct handle_registration registration;
	struct handle *next_in_bucket;
	struct handle *next, *previous;
};

/* Limits: handles in all, and of one owner. Return: 0; -ENOMEM. */
int handle_table_new(struct handle_table **ret, size_t limit, size_t limit_per_owner);
/* Told of every handle that is closed, while it can still be read. */
void handle_table_watch(struct handle_table *table, void (*closed)(const struct handle *handle, void *userdata), void *userdata);
/* Every handle must have been closed. */
struct handle_table *handle_table_free(struct handle_table *table);

/* Return: 0; HANDLE_TABLE_E_FULL; -ENOMEM; negative errno of getrandom(). */
int handle_table_open(struct handle_table *table, void *owner, uint32_t version, struct handle **ret);

/* Return: NULL if @owner has no such handle. */
struct handle *handle_table_find(const struct handle_table *table, const void *owner, uint64_t value);

void handle_table_close(struct handle_table *table, struct handle *handle);

/* Closes all of @owner. Return: how many there were. */
size_t handle_table_release(struct handle_table *table, const void *owner);

size_t handle_table_count(const struct handle_table *table, const void *owner);

/* All handles, oldest first: start with NULL. Return: NULL after the last. */
struct handle *handle_table_next(const struct handle_table *table, const struct handle *handle);
