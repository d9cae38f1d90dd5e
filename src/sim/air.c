#include "sim/air.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct air_transmission {
	struct schedule_timer timer;
	struct air *air;
	struct air_antenna *sender; /* NULL once it has left */
	struct dot11_channel channel;
	air_done_fn done;
	void *done_userdata;
	uint32_t token;
	unsigned int n_attempts;
	bool is_delivered; /* a repetition because of a lost acknowledgement is no new frame for the receiver */
	struct air_transmission *next, *previous;
	size_t size;
	uint8_t bytes[];
};

static uint64_t next_random(struct air *air)
{
	/* xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled" */
	air->random ^= air->random >> 12;
	air->random ^= air->random << 25;
	air->random ^= air->random >> 27;
	return air->random * UINT64_C(2685821657736338717);
}

static bool is_lost(struct air *air)
{
	if (air->n_drop > 0) {
		air->n_drop--;
		return true;
	}
	return air->loss_percent > 0 && (next_random(air) >> 33) % 100 < air->loss_percent;
}

void air_init(struct air *air, struct schedule *schedule, uint64_t seed)
{
	*air = (struct air){ .schedule = schedule, .random = seed ? seed : 1, .delay_us = 100, .path_exponent = 3 };
}

static struct air_antenna **list_of(struct air *air, struct dot11_channel channel)
{
	return &air->channels[channel.band - DOT11_BAND_2GHZ][channel.number & 0xff];
}

static void unlink_antenna(struct air_antenna *antenna)
{
	if (antenna->previous)
		antenna->previous->next = antenna->next;
	else
		*list_of(antenna->air, antenna->channel) = antenna->next;
	if (antenna->next)
		antenna->next->previous = antenna->previous;
	antenna->next = antenna->previous = NULL;
}

void air_tune(struct air *air, struct air_antenna *antenna, struct dot11_channel channel)
{
	struct air_antenna **list;

	if (antenna->air) {
		if (antenna->channel.band == channel.band && antenna->channel.number == channel.number)
			return;
		unlink_antenna(antenna);
	}
	antenna->air = air;
	antenna->channel = channel;
	list = list_of(air, channel);
	antenna->next = *list;
	if (*list)
		(*list)->previous = antenna;
	*list = antenna;
}

static void transmission_free(struct air_transmission *transmission)
{
	schedule_cancel(transmission->air->schedule, &transmission->timer);
	if (transmission->previous)
		transmission->previous->next = transmission->next;
	else
		transmission->air->in_flight = transmission->next;
	if (transmission->next)
		transmission->next->previous = transmission->previous;
	free(transmission);
}

void air_deinit(struct air *air)
{
	while (air->in_flight)
		transmission_free(air->in_flight);
}

void air_detach(struct air_antenna *antenna)
{
	if (!antenna->air)
		return;
	unlink_antenna(antenna);
	for (struct air_transmission *t = antenna->air->in_flight, *next; t; t = next) {
		next = t->next;
		if (t->sender == antenna)
			transmission_free(t);
	}
	antenna->air = NULL;
}

void air_solicit(struct air_antenna *antenna)
{
	for (struct air_antenna *other = *list_of(antenna->air, antenna->channel); other; other = other->next) {
		if (other != antenna && other->is_on && other->listener->solicited)
			other->listener->solicited(other->userdata);
	}
}

int air_signal(const struct air *air, const struct air_antenna *sender, const struct air_antenna *receiver)
{
	double distance, dbm;

	/* A fixed signal belongs to the link, so both ends of it hear the same. */
	if (sender->has_signal)
		return sender->signal_dbm;
	if (receiver->has_signal)
		return receiver->signal_dbm;
	distance = hypot(sender->x - receiver->x, sender->y - receiver->y);
	/* Log-distance model from 20 dBm sent and 40 dB lost in the first metre. */
	dbm = -20 - 10 * air->path_exponent * log10(distance < 1 ? 1 : distance);
	return dbm < -120 ? -120 : (int)lround(dbm);
}

static bool hears(const struct air_transmission *transmission, const struct air_antenna *receiver, int *ret_signal)
{
	int signal;

	if (!receiver->is_on || receiver == transmission->sender)
		return false;
	signal = air_signal(transmission->air, transmission->sender, receiver);
	if (signal < AIR_SENSITIVITY_DBM)
		return false;
	*ret_signal = signal;
	return true;
}

static uint8_t rate_of(struct dot11_channel channel)
{
	return channel.band == DOT11_BAND_2GHZ ? 2 : 12; /* 1 Mbit/s; 6 Mbit/s */
}

/* What others hear of a frame depends on where they are; the capture stands where a fixed signal says, or beside the sender. */
static void capture(struct air *air, struct dot11_channel channel, int signal_dbm, const uint8_t *bytes, size_t size)
{
	if (air->capture)
		air->capture(air->capture_userdata, air->schedule->now_us, channel, rate_of(channel), signal_dbm, bytes, size);
}

static void deliver_to(const struct air_transmission *transmission, struct air_antenna *receiver, int signal_dbm)
{
	struct dot11_frame frame;
	struct air_reception reception = {
		.bytes = transmission->bytes,
		.size = transmission->size,
		.frame = &frame,
		.channel = transmission->channel,
		.signal_dbm = signal_dbm,
	};

	/* Extra elements come from outside, so a frame may be one that nobody can read: then nobody does. */
	if (dot11_frame_parse(transmission->bytes, transmission->size, &frame) < 0)
		return;
	receiver->n_received++;
	receiver->listener->receive(receiver->userdata, &reception);
}

static void deliver_to_group(struct air_transmission *transmission)
{
	struct air_antenna *receiver = *list_of(transmission->air, transmission->channel), *next;
	bool lost = is_lost(transmission->air);

	for (; receiver; receiver = next) {
		int signal_dbm;

		next = receiver->next;
		if (!lost && hears(transmission, receiver, &signal_dbm))
			deliver_to(transmission, receiver, signal_dbm);
	}
}

/* Return: the antenna that hears the frame and answers to its receiver address; NULL if there is none or the frame was lost. */
static struct air_antenna *find_receiver(struct air_transmission *transmission, const struct dot11_mac *mac, int *ret_signal)
{
	struct air_antenna *receiver = *list_of(transmission->air, transmission->channel);

	if (is_lost(transmission->air))
		return NULL;
	for (; receiver; receiver = receiver->next) {
		if (dot11_mac_equal(&receiver->mac, mac) && hears(transmission, receiver, ret_signal))
			return receiver;
	}
	return NULL;
}

static bool acknowledge(struct air_transmission *transmission, const struct air_antenna *receiver, int signal_dbm)
{
	const struct dot11_header ack = { .kind = DOT11_FRAME_ACK, .receiver = transmission->sender->mac };
	uint8_t bytes[16];
	int size = dot11_frame_build(bytes, sizeof(bytes), &ack, NULL);

	if (size > 0)
		capture(transmission->air, transmission->channel, signal_dbm, bytes, (size_t)size);
	return !is_lost(transmission->air);
}

static int capture_signal(const struct air_antenna *sender)
{
	return sender->has_signal ? sender->signal_dbm : -30;
}

static void finish(struct air_transmission *transmission, bool acked)
{
	air_done_fn done = transmission->done;
	void *userdata = transmission->done_userdata;
	uint32_t token = transmission->token;

	transmission_free(transmission);
	if (done)
		done(userdata, token, acked);
}

static void arrive(void *userdata)
{
	struct air_transmission *transmission = userdata;
	struct air *air = transmission->air;
	struct air_antenna *sender = transmission->sender, *receiver;
	struct dot11_mac mac;
	bool acked;
	int signal_dbm = 0;

	memcpy(mac.b, transmission->bytes + 4, sizeof(mac.b));
	if (mac.b[0] & 1) {
		/* Receivers may take this very transmission's sender away; its completion must not be called then. */
		deliver_to_group(transmission);
		finish(transmission, true);
		return;
	}
	receiver = find_receiver(transmission, &mac, &signal_dbm);
	acked = receiver && acknowledge(transmission, receiver, signal_dbm);
	if (!acked && transmission->n_attempts <= AIR_RETRY_LIMIT && sender->is_on) {
		if (receiver && !transmission->is_delivered) {
			transmission->is_delivered = true;
			deliver_to(transmission, receiver, signal_dbm);
		}
		transmission->n_attempts++;
		transmission->bytes[1] |= DOT11_FRAME_RETRY;
		sender->n_retries++;
		capture(air, transmission->channel, capture_signal(sender), transmission->bytes, transmission->size);
		schedule_set(air->schedule, &transmission->timer, air->delay_us);
		return;
	}
	if (!acked)
		sender->n_failed++;
	if (receiver && !transmission->is_delivered)
		deliver_to(transmission, receiver, signal_dbm);
	finish(transmission, acked);
}

/* @frame: whole, but for sequence number and duration. */
static int send_frame(struct air_antenna *antenna, const uint8_t *frame, size_t size, air_done_fn done, void *userdata, uint32_t token)
{
	struct air *air = antenna->air;
	struct air_transmission *transmission = calloc(1, sizeof(*transmission) + size);
	uint16_t duration_us = 0;

	if (!transmission)
		return -ENOMEM;
	memcpy(transmission->bytes, frame, size);
	if (!(frame[4] & 1)) /* SIFS and an ACK at the same rate: IEEE 802.11-2020, 9.2.5 and clauses 15, 17 */
		duration_us = antenna->channel.band == DOT11_BAND_2GHZ ? 314 : 60;
	transmission->bytes[2] = (uint8_t)duration_us;
	transmission->bytes[3] = (uint8_t)(duration_us >> 8);
	transmission->bytes[22] = (uint8_t)(antenna->sequence << 4);
	transmission->bytes[23] = (uint8_t)(antenna->sequence >> 4);
	antenna->sequence = (antenna->sequence + 1) & 0xfff;
	antenna->n_sent++;
	transmission->timer = (struct schedule_timer){ .fire = arrive, .userdata = transmission };
	transmission->air = air;
	transmission->sender = antenna;
	transmission->channel = antenna->channel;
	transmission->done = done;
	transmission->done_userdata = userdata;
	transmission->token = token;
	transmission->n_attempts = 1;
	transmission->size = size;
	transmission->next = air->in_flight;
	if (air->in_flight)
		air->in_flight->previous = transmission;
	air->in_flight = transmission;
	capture(air, transmission->channel, capture_signal(antenna), transmission->bytes, transmission->size);
	schedule_set(air->schedule, &transmission->timer, air->delay_us);
	return 0;
}

int air_transmit_raw(struct air_antenna *antenna, const uint8_t *frame, size_t size, air_done_fn done, void *userdata,
		     uint32_t token)
{
	if (!antenna->air || !antenna->is_on)
		return -ENETDOWN;
	if (size < DOT11_HEADER_SIZE)
		return -EINVAL;
	if (size > DOT11_FRAME_MAX_SIZE)
		return -ENOBUFS;
	return send_frame(antenna, frame, size, done, userdata, token);
}

int air_transmit(struct air_antenna *antenna, const struct dot11_header *header, const struct dot11_management *management,
		 air_done_fn done, void *userdata, uint32_t token)
{
	struct dot11_header filled = *header;
	uint8_t bytes[DOT11_FRAME_MAX_SIZE];
	int size;

	filled.transmitter = antenna->mac;
	size = dot11_frame_build(bytes, sizeof(bytes), &filled, management);
	if (size < 0)
		return size;
	return air_transmit_raw(antenna, bytes, (size_t)size, done, userdata, token);
}
