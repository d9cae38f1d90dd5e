/*
 * What systemd-logind tells: the machine goes to sleep and wakes up, and the session in front of it is another one, and whose. Without a system bus
 * the service goes on without: then SIGHUP says that a session has changed (main.c).
 */
#pragma once

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "wlansvc/acm/acm.h"

struct logind;

/**
 * logind_new() - listen
 * @bus: taken over, also on failure; NULL: the system bus
 * @acm: outlives it
 *
 * Asks logind to wait with sleeping until every connection has ended; it may refuse that.
 *
 * Return: 0; -ENOENT and others if there is no system bus.
 * Source: org.freedesktop.login1(5).
 */
int logind_new(struct logind **ret, sd_event *event, sd_bus *bus, struct acm *acm);
struct logind *logind_free(struct logind *logind);
