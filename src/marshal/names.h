/*
 * Names of the D-Bus interface; both ends take them from here. docs/dbus.md describes it for people.
 */
#pragma once

#define RPC_INTERFACE "org.nativewifi.WlanService1"
#define RPC_PATH "/org/nativewifi/WlanService1"
#define RPC_SIGNAL_NOTIFICATION "Notification"

#define RPC_ADDRESS_VARIABLE "WLANSVC_ADDRESS"
#define RPC_SOCKET_DEFAULT "/run/wlansvc/socket"

/* First argument of OpenHandle: raised when a message changes in a way an older end would misread. */
#define RPC_PROTOCOL 1
