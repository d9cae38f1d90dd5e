#include "nl80211/power_save.h"

#include <errno.h>

#include <linux/nl80211.h>

#include "nl80211/build.h"

static int on_state(const struct nlmsghdr *message, void *userdata)
{
	struct nlattr *table[NL80211_ATTR_MAX + 1];
	bool *is_on = userdata;

	if (nl_parse(message, table, NL80211_ATTR_MAX, NULL) < 0 || !table[NL80211_ATTR_PS_STATE] ||
	    nla_len(table[NL80211_ATTR_PS_STATE]) != sizeof(uint32_t))
		return -EBADMSG;
	*is_on = nla_get_u32(table[NL80211_ATTR_PS_STATE]) == NL80211_PS_ENABLED;
	return 0;
}

int power_save_stay_awake(struct power_save *save, struct nl *nl, uint32_t ifindex, bool is_awake)
{
	bool is_on = false;
	int error;

	if (is_awake == save->is_held_off)
		return 0;
	if (is_awake) {
		error = nl_call(nl, build_get_power_save(nl_family(nl), ifindex), on_state, &is_on);
		if (error < 0 || !is_on)
			return error == -EOPNOTSUPP ? 0 : error;
	}
	error = nl_call(nl, build_set_power_save(nl_family(nl), ifindex, !is_awake), NULL, NULL);
	if (error == -EOPNOTSUPP) /* it says so of itself, and does not do it */
		error = 0;
	if (error == 0)
		save->is_held_off = is_awake;
	return error;
}
