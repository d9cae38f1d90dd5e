/* Reaches scenario_parse() with every section, scenario_security_set() and scenario_security_finish() with every key of security,
 * and command_parse() through [script]. */
#include <stdlib.h>

#include "sim/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the access points rely on. */
static bool is_sound(const struct scenario_security *security)
{
	bool is_open = security->kind == SCENARIO_SECURITY_OPEN;

	if (security->pmf == SCENARIO_PMF_DEFAULT || is_open != (security->n_pairwise == 0) || is_open != (security->group == 0))
		return false;
	if ((security->pmf != SCENARIO_PMF_OFF) != (security->group_management != 0))
		return false;
	if (security->protects_beacons && !security->group_management)
		return false;
	if (scenario_security_has_sae(security) && (!security->passphrase.size || security->n_sae_groups == 0))
		return false;
	return !scenario_security_has_password(security) || security->passphrase.size || security->psk.size == 32;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scenario *scenario = NULL;
	struct scenario_error error;

	if (scenario_parse((const char *)data, size, &scenario, &error) < 0)
		return 0;
	for (size_t i = 0; i < scenario->n_access_points; i++) {
		const struct scenario_access_point *ap = &scenario->access_points[i];

		if (ap->ssid.size == 0 || ap->ssid.size > 32 || dot11_channel_to_mhz(ap->channel.band, ap->channel.number) == 0 ||
		    !is_sound(&ap->security))
			abort();
	}
	scenario_free(scenario);
	return 0;
}
