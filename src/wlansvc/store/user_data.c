/* What programs keep with a profile: custom data, credentials of EAP. And the order and names of profiles. */
#include "wlansvc/store/database.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/secret.h"

#define ALL_USERS (-1)

static int64_t user_to_column(uid_t user)
{
	return user == STORE_ALL_USERS ? ALL_USERS : (int64_t)user;
}

static void bind_profile(sqlite3_stmt *statement, const struct guid *interface, const char *name)
{
	sqlite3_bind_blob(statement, 1, interface->b, sizeof(interface->b), SQLITE_STATIC);
	sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
}

static void bind_bytes(sqlite3_stmt *statement, int at, const void *data, size_t size)
{
	if (size > 0)
		sqlite3_bind_blob64(statement, at, data, size, SQLITE_STATIC);
	else
		sqlite3_bind_zeroblob(statement, at, 0);
}

/* Return: 0; -ENOMEM. An empty blob gives memory of its own, too. */
static int take_bytes(sqlite3_stmt *statement, int column, uint8_t **ret, size_t *ret_size)
{
	size_t size = (size_t)sqlite3_column_bytes(statement, column);
	const void *data = sqlite3_column_blob(statement, column);
	uint8_t *copy = malloc(size + 1);

	if (!copy || (size > 0 && !data)) {
		free(copy);
		return -ENOMEM;
	}
	if (size > 0)
		memcpy(copy, data, size);
	*ret = copy;
	*ret_size = size;
	return 0;
}

/* --- custom data --- */

int store_set_custom_data(struct store *store, const struct guid *interface, const char *name, const void *data, size_t size)
{
	_statement_ *statement = NULL;
	int r;

	if (size > STORE_MAX_USER_DATA)
		return -E2BIG;
	if (policy_has(store, name))
		return -EACCES;
	r = database_prepare(store->db, "UPDATE profiles SET custom_data = ?3 WHERE interface = ?1 AND name = ?2", &statement);
	if (r < 0)
		return r;
	bind_profile(statement, interface, name);
	if (size > 0)
		bind_bytes(statement, 3, data, size);
	r = database_step(store->db, statement);
	if (r < 0)
		return r;
	return sqlite3_changes(store->db) > 0 ? 0 : STORE_E_NOT_FOUND;
}

int store_get_custom_data(struct store *store, const struct guid *interface, const char *name, uint8_t **ret, size_t *ret_size)
{
	_statement_ *statement = NULL;
	int r;

	/* What a hidden profile of that name has is not for the one of policy. */
	if (policy_has(store, name))
		return STORE_E_NOT_FOUND;
	r = database_prepare(store->db,
			     "SELECT custom_data FROM profiles WHERE interface = ?1 AND name = ?2 AND custom_data IS NOT NULL",
			     &statement);
	if (r < 0)
		return r;
	bind_profile(statement, interface, name);
	r = database_step(store->db, statement);
	if (r < 0)
		return r;
	return r ? take_bytes(statement, 0, ret, ret_size) : STORE_E_NOT_FOUND;
}

/* --- credentials of EAP --- */

/*
 * The vault seals what fits a struct secret; credentials may be longer, so they are sealed piece by piece. Each piece is preceded by the
 * length of its sealed form.
 */
static int seal(const struct vault *vault, const void *data, size_t size, uint8_t **ret, size_t *ret_size)
{
	size_t n_pieces = size / SECRET_MAX + 1, used = 0;
	_auto_free_ uint8_t *sealed = malloc(n_pieces * (2 + SECRET_MAX + VAULT_OVERHEAD));
	const uint8_t *at = data;

	if (!sealed)
		return -ENOMEM;
	do {
		_cleanup_secret_ struct secret piece = { 0 };
		size_t part = size < SECRET_MAX ? size : SECRET_MAX, sealed_size;
		int r = secret_set(&piece, at, part);

		if (r == 0)
			r = vault_seal(vault, &piece, sealed + used + 2, &sealed_size);
		if (r < 0)
			return r;
		sealed[used] = (uint8_t)(sealed_size & 0xff);
		sealed[used + 1] = (uint8_t)(sealed_size >> 8);
		used += 2 + sealed_size;
		at += part;
		size -= part;
	} while (size > 0);
	*ret = take_ptr(sealed);
	*ret_size = used;
	return 0;
}

/* @ret: room for @size bytes. Return: 0; -EBADMSG. */
static int unseal(const struct vault *vault, const void *sealed, size_t size, uint8_t *ret, size_t *ret_size)
{
	struct reader r = reader_over(sealed, size);
	size_t used = 0;

	while (r.left > 0) {
		_cleanup_secret_ struct secret piece = { 0 };
		uint16_t n = reader_le16(&r);
		const uint8_t *at = reader_bytes(&r, n);
		int error = at ? vault_unseal(vault, at, n, &piece) : -EBADMSG;

		if (error < 0)
			return error;
		if (piece.size > size - used)
			return -EBADMSG;
		memcpy(ret + used, piece.bytes, piece.size);
		used += piece.size;
	}
	*ret_size = used;
	return 0;
}

int store_set_eap_data(struct store *store, const struct guid *interface, const char *name, const struct store_eap_data *eap)
{
	_statement_ *statement = NULL;
	_auto_free_ uint8_t *sealed = NULL;
	size_t size;
	int r;

	if (eap->size > STORE_MAX_USER_DATA || eap->method_size > sizeof(eap->method))
		return -E2BIG;
	if (policy_has(store, name))
		return -EACCES;
	r = seal(store->vault, eap->data, eap->size, &sealed, &size);
	if (r < 0)
		return r;
	r = database_prepare(store->db,
			     "INSERT INTO eap_user_data (interface, name, user, is_xml, method, sealed) "
			     "SELECT ?1, ?2, ?3, ?4, ?5, ?6 FROM profiles WHERE interface = ?1 AND name = ?2 "
			     "ON CONFLICT (interface, name, user) DO UPDATE SET is_xml = excluded.is_xml, method = excluded.method, "
			     "sealed = excluded.sealed",
			     &statement);
	if (r < 0)
		return r;
	bind_profile(statement, interface, name);
	sqlite3_bind_int64(statement, 3, user_to_column(eap->user));
	sqlite3_bind_int(statement, 4, eap->is_xml);
	bind_bytes(statement, 5, eap->method, eap->method_size);
	bind_bytes(statement, 6, sealed, size);
	r = database_step(store->db, statement);
	if (r < 0)
		return r;
	return sqlite3_changes(store->db) > 0 ? 0 : STORE_E_NOT_FOUND;
}

int store_get_eap_data(struct store *store, const struct guid *interface, const char *name, uid_t user, struct store_eap_data *ret)
{
	_statement_ *statement = NULL;
	_auto_free_ uint8_t *data = NULL;
	size_t size, sealed_size, method_size;
	int r;

	if (policy_has(store, name))
		return STORE_E_NOT_FOUND;
	/* A user's own credentials beat those for all. */
	r = database_prepare(store->db,
			     "SELECT user, is_xml, method, sealed FROM eap_user_data WHERE interface = ?1 AND name = ?2 "
			     "AND (user = -1 OR user = ?3) ORDER BY user DESC",
			     &statement);
	if (r < 0)
		return r;
	bind_profile(statement, interface, name);
	sqlite3_bind_int64(statement, 3, user_to_column(user));
	r = database_step(store->db, statement);
	if (r <= 0)
		return r < 0 ? r : STORE_E_NOT_FOUND;
	method_size = (size_t)sqlite3_column_bytes(statement, 2);
	sealed_size = (size_t)sqlite3_column_bytes(statement, 3);
	if (method_size > sizeof(ret->method))
		return -EUCLEAN;
	data = malloc(sealed_size + 1);
	if (!data)
		return -ENOMEM;
	r = unseal(store->vault, sqlite3_column_blob(statement, 3), sealed_size, data, &size);
	if (r < 0)
		return r;
	*ret = (struct store_eap_data){
		.user = sqlite3_column_int64(statement, 0) == ALL_USERS ? STORE_ALL_USERS : (uid_t)sqlite3_column_int64(statement, 0),
		.is_xml = sqlite3_column_int(statement, 1),
		.method_size = method_size,
		.data = take_ptr(data),
		.size = size,
	};
	if (method_size > 0)
		memcpy(ret->method, sqlite3_column_blob(statement, 2), method_size);
	return 0;
}

void store_eap_data_clear(struct store_eap_data *eap)
{
	if (eap->data)
		secret_wipe_bytes(eap->data, eap->size);
	free(eap->data);
	*eap = (struct store_eap_data){ 0 };
}

int store_delete_eap_data(struct store *store, const struct guid *interface, const char *name, uid_t user)
{
	_statement_ *statement = NULL;
	int r;

	if (policy_has(store, name))
		return -EACCES;
	r = database_prepare(store->db, "DELETE FROM eap_user_data WHERE interface = ?1 AND name = ?2 AND user = ?3", &statement);
	if (r < 0)
		return r;
	bind_profile(statement, interface, name);
	sqlite3_bind_int64(statement, 3, user_to_column(user));
	return database_step(store->db, statement);
}

/* --- order and names --- */

/*
 * The places of the profiles that @viewer sees are dealt out anew; those of other users' profiles, which it does not see, stay.
 */
static int order_in_transaction(struct store *store, const struct guid *interface, const char *const *names, size_t n)
{
	_auto_free_ int64_t *places = calloc(n, sizeof(*places));
	_statement_ *read = NULL;
	_statement_ *write = NULL;
	sqlite3 *db = store->db;
	size_t n_places = 0;
	int r;

	if (!places)
		return -ENOMEM;
	r = database_prepare(db, "SELECT position FROM profiles WHERE interface = ?1 AND name = ?2", &read);
	if (r == 0)
		r = database_prepare(db, "UPDATE profiles SET position = ?3 WHERE interface = ?1 AND name = ?2", &write);
	for (size_t i = 0; r >= 0 && i < n; i++) {
		size_t at = n_places;
		int64_t place;

		/* Those of policy have their places above all others. */
		if (policy_has(store, names[i]))
			continue;
		sqlite3_reset(read);
		bind_profile(read, interface, names[i]);
		r = database_step(db, read);
		if (r <= 0)
			return r < 0 ? r : STORE_E_NOT_FOUND;
		place = sqlite3_column_int64(read, 0);
		for (; at > 0 && places[at - 1] > place; at--)
			places[at] = places[at - 1];
		places[at] = place;
		n_places++;
	}
	for (size_t i = 0, at = 0; r >= 0 && i < n; i++) {
		if (policy_has(store, names[i]))
			continue;
		sqlite3_reset(write);
		bind_profile(write, interface, names[i]);
		sqlite3_bind_int64(write, 3, places[at++]);
		r = database_step(db, write);
	}
	return r;
}

int store_order_profiles(struct store *store, const struct guid *interface, const char *const *names, size_t n)
{
	int r;

	if (n == 0)
		return 0;
	r = database_begin(store->db);
	if (r < 0)
		return r;
	r = order_in_transaction(store, interface, names, n);
	if (r != 0) {
		database_rollback(store->db);
		return r;
	}
	return database_commit(store->db);
}

/* Return: 1 if there is one, whoever owns it. */
static int exists(sqlite3 *db, const struct guid *interface, const char *name)
{
	_statement_ *statement = NULL;
	int r = database_prepare(db, "SELECT 1 FROM profiles WHERE interface = ?1 AND name = ?2", &statement);

	if (r < 0)
		return r;
	bind_profile(statement, interface, name);
	return database_step(db, statement);
}

static int rename_in_transaction(sqlite3 *db, const struct guid *interface, const char *old_name, const struct profile *renamed)
{
	_statement_ *statement = NULL;
	int r = exists(db, interface, renamed->name);

	if (r != 0)
		return r < 0 ? r : STORE_E_EXISTS;
	r = database_prepare(db, "UPDATE profiles SET name = ?3, xml = ?4 WHERE interface = ?1 AND name = ?2", &statement);
	if (r < 0)
		return r;
	bind_profile(statement, interface, old_name);
	sqlite3_bind_text(statement, 3, renamed->name, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 4, renamed->xml, -1, SQLITE_STATIC);
	r = database_step(db, statement);
	if (r < 0)
		return r;
	return sqlite3_changes(db) > 0 ? 0 : STORE_E_NOT_FOUND;
}

int store_rename_profile(struct store *store, const struct guid *interface, uid_t viewer, const char *old_name, const char *new_name)
{
	struct store_profile entry = { 0 };
	int r = store_get_profile(store, interface, viewer, old_name, &entry);

	if (r != 0)
		return r;
	r = entry.is_group_policy ? -EACCES : policy_has(store, new_name) ? STORE_E_EXISTS : profile_rename(entry.profile, new_name);
	if (r == 0)
		r = database_begin(store->db);
	if (r == 0) {
		r = rename_in_transaction(store->db, interface, old_name, entry.profile);
		if (r == 0)
			r = database_commit(store->db);
		else
			database_rollback(store->db);
	}
	store_profile_clear(&entry);
	return r;
}
