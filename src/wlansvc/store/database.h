/* SQLite as the store uses it: errors as errno, statements that end themselves. Private to this folder. */
#pragma once

#include <sqlite3.h>

#include "wlansvc/store/store.h"
#include "wlansvc/store/vault.h"

struct policy;

struct store {
	sqlite3 *db;
	struct vault *vault;
	struct policy *policy; /* profiles of group policy; NULL: none */
};

/* --- profiles of group policy (policy.h), of every interface --- */

struct policy *policy_free(struct policy *policy);
bool policy_has(const struct store *store, const char *name);
size_t policy_count(const struct store *store);
/* Return: 0; STORE_E_NOT_FOUND; -ENOMEM. */
int policy_get(const struct store *store, const char *name, struct store_profile *ret);
/* @at: below policy_count(). Return: 0; -ENOMEM. */
int policy_get_at(const struct store *store, size_t at, struct store_profile *ret);

/* A copy whose document is fit for the disk and for clients: its key is sealed. Return: 0; STORE_E_FOREIGN_KEY; negative errno. */
int store_prepare_profile(const struct vault *vault, const struct profile *profile, struct profile **ret);

/* --- SQLite --- */

/* What SQLite returned, as negative errno; 0 for SQLITE_OK, SQLITE_ROW and SQLITE_DONE. */
int database_error(sqlite3 *db, int code);

int database_run(sqlite3 *db, const char *sql);

static inline void cleanup_statement(sqlite3_stmt **statement)
{
	sqlite3_finalize(*statement);
}

#define _statement_ __attribute__((__cleanup__(cleanup_statement))) sqlite3_stmt

int database_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret);

/* One row: 1; no more: 0; negative errno. */
int database_step(sqlite3 *db, sqlite3_stmt *statement);

/* Begins a change: nothing of it lasts unless database_commit() returned 0. */
int database_begin(sqlite3 *db);
int database_commit(sqlite3 *db);
void database_rollback(sqlite3 *db);
