/* Frames between the two sides of a handshake, in tests that bring both together. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define EVENTS_SIZE 512
#define QUEUE_MAX 16
#define PDU_MAX 1024

struct queue {
	size_t n;
	struct pdu {
		size_t size;
		uint8_t bytes[PDU_MAX];
	} pdus[QUEUE_MAX];
};

static const uint8_t ap_rsne[] = { 48, 20, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 2, 0x80, 0 };
static const uint8_t station_rsne[] = { 48, 20, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 2, 0x00, 0 };
static const uint8_t rsnxe[] = { 244, 1, 0x20 };

static inline void push(struct queue *queue, const uint8_t *bytes, size_t size)
{
	assert_true(queue->n < QUEUE_MAX && size <= PDU_MAX);
	memcpy(queue->pdus[queue->n].bytes, bytes, size);
	queue->pdus[queue->n++].size = size;
}

static inline struct pdu pop(struct queue *queue)
{
	struct pdu first = queue->pdus[0];

	assert_true(queue->n > 0);
	memmove(queue->pdus, queue->pdus + 1, --queue->n * sizeof(first));
	return first;
}

/* @events: one text of what listeners have heard, in its order. */
static inline void note(char events[EVENTS_SIZE], const char *event)
{
	size_t used = strlen(events);

	snprintf(events + used, EVENTS_SIZE - used, "%s%s", used > 0 ? " " : "", event);
}
