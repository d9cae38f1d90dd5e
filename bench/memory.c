#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PIDS 16

static long pids[MAX_PIDS];
static unsigned int n_pids;

static FILE *open_file(long pid, const char *name, const char *mode)
{
	char path[128];

	snprintf(path, sizeof(path), "/proc/%ld/%s", pid, name);
	return fopen(path, mode);
}

static void add_children(long pid)
{
	char name[64];
	FILE *file;

	snprintf(name, sizeof(name), "task/%ld/children", pid);
	file = open_file(pid, name, "r");
	while (file && n_pids < MAX_PIDS && fscanf(file, "%ld", &pids[n_pids]) == 1)
		n_pids++;
	if (file)
		fclose(file);
}

unsigned int memory_find(void)
{
	const char *text = getenv("BENCH_PIDS") ? getenv("BENCH_PIDS") : getenv("WLANSVC_PID");
	unsigned int n_named;
	char *end;

	for (n_pids = 0; text && n_pids < MAX_PIDS; text = end) {
		pids[n_pids] = strtol(text, &end, 10);
		if (end == text)
			break;
		n_pids++;
	}
	n_named = n_pids;
	for (unsigned int i = 0; i < n_named; i++)
		add_children(pids[i]);
	return n_pids;
}

unsigned long memory_of_service(const char *field)
{
	unsigned long kb = 0;
	char line[512];

	for (unsigned int i = 0; i < n_pids; i++) {
		FILE *file = open_file(pids[i], "status", "r");

		while (file && fgets(line, sizeof(line), file))
			if (strncmp(line, field, strlen(field)) == 0)
				kb += strtoul(line + strlen(field), NULL, 10);
		if (file)
			fclose(file);
	}
	return kb;
}

void memory_forget_highest(void)
{
	for (unsigned int i = 0; i < n_pids; i++) {
		FILE *file = open_file(pids[i], "clear_refs", "w");

		if (file) {
			fputs("5", file);
			fclose(file);
		}
	}
}

bool memory_has_sanitizer(void)
{
	bool has_one = false;
	char line[512];

	for (unsigned int i = 0; i < n_pids; i++) {
		FILE *file = open_file(pids[i], "maps", "r");

		while (file && fgets(line, sizeof(line), file))
			has_one |= strstr(line, "libasan") || strstr(line, "libtsan") || strstr(line, "libubsan");
		if (file)
			fclose(file);
	}
	return has_one;
}
