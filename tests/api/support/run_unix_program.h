/* For the harness under Wine: programs of the system underneath. */
#pragma once

/*
 * Runs "PROGRAM ARGUMENT..." (an absolute path of Unix, no quoting) and waits for it. Wine has neither a process handle for such
 * a program nor an exit status: when it is done, it must move a file named "status" with a number in it into the folder
 * $WIFI_TEST_FOLDER (a path of Unix). Return: that number; -1 when it cannot be run or does not say within ten seconds.
 */
int run_unix_program(const char *line);
