/* One command from the caller's struct to M1, and from M3 and M4 to the caller's done function. */
#include "wlansvc/host/adapter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/secret.h"
#include "base/log.h"

/* Priorities of tasks to which the pages give none, or one by use (rule 92). */
#define PRIORITY_OF_SCAN 5
#define PRIORITY_UNKNOWN 6

define_cleanup(struct host_command, host_command, host_command_free);

static struct host_rules rules_of(const struct wdi_message_info *info)
{
	struct host_rules rules = {
		.is_task = info->kind == WDI_MESSAGE_TASK,
		.is_abortable = info->is_abortable,
		.waits_for_tasks = info->is_serialized_with_tasks,
		.is_direct = info->is_direct || info->id == OID_WDI_ABORT_TASK,
		.priority = info->priority,
	};

	if (rules.priority == 0)
		rules.priority = info->id == OID_WDI_TASK_SCAN ? PRIORITY_OF_SCAN : PRIORITY_UNKNOWN;
	return rules;
}

static bool is_waiting(const struct host_slot *list, uint32_t transaction)
{
	for (; list; list = list->next)
		if (list->transaction == transaction)
			return true;
	return false;
}

/* Unique among all open transactions, and never that of an unsolicited indication (rules 13, 14). */
static uint32_t new_transaction(struct host_adapter *adapter)
{
	const struct host_queue *queue = &adapter->queue;

	do
		adapter->last_transaction++;
	while (adapter->last_transaction == 0 || host_queue_find(queue, adapter->last_transaction) ||
	       is_waiting(queue->tasks, adapter->last_transaction) || is_waiting(queue->properties, adapter->last_transaction) ||
	       is_waiting(queue->direct, adapter->last_transaction));
	return adapter->last_transaction;
}

int host_command_new(struct host_adapter *adapter, uint32_t oid, uint16_t port, const void *params, host_done_fn done, void *userdata,
		     struct host_command **ret)
{
	const struct wdi_message_info *info = wdi_message_info(oid);
	cleanup(cleanup_host_command) struct host_command *command = NULL;
	struct wdi_header header = { .port_id = port };
	int r;

	if (!info || (info->kind != WDI_MESSAGE_TASK && info->kind != WDI_MESSAGE_PROPERTY))
		return -EINVAL;
	command = calloc(1, sizeof(*command));
	if (!command)
		return -ENOMEM;
	command->adapter = adapter;
	command->oid = oid;
	command->port = port;
	command->info = info;
	command->done = done;
	command->userdata = userdata;
	command->slot.rules = rules_of(info);
	header.transaction_id = command->slot.transaction = new_transaction(adapter);
	r = wdi_message_encode(oid, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, params, &command->message, &command->size);
	if (r == -ENOMEM)
		return r;
	if (r != 0 || command->size > WDI_LINK_MAX_MESSAGE) {
		log_debug("host: %s cannot be encoded: %s", info->name, wdi_parse_error_name(r));
		return -EINVAL;
	}
	host_queue_add(&adapter->queue, &command->slot);
	*ret = take_ptr(command);
	return 0;
}

void host_command_forget_message(struct host_command *command)
{
	if (command->message)
		secret_wipe_bytes(command->message, command->size);
	free(take_ptr(command->message));
}

struct host_command *host_command_free(struct host_command *command)
{
	if (!command)
		return NULL;
	host_command_forget_message(command);
	free(command->early);
	free(command);
	return NULL;
}

void host_command_end(struct host_command *command, uint32_t status, const void *result)
{
	host_done_fn done = command->done;
	void *userdata = command->userdata;

	host_command_free(command);
	if (done)
		done(status, result, userdata);
}

/* Ends @command with what the driver's last message for it says. */
static int end_with_message(struct host_command *command, uint32_t id, const uint8_t *message, size_t size)
{
	_auto_free_ void *result = NULL;
	struct wdi_header header;
	int r;

	/* A failure has no payload (rule 57), though the success has one. */
	r = wdi_header_decode(message, size, &header);
	if (r == 0 && !(header.status != NDIS_STATUS_SUCCESS && size == WDI_HEADER_SIZE))
		r = wdi_message_decode(id, WDI_FROM_DRIVER, WDI_PEER_CURRENT, message, size, &header, &result);
	if (r != 0) {
		log_debug("host: answer 0x%08x to %s is malformed: %s", id, command->info->name, wdi_parse_error_name(r));
		host_command_end(command, NDIS_STATUS_ADAPTER_REMOVED, NULL);
		return r < 0 ? r : -EPROTO;
	}
	host_command_end(command, header.status, result);
	return 0;
}

/* The M4 that came early has to outlive the command that is freed before its submitter is told. */
static int end_with_early(struct host_command *command)
{
	_auto_free_ uint8_t *message = take_ptr(command->early);

	return end_with_message(command, command->info->completion, message, command->early_size);
}

int host_command_take_result(struct host_command *command, const struct wdi_frame *frame)
{
	uint32_t status = frame->status != NDIS_STATUS_SUCCESS ? frame->status : wdi_frame_header_status(frame); /* rule 49 */
	bool has_failed = status != NDIS_STATUS_SUCCESS;

	if (frame->id != command->oid)
		return -EPROTO;
	switch (host_queue_answer(&command->adapter->queue, &command->slot, has_failed ? HOST_EVENT_M3_FAILURE : HOST_EVENT_M3_SUCCESS)) {
	case HOST_OUTCOME_RUNS_ON:
		return host_watchdog_watch(command);
	case HOST_OUTCOME_ENDED_BY_M3:
		if (has_failed && (frame->status != NDIS_STATUS_SUCCESS || command->slot.rules.is_task)) {
			host_command_end(command, status, NULL);
			return 0;
		}
		return end_with_message(command, command->oid, frame->message, frame->size);
	case HOST_OUTCOME_ENDED_BY_M4:
		return end_with_early(command);
	default:
		return -EPROTO;
	}
}

int host_command_take_completion(struct host_command *command, const struct wdi_frame *frame)
{
	if (frame->id != command->info->completion)
		return -EPROTO;
	switch (host_queue_answer(&command->adapter->queue, &command->slot, HOST_EVENT_M4)) {
	case HOST_OUTCOME_RUNS_ON: /* before M3 (rule 42) */
		command->early = malloc(frame->size);
		if (!command->early)
			return -ENOMEM;
		memcpy(command->early, frame->message, frame->size);
		command->early_size = frame->size;
		return 0;
	case HOST_OUTCOME_ENDED_BY_M4:
		host_watchdog_note_end(command);
		return end_with_message(command, frame->id, frame->message, frame->size);
	default:
		return -EPROTO;
	}
}

int host_command_abort(struct host_command *command)
{
	struct host_adapter *adapter = command->adapter;

	switch (host_queue_abort(&adapter->queue, &command->slot)) {
	case HOST_ABORT_ENDED:
		command->status = NDIS_STATUS_REQUEST_ABORTED;
		command->next = adapter->ended;
		adapter->ended = command;
		(void)sd_event_source_set_enabled(adapter->defer, SD_EVENT_ONESHOT);
		return 0;
	case HOST_ABORT_WANTED:
		adapter->send_error = host_adapter_pump(adapter);
		if (adapter->send_error < 0)
			(void)sd_event_source_set_enabled(adapter->defer, SD_EVENT_ONESHOT);
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}
