/* SPDX-License-Identifier: MIT */
#pragma once

#define FE_TONEAREST  0x000
#define FE_DOWNWARD   0x100
#define FE_UPWARD     0x200
#define FE_TOWARDZERO 0x300
int fegetround(void), fesetround(int);
