#include "wlansvc/store/database.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/log.h"

define_cleanup(struct profile, profile, profile_free);

#define ALL_USERS (-1) /* owner column */

static int64_t owner_to_column(uid_t owner)
{
	return owner == STORE_ALL_USERS ? ALL_USERS : (int64_t)owner;
}

static void bind_guid(sqlite3_stmt *statement, int at, const struct guid *interface)
{
	sqlite3_bind_blob(statement, at, interface->b, sizeof(interface->b), SQLITE_STATIC);
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
	sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

struct present {
	bool is_there, is_group_policy;
	int64_t owner;
};

/* Whose the name is, whoever asks. */
static int look_up(sqlite3 *db, const struct guid *interface, const char *name, struct present *ret)
{
	_statement_ *statement = NULL;
	int r;

	r = database_prepare(db, "SELECT owner, is_group_policy FROM profiles WHERE interface = ?1 AND name = ?2", &statement);
	if (r < 0)
		return r;
	bind_guid(statement, 1, interface);
	bind_text(statement, 2, name);
	r = database_step(db, statement);
	if (r < 0)
		return r;
	*ret = (struct present){ .is_there = r };
	if (r) {
		ret->owner = sqlite3_column_int64(statement, 0);
		ret->is_group_policy = sqlite3_column_int(statement, 1);
	}
	return 0;
}

static int count_profiles(sqlite3 *db, const struct guid *interface, int64_t *ret)
{
	_statement_ *statement = NULL;
	int r = database_prepare(db, "SELECT count(*) FROM profiles WHERE interface = ?1", &statement);

	if (r < 0)
		return r;
	bind_guid(statement, 1, interface);
	r = database_step(db, statement);
	if (r < 0)
		return r;
	*ret = r ? sqlite3_column_int64(statement, 0) : 0;
	return 0;
}

static int replace(sqlite3 *db, const struct guid *interface, const char *security, const struct profile *profile)
{
	_statement_ *statement = NULL;
	int r = database_prepare(db,
				 "UPDATE profiles SET xml = ?3, custom_data = NULL, security = coalesce(?4, security) "
				 "WHERE interface = ?1 AND name = ?2",
				 &statement);

	if (r < 0)
		return r;
	bind_guid(statement, 1, interface);
	bind_text(statement, 2, profile->name);
	bind_text(statement, 3, profile->xml);
	bind_text(statement, 4, security); /* NULL stays NULL */
	return database_step(db, statement);
}

/* On top of all others; group policy stands above them by its column. */
static int add(sqlite3 *db, const struct guid *interface, int64_t owner, const char *security, const struct profile *profile)
{
	_statement_ *statement = NULL;
	int64_t n;
	int r;

	r = count_profiles(db, interface, &n);
	if (r < 0)
		return r;
	if (n >= STORE_MAX_PROFILES)
		return -EDQUOT;
	r = database_prepare(db,
			     "INSERT INTO profiles (interface, name, owner, position, xml, security) VALUES (?1, ?2, ?3, "
			     "(SELECT coalesce(min(position), 0) - 1 FROM profiles WHERE interface = ?1), ?4, ?5)",
			     &statement);
	if (r < 0)
		return r;
	bind_guid(statement, 1, interface);
	bind_text(statement, 2, profile->name);
	sqlite3_bind_int64(statement, 3, owner);
	bind_text(statement, 4, profile->xml);
	bind_text(statement, 5, security);
	return database_step(db, statement);
}

static int set_in_transaction(sqlite3 *db, const struct guid *interface, int64_t owner, bool overwrite, const char *security,
			      const struct profile *profile)
{
	struct present present;
	int r = look_up(db, interface, profile->name, &present);

	if (r < 0)
		return r;
	if (!present.is_there)
		return add(db, interface, owner, security, profile);
	if (!overwrite || present.owner != owner || present.is_group_policy)
		return STORE_E_EXISTS;
	return replace(db, interface, security, profile);
}

/* Opens the protected key. Return: 0; STORE_E_FOREIGN_KEY if it was not sealed here, or not for a key of this kind; -EIO. */
static int unseal_key(const struct vault *vault, struct profile *profile)
{
	_cleanup_secret_ struct secret key = { 0 };
	int r = vault_unseal(vault, profile->protected_key, profile->protected_key_size, &key);

	if (r == -EBADMSG)
		return STORE_E_FOREIGN_KEY;
	if (r < 0)
		return r;
	return profile_set_clear_key(profile, key.bytes, key.size) < 0 ? STORE_E_FOREIGN_KEY : 0;
}

static int seal_key(const struct vault *vault, struct profile *profile)
{
	uint8_t sealed[SECRET_MAX + VAULT_OVERHEAD];
	size_t size;
	int r = vault_seal(vault, &profile->clear_key, sealed, &size);

	return r < 0 ? r : profile_protect_key(profile, sealed, size);
}

int store_prepare_profile(const struct vault *vault, const struct profile *profile, struct profile **ret)
{
	cleanup(cleanup_profile) struct profile *copy = NULL;
	int r = profile_copy(profile, &copy);

	if (r < 0)
		return r;
	if (copy->clear_key.size > 0)
		r = seal_key(vault, copy);
	else if (copy->protected_key)
		r = unseal_key(vault, copy);
	if (r == 0)
		*ret = take_ptr(copy);
	return r;
}

int store_set_profile(struct store *store, const struct guid *interface, uid_t owner, bool overwrite, const char *security,
		      const struct profile *profile)
{
	cleanup(cleanup_profile) struct profile *sealed = NULL;
	int r;

	if (security && strlen(security) > STORE_MAX_SETTING)
		return -E2BIG;
	if (policy_has(store, profile->name))
		return STORE_E_EXISTS;
	r = store_prepare_profile(store->vault, profile, &sealed);
	if (r != 0)
		return r;
	r = database_begin(store->db);
	if (r < 0)
		return r;
	r = set_in_transaction(store->db, interface, owner_to_column(owner), overwrite, security, sealed);
	if (r != 0) {
		database_rollback(store->db);
		return r;
	}
	return database_commit(store->db);
}

/* Columns: owner, is_group_policy, xml, security. */
static int read_row(const struct vault *vault, sqlite3_stmt *statement, struct store_profile *ret)
{
	cleanup(cleanup_profile) struct profile *profile = NULL;
	_auto_free_ char *security = NULL;
	int64_t owner = sqlite3_column_int64(statement, 0);
	const char *xml = (const char *)sqlite3_column_text(statement, 2);
	struct profile_defect defect;
	int r;

	if (!xml)
		return -ENOMEM;
	if (sqlite3_column_type(statement, 3) != SQLITE_NULL) {
		const char *text = (const char *)sqlite3_column_text(statement, 3);

		security = text ? strdup(text) : NULL;
		if (!security)
			return -ENOMEM;
	}
	r = profile_read(xml, sqlite3_column_bytes(statement, 2), &profile, &defect);
	if (r != 0) /* we wrote it, so somebody else changed it */
		return r < 0 ? r : -EUCLEAN;
	r = profile->protected_key ? unseal_key(vault, profile) : 0;
	if (r < 0)
		return r;
	if (r > 0)
		log_debug("store: the key of profile %s cannot be opened: this machine's key is another one now", profile->name);
	*ret = (struct store_profile){
		.owner = owner == ALL_USERS ? STORE_ALL_USERS : (uid_t)owner,
		.is_group_policy = sqlite3_column_int(statement, 1),
		.security = take_ptr(security),
		.profile = take_ptr(profile),
	};
	return 0;
}

int store_get_profile(struct store *store, const struct guid *interface, uid_t viewer, const char *name,
		      struct store_profile *ret)
{
	_statement_ *statement = NULL;
	int r;

	if (policy_has(store, name))
		return policy_get(store, name, ret);
	r = database_prepare(store->db,
			     "SELECT owner, is_group_policy, xml, security FROM profiles WHERE interface = ?1 AND name = ?2 "
			     "AND (owner = -1 OR owner = ?3)",
			     &statement);
	if (r < 0)
		return r;
	bind_guid(statement, 1, interface);
	bind_text(statement, 2, name);
	sqlite3_bind_int64(statement, 3, owner_to_column(viewer));
	r = database_step(store->db, statement);
	if (r < 0)
		return r;
	return r ? read_row(store->vault, statement, ret) : STORE_E_NOT_FOUND;
}

void store_profile_clear(struct store_profile *entry)
{
	entry->profile = profile_free(entry->profile);
	free(entry->security);
	entry->security = NULL;
}

static int delete_in_transaction(sqlite3 *db, const struct guid *interface, uid_t viewer, const char *name)
{
	_statement_ *statement = NULL;
	struct present present;
	int r = look_up(db, interface, name, &present);

	if (r < 0)
		return r;
	if (!present.is_there || (present.owner != ALL_USERS && present.owner != owner_to_column(viewer)))
		return STORE_E_NOT_FOUND;
	if (present.is_group_policy)
		return -EACCES;
	r = database_prepare(db, "DELETE FROM profiles WHERE interface = ?1 AND name = ?2", &statement);
	if (r < 0)
		return r;
	bind_guid(statement, 1, interface);
	bind_text(statement, 2, name);
	return database_step(db, statement);
}

int store_delete_profile(struct store *store, const struct guid *interface, uid_t viewer, const char *name)
{
	int r;

	if (policy_has(store, name))
		return -EACCES;
	r = database_begin(store->db);
	if (r < 0)
		return r;
	r = delete_in_transaction(store->db, interface, viewer, name);
	if (r != 0) {
		database_rollback(store->db);
		return r;
	}
	return database_commit(store->db);
}

struct list {
	struct store_profile *entries;
	size_t n;
};

static void cleanup_list(struct list *list)
{
	store_profiles_free(list->entries, list->n);
}

/* Room for one more behind the last. */
static int grow(struct list *list)
{
	struct store_profile *entries = reallocarray(list->entries, list->n + 1, sizeof(*entries));

	if (!entries)
		return -ENOMEM;
	list->entries = entries;
	return 0;
}

static int append_policy(const struct store *store, struct list *list)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < policy_count(store); i++) {
		r = grow(list);
		if (r == 0)
			r = policy_get_at(store, i, &list->entries[list->n]);
		if (r == 0)
			list->n++;
	}
	return r;
}

static int append(const struct store *store, struct list *list, sqlite3_stmt *statement)
{
	int r = grow(list);

	if (r == 0)
		r = read_row(store->vault, statement, &list->entries[list->n]);
	if (r < 0)
		return r;
	/* One of policy hides it. */
	if (policy_has(store, list->entries[list->n].profile->name))
		store_profile_clear(&list->entries[list->n]);
	else
		list->n++;
	return 0;
}

static int list_profiles(struct store *store, const struct guid *interface, bool is_for_all, uid_t viewer, struct store_profile **ret,
			 size_t *ret_n)
{
	cleanup(cleanup_list) struct list list = { 0 };
	_statement_ *statement = NULL;
	int r = append_policy(store, &list);

	if (r < 0)
		return r;
	r = database_prepare(store->db,
			     "SELECT owner, is_group_policy, xml, security FROM profiles WHERE interface = ?1 "
			     "AND (?3 OR owner = -1 OR owner = ?2) ORDER BY is_group_policy DESC, position",
			     &statement);
	if (r < 0)
		return r;
	bind_guid(statement, 1, interface);
	sqlite3_bind_int64(statement, 2, owner_to_column(viewer));
	sqlite3_bind_int(statement, 3, is_for_all);
	while ((r = database_step(store->db, statement)) > 0) {
		r = append(store, &list, statement);
		if (r < 0)
			return r;
	}
	if (r < 0)
		return r;
	*ret = take_ptr(list.entries);
	*ret_n = list.n;
	list.n = 0;
	return 0;
}

int store_list_profiles(struct store *store, const struct guid *interface, uid_t viewer, struct store_profile **ret,
			size_t *ret_n)
{
	return list_profiles(store, interface, false, viewer, ret, ret_n);
}

int store_list_all_profiles(struct store *store, const struct guid *interface, struct store_profile **ret, size_t *ret_n)
{
	return list_profiles(store, interface, true, STORE_ALL_USERS, ret, ret_n);
}

void store_profiles_free(struct store_profile *entries, size_t n)
{
	for (size_t i = 0; i < n; i++)
		store_profile_clear(&entries[i]);
	free(entries);
}
