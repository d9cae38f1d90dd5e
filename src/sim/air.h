/*
 * The medium: carries frames between antennas on the same channel, loses some, acknowledges the others.
 *
 * A frame arrives air->delay_us after it was sent. One addressed to a single antenna is acknowledged by it and otherwise repeated
 * up to seven times. There is no contention: frames of different senders do not collide or wait. Everything random comes from
 * one xorshift generator, so the same seed and the same input give the same frames.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dot11/channel.h"
#include "dot11/frame.h"
#include "dot11/types.h"
#include "sim/schedule.h"

#define AIR_RETRY_LIMIT 7	 /* repetitions of a frame nobody acknowledges */
#define AIR_SENSITIVITY_DBM (-95) /* what is weaker is not heard */

struct air;
struct air_antenna;

struct air_reception {
	const uint8_t *bytes;
	size_t size;
	const struct dot11_frame *frame;
	struct dot11_channel channel;
	int signal_dbm;
};

struct air_listener {
	/* A frame for this antenna or for everybody. Of antennas only its own may be retuned or removed from within. */
	void (*receive)(void *userdata, const struct air_reception *reception);
	/* Somebody wants to hear beacons on this antenna's channel. May be NULL. */
	void (*solicited)(void *userdata);
};

/* One radio's connection to the air, embedded in its owner. Zeroed before use but for the fields set by the owner. */
struct air_antenna {
	struct dot11_mac mac;
	bool is_on;	     /* neither hears nor sends otherwise */
	double x, y;	     /* metres */
	bool has_signal;     /* then everybody hears it with @signal_dbm wherever they are */
	int signal_dbm;
	const struct air_listener *listener;
	void *userdata;
	uint64_t n_sent, n_received, n_retries, n_failed;
	/* the rest belongs to the air */
	struct air *air;
	struct dot11_channel channel;
	uint16_t sequence;
	struct air_antenna *next, *previous;
};

/* Called for every frame and acknowledgement as it goes on the air, lost ones included. @rate_500k: units of 500 kbit/s. */
typedef void (*air_capture_fn)(void *userdata, uint64_t time_us, struct dot11_channel channel, uint8_t rate_500k, int signal_dbm,
			       const uint8_t *bytes, size_t size);

/* @token: of air_transmit(). @acked: false when the retry limit was reached; true for group addresses. */
typedef void (*air_done_fn)(void *userdata, uint32_t token, bool acked);

struct air_transmission;

struct air {
	struct schedule *schedule;
	uint64_t random; /* never 0 */
	unsigned int loss_percent;
	unsigned int n_drop; /* this many of the next frames are lost */
	uint32_t delay_us;
	double path_exponent; /* of the path loss; 2 is free space */
	air_capture_fn capture;
	void *capture_userdata;
	struct air_antenna *channels[3][256];
	struct air_transmission *in_flight;
};

/* @seed: any; 0 is taken as 1. */
void air_init(struct air *air, struct schedule *schedule, uint64_t seed);

/* Forgets what is in flight. No antenna is attached any more, or none will be used again. */
void air_deinit(struct air *air);

/* Moves the antenna to @channel, which must exist; the first time attaches it. */
void air_tune(struct air *air, struct air_antenna *antenna, struct dot11_channel channel);

/* Takes the antenna off the air; completions of its frames will not be called. */
void air_detach(struct air_antenna *antenna);

/* Asks everybody on the antenna's channel for a beacon soon. */
void air_solicit(struct air_antenna *antenna);

/* What @receiver hears of @sender, in dBm from -120 to 0. */
int air_signal(const struct air *air, const struct air_antenna *sender, const struct air_antenna *receiver);

/**
 * air_transmit() - send a frame on the antenna's channel
 * @header:     transmitter, sequence number and duration are filled in here
 * @management: body, NULL for frames without one
 * @done:       called later with @userdata and @token, never from within; NULL if nobody waits
 *
 * Return: 0; -ENOBUFS if the frame is too long; -ENOMEM; -ENETDOWN if the antenna is off or not tuned.
 */
int air_transmit(struct air_antenna *antenna, const struct dot11_header *header, const struct dot11_management *management,
		 air_done_fn done, void *userdata, uint32_t token);

/**
 * air_transmit_raw() - send a whole frame as it is, protected ones above all
 * @frame: MAC header and body without FCS. The caller has set the transmitter: it goes into what protection authenticates. Sequence
 *         number and duration, which no protection covers, are filled in here, in the copy that goes on the air.
 *
 * Otherwise as air_transmit(). Return: also -EINVAL if @frame is too short for a header.
 */
int air_transmit_raw(struct air_antenna *antenna, const uint8_t *frame, size_t size, air_done_fn done, void *userdata,
		     uint32_t token);
