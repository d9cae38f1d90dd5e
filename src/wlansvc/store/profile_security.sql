-- The descriptor of an all-user profile, SDDL; NULL: the default.
ALTER TABLE profiles ADD COLUMN security TEXT;
