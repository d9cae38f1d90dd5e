/* The hosted network of the fake: there is none, and it cannot be had. */
#include <windows.h>
#include <wlanapi.h>

#include "wlansvc/acm/hosted.h"
#include "wlansvc/rpc/acm_fake.h"

int acm_hosted_init(struct acm *acm, uint32_t *ret_reason)
{
	*ret_reason = wlan_hosted_network_reason_success;
	return 0;
}

int acm_hosted_start(struct acm *acm, const struct acm_caller *caller, bool is_forced, acm_done_fn done, void *userdata,
		     uint32_t *ret_reason)
{
	*ret_reason = wlan_hosted_network_reason_interface_unavailable;
	return ACM_E_INVALID_STATE;
}

int acm_hosted_stop(struct acm *acm, const struct acm_caller *caller, bool is_forced, acm_done_fn done, void *userdata,
		    uint32_t *ret_reason)
{
	*ret_reason = wlan_hosted_network_reason_stop_before_start;
	return ACM_E_INVALID_STATE;
}

int acm_hosted_settings(struct acm *acm, struct dot11_ssid *ret_ssid, uint32_t *ret_max_peers)
{
	return ACM_E_NO_DATA;
}

int acm_hosted_set_settings(struct acm *acm, const struct dot11_ssid *ssid, uint32_t max_peers, uint32_t *ret_reason)
{
	*ret_reason = wlan_hosted_network_reason_success;
	return 0;
}

bool acm_hosted_is_enabled(struct acm *acm)
{
	return true;
}

bool acm_hosted_is_denied(struct acm *acm)
{
	return false;
}

int acm_hosted_enable(struct acm *acm, const struct acm_caller *caller, bool is_enabled, uint32_t *ret_reason)
{
	*ret_reason = wlan_hosted_network_reason_success;
	return 0;
}

int acm_hosted_profile(struct acm *acm, char **ret)
{
	return ACM_E_NO_DATA;
}

int acm_hosted_refresh(struct acm *acm, uint32_t *ret_reason)
{
	*ret_reason = wlan_hosted_network_reason_success;
	return 0;
}

int acm_hosted_set_key(struct acm *acm, const struct secret *key, bool is_passphrase, bool is_persistent, uint32_t *ret_reason)
{
	*ret_reason = wlan_hosted_network_reason_success;
	return 0;
}

void acm_hosted_key(struct acm *acm, struct secret *ret, bool *ret_is_passphrase, bool *ret_is_persistent)
{
	*ret = (struct secret){ 0 };
	*ret_is_passphrase = *ret_is_persistent = false;
}

void acm_hosted_status(struct acm *acm, struct acm_hosted_status *ret)
{
	*ret = (struct acm_hosted_status){ .state = wlan_hosted_network_unavailable };
}
