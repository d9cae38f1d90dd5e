/*
 * The callbacks of one handle: a connection and a thread of their own, from the first registration to the last.
 *
 * A program that only calls has no thread of ours; a callback that blocks holds up no other handle. On its connection the
 * notifier has a second handle of the service, which carries the registration.
 */
#pragma once

#include <windows.h>
#include <wlanapi.h>

struct notifier;

struct notifier_wish {
	DWORD sources;
	BOOL ignores_duplicates;
	WLAN_NOTIFICATION_CALLBACK callback;
	PVOID context;
};

/* Return: Win32 error. */
DWORD notifier_new(struct notifier **ret, DWORD version, const struct notifier_wish *wish);

/* Replaces mask, callback and context without losing a notification in between; may be called in the callback. */
DWORD notifier_change(struct notifier *notifier, const struct notifier_wish *wish);

/*
 * Ends the thread and frees the notifier. Returns when no callback runs any more, with notifications not yet delivered dropped.
 * In the callback itself it cannot wait for that: then the thread ends with the callback.
 */
void notifier_stop(struct notifier *notifier);

/* In a child of fork(): closes the copy of the connection, so that the service sees the parent go. Frees nothing. */
void notifier_forget(struct notifier *notifier);
