/*
 * One simulated adapter: the WDI commands of the host on one side, an antenna on the air on the other.
 *
 * It has one port in station mode; station_mlme and station_scan decide, this carries out and reports. Beside it there may be a port in
 * access point mode (port_ap_wdi.h).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "dot11/types.h"
#include "sim/air.h"
#include "sim/scenario.h"

struct driver_quality;
struct radio;

/**
 * radio_new() - an adapter on the air, serving its link
 * @fd: our end of the link; owned from now on, also on failure
 *
 * Return: 0; -ENOMEM; negative errno of wdi_driver_new().
 */
int radio_new(struct radio **ret, struct air *air, const struct scenario_adapter *config, int fd);
struct radio *radio_free(struct radio *radio);

/* Gives the adapter its data socket; without one it can join open networks only. @fd: as for wdi_driver_attach_data(). Return: likewise. */
int radio_attach_data(struct radio *radio, int fd);
/* To be watched for input beside radio_fd(); -1 if there is none. */
int radio_data_fd(const struct radio *radio);

const char *radio_name(const struct radio *radio);
int radio_fd(const struct radio *radio);
bool radio_wants_output(const struct radio *radio);

/* Serves what has arrived on the link and the data socket. Return: 0; negative errno when the link is gone. */
int radio_dispatch(struct radio *radio);

/* From now on nothing is answered or indicated any more: a driver that hangs. */
void radio_hang(struct radio *radio);
bool radio_is_hung(const struct radio *radio);

/* The access point's beacons have stopped or come again; only the radio connected to it cares. */
void radio_beacons(struct radio *radio, const struct dot11_mac *bssid, bool are_heard);

/* Signals have changed: tells the host if the link's quality differs by more than 5. */
void radio_check_signal(struct radio *radio);

/* What the host wishes for the connection; valid as long as the radio. */
const struct driver_quality *radio_wished_quality(const struct radio *radio);

/**
 * radio_ping() - send a frame to the peer over the data path, protected as every other, and see whether it is answered
 * @done: called from the schedule, never from within: when the peer's answers, one to us and one to the group, are both there, or after
 *        500 ms with what has come. Not called if the radio is freed meanwhile.
 *
 * The frame has ethertype 0x88b5 and eight bytes that nobody can foresee; simulated access points send them back.
 *
 * Return: 0; -ENOTCONN unless connected and authorized; -EBUSY while one is under way; -ENOBUFS; -ENOMEM; -EIO.
 */
int radio_ping(struct radio *radio, void (*done)(void *userdata, bool unicast, bool group), void *userdata);
