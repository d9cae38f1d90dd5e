/*
 * The WDI host: driver processes, and for each of their adapters the command queue (M1 -> M3 -> M4, serialization, priority,
 * abort, hang detection, reset recovery). Rules 34 to 72 of the protocol; network/wdi-communication-model.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "base/guid.h"
#include "dot11/types.h"
#include "wdi/driver.h"
#include "wdi/wdi.h"

struct host_driver;  /* one driver process */
struct host_adapter; /* one adapter of it */
struct host_command; /* one command queued or running on an adapter */

struct host_timers {
	uint64_t m3_timeout_ms; /* M1 to M3: 10 s by default */
	uint64_t m4_timeout_ms; /* M3 to M4: 30 s by default (longer for tasks that are expected to run longer) */
	/* Abort to M4: 1 s by default. The protocol allows 50 ms (rule 62), and who takes longer is named in the log; but a machine
	 * that is busy is no driver that hangs, so it is reset only after this. */
	uint64_t abort_timeout_ms;
	uint64_t restart_delay_ms; /* before a driver that died is started again: 1 s by default */
	/* A driver that dies again soon after its start is started again later each time, up to this: 16 s by default; 0: not later. */
	uint64_t restart_max_ms;
	/* An adapter that a driver does not bring back within this is removed for good: 60 s by default; 0: never. */
	uint64_t missing_ms;
};

#define HOST_TIMERS_DEFAULT                       \
	((struct host_timers){                    \
		.m3_timeout_ms = 10000,           \
		.m4_timeout_ms = 30000,           \
		.abort_timeout_ms = 1000,         \
		.restart_delay_ms = 1000,         \
		.restart_max_ms = 16000,          \
		.missing_ms = 60000,              \
	})

/* Told in the service's event loop, never from inside a call of this header. Members may be NULL. */
struct host_listener {
	/* An adapter is up: open, capabilities, configuration and port creation have succeeded. Again after each recovery. */
	void (*adapter_up)(struct host_adapter *adapter, void *userdata);
	/* The adapter is gone or being recovered; its commands have been ended before with NDIS_STATUS_ADAPTER_REMOVED. If
	 * @is_final the object is freed after this call; else it comes back with adapter_up, or is told as final some time later. */
	void (*adapter_down)(struct host_adapter *adapter, bool is_final, void *userdata);
	/* Unsolicited M0. @payload: decoded struct of @id, valid during the call. */
	void (*indication)(struct host_adapter *adapter, uint16_t port, uint32_t id, const void *payload, void *userdata);
	/* The driver has answered a command, well or ill: its M3, before the command's done function is called for it. A task is
	 * under way from then on; nl80211's disconnect has handed both frames to the kernel. */
	void (*answered)(struct host_adapter *adapter, uint32_t oid, void *userdata);
	/* A frame from the air, after every message that the driver sent before it. Hostile. */
	void (*data)(struct host_adapter *adapter, const struct wdi_data_frame *frame, void *userdata);
};

/**
 * host_driver_new() - start a driver process and serve every adapter it announces
 * @argv:     program and arguments, NULL-terminated; copied
 * @listener: outlives the driver
 * @trace:    NULL, or the path of a file into which every message of every link is recorded (wdi-dump trace reads it; secret TLVs
 *            are recorded as zeros)
 *
 * Return: 0; -ENOMEM; negative errno of socketpair() and fork(). A program that cannot be executed shows as a driver that dies.
 */
int host_driver_new(struct host_driver **ret, sd_event *event, const char *const *argv, const struct host_timers *timers,
		    const char *trace, const struct host_listener *listener, void *userdata);
/* Ends the process (halt sequence of rule 101 is the caller's) and frees all adapters without telling the listener; commands that are
 * open end untold. Not to be called by a function of the listener or a done function. */
struct host_driver *host_driver_free(struct host_driver *driver);

const struct guid *host_adapter_guid(const struct host_adapter *adapter);
const char *host_adapter_name(const struct host_adapter *adapter);
const char *host_adapter_description(const struct host_adapter *adapter);
/* The station port made at bring-up. */
uint16_t host_adapter_port(const struct host_adapter *adapter);
/* Result of OID_WDI_GET_ADAPTER_CAPABILITIES; valid until adapter_down. */
const struct wdi_get_adapter_capabilities_result *host_adapter_capabilities(const struct host_adapter *adapter);
void *host_adapter_userdata(const struct host_adapter *adapter);
void host_adapter_set_userdata(struct host_adapter *adapter, void *userdata);

/**
 * host_done_fn - a command has ended
 * @status: NDIS_STATUS_SUCCESS; the request status or header Status of the driver; NDIS_STATUS_ADAPTER_REMOVED if the driver
 *          died or hung; NDIS_STATUS_REQUEST_ABORTED if it was aborted while still queued
 * @result: property: decoded result struct; task: decoded completion struct; NULL if there is none; valid during the call
 *
 * Called exactly once per submitted command, never from inside host_adapter_submit().
 */
typedef void (*host_done_fn)(uint32_t status, const void *result, void *userdata);

/**
 * host_adapter_submit() - queue a command
 * @oid:      OID_WDI_...; kind, priority and serialization come from the specification's tables
 * @params:   struct of @oid for M1 (NULL if it has none); encoded before this returns
 * @ret:      NULL, or the command for host_command_abort(); dead once @done was called
 *
 * Return: 0; -EINVAL if @params does not encode; -ENOMEM; -ENODEV while the adapter is down.
 */
int host_adapter_submit(struct host_adapter *adapter, uint32_t oid, uint16_t port, const void *params, host_done_fn done,
			void *userdata, struct host_command **ret);

/**
 * host_command_abort() - end a command early
 *
 * Still queued: it leaves the queue and @done tells NDIS_STATUS_REQUEST_ABORTED. A task between M3 and M4: OID_WDI_ABORT_TASK is
 * sent. A task between M1 and M3: abort is sent once M3 has come. A task that is not abortable, or a property: runs on.
 *
 * Return: 0; -EOPNOTSUPP if it runs on.
 */
int host_command_abort(struct host_command *command);

/* Whether the driver moves data frames; without, only open networks can be joined. */
bool host_adapter_has_data(const struct host_adapter *adapter);

/**
 * host_adapter_send_data() - hand a frame to the driver
 * The driver has it before every command that is submitted after this.
 * Return: 0; -ENODEV while the adapter is down; -EOPNOTSUPP if it has no data socket; -EMSGSIZE; -EAGAIN if the driver does not read.
 */
int host_adapter_send_data(struct host_adapter *adapter, const struct wdi_data_frame *frame);
