/*
 * The connection to the service, one per process, and the handles on it.
 *
 * A handle is a number that is looked up, never dereferenced. Calls are made in the caller's thread, one at a time per process;
 * the service answers at once, what takes longer is told by notifications. sd-bus objects are not thread-safe: whoever touches
 * the connection or a message of it holds the session's lock, from api_call_begin() to api_call_end().
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>
#include <systemd/sd-bus.h>
#include <windows.h>

struct session;
struct notifier;

/* A socket that sd-bus owns and closes when it likes: known by its inode, as its number may be another file's by then. */
struct socket_name {
	int fd;
	ino_t inode;
};

struct socket_name socket_name_of(sd_bus *bus);
/* Closes it if the number still means it. */
void socket_name_close(const struct socket_name *name);

/* What a HANDLE stands for. Counted: a call in one thread outlives WlanCloseHandle in another. */
struct client {
	unsigned int references;
	HANDLE value;
	DWORD version; /* negotiated */
	uint64_t number; /* the service's name for it */
	struct session *session;
	pthread_mutex_t lock; /* of the two below */
	struct notifier *notifier; /* NULL: nothing registered */
	DWORD sources;
};

/* Opens a connection of its own to the service. Return: 0; positive Win32 error. */
DWORD session_connect(sd_bus **ret);

/* Calls OpenHandle on a connection. Return: Win32 error; of RPC if nobody answers on it. */
DWORD session_open_handle(sd_bus *bus, DWORD version, DWORD *ret_version, uint64_t *ret_number);

/* Makes a handle, connecting first if need be. Return: Win32 error. */
DWORD client_open(DWORD version, struct client **ret);

/* Looks a handle up. @ret: client_unref(). Return: ERROR_SUCCESS, ERROR_INVALID_PARAMETER, ERROR_INVALID_HANDLE. */
DWORD client_find(HANDLE handle, struct client **ret);

/* Takes a handle out of the table: nobody finds it any more. @ret and errors: as above. */
DWORD client_remove(HANDLE handle, struct client **ret);
/* Whether the service still knows it, without asking: Return: ERROR_SUCCESS; RPC_S_SERVER_UNAVAILABLE: the connection is lost. */
DWORD client_check(struct client *client);
struct client *client_unref(struct client *client);
static inline void client_unrefp(struct client **client)
{
	client_unref(*client);
}

struct api_call {
	struct client *client;
	sd_bus_message *message, *reply;
};

/* Whether clients of version 1 may use a function (Native Wifi API Support on Windows XP). */
enum api_since {
	API_SINCE_VERSION_1,
	API_SINCE_VERSION_2,
};

/**
 * api_call_begin() - look up @handle and start a message
 * @call: ended with api_call_end(), also on failure
 *
 * The handle is the first argument already. Return: Win32 error.
 */
DWORD api_call_begin(struct api_call *call, HANDLE handle, const char *method, enum api_since since);
/* As above for a client that has been found. */
DWORD api_call_begin_client(struct api_call *call, struct client *client, const char *method);

/* Sends it and reads the status, the first member of the reply. The rest of the reply can be read until api_call_end(). */
DWORD api_call_send(struct api_call *call);
void api_call_end(struct api_call *call);

/* What a failed append means to the caller. @r: of sd-bus. */
DWORD api_error(int r);

/*
 * Of the functions whose pages list ERROR_SERVICE_NOT_ACTIVE beside the errors of RPC (H6): that one, if the service is not running
 * any more; RPC_S_SERVER_UNAVAILABLE stays what it is when there is a service, which only does not know the handle.
 */
DWORD api_explain(DWORD status);

/* Takes an "ay" of the reply into WlanAllocateMemory() memory. Return: Win32 error (RPC_S_CALL_FAILED if it is not there). */
DWORD api_call_take_bytes(struct api_call *call, void **ret, size_t *ret_size);

/*
 * UTF-8 of an argument, free() it; NULL gives "". No more than @max units are read, and a zero must be among them.
 * Return: Win32 error: ERROR_INVALID_PARAMETER for a longer text, and for lone surrogates.
 */
DWORD api_text_in(LPCWSTR text, size_t max, char **ret);

/* Text into memory that the program frees with WlanFreeMemory. Return: Win32 error. */
DWORD api_text_out(const char *text, LPWSTR *ret);
