#include "wlansvc/acm/background.h"

static uint64_t min(uint64_t left, uint64_t right)
{
	return left < right ? left : right;
}

uint64_t background_next(struct background *background, enum background_situation situation, const struct acm_periods *periods)
{
	const struct {
		uint64_t first_ms, longest_ms;
	} limits[] = {
		[BACKGROUND_NONE] = { 0, 0 },
		[BACKGROUND_SEARCHING] = { min(periods->first_scan_ms, periods->scan_ms), periods->scan_ms },
		[BACKGROUND_SWITCHING] = { periods->scan_ms, periods->scan_ms },
		[BACKGROUND_KEEPING] = { min(periods->scan_ms, periods->connected_scan_ms), periods->connected_scan_ms },
	};

	if (background->situation != situation || background->delay_ms == 0)
		background->delay_ms = limits[situation].first_ms;
	else
		background->delay_ms = min(background->delay_ms * 2, limits[situation].longest_ms);
	background->situation = situation;
	return background->delay_ms;
}

void background_restart(struct background *background)
{
	background->delay_ms = 0;
}
