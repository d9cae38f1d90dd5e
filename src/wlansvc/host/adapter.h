/*
 * Inside of the host: one adapter on its link, from bring-up to loss. Knows no process: who made the adapter is its owner, a driver
 * process (driver_process.c) or a test with a socketpair.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "wdi/data.h"
#include "wdi/link.h"
#include "wdi/trace.h"
#include "wlansvc/host/host.h"
#include "wlansvc/host/queue.h"

enum host_adapter_state {
	HOST_ADAPTER_DOWN, /* no link */
	HOST_ADAPTER_STARTING, /* bring-up: open, capabilities, port */
	HOST_ADAPTER_UP,
	HOST_ADAPTER_UNDOING, /* bring-up has failed: close */
	HOST_ADAPTER_LOST, /* the driver has closed the link; the owner finds out whether it lives */
};

/* What the last two words of the log entry call the cause of a recovery (rule 88). */
enum host_trigger {
	HOST_TRIGGER_NONE, /* the driver broke the protocol */
	HOST_TRIGGER_COMMAND_TIMER, /* M1 to M3 */
	HOST_TRIGGER_TASK_TIMER, /* M3 to M4 */
	HOST_TRIGGER_USER,
	HOST_TRIGGER_FIRMWARE_STALLED,
};

struct host_adapter_owner {
	/* The driver hangs or breaks the protocol: it has to be killed, and host_adapter_detach() called for all it has. */
	void (*failed)(struct host_adapter *adapter, void *userdata);
	/* The driver has closed this adapter's link; the state is HOST_ADAPTER_LOST until host_adapter_detach(). */
	void (*lost)(struct host_adapter *adapter, void *userdata);
};

struct host_command {
	struct host_slot slot; /* first: the queue's pointer is ours */
	struct host_adapter *adapter;
	struct host_command *next; /* in adapter->ended */
	uint32_t oid;
	uint16_t port;
	const struct wdi_message_info *info;
	uint8_t *message; /* M1, until it is sent */
	size_t size;
	uint8_t *early; /* M4 that came before M3 */
	size_t early_size;
	uint64_t deadline_us; /* of what is awaited now */
	uint64_t aborted_us; /* when its abort was sent; 0 if it was not */
	uint32_t status; /* of a command in adapter->ended */
	host_done_fn done;
	void *userdata;
};

struct host_adapter {
	struct host_adapter *next; /* for the owner */
	sd_event *event;
	struct host_timers timers;
	struct guid guid;
	char *name, *description;
	const struct host_adapter_owner *owner;
	void *owner_userdata;
	const struct host_listener *listener;
	void *listener_userdata;
	void *userdata; /* host_adapter_set_userdata() */
	struct wdi_trace *trace; /* NULL, or the owner's */

	enum host_adapter_state state;
	bool is_known; /* adapter_up has been told at least once */
	bool is_up; /* adapter_up has been told, adapter_down not yet */
	uint64_t down_us; /* when adapter_down was told last; 0 before the first time */
	bool was_up; /* for the owner: likewise, at any time since it has taken this back */
	struct wdi_link *link;
	sd_event_source *io, *defer, *watchdog;
	sd_event_source *data_io; /* the data socket, which it owns; NULL if there is none */
	uint64_t watchdog_us; /* when the watchdog wakes, UINT64_MAX if it is off */
	struct host_queue queue;
	struct host_command *ended; /* ended inside a call from above; told by the deferred source */
	uint32_t last_transaction;
	int send_error; /* of a send inside a call from above; acted upon by the deferred source */

	uint16_t port;
	struct wdi_get_adapter_capabilities_result *capabilities;
	uint8_t *capabilities_message; /* its blobs point into it */
};

/**
 * host_adapter_new() - an adapter without link
 * @owner, @listener: outlive the adapter; @listener may have NULL members
 * @trace: NULL, or where every message is recorded; outlives the adapter
 *
 * Return: 0; -ENOMEM; negative errno of sd-event.
 */
int host_adapter_new(struct host_adapter **ret, sd_event *event, const struct host_timers *timers, const struct guid *guid,
		     const char *name, const char *description, struct wdi_trace *trace, const struct host_adapter_owner *owner,
		     void *owner_userdata, const struct host_listener *listener, void *listener_userdata);
/* Drops link and commands without telling anybody. */
struct host_adapter *host_adapter_free(struct host_adapter *adapter);

/**
 * host_adapter_attach() - start bring-up over a new link; the adapter is down
 * @fd:      link; owned from now on, also on failure
 * @data_fd: data socket, or -1; likewise
 *
 * Return: 0; the errors of wdi_link_new() and of sd-event.
 */
int host_adapter_attach(struct host_adapter *adapter, int fd, int data_fd);

/* Ends all commands with NDIS_STATUS_ADAPTER_REMOVED, closes the link and tells the listener (adapter_down) if it knows. */
void host_adapter_detach(struct host_adapter *adapter, bool is_final);

/* Tells the owner that this driver cannot go on; the adapter may be detached when this returns. @command: NULL or the hung one. */
void host_adapter_fail(struct host_adapter *adapter, enum host_trigger trigger, const struct host_command *command, const char *why);

/* command.c: the life of one command */

/* Like host_adapter_submit(), in any state with a link. */
int host_command_new(struct host_adapter *adapter, uint32_t oid, uint16_t port, const void *params, host_done_fn done, void *userdata,
		     struct host_command **ret);
struct host_command *host_command_free(struct host_command *command);
/* M1 is sent, or never will be: it may hold keys, and is wiped. */
void host_command_forget_message(struct host_command *command);

/* Tells @command's submitter, and frees it. The queue knows it no more. */
void host_command_end(struct host_command *command, uint32_t status, const void *result);

/**
 * host_command_take_result() - M3 from the driver
 *
 * Return: 0; -ENOMEM; -EPROTO if the driver may not do that (then the command is still open, or in the queue's eyes ended and
 * already told).
 */
int host_command_take_result(struct host_command *command, const struct wdi_frame *frame);
/* M4 from the driver; likewise. */
int host_command_take_completion(struct host_command *command, const struct wdi_frame *frame);

/* Sends what may be sent now: aborts and waiting commands. Return: 0; negative errno of the link. */
int host_adapter_pump(struct host_adapter *adapter);

/* watchdog.c: the limits of rules 62, 73 and 74 */

/* Sets @command's deadline for what it waits for now: M3, or M4 if it is started. Return: 0; negative errno of sd-event. */
int host_watchdog_watch(struct host_command *command);
/* The abort of @command, a started task, is sent now: brings its deadline forward. Return: 0; negative errno of sd-event. */
int host_watchdog_watch_abort(struct host_command *command);
/* @command has ended: says in the log whether it was aborted and took longer than it may. */
void host_watchdog_note_end(const struct host_command *command);
/* The handler of adapter->watchdog. */
int host_watchdog_wake(sd_event_source *source, uint64_t now_us, void *userdata);
