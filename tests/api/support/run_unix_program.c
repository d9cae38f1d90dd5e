#include "run_unix_program.h"

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>

#define DEADLINE_MS 10000

/* Z: is the root of the system underneath. The path ends at the first space. */
static void windows_path(char *text, size_t size, const char *line)
{
	char *c;

	snprintf(text, size, "Z:%s", line);
	for (c = text; *c && *c != ' '; c++)
		if (*c == '/')
			*c = '\\';
}

/* A line of the test's output that says why. */
static int failed(const char *what)
{
	printf("# run_unix_program: %s: error %lu\n", what, GetLastError());
	return -1;
}

static BOOL start(const char *line)
{
	STARTUPINFOA startup = { .cb = sizeof(startup) };
	PROCESS_INFORMATION process = { 0 };
	char command[1100];

	windows_path(command, sizeof(command), line);
	/* Of a Unix program Wine gives no handles; what it leaves in @process instead means nothing and must not be closed. */
	return CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process);
}

/* Return: whether the file is there. */
static BOOL read_number(const char *path, int *ret)
{
	FILE *file = fopen(path, "r");
	char text[16] = "";

	if (!file)
		return FALSE;
	*ret = fgets(text, sizeof(text), file) ? atoi(text) : failed("its status is empty");
	fclose(file);
	return TRUE;
}

int run_unix_program(const char *line)
{
	const char *folder = getenv("WIFI_TEST_FOLDER");
	char folder_path[1024], status_path[1100];
	BOOL has_ended = FALSE;
	HANDLE change;
	int status = -1;

	if (!folder)
		return failed("WIFI_TEST_FOLDER is not set");
	windows_path(folder_path, sizeof(folder_path), folder);
	snprintf(status_path, sizeof(status_path), "%s\\status", folder_path);
	remove(status_path);
	change = FindFirstChangeNotificationA(folder_path, FALSE, FILE_NOTIFY_CHANGE_FILE_NAME);
	if (change == INVALID_HANDLE_VALUE)
		return failed("FindFirstChangeNotification");
	if (start(line)) {
		while (!(has_ended = read_number(status_path, &status)) &&
		       WaitForSingleObject(change, DEADLINE_MS) == WAIT_OBJECT_0)
			FindNextChangeNotification(change);
		if (!has_ended)
			failed("it does not end");
	} else {
		failed("CreateProcess");
	}
	FindCloseChangeNotification(change);
	return status;
}
