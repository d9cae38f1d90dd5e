#include "profile/wlan_policy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "profile/document.h"
#include "profile/reason.h"

#define MAX_SIZE (64 * 1024)

define_cleanup(struct wlan_policy, policy, wlan_policy_free);
define_cleanup(struct profile, profile, profile_free);

static const char *const flag_names[] = {
	[WLAN_POLICY_ENABLE_AUTO_CONFIG] = "enableAutoConfig",
	[WLAN_POLICY_SHOW_DENIED_NETWORK] = "showDeniedNetwork",
	[WLAN_POLICY_ALLOW_EVERYONE_TO_CREATE_ALL_USER_PROFILES] = "allowEveryoneToCreateAllUserProfiles",
	[WLAN_POLICY_ONLY_USE_GP_PROFILES_FOR_ALLOWED_NETWORKS] = "onlyUseGPProfilesForAllowedNetworks",
	[WLAN_POLICY_ENABLE_SOFT_AP] = "enbleSoftAP", /* the schema spells it so */
	[WLAN_POLICY_ENABLE_EXPLICIT_CREDS] = "enableExplicitCreds",
	[WLAN_POLICY_BLOCK_PERIOD] = "blockPeriod",
	[WLAN_POLICY_ENABLE_WFD] = "enableWFD",
};

struct wlan_policy *wlan_policy_free(struct wlan_policy *policy)
{
	if (!policy)
		return NULL;
	for (size_t i = 0; i < policy->n_profiles; i++)
		profile_free(policy->profiles[i]);
	free(policy->profiles);
	free(policy->allowed.networks);
	free(policy->blocked.networks);
	free(policy);
	return NULL;
}

static int refuse(struct profile_defect *ret, const char *element, const char *rule)
{
	return profile_defect_set(ret, REASON_INVALID_PROFILE_SCHEMA, "Element %.60s of the policy %s.", element, rule);
}

/* http: or https:, any version. */
static bool is_ours(const xmlNode *node)
{
	const char *uri = node->type == XML_ELEMENT_NODE && node->ns ? (const char *)node->ns->href : "";

	if (strncmp(uri, "http", 4) != 0)
		return false;
	uri += uri[4] == 's' ? 5 : 4;
	return strncmp(uri, "://www.microsoft.com/networking/WLAN/policy/v", 45) == 0;
}

static bool is_named(const xmlNode *node, const char *name)
{
	return strcmp((const char *)node->name, name) == 0;
}

/* The next element of the policy from @node on; NULL. */
static xmlNode *skip(xmlNode *node)
{
	while (node && !is_ours(node))
		node = node->next;
	return node;
}

#define for_each_element(child, parent) for (xmlNode *child = skip((parent)->children); child; child = skip(child->next))

static int read_bool(const xmlNode *leaf, bool *ret, struct profile_defect *defect)
{
	*ret = profile_is_true(leaf);
	if (!*ret && !profile_text_is(leaf, "false") && !profile_text_is(leaf, "0"))
		return refuse(defect, (const char *)leaf->name, "is not a boolean; write true or false");
	return 0;
}

static int read_minutes(const xmlNode *leaf, int *ret, struct profile_defect *defect)
{
	char text[4];

	for (int i = 0; i <= 60; i++) {
		snprintf(text, sizeof(text), "%d", i);
		if (profile_text_is(leaf, text)) {
			*ret = i;
			return 0;
		}
	}
	return refuse(defect, "blockPeriod", "is no number of minutes; write 0 to 60");
}

static int read_flag(const xmlNode *leaf, struct wlan_policy *policy, struct profile_defect *defect)
{
	bool value;
	int r;

	for (size_t i = 0; i < WLAN_POLICY_N_FLAGS; i++) {
		if (!is_named(leaf, flag_names[i]))
			continue;
		if (policy->flags[i] >= 0)
			return refuse(defect, flag_names[i], "is there twice; remove one");
		if (i == WLAN_POLICY_BLOCK_PERIOD)
			return read_minutes(leaf, &policy->flags[i], defect);
		r = read_bool(leaf, &value, defect);
		if (r == 0)
			policy->flags[i] = value;
		return r;
	}
	return refuse(defect, (const char *)leaf->name, "is not known in globalFlags; remove it");
}

static int read_flags(xmlNode *flags, struct wlan_policy *policy, struct profile_defect *defect)
{
	int r = 0;

	for_each_element(leaf, flags) {
		r = read_flag(leaf, policy, defect);
		if (r != 0)
			return r;
	}
	for (size_t i = 0; i <= WLAN_POLICY_ALLOW_EVERYONE_TO_CREATE_ALL_USER_PROFILES; i++)
		if (policy->flags[i] < 0)
			return refuse(defect, flag_names[i], "is missing; write it into globalFlags");
	return r;
}

static int read_network(xmlNode *network, struct wlan_policy_network *ret, struct profile_defect *defect)
{
	const xmlNode *name = NULL, *type = NULL;

	for_each_element(leaf, network) {
		if (is_named(leaf, "networkName"))
			name = leaf;
		else if (is_named(leaf, "networkType"))
			type = leaf;
		else
			return refuse(defect, (const char *)leaf->name, "is not known in network; remove it");
	}
	_auto_free_ char *text = name ? profile_text(name) : NULL;
	size_t size = text ? strlen(text) : 0;

	if (name && !text)
		return -ENOMEM;
	if (size < 1 || size > sizeof(ret->ssid.bytes))
		return refuse(defect, "networkName", "is no SSID; write 1 to 32 bytes");
	ret->ssid.size = (uint8_t)size;
	memcpy(ret->ssid.bytes, text, size);
	ret->is_ibss = profile_text_is(type, "IBSS");
	if (!ret->is_ibss && !profile_text_is(type, "ESS"))
		return refuse(defect, "networkType", "is neither IBSS nor ESS");
	return 0;
}

static int read_list(xmlNode *element, struct wlan_policy_list *list, struct profile_defect *defect)
{
	int r;

	for_each_element(network, element) {
		struct wlan_policy_network *networks;

		if (!is_named(network, "network"))
			return refuse(defect, (const char *)network->name, "is not known in a list of networks; remove it");
		if (list->n == WLAN_POLICY_MAX_NETWORKS)
			return refuse(defect, "network", "is there more than 1000 times in one list");
		networks = reallocarray(list->networks, list->n + 1, sizeof(*networks));
		if (!networks)
			return -ENOMEM;
		list->networks = networks;
		networks[list->n] = (struct wlan_policy_network){ 0 };
		r = read_network(network, &networks[list->n], defect);
		if (r != 0)
			return r;
		list->n++;
	}
	return 0;
}

static int read_filter(xmlNode *filter, struct wlan_policy *policy, struct profile_defect *defect)
{
	for_each_element(child, filter) {
		int r;

		if (is_named(child, "allowList"))
			r = read_list(child, &policy->allowed, defect);
		else if (is_named(child, "blockList"))
			r = read_list(child, &policy->blocked, defect);
		else if (is_named(child, "denyAllIBSS"))
			r = read_bool(child, &policy->denies_ibss, defect);
		else if (is_named(child, "denyAllESS"))
			r = read_bool(child, &policy->denies_ess, defect);
		else
			r = refuse(defect, (const char *)child->name, "is not known in networkFilter; remove it");
		if (r != 0)
			return r;
	}
	return 0;
}

/* A document of its own: nothing of the policy around it gets into what is stored. */
static int copy_profile(xmlNode *element, xmlDoc **ret)
{
	cleanup(cleanup_document) xmlDoc *document = xmlNewDoc((const xmlChar *)"1.0");
	xmlNode *root = document ? xmlDocCopyNode(element, document, 1) : NULL;

	if (!root)
		return -ENOMEM;
	xmlDocSetRootElement(document, root);
	*ret = take_ptr(document);
	return 0;
}

static bool has_profile(const struct wlan_policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->n_profiles; i++)
		if (strcmp(policy->profiles[i]->name, name) == 0)
			return true;
	return false;
}

static int read_profile(xmlNode *element, struct wlan_policy *policy, struct profile_defect *defect)
{
	cleanup(cleanup_document) xmlDoc *document = NULL;
	cleanup(cleanup_profile) struct profile *profile = NULL;
	struct profile **profiles;
	int r;

	if (policy->n_profiles == WLAN_POLICY_MAX_PROFILES)
		return refuse(defect, "profileList", "has more than 100 profiles");
	r = copy_profile(element, &document);
	if (r == 0)
		r = profile_read_document(document, &profile, defect);
	if (r != 0)
		return r;
	if (has_profile(policy, profile->name))
		return refuse(defect, "profileList", "has two profiles of the same name");
	profiles = reallocarray(policy->profiles, policy->n_profiles + 1, sizeof(struct profile *));
	if (!profiles)
		return -ENOMEM;
	policy->profiles = profiles;
	profiles[policy->n_profiles++] = take_ptr(profile);
	return 0;
}

static int read_profiles(xmlNode *list, struct wlan_policy *policy, struct profile_defect *defect)
{
	for (xmlNode *element = profile_child(list, PROFILE_NS_V1, "WLANProfile"); element;
	     element = profile_next(element, PROFILE_NS_V1, "WLANProfile")) {
		int r = read_profile(element, policy, defect);

		if (r != 0)
			return r;
	}
	return 0;
}

static int read_policy(xmlNode *root, struct wlan_policy *policy, struct profile_defect *defect)
{
	bool has_name = false, has_flags = false;

	for_each_element(child, root) {
		int r = 0;

		if (is_named(child, "name")) {
			has_name = true;
		} else if (is_named(child, "globalFlags")) {
			has_flags = true;
			r = read_flags(child, policy, defect);
		} else if (is_named(child, "networkFilter")) {
			r = read_filter(child, policy, defect);
		} else if (is_named(child, "profileList")) {
			r = read_profiles(child, policy, defect);
		} else if (!is_named(child, "description")) {
			r = refuse(defect, (const char *)child->name, "is not known in WLANPolicy; remove it");
		}
		if (r != 0)
			return r;
	}
	if (!has_name)
		return refuse(defect, "name", "is missing; give the policy a name");
	return has_flags ? 0 : refuse(defect, "globalFlags", "is missing; write it behind the name");
}

int wlan_policy_read(const char *xml, size_t size, struct wlan_policy **ret, struct profile_defect *ret_defect)
{
	cleanup(cleanup_document) xmlDoc *document = NULL;
	cleanup(cleanup_policy) struct wlan_policy *policy = NULL;
	xmlNode *root;
	int r;

	if (size > MAX_SIZE)
		return refuse(ret_defect, "WLANPolicy", "has more than 65536 bytes");
	r = profile_parse(xml, size, &document, ret_defect);
	if (r != 0)
		return r;
	policy = calloc(1, sizeof(*policy));
	if (!policy)
		return -ENOMEM;
	for (size_t i = 0; i < WLAN_POLICY_N_FLAGS; i++)
		policy->flags[i] = -1;
	root = xmlDocGetRootElement(document);
	if (!root || !is_ours(root) || !is_named(root, "WLANPolicy"))
		return refuse(ret_defect, "WLANPolicy",
			      "of namespace http://www.microsoft.com/networking/WLAN/policy/v1 is not the root; write it around everything");
	r = read_policy(root, policy, ret_defect);
	if (r == 0)
		*ret = take_ptr(policy);
	return r;
}
