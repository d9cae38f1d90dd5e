#include "wlansvc/policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "wlansvc/store/policy.h"

struct policy_folder {
	sd_event *event;
	struct store *store;
	struct acm *acm;
	char *path;
	sd_event_source *watch; /* NULL while there is no folder */
	sd_event_source *reading; /* once, after everything that has happened to the folder until now */
	int n_profiles;
	struct wlan_policy *networks; /* policy.xml as it holds; NULL: there is none */
};

static void on_changed(const char *name, bool is_gone, void *userdata)
{
	struct policy_folder *policy = userdata;

	log_info("Policy: profile \"%s\" %s", name, is_gone ? "is gone" : "is new or has changed");
	acm_policy_profile_changed(policy->acm, name, is_gone);
}

static int on_time_to_read(sd_event_source *source, void *userdata)
{
	struct policy_folder *policy = userdata;

	policy->reading = sd_event_source_disable_unref(policy->reading);
	policy_folder_read(policy);
	return 0;
}

static int on_event(sd_event_source *source, const struct inotify_event *event, void *userdata)
{
	struct policy_folder *policy = userdata;

	if (event->mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF))
		policy->watch = sd_event_source_disable_unref(policy->watch);
	if (policy->reading)
		return 0;
	/* A file that is replaced is several events; they are read before this is served. */
	if (sd_event_add_defer(policy->event, &policy->reading, on_time_to_read, policy) < 0 ||
	    sd_event_source_set_priority(policy->reading, SD_EVENT_PRIORITY_IDLE) < 0)
		log_warning("Policy: a change of %s is not noticed; SIGHUP reads it again", policy->path);
	return 0;
}

/* Before it is read, so that no change is missed. */
static void watch(struct policy_folder *policy)
{
	int r;

	if (policy->watch)
		return;
	r = sd_event_add_inotify(policy->event, &policy->watch, policy->path,
				 IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF |
					 IN_ONLYDIR,
				 on_event, policy);
	if (r < 0 && r != -ENOENT)
		log_warning("Policy: %s is not watched: %s; SIGHUP reads it again", policy->path, strerror(-r));
}

/* Return: whether acm has to hear of it. */
static bool read_network_policy(struct policy_folder *policy)
{
	struct wlan_policy *networks = NULL;
	bool had_one = policy->networks;

	/* A mistake must not open what was closed: what it said before stays. */
	if (store_read_network_policy(policy->path, &networks) < 0)
		return false;
	wlan_policy_free(policy->networks);
	policy->networks = networks;
	return networks || had_one;
}

static void tell_network_policy(struct policy_folder *policy)
{
	int r = acm_set_network_policy(policy->acm, policy->networks);

	if (r < 0)
		log_error("Policy: %s/" STORE_NETWORK_POLICY " is heeded in part only: %s", policy->path, strerror(-r));
	log_info("Policy: %s/" STORE_NETWORK_POLICY " %s", policy->path, policy->networks ? "holds" : "is gone");
}

void policy_folder_read(struct policy_folder *policy)
{
	bool is_told;
	int r;

	watch(policy);
	is_told = read_network_policy(policy);
	r = store_read_policy(policy->store, policy->path, policy->networks, on_changed, policy);
	if (r == -EPERM)
		log_error("Policy: %s has to belong to root, and nobody else may write it (chown root, chmod go-w): what it held before stays",
			  policy->path);
	else if (r < 0)
		log_error("Policy: cannot read %s: %s; what it held before stays", policy->path, strerror(-r));
	else if (r != policy->n_profiles)
		log_info("Policy: %d profiles of %s", r, policy->path);
	if (r < 0)
		return;
	policy->n_profiles = r;
	if (is_told)
		tell_network_policy(policy);
}

define_cleanup(struct policy_folder, policy_folder, policy_folder_free);

int policy_folder_new(struct policy_folder **ret, sd_event *event, const char *path, struct store *store, struct acm *acm)
{
	cleanup(cleanup_policy_folder) struct policy_folder *policy = calloc(1, sizeof(*policy));

	if (!policy)
		return -ENOMEM;
	policy->event = sd_event_ref(event);
	policy->store = store;
	policy->acm = acm;
	policy->path = strdup(path);
	if (!policy->path)
		return -ENOMEM;
	policy_folder_read(policy);
	*ret = take_ptr(policy);
	return 0;
}

struct policy_folder *policy_folder_free(struct policy_folder *policy)
{
	if (!policy)
		return NULL;
	sd_event_source_disable_unref(policy->watch);
	sd_event_source_disable_unref(policy->reading);
	sd_event_unref(policy->event);
	wlan_policy_free(policy->networks);
	free(policy->path);
	free(policy);
	return NULL;
}
