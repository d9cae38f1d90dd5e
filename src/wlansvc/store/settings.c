#include "wlansvc/store/database.h"

#include <errno.h>
#include <string.h>

/* Global settings have the empty interface. */
static void bind_key(sqlite3_stmt *statement, const struct guid *interface, const char *name)
{
	if (interface)
		sqlite3_bind_blob(statement, 1, interface->b, sizeof(interface->b), SQLITE_STATIC);
	else
		sqlite3_bind_zeroblob(statement, 1, 0);
	sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
}

int store_set_setting(struct store *store, const struct guid *interface, const char *name, const char *value)
{
	_statement_ *statement = NULL;
	int r;

	if (strlen(name) > STORE_MAX_SETTING || strlen(value) > STORE_MAX_SETTING)
		return -E2BIG;
	r = database_prepare(store->db,
			     "INSERT INTO settings (interface, name, value) VALUES (?1, ?2, ?3) "
			     "ON CONFLICT (interface, name) DO UPDATE SET value = excluded.value",
			     &statement);
	if (r < 0)
		return r;
	bind_key(statement, interface, name);
	sqlite3_bind_text(statement, 3, value, -1, SQLITE_STATIC);
	r = database_step(store->db, statement); /* a transaction of its own */
	return r < 0 ? r : 0;
}

int store_get_setting(struct store *store, const struct guid *interface, const char *name, char **ret)
{
	_statement_ *statement = NULL;
	const char *text;
	char *value;
	int r;

	r = database_prepare(store->db, "SELECT value FROM settings WHERE interface = ?1 AND name = ?2", &statement);
	if (r < 0)
		return r;
	bind_key(statement, interface, name);
	r = database_step(store->db, statement);
	if (r < 0)
		return r;
	if (r == 0)
		return STORE_E_NOT_FOUND;
	text = (const char *)sqlite3_column_text(statement, 0);
	value = text ? strdup(text) : NULL;
	if (!value)
		return -ENOMEM;
	*ret = value;
	return 0;
}
