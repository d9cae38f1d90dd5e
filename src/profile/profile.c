#include "profile/profile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "profile/document.h"

static void put_escaped(FILE *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		default:
			fputc(*text, out);
		}
}

int profile_for_network(const struct dot11_ssid *ssid, const char *name, struct profile **ret)
{
	char hex[2 * sizeof(ssid->bytes) + 1] = "", text[33];
	struct profile_defect defect;
	_auto_free_ char *xml = NULL;
	size_t size = 0;
	FILE *out;
	int r;

	if (ssid->size == 0 || ssid->size > sizeof(ssid->bytes))
		return -EINVAL;
	for (size_t i = 0; i < ssid->size; i++)
		snprintf(hex + 2 * i, 3, "%02X", ssid->bytes[i]);
	/* An SSID that is no text still needs a name that people can type. */
	if (!name)
		name = profile_ssid_to_text(ssid, text) ? text : hex;

	out = open_memstream(&xml, &size);
	if (!out)
		return -ENOMEM;
	fprintf(out, "<WLANProfile xmlns=\"%s\"><name>", profile_ns_uri(PROFILE_NS_V1));
	put_escaped(out, name);
	fprintf(out,
		"</name><SSIDConfig><SSID><hex>%s</hex></SSID></SSIDConfig><connectionType>ESS</connectionType>"
		"<connectionMode>manual</connectionMode><MSM><security><authEncryption><authentication>open"
		"</authentication><encryption>none</encryption><useOneX>false</useOneX></authEncryption></security>"
		"</MSM></WLANProfile>",
		hex);
	if (fclose(out) != 0)
		return -ENOMEM;
	r = profile_read(xml, size, ret, &defect);
	return r > 0 ? -EINVAL : r;
}

struct profile *profile_free(struct profile *profile)
{
	if (!profile)
		return NULL;
	free(profile->name);
	free(profile->ssids);
	if (profile->xml) /* may hold a key */
		explicit_bzero(profile->xml, strlen(profile->xml));
	free(profile->xml);
	free(profile);
	return NULL;
}
