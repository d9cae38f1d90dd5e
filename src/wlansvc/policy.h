/*
 * The folder of group policy: read when the service starts and whenever something in it changes. A folder that is made only later is
 * noticed when policy_folder_read() is called again (SIGHUP, main.c).
 */
#pragma once

#include <systemd/sd-event.h>

#include "wlansvc/acm/acm.h"
#include "wlansvc/store/store.h"

struct policy_folder;

/**
 * policy_folder_new() - read it, and watch it from now on
 * @acm, @store: outlive it
 * What cannot be read is in the log, and the service goes on with what it has.
 *
 * Return: 0; -ENOMEM.
 */
int policy_folder_new(struct policy_folder **ret, sd_event *event, const char *path, struct store *store, struct acm *acm);
struct policy_folder *policy_folder_free(struct policy_folder *policy);

/* Reads it again, and tells acm what has changed. */
void policy_folder_read(struct policy_folder *policy);
