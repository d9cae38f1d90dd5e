/*
 * netsh wlan: what every command file sees. A command is one const entry: words, parameters, usage, function. Commands use the
 * Wi-Fi functions of wlanapi.h like any application, which is also the seam of the tests: they link other functions of those names.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include <wlanapi.h>

#define NETSH_MAX_PARAMETERS 4

/* One run of the program. */
struct netsh {
	FILE *out; /* collects the answer, lines end with a line feed */
	FILE *errors; /* what went wrong: the same, but for JSON, of which a failed command says nothing */
	bool is_json;
	HANDLE handle;
	const struct netsh_command *command;
	const char *values[NETSH_MAX_PARAMETERS]; /* by parameter of the command; NULL: not given */
};

struct netsh_parameter {
	const char *tag;
	const char *type; /* of the usage text: <string>, ssid|bssid */
	const char *choices; /* separated by |, NULL: any text */
	bool is_required;
	bool needs_tag; /* a bare value is never meant for this one */
	const char *help;
};

struct netsh_command {
	const char *verb, *object; /* object NULL: the verb alone */
	const char *help; /* one line */
	struct netsh_parameter parameters[NETSH_MAX_PARAMETERS]; /* ends at a tag of NULL, or full */
	bool needs_service;
	int (*run)(struct netsh *netsh); /* exit status */
	const char *remarks, *example;
};

extern const struct netsh_command netsh_show_interfaces, netsh_show_networks, netsh_show_profiles, netsh_connect,
	netsh_disconnect, netsh_add_profile, netsh_delete_profile, netsh_export_profile;

extern const struct netsh_command *const netsh_commands[];
extern const size_t netsh_n_commands;

/**
 * netsh_run() - a whole command line
 * @out:     where the answer goes; ends with a line feed per line
 * @is_json: answer of show commands as JSON
 * @words:   after the options: "wlan", verb, object, parameters
 *
 * Return: exit status: 0, or 1 for anything that went wrong.
 */
int netsh_run(FILE *out, bool is_json, int n_words, char *const *words);

/* An interface as the command line names it. */
struct netsh_interface {
	GUID guid;
	WLAN_INTERFACE_STATE state;
	char *name; /* UTF-8 */
};

struct netsh_interfaces {
	struct netsh_interface *list;
	size_t n;
};

/**
 * netsh_find_interfaces() - those that a parameter means
 * @wanted: name (either case, * and ?) or GUID; NULL: all
 *
 * Return: 0 with at least one; 1 after saying why not.
 */
int netsh_find_interfaces(struct netsh *netsh, const char *wanted, struct netsh_interfaces *ret);
void netsh_interfaces_clear(struct netsh_interfaces *interfaces);

/* Says that @function failed. Return: 1. */
int netsh_fail(struct netsh *netsh, const char *function, DWORD error);

/* Says that parameters are wrong, and the usage. Return: 1. */
int netsh_bad_parameters(struct netsh *netsh);

/**
 * netsh_get_profile() - the document of a stored profile
 * @with_key: asks for the key in clear, which the service gives to those who may see it. Without it no clear key is in the
 *            document, whatever the service has answered.
 * @ret:      UTF-8; the caller ends it with cleanup_secret_text()
 *
 * Return: Win32 error of WlanGetProfile.
 */
DWORD netsh_get_profile(struct netsh *netsh, const GUID *interface, const WCHAR *name, bool with_key, char **ret);

/* For text that may hold a key: wipes, then frees. NULL allowed. */
void cleanup_secret_text(char **text);
void cleanup_secret_wide(WCHAR **text);

/* True if @text fits @pattern: * any characters, ? one character; either case if @ignores_case. */
bool netsh_matches(const char *pattern, const char *text, bool ignores_case);

/* Win32 text as UTF-8, which the caller frees; lone surrogates become ?. NULL: no memory. */
char *netsh_utf8(const WCHAR *text, size_t max);

/* UTF-8 as Win32 text, which the caller frees; NULL if it is not UTF-8, or no memory. */
WCHAR *netsh_utf16(const char *text);
