/* The one border where outcomes of ours become Win32 error codes. */
#pragma once

#include <stdint.h>

struct win32_error {
	uint32_t v; /* winerror.h */
};

#define WIN32_OK ((struct win32_error){ 0 })
#define WIN32(code) ((struct win32_error){ (uint32_t)(code) })

/* @result: what a function of acm.h returned: 0, an enum acm_outcome, or a negative errno. */
struct win32_error win32_from_acm(int result);
