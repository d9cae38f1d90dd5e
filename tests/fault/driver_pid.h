/* The process that the service of the sandbox has for its driver. */
#pragma once

#include <stdio.h>
#include <stdlib.h>

/* The service's only child; 0 if there is none just now. */
static inline int driver_pid(void)
{
	char path[64];
	int pid = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/task/%s/children", getenv("WLANSVC_PID"), getenv("WLANSVC_PID"));
	file = fopen(path, "r");
	if (file && fscanf(file, "%d", &pid) != 1)
		pid = 0;
	if (file)
		fclose(file);
	return pid;
}
