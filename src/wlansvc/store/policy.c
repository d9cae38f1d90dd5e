#include "wlansvc/store/policy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/secret.h"
#include "wlansvc/store/database.h"

#define MAX_FILE 65536 /* bytes: what profile_read() takes */

define_cleanup(struct profile, profile, profile_free);

struct policy_profile {
	struct profile *profile; /* fit for clients: its document holds the sealed key */
	char *document; /* as it was read, without the key: each sealing gives other bytes */
};

struct policy {
	size_t n;
	struct policy_profile entries[];
};

struct policy *policy_free(struct policy *policy)
{
	if (!policy)
		return NULL;
	for (size_t i = 0; i < policy->n; i++) {
		profile_free(policy->entries[i].profile);
		free(policy->entries[i].document);
	}
	free(policy);
	return NULL;
}

define_cleanup(struct policy, policy, policy_free);

static const struct policy_profile *find(const struct policy *policy, const char *name)
{
	for (size_t i = 0; policy && i < policy->n; i++)
		if (strcmp(policy->entries[i].profile->name, name) == 0)
			return &policy->entries[i];
	return NULL;
}

bool policy_has(const struct store *store, const char *name)
{
	return find(store->policy, name);
}

bool store_policy_names(const struct store *store, const struct dot11_ssid *ssid)
{
	for (size_t i = 0; store->policy && i < store->policy->n; i++)
		for (size_t k = 0; k < store->policy->entries[i].profile->n_ssids; k++)
			if (dot11_ssid_equal(&store->policy->entries[i].profile->ssids[k], ssid))
				return true;
	return false;
}

size_t policy_count(const struct store *store)
{
	return store->policy ? store->policy->n : 0;
}

static int copy_entry(const struct policy_profile *from, struct store_profile *ret)
{
	struct profile *profile;
	int r = profile_copy(from->profile, &profile);

	if (r < 0)
		return r;
	*ret = (struct store_profile){ .owner = STORE_ALL_USERS, .is_group_policy = true, .profile = profile };
	return 0;
}

int policy_get(const struct store *store, const char *name, struct store_profile *ret)
{
	const struct policy_profile *found = find(store->policy, name);

	return found ? copy_entry(found, ret) : STORE_E_NOT_FOUND;
}

int policy_get_at(const struct store *store, size_t at, struct store_profile *ret)
{
	return copy_entry(&store->policy->entries[at], ret);
}

/* --- the list changes --- */

static bool is_same(const struct policy_profile *a, const struct policy_profile *b)
{
	return a && b && strcmp(a->document, b->document) == 0 && secret_equal(&a->profile->clear_key, &b->profile->clear_key);
}

static void tell(const struct policy *old, const struct policy *new, store_policy_changed_fn changed, void *userdata)
{
	for (size_t i = 0; old && i < old->n; i++)
		if (!find(new, old->entries[i].profile->name))
			changed(old->entries[i].profile->name, true, userdata);
	for (size_t i = 0; i < new->n; i++)
		if (!is_same(find(old, new->entries[i].profile->name), &new->entries[i]))
			changed(new->entries[i].profile->name, false, userdata);
}

int store_set_policy(struct store *store, struct profile *const *profiles, size_t n, store_policy_changed_fn changed, void *userdata)
{
	cleanup(cleanup_policy) struct policy *policy = NULL;
	struct policy *old;
	int r;

	if (n > STORE_MAX_PROFILES)
		return -EDQUOT;
	policy = calloc(1, sizeof(*policy) + n * sizeof(policy->entries[0]));
	if (!policy)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		struct policy_profile *entry = &policy->entries[policy->n++];

		entry->document = strdup(profiles[i]->xml);
		if (!entry->document)
			return -ENOMEM;
		r = store_prepare_profile(store->vault, profiles[i], &entry->profile);
		if (r != 0)
			return r;
	}
	old = store->policy;
	store->policy = take_ptr(policy);
	if (changed)
		tell(old, store->policy, changed, userdata);
	policy_free(old);
	return 0;
}

/* --- files --- */

struct reading {
	struct store *store;
	const char *folder;
	struct profile *profiles[STORE_MAX_PROFILES];
	size_t n;
};

static void cleanup_reading(struct reading **reading)
{
	for (size_t i = 0; *reading && i < (*reading)->n; i++)
		profile_free((*reading)->profiles[i]);
	free(*reading);
}

struct text {
	char *bytes;
	size_t size;
};

static void forget_text(struct text *text)
{
	if (text->bytes)
		secret_wipe_bytes(text->bytes, text->size);
	free(text->bytes);
}

static bool is_trusted(const struct stat *status)
{
	return (status->st_uid == 0 || status->st_uid == geteuid()) && !(status->st_mode & (S_IWGRP | S_IWOTH));
}

static int is_wanted(const struct dirent *entry)
{
	size_t size = strlen(entry->d_name);

	return entry->d_name[0] != '.' && size > 4 && strcmp(entry->d_name + size - 4, ".xml") == 0 &&
	       strcmp(entry->d_name, STORE_NETWORK_POLICY) != 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* One byte more than is allowed tells that there are too many. Return: 0; negative errno. */
static int read_all(int fd, struct text *ret)
{
	ret->size = 0;
	ret->bytes = malloc(MAX_FILE + 1);
	if (!ret->bytes)
		return -ENOMEM;
	while (ret->size <= MAX_FILE) {
		ssize_t n = read(fd, ret->bytes + ret->size, MAX_FILE + 1 - ret->size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return 0;
		ret->size += (size_t)n;
	}
	return -EFBIG;
}

/* Return: whether somebody but the service could have put it there. */
static bool refuse_status(const char *folder, const char *name, const struct stat *status)
{
	if (!S_ISREG(status->st_mode)) {
		log_warning("Policy: %s/%s is no file", folder, name);
		return true;
	}
	if (!is_trusted(status)) {
		log_warning("Policy: %s/%s is left out: it has to belong to root, and nobody else may write it (chown root, chmod go-w)",
			    folder, name);
		return true;
	}
	return false;
}

/* A key that does not open here would make the whole list fail. */
static bool is_foreign(const struct reading *reading, const struct profile *profile)
{
	struct profile *prepared = NULL;
	int r = store_prepare_profile(reading->store->vault, profile, &prepared);

	profile_free(prepared);
	return r == STORE_E_FOREIGN_KEY;
}

static bool is_exposed(const struct profile *profile, const struct stat *status)
{
	return profile->clear_key.size > 0 && (status->st_mode & (S_IRWXG | S_IRWXO));
}

/* Return: why it is left out; NULL: it is not. */
static const char *find_fault(const struct reading *reading, const struct profile *profile)
{
	if (is_foreign(reading, profile))
		return "its keyMaterial was protected by another machine; write the key in clear, with protected false";
	for (size_t i = 0; i < reading->n; i++)
		if (strcmp(reading->profiles[i]->name, profile->name) == 0)
			return "there is a profile of the same name before it";
	return reading->n == STORE_MAX_PROFILES ? "there are too many" : NULL;
}

/* Return: 0, also if it is left out; -ENOMEM. */
static int read_file(struct reading *reading, int folder, const char *name)
{
	/* Not to hang at a FIFO. */
	_auto_fd_ int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	cleanup(cleanup_profile) struct profile *profile = NULL;
	cleanup(forget_text) struct text text = { 0 };
	struct profile_defect defect;
	struct stat status;
	const char *fault;
	int r;

	r = fd < 0 || fstat(fd, &status) < 0 ? -errno : 0;
	if (r == 0 && refuse_status(reading->folder, name, &status))
		return 0;
	if (r == 0)
		r = read_all(fd, &text);
	if (r < 0) {
		log_warning("Policy: cannot read %s/%s: %s", reading->folder, name, strerror(-r));
		return r == -ENOMEM ? r : 0;
	}
	r = profile_read(text.bytes, text.size, &profile, &defect);
	if (r < 0)
		return r;
	if (r > 0) {
		log_warning("Policy: %s/%s is left out: %s", reading->folder, name, defect.sentence);
		return 0;
	}
	fault = is_exposed(profile, &status) ? "its key is in clear, so nobody but its owner may read it (chmod 600)" :
					       find_fault(reading, profile);
	if (fault)
		log_warning("Policy: %s/%s is left out: %s", reading->folder, name, fault);
	else
		reading->profiles[reading->n++] = take_ptr(profile);
	return 0;
}

static int read_files(struct reading *reading, int folder)
{
	struct dirent **entries;
	int n = scandirat(folder, ".", &entries, is_wanted, by_bytes);
	int r = n < 0 ? -errno : 0;

	for (int i = 0; i < n; i++) {
		if (r == 0)
			r = read_file(reading, folder, entries[i]->d_name);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return r;
}

/* Return: 0, also if some are left out; -ENOMEM. */
static int take_profiles(struct reading *reading, const struct wlan_policy *policy)
{
	for (size_t i = 0; policy && i < policy->n_profiles; i++) {
		const struct profile *profile = policy->profiles[i];
		const char *fault = find_fault(reading, profile);
		int r = 0;

		if (fault)
			log_warning("Policy: profile \"%s\" of %s/" STORE_NETWORK_POLICY " is left out: %s", profile->name, reading->folder, fault);
		else
			r = profile_copy(profile, &reading->profiles[reading->n]);
		if (r < 0)
			return r;
		reading->n += !fault;
	}
	return 0;
}

int store_read_policy(struct store *store, const char *path, const struct wlan_policy *policy, store_policy_changed_fn changed,
		      void *userdata)
{
	_auto_fd_ int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cleanup(cleanup_reading) struct reading *reading = NULL;
	struct stat status;
	int r;

	if (folder < 0 && errno != ENOENT)
		return -errno;
	reading = calloc(1, sizeof(*reading));
	if (!reading)
		return -ENOMEM;
	reading->store = store;
	reading->folder = path;
	r = take_profiles(reading, policy);
	if (r < 0)
		return r;
	if (folder >= 0) {
		if (fstat(folder, &status) < 0)
			return -errno;
		if (!is_trusted(&status))
			return -EPERM;
		r = read_files(reading, folder);
		if (r < 0)
			return r;
	}
	r = store_set_policy(store, reading->profiles, reading->n, changed, userdata);
	return r == 0 ? (int)reading->n : r < 0 ? r : -EIO;
}

static bool refuse_exposed(const char *folder, const struct wlan_policy *policy, const struct stat *status)
{
	for (size_t i = 0; i < policy->n_profiles; i++)
		if (is_exposed(policy->profiles[i], status)) {
			log_warning("Policy: %s/" STORE_NETWORK_POLICY " is not heeded: the key of profile \"%s\" is in clear, so nobody but "
				    "its owner may read it (chmod 600)", folder, policy->profiles[i]->name);
			return true;
		}
	return false;
}

define_cleanup(struct wlan_policy, wlan_policy, wlan_policy_free);

int store_read_network_policy(const char *path, struct wlan_policy **ret)
{
	cleanup(cleanup_wlan_policy) struct wlan_policy *policy = NULL;
	_auto_fd_ int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_auto_fd_ int fd = folder < 0 ? -1 : openat(folder, STORE_NETWORK_POLICY, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	cleanup(forget_text) struct text text = { 0 };
	struct profile_defect defect;
	struct stat status;
	int r;

	if (fd < 0 && errno == ENOENT) {
		*ret = NULL;
		return 0;
	}
	if (folder >= 0 && (fstat(folder, &status) < 0 || !is_trusted(&status)))
		return -EPERM; /* which store_read_policy() says */
	r = fd < 0 || fstat(fd, &status) < 0 ? -errno : 0;
	if (r == 0 && refuse_status(path, STORE_NETWORK_POLICY, &status))
		return -EPERM;
	if (r == 0)
		r = read_all(fd, &text);
	if (r == 0)
		r = wlan_policy_read(text.bytes, text.size, &policy, &defect);
	if (r == 0 && refuse_exposed(path, policy, &status))
		return -EPERM;
	if (r == 0)
		*ret = take_ptr(policy);
	if (r < 0)
		log_warning("Policy: cannot read %s/" STORE_NETWORK_POLICY ": %s", path, strerror(-r));
	if (r > 0)
		log_warning("Policy: %s/" STORE_NETWORK_POLICY " is not heeded: %s", path, defect.sentence);
	return r > 0 ? -EINVAL : r;
}
