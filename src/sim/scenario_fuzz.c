/* Reaches scenario_parse() with every section and command_parse() through [script]. */
#include <stdlib.h>

#include "sim/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scenario *scenario = NULL;
	struct scenario_error error;

	if (scenario_parse((const char *)data, size, &scenario, &error) < 0)
		return 0;
	for (size_t i = 0; i < scenario->n_access_points; i++) {
		const struct scenario_access_point *ap = &scenario->access_points[i];

		if (ap->ssid.size == 0 || ap->ssid.size > 32 || dot11_channel_to_mhz(ap->channel.band, ap->channel.number) == 0)
			abort();
	}
	scenario_free(scenario);
	return 0;
}
