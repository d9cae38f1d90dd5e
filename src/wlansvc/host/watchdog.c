/* Hang detection: M1 to M3, M3 to M4 and abort to M4 have limits; who exceeds one is a hung driver. Rules 62 and 73 to 82. */
#include "wlansvc/host/adapter.h"

#include "base/clock.h"
#include "base/log.h"

#define US_PER_MS 1000u

/* A task that is expected to run longer than this gets its expected time on top of the limit (rule 74). */
#define LONG_TASK_MS 30000u

/* What an aborted task may take to its end (rule 62). */
#define ABORTED_TASK_MS 50u

/* Timers may fire this much late, so that the kernel can bundle them. */
#define ACCURACY_US (5u * US_PER_MS)

/* A timer that wakes too early looks again and sleeps on; so nearly no command touches it. */
static int wake_at(struct host_adapter *adapter, uint64_t deadline_us)
{
	int r;

	if (adapter->watchdog_us <= deadline_us)
		return 0;
	r = sd_event_source_set_time(adapter->watchdog, deadline_us);
	if (r >= 0)
		r = sd_event_source_set_time_accuracy(adapter->watchdog, ACCURACY_US);
	if (r >= 0)
		r = sd_event_source_set_enabled(adapter->watchdog, SD_EVENT_ONESHOT);
	if (r < 0)
		return r;
	adapter->watchdog_us = deadline_us;
	return 0;
}

int host_watchdog_watch(struct host_command *command)
{
	struct host_adapter *adapter = command->adapter;
	uint64_t limit_ms = adapter->timers.m3_timeout_ms;

	if (command->slot.state == HOST_SLOT_STARTED) {
		limit_ms = adapter->timers.m4_timeout_ms;
		if (command->info->expected_ms > LONG_TASK_MS)
			limit_ms += command->info->expected_ms;
	}
	command->deadline_us = clock_monotonic_us() + limit_ms * US_PER_MS;
	return wake_at(adapter, command->deadline_us);
}

int host_watchdog_watch_abort(struct host_command *command)
{
	uint64_t deadline_us;

	command->aborted_us = clock_monotonic_us();
	deadline_us = command->aborted_us + command->adapter->timers.abort_timeout_ms * US_PER_MS;
	if (deadline_us < command->deadline_us)
		command->deadline_us = deadline_us;
	return wake_at(command->adapter, command->deadline_us);
}

void host_watchdog_note_end(const struct host_command *command)
{
	uint64_t took_ms;

	if (!command->aborted_us)
		return;
	took_ms = (clock_monotonic_us() - command->aborted_us) / US_PER_MS;
	if (took_ms > ABORTED_TASK_MS)
		log_warning("%s: the driver has ended %s %llu ms after its abort, where %u are allowed", command->adapter->name,
			    command->info->name, (unsigned long long)took_ms, ABORTED_TASK_MS);
}

static void look_at(struct host_slot *slot, struct host_command **first)
{
	struct host_command *command = (struct host_command *)slot;

	if (slot && (!*first || command->deadline_us < (*first)->deadline_us))
		*first = command;
}

/* The open command with the earliest deadline; NULL if none is open. */
static struct host_command *find_first(const struct host_adapter *adapter)
{
	struct host_command *first = NULL;

	look_at(adapter->queue.sent, &first);
	look_at(adapter->queue.task, &first);
	for (struct host_slot *slot = adapter->queue.direct_sent; slot; slot = slot->next)
		look_at(slot, &first);
	return first;
}

int host_watchdog_wake(sd_event_source *source, uint64_t now_us, void *userdata)
{
	struct host_adapter *adapter = userdata;
	struct host_command *first = find_first(adapter);
	int r;

	adapter->watchdog_us = UINT64_MAX;
	if (!first)
		return 0;
	if (first->deadline_us <= clock_monotonic_us()) {
		if (first->aborted_us)
			host_adapter_fail(adapter, HOST_TRIGGER_TASK_TIMER, first, "no end in time after its abort");
		else if (first->slot.state == HOST_SLOT_STARTED)
			host_adapter_fail(adapter, HOST_TRIGGER_TASK_TIMER, first, "no completion in time");
		else
			host_adapter_fail(adapter, HOST_TRIGGER_COMMAND_TIMER, first, "no answer in time");
		return 0;
	}
	r = sd_event_source_set_time(source, first->deadline_us);
	if (r >= 0)
		r = sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
	if (r < 0)
		return r;
	adapter->watchdog_us = first->deadline_us;
	return 0;
}
