/* Values of interface opcodes as they lie in memory on x86_64 Windows, made of what acm says. */
#pragma once

#include "wlansvc/acm/acm.h"

struct opcode_value {
	void *data; /* free() */
	size_t size;
};

static inline void opcode_value_clear(struct opcode_value *value)
{
	free(value->data);
}

/* Each: 0; -ENOMEM. */
int opcode_value_word(struct opcode_value *ret, uint32_t word);
int opcode_value_connection(struct opcode_value *ret, const struct acm_connection *connection);
int opcode_value_quality(struct opcode_value *ret, const struct acm_connection *connection);
int opcode_value_radio(struct opcode_value *ret, const struct acm_phy_radio *phys, size_t n);
/* What the radio can in infrastructure networks. @capabilities: NULL gives an empty list. */
int opcode_value_pairs(struct opcode_value *ret, const struct wdi_get_adapter_capabilities_result *capabilities);
int opcode_value_countries(struct opcode_value *ret, const struct wdi_get_adapter_capabilities_result *capabilities);
/* WLAN_STATISTICS. */
int opcode_value_statistics(struct opcode_value *ret, const struct wdi_get_statistics_result *statistics);
/* WLAN_INTERFACE_CAPABILITY. */
int opcode_value_capability(struct opcode_value *ret, const struct wdi_get_adapter_capabilities_result *capabilities);
/* An empty WLAN_INTERFACE_INFO_LIST. */
int opcode_value_no_interfaces(struct opcode_value *ret);
