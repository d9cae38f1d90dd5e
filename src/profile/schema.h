/* The shape of a profile: which element may stand where, how often and with which text. Private to this folder. */
#pragma once

#include "profile/document.h"

/**
 * profile_schema_check() - judge names, order, number and simple values of all elements
 * Return: 0; 1 with *ret_defect filled; -ENOMEM.
 * Source: WLAN_profile Schema, OneX Schema.
 */
int profile_schema_check(xmlDoc *document, struct profile_defect *ret_defect);
