/*
 * SA Query (IEEE 802.11-2020, 11.13): does the peer still hold the keys that we hold? Asked when a deauthentication or
 * disassociation arrives without the protection that was agreed on. A machine without clock and sockets; its owner sends
 * and keeps time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* dot11AssociationSAQueryRetryTimeout and dot11AssociationSAQueryMaximumTimeout: 201 and 1000, IEEE 802.11-2020, annex C. */
#define SA_QUERY_RETRY_US 201000u
#define SA_QUERY_LIMIT_US 1000000u
#define SA_QUERY_SIZE 4 /* category, action, transaction */

struct sa_query {
	bool is_running;
	uint64_t begun_us;
	uint16_t first; /* transaction of the first request; each further one has the next number */
	uint16_t n_sent;
};

/* Return: false if one is under way already. @first: random, so that nobody answers in advance. */
bool sa_query_begin(struct sa_query *query, uint64_t now_us, uint16_t first);

enum sa_query_step {
	SA_QUERY_STEP_NONE, /* not due yet, or nothing under way */
	SA_QUERY_STEP_SEND,
	SA_QUERY_STEP_GIVE_UP, /* no answer: the procedure is over */
};

/**
 * sa_query_step() - what is due
 * @ret_body:    with SA_QUERY_STEP_SEND the body of the request
 * @ret_next_us: when to ask again; 0 when nothing is under way
 */
enum sa_query_step sa_query_step(struct sa_query *query, uint64_t now_us, uint8_t ret_body[SA_QUERY_SIZE], uint64_t *ret_next_us);

/* A response. Return: true if it answers one of our requests: the procedure is over, the peer holds the keys. */
bool sa_query_answer(struct sa_query *query, uint16_t transaction);

void sa_query_stop(struct sa_query *query);
