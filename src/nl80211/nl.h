/*
 * Two netlink sockets to nl80211: one on which commands are sent and answered, one on which the kernel's events arrive.
 *
 * The kernel works a command off while it is being sent, so a call waits for nothing but the kernel itself. Commands with
 * SOCKET_OWNER belong to the command socket: when this process dies, the kernel ends the connections it made. What the
 * kernel tells an owner alone (802.1X frames, registered action frames) arrives on the command socket: such events are kept
 * while a call is answered, and handed on by nl_dispatch().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "base/cleanup.h"

struct nl;

/**
 * nl_message_fn - one message of an answer, or one event
 *
 * Return: 0 to go on; anything else ends the call (or the dispatch) with that value.
 */
typedef int (*nl_message_fn)(const struct nlmsghdr *message, void *userdata);

enum nl_outcome {
	NL_E_EVENTS_LOST = 1, /* more events than the socket could hold: ask the kernel for the state of things */
};

#define NL_MAX_REQUESTS 4 /* requests in one nl_call_many() */

/**
 * nl_new() - open both sockets and join the groups scan, mlme and config
 *
 * Return: 0; -ENOENT if the kernel has no nl80211; -ENOMEM; negative errno of the sockets.
 */
int nl_new(struct nl **ret);
struct nl *nl_free(struct nl *nl);
define_cleanup(struct nl, nl, nl_free);

/* Number of the nl80211 family, which every request carries. */
uint16_t nl_family(const struct nl *nl);

/* The socket of events, to be watched for input. */
int nl_event_fd(const struct nl *nl);
/* The socket of commands, to be watched for input as well: events for the owner. */
int nl_command_fd(const struct nl *nl);

/* Did events for the owner arrive while a call was answered? Then nl_dispatch() is due, though neither socket is readable. */
bool nl_has_kept_events(const struct nl *nl);

/**
 * nl_call() - send one request and take its whole answer
 * @request:    wiped (keys pass here) and freed, whatever happens; NULL (out of memory when it was built) is answered
 *              with -ENOMEM
 * @on_message: called for every data message of the answer, may be NULL
 *
 * Return: 0; the kernel's error as negative errno; -EINTR if a dump was overtaken by a change (repeat it); what
 * @on_message returned.
 */
int nl_call(struct nl *nl, struct nl_msg *request, nl_message_fn on_message, void *userdata);

/**
 * nl_call_many() - send several requests in one sendmsg() and take their answers
 * @requests:    finished netlink messages one behind the other, each with NLM_F_ACK; their sequence numbers are filled in here
 * @n_requests:  how many they are, at most NL_MAX_REQUESTS
 * @on_message:  called for every data message of the answers with the number of its request, may be NULL
 * @ret_results: one per request: 0 or the kernel's error as negative errno
 *
 * Return: 0 if all have been answered; negative errno of the socket.
 */
int nl_call_many(struct nl *nl, void *requests, size_t size, size_t n_requests,
		 void (*on_message)(size_t request, const struct nlmsghdr *message, void *userdata), void *userdata,
		 int *ret_results);

/**
 * nl_dispatch() - hand on the events that have arrived, without waiting
 *
 * Return: 0; NL_E_EVENTS_LOST; negative errno of the socket.
 */
int nl_dispatch(struct nl *nl, nl_message_fn on_event, void *userdata);

/**
 * nl_parse() - attributes of a generic netlink message
 * @message: at least nlmsg_len bytes of it are readable (nlmsg_ok() said so)
 * @table:   @max + 1 pointers into the message, NULL for what is not there
 * @policy:  smallest sizes, by attribute; an attribute too small for it makes the message bad
 *
 * Return: command number of the message; -EBADMSG.
 */
int nl_parse(const struct nlmsghdr *message, struct nlattr **table, int max, const struct nla_policy *policy);

/* The same for attributes nested in @attribute (not NULL). Return: 0; -EBADMSG. */
int nl_parse_nested(const struct nlattr *attribute, struct nlattr **table, int max, const struct nla_policy *policy);
