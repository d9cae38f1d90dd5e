/* The memory of all processes that serve: those named in BENCH_PIDS, else WLANSVC_PID, and their children. */
#pragma once

#include <stdbool.h>

/* Return: how many there are. */
unsigned int memory_find(void);

/* Resident, shared pages counted in each process, in kB. @field: "VmRSS:" now, "VmHWM:" at most. */
unsigned long memory_of_service(const char *field);

/* The highest counts from now on. */
void memory_forget_highest(void);

/* Whether one of them has a sanitizer, which keeps what is freed. */
bool memory_has_sanitizer(void);
