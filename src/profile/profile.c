#include "profile/profile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "profile/document.h"
#include "profile/output.h"

define_cleanup(struct profile, profile, profile_free);

int profile_for_network(const struct dot11_ssid *ssid, const char *name, struct profile **ret)
{
	char hex[2 * sizeof(ssid->bytes) + 1] = "", text[33];
	struct profile_defect defect;
	struct output out = {0};
	_auto_free_ char *xml = NULL;
	int r;

	if (ssid->size == 0 || ssid->size > sizeof(ssid->bytes))
		return -EINVAL;
	for (size_t i = 0; i < ssid->size; i++)
		snprintf(hex + 2 * i, 3, "%02X", ssid->bytes[i]);
	/* An SSID that is no text still needs a name that people can type. */
	if (!name)
		name = profile_ssid_to_text(ssid, text) ? text : hex;

	output_markup(&out, "<WLANProfile xmlns=\"");
	output_markup(&out, profile_ns_uri(PROFILE_NS_V1));
	output_markup(&out, "\"><name>");
	output_text(&out, name, false);
	output_markup(&out, "</name><SSIDConfig><SSID><hex>");
	output_markup(&out, hex);
	output_markup(&out,
		      "</hex></SSID></SSIDConfig><connectionType>ESS</connectionType><connectionMode>manual</connectionMode>"
		      "<MSM><security><authEncryption><authentication>open</authentication><encryption>none</encryption>"
		      "<useOneX>false</useOneX></authEncryption></security></MSM></WLANProfile>");
	r = output_take(&out, &xml);
	if (r < 0)
		return r;
	r = profile_read(xml, strlen(xml), ret, &defect);
	return r > 0 ? -EINVAL : r;
}

bool profile_is_open(const struct profile *profile)
{
	return profile->auth == PROFILE_AUTH_OPEN && profile->cipher == PROFILE_CIPHER_NONE;
}

struct profile *profile_free(struct profile *profile)
{
	if (!profile)
		return NULL;
	free(profile->name);
	free(profile->ssids);
	free(profile->protected_key);
	free(profile->xml);
	secret_wipe(&profile->clear_key);
	free(profile);
	return NULL;
}

/* Never NULL for an empty one: a NULL result means that there is no memory. */
static void *copy_bytes(const void *bytes, size_t size)
{
	void *copy = malloc(size + 1);

	if (copy && size > 0)
		memcpy(copy, bytes, size);
	return copy;
}

int profile_copy(const struct profile *profile, struct profile **ret)
{
	cleanup(cleanup_profile) struct profile *copy = malloc(sizeof(*copy));

	if (!copy)
		return -ENOMEM;
	*copy = *profile;
	copy->name = strdup(profile->name);
	copy->ssids = copy_bytes(profile->ssids, profile->n_ssids * sizeof(*profile->ssids));
	copy->protected_key = profile->protected_key ? copy_bytes(profile->protected_key, profile->protected_key_size) : NULL;
	copy->xml = strdup(profile->xml);
	if (!copy->name || !copy->ssids || !copy->xml || (profile->protected_key && !copy->protected_key))
		return -ENOMEM;
	*ret = take_ptr(copy);
	return 0;
}
