#include "wlansvc/acm/filters.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <windows.h>
#include <wlanapi.h>

#include "base/cleanup.h"
#include "wlansvc/store/vault.h"

struct fixture {
	struct vault *vault;
	struct store *store;
	struct filters *filters;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_int_equal(vault_open(&f->vault, NULL), 0);
	assert_int_equal(store_open(&f->store, ":memory:", f->vault), 0);
	assert_int_equal(filters_new(&f->filters, f->store), 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	filters_free(f->filters);
	store_close(f->store);
	vault_close(f->vault);
	free(f);
	return 0;
}

static struct store_filter entry(const char *ssid, uint32_t type)
{
	struct store_filter filter = { .bss_type = type };

	filter.ssid.size = (uint8_t)strlen(ssid);
	memcpy(filter.ssid.bytes, ssid, strlen(ssid));
	return filter;
}

static uint32_t verdict(const struct fixture *f, const char *ssid, uint32_t type)
{
	struct store_filter network = entry(ssid, type);

	return filters_verdict(f->filters, &network.ssid, type);
}

static void set(struct fixture *f, uint32_t list, const char *ssid, uint32_t type)
{
	struct store_filter filter = entry(ssid ? ssid : "", type);

	assert_int_equal(filters_set(f->filters, list, &filter, ssid ? 1 : 0), 0);
}

#define ESS dot11_BSS_type_infrastructure
#define IBSS dot11_BSS_type_independent
#define ANY dot11_BSS_type_any

/* Every list holds the network, every network, or nothing; the verdict about "a". */
static void parties_and_lists_have_their_order(void **state)
{
	static const struct {
		const char *gp_permit, *gp_deny, *user_permit, *user_deny;
		uint32_t verdict;
	} cases[] = {
		{ NULL, NULL, NULL, NULL, WLAN_REASON_CODE_SUCCESS },
		{ NULL, NULL, NULL, "a", WLAN_REASON_CODE_USER_DENIED },
		{ NULL, NULL, NULL, "b", WLAN_REASON_CODE_SUCCESS },
		{ NULL, NULL, NULL, "", WLAN_REASON_CODE_USER_DENIED },
		{ NULL, NULL, "a", "a", WLAN_REASON_CODE_USER_DENIED },
		{ NULL, NULL, "a", "", WLAN_REASON_CODE_SUCCESS },
		{ NULL, NULL, "", "", WLAN_REASON_CODE_USER_DENIED },
		{ NULL, NULL, "b", "", WLAN_REASON_CODE_USER_DENIED },
		{ "a", NULL, NULL, "a", WLAN_REASON_CODE_SUCCESS },
		{ NULL, "a", "a", NULL, WLAN_REASON_CODE_GP_DENIED },
		{ "a", "", NULL, "a", WLAN_REASON_CODE_SUCCESS },
		{ "a", "a", NULL, NULL, WLAN_REASON_CODE_GP_DENIED },
		{ "b", "", "a", NULL, WLAN_REASON_CODE_GP_DENIED },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < array_size(cases); i++) {
		set(f, wlan_filter_list_type_gp_permit, cases[i].gp_permit, ANY);
		set(f, wlan_filter_list_type_gp_deny, cases[i].gp_deny, ANY);
		set(f, wlan_filter_list_type_user_permit, cases[i].user_permit, ANY);
		set(f, wlan_filter_list_type_user_deny, cases[i].user_deny, ANY);
		assert_int_equal(verdict(f, "a", ESS), cases[i].verdict);
	}
}

static void the_type_of_a_network_counts(void **state)
{
	struct fixture *f = *state;

	set(f, wlan_filter_list_type_user_deny, "a", IBSS);
	assert_int_equal(verdict(f, "a", ESS), WLAN_REASON_CODE_SUCCESS);
	assert_int_equal(verdict(f, "a", IBSS), WLAN_REASON_CODE_USER_DENIED);
	set(f, wlan_filter_list_type_user_deny, "a", ANY);
	assert_int_equal(verdict(f, "a", ESS), WLAN_REASON_CODE_USER_DENIED);
}

static void lists_of_the_user_outlive_the_service_those_of_policy_do_not(void **state)
{
	struct fixture *f = *state;
	size_t n;

	set(f, wlan_filter_list_type_user_deny, "a", ESS);
	set(f, wlan_filter_list_type_gp_deny, "b", ESS);
	filters_free(f->filters);
	assert_int_equal(filters_new(&f->filters, f->store), 0);
	assert_non_null(filters_get(f->filters, wlan_filter_list_type_user_deny, &n));
	assert_int_equal(n, 1);
	assert_null(filters_get(f->filters, wlan_filter_list_type_gp_deny, &n));
	assert_int_equal(n, 0);
	assert_null(filters_get(f->filters, 4, &n));
	assert_int_equal(verdict(f, "a", ESS), WLAN_REASON_CODE_USER_DENIED);
}

static void too_long_a_list_changes_nothing(void **state)
{
	_auto_free_ struct store_filter *many = calloc(STORE_MAX_FILTERS + 1, sizeof(*many));
	struct fixture *f = *state;

	set(f, wlan_filter_list_type_user_deny, "a", ESS);
	assert_int_equal(filters_set(f->filters, wlan_filter_list_type_user_deny, many, STORE_MAX_FILTERS + 1), -EDQUOT);
	assert_int_equal(filters_set(f->filters, 4, many, 1), -EINVAL);
	assert_int_equal(verdict(f, "a", ESS), WLAN_REASON_CODE_USER_DENIED);
	assert_int_equal(filters_set(f->filters, wlan_filter_list_type_user_deny, many, STORE_MAX_FILTERS), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(parties_and_lists_have_their_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_type_of_a_network_counts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lists_of_the_user_outlive_the_service_those_of_policy_do_not, set_up, tear_down),
		cmocka_unit_test_setup_teardown(too_long_a_list_changes_nothing, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
