/* The kernel's power save of a station interface: switched off while the connection has to stay awake, and then as it was. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "nl80211/nl.h"

/* Zeroed: as the kernel, or whoever set it, has it. */
struct power_save {
	bool is_held_off; /* it was on, and is off because of us */
};

/* Return: 0, also if the radio has none that could be switched off; the kernel's error: it is as before. */
int power_save_stay_awake(struct power_save *save, struct nl *nl, uint32_t ifindex, bool is_awake);
