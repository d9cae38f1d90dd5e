#include "wlansvc/store/database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "profile_security.sql.h"
#include "schema.sql.h"
#include "user_data.sql.h"

/* Step i makes version i + 1 of version i. */
static const char *const migrations[] = {
	schema_sql,
	profile_security_sql,
	user_data_sql,
};

define_cleanup(struct store, store, store_close);

int database_error(sqlite3 *db, int code)
{
	int error = db ? sqlite3_system_errno(db) : 0;

	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return 0;
	case SQLITE_NOMEM:
		return -ENOMEM;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_FORMAT:
		return -EUCLEAN;
	case SQLITE_READONLY:
		return -EROFS;
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return -EACCES;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_TOOBIG:
		return -E2BIG;
	default:
		return error > 0 ? -error : -EIO;
	}
}

static int report(sqlite3 *db, int code)
{
	int r = database_error(db, code);

	if (r < 0)
		log_debug("store: %s (%s)", sqlite3_errmsg(db), sqlite3_errstr(code));
	return r;
}

int database_run(sqlite3 *db, const char *sql)
{
	return report(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

int database_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret)
{
	return report(db, sqlite3_prepare_v2(db, sql, -1, ret, NULL));
}

int database_step(sqlite3 *db, sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);

	return code == SQLITE_ROW ? 1 : report(db, code);
}

int database_begin(sqlite3 *db)
{
	return database_run(db, "BEGIN IMMEDIATE");
}

void database_rollback(sqlite3 *db)
{
	/* A full disk may have ended the transaction already. */
	if (!sqlite3_get_autocommit(db))
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
}

int database_commit(sqlite3 *db)
{
	int r = database_run(db, "COMMIT");

	if (r < 0)
		database_rollback(db);
	return r;
}

static int query_number(sqlite3 *db, const char *sql, int64_t *ret)
{
	_statement_ *statement = NULL;
	int r = database_prepare(db, sql, &statement);

	if (r < 0)
		return r;
	r = database_step(db, statement);
	if (r < 0)
		return r;
	*ret = r ? sqlite3_column_int64(statement, 0) : 0;
	return 0;
}

static int check_integrity(sqlite3 *db)
{
	_statement_ *statement = NULL;
	const char *verdict;
	int r = database_prepare(db, "PRAGMA quick_check(1)", &statement);

	if (r < 0)
		return r;
	r = database_step(db, statement);
	if (r < 0)
		return r;
	verdict = r ? (const char *)sqlite3_column_text(statement, 0) : NULL;
	return verdict && strcmp(verdict, "ok") == 0 ? 0 : -EUCLEAN;
}

static int migrate(sqlite3 *db)
{
	const int64_t newest = array_size(migrations);
	char sql[48];
	int64_t version;
	int r;

	r = database_begin(db);
	if (r < 0)
		return r;
	r = query_number(db, "PRAGMA user_version", &version);
	if (r == 0 && (version < 0 || version > newest))
		r = -EUCLEAN;
	for (; r == 0 && version < newest; version++)
		r = database_run(db, migrations[version]);
	snprintf(sql, sizeof(sql), "PRAGMA user_version = %lld", (long long)newest);
	if (r == 0)
		r = database_run(db, sql);
	if (r < 0) {
		database_rollback(db);
		return r;
	}
	return database_commit(db);
}

/*
 * The store is small and seldom read, the service is meant to be small always: no memory in advance, few pages cached, no
 * mapping. Journal TRUNCATE with synchronous FULL: the change and its end are both on the disk before COMMIT returns (DELETE
 * would leave the removal of the journal to the file system).
 */
static int configure(sqlite3 *db)
{
	sqlite3_db_config(db, SQLITE_DBCONFIG_LOOKASIDE, NULL, 0, 0);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_extended_result_codes(db, 1);
	sqlite3_busy_timeout(db, 200);
	return database_run(db, "PRAGMA cache_size = 16;"
				"PRAGMA mmap_size = 0;"
				"PRAGMA temp_store = MEMORY;"
				"PRAGMA secure_delete = ON;"
				"PRAGMA trusted_schema = OFF;"
				"PRAGMA journal_mode = TRUNCATE;"
				"PRAGMA synchronous = FULL;");
}

/* SQLite would make the file readable for all; the journal takes the file's mode. */
static int make_file(const char *path)
{
	_auto_fd_ int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	return fd < 0 ? -errno : 0;
}

static int set_up(struct store *store)
{
	int r = configure(store->db);

	if (r == 0)
		r = check_integrity(store->db);
	return r < 0 ? r : migrate(store->db);
}

int store_open(struct store **ret, const char *path, struct vault *vault)
{
	cleanup(cleanup_store) struct store *store = calloc(1, sizeof(*store));
	int r, code;

	if (!store)
		return -ENOMEM;
	store->vault = vault;
	/* Refused once SQLite runs, which does no harm: these only save memory. */
	sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if (strcmp(path, ":memory:") != 0) {
		r = make_file(path);
		if (r < 0)
			return r;
	}
	code = sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code != SQLITE_OK)
		return database_error(store->db, code);
	r = set_up(store);
	if (r < 0)
		return r;
	*ret = take_ptr(store);
	return 0;
}

struct store *store_close(struct store *store)
{
	if (!store)
		return NULL;
	policy_free(store->policy);
	sqlite3_close(store->db);
	free(store);
	return NULL;
}
