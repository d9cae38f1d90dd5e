#pragma once

#include <rpc.h>
