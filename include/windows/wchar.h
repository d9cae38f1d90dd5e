/* The system's header, with the wide functions that fit -fshort-wchar in place of its own. */
#pragma once

#include_next <wchar.h>
#include <windows.h>
