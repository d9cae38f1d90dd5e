/*
 * What the service is told when it starts: its command line, and the lines of its configuration file, which count less. The texts are
 * those of argv, of this program or of the file; they live as long as argv and until options_clear().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "wlansvc/acm/policy.h"
#include "wlansvc/host/host.h"

#define OPTIONS_MAX_DRIVERS 16

struct options {
	const char *simulation; /* scenario of simulated radios; "default": the simulator's own; NULL: none */
	size_t n_drivers;
	const char *drivers[OPTIONS_MAX_DRIVERS]; /* words separated by blanks, the first of them the program */
	const char *socket;			  /* NULL: as the environment says */
	const char *state;			  /* directory */
	const char *policy_folder;		  /* "": none */
	const char *trace;			  /* file, NULL: none */
	const char *pcap;			  /* likewise */
	const char *sim_control;		  /* socket, NULL: none */
	const char *configuration;		  /* file; need not exist */
	const char *administrators, *operators;	  /* groups; NULL: the default ones */
	struct host_timers timers;
	struct acm_policy policy;
	int ready_fd; /* close-on-exec; -1: none */
	/* What the two switches of the policy were set to; NULL: not at all. */
	const char *disconnect_stays, *manual_first;
	char *text; /* of the file */
};

/**
 * options_read() - the command line, then the file it names
 * @ret: to be cleared, also on failure
 *
 * Return: 0; 1: what was asked for has been printed, nothing is left to do; -EINVAL and other negative errnos: what is wrong is on
 * stderr or in the log.
 */
int options_read(struct options *ret, int argc, char **argv);
void options_clear(struct options *options);
