/*
 * Private to this library and to whoever carries it into a foreign runtime (wine/): callbacks run on threads of that runtime, and
 * are called its way. No header of ours is included here, because such a carrier has a windows.h of its own.
 */
#pragma once

struct wlanapi_host_threads {
	/* Runs @run(@userdata) once on a new thread. Return: 0; positive errno. @ret_thread: ended with join() or detach(). */
	int (*start)(void (*run)(void *userdata), void *userdata, void **ret_thread);

	/* Waits until @run has returned, or makes sure that it never begins; frees what stands for the thread. */
	void (*join)(void *thread);

	/* Called on the thread itself, which nobody will wait for: frees what stands for it. */
	void (*detach)(void *thread);

	/* Calls a WLAN_NOTIFICATION_CALLBACK as the program compiled it. */
	void (*call)(void (*callback)(void), void *data, void *context);
};

/*
 * Every thread from now on is made by @threads, which must stay valid for ever; called before the first registration. Not for
 * programs: it is exported for the module in wine/ alone, and may change with any release.
 */
void native_wifi_set_host_threads(const struct wlanapi_host_threads *threads);
