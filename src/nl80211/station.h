/* What the kernel counts and measures of a peer (NL80211_CMD_GET_STATION). */
#pragma once

#include <stdint.h>

#include <netlink/msg.h>

struct station {
	int32_t signal_dbm; /* 0: not measured yet */
	uint32_t tx_kbps;   /* 0: nothing sent yet */
	uint32_t rx_kbps;
	uint32_t tx_mcs;
	uint32_t rx_mcs;
	uint64_t tx_packets;
	uint64_t rx_packets;
	uint64_t tx_retries;
	uint64_t tx_failed;
	uint64_t rx_dropped;
	uint32_t inactive_ms; /* since something was heard of it */
};

/* What is not told is 0. Return: 0; -EBADMSG if it describes no station. */
int station_parse(const struct nlmsghdr *message, struct station *ret_station);
