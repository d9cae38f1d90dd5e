/*
 * Attempts to connect, one after another: looking for the network, trying its SSIDs in turn, giving up, and whose turn is next; and the
 * ways in which an attempt or the connection it led to is ended. Who asks for them is no matter here.
 */
#pragma once

#include "wlansvc/acm/interface_state.h"

/* Nothing may be current. @attempt: its ownership goes over. May have ended when this returns. */
void interface_begin_attempt(struct interface *interface, struct attempt *attempt);
/* The next step: scan, connect, the next SSID or the end. */
void interface_go_on(struct interface *interface);
/* The SSID that was tried leads nowhere. @reason: WLAN_REASON_CODE */
void interface_give_up_ssid(struct interface *interface, uint32_t reason);
/* The attempt is over without a connection. @reason: WLAN_REASON_CODE */
void interface_end_attempt(struct interface *interface, uint32_t reason);

/* The interface rests: whoever waited has its turn. Nothing happens while something is current. */
void interface_continue(struct interface *interface);
/* Each that waits is told USER_CANCELLED when its turn comes. */
void interface_cancel_pending(struct interface *interface);

/* Of an interface that is connected. Return: 0: msm tells the end; ACM_E_INVALID_STATE; negative errno: nothing has changed. */
int interface_drop_connection(struct interface *interface);
/* Ends whatever goes on, if anything does. @reason: of a cancelled attempt. Return: as interface_drop_connection(). */
int interface_drop_current(struct interface *interface, uint32_t reason);
