#include "wlansvc/rpc/win32.h"

#include <errno.h>
#include <stddef.h>
#include <windows.h>

#include "base/cleanup.h"
#include "wlansvc/acm/acm.h"

static const struct {
	int result;
	uint32_t code;
} win32_codes[] = {
	{ 0, ERROR_SUCCESS },
	{ ACM_E_NO_INTERFACE, ERROR_NOT_FOUND },
	{ ACM_E_NO_PROFILE, ERROR_NOT_FOUND },
	{ ACM_E_EXISTS, ERROR_ALREADY_EXISTS },
	{ ACM_E_BAD_PROFILE, ERROR_BAD_PROFILE },
	{ ACM_E_INVALID, ERROR_INVALID_PARAMETER },
	{ ACM_E_INVALID_STATE, ERROR_INVALID_STATE },
	{ ACM_E_ACCESS_DENIED, ERROR_ACCESS_DENIED },
	{ ACM_E_RADIO_OFF, (uint32_t)ERROR_NDIS_DOT11_POWER_STATE_INVALID },
	{ ACM_E_BUSY, ERROR_BUSY },
	{ ACM_E_NOT_SUPPORTED, ERROR_NOT_SUPPORTED },
	{ ACM_E_NO_MATCH, ERROR_NO_MATCH },
	{ ACM_E_FAILED, ERROR_GEN_FAILURE },
	{ ACM_E_NO_DATA, ERROR_FILE_NOT_FOUND },
	{ -ENOMEM, ERROR_NOT_ENOUGH_MEMORY },
	{ -ENOSPC, ERROR_DISK_FULL },
	{ -EINVAL, ERROR_INVALID_PARAMETER },
	{ -EBADMSG, ERROR_INVALID_PARAMETER },
	{ -EACCES, ERROR_ACCESS_DENIED },
	{ -EPERM, ERROR_ACCESS_DENIED },
	{ -ENODEV, ERROR_INVALID_STATE }, /* the adapter is being recovered */
	{ -EOPNOTSUPP, ERROR_NOT_SUPPORTED },
};

struct win32_error win32_from_acm(int result)
{
	for (size_t i = 0; i < array_size(win32_codes); i++)
		if (win32_codes[i].result == result)
			return WIN32(win32_codes[i].code);
	return WIN32(ERROR_GEN_FAILURE);
}
