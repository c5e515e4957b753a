/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

#define PRId64 "lld"
#define PRIu64 "llu"
#define PRIx64 "llx"
#define PRIX64 "llX"
#define SCNd64 "lld"
#define SCNu64 "llu"
#define SCNx64 "llx"
#define PRId32 "d"
#define PRIu32 "u"
#define PRIx32 "x"
#define SCNx32 "x"
