/* The switches of a radio: rfkill where the kernel has it, else the network interface going up and down. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "dot11/types.h"

struct radio_state {
	bool is_hardware_on;
	bool is_software_on;
};

/* Is rfkill's switch @number the one of this radio? */
bool radio_has_switch(const char *wiphy_name, uint32_t number);

/* @wiphy_name: "phy0"; @interface_name: "wlan0". Return: 0; negative errno. */
int radio_get(const char *wiphy_name, const char *interface_name, struct radio_state *ret_state);

/* Return: 0; negative errno. */
int radio_set(const char *wiphy_name, const char *interface_name, bool is_on);

/* Return: 0; -ERFKILL while the radio is off; other negative errno. */
int radio_set_interface_up(const char *interface_name, bool is_up);

/* While the interface is down. Return: 0; negative errno. */
int radio_set_interface_mac(const char *interface_name, const struct dot11_mac *mac);
