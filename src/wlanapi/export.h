/* The functions of wlanapi.h are visible outside, everything else of the library is not. */
#pragma once

#define EXPORT __attribute__((visibility("default")))
