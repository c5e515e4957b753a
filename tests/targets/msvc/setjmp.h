/* SPDX-License-Identifier: MIT */
#pragma once

/* Without a frame to unwind to, registers are restored and nothing else. */
typedef struct { __declspec(align(16)) unsigned char registers[256]; } jmp_buf[1];
__attribute__((returns_twice)) int __intrinsic_setjmp(jmp_buf, void *frame);
__declspec(noreturn) void longjmp(jmp_buf, int);
#define setjmp(buf) __intrinsic_setjmp(buf, 0)
