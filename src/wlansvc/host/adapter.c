#include "wlansvc/host/adapter.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"

/* Messages taken in one turn of the loop, so that one busy driver does not starve the others. */
#define TURN_MAX 64

/* What the event log calls a hang (rule 88). */
#define HANG_CODE 0xC000138Au
#define HANG_EVENT 5002

void host_adapter_fail(struct host_adapter *adapter, enum host_trigger trigger, const struct host_command *command, const char *why)
{
	log_error("%s: %s%s%s; resetting the driver (code 0x%08X, event %d, trigger %d, active command 0x%08x)", adapter->name,
		  command ? command->info->name : "", command ? ": " : "", why, HANG_CODE, HANG_EVENT, (int)trigger,
		  command ? command->oid : 0);
	adapter->owner->failed(adapter, adapter->owner_userdata);
}

static void record(struct host_adapter *adapter, enum wdi_direction from, uint32_t id, uint32_t request_status, const uint8_t *message,
		   size_t size)
{
	if (adapter->trace)
		wdi_trace_record(adapter->trace, adapter->name, from, id, request_status, message, size);
}

/* The socket's readiness is watched for output only while frames wait. */
static int update_io(struct host_adapter *adapter)
{
	uint32_t events = EPOLLIN | (wdi_link_wants_output(adapter->link) ? EPOLLOUT : 0);

	return sd_event_source_set_io_events(adapter->io, events); /* does nothing if they are the same */
}

static int send_command(struct host_adapter *adapter, struct host_command *command)
{
	struct wdi_frame frame = {
		.kind = WDI_FRAME_REQUEST,
		.id = command->oid,
		.message = command->message,
		.size = command->size,
	};
	int r;

	r = host_watchdog_watch(command); /* armed before M1 (rule 76) */
	if (r < 0)
		return r;
	record(adapter, WDI_FROM_HOST, frame.id, 0, frame.message, frame.size);
	r = wdi_link_send(adapter->link, &frame);
	/* With one processor the driver runs now, instead of when the service has told everybody and sleeps. */
	if (command->oid == OID_WDI_TASK_DISCONNECT)
		sched_yield();
	host_command_forget_message(command);
	return r;
}

static int add_abort(struct host_adapter *adapter, const struct host_command *target)
{
	struct wdi_abort_task params = {
		.cancel_parameters = {
			.original_task_oid = target->oid,
			.original_transaction_id = target->slot.transaction,
			.original_port_id = target->port,
		},
	};
	struct host_command *command;

	return host_command_new(adapter, OID_WDI_ABORT_TASK, target->port, &params, NULL, NULL, &command);
}

int host_adapter_pump(struct host_adapter *adapter)
{
	struct host_slot *slot;
	int r;

	if (!adapter->link || adapter->state == HOST_ADAPTER_LOST) /* called by a done function of a command that ended with it */
		return 0;
	while ((slot = host_queue_next_abort(&adapter->queue))) {
		struct host_command *target = (struct host_command *)slot;

		r = add_abort(adapter, target);
		if (r == 0)
			r = host_watchdog_watch_abort(target);
		if (r < 0)
			return r;
	}
	while ((slot = host_queue_next(&adapter->queue))) {
		r = send_command(adapter, (struct host_command *)slot);
		if (r < 0)
			return r;
	}
	return update_io(adapter);
}

static void lose(struct host_adapter *adapter)
{
	adapter->state = HOST_ADAPTER_LOST;
	(void)sd_event_source_set_enabled(adapter->io, SD_EVENT_OFF);
	(void)sd_event_source_set_enabled(adapter->watchdog, SD_EVENT_OFF);
	adapter->owner->lost(adapter, adapter->owner_userdata);
}

/* @r: of a send or receive. Return: whether the adapter goes on. */
static bool check_link(struct host_adapter *adapter, int r)
{
	if (r == 0)
		return true;
	if (r == -ECONNRESET)
		lose(adapter);
	else
		host_adapter_fail(adapter, HOST_TRIGGER_NONE, NULL,
				  r > 0	       ? wdi_frame_error_name(r) :
				  r == -EPROTO ? "driver broke the protocol" :
						 strerror(-r));
	return false;
}

/* Sends what became possible, unless a callback has taken the link away. Return: whether the adapter goes on. */
static bool pump_on(struct host_adapter *adapter)
{
	return check_link(adapter, host_adapter_pump(adapter)) && adapter->link;
}

static void tell_ended(struct host_adapter *adapter)
{
	while (adapter->ended) {
		struct host_command *command = adapter->ended;

		adapter->ended = command->next;
		host_command_end(command, command->status, NULL);
	}
}

static int on_defer(sd_event_source *source, void *userdata)
{
	struct host_adapter *adapter = userdata;
	int r = adapter->send_error;

	adapter->send_error = 0;
	tell_ended(adapter);
	if (r < 0 && adapter->link && adapter->state != HOST_ADAPTER_LOST)
		check_link(adapter, r);
	return 0;
}

static int take_indication(struct host_adapter *adapter, const struct wdi_frame *frame)
{
	_auto_free_ void *payload = NULL;
	struct wdi_header header;
	int r;

	r = wdi_message_decode(frame->id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, frame->message, frame->size, &header, &payload);
	if (r == WDI_E_UNKNOWN_MESSAGE) {
		log_debug("%s: indication 0x%08x is not known", adapter->name, frame->id);
		return 0;
	}
	if (r != 0) {
		log_debug("%s: indication 0x%08x is malformed: %s", adapter->name, frame->id, wdi_parse_error_name(r));
		return r < 0 ? r : -EPROTO;
	}
	if (frame->id == NDIS_STATUS_WDI_INDICATION_FIRMWARE_STALLED) {
		host_adapter_fail(adapter, HOST_TRIGGER_FIRMWARE_STALLED, NULL, "firmware stalled");
		return 0;
	}
	if (adapter->state == HOST_ADAPTER_UP && adapter->listener->indication)
		adapter->listener->indication(adapter, header.port_id, frame->id, payload, adapter->listener_userdata);
	return 0;
}

static int take_frame(struct host_adapter *adapter, const struct wdi_frame *frame)
{
	uint32_t transaction = wdi_frame_transaction(frame);
	struct host_slot *slot = transaction ? host_queue_find(&adapter->queue, transaction) : NULL;
	const struct wdi_message_info *info = wdi_message_info(frame->id);

	if (frame->kind == WDI_FRAME_REQUEST)
		return -EPROTO;
	record(adapter, WDI_FROM_DRIVER, frame->id, frame->status, frame->message, frame->size);
	if (frame->kind == WDI_FRAME_RESULT) {
		if (slot && adapter->state == HOST_ADAPTER_UP && adapter->listener->answered)
			adapter->listener->answered(adapter, frame->id, adapter->listener_userdata);
		if (slot)
			return host_command_take_result((struct host_command *)slot, frame);
	} else if (!transaction || !info || info->kind != WDI_MESSAGE_COMPLETION) {
		return take_indication(adapter, frame);
	} else if (slot) {
		return host_command_take_completion((struct host_command *)slot, frame);
	}
	log_debug("%s: message 0x%08x answers transaction %u, which is not open", adapter->name, frame->id, transaction);
	return 0;
}

static int on_io(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct host_adapter *adapter = userdata;

	if ((events & EPOLLOUT) && !check_link(adapter, wdi_link_flush(adapter->link)))
		return 0;
	for (int i = 0; i < TURN_MAX; i++) {
		struct wdi_frame frame;
		int r = wdi_link_receive(adapter->link, &frame);

		if (r == -EAGAIN)
			break;
		if (!check_link(adapter, r) || !check_link(adapter, take_frame(adapter, &frame)) || !pump_on(adapter))
			return 0;
	}
	pump_on(adapter);
	return 0;
}

/* Behind the link in the loop's order: what the driver said before a frame has been heard when the frame comes. */
static int on_data(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct host_adapter *adapter = userdata;
	uint8_t buffer[WDI_DATA_PACKET_MAX];
	struct wdi_data_frame frame;
	int r = wdi_data_receive(fd, buffer, &frame);

	if (r == 0 && adapter->state == HOST_ADAPTER_UP && adapter->listener->data)
		adapter->listener->data(adapter, &frame, adapter->listener_userdata);
	else if (r == -EBADMSG)
		log_debug("%s: a packet on the data socket is no frame: dropped", adapter->name);
	else if (r < 0 && r != -EAGAIN) /* the link tells what became of the driver */
		(void)sd_event_source_set_enabled(source, SD_EVENT_OFF);
	return 0;
}

static int attach_data(struct host_adapter *adapter, int data_fd)
{
	int r = sd_event_add_io(adapter->event, &adapter->data_io, data_fd, EPOLLIN, on_data, adapter);

	if (r < 0) {
		close(data_fd);
		return r;
	}
	(void)sd_event_source_set_io_fd_own(adapter->data_io, true);
	return sd_event_source_set_priority(adapter->data_io, SD_EVENT_PRIORITY_NORMAL + 1);
}

/* Bring-up: each step starts the next one (rule 96), and a failing one undoes those before it (rule 98). */

static void on_undone(uint32_t status, const void *result, void *userdata)
{
	struct host_adapter *adapter = userdata;

	/* The adapter stays down until its driver announces it again; loss of the link ends the adapter on the other side. */
	if (adapter->state == HOST_ADAPTER_UNDOING)
		host_adapter_detach(adapter, false);
}

static void start_step(struct host_adapter *adapter, uint32_t oid, const void *params, host_done_fn done)
{
	struct host_command *command;
	int r;

	r = host_command_new(adapter, oid, WDI_PORT_ADAPTER, params, done, adapter, &command);
	if (r == 0)
		r = host_adapter_pump(adapter);
	if (r < 0) {
		adapter->send_error = r;
		(void)sd_event_source_set_enabled(adapter->defer, SD_EVENT_ONESHOT);
	}
}

/* Return: whether bring-up goes on after a step. */
static bool check_step(struct host_adapter *adapter, const char *step, uint32_t status)
{
	const char *name = wdi_status_name(status);

	if (adapter->state != HOST_ADAPTER_STARTING) /* the step was ended by the loss of the link */
		return false;
	if (status == NDIS_STATUS_SUCCESS)
		return true;
	log_warning("%s: %s failed with 0x%08x (%s); the adapter stays down", adapter->name, step, status, name ? name : "?");
	return false;
}

static void undo(struct host_adapter *adapter)
{
	if (adapter->state != HOST_ADAPTER_STARTING)
		return;
	adapter->state = HOST_ADAPTER_UNDOING;
	start_step(adapter, OID_WDI_TASK_CLOSE, NULL, on_undone);
}

static void on_port_created(uint32_t status, const void *result, void *userdata)
{
	const struct wdi_indication_create_port_complete *completion = result;
	struct host_adapter *adapter = userdata;

	if (!check_step(adapter, "create port", status)) {
		undo(adapter);
		return;
	}
	adapter->port = completion->port_attributes.port_number;
	adapter->state = HOST_ADAPTER_UP;
	adapter->is_known = adapter->is_up = adapter->was_up = true;
	if (adapter->listener->adapter_up)
		adapter->listener->adapter_up(adapter, adapter->listener_userdata);
}

/* The caller's result ends with its call; ours lives as long as the adapter is up. So it is written and read once more. */
static int keep_capabilities(struct host_adapter *adapter, const struct wdi_get_adapter_capabilities_result *result)
{
	struct wdi_header header = { .port_id = WDI_PORT_ADAPTER };
	_auto_free_ uint8_t *message = NULL;
	_auto_free_ void *capabilities = NULL;
	size_t size = 0;
	int r;

	r = wdi_message_encode(OID_WDI_GET_ADAPTER_CAPABILITIES, WDI_FROM_DRIVER, WDI_PEER_CURRENT, &header, result, &message, &size);
	if (r == 0)
		r = wdi_message_decode(OID_WDI_GET_ADAPTER_CAPABILITIES, WDI_FROM_DRIVER, WDI_PEER_CURRENT, message, size, NULL,
				       &capabilities);
	if (r != 0)
		return r;
	free(adapter->capabilities);
	free(adapter->capabilities_message);
	adapter->capabilities = take_ptr(capabilities);
	adapter->capabilities_message = take_ptr(message);
	return 0;
}

static void on_capabilities(uint32_t status, const void *result, void *userdata)
{
	struct wdi_task_create_port params = { .create_port_parameters = { .op_mode_mask = WDI_OPERATION_MODE_STA } };
	struct host_adapter *adapter = userdata;

	if (status == NDIS_STATUS_SUCCESS && keep_capabilities(adapter, result) != 0)
		status = NDIS_STATUS_RESOURCES;
	if (check_step(adapter, "get capabilities", status))
		start_step(adapter, OID_WDI_TASK_CREATE_PORT, &params, on_port_created);
	else
		undo(adapter);
}

static void on_open(uint32_t status, const void *result, void *userdata)
{
	struct host_adapter *adapter = userdata;

	if (check_step(adapter, "open", status))
		start_step(adapter, OID_WDI_GET_ADAPTER_CAPABILITIES, NULL, on_capabilities);
	else if (adapter->state == HOST_ADAPTER_STARTING) /* nothing to undo */
		host_adapter_detach(adapter, false);
}

int host_adapter_new(struct host_adapter **ret, sd_event *event, const struct host_timers *timers, const struct guid *guid,
		     const char *name, const char *description, struct wdi_trace *trace, const struct host_adapter_owner *owner,
		     void *owner_userdata, const struct host_listener *listener, void *listener_userdata)
{
	struct host_adapter *adapter;
	int r;

	adapter = calloc(1, sizeof(*adapter));
	if (!adapter)
		return -ENOMEM;
	adapter->event = sd_event_ref(event);
	adapter->timers = *timers;
	adapter->guid = *guid;
	adapter->name = strdup(name);
	adapter->description = strdup(description);
	adapter->trace = trace;
	adapter->owner = owner;
	adapter->owner_userdata = owner_userdata;
	adapter->listener = listener;
	adapter->listener_userdata = listener_userdata;
	adapter->watchdog_us = UINT64_MAX;
	r = adapter->name && adapter->description ? 0 : -ENOMEM;
	if (r >= 0)
		r = sd_event_add_defer(event, &adapter->defer, on_defer, adapter);
	if (r >= 0)
		r = sd_event_source_set_enabled(adapter->defer, SD_EVENT_OFF);
	if (r >= 0)
		r = sd_event_add_time(event, &adapter->watchdog, CLOCK_MONOTONIC, UINT64_MAX, 0, host_watchdog_wake, adapter);
	if (r >= 0)
		r = sd_event_source_set_enabled(adapter->watchdog, SD_EVENT_OFF);
	if (r < 0) {
		host_adapter_free(adapter);
		return r;
	}
	*ret = adapter;
	return 0;
}

static void close_link(struct host_adapter *adapter)
{
	adapter->io = sd_event_source_disable_unref(adapter->io);
	adapter->data_io = sd_event_source_disable_unref(adapter->data_io);
	adapter->link = wdi_link_free(adapter->link);
	(void)sd_event_source_set_enabled(adapter->watchdog, SD_EVENT_OFF);
	adapter->watchdog_us = UINT64_MAX;
	adapter->send_error = 0;
}

struct host_adapter *host_adapter_free(struct host_adapter *adapter)
{
	struct host_slot *slot;

	if (!adapter)
		return NULL;
	adapter->io = sd_event_source_disable_unref(adapter->io);
	adapter->data_io = sd_event_source_disable_unref(adapter->data_io);
	adapter->defer = sd_event_source_disable_unref(adapter->defer);
	adapter->watchdog = sd_event_source_disable_unref(adapter->watchdog);
	adapter->link = wdi_link_free(adapter->link);
	while ((slot = host_queue_drain(&adapter->queue)))
		host_command_free((struct host_command *)slot);
	while (adapter->ended) {
		struct host_command *next = adapter->ended->next;

		host_command_free(adapter->ended);
		adapter->ended = next;
	}
	sd_event_unref(adapter->event);
	free(adapter->capabilities);
	free(adapter->capabilities_message);
	free(adapter->name);
	free(adapter->description);
	free(adapter);
	return NULL;
}

int host_adapter_attach(struct host_adapter *adapter, int fd, int data_fd)
{
	_auto_fd_ int data = data_fd;
	int r;

	r = wdi_link_new(&adapter->link, fd);
	if (r < 0)
		return r;
	r = sd_event_add_io(adapter->event, &adapter->io, wdi_link_fd(adapter->link), EPOLLIN, on_io, adapter);
	if (r >= 0 && data >= 0)
		r = attach_data(adapter, take_fd(data));
	if (r < 0) {
		close_link(adapter);
		return r;
	}
	adapter->state = HOST_ADAPTER_STARTING;
	start_step(adapter, OID_WDI_TASK_OPEN, NULL, on_open);
	return 0;
}

void host_adapter_detach(struct host_adapter *adapter, bool is_final)
{
	bool is_to_be_told = adapter->is_up || (is_final && adapter->is_known);
	struct host_slot *slot;

	adapter->state = HOST_ADAPTER_DOWN;
	close_link(adapter);
	while ((slot = host_queue_drain(&adapter->queue)))
		host_command_end((struct host_command *)slot, NDIS_STATUS_ADAPTER_REMOVED, NULL);
	tell_ended(adapter);
	if (adapter->is_up)
		adapter->down_us = clock_monotonic_us();
	adapter->is_up = false;
	if (is_to_be_told && adapter->listener->adapter_down)
		adapter->listener->adapter_down(adapter, is_final, adapter->listener_userdata);
	free(take_ptr(adapter->capabilities));
	free(take_ptr(adapter->capabilities_message));
}

const struct guid *host_adapter_guid(const struct host_adapter *adapter)
{
	return &adapter->guid;
}

const char *host_adapter_name(const struct host_adapter *adapter)
{
	return adapter->name;
}

const char *host_adapter_description(const struct host_adapter *adapter)
{
	return adapter->description;
}

uint16_t host_adapter_port(const struct host_adapter *adapter)
{
	return adapter->port;
}

const struct wdi_get_adapter_capabilities_result *host_adapter_capabilities(const struct host_adapter *adapter)
{
	return adapter->capabilities;
}

void *host_adapter_userdata(const struct host_adapter *adapter)
{
	return adapter->userdata;
}

void host_adapter_set_userdata(struct host_adapter *adapter, void *userdata)
{
	adapter->userdata = userdata;
}

int host_adapter_submit(struct host_adapter *adapter, uint32_t oid, uint16_t port, const void *params, host_done_fn done,
			void *userdata, struct host_command **ret)
{
	struct host_command *command;
	int r;

	if (adapter->state != HOST_ADAPTER_UP)
		return -ENODEV;
	r = host_command_new(adapter, oid, port, params, done, userdata, &command);
	if (r < 0)
		return r;
	r = host_adapter_pump(adapter);
	if (r < 0) { /* the command is in the queue and ends with the adapter */
		adapter->send_error = r;
		(void)sd_event_source_set_enabled(adapter->defer, SD_EVENT_ONESHOT);
	}
	if (ret)
		*ret = command;
	return 0;
}

bool host_adapter_has_data(const struct host_adapter *adapter)
{
	return adapter->data_io;
}

int host_adapter_send_data(struct host_adapter *adapter, const struct wdi_data_frame *frame)
{
	int r;

	if (adapter->state != HOST_ADAPTER_UP)
		return -ENODEV;
	if (!adapter->data_io)
		return -EOPNOTSUPP;
	/* Commands that wait for the socket were submitted before it. */
	if (wdi_link_wants_output(adapter->link))
		return -EAGAIN;
	r = wdi_data_send(sd_event_source_get_io_fd(adapter->data_io), frame);
	return r == -ECONNRESET ? -ENODEV : r;
}
