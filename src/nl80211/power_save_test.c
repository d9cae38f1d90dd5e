/* On a kernel that is two functions here (see meson.build: --wrap). */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <linux/nl80211.h>
#include <netlink/genl/genl.h>

#include "nl80211/power_save.h"

static struct {
	bool is_on;
	int get_error, set_error;
	unsigned n_sets;
} kernel;

uint16_t __wrap_nl_family(const struct nl *nl);
uint16_t __wrap_nl_family(const struct nl *nl)
{
	return 28;
}

int __wrap_nl_call(struct nl *nl, struct nl_msg *request, int (*on_message)(const struct nlmsghdr *message, void *userdata),
		   void *userdata);
int __wrap_nl_call(struct nl *nl, struct nl_msg *request, int (*on_message)(const struct nlmsghdr *message, void *userdata),
		   void *userdata)
{
	struct nlattr *table[NL80211_ATTR_MAX + 1];
	int command, r = 0;

	assert_non_null(request);
	command = nl_parse(nlmsg_hdr(request), table, NL80211_ATTR_MAX, NULL);
	assert_int_equal(nla_get_u32(table[NL80211_ATTR_IFINDEX]), 7);
	if (command == NL80211_CMD_GET_POWER_SAVE) {
		struct nl_msg *answer = nlmsg_alloc();

		assert_non_null(genlmsg_put(answer, 0, 0, 28, 0, 0, NL80211_CMD_GET_POWER_SAVE, 0));
		nla_put_u32(answer, NL80211_ATTR_PS_STATE, kernel.is_on ? NL80211_PS_ENABLED : NL80211_PS_DISABLED);
		r = kernel.get_error ? kernel.get_error : on_message(nlmsg_hdr(answer), userdata);
		nlmsg_free(answer);
	} else {
		assert_int_equal(command, NL80211_CMD_SET_POWER_SAVE);
		kernel.n_sets++;
		r = kernel.set_error;
		if (r == 0)
			kernel.is_on = nla_get_u32(table[NL80211_ATTR_PS_STATE]) == NL80211_PS_ENABLED;
	}
	nlmsg_free(request);
	return r;
}

static struct power_save save;

static int stay_awake(bool is_awake)
{
	return power_save_stay_awake(&save, NULL, 7, is_awake);
}

static int set_up(void **state)
{
	kernel.is_on = true;
	kernel.get_error = kernel.set_error = 0;
	kernel.n_sets = 0;
	save = (struct power_save){ 0 };
	return 0;
}

static void power_save_is_off_as_long_as_needed_and_then_on_again(void **state)
{
	assert_int_equal(stay_awake(false), 0); /* nothing to take back */
	assert_int_equal(kernel.n_sets, 0);
	assert_int_equal(stay_awake(true), 0);
	assert_int_equal(stay_awake(true), 0);
	assert_false(kernel.is_on);
	assert_int_equal(stay_awake(false), 0);
	assert_true(kernel.is_on);
	assert_int_equal(kernel.n_sets, 2);
}

static void power_save_that_was_off_stays_off(void **state)
{
	kernel.is_on = false;
	assert_int_equal(stay_awake(true), 0);
	assert_int_equal(stay_awake(false), 0);
	assert_false(kernel.is_on);
	assert_int_equal(kernel.n_sets, 0);
}

static void a_radio_without_power_save_is_awake(void **state)
{
	kernel.get_error = -EOPNOTSUPP;
	assert_int_equal(stay_awake(true), 0);
	kernel.get_error = 0;
	kernel.set_error = -EOPNOTSUPP;
	assert_int_equal(stay_awake(true), 0);
}

static void an_error_of_the_kernel_is_told_and_the_next_try_counts(void **state)
{
	kernel.set_error = -EIO;
	assert_int_equal(stay_awake(true), -EIO);
	kernel.set_error = 0;
	assert_int_equal(stay_awake(true), 0);
	kernel.set_error = -ENETDOWN;
	assert_int_equal(stay_awake(false), -ENETDOWN);
	kernel.set_error = 0;
	assert_int_equal(stay_awake(false), 0);
	assert_true(kernel.is_on);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(power_save_is_off_as_long_as_needed_and_then_on_again, set_up),
		cmocka_unit_test_setup(power_save_that_was_off_stays_off, set_up),
		cmocka_unit_test_setup(a_radio_without_power_save_is_awake, set_up),
		cmocka_unit_test_setup(an_error_of_the_kernel_is_told_and_the_next_try_counts, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
