/* SPDX-License-Identifier: MIT
 *
 * modes.h - the modes that a program can put the processor's floating point in: as it is, flushing subnormals, and C's other
 * rounding modes, as far as there are
 */
#ifndef LECUN_TESTS_MODES_H
#define LECUN_TESTS_MODES_H

#include "../src/dispatch.h"

#include <fenv.h>
#include <stddef.h>
#ifdef __SSE2__
#  include <xmmintrin.h>
#endif

enum { MODES = 5 };

#ifdef FE_TONEAREST
#  define SET_ROUNDING(mode) fesetround(mode)
#else                               /* C99 7.6: no mode can be changed, as on processors without a floating-point unit */
#  define SET_ROUNDING(mode) 0
#endif
#ifndef FE_UPWARD
#  define FE_UPWARD FE_TONEAREST
#endif
#ifndef FE_DOWNWARD
#  define FE_DOWNWARD FE_TONEAREST
#endif
#ifndef FE_TOWARDZERO
#  define FE_TOWARDZERO FE_TONEAREST
#endif

static inline void flush_subnormals(int flush)
{
#if defined(__SSE2__)
    _mm_setcsr((_mm_getcsr() & ~0x8040u) | (flush ? 0x8040u : 0));
#elif defined(__aarch64__) && defined(__GNUC__)
    __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)flush << 24));
#elif defined(__arm__) && defined(__ARM_FP) && defined(__GNUC__)
    __asm__ volatile("vmsr fpscr, %0" : : "r"((uint32_t)flush << 24));
#else
    (void)flush;
#endif
}

static inline void enter_mode(size_t mode)
{
    if (mode == 1)
        flush_subnormals(1);
    if (mode == 2)
        (void)SET_ROUNDING(FE_UPWARD);
    if (mode == 3)
        (void)SET_ROUNDING(FE_DOWNWARD);
    if (mode == 4)
        (void)SET_ROUNDING(FE_TOWARDZERO);
}

static inline void leave_mode(void)
{
    flush_subnormals(0);
    (void)SET_ROUNDING(FE_TONEAREST);
}

#endif
