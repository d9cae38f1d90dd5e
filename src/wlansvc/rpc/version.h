/* Which methods a client of version 1 may call: the one table of it (Native Wifi API Support on Windows XP; H3). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* @member: name of a D-Bus method. */
bool rpc_version_1_has(const char *member);

/* Version 1 knows fewer opcodes of WlanQueryInterface, and fewer still of WlanSetInterface. */
bool rpc_version_1_queries(uint32_t opcode);
bool rpc_version_1_sets(uint32_t opcode);
