/* What the files that build requests share. */
#pragma once

#include <netlink/msg.h>

#include "base/cleanup.h"
#include "dot11/types.h"

define_cleanup(struct nl_msg, message, nlmsg_free);

/* A request about one interface. Return: message; NULL without memory. */
struct nl_msg *build_start_interface(uint16_t family, uint8_t command, int flags, uint32_t ifindex);

/* Return: 0; negative libnl error. */
int build_put_mac(struct nl_msg *message, const struct dot11_mac *mac);
