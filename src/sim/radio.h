/*
 * One simulated adapter: the WDI commands of the host on one side, an antenna on the air on the other.
 *
 * It has one port, in station mode. station_mlme and station_scan decide; this carries out and reports.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "dot11/types.h"
#include "sim/air.h"
#include "sim/scenario.h"

struct radio;

/**
 * radio_new() - an adapter on the air, serving its link
 * @fd: our end of the link; owned from now on, also on failure
 *
 * Return: 0; -ENOMEM; negative errno of wdi_driver_new().
 */
int radio_new(struct radio **ret, struct air *air, const struct scenario_adapter *config, int fd);
struct radio *radio_free(struct radio *radio);

const char *radio_name(const struct radio *radio);
int radio_fd(const struct radio *radio);
bool radio_wants_output(const struct radio *radio);

/* Serves what has arrived on the link. Return: 0; negative errno when the link is gone. */
int radio_dispatch(struct radio *radio);

/* From now on nothing is answered or indicated any more: a driver that hangs. */
void radio_hang(struct radio *radio);
bool radio_is_hung(const struct radio *radio);

/* The access point's beacons have stopped or come again; only the radio connected to it cares. */
void radio_beacons(struct radio *radio, const struct dot11_mac *bssid, bool are_heard);

/* Signals have changed: tells the host if the link's quality differs by more than 5. */
void radio_check_signal(struct radio *radio);
