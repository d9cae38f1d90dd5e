#include "wlansvc/rpc/handle_table.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

#define N_BUCKETS 1024

struct handle_table {
	size_t limit, limit_per_owner, n;
	struct handle *first, *last;
	void (*closed)(const struct handle *handle, void *userdata);
	void *userdata;
	struct handle *buckets[N_BUCKETS];
};

int handle_table_new(struct handle_table **ret, size_t limit, size_t limit_per_owner)
{
	struct handle_table *table = calloc(1, sizeof(*table));

	if (!table)
		return -ENOMEM;
	table->limit = limit;
	table->limit_per_owner = limit_per_owner;
	*ret = table;
	return 0;
}

void handle_table_watch(struct handle_table *table, void (*closed)(const struct handle *handle, void *userdata), void *userdata)
{
	table->closed = closed;
	table->userdata = userdata;
}

struct handle_table *handle_table_free(struct handle_table *table)
{
	assert(!table || table->n == 0);
	free(table);
	return NULL;
}

static struct handle *find_value(const struct handle_table *table, uint64_t value)
{
	struct handle *handle = table->buckets[value % N_BUCKETS];

	while (handle && handle->value != value)
		handle = handle->next_in_bucket;
	return handle;
}

/* Random, so that a number of another session or of an earlier life of the service is no handle of this one. */
static int choose_value(const struct handle_table *table, uint64_t *ret)
{
	uint64_t value;

	do {
		if (getrandom(&value, sizeof(value), 0) != sizeof(value))
			return errno > 0 ? -errno : -EIO;
	} while (value == 0 || value == UINT64_MAX || find_value(table, value));
	*ret = value;
	return 0;
}

int handle_table_open(struct handle_table *table, void *owner, uint32_t version, struct handle **ret)
{
	struct handle *handle, **bucket;
	uint64_t value;
	int r;

	if (table->n >= table->limit || handle_table_count(table, owner) >= table->limit_per_owner)
		return HANDLE_TABLE_E_FULL;
	r = choose_value(table, &value);
	if (r < 0)
		return r;
	handle = calloc(1, sizeof(*handle));
	if (!handle)
		return -ENOMEM;
	handle->value = value;
	handle->owner = owner;
	handle->version = version;
	bucket = &table->buckets[value % N_BUCKETS];
	handle->next_in_bucket = *bucket;
	*bucket = handle;
	handle->previous = table->last;
	if (table->last)
		table->last->next = handle;
	else
		table->first = handle;
	table->last = handle;
	table->n++;
	*ret = handle;
	return 0;
}

struct handle *handle_table_find(const struct handle_table *table, const void *owner, uint64_t value)
{
	struct handle *handle = find_value(table, value);

	return handle && handle->owner == owner ? handle : NULL;
}

void handle_table_close(struct handle_table *table, struct handle *handle)
{
	struct handle **at = &table->buckets[handle->value % N_BUCKETS];

	if (table->closed)
		table->closed(handle, table->userdata);
	while (*at != handle)
		at = &(*at)->next_in_bucket;
	*at = handle->next_in_bucket;
	if (handle->previous)
		handle->previous->next = handle->next;
	else
		table->first = handle->next;
	if (handle->next)
		handle->next->previous = handle->previous;
	else
		table->last = handle->previous;
	table->n--;
	free(handle);
}

size_t handle_table_release(struct handle_table *table, const void *owner)
{
	struct handle *handle = table->first;
	size_t n = 0;

	while (handle) {
		struct handle *next = handle->next;

		if (handle->owner == owner) {
			handle_table_close(table, handle);
			n++;
		}
		handle = next;
	}
	return n;
}

size_t handle_table_count(const struct handle_table *table, const void *owner)
{
	size_t n = 0;

	for (const struct handle *handle = table->first; handle; handle = handle->next)
		n += handle->owner == owner;
	return n;
}

struct handle *handle_table_next(const struct handle_table *table, const struct handle *handle)
{
	return handle ? handle->next : table->first;
}
