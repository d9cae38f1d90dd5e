/* The base types of OLE are those of windows.h. */
#pragma once

#include <windows.h>
