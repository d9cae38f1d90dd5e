#include "wlansvc/store/database.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"

static int clear_list(sqlite3 *db, uint32_t list)
{
	_statement_ *statement = NULL;
	int r = database_prepare(db, "DELETE FROM filters WHERE list = ?1", &statement);

	if (r < 0)
		return r;
	sqlite3_bind_int64(statement, 1, list);
	return database_step(db, statement);
}

static int add_entries(sqlite3 *db, uint32_t list, const struct store_filter *entries, size_t n)
{
	_statement_ *statement = NULL;
	int r = database_prepare(db, "INSERT INTO filters (list, position, ssid, bss_type) VALUES (?1, ?2, ?3, ?4)", &statement);

	for (size_t i = 0; r == 0 && i < n; i++) {
		sqlite3_reset(statement);
		sqlite3_bind_int64(statement, 1, list);
		sqlite3_bind_int64(statement, 2, (sqlite3_int64)i);
		if (entries[i].ssid.size > 0)
			sqlite3_bind_blob(statement, 3, entries[i].ssid.bytes, entries[i].ssid.size, SQLITE_STATIC);
		else
			sqlite3_bind_zeroblob(statement, 3, 0);
		sqlite3_bind_int64(statement, 4, entries[i].bss_type);
		r = database_step(db, statement);
	}
	return r;
}

int store_set_filters(struct store *store, uint32_t list, const struct store_filter *entries, size_t n)
{
	int r;

	if (n > STORE_MAX_FILTERS)
		return -EDQUOT;
	r = database_begin(store->db);
	if (r < 0)
		return r;
	r = clear_list(store->db, list);
	if (r == 0)
		r = add_entries(store->db, list, entries, n);
	if (r < 0) {
		database_rollback(store->db);
		return r;
	}
	return database_commit(store->db);
}

int store_get_filters(struct store *store, uint32_t list, struct store_filter **ret, size_t *ret_n)
{
	_auto_free_ struct store_filter *entries = calloc(STORE_MAX_FILTERS, sizeof(*entries));
	_statement_ *statement = NULL;
	size_t n = 0;
	int r;

	if (!entries)
		return -ENOMEM;
	r = database_prepare(store->db, "SELECT ssid, bss_type FROM filters WHERE list = ?1 ORDER BY position", &statement);
	if (r < 0)
		return r;
	sqlite3_bind_int64(statement, 1, list);
	while ((r = database_step(store->db, statement)) > 0) {
		int size = sqlite3_column_bytes(statement, 0);

		if (n == STORE_MAX_FILTERS || size > (int)sizeof(entries[n].ssid.bytes))
			return -EUCLEAN;
		entries[n].ssid.size = (uint8_t)size;
		if (size > 0)
			memcpy(entries[n].ssid.bytes, sqlite3_column_blob(statement, 0), (size_t)size);
		entries[n++].bss_type = (uint32_t)sqlite3_column_int64(statement, 1);
	}
	if (r < 0)
		return r;
	*ret = take_ptr(entries);
	*ret_n = n;
	return 0;
}
