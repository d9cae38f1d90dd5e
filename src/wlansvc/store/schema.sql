-- Version 1 of the store. Later versions are steps of their own: see migrations in store.c.

CREATE TABLE profiles (
	interface BLOB NOT NULL, -- GUID, 16 bytes
	name TEXT NOT NULL, -- case-sensitive, one per interface across all kinds
	owner INTEGER NOT NULL, -- uid; -1: all users
	is_group_policy INTEGER NOT NULL DEFAULT 0,
	position INTEGER NOT NULL, -- ascending; group policy ones stand before all others
	xml TEXT NOT NULL, -- normalised, UTF-8
	PRIMARY KEY (interface, name)
) WITHOUT ROWID;

CREATE TABLE settings (
	interface BLOB NOT NULL, -- GUID, or empty: global
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (interface, name)
) WITHOUT ROWID;
