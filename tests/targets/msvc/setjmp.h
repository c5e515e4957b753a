/* SPDX-License-Identifier: MIT */
#pragma once

typedef void *jmp_buf[5];
#define setjmp(buf)         __builtin_setjmp((void **)(buf))
#define longjmp(buf, value) __builtin_longjmp((void **)(buf), value)
