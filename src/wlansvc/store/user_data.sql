-- What programs keep with a profile, and the filter lists.

ALTER TABLE profiles ADD COLUMN custom_data BLOB; -- WlanSetProfileCustomUserData; NULL: none

CREATE TABLE eap_user_data (
	interface BLOB NOT NULL,
	name TEXT NOT NULL, -- of the profile
	user INTEGER NOT NULL, -- uid; -1: for all users
	is_xml INTEGER NOT NULL,
	method BLOB NOT NULL, -- EAP_METHOD_TYPE; empty with XML, which names it itself
	sealed BLOB NOT NULL, -- credentials: sealed by the vault
	PRIMARY KEY (interface, name, user)
) WITHOUT ROWID;

CREATE TRIGGER eap_user_data_goes_with_profile AFTER DELETE ON profiles
BEGIN
	DELETE FROM eap_user_data WHERE interface = old.interface AND name = old.name;
END;

CREATE TRIGGER eap_user_data_follows_name AFTER UPDATE OF name ON profiles
BEGIN
	UPDATE eap_user_data SET name = new.name WHERE interface = old.interface AND name = old.name;
END;

CREATE TABLE filters (
	list INTEGER NOT NULL, -- WLAN_FILTER_LIST_TYPE
	position INTEGER NOT NULL,
	ssid BLOB NOT NULL, -- empty: every network
	bss_type INTEGER NOT NULL, -- DOT11_BSS_TYPE
	PRIMARY KEY (list, position)
) WITHOUT ROWID;
